//! Mention types as they are being edited: wrong for a while if need be, and one command when they are right.
//!
//! A draft lets two types change names or keys, and a type be switched off and on again, without a step of the
//! history and a search for mentions each time.

mod colours;
mod labels;

use crate::annotation::{Colour, Command, Mark, MentionType, Schema, TypeId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One type of a draft, as it stands in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftType {
    /// Tells it from the others: its place in the schema that the draft was made of, or a number beyond these.
    pub serial: usize,
    /// Its name.
    pub name: String,
    /// Its letter, or nothing.
    pub key: String,
    /// Its shape.
    pub mark: Mark,
    /// Its colour, `#RRGGBB`.
    pub colour: String,
    /// Whether the machine proposes mentions of it.
    pub on: bool,
    /// The labels that it lists.
    labels: Vec<Arc<str>>,
    /// Whether its letter still follows its name.
    key_follows: bool,
}

/// Which field of a type is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The letter.
    Key,
    /// The colour.
    Colour,
}

/// A type that the draft has removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedType {
    /// What it was.
    pub kind: DraftType,
    /// The type that its mentions become, when there are any.
    pub instead: Option<usize>,
    /// The labels that the other type has of it.
    given: Vec<Arc<str>>,
}

/// Mention types that are being edited.
#[derive(Clone, Debug)]
pub struct TypesDraft {
    base: Arc<Schema>,
    types: Vec<DraftType>,
    removed: Vec<RemovedType>,
    /// Labels that a renamed type does not keep by its old name.
    unused: BTreeSet<String>,
    next: usize,
}

/// The letters that mean something else while text is selected.
const TAKEN: char = 'm';

fn folded(name: &str) -> String {
    name.trim().to_uppercase()
}

fn first_letter(key: &str) -> Option<char> {
    key.trim().chars().next().map(|c| c.to_ascii_lowercase())
}

impl DraftType {
    fn of(serial: usize, kind: &MentionType) -> Self {
        let key = if kind.key.is_whitespace() { String::new() } else { kind.key.to_uppercase().collect() };
        let (name, colour) = (kind.name.to_string(), kind.colour.into());
        let (labels, on) = (kind.labels.clone(), kind.on);
        Self { serial, name, key, mark: kind.mark, colour, on, labels, key_follows: false }
    }

    /// Its colour, when it is one; the `#` may be left out.
    pub fn parsed_colour(&self) -> Option<Colour> {
        let digits = self.colour.trim().trim_start_matches('#');
        Colour::try_from(format!("#{digits}")).ok()
    }

    /// Says another letter than the one that was suggested.
    pub fn key_edited(&mut self) {
        self.key_follows = false;
        self.key = self.key.trim().to_uppercase();
    }
}

impl TypesDraft {
    /// A draft of a schema, with nothing changed.
    pub fn of(base: &Arc<Schema>) -> Self {
        let types = base.types().map(|(id, kind)| DraftType::of(usize::from(id.0), kind)).collect();
        let next = base.slots().len();
        Self { base: base.clone(), types, removed: Vec::new(), unused: BTreeSet::new(), next }
    }

    /// Whether it was made of this schema.
    pub fn is_of(&self, schema: &Arc<Schema>) -> bool {
        Arc::ptr_eq(&self.base, schema) || self.base == *schema
    }

    /// The types in order.
    pub fn types(&self) -> &[DraftType] {
        &self.types
    }

    /// The types in order, to type into.
    pub fn types_mut(&mut self) -> &mut [DraftType] {
        &mut self.types
    }

    /// A type.
    pub fn get(&self, serial: usize) -> Option<&DraftType> {
        self.types.iter().find(|t| t.serial == serial)
    }

    /// The type of the schema that it is, unless it is new.
    pub fn id_of(&self, serial: usize) -> Option<TypeId> {
        let id = TypeId(u16::try_from(serial).ok()?);
        (serial < self.base.slots().len() && self.base.contains(id)).then_some(id)
    }

    /// The types that were removed and can be put back.
    pub fn removed(&self) -> &[RemovedType] {
        &self.removed
    }

