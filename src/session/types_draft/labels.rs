//! Which labels of an extractor stand for which type of a draft.

use super::{DraftType, TypesDraft, folded};
use std::sync::Arc;

impl TypesDraft {
    /// The type that a label stands for: the one that lists it, else the one of that name, else the one that had that
    /// name before it was renamed.
    pub fn type_of(&self, label: &str) -> Option<usize> {
        let wanted = folded(label);
        let lists = |t: &&DraftType| t.labels.iter().any(|l| folded(l) == wanted);
        let was = |t: &&DraftType| self.id_of(t.serial).is_some_and(|id| folded(&self.base.get(id).name) == wanted);
        let found = self.types.iter().find(lists).or_else(|| self.types.iter().find(|t| folded(&t.name) == wanted));
        let found = found.or_else(|| self.types.iter().find(was).filter(|_| !self.unused.contains(&wanted)));
        found.map(|t| t.serial)
    }

    /// Whether a label is the name of a type, which then cannot but stand for it.
    pub fn is_name(&self, label: &str) -> bool {
        self.types.iter().any(|t| folded(&t.name) == folded(label))
    }

    /// Maps a label to a type, or to none.
    pub fn map(&mut self, label: &Arc<str>, serial: Option<usize>) {
        let wanted = folded(label);
        for kind in &mut self.types {
            kind.labels.retain(|l| folded(l) != wanted);
        }
        self.unused.remove(&wanted);
        if serial.is_none() {
            self.unused.insert(wanted);
        } else if self.type_of(label) != serial
            && let Some(kind) = self.types.iter_mut().find(|t| Some(t.serial) == serial)
        {
            kind.labels.push(label.clone());
        }
    }

    /// The labels of a type: those that it lists, and its old name when it was renamed.
    pub fn labels_of(&self, serial: usize) -> Vec<Arc<str>> {
        let Some(kind) = self.get(serial) else { return Vec::new() };
        kind.labels.iter().cloned().chain(self.old_name(kind)).collect()
    }

    /// The name that a renamed type had, as a label that still means it.
    fn old_name(&self, kind: &DraftType) -> Option<Arc<str>> {
        let before = folded(&self.base.get(self.id_of(kind.serial)?).name);
        let lists = kind.labels.iter().any(|l| folded(l) == before);
        let renamed = before != folded(&kind.name) && !lists;
        (renamed && self.type_of(&before) == Some(kind.serial)).then(|| before.into())
    }
}
