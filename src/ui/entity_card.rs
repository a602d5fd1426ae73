//! One entity's card: its name and type, the texts that name it, its note, and its mentions in context.

use super::context_row::{chip, context_row};
use super::theme::{self, icons};
use super::widgets::{card, command_icon, counted, elided, icon_button, key_cap, strong, type_entry, type_mark};
use crate::annotation::{Command, EntityId, MentionId};
use crate::session::{Action, Actions, InHand, Mode, Session, UserCommand};
use crate::text::DocumentId;
use egui::{Button, Id, Key, Rect, RichText, Role, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, vec2};
use std::collections::HashMap;
use std::sync::Arc;

/// No more texts than this are shown before "+ more" is clicked.
const FEW_ALIASES: usize = 6;

/// What the card keeps for itself.
#[derive(Default)]
pub struct EntityCard {
    facts: Option<Facts>,
    name: Option<(EntityId, String)>,
    all_aliases: bool,
    /// Begin to rename in the next frame.
    pub rename: Option<EntityId>,
}

/// What is counted once, until the project changes.
struct Facts {
    key: (u64, EntityId),
    aliases: Vec<(Arc<str>, usize, MentionId)>,
    lines: Arc<[Line]>,
}

/// A line of the mentions in context.
#[derive(Clone, Copy)]
enum Line {
    /// The document that the next ones are in.
    Document(DocumentId),
    /// A mention.
    Mention(MentionId),
}

impl EntityCard {
    fn facts(&mut self, session: &Session, entity: EntityId) -> &Facts {
        let key = (session.project().revision(), entity);
        if self.facts.as_ref().is_none_or(|f| f.key != key) {
            self.facts = None;
        }
        self.facts.get_or_insert_with(|| count(session, key))
    }
}

fn count(session: &Session, key: (u64, EntityId)) -> Facts {
    let mut texts: HashMap<Arc<str>, (usize, MentionId)> = HashMap::new();
    let mut lines = Vec::new();
    let mut document = None;
    for mention in session.project().mentions_of(key.1) {
        texts.entry(mention.text.clone()).or_insert((0, mention.id)).0 += 1;
        if document.replace(mention.document) != Some(mention.document) {
            lines.push(Line::Document(mention.document));
        }
        lines.push(Line::Mention(mention.id));
    }
    let mut aliases: Vec<_> = texts.into_iter().map(|(text, (n, first))| (text, n, first)).collect();
    aliases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Facts { key, aliases, lines: lines.into() }
}

/// Paints the card.
pub fn entity_card_ui(ui: &mut Ui, session: &Session, id: EntityId, state: &mut EntityCard, out: &mut Actions) {
    card(ui, |ui| {
        head_ui(ui, session, id, state, out);
        aliases_ui(ui, session, id, state, out);
        ui.add_space(2.0);
        note_ui(ui, session, id, out);
        ui.horizontal_wrapped(|ui| {
            hand_ui(ui, session, id, out);
            why_ui(ui, session, id, out);
        });
    });
}

/// The way from looking at an entity to tying to it.
fn hand_ui(ui: &mut Ui, session: &Session, id: EntityId, out: &mut Actions) {
    if session.mode() != Mode::Link || session.in_hand().is_some() {
        return;
    }
    let button = Button::new((theme::icon(icons::LINK, 14.0), "Take in hand"));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Take in hand"));
    if response.on_hover_text("The next mention that is clicked is tied to it").clicked() {
        out.push(Action::Take(Some(InHand::Entity(id))));
    }
}

/// The way to what holds the entity together.
fn why_ui(ui: &mut Ui, session: &Session, id: EntityId, out: &mut Actions) {
    if session.project().cluster(id).mentions < 2 {
        return;
    }
    let command = UserCommand::WhyTogether;
    let response = ui.add(Button::new((theme::icon(icons::GIT_BRANCH, 14.0), command.title())));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.title()));
    if response.on_hover_text(command.tooltip()).clicked() {
        out.push(Action::AskTogether(id));
    }
}

fn head_ui(ui: &mut Ui, session: &Session, id: EntityId, state: &mut EntityCard, out: &mut Actions) {
    let Some(entity) = session.project().entity(id) else { return };
    let theme = theme::of(ui.ctx());
    if state.rename.take() == Some(id) {
        state.name = Some((id, entity.name.to_string()));
        ui.memory_mut(|m| m.request_focus(name_id()));
    }
    let size = session.project().cluster(id);
    if state.name.as_ref().is_some_and(|(e, _)| *e == id) {
        rename_ui(ui, session, id, state, out);
    } else {
        ui.horizontal(|ui| {
            type_mark(ui, session.project().schema(), entity.kind, 12.0);
            let width = ui.available_width() - 58.0;
            ui.scope(|ui| {
                ui.set_max_width(width);
                ui.add(egui::Label::new(strong(elided(&entity.name, 80), 16.0)).wrap());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                if session.mode() == Mode::Read {
                    return;
                }
                more_ui(ui, session, id, out);
                command_icon(ui, session, UserCommand::Rename, icons::PENCIL_SIMPLE, out);
            });
        });
    }
    let kind = &session.project().schema().get(entity.kind).name;
    let text = format!(
        "{kind} #{}  ·  {}, {}",
        entity.id,
        counted(size.mentions as usize, "mention"),
        counted(size.documents as usize, "document")
    );
    ui.label(RichText::new(text).color(theme.palette.soft_ink).size(12.0));
}

fn name_id() -> Id {
    Id::unique("entity name")
}

