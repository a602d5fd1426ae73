//! What the JSON formats share: values of a large file one at a time, with their lines; faults with a place; strings and
//! numbers of files that are not strict about which is which.

use super::files::{MAX_LINE_BYTES, each_line};
use super::telling::document_path;
use super::{At, Files, ReadError, Telling};
use crate::text::Span;
use crate::work::Work;
use serde_json::{Map, Value};
use std::io::{self, BufRead};
use std::sync::Arc;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// The longest item of an array that is read, in bytes (64 MB).
pub(super) const MAX_ITEM_BYTES: usize = 4 * MAX_LINE_BYTES as usize;

/// The longest name of a document: what is longer is its text.
const MAX_NAME_BYTES: usize = 500;

/// Keys under which files name a document, the surest first.
const PATHS: [&str; 9] =
    ["path", "filename", "file_name", "file", "doc_name", "document", "doc_id", "source_file", "document_id"];

/// Notes what serde says of a line, with its column, and what was expected.
pub(super) fn json_fault(telling: &mut Telling, file: &Arc<str>, line: u64, error: &serde_json::Error, expected: &str) {
    json_fault_at(telling, &At::line(file, line), error, expected);
}

/// The same of a value that begins somewhere in a line.
pub(super) fn json_fault_at(telling: &mut Telling, at: &At, error: &serde_json::Error, expected: &str) {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&*place).unwrap_or(&said);
    let before = if error.line() <= 1 { at.column.unwrap_or(1) - 1 } else { 0 };
    let column = Some(error.column() as u64 + before).filter(|_| error.column() > 0);
    // A value that is a file of its own has lines of its own.
    let line = at.line + (error.line() as u64).saturating_sub(1);
    telling.fault(At { file: at.file.clone(), line, column }, format!("{said}; expected {expected}"));
}

/// The files of a JSON format: the one that there is, or those of a folder that end in `.json` or `.jsonl`.
pub(super) fn json_files(files: &Files) -> Vec<Arc<str>> {
    let mut names = files.meant(".json");
    names.extend(files.meant(".jsonl"));
    names.sort();
    names.dedup();
    names
}

/// A value as it is read, and where it begins.
type Take<'a> = dyn FnMut(&mut Telling, At, Value) + 'a;

/// The values of a file, one at a time: the items of an array, a value a line, or one value over several lines. What is
/// no JSON is a fault, and the next one is read.
///
/// # Errors
/// [`ReadError`].
pub(super) fn each_value(
    files: &Files,
    name: &Arc<str>,
    work: &Work,
    telling: &mut Telling,
    expected: &str,
    take: &mut Take<'_>,
) -> Result<(), ReadError> {
    let head = files.head(name, 4096);
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default().trim_ascii();
    if head.first() != Some(&b'[') && first != b"{" {
        return each_line(files, name, work, telling, |telling, line, text| {
            if !text.trim().is_empty() {
                let at = At::line(name, line);
                if let Some(value) = parsed(telling, &at, text.as_bytes(), expected) {
                    take(telling, at, value);
                }
            }
        });
    }
    let mut input = files.reader(name, work)?;
    let mut item = |telling: &mut Telling, at: At, bytes: &[u8]| {
        if let Some(value) = parsed(telling, &at, bytes, expected) {
            take(telling, at, value);
        }
    };
    split(&mut input, At::line(name, 1), Inside::Array, MAX_ITEM_BYTES, telling, &mut item)
        .map_err(|error| Files::failed(name, error))
}

/// A value, or a fault.
pub(super) fn parsed(telling: &mut Telling, at: &At, bytes: &[u8], expected: &str) -> Option<Value> {
    serde_json::from_slice(bytes).map_err(|error| json_fault_at(telling, at, &error, expected)).ok()
}

/// What is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// The items of an array; without brackets, values one after the other.
    Array,
    /// The members of an object: names with their values.
    Object,
}

/// Cuts an array or object into its pieces without keeping it: `take` gets where each begins, and its bytes. A piece
/// longer than `limit` is a fault. `from` is where the input begins.
///
/// # Errors
/// What the system says.
pub(super) fn split(
    input: &mut dyn BufRead,
    from: At,
    inside: Inside,
    limit: usize,
    telling: &mut Telling,
    take: &mut dyn FnMut(&mut Telling, At, &[u8]),
) -> io::Result<()> {
    let mut splitter = Splitter::new(from, inside, limit);
    loop {
        let buffer = input.fill_buf()?;
        let length = buffer.len();
        if length == 0 {
            splitter.end(telling, take);
            return Ok(());
        }
        buffer.iter().for_each(|&byte| splitter.step(byte, telling, take));
        input.consume(length);
    }
}

/// Where the cutting is: told by brackets and quotes alone.
struct Splitter {
    at: At,
    column: u64,
    inside: Inside,
    limit: usize,
    /// What closes the whole, once it is open.
    closing: Option<u8>,
    ended: bool,
    piece: Vec<u8>,
    began: At,
    depth: usize,
    string: bool,
    escaped: bool,
    too_long: bool,
}

