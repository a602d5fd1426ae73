//! Names of one's own over any extractor: what is always to be tagged, and what never to be proposed.

use super::folding::Folding;
use super::gazetteer::{Gazetteer, GazetteerError, NameFound};
use super::{ExtractError, Extractor, Proposal, Report};
use crate::annotation::{EntryRule, Evidence, GazetteerEntry, Layers, Schema, TypeId};
use crate::text::{Document, DocumentId, Span, Spans};
use crate::work::{Cancelled, Work};
use smallvec::smallvec;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is said of a proposal that a list made.
const IN_YOUR_LIST: &str = "in your list";

/// Names of one's own, ready for use.
#[derive(Debug, Default)]
pub struct OwnNames {
    always: Gazetteer,
    /// The types of the names in `always`.
    kinds: Vec<TypeId>,
    /// The folded names that are never proposed, by what does not count.
    never: BTreeMap<Folding, HashSet<String>>,
}

impl OwnNames {
    /// Takes in the entries of a gazetteer; of two that are the same the first counts.
    ///
    /// # Errors
    /// [`GazetteerError`] when there are too many.
    pub fn new<'a>(entries: impl IntoIterator<Item = &'a GazetteerEntry>) -> Result<Self, GazetteerError> {
        let (mut always, mut own) = (Vec::new(), Self::default());
        for entry in entries {
            let folding = Folding { case: entry.ignore_case, diacritics: entry.ignore_diacritics };
            match entry.rule {
                EntryRule::Always(kind) => {
                    always.push((&*entry.name, folding));
                    own.kinds.push(kind);
                }
                EntryRule::Never => {
                    own.never.entry(folding).or_default().insert(folding.fold(&entry.name));
                }
            }
        }
        own.always = Gazetteer::new(always)?;
        Ok(own)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.always.is_empty() && self.never.is_empty()
    }

    /// Whether this text is never to be proposed.
    pub fn is_never(&self, text: &str) -> bool {
        self.never.iter().any(|(folding, names)| names.contains(&folding.fold(text)))
    }

    /// The proposals of a document with those of the list: names that are always to be tagged win over what they are
    /// the same as, cross, or hold; a longer proposal that holds one stays, as "Viktor Bout" does over "Bout".
    ///
    /// # Errors
    /// [`Cancelled`] when `work` was.
    pub fn settle(
        &self,
        document: DocumentId,
        text: &str,
        mut proposals: Vec<Proposal>,
        schema: &Schema,
        work: &Work,
    ) -> Result<Vec<Proposal>, Cancelled> {
        proposals.retain(|p| !self.is_never(&p.text));
        let mut own = Vec::new();
        let is_on = |found: &NameFound| self.kinds.get(found.name).is_some_and(|&kind| schema.is_on(kind));
        self.always.find(text, work, &mut |found| own.extend(Some(found).filter(is_on)))?;
        // Of nested proposals the outermost is the one that may hold a name.
        let hull = |p: &Proposal| Some(Span::new(p.spans.first()?.start, p.spans.last()?.end));
        let mut outer: Vec<Span> = Vec::new();
        for span in proposals.iter().filter_map(hull) {
            if outer.last().is_none_or(|last| !last.contains(span)) {
                outer.push(span);
            }
        }
        let around = |span: Span| {
            let at = outer.partition_point(|o| o.end <= span.start);
            outer.get(at).is_some_and(|o| *o != span && o.contains(span))
        };
        own.retain(|found| !around(found.span));
        proposals.retain(|p| {
            let Some(hull) = hull(p) else { return false };
            let at = own.partition_point(|found| found.span.end <= hull.start);
            own.get(at).is_none_or(|found| !found.span.overlaps(hull))
        });
        proposals.extend(own.iter().filter_map(|found| self.proposal(document, text, found)));
        let place = |p: &Proposal| hull(p).map(|h| (h.start, std::cmp::Reverse(h.end)));
        proposals.sort_by_key(place);
        Ok(proposals)
    }

    fn proposal(&self, document: DocumentId, text: &str, found: &NameFound) -> Option<Proposal> {
        let kind = *self.kinds.get(found.name)?;
        let spans: Spans = smallvec![found.span];
        let evidence = Some(Evidence { score: 1.0.into(), rule: IN_YOUR_LIST.into(), layers: Layers::GAZETTEER });
        Some(Proposal { document, spans, text: found.span.slice(text)?.into(), kind, evidence })
    }
}

/// An extractor whose proposals are settled with names of one's own.
pub struct WithOwnNames {
    inner: Box<dyn Extractor>,
    own: OwnNames,
}

impl WithOwnNames {
    /// `inner` with these names.
    pub fn new(inner: Box<dyn Extractor>, own: OwnNames) -> Self {
        Self { inner, own }
    }
}

