//! Which mention of the response is which of the key, before anything is counted.
//!
//! Matching by head and in part is what the CorefUD scorer does (Nedoluzhko et al. 2022; ufal/corefud-scorer): mentions at
//! one place are one; of the rest of a document, each is in at most one pair, so that the pairs have most in common
//! together, as shares of the key mentions; of equal choices, what comes first in the text is paired with what comes
//! first. A mention that finds no other is missing or extra.

use super::assignment::heaviest;
use super::clusters::NONE;
use super::cut::{Item, Part};
use crate::text::{Span, Spans};
use std::cmp::Ordering;

/// When a mention of the response is one of the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    /// They have the same spans.
    #[default]
    Exact,
    /// They have the same head; of several, the one that has most of the key mention.
    Head,
    /// The one of the response lies in the one of the key and holds its head.
    Partial,
    /// They have some text in common; of several, the one with most in common for its length. No published scorer's
    /// rule: for the agreement of annotators.
    Overlap,
}

impl Match {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Head => "head",
            Self::Partial => "partial",
            Self::Overlap => "overlap",
        }
    }

    /// Whether heads have to be known.
    pub const fn needs_heads(self) -> bool {
        matches!(self, Self::Head | Self::Partial)
    }
}

/// So many mentions that begin in another are looked at, so that a mention as long as its text costs no more than others.
const MOST_LOOKED_AT: usize = 1024;
/// What decides between equal choices: far less than a mention can have more in common than another.
const NUDGE: f64 = 1e-9;

/// The key item of each response item, or [`NONE`].
pub(super) fn partners(key: &Part<'_>, response: &Part<'_>, how: Match) -> Vec<u32> {
    let mut partners = vec![NONE; response.items.len()];
    let mut keys = key.sheets.iter().peekable();
    for sheet in &response.sheets {
        while keys.next_if(|k| **k.path < **sheet.path).is_some() {}
        let Some(other) = keys.next_if(|k| k.path == sheet.path) else { continue };
        let found = align(&key.items[other.items.clone()], &response.items[sheet.items.clone()], how);
        for (partner, found) in partners[sheet.items.clone()].iter_mut().zip(found) {
            if found != NONE {
                *partner = found + other.items.start as u32;
            }
        }
    }
    partners
}

/// The key item of each response item of one document.
fn align(key: &[Item<'_>], response: &[Item<'_>], how: Match) -> Vec<u32> {
    let mut partners = vec![NONE; response.len()];
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    let (mut k, mut r) = (0, 0);
    while k < key.len() || r < response.len() {
        let order = match (key.get(k), response.get(r)) {
            (Some(a), Some(b)) => a.spans.cmp(b.spans),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => lefts.push(k as u32),
            Ordering::Greater => rights.push(r as u32),
            Ordering::Equal if how == Match::Head && !same_head(&key[k], &response[r]) => {
                lefts.push(k as u32);
                rights.push(r as u32);
            }
            Ordering::Equal => partners[r] = k as u32,
        }
        k += usize::from(order != Ordering::Greater);
        r += usize::from(order != Ordering::Less);
    }
    if how == Match::Exact || lefts.is_empty() || rights.is_empty() {
        return partners;
    }
    let keys: Vec<&Item<'_>> = lefts.iter().map(|&k| &key[k as usize]).collect();
    let responses: Vec<&Item<'_>> = rights.iter().map(|&r| &response[r as usize]).collect();
    let mut pairs = match how {
        Match::Head => by_head(&keys, &responses),
        Match::Partial => partial(&keys, &responses),
        Match::Overlap => overlapping(&keys, &responses),
        Match::Exact => Vec::new(),
    };
    pairs.sort_unstable_by_key(|&(k, r, _)| (k, r));
    nudge(&mut pairs, keys.len(), responses.len());
    for (k, r, _) in heaviest(keys.len(), responses.len(), &pairs) {
        partners[rights[r as usize] as usize] = lefts[k as usize];
    }
    partners
}

