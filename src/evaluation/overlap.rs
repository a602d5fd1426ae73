//! How the clusters of two annotations overlap: the one table that all measures are counted from.

use super::clusters::Place;
use std::collections::HashMap;

/// A key cluster and a response cluster that share mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub key: u32,
    pub response: u32,
    /// How many, at least one.
    pub mentions: u32,
}

/// The sizes of the clusters and what they share. There are no more shared parts than mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlap {
    pub key: Vec<u32>,
    pub response: Vec<u32>,
    /// Sorted by key cluster, then by response cluster.
    pub shared: Vec<Shared>,
}

impl Overlap {
    pub fn of(key: &[Vec<&Place>], response: &[Vec<&Place>]) -> Self {
        let places = response.iter().enumerate().flat_map(|(r, places)| places.iter().map(move |p| (*p, r as u32)));
        let in_response: HashMap<&Place, u32> = places.collect();
        let mut shared = Vec::new();
        for (k, places) in key.iter().enumerate() {
            let mut found: Vec<u32> = places.iter().filter_map(|p| in_response.get(*p).copied()).collect();
            found.sort_unstable();
            shared.extend(found.chunk_by(|a, b| a == b).map(|run| Shared {
                key: k as u32,
                response: run[0],
                mentions: run.len() as u32,
            }));
        }
        let sizes = |clusters: &[Vec<&Place>]| clusters.iter().map(|c| c.len() as u32).collect();
        Self { key: sizes(key), response: sizes(response), shared }
    }

    /// The same with key and response exchanged.
    pub fn swapped(&self) -> Self {
        let swap = |s: &Shared| Shared { key: s.response, response: s.key, mentions: s.mentions };
        let mut shared: Vec<_> = self.shared.iter().map(swap).collect();
        shared.sort_unstable_by_key(|s| (s.key, s.response));
        Self { key: self.response.clone(), response: self.key.clone(), shared }
    }
}
