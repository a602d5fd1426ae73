//! What differs between two annotations, as a list of places that can be gone to.

use super::clusters::NONE;
use super::cut::{Item, Part};
use super::score::{Aligned, Comparison};
use crate::text::Spans;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A mention of one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Its spans, in the unit of the comparison.
    pub spans: Spans,
    /// What it is to whoever added it.
    pub handle: u32,
}

/// A mention of the key, of the response, or of both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The path of its document.
    pub document: Arc<str>,
    /// What the key has there.
    pub key: Option<Seen>,
    /// What the response has there: where mentions need not have the same spans, perhaps others.
    pub response: Option<Seen>,
}

impl Spot {
    fn place(&self) -> (&Arc<str>, Option<&Spans>) {
        (&self.document, self.key.as_ref().or(self.response.as_ref()).map(|seen| &seen.spans))
    }
}

/// Something that the response has otherwise than the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A mention of the key that the response lacks.
    Missing(Spot),
    /// A mention of the response that the key lacks.
    Extra(Spot),
    /// A mention of both that is of two types.
    Type {
        /// The mention.
        spot: Spot,
        /// Its type in the key.
        key: Arc<str>,
        /// Its type in the response.
        response: Arc<str>,
    },
    /// Two mentions of one key cluster that are of two in the response: as many as would tie the parts of the cluster, as
    /// MUC counts links. Each ties a mention to the one of the cluster before it.
    MissedLink {
        /// The one before.
        from: Spot,
        /// The first mention of its part.
        to: Spot,
    },
    /// Two mentions of one response cluster that are of two in the key, likewise.
    WrongLink {
        /// The one before.
        from: Spot,
        /// The first mention of its part.
        to: Spot,
    },
    /// A key cluster that the response has in parts: for each of its clusters, the mentions. Those that it lacks are in
    /// none.
    Split(Vec<Vec<Spot>>),
    /// A response cluster with parts of several of the key, likewise.
    Merged(Vec<Vec<Spot>>),
}

impl Difference {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Extra(_) => "extra",
            Self::Type { .. } => "type",
            Self::MissedLink { .. } => "missed link",
            Self::WrongLink { .. } => "wrong link",
            Self::Split(_) => "split",
            Self::Merged(_) => "merged",
        }
    }

    /// Where to look: a mention, or two that are linked, or the first of each part.
    pub fn spots(&self) -> Vec<&Spot> {
        match self {
            Self::Missing(spot) | Self::Extra(spot) | Self::Type { spot, .. } => vec![spot],
            Self::MissedLink { from, to } | Self::WrongLink { from, to } => vec![from, to],
            Self::Split(parts) | Self::Merged(parts) => parts.iter().filter_map(|part| part.first()).collect(),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Missing(_) => 0,
            Self::Extra(_) => 1,
            Self::Type { .. } => 2,
            Self::Split(_) => 3,
            Self::MissedLink { .. } => 4,
            Self::Merged(_) => 5,
            Self::WrongLink { .. } => 6,
        }
    }

    /// A link belongs where it leads to.
    fn place(&self) -> Option<&Spot> {
        match self {
            Self::Missing(spot) | Self::Extra(spot) | Self::Type { spot, .. } => Some(spot),
            Self::MissedLink { to, .. } | Self::WrongLink { to, .. } => Some(to),
            Self::Split(parts) | Self::Merged(parts) => parts.first().and_then(|part| part.first()),
        }
    }
}

impl Comparison<'_> {
    /// What differs, along the documents by their paths and the places in them. Near linear in the mentions.
    pub fn differences(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for part in &self.parts {
            let scope = Scoped::new(self, part);
            scope.mentions(&mut found);
            scope.links(&mut found);
        }
        let place = |d: &Difference, other: &Difference| {
            d.place().map(Spot::place).cmp(&other.place().map(Spot::place)).then(d.rank().cmp(&other.rank()))
        };
        found.sort_by(place);
        found
    }
}

/// The differences of one scope.
struct Scoped<'a> {
    comparison: &'a Comparison<'a>,
    aligned: &'a Aligned<'a>,
    /// The response item of each key item.
    twins: Vec<u32>,
    /// The document of each item.
    key_paths: Vec<&'a Arc<str>>,
    response_paths: Vec<&'a Arc<str>>,
}

fn paths<'a>(part: &'a Part<'a>) -> Vec<&'a Arc<str>> {
    part.sheets.iter().flat_map(|sheet| std::iter::repeat_n(sheet.path, sheet.items.len())).collect()
}

impl<'a> Scoped<'a> {
    fn new(comparison: &'a Comparison<'a>, aligned: &'a Aligned<'a>) -> Self {
        let mut twins = vec![NONE; aligned.key.items.len()];
        for (response, &key) in aligned.partners.iter().enumerate() {
            if let Some(twin) = twins.get_mut(key as usize) {
                *twin = response as u32;
            }
        }
        let (key_paths, response_paths) = (paths(&aligned.key), paths(&aligned.response));
        Self { comparison, aligned, twins, key_paths, response_paths }
    }

