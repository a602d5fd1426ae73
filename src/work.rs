//! How far a long piece of work is, and whether to stop it. Shared between the worker and whoever watches.
//!
//! Counts only: no threads, no clock.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Progress and cancellation of one piece of work. Share it in an `Arc`.
#[derive(Debug, Default)]
pub struct Work {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

/// The work was cancelled before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Work {
    /// Says how many units there are to do from here, and starts counting at zero.
    pub fn start(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Says that `units` more are done.
    pub fn advance(&self, units: u64) {
        self.done.fetch_add(units, Ordering::Relaxed);
    }

    /// Units done and units in all; a total of zero means that it is not known.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the worker to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// `Err` when asked to stop, for `?` in the worker's loop.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
