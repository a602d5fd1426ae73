//! JSON lines, a mention each: what `redstring extract` writes, and the gold of corpora in the same form.
//!
//! ```json
//! {"doc":"a.txt","start":8,"end":19,"text":"Viktor Bout","type":"Person","entity":3}
//! ```
//!
//! `entity` is a string or a whole number; without it the mention is of none. A mention of several parts has
//! `"spans":[[8,14],[20,24]]` beside the start of the first and the end of the last.

use super::{Fault, Telling, Told};
use crate::annotation::{Evidence, Mention, Project};
use crate::text::{Document, DocumentId, OffsetMap, OffsetUnit, Spans};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Read as _, Write};

/// The longest line that is read, in bytes (16 MB): no mention needs one.
pub const MAX_LINE_BYTES: u64 = 16 * 1024 * 1024;
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

/// Reads a file to its end. Whatever a line holds, the others are read.
///
/// # Errors
/// What the system says when it cannot be read.
pub fn read(mut input: impl BufRead, unit: OffsetUnit) -> io::Result<Telling> {
    let mut telling = Telling { unit, ..Telling::default() };
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if (&mut input).take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.len() as u64 == MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
            skip_line(&mut input)?;
            let told = format!("longer than {} MB; expected one mention a line", MAX_LINE_BYTES / (1024 * 1024));
            telling.faults.push(Fault { line, column: None, told });
            continue;
        }
        let text = if line == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes) } else { &bytes[..] };
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match read_line(line, text) {
            Ok((told, other)) => {
                telling.ignored.extend(other.into_keys().filter(|name| !WRITTEN_TOO.contains(&&**name)));
                telling.mentions.push(told);
            }
            Err(fault) => telling.faults.push(fault),
        }
    }
    Ok(telling)
}

/// Goes to the end of a line without keeping it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, ends) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if ends {
            return Ok(());
        }
    }
}

fn read_line(line: u64, text: &[u8]) -> Result<(Told, BTreeMap<String, IgnoredAny>), Fault> {
    let raw: Raw = serde_json::from_slice(text).map_err(|error| {
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let said = said.strip_suffix(&*place).unwrap_or(&said);
        let told = format!("{said}; expected an object with \"doc\", \"start\", \"end\" and \"type\"");
        Fault { line, column: Some(error.column() as u64).filter(|&c| c > 0), told }
    })?;
    let told = |told: &str| Fault { line, column: None, told: told.to_owned() };
    let parts = match (raw.spans.filter(|s| !s.is_empty()), raw.start, raw.end) {
        (Some(spans), start, end) => {
            let first = spans.first().is_some_and(|s| start.is_none_or(|start| s.0 == start));
            let last = spans.last().is_some_and(|s| end.is_none_or(|end| s.1 == end));
            if !first || !last {
                return Err(told("expected \"spans\" from \"start\" to \"end\""));
            }
            spans
        }
        (None, Some(start), Some(end)) => vec![(start, end)],
        (None, None, _) => return Err(told("expected \"start\", a whole number")),
        (None, _, None) => return Err(told("expected \"end\", a whole number")),
    };
    if parts.iter().any(|(start, end)| start >= end) || parts.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
        return Err(told("expected \"start\" before \"end\", and \"spans\" in order that do not touch"));
    }
    let entity = raw.entity.map(|entity| match entity {
        EntityName::Number(number) => number.to_string(),
        EntityName::Words(words) => words,
    });
    let entity = entity.filter(|name| !name.trim().is_empty());
    let kind = raw.kind.unwrap_or_default();
    Ok((Told { line, document: raw.doc, parts, text: raw.text, kind, entity }, raw.other))
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
pub fn write(
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

    fn told(text: &str) -> Telling {
        read(text.as_bytes(), OffsetUnit::Chars).unwrap()
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
        let seen: Vec<_> = telling.mentions.iter().map(|t| (t.line, t.parts.len(), t.entity.as_deref())).collect();
        assert_eq!(seen, [(1, 1, Some("VB")), (3, 1, Some("7")), (4, 2, None)]);
        assert_eq!(telling.ignored.into_iter().collect::<Vec<_>>(), ["certainty"]);
    }

    #[test]
    fn a_fault_says_where_and_what_was_expected() {
        let good = "{\"doc\":\"a\",\"start\":0,\"end\":1}\n";
        assert_eq!(
            fault(&format!("{good}{{\"doc\":\"a\",\"start\":-1,\"end\":1}}")),
            "line 2, column 21: invalid value: integer `-1`, expected u32; expected an object with \"doc\", \"start\", \
             \"end\" and \"type\""
        );
        assert!(fault("{\"start\":0,\"end\":1}").contains("missing field `doc`"));
        assert_eq!(fault("{\"doc\":\"a\",\"start\":0}"), "line 1: expected \"end\", a whole number");
        assert!(fault("{\"doc\":\"a\",\"start\":3,\"end\":3}").contains("expected \"start\" before \"end\""));
        assert!(fault("{\"doc\":\"a\",\"start\":0,\"end\":1,\"spans\":[[0,2]]}").contains("from \"start\" to \"end\""));
        assert!(fault("{\"doc\":\"a\",\"start\":0,\"end\":1,\"entity\":[]}").contains("a string or a whole number"));
        assert_eq!(told(&format!("nonsense\n{good}")).mentions.len(), 1, "the other lines are read");
    }

    #[test]
    fn a_line_without_end_is_passed_over_and_not_kept() {
        let long = "x".repeat(MAX_LINE_BYTES as usize + 5);
        let telling = told(&format!("{long}\n{{\"doc\":\"a\",\"start\":0,\"end\":1}}"));
        assert_eq!(telling.faults[0].to_string(), "line 1: longer than 16 MB; expected one mention a line");
        assert_eq!(telling.mentions.len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_upset_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes[..], OffsetUnit::Chars).unwrap();
        }

        #[test]
        fn no_line_that_is_nearly_right_upsets_it(
            pieces in prop::collection::vec(prop_oneof![
                Just("{\"doc\":\"a\",\"start\":0,\"end\":1}"), Just("{"), Just("}"), Just("\"spans\":[[0,1],[2,"),
                Just("]]"), Just("\"start\":"), Just("99999999999999999999"), Just("-1"), Just("1e9"), Just(","),
                Just("\"doc\":\"\\ud800\""), Just("\n"), Just("[[[[[["), Just("null"), Just("\"entity\":")], 0..30)
        ) {
            let text = pieces.concat();
            let telling = told(&text);
            prop_assert!(telling.mentions.len() + telling.faults.len() <= text.lines().count());
        }
    }
}
