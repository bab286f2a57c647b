//! `site.toml`.

use std::path::Path;

use super::files;
use super::gazetteer::Gazetteer;
use super::model::Site;
use super::toml_reader::{self, Table, empty};
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location};
use crate::rules;

/// Where most readers of French directories are.
const DEFAULT_TIME_ZONE: &str = "Europe/Paris";

/// Reads `site.toml`; the departments served must be in the gazetteer.
pub(super) fn load(root: &Path, gazetteer: &Gazetteer, d: &mut Diagnostics) -> Option<Site> {
    let file = files::read_required(root, "site.toml", d)?;
    let mut table = toml_reader::parse(&file, 0..file.text().len(), d)?;
    let title = table.required("titre", d);
    let description = table.required("description", d);
    let url = table.required("url", d);
    let email = table.required("courriel", d);
    let fictitious = table.boolean("fictif", d).is_some_and(|flag| flag.value);
    let time_zone = table.string("fuseau", d);
    let territory = territory(&mut table, gazetteer, d);
    table.finish(d);
    if let Some(zone) = &time_zone {
        check_time_zone(zone, d);
    }
    if let Some(url) = &url {
        rules::site_web::check_value(url, d);
    }
    if let Some(email) = &email {
        rules::courriel::check_value(email, d);
    }
    let (territory, departments) = territory?;
    let mut url = url?.value;
    if !url.ends_with('/') {
        url.push('/');
    }
    Some(Site {
        title: title?.value,
        description: description?.value,
        url,
        email: email?.value,
        fictitious,
        territory,
        departments,
        time_zone: time_zone.map_or_else(|| DEFAULT_TIME_ZONE.to_owned(), |zone| zone.value),
    })
}

fn territory(
    table: &mut Table<'_>,
    gazetteer: &Gazetteer,
    d: &mut Diagnostics,
) -> Option<(String, Vec<String>)> {
    let at: Location = table.at().clone();
    let Some(mut territory) = table.table("territoire", d) else {
        d.push(toml_reader::missing(&at, "[territoire]"));
        return None;
    };
    let name = territory.required("nom", d);
    let departments = territory.strings("departements", d);
    match &departments {
        None => d.push(toml_reader::missing(territory.at(), "departements")),
        Some(codes) if codes.is_empty() => d.push(empty(territory.at(), "departements")),
        Some(codes) => codes.iter().for_each(|code| check_department(code, gazetteer, d)),
    }
    territory.finish(d);
    let mut codes: Vec<String> = departments?.into_iter().map(|code| code.value).collect();
    codes.sort();
    codes.dedup();
    Some((name?.value, codes))
}

fn check_time_zone(zone: &Located<String>, d: &mut Diagnostics) {
    if jiff::tz::TimeZone::get(&zone.value).is_err() {
        d.push(
            Diagnostic::error(
                "fuseau-inconnu",
                &zone.at,
                format!("fuseau horaire inconnu : « {} »", zone.value),
            )
            .expected("un nom de la base IANA, tel que Europe/Paris, Indian/Reunion ou America/Martinique"),
        );
    }
}

fn check_department(code: &Located<String>, gazetteer: &Gazetteer, d: &mut Diagnostics) {
    let known = &gazetteer.departments;
    // An empty list means that the file could not be read, which is reported.
    if !known.is_empty() && !known.iter().any(|department| department.code == code.value) {
        let codes: Vec<&str> = known.iter().map(|department| department.code.as_str()).collect();
        d.push(
            Diagnostic::error(
                "departement-inconnu",
                &code.at,
                format!("département inconnu : « {} »", code.value),
            )
            .expected(format!("un code de territoire/departements.csv : {}", codes.join(", "))),
        );
    }
}
