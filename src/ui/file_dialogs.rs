//! The system's file dialogs.

use crate::session::{DialogAnswer, DialogRequest, FileDialogs};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A dialog that "closes" sooner than this was never shown: no person is that quick.
const TOO_QUICK: Duration = Duration::from_millis(250);

/// Dialogs through the desktop portal, with zenity behind it.
#[derive(Debug, Default)]
pub struct SystemDialogs;

impl FileDialogs for SystemDialogs {
    fn show(&mut self, request: &DialogRequest, answer: Box<dyn FnOnce(DialogAnswer) + Send>) {
        let dialog = rfd::AsyncFileDialog::new();
        let projects = ("Redstring project", &["ron"]);
        // Made here, on the UI thread, as macOS demands; waited for on a thread of its own.
        let chosen: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match request {
            DialogRequest::OpenFolder => Box::pin(dialog.set_title("Open folder").pick_folder()),
            DialogRequest::LocateFolder => Box::pin(dialog.set_title("Locate the documents").pick_folder()),
            DialogRequest::OpenProject => {
                Box::pin(dialog.set_title("Open project").add_filter(projects.0, projects.1).pick_file())
            }
            DialogRequest::ImportNames => {
                let lists = ["csv", "tsv", "txt", "list", "tab"];
                let dialog = dialog.set_title("Import list of names").add_filter("Lists of names", &lists);
                Box::pin(dialog.add_filter("All files", &["*"]).pick_file())
            }
            DialogRequest::ImportFile => Box::pin(dialog.set_title("Import").pick_file()),
            DialogRequest::AddReader => {
                Box::pin(dialog.set_title("Add an annotator's project").add_filter(projects.0, projects.1).pick_file())
            }
            DialogRequest::Adjudicate(path) => {
                let dialog = dialog.set_title("Save the project to decide in").add_filter(projects.0, projects.1);
                Box::pin(beside(dialog, path).save_file())
            }
            DialogRequest::CompareFile => Box::pin(dialog.set_title("Compare with").pick_file()),
            DialogRequest::CompareFolder => Box::pin(dialog.set_title("Compare with a folder").pick_folder()),
            DialogRequest::ImportFolder => Box::pin(dialog.set_title("Import a folder").pick_folder()),
            DialogRequest::ImportTo(path) => {
                let dialog = dialog.set_title("Save the new project").add_filter(projects.0, projects.1);
                Box::pin(beside(dialog, path).save_file())
            }
            DialogRequest::Export(path) => Box::pin(beside(dialog.set_title("Export"), path).save_file()),
            DialogRequest::ExportNames(path) => {
                let dialog = dialog.set_title("Save gazetteer").add_filter("Table", &["csv"]);
                Box::pin(beside(dialog, path).save_file())
            }
            DialogRequest::SaveAs(path) => {
                let dialog = dialog.set_title("Save project").add_filter(projects.0, projects.1);
                Box::pin(beside(dialog, path).save_file())
            }
        };
        let waiting = std::thread::Builder::new().name("file dialog".to_owned());
        let began = Instant::now();
        let spawned = waiting.spawn(move || {
            let path: Option<PathBuf> = pollster::block_on(chosen).map(|handle| handle.path().to_owned());
            // `None` says both "cancelled" and "there is no dialog on this machine".
            answer(match path {
                Some(path) => DialogAnswer::Picked(path),
                None if began.elapsed() < TOO_QUICK => DialogAnswer::NoDialog,
                None => DialogAnswer::Cancelled,
            });
        });
        if let Err(error) = spawned {
            log::error!("no thread for the file dialog: {error}");
        }
    }
}

/// The dialog, starting in the folder of a path with its name.
fn beside(dialog: rfd::AsyncFileDialog, path: &Path) -> rfd::AsyncFileDialog {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    dialog.set_directory(path.parent().unwrap_or(path)).set_file_name(name)
}
