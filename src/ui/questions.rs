//! Questions on screen: what is asked before anything happens.

use super::annotate_all::{AnnotateAllState, annotate_all_ui};
use super::bulk::{Bulk, bulk_ui};
use super::context_row::context_row;
use super::exchange::{ImportState, export_ui, import_ui};
use super::name_list::{NameListState, name_list_ui};
use super::repair::{contradiction_ui, merge_ui, move_ui, overruled_ui};
use super::theme;
use super::tie_above::{TieAbove, tie_above_ui};
use super::tools::readers_ui;
use super::widgets::{Tick, counted, elided, grouped, strong, type_mark};
use crate::annotation::{Entity, EntityId, MentionId, TiePreview};
use crate::session::{
    Action, Actions, AfterSaving, Answer, DialogRequest, Occurrence, OccurrenceDeed, Question, ReanchorReport, Session,
};
use egui::{Button, Color32, Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};
use std::collections::BTreeSet;

/// What the questions keep while they are on screen.
#[derive(Default)]
pub struct Questions {
    path: Option<String>,
    unticked: BTreeSet<MentionId>,
    began: Option<MentionId>,
    annotate_all: AnnotateAllState,
    name_list: NameListState,
    import: ImportState,
    bulk: Bulk,
    tie_above: TieAbove,
    /// The entity whose name several others take.
    kept: Option<EntityId>,
}

/// Paints the question that waits for an answer, if there is one.
pub fn question_ui(ui: &mut Ui, session: &Session, state: &mut Questions, out: &mut Actions) {
    let Some(question) = session.question() else {
        *state = Questions::default();
        return;
    };
    match question {
        Question::AnnotateAll => return annotate_all_ui(ui, session, &mut state.annotate_all, out),
        Question::TieAbove => return tie_above_ui(ui, session, &mut state.tie_above, out),
        Question::Bulk(deed) => return bulk_ui(ui, session, *deed, &mut state.bulk, out),
        Question::Adjudicate => return readers_ui(ui, session, out),
        Question::Export => return export_ui(ui, session, out),
        Question::Import => return import_ui(ui, session, &mut state.import, out),
        Question::NameList => return name_list_ui(ui, session, &mut state.name_list, out),
        _ => {}
    }
    let theme = theme::of(ui.ctx());
    // Behind the system's dialog the question only waits.
    let waiting = session.dialog().is_some();
    let frame = egui::Frame::popup(ui.style()).inner_margin(22).corner_radius(12);
    let modal = Modal::new(Id::unique("question")).backdrop_color(theme.palette.shade).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 80.0));
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        ui.add_enabled_ui(!waiting, |ui| match question {
            Question::Tie { mentions, onto, preview } => tie_ui(ui, session, mentions, *onto, preview, out),
            Question::Occurrences { mention, deed, occurrences } => {
                occurrences_ui(ui, session, *mention, *deed, occurrences, state, out);
            }
            Question::Contradiction(contradiction) => contradiction_ui(ui, session, contradiction, out),
            Question::Merge { entities, overruled } => {
                merge_ui(ui, session, (entities, overruled), &mut state.kept, out);
            }
            Question::Move { mentions, entity, overruled } => {
                move_ui(ui, session, (mentions, *entity), overruled, out);
            }
            // These have windows of their own.
            Question::AnnotateAll
            | Question::NameList
            | Question::Bulk(_)
            | Question::TieAbove
            | Question::Export
            | Question::Adjudicate
            | Question::Import => {}
            Question::Unsaved(then) => unsaved_ui(ui, session, then, out),
            Question::Overwrite(path) => {
                let (heading, what) = match session.file() == Some(path) {
                    true => ("The file has changed on disk", "was changed by another program since it was read here"),
                    false => ("There is such a file already", "is another file"),
                };
                title(ui, heading);
                text(ui, &format!("{} {what}. Saving replaces what is there now; one backup of it is kept beside it.", path.display()));
                buttons(ui, out, &[("Save anyway", Answer::Yes, Kind::Strong), ("Save as…", Answer::No, Kind::Plain), ("Cancel", Answer::Cancel, Kind::Plain)]);
            }
            Question::TypePath { request, error, start } => path_ui(ui, request, error.as_deref(), start, state, out),
            Question::Locate { folder, .. } => {
                title(ui, "Where are the documents?");
                text(ui, &format!("This project's documents should be in {}, but there is no such folder. Nothing is lost: show where they are now, or open the project without them.", folder.display()));
                buttons(ui, out, &[("Locate folder…", Answer::Browse, Kind::Strong), ("Open without them", Answer::No, Kind::Plain), ("Cancel", Answer::Cancel, Kind::Plain)]);
            }
            Question::Reanchored(report) => reanchored_ui(ui, report, out),
        });
    });
    if modal.should_close() && !waiting {
        out.push(Action::Answer(Answer::Cancel));
    }
}

