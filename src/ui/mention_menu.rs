//! What can be done with one mention: its context menu.

use super::theme;
use super::widgets::{elided, type_entry};
use crate::annotation::{Command, Mention};
use crate::session::{Action, Actions, InHand, Mode, OccurrenceDeed, Session, UserCommand};
use egui::{Button, RichText, Role, Ui, WidgetInfo};

/// One entry, with the key of the command that does the same.
fn entry(ui: &mut Ui, title: &str, like: Option<UserCommand>) -> bool {
    let theme = theme::of(ui.ctx());
    let key = like.map(UserCommand::key_label).unwrap_or_default();
    let response = ui.add(Button::new(title).shortcut_text(RichText::new(key).color(theme.palette.soft_ink)));
    // Its name is without the key, as in the menu bar.
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    if response.clicked() {
        ui.close();
    }
    response.clicked()
}

/// The entries for `mention`.
pub fn mention_menu_ui(ui: &mut Ui, session: &Session, mention: &Mention, out: &mut Actions) {
    ui.set_min_width(220.0);
    if session.mode() == Mode::Read {
        if entry(ui, "Show its string", None) {
            out.push(Action::Take(Some(InHand::Mention(mention.id))));
        }
        ui.label("Read mode changes nothing");
        return;
    }
    tie_entries(ui, session, mention, out);
    ui.separator();
    if entry(ui, "Mark all occurrences…", Some(UserCommand::AnnotateAll)) {
        out.push(Action::AskAnnotateAll(mention.id));
    }
    type_entries(ui, session, mention, out);
    ui.separator();
    let id = mention.id;
    let text = elided(&mention.text, 24);
    if entry(ui, "Accept", Some(UserCommand::AcceptAndGoOn)) {
        out.push(Action::Edit(Command::Accept(vec![id])));
    }
    if entry(ui, "Dismiss", Some(UserCommand::Dismiss)) {
        out.push(Action::Edit(Command::Dismiss(vec![id])));
    }
    if entry(ui, &format!("Dismiss all “{text}”…"), None) {
        out.push(Action::AskOccurrences(id, OccurrenceDeed::Dismiss));
    }
    if entry(ui, "Dismiss all like this", Some(UserCommand::NeverTag)) {
        out.push(Action::NeverTag(id));
    }
    if entry(ui, "Fix span…", Some(UserCommand::FixSpan)) {
        out.push(Action::GoTo(id));
        out.push(Action::User(UserCommand::FixSpan));
    }
    if entry(ui, "Remove", Some(UserCommand::RemoveMention)) {
        out.push(Action::Edit(Command::Remove(vec![id])));
    }
}

fn tie_entries(ui: &mut Ui, session: &Session, mention: &Mention, out: &mut Actions) {
    let id = mention.id;
    if entry(ui, "Take in hand", Some(UserCommand::Take)) {
        out.push(Action::Take(Some(InHand::Mention(id))));
    }
    let hand = session.focus().filter(|&e| mention.entity != Some(e)).and_then(|e| session.project().entity(e));
    if let Some(entity) = hand
        && entry(ui, &format!("Tie to {}", elided(&entity.name, 26)), None)
    {
        out.push(Action::ClickMention { mention: id, extend: false });
    }
    if entry(ui, &format!("Tie all “{}”…", elided(&mention.text, 24)), Some(UserCommand::TieAll)) {
        out.push(Action::AskOccurrences(id, OccurrenceDeed::Tie));
    }
    if mention.entity.is_some() {
        if entry(ui, "Untie", Some(UserCommand::Untie)) {
            out.push(Action::Edit(Command::Untie(vec![id])));
        }
        let marked = session.targets();
        let several = marked.len() > 1 && marked.contains(&id);
        let title = if several { format!("New entity of {} marked", marked.len()) } else { "New entity".to_owned() };
        if entry(ui, &title, Some(UserCommand::NewEntity)) {
            out.push(Action::Edit(Command::SplitOff(if several { marked } else { vec![id] })));
        }
    } else if entry(ui, "New entity", Some(UserCommand::NewEntity)) {
        out.push(Action::Edit(Command::SplitOff(vec![id])));
        out.push(Action::Take(Some(InHand::Mention(id))));
    }
}

fn type_entries(ui: &mut Ui, session: &Session, mention: &Mention, out: &mut Actions) {
    ui.menu_button("Type", |ui| {
        for (kind, mention_type) in session.project().schema().types() {
            if type_entry(ui, mention_type, mention.kind == kind).clicked() {
                out.push(Action::Edit(Command::Retype(vec![mention.id], kind)));
                ui.close();
            }
        }
    });
    ui.menu_button("Always tag this as…", |ui| {
        for (kind, mention_type) in session.project().schema().types() {
            if type_entry(ui, mention_type, false).clicked() {
                out.push(Action::AlwaysTag(mention.id, kind));
                ui.close();
            }
        }
    });
    ui.menu_button("Type of all with this text…", |ui| {
        for (kind, mention_type) in session.project().schema().types() {
            if type_entry(ui, mention_type, false).clicked() {
                out.push(Action::AskOccurrences(mention.id, OccurrenceDeed::Retype(kind)));
                ui.close();
            }
        }
    });
}
