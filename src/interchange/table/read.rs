//! Reading the tables.

use crate::annotation::{Evidence, Layers, Status};
use crate::interchange::files::Files;
use crate::interchange::guard::Guard;
use crate::interchange::words::{parts_of, status_of};
use crate::interchange::{At, ReadError, Telling, Told, ToldEntity};
use crate::text::OffsetUnit;
use crate::work::Work;
use csv::ByteRecord;
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::sync::Arc;

/// The columns of a mention table, in the order in which they are written.
pub(super) const MENTION_COLUMNS: [&str; 13] =
    ["document", "start", "end", "text", "type", "entity", "name", "status", "by", "score", "rule", "layers", "spans"];
/// Those of an entity table.
pub(super) const ENTITY_COLUMNS: [&str; 6] = ["entity", "name", "type", "note", "mentions", "documents"];
/// What may stand between fields.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// How much of a file is looked at to find its header.
const HEAD_BYTES: usize = 64 * 1024;

pub(in crate::interchange) fn read_csv(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    read(files, ".csv", telling, work)
}

pub(in crate::interchange) fn read_tsv(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    read(files, ".tsv", telling, work)
}

fn read(files: &Files, end: &str, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    let mut entities = Entities::default();
    for name in files.meant(end) {
        let head = files.head(&name, HEAD_BYTES);
        let Some(table) = Table::of(&head) else {
            let first = String::from_utf8_lossy(&head);
            let first = first.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
            let first: String = first.chars().take(60).collect();
            let told = format!("expected the columns document, start and end, or entity and name, and not “{first}”");
            telling.fault(At::line(&name, 1), told);
            continue;
        };
        rows(files, &name, &table, telling, &mut entities, work)?;
    }
    entities.finish(telling);
    Ok(())
}

/// What the header of a file says.
struct Table {
    separator: u8,
    /// Lines before the header (`sep=;`), and one where rows end in `\r\n`: the crate counts that `\n` too late.
    before: u64,
    /// Whether the first line is `sep=;`.
    skip: bool,
    of_mentions: bool,
    /// The names of the columns, as they are there.
    names: Vec<String>,
    /// Where those are that are known.
    columns: HashMap<&'static str, usize>,
}

impl Table {
    /// `None` when it has not the columns that a table must have.
    fn of(head: &[u8]) -> Option<Self> {
        let mut head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let (mut separators, mut skip) = (SEPARATORS.to_vec(), false);
        if let Some((&separator, rest)) = head.strip_prefix(b"sep=").and_then(<[u8]>::split_first) {
            (separators, skip) = (vec![separator], true);
            head = rest.iter().position(|&b| b == b'\n').map_or(&[][..], |at| &rest[at + 1..]);
        }
        let tables = separators.into_iter().filter_map(|separator| Self::with(head, separator, skip));
        tables.max_by_key(|table| table.columns.len())
    }

    fn with(head: &[u8], separator: u8, skip: bool) -> Option<Self> {
        let mut header = ByteRecord::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(head);
        reader.read_byte_record(&mut header).ok().filter(|&any| any)?;
        let names: Vec<_> = header.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect();
        let end = head.iter().position(|&b| b == b'\n').unwrap_or_default();
        let before = u64::from(skip) + u64::from(head[..end].ends_with(b"\r"));
        let known = |all: &[&'static str]| -> HashMap<&'static str, usize> {
            let place = |name: &&str| names.iter().position(|n| n.eq_ignore_ascii_case(name));
            all.iter().filter_map(|name| Some((*name, place(name)?))).collect()
        };
        let columns = known(&MENTION_COLUMNS);
        if ["document", "start", "end"].iter().all(|name| columns.contains_key(name)) {
            return Some(Self { separator, before, skip, of_mentions: true, names, columns });
        }
        let columns = known(&ENTITY_COLUMNS);
        let entities = ["entity", "name"].iter().all(|name| columns.contains_key(name));
        entities.then_some(Self { separator, before, skip, of_mentions: false, names, columns })
    }
}

/// What is told of entities, from both tables.
#[derive(Default)]
struct Entities {
    told: HashSet<Arc<str>>,
    /// What mentions call them.
    names: Vec<(Arc<str>, Arc<str>)>,
}

impl Entities {
    fn finish(self, telling: &mut Telling) {
        for (entity, name) in self.names {
            telling.entities.entry(entity).or_default().name.get_or_insert(name);
        }
    }
}

fn rows(
    files: &Files,
    file: &Arc<str>,
    table: &Table,
    telling: &mut Telling,
    entities: &mut Entities,
    work: &Work,
) -> Result<(), ReadError> {
    let mut input = Guard::new(files.reader(file, work)?);
    if table.skip {
        let mut line = Vec::new();
        input.read_until(b'\n', &mut line).map_err(|error| Files::failed(file, error))?;
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(table.separator).from_reader(input);
    let mut record = ByteRecord::new();
    let mut header = true;
    loop {
        let start = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    let told = format!("{error} in one row; expected a quotation mark that closes a field");
                    telling.fault(At::line(file, start + table.before), told);
                    break;
                }
                csv::ErrorKind::Io(error) => return Err(Files::failed(file, error)),
                // Rows may be of any length, and bytes are no text yet: nothing else can be wrong.
                _ => break,
            },
        }
        reader.get_mut().next_item();
        if std::mem::take(&mut header) {
            continue;
        }
        let line = record.position().map_or(start, csv::Position::line);
        let at = At::line(file, line + table.before);
        if let Err(why) = take(table, &record, at.clone(), telling, entities) {
            telling.fault(at, why);
        }
    }
    Ok(())
}

