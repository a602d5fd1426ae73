//! Which extractor finds the mentions: Redstring's own, or a program that a person chose.
//!
//! The choice is kept in the preferences, never in a project file: opening somebody's project must not run a command.

use super::jobs::{Job, Jobs, Outcome};
use super::{Session, UserCommand};
use crate::annotation::Step;
use crate::extraction::external::{CommandError, ExternalError, ExternalExtractor, Fault, Handshake, Limits, Program};
use crate::extraction::{Extractor, Pipeline};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Which extractor a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtractorChoice {
    /// Whether it is a program of theirs; else it is Redstring's own.
    pub external: bool,
    /// The program's command line, kept also while it is not used.
    pub command: String,
    /// How long to wait for it, in seconds: at its start, and for an answer (longer for long texts).
    pub time_limit: u32,
}

impl Default for ExtractorChoice {
    fn default() -> Self {
        Self { external: false, command: String::new(), time_limit: Self::SECONDS }
    }
}

impl ExtractorChoice {
    /// How long a program is waited for unless a person says otherwise, in seconds.
    pub const SECONDS: u32 = 60;
    /// The longest that a program may be waited for, in seconds: a day.
    pub const MAX_SECONDS: u32 = 86_400;

    /// A program with this command line; Redstring's own extractor without one.
    pub fn of(command: Option<String>, time_limit: u32) -> Self {
        Self { external: command.is_some(), command: command.unwrap_or_default(), time_limit }
    }

    /// Whether it names something that can be tried.
    ///
    /// # Errors
    /// [`CommandError`] when it is a program and its command line names none.
    pub fn check(&self) -> Result<(), CommandError> {
        if self.external { self.program().map(drop) } else { Ok(()) }
    }

    fn program(&self) -> Result<Program, CommandError> {
        Program::new(&self.command, Limits::seconds(self.time_limit))
    }

    /// The extractor that was chosen.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn extractor(&self) -> Result<Box<dyn Extractor>, CommandError> {
        Ok(match self.external {
            true => Box::new(ExternalExtractor::new(self.program()?)),
            false => Box::new(Pipeline),
        })
    }
}

/// A program that is tried, or was.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What was tried.
    pub choice: ExtractorChoice,
    /// Whether it is to be used when it can be.
    pub uses: bool,
    /// What came of it; `None` while it runs.
    pub outcome: Option<Result<Handshake, TrialError>>,
}

/// Why a program cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialError {
    /// In a sentence.
    pub why: String,
    /// The last lines that it wrote to its standard error, oldest first.
    pub said: Vec<String>,
}

impl From<ExternalError> for TrialError {
    fn from(error: ExternalError) -> Self {
        let why = match &error.fault {
            Fault::Cancelled => "Stopped before the program had said who it is".to_owned(),
            Fault::Ended { how, .. } => format!(
                "The program started, but ended ({how}) before it told Redstring its name and its labels. Is it one \
                 that was made for Redstring?"
            ),
            fault => super::edit::sentence(&fault.to_string()),
        };
        Self { why, said: error.said }
    }
}

/// How long a program that is told to end may hold up the end of Redstring.
const PATIENCE: Duration = Duration::from_secs(2);

impl Session {
    /// The program that is being tried or was tried last, as long as its dialog is open.
    pub fn trial(&self) -> Option<&Trial> {
        self.trial.as_ref()
    }

    /// The extractor to find mentions with. `None`: the one that was chosen cannot be, which was told.
    pub(super) fn extractor(&mut self) -> Option<Box<dyn Extractor>> {
        match self.preferences.extractor.extractor() {
            Ok(extractor) => Some(extractor),
            Err(error) => {
                self.extraction_failed(None, super::edit::sentence(&error.to_string()));
                None
            }
        }
    }

