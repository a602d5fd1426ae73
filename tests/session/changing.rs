//! Changes that are too large for a frame: made in a job, in order with what is asked meanwhile, and one undo.

use crate::common::scene::Scene;
use redstring::annotation::{Command, Evidence, Layers, MentionId, NewMention, ProposalFilter, Status};
use redstring::session::bulk::BulkDeed;
use redstring::session::{Action, Answer, Job, UserCommand};
use redstring::text::Span;

/// A scene of one document with so many proposals, and these.
fn crowd(count: u32) -> (Scene, Vec<MentionId>) {
    // No English: the tagger has nothing to do here.
    let text = "Бут ".repeat(count as usize);
    let mut scene = Scene::of(&[("a.txt", text.as_str())]);
    let document = scene.document_at("a.txt");
    let kind = scene.project().schema().first();
    let evidence = Some(Evidence { score: 0.9.into(), rule: "a test".into(), layers: Layers::RULES });
    let mentions = (0..count).map(|i| NewMention {
        document,
        spans: [Span::new(i * 7, i * 7 + 6)].into_iter().collect(),
        text: "Бут".into(),
        kind,
        evidence: evidence.clone(),
    });
    scene.edit(Command::Propose { mentions: mentions.collect(), replace: vec![] });
    let all = scene.project().proposals(&ProposalFilter::default()).map(|(place, _)| place.mention).collect();
    (scene, all)
}

fn accepted(scene: &Scene) -> usize {
    scene.project().total().accepted as usize
}

#[test]
fn many_proposals_are_accepted_off_the_frame_and_are_one_undo() {
    let (mut scene, all) = crowd(30_000);
    let steps = scene.history().done().len();
    scene.user(UserCommand::AcceptAbove);
    scene.dispatch(Action::Answer(Answer::Bulk(BulkDeed::AcceptAbove, all)));
    assert!(scene.jobs().any(|j| j.job == Job::Change));
    assert_eq!((accepted(&scene), scene.history().done().len()), (0, steps), "the frame has only asked for it");
    scene.settle();
    assert_eq!((accepted(&scene), scene.history().done().len()), (30_000, steps + 1));
    assert_eq!(scene.told(), "Accepted “Бут” and 29999 more");
    scene.dispatch(Action::User(UserCommand::Undo));
    assert_eq!(accepted(&scene), 30_000, "nor does a frame take it back");
    scene.settle();
    assert_eq!(accepted(&scene), 0);
    scene.redo();
    assert_eq!(accepted(&scene), 30_000);
    assert_eq!(scene.project().faults(), []);
}

#[test]
fn what_is_asked_meanwhile_happens_afterwards_and_in_order() {
    let (mut scene, all) = crowd(3000);
    let (first, last) = (all[0], all[2999]);
    let steps = scene.history().done().len();
    scene.user(UserCommand::AcceptAbove);
    scene.dispatch(Action::Answer(Answer::Bulk(BulkDeed::AcceptAbove, all[..2999].to_vec())));
    scene.edit(Command::Dismiss(vec![first]));
    scene.dispatch(Action::User(UserCommand::Undo));
    scene.dispatch(Action::User(UserCommand::Undo));
    scene.edit(Command::Accept(vec![last]));
    assert_eq!(accepted(&scene), 0);
    scene.settle();
    assert!(!scene.is_changing());
    let status = |id| scene.project().mention(id).unwrap().status;
    assert_eq!((status(first), status(last)), (Status::Proposed, Status::Accepted), "two are undone, one is done");
    assert_eq!((accepted(&scene), scene.history().done().len()), (1, steps + 1));
}

#[test]
fn a_window_that_closes_meanwhile_does_not_lose_it() {
    let (mut scene, all) = crowd(3000);
    scene.user(UserCommand::AcceptAbove);
    scene.dispatch(Action::Answer(Answer::Bulk(BulkDeed::AcceptAbove, all)));
    scene.window_closed();
    assert_eq!(accepted(&scene), 3000);
    assert!(scene.history().has_unsaved_work());
}

#[test]
fn few_are_decided_at_once() {
    let (mut scene, all) = crowd(500);
    scene.user(UserCommand::AcceptAbove);
    scene.dispatch(Action::Answer(Answer::Bulk(BulkDeed::DismissBelow, all)));
    assert_eq!(scene.project().total().rejected, 500);
}
