//! Two annotations or more of the same texts, each a project or of any format, brought into one coordinate system: what
//! `evaluation` compares.
//!
//! Documents are the same that have the same path, or the same but for its ending. The places in a document are counted
//! in what all sides have in common there ([`Unit`]); where a side has no text of its own, that of a project or of the
//! corpus is what its offsets refer to.

mod names;
mod places;

use crate::annotation::{Project, Schema, Scope, Status};
use crate::corpus::{self, SkipReason};
use crate::evaluation::{Clusters, Mark};
use crate::interchange::{Fault, Files, Format, ReadError, Telling};
use crate::storage::{LoadError, ProjectFile, is_project_path};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use names::Names;
use places::{Ground, Sheet};
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many faults are told before the rest is only counted.
const FAULTS_TOLD: usize = 10;

/// Why annotations cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A project cannot be read.
    #[error("{path}: {source}")]
    Load {
        /// Its path.
        path: String,
        /// Why.
        source: Box<LoadError>,
    },
    /// A file or folder cannot be opened.
    #[error("{path}: {source}")]
    Open {
        /// Its path.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Nothing tells what format files are of.
    #[error("{0}: of what format it is cannot be told; say it (`redstring formats` lists them)")]
    UnknownFormat(String),
    /// Files are faulty.
    #[error("{path}: nothing was compared, these do not fit (--lenient goes on without them):{}", list(.faults))]
    Faults {
        /// The path of what was opened.
        path: String,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// Places of two sides cannot be compared without the text.
    #[error("{path}: the text of {document} is needed to compare offsets{why}; say with --corpus where the texts are")]
    NoText {
        /// The path of the annotation that has none.
        path: String,
        /// The document.
        document: Arc<str>,
        /// Why there is none, as the sentence goes on.
        why: String,
    },
    /// A text of a project is another than when it was saved.
    #[error(
        "{path}: the text of {document} is not what it was; open the project once so that it follows the text, and save it"
    )]
    Changed {
        /// The path of the project.
        path: String,
        /// The document.
        document: Arc<str>,
    },
    /// Two sides do not have the same text.
    #[error("the text of {document} is not the same on all sides: {told} (--lenient leaves such documents out)")]
    OtherText {
        /// The document.
        document: Arc<str>,
        /// Where it begins to differ.
        told: String,
    },
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

fn list(faults: &[Fault]) -> String {
    let mut lines: String = faults.iter().take(FAULTS_TOLD).map(|fault| format!("\n{fault}")).collect();
    if faults.len() > FAULTS_TOLD {
        lines.push_str(&format!("\nand {} more", faults.len() - FAULTS_TOLD));
    }
    lines
}

/// What places are counted in. Of each document it is the first that all sides can be counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Tokens, where all sides have as many.
    Tokens,
    /// Bytes of the one text that all sides have.
    Bytes,
    /// Code points that are no white space: of texts that differ in white space only.
    Ink,
    /// What the offsets of files count that tell no text.
    Own,
}

impl Unit {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Bytes => "bytes",
            Self::Ink => "characters without white space",
            Self::Own => "the offsets of the files",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// One side: a project, or what files tell.
#[derive(Clone, Debug)]
pub struct Annotation {
    path: PathBuf,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Project {
        project: Box<Project>,
        root: PathBuf,
        /// Those that are at hand; others are read from `root`.
        texts: HashMap<DocumentId, Document>,
    },
    Told(Box<Telling>),
}

/// A mention of a side, for whoever looks at a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The path of its document on its side.
    pub document: Arc<str>,
    /// What the text says there, as far as the side tells.
    pub text: Option<String>,
    /// Its type, as its side calls it.
    pub kind: Arc<str>,
    /// What its entity is called.
    pub entity: Option<Arc<str>>,
}

