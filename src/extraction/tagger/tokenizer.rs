//! Text to tokens, as spaCy's `tokenizer.pyx` cuts English.
//!
//! White space cuts text into chunks. Of a chunk, prefixes and suffixes are split off in turn until an exception ("can't",
//! "U.S.", ":-)") or nothing to split is left; the rest is an address, or is split at its infixes. At last exceptions
//! are looked for in the tokens of the whole text, for those that only came to light by splitting.

use super::address::is_address;
use super::affixes::{infixes, prefix, suffix};
use super::chars::is_space;
use super::lexicon;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A token: bytes of the text, and the id of its norm if an exception gives it one, else 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub start: u32,
    pub end: u32,
    pub norm: u64,
    pub is_space: bool,
}

/// A part of a chunk: where it ends in it, and its norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    end: u32,
    norm: u64,
}

/// Strings that are cut in a way of their own.
struct Exceptions {
    parts: HashMap<String, Vec<Part>>,
    /// Those that splitting affixes would cut up: their other tokens, by their first.
    split: HashMap<String, Vec<Vec<String>>>,
    /// The bytes of the longest.
    longest: usize,
}

static EXCEPTIONS: LazyLock<Exceptions> =
    LazyLock::new(|| Exceptions::read(include_str!("../../../assets/tagger/exceptions.json")));

impl Exceptions {
    fn read(table: &str) -> Self {
        let rules: HashMap<String, Vec<(String, Option<String>)>> = serde_json::from_str(table).unwrap_or_default();
        let mut exceptions = Self { parts: HashMap::new(), split: HashMap::new(), longest: 0 };
        for (chunk, tokens) in rules {
            let mut end = 0;
            let part = |(text, norm): &(String, Option<String>)| {
                end += text.len() as u32;
                Part { end, norm: norm.as_deref().map_or(0, lexicon::id) }
            };
            let parts: Vec<Part> = tokens.iter().map(part).collect();
            if prefix(&chunk) > 0 || suffix(&chunk) > 0 || !infixes(&chunk).is_empty() || chunk.contains(' ') {
                let mut tokens = plain_tokens(&chunk).into_iter();
                if let Some(first) = tokens.next() {
                    exceptions.split.entry(first).or_default().push(tokens.collect());
                }
            }
            exceptions.longest = exceptions.longest.max(chunk.len());
            exceptions.parts.insert(chunk, parts);
        }
        exceptions
    }

    /// How a string is cut that is one. Long ones are not even hashed, or a line of brackets took quadratic time.
    fn of(&self, text: &str) -> Option<&[Part]> {
        if text.len() > self.longest { None } else { self.parts.get(text).map(Vec::as_slice) }
    }
}

/// The tokens of a string if there were no exceptions.
fn plain_tokens(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_chunk(text, |start, chunk| {
        let mut at = 0;
        for part in split(chunk, None) {
            words.push(text[start + at..start + part.end as usize].to_owned());
            at = part.end as usize;
        }
    });
    words
}

/// Hands over runs of text and of white space with their places. One space behind a run of text is in none.
fn each_chunk(text: &str, mut take: impl FnMut(usize, &str)) {
    let mut start = 0;
    let mut in_space = text.chars().next().is_some_and(is_space);
    for (at, c) in text.char_indices() {
        if is_space(c) != in_space {
            if start < at {
                take(start, &text[start..at]);
            }
            start = if c == ' ' { at + 1 } else { at };
            in_space = !in_space;
        }
    }
    if start < text.len() {
        take(start, &text[start..]);
    }
}

/// Chunks that were seen, with their parts. Bounded: it starts afresh when it is full.
#[derive(Debug, Default)]
pub(super) struct Seen {
    chunks: HashMap<Box<str>, Box<[Part]>>,
}

impl Seen {
    const CHUNKS: usize = 20_000;
    const BYTES: usize = 48;

    fn note(&mut self, chunk: &str, parts: &[Part]) {
        if chunk.len() <= Self::BYTES {
            if self.chunks.len() >= Self::CHUNKS {
                self.chunks.clear();
            }
            self.chunks.insert(chunk.into(), parts.into());
        }
    }
}

/// The tokens of a text.
pub(super) fn tokenise(text: &str, seen: &mut Seen) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let exceptions = &*EXCEPTIONS;
    each_chunk(text, |start, chunk| {
        if let Some(parts) = exceptions.of(chunk) {
            push(&mut words, text, start, parts);
        } else if let Some(parts) = seen.chunks.get(chunk) {
            push(&mut words, text, start, parts);
        } else {
            let parts = split(chunk, Some(exceptions));
            push(&mut words, text, start, &parts);
            seen.note(chunk, &parts);
        }
    });
    mend(text, &mut words, exceptions);
    words
}

fn push(words: &mut Vec<Word>, text: &str, start: usize, parts: &[Part]) {
    let mut at = start;
    for part in parts {
        let end = start + part.end as usize;
        let is_space = text[at..end].chars().all(is_space);
        words.push(Word { start: at as u32, end: end as u32, norm: part.norm, is_space });
        at = end;
    }
}

