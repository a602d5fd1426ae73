//! What the tests of all formats share: projects with everything that is hard, and the way out and back.

use super::fit::Fitter;
use super::{
    ExportOptions, Files, Format, ImportOptions, Memory, Report, Source, Telling, plan, read_back, unknown_types,
};
use crate::annotation::{
    Colour, Command, Evidence, Layers, Mark, MentionId, MentionType, NewDocument, NewMention, Project, Schema, Verdict,
};
use crate::text::ink::Ink;
use crate::text::{Document, DocumentId, Span, Spans, is_grapheme_boundary};
use crate::work::Work;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A project and its texts.
pub(super) type Case = (Project, HashMap<DocumentId, Document>);

/// A project of these texts, without mentions.
pub(super) fn corpus(texts: &[(&str, &str)]) -> Case {
    let documents: Vec<_> = texts.iter().map(|(path, text)| Document::new(*path, *text)).collect();
    let new = |d: &Document| NewDocument { path: d.path.clone(), bytes: d.text.len() as u32, hash: d.hash };
    let mut project = Project::default();
    run(&mut project, &Command::AddDocuments(documents.iter().map(new).collect()));
    let ids: HashMap<_, _> = project.documents().map(|d| (d.path.clone(), d.id)).collect();
    let texts = documents.into_iter().map(|d| (ids[&d.path], d)).collect();
    (project, texts)
}

/// Takes a step, if there is anything to do.
pub(super) fn run(project: &mut Project, command: &Command) {
    if let Ok(transaction) = command.plan(project, &"ab".into()) {
        project.apply(&transaction).unwrap();
    }
}

/// Marks the first mention of these words after `from` bytes, of several parts where there are several.
pub(super) fn mark(case: &mut Case, path: &str, parts: &[&str], kind: &str) -> MentionId {
    let (project, texts) = case;
    let (id, document) = texts.iter().find(|(_, d)| &*d.path == path).unwrap();
    let (mut from, mut spans) = (0, Spans::new());
    for part in parts {
        let at = from + document.text[from..].find(part).unwrap();
        spans.push(Span::from_usize(at, at + part.len()));
        from = at + part.len();
    }
    mark_at(project, &document.text.clone(), *id, spans, kind)
}

fn mark_at(project: &mut Project, text: &str, document: DocumentId, spans: Spans, kind: &str) -> MentionId {
    let words: Vec<_> = spans.iter().map(|s| s.slice(text).unwrap()).collect();
    let kind = project.schema().by_name(kind).unwrap();
    let new = NewMention { document, spans, text: words.join(" ").into(), kind, evidence: None };
    let before: Vec<_> = project.mentions().map(|m| m.id).collect();
    run(project, &Command::CreateMention(new));
    project.mentions().map(|m| m.id).find(|id| !before.contains(id)).unwrap_or(MentionId(0))
}

/// A project with all that is hard: two folders, an empty text, CRLF, emoji, combining marks; mentions that nest, cross,
/// are discontinuous, cross a line end; entities over documents; a mention of no entity, a proposal, a dismissed one;
/// a note, a judgement.
pub(super) fn sample() -> Case {
    let mut case = corpus(&[
        (
            "a/one.txt",
            "Viktor Bout 😀, the so-called “Merchant of Death”, sold arms.\r\nBout and Smulian left New\r\nYork.",
        ),
        ("a/two three.txt", "Cafe\u{301} owner V. Bout\tmet A. Smulian & Co. <today>. He paid $5 | 6_7 -> x; *."),
        ("b/empty.txt", ""),
        ("b/four.md", "The Russian dealer Bout, or Bout's brother Sergei, and the 👨‍👩‍👧 family.\n\nHe"),
    ]);
    let viktor = mark(&mut case, "a/one.txt", &["Viktor Bout"], "Person");
    let bout = mark(&mut case, "a/one.txt", &["Bout"], "Person");
    let merchant = mark(&mut case, "a/one.txt", &["the so-called “Merchant of Death”"], "Person");
    let death = mark(&mut case, "a/one.txt", &["Death"], "Group");
    let crossing = mark(&mut case, "a/one.txt", &["Death”, sold arms"], "Group");
    let split = mark(&mut case, "a/one.txt", &["Bout", "left New\r\nYork"], "Person");
    let york = mark(&mut case, "a/one.txt", &["New\r\nYork"], "Place");
    let owner = mark(&mut case, "a/two three.txt", &["V. Bout\tmet"], "Person");
    let cafe = mark(&mut case, "a/two three.txt", &["Cafe\u{301}"], "Place");
    let company = mark(&mut case, "a/two three.txt", &["A. Smulian & Co. <today>"], "Organisation");
    let odd = mark(&mut case, "a/two three.txt", &["$5 | 6_7 -> x; *"], "Group");
    let he = mark(&mut case, "b/four.md", &["He"], "Person");
    let dealer = mark(&mut case, "b/four.md", &["The Russian dealer Bout"], "Person");
    let family = mark(&mut case, "b/four.md", &["👨‍👩‍👧 family"], "Group");
    let _ = (death, odd);
    let (project, _) = &mut case;
    for (mention, onto) in
        [(merchant, viktor), (owner, viktor), (dealer, viktor), (he, dealer), (york, cafe), (crossing, company)]
    {
        run(project, &Command::Tie { mention, onto });
    }
    run(project, &Command::SplitOff(vec![family]));
    run(project, &Command::Judge(bout, split, Verdict::Different));
    let entity = project.mention(viktor).unwrap().entity.unwrap();
    run(project, &Command::SetNote(entity, "A note,\nof “two” lines.".into()));
    case
}

