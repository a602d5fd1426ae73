//! The items of a queue: each mention of the project with what became of it.

use crate::annotation::{EntityId, Mention, MentionId, Project, TypeId, Verdict};
use crate::linking::Linker;
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a filter of the queue looks at, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only of these types; of all when there are none.
    pub kinds: BTreeSet<TypeId>,
    /// Only in this document.
    pub document: Option<DocumentId>,
    /// Only those that may name this entity.
    pub entity: Option<EntityId>,
    /// Only those of which it could not be told.
    pub unsure: bool,
}

impl QueueFilter {
    /// Whether a mention is of the types and in the document that are let through.
    pub fn lets(&self, kind: TypeId, document: DocumentId) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind)) && self.document.is_none_or(|d| d == document)
    }
}

/// Where an item stands in the order.
pub(super) type Place = usize;

/// What became of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has no entity yet.
    Open,
    /// A person could not tell.
    Unsure,
    /// It has an entity.
    Tied,
    /// It was dismissed or is no longer there.
    Gone,
}

impl State {
    pub fn of(project: &Project, id: MentionId) -> Self {
        match project.mention(id).filter(|m| m.is_live()) {
            None => Self::Gone,
            Some(mention) if mention.entity.is_some() => Self::Tied,
            Some(_) if project.judgements_on(id).any(|j| j.verdict == Verdict::Unsure) => Self::Unsure,
            Some(_) => Self::Open,
        }
    }

    /// Whether it can still be decided about.
    pub fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Unsure)
    }
}

#[derive(Clone, Copy, Debug)]
struct Item {
    mention: MentionId,
    document: DocumentId,
    kind: TypeId,
    state: State,
}

impl Item {
    fn of(project: &Project, mention: &Mention) -> Self {
        let state = State::of(project, mention.id);
        Self { mention: mention.id, document: mention.document, kind: mention.kind, state }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub total: usize,
    pub left: usize,
    pub unsure: usize,
    /// Those left before the one that was asked about.
    pub before: Option<usize>,
}

/// All mentions of the project, those without an entity in the order in which they are asked about.
#[derive(Debug, Default)]
pub(super) struct Items {
    all: Vec<Item>,
    places: HashMap<MentionId, Place>,
    /// The mentions that may name the entity of the filter.
    of_entity: HashSet<MentionId>,
}

impl Items {
    /// All mentions of a project: first those that have an entity, then the others in the linker's order.
    pub fn of(project: &Project, linker: &Linker, work: &Work) -> Result<Self, Cancelled> {
        let mut items = Self::default();
        for mention in project.mentions().filter(|m| m.is_live() && m.entity.is_some()) {
            work.check()?;
            items.push(Item::of(project, mention));
        }
        let order = linker.order(project);
        work.check()?;
        for mention in order.into_iter().filter_map(|id| project.mention(id)) {
            items.push(Item::of(project, mention));
        }
        Ok(items)
    }

    fn push(&mut self, item: Item) {
        self.places.insert(item.mention, self.all.len());
        self.all.push(item);
    }

    /// Whether a mention can still be decided about.
    pub fn waits(&self, id: MentionId) -> bool {
        self.state(id).is_some_and(State::waits)
    }

    pub fn state(&self, id: MentionId) -> Option<State> {
        Some(self.all.get(*self.places.get(&id)?)?.state)
    }

    pub fn place(&self, id: MentionId) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// Takes in what became of a mention; one that is new comes last. Its state before and after.
    pub fn update(&mut self, project: &Project, id: MentionId) -> Option<(State, State)> {
        let now = State::of(project, id);
        let Some(item) = self.places.get(&id).and_then(|&at| self.all.get_mut(at)) else {
            self.push(Item::of(project, project.mention(id).filter(|_| now.waits())?));
            return Some((State::Gone, now));
        };
        let before = std::mem::replace(&mut item.state, now);
        if let Some(mention) = project.mention(id) {
            item.kind = mention.kind;
        }
        Some((before, now))
    }

    /// Takes in all that became of the project since these were put in order.
    pub fn catch_up(&mut self, project: &Project) {
        let known: Vec<_> = self.all.iter().map(|item| item.mention).collect();
        let new = project.mentions().map(|m| m.id).filter(|id| !self.places.contains_key(id));
        let all: Vec<_> = known.into_iter().chain(new).collect();
        for id in all {
            self.update(project, id);
        }
    }

    /// The mentions that may name the entity of the filter.
    pub fn narrow_to(&mut self, mentions: HashSet<MentionId>) {
        self.of_entity = mentions;
    }

    /// Keeps to what others kept to.
    pub fn narrow_as(&mut self, others: Self) {
        self.of_entity = others.of_entity;
    }

    fn is_meant(&self, item: &Item, filter: &QueueFilter) -> bool {
        filter.lets(item.kind, item.document) && (filter.entity.is_none() || self.of_entity.contains(&item.mention))
    }

    fn has_turn(&self, item: &Item, filter: &QueueFilter) -> bool {
        let wanted = if filter.unsure { State::Unsure } else { State::Open };
        item.state == wanted && self.is_meant(item, filter)
    }

    /// Whether the filter lets this one through, and it waits.
    pub fn is_next(&self, id: MentionId, filter: &QueueFilter) -> bool {
        self.place(id).and_then(|at| self.all.get(at)).is_some_and(|item| self.has_turn(item, filter))
    }

    /// The first at or after a place that waits.
    pub fn from(&self, place: Place, filter: &QueueFilter) -> Option<MentionId> {
        self.all.iter().skip(place).find(|item| self.has_turn(item, filter)).map(|item| item.mention)
    }

    /// The last before a place that waits.
    pub fn before(&self, place: Place, filter: &QueueFilter) -> Option<MentionId> {
        let front = self.all.get(..place.min(self.all.len())).unwrap_or_default();
        front.iter().rev().find(|item| self.has_turn(item, filter)).map(|item| item.mention)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// How many of each type wait, whatever types the filter lets through.
    pub fn kinds(&self, filter: &QueueFilter) -> BTreeMap<TypeId, usize> {
        let all = QueueFilter { kinds: BTreeSet::new(), ..filter.clone() };
        let mut counts = BTreeMap::new();
        for item in self.all.iter().filter(|item| self.has_turn(item, &all)) {
            *counts.entry(item.kind).or_default() += 1;
        }
        counts
    }

    pub fn count(&self, filter: &QueueFilter, at: Option<MentionId>) -> Counts {
        let mut counts = Counts::default();
        for item in &self.all {
            if Some(item.mention) == at {
                counts.before = Some(counts.left);
            }
            if item.state == State::Gone || !self.is_meant(item, filter) {
                continue;
            }
            let turn = self.has_turn(item, filter);
            counts.unsure += usize::from(item.state == State::Unsure);
            counts.left += usize::from(turn);
            // With a filter for what is unsure nothing else counts.
            counts.total += usize::from(turn || !filter.unsure);
        }
        counts
    }
}
