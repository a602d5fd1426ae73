//! What the machine proposes, beside what people have said and what it proposed before.

use super::command::{at_place, check_new, plural};
use super::draft::Draft;
use super::same_name::core;
use super::{EditError, Mention, MentionId, NewMention, Project, Status};
use crate::text::{DocumentId, Span, Spans};
use std::collections::HashSet;

/// Takes proposals in, and removes those of an earlier reading that were not made again.
pub(super) fn propose(
    draft: &mut Draft<'_>,
    mentions: &[NewMention],
    replace: &[DocumentId],
) -> Result<String, EditError> {
    let project = draft.project();
    let is_on = |m: &&NewMention| project.schema().is_on(m.kind);
    let wanted: HashSet<(DocumentId, &Spans)> = mentions.iter().filter(is_on).map(|m| (m.document, &m.spans)).collect();
    for &document in replace {
        let all = Span::new(0, u32::MAX);
        for m in project.mentions_in(document, all) {
            let untouched = m.is_untouched() && m.evidence.is_some();
            if untouched && !wanted.contains(&(document, &m.spans)) && !is_judged(project, m) {
                draft.remove_mention(m.id);
            }
        }
    }
    let mut count = 0;
    let mut placed = HashSet::with_capacity(mentions.len());
    for new in mentions {
        check_new(project, new)?;
        if !is_on(&new) || !placed.insert((new.document, &new.spans)) {
            continue;
        }
        match at_place(project, new) {
            None if is_settled(project, new) => {}
            None => {
                let id = draft.new_mention_id();
                draft.set_mention(proposal(id, new));
                count += 1;
            }
            // Nobody has decided anything about it: the new reading's type and reason replace the old one's.
            Some(old) if old.is_untouched() && old.evidence.is_some() => {
                draft.set_mention(proposal(old.id, new));
            }
            Some(_) => {}
        }
    }
    Ok(format!("find {count} mention{}", plural(count)))
}

fn is_judged(project: &Project, mention: &Mention) -> bool {
    project.judgements_on(mention.id).next().is_some()
}

/// Whether a person has settled what is at the place of a new proposal. Where one has said what the mention is (has
/// accepted, tied, moved or judged it) the machine has no second thoughts. What one has dismissed says only that this
/// name is none: it does not come back with an article or a possessive more or less, but a longer or shorter name at
/// its place may be right.
fn is_settled(project: &Project, new: &NewMention) -> bool {
    let (Some(first), Some(last)) = (new.spans.first(), new.spans.last()) else { return false };
    project.mentions_in(new.document, Span::new(first.start, last.end)).any(|m| match m.status {
        Status::Accepted => true,
        Status::Proposed => is_judged(project, m),
        Status::Rejected => core(&m.spans, &m.text).is_some_and(|name| core(&new.spans, &new.text) == Some(name)),
    })
}

/// A new mention as the machine proposes it.
pub(super) fn proposal(id: MentionId, new: &NewMention) -> Mention {
    Mention {
        id,
        document: new.document,
        spans: new.spans.clone(),
        text: new.text.clone(),
        kind: new.kind,
        entity: None,
        status: Status::Proposed,
        by: "".into(),
        evidence: new.evidence.clone(),
    }
}
