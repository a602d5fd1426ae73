//! ECB+ and MEANTIME files to documents, mentions and entities.

use super::parse::{Markable, Parsed, Relation, Token, parse};
use crate::annotation::Scope;
use crate::interchange::assemble::Assembler;
use crate::interchange::places::Places;
use crate::interchange::{At, Files, ReadError, Telling, Told, ToldEntity};
use crate::text::{OffsetUnit, Span};
use crate::work::Work;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Bytes;
    telling.scope = Scope::Document;
    for file in files.meant(".xml") {
        work.check()?;
        match files.text(&file, work)? {
            Ok(text) => {
                if let Some(parsed) = parse(telling, &file, &text) {
                    document(telling, &file, &parsed);
                }
            }
            Err(fault) => telling.faults.push(fault),
        }
    }
    Ok(())
}

fn document(telling: &mut Telling, file: &Arc<str>, parsed: &Parsed) {
    let (text, tokens) = assembled(&parsed.tokens);
    let by_id = numbered(telling, &parsed.tokens);
    let path = telling.add_document(At::line(file, 1), &path_of(file, &parsed.doc_name), text, tokens.clone());
    let mut markables: HashMap<&str, &Markable> = HashMap::new();
    for markable in &parsed.markables {
        if markables.insert(&markable.id, markable).is_some() {
            telling.fault(
                markable.at.clone(),
                format!("expected an m_id of its own, and “{}” is there twice", markable.id),
            );
        }
    }
    let of = Reference { path: &path, markables }.resolve(telling, &parsed.relations);
    let mut places = Places::default();
    for markable in &parsed.markables {
        let instance = of.get(&*markable.id);
        if markable.anchors.is_empty() {
            if !is_instance(markable) {
                telling.ignore(format!("“{}” without words", markable.name));
            }
            continue;
        }
        match parts(&markable.anchors, &by_id, &tokens) {
            Ok(parts) => {
                note_attributes(telling, markable);
                let told = Told {
                    kind: kind_of(markable, instance.and_then(|i| i.markable)).into(),
                    entity: instance.map(|i| i.name.clone()),
                    ..Told::new(markable.at.clone(), path.clone(), parts)
                };
                places.add(telling, told);
            }
            Err(why) => telling.fault(markable.at.clone(), why),
        }
    }
    places.finish(telling);
}

/// The text of tokens, a line a sentence.
fn assembled(tokens: &[Token]) -> (String, Vec<Span>) {
    let mut text = Assembler::default();
    let mut sentence: Option<&str> = None;
    for token in tokens {
        if sentence.is_some_and(|last| last != token.sentence) {
            text.line();
        }
        sentence = Some(&token.sentence);
        text.push(token.original.as_ref().unwrap_or(&token.word));
    }
    text.finish()
}

fn numbered<'a>(telling: &mut Telling, tokens: &'a [Token]) -> HashMap<&'a str, usize> {
    let mut by_id = HashMap::with_capacity(tokens.len());
    for (number, token) in tokens.iter().enumerate() {
        if by_id.insert(&*token.id, number).is_some() {
            telling.fault(token.at.clone(), format!("expected a t_id of its own, and “{}” is there twice", token.id));
        }
    }
    by_id
}

/// The spans of tokens: those that follow each other are one, whatever numbers the ids skip.
fn parts(anchors: &[String], by_id: &HashMap<&str, usize>, tokens: &[Span]) -> Result<Vec<(u32, u32)>, String> {
    let mut numbers = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let number = by_id.get(&**anchor).copied();
        numbers.push(number.ok_or_else(|| format!("expected the t_id of a token, and there is no “{anchor}”"))?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    let mut parts: Vec<(u32, u32)> = Vec::new();
    let mut last = None;
    for number in numbers {
        let span = tokens[number];
        match parts.last_mut() {
            Some(part) if last.is_some_and(|last| last + 1 == number) => part.1 = span.end,
            _ => parts.push((span.start, span.end)),
        }
        last = Some(number);
    }
    Ok(parts)
}

/// Where an instance is said to be one.
const OF_INSTANCES: [&str; 4] = ["TAG_DESCRIPTOR", "instance_id", "RELATED_TO", "ent_type"];

fn is_instance(markable: &Markable) -> bool {
    OF_INSTANCES.iter().any(|key| markable.attributes.contains_key(*key))
}

/// The type of a mention: what its element is called. In MEANTIME that is `ENTITY_MENTION` or `EVENT_MENTION`, and the
/// instance says more.
fn kind_of(mention: &Markable, instance: Option<&Markable>) -> String {
    if let Some(kind) = mention.attributes.get(super::TYPE) {
        return kind.clone();
    }
    let Some(plain) = mention.name.strip_suffix("_MENTION") else { return mention.name.clone() };
    let told = instance.and_then(|i| i.attributes.get("ent_type")).filter(|kind| !kind.trim().is_empty());
    told.map_or_else(|| plain.to_owned(), |kind| kind.trim().to_owned())
}

/// What is said of a mention besides.
fn note_attributes(telling: &mut Telling, markable: &Markable) {
    for (key, value) in &markable.attributes {
        if key != super::TYPE && !value.trim().is_empty() {
            telling.ignore(format!("“{key}” of a mention"));
        }
    }
}

/// Who a mention is.
struct Instance<'a> {
    name: Arc<str>,
    markable: Option<&'a Markable>,
}

