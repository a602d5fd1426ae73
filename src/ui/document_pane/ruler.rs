//! The overview ruler at a pane's right edge: where in the document the mentions of the entity in hand are, and what
//! find has found. It is the scroll bar too.
//!
//! Heights on it are shares of the text's bytes, not of its height: those are known before anything is laid out.

use super::View;
use super::layout::Page;
use crate::annotation::{EntityId, MentionId};
use crate::session::find::{FindOptions, Hit};
use crate::session::{InHand, ShownLayer};
use egui::epaint::Mesh;
use egui::{Color32, Id, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2};

/// The shade of the page is not lower than this, points: it must be possible to catch it.
const LEAST_SHADE: f32 = 14.0;

/// What the marks were made from: they are found anew only when it changes.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    revision: u64,
    bytes: usize,
    in_hand: Option<InHand>,
    focus: Option<EntityId>,
    layer: ShownLayer,
    reviewed: Option<MentionId>,
    find: FindOptions,
    hits: (usize, Option<Hit>, Option<Hit>),
    current: Option<Hit>,
    rows: usize,
}

/// What a row of pixels shows, the last of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Something that find has found.
    Hit,
    /// The hit that find is at.
    Current,
    /// A mention of the entity in hand.
    Lit,
    /// The proposal that the review is at.
    Reviewed,
}

/// Rows of pixels with the same mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    /// First row.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// What they show.
    pub mark: Mark,
}

/// The marks of a ruler, kept while nothing changes.
#[derive(Debug, Default)]
pub(super) struct Ruler {
    source: Option<Source>,
    ticks: Vec<Tick>,
    /// First bytes of the document's lit mentions, in order.
    lit: Vec<u32>,
    /// Where the shade was caught, points from its centre.
    grip: Option<f32>,
    /// The share of the text that was asked for last: a pointer that rests asks for nothing.
    asked: Option<f32>,
}

impl Ruler {
    /// The ticks, from top to bottom, those of find first. No more than rows of pixels, twice.
    pub fn ticks(&self) -> &[Tick] {
        &self.ticks
    }

    /// How many lit mentions of the document start before a byte.
    pub fn lit_before(&self, offset: u32) -> usize {
        self.lit.partition_point(|&start| start < offset)
    }

    /// How many lit mentions the document has.
    pub fn lit_count(&self) -> usize {
        self.lit.len()
    }

    /// Finds the marks again if anything has changed that they depend on.
    pub fn update(&mut self, view: &View<'_>, rows: usize, tick: usize) {
        let find = view.session.find();
        let hits = find.hits_in(view.id);
        let source = Source {
            revision: view.session.project().revision(),
            bytes: view.document.text.len(),
            in_hand: view.session.in_hand(),
            focus: view.session.focus(),
            layer: view.session.shown_layer(),
            reviewed: view.session.reviewed(),
            find: find.options.clone(),
            hits: (hits.len(), hits.first().copied(), hits.last().copied()),
            current: find.current_hit().filter(|h| h.document == view.id),
            rows,
        };
        if self.source.as_ref() == Some(&source) {
            return;
        }
        self.lit = lit_starts(view);
        let row_of = |offset: u32| {
            let share = f64::from(offset) / source.bytes.max(1) as f64;
            (share * rows.saturating_sub(tick) as f64) as usize
        };
        let mut found = vec![None; rows];
        for hit in hits {
            let mark = if source.current == Some(*hit) { Mark::Current } else { Mark::Hit };
            mark_rows(&mut found, row_of(hit.span.start), tick, mark);
        }
        let mut lit = vec![None; rows];
        for &start in &self.lit {
            mark_rows(&mut lit, row_of(start), tick, Mark::Lit);
        }
        let reviewed = source.reviewed.and_then(|id| view.session.project().mention(id));
        if let Some(mention) = reviewed.filter(|m| m.document == view.id) {
            mark_rows(&mut lit, row_of(mention.hull().start), tick, Mark::Reviewed);
        }
        self.ticks = runs(&found).chain(runs(&lit)).collect();
        self.source = Some(source);
    }
}

fn mark_rows(rows: &mut [Option<Mark>], at: usize, tick: usize, mark: Mark) {
    for row in rows.iter_mut().skip(at).take(tick) {
        *row = (*row).max(Some(mark));
    }
}

fn runs(rows: &[Option<Mark>]) -> impl Iterator<Item = Tick> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < rows.len() {
            let from = at;
            let mark = rows[at];
            at += rows[at..].iter().take_while(|&&m| m == mark).count();
            if let Some(mark) = mark {
                return Some(Tick { from, to: at, mark });
            }
        }
        None
    })
}

