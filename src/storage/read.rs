//! A project from its file's text: all of it, or a reason why not.

use super::format::{ProjectRow, VersionRow, options};
use super::{Context, Contexts};
use super::{LoadError, MAX_ID, ProjectFile, VERSION, paths};
use super::{item, item::Interner};
use crate::annotation::{DocumentRecord, EntityId, Op, Project, Schema, Transaction, TypeId};
use crate::text::DocumentId;
use ron::error::{Error, SpannedError};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// See [`ProjectFile::parse`].
pub(super) fn project(text: &str, folder: &Path) -> Result<ProjectFile, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = skip_blank(text);
    if head.is_empty() {
        return Err(LoadError::Foreign("the file is empty"));
    }
    if !head.starts_with(['(', '#']) && !head.starts_with("Project") {
        return Err(LoadError::Foreign("it does not begin with Project("));
    }
    if let Some(found) = leading_version(head) {
        known_version(found)?;
    }
    let row: ProjectRow<'_> = options().from_str(text).map_err(|error| explain(text, &error))?;
    known_version(row.version)?;
    Builder::new(text).build(row, folder)
}

fn known_version(found: u64) -> Result<(), LoadError> {
    if found == u64::from(VERSION) { Ok(()) } else { Err(LoadError::Version { found }) }
}

/// The text after white space and comments.
fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let rest = if text.starts_with("//") {
            text.find('\n').map(|end| &text[end..])
        } else if text.starts_with("/*") {
            text.find("*/").map(|end| &text[end + 2..])
        } else {
            return text;
        };
        match rest {
            Some(rest) => text = rest,
            None => return "",
        }
    }
}

