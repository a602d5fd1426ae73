//! What each command does, undoes and refuses; and what holds whatever is done.

use crate::common::dsl::{Case, span};
use crate::common::random::{Seed, command, perform, project, seed};
use proptest::prelude::*;
use redstring::annotation::{
    Author, Command, DocumentRecord, EditError, EntityId, Evidence, History, Layers, MentionId, MentionType, Moment,
    NewDocument, NewMention, Project, ProposalFacts, ProposalFilter, ProposalPlace, Schema, Status, Verdict,
    preview_tie,
};
use redstring::text::{ContentHash, DocumentId};
use std::collections::HashSet;

const ARMS: &[&str] =
    &["[Viktor But]{a} was sold by [Buti]{b} in [Sharjah]{place:Place}.", "[Bout]{c} knew [Buti]{d}; [he]{e?} fled."];

#[test]
fn tying_two_loose_mentions_makes_an_entity_with_the_longer_name() {
    let mut case = Case::of(ARMS);
    let label = case.tie("b", "a").unwrap();
    assert_eq!((label.as_str(), case.clusters().as_str()), ("tie “Viktor But” to Viktor But", "a b"));
    assert_eq!(case.project.judgement(case.m("a"), case.m("b")).unwrap().verdict, Verdict::Same);
    assert_eq!(case.undo(), "tie “Viktor But” to Viktor But");
    assert_eq!(case.clusters(), "");
    case.redo();
    assert_eq!(case.clusters(), "a b");
}

#[test]
fn tying_to_an_entity_joins_it_from_either_side() {
    for (hand, click) in [("a", "c"), ("c", "a")] {
        let mut case = Case::of(ARMS).entities("a b");
        let kept = case.e("a");
        assert_eq!(case.tie(hand, click).unwrap(), "tie “Bout” to Viktor But");
        assert_eq!((case.clusters().as_str(), case.e("c")), ("a b c", kept));
    }
}

#[test]
fn tying_two_entities_makes_them_one_and_keeps_the_one_in_hand() {
    let mut case = Case::of(ARMS).entities("a b | c d");
    let preview = preview_tie(&case.project, case.m("c"), case.m("b")).unwrap();
    assert!(preview.ask, "two entities of several mentions");
    assert_eq!((preview.kept, preview.absorbed), (Some(case.e("c")), Some(case.e("a"))));
    assert_eq!(case.tie("c", "b").unwrap(), "join Viktor But with Bout");
    assert_eq!((case.clusters().as_str(), case.entity_names()), ("a b c d", vec!["Bout"]));
    case.undo();
    assert_eq!(case.clusters(), "a b | c d");
}

#[test]
fn a_tie_of_a_loose_mention_asks_nothing() {
    let case = Case::of(ARMS).entities("a b | c");
    assert!(!preview_tie(&case.project, case.m("a"), case.m("d")).unwrap().ask);
    assert!(!preview_tie(&case.project, case.m("a"), case.m("c")).unwrap().ask, "an entity of one is no loss");
    assert_eq!(preview_tie(&case.project, case.m("a"), case.m("b")), None, "tied already");
    assert_eq!(preview_tie(&case.project, case.m("a"), case.m("a")), None);
}

#[test]
fn a_tie_against_different_asks_and_overrules() {
    let mut case = Case::of(ARMS).entities("a b");
    case.run(Command::Judge(case.m("b"), case.m("c"), Verdict::Different)).unwrap();
    let preview = preview_tie(&case.project, case.m("a"), case.m("c")).unwrap();
    assert!(preview.ask);
    assert_eq!(preview.overruled.len(), 1);
    case.tie("a", "c").unwrap();
    assert_eq!(case.clusters(), "a b c");
    assert_eq!(case.project.judgement(case.m("b"), case.m("c")), None);
    case.undo();
    assert_eq!(case.project.judgement(case.m("b"), case.m("c")).unwrap().verdict, Verdict::Different);
}

#[test]
fn tying_what_is_tied_dismissed_or_gone_is_refused() {
    let mut case = Case::of(&["[a]{a} [b]{b} [c]{c!}"]).entities("a b");
    assert_eq!(case.tie("a", "b"), Err(EditError::NothingToDo));
    assert_eq!(case.tie("a", "c"), Err(EditError::NothingToDo));
    assert_eq!(
        case.run(Command::Tie { mention: MentionId(99), onto: case.m("a") }),
        Err(EditError::NoMention(MentionId(99)))
    );
}

