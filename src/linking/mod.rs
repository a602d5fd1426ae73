//! Linking: mentions to ranked, explained suggestions of the entity that each one names.
//!
//! Pure: no files, no threads, no clock. A [`Linker`] knows the names of a project and what stands around them;
//! who belongs to whom it asks of the project each time, so that a tie is known at once. It never ties by itself.
//!
//! Cheap keys find the candidates, a few weights score them (Ahmed et al. 2023, filter and then score); each reason of
//! a score is kept with its share, so that a person sees why.

mod alignment;
mod candidates;
mod class;
mod cluster;
pub mod coverage;
mod evidence;
mod fitting;
mod index;
pub mod knowledge;
mod letters;
mod linker;
mod model;
mod name;
mod name_evidence;
pub mod repair;
mod signal;
mod spelling;
mod suggestion;
mod surroundings;

pub use cluster::{LinkError, link};
pub use fitting::{Weighed, weigh};
pub use linker::Linker;
pub use spelling::spelling_likeness;
pub use suggestion::{Comparison, Reason, Suggestion, Target};
