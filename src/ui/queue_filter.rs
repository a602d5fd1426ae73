//! Which mentions the link queue is about: by type, document and entity, and those of which it could not be told.

use super::proposal_filter::{Offer, kinds_ui, menu, popup, title, types_word};
use super::widgets::{Tick, elided, firm_edges};
use crate::annotation::{EntityId, TypeId};
use crate::session::{LinkQueue, QueueFilter, Session};
use crate::text::DocumentId;
use egui::Ui;
use std::collections::BTreeMap;

/// The menus, from right to left. Answers with what the filter shall be, when that was changed.
pub fn queue_filter_ui(ui: &mut Ui, session: &Session, queue: &LinkQueue) -> Option<QueueFilter> {
    let filter = queue.filter();
    let mut wanted = filter.clone();
    let schema = session.project().schema();
    let here = session.queued().and_then(|id| session.project().mention(id)).map(|m| m.document);
    let offer = Offer { name: "queue filter", here: here.or(session.active_document()), scores: false };
    let word = match (filter.unsure, filter.entity) {
        (true, _) => "Unsure ones".to_owned(),
        (false, Some(entity)) => format!("Perhaps {}", name(session, entity)),
        (false, None) => "All that wait".to_owned(),
    };
    let which = menu(ui, &word, "Mentions to link", filter.unsure || filter.entity.is_some());
    popup(&which, offer, "which", |ui| {
        let unsure = queue.progress().unsure;
        ui.add(Tick::of(&mut wanted.unsure, format!("Those you were unsure of ({unsure})")));
        let looked = session.focus().filter(|e| Some(*e) != filter.entity);
        for entity in filter.entity.into_iter().chain(looked) {
            let mut on = wanted.entity == Some(entity);
            let words = format!("Those that may be {}", name(session, entity));
            if ui.add(Tick::of(&mut on, words)).changed() {
                wanted.entity = on.then_some(entity);
            }
        }
    });
    documents_ui(ui, session, offer, &mut wanted.document);
    let types = menu(ui, &types_word(schema, &filter.kinds), "Types to link", !filter.kinds.is_empty());
    popup(&types, offer, "types", |ui| kinds_ui(ui, schema, &queue.kinds(), &mut wanted.kinds));
    (wanted != *filter).then_some(wanted)
}

/// The menus of the preview of ties, from left to right. `counts`: how many there are of each type.
pub fn ties_filter_ui(
    ui: &mut Ui,
    session: &Session,
    filter: &QueueFilter,
    counts: &BTreeMap<TypeId, usize>,
) -> Option<QueueFilter> {
    let mut wanted = filter.clone();
    let schema = session.project().schema();
    let offer = Offer { name: "ties filter", here: session.active_document(), scores: false };
    let types = menu(ui, &types_word(schema, &filter.kinds), "Types to tie", !filter.kinds.is_empty());
    popup(&types, offer, "types", |ui| kinds_ui(ui, schema, counts, &mut wanted.kinds));
    documents_ui(ui, session, offer, &mut wanted.document);
    if let Some(entity) = filter.entity {
        let word = format!("Only to {}", name(session, entity));
        let mut on = true;
        if ui.add(Tick::of(&mut on, word)).changed() {
            wanted.entity = None;
        }
    }
    (wanted != *filter).then_some(wanted)
}

fn documents_ui(ui: &mut Ui, session: &Session, offer: Offer, wanted: &mut Option<DocumentId>) {
    let now = *wanted;
    let word = now.map_or_else(|| "All documents".to_owned(), |d| title(session, d));
    let documents = menu(ui, &word, "Documents to link in", now.is_some());
    popup(&documents, offer, "documents", |ui| {
        firm_edges(ui, |ui| ui.radio_value(wanted, None, "All documents"));
        for document in now.into_iter().chain(offer.here.filter(|d| Some(*d) != now)) {
            let words = format!("Only {}", title(session, document));
            firm_edges(ui, |ui| ui.radio_value(wanted, Some(document), words));
        }
    });
}

fn name(session: &Session, entity: EntityId) -> String {
    session.project().entity(entity).map(|e| elided(&e.name, 22)).unwrap_or_default()
}
