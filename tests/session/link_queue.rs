//! The link queue: what each of its keys does, what it passes over, and where it goes on.
//!
//! Names are told apart by nothing but being the same or not, so that nothing here depends on what the linker knows.

use crate::common::scene::{NEWS, PETROVS, Scene, session};
use proptest::prelude::*;
use redstring::annotation::{Command, MentionId, Status, Verdict};
use redstring::linking::Target;
use redstring::session::{Action, Answer, Mode, Question, QueueFilter, QueueProgress, UserCommand, ViewRequest};

fn queue() -> Scene {
    let mut scene = Scene::of(NEWS);
    scene.user(UserCommand::LinkQueue);
    scene
}

fn progress(scene: &Scene) -> QueueProgress {
    scene.link_queue().expect("a queue").progress()
}

/// Skips until the queue is at a mention with this text, in this document.
fn go(scene: &mut Scene, text: &str, path: &str) -> MentionId {
    let document = scene.document_at(path);
    for _ in 0..20 {
        let here = scene.queued().and_then(|id| scene.project().mention(id).cloned());
        if let Some(mention) = here.filter(|m| &*m.text == text && m.document == document) {
            return mention.id;
        }
        scene.user(UserCommand::NextMention);
    }
    panic!("the queue never came to {text} in {path}");
}

/// The texts of the candidates.
fn candidates(scene: &Scene) -> Vec<String> {
    let shown = scene.suggestions().iter().filter_map(|s| scene.project().mention(s.shown));
    shown.map(|m| m.text.to_string()).collect()
}

#[test]
fn a_queue_is_at_a_mention_which_is_in_hand() {
    let mut scene = Scene::of(NEWS);
    scene.dispatch(Action::SetMode(Mode::Read));
    scene.user(UserCommand::LinkQueue);
    assert_eq!(scene.mode(), Mode::Link);
    let at = scene.queued().expect("a mention");
    assert_eq!((scene.cursor(), scene.mention_in_hand()), (Some(at), Some(at)));
    let p = progress(&scene);
    assert_eq!((p.position, p.total, p.left, p.entities), (Some(1), 9, 9, 0));
    scene.user(UserCommand::LinkQueue);
    assert!(scene.link_queue().is_none() && scene.in_hand().is_none());
}

#[test]
fn each_mention_comes_once_and_skipping_changes_nothing() {
    let mut scene = queue();
    let mut seen = Vec::new();
    while let Some(at) = scene.queued() {
        assert_eq!(progress(&scene).position, Some(seen.len() + 1));
        seen.push(at);
        scene.user(UserCommand::NextMention);
    }
    assert_eq!(seen.len(), 9);
    assert_eq!((progress(&scene).position, progress(&scene).left), (None, 9));
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.queued(), seen.last().copied(), "back from the end");
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.queued(), Some(seen[7]));
    (0..2).for_each(|_| scene.user(UserCommand::NextMention));
    assert_eq!(scene.queued(), None);
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.queued(), Some(seen[0]), "and around");
    assert_eq!(scene.project().entities().len(), 0);
}

#[test]
fn both_are_lit_and_shown_in_the_middle_of_two_panes() {
    let mut scene = queue();
    scene.take_view_requests();
    let here = go(&mut scene, "Aden", "1_arms.txt");
    let there = scene.m("Aden#2");
    assert_eq!(scene.looked_at().map(|s| s.shown), Some(there));
    let lit = |id: MentionId| scene.is_lit(scene.project().mention(id).unwrap());
    assert!(lit(here) && lit(there) && !lit(scene.m("Viktor Bout")));
    let place = |id: MentionId| scene.project().mention(id).map(|m| (m.document, m.hull()));
    let pair = ViewRequest::Pair { here: place(here), there: place(there) };
    assert_eq!(scene.take_view_requests().pop(), Some(pair));
}

