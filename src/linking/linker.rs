//! The linker: what is known of the names of a project, and the suggestions that follow from it.

use super::candidates::Remembered;
use super::class::Classes;
use super::evidence::{Cluster, Evidence, Gatherer};
use super::index::{Index, Place};
use super::knowledge::{self, Knowledge};
use super::model::{Model, Values};
use super::name::Sort;
use super::signal::Signal;
use super::{Comparison, Reason, Suggestion, Target};
use crate::annotation::{EntityId, Mention, MentionId, Op, Project, Transaction, Verdict};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Of so many of them it is looked at what stands around: the likeliest by all else.
const AROUND: usize = 8;
/// So many judgements are learnt from, evenly over all of them.
const LEARNT: usize = 256;
/// A share of the score that is not told.
const LEAST_SHARE: f32 = 0.01;

/// What is known of the names of a project. Cheap to clone.
#[derive(Clone, Default)]
pub struct Linker {
    pub(super) index: Arc<Index>,
    model: Arc<Model>,
    knowledge: Option<Arc<Knowledge>>,
    /// Mentions that came while the index was shared with a job.
    pending: Vec<Change>,
}

/// A mention before and after.
type Change = (Option<Arc<Mention>>, Option<Arc<Mention>>);

impl Linker {
    /// Reads all mentions of a project and what stands around them in the texts (those of documents that cannot be read
    /// are compared by their names alone).
    ///
    /// # Errors
    /// [`Cancelled`] when `work` is cancelled.
    pub fn build(project: &Project, texts: &HashMap<DocumentId, Document>, work: &Work) -> Result<Self, Cancelled> {
        Self::build_knowing(project, texts, None, work)
    }

    /// As [`Linker::build`], with what is known in this project instead of the built-in lists alone: see
    /// [`Knowledge::with`].
    ///
    /// # Errors
    /// [`Cancelled`] when `work` is cancelled.
    pub fn build_knowing(
        project: &Project,
        texts: &HashMap<DocumentId, Document>,
        own: Option<Arc<Knowledge>>,
        work: &Work,
    ) -> Result<Self, Cancelled> {
        let knowledge = known(own.as_deref());
        let mut index = Index::default();
        work.start(2 * project.documents().len() as u64);
        for record in project.documents() {
            work.check()?;
            if let Some(text) = texts.get(&record.id) {
                index.read_words(text);
            }
            work.advance(1);
        }
        let mut mentions: BTreeMap<DocumentId, Vec<&Mention>> = BTreeMap::new();
        for mention in project.mentions().filter(|m| m.is_live()) {
            mentions.entry(mention.document).or_default().push(mention);
        }
        for record in project.documents() {
            work.check()?;
            if let Some(here) = mentions.remove(&record.id) {
                let text = texts.get(&record.id).filter(|t| record.matches(t));
                index.read(record.id, text, &here, knowledge);
            }
            work.advance(1);
        }
        Ok(Self { index: Arc::new(index), knowledge: own, ..Self::default() })
    }

