//! Places that were found in the documents: what stands there already, and which are ticked at first.

use super::Session;
use crate::annotation::{EntityId, MentionId, Project, Status, TypeId};
use crate::text::{DocumentId, Span};

/// No more places than this are shown and acted on at once.
pub const MAX_PLACES: usize = 20_000;

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundPlace {
    /// In which document.
    pub document: DocumentId,
    /// Where.
    pub span: Span,
    /// What stood there when it was found.
    pub standing: Standing,
    /// Whose place it is, by its row in the list that it was found with.
    pub row: u32,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing that matters.
    Free,
    /// This mention, accepted, proposed or dismissed.
    Is(MentionId),
    /// It lies inside this mention, or holds or crosses this one that a person agreed with.
    Clashes(MentionId),
}

/// What is to be made of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The type to give.
    pub kind: TypeId,
    /// Whom to tie it to.
    pub tie: Tie,
}

/// Whom a place is to be tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nobody; what is tied stays so.
    No,
    /// This entity.
    To(EntityId),
    /// An entity that is yet to be made.
    New,
}

/// The places of one search, in corpus order, as they come in.
#[derive(Clone, Debug, Default)]
pub struct FoundPlaces {
    /// Tells the reports on this search from those on an earlier one.
    pub(super) generation: u64,
    pub(super) all: Vec<FoundPlace>,
    pub(super) state: Seeking,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seeking {
    /// It goes on.
    #[default]
    Running,
    /// Everything was found.
    Done,
    /// There are more than [`MAX_PLACES`].
    Cut,
}

impl FoundPlaces {
    /// The places found so far, in corpus order.
    pub fn all(&self) -> &[FoundPlace] {
        &self.all
    }

    /// Changes with every search.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How far the search is.
    pub fn state(&self) -> Seeking {
        self.state
    }
}

/// What stands at a place of a project.
pub(super) fn standing(project: &Project, document: DocumentId, span: Span) -> Standing {
    let mut clash = None;
    for mention in project.mentions_in(document, span) {
        if mention.spans[..] == [span] {
            return Standing::Is(mention.id);
        }
        let inside = mention.is_live() && mention.hull().contains(span);
        if inside || mention.status == Status::Accepted {
            clash = clash.max(Some(mention.id));
        }
    }
    clash.map_or(Standing::Free, Standing::Clashes)
}

impl FoundPlace {
    /// Whether it is so already: nothing would change.
    pub fn is_done(&self, project: &Project, intent: Intent) -> bool {
        let Standing::Is(id) = self.standing else { return false };
        project.mention(id).is_some_and(|m| {
            let tied = match intent.tie {
                Tie::No => true,
                Tie::To(entity) => m.entity == Some(entity),
                Tie::New => false,
            };
            m.status == Status::Accepted && m.kind == intent.kind && tied
        })
    }

    /// Whether it is ticked at first: what contradicts a person's word is not.
    pub fn is_likely(&self, project: &Project, intent: Intent) -> bool {
        match self.standing {
            Standing::Free => true,
            Standing::Clashes(id) => project.mention(id).is_none(),
            Standing::Is(_) if self.is_done(project, intent) => false,
            Standing::Is(id) => project.mention(id).is_none_or(|m| match m.status {
                Status::Rejected => false,
                Status::Proposed => true,
                Status::Accepted => m.kind == intent.kind && m.entity.is_none(),
            }),
        }
    }
}

impl Session {
    /// Documents whose mentions may be looked for, with their texts.
    pub(super) fn readable(&self) -> Vec<(DocumentId, crate::text::Document)> {
        let anchored = self.project.documents().filter(|d| self.is_anchored(d.id));
        anchored.filter_map(|d| self.document(d.id).map(|text| (d.id, text.clone()))).collect()
    }
}
