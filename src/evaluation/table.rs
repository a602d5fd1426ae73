//! What each of several annotators says of each mention: the table that alpha and Fleiss' kappa are counted from.

use super::alpha::{Nominal, SetAlpha};
use super::clusters::{Clusters, NONE, Names};
use super::cut::{Repeats, cut};
use super::kappa::Fleiss;
use super::score::{Aligned, Options};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The types of several annotators, numbered alike; [`NONE`] of one without a name.
pub(super) struct Kinds(Vec<Vec<u32>>);

impl Kinds {
    pub fn of(annotators: &[&Clusters]) -> Self {
        let mut names = Names::default();
        // Who tells no type says nothing of types.
        let mut number = |kind: &Arc<str>| if kind.is_empty() { NONE } else { names.number(kind) };
        Self(annotators.iter().map(|side| side.kinds().iter().map(&mut number).collect()).collect())
    }

    /// By their number among those of an annotator.
    pub fn of_side(&self, annotator: usize) -> &[u32] {
        self.0.get(annotator).map_or(&[], Vec::as_slice)
    }
}

/// What one annotator says of one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub kind: u32,
    /// Its cluster, among those of the annotator in its scope.
    pub cluster: u32,
}

impl Cell {
    /// Nothing: the annotator does not have it.
    pub const EMPTY: Self = Self { kind: NONE, cluster: NONE };
}

/// A row a mention, a column an annotator.
pub(super) struct Table {
    columns: usize,
    kinds: Vec<Option<u32>>,
    clusters: Vec<Option<u32>>,
    /// The rows of each scope.
    scopes: Vec<Range<usize>>,
}

impl Table {
    pub const fn new(columns: usize) -> Self {
        Self { columns, kinds: Vec::new(), clusters: Vec::new(), scopes: Vec::new() }
    }

    pub fn push(&mut self, row: &[Cell]) {
        self.kinds.extend(row.iter().map(|cell| Some(cell.kind).filter(|k| *k != NONE)));
        self.clusters.extend(row.iter().map(|cell| Some(cell.cluster).filter(|c| *c != NONE)));
    }

    /// The next row is of another scope.
    pub fn end_scope(&mut self) {
        let from = self.scopes.last().map_or(0, |scope| scope.end);
        self.scopes.push(from..self.rows());
    }

    pub fn rows(&self) -> usize {
        self.kinds.len() / self.columns.max(1)
    }

    /// How many mentions all have.
    pub fn complete(&self) -> usize {
        self.clusters.chunks_exact(self.columns.max(1)).filter(|row| row.iter().all(Option::is_some)).count()
    }

    pub fn types(&self) -> (Fleiss, Nominal) {
        let (mut fleiss, mut nominal) = (Fleiss::default(), Nominal::default());
        let mut said = Vec::with_capacity(self.columns);
        for row in self.kinds.chunks_exact(self.columns.max(1)) {
            said.clear();
            said.extend(row.iter().flatten());
            nominal.unit(&said);
            if said.len() == self.columns && said.len() > 1 {
                fleiss.unit(&said);
            }
        }
        (fleiss, nominal)
    }

    pub fn clusters(&self) -> SetAlpha {
        let mut alpha = SetAlpha::default();
        for scope in &self.scopes {
            let cells = &self.clusters[scope.start * self.columns..scope.end * self.columns];
            alpha.add(SetAlpha::of(cells.chunks_exact(self.columns.max(1)), self.columns));
        }
        alpha
    }
}

/// A mention of one annotator that is compared.
#[derive(Clone, Copy)]
struct Place {
    unit: u32,
    document: u32,
    cell: Cell,
}

/// Which mentions of several annotators are one.
pub(super) struct Units<'a> {
    /// By annotator, by the number of the mention.
    places: Vec<Vec<Option<Place>>>,
    /// The scopes and paths of the documents.
    documents: Vec<(&'a str, &'a Arc<str>)>,
    count: u32,
    /// Whether a unit has a mention of the annotator that is being joined.
    taken: Vec<bool>,
}

