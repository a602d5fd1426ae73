//! From what was found to proposals: one order, no clashes, the types of the schema.

use super::claims::kind_of;
use super::tagger::Label;
use super::votes::Cue;
use super::{Found, Kind, Proposal, Rule};
use crate::annotation::{Evidence, Layers, Schema, TypeId};
use crate::text::{DocumentId, Span, Spans, is_grapheme_boundary};
use std::collections::HashMap;
use std::sync::Arc;

/// What extractors call the kinds, in the order of [`Kind`]; the type of a schema is looked for by it.
const LABELS: [&str; 11] =
    ["PERSON", "ORG", "GPE", "NORP", "WORK_OF_ART", "EVENT", "PRODUCT", "NAME", "DATE", "MONEY", "CONTACT"];

/// Writes proposals for one schema.
pub(super) struct Writer {
    kinds: [Option<TypeId>; LABELS.len()],
    /// By the label of the tagger: a schema may tell "LOC" from "GPE".
    labels: [Option<TypeId>; Label::ALL.len()],
    rules: HashMap<String, Arc<str>>,
}

impl Writer {
    pub fn new(schema: &Schema) -> Self {
        // A name whose type the schema does not have is still a name; a date is not.
        let name = schema.for_label("NAME");
        let mut kinds = LABELS.map(|label| schema.for_label(label));
        kinds[..Kind::Date as usize].iter_mut().for_each(|kind| *kind = kind.or(name));
        let labels = Label::ALL.map(|label| schema.for_label(label.as_str()));
        let on = |id: Option<TypeId>| id.filter(|&id| schema.is_on(id));
        Self { kinds: kinds.map(on), labels: labels.map(|id| id.map_or(id, |_| on(id))), rules: HashMap::new() }
    }

    /// The type that a mention gets; `None` when the schema has none, or it is off.
    fn type_of(&self, found: &Found) -> Option<TypeId> {
        let label = found.tagged.map(|(label, _)| label).filter(|&label| kind_of(label) == Some(found.kind));
        match label.and_then(|label| self.labels[label as usize]) {
            Some(id) => Some(id),
            None => self.kinds[found.kind as usize],
        }
    }

    /// The proposals of a document.
    pub fn write(&mut self, document: DocumentId, text: &str, mut all: Vec<Found>) -> Vec<Proposal> {
        all.retain(|f| self.kinds[f.kind as usize].is_some() && fits(text, f));
        settle(&mut all);
        all.iter().filter_map(|found| self.proposal(document, text, found)).collect()
    }

    fn proposal(&mut self, document: DocumentId, text: &str, found: &Found) -> Option<Proposal> {
        let kind = self.type_of(found)?;
        let span = Span::new(found.start, found.end);
        let rule = reasons(found);
        let rule = match self.rules.get(&rule) {
            Some(rule) => rule.clone(),
            None => self.rules.entry(rule.clone()).or_insert(Arc::from(rule)).clone(),
        };
        let evidence = Some(Evidence { score: found.score.into(), rule, layers: found.layers });
        let mut spans = Spans::new();
        spans.push(span);
        Some(Proposal { document, spans, text: span.slice(text)?.into(), kind, evidence })
    }
}

/// Why the mention is there, in words: "surname of Leonid Just; neural tagger: place, 0.51".
fn reasons(found: &Found) -> String {
    let rule = match &found.rule {
        Rule::Plain(rule) => rule,
        Rule::Told(rule) => &**rule,
    };
    let Some((label, score)) = found.tagged else { return rule.to_owned() };
    let tagger = format!("{}: {}, {score:.2}", Cue::Tagger.words(), words(label));
    if rule == Cue::Tagger.words() || !found.layers.has(Layers::RULES.with(Layers::PROJECT)) {
        return tagger;
    }
    format!("{rule}; {tagger}")
}

/// A label in words.
fn words(label: Label) -> &'static str {
    match label {
        Label::Person => "person",
        Label::Norp => "people or group",
        Label::Fac => "building",
        Label::Org => "organisation",
        Label::Gpe | Label::Loc => "place",
        Label::Product => "product",
        Label::Event => "event",
        Label::WorkOfArt => "work",
        Label::Law => "law",
        Label::Language => "language",
        Label::Date => "date",
        Label::Time => "time",
        Label::Percent => "percentage",
        Label::Money => "money",
        Label::Quantity => "quantity",
        Label::Ordinal => "ordinal number",
        Label::Cardinal => "number",
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
