//! The evidence for a mention and a candidate: what is gathered of their names, their types, and what stands around them.

use super::class::{Class, Classes};
use super::index::{Form, FormId, Index, Place};
use super::knowledge::Knowledge;
use super::model::{Model, Values};
use super::name::{Determiner, Name, Sort, singular};
use super::signal::Signal;
use super::surroundings::WordId;
use crate::annotation::MentionId;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// So many members of a cluster are looked at for what stands around them.
const AROUND: usize = 12;
/// So many mentions on either side are a mention's neighbours.
const NEIGHBOURS: usize = 6;
/// What a name that is not spelt otherwise is ahead of one that is, in log odds.
const AS_IT_IS: f32 = 1.5;
/// How much of a document is about something is counted over so many mentions on either side.
const NAMED: usize = 500;
/// So many mentions before a short name its full name is looked for.
const INTRODUCED: usize = 400;
/// Longer names of a cluster that are looked at for a clash.
const FORMS: usize = 12;

/// What signals are about, in words: where somebody wants to read it.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    told: bool,
    all: SmallVec<[(Signal, String); 4]>,
}

impl Details {
    pub fn new(told: bool) -> Self {
        Self { told, all: SmallVec::new() }
    }

    /// Notes what a signal is about. The words are made where they are wanted only: thousands of names are compared for
    /// one that is read.
    pub fn say(&mut self, signal: Signal, words: impl FnOnce() -> String) {
        if self.told {
            self.all.push((signal, words()));
        }
    }

    /// What a signal is about.
    pub fn of(&self, signal: Signal) -> Option<&str> {
        self.all.iter().find(|d| d.0 == signal).map(|d| d.1.as_str()).filter(|words| !words.is_empty())
    }
}

/// Evidence for one pair.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub values: Values,
    pub details: Details,
    /// The member that says most.
    pub shown: Option<MentionId>,
}

/// A candidate with those of its mentions that are looked at.
pub(super) struct Cluster<'a> {
    /// Along the documents.
    pub members: Vec<(MentionId, &'a Place)>,
}

/// Gathers evidence.
pub(super) struct Gatherer<'a> {
    pub index: &'a Index,
    pub classes: &'a Classes,
    pub model: &'a Model,
    pub knowledge: &'a Knowledge,
    /// Whether somebody wants to read why.
    pub told: bool,
}

