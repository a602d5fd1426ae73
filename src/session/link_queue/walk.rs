//! Walking: which mention is next.

use super::items::QueueFilter;
use crate::annotation::{EntityId, MentionId};
use crate::linking::Target;
use crate::session::Session;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// So many of an entity's names are asked for what may be it too.
const NAMES: usize = 12;
/// So many mentions are taken for each of them.
const OF_NAME: usize = 200;

impl Session {
    /// Asks about the mention that the queue stands at, or the first after it; with `around`, else the first of all.
    pub(super) fn go_on_in_queue(&mut self, around: bool) {
        let Some(queue) = self.queue.as_ref().filter(|q| q.ready) else { return };
        let (items, filter) = (&queue.items, &queue.filter);
        let place = queue.at.and_then(|id| items.place(id)).unwrap_or(if around { 0 } else { items.len() });
        let next = items.from(place, filter).or_else(|| around.then(|| items.from(0, filter)).flatten());
        match next {
            Some(id) => self.take_turn(id),
            None => self.end_of_queue(),
        }
    }

    /// There is nothing more behind where it stood.
    fn end_of_queue(&mut self) {
        self.put_in_hand(None);
        self.cursor = None;
        if let Some(queue) = &mut self.queue {
            queue.at = None;
        }
    }

    /// Skips to the next mention of the queue, or back to the one before.
    pub(in crate::session) fn step_queue(&mut self, forwards: bool) {
        let beside = self.queued().is_none();
        let Some(queue) = self.queue.as_ref().filter(|q| q.ready) else { return };
        let (items, filter) = (&queue.items, &queue.filter);
        let place = queue.at.and_then(|id| items.place(id));
        if !forwards {
            let before = items.before(place.unwrap_or(items.len()), filter);
            return before.into_iter().for_each(|id| self.take_turn(id));
        }
        // From beside it goes back to where it stood, from the end round to what was skipped.
        let next = match place {
            None => items.from(0, filter),
            Some(at) => items.from(if beside { at } else { at + 1 }, filter),
        };
        match next {
            Some(id) => self.take_turn(id),
            None => self.end_of_queue(),
        }
    }

    /// Asks about other mentions.
    pub(in crate::session) fn set_queue_filter(&mut self, filter: QueueFilter) {
        let of_entity = filter.entity.map(|entity| self.may_be(entity)).unwrap_or_default();
        let Some(queue) = &mut self.queue else { return };
        queue.items.narrow_to(of_entity);
        queue.filter = filter;
        queue.counted = None;
        let stays = queue.at.is_some_and(|id| queue.items.is_next(id, &queue.filter));
        if !stays || self.queued().is_none() {
            self.go_on_in_queue(true);
        }
    }

    /// The mentions that may name an entity: those without one that its names are suggested for.
    fn may_be(&self, entity: EntityId) -> HashSet<MentionId> {
        let Some(linker) = self.linker() else { return HashSet::new() };
        let mut names: BTreeMap<Arc<str>, (usize, MentionId)> = BTreeMap::new();
        for mention in self.project.mentions_of(entity) {
            names.entry(mention.text.clone()).or_insert((0, mention.id)).0 += 1;
        }
        let mut names: Vec<_> = names.into_values().collect();
        names.sort_by_key(|(count, first)| (std::cmp::Reverse(*count), *first));
        let suggested = names.into_iter().take(NAMES).flat_map(|(_, id)| linker.suggest(&self.project, id, OF_NAME));
        let untied = suggested.filter(|s| s.barred.is_none()).filter_map(|s| match s.target {
            Target::Mention(id) => Some(id),
            Target::Entity(_) => None,
        });
        untied.flat_map(|id| linker.namesakes(&self.project, id)).collect()
    }
}
