//! The sample corpora, embedded, so that the one binary has something to show.

use std::io;
use std::path::{Path, PathBuf};

/// A bundled sample.
pub struct Sample {
    /// Its folder's name.
    pub folder: &'static str,
    /// What to call it.
    pub title: &'static str,
    /// What is in it, one sentence.
    pub about: &'static str,
    /// What to open: the folder itself (empty) or a project file beside it.
    pub project: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($($path:literal),+ $(,)?) => { &[$(($path, include_str!(concat!("../../seeds/", $path)))),+] };
}

const FLAGMAN: &[(&str, &str)] = files![
    "the-flagman/01_evening_paper_machine_translated.txt",
    "the-flagman/02_blog_dry_dock_notes.txt",
    "the-flagman/03_agency_valletta.txt",
    "the-flagman/04_case_note_open_waters.txt",
    "the-flagman/05_interview_farrow.txt",
];

/// The same documents, and the project that ties them.
const FLAGMAN_TIED: &[(&str, &str)] = files![
    "the-flagman.ron",
    "the-flagman/01_evening_paper_machine_translated.txt",
    "the-flagman/02_blog_dry_dock_notes.txt",
    "the-flagman/03_agency_valletta.txt",
    "the-flagman/04_case_note_open_waters.txt",
    "the-flagman/05_interview_farrow.txt",
];

const HARBOUR: &[(&str, &str)] = files![
    "harbour-letters/01_letter_father_to_son.txt",
    "harbour-letters/02_diary_of_eleonore_van_ryssel.md",
    "harbour-letters/03_port_register_gravosa.txt",
    "harbour-letters/04_carrick_roads_courier.txt",
    "harbour-letters/05_letter_beyrout_to_hannah_hale.txt",
];

/// The samples of the welcome screen.
pub const SAMPLES: &[Sample] = &[
    Sample {
        folder: "the-flagman",
        title: "The flagman",
        about: "Five reports on one ship agent whose name nobody spells alike",
        project: "",
        files: FLAGMAN,
    },
    Sample {
        folder: "harbour-letters",
        title: "Harbour letters",
        about: "Letters, a diary and a port register: three men of one name, a ship and a city of another",
        project: "",
        files: HARBOUR,
    },
    Sample {
        folder: "the-flagman",
        title: "The flagman, tied",
        about: "The same five reports as a finished project with 41 entities",
        project: "the-flagman.ron",
        files: FLAGMAN_TIED,
    },
];

impl Sample {
    /// Writes the sample below `folder`, files that are there already excepted, and returns what to open.
    ///
    /// # Errors
    /// Those of creating folders and files.
    pub fn unpack(&self, folder: &Path) -> io::Result<PathBuf> {
        for (path, text) in self.files {
            let target = folder.join(path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            if !target.exists() {
                std::fs::write(&target, text)?;
            }
        }
        Ok(folder.join(if self.project.is_empty() { self.folder } else { self.project }))
    }
}
