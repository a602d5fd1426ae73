//! What the scenarios share.

pub mod dsl;
pub mod random;
pub mod scene;