#[test]
fn space_ties_to_the_first_and_goes_on() {
    let mut scene = queue();
    go(&mut scene, "Viktor Bout", "1_arms.txt");
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.cluster_of("Viktor Bout"), ["Viktor Bout", "Viktor Bout"]);
    let judged = scene.project().judgement(scene.m("Viktor Bout"), scene.m("Viktor Bout#2")).map(|j| j.verdict);
    assert_eq!(judged, Some(Verdict::Same));
    assert_ne!(scene.at(), "Viktor Bout");
    assert!(scene.queued().is_some());
    assert_eq!((progress(&scene).left, progress(&scene).total, progress(&scene).entities), (7, 9, 1));
}

/// A queue at a mention of which two entities have just the name.
fn two_of_the_name() -> (Scene, MentionId) {
    let mut scene = Scene::of(PETROVS);
    scene.edit(Command::SplitOff(vec![scene.m("Ivan Petrov#2")]));
    scene.edit(Command::SplitOff(vec![scene.m("Ivan Petrov#3")]));
    scene.settle();
    scene.user(UserCommand::LinkQueue);
    let here = go(&mut scene, "Ivan Petrov", "1.txt");
    (scene, here)
}

#[test]
fn a_digit_takes_the_candidate_of_that_number() {
    let (mut scene, here) = two_of_the_name();
    let second = scene.suggestions()[1].shown;
    scene.dispatch(Action::TakeCandidate(1));
    let project = scene.project();
    let entity = project.mention(second).unwrap().entity;
    assert!(entity.is_some() && project.mention(here).unwrap().entity == entity);
    assert_eq!(project.cluster(entity.unwrap()).mentions, 2, "and the first is left alone");
}

#[test]
fn space_ties_to_the_candidate_that_is_looked_at() {
    let (mut scene, here) = two_of_the_name();
    let [first, second] = [0, 1].map(|at: usize| scene.suggestions()[at].shown);
    scene.take_view_requests();
    scene.user(UserCommand::NextCandidate);
    assert_eq!(scene.looked_at().map(|s| s.shown), Some(second));
    let there = scene.project().mention(second).map(|m| (m.document, m.hull()));
    let only_there = ViewRequest::Pair { here: None, there };
    assert_eq!(scene.take_view_requests(), [only_there], "the other pane follows");
    scene.user(UserCommand::NextCandidate);
    assert_eq!(scene.looked_at().map(|s| s.shown), Some(second), "there is none after the last");
    scene.user(UserCommand::PreviousCandidate);
    assert_eq!(scene.looked_at().map(|s| s.shown), Some(first));
    scene.dispatch(Action::LookAt(1));
    scene.user(UserCommand::AcceptAndGoOn);
    let entity = |id: MentionId| scene.project().mention(id).unwrap().entity;
    assert!(entity(here).is_some() && entity(here) == entity(second) && entity(first) != entity(here));
}

#[test]
fn identical_names_that_are_like_no_other_are_accepted_as_one_new_entity() {
    let mut scene = Scene::of(&[("1.txt", "[Aden:Place] is not [Oslo:Place], and [Aden:Place] is far.\n")]);
    scene.user(UserCommand::LinkQueue);
    go(&mut scene, "Aden", "1.txt");
    assert!(scene.suggestions().is_empty() && scene.queued_group().len() == 2);
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!((scene.cluster_of("Aden").len(), scene.at().as_str()), (2, "Oslo"));
}

#[test]
fn a_new_entity_is_made_of_what_is_none_of_them() {
    let mut scene = queue();
    go(&mut scene, "Zebulon Quirk", "1_arms.txt");
    assert!(scene.suggestions().is_empty());
    for command in [UserCommand::AcceptAndGoOn, UserCommand::NewEntity] {
        scene.user(command);
        assert_eq!(scene.cluster_of("Zebulon Quirk"), ["Zebulon Quirk"]);
        assert_ne!(scene.at(), "Zebulon Quirk");
        scene.undo();
        assert_eq!(scene.at(), "Zebulon Quirk");
    }
}

