//! Folders and files to documents.
//!
//! [`read_folder`] takes every text below a folder, [`read_paths`] the files and folders that somebody names or drops,
//! and [`read_document`] reopens one text of a project. Nothing is left out in silence: what is not read is listed
//! with its reason.
//!
//! # Which files are read
//! * In a folder and its subfolders: regular files named `.txt`, `.text` or `.md`, in any case. A name that begins with
//!   a dot is hidden; a hidden folder is one entry among the skipped, and nobody looks inside.
//! * A file that is named itself is read whatever its name, as long as it is text.
//! * At most [`MAX_DOCUMENT_BYTES`], on disk and decoded.
//!
//! # Links
//! A symbolic link is followed as long as it stays inside the root. A link that leads out of it is skipped: a folder
//! that came from a stranger must not pull in files from elsewhere, and a link to `/` must not read a whole disk.
//! Every real file and folder is read once, so that loops and doubles end, with the link listed as skipped.
//! [`read_document`] keeps to the same rule, so what was read once can be read again.

mod decode;
mod file;
mod listing;
mod order;

pub use decode::decode;
pub use file::{read_document, read_text};

use crate::text::{Document, MAX_DOCUMENT_BYTES};
use crate::work::{Cancelled, Work};
use listing::Listing;
use std::io;
use std::path::{Path, PathBuf};

/// What was found below a root.
#[derive(Debug)]
pub struct Reading {
    /// The folder that all paths are relative to: absolute, with links resolved.
    pub root: PathBuf,
    /// The documents in natural order (`2` before `10`, case aside), with their blocks found.
    pub documents: Vec<Document>,
    /// What was not read, in the same order. At most 1,000 entries of a kind, see [`Reading::unlisted`].
    pub skipped: Vec<Skipped>,
    /// How many more were skipped than `skipped` lists. A folder of a million pictures must not fill the memory.
    pub unlisted: u64,
}

impl Reading {
    /// How many files, links and folders were skipped, listed or not.
    pub fn skipped_count(&self) -> u64 {
        self.skipped.len() as u64 + self.unlisted
    }
}

/// A file, link or folder that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Path relative to the root, with `/` between folders. What is not Unicode in it is shown as U+FFFD.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why something was not read. Displays as a short plain phrase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// Its name begins with a dot. A hidden folder is one entry.
    #[error("hidden")]
    Hidden,
    /// Found in a folder, and not named as a text.
    #[error("not a .txt, .text or .md file")]
    NotText,
    /// A pipe, socket or device, or a folder where a file is wanted. Never opened: reading it may wait for ever.
    #[error("not a regular file")]
    NotAFile,
    /// It holds NUL bytes, many control characters, or the signature of a format that is not text.
    #[error("binary, not text")]
    Binary,
    /// More bytes on disk than [`MAX_DOCUMENT_BYTES`].
    #[error("larger than {} MB ({} MB)", megabytes(MAX_DOCUMENT_BYTES), megabytes(*bytes))]
    TooLarge {
        /// Size on disk.
        bytes: u64,
    },
    /// More bytes than [`MAX_DOCUMENT_BYTES`] once it is UTF-8.
    #[error("larger than {} MB when converted to UTF-8 ({} MB)", megabytes(MAX_DOCUMENT_BYTES), megabytes(*bytes))]
    TooLargeDecoded {
        /// Size in UTF-8.
        bytes: u64,
    },
    /// It is text, but damaged or in an encoding that is not known. Holds what is wrong.
    #[error("cannot be decoded: {0}")]
    Undecodable(String),
    /// The file is not there.
    #[error("not found")]
    Missing,
    /// The system refuses to read it. Holds what it says.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A link whose target does not exist.
    #[error("a link that leads nowhere")]
    BrokenLink,
    /// A link to a folder that holds it, or to itself.
    #[error("a link that leads back to itself")]
    SymlinkLoop,
    /// A second way to what is read under another path.
    #[error("the same as {of}, which is read")]
    Duplicate {
        /// The path under which it is read, relative to the root; empty for the root itself.
        of: String,
    },
    /// A link or a path that leads out of the root.
    #[error("leads outside the folder")]
    OutsideRoot,
    /// A project file has no way to write this path down.
    #[error("its name is not valid Unicode; rename it")]
    NotUnicodePath,
}

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// There is no such file or folder.
    #[error("{} does not exist: check the name, and whether its disk is connected", .0.display())]
    NotFound(PathBuf),
    /// A folder is wanted.
    #[error("{} is not a folder: choose the folder that holds it, or open it as a file", .0.display())]
    NotAFolder(PathBuf),
    /// The system refuses to read it.
    #[error("cannot read {} ({source}): check its permissions, or choose another folder", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The named paths share no folder (they lie on different drives).
    #[error("these files lie on different drives: open the files of one drive at a time")]
    NoCommonFolder,
    /// No path was named.
    #[error("no file or folder was named: name at least one")]
    NothingNamed,
    /// Asked to stop.
    #[error("cancelled: open the folder again to read it")]
    Cancelled,
}

