//! A project with changes on top that have not happened: what a command plans on.
//!
//! A command changes items as often as it likes; the draft keeps, for each item, what it was first and is last,
//! so that a transaction names every item at most once.

use super::{
    Author, DocumentRecord, Entity, EntityId, GazetteerEntry, Judgement, Mention, MentionId, Moment, Op, Project,
    Schema, Status, Transaction, TypeId, Verdict,
};
use crate::text::DocumentId;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) struct Draft<'a> {
    project: &'a Project,
    pub by: Arc<str>,
    at: Option<Moment>,
    documents: BTreeMap<DocumentId, Option<Arc<DocumentRecord>>>,
    entities: BTreeMap<EntityId, Option<Arc<Entity>>>,
    mentions: BTreeMap<MentionId, Option<Arc<Mention>>>,
    judgements: BTreeMap<(MentionId, MentionId), Option<Arc<Judgement>>>,
    entries: BTreeMap<Arc<str>, Option<Arc<GazetteerEntry>>>,
    schema: Option<Arc<Schema>>,
    next: super::project::NextIds,
}

impl<'a> Draft<'a> {
    pub fn new(project: &'a Project, author: Author) -> Self {
        Self {
            project,
            by: author.by,
            at: author.at,
            documents: BTreeMap::new(),
            entities: BTreeMap::new(),
            mentions: BTreeMap::new(),
            judgements: BTreeMap::new(),
            entries: BTreeMap::new(),
            schema: None,
            next: project.next_ids(),
        }
    }

    /// Who asks for the change, and when.
    pub fn author(&self) -> Author {
        Author { by: self.by.clone(), at: self.at }
    }

    /// Makes what a transaction leaves behind the draft's. It was planned on the project with the draft's changes.
    pub fn take(&mut self, op: &Op) {
        match op {
            Op::Document(before, after) => {
                let id = before.as_ref().or(after.as_ref()).map(|d| d.id);
                self.documents.extend(id.map(|id| (id, after.clone())));
            }
            Op::Entity(before, after) => {
                let id = before.as_ref().or(after.as_ref()).map(|e| e.id);
                self.entities.extend(id.map(|id| (id, after.clone())));
            }
            Op::Mention(before, after) => {
                let id = before.as_ref().or(after.as_ref()).map(|m| m.id);
                self.mentions.extend(id.map(|id| (id, after.clone())));
            }
            Op::Judgement(before, after) => {
                let pair = before.as_ref().or(after.as_ref()).map(|j| j.pair());
                self.judgements.extend(pair.map(|pair| (pair, after.clone())));
            }
            Op::Entry(before, after) => {
                let name = before.as_ref().or(after.as_ref()).map(|e| e.name.clone());
                self.entries.extend(name.map(|name| (name, after.clone())));
            }
            Op::Schema(_, after) => self.schema = Some(after.clone()),
        }
    }

