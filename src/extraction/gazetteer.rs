//! Many names looked for at once.
//!
//! The names are grouped by what does not count in them; each group is one Aho-Corasick automaton over the folded
//! text. Time hardly grows with the number of names, memory does.

use super::edges;
use super::folding::{Folded, Folding, windows};
use crate::text::Span;
use crate::work::{Cancelled, Work};
use aho_corasick::{AhoCorasick, MatchKind};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// At most so many names are looked for at once.
pub const MAX_NAMES: usize = 200_000;
/// A longer name is refused, in bytes.
pub const MAX_NAME_BYTES: usize = 500;

/// Names, ready to be looked for.
#[derive(Debug, Default)]
pub struct Gazetteer {
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    folding: Folding,
    automaton: AhoCorasick,
    /// By pattern, the place of its name in the list.
    names: Vec<u32>,
}

/// A name that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameFound {
    /// Where.
    pub span: Span,
    /// Which, by its place in the list.
    pub name: usize,
}

/// Why names cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GazetteerError {
    /// There are more than [`MAX_NAMES`].
    #[error("a list can have at most {MAX_NAMES} names, this one has {0}: split it")]
    TooMany(usize),
    /// They are too long in all.
    #[error("these names are too long in all to look for at once: split the list")]
    TooLarge,
}

impl Gazetteer {
    /// Takes in names in the order of the list. Names that say nothing (no letter, no digit) are never found; of two
    /// that are the same the first is.
    ///
    /// # Errors
    /// [`GazetteerError`] when the list is too large.
    pub fn new<'a>(names: impl IntoIterator<Item = (&'a str, Folding)>) -> Result<Self, GazetteerError> {
        let mut by_folding: BTreeMap<Folding, (Vec<String>, Vec<u32>)> = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut count = 0;
        for (at, (name, folding)) in names.into_iter().enumerate() {
            count = at + 1;
            let folded = folding.fold(name);
            let says = folded.chars().any(char::is_alphanumeric) && !folded.contains('\n');
            if says && count <= MAX_NAMES && seen.insert((folding, folded.clone())) {
                let (patterns, names) = by_folding.entry(folding).or_default();
                patterns.push(folded);
                names.push(at as u32);
            }
        }
        if count > MAX_NAMES {
            return Err(GazetteerError::TooMany(count));
        }
        let group = |(folding, (patterns, names)): (Folding, (Vec<String>, Vec<u32>))| {
            // Every match is wanted, not only the longest: that one may be half a word.
            let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
            automaton.map(|automaton| Group { folding, automaton, names }).map_err(|_| GazetteerError::TooLarge)
        };
        Ok(Self { groups: by_folding.into_iter().map(group).collect::<Result<_, _>>()? })
    }

    /// Whether it holds no name.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Finds the names in a text: whole words, in order, none overlapping. Of those that overlap the first stays, of
    /// those that begin together the longest, of those in one place the one by which more counts.
    ///
    /// # Errors
    /// [`Cancelled`] when `work` was.
    pub fn find(&self, text: &str, work: &Work, found: &mut dyn FnMut(NameFound)) -> Result<(), Cancelled> {
        let mut taken = 0;
        let mut all = Vec::new();
        for window in windows(text) {
            for (order, group) in self.groups.iter().enumerate() {
                work.check()?;
                let folded = Folded::new(text, window.range.clone(), group.folding);
                for hit in group.automaton.find_overlapping_iter(folded.text()) {
                    if is_half_word(folded.text(), hit.range()) {
                        continue;
                    }
                    let Some(span) = folded.original(hit.range()) else { continue };
                    let name = group.names.get(hit.pattern().as_usize()).copied().unwrap_or_default() as usize;
                    if (span.start as usize) < window.end && span.start >= taken && edges::is_whole(text, span) {
                        all.push((span.start, Reverse(span.end), order, name));
                    }
                }
            }
            all.sort_unstable();
            for &(start, Reverse(end), _, name) in &all {
                if start >= taken {
                    found(NameFound { span: Span::new(start, end), name });
                    taken = end;
                }
            }
            all.clear();
        }
        Ok(())
    }
}

