//! What stands in the last column: white space, brackets, and the fields of a mention.

use super::super::escape::{escaped, unescaped};

/// The fields, where a file has no header: those of CorefUD 1.0.
pub(super) const FIELDS: &str = "eid-etype-head-other";
/// What must not be in a field.
const RESERVED: &str = "-=|()[],:<>&_";

/// A field as it is written.
pub(super) fn field(text: &str) -> String {
    escaped(text, RESERVED)
}

/// A name as it is written: with `_` for a space, as titles of Wikipedia are.
pub(super) fn name_field(name: &str) -> String {
    let words: Vec<_> = name.split(' ').map(field).collect();
    words.join("_")
}

/// A field as it is read.
pub(super) fn field_of(there: &str) -> String {
    unescaped(&there.replace("&#45;", "-")).into_owned()
}

/// A name as it is read.
pub(super) fn name_of(there: &str) -> String {
    field_of(&there.replace('_', " "))
}

/// White space as UDPipe writes it. What it has no letters for stays.
pub(super) fn spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c {
            ' ' => out.push_str("\\s"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// The white space again; `None` when something else is there.
pub(super) fn spaces_of(there: &str) -> Option<String> {
    let (mut out, mut chars) = (String::new(), there.chars());
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => match chars.next()? {
                's' => ' ',
                't' => '\t',
                'r' => '\r',
                'n' => '\n',
                _ => return None,
            },
            c if c.is_whitespace() => c,
            _ => return None,
        };
        out.push(c);
    }
    Some(out)
}

/// A bracket of `Entity=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bracket<'a> {
    pub opens: bool,
    pub closes: bool,
    /// What stands inside of it.
    pub inside: &'a str,
}

/// The brackets of a value. An error is the byte where something else stands.
pub(super) fn brackets(value: &str) -> Result<Vec<Bracket<'_>>, usize> {
    let (mut all, mut at) = (Vec::new(), 0);
    while at < value.len() {
        let rest = &value[at..];
        let opens = rest.starts_with('(');
        let inside = &rest[usize::from(opens)..];
        let inside = &inside[..inside.find(['(', ')']).unwrap_or(inside.len())];
        let end = at + usize::from(opens) + inside.len();
        let closes = value[end..].starts_with(')');
        if inside.is_empty() || !(opens || closes) {
            return Err(at);
        }
        all.push(Bracket { opens, closes, inside });
        at = end + usize::from(closes);
    }
    if all.is_empty() { Err(0) } else { Ok(all) }
}

/// An id, which of how many parts: `e5[1/2]`. One of one part has no brackets.
pub(super) fn part_of(id: &str) -> (&str, u32, u32) {
    let found = id.strip_suffix(']').and_then(|id| id.rsplit_once('['));
    let found = found.and_then(|(id, part)| part.split_once('/').map(|(part, parts)| (id, part, parts)));
    let parsed = found.and_then(|(id, part, parts)| Some((id, part.parse().ok()?, parts.parse().ok()?)));
    parsed.filter(|(_, part, parts)| *part >= 1 && part <= parts).unwrap_or((id, 1, 1))
}

/// What a field of the header is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Entity,
    Kind,
    Head,
    MinSpan,
    Identity,
    Other,
    /// One that has no place in a project, by its name.
    Unknown(String),
}

/// The fields of a header: `None` when none of them is an entity.
pub(super) fn header(names: &str) -> Option<Vec<Field>> {
    let field = |name: &str| match name {
        "eid" | "GRP" => Field::Entity,
        "etype" | "entity" => Field::Kind,
        "head" => Field::Head,
        "minspan" | "min" | "MIN" => Field::MinSpan,
        "identity" => Field::Identity,
        "other" => Field::Other,
        other => Field::Unknown(other.to_owned()),
    };
    let fields: Vec<_> = names.trim().split('-').map(field).collect();
    fields.contains(&Field::Entity).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn brackets_stand_one_after_the_other() {
        let shown = |value| {
            let show = |b: &Bracket<'_>| format!("{}{}{}", u8::from(b.opens), b.inside, u8::from(b.closes));
            brackets(value).map(|all| all.iter().map(show).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(shown("2)(e1-x(e3)e4)"), Ok("021 1e1-x0 1e31 0e41".to_owned()));
        assert_eq!((shown(""), shown("()"), shown("(1)2"), shown("))")), (Err(0), Err(0), Err(3), Err(0)));
    }

    #[test]
    fn parts_have_numbers() {
        assert_eq!(part_of("e5[1/2]"), ("e5", 1, 2));
        for whole in ["e5", "e5[]", "e5[3/2]", "e5[0/2]", "[1", "e5[x/2]"] {
            assert_eq!(part_of(whole), (whole, 1, 1));
        }
    }

    #[test]
    fn old_escapes_are_known() {
        assert_eq!(field_of("STS&#45;1"), "STS-1");
        assert_eq!(name_of("Udvar%2DHazy_Center_%28x%29"), "Udvar-Hazy Center (x)");
        assert_eq!(spaces_of("\\s\\p"), None);
        assert_eq!(spaces_of("a"), None);
    }

    proptest! {
        #[test]
        fn any_name_comes_back(name in ".{0,12}", gap in "[ \t\r\n\u{a0}\u{2028}]{0,6}") {
            let there = name_field(&name);
            prop_assert!(!there.contains(['-', '(', ')', '|', '=', '\t', '\n', ' ']));
            prop_assert_eq!(name_of(&there), name);
            prop_assert_eq!(spaces_of(&spaces(&gap)), Some(gap));
        }
    }
}
