//! Changing the mention types, and finding mentions again.

use crate::common::scene::{self, Scene};
use redstring::annotation::{Command, Schema, Status, Verdict};
use redstring::session::{Action, NoDialogs, Runner, Session, TypesDraft, UserCommand};
use std::path::Path;

const TEXT: &[(&str, &str)] =
    &[("a.txt", "Mr. Viktor Bout met Anna Petrova in Bangkok. Viktor Bout paid Anna Petrova on 12 May 2008.\n")];

/// A scene in which extraction has run.
fn extracted() -> Scene {
    let mut scene = Scene::of(TEXT);
    scene.user(UserCommand::FindMentions);
    scene
}

fn revise(scene: &mut Scene, change: impl FnOnce(&mut TypesDraft)) {
    let mut draft = TypesDraft::of(scene.project().schema());
    change(&mut draft);
    scene.edit(draft.command().expect("nothing is wrong"));
}

fn switch(scene: &mut Scene, name: &str, on: bool) {
    revise(scene, |draft| draft.types_mut().iter_mut().filter(|t| t.name == name).for_each(|t| t.on = on));
}

fn count(scene: &Scene, name: &str) -> u32 {
    scene.project().schema().by_name(name).map_or(0, |kind| scene.project().counts_of(kind).live())
}

#[test]
fn a_type_is_switched_off_and_on_and_each_is_one_undo() {
    let mut scene = extracted();
    let dates = count(&scene, "Date");
    assert!(dates > 0);
    let steps = scene.history().done().len();
    switch(&mut scene, "Date", false);
    assert!(scene.jobs().next().is_none(), "nothing more can be found");
    assert_eq!(count(&scene, "Date"), 0);
    switch(&mut scene, "Date", true);
    scene.settle();
    assert_eq!(count(&scene, "Date"), dates);
    assert_eq!(scene.history().done().len(), steps + 2, "what was found is part of the step");
    assert_eq!(scene.told(), "Changed the mention types");
    let end = scene.project().clone();
    scene.undo();
    assert_eq!(count(&scene, "Date"), 0);
    scene.undo();
    assert_eq!(count(&scene, "Date"), dates);
    scene.redo();
    scene.redo();
    assert!(*scene.project() == end);
}

#[test]
fn a_renamed_type_still_gets_what_the_machine_finds() {
    let mut scene = extracted();
    let dates = count(&scene, "Date");
    revise(&mut scene, |d| {
        d.types_mut().iter_mut().filter(|t| t.name == "Date").for_each(|t| t.name = "Moment".into())
    });
    scene.settle();
    scene.user(UserCommand::FindMentions);
    assert_eq!((count(&scene, "Moment"), count(&scene, "Date")), (dates, 0));
}

#[test]
fn undoing_a_change_of_types_stops_the_search_that_it_began() {
    let mut scene = extracted();
    switch(&mut scene, "Date", false);
    let before = scene.project().clone();
    switch(&mut scene, "Date", true);
    scene.dispatch(Action::User(UserCommand::Undo));
    assert!(scene.told().contains("Finding mentions was stopped"), "{}", scene.told());
    scene.settle();
    assert!(*scene.project() == before);
    assert!(scene.history().redo_step().is_some(), "what was found does not forget what was undone");
}

#[test]
fn finding_again_keeps_what_people_said_and_is_one_undo_and_one_redo() {
    let mut scene = extracted();
    scene.tie(&["Viktor Bout", "Viktor Bout#2"]);
    let (first, anna, second) = (scene.m("Viktor Bout"), scene.m("Anna Petrova"), scene.m("Anna Petrova#2"));
    scene.edit(Command::Dismiss(vec![anna]));
    scene.edit(Command::Judge(second, first, Verdict::Different));
    let work = scene.project().schema().by_name("Work").unwrap();
    let bangkok = scene.m("Bangkok");
    scene.edit(Command::Retype(vec![bangkok], work));
    let (document, span) = scene.span_of("a.txt", "paid");
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.user(UserCommand::MarkSelection);
    // The machine's own is taken away, so that there is something to find.
    switch(&mut scene, "Date", false);
    let decided = |scene: &Scene| {
        let said = |m: &&std::sync::Arc<redstring::annotation::Mention>| {
            m.status != Status::Proposed || scene.project().judgements_on(m.id).next().is_some()
        };
        scene.project().mentions().filter(said).cloned().collect::<Vec<_>>()
    };
    let before = decided(&scene);
    assert!(before.len() >= 6);
    let (start, steps) = (scene.project().clone(), scene.history().done().len());
    switch(&mut scene, "Date", true);
    scene.settle();
    assert_eq!(decided(&scene), before);
    assert_eq!(scene.history().done().len(), steps + 1);
    let end = scene.project().clone();
    assert!(end != start);
    scene.undo();
    assert!(*scene.project() == start);
    scene.redo();
    assert!(*scene.project() == end);
}

fn in_home(home: &Path) -> Session {
    Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.to_owned()))
}

fn open(session: &mut Session, corpus: &Path) {
    session.dispatch(Action::OpenFolder(corpus.to_owned()));
    session.settle();
}

#[test]
fn new_projects_begin_with_the_types_that_were_kept() {
    let (home, corpus) = (scene::folder(&[]), scene::folder(TEXT));
    let schema = Schema::default();
    let date = schema.by_name("Date").unwrap();
    let kept = schema.changed(date, |t| t.on = false).unwrap();
    in_home(home.path()).dispatch(Action::KeepTypes(kept.clone()));
    let mut session = in_home(home.path());
    assert!(session.has_chosen_types());
    open(&mut session, corpus.path());
    assert_eq!(**session.project().schema(), kept);
    assert_eq!(session.project().counts_of(date).live(), 0, "already the first search knows");
    assert!(session.project().total().live() > 0);
    session.dispatch(Action::KeepTypes(schema));
    assert!(!in_home(home.path()).has_chosen_types());
}

#[test]
fn kept_types_that_cannot_be_read_are_told_and_left_as_they_are() {
    let wrong = "[(name: \"X\", key: 'x', mark: Circle, colour: \"red\")]";
    let (home, corpus) = (scene::folder(&[("mention-types.ron", wrong)]), scene::folder(TEXT));
    let mut session = in_home(home.path());
    open(&mut session, corpus.path());
    assert_eq!(**session.project().schema(), Schema::default());
    let told = session.toasts().iter().any(|t| t.is_error && t.text.contains("mention-types.ron"));
    assert!(told, "{:?}", session.toasts());
    assert_eq!(std::fs::read_to_string(home.path().join("mention-types.ron")).unwrap(), wrong);
}
