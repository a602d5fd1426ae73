//! CoNLL-2012: columns, a token a line, the last column coreference in brackets.
//!
//! ```text
//! #begin document (bc/cctv/00/cctv_0000); part 000
//! bc/cctv/00/cctv_0000  0  0  Viktor  NNP  (TOP*  -  -  -  -  (PERSON*  (12
//! bc/cctv/00/cctv_0000  0  1  Bout    NNP  *)     -  -  -  -  *)        12)
//!
//! #end document
//! ```
//!
//! The columns are those of <https://conll.cemantix.org/2012/data.html>, what brackets mean that of the reference scorer
//! (<https://github.com/conll/reference-coreference-scorers>, `GetCoreference`): an id that is opened twice is closed
//! innermost first, and in one line mentions of one token come first, then what opens, then what closes.
//!
//! Read are also files with fewer columns: `name part number word … coreference`, `name number word coreference`,
//! `number word … coreference` (SemEval-2010), `word coreference`, and `name coreference`, which has no words.
//!
//! A block is a document (with several parts, each is one: `name_part001`), unless its first column changes: then the
//! block is a topic, and the first column says the document. Ids count in their block. White space in names is `%20`.
//!
//! Written are the twelve columns, with the types of mentions as named entities, or five ([`ExportOptions`]). A block is
//! a document, a folder or the corpus, as far as entities reach, so that the scorer, which knows no documents but blocks,
//! scores across them. Documents without words are blocks of their own.
//!
//! [`ExportOptions`]: super::ExportOptions

mod build;
mod columns;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
