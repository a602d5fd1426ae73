//! Web and mail addresses that stay one token: spaCy's `URL_MATCH` (`lang/tokenizer_exceptions.py`), which goes back to
//! Diego Perini's pattern, as a hand-written matcher.

use super::chars::{DOMAIN, is};

/// Whether the whole word is an address: a scheme and a user in front if there, a host with a top-level domain or a
/// public IPv4 address, then port and path if there.
pub(super) fn is_address(word: &str) -> bool {
    if !word.contains('.') {
        return false;
    }
    // A user may be anything that ends in "@", so that a host may start at every one of them.
    let users = word.match_indices('@').filter(|&(at, _)| at > 0).map(|(at, _)| at + 1);
    std::iter::once(0).chain(scheme(word)).chain(users).any(|at| is_place(&word[at..]))
}

/// Where the text behind "https://" starts.
fn scheme(word: &str) -> Option<usize> {
    let at = word.find("://")?;
    let name = &word[..at];
    let fits = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.'));
    (fits && name.chars().nth(1).is_some()).then_some(at + 3)
}

/// Whether a text is a host with port and path.
fn is_place(text: &str) -> bool {
    after_host(text).is_some_and(is_rest) || after_ip(text).is_some_and(is_rest)
}

/// An optional port of two to five digits, an optional path.
fn is_rest(text: &str) -> bool {
    let text = match text.strip_prefix(':') {
        Some(port) => {
            let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(2..=5).contains(&(port.len() - path.len())) {
                return false;
            }
            path
        }
        None => text,
    };
    text.is_empty() || text.starts_with(['/', '?', '#'])
}

/// What follows labels with full stops and a top-level domain.
fn after_host(text: &str) -> Option<&str> {
    let mut rest = text;
    let mut labels = 0;
    loop {
        if labels > 0 {
            let behind = rest.trim_start_matches(|c| is(c, DOMAIN));
            let length = rest[..rest.len() - behind.len()].chars().take(64).count();
            if (2..=63).contains(&length) && is_rest(behind) {
                return Some(behind);
            }
        }
        let behind = rest.trim_start_matches(|c| in_label(c) || matches!(c, '_' | '-'));
        let label = &rest[..rest.len() - behind.len()];
        let fits = label.starts_with(in_label) && label.ends_with(in_label) && label.chars().nth(64).is_none();
        rest = behind.strip_prefix('.').filter(|_| fits)?;
        labels += 1;
    }
}

fn in_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{A1}'..='\u{FFFF}')
}

/// What follows four numbers that are a public address.
fn after_ip(text: &str) -> Option<&str> {
    let mut numbers = [0u16; 4];
    let mut rest = text;
    for (i, number) in numbers.iter_mut().enumerate() {
        if i > 0 {
            rest = rest.strip_prefix('.')?;
        }
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &rest[..rest.len() - behind.len()];
        *number = digits.parse().ok().filter(|&n| n <= 255)?;
        // Leading zeros only in the middle, and only as one of two digits.
        let outer = i == 0 || i == 3;
        if digits.starts_with('0') && (outer || digits.len() > 2) || digits.len() > 3 {
            return None;
        }
        rest = behind;
    }
    let [a, b, _, d] = numbers;
    let private = matches!((a, b), (10 | 127, _) | (169, 254) | (192, 168) | (172, 16..=31));
    (a <= 223 && d <= 254 && !private).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known() {
        for word in [
            "example.com",
            "www.a-b.co.uk/x?y#z",
            "https://example.org:8080/",
            "me@example.com",
            "user:pw@example.com",
            "mailto:me@example.com",
            "8.8.8.8",
            "ftp://8.8.08.8/x",
            "пример.рф",
            "end.start",
            "a_b.com",
        ] {
            assert!(is_address(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for word in [
            "example",
            "U.S.",
            "U.S",
            "3.14",
            "10.0.0.1",
            "192.168.1.1",
            "08.8.8.8",
            "example.com:1",
            "example.c",
            "-a.com",
            "end.Start",
            "a..com",
            "1.2.3.256",
            "http://",
            "@example.Com",
        ] {
            assert!(!is_address(word), "{word}");
        }
    }
}
