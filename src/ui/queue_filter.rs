//! Which mentions the link queue is about: by type, document and entity, and those of which it could not be told.

use super::proposal_filter::{Offer, kinds_ui, menu, popup, title, types_word};
use super::widgets::{Tick, elided, firm_edges};
use crate::annotation::EntityId;
use crate::session::{LinkQueue, QueueFilter, Session};
use egui::Ui;

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
    let word = filter.document.map_or_else(|| "All documents".to_owned(), |d| title(session, d));
    let documents = menu(ui, &word, "Documents to link in", filter.document.is_some());
    popup(&documents, offer, "documents", |ui| {
        firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, None, "All documents"));
        for document in filter.document.into_iter().chain(offer.here.filter(|d| Some(*d) != filter.document)) {
            let words = format!("Only {}", title(session, document));
            firm_edges(ui, |ui| ui.radio_value(&mut wanted.document, Some(document), words));
        }
    });
    let types = menu(ui, &types_word(schema, &filter.kinds), "Types to link", !filter.kinds.is_empty());
    popup(&types, offer, "types", |ui| kinds_ui(ui, schema, &queue.kinds(), &mut wanted.kinds));
    (wanted != *filter).then_some(wanted)
}

fn name(session: &Session, entity: EntityId) -> String {
    session.project().entity(entity).map(|e| elided(&e.name, 22)).unwrap_or_default()
}
