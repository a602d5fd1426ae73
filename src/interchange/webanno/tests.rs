//! Tests of the WebAnno TSV reader and writer.

use crate::annotation::{Command, Scope};
use crate::interchange::testing::{
    assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, shown, telling, written,
};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;

const NE: &str = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value";

const GOOD: &str = "#FORMAT=WebAnno TSV 3.3\n\
    #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
    #T_SP=webanno.custom.Span|value\n\
    #T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation\n\
    #T_RL=webanno.custom.Relation|value|BT_webanno.custom.Span\n\n\n\
    #Sentence.id=s1\n#Text=Bout 😊 sold\\t\n#Text=arms.\n\
    1-1\t0-4\tBout\thttp://x/Q1[1]\tPER[1]|ROLE\\[0\\][2]\t_\t*[1]\tcoref->1-1\t_\t_\t\n\
    1-2\t5-7\t😊\thttp://x/Q1[1]\tPER[1]\tB\\_C\t_\t_\t*\t1-1\t\n\
    1-3\t8-12\tsold\t_\t_\t_\t_\t_\t_\t_\t\n\
    1-3.1\t8-10\tso\t_\t_\t*\t_\t_\t_\t_\t\n\
    1-3.2\t12-12\t\t*\t*\t_\t_\t_\t_\t_\t\n\
    1-4\t14-18\tarms\t_\t_\t_\t_\t_\t_\t_\t\n\
    1-5\t18-19\t.\t_\t_\t_\t_\t_\t_\t_\t\n\n\
    #Text=He\n2-1\t20-22\tHe\t_\t_\t_\tpr[1]\t*->1-2\t_\t_\t\n";

fn read(name: &'static str, text: &str) -> Telling {
    telling(Format::WebAnno, &Files::in_memory([(name, text.as_bytes().to_vec())]))
}

/// Words, type and entity of the mentions of the first document.
fn mentions(telling: &Telling) -> Vec<(String, String, String)> {
    let text: Vec<u16> = telling.documents[0].text.encode_utf16().collect();
    let words = |(a, b): (u32, u32)| String::from_utf16(&text[a as usize..b as usize]).unwrap();
    let all = telling
        .mentions
        .iter()
        .map(|m| (words(m.parts[0]), m.kind.to_string(), m.entity.as_deref().unwrap_or_default().to_owned()));
    all.collect()
}

fn three(words: &str, kind: &str, entity: &str) -> (String, String, String) {
    (words.to_owned(), kind.to_owned(), entity.to_owned())
}

fn ignored(telling: &Telling) -> Vec<(&str, u64)> {
    telling.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect()
}

#[test]
fn a_file_with_all_that_the_format_has_is_read() {
    let telling = read("doc.txt.tsv", GOOD);
    assert_eq!(telling.faults, []);
    assert_eq!(&*telling.documents[0].text, "Bout 😊 sold\t\narms.\nHe");
    assert_eq!(&*telling.documents[0].path, "doc.txt");
    assert_eq!(telling.documents[0].tokens.len(), 6);
    let q1 = "http://x/Q1";
    assert_eq!(
        mentions(&telling),
        [
            three("Bout 😊", "PER", q1),
            three("Bout", "ROLE[0]", "doc.txt#CoreferenceLink1"),
            three("He", "ROLE[0]", "doc.txt#CoreferenceLink1"),
            three("😊", "B_C", ""),
            three("so", "Span", ""),
        ],
        "a link on “Bout” is not one on “Bout 😊”"
    );
    assert_eq!(
        ignored(&telling),
        [
            ("Relation “Relation”", 1),
            ("referenceRelation of a link", 1),
            ("referenceType of a link", 1),
            ("“#Sentence.id” of a sentence", 1),
            ("“NamedEntity” of no width", 1),
        ]
    );
    assert_eq!(telling.scope, Scope::Corpus);
    let crlf = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(read("doc.txt.tsv", &crlf).mentions, telling.mentions);
}

/// Layers as `#T_..` lines and rows of one sentence “This is a test .”, with their columns.
fn sentence(layers: &str, columns: [&str; 5]) -> String {
    let words = [(0, 4, "This"), (5, 7, "is"), (8, 9, "a"), (10, 14, "test"), (15, 16, ".")];
    let rows = words
        .iter()
        .zip(columns)
        .enumerate()
        .map(|(i, ((a, b, word), columns))| format!("1-{}\t{a}-{b}\t{word}\t{columns}\t\n", i + 1));
    format!("#FORMAT=WebAnno TSV 3.3\n{layers}\n\n\n#Text=This is a test .\n{}", rows.collect::<String>())
}

