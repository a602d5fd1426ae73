//! A document as it is read: words first, its text when all of it is known.

use super::misc::{field_of, name_of};
use crate::annotation::Status;
use crate::interchange::{At, Telling, Told, ToldEntity};
use crate::text::Span;
use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// What stands after a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Gap {
    /// A space, or where a sentence ends what comes between sentences.
    #[default]
    Usual,
    /// Nothing.
    None,
    /// Just that.
    Exactly(String),
}

/// What begins with a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Begins {
    #[default]
    Nothing,
    Sentence,
    Paragraph,
}

/// A piece of text: a word, or several that are written as one.
pub(super) struct Token {
    /// Where its form is in those of the document.
    pub form: Range<usize>,
    pub begins: Begins,
    pub after: Gap,
}

/// A syntactic word. One without a token is an empty node.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub token: Option<u32>,
    /// Its place in the token, in bytes.
    pub place: (u32, u32),
}

/// The words of a part of a mention: the first and the last.
pub(super) type Part = (u32, u32);

/// What its opening bracket tells of a mention.
#[derive(Clone, Default)]
pub(super) struct Fields {
    pub kind: Option<Arc<str>>,
    /// The word that is its head, or the words that are, from 1.
    pub head: SmallVec<[u32; 2]>,
    pub untied: bool,
    pub proposed: bool,
}

/// A mention.
pub(super) struct Mention {
    pub at: At,
    pub group: usize,
    pub parts: SmallVec<[Part; 1]>,
    pub fields: Fields,
}

/// An entity in a document.
pub(super) struct Group {
    pub id: String,
    pub kind: Option<Arc<str>>,
    /// As the file writes it.
    pub identity: Option<String>,
    /// Whether a mention has another type.
    pub mixed: bool,
}

/// A document.
pub(super) struct Document {
    pub at: At,
    pub name: String,
    pub forms: String,
    /// White space before the first token.
    pub before: String,
    pub tokens: Vec<Token>,
    pub words: Vec<Word>,
    pub mentions: Vec<Mention>,
    pub groups: Vec<Group>,
    pub by_id: HashMap<String, usize>,
    /// Whether the file says where paragraphs begin: then sentences of one stand side by side.
    pub paragraphs: bool,
}

impl Document {
    pub fn new(at: At, name: String) -> Self {
        Self {
            at,
            name,
            forms: String::new(),
            before: String::new(),
            tokens: Vec::new(),
            words: Vec::new(),
            mentions: Vec::new(),
            groups: Vec::new(),
            by_id: HashMap::new(),
            paragraphs: false,
        }
    }

    /// The entity of an id.
    pub fn group(&mut self, id: &str) -> usize {
        if let Some(&group) = self.by_id.get(id) {
            return group;
        }
        self.by_id.insert(id.to_owned(), self.groups.len());
        self.groups.push(Group { id: id.to_owned(), kind: None, identity: None, mixed: false });
        self.groups.len() - 1
    }

    /// The text, and where its tokens are.
    fn text(&self) -> (String, Vec<Span>) {
        let mut text = String::with_capacity(self.forms.len() * 2);
        text.push_str(&self.before);
        let mut spans: Vec<Span> = Vec::with_capacity(self.tokens.len());
        let mut after = &Gap::None;
        for token in &self.tokens {
            let usual = match token.begins {
                Begins::Nothing => " ",
                Begins::Sentence if self.paragraphs => " ",
                Begins::Sentence => "\n",
                Begins::Paragraph => "\n\n",
            };
            match after {
                _ if spans.is_empty() => {}
                Gap::Exactly(gap) => text.push_str(gap),
                Gap::None if token.begins != Begins::Paragraph => {}
                _ => text.push_str(usual),
            }
            let start = text.len();
            text.push_str(self.forms.get(token.form.clone()).unwrap_or_default());
            spans.push(Span::from_usize(start, text.len()));
            after = &token.after;
        }
        if let Gap::Exactly(gap) = after {
            text.push_str(gap);
        }
        (text, spans)
    }

