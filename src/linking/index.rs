//! What is known of the mentions of a project: their names, where each stands and what stands around it, and keys by which
//! a name finds those like it.

use super::knowledge::{self, Fact, Knowledge, Role};
use super::name::{Cases, Determiner, Name, Sort};
use super::surroundings::{NEAR, Vocabulary, WordId};
use crate::annotation::{Mention, MentionId, TypeId};
use crate::text::{Document, DocumentId, Span};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The lead of a document, in bytes: its title and first sentence.
const LEAD_BYTES: u32 = 300;
/// So many mentions before and behind one are looked through for one that it is set beside.
const BESIDE: usize = 24;
/// What stands between two mentions of which one is set beside the other.
const GAPS: [&str; 7] = [" ", ", ", " (", ": ", " “", " \"", ", “"];

/// Keys that more forms have than this are common.
const COMMON: usize = 250;

/// A name, by its place in [`Index::forms`].
pub(super) type FormId = u32;

/// A distinct text of mentions.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub name: Name,
    /// What it is known to be.
    pub facts: SmallVec<[Fact; 2]>,
    /// The groups of nouns that its head is of, and the broader ones.
    pub heads: SmallVec<[u32; 2]>,
    /// Its mentions, in the order in which they were read.
    pub mentions: Vec<MentionId>,
}

/// Where a mention stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub document: DocumentId,
    pub span: Span,
    pub kind: TypeId,
    pub form: FormId,
    /// How many mentions of the document stand before it.
    pub rank: u32,
    /// Whether it is in the lead of its document.
    pub lead: bool,
    /// The rarest words near it, in the order of their numbers.
    pub near: Box<[WordId]>,
    /// The mention before it that it is set beside: "the dealer Viktor Bout", "Airbus, which".
    pub apposed: Option<MentionId>,
}

impl Place {
    /// The order of a document's mentions: as in the text, outer before inner.
    fn order(&self, id: MentionId) -> impl Ord + use<> {
        (self.span.start, Reverse(self.span.end), id)
    }
}

/// Mentions, forms and keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub forms: Vec<Form>,
    form_ids: HashMap<Box<str>, FormId>,
    pub places: FxHashMap<MentionId, Place>,
    /// The mentions of a document in the order of the text, outer before inner.
    documents: FxHashMap<DocumentId, Vec<MentionId>>,
    keys: FxHashMap<u64, Vec<FormId>>,
    pub words: Vocabulary,
    /// In how many distinct forms a word of a name is.
    rarity: HashMap<Box<str>, u32>,
    pub cases: Cases,
}

