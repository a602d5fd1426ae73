//! Documents to proposed mentions.
//!
//! One pipeline ([`Pipeline`]) reads the project four times:
//!
//! 1. [`statistics`]: how is every word written where nothing forces a capital? [`language`]: which documents are English?
//! 2. [`tagging`]: the neural [`tagger`] on the English ones, as [`readable`] writes them for it, in parallel.
//! 3. [`patterns`], [`dates`], [`names`], [`speakers`], [`acronyms`]: each document by itself; [`merge`] makes one row of
//!    names out of those of the rules and those of the tagger ([`claims`]); every name votes for its type by what stands in and around
//!    it ([`typing`], [`votes`]), the tagger's word being a vote among others.
//! 4. [`learnt`], [`propagation`]: what the project as a whole says of a name is given to all its mentions: the majority
//!    type, full names to surnames, bent endings, acronyms, names at the start of sentences.
//!
//! All of it is linear in the length of the texts; what is kept grows with the number of different words and names, and
//! with the number of mentions.

mod acronyms;
mod claims;
mod dates;
mod edges;
pub mod external;
mod folding;
mod gazetteer;
mod language;
mod learnt;
mod listed;
mod lists;
mod merge;
mod name_list;
mod name_rows;
mod names;
mod noting;
mod occurrences;
mod patterns;
mod pieces;
mod propagation;
mod proposals;
mod readable;
mod runs;
mod short;
mod speakers;
mod statistics;
pub mod tagger;
mod tagging;
mod tokens;
mod typing;
mod votes;

pub use folding::Folding;
pub use gazetteer::{Gazetteer, GazetteerError, MAX_NAME_BYTES, MAX_NAMES, NameFound};
pub use listed::{OwnNames, WithOwnNames};
pub use name_list::{
    ListFault, ListFaultKind, ListedName, MAX_LIST_BYTES, NameList, NamedType, read_names as read_name_list,
    write_names as write_name_list,
};
pub use occurrences::{MAX_WANTED_BYTES, Manner, Search, SearchEnd, Wanted, WantedError, find_everywhere, pattern};

use crate::annotation::{Layers, NewMention, Schema};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use language::Language;
use learnt::{Learnt, NameTable};
use names::Page;
use statistics::Vocabulary;
use std::sync::Arc;
use tagger::Label;
use tagging::Tagged;
use tokens::Token;
use typing::Context;

/// A mention that an engine proposes: with its evidence, and with one span that fits the text.
pub type Proposal = NewMention;

/// Why an engine came to no end. What it handed over until then is complete.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// It was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// It failed: why, and what to do, as a sentence without its full stop.
    #[error("{0}")]
    Failed(String),
}

/// What an engine tells when it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was passed over and why, a line each: `12 mentions outside their text`.
    pub passed_over: Vec<String>,
}

/// An engine that finds mentions.
pub trait Extractor: Send + Sync {
    /// What the engine is called on screen.
    fn name(&self) -> &str;

    /// Reads the documents and hands over the proposals of each as they are ready: every document exactly once (but
    /// one that it has to pass over), also with none; the proposals in order of position, no two with equal spans, some perhaps inside others.
    ///
    /// `work` is started by the engine, in units of its own.
    ///
    /// # Errors
    /// [`ExtractError`] when `work` was cancelled or the engine failed; documents handed over until then are complete.
    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<Report, ExtractError>;
}

/// The extractor that the program brings along.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pipeline;

impl Pipeline {
    /// The extractor. It has no state and no settings.
    pub const fn new() -> Self {
        Self
    }
}

impl Extractor for Pipeline {
    fn name(&self) -> &str {
        "Redstring"
    }

