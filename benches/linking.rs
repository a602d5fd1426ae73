//! How long a suggestion takes, and a pass over everything, at 1,000 to 1,000,000 mentions; and how well names are told
//! apart. `cargo bench --bench linking [mentions ...]`, `-- whole mentions ...` for all of them in one document,
//! `-- names PAIRS.csv` (`...,schema,name1,name2,is_match,...`) and `-- surnames VARIANTS.csv` (`name_a,name_b,...`).
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use redstring::annotation::{Command, NewDocument, NewMention, Place, Project, Scope};
use redstring::linking::knowledge::Kind;
use redstring::linking::{Linker, link, spelling_likeness};
use redstring::text::{Document, DocumentId, Span};
use redstring::work::Work;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

/// Mentions of a document, where there are several.
const IN_DOCUMENT: usize = 50;
/// Mentions of an entity, on average.
const OF_ENTITY: usize = 8;
/// How many suggestions are timed.
const ASKED: usize = 400;

/// Numbers that look like chance and are the same on every run (Marsaglia 2003, xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    /// Small numbers often, large ones seldom: as names come in a corpus (Zipf 1935).
    fn seldom(&mut self, n: usize) -> usize {
        let share = (self.below(1 << 20) + 1) as f64 / f64::from(1 << 20);
        (((n as f64 + 1.0).powf(share) - 1.0) as usize).min(n - 1)
    }

    fn word(&mut self, syllables: usize) -> String {
        const PARTS: [&str; 24] = [
            "ka", "lo", "mir", "ve", "tan", "os", "bel", "ru", "shi", "dor", "ela", "gun", "pra", "win", "zo", "hart",
            "lu", "nek", "fa", "yor", "chi", "mo", "sten", "by",
        ];
        let word: String = (0..syllables).map(|_| PARTS[self.below(PARTS.len())]).collect();
        word[..1].to_uppercase() + &word[1..]
    }
}

/// A given name of a few that many have, and a surname of any length.
fn somebody(given: &[String], chance: &mut Chance) -> (String, String) {
    let length = 2 + chance.below(4);
    (given[chance.seldom(given.len())].clone(), chance.word(length))
}

/// A corpus in which people are named in full, by their surnames, and now and then misspelt.
fn corpus(mentions: usize, in_document: usize) -> (Project, HashMap<DocumentId, Document>) {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let given: Vec<String> = (0..300).map(|_| chance.word(2)).collect();
    let entities = (mentions / OF_ENTITY).max(4);
    let people: Vec<(String, String)> = (0..entities).map(|_| somebody(&given, &mut chance)).collect();
    let mut documents = Vec::new();
    let mut places: Vec<Vec<(Span, String)>> = Vec::new();
    for d in 0..mentions.div_ceil(in_document) {
        let (mut text, mut found) = (String::new(), Vec::new());
        // A document is about a few.
        let cast: Vec<usize> = (0..in_document.div_ceil(7)).map(|_| chance.seldom(entities)).collect();
        for m in 0..in_document.min(mentions - d * in_document) {
            let (given, surname) = &people[cast[chance.below(cast.len())]];
            let name = match chance.below(10) {
                0..4 => format!("{given} {surname}"),
                4..9 => surname.clone(),
                _ => format!("{}{}", &surname[..surname.len() - 1], 'i'),
            };
            let start = text.len();
            text.push_str(&name);
            found.push((Span::from_usize(start, text.len()), name));
            let _ =
                write!(text, " went to the {} of {} about the {}{m}. ", chance.word(2), chance.word(3), chance.word(2));
        }
        documents.push(Document::new(format!("{d:06}.txt"), text));
        places.push(found);
    }
    let mut project = Project::default();
    let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
    let by = "".into();
    let add = Command::AddDocuments(documents.iter().map(new).collect()).plan(&project, &by).unwrap();
    project.apply(&add).unwrap();
    let kind = project.schema().for_label("PERSON").unwrap();
    let ids: Vec<DocumentId> = project.documents().map(|d| d.id).collect();
    let all = ids.iter().zip(places).flat_map(|(&document, found)| {
        found.into_iter().map(move |(span, text)| {
            let spans = [span].into_iter().collect();
            Place::of(NewMention { document, spans, text: text.into(), kind, evidence: None })
        })
    });
    let mark = Command::Annotate { places: all.collect(), label: "".into() }.plan(&project, &by).unwrap();
    project.apply(&mark).unwrap();
    (project, ids.into_iter().zip(documents).collect())
}

