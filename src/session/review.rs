//! Review: a walk through the proposals that nobody has decided about, in corpus order.
//!
//! There is no list of them that could grow stale: the walk is a place in the corpus, and what comes next is asked of
//! the project's index. So extraction may add to it meanwhile, undo gives back to it, and leaving costs nothing.

use super::{Mode, Session, ViewRequest};
use crate::annotation::{
    Command, Mention, MentionId, Op, ProposalFacts, ProposalFilter, ProposalPlace, Status, Transaction,
};
use crate::text::DocumentId;
use std::sync::Arc;

/// A review at work.
#[derive(Clone, Debug)]
pub struct Review {
    filter: ProposalFilter,
    /// Where the walk stands when the cursor is on nothing.
    at: ProposalPlace,
    decided: Vec<Decided>,
}

/// A proposal that was decided since the review began.
#[derive(Clone, Copy, Debug)]
struct Decided {
    /// The state of the history that the step led to: undone steps are beyond the present one.
    step: u64,
    document: DocumentId,
    facts: ProposalFacts,
    verdict: ReviewVerdict,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReviewVerdict {
    Accepted,
    Dismissed,
    Retyped,
    Respanned,
}

/// How far a review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewProgress {
    /// The place of the proposal that the walk is at, from 1. `None` when it is at none.
    pub position: Option<usize>,
    /// Proposals that the filter lets through: the decided ones and those that are left.
    pub total: usize,
    /// Proposals that are left.
    pub left: usize,
    /// Those accepted as they were.
    pub accepted: usize,
    /// Those thrown out.
    pub dismissed: usize,
    /// Those accepted as another type.
    pub retyped: usize,
    /// Those accepted at another place.
    pub respanned: usize,
}

impl ReviewProgress {
    /// Proposals decided since the review began.
    pub const fn done(self) -> usize {
        self.accepted + self.dismissed + self.retyped + self.respanned
    }
}

impl Review {
    /// Which proposals it is about.
    pub fn filter(&self) -> &ProposalFilter {
        &self.filter
    }
}

/// What a step makes of a proposal, if it decides about one.
fn decision(op: &Op) -> Option<(&Mention, ReviewVerdict)> {
    let Op::Mention(Some(before), after) = op else { return None };
    if !before.is_untouched() {
        return None;
    }
    let verdict = match after {
        None => ReviewVerdict::Dismissed,
        Some(after) if after.status == Status::Rejected => ReviewVerdict::Dismissed,
        Some(after) if after.is_untouched() => return None,
        Some(after) if after.spans != before.spans => ReviewVerdict::Respanned,
        Some(after) if after.kind != before.kind => ReviewVerdict::Retyped,
        Some(_) => ReviewVerdict::Accepted,
    };
    Some((before, verdict))
}

/// What has to be known of a step before it is done.
#[derive(Default)]
pub(super) struct Before {
    /// The state of the history.
    step: u64,
    decided: Vec<Decided>,
    /// Where the cursor was, when the step ends what it was there for.
    left: Option<ProposalPlace>,
}

impl Session {
    /// The review, while there is one.
    pub fn review(&self) -> Option<&Review> {
        self.review.as_ref()
    }

    /// The proposal that the review is at.
    pub fn reviewed(&self) -> Option<MentionId> {
        let filter = &self.review.as_ref()?.filter;
        let mention = self.cursor.and_then(|id| self.project.mention(id)).filter(|m| m.is_untouched())?;
        filter.lets(mention.document, ProposalFacts::of(mention)).then_some(mention.id)
    }

    /// How far the review is. Counts: ask when the project, the history, the cursor or the filter has changed.
    pub fn review_progress(&self) -> Option<ReviewProgress> {
        let review = self.review.as_ref()?;
        let mut progress = ReviewProgress::default();
        let present = self.history.position();
        let counted = |d: &&Decided| d.step <= present && review.filter.lets(d.document, d.facts);
        for decided in review.decided.iter().filter(counted) {
            *match decided.verdict {
                ReviewVerdict::Accepted => &mut progress.accepted,
                ReviewVerdict::Dismissed => &mut progress.dismissed,
                ReviewVerdict::Retyped => &mut progress.retyped,
                ReviewVerdict::Respanned => &mut progress.respanned,
            } += 1;
        }
        progress.left = self.project.proposal_tally(&review.filter).map(|(_, n)| n as usize).sum();
        progress.total = progress.done() + progress.left;
        progress.position = self
            .reviewed()
            .and_then(|id| self.project.mention(id))
            .map(|m| progress.done() + self.project.proposals_before(ProposalPlace::of(m), &review.filter) + 1);
        Some(progress)
    }

    /// The proposals of the review with the text of the one under the cursor, itself first.
    pub fn reviewed_alike(&self) -> Vec<MentionId> {
        let (Some(review), Some(id)) = (&self.review, self.reviewed()) else { return Vec::new() };
        let Some(mention) = self.project.mention(id) else { return Vec::new() };
        let alike = self.project.proposals_with_text(&mention.text, &review.filter).map(|m| m.id);
        std::iter::once(id).chain(alike.filter(|&other| other != id)).collect()
    }

    /// Begins a review where the last one was left, or ends it.
    pub(super) fn toggle_review(&mut self) {
        if self.review.is_some() {
            return self.end_review();
        }
        self.set_mode(Mode::Mentions);
        self.put_in_hand(None);
        self.selection = None;
        // What is reviewed must be seen.
        self.shown_layer = super::ShownLayer::All;
        let stand = self.stand().or(self.reviewed_to);
        let at = stand.or(self.active.map(ProposalPlace::front_of)).unwrap_or(ProposalPlace::FRONT);
        self.review = Some(Review { filter: ProposalFilter::default(), at, decided: Vec::new() });
        self.go_on_from(at, true);
    }

