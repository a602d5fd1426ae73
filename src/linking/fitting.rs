//! What the weights are fitted from: the evidence for every candidate that a perfect annotator would be shown.

use super::{LinkError, Linker, Target};
use crate::annotation::{Author, Command, EntityId, MentionId, Project};
use crate::work::Work;
use std::collections::HashMap;

/// One candidate that was weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The mention.
    pub mention: MentionId,
    /// Whether the candidate is right.
    pub right: bool,
    /// Its score by the weights as they stand, 0 to 1.
    pub score: f32,
    /// The signals that say something, by their names in the file of weights, with their values.
    pub signals: Vec<(&'static str, f32)>,
}

/// Plays through a project whose entities are known, in the order of the link queue, and tells every candidate that is
/// weighed on the way. `project` is the project without its entities and has them again afterwards, under new ids;
/// `gold` says whose each mention is.
///
/// # Errors
/// [`LinkError`].
pub fn weigh(
    project: &mut Project,
    linker: &Linker,
    gold: &HashMap<MentionId, EntityId>,
    work: &Work,
    out: &mut dyn FnMut(Weighed),
) -> Result<(), LinkError> {
    let by = Author::from("");
    let mut entities: HashMap<EntityId, EntityId> = HashMap::new();
    let order = linker.order(project);
    work.start(order.len() as u64);
    for id in order {
        work.check()?;
        work.advance(1);
        let Some(&whose) = gold.get(&id) else { continue };
        let wanted = entities.get(&whose).copied();
        for (target, values, score) in linker.weigh(project, id) {
            if let Target::Entity(entity) = target {
                let signals = values.iter().map(|(s, v)| (s.name(), v)).collect();
                out(Weighed { mention: id, right: Some(entity) == wanted, score, signals });
            }
        }
        let command = match wanted {
            Some(entity) => Command::Assign(vec![id], entity),
            None => Command::TieAll { mentions: vec![id], onto: id },
        };
        let transaction = command.plan(project, &by)?;
        project.apply(&transaction)?;
        if let (None, Some(entity)) = (wanted, project.mention(id).and_then(|m| m.entity)) {
            entities.insert(whose, entity);
        }
    }
    Ok(())
}
