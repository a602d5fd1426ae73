//! Painting the page: everything that says something of the text lies behind it, so nothing is ever laid out anew.

use super::View;
use super::layout::Page;
use super::mentions::Shown;
use crate::annotation::Status;
use egui::epaint::Mesh;
use egui::{Color32, Painter, Rect, Shape, Stroke, StrokeKind, pos2};

/// Paints what is in view, from back to front.
pub(super) fn paint_page(
    painter: &Painter,
    view: &View<'_>,
    page: &Page<'_>,
    setting: &super::Setting,
    shown: &[Shown<'_>],
) {
    let palette = &view.theme.palette;
    paint_backgrounds(painter, view, page, shown);
    paint_hits(painter, view, page);
    if let Some((_, span)) = view.session.selection().filter(|(document, _)| *document == view.id) {
        for rect in page.rects(span).into_iter().filter(|r| r.intersects(page.clip)) {
            painter.rect_filled(rect, 0.0, palette.selection);
        }
    }
    paint_underlines(painter, view, page, shown);
    paint_rings(painter, view, page, shown);
    paint_pointer(painter, view, page, shown);
    for block in &page.blocks {
        block.layout.paint(painter, setting, block.origin, palette.ink);
    }
}

/// Where a mention's background is on a row: from the tops of its letters to its underline.
pub(super) fn band(view: &View<'_>, page: &Page<'_>, row: Rect, lane: usize) -> Rect {
    let line = underline_top(view, page, row, lane) + view.theme.sizes.underline;
    Rect::from_min_max(pos2(row.min.x - 1.0, row.min.y + page.metrics.top), pos2(row.max.x + 1.0, line))
}

fn underline_top(view: &View<'_>, page: &Page<'_>, row: Rect, lane: usize) -> f32 {
    let sizes = &view.theme.sizes;
    row.min.y + page.metrics.baseline + sizes.underline_gap + lane as f32 * sizes.lane
}

fn paint_backgrounds(painter: &Painter, view: &View<'_>, page: &Page<'_>, shown: &[Shown<'_>]) {
    let palette = &view.theme.palette;
    for one in shown {
        let colour = if view.session.fixing() == Some(one.mention.id) {
            palette.selection
        } else if view.session.reviewed() == Some(one.mention.id) {
            palette.reviewed
        } else if one.lit {
            palette.in_hand
        } else if one.hovered.is_some() {
            palette.hover
        } else {
            continue;
        };
        for (row, lane) in one.parts() {
            painter.rect_filled(band(view, page, row, lane), view.theme.sizes.mention_corner, colour);
        }
    }
}

fn paint_hits(painter: &Painter, view: &View<'_>, page: &Page<'_>) {
    let find = view.session.find();
    let (hits, window) = (find.hits_in(view.id), page.span());
    let first = hits.partition_point(|h| h.span.end <= window.start);
    for hit in hits[first..].iter().take_while(|h| h.span.start < window.end) {
        let is_current = find.current_hit() == Some(*hit);
        let colour = if is_current { view.theme.palette.find_current } else { view.theme.palette.find_hit };
        for row in page.rects(hit.span).into_iter().filter(|r| r.intersects(page.clip)) {
            painter.rect_filled(band(view, page, row, 0), view.theme.sizes.mention_corner, colour);
        }
    }
    // What a panel points at is found, too.
    let pointed = view.session.pointed().filter(|(document, span)| *document == view.id && span.overlaps(window));
    if let Some((_, span)) = pointed {
        for row in page.rects(span).into_iter().filter(|r| r.intersects(page.clip)) {
            let colour = view.theme.palette.find_current;
            painter.rect_filled(band(view, page, row, 0), view.theme.sizes.mention_corner, colour);
        }
    }
}

/// All underlines as one mesh of pixel-sharp rectangles: the cheapest way, and the crispest.
fn paint_underlines(painter: &Painter, view: &View<'_>, page: &Page<'_>, shown: &[Shown<'_>]) {
    let (palette, sizes) = (&view.theme.palette, &view.theme.sizes);
    let schema = view.session.project().schema();
    let solo = view.session.is_solo();
    let mut pen = Pen { mesh: Mesh::default(), pixels: painter.pixels_per_point() };
    for one in shown {
        let own = view.theme.type_colour(schema.get(one.mention.kind).colour);
        let is_proposed = one.mention.status == Status::Proposed;
        let strength = match (solo && !one.lit, is_proposed) {
            (true, _) => sizes.solo_strength,
            (false, true) => sizes.proposed_strength,
            (false, false) => 1.0,
        };
        let colour = if one.lit { palette.string } else { palette.paper.lerp_to_gamma(own, strength) };
        for (row, lane) in one.parts() {
            let top = underline_top(view, page, row, lane);
            // A hair of room at the end, so that mentions that touch don't look like one.
            let right = if row.width() > 4.0 { row.max.x - 1.0 } else { row.max.x };
            let line = Rect::from_min_max(pos2(row.min.x, top), pos2(right, top + sizes.underline));
            if is_proposed {
                pen.dashes(line, sizes.dash, sizes.dash_gap, colour);
            } else {
                pen.line(line, colour);
            }
        }
    }
    painter.add(Shape::mesh(pen.mesh));
}

/// The cursor's mention, the marked ones, the one whose span is being fixed, and two that are compared.
fn paint_rings(painter: &Painter, view: &View<'_>, page: &Page<'_>, shown: &[Shown<'_>]) {
    let (palette, sizes) = (&view.theme.palette, &view.theme.sizes);
    let reviewed = view.session.reviewed();
    let compared = view.session.compared();
    for one in shown {
        let id = one.mention.id;
        let stroke = if reviewed == Some(id) || compared.is_some_and(|(a, b)| id == a || id == b) {
            Stroke::new(sizes.ring * 1.4, palette.ink)
        } else if view.cursor && view.session.cursor() == Some(id) {
            Stroke::new(sizes.ring, palette.focus_ring)
        } else if view.session.marked().contains(&id) {
            Stroke::new(sizes.ring / 2.0, palette.soft_ink)
        } else {
            continue;
        };
        for (row, lane) in one.parts() {
            let ring = band(view, page, row, lane);
            painter.rect_stroke(ring, sizes.mention_corner + 1.0, stroke, StrokeKind::Outside);
        }
    }
}

/// A small triangle in the margin beside the proposal that the review is at: it is found at a glance, without colour.
fn paint_pointer(painter: &Painter, view: &View<'_>, page: &Page<'_>, shown: &[Shown<'_>]) {
    let (palette, sizes) = (&view.theme.palette, &view.theme.sizes);
    let reviewed = view.session.reviewed();
    let first = shown.iter().find(|one| Some(one.mention.id) == reviewed).and_then(|one| one.parts().next());
    let (Some((row, lane)), Some(block)) = (first, page.blocks.first()) else { return };
    let (middle, reach) = (band(view, page, row, lane).center().y, sizes.small / 2.0);
    let tip = block.origin.x - sizes.small / 2.0;
    let corners = vec![pos2(tip, middle), pos2(tip - reach, middle - reach), pos2(tip - reach, middle + reach)];
    painter.add(Shape::convex_polygon(corners, palette.ink, Stroke::NONE));
}

/// Draws rectangles on whole pixels into one mesh.
struct Pen {
    mesh: Mesh,
    pixels: f32,
}

impl Pen {
    fn line(&mut self, rect: Rect, colour: Color32) {
        let snap = |x: f32| (x * self.pixels).round() / self.pixels;
        let top = snap(rect.min.y);
        let height = (rect.height() * self.pixels).round().max(1.0) / self.pixels;
        let (left, right) = (snap(rect.min.x), snap(rect.max.x).max(snap(rect.min.x) + 1.0 / self.pixels));
        self.mesh.add_colored_rect(Rect::from_min_max(pos2(left, top), pos2(right, top + height)), colour);
    }

    /// Whole dashes, spread so that the line begins and ends with one.
    fn dashes(&mut self, rect: Rect, dash: f32, gap: f32, colour: Color32) {
        let count = ((rect.width() + gap) / (dash + gap)).round().max(1.0);
        let step = (rect.width() + gap) / count;
        for i in 0..count as usize {
            let left = rect.min.x + step * i as f32;
            let right = (left + step - gap).min(rect.max.x);
            self.line(Rect::from_min_max(pos2(left, rect.min.y), pos2(right, rect.max.y)), colour);
        }
    }
}
