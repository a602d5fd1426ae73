//! What a file tells, held against the texts of a project: one transaction.

use super::{Fault, Telling, Told};
use crate::annotation::{Entity, EntityId, Mention, MentionId, Op, Project, Schema, Status, Transaction, TypeId};
use crate::text::{Document, DocumentId, OffsetMap, OffsetUnit, Span, Spans, is_grapheme_boundary};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The type of a mention of which the file tells none.
const NO_TYPE: &str = "Name";
/// How many characters a name should have at most: longer mentions describe.
const NAME_CHARS: usize = 60;

/// How to take a file in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// Whether the mentions keep their entities.
    pub entities: bool,
    /// Who is said to have marked the mentions.
    pub by: Arc<str>,
}

/// What a file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What makes the mentions and their entities.
    pub transaction: Transaction,
    /// How many mentions it makes.
    pub mentions: usize,
    /// How many entities it makes.
    pub entities: usize,
    /// The lines that say again what an earlier one said, or what the project has.
    pub repeated: Vec<u64>,
    /// What does not fit the texts, in the order of the file. The transaction is without it.
    pub faults: Vec<Fault>,
}

/// The types that a file names and that neither a label nor a name of the schema stands for, in its order.
pub fn unknown_types(telling: &Telling, schema: &Schema) -> Vec<Arc<str>> {
    let mut seen = HashSet::new();
    let kinds = telling.mentions.iter().map(kind_of).filter(|kind| seen.insert(kind.to_uppercase()));
    kinds.filter(|kind| schema.for_label(kind).is_none()).map(Arc::from).collect()
}

fn kind_of(told: &Told) -> &str {
    if told.kind.trim().is_empty() { NO_TYPE } else { told.kind.trim() }
}

/// A mention that fits its text.
struct Fitting<'a> {
    document: DocumentId,
    spans: Spans,
    text: Arc<str>,
    kind: TypeId,
    entity: Option<&'a str>,
    line: u64,
}

/// Plans to take into a project what a file tells of its documents. Types that the schema does not know are faults:
/// whoever wants them adds them first ([`unknown_types`]). Mentions may overlap; a place is taken once.
pub fn plan(
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    telling: &Telling,
    options: &ImportOptions,
) -> Import {
    let mut faults = telling.faults.clone();
    let mut fitting = Vec::with_capacity(telling.mentions.len());
    let mut reader = Reader::new(project, texts, telling.unit);
    for told in &telling.mentions {
        match reader.fit(told) {
            Ok(found) => fitting.push(found),
            Err(told_so) => faults.push(Fault { line: told.line, column: None, told: told_so }),
        }
    }
    let mut repeated = Vec::new();
    let mut places: HashMap<(DocumentId, Spans), (TypeId, Option<&str>, u64)> = HashMap::new();
    fitting.retain(|f| {
        let entity = f.entity.filter(|_| options.entities);
        let earlier = places.entry((f.document, f.spans.clone())).or_insert((f.kind, entity, f.line));
        if earlier.2 == f.line {
            let there = stands(project, f.document, &f.spans);
            repeated.extend(there.then_some(f.line));
            return !there;
        }
        if (earlier.0, earlier.1) == (f.kind, entity) {
            repeated.push(f.line);
        } else {
            let told = format!(
                "“{}” has another type or entity than in line {}; expected one mention at a place",
                f.text, earlier.2
            );
            faults.push(Fault { line: f.line, column: None, told });
        }
        false
    });
    faults.sort_by_key(|fault| fault.line);
    // As a reader meets them: along the documents, the outer ones first.
    let hull = |f: &Fitting<'_>| (f.spans.first().map_or(0, |s| s.start), Reverse(f.spans.last().map_or(0, |s| s.end)));
    fitting.sort_by_key(|f| (f.document, hull(f)));
    let (ops, entities) = ops(project, &fitting, options);
    let label = format!("import {} mention{}", fitting.len(), if fitting.len() == 1 { "" } else { "s" });
    let transaction = Transaction { label, ops, by_machine: false };
    Import { transaction, mentions: fitting.len(), entities, repeated, faults }
}

