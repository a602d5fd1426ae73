//! Reading brat's files.

use super::offsets::Offsets;
use super::ties::{Reference, Ties};
use super::{ENTITY_NOTE, ENTITY_TYPE, LABELS, PROPOSED, path_of, rejoined, stands_for, unescaped};
use crate::annotation::Status;
use crate::interchange::clusters::is_coreference;
use crate::interchange::files::each_line;
use crate::interchange::{At, Fault, Files, ReadError, Telling, Told};
use crate::text::{OffsetUnit, Spans};
use crate::work::Work;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Where annotations may be, in place of `.ann`: the files of the BioNLP tasks.
const PARTS: [&str; 4] = [".a1", ".a2", ".co", ".rel"];

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    let labels = labels(files, telling, work)?;
    let mut ties = Ties::default();
    let texts: BTreeSet<Arc<str>> = files.named(".txt").cloned().collect();
    let stems: BTreeSet<&str> = texts.iter().map(|name| &name[..name.len() - ".txt".len()]).collect();
    for end in [".ann", ".a1", ".a2"] {
        for name in files.named(end).filter(|name| !stems.contains(&name[..name.len() - end.len()])) {
            let stem = &name[..name.len() - end.len()];
            telling.fault(At::line(name, 1), format!("there is no text for it; expected “{stem}.txt” beside it"));
        }
    }
    let known: BTreeSet<&Arc<str>> = files.names().collect();
    for name in &texts {
        let stem = &name[..name.len() - ".txt".len()];
        let text = match files.text(name, work)? {
            Ok(text) => text,
            Err(fault) => {
                telling.faults.push(fault);
                continue;
            }
        };
        let path = telling.add_document(At::line(name, 1), &path_of(stem), text.as_str(), Vec::new());
        let there = |end: &str| known.get(&Arc::from(format!("{stem}{end}"))).map(|name| Arc::clone(name));
        let parts = there(".ann").map_or_else(|| PARTS.iter().filter_map(|end| there(end)).collect(), |ann| vec![ann]);
        let mut sheet = Sheet::default();
        for part in parts {
            each_line(files, &part, work, telling, |telling, number, line| sheet.take(telling, &part, number, line))?;
        }
        let mark = files.head(name, 3) == b"\xEF\xBB\xBF";
        sheet.finish(telling, &mut ties, &labels, &path, &text, mark);
    }
    ties.finish(telling);
    Ok(())
}

/// The types that have another name in [`LABELS`].
fn labels(files: &Files, telling: &mut Telling, work: &Work) -> Result<HashMap<String, Arc<str>>, ReadError> {
    let (mut labels, mut inside) = (HashMap::new(), false);
    let Some(name) = files.names().find(|name| &***name == LABELS) else { return Ok(labels) };
    each_line(files, name, work, telling, |_, _, line| {
        if line.starts_with('[') {
            inside = line.trim_end() == "[labels]";
        } else if let Some((kind, label)) = line.split_once('|').filter(|_| inside) {
            let (kind, label) = (kind.trim(), label.split('|').next().unwrap_or_default().trim());
            if stands_for(kind, label) {
                labels.insert(kind.to_owned(), label.into());
            }
        }
    })?;
    Ok(labels)
}

/// A line about a mention or several, to be held against the others.
enum Line {
    Tie(Vec<String>),
    Relation(String, Vec<String>),
    Reference(String, Reference, String),
    Proposed(String),
    Comment(String, String, String),
}

/// A mention whose offsets are as the file counts.
struct Mark {
    at: At,
    id: String,
    kind: String,
    parts: Vec<(u32, u32)>,
    quote: String,
}

/// The lines about one text.
#[derive(Default)]
struct Sheet {
    marks: Vec<Mark>,
    events: HashMap<String, String>,
    lines: Vec<(At, Line)>,
}

/// Where a piece of a line is in it, in bytes from 1.
fn column(line: &str, piece: &str) -> u64 {
    (piece.as_ptr() as u64).saturating_sub(line.as_ptr() as u64) + 1
}

impl Sheet {
    fn take(&mut self, telling: &mut Telling, file: &Arc<str>, number: u64, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        if let Err((piece, told)) = self.line(telling, &At::line(file, number), line) {
            telling.faults.push(Fault { at: At::column(file, number, column(line, piece)), told });
        }
    }

