//! How alike two spellings of one word are: an edit distance in which letters that transliterations mix up, letters that
//! nobody hears, and endings that grammar adds cost less (after Needleman & Wunsch 1970, with weights for the ways that
//! Arabic, Slavic and Turkic names are written in Latin letters).

use smallvec::SmallVec;

/// Words longer than this many letters are compared by their beginning.
const MOST: usize = 32;

type Letters = SmallVec<[u8; MOST]>;

/// A word (folded by [`super::letters::fold`]) as the sounds that its spelling tells. Each sound is one byte: a small
/// letter, or a capital for a digraph ("S" for sh).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Sounds(Letters);

impl Sounds {
    /// The sounds of a folded word. A letter of another script becomes three bytes that are like nothing but themselves.
    pub fn of(folded: &str) -> Self {
        let mut bytes: SmallVec<[u8; 64]> = SmallVec::new();
        for c in folded.chars() {
            let code = c as u32;
            match u8::try_from(code).ok().filter(u8::is_ascii) {
                Some(letter) => bytes.push(letter),
                // Three bytes tell any character from any other.
                None => bytes.extend([code, code >> 7, code >> 14].map(|part| 0x80 | (part & 0x7f) as u8)),
            }
        }
        let mut out = Letters::new();
        let mut i = 0;
        while i < bytes.len() && out.len() < MOST {
            let (sound, len) = sound(&bytes[i..]);
            i += len;
            for &s in sound {
                // A doubled letter is heard once.
                if out.last() != Some(&s) && out.len() < MOST {
                    out.push(s);
                }
            }
        }
        Self(out)
    }

    /// The consonants that stay through most spellings, at most six, as a key.
    pub fn skeleton(&self) -> u64 {
        let mut key = 0;
        let mut count = 0;
        let mut last = 0;
        for &s in &self.0 {
            let class = class(s);
            if class != 0 && class != last && count < 6 {
                key = key << 8 | u64::from(class);
                count += 1;
            }
            last = class;
        }
        key
    }

