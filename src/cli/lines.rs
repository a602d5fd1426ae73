//! Mentions as JSON lines.

use super::{CliError, Offsets};
use crate::annotation::{EntityId, Evidence, Mention, NewMention, Project, TypeId};
use crate::interchange::jsonl::{self, Written};
use crate::text::{Document, DocumentId, OffsetMap, Spans};
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
        let entity = mention.entity.and_then(|e| project.entity(e));
        let written = Written {
            spans: mention.spans,
            text: mention.text,
            kind: &project.schema().get(mention.kind).name,
            evidence: mention.evidence,
            entity: entity.map(|e| (e.id.0, &*e.name)),
        };
        let written = jsonl::write_line(&mut out, document, map, offsets.into(), &written);
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
