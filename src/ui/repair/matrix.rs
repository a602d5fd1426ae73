//! The picture of all pairs of documents: the darker, the more of what is likely was judged.

use super::quiet;
use crate::annotation::{MentionId, Scope};
use crate::linking::coverage::{Coverage, PairCoverage};
use crate::session::{Action, Actions, Session};
use crate::text::DocumentId;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{elided, focus_ring, grouped};
use egui::{
    Align2, Color32, CursorIcon, FontId, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo,
};
use egui::{StrokeKind, pos2, vec2};
use std::collections::{BTreeMap, HashMap};

/// So many cells in view have a name each.
const NODES: usize = 400;

/// What a row and a column of the picture are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What stands beside the row.
    short: String,
    /// What it is called in full.
    name: String,
}

impl Axis {
    /// Whether the documents are in several folders.
    pub fn has_folders(session: &Session) -> bool {
        let mut folders = session.project().documents().map(|d| folder(&d.path));
        let first = folders.next();
        folders.any(|f| Some(f) != first)
    }
}

fn folder(path: &str) -> &str {
    Scope::Folder.part_of(path)
}

/// The picture, until it is counted anew or shows something else.
pub struct Matrix {
    /// The revision that it was counted from, and whether it shows folders.
    pub key: (u64, bool),
    axes: Vec<Axis>,
    cells: BTreeMap<(usize, usize), PairCoverage>,
    at: Option<(usize, usize)>,
}

impl Matrix {
    /// The picture of the documents that have something likely in common with another, or of their folders.
    pub fn of(session: &Session, coverage: &Coverage, folders: bool) -> Self {
        let mut places: HashMap<DocumentId, usize> = HashMap::new();
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut axes = Vec::new();
        let used: std::collections::BTreeSet<_> = coverage.pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
        for record in session.project().documents().filter(|d| used.contains(&d.id)) {
            let title = session.document(record.id).map_or(&*record.path, |d| d.title());
            let axis = if folders {
                let name = folder(&record.path);
                let name = if name.is_empty() { "the folder itself" } else { name };
                Axis { short: elided(name.rsplit('/').next().unwrap_or(name), 12), name: name.to_owned() }
            } else {
                Axis { short: record.id.to_string(), name: format!("{} {}", record.id, elided(title, 60)) }
            };
            let next = axes.len();
            let place = if folders { *known.entry(folder(&record.path)).or_insert(next) } else { next };
            if place == next {
                axes.push(axis);
            }
            places.insert(record.id, place);
        }
        let mut cells: BTreeMap<(usize, usize), PairCoverage> = BTreeMap::new();
        for ((a, b), pair) in &coverage.pairs {
            let (Some(&a), Some(&b)) = (places.get(a), places.get(b)) else { continue };
            let cell = cells.entry((a.min(b), a.max(b))).or_default();
            *cell = cell.with(*pair);
        }
        Self { key: (coverage.revision, folders), axes, cells, at: None }
    }

    fn cell(&self, row: usize, column: usize) -> Option<PairCoverage> {
        self.cells.get(&(row.min(column), row.max(column))).copied()
    }

    fn told(&self, row: usize, column: usize) -> String {
        let name = |at: usize| self.axes.get(at).map_or("", |a| a.name.as_str());
        let pair = if row == column {
            format!("{} with itself", name(row))
        } else {
            format!("{} and {}", name(row), name(column))
        };
        match self.cell(row, column) {
            None => format!("{pair}: nothing likely"),
            Some(cell) => {
                let (judged, open) = (grouped(cell.judged as usize), grouped(cell.open as usize));
                format!("{pair}: {judged} judged, {open} open")
            }
        }
    }
}

/// How large a cell is: large where there are few. Points.
fn cell_size(count: usize) -> f32 {
    match count {
        0..=6 => 52.0,
        7..=16 => 24.0,
        17..=40 => 17.0,
        _ => 12.0,
    }
}

/// The colour of a share: the more was judged, the darker.
fn colour(theme: &Theme, cell: PairCoverage) -> Color32 {
    let share = cell.share().unwrap_or_default();
    theme.palette.hover.lerp_to_gamma(theme.palette.soft_ink, share)
}

