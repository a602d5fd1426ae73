//! What the tagger found, as names: its entities cut to the tokens that belong to a name, without those that are none.

use super::Kind;
use super::lists::*;
use super::names::Page;
use super::tagger::Label;
use super::tagging::Entity;
use super::tokens::{Gap, SHOUTED, START, Shape, Token};

/// The kind that a label stands for; `None` for dates and amounts.
pub(super) fn kind_of(label: Label) -> Option<Kind> {
    Some(match label {
        Label::Person => Kind::Person,
        Label::Org => Kind::Organisation,
        Label::Gpe | Label::Loc | Label::Fac => Kind::Place,
        Label::Norp => Kind::Group,
        Label::WorkOfArt | Label::Law => Kind::Work,
        Label::Event => Kind::Event,
        Label::Product => Kind::Product,
        _ => return None,
    })
}

/// An entity of the tagger in tokens `first..last`, cut to what is a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub first: usize,
    pub last: usize,
    pub label: Label,
    pub score: f32,
}

/// Whether a word behind an organisation's name says what somebody is there.
pub(super) fn is_office(token: Token) -> bool {
    token.is_upper_first() && token.is(TITLE | ORG_OFFICE) && !token.is(ORG_INSIDE | GIVEN | COUNTRY)
}

/// The claims of the tagger on a page, in order.
pub(super) fn of(page: &Page<'_>) -> Vec<Claim> {
    let cutter = Cutter { page };
    let entities = page.tagged.entities.iter().filter(|e| kind_of(e.label).is_some());
    let mut from = 0;
    entities.filter_map(|e| cutter.claim(e, &mut from)).collect()
}

struct Cutter<'a> {
    page: &'a Page<'a>,
}

