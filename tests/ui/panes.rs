//! Panes and documents.

use super::window::Window;
use crate::common::scene::Scene;
use egui::Modifiers;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// The titles of the panes in front, from left to right.
fn panes(window: &Window) -> Vec<String> {
    let mut panes: Vec<_> = window
        .query_all_by_role(Role::Document)
        .map(|n| (n.rect().left() as i32, n.rect().top() as i32, n.accesskit_node().label().unwrap_or_default()))
        .collect();
    panes.sort();
    panes.into_iter().map(|(.., title)| title).collect()
}

fn three() -> Window {
    Window::on(Scene::of(&[("1.txt", "One\n\n[Ann]"), ("2.txt", "Two\n\n[Bob]"), ("3.txt", "Three\n\n[Cid]")]))
}

#[test]
fn two_documents_stand_side_by_side_from_the_first_second() {
    assert_eq!(panes(&Window::articles()), ["The dealer", "The trial"]);
}

#[test]
fn panes_are_split_and_closed_by_command() {
    let mut window = three();
    window.key("Ctrl+Backslash");
    assert_eq!(panes(&window), ["One", "One", "Two"]);
    window.key("Ctrl+W");
    assert_eq!(panes(&window), ["One", "Two"]);
    window.key("Ctrl+Shift+Backslash");
    assert_eq!(panes(&window).len(), 3);
    window.keys(&["Ctrl+W", "Ctrl+W", "Ctrl+W"]);
    assert_eq!(panes(&window), [""; 0]);
    assert!(window.name_from("No document is open.").is_some());
    window.click("Three, document, 1 mention");
    assert_eq!(panes(&window), ["Three"]);
}

#[test]
fn a_document_of_the_list_opens_in_the_active_pane() {
    let mut window = three();
    window.click("Three, document, 1 mention");
    assert_eq!(panes(&window), ["Three", "Two"]);
    window.key("F6");
    window.click("One, document, 1 mention");
    assert_eq!(panes(&window), ["Three", "One"]);
}

#[test]
fn a_document_that_is_open_is_only_brought_forward() {
    let mut window = three();
    window.click("Two, document, 1 mention");
    assert_eq!(panes(&window), ["One", "Two"]);
    assert_eq!(window.session().active_document(), Some(window.mention("Bob").document));
}

#[test]
fn ctrl_click_opens_a_document_beside() {
    let mut window = three();
    window.click_with(Modifiers::COMMAND | Modifiers::CTRL, "Three, document, 1 mention");
    assert_eq!(panes(&window), ["One", "Three", "Two"]);
}

#[test]
fn a_pane_is_split_by_its_button() {
    let mut window = three();
    window.click("Split side by side");
    assert_eq!(panes(&window), ["One", "One", "Two"]);
}

#[test]
fn one_document_in_two_panes_has_each_mention_twice() {
    let mut window = three();
    window.key("Ctrl+Backslash");
    window.click("Ann, Person, proposed#2");
    window.click("Bob, Person, proposed");
    assert_eq!(window.cluster_of("Ann"), ["Ann", "Bob"]);
}

#[test]
fn going_to_a_mention_opens_its_document() {
    let mut window = three();
    window.keys(&["J", "J", "J"]);
    assert_eq!(window.at(), "Cid");
    assert!(window.sees("Cid, Person, proposed"));
}

#[test]
fn many_documents_can_be_filtered() {
    let names: Vec<_> = (1..=20).map(|i| (format!("{i}.txt"), format!("Report {i}\n\ntext"))).collect();
    let files: Vec<_> = names.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut window = Window::on(Scene::of(&files));
    window.click("Filter documents");
    window.type_text("report 17");
    assert!(window.sees("Report 17, document, 0 mentions"));
    assert!(!window.sees("Report 1, document, 0 mentions"));
}

#[test]
fn an_empty_folder_says_what_to_do() {
    let window = Window::on(Scene::of(&[]));
    assert!(window.name_from("There are no documents here.").is_some());
}

#[test]
fn a_tab_is_closed_by_its_button() {
    let mut window = three();
    window.click("Close");
    assert_eq!(panes(&window), ["Two"]);
}

#[test]
fn what_is_far_down_is_brought_into_view() {
    let far = format!("Long\n\n{}[Ann] was there.\n", "Nothing happens in this line.\n\n".repeat(400));
    let mut window = Window::on(Scene::of(&[("1.txt", &far)]));
    assert!(!window.sees("Ann, Person, proposed"));
    window.key("J");
    assert!(window.sees("Ann, Person, proposed"));
    window.key("Home");
    assert!(!window.sees("Ann, Person, proposed"));
    window.key("End");
    assert!(window.sees("Ann, Person, proposed"));
}
