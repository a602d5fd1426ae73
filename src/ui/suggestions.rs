//! What a mention may name: the candidates, the most likely first, each with the reasons for and against it.

use super::context_row::context_row;
use super::theme;
use super::widgets::{
    card, counted, elided, focus_ring, grouped, key_cap_at, paint_type_mark, strong, text_between, text_ending,
    type_mark,
};
use crate::annotation::{Mention, TypeId};
use crate::linking::{Reason, Suggestion, Target};
use crate::session::{Action, Actions, Mode, Session};
use egui::{CursorIcon, FontId, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// So many are shown for a mention that has an entity: what else may be it.
const FEW: usize = 5;
/// How wide the share of a reason is, points.
const SHARE: f32 = 34.0;
/// How wide the bar of a score is, points.
const SCORE_BAR: f32 = 34.0;

/// Paints the candidates for the mention in hand, else for the one under the cursor.
pub fn suggestions_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let queue = session.link_queue();
    let mention = session.suggested_for().and_then(|id| session.project().mention(id));
    let Some(mention) = mention.filter(|_| session.mode() == Mode::Link) else { return };
    let queued = session.queued() == Some(mention.id);
    if !queued && session.suggestions().is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        heading_ui(ui, session, mention, queued);
        let open = if queued { queue.map_or(0, |q| q.looked_at()) } else { 0 };
        let shown = if mention.entity.is_some() { FEW } else { session.suggestions().len() };
        for (at, suggestion) in session.suggestions().iter().enumerate().take(shown) {
            candidate_ui(ui, session, at, suggestion, at == open, out);
        }
    });
}

fn heading_ui(ui: &mut Ui, session: &Session, mention: &Mention, queued: bool) {
    let theme = theme::of(ui.ctx());
    let soft = |text: String| RichText::new(text).color(theme.palette.soft_ink).size(12.0);
    let refused = session.link_queue().and_then(|q| q.refused()).and_then(|id| session.project().mention(id));
    let refused = refused.filter(|_| queued);
    let nothing = session.suggestions().is_empty();
    let none = session.suggestions().iter().all(|s| s.barred.is_some());
    let heading = match () {
        () if nothing || queued && session.is_new_name() => "A new name",
        () if none => "None of these",
        () if refused.is_some() => "Which one then?",
        () if queued => "Which one is it?",
        () => "Perhaps the same",
    };
    let response = ui.label(strong(heading, theme.sizes.heading));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_label(heading);
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let schema = session.project().schema();
        type_mark(ui, schema, mention.kind, 9.0);
        let times = match session.queued_group().len() {
            n @ 2.. if queued => format!("{} × ", grouped(n)),
            _ => String::new(),
        };
        let told = format!("{times}“{}”, {}", elided(&mention.text, 40), schema.get(mention.kind).name);
        ui.add(egui::Label::new(soft(told)).truncate());
    });
    if let Some(refused) = refused {
        let told = format!("You said that it is not “{}”: remembered", elided(&refused.text, 30));
        ui.add(egui::Label::new(soft(told)).wrap());
    }
    if none && queued {
        let told = if nothing {
            "Nothing to compare it with yet: Space makes a new entity"
        } else {
            "E makes a new entity, Shift+E gives it to another one of the list"
        };
        ui.add(egui::Label::new(soft(told.to_owned())).wrap());
    }
    ui.add_space(2.0);
}

/// What is said of a candidate.
struct Facts {
    name: String,
    /// `#12`, or nothing for a mention that has no entity yet.
    number: String,
    kind: TypeId,
    told: String,
}

fn facts(session: &Session, at: usize, suggestion: &Suggestion) -> Option<Facts> {
    let project = session.project();
    match suggestion.target {
        Target::Entity(id) => {
            let entity = project.entity(id)?;
            let size = project.cluster(id);
            let told = format!(
                "{}, {}",
                counted(size.mentions as usize, "mention"),
                counted(size.documents as usize, "document")
            );
            Some(Facts { name: entity.name.to_string(), number: format!("#{id}"), kind: entity.kind, told })
        }
        Target::Mention(id) => {
            let mention = project.mention(id)?;
            let title = session.document(mention.document).map(|d| elided(d.title(), 30)).unwrap_or_default();
            Some(Facts {
                name: mention.text.split_whitespace().collect::<Vec<_>>().join(" "),
                number: String::new(),
                kind: mention.kind,
                told: match session.suggested_alike(at) {
                    0 | 1 => format!("Not tied yet, in {title}"),
                    n => format!("Not tied yet, {} times in {title}", grouped(n)),
                },
            })
        }
    }
}

