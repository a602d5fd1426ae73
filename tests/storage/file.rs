//! Saving and loading.

use crate::common::dsl::Case;
use crate::common::random;
use proptest::prelude::*;
use redstring::annotation::{Author, Command, EntityId, MentionId, Project, Verdict};
use redstring::storage::{
    Context, Contexts, Direction, FileStamp, Layout, ProjectFile, SaveError, Workspace, backup_path, check,
};
use redstring::text::DocumentId;
use std::fs;
use std::path::Path;

fn file_of(project: Project, folder: &Path) -> ProjectFile {
    ProjectFile { project, corpus_root: folder.join("texts"), ..ProjectFile::default() }
}

fn small() -> ProjectFile {
    let case = Case::of(&["[Viktor But]{a} was sold by [Buti]{b}.", "[Bout]{c?} \"x\""]).entities("a b");
    let texts = |id: DocumentId| case.documents.get(id.0 as usize - 1).cloned();
    let contexts = Contexts::collect(&case.project, &texts, &Contexts::default());
    let panes = [1, 2].map(|id| Layout::Document { id: DocumentId(id), top: 3 }).to_vec();
    let layout = Layout::Split { direction: Direction::Columns, shares: vec![0.25, 0.75], panes };
    let workspace = Workspace { focus: Some(EntityId(1)), layout: Some(layout), ..Workspace::default() };
    ProjectFile { project: case.project, corpus_root: "/nowhere/texts".into(), workspace, contexts }
}

