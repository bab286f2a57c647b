//! `sigles.toml`: what acronyms stand for, said once for all texts. The file may be absent.

use std::path::Path;

use super::{files, toml_reader};
use crate::diagnostics::{Diagnostics, Located};

/// Its name.
const FILE: &str = "sigles.toml";

/// An acronym, as written.
#[derive(Clone, Debug)]
pub struct AcronymDraft {
    /// `sigle`: `VAE`.
    pub short: Located<String>,
    /// `sens`: `validation des acquis de l’expérience`.
    pub long: Located<String>,
}

/// Reads the file; without it there are none.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Vec<AcronymDraft> {
    if !files::exists(root, FILE) {
        return Vec::new();
    }
    let Some(file) = files::read(root, FILE, d) else { return Vec::new() };
    let Some(mut table) = toml_reader::parse(&file, 0..file.text().len(), d) else { return Vec::new() };
    let mut acronyms = Vec::new();
    for mut entry in table.tables("sigles", d) {
        let (short, long) = (entry.required("sigle", d), entry.required("sens", d));
        entry.finish(d);
        acronyms.extend(short.zip(long).map(|(short, long)| AcronymDraft { short, long }));
    }
    table.finish(d);
    acronyms
}
