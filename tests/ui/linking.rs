//! The link queue by keyboard, the candidates with their reasons, ties in bulk: at the window.

use super::window::{Look, Window};
use crate::common::scene::{NEWS, PETROVS, Scene};
use egui::vec2;
use redstring::annotation::{Command, Verdict};

fn queue() -> Window {
    let mut window = Window::on(Scene::of(NEWS));
    window.key("L");
    window
}

/// Skips until the queue is at a mention with this text, in this document.
fn go(window: &mut Window, text: &str, path: &str) {
    for _ in 0..20 {
        let queued = window.session().queued().and_then(|id| window.project().mention(id));
        let path_of = |id| window.project().document(id).map(|d| d.path.to_string());
        if queued.is_some_and(|m| &*m.text == text && path_of(m.document).as_deref() == Some(path)) {
            return;
        }
        window.key("J");
    }
    panic!("the queue never came to {text} in {path}");
}

/// A queue at a mention of which two entities have just the name.
fn two_of_the_name() -> Window {
    let mut scene = Scene::of(PETROVS);
    scene.edit(Command::SplitOff(vec![scene.m("Ivan Petrov#2")]));
    scene.edit(Command::SplitOff(vec![scene.m("Ivan Petrov#3")]));
    scene.settle();
    let mut window = Window::on(scene);
    window.key("L");
    window
}

#[test]
fn what_is_in_hand_is_what_is_asked_about_not_what_it_may_be() {
    let mut scene = Scene::articles();
    scene.edit(Command::SplitOff(vec![scene.m("Viktor But")]));
    let mut window = Window::on(scene);
    window.key("L");
    go(&mut window, "Buti", "1_dealer.txt");
    assert!(candidate(&window, 1).contains("Viktor But"));
    assert!(window.sees("In hand: Buti"), "{}", window.names().join("\n"));
}

fn candidate(window: &Window, number: usize) -> String {
    window.name_from(&format!("Suggestion {number}: ")).expect("a candidate of this number")
}

#[test]
fn a_queue_by_keyboard_from_start_to_end() {
    let mut window = queue();
    assert!(window.sees("Mention 1 of 9") && window.sees("0 entities"), "{}", window.names().join("\n"));
    go(&mut window, "Russia", "1_arms.txt");
    assert!(window.sees("3 × “Russia” together") && window.sees("Queue: accept all 3"));
    window.key("Space");
    assert_eq!(window.cluster_of("Russia").len(), 4);
    go(&mut window, "Viktor Bout", "1_arms.txt");
    window.key("1");
    assert_eq!(window.cluster_of("Viktor Bout").len(), 2);
    go(&mut window, "Zebulon Quirk", "1_arms.txt");
    assert!(window.sees("A new name") && window.sees("Nothing to compare it with yet: Space makes a new entity"));
    window.key("E");
    go(&mut window, "Aden", "1_arms.txt");
    window.keys(&["Backspace", "Ctrl+Z"]);
    assert_eq!(window.at(), "Aden");
    window.key("Space");
    assert!(window.sees("All 9 mentions are linked"), "{}", window.names().join("\n"));
    assert!(window.sees("4 entities"));
    window.key("Escape");
    assert!(window.session().link_queue().is_none() && !window.sees("All 9 mentions are linked"));
}

#[test]
fn a_refusal_asks_which_one_then() {
    let mut window = queue();
    go(&mut window, "Viktor Bout", "1_arms.txt");
    assert!(window.sees("Which one is it?"));
    window.key("N");
    let (a, b) = (window.m("Viktor Bout"), window.m("Viktor Bout#2"));
    assert_eq!(window.project().judgement(a, b).map(|j| j.verdict), Some(Verdict::Different));
    assert_eq!(window.session().queued(), Some(a), "it stays");
    assert!(window.sees("You said that it is not “Viktor Bout”: remembered"));
    assert!(candidate(&window, 1).ends_with("judged different"));
    window.key("1");
    assert!(window.session().question().is_some(), "what was judged different is asked about");
    window.key("Escape");
    window.key("E");
    assert_eq!(window.cluster_of("Viktor Bout"), ["Viktor Bout"]);
}

