//! Topics of CoRefi and CHAMP are read, and what we write comes back.

use crate::annotation::{Command, Project};
use crate::interchange::testing::{
    assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, shown, telling, written,
};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(text: &str) -> Telling {
    telling(Format::Corefi, &Files::in_memory([("topic.json", text.as_bytes().to_vec())]))
}

fn tokens(documents: &[&[&str]]) -> Value {
    let all = documents.iter().enumerate().flat_map(|(d, words)| words.iter().map(move |word| (d, word)));
    all.enumerate().map(|(i, (d, word))| json!({"i": i, "document": d, "text": word})).collect()
}

fn told(telling: &Telling) -> Vec<(String, &str, Option<&str>)> {
    let word = |t: &crate::interchange::Told| {
        let text = &telling.document(&t.document).unwrap().text;
        text[t.parts[0].0 as usize..t.parts[0].1 as usize].to_owned()
    };
    telling.mentions.iter().map(|t| (word(t), &*t.document, t.entity.as_deref())).collect()
}

#[test]
fn tokens_run_through_all_documents_and_ends_are_included() {
    let all = json!({"mode": "annotation", "tokens": tokens(&[&["Viktor", "Bout", "left", "."], &["He", "sold", "😀"]]),
        "mentions": [{"start": 0, "end": 1, "clustId": "0-1"}, {"start": "4", "end": 4, "clustId": "0-1"},
            {"start": 6, "end": 6}, {"start": 5, "end": 5, "clustId": -1}, {"start": 2, "end": 2, "clustId": ["2-2", "0-1"]},
            {"start": 3, "end": 3, "clustId": []}, {"start": 1, "end": 1, "clustId": 7, "certainty": "low"}],
        "tree": [{"id": "root"}], "selectedCluster": "0-1"});
    let telling = read(&serde_json::to_string_pretty(&all).unwrap());
    assert_eq!(telling.faults, []);
    let (a, b) = ("topic/0.txt", "topic/1.txt");
    let word = |word: &str, document, entity| (word.to_owned(), document, entity);
    let expected = [
        word("Viktor Bout", a, Some("0-1")),
        word("He", b, Some("0-1")),
        word("😀", b, None),
        word("sold", b, None),
        word("left", a, Some("2-2")),
        word(".", a, None),
        word("Bout", a, Some("7")),
    ];
    assert_eq!(told(&telling), expected);
    assert_eq!(&*telling.documents[0].text, "Viktor Bout left.\n");
    let ignored: Vec<_> = telling.ignored.keys().map(String::as_str).collect();
    assert_eq!(ignored, ["Cluster of another annotator", "certainty of a mention", "tree"]);
    let bytes = serde_json::to_vec_pretty(&all).unwrap();
    assert_eq!(Format::detect(&Files::in_memory([("topic.json", bytes)])), Some(Format::Corefi));
}

#[test]
fn spaces_paragraphs_and_names_are_as_the_file_says() {
    let telling = read(
        r#"{"tokens":[{"i":0,"document":3,"doc_name":"43_1ecb.xml","text":"New","noWhite":true,"paragraph":0},
        {"i":1,"document":3,"doc_name":"43_1ecb.xml","text":"York","paragraph":0},
        {"i":2,"document":3,"doc_name":"43_1ecb.xml","text":",","paragraph":1},
        {"i":3,"document":"x/y.md","text":"b"}],"mentions":[]}"#,
    );
    let texts: Vec<_> = telling.documents.iter().map(|d| (&*d.path, &*d.text)).collect();
    assert_eq!(texts, [("43_1ecb.xml.txt", "NewYork\n\n,\n"), ("x/y.md", "b\n")]);
    assert_eq!(telling.documents[0].tokens.len(), 3);
}

#[test]
fn a_fault_says_where() {
    let faults = |text: &str| read(text).faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    let all = faults(
        "{\"tokens\":[{\"i\":0,\"document\":0,\"text\":\"a\"},\n{\"i\":1,\"document\":1,\"text\":\"b\"},\n {\"i\":7}],\n\
         \"mentions\":[\n{\"start\":0,\"end\":1},\n{\"start\":2,\"end\":1}, {\"start\":0,\"end\":9},\n{\"end\":9},\n 7]}",
    );
    let starts = [
        "topic.json: line 3, column 2: token 2 has the number 7",
        "topic.json: line 3, column 2: {\"i\":7}; expected a token with \"text\"",
        "topic.json: line 5, column 1: mention 1: tokens 0 to 1 are of two documents",
        "topic.json: line 6, column 1: mention 2: expected \"start\" up to \"end\", and not 2 to 1",
        "topic.json: line 6, column 22: mention 3: expected tokens up to 2, and not 0 to 9",
        "topic.json: line 7, column 1: mention 4: {\"end\":9}; expected \"start\" and \"end\"",
        "topic.json: line 8, column 2: mention 5: 7; expected an object",
    ];
    assert_eq!(all.len(), starts.len(), "{all:#?}");
    all.iter().zip(starts).for_each(|(fault, start)| assert!(fault.starts_with(start), "{fault} / {start}"));
    assert!(
        faults("{\"tokens\": []}")[0].starts_with("topic.json: line 1: there are no \"tokens\" or no \"mentions\"")
    );
    assert!(!faults("[1]").is_empty());
    assert!(
        faults("{\"tokens\":[{\"i\":0,}],\"mentions\":[]}")[0].starts_with("topic.json: line 1, column 19: trailing")
    );
}

