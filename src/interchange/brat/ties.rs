//! Who is together in brat's files: equivalences, coreference relations, and ids of knowledge bases, over all documents.

use super::OURS;
use crate::annotation::Scope;
use crate::interchange::clusters::Clusters;
use crate::interchange::{Telling, ToldEntity};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// An id that a mention is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Reference {
    /// The knowledge base.
    pub base: String,
    /// The id in it.
    pub id: String,
}

/// All ties of the files. Mentions by their number in the telling.
#[derive(Default)]
pub(super) struct Ties {
    clusters: Clusters,
    /// Mentions that are tied to anything, with the name that they give an entity of their document.
    tied: BTreeMap<usize, Arc<str>>,
    /// In the order of the files.
    references: Vec<(usize, Reference)>,
    names: HashMap<Reference, String>,
    notes: Vec<(usize, String)>,
    kinds: Vec<(usize, String)>,
}

impl Ties {
    /// Two mentions or more are one entity.
    pub fn equivalent(&mut self, mentions: &[(usize, Arc<str>)]) {
        for (mention, name) in mentions {
            self.tied.insert(*mention, name.clone());
            self.clusters.grow(mention + 1);
        }
        mentions.windows(2).for_each(|pair| self.clusters.join(pair[0].0, pair[1].0));
    }

    /// A mention is given an id, and what that stands for is called so.
    pub fn refer(&mut self, mention: (usize, Arc<str>), reference: Reference, name: &str) {
        if !name.is_empty() {
            self.names.entry(reference.clone()).or_insert_with(|| name.to_owned());
        }
        self.references.push((mention.0, reference));
        self.equivalent(&[mention]);
    }

    /// A note on the entity of a mention.
    pub fn note(&mut self, mention: usize, note: String) {
        self.notes.push((mention, note));
    }

    /// The type of the entity of a mention.
    pub fn kind(&mut self, mention: usize, kind: String) {
        self.kinds.push((mention, kind));
    }

    /// Gives the mentions of the telling their entities.
    pub fn finish(mut self, telling: &mut Telling) {
        self.clusters.grow(telling.mentions.len());
        if self.references.is_empty() {
            telling.scope = Scope::Document;
        }
        self.join_ours();
        self.join_others(telling);
        let mut names: HashMap<usize, Arc<str>> = HashMap::new();
        let mut bases: HashMap<usize, Vec<Reference>> = HashMap::new();
        for (mention, reference) in std::mem::take(&mut self.references) {
            let root = self.clusters.root(mention);
            let known = bases.entry(root).or_default();
            if !known.contains(&reference) {
                known.push(reference);
            }
        }
        for (root, references) in bases {
            let ours = references.iter().find(|r| r.base == OURS);
            if let Some(first) = ours.or(references.first()) {
                names.insert(root, self.name_of(root, first, ours.is_none() && references.len() > 1));
            }
            let told = self.told(&references);
            telling.entities.insert(names[&root].clone(), told);
        }
        for (mention, local) in std::mem::take(&mut self.tied) {
            let root = self.clusters.root(mention);
            let name = names.entry(root).or_insert(local).clone();
            if let Some(told) = telling.mentions.get_mut(mention) {
                told.entity = Some(name);
            }
        }
        self.comments(telling, &names);
    }

    /// Our own ids: always one entity.
    fn join_ours(&mut self) {
        let mut first: HashMap<&Reference, usize> = HashMap::new();
        for (mention, reference) in self.references.iter().filter(|(_, r)| r.base == OURS) {
            let to = *first.entry(reference).or_insert(*mention);
            self.clusters.join(to, *mention);
        }
    }

    /// Those of other bases, where they do not speak against each other and none of ours is there.
    fn join_others(&mut self, telling: &mut Telling) {
        let (mut ours, mut apart) = (HashSet::new(), BTreeMap::new());
        let mut at_root: HashMap<usize, HashMap<&str, &str>> = HashMap::new();
        for (mention, reference) in &self.references {
            let root = self.clusters.root(*mention);
            if reference.base == OURS {
                ours.insert(root);
                continue;
            }
            let known = at_root.entry(root).or_default().entry(&reference.base).or_insert(&reference.id);
            if *known != reference.id {
                apart.insert(root, &reference.base);
            }
        }
        for (_, base) in apart.iter().filter(|(root, _)| !ours.contains(*root)) {
            telling.ignore(format!("Several ids of “{base}” for one entity"));
        }
        let mut first: HashMap<&Reference, usize> = HashMap::new();
        let mut joins = Vec::new();
        for (mention, reference) in &self.references {
            let root = self.clusters.root(*mention);
            if reference.base != OURS && !ours.contains(&root) && !apart.contains_key(&root) {
                joins.push((*first.entry(reference).or_insert(*mention), *mention));
            }
        }
        joins.into_iter().for_each(|(a, b)| self.clusters.join(a, b));
    }

    /// The name of an entity in the telling. One of several ids may be that of another entity too.
    fn name_of(&self, root: usize, reference: &Reference, unsure: bool) -> Arc<str> {
        match self.tied.get(&root) {
            Some(local) if unsure => format!("{}:{} {local}", reference.base, reference.id).into(),
            _ => format!("{}:{}", reference.base, reference.id).into(),
        }
    }

    fn told(&self, references: &[Reference]) -> ToldEntity {
        let ours_first = references.iter().filter(|r| r.base == OURS).chain(references);
        let name = ours_first.filter_map(|r| self.names.get(r)).next().map(|n| Arc::from(n.as_str()));
        let others = references.iter().filter(|r| r.base != OURS);
        let note = others.map(|r| format!("{}:{}", r.base, r.id)).collect::<Vec<_>>().join("\n").into();
        ToldEntity { name, kind: None, note }
    }

    /// Notes and types go to the entity of their mention.
    fn comments(&mut self, telling: &mut Telling, names: &HashMap<usize, Arc<str>>) {
        for (mention, kind) in std::mem::take(&mut self.kinds) {
            if let Some(name) = names.get(&self.clusters.root(mention)) {
                telling.entities.entry(name.clone()).or_default().kind = Some(kind.into());
            } else {
                telling.ignore("Entity type without an entity");
            }
        }
        let mut own: HashMap<Arc<str>, String> = HashMap::new();
        for (mention, note) in std::mem::take(&mut self.notes) {
            let Some(name) = names.get(&self.clusters.root(mention)) else {
                telling.ignore("Note without an entity");
                continue;
            };
            let notes = own.entry(name.clone()).or_default();
            if !notes.is_empty() {
                notes.push('\n');
            }
            notes.push_str(&note);
        }
        for (name, mut note) in own {
            let told = telling.entities.entry(name).or_default();
            for line in told.note.lines().filter(|line| !line.is_empty()) {
                if !note.contains(line) {
                    note.push('\n');
                    note.push_str(line);
                }
            }
            told.note = note.into();
        }
    }
}
