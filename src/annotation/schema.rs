//! The mention types of a project.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A mention type, by its place in the schema. Types are appended, never removed or moved.
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
}

/// The mention types of a project, at least one.
#[derive(Clone, PartialEq, Eq)]
pub struct Schema {
    types: Vec<MentionType>,
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
    /// More than [`TypeId`] can number.
    #[error("a project can have at most 1,000 mention types")]
    TooMany,
}

impl Schema {
    /// A schema of these types.
    ///
    /// # Errors
    /// [`SchemaError`] when there is none, too many, or a name is there twice.
    pub fn new(types: Vec<MentionType>) -> Result<Self, SchemaError> {
        if types.is_empty() {
            return Err(SchemaError::Empty);
        }
        if types.len() > 1000 {
            return Err(SchemaError::TooMany);
        }
        for (i, a) in types.iter().enumerate() {
            if types[..i].iter().any(|b| b.name == a.name) {
                return Err(SchemaError::Duplicate(a.name.clone()));
            }
        }
        Ok(Self { types })
    }

    /// All types in order, with their ids.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (TypeId, &MentionType)> {
        self.types.iter().enumerate().map(|(i, t)| (TypeId(i as u16), t))
    }

    /// The type of that name.
    pub fn by_name(&self, name: &str) -> Option<TypeId> {
        self.types().find(|(_, t)| &*t.name == name).map(|(id, _)| id)
    }

    /// A type; the first one for an id that is not of this schema (the loader lets none in).
    pub fn get(&self, id: TypeId) -> &MentionType {
        self.types.get(id.0 as usize).unwrap_or(&self.types[0])
    }

    /// Whether the id is of this schema.
    pub fn contains(&self, id: TypeId) -> bool {
        (id.0 as usize) < self.types.len()
    }
}

impl Default for Schema {
    /// The types of a new project (`assets/schema.ron`).
    fn default() -> Self {
        let types = ron::from_str(include_str!("../../assets/schema.ron")).unwrap_or_default();
        Self::new(types).unwrap_or_else(|_| {
            let name = MentionType { name: "Name".into(), key: 'n', mark: Mark::Circle, colour: Colour([0x80; 3]) };
            Self { types: vec![name] }
        })
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.types.iter().map(|t| &t.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_schema_is_whole() {
        let schema = Schema::default();
        assert!(schema.by_name("Person").is_some());
        assert!(schema.types().len() >= 6);
    }
}
