//! doccano JSON lines, a document each: spans, or spans with relations.
//!
//! ```json
//! {"text":"EU rejects German call","label":[[0,2,"ORG"],[11,17,"MISC"]]}
//! {"path":"a.txt","text":"Bout said he …","entities":[{"id":1,"label":"Person","start_offset":0,"end_offset":4},…],
//!  "relations":[{"id":1,"from_id":2,"to_id":1,"type":"coref"}],"redstring":{"entities":[{"id":3,"name":"Viktor Bout",…}]}}
//! ```
//!
//! Offsets are code points, end exclusive. Spans may be called `label`, `labels`, `annotations`, `entities` or `spans`,
//! and be lists or objects. Relations of coreference make entities, inside their document; others have no place here.
//!
//! After doccano's sources (github.com/doccano/doccano, `backend/data_import/pipeline` and `backend/data_export`): it
//! refuses an empty text, keeps every other member of a line as metadata of the example and writes it at the top of the
//! line again, and gives spans and relations ids of its own. What we have to say besides is therefore in members of the
//! line: `path`, and `redstring` with the entities and the *places* of their mentions. A project of the kind "sequence
//! labeling" with relations and overlapping spans allowed takes such a file.

use super::flat::flat;
use super::json::{Object, add_document, document_name, each_value, is_blank, items, json_files, nameless, number};
use super::json::{shown, words};
use super::source::step;
use super::ties::{COREFERENCE, Ours, Ties, is_coreference, ours};
use super::{At, Files, Keeps, Loss, ReadError, Report, Sink, Source, Telling, Told, WriteError};
use crate::annotation::{Mention, Scope};
use crate::text::{OffsetMap, OffsetUnit};
use crate::work::Work;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

const EXPECTED: &str = "a document: an object with \"text\" and \"label\", or \"entities\" and \"relations\"";
/// Where spans are.
const SPANS: [&str; 5] = ["label", "labels", "annotations", "entities", "spans"];

pub(super) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    telling.scope = Scope::Document;
    for name in json_files(files) {
        each_value(files, &name, work, telling, EXPECTED, &mut |telling, at, value| match value {
            Value::Object(row) => document(telling, &at, &row),
            other => telling.fault(at, format!("{}; expected {EXPECTED}", shown(&other))),
        })?;
    }
    Ok(())
}

fn document(telling: &mut Telling, at: &At, row: &Object) {
    let text = ["text", "data"].iter().find_map(|key| row.get(*key).and_then(Value::as_str).map(|text| (*key, text)));
    let Some((text_key, text)) = text else {
        telling.fault(at.clone(), format!("there is no \"text\"; expected {EXPECTED}"));
        return;
    };
    let meta = row.get("meta").and_then(Value::as_object);
    let (name_key, name) = named(row, meta, text).unwrap_or_else(|| ("", nameless(at).into()));
    let Some(path) = add_document(telling, at, &name, text, Vec::new()) else { return };
    let mut told: Vec<Told> = Vec::new();
    let (mut by_id, mut by_place) = (HashMap::new(), HashMap::new());
    for (key, span) in SPANS.iter().flat_map(|key| items(row.get(*key)).iter().map(move |span| (*key, span))) {
        let place = match span {
            // The label of a text as a whole.
            Value::String(_) | Value::Number(_) => {
                telling.ignore(format!("{key} of a whole document"));
                continue;
            }
            span => found(span),
        };
        let Some(Found { start, end, kind, id }) = place else {
            let expected = "expected [start, end, \"label\"] or an object with \"start_offset\" and \"end_offset\"";
            telling.fault(at.clone(), format!("{}; {expected}, start before end", shown(span)));
            continue;
        };
        if let Some(id) = id {
            by_id.insert(id, told.len());
        }
        by_place.entry((start, end)).or_insert(told.len());
        told.push(Told { kind, ..Told::new(at.clone(), path.clone(), vec![(start, end)]) });
    }
    let mut ties = Ties::new(told.len());
    items(row.get("relations")).iter().for_each(|relation| relate(telling, at, relation, &by_id, &mut ties));
    ties.ours(row.get("redstring"), &by_place);
    for (mut told, entity) in told.into_iter().zip(ties.finish(telling, &path)) {
        told.entity = entity;
        telling.mentions.push(told);
    }
    let known = |key: &str| {
        SPANS.contains(&key) || [text_key, name_key, "id", "relations", "redstring"].contains(&key) || key == "meta"
    };
    let meta =
        meta.into_iter().flatten().filter(|(key, _)| **key != name_key).map(|(key, v)| (format!("meta {key}"), v));
    let other = row.iter().filter(|(key, _)| !known(key)).map(|(key, v)| (key.clone(), v)).chain(meta);
    other.filter(|(_, value)| !is_blank(value)).for_each(|(key, _)| telling.ignore(key));
}

