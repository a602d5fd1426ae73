//! Krippendorff's alpha: how far any number of annotators agree beyond chance, where some may have said nothing of a unit
//! (Krippendorff 2011, “Computing Krippendorff's alpha-reliability”).
//!
//! For clusters the value that an annotator gives a mention is the set of mentions that it is together with, itself among
//! them (Passonneau 2004, “Computing reliability for coreference annotation”), and two sets are as far apart as MASI says
//! (Passonneau 2006, “Measuring agreement on set-valued items”).

use rustc_hash::FxHashMap;

/// Alpha of categories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nominal {
    values: f64,
    agreed: f64,
    said: FxHashMap<u32, f64>,
}

impl Nominal {
    /// One more unit: what those annotators say who say anything. Of one value alone nothing follows.
    pub fn unit(&mut self, values: &[u32]) {
        if values.len() < 2 {
            return;
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        for run in sorted.chunk_by(|a, b| a == b) {
            let count = run.len() as f64;
            self.agreed += count * (count - 1.0) / (values.len() as f64 - 1.0);
            *self.said.entry(run[0]).or_default() += count;
        }
        self.values += values.len() as f64;
    }

    /// At most 1, which is full agreement; 0 is what chance gives. `None` when no unit has two values, or all values are
    /// one: then there is nothing to disagree on.
    pub fn alpha(&self) -> Option<f64> {
        let n = self.values;
        let by_chance: f64 = self.said.values().map(|count| count * (count - 1.0)).sum();
        let expected = n * (n - 1.0) - by_chance;
        (expected > 0.5).then(|| 1.0 - (n - 1.0) * (n - self.agreed) / expected)
    }
}

/// How far apart two sets are, from 0 to 1: by how much of both is shared (Jaccard 1912), and whether one holds the
/// other. Given are their sizes and how many they share.
pub fn masi(one: u32, other: u32, shared: u32) -> f64 {
    if shared == 0 {
        return 1.0;
    }
    let monotony = match () {
        () if shared == one && shared == other => 1.0,
        () if shared == one.min(other) => 2.0 / 3.0,
        () => 1.0 / 3.0,
    };
    1.0 - monotony * f64::from(shared) / (f64::from(one) + f64::from(other) - f64::from(shared))
}

/// Alpha of clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SetAlpha {
    values: f64,
    disagreement: f64,
    /// What all pairs of values have in common, each pair both ways.
    alike: f64,
}

impl SetAlpha {
    /// Counts the mentions of one scope: for each mention, the number of the cluster that each annotator has it in, where
    /// they have it. Mentions of one annotator alone do not count. Near linear in the mentions, for few annotators.
    pub fn of<'a>(mentions: impl Iterator<Item = &'a [Option<u32>]> + Clone, annotators: usize) -> Self {
        let units = mentions.filter(|values| values.iter().flatten().count() > 1);
        let mut sizes: Vec<FxHashMap<u32, u32>> = vec![FxHashMap::default(); annotators];
        let mut shared: FxHashMap<(u32, u32, u32, u32), u32> = FxHashMap::default();
        for values in units.clone() {
            for (i, one) in present(values) {
                *sizes[i].entry(one).or_default() += 1;
                for (j, other) in present(values).filter(|(j, _)| *j > i) {
                    *shared.entry((i as u32, j as u32, one, other)).or_default() += 1;
                }
            }
        }
        let size = |annotator: u32, cluster: u32| {
            sizes.get(annotator as usize).and_then(|s| s.get(&cluster)).copied().unwrap_or_default()
        };
        let far = |&(i, j, one, other): &(u32, u32, u32, u32), shared: u32| masi(size(i, one), size(j, other), shared);
        let mut alpha = Self::default();
        for n in sizes.iter().flat_map(FxHashMap::values).map(|n| f64::from(*n)) {
            alpha.values += n;
            alpha.alike += n * (n - 1.0);
        }
        for (pair, &count) in &shared {
            let sizes = f64::from(size(pair.0, pair.2)) * f64::from(size(pair.1, pair.3));
            alpha.alike += 2.0 * sizes * (1.0 - far(pair, count));
        }
        for values in units {
            let others = present(values).count() as f64 - 1.0;
            for (i, one) in present(values) {
                for (j, other) in present(values).filter(|(j, _)| *j > i) {
                    let pair = (i as u32, j as u32, one, other);
                    let count = shared.get(&pair).copied().unwrap_or_default();
                    alpha.disagreement += 2.0 * far(&pair, count) / others;
                }
            }
        }
        alpha
    }

    /// Adds another scope: no cluster of one has anything in common with one of the other.
    pub fn add(&mut self, other: Self) {
        self.values += other.values;
        self.disagreement += other.disagreement;
        self.alike += other.alike;
    }

    /// As [`Nominal::alpha`].
    pub fn alpha(&self) -> Option<f64> {
        let n = self.values;
        let expected = n * (n - 1.0) - self.alike;
        (expected > 1e-9).then(|| 1.0 - (n - 1.0) * self.disagreement / expected)
    }
}

