//! Annotated texts as a person would write them down, so that a scenario reads like its meaning.
//!
//! `"[Viktor But]{a} was sold by [Buti]{b}"` is a document with two accepted mentions of persons, called `a` and `b`.
//! `{a?}` is a proposal of the machine, `{a!}` a dismissed one, `{a:Place}` has a type. Mentions may nest.

use redstring::annotation::{
    Command, EditError, EntityId, Evidence, History, Layers, Mention, MentionId, NewDocument, NewMention, Op, Project,
    Status, Transaction,
};
use redstring::text::{Document, DocumentId, Span, Spans};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A project with named mentions, its texts, and the history of what a scenario did to it.
pub struct Case {
    pub project: Project,
    pub documents: Vec<Document>,
    pub history: History,
    names: BTreeMap<String, MentionId>,
}

/// Spans of one range.
pub fn span(start: u32, end: u32) -> Spans {
    [Span::new(start, end)].into_iter().collect()
}

impl Case {
    /// Documents `0.txt`, `1.txt` ... of these texts.
    pub fn of(texts: &[&str]) -> Self {
        let mut case = Self {
            project: Project::default(),
            documents: Vec::new(),
            history: History::default(),
            names: BTreeMap::new(),
        };
        let parsed: Vec<_> = texts.iter().map(|text| parse(text)).collect();
        case.documents =
            parsed.iter().enumerate().map(|(i, (text, _))| Document::new(format!("{i}.txt"), text.as_str())).collect();
        let new = case.documents.iter().map(|d| NewDocument {
            path: d.path.clone(),
            bytes: d.text.len() as u32,
            hash: d.hash,
        });
        let add = Command::AddDocuments(new.collect());
        let plan = add.plan(&case.project, &"tester".into()).unwrap();
        case.project.apply(&plan).unwrap();
        let mut ops = Vec::new();
        for (i, (text, marks)) in parsed.iter().enumerate() {
            for mark in marks {
                let id = MentionId(ops.len() as u32 + 1);
                assert!(case.names.insert(mark.name.clone(), id).is_none(), "two mentions are called {}", mark.name);
                ops.push(Op::Mention(None, Some(Arc::new(case.mention(id, DocumentId(i as u32 + 1), text, mark)))));
            }
        }
        case.project.apply(&Transaction { label: "set up".into(), ops, by_machine: false }).unwrap();
        assert_eq!(case.project.faults(), []);
        case
    }

    fn mention(&self, id: MentionId, document: DocumentId, text: &str, mark: &Mark) -> Mention {
        let kind = self.project.schema().by_name(&mark.kind).unwrap_or_else(|| panic!("no type {}", mark.kind));
        let machine = mark.status == Status::Proposed;
        Mention {
            id,
            document,
            spans: [mark.span].into_iter().collect(),
            text: text[mark.span.range()].into(),
            kind,
            entity: None,
            status: mark.status,
            by: if machine { "" } else { "setup" }.into(),
            evidence: machine.then(|| Evidence { score: 0.5.into(), rule: "a name".into(), layers: Layers::RULES }),
        }
    }

    /// The id of a mention by its name.
    pub fn m(&self, name: &str) -> MentionId {
        *self.names.get(name).unwrap_or_else(|| panic!("no mention is called {name}"))
    }

    /// The ids of mentions: `"a b c"`.
    pub fn all(&self, names: &str) -> Vec<MentionId> {
        names.split_whitespace().map(|name| self.m(name)).collect()
    }

    /// The entity of a mention.
    pub fn e(&self, name: &str) -> EntityId {
        self.get(name).entity.unwrap_or_else(|| panic!("{name} has no entity"))
    }

    /// The mention.
    pub fn get(&self, name: &str) -> &Mention {
        self.project.mention(self.m(name)).unwrap_or_else(|| panic!("{name} is gone"))
    }

    /// Whether the mention is still there.
    pub fn has(&self, name: &str) -> bool {
        self.project.mention(self.m(name)).is_some()
    }

