//! What the model knows of a word by its spelling: ids of its norm, prefix, suffix and shape.
//!
//! As in spaCy's `strings.pyx`, `lang/lex_attrs.py` and `vocab.pyx`.

use super::chars::{DIGIT, LETTER, UPPER, is};
use super::hash::string_hash;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Strings that spaCy numbers itself, and norms that are not simply the lower case.
struct Lexicon {
    symbols: HashMap<String, u64>,
    norms: HashMap<u64, u64>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let symbols = serde_json::from_str(include_str!("../../../assets/tagger/symbols.json")).unwrap_or_default();
    let mut lexicon = Lexicon { symbols, norms: HashMap::new() };
    let table = include_str!("../../../assets/tagger/norms.tsv");
    lexicon.norms = norms(table).map(|(word, norm)| (word, lexicon.id(norm))).collect();
    lexicon
});

/// The ids of words and their norms.
fn norms(table: &str) -> impl Iterator<Item = (u64, &str)> {
    table.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let word = u64::from_str_radix(fields.next()?, 16).ok()?;
        Some((word, fields.next()?))
    })
}

impl Lexicon {
    fn id(&self, text: &str) -> u64 {
        match text {
            "" => 0,
            text => self.symbols.get(text).copied().unwrap_or_else(|| string_hash(text.as_bytes())),
        }
    }
}

/// The id of a string: its hash, or the number that spaCy gave it.
pub(super) fn id(text: &str) -> u64 {
    LEXICON.id(text)
}

/// The id of a word's norm: from the table, or that of its lower case.
fn norm(word: &str, word_id: u64) -> u64 {
    LEXICON.norms.get(&word_id).copied().unwrap_or_else(|| LEXICON.id(&word.to_lowercase()))
}

/// A word as the network reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Features {
    /// The id of the word itself.
    pub word: u64,
    /// Ids of norm, first letter, last three letters, and shape.
    pub parts: [u64; 4],
}

impl Features {
    /// Reads a word. A norm of zero means that its own counts.
    pub fn of(text: &str, word: u64, given_norm: u64) -> Self {
        let norm = if given_norm == 0 { norm(text, word) } else { given_norm };
        let first = text.chars().next().map_or(0, char::len_utf8);
        let last = text.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        Self { word, parts: [norm, id(&text[..first]), id(&text[last..]), id(&shape(text))] }
    }
}

/// "Bout's" is "Xxxx'x": runs of a kind are cut after four.
fn shape(text: &str) -> String {
    if text.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let (mut last, mut run) = (None, 0);
    for c in text.chars() {
        let kind = match c {
            c if is(c, LETTER) => {
                if is(c, UPPER) {
                    'X'
                } else {
                    'x'
                }
            }
            c if is(c, DIGIT) => 'd',
            c => c,
        };
        run = if last == Some(kind) { run + 1 } else { 0 };
        last = Some(kind);
        if run < 4 {
            shape.push(kind);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_those_of_spacy() {
        for (word, expected) in [
            ("Bout's", "Xxxx'x"),
            ("2004-05-06", "dddd-dd-dd"),
            ("ЖЖжжжжж", "XXxxxx"),
            ("......", "...."),
            ("½²", "½d"),
        ] {
            assert_eq!(shape(word), expected);
        }
        assert_eq!(shape(&"a".repeat(99)), "xxxx");
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }

    #[test]
    fn the_tables_are_understood() {
        let table = include_str!("../../../assets/tagger/norms.tsv");
        assert_eq!(norms(table).count(), table.lines().count() - 1);
        assert_eq!(norm("organised", id("organised")), id("organized"));
        assert_eq!(norm("Žďár", id("Žďár")), id("žďár"));
        assert_eq!(id("LOWER"), 66);
        assert_eq!(id(""), 0);
    }
}
