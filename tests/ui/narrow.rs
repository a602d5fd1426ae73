//! A window with little room: nothing is cut off, nothing lies over something else.

use super::window::{Look, Window};
use crate::common::scene::Scene;
use egui::accesskit::Role;
use egui::{Rect, Vec2, vec2};
use egui_kittest::kittest::Queryable as _;
use redstring::session::{Action, UserCommand};

const SMALL: Vec2 = vec2(900.0, 600.0);

fn window(size: Vec2) -> Window {
    let (session, folder) = Scene::articles().into_parts();
    Window::of(session, Some(folder), Look { size, ..Look::default() })
}

/// The rectangles of everything in the window whose name begins so.
fn rects(window: &Window, front: &str) -> Vec<(String, Rect)> {
    let names: std::collections::BTreeSet<_> = window.names().into_iter().filter(|n| n.starts_with(front)).collect();
    names.into_iter().map(|name| (name.clone(), window.rect_of(&name))).collect()
}

#[test]
fn the_review_bar_is_as_high_as_its_rows_and_none_runs_out() {
    for size in [SMALL, vec2(985.0, 615.0), vec2(1280.0, 800.0)] {
        let mut window = window(size);
        let status = window.ctx.content_rect().bottom() - 30.0;
        // "Bout" stands twice: there is a row for those alike.
        window.key("R");
        for _ in 0..12 {
            if !window.sees("Review: dismiss all") {
                window.key("J");
            }
        }
        assert!(window.sees("Review: dismiss all"), "{}", window.at());
        let mut all = rects(&window, "Review: ");
        for more in ["Proposal ", "End review", "also ", "Types of", "Layers of", "Least score of", "Documents of"] {
            all.extend(rects(&window, more));
        }
        assert!(all.len() > 20, "{all:?}");
        for (i, (name, rect)) in all.iter().enumerate() {
            assert!(rect.left() >= 0.0 && rect.right() <= size.x, "{name} {rect} runs out at {size}");
            assert!(rect.bottom() <= status, "{name} {rect} is under the status bar at {size}");
            let other = all[i + 1..].iter().find(|(_, b)| rect.shrink(1.0).intersects(*b));
            assert!(other.is_none(), "{name} {rect} and {other:?} at {size}");
        }
        // Its rows begin under the panes, not over them.
        let top = all.iter().map(|(_, rect)| rect.top()).fold(f32::MAX, f32::min);
        let documents: Vec<_> = window.query_all_by_role(Role::Document).map(|n| n.rect()).collect();
        assert!(!documents.is_empty());
        assert!(documents.iter().all(|r| r.bottom() <= top + 1.0), "{documents:?} and the bar from {top} at {size}");
    }
}

#[test]
fn a_message_stands_above_the_review_bar() {
    for size in [SMALL, vec2(1280.0, 800.0)] {
        let mut window = window(size);
        window.keys(&["R", "Backspace"]);
        let toast = window.rect_of("Dismissed “Viktor But”");
        let bar = rects(&window, "Review: ").into_iter().chain(rects(&window, "End review"));
        for (name, rect) in bar {
            assert!(toast.bottom() < rect.top(), "{toast} over {name} {rect} at {size}");
        }
    }
}

#[test]
fn the_status_bar_tells_nothing_over_something_else() {
    for (size, layer) in [(SMALL, false), (SMALL, true)] {
        let mut window = window(size);
        window.key("Ctrl+2");
        window.key("J");
        window.key("Space");
        if layer {
            window.menu("View", "Only by people");
        }
        let bar = window.ctx.content_rect().bottom() - 30.0;
        let mut all = Vec::new();
        for front in ["Review ", "Shown: ", "1 ", "0 ", "Space", "Backspace", "accept", "dismiss", "keys", "?"] {
            all.extend(rects(&window, front).into_iter().filter(|(_, r)| r.top() >= bar));
        }
        assert!(all.iter().any(|(name, _)| name == "keys"), "{all:?}");
        for (i, (name, rect)) in all.iter().enumerate() {
            assert!(rect.right() <= size.x, "{name} {rect}");
            let other = all[i + 1..].iter().find(|(_, b)| rect.shrink(1.0).intersects(*b));
            assert!(other.is_none(), "{name} {rect} and {other:?} at {size}");
        }
    }
}

#[test]
fn the_palette_is_as_large_as_ever_after_a_query_with_few_results() {
    let mut window = window(vec2(1280.0, 800.0));
    // The palette stands in the middle: where its field is tells how high it is.
    let top = |window: &Window| window.rect_of("Command").top();
    window.key("Ctrl+P");
    let before = top(&window);
    window.type_text("qqqq");
    window.type_over(" ");
    assert_eq!(top(&window), before);
    window.type_over("save");
    window.key("Escape");
    window.key("Ctrl+P");
    assert_eq!(top(&window), before);
}

#[test]
fn a_key_stands_beside_what_it_does() {
    for size in [SMALL, vec2(1280.0, 800.0)] {
        let mut window = window(size);
        window.key("F1");
        for command in [UserCommand::DismissAlike, UserCommand::AcceptAlike] {
            let title = window.rect_of(command.title());
            let key = window.rect_of(&command.key_label());
            assert!(title.right() <= key.left(), "{title} under {key} at {size}");
            assert!(title.y_range().contains(key.center().y), "{title} beside {key} at {size}");
        }
    }
}

#[test]
fn what_lies_over_the_work_has_a_button_that_closes_it() {
    for size in [SMALL, vec2(1280.0, 800.0)] {
        let mut window = window(size);
        for command in [UserCommand::Help, UserCommand::About, UserCommand::Annotator] {
            window.state_mut().session_mut().dispatch(Action::User(command));
            window.run();
            // The tabs have such a button each too.
            let all = window.query_all_by_label("Close").map(|n| n.rect());
            let close = all.max_by(|a, b| a.bottom().total_cmp(&b.bottom())).unwrap();
            assert!(window.ctx.content_rect().contains_rect(close), "{command:?} at {size}");
            window.click_at(close.center(), egui::Modifiers::NONE);
            assert!(window.session().overlay().is_none(), "{command:?}");
        }
    }
}
