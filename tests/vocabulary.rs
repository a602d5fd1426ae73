//! What people tell a project about types and names, and marking many places at once.

use crate::common::dsl::Case;
use redstring::annotation::{Command, EditError, EntryRule, GazetteerEntry, NewMention, Onto, Place, Status, TypeId};

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