    pub(super) fn end_review(&mut self) {
        let stand = self.stand();
        if let Some(review) = self.review.take() {
            self.reviewed_to = stand.or(Some(review.at));
        }
    }

    /// Reviews other proposals.
    pub(super) fn set_review_filter(&mut self, filter: ProposalFilter) {
        let stand = self.stand();
        let Some(review) = &mut self.review else { return };
        review.filter = filter;
        let at = stand.unwrap_or(review.at);
        if self.reviewed().is_none() {
            self.go_on_from(at, true);
        }
    }

    /// Goes to the next proposal of the review, or to the one before.
    pub(super) fn step_review(&mut self, forwards: bool) {
        let stand = self.stand();
        let Some(review) = &self.review else { return };
        let at = stand.unwrap_or(review.at);
        if forwards {
            // From the end it goes round to what was skipped.
            let behind = ProposalPlace { mention: MentionId(at.mention.0.saturating_add(1)), ..at };
            return self.go_on_from(if stand.is_some() { behind } else { at }, stand.is_none());
        }
        if let Some(place) = self.project.proposal_before(at, &review.filter) {
            self.go_to_place(place);
        }
    }

    /// Accepts or dismisses all proposals of the review with the text of the one under the cursor.
    pub(super) fn decide_alike(&mut self, status: Status) {
        let alike = self.reviewed_alike();
        if !alike.is_empty() {
            self.edit(if status == Status::Accepted { Command::Accept(alike) } else { Command::Dismiss(alike) });
        }
    }

    /// Notes what a click on plain text takes the cursor from.
    pub(super) fn remember_review(&mut self) {
        let stand = self.stand();
        if let (Some(review), Some(stand)) = (&mut self.review, stand) {
            review.at = stand;
        }
    }

    /// Where the cursor is.
    pub(super) fn stand(&self) -> Option<ProposalPlace> {
        self.cursor.and_then(|id| self.project.mention(id)).map(|m| ProposalPlace::of(m))
    }

    /// Goes to the first proposal at or after a place; with `around`, else to the first of all.
    fn go_on_from(&mut self, place: ProposalPlace, around: bool) {
        let Some(review) = &self.review else { return };
        let next = self.project.proposal_from(place, &review.filter);
        let first = || self.project.proposal_from(ProposalPlace::FRONT, &review.filter);
        match next.or_else(|| around.then(first).flatten()) {
            Some(place) => self.go_to_place(place),
            None => {
                self.cursor = None;
                if let Some(review) = &mut self.review {
                    review.at = ProposalPlace::END;
                }
            }
        }
    }

    fn go_to_place(&mut self, place: ProposalPlace) {
        let Some(span) = self.project.mention(place.mention).map(|m| m.hull()) else { return };
        self.cursor = Some(place.mention);
        if let Some(review) = &mut self.review {
            review.at = place;
        }
        self.view.push(ViewRequest::Centre(place.document, span));
    }

    /// What the review must know of a step before it is done.
    pub(super) fn before_step(&self, transaction: &Transaction) -> Before {
        let step = self.history.position();
        if self.review.is_none() {
            return Before { step, ..Before::default() };
        }
        let by_person = !transaction.by_machine;
        let decided = transaction.ops.iter().filter(|_| by_person).filter_map(decision).map(|(m, verdict)| Decided {
            step,
            document: m.document,
            facts: ProposalFacts::of(m),
            verdict,
        });
        let left = transaction.ops.iter().find_map(|op| match op {
            Op::Mention(Some(before), after) if Some(before.id) == self.cursor => {
                // An edge is often moved twice: the eye stays with it.
                let stays = after.as_ref().is_some_and(|a| a.is_untouched() || a.spans != before.spans);
                (!stays).then(|| ProposalPlace::of(before))
            }
            _ => None,
        });
        Before { step, decided: decided.collect(), left }
    }

    /// Takes a step that was done into account, and goes on when it decided about what the cursor was on.
    pub(super) fn after_step(&mut self, before: Before) {
        let present = self.history.position();
        let Some(review) = &mut self.review else { return };
        if present != before.step {
            // What had been undone is forgotten.
            review.decided.retain(|d| d.step <= before.step);
        }
        review.decided.extend(before.decided.into_iter().map(|d| Decided { step: present, ..d }));
        if let Some(place) = before.left {
            self.go_on_from(place, false);
        }
    }

    /// Goes to the first proposal that an undone step gives back.
    pub(super) fn review_given_back(&mut self, transactions: &[Arc<Transaction>]) {
        let Some(review) = &self.review else { return };
        let open = |op: &Op| match op {
            Op::Mention(_, Some(m)) if m.is_untouched() => Some(ProposalPlace::of(m)),
            _ => None,
        };
        let back = transactions.iter().flat_map(|t| &t.ops).filter_map(open);
        let back = back.filter(|p| {
            self.project.mention(p.mention).is_some_and(|m| review.filter.lets(m.document, ProposalFacts::of(m)))
        });
        if let Some(place) = back.min() {
            self.go_to_place(place);
        }
    }

    /// Goes on when what the cursor was on is no longer to be decided.
    pub(super) fn review_done_again(&mut self, stand: Option<ProposalPlace>) {
        if self.review.is_some()
            && self.reviewed().is_none()
            && let Some(stand) = stand
        {
            self.go_on_from(stand, false);
        }
    }
}
