//! What is read: a file, a folder of files, or bytes in memory.

use super::{At, Fault, Telling};
use crate::corpus;
use crate::work::{Cancelled, Work};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longest line that is read, in bytes (16 MB).
pub const MAX_LINE_BYTES: u64 = 16 * 1024 * 1024;
/// The largest file that is read as a whole, in bytes (1 GB): of formats that are one value.
pub const MAX_WHOLE_BYTES: u64 = 1024 * 1024 * 1024;
/// How many files a folder may have.
pub const MAX_FILES: usize = 200_000;

/// Why reading ended early. What is wrong inside a file is a [`Fault`] instead.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder cannot be read.
    #[error("{file}: {source}")]
    Io {
        /// Its name.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Files to read, by name. Names are relative, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    entries: BTreeMap<Arc<str>, Entry>,
    bytes: u64,
    is_folder: bool,
}

#[derive(Clone, Debug)]
enum Entry {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

impl Files {
    /// A file, or all files below a folder: hidden ones and links are passed over.
    ///
    /// # Errors
    /// What the system says, or that there are more than [`MAX_FILES`].
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        if !path.is_dir() {
            files.bytes = path.metadata()?.len();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.entries.insert(name.into(), Entry::Disk(path.to_owned()));
            return Ok(files);
        }
        files.is_folder = true;
        let hidden =
            |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(path).into_iter().filter_entry(|e| !hidden(e)) {
            let entry = entry.map_err(io::Error::from)?;
            if !entry.file_type().is_file() {
                continue;
            }
            if files.entries.len() >= MAX_FILES {
                return Err(io::Error::other(format!(
                    "more than {MAX_FILES} files; read a part of the folder at a time"
                )));
            }
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
            files.bytes += entry.metadata().map_or(0, |m| m.len());
            files.entries.insert(parts.join("/").into(), Entry::Disk(entry.path().to_owned()));
        }
        Ok(files)
    }

    /// Files in memory.
    pub fn in_memory<N: Into<Arc<str>>>(files: impl IntoIterator<Item = (N, Vec<u8>)>) -> Self {
        let mut all = Self::default();
        for (name, bytes) in files {
            all.bytes += bytes.len() as u64;
            all.entries.insert(name.into(), Entry::Memory(bytes.into()));
        }
        all.is_folder = all.entries.len() != 1;
        all
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.entries.keys()
    }

    /// The names that end so (`".ann"`), in any case, in order.
    pub fn named<'a>(&'a self, end: &'a str) -> impl Iterator<Item = &'a Arc<str>> {
        let ends = move |name: &&Arc<str>| {
            let at = name.len().checked_sub(end.len());
            at.and_then(|at| name.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        };
        self.names().filter(ends)
    }

    /// Those that end so; the one file that there is, whatever it is called.
    pub fn meant<'a>(&'a self, end: &'a str) -> Vec<Arc<str>> {
        if self.is_folder { self.named(end).cloned().collect() } else { self.names().cloned().collect() }
    }

