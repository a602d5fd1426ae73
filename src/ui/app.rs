//! The window: one frame, and what eframe needs of it.

use super::document_pane::Geometry;
use super::inspector::{Inspector, inspector_ui};
use super::overlays::{Overlays, overlay_ui};
use super::panes::Panes;
use super::questions::{Questions, question_ui};
use super::queue_bar::{queue_bar_height, queue_bar_ui};
use super::repair::{RepairPanel, repair_ui};
use super::review_bar::{ReviewBar, review_bar_height, review_bar_ui};
use super::sidebar::{Sidebar, sidebar_ui};
use super::status::{Toasts, status_ui, toasts_ui};
use super::theme;
use super::top_bar::{TopBar, top_bar_ui};
use super::type_popup::{TypePopup, type_popup_ui};
use super::welcome::welcome_ui;
use super::{held_input, keys, strings};
use crate::session::preferences::Scheme;
use crate::session::{Action, Actions, Overlay, Session, ViewRequest};
use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, ViewportCommand};

/// The app: a session and what the views keep for themselves.
pub struct App {
    session: Session,
    panes: Panes,
    geometry: Geometry,
    top_bar: TopBar,
    sidebar: Sidebar,
    inspector: Inspector,
    popup: TypePopup,
    questions: Questions,
    overlays: Overlays,
    toasts: Toasts,
    review: ReviewBar,
    repair: RepairPanel,
    title: String,
    corpus: u64,
    /// Whether the left and the right panel are hidden.
    hidden: (bool, bool),
    may_close: bool,
    /// Whether a text field had the keyboard when the last frame ended.
    typing: bool,
}

impl App {
    /// An app on this session. Install the theme in the context first: [`theme::install`].
    pub fn new(session: Session) -> Self {
        Self {
            session,
            panes: Panes::default(),
            geometry: Geometry::default(),
            top_bar: TopBar::default(),
            sidebar: Sidebar::default(),
            inspector: Inspector::default(),
            popup: TypePopup::default(),
            questions: Questions::default(),
            overlays: Overlays::default(),
            toasts: Toasts::default(),
            review: ReviewBar::default(),
            repair: RepairPanel::default(),
            title: String::new(),
            corpus: 0,
            hidden: (false, false),
            may_close: false,
            typing: false,
        }
    }

    /// The session, for tests to look at.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session, for tests to send actions to.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Takes in what jobs have reported. Also while the window is hidden.
    pub fn logic(&mut self) {
        self.session.poll();
    }

