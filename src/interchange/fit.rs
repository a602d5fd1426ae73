//! What a file tells of a place, held against the texts.

use super::telling::document_path;
use super::{Telling, Told};
use crate::annotation::Project;
use crate::text::ink::{Ink, first_difference};
use crate::text::{Document, DocumentId, OffsetMap, OffsetUnit, Span, Spans, is_grapheme_boundary};
use std::collections::HashMap;
use std::sync::Arc;

/// A place of a file that fits its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The document of the project.
    pub document: DocumentId,
    /// Where in its text, in bytes.
    pub spans: Spans,
    /// What stands there (parts joined by one space).
    pub text: Arc<str>,
    /// The head, where the file tells it, in bytes.
    pub head: Option<Span>,
}

/// Where in the texts of a project each mention of a telling is, or why it is nowhere. `texts` are the project's.
pub fn places(project: &Project, texts: &HashMap<DocumentId, Document>, telling: &Telling) -> Vec<Result<Fit, String>> {
    Fitter::new(project, texts, telling).fit_all()
}

/// Holds places against texts. Files tell document by document: what is needed for one at a time is kept.
///
/// A text that the file brings along may differ from that of the project in white space: places are then found by the
/// ink around them.
pub(super) struct Fitter<'a> {
    telling: &'a Telling,
    ids: HashMap<&'a str, DocumentId>,
    /// By their paths as files tell them: a text of any name may be a document.
    named: HashMap<String, DocumentId>,
    texts: &'a HashMap<DocumentId, Document>,
    current: Option<(Arc<str>, Result<Ground<'a>, String>)>,
}

/// What is needed to find places in a document.
struct Ground<'a> {
    id: DocumentId,
    /// The text that offsets of the file refer to.
    told: &'a str,
    map: OffsetMap<'a>,
    /// The text of the project, and both by their ink, where it is another.
    other: Option<(&'a str, Ink<'a>, Ink<'a>)>,
}

impl<'a> Fitter<'a> {
    /// `texts` are those of the project's documents.
    pub fn new(project: &'a Project, texts: &'a HashMap<DocumentId, Document>, telling: &'a Telling) -> Self {
        let ids = project.documents().map(|d| (&*d.path, d.id)).collect();
        let mut named: HashMap<String, DocumentId> = HashMap::new();
        for record in project.documents() {
            named.entry(document_path(&record.path)).or_insert(record.id);
        }
        Self { telling, ids, named, texts, current: None }
    }

    /// The project's document of a path.
    pub fn document(&self, path: &str) -> Option<DocumentId> {
        let path = path.strip_prefix("./").unwrap_or(path);
        self.ids.get(path).or_else(|| self.named.get(&document_path(path))).copied()
    }

    /// Whether the text that the file brings for a path is that of the project but for white space.
    pub fn check(&self, path: &str) -> Result<(), String> {
        self.ground(path).map(|_| ())
    }

    /// Finds all mentions of the telling, in its order. Files may tell them in any: they are looked for document by
    /// document, so that what is needed for one is made once.
    pub fn fit_all(&mut self) -> Vec<Result<Fit, String>> {
        let telling = self.telling;
        let mut order: Vec<usize> = (0..telling.mentions.len()).collect();
        order.sort_by(|a, b| telling.mentions[*a].document.cmp(&telling.mentions[*b].document));
        let mut found: Vec<Option<Result<Fit, String>>> = vec![None; order.len()];
        for at in order {
            found[at] = Some(self.fit(&telling.mentions[at]));
        }
        found.into_iter().flatten().collect()
    }

