//! `redstring score`: one annotation against another.

use super::CliError;
use super::files::load;
use super::import::read_telling;
use crate::annotation::{Project, Schema, Scope};
use crate::corpus;
use crate::evaluation::{self, Average, Clusters, Options, Place, Rates, Report, Side};
use crate::interchange::Format;
use crate::storage::{ProjectFile, is_project_path};
use crate::text::{DocumentId, OffsetMap, OffsetUnit, Span};
use crate::work::Work;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far a cluster reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Reach {
    /// Mentions of one document
    Document,
    /// Mentions of the documents of one folder
    Folder,
    /// All mentions
    #[default]
    Corpus,
}

impl From<Reach> for Scope {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Document => Self::Document,
            Reach::Folder => Self::Folder,
            Reach::Corpus => Self::Corpus,
        }
    }
}

/// How the scores of several documents or folders become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Averaging {
    /// What is counted is added up, as the reference scorer does
    #[default]
    Micro,
    /// The mean of the scores
    Macro,
}

/// What `score` is asked to do.
#[derive(Clone, Debug)]
pub struct ScoreCommand {
    /// What is taken for right: a project, or JSON lines.
    pub key: PathBuf,
    /// What is scored.
    pub response: PathBuf,
    /// Whether to write JSON instead of a table.
    pub json: bool,
    /// How far a cluster reaches.
    pub scope: Reach,
    /// How the scores of several scopes become one.
    pub average: Averaging,
    /// Whether clusters of one mention are left out.
    pub drop_singletons: bool,
    /// Whether mentions without an entity are left out.
    pub drop_untied: bool,
    /// Only mentions of these types; of all when there are none.
    pub only: Vec<String>,
}

/// Scores and writes the result. What may make it misleading is told on `notes`.
///
/// # Errors
/// [`CliError`] when a side cannot be read, or the result cannot be written.
pub fn score(command: &ScoreCommand, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    let (key, response) = (Annotation::open(&command.key)?, Annotation::open(&command.response)?);
    // Two projects are compared as they are; a project and JSON lines in the unit of the lines.
    let both = key.is_project() && response.is_project();
    let unit = if both { OffsetUnit::Bytes } else { OffsetUnit::Chars };
    if let (Annotation::Project(_, a), Annotation::Project(_, b)) = (&key, &response) {
        note_other_texts(&a.project, &b.project, notes);
    }
    let (key, response) = (key.clusters(unit)?, response.clusters(unit)?);
    if key.documents().is_disjoint(&response.documents()) && !key.is_empty() && !response.is_empty() {
        let first = |c: &Clusters| c.documents().first().map(|d| (*d).to_owned()).unwrap_or_default();
        let (a, b) = (first(&key), first(&response));
        let _ = writeln!(notes, "no document is on both sides: the key has “{a}”, the response “{b}”");
    }
    let schema = Schema::default();
    let options = Options {
        scope: command.scope.into(),
        average: match command.average {
            Averaging::Micro => Average::Micro,
            Averaging::Macro => Average::Macro,
        },
        drop_singletons: command.drop_singletons,
        drop_untied: command.drop_untied,
        only: command.only.iter().map(|name| type_name(&schema, name)).collect(),
    };
    let report = evaluation::score(&key, &response, &options);
    let written = if command.json {
        write_json(&Json::of(&key, &response, &options, &report), out)
    } else {
        write_table(command, &key, &response, &options, &report, out)
    };
    match written {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CliError::of),
    }
}

/// One side, opened.
enum Annotation<'a> {
    Project(&'a Path, Box<ProjectFile>),
    Lines(crate::interchange::Telling),
}

impl<'a> Annotation<'a> {
    fn open(path: &'a Path) -> Result<Self, CliError> {
        if is_project_path(path) {
            return Ok(Self::Project(path, Box::new(load(path)?)));
        }
        let telling = read_telling(path, Some(Format::Jsonl), &Work::default())?;
        match telling.faults.first() {
            Some(fault) => Err(CliError::of(fault)),
            None => Ok(Self::Lines(telling)),
        }
    }

    const fn is_project(&self) -> bool {
        matches!(self, Self::Project(..))
    }

    fn clusters(&self, unit: OffsetUnit) -> Result<Clusters, CliError> {
        match self {
            Self::Project(_, file) if unit == OffsetUnit::Bytes => Ok(Clusters::of_project(&file.project)),
            Self::Project(path, file) => in_unit(path, file, unit),
            Self::Lines(telling) => {
                let mut clusters = Clusters::default();
                let schema = Schema::default();
                let mut names: HashMap<&str, Arc<str>> = HashMap::new();
                for told in &telling.mentions {
                    let spans = told.parts.iter().map(|&(start, end)| Span::new(start, end)).collect();
                    let document = told.document.clone();
                    let kind = names.entry(&told.kind).or_insert_with(|| type_name(&schema, &told.kind)).clone();
                    clusters.add(Place { document, spans }, kind, told.entity.as_deref());
                }
                Ok(clusters)
            }
        }
    }
}

