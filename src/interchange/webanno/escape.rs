//! The escapes of WebAnno TSV 3: some in the values of features, others in texts.

/// A value of a feature as it stands in a column. `->` is escaped as one.
pub(super) fn escaped_value(value: &str) -> String {
    let mut all = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => all.extend(['\\', c]),
            '-' if characters.peek() == Some(&'>') => all.push_str("\\-"),
            '\t' => all.push_str("\\t"),
            '\n' => all.push_str("\\n"),
            c => all.push(c),
        }
    }
    all
}

/// What a value in a column says.
pub(super) fn unescaped_value(value: &str) -> String {
    let mut all = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match (c, c == '\\') {
            (c, false) => all.push(c),
            (_, true) => match characters.next() {
                Some('t') => all.push('\t'),
                Some('n') => all.push('\n'),
                Some(c) => all.push(c),
                None => all.push('\\'),
            },
        }
    }
    all
}

/// The pieces between separators that are not escaped.
pub(super) fn split(value: &str, separator: u8) -> Vec<&str> {
    let (mut pieces, mut from, mut is_escaped) = (Vec::new(), 0, false);
    for (i, byte) in value.bytes().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if byte == b'\\' {
            is_escaped = true;
        } else if byte == separator {
            pieces.push(&value[from..i]);
            from = i + 1;
        }
    }
    pieces.push(&value[from..]);
    pieces
}

/// A value and the number in brackets behind it: `PER[1]`.
pub(super) fn numbered(value: &str) -> (&str, Option<u64>) {
    let mut last = None;
    let mut is_escaped = false;
    for (i, byte) in value.bytes().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if byte == b'\\' {
            is_escaped = true;
        } else if byte == b'[' {
            last = Some(i);
        }
    }
    let number = last.and_then(|at| value[at + 1..].strip_suffix(']')?.parse().ok());
    match (last, number) {
        (Some(at), Some(number)) => (&value[..at], Some(number)),
        _ => (value, None),
    }
}

/// A line of a text.
pub(super) fn escaped_text(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => all.push_str("\\\\"),
            '\t' => all.push_str("\\t"),
            '\n' => all.push_str("\\n"),
            '\r' => all.push_str("\\r"),
            '\u{c}' => all.push_str("\\f"),
            '\u{8}' => all.push_str("\\b"),
            '\u{b}' => all.push(c),
            c if c < ' ' => all.extend(['\\', c]),
            c => all.push(c),
        }
    }
    all
}

/// What a line of a text says. Until 3.1 texts were escaped as Java is (`\u00e9`).
pub(super) fn unescaped_text(text: &str, as_java: bool) -> String {
    if as_java {
        return unescaped_java(text);
    }
    let mut all = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            all.push(c);
            continue;
        }
        match characters.next() {
            Some('t') => all.push('\t'),
            Some('n') => all.push('\n'),
            Some('r') => all.push('\r'),
            Some('f') => all.push('\u{c}'),
            Some('b') => all.push('\u{8}'),
            Some('\\') => all.push('\\'),
            Some(c) if c < ' ' => all.push(c),
            Some(c) => all.extend(['\\', c]),
            None => all.push('\\'),
        }
    }
    all
}

fn unescaped_java(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut buffer = [0; 2];
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut buffer));
            continue;
        }
        let hex = rest.as_str().trim_start_matches('u').get(..4).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        if let Some(unit) = hex.filter(|_| rest.as_str().starts_with('u')) {
            units.push(unit);
            while rest.as_str().starts_with('u') {
                rest.next();
            }
            rest = rest.as_str()[4..].chars();
            continue;
        }
        let c = match rest.next() {
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('f') => '\u{c}',
            Some('b') => '\u{8}',
            Some(c) => c,
            None => '\\',
        };
        units.extend_from_slice(c.encode_utf16(&mut buffer));
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_of_the_format() {
        assert_eq!(escaped_value("a\\[b]|_->;\t\n*-"), "a\\\\\\[b\\]\\|\\_\\->\\;\\t\\n\\*-");
        assert_eq!(split("a\\|b|c\\\\|d", b'|'), ["a\\|b", "c\\\\", "d"]);
        assert_eq!(numbered("PER[12]"), ("PER", Some(12)));
        assert_eq!(numbered("PER\\[1\\]"), ("PER\\[1\\]", None));
        assert_eq!(numbered("PER\\[1\\][2]"), ("PER\\[1\\]", Some(2)));
        assert_eq!(numbered("1-1[0_1]"), ("1-1[0_1]", None));
        assert_eq!(unescaped_text("a\\tb\\x\\\\", false), "a\tb\\x\\");
        assert_eq!(unescaped_text("\\u00e9\\uD83D\\uDE00\\\\u\\\"\\n", true), "é😀\\u\"\n");
        assert_eq!(unescaped_text("\\u00e", true), "u00e");
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[a-c\\\\|\\[\\]_>\\-;*\t\n\r\u{1}\u{8}\u{b}\u{c}é😀]{0,20}") {
            prop_assert_eq!(unescaped_value(&escaped_value(&text)), text.clone());
            prop_assert_eq!(split(&escaped_value(&text), b'|').len(), 1);
            prop_assert_eq!(unescaped_text(&escaped_text(&text), false), text.clone());
            unescaped_text(&text, true);
        }
    }
}
