//! The name in a mention, without what one extractor takes into its spans and another leaves out.

use crate::text::{Span, Spans};

/// Where the name of a mention is: its span without the article before it, the possessive behind it, and the quotes,
/// brackets and other signs around it. `None` for a mention of several spans, whose text says nothing of their places.
///
/// Nothing else is taken off. A title, a first name or a particle makes another name of it, and who dismissed one has
/// said nothing of the other: “York” may be wrong where “New York” is right.
pub(super) fn core(spans: &Spans, text: &str) -> Option<Span> {
    let [span] = spans[..] else { return None };
    let sign = |c: char| !c.is_alphanumeric();
    let mut name = text;
    loop {
        let before = name;
        name = name.trim_matches(sign);
        let bare = name.strip_suffix(['s', 'S']).and_then(|n| n.strip_suffix(['\'', '’', 'ʼ']));
        name = bare.unwrap_or(name);
        if let Some((first, rest)) = name.split_once(char::is_whitespace)
            && ["the", "a", "an"].iter().any(|article| first.eq_ignore_ascii_case(article))
        {
            name = rest;
        }
        if name.is_empty() {
            return Some(span);
        }
        if name == before {
            break;
        }
    }
    // `name` is a part of `text`: how far it is from its start is where it begins.
    let from = name.as_ptr() as usize - text.as_ptr() as usize;
    let start = span.start.saturating_add(u32::try_from(from).ok()?);
    Some(Span::new(start, start.saturating_add(u32::try_from(name.len()).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> &str {
        let span = core(&smallvec::smallvec![Span::from_usize(100, 100 + text.len())], text).unwrap();
        &text[span.start as usize - 100..span.end as usize - 100]
    }

    #[test]
    fn articles_possessives_and_signs_are_no_part_of_a_name() {
        for text in ["Pentagon", "the Pentagon", "The Pentagon’s", "“Pentagon”", "Pentagon's.", "(the “Pentagon's”)"]
        {
            assert_eq!(name(text), "Pentagon", "{text}");
        }
    }

    #[test]
    fn everything_else_is() {
        let same = ["Viktor Bout", "New York", "van der Berg", "Mr But", "Theodore", "A", "the", "Œuvre", "…"];
        same.iter().for_each(|text| assert_eq!(name(text), *text));
    }

    #[test]
    fn a_mention_of_several_spans_has_no_one_place() {
        let spans = smallvec::smallvec![Span::new(0, 3), Span::new(5, 8)];
        assert_eq!(core(&spans, "Ann Lee"), None);
    }
}
