//! Prodigy JSON lines, a task each: spans over tokens, relations between them.
//!
//! ```json
//! {"text":"Bout said he …","tokens":[{"text":"Bout","start":0,"end":4,"id":0,"ws":true},…],
//!  "spans":[{"start":0,"end":4,"token_start":0,"token_end":0,"label":"Person"},…],
//!  "relations":[{"head":0,"child":2,"head_span":{…},"child_span":{…},"label":"COREF"}],"answer":"accept","meta":{"path":"a.txt"}}
//! ```
//!
//! After Prodigy's documentation (prodi.gy/docs, "api-interfaces" and "dependencies-relations"): offsets are code points,
//! end exclusive; tokens are numbered from 0 and `token_end` is the last one; `head` and `child` are the number of the
//! last token of their span. `head_span` and `child_span` have the span itself, also one that `spans` does not list, as
//! `coref.manual` makes them of pronouns. Only what was answered "accept", or not yet, counts.
//!
//! A task keeps members that Prodigy does not know. Ours has the path in `meta`, which the annotator sees, and the
//! entities with their places in `redstring`. Spans nest and cross: `spans.manual` shows that, `rel.manual` and
//! `coref.manual` do not.

use super::flat::flat;
use super::json::{Object, add_document, each_value, is_blank, items, json_files, nameless, number, shown, words};
use super::segment::Segments;
use super::source::step;
use super::ties::{Ours, Ties, is_coreference, ours};
use super::{At, Files, Keeps, ReadError, Report, Sink, Source, SourceDocument, Telling, Told, WriteError};
use crate::annotation::{Mention, Scope};
use crate::text::{OffsetMap, OffsetUnit, Span, Spans};
use crate::work::Work;
use serde::Serialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

const EXPECTED: &str = "a task: an object with \"text\" and \"spans\"";
/// What a task has that is bookkeeping of Prodigy.
const BOOKKEEPING: [&str; 9] =
    ["text", "tokens", "spans", "relations", "answer", "meta", "redstring", "id", "annotator_id"];

pub(super) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    telling.scope = Scope::Document;
    // The texts without a name that are there, by Prodigy's own hash of them.
    let mut seen = HashSet::new();
    for name in json_files(files) {
        each_value(files, &name, work, telling, EXPECTED, &mut |telling, at, value| match value {
            Value::Object(row) => task(telling, &at, &row, &mut seen),
            other => telling.fault(at, format!("{}; expected {EXPECTED}", shown(&other))),
        })?;
    }
    Ok(())
}

fn task(telling: &mut Telling, at: &At, row: &Object, seen: &mut HashSet<Arc<str>>) {
    let answer = row.get("answer").and_then(Value::as_str).unwrap_or("accept");
    if answer != "accept" {
        telling.ignore(format!("Task answered “{answer}”"));
        return;
    }
    let Some(text) = row.get("text").and_then(Value::as_str) else {
        telling.fault(at.clone(), format!("there is no \"text\"; expected {EXPECTED}"));
        return;
    };
    let meta = row.get("meta").and_then(Value::as_object);
    let name = super::doccano::named(row, meta, text);
    if name.is_none() && row.get("_input_hash").and_then(words).is_some_and(|hash| !seen.insert(hash)) {
        telling.ignore("Another annotation of a document");
        return;
    }
    let (name_key, name) = name.unwrap_or_else(|| ("", nameless(at).into()));
    let tokens: Vec<_> = items(row.get("tokens")).iter().map(edges).collect();
    let in_bytes = tokens_in_bytes(text, &tokens);
    let Some(path) = add_document(telling, at, &name, text, in_bytes) else { return };
    let mut marked =
        Marked { at, path: path.clone(), tokens, told: Vec::new(), by_place: HashMap::new(), by_end: HashMap::new() };
    for span in items(row.get("spans")) {
        match marked.place(span) {
            Some(place) => marked.add(place, span),
            None => {
                telling.fault(at.clone(), format!("{}; expected a span with \"start\" before \"end\"", shown(span)))
            }
        }
    }
    let mut links = Vec::new();
    for relation in items(row.get("relations")) {
        let kind = relation.get("label").and_then(words).unwrap_or_else(|| "".into());
        if !is_coreference(&kind) {
            telling.ignore(format!("Relation “{kind}”"));
            continue;
        }
        let ends = marked.end(relation, "head").and_then(|head| Some((head, marked.end(relation, "child")?)));
        match ends {
            Some(ends) => links.push(ends),
            None => {
                let expected = "expected \"head\" and \"child\" among the tokens, or \"head_span\" and \"child_span\"";
                telling.fault(at.clone(), format!("{}; {expected}", shown(relation)));
            }
        }
    }
    let mut ties = Ties::new(marked.told.len());
    links.into_iter().for_each(|(a, b)| ties.tie(a, b));
    ties.ours(row.get("redstring"), &marked.by_place);
    for (mut told, entity) in marked.told.into_iter().zip(ties.finish(telling, &path)) {
        told.entity = entity;
        telling.mentions.push(told);
    }
    let known = |key: &str| BOOKKEEPING.contains(&key) || key == name_key || key.starts_with('_');
    let meta =
        meta.into_iter().flatten().filter(|(key, _)| **key != name_key).map(|(key, v)| (format!("meta {key}"), v));
    let other = row.iter().filter(|(key, _)| !known(key)).map(|(key, v)| (key.clone(), v)).chain(meta);
    other.filter(|(_, value)| !is_blank(value)).for_each(|(key, _)| telling.ignore(key));
}

