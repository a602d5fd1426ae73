//! What a mention says of itself under the pointer.

use super::mentions::one_line;
use crate::annotation::Mention;
use crate::session::Session;
use crate::ui::theme;
use egui::{RichText, Sense, Ui, vec2};

/// Longest text that a tooltip repeats, in characters.
const MAX_TEXT: usize = 120;

/// Text, type, status, entity, and why the machine proposed it.
pub(super) fn tooltip_ui(ui: &mut Ui, session: &Session, mention: &Mention) {
    let theme = theme::of(ui.ctx());
    let (palette, sizes) = (&theme.palette, &theme.sizes);
    let project = session.project();
    let kind = project.schema().get(mention.kind);
    ui.set_max_width(sizes.inspector);
    ui.label(RichText::new(one_line(&mention.text, MAX_TEXT)).font(theme::strong_font(sizes.ui)));
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(sizes.small, sizes.ui), Sense::hover());
        theme::paint_mark(ui.painter(), kind.mark, rect.center(), sizes.small * 0.8, theme.type_colour(kind.colour));
        ui.label(format!("{}, {}", kind.name, mention.status.word()));
    });
    let soft = |text: String| RichText::new(text).color(palette.soft_ink);
    match mention.entity.and_then(|e| project.entity(e)) {
        Some(entity) => {
            let size = project.cluster(entity.id);
            ui.label(format!("{} (entity {})", entity.name, entity.id));
            ui.label(soft(format!("{} in {}", counted(size.mentions, "mention"), counted(size.documents, "document"))));
        }
        None => {
            ui.label(soft("Not tied to an entity yet".to_owned()));
        }
    }
    ui.label(soft(mention.origin()));
    if let Some(evidence) = &mention.evidence {
        ui.label(soft(format!("{}  ·  {:.0} %", evidence.rule, evidence.score.get() * 100.0)));
    }
}

fn counted(count: u32, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