enum Kind {
    Strong,
    Plain,
}

fn title(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(strong(text, 17.0)).wrap());
}

fn text(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.add(egui::Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap());
}

/// The answers, the likely one first; Enter gives it.
fn buttons(ui: &mut Ui, out: &mut Actions, answers: &[(&str, Answer, Kind)]) {
    let enter = ui.input(|i| i.key_pressed(Key::Enter)) && ui.memory(|m| m.focused().is_none());
    buttons_ui(ui, out, answers, enter);
}

fn buttons_ui(ui: &mut Ui, out: &mut Actions, answers: &[(&str, Answer, Kind)], enter: bool) {
    let theme = theme::of(ui.ctx());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        for (label, answer, kind) in answers {
            let strong = matches!(kind, Kind::Strong);
            let colour = if strong { theme.palette.on_string } else { theme.palette.ink };
            let mut button = Button::new(RichText::new(*label).color(colour)).min_size(vec2(96.0, 32.0));
            if strong {
                button = button.fill(theme.palette.string);
            }
            if ui.add(button).clicked() || (strong && enter) {
                out.push(Action::Answer(answer.clone()));
            }
        }
    });
}

fn tie_ui(
    ui: &mut Ui,
    session: &Session,
    mentions: &[MentionId],
    onto: MentionId,
    preview: &TiePreview,
    out: &mut Actions,
) {
    let project = session.project();
    match (preview.kept, preview.absorbed) {
        (Some(kept), Some(absorbed)) => {
            title(ui, "Join two entities?");
            text(ui, "Both have several mentions. Joined, they are one entity, under the first one's name:");
            for id in [kept, absorbed] {
                entity_box(ui, session, id);
            }
            let together = project.cluster(kept).mentions + project.cluster(absorbed).mentions;
            text(ui, &format!("{} together. One undo takes them apart again.", counted(together as usize, "mention")));
        }
        _ => {
            title(ui, "Tie them after all?");
            for id in [onto].into_iter().chain(mentions.first().copied()) {
                if let Some(m) = project.mention(id) {
                    context_row(ui, session, m.document, m.hull(), false, false);
                }
            }
            if let Some(more) = mentions.len().checked_sub(1).filter(|n| *n > 0) {
                text(ui, &format!("and {} more that are offered with it", grouped(more)));
            }
        }
    }
    overruled_ui(ui, session, &preview.overruled);
    let yes = if preview.absorbed.is_some() { "Join them" } else { "Tie them" };
    buttons(ui, out, &[(yes, Answer::Yes, Kind::Strong), ("Keep apart", Answer::Cancel, Kind::Plain)]);
}

