//! Commands: what a person can do to a project, and the transaction that each one plans.

use super::all::all;
use super::annotate::annotate;
use super::documents::{add_documents, reanchor};
use super::draft::Draft;
use super::membership::{
    assign, cut, delete_entity, judge, judge_all, merge, merge_all, split_off, tie_all, tie_groups, tie_offered,
    unjudge, untie,
};
use super::propose::{proposal, propose};
use super::tie::{plan_tie, tidy_name};
use super::vocabulary::{remove_entries, set_entries, set_types};
use super::{
    Author, DocumentRecord, Entity, EntityId, Evidence, GazetteerEntry, Mention, MentionId, Place, Project, Schema,
    SchemaError, Status, Transaction, TypeId, Verdict,
};
use crate::text::{ContentHash, DocumentId, Span, Spans};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A document to take into a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Path relative to the corpus root, with `/`.
    pub path: Arc<str>,
    /// Length of the decoded text in bytes.
    pub bytes: u32,
    /// Hash of the decoded text.
    pub hash: ContentHash,
}

/// A mention to take into a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMention {
    /// The document it is in.
    pub document: DocumentId,
    /// Where. The caller has checked the spans against the text.
    pub spans: Spans,
    /// What the text says there.
    pub text: Arc<str>,
    /// Its type.
    pub kind: TypeId,
    /// Why, when the machine proposes it.
    pub evidence: Option<Evidence>,
}

