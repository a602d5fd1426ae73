//! Mentions by their order: the chain of places with the fewest jumps.
//!
//! An edit moves everything behind it by the same distance. So of all ways to put the mentions, in their old
//! order, on places where their texts stand, the one in which that distance changes least often is the best
//! account of what happened. A lone mention that would have to jump away from its neighbours and back is lost
//! rather than guessed.
//!
//! The best chain is searched with a beam: for each item a handful of places worth a thought, and of the chains
//! so far only the best few are followed. So the work is linear in the number of items.

use super::{Found, Item, Place, quote};
use std::collections::HashMap;

/// Chains that are followed.
const BEAM: usize = 24;
/// Places that are tried on each side of where an item is expected.
const NEAREST: usize = 4;
/// Chains whose last distance says where the next item is expected.
const FOLLOWED: usize = 4;
/// Places that are compared with an item's context, on each side of where it is expected.
const COMPARED: usize = 24;
/// Distances of rare texts that are tried for all.
const VOTES: usize = 16;
/// A text with at most so many places is rare.
const RARE: usize = 4;
/// Losing an item. Less than two jumps (away and back), more than one.
const LOSS: f32 = 1.5;
/// Losing an item whose context says where it is: only when nothing else goes.
const QUOTED_LOSS: f32 = 1000.0;
/// What full agreement of the words around a place is worth.
const AGREEMENT: f32 = 1.2;
/// What it costs when none of the words around a place agree.
const DISAGREEMENT: f32 = 0.6;

/// A chain of places, by its last link.
#[derive(Clone, Copy)]
struct State {
    cost: f32,
    /// Last place in the collapsed text, -1 before the first.
    at: i64,
    /// Old offset of the item there.
    old: i64,
    /// How far it moved.
    shift: i64,
    /// Its link, if any.
    link: Option<usize>,
}

struct Link {
    item: usize,
    place: Place,
    before: Option<usize>,
}

/// Two quoted items around a stretch of others, and how far they moved. The ends of the text are such, too.
#[derive(Clone, Copy)]
struct Bounds {
    low: u32,
    high: u32,
    shifts: [i64; 2],
}

