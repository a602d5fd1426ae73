//! The door: every action comes through here.

use super::{Action, Actions, Job, JobId, Mode, Outcome, Session, TrialError, ViewRequest};
use crate::annotation::Command;

/// How long a frame may spend on what jobs report.
const POLL_BUDGET: std::time::Duration = std::time::Duration::from_millis(6);

impl Session {
    /// Performs one action.
    pub fn dispatch(&mut self, action: Action) {
        if self.is_changing() && !self.reports_change(&action) && !action.is_about_the_window() {
            return self.behind_change.push(action);
        }
        match action {
            Action::User(command) => self.perform(command),
            Action::Edit(_)
            | Action::SetNote(..)
            | Action::MarkSelection(_)
            | Action::AskOccurrences(..)
            | Action::AskAnnotateAll(_)
            | Action::AlwaysTag(..)
            | Action::NeverTag(_)
            | Action::TagNames(_)
            | Action::Untangle(..)
            | Action::ConfirmSame(..)
            | Action::AskMerge(_)
            | Action::MoveTo(_)
            | Action::Decide(..)
            | Action::DecideAll(_)
                if self.mode == Mode::Read =>
            {
                self.tell("Read mode changes nothing: choose Mentions or Link");
            }
            Action::Edit(
                command @ (Command::SetSchema(_) | Command::ReviseTypes { .. } | Command::RemoveType { .. }),
            ) => {
                self.change_types(command);
            }
            Action::Edit(Command::Judge(a, b, verdict)) => self.judge_pair(a, b, verdict),
            Action::Edit(Command::SplitOff(mentions)) => {
                self.split_off(mentions);
            }
            Action::Edit(Command::Cut { half, apart }) => self.cut(half, apart),
            Action::Edit(command) => {
                self.edit(command);
            }
            Action::SetNote(entity, note) => self.set_note(entity, note),
            Action::Show(entity) => self.show_entity(entity),
            Action::OpenFolder(path) => self.guard(super::AfterSaving::OpenFolder(path)),
            Action::OpenPaths(paths) => self.guard(super::AfterSaving::OpenPaths(paths)),
            Action::OpenProject(path) => self.guard(super::AfterSaving::OpenProject(path)),
            Action::OpenSample(sample) => self.guard(super::AfterSaving::OpenSample(sample)),
            Action::Recover(at) => self.guard(super::AfterSaving::Recover(at)),
            Action::ForgetUnsaved(at) => self.forget_unsaved(at),
            Action::SaveTo(path) => self.save_to(path),
            Action::DialogClosed(answer) => self.dialog_closed(answer),
            Action::Answer(answer) => self.answer(answer),
            Action::ClickMention { mention, extend } => self.click_mention(mention, extend),
            Action::ClickText { document, .. } => self.click_text(document),
            Action::Take(in_hand) => self.take_in_hand(in_hand),
            Action::GoTo(mention) => self.go_to(mention),
            Action::Reveal(document, span) => self.view.push(ViewRequest::Reveal(document, span)),
            Action::OpenDocument { document, beside } => self.view.push(ViewRequest::Show { document, beside }),
            Action::SelectText(selection) => self.select_text(selection),
            Action::MarkSelection(kind) => self.mark_selection(Some(kind)),
            Action::AskOccurrences(mention, deed) => self.ask_occurrences(mention, deed),
            Action::FilterReview(filter) => self.set_review_filter(filter),
            Action::FilterQueue(filter) => self.set_queue_filter(filter),
            Action::FilterTies(filter) => self.collect_ties(filter),
            Action::ChooseTies(chosen) => self.choose_ties(chosen),
            Action::LookAt(candidate) => self.look_at(candidate),
            Action::TakeCandidate(candidate) => self.take_candidate(candidate),
            Action::FilterBulk(filter) => self.collect_proposals(filter),
            Action::AskAnnotateAll(mention) => self.ask_annotate_all(mention),
            Action::SeekPlaces(wanted) => self.seek_places(wanted),
            Action::ExportAs(format, options) => self.foresee(format, options),
            Action::ChooseReader => self.choose_reader(),
            Action::AddReader(path) => self.add_reader(path),
            Action::RemoveReader(at) => self.remove_reader(at),
            Action::BeginAdjudication => self.begin_adjudication(),
            Action::ShowCard(card) => self.show_card(&card),
            Action::Decide(card, decision) => self.decide(&card, decision),
            Action::DecideAll(rule) => self.decide_all(rule),
            Action::ChooseCompared { folder } => self.choose_compared(folder),
            Action::CompareWith(path) => self.compare_with(path),
            Action::CompareAs { format, other_is_key, options } => self.compare_as(format, other_is_key, *options),
            Action::ShowDifference(at) => self.show_difference(at),
            Action::ChooseImport { folder } => self.choose_import(folder),
            Action::ImportFrom(path) => self.import_from(path),
            Action::ImportAs { format, entities, lenient } => self.import_as(format, entities, lenient),
            Action::ReadListAs(reading) => self.seek_names(reading),
            Action::AlwaysTag(mention, kind) => self.always_tag(mention, kind),
            Action::NeverTag(mention) => self.never_tag(mention),
            Action::TagNames(entries) => self.retag(entries, None),
            Action::Mark(mention) => self.mark(mention),
            Action::FilterJudgements(filter) => self.filter_judgements(filter),
            Action::ShowBoth(a, b) => self.show_both(a, b),
            Action::Untangle(contradiction, link) => self.untangle(&contradiction, link),
            Action::AskTogether(entity) => self.ask_together(entity),
            Action::ConfirmSame(a, b) => self.confirm(a, b),
            Action::LookAgain => self.look_again(),
            Action::ChooseEntity(entity) => self.choose_entity(entity),
            Action::AskMerge(entities) => self.ask_merge(entities),
            Action::MoveTo(entity) => self.move_targets(entity),
            Action::SetMode(mode) => self.set_mode(mode),
            Action::Find(options) => self.start_find(options),
            Action::GoToHit(at) => self.go_to_hit(at),
            Action::ActivateDocument(document) => self.activate(document),
            Action::WorkspaceChanged(workspace) => self.workspace = workspace,
            Action::SetAnnotator(name) => self.set_preference(|p| p.annotator = name),
            Action::TryExtractor(choice) => self.try_extractor(choice),
            Action::UseExtractor(choice) => self.use_extractor(choice),
            Action::SetExtractor(choice) => self.set_extractor(choice),
            Action::KeepTypes(schema) => self.keep_types(schema),
            Action::AnnounceLabels(labels) => self.announce_labels(labels),
            Action::SetScheme(scheme) => self.set_preference(|p| p.scheme = scheme),
            Action::ForgetRecent(path) => self.set_preference(|p| p.recent.retain(|r| *r != path)),
            Action::CloseToast(serial) => self.toasts.retain(|t| t.serial != serial),
            Action::CancelJob(id) => self.jobs.cancel(id),
            Action::JobReport(id, outcome) => {
                if let Some(job) = self.jobs.note(id, &outcome) {
                    self.take_outcome(id, job, outcome);
                    match job {
                        Job::Change => self.go_on_behind_change(),
                        Job::Extract => self.refresh_linker(),
                        _ => {}
                    }
                }
            }
            Action::CloseWindow => self.guard(super::AfterSaving::Quit),
        }
        self.refresh_queue();
        self.refresh_repair();
        self.refresh_adjudication();
    }

