//! The tagger against the model it comes from: what spaCy made of the same texts lies in `parity/golden.jsonl`.
//!
//! `parity/make_golden.py` wrote it, `parity/compare_with_spacy.py` compares on any other texts.

use super::parity::texts;
use redstring::extraction::tagger::{GivenToken, Tagger, Tagging};
use redstring::text::ContentHash;
use redstring::work::Work;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::thread;

/// What spaCy made of a text.
#[derive(Deserialize)]
struct Line {
    doc: String,
    sha256: String,
    tokens: String,
    entities: String,
    norms: BTreeMap<usize, String>,
}

type Entity = (usize, usize, String);

impl Line {
    fn text(&self, grammar: &texts::Grammar) -> String {
        let text = match self.doc.parse() {
            Ok(number) => texts::text(grammar, number),
            Err(_) => std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&self.doc)).unwrap(),
        };
        let hash = ContentHash::of(&text).to_string();
        assert!(hash.starts_with(&self.sha256), "{} changed: run tests/parity/make_golden.py", self.doc);
        text
    }

    /// Its tokens, in bytes of the text.
    fn tokens(&self, text: &str) -> Vec<Range<usize>> {
        let mut tokens = Vec::new();
        let mut at = 0;
        for token in self.tokens.split_inclusive(['.', ',']) {
            let (length, space) = token.split_at(token.len() - 1);
            let bytes = text[at..].chars().take(length.parse().unwrap()).map(char::len_utf8).sum::<usize>();
            tokens.push(at..at + bytes);
            at += bytes + usize::from(space == ".");
        }
        assert_eq!(at, text.len(), "{}", self.doc);
        tokens
    }

    /// Its entities, in bytes of the text.
    fn entities(&self, tokens: &[Range<usize>]) -> BTreeSet<Entity> {
        let entity = |entity: &str| {
            let (start, rest) = entity.split_once('+').unwrap();
            let (length, label) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap());
            let start: usize = start.parse().unwrap();
            let end = start + length.parse::<usize>().unwrap();
            (tokens[start].start, tokens[end - 1].end, label.to_owned())
        };
        self.entities.split_whitespace().map(entity).collect()
    }
}

fn entities_of(tagging: &Tagging) -> BTreeSet<Entity> {
    let entity = |e| tagging.bytes_of(e);
    tagging.entities.iter().map(|e| (entity(e).start, entity(e).end, e.label.as_str().to_owned())).collect()
}

/// How many things there are, and how many only one of both has.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    wrong: usize,
}

impl Count {
    fn compare<T: Ord>(&mut self, ours: &BTreeSet<T>, theirs: &BTreeSet<T>) {
        self.all += theirs.len();
        self.wrong += ours.symmetric_difference(theirs).count();
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.wrong += other.wrong;
    }

    /// Fails unless so many in a thousand agree.
    fn at_least(self, per_mille: usize, what: &str) {
        assert!(self.wrong * 1000 <= self.all * (1000 - per_mille), "{} of {} {what} differ", self.wrong, self.all);
    }
}

/// Tokens; entities of the raw text; entities with spaCy's own tokens.
#[derive(Clone, Copy, Default)]
struct Counts([Count; 3]);

fn compare(line: &Line, grammar: &texts::Grammar, counts: &mut Counts) {
    let text = line.text(grammar);
    let tokens = line.tokens(&text);
    let entities = line.entities(&tokens);
    let tagging = Tagger::english().tag(&text);
    let ours = tagging.tokens.iter().map(|t| (t.start as usize, t.end as usize)).collect();
    counts.0[0].compare(&ours, &tokens.iter().map(|t| (t.start, t.end)).collect());
    let found = entities_of(&tagging);
    counts.0[1].compare(&found, &entities);
    let given: Vec<_> = tokens.iter().enumerate().map(|(i, bytes)| (bytes, line.norms.get(&i))).collect();
    let given: Vec<_> =
        given.into_iter().map(|(bytes, norm)| GivenToken { bytes: bytes.clone(), norm: norm.cloned() }).collect();
    let found = entities_of(&Tagger::english().tag_tokens(&text, &given).unwrap());
    counts.0[2].compare(&found, &entities);
}

