//! Folders, relative to each other.

use std::path::{Component, Path, PathBuf};

/// The folder that a file is in.
pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path as the system knows it, without links, or at least absolute and without `.` and `..`.
fn settled(path: &Path) -> PathBuf {
    let settled = path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf());
    tidy(&plain(settled))
}

/// Windows' canonical paths begin with `\\?\`, which few programs and no person like to see.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|p| p.strip_prefix(r"\\?\")) {
        Some(rest) if rest.as_bytes().get(1) == Some(&b':') => PathBuf::from(rest),
        _ => path,
    }
}

/// Resolves `.` and `..` by spelling alone.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) {
                    tidy.pop();
                } else if !tidy.has_root() {
                    tidy.push("..");
                }
            }
            other => tidy.push(other),
        }
    }
    tidy
}

/// How a project file in `folder` names `root`: relative and with `/` when there is a way, else absolute.
/// `None` when the name is not Unicode.
pub(super) fn to_file(root: &Path, folder: &Path) -> Option<String> {
    if root.as_os_str().is_empty() {
        return Some(String::new());
    }
    let (root, folder) = (settled(root), settled(folder));
    let shared = root.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return root.to_str().map(str::to_owned);
    }
    let up = folder.components().skip(shared).map(|_| Some(".."));
    let down = root.components().skip(shared).map(|c| c.as_os_str().to_str());
    let parts: Vec<_> = up.chain(down).collect::<Option<_>>()?;
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// The folder that a project file in `folder` names. Need not be there.
pub(super) fn from_file(name: &str, folder: &Path) -> PathBuf {
    if name.is_empty() { PathBuf::new() } else { tidy(&settled(folder).join(name)) }
}

/// What is wrong with a document's path, if anything: it must stay below the corpus root on every system.
pub(super) fn document_path_problem(path: &str) -> Option<&'static str> {
    let mut bytes = path.bytes();
    let drive = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && (cfg!(windows) || matches!(bytes.next(), Some(b'/' | b'\\')));
    if path.is_empty() {
        Some("is empty")
    } else if path.contains('\0') {
        Some("holds a NUL")
    } else if path.starts_with(['/', '\\']) || drive {
        Some("is absolute; documents are named relative to the corpus")
    } else if path.split(['/', '\\']).any(|part| part == "..") {
        Some("leaves the corpus with ..")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_from_beside_the_file_and_found_again() {
        let folder = Path::new("/nowhere/projects/deep");
        for (root, named) in [
            ("/nowhere/projects/texts", "../texts"),
            ("/nowhere/projects/deep", "."),
            ("/nowhere/projects/deep/a b/c", "a b/c"),
            ("/other", "../../../other"),
        ] {
            assert_eq!(to_file(Path::new(root), folder).as_deref(), Some(named));
            assert_eq!(from_file(named, folder), Path::new(root));
        }
        assert_eq!(from_file("/absolute/x", folder), Path::new("/absolute/x"));
        assert_eq!(from_file("", folder), Path::new(""));
    }

    #[test]
    fn a_document_stays_in_its_corpus() {
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a\\..\\b", "C:/x", "C:\\x", "\\\\server\\x", "a\0b"] {
            assert!(document_path_problem(bad).is_some(), "{bad:?}");
        }
        for good in ["a.txt", "a/b..c/d.txt", "..a", "a:b", "été/名.txt"] {
            assert_eq!(document_path_problem(good), None, "{good:?}");
        }
    }
}
