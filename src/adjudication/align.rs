//! The projects of several readers side by side: which document, place and entity of one is which of the others.

use super::merge::TypeTable;
use crate::annotation::{EntityId, Mention, MentionId, Project, Schema, SchemaError, Status, TypeId};
use crate::text::{ContentHash, DocumentId, Span, Spans, hull};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// One of several people who annotated the same documents.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who.
    pub name: Arc<str>,
    /// What this person made.
    pub project: Project,
}

/// A document that is left out of a comparison: what a reader says of it is of another text than what the first says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reader} read another text of {path}: what is said of it there is left out")]
pub struct Aside {
    /// Whose.
    pub reader: Arc<str>,
    /// The document.
    pub path: Arc<str>,
}

/// A document that is compared.
#[derive(Debug)]
pub(super) struct AlignedDocument {
    pub path: Arc<str>,
    pub bytes: u32,
    pub hash: ContentHash,
    /// By reader: the id there, if it is there with this text.
    pub ids: Vec<Option<DocumentId>>,
}

/// What a reader says of a place where he has a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadAs {
    pub mention: MentionId,
    /// Its type, in the types of all readers.
    pub kind: TypeId,
    /// The group of its entity.
    pub group: Option<usize>,
}

/// A place where somebody has a mention.
#[derive(Debug)]
pub(super) struct PlaceOf {
    pub document: usize,
    pub spans: Spans,
    pub text: Arc<str>,
    /// By reader.
    pub read: Vec<Option<ReadAs>>,
    /// Whether all who have the document have this mention with one type.
    pub agreed: bool,
}

impl PlaceOf {
    pub fn hull(&self) -> Span {
        hull(&self.spans)
    }

    /// The readers that have it, and how.
    pub fn readings(&self) -> impl Iterator<Item = (usize, ReadAs)> + '_ {
        self.read.iter().enumerate().filter_map(|(reader, read)| Some((reader, (*read)?)))
    }
}

/// Entities of several readers that are one: at most one of each reader.
#[derive(Debug)]
pub(super) struct Group {
    /// By reader.
    pub entities: Vec<Option<EntityId>>,
    /// The places that somebody puts there: those that all agree about first, then those that most do, then as they come.
    pub places: Vec<usize>,
}

/// Several readers' projects, compared. Made once; what is still to be decided is asked of the result each time.
#[derive(Debug)]
pub struct Adjudication {
    pub(super) readers: Vec<Reader>,
    pub(super) schema: Schema,
    pub(super) types: TypeTable,
    pub(super) documents: Vec<AlignedDocument>,
    /// In the order of the documents, and along each.
    pub(super) places: Vec<PlaceOf>,
    pub(super) groups: Vec<Group>,
    aside: Vec<Aside>,
}

