//! What is known of the mentions of a project: their names, where each stands and what stands around it, and keys by which
//! a name finds those like it.

use super::knowledge::{self, Fact, Knowledge, Role};
use super::name::{Cases, Name, Sort};
use crate::annotation::{Mention, MentionId, TypeId};
use crate::text::{Document, DocumentId, Span, words};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many words on either side of a mention are its context.
const CONTEXT_WORDS: usize = 12;
/// So many of them are kept, the rarest.
const CONTEXT_KEPT: usize = 12;
/// Letters that a word of the context has at least.
const CONTEXT_LETTERS: usize = 4;
/// The lead of a document, in bytes: its title and first sentence.
const LEAD_BYTES: u32 = 300;

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
    /// The rarest words around it, by their hash, in order.
    pub context: Box<[u32]>,
    /// The mention before it that it is set beside: "the dealer Viktor Bout", "Airbus, which".
    pub apposed: Option<MentionId>,
}

/// Mentions, forms and keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub forms: Vec<Form>,
    form_ids: HashMap<Box<str>, FormId>,
    pub places: HashMap<MentionId, Place>,
    /// The mentions of a document in the order of the text, outer before inner.
    pub documents: HashMap<DocumentId, Vec<MentionId>>,
    keys: HashMap<u64, Vec<FormId>>,
    /// In how many contexts a word is, and one way to write it.
    pub words: HashMap<u32, (u32, Box<str>)>,
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

/// The hash of a word of the context.
fn word_id(folded: &str) -> u32 {
    hash(folded) as u32
}

impl Index {
    /// Reads how a text writes its words. All texts first: what is a name in one is learnt from the others.
    pub fn read_cases(&mut self, document: &Document) {
        self.cases.read(&document.text);
    }

    /// Reads the mentions of one document, in the order of the text.
    pub fn read(&mut self, id: DocumentId, document: Option<&Document>, mentions: &[&Mention], knowledge: &Knowledge) {
        let text = document.map_or("", |d| &*d.text);
        let tokens: Vec<(Span, u32)> = words(text)
            .filter(|w| w.text.len() >= CONTEXT_LETTERS)
            .map(|w| {
                let folded = super::letters::fold(w.text);
                let id = word_id(&folded);
                let entry = self.words.entry(id).or_insert_with(|| (0, folded.into()));
                entry.0 += 1;
                (w.span, id)
            })
            .collect();
        let listed = self.documents.entry(id).or_default();
        listed.extend(mentions.iter().map(|m| m.id));
        for (rank, mention) in mentions.iter().enumerate() {
            let form = self.form(&mention.text, knowledge);
            self.forms[form as usize].mentions.push(mention.id);
            let span = mention.hull();
            let before = tokens.partition_point(|t| t.0.end <= span.start);
            let behind = tokens.partition_point(|t| t.0.start < span.end);
            let mut context: Vec<u32> = tokens[before.saturating_sub(CONTEXT_WORDS)..before]
                .iter()
                .chain(&tokens[behind..(behind + CONTEXT_WORDS).min(tokens.len())])
                .map(|t| t.1)
                .collect();
            context.sort_unstable();
            context.dedup();
            let place = Place {
                document: id,
                span,
                kind: mention.kind,
                form,
                rank: rank as u32,
                lead: span.start < LEAD_BYTES,
                context: context.into(),
                apposed: None,
            };
            self.places.insert(mention.id, place);
        }
        self.appose(text, mentions);
    }

    /// Notes which mention is set right beside which.
    fn appose(&mut self, text: &str, mentions: &[&Mention]) {
        let mut ends: HashMap<u32, Vec<&Mention>> = HashMap::new();
        for mention in mentions {
            let span = mention.hull();
            let before = |bytes: u32| span.start.checked_sub(bytes).and_then(|at| ends.get(&at)).into_iter().flatten();
            let gaps = [(" ", 1), (", ", 2), (" (", 2), (": ", 2), (" “", 4), (" \"", 2), (", “", 5)];
            let mut found = None;
            for (gap, bytes) in gaps {
                if !text.get(..span.start as usize).is_some_and(|head| head.ends_with(gap)) {
                    continue;
                }
                for other in before(bytes) {
                    if self.are_apposed(other, mention, gap) {
                        found = Some(other.id);
                    }
                }
            }
            if let Some(place) = self.places.get_mut(&mention.id) {
                place.apposed = found;
            }
            ends.entry(span.end).or_default().push(mention);
        }
    }

