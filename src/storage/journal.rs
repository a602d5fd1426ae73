//! The crash journal: what was done since the last save, one line a transaction, appended as it happens.
//!
//! It names the project file that it continues by hash, so that it is never replayed onto another state, and it
//! holds for each changed item only what it became: what it was stands in the project that it is replayed onto.

use super::format::{JournalRow, OpRow, StepRow, options};
use super::item::{self, Interner};
use super::{JournalError, VERSION, paths, write};
use crate::annotation::{DocumentRecord, Entity, EntityId, Judgement, Mention, MentionId, Op, Project};
use crate::annotation::{Transaction, TypeId};
use crate::text::{ContentHash, DocumentId};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the journal of a project file is kept: `.NAME.journal` beside it.
pub fn journal_path(project: &Path) -> PathBuf {
    beside(project, ".journal")
}

/// The hidden file `.NAME` with an ending, beside a project file.
pub(super) fn beside(project: &Path, ending: &str) -> PathBuf {
    let target = super::file::resolve(project);
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(ending);
    paths::folder_of(&target).join(name)
}

/// Whether a journal is being written by a Redstring that is at work. (A crash leaves one that nobody holds.)
pub fn is_being_written(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Gives a journal that is no use here another name, under which nothing looks for it, and tells which.
///
/// # Errors
/// What the system says.
pub fn set_aside(journal: &Path) -> io::Result<PathBuf> {
    let mut nth = 0_u32;
    let aside = loop {
        nth += 1;
        let mut name = journal.as_os_str().to_owned();
        name.push(if nth == 1 { ".aside".to_owned() } else { format!(".aside{nth}") });
        let path = PathBuf::from(name);
        if !path.exists() {
            break path;
        }
    };
    fs::rename(journal, &aside)?;
    Ok(aside)
}

/// Stands where a save took the project as it was: what is above it is in the file when that save came to its end.
const SAVING: &[u8] = b"// a save began\n";

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Begins a journal with these steps, in place of one that may be there: whole before it takes that place, so
    /// that there is no moment without one. `base` is the hash of the project file that it continues
    /// ([`hash_of`](super::hash_of)), `None` for a project that was never saved.
    ///
    /// # Errors
    /// [`JournalError::Io`], and [`JournalError::Held`] when another Redstring is writing the one that is there.
    pub fn create(path: &Path, base: Option<ContentHash>, steps: &[Arc<Transaction>]) -> Result<Self, JournalError> {
        let io = |source| JournalError::Io { path: path.to_path_buf(), doing: "begin", source };
        if is_being_written(path) {
            return Err(JournalError::Held(path.to_path_buf()));
        }
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".new");
        let base = base.map_or(String::new(), |hash| format!(", base: \"{hash}\""));
        let mut file = File::create(&fresh).map_err(io)?;
        file.write_all(format!("Journal(version: {VERSION}{base})\n").as_bytes()).map_err(io)?;
        let mut journal = Self { path: path.to_path_buf(), file };
        for transaction in steps {
            journal.append(transaction)?;
        }
        // Held until the writer ends: who finds the file unlocked knows that a crash left it.
        if let Err(error) = journal.file.try_lock() {
            log::debug!("no lock on {}: {error}", path.display());
        }
        journal.sync()?;
        fs::rename(&fresh, path).map_err(io)?;
        Ok(journal)
    }

    /// Appends a transaction that was applied: one of a command, or the inverse of one that was undone. One write,
    /// so that a crash tears at most the last line. Does not wait for the disk: see [`Journal::sync`].
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn append(&mut self, transaction: &Transaction) -> Result<(), JournalError> {
        let mut line = Vec::with_capacity(256);
        let written = step(&mut line, transaction).and_then(|()| self.file.write_all(&line));
        written.map_err(|source| JournalError::Io { path: self.path.clone(), doing: "write", source })
    }

    /// Notes that a save takes the project as it stands now. The steps that follow are not in the file it writes: see
    /// [`recover_after_save`].
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn mark_saving(&mut self) -> Result<(), JournalError> {
        let written = self.file.write_all(SAVING);
        written.map_err(|source| JournalError::Io { path: self.path.clone(), doing: "write", source })
    }

    /// Waits until everything appended is on the disk. Takes milliseconds: not for a frame.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn sync(&self) -> Result<(), JournalError> {
        self.file.sync_data().map_err(|source| JournalError::Io { path: self.path.clone(), doing: "sync", source })
    }

    /// Ends the journal and deletes its file: everything in it was saved.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn remove(self) -> Result<(), JournalError> {
        let Self { path, file } = self;
        drop(file);
        fs::remove_file(&path).map_err(|source| JournalError::Io { path, doing: "remove", source })
    }
}

