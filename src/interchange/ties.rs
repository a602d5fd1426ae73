//! Who is together, in formats that link mention to mention inside a document: relations of coreference make entities;
//! what our own files say beside them carries these over documents.
//!
//! Our files list the mentions of each entity in order, each linked to the one before. When another tool has worked on
//! such a file, a link that is gone between two mentions that are there was taken away by a person; a link that is gone
//! with its mention was not.

use super::clusters::Clusters;
use super::json::{Object, is_blank, items, number, words};
use super::{Source, Telling, ToldEntity};
use crate::annotation::{EntityId, Mention, Scope};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What our own relations are called.
pub(super) const COREFERENCE: &str = "coref";

/// Whether a relation of this name says that two mentions are of one entity: `coref`, `Coreference`, `identity`,
/// `same_as`, `sameAs`, `alias of`; not `presidentOf`, `identifiedBy` or `sameParty`.
pub(super) fn is_coreference(name: &str) -> bool {
    let words = name_words(name);
    let joined = words.concat();
    let after = |i: usize| words.get(i + 1).map_or("", String::as_str);
    let meant = |(i, word): (usize, &String)| {
        let one = ["", "as", "entity", "referent", "person", "place", "thing", "mention", "individual"];
        word.starts_with("coref")
            || (word.starts_with("ident") && !word.starts_with("identif"))
            || (word == "same" && one.contains(&after(i)))
            || matches!(&**word, "sameas" | "alias" | "aliases" | "aliasof")
    };
    joined.starts_with("coref") || words.iter().enumerate().any(meant)
}

/// A name in words: at signs that are no letters, and where small letters end before a capital.
fn name_words(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            all.push(String::new());
        }
        if c.is_alphanumeric() {
            all.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        small = c.is_lowercase();
    }
    all.retain(|word| !word.is_empty());
    all
}

/// The ties of the mentions of one document, by their number.
pub(super) struct Ties {
    clusters: Clusters,
    /// The entity that our own file names.
    tags: Vec<Option<Arc<str>>>,
    told: BTreeMap<Arc<str>, ToldEntity>,
}

impl Ties {
    /// No ties among so many mentions.
    pub fn new(mentions: usize) -> Self {
        let mut clusters = Clusters::default();
        clusters.grow(mentions);
        Self { clusters, tags: vec![None; mentions], told: BTreeMap::new() }
    }

    /// Two mentions are of one entity, for which the first of its mentions stands.
    pub fn tie(&mut self, a: usize, b: usize) {
        self.clusters.join(a, b);
    }

    /// Our own file names the entity of a mention.
    pub fn tag(&mut self, mention: usize, entity: Arc<str>, told: Option<ToldEntity>) {
        if let Some(told) = told {
            self.told.entry(entity.clone()).or_insert(told);
        }
        self.tags[mention] = Some(entity);
    }

    /// Takes in what our own file says: `at` gives the mention at a place.
    pub fn ours(&mut self, ours: Option<&Value>, at: &HashMap<(u32, u32), usize>) {
        for entity in items(ours.and_then(|ours| ours.get("entities"))) {
            let Some(id) = entity.get("id").and_then(words) else { continue };
            let mut before: Option<usize> = None;
            let mut gone = false;
            for place in items(entity.get("at")) {
                let edge = |i: usize| place.get(i).and_then(number);
                let mention = edge(0).zip(edge(1)).and_then(|place| at.get(&place).copied());
                let Some(mention) = mention else {
                    gone = true;
                    continue;
                };
                self.tag(mention, id.clone(), entity.as_object().map(told_entity));
                if let Some(before) = before.filter(|_| gone) {
                    self.tie(before, mention);
                }
                (before, gone) = (Some(mention), false);
            }
        }
    }

    /// The names of the entities of all mentions: those of our own file, else of this document. What is tied to nothing and
    /// has no name is of no entity. The telling learns what is said of them, and how far they reach.
    pub fn finish(mut self, telling: &mut Telling, path: &str) -> Vec<Option<Arc<str>>> {
        let roots: Vec<usize> = (0..self.tags.len()).map(|i| self.clusters.root(i)).collect();
        let mut votes: BTreeMap<(Arc<str>, usize), usize> = BTreeMap::new();
        let mut sizes = vec![0; roots.len()];
        for (mention, &root) in roots.iter().enumerate() {
            sizes[root] += 1;
            if let Some(tag) = &self.tags[mention] {
                *votes.entry((tag.clone(), root)).or_default() += 1;
            }
        }
        // The most mentions decide, of equals the first: a cluster has one name, and a name one cluster.
        let mut order: Vec<_> = votes.into_iter().map(|((tag, root), count)| (count, root, tag)).collect();
        order.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
        let mut named: HashMap<usize, Arc<str>> = HashMap::new();
        let mut taken = std::collections::HashSet::new();
        for (_, root, tag) in order {
            if !named.contains_key(&root) && taken.insert(tag.clone()) {
                if let Some(told) = self.told.remove(&tag) {
                    telling.entities.entry(tag.clone()).or_insert(told);
                }
                telling.scope = Scope::Corpus;
                named.insert(root, tag);
            }
        }
        let name = |root: usize| -> Option<Arc<str>> {
            // One that is alone and was parted from the others is of none.
            let local = |root: usize| (sizes[root] > 1).then(|| format!("{path}#{}", root + 1).into());
            named.get(&root).cloned().or_else(|| local(root))
        };
        roots.iter().map(|&root| name(root)).collect()
    }
}

