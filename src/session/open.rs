//! Opening: folders, files and projects, and finding the mentions in them.

use super::edit::sentence;
use super::jobs::{Job, Outcome};
use super::samples::SAMPLES;
use super::take::{Locks, Waiting};
use super::{OpenCorpus, Session};
use crate::annotation::{Command, Contradictions, History, NewMention, Project, Transaction};
use crate::corpus;
use crate::extraction::{ExtractError, Extractor, OwnNames, WithOwnNames};
use crate::storage::{self, Contexts, FileStamp, Held, LoadError, ProjectFile, ProjectLock, Reanchoring};
use crate::storage::{Workspace, is_project_path, reanchor};
use crate::text::{ContentHash, DocumentId, Span};
use crate::work::{Cancelled, Work};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Documents that a job has read.
#[derive(Debug)]
pub struct OpenedCorpus {
    pub(super) reading: corpus::Reading,
    /// What was asked for, to remember it.
    pub(super) asked: Vec<PathBuf>,
}

/// A project that a job has read, with its documents.
#[derive(Debug)]
pub struct OpenedProject {
    pub(super) path: PathBuf,
    pub(super) stamp: Option<FileStamp>,
    pub(super) file: ProjectFile,
    pub(super) corpus: OpenCorpus,
    pub(super) changed: Vec<Reanchoring>,
    pub(super) contradictions: Contradictions,
    /// The folder is not where the project says.
    pub(super) moved: bool,
    /// The folder was shown, and is another than the project says.
    pub(super) relocated: bool,
    /// Steps that were in the crash journal and not in the file.
    pub(super) recovered: Vec<Transaction>,
    /// Why steps of the crash journal did not come back.
    pub(super) unrecovered: Option<String>,
    /// The file's hash, which its journal goes on from.
    pub(super) base: Option<ContentHash>,
    pub(super) lock: Option<Arc<ProjectLock>>,
    /// Another Redstring has it open.
    pub(super) elsewhere: bool,
}

/// No more than so many mentions are handed over at once while they are being found.
const BATCH: usize = 1024;

impl Session {
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        if let [path] = &paths[..]
            && is_project_path(path)
        {
            return self.open_project(path.clone(), None);
        }
        self.jobs.forget(Job::Open);
        self.jobs.start(Job::Open, "Reading the documents", move |work, _| {
            let reading = match &paths[..] {
                [folder] if folder.is_dir() => corpus::read_folder(folder, work),
                paths => corpus::read_paths(paths, work),
            };
            match reading {
                Ok(reading) => Outcome::Corpus(Box::new(OpenedCorpus { reading, asked: paths })),
                Err(corpus::CorpusError::Cancelled) => Outcome::Failed(None),
                Err(error) => Outcome::Failed(Some(sentence(&error.to_string()))),
            }
        });
    }

    pub(super) fn open_sample(&mut self, sample: usize) {
        let Some(sample) = SAMPLES.get(sample) else { return };
        let folder = self.folder.clone().unwrap_or_else(|| std::env::temp_dir().join("redstring"));
        match sample.unpack(&folder.join("samples")) {
            Ok(path) => self.open_paths(vec![path]),
            Err(error) => self.complain(format!("The sample could not be written to {}: {error}", folder.display())),
        }
    }

    /// Back to the welcome screen.
    pub(super) fn close(&mut self) {
        for job in
            [Job::Open, Job::Extract, Job::Find, Job::Collect, Job::Places, Job::Names, Job::Order, Job::Exchange]
        {
            self.jobs.forget(job);
        }
        self.end_journal();
        self.forget_linker();
        self.forget_repair();
        self.project = Arc::default();
        self.history = History::default();
        self.corpus = OpenCorpus::default();
        self.contexts = Contexts::default();
        self.file = None;
        self.opening = None;
        self.open = false;
        self.cursor = None;
        self.marked.clear();
        self.selection = None;
        self.fixing = None;
        self.active = None;
        self.workspace = Workspace::default();
        self.find = super::find::Find::default();
        self.question = None;
        self.shown_layer = super::ShownLayer::default();
        self.review = None;
        self.reviewed_to = None;
        self.queue = None;
        self.linked_to = None;
        self.bulk = None;
        self.end_ties();
        self.annotate_all = None;
        self.name_list = None;
        self.forget_compared();
        self.forget_adjudication();
        self.readers.clear();
        self.pointed = None;
        self.exporting = None;
        self.importing = None;
        self.locating = None;
        let Waiting { dialog_of, locks, .. } = std::mem::take(&mut self.waiting);
        self.waiting = Waiting { dialog_of, locks, ..Waiting::default() };
        self.after_saving = None;
        self.put_in_hand(None);
    }

    /// Opens a project file; `folder` is where its documents are, when not where it says.
    /// An empty `folder` opens it without its documents.
    pub(super) fn open_project(&mut self, path: PathBuf, folder: Option<PathBuf>) {
        self.jobs.forget(Job::Open);
        let own = self.lock_of(&path);
        let own = (own.is_some() || self.file().is_some_and(|p| p == path)).then_some(own);
        let locks = self.waiting.locks.clone();
        self.jobs.start(Job::Open, "Opening the project", move |work, _| {
            let door = own.map_or_else(|| Door::of(&path, &locks), Door::Own);
            match read_project(&path, folder, door, work) {
                Ok(Some(opened)) => Outcome::Project(Box::new(opened)),
                Ok(None) => Outcome::Failed(None),
                Err(error) => Outcome::Failed(Some(error)),
            }
        });
    }

    /// Finds mentions in all documents. What people decided stays.
    pub(super) fn start_extraction(&mut self) {
        self.jobs.forget(Job::Extract);
        let documents = self.readable();
        if documents.is_empty() {
            return;
        }
        let Some(extractor) = self.extractor() else { return };
        let schema = self.project.schema().clone();
        let entries: Vec<_> = self.project.gazetteer().cloned().collect();
        let corpus = self.corpus_serial;
        self.jobs.start(Job::Extract, "Finding mentions", move |work, reporter| {
            let (mut ids, mut mentions) = (Vec::new(), Vec::new());
            let mut hand_over = |id: Option<DocumentId>, found: Vec<NewMention>| {
                ids.extend(id);
                mentions.extend(found);
                if mentions.len() >= BATCH || id.is_none() {
                    let (documents, mentions) = (std::mem::take(&mut ids), std::mem::take(&mut mentions));
                    reporter.report(Outcome::Mentions { corpus, documents, mentions });
                }
            };
            let found = &mut |id, found| hand_over(Some(id), found);
            let own = match OwnNames::new(entries.iter().map(|e| &**e)) {
                Ok(own) => own,
                Err(error) => return Outcome::Failed(Some(sentence(&error.to_string()))),
            };
            let extractor = WithOwnNames::new(extractor, own);
            let result = extractor.extract(&documents, &schema, work, found);
            hand_over(None, Vec::new());
            match result {
                Ok(report) => Outcome::Extracted(report.passed_over),
                Err(ExtractError::Cancelled(_)) => Outcome::Failed(None),
                Err(error) => Outcome::Failed(Some(sentence(&error.to_string()))),
            }
        });
    }

    pub(super) fn take_mentions(
        &mut self,
        job: u64,
        corpus: u64,
        documents: Vec<DocumentId>,
        mentions: Vec<NewMention>,
    ) {
        // What was found in a text that changed or went meanwhile belongs to nothing.
        if corpus == self.corpus_serial {
            // Nor does what is of a type that was removed.
            let live = |m: &NewMention| self.is_anchored(m.document) && self.project.schema().contains(m.kind);
            let mentions = mentions.into_iter().filter(live).collect();
            let replace = documents.into_iter().filter(|&d| self.project.document(d).is_some()).collect();
            self.edit_in_group(Command::Propose { mentions, replace }, Some(job));
        }
    }
}

