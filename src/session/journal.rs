//! The crash journal at work: every step of a saved project is on the disk within a moment, off the UI thread.

use super::Session;
use crate::annotation::Transaction;
use crate::storage::{Journal, JournalError, is_being_written, journal_path};
use crate::text::ContentHash;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long the writer waits for another step before it makes the disk keep what it has.
const SETTLE: Duration = Duration::from_millis(300);

/// What the writer is told.
enum Word {
    Step(Arc<Transaction>),
    /// A save takes the project as it stands.
    Saving,
    /// The project was left in order: the journal is not needed any more.
    Discard,
}

/// What a journal is begun with.
#[derive(Default)]
pub(super) struct Begun {
    pub path: PathBuf,
    pub base: Option<ContentHash>,
    /// A file that goes with the journal.
    pub companion: Option<PathBuf>,
    /// Files that go once the journal with its first steps is on the disk: it stands for them.
    pub replaces: Vec<PathBuf>,
}

impl Begun {
    fn create(&self, steps: &[Arc<Transaction>]) -> Result<Journal, JournalError> {
        let journal = Journal::create(&self.path, self.base, steps)?;
        self.replaces.iter().for_each(|path| remove(path));
        Ok(journal)
    }

    /// Leaves nothing behind, also of a journal that an earlier writer began here and that was not needed any more.
    fn discard(&self, journal: Option<Journal>) -> Result<(), JournalError> {
        self.companion.iter().for_each(|path| remove(path));
        match journal {
            Some(journal) => journal.remove()?,
            None if !is_being_written(&self.path) => remove(&self.path),
            None => {}
        }
        Ok(())
    }
}

/// Removes a file that may be gone already.
fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => log::warn!("{}: {error}", path.display()),
        _ => {}
    }
}

/// The writer's thread. The file is made with the first step: a project that is only read leaves nothing behind.
fn write(begun: &Begun, steps: &[Arc<Transaction>], words: &Receiver<Word>) -> Result<(), JournalError> {
    let mut journal = if steps.is_empty() { None } else { Some(begun.create(steps)?) };
    let mut unsynced = false;
    loop {
        // With nothing to make the disk keep there is nothing to wake up for.
        let word = if unsynced { words.recv_timeout(SETTLE) } else { words.recv().map_err(RecvTimeoutError::from) };
        match (word, &mut journal) {
            (Ok(Word::Step(step)), None) => journal = Some(begun.create(&[step])?),
            (Ok(Word::Step(step)), Some(journal)) => {
                journal.append(&step)?;
                unsynced = true;
            }
            // A step that follows belongs to what is being written, whether one went before it or not.
            (Ok(Word::Saving), None) if begun.base.is_some() => {
                journal.insert(begun.create(&[])?).mark_saving()?;
                unsynced = true;
            }
            (Ok(Word::Saving), None) => {}
            (Ok(Word::Saving), Some(journal)) => {
                journal.mark_saving()?;
                unsynced = true;
            }
            (Ok(Word::Discard), _) => return begun.discard(journal),
            (Err(RecvTimeoutError::Timeout), Some(journal)) => {
                journal.sync()?;
                unsynced = false;
            }
            (Err(RecvTimeoutError::Timeout), None) => unsynced = false,
            (Err(RecvTimeoutError::Disconnected), journal) => return journal.as_ref().map_or(Ok(()), Journal::sync),
        }
    }
}

/// Writes a journal on a thread of its own. Dropping it waits until all steps are written, and keeps the file.
#[derive(Default)]
pub(super) struct JournalWriter {
    running: Option<(Sender<Word>, JoinHandle<()>)>,
    /// Steps since a save began: they are not in the file that it writes, so the next journal begins with them.
    tail: Option<Vec<Arc<Transaction>>>,
    path: PathBuf,
}

impl JournalWriter {
    /// Begins a journal that holds `steps` already.
    pub(super) fn begin(&mut self, begun: Begun, steps: Vec<Arc<Transaction>>) {
        self.end(false);
        self.path.clone_from(&begun.path);
        let (sender, receiver) = channel();
        let write = move || {
            // Work goes on without a journal, as in a folder that cannot be written; saving will tell.
            if let Err(error) = write(&begun, &steps, &receiver) {
                log::warn!("{error}");
            }
        };
        match std::thread::Builder::new().name("journal".to_owned()).spawn(write) {
            Ok(thread) => self.running = Some((sender, thread)),
            Err(error) => log::warn!("no thread for the journal: {error}"),
        }
    }

    fn note(&mut self, step: Arc<Transaction>) {
        if let Some(tail) = &mut self.tail {
            tail.push(step.clone());
        }
        if let Some((sender, _)) = &self.running {
            // The writer is gone when it could not begin; it has told why.
            let _ = sender.send(Word::Step(step));
        }
    }

    /// Ends the journal once all is written; `discard` removes its file.
    fn end(&mut self, discard: bool) {
        if let Some((sender, thread)) = self.running.take() {
            if discard {
                let _ = sender.send(Word::Discard);
            }
            drop(sender);
            let _ = thread.join();
        }
    }
}

impl Drop for JournalWriter {
    fn drop(&mut self) {
        self.end(false);
    }
}

impl Session {
    /// Begins the journal of a project file, which holds the project as it stands but for `steps`.
    pub(super) fn start_journal(&mut self, project: &Path, base: Option<ContentHash>, steps: Vec<Arc<Transaction>>) {
        self.journal.begin(Begun { path: journal_path(project), base, ..Begun::default() }, steps);
    }

    /// Notes a step that was applied, forwards or backwards, in the journal and in what is known of the names.
    pub(super) fn journal_step(&mut self, step: Arc<Transaction>) {
        if self.journal.running.is_none() {
            self.begin_recovery_journal(&step);
        }
        self.follow_step(&step);
        self.follow_repair(&step);
        self.journal.note(step);
    }

    /// Notes that a save takes the project as it stands now.
    pub(super) fn journal_save_begins(&mut self) {
        self.journal.tail = Some(Vec::new());
        if let Some((sender, _)) = &self.journal.running {
            let _ = sender.send(Word::Saving);
        }
    }

    /// Begins a new journal on the file that was saved, with the steps since its saving began.
    pub(super) fn journal_saved(&mut self, project: &Path, base: Option<ContentHash>) {
        let steps = self.journal.tail.take().unwrap_or_default();
        // With steps to begin with the new journal takes the old one's place, without a moment between them.
        self.journal.end(steps.is_empty() || self.journal.path != journal_path(project));
        self.opening = None;
        self.start_journal(project, base, steps);
    }

    /// The window closes. Unless work was not saved (which closing asks about), the journal is not wanted again.
    pub fn window_closed(&mut self) {
        self.finish_change();
        self.end_programs();
        if !self.history.has_unsaved_work() {
            self.end_journal();
        }
        // Not all systems let a program come to its end after this.
        if let Some(file) = &mut self.file {
            file.lock = None;
        }
    }

    /// Ends the journal when the project is left in order: nothing in it will be wanted again.
    pub(super) fn end_journal(&mut self) {
        self.journal.tail = None;
        self.journal.end(true);
    }
}
