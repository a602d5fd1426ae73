//! CoRefi and CHAMP: the tokens of all documents of a topic, and mentions over them with their clusters, one JSON file.
//!
//! ```json
//! {"mode":"annotation","mentions":[{"start":0,"end":1,"clustId":["0-1"],"type":"Person","name":"Viktor Bout"}],
//!  "tokens":[{"i":0,"document":0,"doc_name":"a.txt","text":"Viktor"},{"i":1,"document":0,"doc_name":"a.txt","text":"Bout","noWhite":true},…]}
//! ```
//!
//! After the sources of both (github.com/aribornstein/CoRefi, github.com/ariecattan/champ, `src/App.vue` and examples):
//!
//! * Tokens are numbered through all documents; a mention's `end` is its last token. `noWhite` says that the next token
//!   follows without a space. `document` is a number; a name is in `doc_name` or `doc_id`. `paragraph` counts inside the
//!   document; in CHAMP each must hold a mention.
//! * `clustId` is `start-end` of the cluster's first mention: a string in CoRefi, in CHAMP a list with one for each
//!   annotator, which CoRefi takes too. A mention that nobody has seen has none; only the first must have one.
//! * Both give mentions back with members that they do not know: there the type of the mention is, and on the first of
//!   an entity its name, type and note. CoRefi shows no mention inside another one, but keeps it.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
