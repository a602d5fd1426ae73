//! The menu of a mention.

use crate::annotation::{Command, Mention};
use crate::session::{Action, Actions, Session};
use egui::Ui;

/// The entries of a mention's context menu.
pub fn mention_menu_ui(ui: &mut Ui, _session: &Session, mention: &Mention, out: &mut Actions) {
    for (title, command) in
        [("Accept", Command::Accept(vec![mention.id])), ("Dismiss", Command::Dismiss(vec![mention.id]))]
    {
        if ui.button(title).clicked() {
            out.push(Action::Edit(command));
            // egui closes menus at the pointer's click only, not at one from assistive technology.
            ui.close();
        }
    }
}
