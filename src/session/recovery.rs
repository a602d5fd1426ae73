//! Work that was never saved: journals of projects without a file, found again after a crash.
//!
//! A folder that is only read leaves nothing behind. With the first thing that a person does, a journal begins in the
//! `recovery` folder: the documents, what was found in them, and every step since. A lock tells a journal that is
//! being written from one that a crash left.

use super::jobs::{Job, Outcome};
use super::{OpenCorpus, Session};
use crate::annotation::{Project, Transaction};
use crate::storage;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file beside a recovery journal that names the corpus's folder.
const FOLDER_FILE: &str = "folder";

/// Work that was never saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    journal: PathBuf,
    /// The folder of the documents.
    pub root: PathBuf,
}

/// Finds what crashes have left below a configuration folder.
pub(super) fn find(folder: &Path) -> Vec<Unsaved> {
    let Ok(entries) = fs::read_dir(folder.join("recovery")) else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().filter_map(|e| orphan(&e.path())).collect();
    found.sort_by(|a, b| b.journal.cmp(&a.journal));
    found
}

fn orphan(journal: &Path) -> Option<Unsaved> {
    if journal.extension()? != "journal" {
        return None;
    }
    // Another Redstring that is at work holds the lock.
    if storage::is_being_written(journal) {
        return None;
    }
    let root = fs::read_to_string(journal.with_extension(FOLDER_FILE)).ok()?;
    Some(Unsaved { journal: journal.to_owned(), root: root.into() })
}

fn discard(unsaved: &Unsaved) {
    for path in [&unsaved.journal, &unsaved.journal.with_extension(FOLDER_FILE)] {
        if let Err(error) = fs::remove_file(path) {
            log::warn!("{} could not be removed: {error}", path.display());
        }
    }
}

/// Work that a job has brought back.
#[derive(Debug)]
pub struct Recovered {
    unsaved: Unsaved,
    corpus: OpenCorpus,
    /// The steps, the first of which takes the documents in.
    pub(super) steps: Vec<Transaction>,
}

impl Session {
    /// Work that was never saved and that a crash has left, to offer on the welcome screen.
    pub fn unsaved(&self) -> &[Unsaved] {
        &self.unsaved
    }

    /// Begins the recovery journal of a project that has no file, at the first thing that a person does.
    pub(super) fn begin_recovery_journal(&mut self, step: &Arc<Transaction>) {
        let Some(first) = self.opening.clone().filter(|_| self.file.is_none() && !step.by_machine) else { return };
        let Some(folder) = self.folder.as_ref().map(|f| f.join("recovery")) else { return };
        let name = format!("{}-{}.journal", std::process::id(), self.corpus_serial);
        let path = folder.join(name);
        let noted = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(path.with_extension(FOLDER_FILE), self.corpus.root.to_string_lossy().as_bytes()));
        if let Err(error) = noted {
            return log::warn!("no recovery journal in {}: {error}", folder.display());
        }
        let done = self.history.done().iter().flat_map(|s| s.transactions().cloned());
        let steps = std::iter::once(first).chain(done).collect();
        self.journal.begin(path.clone(), None, steps, Some(path.with_extension(FOLDER_FILE)));
    }

    pub(super) fn recover(&mut self, at: usize) {
        let Some(unsaved) = self.unsaved.get(at).cloned() else { return };
        self.jobs.start(Job::Open, "Bringing unsaved work back", move |work, _| {
            let mut project = Project::default();
            match storage::recover(&unsaved.journal, None, &mut project) {
                Ok(steps) => match OpenCorpus::read(&project, unsaved.root.clone(), work) {
                    Ok(corpus) => Outcome::Recovered(Box::new(Recovered { unsaved, corpus, steps })),
                    Err(_) => Outcome::Failed(None),
                },
                Err(error) => Outcome::Failed(Some(super::edit::sentence(&error.to_string()))),
            }
        });
    }

    pub(super) fn take_recovered_work(&mut self, recovered: Recovered) {
        let Recovered { unsaved, corpus, steps } = recovered;
        self.open_recovered(corpus, steps);
        discard(&unsaved);
        self.unsaved.retain(|u| *u != unsaved);
    }

    pub(super) fn forget_unsaved(&mut self, at: usize) {
        if at < self.unsaved.len() {
            discard(&self.unsaved.remove(at));
        }
    }
}
