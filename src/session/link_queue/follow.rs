//! Following: what steps make of the mentions of a queue, and where it goes from there.

use super::Change;
use super::items::State;
use crate::annotation::{MentionId, Op, Transaction};
use crate::session::Session;
use crate::session::change::AT_ONCE;
use std::collections::BTreeSet;

impl Session {
    /// Takes note of what a step that was applied, forwards or backwards, makes of the mentions of the queue.
    pub(in crate::session) fn follow_queue(&mut self, step: &Transaction) {
        let Some(queue) = self.queue.as_mut().filter(|q| q.ready) else { return };
        if step.ops.len() > AT_ONCE {
            return self.order_queue();
        }
        let mut touched = BTreeSet::new();
        for op in &step.ops {
            match op {
                Op::Mention(before, after) => touched.extend(before.iter().chain(after).map(|m| m.id)),
                Op::Judgement(before, after) => {
                    touched.extend(before.iter().chain(after).flat_map(|j| [j.a, j.b]));
                }
                _ => {}
            }
        }
        for mention in touched {
            if let Some((before, after)) = queue.items.update(&self.project, mention) {
                queue.changed.push(Change { mention, before, after });
            }
        }
    }

    /// Goes on when a step has decided about what the queue was at.
    pub(in crate::session) fn queue_after_step(&mut self, by_machine: bool) {
        let now = self.now;
        let Some(queue) = &mut self.queue else { return };
        let changed = std::mem::take(&mut queue.changed);
        let decided = changed.iter().filter(|c| c.before == State::Open && c.after != State::Open).count();
        if decided > 0 && !by_machine {
            queue.pace.decided(now, decided);
        }
        let left = |c: &&Change| c.before.waits() && (c.after != c.before) && c.after != State::Open;
        let of_turn = changed.iter().filter(left).any(|c| Some(c.mention) == queue.at);
        // A tie that was made by clicking elsewhere: from there it goes on when it is asked to.
        let elsewhere = changed.iter().filter(left).map(|c| c.mention).next_back();
        if of_turn {
            self.go_on_in_queue(false);
        } else if let Some(id) = elsewhere.filter(|_| !by_machine && self.queued().is_none())
            && let Some(queue) = &mut self.queue
        {
            queue.at = Some(id);
        }
    }

    /// Goes to the mention that an undone step gives back.
    pub(in crate::session) fn queue_given_back(&mut self) {
        let Some(queue) = &mut self.queue else { return };
        let changed = std::mem::take(&mut queue.changed);
        let first = |ids: &mut dyn Iterator<Item = MentionId>| ids.min_by_key(|id| queue.items.place(*id));
        let reopened = first(&mut changed.iter().filter(|c| c.after.waits() && c.before != c.after).map(|c| c.mention));
        // A word on two mentions that was taken back changes neither: the one that is being looked at stays.
        let judged = || {
            let waiting: Vec<_> = changed.iter().filter(|c| c.after.waits()).map(|c| c.mention).collect();
            let stays = queue.at.filter(|at| waiting.contains(at));
            stays.or_else(|| first(&mut waiting.into_iter()))
        };
        if let Some(id) = reopened.or_else(judged) {
            self.take_turn(id);
        }
    }
}
