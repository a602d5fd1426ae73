//! The panes: documents side by side, split, dragged, tabbed. The only file that knows how they are arranged.

use super::document_pane::{Geometry, PaneState, document_pane_ui};
use super::theme::{self, icons};
use super::widgets::{elided, icon_button};
use crate::session::{Action, Actions, Session, ViewRequest};
use crate::storage::{Direction, Layout, Workspace};
use crate::text::{DocumentId, Span};
use egui::{Color32, Id, Stroke, Ui, WidgetText};
use egui_tiles::{
    Behavior, Container, Linear, LinearDir, SimplificationOptions, TabState, Tabs, Tile, TileId, Tiles, Tree,
    UiResponse,
};

/// One pane.
pub struct Pane {
    state: PaneState,
}

/// All panes and their arrangement.
pub struct Panes {
    tree: Tree<Pane>,
    active: Option<TileId>,
    /// The panes that two mentions are compared in.
    pair: Option<(TileId, TileId)>,
    told: Workspace,
}

impl Default for Panes {
    fn default() -> Self {
        Self { tree: Tree::empty(Id::unique("panes")), active: None, pair: None, told: Workspace::default() }
    }
}

impl Panes {
    /// The document in the active pane.
    pub fn active_document(&self) -> Option<DocumentId> {
        self.pane(self.active?).map(|p| p.state.document())
    }

    fn pane(&self, id: TileId) -> Option<&Pane> {
        match self.tree.tiles.get(id)? {
            Tile::Pane(pane) => Some(pane),
            Tile::Container(_) => None,
        }
    }

    fn pane_mut(&mut self, id: TileId) -> Option<&mut Pane> {
        match self.tree.tiles.get_mut(id)? {
            Tile::Pane(pane) => Some(pane),
            Tile::Container(_) => None,
        }
    }

    /// The panes that are in front, in layout order.
    fn visible(&self) -> Vec<TileId> {
        let panes = self.tree.active_tiles().into_iter().filter(|&t| self.pane(t).is_some());
        let mut panes: Vec<_> = panes.collect();
        let place = |t: &TileId| self.tree.tiles.rect(*t).map_or((0, 0), |r| (r.top() as i64, r.left() as i64));
        panes.sort_by_key(|t| {
            let (top, left) = place(t);
            (left, top)
        });
        panes
    }

    /// Does what the session asks of the panes; what is not theirs is handed back.
    pub fn perform(&mut self, request: ViewRequest) -> Option<ViewRequest> {
        match request {
            ViewRequest::Arrange(workspace) => self.arrange(&workspace),
            ViewRequest::Show { document, beside } => self.show(document, beside),
            ViewRequest::Reveal(document, span) => {
                self.bring_forward(document);
                let target = self.active;
                if let Some(pane) = target.and_then(|t| self.pane_mut(t)) {
                    pane.state.reveal(span);
                }
            }
            ViewRequest::Centre(document, span) => {
                self.bring_forward(document);
                let target = self.active;
                if let Some(pane) = target.and_then(|t| self.pane_mut(t)) {
                    pane.state.centre(span);
                }
            }
            ViewRequest::Pair { here, there } => self.pair(here, there),
            ViewRequest::Split(direction) => self.split(direction),
            ViewRequest::ClosePane => {
                if let Some(active) = self.active.take() {
                    self.tree.remove_recursively(active);
                    self.tree.simplify(&simplification());
                    self.active = self.visible().first().copied();
                }
            }
            ViewRequest::NextPane => {
                let visible = self.visible();
                let at = visible.iter().position(|t| Some(*t) == self.active).map_or(0, |i| i + 1);
                self.active = visible.get(at % visible.len().max(1)).copied().or(self.active);
            }
            other => return Some(other),
        }
        None
    }

    fn arrange(&mut self, workspace: &Workspace) {
        let mut tiles = Tiles::default();
        let root = workspace.layout.as_ref().and_then(|layout| grow(&mut tiles, layout));
        self.tree = match root {
            Some(root) => Tree::new(Id::unique("panes"), root, tiles),
            None => Tree::empty(Id::unique("panes")),
        };
        self.tree.simplify(&simplification());
        self.active = self.tree.active_tiles().into_iter().find(|&t| self.pane(t).is_some());
        self.told = Workspace::default();
    }

