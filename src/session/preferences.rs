//! What people have chosen to keep between projects. A small RON file in the user's configuration folder.

use super::{ExtractorChoice, Session};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many recent projects and folders are kept.
const MAX_RECENT: usize = 12;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What people have chosen to keep between projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Projects and folders, last used first.
    pub recent: Vec<PathBuf>,
    /// Light or dark.
    pub scheme: Scheme,
    /// Who annotates: written to what a person decides.
    pub annotator: Arc<str>,
    /// What finds the mentions.
    pub extractor: ExtractorChoice,
}

impl Default for Preferences {
    fn default() -> Self {
        let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
        let annotator = if user.is_empty() { "me".into() } else { user.into() };
        Self { recent: Vec::new(), scheme: Scheme::System, annotator, extractor: ExtractorChoice::default() }
    }
}

impl Preferences {
    /// Reads preferences. Missing or broken ones are as on the first day: they are a comfort, not work.
    pub fn load(path: &Path) -> Self {
        match std::fs::read_to_string(path) {
            Ok(text) => ron::from_str(&text).unwrap_or_else(|error| {
                log::warn!("preferences in {} are unreadable and were reset: {error}", path.display());
                Self::default()
            }),
            Err(_) => Self::default(),
        }
    }

    fn save(&self, path: &Path) -> std::io::Result<()> {
        let text =
            ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).map_err(std::io::Error::other)?;
        write_whole(path, &text)
    }

    pub(super) fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|r| *r != path);
        self.recent.insert(0, path);
        self.recent.truncate(MAX_RECENT);
    }
}

/// Writes a small file of the configuration folder: the whole of it, or nothing.
pub(super) fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

impl Session {
    pub(super) fn set_preference(&mut self, change: impl FnOnce(&mut Preferences)) {
        change(&mut self.preferences);
        if let Some(path) = self.preferences_path()
            && let Err(error) = self.preferences.save(&path)
        {
            log::warn!("preferences could not be kept in {}: {error}", path.display());
        }
    }

    pub(super) fn switch_scheme(&mut self) {
        self.set_preference(|p| {
            p.scheme = match p.scheme {
                Scheme::Dark => Scheme::Light,
                Scheme::Light | Scheme::System => Scheme::Dark,
            };
        });
    }

    pub(super) fn preferences_path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|f| f.join("preferences.ron"))
    }
}