    /// Finds a mention.
    pub fn fit(&mut self, told: &Told) -> Result<Fit, String> {
        if self.current.as_ref().is_none_or(|(path, _)| *path != told.document) {
            self.current = Some((told.document.clone(), self.ground(&told.document)));
        }
        let ground = match &self.current {
            Some((_, Ok(ground))) => ground,
            Some((_, Err(why))) => return Err(why.clone()),
            None => return Err("there is no text".to_owned()),
        };
        let spans = ground.spans(told, self.telling.unit)?;
        let text = ground.other.as_ref().map_or(ground.told, |(text, ..)| text);
        let parts: Vec<_> = spans.iter().filter_map(|s| s.slice(text)).collect();
        let text = parts.join(" ");
        let ink = |text: &str| text.split_whitespace().collect::<String>();
        if let Some(expected) = told.text.as_deref().filter(|expected| ink(expected) != ink(&text)) {
            return Err(format!("expected “{expected}” there, and “{}” says “{text}”", told.document));
        }
        let head = told.head.and_then(|head| ground.place(&[head], told, self.telling.unit).ok());
        let head = head.and_then(|spans| spans.first().copied());
        Ok(Fit { document: ground.id, spans, text: text.into(), head })
    }

    fn ground(&self, path: &str) -> Result<Ground<'a>, String> {
        let id = self.document(path);
        let id = id.ok_or_else(|| format!("expected a document of the corpus, and “{path}” is none"))?;
        let document = self.texts.get(&id).ok_or_else(|| format!("the text of “{path}” is not at hand"))?;
        let text: &'a str = &document.text;
        let told: &'a str = self.telling.document(path).map_or(text, |told| &told.text);
        let other = (told != text).then_some(());
        if other.is_some()
            && let Some((there, here)) = first_difference(told, text)
        {
            let after = |text: &str, at: usize| text[at..].chars().take(20).collect::<String>();
            return Err(format!(
                "the text of “{path}” is another than in the project: “{}” where that has “{}”",
                after(told, there),
                after(text, here)
            ));
        }
        let other = other.map(|()| (text, Ink::new(told), Ink::new(text)));
        Ok(Ground { id, told, map: OffsetMap::new(told), other })
    }
}

impl Ground<'_> {
    fn spans(&self, told: &Told, unit: OffsetUnit) -> Result<Spans, String> {
        self.place(&told.parts, told, unit)
    }

    /// Parts of a mention as spans of the project's text.
    fn place(&self, parts: &[(u32, u32)], told: &Told, unit: OffsetUnit) -> Result<Spans, String> {
        let end = self.map.from_bytes(u32::try_from(self.told.len()).unwrap_or(u32::MAX), unit);
        let byte = |at: u32| {
            let byte = self.map.to_bytes(at, unit);
            byte.ok_or_else(|| format!("expected offsets up to {end}, where “{}” ends, and not {at}", told.document))
        };
        let mut spans = Spans::new();
        for &(from, to) in parts {
            let span = Span::new(byte(from)?, byte(to)?);
            span.check(self.told).map_err(|error| error.to_string())?;
            spans.push(span);
        }
        if spans.is_empty() {
            return Err("expected a mention that holds some text".to_owned());
        }
        if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err("expected the parts of a mention in order, none on another".to_owned());
        }
        // Parts that touch are one.
        spans = joined(&spans);
        let text = match &self.other {
            None => self.told,
            Some((text, there, here)) => {
                let inked = there.of(&spans);
                spans = inked.iter().filter_map(|s| here.bytes(s.start, s.end)).collect();
                if spans.is_empty() {
                    return Err("expected a mention that is more than white space".to_owned());
                }
                text
            }
        };
        let whole = |edge: u32| is_grapheme_boundary(text, edge as usize);
        if let Some(span) = spans.iter().find(|s| !whole(s.start) || !whole(s.end)) {
            let slice = span.slice(text).unwrap_or_default();
            return Err(format!("“{slice}” cuts a character in two; expected whole ones"));
        }
        Ok(spans)
    }
}

fn joined(spans: &Spans) -> Spans {
    let mut all = Spans::new();
    for &span in spans {
        match all.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => all.push(span),
        }
    }
    all
}
