//! `redstring weigh`: the evidence that the weights of the linker are fitted from.

use super::CliError;
use super::files::run;
use super::link::{Loaded, open};
use crate::annotation::{Command, EntityId, MentionId};
use crate::corpus;
use crate::linking::knowledge::Kind;
use crate::linking::{Linker, weigh as weigh_all};
use crate::work::Work;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `weigh` is asked to do.
#[derive(Clone, Debug)]
pub struct WeighOptions {
    /// A project whose entities are right.
    pub project: Option<PathBuf>,
    /// Pairs of names: a table with the columns schema, name1, name2 and is_match.
    pub names: Option<PathBuf>,
}

/// Writes a line for every candidate that somebody who knows the answer would be shown: the mention, 1 if it is right and
/// else 0, its score by the present weights, and its signals as `name:value`. For a pair of names the mention is `-`.
///
/// # Errors
/// [`CliError`] when something cannot be read or written, or the work is cancelled.
pub fn weigh(options: &WeighOptions, work: &Work, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    let mut out = io::BufWriter::new(out);
    if let Some(path) = &options.project {
        mentions(path, work, &mut out, notes)?;
    }
    if let Some(path) = &options.names {
        names(path, &mut out)?;
    }
    out.flush().map_err(CliError::of)
}

fn mentions(path: &Path, work: &Work, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    let Loaded { mut project, texts, own, .. } = open(path, notes)?;
    let gold: HashMap<MentionId, EntityId> = project.mentions().filter_map(|m| Some((m.id, m.entity?))).collect();
    let tied: Vec<MentionId> = gold.keys().copied().collect();
    run(&mut project, &Command::Untie(tied))?;
    let linker = Linker::build_knowing(&project, &texts, own, work).map_err(CliError::of)?;
    let mut failed = Ok(());
    let tell = &mut |weighed: crate::linking::Weighed| {
        let signals: Vec<String> = weighed.signals.iter().map(|(name, value)| format!("{name}:{value:.4}")).collect();
        let (right, signals) = (u8::from(weighed.right), signals.join(" "));
        let written = writeln!(out, "{} {right} {:.4} {signals}", weighed.mention, weighed.score);
        if failed.is_ok() {
            failed = written;
        }
    };
    weigh_all(&mut project, &linker, &gold, work, tell).map_err(CliError::of)?;
    failed.map_err(CliError::of)
}

fn names(path: &Path, out: &mut dyn Write) -> Result<(), CliError> {
    let text = corpus::read_text(path).map_err(|reason| CliError::at(path, reason))?;
    let mut lines = text.lines();
    let head = fields(lines.next().unwrap_or_default());
    let column = |name: &str| {
        let at = head.iter().position(|h| h == name);
        at.ok_or_else(|| CliError::at(path, format_args!("line 1: a column {name} is expected")))
    };
    let (schema, one, other, same) = (column("schema")?, column("name1")?, column("name2")?, column("is_match")?);
    let linker = Linker::default();
    for line in lines.filter(|l| !l.trim().is_empty()) {
        let all = fields(line);
        let field = |at: usize| all.get(at).map_or("", String::as_str);
        let kind = if field(schema) == "Person" { Kind::Person } else { Kind::Organisation };
        let score = linker.compare_names(field(one), field(other), kind);
        let signals = linker.name_signals(field(one), field(other), kind);
        let signals: Vec<String> = signals.iter().map(|(name, value)| format!("{name}:{value:.4}")).collect();
        let right = u8::from(field(same) == "true");
        writeln!(out, "- {right} {score:.5} {}", signals.join(" ")).map_err(CliError::of)?;
    }
    Ok(())
}

/// The fields of a line of comma-separated values (RFC 4180, no line ends in fields).
fn fields(line: &str) -> Vec<String> {
    let (mut all, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    all.push(field);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_of_names_is_a_line_of_signals() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("pairs.csv");
        let rows = "schema,name1,name2,is_match\nPerson,\"Klychev, A.\",Khlychev,true\nCompany,Renova,Sirena,false\n";
        std::fs::write(&table, rows).unwrap();
        let mut out = Vec::new();
        let options = WeighOptions { project: None, names: Some(table.clone()) };
        weigh(&options, &Work::default(), &mut out, &mut io::sink()).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("- 1 ") && out.contains("\n- 0 ") && out.contains("name:1.0000"), "{out}");
        std::fs::write(&table, "name1,name2\n").unwrap();
        let told = weigh(&options, &Work::default(), &mut io::sink(), &mut io::sink()).unwrap_err().to_string();
        assert!(told.ends_with("line 1: a column schema is expected"), "{told}");
    }
}
