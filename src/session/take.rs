//! Taking in what was opened, in place of what is open.

use super::jobs::Outcome;
use super::open::{OpenedCorpus, OpenedProject};
use super::{AfterSaving, OpenCorpus, OpenFile, Question, ReanchorReport, Recovered, Session, ViewRequest};
use crate::annotation::{Command, NewDocument, Op, Project, Schema, Transaction};
use crate::storage::{Direction, FileStamp, Held, Layout, ProjectLock, Reanchoring, Workspace};
use crate::text::{ContentHash, Document, DocumentId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// What waits for something else to come to its end.
#[derive(Default)]
pub(super) struct Waiting {
    /// What was read while more work was done: it waits for what is to become of that.
    pub arrived: Option<Outcome>,
    /// The corpus and the state of the work that was last left, saved or not.
    pub given_up: Option<(u64, u64)>,
    /// Where to save once the save that runs is done.
    pub save: Option<PathBuf>,
    /// Why steps of a project's journal did not come back, told once its documents are found.
    pub unrecovered: Option<String>,
    /// The corpus that was open when the system's dialog was shown.
    pub dialog_of: u64,
    /// The project files that this window works on or is opening.
    pub locks: Locks,
}

/// The locks of one window. A job that was overtaken may still hold one: it holds up no other job of this window.
#[derive(Clone, Default)]
pub(super) struct Locks(Arc<Mutex<Vec<Weak<ProjectLock>>>>);

impl Locks {
    /// The lock of a project file, see [`ProjectLock::take`].
    pub fn take(&self, project: &Path) -> Result<Option<Arc<ProjectLock>>, Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|lock| lock.strong_count() > 0);
        if let Some(own) = held.iter().filter_map(Weak::upgrade).find(|lock| lock.is_of(project)) {
            return Ok(Some(own));
        }
        let mut taken = ProjectLock::take(project);
        // Whoever has just let go of it may not have come to the end of that.
        for _ in 0..3 {
            if taken.is_err() {
                std::thread::sleep(Duration::from_millis(20));
                taken = ProjectLock::take(project);
            }
        }
        let taken = taken?.map(Arc::new);
        held.extend(taken.as_ref().map(Arc::downgrade));
        Ok(taken)
    }
}

impl Session {
    /// Takes in what was read, unless work was done meanwhile that nobody has given up: then that is asked about.
    pub(super) fn arrive(&mut self, arrived: Outcome) {
        let given_up = self.waiting.given_up == Some((self.corpus_serial, self.history.work_position()));
        if self.is_saving() {
            self.waiting.arrived = Some(arrived);
            self.after_saving.get_or_insert(AfterSaving::TakeArrived);
        } else if self.open && self.history.has_unsaved_work() && !given_up {
            self.waiting.arrived = Some(arrived);
            self.overlay = None;
            self.question = Some(Question::Unsaved(AfterSaving::TakeArrived));
        } else {
            self.take_arrived(arrived);
        }
    }

    /// Takes in what has waited, read anew when its file has changed meanwhile: by the save that it waited for.
    pub(super) fn take_waiting(&mut self, arrived: Outcome) {
        match arrived {
            Outcome::Project(opened) if opened.stamp != FileStamp::of(&opened.path) => {
                let folder = opened.relocated.then_some(opened.file.corpus_root);
                self.open_project(opened.path, folder);
            }
            arrived => self.take_arrived(arrived),
        }
    }

    fn take_arrived(&mut self, arrived: Outcome) {
        match arrived {
            Outcome::Corpus(opened) => self.take_corpus(*opened),
            Outcome::Project(opened) => self.take_project(*opened),
            Outcome::Recovered(recovered) => self.take_recovered_work(*recovered),
            _ => {}
        }
    }

