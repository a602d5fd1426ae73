//! Texts put together from tokens, and mentions over them.

use crate::annotation::Scope;
use crate::interchange::assemble::Assembler;
use crate::interchange::json::{Inside, Object, is_blank, items, json_files, number, parsed, shown, split, words};
use crate::interchange::ties::told_entity;
use crate::interchange::{At, Files, ReadError, Telling, Told, ToldEntity};
use crate::text::{OffsetUnit, Span};
use crate::work::Work;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

const EXPECTED: &str = "a topic: an object with \"tokens\" and \"mentions\"";
/// Members that steer the tools.
const SETTINGS: [&str; 22] = [
    "mode",
    "tokens",
    "mentions",
    "selectedCluster",
    "fixableSpans",
    "newMentions",
    "reassignable",
    "mentionsViewed",
    "curMentionIndex",
    "done",
    "local",
    "id",
    "hierarchy",
    "tourSteps",
    "goldMentions",
    "fixedFooter",
    "showHypernym",
    "duration",
    "documentName",
    "mentionName",
    "corefDisagreementNumber",
    "hierarchyDisagreementNumber",
];

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Bytes;
    let names = json_files(files);
    // A file is a topic. Its entities end with it, as far as that can be said: only folders are parts of a corpus.
    telling.scope = Scope::Corpus;
    for name in &names {
        match files.whole(name, work)? {
            Ok(bytes) => topic(telling, name, &bytes, names.len() > 1),
            Err(fault) => telling.faults.push(fault),
        }
    }
    Ok(())
}

/// Reads a file. With several, the names of clusters are of their file.
fn topic(telling: &mut Telling, file: &Arc<str>, bytes: &[u8], several: bool) {
    let (mut tokens, mut mentions) = (None, None);
    let mut input = bytes;
    let mut member = |telling: &mut Telling, at: At, piece: &[u8]| match named(&at, piece) {
        Some((name, at, value)) if name == "tokens" => tokens = Some((at, value.to_vec())),
        Some((name, at, value)) if name == "mentions" => mentions = Some((at, value.to_vec())),
        Some((name, at, value)) => {
            let says = parsed(telling, &at, value, EXPECTED).is_some_and(|value| !is_blank(&value));
            if says && !SETTINGS.contains(&&*name) {
                telling.ignore(name);
            }
        }
        None => telling.fault(at, format!("expected {EXPECTED}")),
    };
    // Memory is always read.
    let _ = split(&mut input, At::line(file, 1), Inside::Object, usize::MAX, telling, &mut member);
    let (Some(tokens), Some(mentions)) = (tokens, mentions) else {
        telling.fault(At::line(file, 1), format!("there are no \"tokens\" or no \"mentions\"; expected {EXPECTED}"));
        return;
    };
    let mut places = Places::read(telling, file, &tokens);
    places.add_documents(telling);
    let prefix = if several { format!("{file}#") } else { String::new() };
    let mut clusters = Clusters { prefix, heads: HashMap::new() };
    let mut number = 0u64;
    each_item(telling, &mentions, &mut |telling, at, value| {
        number += 1;
        if let Err(why) = clusters.mention(telling, &at, &value, &places) {
            telling.fault(at, format!("mention {number}: {why}"));
        }
    });
    clusters.finish(telling);
}

/// A member of an object: its name, and where its value begins.
fn named<'a>(at: &At, piece: &'a [u8]) -> Option<(String, At, &'a [u8])> {
    let mut values = serde_json::Deserializer::from_slice(piece).into_iter::<String>();
    let name = values.next()?.ok()?;
    let rest = &piece[values.byte_offset()..];
    let colon = rest.iter().position(|&b| b == b':').filter(|&i| rest[..i].trim_ascii().is_empty())?;
    let value = rest[colon + 1..].trim_ascii_start();
    let before = &piece[..piece.len() - value.len()];
    let lines = before.iter().filter(|&&b| b == b'\n').count() as u64;
    let column = match before.iter().rposition(|&b| b == b'\n') {
        Some(end) => (before.len() - end) as u64,
        None => at.column.unwrap_or(1) + before.len() as u64,
    };
    Some((name, At::column(&at.file, at.line + lines, column), value))
}

/// The items of an array that begins somewhere.
fn each_item(telling: &mut Telling, array: &(At, Vec<u8>), take: &mut dyn FnMut(&mut Telling, At, Value)) {
    let mut input = array.1.as_slice();
    let mut item = |telling: &mut Telling, at: At, bytes: &[u8]| {
        if let Some(value) = parsed(telling, &at, bytes, EXPECTED) {
            take(telling, at, value);
        }
    };
    // Memory is always read.
    let _ = split(&mut input, array.0.clone(), Inside::Array, usize::MAX, telling, &mut item);
}

/// The text of a document as it grows.
struct Text {
    at: At,
    name: Arc<str>,
    text: Assembler,
    paragraph: Option<Arc<str>>,
    path: Arc<str>,
}

/// Where the tokens are.
#[derive(Default)]
struct Places {
    texts: Vec<Text>,
    /// The document of each token, and its bytes there.
    tokens: Vec<(usize, Span)>,
}

