//! Marking all occurrences, lists of names, and what is always or never tagged.

use crate::common::scene::Scene;
use redstring::annotation::{Command, EntryRule, Layers, Status, TypeId};
use redstring::extraction::{Manner, Wanted};
use redstring::session::places::{Intent, Seeking, Standing, Tie};
use redstring::session::{Action, Answer, Chosen, DialogAnswer, ListReading, Question, UserCommand};

const LETTERS: &[(&str, &str)] = &[
    ("1_letter.txt", "[Oskar Brandl] wrote. Brandl sailed and [Brandl] slept; BRANDL woke. Brandli hat was wet.\n"),
    ("2_reply.txt", "To Brandl, and to [Brandl & Sons:Organisation]. Oslo is cold.\n"),
];

fn wanted(text: &str, manner: Manner) -> Wanted {
    Wanted { text: text.into(), manner, whole_words: true, ..Wanted::default() }
}

/// The places that were found, as `text: standing`.
fn found(scene: &Scene) -> Vec<String> {
    let places = scene.annotate_all().map(|a| &a.places).or(scene.name_list().map(|l| &l.places));
    let told = |place: &redstring::session::places::FoundPlace| {
        let text = place.span.slice(&scene.document(place.document).unwrap().text).unwrap();
        let mention = |id| scene.project().mention(id).map(|m| format!("{} {}", m.text, m.status.word())).unwrap();
        match place.standing {
            Standing::Free => text.to_owned(),
            Standing::Is(id) => format!("{text}: {}", mention(id)),
            Standing::Clashes(id) => format!("{text}: in {}", mention(id)),
        }
    };
    places.expect("a preview").all().iter().map(told).collect()
}

/// The mentions of a text, as `status/type`.
fn mentions(scene: &Scene, text: &str) -> Vec<String> {
    let schema = scene.project().schema();
    let mut all: Vec<_> = scene.project().mentions().filter(|m| &*m.text == text).collect();
    all.sort_by_key(|m| (m.document, m.hull().start));
    all.iter().map(|m| format!("{}/{}", m.status.word(), schema.get(m.kind).name)).collect()
}

fn choose(scene: &mut Scene, places: &[u32], kind: TypeId, tie: bool) {
    scene.answer(Answer::Places(Chosen { places: places.to_vec(), kind, tie }));
}

fn person(scene: &Scene) -> TypeId {
    scene.project().schema().by_name("Person").unwrap()
}

fn place_type(scene: &Scene) -> TypeId {
    scene.project().schema().by_name("Place").unwrap()
}

/// A scene and a list of names in a file of its folder, picked in the file dialog.
fn with_list(list: &str) -> Scene {
    let mut scene = Scene::of(LETTERS);
    let path = scene.path("names.csv");
    std::fs::write(&path, list).unwrap();
    scene.dialogs.will_pick(&path);
    scene.user(UserCommand::ImportNames);
    scene.settle();
    scene
}

#[test]
fn all_places_of_a_mention_are_found_with_what_stands_there() {
    let mut scene = Scene::of(LETTERS);
    let oskar = scene.m("Oskar Brandl");
    scene.edit(Command::Accept(vec![oskar]));
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.settle();
    assert_eq!(
        found(&scene),
        [
            "Brandl: in Oskar Brandl accepted",
            "Brandl",
            "Brandl: Brandl proposed",
            "Brandl",
            "Brandl: in Brandl & Sons proposed"
        ]
    );
    let intent = Intent { kind: person(&scene), tie: Tie::No };
    let places = scene.annotate_all().unwrap().places.all();
    let ticked: Vec<_> = places.iter().map(|p| p.is_likely(scene.project(), intent)).collect();
    assert_eq!(ticked, [false, true, true, true, false], "what lies in other mentions is not ticked");
}

