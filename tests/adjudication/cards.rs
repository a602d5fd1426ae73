//! Several people annotated the same documents: what they agree about, and deciding about the rest.

use crate::common::dsl::Case;
use crate::common::random::{Seed, perform, project, seed};
use proptest::prelude::*;
use redstring::adjudication::{Adjudication, Card, LinkCard, MentionCard, Reader, Reading, Rule, View};
use redstring::annotation::{
    Command, DocumentRecord, MentionId, Op, Project, Status, Transaction, TypeId, Verdict, contradictions,
};
use redstring::storage::ProjectFile;
use redstring::text::{ContentHash, DocumentId, Spans};
use redstring::work::Work;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Several readings of the same texts: marked texts, and who belongs together.
fn readers(readings: &[(&str, &[&str], &str)]) -> Adjudication {
    let readers = readings.iter().map(|(name, texts, clusters)| {
        let case = Case::of(texts);
        let case = if clusters.is_empty() { case } else { case.entities(clusters) };
        Reader { name: (*name).into(), project: case.project }
    });
    Adjudication::of(readers.collect()).unwrap()
}

fn run(project: &mut Project, command: &Command) {
    let step = command.plan(project, &"xy".into()).unwrap();
    let before = project.clone();
    project.apply(&step).unwrap();
    assert_eq!(project.faults(), []);
    let mut back = project.clone();
    back.apply(&step.inverse()).unwrap();
    assert_eq!(back, before, "one undo");
}

fn mention_card(card: &Card) -> &MentionCard {
    match card {
        Card::Mention(card) => card,
        Card::Link(_) => panic!("a mention card was expected: {card:?}"),
    }
}

fn link_card(card: &Card) -> &LinkCard {
    match card {
        Card::Link(card) => card,
        Card::Mention(_) => panic!("a link card was expected: {card:?}"),
    }
}

/// The texts of accepted mentions with their types, along the documents.
fn accepted(project: &Project) -> Vec<String> {
    let mut all: Vec<_> = project.mentions().filter(|m| m.status == Status::Accepted).collect();
    all.sort_by_key(|m| (m.document, m.hull().start, m.id));
    all.iter().map(|m| format!("{} {}", m.text, project.schema().get(m.kind).name)).collect()
}

/// The clusters by their texts.
fn clusters(project: &Project) -> Vec<String> {
    let texts = |e| project.mentions_of(e).map(|m| m.text.to_string()).collect::<Vec<_>>().join(", ");
    project.entities().map(|e| format!("{}: {}", e.name, texts(e.id))).collect()
}

const FIRST: &[&str] =
    &["[Viktor Bout]{a} sold to [Ruprah]{b} in [Riga]{c:Place}. [He]{d} fled.", "[Bout]{e} and [Just]{f}."];
const SECOND: &[&str] = &["Viktor [Bout]{a} sold to [Ruprah]{b} in [Riga]{c}. He fled.", "[Bout]{e} and [Just]{f}."];

#[test]
fn what_all_have_is_there_and_the_rest_tells_who_has_it() {
    let all = readers(&[("ab", FIRST, "a d e | b"), ("cd", SECOND, "a e | b f")]);
    let start = all.start();
    assert_eq!(start.faults(), []);
    assert_eq!(accepted(&start), ["Ruprah Person", "Bout Person", "Just Person"]);
    let rules: Vec<_> =
        start.mentions().filter_map(|m| m.evidence.as_ref()).map(|e| (e.rule.to_string(), e.score.get())).collect();
    let expected = [("ab, not cd", 0.5), ("cd, not ab", 0.5), ("ab: Place, cd: Person", 1.0), ("ab, not cd", 0.5)];
    assert_eq!(rules, expected.map(|(rule, score)| (rule.to_owned(), score)));
    let agreed = start.mentions().find(|m| &*m.text == "Ruprah").unwrap();
    assert_eq!(&*agreed.by, "ab + cd");
    assert_eq!(clusters(&start), ["Ruprah: Ruprah", "Viktor Bout: Bout"]);
}

