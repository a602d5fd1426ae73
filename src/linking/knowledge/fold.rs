//! Names without what does not count when they are looked up.

use crate::linking::letters::plain;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A name in lower case, without accents and full stops, with single spaces and straight apostrophes.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    // Most names: nothing to take apart.
    if name.bytes().all(|b| b.is_ascii() && b != b'`') {
        for word in name.split_ascii_whitespace() {
            let letters = word.bytes().filter(|&b| b != b'.').map(|b| char::from(b.to_ascii_lowercase()));
            let end = folded.len();
            folded.extend(letters);
            if end > 0 && folded.len() > end {
                folded.insert(end, ' ');
            }
        }
        return folded;
    }
    let letters = name.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase);
    for c in letters.filter(|&c| !is_combining_mark(c)) {
        match c {
            '.' => {}
            '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' => folded.push('\''),
            c if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            },
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The key of a folded name: hyphens are spaces, an ampersand is the word.
pub(super) fn key(folded: &str) -> Cow<'_, str> {
    if !folded.contains(['-', '‐', '–', '&']) {
        return Cow::Borrowed(folded);
    }
    let spaced = folded.replace(['-', '‐', '–'], " ").replace(" & ", " and ");
    Cow::Owned(spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_full_stops_and_white_space_do_not_count() {
        assert_eq!(folded("  U.S.\u{a0} Élysée "), "us elysee");
        assert_eq!(folded("Łódź"), "lodz");
        assert_eq!(folded("İstanbul Ağrı"), "istanbul agri");
        assert_eq!(folded("Côte d’Ivoire"), "cote d'ivoire");
        assert_eq!(folded("Groß"), "gross");
        assert_eq!(folded(" A.  B  . C"), "a b c");
        assert_eq!(folded(" Á.  B  . C"), "a b c");
        assert_eq!(folded("..."), "");
    }

    #[test]
    fn hyphens_are_spaces() {
        assert_eq!(key("al-qaeda"), "al qaeda");
        assert_eq!(key("johnson & johnson"), "johnson and johnson");
        assert_eq!(key("at&t"), "at&t");
        assert_eq!(key("- a -- b"), "a b");
    }
}