    /// Shows a document: where it is open already, else in the active pane, else in a new one.
    fn show(&mut self, document: DocumentId, beside: bool) {
        if beside {
            self.open_beside(document, Direction::Columns);
        } else {
            self.bring_forward(document);
        }
    }

    fn bring_forward(&mut self, document: DocumentId) {
        let visible = self.visible();
        let holds = |panes: &Self, t: TileId| panes.pane(t).is_some_and(|p| p.state.document() == document);
        let shown = self.active.filter(|&t| holds(self, t)).or_else(|| visible.into_iter().find(|&t| holds(self, t)));
        let tabbed = shown.or_else(|| {
            let all: Vec<_> = self.tree.tiles.tile_ids().collect();
            all.into_iter().find(|&t| holds(self, t))
        });
        match (tabbed, self.active) {
            (Some(tile), _) => {
                self.tree.make_active(|id, _| id == tile);
                self.active = Some(tile);
            }
            (None, Some(active)) if self.pane(active).is_some() => {
                if let Some(pane) = self.pane_mut(active) {
                    pane.state = PaneState::new(document);
                }
            }
            _ => self.open_beside(document, Direction::Columns),
        }
    }

    /// Brings two places into the middle of two panes that stay the same ones as long as both are in view.
    fn pair(&mut self, here: Option<(DocumentId, Span)>, there: Option<(DocumentId, Span)>) {
        let visible = self.visible();
        let kept = self.pair.filter(|(a, b)| visible.contains(a) && visible.contains(b));
        let left = kept.map(|(left, _)| left).or(self.active.filter(|t| visible.contains(t)));
        let left = left.or(visible.first().copied()).or_else(|| {
            self.open_beside(here.or(there)?.0, Direction::Columns);
            self.active
        });
        let Some(left) = left else { return };
        let right = kept.map(|(_, right)| right).or_else(|| visible.into_iter().find(|t| *t != left));
        let left = here.map_or(left, |place| self.centre_in(left, place));
        let mut right = right;
        if let Some(place) = there {
            let tile = right.or_else(|| {
                self.active = Some(left);
                self.open_beside(place.0, Direction::Columns);
                self.active
            });
            right = tile.map(|tile| self.centre_in(tile, place));
        }
        self.pair = right.map(|right| (left, right));
        self.active = Some(left);
    }

    /// Brings a place into the middle of a pane, or of the tab behind it that shows its document. Answers with which.
    fn centre_in(&mut self, tile: TileId, (document, span): (DocumentId, Span)) -> TileId {
        let holds = |panes: &Self, t: TileId| panes.pane(t).is_some_and(|p| p.state.document() == document);
        let tabs = self.tree.tiles.parent_of(tile).and_then(|p| self.tree.tiles.get(p));
        let tabs = match tabs {
            Some(Tile::Container(Container::Tabs(tabs))) if !holds(self, tile) => tabs.children.clone(),
            _ => Vec::new(),
        };
        let target = tabs.into_iter().find(|&t| holds(self, t)).unwrap_or(tile);
        self.tree.make_active(|id, _| id == target);
        if let Some(pane) = self.pane_mut(target) {
            if pane.state.document() != document {
                pane.state = PaneState::new(document);
            }
            pane.state.centre(span);
        }
        target
    }

    fn split(&mut self, direction: Direction) {
        let Some((document, top)) = self.active.and_then(|t| self.pane(t)).map(|p| (p.state.document(), p.state.top()))
        else {
            return;
        };
        self.open_beside(document, direction);
        if let Some(pane) = self.active.and_then(|t| self.pane_mut(t)) {
            pane.state.set_top(top);
        }
    }

