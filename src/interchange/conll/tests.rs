//! CoNLL-2012 out and back, its brackets and columns, and its faults.

use crate::annotation::Scope;
use crate::interchange::testing::{
    assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, telling, written,
};
use crate::interchange::{ExportOptions, Files, Format, Loss, Memory, Source, Telling, read_back};
use crate::work::Work;
use proptest::prelude::*;

fn read(text: &str) -> Telling {
    telling(Format::Conll, &Files::in_memory([("x.conll", text.as_bytes().to_vec())]))
}

fn faults(telling: &Telling) -> String {
    telling.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// `document: words/entity/type`, a mention each.
fn mentions(telling: &Telling) -> Vec<String> {
    assert_eq!(faults(telling), "");
    let show = |m: &crate::interchange::Told| {
        let text = &telling.document(&m.document).unwrap().text;
        let (from, to) = m.parts[0];
        let kind = if m.kind.is_empty() { String::new() } else { format!("/{}", m.kind) };
        format!("{}: {}/{}{kind}", m.document, &text[from as usize..to as usize], m.entity.as_ref().unwrap())
    };
    telling.mentions.iter().map(show).collect()
}

const GOOD: &str = "#begin document (bn/x); part 000\n\
    bn/x 0 0 Viktor NNP (TOP(S* - - - Ann (PERSON* (ARG0* (12\n\
    bn/x 0 1 Bout NNP * sell 01 - Ann *) *) 12)\n\
    bn/x 0 2 left VBD *)) - - 1 Ann * (V*) -\n\n\
    bn/x 0 0 He PRP (TOP*) - - - Ann * * (12)\n\
    bn/x 0 1 saw - * - - - - (GPE) * (3)|(4\n\
    bn/x 0 2 Rome - * - - - - (DATE) * 4)\n\n\
    #end document\n";

#[test]
fn ontonotes_columns_are_read() {
    let told = read(GOOD);
    assert_eq!(
        mentions(&told),
        [
            "bn/x.txt: Viktor Bout/bn/x#0#12/PERSON",
            "bn/x.txt: He/bn/x#0#12",
            "bn/x.txt: saw/bn/x#0#3/GPE",
            "bn/x.txt: saw Rome/bn/x#0#4"
        ]
    );
    let document = &told.documents[0];
    assert_eq!((&*document.text, document.tokens.len()), ("Viktor Bout left\nHe saw Rome\n", 6));
    assert_eq!(told.scope, Scope::Document);
    let ignored: Vec<_> = told.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    let expected = [
        ("named entity that is no mention", 1),
        ("parse", 2),
        ("part of speech", 4),
        ("predicate", 1),
        ("predicate argument", 2),
        ("predicate sense", 1),
        ("speaker", 4),
        ("word sense", 1),
    ];
    assert_eq!(ignored, expected);
    assert_eq!(mentions(&read(&GOOD.replace('\n', "\r\n").replacen('#', "\u{feff}#", 1))), mentions(&told));
}

#[test]
fn files_with_few_columns_are_read() {
    let named = |rows: &str| mentions(&read(&format!("#begin document (d); \n{rows}#end document\n")));
    // As the test files of the reference scorer have it.
    assert_eq!(named("d 0 0 a1 (0 \nd\t0\t1\ta2\t0)\nd 0 2 j -\t\nd 0 3 k\n"), ["d.txt: a1 a2/d#0#0"]);
    assert_eq!(named("d 0 0 b1 (1(2\nd 0 1 b2 1)2)\n"), ["d.txt: b1 b2/d#0#1", "d.txt: b1 b2/d#0#2"]);
    assert_eq!(named("d -\nd (1\nd \nd 1)\n"), ["d.txt: _ _ _/d#0#1"]);
    assert_eq!(named("d 0 Bout (1)\nd 1 left *\n"), ["d.txt: Bout/d#0#1"]);
    assert_eq!(named("Bout (e1)\nleft _\n# -\n"), ["d.txt: Bout/d#0#e1"]);
    // SemEval-2010 counts words first.
    assert_eq!(named("1\tBout\tbout\tN\t_\t(3)\n2\tleft\tleave\tV\t_\t(2+3)\n"), ["d.txt: Bout/d#0#3"]);
    assert_eq!(mentions(&read("# words\nBout (1)\nleft -\n")), ["x.txt: Bout/x#0#1"]);
}

#[test]
fn brackets_count_as_for_the_reference_scorer() {
    let read = |rows: &str| mentions(&read(&format!("#begin document (d); part 000\n{rows}#end document\n")));
    let inner = read("d 0 0 a (1\nd 0 1 b (1\nd 0 2 c 1)\nd 0 3 d 1)\n");
    assert_eq!(inner, ["d.txt: b c/d#0#1", "d.txt: a b c d/d#0#1"]);
    // What opens comes before what closes, whatever comes first in the line.
    let touching = read("d 0 0 a (1\nd 0 1 b 1)|(1\nd 0 2 c 1)\n");
    assert_eq!(touching, ["d.txt: b/d#0#1", "d.txt: a b c/d#0#1"]);
    // The later of two that stand at one place is told later: the one of the entity that is met later.
    let twice = read("d 0 0 a (2)|(3\nd 0 1 b 3)\nd 0 2 c (3)|(2)\n");
    assert_eq!(twice, ["d.txt: a/d#0#2", "d.txt: c/d#0#2", "d.txt: a b/d#0#3", "d.txt: c/d#0#3"]);
}

#[test]
fn documents_are_blocks_parts_or_what_the_first_column_says() {
    let block = |name: &str, rows: &str| format!("#begin document ({name}\n{rows}\n#end document\n");
    let told =
        read(&(block("a); part 000", "a 0 0 x (1)") + &block("a); part 001", "a 1 0 x (1)") + &block("b);", "")));
    assert_eq!(mentions(&told), ["a_part000.txt: x/a#0#1", "a_part001.txt: x/a#1#1"]);
    assert_eq!((told.documents.len(), &*told.documents[2].path, &*told.documents[2].text), (3, "b.txt", ""));
    let told = read(&(block("a);", "a 0 0 x (1)") + &block("a);", "a 1 0 x (1)").replace("a 1", "a 0")));
    assert_eq!(mentions(&told)[1], "a_part000-2.txt: x/a#0#2#1", "a name that is there twice");
    let told = read(&block("t);", "t/a 0 0 x (1)\n\nt/b%20c 0 0 y (1)"));
    assert_eq!(mentions(&told), ["t/a.txt: x/t#0#1", "t/b c.txt: y/t#0#1"]);
    assert_eq!(told.scope, Scope::Folder);
    assert_eq!(read(&block("t);", "t/a 0 0 x (1)\n\nu/b 0 0 y (1)")).scope, Scope::Corpus);
}

#[test]
fn a_fault_says_where_and_what_was_expected() {
    let told = |text: &str| faults(&read(text));
    let block = |rows: &str| told(&format!("#begin document (d); part 000\n{rows}\n#end document\n"));
    let open = "x.conll: line 2, column 9: “(1” is not closed; expected “1)” before the document ends";
    assert_eq!(block("d 0 0 a (1\nd 0 1 b -"), open);
    let closed = "x.conll: line 3, column 9: “1)” closes what is not open; expected “(1” before it";
    assert_eq!(block("d 0 0 a -\nd 0 1 b 1)"), closed);
    assert!(block("d 0 0 a (1\n\ne 0 0 b 1)").contains("closes what is not open"), "no mention is of two documents");
    assert_eq!(
        block("d 0 0 a -\nd 0 1 é 1\nd 0 -"),
        "x.conll: line 3, column 10: “1”; expected “(1”, “1)”, “(1)”, several with “|”, or “-”|\
         x.conll: line 4: 3 columns; expected 5, the last with “(1”, “1)”, “(1)” or “-”"
    );
    assert_eq!(
        told(
            "#begin document (a); part 000\na 0 0 x -\n#begin document (b); part 000\n#end document\nb 0 0 c -\n#end document"
        ),
        "x.conll: line 1: the document “a” does not end; expected “#end document” after it|\
         x.conll: line 5: words outside of a document; expected “#begin document (name); part 000” before them|\
         x.conll: line 6: “#end document” without “#begin document (name); part 000” before it"
    );
}

#[test]
fn what_is_lost_is_told() {
    let case = sample();
    let (_, report) = written(Format::Conll, &case);
    let of = |loss| report.losses.of(loss);
    assert_eq!((of(Loss::Flattened), of(Loss::Crossing), of(Loss::CutEntity), of(Loss::EmptyDocument)), (1, 0, 0, 0));
    assert_eq!((of(Loss::WhiteSpace), of(Loss::MentionType)), (3, 2), "{}", report.losses);
    assert_eq!(report.documents, 4);
}

#[test]
fn mentions_of_one_entity_that_cross_are_left_out() {
    let mut case = corpus(&[("a.txt", "one two three")]);
    let first = mark(&mut case, "a.txt", &["one two"], "Person");
    let second = mark(&mut case, "a.txt", &["two three"], "Person");
    run(&mut case.0, &crate::annotation::Command::Tie { mention: second, onto: first });
    let (_, report) = written(Format::Conll, &case);
    assert_eq!((report.losses.of(Loss::Crossing), report.kept.len()), (1, 1));
    assert_round_trip(Format::Conll, &case);
}

#[test]
fn blocks_are_as_large_as_entities_reach_or_as_told() {
    let (project, texts) = sample();
    let write = |options: ExportOptions| {
        let source = Source { project: &project, texts: &texts, options };
        let mut sink = Memory::default();
        let report = Format::Conll.write(&source, &mut sink, &Work::default()).unwrap();
        let files = Files::in_memory(sink.0.clone());
        assert_eq!(read_back(Format::Conll, &files, &source, &report, &Work::default()).unwrap(), [""; 0]);
        let text = String::from_utf8(sink.0.into_values().next().unwrap()).unwrap();
        (text, report)
    };
    let blocks = |text: &str| text.lines().filter(|l| l.starts_with("#begin")).map(str::to_owned).collect::<Vec<_>>();
    let title = |name: &str| format!("#begin document ({name}); part 000");
    let (text, _) = write(ExportOptions::default());
    assert_eq!(blocks(&text), [title("corpus"), title("b/empty.txt")]);
    let (text, report) = write(ExportOptions { conll_blocks: Some(Scope::Folder), ..ExportOptions::default() });
    assert_eq!(blocks(&text), [title("a"), title("b/empty.txt"), title("b/four.md")]);
    assert_eq!(report.losses.of(Loss::CutEntity), 1, "{}", report.losses);
    let minimal =
        ExportOptions { conll_minimal: true, conll_blocks: Some(Scope::Document), ..ExportOptions::default() };
    let (text, report) = write(minimal);
    assert_eq!(report.losses.of(Loss::CutEntity), 3, "{}", report.losses);
    assert!(text.contains("a/two%20three.txt\t0\t0\tCafe\u{301}\t("), "{text}");
    assert!(report.losses.of(Loss::MentionType) == report.kept.len());
}

#[test]
fn the_sample_comes_back() {
    assert_round_trip(Format::Conll, &sample());
    let (files, _) = written(Format::Conll, &sample());
    let told = telling(Format::Conll, &files);
    assert!(told.ignored.is_empty(), "{:?}", told.ignored);
    assert_eq!(Format::detect(&files), Some(Format::Conll));
    assert_eq!(imported(&told, None).0.documents().count(), 4);
}

proptest! {
    #[test]
    fn any_project_comes_back(case in projects()) {
        assert_round_trip(Format::Conll, &case);
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::Conll, &Files::in_memory([("x.conll", bytes)]));
    }
}
