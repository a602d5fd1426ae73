//! Mentions whose text stands between the same words as before in exactly one place.

use super::{Found, Item, Place};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many characters on each side must agree, white space left out. A context of 32 characters nearly always
/// has as many.
const KEY_CHARS: usize = 16;
/// With fewer characters of context than this on both sides together, agreement says little.
const ENOUGH_CHARS: usize = 8;

/// For each item the place that its context points at, when there is no doubt about it. Where the same words
/// stand several times, there is none as long as all of them are there, in their order.
pub(super) fn places(items: &[Item<'_>], found: &Found<'_>) -> Vec<Option<Place>> {
    let mut groups: HashMap<u64, Group> = HashMap::new();
    let mut texts = vec![false; found.texts.len()];
    for (i, item) in items.iter().enumerate() {
        let Some(context) = item.context else { continue };
        let (key, chars) = key(item.text, &context.before, &context.after);
        if chars >= ENOUGH_CHARS || found.places[item.text].len() == 1 {
            groups.entry(key).or_default().items.push(i);
            texts[item.text] = true;
        }
    }
    for (text, _) in texts.iter().enumerate().filter(|(_, wanted)| **wanted) {
        let len = found.texts[text].len();
        for &at in &found.places[text] {
            let (before, after) = around(&found.collapsed.text, at, len);
            if let Some(group) = groups.get_mut(&key(text, before, after).0) {
                group.places.push(at);
            }
        }
    }
    let mut placed = vec![None; items.len()];
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

/// The text before and after a place.
pub(super) fn around(text: &str, at: u32, len: usize) -> (&str, &str) {
    (text.get(..at as usize).unwrap_or_default(), text.get(at as usize + len..).unwrap_or_default())
}

/// The characters of a context from the mention outwards, without white space.
fn outwards<'a>(before: &'a str, after: &'a str) -> (impl Iterator<Item = char>, impl Iterator<Item = char> + 'a) {
    let solid = |c: &char| !c.is_whitespace();
    let before: Vec<char> = before.chars().rev().filter(solid).take(super::super::context::CONTEXT_CHARS).collect();
    (before.into_iter(), after.chars().filter(solid).take(super::super::context::CONTEXT_CHARS))
}

/// What identifies a text between these words, and how many characters of them there are.
fn key(text: usize, before: &str, after: &str) -> (u64, usize) {
    let (before, after) = outwards(before, after);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let mut chars = 0;
    for c in before.take(KEY_CHARS) {
        c.hash(&mut hasher);
        chars += 1;
    }
    '\0'.hash(&mut hasher);
    for c in after.take(KEY_CHARS) {
        c.hash(&mut hasher);
        chars += 1;
    }
    (hasher.finish(), chars)
}

/// How far the words around a place agree with a context: 0 for not at all, 1 for all of it.
pub(super) fn agreement(context: &super::Context, before: &str, after: &str) -> f32 {
    let (old_before, old_after) = outwards(&context.before, &context.after);
    let (new_before, new_after) = outwards(before, after);
    let (mut all, mut same) = (0_u16, 0_u16);
    let mut run = true;
    let mut news = new_before;
    for c in old_before {
        all += 1;
        run = run && news.next() == Some(c);
        same += u16::from(run);
    }
    let mut run = true;
    let mut news = new_after;
    for c in old_after {
        all += 1;
        run = run && news.next() == Some(c);
        same += u16::from(run);
    }
    if all == 0 { 0.0 } else { f32::from(same) / f32::from(all) }
}