/// Start and end of a token or span.
fn edges(value: &Value) -> Option<(u32, u32)> {
    let (start, end) = (value.get("start").and_then(number)?, value.get("end").and_then(number)?);
    (start < end).then_some((start, end))
}

/// The tokens of a task in bytes; none when one of them has no place.
fn tokens_in_bytes(text: &str, tokens: &[Option<(u32, u32)>]) -> Vec<Span> {
    let map = OffsetMap::new(text);
    let byte = |at| map.to_bytes(at, OffsetUnit::Chars);
    let all = tokens.iter().map(|token| token.and_then(|(start, end)| Some(Span::new(byte(start)?, byte(end)?))));
    all.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The mentions of a task as they are found.
struct Marked<'a> {
    at: &'a At,
    path: Arc<str>,
    tokens: Vec<Option<(u32, u32)>>,
    told: Vec<Told>,
    by_place: HashMap<(u32, u32), usize>,
    /// Where the longest span begins that ends at a place.
    by_end: HashMap<u32, u32>,
}

impl Marked<'_> {
    /// Where a span is: by its offsets, else by its tokens.
    fn place(&self, span: &Value) -> Option<(u32, u32)> {
        let token = |key: &str| span.get(key).and_then(number).and_then(|n| *self.tokens.get(n as usize)?);
        edges(span).or_else(|| {
            let (first, last) = (token("token_start")?, token("token_end")?);
            (first.0 < last.1).then_some((first.0, last.1))
        })
    }

    fn add(&mut self, place: (u32, u32), span: &Value) {
        self.by_place.entry(place).or_insert(self.told.len());
        let start = self.by_end.entry(place.1).or_insert(place.0);
        *start = place.0.min(*start);
        let kind = span.get("label").and_then(words).unwrap_or_else(|| "".into());
        self.told.push(Told { kind, ..Told::new(self.at.clone(), self.path.clone(), vec![place]) });
    }

    /// The mention at an end of a relation (`head`, `child`), which becomes one if it is none yet.
    fn end(&mut self, relation: &Value, end: &str) -> Option<usize> {
        let span = relation.get(format!("{end}_span")).filter(|span| !span.is_null());
        let place = match span {
            Some(span) => self.place(span)?,
            None => {
                let token = relation.get(end).and_then(number)?;
                let token = (*self.tokens.get(token as usize)?)?;
                // The span that ends with the token, the longest; else the token itself.
                let start = self.by_end.get(&token.1).copied().filter(|&start| start <= token.0);
                (start.unwrap_or(token.0), token.1)
            }
        };
        if !self.by_place.contains_key(&place) {
            self.add(place, span.unwrap_or(&Value::Null));
        }
        self.by_place.get(&place).copied()
    }
}

#[derive(Serialize)]
struct Task<'a> {
    text: &'a str,
    meta: Meta<'a>,
    tokens: Vec<TokenLine<'a>>,
    spans: Vec<SpanLine<'a>>,
    relations: Vec<RelationLine<'a>>,
    answer: &'static str,
    redstring: Ours<'a>,
}

#[derive(Serialize)]
struct Meta<'a> {
    path: &'a str,
}

#[derive(Serialize)]
struct TokenLine<'a> {
    text: &'a str,
    start: u32,
    end: u32,
    id: usize,
    ws: bool,
}

#[derive(Clone, Copy, Serialize)]
struct SpanLine<'a> {
    start: u32,
    end: u32,
    token_start: usize,
    token_end: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct RelationLine<'a> {
    head: usize,
    child: usize,
    head_span: SpanLine<'a>,
    child_span: SpanLine<'a>,
    label: &'static str,
}

pub(super) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps { entities: true, notes: true, ..Keeps::default() }, &mut report.losses);
    let mut out = sink.create("prodigy.jsonl")?;
    for document in source.documents() {
        step(work, document.text)?;
        let line = line_of(source, &document, report);
        serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        report.documents += 1;
    }
    Ok(out.flush()?)
}

