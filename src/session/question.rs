//! Questions: what waits for an answer before anything happens.

use super::{Answer, DialogAnswer, DialogRequest, Occurrence, OccurrenceDeed, Session};
use crate::annotation::{Contradiction, EntityId, Judgement, MentionId, TiePreview};
use std::path::PathBuf;
use std::sync::Arc;

/// What waits for an answer.
#[derive(Clone, Debug)]
pub enum Question {
    /// Tie, although two clusters become one or a "different" stands against it?
    Tie {
        /// The mention that was clicked second, first of those that are offered together.
        mentions: Vec<MentionId>,
        /// The mention in hand.
        onto: MentionId,
        /// What would happen.
        preview: TiePreview,
    },
    /// Which of all mentions with one text?
    Occurrences {
        /// The mention that was asked about.
        mention: MentionId,
        /// What to do with them.
        deed: OccurrenceDeed,
        /// All of them, in corpus order.
        occurrences: Vec<Occurrence>,
    },
    /// Accept all proposals above a score, or dismiss all below?
    Bulk(super::bulk::BulkDeed),
    /// Tie all mentions that are sure enough of what they name?
    TieAbove,
    /// Say that two are different, although others between them were said to be the same?
    Contradiction(Contradiction),
    /// Make one entity of several?
    Merge {
        /// The entities, the one with most mentions first.
        entities: Vec<EntityId>,
        /// The judgements of "different" that this would overrule.
        overruled: Vec<Arc<Judgement>>,
    },
    /// Give mentions to an entity, although a "different" stands against it?
    Move {
        /// The mentions.
        mentions: Vec<MentionId>,
        /// The entity.
        entity: EntityId,
        /// The judgements of "different" that this would overrule.
        overruled: Vec<Arc<Judgement>>,
    },
    /// Save before leaving the project?
    Unsaved(AfterSaving),
    /// The file changed on disk since it was read, or another file is there already: overwrite it?
    Overwrite(PathBuf),
    /// The system has no file dialog: type the path.
    TypePath {
        /// What for.
        request: DialogRequest,
        /// What was wrong with the path typed before.
        error: Option<String>,
        /// What stands in the field at first.
        start: String,
    },
    /// The project's folder is not there: where is it?
    Locate {
        /// The project file.
        project: PathBuf,
        /// Where the folder should be.
        folder: PathBuf,
    },
    /// Which places of a text to annotate? See [`Session::annotate_all`].
    AnnotateAll,
    /// Decide between whom? See [`Session::adjudicating`].
    Adjudicate,
    /// Export in which format? See [`Session::exporting`].
    Export,
    /// Import what? See [`Session::importing`].
    Import,
    /// Take in a list of names, and annotate which of their places? See [`Session::name_list`].
    NameList,
    /// Documents changed on disk: what became of their mentions.
    Reanchored(ReanchorReport),
}

/// What leaving a project makes room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterSaving {
    /// Open a folder.
    OpenFolder(PathBuf),
    /// Open files or folders.
    OpenPaths(Vec<PathBuf>),
    /// Open a project.
    OpenProject(PathBuf),
    /// Open a sample.
    OpenSample(usize),
    /// Bring back work that was never saved.
    Recover(usize),
    /// Take in what was read while more work was done.
    TakeArrived,
    /// Show the welcome screen.
    CloseProject,
    /// Close the window.
    Quit,
}

/// What became of the mentions of documents that changed on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReanchorReport {
    /// The documents' paths, and how many mentions stayed or were moved in each.
    pub documents: Vec<(String, usize)>,
    /// The mentions that moved: text, document, from byte, to byte.
    pub moved: Vec<(String, String, u32, u32)>,
    /// The mentions whose text is no longer there: text, document, entity.
    pub lost: Vec<(String, String, Option<String>)>,
}

impl Session {
    /// Does something that leaves the project, asking first when work is not saved.
    pub(super) fn guard(&mut self, then: AfterSaving) {
        self.overlay = None;
        if self.is_saving() {
            // What is being written is not left half: it goes on when that is done.
            self.after_saving = Some(then);
        } else if self.open && self.history.has_unsaved_work() {
            self.question = Some(Question::Unsaved(then));
        } else {
            self.leave(then);
        }
    }

