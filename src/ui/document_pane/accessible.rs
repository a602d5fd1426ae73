//! The text itself for assistive technology: a paragraph for each block in view, with the selection in it.

use super::View;
use super::layout::Page;
use egui::emath::TSTransform;
use egui::epaint::text::{CharIndex, cursor::CCursor};
use egui::text_selection::CCursorRange;
use egui::text_selection::accesskit_text::update_accesskit_for_text_widget;
use egui::{Id, Rect, Role, Sense, Ui, vec2};

/// Gives the blocks in view their nodes. Costs nothing while no assistive technology listens.
pub(super) fn text_nodes(ui: &Ui, view: &View<'_>, page: &Page<'_>) {
    // The pane's own node is there only while something listens.
    if !ui.has_accesskit_node(ui.unique_id()) {
        return;
    }
    let selection = view.session.selection().filter(|(document, _)| *document == view.id).map(|(_, span)| span);
    for block in &page.blocks {
        let id = view.pane.with(("block", block.index));
        let size = vec2(view.theme.sizes.page_width.min(page.clip.width()), block.layout.height());
        let rect = Rect::from_min_size(block.origin, size).intersect(page.clip);
        // First, so that the node hangs in the pane's.
        ui.interact(rect, id, Sense::hover());
        ui.accesskit_node_builder(id, |node| {
            node.set_role(Role::Paragraph);
            node.set_bounds(egui::accesskit::Rect {
                x0: rect.min.x.into(),
                y0: rect.min.y.into(),
                x1: rect.max.x.into(),
                y1: rect.max.y.into(),
            });
            if block.layout.is_by_words() {
                node.set_value(block.layout.text());
            }
        });
        let Some(galley) = block.layout.galley() else { continue };
        let inside = selection.filter(|span| span.overlaps(block.span)).map(|span| {
            let at = |offset: u32| {
                CCursor::new(CharIndex(block.layout.char_of(offset.saturating_sub(block.span.start) as usize)))
            };
            CCursorRange::two(at(span.start), at(span.end.min(block.span.end)))
        });
        let to_screen = TSTransform::from_translation(block.origin.to_vec2());
        update_accesskit_for_text_widget(ui.ctx(), id, inside, to_screen, galley);
    }
}

/// Tells assistive technology where a node is that is no widget.
pub(super) fn set_bounds(ui: &Ui, id: Id, rect: Rect) {
    ui.accesskit_node_builder(id, |node| {
        node.set_bounds(egui::accesskit::Rect {
            x0: rect.min.x.into(),
            y0: rect.min.y.into(),
            x1: rect.max.x.into(),
            y1: rect.max.y.into(),
        });
    });
}
