//! Coverage: how much is tied, what nobody has judged, and a picture of all pairs of documents.

use super::matrix::{Axis, Matrix, matrix_ui};
use super::{column_ui, empty_ui, head_ui, looking_ui, quiet};
use crate::linking::coverage::{BANDS, Coverage, TypeCoverage};
use crate::session::{Action, Actions, Session};
use crate::ui::theme;
use crate::ui::widgets::{choice_ui, grouped, paint_type_mark};
use egui::{FontId, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct CoverageView {
    folders: bool,
    matrix: Option<Matrix>,
}

/// The bands, in words.
const WORDS: [&str; BANDS.len()] = ["90 % up", "70–90 %", "50–70 %", "below"];
/// Width of a column of counts, in points.
const COLUMN: f32 = 62.0;

/// Paints the panel.
pub fn coverage_ui(ui: &mut Ui, session: &Session, state: &mut CoverageView, out: &mut Actions) {
    let coverage = session.coverage().cloned();
    head_ui(ui, "Coverage", out, |ui, out| {
        let Some(coverage) = &coverage else { return };
        let total = coverage.total();
        let open: u32 = total.open.iter().take(crate::linking::coverage::LIKELY).sum();
        quiet(
            ui,
            format!(
                "{} of {} mentions tied, {} likely links not judged",
                grouped(total.tied as usize),
                grouped(total.mentions as usize),
                grouped(open as usize)
            ),
        );
        if Axis::has_folders(session) {
            ui.add_space(8.0);
            let choices = [
                (false, "Documents", "A row and a column for each document"),
                (true, "Folders", "A row and a column for each folder"),
            ];
            choice_ui(ui, &mut state.folders, &choices);
        }
        if coverage.revision != session.project().revision() {
            ui.add_space(8.0);
            if ui.button("Count again").on_hover_text("The project has changed since").clicked() {
                out.push(Action::LookAgain);
            }
        }
    });
    let Some(coverage) = coverage else { return looking_ui(ui, session, "Counting what is linked…") };
    if coverage.types.is_empty() {
        return empty_ui(ui, "There are no mentions yet");
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        let width = (150.0 + COLUMN * 5.5).min(ui.available_width() * 0.5);
        column_ui(ui, vec2(width, height), |ui| {
            ui.set_width(width);
            ScrollArea::vertical().id_salt("types").auto_shrink([false, false]).show(ui, |ui| {
                types_ui(ui, session, &coverage);
            });
        });
        ui.separator();
        column_ui(ui, vec2(ui.available_width(), height), |ui| {
            if coverage.pairs.is_empty() {
                return empty_ui(ui, "No two documents have anything likely in common");
            }
            let key = (coverage.revision, state.folders);
            if state.matrix.as_ref().is_none_or(|m| m.key != key) {
                state.matrix = Some(Matrix::of(session, &coverage, state.folders));
            }
            if let Some(matrix) = &mut state.matrix {
                matrix_ui(ui, session, matrix, out);
            }
        });
    });
}

/// What is tied and what is open, a type a row.
fn types_ui(ui: &mut Ui, session: &Session, coverage: &Coverage) {
    let theme = theme::of(ui.ctx());
    let schema = session.project().schema();
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads: Vec<String> = std::iter::once("Tied").chain(WORDS).map(str::to_owned).collect();
    line(ui, "", &heads, &|_, _| {});
    quiet_line(ui);
    let cells = |kind: &TypeCoverage| -> Vec<String> {
        let tied = format!("{} / {}", grouped(kind.tied as usize), grouped(kind.mentions as usize));
        std::iter::once(tied).chain(kind.open.iter().map(|n| grouped(*n as usize))).collect()
    };
    let total = coverage.total();
    meter(ui, "All types", &cells(&total), share(&total), &|_, _| {});
    for (&kind, counts) in &coverage.types {
        let name = &schema.get(kind).name;
        meter(ui, name, &cells(counts), share(counts), &|ui, at| paint_type_mark(ui, schema, kind, at, 9.0));
    }
    ui.add_space(6.0);
    let told = "The four columns count likely links that nobody has judged, by how likely they are.";
    ui.add(egui::Label::new(RichText::new(told).size(theme.sizes.small).color(theme.palette.soft_ink)).wrap());
}

fn share(kind: &TypeCoverage) -> f32 {
    if kind.mentions == 0 { 0.0 } else { kind.tied as f32 / kind.mentions as f32 }
}

fn quiet_line(ui: &mut Ui) {
    let theme = theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, theme.palette.rule));
}

/// A row of the table; `mark` paints before its name.
fn line(ui: &mut Ui, name: &str, cells: &[String], mark: &dyn Fn(&Ui, egui::Pos2)) -> Rect {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme.sizes.row), Sense::hover());
    let spoken = match cells {
        [tied, open @ ..] if !name.is_empty() => {
            let open: Vec<_> = open.iter().zip(WORDS).map(|(n, band)| format!("{n} open {band}")).collect();
            format!("{name}: {tied} tied, {}", open.join(", "))
        }
        _ => cells.join(", "),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    let y = rect.center().y - if name.is_empty() { 0.0 } else { 2.0 };
    mark(ui, pos2(rect.left() + 6.0, y));
    let columns = cells.len() as f32;
    let first = rect.right() - COLUMN * columns - 8.0;
    let ink = theme.palette.ink;
    let font = FontId::proportional(theme.sizes.ui);
    crate::ui::widgets::text_between(ui, rect.left() + 18.0, first, y, name, font, ink);
    let colour = if name.is_empty() { theme.palette.soft_ink } else { ink };
    for (at, cell) in cells.iter().enumerate() {
        let right = rect.right() - COLUMN * (columns - 1.0 - at as f32);
        let font = FontId::proportional(theme.sizes.small);
        let faint = cell == "0" && at > 0;
        let colour = if faint { theme.palette.faint_ink } else { colour };
        crate::ui::widgets::text_ending(ui, right, y, cell, font, colour);
    }
    rect
}

/// A row of the table, with a line under it that tells how much is tied.
fn meter(ui: &mut Ui, name: &str, cells: &[String], share: f32, mark: &dyn Fn(&Ui, egui::Pos2)) {
    let theme = theme::of(ui.ctx());
    let rect = line(ui, name, cells, mark);
    let bar = Rect::from_min_size(rect.left_bottom() + vec2(18.0, -5.0), vec2(rect.width() - 18.0, 2.0));
    ui.painter().rect_filled(bar, 1.0, theme.palette.rule);
    let full = Rect::from_min_size(bar.min, vec2(bar.width() * share, bar.height()));
    ui.painter().rect_filled(full, 1.0, theme.palette.soft_ink);
}
