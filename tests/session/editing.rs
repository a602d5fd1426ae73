//! Making and mending mentions.

use crate::common::scene::Scene;
use redstring::annotation::Status;
use redstring::session::{Action, Answer, Mode, OccurrenceDeed, Question, UserCommand};

fn select(scene: &mut Scene, path: &str, words: &str) {
    let place = scene.span_of(path, words);
    scene.dispatch(Action::SelectText(Some(place)));
}

#[test]
fn selected_text_becomes_a_mention_of_the_chosen_type() {
    let mut scene = Scene::articles();
    select(&mut scene, "2_trial.txt", "Friends");
    let group = scene.project().schema().by_name("Group").unwrap();
    scene.dispatch(Action::MarkSelection(group));
    let made = scene.mention("Friends");
    assert_eq!((made.kind, made.status), (group, Status::Accepted));
    assert_eq!(scene.selection(), None);
    assert_eq!(scene.at(), "Friends");
    assert_eq!(scene.told(), "Marked “Friends”");
}

#[test]
fn a_selection_is_trimmed_before_it_is_marked() {
    let mut scene = Scene::articles();
    select(&mut scene, "2_trial.txt", " Friends ");
    scene.user(UserCommand::MarkSelection);
    assert_eq!(&*scene.mention("Friends").text, "Friends");
    select(&mut scene, "2_trial.txt", "\n\n");
    scene.user(UserCommand::MarkSelection);
    assert_eq!(scene.project().mentions().filter(|m| m.text.trim().is_empty()).count(), 0);
}

#[test]
fn the_likely_type_is_that_of_the_mentions_with_this_text() {
    let scene = Scene::articles();
    let schema = scene.project().schema();
    assert_eq!(scene.likely_type("Bangkok"), schema.by_name("Place").unwrap());
    assert_eq!(scene.likely_type("Nobody"), schema.by_name("Person").unwrap());
}

#[test]
fn a_mention_inside_a_mention_and_one_across_it_live_beside_it() {
    let mut scene = Scene::articles();
    for words in ["Viktor", "But sold"] {
        select(&mut scene, "1_dealer.txt", words);
        scene.user(UserCommand::MarkSelection);
    }
    for name in ["Viktor But", "Viktor", "But sold"] {
        assert!(scene.mention(name).is_live());
    }
    assert!(scene.project().faults().is_empty());
}

#[test]
fn marking_what_is_marked_already_says_so_and_changes_nothing() {
    let mut scene = Scene::articles();
    for _ in 0..2 {
        select(&mut scene, "2_trial.txt", "Friends");
        scene.user(UserCommand::MarkSelection);
    }
    assert_eq!(scene.told(), "This text is already a mention");
    assert!(scene.toasts().last().unwrap().is_error);
}

#[test]
fn fix_span_moves_the_mention_to_the_next_selection() {
    let mut scene = Scene::articles();
    scene.click("Buti");
    let buti = scene.m("Buti");
    scene.user(UserCommand::FixSpan);
    assert_eq!(scene.fixing(), Some(buti));
    select(&mut scene, "1_dealer.txt", "caught Buti");
    scene.user(UserCommand::Take);
    assert_eq!(scene.m("caught Buti"), buti);
    assert_eq!(scene.fixing(), None);
    scene.undo();
    assert_eq!(scene.m("Buti"), buti);
}

#[test]
fn esc_leaves_the_span_as_it_is() {
    let mut scene = Scene::articles();
    scene.click("Buti");
    scene.user(UserCommand::FixSpan);
    scene.user(UserCommand::LetGo);
    assert_eq!(scene.fixing(), None);
    select(&mut scene, "1_dealer.txt", "caught Buti");
    scene.user(UserCommand::MarkSelection);
    assert!(scene.mention("Buti").is_live(), "the selection makes a mention of its own");
}

#[test]
fn spans_are_widened_and_narrowed_by_words() {
    let mut scene = Scene::articles();
    scene.click("Viktor Bout");
    let id = scene.m("Viktor Bout");
    for (nudge, text) in [
        (UserCommand::WidenRight, "Viktor Bout was"),
        (UserCommand::NarrowLeft, "Bout was"),
        (UserCommand::NarrowRight, "Bout"),
        (UserCommand::WidenLeft, "Viktor Bout"),
    ] {
        scene.user(nudge);
        assert_eq!(&*scene.project().mention(id).unwrap().text, text, "{nudge:?}");
    }
}

