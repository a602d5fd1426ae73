//! CorefUD out and back, headers, parts and empty nodes, and its faults.

use crate::annotation::{Command, Scope, Status};
use crate::interchange::testing::{
    assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, telling, written,
};
use crate::interchange::{Files, Format, Loss, Telling, Told};
use proptest::prelude::*;

fn read(text: &str) -> Telling {
    telling(Format::CorefUd, &Files::in_memory([("x.conllu", text.as_bytes().to_vec())]))
}

fn faults(telling: &Telling) -> String {
    telling.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// `words…words/entity/type head`, a mention each.
fn mentions(telling: &Telling) -> Vec<String> {
    assert_eq!(faults(telling), "");
    let show = |m: &Told| {
        let text = &telling.document(&m.document).unwrap().text;
        let part = |&(from, to): &(u32, u32)| text[from as usize..to as usize].to_owned();
        let parts: Vec<_> = m.parts.iter().map(part).collect();
        let head = m.head.as_ref().map_or(String::new(), |head| format!(" {}", part(head)));
        format!("{}/{}/{}{head}", parts.join("…"), m.entity.as_deref().unwrap_or("-"), m.kind)
    };
    telling.mentions.iter().map(show).collect()
}

/// A sentence of words with what stands in the last column.
fn sentence(rows: &[(&str, &str, &str)]) -> String {
    let rows = rows.iter().map(|(id, form, misc)| format!("{id}\t{form}\t_\tX\t_\t_\t_\t_\t_\t{misc}\n"));
    rows.collect::<String>() + "\n"
}

const GOOD: &str = "# newdoc id = d\n# global.Entity = eid-etype-head-other-identity\n# newpar\n\
    1\tViktor\t_\tX\t_\t_\t0\troot\t_\tEntity=(e1-person-2--Viktor_Bout|SpacesAfter=\\s\\s\n\
    2\tBout\t_\tX\t_\t_\t1\tdep\t_\tEntity=e1)|SpaceAfter=No\n\
    3\t.\t_\tX\t_\t_\t1\tdep\t_\tEntity=(e2[1/2]-place-1)\n\
    3.1\t_\t_\t_\t_\t_\t_\t_\t_\tEntity=(e3)\n\
    4-5\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
    4\tdo\t_\tX\t_\t_\t1\tdep\t_\t_\n\
    5\tn't\t_\tX\t_\t_\t1\tdep\t_\tEntity=(e2[2/2]-place-1)|Bridge=e1<e2\n\n";

#[test]
fn corefud_is_read() {
    let told = read(GOOD);
    assert_eq!(mentions(&told), ["Viktor  Bout/Viktor_Bout/person Bout", ".…n't/d.txt#e2/place ."]);
    assert_eq!((&*told.documents[0].text, told.documents[0].tokens.len()), ("Viktor  Bout. don't", 5));
    assert_eq!(told.entities["Viktor_Bout"].name.as_deref(), Some("Viktor Bout"));
    assert_eq!(told.scope, Scope::Corpus);
    let ignored: Vec<_> = told.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(ignored, [("bridging", 1), ("empty node", 1), ("mention of empty nodes only", 1)]);
    assert_eq!(mentions(&read(&GOOD.replace('\n', "\r\n").replacen('#', "\u{feff}#", 1))), mentions(&told));
}

#[test]
fn the_fields_of_gum_and_of_old_files_are_read() {
    let head = "# newdoc id = d\n# global.Entity = ";
    let gum = format!("{head}GRP-etype-infstat-minspan-identity\n# meta::x = y\n");
    let told = read(
        &(gum
            + &sentence(&[
                ("1", "the", "Entity=(7-event-giv:act-2,3-STS%2D1"),
                ("2", "first", "MSeg=f"),
                ("3", "one", "Entity=7)"),
                ("4", "it", "Entity=(7-event-ana-1)"),
            ])),
    );
    // An identity is that of all mentions of the entity.
    assert_eq!(mentions(&told), ["the first one/STS-1/event first one", "it/STS-1/event it"]);
    let ignored: Vec<_> = told.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(ignored, [("MSeg", 1), ("comment", 1), ("infstat of a mention", 2)]);
    let old = format!("{head}entity-GRP\n")
        + &sentence(&[
            ("1", "Tulsa", "Entity=(place-1"),
            ("2", "it", "Entity=(place-2)place-1)|Split=place-3<place-1,place-4<place-1"),
        ]);
    let told = read(&old);
    assert_eq!(mentions(&told), ["it/d.txt#2/place", "Tulsa it/d.txt#1/place"]);
    assert_eq!(told.ignored["split antecedent"], 2);
    assert_eq!(told.scope, Scope::Document);
    assert_eq!(mentions(&read(&sentence(&[("1", "Tulsa", "Entity=(1)")]))), ["Tulsa/x.txt#1/"], "without a header");
}

#[test]
fn one_identity_is_one_entity_wherever_it_is() {
    let document = |id: &str, misc: &str| {
        format!("# newdoc id = {id}\n# global.Entity = eid-etype-identity\n") + &sentence(&[("1", "Bout", misc)])
    };
    let told = read(
        &(document("a", "Entity=(e1-person-Q1)")
            + &document("b", "Entity=(e1-person-Q1)")
            + &document("c", "Entity=(e1-person)")),
    );
    assert_eq!(mentions(&told), ["Bout/Q1/person", "Bout/Q1/person", "Bout/c.txt#e1/person"]);
}

#[test]
fn words_of_one_token_are_in_it_or_have_all_of_it() {
    let rows = [
        ("1-2", "Don't", "SpaceAfter=No"),
        ("1", "Do", "Entity=(e1)"),
        ("2", "n't", "Entity=(e2)"),
        ("3", "!", "_"),
        ("4-5", "del", "_"),
        ("4", "de", "SpaceAfter=No"),
        ("5", "él", "Entity=(e3)"),
        ("6", "mar", "_"),
    ];
    let told = read(&sentence(&rows));
    assert_eq!(mentions(&told), ["Do/x.txt#e1/", "n't/x.txt#e2/", "del/x.txt#e3/"]);
    assert_eq!(&*told.documents[0].text, "Don't! del mar");
}

#[test]
fn empty_nodes_are_no_text() {
    let rows = [
        ("0.1", "_", "Entity=(e1-x-2"),
        ("1", "a", "_"),
        ("1.1", "_", "Entity=e1)(e2[1/2]"),
        ("2", "b", "_"),
        ("3", "c", "Entity=e2[1/2])"),
        ("3.1", "_", "_"),
        ("4", "d", "Entity=(e2[2/2])"),
    ];
    // With nothing but an empty node between them, parts are one.
    assert_eq!(mentions(&read(&sentence(&rows))), ["a/x.txt#e1/x a", "b c d/x.txt#e2/"]);
}

#[test]
fn sentences_and_paragraphs_are_joined_as_the_file_says() {
    let (a, b) = (sentence(&[("1", "a", "_")]), sentence(&[("1", "b", "SpaceAfter=No")]));
    let text = |told: &str| read(told).documents[0].text.to_string();
    assert_eq!(text(&format!("{a}{b}{a}")), "a\nba", "without paragraphs a sentence is a line");
    assert_eq!(text(&format!("# newpar id = 1\n{a}{a}{b}# newpar\n{a}")), "a a b\n\na");
    let odd = sentence(&[("1", "a", "SpacesBefore=\\t|SpacesAfter=\\r\\n"), ("2", "b c", "SpacesAfter=\u{a0}\\n")]);
    assert_eq!(text(&odd), "\ta\r\nb c\u{a0}\n");
}

#[test]
fn a_fault_says_where_and_what_was_expected() {
    let told = |rows: &[(&str, &str, &str)]| faults(&read(&sentence(rows)));
    assert_eq!(
        told(&[("1", "é", "X=1|Entity=(e1"), ("2", "b", "Entity=e2)")]),
        "x.conllu: line 2, column 26: “e2)” closes what is not open; expected “(e2-…” before it|\
         x.conllu: line 1, column 32: “(e1-…” is not closed; expected “e1)” before the document ends"
    );
    assert_eq!(
        told(&[("1", "a", "Entity=(e1[2/2])"), ("2", "b", "Entity=(e1[1/3])")]),
        "x.conllu: line 1, column 27: part 2 of 2; expected part 1 of “e1” before it|\
         x.conllu: line 2, column 27: only 1 of 3 parts; expected all in the document"
    );
    let brackets = told(&[("1", "a", "Entity=e1")]);
    assert!(brackets.starts_with("x.conllu: line 1, column 26: “e1”; expected “(e1-…”"), "{brackets}");
    assert!(told(&[("2", "a", "_")]).starts_with("x.conllu: line 1, column 1: “2”; expected 1 or an empty node"));
    assert!(told(&[("1", "a", "SpacesAfter=x")]).contains("column 19: “SpacesAfter=x”; expected white space"));
    assert_eq!(faults(&read("1 a\n")), "x.conllu: line 1: 1 columns; expected 10 with a tab between them");
    assert!(faults(&read("# global.Entity = head\n")).contains("names no entity"));
}

#[test]
fn the_sample_comes_back_as_it_was() {
    let case = sample();
    assert_round_trip(Format::CorefUd, &case);
    let (files, report) = written(Format::CorefUd, &case);
    let told = telling(Format::CorefUd, &files);
    assert!(told.ignored.is_empty(), "{:?}", told.ignored);
    let of = |loss| report.losses.of(loss);
    assert_eq!((of(Loss::EmptyDocument), of(Loss::Flattened), of(Loss::Untied), of(Loss::EntityName)), (1, 0, 0, 0));
    assert_eq!((report.documents, told.documents.len()), (3, 3));
    for document in &told.documents {
        let (_, there) = case.1.iter().find(|(_, d)| d.path == document.path).unwrap();
        assert_eq!(document.text, there.text, "white space and all");
    }
    let (project, _) = imported(&told, None);
    let names = |project: &crate::annotation::Project| {
        let mut all: Vec<_> =
            project.entities().map(|e| (e.name.clone(), project.schema().get(e.kind).name.clone())).collect();
        all.sort();
        all
    };
    assert_eq!(names(&project), names(&case.0));
    assert_eq!(Format::detect(&files), Some(Format::CorefUd));
}

#[test]
fn what_has_no_field_stands_in_other() {
    let mut case = corpus(&[("a b.txt", "Bout met Smulian\n\nin New York.")]);
    let bout = mark(&mut case, "a b.txt", &["Bout"], "Person");
    let smulian = mark(&mut case, "a b.txt", &["Smulian"], "Group");
    mark(&mut case, "a b.txt", &["New York"], "Place");
    run(&mut case.0, &Command::Tie { mention: smulian, onto: bout });
    let (files, _) = written(Format::CorefUd, &case);
    let text = String::from_utf8(files.head("corpus.conllu", 9999)).unwrap();
    for line in [
        "# newdoc id = a%20b.txt\n# global.Entity = eid-etype-head-other-identity\n# newpar\n# sent_id = a%20b.txt-1\n\
         # text = Bout met Smulian\n1\tBout\t_\tX\t_\t_\t0\troot\t_\tEntity=(d1e1-person-1--Bout)\n",
        "3\tSmulian\t_\tX\t_\t_\t1\tdep\t_\tEntity=(d1e1-person-1-type:Group-Bout)|SpacesAfter=\\n\\n\n\n# newpar\n",
        "2\tNew\t_\tX\t_\t_\t1\tdep\t_\tEntity=(d1m3-place-2-untied:yes\n3\tYork\t_\tX\t_\t_\t1\tdep\t_\tEntity=d1m3)|SpaceAfter=No\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let told = telling(Format::CorefUd, &files);
    assert!(told.mentions.iter().all(|m| m.status == Status::Accepted));
    assert_round_trip(Format::CorefUd, &case);
}

#[test]
fn only_what_cannot_be_told_apart_is_left_out() {
    let mut case = corpus(&[("a.txt", "one two three four five six")]);
    let outer = mark(&mut case, "a.txt", &["two three four"], "Person");
    for parts in [&["three"][..], &["two", "four"], &["four five"], &["one two", "six"], &["one", "four"]] {
        let mention = mark(&mut case, "a.txt", parts, "Person");
        run(&mut case.0, &Command::Tie { mention, onto: outer });
    }
    let (_, report) = written(Format::CorefUd, &case);
    let mut kept: Vec<_> = report.kept.iter().map(|k| case.0.mention(k.mention).unwrap().text.to_string()).collect();
    kept.sort();
    assert_eq!(kept, ["one four", "three", "two three four"], "{}", report.losses);
    assert_round_trip(Format::CorefUd, &case);
}

#[test]
fn entities_of_one_name_stay_two() {
    let mut case = corpus(&[("a.txt", "Bout"), ("b.txt", "Bout")]);
    let first = mark(&mut case, "a.txt", &["Bout"], "Person");
    let second = mark(&mut case, "b.txt", &["Bout"], "Person");
    run(&mut case.0, &Command::SplitOff(vec![first]));
    run(&mut case.0, &Command::SplitOff(vec![second]));
    let (_, report) = written(Format::CorefUd, &case);
    assert_eq!(report.losses.of(Loss::EntityName), 1);
    assert_round_trip(Format::CorefUd, &case);
}

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::CorefUd, &case);
        let (files, _) = written(Format::CorefUd, &case);
        for document in telling(Format::CorefUd, &files).documents {
            let there = case.1.values().find(|d| d.path == document.path).unwrap();
            prop_assert_eq!(&document.text, &there.text);
        }
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::CorefUd, &Files::in_memory([("x.conllu", bytes)]));
    }
}
