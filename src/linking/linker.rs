//! The linker: what is known of the names of a project.

use super::{Comparison, Reason, Suggestion, Target};
use crate::annotation::{Mention, MentionId, Op, Project, Transaction, Verdict};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use std::collections::{BTreeMap, HashMap};

/// What is known of the names of a project. Cheap to clone.
#[derive(Clone, Default)]
pub struct Linker {
    forms: BTreeMap<String, Vec<MentionId>>,
}

impl Linker {
    /// Reads all mentions of a project and what stands around them in the texts (those of documents that cannot be read
    /// are compared by their names alone).
    ///
    /// # Errors
    /// [`Cancelled`] when `work` is cancelled.
    pub fn build(project: &Project, texts: &HashMap<DocumentId, Document>, work: &Work) -> Result<Self, Cancelled> {
        let mut linker = Self::default();
        work.start(project.mentions().len() as u64);
        for mention in project.mentions() {
            work.check()?;
            linker.read(mention);
            work.advance(1);
        }
        let _ = texts;
        Ok(linker)
    }

    /// Takes a transaction into account that was just applied to the project.
    pub fn follow(&mut self, project: &Project, texts: &HashMap<DocumentId, Document>, transaction: &Transaction) {
        let _ = (project, texts);
        for op in &transaction.ops {
            if let Op::Mention(None, Some(mention)) = op {
                self.read(mention);
            }
        }
    }

    fn read(&mut self, mention: &Mention) {
        self.forms.entry(mention.text.to_lowercase()).or_default().push(mention.id);
    }

    /// The candidates for a mention, the most likely first, at most `most` of them. Those that a judgement of
    /// "different" keeps out come last. Deterministic. Nothing for a mention that is gone or dismissed.
    pub fn suggest(&self, project: &Project, mention: MentionId, most: usize) -> Vec<Suggestion> {
        let Some(m) = project.mention(mention).filter(|m| m.is_live()) else { return Vec::new() };
        let mut found: BTreeMap<Target, Suggestion> = BTreeMap::new();
        for &other in self.forms.get(&m.text.to_lowercase()).into_iter().flatten() {
            let Some(o) = project.mention(other).filter(|o| o.is_live() && other != mention) else { continue };
            if o.entity.is_some() && o.entity == m.entity {
                continue;
            }
            let target = o.entity.map_or(Target::Mention(other), Target::Entity);
            let different = project.judgement(mention, other).is_some_and(|j| j.verdict == Verdict::Different);
            let comparison = self.compare(project, mention, other);
            let suggestion = found.entry(target).or_insert_with(|| Suggestion {
                target,
                shown: other,
                score: comparison.score,
                reasons: comparison.reasons,
                barred: None,
            });
            if different {
                suggestion.barred = Some((mention, other));
            }
        }
        let mut all: Vec<_> = found.into_values().collect();
        all.sort_by(|a, b| a.barred.is_some().cmp(&b.barred.is_some()).then(b.score.total_cmp(&a.score)));
        all.truncate(most);
        all
    }

    /// How alike two mentions are, whatever was judged of them.
    pub fn compare(&self, project: &Project, a: MentionId, b: MentionId) -> Comparison {
        let (Some(a), Some(b)) = (project.mention(a), project.mention(b)) else { return Comparison::default() };
        let same = a.text.to_lowercase() == b.text.to_lowercase();
        let share = if same { 0.8 } else { 0.0 };
        let reasons = if same { vec![Reason { share, words: "same name".to_owned() }] } else { Vec::new() };
        Comparison { score: 0.1 + share, reasons }
    }

    /// The mentions that are offered together with this one: those of the same document without an entity that have
    /// just its name and its type, itself among them, in the order of the text. Only itself where the name alone does
    /// not make it sure.
    pub fn group(&self, project: &Project, mention: MentionId) -> Vec<MentionId> {
        let Some(m) = project.mention(mention).filter(|m| m.is_live()) else { return Vec::new() };
        let alike = self.forms.get(&m.text.to_lowercase()).into_iter().flatten();
        let fits = |o: &&std::sync::Arc<Mention>| {
            o.id == mention || o.document == m.document && o.is_live() && o.entity.is_none() && o.kind == m.kind
        };
        let mut group: Vec<_> = alike.filter_map(|&id| project.mention(id)).filter(fits).collect();
        group.sort_by_key(|o| (o.hull().start, o.id));
        group.into_iter().map(|o| o.id).collect()
    }

    /// The order in which the mentions without an entity are best linked: by document; in it the names that are likely
    /// the same one after another, those of which the project has most first.
    pub fn order(&self, project: &Project) -> Vec<MentionId> {
        let mut all: Vec<_> = project.mentions().filter(|m| m.is_live() && m.entity.is_none()).collect();
        let count = |m: &Mention| self.forms.get(&m.text.to_lowercase()).map_or(0, Vec::len);
        all.sort_by_cached_key(|m| {
            (m.document, std::cmp::Reverse(count(m)), m.text.to_lowercase(), m.hull().start, m.id)
        });
        all.into_iter().map(|m| m.id).collect()
    }

    /// Fits the weights to what was decided in this project: its judgements.
    pub fn learn(&mut self, project: &Project) {
        let _ = project;
    }
}
