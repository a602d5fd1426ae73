//! Repair: looking over what was judged and tied, and mending it.
//!
//! What is looked at is found by jobs on snapshots, for the overlay that is open, and again when the project changes
//! under it; what takes long is not looked for again by itself, but what no longer fits is taken off.

mod check;
mod contradict;
mod join;
mod judged;
mod together;
mod when;

pub use check::Checked;
pub use judged::{JudgementFilter, JudgementRows};
pub use together::Together;
pub use when::when;

use super::jobs::{Job, Outcome};
use super::{Overlay, Session};
use crate::annotation::{Contradictions, EntityId, MentionId, Project};
use crate::linking::Linker;
use crate::linking::coverage::Coverage;
use crate::work::{Cancelled, Work};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a job has found.
#[derive(Debug)]
pub enum Found {
    /// The judgements that a filter lets through.
    Judgements(JudgementRows),
    /// Why the mentions of an entity are together.
    Together(Together),
    /// Entities that look like one, or like two.
    Checked(Checked),
    /// How much has been looked at.
    Coverage(Coverage),
}

/// What a session knows for repair.
#[derive(Default)]
pub(super) struct Repair {
    contradictions: Contradictions,
    filter: JudgementFilter,
    judgements: Option<Arc<JudgementRows>>,
    /// The entity that is asked about.
    asked: Option<EntityId>,
    together: Option<Arc<Together>>,
    checked: Option<Arc<Checked>>,
    coverage: Option<Arc<Coverage>>,
    /// Pairs of which a person said once more that they are the same.
    confirmed: BTreeSet<(MentionId, MentionId)>,
    /// Whether what takes long is to be looked for.
    wanted: bool,
    /// The entities that were chosen one by one, to be made one.
    chosen: BTreeSet<EntityId>,
    /// The panel that was open.
    panel: Option<Overlay>,
    /// Two mentions that are looked at side by side.
    compared: Option<(MentionId, MentionId)>,
}

impl Session {
    /// The contradictions of the project, as it stands.
    pub fn contradictions(&self) -> &Contradictions {
        &self.repair.contradictions
    }

    /// The judgements that the filter lets through, once they are found.
    pub fn judgement_rows(&self) -> Option<&Arc<JudgementRows>> {
        self.repair.judgements.as_ref()
    }

    /// Which judgements are asked for.
    pub fn judgement_filter(&self) -> &JudgementFilter {
        &self.repair.filter
    }

    /// Why the mentions of the entity that is asked about are together, once it is found.
    pub fn together(&self) -> Option<&Arc<Together>> {
        self.repair.together.as_ref()
    }

    /// Entities that look like one or like two, once they are found.
    pub fn checked(&self) -> Option<&Arc<Checked>> {
        self.repair.checked.as_ref()
    }

    /// How much has been looked at, once it is counted.
    pub fn coverage(&self) -> Option<&Arc<Coverage>> {
        self.repair.coverage.as_ref()
    }

    /// The entities that were chosen to be made one.
    pub fn chosen_entities(&self) -> &BTreeSet<EntityId> {
        &self.repair.chosen
    }

    /// Two mentions that are looked at side by side.
    pub fn compared(&self) -> Option<(MentionId, MentionId)> {
        self.repair.compared
    }

    pub(super) fn repair_compares(&self, mention: MentionId) -> bool {
        self.repair.compared.is_some_and(|(a, b)| mention == a || mention == b)
    }

    /// Shows the panel, and looks for what is in it.
    pub(super) fn open_repair(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
        self.repair.compared = None;
        self.repair.wanted = true;
        if overlay == Overlay::Together {
            self.repair.asked = self.focus();
            self.repair.together = None;
        }
        if !matches!(overlay, Overlay::Judgements | Overlay::Contradictions) {
            self.want_linker();
        }
    }

    /// Looks anew for what takes long.
    pub(super) fn look_again(&mut self) {
        self.repair.wanted = true;
        self.repair.checked = None;
        self.repair.coverage = None;
        // What runs looks at the project as it was.
        [Job::Check, Job::Coverage].into_iter().for_each(|job| self.jobs.forget(job));
        self.want_linker();
    }

