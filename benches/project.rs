//! How fast a large project is to change: its indexes, single edits and bulk decisions.
//! `cargo bench --bench project [mentions ...]`
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use redstring::annotation::{
    Command, DocumentRecord, Evidence, Layers, Mention, MentionId, NewMention, Op, Project, ProposalFilter, Status,
    Transaction, TypeId,
};
use redstring::session::bulk::BulkDeed;
use redstring::session::{Action, Answer, Job, NoDialogs, Runner, Session, UserCommand, Waker};
use redstring::text::{ContentHash, DocumentId, Span};
use std::sync::Arc;
use std::time::Instant;

/// How many proposals a bulk decision takes.
const BULK: usize = 100_000;
/// How many single edits are timed.
const EDITS: u32 = 1000;

/// A transaction that makes a project of documents with 100 proposals each, of some types, layers and scores, whose
/// texts come back every 50,000 mentions.
fn opening(mentions: u32) -> Transaction {
    let mut ops = Vec::new();
    for d in 1..=mentions.div_ceil(100) {
        let path = format!("folder/{d:05}_document.txt");
        let record = DocumentRecord { id: DocumentId(d), hash: ContentHash::of(&path), path: path.into(), bytes: 9000 };
        ops.push(Op::Document(None, Some(Arc::new(record))));
    }
    let rule: Arc<str> = "a name after a title".into();
    for m in 0..mentions {
        let text = format!("Viktor Bout {}", m % 50_000);
        let start = m % 100 * 80;
        let layers = if m % 3 == 0 { Layers::TAGGER } else { Layers::RULES };
        let mention = Mention {
            id: MentionId(m + 1),
            document: DocumentId(m / 100 + 1),
            spans: [Span::new(start, start + text.len() as u32)].into_iter().collect(),
            text: text.into(),
            kind: TypeId((m % 5) as u16),
            entity: None,
            status: Status::Proposed,
            by: "".into(),
            evidence: Some(Evidence { score: ((m % 90 + 10) as f32 / 100.0).into(), rule: rule.clone(), layers }),
        };
        ops.push(Op::Mention(None, Some(Arc::new(mention))));
    }
    Transaction { label: String::new(), ops, by_machine: true }
}

/// Runs something and tells how long it took, in milliseconds.
fn told<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    println!("  {what}: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    result
}

/// A decision, its undo, and what a person waits for in each.
fn decide(project: &mut Project, what: &str, command: &Command) {
    let transaction = told(&format!("{what}, planning"), || command.plan(project, &"ab".into()).unwrap());
    // A job holds the project meanwhile: what changes is copied, and nothing else.
    let held = project.clone();
    told(&format!("{what}, applying"), || project.apply(&transaction).unwrap());
    told(&format!("{what}, undoing"), || project.apply(&transaction.inverse()).unwrap());
    drop(held);
}

/// The longest that a frame waits for the session while it does something, in milliseconds, and how long that takes.
fn frames(session: &mut Session, what: &str, action: Action) {
    let start = Instant::now();
    session.dispatch(action);
    let mut longest = start.elapsed();
    while session.jobs().any(|j| j.job == Job::Change) {
        let frame = Instant::now();
        session.poll();
        longest = longest.max(frame.elapsed());
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let (longest, whole) = (longest.as_secs_f64() * 1e3, start.elapsed().as_secs_f64() * 1e3);
    println!("  {what}: done after {whole:.0} ms, the longest frame {longest:.1} ms");
}

/// Bulk decisions in a session with so many proposals.
fn decide_in_session(mentions: u32) {
    let folder = tempfile::tempdir().unwrap();
    for d in 0..mentions / 1000 {
        std::fs::write(folder.path().join(format!("{d:04}.txt")), "бут ".repeat(1000)).unwrap();
    }
    let waker: Waker = Arc::new(|| {});
    let mut session = Session::new(Runner::Threads(waker), Box::new(NoDialogs), None);
    session.dispatch(Action::OpenFolder(folder.path().to_owned()));
    session.settle();
    let text: Arc<str> = "бут".into();
    let evidence = Some(Evidence { score: 0.9.into(), rule: "a name".into(), layers: Layers::RULES });
    let places = session.project().documents().flat_map(|d| (0..1000).map(|i| (d.id, Span::new(i * 7, i * 7 + 6))));
    let new = |(document, span)| NewMention {
        document,
        spans: [span].into_iter().collect(),
        text: text.clone(),
        kind: TypeId(0),
        evidence: evidence.clone(),
    };
    let mentions = places.map(new).collect();
    session.dispatch(Action::Edit(Command::Propose { mentions, replace: Vec::new() }));
    let filter = ProposalFilter::default();
    let some: Vec<_> = session.project().proposals(&filter).map(|(place, _)| place.mention).take(BULK).collect();
    session.dispatch(Action::User(UserCommand::AcceptAbove));
    let accept = Action::Answer(Answer::Bulk(BulkDeed::AcceptAbove, some));
    frames(&mut session, &format!("accepting {BULK} in the window"), accept);
    frames(&mut session, "undoing that", Action::User(UserCommand::Undo));
    frames(&mut session, "doing it again", Action::User(UserCommand::Redo));
}

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    for size in if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes } {
        println!("{size} mentions, all of them proposals");
        let opening = opening(size);
        let mut project = Project::default();
        told("taking them in, with all indexes", || project.apply(&opening).unwrap());
        drop(opening);
        told("checking the project and its indexes", || assert!(project.faults().is_empty()));
        let held = project.clone();
        let start = Instant::now();
        for m in 0..EDITS {
            let command = Command::Accept(vec![MentionId(1 + m * (size / EDITS))]);
            let transaction = command.plan(&project, &"ab".into()).unwrap();
            project.apply(&transaction).unwrap();
        }
        let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(EDITS);
        println!("  accepting one, with a snapshot held: {micros:.1} µs");
        project = held;
        let filter = ProposalFilter { from: 0.5.into(), ..ProposalFilter::default() };
        let above = told("collecting those above a score", || {
            project.proposals(&filter).map(|(place, _)| place.mention).collect::<Vec<_>>()
        });
        let some: Vec<_> = above.into_iter().take(BULK).collect();
        decide(&mut project, &format!("accepting {}", some.len()), &Command::Accept(some.clone()));
        decide(&mut project, &format!("dismissing {}", some.len()), &Command::Dismiss(some));
        decide_in_session(size);
    }
}
