//! From the lines of the lists to what is known. The format is told in `assets/linking/README.md`.

use super::fold::{folded, key};
use super::words::{Gender, plural};
use super::{Fact, Kind, Knowledge, Role, Thing};
use std::collections::HashMap;

/// The built-in lists. What others refer to comes first.
pub(super) const FILES: &[(&str, &str)] = &[
    ("places.txt", include_str!("../../../assets/linking/places.txt")),
    ("organisations.txt", include_str!("../../../assets/linking/organisations.txt")),
    ("people.txt", include_str!("../../../assets/linking/people.txt")),
    ("nicknames.txt", include_str!("../../../assets/linking/nicknames.txt")),
    ("titles.txt", include_str!("../../../assets/linking/titles.txt")),
    ("organisation_forms.txt", include_str!("../../../assets/linking/organisation_forms.txt")),
    ("heads.txt", include_str!("../../../assets/linking/heads.txt")),
];

/// A line that is not of the format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct KnowledgeError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: KnowledgeFault,
}

/// What is wrong with a line, and what is expected instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KnowledgeFault {
    /// No section was begun.
    #[error("expected a section such as [organisation] above it, which says what the lines are")]
    NoSection,
    /// There is no such section.
    #[error(
        "there is no section [{0}]; expected [country], [part: COUNTRY], [city: COUNTRY], [place], [organisation], \
         [person], [group], [work], [event], [product], [given name], [title: man], [title: woman], [title: anyone], \
         [generation], [form], [light] or [head: person] (organisation, place, group, work, event, product)"
    )]
    UnknownSection(String),
    /// The place that a section is about is not known.
    #[error("no place is called {0}: expected one of places.txt, or of a section further up")]
    UnknownPlace(String),
    /// The broader noun of a group of nouns is not known.
    #[error("{0} is no noun of this kind: expected one of a line further up")]
    UnknownHead(String),
    /// The line has more columns than its section.
    #[error("expected at most {0} columns, with | between them")]
    Columns(usize),
    /// The first column is empty.
    #[error("expected a name before the first |")]
    NoName,
}

/// What the lines below a section's head are.
#[derive(Clone, Copy)]
enum Section {
    /// `name | codes | other names | people | capitals | seats`
    Place { within: Option<u32> },
    /// `name | other names | people | seats`
    Named { kind: Kind, within: Option<u32> },
    /// `name; another form of it`
    GivenName,
    /// `Mr; Mister`
    Title { gender: Option<Gender>, generation: bool },
    /// `Ltd; Limited | countries`
    Form,
    /// `group; holding`
    Light,
    /// `spy; secret agent | a broader noun`
    Head { kind: Kind },
}

impl Section {
    fn columns(self) -> usize {
        match self {
            Self::Place { .. } => 6,
            Self::Named { kind: Kind::Organisation, .. } => 4,
            Self::Named { .. } | Self::Form | Self::Head { .. } => 2,
            Self::GivenName | Self::Title { .. } | Self::Light => 1,
        }
    }
}

/// The things that have been named, by kind and name, while lists are read.
type Index = HashMap<(Kind, Box<str>), u32>;

impl Knowledge {
    /// Reads the built-in lists. A line that is wrong would be left out; a test sees to it that none is.
    pub(super) fn read_builtin() -> Self {
        let mut known = Self::default();
        let bytes: usize = FILES.iter().map(|(_, text)| text.len()).sum();
        // A name every dozen bytes.
        known.names.reserve(bytes / 12);
        let mut index = Index::with_capacity(bytes / 60);
        for (_, text) in FILES {
            known.read_lines(text, &mut index).for_each(drop);
        }
        known
    }

    /// Reads more lines.
    pub(super) fn read(&mut self, text: &str) -> Result<(), KnowledgeError> {
        let things = self.things.iter().enumerate();
        let mut index: Index = things.map(|(id, thing)| ((thing.kind, thing.name.clone()), id as u32)).collect();
        self.read_lines(text, &mut index).next().map_or(Ok(()), Err)
    }