    /// Opens a new pane next to the active one and makes it the active one.
    fn open_beside(&mut self, document: DocumentId, direction: Direction) {
        let new = self.tree.tiles.insert_pane(Pane { state: PaneState::new(document) });
        let new_tabs = self.tree.tiles.insert_tab_tile(vec![new]);
        let wanted = linear(direction);
        // The active pane sits in a tab container; that one is what gets a neighbour.
        let neighbour = self.active.and_then(|t| self.tree.tiles.parent_of(t)).or(self.tree.root);
        match neighbour {
            None => self.tree.root = Some(new_tabs),
            Some(neighbour) => {
                let parent = self.tree.tiles.parent_of(neighbour);
                match parent.and_then(|p| self.tree.tiles.get_mut(p)) {
                    Some(Tile::Container(Container::Linear(row))) if row.dir == wanted => {
                        let at =
                            row.children.iter().position(|&c| c == neighbour).map_or(row.children.len(), |i| i + 1);
                        row.children.insert(at, new_tabs);
                    }
                    _ => self.wrap(neighbour, new_tabs, wanted),
                }
            }
        }
        self.active = Some(new);
    }

    /// Puts a split in the place of `neighbour`, holding it and `new`.
    fn wrap(&mut self, neighbour: TileId, new: TileId, dir: LinearDir) {
        let parent = self.tree.tiles.parent_of(neighbour);
        let split = self.tree.tiles.insert_container(Linear::new(dir, vec![neighbour, new]));
        match parent.and_then(|p| self.tree.tiles.get_mut(p)) {
            Some(Tile::Container(Container::Linear(linear))) => {
                if let Some(child) = linear.children.iter_mut().find(|c| **c == neighbour) {
                    *child = split;
                }
                linear.shares.replace_with(neighbour, split);
            }
            Some(Tile::Container(Container::Tabs(tabs))) => {
                if let Some(child) = tabs.children.iter_mut().find(|c| **c == neighbour) {
                    *child = split;
                }
                tabs.set_active(split);
            }
            _ => self.tree.root = Some(split),
        }
    }

    /// Paints the panes.
    pub fn panes_ui(&mut self, ui: &mut Ui, session: &Session, geometry: &mut Geometry, out: &mut Actions) {
        if self.tree.is_empty() {
            return no_pane_ui(ui, session);
        }
        let narrowest =
            self.visible().iter().filter_map(|&t| self.tree.tiles.rect(t)).map(|r| r.width()).fold(f32::MAX, f32::min);
        let title_chars = ((narrowest - 120.0) / 7.6).clamp(6.0, 36.0) as usize;
        let cursor = self.active.and_then(|t| Some((t, self.pane(t)?.state.document())));
        let (active, clicked, split) = (self.active, None, None);
        let mut shown = Shown { session, geometry, out, active, cursor, clicked, split, title_chars };
        self.tree.ui(&mut shown, ui);
        let (clicked, split) = (shown.clicked, shown.split);
        if let Some(tile) = clicked {
            self.active = Some(tile);
        }
        if self.active.is_none_or(|t| self.pane(t).is_none() || !self.tree.is_visible(t)) {
            self.active = self.visible().first().copied();
        }
        if let Some((tile, direction)) = split {
            self.active = Some(tile);
            self.split(direction);
        }
        let visible = self.visible();
        if let Some(active) = self.active.filter(|t| !visible.contains(t)) {
            // Its tab went behind another one: follow the tab that came forward.
            let parent = self.tree.tiles.parent_of(active);
            let front = visible.iter().copied().find(|&t| self.tree.tiles.parent_of(t) == parent);
            self.active = front.or(visible.first().copied());
        }
        self.tell(session, out);
    }

    /// Tells the session when the arrangement or the active document changed.
    fn tell(&mut self, session: &Session, out: &mut Actions) {
        let layout = self.tree.root.and_then(|root| self.layout(root));
        if !looks_same(layout.as_ref(), self.told.layout.as_ref()) {
            let workspace = Workspace { layout, ..Workspace::default() };
            self.told = workspace.clone();
            out.push(Action::WorkspaceChanged(workspace));
        }
        let active = self.active_document();
        if active != session.active_document() {
            out.push(Action::ActivateDocument(active));
        }
    }

