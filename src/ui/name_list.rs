//! A list of names from a file: what was read, what could not be, and where its names stand, before it is taken in.

use super::annotate_all::{answers_ui, places_ui, preview_window};
use super::place_list::PlaceList;
use super::theme;
use super::widgets::{
    Tick, choice_ui, counted, elided, grouped, paint_type_mark, strong, text_between, type_choice_ui,
};
use crate::annotation::EntryRule;
use crate::extraction::{ListedName, NamedType};
use crate::session::places::{FoundPlace, Intent, Seeking, Tie};
use crate::session::{Action, Actions, Chosen, ListReading, NameListPreview, Session};
use egui::{FontId, RichText, ScrollArea, Sense, Ui, pos2, vec2};

/// What the preview keeps while it is on screen.
pub struct NameListState {
    shown: Shown,
    tie: bool,
    list: PlaceList,
}

impl Default for NameListState {
    fn default() -> Self {
        Self { shown: Shown::Places, tie: true, list: PlaceList::default() }
    }
}

/// What of a list is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Places,
    Names,
    Faults,
}

/// Paints the preview.
pub fn name_list_ui(ui: &mut Ui, session: &Session, state: &mut NameListState, out: &mut Actions) {
    let Some(preview) = session.name_list() else { return };
    preview_window(ui, "list of names", |ui| {
        let file = preview.path.file_name().unwrap_or_default().to_string_lossy();
        ui.label(strong(format!("Names from {}", elided(&file, 48)), 17.0));
        told_ui(ui, preview);
        reading_ui(ui, session, preview, out);
        let named = preview.list.names.iter().any(|n| n.entity.is_some());
        if named {
            ui.add(Tick::of(&mut state.tie, "Tie them to the entities that the list names"));
        }
        let tie = named && state.tie;
        state.list.update(session, &preview.places, u64::from(tie), &|place| intent(preview, place, tie));
        shown_ui(ui, session, preview, state, out);
        let names = preview.list.names.len();
        let label = match state.list.chosen() {
            0 => format!("Remember {}", counted(names, "name")),
            places => format!("Remember {} and mark {}", counted(names, "name"), counted(places, "occurrence")),
        };
        let kind = preview.reading.kind;
        let chosen = || Chosen { places: state.list.ticked(), kind, tie };
        answers_ui(ui, &label, names > 0 && preview.places.state() != Seeking::Running, chosen, out);
    });
}

/// What is to be made of a place of a list.
fn intent(preview: &NameListPreview, place: &FoundPlace, tie: bool) -> Intent {
    let name = preview.list.names.get(place.row as usize);
    let kind = match name.map(|name| preview.reading.rule(name)) {
        Some(EntryRule::Always(kind)) => kind,
        _ => preview.reading.kind,
    };
    let tie = match name.filter(|name| tie && name.entity.is_some()) {
        None => Tie::No,
        Some(_) => preview.entities.get(&place.row).map_or(Tie::New, |&entity| Tie::To(entity)),
    };
    Intent { kind, tie }
}

fn told_ui(ui: &mut Ui, preview: &NameListPreview) {
    let theme = theme::of(ui.ctx());
    let faults = faults(preview);
    let mut told = format!("{} read.", counted(preview.list.names.len(), "name"));
    if faults > 0 {
        told.push_str(&format!(" {} could not be taken.", counted(faults, "line")));
    }
    ui.add(egui::Label::new(RichText::new(told).color(theme.palette.soft_ink)).wrap());
}

fn faults(preview: &NameListPreview) -> usize {
    preview.list.faults.len() + preview.list.more_faults
}

