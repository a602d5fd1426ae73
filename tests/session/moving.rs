//! The cursor: from mention to mention, along the string.

use crate::common::scene::Scene;
use redstring::session::{Action, UserCommand, ViewRequest};

fn walk(scene: &mut Scene, command: UserCommand, steps: usize) -> Vec<String> {
    (0..steps)
        .map(|_| {
            scene.user(command);
            scene.at()
        })
        .collect()
}

#[test]
fn next_and_previous_walk_all_mentions_through_the_documents() {
    let mut scene = Scene::articles();
    let there = walk(&mut scene, UserCommand::NextMention, 9);
    let order = ["Viktor But", "Buti", "Bangkok", "Butin", "Viktor Bout", "New York", "Bout", "Bout", "Bangkok"];
    assert_eq!(there, order);
    let mut back = walk(&mut scene, UserCommand::PreviousMention, 8);
    back.reverse();
    assert_eq!(back, order[..8]);
}

#[test]
fn mentions_that_start_together_are_visited_one_by_one_both_ways() {
    let mut scene = Scene::of(&[("1.txt", "[Ann] met [[[Viktor] Bout] junior] here.")]);
    let there = walk(&mut scene, UserCommand::NextMention, 4);
    assert_eq!(there, ["Ann", "Viktor Bout junior", "Viktor Bout", "Viktor"]);
    let back = walk(&mut scene, UserCommand::PreviousMention, 3);
    assert_eq!(back, ["Viktor Bout", "Viktor Bout junior", "Ann"]);
}

#[test]
fn the_string_is_followed_through_the_documents_and_around() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Butin", "Viktor Bout", "Bout#2"]);
    scene.click("Butin");
    let there = walk(&mut scene, UserCommand::AlongNext, 5);
    assert_eq!(there, ["Viktor Bout", "Bout", "Viktor But", "Butin", "Viktor Bout"]);
    let back = walk(&mut scene, UserCommand::AlongPrevious, 4);
    assert_eq!(back, ["Butin", "Viktor But", "Bout", "Viktor Bout"]);
    assert_eq!(scene.focus(), scene.entity_of("Bout#2"), "the string stays in hand");
}

#[test]
fn going_to_a_mention_brings_it_into_view() {
    let mut scene = Scene::articles();
    scene.take_view_requests();
    let place = scene.span_of("2_trial.txt", "New York");
    scene.dispatch(Action::GoTo(scene.m("New York")));
    assert_eq!(scene.take_view_requests(), [ViewRequest::Reveal(place.0, place.1)]);
}

#[test]
fn a_step_from_nowhere_begins_in_the_active_document() {
    let mut scene = Scene::articles();
    let second = scene.document_at("2_trial.txt");
    scene.dispatch(Action::ActivateDocument(Some(second)));
    assert_eq!(walk(&mut scene, UserCommand::NextMention, 1), ["Viktor Bout"]);
}

#[test]
fn a_step_from_nowhere_finds_a_mention_at_the_very_start() {
    let mut scene = Scene::of(&[("1.txt", "[Ann] met [Bob].")]);
    assert_eq!(walk(&mut scene, UserCommand::NextMention, 2), ["Ann", "Bob"]);
}

#[test]
fn solo_ends_when_nothing_is_in_hand() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::Solo);
    assert!(!scene.is_solo(), "there is nothing to single out");
    scene.click("Buti");
    scene.user(UserCommand::Solo);
    assert!(scene.is_solo());
    scene.user(UserCommand::LetGo);
    scene.click("Buti");
    assert!(!scene.is_solo());
}