/// Who has a project file open.
enum Door {
    /// Nobody else; with the lock that keeps it so, where one can be had.
    Free(Option<Arc<ProjectLock>>),
    /// This window, which opens it anew.
    Own(Option<Arc<ProjectLock>>),
    /// Another window.
    Elsewhere,
}

impl Door {
    fn of(project: &Path, locks: &Locks) -> Self {
        match locks.take(project) {
            // Where no lock can be had the journal's tells.
            Ok(_) if storage::is_being_written(&storage::journal_path(project)) => Self::Elsewhere,
            Ok(lock) => Self::Free(lock),
            Err(Held) => Self::Elsewhere,
        }
    }
}

/// The steps that a crash left, applied, and why there are no more of them. A journal that does not fit the file, or
/// not to its end, is kept aside.
fn recover_steps(path: &Path, base: Option<ContentHash>, project: &mut Project) -> (Vec<Transaction>, Option<String>) {
    let journal = storage::journal_path(path);
    let previous = storage::hash_of(&storage::backup_path(path)).ok();
    let error = match storage::recover_after_save(&journal, base, previous, project) {
        Ok(steps) => return (steps, None),
        Err(error) => error,
    };
    if !journal.exists() {
        return (Vec::new(), None);
    }
    let kept = match storage::set_aside(&journal) {
        Ok(aside) => format!("It is kept as {}", aside.display()),
        Err(error) => format!("It could not be kept: {error}"),
    };
    let told = Some(format!("{}. {kept}", sentence(&error.to_string())));
    match error {
        storage::JournalError::Broken { steps, .. } => (steps, told),
        _ => (Vec::new(), told),
    }
}

/// The error of a project file, which its name goes before: "the-flagman.ron: line 30…".
fn of_file(path: &Path, error: &LoadError) -> String {
    match error {
        LoadError::Io { .. } | LoadError::NotAFile(_) => sentence(&error.to_string()),
        _ => format!("{}: {error}", path.file_name().unwrap_or(path.as_os_str()).display()),
    }
}

