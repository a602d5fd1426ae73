//! The mentions in view: where they are, which lies in which, and what is done to them.

use super::View;
use super::block_layout::Rects;
use super::layout::Page;
use super::tooltip::tooltip_ui;
use crate::annotation::Mention;
use crate::session::{Action, Actions};
use crate::ui::mention_menu::mention_menu_ui;
use egui::{CursorIcon, Rect, Response, Role, Sense, Ui, WidgetInfo};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::sync::Arc;

/// No more underlines than this lie under one row: the next row's letters begin there.
const MAX_LANE: usize = 3;
/// A name for assistive technology is not longer than this many characters of text.
const MAX_SPOKEN: usize = 160;

/// A mention in view.
#[derive(Clone, Debug)]
pub(super) struct Shown<'s> {
    /// The mention.
    pub mention: &'s Arc<Mention>,
    /// Where its parts are, rows in full height: what can be clicked.
    pub rects: Rects,
    /// For each part, how far out its underline is: 0 is nearest to the text.
    pub lanes: SmallVec<[usize; 2]>,
    /// Whether it lights up.
    pub lit: bool,
    /// The part under the pointer, if it is the topmost mention there.
    pub hovered: Option<Rect>,
}

impl Shown<'_> {
    /// The parts with their lanes.
    pub fn parts(&self) -> impl Iterator<Item = (Rect, usize)> + '_ {
        self.rects.iter().copied().zip(self.lanes.iter().copied())
    }
}

/// The mentions in view, outer ones first: the last one that is added is the first one that is hit.
pub(super) fn in_view<'s>(view: &View<'s>, page: &Page<'_>) -> Vec<Shown<'s>> {
    let mut shown: Vec<Shown<'_>> = Vec::new();
    let layer = view.session.shown_layer();
    for mention in view.session.project().mentions_in(view.id, page.span()).filter(|m| layer.has(m)) {
        let mut rects = Rects::new();
        for &span in &mention.spans {
            rects.extend(page.rects(span).into_iter().filter(|r| r.intersects(page.clip)));
        }
        if !rects.is_empty() {
            let lit = view.session.is_lit(mention);
            shown.push(Shown { mention, rects, lanes: SmallVec::new(), lit, hovered: None });
        }
    }
    // Shorter ones first, to give them the inner lanes; ids make the order of equals stable.
    shown.sort_by_key(|s| (s.mention.hull().len(), s.mention.hull().start, s.mention.id));
    assign_lanes(&mut shown);
    shown.reverse();
    shown
}

/// Gives every part a lane outside of those that it overlaps on its row of mentions before it, the shorter ones. By row,
/// so that the end of a long mention comes back to the text where nothing lies in it.
fn assign_lanes(shown: &mut [Shown<'_>]) {
    let mut rows: HashMap<i32, Vec<(Rect, usize)>> = HashMap::new();
    for one in shown {
        let parts = one.rects.iter().map(|rect| {
            let row = rows.entry(rect.min.y.round() as i32).or_default();
            let inner = row.iter().filter(|(r, _)| r.min.x < rect.max.x - 0.5 && rect.min.x < r.max.x - 0.5);
            let lane = inner.map(|(_, lane)| lane + 1).max().unwrap_or(0).min(MAX_LANE);
            row.push((*rect, lane));
            lane
        });
        one.lanes = parts.collect();
    }
}

/// Takes clicks, hovering and the context menu of all mentions in view. True when one was clicked.
pub(super) fn mentions_ui(ui: &Ui, view: &View<'_>, shown: &mut [Shown<'_>], out: &mut Actions) -> bool {
    let mut clicked = false;
    for one in shown {
        let Some(response) = mention_response(ui, view, one) else { continue };
        let mention = one.mention;
        if response.clicked() {
            clicked = true;
            let extend = ui.input(|i| i.modifiers.shift || i.modifiers.command);
            out.push(Action::ClickMention { mention: mention.id, extend });
        }
        response.context_menu(|ui| mention_menu_ui(ui, view.session, mention, out));
        if response.hovered() {
            let pointer = ui.input(|i| i.pointer.hover_pos());
            one.hovered = one.rects.iter().copied().find(|r| pointer.is_some_and(|p| r.contains(p)));
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            // Selected text has its own popup just here.
            // Nor does a pointer that rests ask anything of a text that moves under it.
            let rests = view.session.link_queue().is_some_and(|queue| {
                ui.input(|i| i.time - f64::from(i.pointer.time_since_last_movement()) <= queue.since())
            });
            if view.session.selection().is_none() && !rests {
                response.on_hover_ui(|ui| tooltip_ui(ui, view.session, mention));
            }
        }
    }
    clicked
}

/// The response of all parts of a mention, and its one accessible node.
fn mention_response(ui: &Ui, view: &View<'_>, one: &Shown<'_>) -> Option<Response> {
    let id = view.pane.with(("mention", one.mention.id.0));
    let mut parts = one.rects.iter().enumerate().map(|(part, &rect)| {
        let id = if part == 0 { id } else { id.with(part) };
        // Not focusable: hundreds of Tab stops would help nobody. Keys walk the mentions by the session's commands.
        ui.interact(rect, id, Sense::CLICK)
    });
    let first = parts.next()?;
    first.widget_info(|| WidgetInfo::selected(Role::Button, true, one.lit, spoken_name(view, one.mention)));
    if one.rects.len() > 1 {
        let all = one.rects.iter().fold(Rect::NOTHING, |all, &r| all | r);
        ui.accesskit_node_builder(first.id, |node| {
            node.set_bounds(egui::accesskit::Rect {
                x0: all.min.x.into(),
                y0: all.min.y.into(),
                x1: all.max.x.into(),
                y1: all.max.y.into(),
            });
        });
    }
    Some(parts.fold(first, |all, part| all | part))
}

/// "Viktor But, Person, Viktor Bout, accepted".
fn spoken_name(view: &View<'_>, mention: &Mention) -> String {
    let project = view.session.project();
    let kind = &project.schema().get(mention.kind).name;
    let text = one_line(&mention.text, MAX_SPOKEN);
    let status = mention.status.word();
    match mention.entity.and_then(|e| project.entity(e)) {
        Some(entity) => format!("{text}, {kind}, {}, {status}", entity.name),
        None => format!("{text}, {kind}, {status}"),
    }
}

/// A text with single spaces for line ends, cut after so many characters.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(most));
    for (count, word) in text.split_whitespace().enumerate() {
        if count > 0 {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((cut, _)) = line.char_indices().nth(most) {
            line.truncate(cut);
            line.push('…');
            break;
        }
    }
    line
}