/// What a person can do to a project. [`Command::plan`] makes a transaction of it; nothing else does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take documents into the corpus. Those whose path is there already are left as they are.
    AddDocuments(Vec<NewDocument>),
    /// The text of a document changed: its new identity, where its mentions are now, and which are nowhere.
    Reanchor {
        /// What the document is now.
        document: DocumentRecord,
        /// The mentions that were found again, with their spans and texts in the new text.
        found: Vec<(MentionId, Spans, Arc<str>)>,
        /// The mentions that were not.
        lost: Vec<MentionId>,
    },
    /// The machine proposes mentions. A span that has a mention already, dismissed or not, is passed over.
    Propose {
        /// The proposals.
        mentions: Vec<NewMention>,
        /// Documents that were read anew: proposals of an earlier reading that nobody touched and that are not
        /// proposed again are removed there.
        replace: Vec<DocumentId>,
    },
    /// A person marks a mention.
    CreateMention(NewMention),
    /// A person marks many mentions at once. Where one stands already it is agreed with and gets this type; one that
    /// was dismissed is taken back.
    Annotate {
        /// Where, what, and whose.
        places: Vec<Place>,
        /// What all this is called in the history: `mark 37 places of “Buti”`.
        label: Arc<str>,
    },
    /// Agree that these are mentions.
    Accept(Vec<MentionId>),
    /// Say that these are no mentions. They leave their entities and are kept, so that extraction does not bring them back.
    Dismiss(Vec<MentionId>),
    /// Give mentions another type.
    Retype(Vec<MentionId>, TypeId),
    /// Move a mention's spans; `text` is what stands there.
    Respan(MentionId, Spans, Arc<str>),
    /// Remove mentions that a person made by mistake, leaving no trace.
    Remove(Vec<MentionId>),
    /// Tie a mention to another: it joins the other's entity, or their two entities become one.
    Tie {
        /// The mention that was clicked second.
        mention: MentionId,
        /// The mention in hand.
        onto: MentionId,
    },
    /// Tie many mentions to the entity of one, which gets an entity when it has none.
    TieAll {
        /// The mentions to tie. Those of other entities move.
        mentions: Vec<MentionId>,
        /// The mention whose entity they join.
        onto: MentionId,
    },
    /// Tie mentions that were offered together to another, and remember that the first of them is the same.
    TieOffered {
        /// The mentions to tie.
        mentions: Vec<MentionId>,
        /// The mention whose entity they join.
        onto: MentionId,
    },
    /// Tie several groups of mentions, each to the entity of one mention, which gets an entity when it has none.
    TieGroups(Vec<(Vec<MentionId>, MentionId)>),
    /// Give mentions to an entity.
    Assign(Vec<MentionId>, EntityId),
    /// Take mentions out of their entities.
    Untie(Vec<MentionId>),
    /// Make a new entity of these mentions.
    SplitOff(Vec<MentionId>),
    /// Make one entity of two.
    Merge {
        /// The one that stays.
        kept: EntityId,
        /// The one that becomes part of it.
        absorbed: EntityId,
    },
    /// Call an entity something else.
    Rename(EntityId, Arc<str>),
    /// Give an entity another type; its mentions keep theirs.
    RetypeEntity(EntityId, TypeId),
    /// Write an entity's note.
    SetNote(EntityId, Arc<str>),
    /// Remove an entity; its mentions become untied.
    DeleteEntity(EntityId),
    /// Say that two mentions name one thing, or not, or that it can't be told. "Different" between mentions of one
    /// entity takes the first out of it.
    Judge(MentionId, MentionId, Verdict),
    /// As [`Command::Judge`], of several mentions and another one.
    JudgeAll(Vec<MentionId>, MentionId, Verdict),
    /// Take back what was said of two mentions. Whose they are stays.
    Unjudge(MentionId, MentionId),
    /// Cut an entity in two.
    Cut {
        /// The mentions that become a new entity.
        half: Vec<MentionId>,
        /// Pairs of a mention of either half: they are judged different, so that nothing joins the halves unasked.
        apart: Vec<(MentionId, MentionId)>,
    },
    /// Make one entity of several.
    MergeAll {
        /// The one that stays.
        kept: EntityId,
        /// Those that become part of it.
        absorbed: Vec<EntityId>,
    },
    /// Change the mention types. Proposals of a type that is switched off go.
    SetSchema(Schema),
    /// As [`Command::SetSchema`], where types that are in use may go: what is of them becomes of others.
    ReviseTypes {
        /// The types as they will be.
        schema: Schema,
        /// For each type that goes and is in use, what its mentions, entities and names become.
        instead: Vec<(TypeId, TypeId)>,
    },
    /// Remove a mention type; what is of it becomes of another.
    RemoveType {
        /// The one to remove.
        kind: TypeId,
        /// What its mentions, entities and names become.
        instead: TypeId,
    },
    /// Tell the machine about names. A name that it knows already is changed.
    SetEntries(Vec<GazetteerEntry>),
    /// Take names out of the gazetteer. What was found by them stays.
    RemoveEntries(Vec<Arc<str>>),
    /// Do several things one after the other, as one step. Where a part has nothing to do, the others are done.
    All {
        /// What all this is called in the history: `take the reading of ab`.
        label: Arc<str>,
        /// Whose reading is followed; empty for nobody's. The mentions that are decided about tell it beside the
        /// annotator: `xy (from ab)`.
        from: Arc<str>,
        /// The parts. Each finds the project as those before it leave it.
        commands: Vec<Command>,
    },
}

/// Why a command cannot be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The mention is not in the project.
    #[error("mention {0} is no longer in the project")]
    NoMention(MentionId),
    /// The entity is not in the project.
    #[error("entity {0} is no longer in the project")]
    NoEntity(EntityId),
    /// The document is not in the project.
    #[error("document {0} is not in the project")]
    NoDocument(DocumentId),
    /// A mention needs a span that holds something, and spans that do not touch.
    #[error("select some text first: a mention cannot be empty")]
    BadSpans,
    /// The text is shorter than that.
    #[error("this place is past the end of the text: it changed meanwhile")]
    BeyondText,
    /// There is a mention at just this place.
    #[error("this text is already a mention")]
    AlreadyThere(MentionId),
    /// The type is not in the schema.
    #[error("this mention type is not in the project")]
    NoType,
    /// An entity needs a name.
    #[error("an entity needs a name")]
    NoName,
    /// It is so already.
    #[error("there is nothing to change")]
    NothingToDo,
    /// A type that something refers to is not there any more.
    #[error("a mention type that is in use cannot be removed: say what its mentions become")]
    SchemaShrinks,
    /// The types are no schema.
    #[error(transparent)]
    NoSchema(#[from] SchemaError),
}

