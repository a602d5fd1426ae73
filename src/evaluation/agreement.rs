//! How far several annotators of the same texts agree: on mentions, on their types, and on who belongs together.
//!
//! | what | of | source |
//! | --- | --- | --- |
//! | F1 of mentions, with equal spans or spans that overlap | pairs | Hripcsak & Rothschild 2005 |
//! | kappa of types | pairs; all | Cohen 1960; Fleiss 1971 |
//! | alpha of types | all | Krippendorff 2011 |
//! | kappa of links: is a pair of mentions linked? | pairs | Cohen 1960 |
//! | alpha of clusters with MASI distance | all | Krippendorff 2011; Passonneau 2004, 2006 |
//! | F1 of MUC, B³, CEAF-e, LEA, and the CoNLL mean | pairs | see [`super`] |
//!
//! What is of pairs is the mean over the pairs where more than two annotate. A document counts for those who cover it.
//! Types and links are compared where mentions are matched, types and links of what only one has are not.

use super::clusters::{Clusters, NONE};
use super::cut::Part;
use super::kappa::Cohen;
use super::overlap::Overlap;
use super::score::{Aligned, Comparison, Options};
use super::table::{Cell, Kinds, Table, Units};
use super::{Match, Scores};
use crate::annotation::Scope;
use crate::work::{Cancelled, Work};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far annotators agree. `None` where there is nothing to agree on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreed {
    /// How many mentions anybody has, those that are matched once.
    pub mentions: usize,
    /// How many of them all have.
    pub common: usize,
    /// F1 of mentions with equal spans.
    pub exact: Option<f64>,
    /// F1 of mentions whose spans overlap, each matched with one at most.
    pub overlap: Option<f64>,
    /// Cohen's kappa of types.
    pub type_kappa: Option<f64>,
    /// Fleiss' kappa of types, on the mentions that all have.
    pub type_fleiss: Option<f64>,
    /// Krippendorff's alpha of types, on the mentions that two have or more.
    pub type_alpha: Option<f64>,
    /// Cohen's kappa of links.
    pub link_kappa: Option<f64>,
    /// Krippendorff's alpha of clusters with MASI distance, on the mentions that two have or more.
    pub cluster_alpha: Option<f64>,
    /// F1 of MUC.
    pub muc: Option<f64>,
    /// F1 of B³.
    pub b_cubed: Option<f64>,
    /// F1 of CEAF-e.
    pub ceaf_e: Option<f64>,
    /// F1 of LEA.
    pub lea: Option<f64>,
    /// The mean F1 of MUC, B³ and CEAF-e.
    pub conll: Option<f64>,
}

/// How far two annotators agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pairwise {
    /// The one, by their place among the annotators.
    pub a: usize,
    /// The other, after it.
    pub b: usize,
    /// How far.
    #[serde(flatten)]
    pub agreed: Agreed,
}

/// How far several annotators agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// All of them.
    pub all: Agreed,
    /// Each two.
    pub pairs: Vec<Pairwise>,
    /// In each document that two cover, by its path; clusters are cut there.
    pub documents: BTreeMap<Arc<str>, Agreed>,
    /// On the mentions of each type, by its name: one that is of another type for somebody is one that they lack.
    pub types: BTreeMap<Arc<str>, Agreed>,
}

/// How far annotators agree. `options` says how far clusters reach, when mentions are matched (for types and links) and
/// what is left out; the average is micro. Near linear in the mentions for few annotators and types.
///
/// Mentions that need not have equal spans are matched by overlap, whatever else was asked for; of three annotators or
/// more in their order: one is matched with that of the first before it that has a match.
///
/// # Errors
/// [`Cancelled`].
pub fn agree(annotators: &[&Clusters], options: &Options, work: &Work) -> Result<Agreement, Cancelled> {
    let kinds = Kinds::of(annotators);
    let mut names: Vec<&Arc<str>> = annotators.iter().flat_map(|side| side.kinds()).collect();
    names.sort_unstable();
    names.dedup();
    let asked = |name: &Arc<str>| options.only.is_empty() || options.only.contains(name);
    names.retain(|name| !name.is_empty() && asked(name));
    let count = annotators.len();
    work.start((count * count.saturating_sub(1) / 2 * (names.len() + 1)) as u64);
    let mut documents: BTreeMap<Arc<str>, Vec<Agreed>> = BTreeMap::new();
    let (all, pairs, units) =
        together(annotators, &kinds, options, work, &mut |pair| pair.by_document(&mut documents))?;
    let mut of_documents = units.by_document();
    let documents = documents.into_iter().map(|(path, each)| {
        let mut agreed = mean(&each);
        of_documents.remove(&path).into_iter().for_each(|table| agreed.fill(&table));
        (path, agreed)
    });
    let documents = documents.collect();
    let mut types = BTreeMap::new();
    for name in names {
        let only = Options { only: [name.clone()].into(), ..options.clone() };
        types.insert(name.clone(), together(annotators, &kinds, &only, work, &mut |_| {})?.0);
    }
    Ok(Agreement { all, pairs, documents, types })
}

