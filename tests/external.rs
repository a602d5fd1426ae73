//! A program of one's own as the extractor: the sample in `examples`, and all that it can do wrong.

use crate::common::sample::{self, Held};
use redstring::annotation::Schema;
use redstring::extraction::external::{ExternalError, ExternalExtractor, Fault, Limits, Losses, Program};
use redstring::text::{Document, DocumentId};
use redstring::work::Work;
use std::time::Duration;

/// What came of a run.
struct Run {
    /// The document and the mentions' texts, in the order in which they were handed over.
    found: Vec<(u32, Vec<String>)>,
    ended: Result<(), ExternalError>,
    losses: Losses,
    progress: (u64, u64),
}

impl Run {
    fn fault(self) -> Fault {
        self.ended.expect_err("it fails").fault
    }

    /// The documents that were handed over, in order of their ids.
    fn documents(&self) -> Vec<u32> {
        let mut ids: Vec<_> = self.found.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }
}

/// Nobody waits so long: where a limit does not matter, and what must not depend on it.
const LONG: Duration = Duration::from_secs(3600);
/// For a child that would never answer.
const SHORT: Duration = Duration::from_millis(250);

fn extractor(switches: &str, limits: Limits) -> ExternalExtractor {
    ExternalExtractor::new(Program::new(&sample::command(switches), limits).unwrap())
}

fn run_with(switches: &str, answer: Duration, texts: &[&str], work: &Work) -> Run {
    let documents: Vec<_> =
        (0u32..).zip(texts).map(|(i, text)| (DocumentId(i), Document::new(format!("{i}.txt"), *text))).collect();
    let extractor = extractor(switches, Limits { start: LONG, answer });
    let mut found = Vec::new();
    let (losses, ended) = extractor.run(&documents, &Schema::default(), work, &mut |id, mentions| {
        found.push((id.0, mentions.iter().map(|m| m.text.to_string()).collect()));
    });
    Run { found, ended, losses, progress: work.progress() }
}

fn run(switches: &str, texts: &[&str]) -> Run {
    run_with(switches, LONG, texts, &Work::default())
}

/// Twelve documents, of which the given ones are trouble.
fn twelve(trouble: &[usize]) -> Vec<&'static str> {
    (0..12).map(|i| if trouble.contains(&i) { "Zoé is trouble" } else { "Zoé met Ben Oz" }).collect()
}

#[test]
fn a_program_reads_every_document_once() {
    let run = run("", &["Zoé met Ben Oz. 😀 Юрий Орлов wept.", "nothing here", ""]);
    run.ended.unwrap();
    let name = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(run.found, [(0, name(&["Zoé", "Ben Oz", "Юрий Орлов"])), (1, name(&[])), (2, name(&[]))]);
    assert_eq!(run.progress, (3, 3));
    assert!(run.losses.is_empty());
}

#[test]
fn answers_may_come_in_any_order() {
    let run = run("--reverse 4", &twelve(&[]));
    run.ended.as_ref().unwrap();
    assert_eq!(run.found.iter().map(|(id, _)| *id).take(4).collect::<Vec<_>>(), [3, 2, 1, 0]);
    assert_eq!(run.documents(), (0..12).collect::<Vec<_>>());
}

#[test]
fn the_handshake_says_who_it_is() {
    let handshake = extractor("", Limits::default()).introduce(&Work::default()).unwrap();
    assert_eq!(
        (handshake.title().as_str(), &handshake.labels[..]),
        ("sample 1.0", &["Person".into(), "GADGET".into()][..])
    );
}