#[test]
fn identical_names_of_one_document_are_offered_and_tied_together() {
    let mut scene = queue();
    go(&mut scene, "Russia", "1_arms.txt");
    assert_eq!(scene.queued_group().len(), 3);
    assert_eq!(scene.looked_at().map(|s| s.shown), Some(scene.m("Russia#4")), "no candidates of each other");
    let steps = scene.history().done().len();
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.cluster_of("Russia").len(), 4);
    assert_eq!(scene.history().done().len(), steps + 1);
    assert!(scene.told().contains("“Russia” and 2 more"), "{}", scene.told());
    scene.undo();
    assert_eq!(scene.entity_of("Russia"), None);
    assert_eq!((scene.at().as_str(), scene.queued_group().len()), ("Russia", 3));
}

#[test]
fn beside_a_group_too_an_entity_goes_before_a_mention_that_is_a_little_likelier() {
    let mut scene = Scene::of(&[
        ("1.txt", "In the lighthouse [Anna Sorin:Person] lit the lamp. Here [Anna Sorin:Person] slept.\n"),
        ("2.txt", "[Anna Sorin:Person] had lit the lamp of the lighthouse.\n"),
        ("3.txt", "Later [Anna Sorin:Person] went.\n"),
        ("4.txt", "There was [Anna Sorin:Person].\n"),
    ]);
    scene.tie(&["Anna Sorin#4", "Anna Sorin#5"]);
    scene.user(UserCommand::LinkQueue);
    go(&mut scene, "Anna Sorin", "1.txt");
    assert_eq!(scene.queued_group().len(), 2);
    let (entity, mention) = (scene.entity_of("Anna Sorin#4").unwrap(), scene.m("Anna Sorin#3"));
    let found: Vec<_> = scene.suggestions().iter().map(|s| (s.target, s.score)).collect();
    assert_eq!([found[0].0, found[1].0], [Target::Entity(entity), Target::Mention(mention)]);
    assert!(found[0].1 < found[1].1, "{found:?}");
}

#[test]
fn a_group_can_be_taken_apart_and_put_together() {
    let mut scene = queue();
    let at = go(&mut scene, "Russia", "1_arms.txt");
    scene.user(UserCommand::GroupApart);
    assert_eq!(scene.queued_group(), [at]);
    assert!(scene.is_group_apart());
    scene.user(UserCommand::NextMention);
    assert!(!scene.is_group_apart());
    assert!(!scene.queued_group().contains(&at), "it is decided about alone");
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.queued_group(), [at], "what was taken apart stays so");
    assert!(!scene.suggestions().is_empty());
    scene.user(UserCommand::GroupApart);
    assert_eq!(scene.queued_group().len(), 3);
    scene.user(UserCommand::GroupApart);
    scene.user(UserCommand::NewEntity);
    assert_eq!(scene.project().mention(at).unwrap().entity.map(|e| scene.project().cluster(e).mentions), Some(1));
    assert_eq!(progress(&scene).left, 8);
    assert!(!scene.is_group_apart());
}

#[test]
fn a_group_becomes_one_new_entity_or_no_mentions_at_all() {
    let mut scene = queue();
    go(&mut scene, "Russia", "1_arms.txt");
    scene.user(UserCommand::NewEntity);
    assert_eq!(scene.cluster_of("Russia").len(), 3);
    scene.undo();
    scene.user(UserCommand::Dismiss);
    assert_eq!((progress(&scene).total, progress(&scene).left), (6, 6));
    let rejected = scene.project().mentions().filter(|m| m.status == Status::Rejected).count();
    assert_eq!(rejected, 3);
    assert!(scene.queued().is_some() && scene.at() != "Russia" || scene.queued_group().len() == 1);
}

