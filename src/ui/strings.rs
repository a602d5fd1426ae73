//! The red strings: from mention to mention of the entity in hand, and from the mention in hand to the pointer.

use super::document_pane::Geometry;
use super::theme::{self, Theme};
use crate::annotation::MentionId;
use crate::session::{InHand, Mode, Session};
use egui::epaint::CubicBezierShape;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, layers::ShapeIdx, pos2};

/// No more strings than this between two panes: beyond it they are noise, and the ticks tell the rest.
const MAX_STRINGS: usize = 40;
/// How far below a row of text the string runs, in points: in the gap between the lines.
const DROP: f32 = 5.0;

/// Keeps the strings' place in the painting order: under the panes' text. Call before the panes are painted.
pub fn reserve(painter: &Painter) -> ShapeIdx {
    painter.add(Shape::Noop)
}

/// One end of a string: a mention on screen.
#[derive(Clone, Copy)]
struct End {
    rect: Rect,
    pane: Rect,
    column: Rect,
    in_hand: bool,
}

/// Paints the strings into their place, and the knots above the text.
pub fn strings_ui(painter: &Painter, place: ShapeIdx, session: &Session, geometry: &Geometry, pointer: Option<Pos2>) {
    let theme = theme::of(painter.ctx());
    let ends = ends(session, geometry);
    let mut shapes = Vec::new();
    if session.queued().is_some() {
        return painter.set(place, Shape::Vec(offered(session, geometry, theme)));
    }
    let columns = columns(&ends);
    for pair in columns.windows(2) {
        for (a, b) in pairs(&pair[0], &pair[1]) {
            let strong = a.in_hand || b.in_hand || pointer.is_some_and(|p| near(a.rect, p) || near(b.rect, p));
            between(a, b, strong, theme, &mut shapes);
        }
    }
    if let Some(pointer) = pointer.filter(|_| session.mode() == Mode::Link && session.question().is_none()) {
        hanging(session, geometry, &ends, pointer, theme, &mut shapes);
    }
    painter.set(place, Shape::Vec(shapes));
}

/// The string that the queue offers: dashed, as all that is proposed, from the mention that it is at to the one that is
/// looked at.
fn offered(session: &Session, geometry: &Geometry, theme: &Theme) -> Vec<Shape> {
    let shown = session.looked_at().map(|s| s.shown);
    let end = |mention: Option<MentionId>, pane: usize| {
        let pane = geometry.panes.get(pane)?;
        let lit = pane.lit.iter().find(|lit| Some(lit.mention) == mention)?;
        let rect = *lit.rects.first()?;
        let seen = pane.clip.shrink(2.0).contains(rect.center());
        seen.then_some(End { rect, pane: pane.clip, column: pane.column, in_hand: true })
    };
    let panes = || 0..geometry.panes.len();
    let pairs = panes().flat_map(|a| panes().map(move |b| (a, b))).filter(|(a, b)| a != b);
    let ends = pairs.filter_map(|(a, b)| Some((end(session.queued(), a)?, end(shown, b)?))).next();
    let Some((a, b)) = ends else { return Vec::new() };
    let (a, b) = if a.pane.left() <= b.pane.left() { (a, b) } else { (b, a) };
    let mut solid = Vec::new();
    between(a, b, true, theme, &mut solid);
    solid.into_iter().flat_map(|shape| dashed(shape, theme)).collect()
}

/// A line as dashes.
fn dashed(shape: Shape, theme: &Theme) -> Vec<Shape> {
    let dashes =
        |path: &[Pos2], stroke: Stroke| Shape::dashed_line(path, stroke, theme.sizes.dash, theme.sizes.dash_gap);
    match &shape {
        Shape::Path(path) => dashes(&path.points, Stroke::new(path.stroke.width, theme.palette.string)),
        Shape::CubicBezier(curve) => {
            dashes(&curve.flatten(None), Stroke::new(curve.stroke.width, theme.palette.string))
        }
        _ => vec![shape],
    }
}

fn near(rect: Rect, point: Pos2) -> bool {
    rect.expand(2.0).contains(point)
}

fn ends(session: &Session, geometry: &Geometry) -> Vec<End> {
    let hand = session.mention_in_hand();
    let mut ends = Vec::new();
    for pane in &geometry.panes {
        for lit in &pane.lit {
            let Some(&rect) = lit.rects.first() else { continue };
            let visible = pane.clip.shrink(2.0);
            if visible.contains(rect.center()) {
                ends.push(End { rect, pane: pane.clip, column: pane.column, in_hand: hand == Some(lit.mention) });
            }
        }
    }
    ends
}

