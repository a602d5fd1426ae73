//! `redstring agree`: how far two annotators or more of one corpus agree.

use super::CliError;
use super::score::Reach;
use super::sides::{self, Facts, Sides};
use crate::annotation::Scope;
use crate::evaluation::{Agreed, Agreement, Match, Options, Pairwise, agree as agreement_of};
use crate::interchange::Format;
use crate::work::Work;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// When mentions of several annotators are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AgreeMatching {
    /// They have the same spans
    #[default]
    Exact,
    /// Their spans overlap
    Overlap,
}

/// What `agree` is asked to do.
#[derive(Clone, Debug, Default)]
pub struct AgreeCommand {
    /// The annotations: projects, or files of any format.
    pub annotations: Vec<PathBuf>,
    /// The format of those that are no project; none: what they seem to be of.
    pub format: Option<Format>,
    /// Where the texts are of files that tell none.
    pub corpus: Option<PathBuf>,
    /// When mentions are one, for types and links.
    pub matching: AgreeMatching,
    /// Whether to write JSON instead of tables.
    pub json: bool,
    /// How far a cluster reaches; none: as far as those of the annotation that reach furthest.
    pub scope: Option<Reach>,
    /// Whether clusters of one mention are left out.
    pub drop_singletons: bool,
    /// Whether mentions without an entity are left out.
    pub drop_untied: bool,
    /// Only mentions of these types; of all when there are none.
    pub only: Vec<String>,
    /// Whether to go on without what is faulty.
    pub lenient: bool,
}

/// Compares and writes the result. What may make it misleading is told on `notes`.
///
/// # Errors
/// [`CliError`] when there are not two annotations, one cannot be read, they cannot be compared, or the result cannot be
/// written.
pub fn agree(command: &AgreeCommand, work: &Work, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    if command.annotations.len() < 2 {
        return Err(CliError("two annotations are expected, or more".to_owned()));
    }
    let format = |path: &Path| command.format.filter(|_| !crate::storage::is_project_path(path));
    let paths: Vec<_> = command.annotations.iter().map(|path| (&**path, format(path))).collect();
    let sides = Sides::open(&paths, command.corpus.as_deref(), command.lenient, false, work)?;
    sides.tell(notes);
    let options = Options {
        scope: command.scope.map_or(sides.compared.scope, Scope::from),
        matching: match command.matching {
            AgreeMatching::Exact => Match::Exact,
            AgreeMatching::Overlap => Match::Overlap,
        },
        drop_singletons: command.drop_singletons,
        drop_untied: command.drop_untied,
        only: sides.types(&command.only),
        ..Options::default()
    };
    let annotators: Vec<_> = sides.compared.sides.iter().collect();
    let agreement = agreement_of(&annotators, &options, work).map_err(CliError::of)?;
    let written = if command.json {
        sides::write_json(&Json::of(command, &sides, &options, &agreement), out)
    } else {
        write_tables(command, &sides, &options, &agreement, out)
    };
    sides::ended(written)
}

#[derive(Serialize)]
struct Json<'a> {
    annotators: Vec<String>,
    scope: &'static str,
    r#match: &'static str,
    /// What places are counted in.
    places: Vec<&'static str>,
    singletons: &'static str,
    untied: &'static str,
    only: Vec<&'a str>,
    #[serde(flatten)]
    agreement: &'a Agreement,
}

impl<'a> Json<'a> {
    fn of(command: &AgreeCommand, sides: &Sides, options: &'a Options, agreement: &'a Agreement) -> Self {
        Self {
            annotators: command.annotations.iter().map(|path| path.display().to_string()).collect(),
            scope: options.scope.word(),
            r#match: options.matching.word(),
            places: sides.compared.units.iter().map(|unit| unit.words()).collect(),
            singletons: if options.drop_singletons { "dropped" } else { "kept" },
            untied: if options.drop_untied { "dropped" } else { "singletons" },
            only: options.only.iter().map(|name| &**name).collect(),
            agreement,
        }
    }
}

