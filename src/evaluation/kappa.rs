//! Kappa: how far annotators agree beyond chance, where chance is what each of them (Cohen 1960, “A coefficient of
//! agreement for nominal scales”) or all of them together (Fleiss 1971, “Measuring nominal scale agreement among many
//! raters”) say how often.

/// Two annotators who put each unit into one category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohen {
    agreed: f64,
    units: f64,
    /// How often each category was said, by the one and by the other.
    said: [Vec<f64>; 2],
}

impl Cohen {
    /// Of pairs that are linked or not: how many are linked by both, by the one, by the other, of how many in all.
    pub fn of_links(both: f64, one: f64, other: f64, all: f64) -> Self {
        let said = [vec![one, all - one], vec![other, all - other]];
        Self { agreed: both + (all - one - other + both), units: all, said }
    }

    /// One more unit. Categories are numbered from zero.
    pub fn unit(&mut self, one: u32, other: u32) {
        self.agreed += f64::from(u8::from(one == other));
        self.units += 1.0;
        self.said.iter_mut().zip([one, other]).for_each(|(said, category)| *place(said, category) += 1.0);
    }

    /// Adds the units of another count.
    pub fn add(&mut self, other: &Self) {
        self.agreed += other.agreed;
        self.units += other.units;
        for (said, more) in self.said.iter_mut().zip(&other.said) {
            more.iter().enumerate().for_each(|(category, count)| *place(said, category as u32) += count);
        }
    }

    /// From -1 to 1: 1 is full agreement, 0 what chance gives. `None` without a unit, or when both say the same category
    /// throughout: then chance agrees too.
    pub fn kappa(&self) -> Option<f64> {
        let share = |count: f64| count / self.units;
        let by_chance: f64 = self.said[0].iter().zip(&self.said[1]).map(|(a, b)| share(*a) * share(*b)).sum();
        beyond(share(self.agreed), by_chance).filter(|_| self.units > 0.0)
    }
}

/// Several annotators, as many for each unit, who each put it into one category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fleiss {
    agreement: f64,
    units: f64,
    said: Vec<f64>,
}

impl Fleiss {
    /// One more unit: what each annotator says, two of them or more.
    pub fn unit(&mut self, categories: &[u32]) {
        let raters = categories.len() as f64;
        let mut sorted = categories.to_vec();
        sorted.sort_unstable();
        let pairs: f64 = sorted.chunk_by(|a, b| a == b).map(|run| run.len() as f64 * (run.len() as f64 - 1.0)).sum();
        self.agreement += pairs / (raters * (raters - 1.0));
        self.units += 1.0;
        sorted.iter().for_each(|&category| *place(&mut self.said, category) += 1.0);
    }

    /// As [`Cohen::kappa`].
    pub fn kappa(&self) -> Option<f64> {
        let all: f64 = self.said.iter().sum();
        let by_chance = self.said.iter().map(|count| (count / all).powi(2)).sum();
        beyond(self.agreement / self.units, by_chance).filter(|_| self.units > 0.0)
    }
}

fn beyond(observed: f64, by_chance: f64) -> Option<f64> {
    (by_chance < 1.0 - 1e-12).then(|| (observed - by_chance) / (1.0 - by_chance))
}

fn place(counts: &mut Vec<f64>, category: u32) -> &mut f64 {
    let at = category as usize;
    if counts.len() <= at {
        counts.resize(at + 1, 0.0);
    }
    &mut counts[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64, digits: i32) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 0.5 * 10_f64.powi(-digits), "{found} instead of {expected}");
    }

    #[test]
    fn known_kappas_of_two() {
        // Yes and yes, yes and no, no and yes, no and no: examples that are often given.
        for (cells, expected) in [([20, 5, 10, 15], 0.40), ([45, 15, 25, 15], 0.1304), ([25, 35, 5, 35], 0.2593)] {
            let mut cohen = Cohen::default();
            for (count, (one, other)) in cells.into_iter().zip([(0, 0), (0, 1), (1, 0), (1, 1)]) {
                (0..count).for_each(|_| cohen.unit(one, other));
            }
            near(cohen.kappa(), expected, 4);
            let [yes, one, other, no] = cells.map(f64::from);
            assert_eq!(Cohen::of_links(yes, yes + one, yes + other, yes + one + other + no), cohen);
            let mut twice = cohen.clone();
            twice.add(&cohen);
            near(twice.kappa(), expected, 4);
        }
    }

    #[test]
    fn a_known_kappa_of_many() {
        // Ten subjects, fourteen raters, five categories: how often each was said of each subject.
        let table = [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ];
        let mut fleiss = Fleiss::default();
        for row in table {
            let said = row.iter().enumerate().flat_map(|(category, &n)| std::iter::repeat_n(category as u32, n));
            fleiss.unit(&said.collect::<Vec<_>>());
        }
        near(fleiss.kappa(), 0.210, 3);
    }

    #[test]
    fn where_there_is_nothing_to_agree_on() {
        assert_eq!((Cohen::default().kappa(), Fleiss::default().kappa()), (None, None));
        let (mut cohen, mut fleiss) = (Cohen::default(), Fleiss::default());
        cohen.unit(3, 3);
        fleiss.unit(&[3, 3]);
        assert_eq!((cohen.kappa(), fleiss.kappa()), (None, None), "one category only");
    }
}
