//! Layer 1: the names that one document shows by its capitals, its cue words and the statistics of the project.
//! They are candidates: [`super::merge`] sets them against what the tagger found.

use super::learnt::NameTable;
use super::lists::*;
use super::runs::Runs;
use super::statistics::capitalises_nouns;
use super::tagger::Label;
use super::tagging::{Lean, Tagged};
use super::tokens::{GLUED, Gap, POSSESSIVE, SHOUTED, START, Shape, TITLED, Token};
use super::typing::Context;
use super::votes::{Cue, Votes};
use super::{Found, Kind, acronyms, claims, patterns, speakers};
use std::collections::HashMap;

/// How many words back a book or film may be spoken of for "Lord of War" to be its title.
const WORK_WORDS: usize = 14;

/// A name that a document may have: tokens `first..last`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub first: usize,
    pub last: usize,
    pub votes: Votes,
    /// What the tagger made of just these words.
    pub tagged: Option<(Label, f32)>,
    /// Whether rules found it.
    pub by_rule: bool,
}

/// One document on its way through layer 1.
pub(super) struct Page<'a> {
    pub runs: Runs<'a>,
    /// Nothing where the tagger did not read.
    pub tagged: &'a Tagged,
    pub english: bool,
}

impl<'a> Page<'a> {
    /// `layer` holds what [`super::patterns`] found.
    pub fn new(context: Context<'a>, tagged: &'a Tagged, english: bool, layer: &[Found]) -> Self {
        let taken = patterns::taken(context.tokens, layer);
        let noun_capitals = !english && capitalises_nouns(context.tokens);
        Self { runs: Runs { context, noun_capitals, english, taken }, tagged, english }
    }

    pub fn token(&self, i: usize) -> Token {
        self.runs.context.tokens[i]
    }

    /// How much the tagger would like a name to begin with token `i`; `None` where it did not read.
    pub fn lean(&self, i: usize) -> Option<Lean> {
        self.english.then(|| self.tagged.lean(self.token(i).start).unwrap_or_default())
    }
}

/// Finds the names of a document by rules, in order. Pairs of long names and acronyms are noted in the table.
pub(super) fn find(page: &Page<'_>, table: &mut NameTable) -> Vec<Candidate> {
    let (text, tokens) = (page.runs.context.text, page.runs.context.tokens);
    let labels = labels(text, tokens);
    let mut finder = Finder { page, runs: &page.runs, table, candidates: Vec::new(), labels, free_from: 0 };
    let pairs = acronyms::pairs(text, tokens);
    let mut pair = pairs.iter().peekable();
    let speakers = speakers::find(text, tokens);
    let mut speaker = speakers.iter().peekable();
    let mut i = 0;
    while i < tokens.len() {
        while speaker.next_if(|s| s.first < i).is_some() {}
        if let Some(speaker) = speaker.next_if(|s| s.first == i) {
            finder.thread_speaker(speaker);
            i = speaker.last;
            continue;
        }
        if let Some(pair) = pair.next_if(|p| p.first() <= i) {
            i = i.max(finder.pair(pair));
            continue;
        }
        let limit = pair.peek().map_or(tokens.len(), |p| p.first());
        let limit = limit.min(speaker.peek().map_or(limit, |s| s.first.max(i + 1)));
        i = finder.run(i, limit);
    }
    finder.candidates
}

/// Two or three capitals before a colon at the start of lines, as transcripts have them, and how often.
fn labels(text: &str, tokens: &[Token]) -> HashMap<u32, u32> {
    let mut labels = HashMap::new();
    for token in tokens {
        let letters = token.text(text).len();
        let label = token.shape == Shape::Upper && token.gap == Gap::Sentence && (2..=3).contains(&letters);
        if label && !token.is(ORDINARY_ACRONYM | FUNCTION) && text[token.end as usize..].starts_with(": ") {
            *labels.entry(token.word).or_default() += 1;
        }
    }
    labels
}

pub(super) struct Finder<'a, 'b> {
    page: &'b Page<'a>,
    pub(super) runs: &'b Runs<'a>,
    table: &'b mut NameTable,
    candidates: Vec<Candidate>,
    /// Speaker labels and how often each is there.
    labels: HashMap<u32, u32>,
    /// The token behind the last mention.
    free_from: usize,
}

impl Finder<'_, '_> {
    pub(super) fn tokens(&self) -> &[Token] {
        self.runs.context.tokens
    }

    /// Takes the run at token `i`, if there is one; returns where to go on.
    fn run(&mut self, i: usize, limit: usize) -> usize {
        if let Some(end) = self.speaker(i).filter(|&end| end <= limit) {
            return end;
        }
        if let Some(end) = self.inverted(i).filter(|&end| end <= limit) {
            return end;
        }
        if !self.runs.can_start(i) {
            return i + 1;
        }
        let end = self.runs.end(i).min(limit);
        self.pieces(i, end, false);
        end
    }