impl Splitter {
    fn new(at: At, inside: Inside, limit: usize) -> Self {
        let began = at.clone();
        let column = at.column.unwrap_or(1) - 1;
        Self {
            at,
            column,
            inside,
            limit,
            closing: None,
            ended: false,
            piece: Vec::new(),
            began,
            depth: 0,
            string: false,
            escaped: false,
            too_long: false,
        }
    }

    fn step(&mut self, byte: u8, telling: &mut Telling, take: &mut dyn FnMut(&mut Telling, At, &[u8])) {
        self.column += 1;
        if self.piece.is_empty() {
            self.between(byte, telling);
        } else if self.depth == 0 && !self.string && (byte == b',' || Some(byte) == self.closing) {
            self.emit(telling, take);
            self.ended |= Some(byte) == self.closing;
        } else {
            self.push(byte);
            let closes = matches!(byte, b'}' | b']' | b'\n');
            if self.closing.is_none() && self.depth == 0 && !self.string && closes {
                self.emit(telling, take);
            }
        }
        if byte == b'\n' {
            self.at.line += 1;
            self.column = 0;
        }
    }

    /// A byte outside all pieces.
    fn between(&mut self, byte: u8, telling: &mut Telling) {
        let at = At::column(&self.at.file, self.at.line, self.column);
        let opening = if self.inside == Inside::Array { (b'[', b']') } else { (b'{', b'}') };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
            // A byte-order mark.
            0xEF | 0xBB | 0xBF if self.closing.is_none() => {}
            _ if self.ended => {
                // Told once.
                if self.ended && !self.too_long {
                    self.too_long = true;
                    telling.fault(at, "expected the end of the file after the last bracket");
                }
            }
            _ if Some(byte) == self.closing => self.ended = true,
            _ if self.closing.is_none() && byte == opening.0 => self.closing = Some(opening.1),
            _ => {
                self.began = at;
                self.push(byte);
            }
        }
    }

    fn push(&mut self, byte: u8) {
        match byte {
            // No string goes on in the next line: a missing quote spoils no more than a line.
            b'\n' => (self.string, self.escaped) = (false, false),
            _ if self.escaped => self.escaped = false,
            b'\\' if self.string => self.escaped = true,
            b'"' => self.string = !self.string,
            b'[' | b'{' if !self.string => self.depth += 1,
            b']' | b'}' if !self.string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.piece.len() < self.limit {
            self.piece.push(byte);
        } else {
            self.too_long = true;
        }
    }

    fn emit(&mut self, telling: &mut Telling, take: &mut dyn FnMut(&mut Telling, At, &[u8])) {
        if self.too_long {
            telling.fault(self.began.clone(), format!("an item longer than {} MB; split it", self.limit >> 20));
        } else {
            take(telling, self.began.clone(), &self.piece);
        }
        self.piece.clear();
        (self.depth, self.string, self.escaped, self.too_long) = (0, false, false, false);
    }

    fn end(&mut self, telling: &mut Telling, take: &mut dyn FnMut(&mut Telling, At, &[u8])) {
        // One that is cut off tells that itself.
        let is_cut = self.depth > 0 || self.string;
        if !self.piece.is_empty() {
            self.emit(telling, take);
        }
        if let Some(closing) = self.closing.filter(|_| !self.ended && !is_cut) {
            let at = At::column(&self.at.file, self.at.line, self.column + 1);
            telling.fault(at, format!("expected “{}” at the end of the file", char::from(closing)));
        }
    }
}

/// A whole number, also one that is written as a string or with a point.
pub(super) fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
            number.as_u64().and_then(|n| u32::try_from(n).ok()).or(whole.map(|n| n as u32))
        }
        Value::String(words) => words.trim().parse().ok(),
        _ => None,
    }
}

/// A name: a string that is not blank, or a number as one.
pub(super) fn words(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(words) if !words.trim().is_empty() => Some(words.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// A value as it is told in a message: cut to sixty characters.
pub(super) fn shown(value: &Value) -> String {
    let all = value.to_string();
    match all.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &all[..cut]),
        None => all,
    }
}

/// Whether a value says nothing: null, or empty.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(words) => words.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The items of an array; none where there is no array.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The member of an object that names a document, and its name: a path, else an id. The text itself is none.
pub(super) fn document_name(object: &Object, text: &str) -> Option<(&'static str, Arc<str>)> {
    let is_name = |name: &Arc<str>| name.len() <= MAX_NAME_BYTES && **name != *text && !name.contains('\n');
    let named = |key: &&'static str| object.get(*key).and_then(words).filter(is_name).map(|name| (*key, name));
    PATHS.iter().find_map(named).or_else(|| named(&"id"))
}

/// The name of a document that has none: that of its file, with the line.
pub(super) fn nameless(at: &At) -> String {
    let stem = at.file.rsplit_once('.').map_or(&*at.file, |(stem, _)| stem);
    format!("{stem}-{}", at.line)
}