#[test]
fn numbers_join_rows_and_stacks_keep_annotations_apart() {
    let span = "#T_SP=webanno.custom.Span|value";
    let telling = read("x.tsv", &sentence(span, ["a[1]|b[2]", "a[1]|b[2]|c[3]", "b[2]", "d", "B-e"]));
    assert_eq!(telling.faults, []);
    let all = mentions(&telling);
    assert_eq!(
        all.iter().map(|m| (&*m.0, &*m.1)).collect::<Vec<_>>(),
        [("This is", "a"), ("This is a", "b"), ("is", "c"), ("test", "d"), (".", "B-e"),]
    );
    let same = read("x.tsv", &sentence(span, ["a", "a", "a", "_", "_"]));
    assert_eq!(mentions(&same).len(), 3, "without a number each row is one");
    let two = format!("{span}\n{NE}");
    let stacked =
        read("x.tsv", &sentence(&two, ["x[1]\tK[3]\tPER[3]", "x[1]\tK[3]\tPER[3]", "_\t_\t_", "_\t_\t_", "_\t_\t_"]));
    assert_eq!(mentions(&stacked), [three("This is", "PER", "K")]);
    assert_eq!(ignored(&stacked), [("Second type of a mention", 1)]);
}

#[test]
fn what_is_no_type_is_none() {
    let long = "a remark of somebody who had much to say about these words";
    let telling = read("x.tsv", &sentence("#T_SP=webanno.custom.Remark|text", [long, "_", "short", "a\\nb", "*"]));
    let all = [("This", "Remark"), ("a", "short"), ("test", "Remark"), (".", "Remark")];
    assert_eq!(mentions(&telling), all.map(|(words, kind)| three(words, kind, "")));
    assert_eq!(ignored(&telling), [("“text” of “Remark”", 2)]);
}

#[test]
fn chains_may_stack_and_their_columns_may_change_places() {
    let columns = ["*->1-1|*->2-3", "*->1-2", "*->2-1|*->1-3", "_", "_"];
    let types = ["*[1]|*[2]", "nam[1]", "*[2]|*[1]", "_", "_"];
    let both = [0, 1, 2, 3, 4].map(|i| format!("{}\t{}", columns[i], types[i]));
    let layer = "#T_CH=webanno.custom.SimpleLink|referenceRelation|referenceType";
    let telling = read("x.tsv", &sentence(layer, [0, 1, 2, 3, 4].map(|i| both[i].as_str())));
    assert_eq!(telling.faults, []);
    let (one, two) = ("x.txt#SimpleLink1", "x.txt#SimpleLink2");
    assert_eq!(mentions(&telling), [three("This", "", one), three("is", "nam", one), three("a", "", two)]);
    assert_eq!(ignored(&telling), [("Second entity of a mention", 2)]);
    assert_eq!(telling.scope, Scope::Document);
}

#[test]
fn layers_of_words_relations_and_slots_are_told() {
    let layers = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|coarseValue|PosValue\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.SurfaceForm|value\n\
        #T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.Link|webanno.custom.Span|role\n\
        #T_RL=de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency|DependencyType|BT_x";
    let columns = ["*\tDT\tTh[1]\tp1;p2[3]\t1-2[1];1-3\tagent[3]\tnsubj\t1-2", "*\tV\tTh[1]\t_\t_\t_\t_\t_"];
    let none = "_\t_\t_\t_\t_\t_\t_\t_";
    let telling = read("x.tsv", &sentence(layers, [columns[0], columns[1], none, none, none]));
    assert_eq!(telling.faults, []);
    assert_eq!(mentions(&telling), [three("This", "agent", "")]);
    let expected =
        [("Layer “POS”", 2), ("Layer “SurfaceForm”", 1), ("Relation “Dependency”", 1), ("Slots of “Host”", 2)];
    assert_eq!(ignored(&telling), expected);
}

#[test]
fn a_text_is_put_together_from_sentences_with_gaps() {
    let sentences = |parts: &[(&str, u32, &str)]| {
        let rows = parts.iter().enumerate().map(|(i, (text, begin, word))| {
            format!("\n#Text={text}\n{0}-1\t{begin}-{1}\t{word}\t\n", i + 1, begin + word.len() as u32)
        });
        format!("#FORMAT=WebAnno TSV 3.2\n\n{}", rows.collect::<String>())
    };
    for (parts, text) in [
        (vec![("one", 0, "one"), ("two", 3, "two")], "onetwo"),
        (vec![("one", 2, "one"), ("two", 6, "two"), ("six", 11, "six"), ("x", 19, "x")], "  one\ntwo\n\nsix\n   \nx"),
        (vec![(" one", 1, "one"), (" two", 5, "two")], " one two"),
    ] {
        let telling = read("x.tsv", &sentences(&parts));
        assert_eq!((telling.faults.len(), &*telling.documents[0].text), (0, text));
    }
    let java = sentences(&[("caf\\u00e9 \\\"x\\\"", 0, "caf")]).replace("3.2", "3.0").replace("0-3\tcaf", "0-4\tcafé");
    let telling = read("x.tsv", &java);
    assert_eq!((telling.faults.len(), &*telling.documents[0].text), (0, "café \"x\""));
    let far = read("x.tsv", &sentences(&[("one", 4_000_000_000, "one")]));
    assert!(far.faults[0].told.starts_with("expected sentences that follow each other"), "{:?}", far.faults);
}

