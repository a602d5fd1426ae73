//! How long it takes to compare annotations of 1,000 to 1,000,000 mentions: to score them, with mentions matched exactly
//! and by head, to list what differs, and to say how far they agree. `cargo bench --bench scoring [mentions ...]`
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use redstring::annotation::Scope;
use redstring::evaluation::{Clusters, Comparison, Mark, Match, Options, agree};
use redstring::text::{Span, Spans};
use redstring::work::Work;
use std::sync::Arc;
use std::time::Instant;

/// Mentions of a document.
const IN_DOCUMENT: usize = 100;

/// Numbers that look like chance and are the same on every run (Marsaglia 2003, xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    /// Small numbers often, large ones seldom: as entities come in a corpus (Zipf 1935).
    fn seldom(&mut self, n: usize) -> usize {
        let share = (self.below(1 << 20) + 1) as f64 / f64::from(1 << 20);
        (((n as f64 + 1.0).powf(share) - 1.0) as usize).min(n - 1)
    }
}

struct Corpus {
    key: Clusters,
    response: Clusters,
}

/// A key with entities of all sizes over all documents, and a response that has nine mentions in ten, every tenth of them
/// with other edges, and every fifth of another entity: one large component of clusters that overlap.
fn corpus(mentions: usize) -> Corpus {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut key, mut response) = (Clusters::default(), Clusters::default());
    let kinds: Vec<Arc<str>> = ["Person", "Place", "Organisation"].map(Arc::from).into();
    let entities = (mentions / 8).max(4);
    for d in 0..mentions.div_ceil(IN_DOCUMENT) {
        let document: Arc<str> = format!("topic{}/{d}.txt", d % 20).into();
        for m in 0..IN_DOCUMENT.min(mentions - d * IN_DOCUMENT) {
            let start = m as u32 * 40;
            let spans = |from: u32| -> Spans { [Span::new(from, start + 12)].into_iter().collect() };
            let head = Some(Span::new(start + 8, start + 12));
            let (entity, kind) = (chance.seldom(entities), &kinds[chance.below(3)]);
            let add = |side: &mut Clusters, spans: Spans, entity: usize| {
                let entity = entity.to_string();
                let handle = (d * IN_DOCUMENT + m) as u32;
                side.add(Mark { head, entity: Some(&entity), handle, ..Mark::new(&document, spans, kind) });
            };
            add(&mut key, spans(start), entity);
            if chance.below(10) > 0 {
                let from = if chance.below(10) == 0 { start + 4 } else { start };
                let other = if chance.below(5) == 0 { chance.seldom(entities) } else { entity };
                add(&mut response, spans(from), other);
            }
        }
    }
    Corpus { key, response }
}

fn told<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let found = run();
    println!("  {what:<40}{:>9.3} s", start.elapsed().as_secs_f64());
    found
}

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000, 100_000, 1_000_000] } else { asked };
    for mentions in sizes {
        println!("{mentions} mentions");
        let Corpus { key, response } = told("made", || corpus(mentions));
        let options = |scope, matching| Options { scope, matching, ..Options::default() };
        for (what, scope, matching) in [
            ("score, whole corpus", Scope::Corpus, Match::Exact),
            ("score, by document", Scope::Document, Match::Exact),
            ("score, whole corpus, by head", Scope::Corpus, Match::Head),
            ("score, whole corpus, in part", Scope::Corpus, Match::Partial),
        ] {
            let report = told(what, || Comparison::new(&key, &response, &options(scope, matching)).report());
            assert!(report.scores.conll > 0.1 && report.scores.conll < 1.0);
        }
        let comparison = Comparison::new(&key, &response, &options(Scope::Corpus, Match::Exact));
        let found = told("what differs", || comparison.differences());
        println!("  {:<40}{:>9}", "differences", found.len());
        let work = Work::default();
        for (what, annotators) in
            [("agree, two annotators", vec![&key, &response]), ("agree, three", vec![&key, &response, &key])]
        {
            told(what, || agree(&annotators, &options(Scope::Corpus, Match::Exact), &work).unwrap());
        }
    }
}
