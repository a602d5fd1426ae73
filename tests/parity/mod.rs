//! What the parity test of the tagger reads.

pub mod texts;
