//! Stand-in until the room lands.
#![allow(missing_docs)]
use crate::text::Document;
use crate::work::Work;
use std::path::{Path, PathBuf};
#[derive(Debug, Clone)]
pub struct Reading {
    pub root: PathBuf,
    pub documents: Vec<Document>,
    pub skipped: Vec<Skipped>,
}
#[derive(Debug, Clone)]
pub struct Skipped {
    pub path: String,
    pub reason: SkipReason,
}
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SkipReason {
    #[error("hidden")]
    Hidden,
    #[error("{0}")]
    Unreadable(String),
}
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    #[error("cancelled")]
    Cancelled,
    #[error("{0}")]
    Other(String),
}
pub fn read_folder(root: &Path, _work: &Work) -> Result<Reading, CorpusError> {
    let mut names: Vec<_> = std::fs::read_dir(root)
        .map_err(|e| CorpusError::Other(e.to_string()))?
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n.ends_with(".txt") || n.ends_with(".md"))
        .collect();
    names.sort();
    let documents = names.iter().filter_map(|n| read_document(root, n).ok()).collect();
    Ok(Reading { root: root.into(), documents, skipped: vec![] })
}
pub fn read_paths(paths: &[PathBuf], work: &Work) -> Result<Reading, CorpusError> {
    read_folder(&paths[0], work)
}
pub fn read_document(root: &Path, relative: &str) -> Result<Document, SkipReason> {
    std::fs::read_to_string(root.join(relative))
        .map(|t| Document::new(relative, t))
        .map_err(|e| SkipReason::Unreadable(e.to_string()))
}
