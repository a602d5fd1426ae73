//! Saving: on a worker, from a snapshot, never half.

use super::jobs::{Job, Outcome};
use super::{AfterSaving, DialogRequest, OpenFile, Question, Session};
use crate::storage::{self, Contexts, FileStamp, ProjectFile};
use crate::text::ContentHash;
use std::path::PathBuf;
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
}

impl Session {
    pub(super) fn save(&mut self) {
        let Some(file) = &self.file else { return self.save_as() };
        let path = file.path.clone();
        let changed = file.stamp.is_some_and(|s| FileStamp::of(&path).is_some_and(|now| now != s));
        if changed {
            self.question = Some(Question::Overwrite(path));
        } else {
            self.write(path);
        }
    }

    pub(super) fn save_as(&mut self) {
        let name = match &self.file {
            Some(file) => file.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            None => format!("{}.ron", self.title()),
        };
        self.show_dialog(DialogRequest::SaveAs(name));
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

    /// Writes the project as it stands to `path`.
    pub(super) fn write(&mut self, path: PathBuf) {
        if !self.open || self.jobs.is_running(Job::Save) {
            return;
        }
        self.journal_save_begins();
        let project = self.project.clone();
        let position = self.history.position();
        let corpus_root = self.corpus.root.clone();
        let corpus = self.corpus_serial;
        let texts = self.corpus.texts.clone();
        let previous = self.contexts.clone();
        let mut workspace = self.workspace.clone();
        workspace.focus = self.focus();
        self.jobs.start(Job::Save, "Saving", move |_, _| {
            let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &previous);
            let file = ProjectFile { project: Arc::unwrap_or_clone(project), corpus_root, workspace, contexts };
            match file.save(&path) {
                Ok(()) => {
                    let stamp = FileStamp::of(&path);
                    let base = storage::hash_of(&path).ok();
                    Outcome::Saved(Box::new(Saved { path, corpus, position, stamp, contexts: file.contexts, base }))
                }
                Err(error) => Outcome::Failed(Some(super::edit::sentence(&error.to_string()))),
            }
        });
    }

    pub(super) fn take_saved(&mut self, saved: Saved) {
        let Saved { path, corpus, position, stamp, contexts, base } = saved;
        self.tell(format!("Saved to {}", path.display()));
        if !self.open || corpus != self.corpus_serial {
            // It was closed meanwhile: what is open now has another file, or none.
            self.after_saving = None;
            return;
        }
        self.history.mark_saved(position);
        self.contexts = contexts;
        self.set_preference(|p| p.remember(&path));
        self.journal_saved(&path, base);
        self.file = Some(OpenFile { path, stamp });
        if let Some(then) = self.after_saving.take() {
            // Work that was done while saving is asked about again.
            match then {
                then if self.history.has_unsaved_work() => self.question = Some(Question::Unsaved(then)),
                AfterSaving::CloseProject => self.close(),
                then => self.leave(then),
            }
        }
    }

    /// Whether the project is being written.
    pub fn is_saving(&self) -> bool {
        self.jobs.is_running(Job::Save)
    }
}

fn with_ending(mut path: PathBuf) -> PathBuf {
    if path.extension().is_none() {
        path.set_extension("ron");
    }
    path
}
