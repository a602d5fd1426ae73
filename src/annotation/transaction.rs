//! Ops and transactions: how a project changes, forwards and backwards.

use super::{DocumentRecord, Entity, GazetteerEntry, Judgement, Mention, Schema};
use std::sync::Arc;

/// One item before and after. `None` before: it is made; `None` after: it is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A document comes, goes, or changes what the project knows of it.
    Document(Option<Arc<DocumentRecord>>, Option<Arc<DocumentRecord>>),
    /// An entity.
    Entity(Option<Arc<Entity>>, Option<Arc<Entity>>),
    /// A mention.
    Mention(Option<Arc<Mention>>, Option<Arc<Mention>>),
    /// A judgement.
    Judgement(Option<Arc<Judgement>>, Option<Arc<Judgement>>),
    /// A name of the gazetteer.
    Entry(Option<Arc<GazetteerEntry>>, Option<Arc<GazetteerEntry>>),
    /// The schema.
    Schema(Arc<Schema>, Arc<Schema>),
}

impl Op {
    /// The op that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Document(before, after) => Self::Document(after.clone(), before.clone()),
            Self::Entity(before, after) => Self::Entity(after.clone(), before.clone()),
            Self::Mention(before, after) => Self::Mention(after.clone(), before.clone()),
            Self::Judgement(before, after) => Self::Judgement(after.clone(), before.clone()),
            Self::Entry(before, after) => Self::Entry(after.clone(), before.clone()),
            Self::Schema(before, after) => Self::Schema(after.clone(), before.clone()),
        }
    }
}

/// A change that happens as a whole or not at all, and is undone as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// What it does, for the Undo menu and the toast: `tie “Buti” to Viktor Bout`. Begins in lower case.
    pub label: String,
    /// The ops, each item at most once. Within an item kind in planning order.
    pub ops: Vec<Op>,
    /// Whether the machine did it: nobody's work is lost when it is not saved.
    pub by_machine: bool,
}

impl Transaction {
    /// The transaction that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let ops = self.ops.iter().rev().map(Op::inverse).collect();
        Self { label: self.label.clone(), ops, by_machine: self.by_machine }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }
}

/// A transaction that was made from another state of the project. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the project changed meanwhile, so this step no longer fits ({item}); do it again")]
pub struct StaleTransaction {
    /// The item that is not as the transaction expects.
    pub item: String,
}
