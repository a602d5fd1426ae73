//! CAS JSON files to documents, mentions and entities.

use super::structures::{Cas, Structure, lines};
use crate::annotation::Scope;
use crate::interchange::jsonl::json_fault;
use crate::interchange::webanno::dkpro::{self, Annotation, Layers, Role, short};
use crate::interchange::{At, Files, ReadError, Telling};
use crate::text::{OffsetMap, OffsetUnit, Span};
use crate::work::Work;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Utf16;
    telling.scope = Scope::Document;
    for file in files.meant(".json") {
        work.check()?;
        let bytes = match files.whole(&file, work)? {
            Ok(bytes) => bytes,
            Err(fault) => {
                telling.faults.push(fault);
                continue;
            }
        };
        match Cas::parse(&bytes) {
            Ok(cas) => Reading::new(&file, &cas, &bytes).read(telling),
            Err(error) => {
                let expected = "a CAS with %TYPES, %FEATURE_STRUCTURES and %VIEWS";
                json_fault(telling, &file, 1, &error, expected);
            }
        }
    }
    Ok(())
}

/// A file that is read.
struct Reading<'a> {
    file: &'a Arc<str>,
    cas: &'a Cas,
    lines: Vec<u64>,
    by_id: HashMap<i64, usize>,
}

/// A text of a file.
struct View<'a> {
    name: &'a str,
    text: &'a str,
    tokens: Vec<(u32, u32)>,
    title: &'a str,
    layers: Layers,
}

impl<'a> Reading<'a> {
    fn new(file: &'a Arc<str>, cas: &'a Cas, bytes: &[u8]) -> Self {
        let mut lines = lines(bytes);
        if lines.len() != cas.structures.0.len() {
            // Some have no type, or two: nobody knows which.
            lines = Vec::new();
        }
        Self { file, cas, lines, by_id: HashMap::new() }
    }

    fn at(&self, number: usize) -> At {
        At::line(self.file, self.lines.get(number).copied().unwrap_or(1))
    }

    fn read(mut self, telling: &mut Telling) {
        let all = &self.cas.structures.0;
        for (number, structure) in all.iter().enumerate() {
            let told = match structure.id {
                _ if structure.kind.is_empty() => "expected a feature structure with %TYPE",
                None => "expected a feature structure with a whole number as %ID",
                Some(id) if self.by_id.insert(id, number).is_some() => {
                    "expected an %ID of its own, and it is there twice"
                }
                Some(_) => continue,
            };
            telling.fault(self.at(number), told);
        }
        let mut views = self.views(telling);
        if views.is_empty() {
            let told = "expected a uima.cas.Sofa with a sofaString: there is no text";
            match all.is_empty() {
                true => telling.ignore("CAS without a text"),
                false => telling.fault(At::line(self.file, 1), told),
            }
            return;
        }
        let links = self.chains(telling);
        for (number, structure) in all.iter().enumerate() {
            self.structure(telling, &mut views, number, structure, links.get(&number));
        }
        let is_one = views.len() == 1;
        let mut views: Vec<_> = views.into_values().collect();
        views.sort_by_key(|view| view.name);
        for view in views {
            self.tell(telling, view, is_one);
        }
    }

