//! Which proposals: by type, layer, score and document. A few quiet menus, for the review and for bulk decisions.

use super::theme::{self, icons};
use super::widgets::{Tick, elided, firm_edges, grouped, paint_type_mark};
use crate::annotation::{Layers, ProposalFilter, Schema, TypeId};
use crate::session::Session;
use crate::text::DocumentId;
use egui::{Button, Popup, PopupCloseBehavior, Response, RichText, Role, Ui, WidgetInfo, vec2};
use std::collections::{BTreeMap, BTreeSet};

/// What the menus offer.
#[derive(Clone, Copy)]
pub struct Offer {
    /// Tells these menus from others. What stands before them in the row comes and goes.
    pub name: &'static str,
    /// The document that "this document" means.
    pub here: Option<DocumentId>,
    /// Whether the least score can be chosen.
    pub scores: bool,
}

/// The menus. Answers with what the filter shall be, when that was changed.
pub fn proposal_filter_ui(
    ui: &mut Ui,
    session: &Session,
    filter: &ProposalFilter,
    offer: Offer,
) -> Option<ProposalFilter> {
    let mut wanted = filter.clone();
    let schema = session.project().schema();
    let types = menu(ui, &types_word(schema, &filter.kinds), "Types of proposals", !filter.kinds.is_empty());
    popup(&types, offer, "types", |ui| types_ui(ui, session, &mut wanted));
    let layers = menu(ui, &layers_word(filter.layers), "Layers of proposals", !filter.layers.is_none());
    popup(&layers, offer, "layers", |ui| layers_ui(ui, session, &mut wanted));
    if offer.scores {
        let percent = (filter.from.get() * 100.0).round();
        let word = if percent > 0.0 { format!("From {percent:.0} %") } else { "Any score".to_owned() };
        let scores = menu(ui, &word, "Least score of proposals", percent > 0.0);
        popup(&scores, offer, "scores", |ui| {
            let mut percent = percent;
            let slider = egui::Slider::new(&mut percent, 0.0..=100.0).step_by(1.0).suffix(" %").text("at least");
            if ui.add(slider).accessible_name("Least score, per cent").changed() {
                wanted.from = (percent / 100.0).into();
            }
        });
    }
    let word = filter.document.map_or_else(|| "All documents".to_owned(), |d| title(session, d));
    let documents = menu(ui, &word, "Documents of proposals", filter.document.is_some());
    popup(&documents, offer, "documents", |ui| {
        firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, None, "All documents"));
        for document in filter.document.into_iter().chain(offer.here.filter(|d| Some(*d) != filter.document)) {
            let words = format!("Only {}", title(session, document));
            firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, Some(document), words));
        }
    });
    (wanted != *filter).then_some(wanted)
}

/// What a document is called in a menu.
pub fn title(session: &Session, document: DocumentId) -> String {
    let title = session.document(document).map(|d| elided(d.title(), 22));
    title.unwrap_or_else(|| format!("document {document}"))
}

/// What is said of the types that are let through.
pub fn types_word(schema: &Schema, kinds: &BTreeSet<TypeId>) -> String {
    match kinds.len() {
        0 => "All types".to_owned(),
        1 => kinds.iter().map(|&k| elided(&schema.get(k).name, 18)).collect(),
        n => format!("{n} types"),
    }
}

fn layers_word(layers: Layers) -> String {
    let names: Vec<_> = Layers::ALL.iter().filter(|(l, _)| layers.has(*l)).map(|(_, name)| *name).collect();
    match names[..] {
        [] => "All layers".to_owned(),
        [one] => format!("By {}", Layers::parse(one).unwrap_or_default().called()),
        _ => format!("{} layers", names.len()),
    }
}

/// A button that opens a menu; strong when it leaves something out.
pub fn menu(ui: &mut Ui, word: &str, name: &str, on: bool) -> Response {
    let theme = theme::of(ui.ctx());
    let colour = if on { theme.palette.ink } else { theme.palette.soft_ink };
    let text = RichText::new(word).size(theme.sizes.small).color(colour);
    let text = if on { text.font(theme::strong_font(theme.sizes.small)) } else { text };
    let caret = theme::icon(icons::CARET_DOWN, theme.sizes.small).color(colour);
    let response = ui.add(Button::new((text, caret)).min_size(vec2(0.0, 24.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}: {word}")));
    response
}

/// The menu of such a button.
pub fn popup(button: &Response, offer: Offer, menu: &'static str, add: impl FnOnce(&mut Ui)) {
    let id = egui::Id::unique(offer.name).with(menu);
    Popup::menu(button).id(id).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(190.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        add(ui);
    });
}

/// One entry that can be ticked, with a count at its right.
pub fn tick(ui: &mut Ui, on: bool, name: &str, count: usize, mark: Option<(&Schema, TypeId)>) -> bool {
    let theme = theme::of(ui.ctx());
    let mut ticked = on;
    ui.horizontal(|ui| {
        let changed = ui.add(Tick::of(&mut ticked, "")).accessible_name(name).changed();
        if let Some((schema, kind)) = mark {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 14.0), egui::Sense::hover());
            paint_type_mark(ui, schema, kind, rect.center(), 9.0);
        }
        let label = ui.add(egui::Label::new(name).sense(egui::Sense::click()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(grouped(count)).size(theme.sizes.small).color(theme.palette.soft_ink));
        });
        changed || label.clicked()
    })
    .inner
}

fn types_ui(ui: &mut Ui, session: &Session, wanted: &mut ProposalFilter) {
    let all = ProposalFilter { kinds: Default::default(), ..wanted.clone() };
    let mut counts: BTreeMap<TypeId, usize> = BTreeMap::new();
    for (facts, count) in session.project().proposal_tally(&all) {
        *counts.entry(facts.kind).or_default() += count as usize;
    }
    kinds_ui(ui, session.project().schema(), &counts, &mut wanted.kinds);
}

/// Types to tick, each with how many there are of it.
pub fn kinds_ui(ui: &mut Ui, schema: &Schema, counts: &BTreeMap<TypeId, usize>, kinds: &mut BTreeSet<TypeId>) {
    if tick(ui, kinds.is_empty(), "All types", counts.values().sum(), None) {
        kinds.clear();
    }
    ui.separator();
    for (kind, mention_type) in schema.types() {
        let count = counts.get(&kind).copied().unwrap_or_default();
        let on = kinds.contains(&kind);
        if (count > 0 || on) && tick(ui, on, &mention_type.name, count, Some((schema, kind))) && !kinds.remove(&kind) {
            kinds.insert(kind);
        }
    }
}

fn layers_ui(ui: &mut Ui, session: &Session, wanted: &mut ProposalFilter) {
    let all = ProposalFilter { layers: Layers::NONE, ..wanted.clone() };
    let (mut sum, mut counts) = (0, [0_usize; Layers::ALL.len()]);
    for (facts, count) in session.project().proposal_tally(&all) {
        sum += count as usize;
        for (into, _) in counts.iter_mut().zip(Layers::ALL).filter(|(_, (layer, _))| facts.layers.has(*layer)) {
            *into += count as usize;
        }
    }
    if tick(ui, wanted.layers.is_none(), "All layers", sum, None) {
        wanted.layers = Layers::NONE;
    }
    ui.separator();
    for ((layer, _), count) in Layers::ALL.into_iter().zip(counts) {
        let on = wanted.layers.has(layer);
        if (count > 0 || on) && tick(ui, on, &format!("Found by {}", layer.called()), count, None) {
            wanted.layers = if on { wanted.layers.without(layer) } else { wanted.layers.with(layer) };
        }
    }
}
