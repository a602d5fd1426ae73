//! Ties in bulk: a score, and every tie above it by the entity that it makes or joins, before anything happens.

use super::annotate_all::preview_window;
use super::place_list::{context, row_ui};
use super::queue_filter::ties_filter_ui;
use super::score_chart::{ScoreChart, threshold_ui};
use super::theme;
use super::widgets::{Tick, counted, elided, grouped, paint_type_mark, strong};
use crate::annotation::Score;
use crate::session::tie_above::{ChosenTies, MadeTies, OfferedTie, TieId, TieLine, TieRow, TieRows};
use crate::session::{Action, Actions, Answer, Session};
use egui::{Align2, Button, FontId, Key, RichText, ScrollArea, Ui, pos2, vec2};
use std::collections::HashSet;
use std::sync::Arc;

/// What the chart shows.
const CHART: &str = "How many mentions have a best suggestion of which score; the colours are their types";

/// What the preview keeps while it is on screen.
pub struct TieAbove {
    /// Least score that is taken, per cent.
    percent: f32,
    /// The ties that a person has unticked.
    unticked: Arc<HashSet<TieId>>,
    shown: Option<TieId>,
}

impl Default for TieAbove {
    fn default() -> Self {
        let ChosenTies { threshold, unticked } = ChosenTies::default();
        Self { percent: threshold.get() * 100.0, unticked, shown: None }
    }
}

impl TieAbove {
    fn chosen(&self) -> ChosenTies {
        ChosenTies { threshold: Score::from(self.percent / 100.0), unticked: Arc::clone(&self.unticked) }
    }

    fn tick(&mut self, id: TieId, on: bool) {
        let unticked = Arc::make_mut(&mut self.unticked);
        if on {
            unticked.remove(&id)
        } else {
            unticked.insert(id)
        };
    }
}

/// Paints the preview.
pub fn tie_above_ui(ui: &mut Ui, session: &Session, state: &mut TieAbove, out: &mut Actions) {
    preview_window(ui, "tie above", |ui| {
        ui.label(strong("Tie all above a score", 17.0));
        let Some(rows) = session.tie_rows().cloned() else {
            ui.label(RichText::new("Comparing the mentions…").color(theme::of(ui.ctx()).palette.soft_ink));
            return answers_ui(ui, 0, Vec::new, out);
        };
        ui.horizontal_wrapped(|ui| {
            if let Some(filter) = ties_filter_ui(ui, session, &rows.filter, &rows.kinds) {
                out.push(Action::FilterTies(filter));
            }
        });
        let chart = ScoreChart { name: "Mentions", told: CHART, above: true, bands: &rows.bands };
        threshold_ui(ui, session, &chart, &mut state.percent);
        if state.chosen() != *session.chosen_ties() {
            out.push(Action::ChooseTies(state.chosen()));
        }
        let made = session.made_ties().cloned();
        summary_ui(ui, &rows, made.as_deref(), state);
        let height = (ui.available_height() - 48.0).max(80.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            ui.set_min_height(height);
            if let Some(made) = &made {
                list_ui(ui, session, made, state, height, out);
            }
        });
        // What is done is what is seen: nothing as long as another choice is being put together.
        let made = made.filter(|made| made.chosen == state.chosen() && Arc::ptr_eq(&made.rows, &rows));
        let chosen = || made.iter().flat_map(|made| made.chosen.of(&made.rows).cloned()).collect();
        answers_ui(ui, made.as_ref().map_or(0, |made| made.tied), chosen, out);
    });
}

/// "212 mentions to 31 entities, 12 of them new".
fn summary_ui(ui: &mut Ui, rows: &TieRows, made: Option<&MadeTies>, state: &mut TieAbove) {
    let theme = theme::of(ui.ctx());
    let (tied, entities, new, refused) = made.map_or((0, 0, 0, 0), |m| (m.tied, m.entities, m.new, m.refused));
    let entities = match entities {
        1 => "1 entity".to_owned(),
        n => format!("{} entities", grouped(n)),
    };
    let told = format!("{} to {entities}, {} of them new", counted(tied, "mention"), grouped(new));
    ui.horizontal(|ui| {
        let response = ui.label(RichText::new(&told).font(theme::strong_font(theme.sizes.ui)));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(told));
        if refused > 0 {
            let left = format!("{} left out", grouped(refused));
            ui.label(RichText::new(left).size(theme.sizes.small).color(theme.palette.warning));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button("None").clicked() {
                let above = rows.rows.get(..rows.above(state.chosen().threshold)).unwrap_or_default();
                Arc::make_mut(&mut state.unticked).extend(above.iter().filter_map(TieRow::id));
            }
            if ui.small_button("All").clicked() {
                state.unticked = Arc::default();
            }
        });
    });
}

fn list_ui(ui: &mut Ui, session: &Session, made: &MadeTies, state: &mut TieAbove, height: f32, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    if made.lines.is_empty() {
        ui.label(RichText::new("No suggestion has such a score").color(theme.palette.soft_ink));
        return;
    }
    let list = ScrollArea::vertical().id_salt("tie above").max_height(height).auto_shrink([false, false]);
    list.show_rows(ui, theme.sizes.row, made.lines.len(), |ui, range| {
        for line in range {
            match made.lines.get(line).copied() {
                Some(TieLine::Cluster(at)) => cluster_line(ui, session, made, at, state),
                Some(TieLine::Row(at)) => row_line(ui, session, &made.rows, at, state, out),
                Some(TieLine::LeftOut) => {
                    let told =
                        RichText::new("Left out: your judgements stand against them, or they would join two entities")
                            .color(theme.palette.soft_ink);
                    ui.allocate_ui(vec2(ui.available_width(), theme.sizes.row), |ui| {
                        ui.set_height(theme.sizes.row);
                        ui.label(told.size(12.0));
                    });
                }
                None => {}
            }
        }
    });
}

