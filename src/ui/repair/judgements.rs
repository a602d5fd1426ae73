//! All judgements: filtered, looked at side by side, changed by a key.

use super::list::{Choice, is_free, pressed, row_ui, rows_ui, show_both, text_of, two_contexts};
use super::{column_ui, empty_ui, head_ui, quiet};
use crate::annotation::{Command, Judgement, Schema, Verdict};
use crate::session::repair::{JudgementFilter, JudgementRows, when};
use crate::session::{Action, Actions, Mode, Session};
use crate::ui::proposal_filter::menu;
use crate::ui::theme::{self, Theme, icons};
use crate::ui::widgets::{choice_ui, counted, elided, firm_edges, grouped, key_hint, text_between, text_ending};
use egui::{Color32, FontId, Key, Popup, PopupCloseBehavior, RichText, TextEdit, Ui, pos2};

/// What the list keeps while it is open.
#[derive(Default)]
pub struct Judgements {
    choice: Choice,
    /// The pair that is chosen: its place changes with what is said of it.
    pair: Option<(crate::annotation::MentionId, crate::annotation::MentionId)>,
    revision: u64,
}

/// So much of a row is for who and when, at its right, in points.
const SAID: f32 = 190.0;
/// So much for the verdict, at its left.
const VERDICT: f32 = 112.0;

/// The sign, the word and the colour of a verdict.
pub fn verdict_look(verdict: Verdict, theme: &Theme) -> (&'static str, &'static str, Color32) {
    match verdict {
        Verdict::Same => (icons::LINK, "Same", theme.palette.soft_ink),
        Verdict::Different => (icons::LINK_BREAK, "Different", theme.palette.string),
        Verdict::Unsure => (icons::QUESTION, "Unsure", theme.palette.warning),
    }
}

/// Paints the panel.
pub fn judgements_ui(ui: &mut Ui, session: &Session, state: &mut Judgements, out: &mut Actions) {
    let filter = session.judgement_filter();
    let mut wanted = filter.clone();
    let rows = session.judgement_rows().cloned();
    head_ui(ui, "Judgements", out, |ui, _| {
        filter_ui(ui, session, rows.as_deref(), &mut wanted);
    });
    if wanted != *filter {
        out.push(Action::FilterJudgements(wanted));
    }
    let Some(rows) = rows else { return empty_ui(ui, "Looking through the judgements…") };
    if rows.pairs.is_empty() {
        return empty_ui(ui, if rows.all == 0 { NONE_YET } else { "No judgement fits the filter" });
    }
    state.follow(&rows);
    keys_ui(ui, session, state, &rows, out);
    let theme = theme::of(ui.ctx());
    let foot = theme.sizes.row + 2.0 * ui.spacing().item_spacing.y;
    let height = (ui.available_height() - foot).max(theme.sizes.row);
    column_ui(ui, egui::vec2(ui.available_width(), height), |ui| {
        let now = session.now();
        let mut clicked = None;
        rows_ui(ui, "judgements", theme.sizes.row, rows.pairs.len(), &mut state.choice, |ui, at, chosen| {
            let judgement = rows.pairs.get(at).and_then(|&(a, b)| session.project().judgement(a, b));
            let Some(judgement) = judgement else { return };
            if judgement_row(ui, session, judgement, chosen, now) {
                clicked = Some(at);
            }
        });
        if let Some(at) = clicked {
            state.choice.set(at);
            state.pair = rows.pairs.get(at).copied();
            show_both(state.pair, out);
        }
    });
    foot_ui(ui, session, &rows);
}

const NONE_YET: &str = "Nothing was judged yet. A tie says that two mentions are the same; N says that they are not, U that it cannot be told.";

impl Judgements {
    /// Follows the chosen pair to where it is now; what was taken back gives its place to the next.
    fn follow(&mut self, rows: &JudgementRows) {
        if std::mem::replace(&mut self.revision, rows.revision) != rows.revision
            && let Some(pair) = self.pair
        {
            match rows.pairs.iter().position(|p| *p == pair) {
                Some(at) => self.choice.at = Some(at),
                None => self.pair = self.choice.at.and_then(|at| rows.pairs.get(at.min(rows.pairs.len() - 1))).copied(),
            }
        }
    }
}

fn keys_ui(ui: &Ui, session: &Session, state: &mut Judgements, rows: &JudgementRows, out: &mut Actions) {
    if state.choice.step(ui, rows.pairs.len()) {
        state.pair = state.choice.at.and_then(|at| rows.pairs.get(at)).copied();
        show_both(state.pair, out);
    }
    let Some((a, b)) = state.pair.filter(|_| session.question().is_none() && is_free(ui)) else { return };
    if pressed(ui, Key::Enter) {
        show_both(state.pair, out);
    }
    for (key, verdict) in [(Key::S, Verdict::Same), (Key::D, Verdict::Different), (Key::U, Verdict::Unsure)] {
        let said = session.project().judgement(a, b).is_some_and(|j| j.verdict == verdict);
        if pressed(ui, key) && !said {
            out.push(Action::Edit(Command::Judge(a, b, verdict)));
        }
    }
    if pressed(ui, Key::Delete) {
        out.push(Action::Edit(Command::Unjudge(a, b)));
    }
}

