//! brat: its traps, and the way out and back.

#![cfg(test)]

use crate::annotation::{Colour, Schema, Scope};
use crate::annotation::{Command, Mark, MentionType, Status, Verdict};
use crate::interchange::testing::{
    Case, assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, shown, statuses, telling, written,
};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;

fn read(files: &[(&str, &str)]) -> Telling {
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec()));
    telling(Format::Brat, &Files::in_memory(files))
}

fn entities(told: &Telling) -> Vec<Option<&str>> {
    told.mentions.iter().map(|m| m.entity.as_deref()).collect()
}

fn faults(told: &Telling) -> Vec<String> {
    told.faults.iter().map(ToString::to_string).collect()
}

const TEXT: &str = "Viktor Bout met Smulian. Bout left.\n";
const GOOD: &str = "T1\tPerson 0 11\tViktor Bout\nT2\tPerson 16 23\tSmulian\nT3\tPerson 0 6;25 29\tViktor Bout\n\
    N1\tReference T1 redstring:3\tViktor Bout\n*\tCoref T1 T3\nR1\tLocated Arg1:T1 Arg2:T2\t\nA1\tProposed T2\n\
    #1\tEntityNote T1\tA note.\\nOf two lines.\nE1\tPerson:T2 Agent:T1\nA2\tNegation E1\n#2\tAnnotatorNotes T1\tsure?\n";

#[test]
fn all_layers_are_read_or_counted() {
    let told = read(&[("x/a.txt", TEXT), ("x/a.ann", GOOD)]);
    assert_eq!(faults(&told), [""; 0]);
    assert_eq!(entities(&told), [Some("redstring:3"), None, Some("redstring:3")]);
    assert_eq!(told.mentions[2].parts, [(0, 6), (25, 29)]);
    assert_eq!(told.mentions[1].status, Status::Proposed);
    let entity = &told.entities["redstring:3"];
    assert_eq!((entity.name.as_deref(), &*entity.note), (Some("Viktor Bout"), "A note.\nOf two lines."));
    let ignored: Vec<_> = told.ignored.iter().map(|(what, n)| (what.as_str(), *n)).collect();
    assert_eq!(
        ignored,
        [("Attribute “Negation”", 1), ("Event “Person”", 1), ("Note “AnnotatorNotes”", 1), ("Relation “Located”", 1)]
    );
}

#[test]
fn ties_are_equivalences_coreference_and_ids_over_documents() {
    let ann = "T1\tP 0 6\tViktor\nT2\tP 7 11\tBout\nT3\tP 16 23\tSmulian\nT4\tP 25 29\tBout\n";
    let with = |lines: &str| format!("{ann}{lines}");
    let one = with("*\tAlias T1 T2\nR1\tSameAs Arg1:T2 Arg2:T4\n");
    let told = read(&[("a.txt", TEXT), ("a.ann", &one)]);
    assert_eq!(entities(&told), [Some("a.txt#T1"), Some("a.txt#T1"), None, Some("a.txt#T1")]);
    assert_eq!(told.scope, Scope::Document);
    let kb = with("N1\tReference T1 Wikidata:Q95\tViktor Bout\n*\tAlias T1 T2\n");
    let other = with("N1\tReference T4 Wikidata:Q95\tBout\nN2\tReference T3 GO:1\t\n");
    let told = read(&[("a.txt", TEXT), ("a.ann", &kb), ("b.txt", TEXT), ("b.ann", &other)]);
    let q = Some("Wikidata:Q95");
    assert_eq!(entities(&told), [q, q, None, None, None, None, Some("GO:1"), q]);
    let entity = &told.entities["Wikidata:Q95"];
    assert_eq!(
        (entity.name.as_deref(), &*entity.note, told.scope),
        (Some("Viktor Bout"), "Wikidata:Q95", Scope::Corpus)
    );
}

#[test]
fn ids_that_speak_against_each_other_tie_nothing_over_documents() {
    let ann = "T1\tP 0 6\tViktor\nT2\tP 7 11\tBout\n*\tAlias T1 T2\nN1\tReference T1 W:1\tx\nN2\tReference T2 W:2\ty\n";
    let other = "T1\tP 0 6\tViktor\nN1\tReference T1 W:1\tx\n";
    let told = read(&[("a.txt", TEXT), ("a.ann", ann), ("b.txt", TEXT), ("b.ann", other)]);
    assert_eq!(entities(&told), [Some("W:1 a.txt#T1"), Some("W:1 a.txt#T1"), Some("W:1")]);
    assert_eq!(told.ignored["Several ids of “W” for one entity"], 1);
    // A tie that somebody made in brat between two of our entities is one.
    let ours = ann.replace("W:", "redstring:");
    let told =
        read(&[("a.txt", TEXT), ("a.ann", &ours), ("b.txt", TEXT), ("b.ann", &other.replace("W:1", "redstring:2"))]);
    assert_eq!(entities(&told), [Some("redstring:1"); 3]);
}

