//! Where mentions are, and whose they are: indexes that follow each op instead of being rebuilt.
//!
//! All maps are persistent, so a snapshot of a project is a handful of reference counts
//! and the next edit copies a few tree nodes, whatever the number of mentions.

use super::proposals::Proposals;
use super::{EntityId, Mention, MentionId, Status, TypeId};
use crate::text::{DocumentId, Span};
use imbl::{OrdMap, OrdSet};
use std::ops::Range;

/// How many mentions a document has, or a type, or the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Proposed ones, tied or not.
    pub proposed: u32,
    /// Accepted ones, tied or not.
    pub accepted: u32,
    /// Of the accepted ones, those that the machine had found.
    pub found: u32,
    /// Rejected ones.
    pub rejected: u32,
    /// Those of an entity.
    pub tied: u32,
}

impl DocumentCounts {
    /// Mentions that are shown: all but the rejected.
    pub const fn live(self) -> u32 {
        self.proposed + self.accepted
    }

    /// Of the accepted ones, those that a person marked without a proposal.
    pub const fn made(self) -> u32 {
        self.accepted - self.found
    }
}

/// How large an entity's cluster is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClusterSize {
    /// Mentions.
    pub mentions: u32,
    /// Documents that they are in.
    pub documents: u32,
}

/// A mention's place in its document: length class first, so that a query for a window need not start
/// at the document's first byte because some mention is long.
type Position = (DocumentId, u8, u32, MentionId);
/// A mention's place along its entity: documents in order, then by offset.
type Place = (EntityId, DocumentId, u32, MentionId);

#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    positions: OrdSet<Position>,
    places: OrdSet<Place>,
    documents: OrdMap<DocumentId, DocumentCounts>,
    kinds: OrdMap<TypeId, DocumentCounts>,
    total: DocumentCounts,
    pub proposals: Proposals,
    clusters: OrdMap<EntityId, ClusterSize>,
    /// Mentions of an entity in a document, where there are any.
    shares: OrdMap<(EntityId, DocumentId), u32>,
}

/// Floor of the binary logarithm of a length: lengths 1, 2..3, 4..7 ... are classes 0, 1, 2 ...
fn class(len: u32) -> u8 {
    len.max(1).ilog2() as u8
}

impl Index {
    pub fn insert(&mut self, mention: &Mention) {
        let hull = mention.hull();
        self.positions.insert((mention.document, class(hull.len()), hull.start, mention.id));
        if mention.is_untouched() {
            self.proposals.insert(mention);
        }
        let found = u32::from(is_found_and_accepted(mention));
        let counts = self.documents.entry(mention.document).or_default();
        let kind = self.kinds.entry(mention.kind).or_default();
        for counts in [&mut *counts, &mut *kind, &mut self.total] {
            *status_count(counts, mention.status) += 1;
            counts.found += found;
        }
        let Some(entity) = mention.entity else { return };
        counts.tied += 1;
        kind.tied += 1;
        self.total.tied += 1;
        self.places.insert((entity, mention.document, hull.start, mention.id));
        let share = self.shares.entry((entity, mention.document)).or_default();
        *share += 1;
        let first = *share == 1;
        let cluster = self.clusters.entry(entity).or_default();
        cluster.mentions += 1;
        cluster.documents += u32::from(first);
    }

    pub fn remove(&mut self, mention: &Mention) {
        let hull = mention.hull();
        self.positions.remove(&(mention.document, class(hull.len()), hull.start, mention.id));
        if mention.is_untouched() {
            self.proposals.remove(mention);
        }
        let found = u32::from(is_found_and_accepted(mention));
        if let Some(counts) = self.documents.get_mut(&mention.document) {
            *status_count(counts, mention.status) -= 1;
            counts.found -= found;
            counts.tied -= u32::from(mention.entity.is_some());
            if *counts == DocumentCounts::default() {
                self.documents.remove(&mention.document);
            }
        }
        *status_count(&mut self.total, mention.status) -= 1;
        self.total.found -= found;
        if let Some(counts) = self.kinds.get_mut(&mention.kind) {
            *status_count(counts, mention.status) -= 1;
            counts.found -= found;
            counts.tied -= u32::from(mention.entity.is_some());
            if *counts == DocumentCounts::default() {
                self.kinds.remove(&mention.kind);
            }
        }
        let Some(entity) = mention.entity else { return };
        self.total.tied -= 1;
        self.places.remove(&(entity, mention.document, hull.start, mention.id));
        let mut last = false;
        if let Some(share) = self.shares.get_mut(&(entity, mention.document)) {
            *share -= 1;
            last = *share == 0;
        }
        if last {
            self.shares.remove(&(entity, mention.document));
        }
        if let Some(cluster) = self.clusters.get_mut(&entity) {
            cluster.mentions -= 1;
            cluster.documents -= u32::from(last);
            if cluster.mentions == 0 {
                self.clusters.remove(&entity);
            }
        }
    }

