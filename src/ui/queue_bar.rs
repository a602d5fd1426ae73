//! The queue bar: how far the linking is, what it leaves out, and its keys. All of them, always.

use super::queue_filter::queue_filter_ui;
use super::theme::{self, icons};
use super::walk_bar::{hint, line_ui, row};
use super::widgets::{counted, elided, grouped, icon_button, strong};
use crate::session::{Action, Actions, LinkQueue, QueueFilter, QueueProgress, Session, UserCommand};
use egui::{Align, Layout, RichText, Role, Ui};

/// In a window narrower than this, points, the bar needs three rows.
const NARROW: f32 = 1240.0;
/// In one narrower than this, four: the filters have their own.
const SLIM: f32 = 860.0;

/// How high the bar is in a window of this width, points.
pub fn queue_bar_height(ui: &Ui) -> f32 {
    let rows = match ui.available_width() {
        ..SLIM => 4.0,
        ..NARROW => 3.0,
        _ => 2.0,
    };
    theme::of(ui.ctx()).sizes.review_row * rows + 8.0
}

/// Paints the bar.
pub fn queue_bar_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let Some(queue) = session.link_queue() else { return };
    let progress = queue.progress();
    line_ui(ui, progress.total - progress.left, progress.total);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(4.0);
    let (slim, narrow) = (ui.available_width() < SLIM, ui.available_width() < NARROW);
    row(ui, |ui| {
        place_ui(ui, session, queue, progress);
        if !narrow {
            ui.add_space(14.0);
            group_ui(ui, session, out);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, "End linking in order").clicked() {
                out.push(Action::User(UserCommand::LinkQueue));
            }
            if !slim {
                filters_ui(ui, session, queue, out);
            }
        });
    });
    if slim {
        row(ui, |ui| filters_ui(ui, session, queue, out));
    }
    if session.queued().is_none() {
        return row(ui, |ui| beside_ui(ui, session, queue, progress, out));
    }
    row(ui, |ui| {
        decisions_ui(ui, session, out);
        if !narrow {
            moves_ui(ui, session, out);
        }
    });
    if narrow {
        row(ui, |ui| {
            moves_ui(ui, session, out);
            group_ui(ui, session, out);
        });
    }
}

fn filters_ui(ui: &mut Ui, session: &Session, queue: &LinkQueue, out: &mut Actions) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if let Some(filter) = queue_filter_ui(ui, session, queue) {
            out.push(Action::FilterQueue(filter));
        }
    });
}

/// "Mention 212 of 640, 31 entities, about 14 minutes at your pace".
fn place_ui(ui: &mut Ui, session: &Session, queue: &LinkQueue, p: QueueProgress) {
    let theme = theme::of(ui.ctx());
    let filtered = *queue.filter() != QueueFilter::default();
    let heading = match p.position {
        Some(at) => format!("Mention {} of {}", grouped(at), grouped(p.total)),
        None if session.is_reading_names() => "Reading the names…".to_owned(),
        None if session.linker().is_none() => "Reading the names was stopped: end, and begin again".to_owned(),
        None if !queue.is_ready() => "Putting the mentions in order…".to_owned(),
        None if p.total == 0 && filtered => "No mention is left of these".to_owned(),
        None if p.total == 0 => "There are no mentions to link".to_owned(),
        None if p.left == 0 && p.unsure > 0 => format!("Done but for {}", counted_unsure(p.unsure)),
        None if p.left == 0 && p.total == 1 => "The only mention is linked".to_owned(),
        None if p.left == 0 => format!("All {} mentions are linked", grouped(p.total)),
        None if queue.at().is_some() => "Beside the queue".to_owned(),
        None => format!("At the end: {} left", counted(p.left, "mention")),
    };
    let response = ui.label(strong(heading.clone(), theme.sizes.ui));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_label(heading);
    });
    let mut told = match p.entities {
        1 => "1 entity".to_owned(),
        n => format!("{} entities", grouped(n)),
    };
    if let Some(minutes) = p.minutes {
        told.push_str(&format!(", about {} at your pace", time(minutes)));
    }
    ui.add_space(6.0);
    ui.label(RichText::new(told).color(theme.palette.soft_ink).size(theme.sizes.small));
}

fn counted_unsure(unsure: usize) -> String {
    if unsure == 1 {
        "one that you were unsure of".to_owned()
    } else {
        format!("{} that you were unsure of", grouped(unsure))
    }
}

