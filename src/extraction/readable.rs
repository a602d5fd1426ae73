//! A document as the tagger reads it best: words that were glued together apart, lines in capitals in ordinary letters,
//! wrapped lines in one. Where a mention lies in the original is always known.

use super::lists::*;
use super::statistics::Vocabulary;
use super::tokens::{GLUED, Gap, NO_WORD, SHOUTED, START, Shape, TITLED, Token};

/// The text to read, and where it has a byte more than the original.
pub(super) struct Readable {
    pub text: String,
    /// Where bytes were put in, in the readable text.
    inserted: Vec<u32>,
}

impl Readable {
    /// What the tagger is to read for a document.
    pub fn of(text: &str, tokens: &[Token], vocabulary: &Vocabulary) -> Self {
        let mut writer =
            Writer { text, tokens, vocabulary, out: String::with_capacity(text.len() + 64), inserted: Vec::new() };
        let mut end = 0;
        for (i, token) in tokens.iter().enumerate() {
            writer.gap(end, i);
            writer.word(i);
            end = token.end as usize;
        }
        writer.out.push_str(&text[end..]);
        Self { text: writer.out, inserted: writer.inserted }
    }

    /// Where a byte of the readable text is in the original.
    pub fn original(&self, at: u32) -> u32 {
        at - self.inserted.partition_point(|&inserted| inserted < at) as u32
    }
}

struct Writer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    vocabulary: &'a Vocabulary,
    out: String,
    inserted: Vec<u32>,
}

impl Writer<'_> {
    fn insert(&mut self, c: char) {
        self.inserted.push(self.out.len() as u32);
        self.out.push(c);
    }

    /// What stands before token `i`.
    fn gap(&mut self, end: usize, i: usize) {
        let token = self.tokens[i];
        let between = &self.text[end..token.start as usize];
        if i > 0 && between.is_empty() && self.tokens[i - 1].has(GLUED) {
            self.insert(' ');
        }
        if !between.contains('\n') {
            self.out.push_str(between);
        } else if token.gap == Gap::Sentence {
            // A headline, a list item: to the tagger a sentence that goes on reads like a row of names.
            let open = i > 0 && between.starts_with(['\n', '\r']);
            if open {
                self.insert('.');
            }
            self.out.push_str(between);
        } else {
            self.out.extend(between.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        }
    }

    fn word(&mut self, i: usize) {
        let token = self.tokens[i];
        let word = token.text(self.text);
        match self.case(i).and_then(|case| recased(word, case)) {
            Some(word) => self.out.push_str(&word),
            None => self.out.push_str(word),
        }
    }

    /// How a word is to be written, when not as it is.
    fn case(&self, i: usize) -> Option<Case> {
        let token = self.tokens[i];
        match token.shape {
            Shape::Upper if token.has(SHOUTED) => self.shouted(token),
            Shape::Upper => self.shouted_surname(i),
            Shape::Capitalised if token.has(TITLED) && !token.has(START) => self.titled(token),
            _ => None,
        }
    }

    fn shouted(&self, token: Token) -> Option<Case> {
        let counts = self.vocabulary.counts(token.word);
        let short = token.end - token.start < 4;
        if token.is(ORG_ACRONYM | ORDINARY_ACRONYM)
            || (counts.acronym > 0 && counts.mid == 0)
            || (short && token.is(COUNTRY))
        {
            return None;
        }
        if counts.is_name() || token.is(COUNTRY | DEMONYM | GIVEN | SURNAME | MONTH | WEEKDAY) && !token.is(FUNCTION) {
            return Some(Case::Capitalised);
        }
        if token.is(FUNCTION | ORDINARY | SOFT) || counts.lower > 0 {
            return Some(if token.has(START) { Case::Capitalised } else { Case::Lower });
        }
        (!short).then_some(Case::Capitalised)
    }

    /// "Ruslan PETRENKO": a surname in capitals in the midst of ordinary letters.
    fn shouted_surname(&self, i: usize) -> Option<Case> {
        is_shouted_surname(self.tokens, i, self.vocabulary).then_some(Case::Capitalised)
    }

    fn titled(&self, token: Token) -> Option<Case> {
        let counts = self.vocabulary.counts(token.word);
        let name = counts.is_name() || token.is(COUNTRY | DEMONYM | MONTH | WEEKDAY | TITLE | ORG_NAME);
        let ordinary = token.is(ORDINARY | FUNCTION) && !token.is(GIVEN | SURNAME);
        (!name && ordinary && token.word != NO_WORD).then_some(Case::Lower)
    }
}

/// Whether token `i` is a surname in capitals behind or before a given name: "Ruslan PETRENKO", "DUPONT Marie".
pub(super) fn is_shouted_surname(tokens: &[Token], i: usize, vocabulary: &Vocabulary) -> bool {
    let token = tokens[i];
    let counts = vocabulary.counts(token.word);
    if token.shape != Shape::Upper
        || token.has(SHOUTED)
        || token.end - token.start < 3
        || token.is(ORG_ACRONYM | ORDINARY_ACRONYM | COUNTRY)
    {
        return false;
    }
    let given = |t: &Token| t.shape == Shape::Capitalised && t.is(GIVEN);
    let behind = i > 0 && token.gap == Gap::Space && given(&tokens[i - 1]);
    let before = token.end - token.start > 3 && tokens.get(i + 1).is_some_and(|n| n.gap == Gap::Space && given(n));
    behind || before && !counts.is_ordinary() || (counts.mid > 0 && counts.is_name() && token.end - token.start > 3)
}

#[derive(Clone, Copy)]
enum Case {
    Lower,
    Capitalised,
}

/// The word in another case, when that takes as many bytes.
fn recased(word: &str, case: Case) -> Option<String> {
    let lower = word.to_lowercase();
    let new = match case {
        Case::Lower => lower,
        Case::Capitalised => {
            let first = word.chars().next()?;
            let rest = lower.get(first.len_utf8()..)?;
            format!("{first}{rest}")
        }
    };
    (new.len() == word.len()).then_some(new)
}
