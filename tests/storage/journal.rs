//! The crash journal.

use crate::common::dsl::Case;
use crate::common::random::{self, command};
use proptest::prelude::*;
use redstring::annotation::{Command, Project};
use redstring::storage::{Journal, JournalError, journal_path, recover, recover_after_save};
use redstring::text::ContentHash;
use std::fs;

#[test]
fn what_was_done_is_recovered_up_to_a_torn_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_path(&folder.path().join("case.ron"));
    assert_eq!(path.file_name().unwrap(), ".case.ron.journal");
    let base = Some(ContentHash::of("the file"));
    let mut case = Case::of(&["[Viktor But]{a} was sold by [Buti]{b} and [Bout]{c}"]);
    let start = case.project.clone();
    let mut journal = Journal::create(&path, base, &[]).unwrap();
    let mut states = vec![start.clone()];
    for (hand, click) in [("a", "b"), ("a", "c")] {
        let tie = Command::Tie { mention: case.m(click), onto: case.m(hand) };
        journal.append(&tie.plan(&case.project, &"ab".into()).unwrap()).unwrap();
        case.run(tie).unwrap();
        states.push(case.project.clone());
    }
    journal.sync().unwrap();
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1).collect();
    for cut in ends[0]..=whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let mut project = start.clone();
        let replayed = recover(&path, base, &mut project).unwrap().len();
        assert_eq!(replayed, ends.iter().filter(|&&end| end <= cut).count() - 1);
        assert_eq!(project, states[replayed]);
    }
    let mut project = start.clone();
    assert!(matches!(recover(&path, None, &mut project), Err(JournalError::OtherBase)));
    let mut broken = whole.clone();
    broken[ends[0] + 1] = b'%';
    fs::write(&path, &broken).unwrap();
    assert!(matches!(recover(&path, base, &mut project), Err(JournalError::Broken { replayed: 0, .. })));
    assert_eq!(project, start);
    journal.remove().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_hostile_journal_is_refused_and_nothing_panics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let case = Case::of(&["[Bout]{a} and [Buti]{b}"]).entities("a");
    for line in [
        "(label: \"\", ops: [NoMention(1), NoMention(1)])",
        "(label: \"\", ops: [NoEntity(1)])",
        "(label: \"\", ops: [NoDocument(1)])",
        "(label: \"\", ops: [Mention((id: 4294967295, doc: 1, span: (0, 1), text: \"\", type: \"#0\", status: Proposed))])",
        "(label: \"\", ops: [Mention((id: 9, doc: 1, span: (0, 999), text: \"\", type: \"#0\", status: Proposed))])",
        "(label: \"\", ops: [Mention((id: 9, doc: 1, span: (0, 1), text: \"\", type: \"#77\", status: Proposed))])",
        "(label: \"\", ops: [Types([])])",
    ] {
        fs::write(&path, format!("Journal(version: 1)\n{line}\n(label: \"\", ops: [])\n")).unwrap();
        let mut project = case.project.clone();
        assert!(matches!(recover(&path, None, &mut project), Err(JournalError::Broken { .. })), "{line}");
        assert_eq!(project, case.project, "{line}");
    }
    for foreign in ["", "Journal(version: 2)\n", "Project(version: 1)", "\0\0\0"] {
        fs::write(&path, foreign).unwrap();
        assert!(matches!(recover(&path, None, &mut Project::default()), Err(JournalError::Foreign(_))), "{foreign}");
    }
}

#[test]
fn a_journal_that_is_being_written_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let first = Journal::create(&path, None, &[]).unwrap();
    assert!(matches!(Journal::create(&path, None, &[]), Err(JournalError::Held(_))));
    drop(first);
    Journal::create(&path, None, &[]).unwrap();
}

#[test]
fn of_a_project_that_was_saved_only_what_followed_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let (old, new) = (Some(ContentHash::of("before the save")), Some(ContentHash::of("after it")));
    let mut case = Case::of(&["[Viktor But]{a} was sold by [Buti]{b} and [Bout]{c}"]);
    let mut journal = Journal::create(&path, old, &[]).unwrap();
    let mut states = Vec::new();
    for click in ["b", "c"] {
        let tie = Command::Tie { mention: case.m(click), onto: case.m("a") };
        journal.append(&tie.plan(&case.project, &"ab".into()).unwrap()).unwrap();
        case.run(tie).unwrap();
        states.push(case.project.clone());
        journal.mark_saving().unwrap();
    }
    let tie = Command::Untie(vec![case.m("c")]);
    journal.append(&tie.plan(&case.project, &"ab".into()).unwrap()).unwrap();
    case.run(tie).unwrap();
    let mut project = states.pop().unwrap();
    assert!(matches!(recover_after_save(&path, new, None, &mut project), Err(JournalError::OtherBase)));
    assert_eq!(recover_after_save(&path, new, old, &mut project).unwrap().len(), 1);
    assert_eq!(project, case.project);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_work_and_its_undoing_is_recovered(start in random::project(), seeds in prop::collection::vec((random::seed(), any::<bool>()), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::create(&path, None, &[]).unwrap();
        let mut project = start.clone();
        let mut steps = 0;
        for (seed, undone) in &seeds {
            let Ok(step) = command(&project, seed).plan(&project, &"ab".into()) else { continue };
            let inverse = undone.then(|| step.inverse());
            for step in std::iter::once(step).chain(inverse) {
                project.apply(&step).unwrap();
                journal.append(&step).unwrap();
                steps += 1;
            }
        }
        let mut recovered = start;
        prop_assert_eq!(recover(&path, None, &mut recovered).unwrap().len(), steps);
        prop_assert_eq!(&recovered, &project);
        prop_assert_eq!(recovered.reserved_ids(), project.reserved_ids());
    }
}

#[test]
fn a_removed_type_keeps_its_number_in_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut case = Case::of(&["[Bout]{a:Place} [x]{b:Date}"]);
    let start = case.project.clone();
    let mut journal = Journal::create(&path, None, &[]).unwrap();
    let kind = |case: &Case, name: &str| case.project.schema().by_name(name).unwrap();
    let remove = Command::RemoveType { kind: kind(&case, "Place"), instead: kind(&case, "Name") };
    let retype = Command::Retype(case.all("a"), kind(&case, "Date"));
    for command in [remove, retype] {
        journal.append(&command.plan(&case.project, &"ab".into()).unwrap()).unwrap();
        case.run(command).unwrap();
    }
    let mut project = start;
    assert_eq!(recover(&path, None, &mut project).unwrap().len(), 2);
    assert_eq!(project, case.project);
}