    fn take_corpus(&mut self, opened: OpenedCorpus) {
        let OpenedCorpus { reading, asked } = opened;
        let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
        let mut project = Project::default();
        let mut opening = None;
        if !reading.documents.is_empty() {
            let command = Command::AddDocuments(reading.documents.iter().map(new).collect());
            let mut planned = command.plan(&project, &"".into());
            if let Ok(taken_in) = &mut planned {
                taken_in.ops.splice(0..0, self.types_op());
            }
            let Some(taken_in) = planned.ok().filter(|t| project.apply(t).is_ok()) else {
                return self.complain("The documents could not be taken in");
            };
            opening = Some(Arc::new(taken_in));
        }
        self.close();
        self.opening = opening;
        let ids: HashMap<Arc<str>, DocumentId> = project.documents().map(|d| (d.path.clone(), d.id)).collect();
        let texts = reading.documents.into_iter().filter_map(|d| ids.get(&d.path).map(|&id| (id, d))).collect();
        self.corpus = OpenCorpus {
            root: reading.root,
            texts,
            skipped: reading.skipped,
            unlisted: reading.unlisted,
            missing: Vec::new(),
        };
        self.project = Arc::new(project);
        self.begin();
        self.view.push(ViewRequest::Arrange(side_by_side(&self.project)));
        if let [path] = &asked[..] {
            self.set_preference(|p| p.remember(path));
        }
        self.tell_reading();
        self.tell_types_fault();
        if let Some(unsaved) = self.unsaved.iter().find(|u| u.root == self.corpus.root) {
            let age = unsaved.age();
            self.complain(format!(
                "Work on this folder ({age}) was not saved when Redstring ended. To bring it back: File > Close project"
            ));
        }
        self.start_extraction();
        self.refresh_linker();
    }

    fn tell_reading(&mut self) {
        let read = self.project.documents().len();
        let files = match self.corpus.skipped.len() as u64 + self.corpus.unlisted {
            0 if read == 0 => return self.tell("There are no documents in this folder"),
            0 => return,
            1 => "one file".to_owned(),
            n => format!("{n} files"),
        };
        let documents = if read == 1 { "One document".to_owned() } else { format!("{read} documents") };
        self.tell(format!("{documents} read, {files} not: File > Files not read…"));
    }

    /// What every newly opened project starts with.
    fn begin(&mut self) {
        // What was told of the project before says nothing of this one.
        self.toasts.clear();
        self.open = true;
        self.corpus_serial += 1;
        self.active = self.project.documents().next().map(|d| d.id);
    }

    fn take_project(&mut self, opened: OpenedProject) {
        let OpenedProject { path, stamp, file, corpus, changed, contradictions, base, lock, .. } = opened;
        if opened.moved {
            self.question = Some(Question::Locate { project: path, folder: file.corpus_root });
            self.waiting.unrecovered = self.waiting.unrecovered.take().or(opened.unrecovered);
            return;
        }
        let unrecovered = opened.unrecovered.or(self.waiting.unrecovered.take());
        self.close();
        self.project = Arc::new(file.project);
        self.contexts = file.contexts;
        self.corpus = corpus;
        self.begin();
        let mut workspace = file.workspace;
        workspace.layout = workspace.layout.or_else(|| side_by_side(&self.project).layout);
        if let Some(entity) = workspace.focus.filter(|&e| self.project.entity(e).is_some()) {
            self.put_in_hand(Some(super::InHand::Entity(entity)));
        }
        self.linked_to = workspace.queue;
        self.readers = workspace.readers.clone();
        if !self.readers.is_empty() {
            // It is open to be gone on with.
            self.overlay = Some(super::Overlay::Adjudicate);
        }
        self.workspace = workspace.clone();
        self.view.push(ViewRequest::Arrange(workspace));
        self.set_preference(|p| p.remember(&path));
        if opened.elsewhere {
            // Two that write one file would lose each other's work: this one is a copy that has no file yet.
            self.opening = Some(Arc::new(everything(&self.project)));
            self.complain("This project is open in another window: this is a copy, which can be saved as another file");
        } else {
            self.take_recovered(&path, base, opened.recovered);
            self.file = Some(OpenFile { path, stamp, lock });
        }
        self.begin_contradictions(contradictions);
        if opened.relocated {
            self.history.mark_unsaved();
        }
        if let Some(unrecovered) = unrecovered {
            self.complain(unrecovered);
        }
        self.follow_changes(changed);
        self.tell_missing();
        self.refresh_linker();
    }

