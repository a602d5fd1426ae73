//! Moving about: the cursor from mention to mention.

use super::{Session, ViewRequest};
use crate::annotation::{Mention, MentionId, Status};
use crate::text::DocumentId;

impl Session {
    /// Puts the cursor on a mention and brings it into view.
    pub(super) fn go_to(&mut self, id: MentionId) {
        let Some(mention) = self.project.mention(id) else { return };
        let place = ViewRequest::Reveal(mention.document, mention.hull());
        self.cursor = Some(id);
        self.view.push(place);
    }

    /// The next proposal behind a mention, through the documents and around.
    pub(super) fn next_proposal_after(&self, id: MentionId) -> Option<MentionId> {
        let from = self.project.mention(id)?;
        let proposed = |m: &Mention| m.status == Status::Proposed && m.id != id;
        let start = from.hull().start;
        let here = self.project.next_mention(from.document, start, |m| proposed(m) && is_after(m, start, id));
        let elsewhere = || {
            let after = self.project.documents().map(|d| d.id).filter(|&d| d > from.document);
            let around = self.project.documents().map(|d| d.id).filter(|&d| d <= from.document);
            after.chain(around).find_map(|d| self.project.next_mention(d, 0, proposed))
        };
        here.or_else(elsewhere).map(|m| m.id)
    }

    pub(super) fn step_mention(&mut self, forwards: bool) {
        if self.review.is_some() {
            return self.step_review(forwards);
        }
        if self.queue.is_some() {
            return self.step_queue(forwards);
        }
        let layer = self.shown_layer;
        let at = self.cursor.and_then(|id| self.project.mention(id)).map(|m| (m.document, m.hull().start, m.id));
        let Some((document, offset, id)) = at else {
            // Without a cursor, either way begins at the front of the active document.
            let active = self.active.or_else(|| self.project.documents().next().map(|d| d.id));
            let first = active.and_then(|d| self.project.next_mention(d, 0, |m| layer.has(m))).map(|m| m.id);
            return first.into_iter().for_each(|first| self.go_to(first));
        };
        let step = |document: DocumentId, offset: u32| {
            if forwards {
                self.project.next_mention(document, offset, |m| layer.has(m) && is_after(m, offset, id))
            } else {
                self.project.previous_mention(document, offset.saturating_add(1), |m| {
                    layer.has(m) && m.id != id && !is_after(m, offset, id)
                })
            }
        };
        let found = step(document, offset).or_else(|| self.mention_of_neighbour(document, forwards)).map(|m| m.id);
        if let Some(found) = found {
            self.go_to(found);
        }
    }

    /// The first mention of a following document (the last of a preceding one).
    fn mention_of_neighbour(&self, document: DocumentId, forwards: bool) -> Option<&std::sync::Arc<Mention>> {
        let layer = self.shown_layer;
        let ids = self.project.documents().map(|d| d.id);
        if forwards {
            ids.filter(|&d| d > document).find_map(|d| self.project.next_mention(d, 0, |m| layer.has(m)))
        } else {
            ids.rev()
                .filter(|&d| d < document)
                .find_map(|d| self.project.previous_mention(d, u32::MAX, |m| layer.has(m)))
        }
    }

    /// Moves the cursor along the mentions of the entity in hand, around the corpus.
    pub(super) fn step_along(&mut self, forwards: bool) {
        let Some(entity) = self.focus() else { return };
        let here = self.cursor.or(self.mention_in_hand()).and_then(|id| self.project.mention(id));
        let place = |m: &Mention| (m.document, m.hull().start, m.id);
        let found = {
            let mut along = self.project.mentions_of(entity);
            match here {
                None => along.next(),
                Some(here) if forwards => {
                    let next = along.find(|m| place(m) > place(here));
                    next.or_else(|| self.project.mentions_of(entity).next())
                }
                Some(here) => {
                    let previous = along.rev().find(|m| place(m) < place(here));
                    previous.or_else(|| self.project.mentions_of(entity).next_back())
                }
            }
        };
        if let Some(found) = found.map(|m| m.id) {
            self.go_to(found);
        }
    }
}

/// Whether a mention comes after the one with this start and id: of those that start together (nested ones), the one
/// with the larger id does.
fn is_after(mention: &Mention, start: u32, id: MentionId) -> bool {
    (mention.hull().start, mention.id) > (start, id)
}
