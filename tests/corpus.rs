//! Opening folders and files.
#![allow(clippy::unwrap_used, reason = "the helpers of tests, not only the tests, fail by panicking")]

use redstring::corpus::{CorpusError, Reading, SkipReason, read_document, read_folder, read_paths};
use redstring::text::MAX_DOCUMENT_BYTES;
use redstring::work::Work;
use std::fs::{self, File};
use std::path::Path;
use tempfile::TempDir;

/// A folder of files, with their paths and contents.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

fn open(dir: &Path) -> Reading {
    read_folder(dir, &Work::default()).unwrap()
}

fn paths(reading: &Reading) -> Vec<&str> {
    reading.documents.iter().map(|document| &*document.path).collect()
}

fn skipped(reading: &Reading) -> Vec<(&str, String)> {
    reading.skipped.iter().map(|skipped| (&*skipped.path, skipped.reason.to_string())).collect()
}

#[test]
fn texts_of_all_subfolders_come_in_natural_order() {
    let dir = folder(&[
        ("10.txt", b"ten"),
        ("2.TXT", b"two"),
        ("b/deep/er/1.md", b"deep"),
        ("b/10.text", b"b ten"),
        ("b/9.text", b"b nine"),
        ("empty.txt", b""),
    ]);
    let reading = open(dir.path());
    assert_eq!(paths(&reading), ["2.TXT", "10.txt", "b/9.text", "b/10.text", "b/deep/er/1.md", "empty.txt"]);
    assert_eq!(reading.skipped_count(), 0);
    assert_eq!(reading.root, dir.path().canonicalize().unwrap());
}

#[test]
fn line_ends_stay_and_the_mark_goes() {
    let dir = folder(&[("a.txt", b"\xef\xbb\xbfone\r\ntwo\r\n"), ("b.txt", b"\xff\xfeh\0i\0\r\0\n\0")]);
    let texts: Vec<String> = open(dir.path()).documents.iter().map(|document| document.text.to_string()).collect();
    assert_eq!(texts, ["one\r\ntwo\r\n", "hi\r\n"]);
}

#[test]
fn what_is_not_read_is_listed_with_its_reason() {
    let dir = folder(&[
        ("a.txt", b"text"),
        (".git/config", b"one of many"),
        (".git/HEAD", b"one of many"),
        (".hidden.txt", b"text"),
        ("binary.txt", b"\0\x01\x02"),
        ("damaged.txt", "чёрный ящи?".replace('?', "к").as_bytes().split_last().unwrap().1),
        ("photo.jpg", b"pixels"),
    ]);
    File::create(dir.path().join("large.txt")).unwrap().set_len(MAX_DOCUMENT_BYTES + 1).unwrap();
    let reading = open(dir.path());
    assert_eq!(paths(&reading), ["a.txt"]);
    let expected = [
        (".git", "hidden"),
        (".hidden.txt", "hidden"),
        ("binary.txt", "binary, not text"),
        ("damaged.txt", "cannot be decoded: not valid UTF-8 from byte 19 on"),
        ("large.txt", "larger than 64 MB (65 MB)"),
        ("photo.jpg", "not a .txt, .text or .md file"),
    ];
    assert_eq!(skipped(&reading), expected.map(|(path, reason)| (path, reason.to_owned())));
}

#[test]
fn an_empty_folder_is_an_empty_corpus() {
    let dir = folder(&[]);
    let reading = open(dir.path());
    assert!(reading.documents.is_empty() && reading.skipped.is_empty());
}

#[test]
fn a_folder_that_is_none_is_an_error_that_says_what_to_do() {
    let dir = folder(&[("a.txt", b"text")]);
    let error = read_folder(&dir.path().join("gone"), &Work::default()).unwrap_err();
    assert!(matches!(error, CorpusError::NotFound(_)) && error.to_string().contains("check the name"));
    let error = read_folder(&dir.path().join("a.txt"), &Work::default()).unwrap_err();
    assert!(matches!(error, CorpusError::NotAFolder(_)));
    assert!(matches!(read_paths(&[], &Work::default()), Err(CorpusError::NothingNamed)));
}

