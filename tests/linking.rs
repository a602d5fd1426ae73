//! Linking: who is suggested, why, and what no weight can undo.

use crate::common::dsl::Case;
use crate::common::random::{perform, project, seed};
use proptest::prelude::*;
use redstring::annotation::{Author, Command, Judgement, MentionId, Op, Project, Scope, Transaction, Verdict};
use redstring::linking::knowledge::{Kind, Knowledge};
use redstring::linking::{Linker, Suggestion, Target, link, spelling_likeness};
use redstring::text::{Document, DocumentId};
use redstring::work::Work;
use std::collections::HashMap;
use std::sync::Arc;

fn texts(case: &Case) -> HashMap<DocumentId, Document> {
    case.documents.iter().enumerate().map(|(i, d)| (DocumentId(i as u32 + 1), d.clone())).collect()
}

fn linker(case: &Case) -> Linker {
    Linker::build(&case.project, &texts(case), &Work::default()).unwrap()
}

fn suggested(case: &Case, name: &str) -> Vec<Suggestion> {
    linker(case).suggest(&case.project, case.m(name), 9)
}

/// The first suggestion for a mention: the mention or the entity of which mention it is, and all reasons in words.
fn first(case: &Case, name: &str) -> (Target, String) {
    let all = suggested(case, name);
    let best = all.first().unwrap_or_else(|| panic!("nothing is suggested for {name}"));
    (best.target, best.reasons.iter().map(|r| format!("{:+.2} {}\n", r.share, r.words)).collect())
}

fn entity(case: &Case, name: &str) -> Target {
    Target::Entity(case.e(name))
}

#[test]
fn one_man_is_known_by_every_spelling_of_his_name() {
    let case = Case::of(&[
        "The officer [Andrei Klychev]{a} spoke. [Oskar Brandl]{b} did not.",
        "Later [Andrei Khlychev]{c} left. [Khlychev]{d} said nothing, and [Oskar Sorin]{e} neither.",
    ])
    .entities("a | b | e");
    let (target, why) = first(&case, "c");
    assert_eq!(target, entity(&case, "a"));
    assert!(why.contains("given name equal: andrei") && why.contains("khlychev ~ klychev"), "{why}");
    assert_ne!(first(&case, "d").0, entity(&case, "b"));
}

#[test]
fn a_short_name_is_whose_full_name_was_introduced_here() {
    let case = Case::of(&[
        "[Anna Sorin]{a} was a judge. [Sorin]{b} left.",
        "[Boris Sorin]{c} was a baker. [Sorin]{d} stayed.",
    ])
    .entities("a | c");
    let (target, why) = first(&case, "d");
    assert_eq!(target, entity(&case, "c"));
    assert!(why.contains("the full name stands before it here: Boris Sorin"), "{why}");
    assert_eq!(first(&case, "b").0, entity(&case, "a"));
}

#[test]
fn acronyms_and_names_that_everybody_knows_lead_to_the_long_ones() {
    let case = Case::of(&[
        "He fled the [Harbour Safety Board]{a:Organisation} and the [United States]{b:Place}.",
        "The [HSB]{c:Organisation} wrote to the [US]{d:Place}.",
    ])
    .entities("a | b");
    let (target, why) = first(&case, "c");
    assert_eq!(target, entity(&case, "a"));
    assert!(why.contains("acronym and long name: HSB ~ Harbour Safety Board"), "{why}");
    let (target, why) = first(&case, "d");
    assert_eq!(target, entity(&case, "b"));
    assert!(why.contains("known by both names"), "{why}");
}

#[test]
fn a_project_knows_what_its_own_lines_say() {
    let case = Case::of(&["[Renova]{a:Organisation} sank.", "The [Grey Fleet]{b:Organisation} sailed."]).entities("a");
    let score = |linker: &Linker| {
        let all = linker.suggest(&case.project, case.m("b"), 9);
        all.iter().find(|s| s.target == entity(&case, "a")).map_or(0.0, |s| s.score)
    };
    let own = Knowledge::builtin().with("[organisation]\nRenova | Grey Fleet").unwrap();
    let knowing = Linker::build_knowing(&case.project, &texts(&case), Some(Arc::new(own)), &Work::default()).unwrap();
    assert!(score(&linker(&case)) < 0.1);
    assert!(score(&knowing) > 0.3, "{}", score(&knowing));
}

