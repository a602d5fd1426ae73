//! `redstring export` and `redstring convert`: a project, or what another tool's files tell, in another tool's format.

use super::CliError;
use super::files::refuse_existing;
use super::import::{ImportCommand, check, import, read_telling};
use super::link::{Loaded, open};
use crate::annotation::Project;
use crate::corpus;
use crate::interchange::{self, ExportOptions, Format, ImportOptions, Report, Source};
use crate::session::exchange::plan_take_in;
use crate::storage::is_project_path;
use crate::text::{Document, DocumentId};
use crate::work::Work;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What `export` is asked to do.
#[derive(Clone, Debug)]
pub struct ExportCommand {
    /// The project.
    pub project: PathBuf,
    /// The format to write; none: by the ending of the output.
    pub format: Option<Format>,
    /// What of it is written.
    pub options: ExportOptions,
    /// The file or folder to write.
    pub output: PathBuf,
}

/// What `convert` is asked to do.
#[derive(Clone, Debug)]
pub struct ConvertCommand {
    /// The file or folder to read: a project, or of another tool.
    pub input: PathBuf,
    /// The file or folder to write; a project when it ends in `.ron`.
    pub output: PathBuf,
    /// The format of the input; none: the one that it seems to be of.
    pub from: Option<Format>,
    /// The format of the output; none: by its ending.
    pub to: Option<Format>,
    /// The folder of the texts, where the input does not bring them.
    pub corpus: Option<PathBuf>,
    /// Whether to go on without what is faulty.
    pub lenient: bool,
    /// What of it is written.
    pub options: ExportOptions,
}

/// Writes a project in another tool's format. What the format cannot hold is told on `notes`, a line each.
///
/// # Errors
/// [`CliError`] when something cannot be read or written, or reads back as something else. Then nothing is written.
pub fn export(command: &ExportCommand, work: &Work, notes: &mut dyn Write) -> Result<(), CliError> {
    refuse_existing(&command.output)?;
    let format = wanted(command.format, &command.output)?;
    let Loaded { project, texts, .. } = open(&command.project, notes)?;
    write(format, &project, &texts, command.options, &command.output, work, notes)
}

/// Reads one format and writes another.
///
/// # Errors
/// As [`export`], and [`CliError`] when anything in the input is faulty and `lenient` was not asked for.
pub fn convert(command: &ConvertCommand, work: &Work, notes: &mut dyn Write) -> Result<(), CliError> {
    let ConvertCommand { input, output, from, to, corpus, lenient, options } = command.clone();
    if is_project_path(&input) && from.is_none() {
        return export(&ExportCommand { project: input, format: to, options, output }, work, notes);
    }
    if is_project_path(&output) && to.is_none() {
        let (by, offsets, texts, no_entities) = (String::new(), None, None, false);
        let command =
            ImportCommand { file: input, format: from, corpus, texts, offsets, no_entities, lenient, by, output };
        return import(&command, work, notes);
    }
    refuse_existing(&output)?;
    let format = wanted(to, &output)?;
    let telling = read_telling(&input, from, work)?;
    let (mut project, mut texts) = match &corpus {
        Some(folder) => {
            let started = super::files::Started::of(corpus::read_folder(folder, work).map_err(CliError::of)?)?;
            (started.project, started.texts)
        }
        None if telling.documents.is_empty() && !telling.mentions.is_empty() => {
            return Err(CliError::at(&input, "the texts are not in it: say where they are with --corpus DIR"));
        }
        None => (Project::default(), HashMap::new()),
    };
    let options_in = ImportOptions { add_documents: corpus.is_none(), ..ImportOptions::by("") };
    let import = plan_take_in(&project, &texts, &telling, options_in).map_err(CliError::of)?;
    check(&telling, &import, lenient, notes)?;
    project.apply(&import.transaction()).map_err(CliError::of)?;
    texts.extend(import.documents);
    write(format, &project, &texts, options, &output, work, notes)
}

/// Lists the formats: name, title, what they are for.
///
/// # Errors
/// [`CliError`] when it cannot be written.
pub fn formats(out: &mut dyn Write) -> Result<(), CliError> {
    for format in Format::ALL {
        let shape = match format.shape() {
            interchange::Shape::File => "file",
            interchange::Shape::Folder => "folder",
        };
        let line = writeln!(out, "{:<15}{:<7}{:<20}{}", format.name(), shape, format.title(), format.told());
        match line {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(CliError::of)?,
        }
    }
    Ok(())
}

/// The format that is asked for, or that the name of the output tells.
fn wanted(format: Option<Format>, output: &Path) -> Result<Format, CliError> {
    format.or_else(|| Format::of_path(output)).ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        CliError(format!("say in which format to write: {}", names.join(", ")))
    })
}

fn write(
    format: Format,
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    options: ExportOptions,
    output: &Path,
    work: &Work,
    notes: &mut dyn Write,
) -> Result<(), CliError> {
    let source = Source { project, texts, options };
    let report: Report =
        interchange::export(format, &source, output, work).map_err(|error| CliError::at(output, error))?;
    for line in report.losses.lines() {
        let _ = writeln!(notes, "lost: {line}");
    }
    let _ = writeln!(
        notes,
        "{}: {} documents, {} mentions, as {}",
        output.display(),
        report.documents,
        report.kept.len(),
        format.title()
    );
    Ok(())
}
