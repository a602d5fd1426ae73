//! Contradictions, the tree of ties, duplicates, splits and coverage: what is told of a project, and what holds of any.

use crate::common::dsl::Case;
use crate::common::random::{perform, project, seed};
use proptest::prelude::*;
use redstring::annotation::{
    Author, Command, Contradictions, Entity, EntityId, Judgement, Mention, MentionId, Op, Project, Transaction,
    Verdict, contradictions, judged_chain,
};
use redstring::linking::coverage::{Coverage, coverage};
use redstring::linking::repair::{TieTree, duplicates, possible_splits, tie_tree};
use redstring::linking::{Linker, Target};
use redstring::text::{Document, DocumentId};
use redstring::work::Work;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

fn texts(case: &Case) -> HashMap<DocumentId, Document> {
    case.documents.iter().enumerate().map(|(i, d)| (DocumentId(i as u32 + 1), d.clone())).collect()
}

fn linker(case: &Case) -> Linker {
    Linker::build(&case.project, &texts(case), &Work::default()).unwrap()
}

fn tree(case: &Case, name: &str) -> TieTree {
    tie_tree(&linker(case), &case.project, case.e(name), &Work::default()).unwrap()
}

/// A judgement as a file may bring it along, whatever the entities say.
fn brought(case: &mut Case, a: &str, b: &str, verdict: Verdict) -> Transaction {
    let judgement = Arc::new(Judgement::new(case.m(a), case.m(b), verdict, Author::from("file")));
    let before = case.project.judgement(judgement.a, judgement.b).cloned();
    let step =
        Transaction { label: "read".into(), ops: vec![Op::Judgement(before, Some(judgement))], by_machine: true };
    case.project.apply(&step).unwrap();
    step
}

const MEN: &[&str] = &["[Just]{a} met [Justi]{b}, [Youst]{c} and [Leonid]{d}.", "[Just]{e} fled. [Yust]{f} did not."];

fn chains(project: &Project) -> Vec<Vec<u32>> {
    contradictions(project).into_iter().map(|c| c.chain.into_iter().map(|m| m.0).collect()).collect()
}

#[test]
fn what_people_do_one_after_the_other_contradicts_nothing() {
    let mut case = Case::of(MEN);
    case.tie("a", "b").unwrap();
    case.tie("b", "c").unwrap();
    case.run(Command::Judge(case.m("a"), case.m("d"), Verdict::Different)).unwrap();
    case.run(Command::Judge(case.m("a"), case.m("c"), Verdict::Different)).unwrap();
    assert_eq!(contradictions(&case.project), []);
}

#[test]
fn a_chain_of_same_words_against_a_different_one_is_told_whole() {
    let mut case = Case::of(MEN);
    for (a, b) in [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")] {
        brought(&mut case, a, b, Verdict::Same);
    }
    assert_eq!(contradictions(&case.project), []);
    brought(&mut case, "a", "c", Verdict::Different);
    let found = contradictions(&case.project);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].different, (case.m("a"), case.m("c")));
    assert!(found[0].chain.len() == 3 && found[0].chain[0] == case.m("a") && found[0].chain[2] == case.m("c"));
}

#[test]
fn an_entity_holds_together_what_nobody_has_compared() {
    let mut case = Case::of(MEN).entities("a b | c d");
    brought(&mut case, "a", "b", Verdict::Different);
    assert_eq!(chains(&case.project), [[1, 2]], "two of one entity");
    brought(&mut case, "a", "b", Verdict::Unsure);
    assert_eq!(contradictions(&case.project), []);
    brought(&mut case, "a", "d", Verdict::Different);
    brought(&mut case, "b", "c", Verdict::Same);
    assert_eq!(chains(&case.project), [[1, 2, 3, 4]], "over two entities and the word between them");
}

