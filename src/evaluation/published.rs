//! The figures that are published with the reference scorer: its whole test suite
//! (github.com/conll/reference-coreference-scorers, cases A to N, and LEA of its LEA version).

#![cfg(test)]

use super::Measure::{self, BCubed, Blanc, CeafE, CeafM, Lea, Mentions, Muc};
use super::{Clusters, Mark, Options, score};
use crate::text::Span;

/// Clusters as words, a letter a mention. A letter that comes again is a mention that comes again.
fn clusters(words: &str) -> Clusters {
    let mut clusters = Clusters::default();
    let (document, kind) = ("a.txt".into(), "Person".into());
    for (number, word) in words.split_whitespace().enumerate() {
        for letter in word.chars() {
            let spans = [Span::new(letter as u32, letter as u32 + 1)].into_iter().collect();
            let entity = number.to_string();
            clusters.add(Mark { entity: Some(&entity), ..Mark::new(&document, spans, &kind) });
        }
    }
    clusters
}

/// Recall, precision and F1 of a measure.
type Expected = (Measure, [f64; 3]);

fn f(recall: f64, precision: f64) -> [f64; 3] {
    let sum = recall + precision;
    [recall, precision, if sum > 0.0 { 2.0 * recall * precision / sum } else { 0.0 }]
}

fn check(case: &str, key: &str, response: &str, expected: &[Expected]) {
    let scores = score(&clusters(key), &clusters(response), &Options::default()).scores;
    for (measure, wanted) in expected {
        let (_, name, rates) = scores.all().into_iter().find(|(m, ..)| m == measure).unwrap();
        let found = [rates.recall, rates.precision, rates.f1];
        let near = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(near, "{case}: {name} is {found:?} instead of {wanted:?}");
    }
}

#[test]
fn missed_spurious_and_repeated_mentions() {
    let key = "a bc def";
    let one = [1.0; 3];
    let all = [Muc, BCubed, CeafM, CeafE, Blanc, Lea].map(|measure| (measure, one));
    check("A1", key, key, &all);
    let third = 1.0 / 3.0;
    check(
        "A2",
        key,
        "a de",
        &[
            (Muc, f(third, 1.0)),
            (BCubed, f(7.0 / 18.0, 1.0)),
            (CeafM, [0.5, 1.0, 0.666_667]),
            (CeafE, [0.6, 0.9, 0.72]),
            (Blanc, [0.215_909, 1.0, 0.353_846]),
            (Lea, f(third, 1.0)),
        ],
    );
    check(
        "A3",
        key,
        "a bcx defy z",
        &[
            (Muc, f(1.0, 0.6)),
            (BCubed, f(1.0, 55.0 / 108.0)),
            (CeafM, [1.0, 0.666_667, 0.8]),
            (CeafE, [0.885_714, 0.664_286, 0.759_184]),
            (Blanc, [1.0, 0.425_926, 0.597_166]),
            (Lea, f(1.0, 4.0 / 9.0)),
        ],
    );
    // b again in its cluster (A7), in another one (A8), ten times (A9): as if it were there once (A4).
    for (case, response) in
        [("A4", "a bcx dy z"), ("A7", "a bcxb dy z"), ("A8", "a bcx dy bz"), ("A9", "a bcx dy bbbbbbbbbbz")]
    {
        check(
            case,
            key,
            response,
            &[
                (Muc, f(third, third)),
                (BCubed, f(5.0 / 9.0, 17.0 / 42.0)),
                (CeafM, [0.666_667, 0.571_429, 0.615_385]),
                (CeafE, [0.733_333, 0.55, 0.628_571]),
                (Blanc, [0.352_273, 0.272_059, 0.303_571]),
                (Lea, f(0.5, 2.0 / 7.0)),
            ],
        );
    }
    check(
        "A5",
        key,
        "a bcxB dy z",
        &[
            (Muc, f(third, 0.25)),
            (BCubed, f(5.0 / 9.0, 5.0 / 16.0)),
            (CeafM, [0.666_667, 0.5, 0.571_429]),
            (CeafE, [0.688_889, 0.516_667, 0.590_476]),
            (Blanc, [0.352_273, 0.190_476, 0.247_159]),
            (Lea, f(0.5, 5.0 / 24.0)),
        ],
    );
    check(
        "A6",
        key,
        "a bcx dy Bz",
        &[
            (Muc, f(third, 0.25)),
            (BCubed, f(5.0 / 9.0, 17.0 / 48.0)),
            (CeafM, [0.666_667, 0.5, 0.571_429]),
            (CeafE, [0.733_333, 0.55, 0.628_571]),
            (Blanc, [0.352_273, 0.208_696, 0.258_170]),
            (Lea, f(0.5, 0.25)),
        ],
    );
}

#[test]
fn only_singletons_and_only_one_cluster() {
    let key = "a bc def";
    check(
        "A10",
        key,
        "a b c d e f",
        &[(Muc, [0.0; 3]), (BCubed, f(0.5, 1.0)), (Blanc, [0.5, 0.366_667, 0.423_077]), (Lea, f(1.0 / 6.0, 1.0 / 6.0))],
    );
    check(
        "A11",
        key,
        "abcdef",
        &[
            (Muc, f(1.0, 0.6)),
            (BCubed, f(1.0, 7.0 / 18.0)),
            (Blanc, [0.5, 0.133_333, 0.210_526]),
            (Lea, f(5.0 / 6.0, 4.0 / 15.0)),
        ],
    );
    check(
        "A12",
        key,
        "a x y c d e z",
        &[
            (Muc, [0.0; 3]),
            (BCubed, f(13.0 / 36.0, 4.0 / 7.0)),
            (Blanc, [0.227_273, 0.119_048, 0.156_25]),
            (Lea, f(1.0 / 6.0, 1.0 / 7.0)),
        ],
    );
    check(
        "A13",
        key,
        "axycdez",
        &[
            (Muc, f(1.0 / 3.0, 1.0 / 6.0)),
            (BCubed, f(17.0 / 36.0, 6.0 / 49.0)),
            (Blanc, [0.125, 0.023_810, 0.04]),
            (Lea, f(1.0 / 6.0, 1.0 / 21.0)),
        ],
    );
}

