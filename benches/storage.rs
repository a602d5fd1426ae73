//! How fast projects are saved and loaded, and mentions found again. `cargo bench --bench storage [mentions ...]`
//!
//! Peak memory is of the whole process so far: give one size for a size's own.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use redstring::annotation::{
    DocumentRecord, Entity, EntityId, Evidence, Layers, Mention, MentionId, Op, Project, Status, Transaction, TypeId,
};
use redstring::storage::{Context, Contexts, ProjectFile, reanchor};
use redstring::text::{ContentHash, Document, DocumentId, Span};
use std::fs;
use std::sync::Arc;
use std::time::Instant;

const NAMES: [&str; 8] =
    ["Viktor Bout", "Buti", "Richard Chichakli", "Sharjah", "Air Cess", "Sanjivan Ruprah", "Monrovia", "Popov"];

/// A project of documents with 100 mentions each; half of the mentions are accepted and have contexts, half are
/// proposals of the machine.
fn project(mentions: u32) -> ProjectFile {
    let mut ops = Vec::new();
    let mut contexts = Contexts::default();
    for d in 0..mentions.div_ceil(100) {
        let path = format!("folder/{d:05}_document.txt");
        let record =
            DocumentRecord { id: DocumentId(d + 1), hash: ContentHash::of(&path), path: path.into(), bytes: 9000 };
        ops.push(Op::Document(None, Some(Arc::new(record))));
    }
    for e in 0..mentions / 20 {
        let name = format!("{} {e}", NAMES[e as usize % 8]);
        let entity = Entity { id: EntityId(e + 1), kind: TypeId(0), name: name.into(), note: "".into() };
        ops.push(Op::Entity(None, Some(Arc::new(entity))));
    }
    let (rule, by, none): (Arc<str>, Arc<str>, Arc<str>) = ("a name after a title".into(), "ab".into(), "".into());
    for m in 0..mentions {
        let text = NAMES[m as usize * 7 % 8];
        let start = m % 100 * 80;
        let accepted = m % 2 == 0;
        if accepted {
            let before = format!("thirty-two characters, {m:06} or ").into();
            contexts.insert(MentionId(m + 1), Context { before, after: " sold arms to both sides, as the".into() });
        }
        let mention = Mention {
            id: MentionId(m + 1),
            document: DocumentId(m / 100 + 1),
            spans: [Span::new(start, start + text.len() as u32)].into_iter().collect(),
            text: text.into(),
            kind: TypeId(0),
            entity: accepted.then(|| EntityId(m / 20 + 1)),
            status: if accepted { Status::Accepted } else { Status::Proposed },
            by: if accepted { by.clone() } else { none.clone() },
            evidence: (!accepted).then(|| Evidence { score: 0.734.into(), rule: rule.clone(), layers: Layers::RULES }),
        };
        ops.push(Op::Mention(None, Some(Arc::new(mention))));
    }
    let mut project = Project::default();
    project.apply(&Transaction { label: String::new(), ops, by_machine: true }).unwrap();
    ProjectFile { project, contexts, ..ProjectFile::default() }
}

fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

fn save_and_load(mentions: u32) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.ron");
    let file = project(mentions);
    let held = peak_mb();
    let start = Instant::now();
    file.save(&path).unwrap();
    let (save, saved) = (start.elapsed(), peak_mb());
    drop(file);
    let mb = fs::metadata(&path).unwrap().len() as f64 / 1e6;
    let start = Instant::now();
    let loaded = ProjectFile::load(&path).unwrap();
    let load = start.elapsed();
    assert_eq!(loaded.project.mentions().len(), mentions as usize);
    println!(
        "{mentions:>9} mentions {mb:>7.1} MB  save {:>7.1} ms {:>5.0} MB/s  load {:>7.1} ms {:>5.0} MB/s  \
         peak MB: held {held}, saving {saved}, loading {}",
        save.as_secs_f64() * 1e3,
        mb / save.as_secs_f64(),
        load.as_secs_f64() * 1e3,
        mb / load.as_secs_f64(),
        peak_mb(),
    );
}

/// A text of 10 MB with 10,000 mentions, cut and added to in 50 places.
fn follow(with_contexts: bool) {
    let mut text = String::new();
    let mut ops = Vec::new();
    let mut state = 7_u32;
    while ops.len() < 10_000 {
        for _ in 0..160 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(
                ["arms ", "flew ", "sold ", "under ", "Popov ", "to the ", "crates "][(state >> 16) as usize % 7],
            );
        }
        let name = NAMES[(state >> 20) as usize % 8];
        let span = Span::from_usize(text.len(), text.len() + name.len());
        text.push_str(name);
        text.push_str(", ");
        let mention = Mention {
            id: MentionId(ops.len() as u32 + 1),
            document: DocumentId(1),
            spans: [span].into_iter().collect(),
            text: name.into(),
            kind: TypeId(0),
            entity: None,
            status: Status::Accepted,
            by: "ab".into(),
            evidence: None,
        };
        ops.push(Op::Mention(None, Some(Arc::new(mention))));
    }
    text.push_str(&"and so on ".repeat((10_000_000_usize).saturating_sub(text.len()) / 10));
    let old = Document::new("a.txt", text.as_str());
    let record = DocumentRecord { id: DocumentId(1), path: "a.txt".into(), bytes: text.len() as u32, hash: old.hash };
    ops.push(Op::Document(None, Some(Arc::new(record))));
    let mut project = Project::default();
    project.apply(&Transaction { label: String::new(), ops, by_machine: true }).unwrap();
    let contexts = Contexts::collect(&project, &|_| Some(old.clone()), &Contexts::default());
    let contexts = if with_contexts { contexts } else { Contexts::default() };
    for i in (0..50).rev() {
        let at = i * 100_000 + 333;
        let at = (at..).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        if i % 2 == 0 { text.insert_str(at, " Popov flew in. ") } else { text.replace_range(at..at + 40, "") }
    }
    let new = Document::new("a.txt", text);
    let start = Instant::now();
    let answer = reanchor(&project, DocumentId(1), &contexts, &new);
    println!(
        "follow 10,000 mentions through 50 edits of {:.1} MB, contexts {with_contexts}: {:.0} ms; kept {}, moved {}, lost {}",
        new.text.len() as f64 / 1e6,
        start.elapsed().as_secs_f64() * 1e3,
        answer.kept,
        answer.moved.len(),
        answer.lost.len(),
    );
}

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    for size in if sizes.is_empty() { vec![1_000, 100_000, 1_000_000] } else { sizes } {
        save_and_load(size);
    }
    follow(true);
    follow(false);
}
