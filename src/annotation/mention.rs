//! Mentions: where a text names something.

use super::{EntityId, TypeId};
use crate::text::{DocumentId, Span, Spans};
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

/// Why the machine proposed a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How sure it is.
    pub score: Score,
    /// The rule that found it, in words a person reads: "surname of Viktor Bout".
    pub rule: Arc<str>,
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
        match (self.spans.first(), self.spans.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => Span::new(0, 0),
        }
    }

    /// Whether nobody has decided anything about it.
    pub fn is_untouched(&self) -> bool {
        self.status == Status::Proposed && self.entity.is_none()
    }

    /// Whether it is shown and counted.
    pub fn is_live(&self) -> bool {
        self.status != Status::Rejected
    }
}
