//! What deciding about a card does.

use super::Adjudication;
use super::cards::{Card, Link, MentionCard, Now, Reading};
use crate::annotation::{Author, Command, EntityId, MentionId, NewMention, Op, Project, Status, TypeId, Verdict};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What becomes of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is one, of this type of the readers.
    Is(TypeId),
    /// It is none.
    IsNot,
    /// Left as it is.
    Open,
}

/// A decision as commands, and how what it makes is to be called.
#[derive(Default)]
struct Decision {
    commands: Vec<Command>,
    /// For mentions that may found an entity: the group of which it is.
    founding: HashMap<MentionId, usize>,
}

impl Adjudication {
    /// Decides a card as one reader has it. `None` when the reader says nothing of it. Fits just this state of the
    /// result: ask when it is to be done.
    pub fn take(&self, card: &Card, reader: usize, result: &Project) -> Option<Command> {
        let now = Now::of(self, result);
        self.taken(card, reader, result, &now)
    }

    pub(super) fn taken(&self, card: &Card, reader: usize, result: &Project, now: &Now) -> Option<Command> {
        let name = &self.readers.get(reader)?.name;
        let decision = match card {
            Card::Mention(card) => {
                if card.variants.iter().any(|v| v.readings[reader] == Reading::NoDocument) {
                    return None;
                }
                let fate = |place: usize| match self.places[place].read[reader] {
                    Some(read) => Fate::Is(read.kind),
                    None => Fate::IsNot,
                };
                self.decide(card, Some(reader), (result, now), fate)
            }
            Card::Link(card) => {
                let mut decision = Decision::default();
                for link in &card.links {
                    self.link_as(link, reader, result, now, &mut decision)?;
                }
                decision
            }
        };
        self.finish(decision, result, format!("take the reading of {name}"), name)
    }

    /// Decides a card as all readers have it: each mention that somebody has is one; what somebody puts together is.
    pub fn take_both(&self, card: &Card, result: &Project) -> Option<Command> {
        let now = Now::of(self, result);
        let mut from = BTreeSet::new();
        let decision = match card {
            Card::Mention(card) => {
                from.extend(card.variants.iter().flat_map(|v| self.places[v.place].readings()).map(|(r, _)| r));
                let fate = |place: usize| {
                    let kind = super::align::most(self.places[place].readings().map(|(_, read)| read.kind));
                    kind.map_or(Fate::Open, Fate::Is)
                };
                self.decide(card, None, (result, &now), fate)
            }
            Card::Link(card) => {
                from.extend(card.links.iter().flat_map(|l| self.places[l.place].readings()).map(|(r, _)| r));
                Self::judge_links(&card.links, Verdict::Same, |link| link.groups.first().copied())
            }
        };
        self.finish(decision, result, "take all readings".to_owned(), &self.names(from))
    }

    /// Decides a card against all readers: no mention is one; what somebody puts together is different.
    pub fn take_none(&self, card: &Card, result: &Project) -> Option<Command> {
        let decision = match card {
            Card::Mention(card) => self.decide(card, None, (result, &Now::of(self, result)), |_| Fate::IsNot),
            Card::Link(card) => Self::judge_links(&card.links, Verdict::Different, |_| None),
        };
        self.finish(decision, result, "take no reading".to_owned(), "")
    }

    /// Says that it cannot be told whose the mentions of a link card are. `None` for a mention card.
    pub fn leave_unsure(&self, card: &Card, result: &Project) -> Option<Command> {
        let Card::Link(card) = card else { return None };
        let decision = Self::judge_links(&card.links, Verdict::Unsure, |_| None);
        self.finish(decision, result, "leave unsure whose it is".to_owned(), "")
    }

    fn judge_links(links: &[Link], verdict: Verdict, group: impl Fn(&Link) -> Option<usize>) -> Decision {
        let mut decision = Decision::default();
        for link in links {
            decision.founding.extend(group(link).map(|g| (link.mention, g)));
            decision.commands.extend(link.with.iter().map(|&other| Command::Judge(link.mention, other, verdict)));
        }
        decision
    }

    /// Decides about mentions, as a reader has them or as nobody in particular. What all who have a mention give to one
    /// entity comes to its other mentions.
    fn decide(
        &self,
        card: &MentionCard,
        reader: Option<usize>,
        (result, now): (&Project, &Now),
        fate: impl Fn(usize) -> Fate,
    ) -> Decision {
        let mut decision = Decision::default();
        let mut heads: HashMap<usize, MentionId> = HashMap::new();
        for variant in &card.variants {
            let place = variant.place;
            let there = now.mention(self, result, place);
            match (fate(place), there) {
                (Fate::Is(kind), Some(mention)) => {
                    let kind = self.kind_in(result, kind).unwrap_or(mention.kind);
                    decision.commands.push(Command::Retype(vec![mention.id], kind));
                    if mention.entity.is_none() {
                        self.bring_home((place, mention.id), reader, (result, now), &mut heads, &mut decision);
                    }
                }
                (Fate::Is(kind), None) => {
                    let new = now.document(self.places[place].document).zip(self.kind_in(result, kind));
                    decision.commands.extend(new.map(|(document, kind)| {
                        let (spans, text) = (variant.spans.clone(), variant.text.clone());
                        Command::CreateMention(NewMention { document, spans, text, kind, evidence: None })
                    }));
                }
                (Fate::IsNot, Some(mention)) if mention.status != Status::Rejected => {
                    decision.commands.push(Command::Dismiss(vec![mention.id]));
                }
                _ => {}
            }
        }
        decision
    }

