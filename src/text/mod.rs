//! What was written: documents, spans, blocks, offsets, words. The ground floor of the house.
//!
//! Pure: no files, no threads, no clock, no egui. Offsets are UTF-8 bytes into a document's text
//! unless a name says otherwise.

mod block;
mod document;
pub(crate) mod ink;
mod offsets;
mod span;
mod words;

pub use block::{Block, Blocks, Gap};
pub use document::{ContentHash, Document, DocumentId, MAX_DOCUMENT_BYTES, ParseHashError};
pub use offsets::{OffsetMap, OffsetUnit};
pub use span::{Span, SpanError, Spans, hull};
pub use words::{Word, WordShape, is_grapheme_boundary, snap_to_graphemes, trim_span, word_at, words};