/// Where one has no head, the places decide.
fn same_head(a: &Item<'_>, b: &Item<'_>) -> bool {
    match (a.head, b.head) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

type Pairs = Vec<(u32, u32, f64)>;

/// How much of a key mention a response mention has.
fn share(key: &Item<'_>, response: &Item<'_>) -> f64 {
    f64::from(common(key.spans, response.spans)) / f64::from(length(key.spans).max(1))
}

fn by_head(keys: &[&Item<'_>], responses: &[&Item<'_>]) -> Pairs {
    let sorted = |items: &[&Item<'_>]| {
        let mut heads: Vec<(Span, u32)> =
            items.iter().enumerate().filter_map(|(i, item)| Some((item.head?, i as u32))).collect();
        heads.sort_unstable();
        heads
    };
    let (lefts, rights) = (sorted(keys), sorted(responses));
    let mut pairs = Pairs::new();
    let mut rest = &rights[..];
    for run in lefts.chunk_by(|a, b| a.0 == b.0) {
        let head = run[0].0;
        rest = &rest[rest.partition_point(|r| r.0 < head)..];
        let same = &rest[..rest.partition_point(|r| r.0 == head)];
        for &(_, k) in run {
            for &(_, r) in same.iter().take(MOST_LOOKED_AT) {
                pairs.push((k, r, share(keys[k as usize], responses[r as usize])));
            }
        }
    }
    pairs.retain(|pair| pair.2 > 0.0);
    pairs
}

fn partial(keys: &[&Item<'_>], responses: &[&Item<'_>]) -> Pairs {
    let mut pairs = Pairs::new();
    for (k, key) in keys.iter().enumerate() {
        let Some(head) = key.head else { continue };
        let (start, _) = hull(key.spans);
        let first = responses.partition_point(|r| hull(r.spans).0 < start);
        let near = responses.iter().enumerate().skip(first).take(MOST_LOOKED_AT);
        for (r, response) in near.take_while(|(_, r)| hull(r.spans).0 <= head.start) {
            let inside = common(key.spans, response.spans) == length(response.spans);
            if inside && response.spans.iter().any(|span| span.contains(head)) {
                pairs.push((k as u32, r as u32, share(key, response)));
            }
        }
    }
    pairs
}

fn overlapping(keys: &[&Item<'_>], responses: &[&Item<'_>]) -> Pairs {
    let mut pairs = Pairs::new();
    // Those that begin in one, on either side.
    begin_in(keys, responses, |k, r| pairs.push((k, r, 0.0)));
    begin_in(responses, keys, |r, k| pairs.push((k, r, 0.0)));
    pairs.sort_unstable_by_key(|&(k, r, _)| (k, r));
    pairs.dedup_by_key(|pair| (pair.0, pair.1));
    for (k, r, weight) in &mut pairs {
        let (key, response) = (keys[*k as usize].spans, responses[*r as usize].spans);
        *weight = 2.0 * f64::from(common(key, response)) / f64::from((length(key) + length(response)).max(1));
    }
    pairs.retain(|pair| pair.2 > 0.0);
    pairs
}

fn begin_in(outer: &[&Item<'_>], inner: &[&Item<'_>], mut take: impl FnMut(u32, u32)) {
    for (o, item) in outer.iter().enumerate() {
        let (start, end) = hull(item.spans);
        let first = inner.partition_point(|i| hull(i.spans).0 < start);
        let near = inner.iter().enumerate().skip(first).take(MOST_LOOKED_AT);
        for (i, _) in near.take_while(|(_, i)| hull(i.spans).0 < end) {
            take(o as u32, i as u32);
        }
    }
}

/// Makes the first with the first weigh a trifle more, among those that hang together. The pairs are sorted.
fn nudge(pairs: &mut Pairs, lefts: usize, rights: usize) {
    let mut groups: Vec<u32> = (0..(lefts + rights) as u32).collect();
    for &(l, r, _) in pairs.iter() {
        let (a, b) = (root(&mut groups, l), root(&mut groups, lefts as u32 + r));
        groups[a.max(b) as usize] = a.min(b);
    }
    let mut ranks = |from: usize, count: usize| {
        let mut sizes = vec![0_u32; lefts + rights];
        let mut rank = |i: usize| {
            let group = root(&mut groups, (from + i) as u32) as usize;
            sizes[group] += 1;
            (group, sizes[group] - 1)
        };
        let ranks: Vec<(usize, u32)> = (0..count).map(&mut rank).collect();
        ranks.into_iter().map(|(group, rank)| 1.0 - f64::from(rank) / f64::from(sizes[group])).collect::<Vec<_>>()
    };
    let (left, right) = (ranks(0, lefts), ranks(lefts, rights));
    for (l, r, weight) in pairs {
        *weight += NUDGE * left[*l as usize] * right[*r as usize];
    }
}

fn root(groups: &mut [u32], mut at: u32) -> u32 {
    while groups[at as usize] != at {
        groups[at as usize] = groups[groups[at as usize] as usize];
        at = groups[at as usize];
    }
    at
}

fn hull(spans: &Spans) -> (u32, u32) {
    (spans.first().map_or(0, |s| s.start), spans.last().map_or(0, |s| s.end))
}

fn length(spans: &Spans) -> u32 {
    spans.iter().map(|s| s.len()).sum()
}

/// How much two have in common. The spans of each are in order.
fn common(a: &Spans, b: &Spans) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        sum += Span::new(x.start.max(y.start), x.end.min(y.end)).len();
        if x.end <= y.end {
            i += 1;
        } else {
            j += 1;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    type Told = (Spans, Option<Span>);

    fn span(parts: &[(u32, u32)], head: u32) -> Told {
        (parts.iter().map(|&(a, b)| Span::new(a, b)).collect(), Some(Span::new(head, head + 1)))
    }

    fn item((spans, head): &Told) -> Item<'_> {
        Item { spans, head: *head, kind: 0, handle: 0, member: 0, cluster: 0, also: NONE }
    }

    fn items(told: &[Told]) -> Vec<Item<'_>> {
        told.iter().map(item).collect()
    }

    fn aligned(key: &[Told], response: &[Told], how: Match) -> Vec<Option<u32>> {
        align(&items(key), &items(response), how).into_iter().map(|k| Some(k).filter(|k| *k != NONE)).collect()
    }

    #[test]
    fn what_each_way_of_matching_takes_for_one() {
        // "the big man who sold arms": the head is man.
        let key = [span(&[(0, 6)], 2)];
        let within = [span(&[(1, 3)], 1)];
        let beyond = [span(&[(2, 9)], 2)];
        let beside = [span(&[(3, 5)], 4)];
        for (response, exact, head, partial, overlap) in [
            (&key, true, true, true, true),
            (&within, false, false, true, true),
            (&beyond, false, true, false, true),
            (&beside, false, false, false, true),
        ] {
            let matched = [Match::Exact, Match::Head, Match::Partial, Match::Overlap]
                .map(|how| aligned(&key, response, how)[0].is_some());
            assert_eq!(matched, [exact, head, partial, overlap], "{response:?}");
        }
        let other_head = [span(&[(0, 6)], 3)];
        assert_eq!(aligned(&key, &other_head, Match::Head), [None], "one place, and another head");
        assert_eq!(aligned(&key, &other_head, Match::Partial), [Some(0)], "the head of a response does not count");
    }

    #[test]
    fn of_several_the_one_with_most_in_common_and_else_the_first() {
        let key = [span(&[(0, 8)], 2)];
        let response = [span(&[(0, 3)], 2), span(&[(1, 7)], 2), span(&[(2, 3)], 2)];
        assert_eq!(aligned(&key, &response, Match::Partial), [None, Some(0), None]);
        assert_eq!(aligned(&key, &response, Match::Head), [None, Some(0), None]);
        let alike = [span(&[(0, 3)], 2), span(&[(1, 4)], 2)];
        assert_eq!(aligned(&key, &alike, Match::Partial), [Some(0), None]);
        // What is best together: the first response has more of both, and the second key mention less to lose.
        let keys = [span(&[(0, 8)], 4), span(&[(3, 7)], 4)];
        let responses = [span(&[(3, 6)], 4), span(&[(4, 6)], 4)];
        assert_eq!(aligned(&keys, &responses, Match::Partial), [Some(1), Some(0)]);
    }

    #[test]
    fn parts_count_by_what_is_in_them() {
        let key = [span(&[(0, 2), (5, 7)], 5)];
        assert_eq!(aligned(&key, &[span(&[(0, 7)], 5)], Match::Partial), [None], "more than the key has");
        assert_eq!(aligned(&key, &[span(&[(1, 2), (5, 6)], 1)], Match::Partial), [Some(0)]);
    }

    fn told() -> impl Strategy<Value = Vec<Told>> {
        let one = (0_u32..12, 1_u32..5, 0_u32..5)
            .prop_map(|(start, len, head)| span(&[(start, start + len)], start + head % len));
        prop::collection::vec(one, 0..7).prop_map(|all| {
            let mut seen = BTreeSet::new();
            let mut all: Vec<_> = all.into_iter().filter(|t| seen.insert(t.0.clone())).collect();
            all.sort();
            all
        })
    }

    /// The best that any pairing has in common.
    fn by_trying(key: &[Item<'_>], response: &[Item<'_>], fits: &dyn Fn(&Item<'_>, &Item<'_>) -> f64) -> f64 {
        let Some((first, rest)) = key.split_first() else { return 0.0 };
        let alone = by_trying(rest, response, fits);
        let taken = response.iter().enumerate().filter(|(_, r)| fits(first, r) > 0.0).map(|(i, r)| {
            let others: Vec<_> = response.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, r)| r.clone()).collect();
            fits(first, r) + by_trying(rest, &others, fits)
        });
        taken.fold(alone, f64::max)
    }

    proptest! {
        #[test]
        fn pairs_have_most_in_common_together(a in told(), b in told()) {
            let (key, response) = (items(&a), items(&b));
            let head = |k: &Item<'_>, r: &Item<'_>| if k.head == r.head { share(k, r) } else { 0.0 };
            let partial = |k: &Item<'_>, r: &Item<'_>| {
                let inside = common(k.spans, r.spans) == length(r.spans) && r.spans[0].contains(k.head.unwrap());
                if inside { share(k, r) } else { 0.0 }
            };
            let dice = |k: &Item<'_>, r: &Item<'_>| {
                2.0 * f64::from(common(k.spans, r.spans)) / f64::from(length(k.spans) + length(r.spans))
            };
            let ways: [(Match, &dyn Fn(&Item<'_>, &Item<'_>) -> f64); 3] =
                [(Match::Head, &head), (Match::Partial, &partial), (Match::Overlap, &dice)];
            for (how, fits) in ways {
                let found = align(&key, &response, how);
                let same = |k: &Item<'_>, r: &Item<'_>| k.spans == r.spans && (how != Match::Head || k.head == r.head);
                let mut seen = BTreeSet::new();
                let mut weight = 0.0;
                for (r, &k) in found.iter().enumerate().filter(|(_, k)| **k != NONE) {
                    prop_assert!(seen.insert(k), "one is taken twice");
                    let (k, r) = (&key[k as usize], &response[r]);
                    if !same(k, r) {
                        prop_assert!(fits(k, r) > 0.0, "{how:?}: {k:?} is not {r:?}");
                        weight += fits(k, r);
                    }
                }
                let lefts: Vec<_> = key.iter().filter(|k| !response.iter().any(|r| same(k, r))).cloned().collect();
                let rights: Vec<_> = response.iter().filter(|r| !key.iter().any(|k| same(k, r))).cloned().collect();
                prop_assert!((weight - by_trying(&lefts, &rights, fits)).abs() < 1e-6, "{how:?}");
            }
        }
    }
}
