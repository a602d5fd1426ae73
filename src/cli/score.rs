//! `redstring score`: one annotation against another.

use super::CliError;
use super::sides::{self, Facts, Sides};
use crate::annotation::Scope;
use crate::evaluation::{
    Average, Clusters, Comparison, Difference, HEAD_RULE, Match, Options, Rates, Report, Side, Spot,
};
use crate::interchange::Format;
use crate::session::compare::{Annotation, Compared};
use crate::work::Work;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
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

/// When two mentions are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Matching {
    /// They have the same spans
    #[default]
    Exact,
    /// They have the same head
    Head,
    /// The response's lies in the key's and holds its head
    Partial,
}

impl From<Matching> for Match {
    fn from(matching: Matching) -> Self {
        match matching {
            Matching::Exact => Self::Exact,
            Matching::Head => Self::Head,
            Matching::Partial => Self::Partial,
        }
    }
}

/// What `score` is asked to do.
#[derive(Clone, Debug)]
pub struct ScoreCommand {
    /// What is taken for right: a project, or files of any format.
    pub key: PathBuf,
    /// What is scored.
    pub response: PathBuf,
    /// The format of the key; none: a project, or what it seems to be of.
    pub key_format: Option<Format>,
    /// The format of the response, likewise.
    pub response_format: Option<Format>,
    /// Where the texts are of files that tell none.
    pub corpus: Option<PathBuf>,
    /// When two mentions are one.
    pub matching: Matching,
    /// Whether to write JSON instead of a table.
    pub json: bool,
    /// Whether to list what differs.
    pub errors: bool,
    /// How far a cluster reaches; none: as far as those of the side that reach furthest.
    pub scope: Option<Reach>,
    /// How the scores of several scopes become one.
    pub average: Averaging,
    /// Whether clusters of one mention are left out.
    pub drop_singletons: bool,
    /// Whether mentions without an entity are left out.
    pub drop_untied: bool,
    /// Only mentions of these types; of all when there are none.
    pub only: Vec<String>,
    /// Whether to go on without what is faulty.
    pub lenient: bool,
}

impl ScoreCommand {
    /// Two annotations as they are.
    pub fn new(key: impl Into<PathBuf>, response: impl Into<PathBuf>) -> Self {
        Self {
            key: key.into(),
            response: response.into(),
            key_format: None,
            response_format: None,
            corpus: None,
            matching: Matching::Exact,
            json: false,
            errors: false,
            scope: None,
            average: Averaging::Micro,
            drop_singletons: false,
            drop_untied: false,
            only: Vec::new(),
            lenient: false,
        }
    }
}

/// Scores and writes the result. What may make it misleading is told on `notes`.
///
/// # Errors
/// [`CliError`] when a side cannot be read or both cannot be compared, or the result cannot be written.
pub fn score(command: &ScoreCommand, work: &Work, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    let matching = Match::from(command.matching);
    let paths = [(&*command.key, command.key_format), (&*command.response, command.response_format)];
    let sides = Sides::open(&paths, command.corpus.as_deref(), command.lenient, matching.needs_heads(), work)?;
    sides.tell(notes);
    let options = Options {
        scope: command.scope.map_or(sides.compared.scope, Scope::from),
        average: match command.average {
            Averaging::Micro => Average::Micro,
            Averaging::Macro => Average::Macro,
        },
        matching,
        drop_singletons: command.drop_singletons,
        drop_untied: command.drop_untied,
        only: sides.types(&command.only),
    };
    let (key, response) = (&sides.compared.sides[0], &sides.compared.sides[1]);
    let comparison = Comparison::new(key, response, &options);
    let report = comparison.report();
    for (name, side) in [("the key", report.key), ("the response", report.response)] {
        sides::tell_side(name, side, notes);
    }
    let differences = if command.errors { comparison.differences() } else { Vec::new() };
    let scored = Scored { command, sides: &sides, options: &options, report: &report, differences: &differences };
    sides::ended(if command.json { scored.write_json(out) } else { scored.write_table(out) })
}

struct Scored<'a> {
    command: &'a ScoreCommand,
    sides: &'a Sides,
    options: &'a Options,
    report: &'a Report,
    differences: &'a [Difference],
}

#[derive(Serialize)]
struct JsonSide {
    mentions: usize,
    clusters: usize,
    /// Mentions without an entity, compared or not.
    untied: usize,
    dropped_singletons: usize,
    repeated: usize,
    /// Mentions in documents that the key does not cover.
    elsewhere: usize,
}

#[derive(Serialize)]
struct Json<'a> {
    scope: &'static str,
    scopes: usize,
    average: &'static str,
    r#match: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    heads: Option<&'static str>,
    /// What places are counted in.
    places: Vec<&'static str>,
    singletons: &'static str,
    untied: &'static str,
    only: &'a BTreeSet<Arc<str>>,
    key: JsonSide,
    response: JsonSide,
    /// From 0 to 1.
    scores: BTreeMap<&'static str, Rates>,
    conll_f1: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<JsonError>>,
}

#[derive(Serialize)]
struct JsonError {
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_type: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_type: Option<Arc<str>>,
    /// A mention; two that are linked; or for each part its mentions, one after the other.
    mentions: Vec<JsonSpot>,
    /// How many mentions each part has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<usize>,
}

