//! Blocks: the pieces a text is laid out by.
//!
//! A whole document in one layout does not scale (0.4 s and 175 MB a megabyte, at every width change),
//! so a text is cut once into blocks of at most a few kilobytes, and only those in view are laid out.
//! A block is a paragraph: consecutive lines up to a blank one. A paragraph of many lines is cut at a line end,
//! a very long line at a sentence or word end.

use super::Span;
use unicode_bidi::{BidiClass, bidi_class};

/// A paragraph of hard-wrapped lines is cut at the next line end after this many bytes.
const SOFT_BLOCK_BYTES: usize = 1024;
/// No block is longer than this many bytes.
const MAX_BLOCK_BYTES: usize = 3072;
/// A line of this many bytes is taken for a paragraph of its own, although no blank line follows it.
const PARAGRAPH_LINE_BYTES: usize = 160;

/// How much room stands above a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// None: the paragraph goes on.
    None,
    /// A new paragraph.
    Paragraph,
}

/// One piece of a text: neither empty nor blank, without the line end that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it lies in the text.
    pub span: Span,
    /// The room above it.
    pub gap: Gap,
    /// Whether it holds a character of a right-to-left script (Unicode bidi class R, AL or AN).
    pub right_to_left: bool,
}

/// All blocks of a text, in order. Every character that is not white space lies in exactly one.
#[derive(Clone, Debug, Default)]
pub struct Blocks(Vec<Block>);

impl Blocks {
    /// Cuts a text into blocks. Linear in the text's length.
    pub fn of(text: &str) -> Self {
        let mut cutter =
            Cutter { text, blocks: Vec::with_capacity(text.len() / 400 + 1), open: None, gap: Gap::Paragraph };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            cutter.line(start, line.trim_end_matches(['\n', '\r']));
            start += line.len();
        }
        cutter.close();
        Self(cutter.blocks)
    }

    /// The blocks as a slice.
    pub fn as_slice(&self) -> &[Block] {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is blank.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The block at or after a byte offset: the one that holds it, or the next one when it lies in white space
    /// between blocks; the last one past the end; `None` only in a blank text.
    pub fn at(&self, offset: u32) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        Some(self.0.partition_point(|block| block.span.end <= offset).min(self.0.len() - 1))
    }
}

struct Cutter<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    open: Option<(usize, usize)>,
    gap: Gap,
}

impl Cutter<'_> {
    /// Takes one line (without its end) that starts at byte `start`.
    fn line(&mut self, start: usize, line: &str) {
        if line.trim().is_empty() {
            self.close();
            self.gap = Gap::Paragraph;
            return;
        }
        let end = start + line.len();
        let own_paragraph = line.len() >= PARAGRAPH_LINE_BYTES;
        match self.open {
            Some((from, to)) if !own_paragraph && to - from < SOFT_BLOCK_BYTES && end - from <= MAX_BLOCK_BYTES => {
                self.open = Some((from, end));
            }
            _ => {
                self.close();
                if own_paragraph {
                    self.gap = Gap::Paragraph;
                }
                self.open = Some((start, end));
            }
        }
        if own_paragraph {
            self.close();
            self.gap = Gap::Paragraph;
        }
    }

    /// Ends the open block, cutting it where it is too long.
    fn close(&mut self) {
        let Some((mut from, to)) = self.open.take() else { return };
        while to - from > MAX_BLOCK_BYTES {
            let cut = from + cut_point(&self.text[from..to]);
            self.push(from, cut);
            from = cut;
        }
        self.push(from, to);
    }

    fn push(&mut self, from: usize, to: usize) {
        // White space at a cut belongs to no block: it would only indent the next row.
        let piece = &self.text[from..to];
        let from = from + (piece.len() - piece.trim_start_matches(' ').len());
        let piece = self.text[from..to.max(from)].trim_end();
        if piece.is_empty() {
            return;
        }
        // ASCII has nothing right-to-left: the common case costs one fast scan.
        let right_to_left = !piece.is_ascii()
            && piece.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN));
        self.blocks.push(Block { span: Span::from_usize(from, from + piece.len()), gap: self.gap, right_to_left });
        self.gap = Gap::None;
    }
}

