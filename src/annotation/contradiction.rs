//! Contradictions: two mentions that a person judged different, and that other words of people make the same.
//!
//! No command leaves one behind: the last word wins. But a file may bring some along that was joined of two, or written
//! by another program; and a word that is about to be said can contradict what was said before.

use super::{EntityId, Judgement, MentionId, Op, Project, Transaction, Verdict};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// No more mentions than this are looked at for the chain of one contradiction.
const REACH: usize = 20_000;

/// Two mentions that are said to be different, and a chain of mentions each of which is said to be the same as the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The two that were judged different.
    pub different: (MentionId, MentionId),
    /// From the first of them to the second: each is judged the same as the next, or of one entity with it.
    pub chain: Vec<MentionId>,
}

/// All contradictions of a project, by pair.
pub fn contradictions(project: &Project) -> Vec<Contradiction> {
    Contradictions::of(project).found(project).collect()
}

/// The shortest chain of mentions judged the same from `a` to `b`, both included, without what was judged of just these
/// two. `None` when there is none, or none that is near.
pub fn judged_chain(project: &Project, a: MentionId, b: MentionId) -> Option<Vec<MentionId>> {
    shortest(a, b, |m, next| same_as(project, m, (a, b), next))
}

/// As [`judged_chain`]; else by entities too.
fn chain(project: &Project, a: MentionId, b: MentionId) -> Option<Vec<MentionId>> {
    judged_chain(project, a, b).or_else(|| {
        let mut seen: HashSet<EntityId> = HashSet::new();
        shortest(a, b, |m, next| {
            same_as(project, m, (a, b), next);
            let entity = project.mention(m).and_then(|m| m.entity).filter(|e| seen.insert(*e));
            if let Some(entity) = entity {
                // The end itself first: an entity of a hundred thousand need not be looked through for it.
                next.extend(Some(b).filter(|b| project.mention(*b).is_some_and(|b| b.entity == Some(entity))));
                next.extend(project.mentions_of(entity).take(REACH).map(|m| m.id));
            }
        })
    })
}

/// The mentions that were judged the same as this one, but for one pair.
fn same_as(project: &Project, mention: MentionId, but: (MentionId, MentionId), next: &mut Vec<MentionId>) {
    let but = (but.0.min(but.1), but.0.max(but.1));
    let same = project.judgements_on(mention).filter(|j| j.verdict == Verdict::Same && j.pair() != but);
    next.extend(same.filter_map(|j| j.other(mention)));
}

/// Breadth first from `a` to `b`.
fn shortest(
    a: MentionId,
    b: MentionId,
    mut neighbours: impl FnMut(MentionId, &mut Vec<MentionId>),
) -> Option<Vec<MentionId>> {
    let mut from: HashMap<MentionId, MentionId> = HashMap::from([(a, a)]);
    let mut queue = VecDeque::from([a]);
    let mut next = Vec::new();
    while let Some(at) = queue.pop_front() {
        neighbours(at, &mut next);
        for to in next.drain(..) {
            if let Entry::Vacant(new) = from.entry(to) {
                new.insert(at);
                queue.push_back(to);
            }
        }
        if from.contains_key(&b) {
            let mut chain = vec![b];
            while let Some(&last) = chain.last().filter(|last| **last != a) {
                chain.push(*from.get(&last)?);
            }
            chain.reverse();
            return Some(chain);
        }
        if from.len() > REACH {
            return None;
        }
    }
    None
}

/// What a mention stands for: its entity, or itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Entity(EntityId),
    Alone(MentionId),
}

fn node(project: &Project, mention: MentionId) -> Node {
    project.mention(mention).and_then(|m| m.entity).map_or(Node::Alone(mention), Node::Entity)
}

/// The contradictions of a project, kept while it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contradictions {
    /// Pairs judged different that hang together.
    pairs: BTreeSet<(MentionId, MentionId)>,
    /// Pairs judged the same that are not of one entity. In a project that was made here there are none.
    crossing: BTreeSet<(MentionId, MentionId)>,
}

