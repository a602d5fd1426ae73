//! The scores of a response against a key.

use super::clusters::Clusters;
use super::measures::{Counts, Measure, Ratio};
use std::collections::{BTreeMap, BTreeSet};

/// How the parts of a corpus become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Averaging {
    /// What is counted is added up over all parts first, as the official CoNLL scorer does.
    #[default]
    Micro,
    /// Each part is scored, and the scores are averaged.
    Macro,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Each measure with its recall, precision and F1, 0 to 1.
    pub measures: BTreeMap<Measure, Ratio>,
    /// The mean of the F1 of MUC, B3 and CEAF-e (Pradhan et al. 2014), 0 to 1.
    pub conll: f64,
    /// Parts that were compared.
    pub parts: usize,
    /// Clusters of the key and of the response.
    pub clusters: (usize, usize),
    /// Mentions of the key and of the response.
    pub mentions: (usize, usize),
}

/// Scores a response against a key. A part that only one of them has counts.
pub fn score(key: &Clusters, response: &Clusters, averaging: Averaging) -> Scores {
    let names: BTreeSet<_> = key.parts.keys().chain(response.parts.keys()).collect();
    let none = Vec::new();
    let mut all = Counts::default();
    let mut single: Vec<Counts> = Vec::new();
    for name in &names {
        let of = |side: &'_ Clusters| side.parts.get(*name).map_or(0, Vec::len);
        if of(key) + of(response) == 0 {
            continue;
        }
        let counts = Counts::of(key.parts.get(*name).unwrap_or(&none), response.parts.get(*name).unwrap_or(&none));
        all.add(&counts);
        single.push(counts);
    }
    let ratio = |measure: Measure| match averaging {
        Averaging::Micro => all.ratio(measure),
        Averaging::Macro => mean(single.iter().map(|counts| counts.ratio(measure))),
    };
    let measures: BTreeMap<_, _> = Measure::ALL.into_iter().map(|m| (m, ratio(m))).collect();
    let f1 = |m: Measure| measures.get(&m).map_or(0.0, |r| r.f1);
    let conll = (f1(Measure::Muc) + f1(Measure::B3) + f1(Measure::CeafE)) / 3.0;
    let clusters = |side: &Clusters| side.parts.values().map(Vec::len).sum();
    let mentions = |side: &Clusters| side.parts.values().flatten().map(Vec::len).sum();
    Scores {
        conll,
        parts: single.len(),
        clusters: (clusters(key), clusters(response)),
        mentions: (mentions(key), mentions(response)),
        measures,
    }
}

