//! A project: everything people and the machine have said about a corpus.

use super::index::Index;
use super::{
    ClusterSize, DocumentCounts, DocumentRecord, Entity, EntityId, EntryRule, GazetteerEntry, Judgement, Mention,
    MentionId, Op, ProposalFacts, ProposalFilter, ProposalPlace, Schema, StaleTransaction, Status, Transaction, TypeId,
    Verdict,
};
use crate::text::{DocumentId, Span};
use imbl::OrdMap;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Documents, entities, mentions and judgements, with their indexes.
///
/// Cloning makes a snapshot in constant time; [`Project::apply`] is the only way to change one.
/// Two projects are equal when they hold the same items: ids still to be given out and the revision do not count.
#[derive(Clone, Debug)]
pub struct Project {
    schema: Arc<Schema>,
    documents: OrdMap<DocumentId, Arc<DocumentRecord>>,
    entities: OrdMap<EntityId, Arc<Entity>>,
    mentions: OrdMap<MentionId, Arc<Mention>>,
    judgements: OrdMap<(MentionId, MentionId), Arc<Judgement>>,
    /// Second key of `judgements`, so that a mention's judgements are found from either end.
    judged: imbl::OrdSet<(MentionId, MentionId)>,
    gazetteer: OrdMap<Arc<str>, Arc<GazetteerEntry>>,
    index: Index,
    next: NextIds,
    revision: u64,
}

/// The ids to be given out next, so that none is used twice, not even after its item is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NextIds {
    pub document: u32,
    pub entity: u32,
    pub mention: u32,
}

/// Something in a project that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

impl Default for Project {
    fn default() -> Self {
        Self::new(Schema::default())
    }
}

impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema
            && self.documents == other.documents
            && self.entities == other.entities
            && self.mentions == other.mentions
            && self.judgements == other.judgements
            && self.gazetteer == other.gazetteer
    }
}

impl Project {
    /// An empty project.
    pub fn new(schema: Schema) -> Self {
        Self {
            schema: Arc::new(schema),
            documents: OrdMap::new(),
            entities: OrdMap::new(),
            mentions: OrdMap::new(),
            judgements: OrdMap::new(),
            judged: imbl::OrdSet::new(),
            gazetteer: OrdMap::new(),
            index: Index::default(),
            next: NextIds { document: 1, entity: 1, mention: 1 },
            revision: 0,
        }
    }

    /// Changes at every [`Project::apply`]. Results of work on a snapshot carry the revision that they were made from.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The mention types.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The documents in corpus order.
    pub fn documents(&self) -> impl DoubleEndedIterator<Item = &Arc<DocumentRecord>> + ExactSizeIterator {
        self.documents.values()
    }

    /// A document.
    pub fn document(&self, id: DocumentId) -> Option<&Arc<DocumentRecord>> {
        self.documents.get(&id)
    }

