//! What a format cannot hold of a project: told before anything is written.

use std::collections::BTreeMap;
use std::fmt;

/// How many examples of a loss are kept.
const EXAMPLES: usize = 3;

/// Something that a format cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A document whose text is not at hand, or not the one that its offsets refer to. It and its mentions are left out.
    Document,
    /// A document that the format has no room for, since it is empty.
    EmptyDocument,
    /// White space between words: the format keeps words only.
    WhiteSpace,
    /// A mention of several parts becomes one from its first byte to its last.
    Flattened,
    /// A mention that stands where another one does, or crosses one in a way that the format cannot tell apart.
    Crossing,
    /// A mention that cannot be told in the format for another reason.
    Mention,
    /// A mention without an entity: the format has none, so it becomes the only mention of an entity of its own.
    Untied,
    /// A mention's type.
    MentionType,
    /// An entity over several documents becomes one for each.
    CutEntity,
    /// An entity's name.
    EntityName,
    /// An entity's type.
    EntityType,
    /// An entity's note.
    EntityNote,
    /// An entity without mentions.
    EmptyEntity,
    /// A proposal that nobody has decided about becomes a mention like others.
    Proposal,
    /// A dismissed mention is left out.
    Dismissed,
    /// Who marked or accepted a mention, and why the machine proposed it.
    Origin,
    /// A judgement.
    Judgement,
    /// A name of the gazetteer.
    GazetteerEntry,
    /// Keys, marks, colours and labels of the mention types.
    Schema,
    /// A character that the format cannot hold is replaced.
    Character,
}

impl Loss {
    /// What is lost, of so many.
    fn words(self, count: usize) -> String {
        let one = count == 1;
        let n = |one_word: &str, many: &str| format!("{count} {}", if one { one_word } else { many });
        let is = if one { "is" } else { "are" };
        match self {
            Self::Document => format!("{} without a fitting text {is} left out", n("document", "documents")),
            Self::EmptyDocument => format!("{} {is} left out", n("empty document", "empty documents")),
            Self::WhiteSpace => {
                format!("white space and line ends of {} {is} not kept: words only", n("document", "documents"))
            }
            Self::Flattened => {
                format!("{} flattened to one span each", n("discontinuous mention", "discontinuous mentions"))
            }
            Self::Crossing => format!("{} that others stand on or cross {is} left out", n("mention", "mentions")),
            Self::Mention => format!("{} that the format cannot tell {is} left out", n("mention", "mentions")),
            Self::Untied => {
                let become_ = if one { "becomes an entity" } else { "become entities" };
                format!("{} without an entity {become_} of one mention", n("mention", "mentions"))
            }
            Self::MentionType => format!("the type of {} is not kept", n("mention", "mentions")),
            Self::CutEntity => {
                format!("{} over several documents {is} cut where a document ends", n("entity", "entities"))
            }
            Self::EntityName => format!("the name of {} is not kept", n("entity", "entities")),
            Self::EntityType => format!("the type of {} is not kept", n("entity", "entities")),
            Self::EntityNote => format!("{} {is} not kept", n("note on an entity", "notes on entities")),
            Self::EmptyEntity => format!("{} without mentions {is} left out", n("entity", "entities")),
            Self::Proposal => {
                let becomes = if one { "becomes a mention" } else { "become mentions" };
                format!("{} that nobody has decided about {becomes} like others", n("proposal", "proposals"))
            }
            Self::Dismissed => format!("{} {is} left out", n("dismissed mention", "dismissed mentions")),
            Self::Origin => format!("who marked {} and why is not kept", n("mention", "mentions")),
            Self::Judgement => format!("{} {is} left out", n("judgement", "judgements")),
            Self::GazetteerEntry => format!("{} of the gazetteer {is} left out", n("name", "names")),
            Self::Schema => format!("keys, marks and colours of {} are not kept", n("mention type", "mention types")),
            Self::Character => format!("{} that the format cannot hold {is} replaced", n("character", "characters")),
        }
    }
}

/// What is lost, with how many of each and some examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    all: BTreeMap<Loss, (usize, Vec<String>)>,
}

impl Losses {
    /// Notes one loss, with what it is about (`“Viktor … Bout” (a.txt)`), or nothing.
    pub fn note(&mut self, loss: Loss, example: impl FnOnce() -> String) {
        let (count, examples) = self.all.entry(loss).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example());
        }
    }

    /// Notes several losses of a kind at once, without examples.
    pub fn count(&mut self, loss: Loss, count: usize) {
        if count > 0 {
            self.all.entry(loss).or_default().0 += count;
        }
    }

    /// Whether nothing is lost.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many of a kind are lost.
    pub fn of(&self, loss: Loss) -> usize {
        self.all.get(&loss).map_or(0, |(count, _)| *count)
    }

    /// A sentence a loss: `3 discontinuous mentions flattened to one span each: “Viktor … Bout” (a.txt)`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.all.iter().map(|(loss, (count, examples))| {
            let mut line = loss.words(*count);
            if !examples.is_empty() {
                line.push_str(": ");
                line.push_str(&examples.join(", "));
                if *count > examples.len() {
                    line.push_str(", …");
                }
            }
            line
        })
    }
}

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_told_with_examples() {
        let mut losses = Losses::default();
        for n in 0..5 {
            losses.note(Loss::Flattened, || format!("“{n}”"));
        }
        losses.count(Loss::Judgement, 1);
        losses.count(Loss::Dismissed, 0);
        let lines: Vec<_> = losses.lines().collect();
        let flat = "5 discontinuous mentions flattened to one span each: “0”, “1”, “2”, …";
        assert_eq!(lines, [flat, "1 judgement is left out"]);
    }
}
