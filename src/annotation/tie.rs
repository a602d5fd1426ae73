//! Tying two mentions: what a click on A and then on B means.
//!
//! It always resolves to entity membership (Aralikatte & Søgaard, LREC 2020): B joins A's entity,
//! A joins B's, the two entities become one, or a new entity begins.

use super::draft::Draft;
use super::{EditError, Entity, EntityId, Judgement, Mention, MentionId, Project, Verdict};
use std::sync::Arc;

/// What tying two mentions would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiePreview {
    /// The entity that stays, if there is one.
    pub kept: Option<EntityId>,
    /// The entity that becomes part of it, if there are two.
    pub absorbed: Option<EntityId>,
    /// The judgements of "different" that the tie would overrule.
    pub overruled: Vec<Arc<Judgement>>,
    /// Whether to ask first: two entities of several mentions each would become one, or a "different" stands against it.
    pub ask: bool,
}

/// What tying `b` to `a` would do; `None` when they are tied already, or one of them is gone or dismissed.
pub fn preview_tie(project: &Project, a: MentionId, b: MentionId) -> Option<TiePreview> {
    let (ma, mb) = (project.mention(a)?, project.mention(b)?);
    if a == b || !ma.is_live() || !mb.is_live() || (ma.entity.is_some() && ma.entity == mb.entity) {
        return None;
    }
    let (kept, absorbed) = match (ma.entity, mb.entity) {
        (Some(ea), Some(eb)) => (Some(ea), Some(eb)),
        (one, other) => (one.or(other), None),
    };
    let overruled = overruled(project, ma, mb);
    let several = |e: EntityId| project.cluster(e).mentions > 1;
    let merges_several = kept.zip(absorbed).is_some_and(|(k, x)| several(k) && several(x));
    Some(TiePreview { kept, absorbed, ask: merges_several || !overruled.is_empty(), overruled })
}

/// Judgements of "different" between the sides of a tie.
fn overruled(project: &Project, a: &Mention, b: &Mention) -> Vec<Arc<Judgement>> {
    let against = |lone: &Mention, other: &Mention| {
        let same_side = |id: MentionId| {
            id == other.id || project.mention(id).is_some_and(|m| m.entity.is_some() && m.entity == other.entity)
        };
        project
            .judgements_on(lone.id)
            .filter(|j| j.verdict == Verdict::Different && j.other(lone.id).is_some_and(same_side))
            .cloned()
            .collect()
    };
    match (a.entity, b.entity) {
        (Some(ea), Some(eb)) => project.conflicts(ea, eb),
        (Some(_), None) => against(b, a),
        (None, _) => against(a, b),
    }
}

/// Plans the tie of `mention` to `onto`. What stood against it is overruled: asking first is the caller's part.
pub(super) fn plan_tie(draft: &mut Draft<'_>, mention: MentionId, onto: MentionId) -> Result<String, EditError> {
    let m = draft.mention(mention).ok_or(EditError::NoMention(mention))?;
    let o = draft.mention(onto).ok_or(EditError::NoMention(onto))?;
    let preview = preview_tie(draft.project(), onto, mention).ok_or(EditError::NothingToDo)?;
    let entity = match (preview.kept, preview.absorbed) {
        (Some(kept), Some(absorbed)) => {
            plan_merge(draft, kept, absorbed)?;
            kept
        }
        (Some(kept), None) => kept,
        (None, _) => draft.new_entity(o.kind, better_name(&o, &m)),
    };
    for id in [onto, mention] {
        if draft.mention(id).is_some_and(|m| m.entity != Some(entity)) {
            draft.assign(id, Some(entity));
        }
    }
    draft.reconcile(&[onto, mention]);
    draft.judge(mention, onto, Verdict::Same);
    let name = draft.entity(entity).map(|e| e.name.clone()).unwrap_or_default();
    Ok(match preview.absorbed.and_then(|x| draft.project().entity(x)) {
        Some(absorbed) => format!("join {} with {name}", absorbed.name),
        None => {
            let joined = if preview.kept.is_some() && m.entity.is_some() { &o } else { &m };
            format!("tie “{}” to {name}", joined.text)
        }
    })
}

/// Of two mentions that found an entity, the text to call it by: the one that says more, spelt as the first on a tie.
fn better_name(a: &Mention, b: &Mention) -> Arc<str> {
    let words = |m: &Mention| m.text.split_whitespace().count();
    if words(b) > words(a) { tidy_name(&b.text) } else { tidy_name(&a.text) }
}

/// A mention's text as an entity name: on one line.
pub(super) fn tidy_name(text: &str) -> Arc<str> {
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// Moves all mentions of `absorbed` to `kept` and removes it. Its note goes along.
pub(super) fn plan_merge(draft: &mut Draft<'_>, kept: EntityId, absorbed: EntityId) -> Result<(), EditError> {
    let k = draft.entity(kept).ok_or(EditError::NoEntity(kept))?;
    let x = draft.entity(absorbed).ok_or(EditError::NoEntity(absorbed))?;
    if kept == absorbed {
        return Err(EditError::NothingToDo);
    }
    let moving: Vec<_> = draft.mentions_of(absorbed).iter().map(|m| m.id).collect();
    for &mention in &moving {
        draft.assign(mention, Some(kept));
    }
    draft.reconcile(&moving);
    if !x.note.is_empty() {
        let note = if k.note.is_empty() { x.note.to_string() } else { format!("{}\n{}", k.note, x.note) };
        draft.set_entity(Entity { note: note.into(), ..Entity::clone(&k) });
    }
    draft.remove_entity(absorbed);
    Ok(())
}
