//! The extractor that a person chooses: Redstring's own, or a program of theirs.

use crate::common::sample::{self, Held};
use crate::common::scene::{Scene, folder, mention};
use redstring::annotation::Layers;
use redstring::session::{Action, ExtractorChoice, Job, NoDialogs, Overlay, Runner, Session, TrialError, UserCommand};
use std::path::Path;
use std::sync::Arc;

/// The sample extractor, with switches.
fn program(switches: &str) -> ExtractorChoice {
    ExtractorChoice { external: true, command: sample::command(switches), ..ExtractorChoice::default() }
}

fn choose(scene: &mut Scene, switches: &str) {
    scene.dispatch(Action::SetExtractor(program(switches)));
}

fn texts(scene: &Scene) -> Vec<String> {
    scene.project().mentions().filter(|m| m.is_live()).map(|m| m.text.to_string()).collect()
}

/// A session whose jobs run on threads, on a folder of documents.
fn threaded(home: &Path, documents: &Path) -> Session {
    let mut session = Session::new(Runner::Threads(Arc::new(|| {})), Box::new(NoDialogs), Some(home.to_owned()));
    session.dispatch(Action::OpenFolder(documents.to_owned()));
    session.settle();
    session
}

#[test]
fn the_program_finds_the_mentions_in_one_step() {
    let mut scene = Scene::articles();
    let steps = scene.history().done().len();
    choose(&mut scene, "");
    assert_eq!(scene.told(), "From now on your program finds the mentions");
    assert_eq!(scene.toasts()[0].offers, Some(UserCommand::FindMentions));
    assert!(!texts(&scene).contains(&"Friends".to_owned()), "the choice alone runs nothing");
    scene.user(UserCommand::FindMentions);
    let evidence = scene.mention("Friends").evidence.clone().unwrap();
    assert_eq!((&*evidence.rule, evidence.layers), ("sample 1.0: Person", Layers::EXTERNAL));
    assert_eq!(scene.history().done().len(), steps + 1);
    scene.undo();
    assert!(!texts(&scene).contains(&"Friends".to_owned()));
}

#[test]
fn what_people_decided_stays_when_the_program_reads_again() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    choose(&mut scene, "");
    scene.user(UserCommand::FindMentions);
    assert_eq!(scene.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
    assert!(texts(&scene).contains(&"Friends".to_owned()));
}

#[test]
fn the_choice_is_kept_for_the_person_and_not_in_the_project() {
    let (home, documents) = (folder(&[]), folder(&[("a.txt", "Zoé met Ben Oz.")]));
    let start = || Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    let held = Held::default();
    let choice = program(&held.switch());
    let project = documents.path().join("p.ron");
    let mut session = start();
    session.dispatch(Action::OpenFolder(documents.path().to_owned()));
    session.settle();
    session.dispatch(Action::SetExtractor(choice.clone()));
    session.dispatch(Action::SaveTo(project.clone()));
    session.settle();
    assert!(!std::fs::read_to_string(&project).unwrap().contains("sample_extractor"));
    let mut session = start();
    assert_eq!(session.preferences().extractor, choice);
    session.dispatch(Action::OpenProject(project));
    session.settle();
    assert!(session.is_open() && !held.path().exists(), "opening a project runs nothing");
}

#[test]
fn a_program_that_is_tried_says_who_it_is() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::Extractor);
    scene.dispatch(Action::TryExtractor(program("")));
    scene.settle();
    let handshake = scene.trial().unwrap().outcome.clone().unwrap().unwrap();
    assert_eq!(handshake.title(), "sample 1.0");
    assert!(!scene.preferences().extractor.external, "trying is not choosing");
    scene.user(UserCommand::LetGo);
    assert!(scene.trial().is_none());
}

#[test]
fn a_program_that_cannot_be_used_says_why() {
    let mut scene = Scene::articles();
    let mut why = |choice| {
        scene.dispatch(Action::TryExtractor(choice));
        scene.settle();
        scene.trial().unwrap().outcome.clone().unwrap().unwrap_err()
    };
    let told =
        "The program started, but ended (exit code 3) before it told Redstring its name and its labels. Is it one \
                that was made for Redstring?"
            .to_owned();
    assert_eq!(why(program("--fault crash-start")), TrialError { why: told, said: vec!["no such model".to_owned()] });
    let unclosed = ExtractorChoice { command: "tag 'x".to_owned(), ..program("") };
    assert_eq!(why(unclosed).why, "A quotation mark in the command is not closed, or a \\ ends it");
}

#[test]
fn a_program_is_used_only_when_it_starts() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::Extractor);
    let missing = ExtractorChoice { command: "there-is-no-such-program".to_owned(), ..program("") };
    scene.dispatch(Action::UseExtractor(missing));
    scene.settle();
    let why = scene.trial().unwrap().outcome.clone().unwrap().unwrap_err().why;
    assert_eq!(why, "There is no program there-is-no-such-program: check the spelling, or give its full path");
    assert!(!scene.preferences().extractor.external && scene.overlay().is_some());
    scene.dispatch(Action::UseExtractor(program("")));
    scene.settle();
    assert!(scene.preferences().extractor.external && scene.overlay().is_none());
}

#[test]
fn a_command_that_names_no_program_is_not_chosen() {
    let mut scene = Scene::articles();
    scene.dispatch(Action::SetExtractor(ExtractorChoice { command: " ".to_owned(), ..program("") }));
    assert_eq!(scene.told(), "Type the command that starts the program");
    assert!(!scene.preferences().extractor.external);
}

