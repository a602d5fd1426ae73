//! Writing the tables.

use crate::annotation::{EntityId, Mention, Status};
use crate::interchange::source::step;
use crate::interchange::words::spell;
use crate::interchange::{Keeps, Report, Sink, Source, WriteError};
use crate::text::{DocumentId, OffsetMap, OffsetUnit};
use crate::work::Work;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

pub(in crate::interchange) fn write_csv(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    write(source, sink, report, work, b',', "csv")
}

pub(in crate::interchange) fn write_tsv(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    write(source, sink, report, work, b'\t', "tsv")
}

fn table<'a>(out: Box<dyn Write + 'a>, delimiter: u8) -> csv::Writer<Box<dyn Write + 'a>> {
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

fn failed(error: csv::Error) -> WriteError {
    io::Error::from(error).into()
}

fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
    delimiter: u8,
    extension: &str,
) -> Result<(), WriteError> {
    let kept = Keeps {
        status: true,
        dismissed: true,
        origin: true,
        judgements: false,
        entities: true,
        notes: true,
        empty_entities: true,
    };
    source.common_losses(kept, &mut report.losses);
    let mut counts: HashMap<EntityId, (usize, HashSet<DocumentId>)> = HashMap::new();
    let mut out = table(sink.create(&format!("mentions.{extension}"))?, delimiter);
    out.write_record(super::read::MENTION_COLUMNS).map_err(failed)?;
    for document in source.documents_with(|m| m.status == Status::Rejected || source.takes(m)) {
        step(work, document.text)?;
        let map = OffsetMap::new(document.text);
        for &mention in &document.mentions {
            out.write_record(row(source, &document.record.path, &map, mention)).map_err(failed)?;
            if let Some(entity) = mention.entity {
                let (mentions, documents) = counts.entry(entity).or_default();
                *mentions += 1;
                documents.insert(mention.document);
            }
            report.keep(mention);
        }
        report.documents += 1;
    }
    out.flush()?;
    drop(out);
    let mut out = table(sink.create(&format!("entities.{extension}"))?, delimiter);
    out.write_record(super::read::ENTITY_COLUMNS).map_err(failed)?;
    for entity in source.project.entities() {
        let kind = &source.project.schema().get(entity.kind).name;
        let (mentions, documents) = counts.get(&entity.id).map_or((0, 0), |(n, d)| (*n, d.len()));
        let numbers = [entity.id.0.to_string(), mentions.to_string(), documents.to_string()];
        let [id, mentions, documents] = &numbers;
        out.write_record([id, &*entity.name, kind, &*entity.note, mentions, documents]).map_err(failed)?;
    }
    Ok(out.flush()?)
}

/// The fields of a mention, as [`MENTION_COLUMNS`](super::read::MENTION_COLUMNS) has them.
fn row(source: &Source<'_>, path: &str, map: &OffsetMap<'_>, mention: &Mention) -> [String; 13] {
    let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
    let hull = mention.hull();
    let parts = || spell(&mention.spans.iter().map(|s| (at(s.start), at(s.end))).collect::<Vec<_>>());
    let evidence = mention.evidence.as_ref();
    let entity = mention.entity.and_then(|id| source.project.entity(id));
    [
        path.to_owned(),
        at(hull.start).to_string(),
        at(hull.end).to_string(),
        mention.text.to_string(),
        source.kind(mention).to_string(),
        mention.entity.map_or(String::new(), |id| id.0.to_string()),
        entity.map_or(String::new(), |e| e.name.to_string()),
        mention.status.word().to_owned(),
        mention.by.to_string(),
        evidence.map_or(String::new(), |e| e.score.get().to_string()),
        evidence.map_or(String::new(), |e| e.rule.to_string()),
        evidence.map_or(String::new(), |e| e.layers.words().collect::<Vec<_>>().join(" ")),
        if mention.spans.len() > 1 { parts() } else { String::new() },
    ]
}
