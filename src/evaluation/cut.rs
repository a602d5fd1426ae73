//! What of an annotation is compared: cut by scope, along the documents, each place once.

use super::Options;
use super::clusters::{Clusters, Member, NONE};
use crate::text::{Span, Spans};
use std::ops::Range;
use std::sync::Arc;

/// A place that is compared.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub spans: &'a Spans,
    pub head: Option<Span>,
    /// The number of its type among those of its annotation.
    pub kind: u32,
    pub handle: u32,
    /// Its number among the mentions of its annotation.
    pub member: u32,
    /// The number of its cluster in its part.
    pub cluster: u32,
    /// Another one, of a place that is in two clusters; else [`NONE`].
    pub also: u32,
}

impl Item<'_> {
    /// The cluster that it is looked up in: the later one of two.
    pub const fn owner(&self) -> u32 {
        if self.also == NONE { self.cluster } else { self.also }
    }
}

/// The items of one document, in the order of their places.
#[derive(Clone, Debug)]
pub(super) struct Sheet<'a> {
    pub path: &'a Arc<str>,
    pub items: Range<usize>,
}

/// What is compared of one scope: a document, a folder, or all.
#[derive(Clone, Debug, Default)]
pub(super) struct Part<'a> {
    pub name: &'a str,
    /// By path.
    pub sheets: Vec<Sheet<'a>>,
    pub items: Vec<Item<'a>>,
    /// How many clusters there are, numbered from zero.
    pub clusters: u32,
}

/// Which of several mentions at one place count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// That of the entity that is named first.
    First,
    /// The place is in both entities (of more than two, in the first and the last).
    Both,
}

/// What was compared on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// How many mentions.
    pub mentions: usize,
    /// In how many clusters, after the cut by scope.
    pub clusters: usize,
    /// How many clusters of one mention were dropped.
    pub dropped_singletons: usize,
    /// How many mentions stood where another one did. The place is then of both entities, as the reference scorer has it;
    /// but in a response, of the one that is named first where the key has the mention too. Told twice of one entity it
    /// counts once (that scorer counts it twice in a key).
    pub repeated: usize,
    /// How many mentions were left out because the key does not cover their documents.
    pub elsewhere: usize,
}

/// The parts of an annotation by name, none of them empty, with what of it is compared with documents that `about` is
/// about.
pub(super) fn cut<'a>(
    clusters: &'a Clusters,
    options: &Options,
    repeats: Repeats,
    about: impl Fn(&str) -> bool,
) -> (Vec<Part<'a>>, Side) {
    let mut side = Side::default();
    let documents = clusters.documents();
    let mut order: Vec<u32> = (0..documents.len() as u32).collect();
    let key = |d: u32| (options.scope.part_of(&documents[d as usize]), &*documents[d as usize]);
    order.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
    // Where a document comes; none where it is not compared.
    let mut ranks = vec![NONE; documents.len()];
    order.iter().enumerate().for_each(|(rank, &d)| ranks[d as usize] = rank as u32);
    let known: Vec<bool> = documents.iter().map(|path| about(path)).collect();
    let mut members = wanted(clusters, options);
    let all = members.len();
    members.retain(|(_, member)| known[member.document as usize]);
    side.elsewhere = all - members.len();
    let rank = |m: &Member| ranks[m.document as usize];
    // Stable: of several at one place the first stays first.
    members.sort_by(|a, b| rank(a.1).cmp(&rank(b.1)).then_with(|| a.1.spans.cmp(&b.1.spans)));
    let mut numbers = Numbers { of: vec![(NONE, 0); clusters.entities()], part: 0 };
    let mut parts: Vec<Part<'a>> = Vec::new();
    for run in members.chunk_by(|a, b| a.1.document == b.1.document) {
        let path = &documents[run[0].1.document as usize];
        let name = options.scope.part_of(path);
        if parts.last().is_none_or(|part| part.name != name) {
            numbers.part = parts.len() as u32;
            parts.push(Part { name, ..Part::default() });
        }
        let Some(part) = parts.last_mut() else { continue };
        let first = part.items.len();
        for place in run.chunk_by(|a, b| a.1.spans == b.1.spans) {
            side.repeated += place.len() - 1;
            part.items.push(numbers.item(place, repeats, &mut part.clusters));
        }
        part.sheets.push(Sheet { path, items: first..part.items.len() });
    }
    for part in &mut parts {
        if options.drop_singletons {
            side.dropped_singletons += drop_singletons(part);
        }
        side.mentions += part.items.len();
        side.clusters += part.clusters as usize;
    }
    parts.retain(|part| !part.items.is_empty());
    (parts, side)
}

