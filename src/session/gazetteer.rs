//! The project's own names: what is always tagged and what never, in all documents at once and from then on.

use super::Session;
use super::jobs::{Job, Outcome};
use crate::annotation::{Command, EntryRule, GazetteerEntry, MentionId, NewMention, Project, Status, TypeId};
use crate::extraction::OwnNames;
use crate::text::{Document, DocumentId, Span};
use crate::work::{Cancelled, Work};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What becomes of the mentions when names are told.
#[derive(Debug)]
pub struct Retagged {
    /// The corpus that it is of.
    corpus: u64,
    entries: Vec<GazetteerEntry>,
    /// The mention that was pointed at.
    pointed: Option<MentionId>,
    /// Proposals of names that are never tagged.
    dismiss: Vec<MentionId>,
    /// Proposals that a name crosses or holds.
    remove: Vec<MentionId>,
    propose: Vec<NewMention>,
}

/// Steps of one telling are one step; jobs count up from one and notes lie above 2^32.
const NAMES: u64 = 1 << 48;

impl Session {
    /// From now on, the text of a mention is always of this type.
    pub(super) fn always_tag(&mut self, id: MentionId, kind: TypeId) {
        self.tell_of(id, EntryRule::Always(kind));
    }

    /// From now on, the text of a mention is never proposed.
    pub(super) fn never_tag(&mut self, id: MentionId) {
        self.tell_of(id, EntryRule::Never);
    }

    pub(super) fn never_tag_cursor(&mut self) {
        self.cursor.into_iter().for_each(|id| self.never_tag(id));
    }

    fn tell_of(&mut self, id: MentionId, rule: EntryRule) {
        let Some(mention) = self.project.mention(id) else { return };
        let name = mention.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // What the name is known by already stays, but for what is said now.
        let known = self.project.entry(&name).map(|e| GazetteerEntry::clone(e));
        let entry = known.map(|known| GazetteerEntry { rule, ..known });
        let entry = entry.unwrap_or_else(|| GazetteerEntry {
            name: name.into(),
            rule,
            entity: None,
            ignore_case: false,
            ignore_diacritics: false,
            by: "".into(),
        });
        self.retag(vec![entry], Some(id));
    }

    /// Remembers names, and tags and dismisses in all documents what they say, as one step.
    pub(super) fn retag(&mut self, entries: Vec<GazetteerEntry>, pointed: Option<MentionId>) {
        let (documents, project, corpus) = (self.readable(), Arc::clone(&self.project), self.corpus_serial);
        self.jobs.start(Job::Names, "Tagging by the gazetteer", move |work, _| {
            let own = match OwnNames::new(&entries) {
                Ok(own) => own,
                Err(error) => return Outcome::Failed(Some(super::edit::sentence(&error.to_string()))),
            };
            let (dismiss, remove, propose) = Default::default();
            let mut retagged = Retagged { corpus, entries, pointed, dismiss, remove, propose };
            match retagged.read(&own, &documents, &project, work) {
                Ok(()) => Outcome::Retagged(Box::new(retagged)),
                Err(Cancelled) => Outcome::Failed(None),
            }
        });
    }

