//! Undo and redo, all the way.

use crate::common::scene::Scene;
use redstring::annotation::{Command, Project};
use redstring::session::{Action, Answer, Mode, OccurrenceDeed, UserCommand};

/// Does a bit of everything, with the project before each step.
fn work(scene: &mut Scene) -> Vec<Project> {
    let mut before = Vec::new();
    let mut step = |scene: &mut Scene, doing: &dyn Fn(&mut Scene)| {
        before.push(scene.project().clone());
        let steps = scene.history().done().len();
        doing(scene);
        assert_eq!(scene.history().done().len(), steps + 1, "{} is not one step", scene.told());
    };
    step(scene, &|s| s.tie(&["Viktor But", "Buti"]));
    step(scene, &|s| s.tie(&["Viktor Bout", "Bout"]));
    step(scene, &|s| {
        s.click("Buti");
        s.click("Bout");
        s.answer(Answer::Yes);
    });
    step(scene, &|s| s.edit(Command::Rename(s.entity_of("Bout").unwrap(), "Viktor Bout".into())));
    step(scene, &|s| s.edit(Command::SetNote(s.entity_of("Bout").unwrap(), "Air cargo".into())));
    step(scene, &|s| {
        let all = vec![s.m("Bout"), s.m("Bout#2")];
        s.dispatch(Action::AskOccurrences(s.m("Viktor Bout"), OccurrenceDeed::Tie));
        s.answer(Answer::These(all));
    });
    step(scene, &|s| {
        s.dispatch(Action::AskOccurrences(s.m("Bangkok"), OccurrenceDeed::Dismiss));
        s.answer(Answer::These(vec![s.m("Bangkok"), s.m("Bangkok#2")]));
    });
    step(scene, &|s| {
        let (document, span) = s.span_of("2_trial.txt", "Friends");
        s.dispatch(Action::SelectText(Some((document, span))));
        s.dispatch(Action::MarkSelection(s.project().schema().by_name("Group").unwrap()));
    });
    step(scene, &|s| s.edit(Command::Untie(vec![s.m("Buti")])));
    step(scene, &|s| s.edit(Command::DeleteEntity(s.entity_of("Bout").unwrap())));
    before
}

#[test]
fn every_step_is_undone_and_done_again() {
    let mut scene = Scene::articles();
    let before = work(&mut scene);
    let end = scene.project().clone();
    for expected in before.iter().rev() {
        scene.undo();
        assert!(scene.project() == expected, "undo of {}", scene.told());
        assert!(scene.project().faults().is_empty());
    }
    for _ in &before {
        scene.redo();
    }
    assert!(*scene.project() == end);
    assert!(scene.history().redo_step().is_none());
}

#[test]
fn the_history_survives_switching_documents_and_panes() {
    let mut scene = Scene::articles();
    let before = work(&mut scene);
    let (first, second) = (scene.document_at("1_dealer.txt"), scene.document_at("2_trial.txt"));
    for document in [second, first, second] {
        scene.dispatch(Action::OpenDocument { document, beside: document == first });
        scene.dispatch(Action::ActivateDocument(Some(document)));
        scene.user(UserCommand::SplitColumns);
        scene.user(UserCommand::ClosePane);
        scene.take_view_requests();
    }
    for _ in &before {
        scene.undo();
    }
    assert!(*scene.project() == before[0]);
}

#[test]
fn undo_and_redo_say_what_they_do() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    assert_eq!(UserCommand::Undo.title_now(&scene), "Undo: tie “Buti” to Viktor But");
    scene.undo();
    assert_eq!(scene.told(), "Undone: tie “Buti” to Viktor But");
    assert_eq!(UserCommand::Redo.title_now(&scene), "Redo: tie “Buti” to Viktor But");
    scene.redo();
    assert_eq!(scene.told(), "Done again: tie “Buti” to Viktor But");
}

#[test]
fn new_work_forgets_what_was_undone() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.undo();
    scene.tie(&["Viktor Bout", "Bout"]);
    assert!(scene.history().redo_step().is_none());
    assert!(!UserCommand::Redo.is_enabled(&scene));
}

#[test]
fn undo_lets_go_of_what_is_no_longer_there() {
    let mut scene = Scene::articles();
    let (document, span) = scene.span_of("2_trial.txt", "Friends");
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.user(UserCommand::MarkSelection);
    scene.click("Friends");
    assert!(scene.in_hand().is_some());
    scene.undo();
    assert_eq!(scene.in_hand(), None);
    assert_eq!(scene.cursor(), None);
}

#[test]
fn a_note_is_in_the_project_as_it_is_typed_and_is_one_step() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    let entity = scene.entity_of("Buti").unwrap();
    let steps = scene.history().done().len();
    for typed in ["A", "Ai", "Air"] {
        scene.dispatch(Action::SetNote(entity, typed.into()));
    }
    assert_eq!(&*scene.project().entity(entity).unwrap().note, "Air");
    assert_eq!(scene.history().done().len(), steps + 1);
    assert!(scene.history().has_unsaved_work());
    scene.undo();
    assert_eq!(&*scene.project().entity(entity).unwrap().note, "");
}

#[test]
fn read_mode_changes_nothing_not_even_back() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    let before = scene.project().clone();
    let entity = scene.entity_of("Buti").unwrap();
    scene.dispatch(Action::SetMode(Mode::Read));
    scene.user(UserCommand::Undo);
    scene.edit(Command::DeleteEntity(entity));
    scene.dispatch(Action::SetNote(entity, "x".into()));
    scene.dispatch(Action::AskOccurrences(scene.m("Bangkok"), OccurrenceDeed::Dismiss));
    assert!(scene.question().is_none());
    assert!(*scene.project() == before);
}
