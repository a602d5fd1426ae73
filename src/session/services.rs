//! What a session needs of the machine, so that tests can stand in for it.

use super::action::{DialogAnswer, DialogRequest};
use crate::annotation::Moment;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

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

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Option<Moment> + Send + Sync>;

/// The system's clock. `None` where it stands before 1970 or too far ahead to be true.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok().map(Moment::from_unix)
    })
}
