//! `redirections.toml`: addresses that the site, or the one before it, no longer has.

use std::path::Path;

use super::{files, toml_reader};
use crate::diagnostics::{Diagnostics, Located};

/// Its name.
pub const FILE: &str = "redirections.toml";

/// An address that leads to another, as written.
#[derive(Clone, Debug)]
pub struct RedirectDraft {
    /// `de`: from the root of the site, `/ancienne/page/`.
    pub from: Located<String>,
    /// `vers`: from the root of the site, or elsewhere on the web.
    pub to: Located<String>,
}

/// Reads the file; without it there are none.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Vec<RedirectDraft> {
    if !files::exists(root, FILE) {
        return Vec::new();
    }
    let Some(file) = files::read(root, FILE, d) else { return Vec::new() };
    let Some(mut table) = toml_reader::parse(&file, 0..file.text().len(), d) else { return Vec::new() };
    let mut redirects = Vec::new();
    for mut entry in table.tables("redirections", d) {
        let (from, to) = (entry.required("de", d), entry.required("vers", d));
        entry.finish(d);
        redirects.extend(from.zip(to).map(|(from, to)| RedirectDraft { from, to }));
    }
    table.finish(d);
    redirects
}
