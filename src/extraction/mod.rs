//! Stand-in until the room lands.
#![allow(missing_docs)]
use crate::annotation::{Evidence, NewMention, Schema};
use crate::text::{Document, DocumentId, WordShape, words};
use crate::work::{Cancelled, Work};
pub type Proposal = NewMention;
pub trait Extractor: Send + Sync {
    fn name(&self) -> &str;
    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<(), Cancelled>;
}
#[derive(Default)]
pub struct RuleExtractor;
impl Extractor for RuleExtractor {
    fn name(&self) -> &str {
        "rules"
    }
    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<(), Cancelled> {
        for (id, d) in documents {
            work.check()?;
            let list = words(&d.text)
                .filter(|w| w.shape == WordShape::Capitalised && w.text.len() > 2)
                .map(|w| NewMention {
                    document: *id,
                    spans: smallvec::smallvec![w.span],
                    text: w.text.into(),
                    kind: schema.by_name("Name").unwrap(),
                    evidence: Some(Evidence { score: 0.5.into(), rule: "capitalised".into() }),
                })
                .collect();
            found(*id, list);
        }
        Ok(())
    }
}
