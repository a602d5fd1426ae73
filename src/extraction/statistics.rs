//! What the whole project shows about a word: how often it is capitalised where nothing forces a capital.

use super::lists::{
    self, COUNTRY, FUNCTION, NOUN_CAPITALS, ORG_ACRONYM, ORG_MAYBE, ORG_NAME, PARTICLE, PERSON_NAME, Roles, SOFT, TOWN,
    WORK_NAME,
};
use super::tokens::{self, NO_WORD, SHOUTED, Shape, TITLED, Token};
use std::collections::HashMap;

/// Counts of one word, over all documents.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// In lower case.
    pub lower: u32,
    /// Capitalised in mid-sentence.
    pub mid: u32,
    /// Capitalised where anything would be: at the start of a sentence, in a headline.
    pub excused: u32,
    /// In capitals.
    pub upper: u32,
    /// In capitals where not all around it is.
    pub acronym: u32,
    /// In lower case right behind a name that begins a sentence: what people do.
    pub follows: u32,
    pub roles: Roles,
}

impl Counts {
    /// Seen as a name more than as a word.
    pub fn is_name(&self) -> bool {
        self.mid > 0 && self.mid >= self.lower && self.roles & FUNCTION == 0
    }

    /// A word of the language, as far as the lists and the project show.
    pub fn is_ordinary(&self) -> bool {
        self.roles & (FUNCTION | SOFT) != 0 || self.lower > self.mid
    }
}

/// All words of the project. Its size grows with the number of different words, not with the texts.
#[derive(Default)]
pub(super) struct Vocabulary {
    ids: HashMap<Box<str>, u32>,
    counts: Vec<Counts>,
    phrases: HashMap<Box<[u32]>, Roles>,
}

/// The longest phrase of the lists, in words.
pub(super) const LONGEST_PHRASE: usize = 7;

impl Vocabulary {
    /// The id and roles of a word in lower case, which is taken in when it is new.
    pub fn take_in(&mut self, word: &str) -> (u32, Roles) {
        if let Some(&id) = self.ids.get(word) {
            return (id, self.counts[id as usize].roles);
        }
        let roles = lists::roles(word);
        let id = self.counts.len() as u32;
        self.ids.insert(word.into(), id);
        self.counts.push(Counts { roles, ..Counts::default() });
        (id, roles)
    }

    /// The id and roles of a word in lower case; [`NO_WORD`] when no document has it.
    pub fn look_up(&self, word: &str) -> (u32, Roles) {
        match self.ids.get(word) {
            Some(&id) => (id, self.counts[id as usize].roles),
            None => (NO_WORD, 0),
        }
    }

    /// The length in bytes of a capitalised word without an English word that was glued on behind: "Sechin" of
    /// "Sechinwho", "Alba" of "Albacompany" where the project has an Alba.
    pub fn glued(&self, word: &str) -> Option<usize> {
        if let Some(stem) = tokens::glued(word) {
            return Some(stem);
        }
        if word.len() < 6 {
            return None;
        }
        let lower = word.to_lowercase();
        let (id, roles) = self.look_up(&lower);
        let counts = self.counts(id);
        let known =
            lists::ORDINARY | FUNCTION | lists::GIVEN | lists::COUNTRY | lists::DEMONYM | lists::SURNAME | lists::TOWN;
        if lower.len() != word.len() || roles & known != 0 || counts.lower + counts.mid + counts.excused > 2 {
            return None;
        }
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        let cuts = lower.char_indices().map(|(i, _)| i).filter(|&i| i >= 3 && lower.len() - i >= 2);
        cuts.into_iter().find(|&cut| {
            let (stem, rest) = lower.split_at(cut);
            let roles = lists::roles(rest);
            let (function, long) =
                (roles & FUNCTION != 0 && rest.is_ascii(), roles & lists::ORDINARY != 0 && rest.len() >= 6);
            // "Azharuddinsaid", "Cronjeto": a verb or "to" behind a name that is there without it.
            let verb = roles & (lists::VERB | lists::SPEECH) != 0 && rest.is_ascii() || rest == "to";
            let named = |stem: Counts| stem.is_name() && stem.mid > 1 && stem.roles & lists::ORDINARY == 0;
            if verb && cut >= 4 && named(self.counts(self.look_up(stem).0)) && letters == 1 {
                return true;
            }
            if rest.len() < 3 || !function && !long || !word[cut..].bytes().all(|b| b.is_ascii_lowercase()) {
                return false;
            }
            let stem = self.counts(self.look_up(stem).0);
            let acronym = letters == cut && (stem.acronym > 0 || function);
            let plain = stem.roles & lists::ORDINARY == 0;
            // "Temirovwas", where Temirov begins sentences only.
            let begins = function && cut >= 5 && stem.lower == 0 && stem.excused > 0 && stem.roles & FUNCTION == 0;
            acronym || (plain && cut >= 4 && (begins || stem.is_name() && (function || stem.mid > 1)))
        })
    }

    pub fn counts(&self, word: u32) -> Counts {
        self.counts.get(word as usize).copied().unwrap_or_default()
    }

    /// Notes that a word in lower case stood behind a name at the start of a sentence.
    pub fn note_follower(&mut self, word: u32) {
        if let Some(counts) = self.counts.get_mut(word as usize) {
            counts.follows += 1;
        }
    }

