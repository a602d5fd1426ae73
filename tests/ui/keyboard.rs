//! Everything by keyboard.

use super::window::Window;
use redstring::annotation::Status;
use redstring::session::{Mode, Overlay, UserCommand};

#[test]
fn j_and_k_walk_and_enter_ties() {
    let mut window = Window::articles();
    window.keys(&["J", "J"]);
    assert_eq!(window.at(), "Buti");
    window.key("K");
    assert_eq!(window.at(), "Viktor But");
    window.key("Enter");
    assert_eq!(window.session().mention_in_hand(), Some(window.m("Viktor But")));
    window.keys(&["J", "J", "J", "J", "Enter"]);
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
    window.key("Escape");
    assert_eq!(window.session().in_hand(), None);
}

#[test]
fn space_accepts_and_goes_on_and_backspace_dismisses() {
    let mut window = Window::articles();
    window.keys(&["Ctrl+2", "J", "Space"]);
    assert_eq!(window.mention("Viktor But").status, Status::Accepted);
    assert_eq!(window.at(), "Buti");
    window.key("Backspace");
    assert!(!window.sees("Buti, Person, proposed"));
    assert_eq!(window.at(), "Bangkok");
}

#[test]
fn e_makes_an_entity_and_x_cuts_loose() {
    let mut window = Window::articles();
    window.keys(&["J", "E"]);
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But"]);
    window.keys(&["J", "Enter"]);
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti"]);
    window.key("X");
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But"]);
    assert_eq!(window.mention("Buti").entity, None);
}

#[test]
fn brackets_follow_the_string_and_o_shows_it_alone() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    window.key("CloseBracket");
    assert_eq!(window.at(), "Viktor But");
    window.key("OpenBracket");
    assert_eq!(window.at(), "Viktor Bout");
    window.key("O");
    assert!(window.session().is_solo());
    window.key("O");
    assert!(!window.session().is_solo());
}

#[test]
fn ctrl_z_undoes_and_ctrl_shift_z_and_ctrl_y_redo() {
    let mut window = Window::articles();
    window.keys(&["J", "E", "Ctrl+Z"]);
    assert_eq!(window.project().entities().len(), 0);
    window.key("Ctrl+Shift+Z");
    assert_eq!(window.project().entities().len(), 1);
    window.keys(&["Ctrl+Z", "Ctrl+Y"]);
    assert_eq!(window.project().entities().len(), 1);
}

#[test]
fn t_asks_for_a_type_and_its_letter_answers() {
    for (letter, kind) in [("O", "Organisation"), ("N", "Name"), ("P", "Person"), ("G", "Group"), ("D", "Date")] {
        let mut window = Window::articles();
        window.click("New York, Place, proposed");
        window.key("T");
        assert!(window.sees("Change type to"));
        window.key(letter);
        assert!(!window.sees("Change type to"), "{letter}");
        assert_eq!(window.kind_of("New York"), kind);
        assert!(!window.session().is_solo(), "{letter} means the type and nothing else");
    }
}

#[test]
fn arrows_move_the_choice_of_the_type_popup() {
    let mut window = Window::articles();
    window.click("New York, Place, proposed");
    window.key("T");
    window.key("Down");
    window.key("Down");
    window.key("Up");
    window.key("Enter");
    assert_eq!(window.kind_of("New York"), "Group");
}

#[test]
fn esc_closes_the_type_popup_and_nothing_else() {
    let mut window = Window::articles();
    window.click("Buti, Person, proposed");
    window.keys(&["T", "Escape"]);
    assert!(!window.sees("Change type to"));
    assert!(window.session().in_hand().is_some());
}

#[test]
fn a_click_elsewhere_closes_the_type_popup() {
    let mut window = Window::articles();
    window.click("Buti, Person, proposed");
    window.key("T");
    window.click("The dealer, document, 4 mentions");
    assert!(!window.sees("Change type to"));
}

#[test]
fn the_palette_performs_what_is_typed() {
    let mut window = Window::articles();
    window.key("Ctrl+P");
    assert_eq!(window.session().overlay(), Some(Overlay::Palette));
    window.type_text("read mode");
    window.key("Enter");
    assert_eq!(window.session().mode(), Mode::Read);
    assert_eq!(window.session().overlay(), None);
    window.keys(&["Ctrl+P", "Escape"]);
    assert_eq!(window.session().overlay(), None);
}

#[test]
fn the_palette_is_walked_by_arrows_and_clicked() {
    let mut window = Window::articles();
    window.key("Ctrl+P");
    window.type_text("mode");
    window.keys(&["ArrowDown", "Enter"]);
    assert_eq!(window.session().mode(), Mode::Mentions);
    window.key("Ctrl+P");
    window.type_text("light");
    window.click("Light or dark");
    assert_eq!(window.session().preferences().scheme, redstring::session::preferences::Scheme::Dark);
}

#[test]
fn letters_typed_into_the_palette_do_nothing_to_the_text_behind() {
    let mut window = Window::articles();
    window.click("Buti, Person, proposed");
    let before = window.project().clone();
    window.key("Ctrl+P");
    window.keys(&["E", "X", "Backspace", "J", "Space", "A"]);
    assert!(*window.project() == before);
    assert_eq!(window.at(), "Buti");
    assert_eq!(window.session().overlay(), Some(Overlay::Palette));
}

#[test]
fn the_help_overlay_lists_every_command_with_a_key() {
    let mut window = Window::articles();
    window.key("Questionmark");
    let names = window.names();
    for &command in UserCommand::ALL.iter().filter(|c| !c.shortcuts().is_empty()) {
        assert!(names.iter().any(|n| n == command.title()), "{command:?}");
        for shortcut in command.shortcuts() {
            assert!(names.contains(&shortcut.label()), "{}", shortcut.label());
        }
    }
    window.key("Escape");
    assert_eq!(window.session().overlay(), None);
}

#[test]
fn keys_behind_the_help_overlay_change_nothing() {
    let mut window = Window::articles();
    window.click("Buti, Person, proposed");
    let before = window.project().clone();
    window.key("F1");
    window.keys(&["Backspace", "E", "X", "Space"]);
    assert!(*window.project() == before);
}

#[test]
fn letters_typed_into_a_field_are_text() {
    let mut window = Window::articles();
    window.click("Buti, Person, proposed");
    let before = window.project().clone();
    window.key("Ctrl+F");
    window.keys(&["B", "O", "U", "T", "E", "X", "J", "Space", "Backspace"]);
    assert!(*window.project() == before);
    assert_eq!(window.at(), "Buti");
    assert_eq!(window.session().find().options.query, "boutexj");
}

#[test]
fn spans_are_nudged_by_arrows() {
    let mut window = Window::articles();
    window.click("Viktor Bout, Person, proposed");
    let id = window.m("Viktor Bout");
    for (key, text) in [
        ("Shift+Right", "Viktor Bout was"),
        ("Alt+Right", "Bout was"),
        ("Shift+Left", "Bout"),
        ("Alt+Left", "Viktor Bout"),
    ] {
        window.key(key);
        assert_eq!(&*window.project().mention(id).unwrap().text, text, "{key}");
    }
}

#[test]
fn the_keys_that_matter_now_are_on_screen() {
    let mut window = Window::articles();
    assert!(window.sees("take or tie"));
    window.click("Buti, Person, proposed");
    assert!(window.sees("let go"));
    window.key("Ctrl+2");
    assert!(window.sees("accept"));
}
