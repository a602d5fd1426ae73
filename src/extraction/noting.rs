//! The end of layer 1: the names of a document go into the table of all names, and into its layer.

use super::learnt::NameTable;
use super::lists::{ABBREVIATION, COUNTRY, FUNCTION, ORG_INSIDE, SUFFIX};
use super::names::{Candidate, Page};
use super::tokens::{Gap, POSSESSIVE, START, Shape};
use super::votes::{Cue, Votes};
use super::{Found, Kind, Rule};
use crate::annotation::Layers;

/// Notes the candidates of a document.
pub(super) fn note(page: &Page<'_>, candidates: Vec<Candidate>, table: &mut NameTable, layer: &mut Vec<Found>) {
    let context = &page.runs.context;
    let mut before: Option<(usize, u32)> = None;
    for candidate in candidates {
        // "The Guardian" is the Guardian, as in "the Guardian"; "The Hague" and "The Third Man" keep their article.
        let article =
            context.tokens[candidate.first].text(context.text) == "The" && candidate.last - candidate.first > 1;
        let bare = article && candidate.votes.best().0 == Kind::Organisation;
        let (i, end) = (candidate.first + usize::from(bare), candidate.last);
        let (first, last) = (context.tokens[i], context.tokens[end - 1]);
        let name = table.note(&context.tokens[i..end], context.text, &candidate.votes, page.runs.noun_capitals);
        if let Some((_, other)) = before.filter(|&(stop, _)| is_row(page, stop, i)) {
            table.note_row(other, name);
        }
        before = Some((end, name));
        let (kind, weight, cue) = candidate.votes.best();
        // "Tessa M.", "Blue Lantern Ltd.": the full stop belongs to the initial or the short word.
        let next = context.tokens.get(end);
        let letter = last.text(context.text).chars().nth(1).is_none();
        let short = letter && last.shape == Shape::Capitalised || last.is(ORG_INSIDE | SUFFIX) && last.is(ABBREVIATION);
        let dot = end - i > 1 && short && context.text[last.end as usize..].starts_with('.');
        let score = (0.4 + 0.1 * weight).min(0.95);
        let stop = last.end + if dot { 1 } else { domain(&context.text[last.end as usize..]) };
        let mut found = Found::new(first.start, stop, kind, score, Rule::Plain(cue.words()));
        found.name = name;
        found.tagged = candidate.tagged;
        found.layers = match (candidate.by_rule, candidate.tagged.is_some()) {
            (true, true) => Layers::RULES.with(Layers::TAGGER),
            (false, true) => Layers::TAGGER,
            _ => Layers::RULES,
        };
        layer.push(found);
        // What stands in lower case behind a person at the start of a sentence is what people do.
        let does = |t: &&super::tokens::Token| {
            t.gap == Gap::Space
                && t.shape == Shape::Lower
                && !t.is(FUNCTION)
                && first.has(START)
                && !last.has(POSSESSIVE)
        };
        if kind == Kind::Person
            && let Some(follower) = next.filter(does)
        {
            table.followers.push(follower.word);
        }
        nested(page, &candidate, kind, table, layer);
    }
}

/// The length in bytes of what makes a site's address of the name before: ".com".
fn domain(rest: &str) -> u32 {
    let end = |d: &&&str| rest.strip_prefix(**d).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()));
    [".com", ".org", ".net", ".ru", ".info", ".tv"].iter().find(end).map_or(0, |d| d.len() as u32)
}

/// Whether a comma, "and" or both are all that stands between two names: tokens `stop..start`.
fn is_row(page: &Page<'_>, stop: usize, start: usize) -> bool {
    let context = &page.runs.context;
    match context.tokens.get(stop..start) {
        Some([]) => context.tokens[start].gap == Gap::Comma,
        Some([word]) => {
            matches!(word.text(context.text), "and" | "or")
                && matches!(word.gap, Gap::Space | Gap::Comma)
                && context.tokens[start].gap == Gap::Space
        }
        _ => false,
    }
}

/// The place in "University of Helsinki".
fn nested(page: &Page<'_>, candidate: &Candidate, kind: Kind, table: &mut NameTable, layer: &mut Vec<Found>) {
    let context = &page.runs.context;
    let (tokens, i, end) = (context.tokens, candidate.first, candidate.last);
    let Some(of) = (i..end).rev().find(|&k| tokens[k].shape == Shape::Lower) else { return };
    let place = &tokens[of + 1..end];
    let whole =
        context.vocabulary.place_at(place).is_some_and(|(len, roles)| len == place.len() && roles & COUNTRY != 0);
    if kind == Kind::Organisation && whole {
        let mut votes = Votes::default();
        votes.add(Kind::Place, 4.0, Cue::PlaceList);
        let name = table.note(place, context.text, &votes, false);
        let (start, stop) = (tokens[of + 1].start, tokens[end - 1].end);
        let mut found = Found::new(start, stop, Kind::Place, 0.6, Rule::Plain("place in the name of an organisation"));
        (found.name, found.nested) = (name, true);
        layer.push(found);
    }
}
