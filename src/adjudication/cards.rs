//! What is still to be decided: one card a disagreement.
//!
//! Whether a card is settled is seen from the result alone, so that work goes on from nothing but the saved project: a
//! mention card is, when none of its mentions is a proposal any more; a link card, when a judgement stands on each of
//! its pairs.

use super::Adjudication;
use super::align::PlaceOf;
use crate::annotation::{Mention, MentionId, Project, Status, TypeId};
use crate::text::{DocumentId, Span, Spans};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many mentions a card names of those that a reader puts one together with.
const NAMED: usize = 12;

/// A disagreement to decide about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Card {
    /// Whether something is a mention, from where to where, and of what type.
    Mention(MentionCard),
    /// With which mentions one belongs together.
    Link(LinkCard),
}

/// Readings of one place, or of places that overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionCard {
    /// The document, in the result.
    pub document: DocumentId,
    /// From the first byte of the first to the last byte of the last.
    pub span: Span,
    /// What the readers have here, along the text.
    pub variants: Vec<Variant>,
    pub(super) first: usize,
}

/// A mention that some readers have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Where.
    pub spans: Spans,
    /// What the text says there.
    pub text: Arc<str>,
    /// The mention in the result, if it is still there.
    pub mention: Option<MentionId>,
    /// By reader.
    pub readings: Vec<Reading>,
    pub(super) place: usize,
}

/// What a reader says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing: the reader was not given the document, or another text of it.
    NoDocument,
    /// There is no mention.
    NotThere,
    /// There is one, of this type of the result; `None` when the result does not have the type any more.
    As(Option<TypeId>),
}

/// Mentions about which the readers disagree in the same way: whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCard {
    /// The document of the first mention, in the result.
    pub document: DocumentId,
    /// Where the first mention is.
    pub span: Span,
    /// The mentions, along the documents.
    pub links: Vec<Link>,
    /// By reader.
    pub views: Vec<View>,
    pub(super) first: usize,
}

/// One mention of a link card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The mention, in the result.
    pub mention: MentionId,
    /// For each entity that some reader says, a mention of it. The judgements on these pairs settle the card.
    pub with: Vec<MentionId>,
    pub(super) place: usize,
    pub(super) groups: Vec<usize>,
    pub(super) others: Vec<usize>,
}

/// Where a reader puts the mentions of a link card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// Nowhere: the reader does not have them.
    NotThere,
    /// By themselves.
    Alone,
    /// With others.
    With {
        /// What the entity is called there.
        name: Arc<str>,
        /// How many mentions it has in the documents that are compared.
        count: usize,
        /// Some of them, in the result: not those of the card.
        mentions: Vec<MentionId>,
    },
}

impl Card {
    fn key(&self) -> (usize, bool) {
        match self {
            Self::Mention(card) => (card.first, false),
            Self::Link(card) => (card.first, true),
        }
    }
}

/// The documents of a result by those that are compared.
pub(super) struct Now(Vec<Option<DocumentId>>);

impl Now {
    pub fn of(all: &Adjudication, result: &Project) -> Self {
        let ids: HashMap<&str, DocumentId> = result.documents().map(|d| (&*d.path, d.id)).collect();
        let fits = |id: &DocumentId, hash| result.document(*id).is_some_and(|d| d.hash == hash);
        Self(all.documents.iter().map(|d| ids.get(&*d.path).copied().filter(|id| fits(id, d.hash))).collect())
    }

    pub fn document(&self, document: usize) -> Option<DocumentId> {
        self.0[document]
    }

