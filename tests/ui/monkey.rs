//! Somebody who presses and clicks whatever there is. Nothing breaks, and everything can be undone.

use super::window::Window;
use egui::accesskit::Role;
use egui::{Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use redstring::session::{Action, UserCommand};

const KEYS: &[&str] = &[
    "J",
    "K",
    "Enter",
    "Escape",
    "Space",
    "Backspace",
    "X",
    "E",
    "OpenBracket",
    "CloseBracket",
    "O",
    "N",
    "U",
    "A",
    "T",
    "F",
    "M",
    "P",
    "L",
    "Tab",
    "F2",
    "F3",
    "F6",
    "F1",
    "Slash",
    "Ctrl+Z",
    "Ctrl+Shift+Z",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+3",
    "Ctrl+3",
    "Ctrl+P",
    "Ctrl+E",
    "Ctrl+F",
    "Ctrl+Backslash",
    "Ctrl+W",
    "Shift+Right",
    "Shift+Left",
    "Alt+Left",
    "Alt+Right",
    "Shift+Backspace",
    "PageDown",
    "Home",
];

/// What leaves the project or asks the system is not pressed.
const LEFT_ALONE: &[&str] = &["Open folder…", "Open project…", "Save", "Save as…", "Quit", "Close project", "Forget"];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// A button that is on screen.
fn some_button(window: &Window, dice: &mut Dice) -> Option<egui::Pos2> {
    let screen = window.ctx.content_rect();
    let alone = |name: &str| {
        LEFT_ALONE.contains(&name) || ["Resize", "Sample:", "Recent:"].iter().any(|front| name.starts_with(front))
    };
    let buttons: Vec<_> = window
        .query_all_by_role(Role::Button)
        .filter(|node| !node.accesskit_node().label().is_some_and(|name| alone(&name)))
        .map(|node| node.rect().center())
        .filter(|at| screen.contains(*at))
        .collect();
    buttons.get(dice.roll(buttons.len())).copied()
}

/// What the monkey did, told when it broke something.
struct Log {
    seed: u64,
    did: Vec<String>,
}

#[allow(clippy::print_stderr, reason = "a panic elsewhere cannot tell what led to it")]
impl Drop for Log {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("monkey {} did {}", self.seed, self.did.join(", "));
        }
    }
}

fn play(seed: u64, steps: usize) {
    let mut window = Window::articles();
    let mut dice = Dice(seed);
    let mut log = Log { seed, did: Vec::new() };
    for _ in 0..steps {
        match dice.roll(10) {
            0..5 => {
                let key = KEYS[dice.roll(KEYS.len())];
                log.did.push(key.to_owned());
                window.key(key);
            }
            5 => {
                let from = window.ctx.content_rect().center() + vec2(dice.roll(300) as f32 - 150.0, -200.0);
                log.did.push(format!("drag from {from}"));
                window.drag(from, from + vec2(dice.roll(200) as f32 - 100.0, dice.roll(60) as f32));
            }
            _ => {
                let Some(at) = some_button(&window, &mut dice) else { continue };
                let modifiers = if dice.roll(6) == 0 { Modifiers::SHIFT } else { Modifiers::NONE };
                log.did.push(format!("click at {at} {modifiers:?}"));
                window.click_at(at, modifiers);
            }
        }
        let faults = window.project().faults();
        assert!(faults.is_empty(), "{faults:?}");
    }
    let end = window.project().clone();
    let session = window.state_mut().session_mut();
    // Read mode changes nothing, not even back.
    session.dispatch(Action::SetMode(redstring::session::Mode::Link));
    let done = session.history().done().len();
    while session.history().undo_step().is_some() {
        session.dispatch(Action::User(UserCommand::Undo));
    }
    let nothing = session.project();
    let left = [nothing.mentions().len(), nothing.entities().len(), nothing.judgements().len()];
    assert_eq!(left, [0; 3], "undo does not lead back to the start");
    for _ in 0..done {
        session.dispatch(Action::User(UserCommand::Redo));
    }
    assert!(*session.project() == end, "redo does not lead to the end");
}

#[test]
fn a_monkey_breaks_nothing() {
    // More of them: MONKEYS=100 cargo test monkey
    let monkeys = std::env::var("MONKEYS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    for seed in 1..=monkeys {
        play(seed, 60);
    }
}
