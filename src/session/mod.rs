//! One project at work: its state, and the one door through which it changes.
//!
//! No egui, no painting. The UI, the tests and the jobs send [`Action`]s to [`Session::dispatch`].

mod action;
mod adjudicating;
mod annotate_all;
pub mod bulk;
mod change;
mod commands;
pub mod compare;
mod comparing;
mod dispatch;
mod edit;
pub mod exchange;
mod extractor;
pub mod find;
mod gazetteer;
mod jobs;
mod journal;
mod layer;
mod link_queue;
mod linker;
mod name_list;
mod navigate;
mod occurrences;
mod open;
pub mod places;
pub mod preferences;
mod question;
mod recovery;
pub mod repair;
mod review;
pub mod samples;
mod save;
mod schema;
mod select;
mod services;
mod take;
pub mod tie_above;
mod types_draft;

pub use action::{Action, Actions, Answer, DialogAnswer, DialogRequest, OccurrenceDeed, TypeFor, ViewRequest};
pub use adjudicating::{Adjudicating, AdjudicationReport, Decision};
pub use annotate_all::{AnnotateAll, Chosen};
pub use commands::{Menu, Shortcut, UserCommand};
pub use comparing::{Compared, ComparedReport, Comparing, DifferenceKind, Differing, DifferingPlace};
pub use edit::sentence;
pub use extractor::{ExtractorChoice, Trial, TrialError};
pub use jobs::{Job, JobId, JobInfo, Outcome, Runner, Waker};
pub use layer::ShownLayer;
pub use link_queue::{LinkQueue, QueueFilter, QueueOrder, QueueProgress};
pub use linker::{MadeLinker, OwnKnowledgeError, own_knowledge};
pub use name_list::{ListReading, NameListPreview};
pub use occurrences::Occurrence;
pub use question::{AfterSaving, Question, ReanchorReport};
pub use recovery::{Recovered, Unsaved};
pub use review::{Review, ReviewProgress};
pub use services::{Clock, FileDialogs, NoDialogs, system_clock};
pub use types_draft::{DraftType, Field, RemovedType, TypesDraft};

use crate::annotation::{Author, EntityId, History, Mention, MentionId, Moment, Project, ProposalPlace, Transaction};
use crate::corpus::Skipped;
use crate::storage::{Contexts, FileStamp, ProjectLock, Workspace};
use crate::text::{Document, DocumentId, Span};
use find::Find;
use jobs::Jobs;
use journal::JournalWriter;
use preferences::Preferences;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a click does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It only shows.
    Read,
    /// It picks a mention to accept, dismiss, retype or fix.
    Mentions,
    /// It ties.
    #[default]
    Link,
}

/// What hangs from the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InHand {
    /// A mention: the next click ties another to it.
    Mention(MentionId),
    /// An entity, taken from the list: the next click ties a mention to it.
    Entity(EntityId),
}

/// A message that goes away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Ascending, never reused.
    pub serial: u64,
    /// What happened, one sentence.
    pub text: String,
    /// Whether something went wrong: it stays until it is closed.
    pub is_error: bool,
    /// The state of the history in which Undo takes back what it tells.
    pub undoes: Option<u64>,
    /// What can be done about it.
    pub offers: Option<UserCommand>,
}

/// What is open: the texts of the documents and where they come from.
#[derive(Clone, Debug, Default)]
pub struct OpenCorpus {
    /// The folder that document paths are relative to.
    pub root: PathBuf,
    texts: HashMap<DocumentId, Document>,
    /// Files that were not read, and why.
    pub skipped: Vec<Skipped>,
    /// How many more were not read than `skipped` lists.
    pub unlisted: u64,
    /// Documents of the project whose file cannot be read, and why.
    pub missing: Vec<(DocumentId, String)>,
}

/// The project's file.
#[derive(Clone, Debug)]
struct OpenFile {
    path: PathBuf,
    /// How the file was when it was last read or written here.
    stamp: Option<FileStamp>,
    /// Keeps other windows from working on it.
    lock: Option<Arc<ProjectLock>>,
}