/// Takes in a text, unless it is there under its name: then this is another annotation of it, which has no place in a
/// project beside the first.
pub(super) fn add_document(
    telling: &mut Telling,
    at: &At,
    name: &str,
    text: &str,
    tokens: Vec<Span>,
) -> Option<Arc<str>> {
    if telling.document(&document_path(name)).is_some_and(|there| *there.text == *text) {
        telling.ignore("Another annotation of a document");
        return None;
    }
    Some(telling.add_document(at.clone(), name, text, tokens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn values(text: &str) -> (Vec<(u64, Value)>, Vec<String>) {
        let files = Files::in_memory([("x.json", text.as_bytes().to_vec())]);
        let (mut telling, mut all) = (Telling::default(), Vec::new());
        let mut take = |_: &mut Telling, at: At, value| all.push((at.line, value));
        each_value(&files, &"x.json".into(), &Work::default(), &mut telling, "a task", &mut take).unwrap();
        (all, telling.faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_array_lines_and_one_value_are_read_alike() {
        let all = [(1, json!({"a": "]},{\"["})), (2, json!({"b": [1, {}]}))];
        assert_eq!(values("\u{feff}[{\"a\":\"]},{\\\"[\"},\n{\"b\":[1,{}]}]\n"), (all.to_vec(), vec![]));
        assert_eq!(values("{\"a\":\"]},{\\\"[\"}\r\n{\"b\":[1,{}]}"), (all.to_vec(), vec![]));
        assert_eq!(values("{\n \"b\": [1, {}]\n}\n"), (vec![(1, json!({"b": [1, {}]}))], vec![]));
        assert_eq!(values(" [ ] "), (vec![], vec![]));
        assert_eq!(values("[1, \"x\"]").0.len(), 2);
    }

    #[test]
    fn what_is_wrong_in_one_item_spoils_no_other() {
        let (all, faults) = values("[\n {\"a\": 1},\n {\"b\": tru, \"c\": {}},\n {\n  \"d: 2\n },\n {\"e\": 3}\n] 4");
        assert_eq!(all, [(2, json!({"a": 1})), (7, json!({"e": 3}))]);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert_eq!(faults[0], "x.json: line 3, column 11: expected ident; expected a task");
        assert!(faults[1].starts_with("x.json: line 6: control character"), "{faults:?}");
        assert_eq!(faults[2], "x.json: line 8, column 3: expected the end of the file after the last bracket");
        assert_eq!(values("[{\"a\":1}").1, ["x.json: line 1, column 9: expected “]” at the end of the file"]);
        assert!(values("[{\"a\":1").1[0].starts_with("x.json: line 1, column 7: EOF while parsing"));
    }

    #[test]
    fn a_pit_of_brackets_is_a_fault() {
        let deep = "[".repeat(100_000);
        assert!(values(&deep).1[0].contains("recursion limit exceeded"), "{:?}", values(&deep).1);
        assert!(values(&format!("{{\"a\":{deep}")).1[0].contains("recursion limit exceeded"));
    }

    #[test]
    fn a_text_is_no_name() {
        let object = |value: Value| value.as_object().unwrap().clone();
        let name = |value: Value| document_name(&object(value), "Bout").map(|(key, name)| (key, name.to_string()));
        assert_eq!(name(json!({"document": "Bout", "id": 3})), Some(("id", "3".to_owned())));
        assert_eq!(name(json!({"document": "Bout left", "path": "a.txt"})), Some(("path", "a.txt".to_owned())));
        assert_eq!(name(json!({"file": "x".repeat(501), "filename": "a\nb"})), None);
    }

    #[test]
    fn an_item_that_is_too_long_is_a_fault_and_the_next_is_read() {
        let (mut telling, mut seen) = (Telling::default(), Vec::new());
        let mut input: &[u8] = b"[[1,2,3,4,5,6],[7]]";
        let mut take = |_: &mut Telling, _: At, bytes: &[u8]| seen.push(bytes.to_vec());
        split(&mut input, At::line(&"x".into(), 1), Inside::Array, 8, &mut telling, &mut take).unwrap();
        assert_eq!((seen, telling.faults.len()), (vec![b"[7]".to_vec()], 1));
    }

    #[test]
    fn numbers_and_names_are_not_strict() {
        let all = [json!(3), json!(3.0), json!("3"), json!(3.5), json!(-1), json!(null), json!(5e9)];
        assert_eq!(all.map(|v| number(&v)), [Some(3), Some(3), Some(3), None, None, None, None]);
        assert_eq!(
            [json!(3), json!("a"), json!(" "), json!([])].map(|v| words(&v).is_some()),
            [true, true, false, false]
        );
    }

    proptest! {
        #[test]
        fn arrays_are_cut_where_serde_would(
            items in prop::collection::vec("[a\\\\\"\\[\\]{}:,\n]{0,8}", 0..6), pretty in any::<bool>()
        ) {
            let all = json!(items.iter().map(|s| json!({s.as_str(): [s, {}]})).collect::<Vec<_>>());
            let text = if pretty { serde_json::to_string_pretty(&all).unwrap() } else { all.to_string() };
            let (read, faults) = values(&text);
            prop_assert_eq!(faults, Vec::<String>::new());
            prop_assert_eq!(json!(read.into_iter().map(|(_, value)| value).collect::<Vec<_>>()), all);
        }
    }
}
