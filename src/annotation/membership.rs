//! Whose mentions are: what tying, assigning, untying, splitting and merging plan.

use super::command::{known, plural, texts};
use super::draft::Draft;
use super::tie::{plan_merge, plan_tie, tidy_name};
use super::{EditError, EntityId, MentionId, Verdict};
use std::collections::BTreeSet;

pub(super) fn tie_all(draft: &mut Draft<'_>, ids: &[MentionId], onto: MentionId) -> Result<String, EditError> {
    let target = draft.mention(onto).ok_or(EditError::NoMention(onto))?;
    known(draft, ids)?;
    let Some(entity) = target.entity else {
        let entity = draft.new_entity(target.kind, tidy_name(&target.text));
        draft.assign(onto, Some(entity));
        draft.reconcile(&[onto]);
        let alone = ids.iter().all(|&id| id == onto);
        return if alone {
            Ok(format!("make a new entity of “{}”", target.text))
        } else {
            assign(draft, ids, entity)
        };
    };
    assign(draft, ids, entity)
}

/// Ties the first as it would be tied by itself, and the others with it.
pub(super) fn tie_offered(draft: &mut Draft<'_>, ids: &[MentionId], onto: MentionId) -> Result<String, EditError> {
    let (&first, others) = ids.split_first().ok_or(EditError::NothingToDo)?;
    let label = plan_tie(draft, first, onto)?;
    let entity = draft.mention(onto).and_then(|m| m.entity).ok_or(EditError::NothingToDo)?;
    let moving: Vec<_> = known(draft, others)?.iter().filter(|m| m.entity != Some(entity)).map(|m| m.id).collect();
    if moving.is_empty() {
        return Ok(label);
    }
    assign(draft, &moving, entity)?;
    let name = draft.entity(entity).map(|e| e.name.clone()).unwrap_or_default();
    Ok(format!("tie {} to {name}", texts(draft, ids)))
}

pub(super) fn tie_groups(draft: &mut Draft<'_>, groups: &[(Vec<MentionId>, MentionId)]) -> Result<String, EditError> {
    let mut tied = 0;
    for (ids, onto) in groups {
        tie_all(draft, ids, *onto)?;
        tied += ids.iter().filter(|id| *id != onto).count();
    }
    let entities = if groups.len() == 1 { "one entity".to_owned() } else { format!("{} entities", groups.len()) };
    Ok(format!("tie {tied} mention{} to {entities}", plural(tied)))
}

/// Says the same of several mentions and another one.
pub(super) fn judge_all(
    draft: &mut Draft<'_>,
    ids: &[MentionId],
    other: MentionId,
    verdict: Verdict,
) -> Result<String, EditError> {
    if verdict == Verdict::Same {
        return tie_offered(draft, ids, other);
    }
    let mut labels = ids.iter().map(|&id| judge(draft, id, other, verdict));
    let first = labels.next().ok_or(EditError::NothingToDo)??;
    let more = labels.collect::<Result<Vec<_>, _>>()?.len();
    Ok(if more == 0 { first } else { format!("{first}, and {more} more like it") })
}

pub(super) fn assign(draft: &mut Draft<'_>, ids: &[MentionId], entity: EntityId) -> Result<String, EditError> {
    let name = draft.entity(entity).ok_or(EditError::NoEntity(entity))?.name.clone();
    let moving: Vec<_> = known(draft, ids)?.into_iter().filter(|m| m.entity != Some(entity)).collect();
    let label = format!("tie {} to {name}", texts(draft, &moving.iter().map(|m| m.id).collect::<Vec<_>>()));
    for mention in &moving {
        draft.assign(mention.id, Some(entity));
    }
    draft.reconcile(&moving.iter().map(|m| m.id).collect::<Vec<_>>());
    for old in moving.iter().filter_map(|m| m.entity).collect::<BTreeSet<_>>() {
        draft.remove_if_bare(old);
    }
    Ok(label)
}

pub(super) fn untie(draft: &mut Draft<'_>, ids: &[MentionId]) -> Result<String, EditError> {
    let tied: Vec<_> = known(draft, ids)?.into_iter().filter(|m| m.entity.is_some()).collect();
    let tied_ids: Vec<_> = tied.iter().map(|m| m.id).collect();
    let entities: BTreeSet<_> = tied.iter().filter_map(|m| m.entity).collect();
    let from = match entities.first().and_then(|&e| draft.entity(e)) {
        Some(entity) if entities.len() == 1 => format!(" from {}", entity.name),
        _ => String::new(),
    };
    let label = format!("untie {}{from}", texts(draft, &tied_ids));
    draft.untie(&tied_ids);
    for entity in entities {
        draft.remove_if_bare(entity);
    }
    Ok(label)
}

