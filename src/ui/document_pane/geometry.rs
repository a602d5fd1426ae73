//! Where things are on screen this frame, for what is painted over the panes (the strings).

use super::Rects;
use crate::annotation::MentionId;
use crate::text::DocumentId;
use egui::{Id, Rect};

/// What the panes have shown in one frame, in screen coordinates. Cleared before each.
#[derive(Clone, Debug, Default)]
pub struct Geometry {
    /// The panes, in the order in which they were painted.
    pub panes: Vec<PaneGeometry>,
    /// The mention under the pointer.
    pub hovered: Option<Hovered>,
}

/// What one pane has shown.
#[derive(Clone, Debug)]
pub struct PaneGeometry {
    /// Which pane.
    pub pane: Id,
    /// What it shows.
    pub document: DocumentId,
    /// Where its text can be seen: strings that leave this rectangle go out of view.
    pub clip: Rect,
    /// The column of text, inside the margins: strings run best outside of it.
    pub column: Rect,
    /// The lit mentions that can be seen, from top to bottom.
    pub lit: Vec<LitMention>,
    /// How many lit mentions of the document are further up.
    pub above: usize,
    /// How many are further down.
    pub below: usize,
}

/// A mention of the entity in hand that can be seen.
#[derive(Clone, Debug)]
pub struct LitMention {
    /// Which.
    pub mention: MentionId,
    /// Its painted backgrounds, one for each row; a row that is out of view is left out.
    pub rects: Rects,
}

/// The mention under the pointer.
#[derive(Clone, Copy, Debug)]
pub struct Hovered {
    /// In which pane.
    pub pane: Id,
    /// Which.
    pub mention: MentionId,
    /// The part that is under the pointer.
    pub rect: Rect,
}

impl Geometry {
    /// Forgets the last frame. Call it before the first pane of a frame.
    pub fn clear(&mut self) {
        self.panes.clear();
        self.hovered = None;
    }
}
