//! What people say about texts: mentions, entities, judgements, and every way they change.
//!
//! Pure: no files, no threads, no clock, no egui. A [`Project`] changes only through
//! [`Project::apply`] of a [`Transaction`], which a [`Command`] plans. So undo, redo and the
//! journal are one list of transactions, and a bulk change is one step.

mod all;
mod annotate;
mod command;
mod contradiction;
mod documents;
mod draft;
mod entity;
mod gazetteer;
mod history;
mod index;
mod judgement;
mod labels;
mod membership;
mod mention;
mod moment;
mod origin;
mod project;
mod proposals;
mod propose;
mod record;
mod same_name;
mod schema;
mod scope;
mod tie;
mod transaction;
mod vocabulary;

pub use annotate::{Onto, Place};
pub use command::{Command, EditError, NewDocument, NewMention};
pub use contradiction::{Contradiction, Contradictions, contradictions, judged_chain};
pub use entity::{Entity, EntityId};
pub use gazetteer::{EntryRule, GazetteerEntry};
pub use history::{History, Step};
pub use index::{ClusterSize, DocumentCounts};
pub use judgement::{Author, Judgement, Verdict};
pub use labels::{KNOWN_LABELS, known_labels};
pub use mention::{Evidence, Layers, Mention, MentionId, Score, Status};
pub use moment::{Moment, NoMoment};
pub use project::{Fault, Project};
pub use proposals::{ProposalFacts, ProposalFilter, ProposalPlace};
pub use record::DocumentRecord;
pub use schema::{Colour, Mark, MentionType, Schema, SchemaError, TypeId};
pub use scope::Scope;
pub use tie::{TiePreview, preview_tie};
pub use transaction::{Op, StaleTransaction, Transaction};