    pub(super) fn tell_missing(&mut self) {
        let root = self.corpus.root.display();
        let told = match self.corpus.missing.len() {
            0 => return,
            1 => format!("One of the project's documents cannot be read in {root}; its mentions are kept"),
            n => format!("{n} of the project's documents cannot be read in {root}; their mentions are kept"),
        };
        self.complain(told);
    }

    /// Opens a project without a file from the steps that made it. Whether they fit.
    pub(super) fn open_recovered(&mut self, recovered: Recovered) -> bool {
        let Recovered { corpus, steps, project, .. } = recovered;
        let mut steps = steps.into_iter();
        let Some(first) = steps.next() else { return false };
        self.close();
        self.opening = Some(Arc::new(first));
        self.corpus = corpus;
        steps.for_each(|step| self.history.record(step, None));
        self.project = Arc::new(project);
        self.begin();
        self.view.push(ViewRequest::Arrange(side_by_side(&self.project)));
        let count = self.history.done().iter().filter(|s| s.transactions().any(|t| !t.by_machine)).count();
        let steps = if count == 1 { "One step that was".to_owned() } else { format!("{count} steps that were") };
        self.complain(format!("{steps} never saved: back again. Save to keep the work"));
        true
    }

    /// Begins the journal, with the steps that a crash left in the old one: they can be undone like any other.
    fn take_recovered(&mut self, path: &Path, base: Option<ContentHash>, recovered: Vec<Transaction>) {
        let steps: Vec<_> = recovered.into_iter().map(Arc::new).collect();
        self.start_journal(path, base, steps.clone());
        if steps.is_empty() {
            return;
        }
        let count = steps.len();
        for step in steps {
            self.history.record(step, None);
        }
        let steps = if count == 1 { "One step".to_owned() } else { format!("{count} steps") };
        self.complain(format!("{steps} that the last session did not save: back again. Save to keep the work"));
    }

    /// Moves the mentions of documents that changed on disk, and tells what became of them.
    pub(super) fn follow_changes(&mut self, changed: Vec<Reanchoring>) {
        let mut report = ReanchorReport::default();
        for reanchoring in changed {
            let Command::Reanchor { document, .. } = &reanchoring.command else { continue };
            let document = document.path.to_string();
            let start = |spans: &crate::text::Spans| spans.first().map_or(0, |s| s.start);
            report.documents.push((document.clone(), reanchoring.kept + reanchoring.moved.len()));
            for moved in &reanchoring.moved {
                report.moved.push((moved.text.to_string(), document.clone(), start(&moved.from), start(&moved.to)));
            }
            for lost in &reanchoring.lost {
                report.lost.push((
                    lost.text.to_string(),
                    document.clone(),
                    lost.entity.as_ref().map(|e| e.to_string()),
                ));
            }
            self.edit(reanchoring.command);
        }
        if !report.documents.is_empty() {
            self.toasts.retain(|t| t.is_error);
            self.question = Some(Question::Reanchored(report));
        }
    }
}

/// A project as the one step that makes it of nothing.
fn everything(project: &Project) -> Transaction {
    let mut ops = Vec::new();
    if **project.schema() != Schema::default() {
        ops.push(Op::Schema(Arc::default(), project.schema().clone()));
    }
    ops.extend(project.documents().map(|d| Op::Document(None, Some(d.clone()))));
    ops.extend(project.entities().map(|e| Op::Entity(None, Some(e.clone()))));
    ops.extend(project.mentions().map(|m| Op::Mention(None, Some(m.clone()))));
    ops.extend(project.judgements().map(|j| Op::Judgement(None, Some(j.clone()))));
    ops.extend(project.gazetteer().map(|e| Op::Entry(None, Some(e.clone()))));
    Transaction { label: "open the project".to_owned(), ops, by_machine: true }
}

/// The first two documents, side by side.
fn side_by_side(project: &Project) -> Workspace {
    let pane = |id| Layout::Tabs { active: 0, panes: vec![Layout::Document { id, top: 0 }] };
    let mut panes: Vec<_> = project.documents().take(2).map(|d| pane(d.id)).collect();
    let layout = match panes.len() {
        0 => None,
        1 => panes.pop(),
        n => Some(Layout::Split { direction: Direction::Columns, shares: vec![1.0; n], panes }),
    };
    Workspace { layout, ..Workspace::default() }
}
