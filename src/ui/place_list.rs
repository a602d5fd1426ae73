//! Places in their contexts, by document, with ticks: what is looked at before something is done to all of them.

use super::context_row::short_before;
use super::theme::{self, Theme};
use super::widgets::{Tick, elided, focus_ring, grouped, paint_type_mark};
use crate::annotation::Status;
use crate::session::places::{FoundPlace, FoundPlaces, Intent, Standing};
use crate::session::{Action, Actions, Session};
use crate::text::DocumentId;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, CursorIcon, FontId, Rect, Response, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use std::collections::HashSet;

/// Where the place begins in its row, as a share of the width: the places stand below each other.
const COLUMN: f32 = 0.36;
/// How much of a row's right end is for what stands at the place already, in points.
const FLAG: f32 = 168.0;

/// What the list keeps while it is on screen.
#[derive(Default)]
pub struct PlaceList {
    /// The search and the intent that the rest is about.
    key: Option<(u64, u64, u64)>,
    marks: Vec<Mark>,
    lines: Vec<Line>,
    documents: Vec<Group>,
    /// The places whose tick a person has changed.
    changed: HashSet<u32>,
    chosen: usize,
    possible: usize,
    /// The place that was clicked.
    shown: Option<u32>,
}

/// What is known of a place.
#[derive(Clone, Copy)]
struct Mark {
    ticked: bool,
    done: bool,
}

/// A document with places.
struct Group {
    document: DocumentId,
    first: u32,
    count: u32,
    chosen: u32,
    possible: u32,
}

/// A line of the list.
#[derive(Clone, Copy)]
enum Line {
    /// A document, by its place in `documents`.
    Document(usize),
    /// A place.
    Place(u32),
}

impl PlaceList {
    /// Takes in what was found since the last frame. `about` tells one intent from another.
    pub fn update(
        &mut self,
        session: &Session,
        places: &FoundPlaces,
        about: u64,
        intent: &dyn Fn(&FoundPlace) -> Intent,
    ) {
        let key = (places.generation(), about, session.project().revision());
        if self.key.is_none_or(|(generation, ..)| generation != key.0) {
            *self = Self::default();
        } else if self.key != Some(key) {
            let (changed, shown) = (std::mem::take(&mut self.changed), self.shown);
            *self = Self { changed, shown, ..Self::default() };
        }
        self.key = Some(key);
        for (at, place) in (0..).zip(places.all()).skip(self.marks.len()) {
            if self.documents.last().is_none_or(|g| g.document != place.document) {
                self.lines.push(Line::Document(self.documents.len()));
                self.documents.push(Group { document: place.document, first: at, count: 0, chosen: 0, possible: 0 });
            }
            self.lines.push(Line::Place(at));
            let intent = intent(place);
            let done = place.is_done(session.project(), intent);
            let ticked = !done && (place.is_likely(session.project(), intent) ^ self.changed.contains(&at));
            self.marks.push(Mark { ticked, done });
            self.chosen += usize::from(ticked);
            self.possible += usize::from(!done);
            if let Some(group) = self.documents.last_mut() {
                group.count += 1;
                group.chosen += u32::from(ticked);
                group.possible += u32::from(!done);
            }
        }
    }

    /// How many places are ticked.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// The ticked places.
    pub fn ticked(&self) -> Vec<u32> {
        (0..).zip(&self.marks).filter(|(_, mark)| mark.ticked).map(|(at, _)| at).collect()
    }

    /// "37 of 41 occurrences in 6 documents".
    pub fn summary(&self) -> String {
        let (all, documents) = (self.marks.len(), self.documents.len());
        let occurrences = if all == 1 { "occurrence" } else { "occurrences" };
        let documents = format!("{} document{}", grouped(documents), if documents == 1 { "" } else { "s" });
        format!("{} of {} {occurrences} in {documents}", grouped(self.chosen), grouped(all))
    }

