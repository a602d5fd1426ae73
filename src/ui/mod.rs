//! egui: paints the session, answers with actions.
//!
//! A view is `fn thing_ui(ui, &session, &mut its_own_state, &mut actions)`: the session is read-only to it, and what
//! it wants done it says as actions. Geometry lives one frame.

mod annotate_all;
mod app;
mod bulk;
mod context_row;
pub mod document_pane;
mod entity_card;
mod exchange;
mod extractor_dialog;
mod file_dialogs;
mod gazetteer;
mod held_input;
mod inspector;
mod keys;
mod mention_menu;
mod name_list;
mod overlays;
mod panes;
mod place_list;
mod proposal_filter;
mod questions;
mod queue_bar;
mod queue_filter;
mod repair;
mod review_bar;
mod schema_editor;
mod schema_row;
mod score_chart;
mod sidebar;
mod status;
mod strings;
mod suggestions;
pub mod theme;
mod tie_above;
mod tools;
mod top_bar;
mod type_popup;
mod walk_bar;
mod weights;
mod welcome;
mod widgets;

pub use app::App;
pub use file_dialogs::SystemDialogs;
