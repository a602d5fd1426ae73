//! Coverage: how much of what is likely to be one has been looked at, for the project and for each pair of documents.

use super::{Linker, Target};
use crate::annotation::{EntityId, Mention, MentionId, Project, TypeId, Verdict};
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The bands of scores, the likeliest first: from at least these on.
pub const BANDS: [f32; 4] = [0.9, 0.7, 0.5, 0.0];
/// So many bands, the first ones, are likely.
pub const LIKELY: usize = 3;
/// So many candidates of a mention are counted.
const CANDIDATES: usize = 8;
/// Of an entity in more documents than this, only so many are counted against each other.
const DOCUMENTS: usize = 200;

/// The band of a score.
pub fn band(score: f32) -> usize {
    BANDS.iter().position(|from| score >= *from).unwrap_or(BANDS.len() - 1)
}

/// Two documents, or one with itself. Counted are its mentions, each once for the other document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairCoverage {
    /// Mentions that are tied to one of the other document, or that were judged against one.
    pub judged: u32,
    /// Mentions that have a likely candidate there and were not.
    pub open: u32,
    /// The first of these, and its candidate.
    pub first: Option<(MentionId, MentionId)>,
}

impl PairCoverage {
    /// How much of it was judged, 0 to 1. `None` where there is nothing likely.
    pub fn share(self) -> Option<f32> {
        let all = self.judged + self.open;
        (all > 0).then(|| self.judged as f32 / all as f32)
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let first = self.first.or(other.first);
        Self { judged: self.judged + other.judged, open: self.open + other.open, first }
    }
}

/// The mentions of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypeCoverage {
    /// All that are not dismissed.
    pub mentions: u32,
    /// Those that have an entity.
    pub tied: u32,
    /// Links that nobody judged, by band.
    pub open: [u32; BANDS.len()],
}

/// How much has been looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The revision of the project that it was counted from.
    pub revision: u64,
    /// By type, only those that there are.
    pub types: BTreeMap<TypeId, TypeCoverage>,
    /// By pair of documents, the smaller id first, only those that have something likely.
    pub pairs: BTreeMap<(DocumentId, DocumentId), PairCoverage>,
}

impl Coverage {
    /// All types together.
    pub fn total(&self) -> TypeCoverage {
        self.types.values().fold(TypeCoverage::default(), |mut all, kind| {
            all.mentions += kind.mentions;
            all.tied += kind.tied;
            all.open.iter_mut().zip(kind.open).for_each(|(all, open)| *all += open);
            all
        })
    }
}

/// What a link is to: an entity, or a mention that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum End {
    Entity(EntityId),
    Mention(MentionId),
}

impl End {
    fn of(mention: &Mention) -> Self {
        mention.entity.map_or(Self::Mention(mention.id), Self::Entity)
    }
}

/// Mentions of one document that have the same text, type and entity: the linker says the same of all of them.
struct Alike {
    first: Arc<Mention>,
    count: u32,
}

/// What was found about some mentions that are alike.
#[derive(Default)]
struct Looked {
    /// The other end of each link that nobody judged, and its score.
    open: Vec<(End, f32)>,
    /// Documents that have a likely candidate, and which.
    likely: BTreeMap<DocumentId, MentionId>,
    /// Documents against which the mention was judged different or unsure.
    judged: BTreeSet<DocumentId>,
}

/// Counts how much has been looked at. A link is what a person decides once: between two entities, or mentions without
/// one, that the linker offers for each other.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn coverage(linker: &Linker, project: &Project, work: &Work) -> Result<Coverage, Cancelled> {
    let mut all = Coverage { revision: project.revision(), ..Coverage::default() };
    let groups = alike(project, &mut all);
    work.start(groups.len() as u64);
    let documents = documents_of_entities(project);
    let looked: Result<Vec<_>, Cancelled> = groups
        .par_iter()
        .map(|group| {
            work.check()?;
            let looked = look(linker, project, &documents, group);
            work.advance(1);
            Ok(looked)
        })
        .collect();
    let mut links: HashMap<(End, End), (f32, TypeId)> = HashMap::new();
    for (group, looked) in groups.iter().zip(looked?) {
        let own = End::of(&group.first);
        for (other, score) in looked.open {
            let link = links.entry((own.min(other), own.max(other))).or_insert((score, group.first.kind));
            if score > link.0 {
                *link = (score, group.first.kind);
            }
        }
        let tied = group.first.entity.and_then(|e| documents.get(&e));
        let is_tied = |d: &DocumentId| tied.is_some_and(|t| t.contains_key(d));
        for document in looked.judged.iter().filter(|d| !is_tied(d)) {
            all.pairs.entry(pair(group.first.document, *document)).or_default().judged += group.count;
        }
        for (document, other) in looked.likely.iter().filter(|(d, _)| !is_tied(d) && !looked.judged.contains(d)) {
            let cell = all.pairs.entry(pair(group.first.document, *document)).or_default();
            cell.open += group.count;
            cell.first.get_or_insert((group.first.id, *other));
        }
    }
    for (score, kind) in links.into_values() {
        if let Some(open) = all.types.entry(kind).or_default().open.get_mut(band(score)) {
            *open += 1;
        }
    }
    count_tied(&documents, &mut all);
    Ok(all)
}