fn candidate_ui(ui: &mut Ui, session: &Session, at: usize, suggestion: &Suggestion, open: bool, out: &mut Actions) {
    let Some(facts) = facts(session, at, suggestion) else { return };
    let theme = theme::of(ui.ctx());
    let queued = session.queued().is_some();
    let percent = format!("{:.0} %", suggestion.score * 100.0);
    let barred = if suggestion.barred.is_some() { ", judged different" } else { "" };
    let name = format!("Suggestion {}: {} {}, {percent}{barred}", at + 1, facts.name, facts.number);
    let size = vec2(ui.available_width(), theme.sizes.row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
    if ui.is_rect_visible(rect) {
        let hovered = response.hovered();
        if hovered || open && queued {
            let fill = if open { theme.palette.in_hand } else { theme.palette.hover };
            ui.painter().rect_filled(rect, theme.sizes.corner, fill);
        }
        focus_ring(ui, &response, rect);
        row_ui(ui, session, at, suggestion, &facts, rect.shrink2(vec2(4.0, 0.0)));
    }
    let moved = ui.input(|i| i.pointer.delta() != egui::Vec2::ZERO);
    if queued && !open && response.hovered() && moved {
        out.push(Action::LookAt(at));
    }
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        out.push(Action::TakeCandidate(at));
    }
    if open {
        evidence_ui(ui, session, suggestion, &facts, out);
    }
}

/// Its number, type, name, and how likely it is.
fn row_ui(ui: &Ui, session: &Session, at: usize, suggestion: &Suggestion, facts: &Facts, rect: Rect) {
    let theme = theme::of(ui.ctx());
    let y = rect.center().y;
    let quiet = suggestion.barred.is_some();
    let colour = if quiet { theme.palette.faint_ink } else { theme.palette.ink };
    let mut left = rect.left();
    if at < 9 {
        left = key_cap_at(ui, pos2(left, y), &(at + 1).to_string()).right();
    } else {
        left += 18.0;
    }
    paint_type_mark(ui, session.project().schema(), facts.kind, pos2(left + 11.0, y), 9.0);
    let score = format!("{:.2}", suggestion.score);
    let small = FontId::proportional(theme.sizes.small);
    let right = text_ending(ui, rect.right(), y, &score, small.clone(), theme.palette.soft_ink);
    let bar = Rect::from_min_max(pos2(rect.right() - 28.0 - SCORE_BAR, y - 2.5), pos2(rect.right() - 28.0, y + 2.5));
    let bar = bar.translate(vec2((right - rect.right() + 22.0).min(0.0), 0.0));
    ui.painter().rect_filled(bar, 2.0, theme.palette.rule);
    let filled = Rect::from_min_size(bar.min, vec2(bar.width() * suggestion.score.clamp(0.0, 1.0), bar.height()));
    ui.painter().rect_filled(filled, 2.0, if quiet { theme.palette.faint_ink } else { theme.palette.soft_ink });
    let font = theme::strong_font(theme.sizes.ui);
    let number = if facts.number.is_empty() { String::new() } else { format!(" {}", facts.number) };
    let room = bar.left() - 6.0 - number.chars().count() as f32 * 7.0;
    let end = text_between(ui, left + 20.0, room, y, &facts.name, font, colour);
    if quiet {
        ui.painter().hline(left + 20.0..=end, y, Stroke::new(1.0, colour));
    }
    text_between(ui, end, bar.left() - 4.0, y, &number, small, theme.palette.soft_ink);
}

/// Why: the reasons with their shares, and the mention of it that says most.
fn evidence_ui(ui: &mut Ui, session: &Session, suggestion: &Suggestion, facts: &Facts, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let told = RichText::new(&facts.told).color(theme.palette.soft_ink).size(theme.sizes.small);
    ui.add(egui::Label::new(told).truncate());
    if let Some((a, b)) = suggestion.barred {
        let text = |id| session.project().mention(id).map(|m| elided(&m.text, 24)).unwrap_or_default();
        let told = format!("Judged different: “{}” and “{}”", text(a), text(b));
        ui.add(egui::Label::new(RichText::new(told).color(theme.palette.warning).size(12.0)).wrap());
    }
    for reason in &suggestion.reasons {
        reason_ui(ui, reason);
    }
    if let Some(shown) = session.project().mention(suggestion.shown)
        && context_row(ui, session, shown.document, shown.hull(), false, false).clicked()
    {
        out.push(Action::Reveal(shown.document, shown.hull()));
    }
    ui.add_space(4.0);
}

/// A reason: its share with its sign, and the words.
pub fn reason_ui(ui: &mut Ui, reason: &Reason) {
    let theme = theme::of(ui.ctx());
    let against = reason.share < 0.0;
    let colour = if against { theme.palette.speaks_against } else { theme.palette.speaks_for };
    let sign = if against { "−" } else { "+" };
    let share = format!("{sign}{:.2}", reason.share.abs());
    let name = format!("{share} {}", reason.words);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        // The words stand in one column.
        let (place, _) = ui.allocate_exact_size(vec2(SHARE, 15.0), Sense::hover());
        let font = FontId::proportional(12.0);
        ui.painter().text(place.left_center(), egui::Align2::LEFT_CENTER, share, font, colour);
        let label = ui.add(egui::Label::new(RichText::new(&reason.words).size(12.0).color(theme.palette.ink)).wrap());
        ui.ctx().accesskit_node_builder(label.id, |node| node.set_value(name));
    });
}
