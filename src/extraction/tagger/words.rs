//! Which row of the static vectors a word has: 684,830 words to 20,000 rows in 3 MB.
//!
//! A word's id is spread over 64 bits. The upper 16 name a bucket, about ten words each; the next 17 are the word's
//! fingerprint in it, kept in one `u32` with its row. Read straight out of the program's own bytes: loading costs nothing.
//!
//! A word that is in no table is taken for one that is in 8 of 100,000 cases (ten fingerprints of 17 bits), and 26 of the
//! words themselves share a fingerprint with another row and may be given that one.

use super::hash::mix;

const BUCKETS: usize = 1 << 16;
const STARTS: usize = 4 * (BUCKETS + 1);

/// The table, as `assets/tagger/convert.py` writes it.
static TABLE: &[u8] = include_bytes!("../../../assets/tagger/words.bin");

/// The row of a word by its id.
pub(super) fn row(word: u64) -> Option<usize> {
    let hash = mix(word);
    let bucket = (hash >> 48) as usize;
    let fingerprint = (hash >> 31) as u32 & 0x1_FFFF;
    let (starts, entries) = TABLE.split_at_checked(STARTS)?;
    let (first, last) = (number(starts, bucket)?, number(starts, bucket + 1)?);
    let found = (first..last).filter_map(|at| number(entries, at as usize)).find(|entry| entry >> 15 == fingerprint)?;
    Some((found & 0x7FFF) as usize)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.as_chunks::<4>().0.get(at).map(|bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::tagger::lexicon::id;

    #[test]
    fn words_have_rows_and_other_strings_have_none() {
        let known = ["the", "Bangkok", "Russia", "told", "LOWER", "1", "…"];
        assert!(
            known.iter().all(|word| row(id(word)).is_some_and(|row| row < 20_000)),
            "{:?}",
            known.map(|w| row(id(w)))
        );
        let wrong = (0..100_000).filter(|i| row(id(&format!("qxz{i}vv"))).is_some()).count();
        assert!(wrong < 30, "{wrong} of 100,000 strings that are no words have a row");
    }
}
