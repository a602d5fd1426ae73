//! What the fuzz targets do with bytes.

use redstring::annotation::{Colour, Mark, MentionType, Project, Schema};
use redstring::interchange::{
    ExportOptions, Files, Format, ImportOptions, Memory, Source, Telling, WriteError, plan, read_back, unknown_types,
};
use redstring::storage::ProjectFile;
use redstring::work::Work;
use std::collections::HashMap;
use std::path::Path;

/// Reads bytes as a format. Whatever they are, the reader comes to an end; what it takes makes a whole project; and what
/// is written of that reads back as it was written. A NUL parts the bytes into two files, for formats that need two.
///
/// # Panics
/// When any of that is not so.
pub fn format(name: &str, data: &[u8]) {
    let Some(format) = Format::by_name(name) else { panic!("there is no format {name}") };
    let (first, second) = match data.iter().position(|&byte| byte == 0) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[][..]),
    };
    let ending = format.extension();
    let files = match format {
        Format::Brat => vec![("a.ann".to_owned(), first.to_vec()), ("a.txt".to_owned(), second.to_vec())],
        _ => vec![(format!("a.{ending}"), first.to_vec()), (format!("b.{ending}"), second.to_vec())],
    };
    let files = Files::in_memory(files.into_iter().filter(|(name, bytes)| !bytes.is_empty() || name == "a.txt"));
    let work = Work::default();
    let telling = format.read(&files, &work).expect("memory can be read");
    let Some((project, texts)) = taken_in(&telling) else { return };
    let source = Source { project: &project, texts: &texts, options: ExportOptions::default() };
    let mut sink = Memory::default();
    let report = match format.write(&source, &mut sink, &work) {
        Ok(report) => report,
        Err(WriteError::Refused(_)) => return,
        Err(error) => panic!("memory can be written: {error}"),
    };
    let wrong = read_back(format, &Files::in_memory(sink.0), &source, &report, &work).expect("memory can be read");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

type Texts = HashMap<redstring::text::DocumentId, redstring::text::Document>;

/// The project that a telling makes; none where it brings no texts.
fn taken_in(telling: &Telling) -> Option<(Project, Texts)> {
    let mut project = Project::default();
    let unknown = unknown_types(telling, project.schema());
    let (mark, colour) = (Mark::Circle, Colour([1; 3]));
    let kind = |name| MentionType { name, key: 'x', mark, colour, on: true, labels: Vec::new() };
    let more = |schema: Schema, name| schema.added(kind(name)).ok();
    let schema = unknown.into_iter().try_fold(Schema::clone(project.schema()), more)?;
    let options = ImportOptions { add_documents: true, schema: Some(schema), ..ImportOptions::by("fuzz") };
    let import = plan(&project, &HashMap::new(), telling, &options);
    project.apply(&import.transaction()).expect("what is planned fits");
    assert_eq!(project.faults(), []);
    Some((project, import.documents.into_iter().collect()))
}

/// Reads bytes as a project file: an error or a whole project.
///
/// # Panics
/// When it is neither.
pub fn project(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(file) = ProjectFile::parse(text, Path::new(".")) {
        assert_eq!(file.project.faults(), []);
    }
}
