//! Layer 1, second half: what rules found in a document and what the tagger found there become one row of names.
//!
//! Where both see the same words, the tagger's label is one more vote. Where they differ about where a name begins or
//! ends, what is left over decides: titles and small words belong to no name, capitalised ones do.

use super::Kind;
use super::lists::*;
use super::names::{Candidate, Page};
use super::tagger::Label;
use super::tagging::{Entity, Lean};
use super::tokens::{Gap, SHOUTED, START, Shape, Token};
use super::votes::{Cue, Votes};

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
struct Claim {
    first: usize,
    last: usize,
    label: Label,
    score: f32,
}

/// One row of names out of both, in order.
pub(super) fn merge(page: &Page<'_>, rules: Vec<Candidate>) -> Vec<Candidate> {
    let mut merger = Merger { page, out: Vec::with_capacity(rules.len() + page.tagged.entities.len() / 2) };
    let claims: Vec<Claim> = merger.claims();
    let (mut r, mut c) = (0, 0);
    while r < rules.len() || c < claims.len() {
        // A cluster: what overlaps, over any number of both.
        let (r0, c0) = (r, c);
        let mut end = 0;
        let start = |r: usize, c: usize| {
            let rule = rules.get(r).map_or(usize::MAX, |x| x.first);
            rule.min(claims.get(c).map_or(usize::MAX, |x| x.first))
        };
        let mut at = start(r, c);
        loop {
            while let Some(rule) = rules.get(r).filter(|x| x.first < end || x.first == at) {
                end = end.max(rule.last);
                r += 1;
            }
            match claims.get(c).filter(|x| x.first < end || x.first == at) {
                Some(claim) => {
                    end = end.max(claim.last);
                    c += 1;
                }
                None => break,
            }
            at = usize::MAX;
        }
        merger.settle(&rules[r0..r], &claims[c0..c]);
    }
    merger.out.sort_by_key(|x| x.first);
    merger.out
}

struct Merger<'a> {
    page: &'a Page<'a>,
    out: Vec<Candidate>,
}

