//! Choosing the entity that marked mentions go to.

use crate::annotation::EntityId;
use crate::session::{Action, Actions, Session, UserCommand};
use crate::ui::theme;
use crate::ui::widgets::{Row, counted, elided, grouped, list_row, strong, text_between, text_ending};
use egui::{FontId, Key, RichText, ScrollArea, TextEdit, Ui};

/// What the chooser keeps while it is open.
#[derive(Default)]
pub struct MoveTo {
    filter: String,
    chosen: usize,
    found: Option<(u64, String, Vec<EntityId>)>,
}

/// Paints the chooser.
pub fn move_to_ui(ui: &mut Ui, session: &Session, state: &mut MoveTo, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 120.0).min(480.0));
    let targets = session.targets();
    let what = match &targets[..] {
        [one] => session.project().mention(*one).map(|m| format!("“{}”", elided(&m.text, 30))).unwrap_or_default(),
        many => counted(many.len(), "mention"),
    };
    ui.label(strong(format!("Move {what} to"), 17.0));
    let hint = RichText::new("Name of an entity").color(theme.palette.soft_ink);
    let field = TextEdit::singleline(&mut state.filter).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(field.margin(egui::Margin::symmetric(8, 6))).accessible_name("Name of an entity");
    if response.changed() {
        state.chosen = 0;
    }
    let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !enter {
        response.request_focus();
    }
    find(session, &targets, state);
    let Some((_, _, found)) = &state.found else { return };
    for (key, step) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
        if ui.input(|i| i.key_pressed(key)) {
            state.chosen = state.chosen.saturating_add_signed(step).min(found.len().saturating_sub(1));
        }
    }
    if found.is_empty() {
        ui.label(RichText::new("No other entity fits").color(theme.palette.soft_ink));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = ScrollArea::vertical().max_height((room.y - 320.0).clamp(80.0, 340.0)).auto_shrink([false, true]);
    list.show_rows(ui, theme.sizes.row, found.len(), |ui, range| {
        for at in range {
            let Some(&id) = found.get(at) else { continue };
            if entity_row(ui, session, id, at == state.chosen) {
                out.push(Action::MoveTo(id));
            }
        }
    });
    if let Some(&id) = found.get(state.chosen).filter(|_| enter) {
        out.push(Action::MoveTo(id));
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        if ui.button("New entity").on_hover_text(UserCommand::NewEntity.tooltip()).clicked() {
            out.push(Action::User(UserCommand::NewEntity));
        }
        if ui.button("Close").clicked() {
            out.push(Action::User(UserCommand::LetGo));
        }
    });
}

/// The entities that fit what is typed, the largest first; not the one that all of them are of.
fn find(session: &Session, targets: &[crate::annotation::MentionId], state: &mut MoveTo) {
    let project = session.project();
    let wanted = state.filter.trim().to_lowercase();
    if state.found.as_ref().is_some_and(|(revision, of, _)| *revision == project.revision() && *of == wanted) {
        return;
    }
    let mut of = targets.iter().map(|id| project.mention(*id).and_then(|m| m.entity));
    let first = of.next().flatten();
    let own = first.filter(|_| of.all(|e| e == first));
    let fits = |name: &str| wanted.is_empty() || name.to_lowercase().contains(&wanted);
    let mut found: Vec<_> = project.entities().filter(|e| Some(e.id) != own && fits(&e.name)).map(|e| e.id).collect();
    found.sort_by_key(|e| (std::cmp::Reverse(project.cluster(*e).mentions), *e));
    state.found = Some((project.revision(), wanted, found));
}

fn entity_row(ui: &mut Ui, session: &Session, id: EntityId, chosen: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let Some(entity) = session.project().entity(id) else { return false };
    let mentions = session.project().cluster(id).mentions as usize;
    let name = format!("Move to {}, {}", entity.name, counted(mentions, "mention"));
    let row = Row { name: &name, selected: chosen, height: theme.sizes.row };
    list_row(ui, &row, |ui, rect, _| {
        let y = rect.center().y;
        let kind = session.project().schema().get(entity.kind);
        let mark = egui::pos2(rect.left() + 6.0, y);
        theme::paint_mark(ui.painter(), kind.mark, mark, 10.0, theme.type_colour(kind.colour));
        let small = FontId::proportional(theme.sizes.small);
        let right = text_ending(ui, rect.right(), y, &grouped(mentions), small, theme.palette.soft_ink);
        let font = FontId::proportional(theme.sizes.ui);
        text_between(ui, rect.left() + 20.0, right - 8.0, y, &entity.name, font, theme.palette.ink);
    })
    .clicked()
}
