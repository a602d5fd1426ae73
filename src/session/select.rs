//! Clicks and selections: what is in hand, under the cursor, marked, selected.

use super::{InHand, Mode, Question, Session};
use crate::annotation::{Command, EntityId, MentionId, preview_tie};
use crate::text::{DocumentId, Span, snap_to_graphemes};

impl Session {
    pub(super) fn set_mode(&mut self, mode: Mode) {
        // What was picked in another mode was not taken in hand to be tied: it stays in view, no more.
        if mode == Mode::Link && self.mode != Mode::Link {
            let shown = self.focus();
            self.put_in_hand(None);
            self.shown = shown;
        }
        if mode != Mode::Mentions {
            self.end_review();
        }
        if mode != Mode::Link {
            self.end_queue();
        }
        self.mode = mode;
        self.fixing = None;
        self.marked.clear();
    }

    pub(super) fn activate(&mut self, document: Option<DocumentId>) {
        self.active = document;
        if self.find.options.only_active && self.find.is_active() {
            self.start_find(self.find.options.clone());
        }
    }

    /// A click on a mention: shows, picks or ties, as the mode says.
    pub(super) fn click_mention(&mut self, id: MentionId, extend: bool) {
        let Some(mention) = self.project.mention(id).cloned() else { return };
        let before = self.cursor.replace(id);
        self.selection = None;
        self.active = Some(mention.document);
        if extend && self.mode != Mode::Read {
            // The first extension takes along what the cursor was on.
            if self.marked.is_empty() {
                self.marked.extend(before.filter(|&b| b != id));
            }
            if !self.marked.remove(&id) {
                self.marked.insert(id);
            }
            return;
        }
        self.marked.clear();
        self.fixing = None;
        if self.review.is_some() {
            // It only moves the walk there.
            return self.put_in_hand(None);
        }
        match (self.mode, self.in_hand) {
            (Mode::Read | Mode::Mentions, _) | (Mode::Link, None) => self.put_in_hand(Some(InHand::Mention(id))),
            (Mode::Link, Some(InHand::Mention(hand))) if hand == id => self.put_in_hand(None),
            (Mode::Link, Some(InHand::Mention(hand))) if self.queued() == Some(hand) => self.tie_queued(id),
            (Mode::Link, Some(InHand::Mention(hand))) => self.tie(id, hand),
            (Mode::Link, Some(InHand::Entity(entity))) => {
                let first = self.project.mentions_of(entity).next().map(|m| m.id);
                match first {
                    Some(onto) if onto == id || mention.entity == Some(entity) => {
                        self.put_in_hand(Some(InHand::Mention(id)))
                    }
                    Some(onto) => self.tie(id, onto),
                    None => {
                        self.edit(Command::Assign(vec![id], entity));
                    }
                }
            }
        }
    }

    /// Ties a mention to another, asking first where two clusters would become one or a "different" stands against it.
    pub(super) fn tie(&mut self, mention: MentionId, onto: MentionId) {
        match preview_tie(&self.project, onto, mention) {
            None => self.put_in_hand(Some(InHand::Mention(mention))),
            Some(preview) if preview.ask => {
                self.question = Some(Question::Tie { mentions: vec![mention], onto, preview })
            }
            Some(_) => {
                if self.edit(Command::Tie { mention, onto }) {
                    self.tell_types(mention, onto);
                }
            }
        }
    }

    /// Says so when a mention of one type was tied to an entity of another: it may be right, or a slip.
    pub(super) fn tell_types(&mut self, mention: MentionId, onto: MentionId) {
        let kinds = [mention, onto].map(|id| self.project.mention(id).map(|m| m.kind));
        if let ([Some(a), Some(b)], Some(toast)) = (kinds, self.toasts.last_mut())
            && a != b
        {
            let schema = self.project.schema();
            toast.text.push_str(&format!(" ({} to {})", schema.get(a).name, schema.get(b).name));
        }
    }

    /// Shows an entity's strings without taking it in hand, or no longer.
    pub(super) fn show_entity(&mut self, entity: Option<EntityId>) {
        self.put_in_hand(None);
        self.shown = entity.filter(|&e| self.project.entity(e).is_some());
        let of_it = |c: &MentionId| self.project.mention(*c).is_some_and(|m| m.entity == entity);
        self.cursor = self.cursor.filter(of_it);
    }

    /// Takes something in hand from elsewhere than the text; the cursor goes along or is let go.
    pub(super) fn take_in_hand(&mut self, in_hand: Option<InHand>) {
        self.put_in_hand(in_hand);
        match in_hand {
            Some(InHand::Mention(id)) => self.cursor = Some(id),
            Some(InHand::Entity(id)) => {
                let of_it = |c: &MentionId| self.project.mention(*c).is_some_and(|m| m.entity == Some(id));
                self.cursor = self.cursor.filter(of_it);
            }
            None => {}
        }
    }

    pub(super) fn click_text(&mut self, document: DocumentId) {
        self.active = Some(document);
        self.remember_review();
        self.selection = None;
        self.marked.clear();
        self.cursor = None;
        self.put_in_hand(None);
    }

    pub(super) fn select_text(&mut self, selection: Option<(DocumentId, Span)>) {
        self.selection = selection.and_then(|(document, span)| {
            let text = &self.corpus.texts.get(&document)?.text;
            let span = snap_to_graphemes(text, span);
            (!span.is_empty()).then_some((document, span))
        });
        if let Some((document, _)) = self.selection {
            self.active = Some(document);
        }
    }
}
