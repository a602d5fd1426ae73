//! What the project as a whole says about its names.

use super::Kind;
use super::lists::*;
use super::statistics::Vocabulary;
use super::tokens::{NO_WORD, Shape, Token};
use super::votes::{Cue, Votes};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One name: all mentions that are the same words.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// As first written.
    pub text: Box<str>,
    pub words: Box<[u32]>,
    pub votes: Votes,
    pub count: u32,
    /// Only seen in documents where a capital says little.
    pub weak: bool,
}

impl Record {
    /// The last word as written.
    fn surname(&self) -> &str {
        self.text.rsplit(' ').next().unwrap_or(&self.text)
    }

    pub fn is_full(&self) -> bool {
        self.words.len() > 1
    }
}

/// The names of the project. It grows with the number of different names.
#[derive(Default)]
pub(super) struct NameTable {
    ids: HashMap<Box<[u32]>, u32>,
    pub records: Vec<Record>,
    /// Acronyms: the word and the record of its long name.
    pairs: HashMap<u32, u32>,
    /// Surname and given name of those written surname first.
    inverted: Vec<(u32, u32, u32)>,
    /// Records that stood beside each other in a row of names: "Mutanda, Kamoto and Metalkol".
    rows: HashSet<(u32, u32)>,
    /// Words that stood behind a person's name at the start of a sentence, as often as they did.
    pub followers: Vec<u32>,
}

impl NameTable {
    /// Notes a mention and returns its record.
    pub fn note(&mut self, tokens: &[Token], text: &str, votes: &Votes, weak: bool) -> u32 {
        let id = self.record(tokens, text);
        let record = &mut self.records[id as usize];
        record.votes.merge(votes);
        record.count += 1;
        record.weak &= weak;
        id
    }

    fn record(&mut self, tokens: &[Token], text: &str) -> u32 {
        let words: Box<[u32]> = tokens.iter().map(|t| t.word).collect();
        if let Some(&id) = self.ids.get(&words) {
            return id;
        }
        let id = self.records.len() as u32;
        let span = tokens.first().zip(tokens.last()).map(|(a, b)| a.start as usize..b.end as usize);
        let text = span.and_then(|span| text.get(span)).unwrap_or("");
        // A name over a line end reads with a space.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").into();
        self.records.push(Record { text, words: words.clone(), votes: Votes::default(), count: 0, weak: true });
        self.ids.insert(words, id);
        id
    }

    /// Notes that `short` stands for `long`.
    pub fn note_pair(&mut self, long: &[Token], short: &Token, text: &str) {
        let long = self.record(long, text);
        self.pairs.entry(short.word).or_insert(long);
    }

    /// Notes "Surname, Given".
    pub fn note_inverted(&mut self, tokens: &[Token], text: &str) {
        let record = self.record(tokens, text);
        if let [surname, given, ..] = tokens {
            self.inverted.push((surname.word, given.word, record));
        }
    }

    /// Notes that two mentions stood beside each other in a row of names.
    pub fn note_row(&mut self, one: u32, other: u32) {
        if one != other {
            self.rows.insert((one.min(other), one.max(other)));
        }
    }

    /// The record of a row of words.
    pub fn find(&self, words: &[u32]) -> Option<u32> {
        self.ids.get(words).copied()
    }
}

/// A verdict on one name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub kind: Kind,
    pub weight: f32,
    pub cue: Cue,
}

/// Endings that a name takes when it is inflected, or when a machine translation left it so.
pub(super) const ENDINGS: &[&str] = &[
    "selle", "sella", "sesta", "seen", "sen", "nun", "nün", "nin", "nın", "lle", "lla", "lta", "ssa", "sta", "ia",
    "ovi", "evi", "oho", "ogo", "omu", "ovu", "om", "ow", "em", "ov", "ou", "ym", "oj", "oy", "in", "en", "es", "a",
    "i", "n", "s", "u", "y", "e", "а", "у", "ом", "ым", "е", "и", "ой",
];
/// A stem shorter than this many bytes is no stem.
pub(super) const SHORTEST_STEM: usize = 3;

