//! Several commands as one step.

use super::draft::Draft;
use super::{Command, EditError, Mention, Op};
use std::sync::Arc;

/// Plans commands one after the other. See [`Command::All`].
///
/// Each is planned on a snapshot on which those before it have happened, because a command looks at the indexes of a
/// project, which a draft has not. A snapshot costs a handful of reference counts.
pub(super) fn all(draft: &mut Draft<'_>, label: &str, from: &str, commands: &[Command]) -> Result<String, EditError> {
    let mut project = draft.project().clone();
    let author = draft.author();
    for command in commands {
        let transaction = match command.plan(&project, &author) {
            Ok(transaction) => transaction,
            Err(EditError::NothingToDo) => continue,
            Err(error) => return Err(error),
        };
        // It was planned on just this state, so it fits.
        if project.apply(&transaction).is_err() {
            return Err(EditError::NothingToDo);
        }
        for op in &transaction.ops {
            draft.take(&told(op, &author.by, from));
        }
    }
    Ok(label.to_owned())
}

/// An op whose mention tells whose reading was followed, if somebody decided about it here.
fn told(op: &Op, by: &str, from: &str) -> Op {
    match op {
        Op::Mention(before, Some(after)) if !from.is_empty() && &*after.by == by => {
            let by: Arc<str> =
                if by.is_empty() { format!("from {from}") } else { format!("{by} (from {from})") }.into();
            Op::Mention(before.clone(), Some(Arc::new(Mention { by, ..Mention::clone(after) })))
        }
        op => op.clone(),
    }
}
