//! The word lists (`assets/extraction`): what role a word can play beside or in a name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The roles of a word: a set of the constants below.
pub(super) type Roles = u64;

/// Not a name, although a sentence may begin with it.
pub(super) const FUNCTION: Roles = 1 << 0;
/// An ordinary word that is a surname too.
pub(super) const SOFT: Roles = 1 << 1;
pub(super) const GIVEN: Roles = 1 << 2;
pub(super) const COUNTRY: Roles = 1 << 3;
pub(super) const DEMONYM: Roles = 1 << 4;
pub(super) const TITLE: Roles = 1 << 5;
/// A full stop behind it ends no sentence.
pub(super) const ABBREVIATION: Roles = 1 << 6;
pub(super) const PARTICLE: Roles = 1 << 7;
pub(super) const MONTH: Roles = 1 << 8;
pub(super) const WEEKDAY: Roles = 1 << 9;
pub(super) const ORG_INSIDE: Roles = 1 << 10;
/// Begins the name of an organisation that goes on with "of" or "for".
pub(super) const ORG_HEAD: Roles = 1 << 11;
pub(super) const ORG_BEFORE: Roles = 1 << 12;
pub(super) const ORG_AFTER: Roles = 1 << 13;
pub(super) const GROUP_AFTER: Roles = 1 << 14;
pub(super) const PLACE_INSIDE: Roles = 1 << 15;
pub(super) const PLACE_HEAD: Roles = 1 << 16;
pub(super) const PLACE_BEFORE: Roles = 1 << 17;
pub(super) const LOCATIVE: Roles = 1 << 18;
pub(super) const WORK_BEFORE: Roles = 1 << 19;
pub(super) const WORK_ABOUT: Roles = 1 << 20;
pub(super) const PERSON_BEFORE: Roles = 1 << 21;
pub(super) const SPEECH: Roles = 1 << 22;
pub(super) const VERB: Roles = 1 << 23;
pub(super) const ORDINARY_ACRONYM: Roles = 1 << 24;
/// Frequent in languages that capitalise every noun.
pub(super) const NOUN_CAPITALS: Roles = 1 << 25;
pub(super) const ARTICLE: Roles = 1 << 26;
pub(super) const DETERMINER: Roles = 1 << 27;
/// Behind a surname: "Jr".
pub(super) const SUFFIX: Roles = 1 << 28;
pub(super) const ORG_ACRONYM: Roles = 1 << 29;
/// An organisation that the whole world knows by one word.
pub(super) const ORG_NAME: Roles = 1 << 30;

/// An ordinary word of English.
pub(super) const ORDINARY: Roles = 1 << 31;
pub(super) const SURNAME: Roles = 1 << 32;
/// A town that is less known than those of `places.txt`: its name may be another name too.
pub(super) const TOWN: Roles = 1 << 33;
/// A surname of those languages that put it first.
pub(super) const SURNAME_FIRST: Roles = 1 << 34;
/// The name of an organisation, and of something else too.
pub(super) const ORG_MAYBE: Roles = 1 << 35;
/// Told of matches and transfers.
pub(super) const SPORT: Roles = 1 << 36;
/// Who has to do with an organisation: "founder of Renova".
pub(super) const ORG_OFFICE: Roles = 1 << 37;

/// A person whom the whole world knows: by the full name, or by the one word.
pub(super) const PERSON_NAME: Roles = 1 << 38;
/// The title of a book, a film, a song.
pub(super) const WORK_NAME: Roles = 1 << 39;

/// Whose somebody is: "the wife of Toledo".
pub(super) const KIN: Roles = 1 << 40;

/// A function word of English, not only of other languages.
pub(super) const ENGLISH: Roles = 1 << 41;

/// Before "by" and an organisation: "published".
pub(super) const OWNED: Roles = 1 << 42;
/// Before "of" and a place: "residents".
pub(super) const PLACE_OF: Roles = 1 << 43;
/// The second half of a Korean given name: "Bong Joon-ho".
pub(super) const SYLLABLE: Roles = 1 << 44;
/// The end of a Korean or Japanese district or village: "Jung-gu".
pub(super) const DISTRICT: Roles = 1 << 45;

/// A title that is never anything else: "Mr".
pub(super) const HONORIFIC: Roles = 1 << 46;

/// The sections of `cues.txt`.
const SECTIONS: &[(&str, Roles)] = &[
    ("title", TITLE),
    ("abbreviation", ABBREVIATION),
    ("particle", PARTICLE),
    ("month", MONTH),
    ("weekday", WEEKDAY),
    ("organisation inside", ORG_INSIDE),
    ("organisation head", ORG_HEAD),
    ("organisation before", ORG_BEFORE),
    ("organisation after", ORG_AFTER),
    ("group after", GROUP_AFTER),
    ("place inside", PLACE_INSIDE),
    ("place head", PLACE_HEAD),
    ("place before", PLACE_BEFORE),
    ("locative", LOCATIVE),
    ("work before", WORK_BEFORE),
    ("work about", WORK_ABOUT),
    ("person before", PERSON_BEFORE),
    ("speech", SPEECH),
    ("verb", VERB),
    ("ordinary acronym", ORDINARY_ACRONYM),
    ("noun capitals", NOUN_CAPITALS),
    ("article", ARTICLE),
    ("determiner", DETERMINER),
    ("suffix", SUFFIX),
    ("organisation acronym", ORG_ACRONYM),
    ("organisation name", ORG_NAME),
    ("surname first", SURNAME_FIRST),
    ("honorific", HONORIFIC),
    ("owned", OWNED),
    ("place of", PLACE_OF),
    ("syllable", SYLLABLE),
    ("district", DISTRICT),
    ("kin", KIN),
    ("sport", SPORT),
    ("organisation office", ORG_OFFICE),
];

