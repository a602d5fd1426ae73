//! Lists of names from files: plain text with a name a line, or a table with a type and an entity.
//!
//! # A plain list
//! One name a line. Lines that begin with `#` and empty lines say nothing. A name in double quotes is what is in them.
//!
//! # A table
//! Comma, semicolon or tab between fields, fields in double quotes where they need be. The columns are name, type and
//! entity, or what a first line says that names them: `name`, `type`, `entity`, `ignore case`, `ignore diacritics`, in
//! any order, others passed over. The type `never` stands for names that are never to be proposed.
//!
//! Every row that cannot be taken is told with its line; none is taken in half.

use super::folding::Folding;
use super::gazetteer::{MAX_NAME_BYTES, MAX_NAMES};
use super::name_rows::{Column, Shape, lines, quoted, says};
use crate::annotation::{EntryRule, GazetteerEntry, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// A list may be as large as this, in bytes.
pub const MAX_LIST_BYTES: usize = 32 * 1024 * 1024;
/// At most so many faults are kept; the others are counted.
const MAX_FAULTS: usize = 1000;

/// What was read of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameList {
    /// The names, in order, none twice.
    pub names: Vec<ListedName>,
    /// What could not be taken, by line. At most 1,000.
    pub faults: Vec<ListFault>,
    /// How many more there were.
    pub more_faults: usize,
}

/// A name of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The line it begins on, from 1.
    pub line: usize,
    /// The name, with single spaces.
    pub name: String,
    /// What it is.
    pub kind: NamedType,
    /// The entity it names, when the list says.
    pub entity: Option<String>,
    /// Whether case does not count, when the list says.
    pub ignore_case: Option<bool>,
    /// Whether diacritics do not count, when the list says.
    pub ignore_diacritics: Option<bool>,
}

/// What a list says a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedType {
    /// Nothing.
    Unsaid,
    /// This.
    Type(TypeId),
    /// No mention.
    Never,
}

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct ListFault {
    /// The line it begins on, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: ListFaultKind,
}

impl ListedName {
    /// What becomes of it in a gazetteer: `kind` and `folding` hold where the list does not say.
    pub fn entry(&self, kind: TypeId, folding: Folding) -> GazetteerEntry {
        let Folding { case, diacritics } = self.folding(folding);
        GazetteerEntry {
            name: self.name.as_str().into(),
            rule: self.rule(kind),
            entity: self.entity.as_deref().map(Arc::from),
            ignore_case: case,
            ignore_diacritics: diacritics,
            by: "".into(),
        }
    }

    /// Its type, or never; `kind` when the list does not say.
    pub fn rule(&self, kind: TypeId) -> EntryRule {
        match self.kind {
            NamedType::Never => EntryRule::Never,
            NamedType::Unsaid => EntryRule::Always(kind),
            NamedType::Type(kind) => EntryRule::Always(kind),
        }
    }

    /// What does not count in it; as in `folding` where the list does not say.
    pub fn folding(&self, folding: Folding) -> Folding {
        Folding {
            case: self.ignore_case.unwrap_or(folding.case),
            diacritics: self.ignore_diacritics.unwrap_or(folding.diacritics),
        }
    }

