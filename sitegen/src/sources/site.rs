//! `site.toml`, as it was written.

use std::path::Path;

use super::files;
use super::structures::{Ids, Text};
use super::toml_reader::{self, Table, empty};
use crate::diagnostics::Diagnostics;

/// The site as written. What must be there and is not has been reported.
#[derive(Clone, Debug)]
pub struct SiteDraft {
    /// `titre`.
    pub title: Text,
    /// `description`.
    pub description: Text,
    /// `url`.
    pub url: Text,
    /// `courriel`.
    pub email: Text,
    /// `fictif`.
    pub fictitious: bool,
    /// `fuseau`.
    pub time_zone: Text,
    /// `[territoire]`, `nom`.
    pub territory: Text,
    /// `[territoire]`, `departements`.
    pub departments: Ids,
}

/// Reads `site.toml`.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Option<SiteDraft> {
    let file = files::read_required(root, "site.toml", d)?;
    let mut table = toml_reader::parse(&file, 0..file.text().len(), d)?;
    let title = table.required("titre", d);
    let description = table.required("description", d);
    let url = table.required("url", d);
    let email = table.required("courriel", d);
    let fictitious = table.boolean("fictif", d).is_some_and(|flag| flag.value);
    let time_zone = table.string("fuseau", d);
    let (territory, departments) = territory(&mut table, d);
    table.finish(d);
    Some(SiteDraft { title, description, url, email, fictitious, time_zone, territory, departments })
}

fn territory(table: &mut Table<'_>, d: &mut Diagnostics) -> (Text, Ids) {
    let at = table.at().clone();
    let Some(mut territory) = table.table("territoire", d) else {
        d.push(toml_reader::missing(&at, "[territoire]"));
        return (None, None);
    };
    let name = territory.required("nom", d);
    let departments = territory.strings("departements", d);
    match &departments {
        None => d.push(toml_reader::missing(territory.at(), "departements")),
        Some(codes) if codes.is_empty() => d.push(empty(territory.at(), "departements")),
        Some(_) => {}
    }
    territory.finish(d);
    (name, departments)
}
