//! The small popup with the mention types: after selecting text, or to retype mentions.

use super::theme::{self, strong_font};
use super::widgets::{NOT_PROPOSED, Row, elided, key_cap, list_row, text_between, type_name};
use crate::annotation::{Command, TypeId};
use crate::session::{Action, Actions, Mode, OccurrenceDeed, Session, TypeFor, UserCommand};
use crate::text::{DocumentId, Span};
use egui::{Area, Frame, Id, Key, Order, Pos2, RichText, Ui, vec2};

/// What the popup keeps for itself.
#[derive(Default)]
pub struct TypePopup {
    /// The selection it is about, where it stands, and the type that is likely.
    shown: Option<(DocumentId, Span, Pos2, TypeId)>,
    /// Asked for by a key: where it stands.
    asked: Option<(TypeFor, Pos2)>,
    /// Whether it stood already when the frame began: the click that opened it must not close it.
    settled: bool,
    /// How many rows the arrows have moved the choice from the type that it has now.
    moved: isize,
}

impl TypePopup {
    /// Opens it to give something another type.
    pub fn ask(&mut self, ctx: &egui::Context, what: TypeFor) {
        let pointer = ctx.input(|i| i.pointer.latest_pos());
        self.asked = Some((what, pointer.unwrap_or_else(|| ctx.content_rect().center())));
        self.settled = false;
        self.moved = 0;
    }

    /// While it is open, the arrows move its choice and nothing behind it. Call before the panes are painted.
    pub fn take_arrows(&mut self, ctx: &egui::Context) {
        if self.is_asking() {
            let pressed = |key| ctx.input_mut(|i| i.count_and_consume_key(egui::Modifiers::NONE, key)) as isize;
            self.moved += pressed(Key::ArrowDown) - pressed(Key::ArrowUp);
        }
    }

    /// Whether it is open to retype mentions: then the letters of the types, Enter and Esc are its own.
    pub fn is_asking(&self) -> bool {
        self.asked.is_some()
    }
}

/// Paints the popup when there is something to ask.
pub fn type_popup_ui(ui: &mut Ui, session: &Session, state: &mut TypePopup, out: &mut Actions) {
    if state.asked.is_some() {
        return retype_ui(ui, session, state, out);
    }
    let selection = session.selection().filter(|_| session.mode() != Mode::Read && session.question().is_none());
    let Some((document, span)) = selection else {
        state.shown = None;
        return;
    };
    // Not while the mouse is still selecting.
    if ui.input(|i| i.pointer.any_down()) && state.shown.is_none_or(|(d, s, ..)| (d, s) != (document, span)) {
        return;
    }
    if state.shown.is_none_or(|(d, s, ..)| (d, s) != (document, span)) {
        let text = session.document(document).and_then(|d| span.slice(&d.text)).unwrap_or_default();
        let likely = session.likely_type(text.trim());
        let place = ui.input(|i| i.pointer.latest_pos()).unwrap_or_else(|| ui.ctx().content_rect().center());
        state.shown = Some((document, span, place + vec2(6.0, 14.0), likely));
    }
    let Some((.., place, likely)) = state.shown else { return };
    let text = session.document(document).and_then(|d| span.slice(&d.text)).unwrap_or_default();
    let fixing = session.fixing().and_then(|id| session.project().mention(id));
    popup(ui, "mark popup", place, |ui| {
        if let Some(mention) = fixing {
            ui.label(RichText::new(format!("Move “{}” here?", elided(&mention.text, 28))).font(strong_font(13.0)));
            if ui.button("Move the mention here  (Enter)").clicked() {
                out.push(Action::MarkSelection(mention.kind));
            }
            return;
        }
        ui.label(RichText::new(format!("Mark “{}” as", elided(text.trim(), 28))).font(strong_font(13.0)));
        ui.add_space(2.0);
        if let Some(kind) = types_ui(ui, session, Some(likely)) {
            out.push(Action::MarkSelection(kind));
        }
        ui.separator();
        super::widgets::command_entry(ui, session, UserCommand::AnnotateAll, out);
    });
}

