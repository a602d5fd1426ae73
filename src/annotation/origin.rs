//! Who a mention is from: the machine, a person, or one after the other, in words.

use super::{Layers, Mention, Status};

impl Mention {
    /// Who found or marked it and who decided, as a sentence begins: `Found by the tagger and the project, accepted by
    /// ab`, `Marked by ab`.
    pub fn origin(&self) -> String {
        let by = |verb: &str| match &*self.by {
            "" => verb.to_owned(),
            by => format!("{verb} by {by}"),
        };
        let Some(evidence) = &self.evidence else {
            return match self.status {
                Status::Proposed => "Proposed, it is not told by what".to_owned(),
                Status::Accepted => by("Marked"),
                Status::Rejected => by("Marked, then dismissed"),
            };
        };
        let found = format!("Found by {}", evidence.layers.in_words());
        match self.status {
            Status::Proposed => format!("{found}, nobody has decided"),
            Status::Accepted => format!("{found}, {}", by("accepted")),
            Status::Rejected => format!("{found}, {}", by("dismissed")),
        }
    }
}

impl Layers {
    /// One layer as it is called in a sentence.
    pub const fn called(self) -> &'static str {
        match self {
            Self::TAGGER => "the tagger",
            Self::RULES => "the rules",
            Self::PROJECT => "the project",
            Self::GAZETTEER => "the gazetteer",
            Self::EXTERNAL => "your extractor",
            _ => "the machine",
        }
    }

    /// `the tagger and the project`; `the machine` when it is not told which.
    pub fn in_words(self) -> String {
        let names: Vec<_> = Self::ALL.iter().filter(|(layer, _)| self.has(*layer)).map(|(l, _)| l.called()).collect();
        match names.split_last() {
            None => Self::NONE.called().to_owned(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Evidence, MentionId, TypeId};
    use crate::text::DocumentId;

    fn mention(layers: Option<Layers>, status: Status, by: &str) -> Mention {
        let evidence = layers.map(|layers| Evidence { score: 0.9.into(), rule: "".into(), layers });
        Mention {
            id: MentionId(1),
            document: DocumentId(1),
            spans: Default::default(),
            text: "".into(),
            kind: TypeId(0),
            entity: None,
            status,
            by: by.into(),
            evidence,
        }
    }

    #[test]
    fn machine_and_person_are_told_apart() {
        let both = Some(Layers::PROJECT.with(Layers::TAGGER));
        let told = |layers, status, by| mention(layers, status, by).origin();
        assert_eq!(told(both, Status::Accepted, "ab"), "Found by the tagger and the project, accepted by ab");
        assert_eq!(told(Some(Layers::RULES), Status::Proposed, ""), "Found by the rules, nobody has decided");
        assert_eq!(told(Some(Layers::NONE), Status::Rejected, "ab"), "Found by the machine, dismissed by ab");
        assert_eq!(told(None, Status::Accepted, "ab"), "Marked by ab");
        let three = both.map(|l| l.with(Layers::GAZETTEER));
        assert!(told(three, Status::Proposed, "").starts_with("Found by the tagger, the project and the gazetteer"));
    }
}
