//! The house: which room may use which, and what no room may do.
//!
//! The floors are those of the table in `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms and their floors. The two rooms of the ground know each other no more than those of another floor do.
const FLOORS: &[(&str, u8)] = &[
    ("ui", 5),
    ("cli", 5),
    ("session", 4),
    ("extraction", 3),
    ("linking", 3),
    ("evaluation", 3),
    ("interchange", 3),
    ("storage", 3),
    ("adjudication", 3),
    ("corpus", 2),
    ("annotation", 2),
    ("text", 0),
    ("work", 0),
];

/// A line of the program: its file below `src`, its number, and what is left of it without comments and string
/// contents.
struct Line {
    file: String,
    number: usize,
    code: String,
    /// The text of its string literals.
    strings: String,
}

/// All lines of the program but those of its own unit tests.
fn program() -> Vec<Line> {
    let mut lines = Vec::new();
    let sources = sources();
    let tests = test_files(&sources);
    for (file, source) in sources {
        let mut in_tests = tests.contains(&file);
        for (i, line) in source.lines().enumerate() {
            // Unit tests are the last thing in a file.
            in_tests |= line.trim() == "#[cfg(test)]";
            if !in_tests {
                let (code, strings) = without_words(line);
                lines.push(Line { file: file.clone(), number: i + 1, code, strings });
            }
        }
    }
    lines
}

/// The files that are there for tests only: `#[cfg(test)]` stands before their `mod`.
fn test_files(sources: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (file, source) in sources {
        let folder = match file.strip_suffix("mod.rs") {
            Some(folder) => folder.to_owned(),
            None => format!("{}/", file.trim_end_matches(".rs")),
        };
        let pairs = source.lines().zip(source.lines().skip(1));
        let named = pairs.filter(|(line, _)| line.trim() == "#[cfg(test)]");
        let named = named.filter_map(|(_, next)| next.trim().strip_prefix("mod ")?.strip_suffix(';'));
        found.extend(named.map(|name| format!("{folder}{name}.rs")));
    }
    found
}

/// The program's files, paths relative to `src` with `/`.
fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    found
}

/// A line's code without what stands in string literals and comments, and what stands in its string literals. A string
/// that spans lines is taken for code on its later ones, which no promise here minds.
fn without_words(line: &str) -> (String, String) {
    let (mut code, mut strings) = (String::new(), String::new());
    let mut chars = line.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => drop(chars.next()),
            '"' => inside = !inside,
            '\'' if !inside && chars.peek() == Some(&'"') => drop(chars.next()),
            '/' if !inside && chars.peek() == Some(&'/') => break,
            c if inside => strings.push(c),
            c => code.push(c),
        }
    }
    (code, strings)
}

/// The room of a file: `session/mod.rs` and `session.rs` are both of `session`.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The rooms that a line of code names by `crate::`.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let inner = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or(group));
        let parts: Vec<&str> = if rest.starts_with('{') { inner.split(',').collect() } else { vec![inner] };
        for part in parts {
            let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rooms.extend(floor(&name).map(|_| name));
        }
    }
    rooms
}

/// Fails with a line for each fault.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn faults(wrong: impl Fn(&Line) -> Option<String>) {
    none(program().iter().filter_map(|l| Some(format!("{}:{}: {}", l.file, l.number, wrong(l)?))).collect());
}

fn has_word(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part))
}

#[test]
fn every_room_has_a_floor() {
    let rooms = sources().into_keys().filter(|file| !matches!(file.as_str(), "main.rs" | "lib.rs"));
    none(rooms.filter(|file| floor(room(file)).is_none()).collect());
}

#[test]
fn a_floor_uses_only_the_floors_below_it() {
    faults(|line| {
        let here = room(&line.file);
        let floor_here = floor(here)?;
        let used = rooms_used(&line.code);
        let bad = used.iter().find(|used| *used != here && floor(used).is_some_and(|f| f >= floor_here))?;
        Some(format!("{here} must not know {bad}"))
    });
}

#[test]
fn what_is_used_is_understood_by_this_test() {
    assert_eq!(rooms_used("use crate::annotation::{Project, Schema};"), ["annotation"]);
    assert_eq!(rooms_used("use crate::{text::Span, work};"), ["text", "work"]);
    assert_eq!(rooms_used("fn f(w: &crate::work::Work) -> crate::text::Span {"), ["work", "text"]);
    assert!(rooms_used("use crate::widgets::Row;").is_empty());
    let (code, strings) = without_words(r#"    let a = "egui: \"x\""; // egui"#);
    assert_eq!((code.trim(), strings.as_str()), ("let a = ;", "egui: x"));
}

#[test]
fn nothing_below_the_ui_knows_the_screen() {
    faults(|line| {
        let below = floor(room(&line.file)).is_some() && room(&line.file) != "ui";
        let word =
            ["egui", "eframe", "rfd", "epaint", "egui_tiles", "winit"].into_iter().find(|w| has_word(&line.code, w))?;
        below.then(|| format!("{word} belongs to ui"))
    });
}

#[test]
fn text_and_annotation_touch_neither_files_nor_threads_nor_clocks() {
    faults(|line| {
        let pure = matches!(room(&line.file), "text" | "annotation");
        let word = ["std::fs", "std::thread", "std::time", "std::io", "std::env", "std::net", "Instant", "SystemTime"]
            .into_iter()
            .find(|w| has_word(&line.code, w))?;
        pure.then(|| format!("{word} in a pure room"))
    });
}

#[test]
fn colours_are_known_only_to_the_theme() {
    let hex = |s: &str| {
        s.match_indices('#').any(|(at, _)| {
            let digits = s[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
            matches!(digits, 6 | 8)
        })
    };
    faults(|line| {
        let outside = room(&line.file) == "ui" && !line.file.starts_with("ui/theme/");
        let made = line.code.contains("Color32::from_") || line.code.contains("hex_color!") || hex(&line.strings);
        let named = ["RED", "GREEN", "BLUE", "BLACK", "WHITE", "GRAY", "YELLOW", "ORANGE"]
            .iter()
            .any(|name| line.code.contains(&format!("Color32::{name}")));
        (outside && (made || named)).then(|| "a colour outside ui/theme".to_owned())
    });
}

#[test]
fn no_file_grows_past_its_room() {
    let long = sources().into_iter().map(|(file, source)| (file, source.lines().count())).filter(|(_, n)| *n > 700);
    none(long.map(|(file, lines)| format!("{file} has {lines} lines: it is asking to be two")).collect());
}

#[test]
fn every_file_says_what_it_is_for() {
    none(sources().into_iter().filter(|(_, source)| !source.starts_with("//!")).map(|(file, _)| file).collect());
}

#[test]
fn nothing_is_unsafe() {
    faults(|line| has_word(&line.code, "unsafe").then(|| "unsafe".to_owned()));
}

#[test]
fn the_program_does_not_give_up() {
    faults(|line| {
        let code = &line.code;
        let gives_up = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "dbg!("];
        let word = gives_up.into_iter().find(|word| code.contains(word))?;
        Some(format!("{word} outside of a test"))
    });
}