fn present(values: &[Option<u32>]) -> impl Iterator<Item = (usize, u32)> {
    values.iter().enumerate().filter_map(|(i, value)| Some((i, (*value)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Rows are annotators, letters categories, a point says nothing.
    fn nominal(rows: &[&str]) -> f64 {
        let mut alpha = Nominal::default();
        for unit in 0..rows[0].len() {
            let values: Vec<u32> =
                rows.iter().map(|row| u32::from(row.as_bytes()[unit])).filter(|v| *v != u32::from(b'.')).collect();
            alpha.unit(&values);
        }
        alpha.alpha().unwrap()
    }

    #[test]
    fn the_values_that_krippendorff_publishes() {
        for (rows, expected) in [
            (&["0100000010", "1110010000"][..], 0.095),
            (&["aabbdcccedda", "babbbccceddd"], 0.692),
            (&["123321412...", "1233224125.3", ".3332342251.", "12332441251."], 0.743),
        ] {
            let found = nominal(rows);
            assert!((found - expected).abs() < 0.0005, "{found} instead of {expected}");
        }
    }

    #[test]
    fn where_there_is_nothing_to_disagree_on() {
        let mut alpha = Nominal::default();
        assert_eq!(alpha.alpha(), None);
        alpha.unit(&[1]);
        alpha.unit(&[2, 2]);
        assert_eq!(alpha.alpha(), None, "one value");
        alpha.unit(&[3, 3]);
        assert_eq!(alpha.alpha(), Some(1.0));
        assert_eq!(SetAlpha::default().alpha(), None);
    }

    #[test]
    fn how_far_sets_are_apart() {
        // Equal; one within the other; crossing; nothing shared.
        assert_eq!(masi(3, 3, 3), 0.0);
        assert!((masi(2, 4, 2) - (1.0 - 0.5 * 2.0 / 3.0)).abs() < 1e-12);
        assert!((masi(3, 3, 2) - (1.0 - 0.5 / 3.0)).abs() < 1e-12);
        assert_eq!(masi(1, 1, 0), 1.0);
    }

    /// By the definition: all pairs of values.
    fn by_definition(units: &[Vec<Option<u32>>]) -> Option<f64> {
        let counted: Vec<_> = units.iter().filter(|u| u.iter().flatten().count() > 1).collect();
        let set = |i: usize, cluster: u32| -> BTreeSet<usize> {
            (0..counted.len()).filter(|&u| counted[u][i] == Some(cluster)).collect()
        };
        let sets: Vec<Vec<(usize, BTreeSet<usize>)>> =
            counted.iter().map(|values| present(values).map(|(i, cluster)| (i, set(i, cluster))).collect()).collect();
        let far = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| {
            masi(a.len() as u32, b.len() as u32, a.intersection(b).count() as u32)
        };
        let all: Vec<_> = sets.iter().flatten().collect();
        let n = all.len() as f64;
        let mut observed = 0.0;
        for values in &sets {
            for (i, a) in values.iter().enumerate() {
                let others = values.iter().enumerate().filter(|(j, _)| *j != i);
                observed += others.map(|(_, b)| far(&a.1, &b.1)).sum::<f64>() / (values.len() as f64 - 1.0);
            }
        }
        let mut expected = 0.0;
        for (x, a) in all.iter().enumerate() {
            expected += all.iter().enumerate().filter(|(y, _)| *y != x).map(|(_, b)| far(&a.1, &b.1)).sum::<f64>();
        }
        (expected > 1e-9).then(|| 1.0 - (observed / n) / (expected / (n * (n - 1.0))))
    }

    proptest! {
        #[test]
        fn clusters_are_compared_as_the_definition_says(
            units in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 0u32..4), 3), 0..12)
        ) {
            let found = SetAlpha::of(units.iter().map(Vec::as_slice), 3).alpha();
            let expected = by_definition(&units);
            prop_assert_eq!(found.is_some(), expected.is_some());
            prop_assert!((found.unwrap_or_default() - expected.unwrap_or_default()).abs() < 1e-9);
            // What clusters are called changes nothing.
            let renamed: Vec<Vec<_>> = units.iter().map(|u| u.iter().map(|v| v.map(|v| 9 - v)).collect()).collect();
            let again = SetAlpha::of(renamed.iter().map(Vec::as_slice), 3).alpha();
            prop_assert!((found.unwrap_or_default() - again.unwrap_or_default()).abs() < 1e-9);
        }
    }
}