    fn seen(items: &[Item<'_>], at: u32) -> Option<Seen> {
        items.get(at as usize).map(|item| Seen { spans: item.spans.clone(), handle: item.handle })
    }

    fn spot(&self, key: u32, response: u32) -> Spot {
        let path = self.key_paths.get(key as usize).or_else(|| self.response_paths.get(response as usize));
        Spot {
            document: path.map_or_else(|| "".into(), |path| (*path).clone()),
            key: Self::seen(&self.aligned.key.items, key),
            response: Self::seen(&self.aligned.response.items, response),
        }
    }

    fn mentions(&self, found: &mut Vec<Difference>) {
        let (keys, responses) = (self.comparison.key.kinds(), self.comparison.response.kinds());
        for (k, &r) in self.twins.iter().enumerate() {
            let spot = || self.spot(k as u32, r);
            let Some(twin) = self.aligned.response.items.get(r as usize) else {
                found.push(Difference::Missing(spot()));
                continue;
            };
            let kind = &keys[self.aligned.key.items[k].kind as usize];
            let other = &responses[twin.kind as usize];
            // Who tells no type says nothing of types.
            if kind != other && !kind.is_empty() && !other.is_empty() {
                found.push(Difference::Type { spot: spot(), key: kind.clone(), response: other.clone() });
            }
        }
        let extra = self.aligned.partners.iter().enumerate().filter(|(_, k)| **k == NONE);
        found.extend(extra.map(|(r, _)| Difference::Extra(self.spot(NONE, r as u32))));
    }

    fn links(&self, found: &mut Vec<Difference>) {
        let (keys, responses) = (&self.aligned.key, &self.aligned.response);
        let twin = |k: u32| self.twins[k as usize];
        for cluster in clusters(keys) {
            let (chain, parts) = parts(&cluster, |k| responses.items.get(twin(k) as usize).map(|i| i.cluster));
            let spot = |k: u32| self.spot(k, twin(k));
            found.extend(chain.iter().map(|&(a, b)| Difference::MissedLink { from: spot(a), to: spot(b) }));
            if parts.len() > 1 {
                found.push(Difference::Split(spots(&parts, spot)));
            }
        }
        let partner = |r: u32| self.aligned.partners[r as usize];
        for cluster in clusters(responses) {
            let (chain, parts) = parts(&cluster, |r| keys.items.get(partner(r) as usize).map(Item::owner));
            let spot = |r: u32| self.spot(partner(r), r);
            found.extend(chain.iter().map(|&(a, b)| Difference::WrongLink { from: spot(a), to: spot(b) }));
            if parts.len() > 1 {
                found.push(Difference::Merged(spots(&parts, spot)));
            }
        }
    }
}

fn spots(parts: &[Vec<u32>], spot: impl Fn(u32) -> Spot) -> Vec<Vec<Spot>> {
    parts.iter().map(|part| part.iter().map(|&item| spot(item)).collect()).collect()
}

/// The items of each cluster, along the documents.
fn clusters(part: &Part<'_>) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); part.clusters as usize];
    part.items.iter().enumerate().for_each(|(i, item)| all[item.owner() as usize].push(i as u32));
    all
}

/// The items of a cluster by the cluster that the other side has them in, without those that it lacks, and the links that
/// tie these parts: each from the item before.
fn parts(items: &[u32], other: impl Fn(u32) -> Option<u32>) -> (Vec<(u32, u32)>, Vec<Vec<u32>>) {
    let (mut chain, mut parts): (Vec<(u32, u32)>, Vec<Vec<u32>>) = Default::default();
    let mut numbers: FxHashMap<u32, usize> = FxHashMap::default();
    let mut before = None;
    for &item in items {
        let Some(cluster) = other(item) else { continue };
        let number = *numbers.entry(cluster).or_insert(parts.len());
        match parts.get_mut(number) {
            Some(part) => part.push(item),
            None => {
                parts.push(vec![item]);
                chain.extend(before.map(|before| (before, item)));
            }
        }
        before = Some(item);
    }
    (chain, parts)
}

#[cfg(test)]
mod tests {
    use super::super::{Clusters, Mark, Match, Options, Scores};
    use super::*;
    use crate::annotation::Scope;
    use crate::text::Span;
    use proptest::prelude::*;

    /// A letter is a mention where it stands in the alphabet; its case is its type, a word is an entity.
    fn clusters_of(words: &str) -> Clusters {
        let mut clusters = Clusters::default();
        for word in words.split_whitespace() {
            for letter in word.chars() {
                let at = letter.to_ascii_lowercase() as u32;
                let kind: Arc<str> = if letter.is_lowercase() { "Person" } else { "Place" }.into();
                let spans = [Span::new(at, at + 1)].into_iter().collect();
                clusters.add(Mark { entity: Some(word), handle: at, ..Mark::new(&"a.txt".into(), spans, &kind) });
            }
        }
        clusters
    }

