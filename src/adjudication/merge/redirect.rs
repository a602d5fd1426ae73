//! What became of entities that one side removed: where their mentions went, so do those of the other side.

use super::pair::Pairing;
use super::{BASE, OURS, THEIRS};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where each removed entity went.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    /// By side.
    to: [HashMap<usize, usize>; 3],
    /// The entities that ours has.
    ours: BTreeSet<usize>,
}

impl Redirects {
    pub fn of(pairing: &Pairing<'_>) -> Self {
        let ours = (0..pairing.entities.len()).filter(|&e| pairing.entities[e].said[OURS].is_some());
        let mut redirects = Self { ours: ours.collect(), ..Self::default() };
        for side in [OURS, THEIRS] {
            let removed = (0..pairing.entities.len()).filter(|&e| pairing.removed(side, e));
            redirects.to[side] = removed.filter_map(|e| Some((e, most(pairing, side, e)?))).collect();
        }
        redirects
    }

    /// The entity that one has become: itself, or what it was made part of on either side. Two that each side made part
    /// of the other are the one that ours has.
    pub fn resolve(&self, entity: usize) -> usize {
        let (mut at, mut seen) = (entity, BTreeSet::new());
        while seen.insert(at) {
            match self.next(at) {
                Some(next) => at = next,
                None => return at,
            }
        }
        let mut ring = BTreeSet::new();
        while ring.insert(at) {
            at = self.next(at).unwrap_or(at);
        }
        ring.into_iter().find(|e| self.ours.contains(e)).unwrap_or(at)
    }

    fn next(&self, entity: usize) -> Option<usize> {
        self.to[OURS].get(&entity).or_else(|| self.to[THEIRS].get(&entity)).copied()
    }

    /// Forgets that theirs made an entity part of another; whether it had.
    pub fn keep(&mut self, entity: usize) -> bool {
        self.to[THEIRS].remove(&entity).is_some()
    }
}

/// The entity that most mentions of a removed one are of now.
fn most(pairing: &Pairing<'_>, side: usize, entity: usize) -> Option<usize> {
    let before = pairing.entities[entity].said[BASE].as_ref()?;
    let mut votes: BTreeMap<usize, u32> = BTreeMap::new();
    for (_, id) in pairing.projects[BASE].places_of(before.id) {
        let now = pairing.mention_of[BASE].get(&id).and_then(|&m| pairing.mentions[m].said[side].as_ref());
        let now = now.and_then(|m| m.entity).and_then(|e| pairing.entity_of[side].get(&e));
        *votes.entry(*now.unwrap_or(&entity)).or_default() += u32::from(now.is_some());
    }
    votes.into_iter().filter(|&(e, n)| n > 0 && e != entity).rev().max_by_key(|&(_, n)| n).map(|(e, _)| e)
}