#[test]
fn tying_a_proposal_accepts_it() {
    let mut case = Case::of(ARMS);
    case.tie("c", "e").unwrap();
    assert_eq!((case.get("e").status, &*case.get("e").by), (Status::Accepted, "ab"));
    assert!(case.get("e").evidence.is_some(), "why it was proposed stays");
}

#[test]
fn tying_all_moves_them_and_leaves_no_bare_entity() {
    let mut case = Case::of(ARMS).entities("b d");
    let label = case.run(Command::TieAll { mentions: case.all("b c d"), onto: case.m("a") }).unwrap();
    assert_eq!(label, "tie “Buti” and 2 more to Viktor But");
    assert_eq!((case.clusters().as_str(), case.entity_names()), ("a b c d", vec!["Viktor But"]));
}

#[test]
fn assigning_overrules_what_stood_against_it_and_drops_what_tied_it_before() {
    let mut case = Case::of(ARMS).entities("a b | c");
    case.tie("c", "d").unwrap();
    case.run(Command::Judge(case.m("b"), case.m("d"), Verdict::Different)).unwrap();
    case.run(Command::Assign(case.all("d"), case.e("a"))).unwrap();
    assert_eq!(case.clusters(), "a b d | c");
    assert_eq!(case.project.judgement(case.m("b"), case.m("d")), None, "a tie outweighs an earlier different");
    assert_eq!(case.project.judgement(case.m("c"), case.m("d")), None, "they are no longer the same");
    assert_eq!(case.run(Command::Assign(case.all("d"), case.e("a"))), Err(EditError::NothingToDo));
    assert_eq!(case.run(Command::Assign(case.all("d"), EntityId(77))), Err(EditError::NoEntity(EntityId(77))));
}

#[test]
fn untying_the_last_mention_removes_a_bare_entity_but_not_one_with_a_note() {
    let mut case = Case::of(ARMS).entities("a | c");
    case.run(Command::SetNote(case.e("c"), "see the UN report".into())).unwrap();
    assert_eq!(case.run(Command::Untie(case.all("a"))).unwrap(), "untie “Viktor But” from Viktor But");
    case.run(Command::Untie(case.all("c"))).unwrap();
    assert_eq!(case.entity_names(), ["Bout"]);
    assert_eq!(case.run(Command::Untie(case.all("a"))), Err(EditError::NothingToDo));
}

#[test]
fn untying_forgets_every_same() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    case.tie("a", "c").unwrap();
    case.run(Command::Untie(case.all("a b"))).unwrap();
    assert_eq!(case.clusters(), "c");
    assert_eq!(case.project.judgements().len(), 0);
}

#[test]
fn splitting_off_makes_an_entity_of_its_own() {
    let mut case = Case::of(ARMS).entities("a b c d");
    let label = case.run(Command::SplitOff(case.all("b d"))).unwrap();
    assert_eq!((label.as_str(), case.clusters().as_str()), ("make a new entity of “Buti” and 1 more", "a c | b d"));
    assert_eq!(case.entity_names(), ["Viktor But", "Buti"]);
    assert_eq!(case.run(Command::SplitOff(vec![])), Err(EditError::NothingToDo));
}

#[test]
fn splitting_off_two_that_were_judged_different_overrules_it() {
    let mut case = Case::of(ARMS);
    case.run(Command::Judge(case.m("a"), case.m("b"), Verdict::Different)).unwrap();
    case.run(Command::SplitOff(case.all("a b"))).unwrap();
    assert_eq!(case.project.judgements().len(), 0);
}

#[test]
fn merging_joins_notes_and_overrules_different() {
    let mut case = Case::of(ARMS).entities("a b | c d");
    case.run(Command::SetNote(case.e("a"), "one".into())).unwrap();
    case.run(Command::SetNote(case.e("c"), "two".into())).unwrap();
    case.run(Command::Judge(case.m("a"), case.m("c"), Verdict::Different)).unwrap();
    assert_eq!(case.project.conflicts(case.e("a"), case.e("c")).len(), 1);
    let (kept, absorbed) = (case.e("a"), case.e("c"));
    assert_eq!(case.run(Command::Merge { kept, absorbed }).unwrap(), "join Bout with Viktor But");
    assert_eq!(case.clusters(), "a b c d");
    assert_eq!(&*case.project.entity(kept).unwrap().note, "one\ntwo");
    assert_eq!(case.project.judgements().len(), 0);
    assert_eq!(case.run(Command::Merge { kept, absorbed: kept }), Err(EditError::NothingToDo));
    assert_eq!(case.run(Command::Merge { kept, absorbed }), Err(EditError::NoEntity(absorbed)));
}

