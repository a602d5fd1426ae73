//! UIMA CAS JSON 0.4, as INCEpTION and dkpro-cassis write it: a file for each document.
//!
//! ```json
//! {"%TYPES": {"webanno.custom.Span": {"%NAME": "webanno.custom.Span", "%SUPER_TYPE": "uima.tcas.Annotation"}},
//!  "%FEATURE_STRUCTURES": [
//!   {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": "Viktor Bout left."},
//!   {"%ID": 2, "%TYPE": "…NamedEntity", "@sofa": 1, "begin": 0, "end": 11, "value": "Person", "identifier": "…"},
//!   {"%ID": 3, "%TYPE": "…CoreferenceChain", "@sofa": 1, "@first": 4}],
//!  "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3]}}}
//! ```
//!
//! After <https://github.com/apache/uima-uimaj-io-jsoncas> (`SPECIFICATION.adoc`) and what the implementations write. Offsets
//! are UTF-16. A feature that begins with `@` refers to a feature structure by its `%ID`. Feature structures may be
//! an array, or a map by id. A text is the string of a sofa; named entities, chains of coreference and span layers that
//! somebody made become mentions ([`dkpro`](super::webanno::dkpro) says of what type and entity). Words, sentences and
//! other types have no place in a project.
//!
//! A document is called as its file is, without `.json`; where the title or id in its `DocumentMetaData` is that with
//! more folders, it is called so.

mod read;
mod structures;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
