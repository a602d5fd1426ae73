//! Interchange: other tools' files to and from a project.
//!
//! A reader of a format says what a file tells ([`Told`]: where it says that mentions are, of what type and entity) and
//! what in it cannot be ([`Fault`], with its line). [`plan`] holds that against the texts of a project and makes one
//! transaction of it. A caller that goes on in spite of faults says so; else nothing has happened.
//!
//! No files: readers take what is open already.

pub mod jsonl;
mod plan;

pub use plan::{Import, ImportOptions, plan, unknown_types};

use crate::text::OffsetUnit;
use std::collections::BTreeSet;
use std::fmt;

/// A mention as a file tells it, not yet held against its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The line of the file, from 1.
    pub line: u64,
    /// The path of its document below the corpus, with `/`.
    pub document: String,
    /// Start and end (one past the last) of each part, in the unit of the file.
    pub parts: Vec<(u32, u32)>,
    /// What the file says that the text says there, if it does.
    pub text: Option<String>,
    /// The type, as the file calls it; empty when it gives none.
    pub kind: String,
    /// The entity, by its name in the file.
    pub entity: Option<String>,
}

/// What a file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// What its offsets count.
    pub unit: OffsetUnit,
    /// Its mentions, in its order.
    pub mentions: Vec<Told>,
    /// What in it cannot be understood, in its order.
    pub faults: Vec<Fault>,
    /// What it holds besides that was not read, by name.
    pub ignored: BTreeSet<String>,
}

/// Something in a file that cannot be, and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The column in bytes, from 1, where it is known.
    pub column: Option<u64>,
    /// What is there and what was expected, as a sentence goes on.
    pub told: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.told),
            None => write!(f, "line {}: {}", self.line, self.told),
        }
    }
}