    fn letter(spot: &Spot) -> String {
        let side = |seen: &Option<Seen>| seen.as_ref().map_or('-', |s| char::from_u32(s.handle).unwrap());
        let (key, response) = (side(&spot.key), side(&spot.response));
        if key == response { key.to_string() } else { format!("{key}{response}") }
    }

    fn told(key: &str, response: &str) -> Vec<String> {
        let (key, response) = (clusters_of(key), clusters_of(response));
        let tell = |difference: &Difference| {
            let parts = |parts: &[Vec<Spot>]| {
                let part = |part: &Vec<Spot>| part.iter().map(letter).collect::<String>();
                parts.iter().map(part).collect::<Vec<_>>().join("|")
            };
            let what = match difference {
                Difference::Split(all) | Difference::Merged(all) => parts(all),
                Difference::Type { spot, key, response } => format!("{} {key} {response}", letter(spot)),
                other => other.spots().into_iter().map(letter).collect::<Vec<_>>().join("-"),
            };
            format!("{} {what}", difference.word())
        };
        Comparison::new(&key, &response, &Options::default()).differences().iter().map(tell).collect()
    }

    #[test]
    fn each_kind_is_told_once_where_it_is() {
        assert_eq!(told("ab c", "ab c"), [""; 0]);
        assert_eq!(told("abc", "abd"), ["missing c-", "extra -d"]);
        assert_eq!(told("ab", "aB"), ["type b Person Place"]);
        assert_eq!(told("abcde", "ac bd e"), ["split ac|bd|e", "missed link a-b", "missed link d-e"]);
        assert_eq!(told("ab cd", "acbd"), ["merged ab|cd", "wrong link b-c"]);
        let both = ["split ac|b", "merged ac|d", "missed link a-b", "wrong link c-d"];
        assert_eq!(told("abc d", "acd b"), both);
    }

    #[test]
    fn a_difference_knows_both_sides_where_spans_differ() {
        let add = |clusters: &mut Clusters, span: (u32, u32), handle: u32| {
            let spans = [Span::from(span)].into_iter().collect();
            let head = Some(Span::new(2, 3));
            clusters.add(Mark { head, entity: Some("x"), handle, ..Mark::new(&"a".into(), spans, &"P".into()) });
        };
        let (mut key, mut response) = (Clusters::default(), Clusters::default());
        add(&mut key, (0, 5), 7);
        add(&mut response, (2, 4), 9);
        let options = |matching| Options { matching, ..Options::default() };
        let exact = Comparison::new(&key, &response, &options(Match::Exact)).differences();
        assert_eq!(exact.iter().map(Difference::word).collect::<Vec<_>>(), ["missing", "extra"]);
        assert!(Comparison::new(&key, &response, &options(Match::Partial)).differences().is_empty());
    }

    fn annotation() -> impl Strategy<Value = Clusters> {
        let mention = (0usize..3, 0u32..8, prop::option::of(0u8..4));
        prop::collection::vec(mention, 0..20).prop_map(|mentions| {
            let mut clusters = Clusters::default();
            for (handle, (document, at, entity)) in mentions.into_iter().enumerate() {
                let spans = [Span::new(at, at + 1)].into_iter().collect();
                let entity = entity.map(|e| e.to_string());
                let document = ["b/1", "a/1", "a/2"][document].into();
                let kind = "P".into();
                clusters.add(Mark {
                    entity: entity.as_deref(),
                    handle: handle as u32,
                    ..Mark::new(&document, spans, &kind)
                });
            }
            clusters
        })
    }

    proptest! {
        #[test]
        fn the_list_is_what_the_scores_count(key in annotation(), response in annotation(), folder in any::<bool>()) {
            let scope = if folder { Scope::Folder } else { Scope::Corpus };
            let options = Options { scope, ..Options::default() };
            let comparison = Comparison::of_equals(&key, &response, &options);
            let (report, found) = (comparison.report(), comparison.differences());
            let count = |word: &str| found.iter().filter(|d| d.word() == word).count();
            let common = report.key.mentions - count("missing");
            prop_assert_eq!(common, report.response.mentions - count("extra"));
            let Scores { mentions, muc, .. } = report.scores;
            prop_assert!((mentions.recall * report.key.mentions as f64 - common as f64).abs() < 1e-6);
            // Of the links of the key, those to what is missing and those that are missed are not kept.
            let links = (report.key.mentions - report.key.clusters) as f64;
            let lost = links - muc.recall * links;
            prop_assert!(count("missed link") as f64 <= lost + 1e-6, "{lost}");
            let all_there = count("missing") == 0;
            prop_assert!(!all_there || (count("missed link") as f64 - lost).abs() < 1e-6);
            let order: Vec<_> = found.iter().map(|d| d.place().unwrap().place().0.clone()).collect();
            prop_assert!(order.is_sorted());
        }
    }
}
