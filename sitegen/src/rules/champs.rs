//! Fields that must be there: `champ-manquant`, `champ-vide`, `lieu-absent`.

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Location};
use crate::sources::structures::{Ids, PlaceDraft, StructureDraft, Text};
use crate::sources::toml_reader::{empty, missing};

/// Reports the required fields that are absent or empty.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        let mut record = Record { at: &draft.at, keys: &draft.keys, d };
        record.text("nom", &draft.name);
        record.ids("reseaux", &draft.networks);
        record.ids("besoins", &draft.service.needs);
        record.present("verifie_le", draft.service.verified.is_some());
        if draft.places.is_empty() && !draft.keys.iter().any(|key| key == "lieux") {
            d.push(
                Diagnostic::error("lieu-absent", &draft.at, "cette structure n’a aucun lieu d’accueil")
                    .expected("au moins une table [[lieux]]"),
            );
        }
        draft.places.iter().for_each(|place| check_place(place, d));
        for closure in draft.all_closures() {
            let mut record = Record { at: &closure.at, keys: &closure.keys, d };
            record.present("du", closure.from.is_some());
            record.text("raison", &closure.reason);
        }
    }
}

fn check_place(place: &PlaceDraft, d: &mut Diagnostics) {
    let mut record = Record { at: &place.at, keys: &place.keys, d };
    record.text("adresse", &place.address);
    record.text("code_postal", &place.postcode);
    record.text("commune", &place.commune);
    record.text("insee", &place.insee);
    record.present("latitude", place.latitude.is_some());
    record.present("longitude", place.longitude.is_some());
}

/// A structure or a place being looked at.
struct Record<'a> {
    at: &'a Location,
    keys: &'a [String],
    d: &'a mut Diagnostics,
}

impl Record<'_> {
    fn text(&mut self, key: &str, value: &Text) {
        match value {
            Some(text) if text.value.trim().is_empty() => self.d.push(empty(&text.at, key)),
            _ => self.present(key, value.is_some()),
        }
    }

    fn ids(&mut self, key: &str, value: &Ids) {
        match value {
            Some(ids) if ids.is_empty() => self.d.push(empty(self.at, key)),
            _ => self.present(key, value.is_some()),
        }
    }

    /// A key whose value could not be read is reported as such, not as missing.
    fn present(&mut self, key: &str, present: bool) {
        if !present && !self.keys.iter().any(|written| written == key) {
            self.d.push(missing(self.at, key));
        }
    }
}
