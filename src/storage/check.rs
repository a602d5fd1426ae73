//! A project against its documents: whether what it says about them still holds.

use super::ProjectFile;
use crate::annotation::{DocumentRecord, Mention, Project};
use crate::text::{Document, Span, is_grapheme_boundary};

/// Everything that is wrong with a project and its documents, one line a fault; empty when all is well.
/// `read` gives the document at a path below the corpus root, or the reason why it cannot.
pub fn check(file: &ProjectFile, read: &dyn Fn(&str) -> Result<Document, String>) -> Vec<String> {
    let project = &file.project;
    let mut faults: Vec<String> = project.faults().iter().map(ToString::to_string).collect();
    for record in project.documents() {
        match read(&record.path) {
            Err(reason) => faults.push(format!("{}: cannot be read: {reason}", record.path)),
            Ok(document) => against_text(project, record, &document, &mut faults),
        }
    }
    for judgement in project.judgements() {
        if let Some(entity) = shared_entity(project, judgement)
            && judgement.verdict == crate::annotation::Verdict::Different
        {
            let pair = (judgement.a, judgement.b);
            faults.push(format!("entity {entity}: its mentions {} and {} were judged different", pair.0, pair.1));
        }
    }
    faults
}

/// The first mention that cannot be painted on its document: a span that does not fit the text, or another text
/// there. `document` must be the one that the project's offsets refer to.
pub fn first_misfit(project: &Project, record: &DocumentRecord, document: &Document) -> Option<String> {
    let mut mentions: Vec<_> = project.mentions_in(record.id, Span::new(0, u32::MAX)).collect();
    mentions.sort_by_key(|m| m.id);
    mentions
        .into_iter()
        .find_map(|mention| misfit(mention, &document.text))
        .map(|fault| format!("{}: {fault}", record.path))
}

/// Why a mention cannot be painted on a text.
fn misfit(mention: &Mention, text: &str) -> Option<String> {
    if let Some(error) = mention.spans.iter().find_map(|span| span.check(text).err()) {
        return Some(format!("mention {} “{}”: {error}", mention.id, mention.text));
    }
    let parts = || mention.spans.iter().filter_map(|span| span.slice(text));
    let fits = match mention.spans.len() {
        1 => parts().next() == Some(&*mention.text),
        _ => parts().collect::<Vec<_>>().join(" ") == *mention.text,
    };
    let found = || parts().collect::<Vec<_>>().join(" ");
    let at = mention.hull().start;
    (!fits).then(|| format!("mention {} “{}”: the text at byte {at} is “{}”", mention.id, mention.text, found()))
}

fn shared_entity(project: &Project, j: &crate::annotation::Judgement) -> Option<crate::annotation::EntityId> {
    let entity = project.mention(j.a)?.entity?;
    (project.mention(j.b)?.entity == Some(entity)).then_some(entity)
}

fn against_text(project: &Project, record: &DocumentRecord, document: &Document, faults: &mut Vec<String>) {
    let path = &record.path;
    if !record.matches(document) {
        faults.push(format!("{path}: the text changed since it was annotated (its hash differs)"));
    } else if document.text.len() != record.bytes as usize {
        faults.push(format!("{path}: the project says {} bytes, the text has {}", record.bytes, document.text.len()));
    }
    let mut mentions: Vec<_> = project.mentions_in(record.id, Span::new(0, u32::MAX)).collect();
    mentions.sort_by_key(|m| (m.hull().start, m.id));
    for mention in mentions {
        if let Some(fault) = misfit(mention, &document.text) {
            faults.push(format!("{path}: {fault}"));
            if mention.spans.iter().any(|span| span.check(&document.text).is_err()) {
                continue;
            }
        }
        let edges = mention.spans.iter().flat_map(|span| [span.start, span.end]);
        if let Some(edge) = edges.into_iter().find(|&e| !is_grapheme_boundary(&document.text, e as usize)) {
            let place = format!("{path}: mention {} “{}”", mention.id, mention.text);
            faults.push(format!("{place}: byte {edge} lies inside a character as readers see it"));
        }
    }
}