#[test]
fn overlapping_readings_are_one_card_and_taking_one_is_one_undo() {
    let all = readers(&[("ab", FIRST, "a d e"), ("cd", SECOND, "a e | b f")]);
    let mut result = all.start();
    let cards = all.cards(&result);
    assert_eq!(cards.len(), 4, "{cards:#?}");
    let bout = mention_card(&cards[0]);
    let texts: Vec<_> = bout.variants.iter().map(|v| (&*v.text, v.readings.clone())).collect();
    let person = Reading::As(result.schema().by_name("Person"));
    assert_eq!(texts, [("Viktor Bout", vec![person, Reading::NotThere]), ("Bout", vec![Reading::NotThere, person])]);
    let step = all.take(&cards[0], 1, &result).unwrap();
    run(&mut result, &step);
    assert_eq!(accepted(&result)[0], "Bout Person");
    let taken = result.mentions().find(|m| &*m.text == "Bout").unwrap();
    assert_eq!(&*taken.by, "xy (from cd)");
    assert_eq!(clusters(&result), ["Viktor Bout: Bout, Bout"], "it comes to those that it belongs to");
    let dismissed = result.mentions().find(|m| &*m.text == "Viktor Bout").unwrap();
    assert_eq!(dismissed.status, Status::Rejected);
    let both = all.take_both(&cards[2], &result).unwrap();
    run(&mut result, &both);
    assert!(accepted(&result).contains(&"Riga Place".to_owned()), "the first of two types");
    let step = all.take_none(&cards[3], &result).unwrap();
    run(&mut result, &step);
    // Whether Ruprah and Just are one is a question of its own.
    let cards = all.cards(&result);
    let link = link_card(&cards[0]);
    assert_eq!(cards.len(), 1);
    assert_eq!(link.links.len(), 2);
    assert_eq!(link.views[0], View::Alone);
    assert!(matches!(&link.views[1], View::With { count: 2, .. }), "{:?}", link.views);
    let step = all.take(&cards[0], 0, &result).unwrap();
    run(&mut result, &step);
    assert_eq!(all.cards(&result), []);
    // Nothing but the saved project is needed to go on.
    let text = ProjectFile { project: result, ..Default::default() }.to_ron(Path::new("/nowhere")).unwrap();
    let result = ProjectFile::parse(&text, Path::new("/nowhere")).unwrap().project;
    assert_eq!(all.cards(&result), []);
    assert!(text.contains("by: \"xy (from cd)\""));
}

#[test]
fn whose_mentions_are_is_one_question_for_all_that_are_disputed_alike() {
    let texts = &["[Just]{a} met [Justi]{b}. [Youst]{c} and [Joost]{d} fled. [X]{e}"];
    let all = readers(&[("ab", texts, "a b c d"), ("cd", texts, "a b | c d"), ("ef", texts, "a b")]);
    let mut result = all.start();
    assert_eq!(clusters(&result), ["Justi: Just, Justi"], "as two of three call it");
    let cards = all.cards(&result);
    let link = link_card(&cards[0]);
    assert_eq!((cards.len(), link.links.len()), (1, 2));
    assert!(
        matches!(&link.views[0], View::With { name, count: 4, mentions } if &**name == "Justi" && mentions.len() == 2)
    );
    assert_eq!(link.views[2], View::Alone);
    let as_second = all.take(&cards[0], 1, &result).unwrap();
    let mut second = result.clone();
    run(&mut second, &as_second);
    assert_eq!(clusters(&second), ["Justi: Just, Justi", "Youst: Youst, Joost"], "called as cd calls it");
    assert_eq!(all.cards(&second), []);
    let mut third = result.clone();
    run(&mut third, &all.take(&cards[0], 2, &result).unwrap());
    assert_eq!((clusters(&third).len(), all.cards(&third)), (1, vec![]));
    let mut unsure = result.clone();
    run(&mut unsure, &all.leave_unsure(&cards[0], &result).unwrap());
    assert_eq!((clusters(&unsure).len(), all.cards(&unsure)), (1, vec![]));
    let step = all.take(&cards[0], 0, &result).unwrap();
    run(&mut result, &step);
    assert_eq!(clusters(&result), ["Justi: Just, Justi, Youst, Joost"]);
}

