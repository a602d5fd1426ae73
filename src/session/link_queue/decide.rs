//! Deciding: what the keys of the queue do with the mention that it is at.

use super::items::State;
use crate::annotation::{Command, MentionId, Verdict, preview_tie};
use crate::linking::Suggestion;
use crate::session::{Mode, Question, Session, UserCommand};

/// Candidates less likely than this are taken by their numbers only, not by going on.
const FAINT: f32 = 0.12;

impl Session {
    /// The candidate that is looked at.
    pub fn looked_at(&self) -> Option<&Suggestion> {
        self.suggestions().get(self.link_queue()?.looked)
    }

    /// Looks at another candidate.
    pub(in crate::session) fn look_at(&mut self, candidate: usize) {
        let last = self.suggestions().len().saturating_sub(1);
        if let Some(queue) = &mut self.queue {
            queue.looked = candidate.min(last);
        }
    }

    /// Looks at the next candidate, or at the one before.
    pub(in crate::session) fn step_candidate(&mut self, forwards: bool) {
        let Some(looked) = self.link_queue().map(|q| q.looked) else { return };
        self.look_at(if forwards { looked + 1 } else { looked.saturating_sub(1) });
    }

    /// Ties what the queue is at to the candidate that is looked at.
    pub(in crate::session) fn accept_looked_at(&mut self) {
        match self.looked_at().map(|s| s.shown).filter(|_| !self.is_new_name()) {
            Some(onto) => self.tie_queued(onto),
            None if self.accepts_nothing() => {
                self.tell("There is nothing to accept: E makes a new entity, → skips");
            }
            None => self.new_entity_of_queued(),
        }
    }

    /// Whether what the queue is at is most likely something new: no candidate is likely at all, and nobody looks at
    /// another one than the first. Space makes a new entity of it then.
    pub fn is_new_name(&self) -> bool {
        let looked = self.link_queue().map_or(0, |q| q.looked);
        !self.accepts_nothing() && self.suggestions().get(looked).is_none_or(|s| looked == 0 && s.score < FAINT)
    }

    /// Whether all candidates were refused: what it is then is for a person to say by E, not by going on.
    pub fn accepts_nothing(&self) -> bool {
        !self.suggestions().is_empty() && self.suggestions().iter().all(|s| s.barred.is_some())
    }

    /// Ties the mention that suggestions are for to one of them.
    pub(in crate::session) fn take_candidate(&mut self, candidate: usize) {
        if self.mode == Mode::Read {
            return self.tell("Read mode changes nothing: choose Link to tie");
        }
        let Some(onto) = self.suggestions().get(candidate).map(|s| s.shown) else { return };
        if self.queued().is_some() {
            self.look_at(candidate);
            self.tie_queued(onto);
        } else if let Some(mention) = self.suggested_for() {
            self.tie(onto, mention);
        }
    }

    /// Ties what the queue is at, all of it, to another mention; asks first where a "different" stands against it.
    pub(in crate::session) fn tie_queued(&mut self, onto: MentionId) {
        let mut mentions = self.queued_group().to_vec();
        mentions.retain(|&id| id != onto);
        let mut asking = mentions.iter().filter_map(|&id| preview_tie(&self.project, onto, id)).filter(|p| p.ask);
        if let Some(mut preview) = asking.next() {
            // What stands against any of them is asked about at once.
            preview.overruled.extend(asking.flat_map(|other| other.overruled));
            self.question = Some(Question::Tie { mentions, onto, preview });
            return;
        }
        self.tie_offered(mentions, onto);
    }

    /// Ties mentions that are offered together to another one, whatever stands against it.
    pub(in crate::session) fn tie_offered(&mut self, mentions: Vec<MentionId>, onto: MentionId) {
        let types = mentions.first().map(|&first| (first, onto));
        if self.edit(Command::TieOffered { mentions, onto })
            && let Some((first, onto)) = types
        {
            self.tell_types(first, onto);
        }
    }

    /// Makes a new entity of what the queue is at.
    pub(in crate::session) fn new_entity_of_queued(&mut self) {
        let mentions = self.queued_group().to_vec();
        self.split_off(mentions);
    }

    /// Says that what the queue is at is no mention.
    pub(in crate::session) fn dismiss_queued(&mut self) {
        let mentions = self.queued_group().to_vec();
        self.edit(Command::Dismiss(mentions));
    }

    /// Remembers that the candidate that is looked at is another one, and asks which it is then.
    pub(in crate::session) fn refuse_looked_at(&mut self) {
        let Some((mention, shown)) = self.queued().zip(self.looked_at().map(|s| s.shown)) else { return };
        if self.edit(Command::Judge(mention, shown, Verdict::Different))
            && let Some(queue) = &mut self.queue
        {
            queue.refused = Some((mention, shown));
            queue.looked = 0;
        }
    }

    /// Remembers that it could not be told whether it is the candidate that is looked at, and goes on.
    pub(in crate::session) fn leave_unsure(&mut self) {
        let Some((mention, shown)) = self.queued().zip(self.looked_at().map(|s| s.shown)) else { return };
        let was = self.queue.as_ref().and_then(|q| q.items.state(mention));
        // What was said to be different stays so, but for the very pair that is looked at.
        let different = |id| self.project.judgement(id, shown).is_some_and(|j| j.verdict == Verdict::Different);
        let group = self.queued_group().iter().copied().filter(|&id| id == mention || !different(id)).collect();
        let changed = self.edit(Command::JudgeAll(group, shown, Verdict::Unsure));
        // What was unsure before stays so: it goes on all the same.
        if !changed || was == Some(State::Unsure) {
            self.step_queue(true);
        }
    }

    /// Takes the group of the mention that the queue is at apart, or puts it together again.
    pub(in crate::session) fn toggle_group(&mut self) {
        let queued = self.queued();
        if let Some(queue) = &mut self.queue {
            let Some(mention) = queued else { return };
            if !queue.apart.remove(&mention) {
                queue.apart.insert(mention);
            }
        }
    }

    /// Does what a command means in the queue. Whether it means something there.
    pub(in crate::session) fn perform_in_queue(&mut self, command: UserCommand) -> bool {
        match command {
            UserCommand::AcceptAndGoOn => self.accept_looked_at(),
            UserCommand::Dismiss => self.dismiss_queued(),
            UserCommand::NewEntity => self.new_entity_of_queued(),
            UserCommand::NotThisOne => self.refuse_looked_at(),
            UserCommand::Unsure => self.leave_unsure(),
            _ => return false,
        }
        true
    }
}
