//! Keys: every shortcut of the command table, handled in one place.

use super::review_bar::digit_types;
use crate::annotation::Command;
use crate::session::{Action, Actions, Answer, Mode, Overlay, Session, Shortcut, UserCommand};
use egui::{Context, Event, Key, Modifiers};

/// Turns the frame's key presses into actions, and takes them out of the input. `was_typing`: a text field had the
/// keyboard when the last frame ended.
pub fn handle_keys(ctx: &Context, session: &Session, was_typing: bool, out: &mut Actions) {
    if session.question().is_some() {
        if take(ctx, |key, m| key == Key::Escape && m.is_none()) {
            out.push(Action::Answer(Answer::Cancel));
        }
        return;
    }
    if session.overlay() == Some(Overlay::MentionTypes) {
        // It asks before it lets go of what was changed in it.
        return;
    }
    let typing = ctx.text_edit_focused();
    let menu = egui::Popup::is_any_open(ctx);
    let overlay = session.overlay().is_some();
    // What has the focus wants Space and Enter for itself.
    let focused = ctx.memory(|m| m.focused().is_some());
    if !typing && !menu && !overlay && session.selection().is_some() {
        for (id, mention_type) in session.project().schema().types() {
            let letter = mention_type.key;
            if take(ctx, |key, m| m.is_none() && key.name().eq_ignore_ascii_case(letter.encode_utf8(&mut [0; 4]))) {
                out.push(Action::MarkSelection(id));
                return;
            }
        }
    }
    if !typing && !menu && !overlay && session.review().is_some() && session.selection().is_none() {
        review_digit(ctx, session, out);
    }
    // What is only under the cursor is not yet to be tied.
    let in_hand = session.mention_in_hand().is_some();
    let linking =
        session.mode() == Mode::Link && in_hand && !session.suggestions().is_empty() && !session.find().is_active();
    if !typing && !menu && !overlay && linking && session.selection().is_none() {
        candidate_digit(ctx, session, out);
    }
    for &command in UserCommand::ALL {
        for &shortcut in command.shortcuts() {
            let plain = shortcut.types_text();
            let function_key = shortcut.key.len() > 1 && shortcut.key.starts_with('F');
            if typing && plain && !function_key && shortcut.key != "Escape" {
                continue;
            }
            // With Alt, Ctrl or Shift, arrows and Backspace belong to the text field that has the keyboard.
            if typing && matches!(shortcut.key, "Left" | "Right" | "Backspace") {
                continue;
            }
            let arrow = plain && !shortcut.shift && matches!(shortcut.key, "Left" | "Right");
            if (focused || menu) && (arrow || matches!(shortcut.key, "Space" | "Enter"))
                || menu && shortcut.key == "Escape"
            {
                continue;
            }
            if (typing || was_typing) && shortcut.key == "Escape" {
                // The first Esc gives the keyboard back, as the text field does by itself before this frame began.
                continue;
            }
            if matches!(shortcut.key, "Up" | "Down") && (focused || menu || !command.is_enabled(session)) {
                // They scroll.
                continue;
            }
            if overlay && plain && !matches!(command, UserCommand::LetGo | UserCommand::Help) {
                // What lies under it is out of reach.
                continue;
            }
            if pressed(ctx, shortcut) {
                out.push(Action::User(command));
            }
        }
    }
}

/// In a review a digit says what the proposal is.
fn review_digit(ctx: &Context, session: &Session, out: &mut Actions) {
    let targets = session.targets();
    for (digit, kind) in digit_types(session).filter(|_| !targets.is_empty()) {
        let wanted = Key::from_name(&digit.to_string());
        if take(ctx, |key, m| m.is_none() && Some(key) == wanted) {
            return out.push(Action::Edit(Command::Retype(targets, kind)));
        }
    }
}

/// In Link mode a digit takes the suggestion of that number for the mention in hand.
fn candidate_digit(ctx: &Context, session: &Session, out: &mut Actions) {
    for candidate in 0..session.suggestions().len().min(9) {
        let wanted = Key::from_name(&(candidate + 1).to_string());
        if take(ctx, |key, m| m.is_none() && Some(key) == wanted) {
            return out.push(Action::TakeCandidate(candidate));
        }
    }
}

/// Takes a shortcut out of the input, if it was pressed.
pub fn pressed(ctx: &Context, shortcut: Shortcut) -> bool {
    let Some(wanted) = key(shortcut.key) else { return false };
    // A sign that needs Shift on some keyboards is known by what it types, not by how.
    let sign = matches!(wanted, Key::Questionmark | Key::Plus | Key::Slash | Key::OpenBracket | Key::CloseBracket);
    take(ctx, |key, m| {
        key == wanted && m.command == shortcut.ctrl && m.alt == shortcut.alt && (sign || m.shift == shortcut.shift)
    })
}

fn key(name: &str) -> Option<Key> {
    Key::from_name(name)
}

fn take(ctx: &Context, wanted: impl Fn(Key, Modifiers) -> bool) -> bool {
    ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(
            |event| !matches!(event, Event::Key { key, pressed: true, modifiers, .. } if wanted(*key, *modifiers)),
        );
        input.events.len() < before
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_names_a_key() {
        for command in UserCommand::ALL {
            for shortcut in command.shortcuts() {
                assert!(key(shortcut.key).is_some(), "{command:?}: {}", shortcut.key);
            }
        }
    }
}
