//! The panels of repair, below the texts: what is chosen in them shows side by side in the panes above.

mod check;
mod contradictions;
mod coverage;
mod halves;
mod judgements;
pub(super) mod list;
mod matrix;
mod move_to;
mod questions;
mod together;

pub use move_to::{MoveTo, move_to_ui};
pub use questions::{contradiction_ui, merge_ui, move_ui, overruled_ui};

use super::theme::{self, icons};
use super::tools::{AdjudicateView, CompareView, adjudicate_ui, compare_ui};
use super::widgets::{icon_button, strong};
use crate::session::{Action, Actions, Job, Overlay, Session, UserCommand};
use egui::{Align, Layout, RichText, Ui};

/// What the panels keep while they are open.
#[derive(Default)]
pub struct RepairPanel {
    of: Option<Overlay>,
    judgements: judgements::Judgements,
    contradictions: contradictions::Contradicting,
    together: together::TogetherView,
    check: check::Check,
    coverage: coverage::CoverageView,
    compare: CompareView,
    adjudicate: AdjudicateView,
}

impl RepairPanel {
    /// How high the panel is at first, of so much room; points.
    pub fn height(ui: &Ui) -> f32 {
        (ui.available_height() * 0.46).clamp(180.0, 420.0)
    }
}

/// Paints the panel that is open.
pub fn repair_ui(ui: &mut Ui, session: &Session, state: &mut RepairPanel, out: &mut Actions) {
    let overlay = session.overlay();
    if state.of != overlay {
        *state = RepairPanel { of: overlay, ..RepairPanel::default() };
    }
    match overlay {
        Some(Overlay::Judgements) => judgements::judgements_ui(ui, session, &mut state.judgements, out),
        Some(Overlay::Contradictions) => contradictions::contradictions_ui(ui, session, &mut state.contradictions, out),
        Some(Overlay::Together) => together::together_ui(ui, session, &mut state.together, out),
        Some(Overlay::Check) => check::check_ui(ui, session, &mut state.check, out),
        Some(Overlay::Adjudicate) => adjudicate_ui(ui, session, &mut state.adjudicate, out),
        Some(Overlay::Compare) => compare_ui(ui, session, &mut state.compare, out),
        Some(Overlay::Coverage) => coverage::coverage_ui(ui, session, &mut state.coverage, out),
        _ => {}
    }
}

/// The heading of a panel with what else stands in its row, and the way out at its end.
pub(super) fn head_ui(ui: &mut Ui, title: &str, out: &mut Actions, add: impl FnOnce(&mut Ui, &mut Actions)) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        ui.label(strong(title, theme.sizes.heading));
        ui.add_space(6.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, "Close panel").clicked() {
                out.push(Action::User(UserCommand::LetGo));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| add(ui, out));
        });
    });
}

/// A column of a panel, of this size.
pub(super) fn column_ui<R>(ui: &mut Ui, size: egui::Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_width(size.x);
        add(ui)
    })
    .inner
}

/// Words in the middle of nothing.
pub(super) fn empty_ui(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.add_space(theme.sizes.row);
    ui.vertical_centered(|ui| ui.add(egui::Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap()));
}

/// What is told while something is looked for.
fn looking_ui(ui: &mut Ui, session: &Session, what: &str) {
    let names = session.linker().is_none() && session.jobs().any(|j| matches!(j.job, Job::Link | Job::Extract));
    empty_ui(ui, if names { "Reading the names first…" } else { what });
}

/// Soft words, small.
pub(super) fn quiet(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let theme = theme::of(ui.ctx());
    ui.add(egui::Label::new(RichText::new(text).size(theme.sizes.small).color(theme.palette.soft_ink)).truncate())
}