fn rename_ui(ui: &mut Ui, session: &Session, id: EntityId, state: &mut EntityCard, out: &mut Actions) {
    let Some((_, name)) = &mut state.name else { return };
    let field = TextEdit::singleline(name).id(name_id()).desired_width(ui.available_width());
    let response = ui.add(field).accessible_name("Entity name");
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    if response.lost_focus() {
        let escaped = ui.input(|i| i.key_pressed(Key::Escape));
        let unchanged = session.project().entity(id).is_some_and(|e| *e.name == **name);
        if !escaped && !unchanged && !name.trim().is_empty() {
            out.push(Action::Edit(Command::Rename(id, name.trim().into())));
        }
        state.name = None;
    }
}

/// The rest of what can be done with an entity.
fn more_ui(ui: &mut Ui, session: &Session, id: EntityId, out: &mut Actions) {
    let button = icon_button(ui, icons::DOTS_THREE, "More for this entity");
    egui::Popup::menu(&button).show(|ui| {
        ui.menu_button("Type", |ui| {
            let now = session.project().entity(id).map(|e| e.kind);
            for (kind, mention_type) in session.project().schema().types() {
                if type_entry(ui, mention_type, now == Some(kind)).clicked() {
                    out.push(Action::Edit(Command::RetypeEntity(id, kind)));
                    ui.close();
                }
            }
        });
        if ui.button(UserCommand::Solo.title()).on_hover_text(UserCommand::Solo.tooltip()).clicked() {
            out.push(Action::User(UserCommand::Solo));
            ui.close();
        }
        if ui.button("Delete entity").on_hover_text(UserCommand::DeleteEntity.tooltip()).clicked() {
            out.push(Action::Edit(Command::DeleteEntity(id)));
            ui.close();
        }
    });
}

fn aliases_ui(ui: &mut Ui, session: &Session, id: EntityId, state: &mut EntityCard, out: &mut Actions) {
    let all = state.all_aliases;
    let aliases = state.facts(session, id).aliases.clone();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
        let shown = if all { aliases.len() } else { FEW_ALIASES };
        for (text, count, first) in aliases.iter().take(shown) {
            if chip(ui, &elided(text, 32), *count).on_hover_text("Go to the first of them").clicked() {
                out.push(Action::GoTo(*first));
            }
        }
        if aliases.len() > shown && chip(ui, &format!("+{}", aliases.len() - shown), 1).clicked() {
            state.all_aliases = true;
        }
        if all && aliases.len() > FEW_ALIASES && chip(ui, "fewer", 1).clicked() {
            state.all_aliases = false;
        }
    });
}

fn note_ui(ui: &mut Ui, session: &Session, id: EntityId, out: &mut Actions) {
    let Some(entity) = session.project().entity(id) else { return };
    let theme = theme::of(ui.ctx());
    if session.mode() == Mode::Read {
        if !entity.note.is_empty() {
            ui.add(egui::Label::new(&*entity.note).wrap());
        }
        return;
    }
    let mut text = entity.note.to_string();
    let rows = text.lines().count().clamp(1, 8);
    let field = TextEdit::multiline(&mut text)
        .hint_text(RichText::new("Note").color(theme.palette.soft_ink))
        .desired_rows(rows)
        .desired_width(ui.available_width());
    let response = ui.add(field).accessible_name("Note on this entity");
    // Every keystroke is in the project: nothing typed waits in a field when it is saved or closed.
    if response.changed() {
        out.push(Action::SetNote(id, text.into()));
    }
}

/// The entity's mentions in context, by document.
pub fn mentions_ui(ui: &mut Ui, session: &Session, id: EntityId, state: &mut EntityCard, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let lines = state.facts(session, id).lines.clone();
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.horizontal(|ui| {
            ui.label(RichText::new("Mentions in context").color(theme.palette.soft_ink).size(12.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                key_cap(ui, &UserCommand::AlongNext.key_label());
                key_cap(ui, &UserCommand::AlongPrevious.key_label());
            });
        });
        // Only the lines in view are made: an entity may have a hundred thousand.
        let row = theme.sizes.row;
        let size = vec2(ui.available_width(), row * lines.len() as f32);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let clip = ui.clip_rect();
        let first = ((clip.top() - rect.top()) / row).floor().max(0.0) as usize;
        let last = ((clip.bottom() - rect.top()) / row).ceil().max(0.0) as usize;
        for (i, line) in lines.iter().enumerate().take(last).skip(first) {
            let place = Rect::from_min_size(rect.min + vec2(0.0, row * i as f32), vec2(rect.width(), row));
            let mut child = ui.new_child(UiBuilder::new().id_salt(i).max_rect(place));
            line_ui(&mut child, session, *line, out);
        }
    });
}

fn line_ui(ui: &mut Ui, session: &Session, line: Line, out: &mut Actions) {
    match line {
        Line::Document(document) => {
            let title = session.document(document).map(|d| d.title().to_owned()).unwrap_or_default();
            let text = RichText::new(format!("{document}  {title}")).size(12.0);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::BOTTOM), |ui| {
                ui.add(egui::Label::new(text).truncate());
            });
        }
        Line::Mention(mention) => {
            let Some(m) = session.project().mention(mention) else { return };
            let selected = session.cursor() == Some(mention) || session.marked().contains(&mention);
            if context_row(ui, session, m.document, m.hull(), selected, false).clicked() {
                // As in the text: with Shift or Ctrl it is marked, to be moved or untied with others.
                let extend = ui.input(|i| i.modifiers.shift || i.modifiers.command) && session.mode() != Mode::Read;
                out.push(if extend { Action::Mark(mention) } else { Action::GoTo(mention) });
            }
        }
    }
}
