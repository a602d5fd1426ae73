//! The best one-to-one assignment between clusters that overlap.
//!
//! Shortest augmenting paths on the sparse graph of overlaps (Jonker & Volgenant 1987, as in sparse LAPJV). Clusters that
//! share nothing are never looked at, so components cost only themselves.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A weight that sorts.
#[derive(Clone, Copy, PartialEq)]
struct Cost(f64);

impl Eq for Cost {}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The greatest sum of weights of pairs in which no row and no column is twice. `rows` has for each row its columns with
/// their weights, all at least 0; a row or column may stay alone. Returns the sum.
pub(super) fn best_sum(rows: &[Vec<(u32, f64)>], columns: usize) -> f64 {
    let greatest = rows.iter().flatten().map(|e| e.1).fold(0.0, f64::max);
    // Costs to make least; a row that stays alone takes a column of its own, behind the others, at the greatest cost.
    let alone = |row: usize| columns + row;
    let edges = |row: usize| {
        let shared = rows[row].iter().map(move |&(column, weight)| (column as usize, greatest - weight));
        shared.chain(std::iter::once((alone(row), greatest)))
    };
    let all = columns + rows.len();
    let mut row_of: Vec<Option<usize>> = vec![None; all];
    let mut column_of: Vec<Option<usize>> = vec![None; rows.len()];
    let mut prices = vec![0.0; all];
    let mut distance = vec![f64::INFINITY; all];
    let mut from: Vec<usize> = vec![usize::MAX; all];
    for start in 0..rows.len() {
        let mut touched: Vec<usize> = Vec::new();
        let mut done: Vec<usize> = Vec::new();
        let mut heap: BinaryHeap<Reverse<(Cost, usize)>> = BinaryHeap::new();
        let (mut row, mut so_far) = (start, 0.0);
        let end = loop {
            // What the row pays at present: the price of the column that it holds.
            let own = column_of[row].map_or(0.0, |c| cost(rows, row, c, columns, greatest) - prices[c]);
            for (column, cost) in edges(row) {
                let reduced = so_far + cost - prices[column] - own;
                if reduced + 1e-12 < distance[column] {
                    if distance[column] == f64::INFINITY {
                        touched.push(column);
                    }
                    distance[column] = reduced;
                    from[column] = row;
                    heap.push(Reverse((Cost(reduced), column)));
                }
            }
            let next = loop {
                match heap.pop() {
                    Some(Reverse((Cost(reached), column))) if reached <= distance[column] => break column,
                    Some(_) => {}
                    // Its own column is always free in the end: this does not happen.
                    None => break alone(start),
                }
            };
            so_far = distance[next];
            match row_of[next] {
                None => break next,
                Some(holder) => {
                    done.push(next);
                    row = holder;
                }
            }
        };
        for &column in &done {
            prices[column] += distance[column] - so_far;
        }
        // Along the way back every column goes to the row that it was reached from.
        let mut column = end;
        loop {
            let holder = from[column];
            let Some(holder_column) = column_of.get_mut(holder) else { break };
            row_of[column] = Some(holder);
            let before = holder_column.replace(column);
            match before.filter(|_| holder != start) {
                Some(before) => column = before,
                None => break,
            }
        }
        for column in touched {
            distance[column] = f64::INFINITY;
            from[column] = usize::MAX;
        }
    }
    let held = |row: usize| column_of[row].filter(|&c| c < columns);
    (0..rows.len()).filter_map(|row| held(row).map(|c| greatest - cost(rows, row, c, columns, greatest))).sum()
}

fn cost(rows: &[Vec<(u32, f64)>], row: usize, column: usize, columns: usize, greatest: f64) -> f64 {
    if column >= columns {
        return greatest;
    }
    rows[row].iter().find(|e| e.0 as usize == column).map_or(greatest, |e| greatest - e.1)
}

#[cfg(test)]
mod tests {
    use super::best_sum;
    use proptest::prelude::*;

    /// Every assignment, tried out.
    fn by_trial(rows: &[Vec<(u32, f64)>], taken: &mut Vec<u32>) -> f64 {
        let Some((first, rest)) = rows.split_first() else { return 0.0 };
        let mut best = by_trial(rest, taken);
        for &(column, weight) in first {
            if !taken.contains(&column) {
                taken.push(column);
                best = best.max(weight + by_trial(rest, taken));
                taken.pop();
            }
        }
        best
    }

    #[test]
    fn a_greedy_choice_is_not_the_best() {
        assert_eq!(best_sum(&[vec![(0, 3.0), (1, 2.0)], vec![(0, 2.5)]], 2), 4.5);
        assert_eq!(best_sum(&[], 0), 0.0);
        assert_eq!(best_sum(&[vec![]], 0), 0.0);
    }

    proptest! {
        #[test]
        fn it_is_the_best_of_all(weights in prop::collection::vec(prop::collection::vec(0_u8..9, 0..6), 0..6)) {
            let rows: Vec<Vec<(u32, f64)>> = weights
                .iter()
                .map(|row| row.iter().enumerate().filter(|(_, w)| **w > 0).map(|(c, &w)| (c as u32, f64::from(w))).collect())
                .collect();
            let best = by_trial(&rows, &mut Vec::new());
            prop_assert!((best_sum(&rows, 6) - best).abs() < 1e-9);
        }
    }
}
