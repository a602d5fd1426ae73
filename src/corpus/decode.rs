//! Bytes to text.
//!
//! What the bytes say of themselves comes first (a byte-order mark), then UTF-8, which other encodings are hardly ever
//! valid as, and only then a guess at the legacy encoding. Decoding is strict: a text with a damaged place is refused,
//! with the place, because offsets into something that nobody wrote help nobody.

use super::SkipReason;
use crate::text::MAX_DOCUMENT_BYTES;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a legacy text the encoding is first guessed from, in bytes. More is hardly ever of use.
const GUESS_BYTES: usize = 1024 * 1024;

/// Decodes a file's bytes, without the byte-order mark, line ends as they are. Answers the text and the name of the
/// encoding (WHATWG: `UTF-8`, `UTF-16LE`, `windows-1252` ...).
///
/// # Errors
/// [`SkipReason::Binary`], [`SkipReason::Undecodable`], or [`SkipReason::TooLargeDecoded`] when the text takes more than
/// [`MAX_DOCUMENT_BYTES`] in UTF-8.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), SkipReason> {
    decode_within(bytes, MAX_DOCUMENT_BYTES)
}

fn decode_within(bytes: &[u8], limit: u64) -> Result<(String, &'static str), SkipReason> {
    let (text, encoding) = decode_any(bytes)?;
    if text.len() as u64 > limit {
        return Err(SkipReason::TooLargeDecoded { bytes: text.len() as u64 });
    }
    if looks_binary(&text) {
        return Err(SkipReason::Binary);
    }
    Ok((text, encoding.name()))
}

fn decode_any(bytes: &[u8]) -> Result<(String, &'static Encoding), SkipReason> {
    // Ahead of UTF-16, whose mark is the front half of this one.
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(SkipReason::Undecodable("UTF-32 is not supported; save it as UTF-8".to_owned()));
    }
    // Mostly compressed, but its first kilobytes can pass for text.
    if bytes.starts_with(b"%PDF-") {
        return Err(SkipReason::Binary);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = strictly(encoding, &bytes[mark..]).ok_or_else(|| damaged(encoding, &bytes[mark..]))?;
        return Ok((text, encoding));
    }
    if bytes.contains(&0) {
        // Text has no NUL, unless it is UTF-16.
        return unmarked_utf16(bytes).ok_or(SkipReason::Binary);
    }
    if let Some(text) = strictly(UTF_8, bytes) {
        return Ok((text, UTF_8));
    }
    if is_damaged_utf8(bytes) {
        // Any single-byte encoding would "decode" it, and turn every accent into two wrong letters.
        return Err(damaged(UTF_8, bytes));
    }
    legacy(bytes)
}

/// The text, if every byte of it is valid.
fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

fn damaged(encoding: &'static Encoding, bytes: &[u8]) -> SkipReason {
    let name = encoding.name();
    SkipReason::Undecodable(if encoding == UTF_8 {
        format!("not valid {name} from byte {} on", Encoding::utf8_valid_up_to(bytes))
    } else {
        format!("not valid {name}")
    })
}

/// Whether this is UTF-8 with a few wrong bytes, not something else: by far most of what is not ASCII is valid.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 4 * wrong
}

/// UTF-16 without a mark, where that is evident; the bytes hold a NUL.
fn unmarked_utf16(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    let encoding = utf16_order(bytes)?;
    let text = strictly(encoding, bytes)?;
    // Binary data read as UTF-16 soon meets the private use area.
    let private = text.chars().any(|c| ('\u{E000}'..='\u{F8FF}').contains(&c) || c == '\u{FFFE}' || c == '\u{FFFF}');
    (!private).then_some((text, encoding))
}

