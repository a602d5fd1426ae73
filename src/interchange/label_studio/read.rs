//! Tasks as mentions: the first annotation of each that was not cancelled, else its first prediction as proposals.

use crate::annotation::{Evidence, Layers, Scope, Status};
use crate::interchange::json::{
    Object, add_document, document_name, each_value, is_blank, items, json_files, nameless, number, shown, words,
};
use crate::interchange::ties::{Ties, is_coreference, told_entity};
use crate::interchange::{At, Files, ReadError, Telling, Told};
use crate::text::{OffsetMap, OffsetUnit};
use crate::work::Work;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

const EXPECTED: &str = "a task: an object with \"data\" and \"annotations\"";
/// What a task says of a document besides.
const MEMBERS_TOLD: [&str; 2] = ["meta", "drafts"];

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    telling.scope = Scope::Document;
    for name in json_files(files) {
        let mut number = 0u64;
        each_value(files, &name, work, telling, EXPECTED, &mut |telling, at, value| {
            number += 1;
            match value {
                Value::Object(row) => Task::new(at, number, &row).read(telling, &row),
                other => telling.fault(at, format!("{}; expected {EXPECTED}", shown(&other))),
            }
        })?;
    }
    Ok(())
}

/// A task, as it is named in messages.
struct Task {
    at: At,
    words: String,
}

/// What an annotation holds.
#[derive(Default)]
struct Sorted<'a> {
    regions: Vec<Region<'a>>,
    relations: Vec<&'a Value>,
    others: HashSet<Arc<str>>,
}

/// A region with its place as the file counts it.
struct Region<'a> {
    item: &'a Object,
    id: Option<Arc<str>>,
    start: u32,
    end: u32,
    quoted: Option<&'a str>,
    labels: Vec<Arc<str>>,
}

impl Task {
    fn new(at: At, number: u64, row: &Object) -> Self {
        let id = row.get("id").and_then(words).map(|id| format!(" (id {id})")).unwrap_or_default();
        Self { at, words: format!("task {number}{id}") }
    }

    fn fault(&self, telling: &mut Telling, told: &str) {
        telling.fault(self.at.clone(), format!("{}: {told}", self.words));
    }

    fn read(&self, telling: &mut Telling, row: &Object) {
        // JSON_MIN has all of a task at the top.
        let data = row.get("data").and_then(Value::as_object);
        let annotation = if data.is_some() { self.annotation(telling, row) } else { Given::from_min(row) };
        let data = data.unwrap_or(row);
        let Some((text_key, text)) = text_of(data, annotation.results) else {
            self.fault(telling, "there is no text; expected one in \"data\", under \"text\" or alone");
            return;
        };
        let is_link = ["http://", "https://", "s3://", "gs://", "/data/"].iter().any(|start| text.starts_with(start));
        if is_link && !text.contains(char::is_whitespace) {
            self.fault(telling, "the text is a link; expected the text itself (\"valueType\" text)");
            return;
        }
        let name = document_name(data, text).or_else(|| document_name(row, text));
        let (name_key, name) = name.unwrap_or_else(|| ("", nameless(&self.at).into()));
        let Some(path) = add_document(telling, &self.at, &name, text, Vec::new()) else { return };
        if row.contains_key("data") {
            let known = |key: &str| [text_key, name_key, "id"].contains(&key);
            let other = data.iter().filter(|(key, value)| !known(key) && !is_blank(value));
            other.for_each(|(key, _)| telling.ignore(format!("Data “{key}”")));
        }
        let told = MEMBERS_TOLD.iter().filter(|key| row.get(**key).is_some_and(|value| !is_blank(value)));
        told.for_each(|key| telling.ignore(*key));
        self.mentions(telling, text, &path, &annotation);
    }

