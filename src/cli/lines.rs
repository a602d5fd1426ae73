//! Mentions as JSON lines.

use super::{CliError, Offsets};
use crate::annotation::{EntityId, Evidence, Mention, NewMention, Project, TypeId};
use crate::text::{Document, DocumentId, OffsetMap, Spans};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

/// A mention to write.
pub(super) struct MentionLine<'a> {
    document: DocumentId,
    spans: &'a Spans,
    text: &'a str,
    kind: TypeId,
    evidence: Option<&'a Evidence>,
    entity: Option<EntityId>,
}

impl<'a> MentionLine<'a> {
    pub fn of_new(m: &'a NewMention) -> Self {
        let evidence = m.evidence.as_ref();
        Self { document: m.document, spans: &m.spans, text: &m.text, kind: m.kind, evidence, entity: None }
    }

    pub fn of(m: &'a Mention) -> Self {
        let evidence = m.evidence.as_ref();
        Self { document: m.document, spans: &m.spans, text: &m.text, kind: m.kind, evidence, entity: m.entity }
    }
}

/// One mention as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    score: f32,
    rule: &'a str,
    /// The layers of extraction that had a part in it.
    layers: Vec<&'static str>,
    /// What it is tied to: the same for all mentions of one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<u32>,
    /// What that is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

/// Writes a line a mention. They come document by document.
pub(super) fn write_lines<'a>(
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    mentions: impl Iterator<Item = MentionLine<'a>>,
    offsets: Offsets,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let mut out = io::BufWriter::new(out);
    let mut map: Option<(DocumentId, OffsetMap<'_>)> = None;
    for mention in mentions {
        let Some(document) = texts.get(&mention.document) else { continue };
        // One map at a time is enough.
        if map.as_ref().is_none_or(|(id, _)| *id != mention.document) {
            map = Some((mention.document, OffsetMap::new(&document.text)));
        }
        let Some((_, map)) = &map else { continue };
        let (Some(first), Some(last)) = (mention.spans.first(), mention.spans.last()) else { continue };
        let line = Line {
            doc: &document.path,
            start: map.from_bytes(first.start, offsets.into()),
            end: map.from_bytes(last.end, offsets.into()),
            text: mention.text,
            kind: &project.schema().get(mention.kind).name,
            score: mention.evidence.map_or(1.0, |e| e.score.get()),
            rule: mention.evidence.map_or("", |e| &e.rule),
            layers: mention.evidence.map_or_else(Vec::new, |e| e.layers.words().collect()),
            entity: mention.entity.map(|e| e.0),
            name: mention.entity.and_then(|e| project.entity(e)).map(|e| &*e.name),
        };
        let written =
            serde_json::to_writer(&mut out, &line).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
        match written {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(CliError::of)?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        flushed => flushed.map_err(CliError::of),
    }
}