/// Whether the project has a mention with just these spans.
fn stands(project: &Project, document: DocumentId, spans: &Spans) -> bool {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return false };
    project.mentions_in(document, Span::new(first.start, last.end)).any(|m| m.spans == *spans)
}

/// What makes the mentions and their entities, and how many entities there are.
fn ops(project: &Project, fitting: &[Fitting<'_>], options: &ImportOptions) -> (Vec<Op>, usize) {
    let (_, first_entity, first_mention) = project.reserved_ids();
    let mut clusters: BTreeMap<&str, Vec<&Fitting<'_>>> = BTreeMap::new();
    for f in fitting.iter().filter(|_| options.entities) {
        if let Some(entity) = f.entity {
            clusters.entry(entity).or_default().push(f);
        }
    }
    // Numbered in the order in which a reader meets them.
    let at = |f: &Fitting<'_>| (f.document, f.spans.first().map_or(0, |s| s.start));
    let mut order: Vec<_> = clusters.iter().collect();
    order.sort_by_key(|(name, mentions)| (mentions.first().map(|f| at(f)), **name));
    let mut ids: HashMap<&str, EntityId> = HashMap::new();
    let mut ops = Vec::with_capacity(fitting.len() + order.len());
    for (id, (name, mentions)) in (first_entity..).zip(order) {
        ids.insert(name, EntityId(id));
        let Some(naming) = naming(mentions) else { continue };
        let name = naming.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let entity = Entity { id: EntityId(id), kind: naming.kind, name: name.into(), note: "".into() };
        ops.push(Op::Entity(None, Some(Arc::new(entity))));
    }
    for (id, f) in (first_mention..).zip(fitting) {
        let mention = Mention {
            id: MentionId(id),
            document: f.document,
            spans: f.spans.clone(),
            text: f.text.clone(),
            kind: f.kind,
            entity: f.entity.filter(|_| options.entities).and_then(|name| ids.get(name).copied()),
            status: Status::Accepted,
            by: options.by.clone(),
            evidence: None,
        };
        ops.push(Op::Mention(None, Some(Arc::new(mention))));
    }
    (ops, clusters.len())
}

/// The mention to call an entity by: the first of those with the most words, that is no longer than a name is.
fn naming<'a, 'b>(mentions: &[&'a Fitting<'b>]) -> Option<&'a Fitting<'b>> {
    let words = |f: &Fitting<'_>| f.text.split_whitespace().count();
    let short = mentions.iter().filter(|f| f.text.chars().count() <= NAME_CHARS);
    // Of equals the first: `max_by_key` gives the last.
    short.rev().max_by_key(|f| words(f)).or_else(|| mentions.iter().min_by_key(|f| f.text.len())).copied()
}

/// Holds mentions against the texts. Files tell document by document: one map of offsets at a time is kept.
struct Reader<'a> {
    project: &'a Project,
    texts: &'a HashMap<DocumentId, Document>,
    ids: HashMap<&'a str, DocumentId>,
    unit: OffsetUnit,
    current: Option<(DocumentId, OffsetMap<'a>)>,
}

impl<'a> Reader<'a> {
    fn new(project: &'a Project, texts: &'a HashMap<DocumentId, Document>, unit: OffsetUnit) -> Self {
        let ids = project.documents().map(|d| (&*d.path, d.id)).collect();
        Self { project, texts, ids, unit, current: None }
    }

    fn fit<'b>(&mut self, told: &'b Told) -> Result<Fitting<'b>, String> {
        let path = told.document.strip_prefix("./").unwrap_or(&told.document);
        let id = self.ids.get(path).copied();
        let id = id.ok_or_else(|| format!("expected a document of the corpus, and “{path}” is none"))?;
        let document = self.texts.get(&id).ok_or_else(|| format!("the text of “{path}” is not at hand"))?;
        if self.current.as_ref().is_none_or(|(of, _)| *of != id) {
            self.current = Some((id, OffsetMap::new(&document.text)));
        }
        let Some((_, map)) = &self.current else { return Err(format!("the text of “{path}” is not at hand")) };
        let spans = spans(told, map, self.unit, &document.text)?;
        let parts: Vec<_> = spans.iter().filter_map(|s| s.slice(&document.text)).collect();
        let text = parts.join(" ");
        if let Some(expected) = told.text.as_deref().filter(|e| !e.split_whitespace().eq(text.split_whitespace())) {
            return Err(format!("expected “{expected}” there, and “{path}” says “{text}”"));
        }
        let kind = kind_of(told);
        let kind = self.project.schema().for_label(kind).ok_or_else(|| format!("there is no type “{kind}”"))?;
        Ok(Fitting { document: id, spans, text: text.into(), kind, entity: told.entity.as_deref(), line: told.line })
    }
}

