//! Work that was never saved: journals of projects without a file, found again after a crash.
//!
//! A folder that is only read leaves nothing behind. With the first thing that a person does, a journal begins in the
//! `recovery` folder: the documents, what was found in them, and every step since. A lock tells a journal that is
//! being written from one that a crash left.

use super::jobs::{Job, Outcome};
use super::journal::Begun;
use super::{OpenCorpus, Session};
use crate::annotation::{Project, Transaction};
use crate::storage::{self, Contexts, JournalError, Reanchoring};
use crate::work::Work;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The file beside a recovery journal that names the corpus's folder.
const FOLDER_FILE: &str = "folder";

/// Work that was never saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    journal: PathBuf,
    /// The folder of the documents.
    pub root: PathBuf,
    /// When its last step was written.
    written: Option<SystemTime>,
}

impl Unsaved {
    /// How long ago its last step was written, in words.
    pub fn age(&self) -> String {
        let minutes = self.written.and_then(|w| w.elapsed().ok()).map_or(0, |age| age.as_secs() / 60);
        let (count, unit) = match minutes {
            0 => return "just now".to_owned(),
            1..60 => (minutes, "minute"),
            60..1440 => (minutes / 60, "hour"),
            _ => (minutes / 1440, "day"),
        };
        format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
    }
}

/// Finds what crashes have left below a configuration folder.
pub(super) fn find(folder: &Path) -> Vec<Unsaved> {
    let Ok(entries) = fs::read_dir(folder.join("recovery")) else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().filter_map(|e| orphan(&e.path())).collect();
    found.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| a.journal.cmp(&b.journal)));
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
    let written = fs::metadata(journal).and_then(|m| m.modified()).ok();
    Some(Unsaved { journal: journal.to_owned(), root: root.into(), written })
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
    pub(super) corpus: OpenCorpus,
    /// The steps, the first of which takes the documents in.
    pub(super) steps: Vec<Transaction>,
    /// The project that they make.
    pub(super) project: Project,
    /// Documents that changed since.
    pub(super) changed: Vec<Reanchoring>,
    /// Why not all of the steps came back.
    pub(super) fault: Option<String>,
}

/// Reads a journal and the documents it is about.
fn read(unsaved: Unsaved, work: &Work) -> Outcome {
    let mut project = Project::default();
    let (steps, fault) = match storage::recover(&unsaved.journal, None, &mut project) {
        Ok(steps) => (steps, None),
        Err(error @ JournalError::Broken { replayed: 1.., .. }) => {
            let told = super::edit::sentence(&error.to_string());
            let JournalError::Broken { steps, .. } = error else { return Outcome::Failed(Some(told)) };
            (steps, Some(told))
        }
        Err(error) => return Outcome::Failed(Some(super::edit::sentence(&error.to_string()))),
    };
    let Ok(corpus) = OpenCorpus::read(&project, unsaved.root.clone(), work) else { return Outcome::Failed(None) };
    let changed = super::open::changed_documents(&project, &corpus, &Contexts::default());
    Outcome::Recovered(Box::new(Recovered { unsaved, corpus, steps, project, changed, fault }))
}

impl Session {
    /// Work that was never saved and that a crash has left, to offer on the welcome screen.
    pub fn unsaved(&self) -> &[Unsaved] {
        &self.unsaved
    }

    /// Begins the recovery journal of a project that has no file, at the first thing that a person does.
    pub(super) fn begin_recovery_journal(&mut self, step: &Arc<Transaction>) {
        let Some(first) = self.opening.clone().filter(|_| self.file.is_none() && !step.by_machine) else { return };
        let done = self.history.done().iter().flat_map(|s| s.transactions().cloned());
        self.begin_recovery(std::iter::once(first).chain(done).collect(), Vec::new());
    }

    /// Begins a recovery journal with these steps, in place of the files `replaces`.
    fn begin_recovery(&mut self, steps: Vec<Arc<Transaction>>, replaces: Vec<PathBuf>) {
        let Some(folder) = self.folder.as_ref().map(|f| f.join("recovery")) else { return };
        match self.new_recovery_path(&folder) {
            Ok(path) => {
                let companion = Some(path.with_extension(FOLDER_FILE));
                self.journal.begin(Begun { path, base: None, companion, replaces }, steps);
            }
            Err(error) => log::warn!("no recovery journal in {}: {error}", folder.display()),
        }
    }

    /// The path of a journal that there is not yet. Its companion is made: that takes the name.
    fn new_recovery_path(&self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        // Numbers of processes come again: what another one has left under this number stays.
        for nth in 0_u32.. {
            let name = format!("{}-{}-{nth}.journal", std::process::id(), self.corpus_serial);
            let path = folder.join(name);
            match File::create_new(path.with_extension(FOLDER_FILE)) {
                Ok(mut file) if !path.exists() => {
                    file.write_all(self.corpus.root.to_string_lossy().as_bytes())?;
                    return Ok(path);
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    pub(super) fn recover(&mut self, at: usize) {
        let Some(unsaved) = self.unsaved.get(at).cloned() else { return };
        self.jobs.forget(Job::Open);
        self.jobs.start(Job::Open, "Bringing unsaved work back", move |work, _| read(unsaved, work));
    }

    pub(super) fn take_recovered_work(&mut self, mut recovered: Recovered) {
        let unsaved = recovered.unsaved.clone();
        let fault = recovered.fault.take();
        let changed = std::mem::take(&mut recovered.changed);
        if !self.open_recovered(recovered) {
            return self.complain(format!("The work in {} does not fit together", unsaved.journal.display()));
        }
        self.unsaved.retain(|u| *u != unsaved);
        let mut replaces = vec![unsaved.journal.clone(), unsaved.journal.with_extension(FOLDER_FILE)];
        if let Some(fault) = fault {
            // What could not be read of it may be of use to somebody.
            let kept = storage::set_aside(&unsaved.journal).unwrap_or(unsaved.journal);
            replaces.remove(0);
            self.complain(format!("{fault}. The journal is kept as {}", kept.display()));
        }
        let done = self.history.done().iter().flat_map(|s| s.transactions().cloned());
        self.begin_recovery(self.opening.clone().into_iter().chain(done).collect(), replaces);
        self.follow_changes(changed);
        self.tell_missing();
        self.refresh_linker();
    }

    pub(super) fn forget_unsaved(&mut self, at: usize) {
        if at < self.unsaved.len() {
            discard(&self.unsaved.remove(at));
        }
    }
}
