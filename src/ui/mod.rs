//! egui: paints the session, answers with actions.

pub mod theme;
