//! The editor of mention types.

use super::window::Window;
use crate::common::sample;
use crate::common::scene::Scene;
use egui_kittest::kittest::Queryable as _;
use redstring::annotation::{Colour, EntryRule, Mark, Schema};
use redstring::session::UserCommand;
use redstring::ui::theme::Theme;

const TEXT: &[(&str, &str)] =
    &[("a.txt", "Mr. Viktor Bout met Anna Petrova in Bangkok. Viktor Bout paid Anna Petrova on 12 May 2008.\n")];

/// A window in which extraction has run, with the editor open.
fn editor() -> Window {
    let mut scene = Scene::of(TEXT);
    scene.user(UserCommand::FindMentions);
    let mut window = Window::on(scene);
    window.key("Ctrl+T");
    assert!(window.sees("Mention types"));
    window
}

/// Clicks what may have to be scrolled to.
fn press(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    for _ in 0..3 {
        window.run();
    }
    window.click(name);
}

fn is_open(window: &Window) -> bool {
    window.sees("Mention types")
}

fn schema(window: &Window) -> Schema {
    Schema::clone(window.project().schema())
}

fn count(window: &Window, name: &str) -> u32 {
    let kind = window.project().schema().by_name(name).expect("a type");
    window.project().counts_of(kind).live()
}

fn steps(window: &Window) -> usize {
    window.session().history().done().len()
}

/// Looks at what the session does in the background until it is done.
fn settle(window: &mut Window) {
    window.state_mut().session_mut().settle();
    window.run();
}

#[test]
fn a_type_is_renamed_and_one_undo_takes_it_back() {
    let mut window = editor();
    let (before, had) = (schema(&window), steps(&window));
    press(&mut window, "Name of Person");
    window.type_over("Figure");
    press(&mut window, "Key of Figure");
    window.type_over("f");
    window.click("Apply");
    assert!(!is_open(&window));
    let figure = schema(&window).by_name("Figure").expect("it is renamed");
    assert_eq!(schema(&window).get(figure).key, 'f');
    assert_eq!(window.kind_of("Viktor Bout"), "Figure");
    assert_eq!(steps(&window), had + 1);
    window.key("Ctrl+Z");
    assert_eq!(schema(&window), before);
}

#[test]
fn a_key_that_another_type_has_is_told_and_nothing_is_applied() {
    let mut window = editor();
    press(&mut window, "Key of Organisation");
    window.type_text("p");
    assert!(window.sees("P is the key of Person already"));
    assert!(window.sees("Organisation: P is the key of Person already"), "the reason beside Apply");
    window.click("Apply");
    assert!(is_open(&window));
    press(&mut window, "Key of Person");
    window.key("Ctrl+A");
    window.key("Delete");
    assert!(!window.sees("P is the key of Person already"));
    window.click("Apply");
    assert!(!is_open(&window));
    assert_eq!(schema(&window).get(schema(&window).first()).key, ' ', "none");
}

#[test]
fn a_type_without_a_key_has_no_cap_in_the_popup() {
    let mut window = editor();
    press(&mut window, "Key of Place");
    window.keys(&["Ctrl+A", "Delete"]);
    window.click("Apply");
    window.click("Viktor Bout, Person, proposed");
    window.key("T");
    assert!(window.sees("Place") && window.sees("P"));
    assert!(!window.sees("L") && !window.sees(" "));
}

#[test]
fn a_colour_is_written_a_bad_one_told_and_a_faint_one_warned_of() {
    let mut window = editor();
    press(&mut window, "Colour of Person");
    window.type_over("#12");
    assert!(window.name_from("A colour is six digits").is_some());
    window.type_over("#F0F0F0");
    assert!(window.sees("This colour is hard to see on light paper"));
    press(&mut window, "Colour of Person");
    window.type_over("#A03060");
    assert!(window.name_from("This colour is hard to see").is_none());
    press(&mut window, "Colour of Person");
    window.type_over("a03060");
    assert!(window.name_from("A colour is six digits").is_none(), "the sign may be left out");
    window.click("Apply");
    let schema = schema(&window);
    assert_eq!(schema.get(schema.first()).colour, Colour([0xA0, 0x30, 0x60]));
}

