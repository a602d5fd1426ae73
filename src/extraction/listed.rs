//! Names of one's own over any extractor: what is always to be tagged, and what never to be proposed.

use super::folding::Folding;
use super::gazetteer::{Gazetteer, GazetteerError, NameFound};
use super::{Extractor, Proposal};
use crate::annotation::{Evidence, Schema, TypeId};
use crate::text::{Document, DocumentId, Span, Spans};
use crate::work::{Cancelled, Work};
use smallvec::smallvec;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What is said of a proposal that a list made.
const IN_YOUR_LIST: &str = "in your list";

/// A name of one's own and what is to become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnName {
    /// The name.
    pub name: Arc<str>,
    /// The type that it always gets; `None`: it is never proposed.
    pub kind: Option<TypeId>,
    /// What does not count in it.
    pub folding: Folding,
}

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
    /// Takes in names; of two that are the same the first counts.
    ///
    /// # Errors
    /// [`GazetteerError`] when there are too many.
    pub fn new(names: &[OwnName]) -> Result<Self, GazetteerError> {
        let always = || names.iter().filter_map(|n| Some((n, n.kind?)));
        let mut own = Self {
            always: Gazetteer::new(always().map(|(n, _)| (&*n.name, n.folding)))?,
            kinds: always().map(|(_, kind)| kind).collect(),
            never: BTreeMap::new(),
        };
        for name in names.iter().filter(|n| n.kind.is_none()) {
            own.never.entry(name.folding).or_default().insert(name.folding.fold(&name.name));
        }
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
        self.always.find(text, work, &mut |found: NameFound| own.push(found))?;
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
        proposals.extend(own.iter().filter_map(|found| self.proposal(document, text, found, schema)));
        let place = |p: &Proposal| hull(p).map(|h| (h.start, std::cmp::Reverse(h.end)));
        proposals.sort_by_key(place);
        Ok(proposals)
    }

    fn proposal(&self, document: DocumentId, text: &str, found: &NameFound, schema: &Schema) -> Option<Proposal> {
        let kind = self.kinds.get(found.name).copied().filter(|kind| schema.contains(*kind))?;
        let spans: Spans = smallvec![found.span];
        let evidence = Some(Evidence { score: 1.0.into(), rule: IN_YOUR_LIST.into() });
        Some(Proposal { document, spans, text: found.span.slice(text)?.into(), kind, evidence })
    }
}

/// An extractor whose proposals are settled with names of one's own.
pub struct WithOwnNames<E> {
    inner: E,
    own: OwnNames,
}

impl<E: Extractor> WithOwnNames<E> {
    /// `inner` with these names.
    pub const fn new(inner: E, own: OwnNames) -> Self {
        Self { inner, own }
    }
}

impl<E: Extractor> Extractor for WithOwnNames<E> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<(), Cancelled> {
        if self.own.is_empty() {
            return self.inner.extract(documents, schema, work, found);
        }
        let texts: HashMap<DocumentId, &str> = documents.iter().map(|(id, d)| (*id, &*d.text)).collect();
        let mut end = Ok(());
        self.inner.extract(documents, schema, work, &mut |id, proposals| {
            let text = texts.get(&id).copied().unwrap_or_default();
            match self.own.settle(id, text, proposals, schema, work) {
                Ok(settled) => found(id, settled),
                Err(cancelled) => end = Err(cancelled),
            }
        })?;
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::RuleExtractor;

    const PERSON: TypeId = TypeId(0);
    const PLACE: TypeId = TypeId(2);

    fn own(names: &[(&str, Option<TypeId>, Folding)]) -> OwnNames {
        let name = |&(name, kind, folding): &(&str, _, _)| OwnName { name: name.into(), kind, folding };
        OwnNames::new(&names.iter().map(name).collect::<Vec<_>>()).unwrap()
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
        let extractor = WithOwnNames::new(RuleExtractor, names);
        extractor.extract(&documents, &Schema::default(), &Work::default(), &mut note).unwrap();
        assert_eq!(all, ["Oskar Brandl", "grey harbour"]);
        assert_eq!(ids, [DocumentId(1), DocumentId(2)]);
    }
}
