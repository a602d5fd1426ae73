//! The lock beside a project file: one window works on it at a time.

use super::journal::beside;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Another Redstring works on the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held;

/// A project file that is being worked on: `.NAME.lock` beside it, gone when this is dropped. The system lets go of
/// the lock of a program that ended in any other way, so a file that was left behind holds nobody up.
#[derive(Debug)]
pub struct ProjectLock {
    path: PathBuf,
    /// The lock is this file's, for as long as it is open.
    _file: File,
}

impl ProjectLock {
    /// Takes the lock of a project file, `None` where none can be had: a folder that may not be written to, or a disk
    /// that knows no locks.
    ///
    /// # Errors
    /// [`Held`], by another window.
    pub fn take(project: &Path) -> Result<Option<Self>, Held> {
        let path = beside(project, ".lock");
        // Whoever goes removes the file: one that was removed between opening and locking it locks nothing.
        for _ in 0..16 {
            let Ok(file) = File::options().create(true).truncate(false).write(true).open(&path) else {
                return Ok(None);
            };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Some(Self { path, _file: file })),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Held),
                Err(TryLockError::Error(error)) => {
                    log::debug!("no lock on {}: {error}", path.display());
                    let _ = fs::remove_file(&path);
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// Whether it is the lock of this project file.
    pub fn is_of(&self, project: &Path) -> bool {
        self.path == beside(project, ".lock")
    }
}

impl Drop for ProjectLock {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            log::debug!("{} could not be removed: {error}", self.path.display());
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |meta: fs::Metadata| (meta.dev(), meta.ino());
    file.metadata().ok().map(identity) == fs::metadata(path).ok().map(identity)
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}