#[test]
fn it_tags_as_spacy_does() {
    let grammar = texts::grammar();
    let lines: Vec<Line> =
        include_str!("parity/golden.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut total = Counts::default();
    thread::scope(|scope| {
        let part = |lines| {
            let mut counts = Counts::default();
            for line in lines {
                compare(line, &grammar, &mut counts);
            }
            counts
        };
        let parts: Vec<_> =
            lines.chunks(lines.len().div_ceil(threads)).map(|lines| scope.spawn(move || part(lines))).collect();
        for part in parts {
            total.0.iter_mut().zip(part.join().unwrap().0).for_each(|(total, part)| total.add(part));
        }
    });
    let [tokens, raw, given] = total.0;
    assert!(tokens.all > 100_000 && raw.all > 20_000);
    tokens.at_least(999, "tokens");
    raw.at_least(995, "entities from raw text");
    given.at_least(999, "entities with given tokens");
}

#[test]
fn offsets_are_of_the_text_and_scores_are_shares() {
    let text = texts::text(&texts::grammar(), 7);
    let tagging = Tagger::english().tag(&text);
    assert!(tagging.tokens.iter().all(|t| t.start < t.end && text.get(t.start as usize..t.end as usize).is_some()));
    assert!(tagging.tokens.is_sorted_by(|a, b| a.end <= b.start));
    assert!(tagging.entities.is_sorted_by(|a, b| a.end <= b.start));
    // Of the 37 moves that are valid outside of an entity, the best has a 37th at least.
    assert!(tagging.entities.iter().all(|e| e.score > 1.0 / 38.0 && e.score <= 1.0));
    let sure = tagging.entities.iter().filter(|e| e.score > 0.9).count();
    assert!(sure * 2 > tagging.entities.len(), "{sure} of {}", tagging.entities.len());
}

#[test]
fn a_long_text_is_the_same_on_one_thread_and_on_many() {
    let grammar = texts::grammar();
    let text: String = (0..30).map(|number| texts::text(&grammar, number)).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Tagger::english().tag(&text))
    };
    let one = on(1);
    assert!(one.tokens.len() > 5000);
    assert_eq!(one, on(3));
}

#[test]
fn it_stops_when_it_is_asked_to() {
    let work = Work::default();
    work.cancel();
    assert!(Tagger::english().tag_until("Anna Sorel left Oslo.", &work).is_err());
}

#[test]
fn it_takes_any_text() {
    for text in [
        "(".repeat(20_000),
        "a.".repeat(20_000),
        "@".repeat(5000),
        "\u{1c}\u{85}\u{2028} \u{3000}\u{feff}".repeat(50),
        "x".repeat(70_000),
        "\0\u{202e}e\u{301}👩‍👩‍👧".repeat(99),
    ] {
        let tagging = Tagger::english().tag(&text);
        let covered: u32 = tagging.tokens.iter().map(|t| t.end - t.start).sum();
        let spaces = text.matches(' ').count();
        assert!(covered as usize + spaces >= text.len(), "{:?}", &text.chars().take(9).collect::<String>());
    }
}

#[test]
fn tokens_that_do_not_lie_in_the_text_are_refused() {
    let refused = |tokens: &[Range<usize>]| {
        let given: Vec<_> = tokens.iter().map(|bytes| GivenToken { bytes: bytes.clone(), norm: None }).collect();
        Tagger::english().tag_tokens("Žďár fell", &given).err().map(|error| error.to_string())
    };
    assert_eq!(refused(&[0..6, 7..11]), None);
    for (wrong, which) in [([0..6, 5..11], 1), ([0..1, 7..11], 0), ([0..6, 7..99], 1), ([3..3, 7..11], 0)] {
        assert_eq!(refused(&wrong), Some(format!("token {which} is empty, out of order or outside of the text")));
    }
}