    /// Adds a type without a name, with a mark, a colour and a letter that no other has as far as there are any.
    /// Returns its number, or `None` when there are as many as there can be.
    pub fn add(&mut self) -> Option<usize> {
        if self.next >= Schema::MAX_TYPES {
            return None;
        }
        let serial = self.next;
        self.next += 1;
        let used = |mark: &Mark| self.types.iter().filter(|t| t.mark == *mark).count();
        // The first of those that the fewest have: of none, while there is one.
        let mark = Mark::ALL.map(|(mark, _)| mark).into_iter().min_by_key(used).unwrap_or(Mark::Circle);
        let taken: Vec<Colour> = self.types.iter().filter_map(DraftType::parsed_colour).collect();
        let own = Schema::default();
        let unused = own.types().map(|(_, t)| t.colour).find(|colour| !taken.contains(colour));
        let colour = unused.or_else(|| colours::unlike(&taken)).unwrap_or(Colour([0x80; 3])).into();
        let key = self.free_key("", serial);
        let (name, labels) = (String::new(), Vec::new());
        self.types.push(DraftType { serial, name, key, mark, colour, on: true, labels, key_follows: true });
        Some(serial)
    }

    /// A new type was named: its letter follows, until a person chooses one.
    pub fn name_edited(&mut self, serial: usize) {
        let Some(at) = self.types.iter().position(|t| t.serial == serial) else { return };
        if self.types[at].key_follows {
            self.types[at].key = self.free_key(&self.types[at].name, serial);
        }
    }

    /// A letter that no other type has: one of the name if there is one, nothing when all are taken.
    fn free_key(&self, name: &str, serial: usize) -> String {
        let taken: BTreeSet<char> =
            self.types.iter().filter(|t| t.serial != serial).filter_map(|t| first_letter(&t.key)).collect();
        let wanted = name.chars().map(|c| c.to_ascii_lowercase()).filter(char::is_ascii_alphabetic);
        let free = wanted.chain('a'..='z').find(|c| *c != TAKEN && !taken.contains(c));
        free.map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default()
    }

    /// Whether a type that was removed becomes this one.
    pub fn is_becoming(&self, serial: usize) -> bool {
        self.removed.iter().any(|r| r.instead == Some(serial))
    }

    /// Removes a type. What is of it becomes of `instead`, which gets its labels too: the machine means that by them
    /// from now on. The last one stays.
    pub fn remove(&mut self, serial: usize, instead: Option<usize>) {
        let Some(at) = self.types.iter().position(|t| t.serial == serial) else { return };
        if self.types.len() < 2 || instead == Some(serial) {
            return;
        }
        let mut given: Vec<Arc<str>> = Vec::new();
        if instead.is_some() {
            let named = self.id_of(serial).map(|id| Arc::from(folded(&self.base.get(id).name)));
            let lists = |name: &Arc<str>| self.types[at].labels.iter().any(|label| folded(label) == **name);
            let named = named.filter(|name| !lists(name));
            given = self.types[at].labels.iter().cloned().chain(named).collect();
            given.retain(|label| self.type_of(label) == Some(serial));
        }
        let kind = self.types.remove(at);
        if self.id_of(serial).is_some() {
            self.removed.iter_mut().filter(|r| r.instead == Some(serial)).for_each(|r| r.instead = instead);
            if let Some(other) = self.types.iter_mut().find(|t| Some(t.serial) == instead) {
                other.labels.extend(given.iter().cloned());
            }
            self.removed.push(RemovedType { kind, instead, given });
        }
    }

    /// Puts the last removed type back.
    pub fn put_back(&mut self) {
        let Some(RemovedType { kind, given, .. }) = self.removed.pop() else { return };
        for other in &mut self.types {
            other.labels.retain(|label| !given.contains(label));
        }
        let at = self.types.partition_point(|t| t.serial < kind.serial);
        self.types.insert(at, kind);
    }

    /// The types as they are in `schema`, all of them new.
    pub fn replace_with(&mut self, schema: &Schema) {
        let first = self.next;
        self.types = schema.types().enumerate().map(|(i, (_, kind))| DraftType::of(first + i, kind)).collect();
        self.next += self.types.len();
        self.removed.clear();
        self.unused.clear();
    }