#[test]
fn judgements_come_along_where_nobody_says_otherwise() {
    let texts = &["[Just]{a} met [Justi]{b}, [Ann]{c} and [Bert]{d}."];
    let mut first = Case::of(texts).entities("a b");
    let mut second = Case::of(texts).entities("a b c");
    first.run(Command::Judge(first.m("a"), first.m("d"), Verdict::Different)).unwrap();
    first.run(Command::Judge(first.m("a"), first.m("c"), Verdict::Different)).unwrap();
    second.run(Command::Judge(second.m("a"), second.m("b"), Verdict::Same)).unwrap();
    let reader = |name: &str, case: Case| Reader { name: name.into(), project: case.project };
    let all = Adjudication::of(vec![reader("ab", first), reader("cd", second)]).unwrap();
    let start = all.start();
    let said: Vec<_> = start.judgements().map(|j| (j.a.0, j.b.0, j.verdict)).collect();
    assert_eq!(said, [(1, 2, Verdict::Same), (1, 4, Verdict::Different)], "a and c are in dispute");
}

#[test]
fn a_document_of_another_text_is_left_out_and_told() {
    let mut other = Case::of(FIRST).project;
    let record = other.document(DocumentId(2)).unwrap().clone();
    let changed = Arc::new(DocumentRecord { hash: ContentHash::of("other"), ..(*record).clone() });
    let ops = vec![Op::Document(Some(record), Some(changed))];
    other.apply(&Transaction { label: "".into(), ops, by_machine: false }).unwrap();
    let readers = vec![
        Reader { name: "ab".into(), project: Case::of(FIRST).project },
        Reader { name: "cd".into(), project: other },
    ];
    let all = Adjudication::of(readers).unwrap();
    let told: Vec<_> = all.aside().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["cd read another text of 1.txt: what is said of it there is left out"]);
    assert!(all.cards(&all.start()).is_empty(), "ab alone has the first text of 1.txt");
    assert_eq!(all.start().documents().len(), 2);
}

#[test]
fn a_rule_decides_many_cards_as_one_step() {
    let one = &["[Viktor Bout]{a} met [Ruprah]{b}. [He]{c} fled [Riga]{d:Place}."];
    let two = &["[Viktor Bout]{a} met Ruprah. [He]{c} fled [Riga]{d}."];
    let three = &["Viktor [Bout]{a} met [Ruprah]{b}. He fled [Riga]{d:Place}."];
    let all = readers(&[("ab", one, "a c"), ("cd", two, "a c"), ("ef", three, "")]);
    let result = all.start();
    let by = |rule| {
        let mut after = result.clone();
        if let Some(command) = all.bulk(rule, &result, &Work::default()).unwrap() {
            run(&mut after, &command);
        }
        (accepted(&after).join(", "), all.cards(&after).len())
    };
    let most = "Viktor Bout Person, Ruprah Person, He Person, Riga Place";
    assert_eq!(by(Rule::Majority), (most.to_owned(), 0));
    assert_eq!(by(Rule::Shortest), ("Bout Person".to_owned(), 3));
    assert_eq!(by(Rule::Longest).0, "Viktor Bout Person");
    assert_eq!(by(Rule::Take(2)), ("Bout Person, Ruprah Person, Riga Place".to_owned(), 0));
    assert_eq!(by(Rule::WhereSilent { take: 0, silent: 1 }).0, "Ruprah Person");
    let mut after = result.clone();
    run(&mut after, &all.bulk(Rule::Take(2), &result, &Work::default()).unwrap().unwrap());
    let ruprah = after.mentions().find(|m| &*m.text == "Ruprah").unwrap();
    assert_eq!(&*ruprah.by, "xy (from ef)");
    let work = Work::default();
    work.cancel();
    assert!(all.bulk(Rule::Majority, &result, &work).is_err());
}

