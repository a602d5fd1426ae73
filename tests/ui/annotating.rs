//! Marking all occurrences, lists of names, and what is always or never tagged, in the window.

use super::window::{Look, Window};
use crate::common::scene::{self, Scene};
use egui_kittest::kittest::Queryable as _;
use redstring::annotation::{EntryRule, Status};
use redstring::session::{Action, NoDialogs, Runner, Session};

fn status(window: &Window, name: &str) -> Status {
    window.mention(name).status
}

fn count(window: &Window, name: &str) -> usize {
    window.query_all_by_label(name).count()
}

/// A window with a list of names beside its documents, and the list's path.
fn with_list(list: &str) -> (Window, String) {
    let scene = Scene::articles();
    let path = scene.path("names.csv");
    std::fs::write(&path, list).unwrap();
    let path = path.display().to_string();
    // Where the system has no dialog the path is typed.
    let home = scene::folder(&[]);
    let mut session = Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    session.dispatch(Action::OpenFolder(scene.root().to_owned()));
    session.settle();
    let (_, folder) = scene.into_parts();
    (Window::of(session, Some(folder), Look::default()), path)
}

#[test]
fn all_occurrences_are_marked_after_a_preview() {
    let mut window = Window::articles();
    window.right_click("Bout, Person, proposed");
    window.click("Mark all occurrences…");
    assert!(window.sees("2 of 3 occurrences in 1 document"), "{}", window.names().join("\n"));
    assert!(window.name_from("Bout, inside “Viktor Bout”, in context: ").is_some());
    window.key("Enter");
    assert!(!window.sees("Mark 2"));
    assert_eq!((status(&window, "Bout"), status(&window, "Bout#2")), (Status::Accepted, Status::Accepted));
    window.key("Ctrl+Z");
    assert_eq!((status(&window, "Bout"), status(&window, "Bout#2")), (Status::Proposed, Status::Proposed));
}

#[test]
fn ticks_are_set_one_by_one_by_document_and_all_at_once() {
    let mut window = Window::articles();
    window.right_click("Bangkok, Place, proposed");
    window.click("Mark all occurrences…");
    assert!(window.sees("2 of 2 occurrences in 2 documents"));
    let first = window.name_from("Tick Bangkok").unwrap();
    window.click(&first);
    assert!(window.sees("1 of 2 occurrences in 2 documents"));
    window.click("None");
    assert!(window.sees("0 of 2 occurrences in 2 documents"));
    window.click("All in The trial");
    assert!(window.sees("Mark 1"));
    window.click("All");
    window.click("All in The dealer");
    window.click("Mark 1");
    assert_eq!((status(&window, "Bangkok"), status(&window, "Bangkok#2")), (Status::Proposed, Status::Accepted));
}

#[test]
fn another_text_in_another_manner_is_looked_for_at_once() {
    let mut window = Window::articles();
    window.right_click("Buti, Person, proposed");
    window.click("Mark all occurrences…");
    window.type_over("But");
    assert!(window.sees("0 of 1 occurrence in 1 document"));
    window.click("Inflected");
    assert!(window.sees("2 of 3 occurrences in 1 document"), "{}", window.names().join("\n"));
    window.click("Pattern");
    window.click("Text to mark");
    window.type_over("Vi[");
    assert!(window.name_from("This is no pattern").is_some());
    window.key("Enter");
    assert!(window.sees("Cancel"), "nothing is chosen, so nothing is done");
    window.key("Escape");
    assert!(!window.sees("Mark all occurrences"));
}

#[test]
fn a_place_is_shown_when_its_row_is_clicked() {
    let long = format!("The trial\n\n{}[Bangkok:Place] again.\n", "A line of nothing.\n\n".repeat(200));
    let mut window =
        Window::on(Scene::of(&[("1.txt", "The dealer\n\nIn [Bangkok:Place] it rained.\n"), ("2.txt", &long)]));
    window.right_click("Bangkok, Place, proposed");
    window.click("Mark all occurrences…");
    assert_eq!(count(&window, "Bangkok, Place, proposed"), 1);
    let row = window
        .names()
        .into_iter()
        .find(|n| n.starts_with("Bangkok, proposed, in context") && n.contains("nothing"))
        .unwrap();
    window.click(&row);
    assert_eq!(count(&window, "Bangkok, Place, proposed"), 2, "both are in view");
    assert!(window.sees("Cancel"), "the preview stays");
}

#[test]
fn shift_m_marks_all_of_the_selection() {
    let mut window = Window::articles();
    let text = window.select_behind("Viktor But, Person, proposed", 40.0);
    // A real keyboard types its letter in the same frame, which is not the field's yet.
    window.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::M);
    window.run();
    assert!(window.sees("Mark all occurrences"));
    assert_eq!(window.session().annotate_all().unwrap().wanted.text, text);
}

