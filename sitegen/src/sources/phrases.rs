//! `phrases.toml`: sentences as people type them, and the needs that they tell of. The file may be absent.

use std::fs;
use std::path::Path;

use super::files;
use super::structures::Ids;
use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostics, Located, Location};

/// Sentences that tell of the same needs.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The needs, the best first; none for what asks for something else.
    pub needs: Ids,
    /// The sentences; `None` when the key is absent.
    pub sentences: Option<Vec<Located<String>>>,
    /// Where the entry begins.
    pub at: Location,
}

/// Reads the file.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Vec<Spoken> {
    let name = "phrases.toml";
    if fs::symlink_metadata(root.join(name)).is_err() {
        return Vec::new();
    }
    let Some(file) = files::read(root, name, d) else { return Vec::new() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else { return Vec::new() };
    let spoken = root.tables("phrases", d).into_iter().map(|table| entry(table, d)).collect();
    root.finish(d);
    spoken
}

fn entry(mut table: Table<'_>, d: &mut Diagnostics) -> Spoken {
    for key in ["besoins", "dites"] {
        if !table.has(key) {
            d.push(toml_reader::missing(table.at(), key));
        }
    }
    let needs = table.strings("besoins", d);
    let sentences = table.strings("dites", d);
    let at = table.at().clone();
    table.finish(d);
    Spoken { needs, sentences, at }
}
