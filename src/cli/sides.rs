//! The annotations that `score` and `agree` compare: opened, and what is told of them.

use super::CliError;
use crate::annotation::{Schema, Scope};
use crate::evaluation::{HEAD_RULE, Options, Side};
use crate::interchange::Format;
use crate::session::compare::{self, Annotation, CompareOptions, Compared, Unit};
use crate::work::Work;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Annotations in one coordinate system.
pub(super) struct Sides {
    pub annotations: Vec<Annotation>,
    pub compared: Compared,
}

impl Sides {
    pub fn open(
        paths: &[(&Path, Option<Format>)],
        corpus: Option<&Path>,
        lenient: bool,
        heads: bool,
        work: &Work,
    ) -> Result<Self, CliError> {
        let open =
            |&(path, format): &(&Path, Option<Format>)| Annotation::open(path, format, work).map_err(CliError::of);
        let annotations: Vec<Annotation> = paths.iter().map(open).collect::<Result<_, _>>()?;
        let options = CompareOptions { corpus: corpus.map(Path::to_owned), lenient, heads };
        let compared = compare::compare(&annotations, &options, work).map_err(CliError::of)?;
        Ok(Self { annotations, compared })
    }

    /// What may be misleading.
    pub fn tell(&self, notes: &mut dyn Write) {
        for note in &self.compared.notes {
            let _ = writeln!(notes, "{note}");
        }
    }

    /// Types by the names that they are compared by.
    pub fn types(&self, labels: &[String]) -> BTreeSet<Arc<str>> {
        let own = self.annotations.iter().find_map(Annotation::schema).cloned();
        let schema = own.unwrap_or_else(|| Arc::new(Schema::default()));
        labels.iter().map(|label| compare::type_name(&schema, label)).collect()
    }
}

/// Tells what of a side was not compared as it is.
pub(super) fn tell_side(name: &str, side: Side, notes: &mut dyn Write) {
    if side.repeated > 0 {
        let _ = writeln!(notes, "{name} has {} mention(s) where another one stands", side.repeated);
    }
    if side.elsewhere > 0 {
        let _ = writeln!(
            notes,
            "left out: {} mention(s) of {name}, in documents that the key does not have",
            side.elsewhere
        );
    }
}

/// How annotations were compared, in one line.
pub(super) struct Facts<'a> {
    pub options: &'a Options,
    /// How many scopes there were, where that is known.
    pub scopes: Option<usize>,
    pub units: &'a BTreeSet<Unit>,
}

impl fmt::Display for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = self.options;
        match (options.scope, self.scopes) {
            (Scope::Corpus, _) => write!(f, "clusters the whole corpus")?,
            (scope, Some(scopes)) => {
                write!(f, "clusters cut by {} ({scopes} of them), {} average", scope.word(), options.average.word())?;
            }
            (scope, None) => write!(f, "clusters cut by {}", scope.word())?,
        }
        write!(f, "; singletons {}", if options.drop_singletons { "dropped" } else { "kept" })?;
        if !options.only.is_empty() {
            let only: Vec<_> = options.only.iter().map(|name| &**name).collect();
            write!(f, "; only {}", only.join(", "))?;
        }
        write!(f, "; {} match", options.matching.word())?;
        if options.matching.needs_heads() {
            write!(f, " (heads as the files give them; {HEAD_RULE})")?;
        }
        if !self.units.is_empty() {
            let units: Vec<_> = self.units.iter().map(|unit| unit.words()).collect();
            write!(f, "; places in {}", units.join(", "))?;
        }
        Ok(())
    }
}

pub(super) fn write_json(json: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, json).map_err(io::Error::from)?;
    writeln!(out)
}

/// What came of writing.
pub(super) fn ended(written: io::Result<()>) -> Result<(), CliError> {
    match written {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CliError::of),
    }
}
