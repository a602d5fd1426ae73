//! Linking without a person: greedy, from the same scores that a person sees.

use super::Linker;
use crate::annotation::{Author, Command, EditError, MentionId, Project};
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};
use std::collections::HashMap;

/// Which mentions may be tied to which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Those of one document.
    Document,
    /// Those of one folder below the corpus root: a topic.
    Folder,
    /// All.
    #[default]
    Corpus,
}

/// Why mentions could not be linked. What was linked before stays.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// A step does not fit the project: it changed meanwhile.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The same, found when the step was applied.
    #[error(transparent)]
    Stale(#[from] crate::annotation::StaleTransaction),
}

/// The folder of a document, or what stands for its scope.
fn scopes(project: &Project, scope: Scope) -> HashMap<DocumentId, u32> {
    let mut names: HashMap<&str, u32> = HashMap::new();
    let mut scopes = HashMap::new();
    for record in project.documents() {
        let name = match scope {
            Scope::Document => &*record.path,
            Scope::Folder => record.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            Scope::Corpus => "",
        };
        let next = names.len() as u32;
        scopes.insert(record.id, *names.entry(name).or_insert(next));
    }
    scopes
}

/// Gives every live mention that has no entity one: the best candidate's where its score is at least `threshold` (0 to
/// 1), else a new one. Judgements of "different" are respected. In the order in which a person would be asked. Returns
/// how many mentions joined an entity that was there.
///
/// # Errors
/// [`LinkError`]; the project is then linked up to where it stopped.
pub fn link(
    project: &mut Project,
    linker: &Linker,
    threshold: f32,
    scope: Scope,
    work: &Work,
) -> Result<usize, LinkError> {
    let by = Author::from("");
    let scopes = scopes(project, scope);
    let order = linker.order(project);
    let mut joined = 0;
    work.start(order.len() as u64);
    for id in order {
        work.check()?;
        work.advance(1);
        let Some(mention) = project.mention(id).filter(|m| m.entity.is_none()) else { continue };
        let own = scopes.get(&mention.document).copied();
        let within = |document: DocumentId| scopes.get(&document).copied() == own;
        let found = linker.first_entity(project, id, &within);
        let command = match found {
            Some((entity, score)) if score >= threshold => {
                joined += 1;
                Command::Assign(vec![id], entity)
            }
            _ => new_entity(id),
        };
        let transaction = command.plan(project, &by)?;
        project.apply(&transaction)?;
    }
    Ok(joined)
}

fn new_entity(mention: MentionId) -> Command {
    Command::TieAll { mentions: vec![mention], onto: mention }
}
