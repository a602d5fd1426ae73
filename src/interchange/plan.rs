//! What a file tells, held against the texts of a project: one transaction.

use super::fit::Fitter;
use super::telling::document_path;
use super::{At, Fault, Telling, Told};
use crate::annotation::{
    Author, DocumentRecord, Entity, EntityId, Judgement, Mention, MentionId, Op, Project, Schema, Status, Transaction,
    TypeId,
};
use crate::corpus;
use crate::text::{Document, DocumentId, Spans, hull};
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
    /// Who is said to have marked the mentions of which the file does not tell.
    pub by: Arc<str>,
    /// Whether texts that the file brings along and the project does not have become documents of it.
    pub add_documents: bool,
    /// The types as they will be: those of the project, and what the file needs besides ([`unknown_types`]). None: those
    /// of the project.
    pub schema: Option<Schema>,
}

impl ImportOptions {
    /// Mentions with their entities into the documents that there are.
    pub fn by(by: impl Into<Arc<str>>) -> Self {
        Self { entities: true, by: by.into(), add_documents: false, schema: None }
    }
}

/// What a file comes to.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// What makes the documents, the mentions and their entities.
    pub ops: Vec<Op>,
    /// The texts of the documents that it makes, which are to be files below the corpus.
    pub documents: Vec<(DocumentId, Document)>,
    /// How many mentions it makes.
    pub mentions: usize,
    /// How many mentions of the project it accepts or ties.
    pub changed: usize,
    /// How many entities it makes.
    pub entities: usize,
    /// How many judgements it makes.
    pub judgements: usize,
    /// What says again what was said before, or what the project has.
    pub repeated: Vec<At>,
    /// Mentions that the project has tied to another entity: they stay as they are.
    pub otherwise: Vec<At>,
    /// What does not fit the texts, in the order of the file. The transaction is without it.
    pub faults: Vec<Fault>,
}

impl Import {
    /// The one step that it is.
    pub fn transaction(&self) -> Transaction {
        let all = self.mentions + self.changed;
        let label = format!("import {all} mention{}", if all == 1 { "" } else { "s" });
        Transaction { label, ops: self.ops.clone(), by_machine: false }
    }
}

/// The types that a file names and that neither a label nor a name of the schema stands for, in its order.
pub fn unknown_types(telling: &Telling, schema: &Schema) -> Vec<Arc<str>> {
    let mut seen = HashSet::new();
    let of_entities = telling.entities.values().filter_map(|e| e.kind.as_deref());
    let kinds = telling.mentions.iter().map(kind_of).chain(of_entities.map(str::trim).filter(|k| !k.is_empty()));
    let kinds = kinds.filter(|kind| seen.insert(kind.to_uppercase()));
    kinds.filter(|kind| schema.for_label(kind).is_none()).map(Arc::from).collect()
}

fn kind_of(told: &Told) -> &str {
    if told.kind.trim().is_empty() { NO_TYPE } else { told.kind.trim() }
}

/// A mention that fits its text.
struct Fitting<'a> {
    /// Its place in the telling.
    number: usize,
    document: DocumentId,
    spans: Spans,
    text: Arc<str>,
    kind: TypeId,
    told: &'a Told,
    /// Its entity in the file, when entities are taken.
    entity: Option<&'a Arc<str>>,
    /// The mention of the project that stands there.
    there: Option<&'a Arc<Mention>>,
}

/// Plans to take into a project what a file tells of its documents. `texts` are those of the project. Types that the
/// schema does not know are faults. Mentions may overlap; a place is taken once. Where the project has a mention
/// already, that is accepted, and tied when it is of no entity; entities of which such a mention is one are the project's.
pub fn plan(
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    telling: &Telling,
    options: &ImportOptions,
) -> Import {
    let mut import = Import { faults: telling.faults.clone(), ..Import::default() };
    let schema = options.schema.as_ref().unwrap_or(project.schema());
    if *schema != **project.schema() {
        import.ops.push(Op::Schema(project.schema().clone(), Arc::new(schema.clone())));
    }
    let mut whole = std::borrow::Cow::Borrowed(texts);
    let mut grown = project.clone();
    if options.add_documents {
        add_documents(project, telling, &mut import);
        let made = import.ops.clone();
        let transaction = Transaction { label: String::new(), ops: made, by_machine: false };
        // New ids and, at most, a new schema: it fits.
        if grown.apply(&transaction).is_ok() && !import.documents.is_empty() {
            whole.to_mut().extend(import.documents.iter().cloned());
        }
    }
    let fitting = fit(&grown, &whole, telling, options, schema, &mut import);
    import.faults.sort_by(|a, b| a.at.cmp(&b.at));
    Making::new(project, schema, telling, options).make(fitting, &mut import);
    import
}

