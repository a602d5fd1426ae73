//! Review by keyboard, bulk decisions, layers: at the window.

use super::window::{Look, Window};
use crate::common::scene::Scene;
use egui::vec2;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use redstring::annotation::Status;
use redstring::session::ShownLayer;

#[test]
fn a_review_by_keyboard_from_start_to_end() {
    let mut window = Window::articles();
    window.key("R");
    assert!(window.sees("Proposal 1 of 9"));
    assert_eq!(window.at(), "Viktor But");
    window.key("Space");
    window.key("Backspace");
    assert_eq!(window.at(), "Bangkok");
    // The second type of the bar.
    window.key("2");
    assert_eq!((window.kind_of("Bangkok").as_str(), window.at().as_str()), ("Organisation", "Butin"));
    window.keys(&["T", "G"]);
    assert_eq!((window.kind_of("Butin").as_str(), window.at().as_str()), ("Group", "Viktor Bout"));
    assert!(window.sees("Proposal 5 of 9") && window.sees("4 decided"));
    window.keys(&["J", "K", "Right", "Left", "Space", "Space"]);
    assert_eq!(window.at(), "Bout");
    assert!(window.sees("also 1 more “Bout”"));
    window.key("Shift+Space");
    assert_eq!(window.at(), "Bangkok");
    window.key("Space");
    assert!(window.sees("All 9 proposals reviewed"), "{}", window.names().join("\n"));
    assert!(window.sees("6 accepted, 1 dismissed, 2 given another type"));
    window.key("Ctrl+Z");
    assert!(window.sees("Proposal 9 of 9"));
    window.keys(&["Space", "Escape"]);
    assert!(window.session().review().is_none());
    assert!(!window.sees("All 9 proposals reviewed"));
}

#[test]
fn everything_that_a_review_can_do_is_named_on_screen() {
    let mut window = Window::articles();
    window.click("Review 9 proposals");
    let keys = ["accept", "dismiss", "type", "fix span", "skip", "back", "step back", "end"];
    for word in keys {
        assert!(window.sees(&format!("Review: {word}")), "{word}");
    }
    for kind in ["Person", "Organisation", "Place"] {
        assert!(window.sees(&format!("Review: accept as {kind}")), "{kind}");
    }
    for filter in
        ["Types of proposals: All types", "Layers of proposals: All layers", "Least score of proposals: Any score"]
    {
        assert!(window.sees(filter), "{filter}");
    }
    window.click("Review: accept");
    assert_eq!((window.mention("Viktor But").status, window.at().as_str()), (Status::Accepted, "Buti"));
    window.click("Review: accept as Place");
    assert_eq!(window.kind_of("Buti"), "Place");
    window.click("End review");
    assert!(window.session().review().is_none());
}

#[test]
fn the_card_tells_who_found_it() {
    let mut window = Window::articles();
    window.key("R");
    assert!(window.sees("Found by the rules, nobody has decided"));
}

#[test]
fn types_are_chosen_in_the_bar() {
    let mut window = Window::articles();
    window.key("R");
    window.click("Types of proposals: All types");
    window.click("Place");
    assert!(window.sees("Types of proposals: Place"));
    window.key("Escape");
    assert!(window.sees("Proposal 1 of 3"), "{}", window.names().join("\n"));
    assert_eq!(window.at(), "Bangkok");
    assert!(window.session().review().is_some(), "Esc closed the menu only");
}

#[test]
fn digits_do_not_retype_outside_of_a_review() {
    let mut window = Window::articles();
    window.keys(&["J", "2"]);
    assert_eq!(window.mention("Viktor But").status, Status::Proposed);
}

