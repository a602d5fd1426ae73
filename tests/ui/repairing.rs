//! The panels of repair: what is judged, what contradicts itself, why mentions are together, and how much is linked.

use super::window::Window;
use crate::common::scene::Scene;
use egui::Modifiers;
use redstring::annotation::{Command, Moment, Verdict};
use redstring::session::{Action, Overlay, UserCommand};
use std::sync::Arc;

/// Two mentions of one man, and a place that does not belong to him.
fn tied() -> Scene {
    let mut scene = Scene::articles();
    let session = std::mem::replace(&mut scene.session, crate::common::scene::session());
    scene.session = session.with_clock(Arc::new(|| Some(Moment::from_unix(1_795_514_760))));
    scene.tie(&["Bout", "Bout#2"]);
    let wrong = scene.m("New York");
    let entity = scene.entity_of("Bout").unwrap();
    scene.edit(Command::Assign(vec![wrong], entity));
    scene
}

fn judgement(window: &Window, a: &str, b: &str) -> Option<Verdict> {
    window.project().judgement(window.m(a), window.m(b)).map(|j| j.verdict)
}

#[test]
fn a_cut_is_previewed_made_and_undone() {
    let mut window = Window::on(tied());
    let before = window.project().clone();
    window.click("Bout, Person, 3 mentions, 1 document");
    window.click("Why are these together?");
    assert!(window.sees("Why are these together? Bout"));
    assert!(window.sees("The 2 ties that hold it together, the weakest first"));
    let weak = window.name_from("“New York” and “Bout”").unwrap();
    assert!(weak.ends_with(" %"), "{weak}");
    window.click(&weak);
    assert!(*window.project() == before, "a preview changes nothing");
    assert!(window.sees("Stays: 2 mentions") && window.sees("Becomes a new entity: 1 mention"));
    assert!(window.sees("Becomes a new entity: “New York” in document 2"));
    window.click("Cut here");
    assert_eq!(window.cluster_of("Bout"), ["Bout", "Bout"]);
    assert_eq!(window.cluster_of("New York"), ["New York"]);
    assert!(window.sees("The 1 tie that hold it together, the weakest first"), "the panel follows");
    window.key("Ctrl+Z");
    assert!(*window.project() == before);
    window.key("Escape");
    assert!(!window.sees("Close panel"));
}

#[test]
fn the_weakest_tie_is_cut_by_keys_alone() {
    let mut window = Window::on(tied());
    window.click("Bout, Person, 3 mentions, 1 document");
    window.menu("Entity", "Why are these together?");
    window.keys(&["Down", "C"]);
    assert_eq!(window.cluster_of("New York"), ["New York"]);
}

#[test]
fn judgements_are_listed_shown_changed_and_taken_back_by_keys() {
    let mut window = Window::on(tied());
    let (a, b) = (window.m("Viktor But"), window.m("Bangkok"));
    window.state_mut().session_mut().dispatch(Action::Edit(Command::Judge(a, b, Verdict::Unsure)));
    window.run();
    window.key("Ctrl+J");
    assert!(window.sees("2 judgements"));
    let row = window.name_from("“Viktor But” and “Bangkok”, unsure").unwrap();
    assert!(row.ends_with("just now"), "{row}");
    window.click(&row);
    assert_eq!(window.session().compared(), Some((a, b)));
    window.key("D");
    assert_eq!(judgement(&window, "Viktor But", "Bangkok"), Some(Verdict::Different));
    window.key("Delete");
    assert_eq!(judgement(&window, "Viktor But", "Bangkok"), None);
    assert!(window.sees("1 judgement"));
    window.key("Ctrl+Z");
    assert_eq!(judgement(&window, "Viktor But", "Bangkok"), Some(Verdict::Different));
    window.key("Escape");
    assert_eq!(window.session().compared(), None);
}

