//! Opening: folders, files and projects, and finding the mentions in them.

use super::jobs::{Job, Outcome};
use super::samples::SAMPLES;
use super::{OpenCorpus, OpenFile, Question, ReanchorReport, Session, ViewRequest};
use crate::annotation::{Command, History, NewDocument, NewMention, Project, Transaction};
use crate::corpus::{self, Skipped};
use crate::extraction::{Extractor, RuleExtractor};
use crate::storage::{self, Contexts, Direction, FileStamp, Layout, ProjectFile, Reanchoring, Workspace, reanchor};
use crate::text::{ContentHash, Document, DocumentId, Span};
use crate::work::{Cancelled, Work};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Documents that a job has read.
#[derive(Debug)]
pub struct OpenedCorpus {
    reading: corpus::Reading,
    /// What was asked for, to remember it.
    asked: Vec<PathBuf>,
}

/// A project that a job has read, with its documents.
#[derive(Debug)]
pub struct OpenedProject {
    path: PathBuf,
    stamp: Option<FileStamp>,
    file: ProjectFile,
    corpus: OpenCorpus,
    changed: Vec<Reanchoring>,
    /// The folder is not where the project says.
    moved: bool,
    /// Steps that were in the crash journal and not in the file.
    recovered: Vec<Transaction>,
    /// The file's hash, which its journal goes on from.
    base: Option<ContentHash>,
    /// Another Redstring has it open.
    elsewhere: bool,
}

/// No more than so many mentions are handed over at once while they are being found.
const BATCH: usize = 1024;

impl Session {
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        if let [path] = &paths[..]
            && path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ron"))
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
                Err(error) => Outcome::Failed(Some(super::edit::sentence(&error.to_string()))),
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

    pub(super) fn take_corpus(&mut self, opened: OpenedCorpus) {
        let OpenedCorpus { reading, asked } = opened;
        self.close();
        let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
        let mut project = Project::default();
        if !reading.documents.is_empty() {
            let command = Command::AddDocuments(reading.documents.iter().map(new).collect());
            let planned = command.plan(&project, &"".into());
            let Some(taken_in) = planned.ok().filter(|t| project.apply(t).is_ok()) else {
                return self.complain("The documents could not be taken in");
            };
            self.opening = Some(Arc::new(taken_in));
        }
        let ids: HashMap<Arc<str>, DocumentId> = project.documents().map(|d| (d.path.clone(), d.id)).collect();
        let texts = reading.documents.into_iter().filter_map(|d| ids.get(&d.path).map(|&id| (id, d))).collect();
        self.corpus = OpenCorpus {
            root: reading.root,
            texts,
            skipped: reading.skipped,
            unlisted: reading.unlisted,
            missing: Vec::new(),
        };
        self.project = Arc::new(project);
        self.begin();
        self.view.push(ViewRequest::Arrange(side_by_side(&self.project)));
        if let [path] = &asked[..] {
            self.set_preference(|p| p.remember(path));
        }
        self.tell_reading();
        self.start_extraction();
    }

    fn tell_reading(&mut self) {
        let read = self.project.documents().len();
        let skipped = self.corpus.skipped.iter().filter(|s| s.reason != corpus::SkipReason::Hidden).count();
        match (read, skipped) {
            (0, 0) => self.tell("There are no documents in this folder"),
            (_, 0) => {}
            (_, n) => self.tell(format!("{read} documents read, {n} files not: File > Files not read…")),
        }
    }

    /// What every newly opened project starts with.
    fn begin(&mut self) {
        self.open = true;
        self.corpus_serial += 1;
        self.active = self.project.documents().next().map(|d| d.id);
    }

    /// Back to the welcome screen.
    pub(super) fn close(&mut self) {
        for job in [Job::Open, Job::Extract, Job::Find] {
            self.jobs.forget(job);
        }
        self.end_journal();
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
        self.put_in_hand(None);
    }

    /// Opens a project file; `folder` is where its documents are, when not where it says.
    /// An empty `folder` opens it without its documents.
    pub(super) fn open_project(&mut self, path: PathBuf, folder: Option<PathBuf>) {
        self.jobs.forget(Job::Open);
        self.jobs.start(Job::Open, "Opening the project", move |work, _| match read_project(&path, folder, work) {
            Ok(Some(opened)) => Outcome::Project(Box::new(opened)),
            Ok(None) => Outcome::Failed(None),
            Err(error) => Outcome::Failed(Some(error)),
        });
    }

