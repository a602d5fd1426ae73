//! The link queue: the mentions without an entity, one after another, in an order that saves reading.
//!
//! The mention that the queue is at is in hand, so that all that ties in Link mode ties here too: a click on another
//! mention is as good as a key. The order is a list that is made once, by a job; what became of each mention is noted
//! beside it as steps are taken, so that walking and counting look nothing up. Ties that were made elsewhere are passed
//! over, and what is marked meanwhile comes last.

mod decide;
mod follow;
mod items;
mod pace;
mod walk;

pub use items::QueueFilter;

use super::jobs::{Job, Outcome};
use super::{InHand, Mode, Session, ViewRequest};
use crate::annotation::{MentionId, TypeId};
use crate::work::Cancelled;
use items::{Items, State};
use pace::Pace;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A queue at work.
#[derive(Debug, Default)]
pub struct LinkQueue {
    filter: QueueFilter,
    items: Items,
    /// Whether the order has been made.
    ready: bool,
    /// The mention that the queue is at or was left at.
    at: Option<MentionId>,
    /// The mentions whose groups were taken apart.
    apart: BTreeSet<MentionId>,
    /// The mentions that are offered together, the one in hand first.
    group: Vec<MentionId>,
    /// Which candidate is looked at.
    looked: usize,
    /// The mention of which a candidate was refused, and the one that was.
    refused: Option<(MentionId, MentionId)>,
    /// What became of mentions since this was last looked at.
    changed: Vec<Change>,
    /// What the group and the counts were made of.
    counted: Option<Counted>,
    /// When the mention that it is at had its turn, in seconds.
    since: f64,
    /// What is shown in the two panes.
    seen: (Option<MentionId>, Option<MentionId>),
    pace: Pace,
    progress: QueueProgress,
}

/// What became of an item.
#[derive(Clone, Copy, Debug)]
struct Change {
    mention: MentionId,
    before: State,
    after: State,
}

/// What the group and the counts of a queue depend on: the project, the linker, the mention, and whether its group is
/// taken apart.
type Counted = (u64, u64, Option<MentionId>, bool);

/// How far a queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueueProgress {
    /// The place of the mention that the queue is at, from 1. `None` when it is at none.
    pub position: Option<usize>,
    /// Mentions that the filter lets through, tied or not.
    pub total: usize,
    /// Those that wait.
    pub left: usize,
    /// Those of which it could not be told.
    pub unsure: usize,
    /// Entities of the project.
    pub entities: usize,
    /// How long the rest takes at the pace of the last decisions, in minutes. `None` until there are some.
    pub minutes: Option<f32>,
}

/// The mentions in the order of a queue.
#[derive(Debug)]
pub struct QueueOrder {
    corpus: u64,
    items: Items,
}

impl LinkQueue {
    /// Which mentions it is about.
    pub fn filter(&self) -> &QueueFilter {
        &self.filter
    }

    /// Whether the mentions have been put in order.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// The mention that it is at, or was at when something else was taken in hand. `None` at the end.
    pub fn at(&self) -> Option<MentionId> {
        self.at
    }

    /// The candidate that is looked at: its place in [`Session::suggestions`].
    pub fn looked_at(&self) -> usize {
        self.looked
    }

    /// The mention that was refused last for the one the queue is at: another one is asked for.
    pub fn refused(&self) -> Option<MentionId> {
        self.refused.filter(|(mention, _)| Some(*mention) == self.at).map(|(_, refused)| refused)
    }

    /// How many of each type wait, whatever types the filter lets through. Counts: not for every frame.
    pub fn kinds(&self) -> BTreeMap<TypeId, usize> {
        self.items.kinds(&self.filter)
    }

    /// When the mention that it is at had its turn, by the clock of [`Session::set_now`].
    pub fn since(&self) -> f64 {
        self.since
    }

    /// How far it is.
    pub fn progress(&self) -> QueueProgress {
        self.progress
    }
}

impl Session {
    /// The link queue, while there is one.
    pub fn link_queue(&self) -> Option<&LinkQueue> {
        self.queue.as_ref()
    }

    /// The mention that the queue is at.
    pub fn queued(&self) -> Option<MentionId> {
        let queue = self.queue.as_ref()?;
        self.mention_in_hand().filter(|id| queue.at == Some(*id) && queue.items.waits(*id))
    }

    /// The mentions that are offered together with the one that the queue is at, itself first.
    pub fn queued_group(&self) -> &[MentionId] {
        match (&self.queue, self.queued()) {
            (Some(queue), Some(_)) => &queue.group,
            _ => &[],
        }
    }

    /// Whether the group of the mention that the queue is at was taken apart.
    pub fn is_group_apart(&self) -> bool {
        self.queued().is_some_and(|id| self.queue.as_ref().is_some_and(|q| q.apart.contains(&id)))
    }

    /// The time, in seconds of any clock that goes on. A session has none of its own; the pace needs one.
    pub fn set_now(&mut self, seconds: f64) {
        self.now = seconds;
    }