/// The mentions that are of a type and an entity that are compared, with their numbers.
fn wanted<'a>(clusters: &'a Clusters, options: &Options) -> Vec<(u32, &'a Member)> {
    let asked: Vec<bool> =
        clusters.kinds().iter().map(|kind| options.only.is_empty() || options.only.contains(kind)).collect();
    let all = clusters.members().iter().enumerate().map(|(number, member)| (number as u32, member));
    all.filter(|(_, m)| asked[m.kind as usize] && (m.entity != NONE || !options.drop_untied)).collect()
}

/// The numbers that entities have in the part at hand.
struct Numbers {
    /// By entity: the part it was numbered in, and its number there.
    of: Vec<(u32, u32)>,
    part: u32,
}

impl Numbers {
    /// The item of the members at one place.
    fn item<'a>(&mut self, place: &[(u32, &'a Member)], repeats: Repeats, clusters: &mut u32) -> Item<'a> {
        let tied = || place.iter().copied().filter(|(_, m)| m.entity != NONE);
        let (member, first) = tied().min_by_key(|(_, m)| m.entity).unwrap_or(place[0]);
        let cluster = self.number(first.entity, clusters);
        let last = tied().map(|(_, m)| m.entity).max().filter(|e| *e != first.entity && repeats == Repeats::Both);
        let also = last.map_or(NONE, |entity| self.number(entity, clusters));
        let Member { kind, handle, head, ref spans, .. } = *first;
        Item { spans, head, kind, handle, member, cluster, also }
    }

    fn number(&mut self, entity: u32, clusters: &mut u32) -> u32 {
        let next = *clusters;
        let Some(known) = self.of.get_mut(entity as usize) else {
            // Without an entity it is a cluster of its own.
            *clusters += 1;
            return next;
        };
        if known.0 != self.part {
            *known = (self.part, next);
            *clusters += 1;
        }
        known.1
    }
}

/// The clusters of an item.
fn clusters_of(item: &Item<'_>) -> impl Iterator<Item = u32> + use<> {
    [item.cluster, item.also].into_iter().filter(|c| *c != NONE)
}

/// New numbers for the clusters of at least so many mentions, and how many there are.
fn renumbered(part: &Part<'_>, least: u32) -> (Vec<u32>, u32) {
    let mut sizes = vec![0_u32; part.clusters as usize];
    part.items.iter().flat_map(clusters_of).for_each(|c| sizes[c as usize] += 1);
    let mut numbers = vec![NONE; sizes.len()];
    let mut kept = 0;
    for (number, _) in numbers.iter_mut().zip(&sizes).filter(|(_, size)| **size >= least) {
        *number = kept;
        kept += 1;
    }
    (numbers, kept)
}

/// Leaves the places of a response that the key has too in one cluster: that of the entity that is named first. A cluster
/// without any is none.
pub(super) fn settle_repeats(part: &mut Part<'_>, partners: &[u32]) {
    let mut any = false;
    for (item, _) in part.items.iter_mut().zip(partners).filter(|(i, k)| i.also != NONE && **k != NONE) {
        item.also = NONE;
        any = true;
    }
    if any {
        let (numbers, kept) = renumbered(part, 1);
        for item in &mut part.items {
            item.cluster = numbers[item.cluster as usize];
            item.also = numbers.get(item.also as usize).copied().unwrap_or(NONE);
        }
        part.clusters = kept;
    }
}