#[test]
fn with_nothing_to_mark_everywhere_it_is_said_what_to_do() {
    let mut window = Window::articles();
    window.key("Shift+M");
    assert!(window.session().annotate_all().is_none());
    assert!(window.name_from("Select some text, or click a mention").is_some());
}

#[test]
fn the_gazetteer_opens_for_a_name_to_be_typed() {
    let mut window = Window::articles();
    window.menu("Edit", "Gazetteer…");
    window.type_text("Tuesday market");
    window.click("Add name");
    assert!(window.project().entry("Tuesday market").is_some());
    assert!(window.is_idle());
}

#[test]
fn a_list_of_names_is_imported_after_a_preview() {
    let (mut window, path) = with_list("name,type,entity\nBout,Person,Viktor Bout\nBangkok,Place\nfriends,Planet\n");
    window.menu("Edit", "Import list of names…");
    window.type_over(&path);
    window.key("Enter");
    assert!(window.sees("Names from names.csv"), "{}", window.names().join("\n"));
    assert!(window.name_from("2 names read.").unwrap().ends_with("1 line could not be taken."));
    window.click("Not taken  1");
    assert!(window.sees("line 4: there is no type “Planet”"));
    window.click("Names  2");
    assert!(window.sees("Bout, Person, Viktor Bout"));
    window.click("Occurrences  5");
    let button = window.name_from("Remember 2 names and mark").unwrap();
    window.click(&button);
    assert_eq!(status(&window, "Bout"), Status::Accepted);
    let entity = window.mention("Bout").entity.expect("it is tied");
    assert_eq!(&*window.project().entity(entity).unwrap().name, "Viktor Bout");
    assert_eq!(window.project().gazetteer().len(), 2);
    window.key("Ctrl+Z");
    assert_eq!(window.project().gazetteer().len(), 0);
}

#[test]
fn always_and_never_are_in_the_menu_of_a_mention() {
    let mut window = Window::articles();
    window.right_click("Bangkok, Place, proposed");
    window.click("Dismiss all like this");
    assert!(window.sees("“Bangkok” is never proposed from now on: 2 mentions"));
    assert!(window.mention_names().iter().all(|name| !name.starts_with("Bangkok")));
    window.right_click("Bout, Person, proposed");
    window.click("Always tag this as…");
    window.click("Group");
    assert_eq!((window.kind_of("Bout"), window.kind_of("Bout#2")), ("Group".into(), "Group".into()));
    window.key("Ctrl+Z");
    window.key("Ctrl+Z");
    assert_eq!((window.kind_of("Bout"), window.kind_of("Bangkok")), ("Person".into(), "Place".into()));
    assert_eq!(window.project().gazetteer().len(), 0);
}

#[test]
fn names_are_added_changed_and_removed_in_the_gazetteer() {
    let mut window = Window::articles();
    window.menu("Edit", "Gazetteer…");
    assert!(window.sees("There are no names yet"));
    window.click("Name");
    window.type_text("friends");
    window.click("Add name");
    assert!(window.sees("friends, Person"));
    assert_eq!(window.mention_names().len(), 9, "it is looked for, but “Friends” is another");
    window.click("friends, Person");
    window.click("Ignore case");
    window.click("Change name");
    assert!(window.mention_names().iter().any(|name| name == "Friends, Person, proposed"));
    assert!(window.project().entry("friends").unwrap().ignore_case);
    window.click("Filter names");
    window.type_text("zzz");
    assert!(window.sees("No name fits"));
    window.type_over("fri");
    window.click("Remove friends");
    assert_eq!(window.project().gazetteer().len(), 0);
    window.click("Name");
    window.type_text("Bangkok");
    window.click("Never");
    window.click("Add name");
    assert_eq!(window.project().entry("Bangkok").unwrap().rule, EntryRule::Never);
    window.click("Close");
    assert!(!window.sees("Gazetteer"));
}

#[test]
fn twenty_thousand_places_scroll_and_rest() {
    let text = format!("Many\n\n{}", "Brandl sailed on. ".repeat(30_000));
    let mut window = Window::on(Scene::of(&[("1.txt", "The dealer\n\n[Brandl] slept.\n"), ("2.txt", &text)]));
    window.right_click("Brandl, Person, proposed");
    window.click("Mark all occurrences…");
    assert!(window.sees("20,000 of 20,000 occurrences in 2 documents"));
    assert!(window.sees("There are more: these are the first 20,000."));
    let rows = window.names().iter().filter(|name| name.starts_with("Tick ")).count();
    assert!(rows < 60, "only the rows in view are made: {rows}");
    assert!(window.is_idle());
}