fn line_of<'a>(source: &Source<'a>, document: &SourceDocument<'a>, report: &mut Report) -> Task<'a> {
    let (text, map) = (document.text, OffsetMap::new(document.text));
    let segments = Segments::of(text, &document.mentions);
    let flat = flat(document, report, |m| segments.of_span(m.hull()).map(|run| (run.start, run.end - 1)));
    let tokens = lines_of_tokens(text, &map, &segments.tokens);
    let span = |&(m, (token_start, token_end)): &(&'a Mention, (usize, usize))| SpanLine {
        start: tokens.get(token_start).map_or(0, |t| t.start),
        end: tokens.get(token_end).map_or(0, |t| t.end),
        token_start,
        token_end,
        label: source.kind(m),
    };
    let spans: Vec<SpanLine<'a>> = flat.iter().map(span).collect();
    let places = flat.iter().zip(&spans).map(|((m, _), span)| (*m, (span.start, span.end)));
    let (redstring, links) = ours(source, places);
    let relation = |&(child, head): &(usize, usize)| {
        let (head_span, child_span) = (*spans.get(head)?, *spans.get(child)?);
        let (head, child) = (head_span.token_end, child_span.token_end);
        Some(RelationLine { head, child, head_span, child_span, label: "COREF" })
    };
    let relations = links.iter().filter_map(relation).collect();
    for (mention, (first, last)) in &flat {
        let edge = segments.tokens.get(*first).zip(segments.tokens.get(*last));
        let whole: Spans = edge.map(|(first, last)| Span::new(first.start, last.end)).into_iter().collect();
        report.keep_as(mention, whole, mention.entity);
    }
    Task { text, meta: Meta { path: &document.record.path }, tokens, spans, relations, answer: "accept", redstring }
}

