//! Who may be meant: the candidates for a mention, found by the keys of its name and by what stands around it.

use super::evidence::{Cluster, Gatherer};
use super::index::{FormId, Place};
use super::linker::Asked;
use super::name::Sort;
use super::{Linker, Target};
use crate::annotation::{EntityId, Mention, MentionId, Project, TypeId, Verdict};
use crate::text::DocumentId;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// So many names that share a key are looked at, those that share most.
const FORMS: usize = 40;
/// So many mentions of a name are asked whose they are, evenly over all of them ...
const ASKED: usize = 128;
/// ... unless so many in a row have told nothing new.
const NOTHING_NEW: usize = 12;
/// Names less alike than this, in log odds, are no reason to ask whose mentions they are: a given name that two share.
const LEAST_ALIKE: f32 = -7.0;
/// So many candidates are weighed with all that stands around them: those whose names are most alike.
const WEIGHED: usize = 16;
/// So many members of a cluster are looked at.
const MEMBERS: usize = 48;
/// So many mentions before a description or pronoun may be what it is about.
const REACH: usize = 24;
/// Of the entities that a document names most, so many may be what a description or pronoun is about.
const SALIENT: usize = 4;
/// So many mentions on either side in the same document are looked through for members.
const HERE: usize = 1000;
/// So many are looked through for names that are alike: who is named here is not lost among all who are called so.
const NAMED_HERE: usize = 200;
/// How far who is named here is ahead of others, in log odds, when there are too many to weigh them all.
const AHEAD: f32 = 6.0;

/// The names like a name, with how much alike they are, in log odds.
type NamesLike = Rc<[(FormId, f32)]>;

/// What was found of names, to be found once in a pass over many mentions: whose they are changes with every tie, how
/// much alike they are does not.
#[derive(Default)]
pub(super) struct Remembered(RefCell<FxHashMap<(FormId, TypeId), NamesLike>>);

impl Linker {
    /// The names like that of a mention, with how much alike they are, that which shares most with it first.
    fn names_like(&self, gatherer: &Gatherer<'_>, place: &Place, remembered: Option<&Remembered>) -> NamesLike {
        let key = (place.form, place.kind);
        if let Some(known) = remembered.and_then(|known| known.0.borrow().get(&key).cloned()) {
            return known;
        }
        let proper = self.index.forms[place.form as usize].name.sort == Sort::Proper;
        let alike = |form| (form, if proper { gatherer.likeness(place, form) } else { 0.0 });
        let all = self.index.like(place.form, FORMS).into_iter().map(alike);
        let all: NamesLike = all.filter(|(_, alike)| *alike >= LEAST_ALIKE).collect();
        if let Some(remembered) = remembered {
            remembered.0.borrow_mut().insert(key, Rc::clone(&all));
        }
        all
    }

