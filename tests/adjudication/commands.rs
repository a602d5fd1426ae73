//! `redstring merge` and `redstring split`, with files.

use super::content;
use crate::common::dsl::Case;
use redstring::adjudication::SplitOptions;
use redstring::annotation::{Command, Project};
use redstring::cli::{self, MergeCommand, SplitCommand};
use redstring::storage::{Contexts, ProjectFile, Workspace};
use redstring::text::DocumentId;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TEXTS: &[&str] = &["[Just]{a} met [Justi]{b}.", "[Just]{c} fled.", "[Riga]{d:Place}"];

/// A folder with texts, and a project in a folder beside them.
struct Desk {
    folder: TempDir,
    case: Case,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), case: Case::of(TEXTS).entities("a b") };
        for folder in ["texts", "projects"] {
            fs::create_dir(desk.path(folder)).unwrap();
        }
        for document in &desk.case.documents {
            fs::write(desk.path("texts").join(&*document.path), &*document.text).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Saves a project, after a command.
    fn save(&self, name: &str, command: Option<Command>) -> PathBuf {
        let mut project = self.case.project.clone();
        if let Some(command) = command {
            project.apply(&command.plan(&project, &name.into()).unwrap()).unwrap();
        }
        let texts = |id: DocumentId| self.case.documents.get(id.0 as usize - 1).cloned();
        let contexts = Contexts::collect(&project, &texts, &Contexts::default());
        let (corpus_root, workspace) = (self.path("texts"), Workspace::default());
        let path = self.path(name);
        ProjectFile { project, corpus_root, workspace, contexts }.save(&path).unwrap();
        path
    }

    fn tie(&self, a: &str, b: &str) -> Option<Command> {
        Some(Command::Tie { mention: self.case.m(b), onto: self.case.m(a) })
    }

    fn merge(&self, base: &Path, ours: &Path, theirs: &Path, output: &Path) -> Result<(usize, String), String> {
        let [base, ours, theirs, output] = [base, ours, theirs, output].map(Path::to_path_buf);
        let mut notes = Vec::new();
        let merged = cli::merge(&MergeCommand { base, ours, theirs, output }, &mut notes);
        merged.map(|count| (count, String::from_utf8(notes).unwrap())).map_err(|error| error.to_string())
    }

    fn split(&self, project: &Path, names: &[&str], overlap: f32) -> Result<(String, String), String> {
        let names = names.iter().map(|&n| n.into()).collect();
        let options = SplitOptions { names, overlap, per_document: 2, seed: 0 };
        let command = SplitCommand { project: project.to_path_buf(), options, folder: self.path("shares/deep") };
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        cli::split(&command, &mut out, &mut notes).map_err(|error| error.to_string())?;
        Ok((String::from_utf8(out).unwrap(), String::from_utf8(notes).unwrap()))
    }
}

fn project(path: &Path) -> Project {
    ProjectFile::load(path).unwrap().project
}

