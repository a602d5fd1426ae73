//! Documents, mentions and entities as ECB+ files.

use crate::annotation::{Entity, EntityId, Mention};
use crate::interchange::assemble::Assembler;
use crate::interchange::segment::Segments;
use crate::interchange::source::{quoted, step};
use crate::interchange::{Keeps, Loss, Losses, Report, Sink, Source, SourceDocument, WriteError};
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
    let keeps = Keeps { entities: true, notes: true, ..Keeps::default() };
    source.common_losses(keeps, &mut report.losses);
    let over = over_documents(source);
    for document in source.documents() {
        step(work, document.text)?;
        let path = &*document.record.path;
        let mut out = sink.create(&format!("{}.xml", path.strip_suffix(".txt").unwrap_or(path)))?;
        let segments = Segments::of(document.text, &document.mentions);
        let mentions = kept(&document, &segments, report);
        let page = Page { source, document: &document, segments, over: &over, losses: &mut report.losses };
        page.write(&mut *out, &mentions)?;
        out.flush()?;
        drop(out);
        report.documents += 1;
    }
    Ok(())
}

/// The entities with mentions in several documents.
fn over_documents(source: &Source<'_>) -> HashSet<EntityId> {
    let (mut first, mut over) = (HashMap::new(), HashSet::new());
    for mention in source.project.mentions().filter(|m| source.takes(m)) {
        if let Some(entity) = mention.entity
            && *first.entry(entity).or_insert(mention.document) != mention.document
        {
            over.insert(entity);
        }
    }
    over
}

/// The mentions of a document that can be told, with their tokens: one for some tokens.
fn kept<'a>(
    document: &SourceDocument<'a>,
    segments: &Segments,
    report: &mut Report,
) -> Vec<(&'a Mention, Vec<Range<usize>>)> {
    let example = |m: &Mention| format!("{} ({})", quoted(&m.text), document.record.path);
    let (mut mentions, mut taken) = (Vec::new(), HashSet::new());
    for &mention in &document.mentions {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for run in mention.spans.iter().filter_map(|span| segments.of_span(*span)) {
            match runs.last_mut() {
                // Only white space is between them.
                Some(last) if last.end == run.start => last.end = run.end,
                _ => runs.push(run),
            }
        }
        if runs.is_empty() {
            report.losses.note(Loss::Mention, || example(mention));
        } else if !taken.insert(runs.clone()) {
            report.losses.note(Loss::Crossing, || example(mention));
        } else {
            report.keep(mention);
            mentions.push((mention, runs));
        }
    }
    mentions
}

/// One document.
struct Page<'a, 'b> {
    source: &'a Source<'a>,
    document: &'a SourceDocument<'a>,
    segments: Segments,
    over: &'a HashSet<EntityId>,
    losses: &'b mut Losses,
}