#[test]
fn an_event_is_its_trigger() {
    let ann = "E1\tMeet:T1\nE2\tLeave:T2 Agent:T1\nT1\tMeet 12 15\tmet\nT2\tLeave 30 34\tleft\n*\tCoref E1 E2\n";
    let told = read(&[("a.txt", TEXT), ("a.ann", ann)]);
    assert_eq!(entities(&told), [Some("a.txt#T1"); 2]);
    assert_eq!(faults(&told), [""; 0]);
}

#[test]
fn a_fault_says_where_and_what_was_expected() {
    let ann = "T1 Person 0 4\tVikt\nT2\tPerson 0 x\tVik\nT3\tPerson 5 5\t\nT4\tPerson 0 6\tViktor\nT4\tPerson 0 4\tVikt\n\
        R1\tCoref Arg1:T4 Arg2:T9\nX1\tPerson 0 4\nN1\tReference T4 Q95\nR2\tCoref Arg1:T4\nE1\tMeet\n";
    let told = read(&[("a.txt", TEXT), ("a.ann", ann), ("b.ann", "")]);
    assert_eq!(
        faults(&told),
        [
            "b.ann: line 1: there is no text for it; expected “b.txt” beside it",
            "a.ann: line 1, column 1: expected an id, a tab, and what it is about",
            "a.ann: line 2, column 11: “0 x” is no place; expected a type and offsets, such as “Person 0 5;7 9”",
            "a.ann: line 3, column 11: expected a start before the end, and not 5 and 5",
            "a.ann: line 7, column 1: expected an id with T, R, E, A, M, N, # or *, and not “X1”",
            "a.ann: line 8, column 4: expected a reference such as “Reference T1 Wikidata:Q95”",
            "a.ann: line 9, column 4: expected a relation with two ends, such as “Coref Arg1:T1 Arg2:T2”",
            "a.ann: line 10, column 4: expected an event with its trigger, such as “Merge:T1”",
            "a.ann: line 5: expected an id of its own for each line, and “T4” is there twice",
            "a.ann: line 6: there is no “T9”; expected the id of another line",
        ]
    );
    assert_eq!(told.mentions.len(), 2, "the other lines are read");
}

#[test]
fn texts_without_annotations_and_parts_of_annotations_are_read() {
    let told = read(&[
        ("a.txt", TEXT),
        ("b/empty.txt", ""),
        ("c.txt", TEXT),
        ("c.a1", "T1\tProtein 0 6\tViktor\r\nT2\tProtein 7 11\tBout\r\n"),
        ("c.a2", "T3\tBinding 12 15\tmet\r\nE1\tBinding:T3 Theme:T1\r\n*\tEquiv T1 T2\r\n"),
    ]);
    assert_eq!((told.documents.len(), told.mentions.len(), faults(&told).len()), (3, 3, 0));
    assert_eq!(told.mentions[1].text.as_deref(), Some("Bout"));
    assert_eq!(told.mentions[1].entity.as_deref(), Some("c.txt#T1"));
}

#[test]
fn a_mark_and_line_ends_count_as_brat_counts_them() {
    let ann = "T1\tPerson 6 10\tBout\nT2\tPerson 1 3;6 10\tVi Bout\n";
    let told = read(&[("a.txt", "\u{feff}Vi.\r\nBout\r\n"), ("a.ann", ann)]);
    assert_eq!(told.mentions[0].parts, [(5, 9)]);
    let (project, _) = imported(&told, None);
    assert_eq!(project.mentions().map(|m| m.text.to_string()).collect::<Vec<_>>(), ["Vi Bout", "Bout"]);
}

