//! Where a word begins and ends, for names that must not be found inside longer words.

use super::folding::is_invisible;
use crate::text::Span;
use unicode_normalization::char::is_combining_mark;

/// Whether a span begins and ends where words do. Scripts that are written without spaces have such a place between
/// any two characters.
pub(super) fn is_whole(text: &str, span: Span) -> bool {
    let edge = |at: u32| text.split_at_checked(at as usize).is_some_and(|(before, after)| is_edge(before, after));
    edge(span.start) && edge(span.end)
}

fn is_edge(before: &str, after: &str) -> bool {
    let (Some(a), Some(b)) = (before.chars().rev().find(visible), after.chars().find(visible)) else { return true };
    !is_word(a) || !is_word(b) || is_unspaced(a) || is_unspaced(b)
}

fn visible(c: &char) -> bool {
    !is_invisible(*c)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && is_combining_mark(c))
}

/// Letters of scripts that are written without spaces: Chinese characters, hiragana, Thai, Lao, Burmese, Khmer. A row
/// of katakana is one foreign word and is not cut.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, part: &str) -> bool {
        let at = text.find(part).unwrap();
        is_whole(text, Span::from_usize(at, at + part.len()))
    }

    #[test]
    fn a_name_is_no_part_of_a_longer_word() {
        assert!(whole("Bout.", "Bout"));
        assert!(whole("(Bout’s", "Bout"));
        assert!(!whole("About it", "bout"));
        assert!(!whole("Bout\u{ad}in", "Bout"));
        assert!(!whole("Bout_2", "Bout"));
        assert!(!whole("Bute\u{301}", "But"));
    }

    #[test]
    fn scripts_without_spaces_are_cut_anywhere() {
        assert!(whole("他在北京大学", "北京"));
        assert!(whole("ที่กรุงเทพมหานคร", "กรุงเทพ"));
        assert!(whole("アメリカは", "アメリカ"));
        assert!(!whole("アメリカン", "アメリカ"));
    }
}
