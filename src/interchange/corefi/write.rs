//! A project as one topic: mentions first, then tokens, one a line.

use crate::annotation::{EntityId, Mention};
use crate::interchange::flat::flat;
use crate::interchange::segment::Segments;
use crate::interchange::source::{quoted, step};
use crate::interchange::ties::OurEntity;
use crate::interchange::{Keeps, Loss, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{Span, Spans};
use crate::work::Work;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

#[derive(Serialize)]
struct TokenLine<'a> {
    i: usize,
    document: usize,
    doc_name: &'a str,
    paragraph: usize,
    text: &'a str,
    #[serde(rename = "noWhite", skip_serializing_if = "std::ops::Not::not")]
    no_white: bool,
}

#[derive(Serialize)]
struct MentionLine<'a> {
    start: usize,
    end: usize,
    #[serde(rename = "clustId")]
    cluster: Vec<String>,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// What has been gathered of the documents so far.
#[derive(Default)]
struct Topic<'a> {
    tokens: Vec<TokenLine<'a>>,
    mentions: Vec<MentionLine<'a>>,
    clusters: HashMap<EntityId, String>,
}

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    source.common_losses(Keeps { entities: true, notes: true, ..Keeps::default() }, &mut report.losses);
    let documents: Vec<SourceDocument<'_>> = source.documents().collect();
    let mut topic = Topic::default();
    for document in &documents {
        step(work, document.text)?;
        topic.add(source, document, report);
    }
    let mut out = sink.create("corefi.json")?;
    topic.write(&mut *out)?;
    Ok(out.flush()?)
}

impl<'a> Topic<'a> {
    fn add(&mut self, source: &Source<'a>, document: &SourceDocument<'a>, report: &mut Report) {
        let segments = Segments::of(document.text, &document.mentions);
        let path: &'a str = &document.record.path;
        if segments.tokens.is_empty() {
            report.losses.note(Loss::EmptyDocument, || path.to_owned());
            document.mentions.iter().for_each(|m| report.losses.note(Loss::Mention, || quoted(&m.text)));
            return;
        }
        if !words_only(document.text, &segments.tokens) {
            report.losses.note(Loss::WhiteSpace, || path.to_owned());
        }
        let flat = flat(document, report, |m| segments.of_span(m.hull()).map(|run| (run.start, run.end - 1)));
        let (first, number) = (self.tokens.len(), report.documents);
        let runs: Vec<_> = flat.iter().map(|(_, run)| *run).collect();
        let paragraphs = paragraphs(document.text, &segments.tokens, &runs);
        for (i, (token, paragraph)) in segments.tokens.iter().zip(paragraphs).enumerate() {
            let next = document.text[token.end as usize..].chars().next();
            self.tokens.push(TokenLine {
                i: first + i,
                document: number,
                doc_name: path,
                paragraph,
                text: token.slice(document.text).unwrap_or_default(),
                no_white: next.is_some_and(|c| !c.is_whitespace()),
            });
        }
        for (mention, (start, end)) in flat {
            let span = Span::new(segments.tokens[start].start, segments.tokens[end].end);
            let whole: Spans = [span].into_iter().collect();
            report.keep_as(mention, whole, mention.entity);
            let line = self.line(source, mention, (first + start, first + end), report);
            self.mentions.push(line);
        }
        report.documents += 1;
    }

    fn line(
        &mut self,
        source: &Source<'a>,
        mention: &'a Mention,
        (start, end): (usize, usize),
        report: &mut Report,
    ) -> MentionLine<'a> {
        let own = format!("{start}-{end}");
        let mut entity = None;
        let cluster = match mention.entity {
            Some(id) => {
                if !self.clusters.contains_key(&id) {
                    entity = OurEntity::of(source, id);
                }
                vec![self.clusters.entry(id).or_insert(own).clone()]
            }
            // The tools begin at the first mention, which has a cluster always.
            None if self.mentions.is_empty() => {
                report.losses.note(Loss::Untied, || quoted(&mention.text));
                vec![own]
            }
            None => Vec::new(),
        };
        MentionLine {
            start,
            end,
            cluster,
            kind: source.kind(mention),
            name: entity.as_ref().map(|e| e.name),
            entity_type: entity.as_ref().map(|e| e.kind),
            note: entity.map(|e| e.note).filter(|note| !note.is_empty()),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // Work goes on at the first mention without a cluster.
        let viewed = self.mentions.iter().take_while(|m| !m.cluster.is_empty()).count().max(1);
        let selected = self.mentions.iter().find_map(|m| m.cluster.first()).cloned().unwrap_or_default();
        let done = viewed >= self.mentions.len();
        let settings = serde_json::json!({"mode": "annotation", "selectedCluster": selected, "mentionsViewed": viewed,
            "done": done, "reassignable": true, "fixableSpans": true, "newMentions": true, "local": true});
        write!(out, "{{\n\"mentions\":[")?;
        lines(out, &self.mentions)?;
        write!(out, "],\n\"tokens\":[")?;
        lines(out, &self.tokens)?;
        write!(out, "]")?;
        for (name, value) in settings.as_object().into_iter().flatten() {
            write!(out, ",\n\"{name}\":{value}")?;
        }
        writeln!(out, "\n}}")
    }
}

fn lines(out: &mut dyn Write, all: &[impl Serialize]) -> io::Result<()> {
    for (i, one) in all.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, one).map_err(io::Error::from)?;
    }
    out.write_all(b"\n")
}

/// Whether a text is its words with a space between them or none, and a line end.
fn words_only(text: &str, tokens: &[Span]) -> bool {
    let between = tokens.windows(2).filter_map(|pair| text.get(pair[0].end as usize..pair[1].start as usize));
    let last = tokens.last().map_or("", |t| &text[t.end as usize..]);
    tokens.first().is_some_and(|t| t.start == 0) && matches!(last, "" | "\n") && { between }
        .all(|s| s.is_empty() || s == " ")
}

/// The number of the paragraph of each token: they part at empty lines, where no mention goes on and there is a mention
/// on both sides, as CHAMP must have it.
fn paragraphs(text: &str, tokens: &[Span], runs: &[(usize, usize)]) -> Vec<usize> {
    let mut numbers = Vec::with_capacity(tokens.len());
    let (mut number, mut next, mut reach, mut held) = (0, 0, 0, false);
    for (i, token) in tokens.iter().enumerate() {
        let gap = i.checked_sub(1).map_or("", |before| &text[tokens[before].end as usize..token.start as usize]);
        let parts = gap.bytes().filter(|&b| b == b'\n').count() > 1;
        if parts && held && next < runs.len() && reach < i {
            number += 1;
            held = false;
        }
        while next < runs.len() && runs[next].0 <= i {
            reach = reach.max(runs[next].1);
            (next, held) = (next + 1, true);
        }
        numbers.push(number);
    }
    numbers
}