    /// The author of a comment.
    fn thread_speaker(&mut self, speaker: &speakers::Speaker) {
        let mut votes = Votes::default();
        votes.add(Kind::Person, 4.0, Cue::Speaker);
        let titled = speaker.last - speaker.first > 1 && self.runs.context.tokens[speaker.first].is(TITLE);
        self.push(speaker.first + usize::from(titled), speaker.last, votes);
    }

    /// Who speaks, at the start of a line: "Old Bosun says:", and "JF:" when the document has that twice.
    fn speaker(&mut self, i: usize) -> Option<usize> {
        let tokens = self.runs.context.tokens;
        let text = self.runs.context.text;
        let head = tokens[i];
        if head.gap != Gap::Sentence || !head.is_upper_first() || head.has(SHOUTED) {
            return None;
        }
        let label = head.shape == Shape::Upper && self.labels.get(&head.word).is_some_and(|&count| count > 1);
        let end = if label { i + 1 } else { self.comment_author(i)? };
        let mut votes = self.runs.context.votes(i, end);
        votes.add(Kind::Person, 2.0, Cue::Speaker);
        if label && !text[head.end as usize..].starts_with(':') {
            return None;
        }
        self.push(i, end, votes);
        Some(end)
    }

    /// The end of the name in "Old Bosun says:" before a line end.
    fn comment_author(&self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let adjoins = |t: &Token| t.is_upper_first() && matches!(t.gap, Gap::Space | Gap::Period);
        let end = (i + 1..tokens.len().min(i + 5)).find(|&k| !adjoins(&tokens[k]))?;
        let verb = tokens[end];
        let rest = self.runs.context.text.get(verb.end as usize..)?.strip_prefix(':')?;
        let says = verb.is(SPEECH) && verb.shape == Shape::Lower && matches!(verb.gap, Gap::Space | Gap::Period);
        (says && rest.trim_start_matches([' ', '\r']).starts_with('\n')).then_some(end)
    }

    /// "IUST, Leonid Arturovich": a surname in capitals, then given names.
    fn inverted(&mut self, i: usize) -> Option<usize> {
        let (head, next) = (self.runs.token(i)?, self.runs.token(i + 1)?);
        let fits = head.shape == Shape::Upper
            && !head.has(SHOUTED)
            && head.end - head.start > 2
            && !head.is(COUNTRY | ORG_ACRONYM)
            && next.gap == Gap::Comma
            && next.shape == Shape::Capitalised
            && next.is(GIVEN)
            && !self.runs.taken[i + 1];
        if !fits {
            return None;
        }
        let end = self.runs.end(i + 1).min(i + 4);
        let mut votes = Votes::default();
        votes.add(Kind::Person, 4.0, Cue::Inverted);
        self.push(i, end, votes);
        self.table.note_inverted(&self.runs.context.tokens[i..end], self.runs.context.text);
        Some(end)
    }

    /// A long name and its acronym.
    fn pair(&mut self, pair: &acronyms::Pair) -> usize {
        for &(first, last) in [&pair.long, &pair.short] {
            if first < self.free_from {
                continue;
            }
            let mut votes = self.runs.context.votes(first, last);
            votes.add(Kind::Organisation, 1.5, if (first, last) == pair.short { Cue::Acronym } else { Cue::Pair });
            self.push(first, last, votes);
        }
        let (long, short) = (pair.long, pair.short);
        let tokens = self.runs.context.tokens;
        self.table.note_pair(&tokens[long.0..long.1], &tokens[short.0], self.runs.context.text);
        pair.long.1.max(pair.short.1)
    }

    /// Takes tokens `i..end` as one name, when there is reason to.
    pub(super) fn take(&mut self, mut i: usize, mut end: usize, title: bool) {
        // "Apple Computer CEO"
        while end - i > 1
            && !title
            && claims::is_office(self.tokens()[end - 1])
            && self.tokens()[end - 2].is_upper_first()
            && !self.tokens()[i..end].iter().any(|t| t.is(GIVEN) || t.shape == Shape::Lower)
            && !self.goes_on(end)
        {
            end -= 1;
            // "Interior Cabinet Secretary": what is left names nobody.
            if self.tokens()[i..end].iter().all(|t| t.is(ORDINARY | ORG_INSIDE) && !t.is(GIVEN | COUNTRY | ORG_NAME)) {
                return;
            }
        }
        if end - i > 1
            && self.tokens()[i].is(ARTICLE)
            && self.tokens()[i].is(FUNCTION)
            && self.tokens()[i].has(START)
            && !self.runs.after_work_word(i)
        {
            i += 1;
        }
        if i >= end || i < self.free_from {
            return;
        }
        let alone = end - i == 1;
        let good = if alone { self.lone(i, title) } else { self.several(i, end) };
        if !good {
            return;
        }
        let start = self.prefixed(i);
        let mut votes = self.runs.context.votes(i, end);
        if start < i && self.tokens()[i].gap == Gap::Space {
            votes.add(Kind::Person, 1.5, Cue::Particle);
        }
        if title {
            votes.add(Kind::Person, 3.0, Cue::Title);
        }
        self.about_work(i, end, &mut votes);
        if !alone && votes.best().0 == Kind::Name {
            self.two_words(i, end, &mut votes);
        }
        self.push(start, end, votes);
    }

