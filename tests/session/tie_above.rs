//! Ties in bulk: what the preview offers, what is done, and that no judgement is ever broken.

use crate::common::random;
use crate::common::scene::{NEWS, Scene};
use proptest::prelude::*;
use redstring::annotation::{Command, EntityId, MentionId, Project, Verdict};
use redstring::session::tie_above::{OfferedTie, TieRows, clusters};
use redstring::session::{Action, Answer, Question, QueueFilter, UserCommand};
use std::sync::Arc;

fn ask(scene: &mut Scene) -> Arc<TieRows> {
    scene.user(UserCommand::TieAbove);
    assert!(matches!(scene.question(), Some(Question::TieAbove)));
    scene.tie_rows().expect("the rows are there").clone()
}

fn all(rows: &TieRows) -> Vec<OfferedTie> {
    rows.rows.iter().map(|row| row.tie.clone()).collect()
}

#[test]
fn identical_names_are_tied_in_one_step_and_one_undo() {
    let mut scene = Scene::of(NEWS);
    let rows = ask(&mut scene);
    assert!(rows.rows.is_sorted_by_key(|row| std::cmp::Reverse(row.score)), "the surest first");
    let steps = scene.history().done().len();
    scene.answer(Answer::Ties(all(&rows)));
    for (name, count) in [("Russia", 4), ("Viktor Bout", 2), ("Aden", 2)] {
        assert_eq!(scene.cluster_of(name), vec![name; count]);
    }
    assert_eq!(scene.entity_of("Zebulon Quirk"), None, "nothing is like it");
    assert_eq!(scene.history().done().len(), steps + 1);
    assert_eq!(scene.told(), "Tied 5 mentions to 3 entities");
    scene.undo();
    assert_eq!(scene.project().entities().len(), 0);
    assert!(scene.tie_rows().is_none());
}

#[test]
fn what_has_two_names_in_each_document_becomes_one_entity() {
    let text = "The [United States:Place] spoke. The [US:Place] left.\n";
    let mut scene = Scene::of(&[("1.txt", text), ("2.txt", text), ("3.txt", text)]);
    let rows = ask(&mut scene);
    let made = scene.made_ties().expect("it is put together").clone();
    assert_eq!((made.entities, made.tied, made.refused), (1, 5, 0));
    assert_eq!(rows.bands.values().flatten().sum::<u32>(), 6, "each mention is counted once");
    scene.answer(Answer::Ties(all(&rows)));
    assert_eq!(scene.cluster_of("US").len(), 6);
}

#[test]
fn two_of_one_surname_are_not_joined_by_who_is_called_by_it_alone() {
    let mut scene =
        Scene::of(&[("1.txt", "[Viktor Sorin] came. [Sorin] left.\n"), ("2.txt", "[Sergei Sorin] came and went.\n")]);
    let (here, alone) = (scene.m("Viktor Sorin"), scene.m("Sorin"));
    let rows = ask(&mut scene);
    let of_it: Vec<_> = rows.rows.iter().filter(|row| row.tie.mentions == [alone]).map(|row| row.tie.onto).collect();
    assert_eq!(of_it, [here], "the next likely one is another name, no second tie");
}

#[test]
fn an_entity_that_is_there_is_joined() {
    let mut scene = Scene::of(NEWS);
    scene.tie(&["Aden", "Aden#2"]);
    let entity = scene.entity_of("Aden");
    scene.dispatch(Action::SelectText(Some(scene.span_of("2_trial.txt", "rained"))));
    scene.user(UserCommand::MarkSelection);
    let rows = ask(&mut scene);
    let made = clusters(scene.project(), &all(&rows));
    assert!(made.iter().all(|c| c.entity != entity), "nothing more of it waits");
    scene.answer(Answer::Cancel);
    scene.edit(Command::Untie(vec![scene.m("Aden#2")]));
    let rows = ask(&mut scene);
    let made = clusters(scene.project(), &all(&rows));
    let joined = made.iter().find(|c| c.entity == entity).expect("it is joined");
    assert_eq!((joined.onto, &joined.mentions[..]), (scene.m("Aden"), &[scene.m("Aden#2")][..]));
}

#[test]
fn what_was_judged_different_stays_apart() {
    let mut scene = Scene::of(NEWS);
    scene.edit(Command::Judge(scene.m("Russia#2"), scene.m("Russia#4"), Verdict::Different));
    scene.edit(Command::Judge(scene.m("Viktor Bout"), scene.m("Viktor Bout#2"), Verdict::Different));
    let rows = ask(&mut scene);
    scene.answer(Answer::Ties(all(&rows)));
    let apart = |a: &str, b: &str| scene.entity_of(a).is_none() || scene.entity_of(a) != scene.entity_of(b);
    assert!(apart("Russia#2", "Russia#4") && apart("Russia", "Russia#4") && apart("Viktor Bout", "Viktor Bout#2"));
    assert_eq!(scene.cluster_of("Aden").len(), 2);
}

#[test]
fn two_ties_that_are_good_alone_do_not_join_what_is_different() {
    let mut scene = Scene::of(NEWS);
    let [bout, aden, quirk] = ["Viktor Bout", "Aden", "Zebulon Quirk"].map(|name| scene.m(name));
    scene.edit(Command::Judge(bout, aden, Verdict::Different));
    let ties = [(bout, quirk), (aden, quirk)].map(|(m, onto)| OfferedTie { mentions: vec![m], onto });
    let made = clusters(scene.project(), &ties);
    assert_eq!(made.iter().map(|c| c.ties.clone()).collect::<Vec<_>>(), [[0]], "the second one is left out");
}

