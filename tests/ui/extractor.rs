//! The dialog that chooses the extractor.

use super::window::Window;
use crate::common::sample;
use crate::common::scene::Scene;
use redstring::session::{Job, UserCommand};

/// The dialog with a command typed into it, and tried.
fn tried(switches: &str) -> Window {
    tried_on(Window::articles(), switches)
}

fn tried_on(mut window: Window, switches: &str) -> Window {
    window.menu("Edit", "Extractor…");
    window.click("A program of yours");
    window.click("Command line of the program");
    window.type_text(&sample::command(switches));
    window.click("Try it");
    window
}

#[test]
fn redstrings_own_extractor_asks_for_nothing_more() {
    let mut window = Window::articles();
    window.menu("Edit", "Extractor…");
    assert!(window.sees("What finds the mentions?"));
    assert!(!window.sees("Command line of the program"));
    assert!(window.is_idle());
    window.key("Escape");
    assert!(!window.sees("What finds the mentions?"));
}

#[test]
fn a_program_is_tried_shows_its_labels_and_finds_the_mentions() {
    let mut window = tried("");
    assert!(window.name_from("It is run on this machine with your rights").is_some());
    assert!(window.sees("sample 1.0"));
    assert!(window.sees("1 of its 2 labels become mentions:"));
    assert!(window.sees("GADGET") && window.sees("no type: passed over"));
    assert!(window.sees("To use the others, give them a type in “Mention types…” (Ctrl+T), under Labels."));
    assert!(window.is_idle());
    window.click("Use this");
    assert!(!window.sees("What finds the mentions?"));
    assert!(window.session().preferences().extractor.external);
    window.click(UserCommand::FindMentions.title());
    assert_eq!(&*window.mention("Friends").evidence.as_ref().unwrap().rule, "sample 1.0: Person");
}

#[test]
fn a_program_that_fails_is_told_with_its_last_words() {
    let mut window = tried("--fault crash-start");
    assert!(window.name_from("The program started, but ended (exit code 3)").is_some());
    assert!(window.sees("no such model"));
    assert!(window.session().jobs().all(|job| job.job != Job::Try));
    window.click("Cancel");
    assert!(!window.session().preferences().extractor.external);
}

#[test]
fn a_command_that_names_no_program_cannot_be_used() {
    let mut window = Window::articles();
    window.menu("Edit", "Extractor…");
    window.click("A program of yours");
    window.click("Use this");
    assert!(window.sees("What finds the mentions?"), "without a command there is nothing to use");
    window.click("Command line of the program");
    window.type_text("tag 'x");
    assert!(window.sees("A quotation mark in the command is not closed, or a \\ ends it"));
}

#[test]
fn what_does_not_start_is_not_used_and_the_reason_told() {
    let mut window = Window::articles();
    window.menu("Edit", "Extractor…");
    window.click("A program of yours");
    window.click("Command line of the program");
    window.type_text("there-is-no-such-program");
    window.click("Use this");
    assert!(window.name_from("There is no program there-is-no-such-program").is_some());
    assert!(window.sees("What finds the mentions?") && !window.session().preferences().extractor.external);
    assert!(window.is_idle());
    window.click("Command line of the program");
    window.type_over(&sample::command(""));
    window.click("Use this");
    assert!(!window.sees("What finds the mentions?") && window.session().preferences().extractor.external);
}

#[test]
fn a_failure_of_the_program_leads_to_the_dialog() {
    let mut window = tried_on(Window::on(Scene::of(&[("a.txt", "A trouble.")])), "--fault garbage");
    window.click("Use this");
    window.click(UserCommand::FindMentions.title());
    assert!(window.name_from("The program wrote a line that is no answer").is_some());
    window.click("Extractor…");
    assert!(window.sees("What finds the mentions?"));
    window.click("Redstring itself");
    window.click("Use this");
    assert!(!window.session().preferences().extractor.external);
}
