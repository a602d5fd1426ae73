//! Adjudicating: what several annotators made of one corpus, held against each other, and decided card by card.
//!
//! The project that is decided in is an ordinary one. It remembers in its file whose projects it is between; what is still
//! to be decided follows from those and from itself, so that the work goes on from nothing but the files.

use super::edit::sentence;
use super::exchange::file_of;
use super::jobs::{Job, Outcome};
use super::{DialogRequest, OpenCorpus, Overlay, Question, Session, ViewRequest};
use crate::adjudication::{Adjudication, Card, Reader, Rule};
use crate::annotation::{Command, MentionId};
use crate::storage::ProjectFile;
use crate::text::{DocumentId, Span};
use crate::work::{Cancelled, Work};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What of a card is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// What one reader says, by the reader's number.
    Take(usize),
    /// What all say together.
    Both,
    /// What none says: no mention, or by itself.
    Neither,
    /// It cannot be told.
    Unsure,
}

/// Between whom the project decides, and about what.
#[derive(Clone, Debug, Default)]
pub struct Adjudicating {
    /// The projects of the readers.
    pub readers: Vec<PathBuf>,
    /// Those held against each other; `None` while they are being read.
    pub compared: Option<Result<Arc<Adjudication>, String>>,
    /// What is still to be decided.
    pub cards: Arc<Vec<Card>>,
    /// The state of the project that the cards are of; `None` before there are any.
    pub of: Option<u64>,
    /// Tells this comparison from one before.
    serial: u64,
}

/// What a job has found out.
#[derive(Debug)]
pub enum AdjudicationReport {
    /// The readers' projects, held against each other.
    Compared(u64, Result<Arc<Adjudication>, String>),
    /// What is to be decided in a state of the project.
    Cards(u64, u64, Arc<Vec<Card>>),
}

impl Session {
    /// Between whom the project decides.
    pub fn adjudicating(&self) -> &Adjudicating {
        &self.adjudicating
    }

    /// Goes on deciding, or asks between whom.
    pub(super) fn ask_adjudicate(&mut self) {
        if self.open && !self.readers.is_empty() {
            if matches!(self.adjudicating.compared, Some(Err(_))) {
                // Perhaps they can be read now.
                self.forget_adjudication();
            }
            self.overlay = Some(Overlay::Adjudicate);
        } else {
            self.adjudicating.readers.clear();
            self.question = Some(Question::Adjudicate);
        }
    }

    pub(super) fn choose_reader(&mut self) {
        self.question = Some(Question::Adjudicate);
        self.show_dialog(DialogRequest::AddReader);
    }

    /// One more whose project is compared.
    pub(super) fn add_reader(&mut self, path: PathBuf) {
        self.question = Some(Question::Adjudicate);
        if !self.adjudicating.readers.contains(&path) {
            self.adjudicating.readers.push(path);
        }
    }

    pub(super) fn remove_reader(&mut self, at: usize) {
        if at < self.adjudicating.readers.len() {
            self.adjudicating.readers.remove(at);
        }
    }

    /// Asks where the project that is decided in is to be.
    pub(super) fn begin_adjudication(&mut self) {
        let readers = &self.adjudicating.readers;
        let Some(first) = readers.first().filter(|_| readers.len() > 1) else { return };
        let path = first.with_file_name("adjudicated.ron");
        self.question = Some(Question::Adjudicate);
        self.show_dialog(DialogRequest::Adjudicate(path));
    }

    /// Makes the project that is decided in, and opens it.
    pub(super) fn adjudicate_to(&mut self, path: PathBuf) {
        let path = super::save::with_ending(path);
        if path.exists() {
            self.question = Some(Question::Adjudicate);
            return self.complain(format!("{} exists; choose another name, or open it to go on", path.display()));
        }
        self.question = None;
        let readers = std::mem::take(&mut self.adjudicating.readers);
        self.jobs.forget(Job::Adjudicate);
        self.jobs.start(Job::Adjudicate, "Comparing the annotators", move |work, _| {
            match begun(&path, readers, work) {
                Ok(()) => Outcome::Imported(path),
                Err(why) => Outcome::Failed(Some(why)),
            }
        });
    }

    /// Reads and finds out what the open panel shows, where it is not known or no longer fits. Called after every action.
    pub(super) fn refresh_adjudication(&mut self) {
        if self.overlay != Some(Overlay::Adjudicate) || !self.open || self.is_changing() {
            return;
        }
        if self.jobs.is_running(Job::Adjudicate) {
            return;
        }
        let revision = self.project.revision();
        let serial = self.adjudicating.serial;
        match &self.adjudicating.compared {
            None => {
                let readers = self.readers.clone();
                self.serial += 1;
                let serial = self.serial;
                self.adjudicating = Adjudicating { readers: readers.clone(), serial, ..Adjudicating::default() };
                self.jobs.start(Job::Adjudicate, "Reading the annotators' projects", move |_, _| {
                    let compared = read(&readers).and_then(compare).map(Arc::new);
                    Outcome::Adjudication(Box::new(AdjudicationReport::Compared(serial, compared)))
                });
            }
            Some(Ok(all)) if self.adjudicating.of != Some(revision) => {
                let (all, project) = (Arc::clone(all), Arc::clone(&self.project));
                self.jobs.start(Job::Adjudicate, "Looking for what is to be decided", move |_, _| {
                    let cards = Arc::new(all.cards(&project));
                    Outcome::Adjudication(Box::new(AdjudicationReport::Cards(serial, revision, cards)))
                });
            }
            Some(_) => {}
        }
    }