/// One judgement. Whether it was clicked.
fn judgement_row(
    ui: &mut Ui,
    session: &Session,
    judgement: &Judgement,
    chosen: bool,
    now: Option<crate::annotation::Moment>,
) -> bool {
    let theme = theme::of(ui.ctx());
    let (sign, word, colour) = verdict_look(judgement.verdict, theme);
    let said = when(judgement.at, now);
    let contradicts = session.contradictions().has(judgement.pair());
    let name = [
        format!("“{}” and “{}”", text_of(session, judgement.a), text_of(session, judgement.b)),
        word.to_lowercase(),
        judgement.by.to_string(),
        said.clone(),
        if contradicts { "contradicts other words".to_owned() } else { String::new() },
    ];
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let response = row_ui(ui, theme.sizes.row, &name, chosen, |ui, rect| {
        let (y, small) = (rect.center().y, FontId::proportional(theme.sizes.small));
        ui.painter().text(pos2(rect.left(), y), egui::Align2::LEFT_CENTER, sign, theme::icon_font(14.0), colour);
        text_between(
            ui,
            rect.left() + 20.0,
            rect.left() + VERDICT,
            y,
            word,
            FontId::proportional(theme.sizes.ui),
            colour,
        );
        let right = text_ending(ui, rect.right(), y, &said, small.clone(), theme.palette.soft_ink);
        let by = elided(&judgement.by, 14);
        text_ending(ui, (rect.right() - 96.0).min(right - 8.0), y, &by, small, theme.palette.soft_ink);
        let mut left = rect.left() + VERDICT;
        if contradicts {
            let at = pos2(left - 18.0, y);
            ui.painter().text(
                at,
                egui::Align2::CENTER_CENTER,
                icons::WARNING,
                theme::icon_font(14.0),
                theme.palette.warning,
            );
        }
        left += 6.0;
        two_contexts(ui, session, rect.with_min_x(left).with_max_x(rect.right() - SAID), judgement.pair());
    });
    let exact = judgement.at.map_or_else(|| "It is not known when".to_owned(), |at| at.to_string());
    let response = response.on_hover_text(format!("{}\nClick: show both in the texts above", exact));
    response.clicked()
}

fn foot_ui(ui: &mut Ui, session: &Session, rows: &JudgementRows) {
    ui.horizontal(|ui| {
        let all = counted(rows.all, "judgement");
        let told = match rows.pairs.len() == rows.all {
            true => all,
            false => format!("{} of {all}", grouped(rows.pairs.len())),
        };
        quiet(ui, told);
        if session.mode() == Mode::Read {
            return;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space((ui.available_width() - 520.0).max(12.0));
                for (key, what) in
                    [("↑↓", "go"), ("S", "same"), ("D", "different"), ("U", "unsure"), ("Delete", "take back")]
                {
                    key_hint(ui, key, what);
                }
            });
        });
    });
}

fn filter_ui(ui: &mut Ui, session: &Session, rows: Option<&JudgementRows>, wanted: &mut JudgementFilter) {
    let theme = theme::of(ui.ctx());
    let choices = [
        (None, "All", "All judgements"),
        (Some(Verdict::Same), "Same", "Only what was said to be the same"),
        (Some(Verdict::Different), "Different", "Only what was said to be different"),
        (Some(Verdict::Unsure), "Unsure", "Only what could not be told"),
    ];
    choice_ui(ui, &mut wanted.verdict, &choices);
    ui.spacing_mut().item_spacing.x = 6.0;
    by_ui(ui, rows, wanted);
    kind_ui(ui, session.project().schema(), wanted);
    document_ui(ui, session, wanted);
    let hint = RichText::new("Filter by text").color(theme.palette.soft_ink);
    let width = ui.available_width().clamp(60.0, 190.0);
    let field = TextEdit::singleline(&mut wanted.text).hint_text(hint).desired_width(width);
    ui.add(field.margin(egui::Margin::symmetric(8, 4))).accessible_name("Filter judgements by text");
}

fn popup(button: &egui::Response, add: impl FnOnce(&mut Ui)) {
    Popup::menu(button).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        ui.set_min_width(170.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        egui::ScrollArea::vertical().max_height(320.0).show(ui, add);
    });
}

fn by_ui(ui: &mut Ui, rows: Option<&JudgementRows>, wanted: &mut JudgementFilter) {
    let called = |by: &str| if by.is_empty() { "nobody named".to_owned() } else { elided(by, 18) };
    let word = wanted.by.as_deref().map_or_else(|| "Anybody".to_owned(), called);
    let button = menu(ui, &word, "Annotator of judgements", wanted.by.is_some());
    popup(&button, |ui| {
        firm_edges(ui, |ui| ui.radio_value(&mut wanted.by, None, "Anybody"));
        for (by, count) in rows.iter().flat_map(|rows| &rows.annotators) {
            let words = format!("{}, {}", called(by), grouped(*count));
            firm_edges(ui, |ui| ui.radio_value(&mut wanted.by, Some(by.clone()), words));
        }
    });
}

fn kind_ui(ui: &mut Ui, schema: &Schema, wanted: &mut JudgementFilter) {
    let word = wanted.kind.map_or_else(|| "All types".to_owned(), |k| elided(&schema.get(k).name, 18));
    let button = menu(ui, &word, "Type of judged mentions", wanted.kind.is_some());
    popup(&button, |ui| {
        firm_edges(ui, |ui| ui.radio_value(&mut wanted.kind, None, "All types"));
        for (id, kind) in schema.types() {
            firm_edges(ui, |ui| ui.radio_value(&mut wanted.kind, Some(id), &*kind.name));
        }
    });
}

fn document_ui(ui: &mut Ui, session: &Session, wanted: &mut JudgementFilter) {
    let title = |id| session.document(id).map_or_else(|| format!("document {id}"), |d| elided(d.title(), 22));
    let word = wanted.document.map_or_else(|| "All documents".to_owned(), title);
    let button = menu(ui, &word, "Document of judged mentions", wanted.document.is_some());
    popup(&button, |ui| {
        firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, None, "All documents"));
        let here = session.active_document();
        for document in wanted.document.into_iter().chain(here.filter(|d| Some(*d) != wanted.document)) {
            let words = format!("Only {}", title(document));
            firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, Some(document), words));
        }
    });
}
