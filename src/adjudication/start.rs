//! The project that adjudication begins with: what all agree about is there, the rest is proposed.

use super::Adjudication;
use super::align::most;
use crate::annotation::{
    DocumentRecord, Entity, EntityId, EntryRule, Evidence, GazetteerEntry, Judgement, Layers, Mention, MentionId, Op,
    Project, Status, Transaction, Verdict,
};
use crate::text::DocumentId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

impl Adjudication {
    /// A new project of all documents. Mentions that all readers of a document have alike are accepted, and of the entity
    /// that all of them say; their `by` names the readers. What only some have, or with another type, is a proposal
    /// that tells who has it; its score is the share of readers. Judgements come along where nobody says otherwise.
    pub fn start(&self) -> Project {
        let mut ops = Vec::new();
        for (i, document) in self.documents.iter().enumerate() {
            let (path, bytes, hash) = (document.path.clone(), document.bytes, document.hash);
            let record = DocumentRecord { id: DocumentId(i as u32 + 1), path, bytes, hash };
            ops.push(Op::Document(None, Some(Arc::new(record))));
        }
        let homes: Vec<Option<usize>> = (0..self.places.len()).map(|place| self.home(place)).collect();
        let mut ids: BTreeMap<usize, EntityId> = BTreeMap::new();
        for group in homes.iter().flatten() {
            let next = EntityId(ids.len() as u32 + 1);
            ids.entry(*group).or_insert(next);
        }
        for (&group, &id) in &ids {
            let (name, kind, note) = self.described(group);
            ops.push(Op::Entity(None, Some(Arc::new(Entity { id, kind, name, note }))));
        }
        for (place, home) in homes.iter().enumerate() {
            let entity = home.and_then(|group| ids.get(&group).copied());
            ops.push(Op::Mention(None, Some(Arc::new(self.begun(place, entity)))));
        }
        ops.extend(self.carried(&homes).into_iter().map(|j| Op::Judgement(None, Some(Arc::new(j)))));
        ops.extend(self.entries().into_values().map(|e| Op::Entry(None, Some(Arc::new(e)))));
        let mut project = Project::new(self.schema.clone());
        // Everything is new in an empty project, so it fits.
        let applied = project.apply(&Transaction { label: "begin adjudication".to_owned(), ops, by_machine: false });
        debug_assert_eq!(applied, Ok(()));
        project
    }

    /// The group that an agreed mention is of from the beginning. An entity of one mention is no disagreement with none.
    fn home(&self, place: usize) -> Option<usize> {
        if !self.places[place].agreed {
            return None;
        }
        let groups: BTreeSet<_> = self.places[place].readings().map(|(_, read)| read.group).collect();
        let only: Vec<_> = groups.iter().flatten().copied().collect();
        match only[..] {
            [group] if groups.len() == 1 || self.groups[group].places.len() == 1 => Some(group),
            _ => None,
        }
    }

    fn begun(&self, number: usize, entity: Option<EntityId>) -> Mention {
        let place = &self.places[number];
        let kind = most(place.readings().map(|(_, read)| read.kind)).unwrap_or(self.schema.first());
        let by = self.names(place.readings().map(|(reader, _)| reader)).into();
        let (status, by, evidence) = match place.agreed {
            true => (Status::Accepted, by, None),
            false => (Status::Proposed, "".into(), Some(self.evidence(number))),
        };
        Mention {
            id: MentionId(number as u32 + 1),
            document: DocumentId(place.document as u32 + 1),
            spans: place.spans.clone(),
            text: place.text.clone(),
            kind,
            entity,
            status,
            by,
            evidence,
        }
    }

    /// Who has a mention, and who has not: `ab + ef, not cd`, `ab: Person, cd: Place`.
    fn evidence(&self, number: usize) -> Evidence {
        let place = &self.places[number];
        let ids = &self.documents[place.document].ids;
        let without = (0..ids.len()).filter(|&reader| ids[reader].is_some() && place.read[reader].is_none());
        let without = self.names(without);
        let kinds: BTreeSet<_> = place.readings().map(|(_, read)| read.kind).collect();
        let with = if kinds.len() < 2 {
            self.names(place.readings().map(|(reader, _)| reader))
        } else {
            let each = place
                .readings()
                .map(|(reader, read)| format!("{}: {}", self.readers[reader].name, self.schema.get(read.kind).name));
            each.collect::<Vec<_>>().join(", ")
        };
        let rule = if without.is_empty() { with } else { format!("{with}, not {without}") };
        let share = place.readings().count() as f32 / ids.iter().flatten().count().max(1) as f32;
        Evidence { score: share.into(), rule: rule.into(), layers: Layers::NONE }
    }

    /// What readers judged, where no other one says anything else and the beginning does not contradict it.
    fn carried(&self, homes: &[Option<usize>]) -> Vec<Judgement> {
        let mut places: Vec<HashMap<MentionId, usize>> = vec![HashMap::new(); self.readers.len()];
        for (number, place) in self.places.iter().enumerate() {
            for (reader, read) in place.readings() {
                places[reader].insert(read.mention, number);
            }
        }
        let mut said: BTreeMap<(usize, usize), Vec<Judgement>> = BTreeMap::new();
        for (reader, of) in self.readers.iter().zip(&places) {
            for judgement in reader.project.judgements() {
                if let (Some(&a), Some(&b)) = (of.get(&judgement.a), of.get(&judgement.b)) {
                    said.entry((a.min(b), a.max(b))).or_default().push(Judgement::clone(judgement));
                }
            }
        }
        let fits = |(a, b): (usize, usize), verdict: Verdict| {
            let together = homes[a].is_some() && homes[a] == homes[b];
            let others = (0..self.readers.len()).filter_map(|r| Some((self.label(a, r)?, self.label(b, r)?)));
            let mut others = others.map(|(a, b)| a.is_some() && a == b);
            match verdict {
                Verdict::Same => together && others.all(|same| same),
                Verdict::Different => !together && others.all(|same| !same),
                Verdict::Unsure => {
                    let relations: BTreeSet<_> = others.collect();
                    relations.len() < 2
                }
            }
        };
        let carried = said.into_iter().filter_map(|(pair, words)| {
            let first = words.first()?.clone();
            let one = words.iter().all(|word| word.verdict == first.verdict) && fits(pair, first.verdict);
            let (a, b) = (MentionId(pair.0 as u32 + 1), MentionId(pair.1 as u32 + 1));
            one.then_some(Judgement { a, b, ..first })
        });
        carried.collect()
    }

    /// The names of all gazetteers, each as the first says it.
    fn entries(&self) -> BTreeMap<Arc<str>, GazetteerEntry> {
        let mut entries = BTreeMap::new();
        for (number, reader) in self.readers.iter().enumerate() {
            for entry in reader.project.gazetteer() {
                let rule = match entry.rule {
                    EntryRule::Always(kind) => EntryRule::Always(self.types.kind(number, kind)),
                    EntryRule::Never => EntryRule::Never,
                };
                let entry = GazetteerEntry { rule, ..GazetteerEntry::clone(entry) };
                entries.entry(entry.name.clone()).or_insert(entry);
            }
        }
        entries
    }
}