    /// The entities by id.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = &Arc<Entity>> {
        self.entities.values()
    }

    /// An entity.
    pub fn entity(&self, id: EntityId) -> Option<&Arc<Entity>> {
        self.entities.get(&id)
    }

    /// All mentions by id, rejected ones too.
    pub fn mentions(&self) -> impl ExactSizeIterator<Item = &Arc<Mention>> {
        self.mentions.values()
    }

    /// A mention.
    pub fn mention(&self, id: MentionId) -> Option<&Arc<Mention>> {
        self.mentions.get(&id)
    }

    /// Whether a mention is shown and still without an entity.
    pub fn is_untied(&self, id: MentionId) -> bool {
        self.mention(id).is_some_and(|m| m.is_untied())
    }

    /// The mentions whose hull overlaps `window`, rejected ones too, in no particular order.
    pub fn mentions_in(&self, document: DocumentId, window: Span) -> impl Iterator<Item = &Arc<Mention>> {
        self.index.overlapping(document, window).filter_map(|id| self.mentions.get(&id)).filter(move |m| {
            let hull = m.hull();
            hull.overlaps(window) || (hull.is_empty() && window.contains_offset(hull.start))
        })
    }

    /// The first shown mention that starts at or after `offset` and that `keep` lets through.
    pub fn next_mention(
        &self,
        document: DocumentId,
        offset: u32,
        keep: impl Fn(&Mention) -> bool,
    ) -> Option<&Arc<Mention>> {
        let keep = |id: MentionId| self.mentions.get(&id).is_some_and(|m| m.is_live() && keep(m));
        self.index.first_from(document, offset, &keep).and_then(|id| self.mentions.get(&id))
    }

    /// The last shown mention that starts before `offset` and that `keep` lets through.
    pub fn previous_mention(
        &self,
        document: DocumentId,
        offset: u32,
        keep: impl Fn(&Mention) -> bool,
    ) -> Option<&Arc<Mention>> {
        let keep = |id: MentionId| self.mentions.get(&id).is_some_and(|m| m.is_live() && keep(m));
        self.index.last_before(document, offset, &keep).and_then(|id| self.mentions.get(&id))
    }

    /// An entity's mentions along the documents.
    pub fn mentions_of(&self, entity: EntityId) -> impl DoubleEndedIterator<Item = &Arc<Mention>> {
        self.index.along(entity).filter_map(|(.., id)| self.mentions.get(&id))
    }

    /// An entity's mentions along the documents, each with its document. Without looking a mention up.
    pub fn places_of(&self, entity: EntityId) -> impl DoubleEndedIterator<Item = (DocumentId, MentionId)> {
        self.index.along(entity).map(|(document, _, id)| (document, id))
    }

    /// An entity's mentions that start in a part of one document, in order: where each starts, in bytes, and itself.
    /// Without looking a mention up.
    pub fn places_of_in(
        &self,
        entity: EntityId,
        document: DocumentId,
        part: Range<u32>,
    ) -> impl Iterator<Item = (u32, MentionId)> {
        self.index.along_in(entity, document, part)
    }

    /// Where an entity's mentions in one document start, in bytes, in order.
    pub fn starts_of_in(&self, entity: EntityId, document: DocumentId) -> impl Iterator<Item = u32> {
        self.places_of_in(entity, document, 0..u32::MAX).map(|(start, _)| start)
    }

    /// How many mentions a document has.
    pub fn counts(&self, document: DocumentId) -> DocumentCounts {
        self.index.counts(document)
    }

    /// How many mentions are of a type.
    pub fn counts_of(&self, kind: TypeId) -> DocumentCounts {
        self.index.counts_of(kind)
    }

    /// How many mentions the project has.
    pub fn total(&self) -> DocumentCounts {
        self.index.total()
    }

    /// The proposals that nobody has decided about and that a filter lets through, in corpus order.
    pub fn proposals<'a>(
        &'a self,
        filter: &'a ProposalFilter,
    ) -> impl DoubleEndedIterator<Item = (ProposalPlace, ProposalFacts)> + 'a {
        self.index.proposals.through(filter)
    }

    /// How many proposals of each kind a filter lets through. A kind may come more than once.
    pub fn proposal_tally<'a>(&'a self, filter: &'a ProposalFilter) -> impl Iterator<Item = (ProposalFacts, u32)> + 'a {
        self.index.proposals.tally(filter, DocumentId(0)..=DocumentId(u32::MAX))
    }

    /// How many undecided proposals a filter lets through before a place.
    pub fn proposals_before(&self, place: ProposalPlace, filter: &ProposalFilter) -> usize {
        self.index.proposals.count_before(place, filter)
    }

    /// The first undecided proposal at or after a place.
    pub fn proposal_from(&self, place: ProposalPlace, filter: &ProposalFilter) -> Option<ProposalPlace> {
        self.index.proposals.at_or_after(place, filter)
    }

    /// The last undecided proposal before a place.
    pub fn proposal_before(&self, place: ProposalPlace, filter: &ProposalFilter) -> Option<ProposalPlace> {
        self.index.proposals.before(place, filter)
    }

    /// The undecided proposals with just this text, by id.
    pub fn proposals_with_text<'a>(
        &'a self,
        text: &'a str,
        filter: &'a ProposalFilter,
    ) -> impl Iterator<Item = &'a Arc<Mention>> {
        let alike = self.index.proposals.perhaps_with_text(text).filter_map(|id| self.mentions.get(&id));
        alike.filter(move |m| &*m.text == text && filter.lets(m.document, ProposalFacts::of(m)))
    }

    /// How large an entity's cluster is.
    pub fn cluster(&self, entity: EntityId) -> ClusterSize {
        self.index.cluster(entity)
    }

    /// All judgements, by pair.
    pub fn judgements(&self) -> impl ExactSizeIterator<Item = &Arc<Judgement>> {
        self.judgements.values()
    }

    /// The judgement on two mentions, in either order.
    pub fn judgement(&self, a: MentionId, b: MentionId) -> Option<&Arc<Judgement>> {
        self.judgements.get(&(a.min(b), a.max(b)))
    }

    /// The judgements on a mention.
    pub fn judgements_on(&self, mention: MentionId) -> impl Iterator<Item = &Arc<Judgement>> {
        let low = MentionId(0);
        let high = MentionId(u32::MAX);
        let first = self.judgements.range((mention, low)..=(mention, high)).map(|(_, j)| j);
        let second = self.judged.range((mention, low)..=(mention, high));
        first.chain(second.filter_map(|&(b, a)| self.judgements.get(&(a, b))))
    }

    /// The names that a person has told the machine about, in the order of their code points.
    pub fn gazetteer(&self) -> impl ExactSizeIterator<Item = &Arc<GazetteerEntry>> {
        self.gazetteer.values()
    }

    /// What a person has told the machine about a name.
    pub fn entry(&self, name: &str) -> Option<&Arc<GazetteerEntry>> {
        self.gazetteer.get(name)
    }

    /// The judgements of "different" between two of these mentions, each once.
    pub fn judged_apart(&self, mentions: &[MentionId]) -> Vec<Arc<Judgement>> {
        let all: HashSet<MentionId> = mentions.iter().copied().collect();
        let of = |&m: &MentionId| self.judgements_on(m).filter(move |j| j.a == m && j.verdict == Verdict::Different);
        mentions.iter().flat_map(of).filter(|j| all.contains(&j.b)).cloned().collect()
    }

    /// Of these mentions those that nobody has judged different from one taken before, in their order.
    pub fn not_judged_apart(&self, mentions: impl IntoIterator<Item = MentionId>) -> Vec<MentionId> {
        let (mut taken, mut order) = (HashSet::new(), Vec::new());
        for mention in mentions {
            let mut against = self.judgements_on(mention).filter(|j| j.verdict == Verdict::Different);
            if !against.any(|j| j.other(mention).is_some_and(|other| taken.contains(&other))) && taken.insert(mention) {
                order.push(mention);
            }
        }
        order
    }

    /// The judgements of "different" that stand between the clusters of two entities.
    pub fn conflicts(&self, a: EntityId, b: EntityId) -> Vec<Arc<Judgement>> {
        let (small, large) = if self.cluster(a).mentions <= self.cluster(b).mentions { (a, b) } else { (b, a) };
        self.mentions_of(small)
            .flat_map(|m| self.judgements_on(m.id).map(move |j| (m.id, j)))
            .filter(|(_, j)| j.verdict == Verdict::Different)
            .filter(|(m, j)| j.other(*m).and_then(|o| self.mention(o)).is_some_and(|o| o.entity == Some(large)))
            .map(|(_, j)| j.clone())
            .collect()
    }

    pub(super) fn next_ids(&self) -> NextIds {
        self.next
    }

    /// Lets ids start no lower than these (document, entity, mention), as read from a file.
    pub fn reserve_ids(&mut self, (document, entity, mention): (u32, u32, u32)) {
        self.next.document = self.next.document.max(document);
        self.next.entity = self.next.entity.max(entity);
        self.next.mention = self.next.mention.max(mention);
    }

    /// The ids that will be given out next (document, entity, mention), to write to a file.
    pub fn reserved_ids(&self) -> (u32, u32, u32) {
        (self.next.document, self.next.entity, self.next.mention)
    }

    /// Performs a transaction: the only mutator. All of it or, on error, nothing.
    ///
    /// # Errors
    /// [`StaleTransaction`] when an item is not as the transaction expects to find it.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), StaleTransaction> {
        for op in &transaction.ops {
            self.fits(op)?;
        }
        for op in &transaction.ops {
            self.perform(op);
        }
        self.revision += 1;
        Ok(())
    }

    fn fits(&self, op: &Op) -> Result<(), StaleTransaction> {
        let stale = |item: String| Err(StaleTransaction { item });
        match op {
            Op::Document(before, after) => match before.as_ref().or(after.as_ref()) {
                Some(d) if self.documents.get(&d.id) != before.as_ref() => stale(format!("document {}", d.id)),
                _ => Ok(()),
            },
            Op::Entity(before, after) => match before.as_ref().or(after.as_ref()) {
                Some(e) if self.entities.get(&e.id) != before.as_ref() => stale(format!("entity {}", e.id)),
                _ => Ok(()),
            },
            Op::Mention(before, after) => match before.as_ref().or(after.as_ref()) {
                Some(m) if self.mentions.get(&m.id) != before.as_ref() => stale(format!("mention {}", m.id)),
                _ => Ok(()),
            },
            Op::Judgement(before, after) => match before.as_ref().or(after.as_ref()) {
                Some(j) if self.judgements.get(&j.pair()) != before.as_ref() => {
                    stale(format!("judgement on {} and {}", j.a, j.b))
                }
                _ => Ok(()),
            },
            Op::Entry(before, after) => match before.as_ref().or(after.as_ref()) {
                Some(e) if self.gazetteer.get(&e.name) != before.as_ref() => stale(format!("the name {}", e.name)),
                _ => Ok(()),
            },
            Op::Schema(before, _) if *before != self.schema => stale("mention types".to_owned()),
            Op::Schema(..) => Ok(()),
        }
    }

    fn perform(&mut self, op: &Op) {
        match op {
            Op::Document(before, after) => {
                if let Some(d) = before {
                    self.documents.remove(&d.id);
                }
                if let Some(d) = after {
                    self.next.document = self.next.document.max(d.id.0.saturating_add(1));
                    self.documents.insert(d.id, d.clone());
                }
            }
            Op::Entity(before, after) => {
                if let Some(e) = before {
                    self.entities.remove(&e.id);
                }
                if let Some(e) = after {
                    self.next.entity = self.next.entity.max(e.id.0.saturating_add(1));
                    self.entities.insert(e.id, e.clone());
                }
            }
            Op::Mention(before, after) => {
                if let Some(m) = before {
                    self.index.remove(m);
                    self.mentions.remove(&m.id);
                }
                if let Some(m) = after {
                    self.next.mention = self.next.mention.max(m.id.0.saturating_add(1));
                    self.index.insert(m);
                    self.mentions.insert(m.id, m.clone());
                }
            }
            Op::Judgement(before, after) => {
                if let Some(j) = before {
                    self.judgements.remove(&j.pair());
                    self.judged.remove(&(j.b, j.a));
                }
                if let Some(j) = after {
                    self.judgements.insert(j.pair(), j.clone());
                    self.judged.insert((j.b, j.a));
                }
            }
            Op::Entry(before, after) => {
                if let Some(e) = before {
                    self.gazetteer.remove(&e.name);
                }
                if let Some(e) = after {
                    self.gazetteer.insert(e.name.clone(), e.clone());
                }
            }
            Op::Schema(_, after) => self.schema = after.clone(),
        }
    }

    /// Everything that cannot be, empty for a whole project: references to nothing, spans out of order or out of
    /// their document, rejected mentions with an entity, indexes that disagree with the mentions.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |text: String| faults.push(Fault(text));
        let mut fresh = Index::default();
        for m in self.mentions.values() {
            fresh.insert(m);
            let record = self.documents.get(&m.document);
            if record.is_none() {
                fault(format!("mention {}: document {} is not in the project", m.id, m.document));
            }
            if m.spans.is_empty() || m.spans.iter().any(|s| s.is_empty()) {
                fault(format!("mention {}: a span is empty or backwards", m.id));
            }
            if m.spans.windows(2).any(|pair| pair[0].end >= pair[1].start) {
                fault(format!("mention {}: its spans are out of order or touch", m.id));
            }
            if record.is_some_and(|r| m.hull().end > r.bytes) {
                fault(format!("mention {}: its span reaches past the end of document {}", m.id, m.document));
            }
            if m.entity.is_some_and(|e| !self.entities.contains_key(&e)) {
                fault(format!("mention {}: its entity is not in the project", m.id));
            }
            if m.entity.is_some() && m.status == Status::Rejected {
                fault(format!("mention {}: it is dismissed but has an entity", m.id));
            }
            if !self.schema.contains(m.kind) {
                fault(format!("mention {}: its type is not in the schema", m.id));
            }
        }
        for e in self.entities.values().filter(|e| !self.schema.contains(e.kind)) {
            fault(format!("entity {}: its type is not in the schema", e.id));
        }
        for e in self.gazetteer.values() {
            if matches!(e.rule, EntryRule::Always(kind) if !self.schema.contains(kind)) {
                fault(format!("the gazetteer's {:?}: its type is not in the schema", e.name));
            }
        }
        for j in self.judgements.values() {
            if j.a >= j.b || !self.mentions.contains_key(&j.a) || !self.mentions.contains_key(&j.b) {
                fault(format!("judgement on {} and {}: a mention is missing or the pair is out of order", j.a, j.b));
            }
        }
        if let Some(what) = self.index.differs_from(&fresh) {
            fault(format!("the index of {what} disagrees with the mentions"));
        }
        faults
    }
}
