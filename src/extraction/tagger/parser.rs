//! Encoded tokens to entities: spaCy's greedy transition parser (`pipeline/_parser_internals/ner.pyx`).
//!
//! Token by token one move is made: Begin, In, Last, Unit of a label, or Out (the BILUO scheme of Ratinov and Roth 2009;
//! transition-based recognition after Lample et al. 2016). The hidden layer reads the token, the first token of the open
//! entity, and the token before if an entity is open. The best of the moves that are valid is made.

use super::label::Label;
use super::network::{Encoded, largest, product};
use super::tokenizer::Word;
use super::weights::{FEATURE, HIDDEN, MOVES, Weights};
use super::{Leaning, TaggedEntity};
use std::sync::LazyLock;

/// What a move does to the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Begin(Label),
    In(Label),
    Last(Label),
    Unit(Label),
    Out,
    /// A unit without a label, which is never valid in new text.
    Never,
}

impl Move {
    fn named(name: &str) -> Self {
        let label = name.get(2..).and_then(|label| label.parse().ok());
        match (name.as_bytes().first(), label) {
            (Some(b'O'), None) => Self::Out,
            (Some(b'B'), Some(label)) => Self::Begin(label),
            (Some(b'I'), Some(label)) => Self::In(label),
            (Some(b'L'), Some(label)) => Self::Last(label),
            (Some(b'U'), Some(label)) => Self::Unit(label),
            _ => Self::Never,
        }
    }
}

/// The moves in the order of the model's scores.
static MOVE: LazyLock<Vec<Move>> = LazyLock::new(|| {
    let names: Vec<String> =
        serde_json::from_str(include_str!("../../../assets/tagger/moves.json")).unwrap_or_default();
    names.iter().map(|name| Move::named(name)).collect()
});

/// An entity that was begun.
struct Open {
    start: u32,
    label: Label,
    /// What its first token adds to the hidden layer.
    first: [f32; FEATURE],
    /// The least certain of its moves so far.
    score: f32,
}

/// The parser on its way through a text.
pub(super) struct Parser<'a> {
    weights: &'a Weights,
    /// Moves as columns, for the product over all tokens of a stretch.
    columns: &'a [f32],
    /// How many tokens the text has.
    length: usize,
    open: Option<Open>,
    /// What the token before adds to the hidden layer.
    before: [f32; FEATURE],
    pub entities: Vec<TaggedEntity>,
    /// What each token would begin, when that was asked for.
    pub leanings: Option<Vec<Leaning>>,
    scores: Vec<f32>,
}

/// [`MOVES`] x [`HIDDEN`] turned round.
pub(super) fn columns(weights: &Weights) -> Vec<f32> {
    let column = |unit: usize| weights.moves.iter().skip(unit).step_by(HIDDEN).copied();
    (0..HIDDEN).flat_map(column).collect()
}

impl<'a> Parser<'a> {
    pub fn new(weights: &'a Weights, columns: &'a [f32], length: usize) -> Self {
        let (open, before, entities, scores) = (None, [0.0; FEATURE], Vec::new(), Vec::new());
        Self { weights, columns, length, open, before, entities, leanings: None, scores }
    }

    /// Notes the leanings of the tokens too.
    pub fn with_leanings(self) -> Self {
        Self { leanings: Some(Vec::with_capacity(self.length)), ..self }
    }

    /// Reads the next tokens, of which the first is number `first` of the text.
    pub fn read(&mut self, first: usize, words: &[Word], encoded: &Encoded) {
        let mut scores = std::mem::take(&mut self.scores);
        scores.resize(words.len() * MOVES, 0.0);
        product(&encoded.outside, (words.len(), HIDDEN, HIDDEN), self.columns, &mut scores);
        let rows = encoded.features.chunks_exact(3 * FEATURE).zip(scores.chunks_exact(MOVES));
        for ((i, word), (features, scores)) in (first..).zip(words).zip(rows) {
            let is_last = i + 1 == self.length;
            if let Some(leanings) = &mut self.leanings {
                leanings.push(leaning(scores, &self.weights.moves_bias));
            }
            match self.open.take() {
                Some(open) => self.inside(i as u32, is_last, open, features),
                None => self.outside(i as u32, is_last, word.is_space, features, scores),
            }
            self.before.copy_from_slice(&features[2 * FEATURE..]);
        }
        self.scores = scores;
    }

