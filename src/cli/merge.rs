//! `redstring merge`: what two people made of one project, as one project again. Git can use it as a merge driver.

use super::CliError;
use super::files::{load, refuse_existing};
use crate::adjudication;
use crate::storage::{ProjectFile, backup_path, is_project_path, write_text};
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What `merge` is asked to do.
#[derive(Clone, Debug)]
pub struct MergeCommand {
    /// What both sides began with; an empty file for nothing.
    pub base: PathBuf,
    /// The one side: what is kept where the two do not go together.
    pub ours: PathBuf,
    /// The other side.
    pub theirs: PathBuf,
    /// The project file to write. May be that of ours, which is then replaced.
    pub output: PathBuf,
}

/// Merges and writes. Tells on `notes` what both sides changed differently, a line each, and returns how many these are.
///
/// # Errors
/// [`CliError`] when a project cannot be read, the two sides cannot be merged, or the result cannot be written. Then
/// nothing is written.
pub fn merge(command: &MergeCommand, notes: &mut dyn Write) -> Result<usize, CliError> {
    let in_place = is_same(&command.output, &command.ours);
    if !in_place {
        refuse_existing(&command.output)?;
    }
    let base = if is_blank(&command.base)? { None } else { Some(load(&command.base)?.project) };
    let (ours, theirs) = (load(&command.ours)?, load(&command.theirs)?);
    let merged = adjudication::merge(base.as_ref(), &ours.project, &theirs.project).map_err(CliError::of)?;
    let ProjectFile { corpus_root, workspace, mut contexts, .. } = ours;
    // The words around what theirs brings.
    for (theirs_id, id) in &merged.of_theirs {
        if let (None, Some(context)) = (contexts.get(*id), theirs.contexts.get(*theirs_id)) {
            contexts.insert(*id, context.clone());
        }
    }
    let file = ProjectFile { project: merged.project, corpus_root, workspace, contexts };
    if in_place {
        replace(&file, &command.output)?
    } else {
        file.save(&command.output).map_err(CliError::of)?
    }
    for conflict in &merged.conflicts {
        let _ = writeln!(notes, "conflict: {conflict}");
    }
    let project = &file.project;
    let _ = writeln!(
        notes,
        "{}: {} documents, {} mentions, {} entities, {} conflict{}",
        // Git's names for its files say nothing to anybody.
        if in_place && !is_project_path(&command.output) { "merged".into() } else { command.output.to_string_lossy() },
        project.documents().len(),
        project.mentions().len(),
        project.entities().len(),
        merged.conflicts.len(),
        if merged.conflicts.len() == 1 { "" } else { "s" },
    );
    Ok(merged.conflicts.len())
}

/// Writes the project over the file of ours. The folder of the texts stays as that file names it: what git hands over
/// lies elsewhere than the project does.
fn replace(file: &ProjectFile, path: &Path) -> Result<(), CliError> {
    let before = fs::read_to_string(path).map_err(|error| CliError::at(path, error))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut text = file.to_ron(folder).map_err(CliError::of)?;
    if let (Some(named), Some(now)) = (corpus_line(&before), corpus_line(&text)) {
        let named = before[named].to_owned();
        text.replace_range(now, &named);
    }
    let backup = backup_path(path);
    let litter = !is_project_path(path) && !backup.exists();
    write_text(path, &text).map_err(CliError::of)?;
    if litter {
        // Git's own temporary file needs no backup: both sides are in its history.
        let _ = fs::remove_file(&backup);
    }
    Ok(())
}

/// Where a project file, as Redstring writes it, names the folder of its texts.
fn corpus_line(text: &str) -> Option<Range<usize>> {
    let start = text.find("\n    corpus: ")? + 1;
    let end = start + text[start..].find('\n')?;
    (text.find("\n    documents: ")? > start).then_some(start..end)
}

/// Whether two paths are of one file.
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).ok().zip(fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b)
}

/// Whether a file is there and holds nothing, as git gives it for a base that is not.
fn is_blank(path: &Path) -> Result<bool, CliError> {
    fs::metadata(path).map(|meta| meta.is_file() && meta.len() == 0).map_err(|error| CliError::at(path, error))
}
