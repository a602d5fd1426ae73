//! Exporting: a format is chosen, what it cannot hold is shown, and only then is it written.

use crate::annotation::Project;
use crate::interchange::{self, ExportOptions, Format, Shape, Source, WriteError};
use crate::session::edit::sentence;
use crate::session::jobs::{Job, Outcome};
use crate::session::{DialogRequest, Question, Session};
use crate::text::{Document, DocumentId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is being exported, until it is.
#[derive(Clone, Debug)]
pub struct Exporting {
    /// The format that is chosen.
    pub format: Format,
    /// What of the project is written.
    pub options: ExportOptions,
    /// What comes of it; `None` while that is being found out.
    pub foreseen: Option<Foreseen>,
    /// Tells this preview from one before.
    serial: u64,
}

/// What an export comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreseen {
    /// It can be written.
    Whole {
        /// How many documents.
        documents: usize,
        /// How many mentions.
        mentions: usize,
        /// What the format cannot hold: a line each.
        losses: Vec<String>,
    },
    /// The format cannot hold this project, and why.
    Refused(String),
}

/// A preview that a job has made.
#[derive(Debug)]
pub struct ForeseenExport {
    serial: u64,
    foreseen: Foreseen,
}

impl Session {
    /// What is being exported.
    pub fn exporting(&self) -> Option<&Exporting> {
        self.exporting.as_ref().filter(|_| matches!(self.question, Some(Question::Export)))
    }

    /// Asks in which format to export.
    pub(in crate::session) fn ask_export(&mut self) {
        let (format, options) = match &self.exporting {
            Some(before) => (before.format, before.options),
            None => (Format::Jsonl, ExportOptions::default()),
        };
        self.question = Some(Question::Export);
        self.foresee(format, options);
    }

    /// Chooses a format, and finds out what it cannot hold.
    pub(in crate::session) fn foresee(&mut self, format: Format, options: ExportOptions) {
        self.jobs.forget(Job::Foresee);
        self.serial += 1;
        let serial = self.serial;
        self.exporting = Some(Exporting { format, options, foreseen: None, serial });
        let (project, texts) = (Arc::clone(&self.project), self.readable());
        self.jobs.start(Job::Foresee, "Looking at what the format can hold", move |work, _| {
            let texts: HashMap<_, _> = texts.into_iter().collect();
            let source = Source { project: &project, texts: &texts, options };
            let foreseen = match interchange::preview(format, &source, work) {
                Ok(report) => Foreseen::Whole {
                    documents: report.documents,
                    mentions: report.kept.len(),
                    losses: report.losses.lines().collect(),
                },
                Err(WriteError::Cancelled(_)) => return Outcome::Failed(None),
                Err(error) => Foreseen::Refused(sentence(&error.to_string())),
            };
            Outcome::Foreseen(Box::new(ForeseenExport { serial, foreseen }))
        });
    }

    /// What was looked for before an export or an import was stopped: the windows must not wait for it.
    pub(in crate::session) fn foreseeing_stopped(&mut self) {
        if let Some(exporting) = self.exporting.as_mut().filter(|e| e.foreseen.is_none()) {
            exporting.foreseen = Some(Foreseen::Refused("Stopped: choose a format to look again".to_owned()));
        }
        self.reading_stopped();
    }

    pub(in crate::session) fn take_foreseen(&mut self, made: ForeseenExport) {
        if let Some(exporting) = self.exporting.as_mut().filter(|e| e.serial == made.serial) {
            exporting.foreseen = Some(made.foreseen);
        }
    }

    /// Asks where to write it. The question stays until it is known.
    pub(in crate::session) fn ask_where_to_export(&mut self) {
        let Some(exporting) = &self.exporting else { return };
        if !matches!(exporting.foreseen, Some(Foreseen::Whole { .. })) {
            return;
        }
        self.question = Some(Question::Export);
        let beside = self.file().and_then(Path::parent).unwrap_or(&self.corpus.root);
        let name = match exporting.format.shape() {
            Shape::File => format!("{}.{}", self.title(), exporting.format.extension()),
            Shape::Folder => format!("{}-{}", self.title(), exporting.format.name()),
        };
        self.show_dialog(DialogRequest::Export(beside.join(name)));
    }

    /// Writes it.
    pub(in crate::session) fn export_to(&mut self, path: PathBuf) {
        let Some(Exporting { format, options, .. }) = self.exporting.clone() else { return };
        let named = match (format.shape(), path.extension()) {
            (Shape::File, None) => path.with_extension(format.extension()),
            _ => path.clone(),
        };
        if named != path && named.exists() {
            // The dialog asked about the path as it was typed there, not with the ending that it gets.
            self.question = Some(Question::Export);
            return self.complain(format!("{} exists; choose another name", named.display()));
        }
        let path = named;
        self.question = None;
        let (project, texts) = (Arc::clone(&self.project), self.readable());
        self.jobs.start(Job::Exchange, &format!("Exporting as {}", format.title()), move |work, _| {
            export(format, options, &project, texts, &path, work)
        });
    }
}

fn export(
    format: Format,
    options: ExportOptions,
    project: &Project,
    texts: Vec<(DocumentId, Document)>,
    path: &Path,
    work: &crate::work::Work,
) -> Outcome {
    let texts: HashMap<_, _> = texts.into_iter().collect();
    let source = Source { project, texts: &texts, options };
    match interchange::export(format, &source, path, work) {
        Ok(report) => {
            let (mentions, name) = (report.kept.len(), path.file_name().unwrap_or_default().display());
            let s = if mentions == 1 { "" } else { "s" };
            Outcome::Told(format!("{mentions} mention{s} written to {name}, read back and compared"))
        }
        Err(error) if error.is_cancelled() => Outcome::Failed(None),
        Err(error) => Outcome::Failed(Some(format!("{} could not be written: {error}", path.display()))),
    }
}
