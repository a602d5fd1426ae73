use super::{Files, ReadError, Report, Sink, Source, Telling, WriteError};
use crate::work::Work;

pub(super) fn read(files: &Files, telling: &mut Telling, _work: &Work) -> Result<(), ReadError> {
    files.names().for_each(|name| telling.fault(super::At::line(name, 1), "this format is not read yet"));
    Ok(())
}

pub(super) fn write(
    _source: &Source<'_>,
    _sink: &mut dyn Sink,
    _report: &mut Report,
    _work: &Work,
) -> Result<(), WriteError> {
    Err(WriteError::Refused("not written yet".to_owned()))
}
