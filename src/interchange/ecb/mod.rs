//! ECB+ (Cybulska & Vossen, LREC 2014): an XML file for each document, as the CAT tool writes it, with mentions of entities
//! and events and who is the same over documents. MEANTIME (Minard et al., LREC 2016) is of the same kind.
//!
//! ```xml
//! <Document doc_name="1_1ecb.xml" doc_id="DOC1">
//! <token t_id="1" sentence="0" number="0">Bout</token>
//! <Markables>
//!   <HUMAN_PART_PER m_id="1"><token_anchor t_id="1"/></HUMAN_PART_PER>
//!   <HUMAN_PART_PER m_id="2" RELATED_TO="" TAG_DESCRIPTOR="viktor_bout" instance_id="HUM1"/>
//! </Markables>
//! <Relations>
//!   <CROSS_DOC_COREF r_id="1" note="HUM1"><source m_id="1"/><target m_id="2"/></CROSS_DOC_COREF>
//! </Relations>
//! </Document>
//! ```
//!
//! A markable with anchors is a mention, of the type that its element is called; one without is an instance: an entity.
//! `CROSS_DOC_COREF` (and `REFERS_TO` of MEANTIME, to an instance with an id) says who is the same over documents,
//! `INTRA_DOC_COREF` inside one. Other relations have no place in a project.
//!
//! The text is put together from tokens, a line a sentence. A document is called as its file is, with its folders; a
//! file `3_1ecb.xml` in no folder is of the folder `3`, its topic. What Redstring writes has the whole path in `doc_name`,
//! a type that is no XML name in `mention_type`, and an entity's note in `comment`, as MEANTIME has it.

mod parse;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// The attribute with a type that is no XML name.
const TYPE: &str = "mention_type";
/// The attribute with a token that has characters which XML forbids, as a JSON string.
const ORIGINAL: &str = "original";

#[cfg(test)]
mod tests;
