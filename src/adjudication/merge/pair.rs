//! Which document, mention and entity of one side is which of the other.

use super::types::TypeTable;
use super::{BASE, MergeRefusal, OURS, THEIRS};
use crate::annotation::{DocumentRecord, Entity, EntityId, Mention, MentionId, Project};
use crate::text::{DocumentId, Spans};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// One mention or entity, and what each project says of it: in the types and documents of the project that comes out,
/// with the ids of its own.
#[derive(Clone, Debug)]
pub(super) struct Slot<T> {
    pub said: [Option<Arc<T>>; 3],
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { said: [const { None }; 3] }
    }
}

/// The three projects side by side.
pub(super) struct Pairing<'a> {
    pub projects: [&'a Project; 3],
    pub types: TypeTable,
    /// The documents of the project that comes out.
    pub documents: BTreeMap<DocumentId, Arc<DocumentRecord>>,
    /// By project: the documents that it has, as they are called in the project that comes out.
    pub has: [HashSet<DocumentId>; 3],
    pub mentions: Vec<Slot<Mention>>,
    pub entities: Vec<Slot<Entity>>,
    pub mention_of: [HashMap<MentionId, usize>; 3],
    pub entity_of: [HashMap<EntityId, usize>; 3],
    document_of: [HashMap<DocumentId, DocumentId>; 3],
    /// Documents whose text was another one in the base: places there mean nothing here.
    moved: HashSet<DocumentId>,
}

