//! The network's parameters, as `assets/tagger/convert.py` lays them out.

use super::TaggerError;
use std::path::Path;

/// The width of a word inside the network.
pub(super) const WIDTH: usize = 96;
/// The pieces of a maxout unit, and that many words in a window.
pub(super) const PIECES: usize = 3;
/// The inputs of the layer that mixes a word's five parts.
pub(super) const MIXED: usize = 5 * WIDTH;
/// The outputs of a maxout layer before the maximum, and the inputs of one that reads a window.
pub(super) const WIDE: usize = PIECES * WIDTH;
/// The parser's width.
pub(super) const HIDDEN: usize = 64;
/// What one of the parser's three features adds: two pieces for each hidden unit.
pub(super) const FEATURE: usize = 2 * HIDDEN;
/// The parser's moves.
pub(super) const MOVES: usize = 74;
/// Rows of the tables of norms, first letters, last letters, shapes.
pub(super) const ROWS: [usize; 4] = [5000, 1000, 2500, 2500];
/// Rows of the static vectors.
const VECTORS: usize = 20_000;

const LAYER: usize = WIDE + 2 * WIDTH;
const PARSER: usize = HIDDEN * 3 * FEATURE + FEATURE + 3 * FEATURE + MOVES * HIDDEN + MOVES;
/// All parameters.
const COUNT: usize = (ROWS[0] + ROWS[1] + ROWS[2] + ROWS[3] + VECTORS) * WIDTH
    + (MIXED * WIDE + LAYER)
    + 4 * (WIDE * WIDE + LAYER)
    + (WIDTH * HIDDEN + HIDDEN)
    + PARSER;

/// The weights that the program carries, as 16-bit floats.
static SHIPPED: &[u8] = include_bytes!("../../../assets/tagger/weights.f16");
const _: () = assert!(SHIPPED.len() == 2 * COUNT, "assets/tagger/weights.f16 does not fit the network");

/// Rows of [`WIDTH`] numbers.
pub(super) enum Table {
    /// Little-endian 16-bit floats, widened as they are read.
    Half(&'static [u8]),
    Full(Vec<f32>),
}

impl Table {
    /// Adds a row.
    pub fn add(&self, row: usize, to: &mut [f32]) {
        match self {
            Self::Half(bytes) => {
                let row = &bytes[2 * WIDTH * row..2 * WIDTH * (row + 1)];
                to.iter_mut().zip(row.as_chunks::<2>().0).for_each(|(to, half)| *to += widen(*half));
            }
            Self::Full(all) => {
                to.iter_mut().zip(&all[WIDTH * row..WIDTH * (row + 1)]).for_each(|(to, value)| *to += value);
            }
        }
    }
}

/// A finite 16-bit float as 32 bits. Scaling by a power of two is exact, subnormal numbers included.
fn widen(half: [u8; 2]) -> f32 {
    let bits = u32::from(u16::from_le_bytes(half));
    let size = f32::from_bits((bits & 0x7FFF) << 13) * f32::from_bits(0x7780_0000);
    f32::from_bits(size.to_bits() | (bits & 0x8000) << 16)
}

/// Maxout and layer normalisation.
pub(super) struct Layer {
    /// Inputs x ([`PIECES`] x [`WIDTH`]).
    pub weights: Vec<f32>,
    pub bias: Vec<f32>,
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
}

/// All of them.
pub(super) struct Weights {
    /// Norm, first letter, last letters, shape.
    pub tables: [Table; 4],
    /// Static vectors, projected.
    pub vectors: Table,
    pub mix: Layer,
    pub encoder: [Layer; 4],
    /// [`WIDTH`] x [`HIDDEN`].
    pub narrow: Vec<f32>,
    pub narrow_bias: Vec<f32>,
    /// [`HIDDEN`] x (3 features x [`FEATURE`]).
    pub features: Vec<f32>,
    pub features_bias: Vec<f32>,
    /// What a feature adds that has no word.
    pub absent: Vec<f32>,
    /// [`MOVES`] x [`HIDDEN`].
    pub moves: Vec<f32>,
    pub moves_bias: Vec<f32>,
}

impl Weights {
    /// Those that the program carries.
    pub fn shipped() -> Self {
        Self::of(&mut Reader::Half(SHIPPED))
    }

    /// Those of a file of 32-bit floats that `assets/tagger/convert.py --f32` wrote.
    ///
    /// # Errors
    /// [`TaggerError`] when it cannot be read or is no such file.
    pub fn read(path: &Path) -> Result<Self, TaggerError> {
        let bytes = std::fs::read(path).map_err(|error| TaggerError::Read(path.to_owned(), error))?;
        if bytes.len() != 4 * COUNT {
            return Err(TaggerError::Size { path: path.to_owned(), expected: 4 * COUNT, found: bytes.len() });
        }
        Ok(Self::of(&mut Reader::Full(&bytes)))
    }

    /// In the order of the file: fields are read in the order in which they stand here.
    fn of(from: &mut Reader<'_>) -> Self {
        Self {
            tables: ROWS.map(|rows| from.table(rows)),
            vectors: from.table(VECTORS),
            mix: from.layer(MIXED),
            encoder: std::array::from_fn(|_| from.layer(WIDE)),
            narrow: from.take(WIDTH * HIDDEN),
            narrow_bias: from.take(HIDDEN),
            features: from.take(HIDDEN * 3 * FEATURE),
            features_bias: from.take(FEATURE),
            absent: from.take(3 * FEATURE),
            moves: from.take(MOVES * HIDDEN),
            moves_bias: from.take(MOVES),
        }
    }
}

/// What is left to read. Its length was checked against [`COUNT`].
enum Reader<'a> {
    Half(&'static [u8]),
    Full(&'a [u8]),
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Vec<f32> {
        match self {
            Self::Half(bytes) => cut(bytes, 2 * count).as_chunks::<2>().0.iter().map(|half| widen(*half)).collect(),
            Self::Full(bytes) => {
                cut(bytes, 4 * count).as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
            }
        }
    }

    fn table(&mut self, rows: usize) -> Table {
        match self {
            Self::Half(bytes) => Table::Half(cut(bytes, 2 * WIDTH * rows)),
            Self::Full(_) => Table::Full(self.take(WIDTH * rows)),
        }
    }

    fn layer(&mut self, inputs: usize) -> Layer {
        Layer {
            weights: self.take(inputs * WIDE),
            bias: self.take(WIDE),
            gain: self.take(WIDTH),
            shift: self.take(WIDTH),
        }
    }
}

/// Takes the first bytes off.
fn cut<'a>(bytes: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (first, rest) = bytes.split_at(count.min(bytes.len()));
    *bytes = rest;
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_widened_exactly() {
        let all = [
            (0x0000, 0.0),
            (0x3C00, 1.0),
            (0xC000, -2.0),
            (0x0001, 5.960_464_5e-8),
            (0x7BFF, 65504.0),
            (0x3555, 0.333_251_95),
        ];
        for (half, value) in all {
            assert_eq!(widen(u16::to_le_bytes(half)), value);
        }
    }

    #[test]
    fn a_file_of_another_size_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [0; 12]).unwrap();
        let told = Weights::read(file.path()).err().unwrap().to_string();
        assert!(told.contains("12 bytes") && told.contains("convert.py --f32"), "{told}");
    }
}
