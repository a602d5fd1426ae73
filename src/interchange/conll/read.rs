//! Files to blocks, and blocks to the telling.

use super::super::escape::unescaped;
use super::super::files::each_line;
use super::build::{Builder, Built};
use super::columns::{columns, is_cell, title_of};
use crate::annotation::Scope;
use crate::interchange::{At, Files, ReadError, Telling};
use crate::text::OffsetUnit;
use crate::work::Work;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Reads all files that look like it by their names, or all.
///
/// # Errors
/// [`ReadError`].
pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Bytes;
    let ends = |name: &str| ["conll", ".key", ".response"].iter().any(|end| name.to_lowercase().ends_with(end));
    let mut names: Vec<Arc<str>> = files.names().filter(|name| ends(name)).cloned().collect();
    if names.is_empty() || !files.is_folder() {
        names = files.names().cloned().collect();
    }
    let mut scopes = Scopes::default();
    let mut blocks: HashMap<(String, u32), u32> = HashMap::new();
    for name in names {
        let mut file = File { name: name.clone(), block: None, explicit: false, lost: false, done: Vec::new() };
        each_line(files, &name, work, telling, |telling, line, text| file.line(telling, line, text))?;
        file.close(telling, false);
        file.tell(telling, &mut blocks, &mut scopes);
    }
    telling.scope = scopes.scope();
    Ok(())
}

/// How far blocks reach.
#[derive(Default)]
struct Scopes {
    several: bool,
    over_folders: bool,
}

impl Scopes {
    fn note(&mut self, paths: &[Arc<str>]) {
        let part = |path: &Arc<str>| Scope::Folder.part_of(path).to_owned();
        self.several |= paths.len() > 1;
        self.over_folders |= paths.windows(2).any(|pair| part(&pair[0]) != part(&pair[1]));
    }

    fn scope(&self) -> Scope {
        match () {
            () if self.over_folders => Scope::Corpus,
            () if self.several => Scope::Folder,
            () => Scope::Document,
        }
    }
}

/// A file as it is read.
struct File {
    name: Arc<str>,
    block: Option<Block>,
    /// Whether a `#begin document` was there.
    explicit: bool,
    /// Whether words outside of blocks were told of since the last block.
    lost: bool,
    done: Vec<Built>,
}

/// The lines of a block.
pub(super) struct Block {
    pub name: String,
    pub part: u32,
    pub line: u64,
    explicit: bool,
    text: String,
    pub rows: Vec<Row>,
    /// Whether the next row begins a sentence.
    begins: bool,
}

/// A line of a block.
pub(super) struct Row {
    pub line: u64,
    text: Range<usize>,
    /// Whether a sentence begins with it.
    pub begins: bool,
}

impl File {
    fn line(&mut self, telling: &mut Telling, line: u64, text: &str) {
        let command = text.strip_prefix('#').map(str::trim_start).unwrap_or_default();
        if let Some(title) = command.strip_prefix("begin document") {
            self.close(telling, false);
            let (name, part) = title_of(title);
            self.explicit = true;
            self.block = Some(Block::new(name, part, line, true));
        } else if command.starts_with("end document") {
            if self.block.as_ref().is_some_and(|block| block.explicit) {
                self.close(telling, true);
            } else {
                let told = "“#end document” without “#begin document (name); part 000” before it";
                telling.fault(At::line(&self.name, line), told);
            }
        } else if text.trim().is_empty() {
            if let Some(block) = &mut self.block {
                block.begins = true;
            }
        } else {
            self.row(telling, line, text);
        }
    }

    fn row(&mut self, telling: &mut Telling, line: u64, text: &str) {
        // A comment, and not a word “#”.
        if text.starts_with('#') && columns(text).last().is_none_or(|cell| !is_cell(cell)) {
            return;
        }
        if self.block.is_none() && self.explicit {
            if !std::mem::replace(&mut self.lost, true) {
                let told = "words outside of a document; expected “#begin document (name); part 000” before them";
                telling.fault(At::line(&self.name, line), told);
            }
            return;
        }
        let block = self.block.get_or_insert_with(|| Block::new(String::new(), 0, line, false));
        let start = block.text.len();
        block.text.push_str(text);
        let begins = std::mem::take(&mut block.begins);
        block.rows.push(Row { line, text: start..block.text.len(), begins });
    }

    /// Ends the block.
    fn close(&mut self, telling: &mut Telling, ended: bool) {
        let Some(block) = self.block.take() else { return };
        self.lost = false;
        if block.explicit && !ended {
            let told = format!("the document “{}” does not end; expected “#end document” after it", block.name);
            telling.fault(At::line(&self.name, block.line), told);
        }
        self.done.push(Builder::build(&self.name, block, telling));
    }

    /// Tells the blocks. Only now it is known which have several parts.
    fn tell(self, telling: &mut Telling, blocks: &mut HashMap<(String, u32), u32>, scopes: &mut Scopes) {
        let mut parts: HashMap<String, u32> = HashMap::new();
        for block in &self.done {
            *parts.entry(block.name.clone()).or_default() += 1;
        }
        let stem = self.name.rsplit_once('.').map_or(&*self.name, |(stem, _)| stem);
        for block in self.done {
            let name = if block.name.is_empty() { stem.to_owned() } else { unescaped(&block.name).into_owned() };
            let several = parts.get(&block.name).is_some_and(|&count| count > 1);
            let times = blocks.entry((name.clone(), block.part)).or_default();
            *times += 1;
            let unique = match *times {
                1 => format!("{name}#{}", block.part),
                again => format!("{name}#{}#{again}", block.part),
            };
            let entities: Vec<Arc<str>> = block.ids.iter().map(|id| format!("{unique}#{id}").into()).collect();
            let mut paths = Vec::new();
            for document in block.documents {
                let name = match &document.name {
                    Some(name) => unescaped(name).into_owned(),
                    None if block.part > 0 || several => format!("{name}_part{:03}", block.part),
                    None => name.clone(),
                };
                paths.push(document.tell(telling, At::line(&self.name, block.line), &name, &entities));
            }
            scopes.note(&paths);
        }
    }
}

impl Block {
    fn new(name: String, part: u32, line: u64, explicit: bool) -> Self {
        Self { name, part, line, explicit, text: String::new(), rows: Vec::new(), begins: true }
    }

    /// What a row says.
    pub fn line_of(&self, row: &Row) -> &str {
        self.text.get(row.text.clone()).unwrap_or_default()
    }

    /// The first column.
    pub fn first(&self, row: &Row) -> &str {
        columns(self.line_of(row)).next().unwrap_or_default()
    }
}