    /// Starts a program to hear who it is.
    pub(super) fn try_extractor(&mut self, choice: ExtractorChoice) {
        self.jobs.forget(Job::Try);
        let uses = false;
        let extractor = match choice.program() {
            Ok(program) => ExternalExtractor::new(program),
            Err(error) => {
                self.trial = Some(Trial { choice, uses, outcome: Some(Err(ExternalError::from(error).into())) });
                return;
            }
        };
        self.trial = Some(Trial { choice, uses, outcome: None });
        self.jobs.start(Job::Try, "Starting the program", move |work, _| {
            Outcome::Tried(Box::new(extractor.introduce(work).map_err(TrialError::from)))
        });
    }

    pub(super) fn take_trial(&mut self, outcome: Result<Handshake, TrialError>) {
        if let Ok(handshake) = &outcome {
            self.announce_labels(handshake.labels.iter().map(|label| label.as_str().into()).collect());
        }
        if let Some(trial) = &mut self.trial {
            trial.outcome = Some(outcome);
        }
        if let Some(Trial { choice, uses: true, outcome: Some(Ok(_)) }) = self.trial.clone() {
            self.set_extractor(choice);
        }
    }

    /// Uses an extractor from now on; a program only if it starts, which is tried first unless it just was.
    pub(super) fn use_extractor(&mut self, choice: ExtractorChoice) {
        let has_started = |t: &Trial| matches!(t.outcome, Some(Ok(_))) && t.choice == choice;
        if !choice.external || choice.check().is_err() || self.trial.as_ref().is_some_and(has_started) {
            return self.set_extractor(choice);
        }
        self.try_extractor(choice);
        if let Some(trial) = &mut self.trial {
            trial.uses = true;
        }
    }

    /// Ends what is being tried: nobody waits for it any more.
    pub(super) fn end_trial(&mut self) {
        self.jobs.forget(Job::Try);
        self.trial = None;
    }

    /// Uses an extractor from now on.
    pub(super) fn set_extractor(&mut self, choice: ExtractorChoice) {
        if let Err(error) = choice.check() {
            return self.complain(super::edit::sentence(&error.to_string()));
        }
        self.overlay = None;
        self.end_trial();
        if choice == self.preferences.extractor {
            return;
        }
        let told = match choice.external {
            true => "From now on your program finds the mentions",
            false => "From now on Redstring's own extractor finds the mentions",
        };
        self.set_preference(|p| p.extractor = choice);
        self.offer(told.to_owned(), false, UserCommand::FindMentions);
    }

    /// Tells why mentions could not be found. What was found until then stays, as one step.
    pub(super) fn extraction_failed(&mut self, job: Option<u64>, why: String) {
        let of_job = |step: &Step| job.is_some() && step.group() == job;
        let told = match self.history.done().iter().any(of_job) {
            true => format!("{why}. What was found until then stays, as one step"),
            false => why,
        };
        let undoes = self.history.undo_step().is_some_and(of_job).then(|| self.history.position());
        self.offer(told, true, UserCommand::Extractor);
        if let Some(toast) = self.toasts.last_mut() {
            toast.undoes = undoes;
        }
    }

    /// Tells what an extractor passed over.
    pub(super) fn tell_passed_over(&mut self, lines: &[String]) {
        if !lines.is_empty() {
            self.offer(format!("Passed over: {}", lines.join("; ")), true, UserCommand::Extractor);
        }
    }

    /// A message with what can be done next.
    fn offer(&mut self, text: String, is_error: bool, command: UserCommand) {
        self.toast(text, is_error, None);
        if let Some(toast) = self.toasts.last_mut() {
            toast.offers = Some(command);
        }
    }

    /// Ends the programs that run, before Redstring ends itself.
    pub(super) fn end_programs(&mut self) {
        let external = self.preferences.extractor.external;
        let run = move |jobs: &Jobs| jobs.is_running(Job::Try) || external && jobs.is_running(Job::Extract);
        [Job::Try, Job::Extract].into_iter().for_each(|job| self.jobs.cancel_all(job));
        let until = Instant::now() + PATIENCE;
        while run(&self.jobs) && Instant::now() < until {
            while let Some(action) = self.jobs.poll() {
                self.dispatch(action);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
