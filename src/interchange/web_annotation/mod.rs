//! W3C Web Annotation (<https://www.w3.org/TR/annotation-model/>), JSON-LD: one page of annotations, one a line.
//!
//! ```json
//! {"id":"#m1","type":"Annotation","motivation":"tagging","creator":{"type":"Person","name":"ab"},
//!  "body":[{"type":"TextualBody","purpose":"tagging","value":"Person"},
//!          {"type":"SpecificResource","purpose":"identifying","source":{"id":"#entity-3","label":"Viktor Bout"}},
//!          {"type":"TextualBody","purpose":"assessing","value":"proposed"}],
//!  "target":[{"type":"SpecificResource","source":"a/one.txt","selector":[
//!          {"type":"TextPositionSelector","start":0,"end":11},
//!          {"type":"TextQuoteSelector","exact":"Viktor Bout","prefix":"","suffix":" was"}]}]}
//! {"id":"#about-3","type":"Annotation","motivation":"describing","body":[
//!          {"type":"TextualBody","purpose":"identifying","value":"Viktor Bout"},
//!          {"type":"TextualBody","purpose":"classifying","value":"Person"},
//!          {"type":"TextualBody","purpose":"describing","value":"A note."}],"target":"#entity-3"}
//! {"id":"#link-3","type":"Annotation","motivation":"linking","body":"#entity-3","target":[{"id":"#m1"},{"id":"#m7"}]}
//! ```
//!
//! A mention has a target for each of its parts: selectors of one target are ways to say the same place. Positions count
//! code points, as the model demands (section 4.2.5). `source` is the document's path as a relative IRI. Texts are not in
//! the file: they are those of the project.
//!
//! **Read**: a page, a collection with its pages in it, an array, a graph, or one annotation; bodies, targets and selectors
//! alone or as lists, as Recogito has them. A tag is the type; what identifies is the entity. A link of annotations by
//! their ids is a tie (also across documents, as in Recogito), unless a tag says that it is another relation. Positions
//! are also read from `char=0,11` (RFC 5147). A quotation alone says no place: the text that it is to be looked for in is
//! not in the file. Recogito counts UTF-16 units in a text with emoji; the quotation then tells that it does not fit.

mod read;
mod scan;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use super::escape::unescaped;

/// The context of all Web Annotations.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// A path as a relative IRI.
fn iri_of(path: &str) -> String {
    let mut iri = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | '_' | '~') {
            iri.push(c);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| iri.push_str(&format!("%{b:02X}")));
        }
    }
    iri
}

/// The path of an IRI: without scheme, host, query and fragment.
fn path_of(iri: &str) -> String {
    let iri = iri.split(['#', '?']).next().unwrap_or_default();
    let path = match iri.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or(rest, |(_, path)| path),
        None => iri.strip_prefix("urn:").unwrap_or(iri),
    };
    let path = path.trim_start_matches("./");
    unescaped(path).into_owned()
}

#[cfg(test)]
mod round_trip;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn iris_are_paths() {
        assert_eq!(iri_of("a/two three: é#1.txt"), "a/two%20three%3A%20é%231.txt");
        for (iri, path) in [
            ("a/one.txt", "a/one.txt"),
            ("./a%20b.txt#char=0,4", "a b.txt"),
            ("https://example.org/docs/a.txt?x=1", "docs/a.txt"),
            ("file:///home/a.txt", "home/a.txt"),
            ("100%.txt", "100%.txt"),
            ("%FF.txt", "%FF.txt"),
        ] {
            assert_eq!(path_of(iri), path, "{iri}");
        }
    }

    proptest! {
        #[test]
        fn any_path_comes_back(path in "[a-c/ %#?:é\u{301}😀+&]{1,12}") {
            let path = format!("x{path}.txt");
            prop_assert_eq!(path_of(&iri_of(&path)), path);
        }
    }
}