/// Where to cut the front off a piece longer than the limit: after the last sentence end in its second half,
/// else after the last space there, else at the last character that fits. Always positive and a boundary.
fn cut_point(piece: &str) -> usize {
    let mut limit = MAX_BLOCK_BYTES;
    while !piece.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = &piece[..limit];
    let half = limit / 2;
    let sentence = window
        .char_indices()
        .filter(|&(i, c)| i >= half && matches!(c, '.' | '!' | '?' | '。' | '؟' | '！' | '？'))
        .map(|(i, c)| i + c.len_utf8())
        .rfind(|&i| i < limit && !window[i..].starts_with(|c: char| c.is_ascii_alphanumeric()));
    let space = || window.rfind(char::is_whitespace).filter(|&i| i >= half).map(|i| i + 1);
    let cut = sentence.or_else(space).unwrap_or(limit);
    grapheme_floor(piece, cut)
}

/// The greatest grapheme boundary that is at most `at`, or `at` itself when that would be nothing.
fn grapheme_floor(piece: &str, at: usize) -> usize {
    let mut i = at;
    // A hostile text can be one endless grapheme: give up after a screenful and cut between characters.
    for _ in 0..64 {
        if i == 0 || super::is_grapheme_boundary(piece, i) {
            break;
        }
        i -= 1;
        while !piece.is_char_boundary(i) {
            i -= 1;
        }
    }
    if i == 0 || !super::is_grapheme_boundary(piece, i) { at } else { i }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, Gap)> {
        Blocks::of(text).as_slice().iter().map(|b| (&text[b.span.range()], b.gap)).collect()
    }

    #[test]
    fn a_blank_line_ends_a_paragraph() {
        assert_eq!(texts("one\ntwo\n\n \r\nthree\r\n"), [("one\ntwo", Gap::Paragraph), ("three", Gap::Paragraph)]);
    }

    #[test]
    fn a_long_line_is_cut_at_sentence_ends_and_loses_nothing() {
        let text = "A sentence of some length, with a comma. ".repeat(400);
        let blocks = Blocks::of(&text);
        assert!(blocks.len() > 4);
        let kept: String = blocks.as_slice().iter().map(|b| &text[b.span.range()]).collect();
        assert_eq!(kept.replace(' ', ""), text.replace(' ', ""));
        assert!(blocks.as_slice().iter().all(|b| text[b.span.range()].ends_with('.')));
        assert!(blocks.as_slice()[1..].iter().all(|b| b.gap == Gap::None));
    }

    #[test]
    fn no_spaces_no_sentences_still_ends() {
        for unit in ["x", "é", "e\u{301}", "\u{301}", "👩‍👩‍👧"] {
            let text = unit.repeat(20_000);
            let blocks = Blocks::of(&text);
            assert!(blocks.as_slice().iter().all(|b| b.span.len() as usize <= MAX_BLOCK_BYTES));
            assert_eq!(blocks.as_slice().iter().map(|b| b.span.len() as usize).sum::<usize>(), text.len());
        }
    }

    #[test]
    fn an_offset_finds_its_block_or_the_next() {
        let blocks = Blocks::of("one\n\ntwo");
        assert_eq!([0, 2, 3, 5, 99].map(|o| blocks.at(o)), [Some(0), Some(0), Some(1), Some(1), Some(1)]);
        assert_eq!(Blocks::of(" \n").at(0), None);
    }

    #[test]
    fn right_to_left_is_seen() {
        assert!(Blocks::of("abc שלום").as_slice()[0].right_to_left);
        assert!(!Blocks::of("abc é").as_slice()[0].right_to_left);
    }
}
