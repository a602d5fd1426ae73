//! From what a program says of a text to proposals that fit it. Nothing is believed.

use super::protocol::RawMention;
use super::{PassedOver, Reason};
use crate::annotation::{Evidence, Layers, Schema, TypeId};
use crate::extraction::Proposal;
use crate::text::{DocumentId, OffsetMap, OffsetUnit, Span, Spans, is_grapheme_boundary, trim_span};
use std::collections::HashMap;
use std::sync::Arc;

/// The longest mention, in bytes. A name is far shorter; many long ones would need the square of the text's memory.
const MAX_BYTES: u32 = 2000;

/// The score of a mention that comes without one: neither sure nor unlikely.
const NO_SCORE: f32 = 0.5;

/// Checks the mentions of a program against texts and a schema.
pub(super) struct Checker<'a> {
    schema: &'a Schema,
    /// Who found them: goes before the label in the rule.
    program: String,
    /// The labels that have come, with their type and rule; only those that have a type.
    labels: HashMap<String, (TypeId, Arc<str>)>,
    pub passed_over: PassedOver,
}

impl<'a> Checker<'a> {
    pub fn new(schema: &'a Schema) -> Self {
        Self { schema, program: String::new(), labels: HashMap::new(), passed_over: PassedOver::default() }
    }

    /// Says who finds what comes from here on.
    pub fn listen_to(&mut self, program: String) {
        if self.program != program {
            self.labels.clear();
            self.program = program;
        }
    }

    /// The mentions that fit the text: in order of position, no two with equal spans.
    pub fn check(&mut self, document: DocumentId, text: &str, told: Vec<RawMention>) -> Vec<Proposal> {
        let map = OffsetMap::new(text);
        let most = map.from_bytes(u32::MAX, OffsetUnit::Chars) as usize;
        let mut fitting = Vec::with_capacity(told.len().min(most));
        for mention in told {
            match self.fit(text, &map, mention) {
                // The project has switched this type off, so nobody misses it.
                Ok((_, _, kind, _)) if !self.schema.is_on(kind) => {}
                Ok(_) if fitting.len() >= most => self.passed_over.count(Reason::TooMany),
                Ok(mention) => fitting.push(mention),
                // It was counted with its label.
                Err(Reason::Type) => {}
                Err(reason) => self.passed_over.count(reason),
            }
        }
        // Of two at one place the surer one; the sort is stable, so of two as sure the first.
        fitting.sort_by(|(a, x, ..), (b, y, ..)| (a.start, b.end).cmp(&(b.start, a.end)).then(y.total_cmp(x)));
        let all = fitting.len();
        fitting.dedup_by_key(|(span, ..)| *span);
        (fitting.len()..all).for_each(|_| self.passed_over.count(Reason::Twice));
        fitting.into_iter().filter_map(|found| proposal(document, text, found)).collect()
    }

    fn fit(&mut self, text: &str, map: &OffsetMap<'_>, mention: RawMention) -> Result<Found, Reason> {
        let RawMention::Told { start, end, label, score } = mention else { return Err(Reason::Unreadable) };
        let byte = |at: i64| map.to_bytes(u32::try_from(at).ok()?, OffsetUnit::Chars);
        let (Some(from), Some(to)) = (byte(start), byte(end)) else { return Err(Reason::Outside) };
        let span = Span::new(from, to);
        if span.check(text).is_err() {
            return Err(Reason::Empty);
        }
        if span.len() > MAX_BYTES {
            return Err(Reason::Long);
        }
        let span = trim_span(text, span);
        if span.is_empty() {
            return Err(Reason::Empty);
        }
        if ![span.start, span.end].into_iter().all(|edge| is_grapheme_boundary(text, edge as usize)) {
            return Err(Reason::Cut);
        }
        let score = match score {
            Some(score) if !(0.0..=1.0).contains(&score) => return Err(Reason::Score),
            Some(score) => score as f32,
            None => NO_SCORE,
        };
        let (kind, rule) = self.label(label).ok_or(Reason::Type)?;
        Ok((span, score, kind, rule))
    }

