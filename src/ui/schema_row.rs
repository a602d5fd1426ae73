//! One mention type in the editor of types: its fields, and what is wrong with them.

use super::theme::{self, Theme, icons};
use super::widgets::{Row, Tick, focus_ring, grouped, icon_button, list_row, text_between};
use crate::annotation::{Colour, DocumentCounts, Mark};
use crate::session::{DraftType, Field};
use egui::{
    Align, Button, FontId, Label, Layout, Popup, RichText, Role, Sense, Stroke, TextEdit, Ui, WidgetInfo, vec2,
};
use std::sync::Arc;

/// What stands over the columns, and how wide they are, in points.
const COLUMNS: [(&str, f32); 6] =
    [("Proposed", 62.0), ("Mark", 40.0), ("Name", 170.0), ("Key", 36.0), ("Colour", 230.0), ("Mentions", 72.0)];

/// What is known of a type besides its fields.
pub struct Known {
    /// What is wrong with its fields.
    pub problems: Vec<(Field, String)>,
    /// The labels that stand for it.
    pub labels: Vec<Arc<str>>,
    /// Its mentions in the project; `None` where there is no project.
    pub counts: Option<DocumentCounts>,
    /// Whether it can be removed: it is not the last.
    pub removable: bool,
    /// Whether its name should get the keyboard.
    pub focus: bool,
}

/// What was asked for in a row.
pub enum Asked {
    /// The name was changed.
    Named,
    /// A label should no longer stand for it.
    Unmap(Arc<str>),
    /// It should go.
    Remove,
}

fn cell<R>(ui: &mut Ui, column: usize, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = COLUMNS.get(column).map_or(0.0, |(_, width)| *width);
    let size = vec2(width, ui.spacing().interact_size.y);
    let made = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(width);
        add(ui)
    });
    made.inner
}

/// The words over the columns; nothing is counted where there is no project.
pub fn columns_ui(ui: &mut Ui, with_counts: bool) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = theme.sizes.ui + 4.0;
        for (column, (title, _)) in COLUMNS.iter().enumerate().take(COLUMNS.len() - usize::from(!with_counts)) {
            let title = RichText::new(*title).color(theme.palette.soft_ink).size(theme.sizes.small);
            cell(ui, column, |ui| ui.label(title));
        }
    });
}

/// What a type is called in the names of its controls.
pub fn called(kind: &DraftType) -> &str {
    match kind.name.trim() {
        "" => "the new type",
        name => name,
    }
}

/// Paints a row. Returns what was asked for in it.
pub fn row_ui(ui: &mut Ui, kind: &mut DraftType, known: &Known) -> Option<Asked> {
    let mut asked = None;
    let name = called(kind).to_owned();
    ui.horizontal(|ui| {
        cell(ui, 0, |ui| {
            let about = "Whether the machine proposes mentions of it; by hand it can be given in any case";
            let response = ui.add(Tick::of(&mut kind.on, ""));
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, kind.on, format!("Propose {name}")));
            response.on_hover_text(about);
        });
        cell(ui, 1, |ui| mark_ui(ui, kind, &name));
        cell(ui, 2, |ui| {
            let field = TextEdit::singleline(&mut kind.name).hint_text("Name").desired_width(f32::INFINITY);
            let response =
                ui.add(field.margin(egui::Margin::symmetric(8, 4))).accessible_name(format!("Name of {name}"));
            if known.focus {
                response.request_focus();
                response.scroll_to_me(Some(Align::Center));
            }
            asked = response.changed().then_some(Asked::Named);
        });
        cell(ui, 3, |ui| key_ui(ui, kind, &name));
        cell(ui, 4, |ui| colour_ui(ui, kind, &name));
        cell(ui, 5, |ui| counts_ui(ui, known.counts));
        let remove = ui.add_enabled_ui(known.removable, |ui| icon_button(ui, icons::TRASH, &format!("Remove {name}")));
        if remove.inner.clicked() {
            asked = Some(Asked::Remove);
        }
    });
    for (_, told) in &known.problems {
        told_ui(ui, told, true);
    }
    if let Some(told) = hard_to_see(kind) {
        told_ui(ui, told, false);
    }
    if let Some(label) = labels_ui(ui, &known.labels, &name) {
        asked = Some(Asked::Unmap(label));
    }
    asked
}

/// A line under the fields.
fn told_ui(ui: &mut Ui, told: &str, wrong: bool) {
    let palette = &theme::of(ui.ctx()).palette;
    let colour = if wrong { palette.string } else { palette.warning };
    indented(ui, |ui| ui.add(Label::new(RichText::new(told).color(colour)).wrap()));
}

/// How far to the right the names stand, in points.
pub fn indent(ui: &Ui) -> f32 {
    COLUMNS[0].1 + COLUMNS[1].1 + 2.0 * ui.spacing().item_spacing.x
}

fn indented<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(indent(ui));
        ui.vertical(add);
    });
}

/// On which paper the colour can hardly be made out.
fn hard_to_see(kind: &DraftType) -> Option<&'static str> {
    let colour = kind.parsed_colour()?;
    match (Theme::light().shows(colour), Theme::dark().shows(colour)) {
        (true, true) => None,
        (false, true) => Some("This colour is hard to see on light paper"),
        (true, false) => Some("This colour is hard to see on dark paper"),
        (false, false) => Some("This colour is hard to see on light and on dark paper"),
    }
}

