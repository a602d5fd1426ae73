//! A project and its file: saving, loading, the crash journal, and following texts that changed on disk.
//!
//! The project file is RON with one item a line, so that a git diff reads like a log. The promises kept here:
//! a file is loaded as a whole or refused with a sentence that says why and where; nothing that a newer version
//! wrote is dropped in silence; a save replaces the file in one step and keeps the previous one beside it.
//!
//! * [`ProjectFile`] is what a file holds: the project, where its corpus is, and what was on screen.
//! * [`Journal`] holds what was done since the last save, a line a transaction.
//! * [`ProjectLock`] keeps two windows from working on one file.
//! * [`reanchor`] finds the mentions of a document again whose text changed.
//! * [`check`] compares a project with its documents.

mod check;
mod context;
mod error;
mod file;
mod format;
mod item;
mod journal;
mod lock;
mod occurrences;
mod paths;
mod read;
mod reanchor;
mod workspace;
mod write;

pub use check::{check, first_misfit};
pub use context::{Context, Contexts};
pub use error::{JournalError, LoadError, SaveError};
pub use file::{FileStamp, backup_path, hash_of, is_project_path};
pub use journal::{Journal, is_being_written, journal_path, recover, recover_after_save, set_aside};
pub use lock::{Held, ProjectLock};
pub use reanchor::{Basis, Lost, Moved, Reanchoring, reanchor};
pub use workspace::{Direction, Layout, Workspace};

use crate::annotation::Project;
use std::path::{Path, PathBuf};

/// The version of the project file that this program writes, and the only one it reads.
pub const VERSION: u32 = 1;
/// Largest project file that is read, in bytes (1 GB: about seven million mentions).
pub const MAX_PROJECT_BYTES: u64 = 1024 * 1024 * 1024;
/// Largest id that a file may hold. Leaves room to count on from it.
pub const MAX_ID: u32 = 4_000_000_000;

/// What a project file holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProjectFile {
    /// What people and the machine have said.
    pub project: Project,
    /// The folder of the documents: absolute, or relative to the working directory. Written relative to the
    /// project file, so that the two can move together. Empty while there is none.
    pub corpus_root: PathBuf,
    /// What was on screen.
    pub workspace: Workspace,
    /// The words around mentions, by which they are found again when a text changes.
    pub contexts: Contexts,
}

impl ProjectFile {
    /// Writes the project to its file: a temporary file beside it, synced, then renamed over it; the previous file
    /// stays as `NAME.bak`. A symbolic link is followed, and its target replaced.
    ///
    /// # Errors
    /// [`SaveError`]. The previous file is then as it was.
    pub fn save(&self, path: &Path) -> Result<(), SaveError> {
        let target = file::resolve(path);
        let folder = paths::folder_of(&target).to_path_buf();
        let corpus = write::check(self, &folder).map_err(SaveError::Refused)?;
        file::replace(&target, |out| write::project(self, &corpus, &folder, out))
    }

    /// Reads a project file. Changes nothing on disk.
    ///
    /// # Errors
    /// [`LoadError`], when any of the file cannot be understood: a project is never loaded in part.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        let target = file::resolve(path);
        let text = file::read(&target)?;
        Self::parse(&text, paths::folder_of(&target))
    }

    /// Reads the text of a project file that lies in `folder`.
    ///
    /// # Errors
    /// [`LoadError`], as [`ProjectFile::load`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, LoadError> {
        read::project(text, folder)
    }

    /// The text of the project file, as it would be written into `folder`. For large projects, save instead: that
    /// does not hold the text in memory.
    ///
    /// # Errors
    /// [`SaveError::Refused`] when the project holds something that no file can.
    pub fn to_ron(&self, folder: &Path) -> Result<String, SaveError> {
        let corpus = write::check(self, folder).map_err(SaveError::Refused)?;
        let mut out = Vec::new();
        let written = write::project(self, &corpus, folder, &mut out);
        written.map_err(|source| SaveError::Io { path: folder.to_path_buf(), doing: "write", source })?;
        String::from_utf8(out).map_err(|e| SaveError::Refused(e.to_string()))
    }
}

/// Writes a text file in one step; a file that was there is kept beside it as `.bak`.
///
/// # Errors
/// [`SaveError`]; then the file is as it was.
pub fn write_text(path: &Path, text: &str) -> Result<(), SaveError> {
    file::replace(path, |out| out.write_all(text.as_bytes()))
}
