//! One immutable text.

use super::Blocks;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

/// Largest file that is read as a document, in bytes (64 MB). Larger ones are skipped with this reason.
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024 * 1024;

/// A document of a project. Small, never reused; ascending ids are the order of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub u32);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// SHA-256 of a document's decoded text in UTF-8 (FIPS 180-4), written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 32]);

/// A content hash that is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a content hash is 64 hexadecimal digits")]
pub struct ParseHashError;

impl ContentHash {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl FromStr for ContentHash {
    type Err = ParseHashError;

    fn from_str(s: &str) -> Result<Self, ParseHashError> {
        if s.len() != 64 || !s.is_ascii() {
            return Err(ParseHashError);
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&s[2 * i..2 * i + 2], 16).map_err(|_| ParseHashError)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for ContentHash {
    type Error = ParseHashError;

    fn try_from(s: String) -> Result<Self, ParseHashError> {
        s.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.to_string()
    }
}

/// One immutable text, as decoded from its file. Cheap to clone: the text is shared.
#[derive(Clone, Debug)]
pub struct Document {
    /// Path relative to the corpus root, with `/` between folders.
    pub path: Arc<str>,
    /// The text: what the file says after decoding, without its byte-order mark. Line ends are as in the file.
    pub text: Arc<str>,
    /// Hash of `text`.
    pub hash: ContentHash,
    blocks: Arc<OnceLock<Blocks>>,
}

impl Document {
    /// A document of this text. Hashes the text, so not for use in a frame.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { path: path.into(), hash: ContentHash::of(&text), text, blocks: Arc::default() }
    }

    /// The blocks that the text is laid out by. Found on first use (about 1 GB/s); [`Document::warm`] does it ahead.
    pub fn blocks(&self) -> &Blocks {
        self.blocks.get_or_init(|| Blocks::of(&self.text))
    }

    /// Finds the blocks now, so that the first frame that shows the document need not.
    pub fn warm(&self) {
        self.blocks();
    }

    /// What to call the document: its first line that says something, cut at 80 characters, else its file name.
    pub fn title(&self) -> &str {
        let head = &self.text[..floor_char_boundary(&self.text, 4096)];
        let line = head
            .lines()
            .map(|line| line.trim().trim_start_matches('#').trim_start())
            .find(|line| line.chars().any(char::is_alphanumeric));
        match line {
            Some(line) => line.char_indices().nth(80).map_or(line, |(cut, _)| line[..cut].trim_end()),
            None => self.file_name(),
        }
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// The greatest character boundary that is at most `at`.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_first_line_that_says_something() {
        assert_eq!(Document::new("a/b.txt", "\n  ***\n# A title\r\nmore").title(), "A title");
        assert_eq!(Document::new("a/b.txt", "\n \n").title(), "b.txt");
    }

    #[test]
    fn a_hash_survives_its_spelling() {
        let hash = ContentHash::of("abc");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!(hash.to_string().starts_with("ba7816bf"));
        assert!("é".repeat(32).parse::<ContentHash>().is_err());
    }
}
