//! `redstring check`: a project against its documents.

use super::CliError;
use super::files::load;
use crate::corpus;
use crate::storage;
use std::io::Write;
use std::path::Path;

/// Writes one line a fault to `out`; returns how many there are.
///
/// # Errors
/// [`CliError`] when the project file itself cannot be read.
pub fn check(path: &Path, out: &mut dyn Write) -> Result<usize, CliError> {
    let file = load(path)?;
    let read = |relative: &str| corpus::read_document(&file.corpus_root, relative).map_err(|reason| reason.to_string());
    let faults = storage::check(&file, &read);
    for fault in &faults {
        writeln!(out, "{fault}").map_err(CliError::of)?;
    }
    Ok(faults.len())
}