#[test]
fn judgements_are_filtered_by_click_and_by_text() {
    let mut window = Window::on(tied());
    let (a, b) = (window.m("Viktor But"), window.m("Bangkok"));
    window.state_mut().session_mut().dispatch(Action::Edit(Command::Judge(a, b, Verdict::Different)));
    window.run();
    window.key("Ctrl+J");
    window.click("Different");
    assert!(window.sees("1 of 2 judgements") && window.name_from("“Bout” and “Bout”").is_none());
    window.click("All");
    window.click("Filter judgements by text");
    window.type_text("bout");
    assert!(window.sees("1 of 2 judgements") && window.name_from("“Bout” and “Bout”").is_some());
    window.key("D");
    assert_eq!(judgement(&window, "Bout", "Bout#2"), Some(Verdict::Same), "what is typed is no key of the list");
    window.type_over("nothing such");
    assert!(window.sees("No judgement fits the filter"));
}

#[test]
fn a_hundred_thousand_judgements_cost_no_more_rows_than_are_in_view() {
    let mut scene = Scene::articles();
    let ids: Vec<_> = ["Viktor But", "Buti", "Butin", "Bangkok", "New York", "Bout"].map(|n| scene.m(n)).into();
    for (at, a) in ids.iter().enumerate() {
        for b in &ids[at + 1..] {
            scene.edit(Command::Judge(*a, *b, Verdict::Unsure));
        }
    }
    let mut window = Window::on(scene);
    window.key("Ctrl+J");
    assert!(window.sees("15 judgements"));
    let rows = window.names().iter().filter(|name| name.contains(", unsure")).count();
    assert!((4..15).contains(&rows), "{rows} rows");
    for _ in 0..14 {
        window.key("Down");
    }
    let last = *window.session().judgement_rows().unwrap().pairs.last().unwrap();
    window.key("Down");
    assert_eq!(window.session().compared(), Some(last), "the arrows come to the end, and the row comes into view");
    let (a, b) = last;
    let text = |id| window.project().mention(id).unwrap().text.to_string();
    let row = format!("“{}” and “{}”, unsure", text(a), text(b));
    assert!(window.name_from(&row).is_some(), "{row}");
}

#[test]
fn a_difference_that_contradicts_ties_asks_which_of_them_is_wrong() {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    let mut window = Window::on(scene);
    let (a, b) = (window.m("Viktor But"), window.m("Viktor Bout"));
    window.state_mut().session_mut().dispatch(Action::Edit(Command::Judge(a, b, Verdict::Different)));
    window.run();
    assert!(window.sees("This contradicts what was said before"));
    window.click("Cut between “Buti” and “Viktor Bout”");
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti"]);
    assert_eq!(judgement(&window, "Viktor But", "Viktor Bout"), Some(Verdict::Different));
    window.key("Ctrl+Z");
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout"]);
}

#[test]
fn a_file_that_contradicts_itself_shows_a_badge_and_the_chain() {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor But", "Viktor Bout"]);
    scene.edit(Command::Judge(scene.m("Butin"), scene.m("Bout"), Verdict::Unsure));
    let path = scene.path("case.ron");
    scene.dispatch(Action::SaveTo(path.clone()));
    scene.settle();
    let pair = |a: &str, b: &str| format!("(a: {}, b: {}", scene.m(a).min(scene.m(b)), scene.m(a).max(scene.m(b)));
    let text = std::fs::read_to_string(&path).unwrap();
    let unsure = format!("{}, verdict: Unsure", pair("Butin", "Bout"));
    let different = format!("{}, verdict: Different", pair("Viktor But", "Viktor Bout"));
    std::fs::write(&path, text.replace(&unsure, &different)).unwrap();
    scene.dispatch(Action::OpenProject(path));
    scene.settle();
    let mut window = Window::on(scene);
    window.click("1 contradiction");
    assert!(window.sees("“Viktor But” and “Viktor Bout” are said to be different"));
    for link in ["“Viktor But”, 1 of 3", "“Buti”, 2 of 3", "“Viktor Bout”, 3 of 3"] {
        assert!(window.sees(link), "{link}");
    }
    window.click("Cut between “Viktor But” and “Buti”");
    assert_eq!(window.cluster_of("Buti"), ["Buti", "Viktor Bout"]);
    assert!(!window.sees("1 contradiction"));
    assert!(window.sees("Nothing that was said contradicts anything else"));
    window.key("Ctrl+Z");
    window.click("They are the same");
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout"]);
    assert!(!window.sees("1 contradiction"));
}