/// The name of a document: a path on the line or in its metadata, else its id.
pub(super) fn named(row: &Object, meta: Option<&Object>, text: &str) -> Option<(&'static str, Arc<str>)> {
    let on_line = document_name(row, text);
    let in_meta = meta.and_then(|meta| document_name(meta, text));
    on_line.clone().filter(|(key, _)| *key != "id").or(in_meta).or(on_line)
}

/// A span of a line.
struct Found {
    start: u32,
    end: u32,
    kind: Arc<str>,
    id: Option<Arc<str>>,
}

/// A span as a list or an object; `None` when it has no place.
fn found(span: &Value) -> Option<Found> {
    let (start, end, label, id) = match span {
        Value::Array(parts) => (parts.first(), parts.get(1), parts.get(2), None),
        Value::Object(members) => {
            let either = |a: &str, b: &str| members.get(a).or_else(|| members.get(b));
            (either("start_offset", "start"), either("end_offset", "end"), either("label", "type"), members.get("id"))
        }
        _ => return None,
    };
    let (start, end) = (number(start?)?, number(end?)?);
    let label = label.and_then(|label| words(label.get(0).unwrap_or(label)));
    let (kind, id) = (label.unwrap_or_else(|| "".into()), id.and_then(words));
    (start < end).then_some(Found { start, end, kind, id })
}

fn relate(telling: &mut Telling, at: &At, relation: &Value, by_id: &HashMap<Arc<str>, usize>, ties: &mut Ties) {
    let kind = relation.get("type").or_else(|| relation.get("label")).and_then(words).unwrap_or_else(|| "".into());
    if !is_coreference(&kind) {
        telling.ignore(format!("Relation “{kind}”"));
        return;
    }
    let end = |key: &str| relation.get(key).and_then(words);
    match (end("from_id"), end("to_id")) {
        (Some(from), Some(to)) => match (by_id.get(&from), by_id.get(&to)) {
            (Some(&a), Some(&b)) => ties.tie(a, b),
            (a, _) => {
                let missing = if a.is_some() { to } else { from };
                telling.fault(at.clone(), format!("a relation of {missing}; expected the id of an entity of the line"));
            }
        },
        _ => telling
            .fault(at.clone(), format!("{}; expected a relation with \"from_id\" and \"to_id\"", shown(relation))),
    }
}

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    text: &'a str,
    entities: Vec<SpanLine<'a>>,
    relations: Vec<RelationLine>,
    redstring: Ours<'a>,
}

#[derive(Serialize)]
struct SpanLine<'a> {
    id: u32,
    label: &'a str,
    start_offset: u32,
    end_offset: u32,
}

#[derive(Serialize)]
struct RelationLine {
    id: u32,
    from_id: u32,
    to_id: u32,
    #[serde(rename = "type")]
    kind: &'static str,
}

