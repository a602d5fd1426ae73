//! Handing documents out, and what comes back.

use super::content;
use crate::common::dsl::Case;
use crate::common::random::{perform, project, seed};
use proptest::prelude::*;
use redstring::adjudication::{SplitError, SplitOptions, merge, split};
use redstring::annotation::Project;
use std::collections::BTreeMap;

fn options(names: &[&str], overlap: f32, per_document: usize, seed: u64) -> SplitOptions {
    SplitOptions { names: names.iter().map(|&n| n.into()).collect(), overlap, per_document, seed }
}

fn corpus() -> Case {
    let texts: Vec<String> = (0..20).map(|i| format!("[Just]{{a{i}}} {}", "word ".repeat(1 + i * i % 37))).collect();
    let case = Case::of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    case.entities("a0 a1 a2 a3 | a4 a5")
}

#[test]
fn shares_are_balanced_and_a_part_is_read_by_several() {
    let case = corpus();
    let shares = split(&case.project, &options(&["ab", "cd", "ef"], 0.2, 2, 0)).unwrap();
    let mut readers: BTreeMap<_, usize> = BTreeMap::new();
    for share in &shares {
        assert_eq!(share.project.faults(), []);
        share.project.documents().for_each(|d| *readers.entry(d.path.clone()).or_default() += 1);
        assert!(share.project.documents().map(|d| d.id).is_sorted());
    }
    assert_eq!(readers.len(), 20);
    assert_eq!(readers.values().filter(|&&n| n == 2).count(), 4);
    assert_eq!(shares.iter().map(|s| s.shared).sum::<usize>(), 8);
    let (most, least) = (shares.iter().map(|s| s.bytes).max().unwrap(), shares.iter().map(|s| s.bytes).min().unwrap());
    let longest = case.documents.iter().map(|d| d.text.len() as u64).max().unwrap();
    assert!(most - least <= longest, "{most} {least}");
    let again = split(&case.project, &options(&["ab", "cd", "ef"], 0.2, 2, 0)).unwrap();
    assert!(again.iter().zip(&shares).all(|(a, b)| a.project == b.project));
    let other = split(&case.project, &options(&["ab", "cd", "ef"], 0.2, 2, 1)).unwrap();
    assert!(other.iter().zip(&shares).any(|(a, b)| a.project != b.project));
}

#[test]
fn what_cannot_be_handed_out_is_told() {
    let project = corpus().project;
    let error = |names: &[&str], per| split(&project, &options(names, 0.5, per, 0)).unwrap_err();
    assert_eq!(error(&[], 1), SplitError::Nobody);
    assert_eq!(error(&["ab", "AB"], 1), SplitError::Twice("AB".into()));
    assert_eq!(error(&["ab", "cd"], 3), SplitError::TooFew { per_document: 3, people: 2 });
    let names: Vec<String> = (0..21).map(|i| i.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert!(matches!(split(&project, &options(&names, 0.0, 1, 0)), Err(SplitError::Nothing(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_comes_back_untouched_changes_nothing(base in project(), overlap in 0.0_f32..1.0, seed in any::<u64>()) {
        let Ok(shares) = split(&base, &options(&["ab", "cd"], overlap, 2, seed)) else { return Ok(()) };
        let mut all = base.clone();
        for share in &shares {
            prop_assert_eq!(share.project.faults(), vec![]);
            let merged = merge(Some(&base), &all, &share.project).unwrap();
            prop_assert_eq!(merged.conflicts, vec![]);
            all = merged.project;
        }
        prop_assert_eq!(content(&all), content(&base));
        let at_once = merge(Some(&base), &shares[0].project, &shares[1].project).unwrap();
        prop_assert_eq!(at_once.conflicts, vec![]);
        prop_assert_eq!(content(&at_once.project), content(&base));
    }

    #[test]
    fn work_on_shares_that_have_nothing_in_common_goes_together_in_either_order(
        base in project(),
        first in prop::collection::vec(seed(), 0..10),
        second in prop::collection::vec(seed(), 0..10),
    ) {
        let Ok(shares) = split(&base, &options(&["ab", "cd"], 0.0, 1, 0)) else { return Ok(()) };
        let work = |share: &Project, seeds: &[crate::common::random::Seed]| {
            let mut project = share.clone();
            // Types, names and documents are everybody's.
            for seed in seeds.iter().filter(|s| matches!(s.which % 44, 2..=7 | 11..=15 | 22)) {
                perform(&mut project, seed);
            }
            project
        };
        let (ours, theirs) = (work(&shares[0].project, &first), work(&shares[1].project, &second));
        let one = merge(Some(&base), &ours, &theirs).unwrap();
        let other = merge(Some(&base), &theirs, &ours).unwrap();
        prop_assert_eq!(one.project.faults(), vec![]);
        prop_assert_eq!(one.conflicts, vec![]);
        prop_assert_eq!(content(&one.project), content(&other.project));
        let kept = |project: &Project| project.mentions().filter(|m| m.is_live()).count();
        prop_assert_eq!(kept(&one.project), kept(&ours) + kept(&theirs));
    }
}
