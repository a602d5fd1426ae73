//! Layers on screen: what people decided, what only the machine says, or both.

use super::Session;
use crate::annotation::{Mention, Status};

/// Which mentions the panes show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ShownLayer {
    /// All but the dismissed ones.
    #[default]
    All,
    /// Those that a person marked or accepted.
    People,
    /// Proposals that nobody has decided about.
    Machine,
}

impl ShownLayer {
    /// Whether a mention is of this layer.
    pub fn has(self, mention: &Mention) -> bool {
        match self {
            Self::All => mention.is_live(),
            Self::People => mention.status == Status::Accepted,
            Self::Machine => mention.status == Status::Proposed,
        }
    }
}

impl Session {
    /// Which mentions the panes show.
    pub fn shown_layer(&self) -> ShownLayer {
        self.shown_layer
    }

    /// Shows one layer only. A review shows what it is about, so it ends where that is hidden.
    pub(super) fn show_layer(&mut self, layer: ShownLayer) {
        if layer == ShownLayer::People {
            self.end_review();
        }
        self.shown_layer = layer;
        let seen = |id: &crate::annotation::MentionId| self.project.mention(*id).is_some_and(|m| layer.has(m));
        self.cursor = self.cursor.filter(seen);
        self.marked.retain(|id| self.project.mention(*id).is_some_and(|m| layer.has(m)));
    }
}
