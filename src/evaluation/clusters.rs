//! An annotation as clusters of mentions.

use crate::annotation::{EntityId, MentionId, Project, TypeId};
use crate::text::Spans;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where a mention is: the same in two annotations when it is the same mention.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Member {
    /// The path of its document.
    pub document: Arc<str>,
    /// Its spans in bytes, start and end.
    pub spans: Vec<(u32, u32)>,
}

/// Within what clusters are compared. Mentions of different parts are never of one cluster: what an annotation ties across
/// them counts as apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Partition {
    /// Within a document.
    Document,
    /// Within a folder: a topic.
    Folder,
    /// In the whole corpus.
    #[default]
    Corpus,
}

/// What becomes of clusters of one mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Singletons {
    /// They count.
    #[default]
    Kept,
    /// They are left out of both sides, as in OntoNotes.
    Dropped,
}

/// An annotation as clusters, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// The name of the part (a document, a folder, or nothing) to its clusters.
    pub parts: BTreeMap<Arc<str>, Vec<Vec<Member>>>,
}

fn spans(spans: &Spans) -> Vec<(u32, u32)> {
    spans.iter().map(|s| (s.start, s.end)).collect()
}

/// The part that a document is of.
fn part(path: &str, partition: Partition) -> &str {
    match partition {
        Partition::Document => path,
        Partition::Folder => path.rsplit_once('/').map_or("", |(folder, _)| folder),
        Partition::Corpus => "",
    }
}

impl Clusters {
    /// The clusters of mentions that each name an entity.
    pub fn of(mentions: impl IntoIterator<Item = (Member, u64)>, partition: Partition, singletons: Singletons) -> Self {
        let mut clusters: BTreeMap<Arc<str>, BTreeMap<u64, Vec<Member>>> = BTreeMap::new();
        for (member, entity) in mentions {
            let part = part(&member.document, partition);
            let part = clusters.get_key_value(part).map_or_else(|| part.into(), |(known, _)| known.clone());
            clusters.entry(part).or_default().entry(entity).or_default().push(member);
        }
        let kept = |cluster: &Vec<Member>| singletons == Singletons::Kept || cluster.len() > 1;
        let parts = clusters.into_iter().map(|(part, all)| {
            let mut all: Vec<_> = all.into_values().collect();
            all.iter_mut().for_each(|cluster| {
                cluster.sort_unstable();
                cluster.dedup();
            });
            all.retain(kept);
            (part, all)
        });
        Self { parts: parts.collect() }
    }

    /// The clusters of a project's mentions of the types that `keep` lets through. A mention without an entity is one of
    /// its own.
    pub fn of_project(
        project: &Project,
        keep: &dyn Fn(TypeId) -> bool,
        partition: Partition,
        singletons: Singletons,
    ) -> Self {
        let number = |entity: Option<EntityId>, mention: MentionId| match entity {
            Some(entity) => u64::from(entity.0) << 32 | u64::from(u32::MAX),
            None => u64::from(mention.0),
        };
        // Spans of one place are one mention: the scores know no other identity.
        let mut seen: HashMap<Member, ()> = HashMap::new();
        let mentions = project.mentions().filter(|m| m.is_live() && keep(m.kind)).filter_map(|m| {
            let document = project.document(m.document)?.path.clone();
            let member = Member { document, spans: spans(&m.spans) };
            seen.insert(member.clone(), ()).is_none().then(|| (member, number(m.entity, m.id)))
        });
        Self::of(mentions.collect::<Vec<_>>(), partition, singletons)
    }
}
