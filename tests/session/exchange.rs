//! Exporting and importing: what is lost is known before, what is faulty is not taken, and an import is one undo.

use crate::common::scene::{Scene, folder, session};
use redstring::interchange::{ExportOptions, Format};
use redstring::session::exchange::{Foreseen, ReadFiles};
use redstring::session::{Action, Answer, DialogAnswer, DialogRequest, UserCommand};
use std::fs;

/// The two articles, with one man tied in both.
fn tied() -> Scene {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    scene
}

fn losses(scene: &Scene) -> Vec<String> {
    match scene.exporting().and_then(|e| e.foreseen.clone()) {
        Some(Foreseen::Whole { losses, .. }) => losses,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_format_cannot_hold_is_told_before_anything_is_written() {
    let mut scene = tied();
    scene.user(UserCommand::Export);
    scene.settle();
    assert!(losses(&scene).iter().all(|l| !l.contains("dismissed")), "our own format keeps nearly all");
    scene.dispatch(Action::ExportAs(Format::Jsonl, ExportOptions { accepted_only: true, ..ExportOptions::default() }));
    scene.settle();
    let Some(Foreseen::Whole { mentions, .. }) = scene.exporting().and_then(|e| e.foreseen.clone()) else { panic!() };
    assert_eq!(mentions, 2, "only those that were tied are accepted");
    assert_eq!(scene.dialogs.asked(), []);
    assert_eq!(fs::read_dir(scene.root()).unwrap().count(), 2, "nothing was written");
}

#[test]
fn an_export_is_written_where_the_dialog_says_and_read_back() {
    let mut scene = tied();
    let target = scene.path("out");
    scene.dialogs.will_pick(&target);
    scene.user(UserCommand::Export);
    scene.settle();
    scene.answer(Answer::Yes);
    scene.settle();
    assert!(matches!(&scene.dialogs.asked()[..], [DialogRequest::Export(_)]));
    assert!(fs::read_to_string(target.join("documents.jsonl")).unwrap().contains("Viktor Bout"));
    let told = scene.toasts().last().map(|t| t.text.clone()).unwrap_or_default();
    assert!(told.ends_with("written to out, read back and compared"), "{told}");
    assert!(scene.exporting().is_none());
}

#[test]
fn a_cancelled_dialog_comes_back_to_the_question() {
    let mut scene = tied();
    scene.dialogs.will(DialogAnswer::Cancelled);
    scene.user(UserCommand::Export);
    scene.settle();
    scene.answer(Answer::Yes);
    assert!(scene.exporting().is_some());
    scene.answer(Answer::Cancel);
    assert!(scene.exporting().is_none() && scene.question().is_none());
}

const GOLD: &str = "{\"doc\":\"1_dealer.txt\",\"text\":\"Viktor But\",\"start\":12,\"end\":22,\"type\":\"PER\",\"entity\":1}\n\
    {\"doc\":\"2_trial.txt\",\"text\":\"Friends\",\"start\":46,\"end\":53,\"type\":\"ship\",\"entity\":1}\n";

/// A folder with a file of mentions of the two articles.
fn gold(lines: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = folder(&[("gold.jsonl", lines)]);
    let path = folder.path().join("gold.jsonl");
    (folder, path)
}

#[test]
fn an_import_into_a_project_is_one_undo() {
    let mut scene = Scene::articles();
    let (_folder, path) = gold(GOLD);
    let (before, types) = (scene.project().total(), scene.project().schema().types().count());
    scene.dialogs.will_pick(&path);
    scene.user(UserCommand::Import);
    scene.dispatch(Action::ChooseImport { folder: false });
    scene.settle();
    let Some(ReadFiles::Read(read)) = scene.importing().and_then(|i| i.read.clone()) else { panic!() };
    assert_eq!((read.format, read.import.mentions, read.import.changed), (Format::Jsonl, 1, 1));
    assert_eq!(scene.project().total(), before, "nothing has happened yet");
    scene.answer(Answer::Yes);
    scene.settle();
    assert!(scene.importing().is_none());
    let friends = scene.project().mention(scene.m("Friends")).unwrap();
    assert_eq!(scene.project().cluster(friends.entity.unwrap()).mentions, 2);
    assert_eq!(scene.project().schema().types().count(), types + 1, "the file has a type of its own");
    scene.user(UserCommand::Undo);
    scene.settle();
    assert_eq!((scene.project().total(), scene.project().schema().types().count()), (before, types));
}

#[test]
fn a_faulty_file_is_not_taken_in_part_unless_that_is_asked_for() {
    let mut scene = Scene::articles();
    let (_folder, path) = gold(&format!("{GOLD}{{\"doc\":\"3.txt\",\"start\":0,\"end\":4}}\n"));
    let before = scene.project().total();
    scene.user(UserCommand::Import);
    scene.dispatch(Action::ImportFrom(path.clone()));
    scene.settle();
    scene.answer(Answer::Yes);
    scene.settle();
    assert_eq!(scene.project().total(), before);
    scene.user(UserCommand::Import);
    scene.dispatch(Action::ImportFrom(path));
    scene.settle();
    scene.dispatch(Action::ImportAs { format: None, entities: false, lenient: true });
    scene.settle();
    scene.answer(Answer::Yes);
    scene.settle();
    assert!(scene.project().mention(scene.m("Friends")).is_some_and(|m| m.entity.is_none()));
}

#[test]
fn documents_that_come_with_their_texts_join_the_corpus() {
    let mut scene = Scene::articles();
    let line = "{\"doc\":\"more/3_end.txt\",\"text\":\"Bout went home.\",\"mentions\":[{\"start\":0,\"end\":4,\"type\":\"Person\"}]}\n";
    let (_folder, path) = gold(line);
    scene.user(UserCommand::Import);
    scene.dispatch(Action::ImportFrom(path));
    scene.settle();
    scene.answer(Answer::Yes);
    scene.settle();
    let document = scene.document_at("more/3_end.txt");
    assert!(scene.is_anchored(document));
    assert_eq!(fs::read_to_string(scene.root().join("more/3_end.txt")).unwrap(), "Bout went home.");
    scene.user(UserCommand::Undo);
    scene.settle();
    assert!(scene.project().document(document).is_none());
    scene.user(UserCommand::Redo);
    scene.settle();
    assert!(scene.is_anchored(document));
}

#[test]
fn without_a_project_files_become_one() {
    let mut session = session();
    let line = "{\"doc\":\"3_end.txt\",\"text\":\"Bout went home.\",\"mentions\":[{\"start\":0,\"end\":4,\"type\":\"Person\"}]}\n";
    let (folder, path) = gold(line);
    session.dispatch(Action::User(UserCommand::Import));
    session.dispatch(Action::ImportFrom(path));
    session.settle();
    session.dispatch(Action::Answer(Answer::Yes));
    session.settle();
    // This machine has no dialogs: the path is typed.
    let project = folder.path().join("mine.ron");
    session.dispatch(Action::Answer(Answer::Path(project.to_string_lossy().into_owned())));
    session.settle();
    assert_eq!(session.file(), Some(&*project));
    assert_eq!(session.project().total().accepted, 1);
    assert!(folder.path().join("mine/3_end.txt").is_file());
}

#[test]
fn an_ending_that_is_added_overwrites_nothing() {
    let mut scene = tied();
    let there = scene.path("work.conll");
    fs::write(&there, "the work of weeks").unwrap();
    scene.dialogs.will_pick(&scene.path("work"));
    scene.user(UserCommand::Export);
    scene.dispatch(Action::ExportAs(Format::Conll, ExportOptions::default()));
    scene.settle();
    scene.answer(Answer::Yes);
    scene.settle();
    assert_eq!(fs::read_to_string(&there).unwrap(), "the work of weeks");
    assert!(scene.exporting().is_some(), "another name can be chosen");
}
