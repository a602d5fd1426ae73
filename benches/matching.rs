//! How fast names and texts are looked for, in megabytes of text a second on one core.
#![allow(clippy::print_stdout)]

use redstring::extraction::{Folding, Gazetteer, Manner, Search, Wanted};
use redstring::work::Work;
use std::time::Instant;

/// How much text is read, in bytes.
const SIZE: usize = 20_000_000;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn word(&mut self, syllables: &[&str]) -> String {
        (0..2 + self.roll(3)).map(|_| syllables[self.roll(syllables.len())]).collect()
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

const LATIN: [&str; 12] = ["ba", "ron", "ti", "el", "sko", "mar", "vi", "ten", "do", "lu", "pra", "ng"];
const ACCENTED: [&str; 12] = ["bá", "roň", "ti", "él", "ško", "mař", "ví", "ten", "dø", "lu", "pra", "ng"];
const CYRILLIC: [&str; 12] = ["ба", "рон", "ти", "ел", "ско", "мар", "ви", "тен", "до", "лу", "пра", "нов"];

/// Names, and a text in which they stand among other words.
fn corpus(syllables: &[&str], count: usize) -> (Vec<String>, String) {
    let mut dice = Dice(42);
    let names: Vec<String> =
        (0..count).map(|_| format!("{} {}", capital(&dice.word(syllables)), capital(&dice.word(syllables)))).collect();
    let mut text = String::with_capacity(SIZE + 100);
    while text.len() < SIZE {
        match dice.roll(30) {
            0 => text.push_str(&names[dice.roll(names.len())]),
            1 => text.push_str("and then.\n\nAfter"),
            _ => text.push_str(&dice.word(syllables)),
        }
        text.push(' ');
    }
    (names, text)
}

fn told(what: &str, text: &str, run: impl FnOnce() -> usize) {
    let start = Instant::now();
    let found = run();
    let seconds = start.elapsed().as_secs_f64();
    println!("  {what}: {found} found in {seconds:.2} s, {:.0} MB/s", text.len() as f64 / 1e6 / seconds);
}

fn names(what: &str, names: &[String], text: &str, folding: Folding) {
    let start = Instant::now();
    let gazetteer = Gazetteer::new(names.iter().map(|name| (name.as_str(), folding))).unwrap_or_default();
    let built = start.elapsed().as_secs_f64();
    told(&format!("{} names, {what} (ready in {built:.2} s)", names.len()), text, || {
        let mut count = 0;
        let end = gazetteer.find(text, &Work::default(), &mut |_| count += 1);
        assert!(end.is_ok());
        count
    });
}

fn text(wanted: &str, manner: Manner, ignore_diacritics: bool, text: &str) {
    let wanted = Wanted { text: wanted.to_owned(), manner, ignore_diacritics, whole_words: true };
    let accents = if ignore_diacritics { ", ignoring diacritics" } else { "" };
    told(&format!("{:?}, {manner:?}{accents}", wanted.text), text, || {
        let search = Search::new(&wanted);
        let found = search.map(|search| search.find_in(text, usize::MAX, &Work::default()));
        found.map_or(0, |found| found.map_or(0, |spans| spans.len()))
    });
}

fn main() {
    const ALL: Folding = Folding { case: true, diacritics: true };
    for (script, syllables) in [("plain Latin", &LATIN), ("accented Latin", &ACCENTED), ("Cyrillic", &CYRILLIC)] {
        println!("{script}");
        for count in [10, 1000, 100_000] {
            let (listed, read) = corpus(syllables, count);
            names("exact", &listed, &read, Folding::EXACT);
            names("ignoring case", &listed, &read, Folding::CASE);
            names("ignoring case and diacritics", &listed, &read, ALL);
        }
        let (listed, read) = corpus(syllables, 10);
        for manner in [Manner::Exact, Manner::IgnoringCase, Manner::Inflected] {
            text(&listed[0], manner, false, &read);
        }
        text(&listed[0], Manner::IgnoringCase, true, &read);
        text(r"\w+ng\b", Manner::Regex, false, &read);
    }
    println!("hostile");
    let (letters, marks) = ("a".repeat(SIZE), "e\u{301}".repeat(SIZE / 3));
    for read in [&letters, &marks] {
        names("ignoring case and diacritics", &["a".to_owned(), "a a".to_owned(), "é".to_owned()], read, ALL);
        text("aaa", Manner::Inflected, true, read);
        text("(a+z|a)+b", Manner::Regex, false, read);
    }
}
