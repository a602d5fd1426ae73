//! The sentences and rows of one WebAnno TSV file: its text, put together, and its annotations.

use super::dkpro::{Annotation, Layers, Role, is_type};
use super::escape::{numbered, split, unescaped_text, unescaped_value};
use super::header::{Column, Header, Kind, Layer};
use crate::interchange::{At, Telling};
use crate::text::{OffsetMap, OffsetUnit, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// How much room between sentences is filled, in UTF-16 units: more is no text.
const MAX_GAP: u32 = 1024 * 1024;

/// What a file has told so far.
pub(super) struct Page {
    file: Arc<str>,
    header: Header,
    text: String,
    /// How long the text is, in UTF-16 units.
    length: u32,
    gaps: u32,
    /// The `#Text=` lines of the sentence that begins.
    lines: Vec<String>,
    begun: u64,
    /// Whether rows may come.
    in_rows: bool,
    /// Whether the offsets of this sentence are known to be wrong.
    is_off: bool,
    /// Line, begin, end and word of each token.
    tokens: Vec<(u64, u32, u32, String)>,
    found: Vec<Found>,
    by_id: HashMap<(usize, u64, u64), usize>,
}

/// An annotation. One over several rows has a number, by which they are joined.
struct Found {
    at: At,
    span: (u32, u32),
    layer: usize,
    /// The chain that it is a link of.
    chain: u64,
    /// The values of the columns of its layer.
    values: Vec<Option<String>>,
}

/// A row: a token or a part of one.
struct Row<'a> {
    line: u64,
    span: (u32, u32),
    word: &'a str,
    is_token: bool,
    /// The columns of layers, with where they begin, in bytes from 1.
    columns: Vec<(u64, &'a str)>,
}

impl Page {
    pub fn new(file: Arc<str>, header: Header) -> Self {
        Self {
            file,
            header,
            text: String::new(),
            length: 0,
            gaps: 0,
            lines: Vec::new(),
            begun: 0,
            in_rows: false,
            is_off: false,
            tokens: Vec::new(),
            found: Vec::new(),
            by_id: HashMap::new(),
        }
    }

    /// Takes a line below the header.
    pub fn line(&mut self, telling: &mut Telling, number: u64, line: &str) {
        if line.is_empty() {
            self.end_header(telling);
            self.in_rows = false;
        } else if let Some(text) = line.strip_prefix("#Text=") {
            // No row begins so: a blank line is missing.
            self.in_rows = false;
            if self.lines.is_empty() {
                self.begun = number;
            }
            self.lines.push(unescaped_text(text, self.header.as_java));
        } else if line.starts_with('#') {
            let name = line.split_once('=').map_or(line, |(name, _)| name);
            telling.ignore(format!("“{}” of a sentence", name.chars().take(40).collect::<String>()));
        } else {
            match self.row(number, line) {
                Ok(row) => self.take(telling, &row),
                Err((column, told)) => {
                    telling.fault(At::column(&self.file, number, column), told);
                    // Without its first row a sentence has no place.
                    if !self.in_rows {
                        self.lines.clear();
                        (self.in_rows, self.is_off) = (true, true);
                    }
                }
            }
        }
    }

    /// A sentence without rows has no place.
    fn end_header(&mut self, telling: &mut Telling) {
        if !self.lines.is_empty() {
            telling.fault(At::line(&self.file, self.begun), "expected rows of tokens below #Text=");
            self.lines.clear();
        }
    }

    fn row<'a>(&self, line: u64, text: &'a str) -> Result<Row<'a>, (u64, String)> {
        let mut fields = Vec::new();
        let mut column = 1;
        for field in text.split('\t') {
            fields.push((column, field));
            column += field.len() as u64 + 1;
        }
        let expected = self.header.columns + 3;
        if fields.len() < expected {
            return Err((1, format!("expected {expected} columns, as the header has, and there are {}", fields.len())));
        }
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (id, part) = fields[0].1.split_once('.').map_or((fields[0].1, None), |(id, part)| (id, Some(part)));
        if !id.split_once('-').is_some_and(|(s, t)| number(s) && number(t)) || !part.is_none_or(number) {
            return Err((1, format!("expected a sentence and a token, as 1-1 or 1-1.1, not “{}”", fields[0].1)));
        }
        let offsets = fields[1].1.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        match offsets {
            Some(span) if span.0 <= span.1 => {
                Ok(Row { line, span, word: fields[2].1, is_token: part.is_none(), columns: fields.split_off(3) })
            }
            _ => Err((fields[1].0, format!("expected where the token begins and ends, as 0-4, not “{}”", fields[1].1))),
        }
    }

    fn take(&mut self, telling: &mut Telling, row: &Row<'_>) {
        if !self.in_rows {
            self.in_rows = true;
            self.is_off = false;
            if let Err(told) = self.sentence(row) {
                telling.fault(At::line(&self.file, row.line), told);
                self.is_off = true;
            }
        }
        if self.is_off {
            return;
        }
        if row.is_token {
            self.tokens.push((row.line, row.span.0, row.span.1, row.word.to_owned()));
        }
        for layer in 0..self.header.layers.len() {
            self.annotations(telling, row, layer);
        }
    }

    /// Puts the sentence whose first row this is behind the text.
    fn sentence(&mut self, row: &Row<'_>) -> Result<(), String> {
        let text = std::mem::take(&mut self.lines).join("\n");
        if text.is_empty() {
            return Err("expected “#Text=” before the rows of a sentence".to_owned());
        }
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        // The text should begin where its first token does. Some have white space before it.
        let indent = &text[..text.len() - text.trim_start().len()];
        let is_indented = !text.starts_with(row.word) && text[indent.len()..].starts_with(row.word);
        let begin = row.span.0.saturating_sub(if is_indented { units(indent) } else { 0 });
        let Some(gap) = begin.checked_sub(self.length) else {
            return Err(format!(
                "expected a sentence after the one before, which ends at {}, and not at {begin}; offsets are UTF-16 units",
                self.length
            ));
        };
        self.gaps = self.gaps.saturating_add(gap);
        if self.gaps > MAX_GAP {
            return Err(format!("expected sentences that follow each other, and there are {gap} units between them"));
        }
        self.fill(gap);
        self.text.push_str(&text);
        self.length = begin.saturating_add(units(&text));
        Ok(())
    }

    /// Nothing says what was between two sentences, but how much: a line end, or a blank line.
    fn fill(&mut self, gap: u32) {
        let spaces = |text: &mut String, n: u32| (0..n).for_each(|_| text.push(' '));
        match gap {
            _ if self.text.is_empty() => spaces(&mut self.text, gap),
            0 => {}
            1 => self.text.push('\n'),
            _ => {
                self.text.push('\n');
                spaces(&mut self.text, gap - 2);
                self.text.push('\n');
            }
        }
    }

    /// Takes what a row says of a layer.
    fn annotations(&mut self, telling: &mut Telling, row: &Row<'_>, number: usize) {
        let layer = &self.header.layers[number];
        let columns = &row.columns[layer.first..layer.first + layer.columns.len()];
        if columns.iter().all(|(_, value)| *value == "_") {
            return;
        }
        let stacks: Vec<Vec<&str>> = columns.iter().map(|(_, value)| split(value, b'|')).collect();
        let count = stacks.iter().map(Vec::len).max().unwrap_or(0);
        for i in 0..count {
            let stack: Vec<_> = stacks.iter().map(|s| s.get(i).copied().filter(|value| *value != "_")).collect();
            if stack.iter().all(Option::is_none) {
                continue;
            }
            if layer.kind == Kind::Relation {
                telling.ignore(format!("Relation “{}”", layer.name));
            } else if row.span.0 == row.span.1 {
                telling.ignore(format!("“{}” of no width", layer.name));
            } else {
                match annotation(&self.file, row, number, layer, &stack) {
                    Ok((found, id)) => join(&mut self.found, &mut self.by_id, found, id),
                    Err(told) => telling.fault(At::column(&self.file, row.line, columns[0].0), told),
                }
            }
        }
    }

    /// Makes the document and its mentions.
    pub fn finish(mut self, telling: &mut Telling, path: &str) {
        self.end_header(telling);
        let map = OffsetMap::new(&self.text);
        let mut tokens = Vec::with_capacity(self.tokens.len());
        let mut is_told = false;
        for (line, begin, end, word) in &self.tokens {
            let byte = |at| map.to_bytes(at, OffsetUnit::Utf16);
            let span = byte(*begin).zip(byte(*end)).map(|(a, b)| Span::new(a, b));
            let there = span.and_then(|s| s.slice(&self.text));
            let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
            if let (Some(span), true) = (span, there.is_some_and(|there| same(there, word))) {
                tokens.push(span);
            } else if !is_told {
                // One wrong offset is seldom alone.
                is_told = true;
                let there = there.unwrap_or_default();
                let told = format!(
                    "expected “{word}” at {begin}-{end}, where the text has “{there}”; offsets are UTF-16 units"
                );
                telling.fault(At::line(&self.file, *line), told);
            }
        }
        drop(map);
        let path = telling.add_document(At::line(&self.file, 1), path, self.text, tokens);
        let mut layers = Layers::default();
        for found in self.found {
            settle(telling, &self.header.layers[found.layer], found, &mut layers);
        }
        layers.tell(telling, &path);
    }
}