/// What relations refer to.
struct Reference<'a> {
    path: &'a str,
    markables: HashMap<&'a str, &'a Markable>,
}

impl<'a> Reference<'a> {
    /// Who each mention is, by its `m_id`. Those over documents come first: one inside a document that has a mention of
    /// such is that one.
    fn resolve(&self, telling: &mut Telling, relations: &'a [Relation]) -> HashMap<&'a str, Instance<'a>> {
        let mut of: HashMap<&'a str, Instance<'a>> = HashMap::new();
        let is_inside = |relation: &Relation| relation.name == "INTRA_DOC_COREF";
        let is_over = |relation: &Relation| matches!(&*relation.name, "CROSS_DOC_COREF" | "REFERS_TO");
        for relation in relations.iter().filter(|r| !is_inside(r) && !is_over(r)) {
            telling.ignore(format!("Relation “{}”", relation.name));
        }
        for relation in relations.iter().filter(|r| is_over(r)).chain(relations.iter().filter(|r| is_inside(r))) {
            let target = self.target(telling, relation);
            let known: BTreeSet<_> =
                relation.sources.iter().filter_map(|(_, id)| of.get(&**id)).map(|i| &i.name).collect();
            let joined = known.first().filter(|_| is_inside(relation) && known.len() == 1);
            let name = joined.map_or_else(|| self.name(telling, relation, target), |name| (*name).clone());
            // The target may be a mention itself.
            let named =
                relation.targets.iter().filter(|(_, id)| target.is_some_and(|t| t.id == *id && !t.anchors.is_empty()));
            for (at, id) in relation.sources.iter().chain(named) {
                if !self.markables.contains_key(&**id) {
                    telling.fault(at.clone(), format!("expected the m_id of a markable, and there is no “{id}”"));
                } else if of.get(&**id).is_some_and(|known| known.name != name) {
                    telling.ignore("Second entity of a mention");
                } else {
                    of.insert(id, Instance { name: name.clone(), markable: target });
                }
            }
        }
        of
    }

    fn target(&self, telling: &mut Telling, relation: &Relation) -> Option<&'a Markable> {
        let mut found = None;
        for (at, id) in &relation.targets {
            match self.markables.get(&**id) {
                None => telling.fault(at.clone(), format!("expected the m_id of an instance, and there is no “{id}”")),
                Some(_) if found.is_some() => telling.ignore("Second target of a relation"),
                Some(markable) => found = Some(*markable),
            }
        }
        found
    }

    /// The name of an entity, and what the file tells of it.
    fn name(&self, telling: &mut Telling, relation: &Relation, target: Option<&Markable>) -> Arc<str> {
        let said = |key: &str| target.and_then(|t| t.attributes.get(key)).map(|v| v.trim()).filter(|v| !v.is_empty());
        let over = match &*relation.name {
            "INTRA_DOC_COREF" => None,
            "REFERS_TO" => said("instance_id"),
            _ => said("instance_id").or(Some(relation.note.trim()).filter(|note| !note.is_empty())),
        };
        let name: Arc<str> = match (over, target) {
            (Some(id), _) => id.into(),
            (None, Some(target)) => format!("{}#{}", self.path, target.id).into(),
            (None, None) => format!("{}#{}:{}", self.path, relation.name, relation.id).into(),
        };
        if over.is_some() {
            telling.scope = Scope::Corpus;
        }
        let Some(target) = target else { return name };
        // ECB+ has instances of an `UNKNOWN_INSTANCE_TAG`.
        let named = Some(&*target.name).filter(|name| !name.starts_with("UNKNOWN"));
        let kind = said(super::TYPE).or(said("ent_type")).or(named);
        let note = [said("comment"), said("external_ref")].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let told = telling.entities.entry(name.clone()).or_default();
        *told = ToldEntity {
            name: told.name.take().or_else(|| said("TAG_DESCRIPTOR").map(Arc::from)),
            kind: told.kind.take().or_else(|| kind.map(Arc::from)),
            note: if told.note.is_empty() { note.into() } else { told.note.clone() },
        };
        name
    }
}

/// The path of a document: that of its file. Where `doc_name` is that with more folders, it is `doc_name`.
fn path_of(file: &str, doc_name: &str) -> String {
    let ends = |name: &str, end: &str| {
        let at = name.len().checked_sub(end.len());
        at.is_some_and(|at| name.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(end)))
    };
    let stem = if ends(file, ".xml") { &file[..file.len() - 4] } else { file };
    if !ends(doc_name, ".xml") {
        let plain = |name: &str| name.strip_suffix(".txt").unwrap_or(name).to_owned();
        let (told, here) = (plain(doc_name), plain(stem));
        if told == here || told.ends_with(&format!("/{here}")) {
            return doc_name.to_owned();
        }
    }
    match topic_of(stem) {
        Some(topic) => format!("{topic}/{stem}"),
        None => stem.to_owned(),
    }
}

/// `3` of `3_12ecbplus`.
fn topic_of(stem: &str) -> Option<&str> {
    let (topic, rest) = stem.split_once('_')?;
    let number = rest.strip_suffix("ecbplus").or_else(|| rest.strip_suffix("ecb"))?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(topic) && digits(number)).then_some(topic)
}