    pub(super) fn take_project(&mut self, opened: OpenedProject) {
        let OpenedProject { path, stamp, file, corpus, changed, moved, recovered, base, elsewhere } = opened;
        if moved {
            self.question = Some(Question::Locate { project: path, folder: file.corpus_root });
            return;
        }
        self.close();
        self.project = Arc::new(file.project);
        self.contexts = file.contexts;
        self.corpus = corpus;
        self.file = Some(OpenFile { path: path.clone(), stamp });
        self.begin();
        let mut workspace = file.workspace;
        workspace.layout = workspace.layout.or_else(|| side_by_side(&self.project).layout);
        if let Some(entity) = workspace.focus.filter(|&e| self.project.entity(e).is_some()) {
            self.put_in_hand(Some(super::InHand::Entity(entity)));
        }
        self.workspace = workspace.clone();
        self.view.push(ViewRequest::Arrange(workspace));
        self.set_preference(|p| p.remember(&path));
        if elsewhere {
            self.complain(
                "This project is open in another window too: what is saved last there or here replaces the other",
            );
        } else {
            self.take_recovered(&path, base, recovered);
        }
        self.follow_changes(changed);
        if !self.corpus.missing.is_empty() {
            let count = self.corpus.missing.len();
            self.complain(format!(
                "{count} of the project's documents cannot be read in {}; their mentions are kept",
                self.corpus.root.display()
            ));
        }
    }

    /// Opens a project without a file from the steps that made it.
    pub(super) fn open_recovered(&mut self, corpus: OpenCorpus, steps: Vec<Transaction>) {
        self.close();
        let mut project = Project::default();
        let mut steps = steps.into_iter();
        let Some(first) = steps.next().filter(|t| project.apply(t).is_ok()) else { return };
        self.opening = Some(Arc::new(first));
        self.corpus = corpus;
        for step in steps {
            if project.apply(&step).is_ok() {
                self.history.record(step, None);
            }
        }
        self.project = Arc::new(project);
        self.begin();
        self.view.push(ViewRequest::Arrange(side_by_side(&self.project)));
        let count = self.history.done().iter().filter(|s| s.transactions().any(|t| !t.by_machine)).count();
        let steps = if count == 1 { "One step that was".to_owned() } else { format!("{count} steps that were") };
        self.complain(format!("{steps} never saved: back again. Save to keep the work"));
        if let Some(last) = self.history.done().last().and_then(|s| s.transactions().next_back().cloned()) {
            self.begin_recovery_journal(&Arc::new(Transaction { by_machine: false, ..Transaction::clone(&last) }));
        }
    }

    /// Begins the journal, with the steps that a crash left in the old one: they can be undone like any other.
    fn take_recovered(&mut self, path: &Path, base: Option<ContentHash>, recovered: Vec<Transaction>) {
        let steps: Vec<_> = recovered.into_iter().map(Arc::new).collect();
        self.start_journal(path, base, steps.clone());
        if steps.is_empty() {
            return;
        }
        let count = steps.len();
        for step in steps {
            self.history.record(Arc::unwrap_or_clone(step), None);
        }
        let steps = if count == 1 { "One step".to_owned() } else { format!("{count} steps") };
        self.complain(format!("{steps} that the last session did not save: back again. Save to keep the work"));
    }

    /// Moves the mentions of documents that changed on disk, and tells what became of them.
    fn follow_changes(&mut self, changed: Vec<Reanchoring>) {
        let mut report = ReanchorReport::default();
        for reanchoring in changed {
            let Command::Reanchor { document, .. } = &reanchoring.command else { continue };
            let document = document.path.to_string();
            let start = |spans: &crate::text::Spans| spans.first().map_or(0, |s| s.start);
            report.documents.push((document.clone(), reanchoring.kept + reanchoring.moved.len()));
            for moved in &reanchoring.moved {
                report.moved.push((moved.text.to_string(), document.clone(), start(&moved.from), start(&moved.to)));
            }
            for lost in &reanchoring.lost {
                report.lost.push((
                    lost.text.to_string(),
                    document.clone(),
                    lost.entity.as_ref().map(|e| e.to_string()),
                ));
            }
            self.edit(reanchoring.command);
        }
        if !report.documents.is_empty() {
            self.toasts.clear();
            self.question = Some(Question::Reanchored(report));
        }
    }

