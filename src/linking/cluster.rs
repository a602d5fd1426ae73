//! Linking without a person: greedy, from the same scores that a person sees.

use super::Linker;
use super::candidates::Remembered;
use crate::annotation::{Author, Command, EditError, MentionId, Project, Scope};
use crate::text::DocumentId;
use crate::work::{Cancelled, Work};

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
    let parts = scope.parts(project);
    let order = linker.order(project);
    let remembered = Remembered::default();
    let mut joined = 0;
    work.start(order.len() as u64);
    for id in order {
        work.check()?;
        work.advance(1);
        let Some(mention) = project.mention(id).filter(|m| m.entity.is_none()) else { continue };
        let own = parts.get(&mention.document).copied();
        let within = |document: DocumentId| parts.get(&document).copied() == own;
        let found = linker.first_entity(project, id, &within, &remembered);
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
