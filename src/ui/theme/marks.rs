//! Type marks: shapes that tell a mention's type without colour.

use crate::annotation::Mark;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

/// Paints a mark about `centre`, as large as a circle of this diameter (points).
pub fn paint_mark(painter: &Painter, mark: Mark, centre: Pos2, diameter: f32, colour: Color32) {
    let r = diameter / 2.0;
    let stroke = Stroke::new((diameter * 0.18).max(1.2), colour);
    let polygon = |points: &[Vec2]| {
        let points = points.iter().map(|&v| centre + v * r).collect();
        painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
    };
    match mark {
        Mark::Circle => {
            painter.circle_filled(centre, r, colour);
        }
        Mark::Square => {
            painter.rect_filled(Rect::from_center_size(centre, Vec2::splat(diameter * 0.88)), 1.0, colour);
        }
        Mark::Triangle => polygon(&[vec2(0.0, -0.95), vec2(1.0, 0.8), vec2(-1.0, 0.8)]),
        Mark::Diamond => polygon(&[vec2(0.0, -1.08), vec2(1.08, 0.0), vec2(0.0, 1.08), vec2(-1.08, 0.0)]),
        Mark::Quote => {
            for x in [-0.5, 0.5] {
                let top = centre + vec2(x * r, -0.7 * r);
                painter.line_segment(
                    [top, pos2(top.x - 0.25 * r, centre.y + 0.5 * r)],
                    Stroke::new(diameter * 0.26, colour),
                );
            }
        }
        Mark::Cross => {
            painter.line_segment([centre - vec2(r, 0.0), centre + vec2(r, 0.0)], stroke);
            painter.line_segment([centre - vec2(0.0, r), centre + vec2(0.0, r)], stroke);
        }
        Mark::Ring => {
            painter.circle_stroke(centre, r - stroke.width / 2.0, stroke);
        }
        Mark::Bars => {
            for y in [-0.45, 0.45] {
                let y = centre.y + y * r;
                painter.line_segment([pos2(centre.x - r, y), pos2(centre.x + r, y)], stroke);
            }
        }
        Mark::Slash => {
            painter.line_segment([centre + vec2(-0.7 * r, r), centre + vec2(0.7 * r, -r)], stroke);
        }
        Mark::Star => {
            for turn in [0.0, 60.0, 120.0_f32] {
                let arm = Vec2::angled((turn + 90.0).to_radians()) * r;
                painter.line_segment([centre - arm, centre + arm], stroke);
            }
        }
        Mark::Hexagon => {
            let corners = [0.0, 60.0, 120.0, 180.0, 240.0, 300.0_f32].map(|turn| Vec2::angled(turn.to_radians()));
            polygon(&corners);
        }
    }
}
