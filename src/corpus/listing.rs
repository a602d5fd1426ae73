//! Which files to read: walks folders, follows links within the root, and notes what is left out.

use super::file::unreadable;
use super::order::sort_by_path;
use super::{SkipReason, Skipped};
use crate::work::{Cancelled, Work};
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::mem::{Discriminant, discriminant};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What a text is called when nobody names it, in lower case.
const TEXT_EXTENSIONS: [&str; 3] = ["txt", "text", "md"];
/// How many skipped entries of one kind are listed. By kind, so that a thousand pictures do not hide the one text
/// that cannot be read.
const MAX_LISTED_OF_A_KIND: usize = 1000;

/// A file to read.
pub(super) struct Found {
    /// Path relative to the root.
    pub relative: String,
    /// Absolute path without links.
    pub file: PathBuf,
}

/// What was skipped, bounded.
#[derive(Default)]
pub(super) struct Skips {
    listed: Vec<Skipped>,
    of_a_kind: HashMap<Discriminant<SkipReason>, usize>,
    unlisted: u64,
}

impl Skips {
    pub fn push(&mut self, path: String, reason: SkipReason) {
        let count = self.of_a_kind.entry(discriminant(&reason)).or_default();
        *count += 1;
        if *count > MAX_LISTED_OF_A_KIND {
            self.unlisted += 1;
        } else {
            self.listed.push(Skipped { path, reason });
        }
    }

    /// The list in natural order, and how many more there were.
    pub fn into_sorted(mut self) -> (Vec<Skipped>, u64) {
        sort_by_path(&mut self.listed, |skipped| &skipped.path);
        (self.listed, self.unlisted)
    }
}

/// A link, kept until everything that is no link has been seen: the real path of a file is its name, a link to it
/// a double.
struct Link {
    relative: String,
    path: PathBuf,
}

/// A list in the making.
pub(super) struct Listing<'a> {
    /// Absolute, without links; so are all paths below.
    root: &'a Path,
    pub work: &'a Work,
    files: Vec<Found>,
    skips: Skips,
    links: VecDeque<Link>,
    /// Files to read and folders walked, with the relative path under which that is.
    seen: HashMap<PathBuf, String>,
}

impl<'a> Listing<'a> {
    pub fn new(root: &'a Path, work: &'a Work) -> Self {
        Self { root, work, files: Vec::new(), skips: Skips::default(), links: VecDeque::new(), seen: HashMap::new() }
    }

    /// A file below the root that a person named: only its content decides.
    pub fn add_named_file(&mut self, file: PathBuf) -> Result<(), Cancelled> {
        self.work.check()?;
        match relative_path(file.strip_prefix(self.root).unwrap_or(&file)) {
            Ok(relative) => self.accept(relative, file),
            Err(lossy) => self.skips.push(lossy, SkipReason::NotUnicodePath),
        }
        Ok(())
    }

    /// A folder below the root (or the root) that a person named, hidden or not.
    pub fn add_named_folder(&mut self, folder: &Path) -> Result<(), Cancelled> {
        match relative_path(folder.strip_prefix(self.root).unwrap_or(folder)) {
            Ok(relative) => self.walk(folder, &relative),
            Err(lossy) => {
                self.skips.push(lossy, SkipReason::NotUnicodePath);
                Ok(())
            }
        }
    }

    /// Follows the links, and hands over the root, the files in natural order, and what was skipped so far.
    pub fn finish(mut self) -> Result<(PathBuf, Vec<Found>, Skips), Cancelled> {
        // A folder behind a link may bring more links. It ends, because no folder is walked twice.
        while let Some(link) = self.links.pop_front() {
            self.work.check()?;
            self.follow(link)?;
        }
        sort_by_path(&mut self.files, |found| &found.relative);
        Ok((self.root.to_owned(), self.files, self.skips))
    }

