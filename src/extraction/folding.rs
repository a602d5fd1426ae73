//! Text without the differences that do not count, with the way back to the original.
//!
//! Some differences never count: composed or decomposed letters, the kind of white space and how much of it (one line
//! break at most), curly or straight apostrophes, the kinds of hyphen, and characters that nobody sees (soft hyphens,
//! joiners, direction marks). Case and diacritics count unless a [`Folding`] says that they do not.
//!
//! A text is folded in [`windows`], so that the memory does not grow with the length of a document.

use super::short::{Short, is_mark_at, short_at, table};
use crate::text::{Span, is_grapheme_boundary};
use std::ops::Range;
use unicode_normalization::char::{canonical_combining_class as combining_class, decompose_canonical};

/// Which differences between two spellings do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Folding {
    /// Upper and lower case are the same: by full case folding, `ß` is `ss`.
    pub case: bool,
    /// Accents, points and strokes are not there: `Łódź` is `Lodz`, `Ёлкин` is `Елкин`.
    pub diacritics: bool,
}

impl Folding {
    /// Everything counts that can be seen.
    pub const EXACT: Self = Self { case: false, diacritics: false };
    /// Case does not count.
    pub const CASE: Self = Self { case: true, diacritics: false };

    /// A short text folded, without white space around it.
    pub fn fold(self, text: &str) -> String {
        Folded::new(text, 0..text.len(), self).text.trim().to_owned()
    }
}

/// Part of a text, folded.
pub(super) struct Folded<'a> {
    original: &'a str,
    window: Range<usize>,
    text: String,
    pieces: Vec<Piece>,
}

/// Where a stretch of the folded text begins, here and in the original. It ends where the next one begins.
#[derive(Clone, Copy)]
struct Piece {
    folded: u32,
    original: u32,
    /// Whether it is character by character as long as the original. Else nothing inside it has a place there.
    linear: bool,
}

impl<'a> Folded<'a> {
    /// Folds a window of a text. Its edges are character boundaries.
    pub fn new(original: &'a str, window: Range<usize>, folding: Folding) -> Self {
        Self::of(original, window, folding, true)
    }

    /// The same with white space and line ends left as they are, for regular expressions.
    pub fn with_white_space(original: &'a str, window: Range<usize>, folding: Folding) -> Self {
        Self::of(original, window, folding, false)
    }