    /// Begins a queue where the last one was left, or ends it.
    pub(in crate::session) fn toggle_queue(&mut self) {
        if self.queue.is_some() {
            return self.end_queue();
        }
        let at = self.mention_in_hand().or(self.cursor).filter(|&id| self.project.is_untied(id)).or(self.linked_to);
        self.set_mode(Mode::Link);
        self.put_in_hand(None);
        self.selection = None;
        self.marked.clear();
        if self.find.is_active() {
            // It covers the suggestions.
            self.start_find(Default::default());
        }
        // What is asked about must be seen.
        self.shown_layer = super::ShownLayer::All;
        self.queue = Some(LinkQueue { at, ..LinkQueue::default() });
        self.want_linker();
        self.order_queue();
    }

    /// Leaves the queue; where it was is kept.
    pub(in crate::session) fn end_queue(&mut self) {
        if self.queued().is_some() {
            self.put_in_hand(None);
        }
        self.linked_to = self.queue_place();
        self.queue = None;
        self.jobs.forget(Job::Order);
    }

    /// Where the queue is, or was left: to go on from in another sitting.
    pub(in crate::session) fn queue_place(&self) -> Option<MentionId> {
        self.queue.as_ref().and_then(|q| q.at).or(self.linked_to)
    }

    /// Puts the mentions in order, off the frame, once their names are known.
    pub(in crate::session) fn order_queue(&mut self) {
        let Some(linker) = self.linker().filter(|_| self.queue.is_some()).cloned() else { return };
        self.jobs.forget(Job::Order);
        let (project, corpus) = (Arc::clone(&self.project), self.corpus_serial);
        self.jobs.start(Job::Order, "Putting the mentions in order", move |work, _| {
            match Items::of(&project, &linker, work) {
                Ok(items) => Outcome::Order(Box::new(QueueOrder { corpus, items })),
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    pub(in crate::session) fn take_order(&mut self, order: QueueOrder) {
        if order.corpus != self.corpus_serial {
            return;
        }
        self.catch_up_linker();
        let Some(queue) = &mut self.queue else { return };
        let before = std::mem::replace(&mut queue.items, order.items);
        queue.items.narrow_as(before);
        queue.counted = None;
        // Mentions that came while the index was shared have no place in the order: they come last.
        queue.items.catch_up(&self.project);
        if !std::mem::replace(&mut queue.ready, true) {
            self.go_on_in_queue(true);
        }
    }

    /// Takes note of what a dispatched action has changed, and shows what is to be decided.
    pub(in crate::session) fn refresh_queue(&mut self) {
        let hand = self.mention_in_hand();
        let Some(queue) = &mut self.queue else { return self.refresh_suggestions() };
        // What is taken in hand by a click is what the queue is at.
        if let Some(id) = hand.filter(|id| queue.at != Some(*id) && queue.items.waits(*id)) {
            queue.stand_at(id);
            queue.seen.0 = Some(id);
        }
        let queued = hand.filter(|id| queue.at == Some(*id) && queue.items.waits(*id));
        let apart = queued.is_some_and(|id| queue.apart.contains(&id));
        let counted = Some((self.project.revision(), self.linking.generation, queued, apart));
        if queue.counted != counted {
            queue.counted = counted;
            queue.group.clear();
            if let (Some(id), Some(linker)) = (queued, self.linking.linker.as_ref()) {
                queue.group.push(id);
                if !apart {
                    let others = linker.group(&self.project, id).into_iter().filter(|&other| other != id);
                    let offered = |other: &MentionId| queue.items.waits(*other) && !queue.apart.contains(other);
                    queue.group.extend(others.filter(offered));
                }
            }
            queue.count(queued, self.project.entities().len());
        }
        self.refresh_suggestions();
        let last = self.suggestions().len().saturating_sub(1);
        let Some(queue) = &mut self.queue else { return };
        queue.looked = queue.looked.min(last);
        self.show_pair(queued);
    }

    /// Asks the panes to show the mention in hand and the one that it may belong with.
    fn show_pair(&mut self, queued: Option<MentionId>) {
        let shown = queued.and(self.looked_at()).map(|s| s.shown);
        let place = |id: MentionId| self.project.mention(id).map(|m| (m.document, m.hull()));
        let Some(queue) = &mut self.queue else { return };
        let here = queued.filter(|_| queue.seen.0 != queued).and_then(place);
        let there = shown.filter(|_| queue.seen.1 != shown || here.is_some()).and_then(place);
        queue.seen = (queued, shown);
        if here.is_some() || there.is_some() {
            self.view.push(ViewRequest::Pair { here, there });
        }
    }

    /// Takes a mention in hand because it is its turn.
    fn take_turn(&mut self, id: MentionId) {
        let now = self.now;
        let Some(queue) = &mut self.queue else { return };
        queue.pace.begin(now);
        queue.since = now;
        queue.stand_at(id);
        queue.seen.0 = None;
        self.put_in_hand(Some(InHand::Mention(id)));
        self.cursor = Some(id);
        self.fixing = None;
    }
}

impl LinkQueue {
    fn stand_at(&mut self, id: MentionId) {
        self.at = Some(id);
        self.looked = 0;
        self.refused = None;
    }

    fn count(&mut self, queued: Option<MentionId>, entities: usize) {
        let counts = self.items.count(&self.filter, queued);
        self.progress = QueueProgress {
            position: counts.before.map(|before| counts.total - counts.left + before + 1),
            total: counts.total,
            left: counts.left,
            unsure: counts.unsure,
            entities,
            minutes: self.pace.minutes_for(counts.left),
        };
    }
}