    pub(super) fn leave(&mut self, then: AfterSaving) {
        self.waiting.given_up = Some((self.corpus_serial, self.history.work_position()));
        let arrived = self.waiting.arrived.take();
        match then {
            AfterSaving::OpenFolder(path) => self.open_paths(vec![path]),
            AfterSaving::OpenPaths(paths) => self.open_paths(paths),
            AfterSaving::OpenProject(path) => self.open_project(path, None),
            AfterSaving::OpenSample(sample) => self.open_sample(sample),
            AfterSaving::Recover(at) => self.recover(at),
            AfterSaving::TakeArrived => arrived.into_iter().for_each(|outcome| self.take_waiting(outcome)),
            AfterSaving::CloseProject => self.close(),
            AfterSaving::Quit => {
                self.end_journal();
                self.view.push(super::ViewRequest::Quit);
            }
        }
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        let Some(question) = self.question.take() else { return };
        match (question, answer) {
            (Question::Tie { mentions, onto, .. }, Answer::Yes) => self.tie_offered(mentions, onto),
            (Question::Occurrences { mention, deed, .. }, Answer::These(chosen)) => {
                self.do_occurrences(mention, deed, chosen);
            }
            (Question::Contradiction(contradiction), Answer::Link(link)) => self.untangle(&contradiction, link),
            (Question::Merge { entities, .. }, Answer::Merge(kept)) => self.merge(kept, &entities),
            (Question::Move { mentions, entity, .. }, Answer::Yes) => self.move_to(mentions, entity),
            (Question::Bulk(_), answer) => {
                self.end_bulk();
                if let Answer::Bulk(deed, chosen) = answer {
                    self.do_bulk(deed, chosen);
                }
            }
            (Question::TieAbove, answer) => {
                self.end_ties();
                if let Answer::Ties(chosen) = answer {
                    self.do_ties(chosen);
                }
            }
            (Question::Unsaved(then), Answer::Yes) => {
                self.after_saving = Some(then);
                self.save();
            }
            (Question::Unsaved(then), Answer::No) => self.leave(then),
            (Question::Overwrite(path), Answer::Yes) => self.write(path),
            (Question::Overwrite(_), Answer::No) => self.save_as(),
            (Question::TypePath { request, .. }, Answer::Path(path)) => self.path_typed(request, &path),
            (Question::TypePath { request, .. }, Answer::Browse) => self.show_dialog(request),
            (Question::Locate { project, folder }, Answer::Browse) => {
                self.question = Some(Question::Locate { project, folder });
                self.show_dialog(DialogRequest::LocateFolder);
            }
            (Question::Export, Answer::Yes) => self.ask_where_to_export(),
            (Question::Export, _) => self.jobs.forget(super::Job::Exchange),
            (Question::Import, answer) => self.import_answered(answer),
            (Question::AnnotateAll | Question::NameList, answer) => self.places_answered(answer),
            (Question::Locate { project, .. }, Answer::No) => self.open_project(project, Some(PathBuf::new())),
            _ => self.stay(),
        }
    }

    /// Nothing is left: what was to follow does not.
    pub(super) fn stay(&mut self) {
        self.after_saving = None;
        self.waiting.arrived = None;
    }

    pub(super) fn show_dialog(&mut self, request: DialogRequest) {
        if self.dialog.is_some() {
            return;
        }
        self.dialog = Some(request.clone());
        self.waiting.dialog_of = self.corpus_serial;
        let (sender, waker) = self.jobs.sender();
        let answer = Box::new(move |answer: DialogAnswer| {
            let _ = sender.send(super::Action::DialogClosed(answer));
            if let Some(wake) = waker {
                wake();
            }
        });
        self.dialogs.show(&request, answer);
    }

    pub(super) fn dialog_closed(&mut self, answer: DialogAnswer) {
        let Some(request) = self.dialog.take() else { return };
        let about_this = !matches!(request, DialogRequest::OpenFolder | DialogRequest::OpenProject);
        if about_this && self.waiting.dialog_of != self.corpus_serial {
            // Another corpus was opened behind the dialog: it must not be written where the first was to go.
            return self.stay();
        }
        match answer {
            DialogAnswer::Picked(path) => self.path_chosen(request, path),
            DialogAnswer::Cancelled => self.stay(),
            DialogAnswer::NoDialog => self.ask_path(request, None, None),
        }
    }

