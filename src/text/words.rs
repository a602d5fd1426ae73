//! Words and graphemes (Unicode Standard Annex #29).

use super::Span;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordShape {
    /// First letter upper case, some later letter lower case, or a single upper-case letter: `Bout`, `McGuire`, `I`.
    Capitalised,
    /// Two letters or more, all upper case: `GRU`, `USSR`.
    Upper,
    /// Begins in lower case: `arms`, `al`.
    Lower,
    /// Holds a digit: `2008`, `21st`, `B52`.
    Number,
    /// Letters of a script without case: Arabic, Chinese.
    Uncased,
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// How it is written.
    pub shape: WordShape,
}

/// The words of a text in order (UAX #29 word boundaries, pieces with a letter or digit only).
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.unicode_word_indices().map(|(start, word)| Word {
        text: word,
        span: Span::from_usize(start, start + word.len()),
        shape: shape(word),
    })
}

fn shape(word: &str) -> WordShape {
    if word.chars().any(char::is_numeric) {
        return WordShape::Number;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return WordShape::Uncased };
    if first.is_lowercase() {
        return WordShape::Lower;
    }
    if !first.is_uppercase() {
        return WordShape::Uncased;
    }
    let (mut rest, mut lower) = (0, false);
    for c in letters {
        rest += 1;
        lower |= c.is_lowercase();
    }
    if rest > 0 && !lower { WordShape::Upper } else { WordShape::Capitalised }
}

/// Whether a byte offset lies between two graphemes (extended grapheme clusters).
pub fn is_grapheme_boundary(text: &str, offset: usize) -> bool {
    text.is_char_boundary(offset) && GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// The smallest span on grapheme boundaries that holds `span`, within the text.
pub fn snap_to_graphemes(text: &str, span: Span) -> Span {
    let len = text.len();
    let mut start = (span.start as usize).min(len);
    let mut end = (span.end as usize).clamp(start, len);
    while !is_grapheme_boundary(text, start) && start > 0 {
        start -= 1;
    }
    while !is_grapheme_boundary(text, end) && end < len {
        end += 1;
    }
    Span::from_usize(start, end)
}

/// The span without white space at its edges; empty when there is nothing else.
pub fn trim_span(text: &str, span: Span) -> Span {
    let Some(slice) = span.slice(text) else { return Span::new(span.start, span.start) };
    let start = span.start as usize + (slice.len() - slice.trim_start().len());
    Span::from_usize(start, start + slice.trim().len())
}

/// The word at a byte offset (also when the offset is just behind its last letter), for a double click.
/// Looks no further than 256 bytes around it.
pub fn word_at(text: &str, offset: u32) -> Option<Span> {
    let at = (offset as usize).min(text.len());
    let mut from = at.saturating_sub(256);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (at + 256).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    text[from..to]
        .unicode_word_indices()
        .map(|(i, word)| Span::from_usize(from + i, from + i + word.len()))
        .rfind(|span| span.start as usize <= at && at <= span.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_shapes() {
        use WordShape::*;
        let shapes: Vec<_> = words("Bout GRU arms 21st I مرحبا McGuire").map(|w| w.shape).collect();
        assert_eq!(shapes, [Capitalised, Upper, Lower, Number, Capitalised, Uncased, Capitalised]);
    }

    #[test]
    fn a_span_grows_to_whole_graphemes() {
        let text = "xe\u{301}y";
        assert_eq!(snap_to_graphemes(text, Span::new(2, 3)), Span::new(1, 4));
        assert_eq!(trim_span(" a b ", Span::new(0, 5)), Span::new(1, 4));
    }

    #[test]
    fn a_double_click_takes_a_word() {
        assert_eq!(word_at("Viktor Bout, 42", 8), Some(Span::new(7, 11)));
        assert_eq!(word_at("Viktor Bout, 42", 11), Some(Span::new(7, 11)));
        assert_eq!(word_at("  ,  ", 2), None);
    }
}
