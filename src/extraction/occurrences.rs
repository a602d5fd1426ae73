//! All places where a text stands in the documents: as it is, in another case, bent, or by a pattern.

use super::edges;
use super::folding::{Folded, Folding, windows};
use super::learnt::{ENDINGS, SHORTEST_STEM};
use crate::text::{Document, DocumentId, Span, snap_to_graphemes, trim_span};
use crate::work::{Cancelled, Work};
use regex::{Regex, RegexBuilder};

/// No pattern may need more than so many bytes.
const PATTERN_LIMIT: usize = 1 << 22;
/// No longer text is looked for, in bytes.
pub const MAX_WANTED_BYTES: usize = 1000;

/// How a place may differ from the text that is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Manner {
    /// Not at all.
    #[default]
    Exact,
    /// In upper and lower case.
    IgnoringCase,
    /// In the endings of its words, as names are bent in Slavic languages and in machine translation, and before
    /// a possessive. Words that begin in upper case begin so; all capitals are the same word.
    Inflected,
    /// The text is a regular expression.
    Regex,
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The text or pattern. White space around it does not count, but in a pattern.
    pub text: String,
    /// How a place may differ from it.
    pub manner: Manner,
    /// Whether accents, points and strokes do not count.
    pub ignore_diacritics: bool,
    /// Whether parts of longer words are passed over. Bent words are always whole.
    pub whole_words: bool,
}

/// Why a text cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WantedError {
    /// It says nothing.
    #[error("type the text to look for")]
    Empty,
    /// More than [`MAX_WANTED_BYTES`].
    #[error("this text is too long to look for")]
    TooLong,
    /// It is no regular expression. Holds what is wrong.
    #[error("this is no pattern: {0}")]
    NotAPattern(String),
    /// A pattern that needs too much memory.
    #[error("this pattern is too large: make its counts smaller")]
    PatternTooLarge,
}

/// A text, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Search {
    pattern: Regex,
    /// What does not count; `None`: the text is read as it is.
    folding: Option<Folding>,
    /// Whether white space is as it stands: for patterns.
    raw_spaces: bool,
    whole_words: bool,
    /// For bent words: which words of the text begin in upper case.
    capitals: Option<Vec<bool>>,
}

/// Whether there was more than was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchEnd {
    /// Everything was found.
    Complete,
    /// The search stopped at the limit.
    Cut,
}

impl Search {
    /// Makes a search of what is wanted.
    ///
    /// # Errors
    /// [`WantedError`], in words for the person who typed it.
    pub fn new(wanted: &Wanted) -> Result<Self, WantedError> {
        let Wanted { text, manner, ignore_diacritics, whole_words } = wanted;
        if text.trim().is_empty() {
            return Err(WantedError::Empty);
        }
        if text.len() > MAX_WANTED_BYTES {
            return Err(WantedError::TooLong);
        }
        let case = matches!(manner, Manner::IgnoringCase | Manner::Inflected);
        let folding = Folding { case, diacritics: *ignore_diacritics };
        let mut search = Self {
            pattern: pattern("", false)?,
            folding: Some(folding),
            raw_spaces: false,
            whole_words: *whole_words,
            capitals: None,
        };
        search.pattern = match manner {
            Manner::Exact | Manner::IgnoringCase => pattern(&regex::escape(&folded(text, folding)?), false)?,
            Manner::Inflected => {
                let folded = folded(text, folding)?;
                search.whole_words = true;
                search.capitals = Some(text.split_whitespace().map(begins_upper).collect());
                pattern(&bent(&folded), false)?
            }
            Manner::Regex if *ignore_diacritics => {
                search.raw_spaces = true;
                pattern(Folded::with_white_space(text, 0..text.len(), folding).text(), false)?
            }
            Manner::Regex => {
                search.folding = None;
                pattern(text, false)?
            }
        };
        Ok(search)
    }

