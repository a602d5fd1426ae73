//! The entities panel and the card of one entity.

use super::window::Window;
use crate::common::scene::Scene;
use egui::Modifiers;
use redstring::annotation::{Command, Entity};
use redstring::session::{Action, InHand};

/// Viktor Bout with three mentions in two documents, Bangkok with two in two, Ann with one.
fn three_entities() -> Window {
    let mut scene = Scene::of(&[
        ("1.txt", "[Viktor But] sold arms in [Bangkok:Place]. They caught [Buti] with [Ann].\n"),
        ("2.txt", "[Viktor Bout] was tried far from [Bangkok:Place].\n"),
    ]);
    scene.tie(&["Viktor Bout", "Viktor But", "Buti"]);
    scene.tie(&["Bangkok", "Bangkok#2"]);
    let ann = scene.m("Ann");
    scene.edit(Command::SplitOff(vec![ann]));
    let document = scene.document_at("1.txt");
    scene.dispatch(Action::ClickText { document, offset: 0 });
    Window::on(scene)
}

fn entity<'w>(window: &'w Window, mention: &str) -> &'w Entity {
    window.project().entity(window.mention(mention).entity.expect("it is tied")).unwrap()
}

const BOUT: &str = "Viktor Bout, Person, 3 mentions, 2 documents";
const BANGKOK: &str = "Bangkok, Place, 2 mentions, 2 documents";
const ANN: &str = "Ann, Person, 1 mention, 1 document";

fn rows(window: &Window) -> Vec<&'static str> {
    let mut rows: Vec<_> = [BOUT, BANGKOK, ANN].into_iter().filter(|row| window.sees(row)).collect();
    rows.sort_by_key(|row| window.rect_of(row).top() as i32);
    rows
}

#[test]
fn every_entity_has_a_row_with_its_type_and_counts() {
    assert_eq!(rows(&three_entities()), [BOUT, BANGKOK, ANN]);
}

#[test]
fn the_filter_finds_by_name_and_by_mention() {
    let mut window = three_entities();
    window.key("Ctrl+E");
    window.type_text("bang");
    assert_eq!(rows(&window), [BANGKOK]);
    window.type_over("buti");
    assert_eq!(rows(&window), [BOUT], "by the text of a mention");
    window.type_over("zzz");
    assert!(window.sees("No entity has this in its name or mentions"));
}

#[test]
fn the_entities_are_sorted_as_chosen() {
    let mut window = three_entities();
    for (sort, expected) in [
        ("Name", [ANN, BANGKOK, BOUT]),
        ("Type", [ANN, BOUT, BANGKOK]),
        ("Most documents", [BOUT, BANGKOK, ANN]),
        ("Most mentions", [BOUT, BANGKOK, ANN]),
    ] {
        window.click("Sort entities");
        window.click(sort);
        assert_eq!(rows(&window), expected, "{sort}");
    }
}

#[test]
fn a_row_shows_its_entity_and_ties_nothing() {
    let mut window = three_entities();
    window.click(BOUT);
    assert_eq!(window.session().focus(), Some(entity(&window, "Buti").id));
    assert_eq!(window.session().in_hand(), None);
    window.click("Ann, Person, Ann, accepted");
    assert_ne!(entity(&window, "Ann").id, entity(&window, "Buti").id, "a click only takes the mention in hand");
}

#[test]
fn an_entity_is_taken_in_hand_from_its_card_or_by_its_name() {
    let mut window = three_entities();
    window.click(BOUT);
    window.click("Take in hand");
    assert_eq!(window.session().in_hand(), Some(InHand::Entity(entity(&window, "Buti").id)));
    window.click("Ann, Person, Ann, accepted");
    assert_eq!(entity(&window, "Ann").id, entity(&window, "Buti").id, "a click ties to it");
    window.key("Ctrl+Z");
    window.key("Escape");
    window.key("Ctrl+E");
    window.type_text("but");
    window.key("Enter");
    assert_eq!(window.session().in_hand(), Some(InHand::Entity(entity(&window, "Buti").id)));
}

