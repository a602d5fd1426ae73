//! The measures, counted from an overlap.

use super::assignment::{heaviest, weight_of};
use super::clusters::NONE;
use super::overlap::{Overlap, Twice};
use serde::Serialize;
use std::ops::AddAssign;

/// Recall, precision and their harmonic mean, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rates {
    /// Which share of the key the response has.
    pub recall: f64,
    /// Which share of the response the key has.
    pub precision: f64,
    /// 0 when both are.
    pub f1: f64,
}

impl Rates {
    fn new(recall: f64, precision: f64) -> Self {
        let sum = recall + precision;
        Self { recall, precision, f1: if sum > 0.0 { 2.0 * recall * precision / sum } else { 0.0 } }
    }

    fn map(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let (recall, precision) = (f(self.recall, other.recall), f(self.precision, other.precision));
        Self { recall, precision, f1: f(self.f1, other.f1) }
    }
}

/// A measure of [`Scores`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Whether the mentions are there, whosever they are.
    Mentions,
    /// Links: how many of a cluster's, as few as hold it together, the other side has too. 0 where a side has no
    /// cluster of two.
    Muc,
    /// For each mention, the share of its cluster that the other side has with it.
    BCubed,
    /// Clusters aligned one to one by the mentions that they share.
    CeafM,
    /// Clusters aligned one to one by the share of mentions that they have in common; each cluster weighs the same.
    CeafE,
    /// The mean over pairs that are linked and pairs that are not; of one kind only where the key has no pair of the
    /// other.
    Blanc,
    /// For each entity, by its size, the share of its links that the other side has.
    Lea,
}

/// All measures of one comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// See [`Measure::Mentions`].
    pub mentions: Rates,
    /// See [`Measure::Muc`].
    pub muc: Rates,
    /// See [`Measure::BCubed`].
    pub b_cubed: Rates,
    /// See [`Measure::CeafM`].
    pub ceaf_m: Rates,
    /// See [`Measure::CeafE`].
    pub ceaf_e: Rates,
    /// See [`Measure::Blanc`].
    pub blanc: Rates,
    /// See [`Measure::Lea`].
    pub lea: Rates,
    /// The mean F1 of MUC, B³ and CEAF-e.
    pub conll: f64,
}

impl Scores {
    /// The measures in order, with the names that papers give them.
    pub fn all(&self) -> [(Measure, &'static str, Rates); 7] {
        [
            (Measure::Mentions, "mentions", self.mentions),
            (Measure::Muc, "MUC", self.muc),
            (Measure::BCubed, "B³", self.b_cubed),
            (Measure::CeafM, "CEAF-m", self.ceaf_m),
            (Measure::CeafE, "CEAF-e", self.ceaf_e),
            (Measure::Blanc, "BLANC", self.blanc),
            (Measure::Lea, "LEA", self.lea),
        ]
    }

    /// The mean of several; all zero of none.
    pub(super) fn mean(all: &[Self]) -> Self {
        let count = all.len().max(1) as f64;
        let add = |a: Rates, b: Rates| a.map(b, |a, b| a + b / count);
        all.iter().fold(Self::default(), |sum, s| Self {
            mentions: add(sum.mentions, s.mentions),
            muc: add(sum.muc, s.muc),
            b_cubed: add(sum.b_cubed, s.b_cubed),
            ceaf_m: add(sum.ceaf_m, s.ceaf_m),
            ceaf_e: add(sum.ceaf_e, s.ceaf_e),
            blanc: add(sum.blanc, s.blanc),
            lea: add(sum.lea, s.lea),
            conll: sum.conll + s.conll / count,
        })
    }
}

/// A share as what is there of how much.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Share {
    part: f64,
    whole: f64,
}

impl Share {
    const fn new(part: f64, whole: f64) -> Self {
        Self { part, whole }
    }

    /// 0 of nothing, as the reference scorer has it.
    fn value(self) -> f64 {
        if self.whole > 0.0 { self.part / self.whole } else { 0.0 }
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

/// Recall and precision as shares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pair {
    recall: Share,
    precision: Share,
}

impl Pair {
    /// Of what both sides have, of how much each has.
    const fn of(recall: f64, key: f64, precision: f64, response: f64) -> Self {
        Self { recall: Share::new(recall, key), precision: Share::new(precision, response) }
    }

