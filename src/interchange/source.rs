//! What is written: a project with its texts, document by document.

use super::{Loss, Losses};
use crate::annotation::{DocumentRecord, EntityId, Mention, MentionId, Project, Scope, Status};
use crate::text::{Document, DocumentId, Spans};
use crate::work::{Cancelled, Work};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// What of a project is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Leave proposals out that nobody has decided about.
    pub accepted_only: bool,
    /// CoNLL-2012: five columns instead of twelve.
    pub conll_minimal: bool,
    /// CoNLL-2012: what a block is. None: as much as entities reach over. What reaches further is cut.
    pub conll_blocks: Option<Scope>,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The format cannot hold this project, and why.
    #[error("{0}")]
    Refused(String),
}

/// A project to write, with its texts.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The project.
    pub project: &'a Project,
    /// The texts of its documents.
    pub texts: &'a HashMap<DocumentId, Document>,
    /// What of it is written.
    pub options: ExportOptions,
}

/// A document to write.
#[derive(Clone, Debug)]
pub struct SourceDocument<'a> {
    /// What the project knows of it.
    pub record: &'a DocumentRecord,
    /// Its text: the one that the offsets refer to.
    pub text: &'a str,
    /// Its mentions that are written: live ones by where they start, the outer ones first.
    pub mentions: Vec<&'a Mention>,
}

impl<'a> Source<'a> {
    /// The documents with a fitting text, in corpus order, with the mentions that are written.
    pub fn documents(&self) -> impl Iterator<Item = SourceDocument<'a>> + use<'a> {
        let source = *self;
        self.documents_with(move |mention| source.takes(mention))
    }

    /// The documents with a fitting text, in corpus order, with the mentions that `take` lets through.
    pub fn documents_with<F: Fn(&Mention) -> bool>(
        &self,
        take: F,
    ) -> impl Iterator<Item = SourceDocument<'a>> + use<'a, F> {
        let source = *self;
        let mut mentions: HashMap<DocumentId, Vec<&'a Mention>> = HashMap::new();
        for mention in source.project.mentions().filter(|m| take(m)) {
            mentions.entry(mention.document).or_default().push(mention);
        }
        source.project.documents().filter_map(move |record| {
            let text = source.text(record)?;
            let mut mentions = mentions.remove(&record.id).unwrap_or_default();
            mentions.sort_by_key(|m| (m.hull().start, Reverse(m.hull().end), m.id));
            Some(SourceDocument { record, text, mentions })
        })
    }

    /// Whether a mention is written, as far as the options go.
    pub fn takes(&self, mention: &Mention) -> bool {
        match mention.status {
            Status::Accepted => true,
            Status::Rejected => false,
            Status::Proposed => !self.options.accepted_only || mention.entity.is_some(),
        }
    }

    /// The text of a document, when it is the one that its offsets refer to.
    pub fn text(&self, record: &DocumentRecord) -> Option<&'a str> {
        self.texts.get(&record.id).filter(|d| record.matches(d)).map(|d| &*d.text)
    }

    /// The name of a mention's type.
    pub fn kind(&self, mention: &Mention) -> &'a Arc<str> {
        &self.project.schema().get(mention.kind).name
    }

    /// Notes what no foreign format holds: dismissed mentions, judgements, the gazetteer, the looks of types, where
    /// mentions come from; documents without a text. A writer that keeps some of it says so.
    pub fn common_losses(&self, kept: Keeps, losses: &mut Losses) {
        for record in self.project.documents().filter(|r| self.text(r).is_none()) {
            losses.note(Loss::Document, || record.path.to_string());
        }
        let (mut dismissed, mut origins) = (0, 0);
        for mention in self.project.mentions() {
            if !mention.is_live() || !self.takes(mention) {
                dismissed += usize::from(!mention.is_live());
                continue;
            }
            if mention.status == Status::Proposed && !kept.status {
                losses.note(Loss::Proposal, || quoted(&mention.text));
            }
            origins += usize::from(mention.evidence.is_some() || !mention.by.is_empty());
        }
        if !kept.dismissed {
            losses.count(Loss::Dismissed, dismissed);
        }
        if !kept.origin {
            losses.count(Loss::Origin, origins);
        }
        if !kept.judgements {
            losses.count(Loss::Judgement, self.project.judgements().len());
        }
        if !kept.entities {
            let named = |id| self.project.entity(id);
            let mut seen = std::collections::BTreeSet::new();
            let tied = self.project.mentions().filter(|m| self.takes(m)).filter_map(|m| m.entity);
            tied.filter(|id| seen.insert(*id))
                .filter_map(named)
                .for_each(|e| losses.note(Loss::EntityName, || quoted(&e.name)));
        }
        if !kept.notes {
            losses.count(Loss::EntityNote, self.project.entities().filter(|e| !e.note.is_empty()).count());
        }
        if !kept.empty_entities {
            let empty = self.project.entities().filter(|e| self.project.cluster(e.id).mentions == 0);
            empty.for_each(|e| losses.note(Loss::EmptyEntity, || quoted(&e.name)));
        }
        losses.count(Loss::GazetteerEntry, self.project.gazetteer().len());
        losses.count(Loss::Schema, self.project.schema().types().count());
    }
}

/// What a format keeps of what most do not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keeps {
    /// Whether a mention is proposed or accepted.
    pub status: bool,
    /// Dismissed mentions.
    pub dismissed: bool,
    /// Who marked a mention, and why it was proposed.
    pub origin: bool,
    /// Judgements.
    pub judgements: bool,
    /// The names of entities.
    pub entities: bool,
    /// The notes of entities.
    pub notes: bool,
    /// Entities without mentions.
    pub empty_entities: bool,
}

/// A mention as it was written, to be compared with what is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The mention.
    pub mention: MentionId,
    /// Its document.
    pub document: DocumentId,
    /// Its spans as the file tells them: those of the project, or flattened.
    pub spans: Spans,
    /// Its entity, where the file tells it.
    pub entity: Option<EntityId>,
}

/// What an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The mentions that were written.
    pub kept: Vec<Kept>,
    /// How many documents were.
    pub documents: usize,
    /// What the format cannot hold.
    pub losses: Losses,
}

impl Report {
    /// Notes a mention that was written as it is.
    pub fn keep(&mut self, mention: &Mention) {
        self.keep_as(mention, mention.spans.clone(), mention.entity);
    }

    /// Notes a mention that was written with these spans, and with its entity or not.
    pub fn keep_as(&mut self, mention: &Mention, spans: Spans, entity: Option<EntityId>) {
        self.kept.push(Kept { mention: mention.id, document: mention.document, spans, entity });
    }
}

/// `“Viktor Bout”`, cut to forty characters.
pub(super) fn quoted(text: &str) -> String {
    let plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(40) {
        Some((cut, _)) => format!("“{}…”", &plain[..cut]),
        None => format!("“{plain}”"),
    }
}

/// Advances and checks once for each document.
pub(super) fn step(work: &Work, text: &str) -> Result<(), Cancelled> {
    work.advance(text.len() as u64);
    work.check()
}