    /// One line; or what is wrong with which piece of it.
    fn line<'a>(&mut self, telling: &mut Telling, at: &At, line: &'a str) -> Result<(), (&'a str, String)> {
        let Some((id, rest)) = line.split_once('\t').filter(|(id, _)| !id.contains(' ')) else {
            return Err((line, "expected an id, a tab, and what it is about".to_owned()));
        };
        let (data, tail) = rest.split_once('\t').unwrap_or((rest, ""));
        let mut words = data.split_ascii_whitespace();
        let kind = words.next().unwrap_or_default().to_owned();
        let push = |sheet: &mut Self, line| sheet.lines.push((at.clone(), line));
        match id.as_bytes().first() {
            Some(b'T') => {
                let parts = parts(data)?;
                self.marks.push(Mark { at: at.clone(), id: id.to_owned(), kind, parts, quote: tail.to_owned() });
            }
            Some(b'*') => push(self, Line::Tie(words.map(str::to_owned).collect())),
            Some(b'R') => {
                let ends: Vec<_> =
                    words.map(|word| word.split_once(':').map_or(word, |(_, id)| id).to_owned()).collect();
                if ends.len() < 2 {
                    return Err((
                        data,
                        "expected a relation with two ends, such as “Coref Arg1:T1 Arg2:T2”".to_owned(),
                    ));
                }
                push(self, Line::Relation(kind, ends));
            }
            Some(b'E') => {
                let Some((kind, trigger)) = kind.split_once(':') else {
                    return Err((data, "expected an event with its trigger, such as “Merge:T1”".to_owned()));
                };
                telling.ignore(format!("Event “{kind}”"));
                self.events.insert(id.to_owned(), trigger.to_owned());
            }
            Some(b'A' | b'M') => match (kind.as_str(), words.next(), words.next()) {
                (PROPOSED, Some(target), None) => push(self, Line::Proposed(target.to_owned())),
                _ => telling.ignore(format!("Attribute “{kind}”")),
            },
            Some(b'N') => {
                let Some((target, reference)) = reference(words) else {
                    return Err((data, "expected a reference such as “Reference T1 Wikidata:Q95”".to_owned()));
                };
                push(self, Line::Reference(target, reference, tail.trim().to_owned()));
            }
            Some(b'#') => match words.next() {
                Some(target) => push(self, Line::Comment(kind, target.to_owned(), tail.to_owned())),
                None => telling.ignore(format!("Note “{kind}”")),
            },
            _ => return Err((id, format!("expected an id with T, R, E, A, M, N, # or *, and not “{id}”"))),
        }
        Ok(())
    }

    /// Tells what the lines say together.
    fn finish(
        self,
        telling: &mut Telling,
        ties: &mut Ties,
        labels: &HashMap<String, Arc<str>>,
        path: &Arc<str>,
        text: &str,
        mark: bool,
    ) {
        let quoted = self.marks.iter().filter(|m| !m.quote.is_empty()).map(|m| (&m.parts[..], &*m.quote));
        let offsets = Offsets::of(text, mark, quoted);
        let mut numbers: HashMap<String, (usize, Arc<str>)> = HashMap::new();
        for mark in self.marks {
            let (number, local) = (telling.mentions.len(), Arc::from(format!("{path}#{}", mark.id)));
            if numbers.insert(mark.id.clone(), (number, local)).is_some() {
                telling.fault(
                    mark.at.clone(),
                    format!("expected an id of its own for each line, and “{}” is there twice", mark.id),
                );
            }
            telling.mentions.push(told(mark, labels, path, text, &offsets));
        }
        let names = Names { numbers, events: self.events };
        for (at, line) in self.lines {
            if let Err(id) = names.tell(telling, ties, line) {
                telling.fault(at, format!("there is no “{id}”; expected the id of another line"));
            }
        }
    }
}

/// The ids of one text.
struct Names {
    numbers: HashMap<String, (usize, Arc<str>)>,
    events: HashMap<String, String>,
}

impl Names {
    /// The mention of an id: that of the trigger, for an event.
    fn mention(&self, id: &str) -> Result<(usize, Arc<str>), String> {
        let id = self.events.get(id).map_or(id, String::as_str);
        self.numbers.get(id).cloned().ok_or_else(|| id.to_owned())
    }

