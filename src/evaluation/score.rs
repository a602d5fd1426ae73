//! One annotation against another.

use super::clusters::Clusters;
use super::cut::{Part, Repeats, Side, cut, settle_repeats};
use super::matching::{Match, partners};
use super::measures::{Scores, Tally};
use super::overlap::Overlap;
use crate::annotation::Scope;
use std::cmp::Ordering;
use std::collections::BTreeSet;
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
    /// When a mention of the response is one of the key.
    pub matching: Match,
    /// Whether clusters of one mention are left out, on both sides: after the cut by scope and before mentions are
    /// matched, as the CorefUD scorer does.
    pub drop_singletons: bool,
    /// Whether mentions without an entity are left out. Else each is a cluster of its own.
    pub drop_untied: bool,
    /// Only mentions of these types, by name; of all when there are none.
    pub only: BTreeSet<Arc<str>>,
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

/// Two annotations, brought together: what is scored, and what differs.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    pub(super) key: &'a Clusters,
    pub(super) response: &'a Clusters,
    average: Average,
    sides: [Side; 2],
    pub(super) parts: Vec<Aligned<'a>>,
}

/// A scope of both sides.
#[derive(Clone, Debug)]
pub(super) struct Aligned<'a> {
    pub key: Part<'a>,
    pub response: Part<'a>,
    /// The key item of each response item, or `NONE`.
    pub partners: Vec<u32>,
}

impl Aligned<'_> {
    fn name(&self) -> &str {
        if self.key.items.is_empty() { self.response.name } else { self.key.name }
    }

    fn tally(&self) -> Tally {
        Tally::of(&Overlap::of(&self.key, &self.response, &self.partners))
    }

    pub fn scores(&self) -> Scores {
        self.tally().scores()
    }
}

impl<'a> Comparison<'a> {
    /// Brings two annotations together. Near linear in the mentions.
    ///
    /// Documents that the key does not cover are left out, as the reference scorer does; those that only the key has are
    /// of an empty response.
    pub fn new(key: &'a Clusters, response: &'a Clusters, options: &Options) -> Self {
        let (keys, key_side) = cut(key, options, Repeats::Both, |_| true);
        let (responses, response_side) = cut(response, options, Repeats::Both, |path| key.is_about(path));
        let mut joined = Self::joined([key, response], [keys, responses], [key_side, response_side], options);
        joined.parts.iter_mut().for_each(|part| settle_repeats(&mut part.response, &part.partners));
        joined.sides[1].clusters = joined.parts.iter().map(|part| part.response.clusters as usize).sum();
        joined
    }

    /// The same with neither of the two for right: what is repeated counts once on both sides, and documents that only
    /// one covers are left out.
    pub(super) fn of_equals(a: &'a Clusters, b: &'a Clusters, options: &Options) -> Self {
        let (lefts, left_side) = cut(a, options, Repeats::First, |path| b.is_about(path));
        let (rights, right_side) = cut(b, options, Repeats::First, |path| a.is_about(path));
        Self::joined([a, b], [lefts, rights], [left_side, right_side], options)
    }