impl Command {
    /// The transaction that does this, as the annotator `author`. Changes nothing itself.
    ///
    /// # Errors
    /// [`EditError`] when the command does not fit the project.
    pub fn plan(&self, project: &Project, author: &Author) -> Result<Transaction, EditError> {
        let author = if matches!(self, Self::Propose { .. }) { Author::default() } else { author.clone() };
        let mut draft = Draft::new(project, author);
        let label = self.draft(&mut draft)?;
        let mut transaction = draft.finish(label);
        if transaction.is_empty() {
            return Err(EditError::NothingToDo);
        }
        transaction.by_machine = self.is_the_machines();
        Ok(transaction)
    }

    /// Whether nobody's work is in it.
    fn is_the_machines(&self) -> bool {
        match self {
            Self::Propose { .. } | Self::AddDocuments(_) => true,
            Self::All { commands, .. } => commands.iter().all(Self::is_the_machines),
            _ => false,
        }
    }

    fn draft(&self, draft: &mut Draft<'_>) -> Result<String, EditError> {
        match self {
            Self::AddDocuments(documents) => Ok(add_documents(draft, documents)),
            Self::Reanchor { document, found, lost } => reanchor(draft, document, found, lost),
            Self::Propose { mentions, replace } => propose(draft, mentions, replace),
            Self::CreateMention(new) => create_mention(draft, new),
            Self::Annotate { places, label } => annotate(draft, places, label),
            Self::Accept(ids) => set_status(draft, ids, Status::Accepted),
            Self::Dismiss(ids) => set_status(draft, ids, Status::Rejected),
            Self::Retype(ids, kind) => retype(draft, ids, *kind),
            Self::Respan(id, spans, text) => respan(draft, *id, spans, text),
            Self::Remove(ids) => remove(draft, ids),
            Self::Tie { mention, onto } => plan_tie(draft, *mention, *onto),
            Self::TieAll { mentions, onto } => tie_all(draft, mentions, *onto),
            Self::TieOffered { mentions, onto } => tie_offered(draft, mentions, *onto),
            Self::TieGroups(groups) => tie_groups(draft, groups),
            Self::Assign(ids, entity) => assign(draft, ids, *entity),
            Self::Untie(ids) => untie(draft, ids),
            Self::SplitOff(ids) => split_off(draft, ids),
            Self::Merge { kept, absorbed } => merge(draft, *kept, *absorbed),
            Self::Rename(id, name) => rename(draft, *id, name),
            Self::RetypeEntity(id, kind) => retype_entity(draft, *id, *kind),
            Self::SetNote(id, note) => set_note(draft, *id, note),
            Self::DeleteEntity(id) => delete_entity(draft, *id),
            Self::Judge(a, b, verdict) => judge(draft, *a, *b, *verdict),
            Self::JudgeAll(ids, other, verdict) => judge_all(draft, ids, *other, *verdict),
            Self::Unjudge(a, b) => unjudge(draft, *a, *b),
            Self::Cut { half, apart } => cut(draft, half, apart),
            Self::MergeAll { kept, absorbed } => merge_all(draft, *kept, absorbed),
            Self::SetSchema(schema) => set_types(draft, schema, &[]),
            Self::ReviseTypes { schema, instead } => set_types(draft, schema, instead),
            Self::RemoveType { kind, instead } => {
                let fewer = draft.project().schema().without(*kind)?;
                set_types(draft, &fewer, &[(*kind, *instead)])
            }
            Self::SetEntries(entries) => set_entries(draft, entries),
            Self::RemoveEntries(names) => remove_entries(draft, names),
            Self::All { label, from, commands } => all(draft, label, from, commands),
        }
    }
}

