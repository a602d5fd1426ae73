//! The top bar: menus, the project's name, the three modes, find.

use super::theme::{self, icons};
use super::widgets::{command_entry, icon_button, strong};
use crate::session::find::FindOptions;
use crate::session::{Action, Actions, Menu, Mode, Session, UserCommand};
use egui::{Align, Button, Id, Layout, MenuBar, RichText, Role, Stroke, TextEdit, Ui, UiBuilder, WidgetInfo, vec2};

/// In a window narrower than this, points, the title and the longer fields have no room.
const NARROW: f32 = 1060.0;

/// In one narrower than this, points, nothing has more room than it needs.
const NARROWEST: f32 = 800.0;

/// From this width on, points, the menus have all the room that they like.
const ROOMY: f32 = 1200.0;

/// What the top bar keeps for itself.
#[derive(Default)]
pub struct TopBar {
    query: FindOptions,
    /// Put the keyboard into the find field in the next frame.
    pub focus_find: bool,
}

/// Paints the bar.
pub fn top_bar_ui(ui: &mut Ui, session: &Session, state: &mut TopBar, out: &mut Actions) {
    let full = ui.max_rect();
    let narrow = full.width() < NARROW;
    let mut used = ui.horizontal_centered(|ui| menus_ui(ui, session, out)).inner;
    if !session.is_open() {
        return;
    }
    if !narrow {
        // The menus lay claim to the whole bar: the title stands in it by its own rectangle.
        let rest = UiBuilder::new().max_rect(full.with_min_x(used)).layout(Layout::left_to_right(Align::Center));
        used = ui.scope_builder(rest, |ui| title_ui(ui, session)).inner;
    }
    let width = if narrow { 198.0 } else { 252.0 };
    // On a narrow window the modes step aside for the menus.
    let middle = full.center().x.max(used + 8.0 + width / 2.0);
    let modes = egui::Rect::from_center_size(egui::pos2(middle, full.center().y), vec2(width, 30.0));
    ui.scope_builder(UiBuilder::new().max_rect(modes).layout(Layout::left_to_right(Align::Center)), |ui| {
        modes_ui(ui, session, out);
    });
    ui.scope_builder(UiBuilder::new().max_rect(full).layout(Layout::right_to_left(Align::Center)), |ui| {
        find_ui(ui, session, state, out);
    });
}

/// Paints the menus and returns where they end.
fn menus_ui(ui: &mut Ui, session: &Session, out: &mut Actions) -> f32 {
    let mut end = 0.0;
    MenuBar::new().ui(ui, |ui| {
        // The narrower the window, the closer the menus stand.
        let padding = match ui.ctx().content_rect().width() {
            width if width < NARROWEST => 2.0,
            width if width < ROOMY => 4.0,
            _ => 6.0,
        };
        ui.spacing_mut().button_padding = vec2(padding, 4.0);
        for menu in Menu::ALL {
            if !session.is_open() && matches!(menu, Menu::Mention | Menu::Entity | Menu::Go) {
                continue;
            }
            let button = ui.menu_button(menu.title(), |ui| {
                for &command in UserCommand::ALL.iter().filter(|c| c.menu() == menu) {
                    if matches!(
                        command,
                        UserCommand::Undo | UserCommand::Find | UserCommand::Quit | UserCommand::ZoomIn
                    ) && command != UserCommand::Undo
                    {
                        ui.separator();
                    }
                    command_entry(ui, session, command, out);
                }
            });
            end = button.response.rect.right();
        }
    });
    end
}

/// Paints the project's name and state, and returns where they end.
fn title_ui(ui: &mut Ui, session: &Session) -> f32 {
    let theme = theme::of(ui.ctx());
    ui.add_space(8.0);
    ui.add(egui::Label::new(strong(super::widgets::elided(&session.title(), 26), theme.sizes.ui)));
    let state = if session.is_saving() {
        "saving…"
    } else if session.history().has_unsaved_work() {
        "unsaved"
    } else if session.file().is_some() {
        "saved"
    } else {
        "not saved yet"
    };
    let colour = if state == "unsaved" { theme.palette.warning } else { theme.palette.soft_ink };
    ui.label(RichText::new(state).color(colour)).rect.right()
}

fn modes_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let rect = ui.max_rect();
    ui.painter().rect(
        rect,
        theme.sizes.corner,
        theme.palette.hover,
        Stroke::new(1.0, theme.palette.rule),
        egui::StrokeKind::Inside,
    );
    ui.spacing_mut().item_spacing.x = 0.0;
    let modes = [
        (Mode::Read, "Read", UserCommand::ModeRead),
        (Mode::Mentions, "Mentions", UserCommand::ModeMentions),
        (Mode::Link, "Link", UserCommand::ModeLink),
    ];
    for (mode, name, command) in modes {
        let on = session.mode() == mode;
        let text = RichText::new(name).color(if on { theme.palette.ink } else { theme.palette.soft_ink });
        let text = if on { text.font(theme::strong_font(theme.sizes.ui)) } else { text };
        let fill = if on { theme.palette.paper } else { egui::Color32::TRANSPARENT };
        let stroke = if on { Stroke::new(1.0, theme.palette.strong_rule) } else { Stroke::NONE };
        let response = ui.add(Button::new(text).fill(fill).stroke(stroke).min_size(vec2(rect.width() / 3.0, 30.0)));
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, format!("{name} mode")));
        if response.on_hover_text(format!("{}  ({})", command.tooltip(), command.key_label())).clicked() {
            out.push(Action::SetMode(mode));
        }
    }
}

fn find_ui(ui: &mut Ui, session: &Session, state: &mut TopBar, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let palette = UserCommand::Palette;
    let response =
        ui.add(Button::new(RichText::new(palette.key_label()).size(theme.sizes.small).color(theme.palette.soft_ink)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, palette.title()));
    if response.on_hover_text(palette.tooltip()).clicked() {
        out.push(Action::User(palette));
    }
    // What is looked for can change elsewhere: Esc clears it.
    if state.query != session.find().options && !ui.memory(|m| m.has_focus(find_id())) {
        state.query = session.find().options.clone();
    }
    let before = state.query.clone();
    if session.find().is_active() && icon_button(ui, icons::X, "Stop looking").clicked() {
        state.query.query.clear();
    }
    let hint = if state.query.only_active {
        "Find in this document".to_owned()
    } else {
        format!("Find in {}", super::widgets::counted(session.project().documents().len(), "document"))
    };
    let field = TextEdit::singleline(&mut state.query.query)
        .id(find_id())
        .hint_text(RichText::new(hint.clone()).color(theme.palette.soft_ink))
        .desired_width(if ui.max_rect().width() < NARROW { 70.0 } else { 190.0 })
        .margin(egui::Margin::symmetric(8, 6));
    let response = ui.add(field).accessible_name(hint);
    if std::mem::take(&mut state.focus_find) {
        response.request_focus();
    }
    if state.query != before {
        out.push(Action::Find(state.query.clone()));
    }
    if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) {
        let back = ui.input(|i| i.modifiers.shift);
        out.push(Action::User(if back { UserCommand::FindPrevious } else { UserCommand::FindNext }));
        response.request_focus();
    }
    if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        state.query.query.clear();
        out.push(Action::Find(state.query.clone()));
    }
}

fn find_id() -> Id {
    Id::unique("find field")
}
