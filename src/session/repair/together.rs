//! Why the mentions of an entity are together, and cutting it in two.

use super::super::change::AT_ONCE;
use super::super::jobs::Job;
use super::super::{Overlay, Session};
use super::Found;
use crate::annotation::{Command, EntityId, MentionId};
use crate::linking::repair::{TieTree, tie_tree};

/// The ties of one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The entity.
    pub entity: EntityId,
    /// The state of the project that they were taken from.
    pub revision: u64,
    /// The ties.
    pub tree: TieTree,
}

impl Session {
    /// The entity that is asked about.
    pub fn asked_entity(&self) -> Option<EntityId> {
        self.repair.asked
    }

    pub(super) fn refresh_together(&mut self) {
        let Some(entity) = self.repair.asked.filter(|&e| self.project.entity(e).is_some()) else {
            // It is gone: joined with another, or deleted.
            self.overlay = None;
            return;
        };
        let revision = self.project.revision();
        if self.repair.together.as_ref().is_some_and(|t| (t.entity, t.revision) == (entity, revision)) {
            return;
        }
        self.start_looking(Job::Together, "Comparing the mentions", move |linker, project, work| {
            let tree = tie_tree(linker, project, entity, work)?;
            Ok(Found::Together(Together { entity, revision: project.revision(), tree }))
        });
    }

    /// Asks why the mentions of an entity are together.
    pub(in crate::session) fn ask_together(&mut self, entity: EntityId) {
        self.open_repair(Overlay::Together);
        self.repair.asked = Some(entity);
    }

    /// Cuts an entity in two.
    pub(in crate::session) fn cut(&mut self, half: Vec<MentionId>, apart: Vec<(MentionId, MentionId)>) {
        let large = half.len() > AT_ONCE;
        let command = Command::Cut { half, apart };
        if large {
            self.start_change("Cutting the entity", move |_| command);
        } else {
            self.edit(command);
        }
    }
}