#[test]
fn a_mark_is_chosen_from_its_menu() {
    let mut window = editor();
    press(&mut window, "Mark of Person: circle");
    window.click("hexagon");
    assert!(window.sees("Mark of Person: hexagon"));
    window.click("Apply");
    let schema = schema(&window);
    assert_eq!(schema.get(schema.first()).mark, Mark::Hexagon);
}

#[test]
fn a_new_type_needs_a_name_and_gets_a_letter() {
    let mut window = editor();
    press(&mut window, "Add type");
    let missed = |window: &Window| window.names().iter().filter(|n| n.contains("Give the type a name")).count();
    assert_eq!(missed(&window), 0, "nothing was typed yet");
    window.click("Apply");
    assert!(is_open(&window));
    assert_eq!(missed(&window), 1);
    window.type_text("Vessel");
    assert_eq!(missed(&window), 0);
    window.click("Apply");
    let schema = schema(&window);
    let vessel = schema.by_name("Vessel").expect("it is added");
    assert_eq!(schema.get(vessel).key, 'e', "V is taken");
}

#[test]
fn new_types_are_told_apart_and_can_be_made_out() {
    let mut window = editor();
    for name in ["Vessel", "Coin", "Saint"] {
        // In sight, however long the list is.
        window.click("Add type");
        window.type_text(name);
    }
    window.click("Apply");
    let schema = schema(&window);
    for name in ["Vessel", "Coin", "Saint"] {
        let colour = schema.get(schema.by_name(name).expect("it is added")).colour;
        assert_eq!(schema.types().filter(|(_, kind)| kind.colour == colour).count(), 1, "{name}");
        assert!(Theme::light().shows(colour) && Theme::dark().shows(colour), "{name}");
    }
}

#[test]
fn the_labels_say_what_they_are_and_every_type_is_offered() {
    let mut window = editor();
    window.click("Labels");
    assert!(window.name_from("A label is what").is_some());
    assert!(["Label", "Becomes the type", "What it is given to"].iter().all(|title| window.sees(title)));
    window.click("Type of PERSON: Person");
    let screen = window.ctx.content_rect();
    for name in ["Organisation", "Contact", "Event", "Product"] {
        assert!(screen.contains_rect(window.rect_of(name)), "{name}");
    }
}

#[test]
fn a_removed_type_becomes_another_and_can_be_put_back() {
    let mut window = editor();
    let people = count(&window, "Person");
    assert!(people > 1);
    press(&mut window, "Remove Person");
    assert!(window.sees(&format!("Its {people} mentions become")));
    press(&mut window, "What Person becomes: Name");
    window.click("Group");
    press(&mut window, "Remove");
    assert!(window.sees(&format!("Person is removed; its {people} mentions become Group")));
    window.click("Put back");
    assert!(window.sees("Nothing is changed"));
    press(&mut window, "Remove Person");
    press(&mut window, "Remove");
    window.click("Apply");
    assert!(schema(&window).by_name("Person").is_none());
    assert_eq!(count(&window, "Name"), people);
    window.key("Ctrl+Z");
    assert_eq!(count(&window, "Person"), people);
}

#[test]
fn a_type_switched_off_loses_its_proposals_and_can_still_be_picked_by_hand() {
    let mut window = editor();
    let dates = count(&window, "Date");
    assert!(dates > 0);
    press(&mut window, "Propose Date");
    assert!(window.sees("Untouched proposals of Date go away"));
    window.click("Apply");
    assert_eq!(count(&window, "Date"), 0);
    window.click("Viktor Bout, Person, proposed");
    window.key("T");
    window.click("Date, not proposed");
    assert_eq!(count(&window, "Date"), 1);
    window.key("Ctrl+Z");
    window.key("Ctrl+T");
    press(&mut window, "Propose Date");
    assert!(window.sees("Mentions are looked for again"));
    window.click("Apply");
    settle(&mut window);
    assert_eq!(count(&window, "Date"), dates);
}

