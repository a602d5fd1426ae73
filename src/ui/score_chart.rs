//! A score to choose, in the chart of what lies on either side of it: for decisions in bulk.

use super::theme;
use super::widgets::grouped;
use crate::annotation::TypeId;
use crate::session::Session;
use crate::session::bulk::BANDS;
use egui::style::HandleShape;
use egui::{DragValue, Label, Rect, RichText, Sense, Slider, TextStyle, Ui, pos2, vec2};
use std::collections::BTreeMap;

/// Height of the chart, in points.
const BARS: f32 = 54.0;

/// What a chart shows.
pub struct ScoreChart<'a> {
    /// What is counted: `Proposals`.
    pub name: &'a str,
    /// What it shows, a sentence.
    pub told: &'a str,
    /// Whether what has at least the score is taken, or what has less.
    pub above: bool,
    /// How many of each type have a score in each band, from weak to strong.
    pub bands: &'a BTreeMap<TypeId, [u32; BANDS]>,
}

/// How many have which score, stacked by type; what is not taken stands back. It is as wide as the way of
/// the slider's knob below it, which is half a knob away from both ends.
fn histogram_ui(ui: &mut Ui, session: &Session, chart: &ScoreChart<'_>, percent: f32) {
    let theme = theme::of(ui.ctx());
    let knob = knob_radius(ui);
    let (_, around) = ui.allocate_space(vec2(ui.available_width(), BARS));
    let rect = around.shrink2(vec2(knob, 0.0));
    let response = ui.interact(rect, ui.scope_id().with("histogram"), Sense::hover());
    let total: Vec<u32> = (0..BANDS).map(|band| chart.bands.values().map(|b| b[band]).sum()).collect();
    let most = total.iter().copied().max().unwrap_or(0).max(1) as f32;
    let painter = ui.painter();
    let width = rect.width() / BANDS as f32;
    let schema = session.project().schema();
    for band in 0..BANDS {
        let left = rect.left() + width * band as f32;
        let mut bottom = rect.bottom() - 1.0;
        let middle = (band as f32 + 0.5) * 100.0 / BANDS as f32;
        let taken = (middle >= percent) == chart.above;
        for (kind, counts) in chart.bands.iter().filter(|(_, counts)| counts[band] > 0) {
            // Even one is seen.
            let height = (counts[band] as f32 / most * (BARS - 6.0)).max(1.0);
            let bar = Rect::from_min_max(
                pos2(left + 1.0, (bottom - height).max(rect.top())),
                pos2(left + width - 1.0, bottom),
            );
            let own = theme.type_colour(schema.get(*kind).colour);
            let colour = if taken { own } else { theme.palette.panel.lerp_to_gamma(own, theme.sizes.solo_strength) };
            painter.rect_filled(bar, 0.0, colour);
            bottom -= height;
        }
    }
    painter.hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, theme.palette.strong_rule));
    let x = rect.left() + rect.width() * percent / 100.0;
    painter.vline(x, rect.y_range(), egui::Stroke::new(1.5, theme.palette.ink));
    let told: Vec<_> = chart
        .bands
        .iter()
        .map(|(k, n)| format!("{} {}", grouped(n.iter().sum::<u32>() as usize), schema.get(*k).name))
        .collect();
    let name = format!("{} by score: {}", chart.name, told.join(", "));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
    response.on_hover_text(told.join("\n"));
}

/// The threshold as a number, in the chart of what lies on either side of it, and on a slider below that.
pub fn threshold_ui(ui: &mut Ui, session: &Session, chart: &ScoreChart<'_>, percent: &mut f32) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(if chart.above { "At least" } else { "Less than" });
        let number = DragValue::new(percent).range(0.0..=100.0).max_decimals(0).suffix(" %");
        ui.add(number).accessible_name("Score");
        let told = RichText::new(chart.told).size(theme.sizes.small).color(theme.palette.soft_ink);
        ui.add(Label::new(told).truncate());
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        histogram_ui(ui, session, chart, *percent);
        ui.spacing_mut().slider_width = ui.available_width();
        let slider = Slider::new(percent, 0.0..=100.0).step_by(1.0).show_value(false);
        ui.add(slider).accessible_name("Score, per cent");
    });
}

/// Half the width of a slider's knob, which egui makes of the height of its row.
fn knob_radius(ui: &Ui) -> f32 {
    let height = ui.text_style_height(&TextStyle::Body).max(ui.spacing().interact_size.y);
    let shape = match ui.visuals().handle_shape {
        HandleShape::Circle => 1.0,
        HandleShape::Rect { aspect_ratio } => aspect_ratio,
    };
    height / 2.5 * shape
}