    /// The annotation that counts; what is beside it is told.
    fn annotation<'a>(&self, telling: &mut Telling, row: &'a Object) -> Given<'a> {
        let all = items(row.get("annotations")).iter().chain(items(row.get("completions")));
        let cancelled =
            |one: &Value| ["was_cancelled", "skipped"].iter().any(|k| one.get(k) == Some(&Value::Bool(true)));
        let mut given: Option<Given<'a>> = None;
        for one in all {
            if cancelled(one) {
                telling.ignore("Cancelled annotation");
            } else if given.is_some() {
                telling.ignore("Annotation of another annotator");
            } else {
                let by = one.get("completed_by").and_then(person);
                given = Some(Given { results: items(one.get("result")), by, proposed: None });
            }
        }
        for prediction in items(row.get("predictions")) {
            if given.is_some() {
                telling.ignore("Prediction beside an annotation");
                continue;
            }
            let rule = prediction.get("model_version").and_then(words).unwrap_or_else(|| "Label Studio".into());
            let score = prediction.get("score").and_then(Value::as_f64);
            given = Some(Given { results: items(prediction.get("result")), by: None, proposed: Some((rule, score)) });
        }
        given.unwrap_or_default()
    }

    /// The regions of text among the results, the relations, and the ids of regions of other kinds.
    fn sorted<'a>(&self, telling: &mut Telling, results: &'a [Value]) -> Sorted<'a> {
        let mut sorted = Sorted::default();
        for item in results {
            let kind = item.get("type").and_then(Value::as_str).unwrap_or("labels");
            let id = item.get("id").and_then(words);
            if kind == "relation" {
                sorted.relations.push(item);
            } else if !["labels", "hypertextlabels"].contains(&kind) {
                telling.ignore(format!("Region of the kind “{kind}”"));
                sorted.others.extend(id);
            } else if let Some(region) = Region::of(item, kind, id.clone()) {
                sorted.regions.push(region);
            } else {
                let told = format!("{}; expected a region with \"start\" before \"end\"", shown(item));
                self.fault(telling, &told);
                sorted.others.extend(id);
            }
        }
        sorted
    }

    fn mentions(&self, telling: &mut Telling, text: &str, path: &Arc<str>, given: &Given<'_>) {
        let Sorted { regions, relations, others } = self.sorted(telling, given.results);
        if text.contains("</") && regions.iter().any(Region::is_markup) {
            self.fault(telling, "the text is HTML; expected plain text (import it into Label Studio as Text)");
            return;
        }
        let places = Places::new(text, &regions);
        let mut told: Vec<Told> = Vec::new();
        let mut by_id: HashMap<Arc<str>, usize> = HashMap::new();
        let mut tagged: Vec<(usize, &Object)> = Vec::new();
        for region in &regions {
            // One region in the results of several sets of labels.
            if region.id.as_ref().is_some_and(|id| by_id.contains_key(id)) {
                telling.ignore("Further label of a region");
                continue;
            }
            let further = region.labels.len().saturating_sub(1);
            (0..further).for_each(|_| telling.ignore("Further label of a region"));
            let Some((place, quoted)) = places.place(region) else {
                let (end, expected) = (places.end(), format!("{} to {}", region.start, region.end));
                self.fault(telling, &format!("expected offsets up to {end}, where “{path}” ends, and not {expected}"));
                continue;
            };
            if let Some(id) = &region.id {
                by_id.insert(id.clone(), told.len());
            }
            if let Some(meta) = region.item.get("meta").and_then(Value::as_object) {
                if meta.contains_key("entity") {
                    tagged.push((told.len(), meta));
                } else if !meta.is_empty() {
                    telling.ignore("meta of a region");
                }
            }
            let kind = region.labels.first().cloned().unwrap_or_else(|| "".into());
            let new = Told::new(self.at.clone(), path.clone(), vec![place]);
            told.push(given.told(region.item, Told { text: quoted, kind, ..new }));
        }
        let mut ties = Ties::new(told.len());
        relations.iter().for_each(|relation| self.relate(telling, relation, &by_id, &others, &mut ties));
        tag(&tagged, &by_id, &mut ties);
        for (mut told, entity) in told.into_iter().zip(ties.finish(telling, path)) {
            told.entity = entity;
            telling.mentions.push(told);
        }
    }

    fn relate(
        &self,
        telling: &mut Telling,
        relation: &Value,
        by_id: &HashMap<Arc<str>, usize>,
        others: &HashSet<Arc<str>>,
        ties: &mut Ties,
    ) {
        let labels = match relation.get("labels") {
            Some(Value::Array(labels)) => labels.iter().filter_map(words).collect(),
            label => label.and_then(words).into_iter().collect::<Vec<_>>(),
        };
        if !labels.is_empty() && !labels.iter().any(|label| is_coreference(label)) {
            telling.ignore(format!("Relation “{}”", labels.join(", ")));
            return;
        }
        let end = |key: &str| relation.get(key).and_then(words);
        let (from, to) = (end("from_id"), end("to_id"));
        let mention = |id: &Option<Arc<str>>| id.as_ref().and_then(|id| by_id.get(id).copied());
        if let (Some(a), Some(b)) = (mention(&from), mention(&to)) {
            ties.tie(a, b);
        } else if [&from, &to].into_iter().flatten().any(|id| others.contains(id)) {
            telling.ignore("Relation of a region that is no mention");
        } else {
            let told = format!("{}; expected \"from_id\" and \"to_id\" of regions of the annotation", shown(relation));
            self.fault(telling, &told);
        }
    }
}

