//! Three-way merging: what two people made of one project.

use super::content;
use crate::common::dsl::Case;
use crate::common::random::{perform, project, seed};
use proptest::prelude::*;
use redstring::adjudication::{Conflict, MergeRefusal, Merged, merge};
use redstring::annotation::{
    Command, DocumentRecord, EntryRule, GazetteerEntry, MentionId, Op, Project, Status, Transaction, Verdict,
    contradictions,
};
use redstring::text::{ContentHash, DocumentId};
use std::sync::Arc;

const MEN: &[&str] =
    &["[Just]{a} met [Justi]{b}, [Youst]{c} and [Leonid]{d}.", "[Just]{e} fled. [Yust]{f} did not. [He]{g?} may."];

/// A base and what two people do to it.
struct Two {
    base: Case,
    ours: Project,
    theirs: Project,
}

impl Two {
    fn of(clusters: &str) -> Self {
        let base = Case::of(MEN);
        let base = if clusters.is_empty() { base } else { base.entities(clusters) };
        let (ours, theirs) = (base.project.clone(), base.project.clone());
        Self { base, ours, theirs }
    }

    fn ours(mut self, command: Command) -> Self {
        run(&mut self.ours, &command, "ab");
        self
    }

    fn theirs(mut self, command: Command) -> Self {
        run(&mut self.theirs, &command, "cd");
        self
    }

    fn m(&self, name: &str) -> MentionId {
        self.base.m(name)
    }

    /// Ours tie a mention to another.
    fn ours_tie(self, a: &str, b: &str) -> Self {
        let command = Command::Tie { mention: self.m(b), onto: self.m(a) };
        self.ours(command)
    }

    fn theirs_tie(self, a: &str, b: &str) -> Self {
        let command = Command::Tie { mention: self.m(b), onto: self.m(a) };
        self.theirs(command)
    }

    /// Merges; the result is whole, and there is no contradiction in it.
    fn merge(&self) -> Merged {
        let merged = merge(Some(&self.base.project), &self.ours, &self.theirs).unwrap();
        assert_eq!(merged.project.faults(), []);
        assert_eq!(contradictions(&merged.project), []);
        merged
    }

    fn clusters(&self, merged: &Merged) -> String {
        let mut case = Case::of(MEN);
        case.project = merged.project.clone();
        case.clusters()
    }
}

fn run(project: &mut Project, command: &Command, by: &str) {
    let step = command.plan(project, &by.into()).unwrap();
    project.apply(&step).unwrap();
}

fn told(merged: &Merged) -> Vec<String> {
    merged.conflicts.iter().map(Conflict::to_string).collect()
}

fn verdict(merged: &Merged, a: MentionId, b: MentionId) -> Option<(Verdict, String)> {
    merged.project.judgement(a, b).map(|j| (j.verdict, j.by.to_string()))
}

#[test]
fn work_on_different_things_goes_together_without_a_question() {
    let two = Two::of("a b").ours_tie("a", "c").theirs_tie("e", "f");
    let kind = two.base.project.schema().by_name("Place").unwrap();
    let two = two.theirs(Command::Retype(vec![MentionId(4)], kind)).ours(Command::Dismiss(vec![MentionId(7)]));
    let merged = two.merge();
    assert_eq!((two.clusters(&merged).as_str(), told(&merged)), ("a b c | e f", vec![]));
    assert_eq!(merged.project.mention(two.m("d")).unwrap().kind, kind);
    assert_eq!(merged.project.mention(two.m("g")).unwrap().status, Status::Rejected);
}

#[test]
fn what_theirs_ties_to_an_entity_that_ours_made_part_of_another_goes_there() {
    let two = Two::of("a b | c").ours_tie("a", "c").theirs_tie("c", "e");
    let merged = two.merge();
    assert_eq!((two.clusters(&merged).as_str(), told(&merged)), ("a b c e", vec![]));
    assert_eq!(merged.project.entities().len(), 1);
    let turned = merge(Some(&two.base.project), &two.theirs, &two.ours).unwrap();
    assert_eq!((two.clusters(&turned).as_str(), turned.conflicts), ("a b c e", vec![]));
}

#[test]
fn two_entities_that_each_side_made_part_of_the_other_are_one() {
    let two = Two::of("a b | c e").ours_tie("a", "c").theirs_tie("c", "a");
    let merged = two.merge();
    assert_eq!((two.clusters(&merged).as_str(), told(&merged)), ("a b c e", vec![]));
}

