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
//! Nothing is believed: a mention that does not fit the text or the schema is passed over and counted ([`Losses`]), a
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
pub use report::{Losses, PassedOver, Reason};

use super::{ExtractError, Extractor, Proposal, Report};
use crate::annotation::Schema;
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};

/// Runs a program of the user's as the extractor. The program runs during [`Extractor::extract`] only: however that
/// ends, the program has ended too. Documents that had to be passed over are not handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalExtractor {
    program: Program,
}

impl ExternalExtractor {
    /// An extractor that runs this program.
    pub const fn new(program: Program) -> Self {
        Self { program }
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

    /// As [`Extractor::extract`], with the error and what was passed over as they are: that, also when it fails.
    pub fn run(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> (Losses, Result<(), ExternalError>) {
        let mut talk = talk::Talk::new(&self.program, documents, schema, work, found);
        let ended = talk.run();
        (talk.losses(), ended)
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
    ) -> Result<Report, ExtractError> {
        match self.run(documents, schema, work, found) {
            (losses, Ok(())) => Ok(Report { passed_over: losses.lines() }),
            (_, Err(error)) if error.is_cancelled() => Err(ExtractError::Cancelled(Cancelled)),
            (_, Err(error)) => Err(ExtractError::Failed(error.to_string())),
        }
    }
}
