//! Several people's projects on one corpus: merging, handing out, and deciding between readings.

mod all;
mod cards;
mod commands;
mod merge;
mod split;

use redstring::annotation::{EntityId, MentionId, Project};
use std::collections::{BTreeMap, BTreeSet};

/// What a project says, without any id: two projects that say the same are equal here.
fn content(project: &Project) -> Vec<String> {
    let schema = project.schema();
    let place = |id: MentionId| {
        let m = project.mention(id).unwrap();
        format!("{} {:?}", project.document(m.document).unwrap().path, m.spans)
    };
    let mut clusters: BTreeMap<EntityId, BTreeSet<String>> = BTreeMap::new();
    for m in project.mentions() {
        clusters.extend(m.entity.filter(|e| !clusters.contains_key(e)).map(|e| (e, BTreeSet::new())));
        m.entity.map(|e| clusters.get_mut(&e).unwrap().insert(place(m.id)));
    }
    let mut lines: Vec<String> = schema.types().map(|(_, t)| format!("type {t:?}")).collect();
    lines.extend(project.documents().map(|d| format!("document {} {} {}", d.path, d.bytes, d.hash)));
    lines.extend(
        project
            .entities()
            .map(|e| format!("entity {} {:?} {:?} {:?}", schema.get(e.kind).name, e.name, e.note, clusters.get(&e.id))),
    );
    lines.extend(project.mentions().map(|m| {
        let kind = &schema.get(m.kind).name;
        format!("mention {} {:?} {kind} {:?} {:?} {:?}", place(m.id), m.text, m.status, m.by, m.evidence)
    }));
    lines.extend(project.judgements().map(|j| {
        let pair = BTreeSet::from([place(j.a), place(j.b)]);
        format!("judgement {pair:?} {:?} {:?} {:?}", j.verdict, j.by, j.at)
    }));
    lines.extend(project.gazetteer().map(|e| {
        let rule = match e.rule {
            redstring::annotation::EntryRule::Always(kind) => schema.get(kind).name.to_string(),
            redstring::annotation::EntryRule::Never => "never".to_owned(),
        };
        format!("name {:?} {rule} {:?} {} {} {:?}", e.name, e.entity, e.ignore_case, e.ignore_diacritics, e.by)
    }));
    lines.sort();
    lines
}
