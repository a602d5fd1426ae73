//! Which documents of several sides are one.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The name that all sides have for each document: that of the first side that has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    documents: Vec<Arc<str>>,
    /// By side, by the path there.
    of: Vec<FxHashMap<Arc<str>, Arc<str>>>,
    /// By name, the sides that have it.
    sides: FxHashMap<Arc<str>, Vec<usize>>,
}

impl Names {
    /// Of the paths of each side: the same ones are one document, and those that are the same but for their ending, where
    /// no other one of their side is.
    pub fn new(sides: &[Vec<&Arc<str>>]) -> Self {
        let mut names = Self::default();
        let mut stems: FxHashMap<String, Option<Arc<str>>> = FxHashMap::default();
        for (side, paths) in sides.iter().enumerate() {
            let mut mine: FxHashMap<Arc<str>, Arc<str>> = FxHashMap::default();
            let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
            paths.iter().for_each(|path| *counts.entry(stem(path)).or_default() += 1);
            for &path in paths {
                // Whoever has the very path has the document.
                let alone = !names.sides.contains_key(path) && counts[stem(path)] == 1;
                let known = stems.get(stem(path)).filter(|_| alone).cloned().flatten();
                mine.insert(path.clone(), known.unwrap_or_else(|| path.clone()));
            }
            for &path in paths {
                let name = mine[path].clone();
                let of = names.sides.entry(name.clone()).or_default();
                if of.is_empty() {
                    names.documents.push(name.clone());
                    let known = stems.entry(stem(path).to_owned()).or_insert_with(|| Some(name.clone()));
                    if known.as_ref().is_some_and(|known| *known != name) {
                        *known = None;
                    }
                }
                of.push(side);
            }
            names.of.push(mine);
        }
        names.documents.sort_unstable();
        names
    }

    /// All documents, by name.
    pub fn documents(&self) -> &[Arc<str>] {
        &self.documents
    }

    /// What a document of a side is called.
    pub fn of<'a>(&'a self, side: usize, path: &'a Arc<str>) -> &'a Arc<str> {
        self.of.get(side).and_then(|names| names.get(path)).unwrap_or(path)
    }

    /// Whether a side has a document.
    pub fn has(&self, side: usize, name: &str) -> bool {
        self.sides.get(name).is_some_and(|sides| sides.contains(&side))
    }
}

/// Endings that say how a text is kept, and nothing of which it is.
const ENDINGS: [&str; 12] =
    ["txt", "text", "md", "xml", "conll", "conllu", "json", "jsonl", "tsv", "ann", "html", "gold_conll"];

/// A path without `./` before it and without its endings.
fn stem(path: &str) -> &str {
    let mut path = path.strip_prefix("./").unwrap_or(path);
    while let Some((rest, ending)) = path.rsplit_once('.') {
        let named = !rest.is_empty() && !rest.ends_with('/');
        if !named || !ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            break;
        }
        path = rest;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sides: &[&[&str]]) -> Vec<Vec<String>> {
        let owned: Vec<Vec<Arc<str>>> = sides.iter().map(|side| side.iter().map(|p| (*p).into()).collect()).collect();
        let names = Names::new(&owned.iter().map(|side| side.iter().collect()).collect::<Vec<_>>());
        let of = |(side, paths): (usize, &Vec<Arc<str>>)| paths.iter().map(|p| names.of(side, p).to_string()).collect();
        owned.iter().enumerate().map(of).collect()
    }

    #[test]
    fn the_same_path_or_the_same_but_for_its_ending() {
        assert_eq!(named(&[&["a/1.txt", "a/2.txt"], &["a/1", "./a/2.xml"]])[1], ["a/1.txt", "a/2.txt"]);
        assert_eq!(named(&[&["a/1.txt"], &["b/1.txt", "a/1.txt"]])[1], ["b/1.txt", "a/1.txt"]);
        assert_eq!(named(&[&["1.txt", "1.md"], &["1"]])[1], ["1"], "either may be meant");
        assert_eq!(named(&[&["1.txt"], &["1.xml", "1.md"]])[1], ["1.xml", "1.md"], "either may mean it");
        assert_eq!(named(&[&["1"], &["1.txt", "1"]])[1], ["1.txt", "1"]);
        assert_eq!(named(&[&["v1.2.txt", "c.txt"], &["v1.3", ".txt", "c.xml.txt"]])[1], ["v1.3", ".txt", "c.txt"]);
        assert_eq!(named(&[&["1.txt"], &["1"], &["1.md"]])[2], ["1.txt"]);
    }
}