impl Cutter<'_> {
    fn tokens(&self) -> &[Token] {
        self.page.runs.context.tokens
    }

    fn text(&self, i: usize) -> &str {
        self.tokens()[i].text(self.page.runs.context.text)
    }

    /// The tokens of an entity, from token `from` on, without what belongs to no name.
    fn claim(&self, entity: &Entity, from: &mut usize) -> Option<Claim> {
        let tokens = self.tokens();
        let mut first = *from + tokens[*from..].partition_point(|t| t.end <= entity.start);
        let mut last = first + tokens[first..].partition_point(|t| t.start < entity.end);
        *from = last;
        // "Country Garden of Yang Huiyan": the person is the one behind, unless one stands before.
        if entity.label == Label::Person
            && let Some(of) = (first + 1..last).find(|&i| tokens[i].shape == Shape::Lower && self.text(i) == "of")
            && !tokens[first..of].iter().any(|t| t.is(GIVEN | SURNAME | SURNAME_FIRST))
        {
            first = of + 1;
        }
        // No name runs over the end of a line or sentence.
        let listed = if first < last { self.page.runs.listed(first).unwrap_or(0) } else { 0 };
        if let Some(cut) = (first + listed.max(1)..last).find(|&i| self.parts(i, entity.label)) {
            last = cut;
        }
        while first < last && self.leads(first, last, entity.label) {
            first += 1;
        }
        while first < last && self.trails(first, last - 1, entity.label) {
            last -= 1;
        }
        if (first..last).any(|i| self.page.runs.taken[i]) && last - first < 3 {
            return None;
        }
        let named = |t: &Token| t.is_upper_first() || t.shape == Shape::Uncased;
        let claim = Claim { first, last, label: entity.label, score: entity.score };
        (tokens[first..last].iter().any(named) && self.is_likely(&claim)).then_some(claim)
    }

    /// Whether a name ends before token `i`.
    fn parts(&self, i: usize, label: Label) -> bool {
        let token = self.tokens()[i];
        // "Icardi and Osimhen", "Harjeet Singh of the Initiative": no person goes on behind such a word.
        let small = token.shape == Shape::Lower && matches!(self.text(i), "and" | "or" | "of" | "with" | "the" | "in");
        let place =
            matches!(label, Label::Gpe | Label::Norp | Label::Loc | Label::Fac) && matches!(self.text(i), "and" | "or");
        if small && (label == Label::Person || place) {
            return true;
        }
        // "the High Court in Admiralty"
        if label == Label::Org
            && token.shape == Shape::Lower
            && self.text(i) == "in"
            && self.tokens()[i - 1].is(ORG_INSIDE)
        {
            return true;
        }
        // "according to Rathbun the Scientology property"
        let before = self.tokens()[i - 1];
        let article = self.text(i) == "the" && before.is_upper_first() && !before.is(ORDINARY);
        if article && label != Label::WorkOfArt && label != Label::Event {
            return true;
        }
        match token.gap {
            Gap::Sentence => true,
            Gap::Comma | Gap::Bracket | Gap::Other => {
                matches!(label, Label::Person | Label::Gpe | Label::Norp | Label::Loc)
            }
            _ => false,
        }
    }

    fn leads(&self, i: usize, last: usize, label: Label) -> bool {
        let token = self.tokens()[i];
        let next = self.tokens().get(i + 1).filter(|_| i + 1 < last);
        match token.shape {
            Shape::Lower => {
                let particle = token.is(PARTICLE)
                    && !token.is(ARTICLE)
                    && next.is_some_and(|n| {
                        // "van den Berg"
                        let more = n.shape == Shape::Lower && n.is(PARTICLE) && !n.is(ARTICLE);
                        (n.is_upper_first() || more) && matches!(n.gap, Gap::Hyphen | Gap::Space)
                    })
                    && (label == Label::Person || next.is_some_and(|n| n.gap == Gap::Hyphen));
                !particle
            }
            Shape::Number => label == Label::Person || token.end - token.start <= 2,
            Shape::Uncased | Shape::Capitalised | Shape::Upper | Shape::Dotted => {
                let place =
                    self.page.runs.context.vocabulary.place_at(&self.tokens()[i..last]).is_some_and(|(len, _)| len > 1);
                let name = place || self.page.runs.is_name_despite(i);
                let small = token.is(FUNCTION) && token.shape == Shape::Capitalised && !name;
                // "Mr Justice Hilliard" is a person also where the tagger sees a body.
                let body =
                    self.tokens()[i..last].iter().any(|t| t.is(ORG_INSIDE | PLACE_INSIDE) || t.shape == Shape::Lower);
                let named =
                    next.is_some_and(|n| n.is(TITLE | GIVEN | SURNAME) || !n.is(ORDINARY | ORG_INSIDE | ORG_HEAD));
                let title = token.is(TITLE)
                    && token.shape == Shape::Capitalised
                    && (!token.is(GIVEN) || next.is_some_and(|n| n.is(GIVEN)))
                    && (label == Label::Person || token.is(HONORIFIC) || label == Label::Org && !body && named);
                // "Interior Minister Vakhtang Gomelauri"
                let office = label == Label::Person
                    && token.is(ORDINARY)
                    && !token.is(GIVEN)
                    && next.is_some_and(|n| n.is(TITLE) && !n.is(GIVEN))
                    && last - i > 2;
                let article = matches!(self.text(i), "The" | "A" | "An") && label != Label::WorkOfArt && !place;
                // "Goodbye Limassol", "Successor Siu Shawn": a capital due to the start of the sentence.
                let counts = self.page.runs.context.vocabulary.counts(token.word);
                let forced = token.has(START)
                    && token.is(ORDINARY)
                    && !token.is(GIVEN | SURNAME | COUNTRY | ORG_HEAD | PLACE_HEAD)
                    && counts.mid == 0
                    && (label == Label::Gpe || label == Label::Person && counts.lower > 0)
                    && next.is_some_and(|n| n.is(GIVEN | SURNAME | SURNAME_FIRST | COUNTRY | TOWN) || !n.is(ORDINARY));
                (small && label != Label::WorkOfArt && next.is_some())
                    || article
                    || (title || forced || office) && next.is_some()
            }
        }
    }

    fn trails(&self, first: usize, i: usize, label: Label) -> bool {
        let token = self.tokens()[i];
        match token.shape {
            Shape::Lower => label != Label::WorkOfArt || token.is(FUNCTION),
            Shape::Number => matches!(label, Label::Person | Label::Gpe | Label::Norp),
            // "Apple Computer CEO", "Boeing Executive Vice President"
            // "Alison Morgan KC"
            Shape::Upper if label == Label::Person => {
                token.is(ORDINARY_ACRONYM) && !token.is(SUFFIX | GIVEN | SURNAME_FIRST)
            }
            _ => {
                let named = &self.tokens()[first..i];
                let of = |t: &Token| t.shape == Shape::Lower;
                let next = self
                    .tokens()
                    .get(i + 1)
                    .is_some_and(|n| n.gap == Gap::Space && of(n) && matches!(self.text(i + 1), "of" | "for"));
                label == Label::Org
                    && is_office(token)
                    && named.last().is_some_and(Token::is_upper_first)
                    && !named.iter().any(of)
                    && !next
            }
        }
    }

    /// Whether there is no better reason for the capitals than a name.
    fn is_likely(&self, claim: &Claim) -> bool {
        let tokens = &self.tokens()[claim.first..claim.last];
        let vocabulary = self.page.runs.context.vocabulary;
        if tokens.iter().all(|t| t.is(FUNCTION) && t.shape == Shape::Capitalised && !t.is(COUNTRY)) {
            return false;
        }
        if tokens.iter().all(|t| t.is(TITLE | MONTH | WEEKDAY | ORDINARY_ACRONYM | FUNCTION) && !t.is(GIVEN | COUNTRY))
        {
            return false;
        }
        // "the Interior Minister", "Secretary of State Antony Blinken".
        let office = tokens.iter().all(|t| t.is(ORDINARY | ORG_INSIDE) && t.shape == Shape::Capitalised)
            && self.tokens().get(claim.last).is_some_and(|n| n.gap == Gap::Space && n.is(TITLE) && n.is_upper_first());
        // "Minister of Interior", "Secretary of State"
        let before = |n: usize| claim.first.checked_sub(n).map(|i| (self.tokens()[i], self.text(i)));
        let field = before(1).is_some_and(|(_, word)| matches!(word, "of" | "for"))
            && before(2).is_some_and(|(t, _)| t.is(TITLE))
            && tokens.iter().all(|t| t.is(ORDINARY) && !t.is(GIVEN | COUNTRY | ORG_NAME));
        if (office || field) && claim.label == Label::Org {
            return false;
        }
        // "the former Chief Operating Officer"
        let rank = tokens.iter().any(|t| t.is(TITLE)) && tokens.iter().all(|t| t.is(TITLE | ORDINARY) && !t.is(GIVEN));
        if rank
            && claim.label == Label::Person
            && tokens.iter().all(|t| t.shape == Shape::Capitalised && !t.is(SURNAME))
        {
            return false;
        }
        // "THE KEYS OF THE CASE"
        let loud =
            tokens.iter().all(|t| t.has(SHOUTED)) && tokens.iter().any(|t| t.is(FUNCTION) && !t.is(PARTICLE | GIVEN));
        if loud && claim.label == Label::Person && tokens.len() > 1 {
            return false;
        }
        let [token] = tokens else { return true };
        let body = ORG_INSIDE | ORG_HEAD | PLACE_INSIDE | PLACE_HEAD | PERSON_BEFORE;
        if token.is(body)
            && token.is(ORDINARY)
            && token.shape == Shape::Capitalised
            && !token.is(GIVEN | COUNTRY | ORG_MAYBE | ORG_NAME)
        {
            return false;
        }
        let counts = vocabulary.counts(token.word);
        let word = token.is(ORDINARY) || counts.lower > counts.mid;
        let known = token.is(GIVEN | COUNTRY | DEMONYM | ORG_NAME | ORG_ACRONYM);
        let forced = token.is_excused() && word;
        !forced || known || counts.is_name()
    }
}