impl Adjudication {
    /// Compares the readers' projects. Only what they accepted counts as their word. About linear in their mentions.
    ///
    /// # Errors
    /// [`SchemaError`] when all their types together are too many.
    pub fn of(readers: Vec<Reader>) -> Result<Self, SchemaError> {
        let schemas: Vec<_> = readers.iter().map(|r| Some(&**r.project.schema())).collect();
        let types = TypeTable::of(&schemas);
        let schema = types.union()?;
        let (documents, places, groups, aside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut all = Self { readers, schema, types, documents, places, groups, aside };
        all.align_documents();
        all.align_places();
        all.align_entities();
        Ok(all)
    }

    /// The readers, in the order in which cards name them.
    pub fn readers(&self) -> &[Reader] {
        &self.readers
    }

    /// What is left out, because two readers had two texts of one document.
    pub fn aside(&self) -> &[Aside] {
        &self.aside
    }

    fn align_documents(&mut self) {
        let mut by_path: HashMap<Arc<str>, usize> = HashMap::new();
        for (reader, Reader { name, project }) in self.readers.iter().enumerate() {
            for record in project.documents() {
                let at = *by_path.entry(record.path.clone()).or_insert(self.documents.len());
                if at == self.documents.len() {
                    let (path, ids) = (record.path.clone(), vec![None; self.readers.len()]);
                    self.documents.push(AlignedDocument { path, bytes: record.bytes, hash: record.hash, ids });
                }
                let document = &mut self.documents[at];
                if document.hash == record.hash && document.bytes == record.bytes {
                    document.ids[reader] = Some(record.id);
                } else {
                    self.aside.push(Aside { reader: name.clone(), path: record.path.clone() });
                }
            }
        }
    }

    fn align_places(&mut self) {
        let readers = self.readers.len();
        let mut places: BTreeMap<(usize, u32, u32, Spans), PlaceOf> = BTreeMap::new();
        for (reader, Reader { project, .. }) in self.readers.iter().enumerate() {
            let numbers = self.documents.iter().enumerate().filter_map(|(i, d)| Some((d.ids[reader]?, i)));
            let numbers: HashMap<DocumentId, usize> = numbers.collect();
            for mention in project.mentions().filter(|m| m.status == Status::Accepted) {
                let Some(&document) = numbers.get(&mention.document) else { continue };
                let Mention { spans, text, .. } = &**mention;
                let hull = mention.hull();
                let place = places.entry((document, hull.start, hull.end, spans.clone())).or_insert_with(|| {
                    let (spans, text) = (spans.clone(), text.clone());
                    PlaceOf { document, spans, text, read: vec![None; readers], agreed: false }
                });
                let kind = self.types.kind(reader, mention.kind);
                place.read[reader].get_or_insert(ReadAs { mention: mention.id, kind, group: None });
            }
        }
        self.places = places.into_values().collect();
        for place in &mut self.places {
            let read = self.documents[place.document].ids.iter().zip(&place.read);
            let kinds: BTreeSet<_> = read.filter(|(id, _)| id.is_some()).map(|(_, r)| r.map(|r| r.kind)).collect();
            place.agreed = kinds.len() == 1;
        }
    }

    /// Entities that share most mentions are one, the pair that shares most first; never two of one reader.
    fn align_entities(&mut self) {
        let mut numbers: HashMap<(usize, EntityId), usize> = HashMap::new();
        let mut nodes: Vec<(usize, EntityId)> = Vec::new();
        let mut shared: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut of_place: Vec<Vec<(usize, usize)>> = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let mut here: Vec<(usize, usize)> = Vec::new();
            for (reader, read) in place.readings() {
                let entity = self.readers[reader].project.mention(read.mention).and_then(|m| m.entity);
                let Some(entity) = entity else { continue };
                let node = *numbers.entry((reader, entity)).or_insert(nodes.len());
                if node == nodes.len() {
                    nodes.push((reader, entity));
                }
                here.iter().for_each(|&(_, other)| *shared.entry((other.min(node), other.max(node))).or_default() += 1);
                here.push((reader, node));
            }
            of_place.push(here);
        }
        let mut group_of: Vec<usize> = (0..nodes.len()).collect();
        let mut members: Vec<Vec<usize>> = (0..nodes.len()).map(|node| vec![node]).collect();
        let mut pairs: Vec<_> = shared.into_iter().collect();
        pairs.sort_by_key(|&(pair, count)| (Reverse(count), pair));
        for ((a, b), _) in pairs {
            let (into, from) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
            let reader = |node: &usize| nodes[*node].0;
            let both = members[from].iter().any(|m| members[into].iter().any(|other| reader(other) == reader(m)));
            if into != from && !both {
                let moving = std::mem::take(&mut members[from]);
                moving.iter().for_each(|&node| group_of[node] = into);
                members[into].extend(moving);
            }
        }
        self.gather(&nodes, &group_of, &of_place);
    }