impl Annotation {
    /// Opens a project (`.ron`), or a file or folder of a format: of that one, or of the one that it seems to be of.
    ///
    /// # Errors
    /// [`CompareError`]. What is faulty in a file is told by [`compare`].
    pub fn open(path: &Path, format: Option<Format>, work: &Work) -> Result<Self, CompareError> {
        let name = || path.display().to_string();
        if format.is_none() && is_project_path(path) {
            let file =
                ProjectFile::load(path).map_err(|source| CompareError::Load { path: name(), source: source.into() })?;
            return Ok(Self::of_project(path, file.project, file.corpus_root, HashMap::new()));
        }
        let files = Files::open(path).map_err(|source| CompareError::Open { path: name(), source })?;
        let format = format.or_else(|| Format::detect(&files)).ok_or_else(|| CompareError::UnknownFormat(name()))?;
        let telling = format.read(&files, work)?;
        Ok(Self::of_telling(path, telling))
    }

    /// A project that is open, with the texts that are at hand.
    pub fn of_project(
        path: impl Into<PathBuf>,
        project: Project,
        root: PathBuf,
        texts: HashMap<DocumentId, Document>,
    ) -> Self {
        Self { path: path.into(), source: Source::Project { project: Box::new(project), root, texts } }
    }

    /// What files tell.
    pub fn of_telling(path: impl Into<PathBuf>, telling: Telling) -> Self {
        Self { path: path.into(), source: Source::Told(Box::new(telling)) }
    }

    /// The types of a project.
    pub fn schema(&self) -> Option<&Arc<Schema>> {
        match &self.source {
            Source::Project { project, .. } => Some(project.schema()),
            Source::Told(_) => None,
        }
    }

    /// Where it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How far its entities reach.
    pub fn scope(&self) -> Scope {
        match &self.source {
            Source::Project { .. } => Scope::Corpus,
            Source::Told(telling) => telling.scope,
        }
    }

    /// A mention by its handle: of a project its id, else its place in the telling.
    pub fn shown(&self, handle: u32) -> Option<Shown> {
        match &self.source {
            Source::Project { project, .. } => {
                let mention = project.mention(crate::annotation::MentionId(handle))?;
                Some(Shown {
                    document: project.document(mention.document)?.path.clone(),
                    text: Some(mention.text.to_string()),
                    kind: project.schema().get(mention.kind).name.clone(),
                    entity: mention.entity.and_then(|id| project.entity(id)).map(|e| e.name.clone()),
                })
            }
            Source::Told(telling) => {
                let told = telling.mentions.get(handle as usize)?;
                let text = told.text.clone().or_else(|| places::text_of(telling, told));
                let name = |entity: &Arc<str>| telling.entities.get(entity).and_then(|e| e.name.clone());
                let entity = told.entity.as_ref().map(|entity| name(entity).unwrap_or_else(|| entity.clone()));
                Some(Shown { document: told.document.clone(), text, kind: told.kind.clone(), entity })
            }
        }
    }

    /// The paths of its documents: those that it covers, and those of its mentions.
    fn documents(&self) -> Vec<&Arc<str>> {
        match &self.source {
            Source::Project { project, .. } => project.documents().map(|record| &record.path).collect(),
            Source::Told(telling) => {
                let mut seen = BTreeSet::new();
                let all = telling.documents.iter().map(|d| &d.path).chain(telling.mentions.iter().map(|m| &m.document));
                all.filter(|path| seen.insert(*path)).collect()
            }
        }
    }

    /// Whether it tells which documents it covers, with mentions or without.
    fn covers(&self) -> bool {
        match &self.source {
            Source::Project { .. } => true,
            Source::Told(telling) => !telling.documents.is_empty(),
        }
    }

    fn faults(&self) -> &[Fault] {
        match &self.source {
            Source::Project { .. } => &[],
            Source::Told(telling) => &telling.faults,
        }
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// How annotations are brought together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompareOptions {
    /// Where the texts are of files that tell none.
    pub corpus: Option<PathBuf>,
    /// Whether to go on without what is faulty or has another text.
    pub lenient: bool,
    /// Whether the heads of mentions are needed.
    pub heads: bool,
}

/// Annotations in one coordinate system.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The sides, in their order. Handles are what [`Annotation::shown`] takes.
    pub sides: Vec<Clusters>,
    /// How far clusters reach, unless somebody says otherwise: as far as those of the side that reach furthest.
    pub scope: Scope,
    /// What places are counted in.
    pub units: BTreeSet<Unit>,
    /// What may make a comparison misleading, a sentence each.
    pub notes: Vec<String>,
}