type Row = (&'static str, fn(&Agreed) -> Option<f64>);

/// The measures, with what they are called.
const MEASURES: [Row; 12] = [
    ("mentions, exact (F1)", |a| a.exact),
    ("mentions, overlap (F1)", |a| a.overlap),
    ("types, Cohen's kappa", |a| a.type_kappa),
    ("types, Fleiss' kappa", |a| a.type_fleiss),
    ("types, Krippendorff's alpha", |a| a.type_alpha),
    ("links, Cohen's kappa", |a| a.link_kappa),
    ("clusters, alpha (MASI)", |a| a.cluster_alpha),
    ("MUC (F1)", |a| a.muc),
    ("B³ (F1)", |a| a.b_cubed),
    ("CEAF-e (F1)", |a| a.ceaf_e),
    ("LEA (F1)", |a| a.lea),
    ("CoNLL (mean F1)", |a| a.conll),
];

/// Those of the tables by document and type.
const SHORT: [Row; 6] = [
    ("exact", |a| a.exact),
    ("overlap", |a| a.overlap),
    ("types α", |a| a.type_alpha),
    ("links κ", |a| a.link_kappa),
    ("MASI α", |a| a.cluster_alpha),
    ("CoNLL", |a| a.conll),
];

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

fn write_tables(
    command: &AgreeCommand,
    sides: &Sides,
    options: &Options,
    agreement: &Agreement,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (letter, (path, clusters)) in letters().zip(command.annotations.iter().zip(&sides.compared.sides)) {
        let entities = clusters.entities();
        writeln!(out, "{letter}  {}: {} mentions, {entities} entities", path.display(), clusters.len())?;
    }
    let facts = Facts { options, scopes: None, units: &sides.compared.units };
    writeln!(out, "{facts}")?;
    let Agreed { mentions, common, .. } = agreement.all;
    writeln!(
        out,
        "{mentions} mentions that anybody has, {common} that all have; – where there is nothing to agree on\n"
    )?;
    for (name, of) in MEASURES {
        writeln!(out, "{name:<30}{:>7}", number(of(&agreement.all)))?;
    }
    if agreement.pairs.len() > 1 {
        for (name, of) in [MEASURES[0], MEASURES[2], MEASURES[5], MEASURES[6], MEASURES[11]] {
            write_pairs(command.annotations.len(), name, &agreement.pairs, of, out)?;
        }
    }
    write_table("document", agreement.documents.iter(), out)?;
    write_table("type", agreement.types.iter(), out)
}

/// A, B, C …, and after Z what follows in the alphabet of capital letters.
fn letters() -> impl Iterator<Item = String> {
    (0_u32..).map(|n| {
        let letter = char::from_u32('A' as u32 + n % 26).unwrap_or('?');
        if n < 26 { letter.to_string() } else { format!("{letter}{}", n / 26) }
    })
}

fn write_pairs(
    annotators: usize,
    name: &str,
    pairs: &[Pairwise],
    of: fn(&Agreed) -> Option<f64>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n{name}")?;
    write!(out, "{:<4}", "")?;
    letters().take(annotators).try_for_each(|letter| write!(out, "{letter:>7}"))?;
    writeln!(out)?;
    for (a, letter) in letters().take(annotators).enumerate() {
        write!(out, "{letter:<4}")?;
        for b in 0..annotators {
            let pair = pairs.iter().find(|pair| (pair.a, pair.b) == (a.min(b), a.max(b)));
            let cell = pair.map_or_else(String::new, |pair| number(of(&pair.agreed)));
            write!(out, "{cell:>7}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_table<'a>(
    what: &str,
    rows: impl Iterator<Item = (&'a Arc<str>, &'a Agreed)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().clamp(10, 50) + 2;
    write!(out, "\n{:<width$}{:>9}{:>8}", format!("by {what}"), "mentions", "common")?;
    SHORT.iter().try_for_each(|(name, _)| write!(out, "{name:>9}"))?;
    writeln!(out)?;
    for (name, agreed) in rows {
        write!(out, "{name:<width$}{:>9}{:>8}", agreed.mentions, agreed.common)?;
        SHORT.iter().try_for_each(|(_, of)| write!(out, "{:>9}", number(of(agreed))))?;
        writeln!(out)?;
    }
    Ok(())
}
