//! Ties in bulk: every mention that is sure enough of what it names, tied after a preview.
//!
//! The rows of the preview are the best suggestions; what comes of them together is another matter, because two that
//! are good alone may join what a person has judged different. So they are taken one after another, the surest first,
//! and one that would join two entities or break a judgement is left out. The preview and the deed ask the same
//! function, so that what was seen is what is done. Both the rows and what comes of them are made by jobs: there may be
//! a hundred thousand.

use super::bulk::BANDS;
use super::change::AT_ONCE;
use super::jobs::{Job, Outcome};
use super::linker::others;
use super::{Question, QueueFilter, Session};
use crate::annotation::{Command, EntityId, MentionId, Project, Score, TypeId, Verdict};
use crate::linking::{Linker, Reason, Suggestion, Target};
use crate::work::{Cancelled, Work};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// So many candidates are looked through for the best that is none of the mentions it is offered with.
const LOOKED_THROUGH: usize = 24;

/// Mentions to tie to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedTie {
    /// Those that are offered together, in the order of the text.
    pub mentions: Vec<MentionId>,
    /// What to tie them to.
    pub onto: MentionId,
}

/// One row of the preview.
#[derive(Clone, Debug, PartialEq)]
pub struct TieRow {
    /// What would be tied.
    pub tie: OfferedTie,
    /// Whether it is a second one into another document, see [`TieRows`].
    pub elsewhere: bool,
    /// The type of the mentions.
    pub kind: TypeId,
    /// How sure it is.
    pub score: Score,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// The best suggestions for all mentions without an entity, the surest first. Where the best one is in the mention's own
/// document, a second one ties it to what has the same name in another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TieRows {
    /// Which mentions: those of its types, of its document, and that would join its entity.
    pub filter: QueueFilter,
    /// The state of the project that they were made from.
    pub revision: u64,
    /// All of them.
    pub rows: Vec<TieRow>,
    /// How many mentions of each type have a score in each band, from weak to strong.
    pub bands: BTreeMap<TypeId, [u32; BANDS]>,
    /// How many mentions of each type have no entity, whatever types the filter lets through.
    pub kinds: BTreeMap<TypeId, usize>,
}

/// The score to begin with: what is above is nearly always right.
const FIRST: f32 = 0.85;

/// How a row is known again when the rows are made anew: the first of its mentions, and whether it is their second tie.
pub type TieId = (MentionId, bool);

/// Which of the rows are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenTies {
    /// Those with at least this score.
    pub threshold: Score,
    /// But not these.
    pub unticked: Arc<HashSet<TieId>>,
}

/// What comes of the rows that are taken.
#[derive(Debug)]
pub struct MadeTies {
    /// The rows.
    pub rows: Arc<TieRows>,
    /// Which are taken.
    pub chosen: ChosenTies,
    /// What comes of all rows above the score, ticked or not.
    pub clusters: Arc<Vec<TiedCluster>>,
    /// The rows above the score by the entities that they make or join.
    pub lines: Arc<Vec<TieLine>>,
    /// How many mentions the ticked ones tie,
    pub tied: usize,
    /// to how many entities,
    pub entities: usize,
    /// of which so many are new.
    pub new: usize,
    /// How many of the ticked ones are left out: a judgement stands against them, or they would join two entities.
    pub refused: usize,
}

/// A line of the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieLine {
    /// The entity that the next ones make or join, by its place in the clusters.
    Cluster(usize),
    /// A row, by its place.
    Row(usize),
    /// The heading of what is left out.
    LeftOut,
}

impl Default for ChosenTies {
    fn default() -> Self {
        Self { threshold: Score::from(FIRST), unticked: Arc::default() }
    }
}

impl ChosenTies {
    /// The rows that are taken: those above the score that are ticked.
    pub fn of<'a>(&'a self, rows: &'a TieRows) -> impl Iterator<Item = &'a OfferedTie> {
        let above = rows.rows.get(..rows.above(self.threshold)).unwrap_or_default();
        above.iter().filter(|row| row.id().is_some_and(|id| !self.unticked.contains(&id))).map(|row| &row.tie)
    }
}

