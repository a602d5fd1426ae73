//! An export as a whole: written beside its target, read back, compared, and only then put in its place.

use super::{Files, Format, Nowhere, OnDisk, ReadError, Report, Shape, Source, WriteError, read_back};
use crate::work::Work;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was written cannot be read back.
    #[error("what was written cannot be read back: {0}")]
    Read(#[from] ReadError),
    /// The file or folder cannot be made.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What was written says something else than the project: a line each. That is a mistake of Redstring's.
    #[error("nothing was written, because read back it says something else than the project:{}", list(.0))]
    Differs(Vec<String>),
}

impl ExportError {
    /// Whether somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Write(WriteError::Cancelled(_)) | Self::Read(ReadError::Cancelled(_)))
    }
}

fn list(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut all, line| {
        // Writing to a string does not fail.
        let _ = write!(all, "\n{line}");
        all
    })
}

/// What would be lost and written, without writing anything.
///
/// # Errors
/// [`WriteError`] when the format cannot hold this project, or it was cancelled.
pub fn preview(format: Format, source: &Source<'_>, work: &Work) -> Result<Report, WriteError> {
    format.write(source, &mut Nowhere, work)
}

/// Writes a project to a file or a folder (as [`Format::shape`] says), reads that back and compares. The target is not
/// touched before all is well; a file that is there is replaced, a folder only when it is empty.
///
/// # Errors
/// [`ExportError`]; then the target is as it was.
pub fn export(format: Format, source: &Source<'_>, target: &Path, work: &Work) -> Result<Report, ExportError> {
    let mut sink = match format.shape() {
        Shape::File => OnDisk::file(target)?,
        Shape::Folder => OnDisk::folder(target)?,
    };
    let report = format.write(source, &mut sink, work)?;
    let files = Files::open(sink.path())?;
    let wrong = read_back(format, &files, source, &report, work)?;
    if !wrong.is_empty() {
        return Err(ExportError::Differs(wrong));
    }
    sink.finish()?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::super::testing::sample;
    use super::*;
    use crate::interchange::ExportOptions;

    #[test]
    fn an_export_is_put_in_place_when_it_reads_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let (project, texts) = sample();
        let source = Source { project: &project, texts: &texts, options: ExportOptions::default() };
        let target = folder.path().join("out");
        let work = Work::default();
        let report = export(Format::Jsonl, &source, &target, &work).unwrap();
        assert_eq!(report.kept.len(), project.mentions().len());
        assert!(target.join("documents.jsonl").is_file());
        work.cancel();
        let again = export(Format::Jsonl, &source, &folder.path().join("other"), &work);
        assert!(again.unwrap_err().is_cancelled());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half is left");
        let told = export(Format::Jsonl, &source, &target, &Work::default()).unwrap_err().to_string();
        assert!(told.contains("not empty"), "{told}");
    }
}