#[test]
fn a_chain_of_words_is_preferred_to_the_mere_entity() {
    let mut case = Case::of(MEN);
    case.tie("a", "b").unwrap();
    case.tie("b", "c").unwrap();
    assert_eq!(judged_chain(&case.project, case.m("a"), case.m("c")), Some(case.all("a b c")));
    assert_eq!(
        judged_chain(&case.project, case.m("a"), case.m("b")),
        None,
        "the word on the two themselves is left out"
    );
    brought(&mut case, "a", "c", Verdict::Different);
    assert_eq!(chains(&case.project), [[1, 2, 3]]);
}

#[test]
fn a_contradiction_is_known_with_the_step_that_makes_it_and_gone_with_its_undo() {
    let mut case = Case::of(MEN).entities("a b");
    let mut kept = Contradictions::of(&case.project);
    let step = brought(&mut case, "a", "b", Verdict::Different);
    kept.follow(&case.project, &step);
    assert_eq!(kept.pairs().collect::<Vec<_>>(), [(case.m("a"), case.m("b"))]);
    let back = step.inverse();
    case.project.apply(&back).unwrap();
    kept.follow(&case.project, &back);
    assert!(kept.is_empty());
}

#[test]
fn the_weakest_tie_comes_first_and_a_persons_word_is_the_strongest() {
    let case = Case::of(MEN).entities("a b c e");
    let weak = tree(&case, "a");
    assert_eq!(weak.strands.len(), 3);
    let last = weak.strands.last().unwrap();
    assert_eq!((last.a, last.b), (case.m("a"), case.m("e")), "one name");
    assert!(!last.reasons.is_empty() && last.said.is_none());
    let mut case = case;
    brought(&mut case, "b", "c", Verdict::Same);
    let said = tree(&case, "a");
    let last = said.strands.last().unwrap();
    assert_eq!((last.a, last.b, last.said.is_some()), (case.m("b"), case.m("c"), true));
}

#[test]
fn duplicates_are_offered_until_they_are_judged_different() {
    let mut case = Case::of(MEN).entities("a b | e f | d");
    let find = |case: &Case| duplicates(&linker(case), &case.project, &Work::default()).unwrap();
    let found = find(&case);
    assert_eq!(found.len(), 1);
    assert_eq!(BTreeSet::from([found[0].kept, found[0].other]), BTreeSet::from([case.e("a"), case.e("e")]));
    assert!(found[0].score >= 0.5 && !found[0].reasons.is_empty());
    let (a, b) = found[0].shown;
    case.run(Command::Judge(a, b, Verdict::Different)).unwrap();
    assert_eq!(find(&case), []);
}

#[test]
fn a_split_is_offered_until_somebody_says_that_both_sides_are_one() {
    let mut case = Case::of(MEN).entities("a e d");
    let find = |case: &Case| possible_splits(&linker(case), &case.project, &Work::default()).unwrap();
    let found = find(&case);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].stay.clone(), found[0].go.clone()), (case.all("a e"), case.all("d")));
    assert!(found[0].score < 0.5);
    let (a, b) = found[0].shown;
    assert!(found[0].stay.contains(&a) && found[0].go.contains(&b));
    let stays = Command::Cut { half: found[0].go.clone(), apart: vec![(a, b)] };
    brought(&mut case, "a", "d", Verdict::Same);
    assert!(find(&case).iter().all(|split| split.said && split.score < 0.05), "only where nothing speaks for it");
    case.run(stays).unwrap();
    assert_eq!(case.clusters(), "a e | d");
}

fn covered(case: &Case) -> Coverage {
    coverage(&linker(case), &case.project, &Work::default()).unwrap()
}