impl TieRow {
    /// How the row is known again.
    pub fn id(&self) -> Option<TieId> {
        self.tie.mentions.first().map(|&first| (first, self.elsewhere))
    }
}

impl MadeTies {
    fn of(project: &Project, rows: Arc<TieRows>, chosen: ChosenTies, before: Option<&Self>) -> Self {
        // What is unticked stays in its place.
        let same = |before: &&Self| before.chosen.threshold == chosen.threshold && Arc::ptr_eq(&before.rows, &rows);
        let (all, lines) = match before.filter(same) {
            Some(before) => (Arc::clone(&before.clusters), Arc::clone(&before.lines)),
            None => {
                let (clusters, lines) = lines(project, &rows, chosen.threshold);
                (Arc::new(clusters), Arc::new(lines))
            }
        };
        let ticked: Vec<_> = chosen.of(&rows).collect();
        let asked = ticked.len();
        let made = clusters(project, ticked);
        let tied = made.iter().map(|c| c.mentions.len()).sum();
        let new = made.iter().filter(|c| c.entity.is_none()).count();
        let refused = asked - made.iter().map(|c| c.ties.len()).sum::<usize>();
        Self { rows, chosen, clusters: all, lines, tied, entities: made.len(), new, refused }
    }
}

/// What comes of all rows above a score, and the lines that show it.
fn lines(project: &Project, rows: &TieRows, threshold: Score) -> (Vec<TiedCluster>, Vec<TieLine>) {
    let above = rows.above(threshold);
    let clusters = clusters(project, rows.rows.iter().take(above).map(|row| &row.tie));
    let (mut lines, mut taken) = (Vec::new(), vec![false; above]);
    for (at, cluster) in clusters.iter().enumerate() {
        lines.push(TieLine::Cluster(at));
        lines.extend(cluster.ties.iter().map(|&tie| TieLine::Row(tie)));
        cluster.ties.iter().for_each(|&tie| taken[tie] = true);
    }
    if taken.contains(&false) {
        lines.push(TieLine::LeftOut);
        lines.extend((0..above).filter(|&at| !taken[at]).map(TieLine::Row));
    }
    (clusters, lines)
}

/// What some ties make together: one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiedCluster {
    /// The entity that they join; `None`: a new one.
    pub entity: Option<EntityId>,
    /// The mention that they are tied to: of the entity, else the one that says most.
    pub onto: MentionId,
    /// The mentions that are tied to it.
    pub mentions: Vec<MentionId>,
    /// The ties that make it, by their places.
    pub ties: Vec<usize>,
}

impl TieRows {
    fn of(project: &Project, linker: &Linker, filter: QueueFilter, work: &Work) -> Result<Self, Cancelled> {
        let mut all = Self { revision: project.revision(), ..Self::default() };
        let order = linker.order(project);
        let (mut seen, mut groups) = (HashSet::new(), Vec::new());
        for id in order {
            work.check()?;
            let Some(mention) = project.mention(id) else { continue };
            if filter.document.is_none_or(|d| d == mention.document) {
                *all.kinds.entry(mention.kind).or_default() += 1;
            }
            if seen.contains(&id) || !filter.lets(mention.kind, mention.document) {
                continue;
            }
            let group: Vec<_> = linker.group(project, id).into_iter().filter(|&id| project.is_untied(id)).collect();
            seen.extend(group.iter().copied());
            groups.push((id, group));
        }
        let joins = |row: &TieRow| match filter.entity {
            Some(entity) => project.mention(row.tie.onto).is_some_and(|m| m.entity == Some(entity)),
            None => true,
        };
        work.start(groups.len() as u64);
        let best = |(id, group)| {
            work.check()?;
            work.advance(1);
            let (best, elsewhere) = best(project, linker, id, group);
            let best = best.filter(joins);
            let elsewhere = elsewhere.filter(|row| best.is_some() && joins(row));
            Ok((best, elsewhere))
        };
        let found: Vec<_> = groups.into_par_iter().map(best).collect::<Result<_, Cancelled>>()?;
        all.filter = filter;
        for row in found.iter().filter_map(|(best, _)| best.as_ref()) {
            let bands = all.bands.entry(row.kind).or_insert([0; BANDS]);
            if let Some(count) = bands.get_mut(super::bulk::band(row.score)) {
                *count += row.tie.mentions.len() as u32;
            }
        }
        all.rows = found.into_iter().flat_map(|(best, elsewhere)| [best, elsewhere]).flatten().collect();
        all.rows.sort_by_key(|row| std::cmp::Reverse(row.score));
        Ok(all)
    }