/// What an object says of an entity: `name`, `type`, `note`.
pub(super) fn told_entity(object: &Object) -> ToldEntity {
    let said = |key: &str| object.get(key).filter(|v| !is_blank(v)).and_then(words);
    ToldEntity { name: said("name"), kind: said("type"), note: said("note").unwrap_or_else(|| "".into()) }
}

/// What our own file says of an entity.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OurEntity<'a> {
    pub id: u32,
    pub name: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: &'a str,
    /// Where its mentions in the document are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<(u32, u32)>,
}

impl<'a> OurEntity<'a> {
    /// An entity of a project, without places.
    pub fn of(source: &Source<'a>, id: EntityId) -> Option<Self> {
        let entity = source.project.entity(id)?;
        let kind = &source.project.schema().get(entity.kind).name;
        Some(Self { id: id.0, name: &entity.name, kind, note: &entity.note, at: Vec::new() })
    }
}

/// The member `redstring` of a line of ours: a document's entities and where they are.
#[derive(Debug, Serialize)]
pub(super) struct Ours<'a> {
    pub entities: Vec<OurEntity<'a>>,
}

/// The entities of mentions with their places, by id; and for each mention that is not the first of its entity the
/// number of the one before.
pub(super) fn ours<'a>(
    source: &Source<'a>,
    mentions: impl Iterator<Item = (&'a Mention, (u32, u32))>,
) -> (Ours<'a>, Vec<(usize, usize)>) {
    let mut entities: BTreeMap<EntityId, OurEntity<'a>> = BTreeMap::new();
    let (mut last, mut links) = (HashMap::new(), Vec::new());
    for (number, (mention, place)) in mentions.enumerate() {
        let Some(id) = mention.entity else { continue };
        if let Some(before) = last.insert(id, number) {
            links.push((number, before));
        }
        if !entities.contains_key(&id)
            && let Some(entity) = OurEntity::of(source, id)
        {
            entities.insert(id, entity);
        }
        entities.get_mut(&id).into_iter().for_each(|entity| entity.at.push(place));
    }
    (Ours { entities: entities.into_values().collect() }, links)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_coreference_are_told_from_others() {
        for name in ["coref", "COREF", "Coreference", "co-reference", "corefers_with", "identity", "IDENT", "same_as"] {
            assert!(is_coreference(name), "{name}");
        }
        for name in ["sameAs", "SAME", "owl:sameAs", "alias", "aliasOf", "same entity", "identical-to"] {
            assert!(is_coreference(name), "{name}");
        }
        for name in ["foundedBy", "presidentOf", "identifiedBy", "sameParty", "resident", "reference", ""] {
            assert!(!is_coreference(name), "{name}");
        }
    }

    fn names(links: &[(usize, usize)], ours: &Value, there: &[usize]) -> Vec<Option<String>> {
        let mut ties = Ties::new(there.len());
        links.iter().for_each(|&(a, b)| ties.tie(a, b));
        let at = there.iter().enumerate().map(|(i, &start)| ((start as u32, start as u32 + 1), i)).collect();
        ties.ours(Some(ours), &at);
        let mut telling = Telling::default();
        ties.finish(&mut telling, "a.txt").into_iter().map(|name| name.map(|n| n.to_string())).collect()
    }

    #[test]
    fn a_link_that_a_person_took_away_parts_and_a_mention_that_is_gone_does_not() {
        let ours = json!({"entities": [{"id": 3, "name": "Bout", "at": [[0, 1], [2, 3], [4, 5]]}]});
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(names(&[(1, 0), (2, 1)], &ours, &[0, 2, 4]), vec![some("3"); 3]);
        assert_eq!(names(&[(1, 0)], &ours, &[0, 2, 4]), [some("3"), some("3"), None], "parted by a person");
        assert_eq!(names(&[], &ours, &[0, 4]), [some("3"), some("3")], "the one between is gone");
        assert_eq!(names(&[(1, 0)], &json!(null), &[0, 2, 4]), [some("a.txt#1"), some("a.txt#1"), None]);
        let two = json!({"entities": [{"id": 3, "at": [[0, 1], [2, 3]]}, {"id": 4, "at": [[4, 5]]}]});
        assert_eq!(names(&[(1, 0), (2, 1)], &two, &[0, 2, 4]), vec![some("3"); 3], "tied to others by a person");
    }
}
