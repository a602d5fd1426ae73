//! The measures of coreference, each as sums over clusters that may be added up over documents.

use super::assignment::best_sum;
use std::collections::HashMap;
use std::hash::Hash;

/// A measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Which mentions were found at all.
    Mentions,
    /// By links (Vilain et al. 1995).
    Muc,
    /// By mentions (Bagga & Baldwin 1998).
    B3,
    /// By the best one-to-one alignment of clusters, counting mentions (Luo 2005, phi 3).
    CeafM,
    /// The same, counting clusters (Luo 2005, phi 4).
    CeafE,
    /// By pairs that are and that are not coreferent (Recasens & Hovy 2011, as Luo et al. 2014 extend it to mentions that
    /// were found wrongly).
    Blanc,
    /// By links, weighted by the size of the entity (Moosavi & Strube 2016).
    Lea,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Mentions, Self::Muc, Self::B3, Self::CeafM, Self::CeafE, Self::Blanc, Self::Lea];

    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Muc => "MUC",
            Self::B3 => "B3",
            Self::CeafM => "CEAF-m",
            Self::CeafE => "CEAF-e",
            Self::Blanc => "BLANC",
            Self::Lea => "LEA",
        }
    }
}

/// Recall, precision and F1, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// Of what is in the key, how much the response has.
    pub recall: f64,
    /// Of what is in the response, how much the key has.
    pub precision: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Ratio {
    fn of(recall: f64, precision: f64) -> Self {
        Self { recall, precision, f1: harmonic(recall, precision) }
    }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A sum for recall and one for precision, each with what it is a share of.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    recall: (f64, f64),
    precision: (f64, f64),
}

impl Sums {
    fn add(&mut self, other: Self) {
        for (mine, theirs) in [(&mut self.recall, other.recall), (&mut self.precision, other.precision)] {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }

    fn ratio(self) -> Ratio {
        Ratio::of(share(self.recall.0, self.recall.1), share(self.precision.0, self.precision.1))
    }
}

/// What is counted of one part of a corpus, to be added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    mentions: Sums,
    muc: Sums,
    b3: Sums,
    ceaf_m: Sums,
    ceaf_e: Sums,
    lea: Sums,
    coreferent: Sums,
    apart: Sums,
}

impl Counts {
    /// Counts one part. Clusters have no mention twice.
    pub fn of<M: Eq + Hash>(key: &[Vec<M>], response: &[Vec<M>]) -> Self {
        let overlaps = Overlaps::of(key, response);
        let turned = overlaps.turned();
        let both =
            |measure: fn(&Overlaps) -> (f64, f64)| Sums { recall: measure(&overlaps), precision: measure(&turned) };
        let (ceaf_m, ceaf_e) = (overlaps.ceaf(|n, _, _| n), overlaps.ceaf(|n, k, r| 2.0 * n / (k + r)));
        let common: f64 = overlaps.rows.iter().flatten().map(|e| e.1).sum();
        let (in_key, in_response) = (total(&overlaps.sizes), total(&turned.sizes));
        let clusters = |n: usize| n as f64;
        Self {
            mentions: Sums { recall: (common, in_key), precision: (common, in_response) },
            muc: both(Overlaps::muc),
            b3: both(Overlaps::b3),
            ceaf_m: Sums { recall: (ceaf_m, in_key), precision: (ceaf_m, in_response) },
            ceaf_e: Sums { recall: (ceaf_e, clusters(key.len())), precision: (ceaf_e, clusters(response.len())) },
            lea: both(Overlaps::lea),
            coreferent: both(Overlaps::coreferent),
            apart: both(|o| o.apart(o.common)),
        }
    }

    /// Adds another part.
    pub fn add(&mut self, other: &Self) {
        self.mentions.add(other.mentions);
        self.muc.add(other.muc);
        self.b3.add(other.b3);
        self.ceaf_m.add(other.ceaf_m);
        self.ceaf_e.add(other.ceaf_e);
        self.lea.add(other.lea);
        self.coreferent.add(other.coreferent);
        self.apart.add(other.apart);
    }

    /// What comes out.
    pub fn ratio(&self, measure: Measure) -> Ratio {
        match measure {
            Measure::Mentions => self.mentions.ratio(),
            Measure::Muc => self.muc.ratio(),
            Measure::B3 => self.b3.ratio(),
            Measure::CeafM => self.ceaf_m.ratio(),
            Measure::CeafE => self.ceaf_e.ratio(),
            Measure::Lea => self.lea.ratio(),
            Measure::Blanc => self.blanc(),
        }
    }

    fn blanc(&self) -> Ratio {
        let (links, gaps) = (self.coreferent.ratio(), self.apart.ratio());
        let none = |sums: Sums| sums.recall.1 == 0.0 && sums.precision.1 == 0.0;
        match (none(self.coreferent), none(self.apart)) {
            (false, false) => Ratio {
                recall: f64::midpoint(links.recall, gaps.recall),
                precision: f64::midpoint(links.precision, gaps.precision),
                f1: f64::midpoint(links.f1, gaps.f1),
            },
            // Where neither side has a pair of one kind the other kind decides.
            (true, false) => gaps,
            (false, true) => links,
            // One mention or none on either side.
            (true, true) => self.mentions.ratio(),
        }
    }
}

