//! Tests of the ECB+ reader and writer.

use crate::annotation::{Command, MentionType, Scope};
use crate::interchange::testing::{
    assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, shown, telling, written,
};
use crate::interchange::{Files, Format, Loss, Telling, Told};
use proptest::prelude::*;

const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Document doc_name="1_1ecb.xml" doc_id="DOC15653231215902085">
<token t_id="1" sentence="0" number="0">Tara</token>
<token t_id="2" sentence="0" number="1">Reid</token>
<token t_id="3" sentence="0" number="2">checked</token>
<token t_id="7" sentence="0" number="3">herself</token>
<token t_id="8" sentence="0" number="4">in</token>
<token t_id="9" sentence="0" number="5">.</token>
<token t_id="10" sentence="1" number="0">She &amp; A&#38;B</token>
<Markables>
<HUMAN_PART_PER m_id="18"  ><token_anchor t_id="1"/><token_anchor t_id="2"/></HUMAN_PART_PER>
<ACTION_OCCURRENCE m_id="28"  >
  <token_anchor t_id="3"/>
  <token_anchor t_id="8"/>
</ACTION_OCCURRENCE>
<HUMAN_PART_PER m_id="32"  ><token_anchor t_id="3"/><token_anchor t_id="7"/></HUMAN_PART_PER>
<HUMAN_PART_PER m_id="33"  ><token_anchor t_id="10"/></HUMAN_PART_PER>
<HUMAN_PART_PER m_id="46" RELATED_TO="" TAG_DESCRIPTOR="t1b_tara_reid" instance_id="HUM16236184328979740" />
<UNKNOWN_INSTANCE_TAG m_id="6" RELATED_TO="" TAG_DESCRIPTOR="" />
</Markables>
<Relations>
<CROSS_DOC_COREF r_id="37538" note="HUM16236184328979740" >
  <source m_id="18" />
  <source m_id="33" />
  <target m_id="46" />
</CROSS_DOC_COREF>
<INTRA_DOC_COREF r_id="32120" >
<source m_id="28" />
<source m_id="32" />
<target m_id="6" />
</INTRA_DOC_COREF>
<TLINK r_id="1"><source m_id="28"/><target m_id="28"/></TLINK>
</Relations>
</Document>
"#;

fn read(name: &'static str, text: &str) -> Telling {
    telling(Format::Ecb, &Files::in_memory([(name, text.as_bytes().to_vec())]))
}

fn words(telling: &Telling, told: &Told) -> Vec<String> {
    let text = &telling.document(&told.document).unwrap().text;
    told.parts.iter().map(|&(a, b)| text[a as usize..b as usize].to_owned()).collect()
}

#[test]
fn a_file_of_the_corpus_is_read() {
    let telling = read("1_1ecb.xml", GOOD);
    assert_eq!(telling.faults, []);
    assert_eq!(&*telling.documents[0].path, "1/1_1ecb.txt", "a file of no folder is of its topic's");
    assert_eq!(&*telling.documents[0].text, "Tara Reid checked herself in.\nShe & A&B\n");
    let all: Vec<_> =
        telling.mentions.iter().map(|m| (words(&telling, m).join("…"), &*m.kind, m.entity.as_deref())).collect();
    let (cross, intra) = (Some("HUM16236184328979740"), Some("1/1_1ecb.txt#6"));
    assert_eq!(
        all,
        [
            ("Tara Reid".to_owned(), "HUMAN_PART_PER", cross),
            ("checked…in".to_owned(), "ACTION_OCCURRENCE", intra),
            ("checked herself".to_owned(), "HUMAN_PART_PER", intra),
            ("She & A&B".to_owned(), "HUMAN_PART_PER", cross),
        ],
        "a number that is skipped where no token is makes no gap"
    );
    assert_eq!(telling.entities["HUM16236184328979740"].name.as_deref(), Some("t1b_tara_reid"));
    assert_eq!(telling.entities["1/1_1ecb.txt#6"].kind, None, "an unknown type is none");
    assert_eq!(telling.scope, Scope::Corpus);
    assert_eq!(telling.ignored.into_iter().collect::<Vec<_>>(), [("Relation “TLINK”".to_owned(), 1)]);
    let inside = GOOD.replace("CROSS_DOC", "INTRA_DOC");
    let telling = read("x/1_1ecb.xml", &inside);
    assert_eq!((telling.scope, &*telling.documents[0].path), (Scope::Document, "x/1_1ecb.txt"));
    assert_eq!(telling.mentions[0].entity.as_deref(), Some("x/1_1ecb.txt#46"));
}