/// What was learnt from all documents.
pub(super) struct Learnt {
    /// By record.
    pub verdicts: Vec<Verdict>,
    /// Surname to the record of the full name that is mentioned most.
    pub surnames: HashMap<u32, u32>,
    pub givens: HashMap<u32, u32>,
    /// Acronym to the long name.
    pub acronyms: HashMap<u32, Arc<str>>,
    /// Names of five letters and more without one of their letters, to find misspelt ones.
    gaps: HashMap<Box<str>, u32>,
}

impl Learnt {
    pub fn of(table: &NameTable, vocabulary: &Vocabulary) -> Self {
        let neighbours = neighbours(table);
        let verdicts = verdicts(table, vocabulary, &neighbours);
        let mut learnt = Self {
            verdicts,
            surnames: HashMap::new(),
            givens: HashMap::new(),
            acronyms: HashMap::new(),
            gaps: HashMap::new(),
        };
        learnt.learn_short_forms(table, vocabulary);
        learnt.learn_persons(table, vocabulary);
        learnt.learn_spellings(table, vocabulary);
        learnt.learn_acronyms(table, vocabulary);
        learnt.judge_initials(table, vocabulary);
        learnt.judge_lone_names(table, vocabulary, &neighbours);
        learnt.learn_gaps(table);
        learnt
    }

    /// "North Lantern" for "North Lantern Services Ltd": the name without the words that say what it is.
    fn learn_short_forms(&mut self, table: &NameTable, vocabulary: &Vocabulary) {
        for (id, record) in table.records.iter().enumerate() {
            if self.verdicts[id].kind != Kind::Organisation {
                continue;
            }
            let sure = matches!(self.verdicts[id].cue, Cue::OrgWord | Cue::Pair | Cue::Acronym)
                || record.votes.of(Kind::Organisation) > 3.0;
            for len in 1..record.words.len() {
                let words = &record.words[..len];
                let (Some(short), Some(next)) = (table.find(words), record.words.get(len)) else { continue };
                // "North Lantern Services Ltd" is North Lantern; "Oslo University" is not Oslo.
                let body = vocabulary.counts(*next).roles & (ORG_INSIDE | ORDINARY) != 0;
                let roles = vocabulary.counts(words[0]).roles;
                let other = roles & (COUNTRY | DEMONYM | TOWN | TITLE | ORG_HEAD) != 0
                    || (len == 1 && roles & (GIVEN | ORDINARY) != 0);
                let verdict = &mut self.verdicts[short as usize];
                let votes = &table.records[short as usize].votes;
                let against = verdict.kind != Kind::Organisation
                    && votes.of(verdict.kind) > 2.0 * votes.of(Kind::Organisation) + 6.0;
                if sure && body && !other && !against {
                    *verdict =
                        Verdict { kind: Kind::Organisation, weight: verdict.weight.max(1.5), cue: Cue::ShortForm };
                }
            }
        }
    }

    fn learn_persons(&mut self, table: &NameTable, vocabulary: &Vocabulary) {
        for &(surname, given, id) in &table.inverted {
            best(&mut self.surnames, &table.records, surname, id);
            best(&mut self.givens, &table.records, given, id);
        }
        let inverted: HashSet<u32> = table.inverted.iter().map(|i| i.2).collect();
        for (id, record) in table.records.iter().enumerate() {
            let person = table.records.get(id).is_some_and(|r| r.is_full() && r.words.len() <= 5);
            let id = id as u32;
            if !person || inverted.contains(&id) {
                continue;
            }
            let Some(verdict) = self.verdicts.get(id as usize).filter(|v| v.kind == Kind::Person) else { continue };
            if let (Some(&given), Some(&surname)) = (record.words.first(), record.words.last())
                && verdict.weight >= 0.4
            {
                // "But" can be a surname, "the" cannot.
                if vocabulary.counts(surname).roles & FUNCTION == 0 {
                    best(&mut self.surnames, &table.records, surname, id);
                }
                // "Julio Paredes Quiroga" is spoken of as Paredes.
                for &middle in record.words.get(1..record.words.len() - 1).unwrap_or_default() {
                    let counts = vocabulary.counts(middle);
                    let name = counts.roles & (FUNCTION | PARTICLE | GIVEN | ORDINARY | COUNTRY | TITLE) == 0;
                    if name && verdict.weight >= 1.5 && table.find(&[middle]).is_some() {
                        best(&mut self.surnames, &table.records, middle, id);
                    }
                }
                // "Grey Gull" makes no name of every "Grey".
                let roles = vocabulary.counts(given).roles;
                let word = roles & ORDINARY != 0 && roles & (GIVEN | SURNAME) == 0;
                if roles & (FUNCTION | TITLE) == 0 && !word {
                    best(&mut self.givens, &table.records, given, id);
                }
            }
        }
    }

