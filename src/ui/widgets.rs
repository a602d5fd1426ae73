//! Small pieces that every part of the window uses.

use super::theme::{self, strong_font};
use crate::annotation::{MentionType, Schema, TypeId};
use crate::session::{Action, Actions, Session, UserCommand};
use egui::{
    Align, Align2, Button, Checkbox, CornerRadius, CursorIcon, FontId, Frame, Margin, Rect, Response, RichText, Role,
    Sense, Stroke, Ui, Vec2, Widget, WidgetInfo, pos2, vec2,
};

/// A button that shows only an icon. `name` is its accessible name and its tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let theme = theme::of(ui.ctx());
    let size = Vec2::splat(theme.sizes.row - 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let ink = if !enabled {
        theme.palette.faint_ink
    } else if response.hovered() {
        theme.palette.ink
    } else {
        theme.palette.soft_ink
    };
    if response.hovered() && enabled {
        ui.painter().rect_filled(rect, theme.sizes.corner, theme.palette.hover);
    }
    focus_ring(ui, &response, rect);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::icon_font(16.0), ink);
    response.on_hover_text(name)
}

/// The ring around what has the keyboard focus.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let theme = theme::of(ui.ctx());
        let stroke = Stroke::new(2.0, theme.palette.focus_ring);
        ui.painter().rect_stroke(rect, theme.sizes.corner, stroke, egui::StrokeKind::Inside);
    }
}

/// Something to tick, with an outline that is seen also when it is not ticked.
pub struct Tick<'a>(pub Checkbox<'a>);

impl Tick<'_> {
    /// A box with words beside it, which may be none.
    pub fn of<'a>(on: &'a mut bool, words: impl egui::IntoAtoms<'a>) -> Tick<'a> {
        Tick(Checkbox::new(on, words))
    }
}

impl Widget for Tick<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        firm_edges(ui, |ui| ui.add(self.0))
    }
}

/// Adds things that are nothing but their outline: boxes to tick, and those of which one is chosen.
pub fn firm_edges<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let edge = theme::of(ui.ctx()).palette.edge;
    let before = ui.visuals().widgets.clone();
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.noninteractive, &mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        state.bg_stroke.color = edge;
    }
    // Not a scope, which could not be broken over lines.
    let added = add(ui);
    ui.visuals_mut().widgets = before;
    added
}

/// A command as a menu entry, with its key. Closes the menu.
pub fn command_entry(ui: &mut Ui, session: &Session, command: UserCommand, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let title = command.title_now(session);
    let key = RichText::new(command.key_label()).color(theme.palette.soft_ink);
    let mut button = Button::new(elided(&title, 48)).shortcut_text(key).min_size(vec2(220.0, 0.0));
    if command.is_on(session) {
        button = button.selected(true);
    }
    let enabled = command.is_enabled(session);
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &title));
    if response.on_hover_text(command.tooltip()).clicked() {
        out.push(Action::User(command));
        ui.close();
    }
}

/// A command as a button with its title and key.
pub fn command_button(ui: &mut Ui, session: &Session, command: UserCommand, icon: &str, out: &mut Actions) {
    let enabled = command.is_enabled(session);
    let response = ui.add_enabled(enabled, Button::new((theme::icon(icon, 14.0), command.title())));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, command.title()));
    if with_key(response, command).clicked() {
        out.push(Action::User(command));
    }
}

/// A command as an icon.
pub fn command_icon(ui: &mut Ui, session: &Session, command: UserCommand, icon: &str, out: &mut Actions) {
    let enabled = command.is_enabled(session);
    let response = ui.add_enabled_ui(enabled, |ui| icon_button(ui, icon, command.title())).inner;
    if with_key(response, command).clicked() {
        out.push(Action::User(command));
    }
}

fn with_key(response: Response, command: UserCommand) -> Response {
    let key = command.key_label();
    let hint = if key.is_empty() { command.tooltip().to_owned() } else { format!("{}  ({key})", command.tooltip()) };
    response.on_hover_text(hint)
}

/// A key as it is printed on a keyboard.
pub fn key_cap(ui: &mut Ui, key: &str) {
    let theme = theme::of(ui.ctx());
    let font = FontId::proportional(theme.sizes.small);
    let galley = ui.painter().layout_no_wrap(key.to_owned(), font, theme.palette.soft_ink);
    let size = vec2((galley.size().x + 10.0).max(18.0), galley.size().y + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
    let stroke = Stroke::new(1.0, theme.palette.strong_rule);
    ui.painter().rect(rect, 4.0, theme.palette.raised, stroke, egui::StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.palette.soft_ink);
}

/// As [`key_cap`], painted only, beginning here and about this height. Returns where it is.
pub fn key_cap_at(ui: &Ui, left: egui::Pos2, key: &str) -> Rect {
    let theme = theme::of(ui.ctx());
    let font = FontId::proportional(theme.sizes.small);
    let galley = ui.painter().layout_no_wrap(key.to_owned(), font, theme.palette.soft_ink);
    let size = vec2((galley.size().x + 10.0).max(18.0), galley.size().y + 4.0);
    let rect = Rect::from_min_size(pos2(left.x, left.y - size.y / 2.0), size);
    let stroke = Stroke::new(1.0, theme.palette.strong_rule);
    ui.painter().rect(rect, 4.0, theme.palette.raised, stroke, egui::StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.palette.soft_ink);
    rect
}

/// A key and what it does.
pub fn key_hint(ui: &mut Ui, key: &str, what: &str) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 5.0;
    key_cap(ui, key);
    ui.label(RichText::new(what).color(theme.palette.soft_ink).size(12.0));
    ui.add_space(6.0);
}

