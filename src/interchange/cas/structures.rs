//! A CAS JSON file as its feature structures, each with the line it is on.

use crate::interchange::webanno::dkpro;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;

/// How many types a type may be below.
const MAX_SUPER_TYPES: usize = 64;

/// A file.
#[derive(Debug, Deserialize)]
pub(super) struct Cas {
    #[serde(default, rename = "%TYPES")]
    types: Option<HashMap<String, Map<String, Value>>>,
    #[serde(rename = "%FEATURE_STRUCTURES")]
    pub structures: Structures,
}

/// Feature structures, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Structures(pub Vec<Structure>);

/// A feature structure.
#[derive(Debug, PartialEq)]
pub(super) struct Structure {
    /// `None` when it is no whole number.
    pub id: Option<i64>,
    pub kind: String,
    /// Its features: not of words and sentences, of which there are many.
    pub features: Map<String, Value>,
    /// Start and end.
    pub span: Option<(u32, u32)>,
    pub sofa: Option<i64>,
}

impl Structure {
    fn new(key: Option<&str>, mut features: Map<String, Value>) -> Self {
        let mut number = |keys: [&str; 2]| keys.iter().find_map(|key| features.remove(*key)).and_then(|v| v.as_i64());
        let id = number(["%ID", "%ID"]).or_else(|| key.and_then(|key| key.parse().ok()));
        let (begin, end) = (number(["begin", "^begin"]), number(["end", "^end"]));
        let sofa = number(["@sofa", "@sofa"]);
        let offset = |at: Option<i64>| at.and_then(|at| u32::try_from(at).ok());
        let kind = match features.remove("%TYPE") {
            Some(Value::String(kind)) => kind,
            _ => String::new(),
        };
        if kind == dkpro::TOKEN || kind == dkpro::SENTENCE {
            features = Map::new();
        }
        Self { id, kind, features, span: offset(begin).zip(offset(end)), sofa }
    }

    /// A feature that is a string; empty when it is not there.
    pub fn text(&self, feature: &str) -> &str {
        self.features.get(feature).and_then(Value::as_str).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Structures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Structures;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("feature structures, as an array or by their ids")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Structures, A::Error> {
                let mut structures = Vec::new();
                while let Some(features) = all.next_element()? {
                    structures.push(Structure::new(None, features));
                }
                Ok(Structures(structures))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Structures, A::Error> {
                let mut structures = Vec::new();
                while let Some((key, features)) = all.next_entry::<String, _>()? {
                    structures.push(Structure::new(Some(&key), features));
                }
                Ok(Structures(structures))
            }

            fn visit_unit<E: Error>(self) -> Result<Structures, E> {
                Ok(Structures::default())
            }
        }
        deserializer.deserialize_any(All)
    }
}

impl Cas {
    /// Reads a file. One that is only an array of feature structures is one too.
    ///
    /// # Errors
    /// What is no JSON, or not this.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes.trim_ascii_start().first() {
            Some(b'[') => Ok(Self { types: None, structures: serde_json::from_slice(bytes)? }),
            _ => serde_json::from_slice(bytes),
        }
    }

    /// Whether a type is another or below it, as far as the file says.
    pub fn is(&self, kind: &str, other: &str) -> bool {
        self.line(kind).any(|kind| kind == other)
    }

    /// A type and those that it is below.
    fn line<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let above = |kind: &&str| self.types.as_ref()?.get(*kind)?.get("%SUPER_TYPE")?.as_str();
        std::iter::successors(Some(kind), above).take(MAX_SUPER_TYPES)
    }

    /// Whether a type that somebody made marks spans. Without its definition its name tells.
    pub fn is_span(&self, kind: &str) -> bool {
        let is_defined = self.types.as_ref().is_some_and(|types| types.contains_key(kind));
        if is_defined { self.is(kind, "uima.tcas.Annotation") } else { kind.contains(".custom.") }
    }

    /// Whether a type has a feature of this name, as far as the file says.
    pub fn has(&self, kind: &str, feature: &str) -> bool {
        self.types.as_ref().and_then(|types| types.get(kind)).is_some_and(|features| features.contains_key(feature))
    }
}

/// The line of each feature structure, from 1: each has one `"%TYPE"`.
pub(super) fn lines(bytes: &[u8]) -> Vec<u64> {
    const KEY: &[u8] = b"\"%TYPE\"";
    let (mut lines, mut line, mut at) = (Vec::new(), 1, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\n' {
            line += 1;
        } else if byte == b'"' && bytes[at..].starts_with(KEY) {
            at += KEY.len();
            // A string may say so too.
            if bytes[at..].trim_ascii_start().first() == Some(&b':') {
                lines.push(line);
            }
            continue;
        }
        at += 1;
    }
    lines
}
