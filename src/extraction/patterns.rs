//! Dates, times, money, percentages, e-mail addresses and web addresses: what has a form of its own in any language.
//!
//! The regular expressions are tried only where a token or a sign can begin such a form, on at most
//! [`WINDOW`] bytes, so the whole is linear.

use super::lists::{DETERMINER, ENGLISH, FUNCTION, MONTH, PARTICLE, SOFT, WEEKDAY};
use super::tokens::{Gap, Shape, Token};
use super::{Found, Kind, Rule};
use regex::Regex;
use std::sync::LazyLock;

/// No date or amount is longer than this many bytes.
const WINDOW: usize = 80;

/// A regular expression that is written here. `None` would be a mistake of ours that a test finds: then nothing matches.
fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// Numbers with grouping and decimals.
const NUMBER: &str = r"[0-9]{1,3}(?:[,.\u{a0}\u{202f}' ][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?";
const SCALE: &str = r"(?:[  ]?(?i:mio\.|mrd\.|тыс\.|млн\.|млрд\.|(?:millions?|billions?|trillions?|thousand|mio|mrd|milliarden?|millionen|milliards?|mil|millones|bn|mn|m|k|tn|тыс|млн|млрд)\b))?";
const SIGN: &str = r"(?:US\$|A\$|C\$|NZ\$|HK\$|[$€£¥₽₴₹₺₩₪]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|RUB|SEK|NOK|DKK|PLN|CZK|AUD|CAD|INR|BRL|TRY|UAH)\b)";
const CURRENCY: &str = r"(?:US dollars?|dollars?|euros?|pounds?(?: sterling)?|yen|yuan|roubles?|rubles?|rupees?|francs?|kron[ae]r?|pesos?|cents?|pence|dollar|Euro|Dollar|Franken|Rubel|Pfund|рублей|рубля|долларов|евро|USD|EUR|GBP|CHF|JPY|RUB|SEK|NOK|DKK|PLN|[$€£¥₽₴₹₺₩₪])";

