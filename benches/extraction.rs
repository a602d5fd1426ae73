//! How fast the pipeline reads, on invented news: words a second over all its stages.
#![allow(clippy::print_stdout)]

use redstring::annotation::Schema;
use redstring::extraction::{Extractor as _, Pipeline};
use redstring::text::{Document, DocumentId};
use redstring::work::Work;
use std::time::Instant;

const GIVEN: [&str; 8] = ["Anna", "Lars", "Mila", "Tobias", "Pedro", "Carmen", "Oskar", "Ilse"];
const STEMS: [&str; 8] = ["Bran", "Vel", "Mor", "Tam", "Sor", "Hol", "Kest", "Dun"];
const ENDS: [&str; 8] = ["dl", "la", "ozov", "mer", "el", "mark", "rin", "net"];
const SENTENCES: [&str; 6] = [
    "On Friday the agent {n} told the court in Oslo that nobody had seen the ship since March 2014. ",
    "However, {s} denied it, and the Harbour Safety Office (HSO) said that it had paid $3.8 million. ",
    "{s} left the town of Marlow, Illinois, with two passports and a suitcase full of stamps. ",
    "According to the report, which was written by a clerk, the crew had lived on rice for 71 days. ",
    "“It was not me,” said {n}, who has lived in Norway for years and reads the Northern Gazette. ",
    "Later that year the Ministry of Tides asked {s} to return the flags, 12 % of which were lost.\n\n",
];

/// Text of about so many words. A small linear congruential generator keeps it the same each time.
fn news(words: usize, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut pick = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut text = String::new();
    let mut count = 0;
    while count < words {
        let surname = format!("{}{}{}", STEMS[pick(8)], ["", "a", "e", "o"][pick(4)], ENDS[pick(8)]);
        let full = format!("{} {surname}", GIVEN[pick(8)]);
        let sentence = SENTENCES[pick(6)].replace("{n}", &full).replace("{s}", &surname);
        count += sentence.split_whitespace().count();
        text.push_str(&sentence);
    }
    text
}

fn time(what: &str, documents: &[(DocumentId, Document)]) {
    let words: usize = documents.iter().map(|(_, d)| d.text.split_whitespace().count()).sum();
    let bytes: usize = documents.iter().map(|(_, d)| d.text.len()).sum();
    let mut mentions = 0;
    let start = Instant::now();
    let end = Pipeline::new()
        .extract(documents, &Schema::default(), &Work::default(), &mut |_, found| mentions += found.len());
    let seconds = start.elapsed().as_secs_f64();
    assert!(end.is_ok());
    println!(
        "{what}: {words} words, {:.1} MB, {mentions} mentions in {seconds:.2} s: {:.2} million words/s",
        bytes as f64 / 1e6,
        words as f64 / seconds / 1e6
    );
}

fn document(id: u32, text: String) -> (DocumentId, Document) {
    (DocumentId(id), Document::new(format!("{id}.txt"), text))
}

fn main() {
    time("1,000 documents of 500 words", &(0..1000).map(|i| document(i, news(500, u64::from(i)))).collect::<Vec<_>>());
    time(
        "10,000 documents of 500 words",
        &(0..10_000).map(|i| document(i, news(500, u64::from(i)))).collect::<Vec<_>>(),
    );
    time("one document of 10 MB", &[document(1, news(1_650_000, 7))]);
    time("hostile: 10 MB of capitals", &[document(1, "Aa ".repeat(3_333_333))]);
    time("hostile: 10 MB without a space", &[document(1, "a".repeat(10_000_000))]);
}
