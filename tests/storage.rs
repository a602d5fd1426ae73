//! Projects and their files: what is saved is what is loaded, what cannot be loaded says why, and nothing is lost.

mod file;
mod journal;
mod reanchor;
mod refusals;