    /// Mentions whose hull overlaps `window`, in no particular order. Logarithmic in all mentions, linear in the answer
    /// (and in those that end less than their own length before the window).
    pub fn overlapping(&self, document: DocumentId, window: Span) -> impl Iterator<Item = MentionId> + '_ {
        (0..32_u8).flat_map(move |class| {
            let longest = if class == 31 { u32::MAX } else { (2 << class) - 1 };
            let from = (document, class, window.start.saturating_sub(longest), MentionId(0));
            let to = (document, class, window.end, MentionId(0));
            self.positions.range(from..to.max(from)).map(|&(.., id)| id)
        })
    }

    /// Of the mentions that start at or after `offset`, candidates for the first: the first one of each length class
    /// that `keep` lets through.
    pub fn first_from<'a>(
        &'a self,
        document: DocumentId,
        offset: u32,
        keep: &'a dyn Fn(MentionId) -> bool,
    ) -> Option<MentionId> {
        (0..32_u8)
            .filter_map(|class| {
                let from = (document, class, offset, MentionId(0));
                let to = (document, class, u32::MAX, MentionId(u32::MAX));
                self.positions.range(from..=to).find(|&&(.., id)| keep(id)).map(|&(.., start, id)| (start, id))
            })
            .min()
            .map(|(_, id)| id)
    }

    /// As [`Index::first_from`], backwards: of the mentions that start before `offset`, the last.
    pub fn last_before<'a>(
        &'a self,
        document: DocumentId,
        offset: u32,
        keep: &'a dyn Fn(MentionId) -> bool,
    ) -> Option<MentionId> {
        (0..32_u8)
            .filter_map(|class| {
                let from = (document, class, 0, MentionId(0));
                let to = (document, class, offset, MentionId(0));
                let mut range = self.positions.range(from..to);
                std::iter::from_fn(|| range.next_back()).find(|&&(.., id)| keep(id)).map(|&(.., start, id)| (start, id))
            })
            .max()
            .map(|(_, id)| id)
    }

    /// An entity's mentions along the documents: each one's document, where it starts, and itself.
    pub fn along(&self, entity: EntityId) -> impl DoubleEndedIterator<Item = (DocumentId, u32, MentionId)> + '_ {
        let from = (entity, DocumentId(0), 0, MentionId(0));
        let to = (entity, DocumentId(u32::MAX), u32::MAX, MentionId(u32::MAX));
        self.places.range(from..=to).map(|&(_, document, start, id)| (document, start, id))
    }

    /// An entity's mentions that start in a part of a document, in order: where each starts, and itself.
    pub fn along_in(
        &self,
        entity: EntityId,
        document: DocumentId,
        part: Range<u32>,
    ) -> impl Iterator<Item = (u32, MentionId)> + '_ {
        let at = |start: u32| (entity, document, start, MentionId(0));
        self.places.range(at(part.start)..at(part.end)).map(|&(_, _, start, id)| (start, id))
    }

    pub fn counts(&self, document: DocumentId) -> DocumentCounts {
        self.documents.get(&document).copied().unwrap_or_default()
    }

    pub fn counts_of(&self, kind: TypeId) -> DocumentCounts {
        self.kinds.get(&kind).copied().unwrap_or_default()
    }

    /// Mentions of the whole project.
    pub fn total(&self) -> DocumentCounts {
        self.total
    }

    pub fn cluster(&self, entity: EntityId) -> ClusterSize {
        self.clusters.get(&entity).copied().unwrap_or_default()
    }

    /// What does not agree between this index and a fresh one of the same mentions.
    pub fn differs_from(&self, fresh: &Self) -> Option<&'static str> {
        if self.positions != fresh.positions {
            Some("positions")
        } else if self.places != fresh.places {
            Some("places")
        } else if self.documents != fresh.documents || self.total != fresh.total {
            Some("document counts")
        } else if self.proposals != fresh.proposals {
            Some("proposals")
        } else if self.kinds != fresh.kinds {
            Some("type counts")
        } else if self.clusters != fresh.clusters || self.shares != fresh.shares {
            Some("cluster sizes")
        } else {
            None
        }
    }
}

fn is_found_and_accepted(mention: &Mention) -> bool {
    mention.status == Status::Accepted && mention.is_found()
}

fn status_count(counts: &mut DocumentCounts, status: Status) -> &mut u32 {
    match status {
        Status::Proposed => &mut counts.proposed,
        Status::Accepted => &mut counts.accepted,
        Status::Rejected => &mut counts.rejected,
    }
}
