//! Actions: anything a person, a job or a test can ask of a session.

use super::annotate_all::Chosen;
use super::extractor::ExtractorChoice;
use super::find::FindOptions;
use super::jobs::{JobId, Outcome};
use super::link_queue::QueueFilter;
use super::name_list::ListReading;
use super::repair::JudgementFilter;
use super::{InHand, Mode, UserCommand};
use crate::annotation::{Command, Contradiction, EntityId, GazetteerEntry, MentionId, ProposalFilter, Schema, TypeId};
use crate::extraction::Wanted;
use crate::interchange::{ExportOptions, Format};
use crate::storage::Workspace;
use crate::text::{DocumentId, Span};
use std::path::PathBuf;
use std::sync::Arc;

/// The actions of a frame, in order.
pub type Actions = Vec<Action>;

/// Anything a person, a job or a test can ask. [`super::Session::dispatch`] performs it.
#[derive(Debug)]
pub enum Action {
    /// A command of the command table: from a menu, a key, the palette.
    User(UserCommand),
    /// A change to the project.
    Edit(Command),
    /// Open a folder of texts as a new project.
    OpenFolder(PathBuf),
    /// Open files and folders, or one project file, as given by argument or dropped on the window.
    OpenPaths(Vec<PathBuf>),
    /// Open a project file.
    OpenProject(PathBuf),
    /// Open a bundled sample, by its place in [`super::samples::SAMPLES`].
    OpenSample(usize),
    /// Bring back work that was never saved, by its place in [`super::Session::unsaved`].
    Recover(usize),
    /// Throw such work away.
    ForgetUnsaved(usize),
    /// Save the project to this file.
    SaveTo(PathBuf),
    /// The system's file dialog was closed, or could not be shown.
    DialogClosed(DialogAnswer),
    /// Answer the question on screen.
    Answer(Answer),
    /// A mention was clicked. With `extend` (Shift or Ctrl) it joins the marked ones instead.
    ClickMention {
        /// Which.
        mention: MentionId,
        /// Whether to add it to the marked ones.
        extend: bool,
    },
    /// Plain text was clicked.
    ClickText {
        /// In which document.
        document: DocumentId,
        /// Where, in bytes.
        offset: u32,
    },
    /// Take something in hand, or let go.
    Take(Option<InHand>),
    /// Show an entity's strings without taking it in hand (`None`: no longer).
    Show(Option<EntityId>),
    /// Write an entity's note, as it is being typed: what follows without a pause between is one step.
    SetNote(EntityId, Arc<str>),
    /// Put the keyboard's cursor on a mention and bring it into view.
    GoTo(MentionId),
    /// Bring a place into view.
    Reveal(DocumentId, Span),
    /// Show a document in the active pane, or in a new one beside it.
    OpenDocument {
        /// Which.
        document: DocumentId,
        /// Whether in a new pane.
        beside: bool,
    },
    /// Text was selected (`None`: the selection was dropped). Not snapped or trimmed yet.
    SelectText(Option<(DocumentId, Span)>),
    /// Make a mention of the selected text.
    MarkSelection(TypeId),
    /// Ask to tie, retype or dismiss all mentions with a mention's text.
    AskOccurrences(MentionId, OccurrenceDeed),
    /// Review other proposals.
    FilterReview(ProposalFilter),
    /// Link other mentions.
    FilterQueue(QueueFilter),
    /// Preview the ties of other mentions.
    FilterTies(QueueFilter),
    /// Choose ties of the preview: those above a score that are ticked.
    ChooseTies(super::tie_above::ChosenTies),
    /// Look at another candidate, by its place in [`super::Session::suggestions`].
    LookAt(usize),
    /// Tie the mention that they are for to one of the candidates.
    TakeCandidate(usize),
    /// Preview other proposals.
    FilterBulk(ProposalFilter),
    /// Ask to annotate all places with a mention's text.
    AskAnnotateAll(MentionId),
    /// Look for other places to annotate.
    SeekPlaces(Wanted),
    /// Understand the list that is being looked at in another way.
    ReadListAs(ListReading),
    /// Look at what this format can hold of the project.
    ExportAs(Format, ExportOptions),
    /// Choose the project of one more annotator, to decide between them.
    ChooseReader,
    /// Decide between the others and this one.
    AddReader(PathBuf),
    /// Leave an annotator out, by number.
    RemoveReader(usize),
    /// Begin to decide between those that were chosen.
    BeginAdjudication,
    /// Show in the panes what a card is about.
    ShowCard(Box<crate::adjudication::Card>),
    /// Decide a card.
    Decide(Box<crate::adjudication::Card>, super::Decision),
    /// Decide every card that a rule decides.
    DecideAll(crate::adjudication::Rule),
    /// Choose a file, or a folder of files, to compare the project with.
    ChooseCompared {
        /// Whether a folder.
        folder: bool,
    },
    /// Compare the project with this annotation.
    CompareWith(PathBuf),
    /// Compare in another way.
    CompareAs {
        /// The format of the other annotation; `None`: the one that it seems to be of.
        format: Option<Format>,
        /// Whether the other annotation is taken for right.
        other_is_key: bool,
        /// What is compared, and how.
        options: Box<crate::evaluation::Options>,
    },
    /// Show a difference, by its place in the comparison.
    ShowDifference(usize),
    /// Choose a file, or a folder of files, to import.
    ChooseImport {
        /// Whether a folder.
        folder: bool,
    },
    /// Read these files, to import them.
    ImportFrom(PathBuf),
    /// Understand them in another way.
    ImportAs {
        /// The format; `None`: the one that they seem to be of.
        format: Option<Format>,
        /// Whether the mentions keep their entities.
        entities: bool,
        /// Whether to go on without what is faulty.
        lenient: bool,
    },
    /// From now on always give a mention's text this type.
    AlwaysTag(MentionId, TypeId),
    /// From now on never propose a mention's text.
    NeverTag(MentionId),
    /// Remember names, and tag all documents by them.
    TagNames(Vec<GazetteerEntry>),
    /// Mark a mention to act on it with others, or no longer; the cursor stays where it is.
    Mark(MentionId),
    /// Show other judgements.
    FilterJudgements(JudgementFilter),
    /// Show two mentions side by side.
    ShowBoth(MentionId, MentionId),
    /// This link of a contradiction was wrong: part the entity there.
    Untangle(Contradiction, usize),
    /// Ask why the mentions of an entity are together.
    AskTogether(EntityId),
    /// Two mentions of an entity that looks like two are the same.
    ConfirmSame(MentionId, MentionId),
    /// Look anew for what the open panel shows.
    LookAgain,
    /// Choose an entity of the list to be made one with others, or no longer.
    ChooseEntity(EntityId),
    /// Ask whether to make one entity of these.
    AskMerge(Vec<EntityId>),
    /// Give the mentions that keys act on to an entity.
    MoveTo(EntityId),
    /// Work in another mode.
    SetMode(Mode),
    /// Look for something else.
    Find(FindOptions),
    /// Go to a hit.
    GoToHit(usize),
    /// A pane became the active one, showing this document.
    ActivateDocument(Option<DocumentId>),
    /// The panes are arranged in another way.
    WorkspaceChanged(Workspace),
    /// Call the annotator by this name from now on.
    SetAnnotator(Arc<str>),
    /// Start a program to hear who it is, and whether it can be the extractor.
    TryExtractor(ExtractorChoice),
    /// Find mentions with this extractor from now on, once it has been tried: a program that does not start is not
    /// taken.
    UseExtractor(ExtractorChoice),
    /// Find mentions with this extractor from now on.
    SetExtractor(ExtractorChoice),
    /// Let new projects begin with these mention types.
    KeepTypes(Schema),
    /// Offer these labels of an extractor to be mapped to types.
    AnnounceLabels(Vec<Arc<str>>),
    /// Choose light, dark, or as the system.
    SetScheme(super::preferences::Scheme),
    /// Forget a recent project or folder.
    ForgetRecent(PathBuf),
    /// Take a toast off the screen.
    CloseToast(u64),
    /// Stop a job.
    CancelJob(JobId),
    /// A job ended or has something to hand over.
    JobReport(JobId, Outcome),
    /// The window is asked to close.
    CloseWindow,
}