/// One project at work.
pub struct Session {
    project: Arc<Project>,
    history: History,
    corpus: OpenCorpus,
    contexts: Contexts,
    file: Option<OpenFile>,
    open: bool,
    mode: Mode,
    in_hand: Option<InHand>,
    /// An entity that is only looked at: its strings show, and nothing is tied to it.
    shown: Option<EntityId>,
    cursor: Option<MentionId>,
    marked: BTreeSet<MentionId>,
    selection: Option<(DocumentId, Span)>,
    fixing: Option<MentionId>,
    solo: bool,
    shown_layer: ShownLayer,
    review: Option<Review>,
    /// Where the last review was left.
    reviewed_to: Option<ProposalPlace>,
    queue: Option<LinkQueue>,
    /// Where the last queue was left.
    linked_to: Option<MentionId>,
    /// The time that was told last, in seconds.
    now: f64,
    /// What the preview of ties in bulk shows.
    tie_rows: Option<Arc<tie_above::TieRows>>,
    /// Which of it is taken,
    chosen_ties: tie_above::ChosenTies,
    /// and what comes of that.
    made_ties: Option<Arc<tie_above::MadeTies>>,
    /// Whether something else was chosen while that was put together.
    ties_wanted: bool,
    /// What is known of the names.
    linking: linker::Linking,
    /// What is known for mending what was judged and tied.
    repair: repair::Repair,
    /// What the preview of a bulk decision shows.
    bulk: Option<Arc<bulk::BulkRows>>,
    active: Option<DocumentId>,
    workspace: Workspace,
    find: Find,
    overlay: Option<Overlay>,
    trial: Option<Trial>,
    question: Option<Question>,
    /// What [`Question::AnnotateAll`] is about.
    annotate_all: Option<AnnotateAll>,
    /// The projects of the annotators between whom this one decides, as its file says.
    readers: Vec<PathBuf>,
    /// A place that an open panel points at, which is no mention.
    pointed: Option<(DocumentId, Span)>,
    /// Between whom the project decides.
    adjudicating: adjudicating::Adjudicating,
    /// What the project is compared with.
    comparing: comparing::Comparing,
    /// What [`Question::Export`] is about, and what was chosen there last.
    exporting: Option<exchange::Exporting>,
    /// What [`Question::Import`] is about.
    importing: Option<exchange::Importing>,
    /// What [`Question::NameList`] is about.
    name_list: Option<NameListPreview>,
    dialog: Option<DialogRequest>,
    after_saving: Option<AfterSaving>,
    waiting: take::Waiting,
    toasts: Vec<Toast>,
    view: Vec<ViewRequest>,
    preferences: Preferences,
    folder: Option<PathBuf>,
    jobs: Jobs,
    /// What was asked while a large change was being made, in order.
    behind_change: Vec<Action>,
    journal: JournalWriter,
    dialogs: Box<dyn FileDialogs>,
    clock: Clock,
    serial: u64,
    /// The project whose folder is being located by a typed path.
    locating: Option<PathBuf>,
    /// Work that was never saved, from before.
    unsaved: Vec<Unsaved>,
    /// The transaction that took the documents in, of a project that has no file.
    opening: Option<Arc<Transaction>>,
    /// Tells the corpus that is open from one that was open before.
    corpus_serial: u64,
    /// What is kept of mention types between projects.
    kept_types: schema::KeptTypes,
}

/// Something that lies over the work until it is closed, and asks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// All keys.
    Help,
    /// The command palette.
    Palette,
    /// What Redstring is.
    About,
    /// The files that were not read.
    Skipped,
    /// What the evidence for ties weighs.
    Weights,
    /// Who annotates.
    Annotator,
    /// What finds the mentions.
    Extractor,
    /// The project's own names.
    Gazetteer,
    /// The mention types, of the project or of new ones.
    MentionTypes,
    /// What was judged.
    Judgements,
    /// What was judged and contradicts itself.
    Contradictions,
    /// Why the mentions of one entity are together.
    Together,
    /// Entities that look like one, or like two.
    Check,
    /// How much has been looked at.
    Coverage,
    /// The project against another annotation.
    Compare,
    /// What several annotators disagree about.
    Adjudicate,
    /// To which entity the marked mentions go.
    MoveTo,
}

