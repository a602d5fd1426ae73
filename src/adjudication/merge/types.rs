//! The types of several projects as one list, by name.

use super::agree::Whose;
use super::{BASE, Conflict, OURS, THEIRS};
use crate::annotation::{MentionType, Schema, SchemaError, TypeId};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// One type, and what each project says of it.
#[derive(Debug)]
struct Slot {
    said: Vec<Option<MentionType>>,
}

impl Slot {
    fn is_called(&self, name: &str) -> bool {
        self.said.iter().flatten().any(|t| &*t.name == name)
    }
}

/// The types of several projects. The number of a type here is its id in the project that comes out.
#[derive(Debug)]
pub(in crate::adjudication) struct TypeTable {
    slots: Vec<Slot>,
    /// By project, by the id that it has there.
    of: Vec<Vec<TypeId>>,
}

impl TypeTable {
    /// Puts the types of projects side by side: the first one's in their order, then what the second brings, and so on.
    /// Where there is no schema (a base that is missing), nothing is said.
    pub fn of(schemas: &[Option<&Schema>]) -> Self {
        let mut table = Self { slots: Vec::new(), of: Vec::new() };
        for (side, schema) in schemas.iter().enumerate() {
            let Some(schema) = schema else {
                table.of.push(Vec::new());
                continue;
            };
            let mut numbers = vec![None; schema.slots().len()];
            let mut open = Vec::new();
            for (id, kind) in schema.types() {
                match table.free(side, |slot| slot.said.iter().flatten().next().is_some_and(|t| t.name == kind.name)) {
                    Some(slot) => numbers[usize::from(id.0)] = Some(table.put(slot, side, kind)),
                    None => open.push((id, kind)),
                }
            }
            for (id, kind) in open {
                numbers[usize::from(id.0)] = Some(table.settle(side, kind));
            }
            table.of.push(numbers.into_iter().map(|n| TypeId(n.unwrap_or(0) as u16)).collect());
        }
        table
    }

    fn free(&self, side: usize, fits: impl Fn(&Slot) -> bool) -> Option<usize> {
        self.slots.iter().position(|slot| slot.said.get(side).is_none_or(Option::is_none) && fits(slot))
    }

    fn put(&mut self, slot: usize, side: usize, kind: &MentionType) -> usize {
        let said = &mut self.slots[slot].said;
        said.resize(said.len().max(side + 1), None);
        said[side] = Some(kind.clone());
        slot
    }

    /// Finds a place for a type whose name the first to have it did not use: it was given another name, or another
    /// project calls it so, or it is new.
    fn settle(&mut self, side: usize, kind: &MentionType) -> usize {
        let renamed = |slot: &Slot| {
            let first = slot.said.iter().flatten().next();
            first.is_some_and(|t| MentionType { name: kind.name.clone(), ..t.clone() } == *kind)
        };
        if let Some(slot) = self.free(side, |slot| slot.is_called(&kind.name)).or_else(|| self.free(side, renamed)) {
            return self.put(slot, side, kind);
        }
        // Two types of this project are one for another: both names lead there.
        if let Some(slot) = self.slots.iter().position(|slot| slot.is_called(&kind.name)) {
            return slot;
        }
        self.slots.push(Slot { said: Vec::new() });
        self.put(self.slots.len() - 1, side, kind)
    }

    /// What a type of one of the projects is here.
    pub fn kind(&self, side: usize, id: TypeId) -> TypeId {
        self.of.get(side).and_then(|of| of.get(usize::from(id.0))).copied().unwrap_or(TypeId(0))
    }

    /// What a type is called.
    pub fn called(&self, kind: TypeId) -> Arc<str> {
        let slot = self.slots.get(usize::from(kind.0));
        let said =
            slot.and_then(|slot| slot.said.get(OURS).cloned().flatten().or(slot.said.iter().flatten().next().cloned()));
        said.map(|t| t.name).unwrap_or_default()
    }

    /// The union of all: of each type what the first to have it says.
    ///
    /// # Errors
    /// [`SchemaError`] when there are too many.
    pub fn union(&self) -> Result<Schema, SchemaError> {
        let types = self.slots.iter().filter_map(|slot| slot.said.iter().flatten().next().cloned()).collect();
        Schema::new(distinct(types, &BTreeSet::new()))
    }

    /// The types of a merge of base, ours and theirs. What one side removed goes, unless `used` holds it.
    ///
    /// # Errors
    /// [`SchemaError`] when there are too many.
    pub fn merged(&self, used: &HashSet<TypeId>) -> Result<(Schema, Vec<Conflict>), SchemaError> {
        let (mut types, mut gone, mut conflicts) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (i, slot) in self.slots.iter().enumerate() {
            let said = |side: usize| slot.said.get(side).and_then(Option::as_ref);
            let removed = said(BASE).is_some() && (said(OURS).is_none() || said(THEIRS).is_none());
            if removed && !used.contains(&TypeId(i as u16)) {
                gone.insert(TypeId(i as u16));
            }
            types.extend(merged(said(BASE), said(OURS), said(THEIRS), &mut conflicts));
        }
        if gone.len() == types.len() {
            gone.clear();
        }
        Ok((Schema::with_gaps(distinct(types, &gone), gone)?, conflicts))
    }
}

