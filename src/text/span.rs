//! Half-open byte ranges into one document's text.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// The spans of one mention: nearly always one, several when the mention is discontinuous.
pub type Spans = SmallVec<[Span; 1]>;

/// A half-open byte range `start..end` into one document's UTF-8 text.
///
/// Written to files as `(start, end)`. `u32` because a document is at most
/// [`MAX_DOCUMENT_BYTES`](super::MAX_DOCUMENT_BYTES) long, and a project may hold a million of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// From the first byte of the first of these spans, which are in order, to the last of the last; empty when there is
/// none.
pub fn hull(spans: &[Span]) -> Span {
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => Span::new(0, 0),
    }
}

/// Why a span does not fit a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// `start >= end`.
    #[error("span {0}..{1} is empty or backwards")]
    Empty(u32, u32),
    /// The span reaches past the end of the text.
    #[error("span {start}..{end} reaches past the end of the text ({bytes} bytes)")]
    OutOfRange {
        /// First byte of the span.
        start: u32,
        /// One past its last byte.
        end: u32,
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// An edge lies inside a UTF-8 character.
    #[error("byte {0} lies inside a character")]
    InsideCharacter(u32),
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// From `usize` offsets; values past `u32::MAX` are clamped, which no text within the size limit reaches.
    pub fn from_usize(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Length in bytes, zero when backwards.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as an index range.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span (equal spans contain each other).
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` is inside.
    pub const fn contains_offset(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The text of the span, or `None` when it does not fit `text`.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Checks the span against a text.
    ///
    /// # Errors
    /// [`SpanError`] when it is empty, out of range, or cuts a character.
    pub fn check(self, text: &str) -> Result<(), SpanError> {
        if self.is_empty() {
            return Err(SpanError::Empty(self.start, self.end));
        }
        if self.end as usize > text.len() {
            return Err(SpanError::OutOfRange { start: self.start, end: self.end, bytes: text.len() });
        }
        for edge in [self.start, self.end] {
            if !text.is_char_boundary(edge as usize) {
                return Err(SpanError::InsideCharacter(edge));
            }
        }
        Ok(())
    }
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Self { start, end }
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_cuts_a_character_is_refused() {
        assert_eq!(Span::new(0, 1).check("é"), Err(SpanError::InsideCharacter(1)));
        assert_eq!(Span::new(0, 2).check("é"), Ok(()));
        assert!(matches!(Span::new(0, 9).check("é"), Err(SpanError::OutOfRange { .. })));
        assert!(matches!(Span::new(2, 2).check("é"), Err(SpanError::Empty(..))));
    }

    #[test]
    fn overlap_is_about_shared_bytes() {
        let a = Span::new(2, 5);
        assert!(a.overlaps(Span::new(4, 9)));
        assert!(!a.overlaps(Span::new(5, 9)));
        assert!(a.contains(a));
    }
}
