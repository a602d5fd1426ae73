//! The review bar: how far the walk through the proposals is, what it leaves out, and its keys. All of them, always.

use super::proposal_filter::{Offer, proposal_filter_ui};
use super::theme::{self, icons};
use super::walk_bar::{ground, hint, line_ui, row};
use super::widgets::{counted, elided, grouped, icon_button, key_cap_at, paint_type_mark, strong};
use crate::annotation::{Command, MentionId, ProposalFilter, TypeId};
use crate::session::{Action, Actions, Mode, ReviewProgress, Session, UserCommand};
use egui::{Align, CursorIcon, FontId, Layout, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// In a window narrower than this, points, the bar needs three rows.
const NARROW: f32 = 1240.0;
/// In one narrower than this, four: those alike have their own.
const SLIM: f32 = 1000.0;
/// In a window at least this wide the types have names in the bar.
const WIDE: f32 = 1700.0;

/// What was counted, until something changes that it depends on.
#[derive(Default)]
pub struct ReviewBar {
    key: Option<(u64, u64, Option<MentionId>, ProposalFilter)>,
    progress: ReviewProgress,
    alike: usize,
}

impl ReviewBar {
    fn update(&mut self, session: &Session) {
        let Some(review) = session.review() else { return };
        let revision = session.project().revision();
        let key = (revision, session.history().position(), session.cursor(), review.filter().clone());
        if self.key.as_ref() != Some(&key) {
            self.progress = session.review_progress().unwrap_or_default();
            self.alike = session.reviewed_alike().len().saturating_sub(1);
            self.key = Some(key);
        }
    }
}

/// How high the bar is in a window of this width, points.
pub fn review_bar_height(ui: &Ui) -> f32 {
    let rows = match ui.available_width() {
        ..SLIM => 4.0,
        ..NARROW => 3.0,
        _ => 2.0,
    };
    theme::of(ui.ctx()).sizes.review_row * rows + 8.0
}

/// The types that the digits give, the first nine.
pub fn digit_types(session: &Session) -> impl Iterator<Item = (usize, TypeId)> + '_ {
    let on = session.project().schema().types().filter(|(_, t)| t.on);
    (1..=9).zip(on.map(|(id, _)| id))
}

/// Paints the bar.
pub fn review_bar_ui(ui: &mut Ui, session: &Session, state: &mut ReviewBar, out: &mut Actions) {
    let Some(review) = session.review() else { return };
    state.update(session);
    let theme = theme::of(ui.ctx());
    line_ui(ui, state.progress.done(), state.progress.total);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(4.0);
    let (slim, narrow) = (ui.available_width() < SLIM, ui.available_width() < NARROW);
    let at_one = session.reviewed().is_some();
    row(ui, |ui| {
        place_ui(ui, session, state);
        ui.add_space(10.0);
        if !narrow && at_one {
            ui.add_space(10.0);
            alike_ui(ui, session, state, out);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, "End review").clicked() {
                out.push(Action::User(UserCommand::Review));
            }
            ui.with_layout(Layout::left_to_right(Align::Center).with_main_align(Align::Max), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let here = session.reviewed().and_then(|id| session.project().mention(id)).map(|m| m.document);
                let offer = Offer { name: "review filter", here: here.or(session.active_document()), scores: true };
                if let Some(filter) = proposal_filter_ui(ui, session, review.filter(), offer) {
                    out.push(Action::FilterReview(filter));
                }
            });
        });
    });
    if state.progress.left == 0 || session.cursor().is_none() {
        return end_ui(ui, session, state.progress, out);
    }
    row(ui, |ui| {
        keys_ui(ui, session, out);
        if !narrow {
            let x = ui.cursor().left();
            ui.painter().vline(x, ui.max_rect().y_range().shrink(7.0), Stroke::new(1.0, theme.palette.rule));
            ui.add_space(10.0);
            types_ui(ui, session, out);
        }
    });
    if narrow {
        row(ui, |ui| {
            types_ui(ui, session, out);
            if at_one && !slim {
                ui.add_space(10.0);
                alike_ui(ui, session, state, out);
            }
        });
    }
    if slim && at_one {
        row(ui, |ui| alike_ui(ui, session, state, out));
    }
}

/// "Proposal 12 of 340 · 57 decided".
fn place_ui(ui: &mut Ui, session: &Session, state: &ReviewBar) {
    let theme = theme::of(ui.ctx());
    let p = state.progress;
    let filtered = session.review().is_some_and(|r| *r.filter() != ProposalFilter::default());
    let heading = match p.position {
        Some(at) => format!("Proposal {} of {}", grouped(at), grouped(p.total)),
        None if p.total == 0 && filtered => "No proposal is left of these".to_owned(),
        None if p.total == 0 => "No proposals are left".to_owned(),
        None if p.left == 0 && p.total == 1 => "The only proposal is reviewed".to_owned(),
        None if p.left == 0 => format!("All {} proposals reviewed", grouped(p.total)),
        None if session.cursor().is_some() => "Beside the proposals".to_owned(),
        None => format!("At the end: {} left", counted(p.left, "proposal")),
    };
    let response = ui.label(strong(heading.clone(), theme.sizes.ui));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_label(heading);
    });
    if p.done() > 0 && p.left > 0 {
        ui.add_space(6.0);
        let told = RichText::new(format!("{} decided", grouped(p.done()))).color(theme.palette.soft_ink);
        ui.label(told.size(theme.sizes.small)).on_hover_text(outcome(p));
    }
}

