//! The proposals that nobody has decided about, in corpus order: what a review walks through.
//!
//! An index like the others: it follows each op. What a filter looks at stands beside the place, so that walking and
//! counting never look a mention up.

use super::{Layers, Mention, MentionId, Score, TypeId};
use crate::text::DocumentId;
use imbl::{OrdMap, OrdSet};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where a proposal stands in the corpus: documents in order, then by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposalPlace {
    /// The document.
    pub document: DocumentId,
    /// Its first byte.
    pub start: u32,
    /// The proposal. Of those that start together, the one with the larger id comes later.
    pub mention: MentionId,
}

impl ProposalPlace {
    /// Where a mention stands.
    pub fn of(mention: &Mention) -> Self {
        Self { document: mention.document, start: mention.hull().start, mention: mention.id }
    }

    /// Before everything in a document.
    pub const fn front_of(document: DocumentId) -> Self {
        Self { document, start: 0, mention: MentionId(0) }
    }

    /// Behind everything in a document.
    pub const fn end_of(document: DocumentId) -> Self {
        Self { document, start: u32::MAX, mention: MentionId(u32::MAX) }
    }

    /// Before everything.
    pub const FRONT: Self = Self::front_of(DocumentId(0));
    /// Behind everything.
    pub const END: Self = Self::end_of(DocumentId(u32::MAX));
}

/// What a filter looks at in a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposalFacts {
    /// Its type.
    pub kind: TypeId,
    /// The layers that found it.
    pub layers: Layers,
    /// How sure the machine is; 0 when it does not say.
    pub score: Score,
}

impl ProposalFacts {
    /// What a filter looks at in a mention.
    pub fn of(mention: &Mention) -> Self {
        let evidence = mention.evidence.as_ref();
        Self {
            kind: mention.kind,
            layers: evidence.map_or(Layers::NONE, |e| e.layers),
            score: evidence.map(|e| e.score).unwrap_or_default(),
        }
    }
}

/// Which proposals. The default lets all through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProposalFilter {
    /// Only of these types; of all when there are none.
    pub kinds: BTreeSet<TypeId>,
    /// Only those that one of these layers found; all when there are none.
    pub layers: Layers,
    /// Only those with at least this score.
    pub from: Score,
    /// Only in this document.
    pub document: Option<DocumentId>,
}

impl ProposalFilter {
    /// Whether it lets a proposal through.
    pub fn lets(&self, document: DocumentId, facts: ProposalFacts) -> bool {
        self.document.is_none_or(|d| d == document)
            && (self.kinds.is_empty() || self.kinds.contains(&facts.kind))
            && (self.layers.is_none() || self.layers.has(facts.layers))
            && facts.score >= self.from
    }

    /// The places that can be let through.
    fn bounds(&self) -> (ProposalPlace, ProposalPlace) {
        match self.document {
            Some(document) => (ProposalPlace::front_of(document), ProposalPlace::end_of(document)),
            None => (ProposalPlace::FRONT, ProposalPlace::END),
        }
    }
}

/// The index. All maps are persistent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposals {
    places: OrdMap<ProposalPlace, ProposalFacts>,
    /// How many there are of each kind in each document: some tens a document, whatever its length.
    tallies: OrdMap<(DocumentId, ProposalFacts), u32>,
    /// By a hash of their text.
    texts: OrdSet<(u64, MentionId)>,
}

impl Proposals {
    pub fn insert(&mut self, mention: &Mention) {
        let facts = ProposalFacts::of(mention);
        self.places.insert(ProposalPlace::of(mention), facts);
        *self.tallies.entry((mention.document, facts)).or_default() += 1;
        self.texts.insert((hash(&mention.text), mention.id));
    }

    pub fn remove(&mut self, mention: &Mention) {
        let facts = ProposalFacts::of(mention);
        self.places.remove(&ProposalPlace::of(mention));
        let key = (mention.document, facts);
        let left = self.tallies.get_mut(&key).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            self.tallies.remove(&key);
        }
        self.texts.remove(&(hash(&mention.text), mention.id));
    }

    /// Those that a filter lets through, in corpus order, with what it looked at.
    pub fn through<'a>(
        &'a self,
        filter: &'a ProposalFilter,
    ) -> impl DoubleEndedIterator<Item = (ProposalPlace, ProposalFacts)> + 'a {
        let (from, to) = filter.bounds();
        self.between(filter, from, to)
    }

    fn between<'a>(
        &'a self,
        filter: &'a ProposalFilter,
        from: ProposalPlace,
        to: ProposalPlace,
    ) -> impl DoubleEndedIterator<Item = (ProposalPlace, ProposalFacts)> + 'a {
        // A range that ends before it begins is none.
        let range = self.places.range(from..to.max(from));
        range.map(|(place, facts)| (*place, *facts)).filter(|(place, facts)| filter.lets(place.document, *facts))
    }

    /// The first one at or after a place.
    pub fn at_or_after(&self, place: ProposalPlace, filter: &ProposalFilter) -> Option<ProposalPlace> {
        let (from, to) = filter.bounds();
        self.between(filter, place.max(from), to).next().map(|(place, _)| place)
    }

    /// The last one before a place.
    pub fn before(&self, place: ProposalPlace, filter: &ProposalFilter) -> Option<ProposalPlace> {
        let (from, to) = filter.bounds();
        self.between(filter, from, place.min(to)).next_back().map(|(place, _)| place)
    }

    /// How many of each kind a filter lets through, in documents from this one to that.
    pub fn tally<'a>(
        &'a self,
        filter: &'a ProposalFilter,
        documents: std::ops::RangeInclusive<DocumentId>,
    ) -> impl Iterator<Item = (ProposalFacts, u32)> + 'a {
        let least = ProposalFacts { kind: TypeId(0), layers: Layers::NONE, score: Score::default() };
        let (from, to) = (*documents.start(), *documents.end());
        let (from, to) = filter.document.map_or((from, to), |d| (from.max(d), to.min(d)));
        let range = self.tallies.range((from, least)..).take_while(move |((document, _), _)| *document <= to);
        range
            .filter(|((document, facts), _)| filter.lets(*document, *facts))
            .map(|((_, facts), count)| (*facts, *count))
    }

    /// How many there are before a place. Linear in the place's document only.
    pub fn count_before(&self, place: ProposalPlace, filter: &ProposalFilter) -> usize {
        let front = ProposalPlace::front_of(place.document);
        let here = self.between(filter, front, place).count();
        let Some(last) = place.document.0.checked_sub(1).map(DocumentId) else { return here };
        here + self.tally(filter, DocumentId(0)..=last).map(|(_, n)| n as usize).sum::<usize>()
    }

    /// Those whose text may be this one, by id: the caller compares.
    pub fn perhaps_with_text(&self, text: &str) -> impl Iterator<Item = MentionId> + '_ {
        let hash = hash(text);
        self.texts.range((hash, MentionId(0))..=(hash, MentionId(u32::MAX))).map(|&(_, id)| id)
    }
}

/// The same for the same text as long as the program runs.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
