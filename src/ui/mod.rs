//! egui: paints the session, answers with actions.

pub mod document_pane;
pub mod mention_menu;
pub mod theme;
