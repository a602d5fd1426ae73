//! The list of judgements: which there are, and changing them.

use super::super::jobs::{Job, Outcome};
use super::super::{Question, Session};
use super::Found;
use crate::annotation::{Command, Judgement, MentionId, Project, TypeId, Verdict, preview_tie};
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which judgements are shown. The default lets all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgementFilter {
    /// Only these; `None`: all.
    pub verdict: Option<Verdict>,
    /// Only those of this annotator.
    pub by: Option<Arc<str>>,
    /// Only those with a mention of this type.
    pub kind: Option<TypeId>,
    /// Only those with a mention in this document.
    pub document: Option<DocumentId>,
    /// Only those with this in a mention's text or its entity's name, in any case.
    pub text: String,
}

/// The judgements that a filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgementRows {
    /// The filter.
    pub filter: JudgementFilter,
    /// The state of the project that they were taken from.
    pub revision: u64,
    /// Their pairs, the latest first.
    pub pairs: Vec<(MentionId, MentionId)>,
    /// How many there are without the filter.
    pub all: usize,
    /// Who judged, and how often.
    pub annotators: BTreeMap<Arc<str>, usize>,
}

impl JudgementRows {
    fn of(project: &Project, filter: JudgementFilter, work: &Work) -> Result<Self, Cancelled> {
        let mut rows = Self { revision: project.revision(), all: project.judgements().len(), ..Self::default() };
        let wanted = filter.text.trim().to_lowercase();
        let mut found: Vec<&Arc<Judgement>> = Vec::new();
        for (at, judgement) in project.judgements().enumerate() {
            if at.is_multiple_of(4096) {
                work.check()?;
            }
            match rows.annotators.get_mut(&judgement.by) {
                Some(count) => *count += 1,
                None => drop(rows.annotators.insert(judgement.by.clone(), 1)),
            }
            if lets(project, &filter, &wanted, judgement) {
                found.push(judgement);
            }
        }
        found.sort_by_key(|j| (Reverse(j.at), j.pair()));
        rows.pairs = found.into_iter().map(|j| j.pair()).collect();
        rows.filter = filter;
        Ok(rows)
    }
}

fn lets(project: &Project, filter: &JudgementFilter, wanted: &str, judgement: &Judgement) -> bool {
    if filter.verdict.is_some_and(|v| v != judgement.verdict) || filter.by.as_ref().is_some_and(|b| *b != judgement.by)
    {
        return false;
    }
    if filter.kind.is_none() && filter.document.is_none() && wanted.is_empty() {
        return true;
    }
    let ends = [judgement.a, judgement.b].map(|id| project.mention(id));
    let any = |fits: &dyn Fn(&crate::annotation::Mention) -> bool| ends.iter().flatten().any(|m| fits(m));
    let named = |m: &crate::annotation::Mention| {
        let entity = m.entity.and_then(|e| project.entity(e));
        m.text.to_lowercase().contains(wanted) || entity.is_some_and(|e| e.name.to_lowercase().contains(wanted))
    };
    filter.kind.is_none_or(|kind| any(&|m| m.kind == kind))
        && filter.document.is_none_or(|document| any(&|m| m.document == document))
        && (wanted.is_empty() || any(&named))
}

impl Session {
    pub(super) fn refresh_judgements(&mut self) {
        let fits = |rows: &JudgementRows| rows.revision == self.project.revision() && rows.filter == self.repair.filter;
        if self.repair.judgements.as_ref().is_some_and(|rows| fits(rows)) || self.jobs.is_running(Job::Judgements) {
            return;
        }
        let (project, filter) = (Arc::clone(&self.project), self.repair.filter.clone());
        self.jobs.start(Job::Judgements, "Looking through the judgements", move |work, _| {
            match JudgementRows::of(&project, filter, work) {
                Ok(rows) => Outcome::Repair(Box::new(Found::Judgements(rows))),
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    /// Shows other judgements.
    pub(in crate::session) fn filter_judgements(&mut self, filter: JudgementFilter) {
        if filter != self.repair.filter {
            self.repair.filter = filter;
            self.jobs.forget(Job::Judgements);
        }
    }

    /// Judges a pair, asking first where it would join what was kept apart, or contradicts what was said before.
    pub(in crate::session) fn judge_pair(&mut self, a: MentionId, b: MentionId, verdict: Verdict) {
        match verdict {
            Verdict::Same => {
                if let Some(preview) = preview_tie(&self.project, b, a).filter(|p| p.ask) {
                    self.question = Some(Question::Tie { mentions: vec![a], onto: b, preview });
                    return;
                }
            }
            Verdict::Different => {
                if let Some(contradiction) = self.would_contradict(a, b) {
                    self.question = Some(Question::Contradiction(contradiction));
                    return;
                }
            }
            Verdict::Unsure => {}
        }
        self.edit(Command::Judge(a, b, verdict));
    }
}
