//! Entities: the things in the world that mentions name.

use super::TypeId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// An entity of a project. Small, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityId(pub u32);

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A person, place, organisation ... in the world. Its mentions are its cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// Its type.
    pub kind: TypeId,
    /// What it is called.
    pub name: Arc<str>,
    /// A person's note, any length, may hold line ends.
    pub note: Arc<str>,
}
