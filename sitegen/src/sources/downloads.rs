//! `fichiers/`: what can be downloaded with a resource or a training.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::files;
use super::structures::Text;
use super::toml_reader::Table;
use super::words::{Access, keyword};
use crate::diagnostics::{Diagnostics, Located};
use crate::markdown::link::{self, Link};
use crate::markdown::outline::outline;

/// Their folder.
pub const FILES: &str = "fichiers";

/// Something to download, as written.
#[derive(Clone, Debug)]
pub struct FileDraft {
    /// `fichier`: its name in `fichiers/`.
    pub name: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `accessible`.
    pub access: Option<Access>,
    /// What is in it; `None` when it is not there or is a link.
    pub bytes: Option<Arc<[u8]>>,
}

/// What texts link to or show in the folder, by name; nothing for a file that is not there.
pub type LinkedFiles = BTreeMap<String, Option<Arc<[u8]>>>;

/// Reads the files that a text links to or shows.
pub(super) fn linked(root: &Path, text: &str, found: &mut LinkedFiles) {
    let outline = outline(text);
    for (written, _) in outline.links.into_iter().chain(outline.images) {
        if let Ok(Link::Download(name)) = link::read(&written) {
            found.entry(name).or_insert_with_key(|name| files::read_bytes(root, FILES, name));
        }
    }
}

/// Takes `[[fichiers]]` out of a table, with what is in each.
pub(super) fn read_all(root: &Path, table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<FileDraft> {
    let mut files = Vec::new();
    for mut entry in table.tables("fichiers", d) {
        files.extend(read_file(root, &mut entry, d));
        entry.finish(d);
    }
    files
}

fn read_file(root: &Path, entry: &mut Table<'_>, d: &mut Diagnostics) -> Option<FileDraft> {
    let name = entry.required("fichier", d);
    let title = entry.required("titre", d);
    let access = entry.required("accessible", d).and_then(|word| keyword(&word, "accessible", d));
    let name = name?;
    Some(FileDraft { bytes: files::read_bytes(root, FILES, &name.value), name, title, access })
}