    fn rates(self) -> Rates {
        Rates::new(self.recall.value(), self.precision.value())
    }
}

impl AddAssign for Pair {
    fn add_assign(&mut self, other: Self) {
        self.recall += other.recall;
        self.precision += other.precision;
    }
}

/// What the measures are made of. Tallies of several scopes add up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    mentions: Pair,
    muc: Pair,
    b_cubed: Pair,
    ceaf_m: Pair,
    ceaf_e: Pair,
    linked: Pair,
    unlinked: Pair,
    lea: Pair,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.mentions += other.mentions;
        self.muc += other.muc;
        self.b_cubed += other.b_cubed;
        self.ceaf_m += other.ceaf_m;
        self.ceaf_e += other.ceaf_e;
        self.linked += other.linked;
        self.unlinked += other.unlinked;
        self.lea += other.lea;
    }
}

impl Tally {
    pub fn of(overlap: &Overlap) -> Self {
        let (linked, unlinked) = blanc(overlap);
        let by_mentions = ceaf(overlap, |shared, _, _| shared);
        let by_entities = ceaf(overlap, |shared, key, response| 2.0 * shared / (key + response));
        let (keys, responses) = (overlap.key.len() as f64, overlap.response.len() as f64);
        let matched = f64::from(overlap.matched);
        Self {
            mentions: Pair::of(matched, f64::from(overlap.key_mentions), matched, f64::from(overlap.response_mentions)),
            muc: muc(overlap),
            b_cubed: b_cubed(overlap),
            ceaf_m: Pair::of(by_mentions, total(&overlap.key), by_mentions, total(&overlap.response)),
            ceaf_e: Pair::of(by_entities, keys, by_entities, responses),
            linked,
            unlinked,
            lea: lea(overlap),
        }
    }

    pub fn scores(&self) -> Scores {
        let (muc, b_cubed, ceaf_e) = (self.muc.rates(), self.b_cubed.rates(), self.ceaf_e.rates());
        Scores {
            mentions: self.mentions.rates(),
            muc,
            b_cubed,
            ceaf_m: self.ceaf_m.rates(),
            ceaf_e,
            blanc: self.blanc(),
            lea: self.lea.rates(),
            conll: (muc.f1 + b_cubed.f1 + ceaf_e.f1) / 3.0,
        }
    }

    /// The mean over the two kinds of pairs; where the key has only one kind, that one (as the reference scorer).
    fn blanc(&self) -> Rates {
        let (linked, unlinked) = (self.linked.rates(), self.unlinked.rates());
        match (self.linked.recall.whole > 0.0, self.unlinked.recall.whole > 0.0) {
            (true, true) => linked.map(unlinked, |a, b| (a + b) / 2.0),
            (true, false) => linked,
            (false, true) => unlinked,
            (false, false) => Rates::default(),
        }
    }
}

fn total(sizes: &[u32]) -> f64 {
    sizes.iter().map(|&n| f64::from(n)).sum()
}

fn size(sizes: &[u32], at: u32) -> f64 {
    f64::from(sizes[at as usize])
}

/// Vilain et al. 1995: a cluster of n mentions that the other side has in p parts (a mention that it lacks is a part of
/// its own) keeps n - p of its n - 1 links.
fn muc(overlap: &Overlap) -> Pair {
    let links = |sizes: &[u32]| total(sizes) - sizes.len() as f64;
    // Of a cluster, the parts that the other side has, less one each, are what is kept of the shared mentions.
    let kept: f64 = overlap.shared.iter().map(|s| f64::from(s.owned.saturating_sub(1))).sum();
    Pair::of(kept, links(&overlap.key), kept, links(&overlap.response))
}

/// Bagga & Baldwin 1998.
fn b_cubed(overlap: &Overlap) -> Pair {
    let (mut recall, mut precision) = (0.0, 0.0);
    for s in &overlap.shared {
        let shared = f64::from(s.owned) * f64::from(s.mentions);
        recall += shared / size(&overlap.key, s.key);
        precision += shared / size(&overlap.response, s.response);
    }
    Pair::of(recall, total(&overlap.key), precision, total(&overlap.response))
}

