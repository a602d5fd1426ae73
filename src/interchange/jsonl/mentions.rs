//! JSON lines, a mention each: what `redstring extract` writes, and the gold of corpora in the same form.
//!
//! ```json
//! {"doc":"a.txt","start":8,"end":19,"text":"Viktor Bout","type":"Person","entity":3}
//! ```
//!
//! `entity` is a string or a whole number; without it the mention is of none. A mention of several parts has
//! `"spans":[[8,14],[20,24]]` beside the start of the first and the end of the last.

use crate::annotation::{Evidence, Mention, Project};
use crate::interchange::{At, Fault, Telling, Told};
use crate::text::{Document, DocumentId, OffsetMap, OffsetUnit, Spans};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

/// What is written of a mention besides what is read.
const WRITTEN_TOO: [&str; 4] = ["score", "rule", "layers", "name"];

#[derive(Deserialize)]
struct Raw {
    doc: String,
    start: Option<u32>,
    end: Option<u32>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    entity: Option<EntityName>,
    #[serde(default)]
    spans: Option<Vec<(u32, u32)>>,
    #[serde(flatten)]
    other: BTreeMap<String, IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string or a whole number for \"entity\"")]
enum EntityName {
    Number(i64),
    Words(String),
}

/// Reads one line.
pub(super) fn read_line(telling: &mut Telling, file: &Arc<str>, line: u64, text: &str) {
    match told(file, line, text) {
        Ok((told, other)) => {
            let other = other.into_keys().filter(|name| !WRITTEN_TOO.contains(&&**name));
            other.for_each(|name| telling.ignore(name));
            telling.mentions.push(told);
        }
        Err(fault) => telling.faults.push(fault),
    }
}

fn told(file: &Arc<str>, line: u64, text: &str) -> Result<(Told, BTreeMap<String, IgnoredAny>), Fault> {
    let raw: Raw = serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let said = said.strip_suffix(&*place).unwrap_or(&said);
        let told = format!("{said}; expected an object with \"doc\", \"start\", \"end\" and \"type\"");
        let column = Some(error.column() as u64).filter(|&c| c > 0);
        Fault { at: At { file: file.clone(), line, column }, told }
    })?;
    let fault = |told: &str| Fault { at: At::line(file, line), told: told.to_owned() };
    let parts = match (raw.spans.filter(|s| !s.is_empty()), raw.start, raw.end) {
        (Some(spans), start, end) => {
            let first = spans.first().is_some_and(|s| start.is_none_or(|start| s.0 == start));
            let last = spans.last().is_some_and(|s| end.is_none_or(|end| s.1 == end));
            if !first || !last {
                return Err(fault("expected \"spans\" from \"start\" to \"end\""));
            }
            spans
        }
        (None, Some(start), Some(end)) => vec![(start, end)],
        (None, None, _) => return Err(fault("expected \"start\", a whole number")),
        (None, _, None) => return Err(fault("expected \"end\", a whole number")),
    };
    if parts.iter().any(|(start, end)| start >= end) || parts.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
        return Err(fault("expected \"start\" before \"end\", and \"spans\" in order that do not touch"));
    }
    let entity = raw.entity.map(|entity| match entity {
        EntityName::Number(number) => number.to_string(),
        EntityName::Words(words) => words,
    });
    let document = raw.doc.strip_prefix("./").unwrap_or(&raw.doc).into();
    let told = Told {
        text: raw.text,
        kind: raw.kind.unwrap_or_default().into(),
        entity: entity.filter(|name| !name.trim().is_empty()).map(Arc::from),
        ..Told::new(At::line(file, line), document, parts)
    };
    Ok((told, raw.other))
}

/// One mention as it is written.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<(u32, u32)>>,
    /// What it is tied to: the same for all mentions of one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<u32>,
    /// What that is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

/// What a line says of a mention.
pub struct Written<'a> {
    /// Where.
    pub spans: &'a Spans,
    /// What the text says there.
    pub text: &'a str,
    /// Its type's name.
    pub kind: &'a str,
    /// Why the machine proposes it, when it does.
    pub evidence: Option<&'a Evidence>,
    /// The number and the name of its entity.
    pub entity: Option<(u32, &'a str)>,
}

