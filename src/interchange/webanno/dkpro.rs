//! What the formats of INCEpTION share: which of its layers are mentions, and how they say who it is.
//!
//! A named entity has a `value`, its type, and an `identifier`, that of a knowledge base: the same over documents. An
//! entity of Redstring is told as `redstring:12#Viktor%20Bout`; one whose note is an IRI and nothing else as that, so
//! that what came from a knowledge base goes back to it. A chain of coreference is an entity of one document, unless
//! just one identifier is among its links: then it is that.

use crate::annotation::{EntityId, Scope};
use crate::interchange::escape::unescaped;
use crate::interchange::places::Places;
use crate::interchange::source::quoted;
use crate::interchange::{At, Loss, Losses, Source, Telling, Told, ToldEntity};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// The layer of named entities.
pub(in crate::interchange) const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
/// The layer of links of coreference.
pub(in crate::interchange) const LINK: &str = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink";
/// What begins a chain of links.
pub(in crate::interchange) const CHAIN: &str = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain";
/// The name of a document.
pub(in crate::interchange) const META_DATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// A sentence.
pub(in crate::interchange) const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
/// A word.
pub(in crate::interchange) const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";

/// What begins the identifier of an entity of Redstring.
const OURS: &str = "redstring:";

/// What the annotations of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::interchange) enum Role {
    /// Named entities.
    Named,
    /// Spans of a layer that somebody made.
    Custom,
    /// Parts of speech, lemmas and the like: no mentions.
    Words,
}

impl Role {
    /// By the full name of the layer's type.
    pub fn of(name: &str) -> Self {
        if name.starts_with("de.tudarmstadt.ukp.dkpro.core.api.ner.type.") {
            Self::Named
        } else if name.starts_with("de.tudarmstadt.ukp.dkpro.core.api.") || name.starts_with("uima.") {
            Self::Words
        } else {
            Self::Custom
        }
    }
}

/// `NamedEntity` of its full name.
pub(in crate::interchange) fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// How many characters the name of a type may have: longer values say something else.
const MAX_TYPE: usize = 40;

/// Whether the value of a feature may be a type.
pub(in crate::interchange) fn is_type(value: &str) -> bool {
    !value.trim().is_empty() && !value.contains(char::is_control) && value.chars().count() <= MAX_TYPE
}

