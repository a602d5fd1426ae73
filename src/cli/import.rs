//! `redstring import`: a project of what another tool's files tell.

use super::CliError;
use super::files::{Started, refuse_existing, tell_skipped};
use crate::annotation::Project;
use crate::corpus;
use crate::interchange::{Fault, Files, Format, Import, ImportOptions, Telling};
use crate::session::exchange::{file_of, plan_take_in, write_texts};
use crate::text::OffsetUnit;
use crate::work::Work;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many faults are told before the rest is only counted.
const FAULTS_TOLD: usize = 10;

/// What `import` is asked to do.
#[derive(Clone, Debug)]
pub struct ImportCommand {
    /// The file or folder to read.
    pub file: PathBuf,
    /// Its format; none: the one that it seems to be of.
    pub format: Option<Format>,
    /// The folder of the texts that it is about; none: the texts that it brings along become one.
    pub corpus: Option<PathBuf>,
    /// Where the texts that it brings along go; none: beside the project, in a folder of its name.
    pub texts: Option<PathBuf>,
    /// What its offsets count; none: what the format says.
    pub offsets: Option<OffsetUnit>,
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
/// [`CliError`] when something cannot be read or written, or when anything in the files is faulty and `lenient` was not
/// asked for. Then nothing is written.
pub fn import(command: &ImportCommand, work: &Work, notes: &mut dyn Write) -> Result<(), CliError> {
    refuse_existing(&command.output)?;
    let telling = read_telling(&command.file, command.format, work)?;
    let unit = command.offsets.unwrap_or(telling.unit);
    let telling = telling.counted_in(unit);
    let root = match &command.corpus {
        Some(folder) => folder.clone(),
        None => command.texts.clone().unwrap_or_else(|| texts_beside(&command.output)),
    };
    let started = started(command, &telling, &root, work, notes)?;
    let options = ImportOptions {
        entities: !command.no_entities,
        add_documents: command.corpus.is_none(),
        ..ImportOptions::by(command.by.as_str())
    };
    let Started { root, mut project, mut texts } = started;
    let import = plan_take_in(&project, &texts, &telling, options).map_err(CliError::of)?;
    check(&telling, &import, command.lenient, notes)?;
    project.apply(&import.transaction()).map_err(CliError::of)?;
    if command.corpus.is_none() {
        // An empty corpus is a folder too.
        std::fs::create_dir_all(&root).map_err(|error| CliError::at(&root, error))?;
    }
    write_texts(&root, &import.documents).map_err(CliError::of)?;
    texts.extend(import.documents);
    let file = file_of(project, &texts, root);
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

/// The folder of a project's texts: beside it, of its name.
fn texts_beside(project: &Path) -> PathBuf {
    let named = project.with_extension("");
    if named != project { named } else { project.with_extension("texts") }
}

/// The project that the files are taken into: of the corpus, or an empty one.
fn started(
    command: &ImportCommand,
    telling: &Telling,
    root: &Path,
    work: &Work,
    notes: &mut dyn Write,
) -> Result<Started, CliError> {
    if let Some(folder) = &command.corpus {
        let reading = corpus::read_folder(folder, work).map_err(CliError::of)?;
        // The file itself may lie beside the texts.
        tell_skipped(&reading, std::fs::canonicalize(&command.file).ok().as_deref(), notes);
        return Started::of(reading);
    }
    if telling.documents.is_empty() && !telling.mentions.is_empty() {
        let told = "the texts are not in it: say where they are with --corpus DIR";
        return Err(CliError::at(&command.file, told));
    }
    if root.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        let told = "the texts would go there, and it is not empty; choose another folder with --texts DIR, or use these \
                    texts with --corpus DIR";
        return Err(CliError::at(root, told));
    }
    Ok(Started { root: root.to_owned(), project: Project::default(), texts: HashMap::new() })
}

/// Tells what was not taken; what is faulty is refused, or told too.
pub(super) fn check(telling: &Telling, import: &Import, lenient: bool, notes: &mut dyn Write) -> Result<(), CliError> {
    if !import.faults.is_empty() && !lenient {
        return Err(refusal(&import.faults));
    }
    // Notes are a courtesy: a closed standard error is no reason to fail.
    for fault in &import.faults {
        let _ = writeln!(notes, "skipped: {fault}");
    }
    if let (Some(first), count) = (import.repeated.first(), import.repeated.len()) {
        let _ = writeln!(notes, "said twice, taken once: {count} mention(s), the first in {first}");
    }
    for (what, count) in &telling.ignored {
        let _ = writeln!(notes, "not taken: {what} ({count})");
    }
    Ok(())
}

/// What files tell.
pub(super) fn read_telling(path: &Path, format: Option<Format>, work: &Work) -> Result<Telling, CliError> {
    let files = Files::open(path).map_err(|error| CliError::at(path, error))?;
    let format = format.or_else(|| Format::detect(&files)).ok_or_else(|| unknown(path))?;
    format.read(&files, work).map_err(CliError::of)
}

/// That a format has to be told.
fn unknown(path: &Path) -> CliError {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    CliError::at(path, format!("it does not show what format it is; say so with --format: {}", names.join(", ")))
}

/// Why a file is refused: its first faults.
pub(super) fn refusal(faults: &[Fault]) -> CliError {
    let mut lines: Vec<_> = faults.iter().take(FAULTS_TOLD).map(ToString::to_string).collect();
    if faults.len() > FAULTS_TOLD {
        lines.push(format!("and {} more", faults.len() - FAULTS_TOLD));
    }
    CliError(format!("nothing was imported, these do not fit (--lenient goes on without them):\n{}", lines.join("\n")))
}