/// One type of three.
fn merged(
    base: Option<&MentionType>,
    ours: Option<&MentionType>,
    theirs: Option<&MentionType>,
    conflicts: &mut Vec<Conflict>,
) -> Option<MentionType> {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return ours.or(theirs).or(base).cloned();
    };
    let mut told = Vec::new();
    macro_rules! field {
        ($name:ident) => {{
            let whose = Whose::of(base.map(|b| &b.$name), &ours.$name, &theirs.$name);
            if whose == Whose::Conflict {
                told.push((stringify!($name), format!("{:?}", ours.$name), format!("{:?}", theirs.$name)));
            }
            whose.pick(ours.$name.clone(), theirs.$name.clone())
        }};
    }
    let whose = Whose::of(base.map(|b| &b.labels), &ours.labels, &theirs.labels);
    let mut labels = whose.pick(ours.labels.clone(), theirs.labels.clone());
    if whose == Whose::Conflict {
        // Both are right: a label more costs nothing.
        let known: HashSet<_> = labels.iter().map(|l| l.to_uppercase()).collect();
        labels.extend(theirs.labels.iter().filter(|l| !known.contains(&l.to_uppercase())).cloned());
    }
    let kind = MentionType {
        name: field!(name),
        key: field!(key),
        mark: field!(mark),
        colour: field!(colour),
        on: field!(on),
        labels,
    };
    let what = |field: &str| format!("the type {}: its {field}", kind.name);
    conflicts.extend(told.into_iter().map(|(field, ours, theirs)| Conflict { what: what(field), ours, theirs }));
    Some(kind)
}

/// The types with each name and label once: the first keeps it.
fn distinct(mut types: Vec<MentionType>, gone: &BTreeSet<TypeId>) -> Vec<MentionType> {
    let (mut names, mut labels) = (HashSet::new(), HashSet::new());
    for (i, kind) in types.iter_mut().enumerate() {
        if gone.contains(&TypeId(i as u16)) {
            continue;
        }
        let plain = kind.name.clone();
        let mut number = 2;
        while !names.insert(kind.name.clone()) {
            kind.name = format!("{plain} {number}").into();
            number += 1;
        }
        kind.labels.retain(|label| labels.insert(label.to_uppercase()));
    }
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(schema: &Schema, from: &str, to: &str) -> Schema {
        schema.changed(schema.by_name(from).unwrap(), |t| t.name = to.into()).unwrap()
    }

    fn names(schema: &Schema) -> Vec<&str> {
        schema.types().map(|(_, t)| &*t.name).collect()
    }

    fn merged(base: &Schema, ours: &Schema, theirs: &Schema) -> (Schema, Vec<Conflict>) {
        TypeTable::of(&[Some(base), Some(ours), Some(theirs)]).merged(&HashSet::new()).unwrap()
    }

    #[test]
    fn a_type_that_one_side_renamed_is_one_type() {
        let base = Schema::default();
        let ours = renamed(&base, "Person", "Human");
        let theirs = base.changed(base.by_name("Person").unwrap(), |t| t.labels.push("PERS".into())).unwrap();
        let (schema, conflicts) = merged(&base, &ours, &theirs);
        assert_eq!((names(&schema).len(), conflicts), (names(&base).len(), vec![]));
        assert_eq!(schema.for_label("pers"), schema.by_name("Human"));
    }

    #[test]
    fn two_names_for_one_type_are_a_conflict_and_ours_is_kept() {
        let base = Schema::default();
        let (schema, conflicts) =
            merged(&base, &renamed(&base, "Person", "Human"), &renamed(&base, "Person", "Individual"));
        assert!(schema.by_name("Human").is_some() && schema.by_name("Individual").is_none());
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].to_string(), r#"the type Human: its name: ours: "Human", theirs: "Individual""#);
    }

    #[test]
    fn a_removed_type_goes_unless_it_is_used() {
        let base = Schema::default();
        let person = base.by_name("Person").unwrap();
        let ours = base.without(person).unwrap();
        assert!(merged(&base, &ours, &base).0.by_name("Person").is_none());
        let table = TypeTable::of(&[Some(&base), Some(&ours), Some(&base)]);
        let used = HashSet::from([table.kind(THEIRS, person)]);
        assert!(table.merged(&used).unwrap().0.by_name("Person").is_some());
    }

    #[test]
    fn a_name_that_ours_gave_and_theirs_added_is_one_type() {
        let base = Schema::default();
        let person = base.by_name("Person").unwrap();
        let ours = renamed(&base, "Person", "Human");
        let human = MentionType { name: "Human".into(), labels: vec![], ..base.get(person).clone() };
        let theirs = base.added(human).unwrap();
        let table = TypeTable::of(&[Some(&base), Some(&ours), Some(&theirs)]);
        let added = theirs.by_name("Human").unwrap();
        assert_eq!(table.kind(THEIRS, added), table.kind(OURS, person));
        assert_eq!(names(&table.merged(&HashSet::new()).unwrap().0).iter().filter(|n| **n == "Human").count(), 1);
    }
}
