//! What each kind of evidence for a tie weighs: as shipped, and as this project's decisions have moved it.

use super::theme;
use super::widgets::strong;
use crate::session::{Actions, Session};
use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

/// The height of a row, in points.
const ROW: f32 = 22.0;
/// The width of a column of numbers, in points.
const NUMBER: f32 = 84.0;

/// Paints the list of weights.
pub fn weights_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 160.0).min(640.0));
    ui.label(strong("What the evidence weighs", 17.0));
    let Some(linker) = session.linker() else {
        ui.label(RichText::new("Known once the names of a project were read.").color(theme.palette.soft_ink));
        super::overlays::close_ui(ui, out);
        return;
    };
    let told = "In log odds: 0 says nothing, +2 makes a tie about seven times as likely, −2 as unlikely. What you decide \
                moves them a little, in this project only.";
    ui.label(RichText::new(told).color(theme.palette.soft_ink));
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
    row(ui, RichText::new("Evidence").strong(), ["here", "as shipped"].map(|word| RichText::new(word).strong()));
    let weights: Vec<_> = linker.weights().into_iter().filter(|(_, words, ..)| !words.is_empty()).collect();
    let list = ScrollArea::vertical().max_height(room.y - 260.0).auto_shrink([false, true]);
    list.show_rows(ui, ROW, weights.len(), |ui, range| {
        for (_, words, here, shipped) in &weights[range] {
            let moved = (here - shipped).abs() >= 0.005;
            let here = RichText::new(format!("{here:+.2}").replace('-', "−"));
            let here = if moved { here.strong() } else { here.color(theme.palette.soft_ink) };
            let shipped = RichText::new(format!("{shipped:+.2}").replace('-', "−")).color(theme.palette.soft_ink);
            row(ui, RichText::new(*words), [here, shipped]);
        }
    });
    super::overlays::close_ui(ui, out);
}

/// Words on the left, two numbers on the right.
fn row(ui: &mut Ui, words: RichText, numbers: [RichText; 2]) {
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        ui.label(words);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for number in numbers.into_iter().rev() {
                ui.allocate_ui_with_layout(vec2(NUMBER, ROW), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_width(NUMBER);
                    ui.label(number);
                });
            }
        });
    });
}