fn retype_ui(ui: &mut Ui, session: &Session, state: &mut TypePopup, out: &mut Actions) {
    let Some((what, place)) = state.asked else { return };
    let Some((now, title)) = asked_for(session, what) else {
        state.asked = None;
        return;
    };
    let types: Vec<TypeId> = session.project().schema().types().map(|(id, _)| id).collect();
    let place_now = types.iter().position(|&id| id == now).unwrap_or_default() as isize;
    let at = (place_now + state.moved).rem_euclid(types.len().max(1) as isize) as usize;
    let kind = types.get(at).copied().unwrap_or(now);
    let mut chosen = None;
    let rect = popup(ui, "retype popup", place, |ui| {
        ui.label(RichText::new(title).font(strong_font(13.0)));
        ui.add_space(2.0);
        chosen = types_ui(ui, session, Some(kind));
    });
    for (id, mention_type) in session.project().schema().types() {
        let key = Key::from_name(&mention_type.key.to_ascii_uppercase().to_string());
        if key.is_some_and(|key| ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key))) {
            chosen = Some(id);
        }
    }
    if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Enter)) {
        chosen = Some(kind);
    }
    if let Some(kind) = chosen {
        out.extend(retype(session, what, kind));
        state.asked = None;
    }
    let elsewhere =
        ui.input(|i| i.pointer.any_pressed() && i.pointer.interact_pos().is_some_and(|p| !rect.contains(p)));
    let escape = ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Escape));
    if (elsewhere && state.settled) || escape {
        state.asked = None;
    }
    state.settled = true;
}

/// The type that it has now, and how to ask for another.
fn asked_for(session: &Session, what: TypeFor) -> Option<(TypeId, &'static str)> {
    let first = session.targets().first().and_then(|&id| session.project().mention(id)).map(|m| m.kind);
    match what {
        TypeFor::Mentions => Some((first?, "Change type to")),
        TypeFor::AllWithText => Some((first?, "Change type of all to")),
        TypeFor::Always => Some((session.project().mention(session.cursor()?)?.kind, "Always tag it as")),
        TypeFor::Entity => Some((session.project().entity(session.focus()?)?.kind, "The entity is a")),
    }
}

fn retype(session: &Session, what: TypeFor, kind: TypeId) -> Option<Action> {
    Some(match what {
        TypeFor::Mentions => Action::Edit(Command::Retype(session.targets(), kind)),
        TypeFor::AllWithText => Action::AskOccurrences(session.cursor()?, OccurrenceDeed::Retype(kind)),
        TypeFor::Always => Action::AlwaysTag(session.cursor()?, kind),
        TypeFor::Entity => Action::Edit(Command::RetypeEntity(session.focus()?, kind)),
    })
}

fn popup(ui: &Ui, name: &'static str, place: Pos2, add: impl FnOnce(&mut Ui)) -> egui::Rect {
    Area::new(Id::unique(name))
        .order(Order::Foreground)
        .fixed_pos(place)
        .constrain_to(ui.ctx().content_rect().shrink(8.0))
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(10).show(ui, |ui| {
                ui.set_width(196.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                add(ui);
            });
        })
        .response
        .rect
}

/// The types as rows with mark, name and key. Returns the one that was clicked.
fn types_ui(ui: &mut Ui, session: &Session, preselected: Option<TypeId>) -> Option<TypeId> {
    let theme = theme::of(ui.ctx());
    let mut chosen = None;
    for (id, mention_type) in session.project().schema().types() {
        let selected = preselected == Some(id);
        let row = Row { name: &type_name(mention_type), selected, height: 25.0 };
        let response = list_row(ui, &row, |ui, rect, _| {
            let mark = egui::pos2(rect.left() + 5.0, rect.center().y);
            theme::paint_mark(ui.painter(), mention_type.mark, mark, 9.0, theme.type_colour(mention_type.colour));
            let font = egui::FontId::proportional(theme.sizes.ui);
            let (left, right, y) = (rect.left() + 20.0, rect.right() - 60.0, rect.center().y);
            let end = text_between(ui, left, right, y, &mention_type.name, font, theme.palette.ink);
            if !mention_type.on {
                let small = egui::FontId::proportional(theme.sizes.small);
                text_between(ui, end + 8.0, rect.right() - 22.0, y, NOT_PROPOSED, small, theme.palette.soft_ink);
            }
            let key = egui::Rect::from_min_max(egui::pos2(rect.right() - 64.0, rect.top()), rect.max);
            let mut keys = ui.new_child(
                egui::UiBuilder::new().max_rect(key).layout(egui::Layout::right_to_left(egui::Align::Center)),
            );
            if !mention_type.key.is_whitespace() {
                key_cap(&mut keys, &mention_type.key.to_ascii_uppercase().to_string());
            }
            if selected && mention_type.on {
                key_cap(&mut keys, "Enter");
            }
        });
        if response.clicked() {
            chosen = Some(id);
        }
    }
    chosen
}