#[test]
fn mentions_marked_in_the_card_move_to_an_entity_that_is_typed() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti", "Butin"]);
    scene.tie(&["Viktor Bout", "Bout"]);
    let mut window = Window::on(scene);
    window.click("Viktor But, Person, 3 mentions, 1 document");
    for line in ["Buti, in context", "Butin, in context"] {
        let line = window.name_from(line).unwrap();
        window.click_with(Modifiers::COMMAND | Modifiers::CTRL, &line);
    }
    assert!(window.sees("2 mentions marked"));
    window.click("Move to entity…");
    assert!(window.sees("Move 2 mentions to"));
    assert!(!window.sees("Move to Viktor But, 3 mentions"), "they are there already");
    window.type_text("bout");
    window.key("Enter");
    assert_eq!(window.cluster_of("Bout"), ["Buti", "Butin", "Viktor Bout", "Bout"]);
    assert!(!window.sees("Move 2 mentions to") && window.session().marked().is_empty());
    window.key("Ctrl+Z");
    assert_eq!(window.cluster_of("Buti"), ["Viktor But", "Buti", "Butin"]);
}

#[test]
fn entities_chosen_in_the_list_are_merged_after_a_preview() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.tie(&["Viktor Bout", "Bout", "Bout#2"]);
    scene.edit(Command::Judge(scene.m("Buti"), scene.m("Bout"), Verdict::Different));
    let mut window = Window::on(scene);
    window.key("Escape");
    let before = window.project().clone();
    for row in ["Viktor But, Person, 2 mentions, 1 document", "Viktor Bout, Person, 3 mentions, 1 document"] {
        window.click_with(Modifiers::COMMAND | Modifiers::CTRL, row);
    }
    assert!(window.sees("2 chosen"));
    window.click("Merge entities…");
    assert!(
        window.sees("Make one entity of 2?") && window.sees("5 mentions together. One undo takes them apart again.")
    );
    assert!(window.sees("You said before that these are different:") && window.sees("“Buti” and “Bout”"));
    assert!(*window.project() == before);
    window.click("Keep the name Viktor But");
    window.click("Merge");
    assert_eq!(window.cluster_of("Bout"), ["Viktor But", "Buti", "Viktor Bout", "Bout", "Bout"]);
    assert_eq!(window.project().entities().map(|e| e.name.to_string()).collect::<Vec<_>>(), ["Viktor But"]);
    window.key("Ctrl+Z");
    assert!(*window.project() == before);
}

#[test]
fn possible_duplicates_are_merged_or_said_to_be_different() {
    for merge in [false, true] {
        let mut fresh = Scene::articles();
        for name in ["Bout", "Bout#2"] {
            fresh.edit(Command::SplitOff(vec![fresh.m(name)]));
        }
        let mut window = Window::on(fresh);
        window.menu("Entity", "Check entities…");
        assert!(window.sees("May be the same (1)") && window.sees("May be two (0)"));
        let row = window.name_from("Bout and Bout, ").unwrap();
        window.click(&row);
        assert_eq!(window.session().compared(), Some((window.m("Bout"), window.m("Bout#2"))));
        if merge {
            window.click("Merge…");
            window.click("Merge");
            assert_eq!(window.cluster_of("Bout"), ["Bout", "Bout"]);
        } else {
            window.click("Different");
            assert_eq!(judgement(&window, "Bout", "Bout#2"), Some(Verdict::Different));
        }
        assert!(window.sees("May be the same (0)") && window.sees("No two entities look like one"));
    }
}

