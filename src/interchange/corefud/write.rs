//! Lines of CoNLL-U for a project.

use super::super::escape::escaped;
use super::super::segment::Segments;
use super::super::source::{quoted, step};
use super::misc::{field, name_field, spaces};
use crate::annotation::{EntityId, Mention, Project, Status, TypeId};
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::work::Work;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};
use std::ops::Range;

/// The types of CorefUD 1.0.
const TYPES: [&str; 12] = [
    "person",
    "place",
    "organization",
    "animal",
    "plant",
    "object",
    "substance",
    "time",
    "number",
    "abstract",
    "event",
    "other",
];
/// Words that a head comes before.
const AFTER_HEAD: [&str; 15] =
    ["of", "in", "at", "on", "for", "from", "to", "with", "by", "who", "which", "that", "and", ",", "("];

/// Writes a file of documents.
///
/// # Errors
/// [`WriteError`].
pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps { status: true, entities: true, ..Keeps::default() }, &mut report.losses);
    let mut writer = Writer::new(source, report);
    let mut out = sink.create("corpus.conllu")?;
    for document in source.documents() {
        step(work, document.text)?;
        writer.document(&mut *out, &document)?;
    }
    Ok(out.flush()?)
}

/// A mention, as runs of tokens.
struct Run<'a> {
    mention: &'a Mention,
    parts: SmallVec<[Range<usize>; 1]>,
}

/// A part of a mention.
struct Piece {
    tokens: Range<usize>,
    /// How many tokens the mention has, and where it is among the mentions.
    size: usize,
    run: usize,
    /// What its brackets say.
    id: String,
    rest: String,
}

struct Writer<'a, 'b> {
    source: &'a Source<'a>,
    report: &'b mut Report,
    types: HashMap<TypeId, String>,
    identities: HashMap<EntityId, String>,
    /// Whether the header is there.
    begun: bool,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(source: &'a Source<'a>, report: &'b mut Report) -> Self {
        let schema = source.project.schema();
        let type_of = |(id, kind): (TypeId, &crate::annotation::MentionType)| {
            let word = TYPES.iter().find(|word| schema.for_label(word) == Some(id));
            (id, word.map_or_else(|| field(&kind.name), |word| (*word).to_owned()))
        };
        let types = schema.types().map(type_of).collect();
        let identities = identities(source.project, report);
        Self { source, report, types, identities, begun: false }
    }

    fn kind(&self, id: TypeId) -> &str {
        self.types.get(&id).map_or("", String::as_str)
    }

    fn document(&mut self, out: &mut dyn Write, document: &SourceDocument<'a>) -> io::Result<()> {
        let segments = Segments::of(document.text, &document.mentions);
        if segments.tokens.is_empty() {
            // A sentence has a word, and a document a sentence.
            self.report.losses.note(Loss::EmptyDocument, || document.record.path.to_string());
            return Ok(());
        }
        let runs = self.runs(document, &segments);
        for run in &runs {
            self.report.keep(run.mention);
        }
        let pieces: Vec<Piece> =
            runs.iter().enumerate().flat_map(|(i, run)| self.pieces(document, &segments, i, run)).collect();
        let entity = cells(pieces, segments.tokens.len());
        self.report.documents += 1;
        self.lines(out, document, &segments, &entity)
    }

