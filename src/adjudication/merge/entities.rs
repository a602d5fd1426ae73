//! What each entity is after the merge, and which are no more.

use super::agree::Whose;
use super::mentions::Mentions;
use super::{BASE, Merge, OURS, THEIRS};
use crate::annotation::Entity;
use std::collections::HashSet;
use std::sync::Arc;

impl Merge<'_> {
    /// The entities of the project that comes out, by slot, with ids that mean nothing yet.
    pub(super) fn entities(&mut self, mentions: &mut Mentions) -> Vec<Option<Entity>> {
        let used: HashSet<usize> = mentions.all.iter().flatten().filter_map(|m| m.entity).collect();
        let mut folded = Vec::new();
        let slots = 0..self.pairing.entities.len();
        let mut entities: Vec<_> = slots.map(|slot| self.entity(slot, used.contains(&slot), &mut folded)).collect();
        for (into, words) in folded {
            if let Some(Some(entity)) = entities.get_mut(into) {
                entity.note = joined(&entity.note, &words);
            }
        }
        for (slot, entity) in entities.iter_mut().enumerate() {
            let bare = entity.as_ref().is_some_and(|e| e.note.is_empty()) && !used.contains(&slot);
            if bare && self.had_mentions(slot) {
                *entity = None;
            }
        }
        entities
    }

    /// Whether wherever an entity is, it has mentions.
    fn had_mentions(&self, slot: usize) -> bool {
        let sides = [OURS, THEIRS].into_iter().filter_map(|side| {
            let id = self.pairing.entities[slot].said[side].as_ref()?.id;
            Some(self.pairing.projects[side].cluster(id).mentions > 0)
        });
        let all: Vec<bool> = sides.collect();
        !all.is_empty() && all.into_iter().all(|had| had)
    }

    fn entity(&mut self, slot: usize, used: bool, folded: &mut Vec<(usize, String)>) -> Option<Entity> {
        let [before, ours, theirs] = self.pairing.entities[slot].said.clone();
        let now = |side: usize, said: Option<Arc<Entity>>| {
            said.or_else(|| before.clone().filter(|_| !self.pairing.removed(side, slot)))
        };
        match (now(OURS, ours), now(THEIRS, theirs)) {
            (Some(ours), Some(theirs)) => Some(self.of_both_entities(slot, before.as_deref(), &ours, &theirs)),
            (None, None) => before.filter(|_| used).map(|e| Entity::clone(&e)),
            (ours, theirs) => {
                let here = ours.is_some();
                let only = ours.or(theirs)?;
                let Some(before) = before else { return Some(Entity::clone(&only)) };
                let into = self.redirects.resolve(slot);
                if used || (into == slot && *only == *before && before.note.is_empty() && !self.had_any(slot)) {
                    return used.then(|| Entity::clone(&only));
                }
                if only.name == before.name && only.note == before.note {
                    return None;
                }
                let what = format!("the entity “{}”", before.name);
                let changed = format!("“{}”{}", only.name, if only.note == before.note { "" } else { ", with a note" });
                let gone = if into == slot {
                    "removed".to_owned()
                } else {
                    format!("one with {}", self.pairing.entity_called(Some(into)))
                };
                let (ours, theirs) = if here { (changed, gone) } else { (gone, changed) };
                self.conflict(what, ours, theirs);
                if into == slot {
                    return Some(Entity::clone(&only));
                }
                let called = if only.name == before.name { String::new() } else { also_called(&only.name) };
                folded.push((into, joined(&called, &added(Some(&before.note), &only.note)).to_string()));
                None
            }
        }
    }

    fn had_any(&self, slot: usize) -> bool {
        let before = self.pairing.entities[slot].said[BASE].as_ref();
        before.is_some_and(|e| self.pairing.projects[BASE].cluster(e.id).mentions > 0)
    }

    fn of_both_entities(&mut self, slot: usize, before: Option<&Entity>, ours: &Entity, theirs: &Entity) -> Entity {
        let what = format!("the entity “{}”", before.unwrap_or(ours).name);
        let kind = Whose::of(before.map(|b| &b.kind), &ours.kind, &theirs.kind);
        if kind == Whose::Conflict {
            let [ours, theirs] = [ours, theirs].map(|e| self.pairing.types.called(e.kind).to_string());
            self.conflict(format!("{what}: its type"), ours, theirs);
        }
        let note = Whose::of(before.map_or(Some(""), |b| Some(&*b.note)), &*ours.note, &*theirs.note);
        let mut words = note.pick(ours.note.clone(), theirs.note.clone());
        if note == Whose::Conflict {
            words = joined(&words, &added(before.map(|b| &*b.note), &theirs.note));
            self.conflict(
                format!("{what}: its note"),
                format!("“{}”", line(&ours.note)),
                format!("“{}”", line(&theirs.note)),
            );
        }
        let name = Whose::of(before.map(|b| &b.name), &ours.name, &theirs.name);
        // A name that a mention brings along is not lost.
        if name == Whose::Conflict && (before.is_some() || !self.is_text_of_theirs(slot, &theirs.name)) {
            words = joined(&words, &also_called(&theirs.name));
            self.conflict(format!("{what}: its name"), format!("“{}”", ours.name), format!("“{}”", theirs.name));
        }
        Entity {
            id: ours.id,
            kind: kind.pick(ours.kind, theirs.kind),
            name: name.pick(ours.name.clone(), theirs.name.clone()),
            note: words,
        }
    }

    fn is_text_of_theirs(&self, slot: usize, name: &str) -> bool {
        let Some(entity) = &self.pairing.entities[slot].said[THEIRS] else { return false };
        let mut mentions = self.pairing.projects[THEIRS].mentions_of(entity.id);
        mentions.any(|m| m.text.split_whitespace().eq(name.split_whitespace()))
    }
}

fn also_called(name: &str) -> String {
    format!("also called “{name}”")
}

/// What was written into a note since.
fn added(before: Option<&str>, after: &str) -> String {
    let rest = before.filter(|b| !b.is_empty()).and_then(|before| after.strip_prefix(before)).unwrap_or(after);
    rest.trim_start_matches(['\n', '\r']).to_owned()
}

/// Two notes as one, what is in the first already not again.
fn joined(first: &str, second: &str) -> Arc<str> {
    if second.is_empty() || first == second || first.lines().any(|line| line == second) {
        return first.into();
    }
    if first.is_empty() { second.into() } else { format!("{first}\n{second}").into() }
}

/// A note on one line, not too long.
fn line(note: &str) -> String {
    let line = note.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
