//! What is typed and pressed while a large change is being made is dropped.
//!
//! Nothing on screen has moved yet, so a press is about what is no longer so: a proposal that was not seen, a text field
//! that has no focus yet. It takes a fraction of a second, and the pointer says so.

use egui::{CursorIcon, Event, RawInput};

/// Takes out of the input what would begin something. The ends stay: no key or button hangs.
pub fn hold_back(input: &mut RawInput) {
    input.dropped_files.clear();
    input.events.retain(|event| match event {
        Event::PointerButton { pressed, .. } | Event::Key { pressed, .. } => !pressed,
        Event::PointerMoved(_) | Event::PointerGone | Event::MouseMoved(_) | Event::MouseWheel { .. } => true,
        Event::WindowFocused(_) => true,
        _ => false,
    });
}

/// Shows that Redstring is at work.
pub fn show_busy(ctx: &egui::Context) {
    ctx.set_cursor_icon(CursorIcon::Progress);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Key, Modifiers, PointerButton, Pos2};

    #[test]
    fn presses_and_text_are_dropped_and_releases_stay() {
        let key = |pressed| Event::Key {
            key: Key::E,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let button = |pressed| Event::PointerButton {
            pos: Pos2::ZERO,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let moved = Event::PointerMoved(Pos2::ZERO);
        let events = vec![
            key(true),
            Event::Text("e".into()),
            Event::Paste("x".into()),
            key(false),
            button(true),
            button(false),
            moved.clone(),
        ];
        let mut input = RawInput { events, ..RawInput::default() };
        hold_back(&mut input);
        assert_eq!(input.events, [key(false), button(false), moved]);
    }
}
