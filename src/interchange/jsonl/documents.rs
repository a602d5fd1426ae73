//! A document a line with its mentions, the entities and the judgements in files beside it: what Redstring itself writes
//! for scripts. Keeps all but the gazetteer and the looks of mention types.
//!
//! ```json
//! {"doc":"a.txt","text":"Viktor Bout …","mentions":[{"id":1,"start":0,"end":11,"text":"Viktor Bout","type":"Person","entity":3}]}
//! {"entity":3,"name":"Viktor Bout","type":"Person","mentions":[["a.txt",1]]}
//! {"a":1,"b":7,"verdict":"different","by":"ab","at":"2026-11-24T10:06:00Z"}
//! ```
//!
//! Offsets are code points, end exclusive.

use super::Beginning;
use crate::annotation::{Evidence, Layers, Mention, Moment, Status, Verdict};
use crate::interchange::source::step;
use crate::interchange::{At, Keeps, Loss, Report, Sink, Source, Telling, Told, ToldEntity, ToldJudgement, WriteError};
use crate::text::{OffsetMap, OffsetUnit};
use crate::work::Work;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

/// A line of `documents.jsonl`.
#[derive(Serialize, Deserialize)]
struct DocumentLine {
    doc: String,
    text: String,
    #[serde(default)]
    mentions: Vec<MentionLine>,
    #[serde(flatten, skip_serializing)]
    other: BTreeMap<String, IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
struct MentionLine {
    #[serde(default)]
    id: Option<u32>,
    start: u32,
    end: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<(u32, u32)>>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entity: Option<Name>,
    /// `proposed` or `dismissed`; else it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layers: Option<Vec<String>>,
    #[serde(flatten, skip_serializing)]
    other: BTreeMap<String, IgnoredAny>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "a string or a whole number")]
enum Name {
    Number(i64),
    Words(String),
}

impl Name {
    fn words(&self) -> Arc<str> {
        match self {
            Self::Number(number) => number.to_string().into(),
            Self::Words(words) => words.as_str().into(),
        }
    }
}

/// A line of `entities.jsonl`.
#[derive(Serialize, Deserialize)]
struct EntityLine {
    entity: Name,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default)]
    mentions: Vec<(String, u32)>,
}

/// A line of `judgements.jsonl`.
#[derive(Serialize, Deserialize)]
struct JudgementLine {
    a: u32,
    b: u32,
    verdict: String,
    #[serde(default)]
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

const VERDICTS: [(Verdict, &str); 3] =
    [(Verdict::Same, "same"), (Verdict::Different, "different"), (Verdict::Unsure, "unsure")];

/// What is read: judgements speak of mentions of other files.
#[derive(Default)]
pub(super) struct Documents {
    /// The place in the telling of each mention that has an id.
    numbers: HashMap<u32, usize>,
    judgements: Vec<(At, JudgementLine)>,
}

impl Documents {
    /// Reads one line of any of the files.
    pub fn read_line(&mut self, telling: &mut Telling, at: At, beginning: Beginning, line: &str) {
        let read = match beginning {
            Beginning::Document => serde_json::from_str(line).map(|row| self.document(telling, &at, row)),
            Beginning::Entity => serde_json::from_str(line).map(|row| entity(telling, &at, row)),
            Beginning::Judgement => serde_json::from_str(line).map(|row| self.judgements.push((at.clone(), row))),
            Beginning::Mention => return,
        };
        if let Err(error) = read {
            let expected = match beginning {
                Beginning::Document => "a document with \"doc\", \"text\" and \"mentions\"",
                Beginning::Entity => "an entity with \"entity\", \"name\" and \"type\"",
                _ => "a judgement with \"a\", \"b\" and \"verdict\"",
            };
            super::json_fault(telling, &at.file, at.line, &error, expected);
        }
    }

    fn document(&mut self, telling: &mut Telling, at: &At, row: DocumentLine) {
        row.other.into_keys().for_each(|name| telling.ignore(name));
        let path = telling.add_document(at.clone(), &row.doc, row.text, Vec::new());
        for mention in row.mentions {
            let number = telling.mentions.len();
            let id = mention.id;
            match told(telling, at, &path, mention) {
                Ok(told) => {
                    telling.mentions.push(told);
                    if id.is_some_and(|id| self.numbers.insert(id, number).is_some()) {
                        telling
                            .fault(at.clone(), format!("expected an id of its own for each mention, not {id:?} twice"));
                    }
                }
                Err(why) => telling.fault(at.clone(), why),
            }
        }
    }