pub(super) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps { entities: true, notes: true, ..Keeps::default() }, &mut report.losses);
    let mut out = sink.create("doccano.jsonl")?;
    for document in source.documents() {
        step(work, document.text)?;
        if document.text.is_empty() {
            report.losses.note(Loss::EmptyDocument, || document.record.path.to_string());
            continue;
        }
        let map = OffsetMap::new(document.text);
        let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        let flat = flat(&document, report, |m| Some((at(m.hull().start), at(m.hull().end))));
        let (redstring, links) = ours(source, flat.iter().copied());
        let span = |(m, (start_offset, end_offset)): &(&Mention, (u32, u32))| SpanLine {
            id: m.id.0,
            label: source.kind(m),
            start_offset: *start_offset,
            end_offset: *end_offset,
        };
        let id = |number: usize| flat.get(number).map_or(0, |(m, _)| m.id.0);
        let link = |(from, to): &(usize, usize)| RelationLine {
            // A mention follows one other at most: its number is the relation's too.
            id: id(*from),
            from_id: id(*from),
            to_id: id(*to),
            kind: COREFERENCE,
        };
        let line = Line {
            path: &document.record.path,
            text: document.text,
            entities: flat.iter().map(span).collect(),
            relations: links.iter().map(link).collect(),
            redstring,
        };
        serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        flat.iter().for_each(|(m, _)| report.keep_as(m, [m.hull()].into_iter().collect(), m.entity));
        report.documents += 1;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::testing::{
        assert_round_trip, imported, mangled, projects, sample, shown as files_shown, telling, written,
    };
    use crate::interchange::{Format, document_path};
    use proptest::prelude::*;

    fn read(text: &str) -> Telling {
        telling(Format::Doccano, &Files::in_memory([("all.jsonl", text.as_bytes().to_vec())]))
    }

    fn spans(telling: &Telling) -> Vec<(&str, u32, u32, &str, Option<&str>)> {
        let told = telling.mentions.iter();
        told.map(|t| (&*t.document, t.parts[0].0, t.parts[0].1, &*t.kind, t.entity.as_deref())).collect()
    }

    #[test]
    fn spans_of_all_styles_are_read() {
        let telling = read(
            "\u{feff}{\"id\": 7, \"text\": \"😀 Bout left\", \"label\": [[2, 6, \"PER\"], [2, 6, \"PER\"], [2, 4, \"X\"]]}\r\n\
             {\"text\": \"Bout\", \"labels\": [[\"0\", 4.0, 3]], \"meta\": {\"filename\": \"b/c.txt\", \"page\": 1}}\n\n\
             {\"text\": \"Bout\", \"annotations\": [{\"label\": 10, \"start_offset\": 0, \"end_offset\": 4, \"user\": 1}]}\n\
             {\"text\": \"Fly\", \"entities\": [[0, 3, \"ACT\"]], \"cats\": [\"flight\"], \"Comments\": [\"Hm\"], \"label\": [\"neg\"]}",
        );
        assert_eq!(telling.faults, []);
        assert_eq!(
            spans(&telling),
            [
                ("7.txt", 2, 6, "PER", None),
                ("7.txt", 2, 6, "PER", None),
                ("7.txt", 2, 4, "X", None),
                ("b/c.txt", 0, 4, "3", None),
                ("all-4.txt", 0, 4, "10", None),
                ("all-5.txt", 0, 3, "ACT", None),
            ]
        );
        let ignored: Vec<_> = telling.ignored.keys().map(String::as_str).collect();
        assert_eq!(ignored, ["Comments", "cats", "label of a whole document", "meta page"]);
        assert_eq!((telling.unit, telling.scope), (OffsetUnit::Chars, Scope::Document));
    }

    #[test]
    fn relations_of_coreference_make_entities_and_others_are_told() {
        let telling = read(
            r#"{"id":1,"text":"Bout said he paid","entities":[{"id":5,"label":"PER","start_offset":0,"end_offset":4},
            {"id":"6","label":"PRO","start_offset":10,"end_offset":12},{"id":9,"label":"X","start_offset":13,"end_offset":17}],
            "relations":[{"id":1,"from_id":"6","to_id":5,"type":"Coreference"},{"from_id":9,"to_id":5,"type":"paidBy"}]}"#
                .replace('\n', "")
                .as_str(),
        );
        assert_eq!(telling.faults, []);
        let entities: Vec<_> = telling.mentions.iter().map(|t| t.entity.as_deref()).collect();
        assert_eq!(entities, [Some("1.txt#1"), Some("1.txt#1"), None]);
        assert_eq!(telling.ignored.iter().collect::<Vec<_>>(), [(&"Relation “paidBy”".to_owned(), &1)]);
    }

    #[test]
    fn a_fault_says_where() {
        let faults = |text: &str| read(text).faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = faults(
            "{\"text\":\"Bout\",\"label\":[[0,4,\"PER\"],[3,3,\"X\"]]}\n{\"label\":[[0,1,\"PER\"]]}\n{\"text\":\"B\",}\n7\n\
             {\"text\":\"C\",\"entities\":[{\"id\":1,\"start_offset\":0,\"end_offset\":1}],\
             \"relations\":[{\"from_id\":1,\"to_id\":2,\"type\":\"same\"}]}",
        );
        assert!(all[0].starts_with("all.jsonl: line 1: [3,3,\"X\"]; expected [start, end, \"label\"]"), "{all:?}");
        assert!(all[1].starts_with("all.jsonl: line 2: there is no \"text\"; expected a document"), "{all:?}");
        assert!(all[2].starts_with("all.jsonl: line 3, column 13: trailing comma"), "{all:?}");
        assert!(all[3].starts_with("all.jsonl: line 4: 7; expected a document"), "{all:?}");
        assert_eq!(all[4], "all.jsonl: line 5: a relation of 2; expected the id of an entity of the line");
        assert_eq!(read("{\"text\":\"a\"}\n{\"label\":[]}").documents.len(), 1);
    }

    #[test]
    fn the_same_document_of_a_second_annotator_is_told() {
        let line = "{\"id\":3,\"text\":\"Bout\",\"label\":[[0,4,\"PER\"]]}\n";
        let files =
            Files::in_memory([("ann.jsonl", line.as_bytes().to_vec()), ("bob.jsonl", line.as_bytes().to_vec())]);
        let telling = telling(Format::Doccano, &files);
        assert_eq!((telling.documents.len(), telling.mentions.len()), (1, 1));
        assert_eq!(telling.ignored["Another annotation of a document"], 1);
    }

    #[test]
    fn the_sample_comes_back_with_its_entities_over_documents() {
        let case = sample();
        let (files, report) = written(Format::Doccano, &case);
        assert_eq!(Format::detect(&files), Some(Format::Doccano), "{}", files_shown(&files));
        assert_eq!((report.losses.of(Loss::Flattened), report.losses.of(Loss::EmptyDocument)), (1, 1));
        assert_eq!((report.losses.of(Loss::EntityName), report.losses.of(Loss::EntityNote)), (0, 0));
        assert_eq!(report.losses.of(Loss::CutEntity), 0);
        assert_round_trip(Format::Doccano, &case);
        let (project, _) = imported(&telling(Format::Doccano, &files), None);
        let facts = |p: &crate::annotation::Project| {
            let named = |e: &std::sync::Arc<crate::annotation::Entity>| {
                let cluster = p.cluster(e.id);
                (e.name.to_string(), e.note.to_string(), cluster.mentions, cluster.documents)
            };
            let mut all: Vec<_> = p.entities().map(named).collect();
            all.sort();
            all
        };
        assert_eq!(facts(&project), facts(&case.0));
    }

    #[test]
    fn ids_that_doccano_gave_anew_do_not_matter() {
        let (files, _) = written(Format::Doccano, &sample());
        let text = String::from_utf8(files.head("doccano.jsonl", 1 << 20)).unwrap();
        let first = read(&text);
        let renumbered: String = text
            .lines()
            .map(|line| {
                let mut row: Value = serde_json::from_str(line).unwrap();
                let renumber = |v: &mut Value| *v = Value::from(number(v).unwrap() + 1000);
                for span in row["entities"].as_array_mut().unwrap() {
                    renumber(&mut span["id"]);
                }
                for relation in row["relations"].as_array_mut().unwrap() {
                    renumber(&mut relation["from_id"]);
                    renumber(&mut relation["to_id"]);
                }
                format!("{row}\n")
            })
            .collect();
        let again = read(&renumbered);
        assert_eq!(spans(&first), spans(&again));
        assert!(again.mentions.iter().any(|t| t.entity.is_some()));
        assert_eq!(document_path("a/one.txt"), &*again.mentions[0].document);
    }

    const GOOD: &str = "{\"path\":\"a.txt\",\"text\":\"Bout said he 😀\",\"entities\":[{\"id\":1,\"label\":\"P\",\"start_offset\":0,\
        \"end_offset\":4},{\"id\":2,\"label\":\"P\",\"start_offset\":10,\"end_offset\":12}],\"relations\":[{\"id\":2,\"from_id\":2,\
        \"to_id\":1,\"type\":\"coref\"}],\"redstring\":{\"entities\":[{\"id\":3,\"name\":\"B\",\"at\":[[0,4],[10,12]]}]}}\n\
        {\"text\":\"B\",\"label\":[[0,1,\"P\"]]}";

    proptest! {
        #[test]
        fn any_project_comes_back(case in projects()) {
            assert_round_trip(Format::Doccano, &case);
        }

        #[test]
        fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
            telling(Format::Doccano, &Files::in_memory([("a.jsonl", bytes)]));
        }
    }
}