#[test]
fn what_theirs_ties_to_an_entity_that_ours_cut_stays_with_the_part_that_it_was_tied_to() {
    let two = Two::of("a b c d");
    let cut = Command::Cut { half: two.base.all("c d"), apart: vec![(two.m("a"), two.m("c"))] };
    let (two, other) = (two.ours(cut.clone()).theirs_tie("a", "e"), Two::of("a b c d").theirs_tie("d", "e").ours(cut));
    let merged = two.merge();
    assert_eq!((two.clusters(&merged).as_str(), told(&merged)), ("a b e | c d", vec![]));
    let merged = other.merge();
    assert_eq!(
        (two.clusters(&merged).as_str(), told(&merged)),
        ("a b | c d e", vec![]),
        "as it was said to be the same"
    );
}

#[test]
fn new_mentions_at_one_place_are_one_and_so_are_entities_that_share_one() {
    let two = Two::of("");
    let he = two.base.new_mention(1, "did", "Person");
    let two = two.ours(Command::CreateMention(he.clone())).theirs(Command::CreateMention(he));
    let (new, e) = (MentionId(8), two.m("e"));
    let two = two.ours(Command::SplitOff(vec![e, new])).theirs(Command::SplitOff(vec![new, MentionId(6)]));
    let merged = two.merge();
    assert_eq!(merged.project.mentions().len(), 8);
    assert_eq!(merged.project.entities().len(), 1);
    assert_eq!((two.clusters(&merged).as_str(), told(&merged)), ("e f", vec![]));
}

#[test]
fn new_things_of_theirs_get_numbers_that_ours_did_not_give_out() {
    let two = Two::of("");
    let (one, other) = (two.base.new_mention(1, "did", "Person"), two.base.new_mention(1, "fled", "Person"));
    let two = two.ours(Command::CreateMention(one)).theirs(Command::CreateMention(other));
    let two = two.ours(Command::SplitOff(vec![MentionId(8)])).theirs(Command::SplitOff(vec![MentionId(8)]));
    let merged = two.merge();
    let texts: Vec<_> = merged.project.mentions().skip(7).map(|m| (m.id.0, m.text.to_string())).collect();
    assert_eq!(texts, [(8, "did".to_owned()), (9, "fled".to_owned())]);
    assert_eq!(merged.of_theirs[&MentionId(8)], MentionId(9));
    let names: Vec<_> = merged.project.entities().map(|e| (e.id.0, e.name.to_string())).collect();
    assert_eq!(names, [(1, "did".to_owned()), (2, "fled".to_owned())]);
    assert_eq!(merged.project.reserved_ids().2, 10);
}

#[test]
fn two_entities_for_one_mention_are_a_conflict_that_is_kept_as_a_question() {
    let two = Two::of("a b | c d").ours_tie("a", "e").theirs_tie("c", "e");
    let merged = two.merge();
    assert_eq!(two.clusters(&merged), "a b e | c d");
    assert_eq!(told(&merged), ["“Just” (1.txt): whose: ours: “Justi”, theirs: “Leonid”"]);
    assert_eq!(verdict(&merged, two.m("e"), two.m("c")), Some((Verdict::Unsure, "cd".to_owned())));
}

#[test]
fn what_was_tied_and_judged_different_is_a_question() {
    let two = Two::of("a b");
    let (a, c) = (two.m("a"), two.m("c"));
    let two = two.ours_tie("a", "c").theirs(Command::Judge(a, c, Verdict::Different));
    let merged = two.merge();
    assert_eq!(two.clusters(&merged), "a b c", "the tie as ours has it");
    assert_eq!(verdict(&merged, a, c).unwrap().0, Verdict::Unsure);
    assert_eq!(merged.conflicts.len(), 1, "{:?}", told(&merged));
    let turned = merge(Some(&two.base.project), &two.theirs, &two.ours).unwrap();
    assert_eq!(two.clusters(&turned), "a b");
    assert_eq!(verdict(&turned, a, c).unwrap().0, Verdict::Unsure);
    assert_eq!(turned.conflicts.len(), 1, "{:?}", told(&turned));
    assert_eq!(contradictions(&turned.project), []);
}

#[test]
fn an_entity_that_ours_keeps_apart_is_not_made_part_of_another() {
    let two = Two::of("a b | c d");
    let (a, c) = (two.m("a"), two.m("c"));
    let two = two.ours(Command::Judge(a, c, Verdict::Different)).theirs_tie("a", "c");
    let merged = two.merge();
    assert_eq!(two.clusters(&merged), "a b | c d");
    assert_eq!(verdict(&merged, a, c).unwrap().0, Verdict::Unsure);
    assert_eq!(told(&merged), ["“Just” (0.txt) and “Youst” (0.txt): ours: different, theirs: of one entity"]);
}