/// A place as a file would tell it.
type At = (Arc<str>, Spans);

fn at(project: &Project, id: MentionId) -> At {
    let m = project.mention(id).unwrap();
    (project.document(m.document).unwrap().path.clone(), m.spans.clone())
}

/// The accepted mentions in some documents, with the names of their types, and who is with whom.
fn reading(project: &Project, paths: &BTreeSet<Arc<str>>) -> (BTreeMap<At, String>, BTreeSet<BTreeSet<At>>) {
    let live = project.mentions().filter(|m| m.status == Status::Accepted && paths.contains(&at(project, m.id).0));
    let live: Vec<_> = live.collect();
    let kind = |kind: TypeId| project.schema().get(kind).name.to_string();
    let mentions = live.iter().map(|m| (at(project, m.id), kind(m.kind))).collect();
    let mut clusters: BTreeMap<_, BTreeSet<At>> = BTreeMap::new();
    for m in live {
        m.entity.map(|e| clusters.entry(e).or_default().insert(at(project, m.id)));
    }
    // One mention alone is no cluster.
    (mentions, clusters.into_values().filter(|c| c.len() > 1).collect())
}

fn paths(project: &Project) -> BTreeSet<Arc<str>> {
    project.documents().map(|d| d.path.clone()).collect()
}

/// Several people who began with one project. Of what they do, nothing adds or changes documents, so that all have all;
/// `apart` takes some away from each.
fn several() -> impl Strategy<Value = Vec<Project>> {
    let seeds = || prop::collection::vec(seed(), 0..25);
    (project(), prop::collection::vec(seeds(), 2..4)).prop_map(|(base, all)| {
        let work = |seeds: &Vec<Seed>| {
            let mut project = base.clone();
            let kept = |s: &&Seed| !matches!(s.which % 44, 0..=1 | 26..=37);
            seeds.iter().filter(kept).for_each(|s| perform(&mut project, s));
            project
        };
        all.iter().map(work).collect()
    })
}

fn adjudication(projects: &[Project]) -> Adjudication {
    let readers = projects.iter().enumerate();
    let readers = readers.map(|(i, p)| Reader { name: format!("r{i}").into(), project: p.clone() });
    Adjudication::of(readers.collect()).unwrap()
}