impl Merger<'_> {
    fn tokens(&self) -> &[Token] {
        self.page.runs.context.tokens
    }

    fn text(&self, i: usize) -> &str {
        self.tokens()[i].text(self.page.runs.context.text)
    }

    fn claims(&self) -> Vec<Claim> {
        let entities = self.page.tagged.entities.iter().filter(|e| kind_of(e.label).is_some());
        let mut from = 0;
        entities.filter_map(|e| self.claim(e, &mut from)).collect()
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
                    && (label == Label::Person || label == Label::Org && !body && named);
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

    /// Decides about what overlaps.
    fn settle(&mut self, rules: &[Candidate], claims: &[Claim]) {
        match (rules, claims) {
            ([rule], []) => self.alone(*rule),
            ([], [claim]) => self.take(claim),
            ([rule], [claim]) => self.pair(rule, claim),
            ([rule], claims) => self.several_claims(rule, claims),
            (rules, [claim]) => self.several_rules(rules, claim),
            (rules, claims) => {
                // Too tangled: each rule with what the tagger says of just its words.
                for rule in rules {
                    match claims.iter().find(|c| (c.first, c.last) == (rule.first, rule.last)) {
                        Some(claim) => self.pair(rule, claim),
                        None => self.alone(*rule),
                    }
                }
            }
        }
    }

    /// A name of the rules that the tagger did not find: what it leans to there.
    fn alone(&mut self, mut rule: Candidate) {
        if let Some(lean) = self.page.lean(rule.first) {
            add_lean(&lean, &mut rule.votes);
        }
        self.out.push(rule);
    }

    /// A name that only the tagger found.
    fn take(&mut self, claim: &Claim) {
        let mut votes = self.page.runs.context.votes(claim.first, claim.last);
        add_claim(claim, self.page.lean(claim.first), 1.0, &mut votes);
        let tagged = Some((claim.label, claim.score));
        let (first, last) = (claim.first, claim.last);
        self.out.push(Candidate { first, last, votes, tagged, by_rule: false });
    }

    fn both(&mut self, rule: &Candidate, claim: &Claim, share: f32) {
        let mut merged = *rule;
        add_claim(claim, self.page.lean(claim.first), share, &mut merged.votes);
        merged.tagged = Some((claim.label, claim.score));
        self.out.push(merged);
    }

    fn pair(&mut self, rule: &Candidate, claim: &Claim) {
        let same = (rule.first, rule.last) == (claim.first, claim.last);
        if same {
            self.both(rule, claim, 1.0);
        } else if rule.first <= claim.first && claim.last <= rule.last {
            self.inside_rule(rule, claim);
        } else if claim.first <= rule.first && rule.last <= claim.last {
            if self.reaches(claim, std::slice::from_ref(rule)) {
                self.take(claim);
            } else {
                self.both(rule, claim, 0.8);
            }
        } else {
            self.alone(*rule);
        }
    }

    /// The tagger's name is a part of the rules'.
    fn inside_rule(&mut self, rule: &Candidate, claim: &Claim) {
        let tokens = self.tokens();
        let before = &tokens[rule.first..claim.first];
        let apart = |t: &Token| {
            t.is(TITLE | PERSON_BEFORE | DEMONYM | COUNTRY | ORG_BEFORE) && !t.is(GIVEN)
                || (t.is(ORDINARY) && t.is_excused())
        };
        let person = claim.label == Label::Person && claim.last == rule.last;
        if !before.is_empty() && person && before.iter().all(apart) && claim.last - claim.first > 1 {
            let place = self.page.runs.context.vocabulary.place_at(before).filter(|(len, _)| *len == before.len());
            if place.is_some() {
                let votes = self.page.runs.context.votes(rule.first, claim.first);
                self.out.push(Candidate { last: claim.first, votes, ..*rule });
            }
            self.take(claim);
            return;
        }
        self.both(rule, claim, 0.6);
    }

    /// Whether the tagger's longer name takes in something of a name.
    fn reaches(&self, claim: &Claim, rules: &[Candidate]) -> bool {
        let tokens = self.tokens();
        let left: Vec<usize> =
            (claim.first..claim.last).filter(|&i| !rules.iter().any(|r| (r.first..r.last).contains(&i))).collect();
        let broken = (claim.first + 1..claim.last)
            .any(|i| matches!(tokens[i].gap, Gap::Comma | Gap::Bracket | Gap::Other | Gap::Sentence));
        let named = |&i: &usize| {
            let t = tokens[i];
            let rank = t.is(TITLE | PERSON_BEFORE) && !t.is(GIVEN);
            // "Minister of Police Velibor Stefanov"
            let field = t.is(ORDINARY) && !t.is(GIVEN | SURNAME) && rules.iter().any(|r| r.last - r.first > 1);
            let titled =
                rules.first().is_some_and(|r| matches!(r.votes.best(), (Kind::Person, weight, _) if weight > 2.0));
            let title = rank && claim.label == Label::Person
                || field && i < rules[0].first && (titled || claim.label == Label::Person);
            let small = t.is(FUNCTION) && t.shape == Shape::Capitalised && !self.page.runs.is_name_despite(i);
            t.is_upper_first() && !small && !title
        };
        let linked = matches!(
            claim.label,
            Label::Org | Label::WorkOfArt | Label::Fac | Label::Event | Label::Law | Label::Product
        );
        let small = left.iter().all(|&i| tokens[i].shape == Shape::Lower && tokens[i].is(FUNCTION | PARTICLE));
        if broken && !linked {
            return false;
        }
        if left.iter().any(named) {
            return !broken || claim.score > 0.6;
        }
        linked && small && claim.score > 0.5 || claim.label == Label::WorkOfArt && claim.score > 0.6
    }

    fn several_rules(&mut self, rules: &[Candidate], claim: &Claim) {
        let linked = matches!(
            claim.label,
            Label::Org | Label::WorkOfArt | Label::Fac | Label::Event | Label::Law | Label::Product | Label::Loc
        );
        let covers = rules.iter().all(|r| claim.first <= r.first && r.last <= claim.last);
        let tokens = self.tokens();
        let close = (claim.first + 1..claim.last)
            .all(|i| matches!(tokens[i].gap, Gap::Space | Gap::Hyphen | Gap::Ampersand | Gap::Period | Gap::Joint));
        let person = rules.iter().any(|r| r.votes.best().0 == Kind::Person && r.last - r.first > 1);
        if covers && close && linked && claim.score > 0.5 && !person {
            self.take(claim);
            return;
        }
        if covers
            && close
            && claim.label == Label::Person
            && !person
            && claim.score > 0.8
            && rules.iter().all(|r| r.last - r.first == 1 && !tokens[r.first].is(COUNTRY | DEMONYM | ORG_ACRONYM))
        {
            self.take(claim);
            return;
        }
        for rule in rules {
            self.alone(*rule);
        }
    }

    fn several_claims(&mut self, rule: &Candidate, claims: &[Claim]) {
        let tokens = self.tokens();
        let covered = |i: usize| claims.iter().any(|c| (c.first..c.last).contains(&i));
        let all = (rule.first..rule.last)
            .all(|i| covered(i) || tokens[i].shape == Shape::Lower || tokens[i].is(TITLE | FUNCTION | PERSON_BEFORE));
        let inside = claims.iter().all(|c| rule.first <= c.first && c.last <= rule.last);
        let of_one_kind = matches!(
            rule.votes.best(),
            (Kind::Organisation, _, Cue::OrgWord | Cue::OrgList)
                | (Kind::Work, ..)
                | (_, _, Cue::PlaceList | Cue::People | Cue::PersonList)
        );
        // "Yoon Suk" and "Yeol" are one person to the rules.
        let person = rule.votes.best().0 == Kind::Person && claims.iter().all(|c| c.label == Label::Person);
        let spaced = (rule.first + 1..rule.last).all(|i| matches!(tokens[i].gap, Gap::Space | Gap::Hyphen))
            && claims.iter().filter(|c| c.last - c.first > 1).count() < 2;
        if let Some(claim) = claims.first().filter(|_| person && spaced && inside) {
            self.both(rule, claim, 0.8);
            return;
        }
        if all && inside && !of_one_kind {
            claims.iter().for_each(|claim| self.take(claim));
        } else {
            self.alone(*rule);
        }
    }
}

