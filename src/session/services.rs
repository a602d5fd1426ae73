//! What a session needs of the machine, so that tests can stand in for it.

use super::action::{DialogAnswer, DialogRequest};

/// Shows the system's file dialogs.
pub trait FileDialogs {
    /// Shows a dialog and returns at once; `answer` is called once, from any thread, when it is closed.
    fn show(&mut self, request: &DialogRequest, answer: Box<dyn FnOnce(DialogAnswer) + Send>);
}

/// A machine without dialogs: every request is answered with [`DialogAnswer::NoDialog`].
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDialogs;

impl FileDialogs for NoDialogs {
    fn show(&mut self, _request: &DialogRequest, answer: Box<dyn FnOnce(DialogAnswer) + Send>) {
        answer(DialogAnswer::NoDialog);
    }
}
