//! CAT XML as what is in it. No entity but the five of XML and numbers is expanded, and no DTD is read.

use crate::interchange::{At, Telling};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::HashMap;
use std::sync::Arc;

/// How deep elements may nest.
const MAX_DEPTH: usize = 64;
/// How many attributes of an element are read.
const MAX_ATTRIBUTES: usize = 64;

/// A file.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub doc_name: String,
    pub tokens: Vec<Token>,
    pub markables: Vec<Markable>,
    pub relations: Vec<Relation>,
}

/// A word.
#[derive(Debug)]
pub(super) struct Token {
    pub at: At,
    pub id: String,
    pub sentence: String,
    pub word: String,
    /// The word as it was before characters were replaced.
    pub original: Option<String>,
}

/// A mention, or an instance.
#[derive(Debug)]
pub(super) struct Markable {
    pub at: At,
    pub name: String,
    pub id: String,
    pub attributes: HashMap<String, String>,
    /// The ids of its tokens.
    pub anchors: Vec<String>,
}

/// Mentions that are of an instance.
#[derive(Debug)]
pub(super) struct Relation {
    pub name: String,
    pub id: String,
    pub note: String,
    pub sources: Vec<(At, String)>,
    pub targets: Vec<(At, String)>,
}

/// What the elements below belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Outside,
    Document,
    Token,
    Markables,
    Markable,
    Relations,
    Relation,
    Unknown,
}

/// Line and column of bytes, asked for in order.
struct Lines<'a> {
    text: &'a str,
    file: &'a Arc<str>,
    at: usize,
    line: u64,
    begin: usize,
}

impl Lines<'_> {
    fn place(&mut self, byte: u64) -> At {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let bytes = self.text.as_bytes();
        while self.at < byte {
            if bytes[self.at] == b'\n' {
                self.line += 1;
                self.begin = self.at + 1;
            }
            self.at += 1;
        }
        At::column(self.file, self.line, byte.saturating_sub(self.begin) as u64 + 1)
    }
}

/// Reads a file to its end. What is wrong in it is a fault; `None` when it is none of these files.
pub(super) fn parse(telling: &mut Telling, file: &Arc<str>, text: &str) -> Option<Parsed> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, file, at: 0, line: 1, begin: 0 };
    let mut parser = Parser { parsed: Parsed::default(), within: Vec::new(), seen: false };
    loop {
        let at = lines.place(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if parser.within.len() >= MAX_DEPTH {
                    telling.fault(at, format!("expected elements to nest at most {MAX_DEPTH} deep"));
                    break;
                }
                let within = parser.open(telling, at, &element)?;
                parser.within.push(within);
            }
            Ok(Event::Empty(element)) => {
                parser.open(telling, at, &element)?;
            }
            Ok(Event::End(_)) => {
                parser.within.pop();
            }
            Ok(Event::Text(text)) => parser.text(&String::from_utf8_lossy(&text)),
            Ok(Event::CData(text)) => parser.text(&String::from_utf8_lossy(&text)),
            Ok(Event::GeneralRef(reference)) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                match character.or_else(named) {
                    Some(text) => parser.text(&text),
                    None => {
                        telling.fault(at, format!("expected &amp; &lt; &gt; &quot; &apos; or a number, not &{name};"))
                    }
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let at = lines.place(reader.error_position());
                telling.fault(at, format!("{error}; expected XML"));
                break;
            }
        }
    }
    if !parser.within.is_empty() {
        telling.fault(lines.place(text.len() as u64), "expected </Document>, and the file ends");
    }
    if !parser.seen {
        telling.fault(At::line(file, 1), "expected <Document> with <token> elements");
        return None;
    }
    Some(parser.parsed)
}

struct Parser {
    parsed: Parsed,
    within: Vec<Within>,
    seen: bool,
}

impl Parser {
    /// Takes the beginning of an element; `None` when it is not the root that is expected.
    fn open(&mut self, telling: &mut Telling, at: At, element: &BytesStart<'_>) -> Option<Within> {
        let name = String::from_utf8_lossy(element.name().0).into_owned();
        let mut attributes = attributes(telling, &at, element);
        let mut take = |key: &str| attributes.remove(key).unwrap_or_default();
        let parsed = &mut self.parsed;
        let within = match (self.within.last().copied().unwrap_or(Within::Outside), &*name) {
            (Within::Outside, "Document") if !self.seen => {
                self.seen = true;
                parsed.doc_name = take("doc_name");
                Within::Document
            }
            (Within::Outside, _) => {
                telling.fault(at, format!("expected one <Document>, not <{name}>"));
                return None;
            }
            (Within::Document, "token") => {
                let original = Some(take(super::ORIGINAL)).filter(|o| !o.is_empty());
                let original = original.and_then(|o| serde_json::from_str(&o).ok());
                let (id, sentence) = (take("t_id"), take("sentence"));
                parsed.tokens.push(Token { at, id, sentence, word: String::new(), original });
                Within::Token
            }
            (Within::Document, "Markables") => Within::Markables,
            (Within::Document, "Relations") => Within::Relations,
            (Within::Markables, _) => {
                let id = take("m_id");
                parsed.markables.push(Markable { at, name, id, attributes, anchors: Vec::new() });
                Within::Markable
            }
            (Within::Markable, "token_anchor") => {
                if let Some(markable) = parsed.markables.last_mut() {
                    markable.anchors.push(take("t_id"));
                }
                Within::Unknown
            }
            (Within::Relations, _) => {
                let (id, note) = (take("r_id"), take("note"));
                parsed.relations.push(Relation { name, id, note, sources: Vec::new(), targets: Vec::new() });
                Within::Relation
            }
            (Within::Relation, "source" | "target") => {
                let end = (at, take("m_id"));
                if let Some(relation) = parsed.relations.last_mut() {
                    if name == "source" { &mut relation.sources } else { &mut relation.targets }.push(end);
                }
                Within::Unknown
            }
            _ => {
                telling.ignore(format!("Element “{name}”"));
                Within::Unknown
            }
        };
        Some(within)
    }

    fn text(&mut self, text: &str) {
        if let (Some(Within::Token), Some(token)) = (self.within.last(), self.parsed.tokens.last_mut()) {
            token.word.push_str(text);
        }
    }
}

fn attributes(telling: &mut Telling, at: &At, element: &BytesStart<'_>) -> HashMap<String, String> {
    let mut all = HashMap::new();
    // Attributes that are there twice are found by comparing each with each.
    for attribute in element.attributes().with_checks(false).take(MAX_ATTRIBUTES) {
        let read = attribute.map_err(|error| error.to_string()).and_then(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
            Ok((String::from_utf8_lossy(attribute.key.0).into_owned(), value.into_owned()))
        });
        match read {
            Ok((key, value)) => {
                all.entry(key).or_insert(value);
            }
            Err(error) => telling.fault(at.clone(), format!("{error}; expected name=\"value\"")),
        }
    }
    all
}