/// The document of a file: its name without this end. INCEpTION exports one annotator's work as
/// `annotation/report.txt/anna.tsv`: that is `report.txt`.
pub(in crate::interchange) fn document_of<'a>(file: &'a str, end: &str) -> &'a str {
    let ends = |name: &str, end: &str| {
        let at = name.len().checked_sub(end.len()).filter(|&at| at > 0);
        at.and_then(|at| name.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    let stem = if ends(file, end) { &file[..file.len() - end.len()] } else { file };
    let is_text = |name: &str| [".txt", ".text", ".md"].iter().any(|end| ends(name, end));
    match stem.rsplit_once('/') {
        Some((folder, _)) if is_text(folder) && !is_text(stem) => {
            let kinds = ["annotation/", "curation/"];
            kinds.iter().find_map(|kind| folder.strip_prefix(kind)).unwrap_or(folder)
        }
        _ => stem,
    }
}

/// An annotation that may become a mention. Its span is not empty.
#[derive(Clone, Debug)]
pub(in crate::interchange) struct Annotation {
    /// Where the file says so.
    pub at: At,
    /// Start and end, in the unit of the telling.
    pub span: (u32, u32),
    /// The type; empty when none is told.
    pub kind: String,
    /// That of the knowledge base; empty when none is told.
    pub identifier: String,
}

/// The annotations of a document.
#[derive(Debug, Default)]
pub(in crate::interchange) struct Layers {
    /// Named entities.
    pub named: Vec<Annotation>,
    /// Links, by the name of their chain, which is one of the document; their `kind` is the `referenceType`.
    pub links: Vec<(String, Annotation)>,
    /// Spans of other layers.
    pub custom: Vec<Annotation>,
}

/// The type and the entity of the named entities at a place.
type Named = HashMap<(u32, u32), (String, Option<Arc<str>>)>;

/// What is known of a chain.
#[derive(Default)]
struct Chain {
    identifiers: HashSet<Arc<str>>,
    kind: String,
    entity: Option<Arc<str>>,
}

impl Layers {
    /// Makes mentions of them, one at a place.
    pub fn tell(self, telling: &mut Telling, path: &Arc<str>) {
        let mut named = Named::new();
        for annotation in &self.named {
            let (kind, entity) = named.entry(annotation.span).or_default();
            if kind.is_empty() {
                kind.clone_from(&annotation.kind);
            }
            if entity.is_none() {
                *entity = entity_of(telling, &annotation.identifier);
            }
        }
        let chains = chains(&self.links, telling, path, &named);
        let mut linked: HashMap<(u32, u32), Arc<str>> = HashMap::new();
        for (chain, link) in &self.links {
            if let Some(entity) = chains.get(&**chain).and_then(|c| c.entity.clone()) {
                linked.entry(link.span).or_insert(entity);
            }
        }
        let mut places = Places::default();
        let told = |at: At, span, kind: &str, entity| Told {
            kind: kind.into(),
            entity,
            ..Told::new(at, path.clone(), vec![span])
        };
        for annotation in self.named {
            let own = entity_of(telling, &annotation.identifier);
            let own = own.or_else(|| named.get(&annotation.span).and_then(|(_, entity)| entity.clone()));
            let entity = own.or_else(|| linked.get(&annotation.span).cloned());
            places.add(telling, told(annotation.at, annotation.span, &annotation.kind, entity));
        }
        for (chain, link) in &self.links {
            let chain = chains.get(&**chain);
            let (kind, own) = named.get(&link.span).map_or(("", None), |(kind, own)| (&**kind, own.clone()));
            let of_chain = chain.map_or("", |c| &*c.kind);
            let kind = [kind, of_chain, &link.kind].into_iter().find(|kind| !kind.is_empty()).unwrap_or_default();
            if !link.kind.is_empty() && kind != link.kind {
                telling.ignore("referenceType of a link");
            }
            let entity = own.or_else(|| chain.and_then(|c| c.entity.clone()));
            places.add(telling, told(link.at.clone(), link.span, kind, entity));
        }
        for annotation in self.custom {
            places.add(telling, told(annotation.at, annotation.span, &annotation.kind, None));
        }
        places.finish(telling);
    }
}

/// What each chain is.
fn chains<'a>(
    links: &'a [(String, Annotation)],
    telling: &mut Telling,
    path: &str,
    named: &Named,
) -> BTreeMap<&'a str, Chain> {
    let mut chains: BTreeMap<&'a str, Chain> = BTreeMap::new();
    for (name, link) in links {
        let chain = chains.entry(name).or_default();
        if let Some((kind, entity)) = named.get(&link.span) {
            chain.identifiers.extend(entity.clone());
            if chain.kind.is_empty() {
                chain.kind.clone_from(kind);
            }
        }
    }
    for (name, chain) in &mut chains {
        let mut identifiers = chain.identifiers.iter();
        chain.entity = match (identifiers.next(), identifiers.next()) {
            (Some(only), None) => Some(only.clone()),
            (first, _) => {
                if first.is_some() {
                    telling.ignore("Chain over several identifiers");
                }
                Some(format!("{path}#{name}").into())
            }
        };
    }
    chains
}

/// The entity of an identifier, and what that tells of it.
fn entity_of(telling: &mut Telling, identifier: &str) -> Option<Arc<str>> {
    let identifier = identifier.trim();
    if identifier.is_empty() {
        return None;
    }
    telling.scope = Scope::Corpus;
    let ours = identifier.strip_prefix(OURS);
    let (name, told) = match ours {
        Some(rest) => {
            let (id, name) = rest.split_once('#').unwrap_or((rest, ""));
            let name = Some(unescaped(name).into_owned()).filter(|name| !name.trim().is_empty()).map(Arc::from);
            (format!("{OURS}{id}"), ToldEntity { name, ..ToldEntity::default() })
        }
        None => (identifier.to_owned(), ToldEntity { note: identifier.into(), ..ToldEntity::default() }),
    };
    let name: Arc<str> = name.into();
    telling.entities.entry(name.clone()).or_insert(told);
    Some(name)
}