/// All annotators, each two of them, and which of their mentions are one.
fn together<'a>(
    annotators: &[&'a Clusters],
    kinds: &Kinds,
    options: &Options,
    work: &Work,
    each: &mut dyn FnMut(&Pair<'_>),
) -> Result<(Agreed, Vec<Pairwise>, Units<'a>), Cancelled> {
    let mut units = Units::new(annotators, options, kinds);
    let mut pairs = Vec::new();
    for b in 0..annotators.len() {
        for a in 0..b {
            work.check()?;
            let sides = [annotators[a], annotators[b]];
            let pair = Pair { sides, kinds: [kinds.of_side(a), kinds.of_side(b)], options };
            let joined = pair.joined(options);
            joined.parts.iter().for_each(|part| units.join(a, b, &part.aligned));
            pairs.push(Pairwise { a, b, agreed: pair.agreed(&joined.parts, &joined.scores) });
            each(&pair);
            work.advance(1);
        }
        units.settle(b);
    }
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    let mut all = mean(&pairs.iter().map(|pair| pair.agreed.clone()).collect::<Vec<_>>());
    all.fill(&units.by_scope());
    Ok((all, pairs, units))
}

impl Agreed {
    /// What is of all annotators at once.
    fn fill(&mut self, table: &Table) {
        (self.mentions, self.common) = (table.rows(), table.complete());
        let (fleiss, nominal) = table.types();
        (self.type_fleiss, self.type_alpha) = (fleiss.kappa(), nominal.alpha());
        self.cluster_alpha = table.clusters().alpha();
    }
}

/// The mean of what there is.
fn mean(each: &[Agreed]) -> Agreed {
    let mean = |of: fn(&Agreed) -> Option<f64>| {
        let known: Vec<f64> = each.iter().filter_map(of).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    Agreed {
        mentions: each.iter().map(|a| a.mentions).max().unwrap_or_default(),
        common: each.iter().map(|a| a.common).min().unwrap_or_default(),
        exact: mean(|a| a.exact),
        overlap: mean(|a| a.overlap),
        type_kappa: mean(|a| a.type_kappa),
        type_fleiss: mean(|a| a.type_fleiss),
        type_alpha: mean(|a| a.type_alpha),
        link_kappa: mean(|a| a.link_kappa),
        cluster_alpha: mean(|a| a.cluster_alpha),
        muc: mean(|a| a.muc),
        b_cubed: mean(|a| a.b_cubed),
        ceaf_e: mean(|a| a.ceaf_e),
        lea: mean(|a| a.lea),
        conll: mean(|a| a.conll),
    }
}

/// Two annotators.
struct Pair<'a> {
    sides: [&'a Clusters; 2],
    kinds: [&'a [u32]; 2],
    options: &'a Options,
}

/// A scope of two annotators, as it is asked for, and how many mentions overlap.
struct Joined<'a> {
    parts: Vec<JoinedPart<'a>>,
    scores: Scores,
}

struct JoinedPart<'a> {
    aligned: Aligned<'a>,
    overlapping: usize,
}

impl<'a> Pair<'a> {
    /// Matched by overlap: those with equal spans are among them.
    fn joined(&self, options: &Options) -> Joined<'a> {
        let by_overlap = Options { matching: Match::Overlap, ..options.clone() };
        let mut comparison = Comparison::of_equals(self.sides[0], self.sides[1], &by_overlap);
        let overlapping: Vec<usize> = comparison.parts.iter().map(|part| matched(part)).collect();
        if options.matching == Match::Exact {
            comparison.parts.iter_mut().for_each(keep_equal_spans);
        }
        let scores = comparison.report().scores;
        let parts = comparison.parts.into_iter().zip(overlapping);
        Joined { parts: parts.map(|(aligned, overlapping)| JoinedPart { aligned, overlapping }).collect(), scores }
    }

    fn agreed(&self, parts: &[JoinedPart<'_>], scores: &Scores) -> Agreed {
        let count = |of: fn(&JoinedPart<'_>) -> usize| parts.iter().map(of).sum::<usize>() as f64;
        let all = count(|p| p.aligned.key.items.len() + p.aligned.response.items.len());
        let f1 = |found: f64| (all > 0.0).then(|| 2.0 * found / all);
        let of = |rates: super::Rates| (all > 0.0).then_some(rates.f1);
        let (mut types, mut links) = (Cohen::default(), Cohen::default());
        for part in parts {
            self.count_types(&part.aligned, &mut types);
            links.add(&linked(&part.aligned));
        }
        let mut agreed = Agreed {
            exact: f1(count(|p| equal_spans(&p.aligned))),
            overlap: f1(count(|p| p.overlapping)),
            type_kappa: types.kappa(),
            link_kappa: links.kappa(),
            muc: of(scores.muc),
            b_cubed: of(scores.b_cubed),
            ceaf_e: of(scores.ceaf_e),
            lea: of(scores.lea),
            conll: (all > 0.0).then_some(scores.conll),
            ..Agreed::default()
        };
        agreed.fill(&self.table(parts));
        agreed
    }

    fn count_types(&self, part: &Aligned<'_>, types: &mut Cohen) {
        for (item, &partner) in part.response.items.iter().zip(&part.partners) {
            let Some(twin) = part.key.items.get(partner as usize) else { continue };
            let (one, other) = (self.kinds[0][twin.kind as usize], self.kinds[1][item.kind as usize]);
            if one != NONE && other != NONE {
                types.unit(one, other);
            }
        }
    }

    fn table(&self, parts: &[JoinedPart<'_>]) -> Table {
        let mut table = Table::new(2);
        for JoinedPart { aligned, .. } in parts {
            let cell = |part: &Part<'_>, side: usize, at: u32| match part.items.get(at as usize) {
                Some(item) => Cell { kind: self.kinds[side][item.kind as usize], cluster: item.cluster },
                None => Cell::EMPTY,
            };
            let mut lonely = vec![true; aligned.key.items.len()];
            for (r, &k) in aligned.partners.iter().enumerate() {
                lonely.get_mut(k as usize).into_iter().for_each(|alone| *alone = false);
                table.push(&[cell(&aligned.key, 0, k), cell(&aligned.response, 1, r as u32)]);
            }
            for (k, _) in lonely.iter().enumerate().filter(|(_, alone)| **alone) {
                table.push(&[cell(&aligned.key, 0, k as u32), Cell::EMPTY]);
            }
            table.end_scope();
        }
        table
    }

    fn by_document(&self, documents: &mut BTreeMap<Arc<str>, Vec<Agreed>>) {
        let joined = self.joined(&Options { scope: Scope::Document, ..self.options.clone() });
        for part in &joined.parts {
            let sheets = part.aligned.key.sheets.iter().chain(&part.aligned.response.sheets);
            let Some(path) = sheets.map(|sheet| sheet.path).next() else { continue };
            let agreed = self.agreed(std::slice::from_ref(part), &part.aligned.scores());
            documents.entry(path.clone()).or_default().push(agreed);
        }
    }
}

fn matched(part: &Aligned<'_>) -> usize {
    part.partners.iter().filter(|k| **k != NONE).count()
}

fn equal_spans(part: &Aligned<'_>) -> usize {
    let twins = part.response.items.iter().zip(&part.partners);
    twins.filter(|(r, k)| part.key.items.get(**k as usize).is_some_and(|k| k.spans == r.spans)).count()
}

fn keep_equal_spans(part: &mut Aligned<'_>) {
    for (item, partner) in part.response.items.iter().zip(&mut part.partners) {
        if part.key.items.get(*partner as usize).is_some_and(|twin| twin.spans != item.spans) {
            *partner = NONE;
        }
    }
}

/// Which pairs of the mentions that both have are linked: counted by how the clusters overlap.
fn linked(part: &Aligned<'_>) -> Cohen {
    let pairs = |n: u32| f64::from(n) * (f64::from(n) - 1.0) / 2.0;
    let overlap = Overlap::of(&part.key, &part.response, &part.partners);
    let mut common = [vec![0; overlap.key.len()], vec![0; overlap.response.len()]];
    for shared in &overlap.shared {
        common[0][shared.key as usize] += shared.mentions;
        common[1][shared.response as usize] += shared.mentions;
    }
    let [one, other] = common.map(|sizes| sizes.into_iter().map(pairs).sum());
    let both = overlap.shared.iter().map(|shared| pairs(shared.mentions)).sum();
    Cohen::of_links(both, one, other, pairs(overlap.matched))
}

#[cfg(test)]
mod tests {
    use super::super::Mark;
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    /// A word is an entity, a letter a mention where it stands in the alphabet; its case is its type.
    fn clusters_of(words: &str) -> Clusters {
        let mut clusters = Clusters::default();
        for word in words.split_whitespace() {
            for letter in word.chars() {
                let at = letter.to_ascii_lowercase() as u32;
                let kind: Arc<str> = if letter.is_lowercase() { "Person" } else { "Place" }.into();
                let spans = [Span::new(at, at + 1)].into_iter().collect();
                clusters.add(Mark { entity: Some(word), ..Mark::new(&"a.txt".into(), spans, &kind) });
            }
        }
        clusters
    }

    fn agreement(all: &[&str], options: &Options) -> Agreement {
        let all: Vec<Clusters> = all.iter().map(|words| clusters_of(words)).collect();
        agree(&all.iter().collect::<Vec<_>>(), options, &Work::default()).unwrap()
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?} instead of {expected}");
    }

    #[test]
    fn two_annotators() {
        let found = agreement(&["ab cD", "ab cd e"], &Options::default());
        assert_eq!((found.all.mentions, found.all.common), (5, 4));
        near(found.all.exact, 8.0 / 9.0);
        near(found.all.overlap, 8.0 / 9.0);
        near(found.all.link_kappa, 1.0);
        near(found.all.cluster_alpha, 1.0);
        near(found.all.muc, 1.0);
        // One is a place for one of them: they agree on 3 of 4, by chance on 3 of 4.
        near(found.all.type_kappa, 0.0);
        let (types, all) = (&found.types, &found.all);
        near(types["Person"].exact, 6.0 / 8.0);
        near(types["Place"].exact, 0.0);
        assert_eq!(types["Place"].cluster_alpha, None);
        assert_eq!(found.documents["a.txt"], *all, "there is only one");
        assert_eq!(found.pairs[0].agreed, *all, "and only one pair");
    }

    #[test]
    fn links_are_compared_where_both_have_the_mentions() {
        let found = agreement(&["abc d", "ab cd"], &Options::default()).all;
        // Of six pairs one is linked by both, two by the first and one by the second only.
        let (observed, chance) = (3.0 / 6.0, 0.5 * 2.0 / 6.0 + 0.5 * 4.0 / 6.0);
        near(found.link_kappa, (observed - chance) / (1.0 - chance));
    }

    #[test]
    fn three_annotators() {
        let found = agreement(&["ab c", "ab c", "a b"], &Options::default());
        assert_eq!((found.all.mentions, found.all.common, found.pairs.len()), (3, 2, 3));
        let exact: Vec<_> = found.pairs.iter().map(|p| (p.a, p.b, p.agreed.exact.unwrap())).collect();
        assert_eq!(exact, [(0, 1, 1.0), (0, 2, 0.8), (1, 2, 0.8)]);
        near(found.all.exact, 2.6 / 3.0);
        assert!(found.all.cluster_alpha.unwrap() < 1.0);
    }

    #[test]
    fn mentions_that_overlap_are_one_where_that_is_asked_for() {
        let one = |span: (u32, u32), kind: &str| {
            let mut clusters = Clusters::default();
            let spans = [Span::from(span)].into_iter().collect();
            clusters.add(Mark { entity: Some("x"), ..Mark::new(&"a".into(), spans, &kind.into()) });
            let apart = [Span::new(90, 91)].into_iter().collect();
            clusters.add(Mark { entity: Some("y"), ..Mark::new(&"a".into(), apart, &"Other".into()) });
            clusters
        };
        let all = [one((0, 5), "P"), one((2, 6), "P"), one((3, 9), "Q")];
        let all: Vec<&Clusters> = all.iter().collect();
        let found = |matching| agree(&all, &Options { matching, ..Options::default() }, &Work::default()).unwrap().all;
        let exact = found(Match::Exact);
        assert_eq!((exact.mentions, exact.common, exact.exact, exact.overlap), (4, 1, Some(0.5), Some(1.0)));
        let overlap = found(Match::Overlap);
        assert_eq!((overlap.mentions, overlap.common, overlap.exact), (2, 2, Some(0.5)));
        assert!(overlap.type_alpha.unwrap() < 1.0);
    }

    #[test]
    fn a_document_counts_for_those_who_cover_it() {
        let mut all = [clusters_of("ab"), clusters_of("ab"), Clusters::default()];
        all[2].cover(&"b.txt".into());
        all[0].cover(&"b.txt".into());
        let found = agree(&all.iter().collect::<Vec<_>>(), &Options::default(), &Work::default()).unwrap();
        assert_eq!(found.pairs.iter().map(|p| p.agreed.exact).collect::<Vec<_>>(), [Some(1.0), None, None]);
        near(found.all.exact, 1.0);
    }

    fn annotation() -> impl Strategy<Value = Vec<(usize, u32, u8, Option<u8>)>> {
        prop::collection::vec((0usize..3, 0u32..9, 0u8..3, prop::option::of(0u8..4)), 0..16)
    }

    fn built(mentions: &[(usize, u32, u8, Option<u8>)], name: impl Fn(u8) -> String) -> Clusters {
        let mut clusters = Clusters::default();
        for &(document, at, kind, entity) in mentions {
            let spans = [Span::new(at, at + 1 + u32::from(kind))].into_iter().collect();
            let (document, kind) = (["b/1", "a/1", "a/2"][document].into(), format!("K{kind}").into());
            clusters.add(Mark { entity: entity.map(&name).as_deref(), ..Mark::new(&document, spans, &kind) });
        }
        clusters
    }

    fn measures(agreed: &Agreed) -> [Option<f64>; 12] {
        let a = agreed;
        [
            a.exact,
            a.overlap,
            a.type_kappa,
            a.type_fleiss,
            a.type_alpha,
            a.link_kappa,
            a.cluster_alpha,
            a.muc,
            a.b_cubed,
            a.ceaf_e,
            a.lea,
            a.conll,
        ]
    }

    fn alike(a: &Agreed, b: &Agreed) -> bool {
        let near = |(a, b): (Option<f64>, Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a == b,
        };
        measures(a).into_iter().zip(measures(b)).all(near)
    }

    proptest! {
        #[test]
        fn what_agreement_promises(a in annotation(), b in annotation(), c in annotation(), by_overlap in any::<bool>()) {
            let matching = if by_overlap { Match::Overlap } else { Match::Exact };
            let options = Options { matching, scope: Scope::Folder, ..Options::default() };
            let plain = |m: &[_]| built(m, |entity| entity.to_string());
            let agreed = |all: &[&Clusters]| agree(all, &options, &Work::default()).unwrap();
            let (x, y, z) = (plain(&a), plain(&b), plain(&c));
            let found = agreed(&[&x, &y]);
            // Whoever comes first changes nothing.
            let back = agreed(&[&y, &x]);
            prop_assert!(alike(&found.all, &back.all), "{:?}\n{:?}", found.all, back.all);
            // Nor does what entities are called.
            let renamed = built(&b, |entity| format!("E{}", 9 - entity));
            prop_assert!(by_overlap || alike(&agreed(&[&x, &renamed]).all, &found.all));
            for agreed in [&found.all].into_iter().chain(found.documents.values()).chain(found.types.values()) {
                for value in measures(agreed).into_iter().flatten() {
                    prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&value) || value < 0.0, "{agreed:?}");
                }
            }
            // Who says the same agrees in full, as far as there is anything to agree on.
            let own = agreed(&[&x, &x, &x]);
            for value in measures(&own.all).into_iter().enumerate().filter(|(i, _)| *i != 7 && *i != 11).filter_map(|m| m.1) {
                prop_assert!((value - 1.0).abs() < 1e-9, "{own:?}");
            }
            if matching == Match::Exact {
                let one = agreed(&[&x, &y, &z]).all;
                prop_assert!(alike(&one, &agreed(&[&z, &x, &y]).all));
            }
        }
    }
}