fn faults(path: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    cli::check(path, &mut faults).unwrap();
    String::from_utf8(faults).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_merged_file_opens_with_its_texts_and_tells_how_many_questions_there_are() {
    let desk = Desk::new();
    let base = desk.save("projects/base.ron", None);
    let ours = desk.save("projects/ab.ron", desk.tie("a", "c"));
    let theirs = desk.save("projects/cd.ron", Some(Command::SplitOff(desk.case.all("d"))));
    let out = desk.path("projects/out.ron");
    let (count, told) = desk.merge(&base, &ours, &theirs, &out).unwrap();
    assert_eq!(count, 0);
    assert!(told.ends_with("out.ron: 3 documents, 4 mentions, 2 entities, 0 conflicts\n"), "{told}");
    assert_eq!(faults(&out), Vec::<String>::new());
    let text = fs::read_to_string(&out).unwrap();
    assert_eq!(text.matches("before: ").count(), 4, "the words around what both sides have");
    let again = desk.merge(&base, &ours, &theirs, &out).unwrap_err();
    assert!(again.ends_with("out.ron exists; choose another name or remove it first"), "{again}");
    let apart = desk.save("projects/ef.ron", Some(Command::SplitOff(desk.case.all("c"))));
    let (count, told) = desk.merge(&base, &ours, &apart, &desk.path("projects/two.ron")).unwrap();
    assert_eq!(count, 1);
    assert!(told.starts_with("conflict: “Just” (1.txt): whose: ours: “Justi”, theirs: “Just”\n"), "{told}");
}

#[test]
fn what_git_hands_over_is_merged_in_place_and_nothing_is_left_lying_about() {
    let desk = Desk::new();
    // Git's files lie above the project's, and are called anyhow.
    let name = |name: &str, file: PathBuf| {
        let path = desk.path(name);
        fs::rename(file, &path).unwrap();
        path
    };
    let ours = name(".merge_file_a", desk.save("projects/ab.ron", desk.tie("a", "c")));
    let theirs = name(".merge_file_b", desk.save("projects/ab.ron", Some(Command::SplitOff(desk.case.all("d")))));
    let base = desk.path(".merge_file_o");
    fs::write(&base, "").unwrap();
    let line =
        |path: &Path| fs::read_to_string(path).unwrap().lines().find(|l| l.contains("corpus: ")).map(str::to_owned);
    let before = line(&ours);
    assert_eq!(before.as_deref(), Some("    corpus: \"../texts\","));
    let (count, told) = desk.merge(&base, &ours, &theirs, &ours).unwrap();
    assert_eq!(count, 0, "{told}");
    assert_eq!(line(&ours), before);
    assert_eq!(project(&ours).entities().len(), 2);
    let left: Vec<_> = fs::read_dir(desk.path(".")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
    // Whoever merges by hand into a project keeps the one before.
    let ours = desk.save("projects/ab.ron", None);
    desk.merge(&base, &ours, &theirs, &ours).unwrap();
    assert!(desk.path("projects/ab.ron.bak").exists());
}

#[test]
fn what_cannot_be_merged_leaves_everything_as_it_is() {
    let desk = Desk::new();
    let base = desk.save("projects/base.ron", None);
    let broken = desk.path("projects/broken.ron");
    fs::write(&broken, "Project(version: 1,").unwrap();
    let before = fs::read_to_string(&base).unwrap();
    let told = desk.merge(&base, &base, &broken, &base).unwrap_err();
    assert!(told.contains("broken.ron: line 1"), "{told}");
    let told = desk.merge(&desk.path("nowhere.ron"), &base, &base, &base).unwrap_err();
    assert!(told.contains("nowhere.ron"), "{told}");
    assert_eq!(fs::read_to_string(&base).unwrap(), before);
}

#[test]
fn shares_are_whole_projects_that_come_back_as_they_went() {
    let desk = Desk::new();
    let base = desk.save("projects/base.ron", None);
    let (table, told) = desk.split(&base, &["ab", "cd"], 0.3).unwrap();
    assert_eq!(table.lines().count(), 3);
    assert_eq!(table.lines().filter(|l| l.ends_with("\tab, cd")).count(), 1, "{table}");
    assert!(told.lines().all(|l| l.ends_with("1 read by others too")), "{told}");
    let [ab, cd] = ["ab", "cd"].map(|name| desk.path("shares/deep").join(format!("{name}.ron")));
    for path in [&ab, &cd] {
        assert_eq!(faults(path), Vec::<String>::new(), "the texts are found from where it is");
        assert!(fs::read_to_string(path).unwrap().contains("corpus: \"../../texts\""));
    }
    let out = desk.path("projects/out.ron");
    assert_eq!(desk.merge(&base, &ab, &cd, &out).unwrap().0, 0);
    assert_eq!(content(&project(&out)), content(&project(&base)));
    let told = desk.split(&base, &["ef", "ab"], 0.0).unwrap_err();
    assert!(told.ends_with("ab.ron exists; choose another name or remove it first"), "{told}");
    assert!(!desk.path("shares/deep/ef.ron").exists(), "nothing is written in part");
    let told = desk.split(&base, &["../x", "y"], 0.0).unwrap_err();
    assert!(told.contains("cannot be the name of a file"), "{told}");
}
