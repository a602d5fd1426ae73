//! The mentions of a document, counted in what all sides have in common there.

use super::{Annotation, CompareError, CompareOptions, Source, Unit, read_text};
use crate::annotation::{DocumentRecord, Mention, Project};
use crate::evaluation;
use crate::interchange::{Fault, Telling, Told};
use crate::text::ink::{Ink, first_difference};
use crate::text::{OffsetMap, OffsetUnit, Span, Spans};
use std::borrow::Cow;
use std::sync::Arc;

/// What a side has of a document.
#[derive(Clone, Debug)]
pub(super) struct Sheet<'a> {
    /// Its path on that side.
    path: &'a Arc<str>,
    pub record: Option<&'a Arc<DocumentRecord>>,
    /// Of a project.
    pub mentions: Vec<&'a Arc<Mention>>,
    /// Of a telling, with their places in it.
    pub told: Vec<(u32, &'a Told)>,
}

impl<'a> Sheet<'a> {
    pub const fn new(path: &'a Arc<str>) -> Self {
        Self { path, record: None, mentions: Vec::new(), told: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty() && self.told.is_empty()
    }
}

/// A mention in the unit of a ground.
pub(super) struct Place<'a> {
    pub spans: Spans,
    pub head: Option<Span>,
    pub kind: &'a Arc<str>,
    pub entity: Option<Cow<'a, str>>,
    pub handle: u32,
}

/// What the places of a document are counted in, and the texts of the sides that have mentions there.
pub(super) struct Ground<'a> {
    /// None where only one side has mentions.
    unit: Option<Unit>,
    sides: Vec<Side<'a>>,
}

struct Side<'a> {
    annotation: &'a Annotation,
    text: Option<Arc<str>>,
    tokens: &'a [Span],
}

type There<'t, 'a> = [(usize, &'t Sheet<'a>)];

impl<'a> Ground<'a> {
    /// Of the sides that have a document.
    pub fn find(
        document: &Arc<str>,
        there: &There<'_, 'a>,
        annotations: &'a [Annotation],
        options: &CompareOptions,
    ) -> Result<Self, CompareError> {
        let sides = there.iter().map(|(side, sheet)| Side::new(&annotations[*side], sheet));
        let mut ground = Self { unit: None, sides: sides.collect() };
        let live: Vec<usize> = (0..there.len()).filter(|&nth| !there[nth].1.is_empty()).collect();
        if live.len() < 2 {
            return Ok(ground);
        }
        let hash = |nth: &usize| there[*nth].1.record.map(|record| record.hash);
        if hash(&live[0]).is_some() && live.iter().all(|nth| hash(nth) == hash(&live[0])) {
            ground.unit = Some(Unit::Bytes);
        } else if ground.has_equal_tokens(&live, there) {
            ground.unit = Some(Unit::Tokens);
        } else {
            ground.unit = Some(ground.unit_of_texts(document, &live, there, options)?);
        }
        Ok(ground)
    }

    /// What places are counted in; none where there is nothing to compare.
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Whether all have as many tokens, and all mentions are made of them.
    fn has_equal_tokens(&self, live: &[usize], there: &There<'_, '_>) -> bool {
        let count = self.sides[live[0]].tokens.len();
        let fits = |&nth: &usize| {
            let side = &self.sides[nth];
            let (Source::Told(telling), Some(text)) = (&side.annotation.source, &side.text) else { return false };
            let map = OffsetMap::new(text);
            let mut told = there[nth].1.told.iter();
            side.tokens.len() == count
                && told.all(|(_, told)| {
                    // What is faulty is told later.
                    bytes_of(&map, told, telling.unit).is_none_or(|spans| in_tokens(side.tokens, &spans).is_some())
                })
        };
        count > 0 && live.iter().all(fits)
    }