impl Overlay {
    /// Whether it is a panel below the texts, which stay in sight.
    pub const fn is_panel(self) -> bool {
        matches!(
            self,
            Self::Judgements
                | Self::Contradictions
                | Self::Together
                | Self::Check
                | Self::Coverage
                | Self::Compare
                | Self::Adjudicate
        )
    }
}

impl Session {
    /// An empty session that shows the welcome screen.
    ///
    /// `runner` says where jobs run; `folder` where preferences and unpacked
    /// samples are kept (`None`: nowhere).
    pub fn new(runner: Runner, dialogs: Box<dyn FileDialogs>, folder: Option<PathBuf>) -> Self {
        let preferences = folder.as_ref().map(|f| Preferences::load(&f.join("preferences.ron"))).unwrap_or_default();
        let kept_types = folder.as_deref().map(schema::KeptTypes::load).unwrap_or_default();
        let unsaved = folder.as_deref().map(recovery::find).unwrap_or_default();
        Self {
            project: Arc::default(),
            history: History::default(),
            corpus: OpenCorpus::default(),
            contexts: Contexts::default(),
            file: None,
            open: false,
            mode: Mode::default(),
            in_hand: None,
            shown: None,
            cursor: None,
            marked: BTreeSet::new(),
            selection: None,
            fixing: None,
            solo: false,
            shown_layer: ShownLayer::default(),
            review: None,
            reviewed_to: None,
            queue: None,
            linked_to: None,
            now: 0.0,
            tie_rows: None,
            chosen_ties: Default::default(),
            made_ties: None,
            ties_wanted: false,
            linking: linker::Linking::default(),
            repair: repair::Repair::default(),
            bulk: None,
            active: None,
            workspace: Workspace::default(),
            find: Find::default(),
            overlay: None,
            trial: None,
            question: None,
            annotate_all: None,
            readers: Vec::new(),
            pointed: None,
            adjudicating: adjudicating::Adjudicating::default(),
            comparing: comparing::Comparing::default(),
            exporting: None,
            importing: None,
            name_list: None,
            dialog: None,
            after_saving: None,
            waiting: take::Waiting::default(),
            toasts: Vec::new(),
            view: Vec::new(),
            preferences,
            folder,
            jobs: Jobs::new(runner),
            behind_change: Vec::new(),
            journal: JournalWriter::default(),
            dialogs,
            clock: system_clock(),
            serial: 0,
            locating: None,
            unsaved,
            opening: None,
            corpus_serial: 0,
            kept_types,
        }
    }

    /// This session, with another clock than the system's.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// What time it is.
    pub fn now(&self) -> Option<Moment> {
        (self.clock)()
    }

    /// Who works here, now.
    fn author(&self) -> Author {
        Author { by: self.preferences.annotator.clone(), at: self.now() }
    }

    /// The project as it stands.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Undo and redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Whether a corpus is open (else: the welcome screen).
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// What is open.
    pub fn corpus(&self) -> &OpenCorpus {
        &self.corpus
    }

    /// Tells the corpus that is open from one that was open before: views forget what they kept when it changes.
    pub fn corpus_serial(&self) -> u64 {
        self.corpus_serial
    }

