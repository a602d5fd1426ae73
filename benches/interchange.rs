//! How fast each format is written, read back, and taken in. `cargo bench --bench interchange [documents] [format ...]`
//!
//! Documents of about 6 kB with 60 mentions each, a tenth of the entities in several documents. MB/s are of the files.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use redstring::annotation::{
    DocumentRecord, Entity, EntityId, Mention, MentionId, Op, Project, Status, Transaction, TypeId,
};
use redstring::interchange::{
    ExportOptions, Files, Format, ImportOptions, Memory, Source, plan, preview, read_back, unknown_types,
};
use redstring::text::{Document, DocumentId, Span};
use redstring::work::Work;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

const NAMES: [&str; 8] =
    ["Viktor Bout", "Buti", "Richard Chichakli", "Şarja", "Air Cess", "Sanjivan Ruprah", "Monrovia", "Попов"];
const WORDS: [&str; 6] =
    ["sold arms to", "“met” and left", "was seen near the harbour of", "wrote 😀 to", "knew", "denied that"];

fn project(documents: u32) -> (Project, HashMap<DocumentId, Document>) {
    let (mut ops, mut texts) = (Vec::new(), HashMap::new());
    let mut mention = 1;
    for d in 0..documents {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for n in 0..60_u32 {
            let name = NAMES[((n * 7 + d * 3) % 8) as usize];
            spans.push((Span::from_usize(text.len(), text.len() + name.len()), name));
            text.push_str(name);
            text.push(' ');
            for w in 0..4 {
                text.push_str(WORDS[((n + w * d) % 6) as usize]);
                text.push(' ');
            }
            text.push_str(if n % 9 == 8 { "it all.\n\n" } else { "it. " });
        }
        let id = DocumentId(d + 1);
        let document = Document::new(format!("topic{}/{d:05}.txt", d / 20), text);
        let bytes = document.text.len() as u32;
        let record = DocumentRecord { id, path: document.path.clone(), bytes, hash: document.hash };
        ops.push(Op::Document(None, Some(Arc::new(record))));
        for (n, (span, name)) in spans.into_iter().enumerate() {
            let entity = if n % 10 == 0 { d / 20 + 1 } else { documents + d * 8 + n as u32 % 8 + 1 };
            ops.push(Op::Mention(
                None,
                Some(Arc::new(Mention {
                    id: MentionId(mention),
                    document: id,
                    spans: [span].into_iter().collect(),
                    text: name.into(),
                    kind: TypeId((n % 3) as u16),
                    entity: Some(EntityId(entity)),
                    status: Status::Accepted,
                    by: "ab".into(),
                    evidence: None,
                })),
            ));
            mention += 1;
        }
        texts.insert(id, document);
    }
    let mut entities: Vec<u32> = ops
        .iter()
        .filter_map(|op| match op {
            Op::Mention(_, Some(m)) => m.entity.map(|e| e.0),
            _ => None,
        })
        .collect();
    entities.sort_unstable();
    entities.dedup();
    for id in entities {
        let name = NAMES[id as usize % 8].into();
        let entity = Entity { id: EntityId(id), kind: TypeId(0), name, note: "".into() };
        ops.push(Op::Entity(None, Some(Arc::new(entity))));
    }
    let mut project = Project::default();
    project.apply(&Transaction { label: String::new(), ops, by_machine: false }).unwrap();
    (project, texts)
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let documents = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(1000);
    let named: Vec<_> = arguments.iter().filter_map(|a| Format::by_name(a)).collect();
    let (project, texts) = project(documents);
    let work = Work::default();
    println!("{documents} documents, {} mentions, {} entities", project.mentions().len(), project.entities().len());
    println!(
        "{:<16}{:>8}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "", "MB", "look ms", "write MB/s", "read MB/s", "plan ms", "compare ms"
    );
    for format in Format::ALL.into_iter().filter(|f| named.is_empty() || named.contains(f)) {
        let source = Source { project: &project, texts: &texts, options: ExportOptions::default() };
        let ms = |began: Instant| began.elapsed().as_secs_f64() * 1000.0;
        let began = Instant::now();
        if let Err(error) = preview(format, &source, &work) {
            println!("{:<16}{error}", format.name());
            continue;
        }
        let look = ms(began);
        let began = Instant::now();
        let mut sink = Memory::default();
        let report = format.write(&source, &mut sink, &work).unwrap();
        let write = ms(began);
        let files = Files::in_memory(sink.0);
        let mb = files.bytes() as f64 / 1e6;
        let began = Instant::now();
        let telling = format.read(&files, &work).unwrap();
        let read = ms(began);
        let began = Instant::now();
        let (empty, none) = (Project::default(), HashMap::new());
        let (into, at_hand) = if format.has_texts() { (&empty, &none) } else { (&project, &texts) };
        let options = ImportOptions { add_documents: format.has_texts(), ..ImportOptions::by("ab") };
        let import = plan(into, at_hand, &telling, &options);
        let planned = ms(began);
        let unknown = unknown_types(&telling, project.schema()).len();
        let began = Instant::now();
        let wrong = read_back(format, &files, &source, &report, &work).unwrap();
        let compared = ms(began);
        let faults = import.faults.len();
        let told = if wrong.is_empty() && faults == 0 {
            String::new()
        } else {
            format!("  {} wrong, {faults} faults, {unknown} types", wrong.len())
        };
        let speed = |ms: f64| mb / (ms / 1000.0);
        println!(
            "{:<16}{mb:>8.2}{look:>12.1}{:>12.1}{:>12.1}{planned:>12.1}{compared:>12.1}{told}",
            format.name(),
            speed(write),
            speed(read),
        );
    }
}
