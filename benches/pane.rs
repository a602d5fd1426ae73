//! What the document pane costs: `cargo bench --bench pane`.
//!
//! A headless egui context, 600 x 900 points, no two paragraphs alike (egui keeps the layout of equal ones). "first" opens
//! the document in a new pane; "in hand" is the frame after an entity with a third of all mentions was taken in hand;
//! "steady" repeats the frame; "scroll" moves by 0.9 of a page a frame. Tessellation is measured apart. Memory is what
//! pane and egui hold beyond the session, from `/proc/self/status`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use egui::{Context, Event, Id, Key, Modifiers, RawInput, Rect, vec2};
use redstring::annotation::{Command, MentionId, NewMention};
use redstring::session::{Action, InHand, NoDialogs, Runner, Session};
use redstring::text::{DocumentId, words};
use redstring::ui::document_pane::{Geometry, PaneState, document_pane_ui};
use redstring::ui::theme;
use std::time::{Duration, Instant};

const SENTENCE: &str = "In his youth, Viktor Bout is said to have served in the Soviet Army and for years worked in \
    military assignments in Africa, and after the collapse of the Union he started in the air cargo business. ";

/// A session with one document in which every `every`-th word is a mention, a third of them of one entity.
fn session(bytes: usize, every: usize) -> (Session, DocumentId, MentionId, tempfile::TempDir) {
    let mut text = String::with_capacity(bytes + 1000);
    while text.len() < bytes {
        text.push_str(&format!("In the year {} of the tale. ", text.len()));
        for _ in 0..3 {
            text.push_str(SENTENCE);
        }
        text.push_str("\n\n");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text.txt"), &text).unwrap();
    let mut session = Session::new(Runner::Inline, Box::new(NoDialogs), None);
    session.dispatch(Action::OpenFolder(folder.path().to_owned()));
    session.settle();
    let old: Vec<MentionId> = session.project().mentions().map(|m| m.id).collect();
    if !old.is_empty() {
        session.dispatch(Action::Edit(Command::Remove(old)));
    }
    let document = session.project().documents().next().unwrap().id;
    let kinds: Vec<_> = session.project().schema().types().map(|(id, _)| id).collect();
    let mentions = words(&text).step_by(every).enumerate().map(|(i, word)| NewMention {
        document,
        spans: smallvec::smallvec![word.span],
        text: word.text.into(),
        kind: kinds[i % kinds.len()],
        evidence: None,
    });
    session.dispatch(Action::Edit(Command::Propose { mentions: mentions.collect(), replace: vec![] }));
    let ids: Vec<MentionId> = session.project().mentions().map(|m| m.id).step_by(3).collect();
    session.dispatch(Action::Edit(Command::TieAll { mentions: ids[1..].to_vec(), onto: ids[0] }));
    (session, document, ids[0], folder)
}

struct Costs {
    ui: Duration,
    tessellation: Duration,
}

fn frame(ctx: &Context, session: &Session, pane: &mut PaneState, event: Option<Event>) -> Costs {
    let screen = Rect::from_min_size(egui::Pos2::ZERO, vec2(600.0, 900.0));
    let input = RawInput { screen_rect: Some(screen), events: event.into_iter().collect(), ..RawInput::default() };
    let mut geometry = Geometry::default();
    let start = Instant::now();
    let mut output = ctx.run_ui(input, |ui| {
        let mut out = Vec::new();
        document_pane_ui(ui, Id::unique("pane"), session, pane, &mut geometry, &mut out);
    });
    let ui = start.elapsed();
    output.textures_delta.clear();
    let start = Instant::now();
    let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
    let tessellation = start.elapsed();
    std::hint::black_box(primitives);
    Costs { ui, tessellation }
}

fn page_down() -> Event {
    Event::Key { key: Key::PageDown, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
}

fn memory_kib() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("RssAnon:"));
    line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or_default()
}

fn median(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    (ms(times[times.len() / 2]), ms(times[times.len() - 1]))
}

fn main() {
    println!(
        "text      words      mentions  first ms  in hand ms  steady ms (max)  scroll ms (max)  tessellate ms  memory MB"
    );
    for (label, bytes) in [("10 kB", 10_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)] {
        for (share, every) in [("1 %", 100), ("10 %", 10)] {
            let (mut session, document, tied, _folder) = session(bytes, every);
            let ctx = Context::default();
            theme::install(&ctx);
            // Fonts and the session are there before a document is opened.
            let warm = ctx.run_ui(RawInput::default(), |ui| {
                ui.label("warm");
            });
            warm.drop_without_applying_deltas();
            let before = memory_kib();
            let mut pane = PaneState::new(document);
            let first = frame(&ctx, &session, &mut pane, None);
            session.dispatch(Action::Take(Some(InHand::Mention(tied))));
            let in_hand = frame(&ctx, &session, &mut pane, None);
            let run = |event: fn() -> Option<Event>, pane: &mut PaneState| -> (Vec<Duration>, Vec<Duration>) {
                (0..200).map(|_| frame(&ctx, &session, pane, event())).map(|c| (c.ui, c.tessellation)).unzip()
            };
            let (steady, tessellation) = run(|| None, &mut pane);
            let before_scroll = pane.top();
            let (scroll, _) = run(|| Some(page_down()), &mut pane);
            assert!(pane.top() > before_scroll, "the bench must scroll");
            let memory = (memory_kib() - before) as f64 / 1024.0;
            let (steady, scroll, tessellation) = (median(steady), median(scroll), median(tessellation));
            println!(
                "{label:8}  {share:9}  {:8}  {:8.2}  {:10.2}  {:9.2} ({:.2})  {:9.2} ({:.2})  {:13.2}  {memory:9.1}",
                session.project().mentions().len(),
                first.ui.as_secs_f64() * 1000.0,
                in_hand.ui.as_secs_f64() * 1000.0,
                steady.0,
                steady.1,
                scroll.0,
                scroll.1,
                tessellation.0,
            );
        }
    }
}