    /// The mention of the result at a place.
    pub fn mention<'a>(&self, all: &Adjudication, result: &'a Project, place: usize) -> Option<&'a Arc<Mention>> {
        let place = &all.places[place];
        let mut there = result.mentions_in(self.0[place.document]?, place.hull());
        there.find(|m| m.spans == place.spans)
    }

    pub fn accepted<'a>(&self, all: &Adjudication, result: &'a Project, place: usize) -> Option<&'a Arc<Mention>> {
        self.mention(all, result, place).filter(|m| m.status == Status::Accepted)
    }

    /// The first accepted place of a group, by its order, that is another one and that `fits`.
    pub fn head(
        &self,
        all: &Adjudication,
        result: &Project,
        (group, but): (usize, usize),
        fits: impl Fn(usize) -> bool,
    ) -> Option<(usize, MentionId)> {
        let mut places = all.groups[group].places.iter().copied().filter(|&p| p != but && fits(p));
        places.find_map(|p| Some((p, self.accepted(all, result, p)?.id)))
    }
}

impl Adjudication {
    /// The disagreements that are not settled in `result`, a project that began as [`Adjudication::start`]: by document
    /// and place, whether something is a mention before whose it is. Whose mentions are is asked once all mentions of
    /// the entities in question are decided about.
    pub fn cards(&self, result: &Project) -> Vec<Card> {
        let now = Now::of(self, result);
        let mut cards: Vec<Card> = Vec::new();
        for places in self.disagreements() {
            let proposed = |&p: &usize| now.mention(self, result, p).is_some_and(|m| m.status == Status::Proposed);
            if places.iter().any(proposed) {
                cards.extend(self.mention_card(result, &now, &places).map(Card::Mention));
            }
        }
        cards.extend(self.link_cards(result, &now).into_iter().map(Card::Link));
        cards.sort_by_key(Card::key);
        cards
    }

    /// The places that not all have alike, those that are readings of one thing together. They overlap, nobody has both,
    /// and they are of one type or share half of the longer.
    fn disagreements(&self) -> Vec<Vec<usize>> {
        let open: Vec<usize> = (0..self.places.len()).filter(|&p| !self.places[p].agreed).collect();
        let mut card_of: HashMap<usize, usize> = HashMap::new();
        let mut cards: Vec<Vec<usize>> = Vec::new();
        let mut reaching: Vec<usize> = Vec::new();
        for &place in &open {
            let (document, hull) = (self.places[place].document, self.places[place].hull());
            reaching.retain(|&p| self.places[p].document == document && self.places[p].hull().end > hull.start);
            let mut own = cards.len();
            cards.push(vec![place]);
            for other in reaching.iter().filter(|&&other| self.are_variants(other, place)) {
                let theirs = card_of[other];
                let (into, from) = (own.min(theirs), own.max(theirs));
                if into != from {
                    let moving = std::mem::take(&mut cards[from]);
                    card_of.extend(moving.iter().map(|&p| (p, into)));
                    cards[into].extend(moving);
                    own = into;
                }
            }
            card_of.insert(place, own);
            reaching.push(place);
        }
        cards.retain(|places| !places.is_empty());
        cards.iter_mut().for_each(|places| places.sort_unstable());
        cards
    }

