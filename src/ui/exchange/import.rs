//! The import window: what is to be read, as what, and what comes of it.

use super::{cancel_button, soft, strong_button};
use crate::interchange::{Format, Import, Telling};
use crate::session::exchange::{Importing, ReadFiles, ReadImport};
use crate::session::{Action, Actions, Answer, Session};
use crate::ui::annotate_all::preview_window;
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{Tick, choice_ui, counted, elided, grouped, strong};
use egui::{Button, RichText, ScrollArea, Ui, WidgetInfo, vec2};

/// What the window keeps while it is on screen.
#[derive(Default)]
pub struct ImportState {
    shown: Shown,
}

/// Which list is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    Faults,
    NotTaken,
    Documents,
}

/// Paints the window.
pub fn import_ui(ui: &mut Ui, session: &Session, state: &mut ImportState, out: &mut Actions) {
    let Some(importing) = session.importing() else { return };
    let waiting = session.dialog().is_some();
    preview_window(ui, "import", |ui| {
        ui.add_enabled_ui(!waiting, |ui| {
            ui.label(strong("Import from another tool", 17.0));
            chosen_ui(ui, session, importing, out);
            if importing.path.is_some() {
                format_ui(ui, importing, out);
            }
            let read = match &importing.read {
                Some(ReadFiles::Read(read)) => Some(&**read),
                _ => None,
            };
            match (&importing.path, &importing.read) {
                (None, _) => formats_ui(ui),
                (_, None) => soft(ui, "Reading…"),
                (_, Some(ReadFiles::Unknown)) => soft(ui, "It does not show what format it is: choose one."),
                (_, Some(ReadFiles::Failed(why))) => warning(ui, why),
                (_, Some(ReadFiles::Read(read))) => read_ui(ui, session, importing, read, state),
            }
            answers_ui(ui, session, importing, read, out);
        });
    });
}

/// What can be read, as long as nothing is.
fn formats_ui(ui: &mut Ui) {
    let theme = theme::of(ui.ctx());
    ui.add_space(8.0);
    ui.label(RichText::new("What can be read").size(theme.sizes.small).color(theme.palette.soft_ink));
    ui.spacing_mut().item_spacing.y = 3.0;
    let height = (ui.available_height() - 52.0).max(80.0);
    ScrollArea::vertical().id_salt("readable").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        egui::Grid::new("formats").num_columns(2).spacing(vec2(14.0, 5.0)).show(ui, |ui| {
            for format in Format::ALL {
                ui.label(format.title());
                let told = RichText::new(format.told()).color(theme.palette.soft_ink);
                ui.add(egui::Label::new(told).truncate());
                ui.end_row();
            }
        });
    });
}

/// What is to be read.
fn chosen_ui(ui: &mut Ui, session: &Session, importing: &Importing, out: &mut Actions) {
    match &importing.path {
        None if session.is_open() => {
            soft(
                ui,
                "Another tool's annotations of the documents of this project, or documents with their annotations.",
            );
        }
        None => soft(ui, "Documents with another tool's annotations. They become a new project."),
        Some(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            ui.label(elided(&name, 70)).on_hover_text(path.display().to_string());
        }
    }
    ui.horizontal(|ui| {
        for (label, folder) in [("Choose file…", false), ("Choose folder…", true)] {
            if ui.add(Button::new(label).min_size(vec2(0.0, 28.0))).clicked() {
                out.push(Action::ChooseImport { folder });
            }
        }
    });
}

fn format_ui(ui: &mut Ui, importing: &Importing, out: &mut Actions) {
    let (mut format, mut entities, mut lenient) = (importing.format, importing.entities, importing.lenient);
    let found = match &importing.read {
        Some(ReadFiles::Read(read)) => format!("{} (as it seems)", read.format.title()),
        _ => "By its looks".to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label("Read as");
        let shown = format.map_or_else(|| found.clone(), |f| f.title().to_owned());
        let list = egui::ComboBox::from_id_salt("format").selected_text(shown.clone()).width(210.0).height(460.0);
        let response = list.show_ui(ui, |ui| {
            ui.selectable_value(&mut format, None, "By its looks");
            for choice in Format::ALL {
                ui.selectable_value(&mut format, Some(choice), choice.title()).on_hover_text(choice.told());
            }
        });
        let name = format!("Format: {shown}");
        response.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        ui.add_space(8.0);
        ui.add(Tick::of(&mut entities, "With entities")).on_hover_text("Else only the mentions are taken");
        ui.add(Tick::of(&mut lenient, "Go on without what is faulty"));
    });
    if (format, entities, lenient) != (importing.format, importing.entities, importing.lenient) {
        out.push(Action::ImportAs { format, entities, lenient });
    }
}

