//! Somebody who knows the answer: what they decide, and what it costs.

use super::super::CliError;
use super::finder::keys_to_find;
use super::helper::{Helper, Offer};
use crate::annotation::{Author, Command, EntityId, MentionId, Project, Scope};
use crate::text::DocumentId;
use crate::work::Work;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// The score from which an offer claims to be right.
const LIKELY: f32 = 0.5;

/// The answer: which mentions belong together.
pub(super) struct Gold {
    /// The entity of a mention, and the part of the scope that cuts it.
    of: HashMap<MentionId, (EntityId, u32)>,
    parts: HashMap<DocumentId, u32>,
}

impl Gold {
    pub fn of(project: &Project, scope: Scope) -> Self {
        let parts = scope.parts(project);
        let tied = project.mentions().filter(|m| m.is_live());
        let of = tied.filter_map(|m| Some((m.id, (m.entity?, *parts.get(&m.document)?)))).collect();
        Self { of, parts }
    }

    /// How many mentions have an entity.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// How many entities there are, as they are cut.
    pub fn entities(&self) -> usize {
        self.of.values().collect::<BTreeSet<_>>().len()
    }

    /// Whether mentions of two documents may be tied.
    pub fn share_part(&self, a: DocumentId, b: DocumentId) -> bool {
        self.parts.get(&a) == self.parts.get(&b)
    }

    fn together(&self, a: MentionId, b: MentionId) -> bool {
        self.of.get(&a).is_some_and(|entity| self.of.get(&b) == Some(entity))
    }
}

/// What linking took. A key is one action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    /// Mentions that were tied.
    pub mentions: usize,
    /// All keys.
    pub keys: usize,
    /// Times that somebody had to decide: a group is one.
    pub decisions: usize,
    /// Decisions for which the right entity, or a mention without one that belongs with it, was there or offered.
    pub with_target: usize,
    /// Of those, how many had it offered on top.
    pub on_top: usize,
    /// Or among the first five.
    pub among_five: usize,
    /// Decisions at which something wrong was offered on top.
    pub wrong_offers: usize,
    /// Of those, how many were told to be likelier than not.
    pub wrong_and_likely: usize,
    /// Top offers accepted: one key.
    pub accepted: usize,
    /// Others of the first nine chosen: one key.
    pub chosen: usize,
    /// New entities: one key.
    pub new_entities: usize,
    /// Entities found by typing.
    pub typed: usize,
    /// The keys of that.
    pub typing_keys: usize,
    /// Groups that were not of one entity and were taken apart: one key.
    pub taken_apart: usize,
    /// Mentions of no entity, passed over: one key.
    pub skipped: usize,
}

/// What is decided about what the queue is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    /// Tie to what is offered at this place.
    Offer(usize, MentionId),
    /// It is the first of its entity.
    New,
    /// It is this entity, which is not offered.
    Find(EntityId),
}

/// Ties all mentions of a project without entities as gold has it. Returns the project and what it took.
///
/// # Errors
/// [`CliError`] when cancelled, or when a step does not fit, which would be a fault of the program.
pub(super) fn play(
    project: &Project,
    gold: &Gold,
    helper: &mut dyn Helper,
    work: &Work,
) -> Result<(Project, Tally), CliError> {
    let mut project = project.clone();
    let mut tally = Tally::default();
    // The entity that stands for one of gold.
    let mut made: HashMap<(EntityId, u32), EntityId> = HashMap::new();
    let order = helper.order(&project);
    work.start(order.len() as u64);
    for id in order {
        work.check().map_err(CliError::of)?;
        work.advance(1);
        if project.mention(id).is_none_or(|m| m.entity.is_some()) {
            continue;
        }
        let Some(&answer) = gold.of.get(&id) else {
            tally.skipped += 1;
            tally.keys += 1;
            continue;
        };
        let group = group(&project, gold, helper, id, &mut tally);
        let offers = helper.offers(&project, id, &group);
        let entity = made.get(&answer).copied();
        let decision = decide(&project, gold, id, entity, &offers, &mut tally);
        let command = cost(&project, id, group, decision, &mut tally);
        let step = command.plan(&project, &Author::from("gold")).map_err(CliError::of)?;
        project.apply(&step).map_err(CliError::of)?;
        helper.follow(&project, &step);
        if let Some(entity) = project.mention(id).and_then(|m| m.entity) {
            made.insert(answer, entity);
        }
    }
    tally.mentions = gold.len();
    Ok((project, tally))
}

/// The mentions that are decided about together: those that are offered, if they are of one entity.
fn group(project: &Project, gold: &Gold, helper: &dyn Helper, id: MentionId, tally: &mut Tally) -> Vec<MentionId> {
    let others = helper.group(project, id).into_iter().filter(|&other| other != id && project.is_untied(other));
    let group: Vec<_> = std::iter::once(id).chain(others).collect();
    if group.iter().all(|&other| gold.together(id, other)) {
        return group;
    }
    tally.taken_apart += 1;
    tally.keys += 1;
    vec![id]
}

fn decide(
    project: &Project,
    gold: &Gold,
    id: MentionId,
    entity: Option<EntityId>,
    offers: &[Offer],
    tally: &mut Tally,
) -> Decision {
    // Where its entity is there already, a mention without one would make a second of it.
    let right = |offer: &Offer| match entity {
        Some(entity) => project.mention(offer.shown).is_some_and(|m| m.entity == Some(entity)),
        None => gold.together(id, offer.shown),
    };
    let place = offers.iter().position(right);
    tally.decisions += 1;
    if entity.is_some() || place.is_some() {
        tally.with_target += 1;
        tally.on_top += usize::from(place == Some(0));
        tally.among_five += usize::from(place.is_some_and(|at| at < 5));
    }
    if let Some(top) = offers.first().filter(|_| place != Some(0)) {
        tally.wrong_offers += 1;
        tally.wrong_and_likely += usize::from(top.score >= LIKELY);
    }
    match (place, entity) {
        (Some(at), _) => Decision::Offer(at, offers[at].shown),
        (None, Some(entity)) => Decision::Find(entity),
        (None, None) => Decision::New,
    }
}

/// Counts the keys of a decision; gives the command that they are.
fn cost(project: &Project, id: MentionId, group: Vec<MentionId>, decision: Decision, tally: &mut Tally) -> Command {
    let (keys, command) = match decision {
        Decision::Offer(at, onto) => {
            tally.accepted += usize::from(at == 0);
            tally.chosen += usize::from(at > 0);
            let mentions = group.into_iter().filter(|&other| other != onto).collect();
            (1, Command::TieOffered { mentions, onto })
        }
        Decision::New => {
            tally.new_entities += 1;
            (1, Command::SplitOff(group))
        }
        Decision::Find(entity) => {
            let keys = keys_to_find(project, entity, id);
            tally.typed += 1;
            tally.typing_keys += keys;
            (keys, Command::Assign(group, entity))
        }
    };
    tally.keys += keys;
    command
}
