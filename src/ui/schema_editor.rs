//! The editor of mention types: a draft in a window, and one step of the history when it is applied.

use super::schema_row::{Asked, Known, called, columns_ui, indent, row_ui};
use super::theme::{self, icons};
use super::widgets::{choice_ui, counted, strong};
use crate::annotation::{EntryRule, Schema, TypeId, known_labels};
use crate::session::{Action, Actions, Field, Session, TypesDraft, UserCommand};
use egui::{Button, ComboBox, Id, Label, Modal, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Types,
    Labels,
}

/// What the editor keeps. The draft stays while the editor is closed, as long as it is of the types that there are.
#[derive(Default)]
pub struct SchemaEditor {
    /// The draft, and the corpus that it is for.
    draft: Option<(u64, TypesDraft)>,
    tab: Tab,
    /// The type that is to be removed, and what its mentions become.
    removing: Option<(usize, usize)>,
    /// The type whose name gets the keyboard.
    focus: Option<usize>,
    /// The types whose name was typed, and whether it was tried to apply: before, a name is not missed.
    named: BTreeSet<usize>,
    tried: bool,
    /// Whether it asks what becomes of the changes.
    asking: bool,
    size: egui::Vec2,
}

/// How the editor ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Apply,
    Discard,
}

/// The types that are edited: the project's, else those of new projects.
fn base(session: &Session) -> &Arc<Schema> {
    if session.is_open() { session.project().schema() } else { session.types_of_new_projects() }
}

fn is_changed(session: &Session, draft: &TypesDraft) -> bool {
    if session.is_open() { draft.is_changed() } else { draft.as_new().is_none_or(|types| types != **base(session)) }
}

/// Paints the editor.
pub fn schema_editor_ui(ui: &mut Ui, session: &Session, state: &mut SchemaEditor, out: &mut Actions) {
    let corpus = session.corpus_serial();
    let kept = state.draft.take().filter(|(of, draft)| *of == corpus && draft.is_of(base(session)));
    let mut draft = match kept {
        Some((_, draft)) => draft,
        None => {
            *state = SchemaEditor::default();
            TypesDraft::of(base(session))
        }
    };
    let theme = theme::of(ui.ctx());
    let frame = egui::Frame::popup(ui.style()).inner_margin(20).corner_radius(12);
    let modal = Modal::new(Id::unique("mention types")).backdrop_color(theme.palette.shade).frame(frame);
    let shown = modal.show(ui.ctx(), |ui| window_ui(ui, session, state, &mut draft, out));
    let size = shown.response.rect.size();
    if state.size != size {
        state.size = size;
        ui.ctx().request_repaint();
    }
    let mut end = shown.inner;
    if shown.should_close() {
        match is_changed(session, &draft) {
            true => state.asking = !state.asking,
            false => end = Some(End::Discard),
        }
        ui.ctx().request_repaint();
    }
    if end == Some(End::Apply) {
        out.extend(if session.is_open() {
            draft.command().map(Action::Edit)
        } else {
            draft.as_new().map(Action::KeepTypes)
        });
    }
    if end.is_some() {
        state.asking = false;
        out.push(Action::User(UserCommand::LetGo));
    }
    state.draft = (end != Some(End::Discard)).then_some((corpus, draft));
}

fn window_ui(
    ui: &mut Ui,
    session: &Session,
    state: &mut SchemaEditor,
    draft: &mut TypesDraft,
    out: &mut Actions,
) -> Option<End> {
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 100.0).min(760.0));
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    ui.label(strong("Mention types", 17.0));
    let why = match session.is_open() {
        true => "The types of this project. What you change is one step, which one undo takes back.",
        false => "The types that new projects begin with.",
    };
    soft(ui, why);
    let asking = state.asking;
    ui.add_enabled_ui(!asking, |ui| {
        let tabs = [
            (Tab::Types, "Types", "Their names, keys, marks and colours"),
            (Tab::Labels, "Labels", "Which type each label of an extractor becomes"),
        ];
        ui.horizontal(|ui| choice_ui(ui, &mut state.tab, &tabs));
        let height = (room.y - 352.0).clamp(108.0, 508.0);
        match state.tab {
            Tab::Types => types_ui(ui, session, state, draft, height),
            Tab::Labels => labels_ui(ui, session, draft, height - 8.0),
        }
        removed_ui(ui, session, state, draft);
    });
    ui.separator();
    told_ui(ui, session, draft);
    foot_ui(ui, session, state, draft, out)
}

