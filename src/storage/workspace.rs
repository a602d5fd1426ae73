//! What was on screen, in words that no user interface owns.

use super::paths;
use crate::annotation::{EntityId, MentionId, Project};
use crate::text::DocumentId;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Deepest nesting of panes that is kept. Nobody splits a screen more often.
const MAX_DEPTH: usize = 16;

/// What was on screen when the project was saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Workspace {
    /// The entity in hand.
    pub focus: Option<EntityId>,
    /// The mention that linking goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<MentionId>,
    /// The projects of the annotators between whom this one decides. Written relative to the project file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<PathBuf>,
    /// The panes; `None` for the default arrangement.
    pub layout: Option<Layout>,
}

/// Which way the panes of a split lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Side by side.
    Columns,
    /// One above the other.
    Rows,
}

/// An arrangement of panes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Layout {
    /// One document.
    Document {
        /// Which.
        id: DocumentId,
        /// The byte offset at the top of the pane.
        top: u32,
    },
    /// Panes behind each other.
    Tabs {
        /// The one in front.
        active: usize,
        /// The panes.
        panes: Vec<Layout>,
    },
    /// Panes beside each other.
    Split {
        /// Which way they lie.
        direction: Direction,
        /// How much of the room each has; only their ratio counts.
        shares: Vec<f32>,
        /// The panes.
        panes: Vec<Layout>,
    },
}

impl Workspace {
    /// Without references to documents and entities that are not in the project, and without nonsense numbers.
    /// A screen is no work of anybody's, so what is wrong with it is mended and not refused.
    #[must_use]
    pub fn pruned(self, project: &Project) -> Self {
        Self {
            focus: self.focus.filter(|&e| project.entity(e).is_some()),
            queue: self.queue.filter(|&m| project.mention(m).is_some()),
            readers: self.readers,
            layout: self.layout.and_then(|layout| prune(layout, project, 0)),
        }
    }

    /// As a file in `folder` has it: paths relative to that. What has no name in Unicode is left out.
    pub(super) fn for_file(mut self, folder: &Path) -> Self {
        let readers = self.readers.iter().filter_map(|path| paths::to_file(path, folder));
        self.readers = readers.map(PathBuf::from).collect();
        self
    }

    /// As a file in `folder` means it.
    pub(super) fn of_file(mut self, folder: &Path) -> Self {
        let named = |path: &PathBuf| path.to_str().map(|name| paths::from_file(name, folder));
        self.readers = self.readers.iter().filter_map(named).collect();
        self
    }
}

fn prune(layout: Layout, project: &Project, depth: usize) -> Option<Layout> {
    if depth >= MAX_DEPTH {
        return None;
    }
    match layout {
        Layout::Document { id, top } => {
            let record = project.document(id)?;
            Some(Layout::Document { id, top: top.min(record.bytes) })
        }
        Layout::Tabs { active, panes } => {
            let kept: Vec<_> = panes.into_iter().map(|p| prune(p, project, depth + 1)).collect();
            // The one in front stays in front, wherever it is now.
            let before = kept.iter().take(active).flatten().count();
            let panes: Vec<_> = kept.into_iter().flatten().collect();
            let last = panes.len().checked_sub(1)?;
            Some(Layout::Tabs { active: before.min(last), panes })
        }
        Layout::Split { direction, shares, panes } => {
            let shares = shares.into_iter().map(sane_share).chain(std::iter::repeat(1.0));
            let (shares, panes): (Vec<_>, Vec<_>) = panes
                .into_iter()
                .zip(shares)
                .filter_map(|(pane, share)| Some((share, prune(pane, project, depth + 1)?)))
                .unzip();
            (!panes.is_empty()).then_some(Layout::Split { direction, shares, panes })
        }
    }
}

fn sane_share(share: f32) -> f32 {
    if share.is_finite() && share > 0.0 { share.clamp(1e-3, 1e6) } else { 1.0 }
}