#[test]
fn marking_all_is_one_step_and_one_undo() {
    let mut scene = Scene::of(LETTERS);
    let before = scene.project().clone();
    let steps = scene.history().done().len();
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.settle();
    let kind = person(&scene);
    choose(&mut scene, &[1, 2, 3], kind, false);
    assert!(scene.question().is_none() && scene.annotate_all().is_none());
    assert_eq!(mentions(&scene, "Brandl"), ["accepted/Person"; 3]);
    assert_eq!(scene.told(), "Marked 3 occurrences of “Brandl”");
    assert_eq!(scene.history().done().len(), steps + 1);
    scene.undo();
    assert!(*scene.project() == before);
}

#[test]
fn all_can_be_tied_to_the_entity_of_the_mention() {
    let mut scene = Scene::of(LETTERS);
    scene.tie(&["Oskar Brandl", "Brandl"]);
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.settle();
    let asked = scene.annotate_all().unwrap();
    assert_eq!(asked.entity, scene.entity_of("Brandl"));
    let intent = Intent { kind: asked.kind, tie: asked.entity.map_or(Tie::No, Tie::To) };
    let done: Vec<_> = asked.places.all().iter().map(|p| p.is_done(scene.project(), intent)).collect();
    assert_eq!(done, [false, false, true, false, false], "what is tied already is told so");
    let kind = person(&scene);
    choose(&mut scene, &[1, 2, 3], kind, true);
    assert_eq!(scene.cluster_of("Brandl"), ["Oskar Brandl", "Brandl", "Brandl", "Brandl"]);
}

#[test]
fn the_selection_is_looked_for_in_any_manner() {
    let mut scene = Scene::of(LETTERS);
    let (document, span) = scene.span_of("1_letter.txt", "BRANDL ");
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.user(UserCommand::AnnotateAll);
    assert_eq!(found(&scene), ["BRANDL"]);
    let seek = |scene: &mut Scene, text, manner| {
        scene.dispatch(Action::SeekPlaces(wanted(text, manner)));
        scene.settle();
        found(scene).len()
    };
    assert_eq!(seek(&mut scene, "brandl", Manner::IgnoringCase), 6);
    assert_eq!(seek(&mut scene, "Brandl", Manner::Inflected), 7);
    assert_eq!(seek(&mut scene, r"Brandl\w", Manner::Regex), 1);
    assert_eq!(seek(&mut scene, "(", Manner::Regex), 0);
    assert!(scene.annotate_all().unwrap().error.as_ref().unwrap().starts_with("This is no pattern: "));
    assert_eq!(scene.annotate_all().unwrap().places.state(), Seeking::Done);
    scene.answer(Answer::Cancel);
    assert!(scene.annotate_all().is_none());
}

#[test]
fn what_was_dismissed_is_not_ticked_and_can_be_taken_back() {
    let mut scene = Scene::of(LETTERS);
    let brandl = scene.m("Brandl");
    scene.edit(Command::Dismiss(vec![brandl]));
    let (document, span) = scene.span_of("2_reply.txt", "Brandl,");
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.user(UserCommand::AnnotateAll);
    scene.dispatch(Action::SeekPlaces(wanted("Brandl", Manner::Exact)));
    scene.settle();
    assert_eq!(found(&scene)[2], "Brandl: Brandl dismissed");
    let kind = person(&scene);
    let place = scene.annotate_all().unwrap().places.all()[2];
    assert!(!place.is_likely(scene.project(), Intent { kind, tie: Tie::No }));
    choose(&mut scene, &[2], kind, false);
    assert_eq!(mentions(&scene, "Brandl"), ["accepted/Person"]);
}

#[test]
fn a_search_that_is_overtaken_hands_over_nothing() {
    let mut scene = Scene::of(LETTERS);
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.dispatch(Action::SeekPlaces(wanted("Oslo", Manner::Exact)));
    scene.settle();
    assert_eq!(found(&scene), ["Oslo"]);
}

