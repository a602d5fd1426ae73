//! What each mention is after the merge, and whose.

use super::agree::Whose;
use super::{BASE, Merge, OURS, THEIRS};
use crate::annotation::{Evidence, Layers, Mention, Status, Verdict};
use crate::text::{DocumentId, Spans};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A mention of the project that comes out.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    /// With an id and an entity that mean nothing yet.
    pub mention: Mention,
    /// Its entity, by its slot.
    pub entity: Option<usize>,
}

/// All mentions of the project that comes out, by slot.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    pub all: Vec<Option<Resolved>>,
    /// Slots that became one with another, because both are now at one place.
    pub one_with: HashMap<usize, usize>,
    /// What to be unsure about: a mention, a mention of the entity that the other side says, and who said so.
    pub unsure: Vec<(usize, usize, Arc<str>)>,
    /// As `unsure`, whatever was said of the two: the other side dismissed the mention.
    pub doubted: Vec<(usize, usize, Arc<str>)>,
    /// The mentions whose membership is in conflict, which was told.
    pub told: HashSet<usize>,
    /// Conflicts of membership: ours and theirs, with the mentions.
    memberships: BTreeMap<(Option<usize>, Option<usize>), Vec<usize>>,
    /// Mentions that stay whose ours has them.
    forced: HashSet<usize>,
    /// By side, the mentions that it judged since the base.
    judged: [HashSet<usize>; 3],
}

impl Mentions {
    /// What is of a slot now.
    pub fn at(&self, slot: usize) -> Option<&Resolved> {
        self.all.get(self.slot(slot))?.as_ref()
    }

    /// The slot that a slot is one with.
    pub fn slot(&self, slot: usize) -> usize {
        self.one_with.get(&slot).copied().unwrap_or(slot)
    }
}

