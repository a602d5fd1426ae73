//! The project as RON, one item a line, written as a stream.

use super::context::deserves_context;
use super::format::options;
use super::{Context, Contexts, MAX_ID, ProjectFile, VERSION, paths};
use crate::annotation::{DocumentRecord, Entity, EntryRule, GazetteerEntry, Judgement, Mention, MentionType};
use crate::annotation::{Schema, Status, TypeId, Verdict};
use crate::text::Span;
use std::io::{self, Write};
use std::path::Path;

/// What is written for a type: its name in the schema, or its number in a journal, which outlives a renaming.
pub(super) type TypeName<'a> = &'a dyn Fn(&mut dyn Write, TypeId) -> io::Result<()>;

/// Checks that what would be written can be loaded again, and gives the corpus folder as it will be named.
pub(super) fn check(file: &ProjectFile, folder: &Path) -> Result<String, String> {
    let (document, entity, mention) = file.project.reserved_ids();
    if [document, entity, mention].into_iter().any(|id| id > MAX_ID) {
        return Err("its ids have run out".to_owned());
    }
    for record in file.project.documents() {
        if let Some(problem) = paths::document_path_problem(&record.path) {
            return Err(format!("the document path {:?} {problem}", record.path));
        }
    }
    paths::to_file(&file.corpus_root, folder)
        .ok_or_else(|| format!("the name of the folder {} is not Unicode", file.corpus_root.display()))
}

/// Writes a whole project file.
pub(super) fn project(file: &ProjectFile, corpus: &str, folder: &Path, out: &mut dyn Write) -> io::Result<()> {
    let project = &file.project;
    let (document, entity, mention) = project.reserved_ids();
    writeln!(out, "// Redstring project. Offsets are UTF-8 bytes.\nProject(\n    version: {VERSION},")?;
    out.write_all(b"    corpus: ")?;
    string(out, corpus)?;
    writeln!(out, ",\n    next: ({document}, {entity}, {mention}),")?;
    let names = type_names(project.schema())?;
    let kind = |out: &mut dyn Write, id: TypeId| out.write_all(names.get(usize::from(id.0)).map_or(b"\"\"", |n| n));
    section(out, "types", project.schema().types(), |out, (_, t)| mention_type(out, t, false))?;
    section(out, "documents", project.documents(), |out, d| document_row(out, d))?;
    section(out, "entities", project.entities(), |out, e| entity_row(out, e, &kind))?;
    section(out, "mentions", project.mentions(), |out, m| mention_row(out, m, &kind, context(&file.contexts, m)))?;
    section(out, "judgements", project.judgements(), |out, j| judgement_row(out, j))?;
    if project.gazetteer().len() > 0 {
        section(out, "gazetteer", project.gazetteer(), |out, e| entry_row(out, e, &kind))?;
    }
    let config = ron::ser::PrettyConfig::new().compact_arrays(true).compact_structs(true);
    // A screen deeper than the loader goes would make the whole file unreadable.
    let workspace = file.workspace.clone().pruned(project).for_file(folder);
    let workspace = options().to_string_pretty(&workspace, config).map_err(io::Error::other)?;
    writeln!(out, "    workspace: {},\n)", workspace.replace(['\n', '\r'], " "))
}

/// The names of the types, spelt once instead of once a mention.
fn type_names(schema: &Schema) -> io::Result<Vec<Vec<u8>>> {
    let spell = |t: &MentionType| {
        let mut name = Vec::new();
        string(&mut name, &t.name).map(|()| name)
    };
    schema.slots().map(|(_, t)| spell(t)).collect()
}

fn context<'a>(contexts: &'a Contexts, mention: &Mention) -> Option<&'a Context> {
    if deserves_context(mention) { contexts.get(mention.id) } else { None }
}

fn section<T>(
    out: &mut dyn Write,
    name: &str,
    items: impl Iterator<Item = T>,
    mut row: impl FnMut(&mut dyn Write, T) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "    {name}: [")?;
    for item in items {
        out.write_all(b"        ")?;
        row(out, item)?;
        out.write_all(b",\n")?;
    }
    out.write_all(b"    ],\n")
}

pub(super) fn mention_type(out: &mut dyn Write, t: &MentionType, gone: bool) -> io::Result<()> {
    out.write_all(b"(name: ")?;
    string(out, &t.name)?;
    out.write_all(b", key: '")?;
    character(out, t.key)?;
    let colour: String = t.colour.into();
    write!(out, "', mark: {:?}, colour: \"{colour}\"", t.mark)?;
    if !t.on {
        out.write_all(b", on: false")?;
    }
    out.write_all(b", labels: [")?;
    for (i, label) in t.labels.iter().enumerate() {
        out.write_all(if i == 0 { b"" } else { b", " })?;
        string(out, label)?;
    }
    out.write_all(if gone { b"], gone: true)" } else { b"])" })
}

