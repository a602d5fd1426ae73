//! The heaviest one-to-one assignment: between the clusters of two annotations, as CEAF asks for, and between mentions.
//!
//! Each overlaps few others, so the table is sparse. First every pair is settled that some heaviest assignment
//! must hold: one that weighs no less than the best other pairs of its two sides together (exchanging them for it
//! cannot lose). On real annotations little is left. The rest is solved by shortest augmenting paths (Jonker &
//! Volgenant 1987) along the pairs that exist; what is not connected is never visited.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A possible pair with its weight, above zero.
pub(super) type Pair = (u32, u32, f64);

/// The pairs of a heaviest assignment in which every left and every right is in at most one pair. A pair is given at
/// most once, in the order of the lefts.
pub(super) fn heaviest(lefts: usize, rights: usize, pairs: &[Pair]) -> Vec<Pair> {
    let (mut settled, rest) = settle(lefts, rights, pairs);
    if !rest.is_empty() {
        settled.extend(Search::new(lefts, rights, &rest).run());
    }
    settled
}

/// What pairs weigh together.
pub(super) fn weight_of(pairs: &[Pair]) -> f64 {
    pairs.iter().map(|pair| pair.2).sum()
}

/// How often what remains is looked at again: a long chain of equal pairs would settle a few at each look.
const LOOKS: usize = 12;

/// The pairs that can be settled at once, and those that remain.
fn settle(lefts: usize, rights: usize, pairs: &[Pair]) -> (Vec<Pair>, Vec<Pair>) {
    let mut settled = Vec::new();
    let mut rest = pairs.to_vec();
    for _ in 0..LOOKS {
        let mut best = (vec![[0.0_f64; 2]; lefts], vec![[0.0_f64; 2]; rights]);
        for &(l, r, weight) in &rest {
            note(&mut best.0[l as usize], weight);
            note(&mut best.1[r as usize], weight);
        }
        // The heaviest other pair of a side.
        let other = |[first, second]: [f64; 2], weight: f64| if weight < first { first } else { second };
        let (mut left_done, mut right_done) = (vec![false; lefts], vec![false; rights]);
        let before = rest.len();
        for &(l, r, weight) in &rest {
            let (l, r) = (l as usize, r as usize);
            let others = other(best.0[l], weight) + other(best.1[r], weight);
            if weight >= others && !left_done[l] && !right_done[r] {
                (left_done[l], right_done[r]) = (true, true);
                settled.push((l as u32, r as u32, weight));
            }
        }
        rest.retain(|&(l, r, _)| !left_done[l as usize] && !right_done[r as usize]);
        if rest.is_empty() || rest.len() == before {
            break;
        }
    }
    (settled, rest)
}

/// Keeps the two largest.
fn note(best: &mut [f64; 2], weight: f64) {
    if weight > best[0] {
        *best = [weight, best[0]];
    } else if weight > best[1] {
        best[1] = weight;
    }
}

const NONE: u32 = u32::MAX;

/// A right that a path reaches, the nearest first.
struct Reached {
    distance: f64,
    right: u32,
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        other.distance.total_cmp(&self.distance).then(other.right.cmp(&self.right))
    }
}

