//! All mentions of one text: tie, retype or dismiss them at once, after a preview.

use super::{OccurrenceDeed, Question, Session};
use crate::annotation::{Command, MentionId, preview_tie};
use std::collections::HashSet;

/// One row of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The mention.
    pub mention: MentionId,
    /// Whether it is ticked at first: not when it belongs to another entity or was judged different.
    pub ticked: bool,
    /// Whether a person said that it is different from what it would be tied to.
    pub different: bool,
}

impl Session {
    pub(super) fn ask_occurrences_of_cursor(&mut self, deed: OccurrenceDeed) {
        if let Some(id) = self.cursor {
            self.ask_occurrences(id, deed);
        }
    }

    pub(super) fn ask_occurrences(&mut self, id: MentionId, deed: OccurrenceDeed) {
        let Some(mention) = self.project.mention(id).cloned() else { return };
        let wanted = mention.text.to_lowercase();
        let mut found: Vec<_> = self
            .project
            .mentions()
            .filter(|m| m.is_live() && (m.text == mention.text || m.text.to_lowercase() == wanted))
            .filter(|m| deed != OccurrenceDeed::Tie || m.entity.is_none() || m.entity != mention.entity)
            .collect();
        found.sort_by_key(|m| (m.document, m.hull().start));
        let elsewhere = |m: &crate::annotation::Mention| m.entity.is_some() && m.entity != mention.entity;
        // Of two that were judged different the first one is ticked.
        let together: HashSet<MentionId> =
            self.project.not_judged_apart(std::iter::once(id).chain(found.iter().map(|m| m.id))).into_iter().collect();
        let occurrences = found
            .iter()
            .map(|m| {
                let tie = deed == OccurrenceDeed::Tie;
                let against = || preview_tie(&self.project, id, m.id).is_some_and(|p| !p.overruled.is_empty());
                let different = tie && (!together.contains(&m.id) || against());
                Occurrence { mention: m.id, ticked: !tie || !(elsewhere(m) || different), different }
            })
            .collect();
        self.question = Some(Question::Occurrences { mention: id, deed, occurrences });
    }

    pub(super) fn do_occurrences(&mut self, mention: MentionId, deed: OccurrenceDeed, chosen: Vec<MentionId>) {
        if chosen.is_empty() {
            return;
        }
        // No step of many joins what was judged different.
        let asked = chosen.iter().filter(|&&id| id != mention).count();
        let (mut chosen, mut left) = (chosen, 0);
        if deed == OccurrenceDeed::Tie {
            chosen = self.project.not_judged_apart(std::iter::once(mention).chain(chosen));
            chosen.retain(|&id| {
                id != mention && preview_tie(&self.project, mention, id).is_none_or(|p| p.overruled.is_empty())
            });
            left = asked - chosen.len();
            if chosen.is_empty() && asked > 0 {
                return self.tell_left_out(left);
            }
            chosen.push(mention);
        }
        let command = match deed {
            OccurrenceDeed::Tie => Command::TieAll { mentions: chosen, onto: mention },
            OccurrenceDeed::Retype(kind) => Command::Retype(chosen, kind),
            OccurrenceDeed::Dismiss => Command::Dismiss(chosen),
        };
        if self.edit(command) && deed == OccurrenceDeed::Tie {
            self.put_in_hand(Some(super::InHand::Mention(mention)));
        }
        if left > 0 {
            self.tell_left_out(left);
        }
    }

    fn tell_left_out(&mut self, left: usize) {
        let word = if left == 1 { "mention was" } else { "mentions were" };
        self.complain(format!(
            "{left} {word} left out: judged different from another one (Ctrl+J lists what was judged)"
        ));
    }
}
