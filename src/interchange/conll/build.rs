//! The lines of a block to documents with mentions.

use super::super::assemble::Assembler;
use super::super::escape::unescaped;
use super::columns::{Bracket, FULL, Layout, brackets, columns, is_cell, is_none};
use super::read::{Block, Row};
use crate::interchange::{At, Telling, Told};
use crate::text::Span;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// How many mentions may be open at once.
const MAX_OPEN: usize = 10_000;
/// How many brackets of a block may be wrong before it is told no more.
const MAX_WRONG: usize = 10_000;

/// A block, told as soon as its file has ended.
pub(super) struct Built {
    pub name: String,
    pub part: u32,
    pub line: u64,
    /// The ids of entities, in the order in which they are met.
    pub ids: Vec<String>,
    pub documents: Vec<Document>,
}

/// A document of a block.
#[derive(Default)]
pub(super) struct Document {
    /// What the first column calls it, where that says more than the block.
    pub name: Option<String>,
    text: Assembler,
    /// First and last token, and entity.
    mentions: Vec<(At, u32, u32, usize)>,
    /// The types of the named entities that have ended, by their first and last token.
    kinds: HashMap<(u32, u32), Arc<str>>,
    /// The named entities that have not, with their first token.
    named: Vec<(Arc<str>, u32)>,
}

/// A mention that is open: its first token, and where it began.
struct Opened {
    token: u32,
    at: At,
}

/// Makes documents of a block.
pub(super) struct Builder<'a> {
    file: &'a Arc<str>,
    layout: Layout,
    documents: Vec<Document>,
    by_name: HashMap<String, usize>,
    ids: Vec<String>,
    by_id: HashMap<String, usize>,
    /// By document and entity; how many in all.
    open: HashMap<(usize, usize), Vec<Opened>>,
    opened: usize,
    /// How many brackets were wrong.
    wrong: usize,
    kinds: HashMap<String, Arc<str>>,
    ignored: BTreeMap<&'static str, u64>,
}

impl<'a> Builder<'a> {
    /// Reads all lines of a block.
    pub fn build(file: &'a Arc<str>, block: Block, telling: &mut Telling) -> Built {
        let layout = Layout::of(&block);
        let mut builder = Self {
            file,
            layout,
            documents: Vec::new(),
            by_name: HashMap::new(),
            ids: Vec::new(),
            by_id: HashMap::new(),
            open: HashMap::new(),
            opened: 0,
            wrong: 0,
            kinds: HashMap::new(),
            ignored: BTreeMap::new(),
        };
        for row in &block.rows {
            builder.row(telling, &block, row);
        }
        let open = std::mem::take(&mut builder.open);
        let open = open.into_iter().flat_map(|((_, entity), all)| all.into_iter().map(move |o| (o.at, entity)));
        let mut open: Vec<_> = open.collect();
        open.sort();
        for (at, entity) in open {
            let id = builder.ids.get(entity).map_or("", String::as_str);
            telling.fault(at, format!("“({id}” is not closed; expected “{id})” before the document ends"));
        }
        for (what, count) in builder.ignored {
            *telling.ignored.entry(what.to_owned()).or_default() += count;
        }
        let mut documents = builder.documents;
        if documents.is_empty() {
            documents.push(Document::default());
        }
        if let [only] = &mut documents[..] {
            only.name = None;
        }
        Built { name: block.name, part: block.part, line: block.line, ids: builder.ids, documents }
    }

    fn row(&mut self, telling: &mut Telling, block: &Block, row: &Row) {
        let line = block.line_of(row);
        let mut cells: Vec<&str> = columns(line).collect();
        // The reference scorer's own files leave the last column out here and there.
        if cells.len() + 1 == self.layout.width && !cells.last().is_some_and(|last| is_cell(last)) {
            cells.push("-");
        }
        if cells.len() < self.layout.width.max(2) {
            let wanted = self.layout.width.max(2);
            let told = format!("{} columns; expected {wanted}, the last with “(1”, “1)”, “(1)” or “-”", cells.len());
            telling.fault(At::line(self.file, row.line), told);
            return;
        }
        let cell = cells.last().copied().unwrap_or_default();
        let at = |more: usize| {
            let column = line.rfind(cell).unwrap_or_default() + more + 1;
            At::column(self.file, row.line, column as u64)
        };
        let mut found = Vec::new();
        if !is_none(cell) {
            match brackets(cell) {
                Ok(brackets) => found = brackets,
                Err(more) => {
                    telling.fault(at(more), format!("“{cell}”; expected “(1”, “1)”, “(1)”, several with “|”, or “-”"));
                }
            }
        }
        let at = if found.is_empty() { At::line(self.file, row.line) } else { at(0) };
        let number = self.document(&cells);
        let Some(document) = self.documents.get_mut(number) else { return };
        if row.begins {
            document.text.line();
            document.named.clear();
        }
        document.text.push(self.layout.word.and_then(|at| cells.get(at)).copied().unwrap_or_default());
        let token = document.text.len() as u32 - 1;
        if self.layout.width >= FULL {
            self.layers(number, token, &cells);
        }
        // As the reference scorer takes them.
        found.sort_by_key(|(bracket, _)| *bracket);
        for (bracket, id) in found {
            self.bracket(telling, number, token, &at, bracket, id);
        }
    }

