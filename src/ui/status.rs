//! The status bar, and the messages above it.

use super::sidebar::layers_told;
use super::theme::{self, icons};
use super::widgets::{counted, grouped, icon_button, key_cap};
use crate::session::{Action, Actions, InHand, Job, Mode, Session, ShownLayer, UserCommand};
use egui::{Align, Area, Frame, Id, Layout, Order, ProgressBar, RichText, Role, Ui, vec2};
use std::time::Duration;

/// How long a message stays, in seconds.
const TOAST_SECONDS: f64 = 4.5;

/// When each message was first seen, in seconds of the UI's clock.
#[derive(Default)]
pub struct Toasts {
    seen: Vec<(u64, f64)>,
}

/// What a hint needs besides its letters, points.
const HINT_ROOM: f32 = 40.0;

/// Paints the status bar.
pub fn status_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_centered(|ui| {
        for job in session.jobs().filter(|j| !matches!(j.job, Job::Learn | Job::TiesMade)) {
            let (done, total) = job.work.progress();
            ui.label(RichText::new(format!("{}…", job.title)).color(theme.palette.soft_ink).size(12.0));
            if total > 0 {
                let bar = ProgressBar::new(done as f32 / total as f32).desired_width(110.0).desired_height(6.0);
                ui.add(bar.fill(theme.palette.soft_ink)).accessible_name(format!("{}: {done} of {total}", job.title));
            }
            // A large change is over in a moment, and is made whole or not at all.
            let whole = job.job == Job::Change;
            if !whole && icon_button(ui, icons::X, &format!("Stop: {}", job.title)).clicked() {
                out.push(Action::CancelJob(job.id));
            }
        }
        if session.jobs().next().is_some() {
            // Progress has no other cause to repaint. A few times a second is enough to see it move.
            ui.ctx().request_repaint_after(Duration::from_millis(120));
        }
        in_hand_ui(ui, session, out);
        if session.is_open() {
            contradictions_ui(ui, session, out);
            review_ui(ui, session, out);
            layer_ui(ui, session, out);
            let words = RichText::new(summary(session)).color(theme.palette.soft_ink).size(12.0);
            let told = ui.add(egui::Label::new(words).truncate());
            told.on_hover_text(layers_told(session.project().total()));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for command in hints(session).iter().rev() {
                let words = ui.painter().layout_no_wrap(
                    format!("{}{}", short_title(*command), command.key_label()),
                    egui::FontId::proportional(12.0),
                    theme.palette.soft_ink,
                );
                // Where there is no room the later ones stay.
                if words.size().x + HINT_ROOM > ui.available_width() {
                    break;
                }
                // From right to left: first the words, then the cap before them.
                ui.spacing_mut().item_spacing.x = 5.0;
                ui.label(RichText::new(short_title(*command)).color(theme.palette.soft_ink).size(12.0));
                key_cap(ui, &command.key_label());
                ui.add_space(8.0);
            }
        });
    });
}

/// What is in hand, always visible: the next click ties to it, wherever it has been scrolled to.
fn in_hand_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let Some(in_hand) = session.in_hand().filter(|_| session.mode() == Mode::Link) else { return };
    let project = session.project();
    let (entity, text) = match in_hand {
        InHand::Entity(id) => (Some(id), None),
        InHand::Mention(id) => match project.mention(id) {
            Some(mention) => (mention.entity, Some(mention.text.clone())),
            None => return,
        },
    };
    let Some(name) = entity.and_then(|id| project.entity(id)).map(|e| e.name.clone()).or(text) else { return };
    let theme = theme::of(ui.ctx());
    let text = RichText::new(format!("In hand: {}", super::widgets::elided(&name, 32))).color(theme.palette.on_string);
    let chip =
        egui::Button::new(text.size(12.0)).fill(theme.palette.string).corner_radius(10).min_size(vec2(0.0, 20.0));
    let response =
        ui.add(chip).on_hover_text("The next mention that is clicked is tied to it. Click here or press Esc to let go");
    if response.clicked() {
        out.push(Action::User(UserCommand::LetGo));
    }
}

/// That something contradicts itself is always told.
fn contradictions_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let command = UserCommand::Contradictions;
    if !command.is_enabled(session) {
        return;
    }
    let theme = theme::of(ui.ctx());
    let name = counted(session.contradictions().len(), "contradiction");
    let text = RichText::new(&name).size(theme.sizes.small).color(theme.palette.warning);
    let sign = theme::icon(icons::WARNING, theme.sizes.small).color(theme.palette.warning);
    let button = egui::Button::new((sign, text)).min_size(vec2(0.0, 20.0)).fill(theme.palette.raised);
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, &name));
    if response.on_hover_text(command.tooltip()).clicked() {
        out.push(Action::User(command));
    }
}

/// The way into the review, where the proposals are counted.
fn review_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let proposed = session.project().total().proposed as usize;
    let command = UserCommand::Review;
    if proposed == 0 || session.review().is_some() {
        return;
    }
    let theme = theme::of(ui.ctx());
    let name = format!("Review {}", counted(proposed, "proposal"));
    let button =
        egui::Button::new(RichText::new(&name).size(12.0)).min_size(vec2(0.0, 20.0)).fill(theme.palette.raised);
    let hover = format!("{}  ({})", command.tooltip(), command.key_label());
    if ui.add(button).on_hover_text(hover).clicked() {
        out.push(Action::User(command));
    }
}

