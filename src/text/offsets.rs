//! Between bytes, code points and UTF-16 units.

use serde::{Deserialize, Serialize};

/// What an offset counts. Inside Redstring always bytes; other tools count otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OffsetUnit {
    /// UTF-8 bytes.
    Bytes,
    /// Unicode code points (what Python's `str` counts).
    #[default]
    Chars,
    /// UTF-16 code units (what JavaScript and Java count).
    Utf16,
}

/// How often the map notes a position, in bytes.
const STRIDE: usize = 512;

/// Converts offsets into one text. Built in one pass; a look-up scans at most 512 bytes.
#[derive(Clone, Debug)]
pub struct OffsetMap<'a> {
    text: &'a str,
    /// Code points and UTF-16 units before byte `i * STRIDE` (rounded up to a character boundary).
    checkpoints: Vec<(u32, u32)>,
    ascii: bool,
}

impl<'a> OffsetMap<'a> {
    /// The map of a text.
    pub fn new(text: &'a str) -> Self {
        let ascii = text.is_ascii();
        let mut checkpoints = Vec::new();
        if !ascii {
            let (mut chars, mut utf16, mut next) = (0, 0, 0);
            for (i, c) in text.char_indices() {
                while i >= next {
                    checkpoints.push((chars, utf16));
                    next += STRIDE;
                }
                chars += 1;
                utf16 += c.len_utf16() as u32;
            }
        }
        Self { text, checkpoints, ascii }
    }

    /// A byte offset in another unit. An offset inside a character counts as that character's start,
    /// one past the end as the end.
    pub fn from_bytes(&self, offset: u32, unit: OffsetUnit) -> u32 {
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        if self.ascii || unit == OffsetUnit::Bytes {
            return at as u32;
        }
        let checkpoint = (at / STRIDE).min(self.checkpoints.len().saturating_sub(1));
        let mut from = checkpoint * STRIDE;
        while from < at && !self.text.is_char_boundary(from) {
            from += 1;
        }
        let (chars, utf16) = self.checkpoints.get(checkpoint).copied().unwrap_or_default();
        let rest = self.text[from..at].chars();
        match unit {
            OffsetUnit::Utf16 => utf16 + rest.map(|c| c.len_utf16() as u32).sum::<u32>(),
            _ => chars + rest.count() as u32,
        }
    }

    /// An offset in another unit as bytes, or `None` when it lies past the end or inside a character.
    pub fn to_bytes(&self, offset: u32, unit: OffsetUnit) -> Option<u32> {
        if self.ascii || unit == OffsetUnit::Bytes {
            return self.text.is_char_boundary(offset as usize).then_some(offset);
        }
        let count = |&(chars, utf16): &(u32, u32)| if unit == OffsetUnit::Utf16 { utf16 } else { chars };
        let checkpoint = self.checkpoints.partition_point(|c| count(c) <= offset).saturating_sub(1);
        let mut from = checkpoint * STRIDE;
        while from < self.text.len() && !self.text.is_char_boundary(from) {
            from += 1;
        }
        let mut seen = self.checkpoints.get(checkpoint).map_or(0, count);
        for (i, c) in self.text.get(from..)?.char_indices() {
            if seen == offset {
                return Some((from + i) as u32);
            }
            seen += if unit == OffsetUnit::Utf16 { c.len_utf16() as u32 } else { 1 };
            if seen > offset {
                return None;
            }
        }
        (seen == offset).then_some(self.text.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        let map = OffsetMap::new("é😀x");
        assert_eq!(map.from_bytes(6, OffsetUnit::Chars), 2);
        assert_eq!(map.from_bytes(6, OffsetUnit::Utf16), 3);
        assert_eq!(map.to_bytes(2, OffsetUnit::Utf16), None);
        assert_eq!(map.to_bytes(4, OffsetUnit::Utf16), Some(7));
        assert_eq!(map.to_bytes(5, OffsetUnit::Utf16), None);
    }

    proptest! {
        #[test]
        fn there_and_back(text in "(\\PC|😀|é|\r\n){0,900}") {
            let map = OffsetMap::new(&text);
            for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
                for (i, _) in text.char_indices() {
                    prop_assert_eq!(map.to_bytes(map.from_bytes(i as u32, unit), unit), Some(i as u32));
                }
            }
            for (n, (i, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.from_bytes(i as u32, OffsetUnit::Chars), n as u32);
            }
        }
    }
}
