//! Find: in a document or the corpus, literal or by regular expression.

use super::jobs::{Job, Outcome};
use super::{Session, ViewRequest};
use crate::extraction::{WantedError, pattern};
use crate::text::{Document, DocumentId, Span};
use regex::Regex;
use std::collections::BTreeMap;

/// No more hits than this are kept.
pub const MAX_HITS: usize = 20_000;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindOptions {
    /// The text or pattern.
    pub query: String,
    /// Whether it is a regular expression (else literal).
    pub regex: bool,
    /// Whether upper and lower case differ.
    pub match_case: bool,
    /// Whether to look only in the active document.
    pub only_active: bool,
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// In which document.
    pub document: DocumentId,
    /// Where.
    pub span: Span,
}

/// What is looked for, and what was found.
#[derive(Debug, Default)]
pub struct Find {
    /// What is looked for.
    pub options: FindOptions,
    /// What was found so far, in corpus order.
    pub hits: Vec<Hit>,
    /// The hit that find is at.
    pub current: Option<usize>,
    /// Why the pattern cannot be used, as a sentence.
    pub error: Option<String>,
    /// Tells reports on this search from those on an earlier one.
    generation: u64,
    by_document: BTreeMap<DocumentId, std::ops::Range<usize>>,
}

impl Find {
    /// Whether something is looked for.
    pub fn is_active(&self) -> bool {
        !self.options.query.is_empty()
    }

    /// The hits in a document, in order.
    pub fn hits_in(&self, document: DocumentId) -> &[Hit] {
        self.by_document.get(&document).and_then(|range| self.hits.get(range.clone())).unwrap_or_default()
    }

    /// The hit that find is at.
    pub fn current_hit(&self) -> Option<Hit> {
        self.hits.get(self.current?).copied()
    }

    /// Whether there were more hits than are kept.
    pub fn is_cut(&self) -> bool {
        self.hits.len() >= MAX_HITS
    }

    fn add(&mut self, hits: Vec<Hit>) {
        for hit in hits {
            let at = self.hits.len();
            self.hits.push(hit);
            self.by_document.entry(hit.document).or_insert(at..at).end = at + 1;
        }
    }
}

/// What to look for in the text as it stands: a [`Search`](crate::extraction::Search) passes over white space and cuts
/// no letter in two, as a mention must; find shows also a double space, the accent of a letter, and the space at the
/// end of what is typed.
fn wanted(options: &FindOptions) -> Result<Regex, WantedError> {
    let literal = (!options.regex).then(|| regex::escape(&options.query));
    pattern(literal.as_deref().unwrap_or(&options.query), !options.match_case)
}

impl Session {
    pub(super) fn start_find(&mut self, options: FindOptions) {
        self.jobs.forget(Job::Find);
        let generation = self.find.generation + 1;
        self.find = Find { options, generation, ..Find::default() };
        if !self.find.is_active() {
            return;
        }
        let pattern = match wanted(&self.find.options) {
            Ok(pattern) => pattern,
            Err(error) => {
                self.find.error = Some(super::edit::sentence(&error.to_string()));
                return;
            }
        };
        let active = self.active.filter(|_| self.find.options.only_active);
        let documents: Vec<(DocumentId, Document)> = self
            .project
            .documents()
            .filter(|d| active.is_none_or(|a| a == d.id))
            .filter_map(|d| self.document(d.id).map(|text| (d.id, text.clone())))
            .collect();
        self.jobs.start(Job::Find, "Find", move |work, reporter| {
            let mut left = MAX_HITS;
            for (id, document) in &documents {
                if work.is_cancelled() || left == 0 {
                    break;
                }
                let found = pattern.find_iter(&document.text).filter(|m| !m.is_empty()).take(left);
                let hits: Vec<_> =
                    found.map(|m| Hit { document: *id, span: Span::from_usize(m.start(), m.end()) }).collect();
                left -= hits.len();
                if !hits.is_empty() {
                    reporter.report(Outcome::Hits(generation, hits));
                }
            }
            Outcome::Done
        });
    }

    pub(super) fn take_hits(&mut self, generation: u64, hits: Vec<Hit>) {
        if generation == self.find.generation {
            self.find.add(hits);
        }
    }

    /// Goes to the next hit (or, with `step` -1, the previous one), around the corpus.
    pub(super) fn step_hit(&mut self, step: isize) {
        let count = self.find.hits.len() as isize;
        if count == 0 {
            return;
        }
        let next = match self.find.current {
            Some(at) => (at as isize + step).rem_euclid(count),
            None if step < 0 => count - 1,
            // Begin where the person reads, not at the corpus's first document.
            None => self.active.map_or(0, |a| self.find.hits.partition_point(|h| h.document < a) as isize) % count,
        };
        self.go_to_hit(next as usize);
    }

    pub(super) fn go_to_hit(&mut self, at: usize) {
        if let Some(hit) = self.find.hits.get(at).copied() {
            self.find.current = Some(at);
            self.view.push(ViewRequest::Reveal(hit.document, hit.span));
        }
    }
}
