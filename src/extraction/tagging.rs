//! Stage 2: the neural tagger on the English documents, in parallel.

use super::Kind;
use super::language::Language;
use super::readable::Readable;
use super::statistics::Vocabulary;
use super::tagger::{Label, Leaning, Tagger};
use super::tokens::{self, Token};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use rayon::prelude::*;

/// An entity of the tagger in bytes of the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entity {
    pub start: u32,
    pub end: u32,
    pub label: Label,
    pub score: f32,
}

/// What the tagger would make of a word that begins a name there, in shares of 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lean {
    pub person: f32,
    pub organisation: f32,
    pub place: f32,
    pub group: f32,
    pub work: f32,
    /// An event, a product, a date.
    pub other: f32,
}

impl Lean {
    /// How much it would rather begin a name than none.
    pub fn name(&self) -> f32 {
        self.person + self.organisation + self.place + self.group + self.work
    }

    /// The share of each kind of name.
    pub fn kinds(&self) -> [(Kind, f32); 5] {
        [
            (Kind::Person, self.person),
            (Kind::Organisation, self.organisation),
            (Kind::Place, self.place),
            (Kind::Group, self.group),
            (Kind::Work, self.work),
        ]
    }
}

impl From<&Leaning> for Lean {
    fn from(leaning: &Leaning) -> Self {
        let mut lean = Self::default();
        for (label, &share) in Label::ALL.iter().zip(&leaning.shares) {
            *match label {
                Label::Person => &mut lean.person,
                Label::Org => &mut lean.organisation,
                Label::Gpe | Label::Loc | Label::Fac => &mut lean.place,
                Label::Norp => &mut lean.group,
                Label::WorkOfArt => &mut lean.work,
                _ => &mut lean.other,
            } += share;
        }
        lean
    }
}

/// What the tagger says of one document.
#[derive(Debug, Default)]
pub(super) struct Tagged {
    /// In order, none touching another.
    pub entities: Vec<Entity>,
    /// By the first byte of a word.
    leanings: Vec<(u32, Lean)>,
}

impl Tagged {
    /// What the word that begins at a byte leans to.
    pub fn lean(&self, start: u32) -> Option<Lean> {
        let at = self.leanings.binary_search_by_key(&start, |l| l.0).ok()?;
        Some(self.leanings[at].1)
    }
}

/// So many documents are tagged before progress is told.
const BATCH: usize = 32;
/// Shares below this are not kept.
const LEAST: f32 = 0.002;

/// Tags the documents in English; the others get nothing.
pub(super) fn tag_all(
    documents: &[(DocumentId, Document)],
    languages: &[Language],
    vocabulary: &Vocabulary,
    work: &Work,
) -> Result<Vec<Tagged>, Cancelled> {
    let mut all = Vec::with_capacity(documents.len());
    for (documents, languages) in documents.chunks(BATCH).zip(languages.chunks(BATCH)) {
        let batch: Result<Vec<Tagged>, Cancelled> = documents
            .par_iter()
            .zip(languages)
            .map_init(Vec::new, |tokens, ((_, document), &language)| {
                work.check()?;
                let tagged = if language == Language::English {
                    tag(&document.text, tokens, vocabulary, work)?
                } else {
                    Tagged::default()
                };
                work.advance(1);
                Ok(tagged)
            })
            .collect();
        all.extend(batch?);
    }
    Ok(all)
}

fn tag(text: &str, tokens: &mut Vec<Token>, vocabulary: &Vocabulary, work: &Work) -> Result<Tagged, Cancelled> {
    tokens::tokenise(text, tokens, |word| vocabulary.look_up(word), |word| vocabulary.glued(word));
    let readable = Readable::of(text, tokens, vocabulary);
    let tagging = Tagger::english().tag_with_leanings(&readable.text, work)?;
    let entity = |e: &super::tagger::TaggedEntity| {
        let bytes = tagging.bytes_of(e);
        let (start, end) = (readable.original(bytes.start as u32), readable.original(bytes.end as u32));
        Entity { start, end, label: e.label, score: e.score }
    };
    let entities = tagging.entities.iter().map(entity).filter(|e| e.start < e.end).collect();
    let mut leanings: Vec<(u32, Lean)> = tagging
        .tokens
        .iter()
        .zip(&tagging.leanings)
        .map(|(token, leaning)| (readable.original(token.start), Lean::from(leaning)))
        .filter(|(_, lean)| lean.name() + lean.other > LEAST)
        .collect();
    leanings.dedup_by_key(|l| l.0);
    leanings.shrink_to_fit();
    Ok(Tagged { entities, leanings })
}
