//! Lists of names from files: read, looked at with the places where the names stand, and taken in as one step; and the
//! project's own names written to such a file.

use super::annotate_all::Chosen;
use super::edit::sentence;
use super::jobs::{Job, Outcome};
use super::places::{FoundPlace, FoundPlaces, MAX_PLACES, Seeking, standing};
use super::{DialogRequest, Question, Session};
use crate::annotation::{
    Command, EntityId, EntryRule, GazetteerEntry, MentionId, NewMention, Onto, Place, Project, TypeId,
};
use crate::corpus;
use crate::extraction::{
    Folding, Gazetteer, ListedName, NameFound, NameList, OwnNames, read_name_list, write_name_list,
};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use smallvec::smallvec;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A list that was read, before it is taken in.
#[derive(Clone, Debug)]
pub struct NameListPreview {
    /// The file.
    pub path: PathBuf,
    /// What was read of it.
    pub list: Arc<NameList>,
    /// How it is understood.
    pub reading: ListReading,
    /// The entity of each name that has one already, by its place in the list.
    pub entities: Arc<HashMap<u32, EntityId>>,
    /// The places of its names.
    pub places: FoundPlaces,
    /// Proposals of names that are never tagged.
    pub(super) dismiss: Vec<MentionId>,
}

/// How names are understood of which the list does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListReading {
    /// The type of names without one.
    pub kind: TypeId,
    /// Whether case does not count.
    pub ignore_case: bool,
    /// Whether diacritics do not count.
    pub ignore_diacritics: bool,
}

/// A list that a job has read.
#[derive(Debug)]
pub struct ReadList {
    corpus: u64,
    path: PathBuf,
    list: NameList,
}

impl ListReading {
    /// What becomes of a name: its type, or never.
    pub fn rule(&self, name: &ListedName) -> EntryRule {
        name.rule(self.kind)
    }

    fn unsaid(&self) -> Folding {
        Folding { case: self.ignore_case, diacritics: self.ignore_diacritics }
    }

    fn entry(&self, name: &ListedName) -> GazetteerEntry {
        name.entry(self.kind, self.unsaid())
    }
}

impl Session {
    /// The list that is being looked at before it is taken in.
    pub fn name_list(&self) -> Option<&NameListPreview> {
        self.name_list.as_ref().filter(|_| matches!(self.question, Some(Question::NameList)))
    }

    /// Reads a list of names.
    pub(super) fn read_list(&mut self, path: PathBuf) {
        if !self.open {
            return;
        }
        let (schema, corpus) = (self.project.schema().clone(), self.corpus_serial);
        self.jobs.forget(Job::Names);
        self.jobs.start(Job::Names, "Reading the list", move |_, _| match corpus::read_text(&path) {
            Ok(text) => {
                let list = read_name_list(&text, &|label| schema.for_label(label));
                Outcome::List(Box::new(ReadList { corpus, path, list }))
            }
            Err(reason) => Outcome::Failed(Some(format!("{}: {reason}", path.display()))),
        });
    }

    pub(super) fn take_list(&mut self, read: ReadList) {
        let ReadList { corpus, path, list } = read;
        if corpus != self.corpus_serial {
            return;
        }
        if list.names.is_empty() && list.faults.is_empty() {
            return self.complain(format!("There are no names in {}", path.display()));
        }
        let kind = self.project.schema().for_label("Name").unwrap_or_else(|| self.project.schema().first());
        let reading = ListReading { kind, ignore_case: false, ignore_diacritics: false };
        self.overlay = None;
        self.question = Some(Question::NameList);
        let (list, entities, places) = (Arc::new(list), Arc::default(), FoundPlaces::default());
        self.name_list = Some(NameListPreview { path, list, reading, entities, places, dismiss: Vec::new() });
        self.seek_names(reading);
    }

