//! Mentions: where a text names something.

use super::{EntityId, TypeId};
use crate::text::{DocumentId, Span, Spans, hull};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A mention of a project. Small, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MentionId(pub u32);

impl fmt::Display for MentionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a person has said of a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// The machine found it; nobody has looked.
    #[default]
    Proposed,
    /// A person made it or agreed.
    Accepted,
    /// A person threw it out. Kept, so that extraction does not bring it back.
    Rejected,
}

impl Status {
    /// The word for it on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "dismissed",
        }
    }
}

/// A score in 0..=1, in steps of a thousandth, so that it is written and read back exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "f32", into = "f32")]
pub struct Score(u16);

impl Score {
    /// As a number in 0..=1.
    pub fn get(self) -> f32 {
        f32::from(self.0) / 1000.0
    }
}

impl From<f32> for Score {
    fn from(score: f32) -> Self {
        // A NaN becomes 0, the rest is clamped.
        Self((score.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }
}

impl From<Score> for f32 {
    fn from(score: Score) -> Self {
        score.get()
    }
}

/// The layers of extraction that had a part in a mention: a set.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Layers(u8);

impl Layers {
    /// None: of a file that does not tell.
    pub const NONE: Self = Self(0);
    /// The neural tagger.
    pub const TAGGER: Self = Self(1);
    /// The rules that know a pattern, a word list, or capitals.
    pub const RULES: Self = Self(2);
    /// What the project as a whole says of a name.
    pub const PROJECT: Self = Self(4);
    /// The project's own gazetteer.
    pub const GAZETTEER: Self = Self(8);
    /// A program that a person chose.
    pub const EXTERNAL: Self = Self(16);

    /// Each layer with its word on screen and in files.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::TAGGER, "tagger"),
        (Self::RULES, "rules"),
        (Self::PROJECT, "project"),
        (Self::GAZETTEER, "gazetteer"),
        (Self::EXTERNAL, "external"),
    ];

    /// Both sets as one.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether it has a layer of `other`.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it has none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The words of those it has.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |(layer, _)| self.has(*layer)).map(|(_, word)| word)
    }

    /// The layers of a list as [`Layers`] is displayed: `tagger, project`. `None` when a word is no layer.
    pub fn parse(words: &str) -> Option<Self> {
        let words = words.split(',').map(str::trim).filter(|w| !w.is_empty());
        words.into_iter().try_fold(Self::NONE, |all, word| {
            Self::ALL.iter().find(|(_, name)| *name == word).map(|(layer, _)| all.with(*layer))
        })
    }
}

impl fmt::Display for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (_, name) in Self::ALL.iter().filter(|(layer, _)| self.has(*layer)) {
            f.write_str(if first { "" } else { ", " })?;
            f.write_str(name)?;
            first = false;
        }
        Ok(())
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

/// Why the machine proposed a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How sure it is.
    pub score: Score,
    /// The rule that found it, in words a person reads: "surname of Viktor Bout".
    pub rule: Arc<str>,
    /// Which layers of extraction found it, or changed what was found.
    pub layers: Layers,
}

/// Spans in one document that name something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its id.
    pub id: MentionId,
    /// The document it is in.
    pub document: DocumentId,
    /// Where: at least one span, in order, none touching another.
    pub spans: Spans,
    /// What the text says there (parts of a discontinuous mention joined by one space).
    pub text: Arc<str>,
    /// Its type.
    pub kind: TypeId,
    /// The entity it names, if a person has said so. Never set on a rejected mention.
    pub entity: Option<EntityId>,
    /// What a person has said of it.
    pub status: Status,
    /// Who said so last: an annotator's name, or empty for the machine.
    pub by: Arc<str>,
    /// Why the machine proposed it, when it did.
    pub evidence: Option<Evidence>,
}

impl Mention {
    /// From the first byte of its first span to the last of its last.
    pub fn hull(&self) -> Span {
        hull(&self.spans)
    }

    /// Whether the machine found it (a person may have decided about it since); else a person marked it.
    pub fn is_found(&self) -> bool {
        self.evidence.is_some()
    }

    /// Whether nobody has decided anything about it.
    pub fn is_untouched(&self) -> bool {
        self.status == Status::Proposed && self.entity.is_none()
    }

    /// Whether it is shown and counted.
    pub fn is_live(&self) -> bool {
        self.status != Status::Rejected
    }

    /// Whether it is shown and still without an entity.
    pub fn is_untied(&self) -> bool {
        self.is_live() && self.entity.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_written_and_read_as_words() {
        let layers = Layers::TAGGER.with(Layers::PROJECT);
        assert_eq!(layers.to_string(), "tagger, project");
        assert_eq!(Layers::parse("tagger, project"), Some(layers));
        assert_eq!(Layers::parse(""), Some(Layers::NONE));
        assert_eq!(Layers::parse("tagger, oracle"), None);
        assert!(layers.has(Layers::PROJECT) && !layers.has(Layers::RULES));
    }
}
