//! Who speaks in threads of comments, and who wrote and photographed: lines of a form of their own.

use super::lists::{FUNCTION, MONTH, ORG_INSIDE, ORG_MAYBE, ORG_NAME, SPEECH, WEEKDAY};
use super::tokens::{Gap, Shape, Token};
use std::collections::{HashMap, HashSet};

/// A name of one who speaks: tokens `first..last`.
pub(super) struct Speaker {
    pub first: usize,
    pub last: usize,
}

/// Before a nickname stand at most so many bytes of marks and numbers.
const INDENT_BYTES: usize = 24;
/// What may stand between a handle and the date or the text.
const MARKS: [char; 7] = ['>', '·', '•', '|', '–', '—', '('];
/// A handle in a sentence begins with at least so many letters: "account sultan1966", not "account B12".
const ACCOUNT_LETTERS: usize = 3;
/// A nickname has at most so many words.
const WORDS: usize = 4;

/// The authors of comments: "old_bosun77 · 2 hours ago", "Grey Gull (4 June 2020)", "Tessa says:" at the start of lines, and
/// "Marek: ..." where the document has comments and such lines more than once. In order, none touching another.
pub(super) fn find(text: &str, tokens: &[Token]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut doubtful = Vec::new();
    let mut thread = false;
    for (i, token) in tokens.iter().enumerate() {
        let word = token.text(text).to_ascii_lowercase();
        thread |= token.gap == Gap::Sentence
            && matches!(
                &*word,
                "comments" | "comment" | "responses" | "replies" | "readers" | "netizens" | "discussion"
            );
        thread |= matches!(&*word, "comments" | "responses" | "replies")
            && tokens.get(i + 1).is_none_or(|n| n.gap == Gap::Sentence || n.shape == Shape::Number);
        let called = i.checked_sub(1).and_then(|b| tokens.get(b)).is_some_and(|b| is_account(b.text(text)));
        if called
            && matches!(token.gap, Gap::Space | Gap::Other)
            && is_handle(&word)
            && word.chars().take_while(|c| c.is_alphabetic()).count() >= ACCOUNT_LETTERS
        {
            speakers.push(Speaker { first: i, last: i + 1 });
            continue;
        }
        if token.gap != Gap::Sentence || !starts_line(text, token.start) {
            continue;
        }
        let first = i;
        let Some(last) = nickname(text, tokens, first) else { continue };
        let rest = text.get(tokens[last - 1].end as usize..).unwrap_or("");
        // A handle of its own line, or with a colon behind it, is one anywhere: "cinephile_lyon".
        let tied = (first + 1..last).any(|i| joined(text, tokens, i));
        let word = tokens[first].text(text);
        let camel =
            last == first + 1 && word.chars().skip(1).any(char::is_uppercase) && word.contains(char::is_lowercase);
        let alone = rest.split('\n').next().is_some_and(|r| r.trim().is_empty());
        let camel = camel && alone && thread && !tokens[first].is(ORG_NAME | ORG_MAYBE);
        let one = thread && last == first + 1 && is_handle(word);
        let handle = (tied || one)
            && rest
                .split('\n')
                .next()
                .is_some_and(|r| r.trim().is_empty() || r.starts_with(':') || r.trim_start().starts_with(MARKS));
        match sign(rest, tokens.get(last..).unwrap_or(&[]), text) {
            _ if handle || camel => speakers.push(Speaker { first, last }),
            Sign::Sure => speakers.push(Speaker { first, last }),
            Sign::Colon if thread => doubtful.push(Speaker { first, last }),
            _ => {}
        }
    }
    if doubtful.len() + speakers.len() > 1 {
        speakers.extend(doubtful);
        speakers.sort_by_key(|s| s.first);
    }
    elsewhere(text, tokens, &mut speakers);
    speakers
}

/// A handle is one wherever it stands: adds the other places of those found.
fn elsewhere(text: &str, tokens: &[Token], speakers: &mut Vec<Speaker>) {
    let written = |s: &Speaker| text.get(tokens[s.first].start as usize..tokens[s.last - 1].end as usize);
    // By the first word, since an underscore parts words.
    let mut handles: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    for speaker in speakers.iter() {
        let tied = (speaker.first + 1..speaker.last).all(|i| joined(text, tokens, i));
        if let Some(handle) = written(speaker).filter(|h| tied && is_handle(h)) {
            let all = handles.entry(tokens[speaker.first].text(text)).or_default();
            if !all.iter().any(|(other, _)| *other == handle) {
                all.push((handle, speaker.last - speaker.first));
            }
        }
    }
    let taken: HashSet<usize> = speakers.iter().flat_map(|s| s.first..s.last).collect();
    for (i, token) in tokens.iter().enumerate() {
        let Some(all) = handles.get(token.text(text)).filter(|_| !taken.contains(&i)) else { continue };
        let here = |&&(handle, len): &&(&str, usize)| {
            let last = tokens.get(i + len - 1);
            last.and_then(|last| text.get(token.start as usize..last.end as usize)) == Some(handle)
        };
        if let Some((_, len)) = all.iter().find(here) {
            speakers.push(Speaker { first: i, last: i + len });
        }
    }
    speakers.sort_by_key(|s| s.first);
    speakers.dedup_by_key(|s| s.first);
}