#[test]
fn coverage_counts_what_is_tied_and_what_is_open() {
    let mut case =
        Case::of(&["[Just]{a} met [Ann]{b}.", "[Just]{c} and [Ann]{d} in [Riga]{e:Place}.", "[Oslo]{f:Place}"]);
    let pair = (DocumentId(1), DocumentId(2));
    let none = covered(&case);
    let total = none.total();
    assert_eq!((total.mentions, total.tied, total.open), (6, 0, [2, 0, 0, 0]), "two likely links");
    assert_eq!(none.types.len(), 2);
    assert_eq!(none.pairs.keys().collect::<Vec<_>>(), [&pair]);
    assert_eq!(none.pairs[&pair].share(), Some(0.0));
    assert_eq!(none.pairs[&pair].first, Some((case.m("a"), case.m("c"))));
    case.tie("a", "c").unwrap();
    let half = covered(&case);
    assert_eq!(half.pairs[&pair].share(), Some(0.5));
    assert_eq!(half.pairs[&pair].first, Some((case.m("b"), case.m("d"))));
    case.run(Command::Judge(case.m("b"), case.m("d"), Verdict::Different)).unwrap();
    let all = covered(&case);
    assert_eq!((all.pairs[&pair].share(), all.total().open), (Some(1.0), [0; 4]));
    assert_eq!(all.pairs[&pair].first, None);
}

#[test]
fn a_name_of_many_documents_is_open_between_all_of_them_and_needs_one_tie_less_than_it_has_mentions() {
    let documents: Vec<_> = (0..40).map(|i| format!("[Ann]{{a{i}}} met [Bert]{{b{i}}}.")).collect();
    let mut case = Case::of(&documents.iter().map(String::as_str).collect::<Vec<_>>());
    let open = covered(&case);
    assert_eq!(open.pairs.len(), 40 * 39 / 2);
    assert!(open.pairs.values().all(|pair| (pair.judged, pair.open) == (0, 4)), "{:?}", open.pairs.iter().next());
    assert_eq!(open.total().open[0], 39 + 39);
    let all: Vec<_> = (0..40).map(|i| case.m(&format!("a{i}"))).collect();
    case.run(Command::SplitOff(all)).unwrap();
    let half = covered(&case);
    assert!(half.pairs.values().all(|pair| (pair.judged, pair.open) == (2, 2)));
    assert_eq!((half.total().tied, half.total().open[0]), (40, 39));
}

#[test]
fn work_that_is_cancelled_ends_with_that() {
    let case = Case::of(MEN).entities("a b c | d e");
    let (linker, work) = (linker(&case), Work::default());
    work.cancel();
    assert!(tie_tree(&linker, &case.project, case.e("a"), &work).is_err());
    assert!(duplicates(&linker, &case.project, &work).is_err());
    assert!(possible_splits(&linker, &case.project, &work).is_err());
    assert!(coverage(&linker, &case.project, &work).is_err());
}

/// One entity with many mentions of few texts, and the texts.
fn large(mentions: u32) -> Project {
    let case = Case::of(&["[x]{x} and more"]);
    let mut project = case.project;
    let kind = project.mention(MentionId(1)).unwrap().kind;
    let record = project.document(DocumentId(1)).unwrap().clone();
    let longer = Arc::new(redstring::annotation::DocumentRecord { bytes: 1 << 30, ..(*record).clone() });
    let mut ops = vec![
        Op::Document(Some(record), Some(longer)),
        Op::Entity(None, Some(Arc::new(Entity { id: EntityId(1), kind, name: "x".into(), note: "".into() }))),
    ];
    ops.extend((0..mentions).map(|i| {
        let text = format!("name {}", i % 97);
        let spans = crate::common::dsl::span(100 + i * 20, 105 + i * 20);
        let first = project.mention(MentionId(1)).unwrap();
        let mention = Mention { id: MentionId(10 + i), spans, text: text.into(), ..(**first).clone() };
        Op::Mention(None, Some(Arc::new(Mention { entity: Some(EntityId(1)), ..mention })))
    }));
    project.apply(&Transaction { label: "many".into(), ops, by_machine: true }).unwrap();
    project
}

#[test]
fn a_large_entity_hangs_together_too() {
    let project = large(3000);
    let linker = Linker::build(&project, &HashMap::new(), &Work::default()).unwrap();
    let tree = tie_tree(&linker, &project, EntityId(1), &Work::default()).unwrap();
    assert_eq!((tree.mentions.len(), tree.strands.len()), (3000, 2999));
    let (a, b) = tree.halves(0);
    assert_eq!(a.len() + b.len(), 3000);
    assert!(!a.is_empty() && !b.is_empty());
}