impl<'a> Pairing<'a> {
    pub fn of(projects: [&'a Project; 3], has_base: bool) -> Result<Self, MergeRefusal> {
        let schema = |side: usize| (side != BASE || has_base).then(|| &**projects[side].schema());
        let mut pairing = Self {
            projects,
            types: TypeTable::of(&[schema(BASE), schema(OURS), schema(THEIRS)]),
            documents: BTreeMap::new(),
            has: Default::default(),
            mentions: Vec::new(),
            entities: Vec::new(),
            mention_of: Default::default(),
            entity_of: Default::default(),
            document_of: Default::default(),
            moved: HashSet::new(),
        };
        pairing.pair_documents()?;
        pairing.pair_mentions();
        pairing.pair_entities();
        Ok(pairing)
    }

    /// By path. Ours keep their ids, then those of the base, then those of theirs.
    fn pair_documents(&mut self) -> Result<(), MergeRefusal> {
        let mut by_path: HashMap<Arc<str>, DocumentId> = HashMap::new();
        let mut next = self.projects.iter().map(|p| p.reserved_ids().0).max().unwrap_or(1);
        for side in [OURS, BASE, THEIRS] {
            for record in self.projects[side].documents() {
                let known = by_path.get(&record.path).copied();
                let used = side == THEIRS && record.id.0 < self.projects[OURS].reserved_ids().0;
                let id = known.unwrap_or_else(|| {
                    if !used && !self.documents.contains_key(&record.id) {
                        return record.id;
                    }
                    next += 1;
                    DocumentId(next - 1)
                });
                self.document_of[side].insert(record.id, id);
                self.has[side].insert(id);
                match self.documents.get(&id).filter(|_| known.is_some()) {
                    // Where ours has not got it, theirs knows its text better than the base.
                    Some(there) if side == THEIRS && !is_same_text(there, record) => {
                        if self.has[OURS].contains(&id) {
                            return Err(MergeRefusal::OtherText(record.path.clone()));
                        }
                        self.moved.insert(id);
                        self.documents.insert(id, Arc::new(DocumentRecord { id, ..DocumentRecord::clone(record) }));
                    }
                    Some(there) => self.moved.extend((!is_same_text(there, record)).then_some(id)),
                    None => {
                        by_path.insert(record.path.clone(), id);
                        self.documents.insert(id, Arc::new(DocumentRecord { id, ..DocumentRecord::clone(record) }));
                    }
                }
            }
        }
        Ok(())
    }

    /// A mention as it would be in the project that comes out, but for its id and its entity.
    fn translated(&self, side: usize, mention: &Arc<Mention>) -> Arc<Mention> {
        let document = self.document_of[side].get(&mention.document).copied().unwrap_or(mention.document);
        let kind = self.types.kind(side, mention.kind);
        if document == mention.document && kind == mention.kind {
            return mention.clone();
        }
        Arc::new(Mention { document, kind, ..Mention::clone(mention) })
    }

    fn pair_mentions(&mut self) {
        let mut mentions: Vec<Slot<Mention>> = Vec::new();
        for mention in self.projects[BASE].mentions() {
            self.mention_of[BASE].insert(mention.id, mentions.len());
            mentions.push(Slot { said: [Some(self.translated(BASE, mention)), None, None] });
        }
        for side in [OURS, THEIRS] {
            let mut open = Vec::new();
            for mention in self.projects[side].mentions() {
                let mention = self.translated(side, mention);
                match self.mention_of[BASE].get(&mention.id) {
                    Some(&i) if mentions[i].said[BASE].as_ref().is_some_and(|b| b.document == mention.document) => {
                        self.mention_of[side].insert(mention.id, i);
                        mentions[i].said[side] = Some(mention);
                    }
                    _ => open.push(mention),
                }
            }
            let mut free = self.free_places(side, &mentions);
            for mention in open {
                let i = free.remove(&(mention.document, mention.spans.clone())).unwrap_or(mentions.len());
                if i == mentions.len() {
                    mentions.push(Slot::default());
                }
                self.mention_of[side].insert(mention.id, i);
                mentions[i].said[side] = Some(mention);
            }
        }
        self.mentions = mentions;
    }

    /// Where a mention that is new on one side is an old one nevertheless: a mention of the base that this side removed
    /// (and then marked again), and what ours has marked at the same place.
    fn free_places(&self, side: usize, mentions: &[Slot<Mention>]) -> HashMap<(DocumentId, Spans), usize> {
        let mut free = HashMap::new();
        for (i, slot) in mentions.iter().enumerate().rev().filter(|(_, slot)| slot.said[side].is_none()) {
            let before = slot.said[BASE].as_ref().filter(|b| !self.moved.contains(&b.document));
            let ours = slot.said[OURS].as_ref().filter(|_| side == THEIRS);
            for mention in before.into_iter().chain(ours) {
                free.insert((mention.document, mention.spans.clone()), i);
            }
        }
        free
    }

    fn pair_entities(&mut self) {
        let translated = |types: &TypeTable, side: usize, entity: &Arc<Entity>| {
            Arc::new(Entity { kind: types.kind(side, entity.kind), ..Entity::clone(entity) })
        };
        for side in [BASE, OURS, THEIRS] {
            let twins = if side == THEIRS { self.twins() } else { HashMap::new() };
            for entity in self.projects[side].entities() {
                let known = self.entity_of[BASE].get(&entity.id).or_else(|| twins.get(&entity.id)).copied();
                let i = known.unwrap_or(self.entities.len());
                if known.is_none() {
                    self.entities.push(Slot::default());
                }
                self.entity_of[side].insert(entity.id, i);
                self.entities[i].said[side] = Some(translated(&self.types, side, entity));
            }
        }
    }

    /// The new entities of theirs that are new ones of ours: those that share mentions, the pair that shares most first;
    /// and those without any mention that are equal.
    fn twins(&self) -> HashMap<EntityId, usize> {
        let new = |side: usize, id: EntityId| !self.entity_of[BASE].contains_key(&id) || side == BASE;
        let mut shared: BTreeMap<(EntityId, EntityId), u32> = BTreeMap::new();
        for slot in &self.mentions {
            let entity = |side: usize| slot.said[side].as_ref().and_then(|m| m.entity).filter(|e| new(side, *e));
            if let (Some(ours), Some(theirs)) = (entity(OURS), entity(THEIRS)) {
                *shared.entry((ours, theirs)).or_default() += 1;
            }
        }
        let mut pairs: Vec<_> = shared.into_iter().collect();
        pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
        let (mut taken, mut twins) = (HashSet::new(), HashMap::new());
        for ((ours, theirs), _) in pairs {
            if !taken.contains(&ours) && !twins.contains_key(&theirs) {
                taken.insert(ours);
                twins.extend(self.entity_of[OURS].get(&ours).map(|&i| (theirs, i)));
            }
        }
        let bare = |side: usize, id: EntityId| self.projects[side].cluster(id).mentions == 0;
        for entity in self.projects[THEIRS].entities().filter(|e| new(THEIRS, e.id) && bare(THEIRS, e.id)) {
            let other = self.projects[OURS].entity(entity.id).filter(|o| bare(OURS, o.id) && o.name == entity.name);
            twins.extend(other.and_then(|o| self.entity_of[OURS].get(&o.id)).map(|&i| (entity.id, i)));
        }
        twins
    }

    /// Whether a side can say anything of what is in a document.
    pub fn has_say(&self, side: usize, document: DocumentId) -> bool {
        self.has[side].contains(&document)
    }

    /// The document that a mention is in.
    pub fn document(&self, mention: usize) -> DocumentId {
        let said = self.mentions[mention].said.iter().flatten().next();
        said.map_or(DocumentId(0), |m| m.document)
    }

    /// What a side says of a mention; what the base says where it has no say.
    pub fn mention(&self, side: usize, mention: usize) -> Option<&Arc<Mention>> {
        let side = if self.has_say(side, self.document(mention)) { side } else { BASE };
        self.mentions[mention].said[side].as_ref()
    }

    /// The entity of a mention as a side has it; as the base has it where that side has no say.
    pub fn entity_in(&self, side: usize, mention: usize) -> Option<usize> {
        let side = if self.has_say(side, self.document(mention)) { side } else { BASE };
        let entity = self.mentions[mention].said[side].as_ref()?.entity?;
        self.entity_of[side].get(&entity).copied()
    }

    /// Whether a side removed an entity of the base. One whose mentions are all in documents that it was not given is not
    /// removed.
    pub fn removed(&self, side: usize, entity: usize) -> bool {
        let slot = &self.entities[entity];
        let Some(before) = slot.said[BASE].as_ref().filter(|_| slot.said[side].is_none()) else { return false };
        let mut places = self.projects[BASE].places_of(before.id).peekable();
        let seen = |document| self.document_of[BASE].get(&document).is_some_and(|d| self.has_say(side, *d));
        places.peek().is_none() || places.any(|(document, _)| seen(document))
    }

    /// “Buti” (0.txt).
    pub fn called(&self, mention: usize) -> String {
        let said = self.mentions[mention].said.iter().rev().flatten().next();
        let path = self.documents.get(&self.document(mention)).map(|d| &*d.path).unwrap_or_default();
        format!("“{}” ({path})", said.map(|m| &*m.text).unwrap_or_default())
    }

    /// “Viktor Bout”, as ours has it.
    pub fn entity_called(&self, entity: Option<usize>) -> String {
        let Some(entity) = entity else { return "no entity".to_owned() };
        let [base, ours, theirs] = &self.entities[entity].said;
        let name = ours.as_ref().or(theirs.as_ref()).or(base.as_ref()).map(|e| e.name.clone());
        format!("“{}”", name.unwrap_or_default())
    }
}

fn is_same_text(a: &DocumentRecord, b: &DocumentRecord) -> bool {
    (a.hash, a.bytes) == (b.hash, b.bytes)
}