    /// Whether [`Linker::follow`] has something to read because of an op: a mention that comes, goes, moves or changes its
    /// type.
    pub fn concerns(op: &Op) -> bool {
        let Op::Mention(before, after) = op else { return false };
        let place = |m: &'_ Option<Arc<Mention>>| {
            let live = m.as_ref().filter(|m| m.is_live());
            live.map(|m| (m.document, m.spans.clone(), m.text.clone(), m.kind))
        };
        place(before) != place(after)
    }

    /// Takes a transaction into account that was just applied to the project. New and moved mentions are read; whose they
    /// are is asked of the project each time anyway.
    pub fn follow(&mut self, project: &Project, texts: &HashMap<DocumentId, Document>, transaction: &Transaction) {
        for op in transaction.ops.iter().filter(|op| Self::concerns(op)) {
            if let Op::Mention(before, after) = op {
                self.pending.push((before.clone(), after.clone()));
            }
        }
        // A job may still read the old index: the mentions wait until it is done instead of copying a million.
        let Some(index) = (!self.pending.is_empty()).then(|| Arc::get_mut(&mut self.index)).flatten() else { return };
        let knowledge = known(self.knowledge.as_deref());
        let pending = std::mem::take(&mut self.pending);
        let live = |m: &Option<Arc<Mention>>| m.clone().filter(|m| m.is_live());
        let text = |m: &Mention| {
            let record = project.document(m.document);
            texts.get(&m.document).filter(|t| record.is_some_and(|r| r.matches(t))).map_or("", |t| &*t.text)
        };
        for (before, after) in &pending {
            if let Some(before) = live(before) {
                index.forget(&before);
            }
            if let Some(after) = live(after) {
                index.add(text(&after), &after, knowledge);
            }
        }
        let changed = || pending.iter().flat_map(|(before, after)| [live(before), live(after)]).flatten();
        changed().map(|m| m.document).collect::<BTreeSet<_>>().into_iter().for_each(|document| index.rank(document));
        changed().for_each(|m| index.appose_from(m.document, text(&m), m.hull().start));
    }

    fn knowledge(&self) -> &Knowledge {
        known(self.knowledge.as_deref())
    }

    fn gatherer<'a>(&'a self, classes: &'a Classes, told: bool) -> Gatherer<'a> {
        Gatherer { index: &self.index, classes, model: &self.model, knowledge: self.knowledge(), told }
    }

    /// The candidates for a mention, the most likely first, at most `most` of them. Those that a judgement of
    /// "different" keeps out come last. Deterministic. Nothing for a mention that is gone or dismissed.
    pub fn suggest(&self, project: &Project, mention: MentionId, most: usize) -> Vec<Suggestion> {
        self.suggest_within(project, mention, most, &|_| true)
    }

    /// As [`Linker::suggest`], for candidates with a mention in one of these documents only.
    pub fn suggest_within(
        &self,
        project: &Project,
        mention: MentionId,
        most: usize,
        within: &dyn Fn(DocumentId) -> bool,
    ) -> Vec<Suggestion> {
        let mut all = self.offered(project, mention, within, Asked { lone: true, told: true, remembered: None });
        all.sort_by(|(a, _), (b, _)| a.offer_order(b));
        all.truncate(most);
        let reasoned = |(s, evidence): (Suggestion, Evidence)| Suggestion {
            reasons: self.offer_reasons(mention, &s, &evidence),
            ..s
        };
        all.into_iter().map(reasoned).collect()
    }

    /// Every candidate for a mention with its evidence and score, in no particular order.
    pub(super) fn weigh(&self, project: &Project, mention: MentionId) -> Vec<(Target, Values, f32)> {
        let all =
            self.weighed(project, mention, &|_| true, Asked { lone: true, told: false, remembered: None }).into_iter();
        all.map(|(score, target, evidence)| (target, evidence.values, score)).collect()
    }

    /// The entity that is offered first for a mention, and how likely it is. No judgement keeps the mention from it.
    pub(super) fn first_entity(
        &self,
        project: &Project,
        mention: MentionId,
        within: &dyn Fn(DocumentId) -> bool,
        remembered: &Remembered,
    ) -> Option<(EntityId, f32)> {
        let offered = self
            .offered(project, mention, within, Asked { lone: false, told: false, remembered: Some(remembered) })
            .into_iter();
        let open = offered.map(|(suggestion, _)| suggestion).filter(|s| s.barred.is_none());
        open.min_by(Suggestion::offer_order).and_then(|s| match s.target {
            Target::Entity(entity) => Some((entity, s.score)),
            Target::Mention(_) => None,
        })
    }

    /// The candidates for a mention as they are offered, but for the reasons, in no particular order.
    fn offered(
        &self,
        project: &Project,
        mention: MentionId,
        within: &dyn Fn(DocumentId) -> bool,
        asked: Asked<'_>,
    ) -> Vec<(Suggestion, Evidence)> {
        let Some(m) = project.mention(mention) else { return Vec::new() };
        let barred = judged(project, m, Verdict::Different);
        let vouched = judged(project, m, Verdict::Same);
        let all = self.weighed(project, mention, within, asked).into_iter();
        all.filter_map(|(score, target, evidence)| {
            let (barred, vouched) = (barred.get(&target).copied(), vouched.get(&target).copied());
            // What a person has said outweighs whatever the machine makes of it.
            let score = match (barred, vouched) {
                (Some(_), _) => 0.0,
                (None, Some(_)) => 1.0,
                (None, None) => score,
            };
            let shown = evidence.shown?;
            Some((Suggestion { target, shown, score, reasons: Vec::new(), barred, vouched }, evidence))
        })
        .collect()
    }

    /// The candidates for a mention with their scores, in no particular order. What stands around is looked at for those
    /// that are likely without it: it moves no other to the front. Nothing for a mention that is gone or dismissed.
    fn weighed(
        &self,
        project: &Project,
        mention: MentionId,
        within: &dyn Fn(DocumentId) -> bool,
        asked: Asked<'_>,
    ) -> Vec<(f32, Target, Evidence)> {
        let Some(m) = project.mention(mention).filter(|m| m.is_live()) else { return Vec::new() };
        let Some(place) = self.index.places.get(&mention) else { return Vec::new() };
        let classes = Classes::of(project);
        let gatherer = self.gatherer(&classes, asked.told);
        let mut all: Vec<_> = self
            .candidates(project, &gatherer, m, place, within, asked)
            .into_iter()
            .map(|(target, cluster)| {
                let evidence = gatherer.gather(mention, place, &cluster);
                (self.model.evidence(&evidence.values), target, cluster, evidence)
            })
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.into_iter()
            .enumerate()
            .map(|(i, (_, target, cluster, mut evidence))| {
                if i < AROUND {
                    gatherer.around(place, &cluster, &mut evidence);
                }
                (self.model.score(&evidence.values), target, evidence)
            })
            .collect()
    }

    /// How alike two mentions are, whatever was judged of them.
    pub fn compare(&self, project: &Project, a: MentionId, b: MentionId) -> Comparison {
        let Some(evidence) = self.pair(project, a, b, true) else { return Comparison::default() };
        Comparison { score: self.model.score(&evidence.values), reasons: self.reasons(&evidence) }
    }

    fn pair(&self, project: &Project, a: MentionId, b: MentionId, told: bool) -> Option<Evidence> {
        let at = |id: MentionId| self.index.places.get(&id).map(|p| (id, p));
        let (mut one, mut other) = (at(a)?, at(b)?);
        // What leaves more to the context is explained by what leaves less.
        let sort = |(_, p): (MentionId, &Place)| self.index.forms[p.form as usize].name.sort;
        if sort(one) < sort(other) {
            std::mem::swap(&mut one, &mut other);
        }
        let classes = Classes::of(project);
        let gatherer = self.gatherer(&classes, told);
        let cluster = Cluster { members: vec![other] };
        let mut evidence = gatherer.gather(one.0, one.1, &cluster);
        gatherer.around(one.1, &cluster, &mut evidence);
        Some(evidence)
    }

    /// How likely two names alone are one thing's, by what the names themselves say: 0 to 1. `kind` is what they name.
    pub fn compare_names(&self, a: &str, b: &str, kind: knowledge::Kind) -> f32 {
        self.model.score(&self.name_values(a, b, kind))
    }

    /// What two names alone say, by the names of the signals: see [`Linker::compare_names`].
    pub fn name_signals(&self, a: &str, b: &str, kind: knowledge::Kind) -> Vec<(&'static str, f32)> {
        self.name_values(a, b, kind).iter().map(|(s, v)| (s.name(), v)).collect()
    }

    fn name_values(&self, a: &str, b: &str, kind: knowledge::Kind) -> Values {
        let mut index = Index::default();
        let forms = [a, b].map(|text| index.form(text, self.knowledge()));
        let classes = Classes::none();
        let gatherer = Gatherer { index: &index, ..self.gatherer(&classes, false) };
        gatherer.pair(forms[0], forms[1], kind.into())
    }

    fn reasons(&self, evidence: &Evidence) -> Vec<Reason> {
        let told = |signal: Signal| match (signal, evidence.details.of(signal)) {
            (Signal::Context | Signal::Neighbours, Some(detail)) => format!("{} {detail}", signal.words()),
            (_, Some(detail)) => format!("{}: {detail}", signal.words()),
            (_, None) => signal.words().to_owned(),
        };
        let shares = self.model.shares(&evidence.values).into_iter();
        let shares = shares.filter(|(s, share)| share.abs() >= LEAST_SHARE && !s.words().is_empty());
        shares.map(|(s, share)| Reason { share, words: told(s) }).collect()
    }

    /// Why a candidate is offered as it is: what a person has said of it, then what speaks for and against it.
    fn offer_reasons(&self, mention: MentionId, offered: &Suggestion, evidence: &Evidence) -> Vec<Reason> {
        let words = match (offered.barred, offered.vouched) {
            (Some(pair), _) if pair == (mention, offered.shown) => Some("you judged these different: excluded"),
            (Some(_), _) => Some("you judged another pair of these different: excluded"),
            (None, Some(_)) => Some("you judged a pair of these the same"),
            (None, None) => None,
        };
        let share = offered.score - self.model.score(&evidence.values);
        let said = words.map(|words| Reason { share, words: words.to_owned() });
        said.into_iter().chain(self.reasons(evidence)).collect()
    }

    /// The mentions that are offered together with this one: those of the same document without an entity that have
    /// just its name and its type, itself among them, in the order of the text. Only itself where it is no name.
    pub fn group(&self, project: &Project, mention: MentionId) -> Vec<MentionId> {
        let Some(m) = project.mention(mention).filter(|m| m.is_live()) else { return Vec::new() };
        let Some(place) = self.index.places.get(&mention) else { return vec![mention] };
        let name = &self.index.forms[place.form as usize].name;
        if name.sort != Sort::Proper || m.entity.is_some() {
            return vec![mention];
        }
        let fits = |&id: &MentionId| {
            let same = |o: &Arc<Mention>| o.is_untied() && o.kind == m.kind;
            id != mention && project.mention(id).is_some_and(same)
        };
        let named = self.named_alike(place.form);
        let here = |id: &MentionId| self.index.places.get(id).is_some_and(|p| p.document == place.document);
        let others = named.filter(here).filter(fits);
        // What was judged different is offered together with nothing.
        let mut group = project.not_judged_apart(std::iter::once(mention).chain(others));
        group.sort_by_key(|id| self.index.places.get(id).map_or(0, |p| p.rank));
        group
    }

    /// The mentions of a project without an entity that have just the name of this one, in all documents.
    pub fn namesakes(&self, project: &Project, mention: MentionId) -> Vec<MentionId> {
        let Some(place) = self.index.places.get(&mention) else { return Vec::new() };
        self.named_alike(place.form).filter(|&id| project.is_untied(id)).collect()
    }

    /// The mentions of all forms that have the core of one.
    fn named_alike(&self, form: super::index::FormId) -> impl Iterator<Item = MentionId> + '_ {
        self.index.of_core(form).flat_map(|form| self.index.forms[form as usize].mentions.iter().copied())
    }

    /// The order in which the mentions without an entity are best linked: by document; in it the names that are likely
    /// the same one after another, those of which the project has most first and full names before short ones; then
    /// descriptions, then pronouns.
    pub fn order(&self, project: &Project) -> Vec<MentionId> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for form in self.index.forms.iter().filter(|f| f.name.sort == Sort::Proper) {
            *counts.entry(form.name.head_word()).or_default() += form.mentions.len() as u32;
        }
        // A form's block: of its words the one that most mentions are called by.
        let blocks: Vec<(u32, &str)> = self
            .index
            .forms
            .iter()
            .map(|form| {
                let words = form.name.proper().map(|w| (counts.get(&*w.text).copied().unwrap_or(0), &*w.text));
                words.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1))).unwrap_or((0, ""))
            })
            .collect();
        let mut all: Vec<_> = project
            .mentions()
            .filter(|m| m.is_untied())
            .filter_map(|m| self.index.places.get(&m.id).map(|p| (m.id, p)))
            .collect();
        all.sort_by_cached_key(|(id, p)| {
            let name = &self.index.forms[p.form as usize].name;
            let (count, block) = if name.sort == Sort::Proper { blocks[p.form as usize] } else { (0, "") };
            let words = std::cmp::Reverse(if name.sort == Sort::Proper { name.words.len() } else { 0 });
            (p.document, name.sort, std::cmp::Reverse(count), block, words, p.rank, *id)
        });
        all.into_iter().map(|(id, _)| id).collect()
    }

    /// Fits the weights to what was decided in this project: its judgements of "same" and "different".
    pub fn learn(&mut self, project: &Project) {
        let decided: Vec<_> = project.judgements().filter(|j| j.verdict != Verdict::Unsure).collect();
        let step = decided.len().div_ceil(LEARNT).max(1);
        let pairs: Vec<(Values, bool)> = decided
            .iter()
            .step_by(step)
            .filter_map(|j| Some((self.pair(project, j.a, j.b, false)?.values, j.verdict == Verdict::Same)))
            .collect();
        self.model = Arc::new(Model::default().taught(&pairs));
    }

    /// Every weight of the model as it stands and as it is shipped: what it is called, its words, now, shipped.
    pub fn weights(&self) -> Vec<(&'static str, &'static str, f32, f32)> {
        let shipped = Model::default();
        Signal::ALL.iter().map(|&s| (s.name(), s.words(), self.model.weight(s), shipped.weight(s))).collect()
    }
}

/// What is asked of candidates.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Whether mentions without an entity may be meant too.
    pub lone: bool,
    /// Whether somebody wants to read why.
    told: bool,
    /// What was found before in the same pass.
    pub remembered: Option<&'a Remembered>,
}

/// What is known: in the project, else what everybody knows.
fn known(own: Option<&Knowledge>) -> &Knowledge {
    own.unwrap_or_else(|| Knowledge::builtin())
}

/// The candidates of which a judgement says this of a mention, with the pair that was judged.
fn judged(project: &Project, mention: &Mention, verdict: Verdict) -> BTreeMap<Target, (MentionId, MentionId)> {
    let mut judged = BTreeMap::new();
    for judgement in project.judgements_on(mention.id).filter(|j| j.verdict == verdict) {
        let Some(other) = judgement.other(mention.id).and_then(|id| project.mention(id)) else { continue };
        let target = other.entity.map_or(Target::Mention(other.id), Target::Entity);
        judged.insert(target, (mention.id, other.id));
    }
    judged
}