/// For each item that has no quoted place, its place in the best chain, if it is in it.
pub(super) fn places(
    items: &[Item<'_>],
    found: &Found<'_>,
    quoted: &[Option<Place>],
    old_len: u32,
) -> Vec<Option<Place>> {
    let frame = longest_ascending(quoted);
    let end_shift = found.new.len() as i64 - i64::from(old_len);
    let bounds = bounds(items, found, quoted, &frame, end_shift);
    let votes = votes(items, found);
    let mut links: Vec<Link> = Vec::new();
    let mut states = vec![State { cost: 0.0, at: -1, old: -1, shift: 0, link: None }];
    for (i, item) in items.iter().enumerate() {
        let (candidates, loss) = match quoted[i] {
            Some(place) if frame[i] => (vec![(place, 0.0)], QUOTED_LOSS),
            // Carried elsewhere: a paragraph that was moved says nothing about those that were not.
            Some(_) => continue,
            None => (candidates(item, found, bounds[i], &expected(bounds[i], &states), &votes), LOSS),
        };
        states = step(&states, (i, item), &candidates, loss, &mut links);
    }
    let end = states.iter().map(|s| (s.cost + jump(s.shift, end_shift), s.link)).min_by(|a, b| a.0.total_cmp(&b.0));
    let mut chained = vec![None; items.len()];
    let mut link = end.and_then(|(_, link)| link);
    while let Some(Link { item, place, before }) = link.and_then(|l| links.get(l)) {
        chained[*item] = Some(*place);
        link = *before;
    }
    chained
}

/// All chains with one item more: those that lose it, and for each place of it the best that has it there.
fn step(
    states: &[State],
    (i, item): (usize, &Item<'_>),
    candidates: &[(Place, f32)],
    loss: f32,
    links: &mut Vec<Link>,
) -> Vec<State> {
    let mut next: Vec<State> = states.iter().map(|s| State { cost: s.cost + loss, ..*s }).collect();
    for (place, gain) in candidates {
        let (at, old) = (i64::from(place.at), i64::from(item.old));
        let shift = i64::from(place.span.start) - old;
        let follows = |s: &&State| at > s.at || (at == s.at && old == s.old);
        let cost = |s: &State| s.cost + jump(s.shift, shift) - gain;
        let best = states.iter().filter(follows).map(|s| (cost(s), s.link)).min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((cost, before)) = best {
            next.push(State { cost, at, old, shift, link: Some(links.len()) });
            links.push(Link { item: i, place: *place, before });
        }
    }
    next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    next.truncate(BEAM);
    next
}

/// What it costs that the distance changes: about one, a little more for a longer jump.
fn jump(from: i64, to: i64) -> f32 {
    let by = from.abs_diff(to);
    if by == 0 { 0.0 } else { 1.0 + ((by as f32).log2() / 64.0).min(0.4) }
}

/// The distances by which an item may have moved: those of the quoted items around it, and of the best chains so far.
fn expected(bounds: Bounds, states: &[State]) -> Vec<i64> {
    let mut shifts = bounds.shifts.to_vec();
    for state in states.iter().take(FOLLOWED) {
        if !shifts.contains(&state.shift) {
            shifts.push(state.shift);
        }
    }
    shifts
}

/// The places worth a thought for an item, with what each is worth beyond its distance.
fn candidates(item: &Item<'_>, found: &Found<'_>, bounds: Bounds, shifts: &[i64], votes: &[i64]) -> Vec<(Place, f32)> {
    let all = &found.places[item.text];
    let all = &all[all.partition_point(|&at| at < bounds.low)..all.partition_point(|&at| at <= bounds.high)];
    let expected = |shift: i64| {
        let there = u32::try_from((i64::from(item.old) + shift).max(0)).unwrap_or(u32::MAX);
        found.collapsed.collapsed_at(there)
    };
    let mut chosen: Vec<u32> = Vec::with_capacity(16);
    for &shift in shifts.iter().chain(votes) {
        let at = expected(shift);
        if (bounds.low..=bounds.high).contains(&at) && found.stands(item, at) {
            chosen.push(at);
        }
    }
    for &shift in shifts {
        let middle = all.partition_point(|&at| at < expected(shift));
        let near = |reach: usize| &all[middle.saturating_sub(reach)..(middle + reach).min(all.len())];
        chosen.extend(near(NEAREST));
        if let Some(context) = item.context {
            let len = found.texts[item.text].len();
            let agreement = |at: u32| {
                let (before, after) = quote::around(&found.collapsed.text, at, len);
                quote::agreement(context, before, after)
            };
            let mut ranked: Vec<_> = near(COMPARED).iter().map(|&at| (agreement(at), at)).collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
            chosen.extend(ranked.iter().take(NEAREST).filter(|r| r.0 > 0.0).map(|r| r.1));
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    let worth = |place: &Place| {
        let (before, after) = quote::around(&found.collapsed.text, place.at, found.texts[item.text].len());
        let around = match item.context.map(|context| quote::agreement(context, before, after)) {
            None => 0.0,
            Some(agreement) if agreement < 0.05 => -DISAGREEMENT,
            Some(agreement) => AGREEMENT * agreement,
        };
        // Of two places that are as good, the one where even the white space is the same.
        let exact = place.span.slice(found.new) == Some(item.raw);
        around + if exact { 0.05 } else { 0.0 }
    };
    chosen.into_iter().filter_map(|at| found.place(item, at)).map(|place| (place, worth(&place))).collect()
}

/// For each item the nearest quoted ones of the frame on both sides.
fn bounds(
    items: &[Item<'_>],
    found: &Found<'_>,
    quoted: &[Option<Place>],
    frame: &[bool],
    end_shift: i64,
) -> Vec<Bounds> {
    let end = found.collapsed.text.len() as u32;
    let mut bounds = vec![Bounds { low: 0, high: end, shifts: [0, end_shift] }; items.len()];
    let shift = |i: usize, place: Place| i64::from(place.span.start) - i64::from(items[i].old);
    let (mut low, mut before) = (0, 0);
    for i in 0..items.len() {
        if let Some(place) = quoted[i].filter(|_| frame[i]) {
            (low, before) = (place.at, shift(i, place));
        }
        (bounds[i].low, bounds[i].shifts[0]) = (low, before);
    }
    let (mut high, mut after) = (end, end_shift);
    for i in (0..items.len()).rev() {
        if let Some(place) = quoted[i].filter(|_| frame[i]) {
            (high, after) = (place.at, shift(i, place));
        }
        (bounds[i].high, bounds[i].shifts[1]) = (high, after);
    }
    bounds
}

/// The distances that most of the rare texts moved by.
fn votes(items: &[Item<'_>], found: &Found<'_>) -> Vec<i64> {
    let mut votes: HashMap<i64, u32> = HashMap::new();
    for item in items.iter().filter(|item| found.places[item.text].len() <= RARE) {
        for &at in &found.places[item.text] {
            *votes.entry(i64::from(found.collapsed.original(at)) - i64::from(item.old)).or_default() += 1;
        }
    }
    let mut ranked: Vec<_> = votes.into_iter().filter(|&(_, count)| count > 1).collect();
    ranked.sort_unstable_by_key(|&(shift, count)| (std::cmp::Reverse(count), shift.unsigned_abs(), shift));
    ranked.into_iter().take(VOTES).map(|(shift, _)| shift).collect()
}

/// Which quoted places form the longest run that ascends with the items.
fn longest_ascending(quoted: &[Option<Place>]) -> Vec<bool> {
    // Patience sorting: for each length of run the item with the lowest last place, and for each item the one before.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![None; quoted.len()];
    let at = |i: usize| quoted[i].map_or(0, |place| place.at);
    for i in (0..quoted.len()).filter(|&i| quoted[i].is_some()) {
        let length = ends.partition_point(|&e| at(e) <= at(i));
        previous[i] = length.checked_sub(1).map(|l| ends[l]);
        if length == ends.len() {
            ends.push(i);
        } else {
            ends[length] = i;
        }
    }
    let mut member = vec![false; quoted.len()];
    let mut link = ends.last().copied();
    while let Some(i) = link {
        member[i] = true;
        link = previous[i];
    }
    member
}
