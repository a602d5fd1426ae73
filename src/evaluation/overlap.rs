//! How the clusters of two annotations overlap: the one table that all measures are counted from.

use super::clusters::NONE;
use super::cut::Part;

/// A key cluster and a response cluster that share mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub key: u32,
    pub response: u32,
    /// How many, at least one.
    pub mentions: u32,
    /// How many of them are looked up in this key cluster: all, but for those of a place that a key has in two clusters.
    pub owned: u32,
    /// How many of them are of this key cluster only.
    pub only: u32,
}

/// A place that one side has in two clusters, with the cluster of the other side that has it, or [`NONE`].
pub(super) type Twice = (u32, u32, u32);

/// The sizes of the clusters and what they share. There are no more shared parts than mentions (than twice as many,
/// where places are in two clusters).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlap {
    pub key: Vec<u32>,
    pub response: Vec<u32>,
    /// Sorted by key cluster, then by response cluster.
    pub shared: Vec<Shared>,
    /// How many places the key has, each once.
    pub key_mentions: u32,
    /// How many places the response has.
    pub response_mentions: u32,
    /// How many of them are of both.
    pub matched: u32,
    /// Those of the key that are in two clusters, sorted.
    pub twice: Vec<Twice>,
    /// Those of the response, sorted: the key has none of them.
    pub response_twice: Vec<Twice>,
}

impl Overlap {
    /// Of two parts of a scope. `partners` has the key item of each response item, or [`NONE`].
    pub fn of(key: &Part<'_>, response: &Part<'_>, partners: &[u32]) -> Self {
        let mut overlap = Self {
            key: vec![0; key.clusters as usize],
            response: vec![0; response.clusters as usize],
            key_mentions: key.items.len() as u32,
            response_mentions: response.items.len() as u32,
            ..Self::default()
        };
        // The response cluster of each key item.
        let mut found = vec![NONE; key.items.len()];
        for (item, &partner) in response.items.iter().zip(partners) {
            overlap.response[item.cluster as usize] += 1;
            if item.also != NONE {
                overlap.response[item.also as usize] += 1;
                overlap.response_twice.push((item.cluster, item.also, NONE));
            }
            if let Some(found) = found.get_mut(partner as usize) {
                *found = item.cluster;
                overlap.matched += 1;
            }
        }
        // The clusters of a mention that both have, whether it is looked up there, and whether it is of no other.
        let mut pairs: Vec<(u32, u32, bool, bool)> = Vec::with_capacity(key.items.len());
        for (item, &response) in key.items.iter().zip(&found) {
            let twice = item.also != NONE;
            overlap.key[item.cluster as usize] += 1;
            if twice {
                overlap.key[item.also as usize] += 1;
                overlap.twice.push((item.cluster, item.also, response));
            }
            if response != NONE {
                pairs.push((item.owner(), response, true, !twice));
                if twice {
                    pairs.push((item.cluster, response, false, false));
                }
            }
        }
        overlap.twice.sort_unstable();
        overlap.response_twice.sort_unstable();
        pairs.sort_unstable_by_key(|&(k, r, ..)| (k, r));
        overlap.shared = pairs
            .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .map(|run| Shared {
                key: run[0].0,
                response: run[0].1,
                mentions: run.len() as u32,
                owned: run.iter().filter(|p| p.2).count() as u32,
                only: run.iter().filter(|p| p.3).count() as u32,
            })
            .collect();
        overlap
    }
}