#[test]
fn ten_thousand_files_are_read_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    for i in 0..10_000 {
        fs::write(dir.path().join(format!("{i}.txt")), format!("Document {i}")).unwrap();
    }
    let work = Work::default();
    let reading = read_folder(dir.path(), &work).unwrap();
    assert_eq!(work.progress(), (10_000, 10_000));
    assert!(reading.documents.iter().enumerate().all(|(i, d)| *d.path == format!("{i}.txt")));
    assert_eq!(reading.documents.len(), 10_000);
}

#[test]
fn a_long_skip_list_is_cut_but_its_count_and_its_rare_entries_stay() {
    let dir = folder(&[("zz.txt", b"\0")]);
    for i in 0..1500 {
        File::create(dir.path().join(format!("{i}.jpg"))).unwrap();
    }
    let reading = open(dir.path());
    assert_eq!((reading.skipped_count(), reading.unlisted), (1501, 500));
    assert_eq!(reading.skipped.last().unwrap().path, "zz.txt");
}

#[test]
fn cancelling_stops() {
    let dir = folder(&[("a.txt", b"text")]);
    let work = Work::default();
    work.cancel();
    assert!(matches!(read_folder(dir.path(), &work), Err(CorpusError::Cancelled)));
    assert!(matches!(read_paths(&[dir.path().join("a.txt")], &work), Err(CorpusError::Cancelled)));
}

#[test]
fn named_files_are_read_whatever_their_extension() {
    let dir = folder(&[
        ("x/report.log", b"named"),
        ("x/.note", b"named and hidden"),
        ("x/a.txt", b"not named"),
        ("y/z/b.txt", b"in a named folder"),
        ("y/z/b.csv", b"not named"),
        ("y/photo", b"\0"),
    ]);
    let named = ["x/report.log", "x/.note", "y/z", "y/photo", "y/z/b.txt"].map(|path| dir.path().join(path));
    let reading = read_paths(&named, &Work::default()).unwrap();
    assert_eq!(reading.root, dir.path().canonicalize().unwrap());
    assert_eq!(paths(&reading), ["x/.note", "x/report.log", "y/z/b.txt"]);
    let skips: Vec<&str> = reading.skipped.iter().map(|skipped| &*skipped.path).collect();
    assert_eq!(skips, ["y/photo", "y/z/b.csv"]);

    let one = read_paths(&named[..1], &Work::default()).unwrap();
    assert_eq!((one.root, paths(&open(&named[2]))), (reading.root.join("x"), vec!["b.txt"]));
}

#[test]
fn a_named_file_is_read_once_though_its_folder_is_named_too() {
    let dir = folder(&[("a.log", b"named"), ("b.txt", b"text"), (".h/c.txt", b"in a named hidden folder")]);
    let named = [dir.path().to_owned(), dir.path().join("a.log"), dir.path().join(".h"), dir.path().join("a.log")];
    let reading = read_paths(&named, &Work::default()).unwrap();
    assert_eq!(paths(&reading), [".h/c.txt", "a.log", "b.txt"]);
    assert_eq!(skipped(&reading), []);
}