    /// The name that an entry of a gazetteer is written as.
    pub fn of(entry: &GazetteerEntry) -> Self {
        Self {
            line: 0,
            name: entry.name.to_string(),
            kind: match entry.rule {
                EntryRule::Always(kind) => NamedType::Type(kind),
                EntryRule::Never => NamedType::Never,
            },
            entity: entry.entity.as_deref().map(str::to_owned),
            ignore_case: Some(entry.ignore_case),
            ignore_diacritics: Some(entry.ignore_diacritics),
        }
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListFaultKind {
    /// The field of the name is empty.
    #[error("there is no name")]
    NoName,
    /// No letter and no digit.
    #[error("“{0}” holds no letter and no digit")]
    NotAName(String),
    /// More than [`MAX_NAME_BYTES`].
    #[error("the name is longer than {MAX_NAME_BYTES} bytes")]
    TooLong,
    /// The type is not one of the project.
    #[error("there is no type “{0}”")]
    NoType(String),
    /// The name was there before, as something else.
    #[error("“{name}” is in line {before} already, as something else")]
    Contradicts {
        /// The name.
        name: String,
        /// The line.
        before: usize,
    },
    /// The same row was there before.
    #[error("“{name}” is in line {before} already")]
    Twice {
        /// The name.
        name: String,
        /// The line.
        before: usize,
    },
    /// A double quote without its other half.
    #[error("a double quote is opened and not closed")]
    OpenQuote,
    /// Something stands behind a closing quote.
    #[error("something stands between a closing quote and the next field")]
    AfterQuote,
    /// Neither yes nor no.
    #[error("“{0}” is neither yes nor no")]
    NotYesOrNo(String),
    /// A NUL character.
    #[error("this is no text")]
    Binary,
    /// The list is full.
    #[error("a list can have at most {MAX_NAMES} names: what follows was not read")]
    TooMany,
    /// The list is too large.
    #[error("a list can have at most {} MB: what follows was not read", MAX_LIST_BYTES / 1024 / 1024)]
    TooLarge,
}

/// Reads a list. `kind` finds the type of a name or label that the list uses.
pub fn read_names(text: &str, kind: &dyn Fn(&str) -> Option<TypeId>) -> NameList {
    let mut list = NameList::default();
    let text = text.trim_start_matches('\u{feff}');
    let mut limit = text.len().min(MAX_LIST_BYTES);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let lines: Vec<&str> = lines(&text[..limit]).collect();
    let shape = Shape::of(&lines, kind);
    let mut reader = Reader { list: &mut list, lines: &lines, shape, seen: HashMap::new(), kind };
    reader.read();
    if limit < text.len() {
        list.fault(lines.len(), ListFaultKind::TooLarge);
    }
    list
}

/// Writes names as a table that [`read_names`] reads back: name, type, entity, ignore case, ignore diacritics. `kind`
/// names a type.
pub fn write_names<'a>(names: impl IntoIterator<Item = &'a ListedName>, kind: &dyn Fn(TypeId) -> String) -> String {
    let mut out = String::from("name,type,entity,ignore case,ignore diacritics\n");
    let yes = |is: Option<bool>| is.map_or("", |is| if is { "yes" } else { "no" });
    for name in names {
        let kind = match name.kind {
            NamedType::Unsaid => String::new(),
            NamedType::Type(id) => kind(id),
            NamedType::Never => "never".to_owned(),
        };
        let entity = name.entity.as_deref().unwrap_or_default();
        let fields = [&*name.name, &kind, entity, yes(name.ignore_case), yes(name.ignore_diacritics)];
        out.push_str(&fields.map(quoted).join(","));
        out.push('\n');
    }
    out
}

impl NameList {
    fn fault(&mut self, line: usize, kind: ListFaultKind) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(ListFault { line, kind });
        } else {
            self.more_faults += 1;
        }
    }
}