    /// The lines that are wrong. The others are taken in while they are asked for.
    fn read_lines<'a>(&'a mut self, text: &'a str, index: &'a mut Index) -> impl Iterator<Item = KnowledgeError> + 'a {
        let mut section = None;
        text.lines().enumerate().filter_map(move |(at, line)| {
            let wrong = |fault| KnowledgeError { line: at + 1, fault };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                return None;
            }
            if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let begun = self.section(head, index);
                section = begun.as_ref().ok().copied();
                return begun.err().map(wrong);
            }
            let Some(section) = section else { return Some(wrong(KnowledgeFault::NoSection)) };
            self.line(line, section, index).err().map(wrong)
        })
    }

    fn section(&self, head: &str, index: &Index) -> Result<Section, KnowledgeFault> {
        let (name, of) = head.split_once(':').map_or((head, None), |(name, of)| (name.trim(), Some(of.trim())));
        let unknown = || KnowledgeFault::UnknownSection(head.to_owned());
        let place = |name: &str| {
            let id = index.get(&(Kind::Place, name.into())).copied();
            id.ok_or_else(|| KnowledgeFault::UnknownPlace(name.to_owned()))
        };
        let kind = kind(name);
        Ok(match (name, of) {
            ("title", Some("man")) => Section::Title { gender: Some(Gender::Man), generation: false },
            ("title", Some("woman")) => Section::Title { gender: Some(Gender::Woman), generation: false },
            ("title", Some("anyone")) => Section::Title { gender: None, generation: false },
            ("head", Some(of)) => Section::Head { kind: self::kind(of).ok_or_else(unknown)? },
            ("country" | "place", None) => Section::Place { within: None },
            ("part" | "city" | "place", of) => Section::Place { within: of.map(place).transpose()? },
            ("generation", None) => Section::Title { gender: None, generation: true },
            ("given name", None) => Section::GivenName,
            ("form", None) => Section::Form,
            ("light", None) => Section::Light,
            (_, of) => Section::Named { kind: kind.ok_or_else(unknown)?, within: of.map(place).transpose()? },
        })
    }

    fn line(&mut self, line: &str, section: Section, index: &mut Index) -> Result<(), KnowledgeFault> {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        if columns.len() > section.columns() {
            return Err(KnowledgeFault::Columns(section.columns()));
        }
        let first = columns.first().copied().filter(|name| !name.is_empty()).ok_or(KnowledgeFault::NoName)?;
        let column = |at: usize| columns.get(at).copied().unwrap_or("");
        match section {
            Section::Place { within } => {
                let id = self.named(first, Kind::Place, within, index);
                self.facts(id, Role::Code, column(1));
                self.facts(id, Role::Name, column(2));
                self.facts(id, Role::Demonym, column(3));
                self.capitals(id, column(4), index);
                self.facts(id, Role::Seat, column(5));
            }
            Section::Named { kind, within } => {
                let id = self.named(first, kind, within, index);
                self.facts(id, Role::Name, column(1));
                self.facts(id, Role::Demonym, column(2));
                self.facts(id, Role::Seat, column(3));
            }
            Section::GivenName => self.given_group(first),
            Section::Title { gender, generation } => self.words.add_title(keys(first), gender, generation),
            Section::Form => self.words.add_form(keys(first)),
            Section::Light => self.words.add_light(keys(first)),
            Section::Head { kind } => self.head_group(first, column(1), kind)?,
        }
        Ok(())
    }

    /// The thing of a name, which is made where it is not known yet.
    fn named(&mut self, name: &str, kind: Kind, within: Option<u32>, index: &mut Index) -> u32 {
        let id = *index.entry((kind, name.into())).or_insert_with(|| {
            self.things.push(Thing { name: name.into(), kind, within: None });
            self.things.len() as u32 - 1
        });
        if let Some(thing) = self.things.get_mut(id as usize) {
            thing.within = thing.within.or(within);
        }
        // What stands in brackets is not part of the name.
        self.fact(id, Role::Name, name.split_once(" (").map_or(name, |(name, _)| name));
        id
    }

    fn facts(&mut self, id: u32, role: Role, names: &str) {
        parts(names).for_each(|name| self.fact(id, role, name));
    }

    fn fact(&mut self, id: u32, role: Role, name: &str) {
        let folded = folded(name);
        let key = key(&folded);
        let capitals = role == Role::Code || in_capitals(name);
        let bare = key.strip_prefix("the ");
        for key in std::iter::once(&*key).chain(bare).filter(|key| !key.is_empty()) {
            let facts = self.names.entry(key.into()).or_default();
            // A name that is a code too is a name.
            if !facts.iter().any(|fact| fact.id == id && (fact.role == role || fact.role == Role::Name)) {
                facts.push(Fact { id, role, capitals });
            }
        }
    }

    /// `Pretoria = Tshwane; Cape Town`: places of their own, too.
    fn capitals(&mut self, id: u32, capitals: &str, index: &mut Index) {
        for capital in parts(capitals) {
            let mut spellings = capital.split('=').map(str::trim).filter(|name| !name.is_empty());
            let Some(first) = spellings.next() else { continue };
            let city =
                self.named(first, Kind::Place, Some(id).filter(|_| first != &*self.things[id as usize].name), index);
            self.fact(id, Role::Capital, first.split_once(" (").map_or(first, |(name, _)| name));
            for spelling in spellings {
                self.fact(city, Role::Name, spelling);
                self.fact(id, Role::Capital, spelling);
            }
        }
    }

    fn given_group(&mut self, names: &str) {
        let id = self.given_groups.len() as u32;
        self.given_groups.extend(parts(names).next().map(Into::into));
        for key in keys(names) {
            let groups = self.given.entry(key).or_default();
            if !groups.contains(&id) {
                groups.push(id);
            }
        }
    }

    fn head_group(&mut self, nouns: &str, broader: &str, kind: Kind) -> Result<(), KnowledgeFault> {
        let broader_key = folded(broader);
        if !broader.is_empty() && !self.words.has_head(&key(&broader_key), kind) {
            return Err(KnowledgeFault::UnknownHead(broader.to_owned()));
        }
        let forms = parts(nouns).map(|noun| {
            let (one, many) = noun.split_once('/').unwrap_or((noun, ""));
            let one = folded(one);
            let many = if many.is_empty() { plural(&one) } else { folded(many) };
            (key(&one).into(), key(&many).into())
        });
        self.words.add_heads(forms, kind, Some(&*key(&broader_key)));
        Ok(())
    }
}

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "person" => Kind::Person,
        "organisation" => Kind::Organisation,
        "place" => Kind::Place,
        "group" => Kind::Group,
        "work" => Kind::Work,
        "event" => Kind::Event,
        "product" => Kind::Product,
        _ => return None,
    })
}