    /// The mentions that can be told, along the text, the outer ones first.
    fn runs(&mut self, document: &SourceDocument<'a>, segments: &Segments) -> Vec<Run<'a>> {
        let losses = &mut self.report.losses;
        let mut places = HashSet::new();
        let mut runs = Vec::with_capacity(document.mentions.len());
        for &mention in &document.mentions {
            let mut parts: SmallVec<[Range<usize>; 1]> = SmallVec::new();
            for tokens in mention.spans.iter().filter_map(|s| segments.of_span(*s)) {
                match parts.last_mut() {
                    Some(last) if last.end >= tokens.start => last.end = tokens.end,
                    _ => parts.push(tokens),
                }
            }
            if parts.is_empty() {
                losses.note(Loss::Mention, || quoted(&mention.text));
            } else if places.insert(parts.clone()) {
                runs.push(Run { mention, parts });
            } else {
                losses.note(Loss::Crossing, || quoted(&mention.text));
            }
        }
        // Those of one part first: what crosses them is left out.
        runs.sort_by_key(|run| (run.parts.len() > 1, run.start(), Reverse(run.end())));
        let mut kept: HashMap<EntityId, Kept> = HashMap::new();
        runs.retain(|run| {
            let fits = run.mention.entity.is_none_or(|entity| kept.entry(entity).or_default().takes(run));
            if !fits {
                losses.note(Loss::Crossing, || quoted(&run.mention.text));
            }
            fits
        });
        runs.sort_by_key(|run| (run.start(), Reverse(run.end())));
        runs
    }

    fn pieces(&self, document: &SourceDocument<'_>, segments: &Segments, at: usize, run: &Run<'_>) -> Vec<Piece> {
        let mention = run.mention;
        let number = document.record.id.0;
        let entity = mention.entity.and_then(|id| self.source.project.entity(id));
        let id = match entity {
            Some(entity) => format!("d{number}e{}", entity.id.0),
            None => format!("d{number}m{}", mention.id.0),
        };
        let mut other = Vec::new();
        if mention.status == Status::Proposed {
            other.push("status:proposed".to_owned());
        }
        let kind = self.kind(entity.map_or(mention.kind, |e| e.kind));
        if self.kind(mention.kind) != kind {
            other.push(format!("type:{}", self.kind(mention.kind)));
        }
        if entity.is_none() {
            other.push("untied:yes".to_owned());
        }
        let words: Vec<&str> =
            run.parts.iter().flat_map(Clone::clone).map(|t| word(document.text, segments, t)).collect();
        let identity = entity.and_then(|e| self.identities.get(&e.id)).map_or("", String::as_str);
        let rest = format!("{kind}-{}-{}-{identity}", head(&words), other.join(","));
        let rest = rest.trim_end_matches('-').to_owned();
        let size = run.parts.iter().map(ExactSizeIterator::len).sum();
        let count = run.parts.len();
        let piece = |(i, tokens): (usize, &Range<usize>)| {
            let id = if count == 1 { id.clone() } else { format!("{id}[{}/{count}]", i + 1) };
            Piece {
                tokens: tokens.clone(),
                size: if count == 1 { size } else { tokens.len() },
                run: at,
                id,
                rest: rest.clone(),
            }
        };
        run.parts.iter().enumerate().map(piece).collect()
    }

    fn lines(
        &mut self,
        out: &mut dyn Write,
        document: &SourceDocument<'_>,
        segments: &Segments,
        entity: &HashMap<usize, String>,
    ) -> io::Result<()> {
        let (text, name) = (document.text, escaped(&document.record.path, ""));
        // What comes after a slash there is a language to some tools.
        let sentence_name = name.replace('/', "%2F");
        let gap = |token: usize| {
            let start = segments.tokens.get(token).map_or(0, |t| t.end as usize);
            let end = segments.tokens.get(token + 1).map_or(text.len(), |t| t.start as usize);
            text.get(start..end).unwrap_or_default()
        };
        writeln!(out, "# newdoc id = {name}")?;
        if !std::mem::replace(&mut self.begun, true) {
            writeln!(out, "# global.Entity = eid-etype-head-other-identity")?;
        }
        for (number, sentence) in segments.sentences.iter().enumerate() {
            if sentence.start == 0 || is_break(gap(sentence.start - 1)) {
                writeln!(out, "# newpar")?;
            }
            writeln!(out, "# sent_id = {sentence_name}-{}", number + 1)?;
            let mut joined = String::new();
            for token in sentence.clone() {
                joined.push_str(word(text, segments, token));
                if token + 1 < sentence.end && !gap(token).is_empty() {
                    joined.push(' ');
                }
            }
            writeln!(out, "# text = {joined}")?;
            for token in sentence.clone() {
                let mut misc: Vec<String> = Vec::new();
                misc.extend(entity.get(&token).map(|brackets| format!("Entity={brackets}")));
                let is_last = token + 1 == segments.tokens.len();
                let ends = is_last || (token + 1 == sentence.end && is_break(gap(token)));
                match gap(token) {
                    "" if is_last => {}
                    "" => misc.push("SpaceAfter=No".to_owned()),
                    " " if !ends => {}
                    gap => misc.push(format!("SpacesAfter={}", spaces(gap))),
                }
                let before = segments.tokens.first().filter(|first| token == 0 && first.start > 0);
                misc.extend(
                    before
                        .and_then(|first| text.get(..first.start as usize))
                        .map(|before| format!("SpacesBefore={}", spaces(before))),
                );
                let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
                // CoNLL-U wants a tree: this one says nothing.
                let tree = if token == sentence.start { "0\troot" } else { "1\tdep" };
                let (id, word) = (token - sentence.start + 1, word(text, segments, token));
                writeln!(out, "{id}\t{word}\t_\tX\t_\t_\t{tree}\t_\t{misc}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

impl Run<'_> {
    fn start(&self) -> usize {
        self.parts.first().map_or(0, |part| part.start)
    }

    fn end(&self) -> usize {
        self.parts.last().map_or(0, |part| part.end)
    }
}

/// The brackets of an entity. Ones that cross are read as ones that nest, and when two mentions of several parts mix, the
/// parts of one as parts of the other.
#[derive(Default)]
struct Kept {
    by_start: BTreeSet<(usize, usize)>,
    by_end: BTreeSet<(usize, usize)>,
    /// Where the last mention of several parts ends.
    several: usize,
}

impl Kept {
    /// Takes a mention in, if it can be told beside the others. Those of several parts come last, along the text.
    fn takes(&mut self, run: &Run<'_>) -> bool {
        let several = run.parts.len() > 1;
        if several && run.start() < self.several {
            return false;
        }
        let crosses = |part: &Range<usize>| {
            let (from, to) = (part.start, part.end);
            self.by_start.range((from + 1, 0)..(to, 0)).any(|&(_, end)| end > to)
                || self.by_end.range((from + 1, 0)..(to, 0)).any(|&(_, start)| start < from)
        };
        if run.parts.iter().any(crosses) {
            return false;
        }
        for part in &run.parts {
            self.by_start.insert((part.start, part.end));
            self.by_end.insert((part.end, part.start));
        }
        if several {
            self.several = run.end();
        }
        true
    }
}

/// What entities are called in all documents: their names, with a number where two have the same.
fn identities(project: &Project, report: &mut Report) -> HashMap<EntityId, String> {
    let mut taken = HashSet::new();
    let mut identities = HashMap::new();
    for entity in project.entities() {
        let mut name = entity.name.to_string();
        while name.is_empty() || taken.contains(&name) {
            name = format!("{name} #{}", entity.id.0);
        }
        if *name != *entity.name && project.cluster(entity.id).mentions > 0 {
            report.losses.note(Loss::EntityName, || quoted(&entity.name));
        }
        identities.insert(entity.id, name_field(&name));
        taken.insert(name);
    }
    identities
}

fn word<'t>(text: &'t str, segments: &Segments, token: usize) -> &'t str {
    segments.tokens.get(token).and_then(|t| t.slice(text)).unwrap_or_default()
}

/// Whether a paragraph ends with this white space.
fn is_break(gap: &str) -> bool {
    gap.matches('\n').count() > 1
}

/// The number of the word that is likely the head, from 1.
fn head(words: &[&str]) -> usize {
    let after = words.iter().skip(1).position(|word| AFTER_HEAD.contains(&word.to_lowercase().as_str()));
    let before = words.get(..after.map_or(words.len(), |at| at + 1)).unwrap_or(words);
    let last = before.iter().rposition(|word| word.contains(char::is_alphanumeric));
    last.map_or(before.len(), |at| at + 1)
}

/// The brackets of each token: what closes before what opens, the inner ones closed first and opened last.
fn cells(mut pieces: Vec<Piece>, tokens: usize) -> HashMap<usize, String> {
    pieces.sort_by_key(|piece| (piece.tokens.start, Reverse(piece.size), piece.run));
    let mut closing: HashMap<usize, String> = HashMap::new();
    let mut single: HashMap<usize, String> = HashMap::new();
    let mut opening: HashMap<usize, String> = HashMap::new();
    for piece in &pieces {
        if piece.tokens.len() == 1 {
            single.entry(piece.tokens.start).or_default().push_str(&format!("({}-{})", piece.id, piece.rest));
        } else {
            opening.entry(piece.tokens.start).or_default().push_str(&format!("({}-{}", piece.id, piece.rest));
        }
    }
    for piece in pieces.iter().rev().filter(|piece| piece.tokens.len() > 1) {
        closing.entry(piece.tokens.end - 1).or_default().push_str(&format!("{})", piece.id));
    }
    let mut all = HashMap::new();
    for token in 0..tokens {
        let [closes, one, opens] =
            [&mut closing, &mut single, &mut opening].map(|part| part.remove(&token).unwrap_or_default());
        // One of one token stands inside of what opens, and of what closes.
        let cell = if opens.is_empty() { one + &closes } else { closes + &opens + &one };
        if !cell.is_empty() {
            all.insert(token, cell);
        }
    }
    all
}