fn time(minutes: f32) -> String {
    match minutes.round() as usize {
        0 | 1 => "a minute".to_owned(),
        n @ 2..=90 => format!("{n} minutes"),
        n => format!("{} hours", n.div_ceil(60)),
    }
}

/// "12 × “Russia” together", and the key that takes them apart.
fn group_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let Some(mention) = session.queued().and_then(|id| session.project().mention(id)) else { return };
    let theme = theme::of(ui.ctx());
    let group = session.queued_group().len();
    let command = UserCommand::GroupApart;
    let word = if session.is_group_apart() {
        "all with this name again".to_owned()
    } else if group > 1 {
        let told = format!("{} × “{}” together", grouped(group), elided(&mention.text, 20));
        ui.label(RichText::new(told).size(12.0).color(theme.palette.ink));
        "only this one".to_owned()
    } else {
        return;
    };
    if hint(ui, &command.key_label(), &word, true, &format!("Queue: {word}")).on_hover_text(command.tooltip()).clicked()
    {
        out.push(Action::User(command));
    }
}

fn keys_ui(ui: &mut Ui, session: &Session, keys: &[(UserCommand, &str, &str)], out: &mut Actions) {
    for &(command, key, word) in keys {
        let key = if key.is_empty() { command.key_label() } else { key.to_owned() };
        let enabled = command.is_enabled(session);
        let response = hint(ui, &key, word, enabled, &format!("Queue: {word}")).on_hover_text(command.tooltip());
        if response.clicked() && enabled {
            out.push(Action::User(command));
        }
    }
}

/// The keys that decide.
fn decisions_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    use UserCommand as C;
    let group = session.queued_group().len();
    let accept = match (session.is_new_name(), group) {
        _ if session.accepts_nothing() => None,
        (false, 0 | 1) => Some("accept".to_owned()),
        (false, n) => Some(format!("accept all {}", grouped(n))),
        (true, 0 | 1) => Some("accept as new".to_owned()),
        (true, n) => Some(format!("make one of all {}", grouped(n))),
    };
    if let Some(accept) = accept {
        keys_ui(ui, session, &[(C::AcceptAndGoOn, "", &accept)], out);
    }
    if session.suggestions().len() > 1 {
        let last = session.suggestions().len().min(9);
        let keys = if last == 2 { "2".to_owned() } else { format!("2–{last}") };
        hint(ui, &keys, "another", true, "Queue: another suggestion by its number");
    }
    let keys = [
        (C::NewEntity, "", "new entity"),
        (C::NotThisOne, "", "not this one"),
        (C::Unsure, "", "unsure"),
        (C::Dismiss, "", "no mention"),
        (C::FixSpan, "", if session.fixing().is_some() { "select its text…" } else { "fix span" }),
    ];
    keys_ui(ui, session, &keys, out);
}

/// The keys that move.
fn moves_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    use UserCommand as C;
    let keys = [
        (C::NextMention, "→", "skip"),
        (C::PreviousMention, "←", "back"),
        (C::Undo, "", "step back"),
        (C::LinkQueue, "Esc", "end"),
    ];
    keys_ui(ui, session, &keys, out);
}

/// What there is to do at the end, or beside the queue.
fn beside_ui(ui: &mut Ui, session: &Session, queue: &LinkQueue, p: QueueProgress, out: &mut Actions) {
    use UserCommand as C;
    let mut step = |ui: &mut Ui, key: &str, word: &str, action: Action| {
        if hint(ui, key, word, true, &format!("Queue: {word}")).clicked() {
            out.push(action);
        }
    };
    if p.left > 0 {
        let word = if queue.at().is_some() { "go on" } else { "go through what is left" };
        step(ui, &C::AcceptAndGoOn.key_label(), word, Action::User(C::NextMention));
    } else if queue.is_ready() {
        if *queue.filter() != QueueFilter::default() {
            step(ui, "", "link all the others", Action::FilterQueue(QueueFilter::default()));
        } else if p.unsure > 0 {
            let unsure = QueueFilter { unsure: true, ..QueueFilter::default() };
            step(ui, "", "go through the unsure ones", Action::FilterQueue(unsure));
        }
        step(ui, &C::Save.key_label(), "save", Action::User(C::Save));
        if C::CheckEntities.is_enabled(session) {
            step(ui, &C::CheckEntities.key_label(), "check entities…", Action::User(C::CheckEntities));
        }
    }
    if C::Undo.is_enabled(session) {
        step(ui, &C::Undo.key_label(), "step back", Action::User(C::Undo));
    }
    step(ui, "Esc", "end", Action::User(C::LinkQueue));
}
