//! What the offsets of one `.ann` count: what its quotations say (see the head of the format).

use crate::text::{OffsetMap, OffsetUnit, Span};

/// One way to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counting {
    utf16: bool,
    /// A byte-order mark before the text counts.
    mark: bool,
    /// `\r\n` counts one.
    one: bool,
}

/// Turns the offsets of a file into code points of its text.
pub(super) struct Offsets<'a> {
    text: &'a str,
    map: OffsetMap<'a>,
    /// Where each offset is, in code points, when the file counts otherwise.
    otherwise: Option<Vec<u32>>,
}

impl<'a> Offsets<'a> {
    /// Finds out how a file counts, from where its quotations stand. `mark`: whether the text's file begins with a
    /// byte-order mark, which is no part of `text`.
    pub fn of<'b>(
        text: &'a str,
        mark: bool,
        quoted: impl Iterator<Item = (&'b [(u32, u32)], &'b str)> + Clone,
    ) -> Self {
        let mut best = Self { text, map: OffsetMap::new(text), otherwise: None };
        if text.is_ascii() && !mark && !text.contains("\r\n") {
            return best;
        }
        let all = quoted.clone().count();
        let fitting = |offsets: &Self| quoted.clone().filter(|(parts, quote)| offsets.fits(parts, quote)).count();
        let mut most = 0;
        for (n, counting) in ways(text, mark).into_iter().enumerate() {
            let plain = counting == Counting { utf16: false, mark: false, one: false };
            let otherwise = (!plain).then(|| places(text, counting));
            let offsets = Self { text, map: best.map.clone(), otherwise };
            let count = fitting(&offsets);
            if n == 0 || count > most {
                (best, most) = (offsets, count);
            }
            if most == all {
                break;
            }
        }
        best
    }

    /// An offset in code points; one that is not in the text stays so.
    pub fn chars(&self, offset: u32) -> u32 {
        let Some(places) = &self.otherwise else { return offset };
        places.get(offset as usize).copied().unwrap_or(u32::MAX)
    }

    /// The bytes of a part in code points.
    pub fn span(&self, (start, end): (u32, u32)) -> Option<Span> {
        let byte = |at| self.map.to_bytes(at, OffsetUnit::Chars);
        Some(Span::new(byte(start)?, byte(end)?))
    }

    /// The code points of bytes.
    pub fn part(&self, span: Span) -> (u32, u32) {
        let chars = |byte| self.map.from_bytes(byte, OffsetUnit::Chars);
        (chars(span.start), chars(span.end))
    }

    fn fits(&self, parts: &[(u32, u32)], quote: &str) -> bool {
        let spans = parts.iter().map(|&(a, b)| self.span((self.chars(a), self.chars(b))));
        let Some(slices) = spans.map(|s| s?.slice(self.text)).collect::<Option<Vec<_>>>() else { return false };
        let there = slices.iter().flat_map(|s| s.chars());
        there.filter(|c| !c.is_whitespace()).eq(quote.chars().filter(|c| !c.is_whitespace()))
    }
}

/// The ways that differ for a text, the likely one first.
fn ways(text: &str, mark: bool) -> Vec<Counting> {
    let either = |may: bool| if may { vec![false, true] } else { vec![false] };
    let mut ways = Vec::new();
    for utf16 in either(text.chars().any(|c| c.len_utf16() > 1)) {
        for one in either(text.contains("\r\n")) {
            for mark in if mark { vec![true, false] } else { vec![false] } {
                ways.push(Counting { utf16, mark, one });
            }
        }
    }
    ways
}

/// Where each offset is, in code points.
fn places(text: &str, counting: Counting) -> Vec<u32> {
    let mut places = Vec::with_capacity(text.len() + 2);
    if counting.mark {
        places.push(0);
    }
    let (mut at, mut returned) = (0, false);
    for c in text.chars() {
        // Of two that count one, the first: a mention ends before both.
        if !(counting.one && returned && c == '\n') {
            places.push(at);
        }
        if counting.utf16 && c.len_utf16() > 1 {
            places.push(u32::MAX);
        }
        returned = c == '\r';
        at += 1;
    }
    places.push(at);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, mark: bool, (start, end): (u32, u32), quote: &str) -> (u32, u32) {
        let parts = [(start, end)];
        let offsets = Offsets::of(text, mark, [(&parts[..], quote)].into_iter());
        (offsets.chars(start), offsets.chars(end))
    }

    #[test]
    fn a_file_counts_as_its_quotations_stand() {
        let text = "😀 a\r\nBout\r\nx";
        assert_eq!(part(text, false, (5, 9), "Bout"), (5, 9), "code points");
        assert_eq!(part(text, false, (6, 10), "Bout"), (5, 9), "UTF-16 units");
        assert_eq!(part(text, false, (4, 8), "Bout"), (5, 9), "one for a line end");
        assert_eq!(part(text, false, (2, 3), "a"), (2, 3));
        assert_eq!(part(text, true, (6, 10), "Bout"), (5, 9), "a mark before the text");
        assert_eq!(part(text, true, (5, 9), "Bout"), (5, 9), "one that does not count");
        assert_eq!(part(text, false, (5, 9), "Smulian"), (5, 9), "when in doubt, code points");
        assert_eq!(part("a\r\nb", false, (0, 1), "a"), (0, 1));
    }
}