    fn are_variants(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.places[a], &self.places[b]);
        let (one, other) = (a.hull(), b.hull());
        let shared = one.end.min(other.end).saturating_sub(one.start.max(other.start));
        let both = a.read.iter().zip(&b.read).any(|(a, b)| a.is_some() && b.is_some());
        let alike = || a.readings().any(|(_, a)| b.readings().any(|(_, b)| a.kind == b.kind));
        !both && shared > 0 && (alike() || shared * 2 >= one.len().max(other.len()))
    }

    fn mention_card(&self, result: &Project, now: &Now, places: &[usize]) -> Option<MentionCard> {
        let &first = places.first()?;
        let document = now.document(self.places[first].document)?;
        let ends = places.iter().map(|&p| self.places[p].hull());
        let span = ends.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))?;
        let variant = |&place: &usize| {
            let PlaceOf { spans, text, read, document, .. } = &self.places[place];
            let readings = self.documents[*document].ids.iter().zip(read).map(|(id, read)| match (id, read) {
                (None, _) => Reading::NoDocument,
                (Some(_), None) => Reading::NotThere,
                (Some(_), Some(read)) => Reading::As(self.kind_in(result, read.kind)),
            });
            let mention = now.mention(self, result, place).map(|m| m.id);
            Variant { spans: spans.clone(), text: text.clone(), mention, readings: readings.collect(), place }
        };
        Some(MentionCard { document, span, variants: places.iter().map(variant).collect(), first })
    }

    /// A type of the readers as the result calls it.
    pub(super) fn kind_in(&self, result: &Project, kind: TypeId) -> Option<TypeId> {
        result.schema().by_name(&self.schema.get(kind).name)
    }

    fn link_cards(&self, result: &Project, now: &Now) -> Vec<LinkCard> {
        let open = |&p: &usize| now.mention(self, result, p).is_some_and(|m| m.status == Status::Proposed);
        let open: Vec<bool> = self.groups.iter().map(|g| g.places.iter().any(open)).collect();
        let mut alike: BTreeMap<Vec<Option<Option<usize>>>, Vec<Link>> = BTreeMap::new();
        for place in 0..self.places.len() {
            let labels = self.labels(place);
            let mut groups: Vec<usize> = labels.iter().flatten().flatten().copied().collect();
            groups.sort_unstable();
            groups.dedup();
            if groups.is_empty() || groups.iter().any(|&g| open[g] || self.is_core(place, g)) {
                continue;
            }
            if let Some(link) = self.link(result, now, place, groups) {
                alike.entry(labels).or_default().push(link);
            }
        }
        let cards = alike.into_iter().filter_map(|(labels, links)| self.link_card(result, now, &labels, links));
        cards.collect()
    }

    /// The pairs of a mention that are to be judged, unless all are.
    fn link(&self, result: &Project, now: &Now, place: usize, groups: Vec<usize>) -> Option<Link> {
        let mention = now.accepted(self, result, place)?;
        let heads = groups.into_iter().filter_map(|g| Some((g, now.head(self, result, (g, place), |_| true)?)));
        let mut heads: Vec<_> = heads.collect();
        // One mention may stand for two entities, when nobody else is left: one word settles both.
        let mut seen = Vec::new();
        heads.retain(|(_, (_, id))| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        let together = |id: MentionId| {
            mention.entity.is_some() && result.mention(id).is_some_and(|other| other.entity == mention.entity)
        };
        let undisputed = self.undisputed(place).is_some();
        let settled = |id: MentionId| result.judgement(mention.id, id).is_some() || (undisputed && together(id));
        if heads.iter().all(|(_, (_, id))| settled(*id)) {
            return None;
        }
        let with = heads.iter().map(|(_, (_, id))| *id).collect();
        let others = heads.iter().map(|(_, (other, _))| *other).collect();
        Some(Link { mention: mention.id, with, place, groups: heads.iter().map(|(g, _)| *g).collect(), others })
    }

    fn link_card(
        &self,
        result: &Project,
        now: &Now,
        labels: &[Option<Option<usize>>],
        links: Vec<Link>,
    ) -> Option<LinkCard> {
        let first = links.first()?.place;
        let on_card = |place: usize| links.iter().any(|link| link.place == place);
        let views = labels.iter().enumerate().map(|(reader, label)| match label {
            None => View::NotThere,
            Some(None) => View::Alone,
            Some(Some(group)) => {
                let entity = self.groups[*group].entities[reader];
                let entity = entity.and_then(|e| self.readers[reader].project.entity(e));
                let of_reader = |p: &&usize| self.label(**p, reader) == Some(Some(*group));
                let places = self.groups[*group].places.iter().filter(of_reader);
                let shown = places.clone().filter(|&&p| !on_card(p));
                let mentions = shown.filter_map(|&p| Some(now.accepted(self, result, p)?.id)).take(NAMED).collect();
                let name = entity.map(|e| e.name.clone()).unwrap_or_default();
                View::With { name, count: places.count(), mentions }
            }
        });
        let (document, span) = (now.document(self.places[first].document)?, self.places[first].hull());
        Some(LinkCard { document, span, views: views.collect(), links, first })
    }
}
