//! `synonymes.toml`: words that find each other. The file may be absent.

use std::fs;
use std::path::Path;

use super::files;
use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostics, Located, Location};

/// Words that find each other (`synonymes.toml`).
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    /// Terms that stand for each other, an entry each.
    pub equivalents: Vec<Vec<Located<String>>>,
    /// Where each of these entries begins.
    pub entries: Vec<Location>,
    /// Terms that lead to another, but not back.
    pub redirects: Vec<Redirect>,
}

impl Synonyms {
    /// Every term, those that are led to included.
    pub fn terms(&self) -> impl Iterator<Item = &Located<String>> {
        let redirected =
            self.redirects.iter().flat_map(|redirect| redirect.from.iter().chain([&redirect.to]));
        self.equivalents.iter().flatten().chain(redirected)
    }
}

/// Terms that lead to another: who types « ANPE » finds « France Travail ».
#[derive(Clone, Debug)]
pub struct Redirect {
    /// What is typed.
    pub from: Vec<Located<String>>,
    /// What is found.
    pub to: Located<String>,
}

/// Reads the file.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Synonyms {
    let name = "synonymes.toml";
    if fs::symlink_metadata(root.join(name)).is_err() {
        return Synonyms::default();
    }
    let Some(file) = files::read(root, name, d) else { return Synonyms::default() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else {
        return Synonyms::default();
    };
    let mut synonyms = Synonyms::default();
    for mut table in root.tables("equivalents", d) {
        let terms = terms(&mut table, "termes", d);
        synonyms.entries.push(table.at().clone());
        table.finish(d);
        synonyms.equivalents.push(terms);
    }
    for mut table in root.tables("renvois", d) {
        let from = terms(&mut table, "de", d);
        let to = table.required("vers", d);
        table.finish(d);
        synonyms.redirects.extend(to.map(|to| Redirect { from, to }));
    }
    root.finish(d);
    synonyms
}

fn terms(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<Located<String>> {
    if !table.has(key) {
        d.push(toml_reader::missing(table.at(), key));
    }
    table.strings(key, d).unwrap_or_default()
}