fn mark_ui(ui: &mut Ui, kind: &mut DraftType, name: &str) {
    let theme = theme::of(ui.ctx());
    let colour = kind.parsed_colour().map_or(theme.palette.ink, |colour| theme.type_colour(colour));
    let word = Mark::ALL.iter().find(|(mark, _)| *mark == kind.mark).map_or("", |(_, word)| word);
    let (rect, response) = ui.allocate_exact_size(vec2(34.0, ui.spacing().interact_size.y), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Mark of {name}: {word}")));
    let visuals = ui.style().interact(&response);
    ui.painter().rect(rect, theme.sizes.corner, visuals.bg_fill, visuals.bg_stroke, egui::StrokeKind::Inside);
    theme::paint_mark(ui.painter(), kind.mark, rect.center(), 12.0, colour);
    focus_ring(ui, &response, rect);
    Popup::menu(&response).show(|ui| {
        ui.set_width(160.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        for (mark, word) in Mark::ALL {
            let row = Row { name: word, selected: mark == kind.mark, height: 25.0 };
            let response = list_row(ui, &row, |ui, rect, _| {
                let y = rect.center().y;
                theme::paint_mark(ui.painter(), mark, egui::pos2(rect.left() + 6.0, y), 11.0, colour);
                let font = FontId::proportional(theme.sizes.ui);
                text_between(ui, rect.left() + 22.0, rect.right(), y, word, font, theme.palette.ink);
            });
            if response.clicked() {
                kind.mark = mark;
                ui.close();
            }
        }
    });
}

fn key_ui(ui: &mut Ui, kind: &mut DraftType, name: &str) {
    let before = kind.key.clone();
    let field = TextEdit::singleline(&mut kind.key).desired_width(f32::INFINITY).align(egui::Align2::CENTER_CENTER);
    let response = ui.add(field.margin(egui::Margin::symmetric(4, 4))).accessible_name(format!("Key of {name}"));
    if response.changed() {
        // What is typed beside the letter that stands there takes its place.
        let typed = kind.key.chars().rev().find(|letter| !before.contains(*letter)).or(kind.key.chars().last());
        kind.key = typed.map(String::from).unwrap_or_default();
        kind.key_edited();
    }
    response.on_hover_text("The letter that picks this type; none is possible too");
}

fn colour_ui(ui: &mut Ui, kind: &mut DraftType, name: &str) {
    let Colour(mut rgb) = kind.parsed_colour().unwrap_or(Colour([0x80; 3]));
    let button = ui.color_edit_button_srgb(&mut rgb).accessible_name(format!("Choose the colour of {name}"));
    if button.changed() {
        kind.colour = Colour(rgb).into();
    }
    let field = TextEdit::singleline(&mut kind.colour).desired_width(84.0).char_limit(7);
    let written = ui.add(field.margin(egui::Margin::symmetric(6, 4))).accessible_name(format!("Colour of {name}"));
    if let Some(colour) = kind.parsed_colour() {
        if written.lost_focus() {
            kind.colour = colour.into();
        }
        ui.spacing_mut().item_spacing.x = 0.0;
        sample_ui(ui, Theme::light(), colour, "On light paper");
        sample_ui(ui, Theme::dark(), colour, "On dark paper");
    }
}

/// A word with the type's underline, as it looks in a scheme.
fn sample_ui(ui: &mut Ui, scheme: &Theme, colour: Colour, about: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, ui.spacing().interact_size.y), Sense::hover());
    let painter = ui.painter();
    let around = Stroke::new(1.0, theme::of(ui.ctx()).palette.rule);
    painter.rect(rect, 0.0, scheme.palette.paper, around, egui::StrokeKind::Inside);
    let centre = rect.center() - vec2(0.0, 2.0);
    let font = theme::reading_font(14.0);
    let word = painter.text(centre, egui::Align2::CENTER_CENTER, "Aa", font, scheme.palette.ink);
    let line = Stroke::new(scheme.sizes.underline, scheme.type_colour(colour));
    painter.hline(word.x_range(), word.bottom(), line);
    response.on_hover_text(about);
}

fn counts_ui(ui: &mut Ui, counts: Option<DocumentCounts>) {
    let soft = theme::of(ui.ctx()).palette.soft_ink;
    let Some(counts) = counts else { return };
    let told = grouped(counts.live() as usize);
    let DocumentCounts { proposed, accepted, rejected, .. } = counts;
    let about = format!("{proposed} proposed, {accepted} accepted, {rejected} dismissed");
    ui.label(RichText::new(told).color(soft)).on_hover_text(about);
}

/// The labels, each to be taken away. Returns the one that was.
fn labels_ui(ui: &mut Ui, labels: &[Arc<str>], name: &str) -> Option<Arc<str>> {
    if labels.is_empty() {
        return None;
    }
    let theme = theme::of(ui.ctx());
    let mut taken = None;
    indented(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
            ui.spacing_mut().button_padding = vec2(6.0, 1.0);
            for label in labels {
                let words = RichText::new(&**label).size(theme.sizes.small).color(theme.palette.soft_ink);
                let cross = theme::icon(icons::X, 10.0).color(theme.palette.soft_ink);
                let response = ui.add(Button::new((words, cross)).corner_radius(9).min_size(vec2(0.0, 18.0)));
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Take {label} from {name}")));
                let about = "What extractors call this type; click to use this label for it no longer";
                if response.on_hover_text(about).clicked() {
                    taken = Some(label.clone());
                }
            }
        });
    });
    taken
}