    fn ask_path(&mut self, request: DialogRequest, start: Option<String>, error: Option<String>) {
        let start = start.unwrap_or_else(|| {
            let folder = if self.open { self.corpus.root.clone() } else { std::env::current_dir().unwrap_or_default() };
            match &request {
                DialogRequest::SaveAs(path)
                | DialogRequest::ExportNames(path)
                | DialogRequest::Export(path)
                | DialogRequest::Adjudicate(path)
                | DialogRequest::ImportTo(path) => path.to_string_lossy().into_owned(),
                _ => folder.to_string_lossy().into_owned(),
            }
        });
        // Locating keeps its question's project in mind while the path is typed.
        if let Some(Question::Locate { project, .. }) = &self.question {
            self.locating = Some(project.clone());
        }
        self.question = Some(Question::TypePath { request, error, start });
    }

    fn path_typed(&mut self, request: DialogRequest, typed: &str) {
        let path = expand_home(typed.trim());
        let fault = match &request {
            _ if typed.trim().is_empty() => Some("Type a path first".to_owned()),
            DialogRequest::OpenFolder
            | DialogRequest::LocateFolder
            | DialogRequest::ImportFolder
            | DialogRequest::CompareFolder
                if !path.is_dir() =>
            {
                Some(format!("There is no folder {}", path.display()))
            }
            DialogRequest::OpenProject
            | DialogRequest::ImportNames
            | DialogRequest::ImportFile
            | DialogRequest::CompareFile
            | DialogRequest::AddReader
                if !path.is_file() =>
            {
                Some(format!("There is no file {}", path.display()))
            }
            DialogRequest::SaveAs(_)
            | DialogRequest::ExportNames(_)
            | DialogRequest::Export(_)
            | DialogRequest::Adjudicate(_)
            | DialogRequest::ImportTo(_)
                if !path.parent().is_some_and(std::path::Path::is_dir) =>
            {
                Some(format!("There is no folder {}", path.parent().unwrap_or(&path).display()))
            }
            DialogRequest::Export(_) if path.exists() => {
                Some(format!("{} exists; choose another name", path.display()))
            }
            _ => None,
        };
        match fault {
            Some(fault) => self.ask_path(request, Some(typed.to_owned()), Some(fault)),
            None if matches!(request, DialogRequest::SaveAs(_)) => self.save_to_unasked(path),
            None => self.path_chosen(request, path),
        }
    }

    fn path_chosen(&mut self, request: DialogRequest, path: PathBuf) {
        match request {
            DialogRequest::OpenFolder => self.guard(AfterSaving::OpenFolder(path)),
            DialogRequest::OpenProject => self.guard(AfterSaving::OpenProject(path)),
            // The dialog asked about the path as it was typed there, not with the ending that it gets.
            DialogRequest::SaveAs(_) if super::save::with_ending(path.clone()) != path => self.save_to_unasked(path),
            DialogRequest::SaveAs(_) => self.save_to(path),
            DialogRequest::ImportNames => self.read_list(path),
            DialogRequest::ExportNames(_) => self.export_names(path),
            DialogRequest::ImportFile | DialogRequest::ImportFolder => self.import_from(path),
            DialogRequest::ImportTo(_) => self.import_to(path),
            DialogRequest::CompareFile | DialogRequest::CompareFolder => self.compare_with(path),
            DialogRequest::AddReader => self.add_reader(path),
            DialogRequest::Adjudicate(_) => self.adjudicate_to(path),
            DialogRequest::Export(_) => self.export_to(path),
            DialogRequest::LocateFolder => {
                let asked = match self.question.take() {
                    Some(Question::Locate { project, .. }) => Some(project),
                    other => {
                        self.question = other;
                        None
                    }
                };
                if let Some(project) = asked.or(self.locating.take()) {
                    self.open_project(project, Some(path));
                }
            }
        }
    }
}

/// `~` and `~/…` as the home folder: people type it, only shells know it.
fn expand_home(typed: &str) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|d| d.home_dir().to_owned());
    match typed.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            home().map_or_else(|| PathBuf::from(typed), |h| h.join(rest.trim_start_matches('/')))
        }
        _ => PathBuf::from(typed),
    }
}