    /// A mention that is not there yet: the first place of `text` in a document.
    pub fn new_mention(&self, document: usize, text: &str, kind: &str) -> NewMention {
        let start = self.documents[document].text.find(text).unwrap() as u32;
        NewMention {
            document: DocumentId(document as u32 + 1),
            spans: span(start, start + text.len() as u32),
            text: text.into(),
            kind: self.project.schema().by_name(kind).unwrap(),
            evidence: None,
        }
    }

    /// Does a command as "ab"; gives its label. Whatever it is, the project must be whole after it, and be what it
    /// was after its inverse.
    pub fn run(&mut self, command: Command) -> Result<String, EditError> {
        let transaction = command.plan(&self.project, &"ab".into())?;
        let before = self.project.clone();
        self.project.apply(&transaction).unwrap();
        assert_eq!(self.project.faults(), [], "after {command:?}");
        let mut back = self.project.clone();
        back.apply(&transaction.inverse()).unwrap();
        assert_eq!(back, before, "taking back {command:?}");
        assert_eq!(back.faults(), [], "taking back {command:?}");
        let label = transaction.label.clone();
        self.history.record(transaction, None);
        Ok(label)
    }

    /// Ties `b` to `a`, the one in hand.
    pub fn tie(&mut self, a: &str, b: &str) -> Result<String, EditError> {
        self.run(Command::Tie { mention: self.m(b), onto: self.m(a) })
    }

    /// Makes entities of the mentions: `"a b | c"`.
    pub fn entities(mut self, clusters: &str) -> Self {
        for cluster in clusters.split('|') {
            let ids = self.all(cluster);
            self.run(Command::SplitOff(ids)).unwrap();
        }
        self.history = History::default();
        self
    }

    /// Takes the last step back; gives its label.
    pub fn undo(&mut self) -> String {
        let step = self.history.undo_step().expect("something to undo");
        let label = step.label().to_owned();
        let inverses: Vec<_> = step.transactions().rev().map(|t| t.inverse()).collect();
        inverses.iter().for_each(|t| self.project.apply(t).unwrap());
        self.history.mark_undone();
        label
    }

    /// Does the last undone step again.
    pub fn redo(&mut self) {
        let step = self.history.redo_step().expect("something to redo").clone();
        step.transactions().for_each(|t| self.project.apply(t).unwrap());
        self.history.mark_redone();
    }

    /// The clusters by the names of their mentions, as `"a b | c"`, in the order of the alphabet; those without
    /// named mentions are left out.
    pub fn clusters(&self) -> String {
        let mut clusters: BTreeMap<EntityId, BTreeSet<&str>> = BTreeMap::new();
        for (name, id) in &self.names {
            if let Some(entity) = self.project.mention(*id).and_then(|m| m.entity) {
                clusters.entry(entity).or_default().insert(name);
            }
        }
        let mut spelt: Vec<_> =
            clusters.values().map(|names| names.iter().copied().collect::<Vec<_>>().join(" ")).collect();
        spelt.sort();
        spelt.join(" | ")
    }

    /// The names of the entities, in order of their ids.
    pub fn entity_names(&self) -> Vec<&str> {
        self.project.entities().map(|e| &*e.name).collect()
    }
}

struct Mark {
    name: String,
    kind: String,
    status: Status,
    span: Span,
}

/// The plain text of a marked one, and its mentions by their ends.
fn parse(marked: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '[' => open.push(text.len()),
            ']' => {
                let start = open.pop().expect("a bracket that opens");
                let (tag, after) = rest.strip_prefix('{').and_then(|r| r.split_once('}')).expect("{name} after ]");
                rest = after;
                let (name, kind) = tag.split_once(':').unwrap_or((tag, "Person"));
                let status = match name.chars().last() {
                    Some('?') => Status::Proposed,
                    Some('!') => Status::Rejected,
                    _ => Status::Accepted,
                };
                let name = name.trim_end_matches(['?', '!']).to_owned();
                marks.push(Mark { name, kind: kind.to_owned(), status, span: Span::from_usize(start, text.len()) });
            }
            c => text.push(c),
        }
    }
    assert!(open.is_empty(), "a bracket is left open in {marked}");
    (text, marks)
}