/// The version, when it is the first field, where this program and its successors write it: found without
/// understanding anything behind it.
fn leading_version(head: &str) -> Option<u64> {
    let fields = skip_blank(head.strip_prefix("Project").unwrap_or(head)).strip_prefix('(')?;
    let value = skip_blank(skip_blank(fields).strip_prefix("version")?).strip_prefix(':')?;
    let value = skip_blank(value);
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// The reason why a text is no project, for a person.
fn explain(text: &str, error: &SpannedError) -> LoadError {
    // The file of a newer version may hold what this one cannot even read: then the version is the reason.
    if let Ok(VersionRow { version }) = options().from_str(text)
        && let Err(reason) = known_version(version)
    {
        return reason;
    }
    let (problem, advice) = match &error.code {
        Error::Eof | Error::ExpectedStringEnd | Error::UnclosedBlockComment => (
            "the file breaks off here".to_owned(),
            "it was not copied or written to its end: go back to the backup (.bak) beside it",
        ),
        // Cut short inside a word, it reads as a field that nobody knows: the missing end is the reason.
        _ if !text.trim_end().ends_with(')') => (
            "the file breaks off here".to_owned(),
            "it was not copied or written to its end: go back to the backup (.bak) beside it",
        ),
        Error::NoSuchStructField { found, outer, .. } => (
            format!("the field `{found}`{} is not known", outer.as_ref().map_or(String::new(), |o| format!(" of {o}"))),
            "a newer Redstring or another program wrote it, and reading on would lose it",
        ),
        Error::ExceededRecursionLimit => ("brackets are nested too deep".to_owned(), "no Redstring writes such a file"),
        code => (code.to_string(), "correct it there, or go back to the backup (.bak) beside the file"),
    };
    LoadError::Syntax { line: error.span.end.line, column: error.span.end.col, problem, advice }
}

/// Turns rows into items, checking every reference.
struct Builder<'a> {
    text: &'a str,
    interner: Interner,
    kinds: HashMap<Arc<str>, TypeId>,
    bytes: HashMap<DocumentId, u32>,
    ops: Vec<Op>,
    contexts: Contexts,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            interner: Interner::default(),
            kinds: HashMap::new(),
            bytes: HashMap::new(),
            ops: Vec::new(),
            contexts: Contexts::default(),
        }
    }

    fn build(mut self, row: ProjectRow<'_>, folder: &Path) -> Result<ProjectFile, LoadError> {
        if [row.next.0, row.next.1, row.next.2].into_iter().any(|id| id > MAX_ID) {
            return Err(self.wrong("", "    next:", 0, format!("an id is larger than {MAX_ID}")));
        }
        let schema = match row.types {
            None => Schema::default(),
            Some(types) => item::schema(types).map_err(|problem| self.wrong("", "    types:", 0, problem))?,
        };
        self.kinds = schema.types().map(|(id, t)| (t.name.clone(), id)).collect();
        self.ops.reserve(row.documents.len() + row.entities.len() + row.mentions.len() + row.judgements.len());
        self.documents(row.documents)?;
        let entities = self.entities(row.entities)?;
        let mentions = self.mentions(row.mentions, &entities)?;
        self.judgements(row.judgements, &mentions)?;
        self.gazetteer(row.gazetteer)?;

        let mut project = Project::new(schema);
        let everything = Transaction { label: "open the project".to_owned(), ops: self.ops, by_machine: true };
        let cannot_be = |problem: String| LoadError::Wrong { line: None, problem };
        project.apply(&everything).map_err(|stale| cannot_be(stale.to_string()))?;
        if let Some(fault) = project.faults().first() {
            return Err(cannot_be(fault.to_string()));
        }
        project.reserve_ids(row.next);
        let workspace = row.workspace.pruned(&project).of_file(folder);
        let corpus_root = paths::from_file(&row.corpus, folder);
        Ok(ProjectFile { project, corpus_root, workspace, contexts: self.contexts })
    }

    fn documents(&mut self, rows: Vec<super::format::DocumentRow<'_>>) -> Result<(), LoadError> {
        let mut paths_seen = HashSet::with_capacity(rows.len());
        for row in rows {
            let id = row.id;
            let wrong = |this: &Self, nth, problem| this.wrong("documents", &format!("(id: {id},"), nth, problem);
            let record: DocumentRecord = item::document(row).map_err(|p| wrong(self, 0, p))?;
            if self.bytes.insert(record.id, record.bytes).is_some() {
                return Err(wrong(self, 1, format!("there are two documents with the id {id}")));
            }
            if !paths_seen.insert(record.path.clone()) {
                return Err(wrong(self, 0, format!("there are two documents with the path {:?}", record.path)));
            }
            self.ops.push(Op::Document(None, Some(Arc::new(record))));
        }
        Ok(())
    }

    fn entities(&mut self, rows: Vec<super::format::EntityRow<'_>>) -> Result<HashSet<EntityId>, LoadError> {
        let mut ids = HashSet::with_capacity(rows.len());
        for row in rows {
            let id = row.id;
            let wrong = |this: &Self, nth, problem| this.wrong("entities", &format!("(id: {id},"), nth, problem);
            let kind = self.kind(&row.kind).map_err(|p| wrong(self, 0, format!("entity {id}: {p}")))?;
            let entity = item::entity(row, kind).map_err(|p| wrong(self, 0, p))?;
            if !ids.insert(entity.id) {
                return Err(wrong(self, 1, format!("there are two entities with the id {id}")));
            }
            self.ops.push(Op::Entity(None, Some(Arc::new(entity))));
        }
        Ok(ids)
    }

    fn mentions(
        &mut self,
        rows: Vec<super::format::MentionRow<'_>>,
        entities: &HashSet<EntityId>,
    ) -> Result<HashSet<u32>, LoadError> {
        let mut ids = HashSet::with_capacity(rows.len());
        for mut row in rows {
            let id = row.id;
            let wrong = |this: &Self, nth, problem: String| {
                this.wrong("mentions", &format!("(id: {id},"), nth, format!("mention {id}: {problem}"))
            };
            if !ids.insert(id) {
                return Err(wrong(self, 1, "there are two with this id".to_owned()));
            }
            let context = row.before.take().zip(row.after.take());
            let kind = self.kind(&row.kind).map_err(|p| wrong(self, 0, p))?;
            let mention = item::mention(row, kind, &mut self.interner).map_err(|p| wrong(self, 0, p))?;
            match self.bytes.get(&mention.document) {
                None => return Err(wrong(self, 0, format!("there is no document {}", mention.document))),
                Some(&bytes) if mention.hull().end > bytes => {
                    let problem = format!("it reaches past the end of document {} ({bytes} bytes)", mention.document);
                    return Err(wrong(self, 0, problem));
                }
                Some(_) => {}
            }
            if let Some(entity) = mention.entity.filter(|e| !entities.contains(e)) {
                return Err(wrong(self, 0, format!("there is no entity {entity}")));
            }
            if let Some((before, after)) = context {
                let context = Context { before: (*before).into(), after: (*after).into() };
                self.contexts.insert(mention.id, context);
            }
            self.ops.push(Op::Mention(None, Some(Arc::new(mention))));
        }
        Ok(ids)
    }

    fn judgements(
        &mut self,
        rows: Vec<super::format::JudgementRow<'_>>,
        mentions: &HashSet<u32>,
    ) -> Result<(), LoadError> {
        let mut pairs = HashSet::with_capacity(rows.len());
        for row in rows {
            let (a, b) = (row.a, row.b);
            let wrong = |this: &Self, nth, problem: String| {
                let problem = format!("judgement on {a} and {b}: {problem}");
                this.wrong("judgements", &format!("(a: {a}, b: {b},"), nth, problem)
            };
            let judgement = item::judgement(row, &mut self.interner).map_err(|p| wrong(self, 0, p))?;
            if let Some(missing) = [a, b].into_iter().find(|id| !mentions.contains(id)) {
                return Err(wrong(self, 0, format!("there is no mention {missing}")));
            }
            if !pairs.insert(judgement.pair()) {
                return Err(wrong(self, 1, "there are two on this pair".to_owned()));
            }
            self.ops.push(Op::Judgement(None, Some(Arc::new(judgement))));
        }
        Ok(())
    }

    fn gazetteer(&mut self, rows: Vec<super::format::EntryRow<'_>>) -> Result<(), LoadError> {
        let mut names = HashSet::with_capacity(rows.len());
        for row in rows {
            let name: Arc<str> = (*row.name).into();
            let wrong = |this: &Self, nth, problem: String| {
                let problem = format!("the gazetteer's {name:?}: {problem}");
                this.wrong("gazetteer", &format!("(name: {name:?},"), nth, problem)
            };
            let kind = row.kind.as_deref().map(|kind| self.kind(kind)).transpose().map_err(|p| wrong(self, 0, p))?;
            let entry = item::entry(row, kind, &mut self.interner).map_err(|p| wrong(self, 0, p))?;
            if !names.insert(entry.name.clone()) {
                return Err(wrong(self, 1, "it is there twice".to_owned()));
            }
            self.ops.push(Op::Entry(None, Some(Arc::new(entry))));
        }
        Ok(())
    }

    fn kind(&self, name: &str) -> Result<TypeId, String> {
        self.kinds.get(name).copied().ok_or_else(|| format!("there is no type {name:?} in this project"))
    }

    /// The error for the `nth` row (from 0) of a section that begins like `row`, with its line when it stands as
    /// this program writes it.
    fn wrong(&self, section: &str, row: &str, nth: usize, problem: String) -> LoadError {
        let (start, row) = if section.is_empty() {
            (Some(0), format!("\n{row}"))
        } else {
            (self.text.find(&format!("\n    {section}: [")), format!("\n        {row}"))
        };
        let at = start.and_then(|start| {
            let section = &self.text[start..];
            let section = &section[..section.find("\n    ]").unwrap_or(section.len())];
            section.match_indices(&row).map(|(i, _)| start + i + 1).nth(nth)
        });
        let line = at.map(|at| 1 + self.text[..at].matches('\n').count());
        LoadError::Wrong { line, problem }
    }
}
