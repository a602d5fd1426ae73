//! What is said of pairs after the merge.

use super::agree::Whose;
use super::mentions::Mentions;
use super::{BASE, Merge, OURS, THEIRS};
use crate::annotation::{Judgement, Moment, Verdict};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was said of two mentions: what, by whom, when.
pub(super) type Word = (Verdict, Arc<str>, Option<Moment>);

/// The judgements of the project that comes out, by the slots of their mentions, the smaller first.
pub(super) type Judgements = BTreeMap<(usize, usize), Word>;

impl Merge<'_> {
    pub(super) fn judgements(&mut self, mentions: &Mentions) -> Judgements {
        let mut all: BTreeMap<(usize, usize), [Option<Word>; 3]> = BTreeMap::new();
        for side in [BASE, OURS, THEIRS] {
            for judgement in self.pairing.projects[side].judgements() {
                if let Some(pair) = self.pair(side, judgement, mentions) {
                    let word = (judgement.verdict, judgement.by.clone(), judgement.at);
                    all.entry(pair).or_default()[side] = Some(word);
                }
            }
        }
        let mut judgements = Judgements::new();
        for (pair, said) in all {
            if mentions.at(pair.0).is_some() && mentions.at(pair.1).is_some() {
                judgements.extend(self.judgement(pair, &said, mentions).map(|word| (pair, word)));
            }
        }
        let doubted = mentions.doubted.iter().map(|doubt| (doubt, true));
        for ((mention, other, by), overrules) in doubted.chain(mentions.unsure.iter().map(|doubt| (doubt, false))) {
            let (a, b) = (mentions.slot(*mention), mentions.slot(*other));
            let pair = (a.min(b), a.max(b));
            let free = a != b && mentions.at(a).is_some() && mentions.at(b).is_some();
            if free && (overrules || !judgements.contains_key(&pair)) {
                judgements.insert(pair, (Verdict::Unsure, by.clone(), None));
            }
        }
        judgements
    }

    fn pair(&self, side: usize, judgement: &Judgement, mentions: &Mentions) -> Option<(usize, usize)> {
        let slot = |id| self.pairing.mention_of[side].get(&id).map(|&slot| mentions.slot(slot));
        let (a, b) = (slot(judgement.a)?, slot(judgement.b)?);
        (a != b).then_some((a.min(b), a.max(b)))
    }

    fn judgement(
        &mut self,
        pair: (usize, usize),
        [before, ours, theirs]: &[Option<Word>; 3],
        mentions: &Mentions,
    ) -> Option<Word> {
        let has_say = |side: usize| {
            let documents = [pair.0, pair.1].map(|slot| self.pairing.document(slot));
            documents.iter().all(|d| self.pairing.has_say(side, *d))
        };
        let now = |side: usize, said: &Option<Word>| if has_say(side) { said.clone() } else { before.clone() };
        let (ours, theirs) = (now(OURS, ours), now(THEIRS, theirs));
        let word = match (ours.clone(), theirs.clone()) {
            (None, None) => return None,
            (Some(only), None) | (None, Some(only)) => {
                // Taken back on the other side.
                Some(only).filter(|only| Some(only) != before.as_ref())?
            }
            (Some(ours), Some(theirs)) => self.of_both_words(pair, before.as_ref(), ours, theirs, mentions),
        };
        self.fitting(pair, word, before.as_ref(), [ours.as_ref(), theirs.as_ref()], mentions)
    }

    /// What both sides have a word on.
    fn of_both_words(
        &mut self,
        pair: (usize, usize),
        before: Option<&Word>,
        ours: Word,
        theirs: Word,
        mentions: &Mentions,
    ) -> Word {
        match Whose::of(before.map(|b| &b.0), &ours.0, &theirs.0) {
            Whose::Theirs => theirs,
            Whose::Ours if ours.0 == theirs.0 => Whose::of(before, &ours, &theirs).pick(ours, theirs),
            Whose::Ours => ours,
            Whose::Conflict => {
                self.tell_words(pair, word(ours.0), word(theirs.0), mentions);
                (Verdict::Unsure, theirs.1, theirs.2)
            }
        }
    }

    fn tell_words(&mut self, pair: (usize, usize), ours: &str, theirs: &str, mentions: &Mentions) {
        if !mentions.told.contains(&pair.0) && !mentions.told.contains(&pair.1) {
            let what = format!("{} and {}", self.pairing.called(pair.0), self.pairing.called(pair.1));
            self.conflict(what, ours, theirs);
        }
    }

    /// A word that agrees with whose the mentions are now. An old one that does not has been overruled; of a new one
    /// remains that it is not sure.
    fn fitting(
        &mut self,
        pair: (usize, usize),
        said: Word,
        before: Option<&Word>,
        sides: [Option<&Word>; 2],
        mentions: &Mentions,
    ) -> Option<Word> {
        let entity = |slot: usize| mentions.at(slot).and_then(|m| m.entity);
        let together = entity(pair.0).is_some() && entity(pair.0) == entity(pair.1);
        let fits = |together: bool| match said.0 {
            Verdict::Same => together,
            Verdict::Different => !together,
            Verdict::Unsure => true,
        };
        if fits(together) {
            return Some(said);
        }
        // Whoever says it and does not hold to it himself is not set right here.
        let of_its_own = [OURS, THEIRS].into_iter().zip(sides).any(|(side, word)| {
            let entity = |slot: usize| self.pairing.entity_in(side, slot);
            let there = entity(pair.0).is_some() && entity(pair.0) == entity(pair.1);
            word.is_some_and(|w| w.0 == said.0) && !fits(there)
        });
        if of_its_own {
            return Some(said);
        }
        if before.is_some_and(|b| b.0 == said.0) {
            return None;
        }
        let ours_says = sides[0].is_some_and(|w| w.0 == said.0);
        let other = if said.0 == Verdict::Same { "not of one entity" } else { "of one entity" };
        let (ours, theirs) = if ours_says { (word(said.0), other) } else { (other, word(said.0)) };
        self.tell_words(pair, ours, theirs, mentions);
        Some((Verdict::Unsure, said.1, said.2))
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "the same",
        Verdict::Different => "different",
        Verdict::Unsure => "perhaps the same",
    }
}