/// An annotation in a row, and the numbers that join it to one of another row.
fn annotation(
    file: &Arc<str>,
    row: &Row<'_>,
    number: usize,
    layer: &Layer,
    stack: &[Option<&str>],
) -> Result<(Found, Option<(u64, u64)>), String> {
    let (mut id, mut chain) = (None, None);
    let mut values = Vec::with_capacity(stack.len());
    for (column, &raw) in layer.columns.iter().zip(stack) {
        let mut value = raw.unwrap_or("*");
        match column {
            Column::LinkRelation => {
                let (rest, link) = link(value)
                    .ok_or_else(|| format!("expected “->” with a chain and a link, as *->1-2, not “{value}”"))?;
                value = rest;
                chain = Some(link);
            }
            Column::Slot => {}
            _ => {
                let (rest, bracket) = numbered(value);
                value = rest;
                id = id.or(bracket.map(|id| (id, 0)));
            }
        }
        values.push(Some(value).filter(|value| *value != "*").map(unescaped_value));
    }
    if layer.kind == Kind::Chain {
        id = Some(chain.ok_or("expected “->” with a chain and a link in the column referenceRelation")?);
    }
    let chain = chain.map_or(0, |(chain, _)| chain);
    Ok((Found { at: At::line(file, row.line), span: row.span, layer: number, chain, values }, id))
}

