//! `redstring simulate`: how many keys somebody who knows the answer needs until the clusters equal gold.

mod annotator;
mod finder;
mod helper;

use super::score::Reach;
use super::{CliError, link};
use crate::annotation::{Mention, MentionId, Op, Project, Scope, Transaction};
use crate::evaluation::{self, Clusters, Options};
use crate::linking::Linker;
use crate::linking::knowledge::Knowledge;
use crate::text::{Document, DocumentId};
use crate::work::Work;
use annotator::{Gold, Tally, play};
use helper::{EqualNames, Helper, NoHelp, WithLinker};
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// What `simulate` is asked to do.
#[derive(Clone, Debug)]
pub struct SimulateCommand {
    /// The project whose entities are right.
    pub project: PathBuf,
    /// Whether to write JSON instead of a table.
    pub json: bool,
    /// Which mentions may be tied to which. Entities are cut there.
    pub within: Reach,
}

/// One way of linking and what it took.
#[derive(Debug, Serialize)]
struct Run {
    /// What helped.
    help: &'static str,
    #[serde(flatten)]
    tally: Tally,
    /// Keys for each mention.
    actions_per_mention: f64,
    /// Of the decisions for which the right one was there, how many had it on top, or among the first five.
    top1: f64,
    top5: f64,
    /// Whether the clusters are those of gold.
    equal_to_gold: bool,
    /// The CoNLL F1 against gold, from 0 to 1.
    conll_f1: f64,
}

#[derive(Debug, Serialize)]
struct Report {
    within: &'static str,
    mentions: usize,
    entities: usize,
    runs: Vec<Run>,
}

/// Plays and writes what it took.
///
/// # Errors
/// [`CliError`] when the project cannot be read, has no entities, the work is cancelled, or the result cannot be
/// written.
pub fn simulate(
    command: &SimulateCommand,
    work: &Work,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> Result<(), CliError> {
    let link::Loaded { project, texts, own, .. } = link::open(&command.project, notes)?;
    if project.entities().len() == 0 {
        return Err(CliError("there is nothing to play: the project has no entities".to_owned()));
    }
    let scope = Scope::from(command.within);
    let gold = Gold::of(&project, scope);
    let bare = without_entities(&project)?;
    let helpers: [(&'static str, Box<dyn Helper + '_>); 3] = [
        ("linker", Box::new(linker(&bare, &texts, own, &gold, work)?)),
        ("equal names", Box::new(EqualNames::new(&bare, &gold))),
        ("none", Box::new(NoHelp)),
    ];
    let mut runs = Vec::new();
    for (help, mut helper) in helpers {
        let (played, tally) = play(&bare, &gold, &mut *helper, work)?;
        runs.push(run(help, tally, &project, &played, scope));
    }
    let report = Report { within: scope.word(), mentions: gold.len(), entities: gold.entities(), runs };
    let written = if command.json { write_json(&report, out) } else { write_table(&report, out) };
    written.map_err(CliError::of)
}

fn linker<'a>(
    project: &Project,
    texts: &'a HashMap<DocumentId, Document>,
    own: Option<Arc<Knowledge>>,
    gold: &'a Gold,
    work: &Work,
) -> Result<WithLinker<'a>, CliError> {
    let mut linker = Linker::build_knowing(project, texts, own, work).map_err(CliError::of)?;
    linker.learn(project);
    Ok(WithLinker::new(linker, texts, gold))
}

fn run(help: &'static str, tally: Tally, gold: &Project, played: &Project, scope: Scope) -> Run {
    let options = Options { scope, ..Options::default() };
    let scores = evaluation::score(&Clusters::of_project(gold), &Clusters::of_project(played), &options).scores;
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    Run {
        help,
        actions_per_mention: share(tally.keys, tally.mentions),
        top1: share(tally.on_top, tally.with_target),
        top5: share(tally.among_five, tally.with_target),
        // B³ is 1 for equal clusters only.
        equal_to_gold: scores.mentions.f1 > 1.0 - 1e-9 && scores.b_cubed.f1 > 1.0 - 1e-9,
        conll_f1: scores.conll,
        tally,
    }
}

/// The project as if nobody had tied or judged anything.
fn without_entities(project: &Project) -> Result<Project, CliError> {
    let untied = |m: &Arc<Mention>| Arc::new(Mention { entity: None, ..Mention::clone(m) });
    let judgements = project.judgements().map(|j| Op::Judgement(Some(j.clone()), None));
    let tied = project.mentions().filter(|m| m.entity.is_some());
    let mentions = tied.map(|m| Op::Mention(Some(m.clone()), Some(untied(m))));
    let entities = project.entities().map(|e| Op::Entity(Some(e.clone()), None));
    let ops = judgements.chain(mentions).chain(entities).collect();
    let mut bare = project.clone();
    let label = "take all entities away".to_owned();
    bare.apply(&Transaction { label, ops, by_machine: true }).map_err(CliError::of)?;
    Ok(bare)
}

fn write_json(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report).map_err(std::io::Error::from)?;
    writeln!(out)
}

fn write_table(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let Report { within, mentions, entities, runs } = report;
    writeln!(out, "{mentions} mentions of {entities} entities; entities reach over one {within}\n")?;
    writeln!(
        out,
        "{:<12}{:>7}{:>13}{:>8}{:>8}{:>7}{:>8}{:>7}{:>6}{:>6}{:>7}{:>7}{:>8}",
        "help",
        "keys",
        "per mention",
        "top 1",
        "top 5",
        "wrong",
        "likely",
        "Space",
        "2-9",
        "E",
        "typed",
        "apart",
        "= gold"
    )?;
    for run in runs {
        let t = &run.tally;
        writeln!(
            out,
            "{:<12}{:>7}{:>13.3}{:>7.1}%{:>7.1}%{:>7}{:>8}{:>7}{:>6}{:>6}{:>7}{:>7}{:>8}",
            run.help,
            t.keys,
            run.actions_per_mention,
            run.top1 * 100.0,
            run.top5 * 100.0,
            t.wrong_offers,
            t.wrong_and_likely,
            t.accepted,
            t.chosen,
            t.new_entities,
            t.typed,
            t.taken_apart,
            if run.equal_to_gold { "yes" } else { "NO" },
        )?;
    }
    Ok(())
}

/// The mentions of a project that wait, along the texts.
fn along(project: &Project) -> Vec<MentionId> {
    let mut all: Vec<_> = project.mentions().filter(|m| m.is_untied()).collect();
    all.sort_by_key(|m| (m.document, m.hull().start, std::cmp::Reverse(m.hull().end), m.id));
    all.into_iter().map(|m| m.id).collect()
}