#[test]
fn clusters_of_several_files_are_of_their_file() {
    let one =
        json!({"tokens": tokens(&[&["Bout"]]), "mentions": [{"start": 0, "end": 0, "clustId": "0-0"}]}).to_string();
    let files = Files::in_memory([("a.json", one.clone().into_bytes()), ("b.json", one.into_bytes())]);
    let entities: Vec<_> = telling(Format::Corefi, &files).mentions.into_iter().map(|t| t.entity.unwrap()).collect();
    assert_eq!(entities, ["a.json#0-0".into(), "b.json#0-0".into()]);
}

#[test]
fn the_sample_comes_back_with_types_names_and_notes() {
    let case = sample();
    let (files, report) = written(Format::Corefi, &case);
    assert_eq!(Format::detect(&files), Some(Format::Corefi), "{}", shown(&files));
    let lost = |loss| report.losses.of(loss);
    assert_eq!((lost(Loss::Flattened), lost(Loss::EmptyDocument), lost(Loss::WhiteSpace)), (1, 1, 3));
    assert_eq!((lost(Loss::MentionType), lost(Loss::EntityName), lost(Loss::Untied)), (0, 0, 0));
    assert_round_trip(Format::Corefi, &case);
    let (project, _) = imported(&telling(Format::Corefi, &files), None);
    let facts = |p: &Project| {
        let kind = |id| p.schema().get(id).name.to_string();
        let named =
            p.entities().map(|e| (e.name.to_string(), e.note.to_string(), kind(e.kind), p.cluster(e.id).mentions));
        let mut all: Vec<_> = named.collect();
        all.sort();
        all
    };
    assert_eq!(facts(&project), facts(&case.0));
}

#[test]
fn the_first_mention_has_a_cluster_and_paragraphs_have_mentions() {
    let mut case = corpus(&[("a.txt", "Bout left\n\nNobody.\n\nSmulian met him\n\nhere")]);
    let bout = mark(&mut case, "a.txt", &["Bout"], "Person");
    let smulian = mark(&mut case, "a.txt", &["Smulian"], "Person");
    mark(&mut case, "a.txt", &["him"], "Person");
    let (files, report) = written(Format::Corefi, &case);
    assert_eq!(report.losses.of(Loss::Untied), 1);
    let all: Value = serde_json::from_slice(&files.head("corefi.json", 1 << 16)).unwrap();
    let clusters: Vec<_> = all["mentions"].as_array().unwrap().iter().map(|m| m["clustId"].clone()).collect();
    assert_eq!(clusters, [json!(["0-0"]), json!([]), json!([])]);
    assert_eq!((&all["mentionsViewed"], &all["done"]), (&json!(1), &json!(false)));
    let paragraphs: Vec<_> =
        all["tokens"].as_array().unwrap().iter().map(|t| t["paragraph"].as_u64().unwrap()).collect();
    assert_eq!(paragraphs, [0, 0, 1, 1, 1, 1, 1, 1], "the last two have no mention of their own");
    assert_round_trip(Format::Corefi, &case);
    run(&mut case.0, &Command::Tie { mention: smulian, onto: bout });
    assert_eq!(written(Format::Corefi, &case).1.losses.of(Loss::Untied), 0);
}

const GOOD: &str = "{\n\"mentions\":[\n{\"start\":0,\"end\":1,\"clustId\":[\"0-1\"],\"type\":\"Person\",\"name\":\"Bout\"},\n\
    {\"start\":2,\"end\":2,\"clustId\":\"0-1\"}\n],\n\"tokens\":[\n{\"i\":0,\"document\":0,\"doc_name\":\"a.txt\",\"text\":\"V\",\
    \"noWhite\":true},\n{\"i\":1,\"document\":0,\"paragraph\":1,\"text\":\"B\"},\n{\"i\":2,\"document\":1,\"text\":\"😀\"}\n],\n\
    \"mode\":\"annotation\"\n}\n";

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::Corefi, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::Corefi, &Files::in_memory([("a.json", bytes)]));
    }
}
