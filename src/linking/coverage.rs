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
/// So many candidates of a mention are looked at: those of one name go together.
const CANDIDATES: usize = 32;
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

/// What a link is to: an entity, or the mentions of one name and type that have none, by their place in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum End {
    Entity(EntityId),
    Name(usize),
}

/// The mentions of one name and type that have no entity. There may be hundreds, of which the linker offers a few for
/// each other: what it says of one of them goes for all.
#[derive(Default)]
struct Name {
    mentions: u32,
    /// By document the first two.
    documents: BTreeMap<DocumentId, (MentionId, Option<MentionId>)>,
}

#[derive(Default)]
struct Names {
    places: HashMap<(String, TypeId), usize>,
    all: Vec<Name>,
}

impl Names {
    fn place(&self, mention: &Mention) -> Option<usize> {
        self.places.get(&(mention.text.to_lowercase(), mention.kind)).copied()
    }

    fn insert(&mut self, mention: &Mention) {
        let next = self.all.len();
        let at = *self.places.entry((mention.text.to_lowercase(), mention.kind)).or_insert(next);
        if at == next {
            self.all.push(Name::default());
        }
        if let Some(name) = self.all.get_mut(at) {
            name.mentions += 1;
            let two = name.documents.entry(mention.document).or_insert((mention.id, None));
            if two.0 != mention.id {
                two.1.get_or_insert(mention.id);
            }
        }
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

/// Counts how much has been looked at. Links are counted as the ties that are needed: of mentions of one name one less
/// than there are, and one between two names or entities that the linker offers for each other.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn coverage(linker: &Linker, project: &Project, work: &Work) -> Result<Coverage, Cancelled> {
    let mut all = Coverage { revision: project.revision(), ..Coverage::default() };
    let (groups, names) = alike(project, &mut all);
    work.start(groups.len() as u64);
    let documents = documents_of_entities(project);
    let looked: Result<Vec<_>, Cancelled> = groups
        .par_iter()
        .map(|group| {
            work.check()?;
            let looked = look(linker, project, (&documents, &names), group);
            work.advance(1);
            Ok(looked)
        })
        .collect();
    let mut links: HashMap<(End, End), (f32, TypeId)> = HashMap::new();
    for (group, looked) in groups.iter().zip(looked?) {
        let own = group.first.entity.map(End::Entity).or_else(|| names.place(&group.first).map(End::Name));
        for (other, score) in looked.open {
            let Some(own) = own else { continue };
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
    for (ends, (score, kind)) in links {
        let ties = match ends {
            (End::Name(a), End::Name(b)) if a == b => {
                names.all.get(a).map_or(0, |name| name.mentions.saturating_sub(1))
            }
            _ => 1,
        };
        if let Some(open) = all.types.entry(kind).or_default().open.get_mut(band(score)) {
            *open += ties;
        }
    }
    count_tied(&documents, &mut all);
    Ok(all)
}

fn pair(a: DocumentId, b: DocumentId) -> (DocumentId, DocumentId) {
    (a.min(b), a.max(b))
}

/// The live mentions, those that are alike together, in corpus order, and their names; counts them by type.
fn alike(project: &Project, all: &mut Coverage) -> (Vec<Alike>, Names) {
    let mut names = Names::default();
    let mut mentions: Vec<_> = project.mentions().filter(|m| m.is_live()).cloned().collect();
    mentions.sort_by_key(|m| (m.document, m.hull().start, m.id));
    let mut groups: Vec<Alike> = Vec::new();
    let mut known: HashMap<(DocumentId, String, TypeId, Option<EntityId>), usize> = HashMap::new();
    for mention in mentions {
        let kind = all.types.entry(mention.kind).or_default();
        kind.mentions += 1;
        kind.tied += u32::from(mention.entity.is_some());
        if mention.entity.is_none() {
            names.insert(&mention);
        }
        let key = (mention.document, mention.text.to_lowercase(), mention.kind, mention.entity);
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.count += 1,
            None => groups.push(Alike { first: mention, count: 1 }),
        }
    }
    (groups, names)
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
    (documents, names): (&HashMap<EntityId, BTreeMap<DocumentId, u32>>, &Names),
    group: &Alike,
) -> Looked {
    let mention = &group.first;
    let mut looked = Looked::default();
    let judged = |other: MentionId| project.judgement(mention.id, other).is_some_and(|j| j.verdict != Verdict::Same);
    let others = project.judgements_on(mention.id).filter(|j| j.verdict != Verdict::Same);
    let others = others.filter_map(|j| j.other(mention.id).and_then(|o| project.mention(o)));
    let entities: BTreeSet<EntityId> = others.filter_map(|o| o.entity).collect();
    let mut seen: BTreeSet<End> = BTreeSet::new();
    for suggestion in linker.suggest(project, mention.id, CANDIDATES) {
        let likely = band(suggestion.score) < LIKELY;
        match suggestion.target {
            Target::Entity(entity) => {
                let there = documents.get(&entity).into_iter().flat_map(|d| d.keys().copied().take(DOCUMENTS));
                if suggestion.barred.is_some() || entities.contains(&entity) {
                    looked.judged.extend(there);
                } else if seen.insert(End::Entity(entity)) {
                    looked.open.push((End::Entity(entity), suggestion.score));
                    for document in there.filter(|_| likely) {
                        if let Some(first) = first_in(project, entity, document) {
                            looked.likely.entry(document).or_insert(first);
                        }
                    }
                }
            }
            Target::Mention(other) => {
                let Some(other) = project.mention(other) else { continue };
                if suggestion.barred.is_some() || judged(other.id) {
                    looked.judged.insert(other.document);
                    continue;
                }
                let Some(at) = names.place(other).filter(|at| seen.insert(End::Name(*at))) else { continue };
                looked.open.push((End::Name(at), suggestion.score));
                let there = names.all.get(at).into_iter().flat_map(|name| name.documents.iter().take(DOCUMENTS));
                for (&document, &(first, second)) in there.filter(|_| likely) {
                    let at = if first == mention.id { second } else { Some(first) };
                    if let Some(at) = at.filter(|at| !judged(*at)) {
                        looked.likely.entry(document).or_insert(at);
                    }
                }
            }
        }
    }
    looked
}

/// An entity's first mention in a document.
fn first_in(project: &Project, entity: EntityId, document: DocumentId) -> Option<MentionId> {
    project.places_of_in(entity, document, 0..u32::MAX).next().map(|(_, id)| id)
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