    /// How many of the rows have at least a score: they are the first ones.
    pub fn above(&self, threshold: Score) -> usize {
        self.rows.partition_point(|row| row.score >= threshold)
    }
}

/// The best tie of mentions that are offered together: to another one, else to each other. Where that is to a mention of
/// their own document, the best tie into another one too: so what has two names in each document becomes one entity.
fn best(
    project: &Project,
    linker: &Linker,
    id: MentionId,
    mut group: Vec<MentionId>,
) -> (Option<TieRow>, Option<TieRow>) {
    let Some((kind, own)) = project.mention(id).map(|m| (m.kind, m.document)) else { return (None, None) };
    let offered = others(linker, project, id, &group, LOOKED_THROUGH).into_iter();
    let mut open = offered.filter(|s| s.barred.is_none() && !is_different(project, linker, &group, s.target));
    let row = |found: Suggestion, elsewhere: bool| {
        let tie = OfferedTie { mentions: group.clone(), onto: found.shown };
        TieRow { tie, elsewhere, kind, score: Score::from(found.score), reasons: found.reasons }
    };
    let here = |id: MentionId| project.mention(id).is_some_and(|m| m.document == own);
    let name = |id: MentionId| project.mention(id).map(|m| m.text.to_lowercase());
    if let Some(best) = open.next() {
        let to_mention = matches!(best.target, Target::Mention(_)) && here(best.shown);
        // Another name would be a runner-up, not the same once more.
        let same = |s: &Suggestion| !here(s.shown) && [name(id), name(best.shown)].contains(&name(s.shown));
        let elsewhere = to_mention.then(|| open.find(same)).flatten();
        return (Some(row(best, false)), elsewhere.map(|s| row(s, true)));
    }
    let Some(second) = group.get(1).copied() else { return (None, None) };
    let first = group.remove(0);
    let comparison = linker.compare(project, first, second);
    let tie = OfferedTie { mentions: group, onto: first };
    let score = Score::from(comparison.score);
    (Some(TieRow { tie, elsewhere: false, kind, score, reasons: comparison.reasons }), None)
}

/// Whether any of some mentions is judged different from a target, or from what would be offered together with it.
fn is_different(project: &Project, linker: &Linker, group: &[MentionId], target: Target) -> bool {
    let mut against = group
        .iter()
        .flat_map(|&id| project.judgements_on(id).filter_map(move |j| Some((j.verdict, j.other(id)?))))
        .filter(|(verdict, _)| *verdict == Verdict::Different)
        .map(|(_, other)| other)
        .peekable();
    if against.peek().is_none() {
        return false;
    }
    match target {
        Target::Entity(entity) => against.any(|id| project.mention(id).is_some_and(|m| m.entity == Some(entity))),
        Target::Mention(mention) => {
            let theirs = linker.group(project, mention);
            against.any(|id| id == mention || theirs.contains(&id))
        }
    }
}

/// What ties make together, taken in this order. A tie that would join two entities, or mentions that somebody judged
/// different, is left out, with all that it ties.
pub fn clusters<'a>(project: &Project, ties: impl IntoIterator<Item = &'a OfferedTie>) -> Vec<TiedCluster> {
    let mut growing = Growing::of(project);
    let mut taken = Vec::new();
    for (at, tie) in ties.into_iter().enumerate() {
        if tie.mentions.iter().all(|&id| project.is_untied(id)) && growing.join_all(tie) {
            taken.push((at, tie.onto));
        }
    }
    growing.into_clusters(&taken)
}

/// Clusters as they grow: a set of them for each mention without an entity, and one for each entity.
struct Growing<'a> {
    project: &'a Project,
    nodes: HashMap<Target, usize>,
    parents: Vec<usize>,
    /// Of each root: its entity, its mentions without one, and those that are judged different from any of it.
    sets: Vec<Set>,
}

