//! "Long Name (LN)" and "LN (Long Name)": the letters are the initials of the words, small words free.

use super::lists::{FUNCTION, PARTICLE};
use super::tokens::{Gap, Shape, Token};

/// A long name and its acronym: half-open ranges of tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub long: (usize, usize),
    pub short: (usize, usize),
}

impl Pair {
    /// The first token of either.
    pub fn first(&self) -> usize {
        self.long.0.min(self.short.0)
    }
}

/// An acronym has at most this many letters.
const MOST_LETTERS: usize = 10;

/// The pairs of a document, in order, none overlapping another.
pub(super) fn pairs(text: &str, tokens: &[Token]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let pair = match token.gap {
            Gap::Bracket if is_acronym(token) => {
                long_before(text, tokens, i).map(|first| Pair { long: (first, i), short: (i, i + 1) })
            }
            Gap::Bracket if i > 0 && is_acronym(&tokens[i - 1]) && token.is_upper_first() => {
                long_behind(text, tokens, i).map(|end| Pair { long: (i, end), short: (i - 1, i) })
            }
            _ => None,
        };
        let free = pairs.last().map_or(0, |p| p.long.1.max(p.short.1));
        pairs.extend(pair.filter(|p| p.first() >= free));
    }
    pairs
}

fn is_acronym(token: &Token) -> bool {
    token.shape == Shape::Upper && (2..=MOST_LETTERS as u32 * 2).contains(&(token.end - token.start))
}

fn letters(text: &str, token: &Token) -> Vec<char> {
    token.text(text).chars().filter(|c| c.is_alphabetic()).take(MOST_LETTERS + 1).collect()
}

fn initial(text: &str, token: &Token) -> Option<char> {
    token.text(text).chars().next()
}

fn is_small(token: &Token) -> bool {
    token.shape == Shape::Lower && token.is(FUNCTION | PARTICLE)
}

/// The first token of the long name that ends before token `i`.
fn long_before(text: &str, tokens: &[Token], i: usize) -> Option<usize> {
    let closes = text[tokens[i].end as usize..].starts_with([')', ']']);
    let letters = letters(text, &tokens[i]);
    let mut left = letters.as_slice();
    let mut k = i;
    let mut steps = 0;
    while let Some((&letter, rest)) = left.split_last() {
        k = k.checked_sub(1)?;
        steps += 1;
        let token = &tokens[k];
        if steps > 2 * MOST_LETTERS {
            return None;
        }
        let first = initial(text, token)?;
        if first.is_uppercase() && first == letter {
            left = rest;
        } else if !is_small(token) {
            return None;
        }
        if !left.is_empty() && matches!(token.gap, Gap::Sentence | Gap::Bracket) {
            return None;
        }
    }
    (closes && letters.len() <= MOST_LETTERS && i - k >= 2).then_some(k)
}

/// One past the last token of the long name that begins at token `i`, behind its acronym.
fn long_behind(text: &str, tokens: &[Token], i: usize) -> Option<usize> {
    let letters = letters(text, &tokens[i - 1]);
    let mut left = letters.as_slice();
    let mut k = i;
    while let Some((&letter, rest)) = left.split_first() {
        let token = tokens.get(k).filter(|t| k == i || !matches!(t.gap, Gap::Sentence | Gap::Bracket))?;
        let first = initial(text, token)?;
        if first.is_uppercase() && first == letter {
            left = rest;
        } else if !is_small(token) || k - i > 2 * MOST_LETTERS {
            return None;
        }
        k += 1;
    }
    let closes = text[tokens[k - 1].end as usize..].starts_with([')', ']']);
    (closes && letters.len() <= MOST_LETTERS && k - i >= 2).then_some(k)
}
