//! CorefUD and CoNLL-UA: CoNLL-U with mentions as brackets in the last column.
//!
//! ```text
//! # newdoc id = a/one.txt
//! # global.Entity = eid-etype-head-other-identity
//! # newpar
//! # sent_id = a/one.txt-1
//! # text = Viktor Bout left.
//! 1  Viktor  _  X  _  _  0  root  _  Entity=(d1e2-person-2--Viktor_Bout
//! 2  Bout  _  X  _  _  1  dep  _  Entity=d1e2)
//! 3  left  _  X  _  _  1  dep  _  SpaceAfter=No
//! 4  .  _  X  _  _  1  dep  _  _
//! ```
//!
//! Columns are parted by tabs. CoNLL-U is <https://universaldependencies.org/format.html>, the brackets are those of CorefUD 1.0
//! (<https://ufal.mff.cuni.cz/corefud>, `udapi/core/coref.py`) and of
//! <https://github.com/UniversalAnaphora/UniversalAnaphora>: what opens a mention has the fields of the header, what closes
//! it only its entity. A part of a discontinuous one is `e5[1/2]`.
//!
//! Entities end with their document, but those with an `identity` (GUM has titles of Wikipedia) are one wherever that is
//! the same. Of the fields `head`, or else `minspan`, becomes the head; others are passed over, as are `Bridge=`,
//! `SplitAnte=` and all that there is about words. Empty nodes are no text: mentions are without them.
//!
//! Written are ids for each document (`d1e2` is entity 2 in document 1), since an id must not be in two; `identity` is the
//! entity's name. `etype` is the entity's type, in the words of CorefUD where one stands for it. `other` holds what the
//! format has no place for: `type:Group` of a mention of another type, `untied:yes` of one without an entity, and
//! `status:proposed`. `head` is a guess, since it must not be left out: the last word before a comma or a preposition.
//! White space between words survives as `SpacesAfter=\s\n` (as in UDPipe), so that a text comes back exactly.

mod document;
mod misc;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
