//! Layer 1, second half: what rules found in a document and what the tagger found there become one row of names.
//!
//! Where both see the same words, the tagger's label is one more vote. Where they differ about where a name begins or
//! ends, what is left over decides: titles and small words belong to no name, capitalised ones do.

use super::claims::{Claim, kind_of};
use super::lists::*;
use super::names::{Candidate, Page};
use super::tagger::Label;
use super::tagging::Lean;
use super::tokens::{Gap, Shape, Token};
use super::votes::{Cue, Votes};
use super::{Kind, claims};

/// One row of names out of both, in order.
pub(super) fn merge(page: &Page<'_>, rules: Vec<Candidate>) -> Vec<Candidate> {
    let mut merger = Merger { page, out: Vec::with_capacity(rules.len() + page.tagged.entities.len() / 2) };
    let claims: Vec<Claim> = claims::of(page);
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
        // The line of whoever speaks has a form of its own, which the tagger cannot read.
        let speaks = matches!(rule.votes.best(), (Kind::Person, _, Cue::Speaker));
        if same {
            self.both(rule, claim, 1.0);
        } else if speaks {
            self.alone(*rule);
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
            let title = rank && (titled || claim.label == Label::Person)
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