fn pair(a: DocumentId, b: DocumentId) -> (DocumentId, DocumentId) {
    (a.min(b), a.max(b))
}

/// The live mentions, those that are alike together, in corpus order; counts them by type.
fn alike(project: &Project, all: &mut Coverage) -> Vec<Alike> {
    let mut mentions: Vec<_> = project.mentions().filter(|m| m.is_live()).cloned().collect();
    mentions.sort_by_key(|m| (m.document, m.hull().start, m.id));
    let mut groups: Vec<Alike> = Vec::new();
    let mut known: HashMap<(DocumentId, String, TypeId, Option<EntityId>), usize> = HashMap::new();
    for mention in mentions {
        let kind = all.types.entry(mention.kind).or_default();
        kind.mentions += 1;
        kind.tied += u32::from(mention.entity.is_some());
        let key = (mention.document, mention.text.to_lowercase(), mention.kind, mention.entity);
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.count += 1,
            None => groups.push(Alike { first: mention, count: 1 }),
        }
    }
    groups
}

/// For each entity the documents that it is in, and how many mentions it has there.
fn documents_of_entities(project: &Project) -> HashMap<EntityId, BTreeMap<DocumentId, u32>> {
    let mut all: HashMap<EntityId, BTreeMap<DocumentId, u32>> = HashMap::new();
    for mention in project.mentions() {
        if let Some(entity) = mention.entity {
            *all.entry(entity).or_default().entry(mention.document).or_default() += 1;
        }
    }
    all
}

fn look(
    linker: &Linker,
    project: &Project,
    documents: &HashMap<EntityId, BTreeMap<DocumentId, u32>>,
    group: &Alike,
) -> Looked {
    let mention = &group.first;
    let mut looked = Looked::default();
    let judged: BTreeSet<End> = project
        .judgements_on(mention.id)
        .filter(|j| j.verdict != Verdict::Same)
        .filter_map(|j| j.other(mention.id).and_then(|o| project.mention(o)))
        .map(|o| End::of(o))
        .collect();
    for suggestion in linker.suggest(project, mention.id, CANDIDATES) {
        let Some(shown) = project.mention(suggestion.shown) else { continue };
        let (end, other) = match suggestion.target {
            Target::Entity(entity) => (End::Entity(entity), Some(entity)),
            Target::Mention(other) => (End::Mention(other), None),
        };
        let there: Vec<_> = match other.and_then(|e| documents.get(&e)) {
            Some(there) => there.keys().copied().take(DOCUMENTS).collect(),
            None => vec![shown.document],
        };
        let decided = suggestion.barred.is_some() || judged.contains(&end);
        if decided {
            looked.judged.extend(there);
            continue;
        }
        looked.open.push((end, suggestion.score));
        if band(suggestion.score) < LIKELY {
            for document in there {
                let here = if document == shown.document { Some(shown.id) } else { None };
                let first = || other.and_then(|e| first_in(project, e, document));
                if let Some(at) = here.or_else(first) {
                    looked.likely.entry(document).or_insert(at);
                }
            }
        }
    }
    looked
}

/// An entity's first mention in a document.
fn first_in(project: &Project, entity: EntityId, document: DocumentId) -> Option<MentionId> {
    let start = project.starts_of_in(entity, document).next()?;
    project.next_mention(document, start, |m| m.entity == Some(entity)).map(|m| m.id)
}

/// Counts the mentions that are tied to others of another document, or of their own.
fn count_tied(documents: &HashMap<EntityId, BTreeMap<DocumentId, u32>>, all: &mut Coverage) {
    for there in documents.values() {
        let there: Vec<_> = there.iter().take(DOCUMENTS).collect();
        for (at, &(&a, &n)) in there.iter().enumerate() {
            if n > 1 {
                all.pairs.entry((a, a)).or_default().judged += n;
            }
            for &(&b, &m) in &there[at + 1..] {
                all.pairs.entry(pair(a, b)).or_default().judged += n + m;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_fall_into_bands() {
        assert_eq!([1.0, 0.9, 0.89, 0.7, 0.5, 0.49, 0.0].map(band), [0, 0, 1, 1, 2, 3, 3]);
    }

    #[test]
    fn a_pair_with_nothing_likely_has_no_share() {
        assert_eq!(PairCoverage::default().share(), None);
        let some = PairCoverage { judged: 1, open: 3, first: None };
        assert_eq!(some.share(), Some(0.25));
        assert_eq!(some.with(some).share(), Some(0.25));
    }
}
