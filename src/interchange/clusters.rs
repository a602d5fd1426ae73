//! Who is together: disjoint sets of numbers, for formats that tell ties and not entities.

/// Disjoint sets. A set is known by the smallest of its numbers, so that the order of the ties does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Clusters {
    parents: Vec<usize>,
}

impl Clusters {
    /// Makes room for the numbers below `len`, each in a set of its own.
    pub fn grow(&mut self, len: usize) {
        self.parents.extend(self.parents.len()..len);
    }

    /// The smallest number of the set that `a` is in.
    pub fn root(&mut self, a: usize) -> usize {
        let mut at = a;
        while self.parents[at] != at {
            // Halves the way for who comes next.
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Makes one set of two.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

/// Whether a relation says that its ends are one: by the words of its name.
pub(super) fn is_coreference(kind: &str) -> bool {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in kind.chars() {
        if !c.is_alphabetic() || (lower && c.is_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
    }
    let first = words.iter().find(|word| !word.is_empty()).map_or("", String::as_str);
    let anywhere = |word: &String| {
        word.starts_with("coref")
            || word.starts_with("alias")
            || matches!(word.as_str(), "ident" | "identity" | "identical")
    };
    words.iter().any(anywhere) || matches!(first, "same" | "equiv" | "equivalent" | "equivalence")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_transitive_and_their_order_does_not_matter() {
        let ties = [(4, 2), (2, 9), (7, 4), (1, 0)];
        for turned in [false, true] {
            let mut clusters = Clusters::default();
            clusters.grow(10);
            let mut ties = ties.to_vec();
            if turned {
                ties.reverse();
            }
            ties.into_iter().for_each(|(a, b)| clusters.join(a, b));
            let roots: Vec<_> = (0..10).map(|a| clusters.root(a)).collect();
            assert_eq!(roots, [0, 0, 2, 3, 2, 5, 6, 2, 8, 2]);
        }
    }

    #[test]
    fn only_relations_that_say_so_are_ties() {
        for kind in
            ["Coref", "coreference", "IDENT", "Identity", "Alias", "SameAs", "same_entity", "is-Coref", "CorefChain"]
        {
            assert!(is_coreference(kind), "{kind}");
        }
        for kind in ["Located", "Resident", "Incident", "President-of", "NotTheSame", "Family", "", "Identifier"] {
            assert!(!is_coreference(kind), "{kind}");
        }
    }
}
