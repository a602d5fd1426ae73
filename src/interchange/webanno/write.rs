//! Documents, mentions and entities as WebAnno TSV files.

use super::dkpro::{LINK, NAMED_ENTITY, identifiers};
use super::escape::{escaped_text, escaped_value};
use crate::annotation::{EntityId, Mention};
use crate::interchange::segment::Segments;
use crate::interchange::source::{quoted, step};
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{OffsetMap, OffsetUnit, Span, Spans};
use crate::work::Work;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};
use std::ops::Range;

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    // Names and notes are looked at one by one.
    let keeps = Keeps { entities: true, notes: true, ..Keeps::default() };
    source.common_losses(keeps, &mut report.losses);
    let identifiers = identifiers(source, &mut report.losses);
    for document in source.documents() {
        step(work, document.text)?;
        let segments = Segments::of(document.text, &document.mentions);
        let mut out = sink.create(&format!("{}.tsv", document.record.path))?;
        let marks = marks(source, &document, &segments, &identifiers, report);
        let first = segments.tokens.first().map_or(document.text.len(), |t| t.start as usize);
        // What is before the first token is filled with spaces.
        if document.text[..first].chars().any(|c| c != ' ') || (segments.tokens.is_empty() && first > 0) {
            report.losses.note(Loss::WhiteSpace, || document.record.path.to_string());
        }
        body(&mut *out, document.text, &segments, &marks)?;
        out.flush()?;
        drop(out);
        report.documents += 1;
    }
    Ok(())
}

/// A mention to write: a run of tokens.
struct Mark {
    run: Range<usize>,
    identifier: String,
    kind: String,
    /// The number that joins its rows, and tells it from others of a row.
    id: Option<usize>,
    /// Its chain and its place in that.
    link: Option<(usize, usize)>,
}

/// The mentions of a document that can be told, and the report of them.
fn marks(
    source: &Source<'_>,
    document: &SourceDocument<'_>,
    segments: &Segments,
    identifiers: &HashMap<EntityId, String>,
    report: &mut Report,
) -> Vec<Mark> {
    let example = |m: &Mention| format!("{} ({})", quoted(&m.text), document.record.path);
    let (mut marks, mut taken) = (Vec::new(), HashSet::new());
    let mut members: BTreeMap<EntityId, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for &mention in &document.mentions {
        let Some(run) = segments.of_span(mention.hull()) else {
            report.losses.note(Loss::Mention, || example(mention));
            continue;
        };
        if !taken.insert(run.clone()) {
            report.losses.note(Loss::Crossing, || example(mention));
            continue;
        }
        if mention.spans.len() > 1 {
            report.losses.note(Loss::Flattened, || example(mention));
        }
        let hull: Spans = [mention.hull()].into_iter().collect();
        report.keep_as(mention, hull, mention.entity);
        let identifier = mention.entity.and_then(|e| identifiers.get(&e)).map_or("*".to_owned(), |i| escaped_value(i));
        let kind = source.kind(mention);
        // The one line end that no escape of a value tells.
        if kind.contains('\r') {
            report.losses.note(Loss::Character, || format!("in {}", quoted(kind)));
        }
        let kind = escaped_value(&kind.replace('\r', " "));
        marks.push(Mark { run, identifier, kind, id: None, link: None });
        kept.push(mention.entity);
        if let Some(entity) = mention.entity {
            *members.entry(entity).or_default() += 1;
        }
    }
    // A chain of one link says nothing.
    let mut chains: HashMap<EntityId, (usize, usize)> = HashMap::new();
    for (mark, entity) in marks.iter_mut().zip(kept) {
        let Some(entity) = entity.filter(|e| members.get(e).is_some_and(|&n| n > 1)) else { continue };
        let next = chains.len() + 1;
        let (chain, links) = chains.entry(entity).or_insert((next, 0));
        *links += 1;
        mark.link = Some((*chain, *links));
    }
    number(&mut marks, segments.tokens.len());
    marks
}

/// Numbers for those over several tokens and those that share one.
fn number(marks: &mut [Mark], tokens: usize) {
    let mut covers = vec![0u32; tokens];
    for mark in marks.iter() {
        covers[mark.run.clone()].iter_mut().for_each(|n| *n += 1);
    }
    let mut next = 0;
    for mark in marks {
        if mark.run.len() > 1 || covers[mark.run.start] > 1 {
            next += 1;
            mark.id = Some(next);
        }
    }
}

fn body(out: &mut dyn Write, text: &str, segments: &Segments, marks: &[Mark]) -> io::Result<()> {
    writeln!(out, "#FORMAT=WebAnno TSV 3.3")?;
    writeln!(out, "#T_SP={NAMED_ENTITY}|identifier|value")?;
    writeln!(out, "#T_CH={LINK}|referenceRelation|referenceType\n")?;
    let map = OffsetMap::new(text);
    let at = |byte| map.from_bytes(byte, OffsetUnit::Utf16);
    let mut on: Vec<Vec<usize>> = vec![Vec::new(); segments.tokens.len()];
    for (number, mark) in marks.iter().enumerate() {
        on[mark.run.clone()].iter_mut().for_each(|all| all.push(number));
    }
    for (sentence, tokens) in segments.sentences.iter().enumerate() {
        // All up to the next sentence belongs to this one: there is no room between them.
        let begin = segments.tokens[tokens.start].start as usize;
        let end = segments.tokens.get(tokens.end).map_or(text.len(), |next| next.start as usize);
        writeln!(out)?;
        for line in text[begin..end].split('\n') {
            writeln!(out, "#Text={}", escaped_text(line))?;
        }
        for (number, token) in tokens.clone().enumerate() {
            let Span { start, end } = segments.tokens[token];
            let word = Span { start, end }.slice(text).unwrap_or_default();
            write!(out, "{}-{}\t{}-{}\t{word}\t", sentence + 1, number + 1, at(start), at(end))?;
            columns(out, &on[token], marks)?;
        }
    }
    Ok(())
}

/// The columns of a row.
fn columns(out: &mut dyn Write, on: &[usize], marks: &[Mark]) -> io::Result<()> {
    let stacked = |values: Vec<String>| if values.is_empty() { "_".to_owned() } else { values.join("|") };
    let id = |mark: &Mark| mark.id.map_or(String::new(), |id| format!("[{id}]"));
    let on = || on.iter().map(|&number| &marks[number]);
    let identifiers = on().map(|m| format!("{}{}", m.identifier, id(m))).collect();
    let kinds = on().map(|m| format!("{}{}", m.kind, id(m))).collect();
    let relations = on().filter_map(|m| m.link).map(|(chain, link)| format!("*->{chain}-{link}")).collect();
    let types = on().filter_map(|m| m.link).map(|(chain, _)| format!("*[{chain}]")).collect();
    let all: [Vec<String>; 4] = [identifiers, kinds, relations, types];
    for values in all {
        write!(out, "{}\t", stacked(values))?;
    }
    writeln!(out)
}
