//! The left panel: the documents and the entities, each with filter and counts. Rows are virtual.

use super::theme::{self, icons};
use super::widgets::{Row, counted, grouped, icon_button, list_row, section_heading, text_between, text_ending};
use crate::annotation::{DocumentCounts, Entity, EntityId};
use crate::session::{Action, Actions, InHand, Session, UserCommand};
use crate::text::DocumentId;
use egui::{FontId, RichText, ScrollArea, TextEdit, Ui, vec2};
use std::sync::Arc;

/// How the entities are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    /// Those with most mentions first.
    #[default]
    Mentions,
    /// By name.
    Name,
    /// Those in most documents first.
    Documents,
    /// By type, then name.
    Type,
}

impl Sort {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Mentions, "Most mentions"),
        (Self::Documents, "Most documents"),
        (Self::Name, "Name"),
        (Self::Type, "Type"),
    ];
}

/// What the panel keeps for itself: what is typed, and what the filters leave.
#[derive(Default)]
pub struct Sidebar {
    document_filter: String,
    entity_filter: String,
    sort: Sort,
    documents: Cached<DocumentId>,
    entities: Cached<EntityId>,
    /// Put the keyboard into the entity filter in the next frame.
    pub focus_filter: bool,
}

/// The ids that a filter leaves, until the project or the filter changes.
struct Cached<T> {
    key: Option<(u64, usize, String, Sort)>,
    ids: Arc<[T]>,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { key: None, ids: Arc::new([]) }
    }
}

impl<T> Cached<T> {
    fn get(&mut self, key: (u64, usize, String, Sort), find: impl FnOnce() -> Vec<T>) -> Arc<[T]> {
        if self.key.as_ref() != Some(&key) {
            self.ids = find().into();
            self.key = Some(key);
        }
        self.ids.clone()
    }
}

/// Paints the panel.
pub fn sidebar_ui(ui: &mut Ui, session: &Session, state: &mut Sidebar, out: &mut Actions) {
    let documents = documents(session, state);
    let all = session.project().documents().len();
    section_heading(ui, "Documents", Some(all));
    if all > 12 || !state.document_filter.is_empty() {
        filter_ui(ui, &mut state.document_filter, "Filter documents", false);
    }
    let theme = theme::of(ui.ctx());
    let row = theme.sizes.row + 9.0;
    let room = (ui.available_height() * 0.42).max(3.0 * row);
    ScrollArea::vertical().id_salt("documents").max_height(room).auto_shrink([false, true]).show_rows(
        ui,
        row,
        documents.len(),
        |ui, range| {
            for &id in &documents[range] {
                document_row(ui, session, id, row, out);
            }
        },
    );
    if documents.is_empty() && all > 0 {
        quiet(ui, "No document has this in its title");
    }
    ui.add_space(10.0);
    entities_ui(ui, session, state, out);
}

fn quiet(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    ui.label(RichText::new(text).color(theme.palette.soft_ink).size(12.0));
}

/// A field to filter by. Whether Enter was pressed in it.
fn filter_ui(ui: &mut Ui, text: &mut String, hint: &str, focus: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let field = TextEdit::singleline(text)
        .hint_text(RichText::new(hint).color(theme.palette.soft_ink))
        .desired_width(ui.available_width() - 2.0)
        .margin(egui::Margin::symmetric(8, 4));
    let response = ui.add(field).accessible_name(hint);
    if focus {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter))
}

fn documents(session: &Session, state: &mut Sidebar) -> Arc<[DocumentId]> {
    let project = session.project();
    // Titles do not change with mentions: only with the corpus.
    let key = (session.corpus_serial(), project.documents().len(), state.document_filter.to_lowercase(), Sort::Name);
    let filter = key.2.clone();
    state.documents.get(key, || {
        let fits = |d: &&Arc<crate::annotation::DocumentRecord>| {
            filter.is_empty()
                || d.path.to_lowercase().contains(&filter)
                || session.document(d.id).is_some_and(|t| t.title().to_lowercase().contains(&filter))
        };
        project.documents().filter(fits).map(|d| d.id).collect()
    })
}