    /// The first three, which endings leave as they are.
    pub fn start(&self) -> &[u8] {
        &self.0[..self.0.len().min(3)]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Without the article of Arabic names at its front: "alqadhafi".
    fn without_article(&self) -> &[u8] {
        match &*self.0 {
            [b'a' | b'e' | b'u', b'l', rest @ ..] if rest.len() > 2 => rest,
            all => all,
        }
    }
}

/// The sounds that a spelling begins with, and how many bytes they take.
fn sound(rest: &[u8]) -> (&'static [u8], usize) {
    match rest {
        [b's', b'h', b'c', b'h', ..] | [b's', b'c', b'h', ..] if rest.get(3) == Some(&b'h') => (b"S", 4),
        [b's', b'c', b'h', ..] => (b"S", 3),
        [b't', b's', b'c', b'h', ..] => (b"C", 4),
        [b'd', b'z', b'h', ..] => (b"j", 3),
        [b's', b'h', ..] => (b"S", 2),
        [b'c', b'h', ..] => (b"C", 2),
        [b'z', b'h', ..] => (b"Z", 2),
        [b'k', b'h', ..] => (b"h", 2),
        [b'g', b'h', ..] => (b"g", 2),
        [b'p', b'h', ..] => (b"f", 2),
        [b't', b'h', ..] => (b"t", 2),
        [b'd', b'h', ..] => (b"d", 2),
        [b'c', b'k', ..] => (b"k", 2),
        [b'q', b'u', ..] => (b"k", 2),
        [b'd', b'j', ..] => (b"j", 2),
        [b't', b'z' | b's', ..] => (b"c", 2),
        [b'o', b'u', ..] => (b"u", 2),
        [b'o', b'o', ..] => (b"u", 2),
        [b'e', b'e', ..] => (b"i", 2),
        [b'a', b'a', ..] => (b"a", 2),
        [b'i' | b'y', b'e' | b'a' | b'o' | b'u', ..] => match rest[1] {
            b'e' => (b"ye", 2),
            b'a' => (b"ya", 2),
            b'o' => (b"yo", 2),
            _ => (b"yu", 2),
        },
        [b'x', ..] => (b"ks", 1),
        [b'w', ..] => (b"v", 1),
        [b'q', ..] => (b"q", 1),
        [letter, ..] => (LETTERS.get(*letter as usize..=*letter as usize).unwrap_or(b""), 1),
        [] => (b"", 1),
    }
}

/// Every byte as itself, to point into.
static LETTERS: [u8; 256] = {
    let mut all = [0; 256];
    let mut i = 0;
    while i < 256 {
        all[i] = i as u8;
        i += 1;
    }
    all
};

const fn is_vowel(s: u8) -> bool {
    matches!(s, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The class of consonants that a sound belongs to; 0 for what spellings leave out.
fn class(s: u8) -> u8 {
    match s {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' => 0,
        b'k' | b'q' | b'g' | b'c' => b'k',
        b's' | b'z' | b'S' | b'Z' | b'C' | b'j' => b's',
        b'd' | b't' => b't',
        b'b' | b'p' => b'p',
        b'v' | b'f' => b'f',
        b'm' | b'n' => b'n',
        other => other,
    }
}

/// What a sound costs that is another one altogether, and what all costs are counted in: hundredths of it.
const WHOLE: u32 = 100;
/// What two neighbours cost that changed places.
const CHANGED_PLACES: u32 = 70;
/// How much of its cost the first sound costs once more: it is hardly ever spelt otherwise, in hundredths.
const FIRST: u32 = 60;

/// Sounds that spellings take for one another, two and two, and what it costs.
const CLOSE: &[(&[u8], u32)] = &[
    (b"iy", 25),
    (b"ie", 25),
    (b"ou", 25),
    (b"ae", 25),
    // A glide and a vowel: "Alawlaki", "Aulaqi".
    (b"vu", 35),
    (b"vo", 35),
    (b"jy", 35),
    (b"ji", 35),
    (b"kq", 40),
    (b"kc", 40),
    (b"gq", 40),
    (b"gh", 40),
    (b"hq", 40),
    (b"CS", 40),
    (b"Cc", 40),
    (b"Sc", 40),
    (b"Ss", 40),
    (b"sz", 40),
    (b"zZ", 40),
    (b"jZ", 40),
    (b"jg", 40),
    (b"dt", 40),
    (b"dz", 40),
    (b"ts", 40),
    (b"sc", 40),
    (b"vf", 40),
    (b"vb", 40),
    (b"bp", 40),
    (b"mn", 40),
    (b"hk", 40),
];

/// What it costs to take one sound for another: by the two sounds, below 128.
static SWAP: [[u8; 128]; 128] = {
    let mut all = [[WHOLE as u8; 128]; 128];
    let mut a = 0;
    while a < 128 {
        let mut b = 0;
        while b < 128 {
            if is_vowel(a as u8) && is_vowel(b as u8) {
                all[a][b] = 45;
            }
            b += 1;
        }
        all[a][a] = 0;
        a += 1;
    }
    let mut i = 0;
    while i < CLOSE.len() {
        let (pair, cost) = CLOSE[i];
        all[pair[0] as usize][pair[1] as usize] = cost as u8;
        all[pair[1] as usize][pair[0] as usize] = cost as u8;
        i += 1;
    }
    all
};

/// What it costs to take one sound for another.
fn swap(a: u8, b: u8) -> u32 {
    match SWAP.get(a as usize).and_then(|row| row.get(b as usize)) {
        Some(&cost) => u32::from(cost),
        // A part of a letter of another script is like itself alone.
        None if a == b => 0,
        None => WHOLE,
    }
}

/// What it costs to leave a sound out.
fn gap(s: u8, last: bool) -> u32 {
    match s {
        b'h' => 30,
        b'y' => 35,
        _ if is_vowel(s) && last => 35,
        _ if is_vowel(s) => 50,
        b'n' | b's' if last => 80,
        _ => WHOLE,
    }
}

/// How alike two spellings of one word are, 0 to 1, whatever their case, accents and script.
pub fn spelling_likeness(a: &str, b: &str) -> f32 {
    let sounds = |word: &str| Sounds::of(&super::letters::fold(word));
    alike(&sounds(a), &sounds(b), 0.0)
}

/// How alike two words sound: 1 for the same, near 0 for words that share nothing. What is less alike than `least`
/// is told much sooner, by a likeness below `least`, mostly 0.
pub(super) fn alike(a: &Sounds, b: &Sounds, least: f32) -> f32 {
    if a == b {
        return 1.0;
    }
    let direct = ratio(&a.0, &b.0, least);
    let (bare_a, bare_b) = (a.without_article(), b.without_article());
    if bare_a.len() == a.len() && bare_b.len() == b.len() {
        return direct;
    }
    // One has the article and the other has not: a little less than the same.
    let bare = |a: &[u8], b: &[u8]| ratio(a, b, least) * 0.97;
    direct.max(bare(bare_a, bare_b)).max(bare(bare_a, &b.0)).max(bare(&a.0, bare_b))
}

fn ratio(a: &[u8], b: &[u8], least: f32) -> f32 {
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 0.0;
    }
    let first = match (a.first(), b.first()) {
        (Some(&x), Some(&y)) if is_vowel(x) && is_vowel(y) => 0,
        (Some(&x), Some(&y)) => FIRST * swap(x, y) / WHOLE,
        _ => 0,
    };
    let whole = longest as f32 * WHOLE as f32;
    let most = (whole * (1.0 - least)).ceil() as u32;
    let Some(cost) = most.checked_sub(first).and_then(|most| distance(a, b, most)) else { return 0.0 };
    (1.0 - (cost + first) as f32 / whole).max(0.0)
}

/// The least cost of turning one into the other; two neighbours that changed places cost about as much as one left out.
/// `None` as soon as it is sure to be more than `most` (Ukkonen 1985).
fn distance(a: &[u8], b: &[u8], most: u32) -> Option<u32> {
    let gap_of = |word: &[u8], at: usize| gap(word[at], at + 1 == word.len());
    let mut rows = [[0_u32; MOST + 1]; 3];
    for j in 1..=b.len() {
        rows[0][j] = rows[0][j - 1] + gap_of(b, j - 1);
    }
    let mut least_before = 0;
    for i in 1..=a.len() {
        let (two_before, before, here) = ((i + 1) % 3, (i + 2) % 3, i % 3);
        let left_out = gap_of(a, i - 1);
        rows[here][0] = rows[before][0] + left_out;
        let mut least = rows[here][0];
        for j in 1..=b.len() {
            let mut best = rows[before][j - 1] + swap(a[i - 1], b[j - 1]);
            best = best.min(rows[before][j] + left_out);
            best = best.min(rows[here][j - 1] + gap_of(b, j - 1));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[two_before][j - 2] + CHANGED_PLACES);
            }
            rows[here][j] = best;
            least = least.min(best);
        }
        // Neighbours that change places step over a row.
        if least.min(least_before + CHANGED_PLACES) > most {
            return None;
        }
        least_before = least;
    }
    Some(rows[a.len() % 3][b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::letters::fold;

    fn spelt(a: &str, b: &str) -> f32 {
        alike(&Sounds::of(&fold(a)), &Sounds::of(&fold(b)), 0.0)
    }

    #[test]
    fn spellings_of_one_name_are_more_alike_than_names() {
        let same = [
            ("Klychev", "Khlychev"),
            ("Qaddafi", "Kadhafi"),
            ("Gaddafi", "Al-Qadhafi"),
            ("Zelenskyy", "Zelensky"),
            ("Yushchenko", "Juschtschenko"),
            ("Aulaqi", "Awlaki"),
            ("Mohammed", "Muhamad"),
            ("Chaykovsky", "Tschaikowski"),
        ];
        let other =
            [("Putin", "Butin"), ("Niger", "Nigeria"), ("Marion", "Mario"), ("Iran", "Iraq"), ("Petrov", "Popov")];
        let least = same.map(|(a, b)| spelt(a, b)).into_iter().fold(1.0, f32::min);
        let most = other.map(|(a, b)| spelt(a, b)).into_iter().fold(0.0, f32::max);
        assert!(least > 0.69, "{:?}", same.map(|(a, b)| (a, b, spelt(a, b))));
        assert!(most < 0.905, "{:?}", other.map(|(a, b)| (a, b, spelt(a, b))));
    }

    #[test]
    fn what_is_less_alike_than_asked_is_told_apart_at_once_and_all_else_as_ever() {
        let names =
            ["klychev", "khlychev", "bout", "buti", "alqadhafi", "kadhafi", "mohammed", "mehmet", "ng", "", "tsai"];
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (Sounds::of(a), Sounds::of(b)))) {
            for least in [0.3, 0.5, 0.72, 0.9] {
                let (all, cut) = (alike(&a, &b, 0.0), alike(&a, &b, least));
                assert!(cut == all || (cut < least && all < least), "{a:?} {b:?} {least}: {cut} for {all}");
            }
        }
    }

    #[test]
    fn likeness_is_symmetric_and_one_only_for_the_same_sounds() {
        for (a, b) in [("Bout", "Buti"), ("Klychev", "Khlychev"), ("", "x"), ("Ng", "Ngo")] {
            assert_eq!(spelt(a, b), spelt(b, a));
            assert!(spelt(a, b) < 1.0);
        }
        assert_eq!(spelt("Shukhov", "Shuhov"), 1.0);
        assert!(spelt("李", "华") < 1.0 && spelt("李明", "李华") < 1.0);
    }
}
