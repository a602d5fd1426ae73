//! Tokens: words with what stands before them, sentence and line starts, and how loud their line is.
//!
//! Not the words of UAX #29: names need to know whether two words belong together ("J. Burns", "al-Qaeda"), and a
//! possessive 's or a function word that a translator glued on ("Sechinwho") is no part of a name.

use super::language::Language;
use super::lists::{ABBREVIATION, ENGLISH, FUNCTION, ORG_INSIDE, Roles};

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Begins in lower case.
    Lower,
    /// Upper case first, some lower case behind; or one upper-case letter.
    Capitalised,
    /// Two letters or more, all upper case.
    Upper,
    /// Upper-case letters with full stops: "U.S.", "J.K.".
    Dotted,
    /// Begins with a digit.
    Number,
    /// A script without case.
    Uncased,
}

/// What stands between a token and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Spaces, or the line end of wrapped text.
    Space,
    Hyphen,
    /// Nothing, or an apostrophe.
    Joint,
    /// The full stop of an abbreviation and a space.
    Period,
    Ampersand,
    Comma,
    /// An opening bracket.
    Bracket,
    /// Something that keeps the sentence going but no name.
    Other,
    /// The end of a sentence, list item or paragraph.
    Sentence,
}

/// The first word of a sentence, a line, a quotation.
pub(super) const START: u8 = 1;
/// A possessive 's (left out of the token) follows.
pub(super) const POSSESSIVE: u8 = 2;
/// In a line whose words are nearly all capitalised.
pub(super) const TITLED: u8 = 4;
/// In a line that is nearly all upper case.
pub(super) const SHOUTED: u8 = 8;
/// An opening quotation mark stands right before.
pub(super) const QUOTED: u8 = 16;
/// A function word was glued on behind and cut off.
pub(super) const GLUED: u8 = 32;

/// The id of a word that is in no vocabulary.
pub(super) const NO_WORD: u32 = u32::MAX;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub start: u32,
    pub end: u32,
    /// Its word in lower case, by the vocabulary.
    pub word: u32,
    pub roles: Roles,
    pub shape: Shape,
    pub gap: Gap,
    pub flags: u8,
}

impl Token {
    pub fn is(&self, roles: Roles) -> bool {
        self.roles & roles != 0
    }

    pub fn has(&self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// Whether it is written as a name could be.
    pub fn is_upper_first(&self) -> bool {
        matches!(self.shape, Shape::Capitalised | Shape::Upper | Shape::Dotted)
    }

    /// Whether its capital may only be due to where it stands.
    pub fn is_excused(&self) -> bool {
        self.has(START | TITLED | SHOUTED)
    }

    /// The token as written.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    pub fn is_initial(&self) -> bool {
        self.shape == Shape::Dotted || (self.shape == Shape::Capitalised && self.end - self.start <= 2)
    }
}

/// Function words that machine translation and sloppy typing glue onto names.
const GLUE: &[&str] = &["whose", "whom", "who", "where", "which", "when", "from", "with"];
/// What such a word makes an ordinary word of.
const GLUE_HOSTS: &[&str] = &["any", "every", "no", "some", "else", "there", "here", "forth", "beck", "skip", "sop"];
/// A line shorter than this many bytes is not wrapped text: a name does not run on in the next line.
const WRAPPED_LINE_BYTES: u32 = 40;
/// Words longer than this many bytes are in no vocabulary: they are no words.
pub(super) const MAX_WORD_BYTES: usize = 64;

/// Cuts a text into tokens. `look_up` gives a word's id and roles; it is called once a token with the word in lower
/// case and its shape, never for numbers and scripts without case. `glue` gives the length of a capitalised word without
/// what is glued on behind. Linear.
pub(super) fn tokenise(
    text: &str,
    tokens: &mut Vec<Token>,
    look_up: impl FnMut(&str) -> (u32, Roles),
    glue: impl Fn(&str) -> Option<usize>,
) {
    tokens.clear();
    let mut cutter = Cutter {
        text,
        tokens,
        look_up,
        glue,
        lower: String::new(),
        end: 0,
        line_start: 0,
        line_token: 0,
        number_item: false,
        wrapped: is_wrapped(text),
    };
    cutter.run();
}

/// Takes from capitalised words of an English document what they are in other languages: "Author Han", "El Comercio".
pub(super) fn in_language(tokens: &mut [Token], language: Language) {
    if language != Language::English {
        return;
    }
    for token in tokens.iter_mut().filter(|t| t.is(FUNCTION) && !t.is(ENGLISH) && t.shape == Shape::Capitalised) {
        token.roles &= !FUNCTION;
    }
}

