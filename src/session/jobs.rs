//! Jobs: work off the UI thread, on snapshots, with progress, cancel and panic capture.

use super::Recovered;
use super::action::Action;
use super::extractor::TrialError;
use super::find::Hit;
use super::gazetteer::Retagged;
use super::name_list::ReadList;
use super::open::{OpenedCorpus, OpenedProject};
use super::places::{FoundPlace, Seeking};
use super::save::Saved;
use crate::annotation::{MentionId, NewMention};
use crate::extraction::external::Handshake;
use crate::text::DocumentId;
use crate::work::Work;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Wakes the UI when a job has something to say. No egui here: the UI hands one in.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Where jobs run.
#[derive(Clone)]
pub enum Runner {
    /// On threads of their own; the waker is called whenever one reports.
    Threads(Waker),
    /// At once, in the caller's thread: for tests and headless commands.
    Inline,
}

/// A job of a session. Ascending, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What a job is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Reading a folder, files or a project.
    Open,
    /// Finding mentions.
    Extract,
    /// Hearing who a program is that may become the extractor.
    Try,
    /// Writing the project file.
    Save,
    /// Making a change that is too large for a frame.
    Change,
    /// Looking for text.
    Find,
    /// Collecting proposals for a preview.
    Collect,
    /// Putting together what the ties of a preview make. It is over soon and told nowhere.
    TiesMade,
    /// Looking for places to annotate.
    Places,
    /// Reading, writing and applying lists of names.
    Names,
    /// Comparing annotators, and finding what is to be decided.
    Adjudicate,
    /// Comparing with another annotation.
    Compare,
    /// Reading and writing other tools' files.
    Exchange,
    /// Reading the names of the project, to suggest what they name.
    Link,
    /// Fitting what is known of the names to what was decided. It is over in a moment and told nowhere.
    Learn,
    /// Putting the mentions in the order in which they are linked.
    Order,
    /// Looking through what was judged.
    Judgements,
    /// Comparing the mentions of an entity.
    Together,
    /// Looking for entities that look like one, or like two.
    Check,
    /// Counting how much has been looked at.
    Coverage,
}

/// A job that runs.
#[derive(Debug)]
pub struct JobInfo {
    /// Its id.
    pub id: JobId,
    /// What it is about.
    pub job: Job,
    /// What it does, in words: "Reading the folder".
    pub title: String,
    /// Progress and cancel.
    pub work: Arc<Work>,
}

/// What a job reports. Boxed where it is large.
#[derive(Debug)]
pub enum Outcome {
    /// Documents were read.
    Corpus(Box<OpenedCorpus>),
    /// A project was read.
    Project(Box<OpenedProject>),
    /// Work that was never saved was brought back.
    Recovered(Box<Recovered>),
    /// Mentions were found; more may follow.
    Mentions {
        /// The revision of the schema and documents they belong to.
        corpus: u64,
        /// The documents that were read.
        documents: Vec<DocumentId>,
        /// What was found in them.
        mentions: Vec<NewMention>,
    },
    /// All mentions were found; what was passed over, a line each.
    Extracted(Vec<String>),
    /// A program said who it is, or did not.
    Tried(Box<Result<Handshake, TrialError>>),
    /// The project was saved.
    Saved(Box<Saved>),
    /// Hits were found; more may follow.
    Hits(u64, Vec<Hit>),
    /// Proposals were collected for a preview.
    Proposals(Arc<super::bulk::BulkRows>),
    /// The best suggestions were collected for a preview.
    Ties(Arc<super::tie_above::TieRows>),
    /// What comes of those that were chosen.
    TiesMade(Arc<super::tie_above::MadeTies>),
    /// Places to annotate were found; more may follow.
    Places(u64, Vec<FoundPlace>),
    /// All places were found.
    PlacesEnd {
        /// The search that they are of.
        generation: u64,
        /// How it ended.
        state: Seeking,
        /// Proposals that a list says are never to be made.
        dismiss: Vec<MentionId>,
    },
    /// A list of names was read.
    List(Box<ReadList>),
    /// A large change was made.
    Changed(Box<super::change::Changed>),
    /// What becomes of the mentions by the names that were told.
    Retagged(Box<Retagged>),
    /// The names of the project were read.
    Linker(Box<super::linker::MadeLinker>),
    /// The mentions were put in order.
    Order(Box<super::link_queue::QueueOrder>),
    /// What was looked for to mend.
    Repair(Box<super::repair::Found>),
    /// What is to be decided between annotators.
    Adjudication(Box<super::adjudicating::AdjudicationReport>),
    /// The project was compared.
    Compared(Box<super::comparing::ComparedReport>),
    /// What an export comes to.
    Foreseen(Box<super::exchange::ForeseenExport>),
    /// Another tool's files were read.
    ReadImport(Box<super::exchange::ReadReport>),
    /// They became a project, which is to be opened.
    Imported(std::path::PathBuf),
    /// It is done: what to tell.
    Told(String),
    /// It is done and has nothing more to hand over.
    Done,
    /// It failed or was cancelled. What to tell, if anything.
    Failed(Option<String>),
}

