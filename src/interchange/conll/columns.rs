//! What the columns of a block are, and the brackets in the last one.

use super::read::{Block, Row};

/// How many columns OntoNotes has at least: those before the predicate arguments, and coreference.
pub(super) const FULL: usize = 12;

/// `(name); part 012`, or what else stands after `#begin document`.
pub(super) fn title_of(title: &str) -> (String, u32) {
    let title = title.trim();
    let (name, rest) = match title.strip_prefix('(').and_then(|t| t.rsplit_once(')')) {
        Some(found) => found,
        None => title.split_once(';').unwrap_or((title, "")),
    };
    let part = rest.split_whitespace().skip_while(|word| *word != "part").nth(1);
    (name.trim().to_owned(), part.and_then(|part| part.parse().ok()).unwrap_or_default())
}

/// The columns of a line. Only these two characters part them: a word may hold other white space.
pub(super) fn columns(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '\t']).filter(|cell| !cell.is_empty())
}

/// Whether a cell may be one of the last column.
pub(super) fn is_cell(cell: &str) -> bool {
    is_none(cell) || brackets(cell).is_ok()
}

pub(super) fn is_none(cell: &str) -> bool {
    matches!(cell, "-" | "_" | "*")
}

/// A bracket of the last column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bracket {
    /// In the order in which those of a line count.
    One,
    Open,
    Close,
}

/// The brackets of a cell, with their ids. An error is the byte where something else stands.
pub(super) fn brackets(cell: &str) -> Result<Vec<(Bracket, &str)>, usize> {
    let (mut all, mut at) = (Vec::new(), 0);
    while at < cell.len() {
        let rest = &cell[at..];
        if rest.starts_with('|') {
            at += 1;
            continue;
        }
        let opens = rest.starts_with('(');
        let id = &rest[usize::from(opens)..];
        let id = &id[..id.find(['(', ')', '|']).unwrap_or(id.len())];
        let end = at + usize::from(opens) + id.len();
        let closes = cell[end..].starts_with(')');
        let bracket = match (opens, closes) {
            (true, true) => Bracket::One,
            (true, false) => Bracket::Open,
            (false, true) => Bracket::Close,
            (false, false) => return Err(at),
        };
        if id.is_empty() {
            return Err(at);
        }
        all.push((bracket, id));
        at = end + usize::from(closes);
    }
    if all.is_empty() { Err(0) } else { Ok(all) }
}

/// What the columns of a block are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// How many there are; of OntoNotes at least.
    pub width: usize,
    /// Whether the first names the document.
    pub named: bool,
    /// Which holds the word, if any does.
    pub word: Option<usize>,
}

impl Layout {
    /// What they are, by all lines of the block.
    pub fn of(block: &Block) -> Self {
        let widths = block.rows.iter().map(|row| columns(block.line_of(row)).count());
        let width = widths.max().unwrap_or_default().min(FULL);
        let first = |row: &Row| block.first(row);
        let number = |row: &Row| first(row).parse::<u64>().ok();
        // Do the first two words of a sentence count?
        let pair = block.rows.windows(2).find(|pair| !pair[1].begins);
        let counts = pair.is_some_and(|p| {
            number(&p[0]).is_some_and(|n| n.checked_add(1) == number(&p[1]))
                && block.rows.iter().all(|row| number(row).is_some())
        });
        let steady = || block.rows.windows(2).all(|p| p[1].begins || first(&p[0]) == first(&p[1]));
        let named = match width {
            0 | 1 => false,
            2 => !block.name.is_empty() && block.rows.iter().all(|row| first(row) == block.name),
            3 => !counts && steady(),
            _ => !counts,
        };
        let word = match width {
            0 | 1 => None,
            2 => (!named).then_some(0),
            _ if counts => Some(1),
            3 => Some(1),
            4 => Some(2),
            _ => Some(3),
        };
        Self { width, named, word }
    }
}