    /// Performs a frame's actions in order.
    pub fn dispatch_all(&mut self, actions: Actions) {
        for action in actions {
            self.dispatch(action);
        }
    }

    /// Takes in what jobs and dialogs have reported. Call it often: it returns at once.
    pub fn poll(&mut self) {
        // Not without end: a job that streams faster than this takes in must not hold a frame up.
        let began = std::time::Instant::now();
        while began.elapsed() < POLL_BUDGET {
            let Some(action) = self.jobs.poll() else { return };
            self.dispatch(action);
        }
        if let (_, Some(wake)) = self.jobs.sender() {
            wake();
        }
    }

    /// Takes in reports until no job runs: for tests and headless use.
    pub fn settle(&mut self) {
        loop {
            while let Some(action) = self.jobs.poll() {
                self.dispatch(action);
            }
            if self.jobs.running().next().is_none() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn take_outcome(&mut self, id: JobId, job: Job, outcome: Outcome) {
        match outcome {
            Outcome::Corpus(_) | Outcome::Project(_) | Outcome::Recovered(_) => self.arrive(outcome),
            Outcome::Mentions { corpus, documents, mentions } => self.take_mentions(id.0, corpus, documents, mentions),
            Outcome::Saved(saved) => self.take_saved(*saved),
            Outcome::Ties(rows) => self.take_ties(rows),
            Outcome::TiesMade(made) => self.take_made_ties(made),
            Outcome::Proposals(rows) => self.take_proposals(rows),
            Outcome::Hits(generation, hits) => self.take_hits(generation, hits),
            Outcome::Tried(outcome) => self.take_trial(*outcome),
            Outcome::Extracted(passed_over) => self.tell_passed_over(&passed_over),
            Outcome::Places(generation, found) => self.take_places(generation, found),
            Outcome::PlacesEnd { generation, state, dismiss } => self.end_places(generation, state, dismiss),
            Outcome::List(read) => self.take_list(*read),
            Outcome::Changed(changed) => self.take_change(*changed),
            Outcome::Retagged(retagged) => self.take_retagged(*retagged),
            Outcome::Linker(made) => self.take_linker(*made),
            Outcome::Order(order) => self.take_order(*order),
            Outcome::Repair(found) => self.take_found(*found),
            Outcome::Adjudication(report) => self.take_adjudication(*report),
            Outcome::Compared(report) => self.take_compared(*report),
            Outcome::Foreseen(made) => self.take_foreseen(*made),
            Outcome::ReadImport(report) => self.take_read_import(*report),
            Outcome::Imported(path) => self.guard(super::AfterSaving::OpenProject(path)),
            Outcome::Told(told) => self.tell(told),
            Outcome::Done => {}
            Outcome::Failed(why) if job == Job::Try => {
                self.take_trial(Err(TrialError { why: why.unwrap_or_default(), said: Vec::new() }));
            }
            Outcome::Failed(Some(told)) if job == Job::Extract => self.extraction_failed(Some(id.0), told),
            Outcome::Failed(told) => {
                // What was to happen after saving happens only when it was saved.
                if let Some(told) = told {
                    self.complain(told);
                }
                match job {
                    Job::Save => self.save_failed(),
                    Job::Link => self.linker_failed(),
                    // Without an order there is no queue.
                    Job::Order => self.end_queue(),
                    Job::Judgements | Job::Together | Job::Check | Job::Coverage => self.looking_stopped(),
                    _ => {}
                }
            }
        }
    }
}