/// The parts of a chunk (spaCy's `_split_affixes` and `_attach_tokens`).
fn split(chunk: &str, exceptions: Option<&Exceptions>) -> Vec<Part> {
    let exception = |text: &str| exceptions.and_then(|e| e.of(text));
    let (mut start, mut end) = (0, chunk.len());
    let mut parts = Vec::new();
    let mut suffixes = Vec::new();
    while start < end && exception(&chunk[start..end]).is_none() {
        let before = prefix(&chunk[start..end]);
        if before > 0 && exception(&chunk[start + before..end]).is_some() {
            start += before;
            parts.push(Part { end: start as u32, norm: 0 });
            break;
        }
        let after = suffix(&chunk[start + before..end]);
        if after > 0 && exception(&chunk[start..end - after]).is_some() {
            suffixes.push(end);
            end -= after;
            break;
        }
        if before == 0 && after == 0 {
            break;
        }
        if before > 0 {
            start += before;
            parts.push(Part { end: start as u32, norm: 0 });
        }
        if after > 0 {
            suffixes.push(end);
            end -= after;
        }
    }
    middle(&chunk[start..end], start, exception(&chunk[start..end]), &mut parts);
    parts.extend(suffixes.into_iter().rev().map(|end| Part { end: end as u32, norm: 0 }));
    parts
}

/// The parts of what is left between prefixes and suffixes.
fn middle(text: &str, start: usize, exception: Option<&[Part]>, parts: &mut Vec<Part>) {
    let mut push = |end: usize, norm| parts.push(Part { end: (start + end) as u32, norm });
    if text.is_empty() {
        return;
    }
    if let Some(exception) = exception {
        exception.iter().for_each(|part| push(part.end as usize, part.norm));
        return;
    }
    let mut at = 0;
    if !is_address(text) {
        for infix in infixes(text).into_iter().filter(|infix| infix.start > 0) {
            if infix.start > at {
                push(infix.start, 0);
            }
            push(infix.end, 0);
            at = infix.end;
        }
    }
    if at < text.len() {
        push(text.len(), 0);
    }
}

/// Puts exceptions that splitting brought to light in the place of their tokens (spaCy's `_apply_special_cases`): the
/// longest first, of equally long ones the first.
fn mend(text: &str, words: &mut Vec<Word>, exceptions: &Exceptions) {
    let token = |word: &Word| &text[word.start as usize..word.end as usize];
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        for rest in exceptions.split.get(token(word)).into_iter().flatten() {
            let behind = words[i + 1..].iter().map(token);
            if rest.len() < words.len() - i && rest.iter().zip(behind).all(|(a, b)| a == b) {
                found.push((i, i + 1 + rest.len()));
            }
        }
    }
    if found.is_empty() {
        return;
    }
    found.sort_unstable_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
    let mut taken = HashSet::new();
    found.retain(|&(start, end)| {
        let free = !taken.contains(&start) && !taken.contains(&(end - 1));
        taken.extend(start..end);
        free
    });
    found.sort_unstable();
    let old = std::mem::take(words);
    let mut at = 0;
    for (start, end) in found {
        words.extend(&old[at..start]);
        let (first, last) = (old[start].start as usize, old[end - 1].end as usize);
        // Tokens with a space between them may look like the exception's, and are none.
        match exceptions.of(&text[first..last]) {
            Some(parts) => push(words, text, first, parts),
            None => words.extend(&old[start..end]),
        }
        at = end;
    }
    words.extend(&old[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let words = tokenise(text, &mut Seen::default());
        words.iter().map(|w| &text[w.start as usize..w.end as usize]).collect()
    }

    #[test]
    fn words_are_cut_as_spacy_cuts_them() {
        assert_eq!(tokens("“Bout,” he didn't say."), ["“", "Bout", ",", "”", "he", "did", "n't", "say", "."]);
        assert_eq!(tokens("(U.S.-based) end.Start"), ["(", "U.S.-based", ")", "end", ".", "Start"]);
        assert_eq!(
            tokens("see https://example.com/a-b, or me@example.com."),
            ["see", "https://example.com/a-b", ",", "or", "me@example.com", "."]
        );
        assert_eq!(tokens("$3.8m at 5p.m. :-) ;)"), ["$", "3.8", "m", "at", "5", "p.m.", ":-)", ";)"]);
    }

    #[test]
    fn white_space_is_tokens_but_for_one_space() {
        assert_eq!(tokens("a  b\n\nc \n d "), ["a", " ", "b", "\n\n", "c", "\n ", "d"]);
        assert_eq!(tokens(" a"), [" ", "a"]);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn a_small_memory_of_chunks_changes_nothing() {
        let text = "He can't. (He can't.) He's the U.S.' best";
        let mut seen = Seen::default();
        assert_eq!(tokenise(text, &mut seen), tokenise(text, &mut seen));
    }

    #[test]
    fn every_exception_is_understood() {
        let read = Exceptions::read(include_str!("../../../assets/tagger/exceptions.json"));
        assert_eq!(read.parts.len(), 1347);
        assert_eq!(read.split.values().map(Vec::len).sum::<usize>(), 366);
        for (chunk, parts) in &read.parts {
            assert_eq!(parts.last().map(|p| p.end as usize), Some(chunk.len()), "{chunk}");
        }
    }
}
