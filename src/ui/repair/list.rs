//! Rows of two mentions side by side, chosen by click and by arrows.

use crate::annotation::MentionId;
use crate::session::{Action, Actions, Session};
use crate::ui::place_list::context;
use crate::ui::theme;
use crate::ui::widgets::focus_ring;
use egui::{CursorIcon, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Which row of a list is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Choice {
    /// By its place.
    pub at: Option<usize>,
    /// Whether it is to be brought into view.
    scroll: bool,
    /// How far the list was scrolled, in points.
    offset: f32,
}

impl Choice {
    /// Chooses a row.
    pub fn set(&mut self, at: usize) {
        self.at = Some(at);
    }

    /// Goes where the arrows say. Whether that is elsewhere.
    pub fn step(&mut self, ui: &Ui, len: usize) -> bool {
        if self.at.is_some_and(|at| at >= len) {
            self.at = len.checked_sub(1);
        }
        let Some(last) = len.checked_sub(1).filter(|_| is_free(ui)) else { return false };
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let page = 8;
        let to = match self.at {
            _ if pressed(Key::Home) => 0,
            _ if pressed(Key::End) => last,
            None if pressed(Key::ArrowDown) || pressed(Key::ArrowUp) => 0,
            Some(at) if pressed(Key::ArrowDown) => (at + 1).min(last),
            Some(at) if pressed(Key::ArrowUp) => at.saturating_sub(1),
            Some(at) if pressed(Key::PageDown) => (at + page).min(last),
            Some(at) if pressed(Key::PageUp) => at.saturating_sub(page),
            _ => return false,
        };
        self.scroll = true;
        self.at.replace(to) != Some(to)
    }
}

/// Whether keys are the list's: nothing is being typed, no menu is open.
pub fn is_free(ui: &Ui) -> bool {
    ui.is_enabled() && !ui.ctx().text_edit_focused() && !egui::Popup::is_any_open(ui.ctx())
}

/// Whether one of these keys was pressed for the list.
pub fn pressed(ui: &Ui, key: Key) -> bool {
    is_free(ui) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key))
}

/// The rows in view, each of this height; the chosen one is brought into view when arrows have chosen it.
pub fn rows_ui(
    ui: &mut Ui,
    name: &str,
    height: f32,
    len: usize,
    choice: &mut Choice,
    mut row: impl FnMut(&mut Ui, usize, bool),
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt(name).auto_shrink([false, false]);
    if std::mem::take(&mut choice.scroll)
        && let Some(at) = choice.at
    {
        let top = at as f32 * height;
        let lowest = top + height - ui.available_height();
        area = area.vertical_scroll_offset(choice.offset.min(top).max(lowest));
    }
    let chosen = choice.at;
    let shown = area.show_rows(ui, height, len, |ui, range| range.for_each(|at| row(ui, at, chosen == Some(at))));
    choice.offset = shown.state.clamped_offset().y;
}

/// A row that can be clicked. `paint` fills it in.
pub fn row_ui(ui: &mut Ui, height: f32, name: &str, chosen: bool, paint: impl FnOnce(&mut Ui, Rect)) -> Response {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    if ui.is_rect_visible(rect) {
        if chosen || response.hovered() {
            let fill = if chosen { theme.palette.selection } else { theme.palette.hover };
            ui.painter().rect_filled(rect, theme.sizes.corner, fill);
        }
        focus_ring(ui, &response, rect);
        paint(ui, rect.shrink2(vec2(8.0, 0.0)));
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Two mentions in their contexts, side by side in a part of a row.
pub fn two_contexts(ui: &Ui, session: &Session, rect: Rect, (a, b): (MentionId, MentionId)) {
    let theme = theme::of(ui.ctx());
    let gap = theme.sizes.panel_margin;
    let middle = rect.center().x;
    let halves = [rect.with_max_x(middle - gap / 2.0), rect.with_min_x(middle + gap / 2.0)];
    for (id, half) in [a, b].into_iter().zip(halves) {
        one_context(ui, session, half, id);
    }
    let rule = egui::Stroke::new(1.0, theme.palette.rule);
    ui.painter().line_segment([pos2(middle, rect.top() + 5.0), pos2(middle, rect.bottom() - 5.0)], rule);
}

/// A mention in its context, in a part of a row.
pub fn one_context(ui: &Ui, session: &Session, rect: Rect, id: MentionId) {
    let theme = theme::of(ui.ctx());
    let Some(mention) = session.project().mention(id) else { return };
    let around = session.keyword_in_context(mention.document, mention.hull(), 60);
    // Of a document that cannot be read the mention itself is known.
    let (before, word, after) = around.unwrap_or_else(|| (String::new(), mention.text.to_string(), String::new()));
    context(ui, rect, rect, [&before, &word, &after], true, theme);
}

/// The text of a mention for a name.
pub fn text_of(session: &Session, id: MentionId) -> String {
    session.project().mention(id).map(|m| crate::ui::widgets::elided(&m.text, 40)).unwrap_or_default()
}

/// Shows what was chosen in the panes above.
pub fn show_both(pair: Option<(MentionId, MentionId)>, out: &mut Actions) {
    out.extend(pair.map(|(a, b)| Action::ShowBoth(a, b)));
}