/// Decides cards, each time the one and in the way that `choose` says, until none is left; how many it took.
fn decide(all: &Adjudication, result: &mut Project, mut choose: impl FnMut(usize) -> (usize, usize)) -> usize {
    let mut taken = 0;
    loop {
        let cards = all.cards(result);
        if cards.is_empty() {
            return taken;
        }
        let (which, how) = choose(cards.len());
        let card = &cards[which % cards.len()];
        let readers = all.readers().len();
        let command = match how % (readers + 2) {
            n if n < readers => all.take(card, n, result),
            n if n == readers => all.take_both(card, result),
            _ => all.take_none(card, result),
        };
        // Whoever says nothing of a card cannot be followed.
        let command = command.or_else(|| all.take_none(card, result)).unwrap();
        run(result, &command);
        taken += 1;
        assert!(taken < 2000, "it does not end: {:#?}", all.cards(result));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn equal_readers_have_nothing_to_decide(project in project(), readers in 1_usize..4) {
        let all = adjudication(&vec![project.clone(); readers]);
        let start = all.start();
        prop_assert_eq!(start.faults(), vec![]);
        prop_assert_eq!(all.cards(&start), vec![]);
        prop_assert_eq!(reading(&start, &paths(&project)), reading(&project, &paths(&project)));
    }

    #[test]
    fn taking_one_reader_everywhere_is_that_readers_project(projects in several(), first in any::<u8>(), one_by_one: bool) {
        let all = adjudication(&projects);
        let reader = usize::from(first) % projects.len();
        let mut result = all.start();
        prop_assert_eq!(result.faults(), vec![]);
        if one_by_one {
            let mut n = usize::from(first);
            decide(&all, &mut result, |_| { n = n.wrapping_mul(31).wrapping_add(7); (n, reader) });
        } else if let Some(command) = all.bulk(Rule::Take(reader), &result, &Work::default()).unwrap() {
            run(&mut result, &command);
        }
        let here = paths(&projects[reader]);
        prop_assert_eq!(reading(&result, &here), reading(&projects[reader], &here));
        prop_assert_eq!(contradictions(&result), vec![]);
    }

    #[test]
    fn whatever_is_taken_in_any_order_it_ends_and_stays_settled(
        projects in several(),
        choices in prop::collection::vec(any::<(u16, u8)>(), 1..50),
    ) {
        let all = adjudication(&projects);
        let mut result = all.start();
        let mut choices = choices.iter().cycle();
        let taken = decide(&all, &mut result, |_| {
            let (which, how) = choices.next().unwrap();
            (usize::from(*which), usize::from(*how))
        });
        prop_assert!(taken <= 3 * result.mentions().len());
        prop_assert_eq!(contradictions(&result), vec![]);
        let text = ProjectFile { project: result.clone(), ..Default::default() }.to_ron(Path::new("/nowhere")).unwrap();
        let again = ProjectFile::parse(&text, Path::new("/nowhere")).unwrap().project;
        prop_assert_eq!(all.cards(&again), vec![]);
    }

    #[test]
    fn cards_of_readers_who_share_only_some_documents_end_too(projects in several(), lacks in any::<[u8; 4]>()) {
        let projects: Vec<_> = projects.iter().zip(lacks).map(|(project, lacks)| {
            let documents: Vec<_> = project.documents().map(|d| d.id).collect();
            let gone = documents.get(usize::from(lacks) % (documents.len() + 1)).copied();
            without(project, gone)
        }).collect();
        let all = adjudication(&projects);
        let mut result = all.start();
        prop_assert_eq!(result.faults(), vec![]);
        // The first reader wherever there is a word of that reader's, and then whoever.
        if let Some(command) = all.bulk(Rule::Take(0), &result, &Work::default()).unwrap() {
            run(&mut result, &command);
        }
        let here = paths(&projects[0]);
        prop_assert_eq!(reading(&result, &here).0, reading(&projects[0], &here).0);
        let mut n = 3_usize;
        decide(&all, &mut result, |_| { n = n.wrapping_mul(31).wrapping_add(7); (n, 1) });
    }
}

/// A project without one document, as if it had not been handed out.
fn without(project: &Project, gone: Option<DocumentId>) -> Project {
    let Some(gone) = gone else { return project.clone() };
    let here = |id: MentionId| project.mention(id).is_some_and(|m| m.document != gone);
    let mut ops: Vec<Op> =
        project.documents().filter(|d| d.id != gone).map(|d| Op::Document(None, Some(d.clone()))).collect();
    ops.extend(project.entities().map(|e| Op::Entity(None, Some(e.clone()))));
    ops.extend(project.mentions().filter(|m| here(m.id)).map(|m| Op::Mention(None, Some(m.clone()))));
    ops.extend(project.judgements().filter(|j| here(j.a) && here(j.b)).map(|j| Op::Judgement(None, Some(j.clone()))));
    let mut part = Project::new((**project.schema()).clone());
    part.apply(&Transaction { label: "".into(), ops, by_machine: false }).unwrap();
    part
}
