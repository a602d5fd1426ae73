//! Edits: the session's side of commands, undo and redo.

use super::change::is_large;
use super::review::Before;
use super::{Mode, Session, UserCommand, ViewRequest};
use crate::annotation::{
    Command, EditError, EntityId, MentionId, NewMention, Status, Step, Transaction, TypeId, Verdict,
};
use crate::text::{Span, Spans, snap_to_graphemes, trim_span, words};
use smallvec::smallvec;
use std::sync::Arc;

/// What is told of a step that cannot be undone.
pub(super) const NO_UNDO: &str = "This step no longer fits the project and cannot be undone";
/// What is told of a step that cannot be redone.
pub(super) const NO_REDO: &str = "This step no longer fits the project and cannot be done again";

impl Session {
    /// Plans and applies a command, notes it for undo, and tells what happened. Whether something changed.
    pub(super) fn edit(&mut self, command: Command) -> bool {
        self.edit_in_group(command, None)
    }

    pub(super) fn edit_in_group(&mut self, command: Command, group: Option<u64>) -> bool {
        match command.plan(&self.project, &self.author()) {
            Ok(transaction) => self.commit(transaction, group),
            Err(EditError::NothingToDo) => false,
            Err(error) => {
                self.complain(sentence(&error.to_string()));
                false
            }
        }
    }

    fn commit(&mut self, transaction: Transaction, group: Option<u64>) -> bool {
        let before = self.before_step(&transaction);
        // The snapshots that jobs hold share all but what changes here.
        if let Err(error) = Arc::make_mut(&mut self.project).apply(&transaction) {
            self.complain(sentence(&error.to_string()));
            return false;
        }
        self.committed(Arc::new(transaction), group, before);
        true
    }

    /// Notes a transaction that was applied, and tells of it.
    pub(super) fn committed(&mut self, transaction: Arc<Transaction>, group: Option<u64>, before: Before) {
        // What is being typed, and what the machine finds, is seen without being told.
        let by_machine = transaction.by_machine;
        let overruled = self.overruled(&transaction).unwrap_or_default();
        let told = (!transaction.by_machine && group.is_none()).then(|| done(&transaction.label) + &overruled);
        let contradictions = self.contradictions().len();
        self.journal_step(transaction.clone());
        self.history.record(transaction, group);
        if let Some(told) = told {
            let position = self.history.position();
            self.toast(told, false, Some(position));
        }
        self.after_change();
        self.after_step(before);
        self.queue_after_step(by_machine);
        self.tell_contradictions(contradictions);
    }

    /// Writes a note as it is typed. The keystrokes on one entity are one step as long as nothing comes between.
    pub(super) fn set_note(&mut self, entity: EntityId, note: Arc<str>) {
        /// Jobs count up from one: a note's group is far from theirs.
        const NOTES: u64 = 1 << 32;
        self.edit_in_group(Command::SetNote(entity, note), Some(NOTES | u64::from(entity.0)));
    }

    pub(super) fn undo(&mut self) {
        let Some(step) = self.history.undo_step().cloned() else { return };
        let stopped = self.stop_finding_for(&step);
        if is_large(&step) {
            return self.start_undo(step, stopped);
        }
        let project = Arc::make_mut(&mut self.project);
        let inverses: Vec<_> = step.transactions().rev().map(|t| Arc::new(t.inverse())).collect();
        if inverses.iter().all(|t| project.apply(t).is_ok()) {
            self.undone(&step, &inverses, stopped);
        } else {
            self.complain(NO_UNDO);
        }
        self.after_change();
    }

    /// Notes that a step was taken back, and tells of it.
    pub(super) fn undone(&mut self, step: &Step, inverses: &[Arc<Transaction>], stopped: bool) {
        inverses.iter().for_each(|t| self.journal_step(t.clone()));
        self.history.mark_undone();
        self.review_given_back(inverses);
        self.queue_given_back();
        self.tell(format!("Undone: {}{}", step.label(), finding_stopped(stopped)));
    }

    pub(super) fn redo(&mut self) {
        let Some(step) = self.history.redo_step().cloned() else { return };
        let stand = self.stand();
        let stopped = self.stop_finding_for(&step);
        if is_large(&step) {
            return self.start_redo(step, stopped);
        }
        let project = Arc::make_mut(&mut self.project);
        if step.transactions().all(|t| project.apply(t).is_ok()) {
            self.redone(&step, stopped);
        } else {
            self.complain(NO_REDO);
        }
        self.after_change();
        self.review_done_again(stand);
    }

    /// Notes that a step was done again, and tells of it.
    pub(super) fn redone(&mut self, step: &Step, stopped: bool) {
        step.transactions().for_each(|t| self.journal_step(t.clone()));
        self.history.mark_redone();
        self.queue_after_step(true);
        self.tell(format!("Done again: {}{}", step.label(), finding_stopped(stopped)));
    }

