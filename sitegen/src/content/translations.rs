//! `traductions/<langue>.toml`: labels of the taxonomies in another language. The folder may be absent, and
//! an entry that a translator has not reached yet is read in French.

use std::path::Path;

use super::files;
use super::model::{Taxonomies, Translation};
use super::toml_reader;
use crate::diagnostics::{Diagnostics, Located};
use crate::rules::references::{self, GROUP, Kind, KnownIds, NEED, NETWORK, PUBLIC};

const FOLDER: &str = "traductions";

/// Reads and checks every file of the folder.
pub(super) fn load(
    root: &Path,
    taxonomies: &Taxonomies,
    known: &KnownIds,
    d: &mut Diagnostics,
) -> Vec<Translation> {
    if !root.join(FOLDER).exists() {
        return Vec::new();
    }
    let groups: Vec<String> = taxonomies.need_groups.iter().map(|group| group.id.clone()).collect();
    let names = files::list(root, FOLDER, "toml", d);
    names.iter().filter_map(|name| read(root, name, &groups, known, d)).collect()
}

fn read(
    root: &Path,
    name: &str,
    groups: &[String],
    known: &KnownIds,
    d: &mut Diagnostics,
) -> Option<Translation> {
    let file = files::read(root, name, d)?;
    let mut table = toml_reader::parse(&file, 0..file.text().len(), d)?;
    let mut labels = |key: &'static str, ids: &[String], kind: Kind, d: &mut Diagnostics| {
        let mut found = Vec::new();
        let Some(mut list) = table.table(key, d) else { return found };
        for id in list.remaining_keys() {
            let Some(label) = list.free_string(&id, d) else { continue };
            if ids.contains(&id) {
                found.push((id, label.value));
            } else {
                let written = Located::new(id, label.at);
                d.push(references::unknown(&written, ids.iter().map(String::as_str), kind));
            }
        }
        found
    };
    let translation = Translation {
        language: files::stem(name),
        groups: labels("groupes", groups, GROUP, d),
        needs: labels("besoins", &known.needs, NEED, d),
        publics: labels("publics", &known.publics, PUBLIC, d),
        networks: labels("reseaux", &known.networks, NETWORK, d),
    };
    table.finish(d);
    Some(translation)
}
