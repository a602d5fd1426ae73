//! Why a program could not be used, in a sentence that says what to do.

use super::CommandError;
use crate::work::Cancelled;
use std::fmt;
use std::io;

/// Why a program could not be used, and what it said last.
#[derive(Debug, thiserror::Error)]
pub struct ExternalError {
    /// What happened.
    #[source]
    pub fault: Fault,
    /// The last lines that it wrote to its standard error, oldest first.
    pub said: Vec<String>,
}

/// What happened to a program.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The command line names none.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// There is none of that name.
    #[error("there is no program {0}: check the spelling, or give its full path")]
    NotFound(String),
    /// It is not one that this user may run.
    #[error("{0} may not be run: is it a program, and marked as executable?")]
    NotAllowed(String),
    /// The system does not start it.
    #[error("{0} does not start: {1}")]
    NotStarted(String, #[source] io::Error),
    /// It did not say who it is in time.
    #[error("the program did not say who it is within {0} s; if it only takes long to load, raise the time limit")]
    NoHandshake(u64),
    /// Its first line is not a handshake.
    #[error("the program's first line should be a JSON object with its name and labels ({why}), but is “{line}”")]
    BadHandshake {
        /// What it said instead, cut.
        line: String,
        /// What is wrong with it.
        why: String,
    },
    /// It ended while something was expected of it.
    #[error("the program ended {during} ({how})")]
    Ended {
        /// "before it said who it is", "while it read a.txt".
        during: String,
        /// "exit code 1", "signal 9".
        how: String,
    },
    /// It was silent for too long.
    #[error("the program did not answer within {seconds} s {during}; if it only needs longer, raise the time limit")]
    Silent {
        /// "while it read a.txt".
        during: String,
        /// The time limit that it passed, in seconds.
        seconds: u64,
    },
    /// A line is not of the protocol.
    #[error(
        "the program wrote a line that is no answer ({why}): “{line}”. It must write nothing else to its standard output"
    )]
    Garbage {
        /// The line, cut.
        line: String,
        /// What is wrong with it.
        why: String,
    },
    /// A line is longer than anything that it could have to say.
    #[error("the program wrote a line of more than {0} MB, which is no answer")]
    TooLong(usize),
    /// It answers what it was not asked, or answers twice.
    #[error("the program answered a request that it was not given or had answered already: id {0}")]
    WrongId(u64),
    /// The machine gives no thread to listen to it.
    #[error("this machine gives no more threads to listen to the program ({0})")]
    NoThread(#[source] io::Error),
}

impl ExternalError {
    /// Whether it was only asked to stop.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.fault, Fault::Cancelled)
    }
}

impl fmt::Display for ExternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)?;
        // The last line is the one that says what went wrong, in most languages.
        match self.said.last() {
            Some(last) => write!(f, ". It last said: “{last}”"),
            None => Ok(()),
        }
    }
}

impl From<Fault> for ExternalError {
    fn from(fault: Fault) -> Self {
        Self { fault, said: Vec::new() }
    }
}

impl From<CommandError> for ExternalError {
    fn from(error: CommandError) -> Self {
        Fault::from(error).into()
    }
}

impl From<Cancelled> for ExternalError {
    fn from(_: Cancelled) -> Self {
        Fault::Cancelled.into()
    }
}