    /// What is wrong, in words, each at its field.
    pub fn problems(&self) -> Vec<(usize, Field, String)> {
        let mut problems = Vec::new();
        for (at, kind) in self.types.iter().enumerate() {
            let mut wrong = |field, told: String| problems.push((kind.serial, field, told));
            let earlier = &self.types[..at];
            let name = folded(&kind.name);
            if name.is_empty() {
                wrong(Field::Name, "Give the type a name".to_owned());
            } else if earlier.iter().any(|t| folded(&t.name) == name) {
                wrong(Field::Name, format!("There is a type {} already", kind.name.trim()));
            }
            let key = kind.key.trim();
            if let Some(letter) = first_letter(key) {
                let twin = earlier.iter().find(|t| first_letter(&t.key) == Some(letter));
                if key.chars().count() > 1 || !letter.is_ascii_alphanumeric() {
                    wrong(Field::Key, "A key is one letter from A to Z or a digit".to_owned());
                } else if letter == TAKEN {
                    wrong(Field::Key, "M marks the selected text: choose another letter".to_owned());
                } else if let Some(twin) = twin {
                    wrong(Field::Key, format!("{} is the key of {} already", key.to_uppercase(), twin.name.trim()));
                }
            }
            if kind.parsed_colour().is_none() {
                wrong(Field::Colour, "A colour is six digits, 0 to 9 and A to F: like “#B8860B”".to_owned());
            }
        }
        problems
    }

    fn finished(&self, kind: &DraftType) -> Option<MentionType> {
        let key = first_letter(&kind.key).unwrap_or(' ');
        let name = kind.name.split_whitespace().collect::<Vec<_>>().join(" ").into();
        let (mark, colour, on) = (kind.mark, kind.parsed_colour()?, kind.on);
        Some(MentionType { name, key, mark, colour, on, labels: self.labels_of(kind.serial) })
    }

    /// The schema that this makes of the one it was made of, if nothing is wrong.
    pub fn schema(&self) -> Option<Schema> {
        if !self.problems().is_empty() {
            return None;
        }
        let mut types: Vec<MentionType> = self.base.slots().map(|(_, kind)| kind.clone()).collect();
        let mut gone: BTreeSet<TypeId> = types_up_to(types.len()).collect();
        for kind in &self.types {
            let finished = self.finished(kind)?;
            match self.id_of(kind.serial) {
                Some(id) => {
                    gone.remove(&id);
                    types[usize::from(id.0)] = finished;
                }
                None => types.push(finished),
            }
        }
        Schema::with_gaps(types, gone).ok()
    }

    /// The types alone, as a schema of its own, if nothing is wrong.
    pub fn as_new(&self) -> Option<Schema> {
        let types: Option<Vec<_>> = self.types.iter().map(|kind| self.finished(kind)).collect();
        types.filter(|_| self.problems().is_empty()).and_then(|types| Schema::new(types).ok())
    }

    /// Whether anything is changed.
    pub fn is_changed(&self) -> bool {
        self.schema().is_none_or(|schema| schema != *self.base)
    }

    /// The command that makes the project's types these, if nothing is wrong.
    pub fn command(&self) -> Option<Command> {
        let schema = self.schema()?;
        // New types have the places behind the old ones, in order.
        let old = self.base.slots().len();
        let new: Vec<usize> = self.types.iter().filter(|t| self.id_of(t.serial).is_none()).map(|t| t.serial).collect();
        let id = |serial: usize| {
            let place = new.iter().position(|s| *s == serial).map(|nth| old + nth);
            self.id_of(serial).or_else(|| u16::try_from(place?).ok().map(TypeId))
        };
        let becomes = |r: &RemovedType| Some((self.id_of(r.kind.serial)?, id(r.instead?)?));
        let instead = self.removed.iter().filter_map(becomes).collect();
        Some(Command::ReviseTypes { schema, instead })
    }

