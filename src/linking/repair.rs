//! Repair: why mentions are together, where an entity is best cut, which entities look like one, and which like two.
//!
//! Offers only: nothing is changed here.

use super::{Linker, Reason, Target};
use crate::annotation::{EntityId, Judgement, Mention, MentionId, Project, Verdict};
use crate::work::{Cancelled, Work};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Up to so many mentions, each is compared with each.
const EACH_WITH_EACH: usize = 32;
/// Of an entity that is larger, so many texts are compared each with each; the others with these.
const TEXTS: usize = 40;
/// So many strands, the weakest, are given their reasons: nobody looks at more.
const TOLD: usize = 400;
/// Whatever is less likely than this is rather not the same.
const EVEN: f32 = 0.5;
/// What looks alike so little that an entity may have to be split there.
const APART: f32 = 0.35;
/// What looks alike so little that even a person's word may have been a slip of the hand.
const SLIP: f32 = 0.05;
/// So many documents of an entity are looked at for two groups.
const UNITS: usize = 24;
/// How much more alike, in log-odds, the mentions inside of two groups must be than those across.
const GAP: f32 = 1.0;
/// So many candidates of a mention are looked at; many may be mentions without an entity.
const CANDIDATES: usize = 48;
/// So many mentions of an entity are asked for other entities that look like it.
const ASKED: usize = 6;
/// No more offers of one kind than this are made.
const OFFERS: usize = 500;

/// What holds two mentions of an entity together.
#[derive(Clone, Debug, PartialEq)]
pub struct Strand {
    /// One end.
    pub a: MentionId,
    /// The other.
    pub b: MentionId,
    /// How alike they are: 0 to 1.
    pub score: f32,
    /// A person's word that they are the same, which is stronger than any score.
    pub said: Option<Arc<Judgement>>,
    /// Why they look alike, or not. Empty for all but the weakest strands of a large entity.
    pub reasons: Vec<Reason>,
}

impl Strand {
    /// Above any score for a person’s word, else the score.
    fn strength(&self) -> f32 {
        if self.said.is_some() { 2.0 + self.score } else { self.score }
    }
}

/// The strongest ties that hold an entity together: a tree over its mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TieTree {
    /// All mentions, along the documents.
    pub mentions: Vec<MentionId>,
    /// The ties, one less than there are mentions, the weakest first.
    pub strands: Vec<Strand>,
}

impl TieTree {
    /// What falls apart when a strand is cut: the side of its `a`, and the side of its `b`, along the documents. Both
    /// empty when there is no such strand.
    pub fn halves(&self, cut: usize) -> (Vec<MentionId>, Vec<MentionId>) {
        let Some(strand) = self.strands.get(cut) else { return Default::default() };
        let mut next: HashMap<MentionId, Vec<MentionId>> = HashMap::new();
        for (_, s) in self.strands.iter().enumerate().filter(|(at, _)| *at != cut) {
            next.entry(s.a).or_default().push(s.b);
            next.entry(s.b).or_default().push(s.a);
        }
        let mut side = HashSet::from([strand.a]);
        let mut open = vec![strand.a];
        while let Some(at) = open.pop() {
            for &to in next.get(&at).into_iter().flatten() {
                if side.insert(to) {
                    open.push(to);
                }
            }
        }
        self.mentions.iter().partition(|m| side.contains(m))
    }
}

/// The tree of ties of an entity. Of a large one, mentions of one text are taken together first, so that the time grows
/// with their number, not with its square.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn tie_tree(linker: &Linker, project: &Project, entity: EntityId, work: &Work) -> Result<TieTree, Cancelled> {
    work.start(u64::from(project.cluster(entity).mentions));
    grow(linker, project, entity, work, &|done| work.advance(done))
}

fn grow(
    linker: &Linker,
    project: &Project,
    entity: EntityId,
    work: &Work,
    advance: &dyn Fn(u64),
) -> Result<TieTree, Cancelled> {
    let mentions: Vec<_> = project.mentions_of(entity).cloned().collect();
    let strands = ties(linker, project, &mentions, work, advance)?;
    let mut sets = Sets::of(mentions.len());
    let mut strands: Vec<_> = strands.into_iter().filter(|(i, j, _)| sets.join(*i, *j)).map(|(.., s)| s).collect();
    strands.sort_by(|x, y| x.strength().total_cmp(&y.strength()));
    for strand in strands.iter_mut().take(TOLD) {
        work.check()?;
        strand.reasons = linker.compare(project, strand.a, strand.b).reasons;
    }
    Ok(TieTree { mentions: mentions.iter().map(|m| m.id).collect(), strands })
}