#[test]
fn which_one_then_is_asked_with_the_others() {
    let mut window = two_of_the_name();
    let first = window.session().looked_at().map(|s| s.shown);
    window.key("N");
    assert!(window.sees("Which one then?"));
    assert_ne!(window.session().looked_at().map(|s| s.shown), first);
    assert!(candidate(&window, 2).ends_with("judged different"));
    window.key("Space");
    assert_eq!(window.cluster_of("Ivan Petrov").len(), 2);
}

#[test]
fn the_evidence_is_told_with_its_signs() {
    let mut window = queue();
    go(&mut window, "Aden", "1_arms.txt");
    let suggestion = window.session().looked_at().cloned().expect("a candidate");
    for reason in &suggestion.reasons {
        let sign = if reason.share < 0.0 { "−" } else { "+" };
        assert!(window.sees(&format!("{sign}{:.2} {}", reason.share.abs(), reason.words)), "{reason:?}");
    }
    assert!(!suggestion.reasons.is_empty());
    assert!(window.sees("Not tied yet, in Trial"));
    window.click(&candidate(&window, 1));
    assert_eq!(window.cluster_of("Aden").len(), 2, "a click takes it");
}

#[test]
fn arrows_look_at_another_candidate() {
    let mut window = two_of_the_name();
    let first = window.session().looked_at().map(|s| s.shown);
    window.key("ArrowDown");
    let second = window.session().looked_at().map(|s| s.shown);
    assert!(second.is_some() && second != first);
    window.key("ArrowUp");
    assert_eq!(window.session().looked_at().map(|s| s.shown), first);
}

#[test]
fn a_group_is_taken_apart_by_a_key() {
    let mut window = queue();
    go(&mut window, "Russia", "1_arms.txt");
    window.key("G");
    assert!(window.sees("Queue: all with this name again"));
    window.key("G");
    assert!(window.sees("3 × “Russia” together"));
}

#[test]
fn unsure_ones_are_found_again() {
    let mut window = queue();
    go(&mut window, "Aden", "1_arms.txt");
    window.key("U");
    window.click("Mentions to link: All that wait");
    window.click("Those you were unsure of (2)");
    window.key("Escape");
    assert_eq!(window.at(), "Aden");
    assert!(window.sees("Mentions to link: Unsure ones"), "{}", window.names().join("\n"));
    assert!(window.name_from("Mention ").is_some_and(|told| told.ends_with(" of 2")));
}

#[test]
fn a_click_in_the_text_ties_what_the_queue_is_at() {
    let mut window = queue();
    go(&mut window, "Zebulon Quirk", "1_arms.txt");
    window.click("Viktor Bout, Person, proposed");
    assert_eq!(window.cluster_of("Zebulon Quirk"), ["Viktor Bout", "Zebulon Quirk"]);
    assert!(window.session().queued().is_some(), "and it goes on");
}

#[test]
fn one_pane_becomes_two() {
    let mut window = Window::on(Scene::of(NEWS));
    window.key("Ctrl+W");
    window.key("L");
    go(&mut window, "Aden", "1_arms.txt");
    for pane in ["Aden, Place, proposed", "Aden, Place, proposed#2"] {
        window.rect_of(pane);
    }
}

#[test]
fn everything_that_a_queue_can_do_is_named_on_screen() {
    let mut window = Window::on(Scene::of(NEWS));
    window.menu("Entity", "Link mentions in order");
    go(&mut window, "Viktor Bout", "1_arms.txt");
    let words = [
        "accept",
        "new entity",
        "not this one",
        "unsure",
        "no mention",
        "fix span",
        "skip",
        "back",
        "step back",
        "end",
    ];
    for word in words {
        assert!(window.sees(&format!("Queue: {word}")), "{word}");
    }
    for filter in ["Types to link: All types", "Documents to link in: All documents"] {
        assert!(window.sees(filter), "{filter}");
    }
    window.click("Queue: accept");
    assert_eq!(window.cluster_of("Viktor Bout").len(), 2);
    window.click("End linking in order");
    assert!(window.session().link_queue().is_none());
}

#[test]
fn what_is_in_hand_shows_its_candidates_without_a_queue() {
    let mut window = Window::on(Scene::of(NEWS));
    window.click("Aden, Place, proposed");
    assert!(window.sees("Perhaps the same"));
    window.key("1");
    assert_eq!(window.cluster_of("Aden").len(), 2);
}