    /// Takes "Rinkevics" for the surname of Edgars Rinkēvičs, "Ermak" for that of Andriy Yermak, and the other way round.
    fn learn_spellings(&mut self, table: &NameTable, vocabulary: &Vocabulary) {
        let mut surnames: HashMap<String, u32> = HashMap::new();
        for &id in self.surnames.values() {
            let Some(record) = table.records.get(id as usize) else { continue };
            best_text(&mut surnames, &table.records, sound(record.surname()), id);
        }
        for record in table.records.iter().filter(|r| !r.is_full()) {
            let Some(&word) = record.words.first() else { continue };
            let Some(&id) = surnames.get(&sound(&record.text)).filter(|_| !self.surnames.contains_key(&word)) else {
                continue;
            };
            // What is something else by the lists must be the same but for its accents.
            let same = table
                .records
                .get(id as usize)
                .is_some_and(|r| plain(&r.surname().to_lowercase()) == plain(&record.text.to_lowercase()));
            let roles = vocabulary.counts(word).roles;
            let other = GIVEN | TOWN | ORG_NAME | ORG_MAYBE | ORG_ACRONYM | PERSON_NAME;
            if roles & (ORDINARY | COUNTRY | DEMONYM) == 0 && (same || roles & other == 0) {
                best(&mut self.surnames, &table.records, word, id);
            }
        }
    }

    /// Types acronyms by their long names, and finds long names for acronyms that were never explained.
    fn learn_acronyms(&mut self, table: &NameTable, vocabulary: &Vocabulary) {
        for (&word, &long) in &table.pairs {
            if let Some(record) = table.records.get(long as usize) {
                self.acronyms.insert(word, Arc::from(&*record.text));
            }
        }
        for (id, record) in table.records.iter().enumerate().filter(|(_, r)| r.words.len() > 2) {
            let verdict = self.verdicts[id];
            if !matches!(verdict.kind, Kind::Organisation | Kind::Place | Kind::Name) {
                continue;
            }
            let initials: String =
                record.text.split([' ', '-']).filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
            let (word, _) = vocabulary.look_up(&initials.to_lowercase());
            let written = word != NO_WORD && vocabulary.counts(word).upper > 0 && initials.chars().nth(2).is_some();
            if written {
                self.acronyms.entry(word).or_insert_with(|| Arc::from(&*record.text));
            }
        }
    }

    /// "AKD" for Anura Kumara Dissanayake: three or four capitals that are the initials of somebody in the project.
    fn judge_initials(&mut self, table: &NameTable, vocabulary: &Vocabulary) {
        for (id, record) in table.records.iter().enumerate() {
            let Some(weight) = self.verdicts.get(id).filter(|v| v.kind == Kind::Person).map(|v| v.weight) else {
                continue;
            };
            if !(3..=4).contains(&record.words.len()) || weight < 1.5 || !record.text.split(' ').all(begins_upper) {
                continue;
            }
            let initials: String =
                record.text.split(' ').filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect();
            let (word, roles) = vocabulary.look_up(&initials);
            let other = roles & (ORG_ACRONYM | ORG_NAME | ORG_MAYBE | COUNTRY | ORDINARY_ACRONYM) != 0
                || self.acronyms.contains_key(&word);
            let Some(short) = table.find(&[word]).filter(|_| word != NO_WORD && !other) else { continue };
            let counts = vocabulary.counts(word);
            if counts.upper > 0
                && counts.lower == 0
                && table.records[short as usize].votes.around(Kind::Organisation) < 1.5
            {
                self.verdicts[short as usize] =
                    Verdict { kind: Kind::Person, weight: weight.min(2.5), cue: Cue::Letters };
            }
        }
    }

