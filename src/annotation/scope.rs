//! How far a cluster reaches.

use super::Project;
use crate::text::DocumentId;
use std::collections::HashMap;

/// How far a cluster reaches: mentions of different parts are never of one cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One document: coreference inside documents.
    Document,
    /// The documents of one folder below the corpus root, as the topics of ECB+ are.
    Folder,
    /// All documents.
    #[default]
    Corpus,
}

impl Scope {
    /// The name of the part that a document is in, by its path with `/` between folders. Documents at the root are of
    /// the folder "".
    pub fn part_of(self, document: &str) -> &str {
        match self {
            Self::Document => document,
            Self::Folder => document.rsplit_once('/').map_or("", |(folder, _)| folder),
            Self::Corpus => "",
        }
    }

    /// The number of the part that each document of a project is in, counted from zero.
    pub fn parts(self, project: &Project) -> HashMap<DocumentId, u32> {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let numbered = project.documents().map(|record| {
            let next = numbers.len() as u32;
            (record.id, *numbers.entry(self.part_of(&record.path)).or_insert(next))
        });
        numbered.collect()
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Folder => "folder",
            Self::Corpus => "corpus",
        }
    }
}