impl Merge<'_> {
    /// Decides about every mention.
    pub(super) fn mentions(&mut self) -> Mentions {
        let mut mentions = Mentions::default();
        for side in [OURS, THEIRS] {
            mentions.judged[side] = self.newly_judged(side);
        }
        self.heed_differences(&mut mentions);
        let mut moved = Vec::new();
        for slot in 0..self.pairing.mentions.len() {
            let resolved = self.mention(slot, &mut mentions, &mut moved);
            mentions.all.push(resolved);
        }
        // Where theirs moved a mention to another place than ours, a person decides between the two.
        for mention in moved {
            self.pairing.mentions.push(super::pair::Slot { said: [None, None, Some(Arc::new(mention.clone()))] });
            mentions.all.push(Some(Resolved { mention, entity: None }));
        }
        self.tell_memberships(&mut mentions);
        mentions
    }

    fn newly_judged(&self, side: usize) -> HashSet<usize> {
        let pairing = &self.pairing;
        let new = pairing.projects[side].judgements().filter(|j| {
            let before = pairing.projects[BASE].judgement(j.a, j.b);
            before.is_none_or(|b| b.verdict != j.verdict)
        });
        new.flat_map(|j| [j.a, j.b]).filter_map(|m| pairing.mention_of[side].get(&m).copied()).collect()
    }

    /// Where ours says that two mentions are different, and theirs tied them, whose they are stays as ours has it.
    fn heed_differences(&mut self, mentions: &mut Mentions) {
        let ours = self.pairing.projects[OURS];
        for judgement in ours.judgements().filter(|j| j.verdict == Verdict::Different) {
            let pairing = &self.pairing;
            let before = pairing.projects[BASE].judgement(judgement.a, judgement.b);
            if before.is_some_and(|b| b.verdict == Verdict::Different) {
                continue;
            }
            let slots = [judgement.a, judgement.b].map(|m| pairing.mention_of[OURS].get(&m).copied());
            let [Some(a), Some(b)] = slots else { continue };
            let together = |side: usize| {
                let entity = pairing.entity_in(side, a);
                entity.is_some() && entity == pairing.entity_in(side, b)
            };
            if !together(THEIRS) || together(BASE) || together(OURS) {
                continue;
            }
            let what = format!("{} and {}", pairing.called(a), pairing.called(b));
            for slot in [a, b] {
                if self.pairing.entity_in(THEIRS, slot) == self.pairing.entity_in(BASE, slot) {
                    continue;
                }
                match self.pairing.entity_in(OURS, slot) {
                    // All of the entity that theirs made part of another.
                    Some(entity) if self.redirects.keep(entity) => {
                        let id = self.pairing.entities[entity].said[OURS].as_ref().map(|e| e.id);
                        let all = id.into_iter().flat_map(|id| ours.places_of(id));
                        let all = all.filter_map(|(_, id)| self.pairing.mention_of[OURS].get(&id).copied());
                        mentions.forced.extend(all);
                    }
                    _ => drop(mentions.forced.insert(slot)),
                }
            }
            mentions.told.extend([a, b]);
            self.conflict(what, "different", "of one entity");
        }
    }

    fn resolved(&self, side: usize, slot: usize) -> Option<usize> {
        self.pairing.entity_in(side, slot).map(|e| self.redirects.resolve(e))
    }

    /// Whether a person did something to a mention on a side.
    fn is_touched(&self, side: usize, slot: usize, mentions: &Mentions) -> bool {
        let Some(said) = self.pairing.mention(side, slot) else { return false };
        let Some(before) = self.pairing.mention(BASE, slot) else { return !said.is_untouched() };
        let differs = said.spans != before.spans || said.kind != before.kind || said.status != before.status;
        let tied = || self.resolved(side, slot) != self.resolved(BASE, slot);
        mentions.judged[side].contains(&slot) || (!said.is_untouched() && (differs || tied()))
    }

    fn mention(&mut self, slot: usize, mentions: &mut Mentions, moved: &mut Vec<Mention>) -> Option<Resolved> {
        let side = |side: usize| self.pairing.mention(side, slot).cloned();
        let before = side(BASE);
        match (side(OURS), side(THEIRS)) {
            (None, None) => None,
            (Some(ours), Some(theirs)) => Some(self.of_both(slot, before.as_deref(), &ours, &theirs, mentions, moved)),
            (ours, theirs) => {
                let here = if ours.is_some() { OURS } else { THEIRS };
                let only = ours.or(theirs)?;
                if before.is_some() {
                    if !self.is_touched(here, slot, mentions) {
                        return None;
                    }
                    let words = [only.status.word().to_owned(), "removed".to_owned()];
                    let [ours, theirs] = if here == OURS { words } else { [words[1].clone(), words[0].clone()] };
                    let what = self.pairing.called(slot);
                    self.conflict(what, ours, theirs);
                }
                let entity = self.resolved(here, slot);
                Some(Resolved { mention: Mention::clone(&only), entity })
            }
        }
    }

    /// A mention that both sides have.
    fn of_both(
        &mut self,
        slot: usize,
        before: Option<&Mention>,
        ours: &Mention,
        theirs: &Mention,
        mentions: &mut Mentions,
        moved: &mut Vec<Mention>,
    ) -> Resolved {
        let what = self.pairing.called(slot);
        let kind = Whose::of(before.map(|b| &b.kind), &ours.kind, &theirs.kind);
        if kind == Whose::Conflict {
            let [ours, theirs] = [ours, theirs].map(|m| m.kind).map(|kind| self.kind_called(kind));
            self.conflict(format!("{what}: its type"), ours, theirs);
        }
        let place = Whose::of(
            before.map(|b| (&b.spans, &b.text)).as_ref(),
            &(&ours.spans, &ours.text),
            &(&theirs.spans, &theirs.text),
        );
        if place == Whose::Conflict {
            self.conflict(format!("{what}: its place"), format!("“{}”", ours.text), format!("“{}”", theirs.text));
            let rule = format!("moved here by {}", somebody(&theirs.by)).into();
            let evidence = Some(Evidence { score: 0.5.into(), rule, layers: Layers::NONE });
            moved.push(Mention { entity: None, status: Status::Proposed, by: "".into(), evidence, ..theirs.clone() });
        }
        let at = place.pick(ours, theirs);
        let evidence = Whose::of(before.map(|b| &b.evidence), &ours.evidence, &theirs.evidence);
        let mut mention = Mention {
            kind: kind.pick(ours.kind, theirs.kind),
            spans: at.spans.clone(),
            text: at.text.clone(),
            by: Whose::of(before.map(|b| &b.by), &ours.by, &theirs.by).pick(ours.by.clone(), theirs.by.clone()),
            evidence: evidence.pick(ours.evidence.clone(), theirs.evidence.clone()),
            ..ours.clone()
        };
        let dismissed =
            |m: &Mention| m.status == Status::Rejected && before.is_none_or(|b| b.status != Status::Rejected);
        let sides = [(OURS, ours, THEIRS, theirs), (THEIRS, theirs, OURS, ours)];
        let contested = sides.into_iter().find(|&(side, keeps, _, drops)| {
            dismissed(drops) && !dismissed(keeps) && self.is_touched(side, slot, mentions)
        });
        if let Some((side, keeps, _, drops)) = contested {
            let words = [keeps, drops].map(|m| format!("{} by {}", m.status.word(), somebody(&m.by)));
            let entity = self.after_dismissal(slot, side, &mut mention, (keeps, drops), mentions);
            let [first, second] = words;
            let (ours, theirs) = if side == OURS { (first, second) } else { (second, first) };
            self.conflict(what, ours, theirs);
            return Resolved { mention, entity };
        }
        let began = before.map_or(Status::Proposed, |b| b.status);
        mention.status = Whose::of(Some(&began), &ours.status, &theirs.status).pick(ours.status, theirs.status);
        let entity =
            if mention.status == Status::Rejected { None } else { self.membership(slot, &theirs.by, mentions) };
        Resolved { mention, entity }
    }

    /// One side dismissed what the other one worked on. What is tied stays so, with a question; the rest is a proposal
    /// again.
    fn after_dismissal(
        &mut self,
        slot: usize,
        side: usize,
        mention: &mut Mention,
        (keeps, drops): (&Mention, &Mention),
        mentions: &mut Mentions,
    ) -> Option<usize> {
        let entity = self.resolved(side, slot);
        mention.by = keeps.by.clone();
        mention.status = if entity.is_some() { Status::Accepted } else { Status::Proposed };
        if entity.is_some() {
            let other = self.first_other(side, slot);
            mentions.doubted.extend(other.map(|other| (slot, other, drops.by.clone())));
            return entity;
        }
        let told = format!("{} by {}, dismissed by {}", keeps.status.word(), somebody(&keeps.by), somebody(&drops.by));
        let evidence = mention.evidence.take();
        let rule = evidence.as_ref().map_or(told.clone(), |e| format!("{}; {told}", e.rule)).into();
        let (score, layers) = evidence.map_or((0.5.into(), Layers::NONE), |e| (e.score, e.layers));
        mention.evidence = Some(Evidence { score, rule, layers });
        None
    }

    /// The entity of a mention that both sides have.
    fn membership(&mut self, slot: usize, by: &Arc<str>, mentions: &mut Mentions) -> Option<usize> {
        let [before, ours, theirs] = [BASE, OURS, THEIRS].map(|side| self.resolved(side, slot));
        if mentions.forced.contains(&slot) {
            return ours;
        }
        let whose = Whose::of(Some(&before), &ours, &theirs);
        if whose == Whose::Conflict {
            mentions.memberships.entry((ours, theirs)).or_default().push(slot);
            mentions.told.insert(slot);
            let other = theirs.and_then(|_| self.first_other(THEIRS, slot));
            mentions.unsure.extend(other.map(|other| (slot, other, by.clone())));
        }
        let (side, cutter) = if whose == Whose::Theirs { (THEIRS, OURS) } else { (OURS, THEIRS) };
        if before.is_none() && self.pairing.entity_in(cutter, slot).is_none() {
            return self.cut_with(side, cutter, slot).or(whose.pick(ours, theirs));
        }
        whose.pick(ours, theirs)
    }

    /// Where one side ties a new mention to an entity that the other side cuts in two: the half with the mentions that it
    /// was said to be the same as, if these are all in one that has another entity now.
    fn cut_with(&self, side: usize, cutter: usize, slot: usize) -> Option<usize> {
        let project = self.pairing.projects[side];
        let mention = self.pairing.mentions[slot].said[side].as_ref()?;
        let same = project.judgements_on(mention.id).filter(|j| j.verdict == Verdict::Same);
        let others = same.filter_map(|j| self.pairing.mention_of[side].get(&j.other(mention.id)?).copied());
        let mut halves = others.map(|other| {
            let began = self.pairing.entity_in(BASE, other);
            let with = self.pairing.entity_in(side, slot);
            let now = self.resolved(cutter, other);
            let stayed = began.map(|e| self.redirects.resolve(e)) == now;
            (began == with && !stayed).then_some(now).flatten()
        });
        let first = halves.next()??;
        halves.all(|half| half == Some(first)).then_some(first)
    }

    /// The first other mention of the entity that a side gives to a mention.
    fn first_other(&self, side: usize, slot: usize) -> Option<usize> {
        let id = self.pairing.mentions[slot].said[side].as_ref()?.entity?;
        let mut places = self.pairing.projects[side].places_of(id);
        places.find_map(|(_, m)| self.pairing.mention_of[side].get(&m).copied().filter(|&other| other != slot))
    }

    fn tell_memberships(&mut self, mentions: &mut Mentions) {
        for ((ours, theirs), slots) in std::mem::take(&mut mentions.memberships) {
            let first = slots.first().map(|&slot| self.pairing.called(slot)).unwrap_or_default();
            let more = if slots.len() > 1 { format!(" and {} more", slots.len() - 1) } else { String::new() };
            let [ours, theirs] = [ours, theirs].map(|e| self.pairing.entity_called(e));
            self.conflict(format!("{first}{more}: whose"), ours, theirs);
        }
    }

    fn kind_called(&self, kind: crate::annotation::TypeId) -> String {
        self.pairing.types.called(kind).to_string()
    }

    /// Makes one of mentions that came to one place from both sides.
    pub(super) fn collapse(&mut self, mentions: &mut Mentions) {
        let mut places: BTreeMap<(DocumentId, Spans), Vec<usize>> = BTreeMap::new();
        for (slot, resolved) in mentions.all.iter().enumerate() {
            if let Some(r) = resolved {
                places.entry((r.mention.document, r.mention.spans.clone())).or_default().push(slot);
            }
        }
        for ((document, spans), slots) in places.into_iter().filter(|(_, slots)| slots.len() > 1) {
            // Where one side has several there itself, they stay.
            let there = |side: usize, slot: usize| {
                let said = self.pairing.mentions[slot].said[side].as_ref();
                said.is_some_and(|m| m.document == document && m.spans == spans)
            };
            if [OURS, THEIRS].iter().any(|&side| slots.iter().filter(|&&s| there(side, s)).count() > 1) {
                continue;
            }
            let Some(&kept) = slots.iter().min_by_key(|&&s| (!there(OURS, s), s)) else { continue };
            for other in slots.into_iter().filter(|&s| s != kept) {
                self.make_one(kept, other, mentions);
            }
        }
    }

    fn make_one(&mut self, kept: usize, other: usize, mentions: &mut Mentions) {
        let Some(second) = mentions.all[other].take() else { return };
        let Some(first) = &mut mentions.all[kept] else { return };
        mentions.one_with.insert(other, kept);
        let rank =
            |status: Status| [Status::Rejected, Status::Proposed, Status::Accepted].iter().position(|s| *s == status);
        if rank(second.mention.status) > rank(first.mention.status) {
            first.mention = second.mention;
        }
        match (first.entity, second.entity) {
            (Some(a), Some(b)) if a != b => {
                let by = first.mention.by.clone();
                mentions.told.insert(kept);
                let next = self.first_other(THEIRS, other).filter(|&next| next != kept);
                mentions.unsure.extend(next.map(|next| (kept, next, by)));
                let [ours, theirs] = [a, b].map(|e| self.pairing.entity_called(Some(e)));
                self.conflict(format!("{}: whose", self.pairing.called(kept)), ours, theirs);
            }
            (a, b) => first.entity = a.or(b),
        }
        if first.entity.is_some() {
            first.mention.status = Status::Accepted;
        }
    }
}

/// An annotator's name in a sentence.
pub(super) fn somebody(by: &str) -> &str {
    if by.is_empty() { "somebody" } else { by }
}
