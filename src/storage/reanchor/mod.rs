//! Finding the mentions of a document again after its text changed on disk.
//!
//! The old text is gone; what is left of it are the mentions' own texts, their old places, and the words around
//! those that hold a person's work. A mention is only ever put where its very text stands (white space may have
//! changed). First come the words around it: where they stand exactly once, there it is. The others are found in
//! the order they had, as the chain of places with the fewest jumps ([`chain`]). What has no place is listed.

mod chain;
mod quote;

use super::context::{Context, Contexts};
use super::occurrences::{Collapsed, places};
use crate::annotation::{Command, DocumentRecord, Mention, MentionId, Project, Status};
use crate::text::{Document, DocumentId, Span, Spans, is_grapheme_boundary};
use smallvec::smallvec;
use std::sync::Arc;

/// How a mention's new place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The words around it stand there, and nowhere else.
    Context,
    /// Its text stands there, where the mentions around it leave room for it.
    Order,
}

/// A mention that stands somewhere else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub mention: MentionId,
    /// Its text.
    pub text: Arc<str>,
    /// Where it was in the old text.
    pub from: Spans,
    /// Where it is in the new one.
    pub to: Spans,
    /// How that was found.
    pub basis: Basis,
}

/// A mention that was not found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Which.
    pub mention: MentionId,
    /// Its text.
    pub text: Arc<str>,
    /// Where it was in the old text.
    pub was: Spans,
    /// What a person had said of it. What the machine proposed it can propose again.
    pub status: Status,
    /// The name of its entity, when it had one.
    pub entity: Option<Arc<str>>,
}

/// What becomes of a document's mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanchoring {
    /// The change to perform, once a person has seen the lists.
    pub command: Command,
    /// The mentions that stand somewhere else now, by their old place.
    pub moved: Vec<Moved>,
    /// The mentions that were not found, by their old place.
    pub lost: Vec<Lost>,
    /// How many stand where they stood.
    pub kept: usize,
}

/// One span of a mention: what is looked for.
pub(super) struct Item<'a> {
    /// Place of the mention in the list of all.
    mention: usize,
    /// Place of its text in the list of distinct texts.
    text: usize,
    /// The text as it was.
    raw: &'a str,
    /// Where it began in the old text.
    old: u32,
    /// The words before and after it, when it is all of its mention and they are known.
    context: Option<&'a Context>,
}

/// A place where an item's text stands in the new text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where in the collapsed text.
    at: u32,
    /// Where in the text itself.
    span: Span,
}

/// The new text, and where each distinct text stands in it.
pub(super) struct Found<'a> {
    new: &'a str,
    collapsed: &'a Collapsed,
    texts: &'a [String],
    places: &'a [Vec<u32>],
}

impl Found<'_> {
    /// The place of an item's text at `at` in the collapsed text, unless it cuts a character as readers see it.
    fn place(&self, item: &Item<'_>, at: u32) -> Option<Place> {
        let end = at + self.texts[item.text].len() as u32;
        let span = Span::new(self.collapsed.original(at), self.collapsed.original(end));
        let whole = |offset: u32| is_grapheme_boundary(self.new, offset as usize);
        (span.check(self.new).is_ok() && whole(span.start) && whole(span.end)).then_some(Place { at, span })
    }

    /// Whether an item's text stands at `at` in the collapsed text.
    fn stands(&self, item: &Item<'_>, at: u32) -> bool {
        self.places[item.text].binary_search(&at).is_ok()
    }
}

/// Finds a document's mentions again in its new text. Changes nothing: the command in the answer does.
pub fn reanchor(project: &Project, document: DocumentId, contexts: &Contexts, new: &Document) -> Reanchoring {
    let mut mentions: Vec<_> = project.mentions_in(document, Span::new(0, u32::MAX)).cloned().collect();
    mentions.sort_by_key(|m| (m.hull().start, m.id));
    let old = project.document(document);
    let places = if old.is_some_and(|record| record.matches(new)) {
        mentions.iter().map(|m| Some((m.spans.clone(), Basis::Context))).collect()
    } else {
        find(&mentions, contexts, old.map_or(0, |record| record.bytes), &new.text)
    };
    let record = DocumentRecord {
        id: document,
        path: old.map_or_else(|| new.path.clone(), |record| record.path.clone()),
        bytes: u32::try_from(new.text.len()).unwrap_or(u32::MAX),
        hash: new.hash,
    };
    report(project, record, &mentions, places, &new.text)
}

