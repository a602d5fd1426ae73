//! Looking over what was judged and tied, and mending it.

use crate::common::scene::Scene;
use redstring::annotation::{Author, Command, EntityId, Judgement, MentionId, Moment, Verdict};
use redstring::session::repair::JudgementFilter;
use redstring::session::{
    Action, Answer, Mode, NoDialogs, Overlay, Question, Runner, Session, UserCommand, ViewRequest,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Seconds of the scenes' clock.
const TEN: i64 = 1_795_514_760;

fn entity(scene: &Scene, name: &str) -> EntityId {
    scene.entity_of(name).unwrap()
}

fn verdict(scene: &Scene, a: &str, b: &str) -> Option<Verdict> {
    scene.project().judgement(scene.m(a), scene.m(b)).map(|j| j.verdict)
}

/// Opens a panel and waits until it has found what it shows.
fn open(scene: &mut Scene, command: UserCommand) {
    scene.user(command);
    scene.dispatch(Action::GoTo(scene.m("Viktor But")));
    scene.settle();
}

#[test]
fn a_judgement_tells_when_it_was_made() {
    let mut scene = Scene::articles();
    let clock = Arc::new(AtomicI64::new(TEN));
    let hands = clock.clone();
    let session = std::mem::replace(&mut scene.session, Session::new(Runner::Inline, Box::new(NoDialogs), None));
    scene.session = session.with_clock(Arc::new(move || Some(Moment::from_unix(hands.load(Ordering::Relaxed)))));
    scene.tie(&["Viktor But", "Buti"]);
    clock.fetch_add(60, Ordering::Relaxed);
    let (a, b) = (scene.m("Viktor But"), scene.m("Bout"));
    scene.edit(Command::Judge(a, b, Verdict::Different));
    let at = |a, b| scene.project().judgement(a, b).and_then(|j| j.at).unwrap().to_string();
    assert_eq!(at(scene.m("Viktor But"), scene.m("Buti")), "2026-11-24T10:06:00Z");
    assert_eq!(at(a, b), "2026-11-24T10:07:00Z");
}

/// Two ties in a row, and a difference.
fn judged() -> Scene {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    scene.edit(Command::Judge(scene.m("Bangkok"), scene.m("Bangkok#2"), Verdict::Unsure));
    scene.edit(Command::Judge(scene.m("Butin"), scene.m("New York"), Verdict::Different));
    scene
}

fn pairs(scene: &Scene) -> Vec<String> {
    let rows = scene.judgement_rows().unwrap();
    let text = |m| scene.project().mention(m).unwrap().text.to_string();
    rows.pairs.iter().map(|(a, b)| format!("{} {}", text(*a), text(*b))).collect()
}

#[test]
fn the_judgements_are_listed_and_filtered() {
    let mut scene = judged();
    open(&mut scene, UserCommand::Judgements);
    assert_eq!((scene.judgement_rows().unwrap().all, pairs(&scene).len()), (4, 4));
    let place = scene.project().schema().by_name("Place");
    let document = Some(scene.document_at("2_trial.txt"));
    for (filter, expected) in [
        (JudgementFilter { verdict: Some(Verdict::Unsure), ..Default::default() }, vec!["Bangkok Bangkok"]),
        (JudgementFilter { kind: place, ..Default::default() }, vec!["Butin New York", "Bangkok Bangkok"]),
        (JudgementFilter { text: " bUtIn".into(), ..Default::default() }, vec!["Butin New York"]),
        (JudgementFilter { by: Some("nobody".into()), ..Default::default() }, vec![]),
        (JudgementFilter { document, verdict: Some(Verdict::Same), ..Default::default() }, vec!["Buti Viktor Bout"]),
    ] {
        scene.dispatch(Action::FilterJudgements(filter.clone()));
        scene.settle();
        let mut found = pairs(&scene);
        found.sort();
        let mut expected = expected;
        expected.sort();
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[test]
fn the_list_follows_what_is_done_and_its_panel_stays_for_undo() {
    let mut scene = judged();
    open(&mut scene, UserCommand::Judgements);
    scene.edit(Command::Unjudge(scene.m("Butin"), scene.m("New York")));
    scene.settle();
    assert_eq!(pairs(&scene).len(), 3);
    assert_eq!(scene.told(), "Took back what was said of “Butin” and “New York”");
    scene.undo();
    assert_eq!((pairs(&scene).len(), scene.overlay()), (4, Some(Overlay::Judgements)));
    scene.user(UserCommand::LetGo);
    assert!(scene.overlay().is_none() && scene.judgement_rows().is_none());
}

#[test]
fn a_pair_is_shown_in_two_panes() {
    let mut scene = judged();
    open(&mut scene, UserCommand::Judgements);
    scene.take_view_requests();
    let (a, b) = (scene.m("Buti"), scene.m("Viktor Bout"));
    scene.dispatch(Action::ShowBoth(a, b));
    let place = |id: MentionId| scene.project().mention(id).map(|m| (m.document, m.hull())).unwrap();
    let (left, right) = (place(a), place(b));
    assert_eq!(scene.take_view_requests(), [ViewRequest::Pair { here: Some(left), there: Some(right) }]);
    assert!(scene.is_lit(scene.project().mention(a).unwrap()) && scene.is_lit(scene.project().mention(b).unwrap()));
    scene.user(UserCommand::LetGo);
    assert_eq!(scene.compared(), None);
}

#[test]
fn a_difference_against_a_chain_of_ties_asks_which_of_them_is_wrong() {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    let before = scene.project().clone();
    let (a, b) = (scene.m("Viktor But"), scene.m("Viktor Bout"));
    scene.edit(Command::Judge(a, b, Verdict::Different));
    let Some(Question::Contradiction(asked)) = scene.question() else { panic!("it asks") };
    assert_eq!((asked.different, asked.chain.clone()), ((a, b), vec![a, scene.m("Buti"), b]));
    assert!(*scene.project() == before);
    scene.answer(Answer::Link(1));
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti"]);
    assert_eq!(scene.cluster_of("Viktor Bout"), ["Viktor Bout"]);
    assert_eq!(verdict(&scene, "Viktor But", "Viktor Bout"), Some(Verdict::Different));
    assert_eq!(verdict(&scene, "Buti", "Viktor Bout"), Some(Verdict::Different), "the tie that was wrong");
    assert_eq!(verdict(&scene, "Viktor But", "Buti"), Some(Verdict::Same));
    scene.undo();
    assert!(*scene.project() == before, "one undo");
}

#[test]
fn a_contradiction_can_be_left_alone_and_the_last_word_on_one_tie_wins_unasked() {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    let before = scene.project().clone();
    scene.edit(Command::Judge(scene.m("Viktor But"), scene.m("Viktor Bout"), Verdict::Different));
    scene.answer(Answer::Cancel);
    assert!(*scene.project() == before);
    scene.edit(Command::Judge(scene.m("Viktor Bout"), scene.m("Buti"), Verdict::Different));
    assert!(scene.question().is_none());
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti"]);
}

/// A project whose file says that two of one entity are different.
fn contradictory() -> Scene {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    scene.edit(Command::Judge(scene.m("Butin"), scene.m("Bout"), Verdict::Unsure));
    let path = scene.path("case.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let (a, b) = (scene.m("Viktor But"), scene.m("Viktor Bout"));
    let (from, to) = (scene.m("Butin"), scene.m("Bout"));
    let text = std::fs::read_to_string(&path).unwrap();
    let unsure = format!("(a: {from}, b: {to}, verdict: Unsure");
    assert!(text.contains(&unsure));
    let different = format!("(a: {}, b: {}, verdict: Different", a.min(b), a.max(b));
    std::fs::write(&path, text.replace(&unsure, &different)).unwrap();
    scene.dispatch(Action::OpenProject(path));
    scene.settle();
    scene
}

#[test]
fn a_large_entity_is_parted_as_a_small_one_in_one_step() {
    let text = "[Ivan Petrov] came. ".repeat(250);
    let mut scene = Scene::of(&[("1.txt", &format!("{text}[Oskar Brandl] met [Oskar Brandl].\n"))]);
    scene.tie(&["Oskar Brandl", "Oskar Brandl#2", "Ivan Petrov"]);
    let all = scene.project().mentions().filter(|m| &*m.text == "Ivan Petrov").map(|m| m.id).collect();
    scene.edit(Command::TieAll { mentions: all, onto: scene.m("Ivan Petrov") });
    let (a, b) = (scene.m("Ivan Petrov"), scene.m("Oskar Brandl#2"));
    scene.edit(Command::Judge(a, b, Verdict::Different));
    let Some(Question::Contradiction(asked)) = scene.question() else { panic!("it asks") };
    let wrong = asked.chain.iter().position(|&m| m == scene.m("Oskar Brandl")).unwrap() - 1;
    let steps = scene.history().done().len();
    scene.answer(Answer::Link(wrong));
    scene.settle();
    assert_eq!(scene.cluster_of("Oskar Brandl").len(), 2);
    assert_eq!(scene.cluster_of("Ivan Petrov").len(), 250, "every other comes to the side that it hangs on");
    assert_eq!(scene.history().done().len(), steps + 1);
    scene.undo();
    assert_eq!(scene.cluster_of("Ivan Petrov").len(), 252);
}

#[test]
fn a_file_that_contradicts_itself_says_so_and_is_mended() {
    let mut scene = contradictory();
    let toast = scene.toasts().last().unwrap();
    assert_eq!(toast.text, "What was said of these mentions contradicts itself in one place");
    assert_eq!(toast.offers, Some(UserCommand::Contradictions));
    let (a, b) = (scene.m("Viktor But"), scene.m("Viktor Bout"));
    let found: Vec<_> = scene.contradictions().found(scene.project()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].chain, [a, scene.m("Buti"), b]);
    scene.user(UserCommand::Contradictions);
    assert_eq!(scene.overlay(), Some(Overlay::Contradictions));
    scene.dispatch(Action::Untangle(found[0].clone(), 0));
    assert_eq!(scene.cluster_of("Viktor But"), ["Viktor But"]);
    assert_eq!(scene.cluster_of("Buti"), ["Buti", "Viktor Bout"]);
    assert!(scene.contradictions().is_empty());
    scene.undo();
    assert_eq!(scene.contradictions().len(), 1);
}

#[test]
fn a_contradiction_goes_when_the_difference_is_taken_back_or_said_to_be_the_same() {
    for same in [false, true] {
        let mut scene = contradictory();
        let (a, b) = (scene.m("Viktor But"), scene.m("Viktor Bout"));
        scene.edit(if same { Command::Judge(a, b, Verdict::Same) } else { Command::Unjudge(a, b) });
        assert!(scene.contradictions().is_empty());
        assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout"]);
        assert_eq!(verdict(&scene, "Viktor But", "Viktor Bout"), same.then_some(Verdict::Same));
    }
}

#[test]
fn why_together_shows_the_weakest_tie_first_and_a_cut_is_one_step() {
    let mut scene = Scene::articles();
    scene.tie(&["Bout", "Bout#2"]);
    scene.edit(Command::Assign(vec![scene.m("Butin")], entity(&scene, "Bout")));
    let before = scene.project().clone();
    scene.dispatch(Action::AskTogether(entity(&scene, "Bout")));
    scene.settle();
    let together = scene.together().unwrap().clone();
    assert_eq!(together.tree.strands.len(), 2);
    let weakest = &together.tree.strands[0];
    assert!(weakest.said.is_none() && together.tree.strands[1].said.is_some());
    let (a, b) = together.tree.halves(0);
    let go = if a.len() < b.len() { a } else { b };
    scene.edit(Command::Cut { half: go, apart: vec![(weakest.a, weakest.b)] });
    scene.settle();
    assert_eq!(scene.cluster_of("Butin"), ["Butin"]);
    assert_eq!(scene.cluster_of("Bout"), ["Bout", "Bout"]);
    assert_eq!(scene.told(), "Cut “Butin” off Bout");
    assert_eq!(scene.together().unwrap().tree.strands.len(), 1, "the panel follows");
    scene.undo();
    assert!(*scene.project() == before);
    let entity = entity(&scene, "Bout");
    scene.edit(Command::DeleteEntity(entity));
    assert_eq!(scene.overlay(), None, "there is nothing left to ask about");
}

#[test]
fn marked_mentions_move_to_another_entity_in_one_step() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti", "Butin"]);
    scene.tie(&["Viktor Bout", "Bout"]);
    let steps = scene.history().done().len();
    for name in ["Buti", "Butin"] {
        let mention = scene.m(name);
        scene.dispatch(Action::ClickMention { mention, extend: true });
    }
    scene.user(UserCommand::MoveTo);
    assert_eq!(scene.overlay(), Some(Overlay::MoveTo));
    scene.dispatch(Action::MoveTo(entity(&scene, "Bout")));
    assert_eq!(scene.cluster_of("Bout"), ["Buti", "Butin", "Viktor Bout", "Bout"]);
    assert_eq!((scene.overlay(), scene.marked().len(), scene.history().done().len()), (None, 0, steps + 1));
    scene.undo();
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti", "Butin"]);
}

#[test]
fn moving_against_a_difference_asks() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor Bout", "Bout"]);
    scene.edit(Command::Judge(scene.m("Buti"), scene.m("Bout"), Verdict::Different));
    scene.dispatch(Action::GoTo(scene.m("Buti")));
    scene.dispatch(Action::MoveTo(entity(&scene, "Bout")));
    assert!(matches!(scene.question(), Some(Question::Move { overruled, .. }) if overruled.len() == 1));
    scene.answer(Answer::Cancel);
    assert_eq!(scene.entity_of("Buti"), None);
    scene.dispatch(Action::MoveTo(entity(&scene, "Bout")));
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Bout"), ["Buti", "Viktor Bout", "Bout"]);
    assert!(scene.told().ends_with("That “Buti” and “Bout” are different is no longer so"), "{}", scene.told());
}

#[test]
fn entities_chosen_in_the_list_become_one_after_a_preview() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.tie(&["Viktor Bout", "Bout", "Bout#2"]);
    scene.edit(Command::SplitOff(vec![scene.m("Butin")]));
    scene.edit(Command::Judge(scene.m("Buti"), scene.m("Bout"), Verdict::Different));
    let [but, bout, butin] = ["Buti", "Bout", "Butin"].map(|name| entity(&scene, name));
    for entity in [but, bout, butin, butin, butin] {
        scene.dispatch(Action::ChooseEntity(entity));
    }
    scene.user(UserCommand::MergeEntities);
    let Some(Question::Merge { entities, overruled }) = scene.question() else { panic!("it asks") };
    assert_eq!((entities.clone(), overruled.len()), (vec![bout, but, butin], 1));
    scene.answer(Answer::Cancel);
    assert_eq!(scene.chosen_entities().len(), 3);
    let before = scene.project().clone();
    scene.user(UserCommand::MergeEntities);
    scene.answer(Answer::Merge(but));
    assert_eq!(scene.project().entities().map(|e| e.id).collect::<Vec<_>>(), [but]);
    assert_eq!(scene.project().cluster(but).mentions, 6);
    assert!(scene.chosen_entities().is_empty());
    assert_eq!(scene.focus(), Some(but));
    assert!(scene.told().contains("are different is no longer so"), "{}", scene.told());
    scene.undo();
    assert!(*scene.project() == before);
    scene.dispatch(Action::ChooseEntity(but));
    scene.user(UserCommand::LetGo);
    assert!(scene.chosen_entities().is_empty(), "Esc chooses none");
}

