//! A colour for a new type that no other type has.

use crate::annotation::Colour;

/// How many hues are looked at.
const HUES: u16 = 36;
/// Between which relative luminances a colour can be made out on light and on dark paper (3 to 1, WCAG 2.2).
const SEEN: std::ops::Range<f32> = 0.14..0.27;

/// The colour that is least like those that there are, of those that can be made out on both papers.
pub(super) fn unlike(others: &[Colour]) -> Option<Colour> {
    let least = |colour: &Colour| others.iter().map(|other| distance(*colour, *other)).min().unwrap_or(0);
    candidates().max_by_key(least)
}

fn candidates() -> impl Iterator<Item = Colour> {
    let all = (0..HUES).flat_map(|nth| [0.35, 0.42, 0.5].map(|lightness| (nth, lightness)));
    all.map(|(nth, lightness)| of_hue(f32::from(nth) * 12.0 / f32::from(HUES), 0.5, lightness))
        .filter(|colour| SEEN.contains(&luminance(*colour)))
}

/// Of a hue from 0 to 12, a saturation and a lightness from 0 to 1.
fn of_hue(hue: f32, saturation: f32, lightness: f32) -> Colour {
    let reach = saturation * lightness.min(1.0 - lightness);
    let channel = |offset: f32| {
        let at = (offset + hue) % 12.0;
        let share = lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0);
        (share * 255.0).round() as u8
    };
    Colour([channel(0.0), channel(8.0), channel(4.0)])
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(Colour(rgb): Colour) -> f32 {
    let linear = |value: u8| {
        let share = f32::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

/// How far apart two colours are to the eye, roughly.
fn distance(Colour(a): Colour, Colour(b): Colour) -> u32 {
    let weights = [2, 4, 3];
    (0..3).map(|at| weights[at] * u32::from(a[at].abs_diff(b[at])).pow(2)).sum()
}
