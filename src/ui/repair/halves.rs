//! The two halves of an entity that may be cut, side by side, before anything happens.

use super::column_ui;
use super::list::{one_context, row_ui};
use crate::annotation::MentionId;
use crate::linking::Reason;
use crate::session::{Action, Actions, Session};
use crate::ui::theme;
use crate::ui::widgets::{counted, strong};
use egui::{RichText, ScrollArea, Ui, vec2};

/// Paints both halves, each a list of its own.
pub fn halves_ui(ui: &mut Ui, session: &Session, (stay, go): (&[MentionId], &[MentionId]), out: &mut Actions) {
    let height = ui.available_height();
    let width = (ui.available_width() - 12.0) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for (heading, half) in [("Stays", stay), ("Becomes a new entity", go)] {
            column_ui(ui, vec2(width, height), |ui| {
                ui.set_width(width);
                half_ui(ui, session, heading, half, out);
            });
        }
    });
}

fn half_ui(ui: &mut Ui, session: &Session, heading: &str, half: &[MentionId], out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let told = format!("{heading}: {}", counted(half.len(), "mention"));
    let label = ui.label(RichText::new(&told).size(theme.sizes.small).color(theme.palette.soft_ink));
    ui.ctx().accesskit_node_builder(label.id, |node| node.set_label(told.as_str()));
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = ScrollArea::vertical().id_salt(heading).auto_shrink([false, false]);
    list.show_rows(ui, theme.sizes.row, half.len(), |ui, range| {
        for &id in half.get(range).unwrap_or_default() {
            let Some(mention) = session.project().mention(id) else { continue };
            let name = format!("{heading}: “{}” in document {}", mention.text, mention.document);
            let row = row_ui(ui, theme.sizes.row, &name, false, |ui, rect| one_context(ui, session, rect, id));
            if row.clicked() {
                out.push(Action::GoTo(id));
            }
        }
    });
}

/// Why two mentions look alike or not: a line each, with its share.
pub fn reasons_ui(ui: &mut Ui, score: f32, reasons: &[Reason]) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 2.0);
        ui.label(strong(format!("{:.0} % alike", score * 100.0), theme.sizes.ui));
        for reason in reasons.iter().take(6) {
            let words = format!("{} {}", reason.words, share(reason.share));
            let against = reason.share < 0.0;
            let colour = if against { theme.palette.warning } else { theme.palette.soft_ink };
            ui.label(RichText::new(words).size(theme.sizes.small).color(colour));
        }
    });
}

/// `+0.41`, `−0.30`.
fn share(share: f32) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{:.2}", share.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_a_sign() {
        assert_eq!([0.41, -0.3, 0.0].map(share), ["+0.41", "−0.30", "+0.00"]);
    }
}
