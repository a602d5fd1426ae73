//! Layer 2: what the project knows of its names is given to every mention of them.

use super::learnt::{Learnt, NameTable, is_acronym};
use super::lists::*;
use super::statistics::{Vocabulary, capitalises_nouns};
use super::tokens::{GLUED, Gap, NO_WORD, POSSESSIVE, SHOUTED, START, Shape, TITLED, Token};
use super::votes::Cue;
use super::{Found, Kind, Rule};
use crate::annotation::Layers;
use std::sync::Arc;

/// Known names are looked for up to this many words.
const LONGEST: usize = 5;

/// The mentions of a document: what layer 1 found with the types that the project gives it, and what it missed.
pub(super) fn propagate(
    text: &str,
    tokens: &[Token],
    vocabulary: &Vocabulary,
    table: &NameTable,
    learnt: &Learnt,
    english: bool,
    layer: Vec<Found>,
) -> Vec<Found> {
    let noun_capitals = !english && capitalises_nouns(tokens);
    let reader = Reader { text, tokens, vocabulary, table, learnt, noun_capitals };
    let mut all: Vec<Found> = layer.into_iter().map(|found| reader.retyped(reader.longer(found))).collect();
    let covered = reader.covered(&all);
    let mut i = 0;
    while i < tokens.len() {
        let found = if covered[i] { None } else { reader.missed(i, &covered) };
        match found {
            Some((found, len)) => {
                all.push(found);
                i += len;
            }
            None => i += 1,
        }
    }
    all
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    vocabulary: &'a Vocabulary,
    table: &'a NameTable,
    learnt: &'a Learnt,
    noun_capitals: bool,
}

