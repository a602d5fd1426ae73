//! Label Studio: tasks with their annotations, one JSON array (or a task a line, or `JSON_MIN`).
//!
//! ```json
//! [{"data":{"text":"Bout said he …","path":"a.txt"},"annotations":[{"result":[
//!   {"id":"m1","from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":4,"text":"Bout","labels":["Person"]},
//!    "meta":{"text":["Viktor Bout"],"entity":3,…}},
//!   {"type":"relation","from_id":"m2","to_id":"m1","direction":"right","labels":["coref"]}]}]}]
//! ```
//!
//! After Label Studio's sources (github.com/HumanSignal/label-studio, `web/libs/editor`):
//!
//! * Offsets are code points, end exclusive (`selection-tools.js`; its tests of 2024 "calculate offsets by code points").
//!   Until late in 2021 they were UTF-16 units (issue 1347). Where a text has characters beyond 16 bits, what the regions
//!   say that they quote tells which it is.
//! * The text that a region quotes has `\n` as two characters where a line ends.
//! * A region keeps its `meta`, of which `text` is what a person sees: there the name of the entity is, beside its id,
//!   type and note and the id of the mention before it (`after`).
//!
//! A project takes such a file with `<Labels name="label" toName="text">` over `<Text name="text" value="$text"/>`, and
//! `<Relations><Relation value="coref"/></Relations>`.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