impl Places {
    fn read(telling: &mut Telling, file: &Arc<str>, tokens: &(At, Vec<u8>)) -> Self {
        let mut places = Self::default();
        // Only a file that tells of some spaces tells of all.
        let tells_spaces = tokens.1.windows(9).any(|part| part == b"\"noWhite\"");
        let mut known: HashMap<Arc<str>, usize> = HashMap::new();
        let (mut misnumbered, mut count) = (false, 0u32);
        each_item(telling, tokens, &mut |telling, at, token| {
            let number_told = token.get("i").and_then(number);
            if number_told.is_some_and(|i| i != count) && !misnumbered {
                misnumbered = true;
                let told = format!("token {count} has the number {}", number_told.unwrap_or_default());
                telling.fault(at.clone(), format!("{told}; expected tokens numbered from 0, in order"));
            }
            count += 1;
            let word = token.get("text").and_then(words);
            if word.is_none() {
                telling.fault(at.clone(), format!("{}; expected a token with \"text\"", shown(&token)));
            }
            let said = |key: &str| token.get(key).and_then(words);
            let document = said("document").or_else(|| said("doc_name")).or_else(|| said("doc_id"));
            let document = document.unwrap_or_else(|| "0".into());
            let index = *known.entry(document.clone()).or_insert_with(|| {
                let name = said("doc_name").or_else(|| said("doc_id"));
                let name = name.unwrap_or_else(|| nameless(file, &document));
                let (text, paragraph) = (Assembler::default(), None);
                places.texts.push(Text { at, name, text, paragraph, path: "".into() });
                places.texts.len() - 1
            });
            let text = &mut places.texts[index];
            let paragraph = said("paragraph");
            if text.text.len() > 0 && paragraph != text.paragraph {
                text.text.paragraph();
            }
            text.paragraph = paragraph;
            places.tokens.push((index, text.text.push(word.as_deref().unwrap_or("_"))));
            if tells_spaces {
                text.text.space(token.get("noWhite") != Some(&Value::Bool(true)));
            }
        });
        places
    }

    /// Takes the texts in: now their paths are known.
    fn add_documents(&mut self, telling: &mut Telling) {
        for text in &mut self.texts {
            let (whole, spans) = std::mem::take(&mut text.text).finish();
            text.path = telling.add_document(text.at.clone(), &text.name, whole, spans);
        }
    }

    /// The place of a run of tokens, both ends included.
    fn of(&self, start: u32, end: u32) -> Result<(&Arc<str>, (u32, u32)), String> {
        let token = |i: u32| self.tokens.get(i as usize).copied();
        let last = self.tokens.len().saturating_sub(1);
        let (Some((document, first)), Some((other, end_token))) = (token(start), token(end)) else {
            return Err(format!("expected tokens up to {last}, and not {start} to {end}"));
        };
        if start > end {
            return Err(format!("expected \"start\" up to \"end\", and not {start} to {end}"));
        }
        if document != other {
            return Err(format!("tokens {start} to {end} are of two documents; expected one"));
        }
        Ok((&self.texts[document].path, (first.start, end_token.end)))
    }
}

/// A document of which only the number is known.
fn nameless(file: &Arc<str>, document: &str) -> Arc<str> {
    let stem = file.rsplit_once('.').map_or(&**file, |(stem, _)| stem);
    if document.bytes().all(|b| b.is_ascii_digit()) { format!("{stem}/{document}").into() } else { document.into() }
}

/// What is said of clusters.
struct Clusters {
    prefix: String,
    /// What our own file says, and whether it stands on the mention that names the cluster.
    heads: HashMap<Arc<str>, (bool, ToldEntity)>,
}

impl Clusters {
    fn mention(&mut self, telling: &mut Telling, at: &At, value: &Value, places: &Places) -> Result<(), String> {
        let object = value.as_object().ok_or_else(|| format!("{}; expected an object", shown(value)))?;
        let edge = |key: &str| object.get(key).and_then(number);
        let ends = edge("start").zip(edge("end"));
        let (start, end) = ends.ok_or_else(|| format!("{}; expected \"start\" and \"end\"", shown(value)))?;
        let (path, place) = places.of(start, end)?;
        let all: Vec<Arc<str>> = match object.get("clustId") {
            Some(Value::Array(_)) => items(object.get("clustId")).iter().filter_map(words).collect(),
            one => one.and_then(words).into_iter().collect(),
        };
        let others: HashSet<_> = all.iter().skip(1).filter(|id| **id != all[0]).collect();
        others.iter().for_each(|_| telling.ignore("Cluster of another annotator"));
        let cluster = all.first().filter(|id| &***id != "-1");
        let entity: Option<Arc<str>> = cluster.map(|id| format!("{}{id}", self.prefix).into());
        if let Some(entity) = &entity {
            self.note(entity, object, cluster.is_some_and(|id| **id == *format!("{start}-{end}")));
        }
        let known = ["start", "end", "clustId", "type", "name", "entity_type", "note", "m_id", "text"];
        let other = object.iter().filter(|(key, value)| !known.contains(&&***key) && !is_blank(value));
        other.for_each(|(key, _)| telling.ignore(format!("{key} of a mention")));
        let kind = object.get("type").and_then(words).unwrap_or_else(|| "".into());
        let new = Told::new(at.clone(), path.clone(), vec![place]);
        telling.mentions.push(Told { kind, entity, ..new });
        Ok(())
    }

    fn note(&mut self, entity: &Arc<str>, object: &Object, is_head: bool) {
        if !object.contains_key("name") {
            return;
        }
        let said = ToldEntity { kind: object.get("entity_type").and_then(words), ..told_entity(object) };
        let known = self.heads.get(entity).is_some_and(|(head, _)| *head || !is_head);
        if !known {
            self.heads.insert(entity.clone(), (is_head, said));
        }
    }

    fn finish(self, telling: &mut Telling) {
        let told: BTreeMap<_, _> = self.heads.into_iter().map(|(name, (_, told))| (name, told)).collect();
        telling.entities.extend(told);
    }
}
