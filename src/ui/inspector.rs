//! The right panel: what is in hand, what was found, or what to do next.

use super::context_row::context_row;
use super::entity_card::{EntityCard, entity_card_ui, mentions_ui};
use super::suggestions::suggestions_ui;
use super::theme::{self, icons};
use super::widgets::{card, command_button, counted, elided, grouped, key_hint, section_heading, strong, type_mark};
use crate::annotation::{Mention, MentionId};
use crate::session::{Action, Actions, Mode, OccurrenceDeed, Session, UserCommand};
use egui::{Button, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

/// How much of the panel's end a message may lie over, points.
const TOAST_ROOM: f32 = 72.0;

/// What the panel keeps for itself.
#[derive(Default)]
pub struct Inspector {
    /// The entity card's own state.
    pub card: EntityCard,
    same_text: Option<(u64, MentionId, usize)>,
}

/// Paints the panel.
pub fn inspector_ui(ui: &mut Ui, session: &Session, state: &mut Inspector, out: &mut Actions) {
    if session.find().is_active() {
        return found_ui(ui, session, out);
    }
    ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        marked_ui(ui, session, out);
        // Whose a mention is comes first where it is anybody's, and what it may be where it is nobody's.
        let tied =
            session.suggested_for().and_then(|id| session.project().mention(id)).is_some_and(|m| m.entity.is_some());
        if !tied {
            suggestions_ui(ui, session, out);
        }
        if let Some(entity) = session.focus() {
            entity_card_ui(ui, session, entity, &mut state.card, out);
        }
        // The suggestions tell of it.
        let queued = session.queued();
        let cursor = session.cursor().or(session.mention_in_hand()).and_then(|id| session.project().mention(id));
        match cursor.filter(|m| Some(m.id) != queued) {
            Some(mention) => mention_card_ui(ui, session, mention, state, out),
            None if queued.is_some() => {}
            None if session.focus().is_none() => guide_ui(ui, session),
            None => {}
        }
        if tied {
            suggestions_ui(ui, session, out);
        }
        // Last, because it can be long: what can be done stays in sight.
        if let Some(entity) = session.focus() {
            mentions_ui(ui, session, entity, &mut state.card, out);
        }
        if !session.toasts().is_empty() {
            // What a message lies over can be scrolled out from under it.
            ui.add_space(TOAST_ROOM);
        }
    });
}

/// What several marked mentions can be made to.
fn marked_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let marked = session.marked().len();
    if marked == 0 {
        return;
    }
    card(ui, |ui| {
        ui.label(strong(format!("{} marked", counted(marked, "mention")), 14.0));
        ui.horizontal_wrapped(|ui| {
            command_button(ui, session, UserCommand::NewEntity, icons::GIT_BRANCH, out);
            command_button(ui, session, UserCommand::MoveTo, icons::ARROW_RIGHT, out);
            command_button(ui, session, UserCommand::Untie, icons::SCISSORS, out);
            command_button(ui, session, UserCommand::Dismiss, icons::PROHIBIT, out);
        });
    });
}

/// One mention: what it is, why it was proposed, what can be done with it.
fn mention_card_ui(ui: &mut Ui, session: &Session, mention: &Mention, state: &mut Inspector, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let soft = theme.palette.soft_ink;
    card(ui, |ui| {
        ui.horizontal(|ui| {
            type_mark(ui, session.project().schema(), mention.kind, 11.0);
            ui.add(egui::Label::new(strong(elided(&mention.text, 60), theme.sizes.heading)).wrap());
        });
        let kind = &session.project().schema().get(mention.kind).name;
        ui.label(RichText::new(format!("{kind}, {}", mention.status.word())).color(soft));
        ui.add(egui::Label::new(RichText::new(mention.origin()).color(soft).size(12.0)).wrap());
        if let Some(evidence) = &mention.evidence {
            let why =
                format!("{}  ·  {:.0} %", super::widgets::elided(&evidence.rule, 120), evidence.score.get() * 100.0);
            ui.label(RichText::new(why).color(soft).size(12.0));
        }
        judgements_ui(ui, session, mention);
        if session.mode() == Mode::Read {
            return;
        }
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| {
            command_button(ui, session, UserCommand::AcceptAndGoOn, icons::CHECK, out);
            command_button(ui, session, UserCommand::Dismiss, icons::PROHIBIT, out);
            command_button(ui, session, UserCommand::Retype, icons::TAG, out);
            command_button(ui, session, UserCommand::FixSpan, icons::CURSOR_TEXT, out);
            if mention.entity.is_some() {
                command_button(ui, session, UserCommand::Untie, icons::SCISSORS, out);
            }
        });
        let same = same_text(session, mention, state);
        if same > 0 && mention.entity.is_none() {
            ui.add_space(2.0);
            let title = format!("Tie all {} “{}”…", grouped(same + 1), elided(&mention.text, 20));
            if ui.button(title).on_hover_text(UserCommand::TieAll.tooltip()).clicked() {
                out.push(Action::AskOccurrences(mention.id, OccurrenceDeed::Tie));
            }
        }
        if session.mode() == Mode::Link && mention.entity.is_none() && session.mention_in_hand() == Some(mention.id) {
            ui.label(
                RichText::new("Click another mention of the same, in any pane, to tie them").color(soft).size(12.0),
            );
        }
    });
}