#[test]
fn what_one_side_removed_and_the_other_worked_on_stays_and_is_told() {
    let two = Two::of("a b");
    let d = two.m("d");
    let two = two.ours(Command::Remove(vec![d])).theirs_tie("a", "d");
    let merged = two.merge();
    assert_eq!(two.clusters(&merged), "a b d");
    assert_eq!(told(&merged), ["“Leonid” (0.txt): ours: removed, theirs: accepted"]);
}

#[test]
fn what_one_side_accepted_and_the_other_dismissed_is_looked_at_again() {
    let two = Two::of("a b");
    let g = two.m("g");
    let two = two.ours(Command::Accept(vec![g])).theirs(Command::Dismiss(vec![g]));
    let merged = two.merge();
    let mention = merged.project.mention(g).unwrap();
    assert_eq!(mention.status, Status::Proposed);
    assert_eq!(&*mention.evidence.as_ref().unwrap().rule, "a name; accepted by ab, dismissed by cd");
    assert_eq!(told(&merged), ["“He” (1.txt): ours: accepted by ab, theirs: dismissed by cd"]);
    // What is tied stays tied, with a question.
    let tied = Two::of("a b").ours_tie("a", "g").theirs(Command::Dismiss(vec![g]));
    let merged = tied.merge();
    assert_eq!(tied.clusters(&merged), "a b g");
    assert_eq!(verdict(&merged, tied.m("a"), g).unwrap().0, Verdict::Unsure);
}

#[test]
fn two_names_and_two_notes_are_both_kept() {
    let two = Two::of("a b");
    let e = two.base.e("a");
    let two = two.ours(Command::Rename(e, "Leonid Just".into())).theirs(Command::Rename(e, "L. Youst".into()));
    let two = two.ours(Command::SetNote(e, "a captain".into())).theirs(Command::SetNote(e, "of the Flagman".into()));
    let merged = two.merge();
    let entity = merged.project.entity(e).unwrap();
    assert_eq!(&*entity.name, "Leonid Just");
    assert_eq!(&*entity.note, "a captain\nof the Flagman\nalso called “L. Youst”");
    assert_eq!(merged.conflicts.len(), 2);
}

#[test]
fn a_note_on_what_ours_made_part_of_another_goes_there() {
    let two = Two::of("a b | c");
    let c = two.base.e("c");
    let two = two.ours_tie("a", "c").theirs(Command::SetNote(c, "a captain".into()));
    let merged = two.merge();
    assert_eq!(&*merged.project.entity(two.base.e("a")).unwrap().note, "a captain");
    assert_eq!(merged.conflicts.len(), 1);
}

#[test]
fn two_places_for_one_mention_are_both_there() {
    let two = Two::of("a b");
    let c = two.m("c");
    let place = |text: &str| {
        let new = two.base.new_mention(0, text, "Person");
        Command::Respan(c, new.spans, new.text)
    };
    let (long, short) = (place("Youst and"), place("You"));
    let two = two.ours(long).theirs(short);
    let merged = two.merge();
    let there: Vec<_> = merged.project.mentions().map(|m| (m.text.to_string(), m.status)).collect();
    assert!(there.contains(&("Youst and".to_owned(), Status::Accepted)), "{there:?}");
    assert!(there.contains(&("You".to_owned(), Status::Proposed)), "{there:?}");
}

#[test]
fn a_place_that_ours_moved_to_and_theirs_marked_is_one_mention() {
    let two = Two::of("a b");
    let (new, c) = (two.base.new_mention(0, "Youst and", "Person"), two.m("c"));
    let two = two.ours(Command::Respan(c, new.spans.clone(), new.text.clone())).theirs(Command::CreateMention(new));
    let two = two.theirs(Command::Tie { mention: MentionId(8), onto: MentionId(1) });
    let merged = two.merge();
    assert_eq!(two.clusters(&merged), "a b c");
    assert_eq!(merged.of_theirs[&MentionId(8)], c);
}

#[test]
fn names_of_the_gazetteer_are_merged_one_by_one() {
    let two = Two::of("");
    let schema = two.base.project.schema();
    let (person, place) = (schema.by_name("Person").unwrap(), schema.by_name("Place").unwrap());
    let entry = |name: &str, rule| GazetteerEntry {
        name: name.into(),
        rule,
        entity: None,
        ignore_case: false,
        ignore_diacritics: false,
        by: "".into(),
    };
    let set = |name: &str, rule| Command::SetEntries(vec![entry(name, rule)]);
    let two = two
        .ours(set("Just", EntryRule::Always(person)))
        .theirs(set("Riga", EntryRule::Always(place)))
        .ours(set("May", EntryRule::Never))
        .theirs(set("May", EntryRule::Always(person)));
    let merged = two.merge();
    assert_eq!(merged.project.gazetteer().len(), 3);
    assert_eq!(told(&merged), ["the name “May” in the gazetteer: ours: never, theirs: always Person"]);
}