#[test]
fn duplicates_are_offered_until_somebody_decides() {
    let mut scene = Scene::articles();
    for names in [["Viktor But", "Bangkok"], ["Bout", "Bangkok#2"]] {
        let both = names.map(|name| scene.m(name)).to_vec();
        scene.edit(Command::SplitOff(both));
    }
    open(&mut scene, UserCommand::CheckEntities);
    let found = scene.checked().unwrap().clone();
    assert_eq!(found.duplicates.len(), 1, "{found:?}");
    assert_eq!(found.splits.len(), 2);
    let (a, b) = found.duplicates[0].shown;
    scene.edit(Command::Judge(a, b, Verdict::Different));
    assert_eq!(scene.checked().unwrap().duplicates, []);
    assert_eq!(scene.checked().unwrap().splits.len(), 2, "what nobody decided stays");
    scene.dispatch(Action::LookAgain);
    scene.settle();
    assert_eq!(scene.checked().unwrap().duplicates, []);
    scene.undo();
    scene.dispatch(Action::LookAgain);
    scene.settle();
    assert_eq!(scene.checked().unwrap().duplicates.len(), 1);
    let both = vec![found.duplicates[0].kept, found.duplicates[0].other];
    scene.dispatch(Action::AskMerge(both));
    scene.answer(Answer::Merge(found.duplicates[0].kept));
    assert_eq!(scene.checked().unwrap().duplicates, []);
}

