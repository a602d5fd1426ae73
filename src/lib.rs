//! Redstring follows one person, place or organisation through many documents.
//!
//! # The house
//! A floor may use the floors below it, never one above; rooms on one floor of the middle storey
//! do not know each other. A test keeps this true.
//!
//! | floor | rooms |
//! | --- | --- |
//! | roof | `main.rs`: arguments, then a window or one headless command |
//! | 5 | [`ui`] paints the session and answers with actions; [`cli`] is the headless commands |
//! | 4 | [`session`]: one project at work: state, actions, jobs, selection |
//! | 3 | [`extraction`]: documents to proposed mentions; [`linking`]: mentions to explained suggestions; [`evaluation`]: two annotations to scores; [`interchange`]: other tools' formats to and from a project; [`storage`]: project to and from its file; [`adjudication`]: several people's projects on one corpus to one |
//! | 2 | [`corpus`]: folders and files to documents; [`annotation`]: what people say about texts |
//! | ground | [`text`]: what was written; [`work`]: how far a long piece of work is, and whether to stop it |
//!
//! # The three verbs
//! * A [`annotation::Command`] is what a person can do to a project. It plans a [`annotation::Transaction`];
//!   [`annotation::Project::apply`] is the only mutator.
//! * A [`session::Action`] is anything that a person, a job or a test can ask. The UI returns the frame's actions
//!   in order; [`session::Session::dispatch`] performs them.
//! * A [`session::Job`] is work off the UI thread, on snapshots; it ends by sending an action.

pub mod adjudication;
pub mod annotation;
pub mod cli;
pub mod corpus;
pub mod evaluation;
pub mod extraction;
pub mod interchange;
pub mod linking;
pub mod session;
pub mod storage;
pub mod text;
pub mod ui;
pub mod work;
