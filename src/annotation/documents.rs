//! Commands on documents: taking them in, and following a text that changed.

use super::command::{check_spans, known, plural};
use super::draft::Draft;
use super::{DocumentRecord, EditError, Mention, MentionId, NewDocument};
use crate::text::{Span, Spans};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// Takes documents in whose path is not there yet.
pub(super) fn add_documents(draft: &mut Draft<'_>, documents: &[NewDocument]) -> String {
    let mut seen: HashSet<Arc<str>> = draft.project().documents().map(|d| d.path.clone()).collect();
    let mut added = 0;
    for new in documents {
        if seen.insert(new.path.clone()) {
            let id = draft.new_document_id();
            draft.set_document(DocumentRecord { id, path: new.path.clone(), bytes: new.bytes, hash: new.hash });
            added += 1;
        }
    }
    format!("open {added} document{}", plural(added))
}

/// A document's text changed: its mentions move, and those that are nowhere go.
pub(super) fn reanchor(
    draft: &mut Draft<'_>,
    document: &DocumentRecord,
    found: &[(MentionId, Spans, Arc<str>)],
    lost: &[MentionId],
) -> Result<String, EditError> {
    draft.project().document(document.id).ok_or(EditError::NoDocument(document.id))?;
    draft.set_document(document.clone());
    for (id, spans, text) in found {
        check_spans(spans)?;
        let mention = draft.mention(*id).filter(|m| m.document == document.id).ok_or(EditError::NoMention(*id))?;
        draft.set_mention(Mention { spans: spans.clone(), text: text.clone(), ..Mention::clone(&mention) });
    }
    let entities: BTreeSet<_> = known(draft, lost)?.iter().filter_map(|m| m.entity).collect();
    for &id in lost {
        draft.remove_mention(id);
    }
    for entity in entities {
        draft.remove_if_bare(entity);
    }
    // Whoever forgot a mention must not leave it where the text has ended.
    let mut left = draft.project().mentions_in(document.id, Span::new(0, u32::MAX)).filter_map(|m| draft.mention(m.id));
    if left.any(|m| m.hull().end > document.bytes) {
        return Err(EditError::BeyondText);
    }
    Ok(format!("follow the changed text of {}", document.path))
}
