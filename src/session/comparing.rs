//! Comparing the open project with another annotation of its texts: scores, and what differs, at its place in the texts.

use super::edit::sentence;
use super::jobs::{Job, Outcome};
use super::{DialogRequest, Overlay, Session, ViewRequest};
use crate::annotation::{MentionId, Project};
use crate::evaluation::{self, Clusters, Comparison, Difference, Mark, Options, Report, Spot};
use crate::interchange::{self, Files, Format, ReadError};
use crate::storage::{ProjectFile, is_project_path};
use crate::text::{Document, DocumentId, Span, Spans, hull};
use crate::work::Work;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the open project is compared with, and how.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// The other annotation: a project, or a file or folder of another tool.
    pub path: Option<PathBuf>,
    /// Its format; `None`: the one that it seems to be of.
    pub format: Option<Format>,
    /// Whether the other one is taken for right; else the open project is.
    pub other_is_key: bool,
    /// What is compared, and how.
    pub options: Options,
    /// What came of it; `None` while it is being found out.
    pub compared: Option<Result<Arc<Compared>, String>>,
    /// Tells this comparison from one before.
    serial: u64,
}

impl Default for Comparing {
    fn default() -> Self {
        Self { path: None, format: None, other_is_key: true, options: Options::default(), compared: None, serial: 0 }
    }
}

/// A comparison.
#[derive(Debug)]
pub struct Compared {
    /// Tells it from every other one.
    pub serial: u64,
    /// The project that it was made of.
    pub revision: u64,
    /// The scores.
    pub report: Report,
    /// What differs, along the documents.
    pub differences: Vec<Differing>,
    /// What was left out of the comparison, a sentence each.
    pub notes: Vec<String>,
}

/// The kinds of what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// A mention of the key that the response lacks.
    Missing,
    /// A mention of the response that the key lacks.
    Extra,
    /// A mention of two types.
    Type,
    /// A link of the key that the response lacks.
    MissedLink,
    /// A link of the response that the key lacks.
    WrongLink,
    /// An entity of the key that the response has in parts.
    Split,
    /// An entity of the response with parts of several of the key.
    Merged,
}

impl DifferenceKind {
    /// All kinds with what they are called, in order.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Missing, "Missing mentions"),
        (Self::Extra, "Extra mentions"),
        (Self::Type, "Other types"),
        (Self::MissedLink, "Missed links"),
        (Self::WrongLink, "Wrong links"),
        (Self::Split, "Split entities"),
        (Self::Merged, "Merged entities"),
    ];
}

/// Something that differs, where it can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Of what kind.
    pub kind: DifferenceKind,
    /// What there is to say of it besides its places: `Person, not Place`.
    pub told: String,
    /// Where: one place, or two, or the first of each part.
    pub places: Vec<DifferingPlace>,
}

/// A place of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingPlace {
    /// The document.
    pub document: DocumentId,
    /// From the first byte to the last.
    pub span: Span,
    /// The mention of the open project that stands there.
    pub mention: Option<MentionId>,
}

/// A comparison that a job has made.
#[derive(Debug)]
pub struct ComparedReport {
    serial: u64,
    compared: Result<Arc<Compared>, String>,
}

impl Session {
    /// What the open project is compared with.
    pub fn comparing(&self) -> &Comparing {
        &self.comparing
    }

    /// Opens the comparison.
    pub(super) fn ask_compare(&mut self) {
        self.overlay = Some(Overlay::Compare);
        if self.comparing.path.is_some() {
            self.compare();
        }
    }

    /// Asks for the other annotation.
    pub(super) fn choose_compared(&mut self, folder: bool) {
        self.show_dialog(if folder { DialogRequest::CompareFolder } else { DialogRequest::CompareFile });
    }

    /// Compares with this one.
    pub(super) fn compare_with(&mut self, path: PathBuf) {
        self.overlay = Some(Overlay::Compare);
        self.comparing.path = Some(path);
        self.comparing.format = None;
        self.compare();
    }

    /// Compares in another way.
    pub(super) fn compare_as(&mut self, format: Option<Format>, other_is_key: bool, options: Options) {
        self.comparing.format = format;
        self.comparing.other_is_key = other_is_key;
        self.comparing.options = options;
        self.compare();
    }

    /// Forgets what was compared.
    pub(super) fn forget_compared(&mut self) {
        self.jobs.forget(Job::Compare);
        self.comparing = Comparing::default();
    }

