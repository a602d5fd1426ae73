//! Text: selecting, marking, finding.

use super::window::Window;
use crate::common::scene::Scene;
use egui::{Modifiers, vec2};
use redstring::annotation::Status;

const BOUT: &str = "Viktor Bout, Person, proposed";

#[test]
fn selected_text_is_marked_by_the_letter_of_a_type() {
    let mut window = Window::articles();
    let selected = window.select_behind(BOUT, 30.0);
    assert!(window.sees(&format!("Mark “{selected}” as")), "{selected}");
    window.key("G");
    assert_eq!(window.kind_of(&selected), "Group");
    assert_eq!(window.mention(&selected).status, Status::Accepted);
    assert_eq!(window.selected(), None);
}

#[test]
fn selected_text_is_marked_by_enter_as_the_likely_type_and_by_a_click() {
    let mut window = Window::articles();
    let selected = window.select_behind(BOUT, 30.0);
    window.key("Enter");
    assert_eq!(window.kind_of(&selected), "Person");
    window.key("Ctrl+Z");
    window.select_behind(BOUT, 30.0);
    window.click("Organisation");
    assert_eq!(window.kind_of(&selected), "Organisation");
}

#[test]
fn esc_drops_the_selection_and_marks_nothing() {
    let mut window = Window::articles();
    let before = window.project().clone();
    window.select_behind(BOUT, 30.0);
    window.key("Escape");
    assert_eq!(window.selected(), None);
    assert!(*window.project() == before);
}

#[test]
fn a_drag_over_a_mention_selects_and_does_not_click() {
    let mut window = Window::articles();
    let rect = window.rect_of(BOUT);
    window.drag(rect.left_center() + vec2(2.0, 0.0), rect.right_center() + vec2(20.0, 0.0));
    assert!(window.selected().is_some());
    assert_eq!(window.session().in_hand(), None);
}

#[test]
fn in_read_mode_a_selection_has_no_popup() {
    let mut window = Window::articles();
    window.key("Ctrl+1");
    window.select_behind(BOUT, 30.0);
    assert!(window.name_from("Mark “").is_none());
}

#[test]
fn a_span_is_fixed_by_selecting_where_it_should_be() {
    let mut window = Window::articles();
    window.click(BOUT);
    let id = window.m("Viktor Bout");
    window.key("F");
    let selected = window.select_behind(BOUT, 30.0);
    assert!(window.sees("Move “Viktor Bout” here?"));
    window.key("Enter");
    assert_eq!(&*window.project().mention(id).unwrap().text, selected);
}

#[test]
fn nested_and_overlapping_mentions_can_all_be_clicked() {
    let text = "[The [[Viktor] Bout] Museum of [Arms:Work]:Organisation] was visited by [Ann] today.\n";
    let mut window = Window::on(Scene::of(&[("1.txt", text)]));
    let end = |w: &Window, name: &str| w.rect_of(name).right_center() - vec2(6.0, 0.0);
    let front = |w: &Window, name: &str| w.rect_of(name).left_center() + vec2(6.0, 0.0);
    for (at, text) in [
        (front(&window, "Viktor, Person, proposed"), "Viktor"),
        (end(&window, "Viktor Bout, Person, proposed"), "Viktor Bout"),
        (front(&window, "The Viktor Bout Museum of Arms, Organisation, proposed"), "The Viktor Bout Museum of Arms"),
        (front(&window, "Arms, Work, proposed"), "Arms"),
        (front(&window, "Ann, Person, proposed"), "Ann"),
    ] {
        window.click_at(at, Modifiers::NONE);
        assert_eq!(window.at(), text);
        window.key("Escape");
    }
}

#[test]
fn every_mention_on_screen_is_named_by_its_text_first() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let window = Window::on(scene);
    let names = window.mention_names();
    assert_eq!(names.len(), window.project().mentions().len());
    for mention in window.project().mentions() {
        assert!(names.iter().any(|n| n.starts_with(&format!("{}, ", mention.text))), "{}", mention.text);
    }
}

#[test]
fn find_shows_its_hits_and_walks_them() {
    let mut window = Window::articles();
    window.key("Slash");
    window.type_text("bangkok");
    assert_eq!(window.session().find().hits.len(), 2, "{:?}", window.session().find().options);
    window.key("Enter");
    assert!(window.sees("1 of 2"));
    window.key("Enter");
    assert!(window.sees("2 of 2"));
    window.key("Escape");
    assert!(!window.session().find().is_active());
}

#[test]
fn find_takes_patterns_and_tells_what_is_none() {
    let mut window = Window::articles();
    window.key("Ctrl+F");
    window.type_text("(but");
    window.click("Regular expression");
    assert!(window.name_from("This is no pattern").is_some());
    window.click("Regular expression");
    assert!(window.sees("Nothing found"));
    window.click("Stop looking");
    assert!(!window.session().find().is_active());
}

#[test]
fn a_hit_of_the_list_is_gone_to_by_a_click() {
    let mut window = Window::articles();
    window.key("Ctrl+F");
    window.type_text("waited");
    let row = window.name_from("waited, in context").unwrap();
    window.click(&row);
    assert!(window.sees("1 of 1"));
    assert_eq!(window.session().active_document(), Some(window.mention("Viktor Bout").document));
}