#[test]
fn the_card_renames_its_entity() {
    let mut window = three_entities();
    window.click(BOUT);
    window.click("Rename…");
    window.type_over("Viktor Anatolyevich Bout");
    window.key("Enter");
    assert_eq!(&*entity(&window, "Buti").name, "Viktor Anatolyevich Bout");
    assert!(window.sees("Buti, Person, Viktor Anatolyevich Bout, accepted"));
}

#[test]
fn esc_leaves_the_name_as_it_was() {
    let mut window = three_entities();
    window.click(BOUT);
    window.key("F2");
    assert!(window.sees("Entity name"));
    window.type_text("Nonsense");
    window.key("Escape");
    assert!(window.sees(BOUT));
    assert!(!window.sees("Entity name"));
    assert!(window.session().focus().is_some(), "the first Esc only leaves the field");
}

#[test]
fn the_card_counts_the_texts_that_name_it() {
    let mut window = three_entities();
    window.click(BANGKOK);
    assert!(window.sees("Bangkok  2"));
    window.click(BOUT);
    for alias in ["Viktor But", "Buti"] {
        assert!(window.sees(alias), "{alias}");
    }
    window.click("Buti");
    assert_eq!(window.at(), "Buti");
}

#[test]
fn a_note_is_kept_when_the_field_is_left() {
    let mut window = three_entities();
    window.click(BOUT);
    window.click("Note on this entity");
    window.type_text("Air cargo");
    window.click_at(window.rect_of("Mentions in context").center(), Modifiers::NONE);
    assert_eq!(&*entity(&window, "Buti").note, "Air cargo");
}

#[test]
fn a_note_is_kept_when_another_entity_is_taken_meanwhile() {
    let mut window = three_entities();
    window.click(BOUT);
    window.click("Note on this entity");
    window.type_text("Air cargo");
    window.click(BANGKOK);
    assert_eq!(&*entity(&window, "Buti").note, "Air cargo");
    assert_eq!(&*entity(&window, "Bangkok").note, "");
}

#[test]
fn a_note_is_kept_when_everything_is_let_go_meanwhile() {
    let mut window = three_entities();
    window.click(BOUT);
    window.click("Note on this entity");
    window.type_text("Air cargo");
    let mention = window.rect_of("Ann, Person, Ann, accepted");
    window.click_at(mention.right_center() + egui::vec2(60.0, 0.0), Modifiers::NONE);
    assert!(window.session().in_hand().is_none());
    assert_eq!(&*entity(&window, "Buti").note, "Air cargo");
}

#[test]
fn a_line_in_context_goes_to_its_mention() {
    let mut window = three_entities();
    window.click(BOUT);
    let line = window.name_from("Viktor Bout, in context").unwrap();
    assert!(line.contains("was tried far"), "{line}");
    window.click(&line);
    assert_eq!(window.at(), "Viktor Bout");
    assert_eq!(window.session().active_document(), Some(window.mention("Viktor Bout").document));
}

#[test]
fn the_card_changes_the_type_and_deletes() {
    let mut window = three_entities();
    window.click(ANN);
    window.click("More for this entity");
    window.click("Type");
    window.click("Group");
    let row = "Ann, Group, 1 mention, 1 document";
    assert!(window.sees(row));
    window.click("More for this entity");
    window.click("Delete entity");
    assert_eq!(window.mention("Ann").entity, None);
    assert!(!window.sees(row));
    window.key("Ctrl+Z");
    assert!(window.sees(row));
}

#[test]
fn a_deleted_entity_leaves_no_card() {
    let mut window = three_entities();
    window.click(BOUT);
    window.menu("Entity", "Delete entity");
    assert!(!window.sees("Mentions in context"));
    assert!(window.session().in_hand().is_none());
}
