//! What in and around a name tells its type. Every cue is a vote.

use super::Kind;
use super::lists::*;
use super::statistics::Vocabulary;
use super::tokens::{Gap, POSSESSIVE, QUOTED, SHOUTED, Shape, Token};
use super::votes::{Cue, Votes};

/// What the votes are taken on.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub vocabulary: &'a Vocabulary,
    /// Whether the document is about sport: a town that has a club is the club there.
    sport: bool,
}

/// A document is about sport when one word in so many is a word of sport, and so many are at least.
const SPORT_SHARE: usize = 60;
const SPORT_LEAST: usize = 6;

impl<'a> Context<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token], vocabulary: &'a Vocabulary) -> Self {
        let words = tokens.iter().filter(|t| t.is(SPORT)).count();
        let sport = words >= SPORT_LEAST && words * SPORT_SHARE >= tokens.len();
        Self { text, tokens, vocabulary, sport }
    }

    /// The votes of the mention of tokens `first..last`.
    pub fn votes(&self, first: usize, last: usize) -> Votes {
        let mut votes = Votes::default();
        self.inside(first, last, &mut votes);
        votes.close_own();
        self.before(first, last, &mut votes);
        self.after(first, last, &mut votes);
        votes
    }

    fn inside(&self, first: usize, last: usize, votes: &mut Votes) {
        let name = &self.tokens[first..last];
        let (Some(head), Some(tail)) = (name.first(), name.last()) else { return };
        if let Some((len, roles)) = self.vocabulary.place_at(name)
            && len == name.len()
        {
            let (kind, cue) =
                if roles & COUNTRY != 0 { (Kind::Place, Cue::PlaceList) } else { (Kind::Group, Cue::People) };
            votes.add(kind, 4.0, cue);
            return;
        }
        if let Some((_, roles)) = self.vocabulary.named_at(name).filter(|(len, _)| *len == name.len()) {
            if roles & PERSON_NAME != 0 {
                votes.add(Kind::Person, 5.0, Cue::PersonList);
                return;
            }
            if roles & WORK_NAME != 0 {
                votes.add(Kind::Work, 5.0, Cue::WorkList);
                return;
            }
            votes.add(Kind::Place, 2.0, Cue::PlaceList);
        }
        match self.vocabulary.organisation_at(name).filter(|(len, _)| *len == name.len()) {
            Some((_, true)) => {
                votes.add(Kind::Organisation, 5.0, Cue::OrgList);
                return;
            }
            Some((len, false)) => {
                let club = self.sport && !self.tokens.get(first.wrapping_sub(1)).is_some_and(|t| t.is(LOCATIVE));
                votes.add(Kind::Organisation, if len > 1 { 4.0 } else { 1.0 }, Cue::OrgList);
                if club {
                    votes.add(Kind::Organisation, 6.0, Cue::Club);
                }
            }
            None => {}
        }
        let of = name
            .iter()
            .position(|t| t.shape == Shape::Lower && matches!(t.text(self.text), "of" | "for" | "de" | "für"));
        let org_tail = tail.is(ORG_INSIDE) && name.len() > 1;
        let org_of = of.is_some_and(|at| at > 0 && name[at - 1].is(ORG_HEAD | ORG_INSIDE));
        if org_tail || org_of {
            votes.add(Kind::Organisation, 3.0, Cue::OrgWord);
        } else if name.len() > 1 && name.iter().any(|t| t.is(ORG_INSIDE | ORG_HEAD) && !t.is(GIVEN)) {
            // "Instituto Gonzaga": other languages begin with the word.
            let foreign = head.is(ORG_INSIDE) && !head.is(ORDINARY | GIVEN);
            votes.add(Kind::Organisation, if foreign { 3.0 } else { 1.2 }, Cue::OrgWord);
        }
        let place_tail = name.len() > 1 && tail.is(PLACE_INSIDE) && !org_tail;
        let place_head = name.len() > 1 && head.is(PLACE_HEAD) && !org_tail && !org_of;
        if place_tail || place_head {
            // "North Lantern" is less of a place than "Lake Lantern".
            votes.add(Kind::Place, if !place_tail && head.is(SOFT) { 0.5 } else { 2.5 }, Cue::PlaceWord);
        }
        if name.iter().any(|t| t.gap == Gap::Ampersand && t.start != head.start) {
            votes.add(Kind::Organisation, 1.5, Cue::Shape);
        }
        if !org_tail && !org_of && !place_tail {
            self.person_inside(name, votes);
        }
        if name.len() == 2 && tail.gap == Gap::Hyphen && tail.shape == Shape::Lower && name[0].end + 1 == tail.start {
            votes.add(Kind::Place, if tail.is(DISTRICT) { 4.0 } else { 1.5 }, Cue::PlaceWord);
        }
        if name.len() == 1 {
            if head.is(TOWN) && !head.is(GIVEN | SURNAME) {
                votes.add(Kind::Place, 1.0, Cue::Town);
            }
            match head.shape {
                Shape::Upper | Shape::Dotted if head.end - head.start <= 5 => {
                    votes.add(Kind::Organisation, 1.0, Cue::Acronym);
                    // Nobody is called CSRC, but in a line of capitals anybody is.
                    if !head.has(SHOUTED) && !head.is(GIVEN | SURNAME) {
                        votes.add(Kind::Person, -1.5, Cue::Acronym);
                    }
                }
                _ if head.text(self.text).chars().skip(2).any(char::is_uppercase)
                    && !head.text(self.text).contains(['\'', '’'])
                    && !head.text(self.text).starts_with("Mc")
                    && !head.text(self.text).starts_with("Mac") =>
                {
                    votes.add(Kind::Organisation, 0.5, Cue::Shape);
                }
                _ => {}
            }
        }
    }

    fn person_inside(&self, name: &[Token], votes: &mut Votes) {
        let (head, tail) = (name[0], name[name.len() - 1]);
        if name.len() == 3 && head.is(SURNAME_FIRST) && tail.gap == Gap::Hyphen && tail.shape == Shape::Lower {
            votes.add(Kind::Person, 3.0, Cue::SurnameFirst);
        }
        if name.len() == 1 && head.is(PERSON_NAME) && head.shape == Shape::Capitalised {
            votes.add(Kind::Person, 2.5, Cue::PersonList);
        }
        if head.is(GIVEN) && head.shape == Shape::Capitalised {
            votes.add(Kind::Person, if name.len() > 1 { 2.5 } else { 1.5 }, Cue::GivenName);
        }
        if tail.is(SURNAME) && tail.is_upper_first() {
            votes.add(Kind::Person, if name.len() > 1 { 1.0 } else { 0.7 }, Cue::Surname);
        }
        if (2..=3).contains(&name.len())
            && head.is(SURNAME_FIRST)
            && !tail.is(ORDINARY)
            && head.shape == Shape::Capitalised
        {
            votes.add(Kind::Person, 1.5, Cue::SurnameFirst);
        }
        if name.len() > 1
            && name.windows(2).any(|pair| {
                let [a, b] = pair else { return false };
                // "A. Morozov" and "Tessa M.", but not "A Flag".
                let free = |t: &Token| !t.is(COUNTRY | FUNCTION | ARTICLE | TITLE);
                if a.is(TITLE) || b.is(TITLE) {
                    return false;
                }
                // Nor "D-Minn", a party and a state.
                let hyphen = b.gap == Gap::Hyphen;
                !hyphen && (a.is_initial() && (b.gap == Gap::Period || free(a)) || b.is_initial() && free(b))
            })
        {
            votes.add(Kind::Person, 2.0, Cue::Initials);
        }
        let listed =
            ORDINARY | COUNTRY | DEMONYM | TOWN | ORG_NAME | ORG_MAYBE | ORG_ACRONYM | ORG_INSIDE | PLACE_INSIDE;
        let ending = tail.text(self.text).to_lowercase();
        if tail.shape == Shape::Capitalised
            && !tail.is(listed)
            && SURNAME_ENDINGS.iter().any(|end| ending.len() > end.len() + 2 && ending.ends_with(end))
        {
            votes.add(Kind::Person, 1.2, Cue::SurnameEnding);
        }
        let particle = name
            .iter()
            .skip(1)
            .any(|t| t.shape == Shape::Lower && t.is(PARTICLE) && !matches!(t.text(self.text), "of" | "and"));
        if particle {
            votes.add(Kind::Person, 1.0, Cue::Particle);
        }
        if name.len() > 1 && tail.is(SUFFIX) && !tail.is(GIVEN) {
            votes.add(Kind::Person, 0.5, Cue::Particle);
        }
    }

    /// The token before `first` when only a space stands between.
    pub fn neighbour(&self, first: usize) -> Option<&Token> {
        let token = self.tokens.get(first)?;
        first
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i))
            .filter(|_| matches!(token.gap, Gap::Space | Gap::Period) || (token.has(QUOTED) && token.gap == Gap::Other))
    }

    fn before(&self, first: usize, last: usize, votes: &mut Votes) {
        let quoted = self.tokens[first].has(QUOTED);
        if quoted && first > 0 && (first.saturating_sub(3)..first).any(|i| self.tokens[i].is(WORK_BEFORE)) {
            votes.add(Kind::Work, 2.5, Cue::QuotedWork);
        }
        // "Raimbek's wife, Uulkan Turgunova"
        let kin =
            first.checked_sub(1).and_then(|i| self.tokens.get(i)).filter(|_| self.tokens[first].gap == Gap::Comma);
        if last - first > 1 && kin.is_some_and(|t| t.shape == Shape::Lower && t.is(KIN) && t.is(PERSON_BEFORE)) {
            votes.add(Kind::Person, 1.5, Cue::Kin);
        }
        let Some(before) = self.neighbour(first) else { return };
        let long = last - first > 1;
        if before.shape == Shape::Lower {
            self.called(first, *before, long, votes);
        }
        // “It was not me,” said Yamina.
        let quoted = matches!(before.gap, Gap::Other | Gap::Comma) && before.shape == Shape::Lower;
        if quoted && before.is(SPEECH) && !self.tokens[first].is(ORG_NAME | ORG_MAYBE) {
            votes.add(Kind::Person, 2.5, Cue::Speech);
        }
        // "shares in Glencore"
        let shares = first.checked_sub(2).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.is(ORG_OFFICE));
        if before.is(LOCATIVE) && !before.is(DETERMINER) && !shares {
            let given = long && self.tokens[first].is(GIVEN);
            votes.add(Kind::Place, if given { 1.6 } else { 2.4 }, Cue::In);
            // "in Toledo": hardly anybody is in a person.
            votes.add(Kind::Person, -1.0, Cue::In);
        }
        if !long && before.shape == Shape::Lower && before.text(self.text) == "at" && !self.tokens[first].is(GIVEN) {
            votes.add(Kind::Place, 0.4, Cue::In);
        }
        let second = first.checked_sub(2).and_then(|i| self.tokens.get(i));
        if let Some(second) = second.filter(|_| before.gap == Gap::Space) {
            self.of_something(first, *before, *second, votes);
        }
        if before.is(DETERMINER) && before.shape == Shape::Lower {
            votes.add(Kind::Person, -1.5, Cue::The);
        }
        // "55-year-old Viktor".
        let text = before.text(self.text);
        if matches!(text, "old" | "jährige" | "jähriger") && before.gap == Gap::Hyphen {
            votes.add(Kind::Person, 3.0, Cue::Age);
        }
    }

    /// What the word in small letters right before calls it: "fisherman Salem", "bank Renova", "village Bucha".
    fn called(&self, first: usize, before: Token, long: bool, votes: &mut Votes) {
        let word = before.text(self.text);
        if before.is(PERSON_BEFORE) {
            votes.add(Kind::Person, 1.5, Cue::Occupation);
        }
        // "a company called Cytrox"
        let two = |n: usize| first.checked_sub(n).and_then(|i| self.tokens.get(i));
        let called =
            matches!(word, "called" | "named") && two(2).is_some_and(|t| t.is(ORG_BEFORE) && !t.is(WORK_BEFORE));
        if before.is(ORG_BEFORE) || called {
            votes.add(Kind::Organisation, 3.2, Cue::OrgAround);
        }
        // "nicknamed Prud", "the supporters called him Atahualpa"
        let him = matches!(word, "him" | "her") && two(2).is_some_and(|t| is_naming(t.text(self.text)));
        if him || matches!(word, "nicknamed" | "alias") {
            votes.add(Kind::Person, 3.2, Cue::Nickname);
        }
        let trade = ["man", "woman", "ist"].iter().any(|end| word.len() > 5 && word.ends_with(end));
        if long && trade && !before.is(PERSON_BEFORE) {
            votes.add(Kind::Person, 1.0, Cue::Occupation);
        }
        if before.is(PLACE_BEFORE) {
            votes.add(Kind::Place, 2.5, Cue::PlaceBefore);
        }
        // "a series called End Time Messages"
        let work = |n: usize| first.checked_sub(n).and_then(|i| self.tokens.get(i)).is_some_and(|t| t.is(WORK_BEFORE));
        let named = matches!(word, "called" | "titled" | "entitled" | "named") && (work(2) || work(3));
        if named || before.is(WORK_BEFORE) && !before.is(PERSON_BEFORE) {
            votes.add(Kind::Work, 3.0, Cue::Title2);
        }
    }

    /// What the two words before say together: "wife of", "village of", "published by", "founder of".
    fn of_something(&self, first: usize, before: Token, second: Token, votes: &mut Votes) {
        let text = before.text(self.text);
        let name = self.tokens[first];
        if matches!(text, "of" | "de" | "von") && second.shape == Shape::Lower {
            if second.is(PLACE_BEFORE) {
                votes.add(Kind::Place, 3.0, Cue::PlaceBefore);
            }
            if second.is(PLACE_OF) {
                votes.add(Kind::Place, 1.5, Cue::PlaceBefore);
            }
            if second.is(KIN) {
                votes.add(Kind::Person, 0.8, Cue::Kin);
            }
        }
        if matches!(text, "of" | "de") && second.is(TITLE) {
            votes.add(Kind::Place, 0.3, Cue::PlaceBefore);
        }
        // "said to Politico", "told Time"
        let paper =
            name.is(ORG_MAYBE) && (before.is(SPEECH) || matches!(text, "to" | "with" | "by") && second.is(SPEECH));
        if paper {
            votes.add(Kind::Organisation, 2.0, Cue::OrgAround);
        }
        let known = name.is(COUNTRY | DEMONYM | GIVEN | TITLE);
        let office = matches!(text, "of" | "at" | "for" | "in") && second.is(ORG_OFFICE) && !known;
        if office || text == "by" && second.is(OWNED) && !paper {
            votes.add(Kind::Organisation, 1.8, Cue::OrgAround);
        }
        // "the 78-year-old from Vestfossen"
        if text == "from" && second.gap == Gap::Hyphen && second.text(self.text) == "old" {
            votes.add(Kind::Place, 2.5, Cue::In);
        }
        if before.is(DETERMINER) && second.is(LOCATIVE) {
            votes.add(Kind::Place, 0.3, Cue::In);
        }
        if before.shape == Shape::Lower && text.len() > 2 && second.text(self.text).ends_with("old") {
            votes.add(Kind::Person, 1.5, Cue::Age);
        }
    }

    fn after(&self, first: usize, last: usize, votes: &mut Votes) {
        let Some(next) = self.tokens.get(last) else { return };
        let tail = self.tokens[last - 1];
        let row = |i: usize| self.tokens.get(last + i).map_or("", |t| t.text(self.text));
        if next.gap == Gap::Space && matches!(row(0), "and" | "with") && matches!(row(1), "his" | "her") {
            votes.add(Kind::Person, 1.5, Cue::Who);
        }
        let word = next.text(self.text);
        match next.gap {
            Gap::Space if !tail.has(POSSESSIVE) && next.shape == Shape::Lower => {
                if next.is(SPEECH) {
                    votes.add(Kind::Person, 1.0, Cue::Speech);
                }
                if matches!(word, "who" | "whose") {
                    votes.add(Kind::Person, 1.5, Cue::Who);
                }
                let after_next = self.tokens.get(last + 1).filter(|t| t.gap == Gap::Space && t.shape == Shape::Lower);
                if next.is(ORG_AFTER) || after_next.is_some_and(|t| t.is(ORG_AFTER) && word == "news") {
                    votes.add(Kind::Organisation, 1.5, Cue::OrgAround);
                }
                // "Evin prison", "Idlib province"
                if next.is(PLACE_BEFORE | PLACE_INSIDE)
                    && !matches!(word, "state" | "country" | "republic")
                    && !next.is(ORG_AFTER)
                {
                    votes.add(Kind::Place, 1.5, Cue::PlaceAround);
                }
                // "the Dole administration"
                if matches!(word, "administration" | "presidency" | "era" | "campaign")
                    && last - first == 1
                    && self.tokens[first].is(PERSON_NAME | SURNAME)
                {
                    votes.add(Kind::Person, 2.5, Cue::Surname);
                }
                if next.is(GROUP_AFTER) {
                    votes.add(Kind::Group, 1.0, Cue::Fighters);
                }
            }
            Gap::Joint if tail.has(super::tokens::GLUED) && matches!(word, "who" | "whose" | "whom") => {
                votes.add(Kind::Person, 1.5, Cue::Who);
            }
            // “Rahma” organisation
            Gap::Other
                if self.tokens[first].has(QUOTED) && next.shape == Shape::Lower && next.is(ORG_AFTER | ORG_BEFORE) =>
            {
                votes.add(Kind::Organisation, 2.0, Cue::OrgAround);
            }
            Gap::Comma => self.after_comma(first, last, *next, votes),
            _ => {}
        }
    }

    fn after_comma(&self, first: usize, last: usize, next: Token, votes: &mut Votes) {
        let word = next.text(self.text);
        let age = next.shape == Shape::Number
            && word.parse::<u32>().is_ok_and(|age| (1..=110).contains(&age))
            && self.tokens.get(last + 1).is_none_or(|t| matches!(t.gap, Gap::Comma | Gap::Sentence | Gap::Other));
        if age {
            votes.add(Kind::Person, 3.0, Cue::Age);
        }
        if matches!(word, "who" | "whose" | "aged") {
            votes.add(Kind::Person, 1.5, Cue::Who);
        }
        // "Moody Awori, vice president."
        let behind = self.tokens.get(last + 1);
        let office = next.shape == Shape::Lower && next.is(TITLE) && !next.is(FUNCTION | ORG_BEFORE | GIVEN);
        if office && behind.is_none_or(|t| !t.is_upper_first() || t.gap != Gap::Space) {
            votes.add(Kind::Person, 1.2, Cue::Apposition);
        }
        self.apposition(last, votes);
        let Some((len, roles)) = self.vocabulary.place_at(&self.tokens[last..(last + 5).min(self.tokens.len())]) else {
            return;
        };
        let closes =
            self.tokens.get(last + len).is_none_or(|t| !matches!(t.gap, Gap::Space) || t.shape != Shape::Capitalised);
        // "in Marion, Illinois", but not every row of names: the place must be new and end there.
        if roles & COUNTRY != 0 && closes && last - first <= 2 && (last - first == 1 || !self.tokens[first].is(GIVEN)) {
            votes.add(Kind::Place, 1.5, Cue::CommaPlace);
        }
    }

    /// "Valeska Paris, an Australian woman", "Renova, a holding of his": what the words behind the comma call it.
    fn apposition(&self, last: usize, votes: &mut Votes) {
        let article = self.tokens[last].text(self.text);
        if !matches!(article, "a" | "an" | "the") {
            return;
        }
        let noun = self.tokens[last + 1..]
            .iter()
            .take(APPOSITION)
            .take_while(|t| matches!(t.gap, Gap::Space | Gap::Hyphen))
            .filter(|t| t.shape == Shape::Lower)
            .find_map(|t| match t.text(self.text) {
                "woman" | "man" | "boy" | "girl" => Some(Kind::Person),
                _ if t.is(PERSON_BEFORE | TITLE) && !t.is(FUNCTION | ORG_BEFORE) => Some(Kind::Person),
                _ if t.is(ORG_BEFORE) => Some(Kind::Organisation),
                _ if t.is(PLACE_BEFORE) => Some(Kind::Place),
                _ => None,
            });
        if let Some(kind) = noun {
            votes.add(kind, 1.5, Cue::Apposition);
        }
    }
}

/// What surnames end in and little else does, in Armenian, Georgian, Ukrainian, Russian, South Slavic, Turkish, Greek,
/// Icelandic, Romanian and Finnish.
const SURNAME_ENDINGS: &[&str] = &[
    "yan", "shvili", "dze", "enko", "ovich", "evich", "ović", "ević", "ovic", "evic", "oglu", "oğlu", "opoulos",
    "sson", "dóttir", "dottir", "escu", "ovna", "evna", "ova", "eva", "skaya", "skiy", "nen", "chuk", "ovs", "nieks",
];

fn is_naming(word: &str) -> bool {
    matches!(word, "call" | "calls" | "called" | "nicknamed" | "dubbed" | "named")
}

/// So many words behind "a" may say what somebody is.
const APPOSITION: usize = 4;