/// What stands between semicolons.
fn parts(column: &str) -> impl Iterator<Item = &str> {
    column.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn keys(column: &str) -> impl Iterator<Item = Box<str>> {
    parts(column).map(|part| key(&folded(part)).into())
}

/// Whether a short name is written in capitals alone, so that in other letters it may be a word: `WHO`.
fn in_capitals(name: &str) -> bool {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    letters().all(char::is_uppercase) && (1..=5).contains(&letters().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The lines of a list that are neither empty nor comments, each with its section.
    fn lines(file: &str) -> Vec<(&'static str, &'static str)> {
        let text = FILES.iter().find(|(name, _)| *name == file).unwrap().1;
        let mut section = "";
        let mut lines = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|head| head.strip_suffix(']')) {
                Some(head) => section = head,
                None => lines.push((section, line)),
            }
        }
        lines
    }

    #[test]
    fn every_line_of_every_list_is_understood() {
        let (mut known, mut index) = (Knowledge::default(), Index::new());
        for (file, text) in FILES {
            let wrong: Vec<_> = known.read_lines(text, &mut index).map(|error| format!("{file}: {error}")).collect();
            assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        }
    }

    #[test]
    fn nothing_is_listed_twice() {
        let mut twice = Vec::new();
        for (file, _) in FILES {
            let mut seen = HashSet::new();
            for (section, line) in lines(file) {
                let name = if section == "light" { line } else { line.split(['|', ';']).next().unwrap_or("").trim() };
                let kind = if section.starts_with("head") { Some(section) } else { section.split(':').next() };
                let kind = kind.filter(|kind| !matches!(*kind, "part" | "city" | "country" | "place" | "title"));
                if !seen.insert((kind, name)) {
                    twice.push(format!("{file}: {name}"));
                }
            }
        }
        assert!(twice.is_empty(), "\n{}", twice.join("\n"));
    }

    #[test]
    fn no_name_is_repeated_in_its_line() {
        let mut twice = Vec::new();
        for (file, _) in FILES {
            for (_, line) in lines(file) {
                for column in line.split('|') {
                    let mut seen = HashSet::new();
                    let again = parts(column).filter(|part| !seen.insert(key(&folded(part)).into_owned()));
                    twice.extend(again.map(|part| format!("{file}: {part}: {line}")));
                }
            }
        }
        assert!(twice.is_empty(), "\n{}", twice.join("\n"));
    }

    #[test]
    fn every_country_has_codes_a_capital_and_people() {
        let countries: Vec<_> = lines("places.txt").into_iter().filter(|(section, _)| *section == "country").collect();
        for (_, line) in countries {
            let columns: Vec<_> = line.split('|').chain([""; 6]).map(str::trim).collect();
            let codes: Vec<_> = parts(columns[1]).map(str::len).collect();
            assert_eq!(codes, [2, 3], "the codes of {}", columns[0]);
            let uninhabited = ["AQ", "BV", "HM", "UM"].iter().any(|code| columns[1].starts_with(code));
            assert!(uninhabited || !columns[3].is_empty(), "the people of {}", columns[0]);
            assert!(uninhabited || !columns[4].is_empty(), "the capital of {}", columns[0]);
        }
    }

    #[test]
    fn capitals_alone_are_capitals() {
        assert!(in_capitals("WHO") && in_capitals("U.S.") && in_capitals("ФСБ"));
        assert!(!in_capitals("Nato") && !in_capitals("JOHANNESBURG") && !in_capitals("20"));
    }
}