    /// Whether this is a folder, not one file.
    pub fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// How large they are together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The beginning of a file, at most so many bytes.
    pub fn head(&self, name: &str, bytes: usize) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(open) = self.open_entry(name) {
            // What cannot be read has no beginning.
            let _ = open.take(bytes as u64).read_to_end(&mut head);
        }
        head
    }

    /// Opens a file. Reading it advances `work`, a unit a byte, and fails once that is cancelled.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn reader<'a>(&'a self, name: &str, work: &'a Work) -> Result<impl BufRead + use<'a>, ReadError> {
        let open = self.open_entry(name).map_err(|source| ReadError::Io { file: name.to_owned(), source })?;
        Ok(BufReader::with_capacity(64 * 1024, Counted { inner: open, work }))
    }

    /// A file as one text, decoded as documents are.
    ///
    /// # Errors
    /// Why it cannot be read or is no text, as a fault of the file; or [`ReadError`].
    pub fn text(&self, name: &Arc<str>, work: &Work) -> Result<Result<String, Fault>, ReadError> {
        let told = |told: String| Fault { at: At::line(name, 1), told };
        Ok(match self.entries.get(&**name) {
            None => Err(told("there is no such file".to_owned())),
            Some(Entry::Memory(bytes)) => corpus::decode(bytes).map(|(text, _)| text).map_err(|e| told(e.to_string())),
            Some(Entry::Disk(path)) => {
                work.check()?;
                let text = corpus::read_text(path);
                work.advance(text.as_ref().map_or(0, |text| text.len() as u64));
                text.map_err(|reason| told(reason.to_string()))
            }
        })
    }

    /// A file as a whole, at most [`MAX_WHOLE_BYTES`].
    ///
    /// # Errors
    /// [`ReadError`]; that it is too large is a fault.
    pub fn whole(&self, name: &Arc<str>, work: &Work) -> Result<Result<Vec<u8>, Fault>, ReadError> {
        let mut bytes = Vec::new();
        let read = self.reader(name, work)?.take(MAX_WHOLE_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| Self::failed(name, error))?;
        if bytes.len() as u64 > MAX_WHOLE_BYTES {
            let told = format!("larger than {} GB; split it", MAX_WHOLE_BYTES >> 30);
            return Ok(Err(Fault { at: At::line(name, 1), told }));
        }
        Ok(Ok(bytes))
    }

    /// What a failed read means.
    pub fn failed(name: &str, error: io::Error) -> ReadError {
        if error.get_ref().is_some_and(|inner| inner.is::<Cancelled>()) {
            return ReadError::Cancelled(Cancelled);
        }
        ReadError::Io { file: name.to_owned(), source: error }
    }

    fn open_entry(&self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        match self.entries.get(name) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(Entry::Memory(bytes)) => Ok(Box::new(&bytes[..])),
            Some(Entry::Disk(path)) => {
                if !path.metadata()?.is_file() {
                    return Err(io::Error::other("not a regular file"));
                }
                Ok(Box::new(File::open(path)?))
            }
        }
    }
}

/// Counts what is read.
struct Counted<'a> {
    inner: Box<dyn Read + 'a>,
    work: &'a Work,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.work.check().map_err(io::Error::other)?;
        let read = self.inner.read(buffer)?;
        self.work.advance(read as u64);
        Ok(read)
    }
}

/// Reads a file line by line, without line ends (`\n`, `\r\n`) and without a byte-order mark. Lines that are not UTF-8 or
/// longer than [`MAX_LINE_BYTES`] are faults of the telling. `take` gets the line's number, from 1, and the line.
///
/// # Errors
/// [`ReadError`].
pub(super) fn each_line(
    files: &Files,
    name: &Arc<str>,
    work: &Work,
    telling: &mut Telling,
    mut take: impl FnMut(&mut Telling, u64, &str),
) -> Result<(), ReadError> {
    let mut input = files.reader(name, work)?;
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = (&mut input).take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut bytes);
        if read.map_err(|error| Files::failed(name, error))? == 0 {
            break;
        }
        if bytes.len() as u64 > MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
            skip_line(&mut input).map_err(|error| Files::failed(name, error))?;
            telling.fault(At::line(name, number), format!("longer than {} MB", MAX_LINE_BYTES >> 20));
            continue;
        }
        let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if number == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        match std::str::from_utf8(line) {
            Ok(line) => take(telling, number, line),
            Err(error) => {
                let column = error.valid_up_to() as u64 + 1;
                telling.fault(At::column(name, number, column), "not UTF-8; save the file as UTF-8");
            }
        }
    }
    Ok(())
}

/// Goes to the end of a line without keeping it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, ends) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if ends {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_their_ends_and_bad_ones_are_faults() {
        let bytes = b"\xEF\xBB\xBFa\r\nb\xFFc\n\nd".to_vec();
        let files = Files::in_memory([("x.txt", bytes)]);
        let (mut telling, mut lines) = (Telling::default(), Vec::new());
        let name = "x.txt".into();
        let work = Work::default();
        each_line(&files, &name, &work, &mut telling, |_, n, line| lines.push((n, line.to_owned()))).unwrap();
        assert_eq!(lines, [(1, "a".to_owned()), (3, String::new()), (4, "d".to_owned())]);
        assert_eq!(telling.faults[0].to_string(), "x.txt: line 2, column 2: not UTF-8; save the file as UTF-8");
        assert_eq!(work.progress().0, 12);
    }

    #[test]
    fn reading_stops_when_it_is_cancelled() {
        let files = Files::in_memory([("x.txt", b"a\nb".to_vec())]);
        let work = Work::default();
        work.cancel();
        let read = each_line(&files, &"x.txt".into(), &work, &mut Telling::default(), |_, _, _| {});
        assert!(matches!(read, Err(ReadError::Cancelled(_))));
    }
}