    /// Tells a line; or which id in it there is not.
    fn tell(&self, telling: &mut Telling, ties: &mut Ties, line: Line) -> Result<(), String> {
        match line {
            Line::Tie(ids) => {
                let all = ids.iter().map(|id| self.mention(id)).collect::<Result<Vec<_>, _>>()?;
                ties.equivalent(&all);
            }
            Line::Relation(kind, ids) if is_coreference(&kind) => {
                let all = ids.iter().map(|id| self.mention(id)).collect::<Result<Vec<_>, _>>()?;
                ties.equivalent(&all);
            }
            Line::Relation(kind, _) => telling.ignore(format!("Relation “{kind}”")),
            Line::Reference(id, reference, name) => ties.refer(self.mention(&id)?, reference, &name),
            Line::Proposed(id) => {
                let (number, _) = self.mention(&id)?;
                telling.mentions[number].status = Status::Proposed;
            }
            Line::Comment(kind, id, text) if kind == ENTITY_NOTE => ties.note(self.mention(&id)?.0, unescaped(&text)),
            Line::Comment(kind, id, text) if kind == ENTITY_TYPE => ties.kind(self.mention(&id)?.0, unescaped(&text)),
            Line::Comment(kind, ..) => telling.ignore(format!("Note “{kind}”")),
        }
        Ok(())
    }
}

/// `Person 0 6;12 16`.
fn parts(data: &str) -> Result<Vec<(u32, u32)>, (&str, String)> {
    let expected = "a type and offsets, such as “Person 0 5;7 9”";
    let Some((_, places)) = data.split_once(' ') else {
        return Err((data, format!("expected {expected}")));
    };
    let mut parts = Vec::new();
    for place in places.split(';') {
        let mut numbers = place.split_ascii_whitespace().map(str::parse::<u32>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(start)), Some(Ok(end)), None) if start < end => parts.push((start, end)),
            (Some(Ok(start)), Some(Ok(end)), None) => {
                return Err((place, format!("expected a start before the end, and not {start} and {end}")));
            }
            _ => return Err((place, format!("“{place}” is no place; expected {expected}"))),
        }
    }
    Ok(parts)
}

/// `T1 Wikidata:Q95`, or as the BioNLP task of 2013 has it: `Referent:Wikidata:Q95 Annotation:T1`.
fn reference<'a>(words: impl Iterator<Item = &'a str>) -> Option<(String, Reference)> {
    let words: Vec<&str> = words.collect();
    let (target, value) = match words[..] {
        [a, b] if a.starts_with("Referent:") => (b, a),
        [a, b] => (a, b),
        _ => return None,
    };
    let target = target.strip_prefix("Annotation:").unwrap_or(target);
    let (base, id) = value.strip_prefix("Referent:").unwrap_or(value).split_once(':')?;
    let named = !base.is_empty() && !id.is_empty();
    named.then(|| (target.to_owned(), Reference { base: base.to_owned(), id: id.to_owned() }))
}

fn told(mark: Mark, labels: &HashMap<String, Arc<str>>, path: &Arc<str>, text: &str, offsets: &Offsets<'_>) -> Told {
    let mut parts: Vec<_> = mark.parts.iter().map(|&(a, b)| (offsets.chars(a), offsets.chars(b))).collect();
    let in_order = parts.is_sorted();
    parts.sort_unstable();
    if parts.len() > 1 {
        let spans: Option<Spans> = parts.iter().map(|&part| offsets.span(part)).collect();
        if let Some(spans) = spans {
            parts = rejoined(text, &spans).iter().map(|&span| offsets.part(span)).collect();
        }
    }
    let kind = labels.get(&mark.kind).cloned().unwrap_or_else(|| mark.kind.into());
    // The quotation of parts in another order is in that order.
    let quote = Some(mark.quote).filter(|quote| in_order && !quote.trim().is_empty());
    Told { text: quote, kind, ..Told::new(mark.at, path.clone(), parts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_of_either_form() {
        let read = |text: &'static str| reference(text.split(' ')).map(|(t, r)| format!("{t}={}|{}", r.base, r.id));
        assert_eq!(read("T1 Wikidata:Q95").as_deref(), Some("T1=Wikidata|Q95"));
        assert_eq!(read("Annotation:T1 Referent:GO:0001:2").as_deref(), Some("T1=GO|0001:2"));
        assert_eq!(read("Referent:GO:1 Annotation:T1").as_deref(), Some("T1=GO|1"));
        assert_eq!((read("T1"), read("T1 Q95"), read("T1 a: b")), (None, None, None));
    }
}