/// How the list is understood where it does not say.
fn reading_ui(ui: &mut Ui, session: &Session, preview: &NameListPreview, out: &mut Actions) {
    let mut reading: ListReading = preview.reading;
    ui.horizontal_wrapped(|ui| {
        if preview.list.names.iter().any(|n| n.kind == NamedType::Unsaid) {
            ui.label("Names without a type are");
            type_choice_ui(ui, session.project().schema(), "Type of names without one", &mut reading.kind);
            ui.add_space(8.0);
        }
        ui.add(Tick::of(&mut reading.ignore_case, "Ignore case")).on_hover_text("Where the list does not say");
        ui.add(Tick::of(&mut reading.ignore_diacritics, "Ignore diacritics"))
            .on_hover_text("Where the list does not say");
    });
    if reading != preview.reading {
        out.push(Action::ReadListAs(reading));
    }
}

fn shown_ui(ui: &mut Ui, session: &Session, preview: &NameListPreview, state: &mut NameListState, out: &mut Actions) {
    let tab = |name: &str, count: usize| format!("{name}  {}", grouped(count));
    let (places, names) = (preview.places.all().len(), preview.list.names.len());
    let titles = [tab("Occurrences", places), tab("Names", names), tab("Not taken", faults(preview))];
    ui.horizontal(|ui| {
        let choices = [
            (Shown::Places, &*titles[0], "Where the names stand"),
            (Shown::Names, &*titles[1], "The names that were read"),
            (Shown::Faults, &*titles[2], "The lines that could not be taken, and why"),
        ];
        let shown = if faults(preview) == 0 { 2 } else { 3 };
        choice_ui(ui, &mut state.shown, &choices[..shown]);
    });
    if state.shown == Shown::Places {
        return places_ui(ui, session, &preview.places, None, &mut state.list, out);
    }
    let theme = theme::of(ui.ctx());
    let height = (ui.available_height() - 48.0).max(80.0);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = if state.shown == Shown::Names { names } else { preview.list.faults.len() };
        let list =
            ScrollArea::vertical().id_salt(state.shown == Shown::Names).max_height(height).auto_shrink([false, false]);
        list.show_rows(ui, theme.sizes.row, count, |ui, range| {
            for at in range {
                if state.shown == Shown::Faults {
                    let Some(fault) = preview.list.faults.get(at) else { continue };
                    let text = RichText::new(fault.to_string()).color(theme.palette.warning);
                    ui.horizontal(|ui| {
                        ui.set_height(theme.sizes.row);
                        ui.add(egui::Label::new(text).truncate());
                    });
                } else if let Some(name) = preview.list.names.get(at) {
                    name_line(ui, session, preview, name);
                }
            }
        });
    });
}

/// A name with its line, type and entity.
fn name_line(ui: &mut Ui, session: &Session, preview: &NameListPreview, name: &ListedName) {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme.sizes.row), Sense::hover());
    let (y, third) = (rect.center().y, rect.width() / 3.0);
    let small = FontId::proportional(theme.sizes.small);
    let line = name.line.to_string();
    text_between(ui, rect.left(), rect.left() + 44.0, y, &line, small, theme.palette.faint_ink);
    let font = FontId::proportional(theme.sizes.ui);
    let left = rect.left() + 48.0;
    text_between(ui, left, left + third, y, &name.name, theme::reading_font(14.0), theme.palette.ink);
    let rule = preview.reading.rule(name);
    let kind = match rule {
        EntryRule::Always(kind) => {
            paint_type_mark(ui, session.project().schema(), kind, pos2(left + third + 16.0, y), 9.0);
            session.project().schema().get(kind).name.to_string()
        }
        EntryRule::Never => "never".to_owned(),
    };
    let middle = left + third + 28.0;
    text_between(ui, middle, middle + 110.0, y, &kind, font.clone(), theme.palette.soft_ink);
    let entity = name.entity.as_deref().unwrap_or_default();
    text_between(ui, middle + 116.0, rect.right(), y, entity, font, theme.palette.soft_ink);
    let spoken = format!("{}, {kind}{}{entity}", name.name, if entity.is_empty() { "" } else { ", " });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
}