    /// Types single words by the full names they are part of.
    fn judge_lone_names(&mut self, table: &NameTable, vocabulary: &Vocabulary, neighbours: &HashMap<u32, Votes>) {
        for (id, record) in table.records.iter().enumerate().filter(|(_, r)| !r.is_full()) {
            let Some(&word) = record.words.first() else { continue };
            let roles = vocabulary.counts(word).roles;
            // "Han" is a people and a surname.
            let people = roles & DEMONYM != 0 && roles & SURNAME_FIRST == 0;
            let listed = people || roles & (ORG_NAME | ORG_ACRONYM) != 0;
            if self.verdicts[id].kind == Kind::Person && roles & (GIVEN | SURNAME) == 0 {
                self.doubt_lone_person(id, record, word, neighbours.get(&(id as u32)));
            }
            let verdict = self.verdicts[id];
            // "Buti" can be a place for the tagger as often as it likes: where the project has a Viktor Buti, it is he.
            // A place that everybody knows stays one, unless it never stands like a place.
            let surname = self.surnames.contains_key(&word);
            let person = surname || self.givens.contains_key(&word);
            let votes = |kind: Kind| record.votes.of(kind);
            let around = |kind: Kind| record.votes.around(kind);
            let place = roles & COUNTRY != 0 && !(surname && around(Kind::Person) + 0.1 > around(Kind::Place));
            if listed || place {
                continue;
            }
            let known = roles & TOWN != 0 || matches!(verdict.cue, Cue::PlaceBefore | Cue::OrgAround | Cue::Title2);
            let against = verdict.kind != Kind::Person && votes(verdict.kind) > 3.0 * votes(Kind::Person).max(0.5);
            if person && !(known && against) {
                self.verdicts[id] = Verdict { kind: Kind::Person, weight: verdict.weight.max(2.0), cue: verdict.cue };
            } else if verdict.kind != Kind::Person
                && !person
                && roles & (COUNTRY | TOWN | ORDINARY) == 0
                && let Some((stem, _)) = self.stem(&record.text.to_lowercase(), vocabulary)
                && let Some(kind) = self.kind_of_word(stem, table)
                && (verdict.kind == Kind::Name || kind == Kind::Person)
            {
                self.verdicts[id] = Verdict { kind, weight: 2.0, cue: Cue::Capital };
            }
        }
    }

    /// News introduce a person by the full name: where nobody has that surname, and nothing but the tagger speaks for a
    /// person, its second choice has a chance.
    fn doubt_lone_person(&mut self, id: usize, record: &Record, word: u32, neighbours: Option<&Votes>) {
        if self.surnames.contains_key(&word)
            || self.givens.contains_key(&word)
            || record.votes.by_cues(Kind::Person) > 0.5
        {
            return;
        }
        let mut votes = record.votes;
        neighbours.iter().for_each(|more| votes.merge(more));
        votes.add(Kind::Person, -UNINTRODUCED * votes.of(Kind::Person), Cue::Tagger);
        let (kind, weight, cue) = votes.best();
        if kind != Kind::Name {
            self.verdicts[id] = Verdict { kind, weight, cue };
        }
    }

    /// The kind of a single word as a name.
    pub fn kind_of_word(&self, word: u32, table: &NameTable) -> Option<Kind> {
        if self.surnames.contains_key(&word) {
            return Some(Kind::Person);
        }
        let id = table.find(&[word])?;
        self.verdicts.get(id as usize).map(|v| v.kind).filter(|&kind| kind != Kind::Name)
    }

