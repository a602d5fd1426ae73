//! Find, and the jobs behind it.

use crate::common::scene::{Scene, folder};
use redstring::session::find::FindOptions;
use redstring::session::{Action, Job, NoDialogs, Runner, Session, UserCommand, ViewRequest};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

fn find(scene: &mut Scene, options: FindOptions) -> Vec<String> {
    scene.dispatch(Action::Find(options));
    scene.settle();
    let text = |hit: &redstring::session::find::Hit| {
        hit.span.slice(&scene.document(hit.document).unwrap().text).unwrap().to_owned()
    };
    scene.find().hits.iter().map(text).collect()
}

fn literal(query: &str) -> FindOptions {
    FindOptions { query: query.into(), ..FindOptions::default() }
}

#[test]
fn find_takes_text_literally_and_ignores_case() {
    let mut scene = Scene::of(&[("1.txt", "Bout. BOUT? b.ut"), ("2.txt", "about")]);
    assert_eq!(find(&mut scene, literal("bout")), ["Bout", "BOUT", "bout"]);
    assert_eq!(find(&mut scene, literal("b.ut")), ["b.ut"]);
    assert_eq!(find(&mut scene, literal("nothing like it")), [""; 0]);
    assert_eq!(find(&mut scene, literal("")), [""; 0]);
}

#[test]
fn find_can_tell_case_apart_and_take_a_pattern() {
    let mut scene = Scene::of(&[("1.txt", "Bout. BOUT? b.ut"), ("2.txt", "about")]);
    assert_eq!(find(&mut scene, FindOptions { match_case: true, ..literal("Bout") }), ["Bout"]);
    assert_eq!(
        find(&mut scene, FindOptions { regex: true, ..literal(r"b[.o]ut\b") }),
        ["Bout", "BOUT", "b.ut", "bout"]
    );
    assert_eq!(find(&mut scene, FindOptions { regex: true, ..literal(r"^b\w+t\b") }), ["Bout"]);
    assert_eq!(find(&mut scene, FindOptions { regex: true, ..literal(r"x*") }), [""; 0], "empty hits are none");
}

#[test]
fn a_bad_pattern_is_told_and_finds_nothing() {
    let mut scene = Scene::articles();
    assert_eq!(find(&mut scene, FindOptions { regex: true, ..literal("(Bout") }), [""; 0]);
    assert_eq!(scene.find().error.as_deref(), Some("This is no pattern: unclosed group"));
    assert_eq!(find(&mut scene, FindOptions { regex: true, ..literal(r"\w{5000}") }), [""; 0]);
    assert_eq!(scene.find().error.as_deref(), Some("This pattern is too large: make its counts smaller"));
    assert_eq!(find(&mut scene, literal("(Bout")), [""; 0]);
    assert_eq!(scene.find().error, None);
}

#[test]
fn find_shows_what_no_mention_can_be() {
    let mut scene = Scene::of(&[("a.txt", "But  said  no\n\nButin cafe\u{301} x")]);
    assert_eq!(find(&mut scene, literal("  ")).len(), 2);
    assert_eq!(find(&mut scene, literal("but ")), ["But "], "not the beginning of Butin");
    assert_eq!(find(&mut scene, literal("\u{301}")), ["\u{301}"]);
    assert_eq!(find(&mut scene, FindOptions { regex: true, ..literal(r"\n\n") }), ["\n\n"]);
}

#[test]
fn find_in_one_document_follows_the_active_one() {
    let mut scene = Scene::articles();
    let (first, second) = (scene.document_at("1_dealer.txt"), scene.document_at("2_trial.txt"));
    scene.dispatch(Action::ActivateDocument(Some(first)));
    assert_eq!(find(&mut scene, FindOptions { only_active: true, ..literal("but") }).len(), 3);
    scene.dispatch(Action::ActivateDocument(Some(second)));
    scene.settle();
    assert_eq!(scene.find().hits.len(), 0);
    assert_eq!(find(&mut scene, literal("Bangkok")).len(), 2);
}

#[test]
fn find_next_begins_in_the_active_document_and_goes_around() {
    let mut scene = Scene::articles();
    let second = scene.document_at("2_trial.txt");
    scene.dispatch(Action::ActivateDocument(Some(second)));
    find(&mut scene, literal("Bangkok"));
    scene.take_view_requests();
    let mut visited = Vec::new();
    for command in [UserCommand::FindNext, UserCommand::FindNext, UserCommand::FindPrevious] {
        scene.user(command);
        visited.push(scene.find().current_hit().unwrap().document);
    }
    let first = scene.document_at("1_dealer.txt");
    assert_eq!(visited, [second, first, second]);
    assert_eq!(scene.take_view_requests().iter().filter(|r| matches!(r, ViewRequest::Reveal(..))).count(), 3);
    assert_eq!(scene.find().hits_in(first).len(), 1);
}

#[test]
fn esc_stops_looking() {
    let mut scene = Scene::articles();
    find(&mut scene, literal("Bangkok"));
    scene.user(UserCommand::LetGo);
    assert!(!scene.find().is_active());
}

/// A session on threads whose jobs stop at each report, once the gate is shut, until they are let on.
fn gated(documents: &[(&str, &str)]) -> (Session, tempfile::TempDir, Arc<AtomicBool>, std::sync::mpsc::Sender<()>) {
    let (go, wait) = channel::<()>();
    let (shut, wait) = (Arc::new(AtomicBool::new(false)), Mutex::new(wait));
    let gate = shut.clone();
    // The session wakes itself when a poll has taken its time: only jobs wait at the gate.
    let own = std::thread::current().id();
    let waker = Arc::new(move || {
        if std::thread::current().id() != own && gate.load(Ordering::SeqCst) {
            // The sender is gone when the test is over: then go on.
            let _ = wait.lock().unwrap().recv();
        }
    });
    let folder = folder(documents);
    let mut session = Session::new(Runner::Threads(waker), Box::new(NoDialogs), None);
    session.dispatch(Action::OpenFolder(folder.path().to_owned()));
    session.settle();
    (session, folder, shut, go)
}

#[test]
fn a_cancelled_job_stops_where_it_is_and_what_it_found_stays() {
    let (mut session, _folder, shut, go) = gated(&[("1.txt", "Bout"), ("2.txt", "Bout"), ("3.txt", "Bout")]);
    shut.store(true, Ordering::SeqCst);
    session.dispatch(Action::Find(literal("Bout")));
    let job = session.jobs().find(|j| j.job == Job::Find).unwrap().id;
    while session.find().hits.is_empty() {
        session.poll();
    }
    session.dispatch(Action::CancelJob(job));
    drop(go);
    session.settle();
    assert_eq!(session.find().hits.len(), 1);
    assert!(session.jobs().next().is_none());
}

#[test]
fn hits_of_an_earlier_search_are_dropped() {
    let (mut session, _folder, shut, go) = gated(&[("1.txt", "Bout Viktor"), ("2.txt", "Bout")]);
    shut.store(true, Ordering::SeqCst);
    session.dispatch(Action::Find(literal("Bout")));
    session.dispatch(Action::Find(literal("Viktor")));
    drop(go);
    session.settle();
    assert_eq!(session.find().hits.len(), 1);
}