/// The ends by pane, panes from left to right (those above one another count as neighbours too).
fn columns(ends: &[End]) -> Vec<Vec<End>> {
    let mut columns: Vec<Vec<End>> = Vec::new();
    for end in ends {
        match columns.iter_mut().find(|c| c.first().is_some_and(|f| f.pane == end.pane)) {
            Some(column) => column.push(*end),
            None => columns.push(vec![*end]),
        }
    }
    columns.sort_by(|a, b| {
        let key = |c: &[End]| c.first().map_or((0.0, 0.0), |e| (e.pane.left(), e.pane.top()));
        key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    columns.iter_mut().for_each(|c| c.sort_by(|a, b| a.rect.top().total_cmp(&b.rect.top())));
    columns
}

/// Which end of one pane is tied to which of the next: each end of the smaller side to one of the larger, in order,
/// so that strings do not cross; and the mention in hand to the nearest end of the other side.
fn pairs(left: &[End], right: &[End]) -> Vec<(End, End)> {
    let (small, large, swapped) = if left.len() <= right.len() { (left, right, false) } else { (right, left, true) };
    let mut pairs: Vec<(End, End)> = Vec::new();
    for (i, &end) in small.iter().enumerate().take(MAX_STRINGS) {
        let at = if small.len() == 1 { nearest(large, end) } else { i * (large.len() - 1) / (small.len() - 1).max(1) };
        pairs.extend(large.get(at).map(|&other| (end, other)));
    }
    for &end in large.iter().filter(|e| e.in_hand) {
        if !pairs.iter().any(|(_, l)| l.in_hand) {
            pairs.extend(small.get(nearest(small, end)).map(|&other| (other, end)));
        }
    }
    if swapped { pairs.into_iter().map(|(a, b)| (b, a)).collect() } else { pairs }
}

fn nearest(ends: &[End], to: End) -> usize {
    let distance = |e: &End| (e.rect.center().y - to.rect.center().y).abs();
    let best = ends.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
    best.map_or(0, |(i, _)| i)
}

/// A string between two mentions in neighbouring panes: along the gap below the line, across the gutter, along the
/// other line's gap.
fn between(a: End, b: End, strong: bool, theme: &Theme, shapes: &mut Vec<Shape>) {
    let (s, p) = (&theme.sizes, &theme.palette);
    let colour = if strong { p.string } else { p.string_faint };
    let stroke = Stroke::new(if strong { s.string } else { s.string * 0.75 }, colour);
    let from = pos2(a.rect.right(), a.rect.bottom() + DROP);
    let to = pos2(b.rect.left(), b.rect.bottom() + DROP);
    // Panes above one another have no gutter between them: the string hangs straight through.
    let stacked = a.pane.right() > b.pane.left() + 1.0;
    let (exit, entry) = if stacked {
        (from, to)
    } else {
        (pos2(a.column.right().max(from.x), from.y), pos2(b.column.left().min(to.x), to.y))
    };
    let mut path = vec![a.rect.right_bottom(), from];
    path.push(exit);
    shapes.push(Shape::line(path, stroke));
    curve(exit, entry, stroke, shapes);
    shapes.push(Shape::line(vec![entry, to, b.rect.left_bottom()], stroke));
    knot(a.rect.right_bottom(), colour, theme, shapes);
    knot(b.rect.left_bottom(), colour, theme, shapes);
}

fn knot(at: Pos2, colour: Color32, theme: &Theme, shapes: &mut Vec<Shape>) {
    shapes.push(Shape::circle_filled(at, theme.sizes.knot, colour.to_opaque()));
}

fn curve(from: Pos2, to: Pos2, stroke: Stroke, shapes: &mut Vec<Shape>) {
    let reach = ((to.x - from.x).abs() * 0.55).max(18.0);
    let points = [from, pos2(from.x + reach, from.y), pos2(to.x - reach, to.y), to];
    shapes.push(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke).into());
}

/// The string that hangs from the pointer: from the mention in hand, or, when that is out of view, from the edge that
/// it lies behind.
fn hanging(
    session: &Session,
    geometry: &Geometry,
    ends: &[End],
    pointer: Pos2,
    theme: &Theme,
    shapes: &mut Vec<Shape>,
) {
    let Some(in_hand) = session.in_hand() else { return };
    let over = geometry.panes.iter().any(|p| p.clip.contains(pointer));
    if !over || ends.iter().any(|e| e.in_hand && near(e.rect, pointer)) {
        return;
    }
    let distance = |e: &&End| e.rect.center().distance(pointer);
    let held = match in_hand {
        InHand::Mention(_) => ends.iter().find(|e| e.in_hand),
        InHand::Entity(_) => ends.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))),
    };
    // What is out of view still holds the string: it comes from the edge behind which the mention lies.
    let Some(start) = held.map(|e| e.rect.center_bottom()).or_else(|| edge(session, geometry, pointer)) else { return };
    let stroke = Stroke::new(theme.sizes.string, theme.palette.string);
    let sag = ((pointer.x - start.x).abs() * 0.2).clamp(2.0, 60.0);
    let middle = pos2((start.x + pointer.x) / 2.0, start.y.max(pointer.y) + sag);
    let points = [start, middle, middle, pointer];
    shapes.push(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke).into());
    knot(start, theme.palette.string, theme, shapes);
    knot(pointer, theme.palette.string, theme, shapes);
}

/// Where the string of a mention out of view comes in: at the top or the bottom of the pane that shows its document,
/// else at the top of the pane under the pointer.
fn edge(session: &Session, geometry: &Geometry, pointer: Pos2) -> Option<Pos2> {
    let document = session.mention_in_hand().and_then(|id| session.project().mention(id)).map(|m| m.document);
    let of_it = geometry.panes.iter().find(|p| Some(p.document) == document);
    let pane = of_it.or_else(|| geometry.panes.iter().find(|p| p.clip.contains(pointer)))?;
    let below = of_it.is_some() && pane.above == 0 && pane.below > 0;
    let y = if below { pane.clip.bottom() } else { pane.clip.top() };
    Some(pos2(pane.column.center().x, y))
}
