//! Contradictions at work: told when they come up, asked about before a word makes one, and mended where a person says.

use super::super::{Session, UserCommand};
use crate::annotation::{Command, Contradiction, EntityId, MentionId, Op, Project, Transaction, Verdict, judged_chain};
use crate::linking::Linker;
use crate::linking::repair::part;
use crate::work::Work;

/// An entity larger than this is parted off the frame: each of its mentions is compared for the side that it comes to.
const COMPARED: u32 = 200;

impl Session {
    /// What saying that two are different would contradict: a chain of others that were said to be the same. Where only
    /// the two themselves were, the last word wins.
    pub(super) fn would_contradict(&self, a: MentionId, b: MentionId) -> Option<Contradiction> {
        let entity = |id| self.project.mention(id).and_then(|m| m.entity);
        entity(a).filter(|e| Some(*e) == entity(b))?;
        judged_chain(&self.project, a, b).map(|chain| Contradiction { different: (a, b), chain })
    }

    /// A link of a contradiction was wrong: its entity is parted there.
    pub(in crate::session) fn untangle(&mut self, contradiction: &Contradiction, link: usize) {
        let Contradiction { different, chain } = contradiction;
        let (Some(&x), Some(&y)) = (chain.get(link), chain.get(link + 1)) else { return };
        let of = |id: MentionId| self.project.mention(id).and_then(|m| m.entity);
        let Some(entity) = of(x).filter(|e| Some(*e) == of(y)) else {
            // A word across entities, as a file may bring it along.
            self.edit(Command::Unjudge(x, y));
            return;
        };
        // What a chain needs of another entity does not move.
        let (left, right) = chain.split_at(link + 1);
        let here = |side: &[MentionId]| side.iter().copied().filter(|m| of(*m) == Some(entity)).collect::<Vec<_>>();
        let (left, right) = (here(left), here(right));
        let linker = self.linker().cloned().unwrap_or_default();
        let (different, between) = (*different, (x, y));
        let cut = move |project: &Project| cut(&linker, project, entity, (&left, &right), (different, between));
        if self.project.cluster(entity).mentions > COMPARED {
            self.start_change("Parting the entity", cut);
        } else {
            let command = cut(&self.project);
            self.edit(command);
        }
    }

    /// Tells of contradictions when there are more than before.
    pub(in crate::session) fn tell_contradictions(&mut self, before: usize) {
        let told = match self.contradictions().len() {
            n if n <= before => return,
            1 => "What was said of these mentions contradicts itself in one place".to_owned(),
            n => format!("What was said of these mentions contradicts itself in {n} places"),
        };
        self.complain(told);
        if let Some(toast) = self.toasts.last_mut() {
            toast.offers = Some(UserCommand::Contradictions);
        }
    }

    /// What a step overruled that was said to be different, for the message on it.
    pub(in crate::session) fn overruled(&self, step: &Transaction) -> Option<String> {
        let gone = |op: &Op| match op {
            Op::Judgement(Some(before), after) if before.verdict == Verdict::Different => {
                let other = after.as_ref().is_none_or(|j| j.verdict == Verdict::Same);
                let entity = |id| self.project.mention(id).and_then(|m| m.entity);
                (other && entity(before.a).is_some() && entity(before.a) == entity(before.b)).then_some(before.pair())
            }
            _ => None,
        };
        let mut all = step.ops.iter().filter_map(gone);
        let (a, b) = all.next()?;
        let text = |id| self.project.mention(id).map(|m| m.text.clone()).unwrap_or_default();
        let more = match all.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(format!(". That “{}” and “{}” are different{more} is no longer so", text(a), text(b)))
    }
}

/// The cut of an entity between two sides of a chain, at the link `between`. The two that were said to be different are
/// remembered as such when they come to different sides.
fn cut(
    linker: &Linker,
    project: &Project,
    entity: EntityId,
    (left, right): (&[MentionId], &[MentionId]),
    (different, between): ((MentionId, MentionId), (MentionId, MentionId)),
) -> Command {
    // Nobody cancels it.
    let half = part(linker, project, entity, (left, right), &Work::default()).unwrap_or_default();
    let of = |id: MentionId| project.mention(id).and_then(|m| m.entity);
    let mut apart = vec![between];
    let (a, b) = different;
    if half.contains(&a) != half.contains(&b) && of(a) == of(b) && (a, b) != between && (b, a) != between {
        apart.push((a, b));
    }
    Command::Cut { half, apart }
}