/// Shortest augmenting paths. A pair costs its negative weight; every left has a right of its own beside the real ones
/// that costs nothing (number `rights + left`): whoever takes that stays alone.
struct Search<'a> {
    rights: usize,
    /// Where the pairs of a left begin in `pairs`, which are sorted.
    first: Vec<usize>,
    pairs: &'a [Pair],
    /// What a left pays and a right saves: no pair is cheaper than what its two sides allow.
    pay: Vec<f64>,
    save: Vec<f64>,
    of_left: Vec<u32>,
    of_right: Vec<u32>,
    distance: Vec<f64>,
    came_from: Vec<u32>,
    touched: Vec<u32>,
    done: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(lefts: usize, rights: usize, pairs: &'a [Pair]) -> Self {
        let mut first = vec![0; lefts + 1];
        pairs.iter().for_each(|p| first[p.0 as usize + 1] += 1);
        (0..lefts).for_each(|l| first[l + 1] += first[l]);
        let all = rights + lefts;
        let mut pay = vec![0.0_f64; lefts];
        pairs.iter().for_each(|&(l, _, weight)| pay[l as usize] = pay[l as usize].min(-weight));
        Self {
            rights,
            first,
            pairs,
            pay,
            save: vec![0.0; all],
            of_left: vec![NONE; lefts],
            of_right: vec![NONE; all],
            distance: vec![f64::INFINITY; all],
            came_from: vec![NONE; all],
            touched: Vec::new(),
            done: vec![false; all],
        }
    }

    fn run(mut self) -> Vec<Pair> {
        for left in 0..self.of_left.len() {
            if self.first[left] < self.first[left + 1] {
                self.place(left);
            }
        }
        self.pairs.iter().copied().filter(|&(l, r, _)| self.of_left[l as usize] == r).collect()
    }

    /// Finds a right for one more left, letting others move on.
    fn place(&mut self, start: usize) {
        let mut heap = BinaryHeap::new();
        self.reach_from(start, 0.0, &mut heap);
        let mut end = None;
        while let Some(Reached { distance, right }) = heap.pop() {
            let r = right as usize;
            if self.done[r] || distance > self.distance[r] {
                continue;
            }
            self.done[r] = true;
            match self.of_right[r] {
                NONE => {
                    end = Some((r, distance));
                    break;
                }
                holder => self.reach_from(holder as usize, distance, &mut heap),
            }
        }
        // A left's own right is always free or its own, so there is always an end.
        if let Some((end, length)) = end {
            self.settle_prices(start, length);
            self.move_along(start, end);
        }
        for r in self.touched.drain(..) {
            let r = r as usize;
            (self.distance[r], self.came_from[r], self.done[r]) = (f64::INFINITY, NONE, false);
        }
    }

    fn reach_from(&mut self, left: usize, base: f64, heap: &mut BinaryHeap<Reached>) {
        let own = ((self.rights + left) as u32, 0.0);
        let real = self.pairs[self.first[left]..self.first[left + 1]].iter().map(|&(_, r, weight)| (r, -weight));
        for (right, cost) in real.chain([own]) {
            let r = right as usize;
            // Rounding must not make a way shorter than nothing.
            let distance = base + (cost - self.pay[left] - self.save[r]).max(0.0);
            if distance < self.distance[r] {
                if self.distance[r] == f64::INFINITY {
                    self.touched.push(right);
                }
                (self.distance[r], self.came_from[r]) = (distance, left as u32);
                heap.push(Reached { distance, right });
            }
        }
    }

    fn settle_prices(&mut self, start: usize, length: f64) {
        self.pay[start] += length;
        for &right in &self.touched {
            let r = right as usize;
            if self.done[r] && self.distance[r] < length {
                let spare = length - self.distance[r];
                self.save[r] -= spare;
                if self.of_right[r] != NONE {
                    self.pay[self.of_right[r] as usize] += spare;
                }
            }
        }
    }

    fn move_along(&mut self, start: usize, end: usize) {
        let mut right = end;
        loop {
            let left = self.came_from[right] as usize;
            let next = self.of_left[left];
            (self.of_left[left], self.of_right[right]) = (right as u32, left as u32);
            if left == start {
                return;
            }
            right = next as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every assignment there is.
    fn by_trying(left: u32, lefts: u32, taken: u32, pairs: &BTreeMap<(u32, u32), f64>) -> f64 {
        if left == lefts {
            return 0.0;
        }
        let alone = by_trying(left + 1, lefts, taken, pairs);
        let mine = pairs.range((left, 0)..(left + 1, 0)).filter(|((_, r), _)| taken & (1 << r) == 0);
        mine.map(|((_, r), w)| w + by_trying(left + 1, lefts, taken | (1 << r), pairs)).fold(alone, f64::max)
    }

    proptest! {
        #[test]
        fn it_is_the_heaviest(pairs in prop::collection::btree_map((0u32..6, 0u32..6), 1u32..9, 0..20)) {
            let pairs: BTreeMap<_, _> = pairs.into_iter().map(|(p, w)| (p, f64::from(w) / 3.0)).collect();
            let list: Vec<Pair> = pairs.iter().map(|(&(l, r), &w)| (l, r, w)).collect();
            let wanted = by_trying(0, 6, 0, &pairs);
            let taken = heaviest(6, 6, &list);
            prop_assert!((weight_of(&taken) - wanted).abs() < 1e-9);
            let alone = |ends: Vec<u32>| ends.iter().collect::<BTreeSet<_>>().len() == ends.len();
            prop_assert!(alone(taken.iter().map(|p| p.0).collect()) && alone(taken.iter().map(|p| p.1).collect()));
            prop_assert!(taken.iter().all(|pair| list.contains(pair)));
            let searched = Search::new(6, 6, &list).run();
            prop_assert!((weight_of(&searched) - wanted).abs() < 1e-9, "without settling first");
        }
    }

    #[test]
    fn a_chain_in_which_nothing_can_be_settled_at_once() {
        // Each left weighs the same with two rights in a ring.
        let n = 20_000;
        let ring: Vec<Pair> = (0..n)
            .flat_map(|l| {
                let mut two = [(l, l, 1.0), (l, (l + 1) % n, 1.5)];
                two.sort_by_key(|p| p.1);
                two
            })
            .collect();
        assert_eq!(weight_of(&heaviest(n as usize, n as usize, &ring)), 1.5 * f64::from(n));
    }
}
