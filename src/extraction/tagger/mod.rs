//! The English tagger: named entities by the neural network of spaCy's `en_core_web_md` 3.8, in Rust.
//!
//! 1. [`tokenizer`] cuts the text (with [`affixes`], [`address`], [`chars`]), as spaCy does.
//! 2. [`lexicon`], [`hash`] and [`words`] say what the network may know of a word by its spelling.
//! 3. [`network`] makes of every token and its neighbours what the parser reads.
//! 4. [`parser`] walks through the tokens and makes entities.
//!
//! The parameters are spaCy's, rounded to 16 bits; they and the tables of the tokenizer lie in `assets/tagger`, with
//! where they come from and the script that made them. The names of spaCy's files stand where their work is done again.

mod address;
mod affixes;
mod chars;
mod hash;
mod label;
mod lexicon;
mod network;
mod parser;
mod tokenizer;
mod weights;
mod words;

pub use label::{Label, UnknownLabel};

use crate::work::{Cancelled, Work};
use network::{Encoded, STRETCH, Workspace};
use parser::Parser;
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use tokenizer::{Seen, Word};
use weights::Weights;

/// Why a tagger cannot be made, or cannot tag what it was given.
#[derive(Debug, thiserror::Error)]
pub enum TaggerError {
    /// The file cannot be read.
    #[error("{}: {_1}", _0.display())]
    Read(PathBuf, #[source] io::Error),
    /// The file has another size than weights have.
    #[error("{} has {found} bytes, weights have {expected}: write them with assets/tagger/convert.py --f32", path.display())]
    Size {
        /// The file.
        path: PathBuf,
        /// Bytes that weights have.
        expected: usize,
        /// Bytes that it has.
        found: usize,
    },
    /// Tokens do not lie one behind the other in the text.
    #[error("token {0} is empty, out of order or outside of the text")]
    Token(usize),
}

/// A token: bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first byte.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
    /// Whether it is nothing but white space. A single space between two tokens is no token.
    pub is_space: bool,
}

/// An entity that the model found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaggedEntity {
    /// The number of its first token.
    pub start: u32,
    /// The number of the token behind its last.
    pub end: u32,
    /// What it is.
    pub label: Label,
    /// How sure the parser was of the least certain move that made it, from 0 to 1: the share of that move in the softmax
    /// of all that were valid. It was not calibrated: it ranks, it is no probability of being right.
    pub score: f32,
}

/// What the tagger makes of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tagging {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// The entities, in order; no two share a token.
    pub entities: Vec<TaggedEntity>,
    /// What each token leans to: empty unless asked for.
    pub leanings: Vec<Leaning>,
}

/// How much the parser would like a token to begin an entity of each type if none were open there, also where it made
/// none: shares of 0 to 1 that sum up to less than 1, the rest being no entity. As with
/// [`TaggedEntity::score`], they rank and are no probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Leaning {
    /// In the order of [`Label::ALL`].
    pub shares: [f32; Label::ALL.len()],
}

impl Tagging {
    /// The bytes of an entity of this tagging: empty if it is none.
    pub fn bytes_of(&self, entity: &TaggedEntity) -> Range<usize> {
        let token = |at: u32| self.tokens.get(at as usize);
        match (token(entity.start), token(entity.end.saturating_sub(1))) {
            (Some(first), Some(last)) => first.start as usize..last.end as usize,
            _ => 0..0,
        }
    }
}

/// A token of somebody else's tokenizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenToken {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// Its norm ("will" for "'ll"), if it is not to be found by the spelling.
    pub norm: Option<String>,
}

/// What one thread works with.
#[derive(Default)]
struct Desk {
    seen: Seen,
    space: Workspace,
}

/// The tagger. It may be asked from any number of threads at once; what they remember of words they have seen is bounded
/// (about 20 MB each).
pub struct Tagger {
    weights: Weights,
    columns: Vec<f32>,
    /// Desks that nobody sits at.
    desks: Mutex<Vec<Box<Desk>>>,
}

/// How many stretches are encoded before the parser reads them: bounds memory on long texts.
const ROUND: usize = 16;