/// The clusters of a project, in the unit of another file: for that the texts are needed.
fn in_unit(path: &Path, file: &ProjectFile, unit: OffsetUnit) -> Result<Clusters, CliError> {
    let project = &file.project;
    let mut mentions: Vec<_> = project.mentions().filter(|m| m.is_live()).collect();
    mentions.sort_by_key(|m| m.document);
    let mut clusters = Clusters::default();
    for run in mentions.chunk_by(|a, b| a.document == b.document) {
        let Some(record) = project.document(run[0].document) else { continue };
        let told = |why: &str| CliError(format!("{}: the text of {} {why}", path.display(), record.path));
        let document = corpus::read_document(&file.corpus_root, &record.path)
            .map_err(|reason| told(&format!("is needed to compare offsets, and: {reason}")))?;
        if !record.matches(&document) {
            return Err(told("is not what it was; open the project once so that it follows the text, and save it"));
        }
        let map = OffsetMap::new(&document.text);
        for mention in run {
            let at = |byte| map.from_bytes(byte, unit);
            let spans = mention.spans.iter().map(|s| Span::new(at(s.start), at(s.end))).collect();
            let place = Place { document: record.path.clone(), spans };
            let entity = mention.entity.map(|e| e.to_string());
            clusters.add(place, project.schema().get(mention.kind).name.clone(), entity.as_deref());
        }
    }
    Ok(clusters)
}

/// A type by the name that Redstring has for it, so that ORG and Organisation are one.
fn type_name(schema: &Schema, label: &str) -> Arc<str> {
    schema.for_label(label).map_or_else(|| label.trim().into(), |id| schema.get(id).name.clone())
}

/// Tells of documents that are not the same text on both sides.
fn note_other_texts(key: &Project, response: &Project, notes: &mut dyn Write) {
    let ids: HashMap<&str, DocumentId> = response.documents().map(|d| (&*d.path, d.id)).collect();
    for record in key.documents() {
        let other = ids.get(&*record.path).and_then(|id| response.document(*id));
        if other.is_some_and(|other| other.hash != record.hash) {
            let _ = writeln!(notes, "{} is not the same text on both sides", record.path);
        }
    }
}

#[derive(Serialize)]
struct JsonSide {
    mentions: usize,
    clusters: usize,
    /// Mentions without an entity, compared or not.
    untied: usize,
    dropped_singletons: usize,
}

#[derive(Serialize)]
struct Json {
    scope: &'static str,
    scopes: usize,
    average: &'static str,
    singletons: &'static str,
    untied: &'static str,
    only: BTreeSet<Arc<str>>,
    key: JsonSide,
    response: JsonSide,
    /// From 0 to 1.
    scores: BTreeMap<&'static str, Rates>,
    conll_f1: f64,
}

impl Json {
    fn of(key: &Clusters, response: &Clusters, options: &Options, report: &Report) -> Self {
        let side = |clusters: &Clusters, side: Side| JsonSide {
            mentions: side.mentions,
            clusters: side.clusters,
            untied: clusters.untied(),
            dropped_singletons: side.dropped_singletons,
        };
        let s = &report.scores;
        Self {
            scope: options.scope.word(),
            scopes: report.scopes,
            average: options.average.word(),
            singletons: if options.drop_singletons { "dropped" } else { "kept" },
            untied: if options.drop_untied { "dropped" } else { "singletons" },
            only: options.only.clone(),
            key: side(key, report.key),
            response: side(response, report.response),
            scores: BTreeMap::from([
                ("mentions", s.mentions),
                ("muc", s.muc),
                ("b3", s.b_cubed),
                ("ceafm", s.ceaf_m),
                ("ceafe", s.ceaf_e),
                ("blanc", s.blanc),
                ("lea", s.lea),
            ]),
            conll_f1: s.conll,
        }
    }
}

fn write_json(json: &Json, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, json).map_err(std::io::Error::from)?;
    writeln!(out)
}

fn write_table(
    command: &ScoreCommand,
    key: &Clusters,
    response: &Clusters,
    options: &Options,
    report: &Report,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let sides = [("key", &command.key, key, report.key), ("response", &command.response, response, report.response)];
    for (name, path, clusters, side) in sides {
        let mut facts = vec![format!("{} mentions in {} clusters", side.mentions, side.clusters)];
        if clusters.untied() > 0 {
            let fate = if options.drop_untied { "left out" } else { "each a cluster" };
            facts.push(format!("{} without an entity, {fate}", clusters.untied()));
        }
        if options.drop_singletons {
            facts.push(format!("{} singletons dropped", side.dropped_singletons));
        }
        writeln!(out, "{name:<9}{}: {}", path.display(), facts.join("; "))?;
    }
    let scope = match options.scope {
        Scope::Corpus => "the whole corpus".to_owned(),
        scope => format!("cut by {} ({} of them), {} average", scope.word(), report.scopes, options.average.word()),
    };
    let singletons = if options.drop_singletons { "singletons dropped" } else { "singletons kept" };
    let only: Vec<_> = options.only.iter().map(|name| &**name).collect();
    let only = if only.is_empty() { String::new() } else { format!("; only {}", only.join(", ")) };
    writeln!(out, "clusters {scope}; {singletons}{only}\n")?;
    writeln!(out, "{:<16}{:>9}{:>11}{:>8}", "", "recall", "precision", "F1")?;
    for (_, name, rates) in report.scores.all() {
        let percent = [rates.recall, rates.precision, rates.f1].map(|share| share * 100.0);
        writeln!(out, "{name:<16}{:>9.2}{:>11.2}{:>8.2}", percent[0], percent[1], percent[2])?;
    }
    writeln!(out, "{:<36}{:>8.2}", "CoNLL (mean F1 of MUC, B³, CEAF-e)", report.scores.conll * 100.0)
}