/// Leaves clusters of one mention out; returns how many there were.
fn drop_singletons(part: &mut Part<'_>) -> usize {
    let (numbers, kept) = renumbered(part, 2);
    let mut items = Vec::with_capacity(part.items.len());
    for sheet in &mut part.sheets {
        let first = items.len();
        for item in &part.items[sheet.items.clone()] {
            let mut left = clusters_of(item).map(|c| numbers[c as usize]).filter(|c| *c != NONE);
            if let Some(cluster) = left.next() {
                items.push(Item { cluster, also: left.next().unwrap_or(NONE), ..item.clone() });
            }
        }
        sheet.items = first..items.len();
    }
    part.items = items;
    part.sheets.retain(|sheet| !sheet.items.is_empty());
    let dropped = part.clusters - kept;
    part.clusters = kept;
    dropped as usize
}

#[cfg(test)]
mod tests {
    use super::super::Mark;
    use super::*;
    use crate::annotation::Scope;

    fn annotation(mentions: &[(&str, u32, Option<&str>)]) -> Clusters {
        let mut clusters = Clusters::default();
        for (handle, &(document, start, entity)) in mentions.iter().enumerate() {
            let spans = [Span::new(start, start + 1)].into_iter().collect();
            let (document, kind) = (document.into(), "Person".into());
            clusters.add(Mark { entity, handle: handle as u32, ..Mark::new(&document, spans, &kind) });
        }
        clusters
    }

    fn sizes(clusters: &Clusters, options: &Options) -> Vec<(String, Vec<usize>)> {
        let (parts, _) = cut(clusters, options, Repeats::First, |_| true);
        let sizes = |part: &Part<'_>| {
            (0..part.clusters).map(|c| part.items.iter().filter(|i| i.cluster == c).count()).collect()
        };
        parts.iter().map(|part| (part.name.to_owned(), sizes(part))).collect()
    }

    #[test]
    fn a_scope_cuts_a_cluster() {
        let clusters = annotation(&[
            ("a/1.txt", 0, Some("Bout")),
            ("a/2.txt", 0, Some("Bout")),
            ("b/1.txt", 0, Some("Bout")),
            ("b/1.txt", 5, None),
        ]);
        let options = |scope, drop_untied| Options { scope, drop_untied, ..Options::default() };
        let named = |all: &[(&str, &[usize])]| {
            all.iter().map(|(name, sizes)| ((*name).to_owned(), sizes.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&clusters, &options(Scope::Corpus, false)), named(&[("", &[3, 1])]));
        assert_eq!(sizes(&clusters, &options(Scope::Folder, false)), named(&[("a", &[2]), ("b", &[1, 1])]));
        let documents = named(&[("a/1.txt", &[1]), ("a/2.txt", &[1]), ("b/1.txt", &[1])]);
        assert_eq!(sizes(&clusters, &options(Scope::Document, true)), documents);
        let singletons = Options { drop_singletons: true, ..options(Scope::Folder, false) };
        assert_eq!(sizes(&clusters, &singletons), named(&[("a", &[2])]));
        assert_eq!((clusters.len(), clusters.untied(), clusters.entities()), (4, 1, 1));
    }

    #[test]
    fn a_place_is_there_once() {
        // At 1 the entity that is named first has it, whoever was added first.
        let clusters = annotation(&[
            ("a", 0, Some("x")),
            ("a", 1, Some("y")),
            ("a", 1, Some("x")),
            ("a", 1, None),
            ("a", 2, None),
            ("a", 2, Some("y")),
        ]);
        let (parts, side) = cut(&clusters, &Options::default(), Repeats::First, |_| true);
        let seen: Vec<_> = parts[0].items.iter().map(|i| (i.handle, i.cluster, i.also)).collect();
        assert_eq!(seen, [(0, 0, NONE), (2, 0, NONE), (5, 1, NONE)]);
        assert_eq!((side.mentions, side.clusters, side.repeated), (3, 2, 3));
        let (parts, _) = cut(&clusters, &Options::default(), Repeats::Both, |_| true);
        assert_eq!(
            parts[0].items.iter().map(|i| (i.cluster, i.also)).collect::<Vec<_>>(),
            [(0, NONE), (0, 1), (1, NONE)]
        );
    }

    #[test]
    fn documents_that_the_other_side_does_not_cover_are_left_out() {
        let clusters = annotation(&[("a", 0, None), ("b", 0, None)]);
        let (parts, side) = cut(&clusters, &Options::default(), Repeats::First, |path| path == "b");
        assert_eq!((parts[0].sheets[0].path.to_string(), side.elsewhere), ("b".to_owned(), 1));
    }
}
