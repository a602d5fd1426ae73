//! The gazetteer: the project's own names, to look at, add, change and remove.

use super::theme::{self, icons};
use super::widgets::{
    Row, Tick, command_button, counted, icon_button, list_row, paint_type_mark, strong, text_between, text_ending,
    type_choice_ui,
};
use crate::annotation::{Command, EntryRule, GazetteerEntry, TypeId};
use crate::session::{Action, Actions, Session, UserCommand};
use egui::{Button, FontId, RichText, ScrollArea, TextEdit, Ui, pos2, vec2};
use std::sync::Arc;

/// What the dialog keeps while it is on screen.
#[derive(Default)]
pub struct GazetteerState {
    filter: String,
    /// The names that fit the filter, until either changes.
    found: Option<(u64, String, Vec<Arc<GazetteerEntry>>)>,
    draft: Draft,
    /// Whether the field for a name had the keyboard.
    focused: bool,
}

/// An entry as it is being written.
#[derive(Default)]
struct Draft {
    name: String,
    kind: Option<TypeId>,
    never: bool,
    entity: String,
    ignore_case: bool,
    ignore_diacritics: bool,
}

impl Draft {
    fn of(entry: &GazetteerEntry) -> Self {
        let kind = match entry.rule {
            EntryRule::Always(kind) => Some(kind),
            EntryRule::Never => None,
        };
        Self {
            name: entry.name.to_string(),
            kind,
            never: kind.is_none(),
            entity: entry.entity.as_deref().unwrap_or_default().to_owned(),
            ignore_case: entry.ignore_case,
            ignore_diacritics: entry.ignore_diacritics,
        }
    }

    fn entry(&self, first: TypeId) -> Option<GazetteerEntry> {
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, entity) = (tidy(&self.name), tidy(&self.entity));
        let rule = if self.never { EntryRule::Never } else { EntryRule::Always(self.kind.unwrap_or(first)) };
        name.chars().any(char::is_alphanumeric).then(|| GazetteerEntry {
            name: name.into(),
            rule,
            entity: (!entity.is_empty() && !self.never).then(|| entity.into()),
            ignore_case: self.ignore_case,
            ignore_diacritics: self.ignore_diacritics,
            by: "".into(),
        })
    }
}

/// Paints the dialog.
pub fn gazetteer_ui(ui: &mut Ui, session: &Session, state: &mut GazetteerState, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 120.0).min(640.0));
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    ui.label(strong("Gazetteer", 17.0));
    let why = "Names of your own. What is always tagged is proposed wherever it stands, what is never tagged is not proposed; now, and whenever mentions are looked for.";
    ui.add(egui::Label::new(RichText::new(why).color(theme.palette.soft_ink)).wrap());
    let count = session.project().gazetteer().len();
    if count > 0 {
        let hint = RichText::new(format!("Filter {}", counted(count, "name"))).color(theme.palette.soft_ink);
        let field = TextEdit::singleline(&mut state.filter).hint_text(hint).desired_width(f32::INFINITY);
        ui.add(field.margin(egui::Margin::symmetric(8, 6))).accessible_name("Filter names");
    }
    list_ui(ui, session, state, (room.y - 420.0).clamp(80.0, 420.0), out);
    draft_ui(ui, session, state, out);
    ui.separator();
    ui.horizontal(|ui| {
        command_button(ui, session, UserCommand::ImportNames, icons::FOLDER_OPEN, out);
        command_button(ui, session, UserCommand::ExportNames, icons::FLOPPY_DISK, out);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Close").clicked() {
                out.push(Action::User(UserCommand::LetGo));
            }
        });
    });
}

fn list_ui(ui: &mut Ui, session: &Session, state: &mut GazetteerState, height: f32, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let revision = session.project().revision();
    if state.found.as_ref().is_none_or(|(r, filter, _)| *r != revision || *filter != state.filter) {
        let wanted = state.filter.trim().to_lowercase();
        let entity = |e: &GazetteerEntry| e.entity.as_ref().is_some_and(|e| e.to_lowercase().contains(&wanted));
        let fits = |e: &&Arc<GazetteerEntry>| e.name.to_lowercase().contains(&wanted) || entity(e);
        let found = session.project().gazetteer().filter(fits).cloned().collect();
        state.found = Some((revision, state.filter.clone(), found));
    }
    let Some((_, _, found)) = &state.found else { return };
    if found.is_empty() {
        let told = if state.filter.is_empty() { "There are no names yet" } else { "No name fits" };
        ui.label(RichText::new(told).color(theme.palette.soft_ink));
        return;
    }
    let mut chosen = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let list = ScrollArea::vertical().id_salt("names").max_height(height).auto_shrink([false, true]);
        list.show_rows(ui, theme.sizes.row, found.len(), |ui, range| {
            for entry in found.get(range).unwrap_or_default() {
                ui.horizontal(|ui| {
                    let width = ui.available_width() - theme.sizes.row - 8.0;
                    let row = ui.allocate_ui(vec2(width, theme.sizes.row), |ui| {
                        entry_row(ui, session, entry, *entry.name == *state.draft.name)
                    });
                    if row.inner {
                        chosen = Some(Draft::of(entry));
                    }
                    if icon_button(ui, icons::TRASH, &format!("Remove {}", entry.name)).clicked() {
                        out.push(Action::Edit(Command::RemoveEntries(vec![entry.name.clone()])));
                    }
                });
            }
        });
    });
    state.draft = chosen.unwrap_or(std::mem::take(&mut state.draft));
}