    /// Looks for what the open panel shows, where it is not known or no longer fits. Called after every action.
    pub(super) fn refresh_repair(&mut self) {
        let panel = self.overlay.filter(|o| o.is_panel());
        if std::mem::replace(&mut self.repair.panel, panel) != panel && panel.is_none() {
            self.leave_repair();
        }
        if panel.is_none() {
            return;
        }
        if !self.open || self.is_changing() {
            return;
        }
        match self.overlay {
            Some(Overlay::Judgements) => self.refresh_judgements(),
            Some(Overlay::Together) => self.refresh_together(),
            Some(Overlay::Check) => self.refresh_check(),
            Some(Overlay::Coverage) => self.refresh_coverage(),
            _ => {}
        }
    }

    fn leave_repair(&mut self) {
        [Job::Judgements, Job::Together, Job::Check, Job::Coverage].into_iter().for_each(|j| self.jobs.forget(j));
        self.repair.compared = None;
        self.repair.asked = None;
        self.repair.together = None;
        self.repair.judgements = None;
    }

    fn refresh_coverage(&mut self) {
        if std::mem::take(&mut self.repair.wanted) || self.repair.coverage.is_none() {
            self.start_looking(Job::Coverage, "Counting what is linked", |linker, project, work| {
                crate::linking::coverage::coverage(linker, project, work).map(Found::Coverage)
            });
        }
    }

    /// Starts a job that asks the linker, unless it runs or there is no linker yet.
    fn start_looking(
        &mut self,
        job: Job,
        title: &str,
        look: impl FnOnce(&Linker, &Project, &Work) -> Result<Found, Cancelled> + Send + 'static,
    ) {
        if self.jobs.is_running(job) {
            return;
        }
        let Some(linker) = self.linker().cloned() else {
            self.repair.wanted = true;
            return;
        };
        let project = Arc::clone(&self.project);
        self.jobs.start(job, title, move |work, _| match look(&linker, &project, work) {
            Ok(found) => Outcome::Repair(Box::new(found)),
            Err(Cancelled) => Outcome::Failed(None),
        });
    }

    pub(super) fn take_found(&mut self, found: Found) {
        match found {
            Found::Judgements(rows) => self.repair.judgements = Some(Arc::new(rows)),
            Found::Together(together) => self.repair.together = Some(Arc::new(together)),
            Found::Checked(mut checked) => {
                // Of ties by a slip only: what is taken back shall be offered again.
                checked.splits.retain(|s| !(s.said && self.repair.confirmed.contains(&s.shown)));
                checked.retain(&self.project);
                self.repair.checked = Some(Arc::new(checked));
            }
            Found::Coverage(coverage) => self.repair.coverage = Some(Arc::new(coverage)),
        }
    }

    /// What a person has stopped is not begun again by itself.
    pub(super) fn looking_stopped(&mut self) {
        if self.overlay.is_some_and(|o| o.is_panel()) {
            self.overlay = None;
        }
    }

    /// Shows two mentions side by side, in two panes.
    pub(super) fn show_both(&mut self, a: MentionId, b: MentionId) {
        let place = |id| self.project.mention(id).map(|m| (m.document, m.hull()));
        let (Some(left), Some(right)) = (place(a), place(b)) else { return };
        self.repair.compared = Some((a, b));
        self.view.push(super::ViewRequest::Pair { here: Some(left), there: Some(right) });
    }

    /// Takes a step into account that was applied, forwards or backwards.
    pub(super) fn follow_repair(&mut self, step: &crate::annotation::Transaction) {
        self.repair.contradictions.follow(&self.project, step);
    }

    /// Lets go of what is no longer there.
    pub(super) fn after_repair_change(&mut self) {
        let project = &self.project;
        self.repair.chosen.retain(|e| project.entity(*e).is_some());
        let live = |id: MentionId| project.mention(id).is_some_and(|m| m.is_live());
        self.repair.compared = self.repair.compared.filter(|(a, b)| live(*a) && live(*b));
        if let Some(checked) = self.repair.checked.as_mut().filter(|c| !c.fits(project)) {
            Arc::make_mut(checked).retain(project);
        }
    }

    /// Forgets the project that was open.
    pub(super) fn forget_repair(&mut self) {
        self.leave_repair();
        self.repair = Repair::default();
    }

    /// Takes the contradictions of a project that was opened, and tells of them.
    pub(super) fn begin_contradictions(&mut self, contradictions: Contradictions) {
        self.repair.contradictions = contradictions;
        self.tell_contradictions(0);
    }
}
