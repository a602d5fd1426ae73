//! Stand-in until the room lands.
#![allow(missing_docs)]
use crate::annotation::MentionId;
use crate::session::*;
use crate::text::*;
use egui::*;
pub struct PaneState {
    d: DocumentId,
}
impl PaneState {
    pub fn new(d: DocumentId) -> Self {
        Self { d }
    }
    pub fn document(&self) -> DocumentId {
        self.d
    }
    pub fn top(&self) -> u32 {
        0
    }
    pub fn set_top(&mut self, _: u32) {}
    pub fn reveal(&mut self, _: Span) {}
}
#[derive(Default)]
pub struct Geometry {
    pub panes: Vec<PaneGeometry>,
}
impl Geometry {
    pub fn clear(&mut self) {
        self.panes.clear();
    }
}
pub struct PaneGeometry {
    pub clip: Rect,
    pub column: Rect,
    pub lit: Vec<LitMention>,
}
pub struct LitMention {
    pub mention: MentionId,
    pub rects: Vec<Rect>,
}
pub fn document_pane_ui(
    ui: &mut Ui,
    _: Id,
    session: &Session,
    state: &mut PaneState,
    _: &mut Geometry,
    out: &mut Actions,
) {
    if let Some(d) = session.document(state.d) {
        ui.label(d.title());
    }
    for m in session.project().mentions_in(state.d, Span::new(0, 400)) {
        if ui.button(&*m.text).clicked() {
            out.push(Action::ClickMention { mention: m.id, extend: false });
        }
    }
}
