//! Looking over the entities: those that look like one, and those that look like two.

use super::halves::{halves_ui, reasons_ui};
use super::list::{Choice, pressed, row_ui, rows_ui, show_both};
use super::{column_ui, empty_ui, head_ui, looking_ui, quiet};
use crate::annotation::{Command, EntityId, MentionId, Verdict};
use crate::linking::repair::{Duplicate, PossibleSplit};
use crate::session::repair::Checked;
use crate::session::{Action, Actions, Mode, Session};
use crate::ui::context_row::context_row;
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{choice_ui, counted, elided, paint_type_mark, strong, text_between, text_ending};
use egui::{Button, FontId, Key, Role, ScrollArea, Ui, WidgetInfo, pos2, vec2};

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct Check {
    splits: bool,
    choice: Choice,
}

/// Paints the panel.
pub fn check_ui(ui: &mut Ui, session: &Session, state: &mut Check, out: &mut Actions) {
    let checked = session.checked().cloned();
    head_ui(ui, "Check entities", out, |ui, out| {
        let Some(checked) = &checked else { return };
        let before = state.splits;
        let same = format!("May be the same ({})", checked.duplicates.len());
        let two = format!("May be two ({})", checked.splits.len());
        let choices = [
            (false, same.as_str(), "Entities that look like one"),
            (true, two.as_str(), "Entities whose mentions fall into two groups"),
        ];
        choice_ui(ui, &mut state.splits, &choices);
        if before != state.splits {
            state.choice = Choice::default();
        }
        if checked.revision != session.project().revision() {
            ui.add_space(8.0);
            if ui.button("Look again").on_hover_text("The project has changed since").clicked() {
                out.push(Action::LookAgain);
            }
        }
    });
    let Some(checked) = checked else { return looking_ui(ui, session, "Checking the entities…") };
    let len = if state.splits { checked.splits.len() } else { checked.duplicates.len() };
    if len == 0 {
        let none = ["No two entities look like one", "No entity looks like two"];
        return empty_ui(ui, none[usize::from(state.splits)]);
    }
    if state.choice.step(ui, len) {
        show_both(shown(&checked, state), out);
    }
    let at = *state.choice.at.get_or_insert(0);
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        let width = ui.available_width() * 0.42;
        column_ui(ui, vec2(width, height), |ui| offers_ui(ui, session, &checked, state, out));
        ui.separator();
        column_ui(ui, vec2(ui.available_width(), height), |ui| match state.splits {
            false => checked.duplicates.get(at).into_iter().for_each(|d| duplicate_ui(ui, session, d, out)),
            true => checked.splits.get(at).into_iter().for_each(|s| split_ui(ui, session, s, out)),
        });
    });
}

fn shown(checked: &Checked, state: &Check) -> Option<(MentionId, MentionId)> {
    let at = state.choice.at?;
    if state.splits { checked.splits.get(at).map(|s| s.shown) } else { checked.duplicates.get(at).map(|d| d.shown) }
}

fn offers_ui(ui: &mut Ui, session: &Session, checked: &Checked, state: &mut Check, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let splits = state.splits;
    let len = if splits { checked.splits.len() } else { checked.duplicates.len() };
    let mut clicked = None;
    rows_ui(ui, "offers", theme.sizes.row, len, &mut state.choice, |ui, at, chosen| {
        let (entity, words, score) = if splits {
            let Some(s) = checked.splits.get(at) else { return };
            let words = format!("{} and {}", counted(s.stay.len(), "mention"), counted(s.go.len(), "mention"));
            (s.entity, format!("{}: {words}", name_of(session, s.entity)), s.score)
        } else {
            let Some(d) = checked.duplicates.get(at) else { return };
            (d.kept, format!("{} and {}", name_of(session, d.kept), name_of(session, d.other)), d.score)
        };
        let percent = format!("{:.0} %", score * 100.0);
        let response = row_ui(ui, theme.sizes.row, &format!("{words}, {percent}"), chosen, |ui, rect| {
            let y = rect.center().y;
            if let Some(entity) = session.project().entity(entity) {
                let at = pos2(rect.left() + 5.0, y);
                paint_type_mark(ui, session.project().schema(), entity.kind, at, 9.0);
            }
            let small = FontId::proportional(theme.sizes.small);
            let right = text_ending(ui, rect.right(), y, &percent, small, theme.palette.soft_ink);
            let font = FontId::proportional(theme.sizes.ui);
            text_between(ui, rect.left() + 18.0, right - 8.0, y, &words, font, theme.palette.ink);
        });
        if response.clicked() {
            clicked = Some(at);
        }
    });
    if let Some(at) = clicked {
        state.choice.set(at);
        show_both(shown(checked, state), out);
    }
}

