//! What people tell a project about types and names, and marking many places at once.

use crate::common::dsl::Case;
use redstring::annotation::{
    Command, EditError, EntryRule, Evidence, GazetteerEntry, Layers, NewMention, Onto, Place, Status, TypeId, Verdict,
};
use redstring::text::DocumentId;

fn kind(case: &Case, name: &str) -> TypeId {
    case.project.schema().by_name(name).unwrap()
}

fn entry(name: &str, rule: EntryRule) -> GazetteerEntry {
    let by = "".into();
    GazetteerEntry { name: name.into(), rule, entity: None, ignore_case: false, ignore_diacritics: false, by }
}

#[test]
fn many_places_are_marked_and_tied_in_one_step() {
    let mut case = Case::of(&["[Bout]{a?} met Popov, [Buti]{b!} and [Bout]{c:Place}; Bouti left."]).entities("c");
    let person = |case: &Case, text| case.new_mention(0, text, "Person");
    let entity = case.e("c");
    let places = ["Bout met", "Buti", "Bouti"].map(|text| person(&case, text));
    let [mut first, second, third] = places;
    first.spans[0].end = first.spans[0].start + 4;
    first.text = "Bout".into();
    let onto = |mention: NewMention| Place { mention, onto: Onto::Entity(entity) };
    let command = Command::Annotate {
        places: vec![onto(first), onto(second), onto(third), Place::of(person(&case, "Popov"))],
        label: "mark 4 places".into(),
    };
    assert_eq!(case.run(command).unwrap(), "mark 4 places");
    assert_eq!(case.project.cluster(entity).mentions, 4);
    assert_eq!(case.get("a").status, Status::Accepted);
    assert_eq!((case.get("b").status, case.get("b").entity), (Status::Accepted, Some(entity)), "a person's word");
    assert_eq!(case.project.total().accepted, 5);
    case.undo();
    assert_eq!((case.get("b").status, case.project.cluster(entity).mentions), (Status::Rejected, 1));
}

#[test]
fn a_list_names_entities_that_are_made_once() {
    let mut case = Case::of(&["Bout and Buti"]);
    let named = |mention| Place { mention, onto: Onto::Named("Viktor  Bout".into()) };
    let places = ["Bout", "Buti"].map(|text| named(case.new_mention(0, text, "Person"))).to_vec();
    case.run(Command::Annotate { places: places.clone(), label: "mark".into() }).unwrap();
    assert_eq!(case.entity_names(), ["Viktor Bout"]);
    assert_eq!(case.project.entities().next().map(|e| case.project.cluster(e.id).mentions), Some(2));
    assert_eq!(case.run(Command::Annotate { places, label: "mark".into() }), Err(EditError::NothingToDo));
}

#[test]
fn a_type_that_is_switched_off_loses_its_proposals_and_gets_none() {
    let mut case = Case::of(&["[Bout]{kept:Place} left [Minsk]{gone?:Place} for [Riga]{tied?:Place}"]).entities("tied");
    let place = kind(&case, "Place");
    let off = case.project.schema().changed(place, |t| t.on = false).unwrap();
    case.run(Command::SetSchema(off)).unwrap();
    assert!(!case.has("gone") && case.has("kept") && case.has("tied"), "what a person has said stays");
    let evidence = case.get("tied").evidence.clone();
    let minsk = NewMention { evidence, ..case.new_mention(0, "Minsk", "Place") };
    assert_eq!(case.run(Command::Propose { mentions: vec![minsk], replace: vec![] }), Err(EditError::NothingToDo));
    case.undo();
    assert!(case.has("gone"));
}

#[test]
fn a_type_is_removed_by_saying_what_becomes_of_what_is_of_it() {
    let mut case = Case::of(&["[Bout]{a:Work}"]).entities("a");
    let (work, name) = (kind(&case, "Work"), kind(&case, "Name"));
    case.run(Command::SetEntries(vec![entry("Lord of War", EntryRule::Always(work))])).unwrap();
    let without = case.project.schema().without(work).unwrap();
    assert_eq!(case.run(Command::SetSchema(without)), Err(EditError::SchemaShrinks));
    assert_eq!(case.run(Command::RemoveType { kind: work, instead: name }).unwrap(), "remove the type Work");
    assert_eq!(case.get("a").kind, name);
    assert_eq!(case.project.entity(case.e("a")).map(|e| e.kind), Some(name));
    assert_eq!(case.project.entry("Lord of War").map(|e| e.rule), Some(EntryRule::Always(name)));
    assert_eq!(case.run(Command::RemoveType { kind: work, instead: name }), Err(EditError::NoType));
    case.undo();
    assert_eq!(case.get("a").kind, work);
}

