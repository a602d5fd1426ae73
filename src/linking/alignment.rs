//! Two names word by word: which word of one is which of the other, and what is left over.
//!
//! After the alignment of OpenSanctions' logic-v2: words are paired by likeness, each weighs by how rare it is, and what
//! is left over on one side counts less than what is left over on both.

use super::knowledge::Knowledge;
use super::name::{Name, NameWord, singular};
use super::spelling::alike;
use smallvec::SmallVec;

/// Words less alike than this are different words.
pub(super) const LEAST_LIKENESS: f32 = 0.72;

/// How the words of two names go together.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    /// Words of the one, of the other, and how alike they are, the weightiest first.
    pub pairs: SmallVec<[(usize, usize, f32); 4]>,
    /// The share of its weight that has a partner: of the one and of the other.
    pub covered: [f32; 2],
    /// The share of its weight that is in words of a name without a partner.
    pub left: [f32; 2],
    /// How alike the heads are, 0 where they are no pair.
    pub heads: f32,
    /// How alike the pairs are, by weight.
    pub likeness: f32,
    /// Whether numbers agree; `None` where one of them has none.
    pub numbers: Option<bool>,
}

/// How alike two words are, 0 to 1.
fn likeness(a: &NameWord, b: &NameWord, knowledge: &Knowledge) -> f32 {
    if a.text == b.text {
        return 1.0;
    }
    if a.number || b.number {
        return 0.0;
    }
    if a.initial || b.initial {
        let same = a.text.chars().next() == b.text.chars().next();
        return if same { 0.85 } else { 0.0 };
    }
    if singular(&a.text) == singular(&b.text) {
        return 0.97;
    }
    // Ordinary words are the same or are not, and so are single characters: Chinese words are found one by one.
    let single = |w: &NameWord| w.text.chars().nth(1).is_none();
    if !a.proper || !b.proper || a.text.len().min(b.text.len()) < 3 || single(a) || single(b) {
        return 0.0;
    }
    if are_forms_of_one_name(knowledge, &a.text, &b.text) {
        return 0.9;
    }
    alike(&a.sounds, &b.sounds, LEAST_LIKENESS)
}

fn are_forms_of_one_name(knowledge: &Knowledge, a: &str, b: &str) -> bool {
    let groups = knowledge.given_names(a);
    !groups.is_empty() && knowledge.given_names(b).iter().any(|group| groups.contains(group))
}

/// Pairs the words of two names. `weight` says what a word weighs.
pub(super) fn align(a: &Name, b: &Name, knowledge: &Knowledge, weight: &dyn Fn(&NameWord) -> f32) -> Alignment {
    let mut all: SmallVec<[(f32, usize, usize, f32); 16]> = SmallVec::new();
    let mut out = Alignment::default();
    for (i, x) in a.words.iter().enumerate() {
        for (j, y) in b.words.iter().enumerate() {
            let like = likeness(x, y, knowledge);
            if like >= LEAST_LIKENESS {
                // Of equal pairs those at the same end.
                let apart = (a.words.len() - i).abs_diff(b.words.len() - j) as f32;
                all.push((like * weight(x).min(weight(y)) - 0.001 * apart, i, j, like));
            }
        }
    }
    all.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    let (mut used_a, mut used_b) = (0_u64, 0_u64);
    for &(_, i, j, like) in &all {
        if i < 64 && j < 64 && used_a >> i & 1 == 0 && used_b >> j & 1 == 0 {
            used_a |= 1 << i;
            used_b |= 1 << j;
            out.pairs.push((i, j, like));
        }
    }
    for (side, (name, used)) in [(a, used_a), (b, used_b)].into_iter().enumerate() {
        let total: f32 = name.words.iter().map(weight).sum();
        let is_used = |i: usize| i < 64 && used >> i & 1 == 1;
        let covered: f32 = name.words.iter().enumerate().filter(|(i, _)| is_used(*i)).map(|(_, w)| weight(w)).sum();
        let left: f32 = name
            .words
            .iter()
            .enumerate()
            .filter(|(i, w)| *i >= name.run && w.proper && !is_used(*i))
            .map(|(_, w)| weight(w))
            .sum();
        out.covered[side] = if total > 0.0 { covered / total } else { 0.0 };
        out.left[side] = if total > 0.0 { left / total } else { 0.0 };
    }
    let paired: f32 = out.pairs.iter().map(|&(i, ..)| weight(&a.words[i])).sum();
    if paired > 0.0 {
        out.likeness = out.pairs.iter().map(|&(i, _, like)| like * weight(&a.words[i])).sum::<f32>() / paired;
    }
    out.heads = out.pairs.iter().find(|p| p.0 == a.head && p.1 == b.head).map_or(0.0, |p| p.2);
    let numbers = |name: &Name| {
        name.words.iter().filter(|w| w.number).map(|w| w.text.clone()).collect::<SmallVec<[Box<str>; 2]>>()
    };
    let (na, nb) = (numbers(a), numbers(b));
    if !na.is_empty() && !nb.is_empty() {
        out.numbers = Some(na.iter().any(|n| nb.contains(n)));
    }
    out
}
