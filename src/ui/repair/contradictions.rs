//! What was said and contradicts itself: each with the chain that causes it, and the ways out.

use super::list::{Choice, one_context, row_ui, rows_ui, show_both, text_of};
use super::{column_ui, empty_ui, head_ui, quiet};
use crate::annotation::{Command, Contradiction, MentionId, Verdict};
use crate::session::{Action, Actions, Mode, Session};
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{counted, strong, text_between};
use egui::{FontId, RichText, ScrollArea, Ui, pos2, vec2};

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct Contradicting {
    choice: Choice,
    /// The chosen one, found once for a state of the project.
    shown: Option<(u64, (MentionId, MentionId), Option<Contradiction>)>,
}

/// Paints the panel.
pub fn contradictions_ui(ui: &mut Ui, session: &Session, state: &mut Contradicting, out: &mut Actions) {
    let all = session.contradictions();
    head_ui(ui, "Contradictions", out, |ui, _| {
        quiet(ui, "Said to be different, and made the same by other words. One of them is wrong.");
    });
    if all.is_empty() {
        return empty_ui(ui, "Nothing that was said contradicts anything else");
    }
    let theme = theme::of(ui.ctx());
    let moved = state.choice.step(ui, all.len());
    let at = *state.choice.at.get_or_insert(0);
    let pair = all.pairs().nth(at);
    if moved {
        show_both(pair, out);
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        let width = ui.available_width() * 0.36;
        column_ui(ui, vec2(width, height), |ui| {
            let pairs: Vec<_> = all.pairs().collect();
            let mut clicked = None;
            rows_ui(ui, "contradictions", theme.sizes.row, pairs.len(), &mut state.choice, |ui, at, chosen| {
                let Some(&(a, b)) = pairs.get(at) else { return };
                let words = format!("“{}” and “{}”", text_of(session, a), text_of(session, b));
                let name = format!("{words}, said to be different");
                let response = row_ui(ui, theme.sizes.row, &name, chosen, |ui, rect| {
                    let y = rect.center().y;
                    let (sign, warn) = (icons::WARNING, theme.palette.warning);
                    ui.painter().text(
                        pos2(rect.left(), y),
                        egui::Align2::LEFT_CENTER,
                        sign,
                        theme::icon_font(14.0),
                        warn,
                    );
                    let font = FontId::proportional(theme.sizes.ui);
                    text_between(ui, rect.left() + 22.0, rect.right(), y, &words, font, theme.palette.ink);
                });
                if response.clicked() {
                    clicked = Some(at);
                }
            });
            if let Some(at) = clicked {
                state.choice.set(at);
                show_both(pairs.get(at).copied(), out);
            }
        });
        ui.separator();
        let Some(pair) = pair else { return };
        let key = (session.project().revision(), pair);
        if state.shown.as_ref().is_none_or(|(revision, pair, _)| (*revision, *pair) != key) {
            state.shown = Some((key.0, key.1, all.get(session.project(), pair)));
        }
        if let Some((.., Some(contradiction))) = &state.shown {
            column_ui(ui, vec2(ui.available_width(), height), |ui| shown_ui(ui, session, contradiction, out));
        }
    });
}

fn shown_ui(ui: &mut Ui, session: &Session, contradiction: &Contradiction, out: &mut Actions) {
    let (a, b) = contradiction.different;
    let reading = session.mode() == Mode::Read;
    ScrollArea::vertical().id_salt("chain").auto_shrink([false, false]).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let words = format!("“{}” and “{}” are said to be different", text_of(session, a), text_of(session, b));
            ui.label(strong(words, theme::of(ui.ctx()).sizes.ui));
            if !reading && ui.button("They are the same").on_hover_text("Take back that they are different").clicked() {
                out.push(Action::Edit(Command::Judge(a, b, Verdict::Same)));
            }
        });
        quiet(ui, format!("but {} make them one:", counted(contradiction.chain.len().saturating_sub(1), "tie")));
        if let Some(link) = chain_ui(ui, session, contradiction, !reading, out) {
            out.push(Action::Untangle(contradiction.clone(), link));
        }
    });
}

/// The chain, a mention a row, and between them what ties them. Answers with the link that is to be cut.
pub fn chain_ui(
    ui: &mut Ui,
    session: &Session,
    contradiction: &Contradiction,
    cuts: bool,
    out: &mut Actions,
) -> Option<usize> {
    let theme = theme::of(ui.ctx());
    let mut cut = None;
    ui.spacing_mut().item_spacing.y = 1.0;
    for (at, &id) in contradiction.chain.iter().enumerate() {
        let name = format!("“{}”, {} of {}", text_of(session, id), at + 1, contradiction.chain.len());
        let response = row_ui(ui, theme.sizes.row, &name, false, |ui, rect| one_context(ui, session, rect, id));
        if response.clicked() {
            out.push(Action::GoTo(id));
        }
        let Some(&next) = contradiction.chain.get(at + 1) else { continue };
        ui.horizontal(|ui| {
            ui.add_space(10.0);
            ui.label(theme::icon(icons::LINK, 13.0).color(theme.palette.soft_ink));
            ui.label(RichText::new(tied_by(session, id, next)).size(theme.sizes.small).color(theme.palette.soft_ink));
            if cuts {
                let button = ui.add(egui::Button::new((theme::icon(icons::SCISSORS, 13.0), "Cut here")).small());
                let name = format!("Cut between “{}” and “{}”", text_of(session, id), text_of(session, next));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if button.on_hover_text("This tie is wrong: part the entity here").clicked() {
                    cut = Some(at);
                }
            }
        });
    }
    cut
}

/// What ties two mentions, in words.
fn tied_by(session: &Session, a: MentionId, b: MentionId) -> String {
    let project = session.project();
    match project.judgement(a, b).filter(|j| j.verdict == Verdict::Same) {
        Some(judgement) => {
            let when = crate::session::repair::when(judgement.at, session.now());
            let parts = ["said to be the same".to_owned(), judgement.by.to_string(), when];
            parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
        }
        None => {
            let entity = project.mention(a).and_then(|m| m.entity).and_then(|e| project.entity(e));
            entity.map_or_else(String::new, |e| format!("both of {}", crate::ui::widgets::elided(&e.name, 40)))
        }
    }
}