    /// The unit by the texts, which are fetched where they are not at hand.
    fn unit_of_texts(
        &mut self,
        document: &Arc<str>,
        live: &[usize],
        there: &There<'_, '_>,
        options: &CompareOptions,
    ) -> Result<Unit, CompareError> {
        let told_unit = |nth: usize| match &self.sides[nth].annotation.source {
            Source::Told(telling) if self.sides[nth].text.is_none() => Some(telling.unit),
            _ => None,
        };
        let first = told_unit(live[0]);
        if options.corpus.is_none() && first.is_some() && live.iter().all(|&nth| told_unit(nth) == first) {
            return Ok(Unit::Own);
        }
        for nth in 0..there.len() {
            if let Source::Project { .. } = self.sides[nth].annotation.source {
                let fetched = self.sides[nth].of_project(there[nth].1, options);
                match fetched {
                    Ok(text) => self.sides[nth].text = Some(text),
                    Err(error) if live.contains(&nth) => return Err(error),
                    Err(_) => {}
                }
            }
        }
        // A text that was put together of tokens is not the one that the offsets of another file refer to.
        let original = self.sides.iter().find(|side| side.tokens.is_empty() && side.text.is_some());
        let original = original.and_then(|side| side.text.clone());
        for &nth in live {
            if self.sides[nth].text.is_some() {
                continue;
            }
            let path = there[nth].1.path;
            let read =
                options.corpus.as_deref().map(|root| read_text(root, path).or_else(|_| read_text(root, document)));
            let why = match (read, &original) {
                (Some(Ok(document)), _) => {
                    self.sides[nth].text = Some(document.text);
                    continue;
                }
                (_, Some(text)) => {
                    self.sides[nth].text = Some(text.clone());
                    continue;
                }
                (Some(Err(reason)), None) => format!(", and: {reason}"),
                (None, None) => String::new(),
            };
            return Err(CompareError::NoText {
                path: self.sides[nth].annotation.name(),
                document: document.clone(),
                why,
            });
        }
        let texts: Vec<&Arc<str>> = live.iter().filter_map(|&nth| self.sides[nth].text.as_ref()).collect();
        if texts.iter().all(|text| *text == texts[0]) {
            return Ok(Unit::Bytes);
        }
        for text in &texts[1..] {
            if let Some((here, there)) = first_difference(texts[0], text) {
                let after = |text: &str, at: usize| text[at..].chars().take(20).collect::<String>();
                let told = format!("“{}” and “{}”", after(texts[0], here), after(text, there));
                return Err(CompareError::OtherText { document: document.clone(), told });
            }
        }
        Ok(Unit::Ink)
    }

    /// Gives the mentions that one of the sides has. What cannot be is a fault.
    pub fn places(
        &self,
        nth: usize,
        sheet: &Sheet<'a>,
        heads: bool,
        faults: &mut Vec<Fault>,
        take: &mut dyn FnMut(Place<'a>),
    ) {
        let side = &self.sides[nth];
        let measure = Measure::new(side, self.unit.unwrap_or(Unit::Own));
        match &side.annotation.source {
            Source::Project { project, .. } => {
                for mention in &sheet.mentions {
                    let Some(spans) = measure.of(&mention.spans) else { continue };
                    let head = heads.then(|| head_in(mention, &measure, side)).flatten();
                    take(of_project(project, mention, spans, head));
                }
            }
            Source::Told(telling) => {
                for &(handle, told) in &sheet.told {
                    let bytes = match &measure.map {
                        Some(map) => bytes_of(map, told, telling.unit),
                        None => parts_of(told),
                    };
                    let Some(spans) = bytes.as_ref().and_then(|bytes| measure.of(bytes)) else {
                        let told_so = format!("expected a place in “{}” with some text", told.document);
                        faults.push(Fault { at: told.at.clone(), told: told_so });
                        continue;
                    };
                    let head = heads.then(|| head_told(told, telling, &measure, side, bytes.as_ref())).flatten();
                    let entity = told.entity.as_deref().map(Cow::Borrowed);
                    take(Place { spans, head, kind: &told.kind, entity, handle });
                }
            }
        }
    }
}

fn of_project<'a>(project: &'a Project, mention: &'a Mention, spans: Spans, head: Option<Span>) -> Place<'a> {
    let entity = mention.entity.map(|id| Cow::Owned(id.to_string()));
    Place { spans, head, kind: &project.schema().get(mention.kind).name, entity, handle: mention.id.0 }
}

impl<'a> Side<'a> {
    fn new(annotation: &'a Annotation, sheet: &Sheet<'a>) -> Self {
        match &annotation.source {
            Source::Project { .. } => Self { annotation, text: None, tokens: &[] },
            Source::Told(telling) => {
                let told = telling.document(sheet.path);
                let tokens = told.map_or(&[][..], |told| &told.tokens);
                Self { annotation, text: told.map(|told| told.text.clone()), tokens }
            }
        }
    }

    /// The text of a project's document.
    fn of_project(&self, sheet: &Sheet<'_>, options: &CompareOptions) -> Result<Arc<str>, CompareError> {
        let (path, document) = (self.annotation.name(), sheet.path.clone());
        let (Source::Project { root, texts, .. }, Some(record)) = (&self.annotation.source, sheet.record) else {
            return Err(CompareError::NoText { path, document, why: String::new() });
        };
        if let Some(text) = texts.get(&record.id).filter(|text| record.matches(text)) {
            return Ok(text.text.clone());
        }
        let mut why = String::new();
        for root in [Some(root), options.corpus.as_ref()].into_iter().flatten() {
            match read_text(root, &record.path) {
                Ok(text) if record.matches(&text) => return Ok(text.text),
                Ok(_) => return Err(CompareError::Changed { path, document }),
                Err(reason) => why = format!(", and: {reason}"),
            }
        }
        Err(CompareError::NoText { path, document, why })
    }
}

/// Counts places of a side in a unit.
struct Measure<'a> {
    unit: Unit,
    map: Option<OffsetMap<'a>>,
    ink: Option<Ink<'a>>,
    tokens: &'a [Span],
}

impl<'a> Measure<'a> {
    fn new(side: &'a Side<'_>, unit: Unit) -> Self {
        let text = side.text.as_deref().filter(|_| unit != Unit::Own);
        let ink = text.filter(|_| unit == Unit::Ink).map(Ink::new);
        Self { unit, map: text.map(OffsetMap::new), ink, tokens: side.tokens }
    }