    /// A move while no entity is open: what to do was computed for the whole stretch.
    fn outside(&mut self, i: u32, is_last: bool, is_space: bool, features: &[f32], scores: &[f32]) {
        let valid = |a_move: Move| match a_move {
            Move::Begin(_) => !is_last && !is_space,
            Move::Unit(_) => !is_space,
            Move::Out => true,
            _ => false,
        };
        let scored = || {
            let all = MOVE.iter().zip(scores).zip(&self.weights.moves_bias);
            all.filter(|((m, _), _)| valid(**m)).map(|((m, score), bias)| (*m, score + bias))
        };
        let mut best = (Move::Out, f32::NEG_INFINITY);
        scored().for_each(|(m, score)| {
            if score > best.1 {
                best = (m, score)
            }
        });
        let (label, is_unit) = match best.0 {
            Move::Begin(label) => (label, false),
            Move::Unit(label) => (label, true),
            _ => return,
        };
        let score = scored().map(|(_, score)| (score - best.1).exp()).sum::<f32>().recip();
        if is_unit {
            self.entities.push(TaggedEntity { start: i, end: i + 1, label, score });
        } else {
            let mut first = [0.0; FEATURE];
            first.copy_from_slice(&features[FEATURE..2 * FEATURE]);
            self.open = Some(Open { start: i, label, first, score });
        }
    }

    /// A move while an entity is open: it goes on or this token is its last.
    fn inside(&mut self, i: u32, is_last: bool, open: Open, features: &[f32]) {
        let mut score = open.score;
        let goes_on = !is_last && {
            let mut hidden = [0.0; HIDDEN];
            let three = [&features[..FEATURE], &open.first[..], &self.before[..]];
            largest(three, &self.weights.features_bias, &mut hidden);
            let goes_on = self.score_of(Move::In(open.label), &hidden);
            let ends = self.score_of(Move::Last(open.label), &hidden);
            score = score.min((1.0 + (-(goes_on - ends).abs()).exp()).recip());
            // In comes before Last in the model's order, and the first of equals is taken.
            goes_on >= ends
        };
        if goes_on {
            self.open = Some(Open { score, ..open });
        } else {
            self.entities.push(TaggedEntity { start: open.start, end: i + 1, label: open.label, score });
        }
    }

    fn score_of(&self, wanted: Move, hidden: &[f32; HIDDEN]) -> f32 {
        let Some(at) = MOVE.iter().position(|m| *m == wanted) else { return f32::NEG_INFINITY };
        let row = &self.weights.moves[at * HIDDEN..(at + 1) * HIDDEN];
        row.iter().zip(hidden).map(|(w, h)| w * h).sum::<f32>() + self.weights.moves_bias[at]
    }
}

/// Scores further than this below the best one are nothing.
const NOTHING: f32 = -9.0;

/// What a token would begin if no entity were open, by the scores of its moves.
fn leaning(scores: &[f32], bias: &[f32]) -> Leaning {
    let begins = |m: &Move| matches!(m, Move::Begin(_) | Move::Unit(_) | Move::Out);
    let all = || MOVE.iter().zip(scores).zip(bias).filter(|((m, _), _)| begins(m)).map(|((m, s), b)| (*m, s + b));
    let best = all().map(|(_, score)| score).fold(f32::NEG_INFINITY, f32::max);
    let mut leaning = Leaning::default();
    let mut sum = 0.0;
    for (m, score) in all() {
        let share = score - best;
        if share < NOTHING {
            continue;
        }
        let share = share.exp();
        sum += share;
        if let Move::Begin(label) | Move::Unit(label) = m {
            leaning.shares[label as usize] += share;
        }
    }
    leaning.shares.iter_mut().for_each(|share| *share /= sum);
    leaning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_is_understood() {
        assert_eq!(MOVE.len(), MOVES);
        for label in Label::ALL {
            for wanted in [Move::Begin(label), Move::In(label), Move::Last(label), Move::Unit(label)] {
                assert_eq!(MOVE.iter().filter(|m| **m == wanted).count(), 1, "{wanted:?}");
            }
        }
        assert_eq!(MOVE.iter().filter(|m| **m == Move::Out).count(), 1);
        assert_eq!(MOVE.iter().filter(|m| **m == Move::Never).count(), 1);
    }
}