/// An entity as the question shows it: name, size, and a few of its mentions.
fn entity_box(ui: &mut Ui, session: &Session, id: EntityId) {
    let Some(entity) = session.project().entity(id) else { return };
    let Entity { name, kind, .. } = &**entity;
    let size = session.project().cluster(id);
    super::widgets::card(ui, |ui| {
        ui.horizontal(|ui| {
            type_mark(ui, session.project().schema(), *kind, 11.0);
            ui.label(strong(elided(name, 40), 14.0));
            let count = format!(
                "{} in {}",
                counted(size.mentions as usize, "mention"),
                counted(size.documents as usize, "document")
            );
            ui.label(RichText::new(count).size(12.0).color(theme::of(ui.ctx()).palette.soft_ink));
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        for mention in session.project().mentions_of(id).take(3) {
            context_row(ui, session, mention.document, mention.hull(), false, false);
        }
    });
}

fn occurrences_ui(
    ui: &mut Ui,
    session: &Session,
    mention: MentionId,
    deed: OccurrenceDeed,
    all: &[Occurrence],
    state: &mut Questions,
    out: &mut Actions,
) {
    if state.began != Some(mention) {
        state.began = Some(mention);
        state.unticked = all.iter().filter(|o| !o.ticked).map(|o| o.mention).collect();
    }
    let project = session.project();
    let name = project.mention(mention).map(|m| elided(&m.text, 36)).unwrap_or_default();
    let (heading, verb) = match deed {
        OccurrenceDeed::Tie => (format!("Tie all “{name}”"), "Tie"),
        OccurrenceDeed::Dismiss => (format!("Dismiss all “{name}”"), "Dismiss"),
        OccurrenceDeed::Retype(kind) => {
            (format!("Change the type of all “{name}” to {}", project.schema().get(kind).name), "Change")
        }
    };
    title(ui, &heading);
    let chosen = all.len() - state.unticked.len();
    text(ui, &format!("{} with this text. Untick those that do not belong.", counted(all.len(), "mention")));
    ui.horizontal(|ui| {
        if ui.small_button("All").clicked() {
            state.unticked.clear();
        }
        if ui.small_button("None").clicked() {
            state.unticked = all.iter().map(|o| o.mention).collect();
        }
    });
    ui.spacing_mut().item_spacing.y = 1.0;
    let row = theme::of(ui.ctx()).sizes.row;
    ScrollArea::vertical().max_height(300.0).auto_shrink([false, true]).show_rows(ui, row, all.len(), |ui, range| {
        for occurrence in &all[range] {
            occurrence_row(ui, session, occurrence, &mut state.unticked);
        }
    });
    let cancel = ("Cancel", Answer::Cancel, Kind::Plain);
    if chosen == 0 {
        return buttons(ui, out, &[cancel]);
    }
    let these = all.iter().map(|o| o.mention).filter(|m| !state.unticked.contains(m)).collect();
    buttons(ui, out, &[(&format!("{verb} {chosen}"), Answer::These(these), Kind::Strong), cancel]);
}

fn occurrence_row(ui: &mut Ui, session: &Session, occurrence: &Occurrence, unticked: &mut BTreeSet<MentionId>) {
    let id = occurrence.mention;
    let Some(mention) = session.project().mention(id) else { return };
    ui.horizontal(|ui| {
        let mut on = !unticked.contains(&id);
        let entity = mention.entity.and_then(|e| session.project().entity(e));
        let name = format!("{} in document {}", mention.text, mention.document);
        if ui.add(Tick::of(&mut on, "")).accessible_name(name).changed() {
            if on {
                unticked.remove(&id)
            } else {
                unticked.insert(id)
            };
        }
        ui.label(RichText::new(mention.document.to_string()).size(11.5).color(theme::of(ui.ctx()).palette.faint_ink));
        if occurrence.different {
            let colour = theme::of(ui.ctx()).palette.warning;
            let flag = RichText::new("different").size(11.5).color(colour);
            ui.label(flag).on_hover_text("You said that it is not the same");
        }
        if let Some(entity) = entity {
            let colour = theme::of(ui.ctx()).palette.warning;
            ui.label(RichText::new(elided(&entity.name, 16)).size(11.5).color(colour))
                .on_hover_text("It belongs to this entity");
        }
        if context_row(ui, session, mention.document, mention.hull(), false, false).clicked() {
            if on {
                unticked.insert(id)
            } else {
                unticked.remove(&id)
            };
        }
    });
}

fn unsaved_ui(ui: &mut Ui, session: &Session, then: &AfterSaving, out: &mut Actions) {
    let leaving = match then {
        AfterSaving::Quit => "closing",
        AfterSaving::CloseProject => "closing the project",
        _ => "opening something else",
    };
    title(ui, &format!("Save “{}” before {leaving}?", elided(&session.title(), 40)));
    let step = session.history().undo_step().map(|s| format!(" The last step was: {}.", s.label()));
    text(ui, &format!("There is work that is not in its file yet.{}", step.unwrap_or_default()));
    buttons(
        ui,
        out,
        &[
            ("Save", Answer::Yes, Kind::Strong),
            ("Don't save", Answer::No, Kind::Plain),
            ("Cancel", Answer::Cancel, Kind::Plain),
        ],
    );
}

fn path_ui(
    ui: &mut Ui,
    request: &DialogRequest,
    error: Option<&str>,
    start: &str,
    state: &mut Questions,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    let (heading, label, yes) = match request {
        DialogRequest::OpenFolder => ("Open folder", "Path of a folder with text files", "Open"),
        DialogRequest::OpenProject => ("Open project", "Path of a .ron project file", "Open"),
        DialogRequest::SaveAs(_) => ("Save as", "Path of the project file", "Save"),
        DialogRequest::ImportNames => ("Import list of names", "Path of a text file or table with names", "Open"),
        DialogRequest::ExportNames(_) => ("Save gazetteer", "Path of the table", "Save"),
        DialogRequest::ImportFile => ("Import", "Path of a file of another tool", "Open"),
        DialogRequest::ImportFolder => ("Import a folder", "Path of a folder with files of another tool", "Open"),
        DialogRequest::ImportTo(_) => ("Save the new project", "Path of the project file", "Save"),
        DialogRequest::Export(_) => ("Export", "Path of the file or folder to write", "Export"),
        DialogRequest::AddReader => ("Add an annotator's project", "Path of a .ron project file", "Add"),
        DialogRequest::Adjudicate(_) => ("Begin to adjudicate", "Path of the new project file", "Save"),
        DialogRequest::CompareFile => ("Compare with", "Path of a project, or of a file of another tool", "Compare"),
        DialogRequest::CompareFolder => ("Compare with a folder", "Path of a folder of another tool", "Compare"),
        DialogRequest::LocateFolder => ("Locate the documents", "Path of the folder with the documents", "Open"),
    };
    title(ui, heading);
    text(
        ui,
        "This system shows no file dialog, so type the path. (On Linux the packages xdg-desktop-portal-gtk or zenity bring one.)",
    );
    let typed = state.path.get_or_insert_with(|| start.to_owned());
    ui.label(RichText::new(label).size(12.0).color(theme.palette.soft_ink));
    let field = TextEdit::singleline(typed).desired_width(ui.available_width()).margin(egui::Margin::symmetric(8, 6));
    let response = ui.add(field).accessible_name("Path");
    if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
        out.push(Action::Answer(Answer::Path(typed.clone())));
    } else if ui.memory(|m| m.focused().is_none()) {
        response.request_focus();
    }
    if let Some(error) = error {
        ui.label(RichText::new(error).color(theme.palette.string));
    }
    let answer = Answer::Path(typed.clone());
    // Enter in the field has answered already.
    buttons_ui(ui, out, &[(yes, answer, Kind::Strong), ("Cancel", Answer::Cancel, Kind::Plain)], false);
}

fn reanchored_ui(ui: &mut Ui, report: &ReanchorReport, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    title(ui, "Documents have changed on disk");
    let kept: usize = report.documents.iter().map(|(_, n)| n).sum();
    let documents = counted(report.documents.len(), "document");
    text(
        ui,
        &format!(
            "The text of {documents} is not the one that was annotated. {} found again by text and context; the project's file is as it was until you save, and one undo per document takes this back.",
            counted(kept, "mention")
        ),
    );
    let section = |ui: &mut Ui, heading: &str, count: usize, line: &dyn Fn(usize) -> String, colour: Color32| {
        if count == 0 {
            return;
        }
        ui.label(RichText::new(format!("{} {heading}", counted(count, "mention"))).color(colour));
        let list = ScrollArea::vertical().id_salt(heading).max_height(140.0).auto_shrink([false, true]);
        list.show_rows(ui, 18.0, count, |ui, range| {
            for at in range {
                ui.label(RichText::new(line(at)).size(12.0).color(theme.palette.soft_ink));
            }
        });
    };
    let lost = |at: usize| match &report.lost[at] {
        (text, document, Some(entity)) => format!("“{}” of {entity}, in {document}", elided(text, 40)),
        (text, document, None) => format!("“{}”, in {document}", elided(text, 40)),
    };
    section(ui, "not there any more", report.lost.len(), &lost, theme.palette.string);
    let moved = |at: usize| {
        let (text, document, from, to) = &report.moved[at];
        format!("“{}” in {document}: byte {from} → {to}", elided(text, 40))
    };
    section(ui, "moved", report.moved.len(), &moved, theme.palette.soft_ink);
    buttons(ui, out, &[("Go on", Answer::Yes, Kind::Strong)]);
}