    /// Lets go of what is no longer there.
    pub(super) fn after_change(&mut self) {
        let project = &self.project;
        let live = |id: &MentionId| project.mention(*id).is_some_and(|m| m.is_live());
        self.cursor = self.cursor.filter(live);
        self.fixing = self.fixing.filter(live);
        self.marked.retain(|id| project.mention(*id).is_some_and(|m| m.is_live()));
        let held = match self.in_hand {
            Some(super::InHand::Mention(id)) => live(&id),
            Some(super::InHand::Entity(id)) => project.entity(id).is_some(),
            None => true,
        };
        if !held {
            self.put_in_hand(None);
        }
        self.shown = self.shown.filter(|&e| self.project.entity(e).is_some());
        self.refresh_bulk();
        self.refresh_ties();
        self.refresh_linker();
        self.after_repair_change();
    }

    /// The mentions that keys act on: the marked ones, else the cursor's.
    pub fn targets(&self) -> Vec<MentionId> {
        if self.marked.is_empty() { self.cursor.into_iter().collect() } else { self.marked.iter().copied().collect() }
    }

    pub(super) fn set_status_of_targets(&mut self, status: Status) {
        let targets = self.targets();
        let reviewing = self.review.is_some();
        let after = self.cursor.filter(|_| !reviewing).and_then(|id| self.next_proposal_after(id));
        let command = if status == Status::Accepted { Command::Accept(targets) } else { Command::Dismiss(targets) };
        let changed = self.edit(command);
        self.marked.clear();
        if reviewing && !changed {
            // Nothing is left to say of what the cursor is on.
            self.step_review(true);
        }
        if let Some(next) = after {
            self.go_to(next);
        }
    }

    pub(super) fn untie_targets(&mut self) {
        let targets = self.targets();
        if self.edit(Command::Untie(targets)) {
            self.marked.clear();
        }
    }

    pub(super) fn split_off_targets(&mut self) {
        let targets = self.targets();
        let first = targets.first().copied();
        if self.split_off(targets) {
            self.marked.clear();
            self.put_in_hand(first.map(super::InHand::Mention));
        }
    }

    /// Makes a new entity of mentions, unless two of them were judged different.
    pub(super) fn split_off(&mut self, mentions: Vec<MentionId>) -> bool {
        let apart = self.project.judged_apart(&mentions);
        let text = |id: MentionId| self.project.mention(id).map(|m| m.text.to_string()).unwrap_or_default();
        if let Some(judgement) = apart.first() {
            let (a, b) = (text(judgement.a), text(judgement.b));
            self.complain(format!(
                "“{a}” and “{b}” were judged different: mark only one of them, or change the judgement (Ctrl+J)"
            ));
            return false;
        }
        self.edit(Command::SplitOff(mentions))
    }

    pub(super) fn judge(&mut self, verdict: Verdict) {
        if let Some((hand, cursor)) = self.mention_in_hand().zip(self.cursor) {
            self.judge_pair(cursor, hand, verdict);
        }
    }

    pub(super) fn remove_cursor(&mut self) {
        if let Some(id) = self.cursor {
            self.edit(Command::Remove(vec![id]));
        }
    }

    pub(super) fn fix_span(&mut self) {
        self.fixing = if self.fixing.is_some() { None } else { self.cursor };
        if self.fixing.is_some() {
            self.tell("Select the text that the mention should cover, then press Enter");
        }
    }

    /// Makes a mention of the selection, else of the place that find is at.
    pub(super) fn mark_selection_or_hit(&mut self) {
        if self.selection.is_none()
            && let Some(hit) = self.find.current_hit()
        {
            self.select_text(Some((hit.document, hit.span)));
        }
        self.mark_selection(None);
    }

    /// Makes a mention of the selection, or moves the mention that is being fixed there.
    pub(super) fn mark_selection(&mut self, kind: Option<TypeId>) {
        let Some((document, span)) = self.selection else { return };
        if self.mode == Mode::Read {
            self.tell("Read mode changes nothing: choose Mentions or Link to mark text");
            return;
        }
        let Some(text) = self.document(document).filter(|_| self.is_anchored(document)).map(|d| d.text.clone()) else {
            return;
        };
        // A mention stays in its document: the words of another are no place for it.
        if self.fixing.and_then(|id| self.project.mention(id)).is_some_and(|m| m.document != document) {
            return self.tell("Select text in the document of the mention");
        }
        let span = trim_span(&text, snap_to_graphemes(&text, span));
        let Some(slice) = span.slice(&text).filter(|s| !s.is_empty()) else { return };
        let slice: Arc<str> = slice.into();
        let spans: Spans = smallvec![span];
        let done = match self.fixing {
            Some(id) => self.edit(Command::Respan(id, spans, slice)).then_some(id),
            None => {
                let kind = kind.unwrap_or_else(|| self.likely_type(&slice));
                let made = NewMention { document, spans: spans.clone(), text: slice, kind, evidence: None };
                self.edit(Command::CreateMention(made));
                self.project.mentions_in(document, span).find(|m| m.spans == spans).map(|m| m.id)
            }
        };
        if let Some(id) = done {
            self.selection = None;
            let fixed = self.fixing.take().is_some();
            self.cursor = Some(id);
            if fixed {
                self.step_review(true);
            }
        }
    }

