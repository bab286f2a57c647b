//! What the pages of the site before were made from, so that a page that would be made from the same is not made again.
//!
//! A page is a template and values: the key of a page is a digest of its values, of what all pages share, and of the very
//! program. It counts only while the file is as we left it, by its size and time. The file stands beside the index, which
//! is generated and not published; without it, everything is made anew.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

use crate::kept::{State, program};

/// Its name in the folder of what is kept.
pub(super) const FILE: &str = "pages";

/// First line of the file: how it is written.
const FORMAT: &str = "azimut pages 1";

/// What a page is made from, in 16 hexadecimal digits.
pub(super) type Key = String;

/// A page, as it was left.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Left {
    key: Key,
    state: State,
}

/// The pages of the site before, and those of this one.
#[derive(Debug)]
pub(super) struct Memory {
    /// What all pages are made from.
    seed: Sha256,
    before: HashMap<String, Left>,
    now: Mutex<Vec<(String, Key, Option<State>)>>,
}

impl Memory {
    /// What is known of the site in `out`; `shared` is what all its pages are made from.
    pub(super) fn read(file: &Path, out: &Path, shared: &[&str]) -> Self {
        let mut seed = Sha256::new();
        let program = program();
        for text in program.iter().map(String::as_str).chain(shared.iter().copied()) {
            seed.update((text.len() as u64).to_le_bytes());
            seed.update(text);
        }
        // A program that cannot tell which one it is knows nothing of what it did before.
        let before = program.and_then(|_| parse(&fs::read_to_string(file).ok()?, out)).unwrap_or_default();
        Self { seed, before, now: Mutex::default() }
    }

    /// The key of a page made from these parts.
    pub(super) fn key(&self, parts: &[&[u8]]) -> Key {
        let mut digest = self.seed.clone();
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        digest.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The state of a page of the site before, in the folder `out`, when it was made from the same and is as it was left.
    pub(super) fn as_left(&self, path: &str, key: &str, out: &Path) -> Option<State> {
        let left = self.before.get(path).filter(|it| it.key == key)?;
        State::of(&out.join(path)).filter(|state| *state == left.state)
    }

    /// Keeps what a page was made from, with the state in which it stays when it is not made anew.
    pub(super) fn keep(&self, path: String, key: Key, state: Option<State>) {
        // Whoever panicked while keeping has left a whole list.
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((path, key, state));
    }

    /// Writes what is known now of the pages in `out`, once they are there.
    pub(super) fn write(self, file: &Path, out: &Path) -> io::Result<()> {
        let mut pages = self.now.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        pages.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut text = format!("{FORMAT}\n{}\n", place(out).display());
        for (path, key, state) in pages {
            if let Some(State { size, changed }) = state.or_else(|| State::of(&out.join(&path))) {
                text.push_str(&format!("{key} {size} {changed} {path}\n"));
            }
        }
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        let aside = file.with_extension("tmp");
        fs::write(&aside, text)?;
        fs::rename(aside, file)
    }
}

fn place(out: &Path) -> PathBuf {
    out.canonicalize().unwrap_or_else(|_| out.to_owned())
}

/// Pages by path, when the file is one of ours and about this folder.
fn parse(text: &str, out: &Path) -> Option<HashMap<String, Left>> {
    let mut lines = text.lines();
    (lines.next()? == FORMAT && lines.next()? == place(out).display().to_string()).then_some(())?;
    let left = |line: &str| {
        let mut words = line.splitn(4, ' ');
        let key = words.next()?.to_owned();
        let state = State { size: words.next()?.parse().ok()?, changed: words.next()?.parse().ok()? };
        Some((words.next()?.to_owned(), Left { key, state }))
    };
    lines.map(left).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Memory;

    #[test]
    fn a_page_is_known_while_it_is_made_from_the_same_and_nobody_changed_it() {
        let dir = tempfile::tempdir().unwrap();
        let (file, out) = (dir.path().join("pages"), dir.path().join("dist"));
        fs::create_dir(&out).unwrap();
        fs::write(out.join("index.html"), "<p>").unwrap();
        let first = Memory::read(&file, &out, &["shared"]);
        let key = first.key(&[b"page.html", b"1"]);
        assert_eq!(first.as_left("index.html", &key, &out), None, "nothing is known yet");
        first.keep("index.html".to_owned(), key.clone(), None);
        first.write(&file, &out).unwrap();

        let second = Memory::read(&file, &out, &["shared"]);
        assert_eq!(second.key(&[b"page.html", b"1"]), key);
        assert_eq!(second.as_left("index.html", &key, &out).map(|it| it.size), Some(3));
        for other in [
            second.key(&[b"page.html", b"2"]),
            second.key(&[b"page.html1", b""]),
            second.key(&[b"other.html", b"1"]),
            Memory::read(&file, &out, &["share", "d"]).key(&[b"page.html", b"1"]),
        ] {
            assert_ne!(other, key);
        }
        // The same folder elsewhere, a file that was changed, one that is gone.
        let elsewhere = Memory::read(&file, dir.path(), &["shared"]);
        assert_eq!(elsewhere.as_left("index.html", &key, &out), None);
        fs::write(out.join("index.html"), "<b>").unwrap();
        let touched = fs::File::options().write(true).open(out.join("index.html")).unwrap();
        touched.set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(second.as_left("index.html", &key, &out), None);
        fs::remove_file(out.join("index.html")).unwrap();
        assert_eq!(second.as_left("index.html", &key, &out), None);
        // What is no file of ours says nothing.
        for text in ["", "azimut pages 1\n", "azimut pages 1\n/\nx\n", "\u{0}"] {
            fs::write(&file, text).unwrap();
            assert_eq!(Memory::read(&file, &out, &["shared"]).as_left("index.html", &key, &out), None);
        }
    }
}