/// Writes the line of a mention. `map` is of its document.
///
/// # Errors
/// What the system says when it cannot be written.
pub fn write_line(
    out: &mut dyn Write,
    document: &Document,
    map: &OffsetMap<'_>,
    unit: OffsetUnit,
    mention: &Written<'_>,
) -> io::Result<()> {
    let parts: Vec<_> =
        mention.spans.iter().map(|s| (map.from_bytes(s.start, unit), map.from_bytes(s.end, unit))).collect();
    let (Some(&(start, _)), Some(&(_, end))) = (parts.first(), parts.last()) else { return Ok(()) };
    let line = Line {
        doc: &document.path,
        start,
        end,
        text: mention.text,
        kind: mention.kind,
        score: mention.evidence.map_or(1.0, |e| e.score.get()),
        rule: mention.evidence.map_or("", |e| &e.rule),
        layers: mention.evidence.map_or_else(Vec::new, |e| e.layers.words().collect()),
        spans: Some(parts).filter(|parts| parts.len() > 1),
        entity: mention.entity.map(|(number, _)| number),
        name: mention.entity.map(|(_, name)| name),
    };
    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Writes the live mentions of a project with their entities, along the documents. Returns how many were left out
/// because there is no text at hand for their document.
///
/// # Errors
/// What the system says when it cannot be written.
pub fn write_mentions(
    out: &mut dyn Write,
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    unit: OffsetUnit,
) -> io::Result<usize> {
    let mut mentions: Vec<&Mention> = project.mentions().map(|m| &**m).filter(|m| m.is_live()).collect();
    mentions.sort_by_key(|m| (m.document, m.hull().start, std::cmp::Reverse(m.hull().end), m.id));
    let mut left_out = 0;
    for run in mentions.chunk_by(|a, b| a.document == b.document) {
        let Some(document) = texts.get(&run[0].document) else {
            left_out += run.len();
            continue;
        };
        let map = OffsetMap::new(&document.text);
        for mention in run {
            let entity = mention.entity.and_then(|id| project.entity(id)).map(|e| (e.id.0, &*e.name));
            let written = Written {
                spans: &mention.spans,
                text: &mention.text,
                kind: &project.schema().get(mention.kind).name,
                evidence: mention.evidence.as_ref(),
                entity,
            };
            write_line(out, document, &map, unit, &written)?;
        }
    }
    Ok(left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::interchange::{Files, Format};
    use crate::work::Work;

    fn told(text: impl Into<Vec<u8>>) -> Telling {
        Format::Jsonl.read(&Files::in_memory([("x.jsonl", text.into())]), &Work::default()).unwrap()
    }

    fn fault(text: &str) -> String {
        told(text).faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn lines_are_read_with_or_without_an_entity() {
        let text = "\u{feff}{\"doc\":\"a.txt\",\"start\":0,\"end\":4,\"text\":\"Bout\",\"type\":\"PER\",\"entity\":\"VB\"}\r\n\n\
            {\"doc\":\"a.txt\",\"start\":9,\"end\":14,\"score\":0.9,\"certainty\":1,\"entity\":7}\n\
            {\"doc\":\"a.txt\",\"spans\":[[0,4],[9,14]],\"type\":\"PER\",\"entity\":null}";
        let telling = told(text);
        assert_eq!(telling.faults, []);
        let seen: Vec<_> = telling.mentions.iter().map(|t| (t.at.line, t.parts.len(), t.entity.as_deref())).collect();
        assert_eq!(seen, [(1, 1, Some("VB")), (3, 1, Some("7")), (4, 2, None)]);
        assert_eq!(telling.ignored.into_keys().collect::<Vec<_>>(), ["certainty"]);
    }

    #[test]
    fn a_fault_says_where_and_what_was_expected() {
        let good = "{\"doc\":\"a\",\"start\":0,\"end\":1}\n";
        assert_eq!(
            fault(&format!("{good}{{\"doc\":\"a\",\"start\":-1,\"end\":1}}")),
            "x.jsonl: line 2, column 21: invalid value: integer `-1`, expected u32; expected an object with \"doc\", \
             \"start\", \"end\" and \"type\""
        );
        assert!(fault("{\"doc\":\"a\",\"start\":0}").ends_with("line 1: expected \"end\", a whole number"));
        assert!(fault("{\"doc\":\"a\",\"start\":3,\"end\":3}").contains("expected \"start\" before \"end\""));
        let spans = "{\"doc\":\"a\",\"start\":0,\"end\":1,\"spans\":[[0,2]]}";
        assert!(fault(spans).contains("from \"start\" to \"end\""));
        let entity = "{\"doc\":\"a\",\"start\":0,\"end\":1,\"entity\":[]}";
        assert!(fault(entity).contains("a string or a whole number"));
        assert_eq!(told(format!("{{\"doc\":\"a\" nonsense\n{good}")).mentions.len(), 1, "the other lines are read");
    }

    proptest! {
        #[test]
        fn no_bytes_upset_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            told(bytes);
        }

        #[test]
        fn no_line_that_is_nearly_right_upsets_it(
            pieces in prop::collection::vec(prop_oneof![
                Just("{\"doc\":\"a\",\"start\":0,\"end\":1}"), Just("{"), Just("}"), Just("\"spans\":[[0,1],[2,"),
                Just("]]"), Just("\"start\":"), Just("99999999999999999999"), Just("-1"), Just("1e9"), Just(","),
                Just("\"doc\":\"\\ud800\""), Just("\n"), Just("[[[[[["), Just("null"), Just("\"entity\":")], 0..30)
        ) {
            let text = pieces.concat();
            let telling = told(text.as_str());
            prop_assert!(telling.mentions.len() + telling.faults.len() <= text.lines().count());
        }
    }
}
