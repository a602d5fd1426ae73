//! What of a program's answers was passed over, and why.

use super::protocol::quoted;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many unknown labels and documents are named.
const NAMED: usize = 8;

/// Why a mention was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It begins or ends past the end of the text, or before its beginning.
    Outside,
    /// It ends where it begins, or before, or covers nothing but spaces.
    Empty,
    /// It begins or ends inside what a reader takes for one character.
    Cut,
    /// It is longer than any name.
    Long,
    /// Its score is not a number between 0 and 1.
    Score,
    /// There is another one at the same place.
    Twice,
    /// There are more of them than the text has characters.
    TooMany,
    /// It has no start, end or type, or not as numbers and text.
    Unreadable,
    /// Its type is not in the schema.
    Type,
}

impl Reason {
    pub(super) const ALL: [Self; 9] = [
        Self::Outside,
        Self::Empty,
        Self::Cut,
        Self::Long,
        Self::Score,
        Self::Twice,
        Self::TooMany,
        Self::Unreadable,
        Self::Type,
    ];

    const fn words(self) -> &'static str {
        match self {
            Self::Outside => "outside the text",
            Self::Empty => "empty or backwards",
            Self::Cut => "that cut a character in two",
            Self::Long => "longer than any name",
            Self::Score => "with a score that is not between 0 and 1",
            Self::Twice => "told twice",
            Self::TooMany => "beyond one a character",
            Self::Unreadable => "without a start, end or type",
            Self::Type => "of a type that is not in the schema",
        }
    }
}

/// Mentions that were passed over, counted by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    counts: [u64; Reason::ALL.len()],
    /// Labels that are not in the schema, some of them, and how often they came.
    labels: BTreeMap<String, u64>,
    /// Whether there were more labels than are named.
    more_labels: bool,
}

impl PassedOver {
    pub(super) fn count(&mut self, reason: Reason) {
        self.counts[reason as usize] += 1;
    }

    pub(super) fn count_label(&mut self, label: &str) {
        self.count(Reason::Type);
        let label = quoted(label, 40);
        if self.labels.len() < NAMED || self.labels.contains_key(&label) {
            *self.labels.entry(label).or_default() += 1;
        } else {
            self.more_labels = true;
        }
    }

    /// How many there were for one reason.
    pub fn of(&self, reason: Reason) -> u64 {
        self.counts[reason as usize]
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl PassedOver {
    /// A line for each reason: "5 mentions of a type that is not in the schema: GADGET".
    fn lines(&self) -> impl Iterator<Item = String> {
        Reason::ALL.into_iter().filter(|&reason| self.of(reason) > 0).map(|reason| {
            let mentions = match self.of(reason) {
                1 => "one mention".to_owned(),
                n => format!("{n} mentions"),
            };
            let names: Vec<_> = self.labels.keys().map(String::as_str).collect();
            let names = match reason {
                Reason::Type => format!(": {}{}", names.join(", "), if self.more_labels { " and others" } else { "" }),
                _ => String::new(),
            };
            format!("{mentions} {}{names}", reason.words())
        })
    }
}

/// What a run had to pass over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// The mentions.
    pub mentions: PassedOver,
    /// The documents: their paths, and why.
    pub documents: Vec<(Arc<str>, String)>,
}

impl Losses {
    /// Whether nothing was passed over.
    pub fn is_empty(&self) -> bool {
        self.mentions.total() == 0 && self.documents.is_empty()
    }

    /// For people: a line for each document and each reason.
    pub fn lines(&self) -> Vec<String> {
        let documents = self.documents.iter().take(NAMED).map(|(path, why)| format!("{path}: {why}"));
        let more = self.documents.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("{more} more documents"));
        documents.chain(more).chain(self.mentions.lines()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_over_is_told_by_reasons() {
        let mut losses = Losses::default();
        assert!(losses.is_empty() && losses.lines().is_empty());
        losses.mentions.count(Reason::Outside);
        assert_eq!(losses.lines(), ["one mention outside the text"]);
        for _ in 0..5 {
            losses.mentions.count_label("GADGET");
        }
        losses.documents.push(("a.txt".into(), "too long".to_owned()));
        let unknown = "5 mentions of a type that is not in the schema: GADGET";
        assert_eq!(losses.lines(), ["a.txt: too long", "one mention outside the text", unknown]);
        for n in 0..10_000 {
            losses.mentions.count_label(&n.to_string());
            losses.documents.push((n.to_string().into(), "too long".to_owned()));
        }
        let lines = losses.lines();
        assert_eq!(lines.len(), NAMED + 1 + 2);
        assert_eq!(lines[NAMED], "9993 more documents");
        assert!(lines.last().unwrap().ends_with(", 6, GADGET and others"), "{lines:?}");
    }
}
