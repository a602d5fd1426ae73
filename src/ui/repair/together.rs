//! Why the mentions of an entity are together: the tree of their ties, the weakest first, and cutting it.

use super::halves::{halves_ui, reasons_ui};
use super::list::{Choice, pressed, row_ui, rows_ui, show_both, text_of, two_contexts};
use super::{column_ui, empty_ui, head_ui, looking_ui, quiet};
use crate::annotation::{Command, MentionId};
use crate::linking::repair::Strand;
use crate::session::repair::Together;
use crate::session::{Action, Actions, Mode, Session};
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{counted, elided, text_between};
use egui::{Button, FontId, Key, Rect, RichText, Role, Ui, WidgetInfo, pos2, vec2};

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct TogetherView {
    choice: Choice,
    /// The halves of the chosen tie, found once.
    halves: Option<Halves>,
}

struct Halves {
    of: (u64, usize),
    stay: Vec<MentionId>,
    go: Vec<MentionId>,
}

/// So much of a row is for how strong its tie is, in points.
const STRENGTH: f32 = 118.0;

/// Paints the panel.
pub fn together_ui(ui: &mut Ui, session: &Session, state: &mut TogetherView, out: &mut Actions) {
    let entity = session.asked_entity().and_then(|e| session.project().entity(e));
    let name = entity.map(|e| elided(&e.name, 40)).unwrap_or_default();
    let together = session.together().cloned();
    head_ui(ui, &format!("Why are these together? {name}"), out, |ui, _| {
        if let Some(together) = &together {
            let ties = together.tree.strands.len();
            quiet(ui, format!("The {} that hold it together, the weakest first", counted(ties, "tie")));
        }
    });
    let Some(together) = together.filter(|t| Some(t.entity) == session.asked_entity()) else {
        return looking_ui(ui, session, "Comparing the mentions…");
    };
    if together.tree.strands.is_empty() {
        return empty_ui(ui, "It has one mention: nothing holds it together");
    }
    let strands = &together.tree.strands;
    if state.choice.step(ui, strands.len()) {
        show_both(chosen(&together, state), out);
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        let width = ui.available_width() * if state.choice.at.is_some() { 0.5 } else { 1.0 };
        column_ui(ui, vec2(width, height), |ui| {
            let theme = theme::of(ui.ctx());
            let mut clicked = None;
            rows_ui(ui, "ties", theme.sizes.row, strands.len(), &mut state.choice, |ui, at, chosen| {
                if strands.get(at).is_some_and(|strand| strand_row(ui, session, strand, chosen)) {
                    clicked = Some(at);
                }
            });
            if let Some(at) = clicked {
                state.choice.set(at);
                show_both(chosen(&together, state), out);
            }
        });
        if let Some(strand) = state.choice.at.and_then(|at| strands.get(at)) {
            ui.separator();
            column_ui(ui, vec2(ui.available_width(), height), |ui| {
                cut_ui(ui, session, &together, strand, state, out);
            });
        }
    });
}

fn chosen(together: &Together, state: &TogetherView) -> Option<(MentionId, MentionId)> {
    let strand = state.choice.at.and_then(|at| together.tree.strands.get(at))?;
    Some((strand.a, strand.b))
}

/// One tie. Whether it was clicked.
fn strand_row(ui: &mut Ui, session: &Session, strand: &Strand, chosen: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let percent = format!("{:.0} %", strand.score * 100.0);
    let said = strand.said.as_ref().map(|j| match &*j.by {
        "" => format!("said, {percent}"),
        by => format!("said by {}, {percent}", elided(by, 8)),
    });
    let how = said.clone().unwrap_or_else(|| percent.clone());
    let name = format!("“{}” and “{}”, {how}", text_of(session, strand.a), text_of(session, strand.b));
    let response = row_ui(ui, theme.sizes.row, &name, chosen, |ui, rect| {
        let y = rect.center().y;
        let small = FontId::proportional(theme.sizes.small);
        if let Some(said) = &said {
            text_between(ui, rect.left(), rect.left() + STRENGTH - 8.0, y, said, small, theme.palette.ink);
        } else {
            let bar = Rect::from_min_size(pos2(rect.left(), y - 3.0), vec2(56.0, 6.0));
            ui.painter().rect_filled(bar, 3.0, theme.palette.rule);
            let full = Rect::from_min_size(bar.min, vec2(bar.width() * strand.score, bar.height()));
            let colour = if strand.score < 0.5 { theme.palette.warning } else { theme.palette.soft_ink };
            ui.painter().rect_filled(full, 3.0, colour);
            let left = bar.right() + 6.0;
            text_between(ui, left, rect.left() + STRENGTH, y, &percent, small, theme.palette.soft_ink);
        }
        two_contexts(ui, session, rect.with_min_x(rect.left() + STRENGTH), (strand.a, strand.b));
    });
    response.clicked()
}

/// What the chosen tie rests on, what cutting it makes, and the cut.
fn cut_ui(
    ui: &mut Ui,
    session: &Session,
    together: &Together,
    strand: &Strand,
    state: &mut TogetherView,
    out: &mut Actions,
) {
    let at = state.choice.at.unwrap_or_default();
    let of = (together.revision, at);
    if state.halves.as_ref().is_none_or(|h| h.of != of) {
        let (a, b) = together.tree.halves(at);
        let (stay, go) = if a.len() >= b.len() { (a, b) } else { (b, a) };
        state.halves = Some(Halves { of, stay, go });
    }
    let Some(Halves { stay, go, .. }) = &state.halves else { return };
    ui.horizontal(|ui| {
        let current = together.revision == session.project().revision();
        if session.mode() != Mode::Read {
            let text = theme::of(ui.ctx()).palette.on_string;
            let fill = theme::of(ui.ctx()).palette.string;
            let label = (theme::icon(icons::SCISSORS, 14.0).color(text), RichText::new("Cut here").color(text));
            let button = ui.add_enabled(current, Button::new(label).fill(fill));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, current, "Cut here"));
            let hover = "Make two entities, and remember that the two ends of this tie are different. One undo takes it back (C)";
            if button.on_hover_text(hover).clicked() || current && pressed(ui, Key::C) {
                out.push(Action::Edit(Command::Cut { half: go.clone(), apart: vec![(strand.a, strand.b)] }));
            }
        }
        reasons_ui(ui, strand.score, &strand.reasons);
    });
    halves_ui(ui, session, (stay, go), out);
}
