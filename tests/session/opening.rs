//! Opening folders, files, samples and projects; the system's dialogs and what stands in for them.

use crate::common::scene::{ARTICLES, Scene, folder, mention, session};
use redstring::annotation::Command;
use redstring::session::{
    Action, Answer, DialogAnswer, DialogRequest, Job, JobId, NoDialogs, Outcome, Question, Runner, Session,
    UserCommand, ViewRequest,
};
use redstring::storage::{Layout, Workspace};
use std::path::Path;

fn open(path: &Path) -> Session {
    let mut session = session();
    session.dispatch(Action::OpenPaths(vec![path.to_owned()]));
    session.settle();
    session
}

fn paths(session: &Session) -> Vec<String> {
    session.project().documents().map(|d| d.path.to_string()).collect()
}

/// The articles with a tie, saved beside their documents.
fn saved() -> (Scene, std::path::PathBuf) {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let path = scene.path("project.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    assert!(path.is_file(), "{}", scene.told());
    (scene, path)
}

#[test]
fn a_folder_opens_with_its_first_two_documents_side_by_side() {
    let folder = folder(&[("10.txt", "ten"), ("2.txt", "two"), ("sub/1.md", "one"), ("picture.bin", "\0")]);
    let mut session = session();
    session.dispatch(Action::OpenFolder(folder.path().to_owned()));
    session.settle();
    assert!(session.is_open());
    assert_eq!(paths(&session), ["2.txt", "10.txt", "sub/1.md"]);
    let arranged = session.take_view_requests();
    let Some(ViewRequest::Arrange(Workspace { layout: Some(Layout::Split { panes, .. }), .. })) = arranged.first()
    else {
        panic!("two panes, not {arranged:?}")
    };
    assert_eq!(panes.len(), 2);
    assert_eq!(session.active_document(), session.project().documents().next().map(|d| d.id));
    assert!(!session.history().has_unsaved_work(), "what the machine found is nobody's work");
}

#[test]
fn an_empty_folder_opens_and_says_so() {
    let folder = folder(&[]);
    let session = open(folder.path());
    assert!(session.is_open());
    assert_eq!(session.toasts().last().unwrap().text, "There are no documents in this folder");
}

#[test]
fn what_cannot_be_opened_leaves_everything_as_it_was() {
    let mut scene = Scene::articles();
    let before = scene.project().clone();
    scene.dispatch(Action::OpenFolder("/no/such/folder".into()));
    scene.settle();
    assert!(*scene.project() == before && scene.is_open());
    assert!(scene.toasts().last().unwrap().is_error);
    assert!(scene.told().contains("/no/such/folder"), "{}", scene.told());
}

#[test]
fn a_sample_is_unpacked_and_opened() {
    let home = folder(&[]);
    let mut session = Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    session.dispatch(Action::OpenSample(0));
    session.settle();
    assert!(session.is_open() && session.project().documents().len() >= 3);
    assert!(session.project().mentions().len() > 0, "mentions appear by themselves");
}

#[test]
fn a_picked_folder_is_opened() {
    let mut scene = Scene::articles();
    let other = folder(&[("a.txt", "Another corpus")]);
    scene.dialogs.will_pick(other.path());
    scene.user(UserCommand::OpenFolder);
    assert_eq!(scene.dialogs.asked(), [DialogRequest::OpenFolder]);
    assert_eq!(paths(&scene), ["a.txt"]);
    assert!(scene.dialog().is_none());
}

#[test]
fn a_cancelled_dialog_changes_nothing() {
    let mut scene = Scene::articles();
    let before = scene.project().clone();
    scene.dialogs.will(DialogAnswer::Cancelled);
    scene.user(UserCommand::OpenProject);
    assert!(*scene.project() == before && scene.question().is_none());
    assert!(UserCommand::OpenProject.is_enabled(&scene), "it can be asked for again");
}

#[test]
fn where_the_system_has_no_dialog_the_path_is_typed() {
    let mut session = session();
    session.dispatch(Action::User(UserCommand::OpenFolder));
    session.settle();
    let Some(Question::TypePath { request: DialogRequest::OpenFolder, error: None, .. }) = session.question() else {
        panic!("it asks for the path, not {:?}", session.question())
    };
    session.dispatch(Action::Answer(Answer::Path("/no/such/folder".into())));
    session.settle();
    let Some(Question::TypePath { error: Some(error), start, .. }) = session.question() else { panic!("asks again") };
    assert_eq!((error.as_str(), start.as_str()), ("There is no folder /no/such/folder", "/no/such/folder"));
    session.dispatch(Action::Answer(Answer::Path("  ".into())));
    assert!(matches!(session.question(), Some(Question::TypePath { error: Some(e), .. }) if e == "Type a path first"));
    let folder = folder(&[("a.txt", "text")]);
    session.dispatch(Action::Answer(Answer::Path(format!(" {} ", folder.path().display()))));
    session.settle();
    assert!(session.question().is_none());
    assert_eq!(paths(&session), ["a.txt"]);
}

#[test]
fn a_typed_path_can_be_given_up() {
    let mut session = session();
    session.dispatch(Action::User(UserCommand::OpenProject));
    session.settle();
    session.dispatch(Action::Answer(Answer::Cancel));
    session.settle();
    assert!(session.question().is_none() && !session.is_open());
}

#[test]
fn saving_where_the_system_has_no_dialog_asks_for_the_path_too() {
    let (scene, path) = saved();
    let mut session = open(scene.root());
    session.dispatch(Action::User(UserCommand::Save));
    session.settle();
    assert!(matches!(session.question(), Some(Question::TypePath { request: DialogRequest::SaveAs(_), .. })));
    let target = path.with_file_name("typed");
    session.dispatch(Action::Answer(Answer::Path(target.display().to_string())));
    session.settle();
    assert!(target.with_extension("ron").is_file());
    assert_eq!(session.file(), Some(target.with_extension("ron").as_path()));
}

#[test]
fn a_dropped_project_file_opens_the_project() {
    let (scene, path) = saved();
    let before = scene.project().clone();
    let (first, _folder) = scene.into_parts();
    drop(first);
    let session = open(&path);
    assert!(*session.project() == before);
    assert_eq!(session.file(), Some(path.as_path()));
    let tied = session.project().mention(mention(&session, "Viktor Bout")).unwrap();
    assert!(tied.entity.is_some() && session.is_anchored(tied.document));
    assert!(!session.history().has_unsaved_work());
}

#[test]
fn dropped_files_open_as_one_corpus() {
    let folder = folder(&[("b.txt", "two"), ("a.txt", "one"), ("c.txt", "three")]);
    let mut session = session();
    session.dispatch(Action::OpenPaths(vec![folder.path().join("a.txt"), folder.path().join("b.txt")]));
    session.settle();
    assert_eq!(paths(&session), ["a.txt", "b.txt"]);
}

#[test]
fn what_was_on_screen_comes_back() {
    let (mut scene, path) = saved();
    let entity = scene.entity_of("Viktor But").unwrap();
    let second = scene.document_at("2_trial.txt");
    let workspace =
        Workspace { focus: None, layout: Some(Layout::Document { id: second, top: 11 }), ..Workspace::default() };
    scene.dispatch(Action::WorkspaceChanged(workspace.clone()));
    scene.click("Viktor But");
    scene.user(UserCommand::Save);
    let mut session = open(&path);
    assert_eq!(session.focus(), Some(entity));
    let arranged = session.take_view_requests();
    assert_eq!(arranged[0], ViewRequest::Arrange(Workspace { focus: Some(entity), ..workspace }));
}

#[test]
fn a_broken_project_is_told_and_leaves_everything_as_it_was() {
    let mut scene = Scene::articles();
    let before = scene.project().clone();
    let broken = scene.path("broken.ron");
    std::fs::write(&broken, "Project(version: 1, documents: [(").unwrap();
    scene.dispatch(Action::OpenProject(broken));
    scene.settle();
    assert!(*scene.project() == before);
    assert!(scene.toasts().last().unwrap().is_error);
}

#[test]
fn a_project_whose_folder_is_gone_asks_where_it_is() {
    let (scene, _) = saved();
    let elsewhere = folder(&[]);
    let path = elsewhere.path().join("project.ron");
    {
        let mut original = open(&scene.path("project.ron"));
        original.dispatch(Action::SaveTo(path.clone()));
        original.settle();
    }
    let moved = folder(&[]);
    let new_root = moved.path().join("articles");
    let (session, old) = scene.into_parts();
    drop(session);
    std::fs::rename(old.keep(), &new_root).unwrap();
    let mut session = open(&path);
    assert!(!session.is_open());
    assert!(matches!(session.question(), Some(Question::Locate { .. })));
    session.dispatch(Action::Answer(Answer::Browse));
    session.settle();
    assert!(matches!(session.question(), Some(Question::TypePath { request: DialogRequest::LocateFolder, .. })));
    session.dispatch(Action::Answer(Answer::Path(new_root.display().to_string())));
    session.settle();
    let bout = session.project().mention(mention(&session, "Viktor Bout")).unwrap();
    assert!(session.is_anchored(bout.document), "{:?}", session.toasts());
}

#[test]
fn a_project_can_be_opened_without_its_documents() {
    let (scene, _) = saved();
    let elsewhere = folder(&[]);
    let path = elsewhere.path().join("project.ron");
    let mut original = open(&scene.path("project.ron"));
    original.dispatch(Action::SaveTo(path.clone()));
    original.settle();
    drop(scene);
    let mut session = open(&path);
    session.dispatch(Action::Answer(Answer::No));
    session.settle();
    assert!(session.is_open());
    assert_eq!(session.corpus().missing.len(), 2);
    assert_eq!(session.project().entities().len(), 1, "nothing is dropped");
}

#[test]
fn a_document_that_changed_keeps_its_mentions_by_text_and_lists_what_is_lost() {
    let (scene, path) = saved();
    let trial = scene.path("2_trial.txt");
    let text = std::fs::read_to_string(&trial).unwrap();
    std::fs::write(&trial, text.replace("The trial", "The long trial").replace(" in New York", "")).unwrap();
    let session = open(&path);
    let Some(Question::Reanchored(report)) = session.question() else { panic!("it reports") };
    assert_eq!(report.lost.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>(), ["New York"]);
    assert_eq!(report.moved.len(), 4);
    let bout = session.project().mention(mention(&session, "Viktor Bout")).unwrap();
    let now = &session.document(bout.document).unwrap().text;
    assert_eq!(bout.hull().slice(now), Some("Viktor Bout"));
    assert!(bout.entity.is_some());
    assert!(session.history().has_unsaved_work(), "the file is as it was until it is saved");
}

#[test]
fn a_crash_loses_no_step_of_a_saved_project() {
    let (mut scene, path) = saved();
    scene.tie(&["Viktor But", "Buti"]);
    let (session, _folder) = scene.into_parts();
    let before = session.project().clone();
    // The program ends without closing the project.
    drop(session);
    let mut session = open(&path);
    assert!(*session.project() == before);
    assert!(session.history().has_unsaved_work());
    session.dispatch(Action::User(UserCommand::Undo));
    assert_eq!(session.project().mention(mention(&session, "Buti")).unwrap().entity, None);
}

#[test]
fn a_corpus_that_was_overtaken_by_another_is_dropped() {
    let (first, second) = (folder(&[("first.txt", "one")]), folder(&[("second.txt", "two")]));
    let mut session = session();
    session.dispatch(Action::OpenFolder(first.path().to_owned()));
    session.dispatch(Action::OpenFolder(second.path().to_owned()));
    session.settle();
    assert_eq!(paths(&session), ["second.txt"]);
}

#[test]
fn mentions_found_for_an_earlier_corpus_are_dropped() {
    let mut scene = Scene::of(&[("1.txt", "They met Viktor Bout.")]);
    scene.dispatch(Action::User(UserCommand::FindMentions));
    // The report waits while the project is closed.
    scene.dispatch(Action::User(UserCommand::CloseProject));
    scene.settle();
    assert!(!scene.is_open());
    assert_eq!(scene.project().mentions().len(), 0);
    let late = Outcome::Mentions { corpus: 1, documents: vec![], mentions: vec![] };
    scene.dispatch(Action::JobReport(JobId(999), late));
    assert_eq!(scene.project().revision(), 0);
}

#[test]
fn mentions_found_after_a_cancel_do_not_come_as_a_failure() {
    let mut scene = Scene::of(&[("1.txt", "They met Viktor Bout.")]);
    scene.dispatch(Action::User(UserCommand::FindMentions));
    let job = scene.jobs().find(|j| j.job == Job::Extract).unwrap().id;
    scene.dispatch(Action::CancelJob(job));
    scene.settle();
    assert!(scene.jobs().next().is_none());
    assert!(scene.toasts().is_empty());
}

#[test]
fn recent_projects_and_choices_are_remembered() {
    let (home, corpus) = (folder(&[]), folder(ARTICLES));
    let start = || Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    let mut session = start();
    session.dispatch(Action::OpenFolder(corpus.path().to_owned()));
    session.settle();
    let project = corpus.path().join("p.ron");
    session.dispatch(Action::SaveTo(project.clone()));
    session.settle();
    session.dispatch(Action::SetAnnotator("ab".into()));
    session.dispatch(Action::User(UserCommand::SwitchScheme));
    let mut session = start();
    assert_eq!(session.preferences().recent, [project.clone(), corpus.path().to_owned()]);
    assert_eq!(&*session.preferences().annotator, "ab");
    assert_eq!(session.preferences().scheme, redstring::session::preferences::Scheme::Dark);
    session.dispatch(Action::ForgetRecent(project));
    assert_eq!(start().preferences().recent, [corpus.path().to_owned()]);
}

#[test]
fn broken_preferences_are_as_on_the_first_day() {
    let home = folder(&[("preferences.ron", "(recent: 7")]);
    let session = Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    assert!(session.preferences().recent.is_empty());
}

#[test]
fn decisions_carry_the_annotator() {
    let mut scene = Scene::articles();
    scene.dispatch(Action::SetAnnotator("ab".into()));
    let buti = scene.m("Buti");
    scene.edit(Command::Accept(vec![buti]));
    assert_eq!(&*scene.mention("Buti").by, "ab");
}