fn step(out: &mut dyn Write, transaction: &Transaction) -> io::Result<()> {
    out.write_all(b"(label: ")?;
    write::string(out, &transaction.label)?;
    write!(out, ", machine: {}, ops: [", transaction.by_machine)?;
    for (i, op) in transaction.ops.iter().enumerate() {
        if i > 0 {
            out.write_all(b", ")?;
        }
        write_op(out, op)?;
    }
    out.write_all(b"])\n")
}

/// A type by number: unlike its name it does not change.
fn number(out: &mut dyn Write, kind: TypeId) -> io::Result<()> {
    write!(out, "\"#{}\"", kind.0)
}

fn write_op(out: &mut dyn Write, op: &Op) -> io::Result<()> {
    match op {
        Op::Document(_, Some(d)) => wrapped(out, "Document", |out| write::document_row(out, d)),
        Op::Document(Some(d), None) => write!(out, "NoDocument({})", d.id),
        Op::Entity(_, Some(e)) => wrapped(out, "Entity", |out| write::entity_row(out, e, &number)),
        Op::Entity(Some(e), None) => write!(out, "NoEntity({})", e.id),
        Op::Mention(_, Some(m)) => wrapped(out, "Mention", |out| write::mention_row(out, m, &number, None)),
        Op::Mention(Some(m), None) => write!(out, "NoMention({})", m.id),
        Op::Judgement(_, Some(j)) => wrapped(out, "Judgement", |out| write::judgement_row(out, j)),
        Op::Judgement(Some(j), None) => write!(out, "NoJudgement({}, {})", j.a, j.b),
        Op::Entry(_, Some(e)) => wrapped(out, "Entry", |out| write::entry_row(out, e, &number)),
        Op::Entry(Some(e), None) => {
            out.write_all(b"NoEntry(")?;
            write::string(out, &e.name)?;
            out.write_all(b")")
        }
        Op::Schema(_, schema) => {
            out.write_all(b"Types([")?;
            for (id, kind) in schema.slots() {
                write::mention_type(out, kind, schema.gone().contains(&id))?;
                out.write_all(b", ")?;
            }
            out.write_all(b"])")
        }
        // Changes nothing. Written as the removal of what never was.
        Op::Document(None, None)
        | Op::Entity(None, None)
        | Op::Mention(None, None)
        | Op::Judgement(None, None)
        | Op::Entry(None, None) => {
            write!(out, "NoMention({})", u32::MAX)
        }
    }
}

fn wrapped(out: &mut dyn Write, name: &str, row: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    write!(out, "{name}(")?;
    row(out)?;
    out.write_all(b")")
}

/// Replays a journal onto the project that its base holds, and returns its steps, which were applied. Stops silently
/// at a last line that a crash tore.
///
/// # Errors
/// [`JournalError`]. On [`JournalError::Broken`] the project has the steps before the broken one; on any other
/// error it is as it was.
pub fn recover(
    path: &Path,
    base: Option<ContentHash>,
    project: &mut Project,
) -> Result<Vec<Transaction>, JournalError> {
    recover_after_save(path, base, None, project)
}

/// As [`recover`], where a crash may have come between a save and the new journal that it is followed by. Then the
/// journal still continues the `previous` state of the file, which is the backup now: only the steps since that save
/// began are replayed.
///
/// # Errors
/// As [`recover`].
pub fn recover_after_save(
    path: &Path,
    base: Option<ContentHash>,
    previous: Option<ContentHash>,
    project: &mut Project,
) -> Result<Vec<Transaction>, JournalError> {
    let io = |source| JournalError::Io { path: path.to_path_buf(), doing: "read", source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|f| f.take(super::MAX_PROJECT_BYTES).read_to_end(&mut bytes)).map_err(io)?;
    let foreign = || JournalError::Foreign(path.to_path_buf());
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&b| b == b'\n').collect();
    let header = if lines.is_empty() { &[] } else { lines.remove(0) };
    let header = std::str::from_utf8(header).map_err(|_| foreign())?;
    let header: JournalRow = options().from_str(header).map_err(|_| foreign())?;
    if header.version != u64::from(VERSION) {
        return Err(foreign());
    }
    if header.base != base {
        let saved = lines.iter().rposition(|line| *line == SAVING).filter(|_| previous.is_some());
        let Some(saved) = saved.filter(|_| header.base == previous) else { return Err(JournalError::OtherBase) };
        lines.drain(..=saved);
    }
    replay_all(lines, project)
}

