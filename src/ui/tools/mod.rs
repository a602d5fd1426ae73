//! Panels below the texts that hold the project against other annotations of them.

mod adjudicate;
mod compare;

pub use adjudicate::{AdjudicateView, adjudicate_ui, readers_ui};
pub use compare::{CompareView, compare_ui};
