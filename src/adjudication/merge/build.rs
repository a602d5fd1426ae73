//! The project that comes out: ids given out, and everything put in at once.

use super::agree::Whose;
use super::judgements::Judgements;
use super::mentions::Mentions;
use super::{BASE, Merge, MergeRefusal, Merged, OURS, THEIRS};
use crate::annotation::{
    Author, Entity, EntityId, EntryRule, GazetteerEntry, Judgement, Mention, MentionId, Op, Project, Transaction,
    TypeId,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Gives out ids: each slot the one that it has, as far as nobody else has it.
struct Ids {
    taken: HashSet<u32>,
    next: u32,
    /// Theirs below this may have been given out by ours to something else.
    ours: u32,
}

impl Ids {
    fn of(said: &[[Option<u32>; 3]], next: [u32; 3]) -> Vec<Option<u32>> {
        let mut ids =
            Self { taken: HashSet::new(), next: next.into_iter().max().unwrap_or(1).max(1), ours: next[OURS] };
        let mut given: Vec<Option<u32>> = vec![None; said.len()];
        // An id that a side has changed is the new one.
        for (slot, &[base, ours, theirs]) in said.iter().enumerate() {
            given[slot] = match Whose::of(Some(&base), &ours, &theirs) {
                Whose::Theirs if theirs.is_some_and(|id| id >= ids.ours) => None,
                _ => ours.filter(|id| ids.taken.insert(*id)),
            };
        }
        for (slot, &[base, _, theirs]) in said.iter().enumerate() {
            if given[slot].is_none() {
                let known = base.filter(|_| theirs.is_none() || theirs == base).filter(|id| ids.taken.insert(*id));
                let new = theirs.filter(|&id| known.is_none() && id >= ids.ours).filter(|id| ids.taken.insert(*id));
                given[slot] = known.or(new);
            }
        }
        for (slot, &[base, ours, _]) in said.iter().enumerate() {
            if given[slot].is_none() {
                let old = ours.or(base).filter(|id| ids.taken.insert(*id));
                given[slot] = old.or_else(|| Some(ids.fresh()));
            }
        }
        given
    }

    fn fresh(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        self.taken.insert(id);
        id
    }
}

impl Merge<'_> {
    pub(super) fn build(
        mut self,
        mentions: Mentions,
        entities: Vec<Option<Entity>>,
        judgements: Judgements,
    ) -> Result<Merged, MergeRefusal> {
        let projects = self.pairing.projects;
        let said: Vec<_> =
            self.pairing.mentions.iter().map(|s| s.said.each_ref().map(|m| m.as_ref().map(|m| m.id.0))).collect();
        let mention_ids = Ids::of(&said, projects.map(|p| p.reserved_ids().2));
        let said: Vec<_> =
            self.pairing.entities.iter().map(|s| s.said.each_ref().map(|e| e.as_ref().map(|e| e.id.0))).collect();
        let entity_ids = Ids::of(&said, projects.map(|p| p.reserved_ids().1));
        let mention_id = |slot: usize| mention_ids.get(mentions.slot(slot)).copied().flatten().map(MentionId);
        let entity_id = |slot: usize| entity_ids.get(slot).copied().flatten().map(EntityId);
        let mut used: HashSet<TypeId> = HashSet::new();
        let mut ops: Vec<Op> = self.pairing.documents.values().map(|d| Op::Document(None, Some(d.clone()))).collect();
        for (slot, entity) in entities.iter().enumerate() {
            if let (Some(entity), Some(id)) = (entity, entity_id(slot)) {
                used.insert(entity.kind);
                ops.push(Op::Entity(None, Some(Arc::new(Entity { id, ..entity.clone() }))));
            }
        }
        for (slot, resolved) in mentions.all.iter().enumerate() {
            if let (Some(resolved), Some(id)) = (resolved, mention_id(slot)) {
                used.insert(resolved.mention.kind);
                let entity = resolved.entity.and_then(entity_id);
                ops.push(Op::Mention(None, Some(Arc::new(Mention { id, entity, ..resolved.mention.clone() }))));
            }
        }
        for ((a, b), (verdict, by, at)) in judgements {
            if let (Some(a), Some(b)) = (mention_id(a), mention_id(b)) {
                let judgement = Judgement::new(a, b, verdict, Author { by, at });
                ops.push(Op::Judgement(None, Some(Arc::new(judgement))));
            }
        }
        let of_theirs = self.pairing.mention_of[THEIRS].iter();
        let of_theirs: HashMap<_, _> = of_theirs.filter_map(|(&id, &slot)| Some((id, mention_id(slot)?))).collect();
        for entry in self.gazetteer() {
            if let EntryRule::Always(kind) = entry.rule {
                used.insert(kind);
            }
            ops.push(Op::Entry(None, Some(Arc::new(entry))));
        }
        let (schema, conflicts) = self.pairing.types.merged(&used)?;
        self.conflicts.extend(conflicts);
        let mut project = Project::new(schema);
        for next in projects.map(Project::reserved_ids) {
            project.reserve_ids(next);
        }
        // Everything is new in an empty project, so it fits.
        let applied = project.apply(&Transaction { label: "merge".to_owned(), ops, by_machine: false });
        debug_assert_eq!(applied, Ok(()));
        Ok(Merged { project, conflicts: self.conflicts, of_theirs })
    }

    /// The names of all, each as the one who changed it has it.
    fn gazetteer(&mut self) -> Vec<GazetteerEntry> {
        let mut all: BTreeMap<Arc<str>, [Option<GazetteerEntry>; 3]> = BTreeMap::new();
        for side in [BASE, OURS, THEIRS] {
            for entry in self.pairing.projects[side].gazetteer() {
                let rule = match entry.rule {
                    EntryRule::Always(kind) => EntryRule::Always(self.pairing.types.kind(side, kind)),
                    EntryRule::Never => EntryRule::Never,
                };
                let entry = GazetteerEntry { rule, ..GazetteerEntry::clone(entry) };
                let name = entry.name.clone();
                all.entry(name).or_default()[side] = Some(entry);
            }
        }
        let mut entries = Vec::new();
        for (name, [before, ours, theirs]) in all {
            let whose = Whose::of(Some(&before), &ours, &theirs);
            let mut kept = whose;
            if whose == Whose::Conflict {
                let [first, second] = [&ours, &theirs].map(|e| self.rule_called(e.as_ref()));
                // Who said it does not matter where both say the same.
                if first != second {
                    self.conflict(format!("the name “{name}” in the gazetteer"), first, second);
                }
                if ours.is_none() {
                    kept = Whose::Theirs;
                }
            }
            entries.extend(kept.pick(ours, theirs));
        }
        entries
    }

    fn rule_called(&self, entry: Option<&GazetteerEntry>) -> String {
        let Some(entry) = entry else { return "removed".to_owned() };
        let rule = match entry.rule {
            EntryRule::Always(kind) => format!("always {}", self.pairing.types.called(kind)),
            EntryRule::Never => "never".to_owned(),
        };
        let entity = entry.entity.as_ref().map(|e| format!(", of “{e}”")).unwrap_or_default();
        let case = if entry.ignore_case { ", in any case" } else { "" };
        let marks = if entry.ignore_diacritics { ", with any diacritics" } else { "" };
        format!("{rule}{entity}{case}{marks}")
    }
}