    /// Counts a document's words.
    pub fn count(&mut self, tokens: &[Token]) {
        let capitals_mean_nothing = capitalises_nouns(tokens);
        for token in tokens {
            let Some(counts) = self.counts.get_mut(token.word as usize) else { continue };
            match token.shape {
                Shape::Lower => counts.lower += 1,
                Shape::Upper | Shape::Dotted => {
                    counts.upper += 1;
                    counts.acronym += u32::from(!token.has(SHOUTED));
                }
                Shape::Capitalised if capitals_mean_nothing || token.is_excused() => counts.excused += 1,
                Shape::Capitalised => counts.mid += 1,
                Shape::Number | Shape::Uncased => {}
            }
        }
    }

    /// Finds the phrases of the lists in the project's words. To be called once, when all documents are counted.
    pub fn learn_phrases(&mut self) {
        for (phrase, roles) in lists::phrases() {
            let ids: Option<Vec<u32>> = phrase
                .split([' ', '-', '_', '\''])
                .filter(|word| *word != "&")
                .map(|word| self.ids.get(word.trim_end_matches(['.', ',', ':', '!', '?'])).copied())
                .collect();
            if let Some(ids) = ids.filter(|ids| (2..=LONGEST_PHRASE).contains(&ids.len())) {
                *self.phrases.entry(ids.into()).or_default() |= roles;
            }
        }
    }

    /// The longest place or people of the lists that the tokens begin with: how many tokens, and its roles. One
    /// capitalised word counts too.
    pub fn place_at(&self, tokens: &[Token]) -> Option<(usize, Roles)> {
        let place = COUNTRY | lists::DEMONYM;
        self.phrase_at(tokens, place).or_else(|| place_roles(tokens.first()?).map(|roles| (1, roles)))
    }

    /// The longest organisation of the lists that the tokens begin with: how many tokens, and whether it can be nothing
    /// else.
    pub fn organisation_at(&self, tokens: &[Token]) -> Option<(usize, bool)> {
        let (len, roles) = self
            .phrase_at(tokens, ORG_NAME | ORG_MAYBE)
            .or_else(|| organisation_roles(tokens.first()?).map(|roles| (1, roles)))?;
        Some((len, roles & ORG_MAYBE == 0))
    }

    /// The longest person, work or doubtful place of several words that the lists know and the tokens begin with: how many
    /// tokens, and which of [`PERSON_NAME`], [`WORK_NAME`] and [`TOWN`].
    pub fn named_at(&self, tokens: &[Token]) -> Option<(usize, Roles)> {
        let (len, roles) = self.phrase_at(tokens, PERSON_NAME | WORK_NAME | TOWN)?;
        // In a headline all words have capitals: "She Said" is no film there.
        let loud = tokens[0].has(TITLED | SHOUTED)
            || tokens[..len].iter().any(|t| !t.is_upper_first() && !t.is(FUNCTION | PARTICLE));
        let roles = if loud { roles & !WORK_NAME } else { roles };
        (roles != 0).then_some((len, roles))
    }

    /// The longest phrase of the lists with one of `roles` that the tokens begin with.
    fn phrase_at(&self, tokens: &[Token], roles: Roles) -> Option<(usize, Roles)> {
        tokens.first().filter(|t| t.is_upper_first())?;
        let mut ids = [0; LONGEST_PHRASE];
        let longest = tokens.len().min(LONGEST_PHRASE);
        for (id, token) in ids.iter_mut().zip(tokens) {
            *id = token.word;
        }
        (2..=longest).rev().find_map(|len| {
            let whole = tokens[1..len].iter().all(is_phrase_gap) && tokens[len - 1].is_upper_first();
            let found = *self.phrases.get(&ids[..len]).filter(|_| whole)? & roles;
            (found != 0).then_some((len, found))
        })
    }
}

fn is_phrase_gap(token: &Token) -> bool {
    use super::tokens::Gap;
    matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Period | Gap::Ampersand | Gap::Joint | Gap::Comma)
}

/// Whether one word is a country, place or people. "us" is one in capitals only.
fn place_roles(token: &Token) -> Option<Roles> {
    let roles = token.roles & (COUNTRY | lists::DEMONYM);
    let pronoun = token.is(FUNCTION) && token.shape == Shape::Capitalised;
    (roles != 0 && !pronoun).then_some(roles)
}

/// Whether one word is an organisation. An acronym is one in capitals only.
fn organisation_roles(token: &Token) -> Option<Roles> {
    let acronym = if token.shape == Shape::Upper { ORG_ACRONYM } else { 0 };
    let roles = token.roles & (ORG_NAME | ORG_MAYBE | acronym);
    (roles != 0 && token.is_upper_first()).then_some(roles)
}

/// Whether a document is in a language that capitalises every noun (German, Luxembourgish): then a capital says little.
/// Judged by frequent words of those languages and the share of capitals in mid-sentence.
pub(super) fn capitalises_nouns(tokens: &[Token]) -> bool {
    let (mut lower, mut frequent, mut capitals) = (0_usize, 0_usize, 0_usize);
    for token in tokens {
        match token.shape {
            Shape::Lower => {
                lower += 1;
                frequent += usize::from(token.is(NOUN_CAPITALS));
            }
            Shape::Capitalised if !token.is_excused() => capitals += 1,
            _ => {}
        }
    }
    lower >= 3 && frequent * 5 >= lower && capitals * 8 >= lower
}
