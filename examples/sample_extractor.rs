//! A program that Redstring can run as its extractor: it takes runs of capitalised words for persons.
//!
//! ```sh
//! redstring extract FOLDER --extractor target/debug/examples/sample_extractor
//! ```
//!
//! `assets/extractors/README.md` has the protocol. The tests run it too, with switches for all that can go wrong.
//! `--fault NAME` goes wrong at documents with the word "trouble" (or, where the name says so, at the start):
//!
//! | fault | what it does |
//! | --- | --- |
//! | `hang-start`, `crash-start`, `garbage-start`, `flood-start` | before it says who it is |
//! | `hang`, `crash` | never answers; ends with exit code 3 |
//! | `garbage`, `flood` | answers in prose; writes a line without end |
//! | `lie` | tells mentions that are not there |
//! | `other`, `twice` | answers what it was not asked; answers twice |
//! | `refuse` | says that it cannot read this one |
//!
//! `--slow MS` waits before every answer, `--reverse N` answers every N requests backwards, `--chatty` writes a lot to
//! standard error, `--hold FILE` keeps a file locked while it lives, `--grandchild FILE` starts a program that does and
//! never ends. `--nobody` names no label.
// What it cannot write nobody reads; and it talks over its standard output.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use serde_json::{Value, json};
use std::io::{BufRead as _, Write as _};
use std::process::{Command, exit};
use std::time::Duration;

/// The value behind a switch.
fn switch(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn hang() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

fn say(line: &Value) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more when this fails.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        exit(0);
    }
}

fn flood() -> ! {
    while std::io::stdout().write_all(&[b'x'; 1 << 16]).is_ok() {}
    exit(0)
}

/// Runs of capitalised words, in code points.
fn names(text: &str) -> Vec<Value> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let word = |from: usize| chars[from..].iter().take_while(|c| c.is_alphabetic()).count();
    while at < chars.len() {
        let mut end = at;
        while end < chars.len() && chars[end].is_uppercase() && word(end) > 1 {
            end += word(end);
            let next = chars.get(end) == Some(&' ') && chars.get(end + 1).is_some_and(|c| c.is_uppercase());
            end += usize::from(next);
            if !next {
                break;
            }
        }
        if end > at {
            found.push(json!({"start": at, "end": end, "type": "Person", "score": 0.9}));
        }
        at = end.max(at + word(at)).max(at + 1);
    }
    found
}

fn lies(text: &str) -> Vec<Value> {
    let end = text.chars().count();
    let mut lies = vec![
        json!({"start": end + 5, "end": end + 9, "type": "Person"}),
        json!({"start": -4, "end": 2, "type": "Person"}),
        json!({"start": 3, "end": 1, "type": "Person"}),
        json!({"start": 0, "end": 3, "type": "GADGET"}),
        json!({"start": 0, "end": 3, "type": "Person", "score": 55}),
        json!({"start": "0", "end": 3, "type": "Person"}),
        json!("Person"),
    ];
    lies.extend(names(text));
    lies
}

fn answer(request: &Value, fault: &str) {
    let text = request["text"].as_str().unwrap_or_default();
    let id = &request["id"];
    let honest = json!({"id": id, "mentions": names(text)});
    match fault {
        _ if !text.contains("trouble") => say(&honest),
        "hang" => hang(),
        "crash" => {
            eprintln!("warming up\n\u{1b}[31mout of memory\u{1b}[0m");
            exit(3)
        }
        "garbage" => println!("Loading the model, please wait"),
        "flood" => flood(),
        "lie" => say(&json!({"id": id, "mentions": lies(text)})),
        "other" => say(&json!({"id": 4_000_000, "mentions": []})),
        "twice" => {
            say(&honest);
            say(&honest);
        }
        "refuse" => say(&json!({"id": id, "error": "too sad to read"})),
        _ => say(&honest),
    }
}

// A grandchild that outlives its parent is what the tests look for.
#[allow(clippy::zombie_processes)]
fn main() {
    let _held = switch("--hold").map(|path| {
        let file = std::fs::File::create(path).unwrap();
        file.lock().unwrap();
        file
    });
    if let Some(path) = switch("--grandchild") {
        let own = std::env::current_exe().unwrap();
        Command::new(own).args(["--fault", "hang-start", "--hold", &path]).spawn().unwrap();
        // It has its lock before anybody hears of this program.
        while std::fs::File::open(&path).is_err_and(|_| true) || std::fs::File::open(&path).unwrap().try_lock().is_ok()
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let fault = switch("--fault").unwrap_or_default();
    match fault.as_str() {
        "hang-start" => hang(),
        "crash-start" => {
            eprintln!("no such model");
            exit(3)
        }
        "garbage-start" => println!("Hello!"),
        "flood-start" => flood(),
        _ => {}
    }
    let labels = if std::env::args().any(|word| word == "--nobody") { json!([]) } else { json!(["Person", "GADGET"]) };
    say(&json!({"name": "sample", "version": "1.0", "labels": labels}));
    let slow = switch("--slow").and_then(|ms| ms.parse().ok()).map(Duration::from_millis);
    let batch = switch("--reverse").and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut requests = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if std::env::args().any(|word| word == "--chatty") {
            (0..5000).for_each(|n| eprintln!("line {n} of what nobody asked"));
        }
        requests.push(serde_json::from_str(&line).unwrap());
        if requests.len() == batch {
            for request in requests.drain(..).rev() {
                if let Some(pause) = slow {
                    std::thread::sleep(pause);
                }
                answer(&request, &fault);
            }
        }
    }
}