#[derive(Clone, Default)]
struct Set {
    entity: Option<EntityId>,
    mentions: Vec<MentionId>,
    against: Vec<MentionId>,
}

impl<'a> Growing<'a> {
    fn of(project: &'a Project) -> Self {
        let mut growing = Self { project, nodes: HashMap::new(), parents: Vec::new(), sets: Vec::new() };
        for judgement in project.judgements().filter(|j| j.verdict == Verdict::Different) {
            for (one, other) in [(judgement.a, judgement.b), (judgement.b, judgement.a)] {
                if let Some(node) = growing.node(one) {
                    growing.sets[node].against.push(other);
                }
            }
        }
        growing
    }

    fn node(&mut self, id: MentionId) -> Option<usize> {
        let entity = self.project.mention(id).filter(|m| m.is_live())?.entity;
        let next = self.parents.len();
        let node = *self.nodes.entry(entity.map_or(Target::Mention(id), Target::Entity)).or_insert(next);
        if node == next {
            let mentions = if entity.is_some() { Vec::new() } else { vec![id] };
            self.parents.push(node);
            self.sets.push(Set { entity, mentions, against: Vec::new() });
        }
        Some(node)
    }

    fn root(&mut self, id: MentionId) -> Option<usize> {
        let mut at = self.node(id)?;
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        Some(at)
    }

    /// Joins all that a tie ties, or nothing.
    fn join_all(&mut self, tie: &OfferedTie) -> bool {
        let ends: Vec<_> = tie.mentions.iter().copied().chain([tie.onto]).collect();
        let mut roots: Vec<_> = ends.into_iter().filter_map(|id| self.root(id)).collect();
        roots.sort_unstable();
        roots.dedup();
        let entities = roots.iter().filter(|&&root| self.sets[root].entity.is_some()).count();
        if entities > 1 || roots.iter().any(|&root| self.stands_against(root, &roots)) {
            return false;
        }
        let Some(largest) = roots.iter().copied().max_by_key(|&root| self.sets[root].mentions.len()) else {
            return false;
        };
        for root in roots.into_iter().filter(|&root| root != largest) {
            let set = std::mem::take(&mut self.sets[root]);
            self.parents[root] = largest;
            let into = &mut self.sets[largest];
            into.entity = into.entity.or(set.entity);
            into.mentions.extend(set.mentions);
            into.against.extend(set.against);
        }
        true
    }

    /// Whether something of a set is judged different from something of the other ones.
    fn stands_against(&mut self, root: usize, others: &[usize]) -> bool {
        let against = std::mem::take(&mut self.sets[root].against);
        let stands = against.iter().any(|&id| self.root(id).is_some_and(|r| r != root && others.contains(&r)));
        self.sets[root].against = against;
        stands
    }

    fn into_clusters(mut self, taken: &[(usize, MentionId)]) -> Vec<TiedCluster> {
        let mut clusters: Vec<TiedCluster> = Vec::new();
        let mut places: HashMap<usize, usize> = HashMap::new();
        for &(at, onto) in taken {
            let Some(root) = self.root(onto) else { continue };
            if let Some(cluster) = places.get(&root).and_then(|&place| clusters.get_mut(place)) {
                cluster.ties.push(at);
                continue;
            }
            let Set { entity, mut mentions, .. } = std::mem::take(&mut self.sets[root]);
            let place = |id: &MentionId| self.project.mention(*id).map(|m| (m.document, m.hull().start, m.id));
            mentions.sort_by_key(place);
            let of_entity = entity.and_then(|e| self.project.mentions_of(e).next()).map(|m| m.id);
            let Some(onto) = of_entity.or_else(|| self.says_most(&mentions)) else { continue };
            mentions.retain(|&id| id != onto);
            places.insert(root, clusters.len());
            clusters.push(TiedCluster { entity, onto, mentions, ties: vec![at] });
        }
        clusters
    }

    /// Of several mentions, the one with most words; the first of those.
    fn says_most(&self, mentions: &[MentionId]) -> Option<MentionId> {
        let words = |id: &MentionId| self.project.mention(*id).map_or(0, |m| m.text.split_whitespace().count());
        mentions.iter().copied().rev().max_by_key(|id| words(id))
    }
}

