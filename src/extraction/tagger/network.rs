//! Tokens to what the parser reads of them: embeddings and the window encoder.
//!
//! spaCy's `MultiHashEmbed` and `MaxoutWindowEncoder` (`ml/models/tok2vec.py`): the parts of a word are looked up in hash
//! tables (Serrà and Karatzoglou 2017, "hash embeddings" of Svenstrup et al. 2017), mixed by a maxout layer (Goodfellow
//! et al. 2013) with layer normalisation (Ba et al. 2016), and read four times over in windows of three with residual
//! connections, so that a token knows four neighbours either way. A long text is read in stretches that overlap by those
//! four: their results equal those of the whole.

use super::hash::row_hashes;
use super::lexicon::{self, Features};
use super::tokenizer::Word;
use super::weights::{FEATURE, HIDDEN, Layer, MIXED, ROWS, WIDE, WIDTH, Weights};
use super::words;
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, ShapeBuilder as _};
use std::collections::HashMap;

/// How many neighbours a token knows either way; also the empty rows that spaCy puts before and behind a text.
pub(super) const REACH: usize = 4;
/// How many tokens are read at once: enough to keep the products busy, few enough to stay in the cache.
pub(super) const STRETCH: usize = 256;
/// The seed of the first hash table; the others follow.
const SEED: u32 = 8;

/// What the parser reads of each token.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// Tokens x 3 features x [`FEATURE`].
    pub features: Vec<f32>,
    /// Tokens x [`HIDDEN`]: the parser's hidden layer while no entity is open.
    pub outside: Vec<f32>,
}

/// Room to work in, and words that were seen. One for each thread at work.
#[derive(Default)]
pub(super) struct Workspace {
    words: Words,
    rows: Vec<f32>,
    wide: Vec<f32>,
    narrow: Vec<f32>,
}

/// Embeddings of words. Bounded: it starts afresh when it is full.
#[derive(Default)]
struct Words {
    rows: HashMap<(u64, u64), u32>,
    embeddings: Vec<f32>,
    /// Those of the stretch at hand that were not there, with where they go.
    new: Vec<Features>,
    mixed: Vec<f32>,
}

impl Words {
    /// About 13 MB with their embeddings.
    const MOST: usize = 30_000;

    /// The embeddings' rows of some tokens. Made together, the new ones cost a third.
    fn look_up(&mut self, text: &str, tokens: &[Word], weights: &Weights, mut take: impl FnMut(usize, &[f32])) {
        if self.rows.len() + tokens.len() > Self::MOST {
            self.rows.clear();
            self.embeddings.clear();
        }
        let known = self.rows.len();
        let mut rows = [0u32; STRETCH + 2 * REACH];
        for (row, token) in rows.iter_mut().zip(tokens) {
            let word = &text[token.start as usize..token.end as usize];
            let id = lexicon::id(word);
            let next = self.rows.len() as u32;
            *row = *self.rows.entry((id, token.norm)).or_insert_with(|| {
                self.new.push(Features::of(word, id, token.norm));
                next
            });
        }
        self.embeddings.resize(self.rows.len() * WIDTH, 0.0);
        self.mixed.clear();
        self.mixed.resize(self.new.len() * MIXED, 0.0);
        for (features, mixed) in self.new.iter().zip(self.mixed.chunks_exact_mut(MIXED)) {
            parts(features, weights, mixed);
        }
        let count = self.new.len();
        self.new.clear();
        let mut wide = vec![0.0; count * WIDE];
        product(&self.mixed, (count, MIXED, MIXED), &weights.mix.weights, &mut wide);
        let fresh = self.embeddings[known * WIDTH..].chunks_exact_mut(WIDTH);
        fresh.zip(wide.chunks_exact_mut(WIDE)).for_each(|(to, wide)| maxout(wide, &weights.mix, to));
        for (i, &row) in rows.iter().take(tokens.len()).enumerate() {
            take(i, &self.embeddings[row as usize * WIDTH..][..WIDTH]);
        }
    }
}

/// What the tables hold of a word, side by side.
fn parts(word: &Features, weights: &Weights, to: &mut [f32]) {
    let tables = weights.tables.iter().zip(ROWS).zip(word.parts).zip(SEED..).zip(to.chunks_exact_mut(WIDTH));
    for ((((table, rows), id), seed), to) in tables {
        row_hashes(id, seed).iter().for_each(|&hash| table.add(hash as usize % rows, to));
    }
    if let Some(row) = words::row(word.word) {
        weights.vectors.add(row, &mut to[MIXED - WIDTH..]);
    }
}