#[test]
fn descriptions_and_pronouns_lead_to_who_was_named_before() {
    let case = Case::of(&[
        "[Viktor Sorin]{a}, [a weapons smuggler]{b}, fled. [The arms dealer]{c} took a boat with [Anna Lund]{d}. [He]{e} sank it.",
    ])
    .entities("a b | d");
    let (target, why) = first(&case, "c");
    assert_eq!(target, entity(&case, "a"));
    assert!(why.contains("called much the same: dealer"), "{why}");
    assert!(!suggested(&case, "e").is_empty());
    let apposed = Case::of(&["[Viktor Sorin]{a}, [a weapons smuggler]{b}, fled."]).entities("a");
    let (target, why) = first(&apposed, "b");
    assert_eq!(target, entity(&apposed, "a"));
    assert!(why.contains("stands right beside it: Viktor Sorin"), "{why}");
}

#[test]
fn what_was_judged_comes_first_or_last_whatever_the_names_say() {
    let mut case =
        Case::of(&["[Anna Sorin]{a} left. [Lund]{b} stayed.", "[Anna Sorin]{c} came back."]).entities("a | b");
    // As a file may bring them along: the tie of a "same" was taken back since.
    for (other, verdict) in [("a", Verdict::Different), ("b", Verdict::Same)] {
        let judgement = Arc::new(Judgement::new(case.m("c"), case.m(other), verdict, Author::from("ab")));
        let ops = vec![Op::Judgement(None, Some(judgement))];
        case.project.apply(&Transaction { label: "read".into(), ops, by_machine: true }).unwrap();
    }
    let all = suggested(&case, "c");
    let (best, last) = (all.first().unwrap(), all.last().unwrap());
    assert_eq!((best.target, best.score), (entity(&case, "b"), 1.0));
    assert!(best.reasons[0].words.contains("you judged a pair of these the same"));
    assert_eq!((last.target, last.score), (entity(&case, "a"), 0.0));
    assert_eq!(last.barred, Some((case.m("c"), case.m("a"))));
    assert!(last.reasons[0].words.ends_with("excluded"));
}

#[test]
fn shares_add_up_to_the_score() {
    let case =
        Case::of(&["[Anna Sorin]{a} left with [GRU]{x:Organisation}.", "[Sorin]{b} left with [GRU]{y:Organisation}."]);
    let linker = linker(&case);
    let ground = linker
        .suggest(&case.project, case.m("b"), 9)
        .iter()
        .map(|s| s.score - s.reasons.iter().map(|r| r.share).sum::<f32>())
        .collect::<Vec<_>>();
    // What every suggestion begins with is the score of no reason at all, but for shares too small to tell.
    assert!(ground.iter().all(|g| (0.0..0.1).contains(g)), "{ground:?}");
}

#[test]
fn linking_alone_respects_judgements_and_the_scope() {
    let mut case = Case::of(&["[Anna Sorin]{a} left.", "[Anna Sorin]{b} left.", "[Anna Sorin]{c} left."]);
    case.run(Command::Judge(case.m("a"), case.m("c"), Verdict::Different)).unwrap();
    let whose = |scope| {
        let mut project = case.project.clone();
        link(&mut project, &linker(&case), 0.5, scope, &Work::default()).unwrap();
        case.all("a b c").into_iter().map(|m| project.mention(m).unwrap().entity.unwrap()).collect::<Vec<_>>()
    };
    let tied = whose(Scope::Corpus);
    assert!(tied[0] == tied[1] && tied[0] != tied[2], "{tied:?}");
    let apart = whose(Scope::Document);
    assert!(apart[0] != apart[1] && apart[1] != apart[2] && apart[0] != apart[2], "{apart:?}");
}

#[test]
fn linking_alone_ties_what_was_judged_the_same() {
    let mut case = Case::of(&["[Anna Sorin]{a} left.", "[Lund]{b} stayed."]).entities("a");
    let same = Arc::new(Judgement::new(case.m("a"), case.m("b"), Verdict::Same, Author::from("ab")));
    let ops = vec![Op::Judgement(None, Some(same))];
    case.project.apply(&Transaction { label: "read".into(), ops, by_machine: true }).unwrap();
    let mut project = case.project.clone();
    link(&mut project, &linker(&case), 0.5, Scope::Corpus, &Work::default()).unwrap();
    assert_eq!(project.mention(case.m("b")).unwrap().entity, Some(case.e("a")));
}

#[test]
fn a_mention_that_is_made_or_moved_is_known_at_once() {
    let mut case = Case::of(&["[Anna Sorin]{a} left with Lund.", "Anna Sorin came back."]).entities("a");
    let mut linker = linker(&case);
    let new = case.new_mention(1, "Anna Sorin", "Person");
    let step = Command::CreateMention(new).plan(&case.project, &"ab".into()).unwrap();
    case.project.apply(&step).unwrap();
    let made =
        step.ops.iter().find_map(|op| if let Op::Mention(None, Some(m)) = op { Some(m.id) } else { None }).unwrap();
    assert_eq!(linker.suggest(&case.project, made, 9), []);
    linker.follow(&case.project, &texts(&case), &step);
    assert_eq!(linker.suggest(&case.project, made, 9)[0].target, entity(&case, "a"));
    case.project.apply(&step.inverse()).unwrap();
    linker.follow(&case.project, &texts(&case), &step.inverse());
    assert_eq!(linker.suggest(&case.project, made, 9), []);
}