/// Parts an entity so that all of `left` comes to one side and all of `right` to the other, and every other mention to
/// the side that it hangs on by the stronger ties. The right side, along the documents.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn part(
    linker: &Linker,
    project: &Project,
    entity: EntityId,
    (left, right): (&[MentionId], &[MentionId]),
    work: &Work,
) -> Result<Vec<MentionId>, Cancelled> {
    let mentions: Vec<_> = project.mentions_of(entity).cloned().collect();
    let place = |id: &MentionId| mentions.iter().position(|m| m.id == *id);
    let sides = [left, right].map(|side| side.iter().filter_map(place).collect::<Vec<_>>());
    let mut sets = Sets::of(mentions.len());
    for side in &sides {
        for pair in side.windows(2) {
            sets.join(pair[0], pair[1]);
        }
    }
    let [Some(&l), Some(&r)] = [sides[0].first(), sides[1].first()] else { return Ok(Vec::new()) };
    for (i, j, _) in ties(linker, project, &mentions, work, &|_| {})? {
        let (i, j) = (sets.root(i), sets.root(j));
        let (l, r) = (sets.root(l), sets.root(r));
        if (i, j) != (l, r) && (j, i) != (l, r) {
            sets.join(i, j);
        }
    }
    let right = sets.root(r);
    Ok(mentions.iter().enumerate().filter(|(i, _)| sets.root(*i) == right).map(|(_, m)| m.id).collect())
}

/// The ties between mentions, by their places, the strongest first.
fn ties(
    linker: &Linker,
    project: &Project,
    mentions: &[Arc<Mention>],
    work: &Work,
    advance: &dyn Fn(u64),
) -> Result<Vec<(usize, usize, Strand)>, Cancelled> {
    let mut strands = Vec::new();
    for (i, j) in pairs_to_compare(project, mentions) {
        work.check()?;
        let (Some(a), Some(b)) = (mentions.get(i), mentions.get(j)) else { continue };
        let said = project.judgement(a.id, b.id).filter(|j| j.verdict == Verdict::Same).cloned();
        let score = linker.compare(project, a.id, b.id).score.clamp(0.0, 1.0);
        strands.push((i, j, Strand { a: a.id, b: b.id, score, said, reasons: Vec::new() }));
        // About one for each mention.
        advance(u64::from(i + 1 == j));
    }
    // Stable, so that of equals the first along the documents are taken.
    strands.sort_by(|(.., x), (.., y)| y.strength().total_cmp(&x.strength()));
    Ok(strands)
}

/// The pairs of places that are compared, without doubles. They hang together.
fn pairs_to_compare(project: &Project, mentions: &[Arc<Mention>]) -> BTreeSet<(usize, usize)> {
    let each = |all: &[usize]| -> Vec<(usize, usize)> {
        all.iter().enumerate().flat_map(|(n, &i)| all[n + 1..].iter().map(move |&j| (i, j))).collect()
    };
    if mentions.len() <= EACH_WITH_EACH {
        return each(&(0..mentions.len()).collect::<Vec<_>>()).into_iter().collect();
    }
    let at: HashMap<MentionId, usize> = mentions.iter().enumerate().map(|(i, m)| (m.id, i)).collect();
    let mut texts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        texts.entry(mention.text.to_lowercase()).or_default().push(i);
        let said = project.judgements_on(mention.id).filter(|j| j.verdict == Verdict::Same);
        pairs.extend(said.filter_map(|j| Some((i, *at.get(&j.other(mention.id)?)?))));
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by_key(|all| (std::cmp::Reverse(all.len()), all.first().copied()));
    let firsts: Vec<usize> = texts.iter().filter_map(|all| all.first().copied()).collect();
    for all in &texts {
        // The one before it in the documents, and the first of all: a story that goes on, and the usual one.
        pairs.extend(all.windows(2).map(|w| (w[0], w[1])));
        pairs.extend(all.iter().skip(2).map(|&i| (all[0], i)));
    }
    let (usual, rare) = firsts.split_at(firsts.len().min(TEXTS));
    pairs.extend(each(usual));
    pairs.extend(rare.iter().flat_map(|&r| usual.iter().map(move |&u| (u, r))));
    pairs.into_iter().map(|(i, j)| (i.min(j), i.max(j))).collect()
}

/// Sets that are joined.
struct Sets(Vec<usize>);

impl Sets {
    fn of(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(&above) = self.0.get(at).filter(|above| **above != at) {
            let over = self.0.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = over;
            }
            at = above;
        }
        at
    }

    /// Whether they were two.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a) {
            *slot = b;
        }
        a != b
    }
}