impl Page<'_, '_> {
    fn write(mut self, out: &mut dyn Write, mentions: &[(&Mention, Vec<Range<usize>>)]) -> io::Result<()> {
        let record = self.document.record;
        let name = self.attribute(&record.path);
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<Document doc_name=\"{name}\" doc_id=\"DOC{}\">", record.id.0)?;
        self.tokens(out)?;
        writeln!(out, "<Markables>")?;
        let mut members: BTreeMap<EntityId, Vec<usize>> = BTreeMap::new();
        for (number, (mention, runs)) in mentions.iter().enumerate() {
            self.mention(out, number + 1, mention, runs)?;
            if let Some(entity) = mention.entity {
                members.entry(entity).or_default().push(number + 1);
            }
        }
        let first = mentions.len() + 1;
        for (number, &id) in members.keys().enumerate() {
            if let Some(entity) = self.source.project.entity(id) {
                self.instance(out, first + number, entity)?;
            }
        }
        writeln!(out, "</Markables>")?;
        writeln!(out, "<Relations>")?;
        for (number, (&id, sources)) in members.iter().enumerate() {
            let kind = if self.over.contains(&id) { "CROSS_DOC_COREF" } else { "INTRA_DOC_COREF" };
            let note = self.source.project.entity(id).map(|e| self.instance_id(e)).unwrap_or_default();
            writeln!(out, "<{kind} r_id=\"{}\" note=\"{note}\">", number + 1)?;
            for source in sources {
                writeln!(out, "  <source m_id=\"{source}\"/>")?;
            }
            writeln!(out, "  <target m_id=\"{}\"/>\n</{kind}>", first + number)?;
        }
        writeln!(out, "</Relations>\n</Document>")
    }

    fn tokens(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (text, segments) = (self.document.text, std::mem::take(&mut self.segments));
        let mut again = Assembler::default();
        for (sentence, tokens) in segments.sentences.iter().enumerate() {
            if sentence > 0 {
                again.line();
            }
            for (number, id) in tokens.clone().enumerate() {
                let word = segments.tokens[id].slice(text).unwrap_or_default();
                again.push(word);
                let mut original = String::new();
                if word.chars().any(|c| !is_allowed(c)) {
                    let json = serde_json::Value::from(word).to_string();
                    let plain: String = json.chars().map(as_json).collect();
                    original = format!(" {}=\"{}\"", super::ORIGINAL, escaped(&plain));
                }
                let word = escaped(&self.allowed(word));
                writeln!(
                    out,
                    "<token t_id=\"{}\" sentence=\"{sentence}\" number=\"{number}\"{original}>{word}</token>",
                    id + 1
                )?;
            }
        }
        if again.finish().0 != text {
            self.losses.note(Loss::WhiteSpace, || self.document.record.path.to_string());
        }
        Ok(())
    }

    fn mention(&mut self, out: &mut dyn Write, id: usize, mention: &Mention, runs: &[Range<usize>]) -> io::Result<()> {
        let (name, original) = self.element(self.source.kind(mention));
        writeln!(out, "<{name} m_id=\"{id}\"{original}>")?;
        for token in runs.iter().flat_map(Clone::clone) {
            writeln!(out, "  <token_anchor t_id=\"{}\"/>", token + 1)?;
        }
        writeln!(out, "</{name}>")
    }

    fn instance(&mut self, out: &mut dyn Write, id: usize, entity: &Entity) -> io::Result<()> {
        let (name, original) = self.element(&self.source.project.schema().get(entity.kind).name);
        let (words, instance) = (self.attribute(&entity.name), self.instance_id(entity));
        let mut note = self.attribute(&entity.note);
        if !note.is_empty() {
            note = format!(" comment=\"{note}\"");
        }
        writeln!(
            out,
            "<{name} m_id=\"{id}\" RELATED_TO=\"\" TAG_DESCRIPTOR=\"{words}\" instance_id=\"{instance}\"{note}{original}/>"
        )
    }

    /// The id of an entity over all files, as those of ECB+ are: three letters, and a number of its own.
    fn instance_id(&self, entity: &Entity) -> String {
        let kind = &self.source.project.schema().get(entity.kind).name;
        let letters = kind.get(..3).filter(|l| l.bytes().all(|b| b.is_ascii_alphabetic()));
        format!("{}{}", letters.unwrap_or("ENT").to_ascii_uppercase(), entity.id.0)
    }

    /// The element of a type, and the attribute with the type where that is no name of an element.
    fn element(&mut self, kind: &str) -> (String, String) {
        let start = |c: char| c == '_' || c.is_alphabetic();
        let mut name: String = kind
            .chars()
            .map(|c| if start(c) || c.is_ascii_digit() || matches!(c, '-' | '.') { c } else { '_' })
            .collect();
        if !name.starts_with(start) || name == "token_anchor" || name.ends_with("_MENTION") {
            name.insert_str(0, "T_");
        }
        if name.ends_with("_MENTION") {
            name.push('_');
        }
        let original =
            if name == kind { String::new() } else { format!(" {}=\"{}\"", super::TYPE, self.attribute(kind)) };
        (name, original)
    }

    fn attribute(&mut self, value: &str) -> String {
        escaped(&self.allowed(value))
    }

    /// A text without characters that XML forbids.
    fn allowed(&mut self, text: &str) -> String {
        let forbidden = text.chars().filter(|&c| !is_allowed(c)).count();
        if forbidden > 0 {
            let path = &self.document.record.path;
            (0..forbidden).for_each(|_| self.losses.note(Loss::Character, || format!("in {} ({path})", quoted(text))));
        }
        text.chars().map(|c| if is_allowed(c) { c } else { '\u{FFFD}' }).collect()
    }
}

/// `Char` of XML 1.0.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The two that JSON allows and XML does not, as JSON writes them.
fn as_json(c: char) -> String {
    if is_allowed(c) { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }
}

/// For text and for attributes: line ends and tabs would become spaces there.
fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            '\t' => all.push_str("&#9;"),
            '\n' => all.push_str("&#10;"),
            '\r' => all.push_str("&#13;"),
            c => all.push(c),
        }
    }
    all
}
