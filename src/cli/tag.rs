//! `redstring tag`: what the tagger alone makes of texts, as JSON lines: to compare it with the model it comes from.

use super::CliError;
use super::files::read;
use crate::extraction::tagger::{GivenToken, Tagger, Tagging};
use crate::text::{Document, OffsetMap, OffsetUnit};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `tag` is asked to do.
#[derive(Clone, Debug)]
pub struct TagOptions {
    /// A folder or a file.
    pub path: PathBuf,
    /// JSON lines `{"doc", "tokens": [[start, end, norm], ..]}` with the tokens to use, offsets in code points.
    pub tokens: Option<PathBuf>,
    /// 32-bit weights to use instead of those in the program.
    pub weights: Option<PathBuf>,
    /// How many times to tag everything; more than once is for taking the time.
    pub rounds: usize,
}

/// One document as a JSON line. Offsets are code points, entities are tokens.
#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    tokens: Vec<(u32, u32)>,
    entities: Vec<(u32, u32, &'a str, f32)>,
}

/// Start and end in code points, and norm.
type GivenTokens = Vec<(u32, u32, String)>;

/// Tokens to use, of one document.
#[derive(Deserialize)]
struct Given {
    doc: String,
    tokens: GivenTokens,
}

/// Reads, tags on one core, and writes a line for each document. How long tagging took is told on `notes`, a line for
/// each round.
///
/// # Errors
/// [`CliError`] when nothing can be read, the tokens do not fit, or the result cannot be written.
pub fn tag(options: &TagOptions, out: &mut dyn Write, notes: &mut dyn Write) -> Result<(), CliError> {
    let work = Work::default();
    let documents = read(&options.path, &work, notes)?.documents;
    let given = options.tokens.as_deref().map(read_tokens).transpose()?;
    let jobs = documents.iter().map(|d| Ok((d, given.as_ref().map(|g| tokens_of(d, g)).transpose()?)));
    let jobs = jobs.collect::<Result<Vec<_>, CliError>>()?;
    let other = options.weights.as_deref().map(Tagger::with_weights).transpose().map_err(CliError::of)?;
    let tagger = other.as_ref().unwrap_or_else(|| Tagger::english());
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(CliError::of)?;
    let mut taggings = Vec::new();
    for _ in 0..options.rounds.max(1) {
        let start = Instant::now();
        taggings = one_core.install(|| jobs.iter().map(|job| tag_one(tagger, job)).collect::<Result<_, _>>())?;
        let seconds = start.elapsed().as_secs_f64();
        let tokens: usize = taggings.iter().map(|t: &Tagging| t.tokens.len()).sum();
        let _ = writeln!(notes, "{tokens} tokens in {seconds:.4} s");
    }
    match write_lines(&documents, &taggings, out) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CliError::of),
    }
}

fn tag_one(tagger: &Tagger, (document, tokens): &(&Document, Option<Vec<GivenToken>>)) -> Result<Tagging, CliError> {
    match tokens {
        Some(tokens) => {
            let tagged = tagger.tag_tokens(&document.text, tokens);
            tagged.map_err(|error| CliError(format!("{}: {error}", document.path)))
        }
        None => Ok(tagger.tag(&document.text)),
    }
}

/// The tokens of a file, by document.
fn read_tokens(path: &Path) -> Result<HashMap<String, GivenTokens>, CliError> {
    let told = |error: &dyn std::fmt::Display| CliError::at(path, error);
    let file = File::open(path).map_err(|error| told(&error))?;
    let mut all = HashMap::new();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| told(&error))?;
        let given: Given =
            serde_json::from_str(&line).map_err(|error| told(&format_args!("line {}: {error}", i + 1)))?;
        all.insert(given.doc, given.tokens);
    }
    Ok(all)
}

fn tokens_of(document: &Document, given: &HashMap<String, GivenTokens>) -> Result<Vec<GivenToken>, CliError> {
    let tokens = given
        .get(&*document.path)
        .ok_or_else(|| CliError(format!("{}: the file with the tokens does not have it", document.path)))?;
    let mut bytes: Vec<usize> = document.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(document.text.len());
    let byte = |at: u32| bytes.get(at as usize).copied().unwrap_or(usize::MAX);
    let token = |(start, end, norm): &(u32, u32, String)| GivenToken {
        bytes: byte(*start)..byte(*end),
        norm: Some(norm.clone()),
    };
    Ok(tokens.iter().map(token).collect())
}

fn write_lines(documents: &[Document], taggings: &[Tagging], out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for (document, tagging) in documents.iter().zip(taggings) {
        let map = OffsetMap::new(&document.text);
        let chars = |at| map.from_bytes(at, OffsetUnit::Chars);
        let line = Line {
            doc: &document.path,
            tokens: tagging.tokens.iter().map(|t| (chars(t.start), chars(t.end))).collect(),
            entities: tagging.entities.iter().map(|e| (e.start, e.end, e.label.as_str(), e.score)).collect(),
        };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(folder: &Path, tokens: Option<PathBuf>) -> Result<String, CliError> {
        let options = TagOptions { path: folder.to_owned(), tokens, weights: None, rounds: 1 };
        let mut out = Vec::new();
        tag(&options, &mut out, &mut io::sink())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_line_has_tokens_in_code_points_and_entities_in_tokens() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "“Čapek” met Viktor Bout in Bangkok.").unwrap();
        let line = run(folder.path(), None).unwrap();
        assert!(line.contains("[0,1],[1,6],[6,7],[8,11],[12,18],[19,23],[24,26],[27,34],[34,35]"), "{line}");
        assert!(line.contains("[4,6,\"PERSON\",") && line.contains("[7,8,\"GPE\","), "{line}");
    }

    #[test]
    fn tokens_that_do_not_fit_are_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "He met Viktor Bout.").unwrap();
        let given = tempfile::NamedTempFile::new().unwrap();
        let told = |tokens: &str| {
            std::fs::write(given.path(), tokens).unwrap();
            run(folder.path(), Some(given.path().to_owned())).map_err(|error| error.to_string())
        };
        let fits = "{\"doc\":\"a.txt\",\"tokens\":[[0,2,\"he\"],[7,13,\"viktor\"],[14,18,\"bout\"]]}";
        assert!(told(fits).unwrap().contains("[[0,2],[7,13],[14,18]]"));
        assert!(told(&fits.replace("18", "99")).unwrap_err().contains("a.txt: token 2 is"));
        assert!(told(&fits.replace("a.txt", "b.txt")).unwrap_err().contains("does not have it"));
        assert!(told("{").unwrap_err().contains("line 1"));
    }
}