    /// The places in a text, in order, none overlapping, on grapheme boundaries; at most `limit`.
    ///
    /// # Errors
    /// [`Cancelled`] when `work` was.
    pub fn find_in(&self, text: &str, limit: usize, work: &Work) -> Result<Vec<Span>, Cancelled> {
        let mut spans = Vec::new();
        match self.folding {
            Some(folding) => {
                for window in windows(text) {
                    work.check()?;
                    let range = window.range.clone();
                    let folded = if self.raw_spaces {
                        Folded::with_white_space(text, range, folding)
                    } else {
                        Folded::new(text, range, folding)
                    };
                    let span = |range| folded.original(range).filter(|s| (s.start as usize) < window.end);
                    self.collect(text, folded.text(), &span, limit, work, &mut spans)?;
                    if spans.len() >= limit {
                        break;
                    }
                }
            }
            None => {
                let whole = |range: std::ops::Range<usize>| {
                    Some(snap_to_graphemes(text, Span::from_usize(range.start, range.end)))
                };
                self.collect(text, text, &whole, limit, work, &mut spans)?;
            }
        }
        Ok(spans)
    }

    /// The matches in a haystack that `place` finds in the text.
    fn collect(
        &self,
        text: &str,
        haystack: &str,
        place: &dyn Fn(std::ops::Range<usize>) -> Option<Span>,
        limit: usize,
        work: &Work,
        spans: &mut Vec<Span>,
    ) -> Result<(), Cancelled> {
        let mut at = 0;
        while let Some(found) =
            (spans.len() < limit && at <= haystack.len()).then(|| self.pattern.find_at(haystack, at)).flatten()
        {
            work.check()?;
            let after = |i: usize| i + haystack[i..].chars().next().map_or(1, char::len_utf8);
            at = if found.is_empty() { after(found.end()) } else { found.end() };
            let span = place(found.range()).map(|span| trim_span(text, span));
            let free = |s: &Span| !s.is_empty() && spans.last().is_none_or(|l: &Span| l.end <= s.start);
            match span.filter(|s| free(s) && self.accepts(text, *s)) {
                Some(span) => spans.push(span),
                // What is half a word may overlap with what is whole.
                None if !found.is_empty() => at = after(found.start()),
                None => {}
            }
        }
        Ok(())
    }

    fn accepts(&self, text: &str, span: Span) -> bool {
        if self.whole_words && !edges::is_whole(text, span) {
            return false;
        }
        let Some(capitals) = &self.capitals else { return true };
        let slice = span.slice(text).unwrap_or("");
        capitals.iter().zip(slice.split_whitespace()).all(|(&upper, word)| !upper || begins_upper(word))
    }
}

/// Finds all places in the documents, in their order, and hands them over document by document (those with none are
/// left out). Progress counts documents.
///
/// # Errors
/// [`Cancelled`] when `work` was.
pub fn find_everywhere(
    documents: &[(DocumentId, Document)],
    search: &Search,
    limit: usize,
    work: &Work,
    found: &mut dyn FnMut(DocumentId, Vec<Span>),
) -> Result<SearchEnd, Cancelled> {
    work.start(documents.len() as u64);
    let mut left = limit;
    for (id, document) in documents {
        // One more than there is room for tells whether there is more.
        let mut spans = search.find_in(&document.text, left + 1, work)?;
        let cut = spans.len() > left;
        spans.truncate(left);
        left -= spans.len();
        if !spans.is_empty() {
            found(*id, spans);
        }
        if cut {
            return Ok(SearchEnd::Cut);
        }
        work.advance(1);
    }
    Ok(SearchEnd::Complete)
}

/// A regular expression of what a person typed, where `^` and `$` stand at line ends.
///
/// # Errors
/// [`WantedError::NotAPattern`] and [`WantedError::PatternTooLarge`].
pub fn pattern(source: &str, ignore_case: bool) -> Result<Regex, WantedError> {
    let built =
        RegexBuilder::new(source).case_insensitive(ignore_case).multi_line(true).size_limit(PATTERN_LIMIT).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => WantedError::PatternTooLarge,
        // The last line of a syntax error says what is wrong, those before it draw a picture.
        error => {
            let told = error.to_string();
            let last = told.lines().last().unwrap_or_default();
            WantedError::NotAPattern(last.trim_start_matches("error: ").to_owned())
        }
    })
}