#[derive(Serialize)]
struct JsonSpot {
    doc: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Vec<(u32, u32)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Vec<(u32, u32)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Scored<'_> {
    fn write_json(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let side = |clusters: &Clusters, side: Side| JsonSide {
            mentions: side.mentions,
            clusters: side.clusters,
            untied: clusters.untied(),
            dropped_singletons: side.dropped_singletons,
            repeated: side.repeated,
            elsewhere: side.elsewhere,
        };
        let (s, options) = (&self.report.scores, self.options);
        let Compared { sides, units, .. } = &self.sides.compared;
        let json = Json {
            scope: options.scope.word(),
            scopes: self.report.scopes,
            average: options.average.word(),
            r#match: options.matching.word(),
            heads: options.matching.needs_heads().then_some(HEAD_RULE),
            places: units.iter().map(|unit| unit.words()).collect(),
            singletons: if options.drop_singletons { "dropped" } else { "kept" },
            untied: if options.drop_untied { "dropped" } else { "singletons" },
            only: &options.only,
            key: side(&sides[0], self.report.key),
            response: side(&sides[1], self.report.response),
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
            errors: self.command.errors.then(|| self.differences.iter().map(|d| self.json_error(d)).collect()),
        };
        sides::write_json(&json, out)
    }

    fn json_error(&self, difference: &Difference) -> JsonError {
        let types = match difference {
            Difference::Type { key, response, .. } => (Some(key.clone()), Some(response.clone())),
            _ => (None, None),
        };
        let (spots, parts): (Vec<&Spot>, Vec<usize>) = match difference {
            Difference::Split(parts) | Difference::Merged(parts) => {
                (parts.iter().flatten().collect(), parts.iter().map(Vec::len).collect())
            }
            other => (other.spots(), Vec::new()),
        };
        let spans = |seen: &crate::evaluation::Seen| seen.spans.iter().map(|s| (s.start, s.end)).collect();
        let spot = |spot: &Spot| JsonSpot {
            doc: spot.document.clone(),
            key: spot.key.as_ref().map(spans),
            response: spot.response.as_ref().map(spans),
            text: self.text(spot),
        };
        let mentions = spots.into_iter().map(spot).collect();
        JsonError { error: difference.word(), key_type: types.0, response_type: types.1, mentions, parts }
    }

    /// What the text says at a spot.
    fn text(&self, spot: &Spot) -> Option<String> {
        let said = |annotation: &Annotation, handle: u32| annotation.shown(handle).and_then(|shown| shown.text);
        let [key, response] = [0, 1].map(|side| &self.sides.annotations[side]);
        let of_key = spot.key.as_ref().and_then(|seen| said(key, seen.handle));
        of_key.or_else(|| spot.response.as_ref().and_then(|seen| said(response, seen.handle)))
    }

    fn write_table(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let (command, options, report) = (self.command, self.options, self.report);
        let clusters = &self.sides.compared.sides;
        let sides = [
            ("key", &command.key, &clusters[0], report.key),
            ("response", &command.response, &clusters[1], report.response),
        ];
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
        let facts = Facts { options, scopes: Some(report.scopes), units: &self.sides.compared.units };
        writeln!(out, "{facts}\n")?;
        writeln!(out, "{:<16}{:>9}{:>11}{:>8}", "", "recall", "precision", "F1")?;
        for (_, name, rates) in report.scores.all() {
            let percent = [rates.recall, rates.precision, rates.f1].map(|share| share * 100.0);
            writeln!(out, "{name:<16}{:>9.2}{:>11.2}{:>8.2}", percent[0], percent[1], percent[2])?;
        }
        writeln!(out, "{:<36}{:>8.2}", "CoNLL (mean F1 of MUC, B³, CEAF-e)", report.scores.conll * 100.0)?;
        if command.errors {
            writeln!(out)?;
            for difference in self.differences {
                writeln!(out, "{}", self.line(difference))?;
            }
            writeln!(out, "{} differences", self.differences.len())?;
        }
        Ok(())
    }

    fn line(&self, difference: &Difference) -> String {
        let told = match difference {
            Difference::Type { spot, key, response } => format!("{}: {key}, not {response}", self.spot(spot)),
            Difference::Split(parts) | Difference::Merged(parts) => {
                let part = |part: &Vec<Spot>| match part.as_slice() {
                    [] => String::new(),
                    [one] => self.spot(one),
                    [first, rest @ ..] => format!("{} and {} more", self.spot(first), rest.len()),
                };
                parts.iter().map(part).collect::<Vec<_>>().join(" | ")
            }
            other => other.spots().into_iter().map(|spot| self.spot(spot)).collect::<Vec<_>>().join(" -- "),
        };
        format!("{:<12} {told}", difference.word())
    }

    /// `a.txt 4-15 “Viktor Bout”`.
    fn spot(&self, spot: &Spot) -> String {
        let place = |seen: &crate::evaluation::Seen| {
            let parts: Vec<_> = seen.spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
            parts.join("+")
        };
        let places = match (&spot.key, &spot.response) {
            (Some(key), Some(response)) if key.spans != response.spans => {
                format!("{} (response: {})", place(key), place(response))
            }
            (Some(seen), _) | (None, Some(seen)) => place(seen),
            (None, None) => String::new(),
        };
        let text = self.text(spot).map(|text| format!(" “{}”", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        format!("{} {places}{}", spot.document, text.unwrap_or_default())
    }
}
