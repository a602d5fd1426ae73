//! One annotation against another.

use super::clusters::{Clusters, Place};
use super::measures::{Scores, Tally};
use super::overlap::Overlap;
use crate::annotation::Scope;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How the scores of several scopes become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Average {
    /// What is counted is added up, as the reference scorer does: large scopes weigh more.
    #[default]
    Micro,
    /// The mean of the scores: each scope weighs the same.
    Macro,
}

impl Average {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Macro => "macro",
        }
    }
}

/// What is compared, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How far a cluster reaches.
    pub scope: Scope,
    /// How the scores of several scopes become one.
    pub average: Average,
    /// Whether clusters of one mention are left out, on both sides and after the cut by scope.
    pub drop_singletons: bool,
    /// Whether mentions without an entity are left out. Else each is a cluster of its own.
    pub drop_untied: bool,
    /// Only mentions of these types, by name; of all when there are none.
    pub only: BTreeSet<Arc<str>>,
}

/// What was compared on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// How many mentions.
    pub mentions: usize,
    /// In how many clusters, after the cut by scope.
    pub clusters: usize,
    /// How many clusters of one mention were dropped.
    pub dropped_singletons: usize,
}

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What the key had.
    pub key: Side,
    /// What the response had.
    pub response: Side,
    /// How many scopes there were: documents, folders, or one.
    pub scopes: usize,
    /// The measures.
    pub scores: Scores,
}

type Cut<'a> = BTreeMap<&'a str, Vec<Vec<&'a Place>>>;

/// Scores a response against a key. Near linear in the mentions.
pub fn score(key: &Clusters, response: &Clusters, options: &Options) -> Report {
    let (key, key_side) = cut(key, options);
    let (response, response_side) = cut(response, options);
    let names: BTreeSet<&str> = key.keys().chain(response.keys()).copied().collect();
    let none = Vec::new();
    let tallies: Vec<Tally> = names
        .iter()
        .map(|name| Tally::of(&Overlap::of(key.get(name).unwrap_or(&none), response.get(name).unwrap_or(&none))))
        .collect();
    let scores = match options.average {
        Average::Micro => {
            let mut sum = Tally::default();
            tallies.iter().for_each(|tally| sum += *tally);
            sum.scores()
        }
        Average::Macro => Scores::mean(&tallies.iter().map(Tally::scores).collect::<Vec<_>>()),
    };
    Report { key: key_side, response: response_side, scopes: names.len(), scores }
}