#[test]
fn the_last_word_is_never_narrowed_away() {
    let mut scene = Scene::articles();
    scene.click("Buti");
    scene.user(UserCommand::NarrowRight);
    scene.user(UserCommand::NarrowLeft);
    assert_eq!(&*scene.mention("Buti").text, "Buti");
    assert_eq!(scene.told(), "The mention cannot be moved further that way");
}

#[test]
fn accepting_goes_on_to_the_next_proposal_through_the_documents_and_around() {
    let mut scene = Scene::articles();
    scene.dispatch(Action::SetMode(Mode::Mentions));
    scene.click("Butin");
    let mut visited = Vec::new();
    for _ in 0..9 {
        scene.user(UserCommand::AcceptAndGoOn);
        visited.push(scene.at());
    }
    let order = ["Viktor Bout", "New York", "Bout", "Bout", "Bangkok", "Viktor But", "Buti", "Bangkok", "Bangkok"];
    assert_eq!(visited, order, "the last one stays under the cursor");
    assert!(scene.project().mentions().all(|m| m.status == Status::Accepted));
}

#[test]
fn accepting_visits_nested_proposals_that_start_together() {
    let mut scene = Scene::of(&[("1.txt", "[[Viktor] Bout] met [Ann].")]);
    scene.click("Viktor Bout");
    let mut visited = vec![scene.at()];
    for _ in 0..2 {
        scene.user(UserCommand::AcceptAndGoOn);
        visited.push(scene.at());
    }
    assert_eq!(visited, ["Viktor Bout", "Viktor", "Ann"]);
}

#[test]
fn a_dismissed_mention_is_gone_from_its_entity_and_from_view() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.click("Buti");
    let buti = scene.m("Buti");
    scene.user(UserCommand::Dismiss);
    assert!(!scene.project().mention(buti).unwrap().is_live());
    assert_eq!(scene.cluster_of("Viktor But"), ["Viktor But"]);
    assert_ne!(scene.cursor(), Some(buti));
}

#[test]
fn what_was_dismissed_does_not_come_back_when_mentions_are_found_again() {
    let mut scene = Scene::of(&[("1.txt", "They saw Viktor Bout in Bangkok. Later Viktor Bout left.\n")]);
    scene.user(UserCommand::FindMentions);
    let found: Vec<_> = scene.project().mentions().filter(|m| m.is_live()).map(|m| m.id).collect();
    assert!(!found.is_empty());
    scene.edit(redstring::annotation::Command::Dismiss(found));
    scene.user(UserCommand::FindMentions);
    assert_eq!(scene.project().mentions().filter(|m| m.is_live()).count(), 0);
}

#[test]
fn all_with_one_text_change_their_type_together() {
    let mut scene = Scene::articles();
    let name = scene.project().schema().by_name("Name").unwrap();
    scene.dispatch(Action::AskOccurrences(scene.m("Bangkok"), OccurrenceDeed::Retype(name)));
    let Some(Question::Occurrences { occurrences, .. }) = scene.question() else { panic!("it asks") };
    let all = occurrences.iter().map(|o| o.mention).collect();
    scene.answer(Answer::These(all));
    assert_eq!(scene.mention("Bangkok").kind, name);
    assert_eq!(scene.mention("Bangkok#2").kind, name);
    scene.undo();
    assert_ne!(scene.mention("Bangkok#2").kind, name);
}

#[test]
fn a_mention_is_not_moved_to_the_words_of_another_document() {
    let mut scene = Scene::articles();
    let before = scene.project().clone();
    let id = scene.m("Viktor But");
    scene.dispatch(Action::GoTo(id));
    scene.user(UserCommand::FixSpan);
    assert_eq!(scene.fixing(), Some(id));
    let (document, span) = scene.span_of("2_trial.txt", "Friends");
    let kind = scene.mention("Viktor But").kind;
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.dispatch(Action::MarkSelection(kind));
    assert!(*scene.project() == before);
}