#[test]
fn a_failure_is_told_and_what_was_found_until_then_stays_as_one_step() {
    let mut scene = Scene::of(&[("1.txt", "Zoé met Ben Oz."), ("2.txt", "A trouble.")]);
    choose(&mut scene, "--fault garbage");
    scene.user(UserCommand::FindMentions);
    let toast = scene.toasts().last().unwrap().clone();
    assert!(toast.text.starts_with("The program wrote a line that is no answer"), "{}", toast.text);
    assert!(toast.text.ends_with("What was found until then stays, as one step"), "{}", toast.text);
    assert_eq!((toast.is_error, toast.offers), (true, Some(UserCommand::Extractor)));
    assert_eq!(texts(&scene), ["Zoé", "Ben Oz"]);
    assert_eq!(toast.undoes, Some(scene.history().position()));
    scene.undo();
    assert!(texts(&scene).is_empty());
}

#[test]
fn a_failure_before_anything_was_found_offers_no_undo() {
    let mut scene = Scene::articles();
    let before = texts(&scene);
    choose(&mut scene, "--fault crash-start");
    scene.user(UserCommand::FindMentions);
    let toast = scene.toasts().last().unwrap();
    let told = "The program ended before it said who it is (exit code 3). It last said: “no such model”";
    assert_eq!((toast.text.as_str(), toast.undoes), (told, None));
    assert_eq!(texts(&scene), before);
}

#[test]
fn what_was_passed_over_is_told_and_never_in_the_project() {
    let mut scene = Scene::of(&[("1.txt", "Zoé was in trouble.")]);
    choose(&mut scene, "--fault lie");
    scene.user(UserCommand::FindMentions);
    assert_eq!(texts(&scene), ["Zoé"]);
    assert!(scene.told().starts_with("Passed over: 2 mentions outside the text; "), "{}", scene.told());
    assert!(scene.told().ends_with("one mention of a type that is not in the schema: GADGET"), "{}", scene.told());
}

#[test]
fn a_document_that_was_passed_over_keeps_its_proposals() {
    let mut scene = Scene::of(&[("1.txt", "[Zoé] was in trouble."), ("2.txt", "[one] more")]);
    choose(&mut scene, "--fault refuse");
    scene.user(UserCommand::FindMentions);
    assert_eq!(texts(&scene), ["Zoé"], "the other one was read anew, and has none");
}

#[test]
fn preferences_that_name_no_program_are_told() {
    let (home, documents) = (folder(&[]), folder(&[("a.txt", "Zoé met Ben Oz.")]));
    std::fs::write(home.path().join("preferences.ron"), "(extractor: (external: true, command: \"'\"))").unwrap();
    let mut session = Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    session.dispatch(Action::OpenFolder(documents.path().to_owned()));
    session.settle();
    let toast = session.toasts().last().unwrap();
    assert_eq!(toast.text, "A quotation mark in the command is not closed, or a \\ ends it");
    assert_eq!(toast.offers, Some(UserCommand::Extractor));
}

#[test]
fn a_trial_can_be_stopped() {
    let (home, documents) = (folder(&[]), folder(&[("a.txt", "Zoé met Ben Oz.")]));
    let mut session = threaded(home.path(), documents.path());
    let held = Held::default();
    session.dispatch(Action::TryExtractor(program(&format!("--fault hang-start {}", held.switch()))));
    held.wait_until_held();
    assert!(session.trial().unwrap().outcome.is_none());
    let job = session.jobs().find(|job| job.job == Job::Try).unwrap().id;
    session.dispatch(Action::CancelJob(job));
    session.settle();
    let error = session.trial().unwrap().outcome.clone().unwrap().unwrap_err();
    assert_eq!(error.why, "Stopped before the program had said who it is");
    held.assert_free();
}

#[test]
fn stopping_keeps_what_was_found() {
    let (home, documents) = (folder(&[]), folder(&[("1.txt", "Zoé wept."), ("2.txt", "Ben Oz in trouble.")]));
    let mut session = threaded(home.path(), documents.path());
    let held = Held::default();
    session.dispatch(Action::SetExtractor(program(&format!("--fault hang {}", held.switch()))));
    session.dispatch(Action::User(UserCommand::FindMentions));
    held.wait_until_held();
    let job = session.jobs().find(|job| job.job == Job::Extract).unwrap();
    // The first document is done.
    while job.work.progress().0 == 0 {
        std::thread::yield_now();
    }
    let id = job.id;
    session.dispatch(Action::CancelJob(id));
    session.settle();
    held.assert_free();
    assert!(session.toasts().iter().all(|t| !t.is_error));
    let rule = session.project().mention(mention(&session, "Zoé")).unwrap().evidence.clone().unwrap().rule;
    assert_eq!(&*rule, "sample 1.0: Person");
}

#[test]
fn no_program_outlives_the_window_or_its_project() {
    for leave in [
        |session: &mut Session| session.window_closed(),
        |session: &mut Session| {
            session.dispatch(Action::User(UserCommand::CloseProject));
        },
    ] {
        let (home, documents) = (folder(&[]), folder(&[("a.txt", "Zoé in trouble.")]));
        let mut session = threaded(home.path(), documents.path());
        let held = Held::default();
        session.dispatch(Action::SetExtractor(program(&format!("--fault hang {}", held.switch()))));
        session.dispatch(Action::User(UserCommand::FindMentions));
        held.wait_until_held();
        leave(&mut session);
        held.wait_until_free();
    }
}

#[test]
fn choosing_closes_the_dialog_and_the_same_choice_says_nothing() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::Extractor);
    assert_eq!(scene.overlay(), Some(Overlay::Extractor));
    scene.dispatch(Action::SetExtractor(ExtractorChoice::default()));
    assert_eq!((scene.overlay(), scene.told()), (None, ""));
}