/// How many other mentions have this text; counted once, until the project changes.
fn same_text(session: &Session, mention: &Mention, state: &mut Inspector) -> usize {
    let revision = session.project().revision();
    match state.same_text {
        Some((r, id, count)) if (r, id) == (revision, mention.id) => count,
        _ => {
            let same = |m: &&std::sync::Arc<Mention>| m.is_live() && m.id != mention.id && m.text == mention.text;
            let count = session.project().mentions().filter(same).count();
            state.same_text = Some((revision, mention.id, count));
            count
        }
    }
}

fn judgements_ui(ui: &mut Ui, session: &Session, mention: &Mention) {
    let theme = theme::of(ui.ctx());
    for judgement in session.project().judgements_on(mention.id).take(6) {
        let word = match judgement.verdict {
            crate::annotation::Verdict::Same => continue,
            crate::annotation::Verdict::Different => "Not the same as",
            crate::annotation::Verdict::Unsure => "Perhaps the same as",
        };
        let other = judgement.other(mention.id).and_then(|id| session.project().mention(id));
        if let Some(other) = other {
            let text = format!("{word} “{}”", elided(&other.text, 30));
            ui.label(RichText::new(text).color(theme.palette.warning).size(12.0));
        }
    }
}

/// What to do here, when nothing is in hand.
fn guide_ui(ui: &mut Ui, session: &Session) {
    let theme = theme::of(ui.ctx());
    let (title, text, keys): (_, _, &[UserCommand]) = match session.mode() {
        Mode::Read => (
            "Read",
            "A click on a mention shows its string. Nothing changes.",
            &[UserCommand::ModeLink, UserCommand::Find],
        ),
        Mode::Mentions => (
            "Review the mentions",
            "Dashed ones are proposals. Click one, then accept, dismiss or change it. Select text to mark what was missed.",
            &[UserCommand::AcceptAndGoOn, UserCommand::Dismiss, UserCommand::Retype, UserCommand::FixSpan],
        ),
        Mode::Link => (
            "Tie mentions",
            "Click a mention to take it in hand. Then click another that names the same person, place or organisation, in any pane: the string ties them. Click on, and the next one is tied too.",
            &[
                UserCommand::LinkQueue,
                UserCommand::Take,
                UserCommand::LetGo,
                UserCommand::TieAll,
                UserCommand::Untie,
                UserCommand::AlongNext,
            ],
        ),
    };
    card(ui, |ui| {
        ui.label(strong(title, theme.sizes.heading));
        ui.label(RichText::new(text).color(theme.palette.soft_ink));
        ui.add_space(4.0);
        for command in keys {
            ui.horizontal(|ui| key_hint(ui, &command.key_label(), command.title()));
        }
    });
}

/// The places that find found, as keywords in context.
fn found_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let find = session.find();
    let theme = theme::of(ui.ctx());
    section_heading(ui, "Found", Some(find.hits.len()));
    switches_ui(ui, session, out);
    if let Some(error) = &find.error {
        ui.label(RichText::new(error).color(theme.palette.warning));
        return;
    }
    if find.hits.is_empty() {
        let looking = session.jobs().any(|j| j.job == crate::session::Job::Find);
        let nothing = if looking { "Looking…" } else { "Nothing found" };
        ui.label(RichText::new(nothing).color(theme.palette.soft_ink));
        return;
    }
    let height = theme.sizes.row;
    ScrollArea::vertical().id_salt("found").auto_shrink([false, false]).show_rows(
        ui,
        height,
        find.hits.len(),
        |ui, range| {
            for at in range {
                let Some(hit) = find.hits.get(at) else { continue };
                if context_row(ui, session, hit.document, hit.span, find.current == Some(at), true).clicked() {
                    out.push(Action::GoToHit(at));
                }
            }
        },
    );
}

/// How find looks, and where it is.
fn switches_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let mut options = session.find().options.clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let switches = [
            (&mut options.regex, RichText::new(".*").size(12.0), "Regular expression"),
            (&mut options.match_case, RichText::new("Aa").size(12.0), "Match upper and lower case"),
            (&mut options.only_active, theme::icon(icons::FILE_TEXT, 14.0), "Only in the active document"),
        ];
        for (on, sign, name) in switches {
            let fill = if *on { theme.palette.selection } else { theme.palette.raised };
            let response = ui.add(Button::new(sign).fill(fill).min_size(vec2(28.0, 24.0)));
            let is_on = *on;
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, name));
            if response.on_hover_text(name).clicked() {
                *on = !*on;
            }
        }
        let find = session.find();
        if let Some(at) = find.current {
            let place =
                format!("{} of {}{}", grouped(at + 1), grouped(find.hits.len()), if find.is_cut() { "+" } else { "" });
            ui.label(RichText::new(place).size(12.0).color(theme.palette.soft_ink));
        }
    });
    if options != session.find().options {
        out.push(Action::Find(options));
    }
}
