//! Who belongs together, by where the mentions stand.

use crate::annotation::Project;
use crate::text::{Span, Spans};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// No entity, no cluster, no partner.
pub(super) const NONE: u32 = u32::MAX;

/// A mention as it is taken into [`Clusters`].
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    /// The path of its document, with `/` between folders: the same in all annotations that are compared.
    pub document: &'a Arc<str>,
    /// Its spans, in any unit as long as all annotations count in the same.
    pub spans: Spans,
    /// Its head, where that is known: what matching by head goes by.
    pub head: Option<Span>,
    /// Its type, by name.
    pub kind: &'a Arc<str>,
    /// Its entity, by a name among those of the annotation.
    pub entity: Option<&'a str>,
    /// What it is to whoever adds it: given back with every difference.
    pub handle: u32,
}

impl<'a> Mark<'a> {
    /// A mention without a head, an entity or a handle.
    pub fn new(document: &'a Arc<str>, spans: Spans, kind: &'a Arc<str>) -> Self {
        Self { document, spans, head: None, kind, entity: None, handle: 0 }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub document: u32,
    pub kind: u32,
    /// Ascending as they are first seen; [`NONE`] without one.
    pub entity: u32,
    pub handle: u32,
    pub head: Option<Span>,
    pub spans: Spans,
}

/// Names and their numbers, ascending as they are first seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    all: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

impl Names {
    pub fn all(&self) -> &[Arc<str>] {
        &self.all
    }

    pub fn number(&mut self, name: &Arc<str>) -> u32 {
        match self.numbers.get(name) {
            Some(&number) => number,
            None => self.add(name.clone()),
        }
    }

    fn number_of(&mut self, name: &str) -> u32 {
        match self.numbers.get(name) {
            Some(&number) => number,
            None => self.add(name.into()),
        }
    }

    fn add(&mut self, name: Arc<str>) -> u32 {
        let number = self.all.len() as u32;
        self.numbers.insert(name.clone(), number);
        self.all.push(name);
        number
    }

    fn has(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
    }
}

/// The mentions of an annotation and who belongs together.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    documents: Names,
    kinds: Names,
    entities: Names,
    members: Vec<Member>,
    covers: bool,
}

impl Clusters {
    /// Those of a project: its live mentions, those without an entity too. Spans are bytes, handles the ids of the
    /// mentions.
    pub fn of_project(project: &Project) -> Self {
        let mut clusters = Self::default();
        project.documents().for_each(|record| clusters.cover(&record.path));
        let mut name = String::new();
        for mention in project.mentions().filter(|m| m.is_live()) {
            let Some(record) = project.document(mention.document) else { continue };
            let entity = mention.entity.map(|id| {
                name = id.to_string();
                name.as_str()
            });
            let kind = &project.schema().get(mention.kind).name;
            let spans = mention.spans.clone();
            clusters.add(Mark { entity, handle: mention.id.0, ..Mark::new(&record.path, spans, kind) });
        }
        clusters
    }

    /// Says that a document was annotated, with or without mentions. Once one was, what another annotation says of
    /// documents that this one does not cover can be told from what it has too much.
    pub fn cover(&mut self, document: &Arc<str>) {
        self.covers = true;
        self.documents.number(document);
    }

    /// Adds a mention. Several may have one place: see [`super::Side::repeated`].
    pub fn add(&mut self, mark: Mark<'_>) {
        self.members.push(Member {
            document: self.documents.number(mark.document),
            kind: self.kinds.number(mark.kind),
            entity: mark.entity.map_or(NONE, |name| self.entities.number_of(name)),
            handle: mark.handle,
            head: mark.head,
            spans: mark.spans,
        });
    }

    /// How many mentions there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The paths of the documents that are covered or have mentions, as they were first named.
    pub fn documents(&self) -> &[Arc<str>] {
        self.documents.all()
    }

    /// How many mentions have no entity.
    pub fn untied(&self) -> usize {
        self.members.iter().filter(|m| m.entity == NONE).count()
    }

    /// How many entities have mentions.
    pub fn entities(&self) -> usize {
        self.entities.all().len()
    }

    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(super) fn kinds(&self) -> &[Arc<str>] {
        self.kinds.all()
    }

    /// Whether this annotation is about a document, as far as it tells.
    pub(super) fn is_about(&self, document: &str) -> bool {
        !self.covers || self.documents.has(document)
    }
}