#[test]
fn a_refusal_is_remembered_and_another_one_is_asked_for() {
    let mut scene = queue();
    let here = go(&mut scene, "Viktor Bout", "1_arms.txt");
    let other = scene.m("Viktor Bout#2");
    scene.user(UserCommand::NotThisOne);
    assert_eq!(scene.project().judgement(here, other).map(|j| j.verdict), Some(Verdict::Different));
    assert_eq!(scene.queued(), Some(here), "it stays");
    assert_eq!(scene.link_queue().unwrap().refused(), Some(other));
    let last = scene.suggestions().last().expect("the one that was refused");
    assert_eq!((last.shown, last.barred.is_some()), (other, true));
    scene.user(UserCommand::NextMention);
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.link_queue().unwrap().refused(), None, "it was asked once");
}

#[test]
fn what_was_refused_is_asked_about_before_it_is_taken_after_all() {
    let mut scene = queue();
    let here = go(&mut scene, "Viktor Bout", "1_arms.txt");
    scene.user(UserCommand::NotThisOne);
    let barred = scene.suggestions().iter().position(|s| s.barred.is_some()).unwrap();
    scene.dispatch(Action::TakeCandidate(barred));
    assert!(matches!(scene.question(), Some(Question::Tie { preview, .. }) if preview.overruled.len() == 1));
    scene.answer(Answer::Cancel);
    assert_eq!((scene.queued(), scene.entity_of("Viktor Bout")), (Some(here), None));
    scene.dispatch(Action::TakeCandidate(barred));
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Viktor Bout").len(), 2);
    assert_ne!(scene.queued(), Some(here));
}

#[test]
fn a_group_that_is_asked_about_is_tied_as_a_whole() {
    let mut scene = queue();
    go(&mut scene, "Russia", "1_arms.txt");
    scene.user(UserCommand::NotThisOne);
    let barred = scene.suggestions().iter().position(|s| s.barred.is_some()).unwrap();
    scene.dispatch(Action::TakeCandidate(barred));
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Russia").len(), 4);
}

#[test]
fn all_that_stands_against_a_group_is_asked_about_at_once() {
    let mut scene = Scene::of(NEWS);
    for name in ["Russia", "Russia#2"] {
        scene.edit(Command::Judge(scene.m(name), scene.m("Russia#4"), Verdict::Different));
    }
    scene.user(UserCommand::LinkQueue);
    go(&mut scene, "Russia", "1_arms.txt");
    let barred = scene.suggestions().iter().position(|s| s.shown == scene.m("Russia#4")).unwrap();
    scene.dispatch(Action::TakeCandidate(barred));
    assert!(matches!(scene.question(), Some(Question::Tie { preview, .. }) if preview.overruled.len() == 2));
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Russia").len(), 4);
}

#[test]
fn what_was_kept_apart_is_not_tied_by_another_answer() {
    let mut scene = Scene::of(NEWS);
    scene.edit(Command::SplitOff(vec![scene.m("Viktor Bout#2")]));
    let (here, other, quirk) = (scene.m("Viktor Bout"), scene.m("Viktor Bout#2"), scene.m("Zebulon Quirk"));
    for mention in [here, quirk] {
        scene.edit(Command::Judge(mention, other, Verdict::Different));
    }
    scene.user(UserCommand::LinkQueue);
    go(&mut scene, "Viktor Bout", "1_arms.txt");
    let barred = scene.suggestions().iter().position(|s| s.barred.is_some()).unwrap();
    scene.dispatch(Action::TakeCandidate(barred));
    scene.answer(Answer::Cancel);
    for name in ["Viktor Bout", "Viktor Bout#2", "Zebulon Quirk"] {
        scene.click(name);
    }
    assert!(matches!(scene.question(), Some(Question::Tie { mentions, .. }) if *mentions == [quirk]));
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Zebulon Quirk"), ["Zebulon Quirk", "Viktor Bout"]);
    assert_eq!(scene.entity_of("Viktor Bout"), None);
    assert_eq!(scene.project().judgement(here, other).map(|j| j.verdict), Some(Verdict::Different));
}

