//! How fast the English tagger is: start, tokenizer, one core cold and warm, many short texts and one long one on all
//! cores, and the memory that is left in use.
#![allow(clippy::print_stdout)]

use rayon::prelude::*;
use redstring::extraction::tagger::Tagger;
use std::time::Instant;

#[path = "../tests/parity/texts.rs"]
mod texts;

/// Seconds that something takes.
fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The best of five, or the only one that was cold.
fn best(mut work: impl FnMut() + Send) -> f64 {
    (0..5).map(|_| seconds(&mut work)).fold(f64::INFINITY, f64::min)
}

/// Resident memory in MB, where the system tells it.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

fn tell(what: &str, tokens: usize, seconds: f64) {
    println!("{what:42} {:>9.0} tokens/s", tokens as f64 / seconds);
}

fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok().map(|pool| pool.install(work))
}

fn main() {
    let before = memory();
    println!("first answer after {:.1} ms", 1000.0 * seconds(|| drop(Tagger::english().tag("Anna Sorel left Oslo."))));
    let grammar = texts::grammar();
    let all: Vec<String> = (0..360).map(|number| texts::text(&grammar, number)).collect();
    let long = all.concat();
    let tagger = Tagger::english();
    let tokens: usize = all.iter().map(|text| tagger.tokenise(text).len()).sum();
    println!("{} texts, {tokens} tokens", all.len());
    let tokenise = || all.iter().for_each(|text| drop(tagger.tokenise(text)));
    let tag = || all.iter().for_each(|text| drop(tagger.tag(text)));
    tell("tokenizer alone", tokens, best(tokenise));
    on(1, || {
        tell("one core, words never seen", tokens, seconds(tag));
        tell("one core", tokens, best(tag));
        tell("one core, one long text", tokens, best(|| drop(tagger.tag(&long))));
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    on(cores, || {
        let tag = || all.par_iter().for_each(|text| drop(tagger.tag(text)));
        tell(&format!("{cores} cores"), tokens, best(tag));
        tell(&format!("{cores} cores, one long text"), tokens, best(|| drop(tagger.tag(&long))));
    });
    if let (Some(before), Some(after)) = (before, memory()) {
        println!("memory: {after:.0} MB, {:.0} more than at the start", after - before);
    }
}
