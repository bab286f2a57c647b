//! Whether something made earlier is still what would be made now.
//!
//! Trunk takes seconds even with nothing to do. A stamp holds one hash of all inputs and one of the outputs;
//! the outputs count too, so that a file changed by hand is made again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A stamp file and what it vouches for.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// `words` are inputs that are not files, such as versions. Folders count with all that is in them.
    pub(crate) fn new(file: PathBuf, words: &str, root: &Path, inputs: &[&str]) -> Result<Self> {
        let mut hash = Sha256::new();
        hash.update(words);
        for input in inputs {
            add(&mut hash, root, &root.join(input))?;
        }
        Ok(Self { file, inputs: hex(hash) })
    }

    /// Whether the outputs were made from the same inputs and not touched since.
    pub(crate) fn is_fresh(&self, outputs: &Path) -> Result<bool> {
        let Ok(written) = fs::read_to_string(&self.file) else { return Ok(false) };
        Ok(outputs.is_dir() && written == self.text(outputs)?)
    }

    /// Remembers what was just made.
    pub(crate) fn write(&self, outputs: &Path) -> Result<()> {
        fs::write(&self.file, self.text(outputs)?)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    fn text(&self, outputs: &Path) -> Result<String> {
        let mut hash = Sha256::new();
        add(&mut hash, outputs, outputs)?;
        Ok(format!("inputs {}\noutputs {}\n", self.inputs, hex(hash)))
    }
}

/// Adds a file, or a folder in the order of its names. What a tool made inside (`dist`) is not an input.
fn add(hash: &mut Sha256, root: &Path, path: &Path) -> Result<()> {
    if path.is_dir() {
        for entry in sorted_entries(path)? {
            if entry.file_name().is_none_or(|name| name != "dist") {
                add(hash, root, &entry)?;
            }
        }
        return Ok(());
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    for part in [name.as_bytes(), &bytes] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    Ok(())
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    };
    let mut entries = read().with_context(|| format!("cannot list {}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with one source file and one output.
    fn scene() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/dist")).unwrap();
        fs::create_dir_all(folder.path().join("out")).unwrap();
        fs::write(folder.path().join("src/a.rs"), "fn main() {}").unwrap();
        fs::write(folder.path().join("out/a.wasm"), "made").unwrap();
        let out = folder.path().join("out");
        (folder, out)
    }

    fn stamp(folder: &tempfile::TempDir, words: &str) -> Stamp {
        Stamp::new(folder.path().join("stamp"), words, folder.path(), &["src"]).unwrap()
    }

    #[test]
    fn fresh_until_something_changes() {
        let (folder, out) = scene();
        assert!(!stamp(&folder, "v1").is_fresh(&out).unwrap(), "nothing was made yet");
        stamp(&folder, "v1").write(&out).unwrap();
        assert!(stamp(&folder, "v1").is_fresh(&out).unwrap());
        assert!(!stamp(&folder, "v2").is_fresh(&out).unwrap(), "another tool");
        fs::write(folder.path().join("src/dist/b.js"), "made by a tool").unwrap();
        assert!(stamp(&folder, "v1").is_fresh(&out).unwrap(), "what a tool made is not a source");
        fs::write(folder.path().join("src/a.rs"), "fn main() { }").unwrap();
        assert!(!stamp(&folder, "v1").is_fresh(&out).unwrap(), "another source");
    }

    #[test]
    fn a_touched_or_missing_output_is_made_again() {
        let (folder, out) = scene();
        stamp(&folder, "v1").write(&out).unwrap();
        fs::write(out.join("a.wasm"), "altered").unwrap();
        assert!(!stamp(&folder, "v1").is_fresh(&out).unwrap());
        fs::remove_dir_all(&out).unwrap();
        assert!(!stamp(&folder, "v1").is_fresh(&out).unwrap());
    }

    #[test]
    fn a_renamed_source_counts() {
        let (folder, out) = scene();
        stamp(&folder, "v1").write(&out).unwrap();
        fs::rename(folder.path().join("src/a.rs"), folder.path().join("src/b.rs")).unwrap();
        assert!(!stamp(&folder, "v1").is_fresh(&out).unwrap());
    }

    #[test]
    fn a_missing_input_is_an_error_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let error = Stamp::new(folder.path().join("stamp"), "", folder.path(), &["gone"]).err().unwrap();
        assert!(error.to_string().contains("gone"), "{error}");
    }
}
