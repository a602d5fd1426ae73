//! The header of a WebAnno TSV file: its version and what its columns are.

use super::dkpro::{Role, short};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// That there is an annotation: its layer has no features.
    Mark,
    /// A feature, by its name.
    Feature(String),
    /// The roles of slots, or what fills them.
    Slot,
    /// The type of a link of a chain, with the number of the chain.
    LinkType,
    /// How a link is tied to the next, with its number and that of the chain.
    LinkRelation,
    /// Where a relation comes from.
    Base,
}

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Span(Role),
    Chain,
    Relation,
}

/// A layer and its columns, which follow each other.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// Its name without its package.
    pub name: String,
    pub kind: Kind,
    pub columns: Vec<Column>,
    /// Its first column, of those after the token.
    pub first: usize,
}

/// What the header says.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    /// Whether texts are escaped as Java is.
    pub as_java: bool,
    pub layers: Vec<Layer>,
    /// How many columns there are after the token.
    pub columns: usize,
}

impl Header {
    /// Of the first line of a file.
    ///
    /// # Errors
    /// What was expected.
    pub fn of_first_line(line: &str) -> Result<Self, String> {
        let version = line.strip_prefix("#FORMAT=WebAnno TSV ").and_then(|version| version.trim().split_once('.'));
        let Some((major, minor)) = version else {
            let start: String = line.chars().take(30).collect();
            return Err(format!("expected “#FORMAT=WebAnno TSV 3.3”, not “{start}”"));
        };
        match (major, minor.parse::<u32>()) {
            ("3", Ok(minor)) => Ok(Self { as_java: minor < 2, ..Self::default() }),
            _ => Err(format!("expected version 3 of WebAnno TSV, not {major}.{minor}; export it as WebAnno TSV 3")),
        }
    }

    /// Takes a line `#T_SP=layer|feature|feature`. Whether it was one.
    pub fn add(&mut self, line: &str) -> bool {
        let layers = [("#T_SP=", 0), ("#T_CH=", 1), ("#T_RL=", 2)];
        let Some((rest, kind)) = layers.iter().find_map(|(start, kind)| Some((line.strip_prefix(start)?, *kind)))
        else {
            return false;
        };
        let mut fields = rest.split('|').map(str::trim);
        let name = fields.next().unwrap_or_default();
        let kind = match kind {
            0 => Kind::Span(Role::of(name)),
            1 => Kind::Chain,
            _ => Kind::Relation,
        };
        let mut columns: Vec<Column> = Vec::new();
        let mut after_role = false;
        for field in fields.filter(|field| !field.is_empty()) {
            let is_role = field.starts_with("ROLE_");
            columns.push(match (kind, field) {
                (Kind::Span(_), _) if is_role || after_role => Column::Slot,
                (Kind::Chain, "referenceType") => Column::LinkType,
                (Kind::Chain, "referenceRelation") => Column::LinkRelation,
                (Kind::Relation, field) if field.starts_with("BT_") => Column::Base,
                _ => Column::Feature(field.to_owned()),
            });
            after_role = is_role;
        }
        if columns.is_empty() {
            columns.push(Column::Mark);
        }
        let first = self.columns;
        self.columns += columns.len();
        self.layers.push(Layer { name: short(name).to_owned(), kind, columns, first });
        true
    }
}