    /// The candidates for a mention, with those of their mentions that are looked at.
    pub(super) fn candidates<'a>(
        &'a self,
        project: &'a Project,
        gatherer: &Gatherer<'_>,
        mention: &Mention,
        place: &Place,
        within: &dyn Fn(DocumentId) -> bool,
        asked: Asked<'_>,
    ) -> Vec<(Target, Cluster<'a>)> {
        let sort = self.index.forms[place.form as usize].name.sort;
        let mut met = Met { lone: asked.lone, ..Met::default() };
        let like = self.names_like(gatherer, place, asked.remembered);
        if sort == Sort::Proper && within(place.document) {
            let like: FxHashMap<FormId, f32> = like.iter().copied().collect();
            for (id, p) in self.beside(place, NAMED_HERE) {
                if let Some(&alike) = like.get(&p.form) {
                    met.meet(project, mention, (id, p.form), alike);
                }
            }
            met.found.values_mut().for_each(|found| found.here = true);
        }
        for &(form, alike) in &*like {
            let all = &self.index.forms[form as usize].mentions;
            let step = all.len().div_ceil(ASKED).max(1);
            let mut nothing_new = 0;
            for &id in all.iter().step_by(step) {
                let Some(p) = self.index.places.get(&id) else { continue };
                let near = sort == Sort::Proper || p.document == place.document || p.form == place.form;
                // What may not be meant tells nothing, neither old nor new.
                if !near || !within(p.document) {
                    continue;
                }
                let new = met.meet(project, mention, (id, p.form), alike);
                nothing_new = if new { 0 } else { nothing_new + 1 };
                if nothing_new > NOTHING_NEW {
                    break;
                }
            }
        }
        self.around(project, place, sort, &mut |id| {
            if let Some(p) = self.index.places.get(&id) {
                met.meet(project, mention, (id, p.form), f32::INFINITY);
            }
        });
        // What was judged is there to be seen, however unlike the names are.
        for other in project.judgements_on(mention.id).filter_map(|j| j.other(mention.id)) {
            if let Some(p) = self.index.places.get(&other).filter(|p| within(p.document)) {
                met.meet(project, mention, (other, p.form), f32::INFINITY);
            }
        }
        let mut all: Vec<_> = met.found.into_iter().collect();
        if all.len() > WEIGHED {
            let size = |who: &Who, found: &Found| match who {
                Who::Entity(entity) => project.cluster(*entity).mentions as usize,
                Who::Lone(_) => found.lone.len(),
            };
            let promising = |found: &Found| found.alike + if found.here { AHEAD } else { 0.0 };
            let mut order: Vec<_> =
                all.into_iter().map(|(who, found)| (promising(&found), size(&who, &found), who, found)).collect();
            order.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
            all = order.into_iter().take(WEIGHED).map(|(.., who, found)| (who, found)).collect();
        }
        let around = self.part_around(place);
        let weighed = all
            .into_iter()
            .flat_map(|(who, found)| self.clusters(project, who, found.lone, (mention.id, place, &around), within));
        weighed.filter(|(_, cluster)| !cluster.members.is_empty()).collect()
    }

    /// The clusters of something that was met: that of an entity; of mentions without one that have one name, one cluster
    /// of all; of descriptions and pronouns, one of each.
    fn clusters<'a>(
        &'a self,
        project: &'a Project,
        who: Who,
        lone: Vec<MentionId>,
        (mention, place, around): (MentionId, &Place, &Range<u32>),
        within: &dyn Fn(DocumentId) -> bool,
    ) -> Vec<(Target, Cluster<'a>)> {
        let form = match who {
            Who::Entity(entity) => {
                return vec![(Target::Entity(entity), self.cluster(project, entity, (place.document, around), within))];
            }
            Who::Lone(form) => form,
        };
        let member = |id: MentionId| self.index.places.get(&id).map(|p| (id, p));
        let mut members: Vec<_> = lone.into_iter().filter_map(member).collect();
        if self.index.forms[form as usize].name.sort != Sort::Proper {
            return members.into_iter().map(|m| (Target::Mention(m.0), Cluster { members: vec![m] })).collect();
        }
        // Of one name each that was judged different is one of its own, so that the others can still be meant.
        let judged = |id: MentionId| project.judgement(id, mention).is_some_and(|j| j.verdict == Verdict::Different);
        let (barred, mut members): (Vec<_>, Vec<_>) = members.drain(..).partition(|(id, _)| judged(*id));
        let mut out: Vec<_> =
            barred.into_iter().map(|m| (Target::Mention(m.0), Cluster { members: vec![m] })).collect();
        let apart = |p: &Place| (p.document != place.document, p.document, p.span.start.abs_diff(place.span.start));
        let Some(&(nearest, _)) = members.iter().min_by_key(|(id, p)| (apart(p), *id)) else { return out };
        members.sort_by_key(|(id, p)| (p.document != place.document, p.document, p.rank, *id));
        members.truncate(MEMBERS);
        out.push((Target::Mention(nearest), Cluster { members }));
        out
    }

    /// The mentions that stand around a mention and may be what it is about: those it overlaps and is set beside; for a
    /// description or pronoun those before it, and those that its document names most.
    fn around(&self, project: &Project, place: &Place, sort: Sort, meet: &mut dyn FnMut(MentionId)) {
        let all = self.index.mentions_in(place.document);
        let rank = place.rank as usize;
        let from = rank.saturating_sub(REACH);
        for &id in all.iter().skip(from).take(2 * REACH) {
            let Some(p) = self.index.places.get(&id) else { continue };
            let touches = p.span.overlaps(place.span)
                || place.apposed == Some(id)
                || all.get(rank).is_some_and(|&own| p.apposed == Some(own));
            if touches || (sort != Sort::Proper && p.rank < place.rank) {
                meet(id);
            }
        }
        if sort == Sort::Proper {
            return;
        }
        let mut counts: BTreeMap<EntityId, (u32, MentionId)> = BTreeMap::new();
        for &id in &all[rank.saturating_sub(HERE)..rank.min(all.len())] {
            if let Some(entity) = project.mention(id).and_then(|m| m.entity) {
                counts.entry(entity).or_insert((0, id)).0 += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(entity, (n, _))| (std::cmp::Reverse(*n), *entity));
        counts.into_iter().take(SALIENT).for_each(|(_, (_, id))| meet(id));
    }

    /// The members of an entity that are looked at: those around in the mention's own document, then the first others.
    fn cluster<'a>(
        &'a self,
        project: &'a Project,
        entity: EntityId,
        (document, around): (DocumentId, &Range<u32>),
        within: &dyn Fn(DocumentId) -> bool,
    ) -> Cluster<'a> {
        let member = |id: MentionId| self.index.places.get(&id).map(|p| (id, p));
        let own = project.places_of_in(entity, document, around.clone());
        let mut members: Vec<_> = own.filter_map(|(_, id)| member(id)).take(MEMBERS).collect();
        let others = project.places_of(entity).filter(|&(other, _)| other != document && within(other));
        members.extend(others.filter_map(|(_, id)| member(id)).take(MEMBERS));
        Cluster { members }
    }

    /// The mentions around one in its document, so many on either side, itself among them.
    fn beside(&self, place: &Place, most: usize) -> impl Iterator<Item = (MentionId, &Place)> {
        let all = self.index.mentions_in(place.document);
        let from = (place.rank as usize).saturating_sub(most);
        let near = all.iter().skip(from).take(2 * most + 1);
        near.filter_map(|&id| Some((id, self.index.places.get(&id)?)))
    }

    /// The part of a mention's document that is looked through for members, in bytes.
    fn part_around(&self, place: &Place) -> Range<u32> {
        let all = self.index.mentions_in(place.document);
        let start = |rank: usize| all.get(rank).and_then(|id| self.index.places.get(id)).map(|p| p.span.start);
        let rank = place.rank as usize;
        start(rank.saturating_sub(HERE)).unwrap_or(0)..start(rank + HERE).unwrap_or(u32::MAX)
    }
}

