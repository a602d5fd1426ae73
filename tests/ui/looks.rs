//! Scale, size, light and dark; and a window that costs nothing while nothing happens.

use super::window::{Look, Window};
use crate::common::scene::{Scene, session};
use egui::vec2;
use redstring::session::{Action, Mode, UserCommand};

/// Walks through what can be on screen.
fn tour(look: Look) {
    let window = Window::of(session(), None, look);
    assert!(window.sees("Sample: The flagman"));
    let (session, folder) = Scene::articles().into_parts();
    let mut window = Window::of(session, Some(folder), look);
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    assert_eq!(window.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
    window.keys(&["F1", "Escape", "Ctrl+P", "Escape", "T", "Escape", "Ctrl+F"]);
    window.type_text("bout");
    window.keys(&["Escape", "Ctrl+1", "Ctrl+2", "Ctrl+3"]);
    assert_eq!(window.session().mode(), Mode::Link);
    window.menu("File", "Close project");
    assert!(window.sees("Don't save"));
    window.key("Escape");
}

#[test]
fn light() {
    tour(Look::default());
}

#[test]
fn dark() {
    tour(Look { dark: true, ..Look::default() });
}

#[test]
fn at_one_and_a_half_and_at_twice_the_scale() {
    for pixels_per_point in [1.5, 2.0] {
        tour(Look { pixels_per_point, ..Look::default() });
    }
}

#[test]
fn in_the_smallest_window() {
    tour(Look { size: vec2(720.0, 480.0), ..Look::default() });
}

#[test]
fn in_a_large_window() {
    tour(Look { size: vec2(2560.0, 1440.0), ..Look::default() });
}

/// Everything in the top bar, without overlaps and inside the window.
fn bar_fits(window: &Window, more: &[&str]) {
    let menus = ["File", "Edit", "Mention", "Entity", "Go", "View", "Tools", "Help"];
    let rest = ["Read mode", "Mentions mode", "Link mode", "Find in 2 documents", "Command palette…"];
    let names: Vec<_> = menus.iter().chain(&rest).chain(more).collect();
    let right = window.ctx.content_rect().right();
    let rects: Vec<_> = names.iter().map(|name| (name, window.rect_of(name).shrink(1.0))).collect();
    for (i, (a, rect)) in rects.iter().enumerate() {
        assert!(rect.right() <= right, "{a} {rect}");
        for (b, other) in &rects[i + 1..] {
            assert!(!rect.intersects(*other), "{a} {rect} and {b} {other}");
        }
    }
}

#[test]
fn the_top_bar_fits_windows_of_all_sizes() {
    for width in [720.0, 900.0, 1000.0, 1100.0, 1280.0, 1920.0] {
        let (session, folder) = Scene::articles().into_parts();
        let window = Window::of(session, Some(folder), Look { size: vec2(width, 480.0), ..Look::default() });
        bar_fits(&window, if width < 1100.0 { &[] } else { &["not saved yet"] });
    }
}

#[test]
fn the_top_bar_has_room_for_the_switches_of_find() {
    for width in [1024.0, 1280.0, 1920.0] {
        let (session, folder) = Scene::articles().into_parts();
        let mut window = Window::of(session, Some(folder), Look { size: vec2(width, 480.0), ..Look::default() });
        window.key("Ctrl+F");
        window.type_text("bangkok");
        bar_fits(&window, &["Stop looking"]);
    }
}

#[test]
fn zooming_in_and_out_and_back() {
    let mut window = Window::articles();
    window.key("Ctrl+Plus");
    assert!(window.ctx.zoom_factor() > 1.0);
    window.key("Ctrl+0");
    assert!((window.ctx.zoom_factor() - 1.0).abs() < 1e-6);
    window.key("Ctrl+Minus");
    assert!(window.ctx.zoom_factor() < 1.0);
    window.key("Ctrl+0");
    window.click("Viktor But, Person, proposed");
    assert_eq!(window.at(), "Viktor But");
}

#[test]
fn the_scheme_is_switched_and_kept() {
    let mut window = Window::articles();
    for theme in [egui::Theme::Dark, egui::Theme::Light] {
        window.state_mut().session_mut().dispatch(Action::User(UserCommand::SwitchScheme));
        window.run();
        assert_eq!(window.ctx.theme(), theme);
    }
}

#[test]
fn the_welcome_screen_is_idle() {
    assert!(Window::welcome().is_idle());
}

#[test]
fn two_documents_are_idle() {
    assert!(Window::articles().is_idle());
}

#[test]
fn a_string_in_hand_is_idle() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    window.hover_at(egui::pos2(640.0, 700.0));
    window.run();
    assert!(window.is_idle());
}

#[test]
fn messages_go_away_by_themselves() {
    let mut window = Window::articles();
    window.keys(&["J", "E"]);
    assert!(!window.session().toasts().is_empty());
    assert!(window.is_idle());
    assert!(window.session().toasts().is_empty());
}

#[test]
fn questions_and_overlays_are_idle() {
    let mut window = Window::articles();
    window.key("F1");
    assert!(window.is_idle());
    window.key("Escape");
    window.click("Bout, Person, proposed");
    window.key("A");
    assert!(window.is_idle());
}
