//! The lines of the protocol.

use serde::{Deserialize, Serialize};

/// The most labels that a program may name.
const MAX_LABELS: usize = 1000;

/// The most characters of a name or label.
const MAX_NAME: usize = 80;

/// Who a program says it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Handshake {
    /// What it is called.
    pub name: String,
    /// Its version, or that of its model; perhaps empty.
    #[serde(default)]
    pub version: String,
    /// The labels that it gives to mentions.
    pub labels: Vec<String>,
}

impl Handshake {
    /// Reads the first line.
    pub(super) fn parse(line: &[u8]) -> Result<Self, String> {
        let said: Self = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if said.labels.len() > MAX_LABELS {
            return Err(format!("it has more than {MAX_LABELS} labels"));
        }
        let name = quoted(said.name.trim(), MAX_NAME);
        if name.is_empty() {
            return Err("its name is empty".to_owned());
        }
        let version = quoted(said.version.trim(), MAX_NAME);
        let mut labels: Vec<_> = said.labels.iter().map(|label| quoted(label, MAX_NAME)).collect();
        let mut seen = std::collections::HashSet::new();
        labels.retain(|label| seen.insert(label.clone()));
        Ok(Self { name, version, labels })
    }

    /// Name and version.
    pub fn title(&self) -> String {
        if self.version.is_empty() { self.name.clone() } else { format!("{} {}", self.name, self.version) }
    }
}

#[derive(Serialize)]
struct Request<'a> {
    id: u64,
    text: &'a str,
}

/// A request as a line.
pub(super) fn request(id: u64, text: &str) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(&Request { id, text })?;
    line.push(b'\n');
    Ok(line)
}

/// An answer as it stands, not yet believed.
#[derive(Deserialize)]
pub(super) struct Reply {
    pub id: u64,
    pub mentions: Option<Vec<RawMention>>,
    pub error: Option<String>,
}

/// A mention as a program tells it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawMention {
    Told {
        start: i64,
        end: i64,
        #[serde(rename = "type")]
        label: String,
        score: Option<f64>,
    },
    /// Something else.
    Unreadable(serde::de::IgnoredAny),
}

impl Reply {
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let reply: Self = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if reply.mentions.is_none() && reply.error.is_none() {
            return Err("it has neither mentions nor an error".to_owned());
        }
        Ok(reply)
    }
}

/// A foreign text to show: without control characters and terminal colours, cut after so many characters.
pub(super) fn quoted(text: &str, characters: usize) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    let mut left = characters;
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.next_if_eq(&'[').is_some() {
            // A colour ends with a letter.
            while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
        } else if c == '\t' || !c.is_control() {
            if left == 0 {
                out.push('…');
                break;
            }
            left -= 1;
            out.push(if c == '\t' { ' ' } else { c });
        }
    }
    out
}

/// A line to show.
pub(super) fn quoted_line(line: &[u8]) -> String {
    // No more than can be shown is decoded: a line may be long.
    let front = line.get(..1024).unwrap_or(line);
    quoted(String::from_utf8_lossy(front).trim(), 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_is_read_and_tidied() {
        let line = br#"{"name": " spaCy\u0007 ", "version": "3.8", "labels": ["PERSON", "GPE", "PERSON"], "more": 1}"#;
        let said = Handshake::parse(line).unwrap();
        assert_eq!(said.title(), "spaCy 3.8");
        assert_eq!(said.labels, ["PERSON", "GPE"]);
        for wrong in ["", "[]", "{}", r#"{"name":"","labels":[]}"#, r#"{"name":"x"}"#, r#"{"name":"x","labels":[1]}"#] {
            assert!(Handshake::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
        let many = format!(r#"{{"name":"x","labels":[{}""]}}"#, r#""a","#.repeat(MAX_LABELS));
        assert_eq!(Handshake::parse(many.as_bytes()), Err("it has more than 1000 labels".to_owned()));
    }

    #[test]
    fn one_bad_mention_does_not_spoil_the_others() {
        let line = br#"{"id":3,"mentions":[{"start":"x"},{"start":-1,"end":9,"type":"A","score":null},7,{}]}"#;
        let mentions = Reply::parse(line).unwrap().mentions.unwrap();
        let read = mentions.iter().filter(|m| matches!(m, RawMention::Told { .. })).count();
        assert_eq!((mentions.len(), read), (4, 1));
    }

    #[test]
    fn an_answer_says_something() {
        assert!(Reply::parse(br#"{"id":3}"#).is_err());
        assert!(Reply::parse(br#"{"id":-3,"mentions":[]}"#).is_err());
        assert!(Reply::parse(br#"{"id":3,"mentions":[{"start":0,"end":1,"type":"A","score":NaN}]}"#).is_err());
        assert_eq!(Reply::parse(br#"{"id":3,"error":"no"}"#).unwrap().error.as_deref(), Some("no"));
    }

    #[test]
    fn what_is_quoted_is_short_and_harmless() {
        assert_eq!(quoted("\u{1b}[31mred\u{1b}[0m\u{8} and\tmore", 9), "red and m…");
        assert_eq!(quoted_line(&[b'a'; 5000]).chars().count(), 121);
        assert_eq!(quoted_line(b"\xff\n"), "\u{fffd}");
    }
}