/// Documents for the texts that the project does not have.
fn add_documents(project: &Project, telling: &Telling, import: &mut Import) {
    // By their paths as they are, and as files spell them.
    let known: HashSet<String> =
        project.documents().flat_map(|d| [d.path.to_string(), document_path(&d.path)]).collect();
    let (mut next, ..) = project.reserved_ids();
    for told in telling.documents.iter().filter(|d| !known.contains(&*d.path)) {
        // It becomes a file, and must be the same text when that is read.
        if !corpus::decode(told.text.as_bytes()).is_ok_and(|(text, _)| text == *told.text) {
            let told_so = format!(
                "“{}” is no text that a file can hold (a NUL, a byte-order mark, control characters, or too long)",
                told.path
            );
            import.faults.push(Fault { at: told.at.clone(), told: told_so });
            continue;
        }
        let document = Document::new(told.path.clone(), told.text.clone());
        let bytes = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
        let record = DocumentRecord { id: DocumentId(next), path: told.path.clone(), bytes, hash: document.hash };
        import.ops.push(Op::Document(None, Some(Arc::new(record))));
        import.documents.push((DocumentId(next), document));
        next += 1;
    }
}

/// The mentions that fit, along the documents, a place once.
fn fit<'a>(
    project: &'a Project,
    texts: &HashMap<DocumentId, Document>,
    telling: &'a Telling,
    options: &ImportOptions,
    schema: &Schema,
    import: &mut Import,
) -> Vec<Fitting<'a>> {
    let mut fitter = Fitter::new(project, texts, telling);
    for document in &telling.documents {
        if let Err(told) = fitter.check(&document.path) {
            import.faults.push(Fault { at: document.at.clone(), told });
        }
    }
    let mut fitting: Vec<Fitting<'a>> = Vec::with_capacity(telling.mentions.len());
    let mut places: HashMap<(DocumentId, Spans), usize> = HashMap::new();
    let found = fitter.fit_all();
    for ((number, told), found) in telling.mentions.iter().enumerate().zip(found) {
        let fault = |told_so: String| Fault { at: told.at.clone(), told: told_so };
        let kind = kind_of(told);
        let found = found.and_then(|fit| {
            let kind = schema.for_label(kind).ok_or_else(|| format!("there is no type “{kind}”"))?;
            Ok((fit, kind))
        });
        let (place, kind) = match found {
            Ok(found) => found,
            Err(why) => {
                import.faults.push(fault(why));
                continue;
            }
        };
        let entity = told.entity.as_ref().filter(|_| options.entities);
        if let Some(&at) = places.get(&(place.document, place.spans.clone())) {
            let earlier = &fitting[at];
            if (earlier.kind, earlier.entity) == (kind, entity) {
                import.repeated.push(told.at.clone());
            } else {
                let told = format!(
                    "“{}” has another type or entity than in {}; expected one mention at a place",
                    place.text, earlier.told.at
                );
                import.faults.push(fault(told));
            }
            continue;
        }
        places.insert((place.document, place.spans.clone()), fitting.len());
        let there = standing(project, place.document, &place.spans);
        let (document, spans, text) = (place.document, place.spans, place.text);
        fitting.push(Fitting { number, document, spans, text, kind, told, entity, there });
    }
    // As a reader meets them: along the documents, the outer ones first.
    let hull = |f: &Fitting<'_>| (f.spans.first().map_or(0, |s| s.start), Reverse(f.spans.last().map_or(0, |s| s.end)));
    fitting.sort_by_key(|f| (f.document, hull(f)));
    fitting
}

/// The mention of the project with just these spans.
fn standing<'a>(project: &'a Project, document: DocumentId, spans: &Spans) -> Option<&'a Arc<Mention>> {
    project.mentions_in(document, hull(spans)).find(|m| m.spans == *spans)
}

/// Makes ops of mentions that fit.
struct Making<'a> {
    project: &'a Project,
    schema: &'a Schema,
    telling: &'a Telling,
    options: &'a ImportOptions,
    ids: HashMap<&'a str, EntityId>,
}

impl<'a> Making<'a> {
    fn new(project: &'a Project, schema: &'a Schema, telling: &'a Telling, options: &'a ImportOptions) -> Self {
        Self { project, schema, telling, options, ids: HashMap::new() }
    }