#[test]
fn a_document_is_read_again_but_never_from_outside() {
    let dir = folder(&[("root/sub/a.txt", b"inside"), ("secret.txt", b"outside")]);
    let root = dir.path().join("root");
    assert_eq!(&*read_document(&root, "sub/a.txt").unwrap().text, "inside");
    let secret = dir.path().join("secret.txt");
    for path in ["../secret.txt", "sub/../../secret.txt", secret.to_str().unwrap(), "", "/", ".", "..", "sub//a.txt"] {
        assert_eq!(read_document(&root, path).unwrap_err(), SkipReason::OutsideRoot, "{path}");
    }
    assert_eq!(read_document(&root, "gone.txt").unwrap_err(), SkipReason::Missing);
    assert_eq!(read_document(&root, "sub").unwrap_err(), SkipReason::NotAFile);
    assert!(matches!(read_document(&root, "a\0b").unwrap_err(), SkipReason::Unreadable(_)));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn links_stay_inside_and_nothing_is_read_twice() {
        let dir = folder(&[("root/a/b/x.txt", b"x"), ("root/.store/y.txt", b"y"), ("secret/s.txt", b"s")]);
        let root = dir.path().join("root");
        for (target, link) in [
            ("..", "a/b/up"),
            ("../..", "a/out"),
            ("b", "a/again"),
            ("a/b/x.txt", "0.txt"),
            (".store/y.txt", "y.txt"),
            (".store", "zz"),
            ("../secret/s.txt", "secret.txt"),
            ("../secret", "secret"),
            ("gone", "broken.txt"),
            ("itself.txt", "itself.txt"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        let reading = open(&root);
        assert_eq!(paths(&reading), ["a/b/x.txt", "y.txt"]);
        let same = |of: &str| SkipReason::Duplicate { of: of.to_owned() };
        let reasons: Vec<_> = reading.skipped.iter().map(|s| (&*s.path, s.reason.clone())).collect();
        let expected = [
            (".store", SkipReason::Hidden),
            ("0.txt", same("a/b/x.txt")),
            ("a/again", same("a/b")),
            ("a/b/up", SkipReason::SymlinkLoop),
            ("a/out", SkipReason::SymlinkLoop),
            ("broken.txt", SkipReason::BrokenLink),
            ("itself.txt", SkipReason::SymlinkLoop),
            ("secret", SkipReason::OutsideRoot),
            ("secret.txt", SkipReason::OutsideRoot),
            ("zz/y.txt", same("y.txt")),
        ];
        assert_eq!(reasons, expected);
        assert_eq!(&*read_document(&root, "y.txt").unwrap().text, "y");
        assert_eq!(read_document(&root, "secret.txt").unwrap_err(), SkipReason::OutsideRoot);
        assert_eq!(read_document(&root, "secret/s.txt").unwrap_err(), SkipReason::OutsideRoot);
    }

    #[test]
    fn a_maze_of_links_ends() {
        // Followed naively, 2^30 paths.
        let dir = folder(&[("29/end.txt", b"end")]);
        for i in 0..29 {
            let folder = dir.path().join(i.to_string());
            fs::create_dir(&folder).unwrap();
            for name in ["left", "right"] {
                symlink(format!("../{}", i + 1), folder.join(name)).unwrap();
            }
        }
        let reading = open(dir.path());
        assert_eq!((paths(&reading), reading.skipped_count()), (vec!["29/end.txt"], 58));
    }

    #[test]
    fn a_pipe_does_not_hang() {
        let dir = folder(&[("a.txt", b"text")]);
        let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe.txt")).status();
        assert!(made.is_ok_and(|status| status.success()), "needs mkfifo (POSIX)");
        assert_eq!(skipped(&open(dir.path())), [("pipe.txt", "not a regular file".to_owned())]);
        assert_eq!(read_document(dir.path(), "pipe.txt").unwrap_err(), SkipReason::NotAFile);
    }

    #[test]
    fn a_name_that_is_not_unicode_is_listed() {
        let dir = folder(&[("a.txt", b"text")]);
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        // Some file systems refuse such a name.
        if fs::write(dir.path().join(name), "text").is_ok() {
            let reading = open(dir.path());
            assert_eq!(paths(&reading), ["a.txt"]);
            assert_eq!(reading.skipped[0].path, "caf\u{fffd}.txt");
            assert_eq!(reading.skipped[0].reason, SkipReason::NotUnicodePath);
        }
    }

    #[test]
    fn what_may_not_be_read_is_listed() {
        let dir = folder(&[("a.txt", b"text"), ("shut.txt", b"text"), ("closed/b.txt", b"text")]);
        for path in ["shut.txt", "closed"] {
            fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(0o000)).unwrap();
        }
        // Nothing is shut to the superuser.
        if fs::read(dir.path().join("shut.txt")).is_err() {
            let reading = open(dir.path());
            assert_eq!(paths(&reading), ["a.txt"]);
            let reason = "cannot be read: permission denied".to_owned();
            assert_eq!(skipped(&reading), [("closed", reason.clone()), ("shut.txt", reason)]);
            assert!(matches!(
                read_folder(&dir.path().join("closed"), &Work::default()),
                Err(CorpusError::Unreadable { .. })
            ));
        }
        fs::set_permissions(dir.path().join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    }
}