#[test]
fn an_entity_that_is_one_is_not_offered_again_until_that_is_taken_back() {
    let mut scene = Scene::of(&[("1.txt", "[Ann Lee] fled on [Wednesday:Date], and [Ann Lee] came back.\n")]);
    scene.edit(Command::SplitOff(vec![scene.m("Ann Lee"), scene.m("Ann Lee#2"), scene.m("Wednesday")]));
    scene.user(UserCommand::CheckEntities);
    scene.settle();
    let splits = scene.checked().unwrap().splits.clone();
    assert_eq!((splits.len(), splits[0].go.clone(), splits[0].said), (1, vec![scene.m("Wednesday")], false));
    let (a, b) = splits[0].shown;
    scene.dispatch(Action::ConfirmSame(a, b));
    assert_eq!(scene.project().judgement(a, b).map(|j| j.verdict), Some(Verdict::Same));
    for _ in 0..2 {
        // Also where nothing at all speaks for it.
        assert_eq!(scene.checked().unwrap().splits, []);
        scene.dispatch(Action::LookAgain);
        scene.settle();
    }
    scene.undo();
    scene.dispatch(Action::LookAgain);
    scene.settle();
    assert_eq!(scene.checked().unwrap().splits.len(), 1);
}

#[test]
fn coverage_is_counted_and_goes_to_what_is_open() {
    let mut scene = Scene::of(&[
        ("1.txt", "The flight\n\n[Ann Lee] fled to [Bangkok:Place].\n"),
        ("2.txt", "The trial\n\n[Bangkok:Place] wept, and all [Bangkok:Place] knew.\n"),
    ]);
    scene.user(UserCommand::Coverage);
    scene.settle();
    let coverage = scene.coverage().unwrap().clone();
    let pair = (scene.document_at("1.txt"), scene.document_at("2.txt"));
    assert_eq!(coverage.pairs[&pair].first, Some((scene.m("Bangkok"), scene.m("Bangkok#2"))));
    assert_eq!((coverage.pairs[&pair].judged, coverage.pairs[&pair].open), (0, 3));
    assert_eq!(coverage.pairs[&(pair.1, pair.1)].open, 2, "two of one name in one document");
    scene.tie(&["Bangkok", "Bangkok#2", "Bangkok#3"]);
    assert_eq!(scene.coverage().unwrap().revision, coverage.revision, "it takes long: only when it is asked for");
    scene.dispatch(Action::LookAgain);
    scene.settle();
    assert_eq!(scene.coverage().unwrap().pairs[&pair].share(), Some(1.0));
    assert_eq!(scene.coverage().unwrap().total().tied, 3);
}

