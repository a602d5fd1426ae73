//! What stands around a mention: the rarest words near it.

use super::letters::fold;
use crate::text::{Span, words};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// So many words on either side of a mention are near it.
pub(super) const NEAR: usize = 12;
/// So many of them are kept, the rarest.
const KEPT: usize = 12;
/// Letters that a word has at least, in bytes.
const LETTERS: usize = 4;
/// Where the words near one mention are looked for, in bytes on either side, until there are enough.
const REACH: [u32; 4] = [200, 1_000, 5_000, 25_000];

/// A word by its place in [`Vocabulary::words`].
pub(super) type WordId = u32;

/// A word of a text; `None` where it is in no text that was read.
type Token = (Span, Option<WordId>);

/// The words of all texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<Arc<str>, WordId>,
    /// Each as it is folded, and how often it is in the texts.
    words: Vec<(Arc<str>, u32)>,
}

impl Vocabulary {
    /// Counts the words of a text.
    pub fn read(&mut self, text: &str) {
        for word in words(text).filter(|w| w.text.len() >= LETTERS) {
            let folded = fold(word.text);
            let id = self.ids.get(folded.as_str()).copied().unwrap_or_else(|| {
                let (id, folded) = (self.words.len() as WordId, Arc::<str>::from(folded));
                self.words.push((Arc::clone(&folded), 0));
                self.ids.insert(folded, id);
                id
            });
            self.words[id as usize].1 += 1;
        }
    }

    /// A word as it is folded.
    pub fn word(&self, id: WordId) -> &str {
        &self.words[id as usize].0
    }

    /// How often a word is in the texts.
    pub fn count(&self, id: WordId) -> u32 {
        self.words[id as usize].1
    }

    /// The words of a text, in order.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let long = words(text).filter(|w| w.text.len() >= LETTERS);
        long.map(|w| (w.span, self.ids.get(fold(w.text).as_str()).copied())).collect()
    }

    /// The words of a text around a span: as many as are near it, unless they are very far between.
    pub fn tokens_around(&self, text: &str, span: Span) -> Vec<Token> {
        let end = text.len() as u32;
        let mut tokens = Vec::new();
        for reach in REACH {
            let from = text.floor_char_boundary(span.start.saturating_sub(reach) as usize);
            let to = text.ceil_char_boundary(span.end.saturating_add(reach).min(end) as usize);
            tokens = self.tokens(text.get(from..to).unwrap_or_default());
            tokens.iter_mut().for_each(|(span, _)| *span = Span::new(span.start + from as u32, span.end + from as u32));
            // A word at an end may be a piece of one.
            if to < text.len() {
                tokens.pop();
            }
            if from > 0 && !tokens.is_empty() {
                tokens.remove(0);
            }
            let (before, behind) = sides(&tokens, span);
            if (before.len() >= NEAR || from == 0) && (behind.len() >= NEAR || to == text.len()) {
                break;
            }
        }
        tokens
    }

    /// The rarest words near a span, of the words around it; in the order of their numbers.
    pub fn near(&self, tokens: &[Token], span: Span) -> Box<[WordId]> {
        let (before, behind) = sides(tokens, span);
        let near = before.iter().rev().take(NEAR).chain(behind.iter().take(NEAR));
        // A word that is nowhere else ties nothing.
        let mut near: Vec<WordId> = near.filter_map(|t| t.1).filter(|&id| self.count(id) > 1).collect();
        near.sort_unstable_by_key(|&id| (self.count(id), id));
        near.dedup();
        near.truncate(KEPT);
        near.sort_unstable();
        near.into()
    }
}

/// The words before a span and those behind it.
fn sides(tokens: &[Token], span: Span) -> (&[Token], &[Token]) {
    let before = tokens.partition_point(|t| t.0.end <= span.start);
    let behind = tokens.partition_point(|t| t.0.start < span.end);
    (&tokens[..before], &tokens[behind..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_that_came_later_has_the_same_words_near_it() {
        let long = "ab ".repeat(150);
        let text =
            format!("Alpha Bravo {long} Charlie délta Bout echo {long} foxtrot Delta alpha {}", "golf ".repeat(40));
        let mut vocabulary = Vocabulary::default();
        vocabulary.read(&text);
        let tokens = vocabulary.tokens(&text);
        let mut met = 0;
        for (at, _) in text.match_indices(' ') {
            let span = Span::from_usize(at, at + 1);
            let near = vocabulary.near(&tokens, span);
            assert_eq!(vocabulary.near(&vocabulary.tokens_around(&text, span), span), near, "at {at}");
            met = met.max(near.len());
        }
        let words = |span: Span| {
            let near = vocabulary.near(&tokens, span);
            near.iter().map(|&id| vocabulary.word(id).to_owned()).collect::<Vec<_>>()
        };
        let bout = text.find("Bout").map(|at| words(Span::from_usize(at, at + 4)));
        let bout: Option<Vec<_>> = bout.as_ref().map(|all| all.iter().map(String::as_str).collect());
        assert_eq!(bout, Some(vec!["alpha", "delta", "golf"]), "words that are there once tie nothing");
        assert_eq!(met, 3);
    }
}
