//! Undo and redo: the list of transactions that made the project what it is.

use super::Transaction;
use std::sync::Arc;

/// One undoable step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Ascending, never reused: tells one state of the project from another.
    serial: u64,
    /// Steps of one job are one step when they follow each other.
    group: Option<u64>,
    /// What happened, oldest first.
    transactions: Vec<Arc<Transaction>>,
}

impl Step {
    /// What it did, in words: `tie “Buti” to Viktor Bout`.
    pub fn label(&self) -> &str {
        self.transactions.first().map_or("", |t| &t.label)
    }

    /// What it did, oldest first.
    pub fn transactions(&self) -> impl DoubleEndedIterator<Item = &Arc<Transaction>> {
        self.transactions.iter()
    }

    /// The job that took it, when it was one.
    pub const fn group(&self) -> Option<u64> {
        self.group
    }

    fn by_machine(&self) -> bool {
        self.transactions.iter().all(|t| t.by_machine)
    }
}

/// The steps that were done and those that were undone. Unlimited; a step costs what it changed.
///
/// It knows nothing of panes or documents in view, so it survives switching them.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    serial: u64,
    saved: u64,
    /// Whether undoing or redoing has left the line on which the file was saved, past a person's step.
    lost_saved: bool,
}

impl History {
    /// Notes a transaction that was applied. What was undone is forgotten.
    /// With a `group`, it becomes part of the last step when that is of the same group.
    pub fn record(&mut self, transaction: impl Into<Arc<Transaction>>, group: Option<u64>) {
        let transaction = transaction.into();
        if transaction.by_machine {
            // What a job finds while a person works belongs to the step in which it began, below what they did
            // since: their undo takes back their own step. It touches nothing that a person has touched.
            let begun = self.done.iter_mut().rev().find(|s| group.is_some() && s.group == group);
            if let Some(step) = begun {
                step.transactions.push(transaction);
                return;
            }
        }
        if self.undone.iter().any(|s| s.serial == self.saved) {
            self.lost_saved = true;
        }
        self.undone.clear();
        self.serial += 1;
        match self.done.last_mut() {
            // What is in the file already stays a step of its own.
            Some(last) if group.is_some() && last.group == group && last.serial != self.saved => {
                last.transactions.push(transaction);
                last.serial = self.serial;
            }
            _ => self.done.push(Step { serial: self.serial, group, transactions: vec![transaction] }),
        }
    }

    /// The step that undo would take back.
    pub fn undo_step(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that redo would do again.
    pub fn redo_step(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Moves the last done step to the undone ones, once the caller has applied its inverse.
    pub fn mark_undone(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// Moves the last undone step to the done ones, once the caller has applied it.
    pub fn mark_redone(&mut self) {
        self.done.extend(self.undone.pop());
    }

    /// The steps that were done, oldest first.
    pub fn done(&self) -> &[Step] {
        &self.done
    }

    /// Which state this is: equal numbers, equal project.
    pub fn position(&self) -> u64 {
        self.done.last().map_or(0, |s| s.serial)
    }

    /// Notes that the state at `position` is in the file.
    pub fn mark_saved(&mut self, position: u64) {
        self.saved = position;
        self.lost_saved = position != 0 && !self.done.iter().chain(&self.undone).any(|s| s.serial == position);
    }

    /// Notes that the file lacks something that is no step.
    pub fn mark_unsaved(&mut self) {
        self.saved = u64::MAX;
        self.lost_saved = true;
    }

    /// Which state a person's work is in: equal numbers, equal work, whatever the machine has found meanwhile.
    pub fn work_position(&self) -> u64 {
        self.done.iter().rev().find(|s| !s.by_machine()).map_or(0, |s| s.serial)
    }

    /// Whether the file holds something else than this state.
    pub fn is_dirty(&self) -> bool {
        self.position() != self.saved
    }

    /// Whether a person's work would be lost without saving. What the machine found can be found again.
    pub fn has_unsaved_work(&self) -> bool {
        if !self.is_dirty() {
            return false;
        }
        let since = |s: &&Step| s.serial > self.saved && !s.by_machine();
        let undone_work = |s: &&Step| s.serial <= self.saved && !s.by_machine();
        self.lost_saved || self.done.iter().any(|s| since(&s)) || self.undone.iter().any(|s| undone_work(&s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(label: &str, by_machine: bool) -> Transaction {
        Transaction { label: label.to_owned(), ops: Vec::new(), by_machine }
    }

    fn labels(history: &History) -> Vec<&str> {
        history.done().iter().map(Step::label).collect()
    }

    #[test]
    fn what_a_job_finds_meanwhile_stays_below_what_a_person_did() {
        let mut history = History::default();
        history.record(step("find 1", true), Some(7));
        history.record(step("tie", false), None);
        let position = history.position();
        history.record(step("find 2", true), Some(7));
        assert_eq!(labels(&history), ["find 1", "tie"]);
        assert_eq!(history.done()[0].transactions().count(), 2);
        assert_eq!(history.position(), position, "a message's Undo still fits");
    }

    #[test]
    fn what_is_being_typed_is_one_step_until_it_is_saved() {
        let mut history = History::default();
        history.record(step("note a", false), Some(1));
        history.record(step("note ab", false), Some(1));
        assert_eq!(history.done().len(), 1);
        history.mark_saved(history.position());
        history.record(step("note abc", false), Some(1));
        assert_eq!(history.done().len(), 2);
        history.mark_undone();
        assert!(!history.has_unsaved_work());
        history.mark_undone();
        assert!(history.has_unsaved_work(), "the file holds what was taken back");
    }
}
