//! Importing: files are read and held against the project, what comes of it is shown, and only then is it taken in, as
//! one step. Without a project it becomes a new one.

use super::{TakeInError, file_of, plan_take_in, write_texts};
use crate::annotation::Project;
use crate::interchange::{Files, Format, Import, ImportOptions, ReadError, Telling};
use crate::session::change::Planned;
use crate::session::edit::sentence;
use crate::session::jobs::{Job, Outcome};
use crate::session::{Answer, DialogRequest, Question, Session};
use crate::text::{Document, DocumentId};
use crate::work::Work;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is being imported, until it is.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// The file or folder, once one is chosen.
    pub path: Option<PathBuf>,
    /// The format that was chosen; `None`: the one that it seems to be of.
    pub format: Option<Format>,
    /// Whether the mentions keep their entities.
    pub entities: bool,
    /// Whether to go on without what is faulty.
    pub lenient: bool,
    /// What was read.
    pub read: Option<ReadFiles>,
    /// Tells this reading from one before.
    serial: u64,
}

/// What came of reading files.
#[derive(Clone, Debug)]
pub enum ReadFiles {
    /// They do not show what format they are.
    Unknown,
    /// They cannot be read, and why.
    Failed(String),
    /// They were read.
    Read(Arc<ReadImport>),
}

/// Files that were read, held against the project.
#[derive(Debug)]
pub struct ReadImport {
    /// The format that they were read as.
    pub format: Format,
    /// What they tell.
    pub telling: Telling,
    /// What that comes to in the project as it was then.
    pub import: Import,
}

/// Files that a job has read.
#[derive(Debug)]
pub struct ReadReport {
    serial: u64,
    read: ReadFiles,
}

impl Session {
    /// What is being imported.
    pub fn importing(&self) -> Option<&Importing> {
        self.importing.as_ref().filter(|_| matches!(self.question, Some(Question::Import)))
    }

    /// Asks what to import.
    pub(in crate::session) fn ask_import(&mut self) {
        self.importing = Some(Importing { entities: true, ..Importing::default() });
        self.question = Some(Question::Import);
    }

    /// Asks for a file or a folder of files.
    pub(in crate::session) fn choose_import(&mut self, folder: bool) {
        self.show_dialog(if folder { DialogRequest::ImportFolder } else { DialogRequest::ImportFile });
    }

    /// Reads these files.
    pub(in crate::session) fn import_from(&mut self, path: PathBuf) {
        self.question = Some(Question::Import);
        let importing = self.importing.get_or_insert_with(|| Importing { entities: true, ..Importing::default() });
        importing.path = Some(path);
        importing.format = None;
        self.read_import();
    }

    /// Understands them in another way: as a format, with or without entities, with or without what is faulty.
    pub(in crate::session) fn import_as(&mut self, format: Option<Format>, entities: bool, lenient: bool) {
        let Some(importing) = &mut self.importing else { return };
        let anew = importing.format != format || importing.entities != entities;
        (importing.format, importing.entities, importing.lenient) = (format, entities, lenient);
        if anew {
            self.read_import();
        }
    }

    fn read_import(&mut self) {
        self.jobs.forget(Job::Foresee);
        self.serial += 1;
        let serial = self.serial;
        let options = self.import_options();
        let Some(importing) = &mut self.importing else { return };
        (importing.serial, importing.read) = (serial, None);
        let Some(path) = importing.path.clone() else { return };
        let format = importing.format;
        let (project, texts) = (Arc::clone(&self.project), self.readable());
        self.jobs.start(Job::Foresee, "Reading what is to be imported", move |work, _| {
            let texts = texts.into_iter().collect();
            match read(&path, format, &project, &texts, options, work) {
                Some(read) => Outcome::ReadImport(Box::new(ReadReport { serial, read })),
                None => Outcome::Failed(None),
            }
        });
    }

    fn import_options(&self) -> ImportOptions {
        let by = match &self.preferences.annotator {
            nobody if nobody.is_empty() => "imported".into(),
            name => name.clone(),
        };
        let entities = self.importing.as_ref().is_none_or(|i| i.entities);
        ImportOptions { entities, add_documents: true, ..ImportOptions::by(by) }
    }

    pub(in crate::session) fn take_read_import(&mut self, report: ReadReport) {
        if let Some(importing) = self.importing.as_mut().filter(|i| i.serial == report.serial) {
            importing.read = Some(report.read);
        }
    }

    pub(in crate::session) fn import_answered(&mut self, answer: Answer) {
        let read = match self.importing.as_ref().and_then(|i| i.read.as_ref()) {
            Some(ReadFiles::Read(read)) => Arc::clone(read),
            _ => return self.end_import(),
        };
        let lenient = self.importing.as_ref().is_some_and(|i| i.lenient);
        if answer != Answer::Yes || (!lenient && !read.import.faults.is_empty()) {
            return self.end_import();
        }
        if self.open {
            return self.take_in(read);
        }
        // A new project: where it is to be is asked first.
        self.question = Some(Question::Import);
        let path = self.importing.as_ref().and_then(|i| i.path.clone()).unwrap_or_default();
        self.show_dialog(DialogRequest::ImportTo(free_name(&path)));
    }