#[test]
fn a_program_that_is_not_there_is_told_by_name() {
    let program = Program::new("no-such-program-anywhere --fast", Limits::default()).unwrap();
    let error = ExternalExtractor::new(program).introduce(&Work::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no program no-such-program-anywhere: check the spelling, or give its full path"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_is_no_program_is_told_as_such() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let program = Program::new(&file.path().display().to_string(), Limits::default()).unwrap();
    let error = ExternalExtractor::new(program).introduce(&Work::default()).unwrap_err();
    assert!(matches!(error.fault, Fault::NotAllowed(_)), "{error}");
}

#[test]
fn a_program_that_hangs_at_the_start_is_ended() {
    let held = Held::default();
    let limits = Limits { start: SHORT, answer: LONG };
    let error = extractor(&format!("--fault hang-start {}", held.switch()), limits).introduce(&Work::default());
    assert!(matches!(error.unwrap_err().fault, Fault::NoHandshake(1)));
    held.assert_free();
}

#[test]
fn a_program_that_crashes_at_the_start_is_told_with_its_last_words() {
    let error = run("--fault crash-start", &["Zoé"]).ended.unwrap_err();
    assert_eq!(error.said, ["no such model"]);
    assert_eq!(
        error.to_string(),
        "the program ended before it said who it is (exit code 3). It last said: “no such model”"
    );
}

#[test]
fn a_program_that_greets_in_prose_or_without_end_is_refused() {
    let fault = run("--fault garbage-start", &["Zoé"]).fault();
    assert!(matches!(&fault, Fault::BadHandshake { line, .. } if line == "Hello!"), "{fault}");
    let fault = run("--fault flood-start", &["Zoé"]).fault();
    assert!(matches!(fault, Fault::TooLong(32)), "{fault}");
}

#[test]
fn a_document_at_which_it_crashes_is_passed_over_and_the_others_are_read() {
    let run = run("--fault crash", &twelve(&[5, 9]));
    run.ended.as_ref().unwrap();
    assert_eq!(run.documents(), [0, 1, 2, 3, 4, 6, 7, 8, 10, 11]);
    assert_eq!(run.progress, (12, 12));
    let crash =
        |n| format!("{n}.txt: the program ended while it read {n}.txt (exit code 3). It last said: “out of memory”");
    assert_eq!(run.losses.lines(), [crash(5), crash(9)]);
}

#[test]
fn a_document_at_which_it_hangs_is_passed_over_and_the_others_are_read() {
    let held = Held::default();
    let run = run_with(&format!("--fault hang {}", held.switch()), SHORT, &twelve(&[7]), &Work::default());
    run.ended.as_ref().unwrap();
    assert_eq!(run.documents(), [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11]);
    assert_eq!(&*run.losses.documents[0].0, "7.txt");
    held.assert_free();
}

#[test]
fn a_program_that_fails_again_and_again_is_given_up_and_what_it_found_stays() {
    let run = run("--fault crash", &twelve(&[2, 3, 4, 5]));
    assert_eq!(run.documents(), [0, 1]);
    assert_eq!(run.losses.documents.len(), 3);
    assert!(matches!(run.fault(), Fault::Ended { during, .. } if during == "while it read 5.txt"));
}

#[test]
fn a_program_that_never_answers_is_given_up_at_once() {
    let run = run_with("--fault hang", SHORT, &twelve(&[0]), &Work::default());
    assert!(run.found.is_empty() && run.losses.is_empty());
    let told = run.ended.unwrap_err().to_string();
    assert!(told.starts_with("the program did not answer within 1 s while it read 0.txt"), "{told}");
}

#[test]
fn an_answer_that_is_none_ends_the_run() {
    let fault = run("--fault garbage", &["Zoé", "trouble"]).fault();
    assert!(matches!(&fault, Fault::Garbage { line, .. } if line == "Loading the model, please wait"), "{fault}");
    let fault = run("--fault other", &["Zoé", "trouble"]).fault();
    assert!(matches!(fault, Fault::WrongId(4_000_000)), "{fault}");
    let fault = run("--fault twice", &["trouble", "Zoé"]).fault();
    assert!(matches!(fault, Fault::WrongId(0)), "{fault}");
    let fault = run("--fault flood", &["Zoé", "trouble"]).fault();
    assert!(matches!(fault, Fault::TooLong(32)), "{fault}");
}

#[test]
fn lies_are_passed_over_and_counted() {
    let run = run("--fault lie", &["Zoé is trouble", "Ben Oz"]);
    run.ended.as_ref().unwrap();
    assert_eq!(run.found, [(0, vec!["Zoé".to_owned()]), (1, vec!["Ben Oz".to_owned()])]);
    let lines = [
        "2 mentions outside the text",
        "one mention empty or backwards",
        "one mention with a score that is not between 0 and 1",
        "2 mentions without a start, end or type",
        "one mention of a type that is not in the schema: GADGET",
    ];
    assert_eq!(run.losses.lines(), lines);
}

#[test]
fn a_document_that_it_refuses_is_passed_over() {
    let run = run("--fault refuse", &["Zoé", "trouble", "Ben Oz"]);
    run.ended.as_ref().unwrap();
    assert_eq!(run.documents(), [0, 2]);
    assert_eq!(run.losses.lines(), ["1.txt: the program says: too sad to read"]);
}

#[test]
fn a_slow_and_a_chatty_program_are_heard_to_the_end() {
    let run = run("--slow 10 --chatty", &twelve(&[]));
    run.ended.as_ref().unwrap();
    assert_eq!(run.documents().len(), 12);
}

#[test]
fn a_request_larger_than_any_pipe_goes_through() {
    let long = format!("Zoé {}", "lorem ipsum ".repeat(200_000));
    let run = run("", &[&long, &long, "Ben Oz"]);
    run.ended.as_ref().unwrap();
    assert_eq!(run.documents(), [0, 1, 2]);
}

#[test]
fn cancel_ends_a_program_that_hangs() {
    for fault in ["hang", "hang-start"] {
        let (held, work) = (Held::default(), Work::default());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                held.wait_until_held();
                work.cancel();
            });
            let run = run_with(&format!("--fault {fault} {}", held.switch()), LONG, &["trouble"], &work);
            assert!(run.ended.unwrap_err().is_cancelled());
            held.assert_free();
        });
    }
}

#[test]
fn no_program_outlives_its_run() {
    let held = Held::default();
    run(&held.switch(), &["Zoé"]).ended.unwrap();
    held.assert_free();
}

/// It is the group of the program that is ended, which only Unix has.
#[cfg(unix)]
#[test]
fn what_the_program_started_ends_with_it() {
    for fault in ["", "garbage", "crash"] {
        let held = Held::default();
        let switches = format!("--fault '{fault}' --grandchild '{}'", held.path().display());
        let _ = run(&switches, &["Zoé", "trouble"]);
        held.wait_until_free();
    }
}