impl Contradictions {
    /// Looks through all judgements.
    pub fn of(project: &Project) -> Self {
        let mut all = Self::default();
        let same = project.judgements().filter(|j| j.verdict == Verdict::Same);
        all.crossing = same.filter(|j| crosses(project, j)).map(|j| j.pair()).collect();
        all.look_through(project);
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether this pair is one of them, the smaller id first.
    pub fn has(&self, pair: (MentionId, MentionId)) -> bool {
        self.pairs.contains(&pair)
    }

    /// The pairs judged different that contradict the rest, in order.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = (MentionId, MentionId)> {
        self.pairs.iter().copied()
    }

    /// All of them with their chains. A chain is looked for when it is asked for.
    pub fn found<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = Contradiction> + 'a {
        self.pairs.iter().filter_map(|&(a, b)| Some(Contradiction { different: (a, b), chain: chain(project, a, b)? }))
    }

    /// One of them with its chain.
    pub fn get(&self, project: &Project, pair: (MentionId, MentionId)) -> Option<Contradiction> {
        let chain = || chain(project, pair.0, pair.1);
        self.pairs.contains(&pair).then(chain).flatten().map(|chain| Contradiction { different: pair, chain })
    }

    /// Takes into account a transaction that was just applied. Looks only around what it changed, unless there are words
    /// across entities.
    pub fn follow(&mut self, project: &Project, transaction: &Transaction) {
        let crossed = !self.crossing.is_empty();
        let mut touched: BTreeSet<MentionId> = BTreeSet::new();
        for op in &transaction.ops {
            match op {
                Op::Mention(before, after) => {
                    let entity = |m: &Option<std::sync::Arc<super::Mention>>| m.as_ref().map(|m| m.entity);
                    let id = before.as_ref().or(after.as_ref()).map(|m| m.id);
                    touched.extend(id.filter(|_| entity(before) != entity(after)));
                }
                Op::Judgement(before, after) => {
                    for judgement in before.iter().chain(after) {
                        self.pairs.remove(&judgement.pair());
                        self.crossing.remove(&judgement.pair());
                        touched.extend([judgement.a, judgement.b]);
                    }
                }
                _ => {}
            }
        }
        let mut around = Vec::new();
        for judgement in touched.iter().flat_map(|&m| project.judgements_on(m)) {
            match judgement.verdict {
                Verdict::Same if crosses(project, judgement) => drop(self.crossing.insert(judgement.pair())),
                Verdict::Same => drop(self.crossing.remove(&judgement.pair())),
                Verdict::Different => around.push(judgement.pair()),
                Verdict::Unsure => {}
            }
        }
        if crossed || !self.crossing.is_empty() {
            return self.look_through(project);
        }
        for (a, b) in around {
            if node(project, a) == node(project, b) {
                self.pairs.insert((a, b));
            } else {
                self.pairs.remove(&(a, b));
            }
        }
    }

    /// Finds the pairs anew, from the crossing words.
    fn look_through(&mut self, project: &Project) {
        let mut roots: HashMap<Node, Node> = HashMap::new();
        for &(a, b) in &self.crossing {
            let (a, b) = (root(&roots, node(project, a)), root(&roots, node(project, b)));
            if a != b {
                roots.insert(a, b);
            }
        }
        let together =
            |j: &&std::sync::Arc<Judgement>| root(&roots, node(project, j.a)) == root(&roots, node(project, j.b));
        let different = project.judgements().filter(|j| j.verdict == Verdict::Different);
        self.pairs = different.filter(together).map(|j| j.pair()).collect();
    }
}

fn crosses(project: &Project, judgement: &Judgement) -> bool {
    node(project, judgement.a) != node(project, judgement.b)
}

fn root(roots: &HashMap<Node, Node>, mut node: Node) -> Node {
    while let Some(&above) = roots.get(&node) {
        node = above;
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_way_is_found_and_none_where_there_is_none() {
        let m = MentionId;
        let edges = [(1, 2), (2, 3), (3, 4), (1, 5), (5, 4), (6, 7)];
        let neighbours = |at: MentionId, next: &mut Vec<MentionId>| {
            next.extend(edges.iter().filter(|(a, _)| m(*a) == at).map(|(_, b)| m(*b)));
            next.extend(edges.iter().filter(|(_, b)| m(*b) == at).map(|(a, _)| m(*a)));
        };
        assert_eq!(shortest(m(1), m(4), neighbours), Some(vec![m(1), m(5), m(4)]));
        assert_eq!(shortest(m(1), m(7), neighbours), None);
        assert_eq!(shortest(m(6), m(6), neighbours), Some(vec![m(6)]));
    }
}
