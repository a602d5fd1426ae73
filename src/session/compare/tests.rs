//! Annotations of one text in different coordinates.

#![cfg(test)]

use super::*;
use crate::annotation::{Command, NewDocument, NewMention};
use crate::evaluation::{Comparison, Match, Options};
use crate::interchange::{At, Told, ToldEntity};
use crate::text::{OffsetUnit, Span};

const TEXT: &str = "Né 😀 Viktor  Bout fled;\nthe dealer who sold arms left.";

fn at(line: u64) -> At {
    At::line(&"x".into(), line)
}

/// Places of pieces of a text, in a unit.
fn places(text: &str, pieces: &[&str], unit: OffsetUnit) -> Vec<(u32, u32)> {
    let map = crate::text::OffsetMap::new(text);
    let place = |piece: &&str| {
        let start = text.find(piece).unwrap();
        let at = |byte: usize| map.from_bytes(byte as u32, unit);
        (at(start), at(start + piece.len()))
    };
    pieces.iter().map(place).collect()
}

/// A telling with a mention for each piece, all of one entity.
fn telling(path: &str, text: Option<(&str, bool)>, of: &str, pieces: &[&str], unit: OffsetUnit) -> Annotation {
    let mut telling = Telling::default().counted_in(unit);
    let mut document: Arc<str> = path.into();
    if let Some((text, tokens)) = text {
        let words = |text: &str| {
            let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
            text.split_whitespace().map(|w| Span::from_usize(start(w), start(w) + w.len())).collect()
        };
        document = telling.add_document(at(1), path, text, if tokens { words(text) } else { Vec::new() });
    }
    for (line, part) in places(of, pieces, unit).into_iter().enumerate() {
        let told = Told::new(at(line as u64 + 1), document.clone(), vec![part]);
        telling.mentions.push(Told { entity: Some("e".into()), kind: "PER".into(), ..told });
    }
    telling.entities.insert("e".into(), ToldEntity { name: Some("Bout".into()), ..ToldEntity::default() });
    Annotation::of_telling(path, telling)
}

fn project(path: &str, text: &str, pieces: &[&str]) -> Annotation {
    let mut project = Project::default();
    let document = Document::new(path, text);
    let mut run = |command: Command| {
        let transaction = command.plan(&project, &"ab".into()).unwrap();
        project.apply(&transaction).unwrap();
    };
    let bytes = text.len() as u32;
    run(Command::AddDocuments(vec![NewDocument { path: path.into(), bytes, hash: document.hash }]));
    for (start, end) in places(text, pieces, OffsetUnit::Bytes) {
        let span = Span::new(start, end);
        let kind = crate::annotation::TypeId(0);
        let spans = [span].into_iter().collect();
        let text = span.slice(text).unwrap().into();
        run(Command::CreateMention(NewMention { document: DocumentId(1), spans, text, kind, evidence: None }));
    }
    let texts = HashMap::from([(DocumentId(1), document)]);
    Annotation::of_project("p.ron", project, PathBuf::new(), texts)
}

fn joined(sides: &[Annotation]) -> Compared {
    compare(sides, &CompareOptions { heads: true, ..CompareOptions::default() }, &Work::default()).unwrap()
}

fn refused(sides: &[Annotation]) -> String {
    compare(sides, &CompareOptions::default(), &Work::default()).unwrap_err().to_string()
}

/// What part of the mentions are in both, and what they are counted in.
fn shared(sides: &[Annotation]) -> (f64, Vec<Unit>) {
    let compared = joined(sides);
    let report = Comparison::new(&compared.sides[0], &compared.sides[1], &Options::default()).report();
    (report.scores.mentions.f1, compared.units.into_iter().collect())
}

const PIECES: [&str; 3] = ["Viktor  Bout", "the dealer who sold arms", "arms"];

