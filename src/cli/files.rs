//! What several headless commands read, and what none of them overwrites.

use super::CliError;
use crate::annotation::{Command, EditError, NewDocument, NewMention, Project};
use crate::corpus::{self, Reading};
use crate::extraction::Extractor;
use crate::storage::ProjectFile;
use crate::text::{Document, DocumentId};
use crate::work::Work;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Refuses a file that is there: somebody may have worked on it for weeks.
pub(super) fn refuse_existing(path: &Path) -> Result<(), CliError> {
    match path.symlink_metadata() {
        Ok(_) => Err(CliError(format!("{} exists; choose another name or remove it first", path.display()))),
        Err(_) => Ok(()),
    }
}

/// A project file, or its path and why it cannot be read.
pub(super) fn load(path: &Path) -> Result<ProjectFile, CliError> {
    ProjectFile::load(path).map_err(|error| CliError::at(path, error))
}

/// Reads a folder or a text. What could not be read is told on `notes`, a line each.
pub(super) fn read(path: &Path, work: &Work, notes: &mut dyn Write) -> Result<Reading, CliError> {
    let reading =
        if path.is_dir() { corpus::read_folder(path, work) } else { corpus::read_paths(&[path.to_owned()], work) };
    let reading = reading.map_err(CliError::of)?;
    tell_skipped(&reading, None, notes);
    Ok(reading)
}

/// Tells what was not read, a line each, but for one file that was never meant to be a text.
pub(super) fn tell_skipped(reading: &Reading, but: Option<&Path>, notes: &mut dyn Write) {
    for skip in reading.skipped.iter().filter(|skip| but != Some(&*reading.root.join(&skip.path))) {
        // Notes are a courtesy: a closed standard error is no reason to fail.
        let _ = writeln!(notes, "not read: {}: {}", skip.path, skip.reason);
    }
    if reading.unlisted > 0 {
        let _ = writeln!(notes, "not read: {} more", reading.unlisted);
    }
}

/// A new project of documents, and their texts.
pub(super) struct Started {
    pub root: PathBuf,
    pub project: Project,
    pub texts: HashMap<DocumentId, Document>,
}

impl Started {
    pub fn of(reading: Reading) -> Result<Self, CliError> {
        let Reading { root, documents, .. } = reading;
        let mut project = Project::default();
        let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
        run(&mut project, &Command::AddDocuments(documents.iter().map(new).collect()))?;
        let ids: HashMap<_, _> = project.documents().map(|d| (d.path.clone(), d.id)).collect();
        let texts = documents.into_iter().filter_map(|d| ids.get(&d.path).map(|&id| (id, d))).collect();
        Ok(Self { root, project, texts })
    }

    /// The mentions that an extractor finds, by document. What it passed over is told on `notes`, a line each.
    pub fn find(
        &self,
        extractor: &dyn Extractor,
        work: &Work,
        notes: &mut dyn Write,
    ) -> Result<Vec<NewMention>, CliError> {
        let numbered = self.project.documents().filter_map(|d| Some((d.id, self.texts.get(&d.id)?.clone())));
        let numbered: Vec<_> = numbered.collect();
        let mut mentions: Vec<NewMention> = Vec::new();
        let found = &mut |_, found| mentions.extend(found);
        let report = extractor.extract(&numbered, self.project.schema(), work, found).map_err(CliError::of)?;
        for line in &report.passed_over {
            let _ = writeln!(notes, "passed over: {line}");
        }
        // Whoever answers in another order than asked must not change that of the mentions.
        mentions.sort_by_key(|m| m.document);
        Ok(mentions)
    }
}

/// Takes a step; that there is nothing to do is no error.
pub(super) fn run(project: &mut Project, command: &Command) -> Result<(), CliError> {
    match command.plan(project, &"".into()) {
        Ok(transaction) => project.apply(&transaction).map_err(CliError::of),
        Err(EditError::NothingToDo) => Ok(()),
        Err(error) => Err(CliError::of(error)),
    }
}
