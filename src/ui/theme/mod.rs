//! How it looks: colours and sizes from `assets/theme`, fonts and icons. The only place that knows a colour.

mod fonts;
pub mod icons;
mod marks;
mod tokens;

pub use fonts::{icon, icon_font, install_fonts, reading_font, strong_font};
pub use marks::paint_mark;
pub use tokens::{Palette, Sizes, Theme};

use egui::{CornerRadius, Stroke, Visuals};

/// Installs fonts and both styles. Once, before the first frame.
pub fn install(ctx: &egui::Context) {
    install_fonts(ctx);
    // Where the system does not say, it is day.
    ctx.options_mut(|o| o.fallback_theme = egui::Theme::Light);
    for (scheme, theme) in [(egui::Theme::Light, Theme::light()), (egui::Theme::Dark, Theme::dark())] {
        ctx.style_mut_of(scheme, |style| apply(style, theme));
    }
}

/// The theme of this frame.
pub fn of(ctx: &egui::Context) -> &'static Theme {
    match ctx.theme() {
        egui::Theme::Dark => Theme::dark(),
        egui::Theme::Light => Theme::light(),
    }
}

fn apply(style: &mut egui::Style, theme: &Theme) {
    let (p, s) = (&theme.palette, &theme.sizes);
    style.text_styles = [
        (egui::TextStyle::Small, egui::FontId::proportional(s.small)),
        (egui::TextStyle::Body, egui::FontId::proportional(s.ui)),
        (egui::TextStyle::Button, egui::FontId::proportional(s.ui)),
        (egui::TextStyle::Heading, strong_font(s.heading)),
        (egui::TextStyle::Monospace, egui::FontId::monospace(s.ui)),
    ]
    .into();
    // At the default of 5 points a click beside a mention would hit it.
    style.interaction.interact_radius = 1.0;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.spacing.item_spacing = egui::vec2(8.0, 6.0);
    style.spacing.button_padding = egui::vec2(10.0, 5.0);
    style.spacing.menu_margin = egui::Margin::same(6);
    style.spacing.interact_size.y = s.row;
    style.spacing.scroll = egui::style::ScrollStyle {
        foreground_color: true,
        dormant_handle_opacity: s.scroll_strength,
        active_handle_opacity: s.scroll_strength,
        interact_handle_opacity: s.scroll_strength,
        ..egui::style::ScrollStyle::thin()
    };
    style.animation_time = 0.08;
    style.visuals = visuals(p, s);
}

fn visuals(p: &Palette, s: &Sizes) -> Visuals {
    let mut v = if p.is_dark() { Visuals::dark() } else { Visuals::light() };
    let corner = CornerRadius::same(s.corner as u8);
    v.override_text_color = Some(p.ink);
    v.panel_fill = p.panel;
    v.window_fill = p.panel;
    v.extreme_bg_color = p.raised;
    v.text_edit_bg_color = Some(p.raised);
    v.faint_bg_color = p.hover;
    v.window_stroke = Stroke::new(1.0, p.strong_rule);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    v.selection.bg_fill = p.selection;
    v.selection.stroke = Stroke::new(1.0, p.focus_ring);
    v.hyperlink_color = p.focus_ring;
    v.warn_fg_color = p.warning;
    v.error_fg_color = p.string;
    let shadow = egui::Shadow { offset: [0, 6], blur: 24, spread: 0, color: p.shade };
    v.popup_shadow = shadow;
    v.window_shadow = shadow;
    for (w, fill, stroke, ink) in [
        (&mut v.widgets.noninteractive, p.panel, p.rule, p.ink),
        (&mut v.widgets.inactive, p.raised, p.rule, p.ink),
        (&mut v.widgets.hovered, p.hover, p.strong_rule, p.ink),
        (&mut v.widgets.active, p.hover, p.strong_rule, p.ink),
        (&mut v.widgets.open, p.hover, p.strong_rule, p.ink),
    ] {
        w.bg_fill = fill;
        w.weak_bg_fill = fill;
        w.bg_stroke = Stroke::new(1.0, stroke);
        w.fg_stroke = Stroke::new(1.0, ink);
        w.corner_radius = corner;
        w.expansion = 0.0;
    }
    v
}