/// “Buti”, or “Buti” and 3 more.
pub(super) fn texts(draft: &Draft<'_>, ids: &[MentionId]) -> String {
    let first = ids.first().and_then(|&id| draft.mention(id)).map(|m| m.text.clone()).unwrap_or_default();
    match ids.len() {
        0 | 1 => format!("“{first}”"),
        n => format!("“{first}” and {} more", n - 1),
    }
}

pub(super) fn known(draft: &Draft<'_>, ids: &[MentionId]) -> Result<Vec<Arc<Mention>>, EditError> {
    ids.iter().map(|&id| draft.mention(id).ok_or(EditError::NoMention(id))).collect()
}

pub(super) fn check_spans(spans: &Spans) -> Result<(), EditError> {
    let whole = !spans.is_empty() && spans.iter().all(|s| !s.is_empty());
    if whole && spans.windows(2).all(|pair| pair[0].end < pair[1].start) { Ok(()) } else { Err(EditError::BadSpans) }
}

/// Whether there can be a mention here: in a document of the project and within its text.
fn check_place(project: &Project, document: DocumentId, spans: &Spans) -> Result<(), EditError> {
    check_spans(spans)?;
    let record = project.document(document).ok_or(EditError::NoDocument(document))?;
    if spans.iter().all(|s| s.end <= record.bytes) { Ok(()) } else { Err(EditError::BeyondText) }
}

pub(super) fn check_new(project: &Project, new: &NewMention) -> Result<(), EditError> {
    check_place(project, new.document, &new.spans)?;
    if project.schema().contains(new.kind) { Ok(()) } else { Err(EditError::NoType) }
}

/// The mention that has just these spans.
pub(super) fn at_place<'a>(project: &'a Project, new: &NewMention) -> Option<&'a Arc<Mention>> {
    let hull = Span::new(new.spans.first()?.start, new.spans.last()?.end);
    project.mentions_in(new.document, hull).find(|m| m.spans == new.spans)
}

fn create_mention(draft: &mut Draft<'_>, new: &NewMention) -> Result<String, EditError> {
    match at_place(draft.project(), new) {
        Some(old) if old.status == Status::Accepted && old.kind == new.kind => Err(EditError::AlreadyThere(old.id)),
        _ => mark(draft, new).map(|_| format!("mark “{}”", new.text)),
    }
}

/// Marks a mention as a person does: a proposal is agreed with, what was dismissed is taken back, and what is there
/// with another type gets this one.
pub(super) fn mark(draft: &mut Draft<'_>, new: &NewMention) -> Result<MentionId, EditError> {
    let project = draft.project();
    check_new(project, new)?;
    let old = at_place(project, new);
    let id = old.map_or_else(|| draft.new_mention_id(), |old| old.id);
    if old.is_some_and(|m| m.status == Status::Accepted && m.kind == new.kind) {
        return Ok(id);
    }
    let by = draft.by.clone();
    let entity = old.and_then(|m| m.entity);
    let evidence = old.and_then(|m| m.evidence.clone());
    draft.set_mention(Mention { status: Status::Accepted, by, entity, evidence, ..proposal(id, new) });
    Ok(id)
}

fn set_status(draft: &mut Draft<'_>, ids: &[MentionId], status: Status) -> Result<String, EditError> {
    let verb = if status == Status::Rejected { "dismiss" } else { "accept" };
    let label = format!("{verb} {}", texts(draft, ids));
    let mentions = known(draft, ids)?;
    if status == Status::Rejected {
        draft.untie(ids);
    }
    for &id in ids {
        if let Some(mention) = draft.mention(id)
            && mention.status != status
        {
            let by = draft.by.clone();
            draft.set_mention(Mention { status, by, ..Mention::clone(&mention) });
        }
    }
    for entity in mentions.iter().filter_map(|m| m.entity).collect::<BTreeSet<_>>() {
        draft.remove_if_bare(entity);
    }
    Ok(label)
}

