//! The rows and fields of a list of names: how it is laid out, and what is in quotes.

use super::name_list::ListFaultKind;
use crate::annotation::TypeId;

/// So many rows tell what kind of list it is.
const SNIFFED: usize = 200;
/// A field of a column that is passed over may run over so many lines.
const LONGEST_FIELD: usize = 100;

/// A field as it is written: in double quotes where it needs them.
pub fn quoted(field: &str) -> String {
    let plain = !field.contains(['"', ',', ';', '\t', '\n', '\r']) && !field.starts_with('#') && field.trim() == field;
    if plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

/// The lines of a text, whatever ends them.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let old_mac = !text.contains('\n');
    text.split(move |c| c == '\n' || (old_mac && c == '\r')).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Name,
    Type,
    Entity,
    IgnoreCase,
    IgnoreDiacritics,
    Other,
}

impl Column {
    fn of(title: &str) -> Self {
        match title.trim().to_lowercase().replace(['_', '-'], " ").as_str() {
            "name" | "names" | "text" | "mention" | "term" | "alias" => Self::Name,
            "type" | "label" | "kind" | "category" | "class" => Self::Type,
            "entity" | "entity name" | "canonical" | "canonical name" => Self::Entity,
            "ignore case" => Self::IgnoreCase,
            "ignore diacritics" | "ignore accents" => Self::IgnoreDiacritics,
            _ => Self::Other,
        }
    }
}

/// How a list is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What stands between fields; `None`: a name a line.
    separator: Option<char>,
    pub columns: Vec<Column>,
    /// The line of the column titles.
    pub header: Option<usize>,
}

impl Shape {
    /// Tells it by the first rows. `kind` finds the type of a name or label.
    pub fn of(lines: &[&str], kind: &dyn Fn(&str) -> Option<TypeId>) -> Self {
        let rows = || lines.iter().enumerate().filter(|(_, line)| says(line)).take(SNIFFED);
        let fields = |line: &str, separator| split(line, separator).unwrap_or_default();
        let is_type = |field: &String| field.trim().eq_ignore_ascii_case("never") || kind(field.trim()).is_some();
        let mut best: Option<(usize, Self)> = None;
        for separator in ['\t', ',', ';'] {
            let titles = rows().next().map(|(at, line)| (at, fields(line, separator)));
            let titled = titles.map(|(at, titles)| (at, titles.iter().map(|t| Column::of(t)).collect::<Vec<_>>()));
            if let Some((at, columns)) = titled
                && columns.contains(&Column::Name)
                && (columns.len() > 1 || separator == ',')
            {
                let named = columns.iter().filter(|c| **c != Column::Other).count();
                let shape = Self { separator: Some(separator), columns, header: Some(at) };
                if best.as_ref().is_none_or(|(most, _)| named * SNIFFED > *most) {
                    best = Some((named * SNIFFED, shape));
                }
                continue;
            }
            // Without titles it is a table when a second field says a type: a comma may be part of a name.
            let typed = rows().filter(|(_, line)| fields(line, separator).get(1).is_some_and(is_type)).count();
            if typed > best.as_ref().map_or(0, |(most, _)| *most) {
                let columns = vec![Column::Name, Column::Type, Column::Entity];
                best = Some((typed, Self { separator: Some(separator), columns, header: None }));
            }
        }
        best.map_or_else(|| Self { separator: None, columns: vec![Column::Name], header: None }, |(_, shape)| shape)
    }

    /// The fields of the row that begins on a line, and how many lines it takes.
    pub fn fields(&self, lines: &[&str], number: usize) -> Result<(Vec<String>, usize), ListFaultKind> {
        let line = lines.get(number - 1).copied().unwrap_or_default();
        let Some(separator) = self.separator else {
            // A comma is part of the name, unless quotes say where that ends.
            let line = line.trim();
            let quoted = line.strip_prefix('"').and_then(unquoted).filter(|(_, after)| after.trim().is_empty());
            return Ok((vec![quoted.map_or_else(|| line.to_owned(), |(name, _)| name)], 1));
        };
        let whole = split(line, separator);
        if whole != Err(ListFaultKind::OpenQuote) {
            return whole.map(|fields| (fields, 1));
        }
        // A note may run over lines. A name may not: then a quote was forgotten, and the lines below are rows.
        let mut row = line.to_owned();
        for (more, line) in lines.iter().skip(number).take(LONGEST_FIELD).enumerate() {
            row.push('\n');
            row.push_str(line);
            let Ok(fields) = split(&row, separator) else { continue };
            let plain = |(field, column): (&String, &Column)| *column == Column::Other || !field.contains('\n');
            let fits = fields.len() <= self.columns.len() && fields.iter().zip(&self.columns).all(plain);
            return if fits { Ok((fields, more + 2)) } else { Err(ListFaultKind::OpenQuote) };
        }
        Err(ListFaultKind::OpenQuote)
    }
}

/// Whether a line is no comment and not empty.
pub fn says(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim_start().starts_with('#')
}

/// The fields of a row.
fn split(row: &str, separator: char) -> Result<Vec<String>, ListFaultKind> {
    let mut fields = Vec::new();
    let mut rest = row;
    loop {
        let inner = rest.trim_start_matches(|c: char| c.is_whitespace() && c != separator);
        let Some(quoted) = inner.strip_prefix('"') else {
            let (field, after) = rest.split_once(separator).map_or((rest, None), |(f, a)| (f, Some(a)));
            fields.push(field.trim().to_owned());
            match after {
                Some(after) => rest = after,
                None => return Ok(fields),
            }
            continue;
        };
        let (field, after) = unquoted(quoted).ok_or(ListFaultKind::OpenQuote)?;
        fields.push(field);
        let after = after.trim_start_matches(|c: char| c.is_whitespace() && c != separator);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(separator).ok_or(ListFaultKind::AfterQuote)?;
    }
}

/// What stands before the closing quote, and what behind it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Some((field, after)),
        }
    }
}