/// Largest of three pieces, then layer normalisation. `wide` is used up.
fn maxout(wide: &mut [f32], layer: &Layer, to: &mut [f32]) {
    wide.iter_mut().zip(&layer.bias).for_each(|(x, b)| *x += b);
    let (first, rest) = wide.split_at(WIDTH);
    let (second, third) = rest.split_at(WIDTH);
    for (((to, a), b), c) in to.iter_mut().zip(first).zip(second).zip(third) {
        *to = a.max(*b).max(*c);
    }
    // Four sums side by side: one after the other could not be vectorised.
    let mean = sum(to, |x| x) / WIDTH as f32;
    let variance = sum(to, |x| (x - mean) * (x - mean)) / WIDTH as f32 + 1e-8;
    let scale = variance.sqrt().recip();
    for ((to, gain), shift) in to.iter_mut().zip(&layer.gain).zip(&layer.shift) {
        *to = (*to - mean) * scale * gain + shift;
    }
}

fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 8];
    for chunk in values.as_chunks::<8>().0 {
        sums.iter_mut().zip(chunk).for_each(|(sum, &x)| *sum += of(x));
    }
    sums.iter().sum()
}

/// `out` = rows x weights. Of (rows, columns, step), a step shorter than a row makes rows overlap: windows need no copies.
pub(super) fn product(a: &[f32], (rows, columns, step): (usize, usize, usize), weights: &[f32], out: &mut [f32]) {
    if rows == 0 {
        return;
    }
    let outputs = weights.len() / columns;
    let a = ArrayView2::from_shape((rows, columns).strides((step, 1)), a);
    let b = ArrayView2::from_shape((columns, outputs), weights);
    let c = ArrayViewMut2::from_shape((rows, outputs), &mut out[..rows * outputs]);
    debug_assert!(a.is_ok() && b.is_ok() && c.is_ok());
    if let (Ok(a), Ok(b), Ok(mut c)) = (a, b, c) {
        general_mat_mul(1.0, &a, &b, 0.0, &mut c);
    }
}

/// Makes exactly so many zeros.
fn clear(values: &mut Vec<f32>, count: usize) {
    values.clear();
    values.resize(count, 0.0);
}

/// Encodes the tokens of a stretch, reading up to [`REACH`] more on either side.
pub(super) fn encode(
    text: &str,
    tokens: &[Word],
    (first, last): (usize, usize),
    weights: &Weights,
    space: &mut Workspace,
) -> Encoded {
    let (from, to) = (first.saturating_sub(REACH), (last + REACH).min(tokens.len()));
    let count = last - first;
    let rows = count + 2 * REACH;
    // Empty rows stand for what is before and behind the text, and one more on each side closes the windows.
    clear(&mut space.rows, (rows + 2) * WIDTH);
    let offset = 1 + REACH + from - first;
    space.words.look_up(text, &tokens[from..to], weights, |i, embedding| {
        space.rows[(offset + i) * WIDTH..][..WIDTH].copy_from_slice(embedding);
    });
    clear(&mut space.wide, rows * WIDE);
    let mut out = [0.0; WIDTH];
    for layer in &weights.encoder {
        product(&space.rows, (rows, WIDE, WIDTH), &layer.weights, &mut space.wide);
        let inner = space.rows[WIDTH..].chunks_exact_mut(WIDTH);
        for (row, wide) in inner.zip(space.wide.chunks_exact_mut(WIDE)) {
            maxout(wide, layer, &mut out);
            row.iter_mut().zip(&out).for_each(|(x, y)| *x += y);
        }
    }
    clear(&mut space.narrow, count * HIDDEN);
    let middle = &space.rows[(1 + REACH) * WIDTH..(1 + REACH + count) * WIDTH];
    product(middle, (count, WIDTH, WIDTH), &weights.narrow, &mut space.narrow);
    for row in space.narrow.chunks_exact_mut(HIDDEN) {
        row.iter_mut().zip(&weights.narrow_bias).for_each(|(x, b)| *x += b);
    }
    let mut encoded = Encoded { features: vec![0.0; count * 3 * FEATURE], outside: vec![0.0; count * HIDDEN] };
    product(&space.narrow, (count, HIDDEN, HIDDEN), &weights.features, &mut encoded.features);
    let (second, third) = weights.absent[FEATURE..].split_at(FEATURE);
    for (row, hidden) in encoded.features.chunks_exact(3 * FEATURE).zip(encoded.outside.chunks_exact_mut(HIDDEN)) {
        largest([&row[..FEATURE], second, third], &weights.features_bias, hidden);
    }
    encoded
}

/// The parser's hidden layer: three features added up, the larger of two pieces.
pub(super) fn largest(features: [&[f32]; 3], bias: &[f32], to: &mut [f32]) {
    let mut sums = [0.0f32; FEATURE];
    let [a, b, c] = features;
    for ((((sum, a), b), c), bias) in sums.iter_mut().zip(a).zip(b).zip(c).zip(bias) {
        *sum = a + b + c + bias;
    }
    let (first, second) = sums.split_at(HIDDEN);
    to.iter_mut().zip(first).zip(second).for_each(|((to, a), b)| *to = a.max(*b));
}