#[test]
fn what_is_dismissed_and_brought_back_is_known_as_before() {
    let mut case = Case::of(&[
        "The [arms dealer]{a} [Anna Sorin]{b}, [who]{c} had left, met [Lund]{d} beside the grey harbour wall.",
        "[Sorin]{e} and [Lund]{f} stood beside the harbour wall again.",
    ]);
    let known = |case: &Case, linker: &Linker| -> Vec<Vec<Suggestion>> {
        "a b c d e f".split(' ').map(|m| linker.suggest(&case.project, case.m(m), 9)).collect()
    };
    let mut linker = linker(&case);
    let before = known(&case, &linker);
    assert!(before.iter().all(|all| !all.is_empty()));
    for name in ["a", "b", "c", "d", "e", "f"] {
        let step = Command::Dismiss(vec![case.m(name)]).plan(&case.project, &"ab".into()).unwrap();
        for step in [step.clone(), step.inverse()] {
            case.project.apply(&step).unwrap();
            linker.follow(&case.project, &texts(&case), &step);
        }
        assert_eq!(known(&case, &linker), before, "{name}");
    }
}

#[test]
fn what_stands_beside_a_name_is_found_again_when_something_between_is_dismissed() {
    let mut case = Case::of(&["[The [dealer]{a}]{b} [Anna Sorin]{c} left.", "[The dealer]{d} met a [dealer]{e}."]);
    let mut followed = linker(&case);
    let step = Command::Dismiss(vec![case.m("a")]).plan(&case.project, &"ab".into()).unwrap();
    case.project.apply(&step).unwrap();
    followed.follow(&case.project, &texts(&case), &step);
    let suggested = |linker: &Linker| linker.suggest(&case.project, case.m("b"), 9);
    assert_eq!(suggested(&followed), suggested(&linker(&case)));
    assert!(suggested(&followed)[0].reasons.iter().any(|r| r.words.starts_with("stands right beside it")));
}

#[test]
fn full_names_come_before_short_ones_and_documents_in_order() {
    let case = Case::of(&["[Sorin]{a} left. [Anna Sorin]{b} stayed with [Lund]{c}. [She]{d} wept.", "[Lund]{e} left."]);
    let order = linker(&case).order(&case.project);
    let at = |name: &str| order.iter().position(|&m| m == case.m(name)).unwrap();
    assert!(at("b") < at("a") && at("a") < at("d") && at("d") < at("e"));
}

#[test]
fn names_of_one_document_that_are_the_same_are_offered_together() {
    let case = Case::of(&["[Russia]{a:Place} and [Russia]{b:Place} and [Russia]{c:Person}.", "[Russia]{d:Place}."]);
    assert_eq!(linker(&case).group(&case.project, case.m("a")), case.all("a b"));
}

#[test]
fn what_was_judged_different_is_not_offered_together() {
    let mut case = Case::of(&["[Petrov]{a} met [Petrov]{b} and [Petrov]{c}."]);
    case.run(Command::Judge(case.m("a"), case.m("b"), Verdict::Different)).unwrap();
    assert_eq!(linker(&case).group(&case.project, case.m("a")), case.all("a c"));
    assert_eq!(linker(&case).group(&case.project, case.m("b")), case.all("b c"));
}

#[test]
fn of_one_name_the_others_can_still_be_meant_after_a_different() {
    let mut case = Case::of(&["[John Sorin]{a} left.", "[John Sorin]{b} left.", "[John Sorin]{c} left."]);
    case.run(Command::Judge(case.m("a"), case.m("b"), Verdict::Different)).unwrap();
    let all = suggested(&case, "a");
    let found: Vec<_> = all.iter().map(|s| (s.target, s.barred.is_some())).collect();
    assert_eq!(found, [(Target::Mention(case.m("c")), false), (Target::Mention(case.m("b")), true)]);
    let mut all = linker(&case).namesakes(&case.project, case.m("a"));
    all.sort();
    assert_eq!(all, case.all("a b c"));
}

#[test]
fn an_ending_with_a_consonant_hides_no_name() {
    let case = Case::of(&["[Buti]{a} left.", "[Butin]{b} stayed."]);
    assert!(suggested(&case, "b").iter().any(|s| s.target == Target::Mention(case.m("a"))));
}