    fn bring_home(
        &self,
        (place, mention): (usize, MentionId),
        reader: Option<usize>,
        (result, now): (&Project, &Now),
        heads: &mut HashMap<usize, MentionId>,
        decision: &mut Decision,
    ) {
        let Some(group) = self.undisputed(place) else { return };
        // Not to one that only somebody else gives to this entity.
        let fits = |other: usize| match reader {
            Some(reader) => self.label(other, reader) == Some(Some(group)),
            None => self.places[place].readings().any(|(r, _)| self.label(other, r) == Some(Some(group))),
        };
        let head = now.head(self, result, (group, place), fits).map(|(_, id)| id);
        if let Some(onto) = head.or_else(|| heads.get(&group).copied()) {
            decision.commands.push(Command::TieAll { mentions: vec![mention], onto });
            decision.founding.insert(mention, group);
        }
        heads.entry(group).or_insert(mention);
    }

    /// Puts a mention where a reader has it. `None` when the reader does not have it.
    fn link_as(&self, link: &Link, reader: usize, result: &Project, now: &Now, decision: &mut Decision) -> Option<()> {
        let label = self.label(link.place, reader)?;
        let mut same = Vec::new();
        for ((&group, &other), &id) in link.groups.iter().zip(&link.others).zip(&link.with) {
            // One other mention may stand for several entities: the reader's word on the two counts.
            let together = match self.label(other, reader) {
                Some(there) => label.is_some() && there == label,
                None => label == Some(group),
            };
            if together {
                same.push(id);
            } else {
                decision.commands.push(Command::Judge(link.mention, id, Verdict::Different));
            }
        }
        if let Some(group) = label {
            decision.founding.insert(link.mention, group);
            let of_reader = |p: usize| self.label(p, reader) == Some(label);
            let own = now.head(self, result, (group, link.place), of_reader).map(|(_, id)| id);
            same.extend(own.filter(|id| !link.with.contains(id)));
        }
        decision.commands.extend(same.into_iter().map(|id| Command::Judge(link.mention, id, Verdict::Same)));
        Some(())
    }

    /// Makes one step of a decision. A judgement that it would overrule becomes one that is not sure, so that what was
    /// decided before does not come back as a question; an entity that it makes is called as the readers call it.
    fn finish(&self, decision: Decision, result: &Project, label: String, from: &str) -> Option<Command> {
        let Decision { mut commands, founding } = decision;
        let (label, from): (Arc<str>, Arc<str>) = (label.into(), from.into());
        let plain = Command::All { label: label.clone(), from: from.clone(), commands: commands.clone() };
        let (mut after, mut ops) = (result.clone(), Vec::new());
        if let Ok(step) = plain.plan(result, &Author::default()) {
            after.apply(&step).ok()?;
            ops = step.ops;
        }
        // What is tied in this step may overrule what is judged in it.
        let mut unsure: BTreeSet<(MentionId, MentionId)> = BTreeSet::new();
        for command in &commands {
            if let Command::Judge(a, b, _) = command {
                unsure.extend(after.judgement(*a, *b).is_none().then_some((*a.min(b), *a.max(b))));
            }
        }
        for op in &ops {
            match op {
                Op::Judgement(Some(gone), None) => drop(unsure.insert(gone.pair())),
                Op::Entity(None, Some(new)) => self.call(new.id, &after, &founding, &mut commands),
                _ => {}
            }
        }
        let left = |(a, b): &(MentionId, MentionId)| after.mention(*a).is_some() && after.mention(*b).is_some();
        unsure.retain(left);
        if ops.is_empty() && unsure.is_empty() {
            return None;
        }
        commands.extend(unsure.into_iter().map(|(a, b)| Command::Judge(a, b, Verdict::Unsure)));
        Some(Command::All { label, from, commands })
    }

    /// Calls a new entity as the readers do.
    fn call(
        &self,
        entity: EntityId,
        after: &Project,
        founding: &HashMap<MentionId, usize>,
        commands: &mut Vec<Command>,
    ) {
        let group = after.mentions_of(entity).find_map(|m| founding.get(&m.id));
        let Some(&group) = group else { return };
        let (name, kind, note) = self.described(group);
        if !name.trim().is_empty() {
            commands.push(Command::Rename(entity, name));
        }
        commands.extend(self.kind_in(after, kind).map(|kind| Command::RetypeEntity(entity, kind)));
        if !note.is_empty() {
            commands.push(Command::SetNote(entity, note));
        }
    }

    /// Decides some of the mentions of a card; see [`Fate`].
    pub(super) fn decided(
        &self,
        card: &MentionCard,
        result: &Project,
        now: &Now,
        label: &str,
        fate: impl Fn(usize) -> Fate,
    ) -> Option<Command> {
        let readers = card.variants.iter().filter(|v| matches!(fate(v.place), Fate::Is(_)));
        let readers: BTreeSet<_> = readers.flat_map(|v| self.places[v.place].readings()).map(|(r, _)| r).collect();
        let from = self.names(readers);
        self.finish(self.decide(card, None, (result, now), fate), result, label.to_owned(), &from)
    }
}