    /// Looks for the places of the list's names, understood so.
    pub(super) fn seek_names(&mut self, reading: ListReading) {
        self.jobs.forget(Job::Places);
        self.serial += 1;
        let generation = self.serial;
        let entities = Arc::new(self.known_entities());
        let Some(preview) = &mut self.name_list else { return };
        preview.places = FoundPlaces { generation, ..FoundPlaces::default() };
        preview.dismiss.clear();
        preview.reading = reading;
        preview.entities = entities;
        let list = Arc::clone(&preview.list);
        let (documents, project) = (self.readable(), Arc::clone(&self.project));
        self.jobs.start(Job::Places, "Looking for the names", move |work, reporter| {
            let (rows, wanted) = wanted(&list, reading);
            let gazetteer = match Gazetteer::new(wanted) {
                Ok(gazetteer) => gazetteer,
                Err(error) => return Outcome::Failed(Some(sentence(&error.to_string()))),
            };
            let mut hand_over = |places| reporter.report(Outcome::Places(generation, places));
            match find_names(&gazetteer, &rows, &documents, &project, work, &mut hand_over) {
                Ok(state) => {
                    let dismiss = never_tagged(&list, reading, &project);
                    Outcome::PlacesEnd { generation, state, dismiss }
                }
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    /// The entities that the list names and the project has, by the names' places in the list.
    fn known_entities(&self) -> HashMap<u32, EntityId> {
        let Some(preview) = &self.name_list else { return HashMap::new() };
        let mut by_name: HashMap<&str, EntityId> = HashMap::new();
        for entity in self.project.entities() {
            by_name.entry(&entity.name).or_insert(entity.id);
        }
        let known = |name: &ListedName| by_name.get(name.entity.as_deref()?).copied();
        (0..).zip(&preview.list.names).filter_map(|(at, name)| Some((at, known(name)?))).collect()
    }

    /// Takes in the list: its names are remembered, the chosen places marked, as one step.
    pub(super) fn take_in_list(&mut self, preview: NameListPreview, chosen: &Chosen) {
        let NameListPreview { list, reading, places, mut dismiss, .. } = preview;
        let entries: Vec<_> = list.names.iter().map(|name| reading.entry(name)).collect();
        let named = entries.len();
        let marked: Vec<_> = chosen
            .places
            .iter()
            .filter_map(|&at| {
                let place = places.all.get(at as usize)?;
                let name = list.names.get(place.row as usize)?;
                let EntryRule::Always(kind) = reading.rule(name) else { return None };
                let onto = match name.entity.as_deref() {
                    Some(entity) if chosen.tie => Onto::Named(entity.into()),
                    _ => Onto::Nothing,
                };
                Some(Place { mention: self.new_mention_at(place, kind)?, onto })
            })
            .collect();
        dismiss.retain(|id| self.project.mention(*id).is_some_and(|m| m.is_untouched()));
        let count = marked.len();
        let label = format!("mark {count} occurrence{} of a list", if count == 1 { "" } else { "s" });
        let mut steps = vec![Command::SetEntries(entries)];
        steps.extend((!marked.is_empty()).then(|| Command::Annotate { places: marked, label: label.into() }));
        steps.extend((!dismiss.is_empty()).then_some(Command::Dismiss(dismiss)));
        let names = if named == 1 { "One name".to_owned() } else { format!("{named} names") };
        let places = if count == 1 { "one occurrence".to_owned() } else { format!("{count} occurrences") };
        self.edit_together(steps, format!("{names} remembered, {places} marked"));
    }

    /// A mention to be made at a place, when its text is still what it was.
    pub(super) fn new_mention_at(&self, place: &FoundPlace, kind: TypeId) -> Option<NewMention> {
        let document = self.document(place.document).filter(|_| self.is_anchored(place.document))?;
        let text = place.span.slice(&document.text)?.into();
        Some(NewMention { document: place.document, spans: smallvec![place.span], text, kind, evidence: None })
    }

    /// Asks where to write the gazetteer.
    pub(super) fn ask_export_names(&mut self) {
        let beside = self.file().and_then(Path::parent).unwrap_or(&self.corpus.root);
        let path = beside.join(format!("{}-names.csv", self.title()));
        self.show_dialog(DialogRequest::ExportNames(path));
    }

    /// Writes the gazetteer as a table.
    pub(super) fn export_names(&mut self, path: PathBuf) {
        let path = if path.extension().is_some() { path } else { path.with_extension("csv") };
        let project = Arc::clone(&self.project);
        self.jobs.start(Job::Names, "Writing the names", move |_, _| {
            let names: Vec<_> = project.gazetteer().map(|entry| ListedName::of(entry)).collect();
            let text = write_name_list(&names, &|kind| project.schema().get(kind).name.to_string());
            match crate::storage::write_text(&path, &text) {
                Ok(()) => Outcome::Told(format!("{} names written to {}", names.len(), path.display())),
                Err(error) => Outcome::Failed(Some(format!("{} could not be written: {error}", path.display()))),
            }
        });
    }
}

/// The names to look for, and the row of each in the list.
fn wanted(list: &NameList, reading: ListReading) -> (Vec<u32>, Vec<(&str, Folding)>) {
    let always = (0..).zip(&list.names).filter(|(_, name)| reading.rule(name) != EntryRule::Never);
    always.map(|(row, name)| (row, (name.name.as_str(), name.folding(reading.unsaid())))).unzip()
}

/// The proposals that the list says are never to be made.
fn never_tagged(list: &NameList, reading: ListReading, project: &Project) -> Vec<MentionId> {
    let entries: Vec<_> =
        list.names.iter().filter(|n| reading.rule(n) == EntryRule::Never).map(|n| reading.entry(n)).collect();
    match OwnNames::new(&entries) {
        Ok(own) if !own.is_empty() => {
            let never = project.mentions().filter(|m| m.is_untouched() && m.is_found() && own.is_never(&m.text));
            never.map(|m| m.id).collect()
        }
        _ => Vec::new(),
    }
}

fn find_names(
    gazetteer: &Gazetteer,
    rows: &[u32],
    documents: &[(DocumentId, Document)],
    project: &Project,
    work: &Work,
    hand_over: &mut dyn FnMut(Vec<FoundPlace>),
) -> Result<Seeking, Cancelled> {
    work.start(documents.len() as u64);
    let mut left = MAX_PLACES;
    for (id, document) in documents {
        let mut all: Vec<NameFound> = Vec::new();
        let mut more = false;
        gazetteer.find(&document.text, work, &mut |found| {
            more |= all.len() == left;
            if all.len() < left {
                all.push(found);
            }
        })?;
        left -= all.len();
        let place = |found: NameFound| FoundPlace {
            document: *id,
            span: found.span,
            standing: standing(project, *id, found.span),
            row: rows.get(found.name).copied().unwrap_or_default(),
        };
        if !all.is_empty() {
            hand_over(all.into_iter().map(place).collect());
        }
        if more {
            return Ok(Seeking::Cut);
        }
        work.advance(1);
    }
    Ok(Seeking::Done)
}