fn soft(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.add(Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap());
}

fn types_ui(ui: &mut Ui, session: &Session, state: &mut SchemaEditor, draft: &mut TypesDraft, height: f32) {
    columns_ui(ui, session.is_open());
    let problems = shown_problems(state, draft);
    let serials: Vec<usize> = draft.types().iter().map(|t| t.serial).collect();
    let list = ScrollArea::vertical().id_salt("types").max_height(height).min_scrolled_height(height);
    list.auto_shrink([false, false]).show(ui, |ui| {
        for &serial in &serials {
            let of_this = problems.iter().filter(|(s, ..)| *s == serial);
            let known = Known {
                problems: of_this.map(|(_, field, told)| (*field, told.clone())).collect(),
                labels: draft.labels_of(serial),
                counts: draft.id_of(serial).filter(|_| session.is_open()).map(|id| session.project().counts_of(id)),
                removable: serials.len() > 1,
                focus: state.focus == Some(serial),
            };
            state.focus = state.focus.filter(|_| !known.focus);
            let Some(kind) = draft.types_mut().iter_mut().find(|t| t.serial == serial) else { continue };
            match ui.push_id(serial, |ui| row_ui(ui, kind, &known)).inner {
                Some(Asked::Named) => {
                    state.named.insert(serial);
                    draft.name_edited(serial);
                }
                Some(Asked::Unmap(label)) => draft.map(&label, None),
                Some(Asked::Remove) => ask_remove(session, state, draft, serial),
                None => {}
            }
            if state.removing.is_some_and(|(removing, _)| removing == serial) {
                removing_ui(ui, session, state, draft);
            }
        }
    });
    // Not in the list, where it could be out of sight.
    let add = ui.button((theme::icon(icons::PLUS, 14.0), "Add type"));
    add.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Add type"));
    if add.clicked() {
        state.focus = draft.add();
    }
}

/// The type that has no name, of which that is all that is told at its field.
fn nameless(draft: &TypesDraft, (serial, field, _): &(usize, Field, String)) -> bool {
    *field == Field::Name && draft.get(*serial).is_some_and(|kind| kind.name.trim().is_empty())
}

/// What is wrong; that a name is missing only once it is missed.
fn shown_problems(state: &SchemaEditor, draft: &TypesDraft) -> Vec<(usize, Field, String)> {
    let mut problems = draft.problems();
    problems.retain(|problem| state.tried || state.named.contains(&problem.0) || !nameless(draft, problem));
    problems
}

/// Whether a name is all that is missing: then the attempt to apply leads to it.
fn lacks_only_names(draft: &TypesDraft) -> bool {
    draft.problems().iter().all(|problem| nameless(draft, problem))
}

/// Whether anything of the project is of a type.
fn is_used(session: &Session, id: TypeId) -> bool {
    let project = session.project();
    session.is_open()
        && (project.counts_of(id) != Default::default()
            || project.entities().any(|e| e.kind == id)
            || project.gazetteer().any(|e| e.rule == EntryRule::Always(id)))
}

/// Removes a type, or asks first what its mentions become.
fn ask_remove(session: &Session, state: &mut SchemaEditor, draft: &mut TypesDraft, serial: usize) {
    let used = draft.id_of(serial).is_some_and(|id| is_used(session, id)) || draft.is_becoming(serial);
    let another = draft.types().iter().map(|t| t.serial).filter(|s| *s != serial);
    // The general one is the last of a project's own that is only a name.
    let named = |s: &usize| draft.get(*s).is_some_and(|t| t.name == "Name");
    let likely = another.clone().find(named).or_else(|| another.clone().next());
    match likely.filter(|_| used) {
        Some(instead) => state.removing = Some((serial, instead)),
        None => draft.remove(serial, None),
    }
}