    fn make(mut self, fitting: Vec<Fitting<'a>>, import: &mut Import) {
        self.entities(&fitting, import);
        let (.., mut next) = self.project.reserved_ids();
        let mut made: HashMap<usize, MentionId> = HashMap::new();
        for f in &fitting {
            let entity = f.entity.and_then(|name| self.ids.get(&**name).copied());
            let by = f.told.by.clone().unwrap_or_else(|| self.options.by.clone());
            if let Some(there) = f.there {
                made.insert(f.number, there.id);
                self.agree(f, there, entity, by, import);
                continue;
            }
            let mention = Mention {
                id: MentionId(next),
                document: f.document,
                spans: f.spans.clone(),
                text: f.text.clone(),
                kind: f.kind,
                entity: entity.filter(|_| f.told.status != Status::Rejected),
                status: f.told.status,
                by,
                evidence: f.told.evidence.clone(),
            };
            made.insert(f.number, mention.id);
            next += 1;
            import.mentions += 1;
            import.ops.push(Op::Mention(None, Some(Arc::new(mention))));
        }
        self.judgements(&made, import);
    }

    /// A mention of the project stands there.
    fn agree(
        &self,
        f: &Fitting<'_>,
        there: &Arc<Mention>,
        entity: Option<EntityId>,
        by: Arc<str>,
        import: &mut Import,
    ) {
        let otherwise = there.entity.is_some() && entity.is_some() && there.entity != entity;
        if otherwise || f.kind != there.kind {
            import.otherwise.push(f.told.at.clone());
            return;
        }
        if there.status == Status::Rejected && f.told.status != Status::Accepted {
            // What a person dismissed is not brought back by a proposal.
            import.repeated.push(f.told.at.clone());
            return;
        }
        let entity = there.entity.or(entity);
        let same = there.status == f.told.status || f.told.status != Status::Accepted;
        if entity == there.entity && same {
            import.repeated.push(f.told.at.clone());
            return;
        }
        let mut mention = Mention::clone(there);
        mention.entity = entity;
        mention.status = Status::Accepted;
        mention.by = by;
        import.changed += 1;
        import.ops.push(Op::Mention(Some(there.clone()), Some(Arc::new(mention))));
    }