/// A project with a mention of each status: a proposal with its evidence, an accepted one, and one that was dismissed.
pub(super) fn statuses() -> Case {
    let mut case = corpus(&[("a.txt", "Bout met Smulian in Ostend.")]);
    let document = case.0.documents().next().unwrap().id;
    let kind = case.0.schema().by_name("Place").unwrap();
    let evidence =
        Evidence {
            score: 0.75.into(), rule: "a place, by “in”".into(), layers: Layers::TAGGER.with(Layers::RULES)
        };
    let spans = [Span::new(20, 26)].into_iter().collect();
    let proposal = NewMention { document, spans, text: "Ostend".into(), kind, evidence: Some(evidence) };
    run(&mut case.0, &Command::Propose { mentions: vec![proposal], replace: Vec::new() });
    mark(&mut case, "a.txt", &["Bout"], "Person");
    let dismissed = mark(&mut case, "a.txt", &["Smulian"], "Person");
    run(&mut case.0, &Command::Dismiss(vec![dismissed]));
    case
}

/// A piece of text that is hard for somebody.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z]{1,6}",
        1 => Just("😀".to_owned()), 1 => Just("👨‍👩‍👧".to_owned()), 1 => Just("e\u{301}".to_owned()), 1 => Just("ß中".to_owned()),
        1 => Just("\r\n".to_owned()), 1 => Just("\n\n".to_owned()), 1 => Just("\t".to_owned()), 3 => Just(" ".to_owned()),
        1 => Just(".".to_owned()), 1 => "[-_|*;,()\\[\\]<>&\"'#\\\\/%{}:=]{1,3}", 1 => "[0-9]{1,4}",
        1 => Just("שלום".to_owned()), 1 => Just("\u{a0}".to_owned()), 1 => Just("->".to_owned()),
    ]
}

/// Any project: several texts in folders, mentions anywhere (nested, crossing, discontinuous), entities over documents,
/// proposals and dismissed ones among them.
pub(super) fn projects() -> impl Strategy<Value = Case> {
    let text = prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat());
    let place = (0usize..40, 1usize..9, 0usize..3, 1usize..5);
    let mention = (0usize..4, place, 0usize..4, prop::option::weighted(0.8, 0usize..5), 0u8..8);
    (prop::collection::vec(text, 1..4), prop::collection::vec(mention, 0..10)).prop_map(|(texts, mentions)| {
        let paths = ["a/one.txt", "a/two 2.txt", "b/three.txt", "four.md"];
        let named: Vec<_> = paths.iter().copied().zip(texts.iter().map(String::as_str)).collect();
        let (mut project, texts) = corpus(&named);
        let kinds = ["Person", "Place", "Organisation", "Group"];
        let mut onto: BTreeMap<usize, MentionId> = BTreeMap::new();
        let documents: Vec<_> = project.documents().map(|d| d.id).collect();
        for (document, place, kind, entity, fate) in mentions {
            let document = documents[document % documents.len()];
            let text = texts[&document].text.clone();
            let Some(spans) = spans(&text, place) else { continue };
            let id = mark_at(&mut project, &text, document, spans, kinds[kind]);
            if id == MentionId(0) {
                continue;
            }
            match entity {
                _ if fate == 0 => run(&mut project, &Command::Dismiss(vec![id])),
                None => {}
                Some(entity) => match onto.get(&entity) {
                    Some(&onto) => run(&mut project, &Command::Tie { mention: id, onto }),
                    None => {
                        run(&mut project, &Command::SplitOff(vec![id]));
                        onto.insert(entity, id);
                    }
                },
            }
        }
        (project, texts)
    })
}

/// One span or two on whole characters, with some ink in each; none where the text has no room.
fn spans(text: &str, (at, len, gap, more): (usize, usize, usize, usize)) -> Option<Spans> {
    let bounds: Vec<usize> = (0..=text.len()).filter(|&i| is_grapheme_boundary(text, i)).collect();
    let edge = |i: usize| bounds.get(i).copied();
    let at = at % bounds.len();
    let first = Span::from_usize(edge(at)?, edge(at + len)?);
    let inked = |span: Span| {
        let text = span.slice(text).unwrap_or_default();
        !text.is_empty() && text.trim() == text
    };
    if !inked(first) {
        return None;
    }
    let mut spans: Spans = [first].into_iter().collect();
    if gap > 0
        && let (Some(from), Some(to)) = (edge(at + len + gap), edge(at + len + gap + more))
        && inked(Span::from_usize(from, to))
        && text[first.end as usize..from].chars().any(|c| !c.is_whitespace())
    {
        spans.push(Span::from_usize(from, to));
    }
    Some(spans)
}

