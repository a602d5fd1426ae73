//! The mention types of a project.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::sync::Arc;

/// A mention type, by its place in the schema. Types are appended, never moved; the place of a removed one stays empty
/// for as long as the project is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u16);

/// The shape that tells a type apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// A filled circle.
    Circle,
    /// A filled square.
    Square,
    /// A filled triangle.
    Triangle,
    /// A filled diamond.
    Diamond,
    /// Two quotation strokes.
    Quote,
    /// A cross.
    Cross,
    /// A hollow circle.
    Ring,
    /// Two bars.
    Bars,
    /// A slash.
    Slash,
    /// Three strokes through one point.
    Star,
    /// A filled hexagon.
    Hexagon,
}

impl Mark {
    /// All marks, with their words on screen.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Circle, "circle"),
        (Self::Square, "square"),
        (Self::Triangle, "triangle"),
        (Self::Diamond, "diamond"),
        (Self::Quote, "quotation strokes"),
        (Self::Cross, "cross"),
        (Self::Ring, "ring"),
        (Self::Bars, "bars"),
        (Self::Slash, "slash"),
        (Self::Star, "star"),
        (Self::Hexagon, "hexagon"),
    ];
}

/// An opaque sRGB colour, written `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(s: String) -> Result<Self, String> {
        s.strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.is_ascii())
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .map(|n| Self([(n >> 16) as u8, (n >> 8) as u8, n as u8]))
            .ok_or_else(|| format!("a colour is written #RRGGBB, not {s:?}"))
    }
}

impl From<Colour> for String {
    fn from(Colour([r, g, b]): Colour) -> Self {
        format!("#{r:02X}{g:02X}{b:02X}")
    }
}

/// One mention type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MentionType {
    /// Its name, unique in the schema, as written to files: `Person`.
    pub name: Arc<str>,
    /// The letter that picks it.
    pub key: char,
    /// Its shape.
    pub mark: Mark,
    /// Its colour.
    pub colour: Colour,
    /// Whether the machine proposes mentions of it.
    #[serde(default = "yes")]
    pub on: bool,
    /// What extractors call it, besides its own name: `PERSON`, `PER`. Upper and lower case do not differ.
    #[serde(default)]
    pub labels: Vec<Arc<str>>,
}

const fn yes() -> bool {
    true
}

/// The mention types of a project, at least one.
#[derive(Clone, PartialEq, Eq)]
pub struct Schema {
    types: Vec<MentionType>,
    /// Types that were removed. Their ids are not given out again.
    gone: BTreeSet<TypeId>,
}

/// Why a list of types is no schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// There are none.
    #[error("a project needs at least one mention type")]
    Empty,
    /// Two have one name.
    #[error("the mention type {0:?} is there twice")]
    Duplicate(Arc<str>),
    /// One has none.
    #[error("a mention type needs a name")]
    NoName,
    /// Two take one label.
    #[error("the label {0:?} is given to two mention types")]
    DuplicateLabel(Arc<str>),
    /// More than [`Schema::MAX_TYPES`].
    #[error("a project can have at most 1,000 mention types")]
    TooMany,
}

impl Schema {
    /// The most types that a schema has, removed ones too.
    pub const MAX_TYPES: usize = 1000;

    /// A schema of these types.
    ///
    /// # Errors
    /// [`SchemaError`] when there is none, too many, or a name or label is there twice.
    pub fn new(types: Vec<MentionType>) -> Result<Self, SchemaError> {
        Self::with_gaps(types, BTreeSet::new())
    }

    /// A schema of these types, of which those in `gone` were removed.
    ///
    /// # Errors
    /// As [`Schema::new`], for the types that are left.
    pub fn with_gaps(types: Vec<MentionType>, gone: BTreeSet<TypeId>) -> Result<Self, SchemaError> {
        let schema = Self { types, gone };
        if schema.types().next().is_none() {
            return Err(SchemaError::Empty);
        }
        if schema.types.len() > Self::MAX_TYPES {
            return Err(SchemaError::TooMany);
        }
        let (mut names, mut labels) = (HashSet::new(), HashSet::new());
        for (_, t) in schema.types() {
            if t.name.trim().is_empty() {
                return Err(SchemaError::NoName);
            }
            if !names.insert(&*t.name) {
                return Err(SchemaError::Duplicate(t.name.clone()));
            }
            if let Some(twice) = t.labels.iter().find(|label| !labels.insert(label.to_uppercase())) {
                return Err(SchemaError::DuplicateLabel(twice.clone()));
            }
        }
        Ok(schema)
    }

    /// All types in order, with their ids.
    pub fn types(&self) -> impl DoubleEndedIterator<Item = (TypeId, &MentionType)> {
        self.slots().filter(|(id, _)| !self.gone.contains(id))
    }

    /// All types in order, removed ones too: one for each id that was ever given out.
    pub fn slots(&self) -> impl DoubleEndedIterator<Item = (TypeId, &MentionType)> + ExactSizeIterator {
        self.types.iter().enumerate().map(|(i, t)| (TypeId(i as u16), t))
    }

