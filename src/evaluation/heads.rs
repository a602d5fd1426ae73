//! The head of a mention whose annotation names none: the word that says what it is.

use crate::text::{Span, Spans, words};

/// How [`head`] finds it, for whoever reads the scores.
pub const HEAD_RULE: &str = "where none is given, the last word before a comma, a bracket, or one of of, in, at, on, for, from, with, by, to, who, \
     whom, whose, which, that, where; else the last word";

/// Words after which a name is only described further.
const DESCRIBING: [&str; 15] =
    ["of", "in", "at", "on", "for", "from", "with", "by", "to", "who", "whom", "whose", "which", "that", "where"];

/// The head of a mention of this text, in bytes: its last word, or the last one before what only describes it further
/// ([`HEAD_RULE`]); of a language without such words, the last one. `tokens` are those of the text, in order, where its
/// format has them; else words are as in Unicode Standard Annex #29. `None` of a mention without a letter or digit.
pub fn head(text: &str, spans: &Spans, tokens: &[Span]) -> Option<Span> {
    let mut last: Option<Span> = None;
    for part in spans {
        for word in words_of(text, *part, tokens) {
            let Some(slice) = word.slice(text) else { continue };
            if !slice.contains(char::is_alphanumeric) {
                if last.is_some() && slice.starts_with([',', ';', ':', '(', '[']) {
                    return last;
                }
                continue;
            }
            if let Some(before) = last {
                let lower = slice.to_lowercase();
                let gap = text.get(before.end as usize..word.start as usize).unwrap_or_default();
                if DESCRIBING.contains(&&*lower) || gap.contains([',', ';', ':', '(', '[']) {
                    return last;
                }
                if matches!(&*lower, "'s" | "’s") {
                    continue;
                }
            }
            last = Some(word);
        }
    }
    last
}

fn words_of(text: &str, part: Span, tokens: &[Span]) -> Vec<Span> {
    if tokens.is_empty() {
        let slice = part.slice(text).unwrap_or_default();
        let moved = |span: Span| Span::new(span.start + part.start, span.end + part.start);
        return words(slice).map(|word| moved(word.span)).collect();
    }
    let first = tokens.partition_point(|t| t.end <= part.start);
    tokens[first..].iter().take_while(|t| t.start < part.end).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> &str {
        let spans = [Span::from_usize(0, text.len())].into_iter().collect();
        head(text, &spans, &[]).and_then(|span| span.slice(text)).unwrap_or_default()
    }

    #[test]
    fn the_word_that_says_what_it_is() {
        for (mention, expected) in [
            ("Viktor Bout", "Bout"),
            ("the president of the republic", "president"),
            ("the man who sold arms", "man"),
            ("Bout, a dealer", "Bout"),
            ("the dealer (41)", "dealer"),
            ("In", "In"),
            ("der russische Händler", "Händler"),
            ("露西", "西"),
            ("“…”", ""),
        ] {
            assert_eq!(of(mention), expected, "{mention}");
        }
    }

    #[test]
    fn parts_and_tokens_are_what_the_annotation_says() {
        let text = "the tall and the short man";
        let spans = [Span::new(0, 8), Span::new(23, 26)].into_iter().collect();
        assert_eq!(head(text, &spans, &[]), Some(Span::new(23, 26)));
        let text = "the dealer 's";
        let tokens = [Span::new(0, 3), Span::new(4, 10), Span::new(11, 13)];
        let spans = [Span::new(0, 13)].into_iter().collect();
        assert_eq!(head(text, &spans, &tokens), Some(Span::new(4, 10)));
    }
}
