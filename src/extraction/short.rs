//! Characters of two bytes folded ahead: most text that is not English is made of them.

use super::folding::{Folding, is_invisible, push_folded};
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::char::{canonical_combining_class as combining_class, decompose_canonical};

/// What a character of two bytes in UTF-8 is folded to.
#[derive(Clone, Copy)]
pub(super) struct Short {
    bytes: [u8; 6],
    len: u8,
    /// Whether it stays one character of two bytes.
    pub is_linear: bool,
    /// Whether it is a mark of the character before.
    is_mark: bool,
}

impl Short {
    fn of(c: char, folding: Folding) -> Self {
        let mut short = Self { bytes: [0; 6], len: 0, is_linear: false, is_mark: combining_class(c) != 0 };
        if short.is_mark || is_invisible(c) || c.is_whitespace() {
            return short;
        }
        let mut folded = String::new();
        decompose_canonical(c, |c| push_folded(c, folding, &mut folded));
        if let Some(room) = short.bytes.get_mut(..folded.len()) {
            room.copy_from_slice(folded.as_bytes());
            short.len = folded.len() as u8;
            short.is_linear = folded.len() == 2 && folded.chars().count() == 1;
        }
        short
    }

    /// Whether it is folded without looking at what is around it.
    pub fn is_known(&self) -> bool {
        self.len > 0
    }

    pub fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.len)).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }
}

/// Where characters of two bytes begin and end.
const SHORT: Range<u32> = 0x80..0x800;

/// The short characters folded, from the first.
pub(super) fn table(folding: Folding) -> &'static [Short] {
    static TABLES: LazyLock<[Vec<Short>; 4]> = LazyLock::new(|| {
        [(false, false), (false, true), (true, false), (true, true)].map(|(case, diacritics)| {
            let folding = Folding { case, diacritics };
            SHORT.filter_map(char::from_u32).map(|c| Short::of(c, folding)).collect()
        })
    });
    let [exact, diacritics, case, both] = &*TABLES;
    match (folding.case, folding.diacritics) {
        (false, false) => exact,
        (false, true) => diacritics,
        (true, false) => case,
        (true, true) => both,
    }
}

/// The place in the table of the character at `at`, when it has two bytes.
pub(super) fn short_at(bytes: &[u8], at: usize) -> Option<usize> {
    let lead = *bytes.get(at)?;
    let next = *bytes.get(at + 1)?;
    let code = u32::from(lead & 0x1f) << 6 | u32::from(next & 0x3f);
    (lead & 0xe0 == 0xc0).then(|| code.saturating_sub(SHORT.start) as usize)
}

/// Whether a mark stands at `at`, which belongs to the character before it.
pub(super) fn is_mark_at(text: &str, at: usize, table: &[Short]) -> bool {
    match text.as_bytes().get(at) {
        None => false,
        Some(byte) if byte.is_ascii() => false,
        Some(_) => match short_at(text.as_bytes(), at) {
            Some(short) => table.get(short).is_some_and(|s| s.is_mark),
            None => text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| combining_class(c) != 0),
        },
    }
}