impl Session {
    /// The preview's rows, once they are there.
    pub fn tie_rows(&self) -> Option<&Arc<TieRows>> {
        self.tie_rows.as_ref()
    }

    pub(super) fn ask_tie_above(&mut self) {
        self.question = Some(Question::TieAbove);
        self.end_ties();
        let of_queue = self.link_queue().map(|q| QueueFilter { unsure: false, ..q.filter().clone() });
        self.collect_ties(of_queue.unwrap_or_default());
    }

    /// What comes of the rows that were chosen last, once it is there.
    pub fn made_ties(&self) -> Option<&Arc<MadeTies>> {
        self.made_ties.as_ref()
    }

    /// Which rows of the preview are taken.
    pub fn chosen_ties(&self) -> &ChosenTies {
        &self.chosen_ties
    }

    pub(super) fn choose_ties(&mut self, chosen: ChosenTies) {
        self.chosen_ties = chosen;
        self.make_ties();
    }

    /// Puts together what comes of the rows that are taken, off the frame.
    fn make_ties(&mut self) {
        let Some(rows) = self.tie_rows.clone() else { return };
        // While a slider is dragged there is something new in every frame: one after another.
        self.ties_wanted = self.jobs.is_running(Job::TiesMade);
        if self.ties_wanted {
            return;
        }
        let (project, before) = (self.project.clone(), self.made_ties.clone());
        let chosen = self.chosen_ties.clone();
        self.jobs.start(Job::TiesMade, "Putting the ties together", move |_, _| {
            Outcome::TiesMade(Arc::new(MadeTies::of(&project, rows, chosen, before.as_deref())))
        });
    }

    pub(super) fn take_made_ties(&mut self, made: Arc<MadeTies>) {
        if self.tie_rows.as_ref().is_some_and(|rows| Arc::ptr_eq(rows, &made.rows)) {
            self.made_ties = Some(made);
        }
        if self.ties_wanted {
            self.make_ties();
        }
    }

    /// Compares the mentions, off the frame.
    pub(super) fn collect_ties(&mut self, filter: QueueFilter) {
        let Some(linker) = self.linker().cloned() else { return };
        self.jobs.forget(Job::Collect);
        let project = self.project.clone();
        self.jobs.start(Job::Collect, "Comparing the mentions", move |work, _| {
            match TieRows::of(&project, &linker, filter, work) {
                Ok(rows) => Outcome::Ties(Arc::new(rows)),
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    pub(super) fn take_ties(&mut self, rows: Arc<TieRows>) {
        self.catch_up_linker();
        if matches!(self.question, Some(Question::TieAbove)) {
            self.tie_rows = Some(rows);
            self.make_ties();
            self.refresh_ties();
        }
    }

    /// Compares anew when the project has changed under the preview: extraction goes on meanwhile.
    pub(super) fn refresh_ties(&mut self) {
        let asked = matches!(self.question, Some(Question::TieAbove));
        let stale = self.tie_rows.as_ref().filter(|rows| rows.revision != self.project.revision());
        if let Some(filter) = stale.filter(|_| asked && !self.jobs.is_running(Job::Collect)).map(|r| r.filter.clone()) {
            self.collect_ties(filter);
        }
    }

    /// Ties what was chosen: one step, one undo. What a judgement stands against is left out.
    pub(super) fn do_ties(&mut self, ties: Vec<OfferedTie>) {
        let large = ties.iter().map(|t| t.mentions.len()).sum::<usize>() > AT_ONCE;
        let command = move |project: &Project| {
            let clusters = clusters(project, &ties).into_iter();
            Command::TieGroups(clusters.map(|c| (c.mentions, c.onto)).collect())
        };
        if large {
            self.start_change("Tying the mentions", command);
        } else {
            let command = command(&self.project);
            self.edit(command);
        }
    }

    pub(super) fn end_ties(&mut self) {
        self.tie_rows = None;
        self.made_ties = None;
        self.ties_wanted = false;
        self.chosen_ties = ChosenTies::default();
        [Job::Collect, Job::TiesMade].into_iter().for_each(|job| self.jobs.forget(job));
    }
}