fn name_of(session: &Session, id: EntityId) -> String {
    session.project().entity(id).map(|e| elided(&e.name, 36)).unwrap_or_default()
}

/// A button with a key for it.
fn deed(ui: &mut Ui, (icon, label): (&str, &str), key: Key, hover: &str) -> bool {
    let button = ui.add(Button::new((theme::icon(icon, 14.0), label)));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    button.on_hover_text(format!("{hover}  ({})", key.name())).clicked() || pressed(ui, key)
}

/// Two entities that look like one, and what can be done about it.
fn duplicate_ui(ui: &mut Ui, session: &Session, duplicate: &Duplicate, out: &mut Actions) {
    let (a, b) = duplicate.shown;
    ui.horizontal(|ui| {
        if session.mode() != Mode::Read {
            if deed(ui, (icons::GIT_MERGE, "Merge…"), Key::M, "Make one entity of the two, with a preview") {
                out.push(Action::AskMerge(vec![duplicate.kept, duplicate.other]));
            }
            let different = "Remember that they are not the same; it is not offered again";
            if deed(ui, (icons::LINK_BREAK, "Different"), Key::D, different) {
                out.push(Action::Edit(Command::Judge(a, b, Verdict::Different)));
            }
        }
        reasons_ui(ui, duplicate.score, &duplicate.reasons);
    });
    let height = ui.available_height();
    let width = (ui.available_width() - 12.0) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for id in [duplicate.kept, duplicate.other] {
            column_ui(ui, vec2(width, height), |ui| {
                ui.set_width(width);
                entity_ui(ui, session, id, out);
            });
        }
    });
}

/// An entity with its mentions in context.
fn entity_ui(ui: &mut Ui, session: &Session, id: EntityId, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let size = session.project().cluster(id);
    ui.add(egui::Label::new(strong(name_of(session, id), theme.sizes.ui)).truncate());
    let (mentions, documents) = (size.mentions as usize, size.documents as usize);
    quiet(ui, format!("{} in {}", counted(mentions, "mention"), counted(documents, "document")));
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = ScrollArea::vertical().id_salt(("offered", id.0)).auto_shrink([false, false]);
    list.show(ui, |ui| {
        for mention in session.project().mentions_of(id).take(40) {
            if context_row(ui, session, mention.document, mention.hull(), false, true).clicked() {
                out.push(Action::GoTo(mention.id));
            }
        }
    });
}

/// An entity that looks like two, and what can be done about it.
fn split_ui(ui: &mut Ui, session: &Session, split: &PossibleSplit, out: &mut Actions) {
    let (a, b) = split.shown;
    ui.horizontal(|ui| {
        if session.mode() != Mode::Read {
            if deed(
                ui,
                (icons::SCISSORS, "Cut here"),
                Key::C,
                "Make two entities of it, and remember that they are different",
            ) {
                out.push(Action::Edit(Command::Cut { half: split.go.clone(), apart: vec![(a, b)] }));
            }
            let same = "Remember that both are the same; it is not offered again";
            if deed(ui, (icons::CHECK, "It is one"), Key::S, same) {
                out.push(Action::ConfirmSame(a, b));
            }
        }
        if ui.button("Why together?").on_hover_text("Show all ties of this entity").clicked() {
            out.push(Action::AskTogether(split.entity));
        }
        reasons_ui(ui, split.score, &split.reasons);
    });
    halves_ui(ui, session, (&split.stay, &split.go), out);
}
