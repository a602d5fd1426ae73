//! What lies over the work until it is closed: keys, command palette, about, files not read.

use super::extractor_dialog::extractor_ui;
use super::gazetteer::{GazetteerState, gazetteer_ui};
use super::repair::{MoveTo, move_to_ui};
use super::schema_editor::{SchemaEditor, schema_editor_ui};
use super::theme;
use super::widgets::{Row, counted, key_cap, list_row, strong, text_between};
use crate::session::{Action, Actions, ExtractorChoice, Menu, Overlay, Session, UserCommand};
use egui::{Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};

/// What the overlays keep while they are on screen.
#[derive(Default)]
pub struct Overlays {
    query: String,
    annotator: Option<String>,
    extractor: Option<ExtractorChoice>,
    size: egui::Vec2,
    chosen: usize,
    gazetteer: GazetteerState,
    types: SchemaEditor,
    move_to: MoveTo,
}

/// Paints the overlay, if there is one.
pub fn overlay_ui(ui: &mut Ui, session: &Session, state: &mut Overlays, out: &mut Actions) {
    let Some(overlay) = session.overlay() else {
        // Types that were being edited wait for the editor to be opened again.
        *state = Overlays { types: std::mem::take(&mut state.types), ..Overlays::default() };
        return;
    };
    if overlay.is_panel() {
        return;
    }
    if overlay == Overlay::MentionTypes {
        return schema_editor_ui(ui, session, &mut state.types, out);
    }
    let theme = theme::of(ui.ctx());
    let frame = egui::Frame::popup(ui.style()).inner_margin(20).corner_radius(12);
    let modal =
        Modal::new(Id::unique("overlay")).backdrop_color(theme.palette.shade).frame(frame).show(ui.ctx(), |ui| {
            match overlay {
                Overlay::Help => help_ui(ui, out),
                Overlay::Palette => palette_ui(ui, session, state, out),
                Overlay::About => about_ui(ui, out),
                Overlay::Annotator => annotator_ui(ui, session, state, out),
                Overlay::Extractor => extractor_ui(ui, session, &mut state.extractor, out),
                Overlay::Gazetteer => gazetteer_ui(ui, session, &mut state.gazetteer, out),
                Overlay::Skipped => skipped_ui(ui, session, out),
                Overlay::Weights => super::weights::weights_ui(ui, session, out),
                // These have a window or a panel of their own.
                Overlay::MoveTo => move_to_ui(ui, session, &mut state.move_to, out),
                Overlay::MentionTypes
                | Overlay::Judgements
                | Overlay::Contradictions
                | Overlay::Together
                | Overlay::Check
                | Overlay::Coverage
                | Overlay::Compare
                | Overlay::Adjudicate => {}
            }
        });
    // What has grown stands in the middle again only in the frame after.
    let size = modal.response.rect.size();
    if state.size != size {
        state.size = size;
        ui.ctx().request_repaint();
    }
    if modal.should_close() {
        out.push(Action::User(UserCommand::LetGo));
    }
}

fn help_ui(ui: &mut Ui, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 120.0).min(880.0));
    ui.label(strong("Keys", 17.0));
    ui.add_space(6.0);
    ScrollArea::vertical().max_height(room.y - 200.0).min_scrolled_height(room.y - 200.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        ui.columns(3, |columns| {
            let groups: [&[Menu]; 3] = [&[Menu::Mention, Menu::File], &[Menu::Entity, Menu::Edit], &[Menu::Go, Menu::View, Menu::Tools, Menu::Help]];
            for (column, menus) in columns.iter_mut().zip(groups) {
                for menu in menus {
                    column.label(RichText::new(menu.title()).color(theme.palette.string).size(12.0));
                    for command in UserCommand::ALL.iter().filter(|c| c.menu() == *menu && !c.shortcuts().is_empty()) {
                        column.horizontal(|ui| {
                            ui.spacing_mut().item_spacing.x = 6.0;
                            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                                for key in command.shortcuts().iter().rev() {
                                    key_cap(ui, &key.label());
                                }
                                // What the keys leave is the title's.
                                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                                    let title = egui::Label::new(command.title()).truncate();
                                    ui.add(title).on_hover_text(command.tooltip());
                                });
                            });
                        });
                    }
                    column.add_space(8.0);
                }
            }
        });
        ui.add_space(4.0);
        let mouse = "Click a mention to take it in hand or tie it, Shift+click to mark several, right click for all that can be done with it. Drag over text to select it; double click takes a word.";
        ui.label(RichText::new(mouse).color(theme.palette.soft_ink));
    });
    close_ui(ui, out);
}

pub(super) fn close_ui(ui: &mut Ui, out: &mut Actions) {
    ui.add_space(6.0);
    if ui.button("Close").clicked() {
        out.push(Action::User(UserCommand::LetGo));
    }
}

/// The commands that fit what is typed: those whose words begin with it first.
fn matching(query: &str) -> Vec<UserCommand> {
    let query = query.to_lowercase();
    let rank = |command: &UserCommand| {
        let title = command.title().to_lowercase();
        let words: Vec<_> = query.split_whitespace().collect();
        let all = words.iter().all(|w| title.contains(w) || command.tooltip().to_lowercase().contains(w));
        all.then(
            || if title.starts_with(&query) { 0 } else { 1 + usize::from(!words.iter().all(|w| title.contains(w))) },
        )
    };
    let mut found: Vec<_> = UserCommand::ALL.iter().filter_map(|c| Some((rank(c)?, *c))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, c)| c).collect()
}