    /// Of a place in bytes, or in what the offsets of the file count.
    fn of(&self, spans: &Spans) -> Option<Spans> {
        let counted = match (self.unit, &self.ink) {
            (Unit::Tokens, _) => in_tokens(self.tokens, spans)?,
            (Unit::Ink, Some(ink)) => ink.of(spans),
            _ => joined(spans),
        };
        (!counted.is_empty()).then_some(counted)
    }

    fn of_head(&self, head: Span) -> Option<Span> {
        if self.unit == Unit::Tokens {
            let at = self.tokens.partition_point(|token| token.end <= head.start);
            return Some(Span::from_usize(at, at + 1));
        }
        self.of(&[head].into_iter().collect())?.first().copied()
    }
}

/// Spans in tokens, where they are made of whole ones.
fn in_tokens(tokens: &[Span], spans: &Spans) -> Option<Spans> {
    let mut counted = Spans::new();
    for span in spans {
        let first = tokens.partition_point(|token| token.start < span.start);
        let last = tokens.partition_point(|token| token.end < span.end);
        let whole = tokens.get(first)?.start == span.start && tokens.get(last)?.end == span.end && first <= last;
        counted.push(whole.then(|| Span::from_usize(first, last + 1))?);
    }
    Some(joined(&counted))
}

/// Those that touch as one.
fn joined(spans: &Spans) -> Spans {
    let mut all = Spans::new();
    for &span in spans {
        match all.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            _ => all.push(span),
        }
    }
    all
}

/// The parts of a mention as a file tells them; none where they are not in order.
fn parts_of(told: &Told) -> Option<Spans> {
    let spans: Spans = told.parts.iter().map(|&(start, end)| Span::new(start, end)).collect();
    let in_order = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    (in_order && !spans.is_empty() && spans.iter().all(|span| !span.is_empty())).then_some(spans)
}

fn bytes_of(map: &OffsetMap<'_>, told: &Told, unit: OffsetUnit) -> Option<Spans> {
    let span = |span: Span| Some(Span::new(map.to_bytes(span.start, unit)?, map.to_bytes(span.end, unit)?));
    parts_of(told)?.into_iter().map(span).collect()
}

/// What the text says at a mention, where the telling has it.
pub(super) fn text_of(telling: &Telling, told: &Told) -> Option<String> {
    let text = &telling.document(&told.document)?.text;
    let spans = match telling.unit {
        OffsetUnit::Bytes => parts_of(told)?,
        unit => bytes_of(&OffsetMap::new(text), told, unit)?,
    };
    let parts: Option<Vec<&str>> = spans.iter().map(|span| span.slice(text)).collect();
    Some(parts?.join(" "))
}

/// The head of a project's mention: by what it says, which the project keeps.
fn head_in(mention: &Mention, measure: &Measure<'_>, side: &Side<'_>) -> Option<Span> {
    if let Some(text) = &side.text {
        return measure.of_head(evaluation::head(text, &mention.spans, side.tokens)?);
    }
    // Its parts stand there with a space between.
    let mut at = 0;
    let mut parts: Vec<(Span, u32)> = Vec::with_capacity(mention.spans.len());
    for span in &mention.spans {
        parts.push((Span::new(at, at + span.len()), span.start));
        at += span.len() + 1;
    }
    let spans = parts.iter().map(|part| part.0).collect();
    let head = evaluation::head(&mention.text, &spans, &[])?;
    let (part, start) = parts.iter().find(|(part, _)| part.contains(head))?;
    let moved = |at: u32| at - part.start + start;
    measure.of_head(Span::new(moved(head.start), moved(head.end)))
}

/// The head that a file tells, or that follows from the text.
fn head_told(
    told: &Told,
    telling: &Telling,
    measure: &Measure<'_>,
    side: &Side<'_>,
    bytes: Option<&Spans>,
) -> Option<Span> {
    if let Some((start, end)) = told.head {
        let head = match &measure.map {
            Some(map) => Span::new(map.to_bytes(start, telling.unit)?, map.to_bytes(end, telling.unit)?),
            None => Span::new(start, end),
        };
        return measure.of_head(head);
    }
    if let (Some(text), Some(bytes)) = (side.text.as_deref().filter(|_| measure.map.is_some()), bytes) {
        return measure.of_head(evaluation::head(text, bytes, side.tokens)?);
    }
    let (start, end) = *told.parts.last()?;
    let words = told.text.as_deref().filter(|_| told.parts.len() == 1);
    let head = words.and_then(|words| {
        let whole = [Span::from_usize(0, words.len())].into_iter().collect();
        let head = evaluation::head(words, &whole, &[])?;
        let map = OffsetMap::new(words);
        let at = |byte| start + map.from_bytes(byte, telling.unit);
        Some(Span::new(at(head.start), at(head.end)))
    });
    // Nothing is known but where it ends.
    Some(head.unwrap_or_else(|| Span::new(end.saturating_sub(1), end)))
}