#[test]
fn names_types_and_notes_of_entities_change() {
    let mut case = Case::of(ARMS).entities("a");
    let e = case.e("a");
    assert_eq!(case.run(Command::Rename(e, " Viktor\n Bout ".into())).unwrap(), "rename Viktor But to Viktor Bout");
    assert_eq!(case.run(Command::Rename(e, "Viktor Bout".into())), Err(EditError::NothingToDo));
    assert_eq!(case.run(Command::Rename(e, " \n".into())), Err(EditError::NoName));
    let place = case.project.schema().by_name("Place").unwrap();
    case.run(Command::RetypeEntity(e, place)).unwrap();
    assert_ne!(case.get("a").kind, place, "its mentions keep theirs");
    case.run(Command::SetNote(e, "a\nb".into())).unwrap();
    assert_eq!(&*case.project.entity(e).unwrap().note, "a\nb");
}

#[test]
fn deleting_an_entity_unties_its_mentions() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    assert_eq!(case.run(Command::DeleteEntity(case.e("a"))).unwrap(), "delete Viktor But");
    assert_eq!((case.clusters().as_str(), case.project.judgements().len()), ("", 0));
    assert_eq!(case.project.mentions().len(), 6);
    case.undo();
    assert_eq!(case.clusters(), "a b");
}

#[test]
fn dismissing_unties_and_accepting_takes_it_back() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    assert_eq!(case.run(Command::Dismiss(case.all("a b"))).unwrap(), "dismiss “Viktor But” and 1 more");
    assert_eq!((case.clusters().as_str(), case.project.entities().len()), ("", 0));
    assert_eq!(case.project.judgements().len(), 0, "what is no mention is not the same as anything");
    assert_eq!(case.run(Command::Dismiss(case.all("a"))), Err(EditError::NothingToDo));
    assert_eq!(case.run(Command::Accept(case.all("a"))).unwrap(), "accept “Viktor But”");
    assert_eq!(case.get("a").entity, None);
}

#[test]
fn proposing_skips_what_is_there_and_replaces_what_nobody_touched() {
    let mut case = Case::of(&["[Bout]{kept} met [Ruprah]{thrown!}, [Chichakli]{old?} and Popov; [he]{judged?} left."]);
    case.run(Command::Judge(case.m("kept"), case.m("judged"), Verdict::Unsure)).unwrap();
    let why = |rule: &str| Some(Evidence { score: 0.9.into(), rule: rule.into(), layers: Layers::RULES });
    let with = |case: &Case, text| NewMention { evidence: why("again"), ..case.new_mention(0, text, "Place") };
    let mentions = ["Bout", "Ruprah", "Popov"].map(|text| with(&case, text)).to_vec();
    let replace = vec![DocumentId(1)];
    assert_eq!(
        case.run(Command::Propose { mentions: mentions.clone(), replace: replace.clone() }).unwrap(),
        "find 1 mention"
    );
    assert!(!case.has("old"), "nobody touched it, and it was not found again");
    assert!(case.has("judged"), "somebody said something about it");
    assert_eq!(case.get("thrown").status, Status::Rejected);
    let person = case.project.schema().by_name("Person");
    assert_eq!(Some(case.get("kept").kind), person, "a person's word stands");
    assert_eq!(case.run(Command::Propose { mentions, replace }), Err(EditError::NothingToDo));
}

#[test]
fn proposing_one_place_twice_makes_one_mention() {
    let mut case = Case::of(&["Popov"]);
    let new = case.new_mention(0, "Popov", "Person");
    case.run(Command::Propose { mentions: vec![new.clone(), new], replace: vec![] }).unwrap();
    assert_eq!(case.project.mentions().len(), 1);
}

