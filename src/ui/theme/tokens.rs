//! The tokens, read once from the embedded `assets/theme/*.ron`.

use crate::annotation::Colour;
use egui::Color32;
use serde::{Deserialize, Deserializer};
use std::sync::LazyLock;

/// Colours and sizes of one scheme.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Colours.
    pub palette: Palette,
    /// Sizes, points.
    pub sizes: Sizes,
}

macro_rules! palette {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The colours, by what they are for.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Palette { $($(#[$doc])* #[serde(deserialize_with = "colour")] pub $name: Color32),+ }
    };
}

palette! {
    /// Behind the text and on cards.
    paper,
    /// Behind the panels.
    panel,
    /// Fields and buttons.
    raised,
    /// Text.
    ink,
    /// Text that steps back.
    soft_ink,
    /// What is hardly there: placeholders, proposed underlines.
    faint_ink,
    /// Hairlines.
    rule,
    /// Hairlines that bound something one can press.
    strong_rule,
    /// Around what is nothing but its outline: boxes to tick.
    edge,
    /// Under the pointer.
    hover,
    /// The accent: strings, ticks, the mention in hand.
    string,
    /// Strings away from the pointer.
    string_faint,
    /// Text on the accent.
    on_string,
    /// Behind mentions of the entity in hand.
    in_hand,
    /// Behind the proposal that a review is at.
    reviewed,
    /// Selected text.
    selection,
    /// What find found.
    find_hit,
    /// The hit that find is at.
    find_current,
    /// The ring around what has the keyboard.
    focus_ring,
    /// Things to look at.
    warning,
    /// What speaks for a suggestion.
    speaks_for,
    /// What speaks against it.
    speaks_against,
    /// Shadows, and what lies under a question.
    shade,
}

macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Sizes in points.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Sizes { $($(#[$doc])* pub $name: f32),+ }
    };
}

sizes! {
    /// Reading text.
    reading,
    /// Line height of reading text.
    reading_line,
    /// Controls.
    ui,
    /// Asides.
    small,
    /// Headings of panels and cards.
    heading,
    /// The welcome screen's title.
    display,
    /// Between a pane's edge and its text.
    page_margin,
    /// Widest column of text.
    page_width,
    /// Between paragraphs.
    paragraph_gap,
    /// Thickness of a mention's underline.
    underline,
    /// From the line that letters stand on to the first underline.
    underline_gap,
    /// From one underline to that of the mention around it.
    lane,
    /// Length of a dash of a proposed mention's underline.
    dash,
    /// Between two dashes.
    dash_gap,
    /// How much of the ink's lightness a type's colour takes on in the dark scheme (a share, not points).
    type_lift,
    /// How much of its colour the underline of a proposed mention keeps (a share, not points).
    proposed_strength,
    /// How much of its colour anything keeps while another entity is shown alone (a share, not points).
    solo_strength,
    /// How much of the ink the handle of a scroll bar has (a share, not points).
    scroll_strength,
    /// Corner radius behind and around mentions.
    mention_corner,
    /// Thickness of the ring around the cursor's mention.
    ring,
    /// Thickness of the string.
    string,
    /// Radius of the knot at its end.
    knot,
    /// Width of the overview ruler.
    ruler,
    /// Height of a tick on it.
    tick,
    /// Corner radius.
    corner,
    /// Inside panels and cards.
    panel_margin,
    /// Height of a row in a list.
    row,
    /// Width of the left panel.
    sidebar,
    /// Width of the right panel.
    inspector,
    /// Height of the top bar.
    bar,
    /// Height of the status bar.
    status_bar,
    /// Height of a row of the review bar.
    review_row,
}

impl Theme {
    /// The light scheme.
    pub fn light() -> &'static Self {
        static LIGHT: LazyLock<Theme> = LazyLock::new(|| Theme::read(include_str!("../../../assets/theme/light.ron")));
        &LIGHT
    }

    /// The dark scheme.
    pub fn dark() -> &'static Self {
        static DARK: LazyLock<Theme> = LazyLock::new(|| Theme::read(include_str!("../../../assets/theme/dark.ron")));
        &DARK
    }

    /// A mention type's colour on paper: lifted in the dark scheme, where the schema's colours would sink into the page.
    pub fn type_colour(&self, colour: Colour) -> Color32 {
        let own = type_colour(colour);
        if self.palette.is_dark() { own.lerp_to_gamma(self.palette.ink, self.sizes.type_lift) } else { own }
    }

    /// Whether a mention type's colour can be made out on paper: WCAG 2.2 asks for 3 to 1 of what is not text.
    pub fn shows(&self, colour: Colour) -> bool {
        contrast(self.type_colour(colour), self.palette.paper) >= 3.0
    }

    fn read(palette: &str) -> Self {
        // A test proves that the embedded files parse; should one not, a grey app is better than none.
        Self {
            palette: ron::from_str(palette).unwrap_or_default(),
            sizes: ron::from_str(include_str!("../../../assets/theme/sizes.ron")).unwrap_or_default(),
        }
    }
}

impl Palette {
    /// Whether it is light ink on a dark page.
    pub fn is_dark(&self) -> bool {
        self.paper.intensity() < self.ink.intensity()
    }
}

/// A mention type's colour on screen.
fn type_colour(Colour([r, g, b]): Colour) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// WCAG 2.2 contrast ratio.
fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| {
        let [r, g, b, _] = egui::Rgba::from(c).to_array();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn colour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    Color32::from_hex(&text).map_err(|_| serde::de::Error::custom(format!("not a colour: {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tokens_parse() {
        for text in [include_str!("../../../assets/theme/light.ron"), include_str!("../../../assets/theme/dark.ron")] {
            ron::from_str::<Palette>(text).unwrap();
        }
        ron::from_str::<Sizes>(include_str!("../../../assets/theme/sizes.ron")).unwrap();
        assert!(Theme::dark().palette.is_dark() && !Theme::light().palette.is_dark());
    }

    #[test]
    fn text_is_readable_on_every_ground() {
        // WCAG 2.2 contrast: 4.5 to 1 for text, 3 to 1 for what is large or graphical.
        for theme in [Theme::light(), Theme::dark()] {
            let p = &theme.palette;
            for ground in [p.paper, p.panel, p.raised, p.hover, p.in_hand, p.reviewed, p.selection, p.find_hit] {
                assert!(contrast(p.ink, ground) >= 4.5, "ink on {ground:?}");
            }
            for ground in [p.paper, p.panel, p.raised] {
                assert!(
                    contrast(p.soft_ink, ground) >= 4.5,
                    "soft ink on {ground:?}: {}",
                    contrast(p.soft_ink, ground)
                );
                assert!(contrast(p.string, ground) >= 3.0, "string on {ground:?}");
            }
            for ground in [p.paper, p.panel, p.raised, p.hover] {
                assert!(contrast(p.edge, ground) >= 3.0, "edge on {ground:?}: {}", contrast(p.edge, ground));
            }
            // The handle lies on the raised bar.
            let handle = p.raised.blend(p.ink.gamma_multiply(theme.sizes.scroll_strength));
            assert!(contrast(handle, p.raised) >= 3.0, "scroll bar: {}", contrast(handle, p.raised));
        }
    }
}
