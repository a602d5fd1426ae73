//! Headless commands: what Redstring does without a window.

mod agree;
mod check;
mod export;
mod extract;
mod files;
mod import;
mod lines;
mod link;
mod merge;
mod score;
mod sides;
mod simulate;
mod split;
mod tag;
mod weigh;

pub use agree::{AgreeCommand, AgreeMatching, agree};
pub use check::check;
pub use export::{ConvertCommand, ExportCommand, convert, export, formats};
pub use extract::{ExtractOptions, Offsets, extract};
pub use import::{ImportCommand, import};
pub use link::{LinkOptions, link};
pub use merge::{MergeCommand, merge};
pub use score::{Averaging, Matching, Reach, ScoreCommand, score};
pub use simulate::{SimulateCommand, simulate};
pub use split::{SplitCommand, split};
pub use tag::{TagOptions, tag};
pub use weigh::{WeighOptions, weigh};

use std::path::Path;

/// Why a headless command failed: one sentence for standard error.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CliError(pub String);

impl CliError {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }

    fn at(path: &Path, error: impl std::fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}