fn size(mentions: usize, in_document: usize) {
    println!("{mentions} mentions in {} documents", mentions.div_ceil(in_document));
    let (mut project, texts) = corpus(mentions, in_document);
    let start = Instant::now();
    let mut linker = Linker::build(&project, &texts, &Work::default()).unwrap();
    println!("  reading them: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    let order = linker.order(&project);
    println!("  their order: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let ask = |project: &Project, linker: &Linker, when: &str| {
        let mut times: Vec<f64> = Vec::new();
        for id in order.iter().step_by(order.len().div_ceil(ASKED)) {
            let start = Instant::now();
            std::hint::black_box(linker.suggest(project, *id, 9));
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "  a suggestion, {when}: median {:.2} ms, 95 % {:.2} ms, longest {:.2} ms",
            at(0.5),
            at(0.95),
            at(1.0)
        );
    };
    ask(&project, &linker, "nothing tied");
    let start = Instant::now();
    let joined = link(&mut project, &linker, 0.5, Scope::Corpus, &Work::default()).unwrap();
    let took = start.elapsed().as_secs_f64();
    println!(
        "  a pass over all: {took:.2} s, {:.0} mentions/s, {joined} tied, {} entities",
        mentions as f64 / took,
        project.entities().len()
    );
    ask(&project, &linker, "all tied");
    let start = Instant::now();
    linker.learn(&project);
    println!(
        "  learning from {} judgements: {:.2} ms",
        project.judgements().len(),
        start.elapsed().as_secs_f64() * 1e3
    );
}

/// The fields of a line of comma-separated values, quotes taken off.
fn fields(line: &str) -> Vec<String> {
    let (mut all, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    all.push(field);
    all
}

/// The best F1 that a threshold on the likeness of two names reaches.
fn names(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let head = fields(text.lines().next().unwrap());
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (schema, one, other, same) = (at("schema"), at("name1"), at("name2"), at("is_match"));
    let linker = Linker::default();
    let mut pairs: Vec<(f32, bool)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let f = fields(line);
            let kind = if f[schema] == "Person" { Kind::Person } else { Kind::Organisation };
            (linker.compare_names(&f[one], &f[other], kind), f[same] == "true")
        })
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = pairs.iter().filter(|p| p.1).count();
    let mut right = 0;
    let mut best = (0.0, 0.0);
    for (i, pair) in pairs.iter().enumerate() {
        right += usize::from(pair.1);
        let whole = pairs.get(i + 1).is_none_or(|next| next.0 < pair.0);
        let f1 = 2.0 * right as f64 / (i + 1 + all) as f64;
        if whole && f1 > best.0 {
            best = (f1, pair.0);
        }
    }
    println!("{} pairs, {all} of one name: best F1 {:.3} at {:.4}", pairs.len(), best.0, best.1);
}

/// How often the right partner of a surname is among the first ten of all, other right ones left out.
fn surnames(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let pairs: Vec<(String, String)> = text.lines().skip(1).map(fields).map(|f| (f[0].clone(), f[1].clone())).collect();
    let mut all: Vec<&str> = pairs.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    all.sort_unstable();
    all.dedup();
    let right: HashSet<(&str, &str)> =
        pairs.iter().flat_map(|(a, b)| [(a.as_str(), b.as_str()), (b.as_str(), a.as_str())]).collect();
    let (mut first, mut ten) = (0, 0);
    for (a, b) in &pairs {
        let wanted = spelling_likeness(a, b);
        let before = all.iter().filter(|&&c| c != a && c != b && !right.contains(&(a, c))).filter(|c| {
            let likeness = spelling_likeness(a, c);
            likeness > wanted || (likeness == wanted && **c < b.as_str())
        });
        let before = before.count();
        first += usize::from(before == 0);
        ten += usize::from(before < 10);
    }
    let share = |n: usize| 100.0 * n as f64 / pairs.len() as f64;
    println!(
        "{} pairs of {} surnames: first {:.1} %, in the first ten {:.1} %",
        pairs.len(),
        all.len(),
        share(first),
        share(ten)
    );
}

fn numbers(arguments: &[String]) -> impl Iterator<Item = usize> {
    arguments.iter().filter_map(|a| a.parse().ok())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("names") => names(Path::new(&arguments[1])),
        Some("surnames") => surnames(Path::new(&arguments[1])),
        Some("whole") => numbers(&arguments).for_each(|mentions| size(mentions, mentions)),
        None => [1000, 10_000, 100_000, 1_000_000].into_iter().for_each(|mentions| size(mentions, IN_DOCUMENT)),
        Some(_) => numbers(&arguments).for_each(|mentions| size(mentions, IN_DOCUMENT)),
    }
}
