//! How fast a person decides.

use std::collections::VecDeque;

/// So many of the last decisions make the pace.
const LAST: usize = 40;
/// Fewer make none.
const FEWEST: usize = 4;
/// A pause longer than this, in seconds, is no decision.
const PAUSE: f64 = 90.0;

/// The times of the last decisions.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    last: Option<f64>,
    /// How long each took, in seconds, and how many mentions it was about.
    steps: VecDeque<(f64, usize)>,
}

impl Pace {
    /// The clock starts: something is being looked at.
    pub fn begin(&mut self, now: f64) {
        self.last.get_or_insert(now);
    }

    /// So many mentions were decided about at this time.
    pub fn decided(&mut self, now: f64, mentions: usize) {
        let took = self.last.replace(now).map(|last| now - last);
        if let Some(took) = took.filter(|t| (0.0..=PAUSE).contains(t)) {
            self.steps.push_back((took, mentions));
            if self.steps.len() > LAST {
                self.steps.pop_front();
            }
        }
    }

    /// How long so many more take, in minutes.
    pub fn minutes_for(&self, mentions: usize) -> Option<f32> {
        if self.steps.len() < FEWEST || mentions == 0 {
            return None;
        }
        let seconds: f64 = self.steps.iter().map(|(took, _)| took).sum();
        let decided: usize = self.steps.iter().map(|(_, n)| n).sum();
        Some((seconds / decided.max(1) as f64 * mentions as f64 / 60.0) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_the_last_decisions_without_the_pauses() {
        let mut pace = Pace::default();
        pace.begin(100.0);
        for step in 1..=3 {
            pace.decided(100.0 + f64::from(step) * 6.0, 1);
        }
        assert_eq!(pace.minutes_for(100), None, "too few to tell");
        pace.decided(4000.0, 1);
        assert_eq!(pace.minutes_for(100), None, "a pause is none");
        // A group of three.
        pace.decided(4018.0, 3);
        assert_eq!(pace.minutes_for(100), Some(10.0));
        assert_eq!(pace.minutes_for(0), None);
    }
}
