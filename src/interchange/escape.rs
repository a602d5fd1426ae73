//! Characters that a format gives a meaning of its own, as `%20` (RFC 3986), for names in columns.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text without white space, control characters, `%` and these characters.
pub(super) fn escaped(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || c == '%' || also.contains(c) {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                // Writing to a string never fails.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The text again. What is no escape, or does not make UTF-8, stays as it is.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let digit = |i: usize| bytes.get(i).and_then(|&b| char::from(b).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(text.into(), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(escaped("a b\u{a0}(1)", "()"), "a%20b%C2%A0%281%29");
        for text in ["100%", "%zz", "%FF", "%C3%28", "é"] {
            assert_eq!(unescaped(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in ".{0,20}") {
            let there = escaped(&text, "()-|");
            prop_assert!(!there.contains(char::is_whitespace) && !there.contains(['(', ')', '-', '|']));
            prop_assert_eq!(unescaped(&there), text);
        }
    }
}