    /// Lists what lies below a real folder that is known to the corpus as `prefix`.
    fn walk(&mut self, folder: &Path, prefix: &str) -> Result<(), Cancelled> {
        // Sorted, so that which of many skipped entries are listed does not depend on the disk.
        let mut walker = WalkDir::new(folder).sort_by_file_name().into_iter();
        while let Some(entry) = walker.next() {
            self.work.check()?;
            match entry {
                Ok(entry) => {
                    if !self.entry(&entry, folder, prefix) && entry.file_type().is_dir() {
                        walker.skip_current_dir();
                    }
                }
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let (Ok(relative) | Err(relative)) = relative_below(path, folder, prefix);
                    let reason = match error.io_error() {
                        Some(error) => unreadable(error),
                        None => SkipReason::Unreadable(error.to_string()),
                    };
                    self.skips.push(relative, reason);
                }
            }
        }
        Ok(())
    }

    /// Takes one entry of a walk; answers whether to walk into it.
    fn entry(&mut self, entry: &DirEntry, folder: &Path, prefix: &str) -> bool {
        let kind = entry.file_type();
        let relative = match relative_below(entry.path(), folder, prefix) {
            Ok(relative) => relative,
            Err(lossy) => {
                self.skips.push(lossy, SkipReason::NotUnicodePath);
                return false;
            }
        };
        if entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".") {
            // A hidden file that a person named is in the list already.
            if !self.seen.contains_key(entry.path()) {
                self.skips.push(relative, SkipReason::Hidden);
            }
            return false;
        }
        if kind.is_dir() {
            return self.is_new(entry.path(), &relative);
        }
        if kind.is_symlink() {
            self.links.push_back(Link { relative, path: entry.path().to_owned() });
        } else if !kind.is_file() {
            self.skips.push(relative, SkipReason::NotAFile);
        } else {
            self.file(relative, entry.path());
        }
        false
    }

    /// Takes a real file that was found under the path `relative`.
    fn file(&mut self, relative: String, file: &Path) {
        if self.seen.contains_key(file) || is_named_as_text(&relative) {
            self.accept(relative, file.to_owned());
        } else {
            self.skips.push(relative, SkipReason::NotText);
        }
    }

    fn accept(&mut self, relative: String, file: PathBuf) {
        if self.is_new(&file, &relative) {
            self.files.push(Found { relative, file });
        }
    }

    /// Whether this file or folder was not seen before. If it was, under another path, that is noted as skipped.
    fn is_new(&mut self, path: &Path, relative: &str) -> bool {
        match self.seen.get(path) {
            None => {
                self.seen.insert(path.to_owned(), relative.to_owned());
                true
            }
            Some(of) => {
                if of != relative {
                    self.skips.push(relative.to_owned(), SkipReason::Duplicate { of: of.clone() });
                }
                false
            }
        }
    }

    fn follow(&mut self, link: Link) -> Result<(), Cancelled> {
        let target = match fs::canonicalize(&link.path) {
            Ok(target) => target,
            Err(error) => {
                let reason = match unreadable(&error) {
                    SkipReason::Missing => SkipReason::BrokenLink,
                    reason => reason,
                };
                self.skips.push(link.relative, reason);
                return Ok(());
            }
        };
        // The folder that a link stands in has a real path, so a target above it is a loop.
        if link.path.starts_with(&target) {
            self.skips.push(link.relative, SkipReason::SymlinkLoop);
        } else if !target.starts_with(self.root) {
            self.skips.push(link.relative, SkipReason::OutsideRoot);
        } else if target.is_dir() {
            if let Some(of) = self.seen.get(&target) {
                self.skips.push(link.relative, SkipReason::Duplicate { of: of.clone() });
            } else {
                self.walk(&target, &link.relative)?;
            }
        } else if target.is_file() {
            self.file(link.relative, &target);
        } else {
            self.skips.push(link.relative, SkipReason::NotAFile);
        }
        Ok(())
    }
}

fn is_named_as_text(relative: &str) -> bool {
    Path::new(relative)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| TEXT_EXTENSIONS.iter().any(|text| extension.eq_ignore_ascii_case(text)))
}

/// The path of `path`, which lies below `folder`, when `folder` is known as `prefix`.
fn relative_below(path: &Path, folder: &Path, prefix: &str) -> Result<String, String> {
    relative_path(&Path::new(prefix).join(path.strip_prefix(folder).unwrap_or(path)))
}

/// A relative path with `/` between folders; as `Err` what can be shown of one that is not Unicode.
fn relative_path(path: &Path) -> Result<String, String> {
    let lossy = path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    if path.to_str().is_some() { Ok(lossy) } else { Err(lossy) }
}