    /// A document's text, when its file could be read.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.corpus.texts.get(&id)
    }

    /// Whether the mentions of a document may be painted: its text is the one that their offsets refer to.
    pub fn is_anchored(&self, id: DocumentId) -> bool {
        self.document(id).zip(self.project.document(id)).is_some_and(|(text, record)| record.matches(text))
    }

    /// The project's file, once it has one.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_ref().map(|f| f.path.as_path())
    }

    /// What to call the project: its file's name, else its folder's.
    pub fn title(&self) -> String {
        let named = self.file().and_then(Path::file_stem).or_else(|| self.corpus.root.file_name());
        named.map_or_else(|| "Redstring".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// What a click does.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What hangs from the pointer.
    pub fn in_hand(&self) -> Option<InHand> {
        self.in_hand
    }

    /// The mention in hand, when it is a mention.
    pub fn mention_in_hand(&self) -> Option<MentionId> {
        match self.in_hand {
            Some(InHand::Mention(id)) => Some(id),
            _ => None,
        }
    }

    /// The entity whose strings are on screen.
    pub fn focus(&self) -> Option<EntityId> {
        if self.queued().is_some() {
            // The one that it may be.
            return self.looked_at().and_then(|s| self.project.mention(s.shown)).and_then(|m| m.entity);
        }
        match self.in_hand {
            Some(InHand::Entity(id)) => Some(id),
            Some(InHand::Mention(id)) => self.project.mention(id)?.entity,
            None => self.shown,
        }
    }

    /// Whether a mention lights up: it is in hand or of the entity in hand.
    pub fn is_lit(&self, mention: &Mention) -> bool {
        match self.in_hand {
            Some(InHand::Mention(id)) if id == mention.id => true,
            Some(_) if self.queued_group().contains(&mention.id) => true,
            Some(_) if self.queued().is_some() && self.looked_at().is_some_and(|s| s.shown == mention.id) => true,
            _ if self.repair_compares(mention.id) => true,
            _ => mention.entity.is_some() && mention.entity == self.focus(),
        }
    }

    /// The mention that keys act on.
    pub fn cursor(&self) -> Option<MentionId> {
        self.cursor
    }

    /// The mentions that were marked one by one, to act on together.
    pub fn marked(&self) -> &BTreeSet<MentionId> {
        &self.marked
    }

    /// The selected text, on grapheme boundaries, not trimmed.
    pub fn selection(&self) -> Option<(DocumentId, Span)> {
        self.selection
    }

    /// A place that an open panel points at, though it is no mention.
    pub fn pointed(&self) -> Option<(DocumentId, Span)> {
        self.pointed.filter(|_| self.overlay.is_some_and(Overlay::is_panel))
    }

    /// The mention whose span the next selection sets.
    pub fn fixing(&self) -> Option<MentionId> {
        self.fixing
    }

    /// Whether only the mentions of the entity in hand are shown.
    pub fn is_solo(&self) -> bool {
        self.solo && (self.in_hand.is_some() || self.shown.is_some())
    }

    /// The document in the active pane.
    pub fn active_document(&self) -> Option<DocumentId> {
        self.active
    }

    /// What is looked for, and what was found.
    pub fn find(&self) -> &Find {
        &self.find
    }

    /// What lies over the work.
    pub fn overlay(&self) -> Option<Overlay> {
        self.overlay
    }

    /// The question that waits for an answer.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// The system dialog that is open: nothing else can be opened meanwhile.
    pub fn dialog(&self) -> Option<&DialogRequest> {
        self.dialog.as_ref()
    }

    /// The messages on screen, oldest first.
    pub fn toasts(&self) -> &[Toast] {
        &self.toasts
    }

    /// What people have chosen to keep between projects.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// The jobs that run.
    pub fn jobs(&self) -> impl Iterator<Item = &JobInfo> {
        self.jobs.running()
    }

    /// What the panes should do, taken out in order.
    pub fn take_view_requests(&mut self) -> Vec<ViewRequest> {
        std::mem::take(&mut self.view)
    }

    /// Whether something was asked of the panes.
    pub fn has_view_requests(&self) -> bool {
        !self.view.is_empty()
    }

    fn tell(&mut self, text: impl Into<String>) {
        self.toast(text.into(), false, None);
    }

    fn complain(&mut self, text: impl Into<String>) {
        let text = text.into();
        log::warn!("{text}");
        self.toast(text, true, None);
    }

    fn toast(&mut self, text: String, is_error: bool, undoes: Option<u64>) {
        self.serial += 1;
        // Of what went well only the last matters; what went wrong stays until it is closed.
        self.toasts.retain(|t| t.is_error);
        if self.toasts.len() > 4 {
            self.toasts.remove(0);
        }
        self.toasts.push(Toast { serial: self.serial, text, is_error, undoes, offers: None });
    }
}
