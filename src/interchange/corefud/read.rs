//! Lines of CoNLL-U to documents and mentions.

use super::super::escape::unescaped;
use super::super::files::each_line;
use super::document::{Begins, Document, Fields, Gap, Mention, Part, Token, Word};
use super::misc::{Bracket, FIELDS, Field, brackets, field_of, header, part_of, spaces_of};
use crate::annotation::Scope;
use crate::interchange::{At, Files, ReadError, Telling};
use crate::text::OffsetUnit;
use crate::work::Work;
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many mentions may be open at once.
const MAX_OPEN: usize = 10_000;
/// How many brackets of a document may be wrong before it is told no more.
const MAX_WRONG: usize = 10_000;
/// Attributes of a word that are no layer of their own, or are read otherwise.
const KNOWN: [&str; 5] = ["Entity", "SpaceAfter", "SpacesAfter", "SpacesBefore", "_"];
/// Comments that are no layer of their own.
const PLAIN: [&str; 6] = ["newdoc", "newpar", "sent_id", "text", "global.Entity", "global.columns"];

/// Reads all `.conllu` files, or the one that there is.
///
/// # Errors
/// [`ReadError`].
pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Bytes;
    let mut ignored = BTreeMap::new();
    let mut identities = false;
    for name in files.meant(".conllu") {
        let mut reader = Reader::new(name.clone(), &mut ignored);
        each_line(files, &name, work, telling, |telling, line, text| reader.line(telling, line, text))?;
        reader.end_document(telling);
        identities |= reader.identities;
    }
    for (what, count) in ignored {
        *telling.ignored.entry(what).or_default() += count;
    }
    telling.scope = if identities { Scope::Corpus } else { Scope::Document };
    Ok(())
}

/// A part of a mention that is open.
struct Open {
    at: At,
    first: u32,
    fields: Fields,
}

/// A mention of several parts that are not all there.
struct Pending {
    mention: Mention,
    parts: u32,
}

/// A token of several words that is not complete.
struct Several {
    token: u32,
    /// The number of its last word.
    last: u32,
    /// Its first word.
    first: usize,
    /// Their forms.
    forms: Vec<String>,
}

/// A file as it is read.
struct Reader<'a> {
    file: Arc<str>,
    ignored: &'a mut BTreeMap<String, u64>,
    fields: Vec<Field>,
    document: Option<Document>,
    begins: Begins,
    /// The number of the last word.
    number: u32,
    several: Option<Several>,
    /// By id, with the number of the part.
    open: HashMap<String, Vec<Open>>,
    opened: usize,
    /// How many brackets were wrong.
    wrong: usize,
    /// By entity.
    pending: HashMap<usize, Vec<Pending>>,
    identities: bool,
}

impl<'a> Reader<'a> {
    fn new(file: Arc<str>, ignored: &'a mut BTreeMap<String, u64>) -> Self {
        Self {
            file,
            ignored,
            fields: header(FIELDS).unwrap_or_default(),
            document: None,
            begins: Begins::Sentence,
            number: 0,
            several: None,
            open: HashMap::new(),
            opened: 0,
            wrong: 0,
            pending: HashMap::new(),
            identities: false,
        }
    }

    fn ignore(&mut self, what: &str) {
        match self.ignored.get_mut(what) {
            Some(count) => *count += 1,
            None => _ = self.ignored.insert(what.to_owned(), 1),
        }
    }

    fn line(&mut self, telling: &mut Telling, line: u64, text: &str) {
        if text.trim().is_empty() {
            self.end_sentence();
        } else if let Some(comment) = text.strip_prefix('#') {
            self.comment(telling, line, comment.trim());
        } else {
            self.row(telling, line, text);
        }
    }

    fn comment(&mut self, telling: &mut Telling, line: u64, comment: &str) {
        let (key, value) = comment.split_once('=').map_or((comment, ""), |(key, value)| (key.trim(), value.trim()));
        let first = key.split_whitespace().next().unwrap_or_default();
        match first {
            "newdoc" => {
                self.end_document(telling);
                let name = unescaped(value).into_owned();
                self.document = Some(Document::new(At::line(&self.file, line), name));
            }
            "newpar" => {
                self.begins = Begins::Paragraph;
                self.document(line).paragraphs = true;
            }
            "global.Entity" => match header(value) {
                Some(fields) => self.fields = fields,
                None => {
                    let told = format!("“{value}” names no entity; expected fields such as “{FIELDS}”");
                    telling.fault(At::line(&self.file, line), told);
                }
            },
            known if PLAIN.contains(&known) => {}
            "" => {}
            _ => self.ignore("comment"),
        }
    }

