//! The system's file dialogs.

use crate::session::{DialogAnswer, DialogRequest, FileDialogs};
use std::path::PathBuf;
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
            DialogRequest::ExportNames(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let dialog = dialog.set_title("Save gazetteer").add_filter("Table", &["csv"]);
                Box::pin(dialog.set_directory(path.parent().unwrap_or(path)).set_file_name(name).save_file())
            }
            DialogRequest::SaveAs(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let folder = path.parent().unwrap_or(path);
                let dialog = dialog.set_title("Save project").add_filter(projects.0, projects.1);
                Box::pin(dialog.set_directory(folder).set_file_name(name).save_file())
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