    fn of(original: &'a str, window: Range<usize>, folding: Folding, spaces: bool) -> Self {
        let slice = original.get(window.clone()).unwrap_or("");
        let text = String::with_capacity(slice.len());
        let mut folded = Self { original, window, text, pieces: Vec::new() };
        folded.fill(slice, folding, spaces);
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a stretch of the folded text stands in the original: on grapheme boundaries, or nowhere. What was left
    /// out behind it, like an accent, belongs to it where the grapheme says so.
    pub fn original(&self, range: Range<usize>) -> Option<Span> {
        let start = self.start(range.start)?;
        let (end, next) = self.end(range.end)?;
        if start >= end || !on_boundary(self.original, start) {
            return None;
        }
        let end = (end..=next).find(|&at| self.original.is_char_boundary(at) && on_boundary(self.original, at))?;
        Some(Span::from_usize(start, end))
    }

    fn start(&self, at: usize) -> Option<usize> {
        let piece = self.pieces.get(self.pieces.partition_point(|p| p.folded as usize <= at).checked_sub(1)?)?;
        let inside = at - piece.folded as usize;
        (piece.linear || inside == 0).then_some(piece.original as usize + inside)
    }

    /// Where the last character before `at` ends in the original, and where the next one that is left begins.
    fn end(&self, at: usize) -> Option<(usize, usize)> {
        let holds = self.pieces.partition_point(|p| (p.folded as usize) < at).checked_sub(1)?;
        let piece = self.pieces.get(holds)?;
        let after = self.pieces.get(holds + 1);
        let limit = after.map_or(self.text.len(), |p| p.folded as usize);
        if at < limit {
            let end = piece.original as usize + (at - piece.folded as usize);
            return piece.linear.then_some((end, end));
        }
        let end = after.map_or(self.window.end, |p| p.original as usize);
        let next = self.pieces.partition_point(|p| p.folded as usize <= at).checked_sub(1)?;
        let next = match self.pieces.get(next) {
            Some(p) if next > holds && at < self.text.len() => p.original as usize,
            _ => self.window.end,
        };
        Some((end, next))
    }

    fn fill(&mut self, slice: &str, folding: Folding, spaces: bool) {
        let bytes = slice.as_bytes();
        let table = table(folding);
        let mut at = 0;
        while at < bytes.len() {
            let plain = plain_run(slice, at, spaces, table);
            if plain > at {
                self.plain(&slice[at..plain], at, folding.case);
                at = plain;
                continue;
            }
            if let Some(short) = short_at(bytes, at).and_then(|c| table.get(c)).filter(|s| s.is_known())
                && !is_mark_at(slice, at + 2, table)
            {
                self.short(short, at);
                at += 2;
                continue;
            }
            let rest = &slice[at..];
            let Some(first) = rest.chars().next() else { break };
            at += if first.is_whitespace() && spaces {
                self.white_space(rest, at)
            } else if is_invisible(first) {
                self.piece(at, false);
                first.len_utf8()
            } else {
                self.cluster(rest, at, folding)
            };
        }
    }

    fn piece(&mut self, at: usize, linear: bool) {
        let (folded, original) = (self.text.len() as u32, (self.window.start + at) as u32);
        let goes_on = |p: &Piece| linear && p.linear && original.checked_sub(p.original) == Some(folded - p.folded);
        if !self.pieces.last().is_some_and(goes_on) {
            self.pieces.push(Piece { folded, original, linear });
        }
    }

    fn plain(&mut self, run: &str, at: usize, case: bool) {
        self.piece(at, true);
        let from = self.text.len();
        self.text.push_str(run);
        if case {
            self.text[from..].make_ascii_lowercase();
        }
    }

    /// A character of two bytes that no mark follows.
    fn short(&mut self, short: &Short, at: usize) {
        let from = self.text.len();
        self.piece(at, true);
        self.text.push_str(short.as_str());
        if !short.is_linear {
            self.break_off(at, from);
        }
    }

    /// A run of white space becomes a space, or a line end when it holds more than one.
    fn white_space(&mut self, rest: &str, at: usize) -> usize {
        let run = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let space = if line_breaks(&rest[..run]) > 1 { '\n' } else { ' ' };
        self.piece(at, run == 1);
        self.text.push(space);
        run
    }

    /// A character with the combining marks behind it.
    fn cluster(&mut self, rest: &str, at: usize, folding: Folding) -> usize {
        let mut chars = rest.chars();
        let Some(first) = chars.next() else { return rest.len() };
        let is_mark = |c: &char| !c.is_ascii() && combining_class(*c) != 0;
        let len = first.len_utf8();
        if !chars.clone().next().is_some_and(|c| is_mark(&c)) {
            let from = self.text.len();
            self.piece(at, true);
            let mut single = 0;
            decompose_canonical(first, |c| {
                single += 1;
                push_folded(c, folding, &mut self.text);
            });
            // One character that is as long as it was: the stretch goes on.
            let written = &self.text[from..];
            if single != 1 || written.len() != len || written.chars().count() != 1 {
                self.break_off(at, from);
            }
            return len;
        }
        let end = rest.len() - chars.as_str().trim_start_matches(|c: char| is_mark(&c)).len();
        let mut parts: Vec<(u8, char)> = Vec::new();
        for c in rest[..end].chars() {
            decompose_canonical(c, |c| parts.push((combining_class(c), c)));
        }
        // Canonical order: marks of one class stay as they stand.
        parts.chunk_by_mut(|_, mark| mark.0 != 0).for_each(|run| {
            let marks = usize::from(run.first().is_some_and(|p| p.0 == 0));
            run[marks..].sort_by_key(|p| p.0);
        });
        self.piece(at, false);
        for (_, c) in parts {
            push_folded(c, folding, &mut self.text);
        }
        end
    }

    /// What was written from `from` on is no part of a linear stretch.
    fn break_off(&mut self, at: usize, from: usize) {
        let original = (self.window.start + at) as u32;
        let piece = Piece { folded: from as u32, original, linear: false };
        match self.pieces.last_mut() {
            Some(last) if last.original == original => *last = piece,
            _ => self.pieces.push(piece),
        }
    }
}

/// How far from `at` everything is visible ASCII with single spaces. A letter before a mark is left out.
fn plain_run(text: &str, at: usize, spaces: bool, table: &[Short]) -> usize {
    let bytes = text.as_bytes();
    let is_white = |byte: u8| byte.is_ascii_whitespace() || byte == 0x0b;
    let mut end = at;
    while let Some(&byte) = bytes.get(end).filter(|byte| byte.is_ascii()) {
        if spaces && is_white(byte) {
            // Before what is not ASCII a space may be one of several.
            let alone = bytes.get(end + 1).is_some_and(|&next| next.is_ascii() && !is_white(next));
            if byte != b' ' || !alone {
                break;
            }
        }
        let next = bytes.get(end + 1).is_none_or(u8::is_ascii);
        if !next && is_mark_at(text, end + 1, table) {
            break;
        }
        end += 1;
    }
    end
}

fn line_breaks(run: &str) -> usize {
    let mut count = 0;
    let mut before = ' ';
    for c in run.chars() {
        count += match c {
            '\n' if before == '\r' => 0,
            '\n' | '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => 1,
            '\u{c}' | '\u{2029}' => 2,
            _ => 0,
        };
        before = c;
    }
    count
}

/// Writes a decomposed character with the folding's differences gone.
pub(super) fn push_folded(c: char, folding: Folding, out: &mut String) {
    let c = match c {
        '’' | 'ʼ' | '＇' | '\u{2bb}' | '\u{2bd}' => '\'',
        '‐' | '‑' => '-',
        c => c,
    };
    if !folding.diacritics {
        return push_cased(c, folding.case, out);
    }
    if is_diacritic(c) {
        return;
    }
    match plain_letters(c) {
        Some(plain) => plain.chars().for_each(|c| push_cased(c, folding.case, out)),
        None => push_cased(c, folding.case, out),
    }
}

fn push_cased(c: char, fold: bool, out: &mut String) {
    if fold {
        // Upper and then lower case is full case folding, and takes the dotless i for an i.
        out.extend(c.to_uppercase().flat_map(char::to_lowercase));
    } else {
        out.push(c);
    }
}

/// A mark that is left out with diacritics. Vowel signs and viramas of Indic scripts, Thai and Tibetan vowels, and
/// kana voicing are letters in all but name and stay.
fn is_diacritic(c: char) -> bool {
    c == 'ـ' || (!c.is_ascii() && matches!(combining_class(c), 1 | 10..=36 | 200..=240))
}

/// Letters that Unicode does not take apart, as people write them who have only plain ones.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'ŧ' => "t",
        'Ŧ' => "T",
        'ı' => "i",
        'ƶ' => "z",
        'Ƶ' => "Z",
        'þ' => "th",
        'Þ' => "Th",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        _ => return None,
    })
}