impl From<Cancelled> for CorpusError {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Reads every text below a folder. Progress counts files; the total is unknown (zero) while they are being listed.
///
/// # Errors
/// [`CorpusError`] when the folder itself cannot be read, or on cancel. What is wrong with one file is in
/// [`Reading::skipped`].
pub fn read_folder(root: &Path, work: &Work) -> Result<Reading, CorpusError> {
    work.start(0);
    let real = resolve(root)?;
    if !real.is_dir() {
        return Err(CorpusError::NotAFolder(root.to_owned()));
    }
    let mut listing = Listing::new(&real, work);
    add_folder(&mut listing, &real)?;
    read(listing)
}

/// Reads the files and folders that somebody named. The root is their closest common folder: for one folder the folder
/// itself, for one file the folder that it is in. A named link stands for what it leads to.
///
/// # Errors
/// [`CorpusError`] when a named path does not exist or a named folder cannot be read, when there is no common folder,
/// or on cancel. What is wrong with one file is in [`Reading::skipped`].
pub fn read_paths(paths: &[PathBuf], work: &Work) -> Result<Reading, CorpusError> {
    work.start(0);
    let real = paths.iter().map(|path| resolve(path)).collect::<Result<Vec<_>, _>>()?;
    let (mut folders, files): (Vec<PathBuf>, Vec<PathBuf>) = real.into_iter().partition(|path| path.is_dir());
    let homes = folders.iter().map(PathBuf::as_path).chain(files.iter().filter_map(|file| file.parent()));
    let root = common_folder(homes)?;
    let mut listing = Listing::new(&root, work);
    // Files first: one that is named is read whatever its extension, also when its folder is named too.
    for file in files {
        listing.add_named_file(file)?;
    }
    // Inner folders first: a hidden one that is named must be known before the folder around it is walked.
    folders.sort_by(|a, b| b.cmp(a));
    for folder in folders {
        add_folder(&mut listing, &folder)?;
    }
    read(listing)
}

fn add_folder(listing: &mut Listing<'_>, folder: &Path) -> Result<(), CorpusError> {
    // A subfolder that cannot be read is one entry among the skipped; a folder that was asked for is an error.
    std::fs::read_dir(folder).map_err(|source| CorpusError::Unreadable { path: folder.to_owned(), source })?;
    Ok(listing.add_named_folder(folder)?)
}

/// Reads what was listed.
fn read(listing: Listing<'_>) -> Result<Reading, CorpusError> {
    let work = listing.work;
    let (root, files, mut skips) = listing.finish()?;
    work.start(files.len() as u64);
    let mut documents = Vec::with_capacity(files.len());
    for found in files {
        work.check()?;
        match file::read_text(&found.file) {
            Ok(text) => {
                let document = Document::new(found.relative, text);
                document.warm();
                documents.push(document);
            }
            Err(reason) => skips.push(found.relative, reason),
        }
        work.advance(1);
    }
    let (skipped, unlisted) = skips.into_sorted();
    Ok(Reading { root, documents, skipped, unlisted })
}

/// The absolute path without links.
fn resolve(path: &Path) -> Result<PathBuf, CorpusError> {
    std::fs::canonicalize(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => CorpusError::NotFound(path.to_owned()),
        _ => CorpusError::Unreadable { path: path.to_owned(), source },
    })
}

/// The deepest folder that holds all of these, or is one of them.
fn common_folder<'a>(mut folders: impl Iterator<Item = &'a Path>) -> Result<PathBuf, CorpusError> {
    let mut common = folders.next().ok_or(CorpusError::NothingNamed)?;
    for folder in folders {
        while !folder.starts_with(common) {
            common = common.parent().ok_or(CorpusError::NoCommonFolder)?;
        }
    }
    Ok(common.to_owned())
}

/// Bytes as megabytes (of 2^20), rounded up so that a file just over the limit does not read as the limit.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}
