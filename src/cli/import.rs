//! `redstring import`: a project of a folder's texts, with the mentions of another tool's file.

use super::CliError;
use super::files::{Started, refuse_existing, tell_skipped};
use crate::annotation::Schema;
use crate::corpus;
use crate::interchange::{self, Fault, Files, Format, ImportOptions, Telling};
use crate::session::TypesDraft;
use crate::storage::{Contexts, ProjectFile, Workspace};
use crate::text::OffsetUnit;
use crate::work::Work;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many faults are told before the rest is only counted.
const FAULTS_TOLD: usize = 10;

/// What `import` is asked to do.
#[derive(Clone, Debug)]
pub struct ImportCommand {
    /// The file to read.
    pub file: PathBuf,
    /// Its format.
    pub format: Format,
    /// The folder of the texts.
    pub corpus: PathBuf,
    /// What its offsets count.
    pub offsets: OffsetUnit,
    /// Whether to leave the entities out.
    pub no_entities: bool,
    /// Whether to go on without what is faulty.
    pub lenient: bool,
    /// Who is said to have marked the mentions.
    pub by: String,
    /// The project file to write.
    pub output: PathBuf,
}

/// Reads, holds the mentions against the texts, and writes a new project. What was not read or was skipped is told on
/// `notes`, a line each.
///
/// # Errors
/// [`CliError`] when something cannot be read or written, or when anything in the file is faulty and `lenient` was not
/// asked for. Then nothing is written.
pub fn import(command: &ImportCommand, work: &Work, notes: &mut dyn Write) -> Result<(), CliError> {
    refuse_existing(&command.output)?;
    let telling = read_telling(&command.file, command.format, work)?;
    let telling = telling.counted_in(command.offsets);
    let reading = corpus::read_folder(&command.corpus, work).map_err(CliError::of)?;
    // The file itself may lie beside the texts.
    tell_skipped(&reading, std::fs::canonicalize(&command.file).ok().as_deref(), notes);
    let Started { root, mut project, texts } = Started::of(reading)?;
    let unknown = interchange::unknown_types(&telling, project.schema());
    let schema = with_types(project.schema(), &unknown)?;
    let options = ImportOptions {
        entities: !command.no_entities,
        schema: Some(schema),
        ..ImportOptions::by(command.by.as_str())
    };
    let import = interchange::plan(&project, &texts, &telling, &options);
    if !import.faults.is_empty() && !command.lenient {
        return Err(refusal(&import.faults));
    }
    for fault in &import.faults {
        let _ = writeln!(notes, "skipped: {fault}");
    }
    if let (Some(first), count) = (import.repeated.first(), import.repeated.len()) {
        let _ = writeln!(notes, "said twice, taken once: {count} mention(s), the first in {first}");
    }
    for (what, count) in &telling.ignored {
        let _ = writeln!(notes, "not taken: {what} ({count})");
    }
    project.apply(&import.transaction()).map_err(CliError::of)?;
    let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &Contexts::default());
    let file = ProjectFile { project, corpus_root: root, workspace: Workspace::default(), contexts };
    file.save(&command.output).map_err(CliError::of)?;
    let _ = writeln!(
        notes,
        "{}: {} documents, {} mentions, {} entities",
        command.output.display(),
        file.project.documents().len(),
        import.mentions,
        import.entities
    );
    Ok(())
}

/// What files tell.
pub(super) fn read_telling(path: &Path, format: Format, work: &Work) -> Result<Telling, CliError> {
    let files = Files::open(path).map_err(|error| CliError::at(path, error))?;
    format.read(&files, work).map_err(CliError::of)
}

/// Why a file is refused: its first faults.
pub(super) fn refusal(faults: &[Fault]) -> CliError {
    let mut lines: Vec<_> = faults.iter().take(FAULTS_TOLD).map(ToString::to_string).collect();
    if faults.len() > FAULTS_TOLD {
        lines.push(format!("and {} more", faults.len() - FAULTS_TOLD));
    }
    CliError(format!("nothing was imported, these do not fit (--lenient goes on without them):\n{}", lines.join("\n")))
}

/// A schema with more types, each with a letter, a mark and a colour of its own as far as there are any.
fn with_types(schema: &Arc<Schema>, names: &[Arc<str>]) -> Result<Schema, CliError> {
    if names.is_empty() {
        return Ok(Schema::clone(schema));
    }
    let mut draft = TypesDraft::of(schema);
    for name in names {
        let serial = draft.add().ok_or_else(|| {
            CliError(format!("the file has more types than the {} that a project can have", Schema::MAX_TYPES))
        })?;
        if let Some(kind) = draft.types_mut().iter_mut().find(|kind| kind.serial == serial) {
            kind.name = name.to_string();
        }
        draft.name_edited(serial);
    }
    draft.schema().ok_or_else(|| CliError(format!("these names cannot all be types: {names:?}")))
}
