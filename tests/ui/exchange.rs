//! The export window with its loss report, and the import window.

use super::window::Window;
use crate::common::scene::{Scene, folder};
use redstring::session::{Action, UserCommand};
use std::fs;

#[test]
fn an_export_shows_what_is_lost_and_is_written_after_that() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::NextMention);
    scene.user(UserCommand::Dismiss);
    let target = scene.path("out.conll");
    scene.dialogs.will_pick(&target);
    let mut window = Window::on(scene);
    window.menu("File", "Export…");
    window.click("CoNLL-2012");
    assert!(window.sees("What this format cannot hold:"), "{}", window.names().join("\n"));
    assert!(window.sees("1 dismissed mention is left out"));
    assert!(!target.exists());
    window.click("Export…");
    let text = fs::read_to_string(&target).unwrap();
    assert!(text.starts_with("#begin document"), "{text}");
    assert!(!window.sees("What this format cannot hold:"));
}

#[test]
fn formats_are_chosen_by_arrows_and_esc_goes_back() {
    let mut window = Window::articles();
    window.key("Ctrl+Shift+X");
    let chosen = window.session().exporting().map(|e| e.format);
    window.key("ArrowUp");
    assert_ne!(window.session().exporting().map(|e| e.format), chosen);
    window.key("Escape");
    assert!(window.session().exporting().is_none());
    assert!(window.is_idle());
}

#[test]
fn an_import_shows_what_comes_of_it() {
    let files = folder(&[(
        "gold.jsonl",
        "{\"doc\":\"1_dealer.txt\",\"text\":\"Viktor But\",\"start\":12,\"end\":22,\"type\":\"PER\",\"entity\":1}\n\
         {\"doc\":\"9.txt\",\"start\":0,\"end\":4,\"mood\":\"dark\"}\n",
    )]);
    let mut window = Window::on(Scene::articles());
    window.menu("File", "Import…");
    assert!(window.sees("Choose file…") && window.sees("Choose folder…"));
    window.state_mut().session_mut().dispatch(Action::ImportFrom(files.path().join("gold.jsonl")));
    window.run();
    window.run();
    assert!(
        window.sees("gold.jsonl: line 2: expected a document of the corpus, and “9.txt” is none"),
        "{}",
        window.names().join("\n")
    );
    window.click("Not taken  1");
    assert!(window.sees("mood  (1)"));
    window.click("Go on without what is faulty");
    window.click("Import");
    assert_eq!(window.mention("Viktor But").status, redstring::annotation::Status::Accepted);
    window.key("Ctrl+Z");
    assert_eq!(window.mention("Viktor But").entity, None, "one undo");
}
