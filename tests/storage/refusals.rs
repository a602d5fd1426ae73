//! Files that are no projects, and what a person is told.

use redstring::storage::{LoadError, ProjectFile};
use std::fs;
use std::path::Path;

fn refused(text: &str) -> String {
    ProjectFile::parse(text, Path::new("/nowhere")).unwrap_err().to_string()
}

/// A whole file, in which tests break one thing.
const WHOLE: &str = r##"// Redstring project. Offsets are UTF-8 bytes.
Project(
    version: 1,
    corpus: "texts",
    next: (2, 2, 3),
    types: [
        (name: "Person", key: 'p', mark: Circle, colour: "#B8860B"),
    ],
    documents: [
        (id: 1, path: "a.txt", bytes: 50, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ],
    entities: [
        (id: 1, type: "Person", name: "Viktor Bout"),
    ],
    mentions: [
        (id: 1, doc: 1, span: (0, 10), text: "Viktor But", type: "Person", entity: 1, status: Accepted, by: "ab"),
        (id: 2, doc: 1, spans: [(20, 24), (30, 34)], text: "Buti Bout", type: "Person", status: Proposed, rule: "r", score: 0.5),
    ],
    judgements: [
        (a: 1, b: 2, verdict: Different, by: "ab"),
    ],
    workspace: (),
)
"##;

fn with(from: &str, to: &str) -> String {
    assert!(WHOLE.contains(from), "{from}");
    WHOLE.replacen(from, to, 1)
}

#[test]
fn the_whole_file_is_read() {
    ProjectFile::parse(WHOLE, Path::new("/nowhere")).unwrap();
    ProjectFile::parse(&format!("\u{feff}{}", WHOLE.replace('\n', "\r\n")), Path::new("/nowhere")).unwrap();
}

#[test]
fn another_version_is_named_whatever_else_it_holds() {
    for text in [
        with("version: 1", "version: 2"),
        with("version: 1", "version: 2, colours: {1: Blue}"),
        with("version: 1,", "").replace("workspace: (),", "strings: [Red(1)], version: 2,"),
        "Project(version:2,%%%".to_owned(),
        "// a comment\n/* more */ Project( /*here*/ version : 2".to_owned(),
    ] {
        let expected = "the file has version 2, and this Redstring reads version 1; open it with a newer Redstring";
        assert_eq!(refused(&text), expected, "{text}");
    }
    assert!(refused(&with("version: 1", "version: 0")).contains("version 0"));
    assert!(refused(&with("version: 1", "version: 99999999999")).contains("version 99999999999"));
}

#[test]
fn an_unknown_field_is_named_with_its_place() {
    let text = with("entity: 1, status", "colour: \"red\", entity: 1, status");
    let error = refused(&text);
    assert!(error.starts_with("line 16, column "), "{error}");
    assert!(error.contains("the field `colour` of Mention is not known"), "{error}");
    assert!(refused(&with("workspace: ()", "workspace: (zoom: 2)")).contains("`zoom`"));
    assert!(refused(&with("corpus:", "owner: \"me\", corpus:")).contains("`owner`"));
}

#[test]
fn a_file_that_breaks_off_says_where() {
    for cut in (30..WHOLE.len() - 2).step_by(7) {
        let error = ProjectFile::parse(&WHOLE[..cut], Path::new("/nowhere")).unwrap_err();
        assert!(matches!(error, LoadError::Syntax { .. } | LoadError::Foreign(_)), "{cut}: {error}");
    }
    let error = refused(&WHOLE[..WHOLE.find("Buti").unwrap()]);
    assert!(error.starts_with("line 17, column ") && error.contains("the file breaks off here"), "{error}");
}

#[test]
fn foreign_texts_are_no_projects() {
    assert_eq!(refused(""), "this is not a Redstring project: the file is empty");
    assert_eq!(refused(" \n// nothing\n"), "this is not a Redstring project: the file is empty");
    for text in ["{\"version\": 1}", "<xml/>", "PK\u{3}\u{4}", "Dear Sir,", "[1, 2]"] {
        assert_eq!(refused(text), "this is not a Redstring project: it does not begin with Project(");
    }
    refused("(1, 2, 3)");
    refused("Project");
    refused("Projection(version: 1)");
}

#[test]
fn what_cannot_be_is_refused_with_its_line() {
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let second = format!("        (id: 1, path: \"b.txt\", bytes: 1, sha256: \"{hash}\"),\n    ],\n    entities");
    let cases = [
        ("span: (0, 10)", "span: (10, 0)", "line 16: mention 1: its span (10, 0) is empty or backwards"),
        ("span: (0, 10)", "span: (0, 51)", "line 16: mention 1: it reaches past the end of document 1 (50 bytes)"),
        ("span: (0, 10), ", "", "line 16: mention 1: it has no span"),
        ("span: (0, 10)", "span: (0, 10), spans: [(20, 30)]", "line 16: mention 1: it has both"),
        ("(20, 24), (30, 34)", "(30, 34), (20, 24)", "line 17: mention 2: its spans touch or are out of order"),
        ("(20, 24), (30, 34)", "(20, 24), (24, 34)", "line 17: mention 2: its spans touch or are out of order"),
        ("id: 2, doc: 1", "id: 1, doc: 1", "line 17: mention 1: there are two with this id"),
        ("id: 2, doc: 1", "id: 2, doc: 7", "line 17: mention 2: there is no document 7"),
        ("id: 2, doc: 1", "id: 4294967295, doc: 1", "line 17: mention 4294967295: the id 4294967295 is larger than"),
        ("score: 0.5", "score: NaN", "line 17: mention 2: its score NaN is not between 0 and 1"),
        ("score: 0.5", "score: -0.5", "line 17: mention 2: its score -0.5 is not between 0 and 1"),
        (", score: 0.5", "", "line 17: mention 2: it has a `rule` without a `score`"),
        ("entity: 1", "entity: 5", "line 16: mention 1: there is no entity 5"),
        ("status: Accepted", "status: Rejected", "line 16: mention 1: it is dismissed"),
        ("type: \"Person\", entity", "type: \"Ship\", entity", "line 16: mention 1: there is no type \"Ship\""),
        ("type: \"Person\", name", "type: \"Ship\", name", "line 13: entity 1: there is no type \"Ship\""),
        ("a: 1, b: 2", "a: 1, b: 3", "line 20: judgement on 1 and 3: there is no mention 3"),
        ("a: 1, b: 2", "a: 2, b: 2", "line 20: judgement on 2 and 2: a mention cannot be compared with itself"),
        ("\"a.txt\"", "\"/etc/passwd\"", "line 10: the document path \"/etc/passwd\" is absolute"),
        ("\"a.txt\"", "\"../a.txt\"", "line 10: the document path \"../a.txt\" leaves the corpus with .."),
        ("    ],\n    entities", &second, "line 11: there are two documents with the id 1"),
        ("(2, 2, 3)", "(2, 2, 4294967295)", "line 5: an id is larger than 4000000000"),
        (
            "\"#B8860B\"),",
            "\"#B8860B\"),(name: \"Person\", key: 'q', mark: Ring, colour: \"#000000\"),",
            "line 6: the mention type \"Person\" is there twice",
        ),
    ];
    for (from, to, expected) in cases {
        let error = refused(&with(from, to));
        assert!(error.starts_with(expected), "{error}\nshould begin with\n{expected}");
        assert!(error.contains("backup"), "{error}");
    }
}

#[test]
fn what_is_malformed_is_refused_with_line_and_column() {
    for (from, to, expected) in [
        ("bytes: 50", "bytes: -1", "line 10, column "),
        ("bytes: 50", "bytes: 4294967296", "line 10, column "),
        ("sha256: \"ba", "sha256: \"xx", "line 10, column "),
        ("#B8860B", "blue", "line 7, column "),
        ("status: Accepted", "status: Perhaps", "line 16, column "),
        ("verdict: Different, ", "", "line 20, column "),
        ("doc: 1, span", "doc 1, span", "line 16, column "),
        ("    judgements", "    mentions: [],\n    judgements", "line 19, column "),
    ] {
        let error = refused(&with(from, to));
        assert!(error.starts_with(expected), "{error}\nshould begin with\n{expected}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for open in ["(", "[", "Tabs(active: 0, panes: [", "Some(", "{", "/*"] {
        let text = with("workspace: ()", &format!("workspace: (layout: {}", open.repeat(200_000)));
        refused(&text);
        refused(&format!("Project({}", open.repeat(200_000)));
        refused(&format!("Project(version: 1, later: {}", open.repeat(200_000)));
    }
}

#[test]
fn what_is_no_readable_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    assert!(matches!(ProjectFile::load(&path), Err(LoadError::Io { .. })));
    assert!(matches!(ProjectFile::load(folder.path()), Err(LoadError::NotAFile(_))));
    fs::write(&path, b"Project(\n    version: 1,\n\xff\xfe)").unwrap();
    assert!(matches!(ProjectFile::load(&path), Err(LoadError::NotText { line: 3 })));
    let huge = fs::File::create(&path).unwrap();
    huge.set_len(2 << 30).unwrap();
    let error = ProjectFile::load(&path).unwrap_err();
    assert!(error.to_string().contains("2147483648 bytes; a project file may have at most 1073741824"), "{error}");
}

#[test]
fn a_file_cut_short_inside_a_word_says_so_and_names_no_field() {
    let error = refused(&WHOLE[..WHOLE.find("status").unwrap() + 4]);
    assert!(error.contains("the file breaks off here") && error.contains(".bak"), "{error}");
}
