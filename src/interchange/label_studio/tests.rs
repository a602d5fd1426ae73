//! What Label Studio writes is read, and what we write comes back.

use crate::annotation::{Project, Scope, Status};
use crate::interchange::testing::{assert_round_trip, imported, mangled, projects, sample, shown, telling, written};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(text: &str) -> Telling {
    telling(Format::LabelStudio, &Files::in_memory([("all.json", text.as_bytes().to_vec())]))
}

fn region(id: &str, start: u32, end: u32, text: &str, labels: &[&str]) -> Value {
    json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
        "value": {"start": start, "end": end, "text": text, "labels": labels}})
}

fn task(text: &str, result: &[Value]) -> Value {
    json!({"id": 4, "data": {"text": text}, "annotations": [{"id": 1, "completed_by": {"email": "ab@c.de"}, "result": result}]})
}

type Seen<'a> = (u32, u32, &'a str, Option<&'a str>);

fn told(telling: &Telling) -> Vec<Seen<'_>> {
    let told = telling.mentions.iter();
    told.map(|t| (t.parts[0].0, t.parts[0].1, &*t.kind, t.entity.as_deref())).collect()
}

#[test]
fn regions_and_relations_are_read() {
    let relation = |from: &str, to: &str, labels: Value| json!({"type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": labels});
    let choices =
        json!({"id": "c", "from_name": "kind", "to_name": "text", "type": "choices", "value": {"choices": ["News"]}});
    let one = [
        region("a", 0, 4, "Bout", &["PER", "Dealer"]),
        region("b", 10, 12, "he", &[]),
        region("d", 13, 17, "paid", &["X"]),
        choices,
        relation("b", "a", json!([])),
        relation("d", "a", json!(["paidBy"])),
        relation("c", "a", json!(["coref"])),
    ];
    let telling = read(&serde_json::to_string_pretty(&json!([task("Bout said he paid", &one)])).unwrap());
    assert_eq!(telling.faults, []);
    assert_eq!(told(&telling), [(0, 4, "PER", Some("4.txt#1")), (10, 12, "", Some("4.txt#1")), (13, 17, "X", None)]);
    assert_eq!(telling.mentions[0].by.as_deref(), Some("ab@c.de"));
    assert_eq!(telling.scope, Scope::Document);
    let ignored: Vec<_> = telling.ignored.keys().map(String::as_str).collect();
    assert_eq!(
        ignored,
        [
            "Further label of a region",
            "Region of the kind “choices”",
            "Relation of a region that is no mention",
            "Relation “paidBy”"
        ]
    );
}

#[test]
fn offsets_count_code_points_and_of_old_files_utf_16_units() {
    let text = "💩This is 🐱 an\nannotation.";
    let new = [region("a", 9, 10, "🐱", &["X"]), region("b", 11, 24, "an\\nannotation", &["X"])];
    let old = [region("a", 10, 12, "🐱", &["X"]), region("b", 13, 26, "an\\nannotation", &["X"])];
    for regions in [new, old] {
        let telling = read(&json!([task(text, &regions)]).to_string());
        assert_eq!(told(&telling), [(9, 10, "X", None), (11, 24, "X", None)]);
        let (project, _) = imported(&telling, None);
        let words: Vec<_> = project.mentions().map(|m| m.text.to_string()).collect();
        assert_eq!(words, ["🐱", "an\nannotation"]);
    }
    let wrong = read(&json!([task(text, &[region("a", 8, 9, "🐱", &["X"])])]).to_string());
    assert_eq!(wrong.mentions[0].text.as_deref(), Some("🐱"), "held against the text when it is taken in");
}

#[test]
fn one_annotation_of_a_task_counts_and_the_others_are_told() {
    let result = |label: &str| json!([region("a", 0, 4, "Bout", &[label])]);
    let row = json!([{"data": {"text": "Bout", "title": "T", "filename": "x/y.txt"}, "annotations": [
        {"was_cancelled": true, "result": result("A")}, {"completed_by": 7, "result": result("B")},
        {"completed_by": 8, "result": result("C")}], "predictions": [{"result": result("D")}], "drafts": [1]}]);
    let telling = read(&row.to_string());
    assert_eq!(told(&telling), [(0, 4, "B", None)]);
    assert_eq!((telling.mentions[0].by.as_deref(), &*telling.mentions[0].document), (Some("7"), "x/y.txt"));
    let ignored: Vec<_> = telling.ignored.keys().map(String::as_str).collect();
    let all = [
        "Annotation of another annotator",
        "Cancelled annotation",
        "Data “title”",
        "Prediction beside an annotation",
        "drafts",
    ];
    assert_eq!(ignored, all);
}

#[test]
fn predictions_are_proposals() {
    let mut region = region("a", 0, 4, "Bout", &["PER"]);
    region["score"] = json!(0.25);
    let row = json!({"data": {"body": "Bout left"}, "predictions": [{"model_version": "v2", "score": 0.5, "result": [region]}]});
    let telling = read(&format!("{row}\n{}\n", json!({"data": {"body": "Nobody"}})));
    assert_eq!((telling.faults.len(), telling.documents.len()), (0, 2));
    let mention = &telling.mentions[0];
    let evidence = mention.evidence.as_ref().unwrap();
    assert_eq!((mention.status, &*evidence.rule, evidence.score.get()), (Status::Proposed, "v2", 0.25));
}