/// The clusters of each scope that are compared.
fn cut<'a>(clusters: &'a Clusters, options: &Options) -> (Cut<'a>, Side) {
    let keep = |kind: &str| options.only.is_empty() || options.only.contains(kind);
    let mut cut = clusters.cut(options.scope, !options.drop_untied, keep);
    let mut side = Side::default();
    for clusters in cut.values_mut() {
        if options.drop_singletons {
            let before = clusters.len();
            clusters.retain(|c| c.len() > 1);
            side.dropped_singletons += before - clusters.len();
        }
        side.clusters += clusters.len();
        side.mentions += clusters.iter().map(Vec::len).sum::<usize>();
    }
    // A scope of which nothing is left is none.
    cut.retain(|_, clusters| !clusters.is_empty());
    (cut, side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Rates;
    use crate::text::Span;
    use proptest::prelude::*;

    fn place(document: &str, at: u32) -> Place {
        Place { document: document.into(), spans: [Span::new(at, at + 1)].into_iter().collect() }
    }

    /// Clusters as words, a letter a mention: `"a bc def"`.
    fn clusters(words: &str) -> Clusters {
        let mut clusters = Clusters::default();
        for word in words.split_whitespace() {
            for letter in word.chars() {
                assert!(clusters.add(place("a.txt", letter as u32), "Person".into(), Some(word)));
            }
        }
        clusters
    }

    fn scores(key: &str, response: &str) -> Scores {
        score(&clusters(key), &clusters(response), &Options::default()).scores
    }

    fn near(name: &str, rates: Rates, wanted: [f64; 3]) {
        let got = [rates.recall, rates.precision, rates.f1];
        let close = got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-4);
        assert!(close, "{name}: {got:?} instead of {wanted:?}");
    }

    #[test]
    fn the_values_that_are_published_with_the_reference_scorer() {
        let key = "a bc def";
        let same = scores(key, "a bc def");
        same.all().into_iter().for_each(|(_, name, rates)| near(name, rates, [1.0; 3]));
        assert!((same.conll - 1.0).abs() < 1e-9);

        let s = scores(key, "a de");
        near("MUC", s.muc, [1.0 / 3.0, 1.0, 0.5]);
        near("B3", s.b_cubed, [0.388889, 1.0, 0.56]);
        near("CEAF-m", s.ceaf_m, [0.5, 1.0, 0.666667]);
        near("CEAF-e", s.ceaf_e, [0.6, 0.9, 0.72]);
        near("BLANC", s.blanc, [0.21591, 1.0, 0.35385]);
        near("LEA", s.lea, [0.333333, 1.0, 0.5]);

        let s = scores(key, "a bcx defy z");
        near("MUC", s.muc, [1.0, 0.6, 0.75]);
        near("B3", s.b_cubed, [1.0, 0.509259, 0.674847]);
        near("CEAF-m", s.ceaf_m, [1.0, 0.666667, 0.8]);
        near("CEAF-e", s.ceaf_e, [0.88571, 0.66429, 0.75918]);
        near("BLANC", s.blanc, [1.0, 0.42593, 0.59717]);
        near("LEA", s.lea, [1.0, 0.444444, 0.61538]);

        let s = scores(key, "a bcx dy z");
        near("MUC", s.muc, [0.333333, 0.333333, 0.333333]);
        near("B3", s.b_cubed, [0.555556, 0.404762, 0.46832]);
        near("CEAF-m", s.ceaf_m, [0.666667, 0.571429, 0.615385]);
        near("CEAF-e", s.ceaf_e, [0.73333, 0.55, 0.62857]);
        near("BLANC", s.blanc, [0.35227, 0.27206, 0.30357]);
        near("LEA", s.lea, [0.5, 0.285714, 0.36364]);

        let s = scores("12345 67 89ABC", "12345 6789ABC");
        near("MUC", s.muc, [1.0, 0.9, 0.94737]);
        near("B3", s.b_cubed, [1.0, 0.761905, 0.86486]);
        near("LEA", s.lea, [1.0, 0.72222, 0.83871]);
    }

    #[test]
    fn clusters_of_one_and_one_cluster() {
        let alone = scores("ab cd", "a b c d");
        near("MUC", alone.muc, [0.0; 3]);
        near("B3", alone.b_cubed, [0.5, 1.0, 2.0 / 3.0]);
        near("CEAF-e", alone.ceaf_e, [2.0 / 3.0, 1.0 / 3.0, 4.0 / 9.0]);
        near("LEA", alone.lea, [0.0; 3]);
        let all = scores("ab cd", "abcd");
        near("MUC", all.muc, [1.0, 2.0 / 3.0, 0.8]);
        near("B3", all.b_cubed, [1.0, 0.5, 2.0 / 3.0]);
        near("BLANC", all.blanc, [0.5, 1.0 / 6.0, 0.25]);
        assert_eq!(scores("", "").conll, 0.0);
        near("mentions", scores("ab", "bc").mentions, [0.5; 3]);
    }

    #[test]
    fn singletons_untied_mentions_and_other_types_can_be_left_out() {
        let mut key = clusters("ab c");
        assert!(key.add(place("a.txt", 1), "Place".into(), None));
        let report = |options: Options| score(&key, &key, &options).key;
        let side = |mentions, clusters, dropped_singletons| Side { mentions, clusters, dropped_singletons };
        assert_eq!(report(Options::default()), side(4, 3, 0));
        assert_eq!(report(Options { drop_singletons: true, ..Options::default() }), side(2, 1, 2));
        assert_eq!(report(Options { drop_untied: true, ..Options::default() }), side(3, 2, 0));
        assert_eq!(report(Options { only: ["Place".into()].into(), ..Options::default() }), side(1, 1, 0));
    }

    #[test]
    fn averages_weigh_what_is_counted_or_each_scope() {
        let annotation = |tied: bool| {
            let mut clusters = Clusters::default();
            (0..4).for_each(|at| assert!(clusters.add(place("a/1.txt", at), "P".into(), Some("x"))));
            (0..2).for_each(|at| assert!(clusters.add(place("b/1.txt", at), "P".into(), tied.then_some("y"))));
            clusters
        };
        let (key, response) = (annotation(true), annotation(false));
        let muc = |average| {
            let options = Options { scope: Scope::Folder, average, ..Options::default() };
            let report = score(&key, &response, &options);
            assert_eq!(report.scopes, 2);
            report.scores.muc.recall
        };
        assert_eq!(muc(Average::Micro), 0.75);
        assert_eq!(muc(Average::Macro), 0.5);
    }

    /// Some mentions of two documents with an entity each.
    fn annotation() -> impl Strategy<Value = Vec<(u32, bool, Option<u8>)>> {
        prop::collection::vec((0u32..12, any::<bool>(), prop::option::of(0u8..5)), 1..30)
    }

    fn built(mentions: &[(u32, bool, Option<u8>)], name: impl Fn(u8) -> String) -> Clusters {
        let mut clusters = Clusters::default();
        for &(at, first, entity) in mentions {
            let document = if first { "x/1.txt" } else { "y/2.txt" };
            clusters.add(place(document, at), "P".into(), entity.map(&name).as_deref());
        }
        clusters
    }

    proptest! {
        #[test]
        fn what_scores_promise(a in annotation(), b in annotation(), folder in any::<bool>()) {
            let options = Options {
                scope: if folder { Scope::Folder } else { Scope::Corpus },
                ..Options::default()
            };
            let plain = |mentions| built(mentions, |entity| entity.to_string());
            let (key, response) = (plain(&a), plain(&b));
            let scores = score(&key, &response, &options).scores;
            for (_, name, rates) in scores.all() {
                let within = [rates.recall, rates.precision, rates.f1].into_iter().all(|v| (0.0..1.0 + 1e-9).contains(&v));
                prop_assert!(within, "{name}: {rates:?}");
            }
            // Recall of one against the other is precision of the other against the one. BLANC looks at the key to
            // decide which pairs there are.
            let back = score(&response, &key, &options).scores;
            for ((_, name, there), (_, _, back)) in scores.all().into_iter().zip(back.all()) {
                let same = (there.recall - back.precision).abs() < 1e-9 && (there.precision - back.recall).abs() < 1e-9;
                prop_assert!(same || name == "BLANC", "{name}: {there:?} {back:?}");
            }
            // What entities are called changes nothing.
            let renamed = built(&b, |entity| format!("E{}", 99 - entity));
            prop_assert_eq!(score(&key, &renamed, &options).scores, scores);
            // An annotation is its own equal: MUC and with it the mean want a cluster of two.
            let own = score(&key, &key, &options).scores;
            for (_, name, rates) in own.all() {
                let none_there = matches!(name, "MUC" | "BLANC") && rates.f1 == 0.0;
                prop_assert!(none_there || (rates.f1 - 1.0).abs() < 1e-9, "{name}: {rates:?}");
            }
        }
    }

    #[test]
    fn a_hundred_thousand_mentions_are_no_trouble() {
        // Entities of all sizes, and a response that breaks and mixes them in one large component.
        let (mut key, mut response) = (Clusters::default(), Clusters::default());
        for at in 0..100_000_u32 {
            let noise = at.wrapping_mul(2_654_435_761) >> 16;
            let (entity, other) = (noise % 9_000, (noise / 3 + noise % 5 * 7) % 8_000);
            key.add(place("a.txt", at), "P".into(), Some(&entity.to_string()));
            response.add(place("a.txt", at), "P".into(), Some(&other.to_string()));
        }
        let report = score(&key, &response, &Options::default());
        assert_eq!((report.key.mentions, report.response.mentions), (100_000, 100_000));
        assert!(report.scores.ceaf_e.f1 > 0.0 && report.scores.ceaf_e.f1 < 1.0);
    }
}