#[test]
fn what_is_written_is_as_brat_has_it() {
    let (files, report) = written(Format::Brat, &sample());
    let text = |name: &str| String::from_utf8(files.head(name, 10_000)).unwrap();
    let one = text("a/one.ann");
    for line in [
        "T1\tPerson 0 11\tViktor Bout\nN1\tReference T1 redstring:1\tthe so-called “Merchant of Death”\n",
        "#1\tEntityNote T1\tA note,\\nof “two” lines.\n",
        // “New\r\nYork”: `\r\n` counts two.
        "Place 84 87;89 93\tNew York\n",
        "*\tCoref T1 T4\n",
    ] {
        assert!(one.contains(line), "{line:?} in\n{one}");
    }
    assert!(text("a/one.txt").contains("arms.\r\nBout"));
    assert_eq!((text("b/empty.txt"), text("b/empty.ann")), (String::new(), String::new()));
    assert!(
        text("b/four.md.ann").starts_with("T1\tPerson 0 23\tThe Russian dealer Bout\nN1\tReference T1 redstring:1\t")
    );
    assert!(text("annotation.conf").contains("[entities]\nPerson\n"));
    for loss in [Loss::Judgement, Loss::Origin, Loss::Schema] {
        assert!(report.losses.of(loss) > 0, "{loss:?}: {}", report.losses);
    }
    let lost = [Loss::EntityNote, Loss::EntityName, Loss::MentionType, Loss::Mention, Loss::Flattened, Loss::CutEntity];
    assert!(lost.iter().all(|&loss| report.losses.of(loss) == 0), "{}", report.losses);
}

/// A project with types that brat cannot write, a proposal, and an entity of another type than a mention of it.
fn odd() -> Case {
    let mut case = corpus(&[("a.md", "Die Brücke, a painting.\u{2028}It hangs in Berlin."), ("b.txt", "The bridge")]);
    let schema = ["Work of art", "Work-of/art", "Персона"].iter().fold(Schema::default(), |schema, name| {
        let (mark, colour) = (Mark::Circle, Colour([1, 2, 3]));
        schema
            .added(MentionType { name: (*name).into(), key: 'x', mark, colour, on: true, labels: Vec::new() })
            .unwrap()
    });
    run(&mut case.0, &Command::SetSchema(schema));
    let bridge = mark(&mut case, "a.md", &["Die Brücke"], "Work of art");
    let it = mark(&mut case, "a.md", &["painting.\u{2028}It"], "Work-of/art");
    let other = mark(&mut case, "b.txt", &["The bridge"], "Персона");
    for onto in [it, other] {
        run(&mut case.0, &Command::Tie { mention: onto, onto: bridge });
    }
    run(&mut case.0, &Command::Judge(bridge, it, Verdict::Same));
    case
}

#[test]
fn types_with_other_characters_come_back_by_their_labels() {
    let case = odd();
    let (files, report) = written(Format::Brat, &case);
    let told = telling(Format::Brat, &files);
    let kinds: Vec<_> = told.mentions.iter().map(|m| &*m.kind).collect();
    assert_eq!(kinds, ["Work of art", "Work-of/art", "Персона"], "{}", shown(&files));
    assert_eq!(report.losses.of(Loss::MentionType), 0);
    let first = told.entities.values().next().unwrap();
    assert_eq!(first.kind.as_deref(), Some("Work of art"));
    assert_eq!(told.documents[0].path.as_ref(), "a.md");
    assert_round_trip(Format::Brat, &case);
    // Labels of other projects are for show.
    let conf = "[labels]\nP | Somebody | S\n[drawing]\nP | P_ | bgColor:red\n";
    let told = read(&[("a.txt", TEXT), ("a.ann", "T1\tP 0 6\tViktor\n"), ("visual.conf", conf)]);
    assert_eq!(&*told.mentions[0].kind, "P");
}

#[test]
fn a_proposal_stays_one() {
    let case = statuses();
    let (files, report) = written(Format::Brat, &case);
    let told = telling(Format::Brat, &files);
    let seen: Vec<_> = told.mentions.iter().map(|m| (m.text.as_deref().unwrap_or(""), m.status)).collect();
    assert_eq!(seen, [("Bout", Status::Accepted), ("Ostend", Status::Proposed)]);
    let lost = [Loss::Proposal, Loss::Dismissed, Loss::Origin].map(|loss| report.losses.of(loss));
    assert_eq!(lost, [0, 1, 2]);
    assert_round_trip(Format::Brat, &case);
}

#[test]
fn the_sample_comes_back() {
    assert_round_trip(Format::Brat, &sample());
}

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::Brat, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD), text in mangled("\u{feff}Viktor Bout 😀 met\r\nSmulian. Bout left.\n")) {
        telling(Format::Brat, &Files::in_memory([("a.txt", text), ("a.ann", bytes)]));
    }
}
