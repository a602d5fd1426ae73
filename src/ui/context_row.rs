//! A place in its context, as a row; and the chips that name an entity's texts.

use super::theme;
use super::widgets::{Row, grouped, list_row, text_between};
use crate::session::Session;
use crate::text::{DocumentId, Span};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, RichText, Ui, vec2};

/// A row with a place in its context: the words before, the place, the words after.
pub fn context_row(
    ui: &mut Ui,
    session: &Session,
    document: DocumentId,
    span: Span,
    selected: bool,
    numbered: bool,
) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let context = session.keyword_in_context(document, span, 60);
    let (before, place, after) = context.unwrap_or_default();
    let name = format!("{place}, in context: {}{place}{}", short_before(&before, 24), after);
    list_row(ui, &Row { name: &name, selected, height: theme.sizes.row }, |ui, rect, _| {
        let y = rect.center().y;
        let mut left = rect.left();
        if numbered {
            let number = document.0.to_string();
            let font = egui::FontId::proportional(theme.sizes.small);
            left = text_between(ui, left, left + 26.0, y, &number, font, theme.palette.faint_ink) + 6.0;
        }
        // The place itself must be seen: in a narrow row little stands before it.
        let before_chars = ((rect.right() - left) / 20.0).clamp(4.0, 40.0) as usize;
        let job = context_job(&short_before(&before, before_chars), &place, &after, rect.right() - left, theme);
        let galley = ui.fonts_mut(|f| f.layout_job(job));
        let at = egui::pos2(left, y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, theme.palette.ink);
    })
}

/// The last characters of what stands before, from the front of a word.
pub(super) fn short_before(before: &str, chars: usize) -> String {
    let count = before.chars().count();
    if count <= chars {
        return before.to_owned();
    }
    let tail: String = before.chars().skip(count - chars).collect();
    format!("…{}", tail.split_once(' ').map_or(tail.as_str(), |(_, rest)| rest))
}

fn context_job(before: &str, place: &str, after: &str, width: f32, theme: &theme::Theme) -> LayoutJob {
    let reading =
        |colour: Color32| TextFormat { color: colour, font_id: theme::reading_font(14.0), ..Default::default() };
    let mut job = LayoutJob::default();
    job.append(before, 0.0, reading(theme.palette.soft_ink));
    job.append(
        place,
        0.0,
        TextFormat { underline: egui::Stroke::new(1.0, theme.palette.ink), ..reading(theme.palette.ink) },
    );
    job.append(after, 0.0, reading(theme.palette.soft_ink));
    job.wrap = TextWrapping::truncate_at_width(width.max(20.0));
    job
}

/// A small round label with a count.
pub fn chip(ui: &mut Ui, text: &str, count: usize) -> egui::Response {
    let label = if count > 1 { format!("{text}  {}", grouped(count)) } else { text.to_owned() };
    ui.add(egui::Button::new(RichText::new(label).size(12.0)).corner_radius(12).min_size(vec2(0.0, 22.0)))
}