impl Tagger {
    /// The tagger that the program carries. It is made when it is first asked for, within a few milliseconds.
    pub fn english() -> &'static Self {
        static ENGLISH: LazyLock<Tagger> = LazyLock::new(|| Tagger::of(Weights::shipped()));
        &ENGLISH
    }

    /// A tagger with unrounded weights, to compare: a file that `assets/tagger/convert.py --f32` wrote.
    ///
    /// # Errors
    /// [`TaggerError`] when it cannot be read or is no such file.
    pub fn with_weights(path: &Path) -> Result<Self, TaggerError> {
        Weights::read(path).map(Self::of)
    }

    fn of(weights: Weights) -> Self {
        let columns = parser::columns(&weights);
        Self { weights, columns, desks: Mutex::default() }
    }

    /// Tags a text. Long ones are encoded in stretches on all threads of the `rayon` pool that this is called in.
    pub fn tag(&self, text: &str) -> Tagging {
        // Without anybody to cancel it, it is not.
        self.tag_until(text, &Work::default()).unwrap_or_default()
    }

    /// Tags a text unless `work` is cancelled meanwhile, which is noticed every few thousand tokens. Its progress is left
    /// alone.
    ///
    /// # Errors
    /// [`Cancelled`] when `work` was.
    pub fn tag_until(&self, text: &str, work: &Work) -> Result<Tagging, Cancelled> {
        work.check()?;
        self.tag_words(text, &self.tokens(text), false, work)
    }

    /// As [`Tagger::tag_until`], with what each token leans to.
    ///
    /// # Errors
    /// [`Cancelled`] when `work` was.
    pub fn tag_with_leanings(&self, text: &str, work: &Work) -> Result<Tagging, Cancelled> {
        work.check()?;
        self.tag_words(text, &self.tokens(text), true, work)
    }

    /// Tags a text with the tokens of another tokenizer.
    ///
    /// # Errors
    /// [`TaggerError::Token`] when the tokens do not lie one behind the other in the text, on character boundaries.
    pub fn tag_tokens(&self, text: &str, tokens: &[GivenToken]) -> Result<Tagging, TaggerError> {
        let mut words = Vec::with_capacity(tokens.len());
        let mut from = 0;
        for (i, token) in tokens.iter().enumerate() {
            let content =
                text.get(token.bytes.clone()).filter(|content| !content.is_empty() && token.bytes.start >= from);
            let content = content.ok_or(TaggerError::Token(i))?;
            from = token.bytes.end;
            let norm = token.norm.as_deref().map_or(0, lexicon::id);
            let (start, end) = (token.bytes.start as u32, token.bytes.end as u32);
            words.push(Word { start, end, norm, is_space: content.chars().all(chars::is_space) });
        }
        Ok(self.tag_words(text, &words, false, &Work::default()).unwrap_or_default())
    }

    /// The tokens of a text without tagging it.
    pub fn tokenise(&self, text: &str) -> Vec<Token> {
        self.tokens(text).iter().map(token).collect()
    }

    fn tokens(&self, text: &str) -> Vec<Word> {
        self.at_desk(|desk| tokenizer::tokenise(text, &mut desk.seen))
    }

    fn tag_words(&self, text: &str, words: &[Word], leanings: bool, work: &Work) -> Result<Tagging, Cancelled> {
        let parser = Parser::new(&self.weights, &self.columns, words.len());
        let mut parser = if leanings { parser.with_leanings() } else { parser };
        let stretches: Vec<_> =
            (0..words.len()).step_by(STRETCH).map(|first| (first, (first + STRETCH).min(words.len()))).collect();
        for round in stretches.chunks(ROUND) {
            work.check()?;
            let encode = |&range: &(usize, usize)| {
                self.at_desk(|desk| network::encode(text, words, range, &self.weights, &mut desk.space))
            };
            let encoded: Vec<Encoded> = match round {
                [one] => vec![encode(one)],
                more => more.par_iter().map(encode).collect(),
            };
            for (&(first, last), encoded) in round.iter().zip(&encoded) {
                parser.read(first, &words[first..last], encoded);
            }
        }
        let leanings = parser.leanings.unwrap_or_default();
        Ok(Tagging { tokens: words.iter().map(token).collect(), entities: parser.entities, leanings })
    }

    /// Does something at a desk of its own. The lock is held only to take it and to give it back.
    fn at_desk<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        let mut desk = self.desks.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let done = work(&mut desk);
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
        done
    }
}

fn token(word: &Word) -> Token {
    Token { start: word.start, end: word.end, is_space: word.is_space }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        let tagging = Tagger::english().tag(text);
        tagging.entities.iter().map(|e| (&text[tagging.bytes_of(e)], e.label.as_str())).collect()
    }

    #[test]
    fn names_are_found() {
        let text = "Viktor Bout flew from Moscow to Bangkok in March 2008, and Reuters says he paid $5 million.";
        let expected = [
            ("Viktor Bout", "PERSON"),
            ("Moscow", "GPE"),
            ("Bangkok", "GPE"),
            ("March 2008", "DATE"),
            ("Reuters", "ORG"),
            ("$5 million", "MONEY"),
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert_eq!(Tagger::english().tag(""), Tagging::default());
        assert!(found(" \n ").is_empty());
    }

    #[test]
    fn where_a_long_text_is_cut_does_not_show() {
        let text = "The Bank of England told Anna Sorel on Friday that no ship had left Oslo. ".repeat(60);
        let tagger = Tagger::english();
        let words = tagger.tokens(&text);
        let whole = network::encode(&text, &words, (0, 200), &tagger.weights, &mut Workspace::default());
        for (first, last) in [(0, 7), (7, 8), (90, 130)] {
            let part = network::encode(&text, &words, (first, last), &tagger.weights, &mut Workspace::default());
            let row = 3 * weights::FEATURE;
            let far = |(a, b): (&f32, &f32)| (a - b).abs() > 1e-4;
            assert!(!part.features.iter().zip(&whole.features[first * row..last * row]).any(far), "{first}..{last}");
        }
    }
}
