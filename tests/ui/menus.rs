//! Menus, the welcome screen and the questions before leaving.

use super::window::{Look, Window};
use crate::common::scene::{self, Scene};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use redstring::session::{Action, Menu, NoDialogs, Runner, Session, UserCommand};
use std::path::Path;

fn opened(folder: &Path) -> Window {
    let mut session = scene::session();
    session.dispatch(Action::OpenFolder(folder.to_owned()));
    session.settle();
    Window::of(session, None, Look::default())
}

#[test]
fn the_welcome_screen_offers_folder_project_and_samples() {
    let window = Window::welcome();
    for name in ["Open folder…", "Open project…", "Sample: The flagman", "Sample: Harbour letters"] {
        assert!(window.sees(name), "{name}");
    }
}

#[test]
fn every_sample_opens_with_two_documents_and_their_mentions() {
    for sample in ["Sample: The flagman", "Sample: Harbour letters"] {
        let mut window = Window::welcome();
        window.click(sample);
        assert!(window.session().is_open());
        assert_eq!(window.query_all_by_role(Role::Document).count(), 2);
        assert!(!window.mention_names().is_empty());
    }
}

#[test]
fn a_recent_project_opens_from_the_welcome_screen() {
    let (home, corpus) = (scene::folder(&[]), scene::folder(scene::ARTICLES));
    let start = || Session::new(Runner::Inline, Box::new(NoDialogs), Some(home.path().to_owned()));
    let mut session = start();
    session.dispatch(Action::OpenFolder(corpus.path().to_owned()));
    session.settle();
    let name = format!("Recent: {}", corpus.path().file_name().unwrap().to_string_lossy());
    let mut window = Window::of(start(), None, Look::default());
    window.click(&name);
    assert!(window.session().is_open());
}

#[test]
fn the_menus_have_every_command_under_its_name() {
    let mut window = Window::articles();
    for menu in Menu::ALL {
        window.click(menu.title());
        for &command in UserCommand::ALL.iter().filter(|c| c.menu() == menu) {
            let title = command.title_now(window.session());
            assert!(window.sees(&title), "{title} in {}", menu.title());
        }
        window.key("Escape");
    }
}

#[test]
fn file_and_edit_have_the_entries_people_look_for() {
    let mut window = Window::articles();
    window.click("File");
    for entry in ["Open folder…", "Open project…", "Save", "Save as…"] {
        assert!(window.sees(entry), "{entry}");
    }
    window.key("Escape");
    assert!(!window.sees("Open folder…"), "Esc closes the menu");
    window.click("Edit");
    assert!(window.sees("Redo"));
    assert!(window.name_from("Undo").is_some());
}

#[test]
fn the_edit_menu_undoes_by_name_and_redoes() {
    let mut window = Window::articles();
    window.click("Viktor But, Person, proposed");
    window.click("Viktor Bout, Person, proposed");
    window.menu("Edit", "Undo: tie “Viktor Bout” to Viktor But");
    assert_eq!(window.project().entities().len(), 0);
    window.menu("Edit", "Redo: tie “Viktor Bout” to Viktor But");
    assert_eq!(window.project().entities().len(), 1);
}

#[test]
fn a_path_is_typed_where_there_is_no_dialog() {
    let corpus = scene::folder(scene::ARTICLES);
    let mut window = Window::welcome();
    window.click("Open folder…");
    assert!(window.sees("Path of a folder with text files"));
    window.type_over("/no/such/folder");
    window.key("Enter");
    assert!(window.sees("There is no folder /no/such/folder"));
    window.type_over(&corpus.path().display().to_string());
    window.key("Enter");
    assert!(window.session().is_open());
    assert!(!window.sees("Path of a folder with text files"));
}

#[test]
fn a_project_is_saved_and_its_title_says_so() {
    let folder = scene::folder(&[("a.txt", "Viktor Bout")]);
    let mut window = opened(folder.path());
    assert!(window.sees("not saved yet"));
    window.key("Ctrl+S");
    let target = folder.path().join("p.ron");
    window.type_over(&target.display().to_string());
    window.key("Enter");
    assert!(target.is_file());
    assert!(window.sees("saved"));
}

#[test]
fn leaving_unsaved_work_asks_by_three_buttons() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    let mut window = Window::on(scene);
    window.menu("File", "Close project");
    for button in ["Save", "Don't save", "Cancel"] {
        assert!(window.sees(button), "{button}");
    }
    window.click("Cancel");
    assert!(window.session().is_open());
    window.menu("File", "Close project");
    window.click("Don't save");
    assert!(!window.session().is_open());
    assert!(window.sees("Sample: The flagman"));
}

#[test]
fn files_that_were_not_read_are_listed_with_their_reasons() {
    let folder = scene::folder(&[("a.txt", "text"), ("b.txt", "\0\u{1}\u{2}\0\0")]);
    let mut window = opened(folder.path());
    let reason = window.session().corpus().skipped.first().expect("it is skipped").reason.to_string();
    window.menu("File", "Files not read…");
    assert!(window.sees("1 file not read"));
    assert!(window.sees("b.txt"));
    assert!(window.sees(&reason));
}

#[test]
fn closing_the_window_with_unsaved_work_asks() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    let mut window = Window::on(scene);
    let viewport = window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    viewport.events.push(egui::ViewportEvent::Close);
    window.run();
    assert!(window.sees("Don't save"));
    window.click("Cancel");
    assert!(window.session().is_open());
}

#[test]
fn the_question_before_leaving_saves_where_it_is_told_and_leaves() {
    let folder = scene::folder(scene::ARTICLES);
    let mut window = opened(folder.path());
    window.keys(&["J", "E"]);
    window.menu("File", "Close project");
    window.key("Enter");
    let target = folder.path().join("kept.ron");
    window.type_over(&target.display().to_string());
    window.key("Enter");
    assert!(target.is_file());
    assert!(!window.session().is_open());
}

/// A file that somebody lets go over the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_folder_dropped_on_the_window_is_opened() {
    let corpus = scene::folder(scene::ARTICLES);
    let mut window = Window::welcome();
    window.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(corpus.path().to_owned())));
    window.run();
    assert!(window.session().is_open());
    assert_eq!(window.query_all_by_role(Role::Document).count(), 2);
}
