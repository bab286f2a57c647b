//! The site: `fuseau-inconnu`, `departement-inconnu`, and its addresses as in [`super::site_web`] and
//! [`super::courriel`].

use jiff::tz::TimeZone;

use super::{courriel, site_web};
use crate::content::gazetteer::Gazetteer;
use crate::content::site::DEFAULT_TIME_ZONE;
use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::sources::site::SiteDraft;

/// Checks the site's own values; the departments served must be in the gazetteer.
pub(crate) fn check(site: &SiteDraft, gazetteer: &Gazetteer, d: &mut Diagnostics) {
    if let Some(zone) = &site.time_zone {
        check_time_zone(zone, d);
    }
    if let Some(url) = &site.url {
        site_web::check_value(url, d);
    }
    if let Some(email) = &site.email {
        courriel::check_value(email, d);
    }
    if let Some(url) = site.licence.as_ref().and_then(|licence| licence.url.as_ref()) {
        site_web::check_value(url, d);
    }
    site.links.iter().for_each(|link| site_web::check_value(&link.url, d));
    for code in site.departments.iter().flatten() {
        check_department(code, gazetteer, d);
    }
}

/// The clock of a site; that of its default when the name is unknown, which is reported.
pub(super) fn time_zone(site: Option<&SiteDraft>) -> TimeZone {
    let named = site.and_then(|site| site.time_zone.as_ref()).map(|zone| zone.value.as_str());
    let known = |name: &str| TimeZone::get(name).ok();
    named.and_then(known).or_else(|| known(DEFAULT_TIME_ZONE)).unwrap_or(TimeZone::UTC)
}

fn check_time_zone(zone: &Located<String>, d: &mut Diagnostics) {
    if TimeZone::get(&zone.value).is_err() {
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
