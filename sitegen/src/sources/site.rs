//! `site.toml`, as it was written.

use std::path::Path;

use super::files;
use super::structures::{Ids, Text};
use super::toml_reader::{self, Table, empty};
use crate::diagnostics::{Diagnostics, Located};

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
    /// `html_dans_les_textes`: tags in texts are published instead of shown.
    pub raw_html: bool,
    /// `fuseau`.
    pub time_zone: Text,
    /// `[territoire]`, `nom`.
    pub territory: Text,
    /// `[territoire]`, `departements`.
    pub departments: Ids,
    /// `[territoire]`, `pages_des_communes`; they are printed unless it is `false`.
    pub commune_pages: bool,
    /// `[donnees]`: the licence of the open data; without it there are none.
    pub licence: Option<LicenceDraft>,
    /// `[[liens]]`: elsewhere, the members' community and social networks included.
    pub links: Vec<LinkDraft>,
}

/// A licence, as written.
#[derive(Clone, Debug)]
pub struct LicenceDraft {
    /// `licence`: its name.
    pub title: Text,
    /// `licence_url`: its text.
    pub url: Text,
}

/// A way out of the site, as written.
#[derive(Clone, Debug)]
pub struct LinkDraft {
    /// `titre`.
    pub title: Located<String>,
    /// `url`.
    pub url: Located<String>,
    /// `precision`: what a visitor must know before following it.
    pub note: Text,
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
    let raw_html = table.boolean("html_dans_les_textes", d).is_some_and(|flag| flag.value);
    let time_zone = table.string("fuseau", d);
    let (territory, departments, commune_pages) = territory(&mut table, d);
    let links = table.tables("liens", d).into_iter().filter_map(|mut link| {
        let (title, url) = (link.required("titre", d), link.required("url", d));
        let note = link.string("precision", d);
        link.finish(d);
        Some(LinkDraft { title: title?, url: url?, note })
    });
    let links = links.collect();
    let licence = table.table("donnees", d).map(|mut data| {
        let licence =
            LicenceDraft { title: data.required("licence", d), url: data.required("licence_url", d) };
        data.finish(d);
        licence
    });
    table.finish(d);
    Some(SiteDraft {
        title,
        description,
        url,
        email,
        fictitious,
        raw_html,
        time_zone,
        territory,
        departments,
        commune_pages,
        licence,
        links,
    })
}

fn territory(table: &mut Table<'_>, d: &mut Diagnostics) -> (Text, Ids, bool) {
    let at = table.at().clone();
    let Some(mut territory) = table.table("territoire", d) else {
        d.push(toml_reader::missing(&at, "[territoire]"));
        return (None, None, true);
    };
    let name = territory.required("nom", d);
    let departments = territory.strings("departements", d);
    match &departments {
        None => d.push(toml_reader::missing(territory.at(), "departements")),
        Some(codes) if codes.is_empty() => d.push(empty(territory.at(), "departements")),
        Some(_) => {}
    }
    let pages = territory.boolean("pages_des_communes", d).is_none_or(|flag| flag.value);
    territory.finish(d);
    (name, departments, pages)
}
