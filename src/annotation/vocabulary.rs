//! What a project knows of types and names: its schema and its gazetteer.

use super::command::plural;
use super::draft::Draft;
use super::tie::tidy_name;
use super::{EditError, Entity, EntryRule, GazetteerEntry, Mention, Project, Schema, TypeId};
use std::sync::Arc;

/// Whether anything is of this type.
fn is_used(project: &Project, kind: TypeId) -> bool {
    project.mentions().any(|m| m.kind == kind)
        || project.entities().any(|e| e.kind == kind)
        || project.gazetteer().any(|e| e.rule == EntryRule::Always(kind))
}

pub(super) fn set_schema(draft: &mut Draft<'_>, schema: &Schema) -> Result<String, EditError> {
    let project = draft.project();
    let lost = project.schema().types().map(|(id, _)| id).filter(|&id| !schema.contains(id));
    // A shorter list would give ids a second meaning.
    let shorter = schema.slots().len() < project.schema().slots().len();
    if shorter || lost.into_iter().any(|id| is_used(project, id)) {
        return Err(EditError::SchemaShrinks);
    }
    drop_switched_off(draft, schema);
    draft.set_schema(schema.clone());
    Ok("change the mention types".to_owned())
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

pub(super) fn remove_type(draft: &mut Draft<'_>, kind: TypeId, instead: TypeId) -> Result<String, EditError> {
    let project = draft.project();
    let schema = project.schema();
    if kind == instead || !schema.contains(kind) || !schema.contains(instead) {
        return Err(EditError::NoType);
    }
    let name = schema.get(kind).name.clone();
    let fewer = schema.without(kind)?;
    for mention in project.mentions().filter(|m| m.kind == kind) {
        draft.set_mention(Mention { kind: instead, ..Mention::clone(mention) });
    }
    for entity in project.entities().filter(|e| e.kind == kind) {
        draft.set_entity(Entity { kind: instead, ..Entity::clone(entity) });
    }
    for entry in project.gazetteer().filter(|e| e.rule == EntryRule::Always(kind)) {
        draft.set_entry(GazetteerEntry { rule: EntryRule::Always(instead), ..GazetteerEntry::clone(entry) });
    }
    draft.set_schema(fewer);
    Ok(format!("remove the type {name}"))
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
