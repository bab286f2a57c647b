//! `synonymes.toml`: words that find each other. The file may be absent.

use std::fs;
use std::path::Path;

use super::files;
use super::model::{Redirect, Synonyms};
use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostics, Located};
use crate::rules::synonymes as rules;

/// Reads and checks the file.
pub(super) fn load(root: &Path, d: &mut Diagnostics) -> Synonyms {
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
        rules::check_count(&terms, table.at(), d);
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
    rules::check(&synonyms, d);
    synonyms
}

fn terms(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<Located<String>> {
    if !table.has(key) {
        d.push(toml_reader::missing(table.at(), key));
    }
    table.strings(key, d).unwrap_or_default()
}
