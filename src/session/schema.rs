//! Mention types: changing a project's, and keeping those that new projects begin with.

use super::jobs::Job;
use super::{Session, edit, preferences};
use crate::annotation::{Command, MentionType, Op, Schema, Step};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands at the head of the file of types, for whoever opens it.
const HEAD: &str = "// The mention types that new projects in Redstring begin with.\n";

/// What is kept of types between projects.
#[derive(Default)]
pub(super) struct KeptTypes {
    /// The types of new projects.
    schema: Arc<Schema>,
    /// Whether a person has chosen them.
    chosen: bool,
    /// Why those that a person had chosen are not there.
    fault: Option<String>,
    /// Whether that was told.
    told: bool,
    /// Labels that extractors have announced.
    labels: Vec<Arc<str>>,
}

impl KeptTypes {
    /// Reads the types of new projects from a configuration folder. A file that is wrong is left as it is, and told.
    pub fn load(folder: &Path) -> Self {
        let path = path_in(folder);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::default(),
            Err(error) => return Self::wrong(&path, &error.to_string()),
        };
        let types = ron::from_str::<Vec<MentionType>>(&text).map_err(|error| error.to_string());
        match types.and_then(|types| Schema::new(types).map_err(|error| error.to_string())) {
            Ok(schema) => Self { schema: Arc::new(schema), chosen: true, ..Self::default() },
            Err(error) => Self::wrong(&path, &error),
        }
    }

    fn wrong(path: &Path, why: &str) -> Self {
        let path = path.display();
        let fault = format!(
            "Your mention types for new projects cannot be read ({path}: {why}); Redstring's own are used until you keep others"
        );
        Self { fault: Some(fault), ..Self::default() }
    }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("mention-types.ron")
}

impl Session {
    /// The mention types that new projects begin with.
    pub fn types_of_new_projects(&self) -> &Arc<Schema> {
        &self.kept_types.schema
    }

    /// Whether a person has chosen these.
    pub fn has_chosen_types(&self) -> bool {
        self.kept_types.chosen
    }

    /// Why the types that a person had chosen for new projects are not there.
    pub fn types_fault(&self) -> Option<&str> {
        self.kept_types.fault.as_deref()
    }

    /// The labels that extractors have announced since the program began.
    pub fn announced_labels(&self) -> &[Arc<str>] {
        &self.kept_types.labels
    }

    /// Notes labels that an extractor announces, so that they can be mapped to types.
    pub(super) fn announce_labels(&mut self, labels: Vec<Arc<str>>) {
        for label in labels {
            if !self.kept_types.labels.contains(&label) {
                self.kept_types.labels.push(label);
            }
        }
    }

    /// Lets new projects begin with these types.
    pub(super) fn keep_types(&mut self, schema: Schema) {
        let own = schema == Schema::default();
        let written = self.folder.as_deref().map_or(Ok(()), |folder| match own {
            true => forget(&path_in(folder)),
            false => write(&path_in(folder), &schema),
        });
        if let Err(error) = written {
            return self.complain(format!("The types could not be kept: {error}"));
        }
        let labels = std::mem::take(&mut self.kept_types.labels);
        self.kept_types = KeptTypes { schema: Arc::new(schema), chosen: !own, labels, ..KeptTypes::default() };
        self.tell(if own {
            "New projects begin with Redstring's own types"
        } else {
            "New projects begin with these types"
        });
    }

    /// The op that gives a new project the types that a person has chosen.
    pub(super) fn types_op(&mut self) -> Option<Op> {
        let schema = self.kept_types.schema.clone();
        (*schema != Schema::default()).then(|| Op::Schema(Arc::default(), schema))
    }

    /// Tells once that the types of new projects are not those that a person had chosen.
    pub(super) fn tell_types_fault(&mut self) {
        if let Some(fault) = self.kept_types.fault.clone().filter(|_| !self.kept_types.told) {
            self.kept_types.told = true;
            self.complain(fault);
        }
    }

    /// Changes the project's types. When the machine may now propose what it could not before, it looks for mentions
    /// again: what it finds is part of the same step.
    pub(super) fn change_types(&mut self, command: Command) {
        let before = self.project.schema().clone();
        let group = self.jobs.next_id().0;
        let finds_more = match command.plan(&self.project, &self.author()) {
            Ok(planned) => schema_after(&planned.ops).is_some_and(|after| after.finds_more_than(&before)),
            Err(_) => false,
        };
        if !finds_more {
            self.edit(command);
        } else if self.edit_in_group(command, Some(group)) {
            let told = self.history.undo_step().map(|step| edit::done(step.label())).unwrap_or_default();
            let position = self.history.position();
            self.toast(told, false, Some(position));
            self.start_extraction();
        }
    }

    /// Undoing or redoing a step that mentions are being found for, or that changes the types, leaves the search
    /// nothing to go on with. Whether one was stopped.
    pub(super) fn stop_finding_for(&mut self, step: &Step) -> bool {
        let Some(running) = self.jobs.running().find(|j| j.job == Job::Extract).map(|j| j.id.0) else { return false };
        let types = step.transactions().any(|t| schema_after(&t.ops).is_some());
        let stop = types || step.group() == Some(running);
        if stop {
            self.jobs.forget(Job::Extract);
        }
        stop
    }
}

fn schema_after(ops: &[Op]) -> Option<&Arc<Schema>> {
    ops.iter().find_map(|op| if let Op::Schema(_, after) = op { Some(after) } else { None })
}

fn write(path: &Path, schema: &Schema) -> std::io::Result<()> {
    let types: Vec<&MentionType> = schema.types().map(|(_, kind)| kind).collect();
    let text = ron::ser::to_string_pretty(&types, ron::ser::PrettyConfig::default()).map_err(std::io::Error::other)?;
    preferences::write_whole(path, &format!("{HEAD}{text}\n"))
}

fn forget(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
