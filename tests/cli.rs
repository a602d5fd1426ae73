//! Headless commands that compare: import, score and simulate, on small corpora of their own.

use crate::common::scene;
use redstring::annotation::{Command, MentionId, Project};
use redstring::cli::{self, ImportCommand, Reach, ScoreCommand, SimulateCommand, import, score, simulate};
use redstring::interchange::Format;
use redstring::session::{Action, Session, UserCommand};
use redstring::storage::ProjectFile;
use redstring::text::OffsetUnit;
use redstring::work::Work;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with two topics, and gold in JSON lines.
struct Corpus {
    folder: TempDir,
}

/// Marked texts: `[Viktor But]{Bout}` is a mention of Bout.
const TEXTS: [(&str, &str); 3] = [
    ("arms/1.txt", "“[Viktor But]{Bout}” sold to [Ruprah]{Ruprah}. [But]{Bout} fled to [Moscow]{Moscow} 😀."),
    ("arms/2.txt", "[Buti]{Bout} met [Ruprah]{Ruprah} in [Moscow]{Moscow}, said [Ruprah]{Other}."),
    ("sport/1.txt", "[Moscow]{Moscow} won; [Dinamo]{Dinamo} lost to [Dinamo]{Kyiv}."),
];

/// The plain text, and its mentions: start and end in code points, text, and entity.
fn parse(marked: &str) -> (String, Vec<(usize, usize, String, String)>) {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (mention, after) = after.split_once("]{").unwrap();
        let (entity, after) = after.split_once('}').unwrap();
        let start = text.chars().count();
        text.push_str(mention);
        mentions.push((start, text.chars().count(), mention.to_owned(), entity.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, mentions)
}

impl Corpus {
    fn new() -> Self {
        let corpus = Self { folder: tempfile::tempdir().unwrap() };
        let mut lines = String::new();
        for (path, marked) in TEXTS {
            let (text, mentions) = parse(marked);
            let file = corpus.path(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
            for (start, end, text, entity) in mentions {
                let kind = if entity == "Moscow" { "LOC" } else { "ship" };
                lines += &format!(
                    "{{\"doc\":\"{path}\",\"start\":{start},\"end\":{end},\"text\":\"{text}\",\"type\":\"{kind}\",\
                     \"entity\":\"{entity}\"}}\n"
                );
            }
        }
        fs::write(corpus.path("gold.jsonl"), lines).unwrap();
        corpus
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, file: &str, output: &str) -> ImportCommand {
        ImportCommand {
            file: self.path(file),
            format: Some(Format::Jsonl),
            corpus: Some(self.folder.path().to_owned()),
            texts: None,
            offsets: Some(OffsetUnit::Chars),
            no_entities: false,
            lenient: false,
            by: "gold".to_owned(),
            output: self.path(output),
        }
    }

    /// Imports; gives what was told.
    fn import(&self, command: &ImportCommand) -> Result<String, cli::CliError> {
        let mut notes = Vec::new();
        import(command, &Work::default(), &mut notes).map(|()| String::from_utf8(notes).unwrap())
    }

    /// Imports gold as `gold.ron`.
    fn gold(self) -> Self {
        self.import(&self.command("gold.jsonl", "gold.ron")).unwrap();
        self
    }

    fn score_command(&self, key: &str, response: &str) -> ScoreCommand {
        ScoreCommand { json: true, ..ScoreCommand::new(self.path(key), self.path(response)) }
    }
}

/// What scoring writes, and what it tells.
fn scored(command: &ScoreCommand) -> (String, String) {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    score(command, &Work::default(), &mut out, &mut notes).unwrap();
    (String::from_utf8(out).unwrap(), String::from_utf8(notes).unwrap())
}

fn json(command: &ScoreCommand) -> serde_json::Value {
    serde_json::from_str(&scored(command).0).unwrap()
}

#[test]
fn gold_becomes_a_project_that_is_whole() {
    let corpus = Corpus::new();
    let told = corpus.import(&corpus.command("gold.jsonl", "gold.ron")).unwrap();
    assert!(told.ends_with("gold.ron: 3 documents, 11 mentions, 6 entities\n"), "{told}");
    let file = ProjectFile::load(&corpus.path("gold.ron")).unwrap();
    let names: Vec<_> = file.project.entities().map(|e| e.name.to_string()).collect();
    assert_eq!(names, ["Viktor But", "Ruprah", "Moscow", "Ruprah", "Dinamo", "Dinamo"]);
    let schema = file.project.schema();
    let kinds: Vec<_> = file.project.mentions().map(|m| schema.get(m.kind).name.to_string()).collect();
    assert_eq!(kinds.iter().filter(|k| *k == "Place").count(), 3, "a label of the schema");
    assert_eq!(kinds.iter().filter(|k| *k == "ship").count(), 8, "a type that the file brings");
    let mut faults = Vec::new();
    assert_eq!(cli::check(&corpus.path("gold.ron"), &mut faults).unwrap(), 0, "{faults:?}");
    let again = corpus.import(&corpus.command("gold.jsonl", "gold.ron")).unwrap_err().to_string();
    assert!(again.ends_with("gold.ron exists; choose another name or remove it first"), "{again}");
}

#[test]
fn an_import_never_half_succeeds() {
    let corpus = Corpus::new();
    let gold = fs::read_to_string(corpus.path("gold.jsonl")).unwrap();
    fs::write(corpus.path("bad.jsonl"), format!("{gold}{{\"doc\":\"arms/1.txt\",\"start\":0,\"end\":900}}\nmore\n"))
        .unwrap();
    let told = corpus.import(&corpus.command("bad.jsonl", "bad.ron")).unwrap_err().to_string();
    assert!(
        told.contains("bad.jsonl: line 12: expected offsets up to 50, where “arms/1.txt” ends, and not 900"),
        "{told}"
    );
    assert!(told.contains("bad.jsonl: line 13, column 1: ") && told.contains("--lenient"), "{told}");
    assert!(!corpus.path("bad.ron").exists());
    let lenient = ImportCommand { lenient: true, no_entities: true, ..corpus.command("bad.jsonl", "bad.ron") };
    let told = corpus.import(&lenient).unwrap();
    assert_eq!(told.lines().filter(|l| l.starts_with("skipped: ")).count(), 2, "{told}");
    let file = ProjectFile::load(&corpus.path("bad.ron")).unwrap();
    assert_eq!((file.project.mentions().len(), file.project.entities().len()), (11, 0));
}

#[test]
fn a_project_and_json_lines_are_compared_in_one_unit() {
    let corpus = Corpus::new().gold();
    for (key, response) in [("gold.jsonl", "gold.ron"), ("gold.ron", "gold.ron"), ("gold.jsonl", "gold.jsonl")] {
        let result = json(&corpus.score_command(key, response));
        assert_eq!(result["conll_f1"], 1.0, "{key} {response}");
        assert_eq!(result["scores"]["mentions"]["f1"], 1.0, "{key} {response}");
    }
    fs::write(corpus.path("arms/2.txt"), "another text").unwrap();
    let command = corpus.score_command("gold.jsonl", "gold.ron");
    let told = score(&command, &Work::default(), &mut Vec::new(), &mut Vec::new()).unwrap_err();
    assert!(told.to_string().contains("the text of arms/2.txt is not what it was"), "{told}");
}

#[test]
fn scope_types_and_singletons_are_as_asked_and_told() {
    let corpus = Corpus::new().gold();
    let folder = ScoreCommand { scope: Some(Reach::Folder), ..corpus.score_command("gold.jsonl", "gold.ron") };
    let result = json(&folder);
    assert_eq!((&result["scope"], &result["scopes"]), (&"folder".into(), &2.into()));
    assert_eq!(result["key"]["clusters"], 7, "Moscow is cut in two");
    let places = ScoreCommand { only: vec!["LOC".to_owned()], drop_singletons: true, ..folder };
    let result = json(&places);
    assert_eq!((&result["key"]["mentions"], &result["key"]["dropped_singletons"]), (&2.into(), &1.into()));
    let table = scored(&ScoreCommand { json: false, ..places }).0;
    assert!(
        table.contains("clusters cut by folder (1 of them), micro average; singletons dropped; only Place"),
        "{table}"
    );
    assert!(table.contains("CoNLL (mean F1 of MUC, B³, CEAF-e)    100.00"), "{table}");
}

#[test]
fn annotations_of_other_documents_are_told() {
    let corpus = Corpus::new();
    fs::write(corpus.path("other.jsonl"), "{\"doc\":\"1.txt\",\"start\":0,\"end\":4,\"entity\":1}").unwrap();
    let told = scored(&corpus.score_command("gold.jsonl", "other.jsonl")).1;
    assert!(told.contains("no document is on both sides: the key has “arms/1.txt”, the response “1.txt”"), "{told}");
}

#[test]
fn somebody_who_knows_the_answer_ends_at_gold() {
    let corpus = Corpus::new().gold();
    for within in [Reach::Corpus, Reach::Folder, Reach::Document] {
        let command = SimulateCommand { project: corpus.path("gold.ron"), json: true, within };
        let mut out = Vec::new();
        simulate(&command, &Work::default(), &mut out, &mut Vec::new()).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let runs = report["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 3);
        for run in runs {
            assert_eq!((&run["equal_to_gold"], &run["mentions"]), (&true.into(), &11.into()), "{run}");
            let count = |name: &str| run[name].as_u64().unwrap();
            let keys = ["accepted", "chosen", "new_entities", "typing_keys", "taken_apart", "skipped"];
            assert_eq!(count("keys"), keys.into_iter().map(count).sum::<u64>(), "{run}");
        }
        let entities = report["entities"].as_u64().unwrap();
        assert_eq!(runs[2]["new_entities"].as_u64().unwrap(), entities, "without help each entity is made by a key");
        assert_eq!(runs[2]["accepted"], 0);
    }
}

#[test]
fn equal_names_that_are_two_things_are_taken_apart() {
    let corpus = Corpus::new().gold();
    let command = SimulateCommand { project: corpus.path("gold.ron"), json: true, within: Reach::Corpus };
    let mut out = Vec::new();
    simulate(&command, &Work::default(), &mut out, &mut Vec::new()).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
    // The two teams of the last text.
    assert_eq!(report["runs"][1]["taken_apart"], 1, "{report}");
    assert!(report["runs"][1]["wrong_offers"].as_u64().unwrap() > 0);
}

/// Plays the same by the keys of the window: how often each kind of decision was made.
fn played_in_the_queue(bare: PathBuf, gold: &Project) -> BTreeMap<&'static str, u64> {
    let answer = |id: MentionId| gold.mention(id).and_then(|m| m.entity);
    let mut session = scene::session();
    let act = |session: &mut Session, action: Action| {
        session.dispatch(action);
        session.settle();
    };
    act(&mut session, Action::OpenPaths(vec![bare]));
    act(&mut session, Action::User(UserCommand::LinkQueue));
    assert_eq!(session.project().mentions().len(), gold.mentions().len());
    let mut made = BTreeMap::new();
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    while let Some(id) = session.queued() {
        if session.queued_group().iter().any(|&other| answer(other) != answer(id)) {
            *counts.entry("taken_apart").or_default() += 1;
            act(&mut session, Action::User(UserCommand::GroupApart));
            continue;
        }
        let there = made.get(&answer(id)).copied();
        let right = session.suggestions().iter().take(9).position(|s| match there {
            Some(_) => session.project().mention(s.shown).is_some_and(|m| m.entity == there),
            None => answer(s.shown) == answer(id),
        });
        let (kind, action) = match (right, there) {
            (Some(0), _) => ("accepted", Action::User(UserCommand::AcceptAndGoOn)),
            (Some(nth), _) => ("chosen", Action::TakeCandidate(nth)),
            (None, Some(entity)) => ("typed", Action::Edit(Command::Assign(session.queued_group().to_vec(), entity))),
            (None, None) => ("new_entities", Action::User(UserCommand::NewEntity)),
        };
        *counts.entry(kind).or_default() += 1;
        act(&mut session, action);
        let entity = session.project().mention(id).and_then(|m| m.entity).expect("it is tied");
        made.insert(answer(id), entity);
    }
    assert!(session.project().mentions().all(|m| m.entity.is_some()), "the queue came to all");
    counts
}

#[test]
fn what_simulate_counts_is_what_the_queue_of_the_window_takes() {
    let corpus = Corpus::new().gold();
    corpus.import(&ImportCommand { no_entities: true, ..corpus.command("gold.jsonl", "bare.ron") }).unwrap();
    let gold = ProjectFile::load(&corpus.path("gold.ron")).unwrap().project;
    let played = played_in_the_queue(corpus.path("bare.ron"), &gold);
    let command = SimulateCommand { project: corpus.path("gold.ron"), json: true, within: Reach::Corpus };
    let mut out = Vec::new();
    simulate(&command, &Work::default(), &mut out, &mut Vec::new()).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
    for kind in ["accepted", "chosen", "new_entities", "typed", "taken_apart"] {
        let counted = report["runs"][0][kind].as_u64().unwrap();
        assert_eq!(counted, played.get(kind).copied().unwrap_or_default(), "{kind}: {played:?}, {report}");
    }
}

#[test]
fn a_project_without_entities_cannot_be_played() {
    let corpus = Corpus::new();
    let bare = ImportCommand { no_entities: true, ..corpus.command("gold.jsonl", "bare.ron") };
    corpus.import(&bare).unwrap();
    let command = SimulateCommand { project: corpus.path("bare.ron"), json: false, within: Reach::Corpus };
    let told = simulate(&command, &Work::default(), &mut Vec::new(), &mut Vec::new()).unwrap_err();
    assert_eq!(told.to_string(), "there is nothing to play: the project has no entities");
}
