//! The sample extractor of `examples` as a program to run, and whether it still does.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use tempfile::TempDir;

/// The command line that runs it.
pub fn command(switches: &str) -> String {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(program);
    format!("'{}' {switches}", PROGRAM.display())
}

/// `cargo test` builds it beside the tests; `cargo test NAME` does not, so then it is built here.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(Path::parent).unwrap();
    let program = profile.join("examples").join(format!("sample_extractor{}", std::env::consts::EXE_SUFFIX));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample_extractor.rs");
    let written = |path: &Path| path.metadata().and_then(|m| m.modified()).ok();
    if written(&program).is_none_or(|built| written(&source).is_some_and(|source| source > built)) {
        let name = profile.file_name().and_then(|name| name.to_str()).unwrap();
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--offline", "--example", "sample_extractor", "--target-dir"])
            .arg(profile.parent().unwrap())
            .args(["--profile", if name == "debug" { "dev" } else { name }])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built.success(), "the sample extractor does not build");
    }
    program
}

/// Whether something comes to be so, before anybody would call it hanging.
fn soon(so: impl Fn() -> bool) -> bool {
    (0..60_000).any(|_| {
        so() || {
            std::thread::sleep(Duration::from_millis(1));
            false
        }
    })
}

/// A file that the sample keeps locked while it lives.
pub struct Held {
    folder: TempDir,
}

impl Default for Held {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
}

impl Held {
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("held")
    }

    /// What makes the sample hold it.
    pub fn switch(&self) -> String {
        format!("--hold '{}'", self.path().display())
    }

    fn is_held(&self) -> bool {
        let Ok(file) = File::open(self.path()) else { return false };
        matches!(file.try_lock(), Err(TryLockError::WouldBlock))
    }

    pub fn wait_until_held(&self) {
        assert!(soon(|| self.is_held()), "it never ran");
    }

    /// For what ends by itself now: the test ends when it does.
    pub fn wait_until_free(&self) {
        assert!(soon(|| !self.is_held()), "it still runs");
    }

    /// It ran, and has ended.
    pub fn assert_free(&self) {
        assert!(self.path().exists(), "it never ran");
        assert!(!self.is_held(), "it still runs");
    }
}