/// One name. Whether it was clicked.
fn entry_row(ui: &mut Ui, session: &Session, entry: &GazetteerEntry, selected: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let schema = session.project().schema();
    let kind = match entry.rule {
        EntryRule::Always(kind) => &*schema.get(kind).name,
        EntryRule::Never => "never",
    };
    let name = format!("{}, {kind}", entry.name);
    let row = Row { name: &name, selected, height: theme.sizes.row };
    list_row(ui, &row, |ui, rect, _| {
        let (y, ink, soft) = (rect.center().y, theme.palette.ink, theme.palette.soft_ink);
        let font = FontId::proportional(theme.sizes.ui);
        if let EntryRule::Always(kind) = entry.rule {
            paint_type_mark(ui, schema, kind, pos2(rect.left() + 5.0, y), 9.0);
        }
        let mut said = Vec::new();
        said.extend(entry.ignore_case.then_some("any case"));
        said.extend(entry.ignore_diacritics.then_some("any diacritics"));
        let small = FontId::proportional(theme.sizes.small);
        let right = text_ending(ui, rect.right(), y, &said.join(", "), small, theme.palette.soft_ink);
        let left = rect.left() + 18.0;
        let third = (right - left) / 3.0;
        text_between(ui, left, left + third * 1.4, y, &entry.name, theme::reading_font(14.0), ink);
        text_between(ui, left + third * 1.5, left + third * 2.1, y, kind, font.clone(), soft);
        text_between(ui, left + third * 2.1, right - 8.0, y, entry.entity.as_deref().unwrap_or_default(), font, soft);
    })
    .clicked()
}

/// The fields of one name: to add it, or to change it when it is there.
fn draft_ui(ui: &mut Ui, session: &Session, state: &mut GazetteerState, out: &mut Actions) {
    let GazetteerState { draft, focused, .. } = state;
    let first = session.project().schema().first();
    let field = |text| TextEdit::singleline(text).margin(egui::Margin::symmetric(8, 6));
    let mut enter = false;
    ui.horizontal(|ui| {
        let name = ui.add(field(&mut draft.name).hint_text("Name").desired_width(ui.available_width() * 0.42));
        if !std::mem::replace(focused, true) {
            name.request_focus();
        }
        enter = name.accessible_name("Name").lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        super::widgets::choice_ui(
            ui,
            &mut draft.never,
            &[(false, "Always", "Tag it wherever it stands"), (true, "Never", "Propose it nowhere")],
        );
        if !draft.never {
            type_choice_ui(ui, session.project().schema(), "Type of the name", draft.kind.get_or_insert(first));
        }
    });
    ui.horizontal(|ui| {
        let entity =
            field(&mut draft.entity).hint_text("Entity, if it has one").desired_width(ui.available_width() * 0.42);
        ui.add_enabled(!draft.never, entity).accessible_name("Entity of the name");
        ui.add(Tick::of(&mut draft.ignore_case, "Ignore case"));
        ui.add(Tick::of(&mut draft.ignore_diacritics, "Ignore diacritics"));
    });
    let entry = draft.entry(first);
    let known = entry.as_ref().and_then(|e| session.project().entry(&e.name));
    let same = known.zip(entry.as_ref()).is_some_and(|(k, e)| GazetteerEntry { by: k.by.clone(), ..e.clone() } == **k);
    let label = if known.is_some() { "Change name" } else { "Add name" };
    let clicked = ui.add_enabled(entry.is_some() && !same, Button::new(label)).clicked();
    if let Some(entry) = entry.filter(|_| (clicked || enter) && !same) {
        out.push(Action::TagNames(vec![entry]));
        *draft = Draft { kind: draft.kind, never: draft.never, ..Draft::default() };
    }
}