impl Extractor for WithOwnNames {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<Report, ExtractError> {
        if self.own.is_empty() {
            return self.inner.extract(documents, schema, work, found);
        }
        let texts: HashMap<DocumentId, &str> = documents.iter().map(|(id, d)| (*id, &*d.text)).collect();
        let mut end = Ok(());
        let report = self.inner.extract(documents, schema, work, &mut |id, proposals| {
            let text = texts.get(&id).copied().unwrap_or_default();
            match self.own.settle(id, text, proposals, schema, work) {
                Ok(settled) => found(id, settled),
                Err(cancelled) => end = Err(cancelled),
            }
        })?;
        end?;
        Ok(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Pipeline;

    const PERSON: TypeId = TypeId(0);
    const PLACE: TypeId = TypeId(2);

    fn own(names: &[(&str, Option<TypeId>, Folding)]) -> OwnNames {
        let entry = |&(name, kind, folding): &(&str, Option<TypeId>, Folding)| GazetteerEntry {
            name: name.into(),
            rule: kind.map_or(EntryRule::Never, EntryRule::Always),
            entity: None,
            ignore_case: folding.case,
            ignore_diacritics: folding.diacritics,
            by: "".into(),
        };
        OwnNames::new(&names.iter().map(entry).collect::<Vec<_>>()).unwrap()
    }

    fn proposal(text: &str, part: &str, kind: TypeId) -> Proposal {
        let at = text.find(part).unwrap();
        let spans = smallvec![Span::from_usize(at, at + part.len())];
        Proposal { document: DocumentId(1), spans, text: part.into(), kind, evidence: None }
    }

    /// What becomes of the proposals, as `text/type`, with a star for those of the list.
    fn settled(text: &str, parts: &[&str], names: &[(&str, Option<TypeId>, Folding)]) -> Vec<String> {
        let proposals = parts.iter().map(|part| proposal(text, part, PERSON)).collect();
        let schema = Schema::default();
        let settled = own(names).settle(DocumentId(1), text, proposals, &schema, &Work::default()).unwrap();
        let told = |p: &Proposal| {
            let star = if p.evidence.as_ref().is_some_and(|e| &*e.rule == IN_YOUR_LIST) { "*" } else { "" };
            format!("{}/{}{star}", p.text, schema.get(p.kind).name)
        };
        settled.iter().map(told).collect()
    }

    #[test]
    fn a_listed_name_is_found_and_wins_where_it_clashes() {
        let always = [("North Gate", Some(PLACE), Folding::EXACT)];
        assert_eq!(settled("at North Gate", &[], &always), ["North Gate/Place*"]);
        assert_eq!(settled("at North Gate", &["North Gate"], &always), ["North Gate/Place*"]);
        assert_eq!(settled("at North Gate Hill", &["Gate Hill"], &always), ["North Gate/Place*"]);
        assert_eq!(settled("at North Gate", &["North", "Gate"], &always), ["North Gate/Place*"]);
    }

    #[test]
    fn a_longer_name_stays() {
        let always = [("Bout", Some(PERSON), Folding::EXACT)];
        assert_eq!(settled("Viktor Bout, Bout", &["Viktor Bout"], &always), ["Viktor Bout/Person", "Bout/Person*"]);
        assert_eq!(
            settled("Viktor Bout of Oslo, Bout", &["Viktor Bout of Oslo", "Viktor", "Oslo"], &always),
            ["Viktor Bout of Oslo/Person", "Viktor/Person", "Oslo/Person", "Bout/Person*"]
        );
    }

    #[test]
    fn a_type_that_is_switched_off_is_not_proposed() {
        let schema = Schema::default().changed(PLACE, |t| t.on = false).unwrap();
        let names = own(&[("Oslo", Some(PLACE), Folding::EXACT)]);
        let theirs = vec![proposal("Oslo", "Oslo", PERSON)];
        let settled = names.settle(DocumentId(1), "Oslo", theirs.clone(), &schema, &Work::default());
        assert_eq!(settled, Ok(theirs));
    }

    #[test]
    fn what_is_never_wanted_is_not_proposed() {
        let never = [("however", None, Folding::CASE)];
        assert_eq!(settled("However, Bout left", &["However", "Bout"], &never), ["Bout/Person"]);
        assert_eq!(settled("However Bout left", &["However Bout"], &never), ["However Bout/Person"]);
    }

    #[test]
    fn every_extractor_keeps_to_the_list() {
        let text = "The pilot Oskar Brandl sailed from grey harbour. Brandl slept.";
        let documents = [(DocumentId(1), Document::new("a.txt", text)), (DocumentId(2), Document::new("b.txt", ""))];
        let names = own(&[("Brandl", None, Folding::EXACT), ("Grey Harbour", Some(PLACE), Folding::CASE)]);
        let mut all = Vec::new();
        let mut ids = Vec::new();
        let mut note = |id, found: Vec<Proposal>| {
            ids.push(id);
            all.extend(found.into_iter().map(|p| p.text.to_string()));
        };
        let extractor = WithOwnNames::new(Box::new(Pipeline), names);
        extractor.extract(&documents, &Schema::default(), &Work::default(), &mut note).unwrap();
        assert_eq!(all, ["Oskar Brandl", "grey harbour"]);
        assert_eq!(ids, [DocumentId(1), DocumentId(2)]);
    }
}
