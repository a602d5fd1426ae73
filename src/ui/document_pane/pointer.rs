//! Selecting text, and clicks on it.
//!
//! The selection is two byte offsets and belongs to the session, so it outlives scrolling; egui's own
//! label selection is dropped as soon as one of its ends is out of view.

use super::View;
use super::layout::Page;
use crate::session::{Action, Actions};
use crate::text::{Span, word_at};
use egui::{CursorIcon, Event, Modifiers, OutputCommand, PointerButton, Response, Ui};

/// The selection as the pointer makes it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Selecting {
    /// Where the last press or click was: the end that stays when the selection is extended.
    anchor: Option<u32>,
    /// Whether the pointer is dragging the other end.
    dragging: bool,
}

impl Selecting {
    /// Whether the pointer is dragging an end of the selection.
    pub fn is_dragging(self) -> bool {
        self.dragging
    }
}

/// Takes clicks and drags on the text. `area` lies under the mentions; `taken` says that a mention was clicked.
pub(super) fn text_ui(
    ui: &Ui,
    view: &View<'_>,
    page: &Page<'_>,
    area: &Response,
    selecting: &mut Selecting,
    taken: bool,
    out: &mut Actions,
) {
    if area.hovered() || area.dragged() {
        ui.set_cursor_icon(CursorIcon::Text);
    }
    let byte_at = |pos: Option<egui::Pos2>| pos.and_then(|p| page.offset_at(p));
    let (origin, modifiers) = ui.input(|i| (i.pointer.press_origin(), i.modifiers));
    if area.drag_started_by(PointerButton::Primary) {
        selecting.dragging = true;
        if !extends(view, selecting, modifiers) {
            selecting.anchor = byte_at(origin);
        }
    }
    if selecting.dragging && area.dragged_by(PointerButton::Primary) {
        let head = byte_at(area.interact_pointer_pos());
        select(view, selecting.anchor.zip(head), out);
    } else if selecting.dragging {
        selecting.dragging = false;
        settle(ui, view);
    }
    if area.clicked() && !taken {
        click(ui, view, selecting, byte_at(area.interact_pointer_pos()), modifiers, out);
    }
}

/// One click puts the anchor, two select a word, three a block. With Shift the selection is extended to the click.
fn click(
    ui: &Ui,
    view: &View<'_>,
    selecting: &mut Selecting,
    at: Option<u32>,
    modifiers: Modifiers,
    out: &mut Actions,
) {
    let Some(at) = at else { return };
    let twice = ui.input(|i| i.pointer.button_double_clicked(PointerButton::Primary));
    let thrice = ui.input(|i| i.pointer.button_triple_clicked(PointerButton::Primary));
    let text = &view.document.text;
    let whole = if thrice {
        view.document.blocks().at(at).map(|block| view.document.blocks().as_slice()[block].span)
    } else if twice {
        word_at(text, at)
    } else {
        None
    };
    if let Some(span) = whole {
        selecting.anchor = Some(span.start);
        select(view, Some((span.start, span.end)), out);
        settle(ui, view);
    } else if extends(view, selecting, modifiers) {
        select(view, selecting.anchor.map(|anchor| (anchor, at)), out);
        settle(ui, view);
    } else if !twice {
        selecting.anchor = Some(at);
        out.push(Action::ClickText { document: view.id, offset: at });
    }
}

fn extends(view: &View<'_>, selecting: &Selecting, modifiers: Modifiers) -> bool {
    let in_text = selecting.anchor.is_some_and(|a| a as usize <= view.document.text.len());
    modifiers.shift && in_text
}

/// Selects from one offset to another, in either order; drops the selection when they are one.
fn select(view: &View<'_>, ends: Option<(u32, u32)>, out: &mut Actions) {
    let Some((anchor, head)) = ends else { return };
    let span = Span::new(anchor.min(head), anchor.max(head));
    let selection = (!span.is_empty()).then_some((view.id, span));
    if selection != view.session.selection() {
        out.push(Action::SelectText(selection));
    }
}

/// Tells the system's primary selection (X11, Wayland: pasted by the middle button) what is selected.
fn settle(ui: &Ui, view: &View<'_>) {
    if let Some(text) = selected_text(view) {
        ui.output_mut(|o| o.commands.push(OutputCommand::TextSelectionSettled(text.to_owned())));
    }
}

/// Copies the selected text when asked to.
pub(super) fn copy_ui(ui: &Ui, view: &View<'_>) {
    let asked = ui.input(|i| i.events.iter().any(|e| matches!(e, Event::Copy)));
    if asked && let Some(text) = selected_text(view) {
        ui.copy_text(text.to_owned());
    }
}

fn selected_text<'a>(view: &View<'a>) -> Option<&'a str> {
    let (_, span) = view.session.selection().filter(|(document, _)| *document == view.id)?;
    span.slice(&view.document.text)
}