/// The expressions, by what they find.
struct Forms {
    money: Option<Regex>,
    percent: Option<Regex>,
    time: Option<Regex>,
    numeric_date: Option<Regex>,
    address: Option<Regex>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms {
    money: regex(&format!(r"^(?:{SIGN}[  ]?(?:{NUMBER}){SCALE}|(?:{NUMBER}){SCALE}[  ]?{CURRENCY})")),
    percent: regex(&format!(
        r"^(?:{NUMBER})[  ]?(?:%|per ?cent|percent|percentage points?|prozent|Prozent|pour cent|por ciento|процентов|процента)"
    )),
    time: regex(
        r"^(?:[01]?[0-9]|2[0-4])(?:[:.h][0-5][0-9](?::[0-5][0-9])?[  ]?(?:[ap]\.?m\.?|Uhr|GMT|UTC|h)|:[0-5][0-9](?::[0-5][0-9])?|[  ]?(?:[ap]m\b|[ap]\.m\.|o['’]clock|Uhr))(?:[  ](?:GMT|UTC|CET|EST|BST))?",
    ),
    numeric_date: regex(
        r"^(?:(?:1[0-9]|20)[0-9]{2}[-./](?:0?[1-9]|1[0-2])[-./](?:3[01]|[12][0-9]|0?[1-9])(?:T[0-9:.]+Z?)?|(?:3[01]|[12][0-9]|0?[1-9])([-./])[  ]?(?:1[0-2]|0?[1-9])[-./][  ]?(?:(?:1[0-9]|20)[0-9]{2}|[0-9]{2})|(?:1[0-2]|0?[1-9])/(?:3[01]|[12][0-9]|0?[1-9])/(?:(?:1[0-9]|20)[0-9]{2}|[0-9]{2})|(?:1[0-9]|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[0-9]{1,2}月(?:[0-9]{1,2}日)?)",
    ),
    address: regex(r#"(?i:https?://|www\.)[^\s<>"“”«»‹›{}|\\^`\u{3000}-\u{303F}\u{FF00}-\u{FFEF}]+"#),
});

/// Finds all of them in a text, in order, none overlapping another.
pub(super) fn find(text: &str, tokens: &[Token], found: &mut Vec<Found>) {
    let from = found.len();
    addresses(text, found);
    mails(text, found);
    found[from..].sort_unstable_by_key(|f| f.start);
    let contacts: Vec<(u32, u32)> = found[from..].iter().map(|f| (f.start, f.end)).collect();
    let mut contact = contacts.iter().peekable();
    let mut end = 0;
    for (i, token) in tokens.iter().enumerate() {
        while contact.next_if(|c| c.1 <= token.start).is_some() {}
        let inside = contact.peek().is_some_and(|c| c.0 <= token.start);
        if inside || token.start < end {
            continue;
        }
        if let Some(one) = form_at(text, tokens, i).filter(|one| contact.peek().is_none_or(|c| one.end <= c.0)) {
            end = one.end;
            found.push(one);
        }
    }
}

/// Which tokens belong to what was found already.
pub(super) fn taken(tokens: &[Token], layer: &[Found]) -> Vec<bool> {
    let mut found = layer.to_vec();
    found.sort_unstable_by_key(|f| f.start);
    let mut spans = found.iter().peekable();
    let mut taken = vec![false; tokens.len()];
    for (token, taken) in tokens.iter().zip(&mut taken) {
        while spans.next_if(|f| f.end <= token.start).is_some() {}
        *taken = spans.peek().is_some_and(|f| f.start < token.end);
    }
    taken
}

fn pattern(start: usize, end: usize, kind: Kind, score: f32, rule: &'static str) -> Found {
    Found::new(start as u32, end as u32, kind, score, Rule::Plain(rule))
}

fn form_at(text: &str, tokens: &[Token], i: usize) -> Option<Found> {
    let token = tokens[i];
    match token.shape {
        Shape::Number => number_at(text, tokens, i),
        Shape::Lower | Shape::Capitalised | Shape::Upper if token.is(MONTH | WEEKDAY) => date_at(text, tokens, i),
        Shape::Upper => amount_at(text, token.start as usize),
        _ => None,
    }
}

fn window(text: &str, start: usize) -> &str {
    let mut end = (start + WINDOW).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}

/// The end of a match at the start of the window, unless the window's text goes on as the same word or number.
fn ends(form: Option<&Regex>, window: &str) -> Option<usize> {
    let end = form?.find(window)?.end();
    let last = window[..end].chars().next_back()?;
    let next = window[end..].chars().next();
    let goes_on = |next: char| {
        (last.is_alphabetic() && next.is_alphabetic()) || (last.is_numeric() && (next.is_numeric() || next == '/'))
    };
    (!next.is_some_and(goes_on)).then_some(end)
}

fn amount_at(text: &str, start: usize) -> Option<Found> {
    let len = ends(FORMS.money.as_ref(), window(text, start))?;
    Some(pattern(start, start + len, Kind::Quantity, 0.95, "amount of money"))
}

fn number_at(text: &str, tokens: &[Token], i: usize) -> Option<Found> {
    let start = tokens[i].start as usize;
    let head = &text[..start];
    // A sign before the number is no token: look for it here, one space between them at most.
    let before = head.trim_end_matches([' ', '\u{a0}']);
    if head.len() - before.len() <= 2
        && let Some(sign) = before.chars().next_back().filter(|c| "$€£¥₽₴₹₺₩₪".contains(*c))
    {
        let mut at = before.len() - sign.len_utf8();
        if sign == '$' {
            at -= ["US", "HK", "NZ", "A", "C"].iter().find(|c| before[..at].ends_with(**c)).map_or(0, |c| c.len());
        }
        if let Some(amount) = amount_at(text, at) {
            return Some(amount);
        }
    }
    let window = window(text, start);
    let whole = |form: &Option<Regex>, kind, score, rule| {
        ends(form.as_ref(), window).map(|len| pattern(start, start + len, kind, score, rule))
    };
    whole(&FORMS.numeric_date, Kind::Date, 0.9, "date in figures")
        .or_else(|| whole(&FORMS.time, Kind::Date, 0.9, "time of day"))
        .or_else(|| whole(&FORMS.percent, Kind::Quantity, 0.95, "percentage"))
        .or_else(|| whole(&FORMS.money, Kind::Quantity, 0.9, "amount of money"))
        .or_else(|| date_at(text, tokens, i))
        .or_else(|| year_at(text, tokens, i))
}

/// What a token can be in a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Day,
    Month,
    Weekday,
    Year,
}

