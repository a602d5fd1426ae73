//! Bulk decisions: a score, what lies above or below it, and every proposal that it would take, before anything happens.

use super::annotate_all::preview_window;
use super::place_list::{context, row_ui};
use super::proposal_filter::{Offer, proposal_filter_ui};
use super::score_chart::{ScoreChart, threshold_ui};
use super::theme;
use super::widgets::{Tick, choice_ui, counted, elided, grouped, paint_type_mark, strong};
use crate::annotation::{MentionId, ProposalFilter, Score};
use crate::session::bulk::{BulkDeed, BulkRows};
use crate::session::{Action, Actions, Answer, Session};
use crate::text::DocumentId;
use egui::{Align2, Button, FontId, Key, RichText, ScrollArea, Ui, pos2, vec2};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Where the threshold stands at first for accepting, per cent: what is above is nearly always right.
const FIRST_ABOVE: f32 = 80.0;
/// Where it stands at first for dismissing, per cent: next to nothing lies below, so that nobody dismisses much by one
/// key. Who wants more goes up from there.
const FIRST_BELOW: f32 = 40.0;
/// What the histogram shows.
const CHART: &str = "How many proposals have which score, from 0 % to 100 %; the colours are their types";

/// What the preview keeps while it is on screen.
pub struct Bulk {
    deed: Option<BulkDeed>,
    /// Least score that is accepted, per cent.
    above: f32,
    /// Score that what is dismissed stays below, per cent.
    below: f32,
    /// What a person has unticked. It is left alone.
    unticked: HashSet<MentionId>,
    list: List,
    shown: Option<MentionId>,
}

impl Default for Bulk {
    fn default() -> Self {
        Self {
            deed: None,
            above: FIRST_ABOVE,
            below: FIRST_BELOW,
            unticked: HashSet::new(),
            list: List::default(),
            shown: None,
        }
    }
}

/// The lines of the list, until what they are made of changes.
#[derive(Default)]
struct List {
    key: Option<(u64, ProposalFilter, BulkDeed, Score)>,
    groups: Vec<Group>,
    lines: usize,
    taken: usize,
    chosen: usize,
}

/// A document, and what is taken of its rows.
struct Group {
    document: DocumentId,
    rows: Range<usize>,
    chosen: usize,
    /// The line of its heading.
    line: usize,
}

impl List {
    fn update(&mut self, rows: &BulkRows, deed: BulkDeed, threshold: Score, unticked: &HashSet<MentionId>) {
        let key = (rows.revision, rows.filter.clone(), deed, threshold);
        if self.key.as_ref() == Some(&key) {
            return;
        }
        *self = Self { key: Some(key), ..Self::default() };
        for (document, range) in &rows.documents {
            let taken = rows.taken(range, deed, threshold);
            if taken.is_empty() {
                continue;
            }
            let of_it = rows.rows.get(taken.clone()).unwrap_or_default();
            let chosen = if unticked.is_empty() {
                of_it.len()
            } else {
                of_it.iter().filter(|row| !unticked.contains(&row.mention)).count()
            };
            self.groups.push(Group { document: *document, rows: taken, chosen, line: self.lines });
            self.lines += of_it.len() + 1;
            self.taken += of_it.len();
            self.chosen += chosen;
        }
    }
}

/// Paints the preview.
pub fn bulk_ui(ui: &mut Ui, session: &Session, asked: BulkDeed, state: &mut Bulk, out: &mut Actions) {
    let deed = *state.deed.get_or_insert(asked);
    preview_window(ui, "bulk decision", |ui| {
        let heading = match deed {
            BulkDeed::AcceptAbove => "Accept above a score",
            BulkDeed::DismissBelow => "Dismiss below a score",
        };
        ui.label(strong(heading, 17.0));
        let Some(rows) = session.bulk_rows().cloned() else {
            ui.label(RichText::new("Looking through the proposals…").color(theme::of(ui.ctx()).palette.soft_ink));
            return answers_ui(ui, deed, 0, Vec::new, out);
        };
        choices_ui(ui, session, &rows, state, out);
        let deed = state.deed.unwrap_or(deed);
        let percent = match deed {
            BulkDeed::AcceptAbove => &mut state.above,
            BulkDeed::DismissBelow => &mut state.below,
        };
        let above = deed == BulkDeed::AcceptAbove;
        let chart = ScoreChart { name: "Proposals", told: CHART, above, bands: &rows.bands };
        threshold_ui(ui, session, &chart, percent);
        let threshold = Score::from(*percent / 100.0);
        state.list.update(&rows, deed, threshold, &state.unticked);
        summary_ui(ui, &rows, state);
        let height = (ui.available_height() - 48.0).max(80.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_min_height(height);
            list_ui(ui, session, &rows, deed, state, height, out);
        });
        let chosen = || chosen(&rows, state);
        answers_ui(ui, deed, state.list.chosen, chosen, out);
    });
}

