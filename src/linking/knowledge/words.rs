//! The words around names: titles, legal forms, common nouns.

use super::Kind;
use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What a title tells of gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// `Mr`, `king`.
    Man,
    /// `Mrs`, `queen`.
    Woman,
}

/// What a word before or behind a person's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Title {
    /// The same for all spellings of one title.
    pub id: u32,
    /// Whose title it is, where that is sure.
    pub gender: Option<Gender>,
    /// Whether it stands behind the name and tells father from son: `Jr`, `III`.
    pub generation: bool,
}

/// A legal form in the name of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LegalForm {
    /// The same for all spellings of one form.
    pub id: u32,
    /// Which of the words it is.
    pub at: Range<usize>,
}

/// A group of common nouns that say about the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadGroup {
    /// The group.
    pub id: u32,
    /// What they call so.
    pub kind: Kind,
    /// Whether the noun that was asked for is a plural.
    pub plural: bool,
}

/// The words by their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    titles: HashMap<Box<str>, Title>,
    title_count: u32,
    forms: HashMap<Box<str>, u32>,
    form_count: u32,
    /// In words.
    longest_form: usize,
    light: HashSet<Box<str>>,
    heads: HashMap<Box<str>, SmallVec<[HeadGroup; 2]>>,
    /// The broader group of each.
    broader: Vec<Option<u32>>,
}

impl Words {
    pub fn title(&self, key: &str) -> Option<Title> {
        self.titles.get(key).copied()
    }

    pub fn weighs_little(&self, key: &str) -> bool {
        self.light.contains(key)
    }

    pub fn heads(&self, key: &str) -> &[HeadGroup] {
        self.heads.get(key).map_or(&[], SmallVec::as_slice)
    }

    pub fn broader(&self, group: u32) -> Option<u32> {
        *self.broader.get(group as usize)?
    }

    pub fn legal_form(&self, words: &[&str]) -> Option<LegalForm> {
        let most = self.longest_form.min(words.len().saturating_sub(1));
        let behind = (1..=most).rev().map(|n| words.len() - n..words.len());
        let before = (1..=most).rev().map(|n| 0..n);
        behind.chain(before).find_map(|at| {
            let id = *self.forms.get(&*words[at.clone()].join(" "))?;
            Some(LegalForm { id, at })
        })
    }

    /// Takes in the spellings of one title. What an earlier line says of a word holds.
    pub fn add_title(&mut self, keys: impl Iterator<Item = Box<str>>, gender: Option<Gender>, generation: bool) {
        let title = Title { id: self.title_count, gender, generation };
        self.title_count += 1;
        for key in keys {
            self.titles.entry(key).or_insert(title);
        }
    }

    /// Takes in the spellings of one legal form.
    pub fn add_form(&mut self, keys: impl Iterator<Item = Box<str>>) {
        for key in keys {
            self.longest_form = self.longest_form.max(key.split(' ').count());
            self.forms.entry(key).or_insert(self.form_count);
        }
        self.form_count += 1;
    }

    /// Takes in words that say little.
    pub fn add_light(&mut self, keys: impl Iterator<Item = Box<str>>) {
        self.light.extend(keys);
    }

    /// Takes in nouns that say the same, each with its plural, and the key of a broader noun, if that is known.
    pub fn add_heads(&mut self, keys: impl Iterator<Item = (Box<str>, Box<str>)>, kind: Kind, broader: Option<&str>) {
        let of_kind = |groups: &SmallVec<[HeadGroup; 2]>| groups.iter().find(|g| g.kind == kind).map(|g| g.id);
        let broader = broader.and_then(|key| of_kind(self.heads.get(key)?));
        let id = self.broader.len() as u32;
        self.broader.push(broader);
        for (one, many) in keys {
            for (key, plural) in [(one, false), (many, true)] {
                let groups = self.heads.entry(key).or_default();
                if groups.iter().all(|group| group.id != id) {
                    groups.push(HeadGroup { id, kind, plural });
                }
            }
        }
    }

    /// Whether a noun is known.
    pub fn has_head(&self, key: &str, kind: Kind) -> bool {
        self.heads(key).iter().any(|group| group.kind == kind)
    }
}

/// The regular plural of a noun of one or more words in lower case.
pub(super) fn plural(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix("man").filter(|stem| !stem.ends_with("hu") && !stem.ends_with("ger")) {
        return format!("{stem}men");
    }
    let consonant = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    if let Some(stem) = noun.strip_suffix('y').filter(|stem| consonant(stem)) {
        return format!("{stem}ies");
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    format!("{noun}{}", if hissing { "es" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_regular() {
        let pairs = [("dealer", "dealers"), ("company", "companies"), ("ally", "allies"), ("boy", "boys")];
        let more = [("church", "churches"), ("boss", "bosses"), ("spokeswoman", "spokeswomen"), ("german", "germans")];
        for (one, many) in pairs.into_iter().chain(more) {
            assert_eq!(plural(one), many);
        }
    }
}