#[test]
fn the_gazetteer_too_says_which_types_are_switched_off() {
    let mut window = editor();
    press(&mut window, "Propose Date");
    window.click("Apply");
    settle(&mut window);
    window.menu("Edit", "Gazetteer…");
    window.click("Type of the name");
    assert!(window.sees("Date, not proposed") && window.sees("Quantity"));
    press(&mut window, "Date, not proposed");
    assert!(!window.sees("Quantity"), "the list is closed");
    window.click("Name");
    window.type_text("Tuesday market");
    window.click("Add name");
    let entry = window.project().entry("Tuesday market").unwrap();
    assert_eq!(entry.rule, EntryRule::Always(window.project().schema().by_name("Date").unwrap()));
}

#[test]
fn a_label_is_mapped_to_a_type_and_taken_from_it() {
    let mut window = editor();
    window.click("Labels");
    press(&mut window, "Type of NORP: Group");
    window.click("Organisation");
    assert!(window.sees("Type of NORP: Organisation"));
    window.click("Types");
    press(&mut window, "Take ORG from Organisation");
    window.click("Apply");
    settle(&mut window);
    let schema = schema(&window);
    assert_eq!(schema.for_label("NORP"), schema.by_name("Organisation"));
    assert_eq!(schema.for_label("ORG"), None);
}

#[test]
fn escape_asks_when_something_is_changed_and_not_else() {
    let mut window = editor();
    window.key("Escape");
    assert!(!is_open(&window));
    window.key("Ctrl+T");
    press(&mut window, "Propose Person");
    window.key("Ctrl+Z");
    window.key("Escape");
    assert!(is_open(&window) && window.sees("Apply your changes?"));
    window.click("Go on editing");
    assert!(is_open(&window) && !window.sees("Apply your changes?"));
    assert!(window.is_idle());
    window.key("Escape");
    window.click("Discard");
    assert!(!is_open(&window));
    assert!(schema(&window).is_on(schema(&window).first()));
    window.key("Ctrl+T");
    assert!(window.sees("Nothing is changed"));
    press(&mut window, "Propose Person");
    window.key("Escape");
    window.click("Apply");
    assert!(!schema(&window).is_on(schema(&window).first()));
}

#[test]
fn the_types_of_new_projects_are_edited_on_the_welcome_screen() {
    let mut window = Window::welcome();
    window.menu("Edit", "Mention types…");
    press(&mut window, "Name of Work");
    window.type_over("Title");
    window.click("Apply");
    assert!(!is_open(&window));
    assert!(window.session().types_of_new_projects().by_name("Title").is_some());
    window.key("Ctrl+T");
    window.click("Redstring's own types");
    window.click("Apply");
    assert!(!window.session().has_chosen_types());
}

#[test]
fn the_types_of_a_project_are_kept_for_new_ones() {
    let mut window = editor();
    press(&mut window, "Propose Person");
    window.click("Use for new projects");
    assert!(window.session().has_chosen_types());
    assert!(is_open(&window), "and the draft goes on");
}

#[test]
fn what_a_program_announces_can_be_mapped() {
    let mut window = Window::articles();
    window.menu("Edit", "Extractor…");
    window.click("A program of yours");
    window.click("Command line of the program");
    window.type_text(&sample::command(""));
    window.click("Try it");
    window.click("Cancel");
    window.key("Ctrl+T");
    window.click("Labels");
    press(&mut window, "Type of GADGET: not used");
    window.click("Group");
    assert!(window.sees("Type of GADGET: Group"));
}