/// A heading of a panel, quiet, with a count at the right.
pub fn section_heading(ui: &mut Ui, title: &str, count: Option<usize>) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).color(theme.palette.soft_ink).size(12.0));
        if let Some(count) = count {
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new(grouped(count)).color(theme.palette.soft_ink).size(12.0));
            });
        }
    });
}

/// A mention type's mark, as an inline widget.
pub fn type_mark(ui: &mut Ui, schema: &Schema, kind: TypeId, diameter: f32) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(diameter + 2.0), Sense::hover());
    let mention_type = schema.get(kind);
    theme::paint_mark(
        ui.painter(),
        mention_type.mark,
        rect.center(),
        diameter,
        theme::of(ui.ctx()).type_colour(mention_type.colour),
    );
    response.on_hover_text(&*mention_type.name);
}

/// A mention type's mark, painted at a place.
pub fn paint_type_mark(ui: &Ui, schema: &Schema, kind: TypeId, centre: egui::Pos2, diameter: f32) {
    let mention_type = schema.get(kind);
    let colour = theme::of(ui.ctx()).type_colour(mention_type.colour);
    theme::paint_mark(ui.painter(), mention_type.mark, centre, diameter, colour);
}

/// A choice of few, side by side: value, name, what it means.
pub fn choice_ui<T: Copy + PartialEq>(ui: &mut Ui, value: &mut T, choices: &[(T, &str, &str)]) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 3.0;
    for &(choice, name, meaning) in choices {
        let on = *value == choice;
        let colour = if on { theme.palette.ink } else { theme.palette.soft_ink };
        let fill = if on { theme.palette.selection } else { theme.palette.raised };
        let response = ui.add(Button::new(RichText::new(name).color(colour)).fill(fill));
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
        if response.on_hover_text(meaning).clicked() {
            *value = choice;
        }
    }
}

/// What is said beside a type that is switched off.
pub const NOT_PROPOSED: &str = "not proposed";

/// What a type is called where one is picked: with a word when it is switched off.
pub fn type_name(kind: &MentionType) -> String {
    if kind.on { kind.name.to_string() } else { format!("{}, {NOT_PROPOSED}", kind.name) }
}

/// A mention type as an entry of a menu.
pub fn type_entry(ui: &mut Ui, kind: &MentionType, selected: bool) -> Response {
    let said = RichText::new(if kind.on { "" } else { NOT_PROPOSED }).color(theme::of(ui.ctx()).palette.soft_ink);
    let mut button = Button::selectable(selected, &*kind.name);
    if !kind.on {
        button = button.shortcut_text(said);
    }
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, type_name(kind)));
    response
}

/// A choice of a mention type.
pub fn type_choice_ui(ui: &mut Ui, schema: &Schema, name: &str, kind: &mut TypeId) {
    type_mark(ui, schema, *kind, 10.0);
    let shown = &*schema.get(*kind).name;
    let list = egui::ComboBox::from_id_salt(name).selected_text(shown).width(150.0).height(420.0);
    let response = list.show_ui(ui, |ui| {
        for (id, mention_type) in schema.types() {
            if type_entry(ui, mention_type, *kind == id).clicked() {
                *kind = id;
            }
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
}

/// What a row of a list shows.
pub struct Row<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// Whether it is the chosen one.
    pub selected: bool,
    /// Its height in points.
    pub height: f32,
}

/// A row that can be clicked, over the whole width. `paint` fills it in.
pub fn list_row(ui: &mut Ui, row: &Row<'_>, paint: impl FnOnce(&mut Ui, Rect, bool)) -> Response {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), row.height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, row.selected, row.name));
    if ui.is_rect_visible(rect) {
        if row.selected {
            ui.painter().rect_filled(rect, theme.sizes.corner, theme.palette.paper);
            let stroke = Stroke::new(1.0, theme.palette.rule);
            ui.painter().rect_stroke(rect, theme.sizes.corner, stroke, egui::StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, theme.sizes.corner, theme.palette.hover);
        }
        focus_ring(ui, &response, rect);
        paint(ui, rect.shrink2(vec2(8.0, 0.0)), response.hovered());
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Text on one line from `left` to `right`, cut with an ellipsis; returns where it ended.
pub fn text_between(ui: &Ui, left: f32, right: f32, y: f32, text: &str, font: FontId, colour: egui::Color32) -> f32 {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width((right - left).max(0.0));
    let galley = ui.fonts_mut(|f| f.layout_job(job));
    let width = galley.size().x;
    ui.painter().galley(pos2(left, y - galley.size().y / 2.0), galley, colour);
    left + width
}

/// Text on one line that ends at `right`; returns where it began.
pub fn text_ending(ui: &Ui, right: f32, y: f32, text: &str, font: FontId, colour: egui::Color32) -> f32 {
    ui.painter().text(pos2(right, y), Align2::RIGHT_CENTER, text, font, colour).left()
}

/// A card: paper on the panel.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let theme = theme::of(ui.ctx());
    Frame::new()
        .fill(theme.palette.paper)
        .stroke(Stroke::new(1.0, theme.palette.rule))
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::same(14))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// A heading in the strong face.
pub fn strong(text: impl Into<String>, size: f32) -> RichText {
    RichText::new(text).font(strong_font(size))
}

/// A number with its thousands apart: 12,400.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 mention`, `2 mentions`.
pub fn counted(number: usize, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The first characters of a text, with an ellipsis where it is cut.
pub fn elided(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_told_shortly() {
        assert_eq!(["0", "999", "1,000", "12,345,678"], [0, 999, 1000, 12_345_678].map(grouped)[..]);
        assert_eq!(counted(1, "mention"), "1 mention");
        assert_eq!(elided("žluťoučký", 4), "žluť…");
    }
}
