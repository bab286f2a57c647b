//! Building sites with the command line, and comparing folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::environment;

/// The date of every build in the tests, so that no record goes stale with time.
pub(crate) const DATE: &str = "2026-11-15";

/// Runs `sitegen` and gives what it printed.
pub(crate) fn sitegen<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    let mut command = Command::new(environment::sitegen());
    command.args(arguments).env("NO_COLOR", "1");
    command.output().expect("sitegen starts")
}

/// Runs `sitegen` and expects it to succeed.
pub(crate) fn sitegen_ok<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> String {
    let output = sitegen(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "sitegen failed: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Builds `content` into `folder/index-data` and `folder/dist`.
pub(crate) fn build(content: &Path, folder: &Path) -> Output {
    let arguments = [
        ("--content", content.to_owned()),
        ("--index", folder.join("index-data")),
        ("--out", folder.join("dist")),
        ("--widget", environment::widget()),
        ("--date", PathBuf::from(DATE)),
    ];
    let words = arguments.into_iter().flat_map(|(name, value)| [name.into(), value.into_os_string()]);
    sitegen(std::iter::once("build".into()).chain(words))
}

/// Builds and expects success.
pub(crate) fn build_ok(content: &Path, folder: &Path) {
    let output = build(content, folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// All files below `folder`, by relative path.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        // What is kept for the next build tells times.
        if path.ends_with(".garde") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_owned();
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// The content of the project with the real rows in place of the demonstration directory.
pub(crate) fn content_with_real_rows(rows: &Path, folder: &Path) -> PathBuf {
    let content = folder.join("content");
    let own = environment::root().join("content");
    for (name, bytes) in files(&own) {
        if name.starts_with("annuaire") {
            continue;
        }
        let path = content.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let mapping = own.join("imports/structures-aura.toml");
    let words: [&std::ffi::OsStr; 9] = [
        "import".as_ref(),
        "csv".as_ref(),
        rows.as_ref(),
        "--mapping".as_ref(),
        mapping.as_ref(),
        "--out".as_ref(),
        &content.join("annuaire").into_os_string(),
        "--date".as_ref(),
        DATE.as_ref(),
    ];
    sitegen_ok(words);
    content
}
