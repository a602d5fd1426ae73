//! Other tools' files: exporting with what a format cannot hold in sight, importing with what would come of it.

mod export;
mod import;

pub use export::export_ui;
pub use import::{ImportState, import_ui};

use super::theme;
use egui::{Button, Key, RichText, Ui, vec2};

/// Words that explain, over as many lines as they need.
fn soft(ui: &mut Ui, text: impl Into<String>) {
    let theme = theme::of(ui.ctx());
    ui.add(egui::Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap());
}

/// The button that does it, and Enter for it. Whether it was pressed.
fn strong_button(ui: &mut Ui, label: &str, enabled: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let free = ui.memory(|m| m.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx());
    let enter = ui.is_enabled() && enabled && free && ui.input(|i| i.key_pressed(Key::Enter));
    let text = RichText::new(label).color(theme.palette.on_string);
    let button = Button::new(text).fill(theme.palette.string).min_size(vec2(110.0, 32.0));
    ui.add_enabled(enabled, button).clicked() || enter
}

/// The way out. Whether it was pressed, or Esc.
fn cancel_button(ui: &mut Ui) -> bool {
    let escape = ui.is_enabled() && !egui::Popup::is_any_open(ui.ctx()) && ui.input(|i| i.key_pressed(Key::Escape));
    ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() || escape
}
