//! The comparison below the texts.

use super::window::Window;
use crate::common::scene::{Scene, folder};
use redstring::session::Action;

#[test]
fn scores_and_differences_are_seen_and_clicked() {
    let files = folder(&[(
        "gold.jsonl",
        "{\"doc\":\"1_dealer.txt\",\"text\":\"dealer\",\"start\":4,\"end\":10,\"type\":\"PER\",\"entity\":1}\n\
         {\"doc\":\"2_trial.txt\",\"text\":\"Viktor Bout\",\"start\":11,\"end\":22,\"type\":\"PER\",\"entity\":1}\n",
    )]);
    let mut window = Window::on(Scene::articles());
    window.menu("Tools", "Compare…");
    assert!(window.sees("Choose file…"), "{}", window.names().join("\n"));
    let action = Action::CompareWith(files.path().join("gold.jsonl"));
    window.state_mut().session_mut().dispatch(action);
    window.run();
    window.run();
    for name in ["MUC", "LEA", "CoNLL", "Missing mentions (1)", "Extra mentions (8)"] {
        assert!(window.sees(name), "{name}\n{}", window.names().join("\n"));
    }
    window.click("Missing mentions (1)");
    window.click("Missing: dealer");
    assert!(window.session().pointed().is_some());
    window.key("Escape");
    assert!(window.is_idle());
}
