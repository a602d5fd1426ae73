//! The faces: a serif to read, a sans for controls, an icon font. Other scripts come from the system's fonts.

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};
use std::sync::Arc;

const READING: &str = "reading";
const STRONG: &str = "strong";
const ICONS: &str = "icons";

/// The reading face at a size in points.
pub fn reading_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(READING.into()))
}

/// The controls' face in semi-bold at a size in points.
pub fn strong_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// The icon font at a size in points. A family of its own, because text faces have other glyphs at its code points.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// An icon as text, to stand in a button beside words.
pub fn icon(icon: &str, size: f32) -> egui::RichText {
    egui::RichText::new(icon).font(icon_font(size))
}

/// Installs the bundled faces, in front of egui's own.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &[u8]); 5] = [
        ("Source Serif 4", include_bytes!("../../../assets/fonts/SourceSerif4_400Regular.ttf")),
        ("Inter", include_bytes!("../../../assets/fonts/Inter_400Regular.ttf")),
        ("Inter Medium", include_bytes!("../../../assets/fonts/Inter_500Medium.ttf")),
        ("Inter SemiBold", include_bytes!("../../../assets/fonts/Inter_600SemiBold.ttf")),
        ("Phosphor", include_bytes!("../../../assets/icons/Phosphor.ttf")),
    ];
    for (name, bytes) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let mut family = |family: FontFamily, faces: &[&str]| {
        let own = faces.iter().map(|&f| f.to_owned());
        fonts.families.insert(family, own.chain(fallback.iter().cloned()).collect());
    };
    family(FontFamily::Name(READING.into()), &["Source Serif 4", "Inter"]);
    family(FontFamily::Proportional, &["Inter"]);
    family(FontFamily::Name(STRONG.into()), &["Inter SemiBold", "Inter"]);
    family(FontFamily::Name(ICONS.into()), &["Phosphor", "Inter"]);
    ctx.set_fonts(fonts);
}
