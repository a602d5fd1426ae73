//! Annotate all occurrences: every place with a text, after a preview, in one step.

use super::change::AT_ONCE;
use super::jobs::{Job, Outcome};
use super::places::{FoundPlace, FoundPlaces, MAX_PLACES, Seeking, standing};
use super::{Answer, Question, Session};
use crate::annotation::{Command, EntityId, MentionId, Onto, Place, TypeId};
use crate::extraction::{Search, SearchEnd, Wanted, find_everywhere};
use crate::text::{DocumentId, Span, trim_span};
use std::sync::Arc;

/// What is looked for, and what was found.
#[derive(Clone, Debug)]
pub struct AnnotateAll {
    /// What is looked for.
    pub wanted: Wanted,
    /// The type that is likely.
    pub kind: TypeId,
    /// The entity that the places can be tied to.
    pub entity: Option<EntityId>,
    /// Why it cannot be looked for.
    pub error: Option<String>,
    /// The places.
    pub places: FoundPlaces,
}

/// What to make of which places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The places, by their place in [`FoundPlaces::all`], ascending.
    pub places: Vec<u32>,
    /// The type to give.
    pub kind: TypeId,
    /// Whether to tie them to the entity.
    pub tie: bool,
}

impl Session {
    /// What is being looked for to annotate it everywhere.
    pub fn annotate_all(&self) -> Option<&AnnotateAll> {
        self.annotate_all.as_ref().filter(|_| matches!(self.question, Some(Question::AnnotateAll)))
    }

    /// Asks to annotate all places with the selected text, else with the text of the mention under the cursor.
    pub(super) fn ask_annotate_all_here(&mut self) {
        match self.selection {
            Some((document, span)) => {
                let text = self.document(document).map(|d| d.text.clone()).unwrap_or_default();
                let slice = trim_span(&text, span).slice(&text).unwrap_or_default().to_owned();
                let kind = self.likely_type(&slice);
                self.ask_places(slice, kind, None);
            }
            None => match self.cursor {
                Some(id) => self.ask_annotate_all(id),
                None => self.tell("Select some text, or click a mention: then all its occurrences can be marked"),
            },
        }
    }

    /// Asks to annotate all places with the text of a mention.
    pub(super) fn ask_annotate_all(&mut self, id: MentionId) {
        if let Some(mention) = self.project.mention(id).cloned() {
            self.ask_places(mention.text.to_string(), mention.kind, mention.entity);
        }
    }

    fn ask_places(&mut self, text: String, kind: TypeId, entity: Option<EntityId>) {
        // A text over lines is looked for with any white space.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted = Wanted { text, whole_words: true, ..Wanted::default() };
        self.overlay = None;
        self.question = Some(Question::AnnotateAll);
        self.annotate_all =
            Some(AnnotateAll { wanted: wanted.clone(), kind, entity, error: None, places: FoundPlaces::default() });
        self.seek_places(wanted);
    }

    /// Looks for something else.
    pub(super) fn seek_places(&mut self, wanted: Wanted) {
        self.jobs.forget(Job::Places);
        self.serial += 1;
        let generation = self.serial;
        let Some(asked) = &mut self.annotate_all else { return };
        asked.places = FoundPlaces { generation, ..FoundPlaces::default() };
        let search = Search::new(&wanted);
        asked.wanted = wanted;
        asked.error = search.as_ref().err().map(|error| super::edit::sentence(&error.to_string()));
        let Ok(search) = search else {
            asked.places.state = Seeking::Done;
            return;
        };
        let (documents, project) = (self.readable(), Arc::clone(&self.project));
        self.jobs.start(Job::Places, "Looking for all occurrences", move |work, reporter| {
            let mut hand_over = |document: DocumentId, spans: Vec<Span>| {
                let place = |span| FoundPlace { document, span, standing: standing(&project, document, span), row: 0 };
                reporter.report(Outcome::Places(generation, spans.into_iter().map(place).collect()));
            };
            match find_everywhere(&documents, &search, MAX_PLACES, work, &mut hand_over) {
                Ok(end) => {
                    let state = if end == SearchEnd::Cut { Seeking::Cut } else { Seeking::Done };
                    Outcome::PlacesEnd { generation, state, dismiss: Vec::new() }
                }
                Err(_) => Outcome::Failed(None),
            }
        });
    }

    /// The places of the search that has this number.
    pub(super) fn places_of(&mut self, generation: u64) -> Option<&mut FoundPlaces> {
        let annotate = self.annotate_all.as_mut().map(|a| &mut a.places);
        let list = self.name_list.as_mut().map(|l| &mut l.places);
        annotate.into_iter().chain(list).find(|places| places.generation == generation)
    }

    pub(super) fn take_places(&mut self, generation: u64, found: Vec<FoundPlace>) {
        if let Some(places) = self.places_of(generation) {
            places.all.extend(found);
        }
    }

    pub(super) fn end_places(&mut self, generation: u64, state: Seeking, dismiss: Vec<MentionId>) {
        if let Some(places) = self.places_of(generation) {
            places.state = state;
        }
        if let Some(list) = self.name_list.as_mut().filter(|l| l.places.generation == generation) {
            list.dismiss = dismiss;
        }
    }

    /// Does what was chosen, or nothing, and ends the preview.
    pub(super) fn places_answered(&mut self, answer: Answer) {
        self.jobs.forget(Job::Places);
        let (asked, list) = (self.annotate_all.take(), self.name_list.take());
        let Answer::Places(chosen) = answer else { return };
        if let Some(list) = list {
            self.take_in_list(list, &chosen);
        } else if let Some(asked) = asked {
            self.annotate(&asked, &chosen);
        }
    }

    fn annotate(&mut self, asked: &AnnotateAll, chosen: &Chosen) {
        let onto = match asked.entity.filter(|_| chosen.tie) {
            Some(entity) => Onto::Entity(entity),
            None => Onto::Nothing,
        };
        let found = chosen.places.iter().filter_map(|&at| asked.places.all.get(at as usize));
        let place = |found| Some(Place { mention: self.new_mention_at(found, chosen.kind)?, onto: onto.clone() });
        let places: Vec<_> = found.filter_map(place).collect();
        let label = match &places[..] {
            [] => return,
            [one] => format!("mark “{}”", one.mention.text),
            many => format!("mark {} occurrences of “{}”", many.len(), asked.wanted.text.trim()),
        };
        self.selection = None;
        let large = places.len() > AT_ONCE;
        let command = Command::Annotate { places, label: label.into() };
        if large {
            self.start_change("Marking all occurrences", move |_| command);
        } else {
            self.edit(command);
        }
    }
}