/// What our own file says of the entities of regions.
fn tag(tagged: &[(usize, &Object)], by_id: &HashMap<Arc<str>, usize>, ties: &mut Ties) {
    let mut last: HashMap<Arc<str>, usize> = HashMap::new();
    for &(mention, meta) in tagged {
        let Some(entity) = meta.get("entity").and_then(words) else { continue };
        ties.tag(mention, entity.clone(), Some(told_entity(meta)));
        // The one that it was tied to is gone: it is tied to the one before that.
        let gone = meta.get("after").and_then(words).is_some_and(|id| !by_id.contains_key(&id));
        if let Some(before) = last.insert(entity, mention).filter(|_| gone) {
            ties.tie(before, mention);
        }
    }
}

/// An annotation, or a prediction.
#[derive(Default)]
struct Given<'a> {
    results: &'a [Value],
    by: Option<Arc<str>>,
    /// The model of a prediction, and how sure it is.
    proposed: Option<(Arc<str>, Option<f64>)>,
}

impl<'a> Given<'a> {
    /// The regions of a line of `JSON_MIN`: the one member that is a list of places.
    fn from_min(row: &'a Object) -> Self {
        let is_place = |item: &Value| item.get("end").is_some() && item.get("start").is_some();
        let results = row.values().map(|value| items(Some(value))).find(|all| all.iter().any(is_place));
        Self { results: results.unwrap_or_default(), by: row.get("annotator").and_then(person), proposed: None }
    }

    /// A mention with what is said of all.
    fn told(&self, item: &Object, told: Told) -> Told {
        let Some((rule, score)) = &self.proposed else { return Told { by: self.by.clone(), ..told } };
        let score = item.get("score").and_then(Value::as_f64).or(*score).unwrap_or(1.0);
        let evidence = Evidence { score: (score as f32).into(), rule: rule.clone(), layers: Layers::NONE };
        Told { status: Status::Proposed, evidence: Some(evidence), ..told }
    }
}

/// Who an annotator is: a number, or an object with an address.
fn person(value: &Value) -> Option<Arc<str>> {
    let of = |key: &str| value.get(key).and_then(words);
    words(value).or_else(|| of("email")).or_else(|| of("username")).or_else(|| of("id"))
}