/// Whether it is plain to see that a match begins or ends inside a word: most do, and finding their place costs more.
fn is_half_word(text: &str, range: std::ops::Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let inside = |at: usize| letter(at.checked_sub(1)) && letter(Some(at));
    inside(range.start) || inside(range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: Folding = Folding { case: true, diacritics: true };

    fn find(names: &[(&str, Folding)], text: &str) -> Vec<(String, usize)> {
        let gazetteer = Gazetteer::new(names.iter().copied()).unwrap();
        let mut all = Vec::new();
        let mut note = |f: NameFound| all.push((f.span.slice(text).unwrap().to_owned(), f.name));
        gazetteer.find(text, &Work::default(), &mut note).unwrap();
        all
    }

    fn texts(names: &[(&str, Folding)], text: &str) -> Vec<String> {
        find(names, text).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn each_name_counts_what_it_says() {
        let names = [("Bout", Folding::EXACT), ("Łódź", ALL), ("GRU", Folding::CASE)];
        assert_eq!(
            find(&names, "Bout and BOUT, Lodz and łódź, gru and Gruff."),
            [("Bout".to_owned(), 0), ("Lodz".to_owned(), 1), ("łódź".to_owned(), 1), ("gru".to_owned(), 2)]
        );
    }

    #[test]
    fn the_longest_name_wins_where_it_is_whole_words() {
        let names = [("Viktor", Folding::EXACT), ("Viktor Bout", Folding::EXACT), ("Bout Al", Folding::EXACT)];
        assert_eq!(texts(&names, "Viktor Bout met Viktor Boutin"), ["Viktor Bout", "Viktor"]);
        let names = [("New York", Folding::CASE), ("York Times", Folding::EXACT)];
        assert_eq!(texts(&names, "the New York Times"), ["New York"]);
    }

    #[test]
    fn a_name_may_be_wrapped_but_not_over_a_paragraph() {
        let names = [("Viktor Bout", Folding::EXACT)];
        assert_eq!(texts(&names, "Viktor\r\n  Bout. Viktor\n\nBout"), ["Viktor\r\n  Bout"]);
    }

    #[test]
    fn the_same_place_goes_to_the_name_that_is_stricter() {
        let names = [("bout", Folding::CASE), ("Bout", Folding::EXACT)];
        assert_eq!(find(&names, "Bout bout"), [("Bout".to_owned(), 1), ("bout".to_owned(), 0)]);
    }

    #[test]
    fn names_that_say_nothing_find_nothing() {
        assert_eq!(texts(&[("", ALL), (" - ", ALL)], "a - b"), [""; 0]);
        assert!(Gazetteer::new([("", ALL)]).unwrap().is_empty());
    }

    #[test]
    fn a_name_is_found_at_every_cut_of_a_long_text() {
        let text = "Anna Brandl sailed. ".repeat(40_000);
        let names = [("Anna Brandl", Folding::CASE)];
        assert_eq!(texts(&names, &text).len(), 40_000);
    }

    #[test]
    fn it_can_be_cancelled() {
        let work = Work::default();
        work.cancel();
        let gazetteer = Gazetteer::new([("Bout", ALL)]).unwrap();
        assert_eq!(gazetteer.find("Bout", &work, &mut |_| {}), Err(Cancelled));
    }

    proptest! {
        #[test]
        fn it_finds_what_looking_at_every_place_finds(
            names in prop::collection::vec("[ab]{1,3}( [ab]{1,2})?", 1..6), text in "([ab]|[ab] |ab, ){0,40}",
        ) {
            let listed: Vec<_> = names.iter().map(|n| (n.as_str(), Folding::EXACT)).collect();
            let (mut expected, mut at) = (Vec::new(), 0);
            while at < text.len() {
                let fits = |n: &&String| text[at..].starts_with(n.as_str())
                    && edges::is_whole(&text, Span::from_usize(at, at + n.len()));
                match names.iter().filter(fits).map(String::len).max() {
                    Some(len) => {
                        expected.push(text[at..at + len].to_owned());
                        at += len;
                    }
                    None => at += 1,
                }
            }
            prop_assert_eq!(texts(&listed, &text), expected);
        }
    }
}
