//! Writing brat's files.

use super::{
    COREF, ENTITY_NOTE, ENTITY_TYPE, LABELS, OURS, PROPOSED, escaped, fragments, rejoined, stem_of, storage_form,
};
use crate::annotation::{EntityId, Mention, Status, TypeId};
use crate::interchange::source::{quoted, step};
use crate::interchange::{Keeps, Loss, Losses, Report, Sink, Source, SourceDocument, WriteError};
use crate::text::{OffsetMap, OffsetUnit};
use crate::work::Work;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

pub(in crate::interchange) fn write(
    source: &Source<'_>,
    sink: &mut dyn Sink,
    report: &mut Report,
    work: &Work,
) -> Result<(), WriteError> {
    let kept = Keeps { status: true, entities: true, notes: true, ..Keeps::default() };
    source.common_losses(kept, &mut report.losses);
    let types = Types::of(source);
    types.write(source, sink)?;
    let mut told = HashSet::new();
    for document in source.documents() {
        step(work, document.text)?;
        let stem = stem_of(&document.record.path);
        let mut out = sink.create(&format!("{stem}.txt"))?;
        out.write_all(document.text.as_bytes())?;
        out.flush()?;
        drop(out);
        let mut out = sink.create(&format!("{stem}.ann"))?;
        let page = Page::of(source, &types, &document, &mut told, report);
        out.write_all(page.lines.as_bytes())?;
        out.flush()?;
        report.documents += 1;
    }
    let noted = source.project.entities().filter(|e| !e.note.is_empty() && !told.contains(&e.id));
    report.losses.count(Loss::EntityNote, noted.count());
    Ok(())
}

/// What brat calls the types.
struct Types {
    stored: BTreeMap<TypeId, String>,
    /// Types whose name no label can have.
    nameless: HashSet<TypeId>,
}

impl Types {
    fn of(source: &Source<'_>) -> Self {
        let (mut stored, mut nameless, mut taken) = (BTreeMap::new(), HashSet::new(), HashSet::new());
        for (id, kind) in source.project.schema().slots() {
            let form = storage_form(&kind.name);
            let mut name = form.clone();
            for n in 2.. {
                if !name.is_empty() && taken.insert(name.clone()) {
                    break;
                }
                name = format!("{form}_{n}");
            }
            let label = kind.name.trim();
            if *label != *kind.name || label.is_empty() || label.contains(['|', '\n', '\r', '\t']) {
                nameless.insert(id);
            }
            stored.insert(id, name);
        }
        Self { stored, nameless }
    }

    fn name(&self, kind: TypeId) -> &str {
        self.stored.get(&kind).map_or("Name", String::as_str)
    }

    /// `annotation.conf` and `visual.conf`, which hold for the folders below too.
    fn write(&self, source: &Source<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let schema = source.project.schema();
        let mut conf = "[entities]\n".to_owned();
        let mut visual = "[labels]\n".to_owned();
        let mut drawing = "[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\n\
            ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n"
            .to_owned();
        for (id, kind) in schema.types() {
            let stored = self.name(id);
            let [r, g, b] = kind.colour.0;
            conf.push_str(&format!("{stored}\n"));
            drawing.push_str(&format!("{stored}\tbgColor:#{r:02x}{g:02x}{b:02x}\n"));
            if *stored != *kind.name && !self.nameless.contains(&id) {
                visual.push_str(&format!("{stored} | {}\n", kind.name));
            }
        }
        conf.push_str(&format!(
            "[relations]\n{COREF}\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n\
            <OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n[events]\n[attributes]\n{PROPOSED}\tArg:<ENTITY>\n"
        ));
        for (name, text) in [("annotation.conf", conf), (LABELS, visual + &drawing)] {
            let mut out = sink.create(name)?;
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
        Ok(())
    }
}

/// The lines of one `.ann`.
#[derive(Default)]
struct Page {
    lines: String,
    mentions: u32,
    references: u32,
    attributes: u32,
    comments: u32,
    /// The lines of the mentions of each entity, in the order in which a reader meets it.
    entities: Vec<(EntityId, Vec<u32>)>,
    place: HashMap<EntityId, usize>,
}

impl Page {
    /// `told`: the entities of which all is told, in this document or one before it.
    fn of(
        source: &Source<'_>,
        types: &Types,
        document: &SourceDocument<'_>,
        told: &mut HashSet<EntityId>,
        report: &mut Report,
    ) -> Self {
        let mut page = Self::default();
        let map = OffsetMap::new(document.text);
        for &mention in &document.mentions {
            page.mention(types, document, &map, mention, report);
            let Some(entity) = mention.entity.filter(|_| page.mentions > 0) else { continue };
            if report.kept.last().is_some_and(|kept| kept.mention == mention.id) {
                page.entity(source, entity, told, &mut report.losses);
            }
        }
        for (_, mentions) in page.entities.iter().filter(|(_, mentions)| mentions.len() > 1) {
            page.lines.push_str(&format!("*\t{COREF}"));
            mentions.iter().for_each(|n| page.lines.push_str(&format!(" T{n}")));
            page.lines.push('\n');
        }
        page
    }