    /// Ties judgements to their mentions.
    pub fn finish(self, telling: &mut Telling) {
        for (at, row) in self.judgements {
            let known = |id| self.numbers.get(&id).copied().ok_or_else(|| format!("there is no mention {id}"));
            let verdict = VERDICTS.iter().find(|(_, word)| *word == row.verdict).map(|(verdict, _)| *verdict);
            let verdict = verdict.ok_or_else(|| format!("expected same, different or unsure, not “{}”", row.verdict));
            let moment = row.at.as_deref().map(str::parse::<Moment>).transpose().map_err(|error| error.to_string());
            let read = known(row.a).and_then(|a| Ok((a, known(row.b)?, verdict?, moment?)));
            match read {
                Ok((a, b, verdict, moment)) => {
                    telling.judgements.push(ToldJudgement { a, b, verdict, by: row.by.into(), moment });
                }
                Err(why) => telling.fault(at, why),
            }
        }
    }
}

fn told(telling: &mut Telling, at: &At, path: &Arc<str>, row: MentionLine) -> Result<Told, String> {
    let parts = row.spans.unwrap_or_else(|| vec![(row.start, row.end)]);
    let whole = parts.first().is_some_and(|p| p.0 == row.start) && parts.last().is_some_and(|p| p.1 == row.end);
    if !whole || parts.iter().any(|(a, b)| a >= b) || parts.windows(2).any(|p| p[0].1 >= p[1].0) {
        return Err("expected \"start\" before \"end\", and \"spans\" between them, in order".to_owned());
    }
    row.other.into_keys().for_each(|name| telling.ignore(format!("{name} of a mention")));
    let status = match row.status.as_deref() {
        None | Some("accepted") => Status::Accepted,
        Some("proposed") => Status::Proposed,
        Some("dismissed") => Status::Rejected,
        Some(other) => return Err(format!("expected the status proposed, accepted or dismissed, not “{other}”")),
    };
    let layers = row.layers.map(|layers| Layers::parse(&layers.join(",")).ok_or(layers)).transpose();
    let layers = layers.map_err(|layers| format!("{layers:?} are no layers"))?.unwrap_or(Layers::NONE);
    let evidence = match (row.score, row.rule) {
        (None, None) => None,
        (score, rule) => {
            Some(Evidence { score: score.unwrap_or(1.0).into(), rule: rule.unwrap_or_default().into(), layers })
        }
    };
    Ok(Told {
        text: row.text,
        kind: row.kind.into(),
        entity: row.entity.map(|e| e.words()).filter(|_| status != Status::Rejected),
        status,
        by: row.by.map(Arc::from),
        evidence,
        ..Told::new(at.clone(), path.clone(), parts)
    })
}

fn entity(telling: &mut Telling, at: &At, row: EntityLine) {
    let name = row.entity.words();
    let told = ToldEntity { name: row.name.map(Arc::from), kind: row.kind.map(Arc::from), note: row.note.into() };
    if telling.entities.insert(name.clone(), told).is_some() {
        telling.fault(at.clone(), format!("expected each entity once, and “{name}” is there twice"));
    }
}

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    let all = Keeps {
        status: true,
        dismissed: true,
        origin: true,
        judgements: true,
        entities: true,
        notes: true,
        empty_entities: true,
    };
    source.common_losses(all, &mut report.losses);
    let mut out = sink.create("documents.jsonl")?;
    for document in source.documents_with(|m| m.status == Status::Rejected || source.takes(m)) {
        step(work, document.text)?;
        let map = OffsetMap::new(document.text);
        let mentions = document.mentions.iter().map(|m| line_of(source, m, &map)).collect();
        let (doc, text) = (document.record.path.to_string(), document.text.to_owned());
        write_row(&mut *out, &DocumentLine { doc, text, mentions, other: BTreeMap::new() })?;
        document.mentions.iter().for_each(|m| report.keep(m));
        report.documents += 1;
    }
    out.flush()?;
    drop(out);
    let mut out = sink.create("entities.jsonl")?;
    let written: std::collections::HashSet<_> = report.kept.iter().map(|kept| kept.mention).collect();
    for entity in source.project.entities() {
        let mentions = source.project.mentions_of(entity.id).filter(|m| written.contains(&m.id));
        let place = |m: &Arc<Mention>| {
            (source.project.document(m.document).map_or(String::new(), |d| d.path.to_string()), m.id.0)
        };
        let row = EntityLine {
            entity: Name::Number(entity.id.0.into()),
            name: Some(entity.name.to_string()),
            kind: Some(source.project.schema().get(entity.kind).name.to_string()),
            note: entity.note.to_string(),
            mentions: mentions.map(place).collect(),
        };
        write_row(&mut *out, &row)?;
    }
    out.flush()?;
    drop(out);
    let mut out = sink.create("judgements.jsonl")?;
    for judgement in source.project.judgements() {
        if !written.contains(&judgement.a) || !written.contains(&judgement.b) {
            report.losses.count(Loss::Judgement, 1);
            continue;
        }
        let verdict = VERDICTS.iter().find(|(verdict, _)| *verdict == judgement.verdict).map_or("", |(_, word)| word);
        let row = JudgementLine {
            a: judgement.a.0,
            b: judgement.b.0,
            verdict: verdict.to_owned(),
            by: judgement.by.to_string(),
            at: judgement.at.map(|at| at.to_string()),
        };
        write_row(&mut *out, &row)?;
    }
    Ok(out.flush()?)
}

