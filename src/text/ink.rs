//! Places in a text counted by its ink: code points that are no white space. Two tools that disagree on the spaces
//! between words still agree on these.

use super::{Span, Spans};

/// The ink of a text.
#[derive(Clone, Debug)]
pub(crate) struct Ink<'a> {
    text: &'a str,
    /// Where each begins, in bytes.
    starts: Vec<u32>,
}

impl<'a> Ink<'a> {
    pub fn new(text: &'a str) -> Self {
        let inked = text.char_indices().filter(|(_, c)| !c.is_whitespace());
        Self { text, starts: inked.map(|(i, _)| i as u32).collect() }
    }

    /// How much ink begins before a byte.
    pub fn before(&self, byte: u32) -> u32 {
        self.starts.partition_point(|&start| start < byte) as u32
    }

    /// Spans by their ink: in order, those between which there is none are one, and those without any are none.
    pub fn of(&self, spans: &[Span]) -> Spans {
        let mut inked = Spans::new();
        for span in spans {
            let (start, end) = (self.before(span.start), self.before(span.end));
            match inked.last_mut() {
                _ if start >= end => {}
                Some(last) if last.end == start => last.end = end,
                _ => inked.push(Span::new(start, end)),
            }
        }
        inked
    }

    /// The bytes of ink from `start` to `end` (one past the last); `None` when the text has not so much.
    pub fn bytes(&self, start: u32, end: u32) -> Option<Span> {
        let first = *self.starts.get(start as usize)?;
        let last = *self.starts.get((end as usize).checked_sub(1)?)?;
        let width = self.text[last as usize..].chars().next().map_or(0, char::len_utf8) as u32;
        (start < end).then_some(Span::new(first, last + width))
    }
}

/// Where two texts first differ but for white space, as the byte in each.
pub(crate) fn first_difference(a: &str, b: &str) -> Option<(usize, usize)> {
    fn inked(text: &str) -> impl Iterator<Item = (usize, char)> {
        text.char_indices().filter(|(_, c)| !c.is_whitespace())
    }
    let (mut x, mut y) = (inked(a), inked(b));
    loop {
        match (x.next(), y.next()) {
            (None, None) => return None,
            (Some((_, c)), Some((_, d))) if c == d => {}
            (c, d) => return Some((c.map_or(a.len(), |(i, _)| i), d.map_or(b.len(), |(i, _)| i))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_do_not_count() {
        let (a, b) = ("Viktor  Bout,\n dealer", "Viktor Bout , dealer");
        assert_eq!(first_difference(a, b), None);
        assert_eq!(first_difference("ab c", "abd"), Some((3, 2)));
        let (x, y) = (Ink::new(a), Ink::new(b));
        let ink = x.of(&[Span::new(8, 12)]);
        assert_eq!(ink[..], [Span::new(6, 10)]);
        assert_eq!(y.bytes(6, 10), Some(Span::new(7, 11)));
        assert_eq!(x.of(&[Span::new(0, 6), Span::new(8, 12)])[..], [Span::new(0, 10)], "only spaces between");
        assert!(x.of(&[Span::new(6, 8)]).is_empty());
        assert_eq!(y.bytes(3, 99), None);
    }
}