/// Paints the picture, the cells in view only. A click opens both documents at the first likely pair that is open.
pub fn matrix_ui(ui: &mut Ui, session: &Session, matrix: &mut Matrix, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    legend_ui(ui, theme);
    let size = cell_size(matrix.axes.len());
    let widest = matrix.axes.iter().map(|a| a.short.chars().count()).max().unwrap_or_default();
    let head = (widest as f32 * 7.0 + 10.0).max(24.0);
    let moved = arrows(ui, matrix);
    let count = matrix.axes.len();
    ScrollArea::both().id_salt("matrix").auto_shrink([false, false]).show_viewport(ui, |ui, view| {
        let side = head + size * count as f32 + 8.0;
        let (_, all) = ui.allocate_space(vec2(side, side));
        let place = |row: usize, column: usize| {
            let corner = all.min + vec2(head + column as f32 * size, head + row as f32 * size);
            Rect::from_min_size(corner, vec2(size, size)).shrink(1.0)
        };
        let seen = |from: f32, to: f32| {
            let first = ((from - head) / size).floor().max(0.0) as usize;
            first..(((to - head) / size).ceil().max(0.0) as usize).min(count)
        };
        let (rows, columns) = (seen(view.top(), view.bottom()), seen(view.left(), view.right()));
        heads_ui(ui, matrix, (rows.clone(), columns.clone()), &|at, across| {
            let cell = if across { place(0, at) } else { place(at, 0) };
            if across {
                pos2(cell.center().x, all.top() + head - 4.0)
            } else {
                pos2(all.left() + head - 6.0, cell.center().y)
            }
        });
        let pairs = || rows.clone().flat_map(|row| columns.clone().map(move |column| (row, column)));
        if rows.len() * columns.len() <= NODES {
            for (row, column) in pairs() {
                cell_ui(ui, session, matrix, (row, column), place(row, column), out);
            }
        } else {
            let at = |pos: egui::Pos2| {
                let from = (pos - all.min - vec2(head, head)) / size;
                let there = from.x >= 0.0 && from.y >= 0.0;
                there.then_some((from.y as usize, from.x as usize)).filter(|(r, c)| *r < count && *c < count)
            };
            area_ui(ui, session, matrix, all, &at, out);
            let pointed = ui.input(|i| i.pointer.hover_pos()).filter(|pos| ui.clip_rect().contains(*pos)).and_then(at);
            for (row, column) in pairs() {
                paint_cell(ui, matrix, (row, column), place(row, column), pointed == Some((row, column)));
            }
        }
        if let Some((row, column)) = matrix.at.filter(|_| moved) {
            ui.scroll_to_rect(place(row, column), None);
        }
    });
    if let Some((row, column)) = matrix.at.filter(|_| super::list::pressed(ui, Key::Enter)) {
        go(session, matrix.cell(row, column), out);
    }
}

/// The names along both sides. Numbers stand upright; longer names only beside the rows.
fn heads_ui(
    ui: &Ui,
    matrix: &Matrix,
    (rows, columns): (std::ops::Range<usize>, std::ops::Range<usize>),
    place: &dyn Fn(usize, bool) -> egui::Pos2,
) {
    let theme = theme::of(ui.ctx());
    let font = FontId::proportional(theme.sizes.small);
    let every = if cell_size(matrix.axes.len()) < 15.0 { 5 } else { 1 };
    for at in rows.filter(|at| at % every == 0) {
        let Some(axis) = matrix.axes.get(at) else { continue };
        ui.painter().text(place(at, false), Align2::RIGHT_CENTER, &axis.short, font.clone(), theme.palette.soft_ink);
    }
    for at in columns.filter(|at| at % every == 0) {
        let Some(axis) = matrix.axes.get(at) else { continue };
        let short = if matrix.key.1 { (at + 1).to_string() } else { axis.short.clone() };
        ui.painter().text(place(at, true), Align2::CENTER_BOTTOM, short, font.clone(), theme.palette.soft_ink);
    }
}

/// One cell that can be pointed at, with a name of its own.
fn cell_ui(
    ui: &mut Ui,
    session: &Session,
    matrix: &mut Matrix,
    (row, column): (usize, usize),
    rect: Rect,
    out: &mut Actions,
) {
    let Some(cell) = matrix.cell(row, column) else {
        return paint_cell(ui, matrix, (row, column), rect, false);
    };
    let response = ui.interact(rect, ui.scope_id().with(("cell", row, column)), Sense::CLICK);
    let told = matrix.told(row, column);
    let chosen = matrix.at == Some((row, column));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &told));
    paint_cell(ui, matrix, (row, column), rect, response.hovered());
    focus_ring(ui, &response, rect);
    if response.clicked() {
        matrix.at = Some((row, column));
        go(session, Some(cell), out);
    }
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(told);
}

