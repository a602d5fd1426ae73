//! Other tools' files: taken into a project, and made of one.

mod take_in;

pub use take_in::{TakeInError, file_of, plan_take_in, with_types, write_texts};
