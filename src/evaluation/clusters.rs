//! Who belongs together, by where the mentions stand.

use crate::annotation::{Project, Scope};
use crate::text::Spans;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Where a mention stands: what two annotations know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path of its document, with `/` between folders.
    pub document: Arc<str>,
    /// Its spans, in any unit as long as both annotations count in the same.
    pub spans: Spans,
}

/// A mention: its type, and its cluster if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    kind: Arc<str>,
    cluster: Option<u32>,
}

/// The mentions of an annotation and who belongs together. A place is there once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    members: BTreeMap<Place, Member>,
    ids: HashMap<Arc<str>, u32>,
}

impl Clusters {
    /// Those of a project: its live mentions, those without an entity too. Spans are bytes.
    pub fn of_project(project: &Project) -> Self {
        let mut clusters = Self::default();
        for mention in project.mentions().filter(|m| m.is_live()) {
            let Some(record) = project.document(mention.document) else { continue };
            let place = Place { document: record.path.clone(), spans: mention.spans.clone() };
            let entity = mention.entity.map(|e| e.to_string());
            clusters.add(place, project.schema().get(mention.kind).name.clone(), entity.as_deref());
        }
        clusters
    }

    /// Adds a mention of the entity that has this name among the annotation's entities, or of none. Of several at one
    /// place the first counts; tells whether it was new.
    pub fn add(&mut self, place: Place, kind: Arc<str>, entity: Option<&str>) -> bool {
        let next = self.ids.len() as u32;
        let cluster = entity.map(|name| match self.ids.get(name) {
            Some(&id) => id,
            None => *self.ids.entry(name.into()).or_insert(next),
        });
        match self.members.entry(place) {
            std::collections::btree_map::Entry::Occupied(_) => false,
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(Member { kind, cluster });
                true
            }
        }
    }

    /// How many mentions there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The paths of the documents that have mentions.
    pub fn documents(&self) -> BTreeSet<&str> {
        self.members.keys().map(|place| &*place.document).collect()
    }

    /// How many mentions have no entity.
    pub fn untied(&self) -> usize {
        self.members.values().filter(|m| m.cluster.is_none()).count()
    }

    /// How many entities have mentions.
    pub fn entities(&self) -> usize {
        self.members.values().filter_map(|m| m.cluster).collect::<BTreeSet<_>>().len()
    }

    /// The clusters as a scope cuts them: for each name of a scope the places of each cluster. Mentions that `keep`
    /// refuses by their type are left out; those without an entity are clusters of one, or left out too.
    pub(super) fn cut(
        &self,
        scope: Scope,
        untied_count: bool,
        keep: impl Fn(&str) -> bool,
    ) -> BTreeMap<&str, Vec<Vec<&Place>>> {
        let mut scopes: BTreeMap<&str, Vec<Vec<&Place>>> = BTreeMap::new();
        let mut numbers: HashMap<(&str, u32), usize> = HashMap::new();
        for (place, member) in &self.members {
            if !keep(&member.kind) || (member.cluster.is_none() && !untied_count) {
                continue;
            }
            let name = scope.part_of(&place.document);
            let clusters = scopes.entry(name).or_default();
            let number = match member.cluster {
                Some(cluster) => *numbers.entry((name, cluster)).or_insert(clusters.len()),
                None => clusters.len(),
            };
            match clusters.get_mut(number) {
                Some(cluster) => cluster.push(place),
                None => clusters.push(vec![place]),
            }
        }
        scopes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn place(document: &str, start: u32) -> Place {
        Place { document: document.into(), spans: [Span::new(start, start + 1)].into_iter().collect() }
    }

    #[test]
    fn a_scope_cuts_a_cluster() {
        let mut clusters = Clusters::default();
        for (document, start) in [("a/1.txt", 0), ("a/2.txt", 0), ("b/1.txt", 0)] {
            assert!(clusters.add(place(document, start), "Person".into(), Some("Bout")));
        }
        assert!(clusters.add(place("b/1.txt", 5), "Place".into(), None));
        assert!(!clusters.add(place("b/1.txt", 5), "Place".into(), Some("Bout")), "the place is taken");
        let sizes = |scope, untied| {
            let cut = clusters.cut(scope, untied, |_| true);
            cut.into_iter().map(|(name, c)| (name, c.iter().map(Vec::len).collect::<Vec<_>>())).collect::<Vec<_>>()
        };
        assert_eq!(sizes(Scope::Corpus, true), [("", vec![3, 1])]);
        assert_eq!(sizes(Scope::Folder, true), [("a", vec![2]), ("b", vec![1, 1])]);
        assert_eq!(sizes(Scope::Document, false), [("a/1.txt", vec![1]), ("a/2.txt", vec![1]), ("b/1.txt", vec![1])]);
        assert_eq!((clusters.len(), clusters.untied(), clusters.entities()), (4, 1, 1));
    }
}
