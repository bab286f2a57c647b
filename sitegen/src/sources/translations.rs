//! `traductions/<langue>.toml`: labels of the taxonomies in another language, as they were written. The folder may
//! be absent, and an entry that a translator has not reached yet is read in French.

use std::path::Path;

use super::toml_reader::Table;
use super::{files, toml_reader};
use crate::diagnostics::{Diagnostics, Located};

const FOLDER: &str = "traductions";

/// Labels by identifier, in the order of the file.
pub type Labels = Vec<(Located<String>, String)>;

/// A file as written.
#[derive(Clone, Debug, Default)]
pub struct TranslationDraft {
    /// BCP 47 tag of the language, the name of the file.
    pub language: String,
    /// `[groupes]`.
    pub groups: Labels,
    /// `[besoins]`.
    pub needs: Labels,
    /// `[publics]`.
    pub publics: Labels,
    /// `[reseaux]`.
    pub networks: Labels,
}

/// Reads every file of the folder.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<TranslationDraft> {
    if !root.join(FOLDER).exists() {
        return Vec::new();
    }
    let names = files::list(root, FOLDER, "toml", d);
    names.iter().filter_map(|name| read(root, name, d)).collect()
}

fn read(root: &Path, name: &str, d: &mut Diagnostics) -> Option<TranslationDraft> {
    let file = files::read(root, name, d)?;
    let mut table = toml_reader::parse(&file, 0..file.text().len(), d)?;
    let draft = TranslationDraft {
        language: files::stem(name),
        groups: labels(&mut table, "groupes", d),
        needs: labels(&mut table, "besoins", d),
        publics: labels(&mut table, "publics", d),
        networks: labels(&mut table, "reseaux", d),
    };
    table.finish(d);
    Some(draft)
}

fn labels(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Labels {
    let Some(mut list) = table.table(key, d) else { return Vec::new() };
    let mut labels = Vec::new();
    for id in list.remaining_keys() {
        if let Some(label) = list.free_string(&id, d) {
            labels.push((Located::new(id, label.at), label.value));
        }
    }
    labels
}