/// Brings annotations together. Near linear in the mentions and the texts.
///
/// # Errors
/// [`CompareError`] when something is faulty or has another text and that was not to be passed over, when a text is
/// needed that is not at hand, or when it was cancelled.
pub fn compare(annotations: &[Annotation], options: &CompareOptions, work: &Work) -> Result<Compared, CompareError> {
    let mut joining = Joining::new(annotations, options);
    for annotation in annotations {
        joining.check(annotation, annotation.faults().to_vec())?;
    }
    joining.note_scopes();
    joining.note_documents();
    let names = &joining.names;
    let documents: Vec<Arc<str>> = names.documents().to_vec();
    work.start(documents.len() as u64);
    let by_document: Vec<Sheets<'_>> = annotations.iter().enumerate().map(|(s, a)| Sheets::of(s, a, names)).collect();
    for document in documents {
        work.check()?;
        joining.take(&document, &by_document)?;
        work.advance(1);
    }
    Ok(joining.compared)
}

/// What a side has of each document, by the name that all sides have for it.
struct Sheets<'a>(FxHashMap<Arc<str>, Sheet<'a>>);

impl<'a> Sheets<'a> {
    fn of(side: usize, annotation: &'a Annotation, names: &Names) -> Self {
        let mut sheets: FxHashMap<Arc<str>, Sheet<'a>> = FxHashMap::default();
        for path in annotation.documents() {
            sheets.insert(names.of(side, path).clone(), Sheet::new(path));
        }
        match &annotation.source {
            Source::Project { project, .. } => {
                let paths: HashMap<DocumentId, &Arc<str>> = project.documents().map(|d| (d.id, &d.path)).collect();
                for record in project.documents() {
                    sheets.entry(names.of(side, &record.path).clone()).and_modify(|sheet| sheet.record = Some(record));
                }
                for mention in project.mentions().filter(|m| m.status != Status::Rejected) {
                    let Some(path) = paths.get(&mention.document) else { continue };
                    sheets.entry(names.of(side, path).clone()).and_modify(|sheet| sheet.mentions.push(mention));
                }
            }
            Source::Told(telling) => {
                for (number, told) in telling.mentions.iter().enumerate().filter(|(_, m)| m.status != Status::Rejected)
                {
                    let name = names.of(side, &told.document).clone();
                    sheets.entry(name).and_modify(|sheet| sheet.told.push((number as u32, told)));
                }
            }
        }
        Self(sheets)
    }
}

struct Joining<'a> {
    annotations: &'a [Annotation],
    options: &'a CompareOptions,
    names: Names,
    /// What types are called.
    schema: Arc<Schema>,
    kinds: FxHashMap<Arc<str>, Arc<str>>,
    compared: Compared,
}

impl<'a> Joining<'a> {
    fn new(annotations: &'a [Annotation], options: &'a CompareOptions) -> Self {
        let documents: Vec<Vec<&Arc<str>>> = annotations.iter().map(Annotation::documents).collect();
        let names = Names::new(&documents);
        let mut sides = vec![Clusters::default(); annotations.len()];
        for (side, annotation) in annotations.iter().enumerate().filter(|(_, a)| a.covers()) {
            annotation.documents().iter().for_each(|path| sides[side].cover(names.of(side, path)));
        }
        let own = annotations.iter().find_map(Annotation::schema).cloned();
        let scope = annotations.iter().map(Annotation::scope).max_by_key(|scope| reach(*scope)).unwrap_or_default();
        let compared = Compared { sides, scope, ..Compared::default() };
        Self { annotations, options, names, schema: own.unwrap_or_default(), kinds: FxHashMap::default(), compared }
    }

    /// Refuses what is faulty, or tells that it is left out.
    fn check(&mut self, annotation: &Annotation, faults: Vec<Fault>) -> Result<(), CompareError> {
        if faults.is_empty() {
            return Ok(());
        }
        if !self.options.lenient {
            return Err(CompareError::Faults { path: annotation.name(), faults });
        }
        self.compared.notes.extend(faults.iter().map(|fault| format!("skipped: {}: {fault}", annotation.name())));
        Ok(())
    }

