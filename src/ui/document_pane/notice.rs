//! What a pane says when there is no text to show.

use crate::session::Session;
use crate::text::DocumentId;
use crate::ui::theme;
use egui::{Align2, Rect, RichText, Ui, UiBuilder, vec2};

/// Says which file cannot be shown, and why.
pub(super) fn missing_ui(ui: &mut Ui, rect: Rect, session: &Session, document: DocumentId) {
    let record = session.project().document(document);
    let why = session.corpus().missing.iter().find(|(id, _)| *id == document).map(|(_, why)| why.as_str());
    match record {
        Some(record) => notice_ui(ui, rect, &format!("{} cannot be shown", record.path), why.unwrap_or_default()),
        None => notice_ui(ui, rect, "This document is no longer in the project", ""),
    }
}

/// A calm sentence in the middle of the page, and a quieter one below it.
pub(super) fn notice_ui(ui: &mut Ui, rect: Rect, title: &str, why: &str) {
    let theme = theme::of(ui.ctx());
    let (palette, sizes) = (&theme.palette, &theme.sizes);
    let room = rect.shrink(sizes.page_margin).size().max(vec2(1.0, 1.0));
    let column = vec2(room.x.min(sizes.page_width / 2.0), 4.0 * sizes.reading_line);
    let place = Align2::CENTER_CENTER.align_size_within_rect(column, rect);
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        ui.vertical_centered(|ui| {
            ui.label(RichText::new(title).font(theme::reading_font(sizes.reading)).color(palette.soft_ink));
            if !why.is_empty() {
                ui.label(RichText::new(why).size(sizes.ui).color(palette.soft_ink));
            }
        });
    });
    ui.expand_to_include_rect(rect);
}
