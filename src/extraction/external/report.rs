//! What of a program's answers was passed over, and why.

use super::protocol::quoted;
use std::collections::BTreeMap;
use std::fmt;
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

    /// How many there were for a reason.
    pub fn of(&self, reason: Reason) -> u64 {
        self.counts[reason as usize]
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl fmt::Display for PassedOver {
    /// "17 mentions were passed over: 12 outside the text, 5 of a type that is not in the schema: GADGET".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.total() {
            1 => f.write_str("One mention was passed over: ")?,
            n => write!(f, "{n} mentions were passed over: ")?,
        }
        let mut between = "";
        for reason in Reason::ALL.into_iter().filter(|&r| self.of(r) > 0) {
            write!(f, "{between}{} {}", self.of(reason), reason.words())?;
            between = ", ";
        }
        let names: Vec<_> = self.labels.keys().map(String::as_str).collect();
        if !names.is_empty() {
            write!(f, ": {}{}", names.join(", "), if self.more_labels { " and others" } else { "" })?;
        }
        Ok(())
    }
}

/// What a run had to pass over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Who the program said it is; empty when it did not come to that.
    pub program: String,
    /// The mentions.
    pub mentions: PassedOver,
    /// The documents: their paths, and why.
    pub documents: Vec<(Arc<str>, String)>,
}

impl Report {
    /// Whether nothing was passed over.
    pub fn is_clean(&self) -> bool {
        self.mentions.total() == 0 && self.documents.is_empty()
    }
}

impl fmt::Display for Report {
    /// One sentence for the documents, one for the mentions; nothing when nothing was passed over.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.documents.len() {
            0 => {}
            1 => f.write_str("One document was passed over: ")?,
            n => write!(f, "{n} documents were passed over: ")?,
        }
        for (i, (path, why)) in self.documents.iter().take(NAMED).enumerate() {
            write!(f, "{}{path} ({why})", if i > 0 { ", " } else { "" })?;
        }
        if self.documents.len() > NAMED {
            f.write_str(" and others")?;
        }
        if self.mentions.total() > 0 {
            write!(f, "{}{}", if self.documents.is_empty() { "" } else { ". " }, self.mentions)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_over_is_told_in_a_sentence() {
        let mut report = Report::default();
        assert!(report.is_clean());
        assert_eq!(report.to_string(), "");
        report.mentions.count(Reason::Outside);
        assert_eq!(report.to_string(), "One mention was passed over: 1 outside the text");
        for _ in 0..5 {
            report.mentions.count_label("GADGET");
        }
        report.mentions.count(Reason::Outside);
        let told = "7 mentions were passed over: 2 outside the text, 5 of a type that is not in the schema: GADGET";
        assert_eq!(report.to_string(), told);
        report.documents.push(("a.txt".into(), "it says: too long".to_owned()));
        assert_eq!(report.to_string(), format!("One document was passed over: a.txt (it says: too long). {told}"));
        for label in 0..10_000 {
            report.mentions.count_label(&label.to_string());
        }
        assert!(report.to_string().ends_with(", 6, GADGET and others"), "{report}");
    }
}