    /// The document, whose name is that of the file when there is no other.
    fn document(&mut self, line: u64) -> &mut Document {
        let file = &self.file;
        self.document.get_or_insert_with(|| Document::new(At::line(file, line), String::new()))
    }

    fn row(&mut self, telling: &mut Telling, line: u64, text: &str) {
        let columns: Vec<&str> = text.split('\t').collect();
        let [id, form, lemma, upos, xpos, feats, _, relation, enhanced, misc] = columns[..] else {
            let told = format!("{} columns; expected 10 with a tab between them", columns.len());
            telling.fault(At::line(&self.file, line), told);
            return;
        };
        let number = |text: &str| text.parse::<u32>().ok();
        if let Some((first, last)) = id.split_once('-') {
            match (number(first), number(last)) {
                (Some(first), Some(last)) if first <= last && first == self.number + 1 => {
                    self.token(line, form);
                    self.spaces(telling, line, text, misc);
                    let document = self.document(line);
                    let (token, first) = (document.tokens.len() as u32 - 1, document.words.len());
                    self.several = Some(Several { token, last, first, forms: Vec::new() });
                }
                _ => self.bad_id(telling, line, id),
            }
            return;
        }
        if id.contains('.') {
            self.document(line).words.push(Word { token: None, place: (0, 0) });
            self.ignore("empty node");
        } else {
            let Some(number) = number(id).filter(|&n| n == self.number + 1) else {
                self.bad_id(telling, line, id);
                return;
            };
            self.number = number;
            self.word(telling, line, text, form, misc);
            for (what, says) in [
                ("lemma", lemma != "_"),
                ("part of speech", !matches!(upos, "_" | "X") || xpos != "_"),
                ("morphological features", feats != "_"),
                ("dependency", !matches!(relation, "_" | "dep" | "root") || enhanced != "_"),
            ] {
                if says {
                    self.ignore(what);
                }
            }
        }
        self.attributes(telling, line, text, misc);
        if self.several.as_ref().is_some_and(|several| several.last <= self.number) {
            self.end_several();
        }
    }

    fn bad_id(&self, telling: &mut Telling, line: u64, id: &str) {
        let told = format!("“{id}”; expected {} or an empty node, as words are counted", self.number + 1);
        telling.fault(At::column(&self.file, line, 1), told);
    }

    /// Takes a piece of text in.
    fn token(&mut self, line: u64, form: &str) {
        let begins = std::mem::take(&mut self.begins);
        let document = self.document(line);
        let start = document.forms.len();
        document.forms.push_str(form);
        document.tokens.push(Token { form: start..document.forms.len(), begins, after: Gap::Usual });
    }

    fn word(&mut self, telling: &mut Telling, line: u64, text: &str, form: &str, misc: &str) {
        if let Some(several) = &mut self.several {
            several.forms.push(form.to_owned());
            let token = Some(several.token);
            self.document(line).words.push(Word { token, place: (0, 0) });
            return;
        }
        self.token(line, form);
        let document = self.document(line);
        let token = Some(document.tokens.len() as u32 - 1);
        document.words.push(Word { token, place: (0, form.len() as u32) });
        self.spaces(telling, line, text, misc);
    }

    /// Where the words of a token are in it: one after the other, or else all of it is each.
    fn end_several(&mut self) {
        let (Some(several), Some(document)) = (self.several.take(), &mut self.document) else { return };
        let Some(token) = document.tokens.get(several.token as usize) else { return };
        let form = document.forms.get(token.form.clone()).unwrap_or_default();
        let as_written = several.forms.concat() == form;
        let (mut at, whole) = (0, form.len() as u32);
        let mut forms = several.forms.iter();
        for word in document.words.iter_mut().skip(several.first).filter(|word| word.token.is_some()) {
            let end = at + forms.next().map_or(0, String::len) as u32;
            word.place = if as_written { (at, end) } else { (0, whole) };
            at = end;
        }
    }

