//! The name in a mention: which of its words say who is meant, which is their head, and what it leaves to the context.

use super::knowledge::Knowledge;
use super::letters::fold;
use super::spelling::Sounds;
use crate::text::{Span, WordShape, words};
use std::collections::HashMap;

/// What a mention is: the less it leaves to the context the sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    /// It holds a name: "Viktor Bout", "the A380", "Apple CEO".
    Proper,
    /// It describes: "the arms dealer".
    Nominal,
    /// It points: "he", "which".
    Pronoun,
}

/// What a mention begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Determiner {
    #[default]
    None,
    /// "the", "this", "its": what it is, is known.
    Definite,
    /// "a", "some", "two": something new.
    Indefinite,
}

/// A pronoun's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pronoun {
    /// First and second person: whoever speaks and is spoken to.
    pub speaks: bool,
    /// "we", "they".
    pub plural: bool,
    /// Of a person only: "he", "who"; or never of one: "it", "which". `None`: both.
    pub person: Option<bool>,
    /// "who", "which": of what stands just before.
    pub relative: bool,
}

/// One word of a name.
#[derive(Clone, Debug)]
pub(super) struct NameWord {
    /// Folded.
    pub text: Box<str>,
    /// How it sounds.
    pub sounds: Sounds,
    /// Whether it is written as a name: with a capital that no sentence start explains, or with a number in it.
    pub proper: bool,
    /// Whether it is one letter with or without a full stop.
    pub initial: bool,
    /// Whether it holds a digit.
    pub number: bool,
    /// Whether it is written in capitals.
    pub capitals: bool,
    /// What it says of who is meant, 0 to 1: little for "Ltd", "group", "Mr".
    pub says: f32,
    /// Where it stands in the mention's text, in bytes.
    pub span: Span,
}

/// A mention's text taken apart. Equal texts are taken apart alike.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// As written, on one line.
    pub written: Box<str>,
    /// What it is.
    pub sort: Sort,
    /// Its form, when it is a pronoun.
    pub pronoun: Option<Pronoun>,
    pub determiner: Determiner,
    /// The words of its core, small words left out.
    pub words: Vec<NameWord>,
    /// The words of the core as one folded string: equal for names that differ in nothing that counts.
    pub core: Box<str>,
    /// The sounds of the whole core without its spaces.
    pub solid: Sounds,
    /// The place of the head among the words.
    pub head: usize,
    /// Where the name itself begins: behind what describes it, "European airframer Airbus".
    pub run: usize,
    /// An acronym that follows in brackets, folded.
    pub bracketed: Option<Box<str>>,
    /// The head of what is said of it behind a comma: "AirTanker, a consortium".
    pub said: Option<Box<str>>,
    /// Whether the head is plural by its ending.
    pub plural: bool,
}

/// How often words stand in small letters and with a capital in the texts, to tell a name from a sentence's first word.
#[derive(Clone, Debug, Default)]
pub(super) struct Cases(HashMap<Box<str>, (u32, u32)>);

impl Cases {
    /// Counts a text's words. A capital behind a full stop or at a line's start says nothing and is not counted.
    pub fn read(&mut self, text: &str) {
        let mut end = 0;
        for word in words(text) {
            let before = text.get(end..word.span.start as usize).unwrap_or("");
            end = word.span.end as usize;
            let starts = end == word.text.len() || before.contains(['.', '\n', '!', '?', ':', '“', '"', '•']);
            let lower = word.shape == WordShape::Lower;
            if lower || (word.shape == WordShape::Capitalised && !starts) {
                let key = word.text.to_lowercase();
                let counts = self.0.entry(key.into()).or_default();
                *(if lower { &mut counts.0 } else { &mut counts.1 }) += 1;
            }
        }
    }

    /// Whether a word that begins with a capital where every word does is an ordinary word.
    fn is_ordinary(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|&(lower, upper)| lower > upper)
    }
}

/// What an ordinary word in a name says of who is meant.
const ORDINARY: f32 = 0.3;
/// What a legal form or title says.
const LITTLE: f32 = 0.1;
/// What "group" or "international" says at the end of a name.
const HALF: f32 = 0.5;

