//! Writing the graph.

use super::{OF_EDGES, OF_NODES, REPLACED};
use crate::annotation::{EntityId, Mention, Status};
use crate::interchange::source::{quoted, step};
use crate::interchange::words::spell;
use crate::interchange::{Keeps, Loss, Losses, Report, Sink, Source, WriteError};
use crate::text::{DocumentId, OffsetMap, OffsetUnit};
use crate::work::Work;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    let kept =
        Keeps { status: true, origin: true, entities: true, notes: true, empty_entities: true, ..Keeps::default() };
    source.common_losses(kept, &mut report.losses);
    let why = source.project.mentions().filter(|m| source.takes(m) && m.evidence.is_some());
    report.losses.count(Loss::Origin, why.count());
    let mut graph = Graph { out: sink.create("graph.graphml")?, counts: counts(source) };
    graph.head()?;
    graph.entities(source, &mut report.losses)?;
    for document in source.documents() {
        step(work, document.text)?;
        let path = &document.record.path;
        graph.document(document.record.id, path, document.mentions.len(), &mut report.losses)?;
        let map = OffsetMap::new(document.text);
        for &mention in &document.mentions {
            graph.mention(source, path, &map, mention, &mut report.losses)?;
            report.keep(mention);
        }
        report.documents += 1;
    }
    graph.weights()?;
    graph.out.write_all(b"</graph>\n</graphml>\n")?;
    Ok(graph.out.flush()?)
}

/// How often each entity is named in each document.
type Counts = BTreeMap<EntityId, BTreeMap<DocumentId, usize>>;

fn counts(source: &Source<'_>) -> Counts {
    let project = source.project;
    let written: BTreeSet<_> = project.documents().filter(|d| source.text(d).is_some()).map(|d| d.id).collect();
    let mut counts = Counts::new();
    for mention in project.mentions().filter(|m| source.takes(m) && written.contains(&m.document)) {
        if let Some(entity) = mention.entity {
            *counts.entry(entity).or_default().entry(mention.document).or_default() += 1;
        }
    }
    counts
}

struct Graph<'a> {
    out: Box<dyn Write + 'a>,
    counts: Counts,
}

impl Graph<'_> {
    fn head(&mut self) -> io::Result<()> {
        self.out.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
            xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
            http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        )?;
        for (of, keys) in [("node", &OF_NODES[..]), ("edge", &OF_EDGES[..])] {
            for (name, kind) in keys {
                writeln!(self.out, "<key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
            }
        }
        self.out.write_all(b"<graph id=\"redstring\" edgedefault=\"directed\">\n")
    }

    fn entities(&mut self, source: &Source<'_>, losses: &mut Losses) -> io::Result<()> {
        for entity in source.project.entities() {
            let places = self.counts.get(&entity.id);
            let mentions: usize = places.map_or(0, |places| places.values().sum());
            let data = [
                ("kind", "entity"),
                ("label", &entity.name),
                ("name", &entity.name),
                ("type", &source.project.schema().get(entity.kind).name),
                ("note", &entity.note),
                ("mentions", &mentions.to_string()),
                ("documents", &places.map_or(0, BTreeMap::len).to_string()),
            ];
            let line = node(&format!("e{}", entity.id.0), &data, losses);
            self.out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    fn document(&mut self, id: DocumentId, path: &str, mentions: usize, losses: &mut Losses) -> io::Result<()> {
        let mentions = mentions.to_string();
        let data = [("kind", "document"), ("label", path), ("path", path), ("mentions", &mentions)];
        let line = node(&format!("d{}", id.0), &data, losses);
        self.out.write_all(line.as_bytes())
    }

    fn mention(
        &mut self,
        source: &Source<'_>,
        path: &str,
        map: &OffsetMap<'_>,
        mention: &Mention,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let at = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        let hull = mention.hull();
        let (start, end) = (at(hull.start).to_string(), at(hull.end).to_string());
        let parts: Vec<_> = mention.spans.iter().map(|s| (at(s.start), at(s.end))).collect();
        let spans = if parts.len() > 1 { spell(&parts) } else { String::new() };
        let data = [
            ("kind", "mention"),
            ("label", &mention.text),
            ("text", &mention.text),
            ("type", source.kind(mention)),
            ("document", path),
            ("start", &start),
            ("end", &end),
            ("spans", &spans),
            ("status", if mention.status == Status::Accepted { "" } else { mention.status.word() }),
            ("by", &mention.by),
        ];
        let id = format!("m{}", mention.id.0);
        let mut lines = node(&id, &data, losses);
        lines.push_str(&edge(&id, &format!("d{}", mention.document.0), "in", None));
        if let Some(entity) = mention.entity {
            lines.push_str(&edge(&id, &format!("e{}", entity.0), "of", None));
        }
        self.out.write_all(lines.as_bytes())
    }

    fn weights(&mut self) -> io::Result<()> {
        for (entity, places) in &self.counts {
            for (document, count) in places {
                let line = edge(&format!("e{}", entity.0), &format!("d{}", document.0), "named in", Some(*count));
                self.out.write_all(line.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// A node with the data that it has. The label says again what another one says: its losses are not counted.
fn node(id: &str, data: &[(&str, &str)], losses: &mut Losses) -> String {
    let mut line = format!("<node id=\"{id}\">");
    for (key, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
        let (value, replaced) = escaped(value);
        if *key != "label" {
            (0..replaced).for_each(|_| losses.note(Loss::Character, || quoted(&value)));
        }
        line.push_str(&format!("<data key=\"{key}\">{value}</data>"));
    }
    line.push_str("</node>\n");
    line
}

fn edge(source: &str, target: &str, relation: &str, weight: Option<usize>) -> String {
    let weight = weight.map_or(String::new(), |n| format!("<data key=\"weight\">{n}</data>"));
    format!("<edge source=\"{source}\" target=\"{target}\"><data key=\"relation\">{relation}</data>{weight}</edge>\n")
}

/// Text as XML has it, and how many characters had to be replaced. A parser makes `\n` of a `\r` that is not coded.
fn escaped(text: &str) -> (String, usize) {
    let (mut all, mut replaced) = (String::with_capacity(text.len()), 0);
    for c in text.chars() {
        match c {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '\r' => all.push_str("&#13;"),
            '\t' | '\n' => all.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                all.push(REPLACED);
                replaced += 1;
            }
            c => all.push(c),
        }
    }
    (all, replaced)
}