    fn set(&mut self, at: u32, on: bool) {
        let Some(mark) = self.marks.get_mut(at as usize).filter(|m| !m.done && m.ticked != on) else { return };
        mark.ticked = on;
        if !self.changed.remove(&at) {
            self.changed.insert(at);
        }
        let group = self.documents.partition_point(|g| g.first <= at).checked_sub(1);
        if let Some(group) = group.and_then(|g| self.documents.get_mut(g)) {
            group.chosen = if on { group.chosen + 1 } else { group.chosen.saturating_sub(1) };
        }
        self.chosen = if on { self.chosen + 1 } else { self.chosen.saturating_sub(1) };
    }

    /// Ticks all, or none.
    pub fn set_all(&mut self, on: bool) {
        (0..self.marks.len() as u32).for_each(|at| self.set(at, on));
    }
}

/// Paints the list in the room there is, `height` points at most.
pub fn place_list_ui(
    ui: &mut Ui,
    session: &Session,
    places: &FoundPlaces,
    state: &mut PlaceList,
    height: f32,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    let row = theme.sizes.row;
    let list = ScrollArea::vertical().id_salt("places").max_height(height).auto_shrink([false, false]);
    list.show_rows(ui, row, state.lines.len(), |ui, range| {
        for line in range {
            match state.lines.get(line).copied() {
                Some(Line::Document(group)) => document_line(ui, session, group, state),
                Some(Line::Place(at)) => place_line(ui, session, places, at, state, out),
                None => {}
            }
        }
    });
}

fn document_line(ui: &mut Ui, session: &Session, group: usize, state: &mut PlaceList) {
    let theme = theme::of(ui.ctx());
    let Some(Group { document, first, count, chosen, possible }) = state.documents.get(group) else { return };
    let (first, count, chosen, possible) = (*first, *count, *chosen, *possible);
    let name = session.document(*document).map_or("", |d| d.title());
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        let mut on = possible > 0 && chosen == possible;
        let half = chosen > 0 && !on;
        let tick = Tick(egui::Checkbox::without_text(&mut on).indeterminate(half));
        let response = ui.add_enabled(possible > 0, tick).accessible_name(format!("All in {name}"));
        if response.changed() {
            let on = chosen < possible;
            (first..first + count).for_each(|at| state.set(at, on));
        }
        let font = theme::strong_font(theme.sizes.ui);
        ui.label(RichText::new(elided(name, 60)).font(font));
        let told = format!("{} of {}", grouped(chosen as usize), grouped(count as usize));
        ui.label(RichText::new(told).size(theme.sizes.small).color(theme.palette.soft_ink));
    });
}

fn place_line(ui: &mut Ui, session: &Session, places: &FoundPlaces, at: u32, state: &mut PlaceList, out: &mut Actions) {
    let (Some(place), Some(mark)) = (places.all().get(at as usize), state.marks.get(at as usize).copied()) else {
        return;
    };
    let (before, word, after) = session.keyword_in_context(place.document, place.span, 90).unwrap_or_default();
    let theme = theme::of(ui.ctx());
    let flag = flag(session, place, mark.done, theme);
    let stands = flag.as_ref().map(|flag| format!(", {}", flag.text)).unwrap_or_default();
    let name = format!("{word}{stands}, in context: {}{word}{after}", short_before(&before, 24));
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        ui.add_space(18.0);
        let mut on = mark.ticked;
        let tick = Tick(egui::Checkbox::without_text(&mut on));
        if ui.add_enabled(!mark.done, tick).accessible_name(format!("Tick {name}")).changed() {
            state.set(at, on);
        }
        let selected = state.shown == Some(at);
        let response = row_ui(ui, &name, selected, |ui, rect| {
            let right = if flag.is_some() { rect.right() - FLAG } else { rect.right() };
            context(ui, rect, rect.with_max_x(right), [&before, &word, &after], mark.ticked, theme);
            if let Some(flag) = flag {
                flag.paint(ui, rect, session, theme);
            }
        });
        if response.clicked() {
            state.shown = Some(at);
            out.push(Action::Reveal(place.document, place.span));
        }
        if response.double_clicked() {
            state.set(at, !mark.ticked);
        }
    });
}

