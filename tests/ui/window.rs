//! A window to click in.

use crate::common::scene::{self, Scene};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use redstring::annotation::{Mention, MentionId, Project};
use redstring::session::{NoDialogs, Runner, Session};
use redstring::ui::{App, theme};
use std::ops::{Deref, DerefMut};
use std::time::Duration;
use tempfile::TempDir;

/// The app's window.
pub struct Window {
    pub harness: Harness<'static, App>,
    _folder: Option<TempDir>,
}

impl Deref for Window {
    type Target = Harness<'static, App>;

    fn deref(&self) -> &Self::Target {
        &self.harness
    }
}

impl DerefMut for Window {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.harness
    }
}

/// How a window is made.
#[derive(Clone, Copy)]
pub struct Look {
    pub size: Vec2,
    pub pixels_per_point: f32,
    pub dark: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { size: vec2(1280.0, 800.0), pixels_per_point: 1.0, dark: false }
    }
}

impl Window {
    /// On a session, as if the program had been started with it.
    pub fn of(session: Session, folder: Option<TempDir>, look: Look) -> Self {
        let harness = Harness::builder()
            .with_size(look.size)
            .with_pixels_per_point(look.pixels_per_point)
            .with_theme(if look.dark { egui::Theme::Dark } else { egui::Theme::Light })
            .with_max_steps(60)
            .with_step_dt(1.0 / 60.0)
            .with_context_setup(theme::install)
            .build_ui_state(
                |ui, app: &mut App| {
                    app.logic();
                    app.frame(ui);
                },
                App::new(session),
            );
        let mut window = Self { harness, _folder: folder };
        window.run();
        window
    }

    /// On the welcome screen.
    pub fn welcome() -> Self {
        let home = scene::folder(&[]);
        let session = Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
        Self::of(session, Some(home), Look::default())
    }

    /// On the two articles, side by side.
    pub fn articles() -> Self {
        Self::on(Scene::articles())
    }

    pub fn on(scene: Scene) -> Self {
        let (session, folder) = scene.into_parts();
        Self::of(session, Some(folder), Look::default())
    }

    pub fn session(&self) -> &Session {
        self.state().session()
    }

    pub fn project(&self) -> &Project {
        self.session().project()
    }

    pub fn m(&self, name: &str) -> MentionId {
        scene::mention(self.session(), name)
    }

    pub fn mention(&self, name: &str) -> &Mention {
        self.project().mention(self.m(name)).unwrap()
    }

    /// The type of a mention.
    pub fn kind_of(&self, name: &str) -> String {
        self.project().schema().get(self.mention(name).kind).name.to_string()
    }

    /// The texts of a mention's cluster, in order; empty when it is not tied.
    pub fn cluster_of(&self, name: &str) -> Vec<String> {
        let entity = self.mention(name).entity;
        entity.iter().flat_map(|&e| self.project().mentions_of(e)).map(|m| m.text.to_string()).collect()
    }

    /// The text under the keyboard's cursor.
    pub fn at(&self) -> String {
        let cursor = self.session().cursor().and_then(|id| self.project().mention(id));
        cursor.map(|m| m.text.to_string()).unwrap_or_default()
    }

    pub fn sees(&self, name: &str) -> bool {
        self.query_all_by_label(name).next().is_some()
    }

    /// Clicks what has this name; with `name#2` the second of its name, from the left and then from the top.
    pub fn click(&mut self, name: &str) {
        self.click_at(self.rect_of(name).center(), Modifiers::NONE);
    }

    pub fn click_with(&mut self, modifiers: Modifiers, name: &str) {
        self.click_at(self.rect_of(name).center(), modifiers);
    }

    pub fn click_at(&mut self, at: Pos2, modifiers: Modifiers) {
        self.press_at(at, PointerButton::Primary, modifiers);
    }

    pub fn right_click(&mut self, name: &str) {
        self.press_at(self.rect_of(name).center(), PointerButton::Secondary, Modifiers::NONE);
    }

    fn press_at(&mut self, pos: Pos2, button: PointerButton, modifiers: Modifiers) {
        self.hover_at(pos);
        self.run();
        for pressed in [true, false] {
            self.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
            self.run();
        }
    }