pub(super) fn document_row(out: &mut dyn Write, d: &DocumentRecord) -> io::Result<()> {
    write!(out, "(id: {}, path: ", d.id)?;
    string(out, &d.path)?;
    write!(out, ", bytes: {}, sha256: \"{}\")", d.bytes, d.hash)
}

pub(super) fn entity_row(out: &mut dyn Write, e: &Entity, kind: TypeName<'_>) -> io::Result<()> {
    write!(out, "(id: {}, type: ", e.id)?;
    kind(out, e.kind)?;
    field(out, "name", &e.name)?;
    if !e.note.is_empty() {
        field(out, "note", &e.note)?;
    }
    out.write_all(b")")
}

pub(super) fn mention_row(
    out: &mut dyn Write,
    m: &Mention,
    kind: TypeName<'_>,
    context: Option<&Context>,
) -> io::Result<()> {
    write!(out, "(id: {}, doc: {}, ", m.id, m.document)?;
    if let [span] = m.spans[..] {
        write!(out, "span: ({}, {})", span.start, span.end)?;
    } else {
        out.write_all(b"spans: [")?;
        for (i, Span { start, end }) in m.spans.iter().enumerate() {
            write!(out, "{}({start}, {end})", if i == 0 { "" } else { ", " })?;
        }
        out.write_all(b"]")?;
    }
    field(out, "text", &m.text)?;
    out.write_all(b", type: ")?;
    kind(out, m.kind)?;
    if let Some(entity) = m.entity {
        write!(out, ", entity: {entity}")?;
    }
    out.write_all(match m.status {
        Status::Proposed => b", status: Proposed",
        Status::Accepted => b", status: Accepted",
        Status::Rejected => b", status: Rejected",
    })?;
    if !m.by.is_empty() {
        field(out, "by", &m.by)?;
    }
    if let Some(evidence) = &m.evidence {
        field(out, "rule", &evidence.rule)?;
        write!(out, ", score: {}", evidence.score.get())?;
        if !evidence.layers.is_none() {
            write!(out, ", layers: \"{}\"", evidence.layers)?;
        }
    }
    if let Some(context) = context {
        field(out, "before", &context.before)?;
        field(out, "after", &context.after)?;
    }
    out.write_all(b")")
}

pub(super) fn judgement_row(out: &mut dyn Write, j: &Judgement) -> io::Result<()> {
    let verdict = match j.verdict {
        Verdict::Same => "Same",
        Verdict::Different => "Different",
        Verdict::Unsure => "Unsure",
    };
    write!(out, "(a: {}, b: {}, verdict: {verdict}", j.a, j.b)?;
    if !j.by.is_empty() {
        field(out, "by", &j.by)?;
    }
    if let Some(at) = j.at {
        write!(out, ", at: \"{at}\"")?;
    }
    out.write_all(b")")
}

pub(super) fn entry_row(out: &mut dyn Write, e: &GazetteerEntry, kind: TypeName<'_>) -> io::Result<()> {
    out.write_all(b"(name: ")?;
    string(out, &e.name)?;
    if let EntryRule::Always(id) = e.rule {
        out.write_all(b", type: ")?;
        kind(out, id)?;
    }
    if let Some(entity) = &e.entity {
        field(out, "entity", entity)?;
    }
    if e.ignore_case {
        out.write_all(b", ignore_case: true")?;
    }
    if e.ignore_diacritics {
        out.write_all(b", ignore_diacritics: true")?;
    }
    if !e.by.is_empty() {
        field(out, "by", &e.by)?;
    }
    out.write_all(b")")
}

fn field(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    out.write_all(b", ")?;
    out.write_all(name.as_bytes())?;
    out.write_all(b": ")?;
    string(out, value)
}

/// A RON string on one line. What a diff could not show, or would show in a false order, is escaped.
pub(super) fn string(out: &mut dyn Write, s: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut plain = 0;
    for (i, c) in s.char_indices() {
        if needs_escape(c) {
            out.write_all(&s.as_bytes()[plain..i])?;
            character(out, c)?;
            plain = i + c.len_utf8();
        }
    }
    out.write_all(&s.as_bytes()[plain..])?;
    out.write_all(b"\"")
}

/// One character of a string or character literal.
fn character(out: &mut dyn Write, c: char) -> io::Result<()> {
    match c {
        '"' => out.write_all(b"\\\""),
        '\'' => out.write_all(b"\\'"),
        '\\' => out.write_all(b"\\\\"),
        '\n' => out.write_all(b"\\n"),
        '\r' => out.write_all(b"\\r"),
        '\t' => out.write_all(b"\\t"),
        c if needs_escape(c) => write!(out, "\\u{{{:x}}}", u32::from(c)),
        c => write!(out, "{c}"),
    }
}

/// Control characters, line and paragraph separators, the byte-order mark, and everything that turns writing
/// direction around invisibly.
fn needs_escape(c: char) -> bool {
    match c {
        '"' | '\\' => true,
        ' '..='~' => false,
        c => {
            c.is_control()
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        }
    }
}