    /// One frame: the same for the window and the tests.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let mut out = Actions::new();
        self.session.set_now(ctx.input(|i| i.time));
        self.scheme(&ctx);
        dropped(&ctx, &mut out);
        if !self.popup.is_asking() {
            keys::handle_keys(&ctx, &self.session, self.typing, &mut out);
        }
        self.session.dispatch_all(std::mem::take(&mut out));
        self.forget_old_corpus();
        self.popup.take_arrows(&ctx);
        self.view_requests(&ctx);
        self.shell_ui(ui, &mut out);
        self.typing = ctx.text_edit_focused();
        let changed = !out.is_empty();
        self.session.dispatch_all(out);
        // What was asked of the panes, and what the actions changed, is seen in the next frame.
        if changed || self.session.has_view_requests() {
            ctx.request_repaint();
        }
        self.window(&ctx);
        if self.session.is_changing() {
            held_input::show_busy(&ctx);
        }
    }

    /// What the views keep is about the corpus that was open.
    fn forget_old_corpus(&mut self) {
        if self.corpus != self.session.corpus_serial() {
            self.corpus = self.session.corpus_serial();
            self.top_bar = TopBar::default();
            self.sidebar = Sidebar::default();
            self.inspector = Inspector::default();
            self.popup = TypePopup::default();
        }
    }

    fn scheme(&self, ctx: &Context) {
        let wanted = match self.session.preferences().scheme {
            Scheme::System => egui::ThemePreference::System,
            Scheme::Light => egui::ThemePreference::Light,
            Scheme::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|o| o.theme_preference) != wanted {
            ctx.set_theme(wanted);
        }
    }

    fn view_requests(&mut self, ctx: &Context) {
        for request in self.session.take_view_requests() {
            let Some(request) = self.panes.perform(request) else { continue };
            match request {
                ViewRequest::FocusFind => self.top_bar.focus_find = true,
                ViewRequest::FocusFilter => self.sidebar.focus_filter = true,
                ViewRequest::Rename(entity) => self.inspector.card.rename = Some(entity),
                ViewRequest::AskType(what) => self.popup.ask(ctx, what),
                ViewRequest::ToggleSidebar => self.hidden.0 = !self.hidden.0,
                ViewRequest::ToggleInspector => self.hidden.1 = !self.hidden.1,
                ViewRequest::Zoom(step) => zoom(ctx, step),
                ViewRequest::Quit => {
                    self.may_close = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
                _ => {}
            }
        }
    }

    fn shell_ui(&mut self, ui: &mut Ui, out: &mut Actions) {
        let theme = theme::of(ui.ctx());
        let s = &theme.sizes;
        let bar = |m: i8| Frame::new().fill(theme.palette.panel).inner_margin(Margin::symmetric(m, 0));
        let session = &self.session;
        Panel::top("top bar").exact_size(s.bar).resizable(false).frame(bar(8)).show(ui, |ui| {
            top_bar_ui(ui, session, &mut self.top_bar, out);
        });
        Panel::bottom("status bar").exact_size(s.status_bar).resizable(false).frame(bar(12)).show(ui, |ui| {
            status_ui(ui, session, out);
        });
        let mut lift = 0.0;
        if session.review().is_some() {
            let height = review_bar_height(ui);
            lift = height;
            Panel::bottom("review bar").exact_size(height).resizable(false).frame(bar(12)).show(ui, |ui| {
                review_bar_ui(ui, session, &mut self.review, out);
            });
        }
        if session.link_queue().is_some() {
            let height = queue_bar_height(ui);
            lift = height;
            Panel::bottom("queue bar").exact_size(height).resizable(false).frame(bar(12)).show(ui, |ui| {
                queue_bar_ui(ui, session, out);
            });
        }
        if session.overlay().is_some_and(Overlay::is_panel) {
            let height = RepairPanel::height(ui);
            let panel = bar(12).inner_margin(Margin::symmetric(12, 6));
            let panel = Panel::bottom("repair panel").default_size(height).resizable(true).frame(panel);
            let shown = panel.show(ui, |ui| {
                // Whatever is in it, it stays as high as it was made.
                let rect = ui.available_rect_before_wrap();
                ui.allocate_rect(rect, egui::Sense::hover());
                let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                inside.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
                repair_ui(&mut inside, session, &mut self.repair, out);
            });
            lift += shown.response.rect.height();
        }
        if session.is_open() {
            let panel = Frame::new().fill(theme.palette.panel).inner_margin(Margin::same(s.panel_margin as i8));
            // The text keeps half of a narrow window.
            let room = ui.available_width();
            let (left, right) = (s.sidebar.min(room * 0.21), s.inspector.min(room * 0.27));
            if !self.hidden.0 {
                Panel::left("sidebar").default_size(left).size_range(120.0..=room * 0.35).frame(panel).show(ui, |ui| {
                    sidebar_ui(ui, session, &mut self.sidebar, out);
                });
            }
            if !self.hidden.1 {
                Panel::right("inspector").default_size(right).size_range(150.0..=room * 0.4).frame(panel).show(
                    ui,
                    |ui| {
                        inspector_ui(ui, session, &mut self.inspector, out);
                    },
                );
            }
        }
        CentralPanel::default().frame(Frame::new().fill(theme.palette.paper)).show(ui, |ui| {
            if session.is_open() {
                self.geometry.clear();
                let painter = ui.painter().clone();
                let place = strings::reserve(&painter);
                self.panes.panes_ui(ui, session, &mut self.geometry, out);
                let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|_| session.overlay().is_none());
                strings::strings_ui(&painter, place, session, &self.geometry, pointer);
            } else {
                welcome_ui(ui, session, out);
            }
        });
        type_popup_ui(ui, session, &mut self.popup, out);
        toasts_ui(ui, session, &mut self.toasts, lift, out);
        overlay_ui(ui, session, &mut self.overlays, out);
        question_ui(ui, session, &mut self.questions, out);
        drop_zone_ui(ui);
    }

    /// The window's title and its closing.
    fn window(&mut self, ctx: &Context) {
        let mark = if self.session.history().has_unsaved_work() { "• " } else { "" };
        let title = match self.session.is_open() {
            true => format!("{mark}{} - Redstring", self.session.title()),
            false => "Redstring".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        let closing = ctx.input(|i| i.viewport().close_requested());
        let work = self.session.history().has_unsaved_work() || self.session.is_changing();
        if closing && !self.may_close && work {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.session.dispatch(Action::CloseWindow);
            ctx.request_repaint();
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, _ctx: &Context, _frame: &mut eframe::Frame) {
        Self::logic(self);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn raw_input_hook(&mut self, _ctx: &Context, input: &mut egui::RawInput) {
        if self.session.is_changing() {
            held_input::hold_back(input);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.window_closed();
    }
}

/// Larger (1), smaller (-1), normal (0), in steps of a tenth.
fn zoom(ctx: &Context, step: i8) {
    let factor = if step == 0 { 1.0 } else { ((ctx.zoom_factor() + 0.1 * f32::from(step)) * 10.0).round() / 10.0 };
    ctx.set_zoom_factor(factor.clamp(0.5, 3.0));
}

/// What was dropped on the window.
fn dropped(ctx: &Context, out: &mut Actions) {
    let paths: Vec<_> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
    if !paths.is_empty() {
        out.push(Action::OpenPaths(paths));
    }
}

/// Says what will happen while something is dragged over the window.
fn drop_zone_ui(ui: &Ui) {
    if ui.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let theme = theme::of(ui.ctx());
    let rect = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop zone")));
    painter.rect_filled(rect, 0.0, theme.palette.shade);
    let card = egui::Rect::from_center_size(rect.center(), egui::vec2(380.0, 90.0));
    painter.rect_filled(card, 12.0, theme.palette.paper);
    painter.text(
        card.center(),
        egui::Align2::CENTER_CENTER,
        "Drop to open",
        theme::reading_font(theme.sizes.display * 0.8),
        theme.palette.ink,
    );
}