/// All cells as one that can be pointed at: thousands of names would hold up whoever reads the screen aloud. It is
/// called by the cell that the arrows have chosen.
fn area_ui(
    ui: &mut Ui,
    session: &Session,
    matrix: &mut Matrix,
    rect: Rect,
    at: &dyn Fn(egui::Pos2) -> Option<(usize, usize)>,
    out: &mut Actions,
) {
    let response = ui.interact(rect, ui.scope_id().with("cells"), Sense::CLICK);
    let told = matrix.at.map_or_else(|| "the arrows go from pair to pair".to_owned(), |(r, c)| matrix.told(r, c));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Pairs of documents: {told}")));
    let pointed = response.hover_pos().and_then(at);
    if response.clicked() && pointed.is_some() {
        matrix.at = pointed;
        go(session, pointed.and_then(|(row, column)| matrix.cell(row, column)), out);
    }
    if let Some((row, column)) = pointed {
        response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text_at_pointer(matrix.told(row, column));
    }
}

fn paint_cell(ui: &Ui, matrix: &Matrix, (row, column): (usize, usize), rect: Rect, hovered: bool) {
    let theme = theme::of(ui.ctx());
    let Some(cell) = matrix.cell(row, column) else {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.0, theme.palette.rule), StrokeKind::Inside);
        return;
    };
    ui.painter().rect_filled(rect, 2.0, colour(theme, cell));
    if cell.open > 0 {
        let radius = (rect.width() * 0.1).clamp(1.4, 3.2);
        let inset = vec2(-radius - 2.0, radius + 2.0);
        let corner = if rect.width() > 20.0 { rect.right_top() + inset } else { rect.center() };
        ui.painter().circle_filled(corner, radius, theme.palette.string);
    }
    if let Some(share) = cell.share().filter(|_| rect.width() > 40.0) {
        // Ink on a light cell, paper on a dark one.
        let ink = if share < 0.5 { theme.palette.ink } else { theme.palette.paper };
        let font = FontId::proportional(theme.sizes.small);
        let percent = format!("{:.0} %", share * 100.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, percent, font, ink);
    }
    if hovered || matrix.at == Some((row, column)) {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(2.0, theme.palette.ink), StrokeKind::Outside);
    }
}

/// Opens both documents, at the first pair that is open.
fn go(session: &Session, cell: Option<PairCoverage>, out: &mut Actions) {
    let there = |id: MentionId| session.project().mention(id).is_some_and(|m| m.is_live());
    if let Some((a, b)) = cell.and_then(|c| c.first).filter(|(a, b)| there(*a) && there(*b)) {
        out.push(Action::ShowBoth(a, b));
    }
}

/// Moves the chosen cell by the arrows. Whether it moved.
fn arrows(ui: &Ui, matrix: &mut Matrix) -> bool {
    let Some(last) = matrix.axes.len().checked_sub(1).filter(|_| super::list::is_free(ui)) else { return false };
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let (row, column) = matrix.at.unwrap_or((0, 0));
    let to = if pressed(Key::ArrowDown) {
        ((row + 1).min(last), column)
    } else if pressed(Key::ArrowUp) {
        (row.saturating_sub(1), column)
    } else if pressed(Key::ArrowRight) {
        (row, (column + 1).min(last))
    } else if pressed(Key::ArrowLeft) {
        (row, column.saturating_sub(1))
    } else {
        return false;
    };
    let to = if matrix.at.is_none() { (0, 0) } else { to };
    matrix.at.replace(to) != Some(to)
}

fn legend_ui(ui: &mut Ui, theme: &Theme) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let swatch = |ui: &mut Ui, judged: u32, open: u32| {
            let (rect, _) = ui.allocate_exact_size(vec2(13.0, 13.0), Sense::hover());
            let cell = PairCoverage { judged, open, first: None };
            ui.painter().rect_filled(rect, 2.0, colour(theme, cell));
            if open > 0 {
                ui.painter().circle_filled(rect.center(), 2.2, theme.palette.string);
            }
        };
        swatch(ui, 0, 1);
        quiet(ui, "nothing judged");
        swatch(ui, 1, 1);
        quiet(ui, "half");
        swatch(ui, 1, 0);
        quiet(ui, "all that is likely. A dot: something is open, click to go there");
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_path() {
        assert_eq!([folder("a/b/c.txt"), folder("c.txt")], ["a/b", ""]);
    }

    #[test]
    fn more_judged_is_darker_on_paper_and_lighter_by_lamplight() {
        for theme in [&Theme::light(), &Theme::dark()] {
            let of = |judged, open| {
                let colour = colour(theme, PairCoverage { judged, open, first: None });
                colour.intensity() - theme.palette.panel.intensity()
            };
            assert!(of(1, 0).abs() > of(1, 1).abs() && of(1, 1).abs() > of(0, 1).abs());
        }
    }
}