/// The direction and the filters.
fn choices_ui(ui: &mut Ui, session: &Session, rows: &Arc<BulkRows>, state: &mut Bulk, out: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        let mut deed = state.deed.unwrap_or_default();
        let deeds = [
            (BulkDeed::AcceptAbove, "Accept above", "Accept those with at least this score"),
            (BulkDeed::DismissBelow, "Dismiss below", "Dismiss those with less than this score"),
        ];
        choice_ui(ui, &mut deed, &deeds);
        state.deed = Some(deed);
        ui.add_space(8.0);
        let offer = Offer { name: "bulk filter", here: session.active_document(), scores: false };
        if let Some(filter) = proposal_filter_ui(ui, session, &rows.filter, offer) {
            out.push(Action::FilterBulk(filter));
        }
    });
}

/// "212 of 340 proposals in 5 documents".
fn summary_ui(ui: &mut Ui, rows: &BulkRows, state: &mut Bulk) {
    let theme = theme::of(ui.ctx());
    let List { groups, taken, chosen, .. } = &state.list;
    let all = counted(rows.rows.len(), "proposal");
    let documents = groups.iter().filter(|g| g.chosen > 0).count();
    let told = format!("{} of {all} in {}", grouped(*chosen), counted(documents, "document"));
    let unticked = taken - chosen;
    ui.horizontal(|ui| {
        let response = ui.label(RichText::new(&told).font(theme::strong_font(theme.sizes.ui)));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(told));
        if unticked > 0 {
            let left = format!("{} left alone", grouped(unticked));
            ui.label(RichText::new(left).size(theme.sizes.small).color(theme.palette.soft_ink));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("None").clicked() {
                let taken = state.list.groups.iter().flat_map(|g| rows.rows.get(g.rows.clone()).unwrap_or_default());
                state.unticked.extend(taken.map(|row| row.mention));
                state.list.key = None;
            }
            if ui.small_button("All").clicked() {
                state.unticked.clear();
                state.list.key = None;
            }
        });
    });
}

fn chosen(rows: &BulkRows, state: &Bulk) -> Vec<MentionId> {
    let taken = state.list.groups.iter().flat_map(|g| rows.rows.get(g.rows.clone()).unwrap_or_default());
    taken.map(|row| row.mention).filter(|id| !state.unticked.contains(id)).collect()
}

fn list_ui(
    ui: &mut Ui,
    session: &Session,
    rows: &BulkRows,
    deed: BulkDeed,
    state: &mut Bulk,
    height: f32,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    if state.list.lines == 0 {
        ui.label(RichText::new("No proposal has such a score").color(theme.palette.soft_ink));
        return;
    }
    let list = ScrollArea::vertical().id_salt("bulk").max_height(height).auto_shrink([false, false]);
    list.show_rows(ui, theme.sizes.row, state.list.lines, |ui, range| {
        for line in range {
            let Some(at) = state.list.groups.partition_point(|g| g.line <= line).checked_sub(1) else { continue };
            let Some(group) = state.list.groups.get(at) else { continue };
            match (line - group.line).checked_sub(1) {
                None => document_line(ui, session, rows, at, state),
                Some(nth) => {
                    // The doubtful ones first: those next to the threshold.
                    let row = match deed {
                        BulkDeed::AcceptAbove => group.rows.start + nth,
                        BulkDeed::DismissBelow => group.rows.end - 1 - nth,
                    };
                    row_line(ui, session, rows, row, at, state, out);
                }
            }
        }
    });
}