    /// Numbers the entities of the file in the order in which a reader meets them, and makes those that are new.
    fn entities(&mut self, fitting: &[Fitting<'a>], import: &mut Import) {
        let mut clusters: BTreeMap<&'a str, Vec<&Fitting<'a>>> = BTreeMap::new();
        for f in fitting {
            if let Some(entity) = f.entity {
                clusters.entry(entity).or_default().push(f);
            }
        }
        let at = |f: &Fitting<'_>| (f.document, f.spans.first().map_or(0, |s| s.start));
        let mut order: Vec<_> = clusters.into_iter().collect();
        order.sort_by_key(|(name, mentions)| (mentions.first().map(|f| at(f)), *name));
        let mut taken = HashSet::new();
        let (_, mut next, _) = self.project.reserved_ids();
        for (name, mentions) in order {
            // An entity of the project stands for one of the file.
            let known = mentions.iter().filter_map(|f| f.there.and_then(|m| m.entity)).find(|id| !taken.contains(id));
            if let Some(id) = known {
                taken.insert(id);
                self.ids.insert(name, id);
                continue;
            }
            if mentions.iter().all(|f| f.told.status == Status::Rejected) {
                continue;
            }
            if mentions.iter().all(|f| f.there.is_some_and(|m| m.entity.is_some())) {
                // The project has all of it elsewhere: none is made that would stay empty.
                self.ids.insert(name, EntityId(u32::MAX));
                continue;
            }
            let Some(entity) = self.entity(EntityId(next), name, &mentions) else { continue };
            self.ids.insert(name, entity.id);
            next += 1;
            import.entities += 1;
            import.ops.push(Op::Entity(None, Some(Arc::new(entity))));
        }
        if !self.options.entities {
            return;
        }
        // Those of which no mention is told.
        let mentioned: HashSet<&Arc<str>> = self.telling.mentions.iter().filter_map(|m| m.entity.as_ref()).collect();
        let known: HashSet<(&str, TypeId)> = self.project.entities().map(|e| (&*e.name, e.kind)).collect();
        for (name, told) in self.telling.entities.iter().filter(|(name, _)| !mentioned.contains(name)) {
            let Some(words) = told.name.as_ref().filter(|n| !n.trim().is_empty()) else { continue };
            let kind = self.kind(told.kind.as_deref()).unwrap_or_else(|| self.schema.first());
            if known.contains(&(&**words, kind)) {
                continue;
            }
            let entity = Entity { id: EntityId(next), kind, name: words.clone(), note: told.note.clone() };
            self.ids.insert(name, entity.id);
            next += 1;
            import.entities += 1;
            import.ops.push(Op::Entity(None, Some(Arc::new(entity))));
        }
    }

    fn kind(&self, name: Option<&str>) -> Option<TypeId> {
        name.map(str::trim).filter(|n| !n.is_empty()).and_then(|n| self.schema.for_label(n))
    }

    fn entity(&self, id: EntityId, name: &str, mentions: &[&Fitting<'_>]) -> Option<Entity> {
        let naming = naming(mentions)?;
        let told = self.telling.entities.get(name);
        let said = told.and_then(|t| t.name.clone()).filter(|n| !n.trim().is_empty());
        let words = || naming.text.split_whitespace().collect::<Vec<_>>().join(" ").into();
        let kind = told.and_then(|t| self.kind(t.kind.as_deref())).unwrap_or(naming.kind);
        let note = told.map_or_else(|| "".into(), |t| t.note.clone());
        Some(Entity { id, kind, name: said.unwrap_or_else(words), note })
    }

    /// The judgements of the file on mentions that fit. What the project has judged stays.
    fn judgements(&self, made: &HashMap<usize, MentionId>, import: &mut Import) {
        let mut seen = HashSet::new();
        for told in &self.telling.judgements {
            let (Some(&a), Some(&b)) = (made.get(&told.a), made.get(&told.b)) else { continue };
            let author = Author { by: told.by.clone(), at: told.moment };
            let judgement = Judgement::new(a, b, told.verdict, author);
            if a == b || self.project.judgement(a, b).is_some() || !seen.insert(judgement.pair()) {
                continue;
            }
            import.judgements += 1;
            import.ops.push(Op::Judgement(None, Some(Arc::new(judgement))));
        }
    }
}

/// The mention to call an entity by: the first of those with the most words, that is no longer than a name is.
fn naming<'a, 'b>(mentions: &[&'a Fitting<'b>]) -> Option<&'a Fitting<'b>> {
    let words = |f: &Fitting<'_>| f.text.split_whitespace().count();
    let short = mentions.iter().filter(|f| f.text.chars().count() <= NAME_CHARS);
    // Of equals the first: `max_by_key` gives the last.
    short.rev().max_by_key(|f| words(f)).or_else(|| mentions.iter().min_by_key(|f| f.text.len())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Command;
    use crate::interchange::testing::corpus;
    use crate::interchange::{Files, Format, jsonl};
    use crate::text::OffsetUnit;
    use crate::work::Work;

    fn read(lines: impl Into<Vec<u8>>) -> Telling {
        Format::Jsonl.read(&Files::in_memory([("x.jsonl", lines.into())]), &Work::default()).unwrap()
    }

    fn take(lines: &str, entities: bool) -> (Project, Import) {
        let (mut project, texts) =
            corpus(&[("a.txt", "“Viktor Bout” met Bout 😀 and Smulian."), ("b.txt", "Bout, a dealer")]);
        let telling = read(lines);
        let import = plan(&project, &texts, &telling, &ImportOptions { entities, ..ImportOptions::by("gold") });
        project.apply(&import.transaction()).unwrap();
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
        assert_eq!(import.transaction().label, "import 4 mentions");
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
        assert_eq!(take(&twice, true).1.repeated[0].to_string(), "x.jsonl: line 2");
        let otherwise = line("b.txt", 0, 4, "Bout", "E") + &line("b.txt", 0, 4, "Bout", "F");
        let fault = &take(&otherwise, true).1.faults[0];
        assert!(fault.to_string().starts_with("x.jsonl: line 2: “Bout” has another type or entity than in"), "{fault}");
        assert_eq!(take(&otherwise, false).1.repeated.len(), 1, "without entities they say the same");
        let nested = line("a.txt", 1, 12, "Viktor Bout", "E") + &line("a.txt", 8, 12, "Bout", "F");
        assert_eq!(take(&nested, true).1.mentions, 2);
    }

    #[test]
    fn what_does_not_fit_the_texts_is_told_by_line() {
        let told = |lines: String| take(&lines, true).1.faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            told(line("c.txt", 0, 4, "Bout", "E") + &line("b.txt", 0, 5, "Bout", "E") + &line("b.txt", 7, 99, "", "E")),
            [
                "x.jsonl: line 1: expected a document of the corpus, and “c.txt” is none",
                "x.jsonl: line 2: expected “Bout” there, and “b.txt” says “Bout,”",
                "x.jsonl: line 3: expected offsets up to 14, where “b.txt” ends, and not 99",
            ]
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (mut project, texts) = corpus(&[("a.txt", "“Viktor Bout” met Bout 😀 and Smulian.")]);
        let lines: String = line("a.txt", 1, 12, "Viktor Bout", "E")
            + "{\"doc\":\"a.txt\",\"spans\":[[18,22],[29,36]],\"type\":\"PER\",\"entity\":\"E\"}\n"
            + "{\"doc\":\"a.txt\",\"start\":23,\"end\":24,\"text\":\"😀\",\"type\":\"MISC\"}";
        let options = ImportOptions::by("gold");
        let telling = read(lines);
        let import = plan(&project, &texts, &telling, &options);
        assert_eq!(import.faults, []);
        let empty = project.clone();
        project.apply(&import.transaction()).unwrap();
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            let mut out = Vec::new();
            assert_eq!(jsonl::write_mentions(&mut out, &project, &texts, unit).unwrap(), 0);
            let telling = read(out).counted_in(unit);
            let again = plan(&empty, &texts, &telling, &options);
            assert_eq!((again.faults.len(), &again.ops), (0, &import.ops), "{unit:?}");
        }
    }

    #[test]
    fn types_of_the_file_that_have_no_label_here_are_named() {
        let lines = "{\"doc\":\"a.txt\",\"start\":1,\"end\":7,\"type\":\"ship\"}\n\
            {\"doc\":\"a.txt\",\"start\":8,\"end\":12,\"type\":\"PER\"}\n{\"doc\":\"b.txt\",\"start\":0,\"end\":4}";
        let telling = read(lines);
        assert_eq!(unknown_types(&telling, &Schema::default()), ["ship".into()]);
        assert_eq!(take(lines, true).1.faults[0].to_string(), "x.jsonl: line 1: there is no type “ship”");
    }

    #[test]
    fn what_the_project_says_already_stays_and_nothing_is_made_twice() {
        let (mut project, texts) = corpus(&[("what is it?.txt", "Viktor Bout met Bout.")]);
        let told = |status: &str, kind: &str, entity: u32| {
            format!(
                "{{\"doc\":\"what is it?.txt\",\"text\":\"Viktor Bout met Bout.\",\"mentions\":[{{\"start\":0,\"end\":11,\
                 \"type\":\"{kind}\",\"entity\":{entity}{status}}}]}}\n{{\"entity\":9,\"name\":\"Nobody\",\"type\":\"Person\"}}\n"
            )
        };
        let take = |project: &Project, lines: String| {
            let options = ImportOptions { add_documents: true, ..ImportOptions::by("gold") };
            plan(project, &texts, &read(lines), &options)
        };
        let first = take(&project, told("", "Person", 1));
        assert_eq!((first.documents.len(), first.mentions, first.entities), (0, 1, 2), "the document is there");
        project.apply(&first.transaction()).unwrap();
        let again = take(&project, told("", "Person", 1));
        assert_eq!((again.transaction().is_empty(), again.repeated.len()), (true, 1));
        let other = take(&project, told("", "Place", 2));
        assert_eq!((other.otherwise.len(), other.entities), (1, 0), "no entity is made that would stay empty");
        let id = project.mentions().next().unwrap().id;
        let dismiss = Command::Dismiss(vec![id]).plan(&project, &"ab".into()).unwrap();
        project.apply(&dismiss).unwrap();
        let proposal = take(&project, told(",\"status\":\"proposed\"", "Person", 1));
        assert_eq!(proposal.changed, 0, "what was dismissed is not brought back by a proposal");
    }

    #[test]
    fn a_text_that_no_file_can_hold_is_a_fault() {
        let lines = "{\"doc\":\"a\",\"text\":\"\\ufeffBout\",\"mentions\":[]}";
        let options = ImportOptions { add_documents: true, ..ImportOptions::by("gold") };
        let import = plan(&Project::default(), &HashMap::new(), &read(lines), &options);
        assert_eq!(import.documents.len(), 0);
        assert!(
            import.faults[0].to_string().contains("“a.txt” is no text that a file can hold"),
            "{:?}",
            import.faults
        );
    }
}
