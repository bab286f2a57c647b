//! The taxonomies themselves: `taxonomie-trop-grande`, `taxonomie-vide`, `tous-publics-absent`,
//! `cercle-inconnu`, and ids as in [`super::identifiants`].

use std::collections::BTreeMap;

use super::identifiants;
use crate::content::model::Public;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile};

/// As many as the sets of the prebuilt index can hold.
pub const MAX_ENTRIES: usize = 128;

/// The public that stands for everyone.
pub const EVERYONE: &str = "tous-publics";

/// Checks the ids and the size of one list, `start` being the beginning of its file.
pub(crate) fn check_ids(ids: &[Located<String>], start: &Location, key: &str, d: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for id in ids {
        identifiants::check_value(id, d);
        identifiants::check_unique(&mut seen, id, "identifiant-en-double", "cet identifiant", d);
    }
    if ids.is_empty() {
        let expected = format!("au moins une table [[{key}]] complète");
        d.push(
            Diagnostic::error("taxonomie-vide", start, format!("aucune entrée dans « {key} »"))
                .expected(expected),
        );
    }
    if let Some(first_too_many) = ids.get(MAX_ENTRIES) {
        let message = format!("« {key} » a {} entrées", ids.len());
        d.push(
            Diagnostic::error("taxonomie-trop-grande", &first_too_many.at, message)
                .expected(format!("{MAX_ENTRIES} entrées au plus")),
        );
    }
}

/// The index of the public that stands for everyone; its absence is reported.
pub(crate) fn everyone(publics: &[Public], known: &[String], d: &mut Diagnostics) -> usize {
    // An unreadable or empty list is reported on its own.
    if !known.is_empty() && !known.iter().any(|id| id == EVERYONE) {
        let at = Location::start(&SourceFile::unread("publics.toml"));
        d.push(
            Diagnostic::error("tous-publics-absent", &at, format!("il manque le public « {EVERYONE} »"))
                .expected(format!("une table [[publics]] avec id = \"{EVERYONE}\"")),
        );
    }
    publics.iter().position(|public| public.id == EVERYONE).unwrap_or_default()
}

/// The circle of a network, from 1 to 3.
pub(crate) fn circle(number: &Located<i64>, d: &mut Diagnostics) -> Option<u8> {
    let circle = u8::try_from(number.value).ok().filter(|circle| (1..=3).contains(circle));
    if circle.is_none() {
        let message = format!("cercle inconnu : {}", number.value);
        d.push(Diagnostic::error("cercle-inconnu", &number.at, message).expected("1, 2 ou 3"));
    }
    circle
}