/// What comes of it.
fn read_ui(ui: &mut Ui, session: &Session, importing: &Importing, read: &ReadImport, state: &mut ImportState) {
    let theme = theme::of(ui.ctx());
    let ReadImport { telling, import, .. } = read;
    ui.add_space(4.0);
    ui.add(egui::Label::new(strong(summary(import), theme.sizes.ui)).wrap());
    for line in notes(session, import) {
        soft(ui, line);
    }
    if !import.faults.is_empty() {
        let what = match (import.faults.len(), importing.lenient) {
            (1, true) => "One thing is faulty and is left out:".to_owned(),
            (n, true) => format!("{} things are faulty and are left out:", grouped(n)),
            (1, false) => "One thing is faulty, so nothing is imported unless you go on without it:".to_owned(),
            (n, false) => {
                format!("{} things are faulty, so nothing is imported unless you go on without them:", grouped(n))
            }
        };
        warning(ui, &what);
    }
    lists_ui(ui, telling, import, state);
}

/// What it comes to.
fn summary(import: &Import) -> String {
    let mut parts = vec![counted(import.mentions, "mention")];
    if import.changed > 0 {
        parts.push(format!("{} that the project has accepted or tied", counted(import.changed, "mention")));
    }
    let entities = if import.entities == 1 {
        "1 new entity".to_owned()
    } else {
        format!("{} new entities", grouped(import.entities))
    };
    parts.push(entities);
    if !import.documents.is_empty() {
        parts.push(counted(import.documents.len(), "new document"));
    }
    if import.judgements > 0 {
        parts.push(counted(import.judgements, "judgement"));
    }
    parts.join(", ")
}

/// What is worth knowing besides.
fn notes(session: &Session, import: &Import) -> Vec<String> {
    let mut notes = Vec::new();
    if !import.documents.is_empty() && session.is_open() {
        let folder = session.corpus().root.display();
        notes.push(format!(
            "The texts of new documents are written to {folder}. Undo takes them out of the project; their files stay."
        ));
    }
    if !import.repeated.is_empty() {
        notes.push(format!("{} there already.", are(import.repeated.len())));
    }
    if !import.otherwise.is_empty() {
        notes.push(format!("{} of another type or entity in the project: that stays.", are(import.otherwise.len())));
    }
    notes
}

fn are(count: usize) -> String {
    format!("{} {}", counted(count, "mention"), if count == 1 { "is" } else { "are" })
}

fn warning(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_top(|ui| {
        ui.label(theme::icon(icons::WARNING, 14.0).color(theme.palette.warning));
        ui.add(egui::Label::new(text).wrap());
    });
}

/// The faults, what is not taken, and the new documents.
fn lists_ui(ui: &mut Ui, telling: &Telling, import: &Import, state: &mut ImportState) {
    let lists = [
        (Shown::Faults, "Faulty", import.faults.len(), "What cannot be, and what was expected"),
        (Shown::NotTaken, "Not taken", telling.ignored.len(), "What the files hold that a project has no place for"),
        (Shown::Documents, "New documents", import.documents.len(), "Texts that the project does not have"),
    ];
    let names: Vec<_> = lists.iter().map(|(_, name, count, _)| format!("{name}  {}", grouped(*count))).collect();
    let choices: Vec<_> = lists
        .iter()
        .zip(&names)
        .filter(|((_, _, count, _), _)| *count > 0)
        .map(|((shown, _, _, what), name)| (*shown, name.as_str(), *what))
        .collect();
    let Some(first) = choices.first().map(|(shown, ..)| *shown) else { return };
    if !choices.iter().any(|(shown, ..)| *shown == state.shown) {
        state.shown = first;
    }
    ui.horizontal(|ui| choice_ui(ui, &mut state.shown, &choices));
    let ignored: Vec<_> = telling.ignored.iter().collect();
    let line = |at: usize| match state.shown {
        Shown::Faults => import.faults.get(at).map(ToString::to_string),
        Shown::NotTaken => ignored.get(at).map(|(what, count)| format!("{what}  ({})", grouped(**count as usize))),
        Shown::Documents => import.documents.get(at).map(|(_, d)| d.path.to_string()),
    };
    let count = match state.shown {
        Shown::Faults => import.faults.len(),
        Shown::NotTaken => ignored.len(),
        Shown::Documents => import.documents.len(),
    };
    let theme = theme::of(ui.ctx());
    let height = (ui.available_height() - 52.0).max(80.0);
    let list =
        ScrollArea::vertical().id_salt(("import", state.shown as u8)).max_height(height).auto_shrink([false, false]);
    list.show_rows(ui, theme.sizes.row, count, |ui, range| {
        for text in range.filter_map(line) {
            ui.horizontal(|ui| {
                ui.set_height(theme.sizes.row);
                ui.add(egui::Label::new(RichText::new(&text).color(theme.palette.ink)).truncate()).on_hover_text(&text);
            });
        }
    });
}

fn answers_ui(ui: &mut Ui, session: &Session, importing: &Importing, read: Option<&ReadImport>, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = (ui.available_height() - 32.0).max(0.0);
    ui.add_space(room);
    ui.horizontal(|ui| {
        let ready = read.is_some_and(|r| importing.lenient || r.import.faults.is_empty());
        let label = if session.is_open() { "Import" } else { "Import as project…" };
        if strong_button(ui, label, ready) {
            out.push(Action::Answer(Answer::Yes));
        }
        if cancel_button(ui) {
            out.push(Action::Answer(Answer::Cancel));
        }
        if session.is_open() {
            let one = RichText::new("One undo takes it back").size(theme.sizes.small).color(theme.palette.soft_ink);
            ui.label(one);
        }
    });
}
