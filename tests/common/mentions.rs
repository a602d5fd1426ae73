//! What the pipeline finds in short texts.

use redstring::annotation::Schema;
use redstring::extraction::{Extractor, Pipeline, Proposal, Report};
use redstring::text::{Document, DocumentId};
use redstring::work::Work;

/// The proposals of the pipeline in each text.
pub fn run(texts: &[&str]) -> Vec<(DocumentId, Vec<Proposal>)> {
    let documents: Vec<_> =
        (0u32..).zip(texts).map(|(i, text)| (DocumentId(i), Document::new(format!("{i}.txt"), *text))).collect();
    let mut all = Vec::new();
    let work = Work::default();
    let end = Pipeline::new().extract(&documents, &Schema::default(), &work, &mut |id, found| all.push((id, found)));
    assert_eq!(end, Ok(Report::default()));
    assert_eq!(work.progress(), (4 * texts.len() as u64, 4 * texts.len() as u64));
    all
}

/// All mentions of the texts, as `text/Type`.
pub fn mentions(texts: &[&str]) -> Vec<String> {
    let schema = Schema::default();
    run(texts).iter().flat_map(|(_, found)| found).map(|m| format!("{}/{}", m.text, schema.get(m.kind).name)).collect()
}

/// The rule that found the first mention with this text.
pub fn rule(texts: &[&str], mention: &str) -> String {
    let all = run(texts);
    let found = all.iter().flat_map(|(_, found)| found).find(|m| &*m.text == mention);
    found.and_then(|m| m.evidence.as_ref()).map(|e| e.rule.to_string()).unwrap_or_default()
}
