//! Saving, and leaving a project with work that is not saved.

use crate::common::scene::{Scene, folder, session};
use redstring::session::{Action, AfterSaving, Answer, DialogAnswer, DialogRequest, Question, UserCommand};

fn with_work() -> Scene {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    assert!(scene.history().has_unsaved_work());
    scene
}

fn close_window(scene: &mut Scene) {
    scene.dispatch(Action::CloseWindow);
    scene.settle();
}

#[test]
fn closing_without_work_just_closes() {
    let mut scene = Scene::articles();
    close_window(&mut scene);
    assert!(scene.question().is_none());
    assert!(scene.wants_to_quit());
}

#[test]
fn closing_with_unsaved_work_asks_and_cancel_stays() {
    let mut scene = with_work();
    close_window(&mut scene);
    assert!(matches!(scene.question(), Some(Question::Unsaved(AfterSaving::Quit))));
    assert!(!scene.wants_to_quit());
    scene.answer(Answer::Cancel);
    assert!(!scene.wants_to_quit());
    assert!(scene.is_open() && scene.history().has_unsaved_work());
}

#[test]
fn closing_without_saving_writes_nothing() {
    let mut scene = with_work();
    close_window(&mut scene);
    scene.answer(Answer::No);
    assert!(scene.wants_to_quit());
    assert!(scene.dialogs.asked().is_empty());
}

#[test]
fn closing_and_saving_asks_for_a_file_then_closes() {
    let mut scene = with_work();
    let path = scene.path("work.ron");
    scene.dialogs.will_pick(&path);
    close_window(&mut scene);
    scene.answer(Answer::Yes);
    assert!(
        matches!(&scene.dialogs.asked()[..], [DialogRequest::SaveAs(path)] if path.extension().is_some_and(|e| e == "ron"))
    );
    assert!(path.is_file());
    assert!(scene.wants_to_quit());
}

#[test]
fn closing_a_saved_project_writes_its_file_and_closes() {
    let mut scene = with_work();
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let before = std::fs::read(&path).unwrap();
    scene.tie(&["Viktor But", "Buti"]);
    close_window(&mut scene);
    scene.answer(Answer::Yes);
    assert!(scene.wants_to_quit());
    assert_ne!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_save_that_was_cancelled_closes_nothing_then_or_later() {
    let mut scene = with_work();
    scene.dialogs.will(DialogAnswer::Cancelled);
    close_window(&mut scene);
    scene.answer(Answer::Yes);
    assert!(!scene.wants_to_quit());
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path));
    scene.settle();
    assert!(!scene.wants_to_quit());
}

#[test]
fn a_save_that_failed_closes_nothing_then_or_later() {
    let mut scene = with_work();
    scene.dialogs.will_pick(std::path::Path::new("/no/such/folder/work.ron"));
    close_window(&mut scene);
    scene.answer(Answer::Yes);
    assert!(scene.toasts().last().unwrap().is_error);
    assert!(!scene.wants_to_quit() && scene.history().has_unsaved_work());
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path));
    scene.settle();
    assert!(!scene.wants_to_quit());
}

#[test]
fn opening_something_else_asks_too_and_goes_on_after_the_answer() {
    let mut scene = with_work();
    let other = folder(&[("other.txt", "Other")]);
    scene.dispatch(Action::OpenFolder(other.path().to_owned()));
    scene.settle();
    assert!(matches!(scene.question(), Some(Question::Unsaved(AfterSaving::OpenFolder(_)))));
    let path = scene.path("work.ron");
    scene.dialogs.will_pick(&path);
    scene.answer(Answer::Yes);
    assert!(path.is_file());
    assert_eq!(scene.project().documents().map(|d| d.path.to_string()).collect::<Vec<_>>(), ["other.txt"]);
    assert_eq!(scene.file(), None);
}

#[test]
fn closing_the_project_shows_the_welcome_screen() {
    let mut scene = with_work();
    scene.user(UserCommand::CloseProject);
    scene.answer(Answer::No);
    assert!(!scene.is_open() && scene.in_hand().is_none());
    assert_eq!(scene.project().documents().len(), 0);
}

#[test]
fn undoing_back_to_what_is_saved_needs_no_saving() {
    let mut scene = with_work();
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path));
    scene.settle();
    assert!(!scene.history().has_unsaved_work());
    scene.tie(&["Viktor But", "Buti"]);
    scene.undo();
    assert!(!scene.history().has_unsaved_work());
    scene.undo();
    assert!(scene.history().has_unsaved_work(), "less than what is saved is a change too");
}

#[test]
fn a_file_that_changed_on_disk_is_not_overwritten_unasked() {
    let mut scene = with_work();
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    std::fs::write(&path, "somebody else's work, longer or shorter").unwrap();
    scene.tie(&["Viktor But", "Buti"]);
    scene.user(UserCommand::Save);
    assert!(matches!(scene.question(), Some(Question::Overwrite(_))));
    scene.answer(Answer::Cancel);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("somebody"));
    scene.user(UserCommand::Save);
    scene.answer(Answer::Yes);
    assert!(std::fs::read_to_string(&path).unwrap().contains("Viktor Bout"));
}

#[test]
fn a_save_that_ends_after_its_project_was_closed_belongs_to_nothing() {
    let mut scene = with_work();
    let path = scene.path("work.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    // Its report waits while the person leaves without it.
    scene.dispatch(Action::User(UserCommand::CloseProject));
    scene.dispatch(Action::Answer(Answer::No));
    scene.settle();
    assert!(path.is_file());
    assert!(!scene.is_open());
    assert_eq!(scene.file(), None, "the next project must not be saved over this one");
}

#[test]
fn a_path_without_an_ending_gets_one() {
    let mut scene = with_work();
    let path = scene.path("work");
    scene.dialogs.will_pick(&path);
    scene.user(UserCommand::SaveAs);
    assert_eq!(scene.file(), Some(path.with_extension("ron").as_path()));
    assert_eq!(scene.title(), "work");
}

#[test]
fn a_typed_path_does_not_overwrite_another_file_unasked() {
    let mut scene = with_work();
    let other = scene.path("other.ron");
    std::fs::write(&other, "another project").unwrap();
    scene.dialogs.will(DialogAnswer::NoDialog);
    scene.user(UserCommand::SaveAs);
    scene.answer(Answer::Path(other.display().to_string()));
    assert!(matches!(scene.question(), Some(Question::Overwrite(path)) if *path == other), "{:?}", scene.question());
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "another project");
    scene.answer(Answer::Yes);
    assert_ne!(std::fs::read_to_string(&other).unwrap(), "another project");
}

#[test]
fn nothing_is_saved_on_the_welcome_screen() {
    let mut session = session();
    for command in [UserCommand::Save, UserCommand::SaveAs] {
        assert!(!command.is_enabled(&session));
        session.dispatch(Action::User(command));
        session.settle();
    }
    assert!(session.question().is_none());
}
