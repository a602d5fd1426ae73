//! What the model can call an entity: the 18 types of OntoNotes 5.

use std::str::FromStr;

/// A type of OntoNotes 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// People, real or invented.
    Person,
    /// Nationalities, religious and political groups.
    Norp,
    /// Buildings, airports, roads, bridges.
    Fac,
    /// Companies, agencies, institutions.
    Org,
    /// Countries, cities, states.
    Gpe,
    /// Other places: mountains, seas, regions.
    Loc,
    /// Things, vehicles, foods; not services.
    Product,
    /// Named storms, battles, wars, sports events.
    Event,
    /// Titles of books, songs, films.
    WorkOfArt,
    /// Named documents made into laws.
    Law,
    /// Any named language.
    Language,
    /// Dates and periods, absolute or relative.
    Date,
    /// Times shorter than a day.
    Time,
    /// Percentages with their sign or word.
    Percent,
    /// Money with its unit.
    Money,
    /// Measures, such as of weight and distance.
    Quantity,
    /// "First", "second".
    Ordinal,
    /// Numbers that are nothing of the above.
    Cardinal,
}

impl Label {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Person,
        Self::Norp,
        Self::Fac,
        Self::Org,
        Self::Gpe,
        Self::Loc,
        Self::Product,
        Self::Event,
        Self::WorkOfArt,
        Self::Law,
        Self::Language,
        Self::Date,
        Self::Time,
        Self::Percent,
        Self::Money,
        Self::Quantity,
        Self::Ordinal,
        Self::Cardinal,
    ];

    /// Its name in OntoNotes: `WORK_OF_ART`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Norp => "NORP",
            Self::Fac => "FAC",
            Self::Org => "ORG",
            Self::Gpe => "GPE",
            Self::Loc => "LOC",
            Self::Product => "PRODUCT",
            Self::Event => "EVENT",
            Self::WorkOfArt => "WORK_OF_ART",
            Self::Law => "LAW",
            Self::Language => "LANGUAGE",
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Percent => "PERCENT",
            Self::Money => "MONEY",
            Self::Quantity => "QUANTITY",
            Self::Ordinal => "ORDINAL",
            Self::Cardinal => "CARDINAL",
        }
    }
}

/// No label has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no entity type is called {0:?}")]
pub struct UnknownLabel(pub String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|label| label.as_str() == name).ok_or_else(|| UnknownLabel(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_labels() {
        for label in Label::ALL {
            assert_eq!(label.as_str().parse(), Ok(label));
        }
        assert_eq!("person".parse::<Label>(), Err(UnknownLabel("person".to_owned())));
    }
}
