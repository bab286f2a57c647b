//! The taxonomies themselves: `taxonomie-trop-grande`, `taxonomie-vide`, `tous-publics-absent`,
//! `cercle-inconnu`, `groupe-inconnu`, `age-invalide`, and ids as in [`super::identifiants`].

use std::collections::BTreeMap;

use super::{identifiants, references, site_web};
use crate::content::taxonomies::EVERYONE;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile};
use crate::sources::taxonomies::{Entry, List, PublicDraft, TaxonomiesDraft};

/// As many as the sets of the prebuilt index can hold.
pub const MAX_ENTRIES: usize = 128;

/// Checks the lists, and what their entries say of each other.
pub(crate) fn check(draft: &TaxonomiesDraft, d: &mut Diagnostics) {
    check_list(&draft.groups, d);
    check_list(&draft.needs, d);
    check_list(&draft.publics, d);
    check_list(&draft.networks, d);
    for list in draft.themes.iter().chain(&draft.skills) {
        check_list(list, d);
    }
    check_groups(draft, d);
    check_everyone(&draft.publics, d);
    draft.publics.entries.iter().for_each(|public| check_ages(public, d));
    draft
        .networks
        .entries
        .iter()
        .filter_map(|it| it.website.as_ref())
        .for_each(|it| site_web::check_value(it, d));
    draft.networks.entries.iter().filter_map(|it| it.circle.as_ref()).for_each(|it| check_circle(it, d));
}

/// Checks the ids and the size of one list.
fn check_list<T: Entry>(list: &List<T>, d: &mut Diagnostics) {
    let Some(start) = &list.start else { return };
    let (key, ids) = (list.key, list.entries.iter().map(Entry::id).collect::<Vec<_>>());
    let mut seen = BTreeMap::new();
    for id in ids.iter().copied() {
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

/// The absence of the public that stands for everyone.
fn check_everyone(publics: &List<PublicDraft>, d: &mut Diagnostics) {
    // An unreadable or empty list is reported on its own.
    if !publics.entries.is_empty() && !publics.entries.iter().any(|public| public.id.value == EVERYONE) {
        let at = Location::start(&SourceFile::unread("publics.toml"));
        d.push(
            Diagnostic::error("tous-publics-absent", &at, format!("il manque le public « {EVERYONE} »"))
                .expected(format!("une table [[publics]] avec id = \"{EVERYONE}\"")),
        );
    }
}

/// Oldest age, in years, that a public may begin or end with.
const OLDEST: i64 = 120;

/// The ages of a public.
fn check_ages(public: &PublicDraft, d: &mut Diagnostics) {
    let (least, most) = (&public.least_age, &public.most_age);
    let fault = |age: &Located<i64>, message: String, expected: &str| {
        Diagnostic::error("age-invalide", &age.at, message).expected(expected.to_owned())
    };
    for age in least.iter().chain(most) {
        if !(0..=OLDEST).contains(&age.value) {
            d.push(fault(age, format!("{} n’est pas un âge", age.value), "un nombre d’années, de 0 à 120"));
        } else if public.id.value == EVERYONE {
            let message = "« tous-publics » n’a pas d’âge".to_owned();
            d.push(fault(age, message, "age_min et age_max pour un autre public"));
        }
    }
    if let (Some(least), Some(most)) = (least, most)
        && least.value > most.value
    {
        let message = format!("age_max ({}) vient avant age_min ({})", most.value, least.value);
        d.push(fault(most, message, "le plus grand des deux âges, compris"));
    }
}

/// The groups that needs name. A group in error is not the fault of the needs that name it.
fn check_groups(draft: &TaxonomiesDraft, d: &mut Diagnostics) {
    let groups = &draft.groups.entries;
    if groups.iter().any(|group| group.title.is_none()) {
        return;
    }
    let known = || groups.iter().map(|group| group.id.value.as_str());
    for group in draft.needs.entries.iter().filter_map(|need| need.group.as_ref()) {
        if !known().any(|id| id == group.value) {
            d.push(references::unknown(group, known(), references::GROUP));
        }
    }
}

/// The circle of a network is one of three.
fn check_circle(number: &Located<i64>, d: &mut Diagnostics) {
    if !(1..=3).contains(&number.value) {
        let message = format!("cercle inconnu : {}", number.value);
        d.push(Diagnostic::error("cercle-inconnu", &number.at, message).expected("1, 2 ou 3"));
    }
}