#[test]
fn the_file_reads_like_a_log() {
    let text = small().to_ron(Path::new("/nowhere/projects")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "// Redstring project. Offsets are UTF-8 bytes.",
            "Project(",
            "    version: 1,",
            "    corpus: \"../texts\",",
            "    next: (3, 2, 4),"
        ]
    );
    for line in [
        "        (name: \"Person\", key: 'p', mark: Circle, colour: \"#B8860B\", labels: [\"PERSON\", \"PER\"]),",
        "        (id: 1, type: \"Person\", name: \"Viktor But\"),",
        "        (id: 1, doc: 1, span: (0, 10), text: \"Viktor But\", type: \"Person\", entity: 1, status: Accepted, \
         by: \"ab\", before: \"\", after: \" was sold by Buti.\"),",
        "        (id: 3, doc: 2, span: (0, 4), text: \"Bout\", type: \"Person\", status: Proposed, rule: \"a name\", \
         score: 0.5, layers: \"rules\"),",
        "    workspace: (focus: 1, layout: Split(direction: Columns, shares: [0.25, 0.75], panes: \
         [Document(id: 1, top: 3), Document(id: 2, top: 3)])),",
    ] {
        assert!(lines.contains(&line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn a_judgement_is_written_with_its_time_and_read_without_one() {
    let case = Case::of(&["[Viktor But]{a} was no [Buti]{b}."]);
    let judge = Command::Judge(case.m("a"), case.m("b"), Verdict::Different);
    let mut project = case.project.clone();
    let at = "2026-11-24T10:06:00Z".parse().ok();
    let step = judge.plan(&project, &Author { by: "ab".into(), at }).unwrap();
    project.apply(&step).unwrap();
    let text = file_of(project.clone(), Path::new("/nowhere")).to_ron(Path::new("/nowhere")).unwrap();
    let row = "(a: 1, b: 2, verdict: Different, by: \"ab\", at: \"2026-11-24T10:06:00Z\"),";
    assert!(text.contains(row), "{text}");
    assert_eq!(ProjectFile::parse(&text, Path::new("/nowhere")).unwrap().project, project);
    let old = text.replace(", at: \"2026-11-24T10:06:00Z\"", "");
    let read = ProjectFile::parse(&old, Path::new("/nowhere")).unwrap().project;
    assert_eq!(read.judgements().next().map(|j| (j.verdict, j.at)), Some((Verdict::Different, None)));
    let broken = text.replace("T10:06:00Z", "T10:66:00Z");
    let why = ProjectFile::parse(&broken, Path::new("/nowhere")).unwrap_err().to_string();
    assert!(why.contains("2026-11-24T10:66:00Z\" is no time like"), "{why}");
}

#[test]
fn what_was_saved_is_loaded_and_the_previous_version_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    let mut file = ProjectFile { corpus_root: folder.path().canonicalize().unwrap().join("texts"), ..small() };
    file.save(&path).unwrap();
    assert!(!backup_path(&path).exists());
    let first = fs::read_to_string(&path).unwrap();
    assert!(first.contains("corpus: \"texts\""));
    let stamp = FileStamp::of(&path);
    assert_eq!(ProjectFile::load(&path).unwrap(), file);
    assert_eq!(FileStamp::of(&path), stamp, "loading changes nothing");
    file.workspace = Workspace::default();
    file.save(&path).unwrap();
    assert_eq!(fs::read_to_string(backup_path(&path)).unwrap(), first);
    assert_eq!(ProjectFile::load(&path).unwrap(), file);
    assert_ne!(FileStamp::of(&path), stamp);
    file.save(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn ids_are_not_used_again_after_loading() {
    let mut case = Case::of(&["[a]{a} [b]{b}"]);
    case.run(redstring::annotation::Command::Remove(case.all("b"))).unwrap();
    let file = file_of(case.project, Path::new("/nowhere"));
    let again = ProjectFile::parse(&file.to_ron(Path::new("/nowhere")).unwrap(), Path::new("/nowhere")).unwrap();
    assert_eq!(again.project.reserved_ids(), (2, 1, 3));
}

#[test]
fn a_failed_save_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    small().save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    // Something stands where the backup must go.
    fs::create_dir_all(backup_path(&path).join("full")).unwrap();
    let changed = ProjectFile { workspace: Workspace::default(), ..small() };
    let error = changed.save(&path).unwrap_err();
    assert!(matches!(error, SaveError::Io { doing: "keep the previous version as", .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    assert!(matches!(changed.save(&folder.path().join("gone/case.ron")), Err(SaveError::NoFolder(_))));
    assert!(changed.save(folder.path()).is_err(), "a folder is no file");
}

#[test]
fn a_locked_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    small().save(&path).unwrap();
    let mut locked = fs::metadata(&path).unwrap().permissions();
    locked.set_readonly(true);
    fs::set_permissions(&path, locked).unwrap();
    assert!(matches!(small().save(&path), Err(SaveError::ReadOnly(_))));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("links"));
    fs::create_dir(&real).unwrap();
    fs::create_dir(&link).unwrap();
    symlink("../real/case.ron", link.join("case.ron")).unwrap();
    let file = ProjectFile { corpus_root: folder.path().canonicalize().unwrap().join("real"), ..small() };
    file.save(&link.join("case.ron")).unwrap();
    assert!(fs::read_to_string(real.join("case.ron")).unwrap().contains("corpus: \".\""));
    fs::set_permissions(real.join("case.ron"), fs::Permissions::from_mode(0o640)).unwrap();
    file.save(&link.join("case.ron")).unwrap();
    assert!(link.join("case.ron").is_symlink());
    assert_eq!(fs::metadata(real.join("case.ron")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(ProjectFile::load(&link.join("case.ron")).unwrap(), file);
}

#[test]
fn a_project_and_its_corpus_move_together() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().canonicalize().unwrap();
    fs::create_dir_all(at.join("one/texts")).unwrap();
    ProjectFile { corpus_root: at.join("one/texts"), ..small() }.save(&at.join("one/case.ron")).unwrap();
    fs::rename(at.join("one"), at.join("two")).unwrap();
    assert_eq!(ProjectFile::load(&at.join("two/case.ron")).unwrap().corpus_root, at.join("two/texts"));
}

#[test]
fn a_screen_of_things_that_are_gone_is_pruned() {
    let mut file = small();
    let gone = Layout::Document { id: DocumentId(9), top: 0 };
    let here = Layout::Document { id: DocumentId(2), top: 4_000_000_000 };
    let deep = (0..60).fold(here.clone(), |inner, _| Layout::Tabs { active: 0, panes: vec![inner] });
    let shares = vec![f32::NAN, -1.0, 0.5];
    let panes = vec![deep, gone.clone(), Layout::Tabs { active: 1, panes: vec![gone, here] }];
    let layout = Some(Layout::Split { direction: Direction::Rows, shares, panes });
    file.workspace = Workspace { focus: Some(EntityId(9)), layout, ..Workspace::default() };
    let text = file.to_ron(Path::new("/nowhere")).unwrap();
    let loaded = ProjectFile::parse(&text, Path::new("/nowhere")).unwrap().workspace;
    let here = Layout::Document { id: DocumentId(2), top: 8 };
    let tabs = Layout::Tabs { active: 0, panes: vec![here] };
    let layout = Some(Layout::Split { direction: Direction::Rows, shares: vec![0.5], panes: vec![tabs] });
    assert_eq!(loaded, Workspace { focus: None, layout, ..Workspace::default() });
}

#[test]
fn contexts_are_kept_where_the_text_is_not_at_hand() {
    let case = Case::of(&["Mr [Bout]{a} left", "Mr [But]{b}, [he]{c?}"]);
    let texts = |id: DocumentId| case.documents.get(id.0 as usize - 1).cloned();
    let all = Contexts::collect(&case.project, &texts, &Contexts::default());
    assert_eq!(all.get(case.m("a")), Some(&Context { before: "Mr ".into(), after: " left".into() }));
    assert_eq!((all.len(), all.get(case.m("c"))), (2, None), "what the machine proposed it finds again");
    let changed = redstring::text::Document::new("1.txt", "Dr But, he");
    let some = |id: DocumentId| (id == DocumentId(2)).then(|| changed.clone());
    assert_eq!(Contexts::collect(&case.project, &some, &all), all);
}

#[test]
fn checking_compares_a_project_with_its_texts() {
    let case = Case::of(&["[Bout]{a} left", "[Popov]{b} e\u{301}"]);
    let mut file = file_of(case.project.clone(), Path::new("/nowhere"));
    let read = |path: &str| case.documents.iter().find(|d| &*d.path == path).cloned().ok_or("no such file".to_owned());
    assert_eq!(check(&file, &read), Vec::<String>::new());
    let other = |path: &str| match path {
        "0.txt" => Ok(redstring::text::Document::new(path, "Mr Bout left")),
        _ => Err("no such file".to_owned()),
    };
    assert_eq!(
        check(&file, &other),
        [
            "0.txt: the text changed since it was annotated (its hash differs)",
            "0.txt: mention 1 “Bout”: the text at byte 0 is “Mr B”",
            "1.txt: cannot be read: no such file",
        ]
    );
    let text =
        file.to_ron(Path::new("/")).unwrap().replace("span: (0, 5), text: \"Popov\"", "span: (6, 7), text: \"e\"");
    file = ProjectFile::parse(&text, Path::new("/")).unwrap();
    assert_eq!(check(&file, &read), ["1.txt: mention 2 “e”: byte 7 lies inside a character as readers see it"]);
}

#[test]
fn a_screen_as_deep_as_is_kept_is_loaded() {
    let here = Layout::Document { id: DocumentId(1), top: 0 };
    let split = |inner| Layout::Split { direction: Direction::Rows, shares: vec![1.0], panes: vec![inner] };
    let layout = (0..15).fold(here, |inner, _| split(inner));
    let file =
        ProjectFile { workspace: Workspace { focus: None, layout: Some(layout), ..Workspace::default() }, ..small() };
    let text = file.to_ron(Path::new("/nowhere")).unwrap();
    assert_eq!(ProjectFile::parse(&text, Path::new("/nowhere")).unwrap(), file);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn saving_and_loading_is_identity(project in random::project(), before in random::nasty(), after in random::nasty()) {
        let folder = Path::new("/nowhere/projects");
        let mut file = file_of(project, folder);
        let accepted: Vec<MentionId> = file.project.mentions().filter(|m| m.entity.is_some()).map(|m| m.id).collect();
        for id in accepted {
            file.contexts.insert(id, Context { before: before.as_str().into(), after: after.as_str().into() });
        }
        let text = file.to_ron(folder).unwrap();
        let loaded = ProjectFile::parse(&text, folder).unwrap();
        prop_assert_eq!(&loaded, &file);
        prop_assert_eq!(loaded.project.reserved_ids(), file.project.reserved_ids());
        prop_assert_eq!(loaded.project.faults(), vec![]);
        prop_assert_eq!(loaded.to_ron(folder).unwrap(), text);
    }

    #[test]
    fn a_damaged_file_never_panics(
        project in random::project(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
        cut in any::<prop::sample::Index>(),
        truncate in any::<bool>(),
    ) {
        let folder = Path::new("/nowhere");
        let mut bytes = file_of(project, folder).to_ron(folder).unwrap().into_bytes();
        let whole = bytes.len();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"()[]\",:-0987654321"[byte as usize % 18]),
                _ => bytes[at] = bytes[at].wrapping_add(1),
            }
        }
        if truncate {
            bytes.truncate(cut.index(whole).min(bytes.len()));
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(loaded) = ProjectFile::parse(&text, folder) {
            prop_assert_eq!(loaded.project.faults(), vec![]);
            prop_assert!(loaded.to_ron(folder).is_ok());
        }
    }
}

#[test]
fn files_from_before_there_were_labels_get_those_of_a_new_project() {
    let text = r##"Project(version: 1, corpus: "x", types: [
        (name: "Person", key: 'p', mark: Circle, colour: "#B8860B"),
        (name: "Stadt", key: 's', mark: Triangle, colour: "#B8860B", labels: ["GPE"], on: false),
        (name: "Place", key: 'l', mark: Square, colour: "#B8860B"),
    ])"##;
    let schema = ProjectFile::parse(text, Path::new("/nowhere")).unwrap().project.schema().clone();
    let of = |label: &str| schema.for_label(label).map(|id| schema.get(id).name.to_string());
    assert_eq!(of("PER").as_deref(), Some("Person"));
    assert_eq!(of("GPE").as_deref(), Some("Stadt"), "what the file says goes first");
    assert_eq!(of("LOC").as_deref(), Some("Place"));
    assert!(!schema.is_on(schema.by_name("Stadt").unwrap()) && schema.is_on(schema.first()));
}

#[test]
fn a_removed_type_leaves_no_trace_in_the_file() {
    use redstring::annotation::Command;
    let mut case = Case::of(&["[Bout]{a:Place} [x]{b:Date}"]);
    let kind = |case: &Case, name: &str| case.project.schema().by_name(name).unwrap();
    let (place, name) = (kind(&case, "Place"), kind(&case, "Name"));
    case.run(Command::RemoveType { kind: place, instead: name }).unwrap();
    let file = file_of(case.project, Path::new("/nowhere"));
    let text = file.to_ron(Path::new("/nowhere")).unwrap();
    let again = ProjectFile::parse(&text, Path::new("/nowhere")).unwrap().project;
    assert!(again.schema().by_name("Place").is_none() && again.schema().gone().is_empty());
    let types = again.mentions().map(|m| again.schema().get(m.kind).name.to_string()).collect::<Vec<_>>();
    assert_eq!(types, ["Name", "Date"]);
}
