//! What a project knows of types and names: its schema and its gazetteer.

use super::command::plural;
use super::draft::Draft;
use super::tie::tidy_name;
use super::{EditError, Entity, EntryRule, GazetteerEntry, Mention, Project, Schema, TypeId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether anything is of this type.
fn is_used(project: &Project, kind: TypeId) -> bool {
    project.counts_of(kind) != Default::default()
        || project.entities().any(|e| e.kind == kind)
        || project.gazetteer().any(|e| e.rule == EntryRule::Always(kind))
}

/// Changes the types. `instead`: what becomes of that which is of a type that goes.
pub(super) fn set_types(
    draft: &mut Draft<'_>,
    schema: &Schema,
    instead: &[(TypeId, TypeId)],
) -> Result<String, EditError> {
    let project = draft.project();
    let before = project.schema();
    if instead.iter().any(|(kind, to)| !before.contains(*kind) || schema.contains(*kind) || !schema.contains(*to)) {
        return Err(EditError::NoType);
    }
    let gone: Vec<TypeId> = before.types().map(|(id, _)| id).filter(|&id| !schema.contains(id)).collect();
    // A shorter list would give ids a second meaning.
    let shorter = schema.slots().len() < before.slots().len();
    let instead: BTreeMap<TypeId, TypeId> = instead.iter().copied().collect();
    if shorter || gone.iter().any(|&id| !instead.contains_key(&id) && is_used(project, id)) {
        return Err(EditError::SchemaShrinks);
    }
    drop_switched_off(draft, schema);
    if !instead.is_empty() {
        turn_into(draft, &instead);
    }
    draft.set_schema(schema.clone());
    let same = schema.slots().len() == before.slots().len() && schema.types().all(|(id, t)| before.get(id) == t);
    Ok(match gone[..] {
        [one] if same => format!("remove the type {}", before.get(one).name),
        _ => "change the mention types".to_owned(),
    })
}

/// Takes away the proposals, untouched by people, of the types that `schema` switches off.
fn drop_switched_off(draft: &mut Draft<'_>, schema: &Schema) {
    let project = draft.project();
    let off: Vec<TypeId> =
        schema.types().map(|(id, _)| id).filter(|&id| project.schema().is_on(id) && !schema.is_on(id)).collect();
    if off.is_empty() {
        return;
    }
    let proposals = project.mentions().filter(|m| m.is_untouched() && m.is_found() && off.contains(&m.kind));
    for mention in proposals.filter(|m| project.judgements_on(m.id).next().is_none()) {
        draft.remove_mention(mention.id);
    }
}

/// Gives everything that is of one type the other. An untouched proposal that so becomes of a type that is off stays:
/// a person has said what becomes of it.
fn turn_into(draft: &mut Draft<'_>, instead: &BTreeMap<TypeId, TypeId>) {
    let project = draft.project();
    for mention in project.mentions() {
        if let Some(&kind) = instead.get(&mention.kind) {
            draft.set_mention(Mention { kind, ..Mention::clone(mention) });
        }
    }
    for entity in project.entities() {
        if let Some(&kind) = instead.get(&entity.kind) {
            draft.set_entity(Entity { kind, ..Entity::clone(entity) });
        }
    }
    for entry in project.gazetteer() {
        if let EntryRule::Always(kind) = entry.rule
            && let Some(&kind) = instead.get(&kind)
        {
            draft.set_entry(GazetteerEntry { rule: EntryRule::Always(kind), ..GazetteerEntry::clone(entry) });
        }
    }
}

pub(super) fn set_entries(draft: &mut Draft<'_>, entries: &[GazetteerEntry]) -> Result<String, EditError> {
    let schema = draft.project().schema();
    let mut last: Arc<str> = "".into();
    for entry in entries {
        let name = tidy_name(&entry.name);
        if name.is_empty() {
            return Err(EditError::NoName);
        }
        if matches!(entry.rule, EntryRule::Always(kind) if !schema.contains(kind)) {
            return Err(EditError::NoType);
        }
        last.clone_from(&name);
        let by = draft.by.clone();
        draft.set_entry(GazetteerEntry { name, by, ..entry.clone() });
    }
    Ok(match entries {
        [one] => match one.rule {
            EntryRule::Always(kind) => format!("always tag “{last}” as {}", schema.get(kind).name),
            EntryRule::Never => format!("never tag “{last}”"),
        },
        many => format!("add {} name{} to the gazetteer", many.len(), plural(many.len())),
    })
}

pub(super) fn remove_entries(draft: &mut Draft<'_>, names: &[Arc<str>]) -> Result<String, EditError> {
    for name in names.iter().filter(|name| draft.project().entry(name).is_some()).cloned().collect::<Vec<_>>() {
        draft.remove_entry(name);
    }
    Ok(match names {
        [one] => format!("take “{one}” out of the gazetteer"),
        many => format!("take {} name{} out of the gazetteer", many.len(), plural(many.len())),
    })
}