struct Reader<'a> {
    list: &'a mut NameList,
    lines: &'a [&'a str],
    shape: Shape,
    /// The names that were taken, by their place in the list.
    seen: HashMap<String, usize>,
    kind: &'a dyn Fn(&str) -> Option<TypeId>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = self.shape.header.map_or(0, |header| header + 1);
        while let Some(line) = self.lines.get(at) {
            let number = at + 1;
            at += 1;
            if !says(line) {
                continue;
            }
            if self.list.names.len() >= MAX_NAMES {
                return self.list.fault(number, ListFaultKind::TooMany);
            }
            match self.shape.fields(self.lines, number).and_then(|(fields, lines)| {
                at += lines - 1;
                self.name(number, &fields)
            }) {
                Ok(name) => self.take(name),
                Err(kind) => self.list.fault(number, kind),
            }
        }
    }

    fn name(&self, line: usize, fields: &[String]) -> Result<ListedName, ListFaultKind> {
        let field = |wanted| {
            let at = self.shape.columns.iter().position(|column| *column == wanted)?;
            fields.get(at).map(|field| field.trim()).filter(|field| !field.is_empty())
        };
        if fields.iter().any(|field| field.contains('\0')) {
            return Err(ListFaultKind::Binary);
        }
        let name = field(Column::Name).ok_or(ListFaultKind::NoName)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.len() > MAX_NAME_BYTES {
            return Err(ListFaultKind::TooLong);
        }
        if !name.chars().any(char::is_alphanumeric) {
            return Err(ListFaultKind::NotAName(name));
        }
        let kind = match field(Column::Type) {
            None => NamedType::Unsaid,
            Some(never) if never.eq_ignore_ascii_case("never") => NamedType::Never,
            Some(said) => match (self.kind)(said) {
                Some(id) => NamedType::Type(id),
                None => return Err(ListFaultKind::NoType(said.to_owned())),
            },
        };
        let entity = field(Column::Entity).map(|e| e.split_whitespace().collect::<Vec<_>>().join(" "));
        let ignore_case = field(Column::IgnoreCase).map(yes_or_no).transpose()?;
        let ignore_diacritics = field(Column::IgnoreDiacritics).map(yes_or_no).transpose()?;
        Ok(ListedName { line, name, kind, entity, ignore_case, ignore_diacritics })
    }

    fn take(&mut self, name: ListedName) {
        let Some(before) = self.seen.get(&name.name).and_then(|&at| self.list.names.get(at)) else {
            self.seen.insert(name.name.clone(), self.list.names.len());
            return self.list.names.push(name);
        };
        let same = ListedName { line: before.line, ..name.clone() } == *before;
        let (line, before, name) = (name.line, before.line, name.name);
        let kind =
            if same { ListFaultKind::Twice { name, before } } else { ListFaultKind::Contradicts { name, before } };
        self.list.fault(line, kind);
    }
}

