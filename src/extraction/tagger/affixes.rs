//! What is split off a word: prefixes, suffixes, infixes, as in spaCy's `lang/punctuation.py` for English.
//!
//! spaCy has regular expressions with look-behind; these are the same rules written out. Lists and character classes
//! are read from the model's own patterns (`assets/tagger`).

use super::chars::{ALPHA, BEFORE_LAST_STOP, CAPITAL, INFIX, LEFT_OF_STOP, PREFIX, RIGHT_OF_STOP, SUFFIX, is};
use std::ops::Range;
use std::sync::LazyLock;

/// What a number may end with.
#[derive(Default, serde::Deserialize)]
struct Units {
    units: Vec<String>,
    currencies: Vec<String>,
}

static UNITS: LazyLock<Units> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/tagger/units.json")).unwrap_or_default());

/// The length in bytes of the prefix to split off; 0 if there is none.
pub(super) fn prefix(word: &str) -> usize {
    let mut chars = word.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return 0 };
    match first {
        '+' if second.is_some_and(|c| c.is_ascii_digit()) => 0,
        '.' => many(word.bytes().take_while(|&b| b == b'.').count()),
        _ if is(first, PREFIX) => first.len_utf8(),
        'A'..='Z' => UNITS.currencies.iter().find(|c| c.len() > 1 && word.starts_with(&***c)).map_or(0, String::len),
        _ => 0,
    }
}

/// One full stop is no ellipsis.
fn many(stops: usize) -> usize {
    if stops > 1 { stops } else { 0 }
}

/// The length in bytes of the suffix to split off: the longest there is, 0 if there is none.
pub(super) fn suffix(word: &str) -> usize {
    let mut back = word.chars().rev();
    let Some(last) = back.next() else { return 0 };
    let (second, third) = (back.next(), back.next());
    let before_digit = |length: usize| word.as_bytes()[..word.len() - length].last().is_some_and(u8::is_ascii_digit);
    let mut longest = if is(last, SUFFIX) { last.len_utf8() } else { 0 };
    match last {
        '.' => {
            longest = longest.max(many(word.bytes().rev().take_while(|&b| b == b'.').count()));
            let ends = second.is_some_and(|c| is(c, BEFORE_LAST_STOP))
                || second.is_some_and(|c| is(c, CAPITAL)) && third.is_some_and(|c| is(c, CAPITAL))
                || matches!(second, Some('F' | 'f' | 'C' | 'c' | 'K' | 'k')) && third == Some('°');
            longest.max(usize::from(ends))
        }
        '+' => longest.max(usize::from(before_digit(1))),
        's' | 'S' if matches!(second, Some('\'' | '’')) => second.map_or(0, char::len_utf8) + 1,
        '…' if second == Some('…') => 2 * '…'.len_utf8(),
        _ => {
            let units = UNITS.units.iter().chain(&UNITS.currencies);
            let ending = units.filter(|unit| word.ends_with(&***unit) && before_digit(unit.len()));
            ending.map(String::len).max().unwrap_or(0).max(longest)
        }
    }
}

/// Where a word is split inside, in order: the places in bytes of what stands between its parts.
pub(super) fn infixes(word: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut before) = (0, None);
    while let Some(c) = word[at..].chars().next() {
        let length = infix(before, &word[at..]);
        if length > 0 {
            found.push(at..at + length);
        }
        let step = length.max(c.len_utf8());
        before = word[at..at + step].chars().next_back();
        at += step;
    }
    found
}

/// The length of the infix that a text behind `before` begins with.
fn infix(before: Option<char>, text: &str) -> usize {
    let mut chars = text.chars();
    let Some(c) = chars.next() else { return 0 };
    let next = chars.next();
    let left = |bits| before.is_some_and(|c| is(c, bits));
    let right = |bits| next.is_some_and(|c| is(c, bits));
    let digit_left = before.is_some_and(|c| c.is_ascii_digit());
    let yes = |found: bool| if found { c.len_utf8() } else { 0 };
    match c {
        '.' if next == Some('.') => text.bytes().take_while(|&b| b == b'.').count(),
        '.' => yes(left(LEFT_OF_STOP) && right(RIGHT_OF_STOP)),
        ',' => yes(left(ALPHA) && right(ALPHA)),
        '+' | '-' | '*' | '^' if digit_left && next.is_some_and(|c| c.is_ascii_digit() || c == '-') => 1,
        '-' | '–' | '—' | '~' if left(ALPHA) || digit_left => hyphens(text),
        ':' | '<' | '>' | '=' | '/' => yes((left(ALPHA) || digit_left) && right(ALPHA)),
        _ => yes(is(c, INFIX)),
    }
}

/// The length of the hyphen or dash before a letter.
fn hyphens(text: &str) -> usize {
    let all = ["-", "–", "—", "--", "---", "——", "~"].into_iter();
    let letter_behind = |h: &&str| text.strip_prefix(*h).and_then(|t| t.chars().next()).is_some_and(|c| is(c, ALPHA));
    all.filter(letter_behind).map(str::len).next().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_split_off() {
        for (word, length) in
            [("(a", 1), ("+a", 1), ("+1", 0), ("...a", 3), (".a", 0), ("US$5", 3), ("“a", 3), ("a(", 0)]
        {
            assert_eq!(prefix(word), length, "{word}");
        }
    }

    #[test]
    fn suffixes_are_split_off() {
        let all = [
            ("a)", 1),
            ("a.", 1),
            ("A.", 0),
            ("AB.", 1),
            ("aB.", 0),
            ("a...", 3),
            ("Bout's", 2),
            ("Bout’S", 4),
            ("5km", 2),
            ("5km²", 4),
            ("km", 0),
            ("5%", 1),
            ("5+", 1),
            ("5US$", 3),
            ("20°C.", 1),
            ("a……", 6),
            ("s", 0),
        ];
        for (word, length) in all {
            assert_eq!(suffix(word), length, "{word}");
        }
    }

    #[test]
    fn words_are_split_inside() {
        let parts = |word: &str| infixes(word).into_iter().map(|r| word[r].to_owned()).collect::<Vec<_>>();
        assert_eq!(parts("dyn-o-mite"), ["-", "-"]);
        assert_eq!(parts("end.Start"), ["."]);
        assert_eq!(parts("U.S"), [""; 0]);
        assert_eq!(parts("1+2-3a-b"), ["+", "-", "-"]);
        assert_eq!(parts("yes--no,maybe…so"), ["--", ",", "…"]);
    }
}