/// Which byte of the pairs is the high one, if the bytes look like UTF-16.
fn utf16_order(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    /// What speaks for one byte order.
    #[derive(Default)]
    struct Evidence {
        latin: usize,
        space: usize,
    }
    let (mut little, mut big, mut plain) = (Evidence::default(), Evidence::default(), 0);
    for pair in bytes.chunks_exact(2) {
        let (evidence, low) = match *pair {
            [0, 0] => return None,
            [low, 0] => (&mut little, low),
            [0, low] => (&mut big, low),
            _ => {
                plain += pair.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
                continue;
            }
        };
        evidence.latin += 1;
        evidence.space += usize::from(low.is_ascii_whitespace());
    }
    let units = bytes.len() / 2;
    let latin = little.latin + big.latin;
    let mostly_latin = latin * 2 >= units;
    // Without Latin letters there are at least spaces and line ends. But 8-bit text with a stray NUL is not UTF-16.
    let eight_bit = plain * 4 >= (units - latin) * 2 * 3;
    if !mostly_latin && eight_bit {
        return None;
    }
    let (for_little, for_big) = if mostly_latin { (little.latin, big.latin) } else { (little.space, big.space) };
    if for_little > 4 * for_big {
        Some(UTF_16LE)
    } else if for_big > 4 * for_little {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Guesses the encoding, at first from the neighbourhood of the first byte that is not ASCII, and then from the whole
/// if that guess fails further on.
fn legacy(bytes: &[u8]) -> Result<(String, &'static Encoding), SkipReason> {
    // The two bytes before it matter to the guess.
    let from = Encoding::ascii_valid_up_to(bytes).saturating_sub(2);
    let window = &bytes[from..bytes.len().min(from + GUESS_BYTES)];
    let mut encoding = guess(window, from + window.len() == bytes.len());
    let mut text = strictly(encoding, bytes);
    if text.is_none() && window.len() < bytes.len() {
        encoding = guess(bytes, true);
        text = strictly(encoding, bytes);
    }
    let text = text.ok_or_else(|| SkipReason::Undecodable("its encoding is not known; save it as UTF-8".to_owned()))?;
    Ok((text, encoding))
}

fn guess(bytes: &[u8], last: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, last);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether a decoded text has a NUL, or more control characters than one in twenty.
fn looks_binary(text: &str) -> bool {
    // Besides line ends and tabs, what old printers and terminals left in texts: backspace, page break, end of file,
    // escape, next line.
    let usual = ['\t', '\n', '\r', '\u{8}', '\u{C}', '\u{1A}', '\u{1B}', '\u{85}'];
    let (mut all, mut controls) = (0_usize, 0_usize);
    for c in text.chars() {
        if c == '\0' {
            return true;
        }
        all += 1;
        controls += usize::from(c.is_control() && !usual.contains(&c));
    }
    controls * 20 > all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn decoded(text: &str, encoding: &'static str) -> Result<(String, &'static str), SkipReason> {
        Ok((text.to_owned(), encoding))
    }

    const SAMPLES: [&str; 5] = [
        "Viktor Bout, the so-called Merchant of Death.\r\nHe was seen in Ostend.\r\n",
        "Виктор Бут родился в Душанбе. Его называли торговцем смертью.\n",
        "维克多·布特是一名军火商。\n一九六七年，他出生于杜尚别。\n",
        "فيكتور بوت تاجر سلاح روسي ولد في دوشنبه.\n",
        "Ja",
    ];

    #[test]
    fn utf16_without_a_mark_is_seen_in_many_scripts() {
        for text in SAMPLES {
            assert_eq!(decode(&utf16(text, u16::to_le_bytes)), decoded(text, "UTF-16LE"));
            assert_eq!(decode(&utf16(text, u16::to_be_bytes)), decoded(text, "UTF-16BE"));
        }
    }

    #[test]
    fn legacy_encodings_are_told_apart() {
        for (name, text) in [
            ("windows-1252", "Les élèves français ont été reçus à l’école, où l’on fêtait Noël. Ça coûte 5 €.\r\n"),
            ("windows-1252", "Überall hörte man, daß der Händler über Zürich nach Österreich geflohen sei.\n"),
            ("windows-1251", SAMPLES[1]),
            ("Shift_JIS", "ビクトル・ボウトは武器商人である。彼はタジキスタンで生まれた。\n"),
        ] {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable && std::str::from_utf8(&bytes).is_err());
            assert_eq!(decode(&bytes), decoded(text, name));
        }
    }

    #[test]
    fn a_late_accent_in_a_long_legacy_text_counts() {
        let text = format!("{}Die Händler flohen über Zürich.", "All plain so far. ".repeat(80_000));
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        assert!(decode(&bytes) == decoded(&text, "windows-1252"));
    }

    #[test]
    fn binaries_are_not_texts() {
        let pixels: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            b"plain text with a stray NUL \0 in",
            b"a stray NUL at the end of a line \0",
            b"caf\xe9 cr\xe8me and a stray NUL \0",
            b"%PDF-1.7 and so on",
            b"\x01\x02\x03\x04abc",
            &pixels,
        ] {
            assert_eq!(decode(bytes), Err(SkipReason::Binary), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn damaged_texts_are_refused_not_garbled() {
        let mut bytes = SAMPLES[1].as_bytes().to_vec();
        bytes[21] = b'?';
        assert_eq!(decode(&bytes), Err(SkipReason::Undecodable("not valid UTF-8 from byte 20 on".to_owned())));
        // One half of a surrogate pair.
        assert!(matches!(decode(b"\xff\xfea\0\x3d\xd8b\0"), Err(SkipReason::Undecodable(_))));
        assert!(matches!(decode(b"\xff\xfe\0\0a\0\0\0"), Err(SkipReason::Undecodable(_))));
    }

    #[test]
    fn the_limit_holds_for_the_decoded_text_too() {
        let bytes = [&b"\xff\xfe"[..], &utf16("中中中中", u16::to_le_bytes)].concat();
        assert_eq!(bytes.len(), 10);
        assert_eq!(decode_within(&bytes, 11), Err(SkipReason::TooLargeDecoded { bytes: 12 }));
        assert!(decode_within(&bytes, 12).is_ok());
    }

    #[test]
    fn nothing_is_a_text() {
        assert_eq!(decode(b""), decoded("", "UTF-8"));
        assert_eq!(decode(b"\xef\xbb\xbf"), decoded("", "UTF-8"));
        assert_eq!(decode(b"\xfe\xff"), decoded("", "UTF-16BE"));
    }

    proptest! {
        #[test]
        fn utf8_is_what_it_is_without_its_mark(text in "(\\PC|\r\n|\n|\t){0,200}") {
            prop_assume!(!text.starts_with("%PDF-"));
            prop_assert_eq!(decode(text.as_bytes()), decoded(&text, "UTF-8"));
            let marked = format!("\u{feff}{text}");
            prop_assert_eq!(decode(marked.as_bytes()), decoded(&text, "UTF-8"));
        }

        #[test]
        fn marked_utf16_comes_back(text in "(\\PC|😀|\r\n){0,200}") {
            let marked = format!("\u{feff}{text}");
            prop_assert_eq!(decode(&utf16(&marked, u16::to_le_bytes)), decoded(&text, "UTF-16LE"));
            prop_assert_eq!(decode(&utf16(&marked, u16::to_be_bytes)), decoded(&text, "UTF-16BE"));
        }

        #[test]
        fn any_bytes_end_in_a_text_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok((text, _)) = decode(&bytes) {
                prop_assert!(!text.contains('\0'));
            }
        }
    }
}
