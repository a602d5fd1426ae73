//! Projects and their files.
