//! What the app promises, as scenarios. One binary, so that it links once.
// A test that cannot go on says so by panicking; the lints mean the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adjudication;
mod annotation;
mod cli;
mod common;
mod corpus;
mod document_pane;
mod external;
mod extraction;
mod extraction_rules;
mod house;
mod interchange;
mod linking;
mod parity;
mod repair;
mod session;
mod storage;
mod tagger;
mod ui;
mod vocabulary;