    pub fn project(&self) -> &'a Project {
        self.project
    }

    pub fn mention(&self, id: MentionId) -> Option<Arc<Mention>> {
        match self.mentions.get(&id) {
            Some(changed) => changed.clone(),
            None => self.project.mention(id).cloned(),
        }
    }

    pub fn entity(&self, id: EntityId) -> Option<Arc<Entity>> {
        match self.entities.get(&id) {
            Some(changed) => changed.clone(),
            None => self.project.entity(id).cloned(),
        }
    }

    /// The mentions of an entity as the draft has them, along the documents.
    pub fn mentions_of(&self, entity: EntityId) -> Vec<Arc<Mention>> {
        let kept = self.project.mentions_of(entity).filter(|m| !self.mentions.contains_key(&m.id)).cloned();
        let changed = self.mentions.values().flatten().filter(|m| m.entity == Some(entity)).cloned();
        let mut all: Vec<_> = kept.chain(changed).collect();
        all.sort_by_key(|m| (m.document, m.hull().start, m.id));
        all
    }

    pub fn set_document(&mut self, record: DocumentRecord) {
        self.documents.insert(record.id, Some(Arc::new(record)));
    }

    pub fn new_document_id(&mut self) -> DocumentId {
        let id = DocumentId(self.next.document);
        self.next.document += 1;
        id
    }

    pub fn set_entity(&mut self, entity: Entity) {
        self.entities.insert(entity.id, Some(Arc::new(entity)));
    }

    pub fn new_entity(&mut self, kind: TypeId, name: Arc<str>) -> EntityId {
        let id = EntityId(self.next.entity);
        self.next.entity += 1;
        self.set_entity(Entity { id, kind, name, note: "".into() });
        id
    }

    pub fn remove_entity(&mut self, id: EntityId) {
        self.entities.insert(id, None);
    }

    pub fn set_mention(&mut self, mention: Mention) {
        self.mentions.insert(mention.id, Some(Arc::new(mention)));
    }

    pub fn new_mention_id(&mut self) -> MentionId {
        let id = MentionId(self.next.mention);
        self.next.mention += 1;
        id
    }

    pub fn remove_mention(&mut self, id: MentionId) {
        for judgement in self.project.judgements_on(id) {
            self.judgements.insert(judgement.pair(), None);
        }
        self.mentions.insert(id, None);
    }

    /// Gives a mention to an entity (or takes it away). A person who ties a proposal agrees that it is a mention.
    pub fn assign(&mut self, id: MentionId, entity: Option<EntityId>) {
        let Some(mention) = self.mention(id) else { return };
        let mut mention = Mention::clone(&mention);
        mention.entity = entity;
        if entity.is_some() {
            mention.status = Status::Accepted;
        }
        mention.by = self.by.clone();
        self.set_mention(mention);
    }

    pub fn judge(&mut self, a: MentionId, b: MentionId, verdict: Verdict) {
        let judgement = Judgement::new(a, b, verdict, Author { by: self.by.clone(), at: self.at });
        // Said again by the same person it is no other word: it stays what was said first.
        let known = self.project.judgement(a, b).filter(|k| k.verdict == verdict && k.by == judgement.by);
        let judgement = known.cloned().unwrap_or_else(|| Arc::new(judgement));
        self.judgements.insert(judgement.pair(), Some(judgement));
    }

    pub fn unjudge(&mut self, a: MentionId, b: MentionId) {
        self.judgements.insert((a.min(b), a.max(b)), None);
    }

    /// Takes mentions out of their entities.
    pub fn untie(&mut self, ids: &[MentionId]) {
        for &id in ids {
            if self.mention(id).is_some_and(|m| m.entity.is_some()) {
                self.assign(id, None);
            }
        }
        self.reconcile(ids);
    }

    /// Forgets the judgements on these mentions that the entities they now have contradict: "same" of two that are
    /// no longer of one entity, "different" of two that now are. To be done after every change of membership, before
    /// anything new is judged.
    pub fn reconcile(&mut self, ids: &[MentionId]) {
        for &id in ids {
            let entity = self.mention(id).and_then(|m| m.entity);
            for judgement in self.project.judgements_on(id) {
                let other = judgement.other(id).and_then(|o| self.mention(o)).and_then(|m| m.entity);
                let together = entity.is_some() && entity == other;
                let holds = match judgement.verdict {
                    Verdict::Same => together,
                    Verdict::Different => !together,
                    Verdict::Unsure => true,
                };
                if !holds {
                    self.judgements.insert(judgement.pair(), None);
                }
            }
        }
    }

    /// Removes an entity that has neither a mention nor a note left.
    pub fn remove_if_bare(&mut self, id: EntityId) {
        let bare = self.entity(id).is_some_and(|e| e.note.is_empty()) && self.mentions_of(id).is_empty();
        if bare {
            self.remove_entity(id);
        }
    }

    pub fn set_entry(&mut self, entry: GazetteerEntry) {
        self.entries.insert(entry.name.clone(), Some(Arc::new(entry)));
    }

    pub fn remove_entry(&mut self, name: Arc<str>) {
        self.entries.insert(name, None);
    }

    pub fn set_schema(&mut self, schema: Schema) {
        self.schema = Some(Arc::new(schema));
    }

    /// The transaction: every item that really changes, once.
    pub fn finish(self, label: String) -> Transaction {
        let project = self.project;
        let mut ops = Vec::with_capacity(self.mentions.len() + self.entities.len() + self.documents.len());
        if let Some(schema) = self.schema
            && schema != *project.schema()
        {
            ops.push(Op::Schema(project.schema().clone(), schema));
        }
        for (id, after) in self.documents {
            let before = project.document(id).cloned();
            if before != after {
                ops.push(Op::Document(before, after));
            }
        }
        for (id, after) in self.entities {
            let before = project.entity(id).cloned();
            if before != after {
                ops.push(Op::Entity(before, after));
            }
        }
        for (id, after) in self.mentions {
            let before = project.mention(id).cloned();
            if before != after {
                ops.push(Op::Mention(before, after));
            }
        }
        for (pair, after) in self.judgements {
            let before = project.judgement(pair.0, pair.1).cloned();
            if before != after {
                ops.push(Op::Judgement(before, after));
            }
        }
        for (name, after) in self.entries {
            let before = project.entry(&name).cloned();
            if before != after {
                ops.push(Op::Entry(before, after));
            }
        }
        Transaction { label, ops, by_machine: false }
    }
}
