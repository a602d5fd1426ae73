//! The evidence for a mention and a candidate: what is gathered of their names, their types, and what stands around them.

use super::alignment::{Alignment, LEAST_LIKENESS, align};
use super::class::{Class, Classes};
use super::index::{Form, FormId, Index, Place};
use super::knowledge::{Knowledge, Role};
use super::model::{Model, Values};
use super::name::{Determiner, Name, NameWord, Sort, singular};
use super::signal::Signal;
use super::spelling::alike;
use crate::annotation::MentionId;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// So many members of a cluster are looked at for what stands around them.
const AROUND: usize = 12;
/// So many mentions on either side are a mention's neighbours.
const NEIGHBOURS: usize = 6;
/// A word of this weight and more is as rare as can be.
const RAREST: f32 = 7.0;
/// Two names less alike than this letter by letter are not nearly the same.
const LEAST_LETTERS: f32 = 0.7;
/// Where less than this share of a name has a partner, they do not share most of it.
const HALF: f32 = 0.5;
/// So many mentions before a short name its full name is looked for.
const INTRODUCED: usize = 400;
/// Longer names of a cluster that are looked at for a clash.
const FORMS: usize = 12;

/// What a signal is about, in words.
pub(super) type Details = SmallVec<[(Signal, String); 4]>;

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
}

