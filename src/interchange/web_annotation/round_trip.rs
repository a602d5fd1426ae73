//! Web annotations: other tools' forms, and the way out and back.

#![cfg(test)]

use crate::annotation::Status;
use crate::interchange::testing::{assert_round_trip, imported, mangled, projects, sample, statuses, telling, written};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;

fn read(text: &str) -> Telling {
    telling(Format::WebAnnotation, &Files::in_memory([("x.jsonld", text.as_bytes().to_vec())]))
}

fn faults(text: &str) -> Vec<String> {
    read(text).faults.iter().map(ToString::to_string).collect()
}

const GOOD: &str = r##"[
{"@context":"http://www.w3.org/ns/anno.jsonld","id":"#a","type":"Annotation","body":[{"type":"TextualBody","purpose":"tagging","value":"Person"},{"type":"TextualBody","purpose":"commenting","value":"sure?"}],"target":{"source":"http://example.org/a%20b.txt","selector":[{"type":"TextQuoteSelector","exact":"Viktor Bout"},{"type":"TextPositionSelector","start":0,"end":11}]}},
{"id":"#b","type":"Annotation","motivation":"oa:tagging","bodyValue":"Person","creator":{"name":"ab"},"target":{"source":{"id":"b.txt"},"selector":{"type":"TextPositionSelector","start":3,"end":7}}},
{"id":"#c","motivation":["identifying"],"body":{"purpose":"identifying","source":{"id":"http://www.wikidata.org/entity/Q95","label":"Google"}},"target":["c.txt#char=4,9"]},
{"id":"#r","motivation":"linking","body":[{"value":"sameAs","purpose":"tagging"}],"target":[{"id":"#a"},{"id":"#b"}]},
{"id":"#s","motivation":"linking","body":[{"value":"locatedIn","purpose":"tagging"}],"target":[{"id":"#a"},{"id":"#c"}]},
{"id":"#n","motivation":"commenting","bodyValue":"nice","target":{"source":"a.txt","selector":{"type":"TextPositionSelector","start":3,"end":7}}},
{"id":"#d","body":"tag:x","target":[{"source":"b.txt","selector":{"type":"TextPositionSelector","start":9,"end":12}},{"source":"b.txt","selector":{"type":"Choice","items":[{"type":"TextPositionSelector","start":0,"end":2}]}}]}
]"##;

#[test]
fn the_forms_of_other_tools_are_read() {
    let told = read(GOOD);
    assert_eq!(told.faults, []);
    let seen: Vec<_> = told
        .mentions
        .iter()
        .map(|m| (&*m.document, m.parts.as_slice(), m.text.as_deref(), &*m.kind, m.entity.as_deref(), m.by.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("a b.txt", &[(0, 11)][..], Some("Viktor Bout"), "Person", Some("#0"), None),
            ("b.txt", &[(3, 7)], None, "Person", Some("#0"), Some("ab")),
            ("c.txt", &[(4, 9)], None, "", Some("http://www.wikidata.org/entity/Q95"), None),
            ("b.txt", &[(0, 2), (9, 12)], None, "", Some("tag:x"), None),
        ]
    );
    assert_eq!(told.entities["http://www.wikidata.org/entity/Q95"].name.as_deref(), Some("Google"));
    let ignored: Vec<_> = told.ignored.iter().map(|(what, n)| (what.as_str(), *n)).collect();
    let expected = [("Annotation “commenting”", 1), ("Body “commenting”", 2), ("Relation “locatedIn”", 1)];
    assert_eq!(ignored, expected);
}