/// A character that nobody sees and that may stand between any two others.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a byte offset lies between two graphemes. Quick where both neighbours are ASCII.
pub(super) fn on_boundary(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let ascii = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_none_or(u8::is_ascii);
    let line_end = bytes.get(at) == Some(&b'\n');
    (!line_end && ascii(at.checked_sub(1)) && ascii(Some(at))) || is_grapheme_boundary(text, at)
}

/// How much of a text is folded at once, in bytes.
const WINDOW: usize = 1 << 18;
/// How far a window reaches past its end, so that what begins before it is whole: no match is longer, in bytes.
pub(super) const REACH: usize = 1 << 13;

/// Part of a text to search: what begins before `end` is found here, what begins behind it in the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// What to read.
    pub range: Range<usize>,
    /// Where the next window begins.
    pub end: usize,
}

/// The windows of a text, in order, without a gap.
pub(super) fn windows(text: &str) -> impl Iterator<Item = Window> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = if text.len() - start <= WINDOW + REACH { text.len() } else { cut(text, start + WINDOW) };
        let mut reach = (end + REACH).min(text.len());
        while !text.is_char_boundary(reach) {
            reach += 1;
        }
        let window = Window { range: start..reach, end };
        start = end;
        Some(window)
    })
}

/// A place to cut near `at`, not far before it: where a word begins, else between two graphemes.
fn cut(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let word =
        |i: &usize| bytes[i - 1].is_ascii_whitespace() && !bytes[*i].is_ascii_whitespace() && bytes[*i].is_ascii();
    let near = at - WINDOW / 8..at;
    if let Some(word) = near.clone().rev().find(word) {
        return word;
    }
    near.rev().find(|&i| text.is_char_boundary(i) && on_boundary(text, i)).unwrap_or_else(|| {
        // Nothing but marks for kilobytes: anywhere.
        (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: Folding = Folding { case: true, diacritics: true };
    const DIACRITICS: Folding = Folding { case: false, diacritics: true };

    /// What stands in the original where the folded text says `part`.
    fn there<'a>(text: &'a str, folding: Folding, part: &str) -> Option<&'a str> {
        let folded = Folded::new(text, 0..text.len(), folding);
        let at = folded.text().find(part)?;
        folded.original(at..at + part.len())?.slice(text)
    }

    #[test]
    fn what_nobody_sees_never_counts() {
        for text in ["Jean  Bré\u{ad}ton", "Jean\nBréton", "Jean\r\n Bre\u{301}ton", "Jean\u{a0}Bréton"] {
            assert_eq!(Folding::EXACT.fold(text), Folding::EXACT.fold("Jean Bréton"), "{text:?}");
        }
        assert_eq!(Folding::EXACT.fold("O’Hara‑Lee"), "O'Hara-Lee");
        assert_ne!(Folding::EXACT.fold("Jean\n\nBréton"), Folding::EXACT.fold("Jean Bréton"));
        assert_ne!(Folding::EXACT.fold("Jean Bréton"), Folding::EXACT.fold("Jean Breton"));
    }

    #[test]
    fn case_is_folded_in_full() {
        for (a, b) in [("Weiß", "WEISS"), ("ﬁn", "FIN"), ("ΟΔΥΣΣΕΥΣ", "Οδυσσευς"), ("İzmir", "i̇zmir"), ("БУТ", "Бут")]
        {
            assert_eq!(Folding::CASE.fold(a), Folding::CASE.fold(b));
        }
        assert_ne!(Folding::CASE.fold("é"), Folding::CASE.fold("e"));
    }

    #[test]
    fn diacritics_go_and_vowel_signs_stay() {
        for (a, b) in [
            ("Łódź", "Lodz"),
            ("Jørgen Æbelø", "Jorgen AEbelo"),
            ("Ёлкин", "Елкин"),
            ("مُحَمَّد", "محمد"),
            ("מֹשֶׁה", "משה"),
            ("Nguyễn Thị", "Nguyen Thi"),
        ] {
            assert_eq!(DIACRITICS.fold(a), DIACRITICS.fold(b));
        }
        assert_eq!(DIACRITICS.fold("हिन्दु"), "हिन्दु");
        assert_ne!(DIACRITICS.fold("ガ"), DIACRITICS.fold("カ"));
    }

    #[test]
    fn the_way_back_keeps_graphemes_whole() {
        assert_eq!(there("x Bre\u{301} y", ALL, "bre"), Some("Bre\u{301}"));
        assert_eq!(there("x Bré y", ALL, "bre"), Some("Bré"));
        assert_eq!(there("Viktor \r\n Bout", ALL, "viktor bout"), Some("Viktor \r\n Bout"));
        assert_eq!(there("Groß-Gerau", ALL, "gross"), Some("Groß"));
        // Half of what became two letters is nowhere.
        assert_eq!(there("Groß-Gerau", ALL, "gros"), None);
        // A letter without its mark is no match where marks count.
        assert_eq!(there("Bre\u{301}", Folding::CASE, "bre"), None);
        assert_eq!(there("مُحَمَّدٌ!", ALL, "محمد"), Some("مُحَمَّدٌ"));
        assert_eq!(there("a\u{200d}👩\u{200d}👧", ALL, "👩"), None);
    }

    #[test]
    fn marks_in_any_order_are_the_same() {
        assert_eq!(Folding::EXACT.fold("e\u{323}\u{302}"), Folding::EXACT.fold("ệ"));
        assert_eq!(Folding::EXACT.fold("e\u{302}\u{323}"), Folding::EXACT.fold("ệ"));
        assert_eq!(
            Folding::EXACT.fold("한국"),
            Folding::EXACT.fold("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}")
        );
    }

    #[test]
    fn windows_cover_a_long_text_once() {
        let long = "word and a mark e\u{301} ".repeat(40_000);
        let without = "e\u{301}".repeat(400_000);
        for text in [long.as_str(), &without, "", "short"] {
            let mut at = 0;
            for window in windows(text) {
                assert_eq!(window.range.start, at);
                assert!(window.end > at && window.range.end >= window.end);
                assert!(on_boundary(text, window.end));
                at = window.end;
            }
            assert_eq!(at, text.len());
        }
    }

    proptest! {
        #[test]
        fn what_is_found_folds_to_what_was_looked_for(
            text in "([a-zß]|[A-Z]|[éÉİﬁøЖж]|e\u{301}|\u{323}|\u{302}|مُ|한|\u{ad}|👩\u{200d}👧| |\r\n|\n){0,40}",
            case: bool, diacritics: bool, from in 0usize..60, len in 1usize..20,
        ) {
            let folding = Folding { case, diacritics };
            let folded = Folded::new(&text, 0..text.len(), folding);
            let all: Vec<usize> = folded.text().char_indices().map(|(i, _)| i).chain([folded.text().len()]).collect();
            let (Some(&start), Some(&end)) = (all.get(from), all.get(from + len)) else { return Ok(()) };
            if let Some(span) = folded.original(start..end) {
                prop_assert!(span.check(&text).is_ok());
                prop_assert!(is_grapheme_boundary(&text, span.start as usize));
                prop_assert!(is_grapheme_boundary(&text, span.end as usize));
                let again = Folded::new(&text, span.range(), folding);
                prop_assert_eq!(again.text(), &folded.text()[start..end]);
            }
            // The whole is somewhere unless its edges are no graphemes.
            let whole = folded.original(0..folded.text().len());
            prop_assert!(whole.is_some() || folded.text().is_empty() || !text.starts_with(|c: char| !is_invisible(c)));
        }
    }
}