/// Replays lines until one does not fit.
fn replay_all(lines: Vec<&[u8]>, project: &mut Project) -> Result<Vec<Transaction>, JournalError> {
    let (mut steps, mut interner, mut state) = (Vec::new(), Interner::default(), project.clone());
    let mut lines = lines.into_iter().filter(|line| *line != SAVING).peekable();
    let mut broken = None;
    while let Some(line) = lines.next() {
        match replay(line, &mut state, &mut interner) {
            Ok(step) => steps.push(step),
            Err(_) if lines.peek().is_none() => break,
            Err(problem) => {
                broken = Some(problem);
                break;
            }
        }
    }
    if let Some(fault) = state.faults().first() {
        return Err(JournalError::Broken { replayed: 0, problem: fault.to_string(), steps: Vec::new() });
    }
    *project = state;
    match broken {
        Some(problem) => Err(JournalError::Broken { replayed: steps.len(), problem, steps }),
        None => Ok(steps),
    }
}

/// Applies one line. On error the project is as it was.
fn replay(line: &[u8], project: &mut Project, interner: &mut Interner) -> Result<Transaction, String> {
    let line = line.strip_suffix(b"\n").ok_or("it breaks off")?;
    let line = std::str::from_utf8(line).map_err(|e| e.to_string())?;
    let row: StepRow<'_> = options().from_str(line).map_err(|e| e.code.to_string())?;
    let ops: Vec<Op> = row.ops.into_iter().map(|op| read_op(op, project, interner)).collect::<Result<_, _>>()?;
    let mut items = HashSet::with_capacity(ops.len());
    let mut names = HashSet::new();
    let mut once = |op: &Op| match op {
        Op::Entry(before, after) => names.insert(before.as_ref().or(after.as_ref()).map(|e| e.name.clone())),
        op => items.insert(item_of(op)),
    };
    if !ops.iter().all(&mut once) {
        return Err("it names an item twice".to_owned());
    }
    let transaction = Transaction { label: row.label.0.into_owned(), ops, by_machine: row.machine };
    project.apply(&transaction).map_err(|e| e.to_string())?;
    Ok(transaction)
}

/// What an op is about: its kind and ids. A name of the gazetteer has none.
fn item_of(op: &Op) -> (u8, u32, u32) {
    match op {
        Op::Document(before, after) => (0, before.as_ref().or(after.as_ref()).map_or(0, |d| d.id.0), 0),
        Op::Entity(before, after) => (1, before.as_ref().or(after.as_ref()).map_or(0, |e| e.id.0), 0),
        Op::Mention(before, after) => (2, before.as_ref().or(after.as_ref()).map_or(0, |m| m.id.0), 0),
        Op::Judgement(before, after) => before.as_ref().or(after.as_ref()).map_or((3, 0, 0), |j| (3, j.a.0, j.b.0)),
        Op::Schema(..) | Op::Entry(..) => (4, 0, 0),
    }
}

fn kind(name: &str) -> Result<TypeId, String> {
    let number = name.strip_prefix('#').and_then(|n| n.parse().ok());
    number.map(TypeId).ok_or_else(|| format!("{name:?} is no type number"))
}

fn read_op(row: OpRow<'_>, project: &Project, interner: &mut Interner) -> Result<Op, String> {
    Ok(match row {
        OpRow::Document(row) => {
            let after: DocumentRecord = item::document(row)?;
            Op::Document(project.document(after.id).cloned(), Some(Arc::new(after)))
        }
        OpRow::NoDocument(id) => Op::Document(project.document(DocumentId(id)).cloned(), None),
        OpRow::Entity(row) => {
            let kind = kind(&row.kind)?;
            let after: Entity = item::entity(row, kind)?;
            Op::Entity(project.entity(after.id).cloned(), Some(Arc::new(after)))
        }
        OpRow::NoEntity(id) => Op::Entity(project.entity(EntityId(id)).cloned(), None),
        OpRow::Mention(row) => {
            let kind = kind(&row.kind)?;
            let after: Mention = item::mention(row, kind, interner)?;
            Op::Mention(project.mention(after.id).cloned(), Some(Arc::new(after)))
        }
        OpRow::NoMention(id) => Op::Mention(project.mention(MentionId(id)).cloned(), None),
        OpRow::Judgement(row) => {
            let after: Judgement = item::judgement(row, interner)?;
            Op::Judgement(project.judgement(after.a, after.b).cloned(), Some(Arc::new(after)))
        }
        OpRow::NoJudgement(a, b) => Op::Judgement(project.judgement(MentionId(a), MentionId(b)).cloned(), None),
        OpRow::Entry(row) => {
            let kind = row.kind.as_deref().map(kind).transpose()?;
            let after = item::entry(row, kind, interner)?;
            Op::Entry(project.entry(&after.name).cloned(), Some(Arc::new(after)))
        }
        OpRow::NoEntry(name) => Op::Entry(project.entry(&name).cloned(), None),
        OpRow::Types(types) => Op::Schema(project.schema().clone(), Arc::new(item::schema(types)?)),
    })
}