#[test]
fn entities_reach_over_files_and_those_of_a_document_do_not() {
    let other = GOOD.replace("t1b_tara_reid", "tara");
    let names = [("1/1_1ecb.xml", GOOD), ("1/1_2ecbplus.xml", &*other)];
    let files = Files::in_memory(names.map(|(name, text)| (name, text.as_bytes().to_vec())));
    let (project, _) = imported(&telling(Format::Ecb, &files), None);
    let entities: Vec<_> = project.entities().map(|e| (e.name.to_string(), project.cluster(e.id).mentions)).collect();
    let checked = |n| ("checked in".to_owned(), n);
    assert_eq!(entities, [("t1b_tara_reid".to_owned(), 4), checked(2), checked(2)]);
}

#[test]
fn meantime_says_more_in_its_instances() {
    let text = r#"<Document doc_name="3806_Apple.txt"><token t_id="1" sentence="0" number="0">Apple</token>
<token t_id="2" sentence="0" number="1">unveils</token><Markables>
<ENTITY_MENTION m_id="1" syntactic_type="NAM" comment=""><token_anchor t_id="1"/></ENTITY_MENTION>
<EVENT_MENTION m_id="2" polarity="POS"><token_anchor t_id="2"/></EVENT_MENTION>
<ENTITY m_id="3" RELATED_TO="" TAG_DESCRIPTOR="Apple Inc." ent_type="ORG" external_ref="http://dbpedia.org/resource/Apple_Inc." instance_id="ORG7"/>
<EVENT m_id="4" RELATED_TO="" TAG_DESCRIPTOR="unveil" class="OTHER"/>
<TIMEX3 m_id="5" type="DATE" value="2006"/>
</Markables><Relations><REFERS_TO r_id="1"><source m_id="1"/><target m_id="3"/></REFERS_TO>
<REFERS_TO r_id="2"><source m_id="2"/><target m_id="4"/></REFERS_TO></Relations></Document>"#;
    let telling = read("a/3806_Apple.txt.xml", text);
    assert_eq!(telling.faults, []);
    let all: Vec<_> = telling.mentions.iter().map(|m| (&*m.kind, m.entity.as_deref().unwrap_or_default())).collect();
    assert_eq!(all, [("ORG", "ORG7"), ("EVENT", "a/3806_Apple.txt#4")]);
    let apple = &telling.entities["ORG7"];
    assert_eq!((apple.name.as_deref(), apple.kind.as_deref()), (Some("Apple Inc."), Some("ORG")));
    assert_eq!(&*apple.note, "http://dbpedia.org/resource/Apple_Inc.");
    let ignored: Vec<_> = telling.ignored.keys().map(String::as_str).collect();
    assert_eq!(ignored, ["“TIMEX3” without words", "“polarity” of a mention", "“syntactic_type” of a mention"]);
}

