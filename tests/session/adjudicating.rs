//! Deciding between annotators: a project of its own that begins with what all agree about, card by card, and goes on
//! from its file.

use crate::common::scene::{Scene, session};
use redstring::adjudication::{Card, Rule};
use redstring::annotation::{Command, Status};
use redstring::session::{Action, Decision, Overlay, Question, Session, UserCommand};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Two annotators on the two articles: `ab` accepts all and ties three mentions of one man; `cd` dismisses “Butin”, has
/// Bangkok apart, and leaves one “Bout” out of the man.
fn annotators() -> (TempDir, PathBuf, PathBuf) {
    let mut scene = Scene::articles();
    let all: Vec<_> = scene.project().mentions().map(|m| m.id).collect();
    scene.edit(Command::Accept(all));
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let both = scene.path("both.ron");
    let (ab, cd) = (scene.path("ab.ron"), scene.path("cd.ron"));
    save(&mut scene.session, &both);
    scene.tie(&["Viktor But", "Buti"]);
    save(&mut scene.session, &ab);
    scene.user(UserCommand::Undo);
    let butin = scene.m("Butin");
    scene.edit(Command::Dismiss(vec![butin]));
    save(&mut scene.session, &cd);
    let (_, folder) = scene.into_parts();
    (folder, ab, cd)
}

fn save(session: &mut Session, path: &Path) {
    session.dispatch(Action::SaveTo(path.to_owned()));
    session.settle();
}

/// A session that has begun to decide between the two, with the panel open.
fn begun(folder: &TempDir, readers: &[&PathBuf]) -> Session {
    let mut session = session();
    session.dispatch(Action::User(UserCommand::Adjudicate));
    assert!(matches!(session.question(), Some(Question::Adjudicate)));
    readers.iter().for_each(|path| session.dispatch(Action::AddReader((*path).clone())));
    session.dispatch(Action::BeginAdjudication);
    session.settle();
    // This machine has no dialogs: the path is typed.
    let path = folder.path().join("decided.ron").to_string_lossy().into_owned();
    session.dispatch(Action::Answer(redstring::session::Answer::Path(path)));
    session.settle();
    session.settle();
    assert_eq!(session.overlay(), Some(Overlay::Adjudicate));
    session
}

fn cards(session: &mut Session) -> Vec<Card> {
    session.settle();
    session.adjudicating().cards.to_vec()
}

fn text(session: &Session, card: &Card) -> String {
    match card {
        Card::Mention(card) => card.variants[0].text.to_string(),
        Card::Link(card) => session.project().mention(card.links[0].mention).unwrap().text.to_string(),
    }
}

fn texts(session: &mut Session) -> Vec<(bool, String)> {
    let cards = cards(session);
    cards.iter().map(|card| (matches!(card, Card::Link(_)), text(session, card))).collect()
}

fn mention(session: &Session, text: &str) -> redstring::annotation::Mention {
    let found = session.project().mentions().find(|m| &*m.text == text).unwrap();
    redstring::annotation::Mention::clone(found)
}

#[test]
fn only_disagreements_are_asked_about() {
    let (folder, ab, cd) = annotators();
    let mut session = begun(&folder, &[&ab, &cd]);
    assert_eq!(texts(&mut session), [(true, "Buti".to_owned()), (false, "Butin".to_owned())]);
    let agreed = mention(&session, "Viktor But");
    assert_eq!((agreed.status, &*agreed.by), (Status::Accepted, "ab + cd"));
    assert_eq!(mention(&session, "Butin").status, Status::Proposed);
}

#[test]
fn a_decision_is_one_undo_and_tells_whose_reading_it_was() {
    let (folder, ab, cd) = annotators();
    let mut session = begun(&folder, &[&ab, &cd]);
    let all = cards(&mut session);
    session.dispatch(Action::Decide(Box::new(all[0].clone()), Decision::Take(0)));
    assert_eq!(texts(&mut session), [(false, "Butin".to_owned())]);
    let buti = mention(&session, "Buti");
    assert_eq!(buti.entity, mention(&session, "Viktor But").entity);
    assert!(buti.by.ends_with("from ab)") || &*buti.by == "from ab", "{}", buti.by);
    session.dispatch(Action::User(UserCommand::Undo));
    assert_eq!(texts(&mut session).len(), 2);
    assert_eq!(mention(&session, "Buti").entity, None);
    // Two keys in one frame: the second one finds no cards that fit.
    let twice = |take| Action::Decide(Box::new(all[0].clone()), Decision::Take(take));
    session.dispatch_all(vec![twice(0), twice(1)]);
    assert_eq!(mention(&session, "Buti").entity, mention(&session, "Viktor But").entity);
    session.settle();
    session.dispatch(Action::User(UserCommand::Undo));
    session.settle();
    session.dispatch(Action::Decide(Box::new(all[1].clone()), Decision::Take(1)));
    assert_eq!(mention(&session, "Butin").status, Status::Rejected);
    session.settle();
    session.dispatch(Action::Decide(Box::new(all[0].clone()), Decision::Neither));
    assert!(texts(&mut session).is_empty());
}

#[test]
fn a_rule_decides_many_as_one_step() {
    let (folder, ab, cd) = annotators();
    let mut session = begun(&folder, &[&ab, &cd]);
    session.dispatch(Action::DecideAll(Rule::WhereSilent { take: 0, silent: 1 }));
    assert_eq!(texts(&mut session), [(true, "Buti".to_owned())]);
    session.dispatch(Action::User(UserCommand::Undo));
    assert_eq!(texts(&mut session).len(), 2);
    session.dispatch(Action::DecideAll(Rule::Take(1)));
    assert!(texts(&mut session).is_empty());
    assert_eq!(mention(&session, "Buti").entity, None);
}

#[test]
fn it_goes_on_from_the_file() {
    let (folder, ab, cd) = annotators();
    let mut first = begun(&folder, &[&ab, &cd]);
    let card = cards(&mut first)[0].clone();
    first.dispatch(Action::Decide(Box::new(card), Decision::Both));
    first.dispatch(Action::User(UserCommand::Save));
    first.settle();
    let path = first.file().unwrap().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("readers: [\"ab.ron\", \"cd.ron\"]"), "relative to the file: {text}");
    drop(first);
    let mut again = session();
    again.dispatch(Action::OpenProject(path));
    again.settle();
    assert_eq!(texts(&mut again), [(false, "Butin".to_owned())]);
}

#[test]
fn a_reader_that_cannot_be_read_is_told() {
    let (folder, ab, _) = annotators();
    let gone = folder.path().join("gone.ron");
    let mut session = session();
    session.dispatch(Action::User(UserCommand::Adjudicate));
    session.dispatch(Action::AddReader(ab));
    session.dispatch(Action::AddReader(gone));
    session.dispatch(Action::BeginAdjudication);
    session.settle();
    let path = folder.path().join("decided.ron").to_string_lossy().into_owned();
    session.dispatch(Action::Answer(redstring::session::Answer::Path(path)));
    session.settle();
    assert!(session.toasts().iter().any(|t| t.is_error && t.text.contains("gone.ron")));
    assert!(!session.is_open() && !folder.path().join("decided.ron").exists());
}