#[test]
fn two_entities_are_never_joined() {
    let mut scene = Scene::of(NEWS);
    scene.tie(&["Aden", "Aden#2"]);
    scene.tie(&["Viktor Bout", "Viktor Bout#2"]);
    let quirk = scene.m("Zebulon Quirk");
    let ties = ["Aden", "Viktor Bout"].map(|name| OfferedTie { mentions: vec![quirk], onto: scene.m(name) });
    let made = clusters(scene.project(), &ties);
    assert_eq!((made.len(), made[0].entity), (1, scene.entity_of("Aden")));
}

#[test]
fn the_preview_follows_what_happens_under_it() {
    let mut scene = Scene::of(NEWS);
    let before = ask(&mut scene);
    let (document, span) = scene.span_of("2_trial.txt", "rained");
    let kind = scene.mention("Aden").kind;
    let new = redstring::annotation::NewMention {
        document,
        spans: [span].into_iter().collect(),
        text: "rained".into(),
        kind,
        evidence: None,
    };
    scene.edit(Command::Propose { mentions: vec![new], replace: vec![] });
    scene.settle();
    let after = scene.tie_rows().unwrap();
    assert!(after.revision > before.revision && after.revision == scene.project().revision());
}

#[test]
fn the_preview_keeps_to_a_type_a_document_or_what_joins_an_entity() {
    let mut scene = Scene::of(NEWS);
    ask(&mut scene);
    let person = scene.mention("Viktor Bout").kind;
    scene.dispatch(Action::FilterTies(QueueFilter { kinds: [person].into(), ..QueueFilter::default() }));
    scene.settle();
    let rows = scene.tie_rows().unwrap();
    assert!(rows.rows.iter().all(|row| row.kind == person) && !rows.rows.is_empty());
    assert_eq!(rows.kinds.values().sum::<usize>(), 9, "the other types can still be chosen");
    scene.answer(Answer::Cancel);
    scene.edit(Command::SplitOff(vec![scene.m("Russia#4")]));
    ask(&mut scene);
    let entity = scene.entity_of("Russia#4");
    scene.dispatch(Action::FilterTies(QueueFilter { entity, ..QueueFilter::default() }));
    scene.settle();
    let rows = scene.tie_rows().unwrap().clone();
    scene.answer(Answer::Ties(all(&rows)));
    assert_eq!((scene.cluster_of("Russia#4").len(), scene.project().entities().len()), (4, 1));
}

/// The pairs that are judged different and of one entity.
fn broken(project: &Project) -> Vec<(MentionId, MentionId)> {
    let entity = |id: MentionId| -> Option<EntityId> { project.mention(id)?.entity };
    let different = project.judgements().filter(|j| j.verdict == Verdict::Different);
    different.filter(|j| entity(j.a).is_some() && entity(j.a) == entity(j.b)).map(|j| j.pair()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_judgement_is_ever_broken_in_bulk(
        start in random::project(),
        different in prop::collection::vec((any::<u32>(), any::<u32>()), 0..12),
        offered in prop::collection::vec((prop::collection::vec(any::<u32>(), 1..4), any::<u32>()), 1..40),
    ) {
        let mut project = start;
        let ids: Vec<_> = project.mentions().map(|m| m.id).collect();
        prop_assume!(!ids.is_empty());
        let pick = |n: u32| ids[n as usize % ids.len()];
        for (a, b) in different {
            if let Ok(judged) = Command::Judge(pick(a), pick(b), Verdict::Different).plan(&project, &"ab".into()) {
                project.apply(&judged).unwrap();
            }
        }
        let before = project.clone();
        let ties: Vec<_> = offered
            .into_iter()
            .map(|(mentions, onto)| OfferedTie { mentions: mentions.into_iter().map(pick).collect(), onto: pick(onto) })
            .collect();
        let made = clusters(&project, &ties);
        let command = Command::TieGroups(made.iter().map(|c| (c.mentions.clone(), c.onto)).collect());
        let Ok(step) = command.plan(&project, &"ab".into()) else { return Ok(()) };
        project.apply(&step).unwrap();
        prop_assert_eq!(project.faults(), vec![]);
        prop_assert_eq!(broken(&project), vec![]);
        // All judgements are there that were there.
        let different = |p: &Project| p.judgements().filter(|j| j.verdict == Verdict::Different).count();
        prop_assert_eq!(different(&project), different(&before));
        // What had an entity keeps it.
        for mention in before.mentions().filter(|m| m.entity.is_some()) {
            prop_assert_eq!(project.mention(mention.id).and_then(|m| m.entity), mention.entity);
        }
        // What is offered is tied together, or not at all.
        for cluster in &made {
            let entity = project.mention(cluster.onto).and_then(|m| m.entity);
            prop_assert!(entity.is_some() && cluster.entity.is_none_or(|e| Some(e) == entity));
            for &tie in &cluster.ties {
                for id in ties[tie].mentions.iter().chain([&ties[tie].onto]) {
                    prop_assert_eq!(project.mention(*id).and_then(|m| m.entity), entity);
                }
            }
        }
    }
}
