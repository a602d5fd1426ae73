//! The model: a logistic regression over [`Signal`]s. Its weights are a text that anyone can read; a project's own
//! decisions move them a little.

use super::signal::Signal;
use std::sync::LazyLock;

const COUNT: usize = Signal::ALL.len();

/// The weights as shipped, fitted by `assets/linking/fit.py`.
const SHIPPED: &str = include_str!("../../assets/linking/weights.txt");

/// Values of the signals for one pair; 0 where a signal says nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Values(pub [f32; COUNT]);

impl Default for Values {
    fn default() -> Self {
        Self([0.0; COUNT])
    }
}

impl Values {
    pub fn set(&mut self, signal: Signal, value: f32) {
        self.0[signal as usize] = value;
    }

    pub fn get(&self, signal: Signal) -> f32 {
        self.0[signal as usize]
    }

    /// Those that say something.
    pub fn iter(&self) -> impl Iterator<Item = (Signal, f32)> + '_ {
        Signal::ALL.iter().map(|&s| (s, self.get(s))).filter(|(_, v)| *v != 0.0)
    }
}

/// The weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    weights: [f32; COUNT],
}

impl Default for Model {
    fn default() -> Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(SHIPPED));
        MODEL.clone()
    }
}

/// Signals that every mention has: what the score is without a reason.
const GROUND: [Signal; 3] = [Signal::Name, Signal::Nominal, Signal::Pronoun];

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl Model {
    /// Reads lines of a signal's name and its weight. What is no such line is passed over; a signal that is missing weighs
    /// nothing.
    fn read(text: &str) -> Self {
        let mut weights = [0.0; COUNT];
        for line in text.lines() {
            let mut parts = line.split_whitespace();
            if let (Some(name), Some(Ok(weight))) = (parts.next(), parts.next().map(str::parse))
                && let Some(signal) = Signal::ALL.iter().find(|s| s.name() == name)
            {
                weights[*signal as usize] = weight;
            }
        }
        Self { weights }
    }

    /// The weight of a signal.
    pub fn weight(&self, signal: Signal) -> f32 {
        self.weights[signal as usize]
    }

    /// The sum of all evidence, in log odds.
    pub fn evidence(&self, values: &Values) -> f32 {
        values.0.iter().zip(&self.weights).map(|(v, w)| v * w).sum()
    }

    /// How likely the pair is one thing, 0 to 1.
    pub fn score(&self, values: &Values) -> f32 {
        sigmoid(self.evidence(values))
    }

    /// What each signal adds to the score, the weightiest first. With the score of no reason at all they add up to the
    /// score: every log odd of evidence gets the same share of the way between the two (the Aumann-Shapley values of a
    /// linear model under a link function; Sundararajan et al. 2017).
    pub fn shares(&self, values: &Values) -> Vec<(Signal, f32)> {
        let ground: f32 = GROUND.iter().map(|&s| values.get(s) * self.weight(s)).sum();
        let whole = self.evidence(values);
        let way = if (whole - ground).abs() < 1e-4 {
            let p = sigmoid(ground);
            p * (1.0 - p)
        } else {
            (sigmoid(whole) - sigmoid(ground)) / (whole - ground)
        };
        let mut shares: Vec<_> = values
            .iter()
            .filter(|(s, _)| !GROUND.contains(s))
            .map(|(s, v)| (s, v * self.weight(s) * way))
            .filter(|(_, share)| share.abs() >= 0.005)
            .collect();
        shares.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        shares
    }

    /// The weights moved towards decisions: `true` for pairs that are one thing. Gradient steps on the logistic loss, held
    /// back to where they came from, so that a few decisions move little and a contradiction moves nothing for good.
    #[must_use]
    pub fn taught(&self, decisions: &[(Values, bool)]) -> Self {
        let mut taught = self.clone();
        let rate = RATE / (decisions.len() as f32).max(1.0).sqrt();
        // People say "same" with every tie and "different" seldom: without balance everything would grow likely.
        let same = decisions.iter().filter(|d| d.1).count() as f32;
        let different = decisions.len() as f32 - same;
        let counts = |is: bool| if is { ((different + 1.0) / (same + 1.0)).min(1.0) } else { 1.0 };
        for _ in 0..ROUNDS {
            let mut slope = [0.0; COUNT];
            for (values, same) in decisions {
                let error = counts(*same) * (taught.score(values) - f32::from(u8::from(*same)));
                values.0.iter().zip(&mut slope).for_each(|(v, s)| *s += error * v);
            }
            // What a score begins with is not for one project to say.
            GROUND.iter().for_each(|&ground| slope[ground as usize] = 0.0);
            for (i, slope) in slope.iter().enumerate() {
                let back = HELD * (taught.weights[i] - self.weights[i]);
                taught.weights[i] -= rate * (slope + back);
            }
        }
        taught
    }
}

/// How far one round moves.
const RATE: f32 = 0.05;
/// How strongly the weights are held where they came from.
const HELD: f32 = 2.0;
const ROUNDS: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn values(signals: &[(Signal, f32)]) -> Values {
        let mut values = Values::default();
        signals.iter().for_each(|&(s, v)| values.set(s, v));
        values
    }

    #[test]
    fn every_signal_has_a_weight_in_the_file() {
        for signal in Signal::ALL {
            assert!(SHIPPED.lines().any(|l| l.split_whitespace().next() == Some(signal.name())), "{}", signal.name());
        }
    }

    #[test]
    fn shares_add_up_to_the_score() {
        let model = Model::default();
        let all =
            values(&[(Signal::Name, 1.0), (Signal::SameName, 1.0), (Signal::TypeDiffers, 1.0), (Signal::Context, 0.4)]);
        let ground = model.score(&values(&[(Signal::Name, 1.0)]));
        let shares: f32 = model.shares(&all).iter().map(|s| s.1).sum();
        assert!((ground + shares - model.score(&all)).abs() < 0.02);
    }

    #[test]
    fn decisions_move_the_weights_their_way_and_none_moves_nothing() {
        let model = Model::default();
        let pair = values(&[(Signal::Name, 1.0), (Signal::HeadAlone, 1.0)]);
        let yes = model.taught(&vec![(pair.clone(), true); 5]);
        let few = model.taught(&vec![(pair.clone(), true); 500]);
        assert!(few.score(&pair) < yes.score(&pair) + 0.05, "what is said often moves no more");
        let no = model.taught(&vec![(pair.clone(), false); 5]);
        assert!(yes.score(&pair) > model.score(&pair) && model.score(&pair) > no.score(&pair));
        assert_eq!(model.taught(&[]), model);
    }
}
