//! The dialog in which a person chooses what finds the mentions.

use super::theme::{self, icons};
use super::widgets::{firm_edges, strong, type_mark};
use crate::annotation::{Schema, TypeId};
use crate::extraction::external::Handshake;
use crate::session::{Action, Actions, ExtractorChoice, Job, Session, Trial, TrialError, UserCommand};
use egui::{Button, DragValue, Grid, Key, Label, RichText, ScrollArea, TextEdit, Ui, vec2};

const HOW: &str = "Any program that reads and writes JSON lines. assets/extractors in Redstring's source has the \
protocol, and adapters for spaCy and GLiNER.";

const RIGHTS: &str = "It is run on this machine with your rights, and is given the text of every document. Use only a \
program that you trust.";

/// Paints the dialog. `state` is the choice that is being made; `None` at first.
pub fn extractor_ui(ui: &mut Ui, session: &Session, state: &mut Option<ExtractorChoice>, out: &mut Actions) {
    ui.set_width(520.0_f32.min(ui.ctx().content_rect().width() - 80.0));
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    let choice = state.get_or_insert_with(|| session.preferences().extractor.clone());
    ui.label(strong("What finds the mentions?", 17.0));
    firm_edges(ui, |ui| {
        ui.radio_value(&mut choice.external, false, "Redstring itself");
        ui.radio_value(&mut choice.external, true, "A program of yours");
    });
    if choice.external {
        ui.indent("program", |ui| program_ui(ui, session, choice, out));
    }
    // What is being tried is not what stands there any more.
    let tried = session.trial().filter(|t| t.outcome.is_none() && t.choice != *choice);
    if let Some(job) = tried.and_then(|_| session.jobs().find(|job| job.job == Job::Try)) {
        out.push(Action::CancelJob(job.id));
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let theme = theme::of(ui.ctx());
        let words = RichText::new("Use this").color(theme.palette.on_string);
        let button = Button::new(words).fill(theme.palette.string).min_size(vec2(96.0, 32.0));
        if ui.add_enabled(choice.check().is_ok(), button).clicked() {
            out.push(Action::UseExtractor(choice.clone()));
        }
        if ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() {
            out.push(Action::User(UserCommand::LetGo));
        }
    });
}

fn program_ui(ui: &mut Ui, session: &Session, choice: &mut ExtractorChoice, out: &mut Actions) {
    soft(ui, HOW);
    let theme = theme::of(ui.ctx());
    let hint = RichText::new("python3 spacy_adapter.py en_core_web_md").color(theme.palette.faint_ink);
    let margin = egui::Margin::symmetric(8, 6);
    let field = TextEdit::singleline(&mut choice.command).hint_text(hint).margin(margin);
    let response = ui.add(field.desired_width(ui.available_width())).accessible_name("Command line of the program");
    let mut try_it = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        ui.label("Wait for an answer up to");
        let seconds = DragValue::new(&mut choice.time_limit).range(1..=ExtractorChoice::MAX_SECONDS).suffix(" s");
        ui.add(seconds).accessible_name("Time limit in seconds");
        ui.label(RichText::new("and longer for long texts").color(theme.palette.soft_ink));
    });
    ui.horizontal_top(|ui| {
        ui.label(theme::icon(icons::WARNING, 16.0).color(theme.palette.warning));
        ui.add(Label::new(RichText::new(RIGHTS).color(theme.palette.ink)).wrap());
    });
    let fault = choice.check().err().filter(|_| !choice.command.trim().is_empty());
    let job = session.jobs().find(|job| job.job == Job::Try);
    ui.horizontal(|ui| {
        if let Some(job) = job {
            ui.label(RichText::new("Starting it…").color(theme.palette.soft_ink));
            if ui.button("Stop").clicked() {
                out.push(Action::CancelJob(job.id));
            }
        } else {
            try_it |= ui.add_enabled(choice.check().is_ok(), Button::new("Try it")).clicked();
        }
    });
    if try_it && choice.check().is_ok() {
        out.push(Action::TryExtractor(choice.clone()));
    }
    if let Some(fault) = fault {
        error_ui(ui, &TrialError { why: crate::session::sentence(&fault.to_string()), said: Vec::new() });
    } else if let Some(Trial { choice: tried, outcome: Some(outcome), .. }) = session.trial()
        && tried.command == choice.command
    {
        match outcome {
            Ok(handshake) => handshake_ui(ui, session.project().schema(), handshake),
            Err(error) => error_ui(ui, error),
        }
    }
}

/// Who the program is, and what becomes of its labels.
fn handshake_ui(ui: &mut Ui, schema: &Schema, handshake: &Handshake) {
    let theme = theme::of(ui.ctx());
    ui.add(Label::new(strong(handshake.title(), theme.sizes.ui)).wrap());
    let mut kinds: Vec<_> = handshake.labels.iter().map(|label| (label, schema.for_label(label))).collect();
    kinds.sort_by_key(|(_, kind)| kind.is_none());
    let without = kinds.iter().any(|(_, kind)| kind.is_none());
    let used = kinds.iter().flat_map(|(_, kind)| kind).filter(|&&kind| schema.is_on(kind)).count();
    let told = match (used, kinds.len()) {
        (_, 0) => "It names no labels; those that it uses are looked up as they come.".to_owned(),
        (0, _) => "None of its labels is of a type of this project: it would find nothing.".to_owned(),
        (used, all) if used == all => "Its labels, and the types that they become:".to_owned(),
        (used, all) => format!("{used} of its {all} labels become mentions:"),
    };
    soft(ui, &told);
    ScrollArea::vertical().max_height(190.0).auto_shrink([false, true]).show(ui, |ui| {
        // Nothing in the list is pressed.
        ui.spacing_mut().interact_size.y = theme.sizes.ui + 4.0;
        Grid::new("labels").num_columns(2).spacing(vec2(28.0, 2.0)).show(ui, |ui| {
            for (label, kind) in kinds {
                ui.label(label);
                label_ui(ui, schema, kind);
                ui.end_row();
            }
        });
    });
    if without {
        let command = UserCommand::MentionTypes;
        let told = format!(
            "To use the others, give them a type in “{}” ({}), under Labels.",
            command.title(),
            command.key_label()
        );
        soft(ui, &told);
    }
}

fn label_ui(ui: &mut Ui, schema: &Schema, kind: Option<TypeId>) {
    let theme = theme::of(ui.ctx());
    let Some(kind) = kind else {
        ui.label(RichText::new("no type: passed over").color(theme.palette.soft_ink));
        return;
    };
    ui.horizontal(|ui| {
        type_mark(ui, schema, kind, 10.0);
        let name = &*schema.get(kind).name;
        if schema.is_on(kind) {
            ui.label(name);
        } else {
            ui.label(RichText::new(format!("{name}, which is switched off")).color(theme.palette.soft_ink));
        }
    });
}

/// What went wrong, and what the program said last.
fn error_ui(ui: &mut Ui, error: &TrialError) {
    let theme = theme::of(ui.ctx());
    ui.add(Label::new(RichText::new(&error.why).color(theme.palette.string)).wrap());
    if error.said.is_empty() {
        return;
    }
    soft(ui, "What it said last:");
    for line in &error.said {
        let line = RichText::new(line).monospace().size(theme.sizes.small).color(theme.palette.soft_ink);
        ui.add(Label::new(line).wrap());
    }
}

fn soft(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.add(Label::new(RichText::new(text).color(theme.palette.soft_ink)).wrap());
}
