//! `redstring split`: the documents of a project handed out to several people.

use super::CliError;
use super::files::{load, refuse_existing};
use crate::adjudication::{self, Share, SplitOptions};
use crate::storage::{ProjectFile, Workspace};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// What `split` is asked to do.
#[derive(Clone, Debug)]
pub struct SplitCommand {
    /// The project.
    pub project: PathBuf,
    /// To whom, and how.
    pub options: SplitOptions,
    /// The folder to write the projects into, which is made when it is not there.
    pub folder: PathBuf,
}

/// Writes a project for each person, and to `out` a line a document: its path and who reads it, with a tab between. Tells
/// on `notes` what each person gets.
///
/// # Errors
/// [`CliError`] when the project cannot be read, it cannot be handed out so, or a file is there already or cannot be
/// written. What is there is never overwritten.
pub fn split(command: &SplitCommand, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    for name in &command.options.names {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':', '\0', '\t', '\n', '\r']) {
            return Err(CliError(format!("{name:?} cannot be the name of a file; use letters and digits")));
        }
    }
    let file = load(&command.project)?;
    let shares = adjudication::split(&file.project, &command.options).map_err(CliError::of)?;
    let paths: Vec<_> = shares.iter().map(|share| command.folder.join(format!("{}.ron", share.name))).collect();
    for path in &paths {
        refuse_existing(path)?;
    }
    fs::create_dir_all(&command.folder).map_err(|error| CliError::at(&command.folder, error))?;
    for (share, path) in shares.iter().zip(&paths) {
        let (project, corpus_root) = (share.project.clone(), file.corpus_root.clone());
        let part =
            ProjectFile { project, corpus_root, workspace: Workspace::default(), contexts: file.contexts.clone() };
        part.save(path).map_err(CliError::of)?;
        let documents = share.project.documents().len();
        let _ = writeln!(
            notes,
            "{}: {documents} document{}, {} bytes, {} read by others too",
            path.display(),
            if documents == 1 { "" } else { "s" },
            share.bytes,
            share.shared
        );
    }
    match write_table(&file, &shares, out) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CliError::of),
    }
}

fn write_table(file: &ProjectFile, shares: &[Share], out: &mut dyn Write) -> io::Result<()> {
    let mut readers: BTreeMap<_, Vec<Arc<str>>> = BTreeMap::new();
    for share in shares {
        for document in share.project.documents() {
            readers.entry(document.id).or_default().push(share.name.clone());
        }
    }
    let mut out = io::BufWriter::new(out);
    for document in file.project.documents() {
        let who = readers.get(&document.id).map(|who| who.join(", ")).unwrap_or_default();
        writeln!(out, "{}\t{who}", document.path)?;
    }
    out.flush()
}