impl Gatherer<'_> {
    pub(super) fn name(&self, form: FormId) -> &Name {
        &self.index.forms[form as usize].name
    }

    /// The evidence for a mention and a cluster that it is no member of, but for what stands around them.
    pub fn gather(&self, mention: MentionId, place: &Place, cluster: &Cluster<'_>) -> Evidence {
        let mut evidence = Evidence { details: Details::new(self.told), ..Evidence::default() };
        let name = self.name(place.form);
        match name.sort {
            Sort::Proper => self.by_name(place, name, cluster, &mut evidence),
            Sort::Nominal => self.by_description(place, name, cluster, &mut evidence),
            Sort::Pronoun => self.by_pronoun(place, name, cluster, &mut evidence),
        }
        self.types(place, cluster, &mut evidence);
        self.structure(mention, place, name, cluster, &mut evidence);
        evidence.shown = evidence.shown.or_else(|| self.nearest(place, cluster));
        evidence
    }

    fn nearest(&self, place: &Place, cluster: &Cluster<'_>) -> Option<MentionId> {
        let key = |p: &Place| {
            let here = p.document == place.document;
            (!here, if here { p.span.start.abs_diff(place.span.start) } else { 0 })
        };
        cluster.members.iter().min_by_key(|(id, p)| (key(p), *id)).map(|m| m.0)
    }

    /// The distinct names of a cluster with a member each, the most frequent first.
    fn forms(&self, cluster: &Cluster<'_>) -> Vec<(FormId, u32, MentionId)> {
        let mut counts: BTreeMap<FormId, (u32, MentionId)> = BTreeMap::new();
        for (id, place) in &cluster.members {
            counts.entry(place.form).or_insert((0, *id)).0 += 1;
        }
        let mut forms: Vec<_> = counts.into_iter().map(|(form, (n, id))| (form, n, id)).collect();
        forms.sort_by_key(|&(form, n, _)| (std::cmp::Reverse(n), form));
        forms
    }

    fn by_name(&self, place: &Place, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let class = self.classes.get(place.kind);
        let mut best: Option<(f32, FormId, Values, MentionId)> = None;
        let (mut clash, mut seen) = (0.0_f32, 0.0_f32);
        let mut clashing = None;
        for (form, count, member) in self.forms(cluster).into_iter().take(FORMS) {
            let other = self.name(form);
            if other.sort == Sort::Pronoun {
                continue;
            }
            let values = self.pair(place.form, form, class);
            let sum = self.model.evidence(&values);
            if other.sort == Sort::Proper && (other.words.len() > 1 || name.words.len() == 1) {
                let weight = (count as f32).sqrt();
                seen += weight;
                let apart = values.get(Signal::Left) > 0.0 || values.get(Signal::NumbersDiffer) > 0.0;
                if apart && values.get(Signal::Acronym) == 0.0 {
                    clash += weight;
                    clashing = clashing.or(Some(form));
                }
            }
            // Of a name that is there as it is nobody wants to hear how much it is like another.
            let rank = if values.get(Signal::Alike) == 0.0 { sum + AS_IT_IS } else { sum };
            if best.as_ref().is_none_or(|b| rank > b.0) {
                best = Some((rank, form, values, member));
            }
        }
        let Some((_, form, values, member)) = best else {
            evidence.values.set(Signal::Name, 1.0);
            return;
        };
        evidence.values = values;
        if self.told {
            self.say_pair(place.form, form, class, &mut evidence.details);
        }
        evidence.shown = Some(member);
        if clash > 0.0 && seen > 0.0 && evidence.values.get(Signal::Left) == 0.0 {
            evidence.values.set(Signal::Clash, clash / seen);
            if let Some(form) = clashing {
                evidence.details.say(Signal::Clash, || self.name(form).written.to_string());
            }
        }
        self.introduced(place, name, cluster, evidence);
        if class == Class::Person {
            self.other_introduced(place, name, cluster, evidence);
        }
    }

    /// Whether a fuller name that is none of the cluster's stands before a name of one word in its document: of two who
    /// are called so, the one who was introduced here is meant (one sense per discourse; Gale et al. 1992).
    fn other_introduced(&self, place: &Place, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let [word] = &*name.words else { return };
        let all = self.index.mentions_in(place.document);
        let fuller = |form: FormId| {
            let other = self.name(form);
            other.words.len() > 1 && other.sort == Sort::Proper && other.head_word() == &*word.text
        };
        if cluster.members.iter().any(|(_, p)| p.document == place.document && (fuller(p.form) || p.form == place.form))
        {
            return;
        }
        let before =
            all.iter().take(place.rank as usize).rev().take(INTRODUCED).filter_map(|id| self.index.places.get(id));
        if let Some(other) = before.map(|p| p.form).find(|&form| fuller(form)) {
            evidence.values.set(Signal::OtherIntroduced, 1.0);
            evidence.details.say(Signal::OtherIntroduced, || self.name(other).written.to_string());
        }
    }

    /// Whether a fuller name of the cluster stands before the mention in its document.
    fn introduced(&self, place: &Place, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let short = [Signal::ShortForm, Signal::GivenAlone, Signal::Acronym];
        if short.iter().all(|&signal| evidence.values.get(signal) == 0.0) {
            return;
        }
        let before = cluster.members.iter().find(|(_, p)| {
            p.document == place.document && p.rank < place.rank && self.name(p.form).words.len() > name.words.len()
        });
        if let Some((id, p)) = before {
            evidence.values.set(Signal::Introduced, 1.0);
            evidence.details.say(Signal::Introduced, || self.name(p.form).written.to_string());
            evidence.shown = Some(*id);
        }
    }

    fn types(&self, place: &Place, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let own = self.classes.get(place.kind);
        let named = cluster.members.iter().filter(|(_, p)| self.name(p.form).sort == Sort::Proper);
        let (mut same, mut all) = (0_u32, 0_u32);
        for (_, p) in named.clone().chain(cluster.members.iter().take(if named.clone().next().is_none() {
            usize::MAX
        } else {
            0
        })) {
            if self.classes.get(p.kind) == Class::Unknown {
                continue;
            }
            all += 1;
            same += u32::from(p.kind == place.kind);
        }
        if all == 0 || own == Class::Unknown {
            return;
        }
        let agree = 2 * same >= all;
        evidence.values.set(if agree { Signal::TypeSame } else { Signal::TypeDiffers }, 1.0);
    }

    /// How the mention stands to the members beside it and around it.
    fn structure(
        &self,
        mention: MentionId,
        place: &Place,
        name: &Name,
        cluster: &Cluster<'_>,
        evidence: &mut Evidence,
    ) {
        let head = |p: &Place, n: &Name| {
            let word = n.words.get(n.head).map_or(0, |w| w.span.start);
            p.span.start.saturating_add(word)
        };
        let mut here = false;
        for (id, p) in cluster.members.iter().filter(|(_, p)| p.document == place.document) {
            here = true;
            let other = self.name(p.form);
            let signal = if p.span.overlaps(place.span) {
                let (outer, outer_name, inner) =
                    if p.span.len() >= place.span.len() { (*p, other, place) } else { (place, name, *p) };
                let at = head(outer, outer_name);
                let shared = inner.span.start <= at && at < inner.span.end;
                if shared { Signal::HeadShared } else { Signal::Within }
            } else if p.apposed == Some(mention) || place.apposed == Some(*id) {
                if name.pronoun.is_some_and(|p| p.relative) { Signal::Relative } else { Signal::Apposed }
            } else {
                continue;
            };
            evidence.values.set(signal, 1.0);
            evidence.details.say(signal, || other.written.to_string());
        }
        if here && name.sort == Sort::Proper {
            evidence.values.set(Signal::SameDocument, 1.0);
        }
        let measured = self.classes.get(place.kind) == Class::Measure;
        let lead = |(_, p): &(MentionId, &Place)| p.document == place.document && p.lead;
        if name.sort != Sort::Proper && !measured && cluster.members.iter().any(lead) {
            evidence.values.set(Signal::Lead, 1.0);
        }
    }

    /// Adds what stands around the mention and around the members in other documents.
    pub fn around(&self, place: &Place, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        if self.name(place.form).sort != Sort::Proper {
            return;
        }
        let others: Vec<_> =
            cluster.members.iter().filter(|(_, p)| p.document != place.document).take(AROUND).collect();
        if others.is_empty() {
            return;
        }
        let (mut words, mut beside): (Vec<WordId>, Vec<FormId>) = (Vec::new(), Vec::new());
        for (_, p) in others {
            words.extend_from_slice(&p.near);
            beside.extend(self.neighbours(p));
        }
        let (likeness, shared) = cosine(&place.near, &as_set(words), |word| self.index.word_weight(word));
        if likeness > 0.0 {
            evidence.values.set(Signal::Context, likeness);
            evidence.details.say(Signal::Context, || listed(shared.iter().map(|&id| self.index.words.word(id))));
        }
        let own = as_set(self.neighbours(place).collect());
        let (likeness, shared) = cosine(&own, &as_set(beside), |form| self.form_weight(form));
        if likeness > 0.0 {
            evidence.values.set(Signal::Neighbours, likeness);
            evidence.details.say(Signal::Neighbours, || listed(shared.iter().map(|&form| &*self.name(form).written)));
        }
    }

    fn form_weight(&self, form: FormId) -> f32 {
        let all = self.index.places.len() as f32;
        let with = self.index.forms[form as usize].mentions.len() as f32;
        ((all + 1.0) / (with + 0.5)).ln().max(0.1)
    }

    /// The names that stand around a mention, some of them more than once.
    fn neighbours<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = FormId> + 'a {
        let all = self.index.mentions_in(place.document);
        let (from, to) = (place.rank as usize, place.rank as usize + NEIGHBOURS + 1);
        let near = all.get(from.saturating_sub(NEIGHBOURS)..to.min(all.len())).unwrap_or_default();
        let forms = near.iter().filter_map(|id| self.index.places.get(id)).map(|p| p.form);
        forms.filter(|&form| form != place.form && self.name(form).sort == Sort::Proper)
    }

    fn by_description(&self, place: &Place, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let values = &mut evidence.values;
        values.set(Signal::Nominal, 1.0);
        match name.determiner {
            Determiner::Definite => values.set(Signal::Known, 1.0),
            Determiner::Indefinite => values.set(Signal::NewThing, 1.0),
            Determiner::None => {}
        }
        let head = singular(name.head_word());
        let mut named: Option<Signal> = None;
        let mut raise = |signal: Signal| named = Some(named.map_or(signal, |old| old.min(signal)));
        for (_, p) in &cluster.members {
            let other = self.name(p.form);
            let here = p.document == place.document;
            if other.sort == Sort::Pronoun {
                continue;
            }
            if other.core == name.core {
                raise(if here { Signal::SamePhrase } else { Signal::PhraseElsewhere });
            } else if here && (singular(other.head_word()) == head || other.said.as_deref().map(singular) == Some(head))
            {
                raise(Signal::SameHead);
            } else if here && heads_fit(&self.index.forms[place.form as usize], &self.index.forms[p.form as usize]) {
                raise(Signal::HeadFits);
            } else if here && other.sort == Sort::Proper && other.words.iter().any(|w| singular(&w.text) == head) {
                raise(Signal::HeadOfName);
            }
        }
        if let Some(signal) = named {
            values.set(signal, 1.0);
            evidence.details.say(signal, || name.head_word().to_owned());
        }
        // "last week" means no day that was named before.
        if self.classes.get(place.kind) == Class::Measure {
            evidence.values.set(Signal::Known, 0.0);
            return;
        }
        if let Some((near, salient)) = self.reach(place, cluster) {
            evidence.values.set(Signal::NominalNear, near);
            evidence.values.set(Signal::NominalSalient, salient);
        }
        self.number(name, cluster, evidence);
    }

    fn number(&self, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let nominal = cluster.members.iter().map(|(_, p)| self.name(p.form)).filter(|n| n.sort != Sort::Pronoun);
        let (mut same, mut all) = (0_u32, 0_u32);
        for other in nominal {
            all += 1;
            same += u32::from(other.plural == name.plural);
        }
        if all > 0 {
            let fits = 2 * same >= all;
            evidence.values.set(if fits { Signal::NumberFits } else { Signal::NumberDiffers }, 1.0);
        }
    }

    /// How near before the mention the cluster was named last, and how much of the document is about it: each 0 to 1.
    /// `None` when it is not named before it here.
    fn reach(&self, place: &Place, cluster: &Cluster<'_>) -> Option<(f32, f32)> {
        let here = || cluster.members.iter().filter(|(_, p)| p.document == place.document);
        let last = here().filter(|(_, p)| p.rank < place.rank).map(|(_, p)| p.rank).max()?;
        let all = self.index.mentions_in(place.document);
        // Between them only what it could be instead counts: mentions of its type.
        let between = all[(last as usize + 1).max((place.rank as usize).saturating_sub(NAMED))..place.rank as usize]
            .iter()
            .filter_map(|id| self.index.places.get(id))
            .filter(|p| p.kind == place.kind && !p.span.overlaps(place.span))
            .count();
        let near = &all[(place.rank as usize).saturating_sub(NAMED)..all.len().min(place.rank as usize + NAMED)];
        let of_kind = near.iter().filter_map(|id| self.index.places.get(id)).filter(|p| p.kind == place.kind).count();
        Some((1.0 / (1.0 + between as f32), here().count() as f32 / of_kind.max(1) as f32))
    }

    fn by_pronoun(&self, place: &Place, name: &Name, cluster: &Cluster<'_>, evidence: &mut Evidence) {
        let values = &mut evidence.values;
        values.set(Signal::Pronoun, 1.0);
        let Some(pronoun) = name.pronoun else { return };
        let class = cluster.members.first().map_or(Class::Unknown, |(_, p)| self.classes.get(p.kind));
        if let Some(person) = pronoun.person
            && class != Class::Unknown
        {
            let fits = person == (class == Class::Person) || (!person && class == Class::Group);
            values.set(if fits { Signal::PronounFits } else { Signal::PronounDiffers }, 1.0);
        }
        let same = cluster.members.iter().any(|(_, p)| {
            p.document == place.document
                && self.name(p.form).pronoun.is_some_and(|o| o.speaks == pronoun.speaks && o.plural == pronoun.plural)
        });
        if same {
            evidence.values.set(Signal::SamePronoun, 1.0);
        }
        if let Some((near, salient)) = self.reach(place, cluster) {
            // Who speaks is not who was named last.
            if !pronoun.speaks {
                evidence.values.set(Signal::PronounNear, near);
            }
            evidence.values.set(if pronoun.speaks { Signal::Speaker } else { Signal::PronounSalient }, salient);
        }
    }
}