#[test]
fn what_does_not_fit_its_document_or_schema_is_refused() {
    let mut case = Case::of(&["[Popov]{a} left"]);
    let new = case.new_mention(0, "left", "Person");
    let beyond = NewMention { spans: span(6, 99), ..new.clone() };
    let typeless = NewMention { kind: redstring::annotation::TypeId(999), ..new.clone() };
    let empty = NewMention { spans: span(6, 6), ..new.clone() };
    let homeless = NewMention { document: DocumentId(9), ..new };
    for (bad, why) in [
        (beyond, EditError::BeyondText),
        (typeless, EditError::NoType),
        (empty, EditError::BadSpans),
        (homeless, EditError::NoDocument(DocumentId(9))),
    ] {
        assert_eq!(case.run(Command::CreateMention(bad.clone())), Err(why.clone()));
        assert_eq!(case.run(Command::Propose { mentions: vec![bad], replace: vec![] }), Err(why));
    }
    assert_eq!(case.run(Command::Respan(case.m("a"), span(0, 99), "x".into())), Err(EditError::BeyondText));
    assert_eq!(case.run(Command::Respan(case.m("a"), span(3, 2), "x".into())), Err(EditError::BadSpans));
}

#[test]
fn marking_by_hand_takes_back_what_was_dismissed_and_agrees_with_a_proposal() {
    let mut case = Case::of(&["[Bout]{a!} met [Popov]{b?} and [Ruprah]{c} in Doha"]);
    for (text, name) in [("Bout", "a"), ("Popov", "b")] {
        let new = case.new_mention(0, text, "Person");
        assert_eq!(case.run(Command::CreateMention(new)).unwrap(), format!("mark “{text}”"));
        assert_eq!(case.get(name).status, Status::Accepted);
    }
    let there = case.new_mention(0, "Ruprah", "Person");
    assert_eq!(case.run(Command::CreateMention(there)), Err(EditError::AlreadyThere(case.m("c"))));
    let doha = case.new_mention(0, "Doha", "Place");
    case.run(Command::CreateMention(doha)).unwrap();
    assert_eq!(case.project.mentions().len(), 4);
}

#[test]
fn retyping_accepts() {
    let mut case = Case::of(ARMS);
    let group = case.project.schema().by_name("Group").unwrap();
    assert_eq!(case.run(Command::Retype(case.all("e"), group)).unwrap(), "make “he” a Group");
    assert_eq!((case.get("e").status, case.get("e").kind), (Status::Accepted, group));
    assert_eq!(case.run(Command::Retype(case.all("e"), group)), Err(EditError::NothingToDo));
}

#[test]
fn respanning_onto_a_dismissed_twin_takes_its_place() {
    let mut case = Case::of(&["[[Viktor]{first} But]{whole!} and [Bout]{other}"]).entities("first");
    let label = case.run(Command::Respan(case.m("first"), span(0, 10), "Viktor But".into())).unwrap();
    assert_eq!(label, "move “Viktor” to “Viktor But”");
    assert!(!case.has("whole"));
    assert_eq!((&*case.get("first").text, case.clusters().as_str()), ("Viktor But", "first"));
    let twin = case.run(Command::Respan(case.m("first"), span(15, 19), "Bout".into()));
    assert_eq!(twin, Err(EditError::AlreadyThere(case.m("other"))));
    case.undo();
    assert_eq!(case.get("whole").status, Status::Rejected);
}

#[test]
fn removing_leaves_no_trace() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    assert_eq!(case.run(Command::Remove(case.all("a b"))).unwrap(), "remove “Viktor But” and 1 more");
    assert_eq!((case.project.entities().len(), case.project.judgements().len()), (0, 0));
    assert_eq!(case.project.mentions().len(), 4);
    case.undo();
    assert_eq!(case.clusters(), "a b");
}

#[test]
fn judging_different_inside_an_entity_takes_the_first_out() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    case.tie("a", "c").unwrap();
    let label = case.run(Command::Judge(case.m("c"), case.m("b"), Verdict::Different)).unwrap();
    assert_eq!((label.as_str(), case.clusters().as_str()), ("judge “Bout” and “Buti” different", "a b"));
    assert_eq!(case.project.judgement(case.m("a"), case.m("c")), None);
}