fn folded(text: &str, folding: Folding) -> Result<String, WantedError> {
    Some(folding.fold(text)).filter(|folded| !folded.is_empty()).ok_or(WantedError::Empty)
}

fn begins_upper(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// The pattern of a folded text with every word bent. A possessive behind it is no part of the name.
fn bent(folded: &str) -> String {
    let words: Vec<String> = folded.split(' ').map(bent_word).collect();
    words.join(" ")
}

/// The pattern of one word: its stem with any ending, or itself.
fn bent_word(word: &str) -> String {
    let itself = regex::escape(word);
    // Words of scripts without case are not bent so, nor are numbers and initials.
    let bends = word
        .chars()
        .all(|c| c.is_lowercase() || matches!(c, '-' | '\'') || unicode_normalization::char::is_combining_mark(c));
    if !bends || word.len() < SHORTEST_STEM {
        return itself;
    }
    let mut endings: Vec<&str> = ENDINGS.to_vec();
    // The longest first: the engine takes the first that fits.
    endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    let endings = endings.join("|");
    let stem = stem(word);
    let rest = regex::escape(&word[stem.len()..]);
    let rest = if rest.is_empty() { rest } else { format!("{rest}(?:{endings})?|") };
    format!(r"{}(?:{rest}{endings}|)\b", regex::escape(stem))
}

/// A word without a case ending. Only of endings that are no part of the name itself as a rule: "Buti" bends from "But",
/// but "Putin" does not from "Put".
fn stem(word: &str) -> &str {
    let endings =
        ENDINGS.iter().filter(|ending| ending.ends_with(|c| "aieyuаеиуой".contains(c) || c == 'm' || c == 'м'));
    let strip =
        |ending: &&str| word.strip_suffix(*ending).filter(|stem| stem.len() >= SHORTEST_STEM + ending.len() - 1);
    // The longest ending leaves the shortest stem, to which the others are endings too.
    endings.filter_map(strip).min_by_key(|stem| stem.len()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(text: &str, wanted: &str, manner: Manner) -> Vec<String> {
        find_with(text, &Wanted { text: wanted.into(), manner, whole_words: true, ..Wanted::default() })
    }

    fn find_with(text: &str, wanted: &Wanted) -> Vec<String> {
        let search = Search::new(wanted).unwrap();
        let spans = search.find_in(text, 100, &Work::default()).unwrap();
        spans.iter().map(|s| s.slice(text).unwrap().to_owned()).collect()
    }

    fn refusal(text: &str) -> String {
        let wanted = Wanted { text: text.into(), manner: Manner::Regex, ..Wanted::default() };
        Search::new(&wanted).unwrap_err().to_string()
    }

    #[test]
    fn exact_means_what_can_be_seen() {
        assert_eq!(find("Bout, bout, BOUT, Boutin, Bout’s", " Bout ", Manner::Exact), ["Bout", "Bout"]);
        assert_eq!(find("Viktor\nBout and Viktor  Bout", "Viktor Bout", Manner::Exact).len(), 2);
        assert_eq!(find("O'Hara and O’Hara", "O’Hara", Manner::Exact).len(), 2);
    }

    #[test]
    fn case_and_diacritics_are_ignored_when_asked() {
        assert_eq!(find("Weiß, WEISS, weis", "weiss", Manner::IgnoringCase), ["Weiß", "WEISS"]);
        let wanted =
            Wanted { text: "lodz".into(), manner: Manner::IgnoringCase, ignore_diacritics: true, whole_words: true };
        assert_eq!(find_with("Łódź and LODZ", &wanted), ["Łódź", "LODZ"]);
    }

    #[test]
    fn parts_of_words_are_found_when_asked() {
        let wanted = Wanted { text: "out".into(), ..Wanted::default() };
        assert_eq!(find_with("Bout, out", &wanted).len(), 2);
    }

    #[test]
    fn a_name_is_found_bent() {
        let bent = |text: &str, wanted: &str| find(text, wanted, Manner::Inflected);
        assert_eq!(bent("But, Buti, Butom, but, Butte, BUTI, But's", "But"), ["But", "Buti", "Butom", "BUTI", "But"]);
        assert_eq!(
            bent("Viktora Bouta and VIKTOR BOUT and Viktor Boutique", "Viktor Bout"),
            ["Viktora Bouta", "VIKTOR BOUT"]
        );
        assert_eq!(bent("Moskva, Moskvu, Moskvy, Mosk", "Moskva"), ["Moskva", "Moskvu", "Moskvy"]);
        assert_eq!(bent("Виктора Бута, Виктором Бутом", "Виктор Бут"), ["Виктора Бута", "Виктором Бутом"]);
        assert_eq!(bent("Putin, Putina, Put, Puts", "Putin"), ["Putin", "Putina"]);
        assert_eq!(bent("北京大学", "北京"), ["北京"]);
    }

    #[test]
    fn a_pattern_sees_the_text_as_it_is() {
        assert_eq!(find("B-52, B-1 and b-2", r"B-\d+", Manner::Regex), ["B-52", "B-1"]);
        assert_eq!(find("one\ntwo", "^two$", Manner::Regex), ["two"]);
        assert_eq!(find("xx", "y*", Manner::Regex), [""; 0]);
        let wanted =
            Wanted { text: "Br[eé]ton\n.".into(), manner: Manner::Regex, ignore_diacritics: true, whole_words: false };
        assert_eq!(find_with("Breton\né", &wanted), ["Breton\né"]);
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        assert_eq!(refusal(" "), "type the text to look for");
        assert_eq!(refusal("(a"), "this is no pattern: unclosed group");
        assert_eq!(refusal(r"\w{5000}"), "this pattern is too large: make its counts smaller");
        assert_eq!(refusal(&"a".repeat(2000)), "this text is too long to look for");
    }

    #[test]
    fn the_end_says_whether_there_was_more() {
        let documents: Vec<_> =
            (1..4).map(|i| (DocumentId(i), Document::new(format!("{i}.txt"), "Bout Bout"))).collect();
        let search = Search::new(&Wanted { text: "Bout".into(), ..Wanted::default() }).unwrap();
        let count = |limit| {
            let mut count = 0;
            let end =
                find_everywhere(&documents, &search, limit, &Work::default(), &mut |_, spans| count += spans.len());
            (count, end.unwrap())
        };
        assert_eq!(count(6), (6, SearchEnd::Complete));
        assert_eq!(count(5), (5, SearchEnd::Cut));
        assert_eq!(count(4), (4, SearchEnd::Cut));
        let work = Work::default();
        work.cancel();
        assert_eq!(find_everywhere(&documents, &search, 9, &work, &mut |_, _| {}), Err(Cancelled));
    }

    proptest! {
        #[test]
        fn exact_places_in_plain_text_are_those_of_the_standard_library(
            text in "([abc] ?){0,60}", wanted in "[abc]( ?[abc]){0,2}",
        ) {
            let search = Search::new(&Wanted { text: wanted.clone(), ..Wanted::default() }).unwrap();
            let found = search.find_in(&text, 1000, &Work::default()).unwrap();
            let expected: Vec<_> =
                text.match_indices(&wanted).map(|(i, m)| Span::from_usize(i, i + m.len())).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn every_place_is_whole_graphemes(
            text in "([aAeé]|e\u{301}|ß|👩\u{200d}👧| |\n|🇩🇪){0,30}",
            wanted in "(a|e|é|s|👩|🇩|[ae]+.|.)", manner in 0usize..4, diacritics: bool,
        ) {
            let manner = [Manner::Exact, Manner::IgnoringCase, Manner::Inflected, Manner::Regex][manner];
            let wanted = Wanted { text: wanted, manner, ignore_diacritics: diacritics, whole_words: false };
            let Ok(search) = Search::new(&wanted) else { return Ok(()) };
            for span in search.find_in(&text, 1000, &Work::default()).unwrap() {
                prop_assert!(span.check(&text).is_ok());
                prop_assert_eq!(snap_to_graphemes(&text, span), span);
            }
        }
    }
}