/// Whom a mention was met of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Entity(EntityId),
    /// Mentions without an entity, by their name.
    Lone(FormId),
}

/// What was met of somebody.
struct Found {
    /// How alike the names are, in log odds; without bounds for what stands right beside the mention.
    alike: f32,
    /// Whether it is named in the mention's own document, not far from it.
    here: bool,
    lone: Vec<MentionId>,
}

/// Who may be meant.
#[derive(Default)]
struct Met {
    /// Whether mentions without an entity may be.
    lone: bool,
    found: BTreeMap<Who, Found>,
}

impl Met {
    /// Takes in whose a mention is; answers with whether that is new.
    fn meet(&mut self, project: &Project, mention: &Mention, (id, form): (MentionId, FormId), alike: f32) -> bool {
        let Some(other) = project.mention(id).filter(|o| o.is_live() && o.id != mention.id) else { return false };
        let who = match other.entity {
            Some(entity) if Some(entity) == mention.entity => return false,
            Some(entity) => Who::Entity(entity),
            None if self.lone => Who::Lone(form),
            None => return false,
        };
        let mut new = false;
        let found = self.found.entry(who).or_insert_with(|| {
            new = true;
            Found { alike, here: false, lone: Vec::new() }
        });
        found.alike = found.alike.max(alike);
        // What stands right beside it or was judged is always among them.
        let room = alike == f32::INFINITY || found.lone.len() < MEMBERS;
        if matches!(who, Who::Lone(_)) && room && !found.lone.contains(&id) {
            found.lone.push(id);
        }
        new
    }
}
