//! The folder that a site is written into, and the list of what was written.
//!
//! What the site before has already, byte for byte, is not written again: making five thousand files and folders takes
//! longer than everything else together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::memory::{Key, Memory};
use crate::index::hash;
use crate::kept::State;

/// A folder being filled. Paths are relative to it, with `/` between folders.
#[derive(Debug)]
pub(super) struct Output {
    root: PathBuf,
    previous: Option<Previous>,
    memory: Option<Memory>,
    files: BTreeMap<String, usize>,
}

/// The site before.
#[derive(Clone, Debug)]
pub(super) struct Previous {
    /// Its folder.
    pub(super) root: PathBuf,
    /// Its files, relative to it.
    pub(super) files: BTreeSet<String>,
}

/// A file of the site, as the manifest and the loader name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Relative to the site.
    pub(super) path: String,
    /// In bytes.
    pub(super) size: usize,
}

impl Output {
    /// Begins in an empty folder, made if need be.
    pub(super) fn create(root: &Path) -> Result<Self, PublishError> {
        fs::create_dir_all(root).map_err(PublishError::io("création de", root))?;
        let mut entries = fs::read_dir(root).map_err(PublishError::io("lecture de", root))?;
        if entries.next().is_some() {
            return Err(PublishError::NotEmpty(root.to_owned()));
        }
        Ok(Self { root: root.to_owned(), previous: None, memory: None, files: BTreeMap::new() })
    }

    /// Leaves out what the site before has already.
    pub(super) fn after(self, previous: Option<Previous>) -> Self {
        Self { previous, ..self }
    }

    /// Keeps what pages are made from, for the next time.
    pub(super) fn remembering(&mut self, memory: Memory) {
        self.memory = Some(memory);
    }

    /// What pages were made from.
    pub(super) fn into_memory(self) -> Option<Memory> {
        self.memory
    }

    /// The key of a page made from these parts; `None` when nothing is kept.
    pub(super) fn key(&self, parts: &[&[u8]]) -> Option<Key> {
        Some(self.memory.as_ref()?.key(parts))
    }

    /// The state of a page that the site before has, made from the same.
    pub(super) fn as_left(&self, path: &str, key: &str) -> Option<State> {
        let previous = self.previous.as_ref().filter(|it| it.files.contains(path))?;
        self.memory.as_ref()?.as_left(path, key, &previous.root)
    }

    /// Keeps what a page was made from, with its state when it stays as it is.
    pub(super) fn keep(&self, path: &str, key: Key, state: Option<State>) {
        if let Some(memory) = &self.memory {
            memory.keep(path.to_owned(), key, state);
        }
    }

    /// Writes a file; a path is written once.
    pub(super) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<Written, PublishError> {
        if self.files.contains_key(path) {
            return Err(PublishError::Twice(path.to_owned()));
        }
        self.put(path, bytes)?;
        self.files.insert(path.to_owned(), bytes.len());
        Ok(Written { path: path.to_owned(), size: bytes.len() })
    }

    /// Writes a file that is noted later (see [`Self::note`]), so that several threads may write.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        if self.is_there(path, bytes) {
            return Ok(());
        }
        let target = self.root.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(PublishError::io("création de", parent))?;
        }
        fs::write(&target, bytes).map_err(PublishError::io("écriture de", &target))
    }

    /// Notes a file that was [put](Self::put).
    pub(super) fn note(&mut self, path: String, size: usize) -> Result<(), PublishError> {
        match self.files.insert(path.clone(), size) {
            None => Ok(()),
            Some(_) => Err(PublishError::Twice(path)),
        }
    }

    /// Whether the site before has the file as it is.
    fn is_there(&self, path: &str, bytes: &[u8]) -> bool {
        let Some(previous) = self.previous.as_ref().filter(|it| it.files.contains(path)) else {
            return false;
        };
        let file = previous.root.join(path);
        fs::metadata(&file).is_ok_and(|it| it.len() == bytes.len() as u64)
            && fs::read(&file).is_ok_and(|it| it == bytes)
    }

    /// Writes `folder/name-<hash>.extension`: its address changes with its content, so that it can be cached
    /// for ever.
    pub(super) fn write_hashed(
        &mut self,
        folder: &str,
        name: &str,
        extension: &str,
        bytes: &[u8],
    ) -> Result<Written, PublishError> {
        self.write(&format!("{folder}/{name}-{}.{extension}", hash(bytes)), bytes)
    }

    /// Takes over what the site before has at a path whose name tells what it was made from; whether it has it.
    pub(super) fn take_over(&mut self, path: &str) -> Result<bool, PublishError> {
        let Some(previous) = self.previous.as_ref().filter(|it| it.files.contains(path)) else {
            return Ok(false);
        };
        let Ok(about) = fs::metadata(previous.root.join(path)) else { return Ok(false) };
        self.note(path.to_owned(), usize::try_from(about.len()).unwrap_or(usize::MAX))?;
        Ok(true)
    }

    /// What the site before has at a path.
    pub(super) fn before(&self, path: &str) -> Option<Vec<u8>> {
        let previous = self.previous.as_ref().filter(|it| it.files.contains(path))?;
        fs::read(previous.root.join(path)).ok()
    }

    /// Where a file that was written stands: in the folder, or in the site before, when that has it already.
    pub(super) fn place_of(&self, path: &str) -> PathBuf {
        let written = self.root.join(path);
        match &self.previous {
            Some(previous) if !written.exists() => previous.root.join(path),
            _ => written,
        }
    }

    /// What was written: path to size, in the order of paths.
    pub(super) fn files(&self) -> &BTreeMap<String, usize> {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::Output;
    use crate::publish::error::PublishError;

    #[test]
    fn a_path_is_written_once_and_only_an_empty_folder_is_filled() {
        let dir = tempfile::tempdir().unwrap();
        let mut output = Output::create(dir.path()).unwrap();
        output.write("a/b.txt", b"1").unwrap();
        assert!(matches!(output.write("a/b.txt", b"2"), Err(PublishError::Twice(path)) if path == "a/b.txt"));
        assert!(matches!(Output::create(dir.path()), Err(PublishError::NotEmpty(_))));
    }
}