/// That a layer is hidden is always told: nobody shall look for what is not shown.
fn layer_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let told = match session.shown_layer() {
        ShownLayer::All => return,
        ShownLayer::People => "Shown: only by people",
        ShownLayer::Machine => "Shown: only what nobody has decided yet",
    };
    let theme = theme::of(ui.ctx());
    let text = RichText::new(told).size(12.0).color(theme.palette.ink);
    let chip = egui::Button::new((text, theme::icon(icons::X, 11.0)));
    let chip = chip.fill(theme.palette.selection).corner_radius(10).min_size(vec2(0.0, 20.0));
    let response = ui.add(chip);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, format!("{told}. Show all")));
    if response.on_hover_text("The other mentions are hidden. Click to show all").clicked() {
        out.push(Action::User(UserCommand::ShowAll));
    }
}

fn summary(session: &Session) -> String {
    let project = session.project();
    let total = project.total();
    let entities = match project.entities().len() {
        1 => "1 entity".to_owned(),
        n => format!("{} entities", grouped(n)),
    };
    let (found, made) = (total.found as usize, total.made() as usize);
    format!("{} found and accepted, {} marked, {entities}", grouped(found), grouped(made))
}

/// The keys that matter now.
fn hints(session: &Session) -> &'static [UserCommand] {
    use UserCommand as C;
    if session.overlay().is_some_and(crate::session::Overlay::is_panel) {
        // The panel has keys of its own.
        return &[C::Help];
    }
    if !session.is_open() {
        return &[C::OpenFolder, C::Help];
    }
    if session.review().is_some() || session.link_queue().is_some() {
        // Their bar tells the others.
        return &[C::Help];
    }
    match (session.mode(), session.in_hand().is_some()) {
        (Mode::Read, _) => &[C::AlongPrevious, C::AlongNext, C::Find, C::Help],
        (Mode::Mentions, _) => &[C::AcceptAndGoOn, C::Dismiss, C::Retype, C::NextMention, C::Help],
        (Mode::Link, true) => &[C::Take, C::LetGo, C::AlongNext, C::Solo, C::Help],
        (Mode::Link, false) => &[C::LinkQueue, C::NextMention, C::PreviousMention, C::Take, C::Help],
    }
}

fn short_title(command: UserCommand) -> &'static str {
    match command {
        UserCommand::AcceptAndGoOn => "accept",
        UserCommand::Dismiss => "dismiss",
        UserCommand::Retype => "type",
        UserCommand::NextMention => "next",
        UserCommand::PreviousMention => "back",
        UserCommand::LinkQueue => "link in order",
        UserCommand::Take => "take or tie",
        UserCommand::LetGo => "let go",
        UserCommand::AlongNext => "along the string",
        UserCommand::AlongPrevious => "back",
        UserCommand::Solo => "solo",
        UserCommand::Find => "find",
        UserCommand::Help => "keys",
        UserCommand::OpenFolder => "open folder",
        other => other.title(),
    }
}

/// Paints the messages and lets the old ones go.
pub fn toasts_ui(ui: &mut Ui, session: &Session, state: &mut Toasts, lift: f32, out: &mut Actions) {
    let now = ui.input(|i| i.time);
    state.seen.retain(|(serial, _)| session.toasts().iter().any(|t| t.serial == *serial));
    if session.toasts().is_empty() {
        return;
    }
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect();
    // Over the card, not over the text that is being read and clicked.
    let anchor = vec2(-12.0, -(theme.sizes.status_bar + lift + 10.0));
    Area::new(Id::unique("toasts")).order(Order::Foreground).anchor(egui::Align2::RIGHT_BOTTOM, anchor).show(
        ui.ctx(),
        |ui| {
            ui.set_max_width((room.width() - 80.0).min(400.0));
            for toast in session.toasts() {
                let began = match state.seen.iter().find(|(serial, _)| *serial == toast.serial) {
                    Some((_, began)) => *began,
                    None => {
                        state.seen.push((toast.serial, now));
                        now
                    }
                };
                if !toast.is_error {
                    let left = TOAST_SECONDS - (now - began);
                    if left <= 0.0 {
                        out.push(Action::CloseToast(toast.serial));
                    } else {
                        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
                    }
                }
                toast_ui(ui, session, toast, out);
            }
        },
    );
}

fn toast_ui(ui: &mut Ui, session: &Session, toast: &crate::session::Toast, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let frame =
        Frame::popup(ui.style()).fill(theme.palette.ink).inner_margin(egui::Margin::symmetric(14, 8)).corner_radius(8);
    let ink = theme.palette.paper;
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            if toast.is_error {
                ui.label(theme::icon(icons::WARNING, 16.0).color(ink));
            }
            let label = ui.add(egui::Label::new(RichText::new(&toast.text).color(ink)).wrap());
            let id = label.id;
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_role(if toast.is_error { Role::Alert } else { Role::Status });
                // Only a label is named by its value.
                node.set_label(toast.text.as_str());
            });
            if toast.undoes == Some(session.history().position()) && session.mode() != Mode::Read {
                let undo = egui::Button::new(RichText::new("Undo").color(ink).underline()).frame(false);
                let response = ui.add(undo);
                response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, "Undo this"));
                if response.clicked() {
                    out.push(Action::User(UserCommand::Undo));
                }
            }
            if let Some(command) = toast.offers.filter(|c| c.is_enabled(session)) {
                let button = egui::Button::new(RichText::new(command.title()).color(ink).underline()).frame(false);
                if ui.add(button).on_hover_text(command.tooltip()).clicked() {
                    out.push(Action::User(command));
                }
            }
            if toast.is_error {
                let close = egui::Button::new(theme::icon(icons::X, 14.0).color(ink)).frame(false);
                let response = ui.add(close);
                response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, "Close message"));
                if response.clicked() {
                    out.push(Action::CloseToast(toast.serial));
                }
            }
        });
    });
}
