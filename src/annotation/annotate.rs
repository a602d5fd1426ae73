//! Marking many mentions at once, and giving them to entities.

use super::command::mark;
use super::draft::Draft;
use super::membership::assign;
use super::tie::tidy_name;
use super::{EditError, EntityId, MentionId, NewMention};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The entity that a mention is given to while it is marked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Onto {
    /// None; a mention that has one keeps it.
    Nothing,
    /// This one.
    Entity(EntityId),
    /// That of another mention, which gets one when it has none.
    Mention(MentionId),
    /// The first entity of this name, which is made when there is none.
    Named(Arc<str>),
}

/// A mention to mark among many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where and what.
    pub mention: NewMention,
    /// Whose.
    pub onto: Onto,
}

impl Place {
    /// A mention of no entity.
    pub const fn of(mention: NewMention) -> Self {
        Self { mention, onto: Onto::Nothing }
    }
}

/// See [`Command::Annotate`](super::Command::Annotate).
pub(super) fn annotate(draft: &mut Draft<'_>, places: &[Place], label: &str) -> Result<String, EditError> {
    let mut shares: BTreeMap<&Onto, Vec<MentionId>> = BTreeMap::new();
    for place in places {
        let id = mark(draft, &place.mention)?;
        shares.entry(&place.onto).or_default().push(id);
    }
    for (onto, ids) in shares {
        let Some(entity) = entity_of(draft, onto, &ids)? else { continue };
        assign(draft, &ids, entity)?;
    }
    Ok(label.to_owned())
}

/// The entity to give these mentions to.
fn entity_of(draft: &mut Draft<'_>, onto: &Onto, ids: &[MentionId]) -> Result<Option<EntityId>, EditError> {
    match onto {
        Onto::Nothing => Ok(None),
        Onto::Entity(entity) => Ok(Some(*entity)),
        Onto::Mention(id) => {
            let target = draft.mention(*id).ok_or(EditError::NoMention(*id))?;
            if let Some(entity) = target.entity {
                return Ok(Some(entity));
            }
            let entity = draft.new_entity(target.kind, tidy_name(&target.text));
            draft.assign(*id, Some(entity));
            draft.reconcile(&[*id]);
            Ok(Some(entity))
        }
        Onto::Named(name) => {
            let name = tidy_name(name);
            if name.is_empty() {
                return Err(EditError::NoName);
            }
            let known = draft.project().entities().find(|e| e.name == name).map(|e| e.id);
            let kind = ids.first().and_then(|&id| draft.mention(id)).map(|m| m.kind);
            Ok(known.or_else(|| kind.map(|kind| draft.new_entity(kind, name))))
        }
    }
}
