//! Our JSON lines: a document a line with the entities beside them, or a mention a line, as `redstring extract` writes
//! them. Which it is, each line says by what it has.

mod documents;
mod mentions;

pub use mentions::{Written, write_line, write_mentions};

use super::files::each_line;
use super::{At, Files, ReadError, Telling};
use crate::work::Work;

pub(super) use super::json::json_fault;
pub(super) use documents::write;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    Document,
    Entity,
    Judgement,
    Mention,
}

impl Beginning {
    /// By the first name in the line: `"entity"` and `"a"` begin what is no mention, and a document has a text and no
    /// place.
    fn of(line: &str) -> Self {
        let first = line.trim_start().strip_prefix('{').unwrap_or_default().trim_start();
        if first.starts_with("\"entity\"") {
            return Self::Entity;
        }
        if first.starts_with("\"a\"") {
            return Self::Judgement;
        }
        let placed = line.contains("\"start\"") || line.contains("\"spans\"");
        if line.contains("\"mentions\"") || !placed { Self::Document } else { Self::Mention }
    }
}

pub(super) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    let mut documents = documents::Documents::default();
    for name in files.meant(".jsonl") {
        each_line(files, &name, work, telling, |telling, line, text| {
            if text.trim().is_empty() {
                return;
            }
            match Beginning::of(text) {
                Beginning::Mention => mentions::read_line(telling, &name, line, text),
                beginning => documents.read_line(telling, At::line(&name, line), beginning, text),
            }
        })?;
    }
    documents.finish(telling);
    Ok(())
}