/// The fields of a row by the names of their columns.
struct Row<'a> {
    table: &'a Table,
    fields: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn of(table: &'a Table, record: &'a ByteRecord) -> Result<Self, String> {
        let mut fields = Vec::with_capacity(record.len());
        for (i, field) in record.iter().enumerate() {
            let told = || {
                let name = table.names.get(i).map_or("", String::as_str);
                format!("field {} ({name}): not UTF-8; save the table as CSV UTF-8", i + 1)
            };
            fields.push(std::str::from_utf8(field).map_err(|_| told())?);
        }
        if fields.len() != table.names.len() {
            let (there, expected) = (fields.len(), table.names.len());
            return Err(format!(
                "expected {expected} fields as in the header, and not {there}; does a quotation mark miss?"
            ));
        }
        Ok(Self { table, fields })
    }

    /// A field without the white space around it; empty without such a column.
    fn word(&self, column: &str) -> &'a str {
        self.raw(column).trim()
    }

    fn raw(&self, column: &str) -> &'a str {
        self.table.columns.get(column).and_then(|&i| self.fields.get(i)).copied().unwrap_or_default()
    }

    /// What is wrong with a field.
    fn wrong(&self, column: &str, expected: &str) -> String {
        let number = self.table.columns.get(column).map_or(0, |i| i + 1);
        let there = self.word(column);
        let not = if there.is_empty() { String::new() } else { format!(", and not “{there}”") };
        format!("field {number} ({column}): expected {expected}{not}")
    }

    fn number(&self, column: &str) -> Result<u32, String> {
        self.word(column).parse().map_err(|_| self.wrong(column, "a whole number"))
    }
}

fn take(
    table: &Table,
    record: &ByteRecord,
    at: At,
    telling: &mut Telling,
    entities: &mut Entities,
) -> Result<(), String> {
    let blank = record.iter().all(|field| field.trim_ascii().is_empty());
    if blank {
        return Ok(());
    }
    let row = Row::of(table, record)?;
    if table.of_mentions {
        let told = mention(&row, at)?;
        let name = row.word("name");
        if let Some(entity) = told.entity.as_ref().filter(|_| !name.is_empty()) {
            entities.names.push((entity.clone(), name.into()));
        }
        telling.mentions.push(told);
    } else {
        entity(&row, telling, entities)?;
    }
    let known = |i: usize| table.columns.values().any(|&at| at == i);
    for (_, name) in table.names.iter().enumerate().filter(|(i, _)| !known(*i)) {
        telling.ignore(format!("Column “{name}”"));
    }
    Ok(())
}

fn entity(row: &Row<'_>, telling: &mut Telling, entities: &mut Entities) -> Result<(), String> {
    let name: Arc<str> = row.word("entity").into();
    if name.is_empty() {
        return Err(row.wrong("entity", "the entity's id, as the mentions have it"));
    }
    if !entities.told.insert(name.clone()) {
        return Err(format!("expected each entity once, and “{name}” is there twice"));
    }
    let some = |word: &str| Some(Arc::from(word)).filter(|w: &Arc<str>| !w.trim().is_empty());
    let told = ToldEntity { name: some(row.raw("name")), kind: some(row.word("type")), note: row.raw("note").into() };
    telling.entities.insert(name, told);
    Ok(())
}

fn mention(row: &Row<'_>, at: At) -> Result<Told, String> {
    let document = row.word("document");
    if document.is_empty() {
        return Err(row.wrong("document", "the path of a document"));
    }
    let (start, end) = (row.number("start")?, row.number("end")?);
    if start >= end {
        return Err(row.wrong("end", "an end after the start"));
    }
    let status = status_of(row.word("status")).ok_or_else(|| row.wrong("status", "accepted, proposed or dismissed"))?;
    let parts = parts_of(row.word("spans"), start, end);
    let parts = parts.ok_or_else(|| row.wrong("spans", "parts from start to end, such as “0 6;12 16”"))?;
    let some = |word: &str| Some(Arc::from(word)).filter(|w: &Arc<str>| !w.is_empty());
    Ok(Told {
        text: Some(row.raw("text").to_owned()).filter(|text| !text.trim().is_empty()),
        kind: row.word("type").into(),
        entity: some(row.word("entity")).filter(|_| status != Status::Rejected),
        status,
        by: some(row.word("by")),
        evidence: evidence(row)?,
        ..Told::new(at, document.into(), parts)
    })
}

fn evidence(row: &Row<'_>) -> Result<Option<Evidence>, String> {
    let (score, rule, layers) = (row.word("score"), row.raw("rule"), row.word("layers"));
    if score.is_empty() && rule.is_empty() && layers.is_empty() {
        return Ok(None);
    }
    let number = || score.parse::<f32>().ok().filter(|s| (0.0..=1.0).contains(s));
    let score =
        if score.is_empty() { 1.0 } else { number().ok_or_else(|| row.wrong("score", "a number from 0 to 1"))? };
    let words = layers.split([' ', ',']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(",");
    let parsed = if words.is_empty() { Some(Layers::NONE) } else { Layers::parse(&words) };
    let layers = parsed.ok_or_else(|| row.wrong("layers", "words such as “tagger rules”"))?;
    Ok(Some(Evidence { score: score.into(), rule: rule.into(), layers }))
}