/// `coref->1-2` as what is before the arrow, and the two numbers.
fn link(value: &str) -> Option<(&str, (u64, u64))> {
    let (relation, link) = value.rsplit_once("->").filter(|(relation, _)| !relation.ends_with('\\'))?;
    let (chain, link) = link.split_once('-')?;
    Some((relation, (chain.parse().ok()?, link.parse().ok()?)))
}

/// Joins what has the number of an annotation that is known.
fn join(all: &mut Vec<Found>, by_id: &mut HashMap<(usize, u64, u64), usize>, found: Found, id: Option<(u64, u64)>) {
    if let Some((a, b)) = id {
        let known = *by_id.entry((found.layer, a, b)).or_insert(all.len());
        if let Some(known) = all.get_mut(known) {
            known.span = (known.span.0.min(found.span.0), known.span.1.max(found.span.1));
            for (value, new) in known.values.iter_mut().zip(found.values) {
                *value = value.take().or(new);
            }
            return;
        }
    }
    all.push(found);
}

/// Puts an annotation where it belongs, and notes what of it has no place.
fn settle(telling: &mut Telling, layer: &Layer, found: Found, layers: &mut Layers) {
    let mut annotation = Annotation { at: found.at, span: found.span, kind: String::new(), identifier: String::new() };
    let is_custom = layer.kind == Kind::Span(Role::Custom);
    let mut has_kind = false;
    if layer.kind == Kind::Span(Role::Words) {
        telling.ignore(format!("Layer “{}”", layer.name));
        return;
    }
    for (column, value) in layer.columns.iter().zip(found.values) {
        let is_feature = matches!(column, Column::Feature(_));
        let is_first = is_feature && !has_kind;
        has_kind |= is_feature;
        match (column, value) {
            (_, None) | (Column::Mark | Column::Base, _) => {}
            (Column::Feature(name), Some(value)) if !is_custom && name == "value" => annotation.kind = value,
            (Column::Feature(name), Some(value)) if !is_custom && name == "identifier" => annotation.identifier = value,
            (Column::Feature(_), Some(value)) if is_custom && is_first && is_type(&value) => annotation.kind = value,
            (Column::Feature(name), Some(_)) => telling.ignore(format!("“{name}” of “{}”", layer.name)),
            (Column::LinkType, Some(value)) => annotation.kind = value,
            (Column::LinkRelation, Some(_)) => telling.ignore("referenceRelation of a link"),
            (Column::Slot, Some(_)) => telling.ignore(format!("Slots of “{}”", layer.name)),
        }
    }
    match layer.kind {
        Kind::Chain => layers.links.push((format!("{}{}", layer.name, found.chain), annotation)),
        Kind::Span(Role::Named) => layers.named.push(annotation),
        _ => {
            if annotation.kind.is_empty() {
                annotation.kind.clone_from(&layer.name);
            }
            layers.custom.push(annotation);
        }
    }
}