struct Cutter<'a, F, G> {
    text: &'a str,
    tokens: &'a mut Vec<Token>,
    look_up: F,
    glue: G,
    lower: String,
    /// Where the gap before the next token begins.
    end: usize,
    line_start: usize,
    line_token: usize,
    number_item: bool,
    /// Whether lines go on in the next.
    wrapped: bool,
}

/// Whether the text's lines are broken where they are full: a row of headlines is no such text. Every third line that
/// ends without a mark goes on in small letters then.
fn is_wrapped(text: &str) -> bool {
    let (mut on, mut new) = (0_usize, 0_usize);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(next) = lines.peek().map(|next| next.trim_start()).filter(|next| !next.is_empty()) else { continue };
        if line.len() < WRAPPED_LINE_BYTES as usize || line.trim_end().ends_with(['.', '!', '?', ':', '”', '"']) {
            continue;
        }
        match next.chars().next() {
            Some(c) if c.is_lowercase() => on += 1,
            Some(c) if c.is_uppercase() => new += 1,
            _ => {}
        }
    }
    new < 3 || on * 3 >= new
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (c.is_alphanumeric() || is_joiner(c)))
}

/// Marks that belong to the letter before them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{200C}' | '\u{200D}' | '\u{AD}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

impl<F: FnMut(&str) -> (u32, Roles), G: Fn(&str) -> Option<usize>> Cutter<'_, F, G> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric()) {
                at = self.word(at);
            } else {
                at += c.len_utf8();
            }
        }
        self.close_line(self.text.len());
    }

    /// Takes the word at `start`; returns where to go on.
    fn word(&mut self, start: usize) -> usize {
        let (mut end, shape) = self.extent(start);
        let mut next = end;
        let mut flags = 0;
        let rest = &self.text[end..];
        if let Some(c) = rest.chars().next().filter(|&c| is_apostrophe(c)) {
            let mut behind = rest[c.len_utf8()..].chars();
            if matches!(behind.next(), Some('s' | 'S')) && !behind.next().is_some_and(is_word_char) {
                flags |= POSSESSIVE;
                next = end + c.len_utf8() + 1;
            } else if self.text[..end].ends_with(['s', 'S']) && !rest[c.len_utf8()..].starts_with(is_word_char) {
                // "Seafarers' aid": perhaps a possessive, perhaps a closing quote. No name runs over it either way.
                next = end;
            }
        }
        if shape == Shape::Capitalised
            && end - start <= MAX_WORD_BYTES
            && let Some(stem) = (self.glue)(&self.text[start..end])
        {
            end = start + stem;
            next = end;
            flags |= GLUED;
        }
        self.push(start, end, shape, flags);
        self.end = next;
        next
    }

    /// Where the word that begins at `start` ends, and its shape.
    fn extent(&self, start: usize) -> (usize, Shape) {
        let text = self.text;
        let (mut letters, mut lower, mut cased) = (0_usize, false, false);
        let (mut first_upper, mut inner_upper, mut digit) = (false, false, false);
        let mut end = start;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if is_word_char(c) {
                if letters == 0 {
                    first_upper = c.is_uppercase();
                    digit = c.is_numeric();
                }
                letters += usize::from(!is_joiner(c));
                inner_upper |= lower && c.is_uppercase();
                lower |= c.is_lowercase();
                cased |= c.is_lowercase() || c.is_uppercase();
                end = start + i + c.len_utf8();
                continue;
            }
            let next = chars.peek().map(|&(_, c)| c);
            if c == '.'
                && letters == 1
                && first_upper
                && next.is_some_and(char::is_uppercase)
                && let Some(dotted) = dotted_end(text, start)
            {
                return (dotted, Shape::Dotted);
            }
            let joins = is_apostrophe(c)
                && next.is_some_and(|n| {
                    (n.is_lowercase() && (n != 's' || two_letters(text, start + i + c.len_utf8())))
                        || (n.is_uppercase() && first_upper && letters <= 2)
                });
            if !joins {
                break;
            }
        }
        let shape = match () {
            () if digit => Shape::Number,
            () if first_upper && !lower && letters > 1 => Shape::Upper,
            // "iPhone", "intelNews": a capital inside.
            () if first_upper || inner_upper => Shape::Capitalised,
            () if cased => Shape::Lower,
            () => Shape::Uncased,
        };
        (end, shape)
    }

    fn push(&mut self, start: usize, end: usize, shape: Shape, flags: u8) {
        let (word, roles) = if matches!(shape, Shape::Number | Shape::Uncased) || end - start > MAX_WORD_BYTES {
            (NO_WORD, 0)
        } else {
            lower_case(&self.text[start..end], &mut self.lower);
            (self.look_up)(&self.lower)
        };
        let (gap, more) = self.gap(start, roles);
        let (start, end) = (start as u32, end as u32);
        self.number_item = shape == Shape::Number && gap == Gap::Sentence;
        self.tokens.push(Token { start, end, word, roles, shape, gap, flags: flags | more });
    }

    /// What stands between the last token and `start`, where a word with `roles` begins.
    fn gap(&mut self, start: usize, roles: Roles) -> (Gap, u8) {
        let text = self.text;
        let between = &text[self.end..start];
        let Some(&before) = self.tokens.last() else {
            self.lines(between, self.end);
            return (Gap::Sentence, START | quoted(between));
        };
        match between {
            " " | "\u{a0}" => {
                let dotted_end = before.shape == Shape::Dotted && roles & FUNCTION != 0;
                // "4 Responses" at the start of a line: the number hides no sentence start.
                if before.shape == Shape::Number && before.has(START) {
                    return (Gap::Space, START);
                }
                return if dotted_end { (Gap::Other, START) } else { (Gap::Space, 0) };
            }
            "" | "'" | "’" => return (Gap::Joint, 0),
            "-" | "‐" | "‑" => return (Gap::Hyphen, 0),
            ", " => return (Gap::Comma, 0),
            _ => {}
        }
        if between.contains('\n') && self.lines(between, self.end) {
            return (Gap::Sentence, START | quoted(between));
        }
        self.marks(between, before, roles)
    }

    /// The gap by its punctuation, when no line end decides it.
    fn marks(&self, between: &str, before: Token, roles: Roles) -> (Gap, u8) {
        let marks = between.trim_matches(|c: char| c.is_whitespace());
        let quote = quoted(between);
        let initial = before.shape == Shape::Capitalised && before.end - before.start <= 2;
        match marks {
            // The columns of a table are no row of names.
            "" if between.contains('\t') || (between.len() > 2 && !between.contains('\n')) => return (Gap::Other, 0),
            "" => return (Gap::Space, 0),
            "." if initial || before.shape == Shape::Dotted => return (Gap::Period, 0),
            "." if before.is(ABBREVIATION) && !(before.is(ORG_INSIDE) && roles & FUNCTION != 0) => {
                return (Gap::Period, 0);
            }
            // "1. Item": the number of a list item.
            "." if self.number_item => return (Gap::Sentence, START),
            "&" => return (Gap::Ampersand, 0),
            "," | ".," => return (Gap::Comma, 0),
            "(" | "[" => return (Gap::Bracket, quote),
            _ => {}
        }
        if marks.contains(['.', '!', '?', '…', '。', '！', '？', '•', '*', '¿', '¡', '|', '#']) {
            return (Gap::Sentence, START | quote);
        }
        if quote != 0 || marks.contains([':', '@']) || (marks == "/" && between.len() > 1) {
            return (Gap::Other, START | quote);
        }
        if marks.starts_with(',') { (Gap::Comma, 0) } else { (Gap::Other, 0) }
    }

    /// Ends the lines whose ends lie in `between`. Whether a sentence must end there too.
    fn lines(&mut self, between: &str, from: usize) -> bool {
        let mut ends = between.match_indices('\n').map(|(i, _)| from + i);
        let Some(first) = ends.next() else { return false };
        let short = (first - self.line_start.min(first)) < WRAPPED_LINE_BYTES as usize;
        let last = ends.next_back();
        self.close_line(first);
        self.line_start = last.unwrap_or(first) + 1;
        let indent = &self.text[self.line_start..from + between.len()];
        short || !self.wrapped || last.is_some() || indent.contains(|c: char| !c.is_whitespace())
    }

    /// Marks the tokens of the line that ends here when it is a headline.
    fn close_line(&mut self, _end: usize) {
        let from = std::mem::replace(&mut self.line_token, self.tokens.len());
        let line = &mut self.tokens[from..];
        let words = line.iter().filter(|t| !matches!(t.shape, Shape::Number | Shape::Uncased));
        let (mut all, mut upper, mut long, mut titled) = (0, 0, 0, 0);
        for token in words {
            all += 1;
            upper += usize::from(token.shape == Shape::Upper);
            if token.end - token.start > 3 {
                long += 1;
                titled += usize::from(token.is_upper_first());
            }
        }
        let flag = match () {
            () if upper >= 3 && upper * 10 >= all * 7 => SHOUTED,
            () if long >= 4 && titled * 10 >= long * 9 => TITLED,
            () => return,
        };
        line.iter_mut().for_each(|token| token.flags |= flag);
    }
}

