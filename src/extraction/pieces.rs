//! Layer 1: a run of capitals cut into names. What stands before a person (titles, trades, offices and their fields,
//! places, organisations) is no part of the name.

use super::lists::*;
use super::names::Finder;
use super::tokens::{Gap, POSSESSIVE, SHOUTED, START, Shape, TITLED, Token};

/// So many words back an office may stand that ends in "of".
const RANK_WORDS: usize = 7;

impl Finder<'_, '_> {
    /// Cuts a run into names and takes each. `title` says whether a title stood before it.
    pub(super) fn pieces(&mut self, mut i: usize, end: usize, mut title: bool) {
        while i < end {
            let token = self.runs.context.tokens[i];
            // "Reporters Without Borders"
            let whole = self.runs.listed(i).is_some_and(|len| i + len >= end && !token.is(COUNTRY));
            if whole {
                break;
            }
            // "in June Ramaphosa took six leaders there"
            if !title && self.is_month_before(i, end) {
                i += 1;
                continue;
            }
            if self.is_title(i, end) {
                title = true;
                i += 1;
                continue;
            }
            // "Novelist Kim Gyu-na", "Reporter Hwang Jae-ha"
            let rest = &self.runs.context.tokens[i + 1..end];
            let trade =
                token.is(PERSON_BEFORE) && token.is(ORDINARY) && !token.is(GIVEN | SURNAME | ORG_HEAD | ORG_INSIDE);
            let known = |t: &Token| t.is(GIVEN | SURNAME | SURNAME_FIRST | PERSON_NAME);
            let called = (rest.len() > 1 || rest.first().is_some_and(known))
                && rest
                    .iter()
                    .all(|t| !t.is(ORDINARY | ORG_INSIDE | PLACE_INSIDE) || t.is(GIVEN | SURNAME | SURNAME_FIRST))
                && rest[0].gap == Gap::Space;
            if trade && called {
                title = true;
                i += 1;
                continue;
            }
            // "Interior Minister Vakhtang Gomelauri"
            let field = token.is(ORDINARY) && !token.is(GIVEN | COUNTRY | DEMONYM | ORG_INSIDE) && i + 2 < end;
            if field && self.runs.context.tokens[i + 1].is(TITLE) && self.is_title(i + 1, end) {
                i += 1;
                continue;
            }
            if !title && self.is_forced_capital(i, end) {
                title |= token.is(PERSON_BEFORE);
                i += 1;
                continue;
            }
            if let Some(len) = self.leading_place(i, end).or_else(|| self.leading_organisation(i, end)) {
                self.take(i, i + len, false);
                i += len;
                continue;
            }
            break;
        }
        // "of", left over behind a title.
        while i < end && self.runs.context.tokens[i].shape == Shape::Lower {
            (i, title) = (i + 1, false);
        }
        if i >= end {
            return;
        }
        if let Some((at, listed)) = self.behind_field(i, end) {
            if listed {
                self.take(i, at, false);
            }
            self.pieces(at, end, true);
            return;
        }
        if let Some(at) = self.person_inside(i, end) {
            if !self.behind_office(i) {
                self.pieces(i, at, title);
            }
            self.pieces(at, end, title || self.behind_office(i));
            return;
        }
        let tail = self.runs.context.tokens[end - 1];
        let next_name = self.runs.token(end).is_some_and(|t| t.is_upper_first() && t.gap != Gap::Sentence);
        if end - i == 2
            && tail.is(COUNTRY)
            && tail.has(POSSESSIVE)
            && next_name
            && !self.runs.context.tokens[i].is(ORG_INSIDE | PLACE_HEAD)
        {
            self.take(i, end - 1, title);
            self.take(end - 1, end, false);
            return;
        }
        self.take(i, end, title);
    }