fn palette_ui(ui: &mut Ui, session: &Session, state: &mut Overlays, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.set_width(520.0);
    let (down, up, enter) = ui.input_mut(|i| {
        let none = egui::Modifiers::NONE;
        (i.consume_key(none, Key::ArrowDown), i.consume_key(none, Key::ArrowUp), i.consume_key(none, Key::Enter))
    });
    let field = TextEdit::singleline(&mut state.query)
        .hint_text(RichText::new("Type what you want to do").color(theme.palette.soft_ink))
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(10, 8));
    let response = ui.add(field).accessible_name("Command");
    response.request_focus();
    if response.changed() {
        state.chosen = 0;
    }
    let found: Vec<_> =
        matching(&state.query).into_iter().filter(|c| c.is_enabled(session) && *c != UserCommand::Palette).collect();
    let last = found.len().saturating_sub(1);
    state.chosen = (state.chosen + usize::from(down)).min(last).saturating_sub(usize::from(up));
    if enter && let Some(&command) = found.get(state.chosen) {
        out.push(Action::User(command));
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    // As high with one result as with all: a window that shrinks stays small.
    let height = 340.0_f32.min(ui.ctx().content_rect().height() - 160.0);
    ScrollArea::vertical().max_height(height).auto_shrink([false, false]).show(ui, |ui| {
        for (i, &command) in found.iter().enumerate() {
            let title = command.title_now(session);
            let row = Row { name: &title, selected: i == state.chosen, height: 28.0 };
            let response = list_row(ui, &row, |ui, rect, _| {
                let y = rect.center().y;
                let font = egui::FontId::proportional(theme.sizes.ui);
                let key = command.key_label();
                let right =
                    super::widgets::text_ending(ui, rect.right(), y, &key, font.clone(), theme.palette.soft_ink);
                let left = text_between(ui, rect.left(), right - 12.0, y, &title, font, theme.palette.ink);
                let small = egui::FontId::proportional(theme.sizes.small);
                text_between(ui, left + 10.0, right - 12.0, y, command.tooltip(), small, theme.palette.soft_ink);
            });
            if i == state.chosen && (down || up) {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                out.push(Action::User(command));
            }
        }
        if found.is_empty() {
            ui.label(RichText::new("Nothing like this can be done now").color(theme.palette.soft_ink));
        }
    });
}

fn annotator_ui(ui: &mut Ui, session: &Session, state: &mut Overlays, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.set_width(360.0);
    ui.label(strong("Annotator", 17.0));
    let why = "This name or these initials are written beside what you decide in a project.";
    ui.add(egui::Label::new(RichText::new(why).color(theme.palette.soft_ink)).wrap());
    let name = state.annotator.get_or_insert_with(|| session.preferences().annotator.to_string());
    let field = TextEdit::singleline(name).desired_width(f32::INFINITY).margin(egui::Margin::symmetric(8, 6));
    let response = ui.add(field).accessible_name("Annotator");
    let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !enter {
        response.request_focus();
    }
    let row = ui.horizontal(|ui| {
        let done = ui.add_enabled(!name.trim().is_empty(), egui::Button::new("Use this name")).clicked();
        if ui.button("Close").clicked() {
            out.push(Action::User(UserCommand::LetGo));
        }
        done
    });
    let done = row.inner;
    if (done || enter) && !name.trim().is_empty() {
        out.push(Action::SetAnnotator(name.trim().into()));
        out.push(Action::User(UserCommand::LetGo));
    }
}

fn about_ui(ui: &mut Ui, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.set_width(440.0);
    ui.label(RichText::new("Redstring").font(theme::reading_font(26.0)));
    ui.label(RichText::new(concat!("Version ", env!("CARGO_PKG_VERSION"))).color(theme.palette.soft_ink));
    ui.add_space(6.0);
    for line in [
        "Follows one person, place or organisation through many documents. Works offline; your texts never leave this machine.",
        "MIT OR Apache-2.0.",
        "Set in Source Serif 4 and Inter (SIL Open Font License), icons by Phosphor (MIT), drawn with egui.",
    ] {
        ui.add(egui::Label::new(RichText::new(line).color(theme.palette.soft_ink)).wrap());
    }
    close_ui(ui, out);
}

fn skipped_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 160.0).min(720.0));
    let skipped = &session.corpus().skipped;
    let all = skipped.len() + session.corpus().unlisted as usize;
    ui.label(strong(format!("{} not read", counted(all, "file")), 17.0));
    let read = "Redstring reads .txt, .text and .md files of up to 64 MB.";
    ui.label(RichText::new(read).color(theme.palette.soft_ink));
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
    let list = ScrollArea::vertical().max_height(room.y - 240.0).auto_shrink([false, true]);
    list.show_rows(ui, 22.0, skipped.len(), |ui, range| {
        for entry in &skipped[range] {
            ui.horizontal(|ui| {
                ui.label(super::widgets::elided(&entry.path, 60)).on_hover_text(&entry.path);
                ui.label(RichText::new(entry.reason.to_string()).color(theme.palette.soft_ink));
            });
        }
    });
    if all > skipped.len() {
        ui.label(RichText::new(format!("and {} more", all - skipped.len())).color(theme.palette.soft_ink));
    }
    close_ui(ui, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_finds_by_the_front_of_a_title_first() {
        assert_eq!(matching("sav")[..2], [UserCommand::Save, UserCommand::SaveAs]);
        assert_eq!(matching("folder open")[0], UserCommand::OpenFolder);
        assert!(matching("qqqq").is_empty());
    }
}
