//! The document pane: one document, readable, with its mentions.
//!
//! Text is laid out block by block, only where it is in view ([`layout`]); what mentions are is painted behind it
//! ([`paint`]). Scrolling is our own ([`scroll`], [`ruler`]): where the page stands is a place in the text.

mod accessible;
mod block_layout;
mod geometry;
mod layout;
mod mentions;
mod notice;
mod paint;
mod pointer;
mod ruler;
mod scroll;
mod tooltip;
mod word_boxes;

pub use block_layout::Rects;
pub use geometry::{Geometry, Hovered, LitMention, PaneGeometry};

use crate::session::{Action, Actions, Session};
use crate::text::{Document, DocumentId, Span};
use crate::ui::theme::{self, Theme};
use block_layout::Setting;
use egui::{Id, Rect, Role, Sense, Ui, UiBuilder};
use layout::{Layout, Page, Place};
use mentions::Shown;
use pointer::Selecting;
use ruler::Ruler;
use scroll::KeyMove;

/// A column of text is not narrower than this, points, however narrow the pane.
const LEAST_COLUMN: f32 = 80.0;

/// What a pane knows of itself: what it shows, and where it stands.
#[derive(Debug)]
pub struct PaneState {
    document: DocumentId,
    layout: Option<Layout>,
    place: Place,
    /// The first byte of the top row, and how far the page's top is below that row's. Changes only by scrolling, so that
    /// any number of resizes ends where it began.
    top: (u32, Option<f32>),
    goal: Option<Goal>,
    selecting: Selecting,
    ruler: Ruler,
    /// Whether the cursor is painted here.
    cursor: bool,
}

/// Where the page shall be on the next frame.
#[derive(Clone, Copy, Debug)]
enum Goal {
    Top(u32),
    Reveal(Span),
    Centre(Span),
    Middle(f64),
}

/// What one frame of one pane is about.
#[derive(Clone, Copy)]
struct View<'s> {
    session: &'s Session,
    document: &'s Document,
    id: DocumentId,
    pane: Id,
    theme: &'static Theme,
    /// Whether the cursor is painted.
    cursor: bool,
}

/// The parts of a pane.
#[derive(Clone, Copy, Debug)]
struct Parts {
    page: Rect,
    ruler: Rect,
    column: Rect,
}

impl PaneState {
    /// A pane that shows the start of a document.
    pub fn new(document: DocumentId) -> Self {
        Self {
            document,
            layout: None,
            place: Place::default(),
            top: (0, None),
            goal: None,
            selecting: Selecting::default(),
            ruler: Ruler::default(),
            cursor: true,
        }
    }

    /// Says whether the cursor is painted here: of two panes that show one document it is in the active one.
    pub fn show_cursor(&mut self, shown: bool) {
        self.cursor = shown;
    }

    /// The document that it shows.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// The first byte of the row at its top: where to open the document again.
    pub fn top(&self) -> u32 {
        self.top.0
    }

    /// Puts the row of a byte at its top, on the next frame.
    pub fn set_top(&mut self, offset: u32) {
        self.top = (offset, None);
        self.goal = Some(Goal::Top(offset));
    }

    /// Brings a place into view on the next frame, a third down the page. If it is in view already nothing moves.
    pub fn reveal(&mut self, span: Span) {
        self.goal = Some(Goal::Reveal(span));
    }

    /// Brings a place into the middle of the page on the next frame. If it is near there already nothing moves.
    pub fn centre(&mut self, span: Span) {
        self.goal = Some(Goal::Centre(span));
    }

    /// How many rectangles the ticks of its overview ruler are made of: no more than there are rows of pixels, twice.
    pub fn tick_count(&self) -> usize {
        self.ruler.ticks().len()
    }
}

