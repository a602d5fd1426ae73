//! The open project against another annotation: scores, and every difference at its place.

use crate::common::scene::{Scene, folder};
use redstring::session::{Action, Compared, DifferenceKind, Overlay, UserCommand, ViewRequest};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Gold of the two articles: one man with four mentions, of which the project has three; Bangkok in both.
const GOLD: &str = "{\"doc\":\"1_dealer.txt\",\"text\":\"Viktor But\",\"start\":12,\"end\":22,\"type\":\"PER\",\"entity\":1}\n\
    {\"doc\":\"1_dealer.txt\",\"text\":\"dealer\",\"start\":4,\"end\":10,\"type\":\"PER\",\"entity\":1}\n\
    {\"doc\":\"2_trial.txt\",\"text\":\"Viktor Bout\",\"start\":11,\"end\":22,\"type\":\"PER\",\"entity\":1}\n";

fn scene() -> (Scene, tempfile::TempDir, PathBuf) {
    let folder = folder(&[("gold.jsonl", GOLD)]);
    let path = folder.path().join("gold.jsonl");
    (Scene::articles(), folder, path)
}

fn compared(scene: &Scene) -> Arc<Compared> {
    match &scene.comparing().compared {
        Some(Ok(compared)) => Arc::clone(compared),
        other => panic!("{other:?}"),
    }
}

fn kinds(scene: &Scene) -> Vec<DifferenceKind> {
    compared(scene).differences.iter().map(|d| d.kind).collect()
}

#[test]
fn what_is_missing_extra_and_untied_is_listed() {
    let (mut scene, _folder, path) = scene();
    scene.user(UserCommand::Compare);
    assert_eq!(scene.overlay(), Some(Overlay::Compare));
    scene.dispatch(Action::CompareWith(path));
    scene.settle();
    let kinds = kinds(&scene);
    let count = |kind| kinds.iter().filter(|k| **k == kind).count();
    assert_eq!((count(DifferenceKind::Missing), count(DifferenceKind::MissedLink)), (1, 1), "{kinds:?}");
    assert_eq!(count(DifferenceKind::Extra), scene.project().mentions().len() - 2);
    scene.tie(&["Viktor But", "Viktor Bout"]);
    scene.settle();
    assert_ne!(compared(&scene).revision, scene.project().revision(), "it is known to be of before");
    let options = Box::new(scene.comparing().options.clone());
    scene.dispatch(Action::CompareAs { format: None, other_is_key: true, options });
    scene.settle();
    let again = compared(&scene);
    assert!(again.differences.iter().all(|d| d.kind != DifferenceKind::MissedLink));
    assert!(again.report.scores.muc.recall > 0.49);
}

#[test]
fn a_difference_is_shown_where_it_is() {
    let (mut scene, _folder, path) = scene();
    scene.user(UserCommand::Compare);
    scene.dispatch(Action::CompareWith(path));
    scene.settle();
    let all = compared(&scene);
    let at = |kind| all.differences.iter().position(|d| d.kind == kind).unwrap();
    scene.take_view_requests();
    scene.dispatch(Action::ShowDifference(at(DifferenceKind::Missing)));
    let (document, span) = scene.span_of("1_dealer.txt", "dealer");
    assert_eq!(scene.pointed(), Some((document, span)), "what is no mention here is seen all the same");
    assert!(scene.take_view_requests().contains(&ViewRequest::Centre(document, span)));
    scene.dispatch(Action::ShowDifference(at(DifferenceKind::MissedLink)));
    let pair = scene.take_view_requests().into_iter().find(|r| matches!(r, ViewRequest::Pair { .. }));
    let (here, there) = (scene.span_of("1_dealer.txt", "Viktor But"), scene.span_of("2_trial.txt", "Viktor Bout"));
    assert_eq!(pair, Some(ViewRequest::Pair { here: Some(here), there: Some(there) }));
    assert_eq!(scene.cursor(), Some(scene.m("Viktor But")));
}

#[test]
fn a_project_is_its_own_equal_and_other_texts_are_told() {
    let (mut scene, folder, _) = scene();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let other = folder.path().join("other.ron");
    scene.dispatch(Action::SaveTo(other.clone()));
    scene.settle();
    scene.dispatch(Action::CompareWith(other.clone()));
    scene.settle();
    assert_eq!((compared(&scene).differences.len(), compared(&scene).report.scores.conll), (0, 1.0));
    let text = fs::read_to_string(&other).unwrap().replace("2_trial.txt", "9_other.txt");
    fs::write(&other, text).unwrap();
    scene.dispatch(Action::CompareWith(other));
    scene.settle();
    assert_eq!(compared(&scene).notes, ["9_other.txt is not in this project, and is left out"]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let (mut scene, folder, _) = scene();
    scene.dispatch(Action::CompareWith(folder.path().join("nothing.conll")));
    scene.settle();
    let Some(Err(why)) = &scene.comparing().compared else { panic!() };
    assert!(why.contains("nothing.conll"), "{why}");
}