fn lit_starts(view: &View<'_>) -> Vec<u32> {
    let project = view.session.project();
    if !view.session.is_anchored(view.id) {
        return Vec::new();
    }
    match (view.session.focus(), view.session.mention_in_hand()) {
        (Some(entity), _) if view.session.shown_layer() == ShownLayer::All => {
            project.starts_of_in(entity, view.id).collect()
        }
        (Some(entity), _) => {
            let layer = view.session.shown_layer();
            let of_it = project.mentions_of(entity).filter(|m| m.document == view.id && layer.has(m));
            of_it.map(|m| m.hull().start).collect()
        }
        (None, Some(mention)) => {
            project.mention(mention).filter(|m| m.document == view.id).map(|m| m.hull().start).into_iter().collect()
        }
        (None, None) => Vec::new(),
    }
}

/// Shows the ruler. Answers with the byte position that the page's middle is dragged to.
pub(super) fn ruler_ui(ui: &Ui, view: &View<'_>, ruler: &mut Ruler, rect: Rect, page: &Page<'_>) -> Option<f64> {
    let sizes = &view.theme.sizes;
    let pixels = ui.pixels_per_point();
    ruler.update(view, (rect.height() * pixels) as usize, (sizes.tick * pixels).round().max(1.0) as usize);
    let bytes = view.document.text.len().max(1) as f64;
    let y_of = |position: f64| rect.top() + (position / bytes) as f32 * rect.height();
    let (top, bottom) = (page.position_at(page.clip.top()), page.position_at(page.clip.bottom()));
    let mut shade = Rect::from_x_y_ranges(rect.x_range(), y_of(top)..=y_of(bottom));
    if shade.height() < LEAST_SHADE {
        shade = Rect::from_center_size(shade.center(), egui::vec2(rect.width(), LEAST_SHADE));
    }
    let id: Id = view.pane.with("ruler");
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response
        .widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, format!("Overview of {}", view.document.title())));
    ui.accesskit_node_builder(id, |node| {
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(bytes);
        node.set_numeric_value(top);
    });
    // When all of the text is in view there is nothing to scroll, and nothing to shade.
    let blocks = view.document.blocks().as_slice();
    let first = blocks.first().map_or(0.0, |b| f64::from(b.span.start));
    let last = blocks.last().map_or(0.0, |b| f64::from(b.span.end));
    let shaded = (top > first || bottom < last).then_some(shade);
    paint(ui, view, ruler, rect, shaded, response.hovered() || response.is_pointer_button_down_on());
    if !response.is_pointer_button_down_on() && !response.clicked() {
        (ruler.grip, ruler.asked) = (None, None);
        return None;
    }
    let pointer = response.interact_pointer_pos()?;
    let grip =
        *ruler.grip.get_or_insert_with(|| if shade.contains(pointer) { pointer.y - shade.center().y } else { 0.0 });
    let share = ((pointer.y - grip - rect.top()) / rect.height().max(1.0)).clamp(0.0, 1.0);
    (ruler.asked.replace(share) != Some(share)).then_some(f64::from(share) * bytes)
}

fn paint(ui: &Ui, view: &View<'_>, ruler: &Ruler, rect: Rect, shade: Option<Rect>, strong: bool) {
    let palette = &view.theme.palette;
    let painter = ui.painter();
    if let Some(shade) = shade {
        painter.rect_filled(shade.intersect(rect), 0.0, if strong { palette.rule } else { palette.hover });
    }
    painter.vline(rect.left(), rect.y_range(), Stroke::new(1.0, palette.rule));
    let pixels = ui.pixels_per_point();
    let mut mesh = Mesh::default();
    for tick in ruler.ticks() {
        let colour: Color32 = match tick.mark {
            Mark::Hit | Mark::Current => palette.find_current,
            Mark::Lit => palette.string,
            Mark::Reviewed => palette.ink,
        };
        // Find keeps to the left, the string to the right, so that neither hides the other.
        let (left, right) = match tick.mark {
            Mark::Lit => (0.36, 0.92),
            Mark::Hit => (0.12, 0.4),
            Mark::Current | Mark::Reviewed => (0.12, 0.92),
        };
        let y = |row: usize| rect.top() + row as f32 / pixels;
        let x = |share: f32| rect.left() + (share * rect.width() * pixels).round() / pixels;
        mesh.add_colored_rect(Rect::from_min_max(pos2(x(left), y(tick.from)), pos2(x(right), y(tick.to))), colour);
    }
    painter.add(Shape::mesh(mesh));
}