/// Writes a project and gives what was written.
pub(super) fn written(format: Format, (project, texts): &Case) -> (Files, Report) {
    let source = Source { project, texts, options: ExportOptions::default() };
    let mut sink = Memory::default();
    let report = format.write(&source, &mut sink, &Work::default()).unwrap();
    (Files::in_memory(sink.0), report)
}

/// Reads files.
pub(super) fn telling(format: Format, files: &Files) -> Telling {
    format.read(files, &Work::default()).unwrap()
}

/// A new project of what files tell, with the texts that they bring, or into documents that are there.
pub(super) fn imported(telling: &Telling, into: Option<&Case>) -> Case {
    let (mut project, mut texts) = match into {
        None => (Project::default(), HashMap::new()),
        Some((project, texts)) => {
            let paths: Vec<_> = project.documents().map(|d| (d.path.clone(), texts[&d.id].text.clone())).collect();
            let named: Vec<_> = paths.iter().map(|(path, text)| (&**path, &**text)).collect();
            corpus(&named)
        }
    };
    let unknown = unknown_types(telling, project.schema());
    let schema = unknown.iter().fold(Schema::clone(project.schema()), |schema, name| {
        let (mark, colour) = (Mark::Circle, Colour([1; 3]));
        schema.added(MentionType { name: name.clone(), key: 'x', mark, colour, on: true, labels: Vec::new() }).unwrap()
    });
    let options = ImportOptions { add_documents: true, schema: Some(schema), ..ImportOptions::by("gold") };
    let import = plan(&project, &texts, telling, &options);
    assert_eq!(import.faults, []);
    project.apply(&import.transaction()).unwrap();
    assert_eq!(project.faults(), []);
    texts.extend(import.documents);
    (project, texts)
}

/// Who is where, by the ink of the texts: path, place, type, and the number of the entity as a reader meets them.
pub(super) type Content = Vec<(String, Vec<(u32, u32)>, String, Option<usize>)>;

/// The content of a telling, held against texts.
pub(super) fn content(telling: &Telling, (project, texts): &Case) -> Content {
    let mut fitter = Fitter::new(project, texts, telling);
    let mut all: Vec<_> = Vec::new();
    for told in &telling.mentions {
        let fit = fitter.fit(told).unwrap();
        let ink = Ink::new(&texts[&fit.document].text);
        let parts: Vec<_> = ink.of(&fit.spans).iter().map(|s| (s.start, s.end)).collect();
        all.push((told.document.to_string(), parts, told.kind.to_string(), told.entity.clone()));
    }
    all.sort();
    let mut numbers: HashMap<Arc<str>, usize> = HashMap::new();
    let mut number = |name: Arc<str>| {
        let next = numbers.len();
        *numbers.entry(name).or_insert(next)
    };
    all.into_iter().map(|(path, parts, kind, entity)| (path, parts, kind, entity.map(&mut number))).collect()
}

/// Out and back twice: what was written is read as it was; the project of that, written again, says the same.
pub(super) fn assert_round_trip(format: Format, case: &Case) {
    let (files, report) = written(format, case);
    let source = Source { project: &case.0, texts: &case.1, options: ExportOptions::default() };
    let wrong = read_back(format, &files, &source, &report, &Work::default()).unwrap();
    assert!(wrong.is_empty(), "{format:?}: {wrong:#?}\n{}", shown(&files));
    let first = telling(format, &files);
    let again = imported(&first, (!format.has_texts()).then_some(case));
    let (files, _) = written(format, &again);
    let second = telling(format, &files);
    assert_eq!(content(&first, &again), content(&second, &again), "{format:?}: {}", shown(&files));
}

/// Files as text, for a message.
pub(super) fn shown(files: &Files) -> String {
    let show = |name: &Arc<str>| format!("--- {name}\n{}", String::from_utf8_lossy(&files.head(name, 4000)));
    files.names().map(show).collect::<Vec<_>>().join("\n")
}

/// Bytes that are nearly right upset no reader: `good` with pieces cut out, doubled and exchanged.
pub(super) fn mangled(good: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let bytes = good.as_bytes();
    let edit = (0..=bytes.len(), 0usize..12, prop::collection::vec(any::<u8>(), 0..4));
    prop::collection::vec(edit, 0..6).prop_map(move |edits| {
        let mut bytes = bytes.to_vec();
        for (at, cut, new) in edits {
            let at = at.min(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, new);
        }
        bytes
    })
}
