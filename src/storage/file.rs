//! The file on disk: read within limits, replaced in one step.

use super::paths::folder_of;
use super::{LoadError, MAX_PROJECT_BYTES, SaveError};
use crate::text::ContentHash;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// What a file looked like from outside, to see whether another program changed it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl FileStamp {
    /// The stamp of a file, `None` when it is not there or cannot be looked at. Cheap: does not read it.
    pub fn of(path: &Path) -> Option<Self> {
        let meta = fs::metadata(path).ok()?;
        Some(Self { bytes: meta.len(), modified: meta.modified().ok() })
    }
}

/// The SHA-256 of a file as it is on disk.
///
/// # Errors
/// What the system says.
pub fn hash_of(path: &Path) -> io::Result<ContentHash> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.parse().map_err(io::Error::other)
}

/// Whether a path has the ending of a project file, in either case.
pub fn is_project_path(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"))
}

/// Where the previous version of a project file is kept: `NAME.bak` beside it.
pub fn backup_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".bak");
    path.with_file_name(name)
}

/// The file behind symbolic links, also when it is not there yet.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let mut target = path.to_path_buf();
    // As many links as Linux follows; a ring of them ends in an error when it is opened.
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => break,
        }
    }
    target
}

/// The text of a project file.
pub(super) fn read(path: &Path) -> Result<String, LoadError> {
    let io = |source| LoadError::Io { path: path.to_path_buf(), source };
    // Looked at before it is opened: opening a pipe would wait for ever.
    let meta = fs::metadata(path).map_err(io)?;
    if !meta.is_file() {
        return Err(LoadError::NotAFile(path.to_path_buf()));
    }
    let too_large = |bytes| LoadError::TooLarge { bytes, limit: MAX_PROJECT_BYTES };
    if meta.len() > MAX_PROJECT_BYTES {
        return Err(too_large(meta.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0) + 1);
    // It may grow while it is read, and some special files have length 0.
    File::open(path).and_then(|file| file.take(MAX_PROJECT_BYTES + 1).read_to_end(&mut bytes)).map_err(io)?;
    if bytes.len() as u64 > MAX_PROJECT_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    String::from_utf8(bytes).map_err(|e| {
        let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        LoadError::NotText { line: 1 + good.iter().filter(|&&b| b == b'\n').count() }
    })
}

/// Replaces a file in one step by what `write` writes, and keeps the previous one as backup.
/// On error the file is as it was.
pub(super) fn replace(target: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), SaveError> {
    let folder = folder_of(target);
    if !folder.is_dir() {
        return Err(SaveError::NoFolder(folder.to_path_buf()));
    }
    let old = fs::metadata(target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let source = io::Error::other("it is not a file");
        return Err(SaveError::io(target, "replace", source));
    }
    // A rename asks only the folder's permissions: a file that somebody locked must not be replaced.
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(SaveError::ReadOnly(target.to_path_buf()));
    }
    let temporary = temporary_file(folder, old.as_ref()).map_err(|e| SaveError::io(folder, "write into", e))?;
    let mut out = BufWriter::with_capacity(1 << 18, temporary.as_file());
    write(&mut out)
        .and_then(|()| out.flush())
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|e| SaveError::io(target, "write", e))?;
    drop(out);
    if old.is_some() {
        let backup = backup_path(target);
        keep(target, &backup).map_err(|e| SaveError::io(backup, "keep the previous version as", e))?;
    }
    temporary.persist(target).map_err(|e| SaveError::io(target, "replace", e.error))?;
    // The file is in place: that its name is not yet safe against a power cut is no reason to call the save failed.
    if let Err(error) = sync_folder(folder) {
        log::warn!("could not sync the folder {}: {error}", folder.display());
    }
    Ok(())
}

/// An empty file in `folder` with the old file's permissions, or those that any new file gets.
fn temporary_file(folder: &Path, old: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".redstring-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// Makes `backup` another name of `file`, or a copy where the disk knows no hard links. At no moment is there
/// neither an old nor a new backup.
fn keep(file: &Path, backup: &Path) -> io::Result<()> {
    let beside = tempfile::Builder::new().prefix(".redstring-").suffix(".bak").tempfile_in(folder_of(file))?;
    let name = beside.into_temp_path();
    fs::remove_file(&name)?;
    if fs::hard_link(file, &name).is_err() {
        fs::copy(file, &name)?;
        File::open(&name)?.sync_all()?;
    }
    name.persist(backup).map_err(|e| e.error)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
