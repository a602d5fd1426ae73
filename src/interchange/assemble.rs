//! A text put together from tokens, for formats that have nothing else.

use crate::text::Span;

/// Puts tokens together, with the spaces that a reader expects where the format does not tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembler {
    text: String,
    tokens: Vec<Span>,
    /// What is to stand before the next token; `None` when that follows from the two tokens.
    gap: Option<&'static str>,
    /// Whether a straight quotation mark is open.
    quoted: bool,
}

impl Assembler {
    /// Adds a token and returns its place in bytes. White space in it becomes one space; an empty one becomes `_`.
    pub fn push(&mut self, word: &str) -> Span {
        let mut words = word.split_whitespace();
        let first = words.next().unwrap_or("_");
        let gap = self.gap.take().unwrap_or_else(|| if self.wants_space(first) { " " } else { "" });
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let start = self.text.len();
        self.text.push_str(first);
        for word in words {
            self.text.push(' ');
            self.text.push_str(word);
        }
        if first == "\"" {
            self.quoted = !self.quoted;
        }
        let span = Span::from_usize(start, self.text.len());
        self.tokens.push(span);
        span
    }

    /// Whether the next token follows with a space or without one: the file says so.
    pub fn space(&mut self, space: bool) {
        self.gap = Some(if space { " " } else { "" });
    }

    /// The next token begins a line.
    pub fn line(&mut self) {
        self.gap = Some("\n");
        self.quoted = false;
    }

    /// The next token begins a paragraph.
    pub fn paragraph(&mut self) {
        self.gap = Some("\n\n");
        self.quoted = false;
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The text (with a line end, if there is any), and where its tokens are, in bytes.
    pub fn finish(mut self) -> (String, Vec<Span>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        (self.text, self.tokens)
    }

    /// Whether people put a space before a token.
    fn wants_space(&self, word: &str) -> bool {
        let Some(last) = self.tokens.last().and_then(|t| t.slice(&self.text)) else { return false };
        let closes =
            matches!(word, "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "”" | "’" | "…" | "''" | "»")
                || matches!(word, "'s" | "’s" | "'S" | "n't" | "n’t" | "'re" | "'ve" | "'ll" | "'d" | "'m" | "'")
                || (word == "\"" && self.quoted);
        let opens = matches!(last, "(" | "[" | "{" | "“" | "‘" | "``" | "«" | "$" | "£" | "€" | "#")
            || (last == "\"" && self.quoted);
        !closes && !opens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_goes_where_it_belongs() {
        let mut text = Assembler::default();
        for word in "He said : \" Bout ( 41 ) is n't here , \" .".split(' ') {
            text.push(word);
        }
        text.line();
        let span = text.push("New  York");
        text.space(false);
        text.push("er");
        let (text, tokens) = text.finish();
        assert_eq!(text, "He said: \"Bout (41) isn't here,\".\nNew Yorker\n");
        assert_eq!(span.slice(&text), Some("New York"));
        assert_eq!(tokens.len(), 16);
    }
}