/// Luo 2005: the weight of the best alignment.
fn ceaf(overlap: &Overlap, alike: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let pairs = overlap.shared.iter().map(|s| {
        let weight = alike(f64::from(s.mentions), size(&overlap.key, s.key), size(&overlap.response, s.response));
        (s.key, s.response, weight)
    });
    let pairs: Vec<_> = pairs.collect();
    weight_of(&heaviest(overlap.key.len(), overlap.response.len(), &pairs))
}

fn pairs_of(n: u32) -> f64 {
    f64::from(n) * (f64::from(n) - 1.0) / 2.0
}

/// Recasens & Hovy 2011 as Luo et al. 2014 extend it: linked pairs and unlinked ones, those with a mention that the
/// other side lacks never shared.
///
/// A place in two clusters is linked to the mentions of both, and unlinked too: to those of the one as one of the other,
/// and to itself. So the reference scorer counts.
fn blanc(overlap: &Overlap) -> (Pair, Pair) {
    let (in_key, apart_in_key) = pairs_in(&overlap.key, overlap.key_mentions, &overlap.twice);
    let (in_response, apart_in_response) =
        pairs_in(&overlap.response, overlap.response_mentions, &overlap.response_twice);
    let found: Vec<Twice> = overlap.twice.iter().copied().filter(|t| t.2 != NONE).collect();
    let in_both: f64 = overlap.shared.iter().map(|s| pairs_of(s.mentions)).sum::<f64>() - together(&found, |t| *t);
    // Of what both have, what is of one cluster of the key only.
    let (mut only, mut common) = (vec![0; overlap.key.len()], vec![0; overlap.response.len()]);
    for s in &overlap.shared {
        only[s.key as usize] += s.only;
        common[s.response as usize] += s.owned;
    }
    let only_in_both: f64 = overlap.shared.iter().map(|s| pairs_of(s.only)).sum();
    let apart_in_both = pairs_of(overlap.matched) - links(&common) - (links(&only) - only_in_both);
    let linked = Pair::of(in_both, in_key, in_both, in_response);
    (linked, Pair::of(apart_in_both, apart_in_key, apart_in_both, apart_in_response))
}

/// The pairs of one side that are linked, and those that are not.
fn pairs_in(sizes: &[u32], mentions: u32, twice: &[Twice]) -> (f64, f64) {
    let mut only = sizes.to_vec();
    twice.iter().flat_map(|t| [t.0, t.1]).for_each(|cluster| only[cluster as usize] -= 1);
    let linked = links(sizes) - together(twice, |t| (t.0, t.1, 0));
    (linked, pairs_of(mentions) - links(&only) + twice.len() as f64)
}

fn links(sizes: &[u32]) -> f64 {
    sizes.iter().map(|&n| pairs_of(n)).sum()
}

/// Pairs of places that are in the same two clusters: they are one pair, counted for both.
fn together(sorted: &[Twice], by: impl Fn(&Twice) -> Twice) -> f64 {
    sorted.chunk_by(|a, b| by(a) == by(b)).map(|run| pairs_of(run.len() as u32)).sum()
}

/// Moosavi & Strube 2016: a cluster counts by its size, and as far as its links are kept. One of a single mention has a
/// link to itself, which is kept where the other side has it alone too.
fn lea(overlap: &Overlap) -> Pair {
    let kept = |size: u32, other: u32, shared: u32| match size {
        1 => f64::from(u8::from(other == 1 && shared == 1)),
        n => f64::from(n) * pairs_of(shared) / pairs_of(n),
    };
    let (mut recall, mut precision) = (0.0, 0.0);
    for s in &overlap.shared {
        let (key, response) = (overlap.key[s.key as usize], overlap.response[s.response as usize]);
        recall += kept(key, response, s.mentions);
        precision += kept(response, key, s.owned);
    }
    Pair::of(recall, total(&overlap.key), precision, total(&overlap.response))
}
