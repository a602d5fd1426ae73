//! The main job, by clicks.

use super::window::Window;
use egui::{Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use redstring::annotation::{Command, Verdict};
use redstring::session::{Action, Mode};

#[test]
fn a_click_in_one_pane_and_a_click_in_the_other_tie() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    assert_eq!(window.session().mention_in_hand(), Some(window.m("Viktor But")));
    window.click("Viktor Bout, Person, proposed");
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
    assert!(window.sees("Viktor Bout, Person, Viktor But, accepted"));
    assert!(window.sees("Tied “Viktor Bout” to Viktor But"), "a message says what happened");
    window.click("Buti, Person, proposed");
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout"]);
}

#[test]
fn the_message_undoes_what_it_tells() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    window.click("Undo this");
    assert_eq!(window.project().entities().len(), 0);
}

#[test]
fn a_click_on_plain_text_lets_go() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    let mention = window.rect_of("Viktor But, Person, proposed");
    window.click_at(mention.right_center() + vec2(14.0, 0.0), Modifiers::NONE);
    assert_eq!(window.session().in_hand(), None);
    window.click("Viktor Bout, Person, proposed");
    assert_eq!(window.project().entities().len(), 0);
}

#[test]
fn mentions_are_tied_by_assistive_technology() {
    let mut window = Window::articles();
    for name in ["Butin, Person, proposed", "New York, Place, proposed"] {
        window.get_by_label(name).click_accesskit();
        window.run();
    }
    assert_eq!(window.cluster_of("Butin"), ["Butin", "New York"]);
}

/// Two entities of two mentions each, and a click on either.
fn asked() -> Window {
    let mut window = Window::articles();
    for pair in [["Viktor But", "Buti"], ["Viktor Bout", "Bout"]] {
        let [onto, mention] = pair.map(|name| window.m(name));
        window.state_mut().session_mut().dispatch(Action::Edit(Command::Tie { mention, onto }));
    }
    window.run();
    window.click("Buti, Person, Viktor But, accepted");
    window.click("Bout, Person, Viktor Bout, accepted");
    window
}

#[test]
fn joining_two_entities_is_asked_and_done() {
    let mut window = asked();
    assert!(window.sees("Join two entities?"));
    assert_eq!(window.project().entities().len(), 2);
    window.click("Join them");
    assert!(!window.sees("Join two entities?"));
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout", "Bout"]);
}

#[test]
fn entities_can_be_kept_apart_by_button_and_by_esc() {
    for esc in [false, true] {
        let mut window = asked();
        if esc {
            window.key("Escape");
        } else {
            window.click("Keep apart");
        }
        assert!(!window.sees("Join two entities?"));
        assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti"]);
        assert_eq!(window.cluster_of("Bout"), ["Viktor Bout", "Bout"]);
        assert!(window.session().in_hand().is_some(), "what was in hand still is");
    }
}

#[test]
fn enter_joins_and_keys_below_the_question_do_nothing() {
    let mut window = asked();
    let before = window.project().clone();
    window.keys(&["Backspace", "X", "Space", "E", "Ctrl+Z"]);
    assert!(window.sees("Join two entities?"));
    assert!(*window.project() == before);
    window.key("Enter");
    assert_eq!(window.project().entities().len(), 1);
}

#[test]
fn a_tie_against_a_different_says_so() {
    let mut window = Window::articles();
    let (a, b) = (window.m("Viktor But"), window.m("Viktor Bout"));
    window.state_mut().session_mut().dispatch(Action::Edit(Command::Judge(a, b, Verdict::Different)));
    window.run();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    assert!(window.sees("You said before that these are different:"));
    window.click("Tie them");
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
}

#[test]
fn the_three_modes_are_chosen_by_click_and_by_key() {
    let mut window = Window::articles();
    for (name, key, mode) in [
        ("Read mode", "Ctrl+1", Mode::Read),
        ("Mentions mode", "Ctrl+2", Mode::Mentions),
        ("Link mode", "Ctrl+3", Mode::Link),
    ] {
        window.click(name);
        assert_eq!(window.session().mode(), mode);
        window.key("Ctrl+3");
        window.key(key);
        assert_eq!(window.session().mode(), mode);
    }
}

#[test]
fn read_mode_shows_and_changes_nothing() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    let before = window.project().clone();
    window.key("Ctrl+1");
    window.click("Buti, Person, proposed");
    window.keys(&["Backspace", "X", "Space", "E", "T", "F", "A", "N", "U", "M"]);
    window.click("Viktor But, Person, Viktor But, accepted");
    window.keys(&["Backspace", "X", "E", "F2"]);
    assert!(window.sees("Mentions in context"), "it shows the entity");
    for change in ["More for this entity", "Entity name", "Note on this entity", "Dismiss", "Untie"] {
        assert!(!window.sees(change), "{change}");
    }
    assert!(*window.project() == before);
}

#[test]
fn mentions_marked_with_shift_split_off_by_a_button() {
    let mut window = Window::articles();
    window.click_with(Modifiers::SHIFT, "Viktor But, Person, proposed");
    window.click_with(Modifiers::SHIFT, "Butin, Person, proposed");
    assert!(window.sees("2 mentions marked"));
    window.click("New entity");
    assert_eq!(window.cluster_of("Butin"), ["Viktor But", "Butin"]);
}

#[test]
fn all_with_one_text_are_tied_with_a_preview() {
    let mut window = Window::articles();
    window.click("Bout, Person, proposed");
    window.key("A");
    assert!(window.sees("Tie all “Bout”"));
    assert!(window.sees("Tie 2"));
    window.click("Bout in document 2#2");
    assert!(window.sees("Tie 1"));
    window.click("Bout in document 2#2");
    window.click("Tie 2");
    assert_eq!(window.cluster_of("Bout"), ["Bout", "Bout"]);
}

#[test]
fn the_context_menu_of_a_mention_ties_and_dismisses() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Butin, Person, proposed");
    window.right_click("Viktor Bout, Person, proposed");
    window.click("Tie to Viktor But");
    assert_eq!(window.cluster_of("Viktor Bout"), ["Viktor But", "Butin", "Viktor Bout"]);
    window.right_click("New York, Place, proposed");
    window.click("Dismiss");
    assert!(!window.sees("New York, Place, proposed"));
}