impl Gatherer<'_> {
    fn name(&self, form: FormId) -> &Name {
        &self.index.forms[form as usize].name
    }

    /// The evidence for a mention and a cluster that it is no member of, but for what stands around them.
    pub fn gather(&self, mention: MentionId, place: &Place, cluster: &Cluster<'_>) -> Evidence {
        let mut evidence = Evidence::default();
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
        let mut best: Option<(f32, Values, Details, MentionId)> = None;
        let (mut clash, mut seen) = (0.0_f32, 0.0_f32);
        let mut clashing = None;
        for (form, count, member) in self.forms(cluster).into_iter().take(FORMS) {
            let other = self.name(form);
            if other.sort == Sort::Pronoun {
                continue;
            }
            let mut values = Values::default();
            let mut details = Details::new();
            self.names(name, other, class, &mut values, &mut details);
            self.known(place.form, form, &mut values, &mut details);
            values.set(Signal::Name, 1.0);
            let sum = self.model.evidence(&values);
            if other.sort == Sort::Proper && (other.words.len() > 1 || name.words.len() == 1) {
                let weight = (count as f32).sqrt();
                seen += weight;
                let apart = values.get(Signal::Left) > 0.0 || values.get(Signal::NumbersDiffer) > 0.0;
                if apart && values.get(Signal::Acronym) == 0.0 {
                    clash += weight;
                    clashing = clashing.or_else(|| Some(other.written.to_string()));
                }
            }
            if best.as_ref().is_none_or(|b| sum > b.0) {
                best = Some((sum, values, details, member));
            }
        }
        let Some((_, values, details, member)) = best else {
            evidence.values.set(Signal::Name, 1.0);
            return;
        };
        evidence.values = values;
        evidence.details = details;
        evidence.shown = Some(member);
        if clash > 0.0 && seen > 0.0 && evidence.values.get(Signal::Left) == 0.0 {
            evidence.values.set(Signal::Clash, clash / seen);
            evidence.details.extend(clashing.map(|other| (Signal::Clash, other)));
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
        let Some(all) = self.index.documents.get(&place.document) else { return };
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
            evidence.details.push((Signal::OtherIntroduced, self.name(other).written.to_string()));
        }
    }

    /// What the name of a mention and another name say together, in log odds.
    pub fn likeness(&self, place: &Place, form: FormId) -> f32 {
        self.model.evidence(&self.pair(place.form, form, self.classes.get(place.kind)))
    }

    /// What two names of a type say together.
    pub fn pair(&self, a: FormId, b: FormId, class: Class) -> Values {
        let (mut values, mut details) = (Values::default(), Details::new());
        values.set(Signal::Name, 1.0);
        self.names(self.name(a), self.name(b), class, &mut values, &mut details);
        self.known(a, b, &mut values, &mut details);
        values
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
            evidence.details.push((Signal::Introduced, self.name(p.form).written.to_string()));
            evidence.shown = Some(*id);
        }
    }

    /// The evidence of two names alone.
    pub fn names(&self, a: &Name, b: &Name, class: Class, values: &mut Values, details: &mut Details) {
        let pair = || format!("{} ~ {}", a.written, b.written);
        if a.core == b.core {
            values.set(Signal::SameName, 1.0);
            if a.words.len() < 2 {
                values.set(Signal::OneWord, 1.0);
            }
            if a.written != b.written {
                values.set(Signal::OtherSpelling, 1.0);
                details.push((Signal::OtherSpelling, pair()));
            }
            self.rare(a.proper().map(|w| &*w.text), values, details);
            return;
        }
        if a.core.replace(' ', "") == b.core.replace(' ', "") {
            values.set(Signal::Together, 1.0);
            details.push((Signal::Together, pair()));
            return;
        }
        if is_acronym_of(a, b) || is_acronym_of(b, a) {
            values.set(Signal::Acronym, 1.0);
            details.push((Signal::Acronym, pair()));
        }
        let weight = |w: &NameWord| self.index.weight_of(&w.text) * w.says;
        let found = align(a, b, self.knowledge, &weight);
        let letters = alike(&a.solid, &b.solid);
        if letters > LEAST_LETTERS && a.sort == Sort::Proper && b.sort == Sort::Proper {
            values.set(Signal::Letters, (letters - LEAST_LETTERS) / (1.0 - LEAST_LETTERS));
            details.push((Signal::Letters, pair()));
        }
        if found.pairs.is_empty() {
            return;
        }
        match found.numbers {
            Some(true) => values.set(Signal::NumbersSame, 1.0),
            Some(false) => values.set(Signal::NumbersDiffer, 1.0),
            None => {}
        }
        let whole = found.covered[0].min(found.covered[1]) * found.likeness;
        if whole > HALF {
            values.set(Signal::Whole, (whole - HALF) / (1.0 - HALF));
        }
        self.parts(a, b, &found, values, details);
        if class == Class::Person {
            persons(a, b, &found, values, details);
        }
        let words = found.pairs.iter().filter(|p| p.2 > 0.9 && a.words[p.0].proper).map(|p| &*a.words[p.0].text);
        self.rare(words, values, details);
    }

    /// What is known of both.
    fn known(&self, a: FormId, b: FormId, values: &mut Values, details: &mut Details) {
        let (a, b) = (&self.index.forms[a as usize], &self.index.forms[b as usize]);
        if a.name.core == b.name.core || a.facts.is_empty() || b.facts.is_empty() {
            return;
        }
        let is_name = |role: Role| matches!(role, Role::Name | Role::Code);
        let mut best: Option<(Signal, u32)> = None;
        for x in &a.facts {
            for y in b.facts.iter().filter(|y| y.id == x.id) {
                let signal = match (x.role, y.role) {
                    (x, y) if is_name(x) && is_name(y) => Signal::Alias,
                    (Role::Demonym, _) | (_, Role::Demonym) => Signal::People,
                    _ => Signal::Stands,
                };
                if best.is_none_or(|(old, _)| signal < old) {
                    best = Some((signal, x.id));
                }
            }
        }
        let (signal, id) = match best {
            Some(found) => found,
            None if a.facts.iter().any(|f| is_name(f.role)) && b.facts.iter().any(|f| is_name(f.role)) => {
                (Signal::OtherKnown, a.facts[0].id)
            }
            None => return,
        };
        values.set(signal, 1.0);
        let thing = self.knowledge.name(id).unwrap_or_default();
        details.push((signal, format!("{} ~ {} ({thing})", a.name.written, b.name.written)));
    }

    fn parts(&self, a: &Name, b: &Name, found: &Alignment, values: &mut Values, details: &mut Details) {
        let left = found.left[0].min(found.left[1]);
        let spelt = || {
            let pairs = found.pairs.iter().filter(|p| p.2 < 0.995);
            pairs.map(|&(i, j, _)| format!("{} ~ {}", a.words[i].text, b.words[j].text)).collect::<Vec<_>>().join(", ")
        };
        // Whether a word of a name is in both as it is.
        let same = found.pairs.iter().any(|p| p.2 > 0.96 && a.words[p.0].proper && a.words[p.0].text.len() > 1);
        if found.likeness < 0.995 {
            let likeness = ((found.likeness - LEAST_LIKENESS) / (1.0 - LEAST_LIKENESS)).max(0.0);
            values.set(Signal::Alike, likeness * found.covered[0].max(found.covered[1]));
            details.push((Signal::Alike, spelt()));
        }
        let shorter = if a.words.len() <= b.words.len() { a } else { b };
        if left > 0.01 {
            values.set(Signal::Left, left);
            if found.heads > 0.9 {
                values.set(Signal::HeadAlone, 1.0);
                details.push((Signal::HeadAlone, a.words[a.head].text.to_string()));
            }
        } else if !same {
        } else if found.heads > 0.0 {
            values.set(Signal::ShortForm, 1.0);
            details.push((Signal::ShortForm, shorter.written.to_string()));
        } else {
            // "NATO" and "the NATO alliance", but not "Airbus" and "the Airbus A380".
            let plain = found.left[0].max(found.left[1]) == 0.0;
            values.set(if plain { Signal::PartPlain } else { Signal::PartOnly }, 1.0);
            details.push((if plain { Signal::PartPlain } else { Signal::PartOnly }, shorter.written.to_string()));
        }
    }

    fn rare<'w>(&self, words: impl Iterator<Item = &'w str>, values: &mut Values, details: &mut Details) {
        let rarest = words.map(|w| (self.index.weight_of(w), w)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((weight, word)) = rarest {
            values.set(Signal::Rare, (weight / RAREST).min(1.0));
            details.push((Signal::Rare, word.to_owned()));
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
            evidence.details.push((signal, other.written.to_string()));
        }
        if here && name.sort == Sort::Proper {
            evidence.values.set(Signal::SameDocument, 1.0);
        }
        if name.sort != Sort::Proper && cluster.members.iter().any(|(_, p)| p.document == place.document && p.lead) {
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
        let mut theirs: BTreeMap<u32, f32> = BTreeMap::new();
        let mut beside: BTreeMap<FormId, f32> = BTreeMap::new();
        for (id, p) in others {
            for &word in &*p.context {
                theirs.insert(word, self.index.word_weight(word));
            }
            for form in self.neighbours(*id, p) {
                beside.insert(form, self.form_weight(form));
            }
        }
        let own: BTreeMap<u32, f32> = place.context.iter().map(|&w| (w, self.index.word_weight(w))).collect();
        let (likeness, shared) = cosine(&own, &theirs);
        if likeness > 0.0 {
            evidence.values.set(Signal::Context, likeness);
            let words = shared.iter().filter_map(|id| self.index.words.get(id)).map(|w| w.1.to_string());
            evidence.details.push((Signal::Context, listed(words)));
        }
        let mentions = self.index.documents.get(&place.document);
        let own_id = mentions.and_then(|all| all.get(place.rank as usize));
        let near: BTreeMap<FormId, f32> = own_id
            .map(|&id| self.neighbours(id, place))
            .unwrap_or_default()
            .into_iter()
            .map(|f| (f, self.form_weight(f)))
            .collect();
        let (likeness, shared) = cosine(&near, &beside);
        if likeness > 0.0 {
            evidence.values.set(Signal::Neighbours, likeness);
            let names = shared.iter().map(|&form| self.name(form).written.to_string());
            evidence.details.push((Signal::Neighbours, listed(names)));
        }
    }

    fn form_weight(&self, form: FormId) -> f32 {
        let all = self.index.places.len() as f32;
        let with = self.index.forms[form as usize].mentions.len() as f32;
        ((all + 1.0) / (with + 0.5)).ln().max(0.1)
    }

    /// The names that stand around a mention.
    fn neighbours(&self, mention: MentionId, place: &Place) -> SmallVec<[FormId; 12]> {
        let Some(all) = self.index.documents.get(&place.document) else { return SmallVec::new() };
        let from = (place.rank as usize).saturating_sub(NEIGHBOURS);
        let to = (place.rank as usize + NEIGHBOURS + 1).min(all.len());
        let near = all[from..to].iter().filter(|&&id| id != mention).filter_map(|id| self.index.places.get(id));
        let mut forms: SmallVec<[FormId; 12]> =
            near.map(|p| p.form).filter(|&f| f != place.form && self.name(f).sort == Sort::Proper).collect();
        forms.sort_unstable();
        forms.dedup();
        forms
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
            evidence.details.push((signal, name.head_word().to_owned()));
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
        let all = self.index.documents.get(&place.document)?;
        // Between them only what it could be instead counts: mentions of its type.
        let between = all[last as usize + 1..place.rank as usize]
            .iter()
            .filter_map(|id| self.index.places.get(id))
            .filter(|p| p.kind == place.kind && !p.span.overlaps(place.span))
            .count();
        let of_kind = all.iter().filter_map(|id| self.index.places.get(id)).filter(|p| p.kind == place.kind).count();
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

fn is_acronym_of(short: &Name, long: &Name) -> bool {
    let said = long.bracketed.as_deref() == Some(&*short.core);
    said || (short.is_acronym() && long.initials().is_some_and(|i| i == *short.core))
}

/// What surnames and given names say.
fn persons(a: &Name, b: &Name, found: &Alignment, values: &mut Values, details: &mut Details) {
    let (Some(head_a), Some(head_b)) = (a.words.get(a.head), b.words.get(b.head)) else { return };
    // "Britney" for Britney Spears.
    for (short, long, swap) in [(a, b, false), (b, a, true)] {
        let first = (long.run..long.head).find(|&i| long.words[i].proper);
        let is_pair =
            |i: usize| found.pairs.iter().any(|p| if swap { (p.1, p.0) == (0, i) } else { (p.0, p.1) == (0, i) });
        if short.words.len() == 1 && short.words[0].text.len() > 1 && first.is_some_and(is_pair) {
            values.set(Signal::GivenAlone, 1.0);
            details.push((Signal::GivenAlone, short.written.to_string()));
            return;
        }
    }
    let pair = |x: &NameWord, y: &NameWord| format!("{} ~ {}", x.text, y.text);
    if found.heads > 0.96 {
        values.set(Signal::SurnameSame, 1.0);
        details.push((Signal::SurnameSame, head_a.text.to_string()));
    } else if found.heads > 0.0 {
        values.set(Signal::SurnameAlike, found.heads);
        details.push((Signal::SurnameAlike, pair(head_a, head_b)));
    } else if !found.pairs.iter().any(|p| p.0 == a.head || p.1 == b.head) {
        values.set(Signal::SurnameDiffers, 1.0);
        details.push((Signal::SurnameDiffers, pair(head_a, head_b)));
    }
    let given = |n: &Name| (n.run..n.head).find(|&i| n.words[i].proper);
    let (Some(given_a), Some(given_b)) = (given(a), given(b)) else { return };
    let words = (&a.words[given_a], &b.words[given_b]);
    let (signal, text) = match found.pairs.iter().find(|p| p.0 == given_a && p.1 == given_b) {
        Some(p) if p.2 > 0.96 => (Signal::GivenSame, words.0.text.to_string()),
        Some(_) if words.0.initial || words.1.initial => (Signal::GivenInitial, pair(words.0, words.1)),
        Some(_) => (Signal::GivenForm, pair(words.0, words.1)),
        // A middle name that the other begins with is no other name.
        None if found.pairs.iter().any(|p| p.0 == given_a || p.1 == given_b) => return,
        None => (Signal::GivenDiffers, pair(words.0, words.1)),
    };
    values.set(signal, 1.0);
    details.push((signal, text));
}

/// The cosine of two sets of weighted things, and the things they share, the weightiest first.
fn cosine<K: Copy + Ord>(a: &BTreeMap<K, f32>, b: &BTreeMap<K, f32>) -> (f32, Vec<K>) {
    let norm = |m: &BTreeMap<K, f32>| m.values().map(|w| w * w).sum::<f32>().sqrt();
    let mut shared: Vec<_> = a.iter().filter(|(k, _)| b.contains_key(k)).map(|(&k, &w)| (k, w)).collect();
    let dot: f32 = shared.iter().map(|(_, w)| w * w).sum();
    let norms = norm(a) * norm(b);
    shared.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    (if norms > 0.0 { dot / norms } else { 0.0 }, shared.into_iter().map(|(k, _)| k).collect())
}

/// Three things in a row.
fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.take(3).collect();
    match &*words {
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two] => format!("{one} and {two}"),
        all => all.concat(),
    }
}
