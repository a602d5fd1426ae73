//! Other tools' formats by the headless commands: out of a project and into another, through every format.

use crate::common::scene::folder;
use redstring::cli::{ConvertCommand, ExportCommand, ImportCommand, convert, export, formats, import};
use redstring::interchange::{ExportOptions, Format};
use redstring::storage::ProjectFile;
use redstring::work::Work;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TEXTS: &[(&str, &str)] = &[
    ("texts/arms/1 one.txt", "Viktor Bout 😀 sold arms.\r\nBout left for Café\u{301} New York."),
    ("texts/arms/2.txt", "They met Butin in Moscow, and Viktor Bout."),
    ("texts/sport/3.txt", "Moscow won."),
];

/// Mentions of the texts: who is together is told by `entity`.
const LINES: &str = "{\"doc\":\"arms/1 one.txt\",\"start\":0,\"end\":11,\"text\":\"Viktor Bout\",\"type\":\"Person\",\"entity\":1}\n\
    {\"doc\":\"arms/1 one.txt\",\"start\":26,\"end\":30,\"text\":\"Bout\",\"type\":\"Person\",\"entity\":1}\n\
    {\"doc\":\"arms/1 one.txt\",\"start\":46,\"end\":54,\"text\":\"New York\",\"type\":\"Place\",\"entity\":2}\n\
    {\"doc\":\"arms/2.txt\",\"start\":9,\"end\":14,\"text\":\"Butin\",\"type\":\"Person\",\"entity\":3}\n\
    {\"doc\":\"arms/2.txt\",\"start\":18,\"end\":24,\"text\":\"Moscow\",\"type\":\"Place\",\"entity\":4}\n\
    {\"doc\":\"arms/2.txt\",\"start\":30,\"end\":41,\"text\":\"Viktor Bout\",\"type\":\"Person\",\"entity\":1}\n\
    {\"doc\":\"sport/3.txt\",\"start\":0,\"end\":6,\"text\":\"Moscow\",\"type\":\"Place\",\"entity\":4}\n";

/// A folder with texts, and a project of them.
fn project() -> (TempDir, PathBuf) {
    let mut files = TEXTS.to_vec();
    files.push(("gold.jsonl", LINES));
    let folder = folder(&files);
    let path = folder.path().join("p.ron");
    let command =
        ImportCommand { corpus: Some(folder.path().join("texts")), ..taking(folder.path().join("gold.jsonl"), &path) };
    import(&command, &Work::default(), &mut Vec::new()).unwrap();
    (folder, path)
}

fn taking(file: PathBuf, output: &Path) -> ImportCommand {
    let (format, corpus, texts, offsets) = (None, None, None, None);
    let (no_entities, lenient, by, output) = (false, false, "ab".to_owned(), output.to_owned());
    ImportCommand { file, format, corpus, texts, offsets, no_entities, lenient, by, output }
}

/// Who is together, by document and text; documents without their endings.
fn clusters(path: &Path) -> BTreeSet<BTreeSet<(String, String)>> {
    let project = ProjectFile::load(path).unwrap().project;
    let mut all: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for mention in project.mentions() {
        let path = project.document(mention.document).unwrap().path.to_string();
        let words = mention.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = mention.entity.map_or_else(|| format!("alone {}", mention.id), |e| e.to_string());
        let place = format!("{path} {}", mention.hull().start / 1000);
        all.entry(name).or_default().insert((place, words));
    }
    all.into_values().collect()
}

/// Exports; gives what was told.
fn exported(project: &Path, format: Format, output: &Path) -> String {
    let mut notes = Vec::new();
    let (format, options) = (Some(format), ExportOptions::default());
    let command = ExportCommand { project: project.to_owned(), format, options, output: output.to_owned() };
    export(&command, &Work::default(), &mut notes).unwrap();
    String::from_utf8(notes).unwrap()
}

#[test]
fn a_project_goes_out_and_comes_back_through_every_format() {
    let (folder, path) = project();
    let before = clusters(&path);
    for format in Format::ALL {
        let name = format.name();
        let (out, back) = (folder.path().join(format!("{name}-out")), folder.path().join(format!("{name}.ron")));
        let told = exported(&path, format, &out);
        assert!(told.contains("3 documents, 7 mentions"), "{name}: {told}");
        let corpus = (!format.has_texts()).then(|| folder.path().join("texts"));
        let command = ImportCommand { format: Some(format), corpus, ..taking(out, &back) };
        let mut notes = Vec::new();
        import(&command, &Work::default(), &mut notes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let after = clusters(&back);
        if told.contains("over several documents") {
            // Where entities end with a document, none has grown.
            assert!(after.len() > before.len(), "{name}");
            assert!(after.iter().all(|a| before.iter().any(|b| a.is_subset(b))), "{name}: {after:#?}");
        } else {
            assert_eq!(after, before, "{name}\n{told}");
        }
    }
}

#[test]
fn formats_are_known_by_their_looks() {
    let (folder, path) = project();
    for format in Format::ALL {
        let out = folder.path().join(format!("out.{}.{}", format.name(), format.extension()));
        exported(&path, format, &out);
        let files = redstring::interchange::Files::open(&out).unwrap();
        assert_eq!(Format::detect(&files), Some(format));
    }
    let mut listed = Vec::new();
    formats(&mut listed).unwrap();
    assert_eq!(String::from_utf8(listed).unwrap().lines().count(), Format::ALL.len());
}

#[test]
fn one_format_becomes_another() {
    let (folder, path) = project();
    let at = |name: &str| folder.path().join(name);
    let run = |input: &str, output: &str, to: Option<Format>| {
        let (from, corpus, lenient, options) = (None, None, false, ExportOptions::default());
        let command = ConvertCommand { input: at(input), output: at(output), from, to, corpus, lenient, options };
        let mut notes = Vec::new();
        convert(&command, &Work::default(), &mut notes).map(|()| String::from_utf8(notes).unwrap())
    };
    run("p.ron", "a.conll", None).unwrap();
    run("a.conll", "b", Some(Format::Brat)).unwrap();
    run("b", "c.ron", None).unwrap();
    assert_eq!(ProjectFile::load(&at("c.ron")).unwrap().project.mentions().len(), 7);
    assert!(at("c/arms/2.txt").is_file(), "the texts are in a folder beside the project");
    let told = run("p.ron", "b", Some(Format::Brat)).unwrap_err().to_string();
    assert!(told.ends_with("b exists; choose another name or remove it first"), "{told}");
    let told = run("p.ron", "nothing", None).unwrap_err().to_string();
    assert!(told.starts_with("say in which format to write: brat, conll"), "{told}");
    let _ = path;
}

#[test]
fn a_fault_is_told_by_file_line_and_column_and_nothing_is_written() {
    let (folder, _) = project();
    let file = folder.path().join("bad.conll");
    fs::write(&file, "#begin document (a); part 000\na 0 0 Bout (1\na 0 1 left 2)\n#end document\n").unwrap();
    let output = folder.path().join("bad.ron");
    let told = import(&taking(file.clone(), &output), &Work::default(), &mut Vec::new()).unwrap_err().to_string();
    assert!(told.contains("bad.conll: line 3"), "{told}");
    assert!(!output.exists() && !folder.path().join("bad").exists());
    let lenient = ImportCommand { lenient: true, ..taking(file, &output) };
    let mut notes = Vec::new();
    import(&lenient, &Work::default(), &mut notes).unwrap();
    assert!(String::from_utf8(notes).unwrap().contains("skipped: bad.conll: line 3"));
}
