//! Dates: `date-future`, `date-avant-publication`, `verification-12-mois` and `verification-24-mois` (warnings), `label-annee`.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Context, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::sources::structures::StructureDraft;

/// Checks the dates of last verification and the year of the label against the date of the build.
pub fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for verified in drafts.iter().flat_map(StructureDraft::services).filter_map(|it| it.verified.as_ref()) {
        match fault(verified.value, context.today) {
            Some(fault) => d.push(fault.at(&verified.at)),
            None => check_age(verified, context.today, d),
        }
    }
    for year in drafts.iter().filter_map(|draft| draft.label_year.as_ref()) {
        let this_year = i64::from(context.today.year());
        if !(1990..=this_year).contains(&year.value) {
            d.push(
                Diagnostic::error(
                    "label-annee",
                    &year.at,
                    format!("année de label improbable : {}", year.value),
                )
                .expected(format!("une année entre 1990 et {this_year}")),
            );
        }
    }
}

/// What is wrong with a date of last verification.
#[must_use]
pub fn fault(verified: Date, today: Date) -> Option<Fault> {
    future(verified, today, "le jour de la dernière vérification")
}

/// A day that must not be in the future, and is.
pub(crate) fn future(day: Date, today: Date, expected: &'static str) -> Option<Fault> {
    (day > today).then(|| Fault {
        code: "date-future",
        message: format!("date dans l’avenir : {day}"),
        expected,
        hint: Some(format!("la date du jour est {today}")),
    })
}

/// Checks the days of a publication and of its last change, the second not before the first.
pub(super) fn check_published(
    published: Option<&Located<Date>>,
    updated: Option<&Located<Date>>,
    context: &Context<'_>,
    d: &mut Diagnostics,
) {
    for day in published.into_iter().chain(updated) {
        if let Some(fault) = future(day.value, context.today, "un jour passé") {
            d.push(fault.at(&day.at));
        }
    }
    if let (Some(published), Some(updated)) = (published, updated)
        && updated.value < published.value
    {
        let message = format!("mise à jour du {} avant la publication", updated.value);
        let expected = format!("une date à partir du {}", published.value);
        d.push(Diagnostic::error("date-avant-publication", &updated.at, message).expected(expected));
    }
}

fn check_age(verified: &Located<Date>, today: Date, d: &mut Diagnostics) {
    let older_than =
        |months: i64| today.checked_sub(months.months()).is_ok_and(|limit| verified.value < limit);
    let (code, months) = match (older_than(24), older_than(12)) {
        (true, _) => ("verification-24-mois", 24),
        (false, true) => ("verification-12-mois", 12),
        (false, false) => return,
    };
    let message = format!("dernière vérification il y a plus de {months} mois : {}", verified.value);
    d.push(
        Diagnostic::warning(code, &verified.at, message)
            .hint("vérifiez la fiche auprès de la structure, puis changez la date".to_owned()),
    );
}