fn retype(draft: &mut Draft<'_>, ids: &[MentionId], kind: TypeId) -> Result<String, EditError> {
    let schema = draft.project().schema();
    if !schema.contains(kind) {
        return Err(EditError::NoType);
    }
    let label = format!("make {} {}", texts(draft, ids), with_article(&schema.get(kind).name));
    for mention in known(draft, ids)? {
        if mention.kind != kind || mention.status != Status::Accepted {
            let by = draft.by.clone();
            draft.set_mention(Mention { kind, status: Status::Accepted, by, ..Mention::clone(&mention) });
        }
    }
    Ok(label)
}

fn respan(draft: &mut Draft<'_>, id: MentionId, spans: &Spans, text: &Arc<str>) -> Result<String, EditError> {
    let mention = draft.mention(id).ok_or(EditError::NoMention(id))?;
    check_place(draft.project(), mention.document, spans)?;
    let hull = Span::new(spans[0].start, spans[spans.len() - 1].end);
    let twin = draft.project().mentions_in(mention.document, hull).find(|m| m.id != id && m.spans == *spans);
    match twin {
        Some(other) if other.is_live() => return Err(EditError::AlreadyThere(other.id)),
        // A dismissed mention has no claim to the place.
        Some(other) => draft.remove_mention(other.id),
        None => {}
    }
    if mention.spans == *spans {
        return Err(EditError::NothingToDo);
    }
    let label = format!("move “{}” to “{text}”", mention.text);
    let by = draft.by.clone();
    let moved =
        Mention { spans: spans.clone(), text: text.clone(), status: Status::Accepted, by, ..Mention::clone(&mention) };
    draft.set_mention(moved);
    Ok(label)
}

fn remove(draft: &mut Draft<'_>, ids: &[MentionId]) -> Result<String, EditError> {
    let label = format!("remove {}", texts(draft, ids));
    let entities: BTreeSet<_> = known(draft, ids)?.iter().filter_map(|m| m.entity).collect();
    for &id in ids {
        draft.remove_mention(id);
    }
    for entity in entities {
        draft.remove_if_bare(entity);
    }
    Ok(label)
}

fn changed_entity(
    draft: &mut Draft<'_>,
    id: EntityId,
    change: impl FnOnce(&mut Entity),
) -> Result<Arc<Entity>, EditError> {
    let before = draft.entity(id).ok_or(EditError::NoEntity(id))?;
    let mut after = Entity::clone(&before);
    change(&mut after);
    draft.set_entity(after);
    Ok(before)
}

fn rename(draft: &mut Draft<'_>, id: EntityId, name: &str) -> Result<String, EditError> {
    let name = tidy_name(name);
    if name.is_empty() {
        return Err(EditError::NoName);
    }
    let before = changed_entity(draft, id, |e| e.name = name.clone())?;
    Ok(format!("rename {} to {name}", before.name))
}

fn retype_entity(draft: &mut Draft<'_>, id: EntityId, kind: TypeId) -> Result<String, EditError> {
    let schema = draft.project().schema();
    if !schema.contains(kind) {
        return Err(EditError::NoType);
    }
    let before = changed_entity(draft, id, |e| e.kind = kind)?;
    Ok(format!("make {} {}", before.name, with_article(&schema.get(kind).name)))
}

fn set_note(draft: &mut Draft<'_>, id: EntityId, note: &Arc<str>) -> Result<String, EditError> {
    let before = changed_entity(draft, id, |e| e.note = note.clone())?;
    Ok(format!("note on {}", before.name))
}

pub(super) fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// `a Person`, `an Organisation`.
fn with_article(name: &str) -> String {
    let vowel = name.starts_with(|c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u'));
    format!("{} {name}", if vowel { "an" } else { "a" })
}
