//! The hashes by which the model knows its words.
//!
//! Both are by Austin Appleby (public domain): MurmurHash64A names a string, MurmurHash3 picks rows of a hash table.

const M: u64 = 0xC6A4_A793_5BD1_E995;

/// MurmurHash64A with seed 1, as spaCy's `strings.pyx` names a string.
pub(super) fn string_hash(bytes: &[u8]) -> u64 {
    let mut hash = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 47;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let last = rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte));
        hash = (hash ^ last).wrapping_mul(M);
    }
    hash ^= hash >> 47;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 47
}

/// The four hashes of an id that thinc's `HashEmbed` looks rows up by: MurmurHash3's 128 bits over eight bytes, in four
/// parts. (thinc calls it `x86_128`; the arithmetic is that of the `x64_128` variant.)
pub(super) fn row_hashes(id: u64, seed: u32) -> [u32; 4] {
    let seed = u64::from(seed);
    let k = id.wrapping_mul(0x87C3_7B91_1142_53D5).rotate_left(31).wrapping_mul(0x4CF5_AD43_2745_937F);
    let (mut a, mut b) = (k ^ seed ^ 8, seed ^ 8);
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    (a, b) = (mix(a), mix(b));
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
}

/// MurmurHash3's finaliser: one to one, and spreads small numbers over all bits.
pub(super) fn mix(mut k: u64) -> u64 {
    k = (k ^ k >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    k = (k ^ k >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    k ^ k >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_ids_that_spacy_gives_them() {
        assert_eq!(string_hash("coffee".as_bytes()), 3_197_928_453_018_144_401);
        assert_eq!(string_hash("Apple".as_bytes()), 6_418_411_030_699_964_375);
        assert_eq!(string_hash("Bangkok — Žďár".as_bytes()), 9_157_787_720_044_187_533);
    }

    #[test]
    fn rows_are_those_that_thinc_picks() {
        let rows = [2_399_055_680, 1_118_310_852, 3_598_583_520, 1_677_466_278];
        assert_eq!(row_hashes(3_197_928_453_018_144_401, 8), rows);
    }
}
