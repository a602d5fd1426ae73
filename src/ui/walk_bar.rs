//! What the bars of the review and of the link queue share: their rows, how far it is, and keys that are buttons.

use super::theme;
use super::widgets::{focus_ring, key_cap_at};
use egui::{Align, CursorIcon, FontId, Layout, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// A row of a bar.
pub fn row(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let height = theme::of(ui.ctx()).sizes.review_row;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), Layout::left_to_right(Align::Center), |ui| {
        ui.set_height(height);
        ui.spacing_mut().item_spacing.x = 2.0;
        add(ui);
    });
}

/// How far it is, as a line along the bar's upper edge.
pub fn line_ui(ui: &Ui, done: usize, total: usize) {
    let theme = theme::of(ui.ctx());
    let rect = ui.max_rect();
    let margin = theme.sizes.panel_margin;
    let line = Rect::from_min_size(pos2(rect.left() - margin, rect.top()), vec2(rect.width() + 2.0 * margin, 2.0));
    ui.painter().rect_filled(line, 0.0, theme.palette.rule);
    let share = done as f32 / total.max(1) as f32;
    let done = Rect::from_min_size(line.min, vec2(line.width() * share, line.height()));
    ui.painter().rect_filled(done, 0.0, theme.palette.soft_ink);
}

/// A key and its word, as a button.
pub fn hint(ui: &mut Ui, key: &str, word: &str, enabled: bool, name: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let colour = if enabled { theme.palette.soft_ink } else { theme.palette.faint_ink };
    let word = ui.painter().layout_no_wrap(word.to_owned(), FontId::proportional(12.0), colour);
    let cap = ui.painter().layout_no_wrap(key.to_owned(), FontId::proportional(theme.sizes.small), colour);
    let cap_width = if key.is_empty() { 0.0 } else { (cap.size().x + 10.0).max(18.0) + 5.0 };
    let size = vec2(5.0 + cap_width + word.size().x + 7.0, 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    ground(ui, &response, rect, false);
    let y = rect.center().y;
    if !key.is_empty() {
        key_cap_at(ui, pos2(rect.left() + 5.0, y), key);
    }
    ui.painter().galley(pos2(rect.left() + 5.0 + cap_width, y - word.size().y / 2.0), word, colour);
    response.on_hover_cursor(if enabled { CursorIcon::PointingHand } else { CursorIcon::Default })
}

/// Behind something in the bar that can be clicked.
pub fn ground(ui: &Ui, response: &egui::Response, rect: Rect, on: bool) {
    let theme = theme::of(ui.ctx());
    if response.hovered() {
        ui.painter().rect_filled(rect, theme.sizes.corner, theme.palette.hover);
    } else if on {
        ui.painter().rect_filled(rect, theme.sizes.corner, theme.palette.paper);
        let stroke = Stroke::new(1.0, theme.palette.rule);
        ui.painter().rect_stroke(rect, theme.sizes.corner, stroke, egui::StrokeKind::Inside);
    }
    focus_ring(ui, response, rect);
}
