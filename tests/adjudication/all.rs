//! Several commands as one step.

use crate::common::dsl::Case;
use crate::common::random::{command, project, seed};
use proptest::prelude::*;
use redstring::annotation::{Command, EditError, Project, Verdict};

fn all(from: &str, commands: Vec<Command>) -> Command {
    Command::All { label: "take the reading of ab".into(), from: from.into(), commands }
}

#[test]
fn a_part_finds_what_those_before_it_did_and_all_is_one_undo() {
    let mut case = Case::of(&["[Just]{a} met [Justi]{b}, [Youst]{c} and [him]{d?}."]);
    let (a, b, c, d) = (case.m("a"), case.m("b"), case.m("c"), case.m("d"));
    let parts = vec![
        Command::Tie { mention: b, onto: a },
        Command::Tie { mention: c, onto: b },
        Command::Accept(vec![a]),
        Command::Judge(d, a, Verdict::Different),
        Command::Accept(vec![d]),
    ];
    assert_eq!(case.run(all("cd", parts)).unwrap(), "take the reading of ab");
    assert_eq!(case.clusters(), "a b c");
    assert_eq!(&*case.get("d").by, "ab (from cd)");
    assert_eq!(&*case.project.judgement(a, d).unwrap().by, "ab", "whose word it is");
    case.undo();
    assert_eq!(case.clusters(), "");
}

#[test]
fn all_that_does_nothing_is_nothing_and_a_part_that_cannot_be_stops_all() {
    let mut case = Case::of(&["[Just]{a} met [Justi]{b}."]);
    let a = case.m("a");
    assert_eq!(case.run(all("", vec![Command::Accept(vec![a])])), Err(EditError::NothingToDo));
    assert_eq!(case.run(all("", vec![])), Err(EditError::NothingToDo));
    let missing = redstring::annotation::MentionId(99);
    let before = case.project.clone();
    let parts = vec![Command::SplitOff(vec![a]), Command::Accept(vec![missing])];
    assert_eq!(case.run(all("", parts)), Err(EditError::NoMention(missing)));
    assert_eq!(case.project, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn all_is_what_its_parts_are_one_after_the_other(project in project(), seeds in prop::collection::vec(seed(), 0..12)) {
        let mut after = project.clone();
        let mut parts = Vec::new();
        for seed in &seeds {
            let part = command(&after, seed);
            if let Ok(step) = part.plan(&after, &"ab".into()) {
                // What the machine proposes is nobody's.
                after.apply(&step).unwrap();
                parts.push(part);
            }
        }
        let mut at_once: Project = project.clone();
        match all("", parts).plan(&project, &"ab".into()) {
            Ok(step) => at_once.apply(&step).unwrap(),
            Err(error) => prop_assert_eq!(error, EditError::NothingToDo),
        }
        prop_assert_eq!(at_once.faults(), vec![]);
        prop_assert_eq!(at_once, after);
    }
}
