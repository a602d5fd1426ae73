//! Work that was never saved, found again after a crash.

use super::safety::{open_in, start, texts};
use crate::common::scene::folder;
use redstring::annotation::Command;
use redstring::session::{Action, Question};
use std::fs;
use std::path::{Path, PathBuf};

/// Work without a file, as a crash leaves it.
fn crashed(home: &Path, folder: &Path, steps: usize) {
    let mut session = open_in(Some(home), folder);
    let id = session.project().mentions().next().unwrap().id;
    for i in 0..steps {
        let command = if i % 2 == 0 { Command::Accept(vec![id]) } else { Command::Dismiss(vec![id]) };
        session.dispatch(Action::Edit(command));
    }
}

fn journals(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.join("recovery")).unwrap().flatten().map(|e| e.path());
    entries.filter(|p| p.extension().is_some_and(|e| e == "journal")).collect()
}

const SHORT: &[(&str, &str)] = &[("one.txt", "Viktor But and Buti met Viktor Bout in Bangkok")];

#[test]
fn a_damaged_line_costs_only_what_follows_it() {
    let (home, corpus) = (folder(&[]), folder(SHORT));
    crashed(home.path(), corpus.path(), 4);
    let journal = journals(home.path()).remove(0);
    let text = fs::read_to_string(&journal).unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    let second_last = lines.len() - 2;
    lines[second_last] = "garbage";
    fs::write(&journal, lines.join("\n") + "\n").unwrap();
    let mut session = start(Some(home.path()));
    session.dispatch(Action::Recover(0));
    session.settle();
    assert!(session.is_open());
    let people = session.history().done().iter().filter(|s| s.transactions().any(|t| !t.by_machine)).count();
    assert_eq!(people, 2);
    assert!(texts(&session).join("\n").contains("journal.aside"), "{:?}", texts(&session));
    drop(session);
    assert_eq!(start(Some(home.path())).unsaved().len(), 1, "what came back is kept again");
}

#[test]
fn work_that_was_recovered_is_kept_again_under_any_number_of_process() {
    let (home, corpus) = (folder(&[]), folder(SHORT));
    for steps in 1..4 {
        // This process has one number, as two that follow each other may have.
        crashed(home.path(), corpus.path(), steps);
        assert_eq!(start(Some(home.path())).unsaved().len(), steps);
    }
    let mut session = start(Some(home.path()));
    session.dispatch(Action::Recover(0));
    session.settle();
    drop(session);
    assert_eq!(start(Some(home.path())).unsaved().len(), 3);
}

#[test]
fn recovered_work_follows_documents_that_changed() {
    let (home, corpus) = (folder(&[]), folder(SHORT));
    crashed(home.path(), corpus.path(), 1);
    fs::write(corpus.path().join("one.txt"), "Then Viktor But and Buti met Viktor Bout in Bangkok").unwrap();
    let mut session = start(Some(home.path()));
    session.dispatch(Action::Recover(0));
    session.settle();
    assert!(matches!(session.question(), Some(Question::Reanchored(_))));
    let first = session.project().documents().next().unwrap().id;
    assert!(session.is_anchored(first));
    drop(session);
    assert_eq!(start(Some(home.path())).unsaved().len(), 1);
}