/// All lists, read once.
pub(super) struct Lists {
    roles: HashMap<Cow<'static, str>, Roles>,
    phrases: Vec<(Cow<'static, str>, Roles)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

/// The roles of a word in lower case; where the lists know it without its accents only, those.
pub(super) fn roles(word: &str) -> Roles {
    let known = LISTS.roles.get(word).copied();
    let names = GIVEN | SURNAME | TOWN | COUNTRY | ORG_NAME | ORG_MAYBE | PERSON_NAME;
    known.or_else(|| Some(LISTS.roles.get(&*plain(word))? & names).filter(|_| !word.is_ascii())).unwrap_or(0)
}

/// Names of several words, in lower case: of places ([`COUNTRY`]), peoples ([`DEMONYM`]) and organisations ([`ORG_NAME`],
/// [`ORG_MAYBE`]).
pub(super) fn phrases() -> &'static [(Cow<'static, str>, Roles)] {
    &LISTS.phrases
}

impl Lists {
    fn read() -> Self {
        let mut lists = Self { roles: HashMap::new(), phrases: Vec::new() };
        let others = [("other languages", FUNCTION), ("soft", SOFT)];
        lists.words(include_str!("../../assets/extraction/function_words.txt"), FUNCTION | ENGLISH, &others);
        lists.words(include_str!("../../assets/extraction/given_names.txt"), GIVEN, &[]);
        lists.words(include_str!("../../assets/extraction/cues.txt"), 0, SECTIONS);
        lists.words(include_str!("../../assets/extraction/english_words.txt"), ORDINARY, &[]);
        let names = include_str!("../../assets/extraction/names.txt");
        lists.words(names, 0, &[("given", GIVEN), ("surname", SURNAME)]);
        lists.cities(include_str!("../../assets/extraction/cities.txt"));
        lists.places(include_str!("../../assets/extraction/places.txt"));
        lists.organisations(include_str!("../../assets/extraction/organisations.txt"));
        lists.landmarks(include_str!("../../assets/extraction/landmarks.txt"));
        lists.works(include_str!("../../assets/extraction/works.txt"));
        // Last: what else a surname is decides what it says alone.
        lists.people(include_str!("../../assets/extraction/people.txt"));
        // What can be a surname is judged by where it stands, also when it is a function word.
        lists.roles.values_mut().filter(|roles| **roles & SOFT != 0).for_each(|roles| *roles &= !FUNCTION);
        lists
    }