    fn compare(&mut self) {
        self.jobs.forget(Job::Compare);
        self.serial += 1;
        let serial = self.serial;
        let Some(path) = self.comparing.path.clone() else { return };
        (self.comparing.serial, self.comparing.compared) = (serial, None);
        let Comparing { format, other_is_key, options, .. } = self.comparing.clone();
        let (project, texts) = (Arc::clone(&self.project), self.readable());
        self.jobs.start(Job::Compare, "Comparing", move |work, _| {
            let texts: HashMap<_, _> = texts.into_iter().collect();
            let ground = Ground { project: &project, texts: &texts, heads: options.matching.needs_heads() };
            match ground.other(&path, format, work) {
                Ok(other) => {
                    let compared = Ok(Arc::new(Compared { serial, ..ground.compare(other, other_is_key, &options) }));
                    Outcome::Compared(Box::new(ComparedReport { serial, compared }))
                }
                Err(Some(why)) => Outcome::Compared(Box::new(ComparedReport { serial, compared: Err(why) })),
                Err(None) => Outcome::Failed(None),
            }
        });
    }

    pub(super) fn take_compared(&mut self, report: ComparedReport) {
        if self.comparing.serial == report.serial {
            self.comparing.compared = Some(report.compared);
        }
    }

    /// Shows a difference in the panes: its first two places, and the mention or the text at the first.
    pub(super) fn show_difference(&mut self, at: usize) {
        let Some(Ok(compared)) = &self.comparing.compared else { return };
        let Some(differing) = compared.differences.get(at) else { return };
        let place = |place: &DifferingPlace| (place.document, place.span);
        let here = differing.places.first().map(place);
        let there = differing.places.get(1).map(place);
        let mention = differing.places.first().and_then(|p| p.mention);
        self.cursor = mention.filter(|id| self.project.mention(*id).is_some_and(|m| m.is_live()));
        // What is no mention here is seen all the same.
        self.pointed = here.filter(|_| self.cursor.is_none());
        match there {
            Some(_) => self.view.push(ViewRequest::Pair { here, there }),
            None => self.view.extend(here.map(|(document, span)| ViewRequest::Centre(document, span))),
        }
    }
}

/// The open project, on whose texts all is compared.
struct Ground<'a> {
    project: &'a Project,
    texts: &'a HashMap<DocumentId, Document>,
    /// Whether the heads of mentions are needed.
    heads: bool,
}

/// The other annotation, in bytes of the texts of the open project.
struct Other {
    clusters: Clusters,
    notes: Vec<String>,
}