/// Tokens with their offsets, and whether white space follows.
fn lines_of_tokens<'a>(text: &'a str, map: &OffsetMap<'_>, tokens: &[Span]) -> Vec<TokenLine<'a>> {
    let line = |(id, token): (usize, &Span)| {
        let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        let ws = text[token.end as usize..].chars().next().is_some_and(char::is_whitespace);
        let (start, end) = (at(token.start), at(token.end));
        TokenLine { text: token.slice(text).unwrap_or_default(), start, end, id, ws }
    };
    tokens.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::Format;
    use crate::interchange::Loss;
    use crate::interchange::testing::{
        assert_round_trip, corpus, mangled, mark, projects, sample, shown as files_shown, telling, written,
    };
    use proptest::prelude::*;

    fn read(text: &str) -> Telling {
        telling(Format::Prodigy, &Files::in_memory([("all.jsonl", text.as_bytes().to_vec())]))
    }

    const TOKENS: &str = "\"tokens\":[{\"text\":\"😀\",\"start\":0,\"end\":1,\"id\":0,\"ws\":true},{\"text\":\"Viktor\",\
        \"start\":2,\"end\":8,\"id\":1,\"ws\":true},{\"text\":\"Bout\",\"start\":9,\"end\":13,\"id\":2,\"ws\":true},\
        {\"text\":\"said\",\"start\":14,\"end\":18,\"id\":3,\"ws\":true},{\"text\":\"he\",\"start\":19,\"end\":21,\"id\":4,\
        \"ws\":false}]";

    fn task_with(rest: &str) -> String {
        format!(
            "{{\"text\":\"😀 Viktor Bout said he\",{TOKENS},\"_input_hash\":1,\"_view_id\":\"relations\",{rest}}}\n"
        )
    }

    fn told(telling: &Telling) -> Vec<(u32, u32, &str, Option<&str>)> {
        let told = telling.mentions.iter();
        told.map(|t| (t.parts[0].0, t.parts[0].1, &*t.kind, t.entity.as_deref())).collect()
    }

    #[test]
    fn relations_reach_spans_that_are_not_listed() {
        let spans = "\"spans\":[{\"start\":2,\"end\":13,\"token_start\":1,\"token_end\":2,\"label\":\"PER\"}]";
        let with_spans = "\"relations\":[{\"head\":2,\"child\":4,\"label\":\"COREF\",\"head_span\":{\"start\":2,\"end\":13,\
            \"label\":\"PER\"},\"child_span\":{\"token_start\":4,\"token_end\":4,\"label\":null}},\
            {\"head\":3,\"child\":2,\"label\":\"SUBJ\"}],\"meta\":{\"source\":\"x\"}";
        let telling = read(&task_with(&format!("{spans},{with_spans}")));
        assert_eq!(telling.faults, []);
        let one = Some("all-1.txt#1");
        assert_eq!(told(&telling), [(2, 13, "PER", one), (19, 21, "", one)]);
        assert_eq!(telling.ignored.keys().collect::<Vec<_>>(), ["Relation “SUBJ”", "meta source"]);
        assert_eq!(telling.documents[0].tokens.len(), 5);
        let by_tokens = "\"relations\":[{\"head\":2,\"child\":4,\"label\":\"COREF\"}]";
        let again = read(&task_with(&format!("{spans},{by_tokens}")));
        assert_eq!(told(&again), told(&telling), "the head is the last token of the span");
        let twice = read(&(task_with(spans) + &task_with("\"_session_id\":\"bob\"")));
        assert_eq!((twice.documents.len(), twice.ignored["Another annotation of a document"]), (1, 1));
    }

    #[test]
    fn tasks_that_were_not_accepted_are_told_and_are_no_faults() {
        let text = task_with("\"answer\":\"accept\",\"meta\":{\"path\":\"a/b.txt\"}")
            + &task_with("\"answer\":\"reject\"")
            + &task_with("\"answer\":\"ignore\"")
            + &task_with("\"answer\":\"reject\"");
        let telling = read(&text);
        assert_eq!((telling.faults.len(), telling.documents.len()), (0, 1));
        assert_eq!(&*telling.documents[0].path, "a/b.txt");
        assert_eq!(telling.ignored["Task answered “reject”"], 2);
        assert_eq!(telling.ignored["Task answered “ignore”"], 1);
    }

    #[test]
    fn a_fault_says_where() {
        let text = task_with("\"spans\":[{\"start\":4,\"end\":4,\"label\":\"X\"}]")
            + "{\"image\":\"x.png\"}\n{\"text\":1}\n{\"text\":\"\n"
            + &task_with("\"id\":9,\"relations\":[{\"head\":2,\"child\":77,\"label\":\"COREF\"}]");
        let faults: Vec<_> = read(&text).faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(faults[0].starts_with("all.jsonl: line 1: {\"end\":4,"), "{faults:?}");
        assert!(faults[1].starts_with("all.jsonl: line 2: there is no \"text\""), "{faults:?}");
        assert!(faults[3].starts_with("all.jsonl: line 4, column 9: EOF while parsing a string"), "{faults:?}");
        assert!(faults[4].starts_with("all.jsonl: line 5: {\"child\":77"), "{faults:?}");
    }

    #[test]
    fn what_is_written_has_tokens_under_its_spans() {
        let mut case = corpus(&[("a.txt", "Bout,\nwho said he left")]);
        let bout = mark(&mut case, "a.txt", &["Bout"], "Person");
        let he = mark(&mut case, "a.txt", &["he"], "Person");
        crate::interchange::testing::run(&mut case.0, &crate::annotation::Command::Tie { mention: he, onto: bout });
        let (files, _) = written(Format::Prodigy, &case);
        let row: Value = serde_json::from_slice(&files.head("prodigy.jsonl", 9999)).unwrap();
        assert_eq!(row["tokens"][0], serde_json::json!({"text": "Bout", "start": 0, "end": 4, "id": 0, "ws": false}));
        assert_eq!(row["tokens"][1]["ws"], true);
        let span = &row["spans"][1];
        let tokens = (span["token_start"].as_u64(), span["token_end"].as_u64());
        assert_eq!(row["relations"][0]["child"].as_u64(), tokens.1);
        assert_eq!(row["relations"][0]["child_span"], *span);
        assert_eq!(row["tokens"][tokens.0.unwrap() as usize]["text"], "he");
        assert_eq!(row["meta"]["path"], "a.txt");
    }

    #[test]
    fn the_sample_comes_back() {
        let case = sample();
        let (files, report) = written(Format::Prodigy, &case);
        assert_eq!(Format::detect(&files), Some(Format::Prodigy), "{}", files_shown(&files));
        assert_eq!((report.losses.of(Loss::Flattened), report.losses.of(Loss::CutEntity)), (1, 0));
        assert_eq!(report.documents, case.0.documents().count());
        assert_round_trip(Format::Prodigy, &case);
    }

    const GOOD: &str = "{\"text\":\"Bout he 😀\",\"meta\":{\"path\":\"a.txt\"},\"tokens\":[{\"text\":\"Bout\",\"start\":0,\"end\":4,\
        \"id\":0,\"ws\":true},{\"text\":\"he\",\"start\":5,\"end\":7,\"id\":1,\"ws\":true}],\"spans\":[{\"start\":0,\"end\":4,\
        \"token_start\":0,\"token_end\":0,\"label\":\"P\"}],\"relations\":[{\"head\":0,\"child\":1,\"label\":\"COREF\"}],\
        \"answer\":\"accept\",\"redstring\":{\"entities\":[{\"id\":3,\"at\":[[0,4],[5,7]]}]}}";

    proptest! {
        #[test]
        fn any_project_comes_back(case in projects()) {
            assert_round_trip(Format::Prodigy, &case);
        }

        #[test]
        fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
            telling(Format::Prodigy, &Files::in_memory([("a.jsonl", bytes)]));
        }
    }
}
