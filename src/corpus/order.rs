//! Natural order.

use std::cmp::Ordering;

/// Sorts by relative path as a file manager shows it: folder by folder, `2` before `10`, case aside.
pub(super) fn sort_by_path<T>(items: &mut Vec<T>, path: impl Fn(&T) -> &str) {
    let mut keyed: Vec<(String, T)> = items.drain(..).map(|item| (path(&item).to_lowercase(), item)).collect();
    keyed.sort_by(|(a, x), (b, y)| compare(a, b).then_with(|| path(x).cmp(path(y))));
    items.extend(keyed.into_iter().map(|(_, item)| item));
}

/// Part by part, because `/` sorts after `-` and would tear a folder apart.
fn compare(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('/'), b.split('/'));
    loop {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) => match alphanumeric_sort::compare_str(x, y) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_count_case_does_not_and_folders_stay_together() {
        let mut paths = vec!["b.txt", "a-1.txt", "a/10.txt", "a/2.txt", "A/1.txt", "a.txt", "C.txt", "10", "9"];
        sort_by_path(&mut paths, |path| path);
        assert_eq!(paths, ["9", "10", "A/1.txt", "a/2.txt", "a/10.txt", "a-1.txt", "a.txt", "b.txt", "C.txt"]);
    }

    proptest! {
        /// `sort_by` may panic on an order that contradicts itself, and file names are outside data.
        #[test]
        fn the_order_is_total(a in "[01a中é/-]{0,4}", b in "[01a中é/-]{0,4}", c in "[01a中é/-]{0,4}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
