//! The export window: the formats, and what the chosen one cannot hold.

use super::{cancel_button, soft, strong_button};
use crate::interchange::{Format, Shape};
use crate::session::exchange::{Exporting, Foreseen};
use crate::session::{Action, Actions, Answer, Session};
use crate::ui::annotate_all::preview_window;
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{Row, Tick, counted, list_row, strong, text_between};
use egui::{Align, FontId, Key, Layout, Modifiers, RichText, ScrollArea, Ui, vec2};

/// Width of the list of formats, in points.
const LIST: f32 = 176.0;

/// Paints the window.
pub fn export_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let Some(exporting) = session.exporting() else { return };
    // Behind the system's dialog it only waits.
    let waiting = session.dialog().is_some();
    preview_window(ui, "export", |ui| {
        ui.add_enabled_ui(!waiting, |ui| {
            ui.label(strong("Export for another tool", 17.0));
            let height = (ui.available_height() - 52.0).max(120.0);
            let room = vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Min), |ui| {
                ui.allocate_ui_with_layout(vec2(LIST, height), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(LIST);
                    formats_ui(ui, exporting, height, out);
                });
                ui.separator();
                let rest = vec2(ui.available_width(), height);
                ui.allocate_ui_with_layout(rest, Layout::top_down(Align::Min), |ui| {
                    ui.set_width(rest.x);
                    format_ui(ui, exporting, out);
                });
            });
            answers_ui(ui, exporting, out);
        });
    });
}

fn formats_ui(ui: &mut Ui, exporting: &Exporting, height: f32, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let at = Format::ALL.iter().position(|f| *f == exporting.format).unwrap_or(0);
    let free = ui.is_enabled() && ui.memory(|m| m.focused().is_none());
    let step = |ui: &Ui, key| free && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let to = if step(ui, Key::ArrowDown) {
        at + 1
    } else if step(ui, Key::ArrowUp) {
        at.saturating_sub(1)
    } else {
        at
    };
    let mut chosen = Format::ALL.get(to).copied().unwrap_or(exporting.format);
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical().id_salt("formats").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
        for format in Format::ALL {
            let row = Row { name: format.title(), selected: format == exporting.format, height: theme.sizes.row };
            let response = list_row(ui, &row, |ui, rect, _| {
                let font = FontId::proportional(theme.sizes.ui);
                text_between(ui, rect.left(), rect.right(), rect.center().y, format.title(), font, theme.palette.ink);
            });
            if response.clicked() {
                chosen = format;
            }
        }
    });
    if chosen != exporting.format {
        out.push(Action::ExportAs(chosen, exporting.options));
    }
}

fn format_ui(ui: &mut Ui, exporting: &Exporting, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let format = exporting.format;
    ui.label(strong(format.title(), 15.0));
    soft(ui, format!("{}.", format.told()));
    let mut options = exporting.options;
    let tick = Tick::of(&mut options.accepted_only, "Leave out proposals that nobody has decided about");
    ui.add(tick);
    if format == Format::Conll {
        ui.add(Tick::of(&mut options.conll_minimal, "Only the columns that every scorer reads"));
    }
    if options != exporting.options {
        out.push(Action::ExportAs(format, options));
    }
    ui.add_space(6.0);
    match &exporting.foreseen {
        None => soft(ui, "Looking at what it can hold…"),
        Some(Foreseen::Refused(why)) => {
            ui.add(egui::Label::new(RichText::new(why).color(theme.palette.warning)).wrap());
        }
        Some(Foreseen::Whole { documents, mentions, losses }) => {
            let told = format!("{} in {}", counted(*mentions, "mention"), counted(*documents, "document"));
            ui.label(strong(told, theme.sizes.ui));
            losses_ui(ui, losses);
        }
    }
}

fn losses_ui(ui: &mut Ui, losses: &[String]) {
    let theme = theme::of(ui.ctx());
    if losses.is_empty() {
        return soft(ui, "Nothing is lost.");
    }
    ui.label(RichText::new("What this format cannot hold:").color(theme.palette.soft_ink));
    ui.spacing_mut().item_spacing.y = 5.0;
    ScrollArea::vertical().id_salt("losses").auto_shrink([false, false]).show(ui, |ui| {
        for loss in losses {
            ui.horizontal_top(|ui| {
                ui.label(theme::icon(icons::WARNING, 14.0).color(theme.palette.warning));
                ui.add(egui::Label::new(crate::session::sentence(loss)).wrap());
            });
        }
    });
}

fn answers_ui(ui: &mut Ui, exporting: &Exporting, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        let ready = matches!(exporting.foreseen, Some(Foreseen::Whole { .. }));
        if strong_button(ui, "Export…", ready) {
            out.push(Action::Answer(Answer::Yes));
        }
        if cancel_button(ui) {
            out.push(Action::Answer(Answer::Cancel));
        }
        let what = match exporting.format.shape() {
            Shape::File => "One file, read back and compared before it is put in its place",
            Shape::Folder => "A new folder, read back and compared before it is put in its place",
        };
        let small = RichText::new(what).size(theme.sizes.small).color(theme.palette.soft_ink);
        ui.add(egui::Label::new(small).truncate());
    });
}