    fn joined(
        [key, response]: [&'a Clusters; 2],
        [keys, responses]: [Vec<Part<'a>>; 2],
        sides: [Side; 2],
        options: &Options,
    ) -> Self {
        let mut parts = Vec::with_capacity(keys.len().max(responses.len()));
        let (mut keys, mut responses) = (keys.into_iter().peekable(), responses.into_iter().peekable());
        loop {
            let order = match (keys.peek(), responses.peek()) {
                (None, None) => break,
                (Some(k), Some(r)) => k.name.cmp(r.name),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
            };
            let key = if order == Ordering::Greater { Part::default() } else { keys.next().unwrap_or_default() };
            let response = if order == Ordering::Less { Part::default() } else { responses.next().unwrap_or_default() };
            let partners = partners(&key, &response, options.matching);
            parts.push(Aligned { key, response, partners });
        }
        Self { key, response, average: options.average, sides, parts }
    }

    /// The measures.
    pub fn report(&self) -> Report {
        let tallies: Vec<Tally> = self.parts.iter().map(Aligned::tally).collect();
        let scores = match self.average {
            Average::Micro => {
                let mut sum = Tally::default();
                tallies.iter().for_each(|tally| sum += *tally);
                sum.scores()
            }
            Average::Macro => Scores::mean(&tallies.iter().map(Tally::scores).collect::<Vec<_>>()),
        };
        let [key, response] = self.sides;
        Report { key, response, scopes: self.parts.len(), scores }
    }

    /// The measures of each scope by its name: the path of a document or a folder; empty for the corpus.
    pub fn by_scope(&self) -> impl Iterator<Item = (&str, Scores)> {
        self.parts.iter().map(|part| (part.name(), part.scores()))
    }
}

/// Scores a response against a key. Near linear in the mentions.
pub fn score(key: &Clusters, response: &Clusters, options: &Options) -> Report {
    Comparison::new(key, response, options).report()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{Mark, Rates};
    use crate::text::Span;
    use proptest::prelude::*;

    fn add(clusters: &mut Clusters, document: &str, at: u32, kind: &str, entity: Option<&str>) {
        let spans = [Span::new(at, at + 1)].into_iter().collect();
        let (document, kind) = (document.into(), kind.into());
        clusters.add(Mark { entity, ..Mark::new(&document, spans, &kind) });
    }

    /// Clusters as words, a letter a mention: `"a bc def"`.
    fn clusters(words: &str) -> Clusters {
        let mut clusters = Clusters::default();
        for word in words.split_whitespace() {
            for letter in word.chars() {
                add(&mut clusters, "a.txt", letter as u32, "Person", Some(word));
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
        add(&mut key, "a.txt", 1, "Place", None);
        let report = |options: Options| score(&key, &key, &options).key;
        let side =
            |mentions, clusters, dropped_singletons| Side { mentions, clusters, dropped_singletons, ..Side::default() };
        assert_eq!(report(Options::default()), side(4, 3, 0));
        assert_eq!(report(Options { drop_singletons: true, ..Options::default() }), side(2, 1, 2));
        assert_eq!(report(Options { drop_untied: true, ..Options::default() }), side(3, 2, 0));
        assert_eq!(report(Options { only: ["Place".into()].into(), ..Options::default() }), side(1, 1, 0));
    }

    #[test]
    fn averages_weigh_what_is_counted_or_each_scope() {
        let annotation = |tied: bool| {
            let mut clusters = Clusters::default();
            (0..4).for_each(|at| add(&mut clusters, "a/1.txt", at, "P", Some("x")));
            (0..2).for_each(|at| add(&mut clusters, "b/1.txt", at, "P", tied.then_some("y")));
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

    #[test]
    fn documents_of_one_side() {
        let mut key = clusters("ab");
        let mut response = clusters("ab");
        add(&mut response, "b.txt", 1, "P", Some("x"));
        assert_eq!(score(&key, &response, &Options::default()).scores.mentions.precision, 2.0 / 3.0);
        // Whoever says what the key covers says what it does not.
        key.cover(&"a.txt".into());
        let report = score(&key, &response, &Options::default());
        assert_eq!((report.scores.mentions.precision, report.response.elsewhere), (1.0, 1));
        key.cover(&"b.txt".into());
        key.cover(&"c.txt".into());
        add(&mut key, "c.txt", 1, "P", None);
        let report = score(&key, &response, &Options::default());
        assert_eq!((report.scores.mentions.precision, report.scores.mentions.recall), (2.0 / 3.0, 2.0 / 3.0));
    }

    /// Some mentions of two documents with an entity each, a place once: what is repeated counts differently on the two
    /// sides.
    fn annotation() -> impl Strategy<Value = Vec<(u32, bool, Option<u8>)>> {
        let places = prop::collection::btree_map((0u32..12, any::<bool>()), prop::option::of(0u8..5), 1..24);
        places.prop_map(|all| all.into_iter().map(|((at, first), entity)| (at, first, entity)).collect())
    }

    fn built(mentions: &[(u32, bool, Option<u8>)], name: impl Fn(u8) -> String) -> Clusters {
        let mut clusters = Clusters::default();
        for &(at, first, entity) in mentions {
            let document = if first { "x/1.txt" } else { "y/2.txt" };
            add(&mut clusters, document, at, "P", entity.map(&name).as_deref());
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
            add(&mut key, "a.txt", at, "P", Some(&entity.to_string()));
            add(&mut response, "a.txt", at, "P", Some(&other.to_string()));
        }
        let report = score(&key, &response, &Options::default());
        assert_eq!((report.key.mentions, report.response.mentions), (100_000, 100_000));
        assert!(report.scores.ceaf_e.f1 > 0.0 && report.scores.ceaf_e.f1 < 1.0);
    }
}
