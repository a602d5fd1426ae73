//! Dates, times and amounts that the tagger found and no pattern did: "last year", "the evening of 3 May", "six pounds".

use super::lists::{ARTICLE, FUNCTION, MONTH, WEEKDAY};
use super::tagger::Label;
use super::tagging::{Entity, Tagged};
use super::tokens::{Gap, Shape, Token};
use super::{Found, Kind, Rule};
use crate::annotation::Layers;

/// Words that make a row of words a date and no span of time.
const ANCHORS: &[&str] = &[
    "last",
    "next",
    "this",
    "past",
    "previous",
    "coming",
    "recent",
    "ago",
    "yesterday",
    "today",
    "tomorrow",
    "tonight",
    "earlier",
    "later",
    "morning",
    "evening",
    "early",
    "late",
    "mid",
    "following",
    "same",
];

/// Adds what the tagger found, where patterns found nothing or less. The layer is in order before and after.
pub(super) fn merge(text: &str, tokens: &[Token], tagged: &Tagged, layer: &mut Vec<Found>) {
    if tagged.entities.is_empty() {
        return;
    }
    layer.sort_unstable_by_key(|f| f.start);
    let mut from = 0;
    let mut more: Vec<Found> = Vec::new();
    for entity in &tagged.entities {
        let Some(kind) = kind(entity.label) else { continue };
        let Some((start, end)) = trimmed(text, tokens, entity, kind, &mut from) else { continue };
        let overlaps = |f: &Found| f.start < end && start < f.end;
        let at = layer.partition_point(|f| f.end <= start);
        let here = layer[at..].iter().take_while(|f| f.start < end).filter(|f| overlaps(f));
        let clash = here.clone().any(|f| f.kind != kind || f.start < start || f.end > end);
        if here.clone().next().is_some() && (clash || kind != Kind::Date) {
            continue;
        }
        let rule = if kind == Kind::Date { "date by the neural tagger" } else { "amount by the neural tagger" };
        let mut found = Found::new(start, end, kind, entity.score, Rule::Plain(rule));
        found.layers = Layers::TAGGER;
        found.tagged = Some((entity.label, entity.score));
        more.push(found);
    }
    layer.retain(|f| {
        let at = more.partition_point(|m| m.end <= f.start);
        more.get(at).is_none_or(|m| m.start >= f.end)
    });
    layer.extend(more);
    layer.sort_unstable_by_key(|f| f.start);
}

fn kind(label: Label) -> Option<Kind> {
    match label {
        Label::Date | Label::Time => Some(Kind::Date),
        Label::Money | Label::Percent => Some(Kind::Quantity),
        _ => None,
    }
}

/// The bytes of the entity without an article before it, when they say when something was.
fn trimmed(text: &str, tokens: &[Token], entity: &Entity, kind: Kind, from: &mut usize) -> Option<(u32, u32)> {
    let mut first = *from + tokens[*from..].partition_point(|t| t.end <= entity.start);
    let mut last = first + tokens[first..].partition_point(|t| t.start < entity.end);
    *from = last;
    if let Some(cut) = (first + 1..last).find(|&i| tokens[i].gap == Gap::Sentence) {
        last = cut;
    }
    while first < last && tokens[first].is(ARTICLE) {
        first += 1;
    }
    while first < last
        && kind == Kind::Date
        && tokens[last - 1].shape == Shape::Lower
        && tokens[last - 1].is(FUNCTION)
        && !ANCHORS.contains(&tokens[last - 1].text(text))
    {
        last -= 1;
    }
    let (head, tail) = (tokens[first..last].first()?, tokens[first..last].last()?);
    if kind == Kind::Quantity {
        let start = entity.start.min(head.start);
        let sign = text.get(start as usize..head.start as usize).is_some_and(|s| s.chars().all(|c| !c.is_whitespace()));
        let digits = tokens[first..last].iter().any(|t| t.shape == Shape::Number || t.shape == Shape::Lower);
        return digits.then_some((if sign { start } else { head.start }, tail.end.max(entity.end)));
    }
    let anchored = tokens[first..last].iter().any(|t| {
        let word = t.text(text);
        let year = t.shape == Shape::Number && word.len() == 4;
        let lower = word.to_lowercase();
        t.is(MONTH | WEEKDAY) && t.is_upper_first() || year || ANCHORS.contains(&&*lower)
    });
    let time = entity.label == Label::Time;
    (anchored && !time).then_some((head.start, tail.end))
}
