//! Panels below the texts that hold the project against other annotations of them.

mod compare;

pub use compare::{CompareView, compare_ui};