    /// The type that a text most likely has: that of most mentions with this text, else the schema's first.
    pub fn likely_type(&self, text: &str) -> TypeId {
        let schema = self.project.schema();
        let mut votes = vec![0_u32; schema.slots().len()];
        for mention in self.project.mentions().filter(|m| m.is_live() && &*m.text == text) {
            if let Some(vote) = votes.get_mut(mention.kind.0 as usize) {
                *vote += 1;
            }
        }
        let votes = |id: TypeId| votes.get(usize::from(id.0)).copied().unwrap_or_default();
        let most = schema.types().map(|(id, _)| id).max_by_key(|&id| (votes(id), std::cmp::Reverse(id)));
        most.unwrap_or_else(|| schema.first())
    }

    /// Moves one edge of the cursor's mention by a word.
    pub(super) fn nudge_span(&mut self, how: UserCommand) {
        let Some(mention) = self.cursor.and_then(|id| self.project.mention(id)).cloned() else { return };
        let anchored = self.is_anchored(mention.document);
        let Some(text) = self.document(mention.document).filter(|_| anchored).map(|d| d.text.clone()) else { return };
        let Some(span) = nudged(&text, mention.hull(), how) else {
            self.tell("The mention cannot be moved further that way");
            return;
        };
        if let Some(slice) = span.slice(&text) {
            self.edit(Command::Respan(mention.id, smallvec![span], slice.into()));
            self.view.push(ViewRequest::Reveal(mention.document, span));
        }
    }
}

/// A span with one edge moved by a word, or `None` when there is no word to take or the last one would go.
fn nudged(text: &str, span: Span, how: UserCommand) -> Option<Span> {
    /// How far to look for the next word, in bytes.
    const REACH: usize = 400;
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let shifted = |from: usize, s: Span| Span::new(s.start + from as u32, s.end + from as u32);
    match how {
        UserCommand::WidenRight => {
            let window = text.get(end..boundary((end + REACH).min(text.len())))?;
            let word = shifted(end, words(window).next()?.span);
            Some(Span::new(span.start, word.end))
        }
        UserCommand::WidenLeft => {
            let from = boundary(start.saturating_sub(REACH));
            let word = shifted(from, words(text.get(from..start)?).last()?.span);
            Some(Span::new(word.start, span.end))
        }
        UserCommand::NarrowRight => {
            let inner: Vec<_> = words(span.slice(text)?).collect();
            let last = inner.len().checked_sub(2).and_then(|i| inner.get(i))?;
            Some(Span::new(span.start, span.start + last.span.end))
        }
        _ => {
            let second = words(span.slice(text)?).nth(1)?;
            Some(Span::new(span.start + second.span.start, span.end))
        }
    }
}

fn finding_stopped(stopped: bool) -> &'static str {
    if stopped { ". Finding mentions was stopped: Edit > Find mentions again" } else { "" }
}

/// A step's label as what has happened: `tie “Buti” to …` is `Tied “Buti” to …`.
pub(super) fn done(label: &str) -> String {
    let (verb, rest) = label.split_once(' ').unwrap_or((label, ""));
    let past = match verb {
        "make" => "made",
        "find" => "found",
        "mark" => "marked",
        "note" => "note",
        "tie" => "tied",
        "untie" => "untied",
        "open" => "opened",
        "join" => "joined",
        "follow" => "followed",
        "accept" => "accepted",
        "dismiss" => "dismissed",
        "move" => "moved",
        "remove" => "removed",
        "rename" => "renamed",
        "delete" => "deleted",
        "judge" => "judged",
        "change" => "changed",
        "always" => "from now on always",
        "never" => "from now on never",
        "add" => "added",
        "take" => "took",
        "cut" => "cut",
        "import" => "imported",
        other => other,
    };
    sentence(&format!("{past} {rest}"))
}

/// With a capital at the front, as a sentence begins.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_moves_by_a_word() {
        let text = "the old Viktor Bout, arms dealer";
        let span = Span::new(8, 19);
        let to = |how| nudged(text, span, how).and_then(|s| s.slice(text));
        assert_eq!(to(UserCommand::WidenRight), Some("Viktor Bout, arms"));
        assert_eq!(to(UserCommand::WidenLeft), Some("old Viktor Bout"));
        assert_eq!(to(UserCommand::NarrowRight), Some("Viktor"));
        assert_eq!(to(UserCommand::NarrowLeft), Some("Bout"));
        assert_eq!(nudged(text, Span::new(8, 14), UserCommand::NarrowRight), None);
    }
}
