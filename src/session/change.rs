//! Changes that are too large for a frame: a hundred thousand proposals accepted, or that undone.
//!
//! A job plans and applies the change on a snapshot, and the session takes the project that comes of it. What is asked
//! meanwhile waits, so that everything happens in the order in which it was asked.

use super::edit::{NO_REDO, NO_UNDO, sentence};
use super::jobs::{Job, Outcome};
use super::{Action, Session};
use crate::annotation::{Command, EditError, Project, Step, Transaction};
use crate::text::{Document, DocumentId};
use std::sync::Arc;

/// So many mentions are changed in a frame: it takes about 4 µs for each where there are a million.
pub(super) const AT_ONCE: usize = 1000;

/// A large change that was made.
#[derive(Debug)]
pub struct Changed {
    /// The project as it is now.
    project: Arc<Project>,
    /// The texts of documents that came with it.
    texts: Vec<(DocumentId, Document)>,
    how: How,
}

#[derive(Debug)]
enum How {
    /// A command was done.
    Done(Arc<Transaction>),
    /// A step was undone, by these; whether the search for mentions was stopped for it.
    Undone(Step, Vec<Arc<Transaction>>, bool),
    /// A step was done again; whether the search for mentions was stopped for it.
    Redone(Step, bool),
}

/// Whether a step is too large for a frame.
pub(super) fn is_large(step: &Step) -> bool {
    step.transactions().map(|t| t.ops.len()).sum::<usize>() > AT_ONCE
}

/// The project with these applied.
fn with<'a>(project: &Project, mut steps: impl Iterator<Item = &'a Transaction>) -> Option<Arc<Project>> {
    let mut after = project.clone();
    steps.all(|step| after.apply(step).is_ok()).then(|| Arc::new(after))
}

/// A change that was planned elsewhere than in a command.
pub(super) struct Planned {
    pub transaction: Transaction,
    /// The texts of documents that come with it.
    pub texts: Vec<(DocumentId, Document)>,
}

fn outcome(project: Option<Arc<Project>>, how: How, otherwise: &str) -> Outcome {
    match project {
        Some(project) => Outcome::Changed(Box::new(Changed { project, texts: Vec::new(), how })),
        None => Outcome::Failed(Some(otherwise.to_owned())),
    }
}

impl Session {
    /// Whether a large change is being made: what is asked meanwhile waits.
    pub fn is_changing(&self) -> bool {
        self.jobs.is_running(Job::Change)
    }

    /// Does what `command` makes of the project, off the frame.
    pub(super) fn start_change(&mut self, title: &str, command: impl FnOnce(&Project) -> Command + Send + 'static) {
        let (project, author) = (Arc::clone(&self.project), self.author());
        self.jobs.start(Job::Change, title, move |_, _| match command(&project).plan(&project, &author) {
            Ok(transaction) => {
                let after = with(&project, std::iter::once(&transaction));
                outcome(after, How::Done(Arc::new(transaction)), "This no longer fits the project and was not done")
            }
            Err(EditError::NothingToDo) => Outcome::Done,
            Err(error) => Outcome::Failed(Some(sentence(&error.to_string()))),
        });
    }

    /// Does what `plan` makes of the project, off the frame. `Err` tells why it cannot be.
    pub(super) fn start_planned(
        &mut self,
        title: &str,
        plan: impl FnOnce(&Project) -> Result<Planned, String> + Send + 'static,
    ) {
        let project = Arc::clone(&self.project);
        self.jobs.start(Job::Change, title, move |_, _| match plan(&project) {
            Ok(planned) if planned.transaction.is_empty() => {
                Outcome::Told("Nothing changes: the project has all of it".to_owned())
            }
            Ok(Planned { transaction, texts }) => match with(&project, std::iter::once(&transaction)) {
                Some(project) => {
                    let how = How::Done(Arc::new(transaction));
                    Outcome::Changed(Box::new(Changed { project, texts, how }))
                }
                None => Outcome::Failed(Some("This no longer fits the project and was not done".to_owned())),
            },
            Err(why) => Outcome::Failed(Some(why)),
        });
    }

    pub(super) fn start_undo(&mut self, step: Step, stopped: bool) {
        let project = Arc::clone(&self.project);
        self.jobs.start(Job::Change, "Undoing", move |_, _| {
            let inverses: Vec<_> = step.transactions().rev().map(|t| Arc::new(t.inverse())).collect();
            let after = with(&project, inverses.iter().map(|t| &**t));
            outcome(after, How::Undone(step, inverses, stopped), NO_UNDO)
        });
    }

    pub(super) fn start_redo(&mut self, step: Step, stopped: bool) {
        let project = Arc::clone(&self.project);
        self.jobs.start(Job::Change, "Doing again", move |_, _| {
            let after = with(&project, step.transactions().map(|t| &**t));
            outcome(after, How::Redone(step, stopped), NO_REDO)
        });
    }

    /// Takes the project that came of a large change: nothing else has changed it meanwhile.
    pub(super) fn take_change(&mut self, changed: Changed) {
        let Changed { project, texts, how } = changed;
        self.corpus.texts.extend(texts);
        let stand = self.stand();
        let before = std::mem::replace(&mut self.project, project);
        // What the change took out of it is as much work to free.
        self.jobs.let_go(before);
        match how {
            How::Done(transaction) => {
                let before = self.before_step(&transaction);
                self.committed(transaction, None, before);
            }
            How::Undone(step, inverses, stopped) => {
                self.undone(&step, &inverses, stopped);
                self.after_change();
            }
            How::Redone(step, stopped) => {
                self.redone(&step, stopped);
                self.after_change();
                self.review_done_again(stand);
            }
        }
    }

    /// Whether an action is a report on the large change that everything else waits for.
    pub(super) fn reports_change(&self, action: &Action) -> bool {
        let Action::JobReport(id, _) = action else { return false };
        self.jobs.running().any(|j| j.job == Job::Change && j.id == *id)
    }

    /// Does what was asked while the change was being made. It may be a large change again.
    pub(super) fn go_on_behind_change(&mut self) {
        for action in std::mem::take(&mut self.behind_change) {
            self.dispatch(action);
        }
    }

    /// Waits until a large change that is being made is made, before Redstring ends.
    pub(super) fn finish_change(&mut self) {
        while self.is_changing() {
            match self.jobs.poll() {
                Some(action) => self.dispatch(action),
                None => std::thread::sleep(std::time::Duration::from_millis(1)),
            }
        }
    }
}