#[test]
fn in_read_mode_the_panels_show_and_change_nothing() {
    let mut scene = judged();
    let before = scene.project().clone();
    scene.dispatch(Action::SetMode(Mode::Read));
    open(&mut scene, UserCommand::Judgements);
    let (a, b) = (scene.m("Butin"), scene.m("New York"));
    scene.edit(Command::Unjudge(a, b));
    scene.dispatch(Action::AskMerge(scene.project().entities().map(|e| e.id).collect()));
    scene.dispatch(Action::MoveTo(entity(&scene, "Buti")));
    assert!(*scene.project() == before && scene.question().is_none());
}

#[test]
fn another_project_brings_nothing_along() {
    let mut scene = contradictory();
    scene.dispatch(Action::ChooseEntity(entity(&scene, "Buti")));
    scene.user(UserCommand::CloseProject);
    assert!(scene.contradictions().is_empty() && scene.chosen_entities().is_empty());
}

#[test]
fn a_judgement_is_the_same_from_either_side() {
    let author = Author { by: "ab".into(), at: Some(Moment::from_unix(TEN)) };
    let (a, b) = (MentionId(2), MentionId(1));
    assert_eq!(Judgement::new(a, b, Verdict::Same, author.clone()), Judgement::new(b, a, Verdict::Same, author));
}