fn read_project(
    path: &Path,
    folder: Option<PathBuf>,
    door: Door,
    work: &Work,
) -> Result<Option<OpenedProject>, String> {
    let mut file = ProjectFile::load(path).map_err(|error| of_file(path, &error))?;
    let stamp = FileStamp::of(path);
    let base = storage::hash_of(path).ok();
    // What is in this window's own journal it was told to give up.
    let (recovered, unrecovered) = match &door {
        Door::Free(_) => recover_steps(path, base, &mut file.project),
        Door::Own(_) | Door::Elsewhere => (Vec::new(), None),
    };
    let elsewhere = matches!(door, Door::Elsewhere);
    let lock = match door {
        Door::Free(lock) | Door::Own(lock) => lock,
        Door::Elsewhere => None,
    };
    let without = folder.as_ref().is_some_and(|f| f.as_os_str().is_empty());
    let folder = folder.filter(|f| !without && *f != file.corpus_root);
    let relocated = folder.is_some();
    file.corpus_root = folder.unwrap_or(file.corpus_root);
    let moved = !without && file.project.documents().len() > 0 && !file.corpus_root.is_dir();
    let (mut corpus, mut changed) = (OpenCorpus::default(), Vec::new());
    if !moved {
        match OpenCorpus::read(&file.project, file.corpus_root.clone(), work) {
            Ok(read) => corpus = read,
            Err(Cancelled) => return Ok(None),
        }
        if let Some(misfit) = first_misfit(&file.project, &corpus) {
            let name = path.file_name().unwrap_or(path.as_os_str()).display();
            let advice = match recovered.len() {
                0 => "correct it there, or go back to the backup (.bak) beside the file".to_owned(),
                n => format!("{n} steps come from {}: move that away", storage::journal_path(path).display()),
            };
            let unrecovered = unrecovered.map_or_else(String::new, |told| format!(". {told}"));
            return Err(format!("{name}: {misfit}; {advice}{unrecovered}"));
        }
        changed = changed_documents(&file.project, &corpus, &file.contexts);
    }
    let contradictions = Contradictions::of(&file.project);
    Ok(Some(OpenedProject {
        path: path.to_owned(),
        stamp,
        file,
        corpus,
        changed,
        contradictions,
        moved,
        relocated,
        recovered,
        unrecovered,
        base,
        lock,
        elsewhere,
    }))
}

/// Why a project does not fit its documents, as far as these are as they were.
fn first_misfit(project: &Project, corpus: &OpenCorpus) -> Option<String> {
    let texts = project.documents().filter_map(|record| Some((record, corpus.texts.get(&record.id)?)));
    texts.filter(|(record, text)| record.matches(text)).find_map(|(r, text)| storage::first_misfit(project, r, text))
}

/// What becomes of the mentions of documents that changed on disk.
pub(super) fn changed_documents(project: &Project, corpus: &OpenCorpus, contexts: &Contexts) -> Vec<Reanchoring> {
    let texts = project.documents().filter_map(|record| Some((record, corpus.texts.get(&record.id)?)));
    let changed = texts.filter(|(record, text)| !record.matches(text));
    changed.map(|(record, text)| reanchor(project, record.id, contexts, text)).collect()
}

impl OpenCorpus {
    /// Reads the texts of a project's documents.
    pub(super) fn read(project: &Project, root: PathBuf, work: &Work) -> Result<Self, Cancelled> {
        let mut corpus = Self { root, ..Self::default() };
        work.start(project.documents().len() as u64);
        for record in project.documents() {
            work.check()?;
            match corpus::read_document(&corpus.root, &record.path) {
                Ok(text) => {
                    corpus.texts.insert(record.id, text);
                }
                Err(reason) => corpus.missing.push((record.id, reason.to_string())),
            }
            work.advance(1);
        }
        Ok(corpus)
    }

    /// Why a document of the project has no text here.
    pub fn why_missing(&self, id: DocumentId) -> Option<&str> {
        self.missing.iter().find(|(d, _)| *d == id).map(|(_, why)| why.as_str())
    }
}

impl Session {
    /// The text around a span on one line: before, the span, after; at most `reach` bytes on either side.
    pub fn keyword_in_context(
        &self,
        document: DocumentId,
        span: Span,
        reach: usize,
    ) -> Option<(String, String, String)> {
        let text = &self.document(document)?.text;
        // Offsets into another text, as of a document that changed on disk, may be anywhere.
        if !self.is_anchored(document) || span.check(text).is_err() {
            return None;
        }
        let mut from = span.range().start.saturating_sub(reach);
        let mut to = (span.range().end + reach).min(text.len());
        while !text.is_char_boundary(from) {
            from += 1;
        }
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let line = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        let before = text.get(from..span.range().start)?;
        let after = text.get(span.range().end..to)?;
        // Cut at words, and keep the spaces next to the span, which joining words loses.
        let whole = from == 0;
        let before_cut =
            if whole { before } else { before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest) };
        let after_cut = if to == text.len() {
            after
        } else {
            after.rsplit_once(char::is_whitespace).map_or("", |(front, _)| front)
        };
        let lead = if before.ends_with(char::is_whitespace) { " " } else { "" };
        let trail = if after.starts_with(char::is_whitespace) { " " } else { "" };
        Some((format!("{}{lead}", line(before_cut)), line(span.slice(text)?), format!("{trail}{}", line(after_cut))))
    }
}