#[test]
fn a_fault_says_where() {
    for (from, to, expected) in [
        ("TSV 3.3", "TSV 2.3", "x.tsv: line 1: expected version 3 of WebAnno TSV, not 2.3"),
        ("#FORMAT", " # ", "x.tsv: line 1: expected “#FORMAT=WebAnno TSV 3.3”, not “ # =WebAnno"),
        ("8-12", "8:12", "x.tsv: line 13, column 5: expected where the token begins and ends, as 0-4, not “8:12”"),
        ("1-4\t14", "1:4\t14", "x.tsv: line 16, column 1: expected a sentence and a token"),
        (
            "coref->1-1\t_\t_",
            "coref->1-1",
            "x.tsv: line 11, column 1: expected 10 columns, as the header has, and there are 9",
        ),
        ("coref->1-1", "coref->x", "x.tsv: line 11, column 51: expected “->” with a chain and a link"),
        ("14-18\tarms", "14-18\tlegs", "x.tsv: line 16: expected “legs” at 14-18, where the text has “arms”"),
        ("20-22", "10-12", "x.tsv: line 20: expected a sentence after the one before, which ends at 19, and not at 10"),
        (
            "2-1\t20-22\tHe\t_\t_\t_\tpr[1]\t*->1-2\t_\t_\t\n",
            "",
            "x.tsv: line 19: expected rows of tokens below #Text=",
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let faults = read("x.tsv", &GOOD.replacen(from, to, 1)).faults;
        assert!(faults.len() == 1 && faults[0].to_string().starts_with(expected), "{faults:#?}");
    }
    assert_eq!(read("x.tsv", "").faults.len(), 1);
}

#[test]
fn texts_and_entities_of_the_sample_come_back() {
    let case = sample();
    let (files, report) = written(Format::WebAnno, &case);
    let lost = |loss| report.losses.of(loss);
    assert_eq!((lost(Loss::WhiteSpace), lost(Loss::Flattened), lost(Loss::CutEntity)), (0, 1, 0), "{}", report.losses);
    assert_eq!((lost(Loss::EntityName), lost(Loss::EntityNote), lost(Loss::Untied)), (0, 1, 0));
    assert_round_trip(Format::WebAnno, &case);
    let (project, texts) = imported(&telling(Format::WebAnno, &files), None);
    let all = |(p, t): (&crate::annotation::Project, &std::collections::HashMap<_, crate::text::Document>)| {
        let texts: Vec<_> = p.documents().map(|d| (d.path.clone(), t[&d.id].text.clone())).collect();
        let entities: std::collections::BTreeSet<_> =
            p.entities().map(|e| (e.name.clone(), p.cluster(e.id).mentions)).collect();
        (texts, entities)
    };
    assert_eq!(all((&project, &texts)), all((&case.0, &case.1)), "{}", shown(&files));
}

#[test]
fn what_came_from_a_knowledge_base_goes_back_to_it() {
    let mut case = corpus(&[("a.txt", "\n Bout met Bout. Bout of Bout ate.")]);
    let parts: [&[&str]; 3] = [&["Bout"], &["Bout met Bout"], &["Bout", "Bout of Bout"]];
    let ids = parts.map(|parts| mark(&mut case, "a.txt", parts, "Person"));
    for id in ids {
        run(&mut case.0, &Command::SplitOff(vec![id]));
    }
    let entities: Vec<_> = case.0.entities().map(|e| e.id).collect();
    let iri = "http://www.wikidata.org/entity/Q312";
    for entity in &entities[..2] {
        run(&mut case.0, &Command::SetNote(*entity, iri.into()));
    }
    let (files, report) = written(Format::WebAnno, &case);
    let text = shown(&files);
    assert!(text.contains("redstring:2#Bout%20met%20Bout[2]|http://www.wikidata.org/entity/Q312[3]"), "{text}");
    let lost = |loss| report.losses.of(loss);
    assert_eq!((lost(Loss::EntityNote), lost(Loss::EntityName), lost(Loss::WhiteSpace)), (1, 1, 1));
    assert_round_trip(Format::WebAnno, &case);
}

#[test]
fn two_that_flatten_to_one_place_are_one() {
    let mut case = corpus(&[("a.txt", "Viktor the Bout")]);
    mark(&mut case, "a.txt", &["Viktor", "Bout"], "Person");
    mark(&mut case, "a.txt", &["Viktor the Bout"], "Group");
    let (_, report) = written(Format::WebAnno, &case);
    assert_eq!(report.losses.of(Loss::Crossing), 1);
    assert_round_trip(Format::WebAnno, &case);
}

proptest! {
    #[test]
    fn any_project_comes_back_with_its_texts(case in projects()) {
        assert_round_trip(Format::WebAnno, &case);
        let (files, report) = written(Format::WebAnno, &case);
        let told = telling(Format::WebAnno, &files);
        let differs = case.0.documents().filter(|d| told.document(&d.path).unwrap().text != case.1[&d.id].text).count();
        prop_assert!(differs <= report.losses.of(Loss::WhiteSpace), "{}", shown(&files));
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::WebAnno, &Files::in_memory([("x.tsv", bytes)]));
    }
}