fn part(text: &str, token: &Token) -> Option<Part> {
    let word = token.text(text);
    if token.shape == Shape::Number {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let value: u32 = digits.parse().ok()?;
        return match digits.len() {
            1 | 2 if (1..=31).contains(&value) => {
                matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th" | "er").then_some(Part::Day)
            }
            4 if (1000..2200).contains(&value) && digits.len() == word.len() => Some(Part::Year),
            _ => None,
        };
    }
    match () {
        () if token.is(WEEKDAY) && (token.is_upper_first() || !word.is_ascii()) => Some(Part::Weekday),
        () if token.is(MONTH) => Some(Part::Month),
        () => None,
    }
}

/// A date with a month or weekday by its name, from token `i` on: the longest row of different parts.
fn date_at(text: &str, tokens: &[Token], i: usize) -> Option<Found> {
    let mut parts: smallvec::SmallVec<[Part; 6]> = smallvec::SmallVec::new();
    let mut end = 0;
    let mut lower_month = false;
    let mut at = i;
    while let Some(token) = tokens.get(at).filter(|_| parts.len() < 5) {
        let joined =
            at == i || matches!(token.gap, Gap::Space | Gap::Comma | Gap::Period) || is_ordinal_gap(text, tokens, at);
        if !joined {
            break;
        }
        // "3 May", "3 de mayo", "3rd of May".
        let linking = at > i
            && token.shape == Shape::Lower
            && matches!(token.text(text), "of" | "de" | "del")
            && tokens.get(at + 1).is_some_and(|next| matches!(part(text, next), Some(Part::Month | Part::Year)));
        if linking {
            at += 1;
            continue;
        }
        let Some(part) = part(text, token).filter(|part| !parts.contains(part)) else { break };
        // "in March, 12 people": a day behind a comma needs a weekday before it.
        if token.gap == Gap::Comma && part == Part::Day && parts.last() != Some(&Part::Weekday) {
            break;
        }
        lower_month |= part == Part::Month && token.shape == Shape::Lower;
        parts.push(part);
        end = token.end;
        at += 1;
    }
    let first = tokens[i];
    let named = parts.iter().any(|p| matches!(p, Part::Month | Part::Weekday));
    if !named || (parts.len() == 1 && !alone_is_date(text, tokens, i, lower_month)) {
        return None;
    }
    // A date never begins with a year here: "2011 March" is two things more often than one.
    if parts.first() == Some(&Part::Year) || (lower_month && parts.len() < 2) {
        return None;
    }
    Some(pattern(first.start as usize, end as usize, Kind::Date, 0.9, "date"))
}

/// Whether "3." stands before a month ("3. Mai").
fn is_ordinal_gap(text: &str, tokens: &[Token], at: usize) -> bool {
    let (before, token) = (tokens[at - 1], tokens[at]);
    token.is(MONTH)
        && before.shape == Shape::Number
        && text.get(before.end as usize..token.start as usize).is_some_and(|gap| gap == ". ")
}

/// Whether a month or weekday alone is a date: "on Friday", "in May", but not "May", "Mark said", "Mai".
fn alone_is_date(text: &str, tokens: &[Token], i: usize, lower_month: bool) -> bool {
    let token = tokens[i];
    if lower_month || token.shape != Shape::Capitalised || token.end - token.start < 3 {
        return false;
    }
    // "Jan van den Berg"
    let particle = |n: &Token| n.shape == Shape::Lower && n.is(PARTICLE) && !n.is(ENGLISH);
    let next_is_name = tokens.get(i + 1).is_some_and(|n| {
        n.gap == Gap::Space && (n.shape == Shape::Capitalised && !n.is(FUNCTION | SOFT) || particle(n))
    });
    let before = i.checked_sub(1).and_then(|b| tokens.get(b)).filter(|_| !token.has(super::tokens::START));
    // "May", "August", "June" are names and words too: they need a word of time before them.
    let ambiguous =
        token.is(super::lists::SOFT | super::lists::GIVEN) || (token.end - token.start) <= 4 && token.is(MONTH);
    let of_time = before.is_some_and(|b| {
        matches!(
            b.text(text),
            "in" | "In"
                | "since"
                | "until"
                | "till"
                | "by"
                | "during"
                | "last"
                | "next"
                | "this"
                | "late"
                | "early"
                | "mid"
                | "of"
                | "from"
                | "between"
                | "im"
                | "Im"
                | "seit"
                | "en"
                | "em"
                | "since-"
        ) || b.is(DETERMINER) && token.is(WEEKDAY)
    });
    if ambiguous { of_time && !next_is_name } else { of_time || !next_is_name }
}