const DEFINITE: &[&str] = &[
    "the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your", "der", "die", "das",
    "den", "dem", "le", "la", "les", "el", "los", "las", "il", "lo", "gli", "both", "such", "own", "same",
];
const INDEFINITE: &[&str] = &[
    "a", "an", "another", "some", "any", "no", "every", "each", "several", "many", "most", "more", "few", "all",
    "other", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "ein", "eine", "einen",
    "einem", "einer", "un", "une", "una", "des", "uno",
];
/// Words that end the core of a name when a description goes on behind them.
const CUTS: &[&str] = &[
    "who",
    "which",
    "that",
    "whose",
    "whom",
    "where",
    "when",
    "with",
    "in",
    "on",
    "at",
    "from",
    "to",
    "by",
    "about",
    "during",
    "as",
    "into",
    "over",
    "under",
    "against",
    "after",
    "before",
    "since",
    "than",
    "like",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "will",
    "based",
    "called",
    "named",
    "made",
    "including",
    "dubbed",
];
/// Words that join the parts of one name.
const JOINTS: &[&str] =
    &["of", "for", "de", "du", "del", "des", "di", "da", "von", "für", "and", "&", "the", "la", "et", "und", "y"];

fn pronoun(folded: &str) -> Option<Pronoun> {
    let make = |speaks, plural, person, relative| Some(Pronoun { speaks, plural, person, relative });
    match folded {
        "i" | "me" | "my" | "mine" | "myself" => make(true, false, Some(true), false),
        "you" | "your" | "yours" | "yourself" => make(true, false, None, false),
        "we" | "us" | "our" | "ours" | "ourselves" => make(true, true, None, false),
        "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" => make(false, false, Some(true), false),
        "it" | "its" | "itself" => make(false, false, Some(false), false),
        "they" | "them" | "their" | "theirs" | "themselves" => make(false, true, None, false),
        "who" | "whom" => make(false, false, Some(true), true),
        "which" => make(false, false, Some(false), true),
        "whose" | "that" | "where" => make(false, false, None, true),
        "this" | "these" | "those" | "own" | "both" | "one" | "ones" => make(false, false, None, false),
        _ => None,
    }
}

impl Name {
    /// Takes a mention's text apart.
    pub fn of(text: &str, cases: &Cases, knowledge: &Knowledge) -> Self {
        let written: Box<str> = text.split_whitespace().collect::<Vec<_>>().join(" ").into();
        let whole = fold(written.trim_matches(|c: char| !c.is_alphanumeric()));
        let mut name = Self {
            written,
            sort: Sort::Nominal,
            // "US" is no "us".
            pronoun: pronoun(&whole).filter(|_| {
                whole.len() < 2
                    || !text.contains(|c: char| c.is_uppercase())
                    || text.contains(|c: char| c.is_lowercase())
            }),
            determiner: Determiner::None,
            words: Vec::new(),
            core: whole.clone().into(),
            solid: Sounds::default(),
            head: 0,
            run: 0,
            bracketed: None,
            said: None,
            plural: false,
        };
        if name.pronoun.is_some() {
            name.sort = Sort::Pronoun;
            return name;
        }
        name.read_words(text, cases, knowledge);
        if name.words.iter().any(|w| w.proper) {
            name.sort = Sort::Proper;
        }
        let core = name.words.iter().filter(|w| w.says > LITTLE).map(|w| &*w.text).collect::<Vec<_>>().join(" ");
        if !core.is_empty() {
            name.core = core.into();
        }
        name.solid = Sounds::of(&name.core.replace(' ', ""));
        if let Some(head) = name.words.get(name.head) {
            let t = &*head.text;
            name.plural =
                t.len() > 3 && t.ends_with('s') && !t.ends_with("ss") && !t.ends_with("us") && !t.ends_with("is")
                    || matches!(t, "people" | "men" | "women" | "children" | "media" | "police" | "data");
        }
        name
    }

