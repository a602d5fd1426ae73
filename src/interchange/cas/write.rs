//! Documents, mentions and entities as CAS JSON files: a feature structure a line. The ids of words and sentences come
//! first, so that a new mention changes few lines.

use crate::annotation::{EntityId, Mention};
use crate::interchange::segment::Segments;
use crate::interchange::source::{quoted, step};
use crate::interchange::webanno::dkpro::{self, CHAIN, LINK, META_DATA, NAMED_ENTITY, SENTENCE, TOKEN};
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{OffsetMap, OffsetUnit, Span, Spans};
use crate::work::Work;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

/// Features of a type, and what they are.
type Features = &'static [(&'static str, &'static str)];

/// The types that are used, what they are below, and their features with what those are.
const TYPES: [(&str, &str, Features); 6] = [
    (
        META_DATA,
        "uima.tcas.DocumentAnnotation",
        &[("documentTitle", "uima.cas.String"), ("documentId", "uima.cas.String")],
    ),
    (SENTENCE, "uima.tcas.Annotation", &[]),
    (TOKEN, "uima.tcas.Annotation", &[]),
    (NAMED_ENTITY, "uima.tcas.Annotation", &[("value", "uima.cas.String"), ("identifier", "uima.cas.String")]),
    (
        LINK,
        "uima.tcas.Annotation",
        &[("next", LINK), ("referenceType", "uima.cas.String"), ("referenceRelation", "uima.cas.String")],
    ),
    (CHAIN, "uima.cas.AnnotationBase", &[("first", LINK)]),
];

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    // Names and notes are looked at one by one.
    let keeps = Keeps { entities: true, notes: true, ..Keeps::default() };
    source.common_losses(keeps, &mut report.losses);
    let identifiers = dkpro::identifiers(source, &mut report.losses);
    for document in source.documents() {
        step(work, document.text)?;
        let mut out = sink.create(&format!("{}.json", document.record.path))?;
        let mentions = kept(&document, report);
        let mut file = File::new(&document);
        file.words(&document);
        file.mentions(source, &mentions, &identifiers);
        file.write(&mut *out)?;
        out.flush()?;
        drop(out);
        report.documents += 1;
    }
    Ok(())
}

/// The mentions of a document that can be told: one at a place.
fn kept<'a>(document: &SourceDocument<'a>, report: &mut Report) -> Vec<&'a Mention> {
    let example = |m: &Mention| format!("{} ({})", quoted(&m.text), document.record.path);
    let (mut mentions, mut taken) = (Vec::new(), HashSet::new());
    for &mention in &document.mentions {
        if !taken.insert(mention.hull()) {
            report.losses.note(Loss::Crossing, || example(mention));
            continue;
        }
        if mention.spans.len() > 1 {
            report.losses.note(Loss::Flattened, || example(mention));
        }
        let hull: Spans = [mention.hull()].into_iter().collect();
        report.keep_as(mention, hull, mention.entity);
        mentions.push(mention);
    }
    mentions
}

/// A file that is put together.
struct File<'a> {
    map: OffsetMap<'a>,
    structures: Vec<Value>,
}

/// The id of the sofa: it comes first.
const SOFA: usize = 1;

impl<'a> File<'a> {
    fn new(document: &SourceDocument<'a>) -> Self {
        let map = OffsetMap::new(document.text);
        let sofa = json!({
            "%ID": SOFA, "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": document.text,
        });
        let mut file = Self { map, structures: vec![sofa] };
        let path = &*document.record.path;
        let meta = json!({"language": "x-unspecified", "documentTitle": path, "documentId": path});
        file.annotation(META_DATA, Span::from_usize(0, document.text.len()), meta);
        file
    }

    /// The id of the feature structure that comes next.
    fn next(&self) -> usize {
        self.structures.len() + 1
    }

    fn annotation(&mut self, kind: &str, span: Span, features: Value) {
        let at = |byte| self.map.from_bytes(byte, OffsetUnit::Utf16);
        let mut all = json!({
            "%ID": self.next(), "%TYPE": kind, "@sofa": SOFA, "begin": at(span.start), "end": at(span.end),
        });
        if let (Value::Object(all), Value::Object(features)) = (&mut all, features) {
            all.extend(features);
        }
        self.structures.push(all);
    }

    fn words(&mut self, document: &SourceDocument<'_>) {
        let segments = Segments::of(document.text, &document.mentions);
        for sentence in &segments.sentences {
            let tokens = &segments.tokens[sentence.clone()];
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                self.annotation(SENTENCE, Span::new(first.start, last.end), json!({}));
            }
            tokens.iter().for_each(|token| self.annotation(TOKEN, *token, json!({})));
        }
    }

    fn mentions(&mut self, source: &Source<'_>, mentions: &[&Mention], identifiers: &HashMap<EntityId, String>) {
        let mut chains: BTreeMap<EntityId, Vec<Span>> = BTreeMap::new();
        for mention in mentions {
            let mut features = json!({"value": &**source.kind(mention)});
            if let Some(entity) = mention.entity {
                features["identifier"] = json!(identifiers.get(&entity));
                chains.entry(entity).or_default().push(mention.hull());
            }
            self.annotation(NAMED_ENTITY, mention.hull(), features);
        }
        // A chain of one link says nothing.
        for links in chains.into_values().filter(|links| links.len() > 1) {
            let chain = self.next();
            self.structures.push(json!({"%ID": chain, "%TYPE": CHAIN, "@sofa": SOFA, "@first": chain + 1}));
            for (number, link) in links.iter().enumerate() {
                let has_next = number + 1 < links.len();
                let features = if has_next { json!({"@next": self.next() + 1}) } else { json!({}) };
                self.annotation(LINK, *link, features);
            }
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n  \"%TYPES\": {{")?;
        for (number, (name, above, features)) in TYPES.iter().enumerate() {
            let comma = if number + 1 < TYPES.len() { "," } else { "" };
            let mut all = format!("\"%NAME\": \"{name}\", \"%SUPER_TYPE\": \"{above}\"");
            for (feature, range) in *features {
                all.push_str(&format!(", \"{feature}\": {{\"%NAME\": \"{feature}\", \"%RANGE\": \"{range}\"}}"));
            }
            writeln!(out, "    \"{name}\": {{{all}}}{comma}")?;
        }
        writeln!(out, "  }},\n  \"%FEATURE_STRUCTURES\": [")?;
        for (number, structure) in self.structures.iter().enumerate() {
            let comma = if number + 1 < self.structures.len() { "," } else { "" };
            write!(out, "    ")?;
            // `%ID` comes first and `%TYPE` second: that is the order of the characters, too.
            serde_json::to_writer(&mut *out, structure).map_err(io::Error::from)?;
            writeln!(out, "{comma}")?;
        }
        let members: Vec<_> = (SOFA + 1..self.next()).map(|id| id.to_string()).collect();
        writeln!(out, "  ],\n  \"%VIEWS\": {{")?;
        writeln!(out, "    \"_InitialView\": {{\"%SOFA\": {SOFA}, \"%MEMBERS\": [{}]}}\n  }}\n}}", members.join(", "))
    }
}