fn document_line(ui: &mut Ui, session: &Session, rows: &BulkRows, at: usize, state: &mut Bulk) {
    let theme = theme::of(ui.ctx());
    let Some(group) = state.list.groups.get(at) else { return };
    let (all, chosen, range) = (group.rows.len(), group.chosen, group.rows.clone());
    let title = session.document(group.document).map_or("", |d| d.title());
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        let mut on = chosen == all;
        let tick = Tick(egui::Checkbox::without_text(&mut on).indeterminate(chosen > 0 && chosen < all));
        if ui.add(tick).accessible_name(format!("All in {title}")).changed() {
            let on = chosen < all;
            for row in rows.rows.get(range).unwrap_or_default() {
                if on {
                    state.unticked.remove(&row.mention)
                } else {
                    state.unticked.insert(row.mention)
                };
            }
            state.list.key = None;
        }
        ui.label(RichText::new(elided(title, 60)).font(theme::strong_font(theme.sizes.ui)));
        let told = format!("{} of {}", grouped(chosen), grouped(all));
        ui.label(RichText::new(told).size(theme.sizes.small).color(theme.palette.soft_ink));
    });
}

fn row_line(
    ui: &mut Ui,
    session: &Session,
    rows: &BulkRows,
    row: usize,
    group: usize,
    state: &mut Bulk,
    out: &mut Actions,
) {
    let Some(row) = rows.rows.get(row) else { return };
    let Some(mention) = session.project().mention(row.mention) else { return };
    let theme = theme::of(ui.ctx());
    let (before, word, after) = session.keyword_in_context(mention.document, mention.hull(), 90).unwrap_or_default();
    let schema = session.project().schema();
    let percent = format!("{:.0} %", row.facts.score.get() * 100.0);
    let name = format!("{word}, {}, {percent}", schema.get(row.facts.kind).name);
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        ui.add_space(18.0);
        let ticked = !state.unticked.contains(&row.mention);
        let mut on = ticked;
        let tick = Tick(egui::Checkbox::without_text(&mut on));
        let mut changed = ui.add(tick).accessible_name(format!("Tick {name}")).changed();
        let response = row_ui(ui, &name, state.shown == Some(row.mention), |ui, rect| {
            context(ui, rect, rect.with_max_x(rect.right() - 66.0), [&before, &word, &after], ticked, theme);
            let (y, soft) = (rect.center().y, theme.palette.soft_ink);
            let font = FontId::proportional(theme.sizes.small);
            ui.painter().text(pos2(rect.right(), y), Align2::RIGHT_CENTER, &percent, font, soft);
            paint_type_mark(ui, schema, row.facts.kind, pos2(rect.right() - 50.0, y), 9.0);
        });
        let response = response.on_hover_text(mention.evidence.as_ref().map_or("", |e| &*e.rule));
        if response.clicked() {
            state.shown = Some(row.mention);
            out.push(Action::Reveal(mention.document, mention.hull()));
        }
        changed |= response.double_clicked();
        if changed {
            if ticked {
                state.unticked.insert(row.mention)
            } else {
                state.unticked.remove(&row.mention)
            };
            let List { groups, chosen, .. } = &mut state.list;
            let step = |n: usize| if ticked { n.saturating_sub(1) } else { n + 1 };
            *chosen = step(*chosen);
            if let Some(group) = groups.get_mut(group) {
                group.chosen = step(group.chosen);
            }
        }
    });
}

fn answers_ui(ui: &mut Ui, deed: BulkDeed, count: usize, chosen: impl FnOnce() -> Vec<MentionId>, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let free = ui.memory(|m| m.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx());
    let enter = free && ui.input(|i| i.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let verb = match deed {
            BulkDeed::AcceptAbove => "Accept",
            BulkDeed::DismissBelow => "Dismiss",
        };
        let text = RichText::new(format!("{verb} {}", grouped(count))).color(theme.palette.on_string);
        let button = Button::new(text).fill(theme.palette.string).min_size(vec2(110.0, 32.0));
        if ui.add_enabled(count > 0, button).clicked() || (count > 0 && enter) {
            out.push(Action::Answer(Answer::Bulk(deed, chosen())));
        }
        if ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() {
            out.push(Action::Answer(Answer::Cancel));
        }
        let one = "One undo takes it back";
        ui.label(RichText::new(one).size(theme.sizes.small).color(theme.palette.soft_ink));
    });
}
