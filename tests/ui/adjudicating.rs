//! Deciding between annotators, by keys and by clicks.

use super::window::{Look, Window};
use crate::common::scene::{Scene, session};
use redstring::annotation::Command;
use redstring::session::{Action, Answer, UserCommand};
use tempfile::TempDir;

/// A window that decides between two: one has “Butin” and “Buti” tied, the other neither.
fn window() -> Window {
    let mut scene = Scene::articles();
    let all: Vec<_> = scene.project().mentions().map(|m| m.id).collect();
    scene.edit(Command::Accept(all));
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let (ab, cd) = (scene.path("ab.ron"), scene.path("cd.ron"));
    scene.dispatch(Action::SaveTo(cd.clone()));
    scene.settle();
    scene.tie(&["Viktor But", "Buti"]);
    scene.dispatch(Action::SaveTo(ab.clone()));
    scene.settle();
    scene.user(UserCommand::Undo);
    let butin = scene.m("Butin");
    scene.edit(Command::Dismiss(vec![butin]));
    scene.dispatch(Action::SaveTo(cd.clone()));
    // The file is another now: it is written all the same.
    scene.answer(Answer::Yes);
    scene.settle();
    let (first, folder): (_, TempDir) = scene.into_parts();
    drop(first);
    let mut session = session();
    session.dispatch(Action::User(UserCommand::Adjudicate));
    session.dispatch(Action::AddReader(ab));
    session.dispatch(Action::AddReader(cd));
    session.dispatch(Action::BeginAdjudication);
    session.settle();
    let path = folder.path().join("decided.ron").to_string_lossy().into_owned();
    session.dispatch(Action::Answer(Answer::Path(path)));
    session.settle();
    Window::of(session, Some(folder), Look::default())
}

#[test]
fn both_readings_are_seen_and_taken_by_a_key() {
    let mut window = window();
    for name in ["between ab, cd", "2 cards to decide", "Take ab", "Take cd", "Buti: whose?", "Butin: ab, not cd"] {
        assert!(window.sees(name), "{name}\n{}", window.names().join("\n"));
    }
    assert!(window.sees("By itself"));
    window.key("1");
    assert_eq!(window.cluster_of("Buti").len(), 3);
    assert!(window.sees("1 card to decide") && window.sees("No mention here"), "{}", window.names().join("\n"));
    window.click("Take cd");
    assert!(window.sees("Everything is decided"), "{}", window.names().join("\n"));
    window.key("Ctrl+Z");
    window.key("Ctrl+Z");
    assert!(window.sees("2 cards to decide"), "one undo each");
    assert!(window.is_idle());
}

#[test]
fn a_rule_decides_many_by_a_click() {
    let mut window = window();
    window.click("Decide many…");
    window.click("Take ab where cd has no mention");
    window.run();
    assert!(window.sees("1 card to decide"), "{}", window.names().join("\n"));
    window.key("B");
    window.run();
    assert!(window.sees("Everything is decided"), "{}", window.names().join("\n"));
}

#[test]
fn the_panel_fits_windows_of_all_sizes() {
    for size in [egui::vec2(720.0, 480.0), egui::vec2(1280.0, 800.0), egui::vec2(1920.0, 1080.0)] {
        let mut window = window();
        window.set_size(size);
        window.run();
        window.run();
        for name in ["Take ab", "Take cd", "both: one entity", "by itself", "unsure", "edit in the text"] {
            let rect = window.rect_of(name);
            assert!(window.ctx.content_rect().contains_rect(rect), "{name} {rect} at {size}");
        }
    }
}

#[test]
fn it_is_said_between_whom_in_a_window() {
    let mut window = Window::welcome();
    window.menu("Tools", "Adjudicate…");
    for name in ["Add project…", "Begin…", "Cancel"] {
        assert!(window.sees(name), "{name}");
    }
    window.key("Escape");
    assert!(!window.sees("Add project…"));
}
