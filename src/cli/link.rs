//! `redstring link`: the mentions of a folder or project tied by the machine alone.

use super::files::{Started, load, read, refuse_existing, run};
use super::lines::{MentionLine, write_lines};
use super::{CliError, Offsets};
use crate::annotation::{Command, Project, Scope};
use crate::corpus;
use crate::extraction::Pipeline;
use crate::linking::Linker;
use crate::linking::knowledge::Knowledge;
use crate::session::own_knowledge;
use crate::storage::{Contexts, ProjectFile, Workspace, is_project_path};
use crate::text::{Document, DocumentId};
use crate::work::Work;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `link` is asked to do.
#[derive(Clone, Debug)]
pub struct LinkOptions {
    /// A project, whose mentions are tied; or a folder or text, whose mentions are found first.
    pub path: PathBuf,
    /// How likely a tie must be, 0 to 1.
    pub threshold: f32,
    /// Which mentions may be tied to which.
    pub scope: Scope,
    /// Whether to write JSON lines to `out`.
    pub jsonl: bool,
    /// What the offsets of the JSON lines count.
    pub offsets: Offsets,
    /// Where to write a project file.
    pub project: Option<PathBuf>,
}

/// A project with the texts that could be read.
pub(super) struct Loaded {
    pub project: Project,
    pub texts: HashMap<DocumentId, Document>,
    pub root: PathBuf,
    pub workspace: Workspace,
    pub contexts: Contexts,
    /// What is known in the project, where it has lines of its own.
    pub own: Option<Arc<Knowledge>>,
}

/// Opens a project for headless work. Documents that cannot be read, or whose text is not the one that the mentions are
/// in, are told on `notes`, a line each.
pub(super) fn open(path: &Path, notes: &mut dyn Write) -> Result<Loaded, CliError> {
    let ProjectFile { project, corpus_root: root, workspace, contexts } = load(path)?;
    let mut texts = HashMap::new();
    for record in project.documents() {
        let text = corpus::read_document(&root, &record.path);
        match text {
            Ok(text) if record.matches(&text) => drop(texts.insert(record.id, text)),
            Ok(_) => drop(writeln!(notes, "changed since the project was saved: {}", record.path)),
            Err(reason) => drop(writeln!(notes, "not read: {}: {reason}", record.path)),
        }
    }
    Ok(Loaded { project, texts, root, workspace, contexts, own: own_knowledge(path).map_err(CliError::of)? })
}

/// Finds the mentions of a folder or text.
fn found(path: &Path, work: &Work, notes: &mut dyn Write) -> Result<Loaded, CliError> {
    let started = Started::of(read(path, work, notes)?)?;
    let mentions = started.find(&Pipeline::new(), work, notes)?;
    let Started { root, mut project, texts } = started;
    run(&mut project, &Command::Propose { mentions, replace: Vec::new() })?;
    Ok(Loaded { project, texts, root, workspace: Workspace::default(), contexts: Contexts::default(), own: None })
}

/// Ties every mention that has no entity, and writes what came of it. What people have judged is respected.
///
/// # Errors
/// [`CliError`] when nothing can be read, the work is cancelled, or the result cannot be written.
pub fn link(options: &LinkOptions, work: &Work, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    if let Some(path) = &options.project {
        refuse_existing(path)?;
    }
    let loaded =
        if is_project_path(&options.path) { open(&options.path, notes)? } else { found(&options.path, work, notes)? };
    let Loaded { mut project, texts, root, workspace, contexts, own } = loaded;
    let mut linker = Linker::build_knowing(&project, &texts, own, work).map_err(CliError::of)?;
    linker.learn(&project);
    let before = project.entities().len();
    let joined =
        crate::linking::link(&mut project, &linker, options.threshold, options.scope, work).map_err(CliError::of)?;
    let made = project.entities().len() - before;
    let _ = writeln!(notes, "{joined} mentions tied, {made} entities made");
    if options.jsonl || options.project.is_none() {
        let mut all: Vec<_> = project.mentions().filter(|m| m.is_live()).collect();
        all.sort_by_key(|m| (m.document, m.hull().start, m.hull().end, m.id));
        write_lines(&project, &texts, all.into_iter().map(|m| MentionLine::of(m)), options.offsets, out)?;
    }
    if let Some(path) = &options.project {
        let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &contexts);
        let file = ProjectFile { project, corpus_root: root, workspace, contexts };
        file.save(path).map_err(CliError::of)?;
    }
    Ok(())
}