    /// The document of a row.
    fn document(&mut self, cells: &[&str]) -> usize {
        let name = if self.layout.named { cells.first().copied().unwrap_or_default() } else { "" };
        if let Some(&number) = self.by_name.get(name) {
            return number;
        }
        self.by_name.insert(name.to_owned(), self.documents.len());
        self.documents.push(Document { name: Some(name.to_owned()), ..Document::default() });
        self.documents.len() - 1
    }

    fn bracket(&mut self, telling: &mut Telling, document: usize, token: u32, at: &At, bracket: Bracket, id: &str) {
        // What SemEval writes of a second antecedent; the reference scorer drops it, too.
        if bracket == Bracket::One && id.contains('+') {
            *self.ignored.entry("second antecedent").or_default() += 1;
            return;
        }
        let entity = match self.by_id.get(id) {
            Some(&entity) => entity,
            None => {
                self.by_id.insert(id.to_owned(), self.ids.len());
                self.ids.push(id.to_owned());
                self.ids.len() - 1
            }
        };
        let stack = self.open.entry((document, entity)).or_default();
        let (at, start) = match bracket {
            Bracket::One => (at.clone(), token),
            Bracket::Open if self.opened >= MAX_OPEN => {
                self.wrong(telling, at, || format!("expected at most {MAX_OPEN} mentions to be open at once"));
                return;
            }
            Bracket::Open => {
                stack.push(Opened { token, at: at.clone() });
                self.opened += 1;
                return;
            }
            Bracket::Close => match stack.pop() {
                Some(opened) => {
                    self.opened -= 1;
                    (opened.at, opened.token)
                }
                None => {
                    let told = || format!("“{id})” closes what is not open; expected “({id}” before it");
                    self.wrong(telling, at, told);
                    return;
                }
            },
        };
        if let Some(document) = self.documents.get_mut(document) {
            document.mentions.push((at, start, token, entity));
        }
    }

    /// Notes a fault, unless there are too many.
    fn wrong(&mut self, telling: &mut Telling, at: &At, told: impl FnOnce() -> String) {
        self.wrong += 1;
        match self.wrong {
            0..MAX_WRONG => telling.fault(at.clone(), told()),
            MAX_WRONG => {
                telling.fault(at.clone(), "too many wrong brackets from here on; expected each to have its other one")
            }
            _ => {}
        }
    }

    /// The named entities, and what else there is between the word and coreference.
    fn layers(&mut self, document: usize, token: u32, cells: &[&str]) {
        const LAYERS: [(usize, &str); 6] = [
            (4, "part of speech"),
            (5, "parse"),
            (6, "predicate"),
            (7, "predicate sense"),
            (8, "word sense"),
            (9, "speaker"),
        ];
        let says = |cell: Option<&&str>| cell.is_some_and(|cell| !is_none(cell) && !matches!(*cell, "--" | "??"));
        for (column, what) in LAYERS {
            // What is written where there is no parse says nothing.
            let flat = column == 5 && cells.get(5).is_some_and(|cell| matches!(*cell, "(TOP*" | "*)" | "(TOP*)"));
            if says(cells.get(column)) && !flat {
                *self.ignored.entry(what).or_default() += 1;
            }
        }
        let arguments = cells.get(11..cells.len() - 1).unwrap_or_default();
        let arguments = arguments.iter().filter(|cell| says(Some(cell)) && cell.starts_with('(')).count();
        if arguments > 0 {
            *self.ignored.entry("predicate argument").or_default() += arguments as u64;
        }
        let (Some(cell), Some(document)) = (cells.get(10), self.documents.get_mut(document)) else { return };
        if is_none(cell) {
            return;
        }
        let mut rest = *cell;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            if c == '(' && document.named.len() < MAX_OPEN {
                let label = &rest[..rest.find(['(', ')', '*']).unwrap_or(rest.len())];
                rest = &rest[label.len()..];
                let kinds = &mut self.kinds;
                let kind = match kinds.get(label) {
                    Some(kind) => kind.clone(),
                    None => kinds.entry(label.to_owned()).or_insert(unescaped(label).as_ref().into()).clone(),
                };
                document.named.push((kind, token));
            } else if c == ')'
                && let Some((kind, start)) = document.named.pop()
            {
                document.kinds.entry((start, token)).or_insert(kind);
            }
        }
    }
}

impl Document {
    /// Tells the document and its mentions, entity by entity as they are met: that is the order in which the reference
    /// scorer drops what is told twice.
    pub fn tell(mut self, telling: &mut Telling, at: At, name: &str, entities: &[Arc<str>]) -> Arc<str> {
        let (text, tokens) = self.text.finish();
        self.mentions.sort_by_key(|(.., entity)| *entity);
        let span = |first: u32, last: u32| {
            let token = |i: u32| tokens.get(i as usize).copied().unwrap_or(Span::new(0, 0));
            (token(first).start, token(last).end)
        };
        let told: Vec<_> = self.mentions.iter().map(|(_, first, last, _)| span(*first, *last)).collect();
        let path = telling.add_document(at, name, text, tokens);
        let mut typed = HashSet::new();
        for ((at, first, last, entity), part) in self.mentions.into_iter().zip(told) {
            let kind = self.kinds.get(&(first, last)).inspect(|_| {
                typed.insert((first, last));
            });
            telling.mentions.push(Told {
                kind: kind.cloned().unwrap_or_else(|| "".into()),
                entity: entities.get(entity).cloned(),
                ..Told::new(at, path.clone(), vec![part])
            });
        }
        let others = self.kinds.len() - typed.len();
        if others > 0 {
            *telling.ignored.entry("named entity that is no mention".to_owned()).or_default() += others as u64;
        }
        path
    }
}