    /// Where what has this name is.
    pub fn rect_of(&self, name: &str) -> Rect {
        let (label, nth) = name.split_once('#').map_or((name, 1), |(label, nth)| (label, nth.parse().unwrap()));
        let mut found: Vec<_> = self.query_all_by_label(label).map(|n| n.rect()).collect();
        found.sort_by_key(|r| (r.left() as i32 / 300, r.top() as i32, r.left() as i32));
        found.get(nth - 1).copied().unwrap_or_else(|| panic!("nothing is called {name}\n{}", self.names().join("\n")))
    }

    /// The names of everything on screen, labels too.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut todo: Vec<Node<'_>> = self.root().children().collect();
        while let Some(node) = todo.pop() {
            let node_names = [node.accesskit_node().label(), node.accesskit_node().value()];
            names.extend(node_names.into_iter().flatten().filter(|name| !name.is_empty()));
            todo.extend(node.children());
        }
        names
    }

    /// The one name on screen that begins so.
    pub fn name_from(&self, front: &str) -> Option<String> {
        self.names().into_iter().find(|name| name.starts_with(front))
    }

    /// The names of the mentions on screen.
    pub fn mention_names(&self) -> Vec<String> {
        let is_mention = |name: &String| {
            [", proposed", ", accepted"].iter().any(|end| name.ends_with(end)) && name.split(", ").count() >= 3
        };
        self.query_all_by_role(Role::Button)
            .filter_map(|node| node.accesskit_node().label())
            .filter(is_mention)
            .collect()
    }

    /// Presses a key, as `J`, `Shift+F3`, `Ctrl+Shift+Z`, and lets it type what it types.
    pub fn key(&mut self, combination: &str) {
        let mut parts: Vec<_> = combination.split('+').collect();
        let name = parts.pop().unwrap();
        let modifiers = parts.iter().fold(Modifiers::NONE, |all, part| {
            all | match *part {
                "Ctrl" => Modifiers::COMMAND | Modifiers::CTRL,
                "Shift" => Modifiers::SHIFT,
                "Alt" => Modifiers::ALT,
                other => panic!("no modifier {other}"),
            }
        });
        let key = Key::from_name(name).unwrap_or_else(|| panic!("no key {name}"));
        self.key_press_modifiers(modifiers, key);
        let typed = if name == "Space" { " " } else { name };
        if !modifiers.command && !modifiers.alt && typed.chars().count() == 1 {
            self.event(Event::Text(typed.to_lowercase()));
        }
        self.run();
    }

    pub fn keys(&mut self, all: &[&str]) {
        for key in all {
            self.key(key);
        }
    }

    /// Types into what has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Types over what stands in the field that has the keyboard.
    pub fn type_over(&mut self, text: &str) {
        self.key("Ctrl+A");
        self.type_text(text);
    }

    /// Opens a menu and clicks an entry.
    pub fn menu(&mut self, menu: &str, entry: &str) {
        self.click(menu);
        self.click(entry);
    }

    /// Drags from one place to another.
    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        self.hover_at(from);
        self.run();
        self.event(Event::PointerButton { pos: from, button, pressed: true, modifiers });
        self.run();
        for step in 1..=4 {
            self.hover_at(from + (to - from) * (step as f32 / 4.0));
            self.run();
        }
        self.event(Event::PointerButton { pos: to, button, pressed: false, modifiers });
        self.run();
    }

    /// Selects some points of the text just behind a mention, and returns it.
    pub fn select_behind(&mut self, mention: &str, points: f32) -> String {
        let rect = self.rect_of(mention);
        let from = pos2(rect.right() + 3.0, rect.center().y);
        self.drag(from, from + vec2(points, 0.0));
        self.selected().expect("something is selected").trim().to_owned()
    }

    pub fn selected(&self) -> Option<&str> {
        let (document, span) = self.session().selection()?;
        span.slice(&self.session().document(document)?.text)
    }

    /// Whether, once the messages that go away by themselves are gone, a frame that nothing caused asks for no other.
    pub fn is_idle(&mut self) -> bool {
        for _ in 0..6 {
            let now = self.input().time.unwrap_or(0.0);
            self.input_mut().time = Some(now + 5.0);
            self.run();
        }
        (0..3).all(|_| {
            self.step();
            let delays = self.output().viewport_output.values().map(|view| view.repaint_delay);
            delays.min().is_some_and(|delay| delay > Duration::from_secs(60))
        })
    }
}