/// A year alone, a decade, a century.
fn year_at(text: &str, tokens: &[Token], i: usize) -> Option<Found> {
    let token = tokens[i];
    let word = token.text(text);
    let century = tokens.get(i + 1).filter(|n| n.gap == Gap::Space && matches!(n.text(text), "century" | "centuries"));
    if let Some(century) = century.filter(|_| word.ends_with(['t', 'h', 'd'])) {
        return Some(pattern(token.start as usize, century.end as usize, Kind::Date, 0.85, "century"));
    }
    let digits = word.strip_suffix('s').unwrap_or(word);
    let value: u32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let decade = digits.len() < word.len();
    let alone = !glued_to_sign(text, token, decade);
    (alone && (1400..2100).contains(&value) && (!decade || value.is_multiple_of(10))).then(|| {
        let rule = if decade { "decade" } else { "year" };
        pattern(token.start as usize, token.end as usize, Kind::Date, if decade { 0.85 } else { 0.7 }, rule)
    })
}

/// Whether a sign or letter makes the number part of something longer: "14/2019", "2008.5", "#2019".
fn glued_to_sign(text: &str, token: Token, decade: bool) -> bool {
    let before = text[..token.start as usize].chars().next_back();
    let mut after = text[token.end as usize..].chars();
    let (next, second) = (after.next(), after.next());
    before.is_some_and(|c| matches!(c, '/' | '#' | '.' | '$' | '€' | '£' | '_' | '-' | ','))
        || (!decade && next.is_some_and(|c| matches!(c, '/' | '%' | '_' | '°')))
        || (next.is_some_and(|c| matches!(c, '.' | ',')) && second.is_some_and(char::is_numeric))
}

fn addresses(text: &str, found: &mut Vec<Found>) {
    let Some(address) = &FORMS.address else { return };
    for hit in address.find_iter(text) {
        let mut url = hit.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…', '*', '_']);
        // A closing bracket belongs to the address only when it was opened inside.
        let opened = url.matches(['(', '[']).count();
        let mut closed = url.matches([')', ']']).count();
        while url.ends_with([')', ']']) && opened < closed {
            closed -= 1;
            url = url[..url.len() - 1].trim_end_matches(['.', ',', ';', ':']);
        }
        let name = url.split_once("://").map_or(url, |(_, rest)| rest);
        if name.contains('.') && hit.start() + url.len() > hit.start() {
            found.push(pattern(hit.start(), hit.start() + url.len(), Kind::Contact, 0.99, "web address"));
        }
    }
}

/// The longest local part and domain of an e-mail address, in bytes (RFC 5321, section 4.5.3.1).
const LOCAL_BYTES: usize = 64;
const DOMAIN_BYTES: usize = 255;

fn mails(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let taken: Vec<(u32, u32)> = found.iter().filter(|f| f.kind == Kind::Contact).map(|f| (f.start, f.end)).collect();
    for (at, _) in text.match_indices('@') {
        let local = bytes[..at]
            .iter()
            .rev()
            .take(LOCAL_BYTES)
            .take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b))
            .count();
        let domain = bytes[at + 1..]
            .iter()
            .take(DOMAIN_BYTES)
            .take_while(|b| b.is_ascii_alphanumeric() || b".-".contains(b))
            .count();
        let start =
            at - local + text[at - local..at].len() - text[at - local..at].trim_start_matches(['.', '-', '_']).len();
        let name = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
        let top = name.rsplit('.').next().unwrap_or("");
        let good = start < at
            && name.len() > top.len()
            && top.len() >= 2
            && !name.starts_with(['.', '-'])
            && top.bytes().all(|b| b.is_ascii_alphabetic());
        let span = (start as u32, (at + 1 + name.len()) as u32);
        let place = taken.partition_point(|t| t.1 <= span.0);
        if good && taken.get(place).is_none_or(|t| t.0 >= span.1) {
            found.push(Found::new(span.0, span.1, Kind::Contact, 0.99, Rule::Plain("e-mail address")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expressions_compile() {
        let forms = &*FORMS;
        assert!(
            [&forms.money, &forms.percent, &forms.time, &forms.numeric_date, &forms.address]
                .iter()
                .all(|f| f.is_some())
        );
    }
}