/// Whether the nouns that head two mentions say about the same.
fn heads_fit(a: &Form, b: &Form) -> bool {
    a.heads.iter().any(|group| b.heads.contains(group))
}

/// Each of some things once, in order.
fn as_set<K: Ord>(mut all: Vec<K>) -> Vec<K> {
    all.sort_unstable();
    all.dedup();
    all
}

/// The cosine of two sets of weighted things, each in order, and the things they share, the weightiest first.
fn cosine<K: Copy + Ord>(a: &[K], b: &[K], weight: impl Fn(K) -> f32) -> (f32, Vec<K>) {
    let mut shared: Vec<_> = a.iter().filter(|k| b.binary_search(k).is_ok()).map(|&k| (weight(k), k)).collect();
    if shared.is_empty() {
        return (0.0, Vec::new());
    }
    let square = |all: &[K]| all.iter().map(|&k| weight(k) * weight(k)).sum::<f32>();
    let dot: f32 = shared.iter().map(|(w, _)| w * w).sum();
    let norms = (square(a) * square(b)).sqrt();
    shared.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    (if norms > 0.0 { dot / norms } else { 0.0 }, shared.into_iter().map(|(_, k)| k).collect())
}

/// Three things in a row.
fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.take(3).collect();
    match &*words {
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two] => format!("{one} and {two}"),
        all => all.concat(),
    }
}