    fn extract(
        &self,
        documents: &[(DocumentId, Document)],
        schema: &Schema,
        work: &Work,
        found: &mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Result<Report, ExtractError> {
        work.start(STAGES * documents.len() as u64);
        let mut tokens = Vec::new();
        let languages = language::of_all(&documents.iter().map(|(_, d)| d).collect::<Vec<_>>());
        let mut vocabulary = read_words(documents, work, &mut tokens)?;
        let tagged = tagging::tag_all(documents, &languages, &vocabulary, work)?;
        let (mut names, layers) = read_names(documents, &languages, &tagged, &vocabulary, work, &mut tokens)?;
        let followers = std::mem::take(&mut names.followers);
        followers.iter().for_each(|&word| vocabulary.note_follower(word));
        work.check()?;
        let learnt = Learnt::of(&names, &vocabulary);
        let mut writer = proposals::Writer::new(schema);
        for (((id, document), layer), &language) in documents.iter().zip(layers).zip(&languages) {
            work.check()?;
            let text = &*document.text;
            tokens::tokenise(text, &mut tokens, |word| vocabulary.look_up(word), |word| vocabulary.glued(word));
            tokens::in_language(&mut tokens, language);
            let english = language == Language::English;
            let all = propagation::propagate(text, &tokens, &vocabulary, &names, &learnt, english, layer);
            found(*id, writer.write(*id, text, all));
            work.advance(1);
        }
        Ok(Report::default())
    }
}

/// How often every document is read: its words, the tagger, its names, what others say of them.
const STAGES: u64 = 4;

/// Stage 1: the words of all documents.
fn read_words(
    documents: &[(DocumentId, Document)],
    work: &Work,
    tokens: &mut Vec<Token>,
) -> Result<Vocabulary, Cancelled> {
    let mut vocabulary = Vocabulary::default();
    for (_, document) in documents {
        work.check()?;
        tokens::tokenise(&document.text, tokens, |word| vocabulary.take_in(word), tokens::glued);
        vocabulary.count(tokens);
        work.advance(1);
    }
    vocabulary.learn_phrases();
    Ok(vocabulary)
}

/// Stage 3: what each document shows by itself.
fn read_names(
    documents: &[(DocumentId, Document)],
    languages: &[Language],
    tagged: &[Tagged],
    vocabulary: &Vocabulary,
    work: &Work,
    tokens: &mut Vec<Token>,
) -> Result<(NameTable, Vec<Vec<Found>>), Cancelled> {
    let mut table = NameTable::default();
    let mut layers = Vec::with_capacity(documents.len());
    for (((_, document), &language), tagged) in documents.iter().zip(languages).zip(tagged) {
        work.check()?;
        let text = &*document.text;
        tokens::tokenise(text, tokens, |word| vocabulary.look_up(word), |word| vocabulary.glued(word));
        tokens::in_language(tokens, language);
        let mut layer = Vec::new();
        patterns::find(text, tokens, &mut layer);
        dates::merge(text, tokens, tagged, &mut layer);
        let context = Context::new(text, tokens, vocabulary);
        let page = Page::new(context, tagged, language == Language::English, &layer);
        let candidates = merge::merge(&page, names::find(&page, &mut table));
        noting::note(&page, candidates, &mut table, &mut layer);
        layer.shrink_to_fit();
        layers.push(layer);
        work.advance(1);
    }
    Ok((table, layers))
}

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Person,
    Organisation,
    Place,
    Group,
    Work,
    Event,
    Product,
    /// A name of unknown type.
    Name,
    Date,
    Quantity,
    Contact,
}

/// The rule that found a mention.
#[derive(Clone, Debug)]
enum Rule {
    Plain(&'static str),
    Told(Arc<str>),
}

/// A mention on its way to a proposal.
#[derive(Clone, Debug)]
struct Found {
    start: u32,
    end: u32,
    kind: Kind,
    score: f32,
    rule: Rule,
    /// Its record in the [`NameTable`], or [`NO_NAME`].
    name: u32,
    /// Whether it may stand inside another.
    nested: bool,
    /// Which layers found or changed it.
    layers: Layers,
    /// What the tagger made of just these words.
    tagged: Option<(Label, f32)>,
}

/// The `name` of a mention that is in no table.
const NO_NAME: u32 = u32::MAX;

impl Found {
    fn new(start: u32, end: u32, kind: Kind, score: f32, rule: Rule) -> Self {
        Self { start, end, kind, score, rule, name: NO_NAME, nested: false, layers: Layers::RULES, tagged: None }
    }
}
