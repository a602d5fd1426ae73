//! What helps the annotator: the linker, equal names, or nothing.

use super::along;
use super::annotator::Gold;
use crate::annotation::{MentionId, Op, Project, Transaction};
use crate::linking::{Linker, Target};
use crate::text::{Document, DocumentId};
use std::collections::HashMap;

/// So many candidates have a key.
pub(super) const KEYS: usize = 9;
/// So many are looked through: of those that would be offered together one is kept.
const LOOKED_THROUGH: usize = 72;

/// What a group may be tied to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Offer {
    /// The mention that is shown for it.
    pub shown: MentionId,
    /// How likely it is: 0 to 1.
    pub score: f32,
}

/// What the queue of the window does for a person, without a window.
pub(super) trait Helper {
    /// In which order the mentions are asked about.
    fn order(&self, project: &Project) -> Vec<MentionId> {
        along(project)
    }

    /// Those that are offered together with a mention, itself among them.
    fn group(&self, _project: &Project, mention: MentionId) -> Vec<MentionId> {
        vec![mention]
    }

    /// What to tie a group to, the likeliest first, at most [`KEYS`].
    fn offers(&self, _project: &Project, _mention: MentionId, _group: &[MentionId]) -> Vec<Offer> {
        Vec::new()
    }

    /// A step was done.
    fn follow(&mut self, _project: &Project, _step: &Transaction) {}
}

/// No suggestions.
pub(super) struct NoHelp;

impl Helper for NoHelp {}

/// The linker, as the link queue uses it.
pub(super) struct WithLinker<'a> {
    linker: Linker,
    texts: &'a HashMap<DocumentId, Document>,
    gold: &'a Gold,
}

impl<'a> WithLinker<'a> {
    pub const fn new(linker: Linker, texts: &'a HashMap<DocumentId, Document>, gold: &'a Gold) -> Self {
        Self { linker, texts, gold }
    }
}

impl Helper for WithLinker<'_> {
    fn order(&self, project: &Project) -> Vec<MentionId> {
        self.linker.order(project)
    }

    fn group(&self, project: &Project, mention: MentionId) -> Vec<MentionId> {
        self.linker.group(project, mention)
    }

    fn offers(&self, project: &Project, mention: MentionId, group: &[MentionId]) -> Vec<Offer> {
        let Some(own) = project.mention(mention).map(|m| m.document) else { return Vec::new() };
        let within = |document: DocumentId| self.gold.share_part(own, document);
        let most = LOOKED_THROUGH + group.len();
        let mut kept: Vec<(Offer, Vec<MentionId>)> = Vec::new();
        for suggestion in self.linker.suggest_within(project, mention, most, &within) {
            if kept.len() == KEYS || suggestion.barred.is_some() {
                break;
            }
            let offer = Offer { shown: suggestion.shown, score: suggestion.score };
            match suggestion.target {
                Target::Entity(_) => kept.push((offer, Vec::new())),
                Target::Mention(id) if group.contains(&id) || kept.iter().any(|(_, g)| g.contains(&id)) => {}
                Target::Mention(id) => kept.push((offer, self.linker.group(project, id))),
            }
        }
        kept.into_iter().map(|(offer, _)| offer).collect()
    }

    fn follow(&mut self, project: &Project, step: &Transaction) {
        self.linker.follow(project, self.texts, step);
        if step.ops.iter().any(|op| matches!(op, Op::Judgement(..))) {
            self.linker.learn(project);
        }
    }
}

/// Suggestions of equal names alone: just the same text, the case of its letters too.
pub(super) struct EqualNames<'a> {
    forms: HashMap<String, Vec<MentionId>>,
    gold: &'a Gold,
}

impl<'a> EqualNames<'a> {
    pub fn new(project: &Project, gold: &'a Gold) -> Self {
        let mut forms: HashMap<String, Vec<MentionId>> = HashMap::new();
        for id in along(project) {
            if let Some(m) = project.mention(id) {
                forms.entry(m.text.to_string()).or_default().push(id);
            }
        }
        Self { forms, gold }
    }

    fn alike<'b>(&'b self, project: &Project, mention: MentionId) -> impl Iterator<Item = MentionId> + use<'b> {
        project.mention(mention).and_then(|m| self.forms.get(&*m.text)).into_iter().flatten().copied()
    }
}

impl Helper for EqualNames<'_> {
    fn group(&self, project: &Project, mention: MentionId) -> Vec<MentionId> {
        let Some(m) = project.mention(mention) else { return Vec::new() };
        let fits = |id: &MentionId| {
            let other = project.mention(*id);
            other.is_some_and(|o| o.document == m.document && o.kind == m.kind && o.entity.is_none())
        };
        self.alike(project, mention).filter(fits).collect()
    }

    fn offers(&self, project: &Project, mention: MentionId, group: &[MentionId]) -> Vec<Offer> {
        let Some(own) = project.mention(mention).map(|m| m.document) else { return Vec::new() };
        let mut offered = Vec::new();
        let mut entities = Vec::new();
        for id in self.alike(project, mention).filter(|id| !group.contains(id)) {
            let Some(other) = project.mention(id).filter(|o| self.gold.share_part(own, o.document)) else { continue };
            // Of each entity one, and of those without one as well.
            if !entities.contains(&other.entity) {
                entities.push(other.entity);
                offered.push((other.entity.is_none(), id));
            }
        }
        // What is tied already stands before what is not.
        offered.sort_by_key(|(untied, _)| *untied);
        offered.into_iter().map(|(_, shown)| Offer { shown, score: 1.0 }).take(KEYS).collect()
    }
}