    /// Whether token `i` is a title of the name behind it in the run, or of nobody.
    fn is_title(&self, i: usize, end: usize) -> bool {
        let tokens = self.tokens();
        let token = tokens[i];
        if !token.is(TITLE) || token.shape == Shape::Dotted {
            return false;
        }
        let rest = &tokens[i + 1..end];
        // "Mr. Lane" lives in no lane.
        if token.is(HONORIFIC) && rest.first().is_some_and(|next| next.shape != Shape::Lower) {
            return true;
        }
        let Some(next) = rest.first() else { return !token.is(GIVEN | SOFT) || !token.is(GIVEN) };
        let org = tokens[end - 1].is(ORG_INSIDE | PLACE_INSIDE) && !rest.iter().any(|t| t.is(GIVEN));
        let given = token.is(GIVEN) && !next.is(GIVEN);
        // "General Administration of Sport"
        let body = next.is(ORG_INSIDE | ORG_HEAD) && !next.is(GIVEN | SURNAME);
        !org && !given && !body && next.shape != Shape::Lower
    }

    /// Whether token `i` is a month that a name follows by chance, by the word before it.
    fn is_month_before(&self, i: usize, end: usize) -> bool {
        let before = i.checked_sub(1).and_then(|b| self.runs.token(b));
        let when = |word: &str| {
            matches!(
                word.to_ascii_lowercase().as_str(),
                "in" | "since" | "until" | "till" | "by" | "during" | "last" | "next" | "early" | "late" | "mid"
            )
        };
        let dated = before.is_some_and(|b| b.shape == Shape::Number || when(b.text(self.runs.context.text)));
        let token = self.tokens()[i];
        let next = self.tokens().get(i + 1).filter(|_| i + 1 < end);
        // "by April Jones": who is called so is no month.
        dated
            && token.is(MONTH)
            && next.is_some_and(|n| n.gap == Gap::Space && n.is_upper_first() && !n.is(ORG_INSIDE))
            && !(token.is(GIVEN) && before.is_some_and(|b| b.text(self.runs.context.text) == "by"))
    }

    /// Whether the token's capital is due to the sentence start only, with a name behind it.
    fn is_forced_capital(&self, i: usize, end: usize) -> bool {
        let token = self.tokens()[i];
        if !token.has(START) || i + 1 >= end || token.shape != Shape::Capitalised {
            return false;
        }
        let next = self.tokens()[i + 1];
        let head = token.is(ORG_HEAD | PLACE_HEAD) && (next.shape == Shape::Lower || token.is(SOFT));
        if head || self.runs.is_quoted(i, end) {
            return false;
        }
        if token.is(SOFT) {
            return !token.is(GIVEN) || self.tokens()[i + 1].is(GIVEN);
        }
        let counts = self.runs.context.vocabulary.counts(token.word);
        let ly = token.text(self.runs.context.text).ends_with("ly") && counts.mid == 0 && !token.is(GIVEN | COUNTRY);
        let lower = counts.lower > 0 && (counts.mid == 0 || counts.lower > 20 * counts.mid);
        let listed = token.is(GIVEN | COUNTRY | DEMONYM);
        let occupation = token.is(PERSON_BEFORE | ORG_BEFORE) && counts.mid == 0;
        (lower && !listed) || ly || (occupation && !listed)
    }

