//! Runs: rows of capitalised words, with the small words inside them, that may be one name or several.

use super::lists::*;
use super::statistics::LONGEST_PHRASE;
use super::tokens::{GLUED, Gap, POSSESSIVE, QUOTED, SHOUTED, START, Shape, TITLED, Token};
use super::typing::Context;

/// No name is longer than this many words.
const LONGEST: usize = 12;

/// Reads the runs of one document.
pub(super) struct Runs<'a> {
    pub context: Context<'a>,
    /// Whether the document's language capitalises every noun.
    pub noun_capitals: bool,
    pub english: bool,
    /// Tokens that belong to a date, an amount, an address.
    pub taken: Vec<bool>,
}

impl Runs<'_> {
    pub fn token(&self, i: usize) -> Option<Token> {
        self.context.tokens.get(i).copied()
    }

    fn text(&self, token: Token) -> &str {
        token.text(self.context.text)
    }

    /// Whether a token is a name by what the lists and the project show, wherever it stands.
    pub fn is_known(&self, token: Token) -> bool {
        if token.is(FUNCTION) {
            return token.is(COUNTRY) && matches!(token.shape, Shape::Upper | Shape::Dotted);
        }
        let counts = self.context.vocabulary.counts(token.word);
        counts.is_name()
            || (token.is(GIVEN | COUNTRY | DEMONYM | ORG_ACRONYM | ORG_NAME | PERSON_NAME)
                && !token.is(SOFT)
                && counts.lower <= counts.mid + 1)
    }

    /// Whether a name may begin at token `i`.
    pub fn can_start(&self, i: usize) -> bool {
        let Some(token) = self.token(i).filter(|t| t.is_upper_first() && !self.taken[i]) else { return false };
        let head = token.is(ORG_HEAD | PLACE_HEAD) && self.token(i + 1).is_some_and(|n| n.shape == Shape::Lower);
        if token.has(TITLED | SHOUTED) && !self.is_known(token) && !head && self.listed(i).is_none() {
            return false;
        }
        if token.shape == Shape::Upper && token.is(COUNTRY | ORG_ACRONYM) {
            return true;
        }
        if token.is(MONTH | WEEKDAY) && !token.is(GIVEN | SOFT) {
            return false;
        }
        let initial = token.is_initial()
            && !token.has(START)
            && self.token(i + 1).is_some_and(|n| n.gap == Gap::Period && n.shape == Shape::Capitalised);
        // "El-Shaarawy", "Al-Nahda", "La Paz".
        let article = token.is(PARTICLE)
            && matches!(
                self.text(token),
                "El" | "Al" | "As" | "Ash" | "An" | "Ad" | "Ar" | "Az" | "La" | "Le" | "De" | "Del" | "Di" | "Da"
            )
            && self.token(i + 1).is_some_and(|n| {
                let tied =
                    n.gap == Gap::Hyphen || (n.gap == Gap::Space && !matches!(self.text(token), "As" | "An" | "Ad"));
                tied && n.shape == Shape::Capitalised && !n.is(FUNCTION)
            });
        // "her book How to Stand Up to a Dictator"
        let title = self.after_work_word(i) && self.token(i + 1).is_some_and(|n| n.gap == Gap::Space);
        !token.is(FUNCTION) || title || initial || article || self.is_article_of_name(i) || self.is_name_despite(i)
    }

    /// Whether a function word begins a name: "New York", "New Caledonia", "his wife He Kun".
    pub fn is_name_despite(&self, i: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(i), self.token(i + 1)) else { return false };
        let listed = self.listed(i).is_some() || (token.has(POSSESSIVE) && self.owns_name(i + 1));
        if !listed && (token.shape != Shape::Capitalised || next.shape != Shape::Capitalised || next.gap != Gap::Space)
        {
            return false;
        }
        let free = !token.is_excused() && !next.is(FUNCTION);
        listed || free && (token.is(PLACE_HEAD) || token.is(SURNAME_FIRST) && !next.is(ORDINARY | COUNTRY | DEMONYM))
    }

    /// "The Hague", "A Flag of No Country" in mid-sentence: a capital that nothing forces.
    fn is_article_of_name(&self, i: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(i), self.token(i + 1)) else { return false };
        let name_follows = next.gap == Gap::Space
            && next.shape == Shape::Capitalised
            && !next.is(FUNCTION | TITLE)
            && !self.is_bare_place(i + 1);
        let free = !token.is_excused() || (token.has(QUOTED) && self.after_work_word(i));
        token.is(ARTICLE) && token.shape == Shape::Capitalised && free && name_follows && !self.noun_capitals
    }

    /// Whether a place of the lists stands at `i` and the row of capitals ends with it: "the United States".
    fn is_bare_place(&self, i: usize) -> bool {
        let tokens = self.context.tokens;
        let place = self.context.vocabulary.place_at(&tokens[i..(i + 5).min(tokens.len())]);
        place.is_some_and(|(len, _)| {
            self.token(i + len).is_none_or(|next| next.gap != Gap::Space || !next.is_upper_first())
        })
    }

    /// Whether a word like "book" stands right before.
    pub fn after_work_word(&self, i: usize) -> bool {
        let before = i.checked_sub(1).and_then(|b| self.token(b));
        before.is_some_and(|b| b.is(WORK_BEFORE) && b.shape == Shape::Lower)
            && self.token(i).is_some_and(|t| t.gap == Gap::Space || t.has(QUOTED))
    }

    /// One past the last token of the run that begins at `i`.
    pub fn end(&self, i: usize) -> usize {
        let work = self.after_work_word(i);
        let mut j = i + 1;
        while j - i < LONGEST
            && let Some(next) = self.extended(i, j, work)
        {
            j = next;
        }
        self.listed_end(i, j).unwrap_or(j)
    }

    /// The end of the name of the lists that begins at `i` or behind an article there, where the run `i..j` ends in its
    /// midst: "Globe and Mail".
    fn listed_end(&self, i: usize, j: usize) -> Option<usize> {
        let behind = i + usize::from(self.context.tokens[i].is(ARTICLE) && j > i + 1);
        [i, behind].into_iter().find_map(|first| {
            let end = first + self.listed(first)?;
            (end > j && !self.taken[first..end].contains(&true)).then_some(end)
        })
    }

    /// "Kwon Do-hyung", "Oh Mi-ran": also where "do" and "oh" are words.
    fn is_korean(&self, i: usize) -> bool {
        let [surname, given, second] = self.context.tokens.get(i..i + 3).unwrap_or_default() else { return false };
        surname.is(SURNAME_FIRST)
            && [surname, given].iter().all(|t| t.shape == Shape::Capitalised)
            && given.gap == Gap::Space
            && second.shape == Shape::Lower
            && second.gap == Gap::Hyphen
            && second.end - second.start <= 6
    }

    /// How many tokens from `i` on are a name of several words that the lists know, and that is nothing else.
    pub fn listed(&self, i: usize) -> Option<usize> {
        if self.is_korean(i) {
            return Some(3);
        }
        let row = &self.context.tokens[i..(i + LONGEST_PHRASE).min(self.context.tokens.len())];
        let vocabulary = self.context.vocabulary;
        let organisation = vocabulary.organisation_at(row).filter(|&(len, sure)| sure && len > 1).map(|o| o.0);
        let other = vocabulary.named_at(row).map(|n| n.0);
        let place = vocabulary.place_at(row).map(|p| p.0).filter(|&len| len > 1);
        organisation.max(other).max(place)
    }

    /// The end of the run `i..j` with the next name word, if it goes on.
    fn extended(&self, i: usize, j: usize, work: bool) -> Option<usize> {
        let (before, token) = (self.token(j - 1)?, self.token(j)?);
        // Francis "Chiz" Escudero
        if let Some(end) = self.over_nickname(j) {
            return Some(end);
        }
        if self.taken[j] || before.has(GLUED) || token.has(QUOTED) || (before.has(POSSESSIVE) && !self.owns_name(j)) {
            return None;
        }
        let adjoins = match token.gap {
            Gap::Space | Gap::Hyphen | Gap::Ampersand => true,
            Gap::Period => {
                before.is_initial() || before.is(TITLE | SUFFIX) || (before.is(ABBREVIATION) && !before.is(ORG_INSIDE))
            }
            Gap::Joint => before.end - before.start <= 5 && before.is(PARTICLE | ARTICLE),
            _ => false,
        };
        if !adjoins {
            return None;
        }
        if token.is_upper_first() {
            return self.takes(j, work).then_some(j + 1);
        }
        // "Chiang Wen-hsiung": the second half of a given name.
        let half = token.gap == Gap::Hyphen && before.shape == Shape::Capitalised && j > i + 1;
        // "Han Seung-won", where "won" is a word too; "Suyu-ri", "Jung-gu".
        let short = token.shape == Shape::Lower && token.gap == Gap::Hyphen && token.end - token.start <= 6;
        let second = half && before.gap == Gap::Space && self.context.tokens[j - 2].shape == Shape::Capitalised;
        let korean = second && (self.context.tokens[j - 2].is(SURNAME_FIRST) || token.is(SYLLABLE));
        if short && before.shape == Shape::Capitalised && (korean || token.is(DISTRICT)) {
            return Some(j + 1);
        }
        if half
            && token.shape == Shape::Lower
            && !token.is(ORDINARY | FUNCTION | PARTICLE)
            && (!before.is(ORDINARY | COUNTRY | DEMONYM) || before.is(SURNAME_FIRST | GIVEN))
        {
            return Some(j + 1);
        }
        if token.shape == Shape::Lower && token.gap != Gap::Ampersand {
            self.over_small_words(i, j, work)
        } else {
            None
        }
    }

    /// The end of the run behind a nickname in quotes at token `j`, between a given name and a surname.
    fn over_nickname(&self, j: usize) -> Option<usize> {
        let (given, nick, surname) = (self.token(j - 1)?, self.token(j)?, self.token(j + 1)?);
        let name = |t: Token| t.shape == Shape::Capitalised && !t.is(FUNCTION | TITLE | ORG_INSIDE);
        let fits = nick.has(QUOTED)
            && !surname.has(QUOTED)
            && !given.has(QUOTED | POSSESSIVE)
            && !self.taken[j]
            && !self.taken[j + 1];
        let quotes = nick.gap == Gap::Other && surname.gap == Gap::Other;
        (fits && quotes && given.is(GIVEN) && name(given) && name(nick) && name(surname)).then_some(j + 2)
    }

    /// "Amarildo da Costa", "Maxciel Pereira dos Santos": words that English has not got.
    fn is_foreign_particle(&self, j: usize) -> bool {
        let (tail, token) = (self.context.tokens[j - 1], self.context.tokens[j]);
        let next = self.token(j + 1).filter(|t| t.shape == Shape::Capitalised && t.gap == Gap::Space);
        let word = matches!(
            self.text(token),
            "da" | "dos" | "das" | "de" | "del" | "della" | "di" | "du" | "van" | "von" | "bin" | "ibn" | "ter"
        );
        let northern = self.text(token) == "do" && !self.text(tail).ends_with('s');
        self.english
            && token.gap == Gap::Space
            && (word || northern)
            && tail.shape == Shape::Capitalised
            && !tail.is(ORDINARY | COUNTRY | DEMONYM | FUNCTION)
            && next.is_some_and(|n| {
                let place = n.is(COUNTRY | DEMONYM) && !tail.is(GIVEN | SURNAME);
                !place && (!n.is(FUNCTION | ORDINARY) || n.is(SURNAME))
            })
    }

    /// "People's Bank", "Women's Defence Units": whether the possessive before token `j` is part of a name.
    fn owns_name(&self, j: usize) -> bool {
        let owner = self.text(self.context.tokens[j - 1]);
        let many = matches!(owner, "People" | "Women" | "Men" | "Children" | "Workers" | "Farmers" | "King" | "Queen");
        let row = self.context.tokens[j..].iter().take(4).take_while(|t| t.is_upper_first() && t.gap != Gap::Sentence);
        many && row.clone().any(|t| t.is(ORG_INSIDE | ORG_HEAD | COUNTRY))
    }

    /// Whether the run that ends at `j` takes the capitalised token `j`.
    fn takes(&self, j: usize, work: bool) -> bool {
        let (before, token) = (self.context.tokens[j - 1], self.context.tokens[j]);
        // "Alison Morgan KC"
        if token.shape == Shape::Upper && token.is(ORDINARY_ACRONYM) && before.is(SURNAME) && !token.is(SUFFIX) {
            return false;
        }
        if token.has(TITLED | SHOUTED) && !self.is_known(token) {
            return token.has(TITLED) && before.is(GIVEN) && !token.is(FUNCTION);
        }
        if token.is(MONTH | WEEKDAY) && !token.is(GIVEN | SOFT) {
            return false;
        }
        let initial = token.is_initial()
            && self.token(j + 1).is_some_and(|n| n.gap == Gap::Period && n.shape == Shape::Capitalised);
        if token.is(FUNCTION) && !initial && token.shape != Shape::Dotted {
            let acronym = token.shape == Shape::Upper && token.is(COUNTRY | ORG_ACRONYM);
            // "A Flag of No Country"
            let inside = work && token.shape == Shape::Capitalised
                || (work || before.shape == Shape::Lower)
                    && self.token(j + 1).is_some_and(|n| n.gap == Gap::Space && n.shape == Shape::Capitalised);
            // "Aurelio De Laurentiis", "Pony Ma".
            let next = self.token(j + 1);
            let particle = token.is(PARTICLE)
                && (before.is(GIVEN) || before.is_initial())
                && next.is_some_and(|n| n.gap == Gap::Space && n.shape == Shape::Capitalised && !n.is(FUNCTION));
            let surname = token.is(SURNAME_FIRST) && before.is(GIVEN) && token.shape == Shape::Capitalised;
            return acronym || inside || particle || surname || (token.gap == Gap::Hyphen && token.is_upper_first());
        }
        true
    }

    /// The end of the run over "of", "van der", "and", when the name goes on behind them.
    fn over_small_words(&self, i: usize, j: usize, work: bool) -> Option<usize> {
        let token = self.context.tokens[j];
        let word = self.text(token);
        // "Trou-du-Nord"
        let tied = token.gap == Gap::Hyphen
            && token.is(PARTICLE)
            && self.token(j + 1).is_some_and(|n| n.gap == Gap::Hyphen && n.is_upper_first());
        if (tied || self.is_foreign_particle(j)) && !self.taken[j + 1] {
            return Some(j + 2);
        }
        let mut k = j;
        if matches!(word, "of" | "for" | "on" | "and" | "für" | "des" | "de" | "et" | "und" | "del" | "della") && !work
        {
            if !self.joins(i, j, word) {
                return None;
            }
            k += 1;
            while k <= j + 2
                && self.token(k).is_some_and(|t| self.is_small(t) && t.is(DETERMINER) && t.gap == Gap::Space)
            {
                k += 1;
            }
        } else if work {
            // "will play Mauro Icardi and Osimhen"
            if word == "and" && self.context.tokens[i].is(GIVEN | SURNAME) {
                return None;
            }
            while k <= j + 2
                && self.token(k).is_some_and(|t| self.is_small(t) && t.is(FUNCTION) && !t.is(VERB | SPEECH))
            {
                k += 1;
            }
        } else {
            if !self.particles_join(i, j) {
                return None;
            }
            while k <= j + 2
                && self.token(k).is_some_and(|t| {
                    self.is_small(t) && t.is(PARTICLE) && !matches!(self.text(t), "y" | "e" | "and" | "und")
                })
            {
                k += 1;
            }
        }
        let next = self.token(k).filter(|t| t.is_upper_first() && !self.taken[k] && !t.has(QUOTED))?;
        let adjoins = matches!(next.gap, Gap::Space | Gap::Hyphen | Gap::Joint);
        let named = (!next.is(FUNCTION) || (work && k > j)) && (!next.is(MONTH | WEEKDAY) || next.is(GIVEN | SOFT));
        let inside = next.is(FUNCTION)
            && self.token(k + 1).is_some_and(|n| n.gap == Gap::Space && n.shape == Shape::Capitalised)
            && !self.context.tokens[i..j].iter().any(|t| t.is(TITLE | GIVEN));
        (k > j && adjoins && (named || inside)).then_some(k + 1)
    }

    fn is_small(&self, token: Token) -> bool {
        token.shape == Shape::Lower && matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Joint)
    }

    /// Whether lower-case particles can go on the run: "Osama bin Laden", but not "Putin zu Besuch".
    fn particles_join(&self, i: usize, j: usize) -> bool {
        let run = &self.context.tokens[i..j];
        let tail = run[run.len() - 1];
        let person = tail.is(GIVEN) || tail.is_initial() || run.len() > 1;
        let token = self.context.tokens[j];
        // "van" and "von" between capitals are a name's own also where they are the language's "of".
        let arabic = matches!(self.text(token), "al" | "el" | "bin" | "ibn" | "bint" | "abu")
            && self.token(j + 1).is_some_and(|n| matches!(n.gap, Gap::Hyphen | Gap::Space) && n.is_upper_first());
        let clear = !token.is(FUNCTION) || arabic || matches!(self.text(token), "van" | "von");
        // "Matthew Broderick as Richard"
        let english = self.english && token.is(ENGLISH);
        token.is(PARTICLE)
            && !english
            && !tail.is(COUNTRY | DEMONYM)
            && (token.gap != Gap::Hyphen || !tail.is(ORG_INSIDE))
            && (clear || person)
            && (!self.noun_capitals || tail.is(GIVEN) || tail.is_initial())
    }

    /// Whether "of", "for" or "and" joins the run before it with what follows.
    fn joins(&self, i: usize, j: usize, word: &str) -> bool {
        let run = &self.context.tokens[i..j];
        let tail = run[run.len() - 1];
        let org = run.iter().any(|t| t.is(ORG_HEAD));
        let next = self.token(j + 1);
        let next_is_name = next.is_some_and(|t| t.is(GIVEN | COUNTRY | DEMONYM) || t.is(TITLE));
        match word {
            "of" | "de" | "des" | "del" | "della" => {
                let person = run.iter().any(|t| t.is(GIVEN)) && !org;
                let place = tail.is(COUNTRY | DEMONYM) && !tail.is(PLACE_INSIDE);
                let head = org || tail.is(PLACE_HEAD | PLACE_INSIDE | ORG_INSIDE);
                // "Lord of War", but neither "the tower Omega of Surco" nor "Cheng Yu-tung of New World".
                let counts = self.context.vocabulary.counts(tail.word);
                let ordinary = tail.shape == Shape::Capitalised && (tail.is(ORDINARY) || counts.lower > 0);
                let word_of = word == "of" && (ordinary || tail.shape == Shape::Upper);
                let foreign = word_of || head || (word != "of" && person && !tail.is(FUNCTION));
                let loud = tail.has(TITLED | SHOUTED) && !head;
                // "Freedom Party of Herbert Kickl"
                let behind = self.token(j + 2).filter(|t| t.gap == Gap::Space && t.shape == Shape::Capitalised);
                // "State Secretariat of President Joko Widodo"
                let owner = next.is_some_and(|t| t.is(GIVEN | SURNAME_FIRST | TITLE) && t.shape == Shape::Capitalised)
                    && behind.is_some_and(|t| !t.is(ORDINARY | ORG_INSIDE | PLACE_INSIDE | FUNCTION));
                foreign
                    && !owner
                    && !tail.is(TITLE)
                    && (!person || word != "of")
                    && !place
                    && !loud
                    && (!self.noun_capitals || word != "des" || org)
            }
            "for" | "für" => org || tail.is(ORG_INSIDE),
            // "Commission on Human Rights"
            "on" => tail.is(ORG_HEAD) && run.len() > 1 && !next_is_name && next.is_some_and(|t| t.is(ORDINARY)),
            "and" | "et" | "und" => {
                let has_of = run.iter().any(|t| t.shape == Shape::Lower);
                let closes = next.is_some_and(|t| t.is_upper_first())
                    && self.token(j + 2).is_some_and(|t| t.gap == Gap::Space && t.is(ORG_INSIDE) && t.is_upper_first());
                // "Bank of China and PetroChina", "CMOC and Zijin Mining": the first is complete.
                let whole = run[0].shape == Shape::Upper
                    || (run.len() == 1 && !tail.is(ORDINARY | SURNAME | GIVEN))
                    || self.context.vocabulary.organisation_at(run).is_some_and(|(len, sure)| sure && len == run.len());
                let org_head = run[0].is(ORG_HEAD) && has_of && !tail.is(COUNTRY);
                !whole && (org_head || closes) && !next_is_name && !(closes && run.iter().any(|t| t.is(ORG_INSIDE)))
            }
            _ => false,
        }
    }

    /// Whether what follows the token before `last` shows that a lone capitalised word at a sentence start is a name.
    pub fn supported(&self, last: usize) -> bool {
        let tail = self.context.tokens[last - 1];
        let Some(next) = self.token(last) else { return tail.has(POSSESSIVE) };
        let speaks = next.is(SPEECH) && next.shape == Shape::Lower && next.gap == Gap::Space;
        let age = next.gap == Gap::Comma && next.shape == Shape::Number;
        tail.has(POSSESSIVE) || speaks || age
    }

    /// Whether the tokens stand between quotation marks, and nothing else does.
    pub fn is_quoted(&self, i: usize, last: usize) -> bool {
        let end = self.context.tokens[last - 1].end as usize;
        self.context.tokens[i].has(QUOTED)
            && self.context.text[end..].starts_with(['”', '"', '’', '\'', '»', '“', '‘', ','])
    }
}
