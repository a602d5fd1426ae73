//! From what was found to proposals: one order, no clashes, the types of the schema.

use super::{Found, Kind, Proposal, Rule};
use crate::annotation::{Evidence, Layers, Schema, TypeId};
use crate::text::{DocumentId, Span, Spans, is_grapheme_boundary};
use std::collections::HashMap;
use std::sync::Arc;

/// The kinds as labels, which a schema maps to its types, in the order of [`Kind`].
const TYPE_NAMES: [&str; 9] =
    ["Person", "Organisation", "Place", "Group", "Work", "Name", "Date", "Quantity", "Contact"];

/// Writes proposals for one schema.
pub(super) struct Writer {
    types: [Option<TypeId>; TYPE_NAMES.len()],
    rules: HashMap<&'static str, Arc<str>>,
}

impl Writer {
    pub fn new(schema: &Schema) -> Self {
        let name = schema.for_label("Name");
        let mut types = TYPE_NAMES.map(|kind| schema.for_label(kind));
        // A name whose type the schema does not have is still a name; a date is not.
        for kind in &mut types[..Kind::Name as usize] {
            *kind = kind.or(name);
        }
        Self { types, rules: HashMap::new() }
    }

    /// The proposals of a document.
    pub fn write(&mut self, document: DocumentId, text: &str, mut all: Vec<Found>) -> Vec<Proposal> {
        all.retain(|f| self.types[f.kind as usize].is_some() && fits(text, f));
        settle(&mut all);
        all.iter().filter_map(|found| self.proposal(document, text, found)).collect()
    }

    fn proposal(&mut self, document: DocumentId, text: &str, found: &Found) -> Option<Proposal> {
        let kind = self.types[found.kind as usize]?;
        let span = Span::new(found.start, found.end);
        let rule = match &found.rule {
            Rule::Plain(rule) => self.rules.entry(rule).or_insert_with(|| Arc::from(*rule)).clone(),
            Rule::Told(rule) => rule.clone(),
        };
        let evidence = Some(Evidence { score: found.score.into(), rule, layers: Layers::RULES });
        let mut spans = Spans::new();
        spans.push(span);
        Some(Proposal { document, spans, text: span.slice(text)?.into(), kind, evidence })
    }
}

/// Whether the span lies on grapheme boundaries of the text.
fn fits(text: &str, found: &Found) -> bool {
    let edge = |at: u32| {
        let at = at as usize;
        // Between ASCII characters there is always a boundary, but for a line end, which no span touches.
        let ascii = |i: Option<usize>| i.and_then(|i| text.as_bytes().get(i)).is_none_or(u8::is_ascii);
        (ascii(at.checked_sub(1)) && ascii(Some(at))) || is_grapheme_boundary(text, at)
    };
    Span::new(found.start, found.end).check(text).is_ok() && edge(found.start) && edge(found.end)
}

/// Orders by position and leaves, of those that clash, the longer or surer one.
fn settle(all: &mut Vec<Found>) {
    all.sort_by(|a, b| (a.start, b.end).cmp(&(b.start, a.end)).then(b.score.total_cmp(&a.score)));
    let mut kept: Vec<Found> = Vec::with_capacity(all.len());
    for found in all.drain(..) {
        // `last` is the last that is not nested: all before it end where it begins, or earlier.
        let last = kept.iter().rposition(|f| !f.nested);
        match last.map(|i| &kept[i]) {
            Some(before) if found.start < before.end => {
                let inside = found.end <= before.end && (found.start, found.end) != (before.start, before.end);
                let after_inner = kept.last().is_none_or(|f| !f.nested || f.end <= found.start);
                if inside && found.nested && after_inner {
                    kept.push(found);
                } else if !inside && found.score > before.score && found.start > before.start {
                    kept.truncate(last.unwrap_or(0));
                    kept.push(Found { nested: false, ..found });
                }
            }
            _ => kept.push(Found { nested: false, ..found }),
        }
    }
    *all = kept;
}
