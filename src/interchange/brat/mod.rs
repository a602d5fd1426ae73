//! brat standoff (<https://brat.nlplab.org/standoff.html>): `a.txt` with `a.ann` beside it, in folders.
//!
//! ```text
//! T1 ⇥ Person 0 6;12 16 ⇥ Viktor Bout      a mention, of several parts where it is discontinuous
//! N1 ⇥ Reference T1 redstring:3 ⇥ Viktor Bout   its entity, the same in all documents, and what that is called
//! A1 ⇥ Proposed T1                         nobody has decided about it
//! #1 ⇥ EntityNote T1 ⇥ Sold arms.\nTwice.  a note on the entity, at its first mention, `\` and line ends escaped
//! #2 ⇥ EntityType T1 ⇥ Person              the entity's type, where a mention of it has another
//! * ⇥ Coref T1 T4                          the mentions of one entity in this document, so that brat draws them
//! ```
//!
//! **What offsets count.** brat opens both files with Python's `codecs.open`, which reads bytes (its mode `U` has no
//! effect): offsets are code points, `\r\n` counts two, and a byte-order mark one. Versions of 2012 counted `\r\n` as one
//! (nlplab/brat#853), and tools in Java count UTF-16 units. A reader here takes the first of these under which most
//! of the file's quotations stand where they should; it writes texts as they are, and code points.
//!
//! **Line ends.** `codecs` ends a line of the `.ann` at whatever Python's `splitlines` does, so no quotation may hold such
//! a character. brat itself cuts a span there and trims the pieces (`0 5;6 9`): the same is written, and pieces with
//! nothing but such white space between them are read as one span.
//!
//! **Types** are ASCII letters, digits, `_` and `-` in brat. Other characters become `_`; `visual.conf` has the name as
//! label, and a label is read back as a type's name when it says the same. **Paths**: `b/four.md` is `b/four.md.txt`.
//!
//! Read besides: every equivalence (`*`) and every relation of a coreference kind as a tie; references to other knowledge
//! bases, where the same id is the same entity in all documents; `.a1` and `.a2` in place of `.ann`.

mod offsets;
mod read;
mod ties;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use crate::text::{Span, Spans, is_grapheme_boundary, trim_span};

/// The knowledge base whose ids are entities of ours.
const OURS: &str = "redstring";
/// The attribute of a mention that nobody has decided about.
const PROPOSED: &str = "Proposed";
/// The comment that is a note on an entity.
const ENTITY_NOTE: &str = "EntityNote";
/// The comment that is the type of an entity.
const ENTITY_TYPE: &str = "EntityType";
/// The equivalence that is written.
const COREF: &str = "Coref";
/// Where brat looks for the labels of types.
const LABELS: &str = "visual.conf";

/// Whether a line of the `.ann` would end there: what Python's `str.splitlines` does.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The spans as brat has them: none over a line end, none with white space at its edges.
fn fragments(text: &str, spans: &[Span]) -> Spans {
    let mut fragments = Spans::new();
    for &span in spans {
        let mut from = span.start as usize;
        for piece in span.slice(text).unwrap_or_default().split(is_break) {
            let to = from + piece.len();
            let trimmed = trim_span(text, Span::from_usize(from, to));
            // A mark that stands on a space is not torn from it.
            let whole = |edge: u32| is_grapheme_boundary(text, edge as usize);
            let start = if whole(trimmed.start) { trimmed.start } else { from as u32 };
            let end = if whole(trimmed.end) { trimmed.end } else { to as u32 };
            if !trimmed.is_empty() {
                fragments.push(Span::new(start, end));
            }
            from = to + text[to..].chars().next().map_or(0, char::len_utf8);
        }
    }
    fragments
}

/// The other way round: fragments with nothing but white space and a line end between them are one span.
fn rejoined(text: &str, fragments: &[Span]) -> Spans {
    let mut spans = Spans::new();
    for &span in fragments {
        let joins = |last: &&mut Span| {
            let gap = text.get(last.end as usize..span.start as usize).unwrap_or_default();
            gap.contains(is_break) && gap.chars().all(|c| c.is_whitespace() || is_break(c))
        };
        match spans.last_mut().filter(joins) {
            Some(last) => last.end = span.end,
            None => spans.push(span),
        }
    }
    spans
}