/// [`QUOTED`] when the gap ends in an opening quotation mark.
fn quoted(between: &str) -> u8 {
    let opens = between.ends_with(['“', '„', '«', '‘', '"', '»', '‹', '「', '『'])
        || (between.ends_with('\'') && between.len() > 1);
    if opens { QUOTED } else { 0 }
}

/// The end of "U.S.", "U.S" or "J.K." (with the last full stop when there is one), when there are two letters or more.
fn dotted_end(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    let mut letters = 0;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((i, letter)) = chars.next().filter(|(_, c)| c.is_uppercase() && letters < 9) {
        let dot = chars.next_if(|&(_, c)| c == '.').is_some();
        if !dot && chars.peek().is_some_and(|&(_, c)| is_word_char(c)) {
            break;
        }
        letters += 1;
        end = start + i + letter.len_utf8() + usize::from(dot);
        if !dot {
            break;
        }
    }
    // "A.B. Smith", but not the "A." of "A.Smith".
    (letters >= 2 && !text[end..].starts_with(is_word_char)).then_some(end)
}

/// Whether two letters or more stand at `at`.
fn two_letters(text: &str, at: usize) -> bool {
    text[at..].chars().take(2).filter(|&c| is_word_char(c)).count() == 2
}

/// The length in bytes of a capitalised word without a function word glued on behind.
pub(super) fn glued(word: &str) -> Option<usize> {
    let stem = GLUE.iter().find_map(|glue| word.strip_suffix(glue))?;
    let long_enough = stem.chars().nth(2).is_some();
    let ordinary = GLUE_HOSTS.iter().any(|host| stem.eq_ignore_ascii_case(host));
    (long_enough && !ordinary).then_some(stem.len())
}

