//! Places and statuses as words, for formats whose values are text.

use crate::annotation::Status;

/// Parts as words: `0 6;12 16`.
pub(super) fn spell(parts: &[(u32, u32)]) -> String {
    parts.iter().map(|(start, end)| format!("{start} {end}")).collect::<Vec<_>>().join(";")
}

/// The parts of a mention from `start` to `end`: one, or those that words tell. `None` when they are no such parts: in
/// order, none empty or on another, from `start` to `end`.
pub(super) fn parts_of(words: &str, start: u32, end: u32) -> Option<Vec<(u32, u32)>> {
    let part = |part: &str| {
        let (from, to) = part.trim().split_once(' ')?;
        Some((from.parse().ok()?, to.trim().parse().ok()?))
    };
    let parts: Vec<(u32, u32)> = match words.trim() {
        "" => vec![(start, end)],
        words => words.split(';').map(part).collect::<Option<_>>()?,
    };
    let whole = parts.first().is_some_and(|p| p.0 == start) && parts.last().is_some_and(|p| p.1 == end);
    let ordered = parts.iter().all(|(from, to)| from < to) && parts.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    (whole && ordered).then_some(parts)
}

/// The status that a word tells: accepted, when there is none.
pub(super) fn status_of(word: &str) -> Option<Status> {
    match word.trim().to_ascii_lowercase().as_str() {
        "" | "accepted" => Some(Status::Accepted),
        "proposed" => Some(Status::Proposed),
        "dismissed" | "rejected" => Some(Status::Rejected),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_they_are_spelled() {
        let parts = vec![(0, 6), (12, 16)];
        assert_eq!(spell(&parts), "0 6;12 16");
        assert_eq!(parts_of(" 0  6; 12 16", 0, 16), Some(parts));
        assert_eq!(parts_of(" ", 3, 4), Some(vec![(3, 4)]));
        for words in ["0 6;5 16", "0 6;6 6;7 16", "0 6", "0 x;12 16", "1 6;12 16", "12 16;0 6", ";"] {
            assert_eq!(parts_of(words, 0, 16), None, "{words}");
        }
        assert_eq!(parts_of("", 4, 4), None);
    }
}
