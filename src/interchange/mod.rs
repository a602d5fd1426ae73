//! Interchange: other tools' files to and from a project.
//!
//! A format ([`Format`]) has a reader and a writer, in a module of its own:
//!
//! * A reader says what [`Files`] tell ([`Telling`]): texts, where in them mentions are, of what type and entity, and what
//!   in the files cannot be ([`Fault`], with file, line and column). [`plan`] holds that against a project and makes one
//!   transaction of it. A caller that goes on in spite of faults says so; else nothing has happened.
//! * A writer writes a [`Source`] (a project with its texts) to a [`Sink`], and tells what the format cannot hold
//!   ([`Losses`]). Written to [`Nowhere`], it tells just that ([`preview`]). [`export`] writes beside the target, reads
//!   back and compares ([`read_back`]), and only then puts it in its place.
//!
//! What several formats need stands beside them: `ink` finds places in a text whose white space differs, `segment` cuts
//! a text into tokens, `assemble` puts one together, `clusters` makes entities of ties, `places` spells offsets as words,
//! `guard` bounds what is read at once.

mod assemble;
mod brat;
mod cas;
mod clusters;
mod conll;
mod corefi;
mod corefud;
mod doccano;
mod ecb;
mod escape;
mod export;
mod files;
mod fit;
mod flat;
mod format;
mod graphml;
mod guard;
mod json;
pub mod jsonl;
mod label_studio;
mod losses;
mod places;
mod plan;
mod prodigy;
mod read_back;
mod segment;
mod sink;
mod source;
mod table;
mod telling;
mod ties;
mod web_annotation;
mod webanno;
mod words;

pub use export::{ExportError, export, preview};
pub use files::{Files, MAX_FILES, MAX_LINE_BYTES, MAX_WHOLE_BYTES, ReadError};
pub use fit::{Fit, places};
pub use format::{Format, Shape};
pub use losses::{Loss, Losses};
pub use plan::{Import, ImportOptions, plan, unknown_types};
pub use read_back::read_back;
pub use sink::{Memory, Nowhere, OnDisk, Sink};
pub use source::{ExportOptions, Keeps, Kept, Report, Source, SourceDocument, WriteError};
pub use telling::{At, Fault, Telling, Told, ToldDocument, ToldEntity, ToldJudgement, document_path};

#[cfg(test)]
mod testing;