fn spans(told: &Told, map: &OffsetMap<'_>, unit: OffsetUnit, text: &str) -> Result<Spans, String> {
    let end = map.from_bytes(u32::try_from(text.len()).unwrap_or(u32::MAX), unit);
    let byte = |at: u32| {
        let byte = map.to_bytes(at, unit);
        byte.ok_or_else(|| format!("expected offsets up to {end}, where “{}” ends, and not {at}", told.document))
    };
    let mut spans = Spans::new();
    for &(from, to) in &told.parts {
        let span = Span::new(byte(from)?, byte(to)?);
        span.check(text).map_err(|error| error.to_string())?;
        if ![span.start, span.end].into_iter().all(|edge| is_grapheme_boundary(text, edge as usize)) {
            return Err(format!("{from} to {to} cuts a character in two; expected whole ones"));
        }
        spans.push(span);
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Command, NewDocument};
    use crate::interchange::jsonl;

    fn corpus(texts: &[(&str, &str)]) -> (Project, HashMap<DocumentId, Document>) {
        let documents: Vec<_> = texts.iter().map(|(path, text)| Document::new(*path, *text)).collect();
        let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
        let mut project = Project::default();
        let add = Command::AddDocuments(documents.iter().map(new).collect());
        let plan = add.plan(&project, &"".into()).unwrap();
        project.apply(&plan).unwrap();
        let ids: Vec<_> = project.documents().map(|d| d.id).collect();
        (project, ids.into_iter().zip(documents).collect())
    }

    fn take(lines: &str, entities: bool) -> (Project, Import) {
        let (mut project, texts) =
            corpus(&[("a.txt", "“Viktor Bout” met Bout 😀 and Smulian."), ("b.txt", "Bout, a dealer")]);
        let telling = jsonl::read(lines.as_bytes(), OffsetUnit::Chars).unwrap();
        let import = plan(&project, &texts, &telling, &ImportOptions { entities, by: "gold".into() });
        project.apply(&import.transaction).unwrap();
        assert_eq!(project.faults(), []);
        (project, import)
    }

    fn line(doc: &str, start: u32, end: u32, text: &str, entity: &str) -> String {
        format!(
            "{{\"doc\":\"{doc}\",\"start\":{start},\"end\":{end},\"text\":\"{text}\",\"type\":\"PER\",\
             \"entity\":\"{entity}\"}}\n"
        )
    }

    #[test]
    fn mentions_are_accepted_and_entities_named_by_their_longest() {
        let lines = line("b.txt", 0, 4, "Bout", "E2")
            + &line("a.txt", 18, 22, "Bout", "E2")
            + &line("a.txt", 1, 12, "Viktor Bout", "E2")
            + &line("a.txt", 29, 36, "Smulian", "E1");
        let (project, import) = take(&lines, true);
        assert_eq!((import.mentions, import.entities, import.faults.len()), (4, 2, 0));
        assert_eq!(import.transaction.label, "import 4 mentions");
        let named: Vec<_> = project.entities().map(|e| (&*e.name, project.cluster(e.id).mentions)).collect();
        assert_eq!(named, [("Viktor Bout", 3), ("Smulian", 1)]);
        let first = project.mentions().next().unwrap();
        assert_eq!((&*first.text, first.status, &*first.by), ("Viktor Bout", Status::Accepted, "gold"));
        let (project, import) = take(&lines, false);
        assert_eq!((import.mentions, import.entities, project.entities().count()), (4, 0, 0));
    }

    #[test]
    fn a_place_is_taken_once() {
        let twice = line("b.txt", 0, 4, "Bout", "E") + &line("b.txt", 0, 4, "Bout", "E");
        assert_eq!(take(&twice, true).1.repeated, [2]);
        let otherwise = line("b.txt", 0, 4, "Bout", "E") + &line("b.txt", 0, 4, "Bout", "F");
        let fault = &take(&otherwise, true).1.faults[0];
        assert!(fault.to_string().starts_with("line 2: “Bout” has another type or entity than in line 1"), "{fault}");
        assert_eq!(take(&otherwise, false).1.repeated, [2], "without entities they say the same");
        let nested = line("a.txt", 1, 12, "Viktor Bout", "E") + &line("a.txt", 8, 12, "Bout", "F");
        assert_eq!(take(&nested, true).1.mentions, 2);
    }

    #[test]
    fn what_does_not_fit_the_texts_is_told_by_line() {
        let told = |lines: String| take(&lines, true).1.faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            told(line("c.txt", 0, 4, "Bout", "E") + &line("b.txt", 0, 5, "Bout", "E") + &line("b.txt", 7, 99, "", "E")),
            [
                "line 1: expected a document of the corpus, and “c.txt” is none",
                "line 2: expected “Bout” there, and “b.txt” says “Bout,”",
                "line 3: expected offsets up to 14, where “b.txt” ends, and not 99",
            ]
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (mut project, texts) = corpus(&[("a.txt", "“Viktor Bout” met Bout 😀 and Smulian.")]);
        let lines = line("a.txt", 1, 12, "Viktor Bout", "E")
            + "{\"doc\":\"a.txt\",\"spans\":[[18,22],[29,36]],\"type\":\"PER\",\"entity\":\"E\"}\n"
            + "{\"doc\":\"a.txt\",\"start\":23,\"end\":24,\"text\":\"😀\",\"type\":\"MISC\"}";
        let options = ImportOptions { entities: true, by: "gold".into() };
        let telling = jsonl::read(lines.as_bytes(), OffsetUnit::Chars).unwrap();
        let import = plan(&project, &texts, &telling, &options);
        assert_eq!(import.faults, []);
        let empty = project.clone();
        project.apply(&import.transaction).unwrap();
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            let mut out = Vec::new();
            assert_eq!(jsonl::write(&mut out, &project, &texts, unit).unwrap(), 0);
            let telling = jsonl::read(&out[..], unit).unwrap();
            let again = plan(&empty, &texts, &telling, &options);
            assert_eq!((again.faults.len(), &again.transaction), (0, &import.transaction), "{unit:?}");
        }
    }

    #[test]
    fn types_of_the_file_that_have_no_label_here_are_named() {
        let lines = "{\"doc\":\"a.txt\",\"start\":1,\"end\":7,\"type\":\"ship\"}\n\
            {\"doc\":\"a.txt\",\"start\":8,\"end\":12,\"type\":\"PER\"}\n{\"doc\":\"b.txt\",\"start\":0,\"end\":4}";
        let telling = jsonl::read(lines.as_bytes(), OffsetUnit::Chars).unwrap();
        assert_eq!(unknown_types(&telling, &Schema::default()), ["ship".into()]);
        assert_eq!(take(lines, true).1.faults[0].to_string(), "line 1: there is no type “ship”");
    }
}