/// Shows a document in all the room that there is. The paper is the caller's: what it paints before the panes, such as
/// strings, lies under the text.
pub fn document_pane_ui(
    ui: &mut Ui,
    pane_id: Id,
    session: &Session,
    state: &mut PaneState,
    geometry: &mut Geometry,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    let rect = ui.available_rect_before_wrap();
    let id = state.document;
    activate(ui, pane_id, session, id, rect, out);
    let Some(document) = session.document(id) else {
        notice::missing_ui(ui, rect, session, id);
        return;
    };
    if document.blocks().is_empty() {
        notice::notice_ui(ui, rect, "This document is empty", "");
        return;
    }
    let view = View { session, document, id, pane: pane_id, theme, cursor: state.cursor };
    let builder = UiBuilder::new()
        .max_rect(rect)
        .id_salt(pane_id)
        .accessibility_role(Role::Document)
        .accessibility_label(document.title());
    ui.scope_builder(builder, |ui| {
        accessible::set_bounds(ui, ui.unique_id(), rect);
        ui.expand_to_include_rect(rect);
        ui.set_clip_rect(ui.clip_rect().intersect(rect));
        pane_ui(ui, &view, parts(theme, rect), state, geometry, out);
    });
}

fn parts(theme: &Theme, rect: Rect) -> Parts {
    let sizes = &theme.sizes;
    let page = rect.with_max_x((rect.max.x - sizes.ruler).max(rect.min.x));
    let ruler = rect.with_min_x(page.max.x);
    let room = (page.width() - 2.0 * sizes.page_margin).max(LEAST_COLUMN);
    let width = room.min(sizes.page_width).floor();
    let left = (page.left() + ((page.width() - width) / 2.0).max(0.0)).round();
    Parts { page, ruler, column: Rect::from_x_y_ranges(left..=left + width, page.y_range()) }
}

fn pane_ui(ui: &Ui, view: &View<'_>, parts: Parts, state: &mut PaneState, geometry: &mut Geometry, out: &mut Actions) {
    let PaneState { layout, place, top, goal, selecting, ruler, .. } = state;
    let layout = fitting_layout(ui, view, parts, layout, place, *top);
    let before = *place;
    let mut moved = scroll_ui(ui, view, parts, layout, place, selecting.is_dragging());
    let page = turn_to(ui, view, parts, layout, place, goal, &mut moved);
    if selecting.is_dragging() && *place != before {
        // A selection held past the edge scrolls on, until the text ends.
        ui.request_repaint();
    }
    if (moved || top.1.is_none()) && !page.blocks.is_empty() {
        let (offset, below) = page.top();
        *top = (offset, Some(below));
    }
    // Under the mentions: what is added last is hit first.
    let area = ui.interact(parts.page, view.pane.with("text"), Sense::CLICK | Sense::DRAG);
    accessible::text_nodes(ui, view, &page);
    let mut shown = if view.session.is_anchored(view.id) { mentions::in_view(view, &page) } else { Vec::new() };
    let taken = mentions::mentions_ui(ui, view, &mut shown, out);
    pointer::text_ui(ui, view, &page, &area, selecting, taken, out);
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(parts.page));
    paint::paint_page(&painter, view, &page, layout.setting(), &shown);
    if let Some(middle) = ruler::ruler_ui(ui, view, ruler, parts.ruler, &page) {
        *goal = Some(Goal::Middle(middle));
        ui.request_repaint();
    }
    note_geometry(view, parts, &page, &shown, ruler, geometry);
}

/// The layout for this text, width and zoom; a new one starts where the old one was.
fn fitting_layout<'l>(
    ui: &Ui,
    view: &View<'_>,
    parts: Parts,
    layout: &'l mut Option<Layout>,
    place: &mut Place,
    top: (u32, Option<f32>),
) -> &'l mut Layout {
    let sizes = &view.theme.sizes;
    let setting = Setting::reading(theme::reading_font(sizes.reading), sizes, parts.column.width(), ui.ctx());
    if layout.as_ref().is_some_and(|l| !l.fits(view.document, &setting)) {
        *layout = None;
    }
    layout.get_or_insert_with(|| {
        let mut fresh = Layout::new(ui.ctx(), view.document, setting, sizes);
        *place = fresh.place_of(ui.ctx(), view.document, top.0, top.1);
        fresh
    })
}

/// Moves the page as wheel, keys and a dragged selection ask. True if it was moved.
fn scroll_ui(ui: &Ui, view: &View<'_>, parts: Parts, layout: &mut Layout, place: &mut Place, dragging: bool) -> bool {
    let before = *place;
    place.offset += scroll::wheel(ui, parts.page.union(parts.ruler));
    if dragging {
        place.offset += scroll::drag_past_edge(ui, parts.page);
    }
    if has_keys(ui, view) {
        pointer::copy_ui(ui, view);
        match scroll::keys(ui, parts.page, layout.setting().line) {
            Some(KeyMove::By(points)) => place.offset += points,
            Some(KeyMove::Start) => *place = Place::default(),
            Some(KeyMove::End) => *place = Place { block: usize::MAX, offset: f32::MAX },
            None => {}
        }
    }
    *place != before
}