pub(super) fn split_off(draft: &mut Draft<'_>, ids: &[MentionId]) -> Result<String, EditError> {
    let mentions = known(draft, ids)?;
    let longest = mentions.iter().rev().max_by_key(|m| (m.text.split_whitespace().count(), m.text.len()));
    let longest = longest.ok_or(EditError::NothingToDo)?;
    let label = format!("make a new entity of {}", texts(draft, ids));
    let entity = draft.new_entity(longest.kind, tidy_name(&longest.text));
    for &id in ids {
        draft.assign(id, Some(entity));
    }
    draft.reconcile(ids);
    for old in mentions.iter().filter_map(|m| m.entity).collect::<BTreeSet<_>>() {
        draft.remove_if_bare(old);
    }
    Ok(label)
}

pub(super) fn merge(draft: &mut Draft<'_>, kept: EntityId, absorbed: EntityId) -> Result<String, EditError> {
    let names = [absorbed, kept].map(|e| draft.entity(e).map(|e| e.name.clone()).unwrap_or_default());
    plan_merge(draft, kept, absorbed)?;
    Ok(format!("join {} with {}", names[0], names[1]))
}

pub(super) fn delete_entity(draft: &mut Draft<'_>, id: EntityId) -> Result<String, EditError> {
    let entity = draft.entity(id).ok_or(EditError::NoEntity(id))?;
    let ids: Vec<_> = draft.mentions_of(id).iter().map(|m| m.id).collect();
    draft.untie(&ids);
    draft.remove_entity(id);
    Ok(format!("delete {}", entity.name))
}

pub(super) fn judge(draft: &mut Draft<'_>, a: MentionId, b: MentionId, verdict: Verdict) -> Result<String, EditError> {
    let (ma, mb) = match &known(draft, &[a, b])?[..] {
        [ma, mb] if a != b => (ma.clone(), mb.clone()),
        _ => return Err(EditError::NothingToDo),
    };
    let together = ma.entity.is_some() && ma.entity == mb.entity;
    let word = match verdict {
        Verdict::Same if !together => return plan_tie(draft, a, b),
        Verdict::Same => "the same",
        Verdict::Different => "different",
        Verdict::Unsure => "perhaps the same",
    };
    if together && verdict == Verdict::Different {
        draft.untie(&[a]);
    }
    draft.judge(a, b, verdict);
    Ok(format!("judge “{}” and “{}” {word}", ma.text, mb.text))
}

pub(super) fn unjudge(draft: &mut Draft<'_>, a: MentionId, b: MentionId) -> Result<String, EditError> {
    let mentions = known(draft, &[a, b])?;
    if draft.project().judgement(a, b).is_none() {
        return Err(EditError::NothingToDo);
    }
    draft.unjudge(a, b);
    let text = |i: usize| mentions.get(i).map(|m| m.text.clone()).unwrap_or_default();
    Ok(format!("take back what was said of “{}” and “{}”", text(0), text(1)))
}

pub(super) fn cut(
    draft: &mut Draft<'_>,
    half: &[MentionId],
    apart: &[(MentionId, MentionId)],
) -> Result<String, EditError> {
    let moving = known(draft, half)?;
    let ends = known(draft, &apart.iter().flat_map(|&(a, b)| [a, b]).collect::<Vec<_>>())?;
    let entity = moving.first().and_then(|m| m.entity).ok_or(EditError::NothingToDo)?;
    let of_it = moving.iter().chain(&ends).all(|m| m.entity == Some(entity));
    let side: BTreeSet<_> = half.iter().collect();
    let between = apart.iter().all(|(a, b)| side.contains(a) != side.contains(b));
    if !of_it || !between || moving.len() >= draft.mentions_of(entity).len() {
        return Err(EditError::NothingToDo);
    }
    let name = draft.entity(entity).ok_or(EditError::NoEntity(entity))?.name.clone();
    split_off(draft, half)?;
    for &(a, b) in apart {
        draft.judge(a, b, Verdict::Different);
    }
    Ok(format!("cut {} off {name}", texts(draft, half)))
}

pub(super) fn merge_all(draft: &mut Draft<'_>, kept: EntityId, absorbed: &[EntityId]) -> Result<String, EditError> {
    let names: Vec<_> = absorbed.iter().map(|&e| draft.entity(e).map(|e| e.name.clone()).unwrap_or_default()).collect();
    for &entity in absorbed {
        plan_merge(draft, kept, entity)?;
    }
    let name = draft.entity(kept).ok_or(EditError::NoEntity(kept))?.name.clone();
    match &names[..] {
        [] => Err(EditError::NothingToDo),
        [one] => Ok(format!("join {one} with {name}")),
        [first, rest @ ..] => Ok(format!("join {first} and {} more with {name}", rest.len())),
    }
}
