//! Random projects and random things that people do to them.

use proptest::prelude::*;
use redstring::annotation::{
    Author, Colour, Command, EntityId, Evidence, Layers, Mark, MentionId, MentionType, Moment, NewDocument, NewMention,
    Project, Schema, TypeId, Verdict,
};
use redstring::annotation::{EntryRule, GazetteerEntry, Onto, Place};
use redstring::text::{ContentHash, DocumentId, Span, Spans};
use std::sync::Arc;

/// Length of every random document.
pub const BYTES: u32 = 400;

/// Raw material for a command: which one, and numbers and words to make it of.
#[derive(Clone, Debug)]
pub struct Seed {
    pub which: u8,
    pub numbers: [u32; 6],
    pub words: [String; 2],
}

/// Strings that files and screens choke on.
pub fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("'".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\0".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("שלום".to_owned()),
        Just("👩‍👩‍👧".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("//".to_owned()),
        Just("*/".to_owned()),
        Just("r#\"".to_owned()),
        Just("(id: 1,".to_owned()),
        "[a-zA-Z ]{1,6}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Raw material for a command.
pub fn seed() -> impl Strategy<Value = Seed> {
    (any::<u8>(), any::<[u32; 6]>(), nasty(), nasty()).prop_map(|(which, numbers, a, b)| Seed {
        which,
        numbers,
        words: [a, b],
    })
}

/// A project that some commands made.
pub fn project() -> impl Strategy<Value = Project> {
    prop::collection::vec(seed(), 0..60).prop_map(|seeds| {
        let mut project = Project::default();
        for seed in &seeds {
            perform(&mut project, seed);
        }
        project
    })
}

/// Does what a seed says, if it can be done.
pub fn perform(project: &mut Project, seed: &Seed) {
    let at = seed.numbers[5].is_multiple_of(2).then(|| Moment::from_unix(i64::from(seed.numbers[4]) * 40));
    let author = Author { by: seed.words[1].as_str().into(), at };
    if let Ok(transaction) = command(project, seed).plan(project, &author) {
        project.apply(&transaction).unwrap();
    }
}

fn spans(numbers: &[u32; 6]) -> Spans {
    // Few places, so that mentions meet, nest and overlap.
    let start = numbers[3] % 40 * 4;
    let end = start + 1 + numbers[4] % 9;
    let mut spans: Spans = [Span::new(start, end)].into_iter().collect();
    if numbers[5].is_multiple_of(5) {
        spans.push(Span::new(end + 2, end + 5));
    }
    spans
}

fn pick<T: Copy>(all: &[T], number: u32, otherwise: T) -> T {
    if all.is_empty() { otherwise } else { all[number as usize % all.len()] }
}

fn new_mention(project: &Project, seed: &Seed) -> NewMention {
    let documents: Vec<_> = project.documents().map(|d| d.id).collect();
    let n = &seed.numbers;
    NewMention {
        document: pick(&documents, n[0], DocumentId(9)),
        spans: spans(n),
        text: seed.words[0].as_str().into(),
        kind: TypeId((n[1] % project.schema().types().count() as u32) as u16),
        evidence: n[2].is_multiple_of(2).then(|| Evidence {
            score: ((n[2] % 1009) as f32 / 1008.0).into(),
            rule: seed.words[1].as_str().into(),
            layers: Layers::RULES,
        }),
    }
}

fn new_document(seed: &Seed) -> NewDocument {
    let path = format!("{}/{}.txt", seed.numbers[0] % 3, seed.words[0].replace(['/', '\\', '\0', '.'], "_"));
    NewDocument { path: path.into(), bytes: BYTES, hash: ContentHash::of(&seed.words[0]) }
}

fn schema(project: &Project, seed: &Seed) -> Schema {
    let mut types: Vec<_> = project.schema().types().map(|(_, t)| t.clone()).collect();
    let key = seed.words[1].chars().next().unwrap_or('\'');
    let colour = Colour([seed.numbers[0] as u8, 0, 255]);
    let labels = [seed.words[1].as_str().into()].into_iter().filter(|l: &Arc<str>| !l.is_empty()).collect();
    types.push(MentionType {
        name: seed.words[0].as_str().into(),
        key,
        mark: Mark::Bars,
        colour,
        on: seed.numbers[0].is_multiple_of(2),
        labels,
    });
    Schema::new(types).unwrap_or_else(|_| Schema::clone(project.schema()))
}

/// The command that a seed makes in this state of a project. It need not be possible.
pub fn command(project: &Project, seed: &Seed) -> Command {
    let n = &seed.numbers;
    let mentions: Vec<_> = project.mentions().map(|m| m.id).collect();
    let entities: Vec<_> = project.entities().map(|e| e.id).collect();
    let m = |i: usize| pick(&mentions, n[i], MentionId(7));
    let e = |i: usize| pick(&entities, n[i], EntityId(7));
    let some = || vec![m(0), m(1), m(2)].into_iter().take(1 + n[5] as usize % 3).collect::<Vec<_>>();
    let kind = TypeId((n[3] % project.schema().types().count() as u32) as u16);
    let words: Arc<str> = seed.words[0].as_str().into();
    match seed.which % 44 {
        0..=1 => Command::AddDocuments(vec![new_document(seed)]),
        2..=7 => Command::CreateMention(new_mention(project, seed)),
        8..=10 => {
            let one = new_mention(project, seed);
            let two = NewMention { spans: spans(&[0, 0, 0, n[1], n[0], n[2]]), ..one.clone() };
            let replace = if n[2].is_multiple_of(3) { vec![one.document] } else { vec![] };
            Command::Propose { mentions: vec![one, two], replace }
        }
        11 => Command::Accept(some()),
        12 => Command::Dismiss(some()),
        13 => Command::Retype(some(), kind),
        14 => Command::Respan(m(0), spans(n), words),
        15 => Command::Remove(some()),
        16..=19 => Command::Tie { mention: m(0), onto: m(1) },
        20 => Command::TieAll { mentions: some(), onto: m(4) },
        21 => Command::Assign(some(), e(3)),
        22 => Command::Untie(some()),
        23 => Command::SplitOff(some()),
        24 => Command::Merge { kept: e(0), absorbed: e(1) },
        25 => Command::Rename(e(0), words),
        26 => Command::RetypeEntity(e(0), kind),
        27 => Command::SetNote(e(0), words),
        28 => Command::DeleteEntity(e(0)),
        29 => reanchor(project, seed),
        31 => Command::Annotate { places: places(project, seed), label: words },
        32..=33 => Command::SetEntries(vec![entry(seed, kind)]),
        34 => Command::RemoveEntries(vec![words]),
        35 => Command::TieOffered { mentions: some(), onto: m(4) },
        36 => Command::TieGroups(vec![(some(), m(4)), (vec![m(3)], m(0))]),
        37 => Command::JudgeAll(some(), m(4), [Verdict::Same, Verdict::Different, Verdict::Unsure][n[4] as usize % 3]),
        30 => Command::SetSchema(schema(project, seed)),
        38 => Command::Unjudge(m(0), m(1)),
        39 => Command::Cut { half: some(), apart: vec![(m(0), m(4))] },
        40 => Command::MergeAll { kept: e(0), absorbed: vec![e(1), e(2)] },
        _ => Command::Judge(m(0), m(1), [Verdict::Same, Verdict::Different, Verdict::Unsure][n[4] as usize % 3]),
    }
}

/// A mention to mark for nobody, and one for an entity that may have to be made.
fn places(project: &Project, seed: &Seed) -> Vec<Place> {
    let one = new_mention(project, seed);
    let two = NewMention { spans: spans(&[0, 0, 0, seed.numbers[1], seed.numbers[0], 1]), ..one.clone() };
    let onto = match seed.numbers[2] % 3 {
        0 => Onto::Named(seed.words[1].as_str().into()),
        1 => Onto::Mention(MentionId(seed.numbers[3] % 20)),
        _ => Onto::Entity(EntityId(seed.numbers[3] % 5)),
    };
    vec![Place::of(one), Place { mention: two, onto }]
}

fn entry(seed: &Seed, kind: TypeId) -> GazetteerEntry {
    let n = &seed.numbers;
    GazetteerEntry {
        name: seed.words[0].as_str().into(),
        rule: if n[0].is_multiple_of(3) { EntryRule::Never } else { EntryRule::Always(kind) },
        entity: n[1].is_multiple_of(2).then(|| seed.words[1].as_str().into()),
        ignore_case: n[2].is_multiple_of(2),
        ignore_diacritics: n[4].is_multiple_of(2),
        by: "".into(),
    }
}

/// A text that lost a mention in four and moved the others by a few bytes.
fn reanchor(project: &Project, seed: &Seed) -> Command {
    let documents: Vec<_> = project.documents().map(|d| d.id).collect();
    let id = pick(&documents, seed.numbers[0], DocumentId(9));
    let mut found = Vec::new();
    let mut lost = Vec::new();
    let by = seed.numbers[1] % 5;
    for (i, m) in project.mentions_in(id, Span::new(0, u32::MAX)).enumerate() {
        if (i as u32 + seed.numbers[2]).is_multiple_of(4) {
            lost.push(m.id);
        } else {
            let moved = m.spans.iter().map(|s| Span::new(s.start + by, s.end + by)).collect();
            found.push((m.id, moved, m.text.clone()));
        }
    }
    let record = project.document(id).map(|d| redstring::annotation::DocumentRecord {
        hash: ContentHash::of(&seed.words[1]),
        bytes: d.bytes + by,
        ..(**d).clone()
    });
    let missing = redstring::annotation::DocumentRecord { id, path: "?".into(), bytes: 0, hash: ContentHash::of("") };
    Command::Reanchor { document: record.unwrap_or(missing), found, lost }
}