    /// The name that a word in lower case is a bent form of, and its ending: "Buti" of "But".
    pub fn stem(&self, lower: &str, vocabulary: &Vocabulary) -> Option<(u32, &'static str)> {
        let (own, roles) = vocabulary.look_up(lower);
        let counts = vocabulary.counts(own);
        if roles & (FUNCTION | COUNTRY | DEMONYM | MONTH | WEEKDAY | TITLE) != 0 || counts.lower > counts.mid {
            return None;
        }
        let direct = ENDINGS.iter().find_map(|ending| {
            let stem = lower.strip_suffix(ending).filter(|stem| stem.len() >= SHORTEST_STEM)?;
            let (word, _) = vocabulary.look_up(stem);
            let surname = word != NO_WORD && self.surnames.contains_key(&word);
            // A short stem is bent by chance: "Mar" and "Mari". It must be a surname.
            let other =
                stem.len() > SHORTEST_STEM && vocabulary.counts(word).mid > 1 && vocabulary.counts(word).is_name();
            (word != NO_WORD && (surname || other)).then_some((word, *ending))
        });
        // "Petrenka", "Zahrebelnoho": the ending stands in the place of another.
        direct.or_else(|| {
            ENDINGS.iter().find_map(|ending| {
                let stem = lower.strip_suffix(ending).filter(|stem| stem.len() > SHORTEST_STEM + 1)?;
                ["o", "a", "y", "iy", "yi", "yy", "i", "ii", "nen"].iter().find_map(|last| {
                    let (word, _) = vocabulary.look_up(&format!("{stem}{last}"));
                    (word != own && self.surnames.contains_key(&word)).then_some((word, *ending))
                })
            })
        })
    }

    fn learn_gaps(&mut self, table: &NameTable) {
        for &id in self.surnames.values() {
            let Some(record) = table.records.get(id as usize) else { continue };
            for gap in gaps(record.surname()) {
                self.gaps.entry(gap).or_insert(id);
            }
        }
    }

    /// The full name whose surname a word differs from in one letter.
    pub fn misspelt(&self, word: &str) -> Option<u32> {
        gaps(word).into_iter().find_map(|gap| self.gaps.get(&gap).copied())
    }
}

/// A word of five letters and more without each of its letters but the first in turn.
fn gaps(word: &str) -> Vec<Box<str>> {
    let count = word.chars().count();
    if !(5..=20).contains(&count) {
        return Vec::new();
    }
    let lower = word.to_lowercase();
    let letters: Vec<char> = lower.chars().collect();
    (1..letters.len())
        .map(|gap| {
            letters.iter().enumerate().map(|(i, &c)| if i == gap { '\u{1}' } else { c }).collect::<String>().into()
        })
        .collect()
}

fn begins_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn best(map: &mut HashMap<u32, u32>, records: &[Record], word: u32, id: u32) {
    // "user_77": a number is nobody's surname.
    if word == NO_WORD {
        return;
    }
    let count = |id: u32| records.get(id as usize).map_or(0, |r| r.count);
    let entry = map.entry(word).or_insert(id);
    if count(id) > count(*entry) {
        *entry = id;
    }
}

/// A name as the ways to write it in Latin letters share it: without accents and double letters,
/// "ye", "kh", "dzh", "ou", "w", "ck" as "e", "h", "j", "u", "v", "k", and the endings "-off", "-skiy" as "-ov", "-ski".
/// One of less than five letters is only without its accents.
fn sound(name: &str) -> String {
    let bare = plain(&name.to_lowercase());
    let mut word = bare.clone();
    for (from, to) in [
        ("dzh", "j"),
        ("kh", "h"),
        ("ou", "u"),
        ("w", "v"),
        ("ck", "k"),
        ("iy", "y"),
        ("yi", "y"),
        ("ij", "y"),
        ("y", "i"),
    ] {
        if from != "y" || word.ends_with('y') {
            word = match from {
                "y" => format!("{}i", word.trim_end_matches('y')),
                _ => word.replace(from, to),
            };
        }
    }
    if let Some(rest) = word.strip_prefix("ie").or_else(|| word.strip_prefix("ye")) {
        word = format!("e{rest}");
    }
    let mut letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    letters.dedup();
    if let [.., 'o' | 'e', last @ 'f'] = &mut letters[..] {
        *last = 'v';
    }
    if letters.len() > 4 { letters.into_iter().collect() } else { bare }
}

