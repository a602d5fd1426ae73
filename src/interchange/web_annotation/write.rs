//! Writing annotations.

use super::{CONTEXT, iri_of};
use crate::annotation::{EntityId, Mention, Status};
use crate::interchange::source::step;
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{OffsetMap, OffsetUnit, Span};
use crate::work::Work;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How much of the text is quoted before and after a mention, in characters: enough to find it again after an edit.
const CONTEXT_CHARS: usize = 32;

#[derive(Serialize)]
struct Annotation<'a, B, T> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Agent<'a>>,
    body: B,
    target: T,
}

#[derive(Serialize)]
struct Agent<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Resource<'a>>,
}

impl<'a> Body<'a> {
    fn text(purpose: &'static str, value: &'a str) -> Self {
        Self { kind: "TextualBody", purpose, value: Some(value), source: None }
    }
}

#[derive(Serialize)]
struct Resource<'a> {
    id: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    source: &'a str,
    selector: (Position, Quote<'a>),
}

#[derive(Serialize)]
struct Position {
    #[serde(rename = "type")]
    kind: &'static str,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Quote<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

/// Writes one annotation a line.
struct Page<'a> {
    out: Box<dyn Write + 'a>,
    any: bool,
}

impl Page<'_> {
    fn line<B: Serialize, T: Serialize>(&mut self, annotation: &Annotation<'_, B, T>) -> io::Result<()> {
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        serde_json::to_writer(&mut self.out, annotation).map_err(io::Error::from)
    }
}

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    let kept =
        Keeps { status: true, origin: true, entities: true, notes: true, empty_entities: true, ..Keeps::default() };
    source.common_losses(kept, &mut report.losses);
    let why = source.project.mentions().filter(|m| source.takes(m) && m.evidence.is_some());
    report.losses.count(Loss::Origin, why.count());
    let mut page = Page { out: sink.create("annotations.jsonld")?, any: false };
    let head = format!("{{\"@context\":\"{CONTEXT}\",\"id\":\"#annotations\",\"type\":\"AnnotationPage\",\"items\":[");
    page.out.write_all(head.as_bytes())?;
    let mut clusters: BTreeMap<EntityId, Vec<Resource<'_>>> = BTreeMap::new();
    for document in source.documents() {
        step(work, document.text)?;
        let (map, iri) = (OffsetMap::new(document.text), iri_of(&document.record.path));
        for &mention in &document.mentions {
            write_mention(&mut page, source, &document, &map, &iri, mention)?;
            if let Some(entity) = mention.entity {
                clusters.entry(entity).or_default().push(Resource { id: name_of(mention), label: "" });
            }
            report.keep(mention);
        }
        report.documents += 1;
    }
    for entity in source.project.entities() {
        let mut body = vec![
            Body::text("identifying", &entity.name),
            Body::text("classifying", &source.project.schema().get(entity.kind).name),
        ];
        if !entity.note.is_empty() {
            body.push(Body::text("describing", &entity.note));
        }
        let (id, target) = (format!("#about-{}", entity.id.0), entity_iri(entity.id));
        page.line(&Annotation { id, kind: "Annotation", motivation: "describing", creator: None, body, target })?;
    }
    for (entity, target) in clusters.into_iter().filter(|(_, mentions)| mentions.len() > 1) {
        let (id, body) = (format!("#link-{}", entity.0), entity_iri(entity));
        page.line(&Annotation { id, kind: "Annotation", motivation: "linking", creator: None, body, target })?;
    }
    page.out.write_all(b"\n]}\n")?;
    Ok(page.out.flush()?)
}

fn name_of(mention: &Mention) -> String {
    format!("#m{}", mention.id.0)
}

fn entity_iri(entity: EntityId) -> String {
    format!("#entity-{}", entity.0)
}

fn write_mention(
    page: &mut Page<'_>,
    source: &Source<'_>,
    document: &SourceDocument<'_>,
    map: &OffsetMap<'_>,
    iri: &str,
    mention: &Mention,
) -> io::Result<()> {
    let mut body = vec![Body::text("tagging", source.kind(mention))];
    if let Some(id) = mention.entity {
        let label = source.project.entity(id).map_or("", |e| &e.name);
        let entity = Resource { id: entity_iri(id), label };
        body.push(Body { kind: "SpecificResource", purpose: "identifying", value: None, source: Some(entity) });
    }
    if mention.status == Status::Proposed {
        body.push(Body::text("assessing", mention.status.word()));
    }
    let target: Vec<_> = mention.spans.iter().map(|&span| target(document.text, map, iri, span)).collect();
    let creator = Some(Agent { kind: "Person", name: &mention.by }).filter(|agent| !agent.name.is_empty());
    page.line(&Annotation { id: name_of(mention), kind: "Annotation", motivation: "tagging", creator, body, target })
}

fn target<'a>(text: &'a str, map: &OffsetMap<'_>, source: &'a str, span: Span) -> Target<'a> {
    let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
    let before = text.get(..span.start as usize).unwrap_or_default();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(i, _)| i);
    let to = after.char_indices().nth(CONTEXT_CHARS).map_or(after.len(), |(i, _)| i);
    let position = Position { kind: "TextPositionSelector", start: at(span.start), end: at(span.end) };
    let exact = span.slice(text).unwrap_or_default();
    let quote = Quote { kind: "TextQuoteSelector", exact, prefix: &before[from..], suffix: &after[..to] };
    Target { kind: "SpecificResource", source, selector: (position, quote) }
}