fn document_row(ui: &mut Ui, session: &Session, id: DocumentId, height: f32, out: &mut Actions) {
    let Some(record) = session.project().document(id) else { return };
    let theme = theme::of(ui.ctx());
    let counts = session.project().counts(id);
    let title = session.document(id).map_or(&*record.path, |d| d.title());
    let selected = session.active_document() == Some(id);
    let missing = session.document(id).is_none();
    let name = format!("{title}, document, {}", counted(counts.live() as usize, "mention"));
    let response = list_row(ui, &Row { name: &name, selected, height }, |ui, rect, _| {
        let p = &theme.palette;
        let y = rect.center().y - 3.0;
        let font = FontId::proportional(theme.sizes.ui);
        let left = text_between(ui, rect.left(), rect.left() + 30.0, y, &id.to_string(), font.clone(), p.soft_ink);
        let right = if missing {
            text_ending(ui, rect.right(), y, icons::WARNING, theme::icon_font(14.0), p.warning)
        } else {
            text_ending(ui, rect.right(), y, &grouped(counts.live() as usize), FontId::proportional(12.0), p.soft_ink)
        };
        let face = if selected { theme::strong_font(theme.sizes.ui) } else { font };
        text_between(ui, left + 8.0, right - 8.0, y, title, face, if missing { p.soft_ink } else { p.ink });
        progress(ui, rect, session, id);
    });
    let hover = session
        .corpus()
        .why_missing(id)
        .map_or_else(|| format!("{}\n{}", record.path, layers_told(counts)), |why| format!("{}\n{why}", record.path));
    let response = response.on_hover_text(hover);
    if response.clicked() {
        let beside = ui.input(|i| i.modifiers.command);
        out.push(Action::OpenDocument { document: id, beside });
    }
    response.context_menu(|ui| {
        for (title, beside) in [("Open", false), ("Open beside", true)] {
            if ui.button(title).clicked() {
                out.push(Action::OpenDocument { document: id, beside });
                ui.close();
            }
        }
    });
}

/// What the machine and what people have said, a line each.
pub fn layers_told(counts: DocumentCounts) -> String {
    let DocumentCounts { proposed, found, rejected, tied, .. } = counts;
    let line = |n: u32, what: &str| format!("{} {what}", grouped(n as usize));
    [
        line(proposed, "proposed by the machine, nobody has decided"),
        line(found, "found by the machine, accepted by people"),
        line(counts.made(), "marked by people"),
        line(rejected, "dismissed by people"),
        line(tied, "tied"),
    ]
    .join("\n")
}

/// How much of a document's mentions a person has decided, as a line under its title.
fn progress(ui: &Ui, rect: egui::Rect, session: &Session, id: DocumentId) {
    let counts = session.project().counts(id);
    if counts.live() == 0 {
        return;
    }
    let theme = theme::of(ui.ctx());
    let line = egui::Rect::from_min_size(rect.left_bottom() + vec2(16.0, -6.0), vec2(rect.width() - 16.0, 2.0));
    ui.painter().rect_filled(line, 1.0, theme.palette.rule);
    let share = counts.accepted as f32 / counts.live() as f32;
    let done = egui::Rect::from_min_size(line.min, vec2(line.width() * share, line.height()));
    ui.painter().rect_filled(done, 1.0, theme.palette.soft_ink);
}

fn entities(session: &Session, state: &mut Sidebar) -> Arc<[EntityId]> {
    let project = session.project();
    let key = (project.revision(), project.entities().len(), state.entity_filter.to_lowercase(), state.sort);
    let (filter, sort) = (key.2.clone(), key.3);
    state.entities.get(key, || {
        // An entity is found by its name or by any of its mentions' texts.
        let fits = |e: &&Arc<Entity>| {
            filter.is_empty()
                || e.name.to_lowercase().contains(&filter)
                || project.mentions_of(e.id).any(|m| m.text.to_lowercase().contains(&filter))
        };
        let mut found: Vec<_> = project.entities().filter(fits).collect();
        match sort {
            Sort::Name => found.sort_by_cached_key(|e| (e.name.to_lowercase(), e.id)),
            Sort::Type => found.sort_by_cached_key(|e| (e.kind, e.name.to_lowercase(), e.id)),
            Sort::Mentions => found.sort_by_key(|e| (std::cmp::Reverse(project.cluster(e.id).mentions), e.id)),
            Sort::Documents => found.sort_by_key(|e| {
                let size = project.cluster(e.id);
                (std::cmp::Reverse((size.documents, size.mentions)), e.id)
            }),
        }
        found.iter().map(|e| e.id).collect()
    })
}