#[test]
fn always_tag_retypes_and_finds_now_and_later() {
    let mut scene = Scene::of(LETTERS);
    let before = scene.project().clone();
    let (brandl, kind) = (scene.m("Brandl"), place_type(&scene));
    scene.dispatch(Action::AlwaysTag(brandl, kind));
    scene.settle();
    assert_eq!(mentions(&scene, "Brandl"), ["proposed/Place"; 3], "but not inside of longer names");
    assert_eq!(mentions(&scene, "Brandl & Sons"), ["proposed/Organisation"]);
    let evidence = scene.mention("Brandl").evidence.clone().unwrap();
    assert_eq!((&*evidence.rule, evidence.layers), ("in your list", Layers::GAZETTEER));
    assert_eq!(scene.told(), "“Brandl” is always tagged as Place from now on: 3 mentions");
    assert_eq!(scene.project().entry("Brandl").unwrap().rule, EntryRule::Always(kind));
    scene.user(UserCommand::FindMentions);
    assert!(mentions(&scene, "Brandl").iter().all(|m| m == "proposed/Place"));
    scene.undo();
    scene.undo();
    assert!(*scene.project() == before, "one undo for the extraction, one for the name");
}

#[test]
fn a_person_s_word_is_stronger_than_the_list() {
    let mut scene = Scene::of(LETTERS);
    let oskar = scene.m("Oskar Brandl");
    scene.edit(Command::Accept(vec![oskar]));
    let kind = place_type(&scene);
    scene.dispatch(Action::AlwaysTag(scene.m("Brandl"), kind));
    scene.settle();
    assert_eq!(mentions(&scene, "Oskar Brandl"), ["accepted/Person"]);
    assert_eq!(mentions(&scene, "Brandl").len(), 3);
    // What it is said of is retyped also when it was accepted before.
    scene.dispatch(Action::AlwaysTag(oskar, kind));
    scene.settle();
    assert_eq!(mentions(&scene, "Oskar Brandl"), ["accepted/Place"]);
}

#[test]
fn dismiss_all_like_this_is_remembered_and_one_undo() {
    let mut scene = Scene::articles();
    let before = scene.project().clone();
    let bangkok = scene.m("Bangkok");
    scene.dispatch(Action::GoTo(bangkok));
    scene.user(UserCommand::NeverTag);
    assert_eq!(mentions(&scene, "Bangkok"), ["dismissed/Place", "dismissed/Place"]);
    assert_eq!(scene.told(), "“Bangkok” is never proposed from now on: 2 mentions");
    assert_eq!(scene.project().entry("Bangkok").unwrap().rule, EntryRule::Never);
    scene.user(UserCommand::FindMentions);
    assert!(mentions(&scene, "Bangkok").iter().all(|m| m.starts_with("dismissed")));
    scene.undo();
    scene.undo();
    assert!(*scene.project() == before);
}

#[test]
fn a_name_that_is_never_wanted_is_not_found_in_a_new_reading() {
    let mut scene = Scene::articles();
    scene.edit(Command::SetEntries(vec![redstring::annotation::GazetteerEntry {
        name: "new york".into(),
        rule: EntryRule::Never,
        entity: None,
        ignore_case: true,
        ignore_diacritics: false,
        by: "".into(),
    }]));
    scene.user(UserCommand::FindMentions);
    let live: Vec<_> = scene.project().mentions().filter(|m| m.is_live()).collect();
    assert!(live.iter().all(|m| &*m.text != "New York"));
    assert!(live.len() > 3);
}

#[test]
fn a_list_is_read_looked_at_and_taken_in_as_one_step() {
    let mut scene = with_list("name,type,entity\nBrandl,Person,Oskar Brandl\nOslo,Place\nSons,Planet\nBrandli,never\n");
    let before = scene.project().clone();
    let list = scene.name_list().expect("a preview").list.clone();
    assert_eq!(list.names.len(), 3);
    assert_eq!(list.faults[0].to_string(), "line 4: there is no type “Planet”");
    assert_eq!(found(&scene).len(), 6);
    let all: Vec<u32> = vec![1, 2, 3, 5];
    let kind = person(&scene);
    choose(&mut scene, &all, kind, true);
    assert_eq!(mentions(&scene, "Oslo"), ["accepted/Place"]);
    assert_eq!(scene.cluster_of("Brandl"), ["Brandl", "Brandl", "Brandl"]);
    let entity = scene.entity_of("Brandl").unwrap();
    assert_eq!(&*scene.project().entity(entity).unwrap().name, "Oskar Brandl");
    assert_eq!(scene.project().gazetteer().len(), 3);
    assert_eq!(scene.told(), "3 names remembered, 4 occurrences marked");
    scene.undo();
    assert!(*scene.project() == before);
}