fn yes_or_no(field: &str) -> Result<bool, ListFaultKind> {
    match field.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(ListFaultKind::NotYesOrNo(field.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Schema;
    use proptest::prelude::*;

    fn read(text: &str) -> NameList {
        read_names(text, &|name| Schema::default().by_name(name))
    }

    /// Each name as `name/type/entity`.
    fn rows(text: &str) -> Vec<String> {
        let schema = Schema::default();
        let kind = |kind| match kind {
            NamedType::Unsaid => "-".to_owned(),
            NamedType::Never => "never".to_owned(),
            NamedType::Type(id) => schema.get(id).name.to_string(),
        };
        let row = |n: &ListedName| format!("{}/{}/{}", n.name, kind(n.kind), n.entity.as_deref().unwrap_or("-"));
        read(text).names.iter().map(row).collect()
    }

    fn faults(text: &str) -> Vec<String> {
        read(text).faults.iter().map(ListFault::to_string).collect()
    }

    #[test]
    fn a_plain_list_has_a_name_a_line() {
        let text = "\u{feff}# people\nViktor  Bout\r\n\n  Brandl, Oskar  \n\"#12\"\n#no\n";
        assert_eq!(rows(text), ["Viktor Bout/-/-", "Brandl, Oskar/-/-", "#12/-/-"]);
        assert_eq!(faults(text), [""; 0]);
        assert_eq!(rows("one\rtwo"), ["one/-/-", "two/-/-"]);
    }

    #[test]
    fn a_table_needs_no_titles() {
        for separator in [",", ";", "\t", " , "] {
            let text = ["Bout|Person|Viktor Bout", "Oslo|Place", "Hat|Never"].join("\n").replace('|', separator);
            assert_eq!(rows(&text), ["Bout/Person/Viktor Bout", "Oslo/Place/-", "Hat/never/-"]);
        }
    }

    #[test]
    fn titles_may_be_in_any_order() {
        let text = "id;Entity;TYPE;Name;ignore_case\n1;Viktor Bout;Person;\"Bout; Viktor\";yes\n2;;;Oslo;no";
        assert_eq!(rows(text), ["Bout; Viktor/Person/Viktor Bout", "Oslo/-/-"]);
        let list = read(text);
        assert_eq!((list.names[0].ignore_case, list.names[1].ignore_case), (Some(true), Some(false)));
        assert_eq!(rows("name\nBout, Viktor"), ["Bout/-/-"]);
    }

    #[test]
    fn every_row_that_cannot_be_taken_is_told_with_its_line() {
        let text = "name,type,entity,ignore case\nBout,Person\n,Person\nOslo,Planet\n---,Place\nBout,Person\nBout,Place\n\
                    \"Oslo,Place\nRome,Place,,maybe\n\"Rome\"x,Place\nBern,Place";
        assert_eq!(rows(text), ["Bout/Person/-", "Bern/Place/-"]);
        assert_eq!(
            faults(text),
            [
                "line 3: there is no name",
                "line 4: there is no type “Planet”",
                "line 5: “---” holds no letter and no digit",
                "line 6: “Bout” is in line 2 already",
                "line 7: “Bout” is in line 2 already, as something else",
                "line 8: a double quote is opened and not closed",
                "line 9: “maybe” is neither yes nor no",
                "line 10: something stands between a closing quote and the next field",
            ]
        );
    }

    #[test]
    fn a_note_may_run_over_lines_and_a_name_may_not() {
        let text = "name,type,note\nBout,Person,\"one\ntwo\"\n\"Oslo,Place\nRome,Place,\"x\"\nBern,Place";
        assert_eq!(rows(text), ["Bout/Person/-", "Rome/Place/-", "Bern/Place/-"]);
        assert_eq!(faults(text), ["line 4: a double quote is opened and not closed"]);
    }

    #[test]
    fn limits_are_told() {
        assert_eq!(faults(&"a".repeat(501)), ["line 1: the name is longer than 500 bytes"]);
        assert_eq!(faults("a\0b"), ["line 1: this is no text"]);
        let many = (0..MAX_NAMES + 5).map(|i| format!("n{i}\n")).collect::<String>();
        let list = read(&many);
        assert_eq!((list.names.len(), list.faults[0].line), (MAX_NAMES, MAX_NAMES + 1));
        let list = read(&"-\n".repeat(1500));
        assert_eq!((list.faults.len(), list.more_faults), (1000, 500));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            names in prop::collection::btree_set("[a-zé\",;#'\t]{0,6}[a-z][\",;# ]?[a-z]", 1..8),
            entity in prop::option::of("[a-z\",#]{0,4}[a-z]"), case in prop::option::of(any::<bool>()),
        ) {
            let schema = Schema::default();
            let names: Vec<ListedName> = (2..).zip(&names).map(|(line, name)| ListedName {
                line,
                name: name.split_whitespace().collect::<Vec<_>>().join(" "),
                kind: if line % 3 == 0 { NamedType::Never } else { NamedType::Type(TypeId((line % 5) as u16)) },
                entity: entity.clone(),
                ignore_case: case,
                ignore_diacritics: case.map(|c| !c),
            }).collect();
            let unique: std::collections::HashSet<_> = names.iter().map(|n| &n.name).collect();
            prop_assume!(unique.len() == names.len());
            let text = write_names(&names, &|id| schema.get(id).name.to_string());
            let list = read(&text);
            prop_assert_eq!(list.faults, vec![]);
            prop_assert_eq!(list.names, names);
        }

        #[test]
        fn anything_is_read_without_a_panic_and_every_row_is_told_of(text in "([a-z]|\"|,|;|\t|\n|#|\u{feff}|\0|é| ){0,80}") {
            let list = read(&text);
            let taken = list.names.iter().map(|n| n.line).chain(list.faults.iter().map(|f| f.line));
            let mut taken: Vec<_> = taken.collect();
            taken.sort_unstable();
            prop_assert!(taken.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