    pub(super) fn take_retagged(&mut self, retagged: Retagged) {
        let Retagged { corpus, entries, pointed, mut dismiss, mut remove, propose } = retagged;
        if corpus != self.corpus_serial {
            return;
        }
        let told = told(&entries, &self.project);
        // What somebody decided about or what went meanwhile is left alone.
        let untouched = |id: &MentionId| self.project.mention(*id).is_some_and(|m| m.is_untouched());
        dismiss.retain(untouched);
        remove.retain(untouched);
        let pointed = pointed.and_then(|id| self.project.mention(id)).filter(|m| m.is_live()).map(|m| (m.id, m.status));
        let mut retype = None;
        match (pointed, entries.first().map(|e| e.rule)) {
            (Some((id, _)), Some(EntryRule::Never)) if !dismiss.contains(&id) => dismiss.push(id),
            (Some((id, Status::Accepted)), Some(EntryRule::Always(kind))) => retype = Some((id, kind)),
            _ => {}
        }
        let changed = dismiss.len() + propose.len() + usize::from(retype.is_some());
        let mut steps = vec![Command::SetEntries(entries)];
        steps.extend((!dismiss.is_empty()).then_some(Command::Dismiss(dismiss)));
        steps.extend((!remove.is_empty()).then_some(Command::Remove(remove)));
        steps.extend(retype.map(|(id, kind)| Command::Retype(vec![id], kind)));
        steps.extend((!propose.is_empty()).then_some(Command::Propose { mentions: propose, replace: Vec::new() }));
        let places = match changed {
            0 => String::new(),
            1 => ": one mention".to_owned(),
            n => format!(": {n} mentions"),
        };
        self.edit_together(steps, format!("{told}{places}"));
    }

    /// Commands as one step that is told of in these words. Whether anything changed.
    pub(super) fn edit_together(&mut self, steps: Vec<Command>, told: String) -> bool {
        self.serial += 1;
        let group = Some(NAMES | self.serial);
        let mut changed = false;
        for step in steps {
            changed |= self.edit_in_group(step, group);
        }
        if changed {
            self.toast(told, false, Some(self.history.position()));
        }
        changed
    }
}

/// What is told of names, in words.
fn told(entries: &[GazetteerEntry], project: &Project) -> String {
    match entries {
        [GazetteerEntry { name, rule: EntryRule::Always(kind), .. }] => {
            format!("“{name}” is always tagged as {} from now on", project.schema().get(*kind).name)
        }
        [GazetteerEntry { name, rule: EntryRule::Never, .. }] => {
            format!("“{name}” is never proposed from now on")
        }
        many => format!("{} names are in the gazetteer", many.len()),
    }
}

impl Retagged {
    fn read(
        &mut self,
        own: &OwnNames,
        documents: &[(DocumentId, Document)],
        project: &Project,
        work: &Work,
    ) -> Result<(), Cancelled> {
        work.start(documents.len() as u64);
        for (id, document) in documents {
            let untouched = project
                .mentions_in(*id, Span::new(0, u32::MAX))
                .filter(|m| m.is_untouched() && m.is_found() && project.judgements_on(m.id).next().is_none());
            let mut proposals: Vec<_> = untouched.collect();
            proposals.sort_by_key(|m| (m.hull().start, Reverse(m.hull().end)));
            let as_proposed = proposals.iter().map(|m| NewMention {
                document: m.document,
                spans: m.spans.clone(),
                text: m.text.clone(),
                kind: m.kind,
                evidence: m.evidence.clone(),
            });
            let before: Vec<_> = as_proposed.collect();
            let settled = own.settle(*id, &document.text, before.clone(), project.schema(), work)?;
            let left: HashSet<_> = settled.iter().map(|p| &p.spans).collect();
            for mention in proposals.iter().filter(|m| !left.contains(&m.spans)) {
                let to = if own.is_never(&mention.text) { &mut self.dismiss } else { &mut self.remove };
                to.push(mention.id);
            }
            let was: HashMap<_, _> = before.iter().map(|p| (&p.spans, p)).collect();
            // What people said of a place is their word: nothing is proposed there.
            let new = settled.iter().filter(|p| was.get(&p.spans) != Some(p) && !is_decided(project, p));
            self.propose.extend(new.cloned());
            work.advance(1);
        }
        Ok(())
    }
}

/// Whether a person has accepted something that a proposal overlaps, or dismissed just this.
fn is_decided(project: &Project, new: &NewMention) -> bool {
    let (Some(first), Some(last)) = (new.spans.first(), new.spans.last()) else { return true };
    project
        .mentions_in(new.document, Span::new(first.start, last.end))
        .any(|m| m.status == Status::Accepted || (m.status == Status::Rejected && m.spans == new.spans))
}