    fn gather(&mut self, nodes: &[(usize, EntityId)], group_of: &[usize], of_place: &[Vec<(usize, usize)>]) {
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        for (place, here) in of_place.iter().enumerate() {
            for &(reader, node) in here {
                let group = *numbers.entry(group_of[node]).or_insert(self.groups.len());
                if group == self.groups.len() {
                    self.groups.push(Group { entities: vec![None; self.readers.len()], places: Vec::new() });
                }
                self.groups[group].entities[reader] = Some(nodes[node].1);
                if self.groups[group].places.last() != Some(&place) {
                    self.groups[group].places.push(place);
                }
                if let Some(read) = &mut self.places[place].read[reader] {
                    read.group = Some(group);
                }
            }
        }
        let mut groups = std::mem::take(&mut self.groups);
        for (group, Group { places, .. }) in groups.iter_mut().enumerate() {
            let votes = |p: usize| self.places[p].readings().filter(|(_, r)| r.group == Some(group)).count();
            places.sort_by_key(|&p| (!self.is_core(p, group), Reverse(votes(p)), p));
        }
        self.groups = groups;
    }

    /// Whether all readers of a document have a mention, alike, and of this group.
    pub(super) fn is_core(&self, place: usize, group: usize) -> bool {
        self.places[place].agreed && self.places[place].readings().all(|(_, read)| read.group == Some(group))
    }

    /// The group with others in it that a reader gives a place to. Outer `None`: the reader has no mention there; inner:
    /// it is alone.
    pub(super) fn label(&self, place: usize, reader: usize) -> Option<Option<usize>> {
        let read = self.places[place].read[reader]?;
        Some(read.group.filter(|&g| self.groups[g].places.len() > 1))
    }

    /// By reader, where a place belongs.
    pub(super) fn labels(&self, place: usize) -> Vec<Option<Option<usize>>> {
        (0..self.readers.len()).map(|reader| self.label(place, reader)).collect()
    }

    /// The group that all who have a mention give it to, if they agree and it is one.
    pub(super) fn undisputed(&self, place: usize) -> Option<usize> {
        let mut labels = self.labels(place).into_iter().flatten();
        let first = labels.next()??;
        labels.all(|label| label == Some(first)).then_some(first)
    }

    /// The names of readers: `ab + cd`.
    pub(super) fn names(&self, readers: impl IntoIterator<Item = usize>) -> String {
        readers.into_iter().map(|r| &*self.readers[r].name).collect::<Vec<_>>().join(" + ")
    }

    /// What an entity of several readers is called, of what type it is, and what they noted: what most say, else the
    /// first.
    pub(super) fn described(&self, group: usize) -> (Arc<str>, TypeId, Arc<str>) {
        let entities = self.groups[group].entities.iter().enumerate();
        let entities: Vec<_> =
            entities.filter_map(|(reader, id)| Some((reader, self.readers[reader].project.entity((*id)?)?))).collect();
        let name = most(entities.iter().map(|(_, e)| e.name.clone())).unwrap_or_default();
        let kind = most(entities.iter().map(|(reader, e)| self.types.kind(*reader, e.kind))).unwrap_or(TypeId(0));
        let mut notes: Vec<&str> = Vec::new();
        for (_, entity) in &entities {
            if !entity.note.is_empty() && !notes.contains(&&*entity.note) {
                notes.push(&entity.note);
            }
        }
        (name, kind, notes.join("\n").into())
    }
}

/// The item that comes most often, the first of those that do.
pub(super) fn most<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for item in items {
        match counts.iter_mut().find(|(known, _)| *known == item) {
            Some((_, count)) => *count += 1,
            None => counts.push((item, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(item, _)| item)
}

#[cfg(test)]
mod tests {
    use super::most;

    #[test]
    fn the_first_of_those_that_come_most_often() {
        assert_eq!(most([1, 2, 2, 3]), Some(2));
        assert_eq!(most([3, 1, 1, 3]), Some(3));
        assert_eq!(most::<u8>([]), None);
    }
}
