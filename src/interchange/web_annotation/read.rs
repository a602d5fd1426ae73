//! Reading annotations.

use super::path_of;
use super::scan::Scan;
use crate::annotation::Status;
use crate::interchange::clusters::{Clusters, is_coreference};
use crate::interchange::words::status_of;
use crate::interchange::{At, Files, ReadError, Telling, Told, ToldEntity};
use crate::text::OffsetUnit;
use crate::work::Work;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Motivations that say something about a place and not what it is.
const REMARKS: [&str; 8] =
    ["commenting", "replying", "editing", "questioning", "moderating", "bookmarking", "highlighting", "assessing"];

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    let mut ends = vec![".jsonld", ".json"];
    // One file is meant whatever it is called.
    ends.truncate(if files.is_folder() { 2 } else { 1 });
    let mut ties = Ties::default();
    for name in ends.into_iter().flat_map(|end| files.meant(end)) {
        let bytes = match files.whole(&name, work)? {
            Ok(bytes) => bytes,
            Err(fault) => {
                telling.faults.push(fault);
                continue;
            }
        };
        let mut cancelled = Ok(());
        let scanned = Scan::new(&name, &bytes).each(&mut |at, fields| {
            if cancelled.is_ok() {
                cancelled = work.check();
                annotation(telling, &mut ties, at, &fields);
            }
        });
        cancelled?;
        telling.faults.extend(scanned.err());
    }
    ties.finish(telling);
    Ok(())
}

/// One, several or none.
fn all<'a>(fields: &'a Map<String, Value>, name: &str) -> Vec<&'a Value> {
    match fields.get(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    }
}

/// A word without the prefix of a vocabulary: `oa:tagging`.
fn word(value: &Value) -> Option<&str> {
    let word = value.as_str()?;
    Some(word.rsplit_once([':', '#', '/']).map_or(word, |(_, word)| word))
}

/// The IRI of a resource: itself, or that of an object with an id.
fn id_of(value: &Value) -> Option<&str> {
    let object = || value.get("id").or_else(|| value.get("@id")).and_then(Value::as_str);
    value.as_str().or_else(object).map(str::trim).filter(|id| !id.is_empty())
}

/// What the bodies of an annotation say.
#[derive(Default)]
struct Said<'a> {
    tags: Vec<&'a str>,
    /// The IRI of an entity, and what it is called.
    identity: Option<(&'a str, Option<&'a str>)>,
    name: Option<&'a str>,
    note: Option<&'a str>,
    status: Option<&'a str>,
    /// Resources without a purpose.
    bare: Vec<&'a str>,
    /// What has no place here.
    other: Vec<String>,
}

impl<'a> Said<'a> {
    fn of(fields: &'a Map<String, Value>, motivations: &[&'a str]) -> Self {
        let mut said = Self::default();
        let bodies: Vec<&Value> = all(fields, "body");
        let chosen = bodies.into_iter().flat_map(|body| match body.get("items") {
            Some(Value::Array(items)) => items.iter().collect(),
            _ => vec![body],
        });
        chosen.for_each(|body| said.body(body, motivations));
        if let Some(value) = fields.get("bodyValue").and_then(Value::as_str) {
            let purpose = motivations.first().copied().unwrap_or("commenting");
            said.text(purpose, value);
        }
        said
    }

    fn body(&mut self, body: &'a Value, motivations: &[&'a str]) {
        let Value::Object(fields) = body else {
            self.bare.extend(id_of(body));
            return;
        };
        let stated = all(fields, "purpose").into_iter().find_map(word);
        let source = fields.get("source").or_else(|| fields.get("@id")).or_else(|| fields.get("id"));
        let label =
            |of: Option<&'a Value>| of.and_then(|v| v.get("label").or_else(|| v.get("name"))).and_then(Value::as_str);
        match (fields.get("value").and_then(Value::as_str), source.and_then(id_of)) {
            (Some(value), _) => self.text(stated.or_else(|| motivations.first().copied()).unwrap_or("tagging"), value),
            (None, Some(iri)) => match stated {
                Some("tagging" | "classifying") => {
                    self.tags.push(label(source).or_else(|| label(Some(body))).unwrap_or(iri))
                }
                Some("identifying" | "linking") => self.identify(iri, label(source).or_else(|| label(Some(body)))),
                None => self.bare.push(iri),
                Some(other) => self.other.push(format!("Body “{other}”")),
            },
            (None, None) => self.other.push(format!("Body “{}”", stated.unwrap_or("without a value"))),
        }
    }

    fn identify(&mut self, iri: &'a str, label: Option<&'a str>) {
        if self.identity.is_some() {
            self.other.push("Second identity of a mention".to_owned());
        } else {
            self.identity = Some((iri, label));
        }
    }

    fn text(&mut self, purpose: &'a str, value: &'a str) {
        match purpose {
            "tagging" | "classifying" | "linking" => self.tags.push(value),
            "identifying" if value.starts_with("http://") || value.starts_with("https://") => {
                self.identify(value, None);
            }
            "identifying" => self.name = Some(value),
            "describing" => self.note = Some(value),
            "assessing" if status_of(value).is_some() => self.status = Some(value),
            other => self.other.push(format!("Body “{other}”")),
        }
    }
}

