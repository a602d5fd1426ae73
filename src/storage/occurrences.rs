//! Where texts stand in another text, whatever the white space in and around them.

use std::collections::HashMap;

/// A text with every run of white space made one space, and the way back to its offsets.
pub(super) struct Collapsed {
    pub text: String,
    /// Where the two stop running in parallel: from this offset in the collapsed text on, the other is here.
    breaks: Vec<(u32, u32)>,
}

impl Collapsed {
    /// Collapses a text. Linear.
    pub fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut breaks = vec![(0, 0)];
        let mut chars = original.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if !c.is_whitespace() {
                text.push(c);
                continue;
            }
            let mut end = start + c.len_utf8();
            while let Some((i, next)) = chars.next_if(|(_, c)| c.is_whitespace()) {
                end = i + next.len_utf8();
            }
            text.push(' ');
            if end - start != 1 {
                breaks.push((text.len() as u32, end as u32));
            }
        }
        Self { text, breaks }
    }

    /// The original offset of an offset here. One before a run of white space stays before it.
    pub fn original(&self, at: u32) -> u32 {
        let after = self.breaks.partition_point(|&(here, _)| here <= at);
        let (here, there) = self.breaks.get(after.saturating_sub(1)).copied().unwrap_or_default();
        there + (at - here)
    }

    /// The greatest offset here whose original is at most `at`.
    pub fn collapsed_at(&self, at: u32) -> u32 {
        let after = self.breaks.partition_point(|&(_, there)| there <= at);
        let (here, there) = self.breaks.get(after.saturating_sub(1)).copied().unwrap_or_default();
        let limit = self.breaks.get(after).map_or(self.text.len() as u32, |&(next, _)| next.saturating_sub(1));
        (here + (at - there)).min(limit.max(here))
    }
}

/// Every place of each of these texts in `haystack`, ascending, overlapping ones too. Empty texts are nowhere.
///
/// One pass with a search among the sorted texts wherever two bytes begin one of them, so near-linear:
/// the texts that stand at a place are prefixes of each other, linked from the longest to the shortest.
pub(super) fn places(haystack: &str, needles: &[&str]) -> Vec<Vec<u32>> {
    let mut sorted: Vec<(&[u8], usize)> =
        needles.iter().enumerate().filter(|(_, n)| !n.is_empty()).map(|(i, n)| (n.as_bytes(), i)).collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(needle, _)| *needle);
    let shorter = prefix_links(&sorted);
    let begins = Beginnings::of(&sorted);
    let mut found = vec![Vec::new(); needles.len()];
    let bytes = haystack.as_bytes();
    for at in 0..bytes.len() {
        let rest = &bytes[at..];
        if !begins.allow(rest) {
            continue;
        }
        // The last text that is not after the rest: all texts that begin the rest are it or on its links.
        let mut link = sorted.partition_point(|(needle, _)| *needle <= rest).checked_sub(1);
        while let Some(i) = link {
            let (needle, which) = sorted[i];
            if rest.starts_with(needle) {
                found[which].push(at as u32);
            }
            link = shorter[i];
        }
    }
    // Equal texts share one list: give it to each.
    let first: HashMap<&[u8], usize> = sorted.iter().copied().collect();
    for (i, needle) in needles.iter().enumerate() {
        if let Some(&owner) = first.get(needle.as_bytes())
            && owner != i
        {
            found[i] = found[owner].clone();
        }
    }
    found
}

/// For each sorted text the longest other one that it begins with.
fn prefix_links(sorted: &[(&[u8], usize)]) -> Vec<Option<usize>> {
    let mut links = Vec::with_capacity(sorted.len());
    let mut open: Vec<usize> = Vec::new();
    for (i, (needle, _)) in sorted.iter().enumerate() {
        while open.last().is_some_and(|&o| !needle.starts_with(sorted[o].0)) {
            open.pop();
        }
        links.push(open.last().copied());
        open.push(i);
    }
    links
}

/// The first two bytes of some texts.
struct Beginnings(Vec<bool>);

impl Beginnings {
    fn of(sorted: &[(&[u8], usize)]) -> Self {
        let mut allowed = vec![false; 1 << 16];
        for (needle, _) in sorted {
            let first = usize::from(needle[0]) << 8;
            match needle.get(1) {
                Some(&second) => allowed[first | usize::from(second)] = true,
                None => allowed[first..first + 256].fill(true),
            }
        }
        Self(allowed)
    }

    fn allow(&self, rest: &[u8]) -> bool {
        let second = rest.get(1).copied().unwrap_or(0);
        self.0[usize::from(rest[0]) << 8 | usize::from(second)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nested_and_repeated_texts_are_all_found() {
        let found = places("Viktor But, Viktor", &["Viktor", "Viktor But", "But", "", "x", "Viktor", "r"]);
        let expected: [&[u32]; 7] = [&[0, 12], &[0], &[7], &[], &[], &[0, 12], &[5, 17]];
        assert_eq!(found, expected);
    }

    proptest! {
        #[test]
        fn places_are_those_of_a_naive_search(text in "[abé ]{0,60}", needles in prop::collection::vec("[abé ]{0,4}", 0..8)) {
            let needles: Vec<_> = needles.iter().map(String::as_str).collect();
            let naive: Vec<Vec<u32>> = needles.iter().map(|n| {
                (0..text.len()).filter(|&i| !n.is_empty() && text.as_bytes()[i..].starts_with(n.as_bytes())).map(|i| i as u32).collect()
            }).collect();
            prop_assert_eq!(places(&text, &needles), naive);
        }

        #[test]
        fn collapsing_keeps_the_way_back(text in "[ab \r\n\u{a0}é]{0,60}") {
            let collapsed = Collapsed::of(&text);
            for (i, c) in collapsed.text.char_indices().filter(|(_, c)| *c != ' ') {
                let there = collapsed.original(i as u32);
                prop_assert!(text[there as usize..].starts_with(c));
                prop_assert_eq!(collapsed.collapsed_at(there), i as u32);
            }
        }
    }
}