#[test]
fn an_entity_that_looks_like_two_is_cut_or_said_to_be_one() {
    let mut window = Window::on(tied());
    window.menu("Entity", "Check entities…");
    window.click("May be two (1)");
    assert!(window.sees("Becomes a new entity: “New York” in document 2"));
    window.click("It is one");
    assert!(window.sees("May be two (0)"));
    window.key("Ctrl+Z");
    window.click("Look again");
    window.click("Cut here");
    assert_eq!(window.cluster_of("New York"), ["New York"]);
}

#[test]
fn coverage_counts_by_type_and_a_cell_goes_to_the_first_open_pair() {
    let mut window = Window::on(Scene::of(&[
        ("1.txt", "The flight\n\n[Ann Lee] fled to [Bangkok:Place].\n"),
        ("2.txt", "The trial\n\n[Bangkok:Place] wept, and all [Bangkok:Place] knew.\n"),
    ]));
    window.menu("Entity", "Coverage…");
    assert!(window.sees("0 of 4 mentions tied, 2 likely links not judged"), "{:?}", window.names());
    assert!(window.name_from("Place: 0 / 3 tied, ").is_some(), "{:?}", window.names());
    window.click("1 The flight and 2 The trial: 0 judged, 3 open");
    assert_eq!(window.session().compared(), Some((window.m("Bangkok"), window.m("Bangkok#2"))));
    let all = ["Bangkok", "Bangkok#2", "Bangkok#3"].map(|name| window.m(name)).to_vec();
    window.state_mut().session_mut().dispatch(Action::Edit(Command::SplitOff(all)));
    window.run();
    window.click("Count again");
    assert!(window.sees("3 of 4 mentions tied, 0 likely links not judged"), "{:?}", window.names());
    assert!(window.sees("1 The flight and 2 The trial: 3 judged, 0 open"));
    window.keys(&["Right", "Right", "Enter"]);
    assert!(window.is_idle());
}

#[test]
fn a_panel_is_quiet_when_it_has_nothing_to_show() {
    let mut window = Window::articles();
    assert!(!UserCommand::Judgements.is_enabled(window.session()), "there are none");
    window.menu("Entity", "Coverage…");
    assert!(window.is_idle());
    assert_eq!(window.session().overlay(), Some(Overlay::Coverage));
    window.click("Close panel");
    assert_eq!(window.session().overlay(), None);
}

#[test]
fn the_picture_of_many_documents_shows_what_is_in_view_and_rests() {
    let documents: Vec<_> = (0..60)
        .map(|i| (format!("{}/{i:02}.txt", ["north", "south"][i % 2]), format!("Report {i}\n\n[Ann] met [Bert].\n")))
        .collect();
    let documents: Vec<_> = documents.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut window = Window::on(Scene::of(&documents));
    window.menu("Entity", "Coverage…");
    let cells = |window: &Window| window.names().iter().filter(|name| name.contains(" judged, ")).count();
    assert!(window.sees("Pairs of documents: the arrows go from pair to pair"));
    assert!(cells(&window) <= 1, "thousands of names would be too many: only what is pointed at is told");
    assert!(window.is_idle());
    for _ in 0..60 {
        window.key("Down");
    }
    let told = window.name_from("Pairs of documents: ").unwrap();
    assert!(told.starts_with("Pairs of documents: 60 Report") && told.ends_with(": 0 judged, 4 open"), "{told}");
    window.key("Enter");
    let (a, b) = window.session().compared().unwrap();
    let document = |id| window.project().mention(id).unwrap().document.0;
    assert_eq!((document(a), document(b)), (1, 60));
    window.click("Folders");
    assert!(window.sees("north and south: 0 judged, 3,600 open"), "{:?}", window.names());
}
