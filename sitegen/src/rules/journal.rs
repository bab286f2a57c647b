//! `journal.toml`: `journal-structure-inconnue`, `journal-en-double` (warning), `date-future`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::dates;
use crate::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use crate::sources::journal::EntryDraft;
use crate::sources::structures::StructureDraft;

/// Checks each entry, then all together.
pub(super) fn check(entries: &[EntryDraft], structures: &[StructureDraft], today: Date, d: &mut Diagnostics) {
    let known: BTreeSet<&str> = structures.iter().map(|draft| draft.id.value.as_str()).collect();
    let mut seen = BTreeMap::new();
    for entry in entries {
        if let Some(fault) = dates::future(entry.date.value, today, "le jour d’un changement qui a eu lieu")
        {
            d.push(fault.at(&entry.date.at));
        }
        let id = &entry.structure;
        if entry.name.is_none() && !known.contains(id.value.as_str()) {
            let message = format!("« {} » n’est pas dans l’annuaire", id.value);
            let nearest = did_you_mean(&id.value, known.iter().copied());
            let hint = nearest.or_else(|| Some("si elle n’y est plus, ajoutez son `nom`".to_owned()));
            d.push(
                Diagnostic::error("journal-structure-inconnue", &id.at, message)
                    .expected("le nom d’un fichier de annuaire/, sans « .md »")
                    .hint(hint),
            );
        }
        let details = entry.details.as_ref().map(|it| it.value.as_str());
        let said = (entry.date.value, id.value.as_str(), entry.what, details);
        let (line, _) = id.at.line_column();
        if let Some(first) = seen.insert(said, line) {
            let message = format!("ce changement est déjà ligne {first}");
            d.push(Diagnostic::warning("journal-en-double", &id.at, message));
        }
    }
}
