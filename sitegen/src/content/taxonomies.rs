//! `besoins.toml`, `publics.toml` and `reseaux.toml`.

use std::path::Path;
use std::sync::Arc;

use super::files;
use super::model::{Keyword, Membership, Need, NeedGroup, Network, Public, Taxonomies};
use super::structures::keyword;
use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostics, Location, SourceFile};
use crate::rules::references::{self, KnownIds};
use crate::rules::taxonomies as rules;

/// Reads the three files. Entries in error are reported and left out of the first value; the second holds
/// every id that was written, so that one faulty entry does not make all who use it look wrong.
pub(crate) fn load(root: &Path, d: &mut Diagnostics) -> (Taxonomies, KnownIds) {
    let (mut all, mut known) = (Taxonomies::default(), KnownIds::default());
    load_needs(root, &mut all, &mut known, d);
    (all.publics, known.publics) = load_list(root, "publics.toml", "publics", d, public);
    all.everyone = rules::everyone(&all.publics, &known.publics, d);
    (all.networks, known.networks) = load_list(root, "reseaux.toml", "reseaux", d, network);
    (all, known)
}

fn load_needs(root: &Path, all: &mut Taxonomies, known: &mut KnownIds, d: &mut Diagnostics) {
    let Some(file) = files::read_required(root, "besoins.toml", d) else { return };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else { return };
    let (groups, group_ids) = entries(&mut root, &file, "groupes", d, |table, id, d| {
        Some(NeedGroup { id, title: table.required("titre", d)?.value })
    });
    all.need_groups = groups;
    let ids: Vec<&str> = all.need_groups.iter().map(|group| group.id.as_str()).collect();
    let groups = Groups { ids: &ids, complete: ids.len() == group_ids.len() };
    (all.needs, known.needs) =
        entries(&mut root, &file, "besoins", d, |table, id, d| need(table, id, &groups, d));
    root.finish(d);
}

/// The groups that a need may name.
struct Groups<'a> {
    ids: &'a [&'a str],
    /// Whether no group was in error: else a need that names it is not to blame.
    complete: bool,
}

fn need(table: &mut Table<'_>, id: String, groups: &Groups<'_>, d: &mut Diagnostics) -> Option<Need> {
    let title = table.required("titre", d);
    let group = table.required("groupe", d);
    let synonyms = plain_list(table, "synonymes", d);
    let thematiques = plain_list(table, "thematiques", d);
    let group = group.and_then(|group| {
        let index = groups.ids.iter().position(|id| *id == group.value);
        if index.is_none() && groups.complete {
            d.push(references::unknown(&group, groups.ids.iter().copied(), references::GROUP));
        }
        index
    });
    Some(Need { id, title: title?.value, group: group?, synonyms, thematiques })
}

fn public(table: &mut Table<'_>, id: String, d: &mut Diagnostics) -> Option<Public> {
    let title = table.required("titre", d);
    let synonyms = plain_list(table, "synonymes", d);
    let data_inclusion = plain_list(table, "data_inclusion", d);
    Some(Public { id, title: title?.value, synonyms, data_inclusion })
}

fn network(table: &mut Table<'_>, id: String, d: &mut Diagnostics) -> Option<Network> {
    let title = table.required("titre", d);
    let acronym = table.string("sigle", d).map(|text| text.value);
    let circle = circle(table, d);
    let membership = table.required("membre", d);
    let membership = membership.and_then(|word| keyword::<Membership>(&word, "membre", d));
    let synonyms = plain_list(table, "synonymes", d);
    let data_inclusion = plain_list(table, "data_inclusion", d);
    let description = table.string("description", d).map(|text| text.value);
    Some(Network {
        id,
        title: title?.value,
        acronym,
        circle: circle?,
        membership: membership?,
        synonyms,
        data_inclusion,
        description,
    })
}

fn circle(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<u8> {
    let at = table.at().clone();
    if !table.has("cercle") {
        d.push(toml_reader::missing(&at, "cercle"));
    }
    let number = table.integer("cercle", d)?;
    rules::circle(&number, d)
}

/// The entries of one list without fault, and all the ids that were written.
fn entries<T>(
    root: &mut Table<'_>,
    file: &Arc<SourceFile>,
    key: &'static str,
    d: &mut Diagnostics,
    mut each: impl FnMut(&mut Table<'_>, String, &mut Diagnostics) -> Option<T>,
) -> (Vec<T>, Vec<String>) {
    let (mut values, mut ids) = (Vec::new(), Vec::new());
    for mut table in root.tables(key, d) {
        let id = table.required("id", d);
        let value = each(&mut table, id.as_ref().map(|id| id.value.clone()).unwrap_or_default(), d);
        table.finish(d);
        if let Some(id) = id {
            ids.push(id);
            values.extend(value);
        }
    }
    rules::check_ids(&ids, &Location::start(file), key, d);
    (values, ids.into_iter().map(|id| id.value).collect())
}

fn load_list<T>(
    root: &Path,
    name: &str,
    key: &'static str,
    d: &mut Diagnostics,
    each: impl FnMut(&mut Table<'_>, String, &mut Diagnostics) -> Option<T>,
) -> (Vec<T>, Vec<String>) {
    let nothing = || (Vec::new(), Vec::new());
    let Some(file) = files::read_required(root, name, d) else { return nothing() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else { return nothing() };
    let list = entries(&mut root, &file, key, d, each);
    root.finish(d);
    list
}

fn plain_list(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<String> {
    table.strings(key, d).unwrap_or_default().into_iter().map(|text| text.value).collect()
}

/// The words of a kind, for messages: « a », « b » ou « c ».
pub(super) fn words<K: Keyword>() -> String {
    K::WORDS.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(" ou ")
}