fn entities_ui(ui: &mut Ui, session: &Session, state: &mut Sidebar, out: &mut Actions) {
    let all = session.project().entities().len();
    ui.horizontal(|ui| {
        let theme = theme::of(ui.ctx());
        ui.label(RichText::new("Entities").color(theme.palette.soft_ink).size(12.0));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(grouped(all)).color(theme.palette.soft_ink).size(12.0));
            let button = icon_button(ui, icons::SORT_ASCENDING, "Sort entities");
            egui::Popup::menu(&button).show(|ui| {
                for (sort, title) in Sort::ALL {
                    if ui.selectable_label(state.sort == sort, title).clicked() {
                        state.sort = sort;
                        ui.close();
                    }
                }
            });
        });
    });
    let focus = std::mem::take(&mut state.focus_filter);
    let entered = all > 0 && filter_ui(ui, &mut state.entity_filter, "Filter entities", focus);
    let entities = entities(session, state);
    if entered && let Some(&first) = entities.first() {
        out.push(Action::Take(Some(InHand::Entity(first))));
    }
    if all == 0 {
        ui.add_space(4.0);
        quiet(
            ui,
            "None yet. In Link mode, click a mention and then another that names the same person, place or organisation: they become one entity.",
        );
        return;
    }
    if entities.is_empty() {
        quiet(ui, "No entity has this in its name or mentions");
    }
    chosen_ui(ui, session, out);
    let row = theme::of(ui.ctx()).sizes.row;
    ScrollArea::vertical().id_salt("entities").auto_shrink([false, false]).show_rows(
        ui,
        row,
        entities.len(),
        |ui, range| {
            for &id in &entities[range] {
                entity_row(ui, session, id, row, out);
            }
        },
    );
}

/// What can be done with the entities that were chosen one by one.
fn chosen_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let chosen = session.chosen_entities().len();
    if chosen == 0 {
        return;
    }
    let command = UserCommand::MergeEntities;
    ui.horizontal(|ui| {
        quiet(ui, &format!("{} chosen", grouped(chosen)));
        let enabled = command.is_enabled(session);
        let button = ui.add_enabled(enabled, egui::Button::new((theme::icon(icons::GIT_MERGE, 14.0), "Merge…")));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, command.title()));
        if button.on_hover_text(command.tooltip()).clicked() {
            out.push(Action::User(command));
        }
    });
}

fn entity_row(ui: &mut Ui, session: &Session, id: EntityId, height: f32, out: &mut Actions) {
    let project = session.project();
    let Some(entity) = project.entity(id) else { return };
    let theme = theme::of(ui.ctx());
    let size = project.cluster(id);
    let kind = project.schema().get(entity.kind);
    let (mentions, documents) = (size.mentions as usize, size.documents as usize);
    let name =
        format!("{}, {}, {}, {}", entity.name, kind.name, counted(mentions, "mention"), counted(documents, "document"));
    let chosen = session.chosen_entities();
    let selected = if chosen.is_empty() { session.focus() == Some(id) } else { chosen.contains(&id) };
    let response = list_row(ui, &Row { name: &name, selected, height }, |ui, rect, _| {
        let p = &theme.palette;
        let y = rect.center().y;
        let mark = egui::pos2(rect.left() + 6.0, y);
        theme::paint_mark(ui.painter(), kind.mark, mark, 10.0, theme.type_colour(kind.colour));
        let small = FontId::proportional(12.0);
        let docs = format!("{documents} doc{}", if documents == 1 { "" } else { "s" });
        let docs = text_ending(ui, rect.right(), y, &docs, small.clone(), p.soft_ink);
        let right = text_ending(ui, (rect.right() - 48.0).min(docs - 8.0), y, &grouped(mentions), small, p.soft_ink);
        let face = if selected { theme::strong_font(theme.sizes.ui) } else { FontId::proportional(theme.sizes.ui) };
        text_between(ui, rect.left() + 20.0, right - 8.0, y, &entity.name, face, p.ink);
    });
    let extend = ui.input(|i| i.modifiers.shift || i.modifiers.command);
    if response.clicked() && extend {
        out.push(Action::ChooseEntity(id));
    } else if response.clicked() {
        let shown = if selected { None } else { Some(id) };
        out.push(Action::Show(shown));
        // Show the string: go to its first mention when none is in sight.
        if shown.is_some()
            && let Some(first) = project.mentions_of(id).next()
        {
            let here = session.active_document().is_some_and(|d| project.starts_of_in(id, d).next().is_some());
            if !here {
                out.push(Action::Reveal(first.document, first.hull()));
            }
        }
    }
    if response.double_clicked() && !extend {
        out.push(Action::Take(Some(InHand::Entity(id))));
    }
    response.on_hover_text(format!(
        "{}\nClick: show its string. Double click: take it in hand. Ctrl+click: choose several, to merge them",
        entity.name
    ));
}
