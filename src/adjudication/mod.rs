//! Several people's projects on one corpus become one.
//!
//! Two ways: [`merge`](merge()) puts together what two made of one state (they shared the work, or kept it under version
//! control); [`Adjudication`] compares what several made of the same documents, each for himself, and asks a person about
//! each disagreement. [`split`](split()) hands the documents out beforehand.
//!
//! Pure: projects in, projects and commands out.
//!
//! Adjudication, in short: [`Adjudication::of`] the readers once; [`Adjudication::start`] makes the project to decide in;
//! [`Adjudication::cards`] says what is open in it; [`Adjudication::take`] and its like make a command of a decision, and
//! [`Adjudication::bulk`] of many.

mod align;
mod bulk;
mod cards;
mod merge;
mod split;
mod start;
mod take;

pub use align::{Adjudication, Aside, Reader};
pub use bulk::Rule;
pub use cards::{Card, Link, LinkCard, MentionCard, Reading, Variant, View};
pub use merge::{Conflict, MergeRefusal, Merged, merge};
pub use split::{Share, SplitError, SplitOptions, split};