fn lower_case(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
        if lower.ends_with('.') {
            lower.pop();
        }
        return;
    }
    let plain = |c: char| if c == '’' { '\'' } else { c };
    lower.extend(word.chars().flat_map(char::to_lowercase).map(plain).filter(|&c| c != '\u{AD}'));
    if lower.ends_with('.') {
        lower.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::lists;

    fn cut(text: &str) -> Vec<(&str, Gap, u8)> {
        let mut tokens = Vec::new();
        tokenise(text, &mut tokens, |w| (0, lists::roles(w)), glued);
        tokens.iter().map(|t| (t.text(text), t.gap, t.flags)).collect()
    }

    #[test]
    fn initials_and_abbreviations_end_no_sentence() {
        let gaps: Vec<_> = cut("Gen. William J. Burns left. He won").iter().map(|t| t.1).collect();
        use Gap::*;
        assert_eq!(gaps, [Sentence, Period, Space, Period, Space, Sentence, Space]);
    }

    #[test]
    fn possessives_and_glue_are_cut_off() {
        let words = cut("Bout’s O'Neil don't Sechinwho Everywhere U.S. l'Italia");
        let words: Vec<_> = words.iter().map(|t| t.0).collect();
        assert_eq!(words, ["Bout", "O'Neil", "don't", "Sechin", "who", "Everywhere", "U.S.", "l", "Italia"]);
    }

    #[test]
    fn short_lines_end_sentences_and_wrapped_ones_do_not() {
        let text = "Viktor Bout\nAnna\n\nIt was a long line of wrapped text about Viktor\nBout and others, all of it";
        let starts: Vec<_> = cut(text).into_iter().filter(|t| t.2 & START != 0).map(|t| t.0).collect();
        assert_eq!(starts, ["Viktor", "Anna", "It"]);
    }

    #[test]
    fn headlines_are_loud() {
        assert!(cut("COURT FREES AGENT IN MALTA").iter().all(|t| t.2 & SHOUTED != 0));
        assert!(cut("Court Frees Shipping Agent in Malta\n").iter().all(|t| t.2 & TITLED != 0));
    }
}
