//! One file to its text.

use super::{SkipReason, decode};
use crate::text::{Document, MAX_DOCUMENT_BYTES};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path};

/// Reads one document of a project again, by its path relative to the root (`/` between folders).
/// Its name may be any, since a person may have named it.
///
/// `relative` may come from a project file that a stranger wrote, so it must not leave the root: absolute paths, `.`,
/// `..` and links that lead out of the root are refused.
///
/// # Errors
/// Why it cannot be read: [`SkipReason::OutsideRoot`] for a path that is refused, [`SkipReason::Missing`] when it is gone.
pub fn read_document(root: &Path, relative: &str) -> Result<Document, SkipReason> {
    let inside = relative.split('/').all(|part| {
        let mut components = Path::new(part).components();
        matches!((components.next(), components.next()), (Some(Component::Normal(name)), None) if name == part)
    });
    if !inside {
        return Err(SkipReason::OutsideRoot);
    }
    let root = fs::canonicalize(root).map_err(|error| unreadable(&error))?;
    let file = fs::canonicalize(root.join(relative)).map_err(|error| unreadable(&error))?;
    if !file.starts_with(&root) {
        return Err(SkipReason::OutsideRoot);
    }
    let document = Document::new(relative, read_text(&file)?);
    document.warm();
    Ok(document)
}

/// The text of a file, decoded as a document is. Never opens what is not a regular file, and never reads much more than
/// the limit.
///
/// # Errors
/// Why it cannot be read.
pub fn read_text(file: &Path) -> Result<String, SkipReason> {
    let metadata = fs::metadata(file).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(SkipReason::NotAFile);
    }
    let bytes = metadata.len();
    if bytes > MAX_DOCUMENT_BYTES {
        return Err(SkipReason::TooLarge { bytes });
    }
    // The file may grow meanwhile, and some report no size at all: the limit holds for what is read.
    let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default() + 1);
    File::open(file)
        .and_then(|open| open.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut content))
        .map_err(|error| unreadable(&error))?;
    let bytes = content.len() as u64;
    if bytes > MAX_DOCUMENT_BYTES {
        return Err(SkipReason::TooLarge { bytes });
    }
    decode(&content).map(|(text, _)| text)
}

/// What the system says, in words where it is one of the usual things.
pub(super) fn unreadable(error: &io::Error) -> SkipReason {
    /// "Too many levels of symbolic links"; the standard library has no stable name for it.
    const ELOOP: i32 = if cfg!(target_os = "linux") { 40 } else { 62 };
    match error.kind() {
        io::ErrorKind::NotFound => SkipReason::Missing,
        io::ErrorKind::PermissionDenied => SkipReason::Unreadable("permission denied".to_owned()),
        _ if cfg!(unix) && error.raw_os_error() == Some(ELOOP) => SkipReason::SymlinkLoop,
        _ => SkipReason::Unreadable(error.to_string()),
    }
}