#[test]
fn the_short_form_is_read() {
    let telling = read(
        r#"[{"id":9,"text":"😀 Bout left","label":[{"start":2,"end":6,"text":"Bout","labels":["PER"]}],"annotator":1,
        "annotation_id":3,"lead_time":1.5}]"#,
    );
    assert_eq!(telling.faults, []);
    assert_eq!(told(&telling), [(2, 6, "PER", None)]);
    assert_eq!((&*telling.documents[0].path, telling.mentions[0].by.as_deref()), ("9.txt", Some("1")));
}

#[test]
fn a_fault_says_which_task_and_where() {
    let html = json!({"id": "h", "type": "hypertextlabels", "value": {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]",
        "globalOffsets": {"start": 0, "end": 4}, "hypertextlabels": ["X"]}});
    let rows = [
        task("Bout", &[region("a", 3, 3, "", &["X"]), region("b", 0, 9, "", &["X"])]).to_string(),
        json!({"id": 5, "data": {"n": 1}}).to_string(),
        json!({"id": 6, "data": {"text": "https://x.org/a.txt"}}).to_string(),
        task("<p>Bout</p>", &[html]).to_string().replace("\"id\":4", "\"id\":8"),
        task("Bo", &[json!({"type": "relation", "from_id": "q", "to_id": "r"})])
            .to_string()
            .replace("\"id\":4", "\"id\":9"),
        "{\"data\": {\"text\": \"x\",}}".to_owned(),
        "7".to_owned(),
    ];
    let faults: Vec<_> = read(&format!("[\n{}\n]", rows.join(",\n"))).faults.iter().map(ToString::to_string).collect();
    let starts = [
        "all.json: line 2, column 1: task 1 (id 4): {\"from_name\":\"label\"",
        "all.json: line 2, column 1: task 1 (id 4): expected offsets up to 4, where “4.txt” ends, and not 0 to 9",
        "all.json: line 3, column 1: task 2 (id 5): there is no text",
        "all.json: line 4, column 1: task 3 (id 6): the text is a link",
        "all.json: line 5, column 1: task 4 (id 8): the text is HTML",
        "all.json: line 6, column 1: task 5 (id 9): {\"from_id\":\"q\"",
        "all.json: line 7, column 23: trailing comma",
        "all.json: line 8, column 1: 7; expected a task",
    ];
    assert_eq!(faults.len(), starts.len(), "{faults:#?}");
    faults.iter().zip(starts).for_each(|(fault, start)| assert!(fault.starts_with(start), "{fault} / {start}"));
}

#[test]
fn the_sample_comes_back_with_names_notes_and_entities_over_documents() {
    let case = sample();
    let (files, report) = written(Format::LabelStudio, &case);
    assert_eq!(Format::detect(&files), Some(Format::LabelStudio), "{}", shown(&files));
    assert_eq!((report.losses.of(Loss::Flattened), report.losses.of(Loss::EntityNote)), (1, 0));
    assert_round_trip(Format::LabelStudio, &case);
    let (project, _) = imported(&telling(Format::LabelStudio, &files), None);
    let facts = |p: &Project| {
        let named = p.entities().map(|e| (e.name.to_string(), e.note.to_string(), p.cluster(e.id).documents));
        let mut all: Vec<_> = named.collect();
        all.sort();
        all
    };
    assert_eq!(facts(&project), facts(&case.0));
    // Half a million tasks are as one a line, which other tools can cut.
    let text = String::from_utf8(files.head("label-studio.json", 1 << 20)).unwrap();
    assert_eq!(text.lines().count(), case.0.documents().count() + 2);
}

#[test]
fn what_a_person_did_to_our_file_counts() {
    let (files, _) = written(Format::LabelStudio, &sample());
    let text = String::from_utf8(files.head("label-studio.json", 1 << 20)).unwrap();
    let before = read(&text);
    let entity = |telling: &Telling, at: usize| telling.mentions[at].entity.clone();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    let result = all[0]["annotations"][0]["result"].as_array_mut().unwrap();
    let second = result.iter().position(|r| r["meta"]["after"].is_string()).unwrap();
    let first = result.iter().position(|r| r["id"] == result[second]["meta"]["after"]).unwrap();
    assert_eq!(entity(&before, first), entity(&before, second));
    let id = result[second]["id"].clone();
    result.retain(|r| r["type"] != "relation" || r["from_id"] != id);
    let parted = read(&all.to_string());
    assert_ne!(entity(&parted, first), entity(&parted, second), "the relation was taken away");
    let result = &mut all[0]["annotations"][0]["result"];
    result[second]["meta"]["after"] = json!("m0");
    let together = read(&all.to_string());
    assert_eq!(told(&together), told(&before), "the mention between the two was taken away");
}

const GOOD: &str = "[\n{\"id\":1,\"data\":{\"text\":\"Bout said he 😀\",\"path\":\"a.txt\"},\"annotations\":[{\"result\":[{\"id\":\"m1\",\
    \"from_name\":\"label\",\"to_name\":\"text\",\"type\":\"labels\",\"value\":{\"start\":0,\"end\":4,\"text\":\"Bout\",\
    \"labels\":[\"P\"]},\"meta\":{\"entity\":3,\"name\":\"B\"}},{\"id\":\"m2\",\"type\":\"labels\",\"value\":{\"start\":10,\
    \"end\":12,\"labels\":[\"P\"]}},{\"type\":\"relation\",\"from_id\":\"m2\",\"to_id\":\"m1\"}]}]},\n\
    {\"data\":{\"text\":\"x\"},\"predictions\":[{\"score\":0.5,\"result\":[]}]}\n]\n";

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::LabelStudio, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::LabelStudio, &Files::in_memory([("a.json", bytes)]));
    }
}