/// Lays out the page; when a place is to be shown that is not in view, goes there first.
fn turn_to<'s>(
    ui: &Ui,
    view: &View<'s>,
    parts: Parts,
    layout: &mut Layout,
    place: &mut Place,
    goal: &mut Option<Goal>,
    moved: &mut bool,
) -> Page<'s> {
    let (ctx, document, left) = (ui.ctx(), view.document, parts.column.left());
    let line = layout.setting().line;
    let page = layout.page(ctx, document, place, parts.page, left);
    // A pane without height shows nothing: what it is asked for waits until it has some.
    let asked = if page.blocks.is_empty() { None } else { goal.take() };
    *place = match asked {
        None => return page,
        Some(Goal::Reveal(span)) if scroll::is_in_view(&page, span, line) => return page,
        Some(Goal::Reveal(span)) => {
            scroll::place_to_reveal(ctx, layout, document, span, parts.page.height(), scroll::REVEAL_AT)
        }
        Some(Goal::Centre(span)) if scroll::is_in_the_middle(&page, span) => return page,
        Some(Goal::Centre(span)) => {
            scroll::place_to_reveal(ctx, layout, document, span, parts.page.height(), scroll::CENTRE_AT)
        }
        Some(Goal::Top(offset)) => layout.place_of(ctx, document, offset, None),
        Some(Goal::Middle(position)) => {
            let middle = layout.place_near(ctx, document, position);
            Place { offset: middle.offset - parts.page.height() / 2.0, ..middle }
        }
    };
    *moved = true;
    layout.page(ctx, document, place, parts.page, left)
}

/// The pane that was pressed last. Two panes can show one document: only one of them has the keys.
#[derive(Clone, Copy)]
struct LastPressed(Id, DocumentId);

fn activate(ui: &Ui, pane: Id, session: &Session, document: DocumentId, rect: Rect, out: &mut Actions) {
    if !ui.input(|i| i.pointer.any_pressed()) || !ui.rect_contains_pointer(rect) {
        return;
    }
    ui.data_mut(|d| d.insert_temp(Id::NULL, LastPressed(pane, document)));
    if session.active_document() != Some(document) {
        out.push(Action::ActivateDocument(Some(document)));
    }
}

/// Whether keys are meant for this pane: it is the active one, and nothing else has them.
fn has_keys(ui: &Ui, view: &View<'_>) -> bool {
    let session = view.session;
    let is_active = session.active_document() == Some(view.id);
    let last = ui.data(|d| d.get_temp::<LastPressed>(Id::NULL));
    is_active
        && last.is_none_or(|LastPressed(pane, document)| pane == view.pane || document != view.id)
        && ui.memory(|m| m.focused().is_none())
        && session.overlay().is_none()
        && session.question().is_none()
        && session.dialog().is_none()
        && !egui::Popup::is_any_open(ui.ctx())
}

fn note_geometry(
    view: &View<'_>,
    parts: Parts,
    page: &Page<'_>,
    shown: &[Shown<'_>],
    ruler: &Ruler,
    geometry: &mut Geometry,
) {
    for one in shown {
        if let Some(row) = one.hovered {
            let rect = paint::band(view, page, row, 0);
            geometry.hovered = Some(Hovered { pane: view.pane, mention: one.mention.id, rect });
        }
    }
    let mut lit: Vec<(u32, LitMention)> = shown
        .iter()
        .filter(|one| one.lit)
        .map(|one| {
            let rects = one.parts().map(|(row, lane)| paint::band(view, page, row, lane)).collect();
            (one.mention.hull().start, LitMention { mention: one.mention.id, rects })
        })
        .collect();
    lit.sort_by_key(|(start, one)| (*start, one.mention));
    let first = lit.first().map_or_else(|| page.top().0, |(start, _)| *start);
    let above = ruler.lit_before(first);
    geometry.panes.push(PaneGeometry {
        pane: view.pane,
        document: view.id,
        clip: parts.page,
        column: parts.column,
        above,
        below: ruler.lit_count().saturating_sub(above + lit.len()),
        lit: lit.into_iter().map(|(_, one)| one).collect(),
    });
}