impl Reader<'_> {
    /// The mention with a word before it that belongs to it elsewhere, and is only in doubt at a sentence start:
    /// "A Flag of No Country", "Van der Meer".
    fn longer(&self, mut found: Found) -> Found {
        let Some(record) = self.table.records.get(found.name as usize).filter(|_| !found.nested) else { return found };
        let at = self.tokens.partition_point(|t| t.start < found.start);
        let adjoins = |i: usize| self.tokens.get(i).is_some_and(|t| matches!(t.gap, Gap::Space | Gap::Hyphen));
        if let [word] = *record.words
            && let Some(len) = self.particles(word, at)
        {
            found.start = self.tokens[at - len].start;
            return found;
        }
        let before = at.checked_sub(1).and_then(|i| self.tokens.get(i));
        if let Some(before) = before.filter(|t| adjoins(at) && t.is_upper_first() && t.word != NO_WORD) {
            let words: smallvec::SmallVec<[u32; 8]> =
                std::iter::once(before.word).chain(record.words.iter().copied()).collect();
            if let Some(id) = self.table.find(&words) {
                (found.start, found.name) = (before.start, id);
            }
        }
        found
    }

    /// How many particles of the full name stand before the surname at token `at`.
    fn particles(&self, surname: u32, at: usize) -> Option<usize> {
        let full = self.learnt.surnames.get(&surname).and_then(|&id| self.table.records.get(id as usize))?;
        let (_, rest) = full.words.split_last()?;
        let len = rest.iter().rev().take_while(|&&w| self.vocabulary.counts(w).roles & PARTICLE != 0).count();
        let same = len > 0
            && len < full.words.len() - 1
            && at >= len
            && self.tokens[at - len..at].iter().map(|t| t.word).eq(rest[rest.len() - len..].iter().copied());
        same.then_some(len)
    }

    /// The mention with the type that all mentions of its name voted for.
    fn retyped(&self, mut found: Found) -> Found {
        let Some((record, verdict)) =
            self.table.records.get(found.name as usize).zip(self.learnt.verdicts.get(found.name as usize))
        else {
            return found;
        };
        if found.nested {
            return found;
        }
        let before = found.kind;
        found.kind = verdict.kind;
        found.score = (0.4 + 0.1 * verdict.weight).clamp(0.4, 0.95);
        found.rule = Rule::Plain(verdict.cue.words());
        if let [word] = *record.words {
            let doubtful = matches!(verdict.cue, Cue::Tagger | Cue::Leaning)
                && matches!(verdict.kind, Kind::Organisation | Kind::Place | Kind::Product)
                && record.votes.by_cues(verdict.kind) < 0.5;
            self.explain_word(word, &record.text, doubtful, &mut found);
        }
        if found.kind != before || matches!(found.rule, Rule::Told(_)) {
            found.layers = found.layers.with(Layers::PROJECT);
        }
        found
    }

    /// Says of a lone word which longer name it comes from.
    /// `doubtful` says whether nothing but the tagger gave it its type.
    fn explain_word(&self, word: u32, written: &str, doubtful: bool, found: &mut Found) {
        let told = |text: String| Rule::Told(Arc::from(text));
        if let Some(long) = self.learnt.acronyms.get(&word).filter(|_| written.chars().all(|c| !c.is_lowercase())) {
            found.rule = told(format!("acronym of {long}"));
            found.score = 0.9;
            if found.kind == Kind::Name {
                found.kind = Kind::Organisation;
            }
            return;
        }
        if found.kind == Kind::Person {
            if let Some(rule) = self.person_rule(word) {
                found.rule = rule;
                found.score = found.score.max(0.8);
            } else if let Some((stem, ending)) = self.learnt.stem(&written.to_lowercase(), self.vocabulary)
                && let Some(full) = self.surname_of(stem)
            {
                found.rule = told(format!("surname of {full}, ending -{ending}"));
                found.score = 0.75;
            }
        } else if (found.kind == Kind::Name || doubtful)
            && let Some(full) = self.learnt.misspelt(written).and_then(|id| self.full(id))
        {
            found.kind = Kind::Person;
            found.rule = told(format!("spelt almost like the surname of {full}"));
            found.score = 0.6;
        }
    }

    fn full(&self, id: u32) -> Option<&str> {
        self.table.records.get(id as usize).map(|r| &*r.text)
    }

    fn surname_of(&self, word: u32) -> Option<&str> {
        self.learnt.surnames.get(&word).and_then(|&id| self.full(id))
    }

    fn person_rule(&self, word: u32) -> Option<Rule> {
        let told = |text: String| Some(Rule::Told(Arc::from(text)));
        if let Some(full) = self.surname_of(word) {
            return told(format!("surname of {full}"));
        }
        let given = self.learnt.givens.get(&word).and_then(|&id| self.full(id))?;
        told(format!("given name of {given}"))
    }

    /// Which tokens a mention covers.
    fn covered(&self, all: &[Found]) -> Vec<bool> {
        let mut spans: Vec<(u32, u32)> = all.iter().map(|f| (f.start, f.end)).collect();
        spans.sort_unstable();
        let mut spans = spans.iter().peekable();
        let mut end = 0;
        let mut covered = vec![false; self.tokens.len()];
        for (token, covered) in self.tokens.iter().zip(&mut covered) {
            while let Some(span) = spans.next_if(|s| s.0 < token.end) {
                end = end.max(span.1);
            }
            *covered = end > token.start;
        }
        covered
    }

    /// A known name at token `i` that layer 1 passed over, and how many tokens it takes.
    fn missed(&self, i: usize, covered: &[bool]) -> Option<(Found, usize)> {
        let token = &self.tokens[i];
        if !token.is_upper_first() || token.word == NO_WORD {
            return None;
        }
        self.known_row(i, covered).or_else(|| self.known_word(i).map(|found| (found, 1)))
    }

    fn known_row(&self, i: usize, covered: &[bool]) -> Option<(Found, usize)> {
        let mut words = [0; LONGEST];
        let mut len = 0;
        while let Some(token) = self.tokens.get(i + len).filter(|_| len < LONGEST) {
            let adjoins = len == 0 || matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Period | Gap::Joint);
            if !adjoins || covered[i + len] || token.word == NO_WORD {
                break;
            }
            words[len] = token.word;
            len += 1;
        }
        (2..=len).rev().find_map(|len| {
            let last = self.tokens.get(i + len - 1).filter(|t| t.is_upper_first())?;
            let id = self.table.find(&words[..len])?;
            let verdict = self.learnt.verdicts.get(id as usize)?;
            let text = self.full(id)?;
            let rule = Rule::Told(Arc::from(format!("named elsewhere: {text}")));
            let found = Found { name: id, ..self.found(i, last.end, verdict.kind, 0.75, rule) };
            Some((found, len))
        })
    }

    fn found(&self, i: usize, end: u32, kind: Kind, score: f32, rule: Rule) -> Found {
        Found { layers: Layers::PROJECT, ..Found::new(self.tokens[i].start, end, kind, score, rule) }
    }

    fn known_word(&self, i: usize) -> Option<Found> {
        let token = self.tokens[i];
        let end = token.end;
        if token.is(MONTH | WEEKDAY) && !token.is(SOFT | GIVEN) {
            return None;
        }
        // "Ng", where the project has a Roger Ng.
        let short = token.end - token.start < 3;
        if short && !(token.is(SURNAME_FIRST) && self.learnt.surnames.contains_key(&token.word)) {
            return None;
        }
        if let Some(long) = self.learnt.acronyms.get(&token.word).filter(|_| is_acronym(&token)) {
            return Some(self.found(
                i,
                end,
                Kind::Organisation,
                0.85,
                Rule::Told(Arc::from(format!("acronym of {long}"))),
            ));
        }
        let counts = self.vocabulary.counts(token.word);
        if self.learnt.surnames.contains_key(&token.word) {
            if counts.is_ordinary() && !self.is_name_here(i) {
                return None;
            }
            let score = if counts.is_ordinary() { 0.65 } else { 0.8 };
            return Some(self.found(i, end, Kind::Person, score, self.person_rule(token.word)?));
        }
        if let Some(found) = self.repeated(i) {
            return Some(found);
        }
        self.bent(i)
    }

    /// A word that is a name elsewhere, at a place where any word has a capital.
    fn repeated(&self, i: usize) -> Option<Found> {
        let token = self.tokens[i];
        let counts = self.vocabulary.counts(token.word);
        let given = self.learnt.givens.contains_key(&token.word) && (!counts.is_ordinary() || self.is_name_here(i));
        let name = counts.is_name()
            && !token.is(FUNCTION
                | SOFT
                | TITLE
                | ORG_INSIDE
                | ORG_HEAD
                | PLACE_INSIDE
                | PERSON_BEFORE
                | ORDINARY_ACRONYM);
        let id = self.table.find(&[token.word]);
        if given {
            return Some(self.found(i, token.end, Kind::Person, 0.7, self.person_rule(token.word)?));
        }
        let id = id.filter(|_| name && (token.is_excused() || !self.noun_capitals))?;
        let verdict = self.learnt.verdicts.get(id as usize)?;
        let tied = self.tokens.get(i + 1).is_some_and(|n| n.gap == Gap::Hyphen && n.shape == Shape::Lower);
        if tied || (self.table.records.get(id as usize).is_none_or(|r| r.weak)) {
            return None;
        }
        let rule = Rule::Told(Arc::from(format!("named elsewhere: {}", self.full(id)?)));
        Some(Found { name: id, ..self.found(i, token.end, verdict.kind, 0.6, rule) })
    }

    /// A name with an ending that the project knows it without: "Butin", "Narvan".
    fn bent(&self, i: usize) -> Option<Found> {
        let token = self.tokens[i];
        if token.is(FUNCTION | SOFT | ORDINARY) || is_acronym(&token) {
            return None;
        }
        let (stem, ending) = self.learnt.stem(&token.text(self.text).to_lowercase(), self.vocabulary)?;
        if let Some(full) = self.surname_of(stem) {
            let rule = Rule::Told(Arc::from(format!("surname of {full}, ending -{ending}")));
            return Some(self.found(i, token.end, Kind::Person, 0.7, rule));
        }
        let kind = self.learnt.kind_of_word(stem, self.table)?;
        let name = self.table.find(&[stem]).and_then(|id| self.full(id))?;
        let rule = Rule::Told(Arc::from(format!("{name}, ending -{ending}")));
        Some(self.found(i, token.end, kind, 0.6, rule))
    }

    /// Whether a word that is an ordinary word too is a name at token `i`: by its capital in mid-sentence, or by what
    /// follows it at the start of one.
    fn is_name_here(&self, i: usize) -> bool {
        let token = self.tokens[i];
        if self.noun_capitals || token.has(TITLED) {
            return token.has(POSSESSIVE);
        }
        if !token.is_excused() && token.shape == Shape::Capitalised {
            // A row of capitals that is no known name: "the Just Cause campaign".
            let next = self.tokens.get(i + 1);
            return !next.is_some_and(|n| n.gap == Gap::Space && n.shape == Shape::Capitalised && !n.is(FUNCTION));
        }
        if token.shape == Shape::Upper {
            return !token.has(SHOUTED | START) || token.has(SHOUTED) && !token.is(FUNCTION | SOFT);
        }
        self.acts(i)
    }

    /// Whether what follows token `i` is what follows people.
    fn acts(&self, i: usize) -> bool {
        let token = self.tokens[i];
        if token.has(POSSESSIVE | GLUED) {
            return true;
        }
        let Some(next) = self.tokens.get(i + 1) else { return false };
        let word = next.text(self.text);
        match next.gap {
            Gap::Space if next.shape == Shape::Lower => {
                let past = word.len() > 4 && word.ends_with("ed") && next.is(ORDINARY);
                next.is(VERB | SPEECH) || past || (self.vocabulary.counts(next.word).follows >= 2 && !next.is(FUNCTION))
            }
            Gap::Bracket => matches!(word, "left" | "right" | "centre" | "center" | "pictured"),
            Gap::Comma => {
                let age = next.shape == Shape::Number && word.parse::<u32>().is_ok_and(|n| n < 110);
                age || matches!(word, "who" | "whose" | "only" | "aged" | "once" | "then" | "now")
            }
            _ => false,
        }
    }
}
