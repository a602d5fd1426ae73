//! Annotate all occurrences: what to look for, what to make of it, and the places, before anything happens.

use super::place_list::{PlaceList, place_list_ui};
use super::theme;
use super::widgets::{Tick, choice_ui, elided, grouped, strong, type_choice_ui};
use crate::annotation::TypeId;
use crate::extraction::{MAX_WANTED_BYTES, Manner};
use crate::session::places::{FoundPlaces, Intent, MAX_PLACES, Seeking, Tie};
use crate::session::{Action, Actions, AnnotateAll, Answer, Chosen, Session};
use egui::{Align, Button, Id, Key, Layout, Modal, RichText, TextEdit, Ui, vec2};

/// Width of a preview of places, in points.
const WIDTH: f32 = 660.0;

/// What the preview keeps while it is on screen.
#[derive(Default)]
pub struct AnnotateAllState {
    /// The half-typed text.
    text: Option<String>,
    /// The frame in which it opened: what is typed in that one was a command.
    opened: Option<u64>,
    focused: bool,
    kind: Option<TypeId>,
    tie: bool,
    list: PlaceList,
}

/// Paints the preview.
pub fn annotate_all_ui(ui: &mut Ui, session: &Session, state: &mut AnnotateAllState, out: &mut Actions) {
    let Some(asked) = session.annotate_all() else { return };
    preview_window(ui, "annotate all", |ui| {
        ui.label(strong("Mark all occurrences", 17.0));
        wanted_ui(ui, asked, state, out);
        let kind = made_ui(ui, session, asked, state);
        let tie = asked.entity.filter(|_| state.tie).map_or(Tie::No, Tie::To);
        let about = u64::from(kind.0) << 1 | u64::from(state.tie);
        state.list.update(session, &asked.places, about, &|_| Intent { kind, tie });
        places_ui(ui, session, &asked.places, asked.error.as_deref(), &mut state.list, out);
        let label = format!("Mark {}", grouped(state.list.chosen()));
        let chosen = || Chosen { places: state.list.ticked(), kind, tie: state.tie };
        let ready = state.list.chosen() > 0 && asked.places.state() != Seeking::Running;
        answers_ui(ui, &label, ready, chosen, out);
    });
}

/// A preview at the right of the window, so that the place that is clicked shows in the text behind it. Only its
/// buttons and Esc end it: a click beside it would throw away what was ticked.
pub fn preview_window(ui: &Ui, name: &'static str, add: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    let frame = egui::Frame::popup(ui.style()).inner_margin(18).corner_radius(12);
    let id = Id::unique(name);
    let area = Modal::default_area(id).anchor(egui::Align2::RIGHT_CENTER, vec2(-14.0, 0.0));
    let veil = theme.palette.shade.gamma_multiply(0.3);
    Modal::new(id).area(area).backdrop_color(veil).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(room.x - 76.0));
        ui.set_height((room.y - 120.0).min(860.0));
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        add(ui);
    });
}

fn wanted_ui(ui: &mut Ui, asked: &AnnotateAll, state: &mut AnnotateAllState, out: &mut Actions) {
    let mut wanted = asked.wanted.clone();
    let typed = state.text.get_or_insert_with(|| wanted.text.clone());
    let field = TextEdit::singleline(typed)
        .id(field_id())
        .char_limit(MAX_WANTED_BYTES)
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(8, 6));
    let response = ui.add(field).accessible_name("Text to mark");
    let now = ui.ctx().cumulative_frame_nr();
    if *state.opened.get_or_insert(now) == now {
        ui.ctx().request_repaint();
    } else if !std::mem::replace(&mut state.focused, true) {
        response.request_focus();
    }
    wanted.text.clone_from(typed);
    ui.horizontal_wrapped(|ui| {
        let manners = [
            (Manner::Exact, "Exact", "As it is written"),
            (Manner::IgnoringCase, "Ignoring case", "In upper and lower case alike"),
            (Manner::Inflected, "Inflected", "With the endings that names take: Buti, Butom, But's"),
            (Manner::Regex, "Pattern", "As a regular expression"),
        ];
        choice_ui(ui, &mut wanted.manner, &manners);
        ui.add_space(4.0);
        ui.add(Tick::of(&mut wanted.ignore_diacritics, "Ignore diacritics"))
            .on_hover_text("Łódź and Lodz are the same");
        let whole = wanted.manner != Manner::Inflected;
        ui.add_enabled(whole, Tick::of(&mut wanted.whole_words, "Whole words"))
            .on_hover_text("Not inside of longer words");
    });
    if wanted != asked.wanted {
        out.push(Action::SeekPlaces(wanted));
    }
}

fn field_id() -> Id {
    Id::unique("text to mark")
}

/// What to make of the places: the type, and whether to tie them.
fn made_ui(ui: &mut Ui, session: &Session, asked: &AnnotateAll, state: &mut AnnotateAllState) -> TypeId {
    let kind = state.kind.get_or_insert(asked.kind);
    ui.horizontal(|ui| {
        ui.label("Mark them as");
        type_choice_ui(ui, session.project().schema(), "Type of all", kind);
        let entity = asked.entity.and_then(|id| session.project().entity(id));
        if let Some(entity) = entity {
            ui.add_space(8.0);
            ui.add(Tick::of(&mut state.tie, format!("Tie them all to {}", elided(&entity.name, 32))));
        }
    });
    *kind
}

/// How many places there are, and the places.
pub fn places_ui(
    ui: &mut Ui,
    session: &Session,
    places: &FoundPlaces,
    error: Option<&str>,
    list: &mut PlaceList,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    ui.horizontal(|ui| {
        let told = match (error, places.state(), places.all().len()) {
            (Some(error), ..) => RichText::new(error).color(theme.palette.warning),
            (None, Seeking::Running, 0) => RichText::new("Looking…").color(theme.palette.soft_ink),
            (None, _, 0) => RichText::new("It occurs nowhere").color(theme.palette.soft_ink),
            _ => RichText::new(list.summary()).font(theme::strong_font(theme.sizes.ui)),
        };
        ui.label(told);
        if places.state() == Seeking::Running && !places.all().is_empty() {
            ui.label(RichText::new("looking on…").color(theme.palette.soft_ink));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !places.all().is_empty() {
                if ui.small_button("None").clicked() {
                    list.set_all(false);
                }
                if ui.small_button("All").clicked() {
                    list.set_all(true);
                }
            }
        });
    });
    if places.state() == Seeking::Cut {
        let told = format!("There are more: these are the first {}.", grouped(MAX_PLACES));
        ui.label(RichText::new(told).color(theme.palette.warning));
    }
    let height = (ui.available_height() - 48.0).max(80.0);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        place_list_ui(ui, session, places, list, height, out);
    });
}

/// The buttons below a preview. Enter does it too, unless something that wants it has the keyboard.
pub fn answers_ui(ui: &mut Ui, label: &str, ready: bool, chosen: impl Fn() -> Chosen, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let free = ui.memory(|m| m.focused().is_none_or(|id| id == field_id()));
    let open = egui::Popup::is_any_open(ui.ctx());
    // A text field lets go of the keyboard when Enter is pressed in it.
    let enter = (free && !open) && ui.input(|i| i.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let text = RichText::new(label).color(theme.palette.on_string);
        let button = Button::new(text).fill(theme.palette.string).min_size(vec2(110.0, 32.0));
        if ui.add_enabled(ready, button).clicked() || (ready && enter) {
            out.push(Action::Answer(Answer::Places(chosen())));
        }
        if ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() {
            out.push(Action::Answer(Answer::Cancel));
        }
    });
}
