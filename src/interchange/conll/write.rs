//! Blocks of columns for a project.

use super::super::assemble::Assembler;
use super::super::escape::escaped;
use super::super::segment::Segments;
use super::super::source::{quoted, step};
use crate::annotation::{EntityId, Mention, Scope};
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::Spans;
use crate::work::Work;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Write};

/// Writes a file of blocks.
///
/// # Errors
/// [`WriteError`].
pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps::default(), &mut report.losses);
    let documents: Vec<_> = source.documents().collect();
    let scope = source.options.conll_blocks.unwrap_or_else(|| reach(&documents));
    let mut writer = Writer::new(source, report, work);
    writer.cuts(&documents, scope);
    let mut out = sink.create("corpus.conll")?;
    for block in blocks(documents, scope) {
        writer.block(&mut *out, &block)?;
    }
    writer.entity_types();
    Ok(out.flush()?)
}

/// How far entities reach.
fn reach(documents: &[SourceDocument<'_>]) -> Scope {
    let mut seen: HashMap<EntityId, &str> = HashMap::new();
    let mut reach = Scope::Document;
    for document in documents {
        for entity in document.mentions.iter().filter_map(|m| m.entity) {
            let path = &*document.record.path;
            let first = *seen.entry(entity).or_insert(path);
            if Scope::Folder.part_of(first) != Scope::Folder.part_of(path) {
                return Scope::Corpus;
            }
            if first != path {
                reach = Scope::Folder;
            }
        }
    }
    reach
}

/// The documents of a block, and what it is called.
struct Block<'a> {
    name: String,
    documents: Vec<SourceDocument<'a>>,
}

/// Blocks in the order of their first documents. One without words is a block of its own: it has no line that could name it.
fn blocks(documents: Vec<SourceDocument<'_>>, scope: Scope) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut by_part: HashMap<String, usize> = HashMap::new();
    for document in documents {
        let path = &document.record.path;
        if document.text.trim().is_empty() {
            blocks.push(Block { name: path.to_string(), documents: vec![document] });
            continue;
        }
        let part = scope.part_of(path).to_owned();
        if let Some(block) = by_part.get(&part).and_then(|&at| blocks.get_mut(at)) {
            block.name = if part.is_empty() { scope.word().to_owned() } else { part };
            block.documents.push(document);
            continue;
        }
        by_part.insert(part, blocks.len());
        blocks.push(Block { name: path.to_string(), documents: vec![document] });
    }
    blocks
}

/// A mention as a run of tokens.
#[derive(Clone, Copy)]
struct Run<'a> {
    first: usize,
    last: usize,
    mention: &'a Mention,
    /// What stands for its entity.
    id: u32,
    /// Whether it has fewer parts than the mention.
    flattened: bool,
    /// Whether its type is told.
    typed: bool,
}

struct Writer<'a, 'b> {
    source: &'a Source<'a>,
    report: &'b mut Report,
    work: &'b Work,
    /// The next id for a mention without an entity.
    next: u32,
    /// The entities that are written, and whether a mention tells their type.
    told: BTreeMap<EntityId, bool>,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(source: &'a Source<'a>, report: &'b mut Report, work: &'b Work) -> Self {
        let next = source.project.entities().map(|e| e.id.0).max().unwrap_or_default() + 1;
        Self { source, report, work, next, told: BTreeMap::new() }
    }