#[test]
fn what_was_judged_can_be_taken_back() {
    let mut case = Case::of(ARMS);
    let before = case.project.clone();
    let (a, c) = (case.m("a"), case.m("c"));
    assert_eq!(case.run(Command::Unjudge(a, c)), Err(EditError::NothingToDo));
    for verdict in [Verdict::Different, Verdict::Unsure] {
        case.run(Command::Judge(a, c, verdict)).unwrap();
        case.run(Command::Unjudge(c, a)).unwrap();
        assert_eq!(case.project, before);
    }
    case.run(Command::Judge(a, c, Verdict::Same)).unwrap();
    let label = case.run(Command::Unjudge(a, c)).unwrap();
    assert_eq!(label, "take back what was said of “Viktor But” and “Bout”");
    assert_eq!((case.clusters().as_str(), case.project.judgements().len()), ("a c", 0), "they stay together");
}

#[test]
fn a_judgement_tells_who_and_when_and_saying_it_again_changes_nothing() {
    let mut case = Case::of(ARMS);
    let (a, b) = (case.m("a"), case.m("b"));
    let judge = Command::Judge(a, b, Verdict::Different);
    let author = |by: &str, at| Author { by: by.into(), at: Some(Moment::from_unix(at)) };
    let first = judge.plan(&case.project, &author("ab", 100)).unwrap();
    case.project.apply(&first).unwrap();
    let said = |case: &Case| case.project.judgement(a, b).map(|j| (j.by.to_string(), j.at.unwrap().unix()));
    assert_eq!(said(&case), Some(("ab".to_owned(), 100)));
    assert_eq!(judge.plan(&case.project, &author("ab", 200)), Err(EditError::NothingToDo));
    let second = judge.plan(&case.project, &author("cd", 200)).unwrap();
    case.project.apply(&second).unwrap();
    assert_eq!(said(&case), Some(("cd".to_owned(), 200)), "somebody else's word is another");
}

#[test]
fn an_entity_is_cut_in_two_and_the_ends_are_remembered_as_different() {
    let mut case = Case::of(ARMS);
    case.tie("a", "b").unwrap();
    case.tie("b", "c").unwrap();
    let cut = |case: &Case, half: &str, a: &str, b: &str| Command::Cut {
        half: case.all(half),
        apart: vec![(case.m(a), case.m(b))],
    };
    for (half, a, b) in [("c", "a", "b"), ("a b c", "a", "b"), ("c d", "b", "c"), ("", "a", "b")] {
        let wrong = cut(&case, half, a, b);
        assert_eq!(case.run(wrong), Err(EditError::NothingToDo), "{half} by {a} and {b}");
    }
    let right = cut(&case, "c", "b", "c");
    assert_eq!(case.run(right).unwrap(), "cut “Bout” off Viktor But");
    assert_eq!(case.clusters(), "a b | c");
    assert_eq!(case.project.judgement(case.m("b"), case.m("c")).unwrap().verdict, Verdict::Different);
    case.undo();
    assert_eq!(case.clusters(), "a b c");
    assert_eq!(case.project.judgement(case.m("b"), case.m("c")).unwrap().verdict, Verdict::Same);
}

#[test]
fn several_entities_become_one_in_one_step() {
    let mut case = Case::of(ARMS).entities("a | b | c d");
    let [a, b, c] = ["a", "b", "c"].map(|name| case.e(name));
    case.run(Command::Judge(case.m("b"), case.m("d"), Verdict::Different)).unwrap();
    let label = case.run(Command::MergeAll { kept: a, absorbed: vec![b, c] }).unwrap();
    assert_eq!(label, "join Buti and 1 more with Viktor But");
    assert_eq!((case.clusters().as_str(), case.project.judgements().len()), ("a b c d", 0));
    case.undo();
    assert_eq!((case.clusters().as_str(), case.project.judgements().len()), ("a | b | c d", 1));
    assert_eq!(case.run(Command::MergeAll { kept: a, absorbed: vec![] }), Err(EditError::NothingToDo));
}

