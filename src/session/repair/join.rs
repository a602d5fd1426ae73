//! Several entities into one, and mentions to another entity, after a look at what that joins.

use super::super::change::AT_ONCE;
use super::super::{Question, Session};
use crate::annotation::{Command, EntityId, Judgement, MentionId, Verdict};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Session {
    /// Chooses an entity of the list, or no longer.
    pub(in crate::session) fn choose_entity(&mut self, entity: EntityId) {
        // The first one that is added to takes along what is looked at.
        if self.repair.chosen.is_empty() {
            let shown = self.focus().filter(|&e| e != entity);
            self.repair.chosen.extend(shown);
        }
        if !self.repair.chosen.remove(&entity) && self.project.entity(entity).is_some() {
            self.repair.chosen.insert(entity);
        }
    }

    /// Marks a mention of a list, or no longer.
    pub(in crate::session) fn mark(&mut self, mention: MentionId) {
        if !self.marked.remove(&mention) && self.project.mention(mention).is_some_and(|m| m.is_live()) {
            self.marked.insert(mention);
        }
    }

    /// Chooses none of the list any more. Whether there were some.
    pub(in crate::session) fn choose_none(&mut self) -> bool {
        !std::mem::take(&mut self.repair.chosen).is_empty()
    }

    /// Asks whether to make one entity of several.
    pub(in crate::session) fn ask_merge(&mut self, entities: Vec<EntityId>) {
        let there = |e: &EntityId| self.project.entity(*e).is_some();
        let unique: BTreeSet<_> = entities.into_iter().filter(there).collect();
        let mut entities: Vec<_> = unique.into_iter().collect();
        // The one with most mentions is the likely one to stay.
        entities.sort_by_key(|e| (std::cmp::Reverse(self.project.cluster(*e).mentions), *e));
        if entities.len() > 1 {
            let overruled = self.between(&entities);
            self.question = Some(Question::Merge { entities, overruled });
        }
    }

    /// The judgements of "different" between any two of these entities.
    fn between(&self, entities: &[EntityId]) -> Vec<Arc<Judgement>> {
        let of = |id: MentionId| self.project.mention(id).and_then(|m| m.entity);
        let wanted: BTreeSet<_> = entities.iter().copied().collect();
        let mentions: u64 = entities.iter().map(|e| u64::from(self.project.cluster(*e).mentions)).sum();
        let across = |j: &&Arc<Judgement>| {
            let (a, b) = (of(j.a), of(j.b));
            let wanted = |e: Option<EntityId>| e.is_some_and(|e| wanted.contains(&e));
            j.verdict == Verdict::Different && a != b && wanted(a) && wanted(b)
        };
        // Whichever is less to look through.
        if mentions > self.project.judgements().len() as u64 {
            return self.project.judgements().filter(across).cloned().collect();
        }
        let all = entities.iter().flat_map(|&e| self.project.mentions_of(e));
        let judged = all.flat_map(|m| self.project.judgements_on(m.id).filter(move |j| j.a == m.id));
        judged.filter(across).cloned().collect()
    }

    pub(in crate::session) fn merge(&mut self, kept: EntityId, entities: &[EntityId]) {
        let absorbed: Vec<_> = entities.iter().copied().filter(|e| *e != kept).collect();
        let moving: u32 = absorbed.iter().map(|e| self.project.cluster(*e).mentions).sum();
        let command = Command::MergeAll { kept, absorbed };
        self.repair.chosen.clear();
        if moving as usize > AT_ONCE {
            self.start_change("Joining the entities", move |_| command);
        } else if self.edit(command) {
            self.show_entity(Some(kept));
        }
    }

    /// Gives the mentions that keys act on to an entity, asking first where somebody said that they are different.
    pub(in crate::session) fn move_targets(&mut self, entity: EntityId) {
        self.overlay = None;
        let mentions = self.targets();
        let of = |id: MentionId| self.project.mention(id).and_then(|m| m.entity);
        let different = |m: &MentionId| -> Vec<Arc<Judgement>> {
            let against =
                |j: &&Arc<Judgement>| j.verdict == Verdict::Different && j.other(*m).and_then(of) == Some(entity);
            self.project.judgements_on(*m).filter(against).cloned().collect()
        };
        let mut overruled: Vec<_> = mentions.iter().flat_map(different).collect();
        overruled.extend(self.project.judged_apart(&mentions));
        if overruled.is_empty() {
            self.move_to(mentions, entity);
        } else {
            self.question = Some(Question::Move { mentions, entity, overruled });
        }
    }

    pub(in crate::session) fn move_to(&mut self, mentions: Vec<MentionId>, entity: EntityId) {
        if self.edit(Command::Assign(mentions, entity)) {
            self.marked.clear();
        }
    }
}