impl Action {
    /// Whether it changes neither the project nor what is asked of it: a view says it again every frame until it is so.
    pub(super) fn is_about_the_window(&self) -> bool {
        matches!(self, Self::CloseToast(_) | Self::WorkspaceChanged(_))
    }
}

/// What to do with all mentions of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OccurrenceDeed {
    /// Tie them all to the entity of the mention.
    Tie,
    /// Give them all this type.
    Retype(TypeId),
    /// Dismiss them all.
    Dismiss,
}

/// What the type popup is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeFor {
    /// The mentions that keys act on.
    Mentions,
    /// All mentions with the text of the one under the cursor.
    AllWithText,
    /// The entity in hand.
    Entity,
    /// The text of the mention under the cursor, from now on.
    Always,
}

/// A system file dialog to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialogRequest {
    /// A folder of texts.
    OpenFolder,
    /// A project file.
    OpenProject,
    /// Where to save, with a path to start from.
    SaveAs(PathBuf),
    /// Where a project's folder has moved.
    LocateFolder,
    /// A list of names.
    ImportNames,
    /// Where to write the gazetteer, with a path to start from.
    ExportNames(PathBuf),
    /// A file of another tool.
    ImportFile,
    /// A folder of files of another tool.
    ImportFolder,
    /// Where the project that they become is to be, with a path to start from.
    ImportTo(PathBuf),
    /// The project of an annotator.
    AddReader,
    /// Where the project is to be in which it is decided between annotators, with a path to start from.
    Adjudicate(PathBuf),
    /// An annotation to compare with, as a file.
    CompareFile,
    /// The same, as a folder.
    CompareFolder,
    /// Where to export to, with a path to start from.
    Export(PathBuf),
}