#[test]
fn judging_same_ties_and_unsure_only_notes() {
    let mut case = Case::of(ARMS);
    case.run(Command::Judge(case.m("a"), case.m("c"), Verdict::Unsure)).unwrap();
    assert_eq!(case.clusters(), "");
    case.run(Command::Judge(case.m("a"), case.m("c"), Verdict::Same)).unwrap();
    assert_eq!(case.clusters(), "a c");
    assert_eq!(case.run(Command::Judge(case.m("a"), case.m("a"), Verdict::Same)), Err(EditError::NothingToDo));
    case.run(Command::Unjudge(case.m("a"), case.m("c"))).unwrap();
    let label = case.run(Command::Judge(case.m("c"), case.m("a"), Verdict::Same)).unwrap();
    assert_eq!((label.as_str(), case.clusters().as_str()), ("judge “Bout” and “Viktor But” the same", "a c"));
}

#[test]
fn documents_come_once_and_a_changed_text_is_followed() {
    let mut case = Case::of(&["[Bout]{a} and [Popov]{b}"]).entities("a | b");
    let again = NewDocument { path: "0.txt".into(), bytes: 1, hash: ContentHash::of("x") };
    assert_eq!(case.run(Command::AddDocuments(vec![again])), Err(EditError::NothingToDo));
    let document =
        DocumentRecord { id: DocumentId(1), path: "0.txt".into(), bytes: 8, hash: ContentHash::of("Mr. Bout") };
    let found = vec![(case.m("a"), span(4, 8), "Bout".into())];
    let silent = Command::Reanchor { document: document.clone(), found: found.clone(), lost: vec![] };
    assert_eq!(case.run(silent), Err(EditError::BeyondText), "b is neither found nor lost");
    let lost = case.all("b");
    let label = case.run(Command::Reanchor { document, found, lost }).unwrap();
    assert_eq!((label.as_str(), case.clusters().as_str()), ("follow the changed text of 0.txt", "a"));
    assert_eq!(case.entity_names(), ["Bout"]);
    case.undo();
    assert_eq!(case.clusters(), "a | b");
}

#[test]
fn the_schema_grows_and_does_not_shrink() {
    let mut case = Case::of(ARMS);
    let types: Vec<MentionType> = case.project.schema().types().map(|(_, t)| t.clone()).collect();
    let fewer = Schema::new(types[1..].to_vec()).unwrap();
    assert_eq!(case.run(Command::SetSchema(fewer)), Err(EditError::SchemaShrinks));
    let mut more = types.clone();
    more.push(MentionType { name: "Vessel".into(), labels: Vec::new(), ..types[0].clone() });
    assert_eq!(case.run(Command::SetSchema(Schema::new(more).unwrap())).unwrap(), "change the mention types");
    assert_eq!(case.run(Command::SetSchema(case.project.schema().as_ref().clone())), Err(EditError::NothingToDo));
}

/// What no sequence of commands may bring about, beyond [`Project::faults`].
fn contradictions(project: &Project) -> Vec<String> {
    let entity = |id| project.mention(id).and_then(|m| m.entity);
    let tied = |j: &redstring::annotation::Judgement| entity(j.a).is_some() && entity(j.a) == entity(j.b);
    let wrong = project.judgements().filter(|j| match j.verdict {
        Verdict::Different => tied(j),
        Verdict::Same => !tied(j),
        Verdict::Unsure => false,
    });
    wrong.map(|j| format!("{j:?}")).collect()
}