/// The identifiers of all entities that are written. What they cannot say is noted as lost.
pub(in crate::interchange) fn identifiers(source: &Source<'_>, losses: &mut Losses) -> HashMap<EntityId, String> {
    let project = source.project;
    let mut kinds: HashMap<EntityId, bool> = HashMap::new();
    for mention in project.mentions().filter(|m| source.takes(m)) {
        if let Some(entity) = mention.entity.and_then(|id| project.entity(id)) {
            *kinds.entry(entity.id).or_insert(true) &= entity.kind == mention.kind;
        }
    }
    let mut taken: HashSet<&str> = HashSet::new();
    let mut all = HashMap::new();
    for entity in project.entities() {
        let is_written = kinds.get(&entity.id);
        if is_written == Some(&false) {
            losses.note(Loss::EntityType, || quoted(&entity.name));
        }
        let told = is_written.is_some() && is_iri(&entity.note) && taken.insert(&entity.note);
        if told {
            losses.note(Loss::EntityName, || quoted(&entity.name));
        } else if !entity.note.is_empty() {
            losses.note(Loss::EntityNote, || quoted(&entity.note));
        }
        let ours = || format!("{OURS}{}#{}", entity.id.0, encoded(&entity.name));
        all.insert(entity.id, if told { entity.note.to_string() } else { ours() });
    }
    all
}

fn is_iri(note: &str) -> bool {
    let scheme = note.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme && note.chars().all(is_of_iri)
}

/// Whether a character may stand in an IRI as it is.
fn is_of_iri(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

fn encoded(name: &str) -> String {
    let mut all = String::with_capacity(name.len());
    let mut buffer = [0; 4];
    for c in name.chars() {
        if is_of_iri(c) && c != '%' {
            all.push(c);
        } else {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                // Writing to a string does not fail.
                let _ = write!(all, "%{byte:02X}");
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(line: u64) -> At {
        At::line(&"x".into(), line)
    }

    fn annotation(span: (u32, u32), kind: &str, identifier: &str) -> Annotation {
        Annotation { at: at(1), span, kind: kind.to_owned(), identifier: identifier.to_owned() }
    }

    #[test]
    fn a_chain_is_what_its_one_identifier_says() {
        let mut telling = Telling::default();
        telling.scope = Scope::Document;
        let iri = "http://www.wikidata.org/entity/Q1";
        let link = |chain: &str, span, kind| (chain.to_owned(), annotation(span, kind, ""));
        Layers {
            named: vec![annotation((0, 6), "PER", iri), annotation((20, 24), "LOC", "")],
            links: vec![
                link("1", (0, 6), "nam"),
                link("1", (9, 11), "pro"),
                link("2", (20, 24), ""),
                link("2", (30, 31), ""),
            ],
            custom: vec![annotation((9, 11), "Speaker", ""), annotation((40, 41), "Speaker", "")],
        }
        .tell(&mut telling, &"a.txt".into());
        let all: Vec<_> = telling
            .mentions
            .iter()
            .map(|m| (m.parts[0].0, &*m.kind, m.entity.as_deref().unwrap_or_default()))
            .collect();
        let local = "a.txt#2";
        assert_eq!(
            all,
            [(0, "PER", iri), (20, "LOC", local), (9, "PER", iri), (30, "LOC", local), (40, "Speaker", "")]
        );
        assert_eq!((&*telling.entities[iri].note, telling.scope), (iri, Scope::Corpus));
        let ignored: Vec<_> = telling.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
        assert_eq!(ignored, [("Second type of a mention", 1), ("referenceType of a link", 2)]);
    }

    #[test]
    fn the_folder_of_an_annotator_is_the_document() {
        for (file, document) in [
            ("a/one.txt.tsv", "a/one.txt"),
            ("a/one.TSV", "a/one"),
            ("annotation/one.txt/anna.tsv", "one.txt"),
            ("x/one.md/CURATION_USER.tsv", "x/one.md"),
            ("x.txt/one.txt.tsv", "x.txt/one.txt"),
            (".tsv", ".tsv"),
        ] {
            assert_eq!(document_of(file, ".tsv"), document);
        }
    }

    #[test]
    fn only_an_iri_is_one() {
        for (note, is) in
            [("http://x.org/a?b=%20", true), ("urn://ü", true), ("see http://x", false), ("://x", false), ("", false)]
        {
            assert_eq!(is_iri(note), is, "{note}");
        }
    }

    proptest! {
        #[test]
        fn names_survive_in_identifiers(name in "[a-z %#<>é😀\"\\\\_\t]{0,12}") {
            let there = encoded(&name);
            prop_assert!(there.chars().all(is_of_iri), "{}", there);
            prop_assert_eq!(unescaped(&there), name);
        }
    }
}
