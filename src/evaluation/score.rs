//! One annotation against another.

use super::clusters::{Clusters, Place, Scope};
use super::measures::{Scores, Tally};
use super::overlap::Overlap;
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
