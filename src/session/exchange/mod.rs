//! Other tools' files: taken into a project, and made of one.

mod exporting;
mod importing;
mod take_in;

pub use exporting::{Exporting, Foreseen, ForeseenExport};
pub use importing::{Importing, ReadFiles, ReadImport, ReadReport};
pub use take_in::{TakeInError, file_of, plan_take_in, with_types, write_texts};
