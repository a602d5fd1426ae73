//! A text as sentences and tokens, for formats that have nothing else.
//!
//! Words and sentences after Unicode Standard Annex #29. Wherever a mention begins or ends a token does, and no sentence
//! ends inside a mention, so that every mention is a run of tokens of one sentence.

use crate::annotation::Mention;
use crate::text::Span;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// The tokens of a text, in bytes, sentence by sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Segments {
    /// All tokens in order: never empty, never with white space.
    pub tokens: Vec<Span>,
    /// The tokens of each sentence: never empty.
    pub sentences: Vec<Range<usize>>,
}

impl Segments {
    /// Cuts a text so that these mentions fit.
    pub fn of(text: &str, mentions: &[&Mention]) -> Self {
        let mut edges: Vec<u32> = mentions.iter().flat_map(|m| m.spans.iter().flat_map(|s| [s.start, s.end])).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut tokens = Vec::new();
        let mut edge = edges.iter().copied().peekable();
        for (start, word) in text.split_word_bound_indices() {
            let (mut from, end) = (start as u32, (start + word.len()) as u32);
            while edge.next_if(|&e| e <= from).is_some() {}
            while let Some(cut) = edge.next_if(|&e| e < end) {
                push_words(text, Span::new(from, cut), &mut tokens);
                from = cut;
            }
            push_words(text, Span::new(from, end), &mut tokens);
        }
        let sentences = sentences(text, mentions, &tokens);
        Self { tokens, sentences }
    }

    /// The tokens of a span: `None` when it holds none.
    pub fn of_span(&self, span: Span) -> Option<Range<usize>> {
        let first = self.tokens.partition_point(|t| t.start < span.start);
        let last = self.tokens.partition_point(|t| t.end <= span.end);
        (first < last).then_some(first..last)
    }
}

/// Pieces without white space.
fn push_words(text: &str, span: Span, tokens: &mut Vec<Span>) {
    let Some(piece) = span.slice(text) else { return };
    for word in piece.split_whitespace() {
        let at = span.start as usize + (word.as_ptr() as usize - piece.as_ptr() as usize);
        tokens.push(Span::from_usize(at, at + word.len()));
    }
}

fn sentences(text: &str, mentions: &[&Mention], tokens: &[Span]) -> Vec<Range<usize>> {
    let mut hulls: Vec<Span> = mentions.iter().map(|m| m.hull()).collect();
    hulls.sort_by_key(|hull| hull.start);
    let (mut sentences, mut from, mut reach, mut next) = (Vec::new(), 0, 0, 0);
    for (start, sentence) in text.split_sentence_bound_indices() {
        let end = (start + sentence.len()) as u32;
        while next < hulls.len() && hulls[next].start < end {
            reach = reach.max(hulls[next].end);
            next += 1;
        }
        if reach > end {
            continue;
        }
        let to = tokens.partition_point(|t| t.start < end);
        if from < to {
            sentences.push(from..to);
            from = to;
        }
    }
    if from < tokens.len() {
        sentences.push(from..tokens.len());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{MentionId, Status, TypeId};
    use crate::text::{DocumentId, Spans};
    use proptest::prelude::*;

    fn mention(spans: &[(u32, u32)]) -> Mention {
        Mention {
            id: MentionId(1),
            document: DocumentId(1),
            spans: spans.iter().map(|&(a, b)| Span::new(a, b)).collect::<Spans>(),
            text: "".into(),
            kind: TypeId(0),
            entity: None,
            status: Status::Accepted,
            by: "".into(),
            evidence: None,
        }
    }

    fn words(text: &str, spans: &[(u32, u32)]) -> Vec<Vec<String>> {
        let mention = mention(spans);
        let mentions = if spans.is_empty() { vec![] } else { vec![&mention] };
        let segments = Segments::of(text, &mentions);
        let word = |i: usize| segments.tokens[i].slice(text).unwrap().to_owned();
        segments.sentences.iter().map(|s| s.clone().map(word).collect()).collect()
    }

    #[test]
    fn words_and_sentences() {
        assert_eq!(words("He left. She stayed.", &[]), [vec!["He", "left", "."], vec!["She", "stayed", "."]]);
        assert_eq!(words("pre-war (Bout)", &[(4, 7)])[0], ["pre", "-", "war", "(", "Bout", ")"]);
        assert_eq!(words("Washington", &[(0, 4)]), [["Wash", "ington"]], "a mention's edge is a token's");
        assert_eq!(words("A one. B two.", &[(2, 8)]).len(), 1, "no sentence ends in a mention");
        assert!(words(" \n", &[]).is_empty());
    }

    proptest! {
        #[test]
        fn tokens_hold_all_ink_and_mentions_are_runs(
            text in "[a-c é😀.\n’,]{1,40}", at in 0usize..40, len in 1usize..20
        ) {
            let bounds: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let start = bounds[at % bounds.len()];
            let end = bounds[(at + len).min(bounds.len() - 1)].max(start);
            prop_assume!(end > start);
            let mention = mention(&[(start as u32, end as u32)]);
            let segments = Segments::of(&text, &[&mention]);
            let ink: String = segments.tokens.iter().map(|t| t.slice(&text).unwrap()).collect();
            prop_assert_eq!(ink, text.split_whitespace().collect::<String>());
            let all: Vec<_> = segments.sentences.iter().flat_map(Clone::clone).collect();
            prop_assert_eq!(all, (0..segments.tokens.len()).collect::<Vec<_>>());
            if let Some(run) = segments.of_span(mention.spans[0]) {
                let ink: String = run.clone().map(|i| segments.tokens[i].slice(&text).unwrap()).collect();
                prop_assert_eq!(ink, text[start..end].split_whitespace().collect::<String>());
                prop_assert!(segments.sentences.iter().any(|s| s.contains(&run.start) && s.contains(&(run.end - 1))));
            } else {
                prop_assert!(text[start..end].trim().is_empty());
            }
        }
    }
}