    /// Whether "of" or "for" follows token `end - 1`.
    fn goes_on(&self, end: usize) -> bool {
        let next = self.runs.token(end).filter(|t| t.gap == Gap::Space && t.shape == Shape::Lower);
        next.is_some_and(|t| matches!(t.text(self.runs.context.text), "of" | "for"))
    }

    /// The start with the particles before it: "al-Qaeda", "van den Berg", "le Carré".
    fn prefixed(&self, i: usize) -> usize {
        let tokens = self.tokens();
        let particle = |k: usize| {
            let t = tokens[k];
            let word = t.text(self.runs.context.text);
            t.shape == Shape::Lower
                && k >= self.free_from
                && matches!(
                    word,
                    "van"
                        | "von"
                        | "den"
                        | "der"
                        | "ter"
                        | "de"
                        | "du"
                        | "le"
                        | "la"
                        | "di"
                        | "da"
                        | "bin"
                        | "ibn"
                        | "dos"
                        | "del"
                )
                && matches!(tokens[k + 1].gap, Gap::Space | Gap::Hyphen)
        };
        let first = (0..i).rev().take_while(|&k| particle(k)).last();
        let plain = !tokens[i].is(COUNTRY | DEMONYM | TITLE | FUNCTION) && tokens[i].shape == Shape::Capitalised;
        if let Some(first) = first.filter(|_| plain && self.page.english) {
            return first;
        }
        let tied = self.tokens()[i].gap == Gap::Hyphen;
        let before = i
            .checked_sub(1)
            .filter(|&b| tied && self.tokens()[b].shape == Shape::Lower && self.tokens()[b].is(PARTICLE));
        before.filter(|&b| b >= self.free_from).unwrap_or(i)
    }

    /// Whether one word alone is a name.
    fn lone(&self, i: usize, title: bool) -> bool {
        let token = self.tokens()[i];
        let counts = self.runs.context.vocabulary.counts(token.word);
        if matches!(token.shape, Shape::Upper | Shape::Dotted) {
            return self.acronym(token);
        }
        // "Author Han"; whom the whole world knows, also in a headline.
        if token.is(SURNAME_FIRST) && title || token.is(PERSON_NAME) && !self.runs.noun_capitals {
            return true;
        }
        // "Chief Executive"
        let before = i.checked_sub(1).and_then(|k| self.runs.token(k));
        let rank = before.is_some_and(|b| b.is(TITLE) && b.is(ORDINARY)) && token.is(ORG_OFFICE | TITLE);
        if rank && token.is(ORDINARY) && !token.is(GIVEN | SURNAME) {
            return false;
        }
        if token.is(FUNCTION) || token.end - token.start < 3 && token.text(self.runs.context.text).is_ascii() {
            return false;
        }
        if title && !token.is(ORG_INSIDE | ORG_HEAD) {
            return true;
        }
        if token.is(COUNTRY | DEMONYM) || (token.is(ORG_NAME) && !token.is(ORDINARY)) {
            return true;
        }
        if token.is(SOFT | TITLE | MONTH | WEEKDAY | ORG_INSIDE | ORG_HEAD | PLACE_INSIDE | PERSON_BEFORE)
            || (self.behind_office(i) && (!counts.is_name() || token.is(ORDINARY)))
        {
            return false;
        }
        if self.runs.noun_capitals {
            return token.is(GIVEN) || counts.is_name();
        }
        let tied = token.gap == Gap::Hyphen
            || self.runs.token(i + 1).is_some_and(|n| n.gap == Gap::Hyphen && n.shape == Shape::Lower);
        if let Some(known) = self.by_leaning(i) {
            return known;
        }
        if token.is_excused() {
            let quoted = self.runs.is_quoted(i, i + 1) && counts.lower == 0 && !token.has(TITLED);
            return (counts.is_name() && !tied)
                || (token.is(GIVEN) && counts.lower <= counts.mid)
                || (counts.lower == 0 && (self.runs.supported(i + 1) || token.has(GLUED)))
                || quoted;
        }
        token.is(GIVEN) || counts.lower < 2 * counts.mid.max(1) && !(tied && counts.lower > 0)
    }