/// What the mentions of the type become that is to go.
fn removing_ui(ui: &mut Ui, session: &Session, state: &mut SchemaEditor, draft: &mut TypesDraft) {
    let Some((serial, mut instead)) = state.removing else { return };
    let Some(kind) = draft.get(serial).cloned() else { return };
    let count = draft.id_of(serial).map_or(0, |id| session.project().counts_of(id).live()) as usize;
    let told = match count {
        0 => "What is of this type becomes".to_owned(),
        1 => "Its mention becomes".to_owned(),
        _ => format!("Its {} become", counted(count, "mention")),
    };
    let mut done = false;
    ui.horizontal(|ui| {
        ui.add_space(indent(ui));
        ui.label(told);
        let name = format!("What {} becomes", called(&kind));
        if let Some(Some(chosen)) = type_choice(ui, draft, &name, Some(serial), Some(instead), false) {
            instead = chosen;
        }
        state.removing = Some((serial, instead));
        done = ui.button("Remove").clicked();
        if ui.button("Keep it").clicked() {
            state.removing = None;
        }
    });
    if done {
        draft.remove(serial, Some(instead));
        state.removing = None;
    }
}

/// A choice of a type of the draft, or of none. Returns what was chosen, when something was.
fn type_choice(
    ui: &mut Ui,
    draft: &TypesDraft,
    name: &str,
    without: Option<usize>,
    now: Option<usize>,
    none: bool,
) -> Option<Option<usize>> {
    let theme = theme::of(ui.ctx());
    let shown = now.and_then(|serial| draft.get(serial)).map(called);
    let words = match shown {
        Some(shown) => RichText::new(shown),
        None => RichText::new(NOT_USED).color(theme.palette.soft_ink),
    };
    let mut chosen = None;
    let list = ComboBox::from_id_salt(name).selected_text(words).width(150.0);
    // As high as there is room for below it or above it: all types are seen unless the window is very low.
    let (screen, y) = (ui.ctx().content_rect(), ui.next_widget_position().y);
    let list = list.height((y - screen.top()).max(screen.bottom() - y) - 40.0);
    let response = list.show_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for kind in draft.types().iter().filter(|t| Some(t.serial) != without) {
            if ui.selectable_label(now == Some(kind.serial), called(kind)).clicked() {
                chosen = Some(Some(kind.serial));
            }
        }
        if none && ui.selectable_label(now.is_none(), NOT_USED).clicked() {
            chosen = Some(None);
        }
    });
    let value = shown.unwrap_or(NOT_USED);
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("{name}: {value}")));
    chosen
}

const NOT_USED: &str = "not used";

/// What a label is, for whoever has never seen one.
const LABELS: &str = "A label is what whatever finds the mentions, the tagger or a program of yours, calls a type. Here \
each is given the type of yours that it becomes. What has a label that is not used is passed over.";

/// A line of the labels: what they are called, their types, and what they mean.
fn label_line(ui: &mut Ui, first: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    let line = vec2(theme.sizes.inspector * 0.5, ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(line, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_width(line.x);
        first(ui);
    });
}

fn labels_ui(ui: &mut Ui, session: &Session, draft: &mut TypesDraft, height: f32) {
    let theme = theme::of(ui.ctx());
    soft(ui, LABELS);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = theme.sizes.ui + 4.0;
        let title = |words: &str| RichText::new(words).color(theme.palette.soft_ink).size(theme.sizes.small);
        label_line(ui, |ui| drop(ui.label(title("Label"))));
        label_line(ui, |ui| drop(ui.label(title("Becomes the type"))));
        ui.label(title("What it is given to"));
    });
    let list = ScrollArea::vertical().id_salt("labels").max_height(height).min_scrolled_height(height);
    list.auto_shrink([false, false]).show(ui, |ui| {
        for (label, about) in known_labels(base(session), session.announced_labels()) {
            ui.horizontal(|ui| {
                label_line(ui, |ui| drop(ui.label(&*label)));
                // A type's own name cannot but stand for a type.
                let none = !draft.is_name(&label);
                let now = draft.type_of(&label);
                let name = format!("Type of {label}");
                if let Some(chosen) = type_choice(ui, draft, &name, None, now, none) {
                    draft.map(&label, chosen);
                }
                ui.label(RichText::new(about).color(theme.palette.soft_ink));
            });
        }
    });
}