#[test]
fn a_link_joins_entities_and_its_body_may_be_one() {
    let one = |id: &str, entity: &str| {
        format!(
            r##"{{"id":"{id}","body":[{{"value":"P","purpose":"tagging"}}{entity}],"target":{{"source":"a.txt","selector":{{"type":"TextPositionSelector","start":1,"end":2}}}}}}"##
        )
    };
    let of = |iri: &str| format!(r##",{{"purpose":"identifying","source":"{iri}"}}"##);
    let mentions =
        [one("#a", &of("e:1")), one("#b", ""), one("#c", &of("e:2")), one("#d", ""), one("#e", &of("e:2"))].join(",");
    let with = |links: &str| {
        let told = read(&format!("[{mentions}{links}]"));
        assert_eq!(told.faults, []);
        told.mentions.iter().map(|m| m.entity.as_deref().unwrap_or("-").to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(with(""), "e:1 - e:2 - e:2");
    assert_eq!(with(r##",{"motivation":"linking","body":"#c","target":"#a"}"##), "e:1 - e:1 - e:1");
    assert_eq!(with(r##",{"motivation":"linking","body":"e:9","target":["#b","#d"]}"##), "e:1 e:9 e:2 e:9 e:2");
}

#[test]
fn what_a_mention_cannot_have_twice_is_counted() {
    let told = read(
        r##"{"body":[{"value":"P","purpose":"tagging"},{"value":"Q","purpose":"tagging"},{"value":"Bout","purpose":"identifying"},
        {"value":"a dealer","purpose":"describing"},{"source":"e:1","purpose":"identifying"},{"source":"e:2","purpose":"identifying"},"e:3"],
        "target":{"source":"a.txt","selector":{"type":"TextPositionSelector","start":1,"end":2}}}"##,
    );
    assert_eq!((&*told.mentions[0].kind, told.mentions[0].entity.as_deref()), ("P", Some("e:1")));
    let expected = [
        "Body “describing” of a mention",
        "Body “identifying” without an IRI",
        "Second identity of a mention",
        "Second resource of a mention",
        "Second tag of a mention",
    ];
    assert_eq!(told.ignored.keys().collect::<Vec<_>>(), expected);
}

#[test]
fn a_fault_says_where_and_what_was_expected() {
    let with = |from: &str, to: &str| faults(&GOOD.replacen(from, to, 1)).join("|");
    let position = ",{\"type\":\"TextPositionSelector\",\"start\":0,\"end\":11}";
    assert_eq!(
        with(position, ""),
        "x.jsonld: line 2, column 1: there is only the quotation “Viktor Bout”; expected a TextPositionSelector beside it|x.jsonld: line 5, column 1: there is no annotation “#a” of a mention; expected the ids of such"
    );
    assert!(with("\"start\":3", "\"start\":-3").starts_with(
        "x.jsonld: line 3, column 1: expected “start” of a TextPositionSelector, a whole number, and not -3"
    ));
    assert!(
        with("\"start\":3", "\"start\":7")
            .starts_with("x.jsonld: line 3, column 1: expected a start before the end, and not 7 and 7")
    );
    assert!(
        with("\"id\":\"#d\"", "\"id\":\"#a\"")
            .ends_with("line 8, column 1: expected an id of its own for each annotation, and “#a” is there twice")
    );
    assert!(
        with(
            "{\"source\":\"b.txt\",\"selector\":{\"type\":\"Choice",
            "{\"source\":\"z.txt\",\"selector\":{\"type\":\"Choice"
        )
        .contains("has targets in “b.txt” and “z.txt”")
    );
    assert!(
        with("\"target\":[\"c.txt#char=4,9\"]", "\"x\":1")
            .contains("line 4, column 1: expected an annotation with a target")
    );
    let xpath = with("TextPositionSelector\",\"start\":3", "XPathSelector\",\"start\":3");
    assert!(xpath.contains("expected a TextPositionSelector, and not “XPathSelector”"), "{xpath}");
}

#[test]
fn a_proposal_stays_one() {
    let case = statuses();
    let (files, report) = written(Format::WebAnnotation, &case);
    let told = telling(Format::WebAnnotation, &files);
    let seen: Vec<_> = told.mentions.iter().map(|m| (m.text.as_deref().unwrap_or(""), m.status)).collect();
    assert_eq!(seen, [("Bout", Status::Accepted), ("Ostend", Status::Proposed)]);
    let lost = [Loss::Proposal, Loss::Dismissed, Loss::Origin].map(|loss| report.losses.of(loss));
    assert_eq!(lost, [0, 1, 1]);
    assert_round_trip(Format::WebAnnotation, &case);
}

#[test]
fn all_is_kept_but_dismissed_ones_judgements_and_looks() {
    let case = sample();
    let (files, report) = written(Format::WebAnnotation, &case);
    let lost = [Loss::Judgement, Loss::Schema];
    assert!(lost.iter().all(|l| report.losses.of(*l) > 0) && report.losses.lines().count() == 2, "{}", report.losses);
    assert_round_trip(Format::WebAnnotation, &case);
    let told = telling(Format::WebAnnotation, &files);
    assert!(told.ignored.is_empty(), "{:?}", told.ignored);
    let (project, _) = imported(&told, Some(&case));
    let facts = |p: &crate::annotation::Project| {
        let mut entities: Vec<_> = p.entities().map(|e| (e.name.clone(), e.note.clone(), e.kind)).collect();
        entities.sort();
        (p.total(), entities, p.mentions().map(|m| (m.by.clone(), m.status)).collect::<Vec<_>>())
    };
    assert_eq!(facts(&project), facts(&case.0));
    assert!(project.mentions().all(|m| m.status == Status::Accepted));
    let text = String::from_utf8(files.head("annotations.jsonld", 100_000)).unwrap();
    for part in [
        r##""source":"a/two%20three.txt""##,
        r##"{"type":"TextQuoteSelector","exact":"Viktor Bout","prefix":"","suffix":" 😀, the so-called “Merchant of D"}"##,
        r##""motivation":"linking","creator":"##,
    ] {
        assert_eq!(text.contains(part), !part.contains("creator"), "{part} in\n{text}");
    }
    let items: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(items["items"].as_array().unwrap().len(), text.lines().count() - 2, "one a line");
}

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::WebAnnotation, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::WebAnnotation, &Files::in_memory([("x.jsonld", bytes)]));
    }
}