fn annotation(telling: &mut Telling, ties: &mut Ties, at: At, fields: &Map<String, Value>) {
    let motivations: Vec<_> = all(fields, "motivation").into_iter().filter_map(word).collect();
    let said = Said::of(fields, &motivations);
    let mut targets = Vec::new();
    for target in all(fields, "target") {
        match target.get("items") {
            Some(Value::Array(items)) => targets.extend(items),
            _ => targets.push(target),
        }
    }
    let placed =
        targets.iter().any(|t| t.get("selector").is_some() || source_of(t).is_some_and(|s| s.contains("#char=")));
    let told = match () {
        () if targets.is_empty() => Err("expected an annotation with a target".to_owned()),
        () if placed => mention(telling, ties, &at, fields, &motivations, &said, &targets),
        () if motivations.contains(&"linking") => {
            link(telling, ties, &at, &said, &targets);
            Ok(())
        }
        () if said.name.is_some() && targets.len() == 1 => {
            let iri = targets.first().and_then(|t| id_of(t)).unwrap_or_default();
            said.other.iter().for_each(|what| telling.ignore(what.clone()));
            ties.about.insert(
                iri.into(),
                (said.name.map(Arc::from), said.tags.first().map(|t| Arc::from(*t)), said.note.map(Arc::from)),
            );
            Ok(())
        }
        () => {
            telling.ignore("Annotation of a whole document");
            Ok(())
        }
    };
    if let Err(told) = told {
        telling.fault(at, told);
    }
}

/// The document of a target.
fn source_of(target: &Value) -> Option<&str> {
    match target.get("source") {
        Some(source) => id_of(source),
        None => id_of(target),
    }
}

fn mention(
    telling: &mut Telling,
    ties: &mut Ties,
    at: &At,
    fields: &Map<String, Value>,
    motivations: &[&str],
    said: &Said<'_>,
    targets: &[&Value],
) -> Result<(), String> {
    said.other.iter().for_each(|what| telling.ignore(what.clone()));
    let nothing = said.tags.is_empty() && said.identity.is_none() && said.status.is_none() && said.bare.is_empty();
    let remark = motivations.iter().any(|m| REMARKS.contains(m)) || (motivations.is_empty() && !said.other.is_empty());
    if nothing && remark {
        telling.ignore(format!("Annotation “{}”", motivations.first().unwrap_or(&"without a tag")));
        return Ok(());
    }
    let place = Place::of(targets)?;
    let mut told = Told {
        text: Some(place.quotes.join(" ")).filter(|_| place.quotes.len() == place.parts.len()),
        kind: said.tags.first().copied().unwrap_or_default().trim().into(),
        status: said.status.and_then(status_of).unwrap_or(Status::Accepted),
        by: creator(fields).map(Arc::from),
        ..Told::new(at.clone(), path_of(place.source).into(), place.parts)
    };
    if !told.parts.is_sorted() {
        told.parts.sort_unstable();
        told.text = None;
    }
    said.tags.iter().skip(1).for_each(|_| telling.ignore("Second tag of a mention"));
    let unused = [(said.name, "Body “identifying” without an IRI"), (said.note, "Body “describing” of a mention")];
    unused.iter().filter(|(text, _)| text.is_some()).for_each(|(_, what)| telling.ignore(*what));
    let spare = said.bare.len().saturating_sub(usize::from(said.identity.is_none()));
    (0..spare).for_each(|_| telling.ignore("Second resource of a mention"));
    let number = telling.mentions.len();
    let identity = said.identity.or_else(|| said.bare.first().map(|iri| (*iri, None)));
    ties.mention(number, fields.get("id").or_else(|| fields.get("@id")).and_then(Value::as_str), identity)
        .map_err(|id| format!("expected an id of its own for each annotation, and “{id}” is there twice"))?;
    telling.mentions.push(told);
    Ok(())
}

