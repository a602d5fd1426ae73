//! What other tools' files tell, made a project or a part of one: shared by the window and the headless commands.

use crate::annotation::{Project, Schema};
use crate::interchange::{self, Import, ImportOptions, Telling};
use crate::session::TypesDraft;
use crate::storage::{Contexts, ProjectFile, Workspace};
use crate::text::{Document, DocumentId};
use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why files were not taken in. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// They have more types than a project can have, or types that cannot be.
    #[error("these names cannot all be mention types: {}", .0.join(", "))]
    Types(Vec<String>),
    /// The text of a document cannot be written.
    #[error("{} cannot be written: {source}", .path.display())]
    Text {
        /// Its file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The project changed meanwhile.
    #[error(transparent)]
    Stale(#[from] crate::annotation::StaleTransaction),
}

/// A schema with more types, each with a letter, a mark and a colour of its own as far as there are any.
///
/// # Errors
/// [`TakeInError::Types`].
pub fn with_types(schema: &Arc<Schema>, names: &[Arc<str>]) -> Result<Schema, TakeInError> {
    if names.is_empty() {
        return Ok(Schema::clone(schema));
    }
    let refused = || TakeInError::Types(names.iter().map(ToString::to_string).collect());
    let mut draft = TypesDraft::of(schema);
    for name in names {
        let serial = draft.add().ok_or_else(refused)?;
        if let Some(kind) = draft.types_mut().iter_mut().find(|kind| kind.serial == serial) {
            kind.name = name.to_string();
        }
        draft.name_edited(serial);
    }
    draft.schema().ok_or_else(refused)
}

/// Plans to take in what files tell, with the types that they need.
///
/// # Errors
/// [`TakeInError::Types`].
pub fn plan_take_in(
    project: &Project,
    texts: &HashMap<DocumentId, Document>,
    telling: &Telling,
    options: ImportOptions,
) -> Result<Import, TakeInError> {
    let unknown = interchange::unknown_types(telling, project.schema());
    let schema = Some(with_types(project.schema(), &unknown)?);
    Ok(interchange::plan(project, texts, telling, &ImportOptions { schema, ..options }))
}

/// Writes the texts of new documents below a folder. A file that is there is left alone when it says the same, and is
/// else refused; what was written before that is removed again.
///
/// # Errors
/// [`TakeInError::Text`].
pub fn write_texts(root: &Path, documents: &[(DocumentId, Document)]) -> Result<(), TakeInError> {
    let mut made: Vec<PathBuf> = Vec::new();
    for (_, document) in documents {
        let path = root.join(&*document.path);
        match write_text(&path, &document.text) {
            Ok(true) => made.push(path),
            Ok(false) => {}
            Err(source) => {
                // As far as it can be taken back.
                made.iter().for_each(|path| drop(fs::remove_file(path)));
                return Err(TakeInError::Text { path, source });
            }
        }
    }
    Ok(())
}

/// Whether a file had to be made.
fn write_text(path: &Path, text: &str) -> io::Result<bool> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
            if written.is_err() {
                // Half a text is no text. As far as it can be taken back.
                let _ = fs::remove_file(path);
            }
            written.map(|()| true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let there = crate::corpus::read_text(path).ok();
            if there.as_deref() == Some(text) {
                return Ok(false);
            }
            Err(io::Error::new(
                error.kind(),
                "there is another text of this name; move it away or choose another folder",
            ))
        }
        Err(error) => Err(error),
    }
}

/// A project file of a project and its texts.
pub fn file_of(project: Project, texts: &HashMap<DocumentId, Document>, root: PathBuf) -> ProjectFile {
    let contexts = Contexts::collect(&project, &|id| texts.get(&id).cloned(), &Contexts::default());
    ProjectFile { project, corpus_root: root, workspace: Workspace::default(), contexts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_all_or_none_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let document = |path: &str, text: &str| (DocumentId(1), Document::new(path, text));
        fs::write(folder.path().join("b.txt"), "what somebody wrote").unwrap();
        let texts = [document("sub/a.txt", "one"), document("b.txt", "two")];
        let told = write_texts(folder.path(), &texts).unwrap_err().to_string();
        assert!(told.contains("b.txt cannot be written: there is another text of this name"), "{told}");
        assert!(!folder.path().join("sub/a.txt").exists());
        assert_eq!(fs::read_to_string(folder.path().join("b.txt")).unwrap(), "what somebody wrote");
        let texts = [document("sub/a.txt", "one"), document("b.txt", "what somebody wrote")];
        write_texts(folder.path(), &texts).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("sub/a.txt")).unwrap(), "one");
    }

    #[test]
    fn types_of_a_file_become_types_of_the_project() {
        let schema = Arc::new(Schema::default());
        let more = with_types(&schema, &["Ship".into(), "Weapon".into()]).unwrap();
        assert_eq!(more.types().count(), schema.types().count() + 2);
        assert!(more.by_name("Ship").is_some());
        assert_eq!(with_types(&schema, &[]).unwrap(), *schema);
    }
}