    /// Words between white space; `[section]` lines change the role.
    fn words(&mut self, list: &'static str, first: Roles, sections: &[(&str, Roles)]) {
        let mut role = first;
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                role = sections.iter().find(|(name, _)| *name == section).map_or(0, |(_, role)| *role);
                continue;
            }
            for word in line.split_whitespace() {
                *self.roles.entry(word.into()).or_default() |= role;
            }
        }
    }

    /// Cities between white space, `_` for a space in a name.
    fn cities(&mut self, list: &'static str) {
        let mut role = 0;
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            match line {
                "[large]" => role = COUNTRY,
                "[small]" => role = TOWN,
                _ => {
                    for city in line.split_whitespace() {
                        if city.contains(['_', '-']) {
                            self.phrases.push((city.into(), COUNTRY));
                        } else {
                            *self.roles.entry(city.into()).or_default() |= role;
                        }
                    }
                }
            }
        }
    }

    /// `country, other form: people, people`, then `[places]` and places between commas.
    fn places(&mut self, list: &'static str) {
        for line in list.lines().filter(|line| !line.starts_with(['#', '['])) {
            let (places, peoples) = line.split_once(':').unwrap_or((line, ""));
            for (names, role) in [(places, COUNTRY), (peoples, DEMONYM)] {
                for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    if name.contains([' ', '-']) {
                        self.phrases.push((name.into(), role));
                    } else {
                        *self.roles.entry(name.trim_end_matches('.').into()).or_default() |= role;
                    }
                }
            }
        }
    }

    /// `[sure]`, then `Name, other name`; `[unsure]`, then `Name, other name = what else it is`.
    fn organisations(&mut self, list: &'static str) {
        entries(list, ',', |name, other| {
            // Two words that are nothing but the names of other organisations too, or hardly anything, are sure.
            let sure = other.is_none() || (name.contains(' ') && other == Some("other"));
            let acronym = name.len() <= 6 && name.chars().all(|c| c.is_uppercase());
            let role = match (sure, acronym) {
                (true, true) => ORG_ACRONYM,
                (true, false) => ORG_NAME,
                (false, _) => ORG_MAYBE,
            };
            self.name(name, role);
        });
    }

    /// As organisations. A place that is something else too by another list is no sure one.
    fn landmarks(&mut self, list: &'static str) {
        let other = ORDINARY | GIVEN | SURNAME | ORG_NAME | ORG_MAYBE | ORG_ACRONYM | TITLE | FUNCTION | DEMONYM;
        entries(list, ',', |name, other_sense| {
            let sure = other_sense.is_none();
            let known = self.roles.get(&*name.to_lowercase()).is_some_and(|roles| roles & other != 0);
            self.name(name, if sure && !known { COUNTRY } else { TOWN });
        });
    }

    /// As organisations, with `|` between the titles of one work. Only those of several words, which are nothing else.
    fn works(&mut self, list: &'static str) {
        entries(list, '|', |title, other| {
            if other.is_none() && title.contains(' ') {
                self.name(title, WORK_NAME);
            }
        });
    }

    /// `Full name, other name`, with `= word` behind when the person is called by another word than the last alone.
    fn people(&mut self, list: &'static str) {
        let mut alone: Vec<&'static str> = Vec::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (names, called) = line.split_once(" = ").map_or((line, None), |(names, word)| (names, Some(word)));
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                // "Pope Francis" is Francis.
                let first = name.split(' ').next().unwrap_or("").to_lowercase();
                let titled = self.roles.get(&*first).is_some_and(|roles| roles & (TITLE | GIVEN) == TITLE);
                let bare = if titled { name.get(first.len() + 1..).unwrap_or("") } else { name };
                if bare.contains(' ') {
                    self.name(bare, PERSON_NAME);
                }
                // A last word of three letters is a word of some language: "Low".
                let last = name.rsplit([' ', '-']).next().filter(|w| w.chars().nth(3).is_some() || !name.contains(' '));
                if called.is_none() || !name.contains(' ') {
                    alone.extend(last);
                }
            }
            alone.extend(called.map(str::trim));
        }
        let other =
            ORDINARY | GIVEN | COUNTRY | DEMONYM | TOWN | ORG_NAME | ORG_MAYBE | TITLE | FUNCTION | SOFT | MONTH;
        for word in alone.into_iter().filter(|word| word.chars().nth(2).is_some() && !word.contains(' ')) {
            let roles = self.roles.get(&*word.to_lowercase()).copied().unwrap_or(0);
            self.name(word, if roles & other == 0 { PERSON_NAME | SURNAME } else { SURNAME });
        }
    }

    /// Takes in a name as it is and without its accents.
    fn name(&mut self, name: &str, role: Roles) {
        // A possessive 's is no part of a token.
        let lower = name.to_lowercase().replace('’', "'").replace("'s ", " ");
        let plain = plain(&lower);
        for name in [Some(plain).filter(|plain| *plain != lower), Some(lower)].into_iter().flatten() {
            if name.contains([' ', '-', '\'']) {
                self.phrases.push((name.into(), role));
            } else {
                *self.roles.entry(name.into()).or_default() |= role;
            }
        }
    }
}

/// A word in lower case without its accents.
pub(super) fn plain(word: &str) -> String {
    let letter = |c: char| match c {
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        c => c,
    };
    word.nfd().filter(|&c| !is_combining_mark(c)).map(letter).collect()
}

/// The names of a list with the groups `[sure]` and `[unsure]`, and for those of the second what else they are.
fn entries(list: &'static str, separator: char, mut take: impl FnMut(&'static str, Option<&'static str>)) {
    let mut sure = true;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            sure = line == "[sure]";
            continue;
        }
        let (names, other) = line.split_once(" = ").unwrap_or((line, ""));
        let other = (!sure).then_some(other);
        names.split(separator).map(str::trim).filter(|name| !name.is_empty()).for_each(|name| take(name, other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_cues_is_known() {
        for line in include_str!("../../assets/extraction/cues.txt").lines().filter(|l| l.starts_with('[')) {
            let name = line.trim_matches(['[', ']']);
            assert!(SECTIONS.iter().any(|(section, _)| *section == name), "{name}");
        }
    }

    #[test]
    fn organisations_are_known_with_and_without_their_accents() {
        assert_ne!(roles("interfax") & ORG_NAME, 0);
        assert_ne!(roles("unhcr") & ORG_ACRONYM, 0);
        assert_eq!(roles("apple") & (ORG_NAME | ORG_MAYBE), ORG_MAYBE);
        assert_ne!(roles("fenerbahce") & roles("fenerbahçe") & ORG_NAME, 0);
        assert!(phrases().contains(&("der spiegel".into(), ORG_NAME)));
    }

    #[test]
    fn words_have_their_roles() {
        assert_ne!(roles("however") & FUNCTION, 0);
        assert_ne!(roles("but") & SOFT, 0);
        assert_ne!(roles("u.s") & COUNTRY, 0);
        assert_ne!(roles("maltese") & DEMONYM, 0);
        assert!(phrases().contains(&("united states".into(), COUNTRY)));
        assert_eq!(roles("xyzzy"), 0);
    }
}
