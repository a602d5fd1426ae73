//! The formats: what they are called, what they look like, and how one is told from another.

use super::{
    Files, ReadError, Report, Sink, Source, Telling, WriteError, brat, cas, conll, corefi, corefud, doccano, ecb,
    graphml, jsonl, label_studio, prodigy, table, web_annotation, webanno,
};
use crate::work::Work;
use std::path::Path;

/// A format of another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// brat standoff: `.txt` with `.ann` beside it.
    Brat,
    /// CoNLL-2012 coreference columns.
    Conll,
    /// CorefUD and CoNLL-UA: CoNLL-U with `Entity=`.
    CorefUd,
    /// ECB+: CAT XML, with entities over documents.
    Ecb,
    /// Our JSON lines: a document a line and the entities beside them; or a mention a line.
    Jsonl,
    /// doccano, with spans, or with relations.
    Doccano,
    /// Prodigy, spans and relations.
    Prodigy,
    /// Label Studio tasks.
    LabelStudio,
    /// CoRefi's token-based JSON.
    Corefi,
    /// WebAnno TSV 3, as INCEpTION writes it.
    WebAnno,
    /// UIMA CAS JSON 0.4, as INCEpTION writes it.
    Cas,
    /// W3C Web Annotation, JSON-LD.
    WebAnnotation,
    /// Tables of mentions and entities, comma-separated.
    Csv,
    /// The same, tab-separated.
    Tsv,
    /// GraphML: entities, documents and mentions as a graph.
    GraphMl,
}

/// Whether an export is one file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One file.
    File,
    /// A folder of files.
    Folder,
}