#[test]
fn a_list_is_understood_anew_when_told_so() {
    let mut scene = with_list("brandl\n");
    assert_eq!(found(&scene), [""; 0]);
    let kind = person(&scene);
    scene.dispatch(Action::ReadListAs(ListReading { kind, ignore_case: true, ignore_diacritics: false }));
    scene.settle();
    assert_eq!(found(&scene).len(), 6);
    choose(&mut scene, &[1], kind, false);
    let entry = scene.project().entry("brandl").unwrap();
    assert_eq!((entry.rule, entry.ignore_case), (EntryRule::Always(kind), true));
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    let scene = with_list("\n\n");
    assert!(scene.told().starts_with("There are no names in "), "{}", scene.told());
    let mut scene = Scene::of(LETTERS);
    scene.dialogs.will_pick(&scene.path("nowhere.csv"));
    scene.user(UserCommand::ImportNames);
    assert!(scene.told().ends_with("nowhere.csv: not found"), "{}", scene.told());
    scene.dialogs.will(DialogAnswer::NoDialog);
    scene.user(UserCommand::ImportNames);
    assert!(matches!(scene.question(), Some(Question::TypePath { .. })));
    scene.answer(Answer::Path("/no/such/list.csv".into()));
    assert!(matches!(scene.question(), Some(Question::TypePath { error: Some(_), .. })));
}

#[test]
fn the_gazetteer_is_written_as_a_table_that_can_be_read_back() {
    let mut scene = with_list("name,type,entity\nBrandl,Person,Oskar Brandl\n\"Oslo, the city\",Place\nhat,never\n");
    let kind = person(&scene);
    choose(&mut scene, &[], kind, true);
    let before = scene.project().clone();
    let path = scene.path("out.csv");
    scene.dialogs.will_pick(&path);
    scene.user(UserCommand::ExportNames);
    let told = std::fs::read_to_string(&path).unwrap();
    assert!(told.contains("\"Oslo, the city\",Place,,no,no\n"), "{told}");
    let names = before.gazetteer().map(|e| e.name.clone()).collect();
    scene.edit(Command::RemoveEntries(names));
    assert_eq!(scene.project().gazetteer().len(), 0);
    scene.dialogs.will_pick(&path);
    scene.user(UserCommand::ImportNames);
    choose(&mut scene, &[], kind, true);
    let entries = |project: &redstring::annotation::Project| project.gazetteer().cloned().collect::<Vec<_>>();
    assert_eq!(entries(scene.project()), entries(&before));
}

#[test]
fn closing_the_project_ends_a_preview() {
    let mut scene = Scene::of(LETTERS);
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.settle();
    scene.user(UserCommand::CloseProject);
    assert!(scene.annotate_all().is_none() && !scene.is_open());
}

#[test]
fn a_place_that_is_gone_meanwhile_is_passed_over() {
    let mut scene = Scene::of(LETTERS);
    let brandl = scene.m("Brandl");
    scene.dispatch(Action::AskAnnotateAll(brandl));
    scene.settle();
    scene.edit(Command::Remove(vec![brandl]));
    let kind = person(&scene);
    choose(&mut scene, &[2, 99], kind, false);
    assert_eq!(mentions(&scene, "Brandl"), ["accepted/Person"]);
    assert_eq!(scene.mention("Brandl").status, Status::Accepted);
}