    /// The texts, by the ids of their sofas.
    fn views(&self, telling: &mut Telling) -> HashMap<i64, View<'a>> {
        let mut views = HashMap::new();
        for structure in self.cas.structures.0.iter().filter(|s| s.kind == "uima.cas.Sofa") {
            match (structure.id, structure.features.get("sofaString")) {
                (Some(id), Some(Value::String(text))) => {
                    let name = structure.text("sofaID");
                    views.insert(id, View { name, text, tokens: Vec::new(), title: "", layers: Layers::default() });
                }
                _ => telling.ignore("Sofa without a text"),
            }
        }
        views
    }

    /// The chain of each link, by the place of the link in the file.
    fn chains(&self, telling: &mut Telling) -> HashMap<usize, usize> {
        let mut links: HashMap<usize, usize> = HashMap::new();
        for (number, chain) in self.cas.structures.0.iter().enumerate() {
            let mut from = (number, chain, "@first");
            while let Some(next) = from.1.features.get(from.2).filter(|next| !next.is_null()) {
                let found = next.as_i64().and_then(|id| self.by_id.get(&id).copied());
                let Some(found) = found else {
                    telling.fault(
                        self.at(from.0),
                        format!("expected the %ID of a link as {}, and there is no {next}", from.2),
                    );
                    break;
                };
                if links.insert(found, number).is_some() {
                    telling.fault(
                        self.at(from.0),
                        format!("expected a link in one chain, once, and {next} is in another, or again"),
                    );
                    break;
                }
                from = (found, &self.cas.structures.0[found], "@next");
            }
        }
        links
    }

    /// Puts a feature structure where it belongs.
    fn structure(
        &self,
        telling: &mut Telling,
        views: &mut HashMap<i64, View<'a>>,
        number: usize,
        structure: &'a Structure,
        chain: Option<&usize>,
    ) {
        let kind = &*structure.kind;
        let is_word = kind == dkpro::TOKEN || kind == dkpro::SENTENCE;
        let is_meta = !is_word && self.cas.is(kind, dkpro::META_DATA);
        let is_chain = chain.is_none() && structure.features.contains_key("@first");
        if kind.is_empty() || kind == "uima.cas.Sofa" || kind == "uima.tcas.DocumentAnnotation" || is_chain {
            return;
        }
        let role = if self.cas.is(kind, dkpro::NAMED_ENTITY) { Role::Named } else { Role::of(kind) };
        let is_mention =
            chain.is_some() || role == Role::Named || (role == Role::Custom && self.is_custom_span(structure));
        if !is_word && !is_mention && !is_meta {
            telling.ignore(format!("“{}”", short(kind)));
            return;
        }
        let Some(view) = structure.sofa.and_then(|sofa| views.get_mut(&sofa)) else {
            telling.fault(
                self.at(number),
                format!("expected @sofa of “{}” to be the %ID of a sofa with a text", short(kind)),
            );
            return;
        };
        if is_meta {
            let title = [structure.text("documentTitle"), structure.text("documentId")];
            view.title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_default();
            return;
        }
        let Some(span) = structure.span.filter(|span| span.0 <= span.1) else {
            telling.fault(self.at(number), format!("expected “{}” with a begin before its end", short(kind)));
            return;
        };
        if span.0 == span.1 {
            telling.ignore(format!("“{}” of no width", short(kind)));
        } else if is_word {
            if kind == dkpro::TOKEN {
                view.tokens.push(span);
            }
        } else {
            let at = self.at(number);
            self.mention(
                telling,
                view,
                Annotation { at, span, kind: String::new(), identifier: String::new() },
                structure,
                chain,
            );
        }
    }

    /// Whether a feature structure of a type that somebody made is a span, and no relation and no link of a chain.
    fn is_custom_span(&self, structure: &Structure) -> bool {
        let ties = ["@Governor", "@Dependent", "@source", "@target", "@next", "@first"];
        let is_tie =
            ties.iter().any(|key| structure.features.contains_key(*key)) || self.cas.has(&structure.kind, "next");
        structure.span.is_some() && !is_tie && self.cas.is_span(&structure.kind)
    }

    fn mention(
        &self,
        telling: &mut Telling,
        view: &mut View<'a>,
        mut annotation: Annotation,
        structure: &Structure,
        chain: Option<&usize>,
    ) {
        let name = short(&structure.kind);
        let is_custom = chain.is_none()
            && Role::of(&structure.kind) == Role::Custom
            && !self.cas.is(&structure.kind, dkpro::NAMED_ENTITY);
        let mut has_kind = false;
        for (feature, value) in &structure.features {
            match (&**feature, value) {
                (_, Value::Null) | ("@next", _) => {}
                (_, Value::String(value))
                    if is_custom && !std::mem::replace(&mut has_kind, true) && dkpro::is_type(value) =>
                {
                    annotation.kind.clone_from(value);
                }
                ("referenceType", Value::String(value)) if chain.is_some() => annotation.kind.clone_from(value),
                ("value", Value::String(value)) if chain.is_none() && !is_custom => annotation.kind.clone_from(value),
                ("identifier", Value::String(value)) if chain.is_none() && !is_custom => {
                    annotation.identifier.clone_from(value);
                }
                (feature, _) => {
                    telling.ignore(format!("“{}” of “{name}”", feature.trim_start_matches(['@', '#', '^'])))
                }
            }
        }
        match chain {
            Some(chain) => {
                let id = self.cas.structures.0[*chain].id.unwrap_or_default();
                view.layers.links.push((format!("{id}"), annotation));
            }
            None if is_custom => {
                if annotation.kind.is_empty() {
                    name.clone_into(&mut annotation.kind);
                }
                view.layers.custom.push(annotation);
            }
            None => view.layers.named.push(annotation),
        }
    }

    fn tell(&self, telling: &mut Telling, view: View<'a>, is_one: bool) {
        let mut name = path_of(self.file, view.title);
        if !is_one && view.name != "_InitialView" {
            name = format!("{}.{}", name.strip_suffix(".txt").unwrap_or(&name), view.name);
        }
        let map = OffsetMap::new(view.text);
        let byte = |at| map.to_bytes(at, OffsetUnit::Utf16);
        let tokens = view.tokens.iter().filter_map(|&(a, b)| Some(Span::new(byte(a)?, byte(b)?)));
        let mut tokens: Vec<_> = tokens.filter(|t| t.end as usize <= view.text.len()).collect();
        tokens.sort_unstable();
        let path = telling.add_document(At::line(self.file, 1), &name, view.text, tokens);
        view.layers.tell(telling, &path);
    }
}

/// The path of a document: that of its file, or its title where that has more folders.
fn path_of(file: &str, title: &str) -> String {
    let stem = dkpro::document_of(file, ".json");
    let plain = |name: &str| name.strip_suffix(".txt").unwrap_or(name).to_owned();
    let (told, here) = (plain(title), plain(stem));
    if told == here || told.ends_with(&format!("/{here}")) { title.to_owned() } else { stem.to_owned() }
}