    /// How many tokens at `i` name a place or people apart from what follows them in the run.
    fn leading_place(&self, i: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens();
        let (len, roles) = self.runs.context.vocabulary.place_at(&tokens[i..end])?;
        // "In Istanbul Imamoglu took 51 percent."
        let opens = i > 0 && tokens[i - 1].is(LOCATIVE) && tokens[i - 1].has(START) && tokens[i].gap == Gap::Space;
        let body = tokens[end - 1].is(ORG_INSIDE | PLACE_INSIDE | PLACE_HEAD);
        if opens && roles & COUNTRY != 0 && i + len < end && tokens[i + len].gap == Gap::Space && !body {
            return (tokens[i + len].shape != Shape::Lower).then_some(len);
        }
        let rest = &tokens[i + len..end];
        let (first, last) = (rest.first()?, rest.last()?);
        // "his colleague from Dushanbe Saimumin Yatimov"
        let other = ORDINARY
            | FUNCTION
            | COUNTRY
            | TOWN
            | DEMONYM
            | ORG_INSIDE
            | ORG_HEAD
            | ORG_NAME
            | ORG_MAYBE
            | PLACE_INSIDE;
        let rare =
            |t: &Token| t.shape == Shape::Capitalised && t.gap == Gap::Space && !t.is(other) && t.end - t.start > 2;
        let town = roles & COUNTRY != 0 && !tokens[i].is(GIVEN | SURNAME | PLACE_HEAD);
        if town && rest.len() == 2 && rest.iter().all(rare) && !tokens[i].has(TITLED | SHOUTED) {
            return Some(len);
        }
        // "Christian Emmanuel Sanon", "Christian B. Hjort"
        if tokens[i].is(GIVEN) && roles & DEMONYM != 0 && (first.is(GIVEN | SURNAME) || first.is_initial()) {
            return None;
        }
        if tokens[i + len].gap == Gap::Hyphen && !rest[0].is(COUNTRY | DEMONYM | GIVEN) {
            return None;
        }
        if first.is(COUNTRY | DEMONYM | GIVEN | TITLE) && (first.is(TITLE) || !last.is(ORG_INSIDE)) {
            return (first.shape != Shape::Lower).then_some(len);
        }
        let upper_first = rest.iter().filter(|t| t.is_upper_first()).count();
        let body = last.is(ORG_INSIDE | PLACE_INSIDE) || first.is(ORG_HEAD);
        let short = matches!(tokens[i].shape, Shape::Upper | Shape::Dotted) || len > 1;
        if body {
            return (roles & COUNTRY != 0 && short && upper_first > 1).then_some(len);
        }
        let counts = self.runs.context.vocabulary.counts(first.word);
        let people = roles & DEMONYM != 0 && !counts.is_ordinary();
        let acronym = tokens[i].shape == Shape::Upper;
        (people || (acronym && roles & COUNTRY != 0)).then_some(len)
    }

    /// How many tokens at `i` name an organisation of the lists apart from the person behind it: "Maersk Vincent Clerc".
    fn leading_organisation(&self, i: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens();
        let (len, sure) = self.runs.context.vocabulary.organisation_at(&tokens[i..end])?;
        let rest = &tokens[i + len..end];
        let (first, last) = (rest.first()?, rest.last()?);
        let spaced = first.gap == Gap::Space && !last.is(ORG_INSIDE | PLACE_INSIDE);
        let person = first.is(GIVEN | TITLE) && (rest.len() > 1 || first.is(TITLE));
        let maybe = sure || len > 1 && !tokens[i].is(GIVEN);
        // "the United Nations Al-Harith Idriss"
        let rare =
            |t: &Token| !t.is(ORDINARY | ORG_INSIDE | PLACE_INSIDE | COUNTRY | TITLE) && t.shape == Shape::Capitalised;
        let unknown = sure && len > 1 && (2..=4).contains(&rest.len()) && rest.iter().all(rare);
        (spaced && (person || unknown) && maybe).then_some(len)
    }