#[test]
fn examples_of_the_papers() {
    check("B1", "ab cde", "bcx de", &[(Blanc, [7.0 / 24.0; 3]), (Lea, f(0.2, 0.4))]);
    check("C1", "ab cde fg", "bcx de fg", &[(Blanc, [0.5125; 3]), (Lea, f(3.0 / 7.0, 4.0 / 7.0))]);
    let key = "12345 67 89ABC";
    let lea = (5.0 + 7.0 * 11.0 / 21.0) / 12.0;
    check("D1", key, "12345 6789ABC", &[(Muc, f(1.0, 0.9)), (BCubed, f(1.0, 16.0 / 21.0)), (Lea, f(1.0, lea))]);
    let lea = (10.0 * 20.0 / 45.0 + 2.0) / 12.0;
    check("E1", key, "1234589ABC 67", &[(Muc, f(1.0, 0.9)), (BCubed, f(1.0, 7.0 / 12.0)), (Lea, f(1.0, lea))]);
    for (case, key, response, muc, lea) in [
        ("F1", "ABCD", "AB CD", f(2.0 / 3.0, 1.0), f(1.0 / 3.0, 1.0)),
        ("G1", "AB CD", "ABCD", f(1.0, 2.0 / 3.0), f(1.0, 1.0 / 3.0)),
        ("H1", "ABCD", "ABCD", f(1.0, 1.0), f(1.0, 1.0)),
        ("I1", "ABCD", "AB CD", f(2.0 / 3.0, 1.0), f(1.0 / 3.0, 1.0)),
        ("J1", "ABC", "AC", f(0.5, 1.0), f(1.0 / 3.0, 1.0)),
        ("K1", "BCDEGHJ", "ABC DEF GHI", f(0.5, 0.5), f(1.0 / 7.0, 1.0 / 3.0)),
        ("L1", "ABC DEFG", "AB CD FGH", f(0.4, 0.5), f(5.0 / 21.0, 3.0 / 7.0)),
    ] {
        check(case, key, response, &[(Muc, muc), (Lea, lea)]);
    }
}

#[test]
fn keys_with_links_only_and_with_none() {
    for (case, response, blanc, lea) in [
        ("M1", "abcdef", [1.0; 3], [1.0; 3]),
        ("M2", "a b c d e f", [0.0; 3], [0.0; 3]),
        ("M3", "ab cde f", [0.266_667, 1.0, 0.421_053], f(4.0 / 15.0, 5.0 / 6.0)),
        ("M4", "abcxyz", [0.2; 3], [0.2; 3]),
        ("M5", "a b c x y z", [0.0; 3], [0.0; 3]),
        ("M6", "ab cxy z", [0.066_667, 0.25, 0.105_263], f(1.0 / 15.0, 1.0 / 3.0)),
    ] {
        check(case, "abcdef", response, &[(Blanc, blanc), (Lea, lea)]);
    }
    for (case, response, blanc, lea) in [
        ("N1", "a b c d e f", [1.0; 3], [1.0; 3]),
        ("N2", "abcdef", [0.0; 3], [0.0; 3]),
        ("N3", "ab cde f", [0.733_333, 1.0, 0.846_154], [1.0 / 6.0; 3]),
        ("N4", "a b c x y z", [0.2; 3], [0.5; 3]),
        ("N5", "abcxyz", [0.0; 3], [0.0; 3]),
        ("N6", "ab cxy z", [0.133_333, 0.181_818, 0.153_846], [0.0; 3]),
    ] {
        check(case, "a b c d e f", response, &[(Blanc, blanc), (Lea, lea)]);
    }
    let all = [(BCubed, [1.0; 3]), (CeafM, [1.0; 3]), (CeafE, [1.0; 3])];
    check("M1", "abcdef", "abcdef", &all);
    check("N1", "a b c d e f", "a b c d e f", &all);
    for (key, response) in [("abcdef", "a b c d e f"), ("a b c d e f", "abcdef"), ("a b c", "a b x")] {
        check("M2, M5, N2, N4", key, response, &[(Muc, [0.0; 3])]);
    }
}

/// Its cases O, for which it publishes nothing; the figures are what it says (8.01). The key has one mention in two
/// clusters, and a response that has so too counts it once.
#[test]
fn a_mention_in_two_clusters_of_the_key() {
    for response in ["a bc bdef", "a bc def"] {
        check(
            "O",
            "a bc bdef",
            response,
            &[
                (Mentions, [1.0; 3]),
                (Muc, f(0.5, 2.0 / 3.0)),
                (BCubed, f(4.5 / 7.0, 5.5 / 6.0)),
                (CeafM, f(6.0 / 7.0, 1.0)),
                (CeafE, f(20.0 / 21.0, 20.0 / 21.0)),
                (Blanc, [0.708_791, 1.0, 0.821_970]),
            ],
        );
    }
}