    /// Reading was stopped before it was done.
    pub(super) fn reading_stopped(&mut self) {
        if let Some(importing) = self.importing.as_mut().filter(|i| i.path.is_some() && i.read.is_none()) {
            importing.read = Some(ReadFiles::Failed("Stopped: choose the file or the format again".to_owned()));
        }
    }

    fn end_import(&mut self) {
        self.jobs.forget(Job::Foresee);
        self.importing = None;
        self.question = None;
    }

    /// Takes files into the open project. It is planned anew: mentions may have been found meanwhile.
    fn take_in(&mut self, read: Arc<ReadImport>) {
        let options = self.import_options();
        let (root, texts) = (self.corpus.root.clone(), self.readable());
        self.end_import();
        self.start_planned("Importing", move |project| {
            let texts = texts.into_iter().collect();
            let import = plan_take_in(project, &texts, &read.telling, options).map_err(told)?;
            write_texts(&root, &import.documents).map_err(told)?;
            Ok(Planned { transaction: import.transaction(), texts: import.documents })
        });
    }

    /// Makes a new project of files, and opens it.
    pub(in crate::session) fn import_to(&mut self, path: PathBuf) {
        let path = crate::session::save::with_ending(path);
        let read = match self.importing.as_ref().and_then(|i| i.read.as_ref()) {
            Some(ReadFiles::Read(read)) => Arc::clone(read),
            _ => return self.end_import(),
        };
        if let Err(why) = is_free(&path) {
            // What was read is kept for another name.
            self.question = Some(Question::Import);
            return self.complain(why);
        }
        let options = self.import_options();
        self.end_import();
        self.jobs.start(Job::Exchange, "Importing", move |_, _| match new_project(&path, &read.telling, options) {
            Ok(()) => Outcome::Imported(path),
            Err(why) => Outcome::Failed(Some(why)),
        });
    }
}

fn told(error: TakeInError) -> String {
    sentence(&error.to_string())
}

/// Reads files and holds them against a project. `None` when it was cancelled.
fn read(
    path: &Path,
    format: Option<Format>,
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    options: ImportOptions,
    work: &Work,
) -> Option<ReadFiles> {
    let failed = |error: &dyn std::fmt::Display| Some(ReadFiles::Failed(sentence(&error.to_string())));
    let files = match Files::open(path) {
        Ok(files) => files,
        Err(error) => return failed(&format!("{}: {error}", path.display())),
    };
    let Some(format) = format.or_else(|| Format::detect(&files)) else { return Some(ReadFiles::Unknown) };
    let telling = match format.read(&files, work) {
        Ok(telling) => telling,
        Err(ReadError::Cancelled(_)) => return None,
        Err(error) => return failed(&error),
    };
    match plan_take_in(project, texts, &telling, options) {
        Ok(import) => Some(ReadFiles::Read(Arc::new(ReadImport { format, telling, import }))),
        Err(error) => failed(&error),
    }
}

/// Whether a project and the folder of its texts can be made there.
fn is_free(path: &Path) -> Result<(), String> {
    if path.exists() {
        return Err(format!("{} exists; choose another name", path.display()));
    }
    let root = path.with_extension("");
    if root.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("The texts would go to {}, and it is not empty; choose another name", root.display()));
    }
    Ok(())
}

/// A name for the project that files become, beside them, that nothing has yet.
fn free_name(files: &Path) -> PathBuf {
    let stem = files.file_stem().unwrap_or_default().to_string_lossy();
    let named = |number: u32| match number {
        0 => files.with_file_name(format!("{stem}.ron")),
        1 => files.with_file_name(format!("{stem}-project.ron")),
        n => files.with_file_name(format!("{stem}-project-{n}.ron")),
    };
    (0..100).map(named).find(|path| is_free(path).is_ok()).unwrap_or_else(|| named(1))
}

/// Writes a new project with its texts beside it.
fn new_project(path: &Path, telling: &Telling, options: ImportOptions) -> Result<(), String> {
    is_free(path)?;
    let root = path.with_extension("");
    let mut project = Project::default();
    let import = plan_take_in(&project, &HashMap::new(), telling, options).map_err(told)?;
    project.apply(&import.transaction()).map_err(|error| sentence(&error.to_string()))?;
    std::fs::create_dir_all(&root).map_err(|error| format!("{}: {error}", root.display()))?;
    write_texts(&root, &import.documents).map_err(told)?;
    let texts: HashMap<_, _> = import.documents.into_iter().collect();
    file_of(project, &texts, root).save(path).map_err(|error| sentence(&error.to_string()))
}