#[test]
fn two_texts_of_one_document_are_refused() {
    let two = Two::of("");
    let record = two.base.project.document(DocumentId(2)).unwrap().clone();
    let other = Arc::new(DocumentRecord { hash: ContentHash::of("other"), ..(*record).clone() });
    let ops = vec![Op::Document(Some(record), Some(other))];
    let mut theirs = two.theirs.clone();
    theirs.apply(&Transaction { label: "".into(), ops, by_machine: false }).unwrap();
    let refused = merge(Some(&two.base.project), &two.ours, &theirs).unwrap_err();
    assert_eq!(refused, MergeRefusal::OtherText("1.txt".into()));
    assert!(refused.to_string().contains("different texts of 1.txt: open both"), "{refused}");
}

#[test]
fn without_a_base_equal_places_are_equal() {
    let one = Case::of(MEN).entities("a b | e f");
    let merged = merge(None, &one.project, &one.project).unwrap();
    assert_eq!((content(&merged.project), merged.conflicts), (content(&one.project), vec![]));
    let other = Case::of(MEN).entities("a b c");
    let merged = merge(None, &one.project, &other.project).unwrap();
    assert_eq!(merged.project.mentions().len(), 7);
    assert_eq!(merged.project.faults(), []);
}

/// Projects that are shown by what they say.
struct Shown<const N: usize>([Project; N]);

impl<const N: usize> std::fmt::Debug for Shown<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines = |p: &Project| {
            let text = redstring::storage::ProjectFile { project: p.clone(), ..Default::default() };
            let text = text.to_ron(std::path::Path::new("/nowhere")).unwrap();
            text.lines().filter(|l| !l.contains("(name: ")).collect::<Vec<_>>().join("\n")
        };
        self.0.iter().try_for_each(|p| writeln!(f, "{}", lines(p)))
    }
}

/// A base and what two people did to it, each in random ways.
fn two() -> impl Strategy<Value = Shown<3>> {
    let seeds = || prop::collection::vec(seed(), 0..14);
    (project(), seeds(), seeds()).prop_map(|(base, first, second)| {
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        first.iter().for_each(|seed| perform(&mut ours, seed));
        second.iter().for_each(|seed| perform(&mut theirs, seed));
        Shown([base, ours, theirs])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_one_side_did_is_what_comes_out(Shown([base, after, _]) in two()) {
        for (ours, theirs) in [(&after, &base), (&base, &after), (&after, &after)] {
            // A text that changed on one side cannot be merged.
            let Ok(merged) = merge(Some(&base), ours, theirs) else { continue };
            prop_assert_eq!(merged.conflicts, vec![]);
            prop_assert_eq!(merged.project.faults(), vec![]);
            prop_assert_eq!(content(&merged.project), content(&after));
            if ours == &after {
                let ids = |p: &Project| p.mentions().map(|m| m.id).collect::<Vec<_>>();
                prop_assert_eq!(ids(&merged.project), ids(&after));
            }
        }
    }

    #[test]
    fn whatever_two_people_did_the_result_is_whole_and_holds_what_both_have(Shown([base, ours, theirs]) in two()) {
        for base in [Some(&base), None] {
            let Ok(merged) = merge(base, &ours, &theirs) else { continue };
            let project = &merged.project;
            prop_assert_eq!(project.faults(), vec![]);
            let mention = |id: Option<&MentionId>| id.and_then(|id| project.mention(*id));
            for m in ours.mentions() {
                let before = base.and_then(|b| b.mention(m.id));
                let kept = mention(Some(&m.id)).or_else(|| {
                    let all = redstring::text::Span::new(0, u32::MAX);
                    project.mentions_in(m.document, all).find(|other| other.spans == m.spans)
                });
                // What ours left alone theirs may have removed.
                let alone = before.is_some_and(|b| (&b.spans, b.kind, b.status) == (&m.spans, m.kind, m.status));
                prop_assert!(kept.is_some() || alone || m.is_untouched(), "{:?}", m);
            }
            for m in theirs.mentions() {
                let before = base.and_then(|b| b.mention(m.id));
                let kept = mention(merged.of_theirs.get(&m.id));
                let alone = before.is_some_and(|b| (&b.spans, b.kind, b.status) == (&m.spans, m.kind, m.status));
                prop_assert!(kept.is_some() || alone || m.is_untouched(), "{:?}", m);
            }
            if contradictions(&ours).is_empty() && contradictions(&theirs).is_empty() {
                prop_assert_eq!(contradictions(project), vec![]);
            }
            // Again, now that everybody has it: nothing is new.
            let again = merge(Some(&ours), project, &ours).unwrap();
            prop_assert_eq!(content(&again.project), content(project));
        }
    }
}