impl Ground<'_> {
    /// Reads the other annotation. `Err(None)`: it was cancelled.
    fn other(&self, path: &Path, format: Option<Format>, work: &Work) -> Result<Other, Option<String>> {
        let failed = |error: &dyn std::fmt::Display| Some(sentence(&error.to_string()));
        if is_project_path(path) && format.is_none() {
            let file = ProjectFile::load(path).map_err(|error| failed(&format!("{}: {error}", path.display())))?;
            return Ok(self.of_project(&file.project));
        }
        let files = Files::open(path).map_err(|error| failed(&format!("{}: {error}", path.display())))?;
        let format = format.or_else(|| Format::detect(&files));
        let format = format.ok_or_else(|| failed(&"it does not show what format it is: choose one"))?;
        let telling = match format.read(&files, work) {
            Ok(telling) => telling,
            Err(ReadError::Cancelled(_)) => return Err(None),
            Err(error) => return Err(failed(&error)),
        };
        let mut clusters = Clusters::default();
        let mut notes: Vec<String> = telling.faults.iter().map(ToString::to_string).collect();
        let places = interchange::places(self.project, self.texts, &telling);
        let mut here: HashMap<String, &Arc<str>> = HashMap::new();
        for record in self.project.documents() {
            here.entry(interchange::document_path(&record.path)).or_insert(&record.path);
            here.insert(record.path.to_string(), &record.path);
        }
        for document in &telling.documents {
            here.get(&*document.path).into_iter().for_each(|path| clusters.cover(path));
        }
        for (told, place) in telling.mentions.iter().zip(places) {
            match place {
                Ok(place) => {
                    let Some(record) = self.project.document(place.document) else { continue };
                    let kind = self.kind(&told.kind);
                    let entity = told.entity.as_deref();
                    let head = place.head.or_else(|| self.head(place.document, &place.spans));
                    let mark = Mark::new(&record.path, place.spans, &kind);
                    clusters.add(Mark { entity, head, handle: NOBODY, ..mark });
                }
                Err(why) => notes.push(format!("{}: {why}", told.at)),
            }
        }
        Ok(Other { clusters, notes })
    }

    /// A type by the name that the project has for it, so that ORG and Organisation are one.
    fn kind(&self, label: &str) -> Arc<str> {
        let schema = self.project.schema();
        schema.for_label(label).map_or_else(|| label.trim().into(), |id| schema.get(id).name.clone())
    }

    fn of_project(&self, other: &Project) -> Other {
        let (mut clusters, mut notes) = (Clusters::default(), Vec::new());
        let here: HashMap<&str, _> = self.project.documents().map(|record| (&*record.path, record)).collect();
        let mut same: HashMap<DocumentId, (&Arc<str>, DocumentId)> = HashMap::new();
        for record in other.documents() {
            match here.get(&*record.path) {
                Some(known) if known.hash == record.hash => {
                    clusters.cover(&known.path);
                    same.insert(record.id, (&known.path, known.id));
                }
                Some(_) => notes.push(format!("{} is another text there, and is left out", record.path)),
                None => notes.push(format!("{} is not in this project, and is left out", record.path)),
            }
        }
        for mention in other.mentions().filter(|m| m.is_live()) {
            let Some(&(path, id)) = same.get(&mention.document) else { continue };
            let kind = self.kind(&other.schema().get(mention.kind).name);
            let entity = mention.entity.map(|id| id.to_string());
            let head = self.head(id, &mention.spans);
            let mark = Mark::new(path, mention.spans.clone(), &kind);
            clusters.add(Mark { entity: entity.as_deref(), head, handle: NOBODY, ..mark });
        }
        Other { clusters, notes }
    }

    /// The head of a mention, where heads are needed.
    fn head(&self, document: DocumentId, spans: &Spans) -> Option<Span> {
        let text = self.texts.get(&document).filter(|_| self.heads)?;
        evaluation::head(&text.text, spans, &[])
    }

    /// The annotation of the open project.
    fn own(&self) -> Clusters {
        if !self.heads {
            return Clusters::of_project(self.project);
        }
        let mut clusters = Clusters::default();
        self.project.documents().for_each(|record| clusters.cover(&record.path));
        for mention in self.project.mentions().filter(|m| m.is_live()) {
            let Some(record) = self.project.document(mention.document) else { continue };
            let entity = mention.entity.map(|id| id.to_string());
            let head = self.head(mention.document, &mention.spans);
            let kind = &self.project.schema().get(mention.kind).name;
            let mark = Mark::new(&record.path, mention.spans.clone(), kind);
            clusters.add(Mark { entity: entity.as_deref(), head, handle: mention.id.0, ..mark });
        }
        clusters
    }

    fn compare(&self, other: Other, other_is_key: bool, options: &Options) -> Compared {
        let Other { clusters, notes } = other;
        let own = self.own();
        let (key, response) = if other_is_key { (&clusters, &own) } else { (&own, &clusters) };
        let comparison = Comparison::new(key, response, options);
        let ids: HashMap<&str, DocumentId> =
            self.project.documents().map(|record| (&*record.path, record.id)).collect();
        let differences = comparison.differences();
        let differences = differences.iter().filter_map(|d| differing(d, &ids, other_is_key)).collect();
        Compared { serial: 0, revision: self.project.revision(), report: comparison.report(), differences, notes }
    }
}

/// The handle of what is no mention of the open project.
const NOBODY: u32 = u32::MAX;

fn differing(difference: &Difference, ids: &HashMap<&str, DocumentId>, other_is_key: bool) -> Option<Differing> {
    let places: Vec<_> = difference.spots().into_iter().filter_map(|spot| place(spot, ids, other_is_key)).collect();
    if places.is_empty() {
        return None;
    }
    let parts = |parts: &[Vec<Spot>]| {
        let sizes: Vec<_> = parts.iter().map(|part| part.len().to_string()).collect();
        format!("{} mentions", sizes.join(" + "))
    };
    let (kind, told) = match difference {
        Difference::Missing(_) => (DifferenceKind::Missing, String::new()),
        Difference::Extra(_) => (DifferenceKind::Extra, String::new()),
        Difference::Type { key, response, .. } => (DifferenceKind::Type, format!("{key}, not {response}")),
        Difference::MissedLink { .. } => (DifferenceKind::MissedLink, String::new()),
        Difference::WrongLink { .. } => (DifferenceKind::WrongLink, String::new()),
        Difference::Split(all) => (DifferenceKind::Split, parts(all)),
        Difference::Merged(all) => (DifferenceKind::Merged, parts(all)),
    };
    Some(Differing { kind, told, places })
}

fn place(spot: &Spot, ids: &HashMap<&str, DocumentId>, other_is_key: bool) -> Option<DifferingPlace> {
    let (own, other) = if other_is_key { (&spot.response, &spot.key) } else { (&spot.key, &spot.response) };
    let seen = own.as_ref().or(other.as_ref())?;
    let mention = own.as_ref().map(|seen| MentionId(seen.handle));
    Some(DifferingPlace { document: *ids.get(&*spot.document)?, span: hull(&seen.spans), mention })
}