/// "40 accepted, 3 dismissed, 2 retyped".
fn outcome(p: ReviewProgress) -> String {
    let parts = [
        (p.accepted, "accepted"),
        (p.dismissed, "dismissed"),
        (p.retyped, "given another type"),
        (p.respanned, "moved"),
    ];
    let told: Vec<_> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", grouped(*n))).collect();
    told.join(", ")
}

/// The keys of the walk, which are buttons too.
fn keys_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    use UserCommand as C;
    let words = [
        (C::AcceptAndGoOn, "accept"),
        (C::Dismiss, "dismiss"),
        (C::Retype, "type"),
        (C::FixSpan, if session.fixing().is_some() { "select its text…" } else { "fix span" }),
        (C::NextMention, "skip"),
        (C::PreviousMention, "back"),
        (C::Undo, "step back"),
        (C::Review, "end"),
    ];
    for (command, word) in words {
        let key = if command == C::Review { "Esc".to_owned() } else { command.key_label() };
        let enabled = command.is_enabled(session);
        if hint(ui, &key, word, enabled, &format!("Review: {word}")).on_hover_text(command.tooltip()).clicked()
            && enabled
        {
            out.push(Action::User(command));
        }
    }
}

/// The types and the digits that give them.
fn types_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let schema = session.project().schema();
    let named = ui.ctx().content_rect().width() >= WIDE;
    let targets = session.targets();
    let now = session.reviewed().and_then(|id| session.project().mention(id)).map(|m| m.kind);
    for (digit, kind) in digit_types(session) {
        let name = &schema.get(kind).name;
        let word = if named { elided(name, 14) } else { String::new() };
        let label = format!("Review: accept as {name}");
        let font = FontId::proportional(12.0);
        let galley = ui.painter().layout_no_wrap(word, font, theme.palette.soft_ink);
        let width = 18.0 + 4.0 + 14.0 + if named { galley.size().x + 4.0 } else { 0.0 } + 10.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        ground(ui, &response, rect, now == Some(kind));
        let cap = key_cap_at(ui, pos2(rect.left() + 5.0, rect.center().y), &digit.to_string());
        paint_type_mark(ui, schema, kind, pos2(cap.right() + 10.0, rect.center().y), 9.0);
        ui.painter().galley(
            pos2(cap.right() + 19.0, rect.center().y - galley.size().y / 2.0),
            galley,
            theme.palette.soft_ink,
        );
        let response = response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(format!("Accept as {name}"));
        if response.clicked() && !targets.is_empty() {
            out.push(Action::Edit(Command::Retype(targets.clone(), kind)));
        }
    }
}

/// "also 11 more “Russia”", and the keys that decide about them all.
fn alike_ui(ui: &mut Ui, session: &Session, state: &ReviewBar, out: &mut Actions) {
    let Some(mention) = session.reviewed().and_then(|id| session.project().mention(id)) else { return };
    if state.alike == 0 {
        return;
    }
    let theme = theme::of(ui.ctx());
    let text = format!("also {} more “{}”", grouped(state.alike), elided(&mention.text, 16));
    ui.label(RichText::new(text).size(12.0).color(theme.palette.ink));
    ui.add_space(2.0);
    let all = grouped(state.alike + 1);
    for (command, word) in
        [(UserCommand::AcceptAlike, format!("accept all {all}")), (UserCommand::DismissAlike, "dismiss all".to_owned())]
    {
        let response = hint(ui, &command.key_label(), &word, true, &format!("Review: {word}"));
        if response.on_hover_text(command.tooltip()).clicked() {
            out.push(Action::User(command));
        }
    }
}

/// What there is to do at the end.
fn end_ui(ui: &mut Ui, session: &Session, p: ReviewProgress, out: &mut Actions) {
    use UserCommand as C;
    let theme = theme::of(ui.ctx());
    row(ui, |ui| {
        if p.done() > 0 {
            ui.label(RichText::new(outcome(p)).size(12.0).color(theme.palette.soft_ink));
            ui.add_space(10.0);
        }
        let mut step = |ui: &mut Ui, key: &str, word: &str, action: Action| {
            if hint(ui, key, word, true, &format!("Review: {word}")).clicked() {
                out.push(action);
            }
        };
        if p.left > 0 {
            step(ui, &C::AcceptAndGoOn.key_label(), "go through what is left", Action::User(C::NextMention));
        } else {
            if session.review().is_some_and(|r| *r.filter() != ProposalFilter::default()) {
                step(ui, "", "review all the others", Action::FilterReview(ProposalFilter::default()));
            }
            step(ui, &C::ModeLink.key_label(), "tie them in Link mode", Action::SetMode(Mode::Link));
            step(ui, &C::Save.key_label(), "save", Action::User(C::Save));
        }
        if C::Undo.is_enabled(session) {
            step(ui, &C::Undo.key_label(), "step back", Action::User(C::Undo));
        }
        step(ui, "Esc", "end", Action::User(C::Review));
    });
}
