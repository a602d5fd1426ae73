//! The welcome screen: open a folder, a project, a sample, or what was open before.

use super::theme::{self, icons};
use super::widgets::{Row, list_row, text_between};
use crate::session::samples::SAMPLES;
use crate::session::{Action, Actions, Session, UserCommand};
use crate::storage::is_project_path;
use egui::{Button, FontId, RichText, ScrollArea, Sense, Ui, pos2, vec2};
use std::path::Path;

/// Paints the welcome screen.
pub fn welcome_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.palette.paper);
    let width = 560.0_f32.min(ui.available_width() - 40.0);
    let top = ((ui.available_height() - 560.0) * 0.4).max(16.0);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.add_space(top);
        let margin = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.horizontal(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_width(width);
                emblem_ui(ui);
                ui.add_space(10.0);
                ui.label(RichText::new("Redstring").font(theme::reading_font(theme.sizes.display)));
                let line = "Follow one person, place or organisation through many documents";
                ui.label(
                    RichText::new(line).font(theme::reading_font(theme.sizes.reading)).color(theme.palette.soft_ink),
                );
                ui.add_space(18.0);
                open_ui(ui, session, out);
                ui.add_space(20.0);
                unsaved_ui(ui, session, out);
                samples_ui(ui, out);
                ui.add_space(14.0);
                recent_ui(ui, session, out);
            });
        });
    });
}

/// Two mentions and the string between them.
fn emblem_ui(ui: &mut Ui) {
    let theme = theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(132.0, 40.0), Sense::hover());
    let p = &theme.palette;
    let stroke = egui::Stroke::new(2.0, p.string);
    let (a, b) = (rect.left_center() + vec2(28.0, -10.0), rect.right_center() + vec2(-30.0, 10.0));
    for (x, y, w) in [(rect.left(), a.y, 26.0), (b.x + 4.0, b.y, 26.0)] {
        let word = egui::Rect::from_min_size(pos2(x, y - 8.0), vec2(w, 13.0));
        ui.painter().rect_filled(word, 3.0, p.in_hand);
        ui.painter().hline(word.x_range(), word.bottom() + 1.0, stroke);
    }
    let points = [a, a + vec2(44.0, 0.0), b - vec2(44.0, 0.0), b];
    let curve = egui::epaint::CubicBezierShape::from_points_stroke(points, false, egui::Color32::TRANSPARENT, stroke);
    ui.painter().add(curve);
    ui.painter().circle_filled(a, 3.2, p.string);
    ui.painter().circle_filled(b, 3.2, p.string);
}

fn open_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        let buttons =
            [(UserCommand::OpenFolder, icons::FOLDER_OPEN, true), (UserCommand::OpenProject, icons::FILE_TEXT, false)];
        for (command, icon, main) in buttons {
            let colour = if main { theme.palette.on_string } else { theme.palette.ink };
            let text = (theme::icon(icon, 17.0).color(colour), RichText::new(command.title()).color(colour).size(14.0));
            let mut button = Button::new(text).min_size(vec2(170.0, 38.0));
            if main {
                button = button.fill(theme.palette.string);
            }
            let response = ui.add_enabled(command.is_enabled(session), button);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, command.title()));
            if response.on_hover_text(format!("{}  ({})", command.tooltip(), command.key_label())).clicked() {
                out.push(Action::User(command));
            }
        }
    });
    ui.add_space(2.0);
    let drop = "or drop a folder, text files or a project on this window";
    ui.label(RichText::new(drop).color(theme.palette.soft_ink).size(12.0));
}

/// Work that was never saved and that a crash has left.
fn unsaved_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    if session.unsaved().is_empty() {
        return;
    }
    ui.label(RichText::new("Not saved when Redstring ended").color(theme.palette.warning).size(12.0));
    for (i, unsaved) in session.unsaved().iter().enumerate() {
        let title = unsaved.root.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let about = format!("{}, in {}", unsaved.age(), unsaved.root.display());
        let response = two_lines(ui, &format!("Bring back: {title}"), icons::ARROW_COUNTER_CLOCKWISE, &title, &about);
        let response = response.on_hover_text("Click: bring it back. Right click: throw it away");
        if response.clicked() {
            out.push(Action::Recover(i));
        }
        response.context_menu(|ui| {
            if ui.button("Throw away").clicked() {
                out.push(Action::ForgetUnsaved(i));
                ui.close();
            }
        });
    }
    ui.add_space(14.0);
}

fn samples_ui(ui: &mut Ui, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.label(RichText::new("Try a sample").color(theme.palette.soft_ink).size(12.0));
    for (i, sample) in SAMPLES.iter().enumerate() {
        let name = format!("Sample: {}", sample.title);
        if two_lines(ui, &name, icons::BOOK_OPEN, sample.title, sample.about).clicked() {
            out.push(Action::OpenSample(i));
        }
    }
}

fn recent_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let recent = &session.preferences().recent;
    if recent.is_empty() {
        return;
    }
    ui.label(RichText::new("Recent").color(theme.palette.soft_ink).size(12.0));
    for path in recent.iter().take(6) {
        let title = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
        let icon = if is_project_path(path) { icons::FILE_TEXT } else { icons::FOLDER };
        let response = two_lines(ui, &format!("Recent: {title}"), icon, &title, &folder);
        if response.clicked() {
            out.push(Action::OpenPaths(vec![path.clone()]));
        }
        response.context_menu(|ui| {
            if ui.button("Forget").clicked() {
                out.push(Action::ForgetRecent(path.clone()));
                ui.close();
            }
        });
    }
}

fn two_lines(ui: &mut Ui, name: &str, icon: &str, title: &str, about: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    list_row(ui, &Row { name, selected: false, height: 44.0 }, |ui, rect, _| {
        let p = &theme.palette;
        let y = rect.center().y;
        ui.painter().text(
            pos2(rect.left() + 8.0, y),
            egui::Align2::CENTER_CENTER,
            icon,
            theme::icon_font(18.0),
            p.soft_ink,
        );
        let left = rect.left() + 30.0;
        text_between(ui, left, rect.right(), y - 9.0, title, theme::strong_font(theme.sizes.ui), p.ink);
        text_between(ui, left, rect.right(), y + 9.0, about, FontId::proportional(12.0), p.soft_ink);
    })
}
