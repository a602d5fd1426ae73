//! Looking over the entities: which look like one, which like two.

use super::super::Session;
use super::super::jobs::Job;
use super::Found;
use crate::annotation::{Command, MentionId, Project, Verdict};
use crate::linking::repair::{Duplicate, PossibleSplit, duplicates, possible_splits};
use std::sync::Arc;

/// Entities that look like one, or like two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The state of the project that they were found in.
    pub revision: u64,
    /// Pairs that look like one, the likeliest first.
    pub duplicates: Vec<Duplicate>,
    /// Entities that look like two, the least likely to be one first.
    pub splits: Vec<PossibleSplit>,
}

fn is_duplicate(project: &Project, d: &Duplicate) -> bool {
    let (a, b) = d.shown;
    let entity = |id| project.mention(id).and_then(|m| m.entity);
    let different = project.judgement(a, b).is_some_and(|j| j.verdict == Verdict::Different);
    !different && entity(a) == Some(d.kept) && entity(b) == Some(d.other)
}

fn is_split(project: &Project, s: &PossibleSplit) -> bool {
    let (a, b) = s.shown;
    let of_it = |id| project.mention(id).is_some_and(|m| m.entity == Some(s.entity));
    let same = project.judgement(a, b).is_some_and(|j| j.verdict == Verdict::Same);
    same == s.said && of_it(a) && of_it(b) && s.go.iter().all(|m| of_it(*m))
}

impl Checked {
    /// Whether all that was found is still so.
    pub(super) fn fits(&self, project: &Project) -> bool {
        self.duplicates.iter().all(|d| is_duplicate(project, d)) && self.splits.iter().all(|s| is_split(project, s))
    }

    /// Takes off what was decided meanwhile.
    pub(super) fn retain(&mut self, project: &Project) {
        self.duplicates.retain(|d| is_duplicate(project, d));
        self.splits.retain(|s| is_split(project, s));
    }
}

impl Session {
    /// An entity that looks like two is one: it is not offered again.
    pub(in crate::session) fn confirm(&mut self, a: MentionId, b: MentionId) {
        self.repair.confirmed.insert((a, b));
        if let Some(checked) = &mut self.repair.checked {
            let confirmed = &self.repair.confirmed;
            Arc::make_mut(checked).splits.retain(|s| !confirmed.contains(&s.shown));
        }
        let same = self.project.judgement(a, b).is_some_and(|j| j.verdict == Verdict::Same);
        if !same {
            self.edit(Command::Judge(a, b, Verdict::Same));
        }
    }

    pub(super) fn refresh_check(&mut self) {
        if !std::mem::take(&mut self.repair.wanted) && self.repair.checked.is_some() {
            return;
        }
        self.start_looking(Job::Check, "Checking the entities", |linker, project, work| {
            let duplicates = duplicates(linker, project, work)?;
            let splits = possible_splits(linker, project, work)?;
            Ok(Found::Checked(Checked { revision: project.revision(), duplicates, splits }))
        });
    }
}
