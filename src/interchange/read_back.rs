//! Every export is read back: what it says must be what the project says, but for what was told to be lost.

use super::fit::Fitter;
use super::{Files, Format, ReadError, Report, Source};
use crate::annotation::EntityId;
use crate::text::ink::Ink;
use crate::text::{DocumentId, Spans};
use crate::work::Work;
use std::collections::HashMap;
use std::sync::Arc;

/// How many differences are told.
const TOLD: usize = 20;

/// Reads an export back and tells what is not as it was written: empty when all is well. Mentions are compared by their
/// document, their place and what stands there, entities by who is together.
///
/// # Errors
/// [`ReadError`] when it cannot be read.
pub fn read_back(
    format: Format,
    files: &Files,
    source: &Source<'_>,
    report: &Report,
    work: &Work,
) -> Result<Vec<String>, ReadError> {
    let telling = format.read(files, work)?;
    let mut wrong: Vec<String> = telling.faults.iter().take(TOLD).map(ToString::to_string).collect();
    let mut fitter = Fitter::new(source.project, source.texts, &telling);
    let mut ink = Inks::new(source);
    // How often each place was written, and of which entity. Where a format writes one place twice, it is read twice.
    let mut written: HashMap<(DocumentId, Spans), Vec<Option<EntityId>>> = HashMap::new();
    for kept in &report.kept {
        let spans = ink.of(kept.document, &kept.spans);
        written.entry((kept.document, spans)).or_default().push(kept.entity);
    }
    let mut names = Names::default();
    for told in &telling.mentions {
        let fit = match fitter.fit(told) {
            Ok(fit) => fit,
            Err(why) => {
                wrong.push(format!("{}: {why}", told.at));
                continue;
            }
        };
        let spans = ink.of(fit.document, &fit.spans);
        let Some(entities) = written.get_mut(&(fit.document, spans)).filter(|e| !e.is_empty()) else {
            wrong.push(format!("{}: “{}” was not written there", told.at, fit.text));
            continue;
        };
        // Of several at one place any may be meant: the one that fits what is known of the name.
        let at = entities.iter().position(|e| names.may_be(*e, told.entity.as_ref(), fit.document)).unwrap_or(0);
        let entity = entities.swap_remove(at);
        if !names.note(entity, told.entity.as_ref(), fit.document) {
            wrong.push(format!("{}: “{}” is of another entity than was written", told.at, fit.text));
        }
        if wrong.len() > TOLD {
            break;
        }
    }
    let missing: usize = written.values().map(Vec::len).sum();
    if missing > 0 && wrong.len() <= TOLD {
        let mut examples: Vec<_> =
            written.iter().filter(|(_, e)| !e.is_empty()).map(|((d, s), _)| (*d, s.clone())).collect();
        examples.sort_unstable();
        let place = examples.first().map(|(d, spans)| {
            let path = source.project.document(*d).map_or("", |record| &record.path);
            format!(", the first in {path} at the ink of {spans:?}")
        });
        wrong.push(format!("{missing} mentions that were written are not read{}", place.unwrap_or_default()));
    }
    Ok(wrong)
}

/// The ink of spans, document by document.
struct Inks<'a> {
    source: Source<'a>,
    current: Option<(DocumentId, Ink<'a>)>,
}

impl<'a> Inks<'a> {
    fn new(source: &Source<'a>) -> Self {
        Self { source: *source, current: None }
    }

    fn of(&mut self, document: DocumentId, spans: &Spans) -> Spans {
        if self.current.as_ref().is_none_or(|(id, _)| *id != document) {
            let text = self.source.texts.get(&document).map_or("", |d| &d.text);
            self.current = Some((document, Ink::new(text)));
        }
        self.current.as_ref().map(|(_, ink)| ink.of(spans)).unwrap_or_default()
    }
}

/// Which names of the file stand for which entities. A format that ends entities where a document ends has a name for
/// each document.
#[derive(Default)]
struct Names {
    entity_of: HashMap<Arc<str>, EntityId>,
    name_in: HashMap<(EntityId, DocumentId), Arc<str>>,
}

impl Names {
    fn may_be(&self, entity: Option<EntityId>, name: Option<&Arc<str>>, document: DocumentId) -> bool {
        match (entity, name) {
            // A format without mentions of no entity makes one of each.
            (None, None) => true,
            (None, Some(name)) => !self.entity_of.contains_key(name),
            (Some(_), None) => false,
            (Some(entity), Some(name)) => {
                self.entity_of.get(name).is_none_or(|known| *known == entity)
                    && self.name_in.get(&(entity, document)).is_none_or(|known| known == name)
            }
        }
    }

    fn note(&mut self, entity: Option<EntityId>, name: Option<&Arc<str>>, document: DocumentId) -> bool {
        let fits = self.may_be(entity, name, document);
        if let (Some(entity), Some(name)) = (entity, name) {
            self.entity_of.insert(name.clone(), entity);
            self.name_in.insert((entity, document), name.clone());
        }
        fits
    }
}