#[test]
fn initials_of_others_hide_no_surname() {
    let letter = |n: u8| char::from(b'a' + n);
    let other = |i: u8| {
        format!("[J{}{}n S{}{}k]{{x{i}}} left.", letter(i / 10), letter(i % 10), letter(i % 10), letter(i / 10))
    };
    let mut texts: Vec<String> = (0..100).map(other).collect();
    texts.push("[John Sorin]{a} left.".to_owned());
    texts.push("[Sorin]{b} stayed.".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let case = Case::of(&texts);
    assert!(suggested(&case, "a").iter().any(|s| s.target == Target::Mention(case.m("b"))));
}

#[test]
fn who_is_named_here_is_not_lost_among_all_who_are_called_so() {
    let mut texts: Vec<String> = (0..40).map(|i| format!("[Petrov]{{x{i}}} left the town.")).collect();
    texts.push("[Nikolai Petrov]{a} came. [Petrov]{b} spoke.".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let all = (0..40).map(|i| format!("x{i}")).chain(["a".to_owned()]).collect::<Vec<_>>().join(" | ");
    let case = Case::of(&texts).entities(&all);
    assert_eq!(suggested(&case, "b")[0].target, entity(&case, "a"));
}

#[test]
fn what_a_document_names_often_does_not_hide_its_name_in_another() {
    let often =
        "[Russia]{x} spoke. ".to_owned() + &(0..20).map(|i| format!("[Russia]{{x{i}}} spoke. ")).collect::<String>();
    let case = Case::of(&[&often, "[Russia]{a} left."]);
    let all = linker(&case).suggest_within(&case.project, case.m("x"), 9, &|document| document != DocumentId(1));
    assert_eq!(all.first().map(|s| s.target), Some(Target::Mention(case.m("a"))));
}

#[test]
fn names_alone_are_told_apart() {
    let linker = Linker::default();
    let alike = |a, b| linker.compare_names(a, b, Kind::Person);
    assert!(alike("Viktor Bout", "Victor But") > alike("Viktor Bout", "Viktor Bauer"));
    assert!(alike("Bill Sorin", "William Sorin") > alike("Bill Sorin", "Boris Sorin"));
    let company = |a, b| linker.compare_names(a, b, Kind::Organisation);
    assert!(company("Gazprom OAO", "Gazprom JSC") > company("Gazprom OAO", "Gazprom Neft"));
    assert!(spelling_likeness("Бут", "But") > 0.99);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn suggestions_are_the_same_on_every_run_and_respect_every_judgement(start in project(), seeds in prop::collection::vec(seed(), 4..40)) {
        let project = played(start, &seeds);
        let build = || Linker::build(&project, &HashMap::new(), &Work::default()).unwrap();
        let (mut one, other) = (build(), build());
        prop_assert_eq!(one.order(&project), other.order(&project));
        for mention in project.mentions() {
            prop_assert_eq!(one.suggest(&project, mention.id, 9), other.suggest(&project, mention.id, 9));
        }
        one.learn(&project);
        for mention in project.mentions().filter(|m| m.is_live()) {
            ranked_as_judged(&project, mention.id, &one.suggest(&project, mention.id, usize::MAX))?;
        }
    }
}

/// What chance does to a project.
fn played(start: Project, seeds: &[crate::common::random::Seed]) -> Project {
    let mut all = start;
    for seed in seeds {
        perform(&mut all, seed);
    }
    all
}

/// Whether the candidates that were accepted stand before those that were rejected, which come last.
fn ranked_as_judged(project: &Project, mention: MentionId, all: &[Suggestion]) -> Result<(), TestCaseError> {
    let whose = |id: MentionId| project.mention(id).map(|m| m.entity.map_or(Target::Mention(id), Target::Entity));
    let judged = |suggestion: &Suggestion, verdict: Verdict| {
        project
            .judgements_on(mention)
            .any(|j| j.verdict == verdict && j.other(mention).and_then(whose) == Some(suggestion.target))
    };
    let own = project.mention(mention).and_then(|m| m.entity).map(Target::Entity);
    let mut rejected = false;
    for suggestion in all {
        prop_assert_ne!(Some(suggestion.target), own);
        let barred = judged(suggestion, Verdict::Different);
        prop_assert_eq!(suggestion.barred.is_some(), barred);
        prop_assert!(!rejected || barred, "a rejected one stands before another");
        rejected |= barred;
        if judged(suggestion, Verdict::Same) && !barred {
            prop_assert!(suggestion.score >= 1.0);
        }
    }
    Ok(())
}
