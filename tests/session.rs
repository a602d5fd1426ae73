//! The session: scripts of actions, with fake dialogs and jobs that run at once. No egui.

mod adjudicating;
mod annotating;
mod changing;
mod comparing;
mod editing;
mod exchange;
mod extractor;
mod finding;
mod history;
mod leaving;
mod link_queue;
mod linking;
mod moving;
mod opening;
mod recovery;
mod repairing;
mod reviewing;
mod safety;
mod tie_above;
mod tying;
mod types;
