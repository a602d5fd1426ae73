//! Finds the annotations in a file without reading it into one value, and says in which line each begins.

use crate::interchange::{At, Fault};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// How deep pages may be in collections.
const MAX_DEPTH: usize = 8;
/// Names under which annotations are.
const ITEMS: [&str; 3] = ["items", "@graph", "rows"];

/// Goes through a file.
pub(super) struct Scan<'a> {
    file: &'a Arc<str>,
    bytes: &'a [u8],
    at: usize,
    /// The line of the byte `counted`, and where it begins.
    line: u64,
    begins: usize,
    counted: usize,
}

impl<'a> Scan<'a> {
    pub fn new(file: &'a Arc<str>, bytes: &'a [u8]) -> Self {
        let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { file, bytes, at, line: 1, begins: at, counted: at }
    }

    /// Gives each annotation to `take`.
    ///
    /// # Errors
    /// What is no JSON, and where: nothing can be read from there on.
    pub fn each(&mut self, take: &mut impl FnMut(At, Map<String, Value>)) -> Result<(), Fault> {
        match self.peek() {
            Some(b'[') => self.items(take, 0)?,
            Some(b'{') => self.object(take, 0)?,
            _ => return Err(self.fault("expected an annotation, a page of annotations, or an array of them")),
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fault("expected nothing after the annotations")),
        }
    }

    fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Where the scan stands.
    fn place(&mut self) -> At {
        for (i, _) in self.bytes[self.counted..self.at].iter().enumerate().filter(|(_, b)| **b == b'\n') {
            self.line += 1;
            self.begins = self.counted + i + 1;
        }
        self.counted = self.at;
        At::column(self.file, self.line, (self.at - self.begins) as u64 + 1)
    }

    fn fault(&mut self, told: &str) -> Fault {
        let ends = self.at >= self.bytes.len();
        let told = if ends { format!("the file ends too early; {told}") } else { told.to_owned() };
        Fault { at: self.place(), told }
    }

    fn pass(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.fault(&format!("expected “{}”", char::from(byte))));
        }
        self.at += 1;
        Ok(())
    }

    /// Reads one value.
    fn value<T: Deserialize<'a>>(&mut self) -> Result<T, Fault> {
        self.peek();
        let begin = self.place();
        let mut values = serde_json::Deserializer::from_slice(&self.bytes[self.at..]).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => {
                let said = error.to_string();
                let place = format!(" at line {} column {}", error.line(), error.column());
                let said = said.strip_suffix(&*place).unwrap_or(&said);
                let (line, column) = (error.line() as u64, error.column() as u64);
                let first = if line <= 1 { begin.column.unwrap_or(1).saturating_sub(1) } else { 0 };
                let at = At::column(self.file, begin.line + line.saturating_sub(1), (first + column).max(1));
                Err(Fault { at, told: format!("{said}; expected JSON") })
            }
            None => Err(self.fault("expected a value")),
        }
    }

    /// An array of annotations.
    fn items(&mut self, take: &mut impl FnMut(At, Map<String, Value>), depth: usize) -> Result<(), Fault> {
        self.pass(b'[')?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            match self.peek() {
                Some(b'{') => self.object(take, depth + 1)?,
                _ => return Err(self.fault("expected an annotation")),
            }
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                return self.pass(b']');
            }
        }
    }

    /// An annotation, or what holds annotations.
    fn object(&mut self, take: &mut impl FnMut(At, Map<String, Value>), depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(self.fault("expected annotations in pages, and not deeper"));
        }
        self.peek();
        let at = self.place();
        self.pass(b'{')?;
        let (mut fields, mut holds) = (Map::new(), false);
        if self.peek() == Some(b'}') {
            self.at += 1;
            take(at, fields);
            return Ok(());
        }
        loop {
            let name: String = self.value()?;
            self.pass(b':')?;
            match self.peek() {
                Some(b'[') if ITEMS.contains(&name.as_str()) => {
                    holds = true;
                    self.items(take, depth)?;
                }
                Some(b'{') if name == "first" => {
                    holds = true;
                    self.object(take, depth + 1)?;
                }
                _ => {
                    fields.insert(name, self.value()?);
                }
            }
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.pass(b'}')?;
                break;
            }
        }
        if !holds {
            take(at, fields);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> (Vec<String>, Option<String>) {
        let (file, mut seen) = (Arc::from("x"), Vec::new());
        let told = Scan::new(&file, text.as_bytes()).each(&mut |at, fields| {
            seen.push(format!("{}:{} {}", at.line, at.column.unwrap_or(0), fields.get("id").unwrap_or(&Value::Null)));
        });
        (seen, told.err().map(|fault| fault.to_string()))
    }

    #[test]
    fn annotations_are_found_wherever_they_are() {
        let both = vec!["1:2 1".to_owned(), "2:2 2".to_owned()];
        assert_eq!(scan("[{\"id\":1},\n {\"id\":2}]"), (both, None));
        let page = "\u{feff}{\"@context\":[\"x\"],\"items\":[\n{\"id\":1},{\"a\":[1,{\"b\":2}],\"id\":2}\n], \"type\":\"AnnotationPage\"}\n";
        assert_eq!(scan(page).0, ["2:1 1", "2:10 2"]);
        assert_eq!(scan("{\"id\":7,\"target\":\"a\"}").0, ["1:1 7"]);
        assert_eq!(scan("{\"total\":1,\"first\":{\"items\":[{\"id\":1}]}}").0, ["1:30 1"]);
        assert_eq!(scan("{\"items\":[]}"), (vec![], None));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let told = |text: &str| scan(text).1.unwrap();
        assert_eq!(told("[\n{\"id\":1},\n  {\"id\":}]"), "x: line 3, column 9: expected value; expected JSON");
        assert_eq!(
            told("7"),
            "x: line 1, column 1: expected an annotation, a page of annotations, or an array of them"
        );
        assert_eq!(told("[{\"id\":1}"), "x: line 1, column 10: the file ends too early; expected “]”");
        assert_eq!(told("[{\"id\":1},2]"), "x: line 1, column 11: expected an annotation");
        assert_eq!(scan("[{\"id\":1},2]").0.len(), 1, "what comes before is read");
        assert!(told(&"{\"first\":".repeat(5000)).contains("not deeper"));
        assert!(told(&format!("[{{\"a\":{}", "[".repeat(5000))).contains("recursion limit"));
    }
}