    fn note_scopes(&mut self) {
        let wide = self.compared.scope;
        let narrow = self.annotations.iter().filter(|a| a.scope() != wide);
        let notes = narrow.map(|annotation| {
            format!(
                "entities of {} end with their {}, those of another side with the {}; to cut all: --scope {}",
                annotation.name(),
                annotation.scope().word(),
                wide.word(),
                annotation.scope().word()
            )
        });
        self.compared.notes.extend(notes.collect::<Vec<_>>());
    }

    fn note_documents(&mut self) {
        let sides = &self.compared.sides;
        let count = |name: &Arc<str>| (0..sides.len()).filter(|side| self.names.has(*side, name)).count();
        let shared = self.names.documents().iter().filter(|name| count(name) > 1).count();
        let first = |side: usize| self.annotations[side].documents().into_iter().min();
        if shared == 0
            && let [Some(a), Some(b)] = [0, 1].map(|side| (side < sides.len()).then(|| first(side)).flatten())
        {
            let note = if sides.len() == 2 {
                format!("no document is on both sides: the key has “{a}”, the response “{b}”")
            } else {
                format!("no document is on two sides: one has “{a}”, another “{b}”")
            };
            self.compared.notes.push(note);
            return;
        }
        for (side, annotation) in self.annotations.iter().enumerate() {
            let alone = || self.names.documents().iter().filter(|name| self.names.has(side, name) && count(name) == 1);
            if let Some(example) = alone().next() {
                let note = format!("only {} has {} document(s): {example}", annotation.name(), alone().count());
                self.compared.notes.push(note);
            }
        }
    }

    /// Takes the mentions of one document in.
    fn take(&mut self, document: &Arc<str>, sheets: &[Sheets<'a>]) -> Result<(), CompareError> {
        let there: Vec<(usize, &Sheet<'a>)> =
            sheets.iter().enumerate().filter_map(|(side, all)| Some((side, all.0.get(document)?))).collect();
        if there.iter().all(|(_, sheet)| sheet.is_empty()) {
            return Ok(());
        }
        let ground = match Ground::find(document, &there, self.annotations, self.options) {
            Err(CompareError::OtherText { document, told }) if self.options.lenient => {
                let note = format!("left out: {document}, of which the sides have different texts: {told}");
                self.compared.notes.push(note);
                return Ok(());
            }
            ground => ground?,
        };
        self.compared.units.extend(ground.unit());
        for (nth, (side, sheet)) in there.iter().enumerate() {
            let mut faults = Vec::new();
            ground.places(nth, sheet, self.options.heads, &mut faults, &mut |place| {
                let kind = self.kinds.entry(place.kind.clone()).or_insert_with(|| type_name(&self.schema, place.kind));
                self.compared.sides[*side].add(Mark {
                    document,
                    spans: place.spans,
                    head: place.head,
                    kind,
                    entity: place.entity.as_deref(),
                    handle: place.handle,
                });
            });
            self.check(&self.annotations[*side], faults)?;
        }
        Ok(())
    }
}

const fn reach(scope: Scope) -> u8 {
    match scope {
        Scope::Document => 0,
        Scope::Folder => 1,
        Scope::Corpus => 2,
    }
}

/// A type by the name that a schema has for it, so that ORG and Organisation are one.
pub fn type_name(schema: &Schema, label: &str) -> Arc<str> {
    schema.for_label(label).map_or_else(|| label.trim().into(), |id| schema.get(id).name.clone())
}

/// The text of a document of a corpus, also where only the name without its ending is known.
fn read_text(root: &Path, path: &str) -> Result<Document, SkipReason> {
    let read = corpus::read_document(root, path);
    let again =
        || [".txt", ".text", ".md"].iter().find_map(|end| corpus::read_document(root, &format!("{path}{end}")).ok());
    match read {
        Err(SkipReason::Missing) => again().ok_or(SkipReason::Missing),
        read => read,
    }
}

#[cfg(test)]
mod tests;