/// What brat writes for a type: ASCII letters, digits, `_` and `-`.
fn storage_form(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    name.chars().map(plain).collect()
}

/// Whether a type in storage form stands for the name: it may have a number, where two names say the same in it.
fn stands_for(stored: &str, name: &str) -> bool {
    let form = storage_form(name);
    let rest = stored.strip_prefix(&*form);
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('_').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn ends_as_text(path: &str) -> bool {
    let lower = path.to_lowercase();
    [".txt", ".text", ".md"].iter().any(|end| lower.len() > end.len() && lower.ends_with(end))
}

/// The name of a document's text, without its `.txt`.
fn stem_of(path: &str) -> &str {
    path.strip_suffix(".txt").filter(|stem| !ends_as_text(stem)).unwrap_or(path)
}

/// The other way round.
fn path_of(stem: &str) -> String {
    if ends_as_text(stem) { stem.to_owned() } else { format!("{stem}.txt") }
}

/// A text on one line.
fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if is_break(c) => line.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => line.push(c),
        }
    }
    line
}

/// The other way round; what is no escape stays as it is.
fn unescaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let coded = rest.strip_prefix("\\u{").and_then(|r| r.split_once('}'));
        let coded = coded.and_then(|(hex, after)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, after)));
        let (c, after) = match (coded, rest.as_bytes().get(1)) {
            (Some((c, after)), _) => (c, after),
            (None, Some(b'n')) => ('\n', &rest[2..]),
            (None, Some(b'r')) => ('\r', &rest[2..]),
            (None, Some(b't')) => ('\t', &rest[2..]),
            (None, Some(b'\\')) => ('\\', &rest[2..]),
            (None, _) => ('\\', &rest[1..]),
        };
        text.push(c);
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod round_trip;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(all: &[(u32, u32)]) -> Spans {
        all.iter().map(|&(a, b)| Span::new(a, b)).collect()
    }

    #[test]
    fn a_span_is_cut_at_line_ends_and_put_together_again() {
        let text = "New \r\n\n York\u{2028}City  x";
        assert_eq!(fragments(text, &spans(&[(0, 19)])), spans(&[(0, 3), (8, 12), (15, 19)]));
        assert_eq!(rejoined(text, &spans(&[(0, 3), (8, 12), (15, 19)])), spans(&[(0, 19)]));
        assert_eq!(rejoined(text, &spans(&[(15, 19), (21, 22)])), spans(&[(15, 19), (21, 22)]), "no line end between");
        assert_eq!(fragments("a \u{301}b", &spans(&[(1, 5)])), spans(&[(1, 5)]), "no character is torn");
        assert!(fragments(text, &spans(&[(3, 7)])).is_empty());
    }

    #[test]
    fn types_and_paths_keep_their_names() {
        assert_eq!(storage_form("Work of art (é)"), "Work_of_art____");
        assert!(stands_for("Work_of_art", "Work of art") && stands_for("Work_of_art_2", "Work of art"));
        assert!(!stands_for("GPE", "Geo-political entity") && !stands_for("Work_of_arts", "Work of art"));
        for path in ["a.txt", "b/four.md", "a.txt.txt", "b/four.md.txt", "A.TXT", ".txt", "x.text"] {
            assert_eq!(path_of(stem_of(path)), path);
        }
        assert_eq!((stem_of("a.txt"), stem_of("four.md")), ("a", "four.md"));
    }

    proptest! {
        #[test]
        fn any_note_is_one_line(note in "[a-c\\\\nrtu{}0-9\n\r\t\u{2028}\u{85}é]{0,20}") {
            let line = escaped(&note);
            prop_assert!(!line.contains(is_break) && !line.contains('\t'));
            prop_assert_eq!(unescaped(&line), note);
        }
    }
}