    fn mention(
        &mut self,
        types: &Types,
        document: &SourceDocument<'_>,
        map: &OffsetMap<'_>,
        mention: &Mention,
        report: &mut Report,
    ) {
        let text = document.text;
        let parts = fragments(text, &mention.spans);
        if parts.is_empty() {
            report.losses.note(Loss::Mention, || format!("{} ({})", quoted(&mention.text), document.record.path));
            return;
        }
        if types.nameless.contains(&mention.kind) {
            report.losses.note(Loss::MentionType, || quoted(&mention.text));
        }
        self.mentions += 1;
        let n = self.mentions;
        let chars = |byte| map.from_bytes(byte, OffsetUnit::Chars);
        let places: Vec<_> = parts.iter().map(|s| format!("{} {}", chars(s.start), chars(s.end))).collect();
        let words: Vec<_> = parts.iter().filter_map(|s| s.slice(text)).collect();
        let kind = types.name(mention.kind);
        self.lines.push_str(&format!("T{n}\t{kind} {}\t{}\n", places.join(";"), words.join(" ")));
        if mention.status == Status::Proposed {
            self.attributes += 1;
            self.lines.push_str(&format!("A{}\t{PROPOSED} T{n}\n", self.attributes));
        }
        report.keep_as(mention, rejoined(text, &parts), mention.entity);
    }

    /// Ties the mention that was written last.
    fn entity(&mut self, source: &Source<'_>, id: EntityId, told: &mut HashSet<EntityId>, losses: &mut Losses) {
        let n = self.mentions;
        let place = *self.place.entry(id).or_insert_with(|| {
            self.entities.push((id, Vec::new()));
            self.entities.len() - 1
        });
        self.entities[place].1.push(n);
        let entity = source.project.entity(id);
        let name = entity.map_or(String::new(), |e| e.name.split(super::is_break).collect::<Vec<_>>().join(" "));
        let name = name.replace('\t', " ");
        self.references += 1;
        self.lines.push_str(&format!("N{}\tReference T{n} {OURS}:{}\t{}\n", self.references, id.0, name.trim()));
        let Some(entity) = entity.filter(|_| told.insert(id)) else { return };
        if *name.trim() != *entity.name {
            losses.note(Loss::EntityName, || quoted(&entity.name));
        }
        if !entity.note.is_empty() {
            self.comment(ENTITY_NOTE, &entity.note);
        }
        if source.project.mentions_of(id).any(|m| m.kind != entity.kind) {
            self.comment(ENTITY_TYPE, &source.project.schema().get(entity.kind).name);
        }
    }

    fn comment(&mut self, kind: &str, text: &str) {
        self.comments += 1;
        self.lines.push_str(&format!("#{}\t{kind} T{}\t{}\n", self.comments, self.mentions, escaped(text)));
    }
}
