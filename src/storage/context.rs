//! The words around mentions: how they are found again in a text that changed (a W3C `TextQuoteSelector`).

use crate::annotation::{Mention, MentionId, Project, Status};
use crate::text::{Document, DocumentId};
use imbl::OrdMap;
use std::sync::Arc;

/// How many characters are kept on each side.
pub(super) const CONTEXT_CHARS: usize = 32;

/// The text on both sides of a mention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Up to 32 characters before its first span.
    pub before: Arc<str>,
    /// Up to 32 characters after its last.
    pub after: Arc<str>,
}

/// The contexts of the mentions that hold a person's work: accepted or tied ones. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contexts(OrdMap<MentionId, Context>);

/// Whether a mention's context is worth a line's room: what the machine found it can find again.
pub(super) fn deserves_context(mention: &Mention) -> bool {
    mention.status == Status::Accepted || mention.entity.is_some()
}

impl Contexts {
    /// The contexts of a project's mentions, taken from the texts. Where a text is not at hand, or is not the one
    /// that the project's offsets refer to, the previous context is kept.
    pub fn collect(project: &Project, text: &dyn Fn(DocumentId) -> Option<Document>, previous: &Self) -> Self {
        let mut contexts = OrdMap::new();
        let mut current: Option<(DocumentId, Option<Document>)> = None;
        let mut mentions: Vec<_> = project.mentions().filter(|m| deserves_context(m)).collect();
        mentions.sort_by_key(|m| m.document);
        for mention in mentions {
            let id = mention.document;
            if current.as_ref().is_none_or(|(of, _)| *of != id) {
                let fits = |d: &Document| project.document(id).is_some_and(|record| record.matches(d));
                current = Some((id, text(id).filter(fits)));
            }
            let document = current.as_ref().and_then(|(_, document)| document.as_ref());
            let context = match document.and_then(|d| context_of(&d.text, mention)) {
                // The same words again: share them.
                Some(new) => previous.get(mention.id).filter(|old| **old == new).cloned().or(Some(new)),
                None => previous.get(mention.id).cloned(),
            };
            if let Some(context) = context {
                contexts.insert(mention.id, context);
            }
        }
        Self(contexts)
    }

    /// The context of a mention.
    pub fn get(&self, mention: MentionId) -> Option<&Context> {
        self.0.get(&mention)
    }

    /// Notes a context.
    pub fn insert(&mut self, mention: MentionId, context: Context) {
        self.0.insert(mention, context);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn context_of(text: &str, mention: &Mention) -> Option<Context> {
    let hull = mention.hull();
    let before = text.get(..hull.start as usize)?;
    let after = text.get(hull.end as usize..)?;
    let from = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(i, _)| i);
    let to = after.char_indices().nth(CONTEXT_CHARS).map_or(after.len(), |(i, _)| i);
    Some(Context { before: before[from..].into(), after: after[..to].into() })
}
