//! Evaluation: two annotations of one corpus to scores.
//!
//! Pure: no files, no threads, no clock.

mod assignment;
mod clusters;
mod measures;
mod scores;

pub use clusters::{Clusters, Member, Partition, Singletons};
pub use measures::{Measure, Ratio};
pub use scores::{Averaging, Scores, score};