    /// Whether one capitalised word of English is a name, where its being a word or the tagger decides.
    fn by_leaning(&self, i: usize) -> Option<bool> {
        let lean = self.page.lean(i)?;
        let token = self.tokens()[i];
        let counts = self.runs.context.vocabulary.counts(token.word);
        let word = token.is(ORDINARY) && !token.is(GIVEN | SURNAME) || counts.lower > counts.mid;
        if token.is_excused() {
            if !word && counts.lower == 0 && token.end - token.start > 3 && lean.name() > 0.15 {
                return Some(true);
            }
            return (word && !counts.is_name() && lean.name() < 0.3).then_some(false);
        }
        (word && lean.name() < 0.1 && counts.mid < 3 && !token.has(POSSESSIVE)).then_some(false)
    }

    fn acronym(&self, token: Token) -> bool {
        if token.is(COUNTRY | ORG_ACRONYM) {
            return true;
        }
        let counts = self.runs.context.vocabulary.counts(token.word);
        let long = token.end - token.start > 2;
        let emphasis =
            (counts.lower > counts.upper || (counts.lower > 0 && token.end - token.start > 4)) && !counts.is_name();
        // A word of its own line in capitals is a heading: "REMARKS".
        if token.has(START) && token.end - token.start > 5 && !counts.is_name() {
            return false;
        }
        let roman = token.text(self.runs.context.text).bytes().all(|b| b"IVXLCM".contains(&b));
        long && !token.is(ORDINARY_ACRONYM | FUNCTION) && !emphasis && !roman && (!token.is(SOFT) || counts.is_name())
    }

    /// Whether a row of words is a name.
    fn several(&self, i: usize, end: usize) -> bool {
        let tokens = &self.tokens()[i..end];
        // "Chief Operating Officer"
        let office = tokens.iter().all(|t| t.is(ORDINARY) && !t.is(GIVEN | SURNAME))
            && tokens[tokens.len() - 1].is(TITLE | ORG_OFFICE);
        if office && self.page.english {
            return false;
        }
        let listed = self.runs.context.vocabulary.organisation_at(tokens);
        if listed.is_some_and(|(len, sure)| sure && len == tokens.len()) {
            return true;
        }
        let name = |t: &Token| !t.is(FUNCTION | ORDINARY_ACRONYM) || t.is(GIVEN | COUNTRY);
        if !tokens.iter().any(name) {
            return false;
        }
        if tokens.iter().filter(|t| t.is_upper_first()).all(|t| t.is(TITLE | PERSON_BEFORE) && !t.is(GIVEN)) {
            return false;
        }
        if tokens.iter().all(|t| t.has(TITLED | SHOUTED)) {
            return tokens
                .iter()
                .filter(|t| t.is_upper_first())
                .all(|t| self.runs.is_known(*t) || !tokens[0].has(SHOUTED));
        }
        true
    }

    /// "Lord of War" where a film is spoken of.
    fn about_work(&self, i: usize, end: usize, votes: &mut Votes) {
        let tokens = self.tokens();
        let of = tokens[i..end].iter().any(|t| t.shape == Shape::Lower);
        if !of || votes.best().0 != Kind::Name {
            return;
        }
        for k in (i.saturating_sub(WORK_WORDS)..i).rev() {
            if tokens[k].is(WORK_ABOUT) && tokens[k].shape == Shape::Lower {
                votes.add(Kind::Work, 1.5, Cue::AboutWork);
            }
            if tokens[k].gap == Gap::Sentence {
                return;
            }
        }
    }

    /// Two or three capitalised words of no language: mostly a person.
    fn two_words(&self, i: usize, end: usize, votes: &mut Votes) {
        let tokens = &self.tokens()[i..end];
        let rare = |t: &Token| {
            t.shape == Shape::Capitalised
                && !t.is(SOFT | FUNCTION | ORG_INSIDE | PLACE_INSIDE | ORG_HEAD | PLACE_HEAD)
                && self.runs.context.vocabulary.counts(t.word).lower == 0
        };
        let soft_tail = |t: &Token| t.is(SOFT) && t.shape == Shape::Capitalised;
        let (last, first) = (tokens[tokens.len() - 1], &tokens[..tokens.len() - 1]);
        if (2..=3).contains(&tokens.len())
            && first.iter().all(rare)
            && (rare(&last) || soft_tail(&last))
            && !(self.page.english && tokens.iter().all(|t| t.is(ORDINARY)))
            && !self.runs.noun_capitals
        {
            votes.add(Kind::Person, 0.8, Cue::TwoWords);
        }
    }

    fn push(&mut self, i: usize, end: usize, votes: Votes) {
        self.candidates.push(Candidate { first: i, last: end, votes, tagged: None, by_rule: true });
        self.free_from = end;
    }
}