#[test]
fn to_be_unsure_of_a_group_changes_no_word_on_one_of_it() {
    let mut scene = Scene::of(NEWS);
    let (second, other) = (scene.m("Russia#2"), scene.m("Russia#4"));
    scene.edit(Command::Judge(second, other, Verdict::Different));
    scene.user(UserCommand::LinkQueue);
    go(&mut scene, "Russia", "1_arms.txt");
    let at = scene.suggestions().iter().position(|s| s.shown == other).unwrap();
    scene.dispatch(Action::LookAt(at));
    scene.user(UserCommand::Unsure);
    let verdict = |a| scene.project().judgement(a, other).map(|j| j.verdict);
    assert_eq!(verdict(scene.m("Russia")), Some(Verdict::Unsure));
    assert_eq!(verdict(second), Some(Verdict::Different));
}

#[test]
fn what_cannot_be_told_is_passed_over_and_found_by_the_filter() {
    let mut scene = queue();
    let here = go(&mut scene, "Aden", "1_arms.txt");
    let other = scene.m("Aden#2");
    scene.user(UserCommand::Unsure);
    assert_eq!(scene.project().judgement(here, other).map(|j| j.verdict), Some(Verdict::Unsure));
    assert_ne!(scene.queued(), Some(here));
    assert_eq!((progress(&scene).unsure, progress(&scene).left), (2, 7), "both of the pair");
    scene.dispatch(Action::FilterQueue(QueueFilter { unsure: true, ..QueueFilter::default() }));
    assert_eq!((scene.at().as_str(), progress(&scene).left), ("Aden", 2));
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.cluster_of("Aden").len(), 2);
    assert_eq!((scene.queued(), progress(&scene).left), (None, 0));
}

#[test]
fn all_of_a_group_are_unsure_in_one_step() {
    let mut scene = queue();
    go(&mut scene, "Russia", "1_arms.txt");
    let steps = scene.history().done().len();
    scene.user(UserCommand::Unsure);
    assert_eq!((scene.history().done().len(), progress(&scene).unsure), (steps + 1, 4));
    scene.undo();
    assert_eq!((scene.at().as_str(), progress(&scene).unsure), ("Russia", 0));
}

#[test]
fn a_span_is_fixed_without_leaving_the_mention() {
    let mut scene = queue();
    let here = go(&mut scene, "Zebulon Quirk", "1_arms.txt");
    scene.user(UserCommand::FixSpan);
    let words = scene.span_of("1_arms.txt", "Quirk");
    scene.dispatch(Action::SelectText(Some(words)));
    scene.user(UserCommand::Take);
    assert_eq!((scene.at().as_str(), scene.queued()), ("Quirk", Some(here)));
}

#[test]
fn undo_steps_back_to_the_mention_and_redo_on_from_it() {
    let mut scene = queue();
    let first = scene.queued().unwrap();
    scene.user(UserCommand::NewEntity);
    let second = scene.queued().unwrap();
    scene.user(UserCommand::NewEntity);
    scene.undo();
    assert_eq!(scene.queued(), Some(second));
    scene.undo();
    assert_eq!(scene.queued(), Some(first));
    scene.redo();
    assert_eq!(scene.queued(), Some(second));
}

#[test]
fn undo_of_a_refusal_steps_back_to_the_mention() {
    let mut scene = queue();
    let here = go(&mut scene, "Viktor Bout", "1_arms.txt");
    scene.user(UserCommand::NotThisOne);
    scene.user(UserCommand::NextMention);
    scene.undo();
    assert_eq!((scene.queued(), scene.project().judgements().len()), (Some(here), 0));
    assert!(scene.suggestions().iter().all(|s| s.barred.is_none()));
}

#[test]
fn a_tie_by_a_click_is_progress_and_the_queue_goes_on() {
    let mut scene = queue();
    let here = go(&mut scene, "Zebulon Quirk", "1_arms.txt");
    let left = progress(&scene).left;
    scene.click("Viktor Bout");
    assert_eq!(scene.cluster_of("Zebulon Quirk"), ["Viktor Bout", "Zebulon Quirk"]);
    assert_eq!(progress(&scene).left, left - 2);
    assert!(scene.queued() != Some(here) && scene.queued().is_some());
}

