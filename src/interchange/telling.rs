//! What a file of another tool tells, before it is held against a project.

use crate::annotation::{Evidence, Moment, Scope, Status, Verdict};
use crate::text::{OffsetUnit, Span};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file, by its name below what is read.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// The column in bytes, from 1, where it is known.
    pub column: Option<u64>,
}

impl At {
    /// A line of a file.
    pub fn line(file: &Arc<str>, line: u64) -> Self {
        Self { file: file.clone(), line, column: None }
    }

    /// A column of a line of a file.
    pub fn column(file: &Arc<str>, line: u64, column: u64) -> Self {
        Self { file: file.clone(), line, column: Some(column) }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}: ", self.file)?;
        }
        write!(f, "line {}", self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ", column {column}"))
    }
}

/// Something in a file that cannot be, and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// What is there and what was expected, as a sentence goes on.
    pub told: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.told)
    }
}

/// A mention as a file tells it, not yet held against its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where the file says so.
    pub at: At,
    /// The path of its document, with `/`.
    pub document: Arc<str>,
    /// Start and end (one past the last) of each part, in the unit of the telling, in order.
    pub parts: Vec<(u32, u32)>,
    /// What the file says that the text says there, if it does. White space does not count.
    pub text: Option<String>,
    /// The type, as the file calls it; empty when it gives none.
    pub kind: Arc<str>,
    /// The entity, by its name in the telling: that of one of one document holds the document's name.
    pub entity: Option<Arc<str>>,
    /// The head, where the file says which part of the mention that is, in the unit of the telling.
    pub head: Option<(u32, u32)>,
    /// What a person has said of it.
    pub status: Status,
    /// Who said so, where the file tells.
    pub by: Option<Arc<str>>,
    /// Why the machine proposed it, where the file tells.
    pub evidence: Option<Evidence>,
}

impl Told {
    /// An accepted mention without a type or an entity.
    pub fn new(at: At, document: Arc<str>, parts: Vec<(u32, u32)>) -> Self {
        Self {
            at,
            document,
            parts,
            text: None,
            kind: "".into(),
            entity: None,
            head: None,
            status: Status::Accepted,
            by: None,
            evidence: None,
        }
    }
}

/// A text that a file brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldDocument {
    /// Where the file tells it.
    pub at: At,
    /// Its path, with `/`: never absolute, without `.` and `..`.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Its tokens in bytes, of a format that has them.
    pub tokens: Vec<Span>,
}

/// What a file tells of an entity besides its mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldEntity {
    /// What it is called; that of its longest mention when it is not told.
    pub name: Option<Arc<str>>,
    /// Its type, as the file calls it.
    pub kind: Option<Arc<str>>,
    /// A person's note.
    pub note: Arc<str>,
}

/// What a file tells of two mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldJudgement {
    /// A mention, by its place in the telling.
    pub a: usize,
    /// Another.
    pub b: usize,
    /// What was said.
    pub verdict: Verdict,
    /// Who said it.
    pub by: Arc<str>,
    /// When.
    pub moment: Option<Moment>,
}

/// What a file, or a folder of files, tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// What its offsets count.
    pub unit: OffsetUnit,
    /// The texts that it brings along, in its order. A path is there once.
    pub documents: Vec<ToldDocument>,
    /// What it tells of entities, by the name that its mentions use.
    pub entities: BTreeMap<Arc<str>, ToldEntity>,
    /// Its mentions, in its order.
    pub mentions: Vec<Told>,
    /// Its judgements.
    pub judgements: Vec<ToldJudgement>,
    /// What in it cannot be understood, in its order.
    pub faults: Vec<Fault>,
    /// What it holds besides that has no place in a project, in words, and how often.
    pub ignored: BTreeMap<String, u64>,
    /// How far its entities reach.
    pub scope: Scope,
    paths: HashMap<Arc<str>, u32>,
}

impl Telling {
    /// Takes a text in and returns its path: the name that the file has for it, made into one that can be a file below
    /// a folder; a second one of a name gets a number.
    pub fn add_document(&mut self, at: At, name: &str, text: impl Into<Arc<str>>, tokens: Vec<Span>) -> Arc<str> {
        let wanted = document_path(name);
        let mut path: Arc<str> = wanted.as_str().into();
        let mut number = 1;
        while self.paths.contains_key(&path) {
            number += 1;
            let (stem, extension) = wanted.rsplit_once('.').unwrap_or((&wanted, "txt"));
            path = format!("{stem}-{number}.{extension}").into();
        }
        self.paths.insert(path.clone(), self.documents.len() as u32);
        self.documents.push(ToldDocument { at, path: path.clone(), text: text.into(), tokens });
        path
    }

    /// The same with offsets that count something else.
    #[must_use]
    pub fn counted_in(self, unit: OffsetUnit) -> Self {
        Self { unit, ..self }
    }

    /// A text that it brings along.
    pub fn document(&self, path: &str) -> Option<&ToldDocument> {
        self.paths.get(path).and_then(|&i| self.documents.get(i as usize))
    }

    /// Notes a fault.
    pub fn fault(&mut self, at: At, told: impl Into<String>) {
        self.faults.push(Fault { at, told: told.into() });
    }

    /// Notes something that has no place in a project: `"Relation “foundedBy”"`.
    pub fn ignore(&mut self, what: impl Into<String>) {
        *self.ignored.entry(what.into()).or_default() += 1;
    }
}

/// A name as the path of a document: relative, with `/`, none of its parts `.`, `..` or empty, no control characters,
/// named as a text (`.txt` is added unless it ends in that, `.text` or `.md`).
pub fn document_path(name: &str) -> String {
    let plain =
        |c: char| if c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c };
    let parts = name.split(['/', '\\']).map(|part| part.trim().chars().map(plain).collect::<String>());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty() && part != "." && part != "..").collect();
    let path = if parts.is_empty() { "document".to_owned() } else { parts.join("/") };
    let lower = path.to_lowercase();
    let is_text = [".txt", ".text", ".md"].iter().any(|end| lower.len() > end.len() && lower.ends_with(end));
    if is_text { path } else { format!("{path}.txt") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_a_path_below_a_folder() {
        for (name, path) in [
            ("a.txt", "a.txt"),
            ("/etc/../passwd", "etc/passwd.txt"),
            ("bc/cctv/00", "bc/cctv/00.txt"),
            ("C:\\x\\y.md", "C_/x/y.md"),
            ("", "document.txt"),
            ("..", "document.txt"),
            (".txt", ".txt.txt"),
            ("a\nb", "a_b.txt"),
        ] {
            assert_eq!(document_path(name), path, "{name:?}");
        }
    }

    #[test]
    fn a_second_text_of_a_name_gets_a_number() {
        let mut telling = Telling::default();
        let at = At::line(&"x".into(), 1);
        let add = |telling: &mut Telling| telling.add_document(at.clone(), "a", "text", Vec::new()).to_string();
        assert_eq!([add(&mut telling), add(&mut telling), add(&mut telling)], ["a.txt", "a-2.txt", "a-3.txt"]);
        assert_eq!(telling.document("a-2.txt").map(|d| &*d.text), Some("text"));
    }
}