    /// Finds mentions in all documents. What people decided stays.
    pub(super) fn start_extraction(&mut self) {
        self.jobs.forget(Job::Extract);
        let documents: Vec<(DocumentId, Document)> = self
            .project
            .documents()
            .filter(|d| self.is_anchored(d.id))
            .filter_map(|d| self.document(d.id).map(|text| (d.id, text.clone())))
            .collect();
        if documents.is_empty() {
            return;
        }
        let schema = self.project.schema().clone();
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
            let result = RuleExtractor.extract(&documents, &schema, work, found);
            hand_over(None, Vec::new());
            if result.is_ok() { Outcome::Done } else { Outcome::Failed(None) }
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
            let live = |m: &NewMention| self.is_anchored(m.document);
            let mentions = mentions.into_iter().filter(live).collect();
            let replace = documents.into_iter().filter(|&d| self.project.document(d).is_some()).collect();
            self.edit_in_group(Command::Propose { mentions, replace }, Some(job));
        }
    }
}

/// The first two documents, side by side.
fn side_by_side(project: &Project) -> Workspace {
    let pane = |id| Layout::Tabs { active: 0, panes: vec![Layout::Document { id, top: 0 }] };
    let mut panes: Vec<_> = project.documents().take(2).map(|d| pane(d.id)).collect();
    let layout = match panes.len() {
        0 => None,
        1 => panes.pop(),
        n => Some(Layout::Split { direction: Direction::Columns, shares: vec![1.0; n], panes }),
    };
    Workspace { layout, focus: None }
}

/// The steps that a crash left, applied. A journal that does not fit the file, or not to its end, is kept aside.
fn recover_steps(journal: &Path, base: Option<ContentHash>, project: &mut Project) -> Vec<Transaction> {
    let error = match storage::recover(journal, base, project) {
        Ok(steps) => return steps,
        Err(error) => error,
    };
    if journal.exists() {
        let mut aside = journal.as_os_str().to_owned();
        aside.push(".aside");
        log::error!("{error}. It is kept as {}", aside.display());
        if let Err(error) = std::fs::rename(journal, aside) {
            log::warn!("{} could not be kept: {error}", journal.display());
        }
    }
    match error {
        storage::JournalError::Broken { steps, .. } => steps,
        _ => Vec::new(),
    }
}

fn read_project(path: &Path, folder: Option<PathBuf>, work: &Work) -> Result<Option<OpenedProject>, String> {
    let mut file = ProjectFile::load(path).map_err(|error| super::edit::sentence(&error.to_string()))?;
    let stamp = FileStamp::of(path);
    let base = storage::hash_of(path).ok();
    let journal = storage::journal_path(path);
    let elsewhere = storage::is_being_written(&journal);
    let recovered = if elsewhere { Vec::new() } else { recover_steps(&journal, base, &mut file.project) };
    let without = folder.as_ref().is_some_and(|f| f.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|_| !without) {
        file.corpus_root = folder;
    }
    let moved = !without && file.project.documents().len() > 0 && !file.corpus_root.is_dir();
    let mut opened = OpenedProject {
        path: path.to_owned(),
        stamp,
        corpus: OpenCorpus::default(),
        changed: Vec::new(),
        moved,
        recovered,
        base,
        elsewhere,
        file,
    };
    if moved {
        return Ok(Some(opened));
    }
    let project = &opened.file.project;
    let Ok(corpus) = OpenCorpus::read(project, opened.file.corpus_root.clone(), work) else { return Ok(None) };
    for record in project.documents() {
        let changed = corpus.texts.get(&record.id).filter(|text| !record.matches(text));
        opened.changed.extend(changed.map(|text| reanchor(project, record.id, &opened.file.contexts, text)));
    }
    opened.corpus = corpus;
    Ok(Some(opened))
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

    /// The files that were not read, as lines of path and reason.
    pub fn skipped_lines(&self) -> impl ExactSizeIterator<Item = (&str, String)> {
        self.skipped.iter().map(|Skipped { path, reason }| (path.as_str(), reason.to_string()))
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