/// The text of a task and its key: `text`, what the regions are of, the only string, or the longest one.
fn text_of<'a>(data: &'a Object, results: &[Value]) -> Option<(&'a str, &'a str)> {
    let strings = || data.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    let of = |name: &str| strings().find(|(key, _)| *key == name);
    let to_name = || results.iter().find_map(|item| item.get("to_name")?.as_str());
    of("text").or_else(|| of(to_name()?)).or_else(|| strings().max_by_key(|(_, text)| text.len()))
}

impl<'a> Region<'a> {
    fn of(item: &'a Value, kind: &str, id: Option<Arc<str>>) -> Option<Self> {
        let item = item.as_object()?;
        // JSON_MIN has the value in place of the region.
        let value = item.get("value").and_then(Value::as_object).unwrap_or(item);
        let offsets = value.get("globalOffsets").and_then(Value::as_object).unwrap_or(value);
        let (start, end) = (number(offsets.get("start")?)?, number(offsets.get("end")?)?);
        let labels = [kind, "labels", "hypertextlabels"].into_iter().find_map(|key| value.get(key));
        let labels = match labels {
            Some(Value::Array(labels)) => labels.iter().filter_map(words).collect(),
            label => label.and_then(words).into_iter().collect(),
        };
        let quoted = value.get("text").and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        (start < end).then_some(Self { item, id, start, end, quoted, labels })
    }

    /// Whether it is a place in markup.
    fn is_markup(&self) -> bool {
        self.item.get("value").is_some_and(|value| value.get("globalOffsets").is_some())
    }
}

/// Finds places in a text, in code points or in UTF-16 units: whichever fits better what the regions quote.
struct Places<'a> {
    text: &'a str,
    map: OffsetMap<'a>,
    unit: OffsetUnit,
}

impl<'a> Places<'a> {
    fn new(text: &'a str, regions: &[Region<'_>]) -> Self {
        let mut places = Self { text, map: OffsetMap::new(text), unit: OffsetUnit::Chars };
        if text.chars().any(|c| c.len_utf16() > 1) {
            let fitting = |places: &Self| regions.iter().filter(|r| places.quotes(r)).count();
            let in_chars = fitting(&places);
            places.unit = OffsetUnit::Utf16;
            if fitting(&places) <= in_chars {
                places.unit = OffsetUnit::Chars;
            }
        }
        places
    }

    fn slice(&self, region: &Region<'_>) -> Option<(usize, usize)> {
        let byte = |at| self.map.to_bytes(at, self.unit).map(|byte| byte as usize);
        let (start, end) = (byte(region.start)?, byte(region.end)?);
        (end <= self.text.len()).then_some((start, end))
    }

    /// Whether a region quotes what stands at its place.
    fn quotes(&self, region: &Region<'_>) -> bool {
        let there = self.slice(region).and_then(|(start, end)| self.text.get(start..end));
        there.zip(region.quoted).is_some_and(|(there, quoted)| fitting(there, quoted).is_some())
    }

    /// The place in code points, and what the file says that stands there.
    fn place(&self, region: &Region<'_>) -> Option<((u32, u32), Option<String>)> {
        let (start, end) = self.slice(region)?;
        let chars = |byte: usize| self.map.from_bytes(byte as u32, OffsetUnit::Chars);
        let there = self.text.get(start..end)?;
        let quoted = region.quoted.map(|quoted| fitting(there, quoted).unwrap_or_else(|| quoted.to_owned()));
        Some(((chars(start), chars(end)), quoted))
    }

    /// Where the text ends.
    fn end(&self) -> u32 {
        self.map.from_bytes(u32::try_from(self.text.len()).unwrap_or(u32::MAX), self.unit)
    }
}

/// What is quoted, when it is what is there: line ends are quoted as `\n`, and white space does not count.
fn fitting(there: &str, quoted: &str) -> Option<String> {
    let ink = |text: &str| text.split_whitespace().collect::<String>();
    let plain = || quoted.replace("\\r", " ").replace("\\n", " ");
    [quoted.to_owned(), plain()].into_iter().find(|quoted| ink(quoted) == ink(there))
}