/// What two mentions being connected means, the slow way: grow the set of all that hangs on one until it stays.
fn hang_together(project: &Project, a: MentionId, b: MentionId) -> bool {
    let mut all = HashSet::from([a]);
    loop {
        let before = all.len();
        for judgement in project.judgements().filter(|j| j.verdict == Verdict::Same) {
            if all.contains(&judgement.a) || all.contains(&judgement.b) {
                all.extend([judgement.a, judgement.b]);
            }
        }
        let entities: HashSet<_> = all.iter().filter_map(|m| project.mention(*m).and_then(|m| m.entity)).collect();
        all.extend(project.mentions().filter(|m| m.entity.is_some_and(|e| entities.contains(&e))).map(|m| m.id));
        if all.len() == before {
            return all.contains(&b);
        }
    }
}

/// Judgements as no command would leave them.
fn wild(project: &mut Project, words: &[(u8, u8, u8)]) -> Vec<Transaction> {
    let ids: Vec<_> = project.mentions().map(|m| m.id).collect();
    let mut steps = Vec::new();
    for &(a, b, verdict) in words {
        let pick = |n: u8| ids.get(usize::from(n) % ids.len().max(1)).copied();
        let (Some(a), Some(b)) = (pick(a), pick(b)) else { continue };
        if a == b {
            continue;
        }
        let verdict = [Verdict::Same, Verdict::Different, Verdict::Different][usize::from(verdict) % 3];
        let judgement = Judgement::new(a, b, verdict, Author::from("wild"));
        let before = project.judgement(a, b).cloned();
        let ops = vec![Op::Judgement(before, Some(Arc::new(judgement)))];
        let step = Transaction { label: "wild".into(), ops, by_machine: false };
        project.apply(&step).unwrap();
        steps.push(step);
    }
    steps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn contradictions_are_what_hangs_together_and_was_judged_different(
        mut project in project(),
        words in prop::collection::vec(any::<(u8, u8, u8)>(), 0..12),
    ) {
        wild(&mut project, &words);
        let found: Vec<_> = contradictions(&project);
        let expected: Vec<_> = project
            .judgements()
            .filter(|j| j.verdict == Verdict::Different && hang_together(&project, j.a, j.b))
            .map(|j| j.pair())
            .collect();
        prop_assert_eq!(found.iter().map(|c| c.different).collect::<Vec<_>>(), expected);
        for contradiction in found {
            let (a, b) = contradiction.different;
            prop_assert_eq!((contradiction.chain.first(), contradiction.chain.last()), (Some(&a), Some(&b)));
            for pair in contradiction.chain.windows(2) {
                let same = project.judgement(pair[0], pair[1]).is_some_and(|j| j.verdict == Verdict::Same);
                let entity = |m: MentionId| project.mention(m).and_then(|m| m.entity);
                prop_assert!(same || entity(pair[0]).is_some() && entity(pair[0]) == entity(pair[1]));
            }
        }
    }

    #[test]
    fn contradictions_that_are_followed_are_those_that_are_found_anew(
        mut project in project(),
        words in prop::collection::vec(any::<(u8, u8, u8)>(), 0..12),
        seeds in prop::collection::vec(seed(), 0..12),
    ) {
        let mut kept = Contradictions::of(&project);
        let before = project.clone();
        let mut steps = Vec::new();
        for step in wild(&mut project.clone(), &words) {
            project.apply(&step).unwrap();
            kept.follow(&project, &step);
            prop_assert_eq!(&kept, &Contradictions::of(&project));
            steps.push(step);
        }
        for seed in &seeds {
            let Ok(step) = crate::common::random::command(&project, seed).plan(&project, &"ab".into()) else { continue };
            project.apply(&step).unwrap();
            kept.follow(&project, &step);
            prop_assert_eq!(&kept, &Contradictions::of(&project));
            steps.push(step);
        }
        for step in steps.iter().rev().map(Transaction::inverse) {
            project.apply(&step).unwrap();
            kept.follow(&project, &step);
        }
        prop_assert_eq!(&project, &before);
        prop_assert_eq!(&kept, &Contradictions::of(&before));
    }

    #[test]
    fn a_tree_holds_its_entity_together_and_every_cut_makes_two(project in project(), seeds in prop::collection::vec(seed(), 0..9)) {
        let mut project = project;
        seeds.iter().for_each(|s| perform(&mut project, s));
        let linker = Linker::build(&project, &HashMap::new(), &Work::default()).unwrap();
        let entities: Vec<_> = project.entities().map(|e| e.id).collect();
        for entity in entities {
            let tree = tie_tree(&linker, &project, entity, &Work::default()).unwrap();
            let all: Vec<_> = project.mentions_of(entity).map(|m| m.id).collect();
            prop_assert_eq!(&tree.mentions, &all);
            prop_assert_eq!(tree.strands.len(), all.len().saturating_sub(1));
            prop_assert!(tree.strands.windows(2).all(|w| w[0].said.is_some() <= w[1].said.is_some()));
            for cut in 0..tree.strands.len() {
                let (a, b) = tree.halves(cut);
                let strand = &tree.strands[cut];
                prop_assert!(a.contains(&strand.a) && b.contains(&strand.b));
                let both: BTreeSet<_> = a.iter().chain(&b).copied().collect();
                prop_assert_eq!(both.len(), a.len() + b.len());
                prop_assert_eq!(both, all.iter().copied().collect::<BTreeSet<_>>());
                let command = Command::Cut { half: b.clone(), apart: vec![(strand.a, strand.b)] };
                let step = command.plan(&project, &"ab".into()).unwrap();
                let mut after = project.clone();
                after.apply(&step).unwrap();
                prop_assert_eq!(after.faults(), vec![]);
                let left: Vec<_> = after.mentions_of(entity).map(|m| m.id).collect();
                prop_assert_eq!(&left, &a);
                let word = after.judgement(strand.a, strand.b).map(|j| j.verdict);
                prop_assert_eq!(word, Some(Verdict::Different));
            }
        }
    }

    #[test]
    fn taking_a_word_back_is_the_inverse_of_a_word_that_moves_nobody(project in project(), numbers in any::<(u8, u8, bool)>()) {
        let ids: Vec<_> = project.mentions().map(|m| m.id).collect();
        prop_assume!(ids.len() > 1);
        let (a, b) = (ids[usize::from(numbers.0) % ids.len()], ids[usize::from(numbers.1) % ids.len()]);
        let entity = |m: MentionId| project.mention(m).and_then(|m| m.entity);
        prop_assume!(a != b && project.judgement(a, b).is_none() && (entity(a).is_none() || entity(a) != entity(b)));
        let verdict = if numbers.2 { Verdict::Different } else { Verdict::Unsure };
        let mut after = project.clone();
        for command in [Command::Judge(a, b, verdict), Command::Unjudge(b, a)] {
            let step = command.plan(&after, &"ab".into()).unwrap();
            after.apply(&step).unwrap();
        }
        prop_assert_eq!(after, project);
    }

    #[test]
    fn nothing_that_was_judged_different_is_offered_as_a_duplicate(project in project()) {
        let linker = Linker::build(&project, &HashMap::new(), &Work::default()).unwrap();
        let found = duplicates(&linker, &project, &Work::default()).unwrap();
        for pair in &found {
            prop_assert!(pair.kept != pair.other && project.conflicts(pair.kept, pair.other).is_empty());
        }
        let mut again = duplicates(&linker, &project, &Work::default()).unwrap();
        prop_assert_eq!(&found, &again);
        again.dedup_by_key(|d| (d.kept.min(d.other), d.kept.max(d.other)));
        prop_assert_eq!(again.len(), found.len());
    }
}

#[test]
fn a_candidate_without_an_entity_is_no_duplicate() {
    let case = Case::of(MEN).entities("a b");
    let linker = linker(&case);
    assert!(linker.suggest(&case.project, case.m("a"), 5).iter().any(|s| s.target == Target::Mention(case.m("e"))));
    assert_eq!(duplicates(&linker, &case.project, &Work::default()).unwrap(), []);
}