    fn read_words(&mut self, text: &str, cases: &Cases, knowledge: &Knowledge) {
        let all: Vec<_> = words(text).collect();
        let folded: Vec<String> = all.iter().map(|w| fold(w.text)).collect();
        let mut i = 0;
        // "its 777 airliner", "the 14 new"
        while i + 1 < all.len() {
            let word = &*folded[i];
            let determiner = if DEFINITE.contains(&word) {
                Determiner::Definite
            } else if INDEFINITE.contains(&word) {
                Determiner::Indefinite
            } else {
                break;
            };
            if self.determiner == Determiner::None {
                self.determiner = determiner;
            }
            i += 1;
        }
        let gap = |i: usize| {
            let before: usize = i.checked_sub(1).map_or(0, |b| all[b].span.end as usize);
            text.get(before..all[i].span.start as usize).unwrap_or("")
        };
        let capital = |i: usize| !matches!(all[i].shape, WordShape::Lower);
        let mut of = None;
        let first = i;
        let mut start = i;
        while i < all.len() {
            let word = &*folded[i];
            if i > start {
                let between = gap(i);
                if between.contains('(') {
                    let closes = text
                        .get(all[i].span.end as usize..)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(')'));
                    if closes && all[i].shape == WordShape::Upper {
                        self.bracketed = Some(word.into());
                    }
                    break;
                }
                if between.contains([',', ';', ':', '—', '–']) || between.contains(" - ") {
                    self.behind_comma(&folded[i..]);
                    break;
                }
                if CUTS.contains(&word) && !capital(i) {
                    break;
                }
                // "the price of oil" is about a price, "Bank of America" is one name.
                if JOINTS.contains(&word) && !capital(i) {
                    let proper = capital(i - 1)
                        && all.get(i + 1).is_some_and(|_| capital(i + 1) || JOINTS.contains(&&*folded[i + 1]));
                    if word == "of" || word == "for" || word == "de" {
                        if !proper {
                            break;
                        }
                        of = of.or(self.words.len().checked_sub(1));
                    }
                    i += 1;
                    continue;
                }
            }
            // What somebody owns is not the owner: "Boeing's newest aircraft".
            let rest = text.get(all[i].span.end as usize..).unwrap_or("");
            let possessive = all[i].text.ends_with("'s")
                || all[i].text.ends_with("’s")
                || rest.starts_with("' ")
                || rest.starts_with("’ ");
            if possessive
                && i + 1 < all.len()
                && gap(i + 1).trim_matches(['\'', '’', '`', '“', '"']).chars().all(char::is_whitespace)
            {
                self.words.clear();
                of = None;
                start = i + 1;
                i += 1;
                if self.determiner != Determiner::Definite {
                    self.determiner = Determiner::Definite;
                }
                continue;
            }
            let stem = all[i].text.strip_suffix("'s").or_else(|| all[i].text.strip_suffix("’s")).unwrap_or(all[i].text);
            let folded_stem = fold(stem);
            let shape = all[i].shape;
            let opens = i == first && first == 0 || i == 0;
            let proper = match shape {
                WordShape::Lower => stem.chars().skip(1).any(char::is_uppercase),
                WordShape::Capitalised => !(opens && cases.is_ordinary(&stem.to_lowercase())),
                WordShape::Number => {
                    !stem.chars().all(|c| c.is_numeric() || c == ',' || c == '.') || stem.len() == 3 || stem.len() == 4
                }
                WordShape::Upper | WordShape::Uncased => true,
            };
            let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
            self.words.push(NameWord {
                sounds: Sounds::of(&folded_stem),
                text: folded_stem.into(),
                proper,
                initial: letters == 1
                    && stem.chars().count() <= 2
                    && shape != WordShape::Number
                    && shape != WordShape::Lower,
                number: shape == WordShape::Number,
                capitals: shape == WordShape::Upper,
                says: if proper { 1.0 } else { ORDINARY },
                span: Span::new(all[i].span.start, all[i].span.start + stem.len() as u32),
            });
            i += 1;
        }
        self.head = of.unwrap_or(self.words.len().saturating_sub(1)).min(self.words.len().saturating_sub(1));
        // "Jr", "III" and numbers name nobody.
        while self.head > 0 && of.is_none() && matches!(&*self.words[self.head].text, "jr" | "sr" | "ii" | "iii") {
            self.head -= 1;
        }
        self.weigh_words(knowledge);
        let described =
            self.words.get(..self.head).unwrap_or_default().iter().rposition(|w| !w.proper && w.text.len() > 3);
        if let Some(last) = described.filter(|_| of.is_none() && self.words[self.head].proper) {
            self.run = last + 1;
        }
        // "Professor Chomsky", "Mr. Bout"
        while self.run < self.head && knowledge.title(&self.words[self.run].text).is_some_and(|t| !t.generation) {
            self.words[self.run].says = LITTLE;
            self.run += 1;
        }
    }

    /// Takes weight from the words that say little of who is meant.
    fn weigh_words(&mut self, knowledge: &Knowledge) {
        let texts: Vec<&str> = self.words.iter().map(|w| &*w.text).collect();
        let form = knowledge.legal_form(&texts).map(|f| f.at);
        let last = self.words.len().saturating_sub(1);
        // "the parent company" is none.
        let named =
            self.words.iter().enumerate().any(|(i, w)| w.proper && !form.as_ref().is_some_and(|at| at.contains(&i)));
        let legal = |i: usize| named && form.as_ref().is_some_and(|at| at.contains(&i));
        let light: Vec<bool> = texts.iter().map(|t| knowledge.weighs_little(t)).collect();
        for (i, word) in self.words.iter_mut().enumerate() {
            if legal(i) {
                word.says = LITTLE;
                word.proper = false;
            } else if light[i] && i > 0 && i == last {
                word.says = word.says.min(HALF);
            }
        }
        // The head is what is left before it: "Apple Inc."
        while self.head > 0 && legal(self.head) {
            self.head -= 1;
        }
    }

    fn behind_comma(&mut self, rest: &[String]) {
        let determined =
            rest.first().is_some_and(|w| DEFINITE.contains(&w.as_str()) || INDEFINITE.contains(&w.as_str()));
        if !determined {
            return;
        }
        let end = rest
            .iter()
            .skip(1)
            .position(|w| CUTS.contains(&w.as_str()) || w == "of" || w == "for")
            .map_or(rest.len(), |p| p + 1);
        if end > 1 {
            self.said = rest.get(end - 1).map(|w| w.as_str().into());
        }
    }

    /// The words that are written as names.
    pub fn proper(&self) -> impl Iterator<Item = &NameWord> {
        self.words.iter().filter(|w| w.proper)
    }

    /// The words of the core as they are written, small words too.
    pub fn plain<'t>(&self, text: &'t str) -> &'t str {
        let span = self.words.first().zip(self.words.last()).map(|(a, b)| a.span.start as usize..b.span.end as usize);
        span.and_then(|span| text.get(span)).unwrap_or(text)
    }

    /// The head word, folded; empty for a pronoun.
    pub fn head_word(&self) -> &str {
        self.words.get(self.head).map_or("", |w| &w.text)
    }

    /// The first letters of its words of a name, when it has two at least.
    pub fn initials(&self) -> Option<String> {
        let all: String =
            self.words.iter().filter(|w| w.proper && !w.number).filter_map(|w| w.text.chars().next()).collect();
        (all.chars().count() > 1).then_some(all)
    }

    /// Whether it is written as an acronym.
    pub fn is_acronym(&self) -> bool {
        matches!(&*self.words, [word] if word.capitals && (2..=8).contains(&word.text.len()))
    }
}