#[test]
fn ties_that_are_made_beside_the_queue_count_and_are_passed_over() {
    let mut scene = queue();
    let document = scene.document_at("2_trial.txt");
    scene.dispatch(Action::ClickText { document, offset: 0 });
    assert_eq!((scene.queued(), scene.in_hand()), (None, None));
    scene.click("Viktor Bout#2");
    assert_eq!(scene.queued(), Some(scene.m("Viktor Bout#2")), "what is taken in hand is what it is at");
    scene.click("Viktor Bout");
    assert_eq!((progress(&scene).left, progress(&scene).entities), (7, 1));
    let mut seen = Vec::new();
    scene.user(UserCommand::AcceptAndGoOn);
    while let Some(id) = scene.queued() {
        seen.push(scene.at());
        assert!(scene.project().mention(id).unwrap().entity.is_none());
        scene.user(UserCommand::NextMention);
    }
    assert!(!seen.contains(&"Viktor Bout".to_owned()));
}

#[test]
fn a_mention_that_is_marked_meanwhile_comes_last() {
    let mut scene = queue();
    scene.dispatch(Action::SelectText(Some(scene.span_of("2_trial.txt", "rained"))));
    scene.dispatch(Action::User(UserCommand::MarkSelection));
    scene.settle();
    assert_eq!((progress(&scene).total, progress(&scene).left), (10, 10));
    let mut last = None;
    while let Some(id) = scene.queued() {
        last = Some(id);
        scene.user(UserCommand::NextMention);
    }
    assert_eq!(last, Some(scene.m("rained")));
}

#[test]
fn the_filter_keeps_to_a_type_or_a_document() {
    let mut scene = queue();
    let person = scene.mention("Viktor Bout").kind;
    let document = scene.document_at("2_trial.txt");
    let filter = QueueFilter { kinds: [person].into(), ..QueueFilter::default() };
    scene.dispatch(Action::FilterQueue(filter.clone()));
    assert_eq!(progress(&scene).total, 3);
    assert_eq!(scene.mention(&scene.at()).kind, person);
    scene.dispatch(Action::FilterQueue(QueueFilter { document: Some(document), ..filter }));
    assert_eq!((scene.queued(), progress(&scene).total), (Some(scene.m("Viktor Bout#2")), 1));
    scene.user(UserCommand::NextMention);
    assert_eq!(scene.queued(), None);
}

#[test]
fn the_filter_keeps_to_what_may_be_an_entity() {
    let mut scene = queue();
    go(&mut scene, "Russia", "1_arms.txt");
    scene.user(UserCommand::NewEntity);
    let entity = scene.entity_of("Russia");
    scene.dispatch(Action::FilterQueue(QueueFilter { entity, ..QueueFilter::default() }));
    assert_eq!(scene.queued(), Some(scene.m("Russia#4")));
    assert_eq!(scene.looked_at().map(|s| s.target), entity.map(Target::Entity));
    assert_eq!(scene.focus(), entity, "whose mentions light up");
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!((scene.queued(), progress(&scene).left), (None, 0));
}

