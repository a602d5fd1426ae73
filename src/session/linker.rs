//! The linker at work: made by a job, and from then on told of every step.
//!
//! A linker that is made knows the project as it was when the job began. The steps that were taken meanwhile are kept,
//! and it is told of them when it arrives; where they are too large for a frame it is made anew.

use super::change::AT_ONCE;
use super::jobs::{Job, Outcome};
use super::{Mode, Session};
use crate::annotation::{MentionId, Op, Project, Transaction, Verdict};
use crate::linking::knowledge::Knowledge;
use crate::linking::{Linker, Suggestion, Target};
use crate::text::{Document, DocumentId};
use crate::work::{Cancelled, Work};
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many candidates are looked for: nine have a number key, and there is more where those are the wrong ones.
const MOST: usize = 12;
/// So many times as many are looked through: of a name that a document has often one is offered.
const LOOKED_THROUGH: usize = 6;

/// A linker that a job has made.
pub struct MadeLinker {
    corpus: u64,
    linker: Linker,
    /// Whether it was only fitted to what was decided.
    learned: bool,
    /// Why the project's own knowledge could not be used.
    complaint: Option<String>,
}

impl fmt::Debug for MadeLinker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeLinker").field("corpus", &self.corpus).finish_non_exhaustive()
    }
}

/// What a session knows of the names of its project.
#[derive(Default)]
pub(super) struct Linking {
    pub linker: Option<Linker>,
    /// The steps since a job began to make one; too much for a frame is not kept.
    meanwhile: Vec<Arc<Transaction>>,
    /// Whether the linker was not told of everything.
    behind: bool,
    /// Whether a person has stopped its making.
    stopped: bool,
    /// Whether something was judged since it was last fitted to the judgements.
    judged: bool,
    /// Tells one linker from the one made before.
    pub generation: u64,
    suggested: Suggested,
}

/// The candidates for a mention, as long as nothing changes.
#[derive(Default)]
struct Suggested {
    of: Option<(MentionId, u64, u64, usize)>,
    suggestions: Vec<Suggestion>,
    /// Of each, how many mentions of its document have just its name and wait too.
    alike: Vec<usize>,
}

impl Session {
    /// What is known of the names of the project, once it is known.
    pub fn linker(&self) -> Option<&Linker> {
        self.linking.linker.as_ref()
    }

    /// Whether the names of the project are being read.
    pub fn is_reading_names(&self) -> bool {
        self.linking.linker.is_none() && (self.jobs.is_running(Job::Link) || self.jobs.is_running(Job::Extract))
    }

