//! Three-way merge of projects: what two people made of one state of a project becomes one project again.
//!
//! It works on what a project says, not on lines of its file. Documents are the same by path; mentions and entities by
//! the id that the common base gave them, and mentions that came later by their place; entities that came later by the
//! mentions that both sides put into them; judgements by their pair, names of the gazetteer and types by name.
//! What one side changed is taken, what both changed alike too. What they changed differently is a [`Conflict`]: ours
//! is kept, theirs is noted where a person finds it again as far as there is room for it, and it is listed.
//!
//! A side that does not have a document (it was given to somebody else, see [`split`](fn@super::split)) says nothing of
//! it: what the base says of it stays.

mod agree;
mod build;
mod entities;
mod judgements;
mod mentions;
mod pair;
mod redirect;
mod types;

pub(super) use types::TypeTable;

use crate::annotation::{MentionId, Project};
use pair::Pairing;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// One of the three projects, by its place in the arrays of this room.
const BASE: usize = 0;
const OURS: usize = 1;
const THEIRS: usize = 2;

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The one project. It has no faults that ours and theirs have not.
    pub project: Project,
    /// What both sides changed differently, in the order of the project.
    pub conflicts: Vec<Conflict>,
    /// The mentions of theirs by their ids there, and what they are called in the one project.
    pub of_theirs: HashMap<MentionId, MentionId>,
}

/// Something that both sides changed, each in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about: `“Buti” (0.txt): its type`.
    pub what: String,
    /// What ours says, which was kept.
    pub ours: String,
    /// What theirs says.
    pub theirs: String,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ours: {}, theirs: {}", self.what, self.ours, self.theirs)
    }
}

/// Why two projects cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// The offsets of the two sides count in different texts.
    #[error(
        "the two sides were made on different texts of {0}: open both projects where the current text is, so that their \
         mentions are found again in it, save them, and merge again"
    )]
    OtherText(Arc<str>),
    /// There are too many types, or the names cannot stand beside each other.
    #[error("the mention types of the two sides do not go together: {0}")]
    Types(#[from] crate::annotation::SchemaError),
}

/// Merges what `ours` and `theirs` made of `base`; without a base everything is new on both sides. Ids of ours stay, and
/// those of theirs unless ours has given them out too.
///
/// # Errors
/// [`MergeRefusal`] when a document has one text here and another there.
pub fn merge(base: Option<&Project>, ours: &Project, theirs: &Project) -> Result<Merged, MergeRefusal> {
    let none = Project::default();
    let pairing = Pairing::of([base.unwrap_or(&none), ours, theirs], base.is_some())?;
    let redirects = redirect::Redirects::of(&pairing);
    let mut merge = Merge { conflicts: Vec::new(), pairing, redirects };
    let mut mentions = merge.mentions();
    merge.collapse(&mut mentions);
    let entities = merge.entities(&mut mentions);
    let judgements = merge.judgements(&mentions);
    merge.build(mentions, entities, judgements)
}

/// A merge under way.
struct Merge<'a> {
    pairing: Pairing<'a>,
    redirects: redirect::Redirects,
    conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    fn conflict(&mut self, what: impl Into<String>, ours: impl Into<String>, theirs: impl Into<String>) {
        self.conflicts.push(Conflict { what: what.into(), ours: ours.into(), theirs: theirs.into() });
    }
}