/// What was removed, to be put back.
fn removed_ui(ui: &mut Ui, session: &Session, state: &mut SchemaEditor, draft: &mut TypesDraft) {
    let Some(last) = draft.removed().last() else { return };
    let name = called(&last.kind).to_owned();
    let count = draft.id_of(last.kind.serial).map_or(0, |id| session.project().counts_of(id).live()) as usize;
    let told = match last.instead.and_then(|serial| draft.get(serial)) {
        Some(instead) if count == 1 => format!("{name} is removed; its mention becomes {}", called(instead)),
        Some(instead) if count > 1 => {
            format!("{name} is removed; its {} become {}", counted(count, "mention"), called(instead))
        }
        _ => format!("{name} is removed"),
    };
    ui.horizontal(|ui| {
        soft(ui, &told);
        if ui.button("Put back").clicked() {
            draft.put_back();
            state.removing = None;
        }
    });
}

/// What keeps the changes from being applied, else what they do.
fn told_ui(ui: &mut Ui, session: &Session, draft: &TypesDraft) {
    let palette = &theme::of(ui.ctx()).palette;
    let mut problems = draft.problems();
    // That is told where the name belongs, and only there.
    problems.retain(|problem| !nameless(draft, problem));
    let (text, colour) = match problems.first() {
        Some((serial, _, told)) => {
            let name = draft.get(*serial).map(called).unwrap_or_default();
            let more = match problems.len() {
                1 => String::new(),
                n => format!("; {} more to put right", n - 1),
            };
            (format!("{name}: {told}{more}"), palette.string)
        }
        None => (consequences(session, draft), palette.soft_ink),
    };
    ui.add(Label::new(RichText::new(text).color(colour)).truncate());
}

fn consequences(session: &Session, draft: &TypesDraft) -> String {
    if !is_changed(session, draft) {
        return "Nothing is changed".to_owned();
    }
    if !session.is_open() {
        return "Projects that are there already keep their types".to_owned();
    }
    let off: Vec<&str> = draft.switched_off().filter_map(|id| draft.get(usize::from(id.0))).map(called).collect();
    let mut told = Vec::new();
    if !off.is_empty() {
        told.push(format!("Untouched proposals of {} go away", off.join(", ")));
    }
    if draft.finds_more() {
        told.push("Mentions are looked for again".to_owned());
    }
    told.join(". ")
}

fn foot_ui(
    ui: &mut Ui,
    session: &Session,
    state: &mut SchemaEditor,
    draft: &mut TypesDraft,
    out: &mut Actions,
) -> Option<End> {
    let theme = theme::of(ui.ctx());
    let changed = is_changed(session, draft);
    let possible = lacks_only_names(draft);
    let mut end = None;
    ui.spacing_mut().interact_size.y = 32.0;
    ui.horizontal(|ui| {
        if state.asking {
            ui.label(strong("Apply your changes?", theme.sizes.ui));
        }
        let words = RichText::new("Apply").color(theme.palette.on_string);
        let apply = Button::new(words).fill(theme.palette.string).min_size(vec2(96.0, 32.0));
        if ui.add_enabled(changed && possible, apply).clicked() {
            match draft.problems().first() {
                None => end = Some(End::Apply),
                Some((serial, ..)) => {
                    (state.tried, state.asking, state.tab) = (true, false, Tab::Types);
                    state.focus = Some(*serial);
                }
            }
        }
        let plain = |words| Button::new(words).min_size(vec2(96.0, 32.0));
        if state.asking {
            if ui.add(plain("Discard")).clicked() {
                end = Some(End::Discard);
            }
            if ui.add(plain("Go on editing")).clicked() {
                state.asking = false;
            }
            return;
        }
        if ui.add(plain("Cancel")).clicked() {
            end = Some(End::Discard);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if session.is_open() {
                let types = draft.as_new();
                let new = types.as_ref().is_some_and(|types| *types != **session.types_of_new_projects());
                let button = ui.add_enabled(new, plain("Use for new projects"));
                let button = button.on_hover_text("New projects begin with these types");
                if button.on_disabled_hover_text("New projects begin with these types already").clicked() {
                    out.extend(types.map(Action::KeepTypes));
                }
            } else if ui.add(plain("Redstring's own types")).clicked() {
                draft.replace_with(&Schema::default());
            }
        });
    });
    end
}
