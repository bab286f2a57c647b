//! Figures and history: `annee-en-double`, `chiffre-negatif`, `date-future`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::dates;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::sources::service::ServiceDraft;

/// Checks the years and the steps.
pub(crate) fn check(draft: &ServiceDraft, today: Date, d: &mut Diagnostics) {
    let mut years = BTreeSet::new();
    for entry in &draft.years {
        let year = &entry.year;
        if !years.insert(year.value) {
            let message = format!("l’année {} est donnée deux fois", year.value);
            d.push(Diagnostic::error("annee-en-double", &year.at, message));
        }
        if year.value > i64::from(today.year()) {
            let message = format!("année dans l’avenir : {}", year.value);
            d.push(Diagnostic::error("date-future", &year.at, message).expected("une année commencée"));
        }
        for figure in [&entry.people, &entry.structures, &entry.places].into_iter().flatten() {
            if figure.value < 0 {
                let message = format!("chiffre négatif : {}", figure.value);
                d.push(Diagnostic::error("chiffre-negatif", &figure.at, message).expected("zéro ou plus"));
            }
        }
    }
    for step in &draft.steps {
        if let Some(fault) = dates::future(step.date.value, today, "un jour passé") {
            d.push(fault.at(&step.date.at));
        }
    }
}