/// Two entities that look like one.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// The larger of the two.
    pub kept: EntityId,
    /// The other.
    pub other: EntityId,
    /// A mention of either that makes them look alike.
    pub shown: (MentionId, MentionId),
    /// How likely they are one: 0 to 1.
    pub score: f32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The pairs of entities that look like one and that nobody judged different, the likeliest first.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn duplicates(linker: &Linker, project: &Project, work: &Work) -> Result<Vec<Duplicate>, Cancelled> {
    let entities: Vec<_> = project.entities().map(|e| e.id).collect();
    work.start(entities.len() as u64);
    let looked: Result<Vec<_>, Cancelled> = entities
        .par_iter()
        .map(|&entity| {
            work.check()?;
            let found = alike(linker, project, entity);
            work.advance(1);
            Ok(found)
        })
        .collect();
    let mut best: BTreeMap<(EntityId, EntityId), Duplicate> = BTreeMap::new();
    for found in looked?.into_iter().flatten() {
        let pair = (found.kept.min(found.other), found.kept.max(found.other));
        match best.get(&pair) {
            Some(known) if known.score >= found.score => {}
            _ => drop(best.insert(pair, found)),
        }
    }
    let mut all: Vec<_> = best.into_values().filter(|d| project.conflicts(d.kept, d.other).is_empty()).collect();
    all.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.kept, x.other).cmp(&(y.kept, y.other))));
    all.truncate(OFFERS);
    Ok(all)
}

