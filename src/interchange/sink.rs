//! Where an export goes: a file, a folder, memory, or nowhere.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// Takes the files of an export, one after the other.
pub trait Sink {
    /// Begins a file, by its name below the export (relative, with `/`). The one before it is done.
    ///
    /// # Errors
    /// What the system says.
    fn create<'a>(&'a mut self, name: &str) -> io::Result<Box<dyn Write + 'a>>;
}

/// Writes nothing: to learn what would be lost.
#[derive(Debug, Default)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn create<'a>(&'a mut self, _name: &str) -> io::Result<Box<dyn Write + 'a>> {
        Ok(Box::new(io::sink()))
    }
}

/// Keeps what is written, by name.
#[derive(Debug, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Sink for Memory {
    fn create<'a>(&'a mut self, name: &str) -> io::Result<Box<dyn Write + 'a>> {
        let bytes = self.0.entry(name.to_owned()).or_default();
        bytes.clear();
        Ok(Box::new(bytes))
    }
}

/// Writes beside the target under a name of its own; [`OnDisk::finish`] puts it in place.
#[derive(Debug)]
pub struct OnDisk {
    target: PathBuf,
    made: Made,
}

#[derive(Debug)]
enum Made {
    File(NamedTempFile),
    Folder(TempDir),
}

impl OnDisk {
    /// For an export of one file. Its folder must be there.
    ///
    /// # Errors
    /// What the system says.
    pub fn file(target: &Path) -> io::Result<Self> {
        let made = NamedTempFile::new_in(folder_of(target))?;
        Ok(Self { target: target.to_owned(), made: Made::File(made) })
    }

    /// For an export of several files, in a folder of its own.
    ///
    /// # Errors
    /// What the system says.
    pub fn folder(target: &Path) -> io::Result<Self> {
        let made = tempfile::Builder::new().prefix(".export-").tempdir_in(folder_of(target))?;
        Ok(Self { target: target.to_owned(), made: Made::Folder(made) })
    }

    /// Where it is written until it is finished.
    pub fn path(&self) -> &Path {
        match &self.made {
            Made::File(file) => file.path(),
            Made::Folder(folder) => folder.path(),
        }
    }

    /// Puts what was written in its place. A file that is there is replaced; a folder that is there is not.
    ///
    /// # Errors
    /// What the system says; then nothing is there that was not before.
    pub fn finish(self) -> io::Result<()> {
        match self.made {
            Made::File(file) => {
                file.as_file().sync_all()?;
                // As readable as any new file: temporary ones are for their owner only.
                let mode = new_file_permissions(file.as_file())?;
                file.as_file().set_permissions(mode)?;
                file.persist(&self.target).map_err(|e| e.error)?;
            }
            Made::Folder(folder) => {
                if self.target.exists() && fs::read_dir(&self.target)?.next().is_some() {
                    let told = "the folder is not empty; choose another name";
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, told));
                }
                if self.target.exists() {
                    fs::remove_dir(&self.target)?;
                }
                #[cfg(unix)]
                {
                    use std::os::unix::fs::PermissionsExt as _;
                    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
                }
                fs::rename(folder.keep(), &self.target)?;
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn new_file_permissions(_file: &File) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn new_file_permissions(file: &File) -> io::Result<fs::Permissions> {
    Ok(file.metadata()?.permissions())
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

impl Sink for OnDisk {
    fn create<'a>(&'a mut self, name: &str) -> io::Result<Box<dyn Write + 'a>> {
        match &mut self.made {
            Made::File(file) => Ok(Box::new(BufWriter::new(file.as_file_mut()))),
            Made::Folder(folder) => {
                let path = folder.path().join(name);
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                Ok(Box::new(BufWriter::new(File::create_new(path)?)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_in_place_before_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let mut sink = OnDisk::folder(&target).unwrap();
        sink.create("a/b.txt").unwrap().write_all(b"x").unwrap();
        assert!(!target.exists());
        sink.finish().unwrap();
        assert_eq!(fs::read(target.join("a/b.txt")).unwrap(), b"x");
        let again = OnDisk::folder(&target).unwrap();
        assert!(again.finish().unwrap_err().to_string().starts_with("the folder is not empty"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        let target = folder.path().join("one");
        let mut sink = OnDisk::file(&target).unwrap();
        sink.create("any").unwrap().write_all(b"y").unwrap();
        sink.finish().unwrap();
        assert_eq!(fs::read(target).unwrap(), b"y");
    }
}