/// A row that can be clicked, behind a tick.
pub(super) fn row_ui(ui: &mut Ui, name: &str, selected: bool, paint: impl FnOnce(&mut Ui, Rect)) -> Response {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme.sizes.row), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, name));
    if ui.is_rect_visible(rect) {
        if selected || response.hovered() {
            let fill = if selected { theme.palette.selection } else { theme.palette.hover };
            ui.painter().rect_filled(rect, theme.sizes.corner, fill);
        }
        focus_ring(ui, &response, rect);
        paint(ui, rect.shrink2(vec2(6.0, 0.0)));
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The words before, ending in the column, the place, and the words after.
pub(super) fn context(ui: &Ui, row: Rect, rect: Rect, [before, word, after]: [&str; 3], strong: bool, theme: &Theme) {
    let column = rect.left() + (row.width() * COLUMN).min(rect.width() * 0.6);
    let font = theme::reading_font(14.0);
    let ink = if strong { theme.palette.ink } else { theme.palette.soft_ink };
    let laid = |job| ui.fonts_mut(|f| f.layout_job(job));
    // A letter is half as wide as it is high, give or take: what is cut is cut at a word.
    let chars = ((column - rect.left()) / 7.6).max(4.0) as usize;
    let tail = ui.painter().layout_no_wrap(short_before(before, chars), font.clone(), theme.palette.soft_ink);
    let y = rect.center().y - tail.size().y / 2.0;
    let clip = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    clip.galley(pos2(column - tail.size().x, y), tail, ink);
    let format = |color: Color32| TextFormat { color, font_id: font.clone(), ..Default::default() };
    let mut job = LayoutJob::default();
    let underline = egui::Stroke::new(1.0, ink);
    job.append(word, 0.0, TextFormat { underline, ..format(ink) });
    job.append(after, 0.0, format(theme.palette.soft_ink));
    job.wrap = TextWrapping::truncate_at_width((rect.right() - column).max(20.0));
    clip.galley(pos2(column, y), laid(job), ink);
}

/// What stands at a place already.
struct Flag {
    kind: Option<crate::annotation::TypeId>,
    text: String,
    colour: Color32,
}

fn flag(session: &Session, place: &FoundPlace, done: bool, theme: &Theme) -> Option<Flag> {
    let project = session.project();
    let (soft, warning) = (theme.palette.soft_ink, theme.palette.warning);
    match place.standing {
        Standing::Free => None,
        Standing::Clashes(id) => {
            let mention = project.mention(id)?;
            let inside = mention.hull().contains(place.span);
            let how = if inside { "inside" } else { "crosses" };
            let text = format!("{how} “{}”", elided(&mention.text, 18));
            Some(Flag { kind: None, text, colour: warning })
        }
        Standing::Is(id) => {
            let mention = project.mention(id)?;
            let entity = mention.entity.and_then(|e| project.entity(e));
            let (text, colour) = match (mention.status, entity) {
                (_, Some(entity)) => (elided(&entity.name, 20), if done { soft } else { warning }),
                (Status::Rejected, None) => ("dismissed".to_owned(), warning),
                (Status::Proposed, None) => ("proposed".to_owned(), soft),
                (Status::Accepted, None) if done => ("already".to_owned(), soft),
                (Status::Accepted, None) => ("accepted".to_owned(), soft),
            };
            Some(Flag { kind: Some(mention.kind), text, colour })
        }
    }
}

impl Flag {
    fn paint(&self, ui: &Ui, rect: Rect, session: &Session, theme: &Theme) {
        let font = FontId::proportional(theme.sizes.small);
        let at = pos2(rect.right(), rect.center().y);
        let left = ui.painter().text(at, Align2::RIGHT_CENTER, &self.text, font, self.colour).left();
        if let Some(kind) = self.kind {
            paint_type_mark(ui, session.project().schema(), kind, pos2(left - 10.0, at.y), 8.0);
        }
    }
}
