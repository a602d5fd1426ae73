//! Judgements: a person's word on two mentions.

use super::MentionId;
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
}

impl Judgement {
    /// A judgement on two mentions in either order.
    pub fn new(a: MentionId, b: MentionId, verdict: Verdict, by: Arc<str>) -> Self {
        Self { a: a.min(b), b: a.max(b), verdict, by }
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