    /// The candidates for the mention in hand, else for the one under the cursor, the most likely first. None outside
    /// of Link mode.
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.linking.suggested.suggestions
    }

    /// How many mentions of its document that wait too have just the name of a candidate without an entity.
    pub fn suggested_alike(&self, candidate: usize) -> usize {
        self.linking.suggested.alike.get(candidate).copied().unwrap_or_default()
    }

    /// The mention that [`Session::suggestions`] are for.
    pub fn suggested_for(&self) -> Option<MentionId> {
        self.linking.suggested.of.map(|(mention, ..)| mention)
    }

    /// Reads all names of the project, off the frame.
    pub(super) fn start_linker(&mut self) {
        self.linking.judged = false;
        let texts = self.anchored_texts();
        let file = self.file().map(Path::to_owned);
        self.make_linker(Job::Link, "Reading the names", move |project, work| {
            let own = file.map_or(Ok(None), |file| own_knowledge(&file));
            let complaint = own.as_ref().err().map(|told| format!("{told}. Mend it and open the project again"));
            let mut linker = Linker::build_knowing(project, &texts, own.unwrap_or_default(), work)?;
            linker.learn(project);
            Ok((linker, complaint))
        });
    }

    /// Fits the linker to what was decided since it was last fitted.
    fn learn(&mut self) {
        let Some(mut linker) = self.linking.linker.clone() else { return };
        self.linking.judged = false;
        self.make_linker(Job::Learn, "Learning from what you decided", move |project, _| {
            linker.learn(project);
            Ok((linker, None))
        });
    }

    fn make_linker(
        &mut self,
        job: Job,
        title: &str,
        make: impl FnOnce(&Project, &Work) -> Result<(Linker, Option<String>), Cancelled> + Send + 'static,
    ) {
        [Job::Link, Job::Learn].into_iter().for_each(|job| self.jobs.forget(job));
        self.linking.meanwhile.clear();
        self.linking.behind = false;
        self.linking.stopped = false;
        let (project, corpus) = (Arc::clone(&self.project), self.corpus_serial);
        let learned = job == Job::Learn;
        self.jobs.start(job, title, move |work, _| match make(&project, work) {
            Ok((linker, complaint)) => Outcome::Linker(Box::new(MadeLinker { corpus, linker, learned, complaint })),
            Err(Cancelled) => Outcome::Failed(None),
        });
    }

    /// Makes the linker anew when it does not know of everything, and fits it to what was decided.
    pub(super) fn refresh_linker(&mut self) {
        let running = [Job::Link, Job::Learn, Job::Extract, Job::Change];
        let busy = running.into_iter().any(|job| self.jobs.is_running(job));
        if !self.open || busy || self.linking.stopped {
            return;
        }
        if self.linking.linker.is_none() || self.linking.behind {
            self.start_linker();
        } else if self.linking.judged {
            self.learn();
        }
    }

    pub(super) fn take_linker(&mut self, made: MadeLinker) {
        if made.corpus != self.corpus_serial {
            return;
        }
        if let Some(complaint) = made.complaint {
            self.complain(complaint);
        }
        let mut linker = made.linker;
        // First of all the one before: what was learned shares all that it knows, and can be told of nothing until then.
        if let Some(before) = self.linking.linker.take() {
            if made.learned { drop(before) } else { self.jobs.let_go(before) }
        }
        for step in std::mem::take(&mut self.linking.meanwhile) {
            linker.follow(&self.project, &self.corpus.texts, &step);
        }
        if !made.learned {
            // What was learned shows with the next mention: candidates that are being looked at stay in their order.
            self.linking.generation += 1;
        }
        self.linking.linker = Some(linker);
        if !made.learned {
            self.order_queue();
        }
        self.refresh_linker();
    }

    /// Reading the names was stopped or failed: it is not begun again until somebody asks for it.
    pub(super) fn linker_failed(&mut self) {
        self.linking.stopped = true;
        self.linking.behind = true;
    }

    /// Reads the names again after that was stopped: somebody asks for suggestions.
    pub(super) fn want_linker(&mut self) {
        self.linking.stopped = false;
        self.refresh_linker();
    }

    /// Tells the linker of a step that was applied, forwards or backwards.
    pub(super) fn follow_step(&mut self, step: &Arc<Transaction>) {
        let finding = step.by_machine && self.jobs.is_running(Job::Extract);
        self.follow_queue(step);
        self.linking.judged |= step.ops.iter().any(|op| matches!(op, Op::Judgement(..)));
        // Whose mentions are is asked of the project each time: only new places are much to read.
        let places = step.ops.iter().filter(|op| Linker::concerns(op)).take(AT_ONCE + 1).count();
        self.linking.behind |= finding || places > AT_ONCE;
        if self.linking.behind {
            return;
        }
        if self.jobs.is_running(Job::Link) || self.jobs.is_running(Job::Learn) {
            self.linking.meanwhile.push(step.clone());
        }
        if let Some(linker) = &mut self.linking.linker {
            linker.follow(&self.project, &self.corpus.texts, step);
        }
    }

    /// Forgets the names of the project that was open.
    pub(super) fn forget_linker(&mut self) {
        [Job::Link, Job::Learn].into_iter().for_each(|job| self.jobs.forget(job));
        let generation = self.linking.generation + 1;
        let before = std::mem::replace(&mut self.linking, Linking { generation, ..Linking::default() });
        self.jobs.let_go(before.linker);
    }

    /// Looks for the candidates of the mention that keys act on, unless they are known.
    pub(super) fn refresh_suggestions(&mut self) {
        let on = self.open && self.mode == Mode::Link && self.linking.linker.is_some();
        let of = self.mention_in_hand().or(self.cursor).filter(|_| on);
        let group = self.queued_group().len();
        let key = of.map(|mention| (mention, self.project.revision(), self.linking.generation, group));
        if key == self.linking.suggested.of {
            return;
        }
        let linker = self.linking.linker.as_ref().zip(of);
        let suggested = linker.map(|(linker, mention)| self.distinct_suggestions(linker, mention));
        self.linking.suggested = Suggested { of: key, ..suggested.unwrap_or_default() };
    }

    /// The candidates for a mention. Of those that would be offered together themselves there is one, and what was said
    /// of one of them holds for all.
    fn distinct_suggestions(&self, linker: &Linker, mention: MentionId) -> Suggested {
        let different = self.project.judgements_on(mention).filter(|j| j.verdict == Verdict::Different);
        let different: Vec<_> = different.filter_map(|j| j.other(mention)).collect();
        let mut kept: Vec<(Suggestion, Vec<MentionId>)> = Vec::new();
        for mut suggestion in others(linker, &self.project, mention, self.queued_group(), MOST * LOOKED_THROUGH) {
            let Target::Mention(id) = suggestion.target else {
                kept.push((suggestion, Vec::new()));
                continue;
            };
            let mut group = linker.group(&self.project, id);
            group.retain(|&other| other != mention);
            let said = different.iter().find(|other| **other == suggestion.shown || group.contains(other));
            suggestion.barred = suggestion.barred.or(said.map(|&other| (mention, other)));
            match kept.iter_mut().find(|(_, group)| group.contains(&id)) {
                Some((twin, _)) if suggestion.barred.is_some() && twin.barred.is_none() => *twin = suggestion,
                Some(_) => {}
                None => kept.push((suggestion, group)),
            }
        }
        for (suggestion, group) in &mut kept {
            // What is taken after all is what was asked about.
            if let (Some((_, other)), Target::Mention(_)) = (suggestion.barred, suggestion.target)
                && group.contains(&other)
            {
                suggestion.shown = other;
            }
        }
        kept.sort_by_key(|(suggestion, _)| suggestion.barred.is_some());
        kept.truncate(MOST);
        let (suggestions, groups): (Vec<_>, Vec<_>) = kept.into_iter().unzip();
        Suggested { of: None, suggestions, alike: groups.iter().map(Vec::len).collect() }
    }

    /// Lets the linker take in what it was told while a job still read what it knows.
    pub(super) fn catch_up_linker(&mut self) {
        let nothing = Transaction { label: String::new(), ops: Vec::new(), by_machine: true };
        if let Some(linker) = &mut self.linking.linker {
            linker.follow(&self.project, &self.corpus.texts, &nothing);
        }
    }

    /// The texts that the mentions' offsets refer to.
    fn anchored_texts(&self) -> HashMap<DocumentId, Document> {
        let anchored = self.corpus.texts.iter().filter(|(id, _)| self.is_anchored(**id));
        anchored.map(|(id, text)| (*id, text.clone())).collect()
    }
}