/// Whether a word behind an organisation's name says what somebody is there.
pub(super) fn is_office(token: Token) -> bool {
    token.is_upper_first() && token.is(TITLE | ORG_OFFICE) && !token.is(ORG_INSIDE | GIVEN | COUNTRY)
}

/// What a label is worth, when the tagger is sure.
fn weight(label: Label) -> f32 {
    match label {
        Label::Person | Label::Gpe | Label::Norp => 3.0,
        Label::Org => 2.5,
        Label::WorkOfArt | Label::Loc | Label::Fac => 2.0,
        _ => 1.5,
    }
}

/// The votes of the tagger for the kinds of a name that it found, `share` of them: what it says of the first word, when
/// the name begins there.
fn add_claim(claim: &Claim, lean: Option<Lean>, share: f32, votes: &mut Votes) {
    let Some(kind) = kind_of(claim.label) else { return };
    let sure = weight(claim.label) * share * claim.score;
    match lean.filter(|lean| lean.name() > 0.3) {
        Some(lean) => {
            let rest = |k: Kind, part: f32| (k, if k == kind { sure } else { 2.0 * share * part });
            votes.add_tagger(lean.kinds().map(|(k, part)| rest(k, part)), Cue::Tagger);
            if !lean.kinds().iter().any(|(k, _)| *k == kind) {
                votes.add(kind, sure, Cue::Tagger);
            }
        }
        None => votes.add_tagger([(kind, sure)], Cue::Tagger),
    }
}

fn add_lean(lean: &Lean, votes: &mut Votes) {
    let all = lean.name() + lean.other;
    if all < 0.01 {
        return;
    }
    let sure = 1.5 * (4.0 * all).min(1.0) / all;
    votes.add_tagger(lean.kinds().map(|(kind, part)| (kind, sure * part)), Cue::Leaning);
}
