//! A project as tasks, one a line.

use crate::annotation::{EntityId, Mention};
use crate::interchange::flat::flat;
use crate::interchange::source::step;
use crate::interchange::ties::{COREFERENCE, OurEntity};
use crate::interchange::{Keeps, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{OffsetMap, OffsetUnit};
use crate::work::Work;
use serde::Serialize;
use std::collections::HashMap;
use std::io;

#[derive(Serialize)]
struct Task<'a> {
    data: Data<'a>,
    annotations: [Annotation<'a>; 1],
}

#[derive(Serialize)]
struct Data<'a> {
    text: &'a str,
    path: &'a str,
}

#[derive(Serialize)]
struct Annotation<'a> {
    result: Vec<Item<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    Region(Region<'a>),
    Relation(Relation),
}

#[derive(Serialize)]
struct Region<'a> {
    id: String,
    from_name: &'static str,
    to_name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    start: u32,
    end: u32,
    text: &'a str,
    labels: [&'a str; 1],
}

#[derive(Serialize)]
struct Meta<'a> {
    text: [&'a str; 1],
    entity: u32,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(Serialize)]
struct Relation {
    #[serde(rename = "type")]
    kind: &'static str,
    from_id: String,
    to_id: String,
    direction: &'static str,
    labels: [&'static str; 1],
}

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps { entities: true, notes: true, ..Keeps::default() }, &mut report.losses);
    let mut out = sink.create("label-studio.json")?;
    out.write_all(b"[")?;
    for document in source.documents() {
        step(work, document.text)?;
        out.write_all(if report.documents == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &task(source, &document, report)).map_err(io::Error::from)?;
        report.documents += 1;
    }
    out.write_all(b"\n]\n")?;
    Ok(out.flush()?)
}

fn region_id(mention: &Mention) -> String {
    format!("m{}", mention.id.0)
}

fn task<'a>(source: &Source<'a>, document: &SourceDocument<'a>, report: &mut Report) -> Task<'a> {
    let map = OffsetMap::new(document.text);
    let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
    let flat = flat(document, report, |m| Some((m.hull().start, m.hull().end)));
    let mut last: HashMap<EntityId, &Mention> = HashMap::new();
    let (mut result, mut relations) = (Vec::with_capacity(flat.len()), Vec::new());
    for (mention, _) in flat {
        let hull = mention.hull();
        let before = mention.entity.and_then(|id| last.insert(id, mention)).map(region_id);
        let entity = mention.entity.and_then(|id| OurEntity::of(source, id));
        let meta = entity.map(|e| Meta {
            text: [e.name],
            entity: e.id,
            name: e.name,
            kind: e.kind,
            note: e.note,
            after: before.clone(),
        });
        let text = hull.slice(document.text).unwrap_or_default();
        let value = Place { start: at(hull.start), end: at(hull.end), text, labels: [source.kind(mention)] };
        let id = region_id(mention);
        if let Some(to_id) = before {
            let from_id = id.clone();
            let (kind, direction, labels) = ("relation", "right", [COREFERENCE]);
            relations.push(Item::Relation(Relation { kind, from_id, to_id, direction, labels }));
        }
        result.push(Item::Region(Region { id, from_name: "label", to_name: "text", kind: "labels", value, meta }));
        report.keep_as(mention, [hull].into_iter().collect(), mention.entity);
    }
    result.append(&mut relations);
    let data = Data { text: document.text, path: &document.record.path };
    Task { data, annotations: [Annotation { result }] }
}
