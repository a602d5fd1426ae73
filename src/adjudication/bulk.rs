//! Deciding many cards by one rule, as one step.

use super::Adjudication;
use super::align::most;
use super::cards::{Card, LinkCard, MentionCard, Now, Reading};
use super::take::Fate;
use crate::annotation::{Author, Command, Project};
use crate::work::{Cancelled, Work};
use std::collections::BTreeSet;

/// Which cards to decide, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// All, as one reader has it.
    Take(usize),
    /// Mentions that one reader has where another one has none at all.
    WhereSilent {
        /// The reader who has them.
        take: usize,
        /// The reader who has none there.
        silent: usize,
    },
    /// What more than half of the readers say. Of two readers that is nothing.
    Majority,
    /// Where each reader has one mention and they differ in length only: the longest.
    Longest,
    /// As [`Rule::Longest`]: the shortest.
    Shortest,
}

impl Adjudication {
    /// Decides every open card that a rule decides, and those that come up by that, as one step. `None` when it decides
    /// none. About linear in the cards.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn bulk(&self, rule: Rule, result: &Project, work: &Work) -> Result<Option<Command>, Cancelled> {
        let now = Now::of(self, result);
        let mut after = result.clone();
        let mut commands = Vec::new();
        loop {
            let before = commands.len();
            let cards = self.cards(&after);
            work.start(cards.len() as u64);
            for card in &cards {
                work.check()?;
                work.advance(1);
                let Some(command) = self.by_rule(rule, card, &after, &now) else { continue };
                let step = command.plan(&after, &Author::default());
                if step.is_ok_and(|step| after.apply(&step).is_ok()) {
                    commands.push(command);
                }
            }
            if commands.len() == before {
                break;
            }
        }
        let label = self.rule_called(rule).into();
        Ok((!commands.is_empty()).then(|| Command::All { label, from: "".into(), commands }))
    }

    fn rule_called(&self, rule: Rule) -> String {
        let name = |reader: usize| self.readers.get(reader).map(|r| &*r.name).unwrap_or_default();
        match rule {
            Rule::Take(reader) => format!("take the reading of {} everywhere", name(reader)),
            Rule::WhereSilent { take, silent } => {
                format!("take the reading of {} where {} has none", name(take), name(silent))
            }
            Rule::Majority => "take what most readers have".to_owned(),
            Rule::Longest => "take the longest mentions".to_owned(),
            Rule::Shortest => "take the shortest mentions".to_owned(),
        }
    }

    fn by_rule(&self, rule: Rule, card: &Card, result: &Project, now: &Now) -> Option<Command> {
        match (rule, card) {
            (Rule::Take(reader), _) => self.taken(card, reader, result, now),
            (Rule::WhereSilent { take, silent }, Card::Mention(open)) => {
                let mut variants = open.variants.iter().map(|v| &v.readings);
                let only = variants.all(|r| {
                    let (has, none) = (r.get(take), r.get(silent));
                    matches!(has, Some(Reading::As(_))) && none == Some(&Reading::NotThere)
                });
                only.then(|| self.taken(card, take, result, now)).flatten()
            }
            (Rule::Majority, Card::Mention(card)) => self.mention_of_most(card, result, now),
            (Rule::Majority, Card::Link(open)) => self.taken(card, self.reader_of_most(open)?, result, now),
            (Rule::Longest | Rule::Shortest, Card::Mention(card)) => {
                let kept = self.by_length(card, rule == Rule::Longest)?;
                self.decided(card, result, now, &self.rule_called(rule), |place| match place == kept {
                    true => most(self.places[place].readings().map(|(_, r)| r.kind)).map_or(Fate::Open, Fate::Is),
                    false => Fate::IsNot,
                })
            }
            _ => None,
        }
    }

    fn mention_of_most(&self, card: &MentionCard, result: &Project, now: &Now) -> Option<Command> {
        let fate = |place: usize| {
            let place = &self.places[place];
            let all = self.documents[place.document].ids.iter().flatten().count();
            let kinds = || place.readings().map(|(_, read)| read.kind);
            let has = kinds().count();
            match most(kinds()) {
                Some(kind) if kinds().filter(|k| *k == kind).count() * 2 > all => Fate::Is(kind),
                _ if (all - has) * 2 > all => Fate::IsNot,
                _ => Fate::Open,
            }
        };
        self.decided(card, result, now, "take what most readers have", fate)
    }

    /// A reader who puts the mentions of a card where most do.
    fn reader_of_most(&self, card: &LinkCard) -> Option<usize> {
        let labels = self.labels(card.first);
        let all = labels.iter().flatten().count();
        let label = most(labels.iter().flatten())?;
        let votes = labels.iter().flatten().filter(|l| *l == label).count();
        (votes * 2 > all).then(|| labels.iter().position(|l| l.as_ref() == Some(label))).flatten()
    }

    /// The longest or shortest of the variants, where each reader has one and nothing but their length is in question.
    fn by_length(&self, card: &MentionCard, longest: bool) -> Option<usize> {
        let places: Vec<usize> = card.variants.iter().map(|v| v.place).collect();
        let readers = card.variants.first()?.readings.len();
        let one_each = (0..readers).all(|reader| {
            let mut readings = card.variants.iter().map(|v| v.readings[reader]);
            let has = readings.clone().filter(|r| matches!(r, Reading::As(_))).count();
            has == 1 || readings.all(|r| r == Reading::NoDocument)
        });
        let kinds = places.iter().flat_map(|&p| self.places[p].readings());
        let kinds: BTreeSet<_> = kinds.map(|(_, read)| read.kind).collect();
        let length = |&p: &usize| self.places[p].spans.iter().map(|s| s.len()).sum::<u32>();
        let best = if longest { places.iter().map(length).max()? } else { places.iter().map(length).min()? };
        let mut kept = places.iter().filter(|p| length(p) == best);
        let (first, second) = (kept.next()?, kept.next());
        (one_each && kinds.len() == 1 && places.len() > 1 && second.is_none()).then_some(*first)
    }
}