    fn label(&mut self, label: String) -> Option<(TypeId, Arc<str>)> {
        if let Some(known) = self.labels.get(&label) {
            return Some(known.clone());
        }
        let Some(kind) = self.schema.for_label(&label) else {
            self.passed_over.count_label(&label);
            return None;
        };
        let rule: Arc<str> = format!("{}: {label}", self.program).into();
        self.labels.insert(label, (kind, rule.clone()));
        Some((kind, rule))
    }
}

/// A mention that fits: where, how sure, what, and why.
type Found = (Span, f32, TypeId, Arc<str>);

fn proposal(document: DocumentId, text: &str, (span, score, kind, rule): Found) -> Option<Proposal> {
    let mut spans = Spans::new();
    spans.push(span);
    let evidence = Some(Evidence { score: score.into(), rule, layers: Layers::EXTERNAL });
    Some(Proposal { document, spans, text: span.slice(text)?.into(), kind, evidence })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(start: i64, end: i64, label: &str, score: Option<f64>) -> RawMention {
        RawMention::Told { start, end, label: label.to_owned(), score }
    }

    fn check(text: &str, mentions: Vec<RawMention>) -> (Vec<String>, PassedOver) {
        let schema = Schema::default();
        let mut checker = Checker::new(&schema);
        checker.listen_to("tagger 1".to_owned());
        let found = checker.check(DocumentId(1), text, mentions);
        let shown = |m: &Proposal| format!("{}/{}", m.text, schema.get(m.kind).name);
        (found.iter().map(shown).collect(), checker.passed_over)
    }

    fn reason(text: &str, mention: RawMention) -> Reason {
        let (found, passed_over) = check(text, vec![mention]);
        assert_eq!((found.len(), passed_over.total()), (0, 1));
        Reason::ALL.into_iter().find(|&r| passed_over.of(r) == 1).unwrap()
    }

    #[test]
    fn offsets_count_code_points() {
        let (found, passed_over) =
            check("Zoé 😀 met Юрий.", vec![told(10, 14, "Person", None), told(0, 3, "Person", None)]);
        assert_eq!(found, ["Zoé/Person", "Юрий/Person"]);
        assert_eq!(passed_over.total(), 0);
    }

    #[test]
    fn what_does_not_fit_the_text_is_passed_over() {
        let text = "Zoé e\u{301}  ok";
        assert_eq!(reason(text, told(0, 99, "Person", None)), Reason::Outside);
        assert_eq!(reason(text, told(-1, 3, "Person", None)), Reason::Outside);
        assert_eq!(reason(text, told(i64::MIN, i64::MAX, "Person", None)), Reason::Outside);
        assert_eq!(reason(text, told(3, 0, "Person", None)), Reason::Empty);
        assert_eq!(reason(text, told(2, 2, "Person", None)), Reason::Empty);
        assert_eq!(reason(text, told(6, 8, "Person", None)), Reason::Empty);
        assert_eq!(reason(text, told(0, 5, "Person", None)), Reason::Cut);
        assert_eq!(reason(text, told(5, 6, "Person", None)), Reason::Cut);
        assert_eq!(reason(&"x".repeat(5000), told(0, 5000, "Person", None)), Reason::Long);
        assert_eq!(reason(text, RawMention::Unreadable(serde::de::IgnoredAny)), Reason::Unreadable);
    }

    #[test]
    fn scores_and_types_must_be_ones() {
        for score in [f64::NAN, f64::INFINITY, -0.1, 1.01, 97.0] {
            assert_eq!(reason("Zoé", told(0, 3, "Person", Some(score))), Reason::Score);
        }
        assert_eq!(reason("Zoé", told(0, 3, "GADGET", None)), Reason::Type);
        assert_eq!(reason("Zoé", told(0, 3, "", None)), Reason::Type);
    }

    #[test]
    fn labels_are_of_the_types_that_list_them_and_a_type_that_is_off_is_left_out() {
        assert_eq!(check("Zoé", vec![told(0, 3, "per", None)]).0, ["Zoé/Person"]);
        let schema = Schema::default();
        let schema = schema.changed(schema.by_name("Person").unwrap(), |t| t.on = false).unwrap();
        let mut checker = Checker::new(&schema);
        assert!(checker.check(DocumentId(1), "Zoé", vec![told(0, 3, "PERSON", None)]).is_empty());
        assert_eq!(checker.passed_over.total(), 0);
    }

    #[test]
    fn spaces_at_the_edges_are_not_part_of_a_mention() {
        assert_eq!(check(" Zoé\r\n", vec![told(0, 5, "Person", None)]).0, ["Zoé/Person"]);
    }

    #[test]
    fn of_two_at_one_place_the_surer_stays() {
        let all =
            vec![told(0, 3, "Place", Some(0.2)), told(0, 3, "Person", Some(0.9)), told(0, 4, "Person", Some(0.1))];
        let (found, passed_over) = check("Zoé met", all);
        assert_eq!(found, ["Zoé/Person"]);
        assert_eq!(passed_over.of(Reason::Twice), 2);
    }

    #[test]
    fn there_are_no_more_mentions_than_characters() {
        let all = (0..40).map(|_| told(0, 2, "Person", None)).collect();
        let (found, passed_over) = check("ab", all);
        assert_eq!(found, ["ab/Person"]);
        assert_eq!((passed_over.of(Reason::TooMany), passed_over.of(Reason::Twice)), (38, 1));
    }

    #[test]
    fn a_mention_keeps_who_found_it_and_how_sure_it_was() {
        let schema = Schema::default();
        let mut checker = Checker::new(&schema);
        checker.listen_to("tagger 1".to_owned());
        let found = checker.check(DocumentId(1), "Zoé", vec![told(0, 3, "Person", Some(0.75))]);
        let evidence = found[0].evidence.clone().unwrap();
        assert_eq!((evidence.score.get(), &*evidence.rule), (0.75, "tagger 1: Person"));
        assert_eq!(evidence.layers, Layers::EXTERNAL);
        let unsure = checker.check(DocumentId(1), "Zoé", vec![told(0, 3, "Person", None)]);
        assert_eq!(unsure[0].evidence.clone().unwrap().score.get(), 0.5);
    }

    proptest! {
        #[test]
        fn whatever_is_told_what_comes_out_fits(
            text in "(\\PC|e\u{301}|😀|\r\n| ){0,60}",
            told in proptest::collection::vec((-3i64..70, -3i64..70, 0usize..3, proptest::option::of(-0.5f64..1.5)), 0..90),
        ) {
            let schema = Schema::default();
            let mut checker = Checker::new(&schema);
            let all = told.len() as u64;
            let labels = ["Person", "Place", "GADGET"];
            let raw = told.into_iter().map(|(start, end, label, score)| self::told(start, end, labels[label], score));
            let found = checker.check(DocumentId(1), &text, raw.collect());
            prop_assert_eq!(found.len() as u64 + checker.passed_over.total(), all);
            for pair in found.windows(2) {
                let (a, b) = (pair[0].spans[0], pair[1].spans[0]);
                prop_assert!((a.start, std::cmp::Reverse(a.end)) < (b.start, std::cmp::Reverse(b.end)));
            }
            for mention in found {
                let span = mention.spans[0];
                prop_assert!(span.check(&text).is_ok());
                prop_assert!(is_grapheme_boundary(&text, span.start as usize));
                prop_assert!(is_grapheme_boundary(&text, span.end as usize));
                prop_assert_eq!(span.slice(&text).unwrap().trim(), &*mention.text);
            }
        }
    }
}
