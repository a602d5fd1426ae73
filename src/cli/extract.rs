//! `redstring extract`: the mentions of a folder, as JSON lines or a project file.

use super::CliError;
use super::files::{Started, read, refuse_existing, run};
use super::lines::{MentionLine, write_lines};
use crate::annotation::{Command, GazetteerEntry, Schema};
use crate::corpus;
use crate::extraction::{Folding, OwnNames, WithOwnNames, read_name_list};
use crate::session::ExtractorChoice;
use crate::storage::{Contexts, ProjectFile, Workspace};
use crate::text::OffsetUnit;
use crate::work::Work;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Offsets {
    /// UTF-8 bytes.
    Bytes,
    /// Unicode code points.
    #[default]
    Chars,
    /// UTF-16 code units.
    Utf16,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Bytes => Self::Bytes,
            Offsets::Chars => Self::Chars,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}

/// What `extract` is asked to do.
#[derive(Clone, Debug)]
pub struct ExtractOptions {
    /// A folder or a file.
    pub path: PathBuf,
    /// Whether to write JSON lines to `out`.
    pub jsonl: bool,
    /// Where to write a project file.
    pub project: Option<PathBuf>,
    /// A list of names that are always tagged, or never.
    pub gazetteer: Option<PathBuf>,
    /// What the offsets of the JSON lines count.
    pub offsets: Offsets,
    /// What finds the mentions.
    pub extractor: ExtractorChoice,
}

/// Reads, finds mentions, and writes them. What could not be read or was passed over is told on `notes`, a line each.
///
/// # Errors
/// [`CliError`] when nothing can be read, the extractor fails or is cancelled, or the result cannot be written.
pub fn extract(
    options: &ExtractOptions,
    work: &Work,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> Result<(), CliError> {
    if let Some(path) = &options.project {
        refuse_existing(path)?;
    }
    let extractor = options.extractor.extractor().map_err(CliError::of)?;
    let started = Started::of(read(&options.path, work, notes)?)?;
    let entries = match &options.gazetteer {
        Some(path) => read_gazetteer(path, started.project.schema(), notes)?,
        None => Vec::new(),
    };
    let own = OwnNames::new(&entries).map_err(CliError::of)?;
    let mentions = started.find(&WithOwnNames::new(extractor, own), work, notes)?;
    let Started { root, mut project, texts } = started;
    if options.jsonl || options.project.is_none() {
        write_lines(&project, &texts, mentions.iter().map(MentionLine::of_new), options.offsets, out)?;
    }
    if let Some(path) = &options.project {
        if !entries.is_empty() {
            run(&mut project, &Command::SetEntries(entries))?;
        }
        run(&mut project, &Command::Propose { mentions, replace: Vec::new() })?;
        let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &Contexts::default());
        let file = ProjectFile { project, corpus_root: root, workspace: Workspace::default(), contexts };
        file.save(path).map_err(CliError::of)?;
    }
    Ok(())
}

/// The names of a list. Lines that could not be taken are told on `notes`; names without a type are of the type Name.
fn read_gazetteer(path: &Path, schema: &Schema, notes: &mut dyn Write) -> Result<Vec<GazetteerEntry>, CliError> {
    let text = corpus::read_text(path).map_err(|reason| CliError::at(path, reason))?;
    let list = read_name_list(&text, &|label| schema.for_label(label));
    for fault in &list.faults {
        let _ = writeln!(notes, "{}: {fault}", path.display());
    }
    if list.more_faults > 0 {
        let _ = writeln!(notes, "{}: {} more lines could not be taken", path.display(), list.more_faults);
    }
    let unsaid = schema.for_label("Name").unwrap_or_else(|| schema.first());
    Ok(list.names.iter().map(|name| name.entry(unsaid, Folding::EXACT)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn the_names_of_a_list_are_tagged_and_bad_lines_told() {
        let folder = tempfile::tempdir().unwrap();
        let (text, list) = (folder.path().join("a.txt"), folder.path().join("names.csv"));
        std::fs::write(&text, "They met Viktor Bout at the grey harbour in Bangkok.").unwrap();
        std::fs::write(&list, "name,type\ngrey harbour,Place\nBangkok,never\nmoon,Planet\n").unwrap();
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let options = ExtractOptions {
            path: text,
            jsonl: true,
            project: None,
            gazetteer: Some(list),
            offsets: Offsets::default(),
            extractor: ExtractorChoice::default(),
        };
        extract(&options, &Work::default(), &mut out, &mut notes).unwrap();
        let (out, notes) = (String::from_utf8(out).unwrap(), String::from_utf8(notes).unwrap());
        let harbour = r#""start":28,"end":40,"text":"grey harbour","type":"Place","score":1.0,"rule":"in your list""#;
        assert!(out.contains(harbour) && !out.contains("Bangkok"), "{out}");
        assert!(notes.trim_end().ends_with("names.csv: line 4: there is no type “Planet”"), "{notes}");
    }

    #[test]
    fn a_project_that_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "They met Viktor Bout in Bangkok.").unwrap();
        let project = folder.path().join("p.ron");
        let options = ExtractOptions {
            path: folder.path().to_owned(),
            jsonl: false,
            project: Some(project.clone()),
            gazetteer: None,
            offsets: Offsets::default(),
            extractor: ExtractorChoice::default(),
        };
        let run = || extract(&options, &Work::default(), &mut io::sink(), &mut io::sink());
        run().unwrap();
        std::fs::write(&project, "the work of weeks").unwrap();
        let told = run().unwrap_err().to_string();
        assert!(told.ends_with("p.ron exists; choose another name or remove it first"), "{told}");
        assert_eq!(std::fs::read_to_string(&project).unwrap(), "the work of weeks");
    }
}