fn report(
    project: &Project,
    document: DocumentRecord,
    mentions: &[Arc<Mention>],
    places: Vec<Option<(Spans, Basis)>>,
    text: &str,
) -> Reanchoring {
    let (mut found, mut gone) = (Vec::new(), Vec::new());
    let (mut moved, mut lost, mut kept) = (Vec::new(), Vec::new(), 0);
    for (m, place) in mentions.iter().zip(places) {
        let Some((spans, basis)) = place else {
            gone.push(m.id);
            let entity = m.entity.and_then(|e| project.entity(e)).map(|e| e.name.clone());
            lost.push(Lost { mention: m.id, text: m.text.clone(), was: m.spans.clone(), status: m.status, entity });
            continue;
        };
        if spans == m.spans {
            kept += 1;
        } else {
            let (from, to) = (m.spans.clone(), spans.clone());
            moved.push(Moved { mention: m.id, text: m.text.clone(), from, to, basis });
        }
        let parts: Vec<_> = spans.iter().filter_map(|span| span.slice(text)).collect();
        let now = parts.join(" ");
        let now = if *now == *m.text { m.text.clone() } else { now.into() };
        found.push((m.id, spans, now));
    }
    Reanchoring { command: Command::Reanchor { document, found, lost: gone }, moved, lost, kept }
}

/// A place, and how it was found, for each mention that has one.
fn find(mentions: &[Arc<Mention>], contexts: &Contexts, old_len: u32, new: &str) -> Vec<Option<(Spans, Basis)>> {
    let mut texts = Texts::default();
    let mut items = Vec::with_capacity(mentions.len());
    for (i, mention) in mentions.iter().enumerate() {
        let parts = parts(mention);
        let context = contexts.get(mention.id).filter(|_| parts.len() == 1);
        for (span, raw) in parts {
            items.push(Item { mention: i, text: texts.number(raw), raw, old: span.start, context });
        }
    }
    // Within a mention the parts are in order, but another mention may begin between them.
    items.sort_by_key(|item| (item.old, item.mention));
    let collapsed = Collapsed::of(new);
    let needles: Vec<_> = texts.list.iter().map(String::as_str).collect();
    let places = places(&collapsed.text, &needles);
    let found = Found { new, collapsed: &collapsed, texts: &texts.list, places: &places };
    let quoted = quote::places(&items, &found);
    let chained = chain::places(&items, &found, &quoted, old_len);

    let mut spans: Vec<Spans> = vec![smallvec![]; mentions.len()];
    let mut basis = vec![Basis::Context; mentions.len()];
    for (i, item) in items.iter().enumerate() {
        if let Some(place) = quoted[i].or(chained[i]) {
            spans[item.mention].push(place.span);
            if quoted[i].is_none() {
                basis[item.mention] = Basis::Order;
            }
        }
    }
    let whole = |spans: &Spans, mention: &Mention| {
        spans.len() == mention.spans.len() && spans.windows(2).all(|pair| pair[0].end < pair[1].start)
    };
    let all = spans.into_iter().zip(basis).zip(mentions);
    all.map(|((spans, basis), mention)| whole(&spans, mention).then_some((spans, basis))).collect()
}

/// A mention's spans with their texts; none when the text it has does not fit its spans.
fn parts(mention: &Mention) -> Vec<(Span, &str)> {
    if let [span] = mention.spans[..] {
        return vec![(span, &*mention.text)];
    }
    let mut parts = Vec::with_capacity(mention.spans.len());
    let mut from = 0;
    for span in &mention.spans {
        let to = from + span.len() as usize;
        let Some(part) = mention.text.get(from..to) else { return Vec::new() };
        parts.push((*span, part));
        // One space joins the parts.
        from = to + 1;
    }
    parts
}

/// Distinct texts, with their white space collapsed.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    numbers: std::collections::HashMap<String, usize>,
}

impl Texts {
    fn number(&mut self, raw: &str) -> usize {
        let text = Collapsed::of(raw).text;
        if let Some(&number) = self.numbers.get(&text) {
            return number;
        }
        self.numbers.insert(text.clone(), self.list.len());
        self.list.push(text);
        self.list.len() - 1
    }
}