    /// Where in `i + 1..end` a person's full name begins: "Taliban Osama bin Laden".
    fn person_inside(&self, i: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens();
        if tokens[end - 1].is(ORG_INSIDE | PLACE_INSIDE) && tokens[end - 1].end - tokens[end - 1].start > 3 {
            return None;
        }
        let at =
            (i + 1..end.saturating_sub(1)).find(|&k| tokens[k].is(GIVEN) && tokens[k].shape == Shape::Capitalised)?;
        let before = &tokens[i..at];
        let left = before[before.len() - 1];
        let counts = self.runs.context.vocabulary.counts(left.word);
        let apart = left.is(COUNTRY | DEMONYM | TITLE | ORG_INSIDE | ORG_NAME | PERSON_BEFORE)
            || left.shape == Shape::Upper
            || counts.is_ordinary()
            || self.behind_office(i);
        // "the Special Envoy of the United Nations Abdoulaye Bathily"
        if (i..at).any(|k| self.runs.listed(k) == Some(at - k)) || self.runs.listed(at) == Some(end - at) {
            return Some(at);
        }
        let one = before.iter().any(|t| t.is(GIVEN) || t.is_initial() || t.shape == Shape::Lower)
            || (left.is(PLACE_HEAD) && !self.behind_office(i))
            || tokens[at].gap == Gap::Hyphen;
        (apart && !one).then_some(at)
    }

    /// Whether "Secretary of" stands before token `i`.
    pub(super) fn behind_office(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).and_then(|k| self.tokens().get(k));
        let of = before(1).is_some_and(|t| t.shape == Shape::Lower && t.text(self.runs.context.text) == "of");
        of && before(2).is_some_and(|t| t.is(TITLE) && t.is_upper_first())
    }

    /// Where the person begins behind the field of an office: "mayor of Odesa Hennadiy Trukhanov", "Minister of Trade
    /// Rasim Ljajić", "head of Maersk Vincent Clerc".
    /// With it, whether the field is a name itself.
    fn behind_field(&self, i: usize, end: usize) -> Option<(usize, bool)> {
        let tokens = self.tokens();
        let ranked = self.behind_rank(i)?;
        let row = &tokens[i..end];
        let vocabulary = self.runs.context.vocabulary;
        let listed =
            vocabulary.place_at(row).or_else(|| vocabulary.organisation_at(row).filter(|o| o.1).map(|o| (o.0, 0)));
        let field = row.iter().take_while(|t| t.is(ORDINARY) && !t.is(GIVEN)).count();
        // "the president of Funai Joenia Wapichana": three names behind a rank are a field and a person.
        let three = ranked
            && row.len() == 3
            && row.iter().all(|t| t.gap == Gap::Space && !t.is(ORG_INSIDE | ORDINARY))
            && row[1..].iter().all(|t| t.shape == Shape::Capitalised)
            && !row[0].is(GIVEN | PLACE_HEAD | SURNAME | PARTICLE);
        let len = listed.map_or(if field == 0 && three { 1 } else { field }, |(len, _)| len);
        let rest = row.get(len..)?;
        let person = (2..=4).contains(&rest.len())
            && rest.iter().all(|t| t.shape != Shape::Upper && !t.is(ORG_INSIDE | PLACE_INSIDE | COUNTRY | DEMONYM))
            && rest[0].gap == Gap::Space
            && rest[0].shape == Shape::Capitalised
            && (!rest[0].is(ORDINARY) || rest[0].is(GIVEN | TITLE));
        (len > 0 && person).then_some((i + len, listed.is_some() || (three && field == 0)))
    }

    /// Whether "Minister of", "President of the", "Minister of Defence of" or, in small letters, "mayor of" stands before
    /// token `i`; and if so, whether it is a rank and not "the lawyer of".
    fn behind_rank(&self, i: usize) -> Option<bool> {
        let tokens = self.tokens();
        let mut of = false;
        for k in (i.saturating_sub(RANK_WORDS)..i).rev() {
            let token = tokens[k];
            let word = token.text(self.runs.context.text);
            match token.shape {
                Shape::Lower if matches!(word, "of" | "for") => of = true,
                Shape::Lower if word == "the" => {}
                _ if of && token.is(TITLE | PERSON_BEFORE | ORG_OFFICE) => {
                    return Some(token.is(TITLE | ORG_OFFICE) && !token.is(KIN));
                }
                Shape::Capitalised if of && token.is(ORDINARY) => {}
                _ => return None,
            }
            if matches!(token.gap, Gap::Sentence | Gap::Comma) {
                return None;
            }
        }
        None
    }
}
