//! Where the page is moved to: wheel, keys, a selection dragged past the edge, a place to show.

use super::layout::{Layout, Page, Place};
use crate::text::{Document, Span};
use egui::{Context, Key, Modifiers, Rect, Ui};

/// Rows that a page down leaves in view, to read on from.
const KEPT_ROWS: f32 = 2.0;
/// Rows that an arrow key moves the page by.
const ARROW_ROWS: f32 = 2.0;
/// How many times its distance from the edge a dragged selection scrolls in a second.
const DRAG_SPEED: f32 = 9.0;
/// Where a place that is brought into view is put, as a share of the page's height.
pub(super) const REVEAL_AT: f32 = 1.0 / 3.0;
/// Where a place that is put into the middle is, as a share of the page's height: the eye's middle is above the ruler's.
pub(super) const CENTRE_AT: f32 = 0.42;
/// A place is in the middle from this share of the page's height down ...
const MIDDLE_FROM: f32 = 0.22;
/// ... to this one: a walk through a paragraph does not move the page at each step.
const MIDDLE_TO: f32 = 0.66;

/// Points by which the wheel or touchpad moves the page down. Takes the movement, so that nothing else scrolls too.
pub(super) fn wheel(ui: &Ui, page: Rect) -> f32 {
    if !ui.rect_contains_pointer(page) {
        return 0.0;
    }
    -ui.input_mut(|i| std::mem::take(&mut i.smooth_scroll_delta.y))
}

/// Points by which a selection that is dragged past the edge moves the page down.
pub(super) fn drag_past_edge(ui: &Ui, page: Rect) -> f32 {
    let Some(pointer) = ui.input(|i| i.pointer.latest_pos()) else { return 0.0 };
    let beyond = if pointer.y < page.top() {
        pointer.y - page.top()
    } else if pointer.y > page.bottom() {
        pointer.y - page.bottom()
    } else {
        return 0.0;
    };
    beyond * DRAG_SPEED * ui.input(|i| i.stable_dt).min(0.1)
}

/// A move that keys ask for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum KeyMove {
    /// Points down.
    By(f32),
    /// To the document's start.
    Start,
    /// To its end.
    End,
}

/// What the keys ask for. Only for the active pane while nothing has the focus.
pub(super) fn keys(ui: &Ui, page: Rect, line: f32) -> Option<KeyMove> {
    let leap = (page.height() - KEPT_ROWS * line).max(line);
    let moves = [
        (Modifiers::COMMAND, Key::Home, KeyMove::Start),
        (Modifiers::COMMAND, Key::End, KeyMove::End),
        (Modifiers::NONE, Key::Home, KeyMove::Start),
        (Modifiers::NONE, Key::End, KeyMove::End),
        (Modifiers::NONE, Key::PageUp, KeyMove::By(-leap)),
        (Modifiers::NONE, Key::PageDown, KeyMove::By(leap)),
        (Modifiers::NONE, Key::ArrowUp, KeyMove::By(-ARROW_ROWS * line)),
        (Modifiers::NONE, Key::ArrowDown, KeyMove::By(ARROW_ROWS * line)),
    ];
    ui.input_mut(|i| moves.into_iter().find(|&(modifiers, key, _)| i.consume_key(modifiers, key)).map(|m| m.2))
}

/// The place from which `span` is so far down the page, as a share of its height.
pub(super) fn place_to_reveal(
    ctx: &Context,
    layout: &mut Layout,
    document: &Document,
    span: Span,
    page_height: f32,
    at: f32,
) -> Place {
    let mut place = layout.place_of(ctx, document, span.start, None);
    place.offset -= (page_height * at).floor();
    place
}

/// Whether a stretch of text begins about the middle of the page.
pub(super) fn is_in_the_middle(page: &Page<'_>, span: Span) -> bool {
    let share = |share: f32| page.clip.top() + page.clip.height() * share;
    let end = span.end.min(page.span().end).max(span.start);
    let first = page.rects(Span::new(span.start, end)).first().copied();
    span.start >= page.span().start && first.is_some_and(|r| (share(MIDDLE_FROM)..=share(MIDDLE_TO)).contains(&r.min.y))
}

/// Whether a stretch of text (its first rows, if it is long) is on the page, not at its very edge.
pub(super) fn is_in_view(page: &Page<'_>, span: Span, line: f32) -> bool {
    let calm = page.clip.shrink2(egui::vec2(0.0, line.min(page.clip.height() / 4.0)));
    let end = span.end.min(page.span().end).max(span.start);
    let rects = page.rects(Span::new(span.start, end));
    span.start >= page.span().start
        && rects.first().is_some_and(|r| calm.y_range().contains(r.min.y))
        && rects.iter().take(3).all(|r| r.max.y <= page.clip.bottom())
}