/// The entity that some ties make or join.
fn cluster_line(ui: &mut Ui, session: &Session, made: &MadeTies, at: usize, state: &mut TieAbove) {
    let theme = theme::of(ui.ctx());
    let Some(cluster) = made.clusters.get(at) else { return };
    let project = session.project();
    let entity = cluster.entity.and_then(|id| project.entity(id));
    let text = || project.mention(cluster.onto).map(|m| m.text.to_string()).unwrap_or_default();
    let name = entity.map_or_else(text, |e| e.name.to_string());
    let tied = cluster.mentions.len();
    let told = match entity {
        Some(entity) => format!("#{}, {} more", entity.id, grouped(tied)),
        None => format!("new entity of {}", counted(tied + 1, "mention")),
    };
    let of_it: Vec<_> = cluster.ties.iter().filter_map(|&tie| made.rows.rows.get(tie)).filter_map(TieRow::id).collect();
    let on = of_it.iter().filter(|id| !state.unticked.contains(id)).count();
    let changed = ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        let mut all = on == of_it.len();
        let tick = Tick(egui::Checkbox::without_text(&mut all).indeterminate(on > 0 && on < of_it.len()));
        let tick = ui.add(tick).accessible_name(format!("All of {name}"));
        ui.label(RichText::new(elided(&name, 48)).font(theme::strong_font(theme.sizes.ui)));
        ui.label(RichText::new(told).size(theme.sizes.small).color(theme.palette.soft_ink));
        tick.changed()
    });
    if changed.inner {
        let fill = on < of_it.len();
        of_it.into_iter().for_each(|id| state.tick(id, fill));
    }
}

fn row_line(ui: &mut Ui, session: &Session, rows: &TieRows, at: usize, state: &mut TieAbove, out: &mut Actions) {
    let Some((row, id)) = rows.rows.get(at).and_then(|row| Some((row, row.id()?))) else { return };
    let Some(mention) = session.project().mention(id.0) else { return };
    let theme = theme::of(ui.ctx());
    let (before, word, after) = session.keyword_in_context(mention.document, mention.hull(), 90).unwrap_or_default();
    let schema = session.project().schema();
    let percent = format!("{:.0} %", row.score.get() * 100.0);
    let times = if row.tie.mentions.len() > 1 { format!("{} × ", row.tie.mentions.len()) } else { String::new() };
    let onto = session.project().mention(row.tie.onto).map(|m| m.text.to_string()).unwrap_or_default();
    let name = format!("{times}{word} to {onto}, {percent}");
    ui.horizontal(|ui| {
        ui.set_height(theme.sizes.row);
        ui.add_space(18.0);
        let ticked = !state.unticked.contains(&id);
        let mut on = ticked;
        let tick = Tick(egui::Checkbox::without_text(&mut on));
        let mut changed = ui.add(tick).accessible_name(format!("Tick {name}")).changed();
        let response = row_ui(ui, &name, state.shown == Some(id), |ui, rect| {
            let (y, soft) = (rect.center().y, theme.palette.soft_ink);
            let font = FontId::proportional(theme.sizes.small);
            ui.painter().text(pos2(rect.left(), y), Align2::LEFT_CENTER, times.trim_end(), font.clone(), soft);
            let text = rect.with_min_x(rect.left() + 26.0).with_max_x(rect.right() - 66.0);
            context(ui, rect, text, [&before, &word, &after], ticked, theme);
            ui.painter().text(pos2(rect.right(), y), Align2::RIGHT_CENTER, &percent, font, soft);
            paint_type_mark(ui, schema, row.kind, pos2(rect.right() - 50.0, y), 9.0);
        });
        let response = response.on_hover_ui(|ui| {
            ui.label(format!("To “{}”", elided(&onto, 60)));
            for reason in &row.reasons {
                super::suggestions::reason_ui(ui, reason);
            }
        });
        if response.clicked() {
            state.shown = Some(id);
            out.push(Action::Reveal(mention.document, mention.hull()));
        }
        changed |= response.double_clicked();
        if changed {
            state.tick(id, !ticked);
        }
    });
}

fn answers_ui(ui: &mut Ui, count: usize, chosen: impl FnOnce() -> Vec<OfferedTie>, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let free = ui.memory(|m| m.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx());
    let enter = free && ui.input(|i| i.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let text = RichText::new(format!("Tie {}", grouped(count))).color(theme.palette.on_string);
        let button = Button::new(text).fill(theme.palette.string).min_size(vec2(110.0, 32.0));
        if ui.add_enabled(count > 0, button).clicked() || (count > 0 && enter) {
            out.push(Action::Answer(Answer::Ties(chosen())));
        }
        if ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() {
            out.push(Action::Answer(Answer::Cancel));
        }
        let one = "One undo takes it back";
        ui.label(RichText::new(one).size(theme.sizes.small).color(theme.palette.soft_ink));
    });
}