fn total(sizes: &[f64]) -> f64 {
    sizes.iter().sum()
}

fn pairs(n: f64) -> f64 {
    n * (n - 1.0) / 2.0
}

/// How many mentions each cluster of one side shares with each of the other.
struct Overlaps {
    /// The sizes of the clusters of this side and of the other.
    sizes: Vec<f64>,
    others: Vec<f64>,
    /// For each cluster of this side the clusters of the other that it shares mentions with, and how many.
    rows: Vec<Vec<(u32, f64)>>,
    /// Mentions of both sides.
    common: f64,
}

impl Overlaps {
    fn of<M: Eq + Hash>(key: &[Vec<M>], response: &[Vec<M>]) -> Self {
        let mut whose: HashMap<&M, u32> = HashMap::new();
        for (cluster, members) in response.iter().enumerate() {
            whose.extend(members.iter().map(|m| (m, cluster as u32)));
        }
        let size = |all: &[Vec<M>]| all.iter().map(|c| c.len() as f64).collect();
        let mut rows = Vec::with_capacity(key.len());
        let mut common = 0.0;
        for members in key {
            let mut counts: HashMap<u32, f64> = HashMap::new();
            for cluster in members.iter().filter_map(|m| whose.get(m)) {
                *counts.entry(*cluster).or_default() += 1.0;
                common += 1.0;
            }
            let mut row: Vec<_> = counts.into_iter().collect();
            row.sort_unstable_by_key(|e| e.0);
            rows.push(row);
        }
        Self { sizes: size(key), others: size(response), rows, common }
    }

    /// The same seen from the other side.
    fn turned(&self) -> Self {
        let mut rows = vec![Vec::new(); self.others.len()];
        for (cluster, row) in self.rows.iter().enumerate() {
            for &(other, n) in row {
                rows[other as usize].push((cluster as u32, n));
            }
        }
        Self { sizes: self.others.clone(), others: self.sizes.clone(), rows, common: self.common }
    }

    fn clusters(&self) -> impl Iterator<Item = (f64, &Vec<(u32, f64)>)> {
        self.sizes.iter().copied().zip(&self.rows)
    }

    /// Mentions that the other side lacks are parts of their own.
    fn muc(&self) -> (f64, f64) {
        self.clusters().fold((0.0, 0.0), |(right, all), (size, row)| {
            let found: f64 = row.iter().map(|e| e.1).sum();
            let parts = row.len() as f64 + size - found;
            (right + size - parts, all + size - 1.0)
        })
    }

    fn b3(&self) -> (f64, f64) {
        self.clusters().fold((0.0, 0.0), |(right, all), (size, row)| {
            (right + row.iter().map(|e| e.1 * e.1 / size).sum::<f64>(), all + size)
        })
    }

    fn ceaf(&self, alike: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let rows: Vec<Vec<(u32, f64)>> = self
            .clusters()
            .map(|(size, row)| {
                row.iter().map(|&(other, n)| (other, alike(n, size, self.others[other as usize]))).collect()
            })
            .collect();
        best_sum(&rows, self.others.len())
    }

    /// A cluster of one mention has a link to itself.
    fn lea(&self) -> (f64, f64) {
        self.clusters().fold((0.0, 0.0), |(right, all), (size, row)| {
            let resolved = if size == 1.0 {
                let alone = row.iter().any(|e| self.others[e.0 as usize] == 1.0);
                f64::from(u8::from(alone))
            } else {
                row.iter().map(|e| pairs(e.1)).sum::<f64>() / pairs(size)
            };
            (right + size * resolved, all + size)
        })
    }

    /// Coreferent pairs that the other side has, of all.
    fn coreferent(&self) -> (f64, f64) {
        let right = self.rows.iter().flatten().map(|e| pairs(e.1)).sum();
        (right, self.sizes.iter().map(|&n| pairs(n)).sum())
    }

    /// Pairs that are not coreferent, as in the other side, of all.
    fn apart(&self, common: f64) -> (f64, f64) {
        let mine: f64 = self.rows.iter().map(|row| pairs(row.iter().map(|e| e.1).sum())).sum();
        let mut theirs = vec![0.0; self.others.len()];
        for &(other, n) in self.rows.iter().flatten() {
            theirs[other as usize] += n;
        }
        let theirs: f64 = theirs.into_iter().map(pairs).sum();
        let both: f64 = self.rows.iter().flatten().map(|e| pairs(e.1)).sum();
        let coreferent: f64 = self.sizes.iter().map(|&n| pairs(n)).sum();
        (pairs(common) - mine - theirs + both, pairs(total(&self.sizes)) - coreferent)
    }
}
