//! What is asked before entities are made one, before mentions move against a "different", and before a word that
//! contradicts others.

use super::contradictions::chain_ui;
use super::list::text_of;
use crate::annotation::{Contradiction, EntityId, Judgement, MentionId};
use crate::session::{Action, Actions, Answer, Session};
use crate::ui::context_row::context_row;
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{card, counted, elided, firm_edges, grouped, strong, type_mark};
use egui::{Button, Key, RichText, ScrollArea, Ui, vec2};
use std::sync::Arc;

/// So many mentions of an entity are shown in the preview.
const SAMPLES: usize = 3;
/// So many entities are shown at once before one scrolls.
const ROOM: f32 = 380.0;

fn title(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(strong(text, 17.0)).wrap());
}

fn soft(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.add(egui::Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap());
}

/// The answer that does it, which Enter gives too, and the one that does nothing.
fn answers(ui: &mut Ui, yes: &str, answer: Answer, no: &str, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let enter = ui.input(|i| i.key_pressed(Key::Enter)) && ui.memory(|m| m.focused().is_none());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let text = RichText::new(yes).color(theme.palette.on_string);
        let button = Button::new(text).fill(theme.palette.string).min_size(vec2(96.0, 32.0));
        if ui.add(button).clicked() || enter {
            out.push(Action::Answer(answer));
        }
        if ui.add(Button::new(no).min_size(vec2(96.0, 32.0))).clicked() {
            out.push(Action::Answer(Answer::Cancel));
        }
    });
}

/// What a person said before and that would be overruled.
pub fn overruled_ui(ui: &mut Ui, session: &Session, overruled: &[Arc<Judgement>]) {
    if overruled.is_empty() {
        return;
    }
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(theme::icon(icons::WARNING, 15.0).color(theme.palette.warning));
        let words = "You said before that these are different:";
        ui.label(RichText::new(words).color(theme.palette.warning));
    });
    for judgement in overruled.iter().take(4) {
        soft(ui, &format!("“{}” and “{}”", text_of(session, judgement.a), text_of(session, judgement.b)));
    }
    if let Some(more) = overruled.len().checked_sub(4).filter(|n| *n > 0) {
        soft(ui, &format!("and {} more", grouped(more)));
    }
}

/// Several entities that become one: which, how large, a few of their mentions, and under whose name.
pub fn merge_ui(
    ui: &mut Ui,
    session: &Session,
    (entities, overruled): (&[EntityId], &[Arc<Judgement>]),
    kept: &mut Option<EntityId>,
    out: &mut Actions,
) {
    let project = session.project();
    let Some(&first) = entities.first() else { return };
    let kept = kept.get_or_insert(first);
    title(ui, &format!("Make one entity of {}?", entities.len()));
    soft(ui, "They become one, under the name and type that is chosen here:");
    ScrollArea::vertical().max_height(ROOM).auto_shrink([false, true]).show(ui, |ui| {
        for &id in entities {
            let Some(entity) = project.entity(id) else { continue };
            card(ui, |ui| {
                ui.horizontal(|ui| {
                    let name = elided(&entity.name, 40);
                    let spoken = format!("Keep the name {name}");
                    firm_edges(ui, |ui| ui.radio_value(kept, id, "")).accessible_name(spoken);
                    type_mark(ui, project.schema(), entity.kind, 11.0);
                    ui.label(strong(name, 14.0));
                    let size = project.cluster(id);
                    let (mentions, documents) = (size.mentions as usize, size.documents as usize);
                    let told = format!("{} in {}", counted(mentions, "mention"), counted(documents, "document"));
                    ui.label(RichText::new(told).size(12.0).color(theme::of(ui.ctx()).palette.soft_ink));
                });
                ui.spacing_mut().item_spacing.y = 0.0;
                for mention in project.mentions_of(id).take(SAMPLES) {
                    context_row(ui, session, mention.document, mention.hull(), false, true);
                }
            });
        }
    });
    let together: u64 = entities.iter().map(|e| u64::from(project.cluster(*e).mentions)).sum();
    soft(ui, &format!("{} together. One undo takes them apart again.", counted(together as usize, "mention")));
    overruled_ui(ui, session, overruled);
    answers(ui, "Merge", Answer::Merge(*kept), "Keep apart", out);
}

/// Mentions that move to an entity against what was said.
pub fn move_ui(
    ui: &mut Ui,
    session: &Session,
    (mentions, entity): (&[MentionId], EntityId),
    overruled: &[Arc<Judgement>],
    out: &mut Actions,
) {
    let name = session.project().entity(entity).map(|e| elided(&e.name, 40)).unwrap_or_default();
    title(ui, &format!("Move {} to {name} after all?", counted(mentions.len(), "mention")));
    overruled_ui(ui, session, overruled);
    answers(ui, "Move", Answer::Yes, "Don't move", out);
}

/// A "different" that others words contradict: which of them is wrong?
pub fn contradiction_ui(ui: &mut Ui, session: &Session, contradiction: &Contradiction, out: &mut Actions) {
    let (a, b) = contradiction.different;
    title(ui, "This contradicts what was said before");
    let (a, b) = (text_of(session, a), text_of(session, b));
    soft(ui, &format!("“{a}” and “{b}” cannot be different while these ties make them one. Which tie is wrong?"));
    let mut shown = Actions::new();
    if let Some(link) = chain_ui(ui, session, contradiction, true, &mut shown) {
        out.push(Action::Answer(Answer::Link(link)));
    }
    soft(ui, "It is cut, both sides become entities of their own, and that they are different is remembered.");
    ui.add_space(6.0);
    if ui.add(Button::new("Leave all as it is").min_size(vec2(96.0, 32.0))).clicked() {
        out.push(Action::Answer(Answer::Cancel));
    }
}