    fn layout(&self, tile: TileId) -> Option<Layout> {
        match self.tree.tiles.get(tile)? {
            Tile::Pane(pane) => Some(Layout::Document { id: pane.state.document(), top: pane.state.top() }),
            Tile::Container(Container::Linear(linear)) => {
                let children: Vec<_> =
                    linear.children.iter().filter_map(|&c| Some((linear.shares[c], self.layout(c)?))).collect();
                let direction = if linear.dir == LinearDir::Horizontal { Direction::Columns } else { Direction::Rows };
                let (shares, panes) = children.into_iter().unzip();
                Some(Layout::Split { direction, shares, panes })
            }
            Tile::Container(container) => {
                let children = container.children_vec();
                let front = match container {
                    Container::Tabs(tabs) => tabs.active,
                    _ => None,
                };
                let active = children.iter().position(|&c| Some(c) == front).unwrap_or(0);
                Some(Layout::Tabs { active, panes: children.iter().filter_map(|&c| self.layout(c)).collect() })
            }
        }
    }
}

/// Whether nobody could tell two layouts apart. While a border is held, its shares can waver by a rounding error in every
/// frame: that must not count as a change, or the window would never rest.
fn looks_same(a: Option<&Layout>, b: Option<&Layout>) -> bool {
    const LEAST_SHARE: f32 = 1e-3;
    let all =
        |a: &[Layout], b: &[Layout]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| looks_same(Some(a), Some(b)));
    match (a, b) {
        (
            Some(Layout::Split { direction: da, shares: sa, panes: a }),
            Some(Layout::Split { direction: db, shares: sb, panes: b }),
        ) => da == db && sa.iter().zip(sb).all(|(a, b)| (a - b).abs() < LEAST_SHARE) && all(a, b),
        (Some(Layout::Tabs { active: fa, panes: a }), Some(Layout::Tabs { active: fb, panes: b })) => {
            fa == fb && all(a, b)
        }
        _ => a == b,
    }
}

fn linear(direction: Direction) -> LinearDir {
    match direction {
        Direction::Columns => LinearDir::Horizontal,
        Direction::Rows => LinearDir::Vertical,
    }
}

fn simplification() -> SimplificationOptions {
    SimplificationOptions { all_panes_must_have_tabs: true, ..Default::default() }
}

/// Makes the tiles of a layout.
fn grow(tiles: &mut Tiles<Pane>, layout: &Layout) -> Option<TileId> {
    match layout {
        Layout::Document { id, top } => {
            let mut state = PaneState::new(*id);
            state.set_top(*top);
            Some(tiles.insert_pane(Pane { state }))
        }
        Layout::Tabs { active, panes } => {
            let children: Vec<_> = panes.iter().filter_map(|p| grow(tiles, p)).collect();
            let front = children.get(*active).or(children.first()).copied()?;
            let mut tabs = Tabs::new(children);
            tabs.set_active(front);
            Some(tiles.insert_container(tabs))
        }
        Layout::Split { direction, shares, panes } => {
            let children: Vec<_> = panes.iter().filter_map(|p| grow(tiles, p)).collect();
            if children.is_empty() {
                return None;
            }
            let mut row = Linear::new(linear(*direction), children.clone());
            for (child, share) in children.iter().zip(shares) {
                row.shares.set_share(*child, *share);
            }
            Some(tiles.insert_container(row))
        }
    }
}

fn no_pane_ui(ui: &mut Ui, session: &Session) {
    let theme = theme::of(ui.ctx());
    let text = if session.project().documents().len() == 0 {
        "There are no documents here.\nOpen another folder: File > Open folder…"
    } else {
        "No document is open.\nChoose one in the list on the left."
    };
    ui.centered_and_justified(|ui| {
        ui.label(egui::RichText::new(text).color(theme.palette.soft_ink).size(theme.sizes.heading));
    });
}

/// What the panes need while they are painted.
struct Shown<'a> {
    session: &'a Session,
    geometry: &'a mut Geometry,
    out: &'a mut Actions,
    active: Option<TileId>,
    /// The pane that the cursor is in, and its document.
    cursor: Option<(TileId, DocumentId)>,
    clicked: Option<TileId>,
    split: Option<(TileId, Direction)>,
    /// How long a tab's title may be, in characters, so that its close button keeps in sight.
    title_chars: usize,
}