#[test]
fn a_fault_says_where() {
    let told = |text: &str| read("x.xml", text).faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    for (from, to, expected) in [
        (
            "t_id=\"8\"/>",
            "t_id=\"80\"/>",
            "x.xml: line 12, column 1: expected the t_id of a token, and there is no “80”",
        ),
        (
            "t_id=\"2\" sen",
            "t_id=\"1\" sen",
            "x.xml: line 4, column 1: expected a t_id of its own, and “1” is there twice",
        ),
        (
            "<source m_id=\"33\" />",
            "<source m_id=\"99\"/>",
            "x.xml: line 24, column 3: expected the m_id of a markable",
        ),
        (
            "<target m_id=\"46\" />",
            "<target m_id=\"99\"/>",
            "x.xml: line 25, column 3: expected the m_id of an instance",
        ),
        ("&amp;", "&lol;", "x.xml: line 9, column 46: expected &amp; &lt;"),
        ("</Markables>", "</Mark>", "x.xml: line 20, column 1: ill-formed document"),
        ("<Document", "<NAF", "x.xml: line 2, column 1: expected one <Document>, not <NAF>"),
        ("</Document>\n", "", "x.xml: line 34, column 1: expected </Document>, and the file ends"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let told = told(&GOOD.replace(from, to));
        assert!(told.starts_with(expected), "{told}");
    }
    assert!(told("").contains("expected <Document>"));
}

#[test]
fn bombs_do_not_go_off() {
    let deep = format!("<Document>{}", "<a>".repeat(100_000));
    let told = read("x.xml", &deep).faults;
    assert!(told[0].told.starts_with("expected elements to nest at most 64 deep"), "{told:?}");
    let laughs =
        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><Document><token t_id=\"1\">&b;</token></Document>";
    let telling = read("x.xml", laughs);
    assert!(telling.faults[0].told.ends_with("not &b;"), "{:?}", telling.faults);
    let outside =
        "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><Document><token t_id=\"1\">&a;</token></Document>";
    assert_eq!(read("x.xml", outside).faults.len(), 1);
}

#[test]
fn all_of_the_sample_comes_back_but_white_space() {
    let case = sample();
    let (files, report) = written(Format::Ecb, &case);
    assert_eq!(
        report.losses.of(Loss::Flattened) + report.losses.of(Loss::Untied) + report.losses.of(Loss::CutEntity),
        0
    );
    assert_eq!((report.losses.of(Loss::WhiteSpace), report.losses.of(Loss::Character)), (3, 0), "{}", report.losses);
    assert_round_trip(Format::Ecb, &case);
    let told = telling(Format::Ecb, &files);
    assert_eq!(told.scope, Scope::Corpus);
    let (project, _) = imported(&told, None);
    let facts = |p: &crate::annotation::Project| {
        let entity = |e: &std::sync::Arc<crate::annotation::Entity>| {
            (e.name.clone(), e.note.clone(), p.schema().get(e.kind).name.clone(), p.cluster(e.id).mentions)
        };
        p.entities().map(entity).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(facts(&project), facts(&case.0), "{}", shown(&files));
}

#[test]
fn names_that_xml_has_no_room_for_survive() {
    let mut case =
        corpus(&[("1_1ecb.txt", "Viktor \u{1}Bout\u{FFFF} met\u{7} Sergei. They were seen in Ostend in spring.\n")]);
    for (name, key) in [("Führende Person/2", 'x'), ("token_anchor", 'y'), ("EVENT_MENTION", 'z')] {
        let schema = crate::annotation::Schema::clone(case.0.schema());
        let like = schema.get(schema.first()).clone();
        let schema = schema.added(MentionType { name: name.into(), key, labels: Vec::new(), ..like }).unwrap();
        run(&mut case.0, &Command::SetSchema(schema));
    }
    let all = [("Viktor", "Führende Person/2"), ("\u{1}Bout\u{FFFF}", "token_anchor"), ("Sergei", "EVENT_MENTION")];
    let ids = all.map(|(words, kind)| mark(&mut case, "1_1ecb.txt", &[words], kind));
    run(&mut case.0, &Command::SplitOff(vec![ids[2]]));
    assert_round_trip(Format::Ecb, &case);
    let (files, report) = written(Format::Ecb, &case);
    assert_eq!(report.losses.of(Loss::Character), 3, "{}", report.losses);
    let told = telling(Format::Ecb, &files);
    let kinds: Vec<_> = told.mentions.iter().map(|m| &*m.kind).collect();
    assert_eq!(kinds, all.map(|(_, kind)| kind), "{}", shown(&files));
    assert_eq!(&*told.documents[0].path, "1_1ecb.txt", "what Redstring wrote is not of a topic's folder");
}

#[test]
fn two_of_the_same_words_are_one() {
    let mut case = corpus(&[("a.txt", "Viktor Bout")]);
    mark(&mut case, "a.txt", &["Viktor Bout"], "Person");
    let split = mark(&mut case, "a.txt", &["Viktor", "Bout"], "Person");
    let (_, report) = written(Format::Ecb, &case);
    assert_eq!((split.0, report.losses.of(Loss::Crossing), report.kept.len()), (2, 1, 1));
    assert_round_trip(Format::Ecb, &case);
}

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::Ecb, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::Ecb, &Files::in_memory([("1_1ecb.xml", bytes)]));
    }
}
