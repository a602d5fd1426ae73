//! What the app promises, as scenarios. One binary, so that it links once.

mod common;
mod extraction;