fn creator(fields: &Map<String, Value>) -> Option<&str> {
    let creator = all(fields, "creator").into_iter().next()?;
    let named =
        ["name", "nickname", "label", "id", "@id"].into_iter().find_map(|n| creator.get(n).and_then(Value::as_str));
    creator.as_str().or(named).filter(|by| !by.is_empty())
}

/// Where a mention is.
struct Place<'a> {
    source: &'a str,
    parts: Vec<(u32, u32)>,
    quotes: Vec<&'a str>,
}

impl<'a> Place<'a> {
    fn of(targets: &[&'a Value]) -> Result<Self, String> {
        let mut place = Self { source: "", parts: Vec::new(), quotes: Vec::new() };
        for target in targets {
            let source = source_of(target).ok_or("expected a target with “source”, the document")?;
            if !place.source.is_empty() && path_of(place.source) != path_of(source) {
                return Err(format!(
                    "has targets in “{}” and “{source}”; expected the parts of one mention in one document, and a link for others",
                    place.source
                ));
            }
            place.source = source;
            place.target(target, source)?;
        }
        Ok(place)
    }

    /// One part.
    fn target(&mut self, target: &'a Value, source: &'a str) -> Result<(), String> {
        let (mut position, mut quote, mut seen) = (None, None, Vec::new());
        let fragment = source.split_once('#').map(|(_, fragment)| fragment);
        let listed: Vec<&Value> = match target.get("selector") {
            None => Vec::new(),
            Some(Value::Array(selectors)) => selectors.iter().collect(),
            Some(selector) => vec![selector],
        };
        let choices = listed.into_iter().flat_map(|s| match s.get("items") {
            Some(Value::Array(items)) => items.iter().collect(),
            _ => vec![s],
        });
        for selector in choices {
            let kind = selector.get("type").or_else(|| selector.get("@type"));
            let kind =
                kind.and_then(|k| k.as_array().map_or(Some(k), |all| all.first())).and_then(word).unwrap_or_default();
            match kind {
                "TextPositionSelector" => position = Some(numbers(selector)?),
                "TextQuoteSelector" => quote = selector.get("exact").and_then(Value::as_str),
                "FragmentSelector" => {
                    position = position.or(selector.get("value").and_then(Value::as_str).and_then(char_range));
                }
                other => seen.push(other),
            }
        }
        let Some((start, end)) = position.or_else(|| fragment.and_then(char_range)) else {
            return Err(match quote {
                Some(quote) => {
                    format!("there is only the quotation “{quote}”; expected a TextPositionSelector beside it")
                }
                None => format!("expected a TextPositionSelector, and not “{}”", seen.join(", ")),
            });
        };
        if start >= end {
            return Err(format!("expected a start before the end, and not {start} and {end}"));
        }
        self.parts.push((start, end));
        self.quotes.extend(quote);
        Ok(())
    }
}

fn numbers(selector: &Value) -> Result<(u32, u32), String> {
    let number = |name: &str| {
        let value = selector.get(name);
        let number = value.and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        let there = value.map_or("none".to_owned(), ToString::to_string);
        number.ok_or_else(|| format!("expected “{name}” of a TextPositionSelector, a whole number, and not {there}"))
    };
    Ok((number("start")?, number("end")?))
}

/// `char=0,11` of RFC 5147.
fn char_range(fragment: &str) -> Option<(u32, u32)> {
    let (start, end) = fragment.strip_prefix("char=")?.split(';').next()?.split_once(',')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

fn link(telling: &mut Telling, ties: &mut Ties, at: &At, said: &Said<'_>, targets: &[&Value]) {
    if let Some(tag) = said.tags.iter().find(|tag| !is_coreference(tag)) {
        telling.ignore(format!("Relation “{tag}”"));
        return;
    }
    said.other.iter().for_each(|what| telling.ignore(what.clone()));
    let members = targets.iter().filter_map(|t| id_of(t)).map(str::to_owned).collect();
    let identity = said.identity.map(|(iri, _)| iri);
    let bodies = said.bare.iter().copied().chain(identity).map(str::to_owned).collect();
    ties.links.push((at.clone(), members, bodies));
}

/// What is told of an entity: name, type, note.
type About = (Option<Arc<str>>, Option<Arc<str>>, Option<Arc<str>>);

/// Who is together.
#[derive(Default)]
struct Ties {
    /// Mentions by the ids of their annotations.
    mentions: HashMap<String, usize>,
    /// The entities of mentions, by their IRIs.
    identities: Vec<(usize, String)>,
    labels: HashMap<String, Arc<str>>,
    /// The targets and the bodies of links.
    links: Vec<(At, Vec<String>, Vec<String>)>,
    about: HashMap<String, About>,
}

impl Ties {
    /// A mention with the id of its annotation and its entity. The id, when it is there already.
    fn mention(
        &mut self,
        number: usize,
        id: Option<&str>,
        identity: Option<(&str, Option<&str>)>,
    ) -> Result<(), String> {
        if let Some(id) = id {
            if self.mentions.contains_key(id) {
                return Err(id.to_owned());
            }
            self.mentions.insert(id.to_owned(), number);
        }
        if let Some((iri, label)) = identity {
            self.identities.push((number, iri.to_owned()));
            if let Some(label) = label.filter(|label| !label.trim().is_empty()) {
                self.labels.entry(iri.to_owned()).or_insert_with(|| label.into());
            }
        }
        Ok(())
    }

    fn finish(mut self, telling: &mut Telling) {
        let mut clusters = Clusters::default();
        clusters.grow(telling.mentions.len());
        let mut tied: Vec<(usize, Option<String>)> = Vec::new();
        for (at, members, bodies) in std::mem::take(&mut self.links) {
            let mut numbers = Vec::new();
            for id in &members {
                match self.mentions.get(id) {
                    Some(&number) => numbers.push(number),
                    None => telling.fault(
                        at.clone(),
                        format!("there is no annotation “{id}” of a mention; expected the ids of such"),
                    ),
                }
            }
            // A body may be the other end of the link, or the entity.
            for body in &bodies {
                match (self.mentions.get(body), numbers.first()) {
                    (Some(&number), _) => numbers.push(number),
                    (None, Some(&first)) => self.identities.push((first, body.clone())),
                    (None, None) => {}
                }
            }
            numbers.windows(2).for_each(|pair| clusters.join(pair[0], pair[1]));
            tied.extend(numbers.into_iter().map(|number| (number, None)));
        }
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (number, iri) in &self.identities {
            clusters.join(*first.entry(iri).or_insert(*number), *number);
        }
        let mut names: HashMap<usize, Arc<str>> = HashMap::new();
        for (number, iri) in &self.identities {
            let root = clusters.root(*number);
            let name = names.entry(root).or_insert_with(|| iri.as_str().into()).clone();
            let label = self.labels.get(iri).cloned();
            let told = telling.entities.entry(name).or_default();
            let about = self.about.remove(iri).unwrap_or_default();
            tell(told, (about.0.or(label), about.1, about.2));
            tied.push((*number, None));
        }
        for (number, _) in tied {
            let root = clusters.root(number);
            let name = names.entry(root).or_insert_with(|| format!("#{root}").into()).clone();
            if let Some(told) = telling.mentions.get_mut(number) {
                told.entity = Some(name);
            }
        }
        for (iri, about) in self.about {
            tell(telling.entities.entry(iri.into()).or_default(), about);
        }
    }
}

/// What was told before stays.
fn tell(told: &mut ToldEntity, (name, kind, note): About) {
    told.name = told.name.take().or(name);
    told.kind = told.kind.take().or(kind);
    if told.note.is_empty() {
        told.note = note.unwrap_or_default();
    }
}
