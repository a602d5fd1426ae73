//! A program of one's own as the extractor: any that speaks JSON lines, run as a child process.
//!
//! The protocol, one JSON object a line in UTF-8 (for people: `assets/extractors/README.md`):
//!
//! | who | when | line |
//! | --- | --- | --- |
//! | program | first of all | `{"name": "…", "version": "…", "labels": ["PERSON", …]}` |
//! | Redstring | for each document | `{"id": 7, "text": "…"}` |
//! | program | for each, in any order | `{"id": 7, "mentions": [{"start": 0, "end": 4, "type": "PERSON", "score": 0.9}]}` |
//! | program | instead, when it cannot | `{"id": 7, "error": "why"}` |
//!
//! Offsets count Unicode code points, the score is optional. Several requests may be under way; the end of its input
//! asks the program to end. What it writes to its standard error is kept for the message when it fails.
//!
//! Nothing is believed: a mention that does not fit the text or the schema is passed over and counted ([`Report`]), a
//! line that is not of the protocol ends the run ([`ExternalError`]). A document at which the program crashes or falls
//! silent is passed over too: the program is started anew for the others, one document at a time from there.
//!
//! [`child`] runs the program, [`protocol`] reads its lines, [`check`] what it says of a text, [`talk`] leads the
//! conversation.

mod check;
mod child;
mod error;
mod program;
mod protocol;
mod report;
mod talk;

pub use error::{ExternalError, Fault};
pub use program::{CommandError, Limits, Program};
pub use protocol::Handshake;
pub use report::{PassedOver, Reason, Report};

use super::{Extractor, Proposal};
use crate::annotation::Schema;
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use std::sync::{Mutex, PoisonError};

/// Runs a program of the user's as the extractor. The program runs during [`Extractor::extract`] only: however that
/// ends, the program has ended too.
#[derive(Debug)]
pub struct ExternalExtractor {
    program: Program,
    report: Mutex<Report>,
}

impl ExternalExtractor {
    /// An extractor that runs this program.
    pub fn new(program: Program) -> Self {
        Self { program, report: Mutex::default() }
    }

    /// Starts the program, hears who it is, and ends it.
    ///
    /// # Errors
    /// [`ExternalError`] when it does not start, or does not say who it is in time; when `work` is cancelled.
    pub fn introduce(&self, work: &Work) -> Result<Handshake, ExternalError> {
        let mut child = child::Running::start(&self.program)?;
        let handshake = talk::greet(&mut child, &self.program, work)?;
        child.end();
        Ok(handshake)
    }

    /// What was passed over in the last run, also in one that failed.
    pub fn report(&self) -> Report {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As [`Extractor::extract`], with the error as it is.
    ///
    /// # Errors
    /// [`ExternalError`]; what was handed over until then is complete and right.
    pub fn run(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<(), ExternalError> {
        let mut talk = talk::Talk::new(&self.program, documents, schema, work, found);
        let ended = talk.run();
        *self.report.lock().unwrap_or_else(PoisonError::into_inner) = talk.report();
        ended
    }
}

impl Extractor for ExternalExtractor {
    fn name(&self) -> &str {
        self.program.command()
    }

    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<(), Cancelled> {
        self.run(documents, schema, work, found).map_err(|_| Cancelled)
    }
}
