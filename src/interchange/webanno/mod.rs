//! WebAnno TSV 3, as WebAnno and INCEpTION write it: a file for each document, a row for each token
//! with tabs between its columns.
//!
//! ```text
//! #FORMAT=WebAnno TSV 3.3
//! #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
//! #T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceRelation|referenceType
//!
//!
//! #Text=Viktor Bout left.
//! 1-1  0-6  Viktor  redstring:1#Viktor%20Bout[1]  Person[1]  *->1-1  *[1]
//! 1-2  7-11  Bout  redstring:1#Viktor%20Bout[1]  Person[1]  *->1-1  *[1]
//! 1-3  12-16  left  _  _  _  _
//! ```
//!
//! After the user guide of INCEpTION (“WebAnno TSV 3.3 File format”) and its reader. Offsets are UTF-16. Named entities, chains
//! of coreference and span layers that somebody made become mentions (`dkpro` says of what type and entity); layers
//! of words (parts of speech, lemmas), relations and slots have no place in a project.
//!
//! A text is what `#Text=` says; between two sentences there is only room for a gap, which becomes line ends. What
//! Redstring writes has all that is between two sentences in the first of them, so that only white space before the
//! first token is lost when it is more than spaces. A document is called as its file is, without `.tsv`.

pub(super) mod dkpro;
mod escape;
mod header;
mod page;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