impl Format {
    /// All formats, in the order in which they are offered.
    pub const ALL: [Self; 15] = [
        Self::Brat,
        Self::Conll,
        Self::CorefUd,
        Self::Ecb,
        Self::Jsonl,
        Self::Doccano,
        Self::Prodigy,
        Self::LabelStudio,
        Self::Corefi,
        Self::WebAnno,
        Self::Cas,
        Self::WebAnnotation,
        Self::Csv,
        Self::Tsv,
        Self::GraphMl,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brat => "brat",
            Self::Conll => "conll",
            Self::CorefUd => "corefud",
            Self::Ecb => "ecb",
            Self::Jsonl => "jsonl",
            Self::Doccano => "doccano",
            Self::Prodigy => "prodigy",
            Self::LabelStudio => "label-studio",
            Self::Corefi => "corefi",
            Self::WebAnno => "webanno",
            Self::Cas => "cas",
            Self::WebAnnotation => "web-annotation",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::GraphMl => "graphml",
        }
    }

    /// The format of a name on the command line.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Brat => "brat standoff",
            Self::Conll => "CoNLL-2012",
            Self::CorefUd => "CorefUD (CoNLL-U)",
            Self::Ecb => "ECB+ (CAT XML)",
            Self::Jsonl => "JSON lines",
            Self::Doccano => "doccano",
            Self::Prodigy => "Prodigy",
            Self::LabelStudio => "Label Studio",
            Self::Corefi => "CoRefi",
            Self::WebAnno => "WebAnno TSV 3",
            Self::Cas => "UIMA CAS JSON",
            Self::WebAnnotation => "W3C Web Annotation",
            Self::Csv => "CSV tables",
            Self::Tsv => "TSV tables",
            Self::GraphMl => "GraphML",
        }
    }

    /// Who uses it, as the export window says it.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Brat => "A text and an .ann file for each document; most annotation tools read it",
            Self::Conll => "Columns for coreference scorers and models; words only",
            Self::CorefUd => "CoNLL-U with entities, of the multilingual coreference tasks",
            Self::Ecb => "An XML file for each document, with entities over documents",
            Self::Jsonl => "A document a line and the entities beside them; keeps nearly everything",
            Self::Doccano => "A document a line, spans and relations",
            Self::Prodigy => "A document a line, tokens, spans and relations",
            Self::LabelStudio => "One JSON file of tasks with their annotations",
            Self::Corefi => "One JSON file of tokens and mentions over all documents",
            Self::WebAnno => "A table for each document, for INCEpTION and WebAnno",
            Self::Cas => "A JSON file for each document, for INCEpTION",
            Self::WebAnnotation => "Linked data: quotations and positions in documents",
            Self::Csv => "Two tables, of mentions and of entities, for spreadsheets",
            Self::Tsv => "Two tables, of mentions and of entities, tab-separated",
            Self::GraphMl => "A graph of entities and documents for Gephi, yEd and Cytoscape",
        }
    }

    /// Whether its export is one file or a folder.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Brat | Self::Ecb | Self::Jsonl | Self::WebAnno | Self::Cas | Self::Csv | Self::Tsv => Shape::Folder,
            Self::Conll
            | Self::CorefUd
            | Self::Doccano
            | Self::Prodigy
            | Self::LabelStudio
            | Self::Corefi
            | Self::WebAnnotation
            | Self::GraphMl => Shape::File,
        }
    }

    /// What its files end in, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Brat => "ann",
            Self::Conll => "conll",
            Self::CorefUd => "conllu",
            Self::Ecb => "xml",
            Self::Jsonl | Self::Doccano | Self::Prodigy => "jsonl",
            Self::LabelStudio | Self::Corefi | Self::Cas => "json",
            Self::WebAnno | Self::Tsv => "tsv",
            Self::WebAnnotation => "jsonld",
            Self::Csv => "csv",
            Self::GraphMl => "graphml",
        }
    }

    /// The format that the ending of an output tells, where only one has it.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        let mut fit = Self::ALL.into_iter().filter(|f| f.shape() == Shape::File && f.extension() == ending);
        fit.next().filter(|_| fit.next().is_none())
    }

    /// Whether its files hold the texts (or words to make texts of); else they only say where in them.
    pub const fn has_texts(self) -> bool {
        !matches!(self, Self::WebAnnotation | Self::Csv | Self::Tsv | Self::GraphMl)
    }

    /// The format that files seem to be of, by their names and beginnings.
    pub fn detect(files: &Files) -> Option<Self> {
        for (end, format) in [
            (".ann", Self::Brat),
            (".conllu", Self::CorefUd),
            (".graphml", Self::GraphMl),
            (".jsonld", Self::WebAnnotation),
            (".csv", Self::Csv),
        ] {
            if files.named(end).next().is_some() {
                return Some(format);
            }
        }
        // Texts that lie beside say nothing.
        let told = files.names().filter(|n| ![".txt", ".md", ".text"].iter().any(|end| n.ends_with(end)));
        told.take(8).find_map(|name| Self::of_head(&files.head(name, 64 * 1024))).or_else(|| {
            let first = files.names().next().filter(|_| !files.is_folder())?;
            Self::of_head(&files.head(first, 64 * 1024))
        })
    }

    fn of_head(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let head = String::from_utf8_lossy(head);
        let start = head.trim_start();
        let has = |word: &str| head.contains(word);
        if start.starts_with("#FORMAT=WebAnno TSV") {
            return Some(Self::WebAnno);
        }
        if head.lines().any(|line| line.starts_with("#begin document")) {
            return Some(Self::Conll);
        }
        if head.lines().any(|line| line.starts_with("# global.Entity") || line.starts_with("# newdoc")) {
            return Some(Self::CorefUd);
        }
        if start.starts_with('<') {
            return match () {
                () if has("<graphml") => Some(Self::GraphMl),
                () if has("<Document") || has("<token ") => Some(Self::Ecb),
                () => None,
            };
        }
        if start.starts_with(['{', '[']) {
            return Self::of_json(&head);
        }
        let columns = head.lines().next().unwrap_or_default();
        (columns.contains('\t') && columns.contains("doc")).then_some(Self::Tsv)
    }

    fn of_json(head: &str) -> Option<Self> {
        let has = |word: &str| head.contains(word);
        // Only what the first line says tells the kinds of JSON lines apart.
        let line = head.trim_start().lines().next().unwrap_or_default();
        let said = |word: &str| line.contains(word);
        Some(match () {
            () if has("\"%FEATURE_STRUCTURES\"") || has("\"%TYPES\"") || has("\"%SOFA") => Self::Cas,
            () if has("anno.jsonld") || has("\"TextPositionSelector\"") => Self::WebAnnotation,
            () if has("\"clustId\"") || (has("\"tokens\"") && has("\"mentions\"") && has("\"mode\"")) => Self::Corefi,
            // The mentions come after all the tokens.
            () if has("\"tokens\"") && has("\"document\"") && has("\"i\":") => Self::Corefi,
            () if has("\"annotations\"") && has("\"data\"") => Self::LabelStudio,
            // A long annotation comes before the text; and the short form of tasks.
            () if has("\"from_name\"") && has("\"to_name\"") => Self::LabelStudio,
            () if has("\"annotation_id\"") && has("\"lead_time\"") => Self::LabelStudio,
            () if said("\"doc\"") || said("\"mentions\"") => Self::Jsonl,
            () if said("\"label\": [") || said("\"label\":[") || said("\"labels\"") || said("\"start_offset\"") => {
                Self::Doccano
            }
            () if said("\"spans\"") || said("\"tokens\"") => Self::Prodigy,
            () if said("\"entities\"") || said("\"label\"") => Self::Doccano,
            () => return None,
        })
    }

    /// Reads files of this format to their end. What is wrong in one is a fault of the telling.
    ///
    /// # Errors
    /// [`ReadError`] when a file cannot be read at all, or it was cancelled.
    pub fn read(self, files: &Files, work: &Work) -> Result<Telling, ReadError> {
        work.start(files.bytes());
        let mut telling = Telling::default();
        let read = match self {
            Self::Brat => brat::read,
            Self::Conll => conll::read,
            Self::CorefUd => corefud::read,
            Self::Ecb => ecb::read,
            Self::Jsonl => jsonl::read,
            Self::Doccano => doccano::read,
            Self::Prodigy => prodigy::read,
            Self::LabelStudio => label_studio::read,
            Self::Corefi => corefi::read,
            Self::WebAnno => webanno::read,
            Self::Cas => cas::read,
            Self::WebAnnotation => web_annotation::read,
            Self::Csv => table::read_csv,
            Self::Tsv => table::read_tsv,
            Self::GraphMl => graphml::read,
        };
        read(files, &mut telling, work)?;
        // A parser may have taken a cancelled read for a fault.
        work.check()?;
        Ok(telling)
    }

    /// Writes a project. What the format cannot hold is told in the report.
    ///
    /// # Errors
    /// [`WriteError`]; what was written until then is of no use.
    pub fn write(self, source: &Source<'_>, sink: &mut dyn Sink, work: &Work) -> Result<Report, WriteError> {
        let bytes = source.project.documents().map(|d| u64::from(d.bytes)).sum();
        work.start(bytes);
        let mut report = Report::default();
        let write = match self {
            Self::Brat => brat::write,
            Self::Conll => conll::write,
            Self::CorefUd => corefud::write,
            Self::Ecb => ecb::write,
            Self::Jsonl => jsonl::write,
            Self::Doccano => doccano::write,
            Self::Prodigy => prodigy::write,
            Self::LabelStudio => label_studio::write,
            Self::Corefi => corefi::write,
            Self::WebAnno => webanno::write,
            Self::Cas => cas::write,
            Self::WebAnnotation => web_annotation::write,
            Self::Csv => table::write_csv,
            Self::Tsv => table::write_tsv,
            Self::GraphMl => graphml::write,
        };
        write(source, sink, &mut report, work)?;
        Ok(report)
    }
}