impl Outcome {
    /// Whether the job goes on.
    fn is_partial(&self) -> bool {
        matches!(self, Self::Mentions { .. } | Self::Hits(..) | Self::Places(..))
    }
}

/// Hands outcomes from a job to its session.
#[derive(Clone)]
pub(super) struct Reporter {
    id: JobId,
    sender: Sender<Action>,
    waker: Option<Waker>,
}

impl Reporter {
    pub fn report(&self, outcome: Outcome) {
        // The session is gone when nobody listens; then nobody misses the report.
        let _ = self.sender.send(Action::JobReport(self.id, outcome));
        if let Some(wake) = &self.waker {
            wake();
        }
    }
}

pub(super) struct Jobs {
    runner: Runner,
    running: Vec<JobInfo>,
    sender: Sender<Action>,
    receiver: Receiver<Action>,
    next: u64,
}

impl Jobs {
    pub fn new(runner: Runner) -> Self {
        let (sender, receiver) = channel();
        Self { runner, running: Vec::new(), sender, receiver, next: 1 }
    }

    pub fn running(&self) -> impl Iterator<Item = &JobInfo> {
        self.running.iter()
    }

    pub fn is_running(&self, job: Job) -> bool {
        self.running.iter().any(|j| j.job == job)
    }

    /// A sender for actions from elsewhere (a file dialog), and what wakes the UI.
    pub fn sender(&self) -> (Sender<Action>, Option<Waker>) {
        let waker = match &self.runner {
            Runner::Threads(waker) => Some(waker.clone()),
            Runner::Inline => None,
        };
        (self.sender.clone(), waker)
    }

    /// Starts a job. It may report partial outcomes; what it returns ends it.
    pub fn start(
        &mut self,
        job: Job,
        title: &str,
        run: impl FnOnce(&Work, &Reporter) -> Outcome + Send + 'static,
    ) -> JobId {
        let id = JobId(self.next);
        self.next += 1;
        let work = Arc::new(Work::default());
        self.running.push(JobInfo { id, job, title: title.to_owned(), work: work.clone() });
        let (sender, waker) = self.sender();
        let reporter = Reporter { id, sender, waker };
        let failed = format!("{title} failed unexpectedly; nothing of your work is lost");
        let body = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&work, &reporter)));
            reporter.report(outcome.unwrap_or(Outcome::Failed(Some(failed))));
        };
        match self.runner {
            Runner::Inline => body(),
            Runner::Threads(_) => {
                if let Err(error) = std::thread::Builder::new().name(format!("{job:?}")).spawn(body) {
                    let told = Outcome::Failed(Some(format!("{title}: this machine gives no more threads ({error})")));
                    let _ = self.sender.send(Action::JobReport(id, told));
                }
            }
        }
        id
    }

    /// Lets go of something large without holding the frame up.
    pub fn let_go(&self, large: impl Send + 'static) {
        if matches!(self.runner, Runner::Threads(_)) {
            // Without a thread it is let go of here.
            let _ = std::thread::Builder::new().name("let go".to_owned()).spawn(move || drop(large));
        }
    }

    /// Notes a report and tells which job it is of. `None` when the job was forgotten: its report must be dropped.
    pub fn note(&mut self, id: JobId, outcome: &Outcome) -> Option<Job> {
        let known = self.running.iter().find(|j| j.id == id).map(|j| j.job);
        if !outcome.is_partial() {
            self.running.retain(|j| j.id != id);
        }
        known
    }

    /// The id that the next job gets.
    pub fn next_id(&self) -> JobId {
        JobId(self.next)
    }

    pub fn cancel(&self, id: JobId) {
        self.running.iter().filter(|j| j.id == id).for_each(|j| j.work.cancel());
    }

    /// Cancels all jobs of a kind; what they still report is taken in.
    pub fn cancel_all(&self, job: Job) {
        self.running.iter().filter(|j| j.job == job).for_each(|j| j.work.cancel());
    }

    /// Cancels all jobs of a kind and drops whatever they still report.
    pub fn forget(&mut self, job: Job) {
        self.cancel_all(job);
        self.running.retain(|j| j.job != job);
    }

    /// The next report that has come in.
    pub fn poll(&self) -> Option<Action> {
        self.receiver.try_recv().ok()
    }
}