#[test]
fn the_bar_fits_windows_of_all_sizes() {
    for size in [vec2(720.0, 480.0), vec2(900.0, 600.0), vec2(1280.0, 800.0), vec2(1920.0, 1080.0)] {
        let (session, folder) = Scene::of(NEWS).into_parts();
        let mut window = Window::of(session, Some(folder), Look { size, ..Look::default() });
        window.key("L");
        go(&mut window, "Russia", "1_arms.txt");
        let inside = |name: &str| {
            let rect = window.rect_of(name);
            assert!(window.ctx.content_rect().contains_rect(rect), "{name} {rect} at {size}");
            rect
        };
        let names = [
            "Queue: accept all 3",
            "Queue: fix span",
            "Queue: end",
            "Queue: only this one",
            "End linking in order",
            "Types to link: All types",
            "Mentions to link: All that wait",
        ];
        let rects: Vec<_> = names.iter().map(|name| inside(name)).collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(rects[i + 1..].iter().all(|b| !a.shrink(1.0).intersects(*b)), "{names:?} overlap at {size}");
        }
    }
}

#[test]
fn a_queue_is_idle() {
    let mut window = queue();
    assert!(window.is_idle());
}

#[test]
fn ties_in_bulk_leave_alone_what_was_unticked() {
    let mut window = Window::on(Scene::of(NEWS));
    window.menu("Entity", "Tie all above a score…");
    let told = window.name_from("5 mentions to 3 entities");
    assert_eq!(told.as_deref(), Some("5 mentions to 3 entities, 3 of them new"), "{}", window.names().join("\n"));
    window.click("All of Aden");
    assert!(window.sees("4 mentions to 2 entities, 2 of them new"));
    window.click("Tie 4");
    assert_eq!((window.cluster_of("Russia").len(), window.mention("Aden").entity), (4, None));
    window.key("Ctrl+Z");
    assert_eq!(window.project().entities().len(), 0, "one undo");
}

#[test]
fn a_pointer_that_rests_asks_nothing_of_a_text_that_moves_under_it() {
    let mut window = Window::on(Scene::of(NEWS));
    let tells = |window: &mut Window| {
        let now = window.input().time.unwrap_or(0.0);
        window.input_mut().time = Some(now + 1.5);
        for _ in 0..4 {
            window.run();
        }
        window.sees("Not tied to an entity yet")
    };
    let place = window.rect_of("Viktor Bout, Person, proposed").center();
    window.hover_at(place);
    window.run();
    assert!(tells(&mut window), "a pointer that was moved there does ask");
    window.key("L");
    window.key("J");
    assert!(!tells(&mut window));
    window.hover_at(place + vec2(2.0, 0.0));
    window.run();
    assert!(tells(&mut window), "and so does one that moves again");
}

#[test]
fn what_the_evidence_weighs_can_be_looked_at() {
    let mut window = queue();
    window.key("Escape");
    window.menu("Entity", "What the evidence weighs…");
    assert!(window.sees("same name") && window.sees("as shipped"), "{}", window.names().join("\n"));
    let weights = window.session().linker().map(|l| l.weights().len()).unwrap_or_default();
    assert!(weights > 40);
    window.key("Escape");
    assert!(!window.sees("as shipped"));
}

#[test]
fn arrows_skip_and_come_back() {
    let mut window = queue();
    go(&mut window, "Viktor Bout", "1_arms.txt");
    let (from, entities) = (window.at(), window.project().entities().len());
    window.key("ArrowRight");
    assert_ne!(window.at(), from);
    window.key("ArrowLeft");
    assert_eq!((window.at(), window.project().entities().len()), (from, entities));
}

#[test]
fn a_number_takes_the_candidate_that_has_it() {
    let mut window = two_of_the_name();
    let second = candidate(&window, 2);
    window.key("2");
    let tied = window.project().mention(window.m("Ivan Petrov")).and_then(|m| m.entity).expect("it was tied");
    assert!(second.contains(&format!("#{tied}")), "{second}, tied to #{tied}");
}

#[test]
fn the_span_of_what_the_queue_is_at_is_fixed_by_f() {
    let mut window = queue();
    go(&mut window, "Viktor Bout", "1_arms.txt");
    let queued = window.session().queued();
    window.key("F");
    assert_eq!(window.session().fixing(), queued);
    window.key("Escape");
    assert_eq!((window.session().fixing(), window.session().queued()), (None, queued));
}