fn ids(project: &Project) -> HashSet<(char, u32)> {
    let documents = project.documents().map(|d| ('d', d.id.0));
    let entities = project.entities().map(|e| ('e', e.id.0));
    documents.chain(entities).chain(project.mentions().map(|m| ('m', m.id.0))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_done_can_be_undone(seeds in prop::collection::vec(seed(), 1..80)) {
        let mut project = Project::default();
        let first = project.clone();
        let mut history = History::default();
        let mut ever = HashSet::new();
        for seed in &seeds {
            let Ok(transaction) = command(&project, seed).plan(&project, &seed.words[1].as_str().into()) else { continue };
            let before = project.clone();
            project.apply(&transaction).unwrap();
            prop_assert_eq!(project.faults(), vec![]);
            prop_assert_eq!(contradictions(&project), Vec::<String>::new(), "{}", transaction.label);
            let mut back = project.clone();
            back.apply(&transaction.inverse()).unwrap();
            prop_assert_eq!(&back, &before);
            prop_assert_eq!(back.faults(), vec![]);
            // A step planned on another state is refused, and then nothing has changed.
            prop_assert!(project.clone().apply(&transaction).is_err());
            let (old, new) = (ids(&before), ids(&project));
            prop_assert!(new.difference(&old).all(|id| ever.insert(*id)), "an id was used again");
            history.record(transaction, None);
        }
        let last = project.clone();
        while let Some(step) = history.undo_step().cloned() {
            step.transactions().rev().try_for_each(|t| project.apply(&t.inverse())).unwrap();
            history.mark_undone();
        }
        prop_assert_eq!(&project, &first);
        prop_assert_eq!(project.faults(), vec![]);
        while let Some(step) = history.redo_step().cloned() {
            step.transactions().try_for_each(|t| project.apply(t)).unwrap();
            history.mark_redone();
        }
        prop_assert_eq!(&project, &last);
    }

    #[test]
    fn a_stale_step_changes_nothing(start in project(), seed in seed(), meanwhile in prop::collection::vec(seed(), 1..4)) {
        let Ok(transaction) = command(&start, &seed).plan(&start, &"ab".into()) else { return Ok(()) };
        let mut project = start.clone();
        meanwhile.iter().for_each(|seed: &Seed| perform(&mut project, seed));
        let before = project.clone();
        if project.apply(&transaction).is_err() {
            prop_assert_eq!(project.revision(), before.revision());
            prop_assert_eq!(&project, &before);
        }
        prop_assert!(!project.faults().iter().any(|f| f.0.contains("index")));
    }
}

/// The proposals as a walk over all mentions finds them: what the index must say.
fn open_proposals(project: &Project, filter: &ProposalFilter) -> Vec<ProposalPlace> {
    let open = project.mentions().filter(|m| m.is_untouched() && filter.lets(m.document, ProposalFacts::of(m)));
    let mut places: Vec<_> = open.map(|m| ProposalPlace::of(m)).collect();
    places.sort();
    places
}

proptest! {
    #[test]
    fn layers_and_proposals_are_counted_as_a_walk_over_all_mentions_counts_them(
        project in project(),
        numbers in any::<[u32; 4]>(),
    ) {
        let schema_kind = project.schema().types().nth(numbers[0] as usize % 4).map(|(id, _)| id);
        let documents: Vec<_> = project.documents().map(|d| d.id).collect();
        let filter = ProposalFilter {
            kinds: schema_kind.filter(|_| numbers[1].is_multiple_of(2)).into_iter().collect(),
            layers: if numbers[1].is_multiple_of(3) { Layers::RULES } else { Layers::NONE },
            from: ((numbers[2] % 1000) as f32 / 2000.0).into(),
            document: documents.get(numbers[3] as usize % (documents.len() + 1)).copied(),
        };
        for filter in [ProposalFilter::default(), filter] {
            let places = open_proposals(&project, &filter);
            let walked: Vec<_> = project.proposals(&filter).map(|(place, _)| place).collect();
            prop_assert_eq!(&walked, &places);
            let tally: usize = project.proposal_tally(&filter).map(|(_, n)| n as usize).sum();
            prop_assert_eq!(tally, places.len());
            for (at, place) in places.iter().enumerate() {
                prop_assert_eq!(project.proposals_before(*place, &filter), at);
                prop_assert_eq!(project.proposal_from(*place, &filter), Some(*place));
                prop_assert_eq!(project.proposal_before(*place, &filter), at.checked_sub(1).map(|i| places[i]));
                let text = project.mention(place.mention).unwrap().text.clone();
                let same = |p: &&ProposalPlace| project.mention(p.mention).is_some_and(|m| m.text == text);
                prop_assert_eq!(project.proposals_with_text(&text, &filter).count(), places.iter().filter(same).count());
            }
            let end = places.last().map(|p| ProposalPlace { mention: MentionId(p.mention.0 + 1), ..*p });
            prop_assert_eq!(end.and_then(|end| project.proposal_from(end, &filter)), None);
        }
        for document in project.documents() {
            let of_it = || project.mentions().filter(|m| m.document == document.id);
            let accepted = |found| of_it().filter(|m| m.status == Status::Accepted && m.is_found() == found).count();
            let counts = project.counts(document.id);
            prop_assert_eq!((counts.found as usize, counts.made() as usize), (accepted(true), accepted(false)));
        }
        let made = project.mentions().filter(|m| m.status == Status::Accepted && !m.is_found()).count();
        prop_assert_eq!(project.total().made() as usize, made);
    }
}
