//! Evaluation: two annotations of the same texts to scores.
//!
//! Pure: no files, no threads, no clock. [`Clusters`] are who belongs together, by where the mentions stand, so that
//! annotations of different files, formats and ids can be compared. [`score`] gives the measures of the field:
//!
//! | measure | counts | source |
//! | --- | --- | --- |
//! | MUC | links | Vilain et al. 1995 |
//! | B³ | mentions | Bagga & Baldwin 1998 |
//! | CEAF-m, CEAF-e | clusters, aligned one to one | Luo 2005 |
//! | BLANC | pairs, linked or not | Recasens & Hovy 2011; Luo et al. 2014 for mentions of one side only |
//! | LEA | entities by their links | Moosavi & Strube 2016 |
//! | CoNLL | the mean F1 of MUC, B³ and CEAF-e | Pradhan et al. 2012 |
//!
//! Mentions that only one side has (twinless ones) count as in the reference scorer of Pradhan et al. 2014; so do
//! repeated ones, and documents of one side only. [`Match`] says when two mentions are one, [`Comparison::differences`]
//! what differs, and [`agree`] how far several annotators agree.

mod agreement;
mod alpha;
mod assignment;
mod clusters;
mod cut;
mod errors;
mod heads;
mod kappa;
mod matching;
mod measures;
mod overlap;
mod score;
mod table;

pub use agreement::{Agreed, Agreement, Pairwise, agree};
pub use alpha::{Nominal, SetAlpha, masi};
pub use clusters::{Clusters, Mark};
pub use cut::Side;
pub use errors::{Difference, Seen, Spot};
pub use heads::{HEAD_RULE, head};
pub use kappa::{Cohen, Fleiss};
pub use matching::Match;
pub use measures::{Measure, Rates, Scores};
pub use score::{Average, Comparison, Options, Report, score};

#[cfg(test)]
mod published;
