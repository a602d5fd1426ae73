//! Judgements: a person's word on two mentions.

use super::{MentionId, Moment};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whether two mentions name one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// They do.
    Same,
    /// They do not. Binds: nothing joins them without asking.
    Different,
    /// A person looked and could not tell.
    Unsure,
}

/// A person's word on two mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The mention with the smaller id.
    pub a: MentionId,
    /// The mention with the larger id.
    pub b: MentionId,
    /// What was said.
    pub verdict: Verdict,
    /// Who said it.
    pub by: Arc<str>,
    /// When it was said; `None` of files from before it was noted.
    pub at: Option<Moment>,
}

/// Who asks for a change, and when. `annotation` has no clock: the caller looks at one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The annotator's name; empty for the machine.
    pub by: Arc<str>,
    /// Now; `None` where it does not matter.
    pub at: Option<Moment>,
}

impl<T: Into<Arc<str>>> From<T> for Author {
    fn from(by: T) -> Self {
        Self { by: by.into(), at: None }
    }
}

impl Judgement {
    /// A judgement on two mentions in either order.
    pub fn new(a: MentionId, b: MentionId, verdict: Verdict, author: Author) -> Self {
        Self { a: a.min(b), b: a.max(b), verdict, by: author.by, at: author.at }
    }

    /// The two mentions, smaller id first.
    pub fn pair(&self) -> (MentionId, MentionId) {
        (self.a, self.b)
    }

    /// The other mention of the pair, if `mention` is one of them.
    pub fn other(&self, mention: MentionId) -> Option<MentionId> {
        match mention {
            m if m == self.a => Some(self.b),
            m if m == self.b => Some(self.a),
            _ => None,
        }
    }
}