    /// Tells the document.
    pub fn tell(self, telling: &mut Telling) {
        let (text, tokens) = self.text();
        let span = |word: &Word| {
            let token = tokens.get(word.token? as usize)?;
            Some(Span::new(token.start + word.place.0, token.start + word.place.1))
        };
        let spans: Vec<Option<Span>> = self.words.iter().map(span).collect();
        // Words are what mentions are made of: those of one token are told apart where the token tells them apart.
        let mut words: Vec<Span> = spans.iter().flatten().copied().collect();
        words.dedup();
        let text: Arc<str> = text.into();
        let finder = Finder::new(text.clone(), spans);
        let path = telling.add_document(self.at.clone(), &self.name, text, words);
        let names: Vec<Arc<str>> = self.groups.iter().map(|group| group.tell(telling, &path)).collect();
        let mut identities = HashSet::new();
        for group in self.groups.iter().filter(|group| group.identity.is_some()) {
            if !identities.insert(&group.identity) {
                telling.ignore("second entity of an identity in a document");
            }
        }
        for mention in self.mentions {
            let parts = finder.parts(&mention.parts);
            if parts.is_empty() {
                telling.ignore("mention of empty nodes only");
                continue;
            }
            let Some((group, name)) = self.groups.get(mention.group).zip(names.get(mention.group)) else { continue };
            let fields = mention.fields;
            telling.mentions.push(Told {
                kind: fields.kind.or_else(|| group.kind.clone()).unwrap_or_else(|| "".into()),
                entity: (!fields.untied).then(|| name.clone()),
                head: finder.head(&mention.parts, &fields.head),
                status: if fields.proposed { Status::Proposed } else { Status::Accepted },
                ..Told::new(mention.at, path.clone(), parts)
            });
        }
    }
}

impl Group {
    /// The name of the entity, which is told where the file has one.
    fn tell(&self, telling: &mut Telling, path: &str) -> Arc<str> {
        let name: Arc<str> = match &self.identity {
            Some(identity) => field_of(identity).into(),
            None => format!("{path}#{}", self.id).into(),
        };
        if self.identity.is_some() || self.mixed {
            telling.entities.entry(name.clone()).or_insert_with(|| ToldEntity {
                name: self.identity.as_deref().map(|identity| name_of(identity).into()),
                kind: self.kind.clone(),
                note: "".into(),
            });
        }
        name
    }
}

/// Finds the text of words.
struct Finder {
    text: Arc<str>,
    spans: Vec<Option<Span>>,
    /// The first word with a text from each word on, and the last one up to it.
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Finder {
    fn new(text: Arc<str>, spans: Vec<Option<Span>>) -> Self {
        let (mut next, mut previous) = (vec![usize::MAX; spans.len()], vec![usize::MAX; spans.len()]);
        let mut last = usize::MAX;
        for (i, span) in spans.iter().enumerate() {
            last = if span.is_some() { i } else { last };
            previous[i] = last;
        }
        last = usize::MAX;
        for (i, span) in spans.iter().enumerate().rev() {
            last = if span.is_some() { i } else { last };
            next[i] = last;
        }
        Self { text, spans, next, previous }
    }

    /// The bytes of a mention's parts. Parts between which there is no token are one; those without text are none.
    fn parts(&self, parts: &[Part]) -> Vec<(u32, u32)> {
        let mut told: Vec<(u32, u32)> = Vec::with_capacity(parts.len());
        for &(first, last) in parts {
            let first = self.next.get(first as usize).copied().unwrap_or(usize::MAX);
            let last = self.previous.get(last as usize).copied().unwrap_or(usize::MAX);
            let span = |word: usize| self.spans.get(word).copied().flatten();
            let (Some(from), Some(to)) = (span(first), span(last)) else { continue };
            if first > last {
                continue;
            }
            let between = |before: u32| self.text.get(before as usize..from.start as usize);
            match told.last_mut() {
                // Words of one token that are not in it as they are have all of it each: those are one, too.
                Some(before) if between(before.1).is_none_or(|gap| gap.chars().all(char::is_whitespace)) => {
                    before.1 = before.1.max(to.end);
                }
                _ => told.push((from.start, to.end)),
            }
        }
        told
    }

    /// The bytes from the first to the last head of a mention, by the numbers of their words.
    fn head(&self, parts: &[Part], numbers: &[u32]) -> Option<(u32, u32)> {
        let word = |number: u32| {
            let mut left = number.checked_sub(1)?;
            for &(first, last) in parts {
                let count = (last + 1).checked_sub(first)?;
                if left < count {
                    return self.spans.get((first + left) as usize).copied().flatten();
                }
                left -= count;
            }
            None
        };
        let found = numbers.iter().filter_map(|&number| word(number));
        found.fold(None, |all, span| match all {
            None => Some((span.start, span.end)),
            Some((start, end)) => Some((span.start.min(start), span.end.max(end))),
        })
    }
}
