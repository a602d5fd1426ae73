//! The labels that extractors are known to give, to be mapped to the types of a schema.

use super::Schema;
use std::collections::HashSet;
use std::sync::Arc;

/// The 18 labels of OntoNotes 5 (Weischedel et al. 2013), then Redstring's own two, and what each is given to.
pub const KNOWN_LABELS: [(&str, &str); 20] = [
    ("PERSON", "people, also fictional"),
    ("NORP", "nationalities, religious and political groups"),
    ("FAC", "buildings, airports, roads, bridges"),
    ("ORG", "companies, agencies, institutions"),
    ("GPE", "countries, cities, states"),
    ("LOC", "other places: mountains, seas, regions"),
    ("PRODUCT", "vehicles, weapons, food, no services"),
    ("EVENT", "named storms, battles, wars, games"),
    ("WORK_OF_ART", "titles of books, films, songs"),
    ("LAW", "named documents that became law"),
    ("LANGUAGE", "named languages"),
    ("DATE", "dates and periods of a day or more"),
    ("TIME", "times shorter than a day"),
    ("PERCENT", "percentages"),
    ("MONEY", "sums with their currency"),
    ("QUANTITY", "weights, distances and the like"),
    ("ORDINAL", "first, second"),
    ("CARDINAL", "other numbers"),
    ("NAME", "names of which nothing tells the type"),
    ("CONTACT", "addresses of e-mail and web"),
];

/// Every label that can be mapped: the known ones, those that the schema lists, and those that an extractor has
/// announced; each once (upper and lower case do not differ), with what it is given to where that is known.
pub fn known_labels(schema: &Schema, announced: &[Arc<str>]) -> Vec<(Arc<str>, &'static str)> {
    let known = KNOWN_LABELS.iter().map(|(label, about)| (Arc::from(*label), *about));
    let listed = schema.types().flat_map(|(_, t)| t.labels.iter().cloned()).map(|label| (label, ""));
    let announced = announced.iter().cloned().map(|label| (label, ""));
    let mut seen = HashSet::new();
    known.chain(listed).chain(announced).filter(|(label, _)| seen.insert(label.to_uppercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_there_once_however_it_is_spelt() {
        let labels = known_labels(&Schema::default(), &["person".into(), "SHIP".into(), "ship".into()]);
        let spelt: Vec<_> = labels.iter().map(|(label, _)| &**label).collect();
        assert_eq!(spelt.iter().filter(|l| l.eq_ignore_ascii_case("person")).count(), 1);
        assert_eq!(spelt.iter().filter(|l| l.eq_ignore_ascii_case("ship")).collect::<Vec<_>>(), [&"SHIP"]);
        assert!(spelt.contains(&"PER"), "of the schema");
    }

    #[test]
    fn all_but_three_of_the_labels_of_ontonotes_have_a_type() {
        let schema = Schema::default();
        let unused: Vec<_> = KNOWN_LABELS.iter().map(|(l, _)| *l).filter(|l| schema.for_label(l).is_none()).collect();
        assert_eq!(unused, ["LANGUAGE", "ORDINAL", "CARDINAL"]);
    }
}