#[test]
fn each_two_are_counted_in_what_they_have_in_common() {
    let plain = project("a.txt", TEXT, &PIECES);
    // Other spaces, and no space before a mark.
    let other = "Né 😀 Viktor Bout fled ; the dealer who sold arms left .";
    let pieces = ["Viktor Bout", "the dealer who sold arms", "arms"];
    let tokens = || telling("a", Some((other, true)), other, &pieces, OffsetUnit::Bytes);
    let again = "Né  😀\tViktor Bout fled ;  the dealer who sold arms left .";
    let same_tokens = telling("a.xml", Some((again, true)), again, &pieces, OffsetUnit::Bytes);
    let bare = telling("a.txt", None, TEXT, &PIECES, OffsetUnit::Utf16);
    let with_text = telling("a.txt", Some((TEXT, false)), TEXT, &PIECES, OffsetUnit::Chars);
    assert_eq!(shared(&[plain.clone(), plain.clone()]), (1.0, vec![Unit::Bytes]));
    assert_eq!(shared(&[plain.clone(), tokens()]), (1.0, vec![Unit::Ink]));
    assert_eq!(shared(&[tokens(), same_tokens]), (1.0, vec![Unit::Tokens]));
    assert_eq!(shared(&[plain.clone(), bare.clone()]), (1.0, vec![Unit::Bytes]), "offsets are of the project's text");
    assert_eq!(shared(&[bare.clone(), with_text.clone()]), (1.0, vec![Unit::Bytes]));
    assert_eq!(shared(&[with_text, plain]), (1.0, vec![Unit::Bytes]));
    assert_eq!(shared(&[bare.clone(), bare]), (1.0, vec![Unit::Own]));
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_is_needed() {
    let bare = telling("a.txt", None, TEXT, &PIECES, OffsetUnit::Chars);
    let tokens = telling("a.txt", Some((TEXT, true)), TEXT, &["arms"], OffsetUnit::Bytes);
    let told = refused(&[tokens.clone(), bare.clone()]);
    assert!(told.contains("the text of a.txt is needed to compare offsets; say with --corpus"), "{told}");
    let other = TEXT.replace("fled", "left");
    let told = refused(&[tokens.clone(), project("a.txt", &other, &["arms"])]);
    assert!(told.starts_with("the text of a.txt is not the same on all sides: “fled;"), "{told}");
    let sides = [tokens, project("a.txt", &other, &["arms"])];
    let lenient = CompareOptions { lenient: true, ..CompareOptions::default() };
    let compared = compare(&sides, &lenient, &Work::default()).unwrap();
    assert!(compared.sides.iter().all(Clusters::is_empty));
    assert!(compared.notes.iter().any(|note| note.starts_with("left out: a.txt")), "{:?}", compared.notes);
    let beyond = telling("a.txt", Some(("short", false)), TEXT, &["arms"], OffsetUnit::Bytes);
    let told = refused(&[beyond, bare]);
    assert!(told.contains("x: line 1: expected a place in “a.txt” with some text"), "{told}");
    let work = Work::default();
    work.cancel();
    let sides = [project("a.txt", TEXT, &[]), project("a.txt", TEXT, &[])];
    let cancelled = compare(&sides, &CompareOptions::default(), &work);
    assert!(matches!(cancelled, Err(CompareError::Cancelled(_))));
}

#[test]
fn a_corpus_has_the_texts_of_files_that_tell_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), TEXT).unwrap();
    let tokens = telling("a", Some((TEXT, true)), TEXT, &["arms"], OffsetUnit::Bytes);
    let bare = telling("a", None, TEXT, &["arms"], OffsetUnit::Chars);
    let options = CompareOptions { corpus: Some(folder.path().to_owned()), ..CompareOptions::default() };
    let compared = compare(&[tokens, bare], &options, &Work::default()).unwrap();
    assert_eq!(compared.units.into_iter().collect::<Vec<_>>(), [Unit::Bytes]);
    assert_eq!(compared.sides[0].len(), 1);
}

#[test]
fn heads_are_found_in_every_unit() {
    let partial = |key: Annotation, response: Annotation| {
        let compared = joined(&[key, response]);
        let options = Options { matching: Match::Partial, ..Options::default() };
        Comparison::new(&compared.sides[0], &compared.sides[1], &options).report().scores.mentions.f1
    };
    let whole = ["the dealer who sold arms"];
    for (piece, expected) in [("the dealer", 1.0), ("sold arms", 0.0)] {
        let key = || project("a.txt", TEXT, &whole);
        assert_eq!(partial(key(), project("a.txt", TEXT, &[piece])), expected);
        let other = TEXT.replace(";\n", " ; ");
        assert_eq!(partial(key(), telling("a", Some((&other, true)), &other, &[piece], OffsetUnit::Bytes)), expected);
        let tokens = |pieces: &[&str]| telling("a", Some((TEXT, true)), TEXT, pieces, OffsetUnit::Bytes);
        assert_eq!(partial(tokens(&whole), tokens(&[piece])), expected);
    }
}

#[test]
fn a_handle_leads_back_to_what_a_side_has() {
    let sides =
        [project("a.txt", TEXT, &["arms"]), telling("a", Some((TEXT, false)), TEXT, &["Bout"], OffsetUnit::Chars)];
    let compared = joined(&sides);
    let comparison = Comparison::new(&compared.sides[0], &compared.sides[1], &Options::default());
    let told: Vec<_> = comparison
        .differences()
        .iter()
        .map(|difference| {
            let spot = difference.spots()[0];
            let seen = |side: usize| {
                let seen = if side == 0 { &spot.key } else { &spot.response };
                seen.as_ref().and_then(|seen| sides[side].shown(seen.handle))
            };
            let shown = seen(0).or_else(|| seen(1)).unwrap();
            format!("{} {} {:?} {:?}", difference.word(), shown.document, shown.text, shown.entity)
        })
        .collect();
    assert_eq!(told, ["extra a.txt Some(\"Bout\") Some(\"Bout\")", "missing a.txt Some(\"arms\") None"]);
}

#[test]
fn what_may_mislead_is_told() {
    let mut narrow = Telling::default().counted_in(OffsetUnit::Bytes);
    narrow.scope = Scope::Document;
    narrow.add_document(at(1), "b", "text", Vec::new());
    let narrow = || Annotation::of_telling("n.conll", narrow.clone());
    let compared = joined(&[project("a.txt", TEXT, &["arms"]), narrow()]);
    assert_eq!(compared.scope, Scope::Corpus);
    let notes = compared.notes.join("\n");
    assert!(
        notes.contains("entities of n.conll end with their document") && notes.contains("--scope document"),
        "{notes}"
    );
    assert!(notes.contains("no document is on both sides: the key has “a.txt”, the response “b.txt”"), "{notes}");
    let compared = joined(&[narrow(), narrow()]);
    assert_eq!((compared.scope, compared.notes.len()), (Scope::Document, 0));
}