#[test]
fn the_bar_fits_windows_of_all_sizes() {
    for size in [vec2(720.0, 480.0), vec2(900.0, 600.0), vec2(1280.0, 800.0), vec2(1920.0, 1080.0)] {
        let (session, folder) = Scene::articles().into_parts();
        let mut window = Window::of(session, Some(folder), Look { size, ..Look::default() });
        window.key("R");
        let inside = |name: &str| {
            let rect = window.rect_of(name);
            assert!(window.ctx.content_rect().contains_rect(rect), "{name} {rect} at {size}");
            rect
        };
        let names = ["Review: accept", "Review: end", "Review: accept as Person", "End review"];
        let rects: Vec<_> = names.iter().map(|name| inside(name)).collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(rects[i + 1..].iter().all(|b| !a.shrink(1.0).intersects(*b)), "{names:?} overlap at {size}");
        }
        let place = inside("Proposal 1 of 9");
        assert!(!place.intersects(inside("Types of proposals: All types").shrink(1.0)), "at {size}");
    }
}

#[test]
fn a_review_is_idle() {
    let mut window = Window::articles();
    window.key("R");
    assert!(window.is_idle());
}

#[test]
fn a_bulk_decision_leaves_alone_what_was_unticked() {
    let mut window = Window::articles();
    window.menu("Mention", "Accept above a score…");
    assert!(window.sees("9 of 9 proposals in 2 documents"), "{}", window.names().join("\n"));
    assert!(window.sees("Score, per cent"));
    window.click("Tick New York, Place, 90 %");
    assert!(window.sees("8 of 9 proposals in 2 documents") && window.sees("1 left alone"));
    window.click("All in The dealer");
    assert!(window.sees("4 of 9 proposals in 1 document"));
    window.click("All in The dealer");
    window.click("Accept 8");
    assert_eq!(window.project().total().accepted, 8);
    assert_eq!(window.mention("New York").status, Status::Proposed);
    window.click("Undo this");
    assert_eq!(window.project().total().accepted, 0);
}

#[test]
fn the_direction_of_a_bulk_decision_can_be_turned() {
    let mut window = Window::articles();
    window.menu("Mention", "Accept above a score…");
    window.click("Dismiss below");
    assert!(window.sees("0 of 9 proposals in 0 documents") && window.sees("No proposal has such a score"));
    window.key("Escape");
    assert!(window.session().question().is_none());
    assert_eq!(window.project().total().rejected, 0);
}

#[test]
fn dismissing_opens_where_next_to_nothing_is_dismissed() {
    let mut window = Window::articles();
    window.menu("Mention", "Dismiss below a score…");
    assert!(window.sees("Less than") && window.sees("0 of 9 proposals in 0 documents"));
    window.key("Enter");
    assert_eq!(window.project().total().rejected, 0, "and Enter dismisses nothing");
    window.click("Accept above");
    assert!(window.sees("At least") && window.sees("9 of 9 proposals in 2 documents"));
}

#[test]
fn the_slider_stands_under_its_score_in_the_chart() {
    let mut window = Window::articles();
    window.menu("Mention", "Dismiss below a score…");
    assert!(window.name_from("How many proposals have which score").is_some());
    let chart = window.name_from("Proposals by score: ").expect("it is told too");
    let (chart, slider) = (window.rect_of(&chart), window.rect_of("Score, per cent"));
    for share in [0.0, 0.25, 0.8, 1.0] {
        let x = egui::lerp(chart.left()..=chart.right(), share);
        window.click_at(egui::pos2(x, slider.center().y), egui::Modifiers::NONE);
        let percent = window.get_by_label("Score").accesskit_node().numeric_value();
        assert_eq!(percent.map(f64::round), Some((f64::from(share) * 100.0).round()));
    }
    assert!(window.is_idle());
}

#[test]
fn one_layer_is_shown_alone_and_that_is_told() {
    let mut window = Window::articles();
    window.keys(&["Ctrl+2", "J", "Space"]);
    assert_eq!(window.mention_names().len(), 9);
    window.menu("View", "Only by people");
    assert_eq!(window.mention_names(), ["Viktor But, Person, accepted"]);
    window.menu("View", "Only what nobody has decided yet");
    assert_eq!(window.mention_names().len(), 8);
    window.click("Shown: only what nobody has decided yet. Show all");
    assert_eq!((window.mention_names().len(), window.session().shown_layer()), (9, ShownLayer::All));
}
