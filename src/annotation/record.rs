//! What a project remembers of a document; the text itself stays in its file.

use crate::text::{ContentHash, Document, DocumentId};
use std::sync::Arc;

/// A document as the project knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Its id.
    pub id: DocumentId,
    /// Path relative to the corpus root, with `/`.
    pub path: Arc<str>,
    /// Length of the decoded text in UTF-8 bytes.
    pub bytes: u32,
    /// Hash of the decoded text that the project's offsets refer to.
    pub hash: ContentHash,
}

impl DocumentRecord {
    /// Whether `document` is the text that the project's offsets refer to.
    pub fn matches(&self, document: &Document) -> bool {
        self.hash == document.hash
    }
}