/// How a dialog ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialogAnswer {
    /// This was chosen.
    Picked(PathBuf),
    /// Nothing was chosen.
    Cancelled,
    /// The system has no dialog to show.
    NoDialog,
}

/// An answer to a question on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Yes,
    /// Don't, and go on.
    No,
    /// Never mind.
    Cancel,
    /// This path was typed.
    Path(String),
    /// Do it with these mentions.
    These(Vec<MentionId>),
    /// Do it with these places.
    Places(Chosen),
    /// Open the system's dialog.
    Browse,
    /// Make them this entity.
    Merge(EntityId),
    /// This link of the contradiction is wrong.
    Link(usize),
    /// Do this with these proposals.
    Bulk(super::bulk::BulkDeed, Vec<MentionId>),
    /// Tie these, the surest first.
    Ties(Vec<super::tie_above::OfferedTie>),
}

/// What the panes should do, in order. The session does not know how they are arranged.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewRequest {
    /// Arrange the panes like this.
    Arrange(Workspace),
    /// Show a document.
    Show {
        /// Which.
        document: DocumentId,
        /// In a new pane beside the active one.
        beside: bool,
    },
    /// Bring a place into view: in the pane that shows the document, else in the active one.
    Reveal(DocumentId, Span),
    /// Bring a place into the middle of the pane that shows the document, else of the active one.
    Centre(DocumentId, Span),
    /// Bring two places into the middle of two panes: the first of the active one, the second of the one beside it,
    /// which is opened when there is none. What is `None` stays as it is.
    Pair {
        /// What is asked about.
        here: Option<(DocumentId, Span)>,
        /// What it is compared with.
        there: Option<(DocumentId, Span)>,
    },
    /// Split the active pane; a new pane shows the same document.
    Split(crate::storage::Direction),
    /// Close the active pane.
    ClosePane,
    /// Make the next pane the active one.
    NextPane,
    /// Put the keyboard into the find field.
    FocusFind,
    /// Put the keyboard into the entity filter.
    FocusFilter,
    /// Begin to rename this entity in its card.
    Rename(EntityId),
    /// Open the type popup.
    AskType(TypeFor),
    /// Show or hide the panel on the left.
    ToggleSidebar,
    /// Show or hide the panel on the right.
    ToggleInspector,
    /// Zoom in (1), out (-1), or back (0).
    Zoom(i8),
    /// Close the window, nothing is lost.
    Quit,
}
