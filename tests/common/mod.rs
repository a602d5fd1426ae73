//! What the scenarios share.

pub mod dsl;
pub mod mentions;
pub mod random;
pub mod sample;
pub mod scene;