fn hash(value: impl Hash) -> u64 {
    // Fixed keys: the same on every run.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Index {
    /// Reads how a text writes its words. All texts first: what is a name in one is learnt from the others.
    pub fn read_words(&mut self, document: &Document) {
        self.cases.read(&document.text);
        self.words.read(&document.text);
    }

    /// Reads the mentions of one document.
    pub fn read(&mut self, id: DocumentId, document: Option<&Document>, mentions: &[&Mention], knowledge: &Knowledge) {
        let text = document.map_or("", |d| &*d.text);
        let tokens = self.words.tokens(text);
        for mention in mentions {
            let near = self.words.near(&tokens, mention.hull());
            self.place(mention, near, knowledge);
        }
        let mut listed: Vec<MentionId> = mentions.iter().map(|m| m.id).collect();
        listed.sort_by_key(|id| self.places.get(id).map(|p| p.order(*id)));
        self.documents.insert(id, listed);
        self.rank(id);
        (0..mentions.len()).for_each(|rank| self.appose(id, text, rank));
    }

    /// Takes one mention in that came later. [`Index::rank`] is to be called for its document.
    pub fn add(&mut self, text: &str, mention: &Mention, knowledge: &Knowledge) {
        let span = mention.hull();
        let near = self.words.near(&self.words.tokens_around(text, span), span);
        let order = self.place(mention, near, knowledge).order(mention.id);
        let listed = self.documents.entry(mention.document).or_default();
        let at = listed.partition_point(|id| self.places.get(id).is_some_and(|p| p.order(*id) < order));
        listed.insert(at, mention.id);
    }

    /// Notes which of the mentions from a place on are set beside another, where one came, went or moved: once they have
    /// their ranks.
    pub fn appose_from(&mut self, document: DocumentId, text: &str, start: u32) {
        let all = self.mentions_in(document);
        let from = all.partition_point(|id| self.places.get(id).is_some_and(|p| p.span.start < start));
        (from..all.len().min(from + BESIDE)).for_each(|rank| self.appose(document, text, rank));
    }

    /// Forgets a mention. [`Index::rank`] is to be called for its document.
    pub fn forget(&mut self, mention: &Mention) {
        let Some(place) = self.places.remove(&mention.id) else { return };
        self.forms[place.form as usize].mentions.retain(|&id| id != mention.id);
        if let Some(listed) = self.documents.get_mut(&place.document) {
            listed.retain(|&id| id != mention.id);
        }
    }

    /// Numbers the mentions of a document anew.
    pub fn rank(&mut self, document: DocumentId) {
        for (i, id) in self.documents.get(&document).into_iter().flatten().enumerate() {
            if let Some(place) = self.places.get_mut(id) {
                place.rank = i as u32;
            }
        }
    }

    fn place(&mut self, mention: &Mention, near: Box<[WordId]>, knowledge: &Knowledge) -> &Place {
        let form = self.form(&mention.text, knowledge);
        self.forms[form as usize].mentions.push(mention.id);
        let span = mention.hull();
        let (document, kind, lead) = (mention.document, mention.kind, span.start < LEAD_BYTES);
        let place = Place { document, span, kind, form, rank: 0, lead, near, apposed: None };
        self.places.entry(mention.id).insert_entry(place).into_mut()
    }

    /// Notes which mention the one of a rank is set beside.
    fn appose(&mut self, document: DocumentId, text: &str, rank: usize) {
        let all = self.mentions_in(document);
        let Some((id, place)) = all.get(rank).and_then(|id| Some((*id, self.places.get(id)?))) else { return };
        let head = text.get(..place.span.start as usize).unwrap_or_default();
        let before =
            || all[rank.saturating_sub(BESIDE)..rank].iter().filter_map(|id| Some((*id, self.places.get(id)?)));
        let mut found = None;
        for (gap, end) in GAPS.iter().filter_map(|gap| Some((gap, head.strip_suffix(gap)?.len() as u32))) {
            let mut beside = before().filter(|(_, p)| p.span.end == end && self.are_apposed(p, place, gap));
            found = beside.next_back().map(|(id, _)| id).or(found);
        }
        if let Some(place) = self.places.get_mut(&id) {
            place.apposed = found;
        }
    }

    fn are_apposed(&self, one: &Place, other: &Place, gap: &str) -> bool {
        let [a, b] = [one, other].map(|p| &self.forms[p.form as usize].name);
        if b.pronoun.is_some_and(|p| p.relative) {
            return gap == " " || gap == ", ";
        }
        let one_names = (a.sort == Sort::Proper) != (b.sort == Sort::Proper);
        let pointing = a.sort == Sort::Pronoun || b.sort == Sort::Pronoun;
        // A row of names with commas is a list, or a place and what it is in.
        one.kind == other.kind && !pointing && (gap != ", " || one_names || b.determiner != Determiner::None)
    }

    /// The mentions of a document in the order of the text; none of one that has none.
    pub fn mentions_in(&self, document: DocumentId) -> &[MentionId] {
        self.documents.get(&document).map_or(&[], Vec::as_slice)
    }

    /// The form of a text, which is made when it is new.
    pub fn form(&mut self, text: &str, knowledge: &Knowledge) -> FormId {
        if let Some(&id) = self.form_ids.get(text) {
            return id;
        }
        let id = self.forms.len() as FormId;
        let name = Name::of(text, &self.cases, knowledge);
        let facts = facts(&name, text, knowledge);
        let heads = heads(&name, knowledge);
        for (key, _) in keys(&name, &facts, Side::Filed) {
            self.keys.entry(key).or_default().push(id);
        }
        for word in name.proper() {
            *self.rarity.entry(word.text.clone()).or_default() += 1;
        }
        self.forms.push(Form { name, facts, heads, mentions: Vec::new() });
        self.form_ids.insert(text.into(), id);
        id
    }

    /// The forms that differ from one in nothing that counts, itself among them.
    pub fn of_core(&self, form: FormId) -> impl Iterator<Item = FormId> + '_ {
        let core = &*self.forms[form as usize].name.core;
        let forms = self.keys.get(&hash(("core", core))).into_iter().flatten().copied();
        let own = std::iter::once(form).filter(move |_| !self.keys.contains_key(&hash(("core", core))));
        forms.filter(move |&f| &*self.forms[f as usize].name.core == core).chain(own)
    }

    /// The forms that share a key with a form, those that share most and rarest first, at most `most`. Keys of very many
    /// forms, a given name say, are no reason to look at all of them.
    pub fn like(&self, form: FormId, most: usize) -> Vec<FormId> {
        let mut found: FxHashMap<FormId, f32> = FxHashMap::default();
        let all = self.forms.len() as f32 + 1.0;
        let own = &self.forms[form as usize];
        for (key, sure) in keys(&own.name, &own.facts, Side::Asking) {
            let Some(forms) = self.keys.get(&key).filter(|forms| sure || forms.len() <= COMMON) else { continue };
            let weight = (all / forms.len() as f32).ln().max(0.1) * if sure { 2.0 } else { 1.0 };
            for &form in forms {
                *found.entry(form).or_default() += weight;
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        let order = |a: &(FormId, f32), b: &(FormId, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_by(order);
        found.into_iter().map(|(form, _)| form).collect()
    }

    /// What a word of a name weighs: more the fewer forms have it.
    pub fn weight_of(&self, word: &str) -> f32 {
        let forms = self.forms.len().max(20) as f32;
        let with = self.rarity.get(word).copied().unwrap_or(0) as f32;
        ((forms + 1.0) / (with + 1.0)).ln().max(0.5)
    }

    /// What a word near a mention weighs.
    pub fn word_weight(&self, word: WordId) -> f32 {
        let with = self.words.count(word) as f32;
        ((self.places.len().max(20) * NEAR) as f32 / (with * 8.0 + 1.0)).ln().max(0.0)
    }
}

/// The keys under which a name is filed and found: its whole core, each word of a name by its letters and by its
/// consonants, its acronym, and for a description its head.
/// With each, whether it says much of who is meant.
fn keys(name: &Name, facts: &[Fact], side: Side) -> Vec<(u64, bool)> {
    // Initials find acronyms and acronyms initials: two names with the same initials have nothing in common.
    let (long, short) = match side {
        Side::Filed => ("initials", "acronym"),
        Side::Asking => ("acronym", "initials"),
    };
    if name.sort == Sort::Pronoun {
        return Vec::new();
    }
    let mut keys = vec![(hash(("core", &*name.core)), true), (hash(("solid", name.core.replace(' ', ""))), true)];
    if name.sort == Sort::Nominal {
        keys.push((hash(("word", super::name::singular(name.head_word()))), false));
    }
    for word in name.proper() {
        keys.push((hash(("word", super::name::singular(&word.text))), false));
        if !word.number && !word.initial && word.sounds.len() > 2 {
            keys.push((hash(("sound", word.sounds.skeleton())), false));
            // An ending may add a consonant: "Buti", "Butin".
            keys.push((hash(("start", word.sounds.start())), false));
        }
        if word.capitals {
            keys.push((hash((short, &*word.text)), true));
        }
    }
    if let Some(initials) = name.initials() {
        keys.push((hash((long, initials.as_str())), true));
    }
    // What stands in brackets is filed and asked for as either.
    if let Some(bracketed) = &name.bracketed {
        keys.extend([long, short].map(|side| (hash((side, &**bracketed)), true)));
    }
    keys.extend(facts.iter().map(|fact| (hash(("thing", fact.id)), true)));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Whether a name is filed under its keys or looks for others.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Filed,
    Asking,
}

/// What a name is known to be.
fn facts(name: &Name, text: &str, knowledge: &Knowledge) -> SmallVec<[Fact; 2]> {
    if name.sort != Sort::Proper {
        return SmallVec::new();
    }
    let plain = name.plain(text);
    let capitals = plain.chars().any(char::is_alphabetic) && !plain.chars().any(char::is_lowercase);
    let fits = |fact: &Fact| capitals || !fact.capitals;
    let mut facts: SmallVec<[Fact; 2]> = knowledge.ids(&knowledge::folded(plain)).filter(fits).collect();
    // "European airframer Airbus", "Mr. Putin"
    if facts.is_empty() && name.run > 0 {
        let from = name.words[name.run].span.start as usize;
        let to = name.words.last().map_or(from, |w| w.span.end as usize);
        facts =
            text.get(from..to).map_or(SmallVec::new(), |t| knowledge.ids(&knowledge::folded(t)).filter(fits).collect());
    }
    facts.retain(|fact| fact.role != Role::Code || capitals);
    facts
}

/// The groups of nouns of a head, with the broader ones.
fn heads(name: &Name, knowledge: &Knowledge) -> SmallVec<[u32; 2]> {
    let Some(head) = name.words.get(name.head).filter(|w| !w.proper || name.sort == Sort::Nominal) else {
        return SmallVec::new();
    };
    let before = name.head.checked_sub(1).map(|b| format!("{} {}", name.words[b].text, head.text));
    let long = before.as_deref().map_or(&[][..], |phrase| knowledge.heads(phrase));
    let found = if long.is_empty() { knowledge.heads(&head.text) } else { long };
    let mut heads: SmallVec<[u32; 2]> = found.iter().map(|group| group.id).collect();
    for group in found {
        let mut broader = knowledge.broader_head(group.id);
        while let Some(id) = broader.filter(|id| !heads.contains(id)) {
            heads.push(id);
            broader = knowledge.broader_head(id);
        }
    }
    heads
}