#[test]
fn the_place_is_kept_when_the_queue_is_left_and_in_the_file() {
    let mut scene = queue();
    go(&mut scene, "Aden", "1_arms.txt");
    scene.user(UserCommand::LetGo);
    assert!(scene.link_queue().is_none());
    scene.user(UserCommand::LinkQueue);
    assert_eq!(scene.queued(), Some(scene.m("Aden")));
    let path = scene.path("news.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let mut again = session();
    again.dispatch(Action::OpenProject(path));
    again.settle();
    assert!(again.link_queue().is_none());
    again.dispatch(Action::User(UserCommand::LinkQueue));
    again.settle();
    let at = again.queued().and_then(|id| again.project().mention(id)).map(|m| m.text.to_string());
    assert_eq!(at.as_deref(), Some("Aden"));
}

#[test]
fn the_pace_tells_how_long_the_rest_takes() {
    let mut scene = queue();
    assert_eq!(progress(&scene).minutes, None);
    for step in 1..=4_u8 {
        scene.set_now(f64::from(step) * 12.0);
        scene.user(UserCommand::GroupApart);
        scene.user(UserCommand::NewEntity);
    }
    assert_eq!((progress(&scene).left, progress(&scene).minutes), (5, Some(1.0)));
}

#[test]
fn another_mode_ends_the_queue() {
    let mut scene = queue();
    scene.dispatch(Action::SetMode(Mode::Mentions));
    assert!(scene.link_queue().is_none());
    scene.user(UserCommand::LinkQueue);
    assert!(scene.link_queue().is_some());
    scene.user(UserCommand::Review);
    assert!(scene.link_queue().is_none() && scene.review().is_some());
}

#[test]
fn when_all_is_linked_it_says_so() {
    let mut scene = queue();
    while scene.queued().is_some() {
        scene.user(UserCommand::NewEntity);
    }
    let p = progress(&scene);
    assert_eq!((p.left, p.total, p.position), (0, 9, None));
    assert_eq!(candidates(&scene), Vec::<String>::new());
}

#[test]
fn a_digit_ties_what_is_in_hand_without_a_queue() {
    let mut scene = Scene::of(NEWS);
    scene.click("Aden");
    assert_eq!(candidates(&scene), ["Aden"]);
    scene.dispatch(Action::TakeCandidate(0));
    assert_eq!(scene.cluster_of("Aden").len(), 2);
}

#[test]
fn what_was_found_does_not_cover_the_suggestions() {
    let mut scene = queue();
    let find =
        |text: &str| Action::Find(redstring::session::find::FindOptions { query: text.into(), ..Default::default() });
    scene.dispatch(find("Aden"));
    scene.settle();
    scene.user(UserCommand::LetGo);
    assert!(!scene.find().is_active() && scene.link_queue().is_some());
    scene.user(UserCommand::LetGo);
    assert!(scene.link_queue().is_none());
    scene.dispatch(find("Aden"));
    scene.settle();
    scene.user(UserCommand::LinkQueue);
    assert!(!scene.find().is_active());
}

/// What a person does in the queue; the second number picks among candidates.
fn press(scene: &mut Scene, key: u8, candidate: usize) {
    use UserCommand as C;
    let commands = [C::AcceptAndGoOn, C::NewEntity, C::NotThisOne, C::Unsure, C::NextMention, C::GroupApart, C::Undo];
    match commands.get(key as usize) {
        Some(&command) => scene.user(command),
        None => scene.dispatch(Action::TakeCandidate(candidate)),
    }
    // What is asked about is not done.
    if scene.question().is_some() {
        scene.answer(Answer::Cancel);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_key_of_the_queue_joins_what_was_judged_different(
        different in prop::collection::vec((0_usize..9, 0_usize..9), 0..6),
        keys in prop::collection::vec((0_u8..9, 0_usize..4), 1..24),
    ) {
        let mut scene = Scene::of(NEWS);
        let ids: Vec<MentionId> = scene.project().mentions().map(|m| m.id).collect();
        for (a, b) in different {
            scene.edit(Command::Judge(ids[a % ids.len()], ids[b % ids.len()], Verdict::Different));
        }
        scene.user(UserCommand::LinkQueue);
        for (key, candidate) in keys {
            press(&mut scene, key, candidate);
            let project = scene.project();
            let entity = |id| project.mention(id).and_then(|m| m.entity);
            for judgement in project.judgements().filter(|j| j.verdict == Verdict::Different) {
                let joined = entity(judgement.a).is_some() && entity(judgement.a) == entity(judgement.b);
                prop_assert!(!joined, "{judgement:?}");
            }
            prop_assert_eq!(project.faults(), vec![]);
        }
    }
}
