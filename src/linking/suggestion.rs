//! Suggestions: what a mention may name, how likely, and why.

use crate::annotation::{EntityId, MentionId};
use std::cmp::Ordering;

/// An entity at least so likely ...
const LIKELY: f32 = 0.5;
/// ... goes before mentions without one that are by so much likelier.
const AHEAD: f32 = 0.2;

/// What a mention may be tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An entity.
    Entity(EntityId),
    /// A mention that has no entity yet: tying to it makes one.
    Mention(MentionId),
}

/// A reason for or against a tie.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Its share of the score, from -1 to 1. With the score of no reason at all they add up to the score, but for shares
    /// too small to be told, each under 0.01.
    pub share: f32,
    /// In words that a person reads: `same surname after transliteration: Klychev ~ Khlychev`.
    pub words: String,
}

/// How alike two mentions are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// How likely they name one thing: 0 to 1.
    pub score: f32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// A candidate for a mention, with the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What it may be tied to.
    pub target: Target,
    /// The mention of the target that says most: the one to show beside.
    pub shown: MentionId,
    /// How likely it is: 0 to 1.
    pub score: f32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// The pair that somebody judged different, which keeps this candidate out. Such candidates come last and are never
    /// taken by anything but a person who was asked.
    pub barred: Option<(MentionId, MentionId)>,
    /// The pair that somebody judged the same, which makes it the first.
    pub vouched: Option<(MentionId, MentionId)>,
}

impl Suggestion {
    /// The order in which candidates are offered: what a person has said first, then the likeliest. An entity that is
    /// there goes before mentions that are about as likely: one thing in two entities is the worse mistake.
    pub fn offer_order(&self, other: &Self) -> Ordering {
        let judged = |s: &Self| (s.barred.is_some(), s.vouched.is_none());
        let likely = |s: &Self| match s.target {
            Target::Entity(_) if s.score >= LIKELY => s.score + AHEAD,
            _ => s.score,
        };
        judged(self)
            .cmp(&judged(other))
            .then(likely(other).total_cmp(&likely(self)))
            .then(self.target.cmp(&other.target))
    }
}
