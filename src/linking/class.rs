//! What sort of thing a mention type is for, told by its name and labels.

use super::knowledge::Kind;
use crate::annotation::{MentionType, Project, TypeId};

/// What sort of thing a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Person,
    Organisation,
    Place,
    Group,
    /// Something else that is known: a product, a work, an event.
    Other,
    /// A date, an amount: no description or pronoun of anything.
    Measure,
    /// A name of which nothing tells the type.
    Unknown,
}

/// The classes of a project's types.
pub(super) struct Classes(Vec<(TypeId, Class)>);

impl From<Kind> for Class {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Person => Self::Person,
            Kind::Organisation => Self::Organisation,
            Kind::Place => Self::Place,
            Kind::Group => Self::Group,
            Kind::Work | Kind::Event | Kind::Product => Self::Other,
        }
    }
}

impl Classes {
    /// Of no types: all are unknown.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    pub fn of(project: &Project) -> Self {
        Self(project.schema().types().map(|(id, kind)| (id, class(kind))).collect())
    }

    pub fn get(&self, kind: TypeId) -> Class {
        self.0.iter().find(|(id, _)| *id == kind).map_or(Class::Unknown, |(_, class)| *class)
    }
}

fn class(kind: &MentionType) -> Class {
    let known = |label: &str| {
        Some(match label.to_uppercase().as_str() {
            "PERSON" | "PER" | "PEOPLE" | "ANIMAL" => Class::Person,
            "ORGANISATION" | "ORGANIZATION" | "ORG" => Class::Organisation,
            "PLACE" | "LOCATION" | "LOC" | "GPE" | "FAC" => Class::Place,
            "GROUP" | "NORP" => Class::Group,
            "DATE" | "TIME" | "MONEY" | "PERCENT" | "QUANTITY" | "CARDINAL" | "ORDINAL" | "CONTACT" => Class::Measure,
            "NAME" => Class::Unknown,
            _ => return None,
        })
    };
    known(&kind.name).or_else(|| kind.labels.iter().find_map(|label| known(label))).unwrap_or(Class::Other)
}
