//! Nobody's work is lost: not while something else opens or is saved, not to a second window, not to a crash at the
//! wrong moment, not to a file that says what cannot be.

use crate::common::scene::{Scene, folder, mention};
use redstring::annotation::{Command, Project, Status};
use redstring::session::{
    Action, AfterSaving, Answer, DialogAnswer, DialogRequest, FileDialogs, NoDialogs, Question, Runner, Session,
    UserCommand,
};
use redstring::storage::{Journal, ProjectFile, hash_of, journal_path};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

pub fn start(home: Option<&Path>) -> Session {
    Session::new(Runner::Inline, Box::new(NoDialogs), home.map(Path::to_owned))
}

pub fn open_in(home: Option<&Path>, path: &Path) -> Session {
    let mut session = start(home);
    session.dispatch(Action::OpenPaths(vec![path.to_owned()]));
    session.settle();
    session
}

fn open(path: &Path) -> Session {
    open_in(None, path)
}

pub fn texts(session: &Session) -> Vec<String> {
    session.toasts().iter().map(|t| t.text.clone()).collect()
}

fn paths(session: &Session) -> Vec<String> {
    session.project().documents().map(|d| d.path.to_string()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The articles, saved with a tie; the session that saved them is gone, as after quitting.
fn saved() -> (TempDir, PathBuf) {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let path = scene.path("w.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let (mut session, folder) = scene.into_parts();
    session.window_closed();
    (folder, path)
}

fn accept(session: &mut Session, name: &str) {
    let id = mention(session, name);
    session.dispatch(Action::Edit(Command::Accept(vec![id])));
}

fn save(session: &mut Session) {
    session.dispatch(Action::User(UserCommand::Save));
    session.settle();
}

fn quit(mut session: Session) {
    session.dispatch(Action::CloseWindow);
    session.settle();
    session.window_closed();
}

#[test]
fn work_done_while_something_else_opens_is_asked_about() {
    let mut scene = Scene::articles();
    let other = folder(&[("other.txt", "Other")]);
    scene.dispatch(Action::OpenFolder(other.path().to_owned()));
    // It was read; the report waits while more is done.
    scene.tie(&["Viktor But", "Buti"]);
    scene.settle();
    assert!(matches!(scene.question(), Some(Question::Unsaved(AfterSaving::TakeArrived))));
    assert_eq!(scene.project().entities().len(), 1);
    let path = scene.path("work.ron");
    scene.dialogs.will_pick(&path);
    scene.answer(Answer::Yes);
    assert!(ProjectFile::load(&path).unwrap().project.entities().len() == 1);
    assert_eq!(paths(&scene), ["other.txt"]);
}

#[test]
fn work_done_while_something_else_opens_may_be_kept_or_given_up() {
    for (answer, documents, entities) in [(Answer::Cancel, 2, 1), (Answer::No, 1, 0)] {
        let mut scene = Scene::articles();
        let other = folder(&[("other.txt", "Other")]);
        scene.dispatch(Action::OpenFolder(other.path().to_owned()));
        scene.tie(&["Viktor But", "Buti"]);
        scene.settle();
        scene.answer(answer);
        assert_eq!((scene.project().documents().len(), scene.project().entities().len()), (documents, entities));
        assert!(scene.question().is_none());
    }
}

#[test]
fn work_that_was_given_up_is_not_asked_about_twice() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    let other = folder(&[("other.txt", "Other")]);
    scene.dispatch(Action::OpenFolder(other.path().to_owned()));
    scene.answer(Answer::No);
    assert_eq!(paths(&scene), ["other.txt"]);
}

#[test]
fn a_place_in_a_text_that_changed_has_no_words_around_it() {
    let long = format!("The dealer\n\n{}[Viktor But] sold arms to [Buti].\n", "word and ".repeat(100));
    let mut scene = Scene::of(&[("a.txt", &long)]);
    let path = scene.path("w.ron");
    scene.tie(&["Viktor But", "Buti"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    fs::write(scene.path("a.txt"), "Gone now").unwrap();
    let mut session = open(&path);
    session.dispatch(Action::Answer(Answer::Yes));
    session.dispatch(Action::User(UserCommand::Undo));
    let mention = session.project().mentions().next().unwrap().clone();
    assert!(!session.is_anchored(mention.document));
    assert_eq!(session.keyword_in_context(mention.document, mention.hull(), 60), None);
}

#[test]
fn what_is_selected_in_a_text_that_changed_is_not_marked() {
    let mut scene = Scene::of(&[("a.txt", "[Viktor But] sold arms to [Buti].\n")]);
    let path = scene.path("w.ron");
    scene.tie(&["Viktor But", "Buti"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    fs::write(scene.path("a.txt"), "Arms, sold by Viktor But to Buti.\n").unwrap();
    let mut session = open(&path);
    session.dispatch(Action::Answer(Answer::Yes));
    session.dispatch(Action::User(UserCommand::Undo));
    let before = session.project().clone();
    let buti = session.project().mention(mention(&session, "Buti")).unwrap().clone();
    session.dispatch(Action::SelectText(Some((buti.document, buti.hull()))));
    session.dispatch(Action::MarkSelection(buti.kind));
    session.dispatch(Action::GoTo(buti.id));
    session.dispatch(Action::User(UserCommand::WidenLeft));
    assert!(*session.project() == before);
}

#[test]
fn a_project_that_does_not_fit_its_documents_is_refused() {
    let mut scene = Scene::of(&[("a.txt", "[Viktor But] sold é arms to [Buti].\n")]);
    let path = scene.path("w.ron");
    scene.tie(&["Viktor But", "Buti"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let id = scene.m("Viktor But");
    let (session, _folder) = scene.into_parts();
    drop(session);
    let good = fs::read_to_string(&path).unwrap();
    let bytes = format!("bytes: {}", fs::metadata(path.with_file_name("a.txt")).unwrap().len());
    for (span, said) in [
        ("span: (17, 18)", "byte 17 lies inside a character"),
        ("span: (1, 10)", "the text at byte 1 is “iktor But”"),
        ("span: (3000000000, 3000000010)", "3000000000..3000000010 reaches past the end"),
    ] {
        let bad = good.replace("span: (0, 10)", span).replace(&bytes, "bytes: 4000000000");
        assert_ne!(bad, good);
        fs::write(&path, bad).unwrap();
        let session = open(&path);
        assert!(!session.is_open());
        let told = texts(&session).join("\n");
        assert!(told.starts_with(&format!("w.ron: a.txt: mention {id} ")) && told.contains(said), "{told}");
    }
    fs::write(&path, &good).unwrap();
    assert!(open(&path).is_open());
}

#[test]
fn a_project_that_was_saved_and_left_leaves_no_journal_and_no_lock() {
    let (folder, path) = saved();
    for change in [true, false] {
        let mut session = open(&path);
        accept(&mut session, "Buti");
        save(&mut session);
        if change {
            accept(&mut session, "Butin");
            save(&mut session);
        }
        quit(session);
        assert_eq!(names(folder.path()), ["1_dealer.txt", "2_trial.txt", "w.ron", "w.ron.bak"]);
    }
}

#[test]
fn a_project_that_is_only_read_leaves_nothing_behind() {
    let (folder, path) = saved();
    let before = names(folder.path());
    let session = open(&path);
    quit(session);
    assert_eq!(names(folder.path()), before);
}

#[test]
fn a_crash_between_a_save_and_its_new_journal_loses_nothing() {
    let (_folder, path) = saved();
    let mut session = open(&path);
    let before = ProjectFile::load(&path).unwrap().project;
    let step = |name: &str, project: &mut Project| {
        let step = Command::Accept(vec![mention(&session, name)]).plan(project, &"ab".into()).unwrap();
        project.apply(&step).unwrap();
        Arc::new(step)
    };
    let mut project = before;
    let mut journal =
        Journal::create(&journal_path(&path), hash_of(&path).ok(), &[step("Buti", &mut project)]).unwrap();
    journal.mark_saving().unwrap();
    journal.append(&step("Butin", &mut project)).unwrap();
    drop(journal);
    let kept = fs::read(journal_path(&path)).unwrap();
    fs::remove_file(journal_path(&path)).unwrap();
    // The file is in place, and nothing happens any more.
    accept(&mut session, "Buti");
    save(&mut session);
    drop(session);
    fs::write(journal_path(&path), kept).unwrap();
    let session = open(&path);
    assert_eq!(session.history().done().len(), 1, "{:?}", texts(&session));
    let status = |name: &str| session.project().mention(mention(&session, name)).unwrap().status;
    assert_eq!((status("Buti"), status("Butin")), (Status::Accepted, Status::Accepted));
}

#[test]
fn a_journal_that_fits_nothing_is_set_aside_and_told() {
    let (folder, path) = saved();
    fs::write(journal_path(&path), "Journal(version: 1)\n").unwrap();
    let session = open(&path);
    let told = texts(&session).join("\n");
    assert!(told.contains(".w.ron.journal.aside"), "{told}");
    assert!(names(folder.path()).contains(&".w.ron.journal.aside".to_owned()));
}

#[test]
fn a_second_window_gets_a_copy_whose_work_is_kept_too() {
    let home = folder(&[]);
    let (_folder, path) = saved();
    let mut first = open(&path);
    let mut second = open_in(Some(home.path()), &path);
    assert!(texts(&second).join("\n").contains("open in another window"));
    assert_eq!(second.file(), None, "it must not write over the first one's work");
    accept(&mut second, "Butin");
    second.dispatch(Action::SaveTo(path.clone()));
    second.settle();
    assert!(texts(&second).join("\n").contains("open in another window: save this under another name"));
    accept(&mut first, "Buti");
    drop(second);
    drop(first);
    let session = open(&path);
    assert_eq!(session.history().done().len(), 1, "the first window's step is in the journal");
    let mut session = start(Some(home.path()));
    assert_eq!(session.unsaved().len(), 1, "the second's is kept apart");
    session.dispatch(Action::Recover(0));
    session.settle();
    let butin = session.project().mention(mention(&session, "Butin")).unwrap();
    assert!(butin.is_live() && session.project().entities().len() == 1);
    assert_eq!(session.history().done().len(), 1);
}

#[test]
fn a_project_can_be_opened_again_in_its_own_window() {
    let (_folder, path) = saved();
    let mut session = open(&path);
    accept(&mut session, "Buti");
    session.dispatch(Action::OpenProject(path.clone()));
    session.dispatch(Action::Answer(Answer::No));
    session.settle();
    assert_eq!((session.file(), session.history().done().len()), (Some(path.as_path()), 0));
    accept(&mut session, "Buti");
    save(&mut session);
    assert!(!session.history().has_unsaved_work());
}

#[test]
fn a_project_that_is_opened_twice_in_a_row_is_no_copy() {
    let (_folder, path) = saved();
    let mut session = start(None);
    session.dispatch(Action::OpenProject(path.clone()));
    session.dispatch(Action::OpenProject(path.clone()));
    session.settle();
    assert_eq!(session.file(), Some(path.as_path()));
}

#[test]
fn a_project_that_is_opened_anew_and_saved_meanwhile_is_as_it_was_saved() {
    let (_folder, path) = saved();
    let mut session = open(&path);
    session.dispatch(Action::OpenProject(path.clone()));
    accept(&mut session, "Buti");
    session.settle();
    session.dispatch(Action::Answer(Answer::Yes));
    session.settle();
    let buti = session.project().mention(mention(&session, "Buti")).unwrap();
    assert_eq!(buti.status, Status::Accepted);
    save(&mut session);
    assert!(session.question().is_none());
}

/// The answer to a dialog that is still open.
type Later = Rc<RefCell<Option<Box<dyn FnOnce(DialogAnswer) + Send>>>>;

/// A dialog that stays open until it is answered.
struct Late(Later);

impl FileDialogs for Late {
    fn show(&mut self, _: &DialogRequest, answer: Box<dyn FnOnce(DialogAnswer) + Send>) {
        *self.0.borrow_mut() = Some(answer);
    }
}

#[test]
fn a_dialog_that_is_answered_after_another_corpus_was_opened_saves_nothing() {
    let later = Later::default();
    let mut session = Session::new(Runner::Inline, Box::new(Late(later.clone())), None);
    let (one, two) = (folder(&[("one.txt", "One")]), folder(&[("two.txt", "Two")]));
    session.dispatch(Action::OpenFolder(one.path().to_owned()));
    session.settle();
    session.dispatch(Action::User(UserCommand::SaveAs));
    session.dispatch(Action::OpenPaths(vec![two.path().to_owned()]));
    session.settle();
    let target = one.path().join("one.ron");
    let answer = later.borrow_mut().take().unwrap();
    answer(DialogAnswer::Picked(target.clone()));
    session.settle();
    assert!(!target.exists() && session.file().is_none());
    assert!(session.dialog().is_none());
}

#[test]
fn a_save_while_another_runs_comes_after_it() {
    let mut scene = Scene::articles();
    let path = scene.path("w.ron");
    scene.tie(&["Viktor But", "Viktor Bout"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    // Its report waits: it counts as running.
    scene.tie(&["Viktor But", "Buti"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    assert!(!scene.history().has_unsaved_work());
    let file = ProjectFile::load(&path).unwrap().project;
    let buti = scene.m("Buti");
    assert!(file.mention(buti).unwrap().entity.is_some());
}

#[test]
fn leaving_waits_for_the_save_that_runs() {
    let mut scene = Scene::articles();
    let path = scene.path("w.ron");
    scene.tie(&["Viktor But", "Viktor Bout"]);
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.dispatch(Action::CloseWindow);
    assert!(!scene.wants_to_quit() && scene.question().is_none());
    scene.settle();
    assert!(scene.wants_to_quit());
}

#[test]
fn a_name_with_a_dot_gets_its_ending() {
    let mut scene = Scene::articles();
    let path = scene.path("Bout v1.2");
    scene.dispatch(Action::SaveTo(path));
    scene.settle();
    assert_eq!(scene.file(), Some(scene.path("Bout v1.2.ron").as_path()));
    let (session, folder) = scene.into_parts();
    drop(session);
    assert_eq!(open(&folder.path().join("Bout v1.2.ron")).project().documents().len(), 2);
}

#[test]
fn what_was_recovered_is_told_beside_what_changed() {
    let (folder, path) = saved();
    let mut session = open(&path);
    accept(&mut session, "Buti");
    drop(session);
    let dealer = folder.path().join("1_dealer.txt");
    fs::write(&dealer, format!("Now: {}", fs::read_to_string(&dealer).unwrap())).unwrap();
    let session = open(&path);
    assert!(matches!(session.question(), Some(Question::Reanchored(_))));
    assert!(texts(&session).join("\n").contains("did not save: back again"), "{:?}", texts(&session));
}

#[test]
fn the_errors_of_a_file_name_it_and_go_when_another_opens() {
    let (folder, path) = saved();
    let broken = folder.path().join("the-flagman.ron");
    fs::write(&broken, "Project(\n    version: 1, documents: [(").unwrap();
    let mut session = open(&broken);
    assert!(texts(&session)[0].starts_with("the-flagman.ron: line 2, column"), "{:?}", texts(&session));
    session.dispatch(Action::OpenProject(path));
    session.settle();
    assert!(session.is_open() && session.toasts().is_empty());
}

#[test]
fn the_files_that_were_not_read_are_counted_as_they_are_listed() {
    let corpus = folder(&[("a.txt", "text"), (".hidden", "x"), ("picture.bin", "\0")]);
    let session = open(corpus.path());
    assert_eq!(session.corpus().skipped.len(), 2);
    assert!(texts(&session)[0].contains("2 files not"), "{:?}", texts(&session));
}

#[test]
fn the_place_that_was_shown_is_work_to_save() {
    let (corpus, _) = saved();
    let elsewhere = folder(&[]);
    let path = elsewhere.path().join("p.ron");
    let mut session = open(&corpus.path().join("w.ron"));
    session.dispatch(Action::SaveTo(path.clone()));
    session.settle();
    quit(session);
    let moved = folder(&[]);
    let root = moved.path().join("articles");
    fs::rename(corpus.keep(), &root).unwrap();
    let mut session = open(&path);
    session.dispatch(Action::Answer(Answer::Browse));
    session.settle();
    session.dispatch(Action::Answer(Answer::Path(root.display().to_string())));
    session.settle();
    assert!(session.history().has_unsaved_work());
    save(&mut session);
    assert!(!session.history().has_unsaved_work());
    quit(session);
    assert!(open(&path).question().is_none(), "the new place is in the file");
}