    /// Notes the entities that reach over several blocks.
    fn cuts(&mut self, documents: &[SourceDocument<'_>], scope: Scope) {
        let mut parts: HashMap<EntityId, &str> = HashMap::new();
        let mut cut = BTreeSet::new();
        for document in documents {
            let part = scope.part_of(&document.record.path);
            for entity in document.mentions.iter().filter_map(|m| m.entity) {
                if *parts.entry(entity).or_insert(part) != part {
                    cut.insert(entity);
                }
            }
        }
        for entity in cut.into_iter().filter_map(|id| self.source.project.entity(id)) {
            self.report.losses.note(Loss::CutEntity, || quoted(&entity.name));
        }
    }

    /// Notes the entities whose type no mention tells.
    fn entity_types(&mut self) {
        for id in self.told.iter().filter(|(_, told)| !**told).map(|(id, _)| *id) {
            if let Some(entity) = self.source.project.entity(id) {
                self.report.losses.note(Loss::EntityType, || quoted(&entity.name));
            }
        }
    }

    fn block(&mut self, out: &mut dyn Write, block: &Block<'a>) -> Result<(), WriteError> {
        writeln!(out, "#begin document ({}); part 000", name_of(&block.name))?;
        for document in &block.documents {
            step(self.work, document.text)?;
            self.document(out, document)?;
            self.report.documents += 1;
        }
        writeln!(out, "#end document")?;
        Ok(())
    }

    fn document(&mut self, out: &mut dyn Write, document: &SourceDocument<'a>) -> io::Result<()> {
        let segments = Segments::of(document.text, &document.mentions);
        let mut runs = self.runs(document, &segments);
        if self.source.options.conll_minimal {
            self.report.losses.count(Loss::MentionType, runs.len());
        } else {
            self.types(&mut runs);
        }
        for run in &runs {
            let mention = run.mention;
            let spans: Spans = if run.flattened { Spans::from_iter([mention.hull()]) } else { mention.spans.clone() };
            self.report.keep_as(mention, spans, mention.entity);
            if let Some(entity) = mention.entity.and_then(|id| self.source.project.entity(id)) {
                *self.told.entry(entity.id).or_default() |= run.typed && entity.kind == mention.kind;
            }
        }
        let assembled = self.rows(out, document, &segments, &runs)?;
        if assembled != document.text {
            self.report.losses.note(Loss::WhiteSpace, || document.record.path.to_string());
        }
        Ok(())
    }

    /// The mentions that can be told, along the text, the outer ones first.
    fn runs(&mut self, document: &SourceDocument<'a>, segments: &Segments) -> Vec<Run<'a>> {
        let losses = &mut self.report.losses;
        let (mut whole, mut flat) = (Vec::new(), Vec::new());
        for &mention in &document.mentions {
            let Some(tokens) = segments.of_span(mention.hull()) else {
                losses.note(Loss::Mention, || quoted(&mention.text));
                continue;
            };
            let parts = mention.spans.iter().filter_map(|s| segments.of_span(*s)).map(|t| t.len());
            let flattened = parts.sum::<usize>() < tokens.len();
            let id = mention.entity.map_or(0, |entity| entity.0);
            let run = Run { first: tokens.start, last: tokens.end - 1, mention, id, flattened, typed: false };
            if flattened { flat.push(run) } else { whole.push(run) }
        }
        // Where two stand at one place, one was flattened: the other one stays.
        let mut places = HashSet::new();
        let mut runs: Vec<Run<'a>> = Vec::with_capacity(whole.len() + flat.len());
        for run in whole.into_iter().chain(flat) {
            if places.insert((run.first, run.last)) {
                runs.push(run);
            } else {
                losses.note(Loss::Crossing, || quoted(&run.mention.text));
            }
        }
        runs.sort_by_key(|run| (run.first, Reverse(run.last)));
        // Brackets of one id that cross are read as ones that nest.
        let mut open: HashMap<u32, Vec<usize>> = HashMap::new();
        runs.retain(|run| {
            let fits = run.id == 0 || nests(open.entry(run.id).or_default(), run);
            if !fits {
                losses.note(Loss::Crossing, || quoted(&run.mention.text));
            }
            fits
        });
        for run in &mut runs {
            if run.flattened {
                losses.note(Loss::Flattened, || quoted(&run.mention.text));
            }
            if run.id == 0 {
                losses.note(Loss::Untied, || quoted(&run.mention.text));
                run.id = self.next;
                self.next += 1;
            }
        }
        runs
    }

    /// Chooses the mentions whose types are told: brackets of named entities have no ids, so they must nest.
    fn types(&mut self, runs: &mut [Run<'_>]) {
        let mut open = Vec::new();
        for run in runs {
            run.typed = nests(&mut open, run);
            if !run.typed {
                self.report.losses.note(Loss::MentionType, || quoted(&run.mention.text));
            }
        }
    }

    /// Writes the lines, and returns the text as it will be read.
    fn rows(
        &self,
        out: &mut dyn Write,
        document: &SourceDocument<'_>,
        segments: &Segments,
        runs: &[Run<'_>],
    ) -> io::Result<String> {
        let name = name_of(&document.record.path);
        let mut assembler = Assembler::default();
        // Those that end, the inner ones first.
        let mut ends: Vec<usize> = (0..runs.len()).collect();
        ends.sort_by_key(|&i| (runs[i].last, Reverse(i)));
        let (mut starts, mut ends) = (runs.iter().peekable(), ends.into_iter().peekable());
        for sentence in &segments.sentences {
            assembler.line();
            for token in sentence.clone() {
                let word = segments.tokens.get(token).and_then(|t| t.slice(document.text)).unwrap_or_default();
                assembler.push(word);
                let mut cells = Cells::default();
                while let Some(run) = starts.next_if(|run| run.first == token) {
                    let kind = run.typed.then(|| escaped(self.source.kind(run.mention), "()*|"));
                    cells.open(run, kind);
                }
                while let Some(run) = ends.next_if(|&i| runs[i].last == token).map(|i| &runs[i]) {
                    cells.close(run);
                }
                let number = token - sentence.start;
                write!(out, "{name}\t0\t{number}\t{word}\t")?;
                if !self.source.options.conll_minimal {
                    let parse = match (number, token + 1 == sentence.end) {
                        (0, true) => "(TOP*)",
                        (0, false) => "(TOP*",
                        (_, true) => "*)",
                        (_, false) => "*",
                    };
                    write!(out, "-\t{parse}\t-\t-\t-\t-\t{}\t", cells.named())?;
                }
                writeln!(out, "{}", cells.coreference())?;
            }
            writeln!(out)?;
        }
        Ok(assembler.finish().0)
    }
}

/// Whether a run nests in those that are open, which begin no later and are given by where they end: then it is one of them.
fn nests(open: &mut Vec<usize>, run: &Run<'_>) -> bool {
    while open.last().is_some_and(|&last| last < run.first) {
        open.pop();
    }
    let fits = open.last().is_none_or(|&last| run.last <= last);
    if fits {
        open.push(run.last);
    }
    fits
}

/// The brackets of a token.
#[derive(Default)]
struct Cells {
    parts: Vec<String>,
    opens: String,
    closes: usize,
}

impl Cells {
    fn open(&mut self, run: &Run<'_>, kind: Option<String>) {
        let close = if run.first == run.last { ")" } else { "" };
        self.parts.push(format!("({}{close}", run.id));
        if let Some(kind) = kind {
            self.opens.push('(');
            self.opens.push_str(&kind);
        }
    }

    fn close(&mut self, run: &Run<'_>) {
        if run.first != run.last {
            self.parts.push(format!("{})", run.id));
        }
        self.closes += usize::from(run.typed);
    }

    fn coreference(&self) -> String {
        if self.parts.is_empty() { "-".to_owned() } else { self.parts.join("|") }
    }

    fn named(&self) -> String {
        let alone = self.closes == 1 && self.opens.matches('(').count() == 1;
        // OntoNotes writes one of one token without the star.
        let star = if alone { "" } else { "*" };
        format!("{}{star}{}", self.opens, ")".repeat(self.closes))
    }
}

fn name_of(path: &str) -> String {
    escaped(path, "#()")
}