    pub(super) fn take_adjudication(&mut self, report: AdjudicationReport) {
        match report {
            AdjudicationReport::Compared(serial, compared) if serial == self.adjudicating.serial => {
                self.adjudicating.compared = Some(compared);
            }
            AdjudicationReport::Cards(serial, revision, cards) if serial == self.adjudicating.serial => {
                (self.adjudicating.cards, self.adjudicating.of) = (cards, Some(revision));
            }
            _ => {}
        }
    }

    /// Forgets between whom the project that was open decided.
    pub(super) fn forget_adjudication(&mut self) {
        self.jobs.forget(Job::Adjudicate);
        self.adjudicating = Adjudicating::default();
    }

    /// Decides a card.
    pub(super) fn decide(&mut self, card: &Card, decision: Decision) {
        if self.adjudicating.of != Some(self.project.revision()) {
            // The next cards are not known yet: a quick second key must not decide the last one again.
            return;
        }
        let Some(Ok(all)) = &self.adjudicating.compared else { return };
        let command = match decision {
            Decision::Take(reader) => all.take(card, reader, &self.project),
            Decision::Both => all.take_both(card, &self.project),
            Decision::Neither => all.take_none(card, &self.project),
            Decision::Unsure => all.leave_unsure(card, &self.project),
        };
        match command {
            Some(command) => drop(self.edit(command)),
            None => self.tell("This reading says nothing of it: take another one"),
        }
    }

    /// Decides every card that a rule decides.
    pub(super) fn decide_all(&mut self, rule: Rule) {
        let Some(Ok(all)) = &self.adjudicating.compared else { return };
        let all = Arc::clone(all);
        let nothing = Command::All { label: "".into(), from: "".into(), commands: Vec::new() };
        self.start_change("Deciding", move |project| {
            all.bulk(rule, project, &Work::default()).ok().flatten().unwrap_or(nothing)
        });
    }

    /// Shows what a card is about in the panes.
    pub(super) fn show_card(&mut self, card: &Card) {
        let (here, mention) = match card {
            Card::Mention(card) => ((card.document, card.span), card.variants.iter().find_map(|v| v.mention)),
            Card::Link(card) => ((card.document, card.span), card.links.first().map(|link| link.mention)),
        };
        self.cursor = mention.filter(|id| self.project.mention(*id).is_some_and(|m| m.is_live()));
        self.pointed = Some(here).filter(|_| self.cursor.is_none());
        match self.other_of(card) {
            Some(there) => self.view.push(ViewRequest::Pair { here: Some(here), there: Some(there) }),
            None => self.view.push(ViewRequest::Centre(here.0, here.1)),
        }
    }

    /// What the first mention of a link card may belong to.
    fn other_of(&self, card: &Card) -> Option<(DocumentId, Span)> {
        let Card::Link(card) = card else { return None };
        let other: MentionId = *card.links.first()?.with.first()?;
        self.project.mention(other).map(|m| (m.document, m.hull()))
    }
}

/// Reads the readers' projects; each is called as its file is.
fn read(paths: &[PathBuf]) -> Result<Vec<(Reader, PathBuf)>, String> {
    let read = |path: &PathBuf| {
        let file = ProjectFile::load(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok((Reader { name: name.into(), project: file.project }, file.corpus_root))
    };
    paths.iter().map(read).collect()
}

fn compare(readers: Vec<(Reader, PathBuf)>) -> Result<Adjudication, String> {
    Adjudication::of(readers.into_iter().map(|(reader, _)| reader).collect()).map_err(|e| sentence(&e.to_string()))
}

/// Makes the project that is decided in, in a file that is not there yet.
fn begun(path: &Path, paths: Vec<PathBuf>, work: &Work) -> Result<(), String> {
    if path.exists() {
        return Err(format!("{} exists; choose another name, or open it to go on deciding", path.display()));
    }
    let readers = read(&paths)?;
    let root = readers.first().map(|(_, root)| root.clone()).unwrap_or_default();
    let all = compare(readers)?;
    if let Some(aside) = all.aside().first() {
        log::warn!("{aside}");
    }
    let project = all.start();
    // What cannot be read has no words around its mentions; it is told when the project is opened.
    let corpus = OpenCorpus::read(&project, root, work).map_err(|Cancelled| "Cancelled".to_owned())?;
    let mut file = file_of(project, &corpus.texts, corpus.root);
    file.workspace.readers = paths;
    file.save(path).map_err(|error| sentence(&error.to_string()))
}
