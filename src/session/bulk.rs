//! Bulk decisions: all proposals above a score accepted, or all below it dismissed, after a preview.

use super::change::AT_ONCE;
use super::jobs::{Job, Outcome};
use super::{Question, Session};
use crate::annotation::{Command, MentionId, Project, ProposalFacts, ProposalFilter, Score, TypeId};
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What to do with proposals by their scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BulkDeed {
    /// Accept those with at least the score.
    #[default]
    AcceptAbove,
    /// Dismiss those below it.
    DismissBelow,
}

/// One proposal of the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// The proposal.
    pub mention: MentionId,
    /// What the filters look at.
    pub facts: ProposalFacts,
}

/// How many bands the scores are counted in.
pub const BANDS: usize = 20;

/// The proposals that a filter lets through, by document and there the weakest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkRows {
    /// The filter.
    pub filter: ProposalFilter,
    /// The state of the project that they were taken from.
    pub revision: u64,
    /// All of them.
    pub rows: Vec<BulkRow>,
    /// Each document with its share of `rows`.
    pub documents: Vec<(DocumentId, Range<usize>)>,
    /// How many of each type have a score in each band, from weak to strong.
    pub bands: BTreeMap<TypeId, [u32; BANDS]>,
}

impl BulkRows {
    fn of(project: &Project, filter: ProposalFilter, work: &Work) -> Result<Self, Cancelled> {
        let mut all = Self { revision: project.revision(), ..Self::default() };
        for (place, facts) in project.proposals(&filter) {
            let at = all.rows.len();
            match all.documents.last_mut().filter(|(document, _)| *document == place.document) {
                Some((_, range)) => range.end = at + 1,
                None => {
                    work.check()?;
                    all.documents.push((place.document, at..at + 1));
                }
            }
            all.rows.push(BulkRow { mention: place.mention, facts });
            let bands = all.bands.entry(facts.kind).or_insert([0; BANDS]);
            if let Some(count) = bands.get_mut(band(facts.score)) {
                *count += 1;
            }
        }
        for (_, range) in &all.documents {
            // Stable: of equals the first in the text stays first.
            all.rows[range.clone()].sort_by_key(|row| row.facts.score);
        }
        all.filter = filter;
        Ok(all)
    }

    /// Of a document's rows, those that a deed at this threshold takes.
    pub fn taken(&self, range: &Range<usize>, deed: BulkDeed, threshold: Score) -> Range<usize> {
        let rows = self.rows.get(range.clone()).unwrap_or_default();
        let cut = range.start + rows.partition_point(|row| row.facts.score < threshold);
        match deed {
            BulkDeed::AcceptAbove => cut..range.end,
            BulkDeed::DismissBelow => range.start..cut,
        }
    }
}

/// The band of a score.
pub(super) fn band(score: Score) -> usize {
    ((score.get() * BANDS as f32) as usize).min(BANDS - 1)
}

impl Session {
    /// The preview's rows, once they are there.
    pub fn bulk_rows(&self) -> Option<&Arc<BulkRows>> {
        self.bulk.as_ref()
    }

    pub(super) fn ask_bulk(&mut self, deed: BulkDeed) {
        let reviewed = self.review().map(|r| ProposalFilter { from: Score::default(), ..r.filter().clone() });
        self.question = Some(Question::Bulk(deed));
        self.bulk = None;
        self.collect_proposals(reviewed.unwrap_or_default());
    }

    /// Collects the rows of a preview, off the frame: there may be a million.
    pub(super) fn collect_proposals(&mut self, filter: ProposalFilter) {
        self.jobs.forget(Job::Collect);
        let project = self.project.clone();
        self.jobs.start(Job::Collect, "Looking through the proposals", move |work, _| {
            match BulkRows::of(&project, filter, work) {
                Ok(rows) => Outcome::Proposals(Arc::new(rows)),
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    pub(super) fn take_proposals(&mut self, rows: Arc<BulkRows>) {
        if matches!(self.question, Some(Question::Bulk(_))) {
            self.bulk = Some(rows);
            self.refresh_bulk();
        }
    }

    /// Collects anew when the project has changed under the preview: extraction goes on meanwhile.
    pub(super) fn refresh_bulk(&mut self) {
        let Some(rows) = self.bulk.as_ref().filter(|_| matches!(self.question, Some(Question::Bulk(_)))) else {
            return;
        };
        if rows.revision != self.project.revision() && !self.jobs.is_running(Job::Collect) {
            let filter = rows.filter.clone();
            self.collect_proposals(filter);
        }
    }

    /// Does it with what was chosen and is still undecided: one step, one undo.
    pub(super) fn do_bulk(&mut self, deed: BulkDeed, mut chosen: Vec<MentionId>) {
        let large = chosen.len() > AT_ONCE;
        let title = match deed {
            BulkDeed::AcceptAbove => "Accepting the proposals",
            BulkDeed::DismissBelow => "Dismissing the proposals",
        };
        let command = move |project: &Project| {
            chosen.retain(|id| project.mention(*id).is_some_and(|m| m.is_untouched()));
            match deed {
                BulkDeed::AcceptAbove => Command::Accept(chosen),
                BulkDeed::DismissBelow => Command::Dismiss(chosen),
            }
        };
        if large {
            self.start_change(title, command);
        } else {
            let command = command(&self.project);
            self.edit(command);
        }
    }

    pub(super) fn end_bulk(&mut self) {
        self.bulk = None;
        self.jobs.forget(Job::Collect);
    }
}