/// What a handle in a sentence stands behind: "under the name sultan1966".
fn is_account(word: &str) -> bool {
    matches!(
        word,
        "name" | "nickname" | "username" | "user" | "handle" | "alias" | "pseudonym" | "account" | "nick" | "login"
    )
}

/// Whether a short text is a day and a month.
fn is_day(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    text.split([' ', ',', '.']).any(|word| MONTHS.iter().any(|m| word.to_ascii_lowercase().starts_with(m)))
}

fn is_handle(word: &str) -> bool {
    word.contains('_') || (word.contains(|c: char| c.is_ascii_digit()) && word.contains(char::is_alphabetic))
}

/// Whether nothing but marks and numbers stands before a byte in its line.
fn starts_line(text: &str, at: u32) -> bool {
    // Not further back than so many bytes: a line may be a whole document.
    let from = text.floor_char_boundary((at as usize).saturating_sub(INDENT_BYTES));
    let head = &text[from..at as usize];
    let line = match head.rfind('\n') {
        Some(end) => &head[end + 1..],
        None if from == 0 => head,
        None => return false,
    };
    line.chars().all(|c| !c.is_alphabetic())
}

/// The end of the one to four words that may be a nickname.
fn nickname(text: &str, tokens: &[Token], first: usize) -> Option<usize> {
    let head = tokens[first];
    let name = |t: &Token| t.is_upper_first() && !t.is(MONTH | WEEKDAY);
    let mut last = first;
    while let Some(token) = tokens.get(last).filter(|_| last - first < WORDS) {
        let adjoins =
            last == first || matches!(token.gap, Gap::Space | Gap::Period | Gap::Hyphen) || joined(text, tokens, last);
        let handle = is_handle(token.text(text)) || joined(text, tokens, last) && last > first;
        let small =
            last > first && token.shape == Shape::Lower && matches!(token.text(text), "and" | "of" | "the" | "from");
        if !adjoins
            || !(name(token)
                || handle
                || small
                || (last == first
                    && token.shape == Shape::Lower
                    && (!token.is(FUNCTION) || joined(text, tokens, last + 1))))
        {
            break;
        }
        last += 1;
    }
    let tail = tokens.get(last.checked_sub(1)?)?;
    let lower = head.shape == Shape::Lower && last == first + 1;
    let tied = joined(text, tokens, last - 1);
    (last > first
        && (tail.shape != Shape::Lower || lower || tied || tail.gap == Gap::Hyphen || is_handle(tail.text(text)))
        && !tail.is(ORG_INSIDE))
    .then_some(last)
}

/// Whether an underscore ties the token to the one before.
fn joined(text: &str, tokens: &[Token], i: usize) -> bool {
    let Some((before, token)) = i.checked_sub(1).and_then(|b| tokens.get(b)).zip(tokens.get(i)) else { return false };
    text.get(before.end as usize..token.start as usize).is_some_and(|gap| gap == "_")
}

enum Sign {
    Sure,
    Colon,
    None,
}

/// What stands behind a nickname.
fn sign(rest: &str, next: &[Token], text: &str) -> Sign {
    let rest = rest.trim_start_matches('.');
    let line = rest.split('\n').next().unwrap_or("");
    let trimmed = line.trim();
    let ago = trimmed.ends_with(" ago") && trimmed.len() < 40;
    let dated = trimmed.strip_prefix(['(', '·', '|', ',', '•', '-', '–', '—']).is_some_and(|inner| {
        inner.len() < 40
            && inner.contains(|c: char| c.is_ascii_digit())
            && (inner.contains(':') || inner.contains("ago") || is_day(inner))
    });
    let says = next.first().is_some_and(|t| t.is(SPEECH) && t.shape == Shape::Lower)
        && trimmed.ends_with(':')
        && next.first().is_some_and(|t| trimmed.trim_end_matches(':').trim() == t.text(text));
    if ago || dated || says {
        return Sign::Sure;
    }
    let colon = trimmed.starts_with(": ") && trimmed.len() > 8
        || trimmed.starts_with('(') && trimmed.find("): ").is_some_and(|i| i < 40);
    if colon { Sign::Colon } else { Sign::None }
}