fn line_of(source: &Source<'_>, mention: &Mention, map: &OffsetMap<'_>) -> MentionLine {
    let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
    let parts: Vec<_> = mention.spans.iter().map(|s| (at(s.start), at(s.end))).collect();
    let (start, end) = (parts.first().map_or(0, |p| p.0), parts.last().map_or(0, |p| p.1));
    let evidence = mention.evidence.as_ref();
    MentionLine {
        id: Some(mention.id.0),
        start,
        end,
        spans: Some(parts).filter(|parts| parts.len() > 1),
        text: Some(mention.text.to_string()),
        kind: source.kind(mention).to_string(),
        entity: mention.entity.map(|e| Name::Number(e.0.into())),
        status: Some(mention.status.word().to_owned()).filter(|_| mention.status != Status::Accepted),
        by: Some(mention.by.to_string()).filter(|by| !by.is_empty()),
        score: evidence.map(|e| e.score.get()),
        rule: evidence.map(|e| e.rule.to_string()),
        layers: evidence.map(|e| e.layers.words().map(str::to_owned).collect()),
        other: BTreeMap::new(),
    }
}

fn write_row(out: &mut dyn Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use crate::interchange::testing::{assert_round_trip, imported, mangled, projects, sample, telling, written};
    use crate::interchange::{Files, Format, Loss};
    use proptest::prelude::*;

    #[test]
    fn nothing_is_lost_but_the_looks_of_types() {
        let case = sample();
        let (files, report) = written(Format::Jsonl, &case);
        assert_eq!(report.losses.lines().count(), report.losses.of(Loss::Schema).min(1), "{}", report.losses);
        assert_round_trip(Format::Jsonl, &case);
        let (project, _) = imported(&telling(Format::Jsonl, &files), None);
        let facts = |p: &crate::annotation::Project| {
            let entities: Vec<_> = p.entities().map(|e| (e.name.clone(), e.note.clone())).collect();
            let judged: Vec<_> = p.judgements().map(|j| (j.verdict, j.by.clone())).collect();
            (p.total(), entities.len(), judged)
        };
        assert_eq!(facts(&project), facts(&case.0));
    }

    #[test]
    fn a_fault_says_where() {
        let read = |name: &'static str, text: &str| {
            let telling = telling(Format::Jsonl, &Files::in_memory([(name, text.as_bytes().to_vec())]));
            telling.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
        };
        let line = r#"{"doc":"a","text":"Bout","mentions":[{"start":0,"end":4},{"start":4,"end":2}]}"#;
        let told = read("documents.jsonl", line);
        assert!(told.starts_with("documents.jsonl: line 1: expected \"start\" before \"end\""), "{told}");
        let told = read("documents.jsonl", r#"{"doc":"a","text":7}"#);
        assert!(told.starts_with("documents.jsonl: line 1, column 19: invalid type: integer `7`"), "{told}");
        let told = read("judgements.jsonl", r#"{"a":1,"b":2,"verdict":"different"}"#);
        assert!(told.ends_with("there is no mention 1"), "{told}");
    }

    const GOOD: &str = "{\"doc\":\"a.txt\",\"text\":\"Viktor Bout\",\"mentions\":[{\"id\":1,\"start\":0,\"end\":11,\"text\":\"Viktor \
        Bout\",\"type\":\"Person\",\"entity\":3}]}\n{\"entity\":3,\"name\":\"Viktor Bout\"}\n{\"a\":1,\"b\":1,\"verdict\":\"same\"}";

    proptest! {
        #[test]
        fn any_project_comes_back(case in projects()) {
            assert_round_trip(Format::Jsonl, &case);
        }

        #[test]
        fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
            telling(Format::Jsonl, &Files::in_memory([("documents.jsonl", bytes)]));
        }
    }
}
