//! Rows of a file into items of a project: what can be checked of one row alone.

use super::format::{DocumentRow, EntityRow, EntryRow, JudgementRow, MentionRow, TypeRow};
use super::{MAX_ID, paths};
use crate::annotation::TypeId;
use crate::annotation::{Author, EntryRule, GazetteerEntry, Layers, MentionType, Moment, Schema};
use crate::annotation::{DocumentRecord, Entity, EntityId, Evidence, Judgement, Mention, MentionId, Score, Status};
use crate::text::{DocumentId, Span, Spans};
use smallvec::smallvec;
use std::collections::HashSet;
use std::sync::Arc;

/// Equal strings once: annotators, rules, and the names that a corpus repeats.
#[derive(Default)]
pub(super) struct Interner(HashSet<Arc<str>>);

impl Interner {
    pub fn get(&mut self, s: &str) -> Arc<str> {
        if let Some(known) = self.0.get(s) {
            return known.clone();
        }
        let new: Arc<str> = s.into();
        self.0.insert(new.clone());
        new
    }
}

/// Checks an id: it must leave room to count on.
fn id(id: u32) -> Result<u32, String> {
    if id <= MAX_ID { Ok(id) } else { Err(format!("the id {id} is larger than {MAX_ID}")) }
}

pub(super) fn document(row: DocumentRow<'_>) -> Result<DocumentRecord, String> {
    if let Some(problem) = paths::document_path_problem(&row.path) {
        return Err(format!("the document path {:?} {problem}", &*row.path));
    }
    let id = DocumentId(id(row.id)?);
    Ok(DocumentRecord { id, path: (*row.path).into(), bytes: row.bytes, hash: row.sha256 })
}

pub(super) fn entity(row: EntityRow<'_>, kind: TypeId) -> Result<Entity, String> {
    Ok(Entity { id: EntityId(id(row.id)?), kind, name: (*row.name).into(), note: (*row.note).into() })
}

pub(super) fn mention(row: MentionRow<'_>, kind: TypeId, interner: &mut Interner) -> Result<Mention, String> {
    let id = MentionId(id(row.id)?);
    let spans: Spans = match (row.span, row.spans) {
        (Some(span), spans) if spans.is_empty() => smallvec![span],
        (None, spans) if !spans.is_empty() => spans,
        (None, _) => return Err("it has no span".to_owned()),
        (Some(_), _) => return Err("it has both `span` and `spans`".to_owned()),
    };
    if let Some(Span { start, end }) = spans.iter().find(|s| s.is_empty()) {
        return Err(format!("its span ({start}, {end}) is empty or backwards"));
    }
    if spans.windows(2).any(|pair| pair[0].end >= pair[1].start) {
        return Err("its spans touch or are out of order".to_owned());
    }
    if row.status == Status::Rejected && row.entity.is_some() {
        return Err("it is dismissed (Rejected) but has an entity".to_owned());
    }
    let layers = match row.layers {
        None => Layers::NONE,
        Some(words) => Layers::parse(&words).ok_or_else(|| format!("{:?} is no list of layers", &*words))?,
    };
    let evidence = match (row.rule, row.score) {
        (None, None) => None,
        (Some(rule), Some(score)) if (0.0..=1.0).contains(&score) => {
            Some(Evidence { score: Score::from(score), rule: interner.get(&rule), layers })
        }
        (Some(_), Some(score)) => return Err(format!("its score {score} is not between 0 and 1")),
        (Some(_), None) => return Err("it has a `rule` without a `score`".to_owned()),
        (None, Some(_)) => return Err("it has a `score` without a `rule`".to_owned()),
    };
    Ok(Mention {
        id,
        document: DocumentId(row.doc),
        spans,
        text: interner.get(&row.text),
        kind,
        entity: row.entity.map(EntityId),
        status: row.status,
        by: interner.get(&row.by),
        evidence,
    })
}

/// The schema of these rows.
pub(super) fn schema(rows: Vec<TypeRow>) -> Result<Schema, String> {
    let usual = Schema::default();
    let gone = rows.iter().enumerate().filter(|(_, row)| row.gone).map(|(i, _)| TypeId(i as u16)).collect();
    let given: HashSet<String> =
        rows.iter().flat_map(|r| r.labels.iter().flatten()).map(|l| l.to_uppercase()).collect();
    let kind = |row: TypeRow| {
        let TypeRow { name, key, mark, colour, on, labels, gone: _ } = row;
        let free =
            |labels: &[Arc<str>]| labels.iter().filter(|l| !given.contains(&l.to_uppercase())).cloned().collect();
        let labels =
            labels.unwrap_or_else(|| usual.by_name(&name).map(|id| free(&usual.get(id).labels)).unwrap_or_default());
        MentionType { name, key, mark, colour, on: on.unwrap_or(true), labels }
    };
    Schema::with_gaps(rows.into_iter().map(kind).collect(), gone).map_err(|e| e.to_string())
}

/// A name of the gazetteer; `kind` is the type that its row names.
pub(super) fn entry(
    row: EntryRow<'_>,
    kind: Option<TypeId>,
    interner: &mut Interner,
) -> Result<GazetteerEntry, String> {
    if row.name.trim().is_empty() {
        return Err("a name is empty".to_owned());
    }
    Ok(GazetteerEntry {
        name: (*row.name).into(),
        rule: kind.map_or(EntryRule::Never, EntryRule::Always),
        entity: row.entity.map(|name| interner.get(&name)),
        ignore_case: row.ignore_case,
        ignore_diacritics: row.ignore_diacritics,
        by: interner.get(&row.by),
    })
}

pub(super) fn judgement(row: JudgementRow<'_>, interner: &mut Interner) -> Result<Judgement, String> {
    if row.a == row.b {
        return Err("a mention cannot be compared with itself".to_owned());
    }
    let at = row.at.map(|at| at.parse::<Moment>()).transpose().map_err(|error| error.to_string())?;
    let author = Author { by: interner.get(&row.by), at };
    Ok(Judgement::new(MentionId(row.a), MentionId(row.b), row.verdict, author))
}
