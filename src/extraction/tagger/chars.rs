//! What a character is to the tokenizer and to a word's shape: the classes of spaCy's patterns, and Python's.

use std::sync::LazyLock;

/// A one-character prefix.
pub(super) const PREFIX: u16 = 1;
/// A one-character suffix, whatever stands before it.
pub(super) const SUFFIX: u16 = 1 << 1;
/// Splits a word wherever it stands in it.
pub(super) const INFIX: u16 = 1 << 2;
/// A letter between which hyphens, commas and colons split.
pub(super) const ALPHA: u16 = 1 << 3;
/// A full stop in a word splits behind it ...
pub(super) const LEFT_OF_STOP: u16 = 1 << 4;
/// ... if this follows.
pub(super) const RIGHT_OF_STOP: u16 = 1 << 5;
/// A full stop behind it is a suffix.
pub(super) const BEFORE_LAST_STOP: u16 = 1 << 6;
/// Upper case: behind two of them a full stop is a suffix.
pub(super) const CAPITAL: u16 = 1 << 7;
/// May stand in the top-level domain of an address.
pub(super) const DOMAIN: u16 = 1 << 8;
/// Python's `isalpha`.
pub(super) const LETTER: u16 = 1 << 9;
/// Python's `isdigit`.
pub(super) const DIGIT: u16 = 1 << 10;
/// Python's `isupper`.
pub(super) const UPPER: u16 = 1 << 11;

/// Classes by ranges of characters, and those of ASCII at hand.
struct Classes {
    ascii: [u16; 128],
    ranges: Vec<(u32, u32, u16)>,
}

static CLASSES: LazyLock<Classes> =
    LazyLock::new(|| Classes::read(include_str!("../../../assets/tagger/characters.txt")));

impl Classes {
    fn read(table: &str) -> Self {
        let mut classes = Self { ascii: [0; 128], ranges: Vec::new() };
        for line in table.lines() {
            let mut fields = line.split(' ').map(|field| u32::from_str_radix(field, 16));
            if let (Some(Ok(first)), Some(Ok(last)), Some(Ok(bits))) = (fields.next(), fields.next(), fields.next()) {
                classes.ranges.push((first, last, bits as u16));
                for c in first..=last.min(127) {
                    classes.ascii[c as usize] = bits as u16;
                }
            }
        }
        classes
    }

    fn of(&self, c: char) -> u16 {
        let c = c as u32;
        if let Some(&bits) = self.ascii.get(c as usize) {
            return bits;
        }
        let at = self.ranges.partition_point(|&(_, last, _)| last < c);
        self.ranges.get(at).filter(|range| range.0 <= c).map_or(0, |range| range.2)
    }
}

/// Whether a character is in one of the classes.
pub(super) fn is(c: char, bits: u16) -> bool {
    CLASSES.of(c) & bits != 0
}

/// Whether it is white space to Python: four separators more than to Rust.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let table = include_str!("../../../assets/tagger/characters.txt");
        let ranges = Classes::read(table).ranges;
        assert_eq!(ranges.len(), table.lines().filter(|line| !line.starts_with('#')).count());
        assert!(ranges.is_sorted_by(|a, b| a.1 < b.0));
    }

    #[test]
    fn characters_have_their_classes() {
        assert!(is('(', PREFIX) && is('(', SUFFIX) && !is('(', INFIX));
        assert!(is('…', INFIX) && is('☃', INFIX));
        assert!(is('ж', ALPHA) && is('ж', LETTER) && !is('ж', CAPITAL) && is('Ж', CAPITAL) && is('Ж', UPPER));
        assert!(is('²', DIGIT) && !is('½', DIGIT) && !is('²', LETTER));
        assert!(is('7', BEFORE_LAST_STOP) && is('a', BEFORE_LAST_STOP) && !is('A', BEFORE_LAST_STOP));
        assert!(is_space('\u{1D}') && is_space('\u{A0}') && !is_space('\u{200B}'));
    }
}