/// A head word without the ending of its plural, to compare: "players" and "player".
pub(super) fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::of(text, &Cases::default(), Knowledge::builtin())
    }

    fn core(text: &str) -> String {
        name(text).core.to_string()
    }

    #[test]
    fn the_core_is_what_says_who_is_meant() {
        for (text, wanted) in [
            ("the A380", "a380"),
            ("Boeing's newest commercial aircraft", "newest commercial aircraft"),
            ("Apple's iTunes", "itunes"),
            ("Jerusalem's", "jerusalem"),
            ("European Aeronautic Defence & Space NV (EADS", "european aeronautic defence space"),
            ("AirTanker Ltd., an EADS-led consortium", "airtanker"),
            ("the University of Helsinki", "university helsinki"),
            ("the parent company of European airframer Airbus", "parent company"),
            ("an upgraded camera, which also allows users to record", "upgraded camera"),
            ("Виктор Бут", "viktor but"),
        ] {
            assert_eq!(core(text), wanted, "{text}");
        }
    }

    #[test]
    fn heads_brackets_and_what_is_said() {
        assert_eq!(name("the University of Helsinki").head_word(), "university");
        assert_eq!(name("Apple CEO Steve Jobs").head_word(), "jobs");
        assert_eq!(name("European Space Agency (ESA)").bracketed.as_deref(), Some("esa"));
        assert_eq!(name("AirTanker Ltd., an EADS-led consortium").said.as_deref(), Some("consortium"));
        assert_eq!(name("Robert Downey Jr").head_word(), "downey");
    }

    #[test]
    fn sorts() {
        assert_eq!(name("the arms dealer").sort, Sort::Nominal);
        assert_eq!(name("the iPhone").sort, Sort::Proper);
        assert_eq!(name("777").sort, Sort::Proper);
        assert_eq!(name("They").sort, Sort::Pronoun);
        let mut cases = Cases::default();
        cases.read("He read the features and many features.");
        assert_eq!(Name::of("Features new to him", &cases, Knowledge::builtin()).sort, Sort::Nominal);
    }
}
