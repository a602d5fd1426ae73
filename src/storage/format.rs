//! The rows of a project file as they are read. Strings borrow from the file's text where they hold no escape,
//! so that a million mentions cost no allocation before they are mentions.

use super::Workspace;
use crate::annotation::{Colour, Mark, Status, Verdict};
use crate::text::{ContentHash, Span, Spans};
use ron::extensions::Extensions;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// How project files and journals spell RON: an optional value is written as itself, or left out.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// A string, borrowed when it can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, s: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(s)))
            }

            fn visit_str<E: Error>(self, s: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(s.to_owned())))
            }

            fn visit_string<E: Error>(self, s: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(s)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A project file.
#[derive(serde::Deserialize)]
#[serde(rename = "Project", deny_unknown_fields)]
pub(super) struct ProjectRow<'a> {
    pub version: u64,
    #[serde(borrow)]
    pub corpus: Text<'a>,
    /// The ids to be given out next: document, entity, mention.
    #[serde(default)]
    pub next: (u32, u32, u32),
    /// The schema; none for the default one.
    #[serde(default)]
    pub types: Option<Vec<TypeRow>>,
    #[serde(borrow, default)]
    pub documents: Vec<DocumentRow<'a>>,
    #[serde(borrow, default)]
    pub entities: Vec<EntityRow<'a>>,
    #[serde(borrow, default)]
    pub mentions: Vec<MentionRow<'a>>,
    #[serde(borrow, default)]
    pub judgements: Vec<JudgementRow<'a>>,
    #[serde(borrow, default)]
    pub gazetteer: Vec<EntryRow<'a>>,
    #[serde(default)]
    pub workspace: Workspace,
}

/// Only the version, whatever else there is.
#[derive(serde::Deserialize)]
#[serde(rename = "Project")]
pub(super) struct VersionRow {
    pub version: u64,
}

/// A mention type.
#[derive(serde::Deserialize)]
#[serde(rename = "MentionType", deny_unknown_fields)]
pub(super) struct TypeRow {
    pub name: Arc<str>,
    pub key: char,
    pub mark: Mark,
    pub colour: Colour,
    /// Whether the machine proposes it; not told: it does.
    #[serde(default)]
    pub on: Option<bool>,
    /// Not told, as in files from before there were labels: those that a new project gives to a type of this name.
    #[serde(default)]
    pub labels: Option<Vec<Arc<str>>>,
    /// Of a journal: the type was removed, and its number stays its own.
    #[serde(default)]
    pub gone: bool,
}

/// A document.
#[derive(serde::Deserialize)]
#[serde(rename = "Document", deny_unknown_fields)]
pub(super) struct DocumentRow<'a> {
    pub id: u32,
    #[serde(borrow)]
    pub path: Text<'a>,
    pub bytes: u32,
    pub sha256: ContentHash,
}

/// An entity.
#[derive(serde::Deserialize)]
#[serde(rename = "Entity", deny_unknown_fields)]
pub(super) struct EntityRow<'a> {
    pub id: u32,
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow, default)]
    pub note: Text<'a>,
}

/// A mention.
#[derive(serde::Deserialize)]
#[serde(rename = "Mention", deny_unknown_fields)]
pub(super) struct MentionRow<'a> {
    pub id: u32,
    pub doc: u32,
    #[serde(default)]
    pub span: Option<Span>,
    #[serde(default)]
    pub spans: Spans,
    #[serde(borrow)]
    pub text: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(default)]
    pub entity: Option<u32>,
    pub status: Status,
    #[serde(borrow, default)]
    pub by: Text<'a>,
    #[serde(borrow, default)]
    pub rule: Option<Text<'a>>,
    #[serde(default)]
    pub score: Option<f32>,
    #[serde(borrow, default)]
    pub layers: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub before: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub after: Option<Text<'a>>,
}

/// A judgement.
#[derive(serde::Deserialize)]
#[serde(rename = "Judgement", deny_unknown_fields)]
pub(super) struct JudgementRow<'a> {
    pub a: u32,
    pub b: u32,
    pub verdict: Verdict,
    #[serde(borrow, default)]
    pub by: Text<'a>,
    /// RFC 3339; not told by files from before it was noted.
    #[serde(borrow, default)]
    pub at: Option<Text<'a>>,
}

/// A name of the gazetteer.
#[derive(serde::Deserialize)]
#[serde(rename = "Entry", deny_unknown_fields)]
pub(super) struct EntryRow<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The type to propose; none for a name that is never to be proposed.
    #[serde(borrow, rename = "type", default)]
    pub kind: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub entity: Option<Text<'a>>,
    #[serde(default)]
    pub ignore_case: bool,
    #[serde(default)]
    pub ignore_diacritics: bool,
    #[serde(borrow, default)]
    pub by: Text<'a>,
}

/// The first line of a journal.
#[derive(serde::Deserialize)]
#[serde(rename = "Journal", deny_unknown_fields)]
pub(super) struct JournalRow {
    pub version: u64,
    /// Hash of the project file that it continues; none for a project that was never saved.
    #[serde(default)]
    pub base: Option<ContentHash>,
}

/// A line of a journal: what a transaction left behind.
#[derive(serde::Deserialize)]
#[serde(rename = "Step", deny_unknown_fields)]
pub(super) struct StepRow<'a> {
    #[serde(borrow)]
    pub label: Text<'a>,
    #[serde(default)]
    pub machine: bool,
    #[serde(borrow)]
    pub ops: Vec<OpRow<'a>>,
}

/// One item as it is after a step, or that it is gone.
#[derive(serde::Deserialize)]
pub(super) enum OpRow<'a> {
    #[serde(borrow)]
    Document(DocumentRow<'a>),
    NoDocument(u32),
    #[serde(borrow)]
    Entity(EntityRow<'a>),
    NoEntity(u32),
    #[serde(borrow)]
    Mention(MentionRow<'a>),
    NoMention(u32),
    #[serde(borrow)]
    Judgement(JudgementRow<'a>),
    NoJudgement(u32, u32),
    #[serde(borrow)]
    Entry(EntryRow<'a>),
    #[serde(borrow)]
    NoEntry(Text<'a>),
    Types(Vec<TypeRow>),
}