/// As [`best`], for words as text.
fn best_text(map: &mut HashMap<String, u32>, records: &[Record], word: String, id: u32) {
    let count = |id: u32| records.get(id as usize).map_or(0, |r| r.count);
    let entry = map.entry(word).or_insert(id);
    // Of two with as many mentions the first: what a hash map gives first is chance.
    if (count(id), std::cmp::Reverse(id)) > (count(*entry), std::cmp::Reverse(*entry)) {
        *entry = id;
    }
}

/// The share of the votes that a person loses who is nowhere called by a full name.
const UNINTRODUCED: f32 = 0.6;
/// How much surer than its second best a verdict is for its neighbours in a row to follow it.
const SURE: f32 = 2.0;
/// What a neighbour in a row is worth.
const NEIGHBOUR: f32 = 1.0;

/// What the neighbours in rows say of the records that are not sure of their own type.
fn neighbours(table: &NameTable) -> HashMap<u32, Votes> {
    let alone: Vec<Option<Kind>> = table.records.iter().map(|record| record.votes.sure(SURE)).collect();
    let mut neighbours: HashMap<u32, Votes> = HashMap::new();
    for &(one, other) in &table.rows {
        for (sure, unsure) in [(one, other), (other, one)] {
            if let (Some(kind), None) = (alone[sure as usize], alone[unsure as usize]) {
                neighbours.entry(unsure).or_default().add(kind, NEIGHBOUR, Cue::Row);
            }
        }
    }
    neighbours
}

/// The verdict on every record by its own votes, by those of its neighbours in rows, and on two words whose second is a
/// name alone too.
fn verdicts(table: &NameTable, vocabulary: &Vocabulary, neighbours: &HashMap<u32, Votes>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = table
        .records
        .iter()
        .enumerate()
        .map(|(id, record)| {
            let mut votes = record.votes;
            if let Some(more) = neighbours.get(&(id as u32)) {
                votes.merge(more);
            }
            let (kind, weight, cue) = votes.best();
            Verdict { kind, weight, cue }
        })
        .collect();
    for (id, record) in table.records.iter().enumerate() {
        let (2..=3, Kind::Name) = (record.words.len(), verdicts[id].kind) else { continue };
        let Some(&last) = record.words.last() else { continue };
        let alone = table.find(&[last]).is_some_and(|id| table.records[id as usize].votes.best().0 == Kind::Name);
        let words = record.words.iter().map(|&w| vocabulary.counts(w));
        let plain = words.clone().all(|c| {
            c.roles & (ORG_INSIDE | PLACE_INSIDE | PLACE_HEAD | ORG_HEAD | COUNTRY | DEMONYM | FUNCTION) == 0
                && c.lower == 0
        });
        if alone && plain && record.votes.of(Kind::Person) > -1.0 && !record.weak {
            verdicts[id] = Verdict { kind: Kind::Person, weight: 0.6, cue: Cue::TwoWords };
        }
    }
    for (&word, &long) in &table.pairs {
        let kind = verdicts.get(long as usize).map(|v| v.kind);
        if let (Some(kind), Some(short)) = (kind, table.find(&[word])) {
            verdicts[short as usize] = Verdict { kind, weight: 4.0, cue: Cue::Acronym };
        }
    }
    verdicts
}

/// Whether a token alone is written as an acronym.
pub(super) fn is_acronym(token: &Token) -> bool {
    matches!(token.shape, Shape::Upper | Shape::Dotted)
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn ways_to_write_a_name_sound_alike() {
        let alike = [
            ("Yermak", "Ermak"),
            ("Rinkēvičs", "Rinkevics"),
            ("Kerimov", "Kerimoff"),
            ("Zelenskiy", "Zelensky"),
            ("Dzhabarov", "Jabarov"),
            ("Koç", "Koc"),
            ("Rasoulof", "Rassulov"),
        ];
        for (one, other) in alike {
            assert_eq!(sound(one), sound(other), "{one} and {other}");
        }
        for (one, other) in [("Ivanov", "Ivanova"), ("Petrov", "Petrenko"), ("Bout", "But")] {
            assert_ne!(sound(one), sound(other), "{one} and {other}");
        }
    }
}
