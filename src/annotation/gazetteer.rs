//! The gazetteer of a project: names that a person has told the machine about.

use super::TypeId;
use std::sync::Arc;

/// What the machine is to do wherever a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryRule {
    /// Propose a mention of this type, whatever else may be found there.
    Always(TypeId),
    /// Propose nothing that is just this name.
    Never,
}

/// One name of a gazetteer. Holds for all documents, those that come later too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GazetteerEntry {
    /// The name, on one line; the key of the entry. White space in it stands for any white space.
    pub name: Arc<str>,
    /// What to do where it stands.
    pub rule: EntryRule,
    /// The name of the entity that it is a name of, when the list tells.
    pub entity: Option<Arc<str>>,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
    /// Whether letters with and without diacritics are the same.
    pub ignore_diacritics: bool,
    /// Who said so.
    pub by: Arc<str>,
}