    /// The types of the project that would be switched off.
    pub fn switched_off(&self) -> impl Iterator<Item = TypeId> {
        self.types.iter().filter(|t| !t.on).filter_map(|t| self.id_of(t.serial)).filter(|&id| self.base.is_on(id))
    }

    /// Whether mentions would be looked for again.
    pub fn finds_more(&self) -> bool {
        self.schema().is_some_and(|after| after.finds_more_than(&self.base))
    }
}

fn types_up_to(count: usize) -> impl Iterator<Item = TypeId> {
    (0..count).filter_map(|place| u16::try_from(place).ok().map(TypeId))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> TypesDraft {
        TypesDraft::of(&Arc::default())
    }

    fn at(draft: &TypesDraft, name: &str) -> usize {
        draft.types().iter().find(|t| t.name == name).unwrap().serial
    }

    fn edit(draft: &mut TypesDraft, name: &str, change: impl FnOnce(&mut DraftType)) {
        change(draft.types_mut().iter_mut().find(|t| t.name == name).unwrap());
    }

    fn told(draft: &TypesDraft) -> Vec<(Field, String)> {
        draft.problems().into_iter().map(|(_, field, told)| (field, told)).collect()
    }

    #[test]
    fn a_draft_is_at_first_what_it_was_made_of() {
        let draft = draft();
        assert_eq!(draft.schema().as_ref(), Some(&Schema::default()));
        assert!(!draft.is_changed() && !draft.finds_more());
    }

    #[test]
    fn two_types_change_their_keys() {
        let mut draft = draft();
        edit(&mut draft, "Person", |t| t.key = "O".into());
        assert_eq!(told(&draft), [(Field::Key, "O is the key of Person already".to_owned())]);
        assert_eq!(draft.schema(), None);
        edit(&mut draft, "Organisation", |t| t.key = "p".into());
        assert_eq!(told(&draft), []);
        assert!(draft.is_changed() && !draft.finds_more());
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let mut draft = draft();
        edit(&mut draft, "Place", |t| t.name = " person ".into());
        edit(&mut draft, "Work", |t| t.name = " ".into());
        edit(&mut draft, "Date", |t| t.key = "M".into());
        edit(&mut draft, "Group", |t| t.key = "ž".into());
        edit(&mut draft, "Event", |t| t.colour = "red".into());
        let fields: Vec<_> = told(&draft).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Name, Field::Key, Field::Name, Field::Key, Field::Colour]);
        assert!(draft.command().is_none() && draft.as_new().is_none() && draft.is_changed());
    }

    #[test]
    fn a_renamed_type_keeps_what_the_machine_calls_it() {
        let mut draft = draft();
        edit(&mut draft, "Date", |t| t.name = "Moment".into());
        let schema = draft.schema().unwrap();
        assert_eq!(schema.for_label("DATE"), schema.by_name("Moment"));
        assert!(!draft.finds_more() || schema.for_label("MOMENT").is_some());
        draft.map(&"DATE".into(), None);
        assert_eq!(draft.schema().unwrap().for_label("DATE"), None);
        edit(&mut draft, "Moment", |t| t.name = "Date".into());
        assert!(!draft.is_changed());
    }

    #[test]
    fn a_label_is_mapped_to_one_type_or_to_none() {
        let mut draft = draft();
        draft.map(&"GPE".into(), Some(at(&draft, "Organisation")));
        draft.map(&"CARDINAL".into(), Some(at(&draft, "Quantity")));
        draft.map(&"FAC".into(), None);
        let schema = draft.schema().unwrap();
        let name = |label| schema.for_label(label).map(|id| schema.get(id).name.to_string());
        assert_eq!([name("gpe"), name("CARDINAL")], [Some("Organisation".into()), Some("Quantity".into())]);
        assert_eq!(name("FAC"), None);
        assert!(draft.finds_more() && draft.is_name("PLACE") && !draft.is_name("GPE"));
        draft.map(&"DATE".into(), Some(at(&draft, "Date")));
        assert_eq!(draft.labels_of(at(&draft, "Date")), ["TIME".into()], "its name says so");
    }

    #[test]
    fn a_new_type_gets_a_free_letter_mark_and_name() {
        let mut draft = draft();
        let new = draft.add().unwrap();
        assert_eq!(draft.get(new).map(|t| t.key.as_str()), Some("A"));
        draft.types_mut().last_mut().unwrap().name = "Military unit".into();
        draft.name_edited(new);
        assert_eq!(draft.get(new).map(|t| t.key.as_str()), Some("I"), "M marks");
        draft.types_mut().last_mut().unwrap().key = "x".into();
        draft.types_mut().last_mut().unwrap().key_edited();
        draft.name_edited(new);
        assert_eq!(draft.get(new).map(|t| t.key.as_str()), Some("X"));
        let schema = draft.schema().unwrap();
        assert_eq!(schema.by_name("Military unit"), Some(TypeId(11)));
    }

    #[test]
    fn new_types_have_colours_and_marks_of_their_own() {
        let mut draft = draft();
        let star = at(&draft, "Event");
        draft.remove(star, None);
        for _ in 0..12 {
            draft.add().unwrap();
        }
        let mut colours: Vec<_> = draft.types().iter().skip(10).filter_map(DraftType::parsed_colour).collect();
        assert_eq!(draft.types().get(10).map(|t| t.mark), Some(Mark::Star), "the free one");
        colours.sort_by_key(|c| c.0);
        colours.dedup();
        assert_eq!(colours.len(), 12);
        let most = Mark::ALL.iter().map(|(mark, _)| draft.types().iter().filter(|t| t.mark == *mark).count()).max();
        assert_eq!(most, Some(2), "22 types share 11 marks");
    }

    #[test]
    fn a_colour_is_one_without_its_sign_too() {
        let mut draft = draft();
        edit(&mut draft, "Person", |t| t.colour = " a03060".into());
        assert_eq!(draft.types()[0].parsed_colour(), Some(Colour([0xA0, 0x30, 0x60])));
        assert!(told(&draft).is_empty() && draft.is_changed());
    }

    #[test]
    fn a_removed_type_becomes_another_with_its_labels_and_comes_back_without() {
        let mut draft = draft();
        let (work, name) = (at(&draft, "Work"), at(&draft, "Name"));
        draft.remove(work, Some(name));
        assert_eq!(draft.type_of("WORK_OF_ART"), Some(name));
        assert_eq!(draft.type_of("Work"), Some(name));
        let Some(Command::ReviseTypes { schema, instead }) = draft.command() else { panic!("nothing to do") };
        assert!(!schema.contains(TypeId(4)));
        assert_eq!(instead, [(TypeId(4), TypeId(5))]);
        draft.put_back();
        assert!(!draft.is_changed());
    }

    #[test]
    fn a_removed_type_that_lists_its_own_name_gives_it_once() {
        let mut draft = draft();
        let (person, name) = (at(&draft, "Person"), at(&draft, "Name"));
        draft.remove(person, Some(name));
        let schema = draft.schema().expect("nothing is wrong");
        assert_eq!(schema.for_label("PERSON"), schema.by_name("Name"));
    }

    #[test]
    fn what_becomes_of_a_type_follows_when_that_one_goes_too() {
        let mut draft = draft();
        let (work, name) = (at(&draft, "Work"), at(&draft, "Name"));
        let gone = draft.add().unwrap();
        let new = draft.add().unwrap();
        edit(&mut draft, "", |t| t.name = "Gone".into());
        edit(&mut draft, "", |t| t.name = "Thing".into());
        draft.remove(gone, None);
        draft.remove(work, Some(name));
        assert!(draft.is_becoming(name));
        draft.remove(name, Some(new));
        let Some(Command::ReviseTypes { schema, instead }) = draft.command() else { panic!("nothing to do") };
        let thing = schema.by_name("Thing").unwrap();
        assert_eq!(instead, [(TypeId(4), thing), (TypeId(5), thing)]);
        assert_eq!(schema.for_label("WORK_OF_ART"), Some(thing));
    }

    #[test]
    fn the_last_type_stays() {
        let mut draft = draft();
        for serial in 0..11 {
            draft.remove(serial, None);
        }
        assert_eq!(draft.types().len(), 1);
    }
}
