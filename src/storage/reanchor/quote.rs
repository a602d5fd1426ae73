//! Mentions whose text stands between the same words as before in exactly one place.

use super::{Found, Item, Place};
use crate::storage::context::{CONTEXT_CHARS, Context};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many characters before and after must agree, white space left out, strictest first. A side that is asked
/// for in full alone must have that many: at the edge of a text there are fewer.
const TIERS: [(usize, usize); 4] = [(16, 16), (8, 8), (0, 20), (20, 0)];
/// With fewer characters of context than this on both sides together, agreement says little.
const ENOUGH_CHARS: usize = 8;

/// For each item the place that its context points at, when there is no doubt about it. Where the same words
/// stand several times, there is none as long as all of them are there, in their order.
pub(super) fn places(items: &[Item<'_>], found: &Found<'_>) -> Vec<Option<Place>> {
    let mut placed = vec![None; items.len()];
    let mut taken = HashSet::new();
    for tier in TIERS {
        let groups = groups(items, found, tier, &placed, &taken);
        for group in groups.into_values() {
            // Two mentions may have had the same place; they have it still.
            let mut olds: Vec<u32> = group.items.iter().map(|&i| items[i].old).collect();
            olds.dedup();
            if olds.len() != group.places.len() {
                continue;
            }
            for i in group.items {
                if let Ok(rank) = olds.binary_search(&items[i].old) {
                    placed[i] = found.place(&items[i], group.places[rank]);
                    taken.insert((items[i].text, group.places[rank]));
                }
            }
        }
    }
    placed
}

/// Items between the same words, and the places between those words; both ascending.
#[derive(Default)]
struct Group {
    items: Vec<usize>,
    places: Vec<u32>,
}

/// The items that have no place yet and the places that are still free, by the words around them.
fn groups(
    items: &[Item<'_>],
    found: &Found<'_>,
    tier: (usize, usize),
    placed: &[Option<Place>],
    taken: &HashSet<(usize, u32)>,
) -> HashMap<u64, Group> {
    let mut groups: HashMap<u64, Group> = HashMap::new();
    let mut texts = vec![false; found.texts.len()];
    let one_sided = tier.0 == 0 || tier.1 == 0;
    for (i, item) in items.iter().enumerate().filter(|(i, _)| placed[*i].is_none()) {
        let Some(context) = item.context else { continue };
        let (key, chars) = key(item.text, &context.before, &context.after, tier);
        let enough = if one_sided { chars == tier.0 + tier.1 } else { chars >= ENOUGH_CHARS };
        if enough || (!one_sided && found.places[item.text].len() == 1) {
            groups.entry(key).or_default().items.push(i);
            texts[item.text] = true;
        }
    }
    for (text, _) in texts.iter().enumerate().filter(|(_, wanted)| **wanted) {
        let len = found.texts[text].len();
        for &at in found.places[text].iter().filter(|at| !taken.contains(&(text, **at))) {
            let (before, after) = around(&found.collapsed.text, at, len);
            if let Some(group) = groups.get_mut(&key(text, before, after, tier).0) {
                group.places.push(at);
            }
        }
    }
    groups
}

/// The text before and after a place.
pub(super) fn around(text: &str, at: u32, len: usize) -> (&str, &str) {
    (text.get(..at as usize).unwrap_or_default(), text.get(at as usize + len..).unwrap_or_default())
}

/// The characters of a context from the mention outwards, without white space.
fn outwards<'a>(before: &'a str, after: &'a str) -> (impl Iterator<Item = char> + 'a, impl Iterator<Item = char> + 'a) {
    let solid = |c: &char| !c.is_whitespace();
    (before.chars().rev().filter(solid), after.chars().filter(solid))
}

/// What identifies a text between so many characters, and how many of them there are.
fn key(text: usize, before: &str, after: &str, tier: (usize, usize)) -> (u64, usize) {
    let (before, after) = outwards(before, after);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let mut chars = 0;
    for c in before.take(tier.0).chain(std::iter::once('\0')).chain(after.take(tier.1)) {
        c.hash(&mut hasher);
        chars += 1;
    }
    (hasher.finish(), chars - 1)
}

/// How far the words around a place agree with a context: 0 for not at all, 1 for all of it.
pub(super) fn agreement(context: &Context, before: &str, after: &str) -> f32 {
    let (old_before, old_after) = outwards(&context.before, &context.after);
    let (new_before, new_after) = outwards(before, after);
    let (all_before, same_before) = common(old_before, new_before);
    let (all_after, same_after) = common(old_after, new_after);
    let all = all_before + all_after;
    if all == 0 { 0.0 } else { f32::from(same_before + same_after) / f32::from(all) }
}

/// How many characters there are, and with how many of them the others begin.
fn common(olds: impl Iterator<Item = char>, mut news: impl Iterator<Item = char>) -> (u16, u16) {
    let (mut all, mut same, mut run) = (0, 0, true);
    for c in olds.take(CONTEXT_CHARS) {
        run = run && news.next() == Some(c);
        all += 1;
        same += u16::from(run);
    }
    (all, same)
}