impl Behavior<Pane> for Shown<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, tile_id: TileId, pane: &mut Pane) -> UiResponse {
        let rect = ui.max_rect();
        let elsewhere = |(tile, document)| tile != tile_id && document == pane.state.document();
        let here = !self.cursor.is_some_and(elsewhere);
        pane.state.show_cursor(here);
        document_pane_ui(ui, Id::unique(("pane", tile_id)), self.session, &mut pane.state, self.geometry, self.out);
        let pressed = ui.input(|i| i.pointer.any_pressed() || i.smooth_scroll_delta().y != 0.0);
        let inside = ui.input(|i| i.pointer.interact_pos()).is_some_and(|p| rect.contains(p));
        if pressed && inside && ui.rect_contains_pointer(rect) {
            self.clicked = Some(tile_id);
        }
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        let id = pane.state.document();
        let title = self.session.document(id).map(|d| d.title().to_owned());
        let path = || self.session.project().document(id).map(|d| d.path.to_string());
        elided(&title.or_else(path).unwrap_or_else(|| "A document".to_owned()), self.title_chars).into()
    }

    fn is_tab_closable(&self, _tiles: &Tiles<Pane>, _tile_id: TileId) -> bool {
        true
    }

    fn on_tab_button(&mut self, tiles: &mut Tiles<Pane>, tile_id: TileId, response: egui::Response) -> egui::Response {
        if response.clicked() {
            self.clicked = Some(tile_id);
        }
        match tiles.get(tile_id) {
            Some(Tile::Pane(pane)) => {
                let path = self.session.project().document(pane.state.document()).map(|d| d.path.to_string());
                response.on_hover_text(path.unwrap_or_default())
            }
            _ => response,
        }
    }

    fn top_bar_right_ui(&mut self, tiles: &Tiles<Pane>, ui: &mut Ui, _tile: TileId, tabs: &Tabs, _scroll: &mut f32) {
        let Some(front) = tabs.active.filter(|&t| tiles.get_pane(&t).is_some()) else { return };
        ui.spacing_mut().item_spacing.x = 0.0;
        if icon_button(ui, icons::ROWS, "Split one above the other").clicked() {
            self.split = Some((front, Direction::Rows));
        }
        if icon_button(ui, icons::COLUMNS, "Split side by side").clicked() {
            self.split = Some((front, Direction::Columns));
        }
    }

    fn simplification_options(&self) -> SimplificationOptions {
        simplification()
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        36.0
    }

    fn tab_title_spacing(&self, _visuals: &egui::Visuals) -> f32 {
        14.0
    }

    fn close_button_outer_size(&self) -> f32 {
        14.0
    }

    fn close_button_inner_margin(&self) -> f32 {
        3.0
    }

    fn min_size(&self) -> f32 {
        160.0
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> Color32 {
        visuals.panel_fill
    }

    fn tab_bg_color(&self, visuals: &egui::Visuals, _: &Tiles<Pane>, _: TileId, state: &TabState) -> Color32 {
        if state.active { paper(visuals) } else { visuals.panel_fill }
    }

    fn tab_outline_stroke(&self, visuals: &egui::Visuals, _: &Tiles<Pane>, tile: TileId, state: &TabState) -> Stroke {
        match state.active {
            true if self.active == Some(tile) => Stroke::new(1.0, visuals.widgets.hovered.bg_stroke.color),
            true => Stroke::new(1.0, visuals.widgets.noninteractive.bg_stroke.color),
            false => Stroke::NONE,
        }
    }

    fn tab_text_color(&self, visuals: &egui::Visuals, _: &Tiles<Pane>, tile: TileId, state: &TabState) -> Color32 {
        let theme = scheme(visuals);
        if state.active && self.active == Some(tile) { theme.palette.ink } else { theme.palette.soft_ink }
    }

    fn resize_stroke(&self, style: &egui::Style, state: egui_tiles::ResizeState) -> Stroke {
        let theme = scheme(&style.visuals);
        match state {
            egui_tiles::ResizeState::Idle => Stroke::new(1.0, theme.palette.rule),
            egui_tiles::ResizeState::Hovering => Stroke::new(2.0, theme.palette.strong_rule),
            egui_tiles::ResizeState::Dragging => Stroke::new(2.0, theme.palette.focus_ring),
        }
    }
}

fn scheme(visuals: &egui::Visuals) -> &'static theme::Theme {
    if visuals.dark_mode { theme::Theme::dark() } else { theme::Theme::light() }
}

fn paper(visuals: &egui::Visuals) -> Color32 {
    scheme(visuals).palette.paper
}