    fn are_apposed(&self, one: &Mention, other: &Mention, gap: &str) -> bool {
        let sort = |m: &Mention| self.places.get(&m.id).map(|p| self.forms[p.form as usize].name.clone());
        let (Some(a), Some(b)) = (sort(one), sort(other)) else { return false };
        if b.pronoun.is_some_and(|p| p.relative) {
            return gap == " " || gap == ", ";
        }
        let one_names = (a.sort == Sort::Proper) != (b.sort == Sort::Proper);
        let pointing = a.sort == Sort::Pronoun || b.sort == Sort::Pronoun;
        // A row of names with commas is a list, or a place and what it is in.
        one.kind == other.kind
            && !pointing
            && (gap != ", " || one_names || b.determiner != super::name::Determiner::None)
    }

    /// Takes one mention in that came later.
    pub fn add(&mut self, document: Option<&Document>, mention: &Mention, knowledge: &Knowledge) {
        let text = document.map_or("", |d| &*d.text);
        let form = self.form(&mention.text, knowledge);
        self.forms[form as usize].mentions.push(mention.id);
        let span = mention.hull();
        let listed = self.documents.entry(mention.document).or_default();
        let key = |id: &MentionId| self.places.get(id).map(|p| (p.span.start, std::cmp::Reverse(p.span.end)));
        let rank = listed.partition_point(|id| key(id) <= Some((span.start, std::cmp::Reverse(span.end))));
        listed.insert(rank, mention.id);
        for (i, id) in listed.iter().enumerate().skip(rank) {
            if let Some(place) = self.places.get_mut(id) {
                place.rank = i as u32;
            }
        }
        let place = Place {
            document: mention.document,
            span,
            kind: mention.kind,
            form,
            rank: rank as u32,
            lead: span.start < LEAD_BYTES,
            context: self.context_near(text, span),
            apposed: None,
        };
        self.places.insert(mention.id, place);
    }

    /// The context of a mention by the words that are known already.
    fn context_near(&self, text: &str, span: Span) -> Box<[u32]> {
        const BYTES: usize = 200;
        let from = text.floor_char_boundary((span.start as usize).saturating_sub(BYTES));
        let to = text.floor_char_boundary((span.end as usize + BYTES).min(text.len()));
        let head = text.get(from..span.start as usize).unwrap_or("");
        let tail = text.get(span.end as usize..to).unwrap_or("");
        let mut context: Vec<u32> = words(head)
            .chain(words(tail))
            .filter(|w| w.text.len() >= CONTEXT_LETTERS)
            .map(|w| word_id(&super::letters::fold(w.text)))
            .filter(|id| self.words.get(id).is_some_and(|w| w.0 > 1))
            .collect();
        context.sort_by_key(|id| (self.words.get(id).map_or(0, |w| w.0), *id));
        context.dedup();
        context.truncate(CONTEXT_KEPT);
        context.sort_unstable();
        context.into()
    }

    /// Forgets a mention.
    pub fn forget(&mut self, mention: &Mention) {
        let Some(place) = self.places.remove(&mention.id) else { return };
        self.forms[place.form as usize].mentions.retain(|&id| id != mention.id);
        let Some(listed) = self.documents.get_mut(&place.document) else { return };
        listed.retain(|&id| id != mention.id);
        for (i, id) in listed.iter().enumerate().skip(place.rank as usize) {
            if let Some(place) = self.places.get_mut(id) {
                place.rank = i as u32;
            }
        }
    }

    /// Keeps of every context its rarest words. Once all documents are read.
    pub fn settle(&mut self) {
        let words = &self.words;
        for place in self.places.values_mut() {
            let mut context = std::mem::take(&mut place.context).into_vec();
            context.sort_by_key(|id| (words.get(id).map_or(0, |w| w.0), *id));
            // A word that is nowhere else ties nothing.
            context.retain(|id| words.get(id).is_some_and(|w| w.0 > 1));
            context.truncate(CONTEXT_KEPT);
            context.sort_unstable();
            place.context = context.into();
        }
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
        let mut found: HashMap<FormId, f32> = HashMap::new();
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

    /// What a word of a context weighs.
    pub fn word_weight(&self, word: u32) -> f32 {
        let with = self.words.get(&word).map_or(1, |w| w.0) as f32;
        ((self.places.len().max(20) * CONTEXT_WORDS) as f32 / (with * 8.0 + 1.0)).ln().max(0.0)
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
        }
        if word.capitals {
            keys.push((hash((short, &*word.text)), true));
        }
    }
    if let Some(initials) = name.initials() {
        keys.push((hash((long, initials.as_str())), true));
    }
    // What stands in brackets is filed and asked for as either.
    for tag in name.bracketed.iter().flat_map(|_| [long, short]) {
        keys.push((hash((tag, name.bracketed.as_deref().unwrap_or_default())), true));
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