    /// The types that were removed.
    pub fn gone(&self) -> &BTreeSet<TypeId> {
        &self.gone
    }

    /// The first type.
    pub fn first(&self) -> TypeId {
        self.types().next().map_or(TypeId(0), |(id, _)| id)
    }

    /// This schema with one type changed.
    ///
    /// # Errors
    /// As [`Schema::new`].
    pub fn changed(&self, id: TypeId, change: impl FnOnce(&mut MentionType)) -> Result<Self, SchemaError> {
        let mut types = self.types.clone();
        if let Some(kind) = types.get_mut(usize::from(id.0)) {
            change(kind);
        }
        Self::with_gaps(types, self.gone.clone())
    }

    /// This schema with one type more, the last.
    ///
    /// # Errors
    /// As [`Schema::new`].
    pub fn added(&self, kind: MentionType) -> Result<Self, SchemaError> {
        let mut types = self.types.clone();
        types.push(kind);
        Self::with_gaps(types, self.gone.clone())
    }

    /// This schema without one type.
    ///
    /// # Errors
    /// As [`Schema::new`]: the last one cannot go.
    pub fn without(&self, id: TypeId) -> Result<Self, SchemaError> {
        let mut gone = self.gone.clone();
        gone.insert(id);
        Self::with_gaps(self.types.clone(), gone)
    }

    /// The type that an extractor's label stands for: the one that lists it, else the one of that name.
    pub fn for_label(&self, label: &str) -> Option<TypeId> {
        let wanted = label.to_uppercase();
        let listed = self.types().find(|(_, t)| t.labels.iter().any(|l| l.to_uppercase() == wanted));
        listed.or_else(|| self.types().find(|(_, t)| t.name.to_uppercase() == wanted)).map(|(id, _)| id)
    }

    /// Whether the machine proposes mentions of this type.
    pub fn is_on(&self, id: TypeId) -> bool {
        self.contains(id) && self.get(id).on
    }

    /// Whether the machine may propose something of this schema that it could not of `before`: a label, or a type's
    /// name as one, that now stands for a type that is on.
    pub fn finds_more_than(&self, before: &Self) -> bool {
        let meant = |schema: &Self, label: &str| schema.for_label(label).filter(|&id| schema.is_on(id));
        let labels = self.types().flat_map(|(_, t)| t.labels.iter().chain(std::iter::once(&t.name)));
        labels.into_iter().any(|label| meant(self, label).is_some_and(|id| meant(before, label) != Some(id)))
    }

    /// The type of that name.
    pub fn by_name(&self, name: &str) -> Option<TypeId> {
        self.types().find(|(_, t)| &*t.name == name).map(|(id, _)| id)
    }

    /// A type; the first one for an id that is not of this schema (the loader lets none in).
    pub fn get(&self, id: TypeId) -> &MentionType {
        self.types.get(id.0 as usize).unwrap_or(&self.types[0])
    }

    /// Whether the id is of this schema, and not of a type that was removed.
    pub fn contains(&self, id: TypeId) -> bool {
        usize::from(id.0) < self.types.len() && !self.gone.contains(&id)
    }
}

impl Default for Schema {
    /// The types of a new project (`assets/schema.ron`).
    fn default() -> Self {
        let types = ron::from_str(include_str!("../../assets/schema.ron")).unwrap_or_default();
        Self::new(types).unwrap_or_else(|_| {
            let (mark, colour) = (Mark::Circle, Colour([0x80; 3]));
            let name = MentionType { name: "Name".into(), key: 'n', mark, colour, on: true, labels: Vec::new() };
            Self { types: vec![name], gone: BTreeSet::new() }
        })
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.types().map(|(_, t)| &t.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_schema_is_whole() {
        let schema = Schema::default();
        assert!(schema.by_name("Person").is_some());
        assert!(schema.types().count() >= 6);
    }

    #[test]
    fn labels_are_of_the_type_that_lists_them_else_of_the_one_of_that_name() {
        let schema = Schema::default();
        let kind = |label: &str| schema.for_label(label).map(|id| schema.get(id).name.to_string());
        let expect = [("GPE", "Place"), ("gpe", "Place"), ("NORP", "Group"), ("DATE", "Date"), ("Person", "Person")];
        expect.iter().for_each(|(label, name)| assert_eq!(kind(label).as_deref(), Some(*name), "{label}"));
        assert_eq!(kind("CARDINAL"), None);
        let taken = schema.changed(schema.first(), |t| t.labels.push("loc".into()));
        assert_eq!(taken, Err(SchemaError::DuplicateLabel("LOC".into())));
    }

    #[test]
    fn a_removed_type_leaves_the_ids_of_the_others_as_they_are() {
        let schema = Schema::default();
        let (place, date) = (schema.by_name("Place").unwrap(), schema.by_name("Date").unwrap());
        let fewer = schema.without(place).unwrap();
        assert_eq!(fewer.by_name("Date"), Some(date));
        assert!(!fewer.contains(place) && fewer.by_name("Place").is_none());
        assert_eq!(fewer.for_label("GPE"), None);
    }
}
