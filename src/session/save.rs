//! Saving: on a worker, from a snapshot, never half.

use super::jobs::{Job, Outcome};
use super::{DialogRequest, OpenFile, Question, Session};
use crate::storage::{self, Contexts, FileStamp, ProjectFile, ProjectLock, is_project_path};
use crate::text::ContentHash;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A project that a job has written.
#[derive(Debug)]
pub struct Saved {
    path: PathBuf,
    /// The corpus that was open when saving began.
    corpus: u64,
    /// The step of the history that the file holds.
    position: u64,
    stamp: Option<FileStamp>,
    contexts: Contexts,
    /// The file's hash, which its journal goes on from.
    base: Option<ContentHash>,
    lock: Option<Arc<ProjectLock>>,
}

impl Session {
    pub(super) fn save(&mut self) {
        let Some(file) = &self.file else { return self.save_as() };
        let path = file.path.clone();
        // While it is being written it changes by this hand.
        let changed = !self.is_saving() && file.stamp.is_some_and(|s| FileStamp::of(&path).is_some_and(|now| now != s));
        if changed {
            self.question = Some(Question::Overwrite(path));
        } else {
            self.write(path);
        }
    }

    pub(super) fn save_as(&mut self) {
        // Beside the documents' folder, where it can be found again.
        let beside = self.corpus.root.parent().unwrap_or(&self.corpus.root);
        let path = match &self.file {
            Some(file) => file.path.clone(),
            None => beside.join(format!("{}.ron", self.title())),
        };
        self.show_dialog(DialogRequest::SaveAs(path));
    }

    pub(super) fn save_to(&mut self, path: PathBuf) {
        self.write(with_ending(path));
    }

    /// Saves to a path that no system dialog has asked about, so that what is there is not replaced unasked.
    pub(super) fn save_to_unasked(&mut self, path: PathBuf) {
        let path = with_ending(path);
        if path.exists() && self.file() != Some(&path) {
            self.question = Some(Question::Overwrite(path));
        } else {
            self.write(path);
        }
    }

    /// Writes the project as it stands to `path`; while it is being written, once that is done.
    pub(super) fn write(&mut self, path: PathBuf) {
        if !self.open {
            return;
        }
        if self.is_saving() {
            self.waiting.save = Some(path);
            return;
        }
        self.journal_save_begins();
        let project = self.project.clone();
        let position = self.history.position();
        let corpus_root = self.corpus.root.clone();
        let corpus = self.corpus_serial;
        let texts = self.corpus.texts.clone();
        let previous = self.contexts.clone();
        let locks = self.waiting.locks.clone();
        let mut workspace = self.workspace.clone();
        // What the queue looks at is in nobody's hand.
        workspace.focus = self.focus().filter(|_| self.queued().is_none());
        workspace.queue = self.queue_place();
        workspace.readers = self.readers.clone();
        self.jobs.start(Job::Save, "Saving", move |_, _| {
            let Ok(lock) = locks.take(&path) else {
                let name = path.display();
                return Outcome::Failed(Some(format!(
                    "{name} is open in another window: save this under another name"
                )));
            };
            let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &previous);
            let file = ProjectFile { project: Arc::unwrap_or_clone(project), corpus_root, workspace, contexts };
            if let Err(error) = file.save(&path) {
                return Outcome::Failed(Some(super::edit::sentence(&error.to_string())));
            }
            let (stamp, base) = (FileStamp::of(&path), storage::hash_of(&path).ok());
            Outcome::Saved(Box::new(Saved { path, corpus, position, stamp, contexts: file.contexts, base, lock }))
        });
    }

    pub(super) fn take_saved(&mut self, saved: Saved) {
        let Saved { path, corpus, position, stamp, contexts, base, lock } = saved;
        // What asked to be saved is.
        self.toasts.clear();
        self.tell(format!("Saved to {}", path.display()));
        // When it was closed meanwhile, what is open now has another file, or none.
        if self.open && corpus == self.corpus_serial {
            self.history.mark_saved(position);
            self.contexts = contexts;
            self.set_preference(|p| p.remember(&path));
            self.journal_saved(&path, base);
            self.file = Some(OpenFile { path, stamp, lock });
        }
        if let Some(path) = self.waiting.save.take() {
            return self.write(path);
        }
        if let Some(then) = self.after_saving.take() {
            // Work that was done while saving is asked about again.
            self.guard(then);
        }
    }

    /// What was to happen after saving happens only when it was saved.
    pub(super) fn save_failed(&mut self) {
        match self.waiting.save.take() {
            Some(path) => self.write(path),
            None => self.stay(),
        }
    }

    /// The lock of a project file, when it is this project's own.
    pub(super) fn lock_of(&self, path: &Path) -> Option<Arc<ProjectLock>> {
        self.file.as_ref().and_then(|f| f.lock.clone()).filter(|lock| lock.is_of(path))
    }

    /// Whether the project is being written.
    pub fn is_saving(&self) -> bool {
        self.jobs.is_running(Job::Save)
    }
}

/// A path with the ending by which a project file is known again when it is opened.
pub(super) fn with_ending(path: PathBuf) -> PathBuf {
    if is_project_path(&path) {
        return path;
    }
    let mut named = path.into_os_string();
    named.push(".ron");
    named.into()
}