#[test]
fn names_are_told_changed_and_taken_out_of_the_gazetteer() {
    let mut case = Case::of(&["Bout"]);
    let person = kind(&case, "Person");
    let told = case.run(Command::SetEntries(vec![entry(" But\n", EntryRule::Always(person))])).unwrap();
    assert_eq!(told, "always tag “But” as Person");
    case.run(Command::SetEntries(vec![entry("But", EntryRule::Never)])).unwrap();
    assert_eq!(case.project.entry("But").map(|e| (e.rule, &*e.by)), Some((EntryRule::Never, "ab")));
    assert_eq!(case.run(Command::SetEntries(vec![entry(" ", EntryRule::Never)])), Err(EditError::NoName));
    case.run(Command::RemoveEntries(vec!["But".into()])).unwrap();
    assert_eq!(case.project.gazetteer().len(), 0);
    assert_eq!(case.run(Command::RemoveEntries(vec!["But".into()])), Err(EditError::NothingToDo));
}

fn found(case: &Case, text: &str, kind: &str) -> NewMention {
    let evidence = Some(Evidence { score: 0.9.into(), rule: "another engine".into(), layers: Layers::EXTERNAL });
    NewMention { evidence, ..case.new_mention(0, text, kind) }
}

/// The texts of the live mentions after an engine has read the document anew and found just these.
fn read_anew(case: &mut Case, texts: &[&str]) -> Vec<String> {
    let mentions = texts.iter().map(|text| found(case, text, "Person")).collect();
    let _ = case.run(Command::Propose { mentions, replace: vec![DocumentId(1)] });
    let mut live: Vec<_> = case.project.mentions().filter(|m| m.is_live()).cloned().collect();
    live.sort_by_key(|m| (m.hull().start, m.hull().end));
    live.iter().map(|m| m.text.to_string()).collect()
}

#[test]
fn what_was_dismissed_does_not_come_back_by_an_article_or_a_possessive() {
    let mut case = Case::of(&["They say the [Street]{a!}’s mood and “[Bout]{b!}” fell."]);
    assert!(read_anew(&mut case, &["the Street", "Street’s", "the Street’s", "“Bout”", "Bout"]).is_empty());
}

#[test]
fn a_longer_or_shorter_name_at_a_dismissed_place_is_proposed() {
    let mut case =
        Case::of(&["New [York]{a!} and [Yesterday Bout]{b!} and Mr [But]{c!} left [University of Minsk]{d!}."]);
    let texts = ["New York", "Bout", "Mr But", "Minsk"];
    assert_eq!(read_anew(&mut case, &texts), texts);
}

#[test]
fn what_a_person_has_said_of_a_mention_keeps_other_spans_away() {
    let mut case = Case::of(&["[Bout]{a?} met the old [Popov]{b?} and [Ann Lee]{c?} and [Dee]{d?} Doe"]);
    let widened = case.new_mention(0, "old Popov", "Person");
    case.run(Command::Respan(case.m("b"), widened.spans, widened.text)).unwrap();
    case.run(Command::Accept(vec![case.m("c")])).unwrap();
    case.run(Command::Judge(case.m("a"), case.m("d"), Verdict::Different)).unwrap();
    let live = read_anew(&mut case, &["Bout met", "Popov", "Ann", "Ann Lee and", "Dee Doe"]);
    assert_eq!(live, ["Bout", "old Popov", "Ann Lee", "Dee"]);
    assert_eq!(case.project.judgements().len(), 1);
}

#[test]
fn a_proposal_of_a_type_that_is_off_does_not_keep_an_old_one() {
    let mut case = Case::of(&["[Minsk]{a?:Place}"]);
    let off = case.project.schema().changed(kind(&case, "Group"), |t| t.on = false).unwrap();
    case.run(Command::SetSchema(off)).unwrap();
    let mentions = vec![found(&case, "Minsk", "Group")];
    case.run(Command::Propose { mentions, replace: vec![DocumentId(1)] }).unwrap();
    assert!(!case.has("a"));
}

#[test]
fn types_are_revised_in_one_step_with_what_becomes_of_those_that_go() {
    let mut case = Case::of(&["[Bout]{a:Work} [Minsk]{b?:Place} [Riga]{c:Place}"]);
    let (work, place) = (kind(&case, "Work"), kind(&case, "Place"));
    let schema = case.project.schema().without(work).unwrap();
    let schema = schema.changed(place, |t| (t.name, t.on) = ("Spot".into(), false)).unwrap();
    let revise = |instead| Command::ReviseTypes { schema: schema.clone(), instead };
    assert_eq!(case.run(revise(vec![])), Err(EditError::SchemaShrinks));
    assert_eq!(case.run(revise(vec![(work, work)])), Err(EditError::NoType));
    assert_eq!(case.run(revise(vec![(work, place)])).unwrap(), "change the mention types");
    assert_eq!((case.get("a").kind, case.has("b"), case.get("c").kind), (place, false, place));
    assert_eq!(case.project.counts_of(place).accepted, 2);
    case.undo();
    assert_eq!((case.get("a").kind, case.project.counts_of(place).proposed), (work, 1));
}
