//! The linker at work: it is there once a project is open, it knows of every step, and it suggests.

use crate::common::scene::{ARTICLES, Scene, folder, session};
use redstring::annotation::{Command, MentionId, Verdict};
use redstring::linking::Target;
use redstring::session::{Action, Job, Mode, UserCommand};

/// What is suggested for the mention under the cursor: the texts of the mentions shown.
fn suggested(scene: &Scene) -> Vec<String> {
    let text = |id: MentionId| scene.project().mention(id).map(|m| m.text.to_string()).unwrap_or_default();
    scene.suggestions().iter().map(|s| text(s.shown)).collect()
}

fn go(scene: &mut Scene, name: &str) {
    let mention = scene.m(name);
    scene.dispatch(Action::GoTo(mention));
}

#[test]
fn there_is_a_linker_once_a_folder_is_open_and_none_on_the_welcome_screen() {
    let files = folder(ARTICLES);
    let mut session = session();
    assert!(session.linker().is_none());
    session.dispatch(Action::OpenFolder(files.path().to_owned()));
    session.settle();
    assert!(session.linker().is_some() && !session.is_reading_names());
    session.dispatch(Action::User(UserCommand::CloseProject));
    assert!(session.linker().is_none() && session.suggestions().is_empty());
}

#[test]
fn the_other_mention_with_the_name_is_suggested_in_link_mode_only() {
    let mut scene = Scene::articles();
    go(&mut scene, "Bangkok");
    assert_eq!(suggested(&scene), ["Bangkok"]);
    assert_eq!(scene.suggestions()[0].shown, scene.m("Bangkok#2"));
    scene.dispatch(Action::SetMode(Mode::Read));
    assert_eq!(suggested(&scene), Vec::<String>::new());
    scene.dispatch(Action::SetMode(Mode::Link));
    assert_eq!(suggested(&scene), ["Bangkok"]);
}

/// Two documents that name one place, of which one mention is still to be marked.
const PORTS: &[(&str, &str)] =
    &[("1.txt", "A ship lay off [Aden:Place].\n"), ("2.txt", "Nobody in Aden saw [the ship:Name] or [the mate].\n")];

fn mark(scene: &mut Scene, path: &str, words: &str) {
    scene.dispatch(Action::SelectText(Some(scene.span_of(path, words))));
    scene.dispatch(Action::User(UserCommand::MarkSelection));
}

#[test]
fn the_linker_knows_of_what_is_marked_taken_back_and_marked_again() {
    let mut scene = Scene::of(PORTS);
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), Vec::<String>::new());
    mark(&mut scene, "2.txt", "Aden");
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), ["Aden"]);
    scene.undo();
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), Vec::<String>::new());
    scene.redo();
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), ["Aden"]);
}

#[test]
fn what_happens_while_it_learns_is_not_lost() {
    let mut scene = Scene::of(PORTS);
    let judge = Command::Judge(scene.m("the ship"), scene.m("the mate"), Verdict::Different);
    scene.dispatch(Action::Edit(judge));
    assert!(scene.jobs().any(|j| j.job == Job::Learn), "its report has not been taken in yet");
    mark(&mut scene, "2.txt", "Aden");
    scene.settle();
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), ["Aden"]);
}

#[test]
fn what_is_found_anew_is_known() {
    let mut scene = Scene::of(PORTS);
    scene.user(UserCommand::FindMentions);
    mark(&mut scene, "2.txt", "Aden");
    go(&mut scene, "Aden");
    assert_eq!(suggested(&scene), ["Aden"]);
}

#[test]
fn a_tie_is_known_at_once() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor Bout", "Bout"]);
    go(&mut scene, "Bout#2");
    let entity = scene.entity_of("Bout").unwrap();
    assert_eq!(scene.suggestions()[0].target, Target::Entity(entity));
    scene.undo();
    go(&mut scene, "Bout#2");
    assert_eq!(scene.suggestions()[0].target, Target::Mention(scene.m("Bout")));
}