fn mean(ratios: impl ExactSizeIterator<Item = Ratio>) -> Ratio {
    let count = ratios.len().max(1) as f64;
    let mut sum = Ratio::default();
    for ratio in ratios {
        sum.recall += ratio.recall / count;
        sum.precision += ratio.precision / count;
        sum.f1 += ratio.f1 / count;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{Member, Partition, Singletons};
    use proptest::prelude::*;

    /// Clusters written as words of letters: "abc de" has the mentions a to e.
    fn clusters(text: &str) -> Clusters {
        let members =
            text.split(' ').enumerate().flat_map(|(entity, word)| word.chars().map(move |c| (c, entity as u64)));
        let member = |c: char| Member { document: "d".into(), spans: vec![(c as u32, c as u32 + 1)] };
        Clusters::of(members.map(|(c, e)| (member(c), e)).collect::<Vec<_>>(), Partition::Corpus, Singletons::Kept)
    }

    fn f1(key: &str, response: &str, measure: Measure) -> f64 {
        score(&clusters(key), &clusters(response), Averaging::Micro).measures[&measure].f1
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-4, "{a} is not {b}");
    }

    #[test]
    fn the_example_of_the_papers() {
        // Luo 2005, after Bagga & Baldwin: key {12345} {67} {89ABC}, responses that join {67} or {12345} with the last.
        let key = "12345 67 89ABC";
        close(f1(key, "12345 6789ABC", Measure::Muc), 2.0 * 0.9 / 1.9);
        close(f1(key, "1234589ABC 67", Measure::Muc), 2.0 * 0.9 / 1.9);
        close(f1(key, "12345 6789ABC", Measure::B3), 0.8648);
        close(f1(key, "1234589ABC 67", Measure::B3), 0.7368);
        close(f1(key, "12345 6789ABC", Measure::CeafM), 0.8333);
        close(f1(key, "1234589ABC 67", Measure::CeafM), 0.5833);
        close(
            f1(key, "12345 6789ABC", Measure::CeafE),
            2.0 * (1.8333 / 2.0) * (1.8333 / 3.0) / (1.8333 / 2.0 + 1.8333 / 3.0),
        );
    }

    #[test]
    fn singletons_and_one_cluster() {
        let key = "ab cd e";
        assert_eq!(f1(key, "a b c d e", Measure::Muc), 0.0);
        close(f1(key, "abcde", Measure::Muc), 2.0 / 3.0);
        // LEA gives a singleton its due only where it is one.
        close(f1(key, "a b c d e", Measure::Lea), 2.0 * 0.2 * 0.2 / 0.4);
    }

    #[test]
    fn mentions_that_one_side_lacks_count_against_it() {
        let scores = score(&clusters("abc"), &clusters("abx"), Averaging::Micro);
        close(scores.measures[&Measure::Mentions].recall, 2.0 / 3.0);
        close(scores.measures[&Measure::Muc].recall, 0.5);
        close(scores.measures[&Measure::B3].recall, (2.0 / 3.0 + 2.0 / 3.0) / 3.0);
    }

    #[test]
    fn nothing_ties_across_parts_and_the_two_averages_differ() {
        let at = |document: &str, n: u32, entity: u64| {
            (Member { document: document.into(), spans: vec![(n, n + 1)] }, entity)
        };
        let key = [at("x/a", 0, 1), at("x/a", 1, 1), at("x/a", 2, 1), at("y/b", 0, 1), at("y/b", 1, 1)];
        let response = [at("x/a", 0, 1), at("x/a", 1, 1), at("x/a", 2, 1), at("y/b", 0, 2), at("y/b", 1, 3)];
        let of = |mentions: &[(Member, u64)]| Clusters::of(mentions.to_vec(), Partition::Folder, Singletons::Kept);
        let recall = |averaging| score(&of(&key), &of(&response), averaging).measures[&Measure::Muc].recall;
        close(recall(Averaging::Micro), 2.0 / 3.0);
        close(recall(Averaging::Macro), 0.5);
    }

    proptest! {
        #[test]
        fn what_is_the_same_is_perfect_and_turning_it_swaps_recall_and_precision(
            key in prop::collection::vec(0_u64..5, 1..24),
            response in prop::collection::vec(0_u64..5, 1..24),
        ) {
            let of = |ids: &[u64]| {
                let member = |n: usize| Member { document: "d".into(), spans: vec![(n as u32, n as u32 + 1)] };
                let all: Vec<_> = ids.iter().enumerate().map(|(n, &e)| (member(n), e)).collect();
                Clusters::of(all, Partition::Corpus, Singletons::Kept)
            };
            let (key, response) = (of(&key), of(&response));
            let same = score(&key, &key, Averaging::Micro);
            for (measure, ratio) in &same.measures {
                let no_links = *measure == Measure::Muc && key.parts.values().flatten().all(|c| c.len() == 1);
                prop_assert!(no_links || (ratio.f1 - 1.0).abs() < 1e-9, "{measure:?} {ratio:?}");
            }
            let (one, other) = (score(&key, &response, Averaging::Micro), score(&response, &key, Averaging::Micro));
            for measure in Measure::ALL {
                let (a, b) = (one.measures[&measure], other.measures[&measure]);
                prop_assert!((a.recall - b.precision).abs() < 1e-9 && (a.f1 - b.f1).abs() < 1e-9);
                prop_assert!((0.0..=1.0 + 1e-9).contains(&a.f1));
            }
        }
    }
}