/// The candidates for a mention that are none of those that it is offered together with. Where one of these stands for
/// all that have the name, the one of another document does.
pub(super) fn others(
    linker: &Linker,
    project: &Project,
    mention: MentionId,
    together: &[MentionId],
    most: usize,
) -> Vec<Suggestion> {
    let mut found = linker.suggest(project, mention, most + together.len());
    let of_group = |s: &Suggestion| {
        matches!(s.target, Target::Mention(id) if together.contains(&id)) || together.contains(&s.shown)
    };
    let hidden = found.iter().any(of_group);
    found.retain(|s| !of_group(s));
    let Some(m) = project.mention(mention).filter(|_| hidden) else { return found };
    let name = m.text.to_lowercase();
    let named = |s: &Suggestion| project.mention(s.shown).is_some_and(|o| o.text.to_lowercase() == name);
    let elsewhere = linker.suggest_within(project, mention, most, &|document| document != m.document);
    let known: Vec<_> = found.iter().map(|s| s.target).collect();
    found.extend(elsewhere.into_iter().filter(|s| !known.contains(&s.target) && named(s)));
    found.sort_by(Suggestion::offer_order);
    found
}

/// Why the lines that a project has of its own cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct OwnKnowledgeError {
    path: PathBuf,
    reason: String,
}

/// What is known in a project whose file has lines of its own beside it; `None` where it has none.
///
/// # Errors
/// [`OwnKnowledgeError`] when that file cannot be read or a line of it is wrong.
pub fn own_knowledge(project: &Path) -> Result<Option<Arc<Knowledge>>, OwnKnowledgeError> {
    let path = Knowledge::beside(project);
    if !path.exists() {
        return Ok(None);
    }
    let text = crate::corpus::read_text(&path).map_err(|reason| reason.to_string());
    let own = text.and_then(|text| Knowledge::builtin().with(&text).map_err(|error| error.to_string()));
    own.map(|own| Some(Arc::new(own))).map_err(|reason| OwnKnowledgeError { path, reason })
}
