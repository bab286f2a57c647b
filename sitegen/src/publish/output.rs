//! The folder that a site is written into, and the list of what was written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use crate::index::hash;

/// A folder being filled. Paths are relative to it, with `/` between folders.
#[derive(Debug)]
pub(super) struct Output {
    root: PathBuf,
    files: BTreeMap<String, usize>,
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
        Ok(Self { root: root.to_owned(), files: BTreeMap::new() })
    }

    /// Writes a file; a path is written once.
    pub(super) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<Written, PublishError> {
        if self.files.contains_key(path) {
            return Err(PublishError::Twice(path.to_owned()));
        }
        let target = self.root.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(PublishError::io("création de", parent))?;
        }
        fs::write(&target, bytes).map_err(PublishError::io("écriture de", &target))?;
        self.files.insert(path.to_owned(), bytes.len());
        Ok(Written { path: path.to_owned(), size: bytes.len() })
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

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
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