    /// White space around the last token.
    fn spaces(&mut self, telling: &mut Telling, line: u64, text: &str, misc: &str) {
        for attribute in misc.split('|') {
            let Some((key, value)) = attribute.split_once('=') else { continue };
            let gap = match key {
                "SpaceAfter" if value == "No" => Some(Gap::None),
                "SpacesAfter" => spaces_of(value).map(Gap::Exactly),
                "SpacesBefore" => spaces_of(value).map(|before| {
                    let document = self.document(line);
                    if document.tokens.len() == 1 {
                        document.before = before;
                    }
                    Gap::Usual
                }),
                _ => continue,
            };
            match gap {
                None => {
                    let told = format!("“{attribute}”; expected white space as \\s, \\t, \\r and \\n");
                    telling.fault(self.at(line, text, attribute), told);
                }
                Some(Gap::Usual) => {}
                Some(gap) => {
                    if let Some(token) = self.document(line).tokens.last_mut()
                        && !matches!(token.after, Gap::Exactly(_))
                    {
                        token.after = gap;
                    }
                }
            }
        }
    }

    /// A place in a line, by a piece of it.
    fn at(&self, line: u64, text: &str, piece: &str) -> At {
        let column = (piece.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        At::column(&self.file, line, column as u64 + 1)
    }

    fn attributes(&mut self, telling: &mut Telling, line: u64, text: &str, misc: &str) {
        if misc == "_" {
            return;
        }
        for attribute in misc.split('|') {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            match key {
                "Bridge" | "SplitAnte" | "Split" => {
                    for _ in value.split(',') {
                        self.ignore(if key == "Bridge" { "bridging" } else { "split antecedent" });
                    }
                }
                "Entity" => match brackets(value) {
                    Ok(brackets) => brackets.into_iter().for_each(|bracket| {
                        let at = self.at(line, text, bracket.inside);
                        self.bracket(telling, at, bracket);
                    }),
                    Err(more) => {
                        let at = self.at(line, text, value.get(more..).unwrap_or(value));
                        telling
                            .fault(at, format!("“{value}”; expected “(e1-…”, “e1)” or “(e1-…)”, one after the other"));
                    }
                },
                key if KNOWN.contains(&key) => {}
                key => self.ignore(key),
            }
        }
    }

    fn bracket(&mut self, telling: &mut Telling, at: At, bracket: Bracket<'_>) {
        let Some(word) = self.document.as_ref().and_then(|d| d.words.len().checked_sub(1)) else { return };
        let word = word as u32;
        let position = self.fields.iter().position(|f| *f == Field::Entity).unwrap_or_default();
        let values: Vec<&str> = bracket.inside.splitn(self.fields.len(), '-').collect();
        let id = values.get(position).copied().unwrap_or(bracket.inside).to_owned();
        if !bracket.opens {
            self.close(telling, at, &id, word);
            return;
        }
        let fields = self.mention_fields(&id, &values);
        let open = Open { at: at.clone(), first: word, fields };
        if bracket.closes {
            self.part(telling, open, &id, word);
        } else if self.opened >= MAX_OPEN {
            self.wrong(telling, at, || format!("expected at most {MAX_OPEN} mentions to be open at once"));
        } else {
            self.opened += 1;
            self.open.entry(id).or_default().push(open);
        }
    }

    /// What an opening bracket tells of a mention; what it tells of its entity is noted.
    fn mention_fields(&mut self, id: &str, values: &[&str]) -> Fields {
        let (mut fields, mut kind, mut identity) = (Fields::default(), None, None);
        let (mut minimum, mut unknown) = (SmallVec::new(), Vec::new());
        let numbers = |value: &str| value.split(',').filter_map(|n| n.trim().parse().ok()).collect::<SmallVec<_>>();
        for (field, &value) in self.fields.iter().zip(values).filter(|(_, value)| !matches!(**value, "" | "_")) {
            match field {
                Field::Entity => {}
                Field::Kind => kind = Some(field_of(value)),
                Field::Head => fields.head = numbers(value),
                Field::MinSpan => minimum = numbers(value),
                Field::Identity => identity = Some(value.to_owned()),
                Field::Other => {
                    for pair in value.split(',') {
                        match pair.split_once(':').unwrap_or((pair, "")) {
                            ("type", name) => fields.kind = Some(field_of(name).into()),
                            ("untied", "yes") => fields.untied = true,
                            ("status", "proposed") => fields.proposed = true,
                            (other, _) => unknown.push(format!("{other} of a mention")),
                        }
                    }
                }
                Field::Unknown(name) => unknown.push(format!("{name} of a mention")),
            }
        }
        unknown.iter().for_each(|what| self.ignore(what));
        if fields.head.is_empty() {
            fields.head = minimum;
        }
        self.identities |= identity.is_some();
        let (id, ..) = part_of(id);
        let Some(document) = &mut self.document else { return fields };
        let group = document.group(id);
        let mut second = false;
        if let Some(group) = document.groups.get_mut(group) {
            second = group.identity.is_some() && identity.is_some() && group.identity != identity;
            group.identity = group.identity.take().or(identity);
            group.mixed |= fields.kind.is_some();
            match (&group.kind, kind) {
                (None, Some(kind)) => group.kind = Some(kind.into()),
                // Types of CoNLL-UA are of mentions.
                (Some(known), Some(kind)) if **known != *kind && fields.kind.is_none() => {
                    group.mixed = true;
                    fields.kind = Some(kind.into());
                }
                _ => {}
            }
        }
        if second {
            self.ignore("second identity of an entity");
        }
        fields
    }

    fn close(&mut self, telling: &mut Telling, at: At, id: &str, word: u32) {
        match self.open.get_mut(id).and_then(Vec::pop) {
            Some(open) => {
                self.opened -= 1;
                self.part(telling, open, id, word);
            }
            None => {
                self.wrong(telling, at, || format!("“{id})” closes what is not open; expected “({id}-…” before it"))
            }
        }
    }

    /// A part of a mention, or all of it, has ended.
    fn part(&mut self, telling: &mut Telling, open: Open, id: &str, last: u32) {
        let Some(document) = &mut self.document else { return };
        let (id, number, parts) = part_of(id);
        let group = document.group(id);
        let part: Part = (open.first, last);
        if number > 1 {
            let all = self.pending.entry(group).or_default();
            let fits = |p: &Pending| p.parts == parts && p.mention.parts.len() + 1 == number as usize;
            let Some(at) = all.iter().rposition(fits) else {
                let told = || format!("part {number} of {parts}; expected part {} of “{id}” before it", number - 1);
                self.wrong(telling, open.at, told);
                return;
            };
            if let Some(pending) = all.get_mut(at) {
                pending.mention.parts.push(part);
            }
            if number == parts {
                document.mentions.push(all.remove(at).mention);
            }
            return;
        }
        let mention = Mention { at: open.at, group, parts: SmallVec::from_iter([part]), fields: open.fields };
        if parts == 1 {
            document.mentions.push(mention);
        } else {
            self.pending.entry(group).or_default().push(Pending { mention, parts });
        }
    }

    /// Notes a fault, unless there are too many.
    fn wrong(&mut self, telling: &mut Telling, at: At, told: impl FnOnce() -> String) {
        self.wrong += 1;
        match self.wrong {
            0..MAX_WRONG => telling.fault(at, told()),
            MAX_WRONG => telling.fault(at, "too many wrong brackets from here on; expected each to have its other one"),
            _ => {}
        }
    }

    fn end_sentence(&mut self) {
        self.end_several();
        self.number = 0;
        if self.begins == Begins::Nothing {
            self.begins = Begins::Sentence;
        }
    }

    fn end_document(&mut self, telling: &mut Telling) {
        self.end_sentence();
        self.begins = Begins::Sentence;
        (self.opened, self.wrong) = (0, 0);
        let open = std::mem::take(&mut self.open);
        let mut faults: Vec<(At, String)> = Vec::new();
        for (id, open) in open {
            let told = format!("“({id}-…” is not closed; expected “{id})” before the document ends");
            faults.extend(open.into_iter().map(|open| (open.at, told.clone())));
        }
        for pending in std::mem::take(&mut self.pending).into_values().flatten() {
            let (there, parts) = (pending.mention.parts.len(), pending.parts);
            faults.push((pending.mention.at, format!("only {there} of {parts} parts; expected all in the document")));
        }
        faults.sort();
        faults.into_iter().for_each(|(at, told)| telling.fault(at, told));
        if let Some(mut document) = self.document.take() {
            if document.name.is_empty() {
                document.name = self.file.rsplit_once('.').map_or(&*self.file, |(stem, _)| stem).to_owned();
            }
            document.tell(telling);
        }
    }
}
