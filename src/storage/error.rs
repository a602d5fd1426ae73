//! What can go wrong with project files, in sentences that tell a person what to do.

use super::VERSION;
use std::io;
use std::path::PathBuf;

/// Why a project could not be saved. The previous file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The folder is not there.
    #[error("the folder {} is not there any more; save the project somewhere else", .0.display())]
    NoFolder(PathBuf),
    /// The file or its folder may not be written to.
    #[error("{} may not be written to; save the project somewhere else, or change its permissions", .0.display())]
    ReadOnly(PathBuf),
    /// No room.
    #[error("there is no room left for {}; make room, or save the project on another disk", .0.display())]
    Full(PathBuf),
    /// The project holds something that no file can.
    #[error("the project cannot be written: {0}")]
    Refused(String),
    /// Anything else that the system said.
    #[error("could not {doing} {}: {source}; the previous file is unchanged", path.display())]
    Io {
        /// The file in question.
        path: PathBuf,
        /// What was being done to it: a verb.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl SaveError {
    /// The error for what the system said while `doing` something to `path`.
    pub(super) fn io(path: impl Into<PathBuf>, doing: &'static str, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            _ => Self::Io { path, doing, source },
        }
    }
}

/// Why a project could not be loaded. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read at all.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no plain file.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// It is too large.
    #[error("the file has {bytes} bytes; a project file may have at most {limit}, so this is hardly one")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// It is no text.
    #[error("line {line} is not UTF-8 text: the file is damaged or is not a Redstring project")]
    NotText {
        /// The first line that is not.
        line: usize,
    },
    /// It is text, but no project.
    #[error("this is not a Redstring project: {0}")]
    Foreign(&'static str),
    /// It is of another version.
    #[error("the file has version {found}, and this Redstring reads version {VERSION}; {}", version_advice(*found))]
    Version {
        /// The file's version.
        found: u64,
    },
    /// It breaks off, or is not well-formed, or holds a field that is not known.
    #[error("line {line}, column {column}: {problem}; {advice}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
        /// What to do.
        advice: &'static str,
    },
    /// It is well-formed but says what cannot be.
    #[error("{}{problem}; correct it there, or go back to the backup (.bak) beside the file", place(*line))]
    Wrong {
        /// Line, from 1, when it could be told.
        line: Option<usize>,
        /// What cannot be.
        problem: String,
    },
}

fn place(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

fn version_advice(found: u64) -> &'static str {
    if found > u64::from(VERSION) { "open it with a newer Redstring" } else { "no such version was ever published" }
}

/// Why a journal could not be written or replayed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// What the system said.
    #[error("could not {doing} the journal {}: {source}", path.display())]
    Io {
        /// The journal.
        path: PathBuf,
        /// A verb.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// It is no journal, or one of another version.
    #[error("{} is not a journal that this Redstring can read", .0.display())]
    Foreign(PathBuf),
    /// Another Redstring is writing it.
    #[error("the journal {} is being written by another Redstring", .0.display())]
    Held(PathBuf),
    /// It was written on top of another state of the project file.
    #[error("the journal continues another state of the project file: the file was replaced after the journal began")]
    OtherBase,
    /// A step cannot be read or does not fit. The steps before it were recovered.
    #[error("step {} of the journal is damaged ({problem}); the {replayed} before it were recovered", replayed + 1)]
    Broken {
        /// How many steps were recovered.
        replayed: usize,
        /// What is wrong with the next.
        problem: String,
        /// The steps that were recovered; they are applied.
        steps: Vec<crate::annotation::Transaction>,
    },
}