impl<'a> Units<'a> {
    pub fn new(annotators: &[&'a Clusters], options: &Options, kinds: &Kinds) -> Self {
        let mut numbers: BTreeMap<(&'a str, &'a Arc<str>), u32> = BTreeMap::new();
        let mut places = Vec::with_capacity(annotators.len());
        for (annotator, clusters) in annotators.iter().enumerate() {
            let others = annotators.iter().enumerate().filter(|(other, _)| *other != annotator);
            let others: Vec<_> = others.map(|(_, side)| side).collect();
            let (parts, _) =
                cut(clusters, options, Repeats::First, |path| others.iter().any(|side| side.is_about(path)));
            let mut mine = vec![None; clusters.len()];
            for part in &parts {
                for sheet in &part.sheets {
                    let next = numbers.len() as u32;
                    let document = *numbers.entry((part.name, sheet.path)).or_insert(next);
                    for item in &part.items[sheet.items.clone()] {
                        let kind = kinds.of_side(annotator)[item.kind as usize];
                        let cell = Cell { kind, cluster: item.cluster };
                        mine[item.member as usize] = Some(Place { unit: NONE, document, cell });
                    }
                }
            }
            places.push(mine);
        }
        let mut documents: Vec<_> = numbers.into_iter().collect();
        documents.sort_unstable_by_key(|(_, number)| *number);
        let documents = documents.into_iter().map(|(document, _)| document).collect();
        Self { places, documents, count: 0, taken: Vec::new() }
    }

    /// Makes one of what is matched between annotator `b` and one before it.
    pub fn join(&mut self, a: usize, b: usize, part: &Aligned<'_>) {
        self.taken.resize(self.count as usize, false);
        for (item, &partner) in part.response.items.iter().zip(&part.partners) {
            let Some(twin) = part.key.items.get(partner as usize) else { continue };
            let unit = self.places[a][twin.member as usize].map_or(NONE, |place| place.unit);
            let Some(free) = self.taken.get_mut(unit as usize).filter(|taken| !**taken) else { continue };
            if let Some(place) = self.places[b][item.member as usize].as_mut().filter(|place| place.unit == NONE) {
                (place.unit, *free) = (unit, true);
            }
        }
    }

    /// Annotator `b` was joined with all before it: what was not matched is of its own.
    pub fn settle(&mut self, b: usize) {
        for place in self.places[b].iter_mut().flatten().filter(|place| place.unit == NONE) {
            place.unit = self.count;
            self.count += 1;
        }
        self.taken.clear();
    }

    pub fn by_scope(&self) -> Table {
        let mut table = Table::new(self.places.len());
        let scope = |document: u32| self.documents[document as usize].0;
        self.rows(|_, rows| {
            for run in rows.chunk_by(|a, b| scope(a.0) == scope(b.0)) {
                run.iter().for_each(|(_, row)| table.push(row));
                table.end_scope();
            }
        });
        table
    }

    pub fn by_document(&self) -> BTreeMap<Arc<str>, Table> {
        let mut tables = BTreeMap::new();
        self.rows(|documents, rows| {
            for run in rows.chunk_by(|a, b| a.0 == b.0) {
                let mut table = Table::new(self.places.len());
                run.iter().for_each(|(_, row)| table.push(row));
                table.end_scope();
                tables.insert(documents[run[0].0 as usize].1.clone(), table);
            }
        });
        tables
    }

    /// The rows with their documents, along the scopes and the documents in them.
    fn rows(&self, take: impl FnOnce(&[(&'a str, &'a Arc<str>)], &[(u32, &[Cell])])) {
        let columns = self.places.len();
        let mut cells = vec![Cell::EMPTY; columns * self.count as usize];
        let mut documents = vec![0; self.count as usize];
        for (annotator, places) in self.places.iter().enumerate() {
            for place in places.iter().flatten() {
                cells[place.unit as usize * columns + annotator] = place.cell;
                documents[place.unit as usize] = place.document;
            }
        }
        let mut rows: Vec<_> = documents.into_iter().zip(cells.chunks_exact(columns.max(1))).collect();
        rows.sort_by_key(|(document, _)| self.documents[*document as usize]);
        take(&self.documents, &rows);
    }
}