/// The entities that look like one, from its fullest names.
fn alike(linker: &Linker, project: &Project, entity: EntityId) -> Vec<Duplicate> {
    let mut texts: BTreeMap<&str, MentionId> = BTreeMap::new();
    for mention in project.mentions_of(entity) {
        texts.entry(&mention.text).or_insert(mention.id);
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by_key(|(text, _)| std::cmp::Reverse((text.split_whitespace().count(), text.len())));
    let size = |e: EntityId| (project.cluster(e).mentions, std::cmp::Reverse(e));
    let mut found = Vec::new();
    for (_, mention) in texts.into_iter().take(ASKED) {
        for suggestion in linker.suggest(project, mention, CANDIDATES) {
            let Target::Entity(other) = suggestion.target else { continue };
            if suggestion.barred.is_some() || suggestion.score < EVEN || other == entity {
                continue;
            }
            let first = size(entity) > size(other);
            let (kept, other) = if first { (entity, other) } else { (other, entity) };
            let shown = if first { (mention, suggestion.shown) } else { (suggestion.shown, mention) };
            found.push(Duplicate { kept, other, shown, score: suggestion.score, reasons: suggestion.reasons });
        }
    }
    found
}

/// An entity that may be two.
#[derive(Clone, Debug, PartialEq)]
pub struct PossibleSplit {
    /// The entity.
    pub entity: EntityId,
    /// The larger half, along the documents.
    pub stay: Vec<MentionId>,
    /// The smaller half.
    pub go: Vec<MentionId>,
    /// A mention of either half, in that order: what to look at.
    pub shown: (MentionId, MentionId),
    /// How likely the halves are one: 0 to 1.
    pub score: f32,
    /// What speaks for and against it.
    pub reasons: Vec<Reason>,
    /// Whether a person said that just these two are the same: it may have been a slip.
    pub said: bool,
}

/// The entities whose mentions fall into two groups by their names or by what stands around them, the least likely ones
/// first. Where a person said that both sides are the same nothing is offered, unless nothing at all speaks for it.
///
/// # Errors
/// [`Cancelled`] when `work` is cancelled.
pub fn possible_splits(linker: &Linker, project: &Project, work: &Work) -> Result<Vec<PossibleSplit>, Cancelled> {
    let several = |e: &EntityId| project.cluster(*e).mentions > 1;
    let entities: Vec<_> = project.entities().map(|e| e.id).filter(several).collect();
    work.start(entities.len() as u64);
    let looked: Result<Vec<_>, Cancelled> = entities
        .par_iter()
        .map(|&entity| {
            work.check()?;
            // What is counted here are entities.
            let tree = grow(linker, project, entity, work, &|_| {})?;
            let split = by_names(&tree, entity).or_else(|| by_contexts(linker, project, &tree, entity));
            work.advance(1);
            Ok(split)
        })
        .collect();
    let mut all: Vec<_> = looked?.into_iter().flatten().collect();
    all.sort_by(|x, y| x.score.total_cmp(&y.score).then(x.entity.cmp(&y.entity)));
    all.truncate(OFFERS);
    Ok(all)
}

/// The weakest strand, where it is weak.
fn by_names(tree: &TieTree, entity: EntityId) -> Option<PossibleSplit> {
    let weak = |s: &Strand| s.score < if s.said.is_some() { SLIP } else { APART };
    let at = tree.strands.iter().position(weak)?;
    let weakest = tree.strands.get(at)?;
    let said = weakest.said.is_some();
    let (a, b) = tree.halves(at);
    let (score, reasons) = (weakest.score, weakest.reasons.clone());
    let split = if a.len() >= b.len() {
        PossibleSplit { entity, stay: a, go: b, shown: (weakest.a, weakest.b), score, reasons, said }
    } else {
        PossibleSplit { entity, stay: b, go: a, shown: (weakest.b, weakest.a), score, reasons, said }
    };
    Some(split)
}

/// Two groups of documents whose mentions are more alike inside than across.
fn by_contexts(linker: &Linker, project: &Project, tree: &TieTree, entity: EntityId) -> Option<PossibleSplit> {
    let mut units: Vec<Vec<MentionId>> = Vec::new();
    let mut document = None;
    for mention in tree.mentions.iter().filter_map(|&id| project.mention(id)) {
        if document.replace(mention.document) != Some(mention.document) {
            units.push(Vec::new());
        }
        units.last_mut()?.push(mention.id);
    }
    if !(4..=UNITS).contains(&units.len()) {
        return None;
    }
    let firsts: Vec<MentionId> = units.iter().filter_map(|u| u.first().copied()).collect();
    let alike: Vec<Vec<f32>> = firsts
        .iter()
        .map(|&a| firsts.iter().map(|&b| if a == b { 1.0 } else { linker.compare(project, a, b).score }).collect())
        .collect();
    let groups = two_groups(&alike)?;
    let of = |second: bool| -> Vec<MentionId> {
        units.iter().zip(&groups).filter(|(_, g)| **g == second).flat_map(|(u, _)| u.iter().copied()).collect()
    };
    let (mut stay, mut go) = (of(false), of(true));
    if go.len() > stay.len() {
        std::mem::swap(&mut stay, &mut go);
    }
    let other_side: HashSet<_> = go.iter().copied().collect();
    let said = |m: &MentionId| {
        let same = project.judgements_on(*m).filter(|j| j.verdict == Verdict::Same);
        same.filter_map(|j| j.other(*m)).any(|o| other_side.contains(&o))
    };
    if stay.iter().any(said) {
        return None;
    }
    let shown = (*stay.first()?, *go.first()?);
    let comparison = linker.compare(project, shown.0, shown.1);
    let said = false;
    Some(PossibleSplit { entity, stay, go, shown, score: comparison.score, reasons: comparison.reasons, said })
}

/// Which of two groups each belongs to, where they fall into two: each with at least two, and clearly more alike inside
/// than across.
fn two_groups(alike: &[Vec<f32>]) -> Option<Vec<bool>> {
    let n = alike.len();
    let odds = |i: usize, j: usize| {
        let p = alike.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default().clamp(0.001, 0.999);
        (p / (1.0 - p)).ln()
    };
    let pairs = || (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)));
    let (a, b) = pairs().min_by(|x, y| odds(x.0, x.1).total_cmp(&odds(y.0, y.1)))?;
    let mut groups: Vec<bool> = (0..n).map(|i| i == b || (i != a && odds(i, b) > odds(i, a))).collect();
    let mean = |groups: &[bool], i: usize, second: bool| {
        let all: Vec<f32> = (0..n).filter(|&j| j != i && groups[j] == second).map(|j| odds(i, j)).collect();
        if all.is_empty() { f32::MIN } else { all.iter().sum::<f32>() / all.len() as f32 }
    };
    for _ in 0..8 {
        let next: Vec<bool> = (0..n).map(|i| mean(&groups, i, true) > mean(&groups, i, false)).collect();
        if next == groups {
            break;
        }
        groups = next;
    }
    let second = groups.iter().filter(|g| **g).count();
    if second < 2 || n - second < 2 {
        return None;
    }
    let over = |inside: bool| {
        let all: Vec<f32> =
            pairs().filter(|(i, j)| (groups[*i] == groups[*j]) == inside).map(|(i, j)| odds(i, j)).collect();
        all.iter().sum::<f32>() / all.len().max(1) as f32
    };
    (over(true) - over(false) >= GAP).then_some(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_are_found_where_there_are_two_and_else_none() {
        let matrix = |same: f32, across: f32, of: &[bool]| -> Vec<Vec<f32>> {
            of.iter().map(|a| of.iter().map(|b| if a == b { same } else { across }).collect()).collect()
        };
        let of = [false, true, false, false, true, true];
        let found = two_groups(&matrix(0.97, 0.6, &of)).unwrap();
        assert!((0..6).all(|i| (found[i] == found[0]) == (of[i] == of[0])), "{found:?}");
        assert_eq!(two_groups(&matrix(0.9, 0.88, &of)), None, "hardly less alike across");
        assert_eq!(two_groups(&matrix(0.9, 0.1, &[false, false, false, true])), None, "one is no group");
        assert_eq!(two_groups(&[]), None);
    }

    #[test]
    fn sets_are_joined_once() {
        let mut sets = Sets::of(4);
        assert!(sets.join(0, 1) && sets.join(2, 3) && sets.join(1, 3));
        assert!(!sets.join(0, 2));
    }
}
